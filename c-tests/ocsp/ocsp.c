/* OCSP: requests, responses, who may sign them, how old they may be. */
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

static OCSP_BASICRESP *basic(char **argv, const char *name)
{
    size_t len;
    unsigned char *der = read_file(fixture(argv, name), &len);
    const unsigned char *at = der;
    OCSP_RESPONSE *response = d2i_OCSP_RESPONSE(NULL, &at, (long)len);
    OCSP_BASICRESP *made = NULL;

    if (response != NULL) {
        unsigned char *again = NULL;
        int again_len = i2d_OCSP_RESPONSE(response, &again);

        printf("%s: status %d (%s), same again %d\n", name, OCSP_response_status(response),
               OCSP_response_status_str(OCSP_response_status(response)),
               again_len == (int)len && memcmp(again, der, len) == 0);
        OPENSSL_free(again);
        made = OCSP_response_get1_basic(response);
    }
    OCSP_RESPONSE_free(response);
    free(der);
    return made;
}

static void lookup(OCSP_BASICRESP *bs, X509 *subject, X509 *issuer, const char *label, const EVP_MD *md)
{
    OCSP_CERTID *id = OCSP_cert_to_id(md, subject, issuer);
    ASN1_GENERALIZEDTIME *revoked = NULL, *since = NULL, *until = NULL;
    int status = -9, reason = -9;
    int found = OCSP_resp_find_status(bs, id, &status, &reason, &revoked, &since, &until);

    printf("  %s: found %d, status %d (%s), reason %d (%s), times %d %d %d, at %d\n", label, found, status,
           OCSP_cert_status_str(status), reason, OCSP_crl_reason_str(reason), revoked != NULL, since != NULL,
           until != NULL, OCSP_resp_find(bs, id, -1));
    if (since != NULL)
        printf("  fresh: %d\n", OCSP_check_validity(since, until, 300, -1));
    show_error_codes();
    OCSP_CERTID_free(id);
}

static void verify(OCSP_BASICRESP *bs, X509_STORE *store, STACK_OF(X509) *certs, unsigned long flags, const char *label)
{
    printf("  verify %s: %d\n", label, OCSP_basic_verify(bs, certs, store, flags));
    show_errors();
}

static void responses(char **argv)
{
    static const char *names[] = {"ocsp-by-ca-rsa.der", "ocsp-by-ocsp-signer.der", "ocsp-by-server-rsa.der"};
    X509 *ca = cert(argv, "ca-rsa-cert.pem"), *other = cert(argv, "ca-p256-cert.pem");
    X509 *good = cert(argv, "expired-cert.pem"), *revoked = cert(argv, "revoked-cert.pem");
    X509 *unknown = cert(argv, "server-rsa-cert.pem"), *missing = cert(argv, "no-name-cert.pem");
    X509_STORE *store = X509_STORE_new(), *empty = X509_STORE_new(), *wrong = X509_STORE_new();
    STACK_OF(X509) *certs = sk_X509_new_null(), *signers = sk_X509_new_null();

    X509_STORE_add_cert(store, ca);
    X509_STORE_add_cert(wrong, other);
    sk_X509_push(certs, ca);
    sk_X509_push(signers, unknown);
    for (int i = 0; i < 3; i++) {
        OCSP_BASICRESP *bs = basic(argv, names[i]);
        X509 *signer = NULL;

        printf("  answers %d, certificates %d, produced %d\n", OCSP_resp_count(bs),
               sk_X509_num(OCSP_resp_get0_certs(bs)), OCSP_resp_get0_produced_at(bs) != NULL);
        printf("  signer %d", OCSP_resp_get0_signer(bs, &signer, NULL));
        printf(" %d\n", signer != NULL);
        lookup(bs, good, ca, "good", NULL);
        lookup(bs, revoked, ca, "revoked", EVP_sha1());
        lookup(bs, unknown, ca, "unknown", EVP_sha1());
        lookup(bs, missing, ca, "missing", EVP_sha1());
        lookup(bs, good, ca, "other digest", EVP_sha256());
        lookup(bs, good, other, "other issuer", EVP_sha1());
        verify(bs, store, NULL, 0, "with store");
        verify(bs, store, certs, 0, "with issuer");
        verify(bs, empty, certs, 0, "without anchor");
        verify(bs, wrong, certs, 0, "with another anchor");
        verify(bs, empty, certs, OCSP_TRUSTOTHER, "trusting the issuer");
        verify(bs, empty, signers, OCSP_TRUSTOTHER, "trusting a signer");
        verify(bs, store, NULL, OCSP_NOINTERN, "without its certificates");
        verify(bs, empty, NULL, OCSP_NOVERIFY, "signature only");
        verify(bs, store, NULL, OCSP_NOCHECKS, "without checks");
        verify(bs, store, NULL, OCSP_NOEXPLICIT, "without explicit trust");
        OCSP_BASICRESP_free(bs);
    }
    X509_STORE_free(store);
    X509_STORE_free(empty);
    X509_STORE_free(wrong);
    sk_X509_free(certs);
    sk_X509_free(signers);
    X509_free(ca);
    X509_free(other);
    X509_free(good);
    X509_free(revoked);
    X509_free(unknown);
    X509_free(missing);
}

/* A response with one bit of the signed part or the signature changed. */
static void forged(char **argv)
{
    size_t len;
    unsigned char *der = read_file(fixture(argv, "ocsp-by-ca-rsa.der"), &len);
    X509_STORE *store = X509_STORE_new();
    X509 *ca = cert(argv, "ca-rsa-cert.pem");
    int believed = 0, whole = 0;

    X509_STORE_add_cert(store, ca);
    for (size_t i = 0; i < len; i += 7) {
        const unsigned char *at = der;
        OCSP_RESPONSE *response;
        OCSP_BASICRESP *bs;

        der[i] ^= 1;
        response = d2i_OCSP_RESPONSE(NULL, &at, (long)len);
        bs = response ? OCSP_response_get1_basic(response) : NULL;
        /* The certificates at the end are not signed by this signature. */
        if (bs != NULL && OCSP_basic_verify(bs, NULL, store, 0) > 0 && i < 300)
            believed++;
        whole++;
        OCSP_BASICRESP_free(bs);
        OCSP_RESPONSE_free(response);
        der[i] ^= 1;
        ERR_clear_error();
    }
    printf("forged: %d believed\n", believed);
    X509_STORE_free(store);
    X509_free(ca);
    free(der);
}

static void request(char **argv)
{
    X509 *ca = cert(argv, "ca-rsa-cert.pem"), *revoked = cert(argv, "revoked-cert.pem");
    OCSP_REQUEST *made = OCSP_REQUEST_new(), *read;
    OCSP_CERTID *id = OCSP_cert_to_id(NULL, revoked, ca), *copy = OCSP_CERTID_dup(id), *built;
    OCSP_CERTID *issuer_only = OCSP_cert_to_id(NULL, NULL, ca);
    ASN1_OCTET_STRING *name_hash = NULL, *key_hash = NULL;
    ASN1_OBJECT *md = NULL;
    ASN1_INTEGER *serial = NULL;
    unsigned char *der = NULL, *wanted;
    const unsigned char *at;
    size_t len;
    int der_len;

    built = OCSP_cert_id_new(EVP_sha1(), X509_get_issuer_name(revoked), X509_get0_pubkey_bitstr(ca),
                             X509_get0_serialNumber(revoked));
    printf("compare: %d %d %d %d\n", OCSP_id_cmp(id, copy), OCSP_id_issuer_cmp(id, issuer_only),
           OCSP_id_cmp(id, issuer_only) != 0, OCSP_id_cmp(id, built));
    SHOW_INT(OCSP_id_get0_info(&name_hash, &md, &key_hash, &serial, id));
    printf("  %d %d %d %ld\n", ASN1_STRING_length(name_hash), OBJ_obj2nid(md), ASN1_STRING_length(key_hash),
           ASN1_INTEGER_get(serial));
    SHOW_INT(OCSP_id_get0_info(NULL, NULL, NULL, NULL, id));
    printf("questions %d\n", OCSP_request_onereq_count(made));
    printf("added %d\n", OCSP_request_add0_id(made, id) != NULL);
    printf("questions %d\n", OCSP_request_onereq_count(made));
    printf("same id %d, none %d\n", OCSP_onereq_get0_id(OCSP_request_onereq_get0(made, 0)) == id,
           OCSP_request_onereq_get0(made, 1) == NULL);
    der_len = i2d_OCSP_REQUEST(made, &der);
    wanted = read_file(fixture(argv, "ocsp-request.der"), &len);
    printf("as the command makes it: %d\n", der_len == (int)len && memcmp(der, wanted, len) == 0);
    at = der;
    read = d2i_OCSP_REQUEST(NULL, &at, der_len);
    printf("read: %d questions\n", read ? OCSP_request_onereq_count(read) : -1);
    OCSP_REQUEST_free(read);
    OCSP_REQUEST_free(made);
    OCSP_CERTID_free(copy);
    OCSP_CERTID_free(built);
    OCSP_CERTID_free(issuer_only);
    OPENSSL_free(der);
    free(wanted);
    X509_free(ca);
    X509_free(revoked);
    show_errors();
}

static void validity(void)
{
    static const int offsets[][2] = {{-60, 60}, {60, 120}, {-120, -60}, {60, -60}, {-4000, 0}};
    ASN1_GENERALIZEDTIME *since, *until;

    for (size_t i = 0; i < sizeof offsets / sizeof offsets[0]; i++) {
        since = ASN1_GENERALIZEDTIME_adj(NULL, time(NULL), 0, offsets[i][0]);
        until = ASN1_GENERALIZEDTIME_adj(NULL, time(NULL), 0, offsets[i][1] + 5);
        printf("from %d to %d: %d", offsets[i][0], offsets[i][1], OCSP_check_validity(since, until, 0, -1));
        printf(" %d", OCSP_check_validity(since, until, 300, -1));
        printf(" %d", OCSP_check_validity(since, NULL, 0, -1));
        printf(" %d\n", OCSP_check_validity(since, until, 300, 600));
        show_error_codes();
        ASN1_GENERALIZEDTIME_free(since);
        ASN1_GENERALIZEDTIME_free(until);
    }
}

static void odd(void)
{
    static const unsigned char try_later[] = {0x30, 0x03, 0x0a, 0x01, 0x03};
    const unsigned char *at = try_later;
    OCSP_RESPONSE *response = d2i_OCSP_RESPONSE(NULL, &at, sizeof try_later);

    printf("status %s, basic %d\n", OCSP_response_status_str(OCSP_response_status(response)),
           OCSP_response_get1_basic(response) != NULL);
    show_errors();
    OCSP_RESPONSE_free(response);
    for (long i = -1; i < 12; i++)
        printf("%ld: %s %s %s\n", i, OCSP_response_status_str(i), OCSP_cert_status_str(i), OCSP_crl_reason_str(i));
    at = (const unsigned char *)"\x30\x03\x0a\x01";
    SHOW_NULL(d2i_OCSP_RESPONSE(NULL, &at, 4));
    show_error_codes();
    SHOW_INT(OCSP_resp_count(NULL));
    SHOW_NULL(OCSP_resp_get0(NULL, 0));
    SHOW_INT(OCSP_resp_find(NULL, NULL, -1));
    SHOW_INT(OCSP_single_get0_status(NULL, NULL, NULL, NULL, NULL));
    OCSP_RESPONSE_free(NULL);
    OCSP_BASICRESP_free(NULL);
    OCSP_CERTID_free(NULL);
    OCSP_REQUEST_free(NULL);
}

int main(int argc, char **argv)
{
    responses(argv);
    forged(argv);
    request(argv);
    validity();
    odd();
    return 0;
}
