/* Sessions that outlive a process, for the interoperation tests.
 *
 *   sessions server KIND PLACE CERT KEY     accepts one connection
 *   sessions client PORT VERSION CA IN OUT  makes one, offers the session in
 *                                           the PEM file IN, writes one to OUT
 *
 * KIND is "ticket", where PLACE is a file with ticket keys, or "cache", where
 * it is a directory for sessions. Each says whether it resumed.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

static const char *place;
/* What a server accepts at most for a shared cache, nginx's limit. */
#define MOST 4096

static void fatal(const char *what)
{
    printf("fatal: %s\n", what);
    ERR_print_errors_fp(stdout);
    fflush(stdout);
    exit(2);
}

static void file_of(char *path, size_t room, const unsigned char *id, unsigned int len)
{
    int n = snprintf(path, room, "%s/", place);

    for (unsigned int i = 0; i < len && n + 3 < (int)room; i++)
        n += snprintf(path + n, room - n, "%02x", id[i]);
}

static int on_new(SSL *ssl, SSL_SESSION *session)
{
    unsigned char der[MOST], *p = der;
    char path[512];
    unsigned int len;
    const unsigned char *id = SSL_SESSION_get_id(session, &len);
    int n = i2d_SSL_SESSION(session, NULL);

    (void)ssl;
    if (n <= 0 || n > MOST)
        fatal("i2d_SSL_SESSION");
    i2d_SSL_SESSION(session, &p);
    file_of(path, sizeof path, id, len);
    FILE *f = fopen(path, "wb");
    if (f == NULL || fwrite(der, 1, n, f) != (size_t)n)
        fatal("cache");
    fclose(f);
    return 0;
}

static SSL_SESSION *on_get(SSL *ssl, const unsigned char *id, int len, int *copy)
{
    unsigned char der[MOST];
    const unsigned char *p = der;
    char path[512];

    (void)ssl;
    *copy = 0;
    file_of(path, sizeof path, id, len);
    FILE *f = fopen(path, "rb");
    if (f == NULL)
        return NULL;
    size_t n = fread(der, 1, sizeof der, f);
    fclose(f);
    return d2i_SSL_SESSION(NULL, &p, (long)n);
}

static void server(char **argv)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    char buf[16];

    place = argv[3];
    if (SSL_CTX_use_certificate_file(ctx, argv[4], SSL_FILETYPE_PEM) != 1
        || SSL_CTX_use_PrivateKey_file(ctx, argv[5], SSL_FILETYPE_PEM) != 1)
        fatal("certificate");
    SSL_CTX_set_session_id_context(ctx, (const unsigned char *)"test", 4);
    if (strcmp(argv[2], "ticket") == 0) {
        unsigned char keys[80];
        FILE *f = fopen(place, "rb");
        if (f == NULL || fread(keys, 1, sizeof keys, f) != sizeof keys
            || SSL_CTX_set_tlsext_ticket_keys(ctx, keys, sizeof keys) != 1)
            fatal("ticket keys");
        fclose(f);
    } else {
        SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
        SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL);
        SSL_CTX_sess_set_new_cb(ctx, on_new);
        SSL_CTX_sess_set_get_cb(ctx, on_get);
    }
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 1) != 0
        || getsockname(listener, (struct sockaddr *)&address, &size) != 0)
        fatal("listen");
    printf("ready %d\n", ntohs(address.sin_port));
    fflush(stdout);
    SSL *ssl = SSL_new(ctx);
    SSL_set_fd(ssl, accept(listener, NULL, NULL));
    if (SSL_accept(ssl) != 1)
        fatal("SSL_accept");
    if (SSL_write(ssl, "hello", 5) != 5 || SSL_read(ssl, buf, sizeof buf) != 3)
        fatal("data");
    printf("server: %s %s\n", SSL_session_reused(ssl) ? "resumed" : "full", SSL_get_version(ssl));
    SSL_shutdown(ssl);
    SSL_free(ssl);
    SSL_CTX_free(ctx);
}

static void client(char **argv)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0), version = strcmp(argv[3], "1.2") ? TLS1_3_VERSION : TLS1_2_VERSION;
    char buf[16];

    SSL_CTX_set_max_proto_version(ctx, version);
    SSL_CTX_set_min_proto_version(ctx, version);
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
    if (SSL_CTX_load_verify_locations(ctx, argv[4], NULL) != 1)
        fatal("CA");
    SSL *ssl = SSL_new(ctx);
    FILE *in = fopen(argv[5], "r");
    if (in != NULL) {
        SSL_SESSION *session = PEM_read_SSL_SESSION(in, NULL, NULL, NULL);
        if (session == NULL || SSL_set_session(ssl, session) != 1)
            fatal("session");
        SSL_SESSION_free(session);
        fclose(in);
    }
    address.sin_port = htons((unsigned short)atoi(argv[2]));
    if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0)
        fatal("connect");
    SSL_set_fd(ssl, fd);
    SSL_set_tlsext_host_name(ssl, "localhost");
    if (SSL_connect(ssl) != 1)
        fatal("SSL_connect");
    if (SSL_read(ssl, buf, sizeof buf) != 5 || SSL_write(ssl, "bye", 3) != 3)
        fatal("data");
    printf("client: %s %s, verify %ld, certificate %d\n", SSL_session_reused(ssl) ? "resumed" : "full",
           SSL_get_version(ssl), SSL_get_verify_result(ssl), SSL_get0_peer_certificate(ssl) != NULL);
    FILE *out = fopen(argv[6], "w");
    if (out == NULL || PEM_write_SSL_SESSION(out, SSL_get_session(ssl)) != 1)
        fatal("write");
    fclose(out);
    SSL_shutdown(ssl);
    SSL_free(ssl);
    SSL_CTX_free(ctx);
    close(fd);
}

int main(int argc, char **argv)
{
    if (argc == 6 && strcmp(argv[1], "server") == 0)
        server(argv);
    else if (argc == 7 && strcmp(argv[1], "client") == 0)
        client(argv);
    else
        return 2;
    return 0;
}
