/* TLS 1.2 with master secrets of the programs' (EAP-FAST, RFC 4851) over real
 * connections, for secret.py.
 *
 *   secret server [option=value]...    prints "ready PORT", then a line for each connection
 *   secret client PORT [option=value]...
 *       key       what the secret is made of, with both randoms; without, there is none
 *       ticket    so many bytes of a ticket (client)
 *       suite     what the server's callback chooses
 *       cert, pkey, ca, protocol
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/hmac.h>
#include <openssl/ssl.h>

static struct {
    const char *key, *ticket, *suite, *cert, *pkey, *ca, *protocol;
} opt;
static SSL_CTX *ctx;
static int got_ticket;

static void fatal(const char *what)
{
    printf("fatal: %s\n", what);
    ERR_print_errors_fp(stdout);
    fflush(stdout);
    exit(2);
}

static int secret(SSL *ssl, void *out, int *len, STACK_OF(SSL_CIPHER) *peer, const SSL_CIPHER **suite, void *arg)
{
    unsigned char seed[65];

    (void)arg;
    if (opt.key == NULL)
        return 0;
    SSL_get_server_random(ssl, seed, 32);
    SSL_get_client_random(ssl, seed + 32, 32);
    seed[64] = 1;
    HMAC(EVP_sha384(), opt.key, (int)strlen(opt.key), seed, sizeof seed, out, NULL);
    *len = 48;
    for (int i = 0; opt.suite != NULL && peer != NULL && i < sk_SSL_CIPHER_num(peer); i++)
        if (strcmp(SSL_CIPHER_get_name(sk_SSL_CIPHER_value(peer, i)), opt.suite) == 0)
            *suite = sk_SSL_CIPHER_value(peer, i);
    return 1;
}

static int ticket(SSL *ssl, const unsigned char *data, int len, void *arg)
{
    (void)ssl, (void)data, (void)arg;
    got_ticket = len;
    return 1;
}

static int choose(SSL *ssl, const unsigned char **out, unsigned char *len, const unsigned char *in, unsigned int n, void *arg)
{
    (void)ssl, (void)n, (void)arg;
    *out = in + 1;
    *len = in[0];
    return SSL_TLSEXT_ERR_OK;
}

static void talk(int s, int server)
{
    SSL *ssl = SSL_new(ctx);
    struct timeval limit = {.tv_sec = 60};
    char text[20000] = "", material[20], hex[41] = "";
    const unsigned char *protocol;
    unsigned int protocol_len;
    int n, on = 1, sum = 0, want = 100000;

    setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    SSL_set_fd(ssl, s);
    SSL_set_session_secret_cb(ssl, secret, NULL);
    got_ticket = -1;
    if (server) {
        SSL_set_session_ticket_ext_cb(ssl, ticket, NULL);
        n = SSL_accept(ssl);
    } else {
        if (opt.ticket != NULL) {
            int size = atoi(opt.ticket);
            char *bytes = calloc(1, (size_t)size + 1);

            SSL_set_session_ticket_ext(ssl, bytes, size);
            free(bytes);
        } else {
            SSL_set_session_ticket_ext(ssl, NULL, 0);
        }
        n = SSL_connect(ssl);
    }
    if (n == 1) {
        memset(text, 'x', sizeof text);
        /* Both ways, in more than one record. */
        for (int part = 0; part < 2; part++)
            if (part == server)
                for (int left = want; left > 0; left -= n)
                    if ((n = SSL_write(ssl, text, left < (int)sizeof text ? left : (int)sizeof text)) <= 0)
                        break;
                    else
                        continue;
            else
                for (sum = 0; sum < want; sum += n)
                    if ((n = SSL_read(ssl, text, sizeof text)) <= 0)
                        break;
        SSL_export_keying_material(ssl, (unsigned char *)material, sizeof material, "label", 5, NULL, 0, 0);
        for (int i = 0; i < 20; i++)
            snprintf(hex + 2 * i, 3, "%02x", (unsigned char)material[i]);
        SSL_get0_alpn_selected(ssl, &protocol, &protocol_len);
        printf("%s %s, reused %d, ticket %d, protocol %.*s, result %ld, got %d, material %s\n", SSL_get_version(ssl),
               SSL_get_cipher_name(ssl), SSL_session_reused(ssl), got_ticket, (int)protocol_len, protocol ? (const char *)protocol : "",
               SSL_get_verify_result(ssl), sum, hex);
        SSL_shutdown(ssl);
    } else {
        printf("failed: %s\n", ERR_peek_last_error() ? ERR_reason_error_string(ERR_peek_last_error()) : "-");
    }
    fflush(stdout);
    ERR_clear_error();
    SSL_free(ssl);
    shutdown(s, SHUT_WR);
    while (recv(s, text, sizeof text, 0) > 0)
        ;
    close(s);
}

int main(int argc, char **argv)
{
    int client = argc > 2 && strcmp(argv[1], "client") == 0, s;
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof a;

    signal(SIGPIPE, SIG_IGN);
    for (int i = client ? 3 : 2; i < argc; i++) {
        static const char *const names[] = {"key", "ticket", "suite", "cert", "pkey", "ca", "protocol"};
        const char **const places[] = {&opt.key, &opt.ticket, &opt.suite, &opt.cert, &opt.pkey, &opt.ca, &opt.protocol};
        char *value = strchr(argv[i], '=');

        if (value == NULL)
            fatal(argv[i]);
        *value++ = '\0';
        for (size_t n = 0; n < sizeof names / sizeof *names; n++)
            if (strcmp(argv[i], names[n]) == 0)
                *places[n] = value;
    }
    ctx = SSL_CTX_new(client ? TLS_client_method() : TLS_server_method());
    SSL_CTX_set_max_proto_version(ctx, TLS1_2_VERSION);
    if (opt.cert != NULL && (SSL_CTX_use_certificate_chain_file(ctx, opt.cert) != 1 ||
                             SSL_CTX_use_PrivateKey_file(ctx, opt.pkey, SSL_FILETYPE_PEM) != 1))
        fatal("certificate");
    if (opt.ca != NULL && SSL_CTX_load_verify_locations(ctx, opt.ca, NULL) != 1)
        fatal("CA");
    if (client) {
        SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
        if (opt.protocol != NULL)
            SSL_CTX_set_alpn_protos(ctx, (const unsigned char *)"\2h2", 3);
        a.sin_port = htons((uint16_t)atoi(argv[2]));
        s = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(s, (struct sockaddr *)&a, sizeof a) != 0)
            fatal("connect");
        talk(s, 0);
    } else {
        int listener = socket(AF_INET, SOCK_STREAM, 0);

        SSL_CTX_set_alpn_select_cb(ctx, choose, NULL);
        if (bind(listener, (struct sockaddr *)&a, sizeof a) != 0 || listen(listener, 50) != 0)
            fatal("listen");
        getsockname(listener, (struct sockaddr *)&a, &len);
        printf("ready %d\n", ntohs(a.sin_port));
        fflush(stdout);
        while ((s = accept(listener, NULL, NULL)) >= 0)
            talk(s, 1);
    }
    SSL_CTX_free(ctx);
    return 0;
}
