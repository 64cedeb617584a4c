/* PKCS7_add_crl and PKCS7_get_issuer_and_serial, of every kind of content. */
#include "../common.h"
#include <openssl/pem.h>
#include <openssl/pkcs7.h>
#include <openssl/x509.h>

static void *from_pem(char **argv, const char *name, const char *label, const ASN1_ITEM *it)
{
    BIO *in = BIO_new_file(fixture(argv, name), "r");
    unsigned char *der = NULL;
    const unsigned char *at;
    long len = 0;
    void *out = NULL;

    if (PEM_bytes_read_bio(&der, &len, NULL, label, in, NULL, NULL)) {
        at = der;
        out = ASN1_item_d2i(NULL, &at, len, it);
    }
    OPENSSL_free(der);
    BIO_free(in);
    return out;
}

static void fill(PKCS7_ISSUER_AND_SERIAL *is, X509 *x)
{
    X509_NAME_set(&is->issuer, X509_get_issuer_name(x));
    ASN1_INTEGER_free(is->serial);
    is->serial = ASN1_INTEGER_dup(X509_get_serialNumber(x));
}

static void crls(X509_CRL *crl, X509 *x)
{
    static const int nids[] = {NID_pkcs7_signed, NID_pkcs7_signedAndEnveloped, NID_pkcs7_data, NID_pkcs7_enveloped};
    PKCS7_ISSUER_AND_SERIAL *at;
    size_t i;

    for (i = 0; i < sizeof nids / sizeof nids[0]; i++) {
        PKCS7 *p7 = PKCS7_new();

        printf("%s\n", OBJ_nid2sn(nids[i]));
        PKCS7_set_type(p7, nids[i]);
        SHOW_INT(PKCS7_add_crl(p7, crl));
        show_error_codes();
        SHOW_INT(PKCS7_add_crl(p7, crl));
        show_error_codes();
        if (nids[i] == NID_pkcs7_signed)
            SHOW_INT(sk_X509_CRL_num(p7->d.sign->crl));
        if (nids[i] == NID_pkcs7_signedAndEnveloped) {
            PKCS7_RECIP_INFO *ri = PKCS7_RECIP_INFO_new();
            PKCS7_SIGNER_INFO *si = PKCS7_SIGNER_INFO_new();

            fill(ri->issuer_and_serial, x);
            fill(si->issuer_and_serial, x);
            sk_PKCS7_RECIP_INFO_push(p7->d.signed_and_enveloped->recipientinfo, ri);
            sk_PKCS7_SIGNER_INFO_push(p7->d.signed_and_enveloped->signer_info, si);
            at = PKCS7_get_issuer_and_serial(p7, 0);
            SHOW_INT(at == si->issuer_and_serial);
            SHOW_INT(at == ri->issuer_and_serial);
            SHOW_NULL(PKCS7_get_issuer_and_serial(p7, 1));
            show_error_codes();
        }
        if (nids[i] == NID_pkcs7_signed) {
            PKCS7_SIGNER_INFO *si = PKCS7_SIGNER_INFO_new();

            fill(si->issuer_and_serial, x);
            sk_PKCS7_SIGNER_INFO_push(p7->d.sign->signer_info, si);
            SHOW_INT(PKCS7_get_issuer_and_serial(p7, 0) == si->issuer_and_serial);
            SHOW_NULL(PKCS7_get_issuer_and_serial(p7, 1));
            SHOW_NULL(PKCS7_get_issuer_and_serial(p7, 7));
        }
        show_error_codes();
        PKCS7_free(p7);
    }
}

int main(int argc, char **argv)
{
    X509 *x = from_pem(argv, "server-p256-cert.pem", PEM_STRING_X509, ASN1_ITEM_rptr(X509));
    X509_CRL *crl = from_pem(argv, "crl.pem", PEM_STRING_X509_CRL, ASN1_ITEM_rptr(X509_CRL));

    (void)argc;
    crls(crl, x);
    X509_free(x);
    X509_CRL_free(crl);
    return 0;
}
