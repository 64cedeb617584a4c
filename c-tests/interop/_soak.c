/* One end of a connection that carries data both ways at once, in writes and
 * reads of all sizes, while both ends change their keys.
 *
 *   soak FIXTURES client|server PORT VERSION SUITE BYTES
 *
 * A server prints its port first. Both print "ok" and a checksum.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

static void fail(const char *what)
{
    printf("%s failed\n", what);
    ERR_print_errors_fp(stdout);
    exit(1);
}

static int join_peer(int server, int port)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM, 0), accepted;
    if (!server) {
        at.sin_port = htons((unsigned short)port);
        if (connect(fd, (struct sockaddr *)&at, len) != 0)
            fail("connect");
        return fd;
    }
    if (bind(fd, (struct sockaddr *)&at, len) != 0 || listen(fd, 1) != 0
        || getsockname(fd, (struct sockaddr *)&at, &len) != 0)
        fail("listen");
    printf("%d\n", ntohs(at.sin_port));
    fflush(stdout);
    accepted = accept(fd, NULL, NULL);
    close(fd);
    return accepted;
}

static SSL *make(const char *fixtures, int server, const char *version, const char *suite)
{
    char path[512];
    int tls13 = strcmp(version, "1.3") == 0, number = tls13 ? TLS1_3_VERSION : TLS1_2_VERSION;
    SSL_CTX *ctx = SSL_CTX_new(server ? TLS_server_method() : TLS_client_method());
    SSL *ssl;
    SSL_CTX_set_min_proto_version(ctx, number);
    SSL_CTX_set_max_proto_version(ctx, number);
    SSL_CTX_set_mode(ctx, SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    if ((tls13 ? SSL_CTX_set_ciphersuites(ctx, suite) : SSL_CTX_set_cipher_list(ctx, suite)) != 1)
        fail("suite");
    snprintf(path, sizeof path, "%s/server-p256-cert.pem", fixtures);
    if (server && SSL_CTX_use_certificate_file(ctx, path, SSL_FILETYPE_PEM) != 1)
        fail("certificate");
    snprintf(path, sizeof path, "%s/server-p256-key.pem", fixtures);
    if (server && SSL_CTX_use_PrivateKey_file(ctx, path, SSL_FILETYPE_PEM) != 1)
        fail("key");
    ssl = SSL_new(ctx);
    SSL_CTX_free(ctx);
    return ssl;
}

static unsigned char byte_at(long at, int way)
{
    return (unsigned char)((unsigned long)(at * 31 + way * 7) >> 3);
}

int main(int argc, char **argv)
{
    static const int SIZES[] = {1, 5, 64, 1000, 4096, 16384, 16385, 40000};
    static unsigned char out[40000], in[40000];
    long total, sent = 0, got = 0, next_update = 10000, checksum = 0;
    int server, fd, tls13, last, turn = 0, size = 0;
    SSL *ssl;
    if (argc != 7)
        return 64;
    alarm(60);
    server = strcmp(argv[2], "server") == 0;
    tls13 = strcmp(argv[4], "1.3") == 0;
    total = atol(argv[6]);
    /* The end that is done first may be gone when the other answers its last key update. */
    signal(SIGPIPE, SIG_IGN);
    fd = join_peer(server, atoi(argv[3]));
    ssl = make(argv[1], server, argv[4], argv[5]);
    SSL_set_fd(ssl, fd);
    if ((server ? SSL_accept(ssl) : SSL_connect(ssl)) != 1)
        fail("handshake");
    fcntl(fd, F_SETFL, O_NONBLOCK);
    while (sent < total || got < total) {
        int moved = 0, r, i;
        if (sent < total) {
            if (size == 0) {
                /* A new write: first, perhaps, a new key. */
                if (tls13 && sent >= next_update) {
                    next_update += 30000;
                    if (SSL_key_update(ssl, turn % 2 ? SSL_KEY_UPDATE_REQUESTED : SSL_KEY_UPDATE_NOT_REQUESTED) != 1)
                        fail("SSL_key_update");
                }
                size = SIZES[turn++ % 8];
                if (size > total - sent)
                    size = (int)(total - sent);
                for (i = 0; i < size; i++)
                    out[i] = byte_at(sent + i, server);
            }
            r = SSL_write(ssl, out, size);
            if (r > 0) {
                sent += r;
                size = 0;
                moved = 1;
            } else if ((r = SSL_get_error(ssl, r)) != SSL_ERROR_WANT_WRITE && r != SSL_ERROR_WANT_READ) {
                fail("SSL_write");
            }
        }
        r = got < total ? SSL_read(ssl, in, SIZES[(turn * 5 + 3) % 8]) : 0;
        if (r > 0) {
            for (i = 0; i < r; i++) {
                if (in[i] != byte_at(got + i, !server))
                    fail("comparison");
                checksum = (checksum * 31 + in[i]) % 1000003;
            }
            got += r;
            moved = 1;
        } else if (got < total && (r = SSL_get_error(ssl, r)) != SSL_ERROR_WANT_READ && r != SSL_ERROR_WANT_WRITE) {
            fail("SSL_read");
        }
        if (!moved) {
            struct pollfd ready = {.fd = fd, .events = POLLIN};
            if (sent < total)
                ready.events |= POLLOUT;
            poll(&ready, 1, 1000);
        }
    }
    /* The peer's last records may be answers to a key update. */
    fcntl(fd, F_SETFL, 0);
    SSL_shutdown(ssl);
    last = SSL_read(ssl, in, 1);
    if (last > 0 || SSL_get_error(ssl, last) == SSL_ERROR_SSL)
        fail("the end");
    printf("ok %ld\n", checksum);
    SSL_free(ssl);
    close(fd);
    return 0;
}
