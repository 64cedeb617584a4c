/*
 * X509_VERIFY_PARAM on its way from store, SSL_CTX and SSL to the context that
 * a handshake verifies with: who inherits what from whom.
 */
#include "../common.h"
#include <openssl/objects.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

static void show(const char *what, X509_VERIFY_PARAM *p)
{
    char *ip = X509_VERIFY_PARAM_get1_ip_asc(p);

    printf("%s: name %s flags %lx inherit %x time %ld depth %d level %d hostflags %x hosts", what,
           X509_VERIFY_PARAM_get0_name(p) ? X509_VERIFY_PARAM_get0_name(p) : "-", X509_VERIFY_PARAM_get_flags(p),
           X509_VERIFY_PARAM_get_inh_flags(p), (long)X509_VERIFY_PARAM_get_time(p), X509_VERIFY_PARAM_get_depth(p),
           X509_VERIFY_PARAM_get_auth_level(p), X509_VERIFY_PARAM_get_hostflags(p));
    for (int i = 0; X509_VERIFY_PARAM_get0_host(p, i) != NULL; i++)
        printf(" %s", X509_VERIFY_PARAM_get0_host(p, i));
    printf(" email %s ip %s\n", X509_VERIFY_PARAM_get0_email(p) ? X509_VERIFY_PARAM_get0_email(p) : "-", ip ? ip : "-");
    OPENSSL_free(ip);
    ERR_clear_error();
}

/* What a handshake verifies with. */
static int judge(X509_STORE_CTX *ctx, void *arg)
{
    show(arg, X509_STORE_CTX_get0_param(ctx));
    X509_verify_cert(ctx);
    printf("  error %d depth %d parent %d policy %d\n", X509_STORE_CTX_get_error(ctx),
           X509_STORE_CTX_get_error_depth(ctx), X509_STORE_CTX_get0_parent_ctx(ctx) != NULL,
           X509_STORE_CTX_get_explicit_policy(ctx));
    return 1;
}

static void shake_hands(SSL *client, SSL *server)
{
    BIO *a, *b;

    BIO_new_bio_pair(&a, 0, &b, 0);
    SSL_set_bio(client, a, a);
    SSL_set_bio(server, b, b);
    SSL_set_connect_state(client);
    SSL_set_accept_state(server);
    for (int i = 0; i < 6; i++) {
        SSL_do_handshake(client);
        SSL_do_handshake(server);
    }
    printf("  verify %ld %ld peer %s\n", SSL_get_verify_result(client), SSL_get_verify_result(server),
           SSL_get0_peername(client) ? SSL_get0_peername(client) : "-");
    ERR_clear_error();
}

/* Bits: what is set, on the store, the contexts and the connection. */
static void set(X509_VERIFY_PARAM *p, int what, int who)
{
    if (what & 1)
        X509_VERIFY_PARAM_set_flags(p, who == 0 ? X509_V_FLAG_X509_STRICT
                                       : who == 1 ? X509_V_FLAG_PARTIAL_CHAIN : X509_V_FLAG_NO_ALT_CHAINS);
    if (what & 2)
        X509_VERIFY_PARAM_set_depth(p, 10 + who);
    if (what & 4)
        X509_VERIFY_PARAM_set_time(p, 1700000000 + who);
    if (what & 8)
        X509_VERIFY_PARAM_set1_host(p, who == 0 ? "store.example" : who == 1 ? "ctx.example" : "localhost", 0);
    if (what & 16)
        X509_VERIFY_PARAM_set_purpose(p, who == 1 ? X509_PURPOSE_CRL_SIGN : X509_PURPOSE_SMIME_SIGN);
    if (what & 32)
        X509_VERIFY_PARAM_set_trust(p, who == 1 ? X509_TRUST_EMAIL : X509_TRUST_OBJECT_SIGN);
    if (what & 64)
        X509_VERIFY_PARAM_set_inh_flags(p, who == 0 ? X509_VP_FLAG_OVERWRITE
                                           : who == 1 ? X509_VP_FLAG_DEFAULT : X509_VP_FLAG_RESET_FLAGS);
    if (what & 128)
        X509_VERIFY_PARAM_set_inh_flags(p, who == 0 ? X509_VP_FLAG_LOCKED
                                           : who == 1 ? X509_VP_FLAG_ONCE : X509_VP_FLAG_LOCKED);
    if (what & 256) {
        X509_VERIFY_PARAM_set1_ip_asc(p, who == 0 ? "1.1.1.1" : who == 1 ? "2.2.2.2" : "127.0.0.1");
        X509_VERIFY_PARAM_set1_email(p, who == 0 ? "a@store" : who == 1 ? "b@ctx" : "c@ssl", 0);
    }
    if (what & 512) {
        X509_VERIFY_PARAM_add0_policy(p, OBJ_txt2obj(who == 0 ? "1.2.3" : "1.2.4", 1));
        X509_VERIFY_PARAM_set_flags(p, X509_V_FLAG_EXPLICIT_POLICY);
    }
    if (what & 1024) {
        X509_VERIFY_PARAM_set_auth_level(p, 1 + who);
        X509_VERIFY_PARAM_set_hostflags(p, X509_CHECK_FLAG_NO_WILDCARDS << who);
    }
    ERR_clear_error();
}

int main(int argc, char **argv)
{
    static const int sets[] = {0, 1, 2, 4, 8, 16, 32, 256, 512, 1024, 0x7f, 0x8f, 0x73f, 0x77f, 0x7bf};
    SSL_CTX *client_ctx, *server_ctx;
    SSL *client, *server;
    X509_VERIFY_PARAM *own = X509_VERIFY_PARAM_new();

    (void)argc;
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
        for (int who = 0; who < 8; who++) {
            char title[3][80];

            client_ctx = SSL_CTX_new(TLS_client_method());
            server_ctx = SSL_CTX_new(TLS_server_method());
            SSL_CTX_use_certificate_chain_file(server_ctx, fixture(argv, "server-p256-cert.pem"));
            SSL_CTX_use_PrivateKey_file(server_ctx, fixture(argv, "server-p256-key.pem"), SSL_FILETYPE_PEM);
            SSL_CTX_use_certificate_chain_file(client_ctx, fixture(argv, "client-p256-cert.pem"));
            SSL_CTX_use_PrivateKey_file(client_ctx, fixture(argv, "client-p256-key.pem"), SSL_FILETYPE_PEM);
            SSL_CTX_load_verify_locations(client_ctx, fixture(argv, "ca-bundle.pem"), NULL);
            SSL_CTX_load_verify_locations(server_ctx, fixture(argv, "ca-bundle.pem"), NULL);
            SSL_CTX_set_verify(client_ctx, SSL_VERIFY_PEER, NULL);
            SSL_CTX_set_verify(server_ctx, SSL_VERIFY_PEER, NULL);
            if (who & 1)
                set(X509_STORE_get0_param(SSL_CTX_get_cert_store(client_ctx)), sets[i], 0);
            if (who & 2)
                set(SSL_CTX_get0_param(client_ctx), sets[i], 1);
            snprintf(title[0], sizeof title[0], "%x by %x, client", sets[i], who);
            snprintf(title[1], sizeof title[1], "%x by %x, server", sets[i], who);
            SSL_CTX_set_cert_verify_callback(client_ctx, judge, title[0]);
            SSL_CTX_set_cert_verify_callback(server_ctx, judge, title[1]);
            client = SSL_new(client_ctx);
            server = SSL_new(server_ctx);
            if (who & 4)
                set(SSL_get0_param(client), sets[i], 2);
            show("SSL_CTX", SSL_CTX_get0_param(client_ctx));
            show("SSL", SSL_get0_param(client));
            shake_hands(client, server);
            SSL_free(client);
            SSL_free(server);
            SSL_CTX_free(client_ctx);
            SSL_CTX_free(server_ctx);
        }

    /* Whole sets, and the calls that set one value. */
    client_ctx = SSL_CTX_new(TLS_client_method());
    client = SSL_new(client_ctx);
    set(own, 0x73f, 1);
    SHOW_INT(SSL_CTX_set1_param(client_ctx, own));
    show("SSL_CTX", SSL_CTX_get0_param(client_ctx));
    show("SSL made before", SSL_get0_param(client));
    SSL_free(client);
    client = SSL_new(client_ctx);
    show("SSL made after", SSL_get0_param(client));
    SHOW_INT(SSL_set1_param(client, X509_VERIFY_PARAM_lookup("smime_sign")));
    show("SSL with smime_sign", SSL_get0_param(client));
    SHOW_INT(SSL_CTX_set_purpose(client_ctx, X509_PURPOSE_ANY));
    SHOW_INT(SSL_CTX_set_purpose(client_ctx, 99));
    show_errors();
    SHOW_INT(SSL_CTX_set_trust(client_ctx, X509_TRUST_SSL_SERVER));
    SHOW_INT(SSL_CTX_set_trust(client_ctx, 99));
    show_errors();
    SHOW_INT(SSL_set_purpose(client, X509_PURPOSE_SSL_SERVER));
    SHOW_INT(SSL_set_purpose(client, 99));
    show_errors();
    SHOW_INT(SSL_set_trust(client, X509_TRUST_SSL_CLIENT));
    SHOW_INT(SSL_set_trust(client, 99));
    show_errors();
    SSL_CTX_set_verify_depth(client_ctx, 5);
    SSL_set_verify_depth(client, 6);
    SHOW_INT(SSL_CTX_get_verify_depth(client_ctx));
    SHOW_INT(SSL_get_verify_depth(client));
    SHOW_INT(SSL_set1_host(client, "one.example"));
    SHOW_INT(SSL_add1_host(client, "two.example"));
    SSL_set_hostflags(client, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
    show("SSL", SSL_get0_param(client));
    SHOW_INT(SSL_set1_host(client, NULL));
    show("SSL", SSL_get0_param(client));
    server = SSL_dup(client);
    show("SSL copied", SSL_get0_param(server));
    SSL_free(server);
    SSL_free(client);
    SSL_CTX_free(client_ctx);
    X509_VERIFY_PARAM_free(own);
    return 0;
}
