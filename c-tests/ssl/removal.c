/* Sessions taken out of a cache: who is told, and which objects may be resumed after. */
#include "pair.h"

static SSL_SESSION *told;
static int times;

static void removed(SSL_CTX *ctx, SSL_SESSION *session)
{
    (void)ctx;
    times++;
    told = session;
}

static void show(const char *what, SSL_CTX *ctx, SSL_SESSION *a, SSL_SESSION *b)
{
    printf("%s: told %d times, of %s; resumable %d %d; %ld in the cache\n", what, times,
           told == NULL ? "nobody" : told == a ? "the first" : told == b ? "the second" : "another",
           SSL_SESSION_is_resumable(a), SSL_SESSION_is_resumable(b), SSL_CTX_sess_number(ctx));
    told = NULL;
    times = 0;
}

int main(int argc, char **argv)
{
    struct pair p;
    SSL_SESSION *session, *copy, *empty = SSL_SESSION_new();
    char byte;

    (void)argc;
    pair_contexts(&p, argv, "p256");
    SSL_CTX_set_max_proto_version(p.client_ctx, TLS1_2_VERSION);
    pair_connections(&p);
    pair_handshake(&p);
    SSL_write(p.server, "x", 1);
    SSL_read(p.client, &byte, 1);
    session = SSL_get1_session(p.client);
    SSL_shutdown(p.client);
    SSL_shutdown(p.server);
    pair_free_connections(&p);
    copy = SSL_SESSION_dup(session);
    SSL_CTX_set_session_cache_mode(p.client_ctx, SSL_SESS_CACHE_CLIENT);
    SSL_CTX_sess_set_remove_cb(p.client_ctx, removed);

    show("at first", p.client_ctx, session, copy);
    SHOW_INT(SSL_CTX_remove_session(p.client_ctx, session));
    show("removed, not in the cache", p.client_ctx, session, copy);
    SHOW_INT(SSL_CTX_add_session(p.client_ctx, copy));
    SHOW_INT(SSL_CTX_add_session(p.client_ctx, copy));
    show("the copy added twice", p.client_ctx, session, copy);
    SHOW_INT(SSL_CTX_remove_session(p.client_ctx, session));
    show("removed by the other", p.client_ctx, session, copy);
    SHOW_INT(SSL_CTX_add_session(p.client_ctx, session));
    SHOW_INT(SSL_CTX_add_session(p.client_ctx, copy));
    show("one in the other's place", p.client_ctx, session, copy);
    SSL_CTX_flush_sessions(p.client_ctx, 0);
    show("flushed", p.client_ctx, session, copy);
    SHOW_INT(SSL_CTX_remove_session(p.client_ctx, empty));
    show("an empty one", p.client_ctx, session, copy);
    SHOW_INT(SSL_CTX_remove_session(p.client_ctx, NULL));
    SSL_SESSION_free(session);
    SSL_SESSION_free(copy);
    SSL_SESSION_free(empty);
    pair_free(&p);
    return 0;
}
