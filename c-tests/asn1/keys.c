/* Keys, parameters and signatures as DER, in memory, through a BIO and through a FILE. */
#include "../common.h"
#include <openssl/bio.h>
#include <openssl/dh.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rsa.h>
#include <openssl/ui.h>
#include <openssl/x509.h>

static EVP_PKEY *read_key(char **argv, const char *name)
{
    BIO *in = BIO_new_file(fixture(argv, name), "r");
    EVP_PKEY *key = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);

    BIO_free(in);
    return key;
}

/* Encodes, decodes, compares, and decodes every beginning; `equal` compares `value` with `other`. */
#define ROUND(label, type, encode, decode, drop, value, equal) \
    do { \
        type *other = NULL; \
        unsigned char *out = NULL, *copy; \
        const unsigned char *p; \
        int len = encode(value, &out), i, good = 0; \
        printf("%s: %d bytes", label, len); \
        p = out; \
        other = len > 0 ? decode(NULL, &p, len) : NULL; \
        printf(", read %d used %d equal %d\n", other != NULL, (int)(p - out), other != NULL && (equal)); \
        if (len > 0 && other != NULL) { \
            p = out; \
            printf("  into it %d\n", decode(&other, &p, len) == other); \
        } \
        drop(other); \
        for (i = 0; i < len; i += i < 24 ? 1 : 37) { \
            copy = malloc(i + 1); \
            memcpy(copy, out, i); \
            p = copy; \
            other = decode(NULL, &p, i); \
            good += other != NULL; \
            if (p != copy) \
                printf("  moved at %d\n", i); \
            drop(other); \
            free(copy); \
        } \
        printf("  cut: %d good, an error %d\n", good, ERR_peek_error() != 0); \
        ERR_clear_error(); \
        OPENSSL_free(out); \
    } while (0)

static void test_files(EVP_PKEY *key)
{
    BIO *mem = BIO_new(BIO_s_mem());
    FILE *file = tmpfile();
    EVP_PKEY *other = NULL;

    printf("bio %d", i2d_PrivateKey_bio(mem, key));
    printf(" %d", i2d_PUBKEY_bio(mem, key));
    printf(" %d", i2d_PrivateKey_bio(mem, key));
    printf("\n");
    printf("PKCS8 %d\n", i2d_PKCS8PrivateKeyInfo_bio(mem, key));

    other = d2i_PrivateKey_bio(mem, NULL);
    printf("private %d", other != NULL && EVP_PKEY_eq(key, other));
    EVP_PKEY_free(other);
    other = d2i_PUBKEY_bio(mem, NULL);
    printf(" public %d", other != NULL && EVP_PKEY_eq(key, other));
    EVP_PKEY_free(other);
    other = d2i_PrivateKey_ex_bio(mem, NULL, NULL, NULL);
    printf(" ex %d", other != NULL && EVP_PKEY_eq(key, other));
    EVP_PKEY_free(other);
    other = d2i_PrivateKey_bio(mem, NULL);
    printf(" PKCS8 %d", other != NULL && EVP_PKEY_eq(key, other));
    EVP_PKEY_free(other);
    printf("\n");
    SHOW_NULL(d2i_PrivateKey_bio(mem, NULL));
    SHOW_NULL(d2i_PrivateKey_ex_bio(mem, NULL, NULL, NULL));
    SHOW_NULL(d2i_PUBKEY_bio(mem, NULL));
    ERR_clear_error();
    BIO_puts(mem, "nothing like a key");
    SHOW_NULL(d2i_PrivateKey_bio(mem, NULL));
    ERR_clear_error();
    BIO_free(mem);

    printf("file %d", i2d_PrivateKey_fp(file, key));
    printf(" %d\n", i2d_PUBKEY_fp(file, key));
    rewind(file);
    other = d2i_PrivateKey_fp(file, NULL);
    printf("private %d", other != NULL && EVP_PKEY_eq(key, other));
    EVP_PKEY_free(other);
    fclose(file);
    file = tmpfile();
    i2d_PUBKEY_fp(file, key);
    rewind(file);
    other = d2i_PUBKEY_fp(file, NULL);
    printf(" public %d\n", other != NULL && EVP_PKEY_eq(key, other));
    EVP_PKEY_free(other);
    SHOW_NULL(d2i_PUBKEY_fp(file, NULL));
    SHOW_NULL(d2i_PrivateKey_fp(file, NULL));
    ERR_clear_error();
    fclose(file);
}

/* d2i_PrivateKey and d2i_PublicKey are told the type. */
static void test_typed(EVP_PKEY *key, int type)
{
    EVP_PKEY *other;
    unsigned char *out = NULL;
    const unsigned char *p;
    int len = i2d_PrivateKey(key, &out);

    p = out;
    other = d2i_PrivateKey(type, NULL, &p, len);
    printf("type %d: %d bytes, read %d used %d\n", type, len, other != NULL && EVP_PKEY_eq(key, other), (int)(p - out));
    EVP_PKEY_free(other);
    p = out;
    SHOW_NULL(d2i_PrivateKey(type == EVP_PKEY_RSA ? EVP_PKEY_EC : EVP_PKEY_RSA, NULL, &p, len));
    ERR_clear_error();
    p = out;
    SHOW_NULL(d2i_PrivateKey(type, NULL, &p, len - 1));
    ERR_clear_error();
    OPENSSL_free(out);
    out = NULL;
    len = i2d_PublicKey(key, &out);
    printf("public %d bytes\n", len);
    if (len > 0) {
        show_hex("  begins", out, 4);
        p = out;
        other = type == EVP_PKEY_RSA ? d2i_PublicKey(type, NULL, &p, len) : NULL;
        printf("  read %d used %d\n", other != NULL && EVP_PKEY_eq(key, other), (int)(p - out));
        EVP_PKEY_free(other);
        p = out;
        SHOW_NULL(d2i_PublicKey(EVP_PKEY_HMAC, NULL, &p, len));
        p = out;
        SHOW_NULL(d2i_PublicKey(EVP_PKEY_RSA, NULL, &p, len - 1));
    }
    ERR_clear_error();
    OPENSSL_free(out);
}

static void test_rsa(EVP_PKEY *key)
{
    RSA *rsa = EVP_PKEY_get1_RSA(key), *copy;
    unsigned char *out = NULL;

    ROUND("RSAPrivateKey", RSA, i2d_RSAPrivateKey, d2i_RSAPrivateKey, RSA_free, rsa,
          BN_cmp(RSA_get0_d(rsa), RSA_get0_d(other)) == 0 && BN_cmp(RSA_get0_iqmp(rsa), RSA_get0_iqmp(other)) == 0);
    ROUND("RSAPublicKey", RSA, i2d_RSAPublicKey, d2i_RSAPublicKey, RSA_free, rsa,
          BN_cmp(RSA_get0_n(rsa), RSA_get0_n(other)) == 0 && RSA_get0_d(other) == NULL);
    ROUND("RSA_PUBKEY", RSA, i2d_RSA_PUBKEY, d2i_RSA_PUBKEY, RSA_free, rsa,
          BN_cmp(RSA_get0_n(rsa), RSA_get0_n(other)) == 0);
    copy = RSAPrivateKey_dup(rsa);
    printf("private copy %d %d\n", copy != rsa, copy && BN_cmp(RSA_get0_d(rsa), RSA_get0_d(copy)) == 0);
    RSA_free(copy);
    copy = RSAPublicKey_dup(rsa);
    printf("public copy %d %d\n", copy && BN_cmp(RSA_get0_n(rsa), RSA_get0_n(copy)) == 0,
           copy && RSA_get0_d(copy) == NULL);
    printf("private of public %d\n", i2d_RSAPrivateKey(copy, &out) <= 0);
    ERR_clear_error();
    RSA_free(copy);
    RSA_free(rsa);
}

static void test_ec(EVP_PKEY *key)
{
    EC_KEY *ec = EVP_PKEY_get1_EC_KEY(key), *point;
    const EC_KEY *inside = EVP_PKEY_get0_EC_KEY(key);
    EVP_PKEY *fresh = EVP_PKEY_new();
    unsigned char *out = NULL, buffer[160], *at = buffer;
    int len;

    printf("inside %d\n", BN_cmp(EC_KEY_get0_private_key(ec), EC_KEY_get0_private_key(inside)) == 0);
    printf("set %d type %d", EVP_PKEY_set1_EC_KEY(fresh, ec), EVP_PKEY_id(fresh));
    printf(" equal %d\n", EVP_PKEY_eq(fresh, key));
    ROUND("ECPrivateKey", EC_KEY, i2d_ECPrivateKey, d2i_ECPrivateKey, EC_KEY_free, ec,
          BN_cmp(EC_KEY_get0_private_key(ec), EC_KEY_get0_private_key(other)) == 0);
    ROUND("EC_PUBKEY", EC_KEY, i2d_EC_PUBKEY, d2i_EC_PUBKEY, EC_KEY_free, ec,
          EC_POINT_cmp(EC_KEY_get0_group(ec), EC_KEY_get0_public_key(ec), EC_KEY_get0_public_key(other), NULL) == 0);
    len = i2o_ECPublicKey(ec, NULL);
    printf("point %d %d", len, i2o_ECPublicKey(ec, &out));
    printf(" %d moved %d\n", i2o_ECPublicKey(ec, &at), (int)(at - buffer));
    printf("same %d form %d\n", memcmp(out, buffer, len) == 0, out[0]);
    point = EC_KEY_new_by_curve_name(EC_GROUP_get_curve_name(EC_KEY_get0_group(ec)));
    printf("set %d\n", EC_KEY_set_public_key(point, EC_KEY_get0_public_key(ec)));
    OPENSSL_free(out);
    out = NULL;
    SHOW_INT(i2d_ECPrivateKey(point, &out) <= 0);
    SHOW_INT(i2o_ECPublicKey(NULL, &out));
    ERR_clear_error();
    EC_KEY_free(point);
    EC_KEY_free(ec);
    EVP_PKEY_free(fresh);
}

static void test_other(char **argv, EVP_PKEY *rsa)
{
    static const unsigned char r[] = {0x80, 1, 2}, s[] = {3, 4, 5};
    ECDSA_SIG *sig = ECDSA_SIG_new();
    BIO *in = BIO_new_file(fixture(argv, "dh2048.pem"), "r");
    DH *dh = PEM_read_bio_DHparams(in, NULL, NULL, NULL);
    const BIGNUM *r1, *s1;
    PKCS12 *p12;
    FILE *file;
    BIO *mem;

    BIO_free(in);
    SHOW_NULL(EVP_PKEY_get0_EC_KEY(rsa));
    show_error_codes();
    ECDSA_SIG_set0(sig, BN_bin2bn(r, 3, NULL), BN_bin2bn(s, 3, NULL));
    ECDSA_SIG_get0(sig, &r1, &s1);
    ROUND("ECDSA_SIG", ECDSA_SIG, i2d_ECDSA_SIG, d2i_ECDSA_SIG, ECDSA_SIG_free, sig,
          BN_cmp(r1, ECDSA_SIG_get0_r(other)) == 0 && BN_cmp(s1, ECDSA_SIG_get0_s(other)) == 0);
    ECDSA_SIG_free(sig);
    ROUND("DHparams", DH, i2d_DHparams, d2i_DHparams, DH_free, dh, BN_cmp(DH_get0_p(dh), DH_get0_p(other)) == 0);
    DH_free(dh);

    file = fopen(fixture(argv, "server-rsa.p12"), "rb");
    p12 = d2i_PKCS12_fp(file, NULL);
    printf("PKCS12 %d mac %d wrong %d\n", p12 != NULL, PKCS12_verify_mac(p12, "secret", -1), PKCS12_verify_mac(p12, "x", -1));
    SHOW_NULL(d2i_PKCS12_fp(file, NULL));
    ERR_clear_error();
    fclose(file);
    mem = BIO_new(BIO_s_mem());
    printf("write %d", i2d_PKCS12_bio(mem, p12));
    printf(" %d bytes\n", (int)BIO_pending(mem));
    PKCS12_free(p12);
    p12 = d2i_PKCS12_bio(mem, NULL);
    printf("again %d left %d\n", PKCS12_verify_mac(p12, "secret", -1), (int)BIO_pending(mem));
    PKCS12_free(p12);
    BIO_free(mem);
    SHOW_INT(EVP_CIPHER_get_key_length(EVP_rc2_40_cbc()));
    SHOW_INT(EVP_CIPHER_get_nid(EVP_rc2_40_cbc()));
    SHOW_INT(EVP_CIPHER_get_iv_length(EVP_rc2_40_cbc()));
}

static void test_objects(void)
{
    static const char *texts[] = {"1.2.840.113549", "2.999.3", "2.5.4.3", "0.0", "3.1", "1.40", "1", "1.2.x", "1.2 3",
                                  "1.2.", "2.16.840.1.101.3.4.2.1", "1.2.340282366920938463463374607431768211456"};
    unsigned char buffer[64];
    char text[80];
    BIO *out = BIO_new_fp(stdout, BIO_NOCLOSE);

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        int size = a2d_ASN1_OBJECT(NULL, 0, texts[i], -1), len = a2d_ASN1_OBJECT(buffer, sizeof buffer, texts[i], -1);

        printf("%s: %d", texts[i], size);
        show_hex("", buffer, len > 0 ? len : 0);
        if (len <= 0)
            show_error_codes();
        ERR_clear_error();
    }
    SHOW_INT(a2d_ASN1_OBJECT(buffer, 2, texts[0], -1));
    show_error_codes();
    SHOW_INT(a2d_ASN1_OBJECT(buffer, sizeof buffer, texts[0], 5));
    for (int i = 0; i < 2; i++) {
        ASN1_OBJECT *object = OBJ_txt2obj(i ? "1.2.3.4.5" : "CN", 0);

        printf("%d", i2t_ASN1_OBJECT(text, sizeof text, object));
        printf(" %s\n", text);
        printf("%d", i2t_ASN1_OBJECT(text, 4, object));
        printf(" %s\n", text);
        fflush(stdout);
        printf(" is %d\n", i2a_ASN1_OBJECT(out, object));
        ASN1_OBJECT_free(object);
    }
    fflush(stdout);
    printf(" is %d\n", i2a_ASN1_OBJECT(out, NULL));
    BIO_free(out);
}

int main(int argc, char **argv)
{
    static const char *names[] = {"server-rsa-key.pem", "server-p256-key.pem", "server-p384-key.pem", "server-ed25519-key.pem"};

    for (int i = 0; i < 4; i++) {
        EVP_PKEY *key = read_key(argv, names[i]);

        printf("%s\n", names[i]);
        test_files(key);
        test_typed(key, EVP_PKEY_id(key));
        if (i == 0) {
            test_rsa(key);
            test_other(argv, key);
        } else if (i < 3)
            test_ec(key);
        EVP_PKEY_free(key);
    }
    test_objects();
    X509_INFO_free(X509_INFO_new());
    X509_INFO_free(NULL);
    X509_PKEY_free(X509_PKEY_new());
    X509_PKEY_free(NULL);
    return 0;
}
