/*
 * Where a server says it is, call by call, when early data, its end and the client's Finished come in any portions:
 * programs tell by SSL_in_init whether what they read came early.
 */
#include "../common.h"
#include <openssl/ssl.h>
#include <string.h>

static SSL_CTX *server_ctx, *client_ctx;

/* A client and a server, and what the client sent that has not been delivered. */
struct ends {
    SSL *client, *server;
    BIO *sent;
};

static struct ends open_ends(SSL_SESSION *session)
{
    struct ends e = { SSL_new(client_ctx), SSL_new(server_ctx), BIO_new(BIO_s_mem()) };
    BIO *to_client = BIO_new(BIO_s_mem()), *to_server = BIO_new(BIO_s_mem());

    BIO_up_ref(to_client);
    BIO_up_ref(e.sent);
    SSL_set_bio(e.client, to_client, e.sent);
    SSL_set_bio(e.server, to_server, to_client);
    SSL_set_connect_state(e.client);
    SSL_set_accept_state(e.server);
    if (session != NULL)
        SSL_set_session(e.client, session);
    return e;
}

/* Hands over so many records of the client's. */
static int deliver(struct ends *e, int records)
{
    unsigned char *data;
    long len = BIO_get_mem_data(e->sent, &data), at = 0, done = 0;
    char drop[1 << 12];

    for (; records > 0 && at + 5 <= len; records--, done++)
        at += 5 + (data[at + 3] << 8 | data[at + 4]);
    BIO_write(SSL_get_rbio(e->server), data, (int)at);
    while (at > 0)
        at -= BIO_read(e->sent, drop, at < (long)sizeof drop ? (int)at : (int)sizeof drop);
    return (int)done;
}

static void close_ends(struct ends *e)
{
    SSL_shutdown(e->client); /* or the session would not be offered again */
    ERR_clear_error();
    SSL_free(e->client);
    SSL_free(e->server);
    BIO_free(e->sent);
}

static SSL_SESSION *ticket(void)
{
    struct ends e = open_ends(NULL);
    SSL_SESSION *session;
    char c;

    for (int i = 0; i < 3; i++) {
        SSL_do_handshake(e.client);
        deliver(&e, 100);
        SSL_do_handshake(e.server);
    }
    SSL_read(e.client, &c, 1);
    session = SSL_get1_session(e.client);
    close_ends(&e);
    return session;
}

static void state(SSL *s)
{
    printf(", in init %d, finished %d, state %s, status %d, pending %d\n", SSL_in_init(s), SSL_is_init_finished(s),
           SSL_state_string(s), SSL_get_early_data_status(s), SSL_pending(s));
}

static int early(SSL *s, size_t room)
{
    char buf[64];
    size_t n = 0;
    int ret = SSL_read_early_data(s, buf, room, &n);

    printf("  early: %d, %zu bytes \"%.*s\", error %d", ret, n, (int)n, buf,
           ret == SSL_READ_EARLY_DATA_ERROR ? SSL_get_error(s, 0) : 0);
    state(s);
    ERR_clear_error();
    return ret;
}

static void plain(SSL *s)
{
    char buf[64];
    int ret = SSL_read(s, buf, sizeof buf);

    printf("  read: %d \"%.*s\", error %d", ret, ret > 0 ? ret : 0, buf, SSL_get_error(s, ret));
    state(s);
    ERR_clear_error();
}

/* `first` records come before the server is called, and `late` before the next call; the client's answer comes whole. */
static void turns(const char *title, int first, int late, size_t room, int answered)
{
    SSL_SESSION *session = ticket();
    struct ends e = open_ends(session);
    size_t n;
    int i, ret;

    printf("%s\n", title);
    printf("  written %d", SSL_write_early_data(e.client, "early one", 9, &n));
    printf(" %d\n", SSL_write_early_data(e.client, "and two", 7, &n));
    deliver(&e, first);
    early(e.server, room);
    if (answered) {
        SSL_do_handshake(e.client);
        SSL_write(e.client, "late", 4);
    }
    printf("  delivered %d\n", deliver(&e, late));
    for (i = 0, ret = 0; i < 12 && ret != SSL_READ_EARLY_DATA_FINISH; i++) {
        ret = early(e.server, room);
        if (ret == SSL_READ_EARLY_DATA_ERROR) {
            if (!answered) {
                SSL_do_handshake(e.client);
                SSL_write(e.client, "late", 4);
                answered = 1;
            }
            printf("  delivered %d\n", deliver(&e, 1));
        }
    }
    plain(e.server);
    deliver(&e, 100);
    plain(e.server);
    plain(e.server);
    close_ends(&e);
    SSL_SESSION_free(session);
}

int main(int argc, char **argv)
{
    (void)argc;
    server_ctx = SSL_CTX_new(TLS_server_method());
    client_ctx = SSL_CTX_new(TLS_client_method());
    SSL_CTX_use_certificate_file(server_ctx, fixture(argv, "server-p256-cert.pem"), SSL_FILETYPE_PEM);
    SSL_CTX_use_PrivateKey_file(server_ctx, fixture(argv, "server-p256-key.pem"), SSL_FILETYPE_PEM);
    SSL_CTX_set_max_early_data(server_ctx, 16384);
    SSL_CTX_set_options(server_ctx, SSL_OP_NO_ANTI_REPLAY);

    turns("hello alone, then all", 1, 100, 64, 1);
    turns("hello and the first, then all", 3, 100, 64, 1);
    turns("hello and all early data, then all", 4, 100, 64, 1);
    turns("all early data in small pieces, then all", 4, 100, 4, 1);
    turns("record by record", 1, 1, 64, 1);
    turns("hello alone, the client waits", 1, 1, 64, 0);
    turns("hello alone, all early data, then record by record", 1, 2, 5, 0);
    SSL_CTX_free(server_ctx);
    SSL_CTX_free(client_ctx);
    return 0;
}
