/* PKCS7_print_ctx, and signed attributes as items of their own. */
#include "../common.h"
#include <openssl/asn1.h>
#include <openssl/pem.h>
#include <openssl/pkcs7.h>
#include <openssl/x509v3.h>

static char **args;

static X509 *cert(const char *name)
{
    BIO *bio = BIO_new_file(fixture(args, name), "r");
    X509 *x = PEM_read_bio_X509(bio, NULL, NULL, NULL);

    BIO_free(bio);
    return x;
}

static void print(const char *label, PKCS7 *p7, int indent, const ASN1_PCTX *ctx)
{
    BIO *out = BIO_new(BIO_s_mem());
    char *text;
    long len;
    int ok = PKCS7_print_ctx(out, p7, indent, ctx);

    len = BIO_get_mem_data(out, &text);
    printf("== %s: %d\n%.*s", label, ok, (int)len, text);
    show_error_codes();
    BIO_free(out);
}

static ASN1_STRING *octets(const char *bytes)
{
    ASN1_STRING *s = ASN1_OCTET_STRING_new();

    ASN1_STRING_set(s, bytes, (int)strlen(bytes));
    return s;
}

static void show_der(const char *label, const STACK_OF(X509_ATTRIBUTE) *sk, const ASN1_ITEM *it)
{
    unsigned char *der = NULL;
    int len = ASN1_item_i2d((const ASN1_VALUE *)sk, &der, it);
    const unsigned char *at = der;
    STACK_OF(X509_ATTRIBUTE) *back;

    show_hex(label, der, len > 0 ? (size_t)len : 0);
    back = (STACK_OF(X509_ATTRIBUTE) *)ASN1_item_d2i(NULL, &at, len, it);
    SHOW_INT(sk_X509_ATTRIBUTE_num(back));
    sk_X509_ATTRIBUTE_pop_free(back, X509_ATTRIBUTE_free);
    OPENSSL_free(der);
}

int main(int argc, char **argv)
{
    static const int nids[] = {NID_pkcs7_data, NID_pkcs7_signed, NID_pkcs7_enveloped, NID_pkcs7_signedAndEnveloped, NID_pkcs7_digest, NID_pkcs7_encrypted};
    PKCS7 *p7 = PKCS7_new();
    PKCS7_SIGNER_INFO *si = PKCS7_SIGNER_INFO_new();
    X509 *x;
    ASN1_PCTX *ctx = ASN1_PCTX_new();
    size_t i;

    (void)argc;
    args = argv;
    x = cert("client-rsa-cert.pem");
    ASN1_PCTX_set_flags(ctx, ASN1_PCTX_FLAGS_SHOW_ABSENT | ASN1_PCTX_FLAGS_SHOW_TYPE);
    print("new", p7, 0, NULL);
    PKCS7_free(p7);
    for (i = 0; i < sizeof nids / sizeof nids[0]; i++) {
        p7 = PKCS7_new();
        PKCS7_set_type(p7, nids[i]);
        PKCS7_content_new(p7, NID_pkcs7_data);
        ERR_clear_error();
        print(OBJ_nid2sn(nids[i]), p7, 2, NULL);
        print("with types", p7, 0, ctx);
        PKCS7_free(p7);
    }
    PKCS7_add1_attrib_digest(si, (const unsigned char *)"12345678", 8);
    PKCS7_add_attrib_content_type(si, NULL);
    PKCS7_add_signed_attribute(si, NID_pkcs9_unstructuredName, V_ASN1_OCTET_STRING, octets("a"));
    show_der("as they are", si->auth_attr, ASN1_ITEM_rptr(PKCS7_ATTR_VERIFY));
    show_der("sorted", si->auth_attr, ASN1_ITEM_rptr(PKCS7_ATTR_SIGN));
    show_der("as they are now", si->auth_attr, ASN1_ITEM_rptr(PKCS7_ATTR_VERIFY));
    p7 = PKCS7_new();
    PKCS7_set_type(p7, NID_pkcs7_signed);
    PKCS7_content_new(p7, NID_pkcs7_data);
    ASN1_STRING_set(p7->d.sign->contents->d.data, "text", 4);
    X509_ALGOR_set0(si->digest_alg, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, NULL);
    X509_NAME_set(&si->issuer_and_serial->issuer, X509_get_issuer_name(x));
    PKCS7_add_signer(p7, si);
    print("a signature", p7, 0, NULL);
    PKCS7_free(p7);
    ASN1_PCTX_free(ctx);
    X509_free(x);
    return 0;
}
