/* The SSL filter: over a pair, over a connection, its commands and ends. */
#include "../common.h"
#include <openssl/bio.h>
#include <openssl/ssl.h>
#include <pthread.h>

static char where[64];

static SSL_CTX *server_ctx(const char *dir)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
    char path[500];

    snprintf(path, sizeof path, "%s/server-p256-cert.pem", dir);
    SHOW_INT(SSL_CTX_use_certificate_chain_file(ctx, path));
    snprintf(path, sizeof path, "%s/server-p256-key.pem", dir);
    SHOW_INT(SSL_CTX_use_PrivateKey_file(ctx, path, SSL_FILETYPE_PEM));
    return ctx;
}

static void state(const char *label, BIO *b)
{
    printf("%s: retry %d read %d write %d special %d\n", label, BIO_should_retry(b) != 0, BIO_should_read(b) != 0,
        BIO_should_write(b) != 0, BIO_should_io_special(b) != 0);
}

static void over_a_pair(SSL_CTX *sctx, SSL_CTX *cctx)
{
    BIO *a, *b, *server, *client;
    SSL *ssl = NULL, *given;
    char buf[100];
    int n, c = 0, s = 0;

    BIO_new_bio_pair(&a, 0, &b, 0);
    client = BIO_new_ssl(cctx, 1);
    SHOW_STR(BIO_method_name(client));
    SHOW_INT(BIO_method_type(client));
    SHOW_INT(BIO_get_ssl(client, &ssl));
    SHOW_INT(SSL_is_server(ssl));
    SHOW_INT(BIO_push(client, a) == client);
    SHOW_INT(SSL_get_rbio(ssl) == a);
    SHOW_INT(SSL_get_wbio(ssl) == a);

    given = SSL_new(sctx);
    SSL_set_bio(given, b, b);
    server = BIO_new(BIO_f_ssl());
    SHOW_INT(BIO_get_init(server));
    SHOW_INT(BIO_read(server, buf, 1));
    show_errors();
    SHOW_INT(BIO_set_ssl(server, given, BIO_CLOSE));
    SHOW_INT(BIO_set_ssl_mode(server, 0));
    SHOW_INT(BIO_next(server) == b);

    n = BIO_do_handshake(client);
    SHOW_INT(n);
    state("client", client);
    for (int i = 0; i < 20 && (c <= 0 || s <= 0); i++) {
        if (s <= 0)
            s = BIO_do_handshake(server);
        if (c <= 0)
            c = BIO_do_handshake(client);
    }
    printf("%d %d\n", c, s);
    SHOW_INT(BIO_write(client, "from the client", 15));
    SHOW_INT(BIO_puts(client, "+"));
    SHOW_INT(n = BIO_read(server, buf, 4));
    printf("%.*s\n", n, buf);
    SHOW_INT(BIO_pending(server));
    SHOW_INT(n = BIO_read(server, buf, sizeof buf));
    printf("%.*s\n", n, buf);
    SHOW_INT(n = BIO_read(server, buf, sizeof buf));
    printf("%.*s\n", n > 0 ? n : 0, buf);
    SHOW_INT(BIO_read(server, buf, sizeof buf));
    state("server", server);
    SHOW_INT(BIO_read(client, buf, sizeof buf));
    state("client", client);
    SHOW_INT(BIO_flush(client));
    SHOW_INT(BIO_get_close(client));
    SHOW_INT(BIO_number_read(server));
    SHOW_INT(BIO_number_written(client));
    BIO_ssl_shutdown(client);
    SHOW_INT(SSL_get_shutdown(ssl));
    SHOW_INT(BIO_read(server, buf, sizeof buf));
    state("server at the end", server);
    SHOW_INT(SSL_get_shutdown(given));
    show_errors();
    SHOW_INT(BIO_pop(client) == a);
    SHOW_NULL(SSL_get_rbio(ssl));
    BIO_free(client);
    BIO_free(a);
    BIO_free_all(server);
    /* Closing without a transport fails, in words of its own. */
    ERR_clear_error();
}

static void *serve(void *arg)
{
    BIO *listen = arg, *b;
    char line[100];

    if (BIO_do_accept(listen) <= 0)
        return "accept";
    b = BIO_pop(listen);
    if (BIO_do_handshake(b) <= 0)
        return "handshake";
    if (BIO_gets(b, line, sizeof line) <= 0 || strcmp(line, "GET /\n") != 0)
        return "request";
    BIO_puts(b, "answer\nof two lines\n");
    if (BIO_flush(b) <= 0)
        return "flush";
    BIO_free_all(b);
    return NULL;
}

static void over_a_connection(SSL_CTX *sctx, SSL_CTX *cctx)
{
    BIO *listen = BIO_new_accept("127.0.0.1:0"), *chain = BIO_new(BIO_f_buffer()), *b;
    char line[100];
    pthread_t thread;
    void *result;
    SSL *ssl;

    BIO_push(chain, BIO_new_ssl(sctx, 0));
    SHOW_INT(BIO_set_accept_bios(listen, chain));
    SHOW_INT(BIO_do_accept(listen));
    snprintf(where, sizeof where, "127.0.0.1:%s", BIO_get_accept_port(listen));
    pthread_create(&thread, NULL, serve, listen);
    b = BIO_new_buffer_ssl_connect(cctx);
    SHOW_INT(BIO_set_conn_hostname(b, where));
    SHOW_INT(BIO_get_ssl(b, &ssl));
    SHOW_INT(BIO_do_connect(b));
    SHOW_INT(BIO_do_handshake(b));
    SHOW_STR(SSL_get_version(ssl));
    SHOW_INT(BIO_puts(b, "GET /\n"));
    SHOW_INT(BIO_flush(b));
    SHOW_INT(BIO_gets(b, line, sizeof line));
    SHOW_STR(line);
    SHOW_INT(BIO_gets(b, line, sizeof line));
    SHOW_STR(line);
    SHOW_INT(BIO_gets(b, line, sizeof line));
    SHOW_INT(BIO_should_retry(b) != 0);
    pthread_join(thread, &result);
    SHOW_STR(result);
    show_errors();
    {
        BIO *other = BIO_new_ssl_connect(cctx);

        SHOW_INT(BIO_ssl_copy_session_id(other, b));
        SHOW_INT(BIO_ssl_copy_session_id(listen, b));
        BIO_free_all(other);
    }
    ERR_clear_error();
    BIO_free_all(b);
    b = BIO_new_ssl_connect(cctx);
    SHOW_INT(BIO_set_conn_hostname(b, "127.0.0.1:1"));
    SHOW_INT(BIO_do_connect(b) <= 0);
    SHOW_INT(BIO_should_retry(b) != 0);
    ERR_clear_error();
    BIO_free_all(b);
    BIO_free_all(listen);
}

int main(int argc, char **argv)
{
    SSL_CTX *sctx, *cctx = SSL_CTX_new(TLS_client_method());
    char path[500];

    if (argc < 2)
        return 2;
    sctx = server_ctx(argv[1]);
    snprintf(path, sizeof path, "%s/ca-p256-cert.pem", argv[1]);
    SHOW_INT(SSL_CTX_load_verify_locations(cctx, path, NULL));
    SSL_CTX_set_verify(cctx, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_max_proto_version(sctx, TLS1_2_VERSION);
    over_a_pair(sctx, cctx);
    over_a_connection(sctx, cctx);
    SSL_CTX_set_max_proto_version(sctx, 0);
    over_a_connection(sctx, cctx);
    SSL_CTX_free(sctx);
    SSL_CTX_free(cctx);
    return 0;
}
