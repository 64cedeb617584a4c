/*
 * An EVP_PKEY follows the object it was given, which may get its numbers
 * later, or others: Ruby assigns an EC_KEY first and generates its key then.
 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "../common.h"
#include <openssl/dh.h>
#include <openssl/dsa.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

static const unsigned char message[32] = "what is signed";

static void describe(const char *what, EVP_PKEY *key)
{
    EVP_PKEY_CTX *ctx;
    EVP_MD_CTX *md;
    unsigned char sig[600];
    size_t len = sizeof sig;
    int ret;

    printf("%s: id %d, bits %d, private DER %s, public DER %s\n", what, EVP_PKEY_get_base_id(key), EVP_PKEY_get_bits(key),
           i2d_PrivateKey(key, NULL) > 0 ? "made" : "none", i2d_PUBKEY(key, NULL) > 0 ? "made" : "none");
    ERR_clear_error();
    if (EVP_PKEY_get_base_id(key) == EVP_PKEY_DH)
        return;
    ctx = EVP_PKEY_CTX_new(key, NULL);
    ret = ctx ? EVP_PKEY_sign_init(ctx) : -9;
    printf("  sign init %d", ret);
    printf(", sign %d", ret == 1 ? EVP_PKEY_sign(ctx, sig, &len, message, 32) : -9);
    EVP_PKEY_CTX_free(ctx);
    ERR_clear_error();
    md = EVP_MD_CTX_new();
    ret = EVP_DigestVerifyInit(md, NULL, EVP_sha256(), NULL, key);
    printf(", verify init %s", ret > 0 ? "yes" : "no");
    if (ret == 1) {
        ret = EVP_DigestVerify(md, (const unsigned char *)"b", 1, message, 5);
        printf(", wrong signature %s", ret > 0 ? "right" : ret < 0 ? "error" : "wrong");
    }
    printf("\n");
    EVP_MD_CTX_free(md);
    ERR_clear_error();
}

/* Without its numbers: OpenSSL crashes if asked for its size. */
static void empty(const char *what, EVP_PKEY *key)
{
    EVP_MD_CTX *md = EVP_MD_CTX_new();

    printf("%s: id %d, verify init %s\n", what, EVP_PKEY_get_base_id(key),
           EVP_DigestVerifyInit(md, NULL, EVP_sha256(), NULL, key) > 0 ? "yes" : "no");
    ERR_clear_error();
    EVP_MD_CTX_free(md);
}

static void curves(void)
{
    EVP_PKEY *key = EVP_PKEY_new(), *copy, *other = EVP_PKEY_new();
    EC_KEY *ec = EC_KEY_new(), *second = EC_KEY_new_by_curve_name(NID_X9_62_prime256v1);

    SHOW_INT(EVP_PKEY_assign_EC_KEY(key, ec));
    show_error_codes();
    EC_KEY_set_group(ec, EC_KEY_get0_group(second));
    describe("a group", key);
    SHOW_INT(EC_KEY_generate_key(ec));
    describe("a key", key);
    copy = EVP_PKEY_dup(key);
    printf("same as its copy: %d\n", EVP_PKEY_eq(key, copy));
    SHOW_INT(EC_KEY_generate_key(ec));
    printf("same after another: %d\n", EVP_PKEY_eq(key, copy));
    describe("another key", key);
    SHOW_INT(EVP_PKEY_set1_EC_KEY(other, second));
    describe("only parameters", other);
    EC_KEY_set_public_key(second, EC_KEY_get0_public_key(ec));
    describe("a public point", other);
    printf("same: %d\n", EVP_PKEY_eq(key, other));
    EC_KEY_free(second);
    EVP_PKEY_free(other);
    EVP_PKEY_free(copy);
    EVP_PKEY_free(key);
}

static void rsa(void)
{
    EVP_PKEY *key = EVP_PKEY_new(), *other = EVP_PKEY_new(), *copy;
    RSA *made = RSA_new(), *public = RSA_new();
    BIGNUM *e = BN_new();

    BN_set_word(e, 65537);
    SHOW_INT(EVP_PKEY_assign_RSA(key, made));
    show_error_codes();
    empty("an empty RSA key", key);
    SHOW_INT(RSA_generate_key_ex(made, 2048, e, NULL));
    describe("generated", key);
    copy = EVP_PKEY_dup(key);
    SHOW_INT(RSA_generate_key_ex(made, 2048, e, NULL));
    printf("same after another: %d\n", EVP_PKEY_eq(key, copy));
    SHOW_INT(EVP_PKEY_set1_RSA(other, public));
    RSA_set0_key(public, BN_dup(RSA_get0_n(made)), BN_dup(e), NULL);
    describe("public numbers", other);
    printf("same: %d\n", EVP_PKEY_eq(key, other));
    RSA_free(public);
    BN_free(e);
    EVP_PKEY_free(copy);
    EVP_PKEY_free(other);
    EVP_PKEY_free(key);
}

static void groups(void)
{
    EVP_PKEY *dh_key = EVP_PKEY_new(), *dsa_key = EVP_PKEY_new();
    DH *dh = DH_new(), *known = DH_new_by_nid(NID_ffdhe2048);
    DSA *dsa = DSA_new();
    const BIGNUM *p, *q, *g;

    SHOW_INT(EVP_PKEY_assign_DH(dh_key, dh));
    show_error_codes();
    empty("an empty DH key", dh_key);
    DH_get0_pqg(known, &p, &q, &g);
    DH_set0_pqg(dh, BN_dup(p), q ? BN_dup(q) : NULL, BN_dup(g));
    printf("a group: bits %d\n", EVP_PKEY_get_bits(dh_key));
    SHOW_INT(DH_generate_key(dh));
    describe("a key", dh_key);
    DH_free(known);
    SHOW_INT(EVP_PKEY_assign_DSA(dsa_key, dsa));
    show_error_codes();
    empty("an empty DSA key", dsa_key);
    EVP_PKEY_free(dh_key);
    EVP_PKEY_free(dsa_key);
}

/* A point's form is what is asked for, not that of the point given. */
static void forms(void)
{
    static const char *const asked[] = {NULL, "compressed", "hybrid", "nonsense"};
    EVP_PKEY *from = EVP_EC_gen("P-256");
    unsigned char point[65], given[65];
    size_t len;

    EVP_PKEY_get_octet_string_param(from, "pub", point, sizeof point, &len);
    for (int form = 0; form < 3; form++)
        for (int i = 0; i < 4; i++) {
            OSSL_PARAM params[4] = {OSSL_PARAM_utf8_string("group", (char *)"P-256", 5)};
            EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
            EVP_PKEY *key = NULL;
            int made;

            memcpy(given, point, sizeof given);
            given[0] = form == 0 ? 4 : (unsigned char)((form == 1 ? 2 : 6) + (point[64] & 1));
            params[1] = OSSL_PARAM_construct_octet_string("pub", given, form == 1 ? 33 : 65);
            params[2] = asked[i] ? OSSL_PARAM_construct_utf8_string("point-format", (char *)asked[i], 0) : OSSL_PARAM_construct_end();
            params[3] = OSSL_PARAM_construct_end();
            made = EVP_PKEY_fromdata_init(ctx) == 1 ? EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, params) : -9;
            printf("point %d, %s: %d, DER of %d bytes\n", form, asked[i] ? asked[i] : "no format", made, key ? i2d_PUBKEY(key, NULL) : 0);
            ERR_clear_error();
            EVP_PKEY_free(key);
            EVP_PKEY_CTX_free(ctx);
        }
    EVP_PKEY_free(from);
}

int main(void)
{
    forms();
    curves();
    rsa();
    groups();
    return 0;
}
