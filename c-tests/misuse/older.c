/* Calls of older functions that would crash OpenSSL, or make it write where it should not: failure, never a crash. */
#include "../common.h"
#include <openssl/blowfish.h>
#include <openssl/bn.h>
#include <openssl/des.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

static void blobs(char **argv)
{
    BIO *file = BIO_new_file(fixture(argv, "server-rsa-key.pem"), "r"), *out = BIO_new(BIO_s_mem());
    EVP_PKEY *key = PEM_read_bio_PrivateKey(file, NULL, NULL, NULL), *public = EVP_PKEY_new();
    const unsigned char *nothing = NULL;

    EVP_PKEY_assign_RSA(public, RSAPublicKey_dup(EVP_PKEY_get0_RSA(key)));
    SHOW_INT(i2b_PrivateKey_bio(out, public));
    SHOW_INT(i2b_PVK_bio(out, public, 0, NULL, NULL));
    SHOW_INT(BIO_pending(out));
    SHOW_INT(i2b_PublicKey_bio(NULL, key));
    SHOW_INT(i2b_PublicKey_bio(out, NULL));
    SHOW_INT(i2b_PVK_bio(NULL, key, 0, NULL, NULL));
    SHOW_NULL(b2i_PrivateKey(NULL, 100));
    SHOW_NULL(b2i_PrivateKey(&nothing, 100));
    SHOW_NULL(b2i_PublicKey(&nothing, -1));
    SHOW_NULL(b2i_PrivateKey_bio(NULL));
    SHOW_NULL(b2i_PVK_bio(NULL, NULL, NULL));
    ERR_clear_error();
    EVP_PKEY_free(key);
    EVP_PKEY_free(public);
    BIO_free(file);
    BIO_free(out);
}

static void paddings(void)
{
    unsigned char block[64] = { 0 };

    SHOW_INT(RSA_padding_add_PKCS1_type_1(NULL, 64, block, 5));
    SHOW_INT(RSA_padding_add_PKCS1_type_1(block, 64, NULL, 5));
    SHOW_INT(RSA_padding_add_PKCS1_type_2(block, 64, block, -5));
    SHOW_INT(RSA_padding_add_PKCS1_type_2(block, -64, block, 5));
    SHOW_INT(RSA_padding_check_PKCS1_type_1(block, 64, NULL, 64, 64));
    SHOW_INT(RSA_padding_check_PKCS1_type_2(NULL, 64, block, 64, 64));
    SHOW_INT(RSA_padding_check_PKCS1_OAEP(block, 64, block, 64, -1, NULL, 0));
    SHOW_INT(RSA_padding_check_PKCS1_OAEP(block, 64, NULL, 64, 64, NULL, 7));
    SHOW_INT(RSA_padding_add_none(NULL, 64, NULL, 64));
    SHOW_INT(RSA_padding_check_none(block, -1, block, -1, 64));
    SHOW_INT(RSA_padding_add_X931(NULL, 64, block, 5));
    SHOW_INT(RSA_padding_check_X931(block, 64, block, -1, -1));
    SHOW_INT(RSA_check_key_ex(NULL, NULL));
    SHOW_INT(RSA_get_version(NULL));
    SHOW_INT(RSA_generate_multi_prime_key(NULL, 1024, 2, NULL, NULL));
    SHOW_INT(RSA_sign_ASN1_OCTET_STRING(0, block, 4, block, NULL, NULL));
    SHOW_INT(RSA_verify_ASN1_OCTET_STRING(0, NULL, 4, NULL, 4, NULL));
    RSA_blinding_off(NULL);
    show_errors();
}

static void numbers(void)
{
    BIGNUM *n = BN_new();
    BN_MONT_CTX *mont = BN_MONT_CTX_new();
    BN_RECP_CTX *recp = BN_RECP_CTX_new();

    SHOW_INT(BN_kronecker(NULL, n, NULL));
    SHOW_NULL(BN_mod_sqrt(NULL, NULL, NULL, NULL));
    SHOW_INT(BN_mod_lshift(n, NULL, 1, n, NULL));
    SHOW_INT(BN_uadd(NULL, n, n));
    SHOW_INT(BN_usub(n, n, NULL));
    SHOW_INT(BN_asc2bn(NULL, NULL));
    SHOW_INT(BN_MONT_CTX_set(NULL, n, NULL));
    SHOW_INT(BN_MONT_CTX_set(mont, NULL, NULL));
    SHOW_INT(BN_to_montgomery(n, n, mont, NULL));
    SHOW_INT(BN_from_montgomery(n, n, NULL, NULL));
    SHOW_INT(BN_mod_mul_montgomery(n, n, n, mont, NULL));
    SHOW_NULL(BN_MONT_CTX_set_locked(NULL, NULL, n, NULL));
    SHOW_INT(BN_div_recp(n, n, n, recp, NULL));
    SHOW_INT(BN_mod_mul_reciprocal(n, n, n, NULL, NULL));
    SHOW_INT(BN_reciprocal(n, n, -1, NULL));
    SHOW_INT(BN_reciprocal(n, n, 0x7fffffff, NULL));
    SHOW_INT(BN_nist_mod_256(n, NULL, NULL, NULL));
    SHOW_INT(BN_nist_mod_func(NULL) == NULL);
    SHOW_INT(BN_generate_dsa_nonce(n, n, n, NULL, 0, NULL));
    SHOW_INT(BN_is_prime(NULL, 1, NULL, NULL, NULL));
    show_errors();
    BN_MONT_CTX_free(mont);
    BN_RECP_CTX_free(recp);
    BN_free(n);
}

static void points(void)
{
    EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
    EC_POINT *point = EC_POINT_new(group);
    BIGNUM *n = BN_new();
    const EC_POINT *none[1] = { NULL };
    const BIGNUM *factors[1] = { n };

    SHOW_INT(EC_POINTs_mul(group, point, NULL, 1, NULL, NULL, NULL));
    SHOW_INT(EC_POINTs_mul(group, point, NULL, 1, none, factors, NULL));
    SHOW_INT(EC_POINTs_mul(NULL, point, n, 0, NULL, NULL, NULL));
    SHOW_INT(EC_POINTs_make_affine(group, 1, NULL, NULL));
    SHOW_INT(EC_POINTs_make_affine(group, 1, (EC_POINT **)none, NULL));
    SHOW_INT(EC_POINT_set_Jprojective_coordinates_GFp(group, point, NULL, n, n, NULL));
    SHOW_INT(EC_POINT_get_Jprojective_coordinates_GFp(group, NULL, n, n, n, NULL));
    show_errors();
    EC_POINT_free(point);
    EC_GROUP_free(group);
    BN_free(n);
}

static void ciphers(void)
{
    unsigned char out[16] = { 0 }, iv[8] = { 0 };
    DES_key_schedule schedule;
    BF_KEY key;
    int num = -3;

    BF_set_key(NULL, 16, out);
    BF_set_key(&key, 16, NULL);
    BF_set_key(&key, -1, out);
    BF_ecb_encrypt(NULL, out, &key, 1);
    BF_ecb_encrypt(out, out, NULL, 1);
    BF_encrypt(NULL, &key);
    BF_cbc_encrypt(NULL, out, 8, &key, iv, 1);
    BF_cbc_encrypt(iv, out, -8, &key, iv, 1);
    BF_cbc_encrypt(iv, out, 8, &key, NULL, 1);
    BF_cbc_encrypt(iv, out, 8, NULL, iv, 1);
    BF_cfb64_encrypt(iv, out, 8, &key, iv, NULL, 1);
    BF_cfb64_encrypt(iv, out, 8, &key, iv, &num, 1);
    printf("num %d\n", num);
    BF_ofb64_encrypt(iv, NULL, 8, &key, iv, &num);
    DES_set_key_unchecked(&iv, &schedule);
    DES_cfb64_encrypt(iv, out, 8, NULL, &iv, &num, 1);
    show_hex("nothing of the input", out, 8);
    DES_ofb64_encrypt(NULL, out, 8, &schedule, &iv, &num);
    SHOW_INT(DES_random_key(NULL));
    SHOW_NULL(OSSL_EC_curve_nid2name(-1));
    ERR_clear_error();
}

int main(int argc, char **argv)
{
    blobs(argv);
    paddings();
    numbers();
    points();
    ciphers();
    return 0;
}
