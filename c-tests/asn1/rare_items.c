/* Types of PKCS#7, PKCS#12, Netscape's and SXNET's, empty and filled: what they encode to, and are read back. */
#include "_type.h"
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/pkcs7.h>
#include <openssl/x509v3.h>

static PKCS7_SIGNED *signed_of(PKCS7 *p7)
{
    PKCS7_SIGNED *value = p7->d.sign;

    p7->d.sign = PKCS7_SIGNED_new();
    return value;
}

static X509 *certificate(char **argv, const char *name)
{
    BIO *in = BIO_new_file(fixture(argv, name), "r");
    X509 *cert = PEM_read_bio_X509(in, NULL, NULL, NULL);

    BIO_free(in);
    return cert;
}

static PKCS7_ISSUER_AND_SERIAL *issuer_and_serial(X509 *cert)
{
    PKCS7_ISSUER_AND_SERIAL *made = PKCS7_ISSUER_AND_SERIAL_new();

    X509_NAME_set(&made->issuer, X509_get_issuer_name(cert));
    ASN1_INTEGER_free(made->serial);
    made->serial = ASN1_INTEGER_new();
    ASN1_INTEGER_set(made->serial, 4711);
    return made;
}

static PKCS7_RECIP_INFO *recipient(X509 *cert)
{
    PKCS7_RECIP_INFO *made = PKCS7_RECIP_INFO_new();

    ASN1_INTEGER_set(made->version, 0);
    PKCS7_ISSUER_AND_SERIAL_free(made->issuer_and_serial);
    made->issuer_and_serial = issuer_and_serial(cert);
    X509_ALGOR_set0(made->key_enc_algor, OBJ_nid2obj(NID_rsaEncryption), V_ASN1_NULL, NULL);
    ASN1_STRING_set(made->enc_key, "sealed", 6);
    return made;
}

static PKCS7_ENC_CONTENT *content(void)
{
    PKCS7_ENC_CONTENT *made = PKCS7_ENC_CONTENT_new();

    ASN1_OBJECT_free(made->content_type);
    made->content_type = OBJ_nid2obj(NID_pkcs7_data);
    X509_ALGOR_set0(made->algorithm, OBJ_nid2obj(NID_aes_128_cbc), V_ASN1_NULL, NULL);
    made->enc_data = ASN1_OCTET_STRING_new();
    ASN1_STRING_set(made->enc_data, "bytes", 5);
    return made;
}

static PKCS7_ENVELOPE *envelope(X509 *cert)
{
    PKCS7_ENVELOPE *made = PKCS7_ENVELOPE_new();

    ASN1_INTEGER_set(made->version, 0);
    sk_PKCS7_RECIP_INFO_push(made->recipientinfo, recipient(cert));
    PKCS7_ENC_CONTENT_free(made->enc_data);
    made->enc_data = content();
    return made;
}

static PKCS7_SIGN_ENVELOPE *signed_envelope(X509 *cert)
{
    PKCS7_SIGN_ENVELOPE *made = PKCS7_SIGN_ENVELOPE_new();

    ASN1_INTEGER_set(made->version, 1);
    sk_PKCS7_RECIP_INFO_push(made->recipientinfo, recipient(cert));
    PKCS7_ENC_CONTENT_free(made->enc_data);
    made->enc_data = content();
    return made;
}

static PKCS7_ENCRYPT *encrypted(void)
{
    PKCS7_ENCRYPT *made = PKCS7_ENCRYPT_new();

    ASN1_INTEGER_set(made->version, 0);
    PKCS7_ENC_CONTENT_free(made->enc_data);
    made->enc_data = content();
    return made;
}

static PKCS7_DIGEST *digested(void)
{
    PKCS7_DIGEST *made = PKCS7_DIGEST_new();

    ASN1_INTEGER_set(made->version, 0);
    X509_ALGOR_set0(made->md, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, NULL);
    PKCS7_set_type(made->contents, NID_pkcs7_data);
    ASN1_STRING_set(made->contents->d.data, "data", 4);
    ASN1_STRING_set(made->digest, "digest", 6);
    return made;
}

static PKCS7_SIGNER_INFO *signer(X509 *cert)
{
    PKCS7_SIGNER_INFO *made = PKCS7_SIGNER_INFO_new();

    ASN1_INTEGER_set(made->version, 1);
    PKCS7_ISSUER_AND_SERIAL_free(made->issuer_and_serial);
    made->issuer_and_serial = issuer_and_serial(cert);
    X509_ALGOR_set0(made->digest_alg, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, NULL);
    X509_ALGOR_set0(made->digest_enc_alg, OBJ_nid2obj(NID_rsaEncryption), V_ASN1_NULL, NULL);
    ASN1_STRING_set(made->enc_digest, "signature", 9);
    return made;
}

static PKCS12_MAC_DATA *mac_data(void)
{
    static const unsigned char der[] = "\x30\x26\x30\x1a\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x09"
                                       "012345678\x04\x04salt\x02\x02\x08\x00";
    const unsigned char *at = der;

    return d2i_PKCS12_MAC_DATA(NULL, &at, sizeof(der) - 1);
}

static PKCS12_BAGS *bag(void)
{
    static const unsigned char der[] = "\x30\x16\x06\x0a\x2a\x86\x48\x86\xf7\x0d\x01\x09\x16\x01\xa0\x08\x04\x06sealed";
    const unsigned char *at = der;

    return d2i_PKCS12_BAGS(NULL, &at, sizeof(der) - 1);
}

static NETSCAPE_CERT_SEQUENCE *sequence(X509 *cert)
{
    NETSCAPE_CERT_SEQUENCE *made = NETSCAPE_CERT_SEQUENCE_new();

    SHOW_INT(OBJ_obj2nid(made->type));
    made->certs = sk_X509_new_null();
    X509_up_ref(cert);
    sk_X509_push(made->certs, cert);
    return made;
}

static SXNET *sxnet(void)
{
    SXNET *made = NULL;

    SHOW_INT(SXNET_add_id_ulong(&made, 5, "user", 4));
    return made;
}

static SXNETID *sxnet_id(void)
{
    SXNETID *made = SXNETID_new();

    ASN1_INTEGER_set(made->zone, 9);
    ASN1_STRING_set(made->user, "user", 4);
    return made;
}

int main(int argc, char **argv)
{
    X509 *cert = certificate(argv, "ca-p256-cert.pem"), *small = X509_new();
    BIO *in = BIO_new_file(fixture(argv, "full-chain.p7b"), "r");
    PKCS7 *p7 = PEM_read_bio_PKCS7(in, NULL, NULL, NULL);

    (void)argc;
    SHOW_NULL(p7);
    if (p7 != NULL && PKCS7_type_is_signed(p7)) {
        PKCS7_SIGNED *value = signed_of(p7), *back;
        unsigned char *der = NULL;
        const unsigned char *at;
        int len = i2d_PKCS7_SIGNED(value, &der);

        SHOW_INT(len > 1000);
        at = der;
        back = d2i_PKCS7_SIGNED(NULL, &at, len);
        SHOW_INT(sk_X509_num(back->cert));
        SHOW_INT(at - der == len);
        PKCS7_SIGNED_free(back);
        PKCS7_SIGNED_free(value);
        OPENSSL_free(der);
    }
    PKCS7_free(p7);
    BIO_free(in);

    X509_NAME_add_entry_by_txt(X509_get_issuer_name(small), "CN", MBSTRING_ASC, (unsigned char *)"Issuer", -1, -1, 0);
    TYPE(PKCS7_ISSUER_AND_SERIAL, PKCS7_ISSUER_AND_SERIAL_new());
    TYPE(PKCS7_ISSUER_AND_SERIAL, issuer_and_serial(small));
    TYPE(PKCS7_RECIP_INFO, PKCS7_RECIP_INFO_new());
    TYPE(PKCS7_RECIP_INFO, recipient(small));
    TYPE(PKCS7_ENC_CONTENT, PKCS7_ENC_CONTENT_new());
    TYPE(PKCS7_ENC_CONTENT, content());
    TYPE(PKCS7_ENVELOPE, PKCS7_ENVELOPE_new());
    TYPE(PKCS7_ENVELOPE, envelope(small));
    TYPE(PKCS7_SIGN_ENVELOPE, PKCS7_SIGN_ENVELOPE_new());
    TYPE(PKCS7_SIGN_ENVELOPE, signed_envelope(small));
    TYPE(PKCS7_ENCRYPT, PKCS7_ENCRYPT_new());
    TYPE(PKCS7_ENCRYPT, encrypted());
    TYPE(PKCS7_DIGEST, PKCS7_DIGEST_new());
    TYPE(PKCS7_DIGEST, digested());
    TYPE(PKCS7_SIGNER_INFO, PKCS7_SIGNER_INFO_new());
    TYPE(PKCS7_SIGNER_INFO, signer(small));
    TYPE(PKCS12_MAC_DATA, PKCS12_MAC_DATA_new());
    TYPE(PKCS12_MAC_DATA, mac_data());
    TYPE(PKCS12_BAGS, PKCS12_BAGS_new());
    TYPE(PKCS12_BAGS, bag());
    TYPE(NETSCAPE_CERT_SEQUENCE, NETSCAPE_CERT_SEQUENCE_new());
    {
        NETSCAPE_CERT_SEQUENCE *made = sequence(cert);
        unsigned char *der = NULL;
        const unsigned char *at;
        int len = i2d_NETSCAPE_CERT_SEQUENCE(made, &der);

        SHOW_INT(len > 300);
        NETSCAPE_CERT_SEQUENCE_free(made);
        at = der;
        made = d2i_NETSCAPE_CERT_SEQUENCE(NULL, &at, len);
        show_errors();
        SHOW_NULL(made);
        if (made == NULL)
            return 1;
        SHOW_INT(sk_X509_num(made->certs));
        SHOW_INT(X509_cmp(sk_X509_value(made->certs, 0), cert));
        NETSCAPE_CERT_SEQUENCE_free(made);
        OPENSSL_free(der);
    }
    TYPE(SXNET, SXNET_new());
    TYPE(SXNET, sxnet());
    TYPE(SXNETID, SXNETID_new());
    TYPE(SXNETID, sxnet_id());

    /* Items of types whose functions other programs call. */
    SHOW_NULL(ASN1_ITEM_rptr(X509)->sname);
    {
        struct { const char *name; const ASN1_ITEM *item; } items[] = {
            { "X509", ASN1_ITEM_rptr(X509) }, { "X509_CRL", ASN1_ITEM_rptr(X509_CRL) },
            { "NETSCAPE_SPKI", ASN1_ITEM_rptr(NETSCAPE_SPKI) }, { "NETSCAPE_SPKAC", ASN1_ITEM_rptr(NETSCAPE_SPKAC) },
            { "ISSUER_SIGN_TOOL", ASN1_ITEM_rptr(ISSUER_SIGN_TOOL) },
        };
        size_t i;

        for (i = 0; i < sizeof(items) / sizeof(*items); i++) {
            ASN1_VALUE *value = ASN1_item_new(items[i].item);

            printf("%s: %d %s\n", items[i].name, value != NULL, items[i].item->sname);
            printf("  %d\n", ASN1_item_i2d(value, NULL, items[i].item));
            show_error_codes();
            ASN1_item_free(value, items[i].item);
        }
    }
    X509_free(small);
    X509_free(cert);
    return 0;
}
