/*
 * max_fragment_length (RFC 6066, 4): a client asks for short records, and both ends keep to them.
 */
#include "pair.h"

static SSL_SESSION *kept;
static int longest;

static int keep(SSL *ssl, SSL_SESSION *session)
{
    (void)ssl;
    SSL_SESSION_free(kept);
    kept = session;
    return 1;
}

/* The longest record of the server's, as its header has it. */
static void see(int write_p, int version, int type, const void *buf, size_t len, SSL *ssl, void *arg)
{
    const unsigned char *head = buf;

    (void)version, (void)len, (void)ssl, (void)arg;
    if (write_p && type == SSL3_RT_HEADER && (head[3] << 8 | head[4]) > longest)
        longest = head[3] << 8 | head[4];
}

static void move(const char *from, SSL *writer, SSL *reader)
{
    static char data[10000], buf[20000];
    int n, written, first = 0, total = 0, reads = 0;

    written = SSL_write(writer, data, sizeof data);
    while ((n = SSL_read(reader, buf, sizeof buf)) > 0) {
        if (reads++ == 0)
            first = n;
        total += n;
    }
    printf("  from the %s: written %d, first %d, total %d in %d\n", from, written, first, total, reads);
    ERR_clear_error();
}

static void show(struct pair *p, int mode)
{
    int limit = mode >= 1 && mode <= 4 ? 256 << mode : 16384;

    printf("  reused %d, server's session %d, client's session %d, records %s\n", SSL_session_reused(p->server),
           SSL_SESSION_get_max_fragment_length(SSL_get_session(p->server)),
           SSL_SESSION_get_max_fragment_length(SSL_get_session(p->client)),
           longest <= limit + 256 ? "within the limit" : "too long");
}

static void run(char **argv, int version, int mode, int again, int own)
{
    struct pair p;

    pair_contexts(&p, argv, "p256");
    SSL_CTX_set_max_proto_version(p.client_ctx, version);
    SSL_CTX_set_session_id_context(p.server_ctx, (const unsigned char *)"short", 5);
    SSL_CTX_set_session_cache_mode(p.client_ctx, SSL_SESS_CACHE_CLIENT);
    SSL_CTX_sess_set_new_cb(p.client_ctx, keep);
    if (own)
        SSL_CTX_set_max_send_fragment(p.server_ctx, 600);
    printf("%s, %d, then %d%s\n", version == TLS1_2_VERSION ? "1.2" : "1.3", mode, again,
           own ? ", and short ones of its own" : "");
    for (int turn = 0; turn < 2; turn++) {
        int asked = turn == 0 ? mode : again;

        SSL_CTX_set_tlsext_max_fragment_length(p.client_ctx, asked);
        pair_connections(&p);
        SSL_set_msg_callback(p.server, see);
        longest = 0;
        if (turn == 1)
            SSL_set_session(p.client, kept);
        if (pair_handshake(&p)) {
            move("server", p.server, p.client);
            move("client", p.client, p.server);
            show(&p, asked);
        }
        SSL_shutdown(p.client);
        SSL_shutdown(p.server);
        ERR_clear_error();
        SSL_free(p.client);
        SSL_free(p.server);
    }
    SSL_CTX_free(p.client_ctx);
    SSL_CTX_free(p.server_ctx);
    SSL_SESSION_free(kept);
    kept = NULL;
}

static void datagrams(void)
{
    SSL_CTX *ctx = SSL_CTX_new(DTLS_client_method());
    SSL *ssl = SSL_new(ctx);

    printf("DTLS: none %d %d", SSL_CTX_set_tlsext_max_fragment_length(ctx, 0), SSL_set_tlsext_max_fragment_length(ssl, 0));
    printf(", short ones %d %d\n", SSL_CTX_set_tlsext_max_fragment_length(ctx, 1),
           SSL_set_tlsext_max_fragment_length(ssl, 4));
    SSL_free(ssl);
    SSL_CTX_free(ctx);
}

int main(int argc, char **argv)
{
    (void)argc;
    datagrams();
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        for (int mode = 1; mode <= 4; mode++)
            run(argv, version, mode, mode, 0);
        /* Not 1, then 0: OpenSSL's server answers what it was not asked then, and its client refuses that. */
        run(argv, version, 0, 1, 0);
        run(argv, version, 1, 2, 0);
        run(argv, version, 2, 2, 1);
        run(argv, version, 1, 1, 1);
    }
    return 0;
}
