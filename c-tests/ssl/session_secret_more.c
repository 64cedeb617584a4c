/* Handshakes with a master secret of the programs' beside everything else that
 * a handshake has: names, protocols, other callbacks, sessions, tickets. */
#include "secret_pair.h"

static int on_new(SSL *s, SSL_SESSION *x)
{
    printf("  new session at the %s: ticket %d\n", SSL_is_server(s) ? "server" : "client", SSL_SESSION_has_ticket(x));
    return 0;
}

static void on_key(const SSL *s, const char *line)
{
    printf("  key log of the %s: %.14s %zu\n", SSL_is_server(s) ? "server" : "client", line, strlen(line));
}

static int on_protocols(SSL *s, const unsigned char **out, unsigned char *len, const unsigned char *in, unsigned int inlen, void *arg)
{
    (void)s, (void)arg, (void)inlen;
    printf("  protocols\n");
    *out = in + 1;
    *len = in[0];
    return SSL_TLSEXT_ERR_OK;
}

static int on_name(SSL *s, int *alert, void *arg)
{
    (void)alert, (void)arg;
    printf("  name %s\n", SSL_get_servername(s, TLSEXT_NAMETYPE_host_name));
    return SSL_TLSEXT_ERR_OK;
}

static int on_cert(SSL *s, void *arg)
{
    (void)s, (void)arg;
    printf("  certificate wanted\n");
    return 1;
}

static int on_hello(SSL *s, int *alert, void *arg)
{
    (void)s, (void)alert, (void)arg;
    printf("  hello\n");
    return SSL_CLIENT_HELLO_SUCCESS;
}

static int on_ticket_key(SSL *s, unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *c, EVP_MAC_CTX *h, int enc)
{
    (void)s, (void)name, (void)iv, (void)c, (void)h;
    printf("  ticket key %d\n", enc);
    return 0;
}

static void trace(struct pair *p)
{
    SSL_set_msg_callback(p->client, show_message);
    SSL_set_msg_callback(p->server, show_message);
}

static void with_all(char **argv)
{
    struct pair p;
    const unsigned char *name;
    unsigned int n, m;
    SSL_SESSION *session;

    contexts(&p, argv);
    reset();
    printf("with everything\n");
    SSL_CTX_set_alpn_protos(p.client_ctx, (const unsigned char *)"\2h2\1x", 5);
    SSL_CTX_set_alpn_select_cb(p.server_ctx, on_protocols, NULL);
    SSL_CTX_set_tlsext_servername_callback(p.server_ctx, on_name);
    SSL_CTX_set_cert_cb(p.server_ctx, on_cert, NULL);
    SSL_CTX_set_client_hello_cb(p.server_ctx, on_hello, NULL);
    SSL_CTX_set_keylog_callback(p.client_ctx, on_key);
    SSL_CTX_set_keylog_callback(p.server_ctx, on_key);
    SSL_CTX_set_session_cache_mode(p.client_ctx, SSL_SESS_CACHE_BOTH);
    SSL_CTX_sess_set_new_cb(p.client_ctx, on_new);
    SSL_CTX_sess_set_new_cb(p.server_ctx, on_new);
    SSL_CTX_set_session_id_context(p.server_ctx, (const unsigned char *)"ctx", 3);
    SSL_CTX_set_tlsext_ticket_key_evp_cb(p.server_ctx, on_ticket_key);
    connections(&p, "opaque");
    SSL_set_tlsext_host_name(p.client, "localhost");
    trace(&p);
    whole(&p);
    SSL_get0_alpn_selected(p.client, &name, &n);
    SSL_get0_alpn_selected(p.server, &name, &m);
    printf("  protocols %u %u, names %s %s, cached %ld\n", n, m, SSL_get_servername(p.client, TLSEXT_NAMETYPE_host_name),
           SSL_get_servername(p.server, TLSEXT_NAMETYPE_host_name), SSL_CTX_sess_number(p.server_ctx));
    session = SSL_get1_session(p.client);
    pair_free_connections(&p);
    SSL_CTX_set_client_hello_cb(p.server_ctx, NULL, NULL);
    SSL_CTX_set_tlsext_servername_callback(p.server_ctx, NULL);
    SSL_CTX_set_keylog_callback(p.client_ctx, NULL);
    SSL_CTX_set_keylog_callback(p.server_ctx, NULL);
    SSL_CTX_set_alpn_select_cb(p.server_ctx, NULL, NULL);
    chatty = 0;
    printf("its session offered to a server that has no secrets\n");
    pair_connections(&p);
    SSL_set_session(p.client, session);
    if (pair_handshake(&p))
        printf("  reused %d %d\n", SSL_session_reused(p.client), SSL_session_reused(p.server));
    pair_free_connections(&p);
    printf("its session offered to a server that has\n");
    connections(&p, NULL);
    SSL_set_session(p.client, session);
    SSL_set_session_secret_cb(p.client, NULL, NULL);
    pair_handshake(&p);
    pair_free_connections(&p);
    SSL_SESSION_free(session);
    chatty = 1;
    for (int i = 0; i < 6; i++) {
        static const char *const what[] = { "no ticket of the client's", "no tickets at the client", "no tickets at the server",
                                            "no secret at the client", "no callbacks at the server", "sessions are not cached" };

        printf("%s\n", what[i]);
        reset();
        connections(&p, i == 0 ? NULL : "opaque");
        SSL_set_msg_callback(p.server, show_message);
        if (i == 1)
            SSL_set_options(p.client, SSL_OP_NO_TICKET);
        if (i == 2)
            SSL_set_options(p.server, SSL_OP_NO_TICKET);
        if (i == 3)
            SSL_set_session_secret_cb(p.client, NULL, NULL);
        if (i == 4) {
            SSL_set_session_secret_cb(p.server, NULL, NULL);
            SSL_set_session_ticket_ext_cb(p.server, NULL, NULL);
        }
        if (i == 5)
            SSL_CTX_set_session_cache_mode(p.server_ctx, SSL_SESS_CACHE_OFF);
        whole(&p);
        pair_free_connections(&p);
    }
    pair_free(&p);
}

/* A session that the server's cache has goes before a secret of its program's. */
static void cached(char **argv)
{
    static const char *const tickets[] = { "an empty ticket", "no ticket", "a ticket of the program's" };
    struct pair p;

    contexts(&p, argv);
    reset();
    chatty = 0;
    SSL_CTX_set_session_cache_mode(p.client_ctx, SSL_SESS_CACHE_CLIENT);
    SSL_CTX_sess_set_new_cb(p.client_ctx, on_new);
    SSL_CTX_sess_set_new_cb(p.server_ctx, on_new);
    for (int i = 0; i < 3; i++) {
        SSL_SESSION *session;

        printf("a full handshake with %s\n", tickets[i]);
        server_side.result = 0;
        connections(&p, i == 2 ? "opaque" : NULL);
        if (i == 1)
            SSL_set_session_ticket_ext(p.client, NULL, 0);
        whole(&p);
        session = SSL_get1_session(p.client);
        pair_free_connections(&p);
        printf(" and its session, at a server with a secret\n");
        server_side.result = 1;
        server_side.calls = 0;
        connections(&p, NULL);
        SSL_set_session_secret_cb(p.client, NULL, NULL);
        SSL_set_session(p.client, session);
        if (pair_handshake(&p))
            printf("  reused %d %d\n", SSL_session_reused(p.client), SSL_session_reused(p.server));
        printf("  calls %d\n", server_side.calls);
        pair_free_connections(&p);
        SSL_SESSION_free(session);
    }
    pair_free(&p);
}

/* Datagrams have no such handshakes here. */
static void datagrams(void)
{
    SSL_CTX *ctx = SSL_CTX_new(DTLS_client_method());
    SSL *ssl = SSL_new(ctx);

    printf("DTLS\n");
    SHOW_INT(SSL_set_session_ticket_ext(ssl, "x", 1));
    SHOW_INT(SSL_set_session_ticket_ext_cb(ssl, ticket_cb, NULL));
    SHOW_INT(SSL_set_session_secret_cb(ssl, secret_cb, &client_side));
    SHOW_INT(ERR_peek_error() != 0);
    ERR_clear_error();
    SSL_free(ssl);
    SSL_CTX_free(ctx);
}

int main(int argc, char **argv)
{
    (void)argc;
    with_all(argv);
    cached(argv);
    datagrams();
    return 0;
}
