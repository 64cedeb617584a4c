/* Sessions: resumption by ticket and ID, the caches, the callbacks, and what
 * a session object tells. */
#include "pair.h"

static SSL_SESSION *kept[16];
static int n_kept, removed;

static int on_new(SSL *s, SSL_SESSION *session)
{
    printf(" new session, server %d, version %x, ticket %d, id %d\n", SSL_is_server(s),
           SSL_SESSION_get_protocol_version(session), SSL_SESSION_has_ticket(session),
           SSL_SESSION_get_id(session, NULL) != NULL);
    if (SSL_is_server(s) || n_kept == 16)
        return 0;
    kept[n_kept++] = session;
    return 1;
}

static void on_remove(SSL_CTX *ctx, SSL_SESSION *session)
{
    (void)ctx;
    (void)session;
    removed++;
}

static void show_session(SSL_SESSION *x)
{
    unsigned int len = 0;
    const unsigned char *alpn;
    size_t alen;
    char subject[128];

    SSL_SESSION_get_id(x, &len);
    printf(" session: id %u bytes, version %x, cipher %s, timeout %ld, resumable %d, hint %d, ticket %d, host %s\n", len,
           SSL_SESSION_get_protocol_version(x), SSL_CIPHER_get_name(SSL_SESSION_get0_cipher(x)),
           SSL_SESSION_get_timeout(x), SSL_SESSION_is_resumable(x), SSL_SESSION_get_ticket_lifetime_hint(x) > 0,
           SSL_SESSION_has_ticket(x), SSL_SESSION_get0_hostname(x) ? SSL_SESSION_get0_hostname(x) : "-");
    SSL_SESSION_get0_alpn_selected(x, &alpn, &alen);
    SSL_SESSION_get0_id_context(x, &len);
    printf("   context %u bytes, early %u, alpn %zu, compress %u, fragment %d, time %d\n", len,
           SSL_SESSION_get_max_early_data(x), alen, SSL_SESSION_get_compress_id(x),
           SSL_SESSION_get_max_fragment_length(x), SSL_SESSION_get_time(x) > 1000000);
    X509 *peer = SSL_SESSION_get0_peer(x);
    printf("   peer %s\n", peer ? X509_NAME_oneline(X509_get_subject_name(peer), subject, sizeof subject) : "-");
}

static void stats(const char *title, SSL_CTX *c)
{
    printf(" %s: number %ld connect %ld/%ld accept %ld/%ld hits %ld cb %ld misses %ld timeouts %ld full %ld\n", title,
           SSL_CTX_sess_number(c), SSL_CTX_sess_connect(c), SSL_CTX_sess_connect_good(c), SSL_CTX_sess_accept(c),
           SSL_CTX_sess_accept_good(c), SSL_CTX_sess_hits(c), SSL_CTX_sess_cb_hits(c), SSL_CTX_sess_misses(c),
           SSL_CTX_sess_timeouts(c), SSL_CTX_sess_cache_full(c));
}

static int on_name(SSL *s, int *alert, void *arg)
{
    (void)s;
    (void)alert;
    (void)arg;
    return SSL_TLSEXT_ERR_OK;
}

static SSL_SESSION *connect_once(struct pair *p, SSL_SESSION *offer, int show)
{
    char buf[8];
    SSL_SESSION *got = NULL;

    pair_connections(p);
    SSL_set_tlsext_host_name(p->client, "localhost");
    if (offer != NULL)
        printf(" offered %d\n", SSL_set_session(p->client, offer));
    if (pair_handshake(p)) {
        SSL_write(p->server, "x", 1);
        SSL_read(p->client, buf, sizeof buf);
        printf(" reused %d %d, verify %ld, peer %d, %s\n", SSL_session_reused(p->client), SSL_session_reused(p->server),
               SSL_get_verify_result(p->client), SSL_get0_peer_certificate(p->client) != NULL,
               SSL_get_version(p->client));
        got = SSL_get1_session(p->client);
        if (show) {
            show_session(got);
            show_session(SSL_get_session(p->server));
        }
        SSL_shutdown(p->client);
        SSL_shutdown(p->server);
    }
    show_error_codes();
    pair_free_connections(p);
    return got;
}

static void run(char **argv, int version, int tickets)
{
    struct pair p;

    printf("---- version %x, tickets %d\n", version, tickets);
    pair_contexts(&p, argv, "rsa");
    SSL_CTX_set_max_proto_version(p.client_ctx, version);
    SSL_CTX_set_min_proto_version(p.client_ctx, version);
    SSL_CTX_set_session_id_context(p.server_ctx, (const unsigned char *)"ctx", 3);
    SSL_CTX_set_session_cache_mode(p.client_ctx, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL_STORE);
    /* rustls's server confirms a name whether or not a callback does. */
    SSL_CTX_set_tlsext_servername_callback(p.server_ctx, on_name);
    SSL_CTX_sess_set_new_cb(p.client_ctx, on_new);
    SSL_CTX_sess_set_new_cb(p.server_ctx, on_new);
    SSL_CTX_sess_set_remove_cb(p.server_ctx, on_remove);
    SHOW_INT(SSL_CTX_sess_get_new_cb(p.client_ctx) == on_new && SSL_CTX_sess_get_remove_cb(p.server_ctx) == on_remove);
    if (!tickets)
        SSL_CTX_set_options(p.server_ctx, SSL_OP_NO_TICKET);
    n_kept = removed = 0;
    SSL_SESSION *first = connect_once(&p, NULL, 1);
    stats("server", p.server_ctx);
    stats("client", p.client_ctx);
    SSL_SESSION *second = connect_once(&p, first, 1);
    stats("server", p.server_ctx);
    stats("client", p.client_ctx);
    SSL_SESSION *third = connect_once(&p, second, 0);
    /* Another context's session is not resumed. */
    SSL_CTX_set_session_id_context(p.server_ctx, (const unsigned char *)"other", 5);
    SSL_SESSION *fourth = connect_once(&p, third, 0);
    stats("server", p.server_ctx);
    SSL_CTX_flush_sessions(p.server_ctx, 0);
    stats("server", p.server_ctx);
    printf(" removed %d\n", removed > 0);
    SSL_SESSION *fifth = connect_once(&p, fourth, 0);
    SSL_SESSION *copy = SSL_SESSION_dup(first);
    show_session(copy);
    SSL_SESSION_free(copy);
    SSL_SESSION_free(first);
    SSL_SESSION_free(second);
    SSL_SESSION_free(third);
    SSL_SESSION_free(fourth);
    SSL_SESSION_free(fifth);
    for (int i = 0; i < n_kept; i++)
        SSL_SESSION_free(kept[i]);
    pair_free(&p);
}

int main(int argc, char **argv)
{
    (void)argc;
    run(argv, TLS1_2_VERSION, 1);
    run(argv, TLS1_2_VERSION, 0);
    run(argv, TLS1_3_VERSION, 1);
    run(argv, TLS1_3_VERSION, 0);

    SSL_SESSION *x = SSL_SESSION_new();
    show_session(x);
    SHOW_INT(SSL_SESSION_set_timeout(x, 77));
    SHOW_INT(SSL_SESSION_get_timeout(x));
    SHOW_INT(SSL_SESSION_set_time(x, 1234));
    SHOW_INT(SSL_SESSION_get_time(x));
    SHOW_INT(SSL_SESSION_set1_id(x, (const unsigned char *)"abcd", 4));
    SHOW_INT(SSL_SESSION_set1_id(x, (const unsigned char *)"abcdabcdabcdabcdabcdabcdabcdabcdabcd", 36));
    show_error_codes();
    SHOW_INT(SSL_SESSION_set1_id_context(x, (const unsigned char *)"ctx", 3));
    SHOW_INT(SSL_SESSION_set1_id_context(x, (const unsigned char *)"abcdabcdabcdabcdabcdabcdabcdabcdabcd", 36));
    show_error_codes();
    SHOW_INT(SSL_SESSION_set1_hostname(x, "host.example"));
    SHOW_INT(SSL_SESSION_set1_alpn_selected(x, (const unsigned char *)"h2", 2));
    SHOW_INT(SSL_SESSION_set_ex_data(x, 0, "data"));
    SHOW_STR(SSL_SESSION_get_ex_data(x, 0));
    SHOW_INT(SSL_SESSION_get_master_key(x, NULL, 0));
    show_session(x);
    SSL_SESSION *copy = SSL_SESSION_new();
    SHOW_INT(SSL_SESSION_set1_id(copy, (const unsigned char *)"abcd", 4));
    SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
    SHOW_INT(SSL_CTX_add_session(ctx, x));
    SHOW_INT(SSL_CTX_add_session(ctx, x));
    SHOW_INT(SSL_CTX_sess_number(ctx));
    SHOW_INT(SSL_CTX_add_session(ctx, copy));
    SHOW_INT(SSL_CTX_sess_number(ctx));
    SHOW_INT(SSL_CTX_remove_session(ctx, x));
    SHOW_INT(SSL_CTX_remove_session(ctx, copy));
    SHOW_INT(SSL_CTX_remove_session(ctx, copy));
    SHOW_INT(SSL_CTX_remove_session(ctx, NULL));
    SHOW_INT(SSL_CTX_sess_number(ctx));
    SHOW_INT(SSL_SESSION_up_ref(x));
    SSL_SESSION_free(x);
    SSL_SESSION_free(x);
    SSL_SESSION_free(copy);
    SSL_SESSION_free(NULL);
    SSL_CTX_free(ctx);
    show_errors();
    return 0;
}
