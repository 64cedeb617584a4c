/*
 * Extensions of the program's own: in which messages of TLS 1.2 and 1.3 they
 * are asked for, sent and handed over, in both roles, and what the callbacks
 * may answer.
 */
#include "ext_plan.h"

static char **args;
static int version, mutual, retry;

static SSL_CTX *context(int server)
{
    SSL_CTX *ctx = SSL_CTX_new(server ? TLS_server_method() : TLS_client_method());

    SSL_CTX_set_min_proto_version(ctx, version);
    SSL_CTX_set_max_proto_version(ctx, version);
    SSL_CTX_load_verify_locations(ctx, fixture(args, "ca-bundle.pem"), NULL);
    SSL_CTX_set_num_tickets(ctx, 1);
    SSL_CTX_set1_groups_list(ctx, retry ? (server ? "P-384" : "P-256:P-384") : "P-256:P-384");
    if (server) {
        SSL_CTX_use_certificate_chain_file(ctx, fixture(args, "full-chain.pem"));
        SSL_CTX_use_PrivateKey_file(ctx, fixture(args, "server-chain-key.pem"), SSL_FILETYPE_PEM);
    } else if (mutual) {
        SSL_CTX_use_certificate_chain_file(ctx, fixture(args, "client-p256-cert.pem"));
        SSL_CTX_use_PrivateKey_file(ctx, fixture(args, "client-p256-key.pem"), SSL_FILETYPE_PEM);
    }
    SSL_CTX_set_verify(ctx, !server || mutual ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, NULL);
    SSL_CTX_set_session_id_context(ctx, (const unsigned char *)"x", 1);
    return ctx;
}

static SSL_SESSION *run(SSL_CTX *client_ctx, SSL_CTX *server_ctx, SSL_SESSION *session)
{
    SSL *client = SSL_new(client_ctx), *server = SSL_new(server_ctx);
    SSL_SESSION *made = NULL;
    BIO *a, *b;
    char buf[16];
    int i, c = 0, s = 0;

    BIO_new_bio_pair(&a, 0, &b, 0);
    SSL_set_bio(client, a, a);
    SSL_set_bio(server, b, b);
    SSL_set_connect_state(client);
    SSL_set_accept_state(server);
    if (session != NULL)
        SSL_set_session(client, session);
    for (i = 0; i < 10 && !(c == 1 && s == 1); i++) {
        if (c != 1)
            c = SSL_do_handshake(client);
        if (c != 1 && SSL_get_error(client, c) == SSL_ERROR_SSL)
            show_error_codes();
        if (s != 1)
            s = SSL_do_handshake(server);
        if (s != 1 && SSL_get_error(server, s) == SSL_ERROR_SSL)
            show_error_codes();
    }
    printf("  client %d, server %d, reused %d %d\n", c, s, SSL_session_reused(client), SSL_session_reused(server));
    if (c == 1 && s == 1) {
        printf("  write %d", SSL_write(server, "down", 4));
        printf(", read %d", SSL_read(client, buf, sizeof buf));
        printf(", write %d", SSL_write(client, "up", 2));
        printf(", read %d\n", SSL_read(server, buf, sizeof buf));
        made = SSL_get1_session(client);
    }
    SSL_shutdown(client);
    SSL_shutdown(server);
    ERR_clear_error();
    SSL_free(client);
    SSL_free(server);
    return made;
}

#define ALL                                                                                                            \
    (SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO | SSL_EXT_TLS1_3_SERVER_HELLO |                                \
     SSL_EXT_TLS1_3_ENCRYPTED_EXTENSIONS | SSL_EXT_TLS1_3_HELLO_RETRY_REQUEST | SSL_EXT_TLS1_3_CERTIFICATE |           \
     SSL_EXT_TLS1_3_CERTIFICATE_REQUEST | SSL_EXT_TLS1_3_NEW_SESSION_TICKET)

/* Both ends know 0xff10 with these contexts and answers. */
static void try(const char *what, unsigned contexts, struct plan client_plan, struct plan server_plan, int times)
{
    SSL_CTX *client, *server;
    SSL_SESSION *session = NULL, *next;

    printf("%s, %x, TLS %x\n", what, contexts, version);
    client = context(0);
    server = context(1);
    printf("  %d", SSL_CTX_add_custom_ext(client, client_plan.type, contexts, add_cb, free_cb, &client_plan, parse_cb,
                                          &client_plan));
    printf(" %d\n", SSL_CTX_add_custom_ext(server, server_plan.type, contexts, add_cb, free_cb, &server_plan, parse_cb,
                                           &server_plan));
    while (times-- > 0) {
        next = run(client, server, session);
        SSL_SESSION_free(session);
        session = next;
    }
    SSL_SESSION_free(session);
    SSL_CTX_free(client);
    SSL_CTX_free(server);
}

static void contexts(void)
{
    static const unsigned each[] = {
        SSL_EXT_CLIENT_HELLO,
        SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO,
        SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO | SSL_EXT_IGNORE_ON_RESUMPTION,
        SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_3_SERVER_HELLO,
        SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_3_ENCRYPTED_EXTENSIONS,
        SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_3_CERTIFICATE,
        SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_3_NEW_SESSION_TICKET,
        SSL_EXT_TLS1_3_CERTIFICATE_REQUEST | SSL_EXT_TLS1_3_CERTIFICATE,
        SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO | SSL_EXT_TLS1_2_AND_BELOW_ONLY,
        SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_3_ENCRYPTED_EXTENSIONS | SSL_EXT_TLS1_3_ONLY,
        SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO | SSL_EXT_TLS_ONLY | SSL_EXT_TLS_IMPLEMENTATION_ONLY,
        SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO | SSL_EXT_DTLS_ONLY,
        ALL,
    };
    struct plan c = {"client", 0xff10, "from client", 1, 1, 0}, s = {"server", 0xff10, "from server", 1, 1, 0};
    size_t i;

    for (i = 0; i < sizeof each / sizeof *each; i++)
        try("contexts", each[i], c, s, 2);
}

static void answers(void)
{
    const unsigned both = SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO | SSL_EXT_TLS1_3_ENCRYPTED_EXTENSIONS;
    struct plan c = {"client", 0xff10, "C", 1, 1, 0}, s = {"server", 0xff10, "S", 1, 1, 0}, p;

    p = c, p.add = 0;
    try("client leaves it out", both, p, s, 1);
    p = s, p.add = 0;
    try("server leaves it out", both, c, p, 1);
    /* Without an alert of their own what OpenSSL sends is left to chance. */
    p = c, p.add = -1, p.alert = SSL_AD_HANDSHAKE_FAILURE;
    try("client fails to add", both, p, s, 1);
    p = s, p.add = -1, p.alert = SSL_AD_DECODE_ERROR;
    try("server fails to add", both, c, p, 1);
    p = s, p.parse = 0, p.alert = SSL_AD_ILLEGAL_PARAMETER;
    try("server refuses", both, c, p, 1);
    p.parse = -1, p.alert = SSL_AD_HANDSHAKE_FAILURE;
    try("server refuses otherwise", both, c, p, 1);
    p = c, p.parse = 0, p.alert = SSL_AD_ILLEGAL_PARAMETER;
    try("client refuses", both, p, s, 1);
    p = c, p.data = "";
    try("nothing in it", both, p, s, 1);
    p = s, p.type = 0xff11;
    try("server has another", both, c, p, 1);
}

/* Without callbacks: a ClientHello gets an empty one, a server sends none. */
static void bare(void)
{
    const unsigned both = SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO | SSL_EXT_TLS1_3_ENCRYPTED_EXTENSIONS;
    struct plan s = {"server", 0xff10, "S", 1, 1, 0};
    SSL_CTX *client = context(0), *server = context(1);

    printf("no callbacks at the client, TLS %x\n", version);
    SHOW_INT(SSL_CTX_add_custom_ext(client, 0xff10, both, NULL, NULL, NULL, NULL, NULL));
    SHOW_INT(SSL_CTX_add_custom_ext(server, 0xff10, both, add_cb, NULL, &s, parse_cb, &s));
    SSL_SESSION_free(run(client, server, NULL));
    SSL_CTX_free(server);
    printf("none at the server\n");
    server = context(1);
    SHOW_INT(SSL_CTX_add_custom_ext(server, 0xff10, both, NULL, NULL, NULL, NULL, NULL));
    SSL_SESSION_free(run(client, server, NULL));
    SSL_CTX_free(server);
    SSL_CTX_free(client);
}

static void old_functions(void)
{
    struct plan c = {"client", 0xff20, "old C", 1, 1, 0}, s = {"server", 0xff20, "old S", 1, 1, 0};
    SSL_CTX *client = context(0), *server = context(1);
    SSL_SESSION *session, *again;

    printf("the older functions, TLS %x\n", version);
    SHOW_INT(SSL_CTX_has_client_custom_ext(client, 0xff20));
    SHOW_INT(SSL_CTX_add_client_custom_ext(client, 0xff20, old_add, old_free, &c, old_parse, &c));
    SHOW_INT(SSL_CTX_has_client_custom_ext(client, 0xff20));
    SHOW_INT(SSL_CTX_has_client_custom_ext(client, 0xff21));
    SHOW_INT(SSL_CTX_add_client_custom_ext(client, 0xff21, NULL, NULL, NULL, NULL, NULL));
    SHOW_INT(SSL_CTX_add_server_custom_ext(server, 0xff20, old_add, old_free, &s, old_parse, &s));
    SHOW_INT(SSL_CTX_has_client_custom_ext(server, 0xff20));
    session = run(client, server, NULL);
    again = run(client, server, session);
    SSL_SESSION_free(session);
    SSL_SESSION_free(again);
    SSL_CTX_free(client);
    SSL_CTX_free(server);
}

/* What may be added at all. */
static void refused(void)
{
    SSL_CTX *ctx = context(0);
    struct plan p = {"nobody", 0, "", 1, 1, 0};
    unsigned type;

    for (type = 0; type < 70; type++)
        if (SSL_CTX_add_custom_ext(ctx, type, SSL_EXT_CLIENT_HELLO, add_cb, NULL, &p, parse_cb, &p) != 1)
            printf("%u refused ", type);
    printf("\n");
    show_error_codes();
    SHOW_INT(SSL_CTX_add_custom_ext(ctx, 0xffff, SSL_EXT_CLIENT_HELLO, add_cb, NULL, &p, parse_cb, &p));
    SHOW_INT(SSL_CTX_add_custom_ext(ctx, 0x10000, SSL_EXT_CLIENT_HELLO, add_cb, NULL, &p, parse_cb, &p));
    SHOW_INT(SSL_CTX_add_custom_ext(ctx, 0xff30, SSL_EXT_CLIENT_HELLO, add_cb, NULL, &p, parse_cb, &p));
    printf("the same twice\n");
    SHOW_INT(SSL_CTX_add_custom_ext(ctx, 0xff30, SSL_EXT_CLIENT_HELLO, add_cb, NULL, &p, parse_cb, &p));
    printf("a free callback without an add callback\n");
    SHOW_INT(SSL_CTX_add_custom_ext(ctx, 0xff31, SSL_EXT_CLIENT_HELLO, NULL, free_cb, &p, parse_cb, &p));
    SHOW_INT(SSL_CTX_add_client_custom_ext(ctx, 0xff32, NULL, old_free, &p, old_parse, &p));
    SHOW_INT(SSL_CTX_add_server_custom_ext(ctx, 0xff30, old_add, old_free, &p, old_parse, &p));
    SHOW_INT(SSL_CTX_add_client_custom_ext(ctx, 0, old_add, old_free, &p, old_parse, &p));
    SSL_CTX_free(ctx);
    ctx = context(0);
    printf("signed timestamps\n");
    SHOW_INT(SSL_CTX_add_custom_ext(ctx, 18, SSL_EXT_CLIENT_HELLO, add_cb, NULL, &p, parse_cb, &p));
    show_error_codes();
    SSL_CTX_free(ctx);
}

int main(int argc, char **argv)
{
    static const int versions[] = {TLS1_2_VERSION, TLS1_3_VERSION};
    size_t i;

    (void)argc;
    args = argv;
    version = TLS1_2_VERSION;
    refused();
    for (i = 0; i < 2; i++) {
        version = versions[i];
        contexts();
        answers();
        bare();
        old_functions();
        mutual = 1;
        printf("with a client certificate\n");
        contexts();
        mutual = 0;
    }
    retry = 1;
    printf("after a HelloRetryRequest\n");
    contexts();
    return 0;
}
