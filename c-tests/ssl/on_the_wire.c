/* What is sent otherwise than by OpenSSL, or not at all: extensions, records, session IDs. Each line that differs is
 * in differences.tsv. */
#include "pair.h"

static int run(struct pair *p)
{
    int client = -1, server = -1;

    for (int i = 0; i < 20 && (client != 1 || server != 1); i++) {
        if (client != 1)
            client = SSL_do_handshake(p->client);
        if (server != 1)
            server = SSL_do_handshake(p->server);
    }
    ERR_clear_error();
    return client == 1 && server == 1;
}

static void contexts(struct pair *p, char **argv, int version)
{
    pair_contexts(p, argv, "p256");
    SSL_CTX_set_max_proto_version(p->client_ctx, version);
}

/* SSL_OP_NO_EXTENDED_MASTER_SECRET */
static void master_secret(char **argv)
{
    struct pair p;

    contexts(&p, argv, TLS1_2_VERSION);
    SSL_CTX_set_options(p.client_ctx, SSL_OP_NO_EXTENDED_MASTER_SECRET);
    SSL_CTX_set_options(p.server_ctx, SSL_OP_NO_EXTENDED_MASTER_SECRET);
    pair_connections(&p);
    printf("without the extended master secret: %d", run(&p));
    printf(", in use %ld %ld\n", SSL_get_extms_support(p.client), SSL_get_extms_support(p.server));
    pair_free(&p);
}

static unsigned int id_len;

static int make_id(SSL *ssl, unsigned char *id, unsigned int *len)
{
    memset(id, 7, *len);
    *len = id_len;
    return 1;
}

static void session_id(char **argv, unsigned int len)
{
    struct pair p;

    contexts(&p, argv, TLS1_2_VERSION);
    SSL_CTX_set_options(p.server_ctx, SSL_OP_NO_TICKET);
    SSL_CTX_set_generate_session_id(p.server_ctx, make_id);
    id_len = len;
    pair_connections(&p);
    printf("session ID of %u bytes: %d\n", len, run(&p));
    pair_free(&p);
}

static int made, opened, empty;

static int ticket_made(SSL *ssl, void *arg)
{
    made++;
    return 1;
}

static SSL_TICKET_RETURN ticket_opened(SSL *ssl, SSL_SESSION *session, const unsigned char *name, size_t len,
                                       SSL_TICKET_STATUS status, void *arg)
{
    opened++;
    empty += status == SSL_TICKET_EMPTY;
    return session != NULL ? SSL_TICKET_RETURN_USE_RENEW : SSL_TICKET_RETURN_IGNORE_RENEW;
}

static void empty_ticket(char **argv)
{
    struct pair p;

    contexts(&p, argv, TLS1_2_VERSION);
    SSL_CTX_set_session_ticket_cb(p.server_ctx, ticket_made, ticket_opened, NULL);
    pair_connections(&p);
    printf("a first ticket: %d", run(&p));
    printf(", made %d, asked %d times, of which for none %d\n", made, opened, empty);
    pair_free(&p);
}

/* The extensions in a ClientHello, as far as a server's callback is asked about them. */
static int see_hello(SSL *ssl, int *alert, void *arg)
{
    const unsigned char *data;
    size_t len;

    printf("  status_request %d, post_handshake_auth %d\n", SSL_client_hello_get0_ext(ssl, 5, &data, &len),
           SSL_client_hello_get0_ext(ssl, 49, &data, &len));
    return SSL_CLIENT_HELLO_SUCCESS;
}

static void hello(char **argv, int status, int post)
{
    struct pair p;

    contexts(&p, argv, TLS1_3_VERSION);
    SSL_CTX_set_client_hello_cb(p.server_ctx, see_hello, NULL);
    SSL_CTX_set_post_handshake_auth(p.client_ctx, post);
    pair_connections(&p);
    if (status)
        SSL_set_tlsext_status_type(p.client, TLSEXT_STATUSTYPE_ocsp);
    printf("%s stapling, %s authentication after the handshake\n", status ? "with" : "without", post ? "with" : "without");
    printf("  handshake %d\n", run(&p));
    pair_free(&p);
}

static int records, messages, named;

static void see(int write_p, int version, int type, const void *buf, size_t len, SSL *ssl, void *arg)
{
    const unsigned char *at = buf;

    if (write_p)
        return;
    records += type == SSL3_RT_HEADER;
    messages += type == SSL3_RT_HANDSHAKE;
    if (type != SSL3_RT_HANDSHAKE || len < 6 || at[0] != SSL3_MT_ENCRYPTED_EXTENSIONS)
        return;
    for (size_t i = 6; i + 4 <= len; i += 4 + (at[i + 2] << 8 | at[i + 3]))
        named += at[i] == 0 && at[i + 1] == 0;
}

static int refuse_name(SSL *ssl, int *alert, void *arg)
{
    return SSL_TLSEXT_ERR_NOACK;
}

static void answer(char **argv, int callback)
{
    struct pair p;

    contexts(&p, argv, TLS1_3_VERSION);
    SSL_CTX_set_msg_callback(p.client_ctx, see);
    if (callback)
        SSL_CTX_set_tlsext_servername_callback(p.server_ctx, refuse_name);
    pair_connections(&p);
    SSL_set_tlsext_host_name(p.client, "localhost");
    records = messages = named = 0;
    printf("a name that %s: %d", callback ? "the server does not care for" : "no callback looks at", run(&p));
    printf(", confirmed %d\n", named);
    printf("messages of the server's flight: %d\n", messages);
    printf("records of the server's flight: %d\n", records);
    pair_free(&p);
}

static char asked[64];

static int see_name(SSL *ssl, int *alert, void *arg)
{
    const char *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);

    snprintf(asked, sizeof asked, "%s", name != NULL ? name : "nothing");
    return SSL_TLSEXT_ERR_OK;
}

/* Names that DNS may not have, and one that is written in full. */
static void odd_name(char **argv, const char *name, int version)
{
    struct pair p;

    contexts(&p, argv, version);
    SSL_CTX_set_tlsext_servername_callback(p.server_ctx, see_name);
    if (version == TLS1_3_VERSION)
        SSL_CTX_set1_groups_list(p.server_ctx, "P-384"); /* The client says hello twice. */
    pair_connections(&p);
    printf("name \"%s\": %ld\n", name, SSL_set_tlsext_host_name(p.client, name));
    asked[0] = 0;
    printf("  handshake %d", run(&p));
    printf(", the server was asked for %s", asked);
    printf(", known to the client as %s\n", SSL_get_servername(p.client, TLSEXT_NAMETYPE_host_name));
    pair_free(&p);
}

static void no_text(char **argv)
{
    struct pair p;

    contexts(&p, argv, TLS1_3_VERSION);
    pair_connections(&p);
    printf("a name that is no text: %ld\n", SSL_set_tlsext_host_name(p.client, "\xff\xfe"));
    ERR_clear_error();
    pair_free(&p);
}

int main(int argc, char **argv)
{
    static const char *const names[] = { "sni.0", "a..b", "with space", "127.0.0.1", "localhost.", "under_score.test" };

    master_secret(argv);
    session_id(argv, 32);
    session_id(argv, 16);
    empty_ticket(argv);
    for (int i = 0; i < 4; i++)
        hello(argv, i & 1, i >> 1);
    answer(argv, 0);
    answer(argv, 1);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        odd_name(argv, names[i], TLS1_2_VERSION);
        odd_name(argv, names[i], TLS1_3_VERSION);
    }
    no_text(argv);
    return 0;
}
