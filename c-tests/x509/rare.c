/* Functions of x509.h that few programs call. */
#include "../common.h"
#include <openssl/asn1.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

static char **args;

static X509 *load_X509(const char *name)
{
    BIO *in = BIO_new_file(fixture(args, name), "r");
    X509 *x = PEM_read_bio_X509(in, NULL, NULL, NULL);

    BIO_free(in);
    return x;
}

static EVP_PKEY *load_key(const char *name)
{
    BIO *in = BIO_new_file(fixture(args, name), "r");
    EVP_PKEY *key = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);

    BIO_free(in);
    return key;
}

static X509_REQ *load_request(const char *name)
{
    BIO *in = BIO_new_file(fixture(args, name), "r");
    X509_REQ *req = PEM_read_bio_X509_REQ(in, NULL, NULL, NULL);

    BIO_free(in);
    return req;
}

static void show_bio(BIO *bio)
{
    char *text;
    long len = BIO_get_mem_data(bio, &text);

    printf("%.*s", (int)len, text);
    (void)BIO_reset(bio);
}

/* What a request says, without the signature, which may be random. */
static void show_request(X509_REQ *req, EVP_PKEY *key)
{
    BIO *out = BIO_new(BIO_s_mem());

    SHOW_NULL(req);
    show_errors();
    if (req != NULL) {
        X509_REQ_print_ex(out, req, XN_FLAG_ONELINE, X509_FLAG_NO_SIGDUMP | X509_FLAG_NO_PUBKEY);
        show_bio(out);
        printf("verifies: %d, %s, key %d, attributes %d\n", key ? X509_REQ_verify(req, key) : -9,
               OBJ_nid2sn(X509_REQ_get_signature_nid(req)), EVP_PKEY_get_base_id(X509_REQ_get0_pubkey(req)),
               X509_REQ_get_attr_count(req));
        ERR_clear_error();
    }
    X509_REQ_free(req);
    BIO_free(out);
}

static void show_certificate(X509 *x, EVP_PKEY *key, int days)
{
    BIO *out = BIO_new(BIO_s_mem());
    int day = 0, second = 0;

    SHOW_NULL(x);
    show_errors();
    if (x != NULL) {
        X509_print_ex(out, x, XN_FLAG_ONELINE, X509_FLAG_NO_SIGDUMP | X509_FLAG_NO_PUBKEY | X509_FLAG_NO_VALIDITY);
        show_bio(out);
        printf("verifies: %d, %s\n", key ? X509_verify(x, key) : -9, OBJ_nid2sn(X509_get_signature_nid(x)));
        ERR_clear_error();
        ASN1_TIME_diff(&day, &second, X509_get0_notBefore(x), X509_get0_notAfter(x));
        printf("%d days, as wanted %d; valid now %d\n", day, day == days && second == 0,
               X509_cmp_current_time(X509_get0_notBefore(x)) <= 0);
    }
    X509_free(x);
    BIO_free(out);
}

static void conversions(void)
{
    static const char *const names[] = { "server-rsa", "server-p256", "server-ed25519" };
    EVP_PKEY *other = load_key("server-p384-key.pem");
    X509_REQ *req;
    X509 *x;
    size_t i;

    for (i = 0; i < sizeof names / sizeof *names; i++) {
        char name[64];
        EVP_PKEY *key;

        snprintf(name, sizeof name, "%s-key.pem", names[i]);
        key = load_key(name);
        snprintf(name, sizeof name, "%s-cert.pem", names[i]);
        x = load_X509(name);
        printf("--- %s\n", names[i]);
        show_request(X509_to_X509_REQ(x, NULL, NULL), NULL);
        show_request(X509_to_X509_REQ(x, key, i == 2 ? NULL : EVP_sha256()), key);
        show_request(X509_to_X509_REQ(x, other, EVP_sha384()), other);
        show_request(X509_to_X509_REQ(x, key, i == 2 ? EVP_sha256() : NULL), key);
        X509_free(x);
        snprintf(name, sizeof name, "%s.csr", names[i]);
        req = load_request(name);
        if (i == 0) {
            show_certificate(X509_REQ_to_X509(req, 30, key), key, 30);
            show_certificate(X509_REQ_to_X509(req, 0, key), key, 0);
            X509_REQ_add1_attr_by_NID(req, NID_pkcs9_challengePassword, MBSTRING_ASC, (const unsigned char *)"x", 1);
            show_certificate(X509_REQ_to_X509(req, 1, key), key, 1);
            X509_REQ_free(req);
            req = load_request(name);
        }
        SHOW_NULL(X509_REQ_to_X509(req, 30, NULL));
        ERR_clear_error();
        SHOW_INT(X509_REQ_verify_ex(req, key, NULL, NULL));
        show_error_codes();
        SHOW_INT(X509_REQ_verify_ex(req, other, NULL, NULL));
        show_error_codes();
        SHOW_INT(X509_REQ_verify_ex(req, NULL, NULL, NULL));
        ERR_clear_error();
        X509_REQ_free(req);
        EVP_PKEY_free(key);
    }
    req = load_request("server-ed25519.csr");
    x = X509_REQ_to_X509(req, 30, other);
    SHOW_NULL(x);
    /* There is no ECDSA with MD5, which OpenSSL does not say. */
    ERR_clear_error();
    X509_REQ_free(req);
    x = X509_new();
    show_request(X509_to_X509_REQ(x, NULL, NULL), NULL);
    X509_free(x);
    req = X509_REQ_new();
    SHOW_INT(X509_REQ_verify_ex(req, other, NULL, NULL));
    show_error_codes();
    SHOW_NULL(X509_REQ_to_X509(req, 30, other));
    show_error_codes();
    X509_REQ_free(req);
    EVP_PKEY_free(other);
}

static void signatures(void)
{
    X509_REQ *req = load_request("client-p256.csr");
    const ASN1_BIT_STRING *signature;
    const X509_ALGOR *algorithm;
    ASN1_BIT_STRING *bits = ASN1_BIT_STRING_new();
    X509_ALGOR *sha384 = X509_ALGOR_new();
    unsigned char *der = NULL;
    int len;

    ASN1_BIT_STRING_set(bits, (unsigned char *)"signature", 9);
    X509_ALGOR_set0(sha384, OBJ_nid2obj(NID_ecdsa_with_SHA384), V_ASN1_UNDEF, NULL);
    len = i2d_X509_REQ(req, NULL);
    X509_REQ_set0_signature(req, bits);
    X509_REQ_get0_signature(req, &signature, &algorithm);
    SHOW_INT(signature == bits);
    SHOW_INT(X509_REQ_set1_signature_algo(req, sha384));
    X509_REQ_get0_signature(req, &signature, &algorithm);
    SHOW_INT(algorithm != sha384);
    SHOW_INT(X509_REQ_get_signature_nid(req) == NID_ecdsa_with_SHA384);
    SHOW_INT(i2d_X509_REQ(req, &der) < len);
    {
        const unsigned char *at = der;
        X509_REQ *back = d2i_X509_REQ(NULL, &at, i2d_X509_REQ(req, NULL));

        X509_REQ_get0_signature(back, &signature, &algorithm);
        printf("%.*s, %s\n", ASN1_STRING_length(signature), ASN1_STRING_get0_data(signature),
               OBJ_nid2sn(X509_REQ_get_signature_nid(back)));
        X509_REQ_free(back);
    }
    X509_REQ_set0_signature(req, NULL);
    X509_REQ_get0_signature(req, &signature, NULL);
    SHOW_NULL(signature);
    OPENSSL_free(der);
    X509_ALGOR_free(sha384);
    X509_REQ_free(req);
}

static void extension_nids(void)
{
    static int mine[] = { NID_pkcs9_unstructuredName, NID_ext_req, NID_undef };
    static int none[] = { NID_undef };
    int *nids = X509_REQ_get_extension_nids(), i;
    X509_REQ *req = load_request("server-rsa.csr");
    STACK_OF(X509_EXTENSION) *found;

    for (i = 0; nids[i] != NID_undef; i++)
        printf("%s\n", OBJ_nid2sn(nids[i]));
    found = X509_REQ_get_extensions(req);
    i = sk_X509_EXTENSION_num(found);
    SHOW_INT(i > 0);
    sk_X509_EXTENSION_pop_free(found, X509_EXTENSION_free);
    SHOW_INT(X509_REQ_extension_nid(NID_ms_ext_req));
    X509_REQ_set_extension_nids(mine);
    SHOW_INT(X509_REQ_get_extension_nids() == mine);
    SHOW_INT(X509_REQ_extension_nid(NID_ms_ext_req));
    SHOW_INT(X509_REQ_extension_nid(NID_pkcs9_unstructuredName));
    found = X509_REQ_get_extensions(req);
    SHOW_INT(sk_X509_EXTENSION_num(found) == i);
    sk_X509_EXTENSION_pop_free(found, X509_EXTENSION_free);
    X509_REQ_set_extension_nids(none);
    found = X509_REQ_get_extensions(req);
    SHOW_INT(sk_X509_EXTENSION_num(found));
    show_errors();
    sk_X509_EXTENSION_pop_free(found, X509_EXTENSION_free);
    X509_REQ_set_extension_nids(NULL);
    SHOW_NULL(X509_REQ_get_extension_nids());
    found = X509_REQ_get_extensions(req);
    SHOW_INT(sk_X509_EXTENSION_num(found));
    show_errors();
    sk_X509_EXTENSION_pop_free(found, X509_EXTENSION_free);
    X509_REQ_set_extension_nids(nids);
    X509_REQ_free(req);
}

static void certificates(void)
{
    static const char *const names[] = { "server-rsa", "server-p256", "server-p384", "server-p521", "server-ed25519",
                                         "dsa-2048-256", "dsa-issued", "ca-rsa", "self-signed" };
    BIO *out = BIO_new(BIO_s_mem());
    size_t i;

    for (i = 0; i < sizeof names / sizeof *names; i++) {
        char name[64];
        X509 *x;
        EVP_MD *md = NULL;
        ASN1_OCTET_STRING *digest;
        int fallback = -1;

        snprintf(name, sizeof name, "%s-cert.pem", names[i]);
        x = load_X509(name);
        printf("%s: type %04x, without a key %04x, signature type %d\n", names[i],
               X509_certificate_type(x, X509_get0_pubkey(x)), X509_certificate_type(x, NULL),
               X509_get_signature_type(x));
        digest = X509_digest_sig(x, &md, &fallback);
        printf("digest of %d bytes by %s, fallback %d\n", digest != NULL ? ASN1_STRING_length(digest) : -1,
               md != NULL ? EVP_MD_get0_name(md) : "none", fallback);
        if (digest != NULL) {
            unsigned char again[EVP_MAX_MD_SIZE];
            unsigned int len = 0;

            SHOW_INT(X509_digest(x, md, again, &len));
            SHOW_INT((int)len == ASN1_STRING_length(digest) && memcmp(again, ASN1_STRING_get0_data(digest), len) == 0);
        }
        ASN1_OCTET_STRING_free(digest);
        EVP_MD_free(md);
        digest = X509_digest_sig(x, NULL, NULL);
        SHOW_INT(ASN1_STRING_length(digest));
        ASN1_OCTET_STRING_free(digest);
        show_errors();
        X509_free(x);
    }
    SHOW_NULL(X509_digest_sig(NULL, NULL, NULL));
    show_errors();
    SHOW_INT(X509_certificate_type(NULL, NULL));
    {
        X509 *x = X509_new();

        SHOW_NULL(X509_digest_sig(x, NULL, NULL));
        show_error_codes();
        SHOW_INT(X509_certificate_type(x, NULL));
        SHOW_INT(X509_get_signature_type(x));
        show_error_codes();
        X509_free(x);
        x = load_X509("server-rsa-cert.pem");
        SHOW_INT(X509_ocspid_print(out, x) == 1);
        show_bio(out);
        show_errors();
        SHOW_INT(X509_aux_print(out, x, 0));
        show_bio(out);
        SHOW_NULL(X509_get0_trust_objects(x));
        SHOW_NULL(X509_get0_reject_objects(x));
        SHOW_INT(X509_add1_trust_object(x, OBJ_nid2obj(NID_server_auth)));
        SHOW_INT(X509_aux_print(out, x, 0));
        show_bio(out);
        SHOW_INT(X509_add1_trust_object(x, OBJ_nid2obj(NID_client_auth)));
        SHOW_INT(X509_add1_reject_object(x, OBJ_nid2obj(NID_email_protect)));
        SHOW_INT(X509_alias_set1(x, (const unsigned char *)"an alias", -1));
        SHOW_INT(X509_keyid_set1(x, (const unsigned char *)"\001\377\020", 3));
        SHOW_INT(X509_aux_print(out, x, 4));
        show_bio(out);
        SHOW_INT(sk_ASN1_OBJECT_num(X509_get0_trust_objects(x)));
        SHOW_INT(OBJ_obj2nid(sk_ASN1_OBJECT_value(X509_get0_trust_objects(x), 1)) == NID_client_auth);
        SHOW_INT(sk_ASN1_OBJECT_num(X509_get0_reject_objects(x)));
        X509_trust_clear(x);
        SHOW_NULL(X509_get0_trust_objects(x));
        X509_free(x);
    }
    BIO_free(out);
}

static void parameters(void)
{
    X509 *x = load_X509("dsa-2048-256-cert.pem");
    STACK_OF(X509) *chain = sk_X509_new_null();
    EVP_PKEY *key = X509_get0_pubkey(x), *empty = EVP_PKEY_new();

    SHOW_INT(X509_get_pubkey_parameters(key, NULL));
    SHOW_INT(X509_get_pubkey_parameters(NULL, NULL));
    show_errors();
    SHOW_INT(X509_get_pubkey_parameters(key, chain));
    SHOW_INT(X509_get_pubkey_parameters(NULL, chain));
    show_errors();
    sk_X509_push(chain, x);
    SHOW_INT(X509_get_pubkey_parameters(NULL, chain));
    SHOW_INT(X509_get_pubkey_parameters(empty, chain));
    show_errors();
    EVP_PKEY_free(empty);
    sk_X509_free(chain);
    X509_free(x);
}

static void identities(void)
{
    X509 *x = load_X509("server-p256-cert.pem");
    X509_REQ *req = load_request("server-p256.csr");
    ASN1_OCTET_STRING *id = ASN1_OCTET_STRING_new();

    SHOW_NULL(X509_get0_distinguishing_id(x));
    SHOW_NULL(X509_REQ_get0_distinguishing_id(req));
    ASN1_OCTET_STRING_set(id, (const unsigned char *)"id", 2);
    X509_set0_distinguishing_id(x, id);
    SHOW_INT(X509_get0_distinguishing_id(x) == id);
    X509_set0_distinguishing_id(x, NULL);
    SHOW_NULL(X509_get0_distinguishing_id(x));
    id = ASN1_OCTET_STRING_new();
    X509_REQ_set0_distinguishing_id(req, id);
    SHOW_INT(X509_REQ_get0_distinguishing_id(req) == id);
    id = ASN1_OCTET_STRING_new();
    X509_REQ_set0_distinguishing_id(req, id);
    SHOW_INT(X509_REQ_get0_distinguishing_id(req) == id);
    X509_free(x);
    X509_REQ_free(req);
}

static void small(void)
{
    struct {
        int mdnid, pknid, secbits;
        uint32_t flags;
    } place = { 0, 0, 0, 0 };
    X509_SIG_INFO *info = (X509_SIG_INFO *)&place;
    int md = -1, key = -1, bits = -1;
    uint32_t flags = 9;
    X509_PUBKEY *pub = X509_PUBKEY_new_ex(NULL, NULL);

    SHOW_NULL(pub);
    SHOW_NULL(X509_PUBKEY_get0(pub));
    ERR_clear_error();
    X509_PUBKEY_free(pub);
    X509_SIG_INFO_set(info, NID_sha256, NID_rsaEncryption, 128, X509_SIG_INFO_VALID | X509_SIG_INFO_TLS);
    SHOW_INT(X509_SIG_INFO_get(info, &md, &key, &bits, &flags));
    printf("%d %d %d %u\n", md, key, bits, flags);
    X509_SIG_INFO_set(info, NID_md5, NID_rsaEncryption, 39, 0);
    SHOW_INT(X509_SIG_INFO_get(info, &md, NULL, NULL, &flags));
    printf("%d %d %d %u\n", md, key, bits, flags);
    SHOW_INT(X509_SIG_INFO_get(info, NULL, NULL, NULL, NULL));
}

int main(int argc, char **argv)
{
    args = argv;
    conversions();
    signatures();
    extension_nids();
    certificates();
    parameters();
    identities();
    small();
    return 0;
}
