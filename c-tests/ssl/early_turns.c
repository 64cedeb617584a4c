/*
 * Early data, both ends of one library over a pair of BIOs: taken, refused,
 * read in pieces, written in turns, and never taken twice.
 */
#include "../common.h"
#include <openssl/ssl.h>
#include <string.h>

static SSL_CTX *server_ctx, *client_ctx;
static int allow = 1;

static int allow_cb(SSL *s, void *arg)
{
    printf("  asked to allow: %s\n", (char *)arg);
    return s != NULL && allow;
}

static int choose(SSL *s, const unsigned char **out, unsigned char *len, const unsigned char *in, unsigned int inlen,
                  void *arg)
{
    (void)s, (void)arg, (void)inlen;
    *out = in + 1;
    *len = in[0];
    return SSL_TLSEXT_ERR_OK;
}

static int name_cb(SSL *s, int *alert, void *arg)
{
    (void)s, (void)alert, (void)arg;
    return SSL_TLSEXT_ERR_OK;
}

static void open_pair(SSL **client, SSL **server, SSL_SESSION *session, size_t room)
{
    BIO *a, *b;

    *client = SSL_new(client_ctx);
    *server = SSL_new(server_ctx);
    /* The client's way may be narrow; the server's answer must not wait for it. */
    BIO_new_bio_pair(&a, room, &b, 0);
    SSL_set_bio(*client, a, a);
    SSL_set_bio(*server, b, b);
    SSL_set_connect_state(*client);
    SSL_set_accept_state(*server);
    if (session != NULL)
        SSL_set_session(*client, session);
}

static void close_pair(SSL *client, SSL *server)
{
    SSL_shutdown(client);
    SSL_shutdown(server);
    ERR_clear_error();
    SSL_free(client);
    SSL_free(server);
}

static void finish(SSL *client, SSL *server)
{
    char buf[32];
    int i, c = 0, s = 0;

    for (i = 0; i < 10 && !(c == 1 && s == 1); i++) {
        c = SSL_do_handshake(client);
        s = SSL_do_handshake(server);
    }
    printf("  client %d, server %d, reused %d %d, status %d %d\n", c, s, SSL_session_reused(client),
           SSL_session_reused(server), SSL_get_early_data_status(client), SSL_get_early_data_status(server));
    show_errors();
    if (c != 1 || s != 1)
        return;
    printf("  write %d", SSL_write(server, "late", 4));
    printf(", read %d", SSL_read(client, buf, sizeof buf));
    printf(", write %d", SSL_write(client, "after", 5));
    printf(", read %d\n", SSL_read(server, buf, sizeof buf));
}

static SSL_SESSION *ticket(const char *name)
{
    SSL *client, *server;
    SSL_SESSION *session;
    char c;

    open_pair(&client, &server, NULL, 0);
    if (name != NULL)
        SSL_set_tlsext_host_name(client, name);
    SSL_do_handshake(client);
    SSL_do_handshake(server);
    SSL_do_handshake(client);
    SSL_do_handshake(server);
    SSL_read(client, &c, 1);
    session = SSL_get1_session(client);
    printf("  ticket: early data %u\n", SSL_SESSION_get_max_early_data(session));
    close_pair(client, server);
    return session;
}

static void read_all(SSL *server, size_t room)
{
    char buf[20000];
    size_t n, total = 0;
    int ret, i;

    for (i = 0; i < 100; i++) {
        n = 99;
        ret = SSL_read_early_data(server, buf, room, &n);
        if (ret == SSL_READ_EARLY_DATA_ERROR) {
            printf("  early: error, %d, after %zu\n", SSL_get_error(server, ret), total);
            show_errors();
            return;
        }
        total += n;
        if (ret == SSL_READ_EARLY_DATA_FINISH) {
            printf("  early: finish, %zu, total %zu\n", n, total);
            return;
        }
        if (total == n)
            printf("  early: %.*s\n", n > 20 ? 20 : (int)n, buf);
    }
}

static void write_early(SSL *s, const void *data, size_t len)
{
    size_t n = 99;
    int ret = SSL_write_early_data(s, data, len, &n);

    printf("  write early: %d, %zu, error %d, status %d\n", ret, ret == 1 ? n : 0, SSL_get_error(s, ret),
           SSL_get_early_data_status(s));
    show_errors();
}

static void round_trip(const char *title, SSL_SESSION *session, const char *name, const char *alpn, int reads)
{
    SSL *client, *server;

    printf("%s\n", title);
    open_pair(&client, &server, session, 40000);
    if (name != NULL)
        SSL_set_tlsext_host_name(client, name);
    if (alpn != NULL)
        SSL_set_alpn_protos(client, (const unsigned char *)alpn, (unsigned int)strlen(alpn));
    write_early(client, "hello", 5);
    write_early(client, " early", 6);
    if (reads) {
        read_all(server, 4);
        write_early(server, "half", 4);
        SSL_do_handshake(client);
        read_all(server, 4);
    }
    finish(client, server);
    write_early(client, "x", 1);
    close_pair(client, server);
}

int main(int argc, char **argv)
{
    static char big[20000];
    SSL *client, *server;
    SSL_SESSION *session, *other;
    int n;

    server_ctx = SSL_CTX_new(TLS_server_method());
    client_ctx = SSL_CTX_new(TLS_client_method());
    SSL_CTX_use_certificate_file(server_ctx, fixture(argv, "server-p256-cert.pem"), SSL_FILETYPE_PEM);
    SSL_CTX_use_PrivateKey_file(server_ctx, fixture(argv, "server-p256-key.pem"), SSL_FILETYPE_PEM);
    SSL_CTX_set_session_id_context(server_ctx, (const unsigned char *)"early", 5);
    SSL_CTX_set_alpn_select_cb(server_ctx, choose, NULL);
    SSL_CTX_set_tlsext_servername_callback(server_ctx, name_cb);

    printf("settings\n");
    SHOW_INT(SSL_CTX_get_max_early_data(server_ctx));
    SHOW_INT(SSL_CTX_get_recv_max_early_data(server_ctx));
    SHOW_INT(SSL_CTX_set_max_early_data(server_ctx, 1000));
    SHOW_INT(SSL_CTX_set_recv_max_early_data(server_ctx, 2000));
    server = SSL_new(server_ctx);
    SHOW_INT(SSL_get_max_early_data(server));
    SHOW_INT(SSL_get_recv_max_early_data(server));
    SHOW_INT(SSL_set_max_early_data(server, 7));
    SHOW_INT(SSL_set_recv_max_early_data(server, 8));
    SHOW_INT(SSL_get_max_early_data(server));
    SHOW_INT(SSL_get_recv_max_early_data(server));
    SHOW_INT(SSL_CTX_get_max_early_data(server_ctx));
    SSL_set_allow_early_data_cb(server, allow_cb, NULL);
    SSL_free(server);

    session = ticket(NULL);
    round_trip("taken", session, NULL, NULL, 1);
    round_trip("the same session again", session, NULL, NULL, 1);
    SSL_SESSION_free(session);
    session = ticket(NULL);
    round_trip("nobody reads it", session, NULL, NULL, 0);
    SSL_SESSION_free(session);

    SSL_CTX_set_allow_early_data_cb(server_ctx, allow_cb, "context");
    session = ticket(NULL);
    round_trip("allowed", session, NULL, NULL, 1);
    SSL_SESSION_free(session);
    allow = 0;
    session = ticket(NULL);
    round_trip("not allowed", session, NULL, NULL, 1);
    SSL_SESSION_free(session);
    SSL_CTX_set_allow_early_data_cb(server_ctx, NULL, NULL);

    session = ticket("a.example");
    printf("another name\n");
    open_pair(&client, &server, session, 40000);
    SSL_set_tlsext_host_name(client, "b.example");
    write_early(client, "hello", 5);
    printf("  client %d\n", SSL_do_handshake(client));
    close_pair(client, server);
    SSL_SESSION_free(session);
    session = ticket("a.example");
    round_trip("the right name", session, "a.example", NULL, 1);
    SSL_SESSION_free(session);
    session = ticket(NULL);
    round_trip("a protocol where there was none", session, NULL, "\3foo", 1);
    SSL_SESSION_free(session);

    printf("too much for the client\n");
    session = ticket(NULL);
    open_pair(&client, &server, session, 40000);
    write_early(client, big, 1001);
    close_pair(client, server);
    SSL_SESSION_free(session);

    printf("too much for the server\n");
    SSL_CTX_set_recv_max_early_data(server_ctx, 10);
    session = ticket(NULL);
    open_pair(&client, &server, session, 40000);
    write_early(client, big, 500);
    read_all(server, sizeof big);
    finish(client, server);
    close_pair(client, server);
    SSL_SESSION_free(session);
    /* OpenSSL counts a write again whenever it is retried. */
    SSL_CTX_set_recv_max_early_data(server_ctx, 4000000);
    SSL_CTX_set_max_early_data(server_ctx, 4000000);

    printf("two records through a narrow pipe\n");
    session = ticket(NULL);
    open_pair(&client, &server, session, 700);
    {
        size_t n = 0, m, got = 0;
        int i, w = 0, r = 0;

        for (i = 0; i < 1000 && r != 2; i++) {
            if (w != 1)
                w = SSL_write_early_data(client, big, 18000, &n);
            else
                SSL_do_handshake(client);
            m = 0;
            r = SSL_read_early_data(server, big, sizeof big, &m);
            got += m;
            if (r == 0 && SSL_get_error(server, r) != SSL_ERROR_WANT_READ && SSL_get_error(server, r) != SSL_ERROR_WANT_WRITE)
                break;
        }
        printf("  written %zu, read %zu, last %d\n", n, got, r);
        show_errors();
    }
    finish(client, server);
    close_pair(client, server);
    SSL_SESSION_free(session);

    printf("without protection against replay\n");
    SSL_CTX_set_options(server_ctx, SSL_OP_NO_ANTI_REPLAY);
    SSL_CTX_set_max_early_data(server_ctx, 3000);
    session = ticket(NULL);
    open_pair(&client, &server, session, 0);
    for (n = 0; n < 4; n++) {
        SSL_do_handshake(client);
        SSL_do_handshake(server);
    }
    printf("  finished %d, reused %d\n", SSL_is_init_finished(server), SSL_session_reused(client));
    close_pair(client, server);
    SSL_SESSION_free(session);
    SSL_CTX_clear_options(server_ctx, SSL_OP_NO_ANTI_REPLAY);
    SSL_CTX_set_max_early_data(server_ctx, 4000000);

    printf("after a retry\n");
    session = ticket(NULL);
    SSL_CTX_set1_groups_list(server_ctx, "P-384");
    open_pair(&client, &server, session, 40000);
    SSL_set1_groups_list(client, "X25519:P-384");
    write_early(client, "hello", 5);
    read_all(server, 100);
    SSL_do_handshake(client);
    read_all(server, 100);
    for (n = 0; n < 4; n++) {
        SSL_do_handshake(client);
        SSL_do_handshake(server);
    }
    printf("  after the retry: finished %d %d, reused %d, status %d %d\n", SSL_is_init_finished(client),
           SSL_is_init_finished(server), SSL_session_reused(client), SSL_get_early_data_status(client),
           SSL_get_early_data_status(server));
    show_errors();
    close_pair(client, server);
    SSL_SESSION_free(session);

    printf("wrong use\n");
    client = SSL_new(client_ctx);
    write_early(client, "x", 1);
    SSL_set_connect_state(client);
    write_early(client, "x", 1);
    SSL_free(client);
    SSL_CTX_set_max_early_data(server_ctx, 0);
    other = ticket(NULL);
    open_pair(&client, &server, other, 0);
    write_early(client, "x", 1);
    write_early(server, "x", 1);
    close_pair(client, server);
    SSL_SESSION_free(other);
    SSL_CTX_free(server_ctx);
    SSL_CTX_free(client_ctx);
    return argc > 2;
}
