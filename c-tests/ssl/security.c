/*
 * Security callbacks and levels: what the callback refuses is not used, in
 * either role; what a level refuses without one.
 */
#include "pair.h"
#include <openssl/dh.h>

static int refused_op, refused_nid, refused_bits, asked[32], extra_seen, other_missing;

/* Refuses one operation (and one number, or what is too weak); notes what was asked. */
static int judge(const SSL *s, const SSL_CTX *ctx, int op, int bits, int nid, void *other, void *ex)
{
    if ((op & 0xfff) < 32)
        asked[op & 0xfff]++;
    if ((s == NULL) == (ctx == NULL))
        printf("  neither a connection nor a context\n");
    if ((op & 0xffff0000) != 0 && other == NULL)
        other_missing = 1;
    if (ex != NULL)
        extra_seen = *(int *)ex;
    if (op == refused_op && (refused_nid == 0 || nid == refused_nid) && (refused_bits == 0 || bits < refused_bits))
        return 0;
    return 1;
}

/* Drives both handshakes; tells who fails first and why. */
static int drive(struct pair *p, const char *what)
{
    int client = -1, server = -1;

    ERR_clear_error();
    for (int i = 0; i < 40 && (client != 1 || server != 1); i++) {
        if (client != 1 && (client = SSL_do_handshake(p->client)) != 1 &&
            SSL_get_error(p->client, client) != SSL_ERROR_WANT_READ) {
            printf("  %s: client fails: %d\n", what, ERR_GET_REASON(ERR_peek_error()));
            return 0;
        }
        if (server != 1 && (server = SSL_do_handshake(p->server)) != 1 &&
            SSL_get_error(p->server, server) != SSL_ERROR_WANT_READ) {
            printf("  %s: server fails: %d\n", what, ERR_GET_REASON(ERR_peek_error()));
            return 0;
        }
    }
    return client == 1 && server == 1;
}

static int number = 42;

static void prepare(struct pair *p, char **argv, int version)
{
    pair_contexts(p, argv, "rsa");
    SSL_CTX_set_min_proto_version(p->client_ctx, version == TLS1_3_VERSION ? TLS1_3_VERSION : TLS1_2_VERSION);
    SSL_CTX_set_max_proto_version(p->client_ctx, version);
    SSL_CTX_set1_groups_list(p->client_ctx, "X25519:P-256");
    SSL_CTX_set1_groups_list(p->server_ctx, "X25519:P-256");
}

static void try(char **argv, const char *what, int version, int server, int op, int nid, int bits)
{
    struct pair p;

    refused_op = refused_nid = refused_bits = 0;
    memset(asked, 0, sizeof asked);
    prepare(&p, argv, version);
    SSL_CTX_set_security_callback(server ? p.server_ctx : p.client_ctx, judge);
    SSL_CTX_set0_security_ex_data(server ? p.server_ctx : p.client_ctx, &number);
    refused_op = op;
    refused_nid = nid;
    refused_bits = bits;
    pair_connections(&p);
    printf("%s, TLS 1.%d, %s:\n", what, version - TLS1_VERSION, server ? "server" : "client");
    if (drive(&p, what))
        printf("  %s %s, group %ld, reused %d\n", SSL_get_version(p.client), SSL_get_cipher(p.client),
               (long)SSL_get_negotiated_group(p.client), SSL_session_reused(p.client));
    printf("  asked of suites and versions: %d\n", asked[1] + asked[2] > 0 && asked[9] > 0);
    SSL_free(p.client);
    SSL_free(p.server);
    SSL_CTX_free(p.client_ctx);
    SSL_CTX_free(p.server_ctx);
}

static void levels(char **argv)
{
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++)
        for (int level = 0; level <= 5; level++) {
            struct pair p;

            prepare(&p, argv, version);
            SSL_CTX_set_security_level(p.client_ctx, level);
            pair_connections(&p);
            printf("client level %d, TLS 1.%d\n", level, version - TLS1_VERSION);
            if (drive(&p, "level")) {
                char byte;

                SSL_read(p.client, &byte, 1);
                printf("  %s, ticket %d\n", SSL_get_cipher(p.client), SSL_SESSION_has_ticket(SSL_get_session(p.client)));
            }
            SSL_free(p.client);
            SSL_free(p.server);
            SSL_CTX_free(p.client_ctx);
            SSL_CTX_free(p.server_ctx);
        }
}

static int certificates(char **argv)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *ssl;

    SSL_CTX_set_security_callback(ctx, judge);
    refused_op = SSL_SECOP_EE_KEY;
    SHOW_INT(SSL_CTX_use_certificate_file(ctx, fixture(argv, "server-rsa-cert.pem"), SSL_FILETYPE_PEM));
    show_error_codes();
    refused_op = SSL_SECOP_CA_MD;
    SHOW_INT(SSL_CTX_use_certificate_file(ctx, fixture(argv, "server-rsa-cert.pem"), SSL_FILETYPE_PEM));
    show_error_codes();
    refused_nid = NID_sha384;
    SHOW_INT(SSL_CTX_use_certificate_file(ctx, fixture(argv, "server-rsa-cert.pem"), SSL_FILETYPE_PEM));
    show_error_codes();
    refused_nid = 0;
    refused_op = 0;
    ssl = SSL_new(ctx);
    refused_op = SSL_SECOP_EE_KEY;
    SHOW_INT(SSL_use_certificate_file(ssl, fixture(argv, "server-p256-cert.pem"), SSL_FILETYPE_PEM));
    show_error_codes();
    SSL_free(ssl);
    SSL_CTX_free(ctx);
    return 0;
}

int main(int argc, char **argv)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *ssl;

    /* What is told before and after. */
    SHOW_INT(SSL_CTX_get_security_callback(ctx) != NULL);
    SHOW_INT(SSL_CTX_get_security_callback(ctx)(NULL, ctx, SSL_SECOP_SIGALG_SUPPORTED, 128, 0, NULL, NULL));
    SHOW_INT(SSL_CTX_get_security_callback(ctx)(NULL, ctx, SSL_SECOP_CURVE_SUPPORTED, 111, 0, NULL, NULL));
    SHOW_INT(SSL_CTX_get_security_callback(ctx)(NULL, ctx, SSL_SECOP_TICKET, 0, 0, NULL, NULL));
    SSL_CTX_set_security_level(ctx, 3);
    SHOW_INT(SSL_CTX_get_security_callback(ctx)(NULL, ctx, SSL_SECOP_TICKET, 0, 0, NULL, NULL));
    SSL_CTX_set_security_level(ctx, 2);
    SHOW_NULL(SSL_CTX_get0_security_ex_data(ctx));
    SSL_CTX_set0_security_ex_data(ctx, &number);
    SSL_CTX_set_security_callback(ctx, judge);
    SHOW_INT(SSL_CTX_get_security_callback(ctx) == judge);
    SHOW_INT(SSL_CTX_get0_security_ex_data(ctx) == &number);
    ssl = SSL_new(ctx);
    SHOW_INT(SSL_get_security_callback(ssl) == judge);
    SHOW_INT(SSL_get0_security_ex_data(ssl) == &number);
    SSL_set0_security_ex_data(ssl, NULL);
    SHOW_NULL(SSL_get0_security_ex_data(ssl));
    SHOW_INT(SSL_CTX_get0_security_ex_data(ctx) == &number);
    SSL_set_security_callback(ssl, NULL);
    SHOW_INT(SSL_CTX_get_security_callback(ctx) == judge);
    SSL_free(ssl);
    SSL_CTX_free(ctx);
    show_error_codes();

    certificates(argv);
    for (int server = 0; server < 2; server++)
        for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
            try(argv, "nothing refused", version, server, 0, 0, 0);
            try(argv, "suites under 256 bits refused", version, server,
                server ? SSL_SECOP_CIPHER_SHARED : SSL_SECOP_CIPHER_SUPPORTED, 0, 256);
            try(argv, "X25519 refused", version, server, SSL_SECOP_CURVE_SUPPORTED, NID_X25519, 0);
            try(argv, "TLS 1.2 refused", version, server, SSL_SECOP_VERSION, TLS1_2_VERSION, 0);
        }
    try(argv, "suites refused", TLS1_3_VERSION, 0, SSL_SECOP_CIPHER_SUPPORTED, 0, 0);
    try(argv, "suites refused", TLS1_2_VERSION, 1, SSL_SECOP_CIPHER_SHARED, 0, 0);
    SHOW_INT(extra_seen);
    SHOW_INT(other_missing);
    levels(argv);
    return 0;
}
