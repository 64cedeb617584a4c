/* What SSL_want says within the info callback, by which FreeRADIUS tells a
 * handshake that waits from one that failed. */
#include "pair.h"

static const char *who;

static void info(const SSL *ssl, int where, int ret)
{
    if (where & SSL_CB_EXIT)
        printf(" %s exit %d: want %d read %d write %d\n", who, ret, SSL_want(ssl), SSL_want_read(ssl), SSL_want_write(ssl));
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
    SSL_set_info_callback(ssl, info);
    return ssl;
}

static void bring(SSL *from, SSL *to)
{
    char buf[8192];
    int n;

    while ((n = BIO_read(SSL_get_wbio(from), buf, sizeof(buf))) > 0)
        BIO_write(SSL_get_rbio(to), buf, n);
}

static void run(SSL_CTX *client_ctx, SSL_CTX *server_ctx, int version)
{
    SSL *c = make(client_ctx, 0), *s = make(server_ctx, 1);

    SSL_set_min_proto_version(c, version);
    SSL_set_max_proto_version(c, version);
    printf("%s\n", version == TLS1_2_VERSION ? "TLS 1.2" : "TLS 1.3");
    for (int i = 0; i < 4; i++) {
        who = "client";
        int cr = SSL_do_handshake(c);
        printf("client %d error %d want %d\n", cr, SSL_get_error(c, cr), SSL_want(c));
        bring(c, s);
        who = "server";
        int sr = SSL_do_handshake(s);
        printf("server %d error %d want %d\n", sr, SSL_get_error(s, sr), SSL_want(s));
        bring(s, c);
    }
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
    run(client, server, TLS1_2_VERSION);
    run(client, server, TLS1_3_VERSION);
    SSL_CTX_free(client);
    SSL_CTX_free(server);
    return 0;
}
