/* Signatures over values of any type: by item, by context, by function; what is refused. */
#include "../common.h"
#include <openssl/asn1t.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

static EVP_PKEY *key(char **argv, const char *name)
{
    BIO *in = BIO_new_file(fixture(argv, name), "r");
    EVP_PKEY *made = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);

    BIO_free(in);
    if (made == NULL) {
        printf("cannot read %s\n", name);
        exit(2);
    }
    return made;
}

/* Why a signature does not verify; what failed within RSA is not told. */
static void last_error(void)
{
    unsigned long code = ERR_peek_last_error();

    printf("  last error %d:%d\n", ERR_GET_LIB(code), ERR_GET_REASON(code));
    ERR_clear_error();
}

static void algorithm(const char *label, const X509_ALGOR *algor)
{
    unsigned char *der = NULL;
    int len = i2d_X509_ALGOR(algor, &der);

    show_hex(label, der, len > 0 ? len : 0);
    OPENSSL_free(der);
}

static void one(char **argv, const char *file, const EVP_MD *md, int fixed)
{
    EVP_PKEY *pkey = key(argv, file), *other = key(argv, "ca-rsa-key.pem");
    BASIC_CONSTRAINTS *value = BASIC_CONSTRAINTS_new();
    X509_ALGOR *first = X509_ALGOR_new(), *second = X509_ALGOR_new();
    ASN1_BIT_STRING *signature = ASN1_BIT_STRING_new();
    const ASN1_ITEM *item = ASN1_ITEM_rptr(BASIC_CONSTRAINTS);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    int len;

    printf("-- %s %s\n", file, md != NULL ? EVP_MD_get0_name(md) : "none");
    value->ca = 0xff;
    len = ASN1_item_sign(item, first, second, signature, value, pkey, md);
    printf("signed: %s\n", len > 0 ? "yes" : "no");
    if (fixed)
        SHOW_INT(len);
    show_errors();
    if (len > 0) {
        SHOW_INT(len == signature->length);
        SHOW_INT(signature->flags & 0xf);
        algorithm("first", first);
        algorithm("second", second);
        if (fixed)
            show_hex("signature", signature->data, signature->length);
        SHOW_INT(ASN1_item_verify(item, first, signature, value, pkey));
        SHOW_INT(ASN1_item_verify_ex(item, second, signature, value, NULL, pkey, NULL, NULL));
        show_errors();
        SHOW_INT(ASN1_item_verify(item, first, signature, value, other));
        show_errors();
        value->ca = 0;
        SHOW_INT(ASN1_item_verify(item, first, signature, value, pkey));
        last_error();
        value->ca = 0xff;
        signature->data[signature->length - 1] ^= 1;
        SHOW_INT(ASN1_item_verify(item, first, signature, value, pkey));
        last_error();
        signature->data[signature->length - 1] ^= 1;
        signature->flags = (signature->flags & ~7) | 1;
        SHOW_INT(ASN1_item_verify(item, first, signature, value, pkey));
        show_errors();
        signature->flags &= ~7;
    }
    /* Without places for the algorithm. */
    SHOW_INT(ASN1_item_sign(item, NULL, NULL, signature, value, pkey, md) > 0);
    SHOW_INT(ASN1_item_sign_ex(item, first, NULL, signature, value, NULL, pkey, md, NULL, NULL) > 0);
    SHOW_INT(ASN1_item_verify(item, first, signature, value, pkey));
    show_errors();
    /* By context. */
    SHOW_INT(EVP_DigestSignInit(ctx, NULL, md, NULL, pkey));
    if (ERR_peek_error() != 0)
        show_errors();
    /* OpenSSL does not say why, if the context could not be prepared. */
    SHOW_INT(ASN1_item_sign_ctx(item, first, second, signature, value, ctx) > 0);
    ERR_clear_error();
    SHOW_INT(ASN1_item_verify(item, first, signature, value, pkey));
    EVP_MD_CTX_free(ctx);
    ctx = EVP_MD_CTX_new();
    {
        EVP_PKEY_CTX *pctx = EVP_PKEY_CTX_new(pkey, NULL);

        EVP_MD_CTX_set_pkey_ctx(ctx, pctx);
        SHOW_INT(ASN1_item_verify_ctx(item, first, signature, value, ctx));
        show_errors();
        EVP_MD_CTX_free(ctx);
        EVP_PKEY_CTX_free(pctx);
    }
    X509_ALGOR_free(first);
    X509_ALGOR_free(second);
    ASN1_BIT_STRING_free(signature);
    BASIC_CONSTRAINTS_free(value);
    EVP_PKEY_free(pkey);
    EVP_PKEY_free(other);
}

static void pss(char **argv)
{
    EVP_PKEY *pkey = key(argv, "ca-rsa-key.pem");
    BASIC_CONSTRAINTS *value = BASIC_CONSTRAINTS_new();
    X509_ALGOR *first = X509_ALGOR_new();
    ASN1_BIT_STRING *signature = ASN1_BIT_STRING_new();
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    EVP_PKEY_CTX *pctx;

    printf("-- PSS\n");
    SHOW_INT(EVP_DigestSignInit(ctx, &pctx, EVP_sha384(), NULL, pkey));
    SHOW_INT(EVP_PKEY_CTX_set_rsa_padding(pctx, RSA_PKCS1_PSS_PADDING));
    SHOW_INT(EVP_PKEY_CTX_set_rsa_pss_saltlen(pctx, 20));
    SHOW_INT(ASN1_item_sign_ctx(ASN1_ITEM_rptr(BASIC_CONSTRAINTS), first, NULL, signature, value, ctx));
    show_errors();
    algorithm("algorithm", first);
    SHOW_INT(ASN1_item_verify(ASN1_ITEM_rptr(BASIC_CONSTRAINTS), first, signature, value, pkey));
    show_errors();
    EVP_MD_CTX_free(ctx);
    X509_ALGOR_free(first);
    ASN1_BIT_STRING_free(signature);
    BASIC_CONSTRAINTS_free(value);
    EVP_PKEY_free(pkey);
}

static void old(char **argv)
{
    EVP_PKEY *pkey = key(argv, "ca-rsa-key.pem"), *ec = key(argv, "server-p256-key.pem"), *ed = key(argv, "ca-ed25519-key.pem");
    ASN1_INTEGER *value = ASN1_INTEGER_new();
    X509_ALGOR *first = X509_ALGOR_new(), *second = X509_ALGOR_new();
    ASN1_BIT_STRING *signature = ASN1_BIT_STRING_new();

    printf("-- by function\n");
    ASN1_INTEGER_set(value, 77);
    SHOW_INT(ASN1_sign((i2d_of_void *)i2d_ASN1_INTEGER, first, second, signature, (char *)value, pkey, EVP_sha256()));
    show_errors();
    algorithm("first", first);
    algorithm("second", second);
    show_hex("signature", signature->data, signature->length);
    SHOW_INT(signature->flags & 0xf);
    SHOW_INT(ASN1_verify((i2d_of_void *)i2d_ASN1_INTEGER, first, signature, (char *)value, pkey));
    show_errors();
    ASN1_INTEGER_set(value, 78);
    SHOW_INT(ASN1_verify((i2d_of_void *)i2d_ASN1_INTEGER, first, signature, (char *)value, pkey));
    last_error();
    ASN1_INTEGER_set(value, 77);
    signature->flags |= 1;
    SHOW_INT(ASN1_verify((i2d_of_void *)i2d_ASN1_INTEGER, first, signature, (char *)value, pkey));
    show_errors();
    signature->flags &= ~7;
    X509_ALGOR_set0(second, OBJ_nid2obj(NID_commonName), V_ASN1_UNDEF, NULL);
    SHOW_INT(ASN1_verify((i2d_of_void *)i2d_ASN1_INTEGER, second, signature, (char *)value, pkey));
    show_errors();
    X509_ALGOR_set0(first, OBJ_nid2obj(NID_undef), V_ASN1_UNDEF, NULL);
    printf("EC: %d", ASN1_sign((i2d_of_void *)i2d_ASN1_INTEGER, first, NULL, signature, (char *)value, ec, EVP_sha256()) > 0);
    printf(", named %s\n", OBJ_nid2sn(OBJ_obj2nid(first->algorithm)));
    ERR_clear_error();
    SHOW_INT(ASN1_sign((i2d_of_void *)i2d_ASN1_INTEGER, NULL, NULL, signature, (char *)value, pkey, EVP_sha1()) > 0);
    show_errors();
    SHOW_INT(ASN1_sign((i2d_of_void *)i2d_ASN1_INTEGER, first, NULL, signature, (char *)value, ed, EVP_sha256()));
    show_error_codes();
    EVP_PKEY_free(pkey);
    EVP_PKEY_free(ec);
    EVP_PKEY_free(ed);
    ASN1_INTEGER_free(value);
    X509_ALGOR_free(first);
    X509_ALGOR_free(second);
    ASN1_BIT_STRING_free(signature);
}

static void refused(char **argv)
{
    EVP_PKEY *pkey = key(argv, "ca-rsa-key.pem"), *ec = key(argv, "server-p256-key.pem"), *empty = EVP_PKEY_new();
    BASIC_CONSTRAINTS *value = BASIC_CONSTRAINTS_new();
    X509_ALGOR *algor = X509_ALGOR_new();
    ASN1_BIT_STRING *signature = ASN1_BIT_STRING_new();
    const ASN1_ITEM *item = ASN1_ITEM_rptr(BASIC_CONSTRAINTS);
    static const int nids[] = { NID_undef, NID_commonName, NID_rsaEncryption, NID_sha256, NID_md5WithRSAEncryption,
        NID_ecdsa_with_SHA256, NID_ED25519, NID_sha256WithRSAEncryption, NID_rsassaPss };

    printf("-- refused\n");
    SHOW_INT(ASN1_item_sign(item, algor, NULL, signature, value, empty, EVP_sha256()));
    ERR_clear_error();
    /* OpenSSL does not say why. */
    SHOW_INT(ASN1_item_sign(item, algor, NULL, signature, value, ec, EVP_md5()) > 0);
    ERR_clear_error();
    ASN1_item_sign(item, algor, NULL, signature, value, pkey, EVP_sha256());
    SHOW_INT(ASN1_item_verify(item, algor, signature, value, NULL));
    ERR_clear_error();
    SHOW_INT(ASN1_item_verify(item, algor, signature, NULL, pkey));
    show_error_codes();
    for (size_t i = 0; i < sizeof nids / sizeof nids[0]; i++) {
        X509_ALGOR_set0(algor, OBJ_nid2obj(nids[i]), V_ASN1_NULL, NULL);
        printf("%s: %d\n", OBJ_nid2sn(nids[i]), ASN1_item_verify(item, algor, signature, value, pkey));
        last_error();
    }
    EVP_PKEY_free(pkey);
    EVP_PKEY_free(ec);
    EVP_PKEY_free(empty);
    BASIC_CONSTRAINTS_free(value);
    X509_ALGOR_free(algor);
    ASN1_BIT_STRING_free(signature);
}

int main(int argc, char **argv)
{
    one(argv, "ca-rsa-key.pem", EVP_sha256(), 1);
    one(argv, "ca-rsa-key.pem", EVP_sha512(), 1);
    one(argv, "ca-rsa-key.pem", EVP_sha1(), 1);
    one(argv, "ca-rsa-key.pem", NULL, 1);
    one(argv, "server-p256-key.pem", EVP_sha256(), 0);
    one(argv, "server-p384-key.pem", EVP_sha384(), 0);
    one(argv, "ca-ed25519-key.pem", NULL, 1);
    one(argv, "ca-ed25519-key.pem", EVP_sha256(), 1);
    one(argv, "dsa-2048-256-key.pem", EVP_sha256(), 0);
    pss(argv);
    old(argv);
    refused(argv);
    return 0;
}
