/* SSL_check_chain: whether certificate, key and chain suit a peer. */
#include "pair.h"
#include "../ct/_made.h"

static const char *const kinds[] = { "rsa", "p256", "p384", "p521", "ed25519" };
static X509 *certs[5], *cas[5], *clients[5];
static EVP_PKEY *keys[5], *client_keys[5];

static void *read_pem(char **argv, const char *format, const char *kind, int key)
{
    char name[64];
    BIO *in;
    void *read;

    snprintf(name, sizeof name, format, kind);
    in = BIO_new_file(fixture(argv, name), "r");
    read = key ? (void *)PEM_read_bio_PrivateKey(in, NULL, NULL, NULL) : (void *)PEM_read_bio_X509(in, NULL, NULL, NULL);
    BIO_free(in);
    return read;
}

static void check_all(SSL *ssl, X509 **all, EVP_PKEY **with)
{
    for (int i = 0; i < 5; i++) {
        STACK_OF(X509) *chain = sk_X509_new_null();

        sk_X509_push(chain, cas[i]);
        printf("  %s: alone %x", kinds[i], SSL_check_chain(ssl, all[i], with[i], NULL));
        printf(", with its CA %x", SSL_check_chain(ssl, all[i], with[i], chain));
        sk_X509_set(chain, 0, cas[(i + 1) % 5]);
        printf(", with another %x", SSL_check_chain(ssl, all[i], with[i], chain));
        printf(", another key %x", SSL_check_chain(ssl, all[i], with[(i + 1) % 5], NULL));
        printf(", no key %x, no certificate %x\n", SSL_check_chain(ssl, all[i], NULL, NULL),
               SSL_check_chain(ssl, NULL, with[i], NULL));
        sk_X509_free(chain);
        ERR_clear_error();
    }
}

static int asked;

static int server_cb(SSL *ssl, void *arg)
{
    asked++;
    check_all(ssl, certs, keys);
    return 1;
}

static int client_cb(SSL *ssl, void *arg)
{
    asked++;
    check_all(ssl, clients, client_keys);
    return 1;
}

static void run(char **argv, const char *what, int version, const char *sigalgs, const char *groups, const char *own,
                int with_ca)
{
    struct pair p;

    printf("TLS 1.%d, %s, signatures %s, groups %s, own %s\n", version - TLS1_VERSION, what, sigalgs, groups, own);
    pair_contexts(&p, argv, "p256");
    SSL_CTX_set_max_proto_version(p.client_ctx, version);
    SSL_CTX_use_certificate(p.server_ctx, certs[0]);
    SSL_CTX_use_PrivateKey(p.server_ctx, keys[0]);
    if (strcmp(what, "server") == 0) {
        SSL_CTX_set_cert_cb(p.server_ctx, server_cb, NULL);
        if (sigalgs != NULL)
            SSL_CTX_set1_sigalgs_list(p.client_ctx, sigalgs);
        if (own != NULL)
            SSL_CTX_set1_sigalgs_list(p.server_ctx, own);
        if (groups != NULL)
            SSL_CTX_set1_groups_list(p.client_ctx, groups);
    } else {
        SSL_CTX_set_cert_cb(p.client_ctx, client_cb, NULL);
        SSL_CTX_set_verify(p.server_ctx, SSL_VERIFY_PEER, NULL);
        if (sigalgs != NULL)
            SSL_CTX_set1_client_sigalgs_list(p.server_ctx, sigalgs);
        if (own != NULL)
            SSL_CTX_set1_client_sigalgs_list(p.client_ctx, own);
        if (with_ca)
            SSL_CTX_add_client_CA(p.server_ctx, cas[1]);
    }
    pair_connections(&p);
    asked = 0;
    for (int i = 0; i < 10; i++) {
        SSL_do_handshake(p.client);
        SSL_do_handshake(p.server);
    }
    printf("  asked %d, finished %d %d\n", asked, SSL_is_init_finished(p.client), SSL_is_init_finished(p.server));
    ERR_clear_error();
    pair_free(&p);
}

int main(int argc, char **argv)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *ssl;

    for (int i = 0; i < 5; i++) {
        certs[i] = read_pem(argv, "server-%s-cert.pem", kinds[i], 0);
        keys[i] = read_pem(argv, "server-%s-key.pem", kinds[i], 1);
        clients[i] = read_pem(argv, "client-%s-cert.pem", kinds[i], 0);
        client_keys[i] = read_pem(argv, "client-%s-key.pem", kinds[i], 1);
        cas[i] = read_pem(argv, "ca-%s-cert.pem", kinds[i], 0);
    }
    ssl = SSL_new(ctx);
    printf("before anything\n");
    SSL_set_accept_state(ssl);
    check_all(ssl, certs, keys);
    SSL_set_connect_state(ssl);
    check_all(ssl, clients, client_keys);
    SSL_free(ssl);
    SSL_CTX_free(ctx);
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        run(argv, "server", version, NULL, NULL, NULL, 0);
        run(argv, "server", version, "ECDSA+SHA256:RSA-PSS+SHA256", NULL, NULL, 0);
        run(argv, "server", version, "ECDSA+SHA256:RSA-PSS+SHA256:RSA+SHA256", NULL, NULL, 0);
        run(argv, "server", version, "RSA+SHA256", NULL, NULL, 0);
        run(argv, "server", version, NULL, "P-256", NULL, 0);
        run(argv, "server", version, NULL, NULL, "ECDSA+SHA384:RSA-PSS+SHA384", 0);
        run(argv, "client", version, NULL, NULL, NULL, 0);
        run(argv, "client", version, NULL, NULL, NULL, 1);
        run(argv, "client", version, "ECDSA+SHA256:RSA+SHA256", NULL, NULL, 1);
        run(argv, "client", version, NULL, NULL, "ECDSA+SHA256", 1);
    }
    for (int i = 0; i < 5; i++) {
        X509_free(certs[i]);
        X509_free(clients[i]);
        X509_free(cas[i]);
        EVP_PKEY_free(keys[i]);
        EVP_PKEY_free(client_keys[i]);
    }
    return 0;
}
