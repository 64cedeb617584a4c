/* Requests, revoked entries and their extensions; certificates, requests and CRLs through BIO and FILE. */
#define _GNU_SOURCE
#include "../common.h"
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

static EVP_PKEY *read_key(char **argv, const char *name)
{
    BIO *in = BIO_new_file(fixture(argv, name), "r");
    EVP_PKEY *key = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);

    BIO_free(in);
    return key;
}

static X509_EXTENSION *make_extension(int nid)
{
    static const unsigned char ca[] = "\x30\x0f\x06\x03\x55\x1d\x13\x01\x01\xff\x04\x05\x30\x03\x01\x01\xff";
    static const unsigned char usage[] = "\x30\x0b\x06\x03\x55\x1d\x0f\x04\x04\x03\x02\x07\x80";
    const unsigned char *p = nid == NID_key_usage ? usage : ca;

    return d2i_X509_EXTENSION(NULL, &p, 2 + p[1]);
}

static X509_REQ *make_request(EVP_PKEY *key)
{
    X509_REQ *request = X509_REQ_new_ex(NULL, NULL);
    X509_NAME *name = X509_REQ_get_subject_name(request);
    STACK_OF(X509_EXTENSION) *list = sk_X509_EXTENSION_new_null();

    X509_REQ_set_version(request, 0);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"requester", -1, -1, 0);
    SHOW_INT(X509_REQ_set_pubkey(request, key));
    sk_X509_EXTENSION_insert(list, make_extension(NID_basic_constraints), -1);
    sk_X509_EXTENSION_insert(list, make_extension(NID_key_usage), -1);
    SHOW_INT(X509_REQ_add_extensions_nid(request, list, NID_ms_ext_req));
    sk_X509_EXTENSION_pop_free(list, X509_EXTENSION_free);
    return request;
}

static void show_attributes(X509_REQ *request)
{
    for (int i = 0; i < X509_REQ_get_attr_count(request); i++) {
        X509_ATTRIBUTE *attr = X509_REQ_get_attr(request, i);

        printf("  attribute %d: %s of %d\n", i, OBJ_nid2sn(OBJ_obj2nid(X509_ATTRIBUTE_get0_object(attr))),
               X509_ATTRIBUTE_count(attr));
    }
}

static void test_request(EVP_PKEY *key, EVP_PKEY *other_key)
{
    X509_REQ *request = make_request(key), *copy;
    ASN1_OBJECT *object = OBJ_nid2obj(NID_pkcs9_challengePassword);
    X509_ATTRIBUTE *attr;
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    EVP_PKEY_CTX *pctx = NULL;
    const ASN1_BIT_STRING *sig;
    const X509_ALGOR *alg;
    unsigned char md[EVP_MAX_MD_SIZE], *der = NULL, *tbs = NULL;
    const unsigned char *p;
    unsigned int md_len = 0;
    BIO *mem, *out = BIO_new_fp(stdout, BIO_NOCLOSE);
    FILE *file;
    int len, tbs_len;

    SHOW_INT(X509_REQ_extension_nid(NID_ext_req));
    SHOW_INT(X509_REQ_extension_nid(NID_ms_ext_req));
    SHOW_INT(X509_REQ_extension_nid(NID_commonName));
    SHOW_INT(X509_REQ_add1_attr_by_OBJ(request, object, MBSTRING_ASC, (const unsigned char *)"pass", 4));
    SHOW_INT(X509_REQ_add1_attr_by_txt(request, "unstructuredName", MBSTRING_ASC, (const unsigned char *)"name", -1));
    SHOW_INT(X509_REQ_add1_attr_by_txt(request, "no such name", MBSTRING_ASC, (const unsigned char *)"name", -1));
    show_error_codes();
    attr = X509_ATTRIBUTE_create(NID_friendlyName, V_ASN1_UTF8STRING, ASN1_STRING_new());
    SHOW_INT(attr != NULL && X509_REQ_add1_attr(request, attr));
    X509_ATTRIBUTE_free(attr);
    show_attributes(request);
    SHOW_INT(X509_REQ_get_attr_by_OBJ(request, object, -1));
    SHOW_INT(X509_REQ_get_attr_by_OBJ(request, object, 1));
    SHOW_INT(X509_REQ_get_attr_by_OBJ(request, OBJ_nid2obj(NID_commonName), -1));
    attr = X509_REQ_delete_attr(request, 3);
    SHOW_NULL(attr);
    X509_ATTRIBUTE_free(attr);
    SHOW_NULL(X509_REQ_delete_attr(request, 9));
    SHOW_NULL(X509_REQ_delete_attr(request, -1));
    show_attributes(request);
    SHOW_INT(EVP_PKEY_eq(X509_REQ_get0_pubkey(request), key));
    EVP_DigestSignInit(ctx, &pctx, EVP_sha256(), NULL, key);
    SHOW_INT(X509_REQ_sign_ctx(request, ctx) > 0);
    EVP_MD_CTX_free(ctx);
    SHOW_INT(X509_REQ_verify(request, key));
    SHOW_INT(X509_REQ_verify(request, other_key));
    ERR_clear_error();
    X509_REQ_get0_signature(request, &sig, &alg);
    printf("signature %d by %s\n", sig->length > 60, OBJ_nid2sn(OBJ_obj2nid(alg->algorithm)));
    X509_REQ_get0_signature(request, NULL, NULL);

    len = i2d_X509_REQ(request, &der);
    copy = X509_REQ_dup(request);
    printf("copy %d\n", copy != NULL && copy != request && X509_REQ_verify(copy, key));
    SHOW_INT(X509_REQ_digest(request, EVP_sha256(), md, &md_len));
    printf("digest %u\n", md_len);
    {
        unsigned char md2[EVP_MAX_MD_SIZE];
        unsigned int len2;

        EVP_Digest(der, len, md2, &len2, EVP_sha256(), NULL);
        printf("same digest %d\n", len2 == md_len && memcmp(md, md2, len2) == 0);
    }
    p = der;
    X509_REQ_free(copy);
    copy = (X509_REQ *)ASN1_item_d2i(NULL, &p, len, ASN1_ITEM_rptr(X509_REQ));
    printf("item %d used %d\n", copy != NULL && X509_REQ_verify(copy, key), len == (int)(p - der));
    tbs_len = i2d_re_X509_REQ_tbs(copy, &tbs);
    printf("to be signed %d\n", tbs_len > 0 && memcmp(tbs, der + 4, 4) == 0 && memmem(der, len, tbs, tbs_len) != NULL);
    OPENSSL_free(tbs);
    tbs = NULL;
    X509_NAME_add_entry_by_txt(X509_REQ_get_subject_name(copy), "O", MBSTRING_ASC, (const unsigned char *)"x", -1, -1, 0);
    printf("changed %d\n", i2d_re_X509_REQ_tbs(copy, &tbs) - tbs_len);
    OPENSSL_free(tbs);
    SHOW_INT(X509_REQ_verify(copy, key));
    ERR_clear_error();
    X509_REQ_free(copy);

    if (EVP_PKEY_id(key) == EVP_PKEY_RSA) {
        SHOW_INT(X509_REQ_sign(request, key, EVP_sha256()) > 0); /* the same signature each time */
        SHOW_INT(X509_REQ_print(out, request));
        BIO_flush(out);
        fflush(stdout);
        SHOW_INT(X509_REQ_print_fp(stdout, request));
    }
    BIO_free(out);
    mem = BIO_new(BIO_s_mem());
    printf("bio %d", i2d_X509_REQ_bio(mem, request));
    copy = d2i_X509_REQ_bio(mem, NULL);
    printf(" %d\n", copy != NULL && X509_REQ_verify(copy, key));
    X509_REQ_free(copy);
    SHOW_NULL(d2i_X509_REQ_bio(mem, NULL));
    BIO_free(mem);
    file = tmpfile();
    printf("file %d", i2d_X509_REQ_fp(file, request));
    rewind(file);
    copy = d2i_X509_REQ_fp(file, NULL);
    printf(" %d\n", copy != NULL && X509_REQ_verify(copy, key));
    X509_REQ_free(copy);
    SHOW_NULL(d2i_X509_REQ_fp(file, NULL));
    fclose(file);
    ERR_clear_error();
    OPENSSL_free(der);
    X509_REQ_free(request);
}

static void test_revoked(void)
{
    X509_REVOKED *revoked = X509_REVOKED_new(), *copy;
    X509_EXTENSION *extension;
    ASN1_INTEGER *serial = ASN1_INTEGER_new();
    ASN1_TIME *when = ASN1_TIME_set(NULL, 1700000000);
    ASN1_ENUMERATED *reason = ASN1_ENUMERATED_new(), *got;
    int critical = 7, index = -1;

    ASN1_INTEGER_set(serial, 1234);
    ASN1_ENUMERATED_set(reason, 4);
    X509_REVOKED_set_serialNumber(revoked, serial);
    X509_REVOKED_set_revocationDate(revoked, when);
    SHOW_INT(X509_REVOKED_get_ext_count(revoked));
    SHOW_NULL(X509_REVOKED_get0_extensions(revoked));
    SHOW_INT(X509_REVOKED_add1_ext_i2d(revoked, NID_crl_reason, reason, 0, 0));
    extension = make_extension(NID_basic_constraints);
    SHOW_INT(X509_REVOKED_add_ext(revoked, extension, -1));
    X509_EXTENSION_free(extension);
    SHOW_INT(X509_REVOKED_get_ext_count(revoked));
    SHOW_INT(sk_X509_EXTENSION_num(X509_REVOKED_get0_extensions(revoked)));
    SHOW_INT(X509_REVOKED_get_ext_by_NID(revoked, NID_crl_reason, -1));
    SHOW_INT(X509_REVOKED_get_ext_by_NID(revoked, NID_crl_reason, 0));
    SHOW_INT(X509_REVOKED_get_ext_by_NID(revoked, 99999, -1));
    SHOW_INT(X509_REVOKED_get_ext_by_OBJ(revoked, OBJ_nid2obj(NID_crl_reason), -1));
    SHOW_INT(X509_REVOKED_get_ext_by_OBJ(revoked, OBJ_nid2obj(NID_commonName), -1));
    SHOW_INT(X509_REVOKED_get_ext_by_critical(revoked, 1, -1));
    SHOW_INT(X509_REVOKED_get_ext_by_critical(revoked, 0, -1));
    SHOW_NULL(X509_REVOKED_get_ext(revoked, 0));
    SHOW_NULL(X509_REVOKED_get_ext(revoked, 2));
    SHOW_NULL(X509_REVOKED_get_ext(revoked, -1));
    got = X509_REVOKED_get_ext_d2i(revoked, NID_crl_reason, &critical, &index);
    printf("reason %ld critical %d index %d\n", got ? ASN1_ENUMERATED_get(got) : -1L, critical, index);
    ASN1_ENUMERATED_free(got);
    SHOW_NULL(X509_REVOKED_get_ext_d2i(revoked, NID_key_usage, &critical, NULL));
    printf("critical %d\n", critical);
    copy = X509_REVOKED_dup(revoked);
    printf("copy %ld with %d\n", ASN1_INTEGER_get(X509_REVOKED_get0_serialNumber(copy)), X509_REVOKED_get_ext_count(copy));
    X509_EXTENSION_free(X509_REVOKED_delete_ext(copy, 0));
    SHOW_NULL(X509_REVOKED_delete_ext(copy, 5));
    printf("left %d of %d\n", X509_REVOKED_get_ext_count(copy), X509_REVOKED_get_ext_count(revoked));
    X509_REVOKED_free(copy);
    X509_REVOKED_free(revoked);
    X509_REVOKED_free(NULL);
    ASN1_INTEGER_free(serial);
    ASN1_TIME_free(when);
    ASN1_ENUMERATED_free(reason);
}

static void test_extension_stack(void)
{
    STACK_OF(X509_EXTENSION) *list = sk_X509_EXTENSION_new_null();
    X509_EXTENSION *extension;

    SHOW_INT(X509v3_get_ext_count(NULL));
    SHOW_NULL(X509v3_get_ext(NULL, 0));
    SHOW_NULL(X509v3_delete_ext(NULL, 0));
    SHOW_INT(X509v3_get_ext_by_NID(NULL, NID_key_usage, -1));
    sk_X509_EXTENSION_insert(list, make_extension(NID_basic_constraints), -1);
    sk_X509_EXTENSION_insert(list, make_extension(NID_key_usage), 0);
    SHOW_INT(X509v3_get_ext_count(list));
    SHOW_INT(X509v3_get_ext_by_NID(list, NID_key_usage, -1));
    SHOW_INT(X509v3_get_ext_by_NID(list, NID_key_usage, -5));
    SHOW_INT(X509v3_get_ext_by_NID(list, NID_basic_constraints, 0));
    SHOW_INT(X509v3_get_ext_by_NID(list, NID_basic_constraints, 1));
    SHOW_INT(X509v3_get_ext_by_NID(list, 99999, -1));
    SHOW_INT(X509v3_get_ext_by_OBJ(list, OBJ_nid2obj(NID_basic_constraints), -1));
    SHOW_INT(X509v3_get_ext_by_critical(list, 1, -1));
    SHOW_INT(X509v3_get_ext_by_critical(list, 1, 1));
    SHOW_INT(X509v3_get_ext_by_critical(list, 0, -1));
    SHOW_INT(OBJ_obj2nid(X509_EXTENSION_get_object(X509v3_get_ext(list, 0))));
    SHOW_NULL(X509v3_get_ext(list, 2));
    SHOW_NULL(X509v3_delete_ext(list, 2));
    extension = X509v3_delete_ext(list, 0);
    SHOW_INT(OBJ_obj2nid(X509_EXTENSION_get_object(extension)));
    X509_EXTENSION_free(extension);
    SHOW_INT(X509v3_get_ext_count(list));
    sk_X509_EXTENSION_pop_free(list, X509_EXTENSION_free);
    ERR_clear_error();
}

static void test_pubkey(EVP_PKEY *key, EVP_PKEY *other)
{
    X509_PUBKEY *pub = NULL;
    X509_SIG *sig = X509_SIG_new();
    const X509_ALGOR *alg0;
    const ASN1_OCTET_STRING *digest0;
    X509_ALGOR *alg;
    ASN1_OCTET_STRING *digest;
    unsigned char *bytes = OPENSSL_memdup("\1\2\3", 3), *der = NULL;
    const unsigned char *pk;
    ASN1_OBJECT *object;
    int len, pk_len;

    SHOW_INT(X509_PUBKEY_set(&pub, key));
    SHOW_INT(EVP_PKEY_eq(X509_PUBKEY_get0(pub), key));
    SHOW_INT(X509_PUBKEY_set(&pub, other));
    SHOW_INT(EVP_PKEY_eq(X509_PUBKEY_get0(pub), other));
    SHOW_INT(X509_PUBKEY_set(NULL, key));
    SHOW_INT(X509_PUBKEY_set0_param(pub, OBJ_nid2obj(NID_rsaEncryption), V_ASN1_NULL, NULL, bytes, 3));
    X509_PUBKEY_get0_param(&object, &pk, &pk_len, NULL, pub);
    printf("set to %s and %d bytes\n", OBJ_nid2sn(OBJ_obj2nid(object)), pk_len);
    len = i2d_X509_PUBKEY(pub, &der);
    show_hex("der", der, len);
    OPENSSL_free(der);
    X509_PUBKEY_free(pub);
    ERR_clear_error();

    X509_SIG_getm(sig, &alg, &digest);
    X509_ALGOR_set0(alg, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, NULL);
    ASN1_OCTET_STRING_set(digest, (const unsigned char *)"digest", 6);
    X509_SIG_get0(sig, &alg0, &digest0);
    printf("same %d %d\n", alg == alg0, digest == digest0);
    X509_SIG_get0(sig, NULL, &digest0);
    X509_SIG_getm(sig, &alg, NULL);
    der = NULL;
    len = i2d_X509_SIG(sig, &der);
    show_hex("der", der, len);
    OPENSSL_free(der);
    X509_SIG_free(sig);
    X509_SIG_free(NULL);
}

static void test_files(char **argv)
{
    BIO *in = BIO_new_file(fixture(argv, "crl.pem"), "r"), *mem = BIO_new(BIO_s_mem());
    X509_CRL *crl = PEM_read_bio_X509_CRL(in, NULL, NULL, NULL), *crl2;
    X509 *cert, *cert2;
    FILE *file = tmpfile();
    unsigned char *tbs = NULL, *der = NULL;
    int len, tbs_len;

    BIO_free(in);
    in = BIO_new_file(fixture(argv, "server-rsa-cert.pem"), "r");
    cert = PEM_read_bio_X509(in, NULL, NULL, NULL);
    BIO_free(in);
    printf("crl bio %d", i2d_X509_CRL_bio(mem, crl));
    crl2 = d2i_X509_CRL_bio(mem, NULL);
    printf(" %d\n", crl2 != NULL && X509_CRL_cmp(crl, crl2) == 0);
    X509_CRL_free(crl2);
    SHOW_NULL(d2i_X509_CRL_bio(mem, NULL));
    printf("crl file %d", i2d_X509_CRL_fp(file, crl));
    rewind(file);
    crl2 = d2i_X509_CRL_fp(file, NULL);
    printf(" %d\n", crl2 != NULL && X509_CRL_cmp(crl, crl2) == 0);
    X509_CRL_free(crl2);
    SHOW_NULL(d2i_X509_CRL_fp(file, NULL));
    fclose(file);
    file = tmpfile();
    printf("certificate file %d", i2d_X509_fp(file, cert));
    rewind(file);
    cert2 = d2i_X509_fp(file, NULL);
    printf(" %d\n", cert2 != NULL && X509_cmp(cert, cert2) == 0);
    X509_free(cert2);
    SHOW_NULL(d2i_X509_fp(file, NULL));
    fclose(file);
    BIO_free(mem);
    ERR_clear_error();

    len = i2d_X509(cert, &der);
    tbs_len = i2d_re_X509_tbs(cert, &tbs);
    printf("tbs %d\n", tbs_len > 0 && tbs_len < len && memcmp(der + 4, tbs, tbs_len) == 0);
    OPENSSL_free(tbs);
    tbs = NULL;
    X509_set_version(cert, 0);
    printf("changed %d\n", i2d_re_X509_tbs(cert, &tbs) - tbs_len);
    OPENSSL_free(tbs);
    OPENSSL_free(der);
    der = tbs = NULL;
    len = i2d_X509_CRL(crl, &der);
    tbs_len = i2d_re_X509_CRL_tbs(crl, &tbs);
    printf("tbs %d\n", tbs_len > 0 && tbs_len < len && memcmp(der + 4, tbs, tbs_len) == 0);
    OPENSSL_free(tbs);
    OPENSSL_free(der);
    X509_CRL_free(crl);
    X509_free(cert);
}

int main(int argc, char **argv)
{
    EVP_PKEY *rsa = read_key(argv, "server-rsa-key.pem"), *ec = read_key(argv, "server-p256-key.pem");

    test_request(rsa, ec);
    test_request(ec, rsa);
    test_revoked();
    test_extension_stack();
    test_pubkey(rsa, ec);
    test_files(argv);
    EVP_PKEY_free(rsa);
    EVP_PKEY_free(ec);
    return 0;
}
