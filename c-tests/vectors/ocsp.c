/*
 * Every OCSP request and response of the public vectors: parsed, printed,
 * encoded again, verified, looked into.
 */
#include "corpus.h"
#include <openssl/ocsp.h>
#include <openssl/x509v3.h>

static BIO *out;
static STACK_OF(X509) *known;
static X509_STORE *store;

static void show_time(const char *what, const ASN1_GENERALIZEDTIME *time)
{
    if (time == NULL) {
        printf("  %s: none\n", what);
        return;
    }
    ASN1_GENERALIZEDTIME_print(out, time);
    show_bio(what, out);
}

static void show_id(OCSP_CERTID *id)
{
    ASN1_OBJECT *digest = NULL;
    ASN1_OCTET_STRING *name = NULL, *key = NULL;
    ASN1_INTEGER *serial = NULL;
    unsigned char *der = NULL;
    int len = i2d_OCSP_CERTID(id, &der);

    printf("  id %d", OCSP_id_get0_info(&name, &digest, &key, &serial, id));
    printf(" digest %d name %d key %d serial %d\n", digest ? OBJ_obj2nid(digest) : -1,
           name ? ASN1_STRING_length(name) : -1, key ? ASN1_STRING_length(key) : -1,
           serial ? ASN1_STRING_length(serial) : -1);
    show_hex("  encoded", der, len < 0 ? 0 : (size_t)len);
    OPENSSL_free(der);
}

static void show_request(OCSP_REQUEST *request, const unsigned char *bytes, size_t len)
{
    unsigned char *der = NULL;
    int der_len;

    if (!OCSP_REQUEST_print(out, request, 0))
        printf(" not printed: %s\n", told());
    show_bio("print", out);
    der_len = i2d_OCSP_REQUEST(request, &der);
    show_same("encoded", der, der_len, bytes, len);
    printf(" %d asked, %d extensions, signed %d\n", OCSP_request_onereq_count(request),
           OCSP_REQUEST_get_ext_count(request), OCSP_request_is_signed(request));
    for (int i = 0; i < OCSP_request_onereq_count(request); i++)
        show_id(OCSP_onereq_get0_id(OCSP_request_onereq_get0(request, i)));
    for (unsigned long flags = 0; flags < 3; flags++) {
        printf(" verified %d\n", OCSP_request_verify(request, known, store, flags == 2 ? OCSP_NOVERIFY : flags ? OCSP_TRUSTOTHER : 0));
        show_last_error();
    }
}

static void show_single(OCSP_BASICRESP *basic, OCSP_SINGLERESP *single)
{
    ASN1_GENERALIZEDTIME *revoked = NULL, *this_update = NULL, *next_update = NULL;
    int reason = -9, status = OCSP_single_get0_status(single, &reason, &revoked, &this_update, &next_update);
    int status2 = -9, reason2 = -9, found;
    OCSP_CERTID *id = OCSP_CERTID_dup((OCSP_CERTID *)OCSP_SINGLERESP_get0_id(single));
    ASN1_INTEGER *serial = NULL;

    printf(" status %d %s reason %d %s\n", status, OCSP_cert_status_str(status), reason,
           status == V_OCSP_CERTSTATUS_REVOKED ? OCSP_crl_reason_str(reason) : "-");
    show_time("revoked", revoked);
    show_time("this update", this_update);
    show_time("next update", next_update);
    show_id(id);
    printf(" extensions %d\n", OCSP_SINGLERESP_get_ext_count(single));
    for (int i = 0; i < OCSP_SINGLERESP_get_ext_count(single); i++) {
        if (X509V3_EXT_print(out, OCSP_SINGLERESP_get_ext(single, i), 0, 2) <= 0)
            printf("  not printed: %s\n", told());
        show_bio("extension", out);
    }
    printf(" valid %d", OCSP_check_validity(this_update, next_update, 1000000000000L, -1));
    show_last_error();
    printf(" valid within %d", OCSP_check_validity(this_update, next_update, 300, 86400));
    show_last_error();
    printf(" valid within long %d", OCSP_check_validity(this_update, NULL, 300, 10000000000L));
    show_last_error();
    found = OCSP_resp_find_status(basic, id, &status2, &reason2, NULL, NULL, NULL);
    printf(" found %d status %d reason %d place %d\n", found, status2, reason2, OCSP_resp_find(basic, id, -1));
    printf(" next place %d, beyond %d\n", OCSP_resp_find(basic, id, 0), OCSP_resp_find(basic, id, 99));
    /* Another serial number is not found. */
    OCSP_id_get0_info(NULL, NULL, NULL, &serial, id);
    if (serial != NULL) {
        ASN1_INTEGER_set(serial, 77);
        printf(" another found %d place %d\n", OCSP_resp_find_status(basic, id, &status2, NULL, NULL, NULL, NULL),
               OCSP_resp_find(basic, id, -1));
    }
    ERR_clear_error();
    OCSP_CERTID_free(id);
}

static void show_basic(OCSP_BASICRESP *basic, OCSP_RESPONSE *response)
{
    static const unsigned long flags[] = {0, OCSP_TRUSTOTHER, OCSP_NOVERIFY, OCSP_NOINTERN, OCSP_NOCHECKS,
                                          OCSP_NOSIGS | OCSP_NOVERIFY, OCSP_NOCHAIN, OCSP_NOEXPLICIT,
                                          OCSP_PARTIAL_CHAIN};
    const ASN1_OCTET_STRING *key_hash = NULL;
    const X509_NAME *name = NULL;
    STACK_OF(X509) *certs = (STACK_OF(X509) *)OCSP_resp_get0_certs(basic);
    X509 *signer = NULL;
    OCSP_RESPONSE *again;
    OCSP_REQUEST *request = OCSP_REQUEST_new();
    unsigned char *der = NULL, *other = NULL;
    int len, other_len;

    printf(" %d answers, %d certificates, %d extensions\n", OCSP_resp_count(basic), sk_X509_num(certs),
           OCSP_BASICRESP_get_ext_count(basic));
    printf(" produced by %d", OCSP_resp_get0_id(basic, &key_hash, &name));
    printf(" key %d name %d\n", key_hash != NULL, name != NULL);
    show_time("produced at", OCSP_resp_get0_produced_at(basic));
    for (int i = 0; i < OCSP_BASICRESP_get_ext_count(basic); i++) {
        if (X509V3_EXT_print(out, OCSP_BASICRESP_get_ext(basic, i), 0, 2) <= 0)
            printf("  not printed: %s\n", told());
        show_bio("extension", out);
    }
    for (int i = 0; i < OCSP_resp_count(basic); i++)
        show_single(basic, OCSP_resp_get0(basic, i));
    printf(" out of range %d %d\n", OCSP_resp_get0(basic, 99) == NULL, OCSP_resp_get0(basic, -1) == NULL);
    printf(" signer %d", OCSP_resp_get0_signer(basic, &signer, NULL));
    printf(" %d", OCSP_resp_get0_signer(basic, &signer, known));
    if (signer != NULL)
        X509_NAME_print_ex(out, X509_get_subject_name(signer), 0, XN_FLAG_ONELINE);
    show_bio(" it", out);
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        for (int with = 0; with < 2; with++) {
            printf(" verified with %lx%s: %d\n", flags[i], with ? " and more" : "",
                   OCSP_basic_verify(basic, with ? known : NULL, store, flags[i]));
            show_last_error();
        }
    /* Nonces: neither has one; the request alone; both, the same and not. */
    printf(" nonce %d", OCSP_check_nonce(request, basic));
    OCSP_request_add1_nonce(request, (unsigned char *)"0123456789abcdef", 16);
    printf(" %d", OCSP_check_nonce(request, basic));
    OCSP_copy_nonce(basic, request);
    printf(" %d", OCSP_check_nonce(request, basic));
    OCSP_REQUEST_free(request);
    request = OCSP_REQUEST_new();
    printf(" %d", OCSP_check_nonce(request, basic));
    OCSP_request_add1_nonce(request, (unsigned char *)"another", 7);
    printf(" %d\n", OCSP_check_nonce(request, basic));
    OCSP_REQUEST_free(request);
    ERR_clear_error();
    again = OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic);
    len = i2d_OCSP_RESPONSE(response, &der);
    other_len = i2d_OCSP_RESPONSE(again, &other);
    printf(" made again: longer by the nonce %d\n", other_len - len);
    OPENSSL_free(der);
    OPENSSL_free(other);
    OCSP_RESPONSE_free(again);
    ERR_clear_error();
}

static void visit(const char *name, const unsigned char *bytes, size_t len)
{
    const unsigned char *at = bytes;
    OCSP_REQUEST *request = d2i_OCSP_REQUEST(NULL, &at, (long)len);
    OCSP_RESPONSE *response;
    OCSP_BASICRESP *basic;
    unsigned char *der = NULL;

    printf("%s\n request: %s %ld\n", name, request ? "yes" : told(), (long)(at - bytes));
    if (request != NULL)
        show_request(request, bytes, (size_t)(at - bytes));
    OCSP_REQUEST_free(request);
    at = bytes;
    response = d2i_OCSP_RESPONSE(NULL, &at, (long)len);
    printf(" response: %s %ld\n", response ? "yes" : told(), (long)(at - bytes));
    if (response == NULL)
        return;
    if (!OCSP_RESPONSE_print(out, response, 0))
        printf(" not printed: %s\n", told());
    show_bio("print", out);
    show_same("encoded", der, i2d_OCSP_RESPONSE(response, &der), bytes, (size_t)(at - bytes));
    printf(" status %d %s\n", OCSP_response_status(response), OCSP_response_status_str(OCSP_response_status(response)));
    basic = OCSP_response_get1_basic(response);
    if (basic == NULL)
        show_last_error();
    else
        show_basic(basic, response);
    OCSP_BASICRESP_free(basic);
    OCSP_RESPONSE_free(response);
}

/* The certificates of the corpus that may have signed some of it. */
static void gather(const char *name, const unsigned char *bytes, size_t len)
{
    BIO *in = BIO_new_mem_buf(bytes, (int)len);
    X509 *x;

    if (strstr(name, ".pem") != NULL)
        while ((x = PEM_read_bio_X509(in, NULL, NULL, NULL)) != NULL)
            sk_X509_push(known, x);
    BIO_free(in);
    ERR_clear_error();
}

int main(int argc, char **argv)
{
    int gathered;

    out = BIO_new(BIO_s_mem());
    known = sk_X509_new_null();
    store = X509_STORE_new();
    walk(vector_path(argv, "x509"), "", "pkcs12 smime ocsp PKITS_data custom requests ed25519 ed448", gather);
    for (int i = 0; i < sk_X509_num(known); i++)
        X509_STORE_add_cert(store, sk_X509_value(known, i));
    X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store), 1535500000);
    gathered = corpus_files;
    walk(vector_path(argv, "x509/ocsp"), "", NULL, visit);
    printf("%d files\n", corpus_files - gathered);
    BIO_free(out);
    X509_STORE_free(store);
    sk_X509_pop_free(known, X509_free);
    return corpus_files - gathered > 25 ? 0 : 1;
}
