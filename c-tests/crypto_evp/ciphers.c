/* Every cipher here: its facts; texts of many lengths in many pieces, both ways. */
#include "../common.h"
#include <openssl/evp.h>
#include <openssl/provider.h>

static unsigned char key[64], iv[16], text[300];

static const EVP_CIPHER *(*const functions[])(void) = {
    EVP_aes_128_ecb, EVP_aes_128_cbc, EVP_aes_128_ctr, EVP_aes_128_ofb, EVP_aes_128_cfb128, EVP_aes_128_cfb8,
    EVP_aes_128_cfb1, EVP_aes_128_gcm, EVP_aes_128_ccm, EVP_aes_128_xts, EVP_aes_128_wrap, EVP_aes_128_wrap_pad,
    EVP_aes_192_ecb, EVP_aes_192_cbc, EVP_aes_192_ctr, EVP_aes_192_ofb, EVP_aes_192_cfb128, EVP_aes_192_cfb8,
    EVP_aes_192_cfb1, EVP_aes_192_gcm, EVP_aes_192_ccm, EVP_aes_192_wrap, EVP_aes_192_wrap_pad, EVP_aes_256_ecb,
    EVP_aes_256_cbc, EVP_aes_256_ctr, EVP_aes_256_ofb, EVP_aes_256_cfb128, EVP_aes_256_cfb8, EVP_aes_256_cfb1,
    EVP_aes_256_gcm, EVP_aes_256_ccm, EVP_aes_256_xts, EVP_aes_256_wrap, EVP_aes_256_wrap_pad, EVP_des_ede3_cbc,
    EVP_des_ede3_ecb, EVP_des_ede3, EVP_des_ede3_cfb64, EVP_des_ede3_cfb8, EVP_des_ede3_cfb1, EVP_des_ede3_ofb,
    EVP_des_ede_cbc, EVP_des_ede, EVP_des_ede_ecb, EVP_des_ede_cfb64, EVP_des_ede_ofb, EVP_chacha20,
    EVP_chacha20_poly1305,
};
static const EVP_CIPHER *(*const legacy[])(void) = {
    EVP_des_cbc, EVP_des_ecb, EVP_des_cfb64, EVP_des_cfb8, EVP_des_cfb1, EVP_des_ofb, EVP_rc4, EVP_rc4_40,
    EVP_rc2_cbc, EVP_rc2_ecb, EVP_rc2_cfb64, EVP_rc2_ofb, EVP_rc2_40_cbc, EVP_rc2_64_cbc, EVP_bf_cbc,
    EVP_bf_ecb, EVP_bf_cfb64, EVP_bf_ofb, EVP_cast5_cbc, EVP_cast5_ecb, EVP_cast5_cfb64, EVP_cast5_ofb,
};

static void facts(const EVP_CIPHER *c)
{
    printf("%s nid %d type %d key %d iv %d block %d flags %lx mode %d\n", EVP_CIPHER_get0_name(c),
           EVP_CIPHER_get_nid(c), EVP_CIPHER_get_type(c), EVP_CIPHER_get_key_length(c),
           EVP_CIPHER_get_iv_length(c), EVP_CIPHER_get_block_size(c), EVP_CIPHER_get_flags(c),
           EVP_CIPHER_get_mode(c));
}

/* In pieces of `step`, or at once for 0; the length of the result, or -1. */
static int crypt(const EVP_CIPHER *c, int enc, const unsigned char *in, int len, int step, unsigned char *out,
                 unsigned char *tag)
{
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    int mode = EVP_CIPHER_get_mode(c), aead = (EVP_CIPHER_get_flags(c) & EVP_CIPH_FLAG_AEAD_CIPHER) != 0;
    int n, total = 0, done;

    if (mode == EVP_CIPH_WRAP_MODE)
        EVP_CIPHER_CTX_set_flags(ctx, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
    done = EVP_CipherInit_ex(ctx, c, NULL, NULL, NULL, enc);
    if (done && mode == EVP_CIPH_CCM_MODE)
        done = EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, 16, enc ? NULL : tag);
    else if (done && aead && !enc)
        done = EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, 16, tag);
    done = done && EVP_CipherInit_ex(ctx, NULL, NULL, key, iv, enc);
    if (done && aead && mode != EVP_CIPH_CCM_MODE)
        done = EVP_CipherUpdate(ctx, NULL, &n, text, 13);
    for (int at = 0; done && at < len; at += n) {
        int part = step == 0 || step > len - at ? len - at : step;

        done = EVP_CipherUpdate(ctx, out + total, &n, in + at, part);
        total += n;
        n = part;
    }
    if (done)
        done = EVP_CipherFinal_ex(ctx, out + total, &n);
    total += done ? n : 0;
    if (done && aead && enc)
        done = EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, 16, tag);
    EVP_CIPHER_CTX_free(ctx);
    return done ? total : -1;
}

static void one(const EVP_CIPHER *c)
{
    static const int lens[] = { 0, 1, 7, 8, 15, 16, 17, 24, 31, 32, 33, 64, 100, 255 };
    static const int steps[] = { 1, 3, 8, 13, 16, 40 };
    int mode = EVP_CIPHER_get_mode(c);
    int whole = mode == EVP_CIPH_CCM_MODE || mode == EVP_CIPH_XTS_MODE || mode == EVP_CIPH_WRAP_MODE;

    facts(c);
    for (size_t i = 0; i < sizeof lens / sizeof *lens; i++) {
        unsigned char out[400], again[400], back[400], tag[16] = { 0 }, tag2[16] = { 0 };
        int len = crypt(c, 1, text, lens[i], 0, out, tag), same = 1, n;

        printf("%d: %d", lens[i], len);
        if (len < 0) {
            printf("\n");
            show_error_codes();
            continue;
        }
        show_hex("", out, (size_t)len);
        show_hex("tag", tag, sizeof tag);
        for (size_t s = 0; !whole && s < sizeof steps / sizeof *steps; s++)
            same &= crypt(c, 1, text, lens[i], steps[s], again, tag2) == len && memcmp(out, again, (size_t)len) == 0
                && memcmp(tag, tag2, sizeof tag) == 0;
        n = crypt(c, 0, out, len, 0, back, tag);
        printf("pieces %d back %d %d\n", same, n, n == lens[i] && memcmp(back, text, (size_t)n) == 0);
        for (size_t s = 0; !whole && s < sizeof steps / sizeof *steps; s++)
            same &= crypt(c, 0, out, len, steps[s], back, tag) == lens[i] && memcmp(back, text, (size_t)lens[i]) == 0;
        printf("pieces back %d\n", same);
        if (len > 0) {
            /* Changed on the way, and cut. */
            out[len / 2] ^= 0x10;
            n = crypt(c, 0, out, len, 0, back, tag);
            printf("changed %d", n);
            show_hex("", back, n > 0 && mode != EVP_CIPH_WRAP_MODE ? (size_t)n : 0);
            out[len / 2] ^= 0x10;
            printf("cut %d\n", crypt(c, 0, out, len - 1, 0, back, tag));
        }
        show_error_codes();
    }
}

int main(void)
{
    for (size_t i = 0; i < sizeof key; i++)
        key[i] = (unsigned char)(i * 37 + 11);
    for (size_t i = 0; i < sizeof iv; i++)
        iv[i] = (unsigned char)(i * 91 + 3);
    iv[15] = 0xff;
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (unsigned char)(i * 7 + 1);
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        one(functions[i]());
    for (size_t i = 0; i < sizeof legacy / sizeof *legacy; i++) {
        EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();

        facts(legacy[i]());
        SHOW_INT(EVP_EncryptInit_ex(ctx, legacy[i](), NULL, key, iv));
        show_error_codes();
        EVP_CIPHER_CTX_free(ctx);
    }
    SHOW_INT(OSSL_PROVIDER_load(NULL, "default") != NULL);
    SHOW_INT(OSSL_PROVIDER_load(NULL, "legacy") != NULL);
    for (size_t i = 0; i < sizeof legacy / sizeof *legacy; i++)
        one(legacy[i]());
    {
        EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
        unsigned char out[64];
        int n;

        /* Keys of other lengths. */
        SHOW_INT(EVP_EncryptInit_ex(ctx, EVP_bf_cbc(), NULL, NULL, NULL));
        SHOW_INT(EVP_CIPHER_CTX_set_key_length(ctx, 24));
        SHOW_INT(EVP_EncryptInit_ex(ctx, NULL, NULL, key, iv));
        SHOW_INT(EVP_EncryptUpdate(ctx, out, &n, text, 16));
        show_hex("bf", out, 16);
        SHOW_INT(EVP_EncryptInit_ex(ctx, EVP_cast5_cbc(), NULL, NULL, NULL));
        SHOW_INT(EVP_CIPHER_CTX_set_key_length(ctx, 5));
        SHOW_INT(EVP_EncryptInit_ex(ctx, NULL, NULL, key, iv));
        SHOW_INT(EVP_EncryptUpdate(ctx, out, &n, text, 16));
        show_hex("cast", out, 16);
        SHOW_INT(EVP_EncryptInit_ex(ctx, EVP_rc4(), NULL, NULL, NULL));
        SHOW_INT(EVP_CIPHER_CTX_set_key_length(ctx, 7));
        SHOW_INT(EVP_EncryptInit_ex(ctx, NULL, NULL, key, iv));
        SHOW_INT(EVP_EncryptUpdate(ctx, out, &n, text, 16));
        show_hex("rc4", out, 16);
        show_error_codes();
        EVP_CIPHER_CTX_free(ctx);
    }
    return 0;
}
