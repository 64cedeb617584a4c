/* What is shown of OCSP requests and responses, and signed requests. */
#include "../common.h"
#include <openssl/ocsp.h>
#include <openssl/pem.h>

static X509 *cert(char **argv, const char *name)
{
    BIO *bio = BIO_new_file(fixture(argv, name), "r");
    X509 *x = PEM_read_bio_X509(bio, NULL, NULL, NULL);

    BIO_free(bio);
    return x;
}

static EVP_PKEY *key(char **argv, const char *name)
{
    BIO *bio = BIO_new_file(fixture(argv, name), "r");
    EVP_PKEY *k = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);

    BIO_free(bio);
    return k;
}

/* hashes of names do not vary, those of keys do: so fixed ones */
static OCSP_CERTID *fixed(long serial, const EVP_MD *md)
{
    X509_NAME *name = X509_NAME_new();
    ASN1_BIT_STRING *bits = ASN1_BIT_STRING_new();
    ASN1_INTEGER *number = ASN1_INTEGER_new();
    OCSP_CERTID *id;

    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"issuer", -1, -1, 0);
    ASN1_STRING_set(bits, "key", 3);
    ASN1_INTEGER_set(number, serial);
    id = OCSP_cert_id_new(md, name, bits, number);
    X509_NAME_free(name);
    ASN1_BIT_STRING_free(bits);
    ASN1_INTEGER_free(number);
    return id;
}

int main(int argc, char **argv)
{
    BIO *out;
    OCSP_REQUEST *req = OCSP_REQUEST_new();
    OCSP_BASICRESP *basic = OCSP_BASICRESP_new();
    OCSP_RESPONSE *resp;
    X509 *ca = cert(argv, "ca-p256-cert.pem");
    EVP_PKEY *k = key(argv, "ca-p256-key.pem");
    ASN1_TIME *then = ASN1_TIME_new(), *next = ASN1_TIME_new();
    STACK_OF(X509) *others = sk_X509_new_null();
    OCSP_ONEREQ *one;
    int status;

    (void)argc;
    setvbuf(stdout, NULL, _IONBF, 0);
    out = BIO_new_fp(stdout, BIO_NOCLOSE);
    SHOW_INT(OCSP_REQUEST_print(out, req, 0));
    one = OCSP_request_add0_id(req, fixed(1, EVP_sha1()));
    OCSP_request_add0_id(req, fixed(0x123456, EVP_sha256()));
    OCSP_request_add1_nonce(req, (unsigned char *)"nonce", 5);
    {
        ASN1_IA5STRING *text = ASN1_IA5STRING_new();

        ASN1_STRING_set(text, "comment", 7);
        OCSP_ONEREQ_add1_ext_i2d(one, NID_netscape_comment, text, 0, 0);
        ASN1_IA5STRING_free(text);
    }
    SHOW_INT(OCSP_REQUEST_print(out, req, 0));
    SHOW_INT(OCSP_request_verify(req, NULL, NULL, 0));
    show_error_codes();
    SHOW_INT(OCSP_request_set1_name(req, X509_get_subject_name(ca)));
    SHOW_INT(OCSP_request_sign(req, ca, k, EVP_sha256(), NULL, 0));
    SHOW_INT(OCSP_request_is_signed(req));
    {
        X509_STORE *store = X509_STORE_new();
        EVP_PKEY *wrong = key(argv, "client-p256-key.pem");

        SHOW_INT(OCSP_request_verify(req, NULL, store, 0));
        show_error_codes();
        X509_STORE_add_cert(store, ca);
        SHOW_INT(OCSP_request_verify(req, NULL, store, 0));
        show_error_codes();
        SHOW_INT(OCSP_request_verify(req, NULL, store, OCSP_NOINTERN));
        show_error_codes();
        sk_X509_push(others, ca);
        SHOW_INT(OCSP_request_verify(req, others, store, OCSP_NOINTERN));
        SHOW_INT(OCSP_request_verify(req, others, store, OCSP_TRUSTOTHER));
        show_error_codes();
        SHOW_INT(OCSP_request_sign(req, ca, wrong, EVP_sha256(), NULL, 0));
        show_error_codes();
        X509_STORE_free(store);
        EVP_PKEY_free(wrong);
    }
    ASN1_TIME_set_string(then, "20200101000000Z");
    ASN1_TIME_set_string(next, "20300101000000Z");
    OCSP_basic_add1_status(basic, fixed(1, EVP_sha1()), V_OCSP_CERTSTATUS_GOOD, 0, NULL, then, next);
    OCSP_basic_add1_status(basic, fixed(2, EVP_sha1()), V_OCSP_CERTSTATUS_REVOKED, OCSP_REVOKED_STATUS_KEYCOMPROMISE, then, then, NULL);
    OCSP_basic_add1_status(basic, fixed(3, EVP_sha1()), V_OCSP_CERTSTATUS_REVOKED, OCSP_REVOKED_STATUS_NOSTATUS, then, then, NULL);
    OCSP_basic_add1_status(basic, fixed(4, EVP_sha1()), V_OCSP_CERTSTATUS_UNKNOWN, 0, NULL, then, next);
    OCSP_basic_add1_nonce(basic, (unsigned char *)"nonce", 5);
    {
        BIO *mem = BIO_new(BIO_s_mem());
        char line[400];

        SHOW_INT(OCSP_basic_sign(basic, ca, k, EVP_sha256(), NULL, 0));
        resp = OCSP_response_create(0, basic);
        SHOW_INT(OCSP_RESPONSE_print(mem, resp, 0));
        /* keys, times and signatures vary */
        while (BIO_gets(mem, line, sizeof(line)) > 0) {
            if (strstr(line, "Produced At") || (strchr(line, 0x3a) == NULL && line[0] != 10))
                continue;
            if (strncmp(line, "        ", 8) == 0 && strlen(line) > 50 && strstr(line, "Hash") == NULL && strstr(line, ": ") == NULL)
                continue;
            if (strncmp(line, "Certificate:", 12) == 0)
                break;
            fputs(line, stdout);
        }
        BIO_free(mem);
        OCSP_RESPONSE_free(resp);
    }
    for (status = 0; status < 8; status++) {
        resp = OCSP_response_create(status, NULL);
        SHOW_INT(OCSP_RESPONSE_print(out, resp, 0));
        OCSP_RESPONSE_free(resp);
    }
    show_error_codes();
    ASN1_TIME_free(then);
    ASN1_TIME_free(next);
    sk_X509_free(others);
    OCSP_REQUEST_free(req);
    OCSP_BASICRESP_free(basic);
    X509_free(ca);
    EVP_PKEY_free(k);
    BIO_free(out);
    return 0;
}
