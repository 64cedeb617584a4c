/* RSA objects and the one-shot hash functions, MAC contexts and ciphers that other programs leave out. */
#include "../common.h"
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/md4.h>
#include <openssl/pem.h>
#include <openssl/ripemd.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>

static RSA *read_rsa(const char *path)
{
    BIO *in = BIO_new_file(path, "r");
    RSA *rsa = PEM_read_bio_RSAPrivateKey(in, NULL, NULL, NULL);

    BIO_free(in);
    return rsa;
}

static void parts(RSA *rsa)
{
    const BIGNUM *n, *e, *d, *p, *q, *dp, *dq, *qi;
    RSA *other;

    RSA_get0_key(rsa, &n, &e, &d);
    RSA_get0_factors(rsa, &p, &q);
    RSA_get0_crt_params(rsa, &dp, &dq, &qi);
    SHOW_INT(RSA_get0_n(rsa) == n);
    SHOW_INT(RSA_get0_e(rsa) == e);
    SHOW_INT(RSA_get0_d(rsa) == d);
    SHOW_INT(RSA_get0_p(rsa) == p);
    SHOW_INT(RSA_get0_q(rsa) == q);
    SHOW_INT(RSA_get0_dmp1(rsa) == dp);
    SHOW_INT(RSA_get0_dmq1(rsa) == dq);
    SHOW_INT(RSA_get0_iqmp(rsa) == qi);
    SHOW_INT(BN_num_bits(p));
    SHOW_INT(BN_num_bits(q));
    SHOW_INT(BN_get_word(e));
    SHOW_INT(RSA_security_bits(rsa));

    other = RSA_new();
    SHOW_NULL(RSA_get0_n(other));
    SHOW_NULL(RSA_get0_p(other));
    SHOW_NULL(RSA_get0_iqmp(other));
    SHOW_INT(RSA_set0_factors(other, NULL, NULL));
    SHOW_INT(RSA_set0_crt_params(other, NULL, NULL, NULL));
    SHOW_INT(RSA_set0_key(other, BN_dup(n), BN_dup(e), BN_dup(d)));
    SHOW_INT(RSA_set0_factors(other, BN_dup(p), BN_dup(q)));
    SHOW_INT(RSA_set0_crt_params(other, BN_dup(dp), BN_dup(dq), BN_dup(qi)));
    SHOW_INT(BN_cmp(RSA_get0_d(other), d));
    SHOW_INT(BN_cmp(RSA_get0_q(other), q));
    SHOW_INT(BN_cmp(RSA_get0_dmq1(other), dq));
    SHOW_INT(RSA_security_bits(other));
    SHOW_INT(RSA_up_ref(other));
    RSA_free(other);
    SHOW_INT(RSA_size(other));
    SHOW_INT(RSA_set_ex_data(other, 0, &other));
    SHOW_INT(RSA_get_ex_data(other, 0) == &other);
    SHOW_NULL(RSA_get_ex_data(other, 5));
    RSA_clear_flags(other, RSA_FLAG_NO_BLINDING);
    SHOW_INT(RSA_test_flags(other, RSA_FLAG_NO_BLINDING));
    RSA_set_flags(other, RSA_FLAG_NO_BLINDING);
    SHOW_INT(RSA_test_flags(other, RSA_FLAG_NO_BLINDING) != 0);
    RSA_clear_flags(other, RSA_FLAG_NO_BLINDING);
    SHOW_INT(RSA_blinding_on(other, NULL));
    SHOW_INT(RSA_test_flags(other, RSA_FLAG_NO_BLINDING));
    RSA_free(other);
    show_errors();
}

static void crypt(RSA *rsa)
{
    unsigned char in[256], out[256], back[256];
    unsigned int len = 0;
    int n;

    memset(in, 7, sizeof in);
    n = RSA_public_encrypt(20, in, out, rsa, RSA_PKCS1_OAEP_PADDING);
    SHOW_INT(n);
    n = RSA_private_decrypt(n, out, back, rsa, RSA_PKCS1_OAEP_PADDING);
    SHOW_INT(n);
    SHOW_INT(memcmp(in, back, 20));
    n = RSA_public_encrypt(20, in, out, rsa, RSA_PKCS1_PADDING);
    SHOW_INT(n);
    n = RSA_private_decrypt(n, out, back, rsa, RSA_PKCS1_PADDING);
    SHOW_INT(n);
    SHOW_INT(memcmp(in, back, 20));
    n = RSA_private_encrypt(20, in, out, rsa, RSA_PKCS1_PADDING);
    SHOW_INT(n);
    show_hex("block", out, 256);
    n = RSA_public_decrypt(n, out, back, rsa, RSA_PKCS1_PADDING);
    SHOW_INT(n);
    SHOW_INT(memcmp(in, back, 20));
    SHOW_INT(RSA_public_encrypt(250, in, out, rsa, RSA_PKCS1_PADDING));
    show_error_codes();
    SHOW_INT(RSA_private_encrypt(250, in, out, rsa, RSA_PKCS1_PADDING));
    show_error_codes();
    SHOW_INT(RSA_public_decrypt(256, in, back, rsa, RSA_PKCS1_PADDING));
    SHOW_INT(RSA_private_decrypt(256, in, back, rsa, RSA_PKCS1_OAEP_PADDING));
    ERR_clear_error();

    SHOW_INT(RSA_sign(NID_sha256, in, 32, out, &len, rsa));
    show_hex("signature", out, len);
    SHOW_INT(RSA_verify(NID_sha256, in, 32, out, len, rsa));
    in[0] ^= 1;
    SHOW_INT(RSA_verify(NID_sha256, in, 32, out, len, rsa));
    SHOW_INT(RSA_verify(NID_sha256, in, 32, out, len - 1, rsa));
    ERR_clear_error();
    SHOW_INT(RSA_sign(NID_sha256, in, 31, out, &len, rsa));
    ERR_clear_error();
}

static void generate(void)
{
    RSA *rsa = RSA_new();
    BIGNUM *e = BN_new();

    BN_set_word(e, RSA_F4);
    SHOW_INT(RSA_generate_key_ex(rsa, 2048, e, NULL));
    SHOW_INT(RSA_bits(rsa));
    SHOW_INT(RSA_check_key(rsa));
    SHOW_INT(RSA_generate_key_ex(rsa, 256, e, NULL));
    show_error_codes();
    BN_free(e);
    RSA_free(rsa);
}

#define STEPS(name, CTX, length) \
    do { \
        CTX context; \
        unsigned char out[length]; \
        SHOW_INT(name##_Init(&context)); \
        SHOW_INT(name##_Update(&context, "message ", 8)); \
        SHOW_INT(name##_Update(&context, "digest", 6)); \
        SHOW_INT(name##_Final(out, &context)); \
        show_hex(#name, out, sizeof out); \
    } while (0)

#define ONE_SHOT(name, length) \
    do { \
        unsigned char out[length]; \
        SHOW_INT(name((const unsigned char *)"message digest", 14, out) == out); \
        show_hex(#name, out, sizeof out); \
        SHOW_INT(name((const unsigned char *)"", 0, NULL) != NULL); \
    } while (0)

static void hashes(void)
{
    unsigned char mac[64];
    unsigned int len = 0;
    HMAC_CTX *one = HMAC_CTX_new(), *two = HMAC_CTX_new();

    STEPS(MD4, MD4_CTX, 16);
    STEPS(SHA256, SHA256_CTX, 32);
    STEPS(SHA512, SHA512_CTX, 64);
    ONE_SHOT(MD4, 16);
    ONE_SHOT(RIPEMD160, 20);
    ONE_SHOT(SHA224, 28);
    ONE_SHOT(SHA384, 48);

    SHOW_INT(HMAC_Init(one, "key", 3, EVP_sha256()));
    SHOW_INT(HMAC_Update(one, (const unsigned char *)"data", 4));
    SHOW_INT(HMAC_CTX_copy(two, one));
    SHOW_INT(HMAC_Final(one, mac, &len));
    show_hex("one", mac, len);
    HMAC_CTX_set_flags(two, 0);
    SHOW_INT(HMAC_Update(two, (const unsigned char *)"more", 4));
    SHOW_INT(HMAC_Final(two, mac, &len));
    show_hex("two", mac, len);
    SHOW_INT(HMAC_CTX_reset(two));
    SHOW_NULL(HMAC_CTX_get_md(two));
    SHOW_INT(HMAC_Update(two, (const unsigned char *)"more", 4));
    SHOW_INT(HMAC_Init(two, NULL, 0, NULL));
    HMAC_CTX_free(one);
    HMAC_CTX_free(two);
    show_error_codes();
}

static void cipher(const char *label, const EVP_CIPHER *type)
{
    unsigned char key[64], iv[16], in[48], out[96], back[96];
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    int n = 0, tail = 0, ccm = EVP_CIPHER_get_mode(type) == EVP_CIPH_CCM_MODE;

    for (size_t i = 0; i < sizeof key; i++)
        key[i] = (unsigned char)i;
    memset(iv, 9, sizeof iv);
    memset(in, 'x', sizeof in);
    printf("%s: %s %d %d %d %d mode %d\n", label, EVP_CIPHER_get0_name(type), EVP_CIPHER_get_nid(type),
        EVP_CIPHER_get_key_length(type), EVP_CIPHER_get_iv_length(type), EVP_CIPHER_get_block_size(type),
        EVP_CIPHER_get_mode(type));
    if (ccm) {
        SHOW_INT(EVP_EncryptInit_ex(ctx, type, NULL, NULL, NULL));
        SHOW_INT(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_IVLEN, 12, NULL));
        SHOW_INT(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, 16, NULL));
        SHOW_INT(EVP_EncryptInit_ex(ctx, NULL, NULL, key, iv));
    } else {
        SHOW_INT(EVP_EncryptInit_ex(ctx, type, NULL, key, iv));
    }
    if (ccm)
        SHOW_INT(EVP_EncryptUpdate(ctx, NULL, &n, NULL, 37));
    SHOW_INT(EVP_EncryptUpdate(ctx, out, &n, in, 37));
    SHOW_INT(EVP_EncryptFinal_ex(ctx, out + n, &tail));
    show_hex("  out", out, (size_t)(n + tail));
    if (ccm || EVP_CIPHER_get_mode(type) == EVP_CIPH_GCM_MODE) {
        unsigned char tag[16] = {0};

        SHOW_INT(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, 16, tag));
        show_hex("  tag", tag, 16);
        EVP_CIPHER_CTX_reset(ctx);
        SHOW_INT(EVP_DecryptInit_ex(ctx, type, NULL, NULL, NULL));
        SHOW_INT(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_IVLEN, 12, NULL));
        tag[3] ^= 1;
        SHOW_INT(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, 16, tag));
        SHOW_INT(EVP_DecryptInit_ex(ctx, NULL, NULL, key, iv));
        if (ccm)
            SHOW_INT(EVP_DecryptUpdate(ctx, NULL, &n, NULL, 37));
        SHOW_INT(EVP_DecryptUpdate(ctx, back, &n, out, 37) > 0);
        if (!ccm)
            SHOW_INT(EVP_DecryptFinal_ex(ctx, back + n, &tail));
    } else {
        int total = n + tail;

        SHOW_INT(EVP_DecryptInit_ex(ctx, type, NULL, key, iv));
        SHOW_INT(EVP_DecryptUpdate(ctx, back, &n, out, total));
        SHOW_INT(EVP_DecryptFinal_ex(ctx, back + n, &tail));
        SHOW_INT(n + tail);
        SHOW_INT(memcmp(in, back, 37));
    }
    EVP_CIPHER_CTX_free(ctx);
    ERR_clear_error();
}

int main(int argc, char **argv)
{
    RSA *rsa = read_rsa(fixture(argv, "server-rsa-key.pem"));

    parts(rsa);
    crypt(rsa);
    generate();
    hashes();
#define CIPHER(name) cipher(#name, EVP_##name())
    CIPHER(aes_128_ccm);
    CIPHER(aes_192_ccm);
    CIPHER(aes_256_ccm);
    CIPHER(aes_128_cfb8);
    CIPHER(aes_192_cfb8);
    CIPHER(aes_192_cfb128);
    CIPHER(aes_256_cfb128);
    CIPHER(aes_192_ctr);
    CIPHER(aes_192_ecb);
    CIPHER(aes_192_gcm);
    CIPHER(aes_192_ofb);
    CIPHER(aes_256_ofb);
    CIPHER(aes_256_xts);
    RSA_free(rsa);
    return 0;
}
