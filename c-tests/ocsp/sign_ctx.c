/* OCSP_basic_sign_ctx. */
#include "../common.h"
#include <openssl/evp.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

static char **args;

static X509 *load(const char *name)
{
    BIO *in = BIO_new_file(fixture(args, name), "r");
    X509 *x = PEM_read_bio_X509(in, NULL, NULL, NULL);

    BIO_free(in);
    return x;
}

static EVP_PKEY *load_key(const char *name)
{
    BIO *in = BIO_new_file(fixture(args, name), "r");
    EVP_PKEY *key = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);

    BIO_free(in);
    return key;
}

static OCSP_BASICRESP *answer(X509 *ca, X509 *x)
{
    OCSP_BASICRESP *basic = OCSP_BASICRESP_new();
    ASN1_TIME *now = X509_gmtime_adj(NULL, 0), *then = X509_gmtime_adj(NULL, 3600);

    OCSP_basic_add1_status(basic, OCSP_cert_to_id(EVP_sha1(), x, ca), V_OCSP_CERTSTATUS_GOOD, 0, NULL, now, then);
    ASN1_TIME_free(now);
    ASN1_TIME_free(then);
    return basic;
}

static void sign(const char *what, X509 *signer, EVP_MD_CTX *ctx, unsigned long flags, X509 *more)
{
    X509 *ca = load("ca-rsa-cert.pem"), *leaf = load("server-rsa-cert.pem");
    OCSP_BASICRESP *basic = answer(ca, leaf);
    STACK_OF(X509) *certs = more != NULL ? sk_X509_new_null() : NULL;
    const ASN1_OCTET_STRING *key_id = NULL;
    const X509_NAME *name = NULL;
    X509_STORE *store = X509_STORE_new();
    int signed_ok;

    if (more != NULL)
        sk_X509_push(certs, more);
    signed_ok = OCSP_basic_sign_ctx(basic, signer, ctx, certs, flags);
    printf("--- %s: %d\n", what, signed_ok);
    show_error_codes();
    if (signed_ok == 1) {
        SHOW_INT(sk_X509_num(OCSP_resp_get0_certs(basic)));
        SHOW_INT(OCSP_resp_get0_id(basic, &key_id, &name));
        printf("by key %d, by name %d\n", key_id != NULL, name != NULL);
        SHOW_NULL(OCSP_resp_get0_produced_at(basic));
        SHOW_INT(OBJ_obj2nid(OCSP_resp_get0_tbs_sigalg(basic)->algorithm));
        X509_STORE_add_cert(store, ca);
        if (certs == NULL)
            certs = sk_X509_new_null();
        sk_X509_push(certs, signer);
        SHOW_INT(OCSP_basic_verify(basic, certs, store, 0));
        ERR_clear_error();
    }
    sk_X509_free(certs);
    X509_STORE_free(store);
    OCSP_BASICRESP_free(basic);
    X509_free(ca);
    X509_free(leaf);
}

int main(int argc, char **argv)
{
    X509 *signer, *other;
    EVP_PKEY *key;
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    EVP_PKEY_CTX *pctx;

    args = argv;
    signer = load("ocsp-signer-cert.pem");
    other = load("server-p256-cert.pem");
    key = load_key("ocsp-signer-key.pem");
    sign("not prepared", signer, ctx, 0, NULL);
    sign("no context", signer, NULL, 0, NULL);
    SHOW_INT(EVP_DigestInit_ex(ctx, EVP_sha256(), NULL));
    sign("a digest alone", signer, ctx, 0, NULL);
    EVP_MD_CTX_reset(ctx);
    SHOW_INT(EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, key));
    sign("another signer", other, ctx, 0, NULL);
    sign("plain", signer, ctx, 0, NULL);
    EVP_MD_CTX_reset(ctx);
    SHOW_INT(EVP_DigestSignInit(ctx, NULL, EVP_sha384(), NULL, key));
    sign("by key, with a certificate more", signer, ctx, OCSP_RESPID_KEY, other);
    EVP_MD_CTX_reset(ctx);
    SHOW_INT(EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, key));
    sign("without certificates", signer, ctx, OCSP_NOCERTS, other);
    EVP_MD_CTX_reset(ctx);
    if (EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA) {
        SHOW_INT(EVP_DigestSignInit(ctx, &pctx, EVP_sha256(), NULL, key));
        SHOW_INT(EVP_PKEY_CTX_set_rsa_padding(pctx, RSA_PKCS1_PSS_PADDING));
        sign("with PSS", signer, ctx, 0, NULL);
    }
    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(key);
    X509_free(signer);
    X509_free(other);
    return 0;
}
