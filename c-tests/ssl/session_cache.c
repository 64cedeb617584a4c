/* A server's cache of sessions: its size and order, what is over, flushing,
 * the program's own cache behind it, and the counters of all that. */
#include "pair.h"

static SSL_SESSION *outside;
static int copies, asked;

static SSL_SESSION *on_get(SSL *s, const unsigned char *id, int len, int *copy)
{
    unsigned int n;

    (void)s;
    asked++;
    if (outside == NULL)
        return NULL;
    const unsigned char *own = SSL_SESSION_get_id(outside, &n);
    if ((int)n != len || memcmp(own, id, n) != 0)
        return NULL;
    *copy = copies;
    if (!copies)
        SSL_SESSION_up_ref(outside);
    return outside;
}

static void on_remove(SSL_CTX *ctx, SSL_SESSION *x)
{
    unsigned int n;
    const unsigned char *id = SSL_SESSION_get_id(x, &n);

    (void)ctx;
    if (n == 4)
        printf("  removed %.4s\n", (const char *)id);
    else
        printf("  removed\n");
}

static void stats(SSL_CTX *c)
{
    printf("  number %ld accept %ld/%ld hits %ld cb %ld misses %ld timeouts %ld full %ld, asked %d\n", SSL_CTX_sess_number(c),
           SSL_CTX_sess_accept(c), SSL_CTX_sess_accept_good(c), SSL_CTX_sess_hits(c), SSL_CTX_sess_cb_hits(c),
           SSL_CTX_sess_misses(c), SSL_CTX_sess_timeouts(c), SSL_CTX_sess_cache_full(c), asked);
}

static SSL_SESSION *named(const char *name, long time, long timeout)
{
    SSL_SESSION *x = SSL_SESSION_new();

    SSL_SESSION_set1_id(x, (const unsigned char *)name, 4);
    SSL_SESSION_set_time(x, time);
    SSL_SESSION_set_timeout(x, timeout);
    return x;
}

static void order(void)
{
    static const char *names[] = {"aaaa", "bbbb", "cccc", "dddd", "eeee"};
    SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());

    SSL_CTX_sess_set_remove_cb(ctx, on_remove);
    SHOW_INT(SSL_CTX_sess_get_cache_size(ctx));
    SHOW_INT(SSL_CTX_sess_set_cache_size(ctx, 3));
    SHOW_INT(SSL_CTX_sess_get_cache_size(ctx));
    for (int i = 0; i < 5; i++) {
        SSL_SESSION *x = named(names[i], 1000 + i, 10);
        printf(" add %s: %d\n", names[i], SSL_CTX_add_session(ctx, x));
        SSL_SESSION_free(x);
    }
    stats(ctx);
    printf(" listed %lu\n", OPENSSL_LH_num_items((OPENSSL_LHASH *)SSL_CTX_sessions(ctx)));
    printf(" flush what is over at 1012, 1013, 1014\n");
    SSL_CTX_flush_sessions(ctx, 1012);
    stats(ctx);
    SSL_CTX_flush_sessions(ctx, 1013);
    stats(ctx);
    SSL_CTX_flush_sessions(ctx, 1014);
    stats(ctx);
    printf(" all\n");
    SSL_CTX_flush_sessions(ctx, 0);
    stats(ctx);
    printf(" no limit\n");
    SHOW_INT(SSL_CTX_sess_set_cache_size(ctx, 0));
    for (int i = 0; i < 5; i++) {
        SSL_SESSION *x = named(names[i], 1000, 10);
        SSL_CTX_add_session(ctx, x);
        SSL_SESSION_free(x);
    }
    stats(ctx);
    SHOW_INT(SSL_CTX_set_timeout(ctx, 77));
    SHOW_INT(SSL_CTX_get_timeout(ctx));
    SHOW_INT(SSL_CTX_set_timeout(ctx, 78));
    printf(" and free\n");
    SSL_CTX_set_timeout(ctx, 0);
    SSL_CTX_sess_set_remove_cb(ctx, NULL);
    SSL_CTX_free(ctx);
}

static SSL_SESSION *connect_once(struct pair *p, SSL_SESSION *offer, SSL_SESSION **server, const char *what)
{
    SSL_SESSION *got = NULL;

    pair_connections(p);
    if (offer != NULL)
        SSL_set_session(p->client, offer);
    printf(" %s\n", what);
    if (pair_handshake(p)) {
        printf("  reused %d %d\n", SSL_session_reused(p->client), SSL_session_reused(p->server));
        got = SSL_get1_session(p->client);
        if (server != NULL)
            *server = SSL_get1_session(p->server);
        SSL_shutdown(p->client);
        SSL_shutdown(p->server);
    }
    show_error_codes();
    pair_free_connections(p);
    stats(p->server_ctx);
    return got;
}

static void once(struct pair *p, SSL_SESSION *offer, const char *what)
{
    SSL_SESSION_free(connect_once(p, offer, NULL, what));
}

static void behind(char **argv, int mode)
{
    struct pair p;
    SSL_SESSION *s, *own = NULL;

    printf("-- mode %x\n", mode);
    asked = 0;
    outside = NULL;
    pair_contexts(&p, argv, "p256");
    SSL_CTX_set_max_proto_version(p.client_ctx, TLS1_2_VERSION);
    SSL_CTX_set_options(p.server_ctx, SSL_OP_NO_TICKET);
    SSL_CTX_set_session_id_context(p.server_ctx, (const unsigned char *)"ctx", 3);
    SSL_CTX_sess_set_get_cb(p.server_ctx, on_get);
    SHOW_INT(SSL_CTX_sess_get_get_cb(p.server_ctx) == on_get);
    SSL_CTX_set_session_cache_mode(p.server_ctx, mode);
    s = connect_once(&p, NULL, &own, "first");
    once(&p, s, "with what is inside");
    SSL_CTX_flush_sessions(p.server_ctx, 0);
    once(&p, s, "with nothing");
    /* What was flushed may not be resumed any more: a copy made of its DER. */
    unsigned char der[4096], *to = der;
    const unsigned char *from = der;
    int len = i2d_SSL_SESSION(own, &to);
    outside = d2i_SSL_SESSION(NULL, &from, len);
    copies = 1;
    once(&p, s, "from outside, kept there");
    copies = 0;
    once(&p, s, "from outside, given away");
    SSL_SESSION_set_timeout(outside, 1);
    SSL_SESSION_set_time(outside, 1000);
    once(&p, s, "one that is over");
    from = der;
    SSL_SESSION_free(outside);
    outside = d2i_SSL_SESSION(NULL, &from, len);
    SSL_SESSION_set1_id_context(outside, (const unsigned char *)"xyz", 3);
    once(&p, s, "of another context");
    SSL_SESSION_free(outside);
    SSL_SESSION_free(own);
    SSL_SESSION_free(s);
    pair_free(&p);
}

int main(int argc, char **argv)
{
    (void)argc;
    order();
    behind(argv, SSL_SESS_CACHE_SERVER);
    behind(argv, SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL_LOOKUP);
    behind(argv, SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL_STORE);
    behind(argv, SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL);
    return 0;
}
