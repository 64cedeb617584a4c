/* SSL_shutdown where the peer's close_notify never comes, and an ALPN choice of nothing. */
#include "pair.h"

static char **args;

static void over_memory(struct pair *p, int version)
{
    BIO *to_server = BIO_new(BIO_s_mem()), *to_client = BIO_new(BIO_s_mem());

    SSL_CTX_set_min_proto_version(p->client_ctx, version);
    SSL_CTX_set_max_proto_version(p->client_ctx, version);
    p->client = SSL_new(p->client_ctx);
    p->server = SSL_new(p->server_ctx);
    BIO_up_ref(to_server);
    BIO_up_ref(to_client);
    SSL_set_bio(p->client, to_client, to_server);
    SSL_set_bio(p->server, to_server, to_client);
    SSL_set_connect_state(p->client);
    SSL_set_accept_state(p->server);
}

static void close_server(struct pair *p, const char *when)
{
    int answer;

    ERR_clear_error();
    answer = SSL_shutdown(p->server);
    printf("  %s: %d, error %d, state %d\n", when, answer, SSL_get_error(p->server, answer), SSL_get_shutdown(p->server));
    show_error_codes();
}

enum { AT_ONCE, LATER, DATA, ALERT, IGNORED, ENDS };

static void shut(int version, int end)
{
    static const char *const names[] = { "cut off at once", "cut off after a wait", "data instead", "an alert instead",
                                         "cut off, which is no matter" };
    struct pair p;
    char byte;
    int answer;

    printf("%s, %s\n", version == TLS1_3_VERSION ? "TLS 1.3" : "TLS 1.2", names[end]);
    pair_contexts(&p, args, "p256");
    if (end == IGNORED)
        SSL_CTX_set_options(p.server_ctx, SSL_OP_IGNORE_UNEXPECTED_EOF);
    over_memory(&p, version);
    SHOW_INT(pair_handshake(&p));
    close_server(&p, "first");
    if (end != AT_ONCE)
        close_server(&p, "second");
    if (end == DATA)
        SHOW_INT(SSL_write(p.client, "data", 4));
    else if (end == ALERT && version == TLS1_2_VERSION)
        BIO_write(SSL_get_rbio(p.server), "\x15\x03\x03\x00\x02\x02\x28", 7);
    BIO_set_mem_eof_return(SSL_get_rbio(p.server), 0);
    close_server(&p, "cut off");
    if (end == AT_ONCE || end == LATER) {
        ERR_clear_error();
        answer = SSL_read(p.server, &byte, 1);
        printf("  read %d, error %d\n", answer, SSL_get_error(p.server, answer));
        show_error_codes();
    }
    pair_free(&p);
}

static int choose_nothing(SSL *ssl, const unsigned char **out, unsigned char *len, const unsigned char *in, unsigned int in_len,
                          void *arg)
{
    (void)ssl;
    (void)in;
    (void)in_len;
    printf("  asked\n");
    *out = arg;
    *len = 0;
    return SSL_TLSEXT_ERR_OK;
}

static void nothing_chosen(int version, void *name)
{
    struct pair p;
    int client, server;

    printf("%s, nothing chosen\n", version == TLS1_3_VERSION ? "TLS 1.3" : "TLS 1.2");
    pair_contexts(&p, args, "p256");
    SSL_CTX_set_alpn_protos(p.client_ctx, (const unsigned char *)"\x02h2", 3);
    SSL_CTX_set_alpn_select_cb(p.server_ctx, choose_nothing, name);
    over_memory(&p, version);
    client = SSL_do_handshake(p.client);
    printf("  client %d, error %d\n", client, SSL_get_error(p.client, client));
    server = SSL_do_handshake(p.server);
    printf("  server %d, error %d, reason %d\n", server, SSL_get_error(p.server, server),
           ERR_GET_REASON(ERR_peek_last_error()));
    ERR_clear_error();
    client = SSL_do_handshake(p.client);
    printf("  client %d, error %d\n", client, SSL_get_error(p.client, client));
    show_error_codes();
    pair_free(&p);
}

int main(int argc, char **argv)
{
    (void)argc;
    args = argv;
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        for (int end = AT_ONCE; end < ENDS; end++)
            shut(version, end);
        nothing_chosen(version, "");
        nothing_chosen(version, NULL);
    }
    return 0;
}
