/* ASN1_item_print: values of many types, with every flag of its settings, alone and together. */
#include "../common.h"
#include <openssl/asn1t.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/pkcs7.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

static BIO *out;

static void print(const char *what, const void *value, const ASN1_ITEM *item, const ASN1_PCTX *settings, int indent)
{
    printf("-- %s\n", what);
    fflush(stdout);
    printf("= %d\n", ASN1_item_print(out, value, indent, item, settings));
    show_errors();
}

static void with_flags(const char *what, const void *value, const ASN1_ITEM *item)
{
    static const unsigned long all[] = {
        0, ASN1_PCTX_FLAGS_SHOW_ABSENT, ASN1_PCTX_FLAGS_SHOW_SEQUENCE, ASN1_PCTX_FLAGS_SHOW_SSOF, ASN1_PCTX_FLAGS_SHOW_TYPE,
        ASN1_PCTX_FLAGS_NO_ANY_TYPE, ASN1_PCTX_FLAGS_NO_MSTRING_TYPE, ASN1_PCTX_FLAGS_NO_FIELD_NAME,
        ASN1_PCTX_FLAGS_SHOW_FIELD_STRUCT_NAME, ASN1_PCTX_FLAGS_NO_STRUCT_NAME,
        ASN1_PCTX_FLAGS_NO_FIELD_NAME | ASN1_PCTX_FLAGS_NO_STRUCT_NAME,
        ASN1_PCTX_FLAGS_NO_STRUCT_NAME | ASN1_PCTX_FLAGS_SHOW_SEQUENCE | ASN1_PCTX_FLAGS_NO_FIELD_NAME,
        ASN1_PCTX_FLAGS_NO_FIELD_NAME | ASN1_PCTX_FLAGS_SHOW_FIELD_STRUCT_NAME | ASN1_PCTX_FLAGS_SHOW_SSOF,
        0x8f, 0x1ff,
    };
    ASN1_PCTX *settings = ASN1_PCTX_new();

    print(what, value, item, NULL, 0);
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        char label[80];

        snprintf(label, sizeof label, "%s %lx", what, all[i]);
        ASN1_PCTX_set_flags(settings, all[i]);
        print(label, value, item, settings, i % 3);
    }
    ASN1_PCTX_set_flags(settings, ASN1_PCTX_FLAGS_SHOW_ABSENT);
    ASN1_PCTX_set_str_flags(settings, ASN1_STRFLGS_RFC2253 | ASN1_STRFLGS_DUMP_ALL);
    ASN1_PCTX_set_nm_flags(settings, XN_FLAG_RFC2253);
    print("strings dumped", value, item, settings, 0);
    ASN1_PCTX_set_nm_flags(settings, XN_FLAG_MULTILINE);
    ASN1_PCTX_set_str_flags(settings, ASN1_STRFLGS_SHOW_TYPE);
    print("strings with types", value, item, settings, 4);
    ASN1_PCTX_free(settings);
}

#define DER(type, text) \
    do { \
        const unsigned char *at_ = (const unsigned char *)text; \
        ASN1_VALUE *value_ = ASN1_item_d2i(NULL, &at_, sizeof(text) - 1, ASN1_ITEM_rptr(type)); \
        if (value_ == NULL) { \
            printf("-- " #type ": no value\n"); \
            show_errors(); \
        } else { \
            with_flags(#type, value_, ASN1_ITEM_rptr(type)); \
        } \
        ASN1_item_free(value_, ASN1_ITEM_rptr(type)); \
    } while (0)

static void primitives(void)
{
    ASN1_STRING *string = ASN1_STRING_type_new(V_ASN1_OCTET_STRING);

    DER(ASN1_INTEGER, "\x02\x01\x05");
    DER(ASN1_INTEGER, "\x02\x02\xff\x05");
    DER(ASN1_INTEGER, "\x02\x11\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff");
    DER(ASN1_ENUMERATED, "\x0a\x01\x05");
    DER(ASN1_OCTET_STRING, "\x04\x14" "0123456789abcdefghij");
    DER(ASN1_OCTET_STRING, "\x04\x00");
    DER(ASN1_BIT_STRING, "\x03\x03\x04\xff\xf0");
    DER(ASN1_BIT_STRING, "\x03\x01\x00");
    DER(ASN1_OBJECT, "\x06\x03\x55\x04\x03");
    DER(ASN1_OBJECT, "\x06\x03\x2a\x03\x04");
    DER(ASN1_NULL, "\x05\x00");
    DER(ASN1_UTF8STRING, "\x0c\x06K\xc3\xb6ln\x01");
    DER(ASN1_PRINTABLESTRING, "\x13\x02Hi");
    DER(ASN1_IA5STRING, "\x16\x02Hi");
    DER(ASN1_BMPSTRING, "\x1e\x04\0H\0i");
    DER(ASN1_UTCTIME, "\x17\x0d" "240229120000Z");
    DER(ASN1_UTCTIME, "\x17\x02" "24");
    DER(ASN1_GENERALIZEDTIME, "\x18\x0f" "20240229120000Z");
    DER(ASN1_TIME, "\x17\x0d" "240229120000Z");
    DER(ASN1_TIME, "\x18\x0f" "20240229120000Z");
    DER(DIRECTORYSTRING, "\x0c\x02Hi");
    DER(DISPLAYTEXT, "\x1a\x02Hi");
    DER(ASN1_PRINTABLE, "\x13\x02Hi");
    DER(ASN1_ANY, "\x02\x01\x05");
    DER(ASN1_ANY, "\x05\x00");
    DER(ASN1_ANY, "\x01\x01\xff");
    DER(ASN1_ANY, "\x06\x03\x55\x04\x03");
    DER(ASN1_ANY, "\x30\x06\x02\x01\x05\x16\x01x");
    DER(ASN1_ANY, "\x31\x03\x02\x01\x05");
    DER(ASN1_ANY, "\x0c\x02Hi");
    DER(ASN1_ANY, "\x03\x02\x01\xfe");
    DER(ASN1_ANY, "\xa1\x03\x02\x01\x05");
    DER(ASN1_ANY, "\x17\x0d" "240229120000Z");
    DER(ASN1_ANY, "\x1a\x02Hi");
    DER(ASN1_ANY, "\x12\x02" "77");
    DER(ASN1_SEQUENCE, "\x30\x06\x02\x01\x05\x16\x01x");
    DER(ASN1_SEQUENCE_ANY, "\x30\x06\x02\x01\x05\x16\x01x");
    DER(ASN1_SEQUENCE_ANY, "\x30\x00");
    DER(ASN1_SET_ANY, "\x31\x03\x02\x01\x05");
    DER(INT32, "\x02\x01\x85");
    DER(UINT64, "\x02\x01\x05");
    DER(INT64, "\x02\x01\x85");
    DER(BIGNUM, "\x02\x02\x05\x39");
    print("OCTET STRING as INTEGER", string, ASN1_ITEM_rptr(ASN1_INTEGER), NULL, 0);
    ASN1_STRING_free(string);
    print("NULL", NULL, ASN1_ITEM_rptr(ASN1_INTEGER), NULL, 2);
    print("NULL", NULL, ASN1_ITEM_rptr(X509), NULL, 2);
}

static void structures(void)
{
    DER(BASIC_CONSTRAINTS, "\x30\x00");
    DER(BASIC_CONSTRAINTS, "\x30\x06\x01\x01\xff\x02\x01\x03");
    DER(X509_ALGOR, "\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00");
    DER(X509_ALGOR, "\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01");
    DER(GENERAL_NAME, "\x82\x04host");
    DER(GENERAL_NAME, "\x87\x04\x7f\x00\x00\x01");
    DER(GENERAL_NAME, "\x88\x03\x55\x04\x03");
    DER(GENERAL_NAME, "\xa4\x0f\x30\x0d\x31\x0b\x30\x09\x06\x03\x55\x04\x03\x0c\x02Hi");
    DER(GENERAL_NAME, "\xa0\x0b\x06\x03\x2a\x03\x04\xa0\x04\x0c\x02Hi");
    DER(GENERAL_NAME, "\xa5\x06\xa1\x04\x0c\x02Hi");
    DER(GENERAL_NAMES, "\x30\x09\x82\x04host\x86\x01u");
    DER(GENERAL_NAMES, "\x30\x00");
    DER(X509_NAME, "\x30\x0d\x31\x0b\x30\x09\x06\x03\x55\x04\x03\x0c\x02Hi");
    DER(X509_NAME, "\x30\x00");
    DER(AUTHORITY_KEYID, "\x30\x0f\x80\x04\x01\x02\x03\x04\xa1\x04\x82\x02hi\x82\x01\x05");
    DER(DIST_POINT, "\x30\x0f\xa0\x09\xa0\x07\x86\x05u:abc\x81\x02\x01\x06");
    DER(DIST_POINT, "\x30\x0f\xa0\x0d\xa1\x0b\x30\x09\x06\x03\x55\x04\x03\x0c\x02Hi");
    DER(CRL_DIST_POINTS, "\x30\x0d\x30\x0b\xa0\x09\xa0\x07\x86\x05u:abc");
    DER(CERTIFICATEPOLICIES, "\x30\x2e\x30\x05\x06\x03\x2a\x03\x04\x30\x25\x06\x03\x2a\x03\x05\x30\x1e\x30\x12\x06\x08\x2b\x06\x01\x05\x05\x07\x02\x01\x16\x06http:/\x30\x08\x06\x03\x2a\x03\x06\x02\x01\x05");
    DER(POLICYINFO, "\x30\x1c\x06\x03\x2a\x03\x05\x30\x15\x30\x13\x06\x08\x2b\x06\x01\x05\x05\x07\x02\x02\x30\x07\x0c\x05hello");
    DER(AUTHORITY_INFO_ACCESS, "\x30\x0f\x30\x0d\x06\x08\x2b\x06\x01\x05\x05\x07\x30\x01\x86\x01u");
    DER(PKCS12_SAFEBAGS, "\x30\x00");
    DER(PKCS12_AUTHSAFES, "\x30\x00");
    DER(PKCS12_SAFEBAG, "\x30\x11\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x06\xa0\x02\x30\x00");
    DER(PKCS12_SAFEBAG, "\x30\x0a\x06\x03\x2a\x03\x04\xa0\x03\x02\x01\x05");
    DER(PKCS12_SAFEBAG, "\x30\x2a\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x03\xa0\x1b\x30\x19\x06\x0a\x2a\x86\x48\x86\xf7\x0d\x01\x09\x16\x01\xa0\x0b\x04\x09" "123456789");
    DER(EXTENDED_KEY_USAGE, "\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01");
    DER(NAME_CONSTRAINTS, "\x30\x0a\xa0\x08\x30\x06\x82\x04host");
    DER(POLICY_CONSTRAINTS, "\x30\x03\x80\x01\x01");
    DER(PKCS12_BAGS, "\x30\x0c\x06\x03\x2a\x03\x04\xa0\x05\x04\x03" "123");
    DER(PKCS12_BAGS, "\x30\x13\x06\x0a\x2a\x86\x48\x86\xf7\x0d\x01\x09\x16\x01\xa0\x05\x04\x03" "123");
    DER(PKCS12_BAGS, "\x30\x13\x06\x0a\x2a\x86\x48\x86\xf7\x0d\x01\x09\x16\x02\xa0\x05\x16\x03" "123");
    DER(PKCS12_BAGS, "\x30\x13\x06\x0a\x2a\x86\x48\x86\xf7\x0d\x01\x09\x17\x01\xa0\x05\x04\x03" "123");
    DER(POLICY_MAPPINGS, "\x30\x0c\x30\x0a\x06\x03\x2a\x03\x04\x06\x03\x2a\x03\x05");
    DER(ISSUING_DIST_POINT, "\x30\x06\x81\x01\xff\x84\x01\xff");
    DER(PKEY_USAGE_PERIOD, "\x30\x11\x80\x0f" "20240229120000Z");
    DER(PBEPARAM, "\x30\x06\x04\x01s\x02\x01\x05");
    DER(PBKDF2PARAM, "\x30\x06\x04\x01s\x02\x01\x05");
    DER(RSA_PSS_PARAMS, "\x30\x05\xa2\x03\x02\x01\x14");
    DER(X509_SIG, "\x30\x0a\x30\x05\x06\x03\x2a\x03\x04\x04\x01x");
    DER(X509_ATTRIBUTE, "\x30\x0b\x06\x03\x55\x04\x03\x31\x04\x0c\x02Hi");
    DER(X509_ATTRIBUTE, "\x30\x07\x06\x03\x55\x04\x03\x31\x00");
    DER(X509_EXTENSION, "\x30\x0c\x06\x03\x55\x1d\x13\x01\x01\xff\x04\x02\x30\x00");
    DER(X509_EXTENSIONS, "\x30\x0b\x30\x09\x06\x03\x55\x1d\x13\x04\x02\x30\x00");
    DER(X509_ALGORS, "\x30\x07\x30\x05\x06\x03\x2a\x03\x04");
    DER(X509_VAL, "\x30\x1e\x17\x0d" "240229120000Z\x17\x0d" "250229120000Z");
    DER(X509_NAME_ENTRY, "\x30\x09\x06\x03\x55\x04\x03\x0c\x02Hi");
    DER(X509_PUBKEY, "\x30\x0b\x30\x05\x06\x03\x2a\x03\x04\x03\x02\x00\x05");
    DER(X509_REVOKED, "\x30\x12\x02\x01\x05\x17\x0d" "240229120000Z");
    DER(X509_CERT_AUX, "\x30\x0c\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01");
    DER(ASIdentifiers, "\x30\x13\xa0\x0d\x30\x0b\x02\x01\x01\x30\x06\x02\x01\x03\x02\x01\x05\xa1\x02\x05\x00");
    DER(IPAddressFamily, "\x30\x0a\x04\x02\x00\x01\x30\x04\x03\x02\x00\x0a");
    DER(SXNET, "\x30\x0d\x02\x01\x00\x30\x08\x30\x06\x02\x01\x01\x04\x01x");
    DER(NETSCAPE_SPKAC, "\x30\x10\x30\x0b\x30\x05\x06\x03\x2a\x03\x04\x03\x02\x00\x05\x16\x01x");
    DER(OCSP_CERTID, "\x30\x10\x30\x05\x06\x03\x2a\x03\x04\x04\x01x\x04\x01y\x02\x01\x05");
    DER(OCSP_RESPID, "\xa2\x03\x04\x01x");
    DER(OCSP_CERTSTATUS, "\x80\x00");
    DER(OCSP_CERTSTATUS, "\xa1\x11\x18\x0f" "20240229120000Z");
    DER(PKCS7, "\x30\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01");
    DER(PKCS7, "\x30\x14\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01\xa0\x07\x04\x05hello");
    DER(PKCS7, "\x30\x0a\x06\x03\x2a\x03\x04\xa0\x03\x02\x01\x05");
    DER(PKCS7_ISSUER_AND_SERIAL, "\x30\x05\x30\x00\x02\x01\x05");
}

static void file(char **argv, const char *name, const char *pem, const ASN1_ITEM *item)
{
    BIO *in = BIO_new_file(fixture(argv, name), "r");
    unsigned char *der = NULL;
    const unsigned char *at;
    long len = 0;
    ASN1_VALUE *value;

    if (pem == NULL) {
        size_t size;

        der = read_file(fixture(argv, name), &size);
        len = (long)size;
    } else if (!PEM_bytes_read_bio(&der, &len, NULL, pem, in, NULL, NULL)) {
        printf("cannot read %s\n", name);
        show_errors();
    }
    at = der;
    value = ASN1_item_d2i(NULL, &at, len, item);
    if (value == NULL)
        show_errors();
    else
        with_flags(name, value, item);
    ASN1_item_free(value, item);
    if (pem == NULL)
        free(der);
    else
        OPENSSL_free(der);
    BIO_free(in);
}

int main(int argc, char **argv)
{
    out = BIO_new_fp(stdout, BIO_NOCLOSE);
    setvbuf(stdout, NULL, _IONBF, 0);
    primitives();
    structures();
    file(argv, "server-p256-cert.pem", "CERTIFICATE", ASN1_ITEM_rptr(X509));
    file(argv, "ca-rsa-cert.pem", "CERTIFICATE", ASN1_ITEM_rptr(X509));
    file(argv, "crl.pem", "X509 CRL", ASN1_ITEM_rptr(X509_CRL));
    file(argv, "server-p256.csr", "CERTIFICATE REQUEST", ASN1_ITEM_rptr(X509_REQ));
    file(argv, "full-chain.p7b", "PKCS7", ASN1_ITEM_rptr(PKCS7));
    file(argv, "server-p256-key.pem", "PRIVATE KEY", ASN1_ITEM_rptr(PKCS8_PRIV_KEY_INFO));
    file(argv, "ocsp-request.der", NULL, ASN1_ITEM_rptr(OCSP_REQUEST));
    file(argv, "ocsp-by-ca-rsa.der", NULL, ASN1_ITEM_rptr(OCSP_RESPONSE));
    file(argv, "ca-bundle.p12", NULL, ASN1_ITEM_rptr(PKCS12));
    BIO_free(out);
    return 0;
}
