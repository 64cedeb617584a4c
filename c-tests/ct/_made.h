/* Logs, certificates and the timestamps that the logs give for them. */
#include <openssl/ct.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/sha.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

/* When every timestamp here is made, unless a test says otherwise. */
#define MADE 1600000000000ULL

static inline X509_EXTENSION *raw_extension(int nid, const char *der, int len, int critical)
{
    ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
    X509_EXTENSION *ext;

    ASN1_OCTET_STRING_set(value, (const unsigned char *)der, len);
    ext = X509_EXTENSION_create_by_NID(NULL, nid, critical, value);
    ASN1_OCTET_STRING_free(value);
    return ext;
}

static inline void add_extension(X509 *cert, X509_EXTENSION *ext)
{
    X509_add_ext(cert, ext, -1);
    X509_EXTENSION_free(ext);
}

/* A certificate of `name` by `issuer`, or by itself. */
static inline X509 *made_cert(const char *name, EVP_PKEY *key, X509 *issuer, EVP_PKEY *ca)
{
    X509 *cert = X509_new();
    X509_NAME *subject = X509_get_subject_name(cert);

    X509_set_version(cert, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(cert), 77);
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, (const unsigned char *)name, -1, -1, 0);
    X509_set_issuer_name(cert, issuer != NULL ? X509_get_subject_name(issuer) : subject);
    X509_gmtime_adj(X509_getm_notBefore(cert), -86400);
    X509_gmtime_adj(X509_getm_notAfter(cert), 864000);
    X509_set_pubkey(cert, key);
    if (issuer == NULL) {
        X509V3_CTX ctx;

        X509V3_set_ctx_nodb(&ctx);
        add_extension(cert, X509V3_EXT_conf_nid(NULL, &ctx, NID_basic_constraints, "critical,CA:TRUE"));
    }
    X509_sign(cert, ca, EVP_sha256());
    return cert;
}

static inline void key_hash(EVP_PKEY *key, unsigned char *out)
{
    unsigned char *der = NULL;
    int len = i2d_PUBKEY(key, &der);

    SHA256(der, len, out);
    OPENSSL_free(der);
}

/* Sets the signature of `log` over `body`, which a precertificate's TBS or a
 * certificate is, to `sct`, whose other fields are set. */
static inline void sign_sct(SCT *sct, EVP_PKEY *log, const unsigned char *body, size_t len, EVP_PKEY *issuer)
{
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    unsigned char *signed_bytes = OPENSSL_malloc(len + 1000), *at = signed_bytes, *ext, signature[600];
    size_t ext_len = SCT_get0_extensions(sct, &ext), signature_len = sizeof signature;
    uint64_t when = SCT_get_timestamp(sct);

    *at++ = 0;
    *at++ = 0;
    for (int i = 7; i >= 0; i--)
        *at++ = (unsigned char)(when >> (8 * i));
    *at++ = 0;
    *at++ = issuer != NULL;
    if (issuer != NULL) {
        key_hash(issuer, at);
        at += 32;
    }
    *at++ = (unsigned char)(len >> 16);
    *at++ = (unsigned char)(len >> 8);
    *at++ = (unsigned char)len;
    memcpy(at, body, len);
    at += len;
    *at++ = (unsigned char)(ext_len >> 8);
    *at++ = (unsigned char)ext_len;
    if (ext_len > 0)
        memcpy(at, ext, ext_len);
    at += ext_len;
    if (EVP_DigestSignInit(md, NULL, EVP_sha256(), NULL, log) != 1
        || EVP_DigestSign(md, signature, &signature_len, signed_bytes, at - signed_bytes) != 1)
        printf("no signature\n");
    SCT_set1_signature(sct, signature, signature_len);
    OPENSSL_free(signed_bytes);
    EVP_MD_CTX_free(md);
}

/* A timestamp of `log`, not signed yet. */
static inline SCT *made_sct(EVP_PKEY *log, int entry, uint64_t when, const char *ext)
{
    SCT *sct = SCT_new();
    unsigned char id[32];

    key_hash(log, id);
    SCT_set_version(sct, SCT_VERSION_V1);
    SCT_set_log_entry_type(sct, entry);
    SCT_set1_log_id(sct, id, sizeof id);
    SCT_set_timestamp(sct, when);
    SCT_set_signature_nid(sct, EVP_PKEY_get_base_id(log) == EVP_PKEY_RSA ? NID_sha256WithRSAEncryption
                                                                        : NID_ecdsa_with_SHA256);
    SCT_set1_extensions(sct, (const unsigned char *)ext, strlen(ext));
    return sct;
}

static inline SCT *sct_of_cert(EVP_PKEY *log, X509 *cert, uint64_t when, const char *ext)
{
    SCT *sct = made_sct(log, CT_LOG_ENTRY_TYPE_X509, when, ext);
    unsigned char *der = NULL;
    int len = i2d_X509(cert, &der);

    sign_sct(sct, log, der, len, NULL);
    OPENSSL_free(der);
    return sct;
}

/* One for the certificate as it is before the list of timestamps goes in. */
static inline SCT *sct_of_tbs(EVP_PKEY *log, X509 *cert, EVP_PKEY *issuer, uint64_t when, const char *ext)
{
    SCT *sct = made_sct(log, CT_LOG_ENTRY_TYPE_PRECERT, when, ext);
    unsigned char *der = NULL;
    int len = i2d_re_X509_tbs(cert, &der);

    sign_sct(sct, log, der, len, issuer);
    OPENSSL_free(der);
    return sct;
}

/* Puts a list of the timestamps into the certificate, at `loc`. */
static inline void embed(X509 *cert, STACK_OF(SCT) *list, int loc, EVP_PKEY *ca)
{
    X509_EXTENSION *ext = X509V3_EXT_i2d(NID_ct_precert_scts, 0, list);

    X509_add_ext(cert, ext, loc);
    X509_EXTENSION_free(ext);
    X509_sign(cert, ca, EVP_sha256());
}

/* A key in base64, as lists of logs have it. */
static inline char *base64_key(EVP_PKEY *key)
{
    unsigned char *der = NULL;
    int len = i2d_PUBKEY(key, &der);
    char *text = OPENSSL_malloc(len * 2 + 10);

    EVP_EncodeBlock((unsigned char *)text, der, len);
    OPENSSL_free(der);
    return text;
}
