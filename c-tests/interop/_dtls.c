/* One end of DTLS over UDP, for the interoperation tests.
 *
 *   dtls server [NAME VALUE]...         waits for one client on a free port
 *   dtls client PORT [NAME VALUE]...    talks to it
 *
 * Names: cert (of the fixtures), ca (1: verify the peer; 2: demand that),
 * host, suite, group, mtu, cookie (1: OpenSSL's option, 2: DTLSv1_listen),
 * srtp, alpn, session (a PEM file to offer and to save), keys (a file of
 * ticket keys), ticket (0: none). Each end says what it sees.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/srtp.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

static char **options;
static const char *fixtures;
/* The most that a step of the peer's may take. */
#define PATIENCE 20

static const char *option(const char *name)
{
    for (char **at = options; at[0] != NULL && at[1] != NULL; at += 2)
        if (strcmp(at[0], name) == 0)
            return at[1];
    return NULL;
}

static int number(const char *name)
{
    const char *value = option(name);

    return value != NULL ? atoi(value) : 0;
}

static void fatal(const char *what)
{
    printf("fatal: %s\n", what);
    ERR_print_errors_fp(stdout);
    fflush(stdout);
    exit(2);
}

static const char *fixture(const char *name, const char *end)
{
    static char paths[4][512];
    static int next;
    char *path = paths[next++ % 4];

    snprintf(path, sizeof paths[0], "%s/%s%s", fixtures, name, end);
    return path;
}

static int make_cookie(SSL *ssl, unsigned char *cookie, unsigned int *len)
{
    (void)ssl;
    memcpy(cookie, "cookie of the test", 18);
    *len = 18;
    return 1;
}

static int check_cookie(SSL *ssl, const unsigned char *cookie, unsigned int len)
{
    (void)ssl;
    printf("cookie: %u bytes\n", len);
    return len == 18 && memcmp(cookie, "cookie of the test", 18) == 0;
}

static int select_alpn(SSL *ssl, const unsigned char **out, unsigned char *outlen, const unsigned char *in,
                       unsigned int inlen, void *arg)
{
    (void)ssl;
    return SSL_select_next_proto((unsigned char **)out, outlen, arg, strlen(arg), in, inlen)
                   == OPENSSL_NPN_NEGOTIATED
               ? SSL_TLSEXT_ERR_OK
               : SSL_TLSEXT_ERR_NOACK;
}

static SSL_CTX *context(int server)
{
    SSL_CTX *ctx = SSL_CTX_new(server ? DTLS_server_method() : DTLS_client_method());
    const char *cert = option("cert"), *keys = option("keys");

    if (cert != NULL
        && (SSL_CTX_use_certificate_chain_file(ctx, fixture(cert, "-cert.pem")) != 1
            || SSL_CTX_use_PrivateKey_file(ctx, fixture(cert, "-key.pem"), SSL_FILETYPE_PEM) != 1))
        fatal("certificate");
    if (number("ca") > 0) {
        SSL_CTX_load_verify_locations(ctx, fixture("ca-bundle", ".pem"), NULL);
        SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER | (number("ca") > 1 ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0), NULL);
    } else if (!server) {
        SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
    }
    if (option("suite") != NULL && SSL_CTX_set_cipher_list(ctx, option("suite")) != 1)
        fatal("suite");
    if (option("group") != NULL && SSL_CTX_set1_groups_list(ctx, option("group")) != 1)
        fatal("group");
    if (option("srtp") != NULL && SSL_CTX_set_tlsext_use_srtp(ctx, option("srtp")) != 0)
        fatal("srtp");
    if (option("ticket") != NULL && number("ticket") == 0)
        SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
    if (option("alpn") != NULL) {
        char *list = malloc(256);

        snprintf(list, 256, "%c%s", (int)strlen(option("alpn")), option("alpn"));
        if (server)
            SSL_CTX_set_alpn_select_cb(ctx, select_alpn, list);
        else
            SSL_CTX_set_alpn_protos(ctx, (unsigned char *)list, strlen(list));
    }
    if (keys != NULL) {
        unsigned char bytes[80];
        FILE *file = fopen(keys, "r");

        if (file == NULL || fread(bytes, 1, sizeof bytes, file) != sizeof bytes
            || SSL_CTX_set_tlsext_ticket_keys(ctx, bytes, sizeof bytes) != 1)
            fatal("keys");
        fclose(file);
    }
    SSL_CTX_set_session_id_context(ctx, (const unsigned char *)"test", 4);
    SSL_CTX_set_cookie_generate_cb(ctx, make_cookie);
    SSL_CTX_set_cookie_verify_cb(ctx, check_cookie);
    return ctx;
}

static void describe(SSL *ssl)
{
    SRTP_PROTECTION_PROFILE *profile = SSL_get_selected_srtp_profile(ssl);
    X509 *peer = SSL_get1_peer_certificate(ssl);
    const unsigned char *alpn;
    unsigned int len;
    unsigned char keys[60];

    SSL_get0_alpn_selected(ssl, &alpn, &len);
    printf("%s, %s, verify %ld, certificate %d, %s, alpn %.*s, srtp %s, ems %ld, ri %ld\n", SSL_get_version(ssl),
           SSL_get_cipher_name(ssl), SSL_get_verify_result(ssl), peer != NULL,
           SSL_session_reused(ssl) ? "resumed" : "full", (int)len, alpn ? (const char *)alpn : "",
           profile ? profile->name : "none", SSL_get_extms_support(ssl), SSL_get_secure_renegotiation_support(ssl));
    if (SSL_export_keying_material(ssl, keys, sizeof keys, "EXTRACTOR-dtls_srtp", 19, NULL, 0, 0) != 1)
        fatal("export");
    printf("exported ");
    for (size_t i = 0; i < sizeof keys; i++)
        printf("%02x", keys[i]);
    printf("\n");
    X509_free(peer);
}

/* What a call that returned `result` has to wait for; ends if that is nothing. */
static void wait_for(SSL *ssl, int result, const char *what)
{
    int error = SSL_get_error(ssl, result);
    struct timeval left;
    struct pollfd fd = {SSL_get_fd(ssl), POLLIN, 0};
    int patience = PATIENCE * 1000, n;

    if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) {
        printf("%s: %d, error %d, reason %d\n", what, result, error, ERR_GET_REASON(ERR_peek_error()));
        fflush(stdout);
        exit(1);
    }
    if (DTLSv1_get_timeout(ssl, &left))
        patience = left.tv_sec * 1000 + left.tv_usec / 1000 + 1;
    n = poll(&fd, 1, patience);
    if (n == 0 && patience == PATIENCE * 1000)
        fatal("nothing came");
    if (n == 0 && DTLSv1_handle_timeout(ssl) < 0)
        fatal("timeout");
}

static void talk(SSL *ssl, int server)
{
    char buf[20000];
    int n;

    while ((n = SSL_do_handshake(ssl)) != 1)
        wait_for(ssl, n, "handshake");
    describe(ssl);
    fflush(stdout);
    /* A client asks, over and over, until it gets the answer: datagrams get lost. */
    for (int turn = 0; !server && turn < PATIENCE * 5; turn++) {
        struct pollfd fd = {SSL_get_fd(ssl), POLLIN, 0};

        SSL_write(ssl, "question", 8);
        poll(&fd, 1, 200);
        n = SSL_read(ssl, buf, sizeof buf);
        if (n > 0) {
            printf("heard %.*s\n", n, buf);
            SSL_shutdown(ssl);
            return;
        }
        if (SSL_get_error(ssl, n) != SSL_ERROR_WANT_READ)
            fatal("read");
    }
    while (server) {
        n = SSL_read(ssl, buf, sizeof buf);
        if (n == 0 && SSL_get_error(ssl, n) == SSL_ERROR_ZERO_RETURN) {
            printf("closed\n");
            SSL_shutdown(ssl);
            return;
        }
        if (n <= 0) {
            wait_for(ssl, n, "read");
            continue;
        }
        printf("heard %.*s\n", n, buf);
        SSL_write(ssl, "answer", 6);
    }
    fatal("no answer");
}

int main(int argc, char **argv)
{
    int server = argc > 1 && strcmp(argv[1], "server") == 0, fd = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)}, peer;
    socklen_t len = sizeof at;
    SSL_CTX *ctx;
    SSL *ssl;
    BIO *bio;

    fixtures = getenv("TLSRS_FIXTURES");
    options = argv + (server ? 2 : 3);
    ctx = context(server);
    if (server) {
        char byte;

        bind(fd, (struct sockaddr *)&at, sizeof at);
        getsockname(fd, (struct sockaddr *)&at, &len);
        printf("ready %d\n", ntohs(at.sin_port));
        fflush(stdout);
        len = sizeof peer;
        if (recvfrom(fd, &byte, 1, MSG_PEEK, (struct sockaddr *)&peer, &len) < 0)
            fatal("recvfrom");
        at = peer;
    } else {
        at.sin_port = htons(atoi(argv[2]));
    }
    if (number("cookie") != 2)
        connect(fd, (struct sockaddr *)&at, sizeof at);
    bio = BIO_new_dgram(fd, BIO_CLOSE);
    if (number("cookie") != 2) {
        BIO_ADDR *to = BIO_ADDR_new();

        BIO_ADDR_rawmake(to, AF_INET, &at.sin_addr, sizeof at.sin_addr, at.sin_port);
        BIO_ctrl_set_connected(bio, to);
        BIO_ADDR_free(to);
    }
    ssl = SSL_new(ctx);
    SSL_set_bio(ssl, bio, bio);
    if (number("mtu") > 0) {
        SSL_set_options(ssl, SSL_OP_NO_QUERY_MTU);
        SSL_set_mtu(ssl, number("mtu"));
    }
    if (number("cookie") == 1)
        SSL_set_options(ssl, SSL_OP_COOKIE_EXCHANGE);
    if (number("cookie") == 2) {
        BIO_ADDR *from = BIO_ADDR_new();
        int n;

        while ((n = DTLSv1_listen(ssl, from)) == 0)
            ;
        if (n < 0)
            fatal("listen");
        printf("listened: family %d\n", BIO_ADDR_family(from));
        connect(fd, (struct sockaddr *)&at, sizeof at);
        BIO_ctrl_set_connected(bio, from);
        BIO_ADDR_free(from);
    }
    BIO_socket_nbio(fd, 1);
    if (option("host") != NULL) {
        SSL_set1_host(ssl, option("host"));
        SSL_set_tlsext_host_name(ssl, option("host"));
    }
    if (!server && option("session") != NULL) {
        FILE *file = fopen(option("session"), "r");
        SSL_SESSION *session = file != NULL ? PEM_read_SSL_SESSION(file, NULL, NULL, NULL) : NULL;

        if (session != NULL && SSL_set_session(ssl, session) != 1)
            fatal("session");
        SSL_SESSION_free(session);
        if (file != NULL)
            fclose(file);
    }
    if (server && number("cookie") != 2)
        SSL_set_accept_state(ssl);
    else if (!server)
        SSL_set_connect_state(ssl);
    talk(ssl, server);
    if (!server && option("session") != NULL) {
        FILE *file = fopen(option("session"), "w");

        PEM_write_SSL_SESSION(file, SSL_get0_session(ssl));
        fclose(file);
    }
    SSL_free(ssl);
    SSL_CTX_free(ctx);
    return 0;
}
