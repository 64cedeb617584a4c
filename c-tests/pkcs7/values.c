/* PKCS#7 contents: kinds, certificates and lists in them, DER and PEM and back, damaged ones, signers. */
#include "../common.h"
#include <openssl/pem.h>
#include <openssl/pkcs7.h>
#include <openssl/x509v3.h>

static X509 *cert(char **argv, const char *name)
{
    BIO *bio = BIO_new_file(fixture(argv, name), "r");
    X509 *x = PEM_read_bio_X509(bio, NULL, NULL, NULL);

    BIO_free(bio);
    return x;
}

static void kinds(void)
{
    static const int nids[] = {NID_pkcs7_data, NID_pkcs7_signed, NID_pkcs7_enveloped, NID_pkcs7_signedAndEnveloped, NID_pkcs7_digest, NID_pkcs7_encrypted, NID_sha256, 0};
    size_t i;

    for (i = 0; i < sizeof(nids) / sizeof(nids[0]); i++) {
        PKCS7 *p7 = PKCS7_new(), *inner = PKCS7_new();

        printf("== %s\n", OBJ_nid2sn(nids[i]));
        SHOW_INT(PKCS7_set_type(p7, nids[i]));
        show_errors();
        SHOW_INT(OBJ_obj2nid(p7->type));
        SHOW_INT(PKCS7_content_new(p7, NID_pkcs7_data));
        show_errors();
        SHOW_INT(PKCS7_set_type(inner, NID_pkcs7_data));
        if (nids[i] == NID_pkcs7_signed) {
            SHOW_INT(PKCS7_set_content(p7, inner));
            inner = NULL;
            SHOW_INT(PKCS7_get_detached(p7));
            ASN1_STRING_set(p7->d.sign->contents->d.data, "text", 4);
            SHOW_INT(i2d_PKCS7(p7, NULL));
            SHOW_INT(PKCS7_set_detached(p7, 1));
            SHOW_INT(PKCS7_get_detached(p7));
            SHOW_INT(PKCS7_is_detached(p7));
            SHOW_INT(i2d_PKCS7(p7, NULL));
        } else if (nids[i] == NID_pkcs7_data) {
            unsigned char *der = NULL;
            int len;

            SHOW_INT(PKCS7_set_content(p7, inner));
            show_errors();
            ASN1_STRING_set(p7->d.data, "text", 4);
            len = i2d_PKCS7(p7, &der);
            show_hex("der", der, len > 0 ? (size_t)len : 0);
            OPENSSL_free(der);
            SHOW_INT(PKCS7_get_detached(p7));
            show_errors();
        }
        SHOW_INT(PKCS7_type_is_other(p7));
        SHOW_INT(sk_PKCS7_SIGNER_INFO_num(PKCS7_get_signer_info(p7)));
        SHOW_NULL(PKCS7_get0_signers(p7, NULL, 0));
        show_errors();
        PKCS7_free(inner);
        PKCS7_free(p7);
    }
    SHOW_NULL(PKCS7_get0_signers(NULL, NULL, 0));
    show_errors();
    PKCS7_free(NULL);
}

static void certificates(char **argv)
{
    PKCS7 *p7 = PKCS7_new(), *back, *copy;
    X509 *one = cert(argv, "server-p256-cert.pem"), *two = cert(argv, "ca-p256-cert.pem");
    unsigned char *der = NULL, *again = NULL;
    const unsigned char *at;
    int len, len2, i;
    BIO *bio = BIO_new(BIO_s_mem());

    printf("== certificates\n");
    SHOW_INT(PKCS7_add_certificate(p7, one));
    show_errors();
    SHOW_INT(PKCS7_set_type(p7, NID_pkcs7_signed));
    SHOW_INT(PKCS7_content_new(p7, NID_pkcs7_data));
    SHOW_INT(PKCS7_set_detached(p7, 1));
    SHOW_INT(PKCS7_add_certificate(p7, one));
    SHOW_INT(PKCS7_add_certificate(p7, two));
    len = i2d_PKCS7(p7, &der);
    at = der;
    back = d2i_PKCS7(NULL, &at, len);
    SHOW_INT(back ? sk_X509_num(back->d.sign->cert) : -1);
    SHOW_INT(at - der == len);
    SHOW_INT(X509_cmp(one, sk_X509_value(back->d.sign->cert, 0)));
    SHOW_INT(X509_cmp(two, sk_X509_value(back->d.sign->cert, 1)));
    SHOW_INT(sk_X509_CRL_num(back->d.sign->crl));
    len2 = i2d_PKCS7(back, &again);
    SHOW_INT(len == len2 && memcmp(der, again, (size_t)len) == 0);
    copy = PKCS7_dup(back);
    SHOW_INT(copy ? sk_X509_num(copy->d.sign->cert) : -1);
    PKCS7_free(copy);
    SHOW_INT(PEM_write_bio_PKCS7(bio, p7));
    copy = PEM_read_bio_PKCS7(bio, NULL, NULL, NULL);
    SHOW_INT(copy ? sk_X509_num(copy->d.sign->cert) : -1);
    PKCS7_free(copy);
    SHOW_NULL(PEM_read_bio_PKCS7(bio, NULL, NULL, NULL));
    show_errors();
    SHOW_INT(i2d_PKCS7_bio(bio, p7));
    copy = d2i_PKCS7_bio(bio, NULL);
    SHOW_INT(copy ? sk_X509_num(copy->d.sign->cert) : -1);
    PKCS7_free(copy);
    {
        FILE *f = fopen("p7.der", "w+b");

        SHOW_INT(i2d_PKCS7_fp(f, p7));
        rewind(f);
        copy = d2i_PKCS7_fp(f, NULL);
        SHOW_INT(copy != NULL);
        PKCS7_free(copy);
        fclose(f);
        f = fopen("p7.pem", "w+b");
        SHOW_INT(PEM_write_PKCS7(f, p7));
        rewind(f);
        copy = PEM_read_PKCS7(f, NULL, NULL, NULL);
        SHOW_INT(copy != NULL);
        PKCS7_free(copy);
        fclose(f);
    }
    for (i = 0; i < 40; i++) {
        unsigned char old = der[i];
        PKCS7 *bad;

        der[i] ^= 0x21;
        at = der;
        bad = d2i_PKCS7(NULL, &at, len);
        printf("damaged %d: %s\n", i, bad ? "read" : "refused");
        show_errors();
        PKCS7_free(bad);
        der[i] = old;
    }
    {
        PKCS7_SIGNER_INFO *si = PKCS7_SIGNER_INFO_new();
        STACK_OF(X509) *others = sk_X509_new_null(), *signers;

        X509_NAME_free(si->issuer_and_serial->issuer);
        si->issuer_and_serial->issuer = X509_NAME_dup(X509_get_issuer_name(two));
        ASN1_INTEGER_free(si->issuer_and_serial->serial);
        si->issuer_and_serial->serial = ASN1_INTEGER_dup(X509_get_serialNumber(two));
        sk_PKCS7_SIGNER_INFO_push(p7->d.sign->signer_info, si);
        SHOW_INT(sk_PKCS7_SIGNER_INFO_num(PKCS7_get_signer_info(p7)));
        SHOW_INT(PKCS7_cert_from_signer_info(p7, si) == two);
        signers = PKCS7_get0_signers(p7, NULL, 0);
        SHOW_INT(sk_X509_num(signers));
        SHOW_INT(sk_X509_value(signers, 0) == two);
        sk_X509_free(signers);
        SHOW_NULL(PKCS7_get0_signers(p7, NULL, PKCS7_NOINTERN));
        show_errors();
        sk_X509_push(others, two);
        signers = PKCS7_get0_signers(p7, others, PKCS7_NOINTERN);
        SHOW_INT(sk_X509_num(signers));
        sk_X509_free(signers);
        sk_X509_free(others);
    }
    show_errors();
    BIO_free(bio);
    OPENSSL_free(der);
    OPENSSL_free(again);
    PKCS7_free(p7);
    PKCS7_free(back);
    X509_free(one);
    X509_free(two);
}

static void parts(void)
{
    PKCS7_ISSUER_AND_SERIAL_free(PKCS7_ISSUER_AND_SERIAL_new());
    PKCS7_SIGNER_INFO_free(PKCS7_SIGNER_INFO_new());
    PKCS7_RECIP_INFO_free(PKCS7_RECIP_INFO_new());
    PKCS7_SIGNED_free(PKCS7_SIGNED_new());
    PKCS7_ENC_CONTENT_free(PKCS7_ENC_CONTENT_new());
    PKCS7_ENVELOPE_free(PKCS7_ENVELOPE_new());
    PKCS7_SIGN_ENVELOPE_free(PKCS7_SIGN_ENVELOPE_new());
    PKCS7_DIGEST_free(PKCS7_DIGEST_new());
    PKCS7_ENCRYPT_free(PKCS7_ENCRYPT_new());
    PKCS7_free(PKCS7_new_ex(NULL, NULL));
    SHOW_INT(ASN1_ITEM_rptr(PKCS7) != NULL && ASN1_ITEM_rptr(PKCS7_SIGNED) != NULL && ASN1_ITEM_rptr(PKCS7_SIGNER_INFO) != NULL);
    show_errors();
}

int main(int argc, char **argv)
{
    (void)argc;
    setvbuf(stdout, NULL, _IONBF, 0);
    kinds();
    certificates(argv);
    parts();
    return 0;
}
