/* Extensions that are damaged, twice or strange: what the certificate is then good for. */
#include "../common.h"
#include <openssl/asn1.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#define BYTES(text) text, sizeof(text) - 1

static const struct {
    int nid;
    const char *good;
    int len;
} kinds[] = {
    {NID_basic_constraints, BYTES("\x30\x03\x01\x01\xff")},
    {NID_key_usage, BYTES("\x03\x02\x01\x06")},
    {NID_ext_key_usage, BYTES("\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01")},
    {NID_netscape_cert_type, BYTES("\x03\x02\x00\x47")},
    {NID_subject_key_identifier, BYTES("\x04\x02\x01\x02")},
    {NID_authority_key_identifier, BYTES("\x30\x04\x80\x02\x01\x02")},
    {NID_subject_alt_name, BYTES("\x30\x03\x82\x01\x61")},
    {NID_issuer_alt_name, BYTES("\x30\x03\x82\x01\x61")},
    {NID_name_constraints, BYTES("\x30\x07\xa0\x05\x30\x03\x82\x01\x61")},
    {NID_crl_distribution_points, BYTES("\x30\x09\x30\x07\xa0\x05\xa0\x03\x86\x01\x61")},
    {NID_freshest_crl, BYTES("\x30\x09\x30\x07\xa0\x05\xa0\x03\x86\x01\x61")},
    {NID_sbgp_ipAddrBlock, BYTES("\x30\x0b\x30\x09\x04\x02\x00\x01\x30\x03\x03\x01\x00")},
    {NID_sbgp_autonomousSysNum, BYTES("\x30\x07\xa0\x05\x30\x03\x02\x01\x01")},
    {NID_proxyCertInfo, BYTES("\x30\x0c\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x15\x01")},
    {NID_certificate_policies, BYTES("\x30\x05\x30\x03\x06\x01\x2a")},
    {NID_policy_constraints, BYTES("\x30\x03\x80\x01\x00")},
    {NID_policy_mappings, BYTES("\x30\x08\x30\x06\x06\x01\x2a\x06\x01\x2b")},
    {NID_inhibit_any_policy, BYTES("\x02\x01\x00")},
    {NID_id_pkix_OCSP_noCheck, BYTES("\x05\x00")},
    {NID_info_access, BYTES("\x30\x0f\x30\x0d\x06\x08\x2b\x06\x01\x05\x05\x07\x30\x01\x86\x01\x61")},
    {NID_tlsfeature, BYTES("\x30\x03\x02\x01\x05")},
    {NID_netscape_comment, BYTES("\x16\x01\x61")},
};

/* Values that are well formed, or nearly, and yet strange. */
static const struct {
    int nid;
    const char *what, *der;
    int len;
} strange[] = {
    {NID_basic_constraints, "path -1", BYTES("\x30\x06\x01\x01\xff\x02\x01\xff")},
    {NID_basic_constraints, "path 0, no CA", BYTES("\x30\x03\x02\x01\x00")},
    {NID_basic_constraints, "path 1, CA", BYTES("\x30\x06\x01\x01\xff\x02\x01\x01")},
    {NID_basic_constraints, "huge path", BYTES("\x30\x0e\x01\x01\xff\x02\x09\x01\x00\x00\x00\x00\x00\x00\x00\x00")},
    {NID_basic_constraints, "path of 63 bits",
     BYTES("\x30\x0d\x01\x01\xff\x02\x08\x7f\xff\xff\xff\xff\xff\xff\xff")},
    {NID_basic_constraints, "hugely negative", BYTES("\x30\x0e\x01\x01\xff\x02\x09\xff\x00\x00\x00\x00\x00\x00\x00\x00")},
    {NID_basic_constraints, "CA 1", BYTES("\x30\x03\x01\x01\x01")},
    {NID_basic_constraints, "CA 0", BYTES("\x30\x03\x01\x01\x00")},
    {NID_basic_constraints, "CA of no byte", BYTES("\x30\x02\x01\x00")},
    {NID_basic_constraints, "padded path", BYTES("\x30\x07\x01\x01\xff\x02\x02\x00\x01")},
    {NID_basic_constraints, "empty path", BYTES("\x30\x05\x01\x01\xff\x02\x00")},
    {NID_basic_constraints, "indefinite", BYTES("\x30\x80\x01\x01\xff\x00\x00")},
    {NID_basic_constraints, "long length", BYTES("\x30\x81\x03\x01\x01\xff")},
    {NID_basic_constraints, "more fields", BYTES("\x30\x05\x01\x01\xff\x05\x00")},
    {NID_key_usage, "no bits", BYTES("\x03\x01\x00")},
    {NID_key_usage, "nothing", BYTES("\x03\x00")},
    {NID_key_usage, "zero bits", BYTES("\x03\x02\x00\x00")},
    {NID_key_usage, "third byte only", BYTES("\x03\x04\x00\x00\x00\x80")},
    {NID_key_usage, "9 unused", BYTES("\x03\x02\x09\x06")},
    {NID_key_usage, "decipher only", BYTES("\x03\x03\x07\x00\x80")},
    {NID_key_usage, "unused set", BYTES("\x03\x02\x07\x7f")},
    {NID_key_usage, "constructed", BYTES("\x23\x04\x03\x02\x01\x06")},
    {NID_ext_key_usage, "none", BYTES("\x30\x00")},
    {NID_ext_key_usage, "empty OID", BYTES("\x30\x02\x06\x00")},
    {NID_ext_key_usage, "open OID", BYTES("\x30\x03\x06\x01\x80")},
    {NID_ext_key_usage, "number", BYTES("\x30\x03\x02\x01\x01")},
    {NID_netscape_cert_type, "no bits", BYTES("\x03\x01\x00")},
    {NID_netscape_cert_type, "nothing", BYTES("\x03\x00")},
    {NID_subject_key_identifier, "empty", BYTES("\x04\x00")},
    {NID_subject_key_identifier, "constructed", BYTES("\x24\x04\x04\x02\x01\x02")},
    {NID_authority_key_identifier, "empty", BYTES("\x30\x00")},
    {NID_authority_key_identifier, "empty key", BYTES("\x30\x02\x80\x00")},
    {NID_authority_key_identifier, "serial alone", BYTES("\x30\x03\x82\x01\x01")},
    {NID_authority_key_identifier, "empty serial", BYTES("\x30\x02\x82\x00")},
    {NID_authority_key_identifier, "no names", BYTES("\x30\x05\xa1\x00\x82\x01\x01")},
    {NID_subject_alt_name, "empty", BYTES("\x30\x00")},
    {NID_subject_alt_name, "empty DNS", BYTES("\x30\x02\x82\x00")},
    {NID_subject_alt_name, "IP of 3 bytes", BYTES("\x30\x05\x87\x03\x01\x02\x03")},
    {NID_subject_alt_name, "high bit in DNS", BYTES("\x30\x03\x82\x01\xff")},
    {NID_subject_alt_name, "NUL in DNS", BYTES("\x30\x05\x82\x03\x61\x00\x62")},
    {NID_subject_alt_name, "kind 9", BYTES("\x30\x03\x89\x01\x61")},
    {NID_subject_alt_name, "constructed DNS", BYTES("\x30\x05\xa2\x03\x16\x01\x61")},
    {NID_subject_alt_name, "X.400, empty", BYTES("\x30\x02\xa3\x00")},
    {NID_subject_alt_name, "X.400, garbage", BYTES("\x30\x04\xa3\x02\xff\xff")},
    {NID_subject_alt_name, "X.400, primitive", BYTES("\x30\x03\x83\x01\x61")},
    {NID_subject_alt_name, "EDI, empty", BYTES("\x30\x02\xa5\x00")},
    {NID_subject_alt_name, "EDI, garbage", BYTES("\x30\x04\xa5\x02\xff\xff")},
    {NID_subject_alt_name, "EDI, party", BYTES("\x30\x07\xa5\x05\xa1\x03\x0c\x01\x61")},
    {NID_subject_alt_name, "EDI, both", BYTES("\x30\x0c\xa5\x0a\xa0\x03\x0c\x01\x61\xa1\x03\x0c\x01\x61")},
    {NID_subject_alt_name, "EDI, assigner", BYTES("\x30\x07\xa5\x05\xa0\x03\x0c\x01\x61")},
    {NID_subject_alt_name, "EDI, octets", BYTES("\x30\x07\xa5\x05\xa1\x03\x04\x01\x61")},
    {NID_subject_alt_name, "EDI, bad UTF-8", BYTES("\x30\x07\xa5\x05\xa1\x03\x0c\x01\xff")},
    {NID_subject_alt_name, "EDI, odd BMP", BYTES("\x30\x07\xa5\x05\xa1\x03\x1e\x01\x61")},
    {NID_subject_alt_name, "EDI, odd universal", BYTES("\x30\x07\xa5\x05\xa1\x03\x1c\x01\x61")},
    {NID_subject_alt_name, "EDI, IA5", BYTES("\x30\x07\xa5\x05\xa1\x03\x16\x01\x61")},
    {NID_subject_alt_name, "EDI, no text", BYTES("\x30\x06\xa5\x04\xa1\x02\x0c\x00")},
    {NID_subject_alt_name, "directory, empty", BYTES("\x30\x04\xa4\x02\x30\x00")},
    {NID_subject_alt_name, "directory, nothing", BYTES("\x30\x02\xa4\x00")},
    {NID_subject_alt_name, "directory, empty RDN", BYTES("\x30\x06\xa4\x04\x30\x02\x31\x00")},
    {NID_subject_alt_name, "directory, octets",
     BYTES("\x30\x10\xa4\x0e\x30\x0c\x31\x0a\x30\x08\x06\x03\x55\x04\x03\x04\x01\x61")},
    {NID_subject_alt_name, "directory, bad UTF-8",
     BYTES("\x30\x10\xa4\x0e\x30\x0c\x31\x0a\x30\x08\x06\x03\x55\x04\x03\x0c\x01\xff")},
    {NID_subject_alt_name, "directory, good",
     BYTES("\x30\x10\xa4\x0e\x30\x0c\x31\x0a\x30\x08\x06\x03\x55\x04\x03\x0c\x01\x61")},
    {NID_subject_alt_name, "other, cut value", BYTES("\x30\x08\xa0\x06\x06\x01\x2a\xa0\x01\x05")},
    {NID_subject_alt_name, "other, NULL", BYTES("\x30\x09\xa0\x07\x06\x01\x2a\xa0\x02\x05\x00")},
    {NID_subject_alt_name, "other, no value", BYTES("\x30\x05\xa0\x03\x06\x01\x2a")},
    {NID_subject_alt_name, "other, empty value", BYTES("\x30\x07\xa0\x05\x06\x01\x2a\xa0\x00")},
    {NID_subject_alt_name, "other, bad boolean", BYTES("\x30\x0b\xa0\x09\x06\x01\x2a\xa0\x04\x01\x02\x00\x00")},
    {NID_subject_alt_name, "other, cut integer", BYTES("\x30\x09\xa0\x07\x06\x01\x2a\xa0\x02\x02\x01")},
    {NID_subject_alt_name, "other, empty integer", BYTES("\x30\x09\xa0\x07\x06\x01\x2a\xa0\x02\x02\x00")},
    {NID_subject_alt_name, "other, bad OID", BYTES("\x30\x0a\xa0\x08\x06\x01\x2a\xa0\x03\x06\x01\x80")},
    {NID_subject_alt_name, "other, bad bits", BYTES("\x30\x0a\xa0\x08\x06\x01\x2a\xa0\x03\x03\x01\x09")},
    {NID_subject_alt_name, "other, garbage in a sequence", BYTES("\x30\x0a\xa0\x08\x06\x01\x2a\xa0\x03\x30\x01\xff")},
    {NID_subject_alt_name, "other, long NULL", BYTES("\x30\x0a\xa0\x08\x06\x01\x2a\xa0\x03\x05\x01\x00")},
    {NID_subject_alt_name, "other, odd BMP", BYTES("\x30\x0a\xa0\x08\x06\x01\x2a\xa0\x03\x1e\x01\x00")},
    {NID_subject_alt_name, "other, odd universal", BYTES("\x30\x0a\xa0\x08\x06\x01\x2a\xa0\x03\x1c\x01\x00")},
    {NID_subject_alt_name, "registered, empty", BYTES("\x30\x02\x88\x00")},
    {NID_subject_alt_name, "registered, open", BYTES("\x30\x03\x88\x01\x80")},
    {NID_subject_alt_name, "registered, padded", BYTES("\x30\x04\x88\x02\x80\x01")},
    {NID_name_constraints, "empty", BYTES("\x30\x00")},
    {NID_name_constraints, "empty lists", BYTES("\x30\x04\xa0\x00\xa1\x00")},
    {NID_name_constraints, "wrong order", BYTES("\x30\x04\xa1\x00\xa0\x00")},
    {NID_name_constraints, "minimum 1", BYTES("\x30\x0a\xa0\x08\x30\x06\x82\x01\x61\x80\x01\x01")},
    {NID_name_constraints, "maximum", BYTES("\x30\x0a\xa0\x08\x30\x06\x82\x01\x61\x81\x01\x01")},
    {NID_name_constraints, "X.400 garbage", BYTES("\x30\x08\xa0\x06\x30\x04\xa3\x02\xff\xff")},
    {NID_name_constraints, "EDI empty", BYTES("\x30\x06\xa0\x04\x30\x02\xa5\x00")},
    {NID_crl_distribution_points, "empty", BYTES("\x30\x00")},
    {NID_crl_distribution_points, "empty point", BYTES("\x30\x02\x30\x00")},
    {NID_crl_distribution_points, "reasons alone", BYTES("\x30\x06\x30\x04\x81\x02\x01\x06")},
    {NID_crl_distribution_points, "bad reasons", BYTES("\x30\x06\x30\x04\x81\x02\x09\x06")},
    {NID_crl_distribution_points, "issuer alone", BYTES("\x30\x07\x30\x05\xa2\x03\x86\x01\x61")},
    {NID_crl_distribution_points, "empty issuer", BYTES("\x30\x04\x30\x02\xa2\x00")},
    {NID_crl_distribution_points, "name, empty issuer",
     BYTES("\x30\x0b\x30\x09\xa0\x05\xa0\x03\x86\x01\x61\xa2\x00")},
    {NID_crl_distribution_points, "no full name", BYTES("\x30\x06\x30\x04\xa0\x02\xa0\x00")},
    {NID_crl_distribution_points, "a good one, an empty one",
     BYTES("\x30\x0b\x30\x07\xa0\x05\xa0\x03\x86\x01\x61\x30\x00")},
    {NID_crl_distribution_points, "empty name", BYTES("\x30\x04\x30\x02\xa0\x00")},
    {NID_crl_distribution_points, "empty relative", BYTES("\x30\x06\x30\x04\xa0\x02\xa1\x00")},
    {NID_crl_distribution_points, "relative garbage", BYTES("\x30\x08\x30\x06\xa0\x04\xa1\x02\xff\xff")},
    {NID_crl_distribution_points, "relative without value",
     BYTES("\x30\x0d\x30\x0b\xa0\x09\xa1\x07\x30\x05\x06\x03\x55\x04\x03")},
    {NID_crl_distribution_points, "relative",
     BYTES("\x30\x10\x30\x0e\xa0\x0c\xa1\x0a\x30\x08\x06\x03\x55\x04\x03\x0c\x01\x61")},
    {NID_crl_distribution_points, "relative of octets",
     BYTES("\x30\x10\x30\x0e\xa0\x0c\xa1\x0a\x30\x08\x06\x03\x55\x04\x03\x04\x01\x61")},
    {NID_crl_distribution_points, "relative, bad UTF-8",
     BYTES("\x30\x10\x30\x0e\xa0\x0c\xa1\x0a\x30\x08\x06\x03\x55\x04\x03\x0c\x01\xff")},
    {NID_crl_distribution_points, "EDI empty", BYTES("\x30\x08\x30\x06\xa0\x04\xa0\x02\xa5\x00")},
    {NID_freshest_crl, "empty", BYTES("\x30\x00")},
    {NID_sbgp_ipAddrBlock, "empty", BYTES("\x30\x00")},
    {NID_sbgp_ipAddrBlock, "inherit", BYTES("\x30\x08\x30\x06\x04\x02\x00\x01\x05\x00")},
    {NID_sbgp_ipAddrBlock, "inherit, long", BYTES("\x30\x09\x30\x07\x04\x02\x00\x01\x05\x01\x00")},
    {NID_sbgp_ipAddrBlock, "no choice", BYTES("\x30\x06\x30\x04\x04\x02\x00\x01")},
    {NID_sbgp_ipAddrBlock, "no family", BYTES("\x30\x04\x30\x02\x05\x00")},
    {NID_sbgp_ipAddrBlock, "long family", BYTES("\x30\x0a\x30\x08\x04\x04\x00\x01\x01\x01\x05\x00")},
    {NID_sbgp_ipAddrBlock, "empty family", BYTES("\x30\x06\x30\x04\x04\x00\x05\x00")},
    {NID_sbgp_ipAddrBlock, "no addresses", BYTES("\x30\x08\x30\x06\x04\x02\x00\x01\x30\x00")},
    {NID_sbgp_ipAddrBlock, "range", BYTES("\x30\x10\x30\x0e\x04\x02\x00\x01\x30\x08\x30\x06\x03\x01\x00\x03\x01\x00")},
    {NID_sbgp_ipAddrBlock, "half a range", BYTES("\x30\x0d\x30\x0b\x04\x02\x00\x01\x30\x05\x30\x03\x03\x01\x00")},
    {NID_sbgp_ipAddrBlock, "long prefix",
     BYTES("\x30\x10\x30\x0e\x04\x02\x00\x01\x30\x08\x03\x06\x00\x01\x02\x03\x04\x05")},
    {NID_sbgp_ipAddrBlock, "number for a prefix", BYTES("\x30\x0b\x30\x09\x04\x02\x00\x01\x30\x03\x02\x01\x00")},
    {NID_sbgp_ipAddrBlock, "9 unused bits", BYTES("\x30\x0c\x30\x0a\x04\x02\x00\x01\x30\x04\x03\x02\x09\x00")},
    {NID_sbgp_autonomousSysNum, "empty", BYTES("\x30\x00")},
    {NID_sbgp_autonomousSysNum, "inherit", BYTES("\x30\x04\xa0\x02\x05\x00")},
    {NID_sbgp_autonomousSysNum, "both", BYTES("\x30\x08\xa0\x02\x05\x00\xa1\x02\x05\x00")},
    {NID_sbgp_autonomousSysNum, "wrong order", BYTES("\x30\x08\xa1\x02\x05\x00\xa0\x02\x05\x00")},
    {NID_sbgp_autonomousSysNum, "no numbers", BYTES("\x30\x04\xa0\x02\x30\x00")},
    {NID_sbgp_autonomousSysNum, "nothing", BYTES("\x30\x02\xa0\x00")},
    {NID_sbgp_autonomousSysNum, "range", BYTES("\x30\x0c\xa0\x0a\x30\x08\x30\x06\x02\x01\x01\x02\x01\x02")},
    {NID_sbgp_autonomousSysNum, "half a range", BYTES("\x30\x09\xa0\x07\x30\x05\x30\x03\x02\x01\x01")},
    {NID_sbgp_autonomousSysNum, "empty number", BYTES("\x30\x06\xa0\x04\x30\x02\x02\x00")},
    {NID_sbgp_autonomousSysNum, "padded number", BYTES("\x30\x08\xa0\x06\x30\x04\x02\x02\x00\x01")},
    {NID_proxyCertInfo, "path 1", BYTES("\x30\x0f\x02\x01\x01\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x15\x01")},
    {NID_proxyCertInfo, "path -1", BYTES("\x30\x0f\x02\x01\xff\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x15\x01")},
    {NID_proxyCertInfo, "no policy", BYTES("\x30\x03\x02\x01\x01")},
};

static X509 *base;

static X509 *without(int nid)
{
    X509 *x = X509_dup(base);
    int at;

    while ((at = X509_get_ext_by_NID(x, nid, -1)) >= 0)
        X509_EXTENSION_free(X509_delete_ext(x, at));
    return x;
}

static void add(X509 *x, int nid, int critical, const char *der, int len)
{
    ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
    X509_EXTENSION *extension;

    ASN1_OCTET_STRING_set(value, (const unsigned char *)der, len);
    extension = X509_EXTENSION_create_by_NID(NULL, nid, critical, value);
    if (!X509_add_ext(x, extension, -1))
        printf("not added\n");
    X509_EXTENSION_free(extension);
    ASN1_OCTET_STRING_free(value);
}

/* As it comes out of its encoding, so that nothing is cached; frees it. */
/* What a verification makes of it, trusted as it is. */
static void verify(X509 *x)
{
    static const unsigned long flags[] = {0, X509_V_FLAG_X509_STRICT, X509_V_FLAG_POLICY_CHECK, X509_V_FLAG_CRL_CHECK,
                                          X509_V_FLAG_ALLOW_PROXY_CERTS | X509_V_FLAG_IGNORE_CRITICAL};

    printf("  verify:");
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        X509_STORE *store = X509_STORE_new();
        X509_STORE_CTX *ctx = X509_STORE_CTX_new();

        X509_STORE_add_cert(store, x);
        X509_STORE_CTX_init(ctx, store, x, NULL);
        X509_STORE_CTX_set_flags(ctx, flags[i] | X509_V_FLAG_NO_CHECK_TIME | X509_V_FLAG_PARTIAL_CHAIN);
        printf(" %d", X509_verify_cert(ctx));
        printf("/%d@%d", X509_STORE_CTX_get_error(ctx), X509_STORE_CTX_get_error_depth(ctx));
        X509_STORE_CTX_free(ctx);
        X509_STORE_free(store);
        ERR_clear_error();
    }
    printf("\n");
}

static void show(const char *what, X509 *made, EVP_PKEY *key)
{
    unsigned char *der = NULL;
    const unsigned char *at;
    X509 *x;
    int len;

    X509_sign(made, key, EVP_sha256());
    len = i2d_X509(made, &der);
    at = der;
    x = d2i_X509(NULL, &at, len);
    X509_free(made);
    OPENSSL_free(der);
    if (x == NULL) {
        printf(" %s: not parsed\n", what);
        ERR_clear_error();
        return;
    }
    printf(" %s:", what);
    for (int purpose = -1; purpose <= 10; purpose++)
        printf(" %d/%d", X509_check_purpose(x, purpose, 0), X509_check_purpose(x, purpose, 1));
    ERR_clear_error();
    printf("; flags %x ca %d", X509_get_extension_flags(x), X509_check_ca(x));
    printf(" usage %x %x path %ld", X509_get_key_usage(x), X509_get_extended_key_usage(x), X509_get_pathlen(x));
    printf(" ids %d %d", X509_get0_subject_key_id(x) != NULL, X509_get0_authority_key_id(x) != NULL);
    printf(" own %d issued %d\n", X509_self_signed(x, 0), X509_check_issued(x, x));
    ERR_clear_error();
    /* Resources of RFC 3779 are refused whatever they are: see differences.tsv. */
    if (X509_get_ext_by_NID(x, NID_sbgp_ipAddrBlock, -1) < 0 && X509_get_ext_by_NID(x, NID_sbgp_autonomousSysNum, -1) < 0)
        verify(x);
    X509_free(x);
}

int main(int argc, char **argv)
{
    FILE *file = fopen(fixture(argv, "ca-rsa-cert.pem"), "r");
    EVP_PKEY *key = EVP_EC_gen("P-256");

    (void)argc;
    base = PEM_read_X509(file, NULL, NULL, NULL);
    fclose(file);
    X509_set_pubkey(base, key);
    show("base", X509_dup(base), key);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        int nid = kinds[i].nid, len = kinds[i].len;
        char value[64];
        X509 *x;

        printf("%s\n", OBJ_nid2sn(nid));
        for (int critical = 0; critical <= 1; critical++) {
            x = without(nid);
            add(x, nid, critical, kinds[i].good, len);
            show(critical ? "good, critical" : "good", x, key);
            x = without(nid);
            add(x, nid, critical, BYTES("\xff\xff\xff"));
            show(critical ? "garbage, critical" : "garbage", x, key);
        }
        x = without(nid);
        add(x, nid, 0, kinds[i].good, len);
        add(x, nid, 0, kinds[i].good, len);
        show("twice", x, key);
        x = without(nid);
        add(x, nid, 0, kinds[i].good, len);
        add(x, nid, 0, BYTES("\xff\xff\xff"));
        show("good and garbage", x, key);
        x = without(nid);
        add(x, nid, 0, "", 0);
        show("no value", x, key);
        x = without(nid);
        add(x, nid, 0, kinds[i].good, len - 1);
        show("cut", x, key);
        memcpy(value, kinds[i].good, (size_t)len);
        memcpy(value + len, "\x05\x00", 2);
        x = without(nid);
        add(x, nid, 0, value, len + 2);
        show("more behind", x, key);
        value[0] = 0x13;
        x = without(nid);
        add(x, nid, 0, value, len);
        show("another type", x, key);
        for (size_t j = 0; j < sizeof strange / sizeof *strange; j++)
            if (strange[j].nid == nid) {
                x = without(nid);
                add(x, nid, 0, strange[j].der, strange[j].len);
                show(strange[j].what, x, key);
            }
    }
    X509_free(base);
    EVP_PKEY_free(key);
    return 0;
}
