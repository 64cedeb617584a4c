/* Extensions of the program's own over datagrams: in which messages they are
 * asked for, sent and handed over, with cookies, sessions and losses, and what
 * the callbacks may answer. */
#include "dtls_pair.h"
#include "ext_plan.h"

#define BOTH (SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO)

static char **args;
static int cookies;

static int make_cookie(SSL *ssl, unsigned char *cookie, unsigned int *len)
{
    (void)ssl;
    memcpy(cookie, "cookie", 6);
    *len = 6;
    return 1;
}

static int check_cookie(SSL *ssl, const unsigned char *cookie, unsigned int len)
{
    (void)ssl;
    printf("  cookie of %u bytes\n", len);
    return len == 6 && memcmp(cookie, "cookie", 6) == 0;
}

static void contexts(struct pair *p)
{
    dtls_contexts(p, args, "p256");
    SSL_CTX_set_session_id_context(p->server_ctx, (const unsigned char *)"x", 1);
    SSL_CTX_set_cookie_generate_cb(p->server_ctx, make_cookie);
    SSL_CTX_set_cookie_verify_cb(p->server_ctx, check_cookie);
    if (cookies)
        SSL_CTX_set_options(p->server_ctx, SSL_OP_COOKIE_EXCHANGE);
}

/* Some connections, each with the session of the one before. */
static void run(struct pair *p, int times)
{
    SSL_SESSION *session = NULL;

    while (times-- > 0) {
        int done;

        dtls_connections(p);
        if (session != NULL)
            SSL_set_session(p->client, session);
        SSL_SESSION_free(session);
        session = NULL;
        done = pair_handshake(p);
        printf("  done %d, reused %d %d\n", done, SSL_session_reused(p->client), SSL_session_reused(p->server));
        if (done) {
            session = SSL_get1_session(p->client);
            pair_talk(p);
            pair_close(p);
        }
        dtls_free_connections(p);
    }
    SSL_SESSION_free(session);
}

static void free_contexts(struct pair *p)
{
    SSL_CTX_free(p->client_ctx);
    SSL_CTX_free(p->server_ctx);
}

static void try(const char *what, unsigned where, struct plan client, struct plan server, int times)
{
    struct pair p;

    printf("%s, %x%s\n", what, where, cookies ? ", cookies" : "");
    contexts(&p);
    printf("  %d", SSL_CTX_add_custom_ext(p.client_ctx, client.type, where, add_cb, free_cb, &client, parse_cb, &client));
    printf(" %d\n", SSL_CTX_add_custom_ext(p.server_ctx, server.type, where, add_cb, free_cb, &server, parse_cb, &server));
    run(&p, times);
    free_contexts(&p);
}

static void places(void)
{
    static const unsigned each[] = {
        SSL_EXT_CLIENT_HELLO,
        BOTH,
        BOTH | SSL_EXT_IGNORE_ON_RESUMPTION,
        BOTH | SSL_EXT_TLS1_2_AND_BELOW_ONLY,
        BOTH | SSL_EXT_TLS1_3_ONLY,
        BOTH | SSL_EXT_TLS_ONLY,
        BOTH | SSL_EXT_DTLS_ONLY,
        BOTH | SSL_EXT_TLS_IMPLEMENTATION_ONLY,
        SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_3_SERVER_HELLO | SSL_EXT_TLS1_3_ENCRYPTED_EXTENSIONS,
        SSL_EXT_TLS1_2_SERVER_HELLO,
    };
    struct plan c = {"client", 0xff10, "from client", 1, 1, 0}, s = {"server", 0xff10, "from server", 1, 1, 0};

    /* With cookies two will do. */
    for (size_t i = cookies; i < (cookies ? 3 : sizeof each / sizeof *each); i++)
        try("places", each[i], c, s, 2);
}

static void answers(void)
{
    struct plan c = {"client", 0xff10, "C", 1, 1, 0}, s = {"server", 0xff10, "S", 1, 1, 0}, p;

    p = c, p.add = 0;
    try("client leaves it out", BOTH, p, s, 1);
    p = s, p.add = 0;
    try("server leaves it out", BOTH, c, p, 1);
    p = c, p.add = -1, p.alert = SSL_AD_HANDSHAKE_FAILURE;
    try("client fails to add", BOTH, p, s, 1);
    p = s, p.add = -1, p.alert = SSL_AD_DECODE_ERROR;
    try("server fails to add", BOTH, c, p, 1);
    p = s, p.parse = 0, p.alert = SSL_AD_ILLEGAL_PARAMETER;
    try("server refuses", BOTH, c, p, 1);
    p = c, p.parse = 0, p.alert = SSL_AD_ILLEGAL_PARAMETER;
    try("client refuses", BOTH, p, s, 1);
    p = c, p.data = "";
    try("nothing in it", BOTH, p, s, 1);
    p = s, p.type = 0xff11;
    try("server has another", BOTH, c, p, 1);
}

/* One end alone, then without callbacks. */
static void bare(void)
{
    struct plan c = {"client", 0xff10, "C", 1, 1, 0}, s = {"server", 0xff10, "S", 1, 1, 0};
    struct pair p;

    printf("at the client alone\n");
    contexts(&p);
    SHOW_INT(SSL_CTX_add_custom_ext(p.client_ctx, 0xff10, BOTH, add_cb, NULL, &c, parse_cb, &c));
    run(&p, 1);
    free_contexts(&p);
    printf("at the server alone\n");
    contexts(&p);
    SHOW_INT(SSL_CTX_add_custom_ext(p.server_ctx, 0xff10, BOTH, add_cb, NULL, &s, parse_cb, &s));
    run(&p, 1);
    free_contexts(&p);
    printf("without callbacks\n");
    contexts(&p);
    SHOW_INT(SSL_CTX_add_custom_ext(p.client_ctx, 0xff10, BOTH, NULL, NULL, NULL, NULL, NULL));
    SHOW_INT(SSL_CTX_add_custom_ext(p.server_ctx, 0xff10, BOTH, add_cb, NULL, &s, parse_cb, &s));
    run(&p, 1);
    free_contexts(&p);
}

static void old_functions(void)
{
    struct plan c = {"client", 0xff20, "old C", 1, 1, 0}, s = {"server", 0xff20, "old S", 1, 1, 0};
    struct pair p;

    printf("the older functions%s\n", cookies ? ", cookies" : "");
    contexts(&p);
    SHOW_INT(SSL_CTX_add_client_custom_ext(p.client_ctx, 0xff20, old_add, old_free, &c, old_parse, &c));
    SHOW_INT(SSL_CTX_add_client_custom_ext(p.client_ctx, 0xff21, NULL, NULL, NULL, NULL, NULL));
    SHOW_INT(SSL_CTX_add_server_custom_ext(p.server_ctx, 0xff20, old_add, old_free, &s, old_parse, &s));
    run(&p, 2);
    free_contexts(&p);
}

/* A large one, which needs several datagrams. */
static void large(void)
{
    static char data[2000];
    struct plan c = {"client", 0xff10, data, 1, 1, 0}, s = {"server", 0xff10, data, 1, 1, 0};

    memset(data, 'x', sizeof data - 1);
    try("large", BOTH, c, s, 1);
}

static void without_tickets(void)
{
    struct plan c = {"client", 0xff10, "C", 1, 1, 0}, s = {"server", 0xff10, "S", 1, 1, 0};
    struct pair p;

    printf("sessions by their ID\n");
    contexts(&p);
    SSL_CTX_set_options(p.server_ctx, SSL_OP_NO_TICKET);
    SHOW_INT(SSL_CTX_add_custom_ext(p.client_ctx, 0xff10, BOTH, add_cb, NULL, &c, parse_cb, &c));
    SHOW_INT(SSL_CTX_add_custom_ext(p.server_ctx, 0xff10, BOTH | SSL_EXT_IGNORE_ON_RESUMPTION, add_cb, NULL, &s,
                                    parse_cb, &s));
    run(&p, 2);
    free_contexts(&p);
}

int main(int argc, char **argv)
{
    (void)argc;
    args = argv;
    places();
    answers();
    bare();
    old_functions();
    large();
    without_tickets();
    cookies = 1;
    places();
    old_functions();
    large();
    return 0;
}
