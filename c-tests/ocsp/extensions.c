/* OCSP: making requests and answers, and the extensions of each part. */
#include "../common.h"
#include <openssl/asn1t.h>
#include <openssl/evp.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

static X509 *read_cert(const char *path)
{
    BIO *in = BIO_new_file(path, "r");
    X509 *cert = PEM_read_bio_X509(in, NULL, NULL, NULL);

    BIO_free(in);
    return cert;
}

/* Every function on the extensions of type T. */
#define EXTENSIONS(T) \
    static void extensions_##T(void) \
    { \
        T *value = T##_new(); \
        ASN1_OCTET_STRING *data = ASN1_OCTET_STRING_new(), *got; \
        X509_EXTENSION *extension; \
        int critical = 7, at = -1; \
        printf("-- %s\n", #T); \
        ASN1_OCTET_STRING_set(data, (const unsigned char *)"nonce", 5); \
        SHOW_INT(T##_get_ext_count(value)); \
        SHOW_NULL(T##_get_ext(value, 0)); \
        SHOW_INT(T##_add1_ext_i2d(value, NID_subject_key_identifier, data, 0, X509V3_ADD_DEFAULT)); \
        SHOW_INT(T##_add1_ext_i2d(value, NID_subject_key_identifier, data, 0, X509V3_ADD_DEFAULT)); \
        show_error_codes(); \
        extension = X509_EXTENSION_create_by_NID(NULL, NID_id_pkix_OCSP_noCheck, 1, data); \
        SHOW_INT(T##_add_ext(value, extension, -1)); \
        SHOW_INT(T##_add_ext(value, extension, 0)); \
        X509_EXTENSION_free(extension); \
        SHOW_INT(T##_get_ext_count(value)); \
        SHOW_INT(T##_get_ext_by_NID(value, NID_subject_key_identifier, -1)); \
        SHOW_INT(T##_get_ext_by_NID(value, NID_sha1, -1)); \
        SHOW_INT(T##_get_ext_by_OBJ(value, OBJ_nid2obj(NID_id_pkix_OCSP_noCheck), 0)); \
        SHOW_INT(T##_get_ext_by_critical(value, 1, -1)); \
        SHOW_INT(T##_get_ext_by_critical(value, 0, 1)); \
        got = T##_get1_ext_d2i(value, NID_subject_key_identifier, &critical, &at); \
        SHOW_INT(got != NULL && ASN1_OCTET_STRING_cmp(got, data) == 0); \
        SHOW_INT(critical); \
        SHOW_INT(at); \
        ASN1_OCTET_STRING_free(got); \
        SHOW_NULL(T##_get1_ext_d2i(value, NID_key_usage, &critical, NULL)); \
        SHOW_INT(critical); \
        extension = T##_delete_ext(value, 0); \
        SHOW_INT(OBJ_obj2nid(X509_EXTENSION_get_object(extension))); \
        X509_EXTENSION_free(extension); \
        SHOW_NULL(T##_delete_ext(value, 9)); \
        SHOW_INT(T##_get_ext_count(value)); \
        ASN1_OCTET_STRING_free(data); \
        T##_free(value); \
        show_error_codes(); \
    }

EXTENSIONS(OCSP_REQUEST)
EXTENSIONS(OCSP_ONEREQ)
EXTENSIONS(OCSP_BASICRESP)
EXTENSIONS(OCSP_SINGLERESP)

static void round_trip(const char *label, const void *value, const ASN1_ITEM *item, int show)
{
    unsigned char *der = NULL;
    int len = ASN1_item_i2d((const ASN1_VALUE *)value, &der, item);
    const unsigned char *at = der;
    ASN1_VALUE *back;

    printf("%s: %d bytes\n", label, len);
    if (len > 0) {
        if (show)
            show_hex("  der", der, (size_t)len);
        back = ASN1_item_d2i(NULL, &at, len, item);
        printf("  decoded %d\n", back != NULL);
        ASN1_item_free(back, item);
        at = der;
        back = ASN1_item_d2i(NULL, &at, len - 1, item);
        printf("  truncated gives %d\n", back != NULL);
        ASN1_item_free(back, item);
    }
    ERR_clear_error();
    OPENSSL_free(der);
}

static void nonces(OCSP_REQUEST *request, OCSP_BASICRESP *basic)
{
    unsigned char one[8] = {1, 2, 3, 4, 5, 6, 7, 8}, two[8] = {9};

    SHOW_INT(OCSP_check_nonce(request, basic));
    SHOW_INT(OCSP_copy_nonce(basic, request));
    SHOW_INT(OCSP_request_add1_nonce(request, one, 8));
    SHOW_INT(OCSP_check_nonce(request, basic));
    SHOW_INT(OCSP_basic_add1_nonce(basic, two, 8));
    SHOW_INT(OCSP_check_nonce(request, basic));
    SHOW_INT(OCSP_basic_add1_nonce(basic, one, 8));
    SHOW_INT(OCSP_check_nonce(request, basic));
    X509_EXTENSION_free(OCSP_BASICRESP_delete_ext(basic, 0));
    SHOW_INT(OCSP_copy_nonce(basic, request));
    SHOW_INT(OCSP_check_nonce(request, basic));
    SHOW_INT(OCSP_BASICRESP_get_ext_count(basic));
    round_trip("OCSP_REQUEST", request, ASN1_ITEM_rptr(OCSP_REQUEST), 1);
    SHOW_INT(OCSP_request_is_signed(request));
    show_error_codes();
}

static void responder(X509 *ca, X509 *other)
{
    OCSP_RESPID *id = OCSP_RESPID_new();

    SHOW_INT(OCSP_RESPID_set_by_name(id, ca));
    SHOW_INT(OCSP_RESPID_match(id, ca));
    SHOW_INT(OCSP_RESPID_match(id, other));
    round_trip("OCSP_RESPID", id, ASN1_ITEM_rptr(OCSP_RESPID), 1);
    OCSP_RESPID_free(id);
    id = OCSP_RESPID_new();
    SHOW_INT(OCSP_RESPID_set_by_key(id, ca));
    SHOW_INT(OCSP_RESPID_match(id, ca));
    SHOW_INT(OCSP_RESPID_match(id, other));
    round_trip("OCSP_RESPID", id, ASN1_ITEM_rptr(OCSP_RESPID), 1);
    OCSP_RESPID_free(id);
    show_error_codes();
}

static void answer(OCSP_REQUEST *request, OCSP_CERTID *id, X509 *ca, EVP_PKEY *key, X509 *server)
{
    OCSP_BASICRESP *basic = OCSP_BASICRESP_new();
    OCSP_RESPONSE *response;
    OCSP_SINGLERESP *single;
    ASN1_TIME *now = ASN1_TIME_set(NULL, 1700000000), *later = ASN1_TIME_set(NULL, 1700003600);
    const ASN1_OCTET_STRING *by_key;
    const X509_NAME *by_name;
    const ASN1_OBJECT *object;
    ASN1_OCTET_STRING *key1 = NULL;
    X509_NAME *name1 = NULL;

    SHOW_NULL(OCSP_basic_add1_status(basic, id, V_OCSP_CERTSTATUS_REVOKED, 0, NULL, now, later));
    show_error_codes();
    SHOW_NULL(OCSP_basic_add1_status(basic, id, V_OCSP_CERTSTATUS_REVOKED, 1, now, now, later));
    single = OCSP_basic_add1_status(basic, id, V_OCSP_CERTSTATUS_GOOD, 0, NULL, now, later);
    SHOW_INT(OCSP_id_cmp(OCSP_SINGLERESP_get0_id(single), id));
    round_trip("OCSP_SINGLERESP", single, ASN1_ITEM_rptr(OCSP_SINGLERESP), 1);
    SHOW_INT(OCSP_resp_count(basic));
    nonces(request, basic);
    SHOW_INT(OCSP_basic_add1_cert(basic, server));
    SHOW_INT(OCSP_basic_sign(basic, server, key, EVP_sha256(), NULL, 0));
    SHOW_INT(ERR_GET_REASON(ERR_peek_last_error()));
    ERR_clear_error();
    SHOW_INT(OCSP_basic_sign(basic, ca, key, EVP_sha256(), NULL, OCSP_NOTIME));
    SHOW_INT(sk_X509_num(OCSP_resp_get0_certs(basic)));
    SHOW_INT(OCSP_resp_get0_id(basic, &by_key, &by_name));
    SHOW_NULL(by_key);
    SHOW_INT(X509_NAME_cmp(by_name, X509_get_subject_name(ca)));
    SHOW_INT(OCSP_resp_get1_id(basic, &key1, &name1));
    SHOW_NULL(key1);
    SHOW_INT(X509_NAME_cmp(name1, by_name));
    X509_NAME_free(name1);
    SHOW_NULL(OCSP_resp_get0_respdata(basic));
    SHOW_INT(OCSP_resp_get0_signature(basic)->length);
    X509_ALGOR_get0(&object, NULL, NULL, OCSP_resp_get0_tbs_sigalg(basic));
    SHOW_INT(OBJ_obj2nid(object));
    round_trip("OCSP_BASICRESP", basic, ASN1_ITEM_rptr(OCSP_BASICRESP), 0);
    response = OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic);
    SHOW_INT(OCSP_response_status(response));
    round_trip("OCSP_RESPONSE", response, ASN1_ITEM_rptr(OCSP_RESPONSE), 0);
    OCSP_RESPONSE_free(response);
    response = OCSP_response_create(OCSP_RESPONSE_STATUS_TRYLATER, NULL);
    round_trip("OCSP_RESPONSE, try later", response, ASN1_ITEM_rptr(OCSP_RESPONSE), 1);
    SHOW_NULL(OCSP_response_get1_basic(response));
    show_error_codes();
    OCSP_RESPONSE_free(response);
    OCSP_RESPONSE_free(OCSP_RESPONSE_new());
    OCSP_BASICRESP_free(basic);
    ASN1_TIME_free(now);
    ASN1_TIME_free(later);
}

int main(int argc, char **argv)
{
    X509 *ca = read_cert(fixture(argv, "ca-rsa-cert.pem")), *server = read_cert(fixture(argv, "server-rsa-cert.pem"));
    BIO *in = BIO_new_file(fixture(argv, "ca-rsa-key.pem"), "r");
    EVP_PKEY *key = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);
    OCSP_CERTID *id = OCSP_cert_to_id(EVP_sha1(), server, ca), *blank = OCSP_CERTID_new();
    OCSP_REQUEST *request = OCSP_REQUEST_new();
    OCSP_ONEREQ *one;

    BIO_free(in);
    OCSP_CERTID_free(blank);
    extensions_OCSP_REQUEST();
    extensions_OCSP_ONEREQ();
    extensions_OCSP_BASICRESP();
    extensions_OCSP_SINGLERESP();
    round_trip("OCSP_CERTID", id, ASN1_ITEM_rptr(OCSP_CERTID), 1);
    one = OCSP_request_add0_id(request, OCSP_CERTID_dup(id));
    round_trip("OCSP_ONEREQ", one, ASN1_ITEM_rptr(OCSP_ONEREQ), 1);
    responder(ca, server);
    answer(request, id, ca, key, server);
    OCSP_REQUEST_free(request);
    OCSP_CERTID_free(id);
    EVP_PKEY_free(key);
    X509_free(ca);
    X509_free(server);
    return 0;
}
