/* An info callback that writes and reads itself when it is told that the
 * handshake is done, as Node.js's does for what the program writes in
 * 'secureConnect'. */
#include "pair.h"

static char *got;

static void info(const SSL *ssl, int where, int ret)
{
    SSL *self = (SSL *)ssl;
    char buf[16];

    if (where & SSL_CB_EXIT)
        printf(" exit %d: want %d\n", ret, SSL_want(ssl));
    if (!(where & SSL_CB_HANDSHAKE_DONE) || got)
        return;
    got = "told";
    int w = SSL_write(self, "early bird", 10), r = SSL_read(self, buf, sizeof(buf));
    printf(" done: init %d, write %d", SSL_in_init(ssl), w);
    printf(", read %d, error %d\n", r, SSL_get_error(ssl, r));
}

static SSL *make(SSL_CTX *ctx, int server)
{
    SSL *ssl = SSL_new(ctx);
    BIO *in = BIO_new(BIO_s_mem()), *out = BIO_new(BIO_s_mem());

    BIO_set_mem_eof_return(in, -1);
    BIO_set_mem_eof_return(out, -1);
    SSL_set_bio(ssl, in, out);
    if (server)
        SSL_set_accept_state(ssl);
    else
        SSL_set_connect_state(ssl);
    return ssl;
}

static void bring(SSL *from, SSL *to)
{
    char buf[8192];
    int n;

    while ((n = BIO_read(SSL_get_wbio(from), buf, sizeof(buf))) > 0)
        BIO_write(SSL_get_rbio(to), buf, n);
}

/* How a program drives the handshake. */
static int step(SSL *ssl, int how)
{
    char buf[16];

    switch (how) {
    case 0:
        return SSL_do_handshake(ssl);
    case 1:
        return SSL_read(ssl, buf, sizeof(buf));
    default:
        return SSL_write(ssl, "late", 4);
    }
}

static void run(SSL_CTX *client_ctx, SSL_CTX *server_ctx, int version, int server, int how)
{
    SSL *c = make(client_ctx, 0), *s = make(server_ctx, 1);
    SSL *told = server ? s : c, *other = server ? c : s;
    char buf[64];
    int r = 0, n;

    SSL_set_min_proto_version(c, version);
    SSL_set_max_proto_version(c, version);
    printf("%s, %s, %s\n", version == TLS1_2_VERSION ? "TLS 1.2" : "TLS 1.3", server ? "server" : "client",
           how == 0 ? "SSL_do_handshake" : how == 1 ? "SSL_read" : "SSL_write");
    SSL_set_info_callback(told, info);
    got = NULL;
    for (int i = 0; i < 4; i++) {
        if (server) {
            SSL_do_handshake(c);
            bring(c, s);
        }
        r = step(told, how);
        printf("%d error %d want %d\n", r, SSL_get_error(told, r), SSL_want(told));
        bring(told, other);
        if (!server) {
            SSL_do_handshake(s);
            bring(s, c);
        }
        if (SSL_is_init_finished(told) && SSL_is_init_finished(other))
            break;
    }
    n = SSL_read(other, buf, sizeof(buf));
    printf("the other reads %d", n);
    printf(" %.*s\n", n > 0 ? n : 0, buf);
    printf("queue %lx\n", ERR_peek_error());
    ERR_clear_error();
    SSL_free(c);
    SSL_free(s);
}

static int written;

static void write_early(const SSL *ssl, int where, int ret)
{
    char buf[16];

    (void)ret;
    if (!(where & SSL_CB_HANDSHAKE_DONE) || written > 0)
        return;
    written = SSL_write((SSL *)ssl, "early bird", 10);
    if (written <= 0)
        printf("told to write later: %d\n", SSL_get_error(ssl, written) == SSL_ERROR_WANT_WRITE);
    int r = SSL_read((SSL *)ssl, buf, sizeof(buf));
    printf("read %d, error %d, queue %lx\n", r, SSL_get_error(ssl, r), ERR_peek_error());
}

/* A server that has tickets to send when it is told. */
static void with_tickets(SSL_CTX *client_ctx, SSL_CTX *server_ctx, int how)
{
    SSL *c = make(client_ctx, 0), *s = make(server_ctx, 1);
    char buf[64];
    int n;

    SSL_set_num_tickets(s, 2);
    SSL_set_info_callback(s, write_early);
    written = 0;
    for (int i = 0; i < 3; i++) {
        SSL_do_handshake(c);
        bring(c, s);
        step(s, how);
        bring(s, c);
    }
    printf("written %d, init %d\n", written, SSL_in_init(s));
    if (written <= 0)
        written = SSL_write(s, "early bird", 10);
    bring(s, c);
    n = SSL_read(c, buf, 10);
    printf("the client reads %d %.*s\n", n, n > 0 ? n : 0, buf);
    printf("queue %lx\n", ERR_peek_error());
    ERR_clear_error();
    SSL_free(c);
    SSL_free(s);
}

int main(int argc, char **argv)
{
    SSL_CTX *client = SSL_CTX_new(TLS_client_method()), *server = SSL_CTX_new(TLS_server_method());

    (void)argc;
    SSL_CTX_use_certificate_file(server, fixture(argv, "server-p256-cert.pem"), SSL_FILETYPE_PEM);
    SSL_CTX_use_PrivateKey_file(server, fixture(argv, "server-p256-key.pem"), SSL_FILETYPE_PEM);
    SSL_CTX_set_num_tickets(server, 0);
    for (int how = 0; how < 3; how++)
        for (int side = 0; side < 2; side++) {
            run(client, server, TLS1_2_VERSION, side, how);
            run(client, server, TLS1_3_VERSION, side, how);
        }
    for (int how = 0; how < 2; how++)
        with_tickets(client, server, how);
    SSL_CTX_free(client);
    SSL_CTX_free(server);
    return 0;
}
