/* PKCS#7 piece by piece: signers, recipients, attributes, and chains of BIOs that digest and encrypt. */
#include "../common.h"
#include <openssl/pem.h>
#include <openssl/pkcs7.h>
#include <openssl/x509v3.h>

static char **args;
static const char text[] = "Piece by piece.";

static X509 *cert(const char *name)
{
    BIO *bio = BIO_new_file(fixture(args, name), "r");
    X509 *x = PEM_read_bio_X509(bio, NULL, NULL, NULL);

    BIO_free(bio);
    return x;
}

static EVP_PKEY *key(const char *name)
{
    BIO *bio = BIO_new_file(fixture(args, name), "r");
    EVP_PKEY *k = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);

    BIO_free(bio);
    return k;
}

static void algorithms(void)
{
    static const char *const types[] = {"client-rsa", "client-p256", "client-ed25519", "dsa-2048-256"};
    const EVP_MD *mds[] = {EVP_sha256(), EVP_sha1(), EVP_sha3_256(), EVP_md5(), EVP_sha512_256(), EVP_shake128()};
    size_t i, j;

    printf("== algorithms\n");
    for (i = 0; i < sizeof types / sizeof types[0]; i++) {
        char name[64];
        X509 *x;
        EVP_PKEY *k;

        snprintf(name, sizeof name, "%s-cert.pem", types[i]);
        x = cert(name);
        snprintf(name, sizeof name, "%s-key.pem", types[i]);
        k = key(name);
        for (j = 0; j < sizeof mds / sizeof mds[0]; j++) {
            PKCS7_SIGNER_INFO *si = PKCS7_SIGNER_INFO_new();
            PKCS7_RECIP_INFO *ri = PKCS7_RECIP_INFO_new();
            X509_ALGOR *dig = NULL, *sig = NULL, *enc = NULL;
            EVP_PKEY *own = NULL;

            printf("%s %s\n", types[i], EVP_MD_get0_name(mds[j]));
            SHOW_INT(PKCS7_SIGNER_INFO_set(si, x, k, mds[j]));
            show_errors();
            PKCS7_SIGNER_INFO_get0_algs(si, &own, &dig, &sig);
            SHOW_INT(own == k);
            printf("%s %s %ld\n", OBJ_nid2sn(OBJ_obj2nid(dig->algorithm)), OBJ_nid2sn(OBJ_obj2nid(sig->algorithm)), ASN1_INTEGER_get(si->version));
            SHOW_INT(X509_NAME_cmp(si->issuer_and_serial->issuer, X509_get_issuer_name(x)));
            SHOW_INT(ASN1_INTEGER_cmp(si->issuer_and_serial->serial, X509_get_serialNumber(x)));
            PKCS7_SIGNER_INFO_get0_algs(si, NULL, NULL, NULL);
            if (j == 0) {
                SHOW_INT(PKCS7_RECIP_INFO_set(ri, x));
                show_errors();
                PKCS7_RECIP_INFO_get0_alg(ri, &enc);
                printf("%s %d %ld\n", OBJ_nid2sn(OBJ_obj2nid(enc->algorithm)), enc->parameter ? enc->parameter->type : -1, ASN1_INTEGER_get(ri->version));
                PKCS7_RECIP_INFO_get0_alg(ri, NULL);
            }
            PKCS7_SIGNER_INFO_free(si);
            PKCS7_RECIP_INFO_free(ri);
        }
        X509_free(x);
        EVP_PKEY_free(k);
    }
}

static void show_attributes(const char *label, STACK_OF(X509_ATTRIBUTE) *sk)
{
    int i;

    printf("%s:", label);
    for (i = 0; i < sk_X509_ATTRIBUTE_num(sk); i++) {
        X509_ATTRIBUTE *a = sk_X509_ATTRIBUTE_value(sk, i);
        ASN1_TYPE *t = X509_ATTRIBUTE_get0_type(a, 0);

        printf(" %s/%d", OBJ_nid2sn(OBJ_obj2nid(X509_ATTRIBUTE_get0_object(a))), t ? t->type : -1);
    }
    printf("\n");
}

static ASN1_STRING *octets(const char *bytes)
{
    ASN1_STRING *s = ASN1_OCTET_STRING_new();

    ASN1_STRING_set(s, bytes, (int)strlen(bytes));
    return s;
}

static void attributes(void)
{
    PKCS7_SIGNER_INFO *si = PKCS7_SIGNER_INFO_new();
    STACK_OF(X509_ATTRIBUTE) *copy;
    STACK_OF(X509_ALGOR) *caps = sk_X509_ALGOR_new_null(), *back;
    ASN1_STRING *digest, *bad;
    ASN1_TYPE *value;
    ASN1_TIME *when = ASN1_TIME_set(NULL, 1000000000);
    unsigned char *der = NULL;
    int len, i;

    printf("== attributes\n");
    SHOW_NULL(PKCS7_get_signed_attribute(si, NID_pkcs9_messageDigest));
    SHOW_NULL(PKCS7_get_attribute(si, NID_pkcs9_messageDigest));
    SHOW_NULL(PKCS7_digest_from_attributes(NULL));
    SHOW_NULL(PKCS7_digest_from_attributes(si->auth_attr));
    SHOW_NULL(PKCS7_get_smimecap(si));
    show_errors();
    SHOW_INT(PKCS7_add1_attrib_digest(si, (const unsigned char *)"12345678", 8));
    show_errors();
    digest = PKCS7_digest_from_attributes(si->auth_attr);
    show_hex("digest", ASN1_STRING_get0_data(digest), (size_t)ASN1_STRING_length(digest));
    SHOW_INT(PKCS7_add1_attrib_digest(si, (const unsigned char *)"abc", 3));
    digest = PKCS7_digest_from_attributes(si->auth_attr);
    show_hex("digest", ASN1_STRING_get0_data(digest), (size_t)ASN1_STRING_length(digest));
    show_attributes("signed", si->auth_attr);
    SHOW_INT(PKCS7_add_attrib_content_type(si, NULL));
    SHOW_INT(PKCS7_add_attrib_content_type(si, NULL));
    show_errors();
    value = PKCS7_get_signed_attribute(si, NID_pkcs9_contentType);
    SHOW_INT(OBJ_obj2nid(value->value.object));
    SHOW_INT(PKCS7_add0_attrib_signing_time(si, when));
    SHOW_INT(PKCS7_get_signed_attribute(si, NID_pkcs9_signingTime)->value.utctime == when);
    SHOW_INT(PKCS7_add0_attrib_signing_time(si, NULL));
    SHOW_INT(PKCS7_get_signed_attribute(si, NID_pkcs9_signingTime)->type);
    SHOW_INT(PKCS7_simple_smimecap(caps, NID_aes_256_cbc, -1));
    SHOW_INT(PKCS7_simple_smimecap(caps, NID_rc2_cbc, 128));
    SHOW_INT(PKCS7_simple_smimecap(caps, NID_des_ede3_cbc, 0));
    SHOW_INT(sk_X509_ALGOR_num(caps));
    SHOW_INT(PKCS7_add_attrib_smimecap(si, caps));
    back = PKCS7_get_smimecap(si);
    for (i = 0; i < sk_X509_ALGOR_num(back); i++) {
        X509_ALGOR *a = sk_X509_ALGOR_value(back, i);

        printf("%s %d\n", OBJ_nid2sn(OBJ_obj2nid(a->algorithm)), a->parameter ? a->parameter->type : -1);
    }
    sk_X509_ALGOR_pop_free(back, X509_ALGOR_free);
    sk_X509_ALGOR_pop_free(caps, X509_ALGOR_free);
    show_attributes("signed", si->auth_attr);
    SHOW_INT(PKCS7_add_signed_attribute(si, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING, octets("replaced")));
    show_attributes("signed", si->auth_attr);
    bad = octets("bad");
    SHOW_INT(PKCS7_add_signed_attribute(si, 99999, V_ASN1_OCTET_STRING, bad));
    ERR_clear_error();
    ASN1_STRING_free(bad);
    caps = sk_X509_ALGOR_new_null();
    printf("capability without a name: %s\n", PKCS7_simple_smimecap(caps, 99999, 1) ? "added" : "refused");
    sk_X509_ALGOR_pop_free(caps, X509_ALGOR_free);
    SHOW_INT(PKCS7_add_attribute(si, NID_pkcs9_countersignature, V_ASN1_OCTET_STRING, octets("unsigned")));
    SHOW_INT(PKCS7_add_attribute(si, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING, octets("unsigned")));
    show_attributes("unsigned", si->unauth_attr);
    SHOW_NULL(PKCS7_get_attribute(si, NID_pkcs9_countersignature));
    SHOW_NULL(PKCS7_get_attribute(si, NID_pkcs9_signingTime));
    copy = sk_X509_ATTRIBUTE_dup(si->unauth_attr);
    SHOW_INT(PKCS7_set_signed_attributes(si, copy));
    show_attributes("signed", si->auth_attr);
    sk_X509_ATTRIBUTE_free(copy);
    PKCS7_add_signed_attribute(si, NID_pkcs9_contentType, V_ASN1_OCTET_STRING, octets("odd"));
    copy = sk_X509_ATTRIBUTE_dup(si->auth_attr);
    SHOW_INT(PKCS7_set_attributes(si, copy));
    sk_X509_ATTRIBUTE_free(copy);
    show_attributes("unsigned", si->unauth_attr);
    /* Order stays as it is, though DER would have it sorted. */
    len = i2d_PKCS7_SIGNER_INFO(si, &der);
    show_hex("signature", der, len > 0 ? (size_t)len : 0);
    show_errors();
    OPENSSL_free(der);
    PKCS7_SIGNER_INFO_free(si);
}

static void types(void)
{
    static const int nids[] = {NID_pkcs7_data, NID_pkcs7_signed, NID_pkcs7_enveloped, NID_pkcs7_signedAndEnveloped, NID_pkcs7_digest, NID_pkcs7_encrypted};
    X509 *x = cert("client-rsa-cert.pem");
    EVP_PKEY *k = key("client-rsa-key.pem");
    PKCS7 *p7;
    size_t i;

    printf("== types\n");
    for (i = 0; i < sizeof nids / sizeof nids[0]; i++) {
        PKCS7_SIGNER_INFO *si = PKCS7_SIGNER_INFO_new();
        PKCS7_RECIP_INFO *ri = PKCS7_RECIP_INFO_new();
        BIO *chain, *bio;

        printf("%s\n", OBJ_nid2sn(nids[i]));
        p7 = PKCS7_new();
        PKCS7_set_type(p7, nids[i]);
        PKCS7_SIGNER_INFO_set(si, x, k, EVP_sha256());
        PKCS7_RECIP_INFO_set(ri, x);
        if (!PKCS7_add_signer(p7, si)) {
            show_errors();
            PKCS7_SIGNER_INFO_free(si);
        }
        if (!PKCS7_add_recipient_info(p7, ri)) {
            show_errors();
            PKCS7_RECIP_INFO_free(ri);
        }
        SHOW_NULL(PKCS7_add_signature(p7, x, k, EVP_sha384()));
        show_errors();
        SHOW_NULL(PKCS7_add_recipient(p7, x));
        show_errors();
        SHOW_INT(PKCS7_set_cipher(p7, EVP_aes_128_cbc()));
        show_errors();
        SHOW_INT(PKCS7_set_digest(p7, EVP_sha256()));
        show_errors();
        SHOW_INT(PKCS7_content_new(p7, NID_pkcs7_data));
        ERR_clear_error();
        SHOW_NULL(PKCS7_get_octet_string(p7));
        bio = BIO_new(BIO_s_mem());
        chain = PKCS7_dataInit(p7, bio);
        SHOW_NULL(chain);
        SHOW_INT(chain == bio);
        show_errors();
        if (chain != NULL) {
            BIO *at;

            for (at = chain; at != NULL; at = BIO_next(at))
                printf(" %s", BIO_method_name(at));
            printf("\n");
            BIO_free_all(chain);
        } else {
            BIO_free(bio);
        }
        chain = PKCS7_dataInit(p7, NULL);
        SHOW_NULL(chain);
        show_errors();
        if (chain != NULL) {
            BIO *at;

            for (at = chain; at != NULL; at = BIO_next(at))
                printf(" %s", BIO_method_name(at));
            printf("\n");
            SHOW_INT(BIO_write(chain, text, sizeof text - 1));
            SHOW_INT(BIO_flush(chain));
            SHOW_INT(PKCS7_dataFinal(p7, chain));
            show_errors();
            SHOW_INT(i2d_PKCS7(p7, NULL) > 0);
            BIO_free_all(chain);
        } else {
            bio = BIO_new(BIO_s_mem());
            SHOW_INT(PKCS7_dataFinal(p7, bio));
            show_errors();
            BIO_free(bio);
        }
        if (nids[i] == NID_pkcs7_signedAndEnveloped || nids[i] == NID_pkcs7_enveloped) {
            char plain[100];
            int n;

            chain = PKCS7_dataDecode(p7, k, NULL, x);
            SHOW_NULL(chain);
            show_errors();
            n = BIO_read(chain, plain, sizeof plain);
            printf("read %d: %.*s\n", n, n > 0 ? n : 0, plain);
            SHOW_INT(BIO_read(chain, plain, sizeof plain));
            if (nids[i] == NID_pkcs7_signedAndEnveloped) {
                si = sk_PKCS7_SIGNER_INFO_value(PKCS7_get_signer_info(p7), 0);
                SHOW_INT(PKCS7_signatureVerify(chain, p7, si, x));
                show_errors();
                SHOW_INT(PKCS7_verify(p7, NULL, NULL, NULL, NULL, PKCS7_NOVERIFY));
                show_errors();
            }
            BIO_free_all(chain);
        } else {
            chain = PKCS7_dataDecode(p7, k, NULL, x);
            SHOW_NULL(chain);
            show_errors();
            BIO_free_all(chain);
        }
        if (nids[i] == NID_pkcs7_digest)
            show_hex("digest", p7->d.digest->digest->data, (size_t)p7->d.digest->digest->length);
        PKCS7_free(p7);
    }
    p7 = PKCS7_new();
    SHOW_NULL(PKCS7_dataInit(p7, NULL));
    show_errors();
    SHOW_NULL(PKCS7_dataInit(NULL, NULL));
    show_errors();
    SHOW_INT(PKCS7_dataFinal(NULL, NULL));
    show_errors();
    SHOW_NULL(PKCS7_dataDecode(NULL, k, NULL, x));
    show_errors();
    SHOW_NULL(PKCS7_dataDecode(p7, k, NULL, x));
    show_errors();
    SHOW_INT(PKCS7_final(NULL, NULL, 0));
    show_errors();
    SHOW_INT(PKCS7_final(p7, NULL, 0));
    show_errors();
    PKCS7_free(p7);
    X509_free(x);
    EVP_PKEY_free(k);
}

/* A program that verifies each signature itself. */
static void one_by_one(void)
{
    X509 *x = cert("client-rsa-cert.pem"), *ca = cert("ca-rsa-cert.pem"), *y = cert("server-rsa-cert.pem"), *z = cert("client-p256-cert.pem");
    EVP_PKEY *k = key("client-rsa-key.pem");
    X509_STORE *store = X509_STORE_new(), *empty = X509_STORE_new();
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    int attached;

    printf("== one by one\n");
    X509_STORE_add_cert(store, ca);
    for (attached = 0; attached < 2; attached++) {
        BIO *in = BIO_new_mem_buf(text, -1), *chain;
        PKCS7 *p7 = PKCS7_sign_ex(x, k, NULL, in, PKCS7_BINARY | (attached ? PKCS7_NOATTR : PKCS7_DETACHED), NULL, NULL);
        PKCS7_SIGNER_INFO *si = sk_PKCS7_SIGNER_INFO_value(PKCS7_get_signer_info(p7), 0);
        char plain[100];

        BIO_free(in);
        in = BIO_new_mem_buf(text, -1);
        chain = PKCS7_dataInit(p7, attached ? NULL : in);
        SHOW_INT(BIO_read(chain, plain, sizeof plain));
        SHOW_INT(PKCS7_signatureVerify(chain, p7, si, x));
        show_errors();
        /* A signature may be greater than the modulus of another key: the first error varies. */
        SHOW_INT(PKCS7_signatureVerify(chain, p7, si, y));
        SHOW_INT(ERR_GET_REASON(ERR_peek_last_error()));
        ERR_clear_error();
        SHOW_INT(PKCS7_signatureVerify(chain, p7, si, z));
        show_errors();
        SHOW_INT(PKCS7_dataVerify(store, ctx, chain, p7, si));
        show_errors();
        SHOW_INT(PKCS7_dataVerify(empty, ctx, chain, p7, si));
        show_errors();
        SHOW_INT(PKCS7_dataVerify(NULL, NULL, NULL, NULL, NULL));
        show_errors();
        si->enc_digest->data[5] ^= 1;
        SHOW_INT(PKCS7_signatureVerify(chain, p7, si, x));
        SHOW_INT(ERR_GET_REASON(ERR_peek_last_error()));
        ERR_clear_error();
        si->enc_digest->data[5] ^= 1;
        BIO_free_all(chain);
        if (attached)
            BIO_free(in);
        in = BIO_new_mem_buf(text, -1);
        chain = PKCS7_dataDecode(p7, NULL, attached ? NULL : in, NULL);
        SHOW_NULL(chain);
        SHOW_INT(BIO_read(chain, plain, 5));
        SHOW_INT(PKCS7_signatureVerify(chain, p7, si, x));
        show_errors();
        SHOW_INT(BIO_read(chain, plain, 50));
        SHOW_INT(PKCS7_signatureVerify(chain, p7, si, x));
        show_errors();
        BIO_free_all(chain);
        if (attached)
            BIO_free(in);
        in = BIO_new(BIO_s_null());
        SHOW_INT(PKCS7_signatureVerify(in, p7, si, x));
        show_errors();
        BIO_free(in);
        if (!attached) {
            SHOW_NULL(PKCS7_dataDecode(p7, NULL, NULL, NULL));
            show_errors();
            SHOW_INT(PKCS7_SIGNER_INFO_sign(si));
            show_errors();
        }
        X509_free(sk_X509_pop(p7->d.sign->cert));
        SHOW_INT(PKCS7_dataVerify(store, ctx, NULL, p7, si));
        show_errors();
        PKCS7_free(p7);
    }
    X509_STORE_CTX_free(ctx);
    X509_STORE_free(store);
    X509_STORE_free(empty);
    X509_free(x);
    X509_free(y);
    X509_free(z);
    X509_free(ca);
    EVP_PKEY_free(k);
}

static void other(void)
{
    PKCS7 *p7 = PKCS7_new();
    ASN1_TYPE *t = ASN1_TYPE_new();
    PKCS7_ISSUER_AND_SERIAL *is = PKCS7_ISSUER_AND_SERIAL_new();
    X509 *x = cert("version1-cert.pem");
    unsigned char md[EVP_MAX_MD_SIZE], again[EVP_MAX_MD_SIZE], *der = NULL;
    unsigned int len = 0;
    int n;

    printf("== other\n");
    ASN1_TYPE_set_octetstring(t, (unsigned char *)text, 5);
    SHOW_INT(PKCS7_set0_type_other(p7, NID_sha256, t));
    SHOW_INT(PKCS7_type_is_other(p7));
    SHOW_INT(ASN1_STRING_length(PKCS7_get_octet_string(p7)));
    n = i2d_PKCS7(p7, &der);
    show_hex("other", der, n > 0 ? (size_t)n : 0);
    OPENSSL_free(der);
    show_errors();
    ASN1_TYPE_set(t, V_ASN1_NULL, NULL);
    SHOW_NULL(PKCS7_get_octet_string(p7));
    PKCS7_free(p7);
    X509_NAME_set(&is->issuer, X509_get_issuer_name(x));
    ASN1_INTEGER_set(is->serial, 77);
    SHOW_INT(PKCS7_ISSUER_AND_SERIAL_digest(is, EVP_sha256(), md, &len));
    SHOW_INT(len);
    der = NULL;
    n = i2d_PKCS7_ISSUER_AND_SERIAL(is, &der);
    EVP_Digest(der, (size_t)n, again, NULL, EVP_sha256(), NULL);
    SHOW_INT(memcmp(md, again, 32));
    OPENSSL_free(der);
    PKCS7_ISSUER_AND_SERIAL_free(is);
    X509_free(x);
}

int main(int argc, char **argv)
{
    (void)argc;
    setvbuf(stdout, NULL, _IONBF, 0);
    args = argv;
    algorithms();
    attributes();
    types();
    one_by_one();
    other();
    return 0;
}
