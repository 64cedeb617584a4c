/*
 * One end of connections with extensions of the program's own: what it sends
 * and what it hears of them.
 *
 * usage: custom FIXTURES server VERSION GROUPS MUTUAL COUNT
 *        custom FIXTURES client VERSION GROUPS MUTUAL COUNT PORT
 */
#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int is_server;

static int add(SSL *s, unsigned type, unsigned context, const unsigned char **out, size_t *len, X509 *x, size_t index,
               int *al, void *arg)
{
    /* Long enough that a flight with many certificates fills its record. */
    static unsigned char data[900];

    (void)s, (void)x, (void)al, (void)arg;
    memset(data, is_server ? 's' : 'c', sizeof data);
    snprintf((char *)data, sizeof data, "%u in %x, %zu", type, context, context == SSL_EXT_TLS1_3_CERTIFICATE ? index : 0);
    *out = data;
    *len = type == 0xff10 ? sizeof data : strlen((char *)data);
    return 1;
}

static int hear(SSL *s, unsigned type, unsigned context, const unsigned char *in, size_t len, X509 *x, size_t index,
                int *al, void *arg)
{
    (void)s, (void)x, (void)al, (void)arg;
    printf("heard %u in %x, %zu: %zu bytes, '%.*s'\n", type, context, context == SSL_EXT_TLS1_3_CERTIFICATE ? index : 0,
           len, (int)strnlen((const char *)in, len), (const char *)in);
    return 1;
}

static SSL_CTX *context(const char *folder, const char *version, const char *groups, int mutual)
{
    const unsigned all = SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO | SSL_EXT_TLS1_3_SERVER_HELLO |
                         SSL_EXT_TLS1_3_ENCRYPTED_EXTENSIONS | SSL_EXT_TLS1_3_HELLO_RETRY_REQUEST |
                         SSL_EXT_TLS1_3_CERTIFICATE | SSL_EXT_TLS1_3_CERTIFICATE_REQUEST |
                         SSL_EXT_TLS1_3_NEW_SESSION_TICKET;
    SSL_CTX *ctx = SSL_CTX_new(is_server ? TLS_server_method() : TLS_client_method());
    char path[512];
    int number = strcmp(version, "1.2") == 0 ? TLS1_2_VERSION : TLS1_3_VERSION;

    SSL_CTX_set_min_proto_version(ctx, number);
    SSL_CTX_set_max_proto_version(ctx, number);
    SSL_CTX_set1_groups_list(ctx, groups);
    SSL_CTX_set_num_tickets(ctx, 1);
    snprintf(path, sizeof path, "%s/ca-bundle.pem", folder);
    SSL_CTX_load_verify_locations(ctx, path, NULL);
    SSL_CTX_set_session_id_context(ctx, (const unsigned char *)"x", 1);
    SSL_CTX_set_verify(ctx, !is_server || mutual ? SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT : SSL_VERIFY_NONE,
                       NULL);
    if (is_server || mutual) {
        snprintf(path, sizeof path, "%s/%s", folder, is_server ? "full-chain.pem" : "client-p256-cert.pem");
        SSL_CTX_use_certificate_chain_file(ctx, path);
        snprintf(path, sizeof path, "%s/%s-key.pem", folder, is_server ? "server-chain" : "client-p256");
        SSL_CTX_use_PrivateKey_file(ctx, path, SSL_FILETYPE_PEM);
    }
    SSL_CTX_add_custom_ext(ctx, 0xff10, all, add, NULL, NULL, hear, NULL);
    SSL_CTX_add_custom_ext(ctx, 18, SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO | SSL_EXT_TLS1_3_CERTIFICATE, add, NULL, NULL, hear, NULL);
    return ctx;
}

static SSL_SESSION *talk(SSL_CTX *ctx, int fd, SSL_SESSION *session)
{
    SSL *ssl = SSL_new(ctx);
    SSL_SESSION *made = NULL;
    char buf[16] = "";
    int done;

    SSL_set_fd(ssl, fd);
    if (session != NULL)
        SSL_set_session(ssl, session);
    done = is_server ? SSL_accept(ssl) : SSL_connect(ssl);
    if (done == 1 && is_server) {
        if (SSL_read(ssl, buf, 4) == 4 && memcmp(buf, "ping", 4) == 0)
            SSL_write(ssl, "pong", 4);
    } else if (done == 1) {
        SSL_write(ssl, "ping", 4);
        SSL_read(ssl, buf, 4);
        made = SSL_get1_session(ssl);
    }
    printf("%s, reused %d, read '%s'\n", done == 1 ? "done" : "failed", SSL_session_reused(ssl), buf);
    ERR_print_errors_fp(stdout);
    SSL_shutdown(ssl);
    SSL_free(ssl);
    close(fd);
    return made;
}

int main(int argc, char **argv)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof at;
    SSL_SESSION *session = NULL, *next;
    SSL_CTX *ctx;
    int listener = -1, count, fd;

    if (argc < 7)
        return 2;
    setvbuf(stdout, NULL, _IOLBF, 0);
    is_server = strcmp(argv[2], "server") == 0;
    ctx = context(argv[1], argv[3], argv[4], atoi(argv[5]));
    count = atoi(argv[6]);
    if (is_server) {
        listener = socket(AF_INET, SOCK_STREAM, 0);
        if (bind(listener, (struct sockaddr *)&at, sizeof at) != 0 || listen(listener, 5) != 0)
            return 2;
        getsockname(listener, (struct sockaddr *)&at, &len);
        printf("ready %d\n", ntohs(at.sin_port));
    } else {
        at.sin_port = htons((unsigned short)atoi(argv[7]));
    }
    while (count-- > 0) {
        if (is_server) {
            fd = accept(listener, NULL, NULL);
        } else {
            fd = socket(AF_INET, SOCK_STREAM, 0);
            if (connect(fd, (struct sockaddr *)&at, sizeof at) != 0)
                return 2;
        }
        next = talk(ctx, fd, session);
        SSL_SESSION_free(session);
        session = next;
    }
    SSL_SESSION_free(session);
    SSL_CTX_free(ctx);
    return 0;
}
