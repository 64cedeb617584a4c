/* EVP_PKEY: facts, parts, signatures, agreement, encryption, DER, comparison. */
#include "../common.h"
#include <openssl/core_names.h>
#include <openssl/dh.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

static EVP_PKEY *load(char **argv, const char *name)
{
    BIO *bio = BIO_new_file(fixture(argv, name), "r");
    EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, NULL, "secret");

    BIO_free(bio);
    return key;
}

static void number(EVP_PKEY *key, const char *name)
{
    BIGNUM *n = NULL;
    int ok = EVP_PKEY_get_bn_param(key, name, &n);

    printf("  %s: %d, %d bits\n", name, ok, n ? BN_num_bits(n) : -1);
    BN_free(n);
    ERR_clear_error();
}

static void facts(const char *name, EVP_PKEY *key)
{
    static const char *const numbers[] = { "n", "e", "d", "rsa-factor1", "rsa-exponent1",
                                           "rsa-coefficient1", "qx", "qy", "priv", "p", "order" };
    char text[80] = "";
    size_t len = 0;
    int nid = -1;
    unsigned char *der = NULL;
    const unsigned char *at;
    EVP_PKEY *again;

    printf("%s: id %d base %d bits %d size %d security %d type %s can sign %d missing %d\n", name,
           EVP_PKEY_get_id(key), EVP_PKEY_get_base_id(key), EVP_PKEY_get_bits(key),
           EVP_PKEY_get_size(key), EVP_PKEY_get_security_bits(key), EVP_PKEY_get0_type_name(key),
           EVP_PKEY_can_sign(key), EVP_PKEY_missing_parameters(key));
    printf("  is RSA %d EC %d X25519 %d\n", EVP_PKEY_is_a(key, "RSA"), EVP_PKEY_is_a(key, "EC"),
           EVP_PKEY_is_a(key, "X25519"));
    printf("  group %d", EVP_PKEY_get_group_name(key, text, sizeof text, &len));
    printf(" '%s'\n", text);
    printf("  digest %d", EVP_PKEY_get_default_digest_nid(key, &nid));
    printf(" %d\n", nid);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        number(key, numbers[i]);
    ERR_clear_error();
    printf("  i2d private %d\n", (int)(len = (size_t)i2d_PrivateKey(key, &der)));
    at = der;
    again = d2i_AutoPrivateKey(NULL, &at, (long)len);
    printf("  back: %d, used all %d\n", EVP_PKEY_eq(key, again), at == der + len);
    EVP_PKEY_free(again);
    OPENSSL_free(der);
    der = NULL;
    len = (size_t)i2d_PUBKEY(key, &der);
    at = der;
    again = d2i_PUBKEY(NULL, &at, (long)len);
    printf("  public: %d %d\n", (int)len, EVP_PKEY_eq(key, again));
    for (size_t cut = 0; cut < len; cut += 5) {
        at = der;
        if (d2i_PUBKEY(NULL, &at, (long)cut) != NULL)
            printf("  accepted cut at %d\n", (int)cut);
    }
    ERR_clear_error();
    EVP_PKEY_free(again);
    OPENSSL_free(der);
}

static void sign(const char *name, EVP_PKEY *key, const EVP_MD *md, int padding)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    EVP_PKEY_CTX *pctx = NULL;
    unsigned char sig[600];
    size_t len = 0;
    int max;

    printf("%s signs: init %d", name, EVP_DigestSignInit(ctx, &pctx, md, NULL, key));
    if (padding)
        printf(" padding %d", EVP_PKEY_CTX_set_rsa_padding(pctx, padding));
    max = EVP_DigestSign(ctx, NULL, &len, (const unsigned char *)"message", 7);
    printf(" longest %d %d", max, (int)len);
    len = sizeof sig;
    printf(" sign %d\n", EVP_DigestSign(ctx, sig, &len, (const unsigned char *)"message", 7));
    EVP_MD_CTX_reset(ctx);
    EVP_DigestVerifyInit(ctx, &pctx, md, NULL, key);
    if (padding)
        EVP_PKEY_CTX_set_rsa_padding(pctx, padding);
    printf("  verify %d\n", EVP_DigestVerify(ctx, sig, len, (const unsigned char *)"message", 7));
    EVP_MD_CTX_reset(ctx);
    EVP_DigestVerifyInit(ctx, &pctx, md, NULL, key);
    if (padding)
        EVP_PKEY_CTX_set_rsa_padding(pctx, padding);
    printf("  other message %d\n", EVP_DigestVerify(ctx, sig, len, (const unsigned char *)"massage", 7) == 1);
    ERR_clear_error();
    EVP_MD_CTX_free(ctx);
}

static void crypt(EVP_PKEY *key, int padding)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);
    unsigned char out[600], back[600];
    size_t len = sizeof out, n = sizeof back;

    printf("encrypt %d", EVP_PKEY_encrypt_init(ctx));
    printf(" %d", EVP_PKEY_CTX_set_rsa_padding(ctx, padding));
    printf(" %d %d\n", EVP_PKEY_encrypt(ctx, out, &len, (const unsigned char *)"text", 4), (int)len);
    EVP_PKEY_decrypt_init(ctx);
    EVP_PKEY_CTX_set_rsa_padding(ctx, padding);
    printf("decrypt %d", EVP_PKEY_decrypt(ctx, back, &n, out, len));
    printf(" %d %.4s\n", (int)n, back);
    EVP_PKEY_CTX_free(ctx);
    show_error_codes();
}

static void agree(int id, int curve)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_id(id, NULL);
    EVP_PKEY *a = NULL, *b = NULL;
    unsigned char one[80], two[80];
    size_t n = sizeof one, m = sizeof two;

    EVP_PKEY_keygen_init(ctx);
    if (curve)
        SHOW_INT(EVP_PKEY_CTX_set_ec_paramgen_curve_nid(ctx, curve));
    SHOW_INT(EVP_PKEY_keygen(ctx, &a));
    SHOW_INT(EVP_PKEY_keygen(ctx, &b));
    EVP_PKEY_CTX_free(ctx);
    ctx = EVP_PKEY_CTX_new(a, NULL);
    SHOW_INT(EVP_PKEY_derive_init(ctx));
    SHOW_INT(EVP_PKEY_derive_set_peer(ctx, b));
    SHOW_INT(EVP_PKEY_derive(ctx, one, &n));
    EVP_PKEY_CTX_free(ctx);
    ctx = EVP_PKEY_CTX_new(b, NULL);
    EVP_PKEY_derive_init(ctx);
    EVP_PKEY_derive_set_peer(ctx, a);
    EVP_PKEY_derive(ctx, two, &m);
    printf("same secret %d of %d\n", n == m && memcmp(one, two, n) == 0, (int)n);
    EVP_PKEY_CTX_free(ctx);
    EVP_PKEY_free(a);
    EVP_PKEY_free(b);
}

int main(int argc, char **argv)
{
    static const char *const names[] = { "server-rsa-key.pem", "server-p256-key.pem",
                                         "server-p384-key.pem", "server-p521-key.pem",
                                         "server-ed25519-key.pem" };
    EVP_PKEY *keys[5], *empty = EVP_PKEY_new();

    (void)argc;
    for (int i = 0; i < 5; i++) {
        keys[i] = load(argv, names[i]);
        facts(names[i], keys[i]);
    }
    for (int i = 0; i < 5; i++)
        for (int j = 0; j < 5; j++)
            printf("%d%s", EVP_PKEY_eq(keys[i], keys[j]), j == 4 ? "\n" : " ");
    sign("rsa", keys[0], EVP_sha256(), 0);
    sign("rsa default", keys[0], NULL, 0);
    sign("rsa pss", keys[0], EVP_sha384(), RSA_PKCS1_PSS_PADDING);
    sign("p256", keys[1], EVP_sha256(), 0);
    sign("p521", keys[3], EVP_sha512(), 0);
    sign("ed25519", keys[4], NULL, 0);
    crypt(keys[0], RSA_PKCS1_PADDING);
    crypt(keys[0], RSA_PKCS1_OAEP_PADDING);
    agree(EVP_PKEY_X25519, 0);
    agree(EVP_PKEY_EC, NID_X9_62_prime256v1);
    agree(EVP_PKEY_EC, NID_secp521r1);
    printf("empty: id %d bits %d size %d security %d\n", EVP_PKEY_get_id(empty),
           EVP_PKEY_get_bits(empty), EVP_PKEY_get_size(empty), EVP_PKEY_get_security_bits(empty));
    SHOW_INT(EVP_PKEY_get_bits(NULL));
    SHOW_INT(EVP_PKEY_eq(NULL, NULL));
    SHOW_INT(EVP_PKEY_eq(keys[0], NULL));
    SHOW_INT(EVP_PKEY_copy_parameters(empty, keys[1]));
    SHOW_INT(EVP_PKEY_get_id(empty));
    SHOW_INT(EVP_PKEY_copy_parameters(keys[0], keys[0]));
    SHOW_INT(EVP_PKEY_copy_parameters(keys[0], keys[1]));
    show_error_codes();
    {
        RSA *rsa = EVP_PKEY_get1_RSA(keys[0]), *built = RSA_new();
        const BIGNUM *n, *e, *d;
        EVP_PKEY *holder = EVP_PKEY_new();
        unsigned char *der = NULL;

        SHOW_INT(RSA_size(rsa));
        SHOW_INT(RSA_bits(rsa));
        SHOW_INT(RSA_flags(rsa));
        RSA_get0_key(rsa, &n, &e, &d);
        SHOW_INT(BN_num_bits(n));
        SHOW_INT((long)BN_get_word(e));
        SHOW_INT(d != NULL);
        SHOW_INT(RSA_set0_key(built, BN_dup(n), NULL, NULL));
        SHOW_INT(RSA_set0_key(built, BN_dup(n), BN_dup(e), NULL));
        SHOW_INT(EVP_PKEY_set1_RSA(holder, built));
        SHOW_INT(EVP_PKEY_eq(holder, keys[0]));
        SHOW_INT(RSA_check_key(rsa));
        SHOW_INT(i2d_RSAPublicKey(built, &der));
        OPENSSL_free(der);
        SHOW_NULL(EVP_PKEY_get1_RSA(keys[1]));
        show_error_codes();
        RSA_free(rsa);
        RSA_free(built);
        EVP_PKEY_free(holder);
    }
    {
        EC_KEY *ec = EVP_PKEY_get1_EC_KEY(keys[1]);
        unsigned char point[70], digest[32] = "0123456789", sig[80];
        unsigned int len = sizeof sig;
        const EC_GROUP *group = EC_KEY_get0_group(ec);
        ECDSA_SIG *numbers;

        SHOW_INT(EC_GROUP_get_curve_name(group));
        SHOW_INT(EC_GROUP_get_degree(group));
        SHOW_INT(EC_POINT_point2oct(group, EC_KEY_get0_public_key(ec), POINT_CONVERSION_UNCOMPRESSED, point, sizeof point, NULL));
        SHOW_INT(EC_POINT_point2oct(group, EC_KEY_get0_public_key(ec), POINT_CONVERSION_COMPRESSED, point, sizeof point, NULL));
        SHOW_INT(ECDSA_size(ec));
        SHOW_INT(ECDSA_sign(0, digest, 32, sig, &len, ec));
        SHOW_INT(ECDSA_verify(0, digest, 32, sig, (int)len, ec));
        digest[0] ^= 1;
        SHOW_INT(ECDSA_verify(0, digest, 32, sig, (int)len, ec));
        numbers = ECDSA_do_sign(digest, 32, ec);
        SHOW_INT(ECDSA_do_verify(digest, 32, numbers, ec));
        ECDSA_SIG_free(numbers);
        SHOW_INT(EC_KEY_check_key(ec));
        EC_KEY_free(ec);
    }
    {
        EVP_PKEY *raw = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, (const unsigned char *)"0123456789abcdef0123456789abcdef", 32);
        unsigned char out[40];
        size_t len = sizeof out;

        SHOW_INT(EVP_PKEY_get_raw_public_key(raw, out, &len));
        show_hex("public", out, len);
        SHOW_NULL(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, out, 31));
        ERR_clear_error();
        EVP_PKEY_free(raw);
    }
    {
        DH *one = DH_new(), *two;
        BIO *bio = BIO_new_file(fixture(argv, "dh2048.pem"), "r");
        unsigned char secret[300], other[300];

        DH_free(one);
        one = PEM_read_bio_DHparams(bio, NULL, NULL, NULL);
        BIO_free(bio);
        bio = BIO_new_file(fixture(argv, "dh2048.pem"), "r");
        two = PEM_read_bio_DHparams(bio, NULL, NULL, NULL);
        BIO_free(bio);
        SHOW_INT(DH_size(one));
        SHOW_INT(DH_bits(one));
        SHOW_INT(DH_generate_key(one));
        SHOW_INT(DH_generate_key(two));
        SHOW_INT(DH_compute_key_padded(secret, DH_get0_pub_key(two), one));
        SHOW_INT(DH_compute_key_padded(other, DH_get0_pub_key(one), two));
        SHOW_INT(memcmp(secret, other, 256) == 0);
        DH_free(one);
        DH_free(two);
    }
    for (int i = 0; i < 5; i++)
        EVP_PKEY_free(keys[i]);
    EVP_PKEY_free(empty);
    EVP_PKEY_free(NULL);
    return 0;
}
