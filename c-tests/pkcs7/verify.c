/* PKCS7_sign and PKCS7_verify: keys, attributes, content inside and beside, untrusted and missing signers. */
#include "../common.h"
#include <openssl/pem.h>
#include <openssl/pkcs7.h>
#include <openssl/x509v3.h>

static char **args;
static const char text[] = "To be signed.\r\nTwo lines.\r\n";

static X509 *cert(const char *name)
{
    BIO *bio = BIO_new_file(fixture(args, name), "r");
    X509 *x = PEM_read_bio_X509(bio, NULL, NULL, NULL);

    BIO_free(bio);
    return x;
}

static EVP_PKEY *key(const char *name)
{
    BIO *bio = BIO_new_file(fixture(args, name), "r");
    EVP_PKEY *k = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);

    BIO_free(bio);
    return k;
}

static BIO *content(void)
{
    return BIO_new_mem_buf(text, sizeof text - 1);
}

static X509_STORE *trust(const char *name)
{
    X509_STORE *store = X509_STORE_new();
    X509 *ca = cert(name);

    X509_STORE_add_cert(store, ca);
    X509_STORE_set_purpose(store, X509_PURPOSE_ANY);
    X509_free(ca);
    return store;
}

static X509_STORE *mail_trust(const char *name)
{
    X509_STORE *store = X509_STORE_new();
    X509 *ca = cert(name);

    X509_STORE_add_cert(store, ca);
    X509_free(ca);
    return store;
}

/* As show_errors, without those of RSA: what is found wrong first in a
   signature that is not one depends on its bytes. */
static void show_verdict_errors(void)
{
    const char *data;
    int flags, shown = 0;
    unsigned long code;

    while ((code = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0) {
        const char *reason = ERR_reason_error_string(code);

        if (ERR_GET_LIB(code) == ERR_LIB_RSA)
            continue;
        printf("  error %d:%d %s", ERR_GET_LIB(code), ERR_GET_REASON(code), reason ? reason : "(no text)");
        if ((flags & ERR_TXT_STRING) && data != NULL && *data != '\0')
            printf(" [%s]", data);
        printf("\n");
        shown++;
    }
    if (shown == 0)
        printf("  no error\n");
}

static const char *verdict(PKCS7 *p7, STACK_OF(X509) *certs, X509_STORE *store, BIO *in, int flags)
{
    BIO *out = BIO_new(BIO_s_mem());
    char *data;
    long len;
    int ok = PKCS7_verify(p7, certs, store, in, out, flags);

    len = BIO_get_mem_data(out, &data);
    printf("  flags %x: %d, %ld bytes%s\n", flags, ok, len, len == sizeof text - 1 && memcmp(data, text, (size_t)len) == 0 ? ", the text" : "");
    /* The number of an unknown digest's name is each library's own. */
    if (ERR_GET_LIB(ERR_peek_error()) == ERR_LIB_EVP)
        show_error_codes();
    else
        show_verdict_errors();
    BIO_free(out);
    BIO_free(in);
    return "";
}

/* What the structure looks like. */
static void look(PKCS7 *p7)
{
    STACK_OF(PKCS7_SIGNER_INFO) *infos = PKCS7_get_signer_info(p7);
    int i, j;

    printf("  detached %ld, %d digests, %d certificates, %d lists, %d signers\n", (long)PKCS7_get_detached(p7),
           sk_X509_ALGOR_num(p7->d.sign->md_algs), sk_X509_num(p7->d.sign->cert), sk_X509_CRL_num(p7->d.sign->crl),
           sk_PKCS7_SIGNER_INFO_num(infos));
    for (i = 0; i < sk_PKCS7_SIGNER_INFO_num(infos); i++) {
        PKCS7_SIGNER_INFO *si = sk_PKCS7_SIGNER_INFO_value(infos, i);
        EVP_PKEY *pk;
        X509_ALGOR *dig, *sig;

        PKCS7_SIGNER_INFO_get0_algs(si, &pk, &dig, &sig);
        printf("  signer: version %ld key %s %s/%d %s/%d signature %s\n", ASN1_INTEGER_get(si->version), pk ? "there" : "none",
               OBJ_nid2sn(OBJ_obj2nid(dig->algorithm)), dig->parameter ? dig->parameter->type : -9,
               OBJ_nid2sn(OBJ_obj2nid(sig->algorithm)), sig->parameter ? sig->parameter->type : -9,
               ASN1_STRING_length(si->enc_digest) > 0 ? "there" : "none");
        for (j = 0; j < sk_X509_ATTRIBUTE_num(si->auth_attr); j++) {
            X509_ATTRIBUTE *a = sk_X509_ATTRIBUTE_value(si->auth_attr, j);
            ASN1_TYPE *t = X509_ATTRIBUTE_get0_type(a, 0);

            printf("    %s: %d type %d\n", OBJ_nid2sn(OBJ_obj2nid(X509_ATTRIBUTE_get0_object(a))), X509_ATTRIBUTE_count(a), t ? t->type : -1);
            if (OBJ_obj2nid(X509_ATTRIBUTE_get0_object(a)) == NID_SMIMECapabilities)
                show_hex("    capabilities", t->value.sequence->data, (size_t)t->value.sequence->length);
        }
        SHOW_INT(sk_X509_ATTRIBUTE_num(si->unauth_attr));
    }
}

static PKCS7 *again(PKCS7 *p7)
{
    unsigned char *der = NULL;
    const unsigned char *at;
    int len = i2d_PKCS7(p7, &der);
    PKCS7 *back;

    at = der;
    back = d2i_PKCS7(NULL, &at, len);
    OPENSSL_free(der);
    return back;
}

static void pair(const char *type)
{
    static const int flags[] = {0, PKCS7_DETACHED, PKCS7_NOATTR, PKCS7_DETACHED | PKCS7_NOATTR | PKCS7_BINARY, PKCS7_BINARY, PKCS7_NOCERTS, PKCS7_NOSMIMECAP, PKCS7_TEXT};
    char name[64];
    X509 *x, *ca;
    EVP_PKEY *k;
    X509_STORE *store, *other;
    STACK_OF(X509) *extra = sk_X509_new_null();
    size_t i;

    printf("== %s\n", type);
    snprintf(name, sizeof name, "client-%s-cert.pem", type);
    x = cert(name);
    snprintf(name, sizeof name, "client-%s-key.pem", type);
    k = key(name);
    snprintf(name, sizeof name, "ca-%s-cert.pem", type);
    store = trust(name);
    ca = cert(name);
    other = trust(strcmp(type, "p384") ? "ca-p384-cert.pem" : "ca-rsa-cert.pem");
    sk_X509_push(extra, ca);
    for (i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        BIO *in = content();
        PKCS7 *p7 = PKCS7_sign(x, k, extra, in, flags[i]), *back;

        printf("sign %x: %s\n", flags[i], p7 ? "made" : "NULL");
        show_errors();
        BIO_free(in);
        if (p7 == NULL)
            continue;
        look(p7);
        verdict(p7, NULL, store, NULL, 0);
        verdict(p7, NULL, store, content(), 0);
        back = again(p7);
        verdict(back, NULL, store, NULL, 0);
        verdict(back, NULL, store, content(), 0);
        verdict(back, NULL, store, content(), PKCS7_NO_DUAL_CONTENT);
        verdict(back, NULL, store, BIO_new_mem_buf("Another text", -1), 0);
        verdict(back, NULL, store, BIO_new_mem_buf("Another text", -1), PKCS7_NOSIGS);
        verdict(back, NULL, store, BIO_new_mem_buf("", 0), 0);
        verdict(back, NULL, other, content(), 0);
        verdict(back, NULL, other, content(), PKCS7_NOVERIFY);
        verdict(back, NULL, NULL, content(), PKCS7_NOVERIFY);
        verdict(back, NULL, store, content(), PKCS7_NOINTERN);
        verdict(back, extra, store, content(), PKCS7_NOINTERN);
        verdict(back, extra, store, content(), 0);
        verdict(back, NULL, store, content(), PKCS7_NOCHAIN);
        verdict(back, NULL, store, content(), PKCS7_NOCRL);
        verdict(back, NULL, store, content(), PKCS7_TEXT);
        sk_X509_push(extra, x);
        verdict(back, extra, store, content(), PKCS7_NOINTERN);
        sk_X509_pop(extra);
        PKCS7_free(back);
        PKCS7_free(p7);
    }
    sk_X509_free(extra);
    X509_free(ca);
    X509_free(x);
    EVP_PKEY_free(k);
    X509_STORE_free(store);
    X509_STORE_free(other);
}

static PKCS7 *made(X509 *x, EVP_PKEY *k, STACK_OF(X509) *more, int flags)
{
    BIO *in = content();
    PKCS7 *p7 = PKCS7_sign(x, k, more, in, flags);

    BIO_free(in);
    return p7;
}

static int refuse(int ok, X509_STORE_CTX *ctx)
{
    printf("  callback %d: %s at %d\n", ok, X509_verify_cert_error_string(X509_STORE_CTX_get_error(ctx)), X509_STORE_CTX_get_error_depth(ctx));
    return ok;
}

/* Chains: whose certificates help, and what the signer may be. */
static void chains(void)
{
    X509 *leaf = cert("server-chain-cert.pem"), *middle = cert("intermediate-cert.pem");
    EVP_PKEY *k = key("server-chain-key.pem"), *wrong = key("client-rsa-key.pem");
    X509_STORE *store = trust("ca-rsa-cert.pem");
    STACK_OF(X509) *more = sk_X509_new_null();
    static const char *const named[] = {"revoked", "expired", "future", "wrong-usage", "self-signed", "no-name", "server-rsa", "client-rsa", "server-ed25519"};
    PKCS7 *p7;
    size_t i;

    printf("== chains\n");
    sk_X509_push(more, middle);
    p7 = made(leaf, k, NULL, 0);
    verdict(p7, NULL, store, NULL, 0);
    verdict(p7, more, store, NULL, 0);
    PKCS7_free(p7);
    p7 = made(leaf, k, more, 0);
    verdict(p7, NULL, store, NULL, 0);
    X509_STORE_free(store);
    store = mail_trust("ca-rsa-cert.pem");
    verdict(p7, NULL, store, NULL, 0);
    X509_STORE_set_purpose(store, X509_PURPOSE_SSL_SERVER);
    verdict(p7, NULL, store, NULL, 0);
    X509_STORE_set_purpose(store, X509_PURPOSE_ANY);
    X509_STORE_set_verify_cb(store, refuse);
    verdict(p7, NULL, store, NULL, 0);
    verdict(p7, NULL, store, NULL, PKCS7_NOCHAIN);
    X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK);
    verdict(p7, NULL, store, NULL, 0);
    PKCS7_free(p7);
    X509_STORE_free(store);
    for (i = 0; i < sizeof named / sizeof named[0]; i++) {
        char name[64];
        X509 *x;
        EVP_PKEY *own;

        printf("%s\n", named[i]);
        snprintf(name, sizeof name, "%s-cert.pem", named[i]);
        x = cert(name);
        snprintf(name, sizeof name, "%s-key.pem", named[i]);
        own = key(name);
        store = trust("ca-rsa-cert.pem");
        p7 = made(x, own, NULL, 0);
        SHOW_NULL(p7);
        show_errors();
        if (p7 != NULL) {
            X509_STORE *mail = mail_trust("ca-rsa-cert.pem");

            verdict(p7, NULL, store, NULL, 0);
            verdict(p7, NULL, store, NULL, PKCS7_NOVERIFY);
            verdict(p7, NULL, mail, NULL, 0);
            verdict(p7, NULL, mail, NULL, PKCS7_NOCHAIN);
            X509_STORE_free(mail);
        }
        PKCS7_free(p7);
        p7 = made(x, wrong, NULL, 0);
        SHOW_NULL(p7);
        show_errors();
        PKCS7_free(p7);
        X509_free(x);
        EVP_PKEY_free(own);
        X509_STORE_free(store);
    }
    sk_X509_free(more);
    X509_free(leaf);
    X509_free(middle);
    EVP_PKEY_free(k);
    EVP_PKEY_free(wrong);
}

/* What comes from outside, changed. */
static void damaged(void)
{
    X509 *x = cert("client-rsa-cert.pem"), *y = cert("client-p256-cert.pem");
    EVP_PKEY *k = key("client-rsa-key.pem"), *l = key("client-p256-key.pem");
    X509_STORE *store = trust("ca-rsa-cert.pem"), *both = trust("ca-rsa-cert.pem");
    X509 *ca = cert("ca-p256-cert.pem");
    PKCS7 *p7 = made(x, k, NULL, 0);
    PKCS7_SIGNER_INFO *si = sk_PKCS7_SIGNER_INFO_value(PKCS7_get_signer_info(p7), 0), *second;
    ASN1_OBJECT *old;
    BIO *in;

    printf("== damaged\n");
    X509_STORE_add_cert(both, ca);
    p7->d.sign->contents->d.data->data[0] ^= 1;
    verdict(p7, NULL, store, NULL, 0);
    p7->d.sign->contents->d.data->data[0] ^= 1;
    si->enc_digest->data[20] ^= 1;
    verdict(p7, NULL, store, NULL, 0);
    verdict(p7, NULL, store, NULL, PKCS7_NOSIGS);
    si->enc_digest->data[20] ^= 1;
    verdict(p7, NULL, store, NULL, 0);
    si->enc_digest->length -= 1;
    verdict(p7, NULL, store, NULL, 0);
    si->enc_digest->length += 1;
    old = si->digest_alg->algorithm;
    si->digest_alg->algorithm = OBJ_nid2obj(NID_sha384);
    verdict(p7, NULL, store, NULL, 0);
    si->digest_alg->algorithm = OBJ_nid2obj(NID_rsaEncryption);
    verdict(p7, NULL, store, NULL, 0);
    si->digest_alg->algorithm = old;
    old = sk_X509_ALGOR_value(p7->d.sign->md_algs, 0)->algorithm;
    sk_X509_ALGOR_value(p7->d.sign->md_algs, 0)->algorithm = OBJ_nid2obj(NID_sha384);
    verdict(p7, NULL, store, NULL, 0);
    sk_X509_ALGOR_value(p7->d.sign->md_algs, 0)->algorithm = OBJ_nid2obj(NID_rsaEncryption);
    verdict(p7, NULL, store, NULL, 0);
    sk_X509_ALGOR_value(p7->d.sign->md_algs, 0)->algorithm = old;
    old = si->digest_enc_alg->algorithm;
    si->digest_enc_alg->algorithm = OBJ_nid2obj(NID_ecdsa_with_SHA256);
    verdict(p7, NULL, store, NULL, 0);
    si->digest_enc_alg->algorithm = old;
    X509_ATTRIBUTE_free(sk_X509_ATTRIBUTE_pop(si->auth_attr));
    verdict(p7, NULL, store, NULL, 0);
    PKCS7_free(p7);

    p7 = made(x, k, NULL, 0);
    si = sk_PKCS7_SIGNER_INFO_value(PKCS7_get_signer_info(p7), 0);
    X509_ATTRIBUTE_free(sk_X509_ATTRIBUTE_delete(si->auth_attr, 0));
    verdict(p7, NULL, store, NULL, 0);
    while (sk_X509_ATTRIBUTE_num(si->auth_attr) > 0)
        X509_ATTRIBUTE_free(sk_X509_ATTRIBUTE_pop(si->auth_attr));
    verdict(p7, NULL, store, NULL, 0);
    PKCS7_free(p7);

    printf("two signers\n");
    p7 = PKCS7_sign(x, k, NULL, NULL, PKCS7_PARTIAL);
    SHOW_NULL(second = PKCS7_sign_add_signer(p7, y, l, EVP_sha512(), 0));
    show_errors();
    in = content();
    SHOW_INT(PKCS7_final(p7, in, 0));
    show_errors();
    BIO_free(in);
    look(p7);
    verdict(p7, NULL, store, NULL, 0);
    verdict(p7, NULL, both, NULL, 0);
    SHOW_NULL(PKCS7_sign_add_signer(p7, y, l, EVP_sha512(), PKCS7_REUSE_DIGEST));
    show_errors();
    SHOW_NULL(PKCS7_sign_add_signer(p7, y, l, EVP_sha384(), PKCS7_REUSE_DIGEST));
    show_errors();
    look(p7);
    if (second != NULL)
        second->enc_digest->data[10] ^= 1;
    verdict(p7, NULL, both, NULL, 0);
    PKCS7_free(p7);

    printf("none\n");
    p7 = PKCS7_sign(NULL, NULL, NULL, NULL, PKCS7_PARTIAL | PKCS7_BINARY);
    SHOW_NULL(p7);
    show_errors();
    verdict(p7, NULL, store, content(), 0);
    in = content();
    SHOW_INT(PKCS7_final(p7, in, PKCS7_BINARY));
    show_errors();
    BIO_free(in);
    look(p7);
    verdict(p7, NULL, store, NULL, 0);
    PKCS7_free(p7);
    p7 = PKCS7_new();
    verdict(p7, NULL, store, content(), 0);
    PKCS7_set_type(p7, NID_pkcs7_data);
    verdict(p7, NULL, store, content(), 0);
    PKCS7_free(p7);
    SHOW_INT(PKCS7_verify(NULL, NULL, store, NULL, NULL, 0));
    show_errors();
    X509_STORE_free(store);
    X509_STORE_free(both);
    X509_free(x);
    X509_free(y);
    X509_free(ca);
    EVP_PKEY_free(k);
    EVP_PKEY_free(l);
}

int main(int argc, char **argv)
{
    (void)argc;
    setvbuf(stdout, NULL, _IONBF, 0);
    args = argv;
    pair("rsa");
    pair("p256");
    pair("p384");
    pair("ed25519");
    chains();
    damaged();
    return 0;
}
