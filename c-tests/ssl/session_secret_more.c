/* Handshakes with a master secret of the programs' beside everything else that
 * a handshake has: names, protocols, other callbacks, sessions, tickets; and a
 * peer, or somebody between them, who does not play by the rules. */
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

/* Moves what one end wrote to the other, changed at `at` or cut off there. */
static size_t move(BIO *from, BIO *to, long at, int cut, unsigned char mask)
{
    unsigned char buf[4096];
    int n = BIO_read(from, buf, sizeof buf);

    if (n <= 0)
        return 0;
    if (at >= 0 && at < n) {
        if (cut)
            n = (int)at;
        else
            buf[at] ^= mask;
    }
    BIO_write(to, buf, n);
    return (size_t)n;
}

/* One handshake whose flight `which` is changed or cut; whether each end
 * believes in it afterwards: 1 the client, 2 the server. */
static int tampered(struct pair *p, int which, long at, int cut, unsigned char mask, size_t *len)
{
    BIO *client_in, *client_out, *server_in, *server_out;
    int done = 0, n;

    pair_connections(p);
    client_in = BIO_new(BIO_s_mem()), client_out = BIO_new(BIO_s_mem());
    server_in = BIO_new(BIO_s_mem()), server_out = BIO_new(BIO_s_mem());
    SSL_set_bio(p->client, client_in, client_out);
    SSL_set_bio(p->server, server_in, server_out);
    SSL_set_session_ticket_ext(p->client, (void *)"opaque", 6);
    SSL_set_session_secret_cb(p->client, secret_cb, &client_side);
    SSL_set_session_secret_cb(p->server, secret_cb, &server_side);
    for (int flight = 0; flight < 3; flight++) {
        SSL *from = flight == 1 ? p->server : p->client;
        BIO *out = flight == 1 ? server_out : client_out, *in = flight == 1 ? client_in : server_in;

        if (SSL_do_handshake(from) == 1)
            done |= flight == 1 ? 2 : 1;
        n = (int)move(out, in, flight == which ? at : -1, cut, mask);
        if (flight == which && len != NULL)
            *len = (size_t)n;
    }
    if (SSL_do_handshake(p->server) == 1)
        done |= 2;
    /* An end that failed stays failed. */
    move(server_out, client_in, -1, 0, 0);
    if (SSL_do_handshake(p->client) == 1)
        done |= 1;
    ERR_clear_error();
    pair_free_connections(p);
    return done;
}

static void hostile(char **argv)
{
    static const char *const names[] = { "ClientHello", "the server's flight", "the client's last flight" };
    struct pair p;

    contexts(&p, argv);
    reset();
    chatty = 0;
    for (int which = 0; which < 3; which++) {
        size_t len = 0, tried = 0;
        int believed[4] = { 0 };

        if (tampered(&p, which, -1, 0, 0, &len) != 3)
            printf("no handshake at all\n");
        for (long at = 0; at < (long)len; at++) {
            int done;

            /* The version of the first record proves nothing. */
            if (left_out() || at == 1 || at == 2)
                continue;
            tried++;
            done = tampered(&p, which, at, 0, 0x41, NULL);
            believed[done]++;
            if (which < 2 ? done != 0 : done > 1)
                printf("%s: believed with byte %ld changed: %d\n", names[which], at, done);
            done = tampered(&p, which, at, 1, 0, NULL);
            if (which < 2 ? done != 0 : done > 1)
                printf("%s: believed when cut at %ld: %d\n", names[which], at, done);
        }
        printf("%s: changed and cut, %s\n", names[which],
               believed[0] + believed[1] == (int)tried ? "the receiver never believes" : "believed");
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
    hostile(argv);
    datagrams();
    return 0;
}
