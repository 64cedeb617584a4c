/* Which certificates a signature was made with: identifiers made, written, read and checked. */
#include "_ts.h"

#define ROUND(type, value) \
    do { \
        unsigned char *der_ = NULL; \
        const unsigned char *in_; \
        int len_ = i2d_##type(value, &der_); \
        type *again_, *copy_; \
        in_ = der_; \
        again_ = d2i_##type(NULL, &in_, len_); \
        copy_ = type##_dup(again_); \
        printf("%s of %d bytes, %ld read, %d copied\n", #type, len_, (long)(in_ - der_), i2d_##type(copy_, NULL)); \
        type##_free(again_); \
        type##_free(copy_); \
        OPENSSL_free(der_); \
    } while (0)

#define EMPTY(type) \
    do { \
        type *made_ = type##_new(); \
        const unsigned char *in_ = (const unsigned char *)"\x30\x05\x30\x03\x02\x01\x02"; \
        SHOW_INT(i2d_##type(made_, NULL)); \
        show_errors(); \
        SHOW_NULL(type##_dup(made_)); \
        show_errors(); \
        SHOW_NULL(type##_dup(NULL)); \
        SHOW_NULL(d2i_##type(NULL, &in_, 7)); \
        show_errors(); \
        type##_free(made_); \
        type##_free(NULL); \
    } while (0)

static void check(const char *what, ESS_SIGNING_CERT *old, ESS_SIGNING_CERT_V2 *new, STACK_OF(X509) *chain, int required)
{
    printf("%s: %d\n", what, OSSL_ESS_check_signing_certs(old, new, chain, required));
    show_errors();
}

static void identifiers(void)
{
    static const unsigned char id[] = {0x30, 0x1c, 0x04, 2, 1, 2, 0x30, 0x16, 0x30, 0x11, 0xa4, 0x0f, 0x30, 0x0d, 0x31, 0x0b,
        0x30, 9, 6, 3, 0x55, 4, 6, 0x13, 2, 'X', 'X', 2, 1, 9};
    const unsigned char *in = id;
    ESS_CERT_ID *old = d2i_ESS_CERT_ID(NULL, &in, sizeof id);
    ESS_CERT_ID_V2 *new;
    ESS_ISSUER_SERIAL *issuer;

    SHOW_NULL(old);
    show_errors();
    ROUND(ESS_CERT_ID, old);
    in = id;
    new = d2i_ESS_CERT_ID_V2(NULL, &in, sizeof id);
    SHOW_NULL(new);
    ROUND(ESS_CERT_ID_V2, new);
    in = id + 6;
    issuer = d2i_ESS_ISSUER_SERIAL(NULL, &in, sizeof id - 6);
    SHOW_NULL(issuer);
    ROUND(ESS_ISSUER_SERIAL, issuer);
    ESS_CERT_ID_free(old);
    ESS_CERT_ID_V2_free(new);
    ESS_ISSUER_SERIAL_free(issuer);
}

int main(int argc, char **argv)
{
    X509 *signer, *issuer;
    STACK_OF(X509) *others, *chain, *reversed, *none = sk_X509_new_null();
    const EVP_MD *mds[] = {EVP_sha1(), EVP_sha256(), EVP_sha512()};
    ESS_SIGNING_CERT *empty = ESS_SIGNING_CERT_new();
    ESS_SIGNING_CERT_V2 *empty_2 = ESS_SIGNING_CERT_V2_new();

    if (argc < 2)
        return 2;
    args = argv;
    signer = cert("tsa-cert.pem");
    issuer = cert("intermediate-cert.pem");
    others = list("intermediate-cert.pem");
    chain = list("tsa-cert.pem");
    sk_X509_push(chain, issuer);
    reversed = list("intermediate-cert.pem");
    sk_X509_push(reversed, signer);
    EMPTY(ESS_ISSUER_SERIAL);
    EMPTY(ESS_CERT_ID);
    EMPTY(ESS_CERT_ID_V2);
    EMPTY(ESS_SIGNING_CERT);
    EMPTY(ESS_SIGNING_CERT_V2);
    SHOW_INT(ASN1_item_i2d((ASN1_VALUE *)empty, NULL, ASN1_ITEM_rptr(ESS_SIGNING_CERT)));
    SHOW_INT(ASN1_item_i2d((ASN1_VALUE *)empty_2, NULL, ASN1_ITEM_rptr(ESS_SIGNING_CERT_V2)));
    identifiers();
    for (int more = 0; more < 2; more++) {
        ESS_SIGNING_CERT *old = OSSL_ESS_signing_cert_new_init(signer, more ? others : NULL, more);

        ROUND(ESS_SIGNING_CERT, old);
        check("old", old, NULL, chain, 1);
        check("reversed", old, NULL, reversed, 1);
        check("none", old, NULL, none, 1);
        check("NULL", old, NULL, NULL, 1);
        for (int i = 0; i < 3; i++) {
            ESS_SIGNING_CERT_V2 *new = OSSL_ESS_signing_cert_v2_new_init(mds[i], signer, more ? others : NULL, !more);

            ROUND(ESS_SIGNING_CERT_V2, new);
            check("both", old, new, chain, 1);
            check("new", NULL, new, chain, 0);
            check("reversed", NULL, new, reversed, 1);
            check("others", NULL, new, others, 1);
            ESS_SIGNING_CERT_V2_free(new);
        }
        ESS_SIGNING_CERT_free(old);
    }
    check("missing", NULL, NULL, chain, 1);
    check("missing, and need not be there", NULL, NULL, chain, 0);
    check("empty", empty, NULL, chain, 0);
    check("empty", NULL, empty_2, chain, 0);
    ESS_SIGNING_CERT_free(empty);
    ESS_SIGNING_CERT_V2_free(empty_2);
    X509_free(signer);
    sk_X509_pop_free(others, X509_free);
    sk_X509_pop_free(chain, X509_free);
    X509_free(sk_X509_value(reversed, 0));
    sk_X509_free(reversed);
    sk_X509_free(none);
    return 0;
}
