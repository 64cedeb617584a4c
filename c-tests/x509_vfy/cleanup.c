/* What an X509_STORE_CTX still tells after X509_STORE_CTX_cleanup: bindings ask for the error only then. */
#include "../common.h"
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

static X509 *load(char **argv, const char *name)
{
    BIO *in = BIO_new_file(fixture(argv, name), "r");
    X509 *x = PEM_read_bio_X509(in, NULL, NULL, NULL);

    BIO_free(in);
    return x;
}

static void told(const char *when, X509_STORE_CTX *ctx, X509 *wanted)
{
    printf("%s: error %d depth %d explicit policy %d untrusted %d\n", when, X509_STORE_CTX_get_error(ctx),
           X509_STORE_CTX_get_error_depth(ctx), X509_STORE_CTX_get_explicit_policy(ctx),
           X509_STORE_CTX_get_num_untrusted(ctx));
    printf("  current cert %d cert %d store %d chain %d param %d tree %d issuer %d crl %d\n",
           X509_STORE_CTX_get_current_cert(ctx) == wanted, X509_STORE_CTX_get0_cert(ctx) == wanted,
           X509_STORE_CTX_get0_store(ctx) != NULL, X509_STORE_CTX_get0_chain(ctx) != NULL,
           X509_STORE_CTX_get0_param(ctx) != NULL,
           X509_STORE_CTX_get0_policy_tree(ctx) != NULL, X509_STORE_CTX_get0_current_issuer(ctx) != NULL,
           X509_STORE_CTX_get0_current_crl(ctx) != NULL);
}

static int agree(int ok, X509_STORE_CTX *ctx)
{
    (void)ctx;
    return ok;
}

int main(int argc, char **argv)
{
    X509 *root = load(argv, "ca-rsa-cert.pem"), *inter = load(argv, "intermediate-cert.pem"),
         *leaf = load(argv, "server-chain-cert.pem"), *self = load(argv, "self-signed-cert.pem");
    X509_STORE *store = X509_STORE_new();
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    STACK_OF(X509) *untrusted = sk_X509_new_null();

    (void)argc;
    X509_STORE_add_cert(store, root);
    sk_X509_push(untrusted, inter);
    told("new", ctx, leaf);

    X509_STORE_CTX_init(ctx, store, self, NULL);
    X509_STORE_CTX_set_verify_cb(ctx, agree);
    SHOW_INT(X509_STORE_CTX_get_verify_cb(ctx) == agree);
    SHOW_INT(X509_verify_cert(ctx));
    told("refused", ctx, self);
    X509_STORE_CTX_cleanup(ctx);
    told("cleaned", ctx, self);
    X509_STORE_CTX_cleanup(ctx);
    told("cleaned twice", ctx, self);
    SHOW_INT(X509_STORE_CTX_get_verify_cb(ctx) == agree);

    X509_STORE_CTX_init(ctx, store, leaf, untrusted);
    told("begun anew", ctx, leaf);
    SHOW_INT(X509_verify_cert(ctx));
    told("good", ctx, leaf);
    X509_STORE_CTX_cleanup(ctx);
    told("good, cleaned", ctx, leaf);

    X509_STORE_CTX_init(ctx, store, leaf, NULL);
    SHOW_INT(X509_verify_cert(ctx));
    told("no issuer", ctx, leaf);
    X509_STORE_CTX_cleanup(ctx);
    told("no issuer, cleaned", ctx, leaf);
    X509_STORE_CTX_set_error(ctx, 77);
    X509_STORE_CTX_set_error_depth(ctx, 3);
    told("set", ctx, leaf);
    X509_STORE_CTX_cleanup(ctx);
    told("set, cleaned", ctx, leaf);

    X509_STORE_CTX_free(ctx);
    X509_STORE_free(store);
    sk_X509_free(untrusted);
    X509_free(root);
    X509_free(inter);
    X509_free(leaf);
    X509_free(self);
    return 0;
}
