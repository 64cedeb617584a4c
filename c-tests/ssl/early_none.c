/*
 * Servers that read early data where there is none, in the way HAProxy and
 * nginx do on every connection: how often they are told to call again, when
 * they are told that there is none, and what wrong use gives.
 */
#include "../common.h"
#include <openssl/ssl.h>

static SSL_CTX *server_ctx, *client_ctx;

static void state(SSL *s)
{
    printf("   finished %d, before %d, status %d\n", SSL_is_init_finished(s), SSL_in_before(s) != 0,
           SSL_get_early_data_status(s));
}

static int read_early(SSL *server)
{
    char buf[100];
    size_t n = 77;
    int ret = SSL_read_early_data(server, buf, sizeof buf, &n);

    printf("  read early: %d, %d bytes, error %d\n", ret, ret == 2 ? (int)n : -1, SSL_get_error(server, ret));
    state(server);
    show_errors();
    return ret;
}

static void meet(const char *title, int version, const char *groups, SSL_SESSION **session)
{
    SSL *server = SSL_new(server_ctx), *client = SSL_new(client_ctx);
    int i, c = 0, s = 0;
    char buf[16];
    BIO *a, *b;

    printf("%s\n", title);
    SSL_set_max_proto_version(client, version);
    if (groups != NULL)
        SSL_set1_groups_list(client, groups);
    if (*session != NULL)
        SSL_set_session(client, *session);
    BIO_new_bio_pair(&a, 0, &b, 0);
    SSL_set_bio(client, a, a);
    SSL_set_bio(server, b, b);
    SSL_set_connect_state(client);
    SSL_set_accept_state(server);
    read_early(server);
    for (i = 0; i < 4; i++) {
        if (c != 1)
            printf("  client: %d\n", c = SSL_do_handshake(client));
        if (s == 2)
            printf("  server: %d\n", SSL_do_handshake(server));
        else
            s = read_early(server);
    }
    read_early(server);
    printf("  server: %d\n", SSL_do_handshake(server));
    state(server);
    read_early(server);
    printf("  write %d, read %d, reused %d\n", SSL_write(server, "hello", 5), SSL_read(client, buf, sizeof buf),
           SSL_session_reused(client));
    SSL_SESSION_free(*session);
    *session = SSL_get1_session(client);
    SSL_shutdown(client);
    ERR_clear_error();
    SSL_free(client);
    SSL_free(server);
}

int main(int argc, char **argv)
{
    SSL_SESSION *session = NULL;
    size_t n;
    SSL *s;

    server_ctx = SSL_CTX_new(TLS_server_method());
    client_ctx = SSL_CTX_new(TLS_client_method());
    SSL_CTX_use_certificate_file(server_ctx, fixture(argv, "server-p256-cert.pem"), SSL_FILETYPE_PEM);
    SSL_CTX_use_PrivateKey_file(server_ctx, fixture(argv, "server-p256-key.pem"), SSL_FILETYPE_PEM);
    SSL_CTX_set1_groups_list(server_ctx, "P-256");
    SSL_CTX_set_session_id_context(server_ctx, (const unsigned char *)"early", 5);
    meet("TLS 1.3", TLS1_3_VERSION, "P-256", &session);
    meet("TLS 1.3, resumed", TLS1_3_VERSION, "P-256", &session);
    SSL_SESSION_free(session);
    session = NULL;
    meet("TLS 1.3, after a retry", TLS1_3_VERSION, "X25519:P-256", &session);
    SSL_SESSION_free(session);
    session = NULL;
    meet("TLS 1.2", TLS1_2_VERSION, "P-256", &session);
    meet("TLS 1.2, resumed", TLS1_2_VERSION, "P-256", &session);
    SSL_SESSION_free(session);

    printf("wrong use\n");
    s = SSL_new(client_ctx);
    SSL_set_connect_state(s);
    read_early(s);
    SHOW_INT(SSL_write_early_data(s, "x", 1, &n));
    show_errors();
    SSL_free(s);
    s = SSL_new(server_ctx);
    SSL_set_accept_state(s);
    SHOW_INT(SSL_write_early_data(s, "x", 1, &n));
    show_errors();
    SSL_do_handshake(s);
    ERR_clear_error();
    SSL_free(s);
    SSL_CTX_free(server_ctx);
    SSL_CTX_free(client_ctx);
    return argc > 2;
}
