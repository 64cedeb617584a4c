/*
 * Whose suites a connection has: its context's, also one that it is moved to or
 * that changes later, until it is given a list of its own; and which suite a
 * server chooses that is asked to put ChaCha20 first where its client does.
 */
#include "pair.h"

static const char *first12 = "ECDHE-ECDSA-AES128-GCM-SHA256", *second12 = "ECDHE-ECDSA-AES256-GCM-SHA384";
static const char *first13 = "TLS_AES_128_GCM_SHA256", *second13 = "TLS_AES_256_GCM_SHA384";

static void show_suites(const char *when, SSL *ssl)
{
    STACK_OF(SSL_CIPHER) *list = SSL_get_ciphers(ssl);
    int i;

    printf("  %s:", when);
    for (i = 0; i < sk_SSL_CIPHER_num(list); i++)
        printf(" %s", SSL_CIPHER_get_name(sk_SSL_CIPHER_value(list, i)));
    printf("\n");
}

static SSL_CTX *context(char **argv, const char *suites12, const char *suites13)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());

    SSL_CTX_use_certificate_file(ctx, fixture(argv, "server-p256-cert.pem"), SSL_FILETYPE_PEM);
    SSL_CTX_use_PrivateKey_file(ctx, fixture(argv, "server-p256-key.pem"), SSL_FILETYPE_PEM);
    SSL_CTX_set_cipher_list(ctx, suites12);
    SSL_CTX_set_ciphersuites(ctx, suites13);
    return ctx;
}

static void lists(char **argv)
{
    SSL_CTX *first = context(argv, first12, first13), *second = context(argv, second12, second13);
    SSL *ssl = SSL_new(first);

    printf("lists\n");
    show_suites("new", ssl);
    SSL_set_SSL_CTX(ssl, second);
    show_suites("moved", ssl);
    SSL_CTX_set_cipher_list(second, first12);
    show_suites("the other's changed", ssl);
    SSL_CTX_set_cipher_list(first, second12);
    show_suites("the first's changed", ssl);
    SSL_set_SSL_CTX(ssl, first);
    show_suites("moved back", ssl);
    SSL_CTX_set_ciphersuites(first, second13);
    show_suites("its suites of TLS 1.3 changed", ssl);
    SSL_set_cipher_list(ssl, first12);
    show_suites("its own list", ssl);
    SSL_set_SSL_CTX(ssl, second);
    show_suites("moved with its own", ssl);
    SSL_CTX_set_cipher_list(second, second12);
    SSL_CTX_set_ciphersuites(second, first13);
    show_suites("with its own, the other's changed", ssl);
    SSL_free(ssl);

    ssl = SSL_new(first);
    SSL_set_ciphersuites(ssl, "TLS_CHACHA20_POLY1305_SHA256");
    show_suites("its own suites of TLS 1.3", ssl);
    SSL_set_SSL_CTX(ssl, second);
    show_suites("moved with them", ssl);
    SSL_free(ssl);
    SSL_CTX_free(first);
    SSL_CTX_free(second);
}

static SSL_CTX *other;

static int move(SSL *ssl, int *alert, void *arg)
{
    (void)alert;
    (void)arg;
    SSL_set_SSL_CTX(ssl, other);
    return SSL_TLSEXT_ERR_OK;
}

static int move_early(SSL *ssl, int *alert, void *arg)
{
    (void)alert;
    (void)arg;
    SSL_set_SSL_CTX(ssl, other);
    return SSL_CLIENT_HELLO_SUCCESS;
}

static void meet(const char *title, struct pair *p, int version, const char *offered12, const char *offered13)
{
    pair_connections(p);
    SSL_set_max_proto_version(p->client, version);
    SSL_set_cipher_list(p->client, offered12);
    SSL_set_ciphersuites(p->client, offered13);
    SSL_set_tlsext_host_name(p->client, "localhost");
    printf("  %s, %s: %d", title, version == TLS1_2_VERSION ? "1.2" : "1.3", pair_handshake(p));
    printf(" %s\n", SSL_is_init_finished(p->server) ? SSL_get_cipher_name(p->server) : "-");
    ERR_clear_error();
    SSL_free(p->client);
    SSL_free(p->server);
    p->client = p->server = NULL;
}

static void both_versions(const char *title, struct pair *p, const char *offered12, const char *offered13)
{
    meet(title, p, TLS1_2_VERSION, offered12, offered13);
    meet(title, p, TLS1_3_VERSION, offered12, offered13);
}

#define AES12 "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384"
#define CHACHA12 "ECDHE-ECDSA-CHACHA20-POLY1305"
#define AES13 "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384"
#define CHACHA13 "TLS_CHACHA20_POLY1305_SHA256"

static void choices(char **argv)
{
    struct pair p;
    int i;

    printf("choices\n");
    pair_contexts(&p, argv, "p256");
    SSL_CTX_set_options(p.server_ctx, SSL_OP_CIPHER_SERVER_PREFERENCE);
    other = context(argv, second12, second13);
    both_versions("not moved", &p, AES12, AES13);
    SSL_CTX_set_tlsext_servername_callback(p.server_ctx, move);
    both_versions("moved by name", &p, AES12, AES13);
    meet("moved by name, no common suite", &p, TLS1_2_VERSION, first12, AES13);
    SSL_CTX_set_tlsext_servername_callback(p.server_ctx, NULL);
    SSL_CTX_set_client_hello_cb(p.server_ctx, move_early, NULL);
    both_versions("moved early", &p, AES12, AES13);
    SSL_CTX_set_client_hello_cb(p.server_ctx, NULL, NULL);
    SSL_CTX_free(other);

    printf("ChaCha20 first\n");
    SSL_CTX_set_cipher_list(p.server_ctx, AES12 ":" CHACHA12);
    SSL_CTX_set_ciphersuites(p.server_ctx, AES13 ":" CHACHA13);
    for (i = 0; i < 4; i++) {
        SSL_CTX_clear_options(p.server_ctx, SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
        SSL_CTX_set_options(p.server_ctx, (i & 1 ? SSL_OP_CIPHER_SERVER_PREFERENCE : 0) | (i & 2 ? SSL_OP_PRIORITIZE_CHACHA : 0));
        printf(" options %d\n", i);
        both_versions("first at the client", &p, CHACHA12 ":" AES12, CHACHA13 ":" AES13);
        both_versions("last at the client", &p, AES12 ":" CHACHA12, AES13 ":" CHACHA13);
        both_versions("not at the client", &p, AES12, AES13);
    }
    SSL_CTX_set_cipher_list(p.server_ctx, AES12);
    SSL_CTX_set_ciphersuites(p.server_ctx, AES13);
    both_versions("first at the client, not at the server", &p, CHACHA12 ":" AES12, CHACHA13 ":" AES13);
    pair_free(&p);
}

/* A session that was stored knows the peer's own certificate only. */
static SSL_SESSION *kept;

static int keep(SSL *ssl, SSL_SESSION *session)
{
    (void)ssl;
    SSL_SESSION_free(kept);
    kept = session;
    return 1;
}

static void peers(char **argv)
{
    struct pair p;
    int version, stored;

    printf("certificates of the peer\n");
    for (version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        for (stored = 0; stored < 2; stored++) {
            SSL_SESSION *session;
            int turn;

            pair_contexts(&p, argv, "p256");
            SSL_CTX_set_max_proto_version(p.client_ctx, version);
            SSL_CTX_set_session_id_context(p.server_ctx, (const unsigned char *)"peers", 5);
            SSL_CTX_set_session_cache_mode(p.client_ctx, SSL_SESS_CACHE_CLIENT);
            SSL_CTX_sess_set_new_cb(p.client_ctx, keep);
            session = NULL;
            for (turn = 0; turn < 2; turn++) {
                char byte;
                X509 *peer;

                pair_connections(&p);
                SSL_set_session(p.client, session);
                pair_handshake(&p);
                SSL_read(p.client, &byte, 1);
                peer = SSL_get1_peer_certificate(p.client);
                printf("  %s, stored %d: reused %d, chain %d, certificate %d, %s\n", SSL_get_version(p.client), stored,
                       SSL_session_reused(p.client), sk_X509_num(SSL_get_peer_cert_chain(p.client)), peer != NULL,
                       X509_verify_cert_error_string(SSL_get_verify_result(p.client)));
                X509_free(peer);
                SSL_shutdown(p.client);
                SSL_shutdown(p.server);
                SSL_SESSION_free(session);
                session = kept;
                kept = NULL;
                if (session != NULL && stored) {
                    unsigned char *der = NULL;
                    const unsigned char *at;
                    int len = i2d_SSL_SESSION(session, &der);

                    at = der;
                    SSL_SESSION_free(session);
                    session = d2i_SSL_SESSION(NULL, &at, len);
                    OPENSSL_free(der);
                }
                SSL_free(p.client);
                SSL_free(p.server);
                p.client = p.server = NULL;
            }
            SSL_SESSION_free(session);
            ERR_clear_error();
            pair_free(&p);
        }
    }
}

int main(int argc, char **argv)
{
    (void)argc;
    lists(argv);
    choices(argv);
    peers(argv);
    return 0;
}
