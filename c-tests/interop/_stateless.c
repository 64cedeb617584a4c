/*
 * A server that keeps nothing of a client before its cookie: each try has an
 * SSL of its own, which goes on with the same descriptor.
 *
 * usage: stateless CERTIFICATE KEY CONNECTIONS [GROUPS]
 */
#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int generate(SSL *s, unsigned char *cookie, size_t *len)
{
    (void)s;
    memcpy(cookie, "cookie", 6);
    *len = 6;
    return 1;
}

static int verify(SSL *s, const unsigned char *cookie, size_t len)
{
    (void)s;
    return len == 6 && memcmp(cookie, "cookie", 6) == 0;
}

static void serve(SSL_CTX *ctx, int fd)
{
    SSL *s = NULL;
    char buf[256];
    int n = 0, tries = 0;

    while (tries++ < 8) {
        SSL_free(s);
        s = SSL_new(ctx);
        SSL_set_fd(s, fd);
        ERR_clear_error();
        n = SSL_stateless(s);
        if (n == 1 || (n < 0 && ERR_peek_error() != 0))
            break;
    }
    if (n == 1 && SSL_accept(s) == 1) {
        n = SSL_read(s, buf, sizeof buf);
        printf("served after %d: %s, read %.*s", tries, SSL_session_reused(s) ? "reused" : "new", n > 0 ? n : 0, buf);
        SSL_write(s, buf, n);
        SSL_shutdown(s);
    } else {
        printf("failed: %d %s\n", n, ERR_reason_error_string(ERR_get_error()));
    }
    fflush(stdout);
    SSL_free(s);
}

int main(int argc, char **argv)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof at;
    int listener = socket(AF_INET, SOCK_STREAM, 0);

    signal(SIGPIPE, SIG_IGN);
    if (argc < 4 || SSL_CTX_use_certificate_file(ctx, argv[1], SSL_FILETYPE_PEM) != 1
        || SSL_CTX_use_PrivateKey_file(ctx, argv[2], SSL_FILETYPE_PEM) != 1
        || (argc > 4 && SSL_CTX_set1_groups_list(ctx, argv[4]) != 1)
        || bind(listener, (struct sockaddr *)&at, len) != 0 || listen(listener, 4) != 0)
        return 1;
    SSL_CTX_set_stateless_cookie_generate_cb(ctx, generate);
    SSL_CTX_set_stateless_cookie_verify_cb(ctx, verify);
    getsockname(listener, (struct sockaddr *)&at, &len);
    printf("ready 127.0.0.1:%d\n", ntohs(at.sin_port));
    fflush(stdout);
    for (int i = 0; i < atoi(argv[3]); i++) {
        int fd = accept(listener, NULL, NULL);

        alarm(60);
        serve(ctx, fd);
        close(fd);
    }
    SSL_CTX_free(ctx);
    return 0;
}
