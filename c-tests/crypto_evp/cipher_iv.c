/* EVP_CIPHER_CTX_iv and its kin: what is lent of a cipher at work; EVP_enc_null. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "../common.h"
#include <openssl/evp.h>
#include <openssl/provider.h>

static const unsigned char key[64] = "a key of up to sixty-four bytes: 0123456789abcdefghijklmnopqrstu";
static const unsigned char iv[32] = "a vector of thirty-two bytes ...";
static const unsigned char text[64] = "some text of four blocks, that all of these ciphers can work on";

static void show_lent(const char *what, const unsigned char *lent, size_t len)
{
    if (lent == NULL)
        printf("%s = NULL\n", what);
    else
        show_hex(what, lent, len);
}

static void show_all(EVP_CIPHER_CTX *ctx)
{
    size_t len = (size_t)EVP_CIPHER_CTX_get_iv_length(ctx);

    show_lent("iv", EVP_CIPHER_CTX_iv(ctx), len);
    show_lent("original_iv", EVP_CIPHER_CTX_original_iv(ctx), len);
    show_lent("iv_noconst", EVP_CIPHER_CTX_iv_noconst(ctx), len);
    printf("same: %d\n", EVP_CIPHER_CTX_iv(ctx) == EVP_CIPHER_CTX_iv_noconst(ctx));
    show_errors();
}

static void use(const EVP_CIPHER *cipher, int encrypt)
{
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new(), *copy = EVP_CIPHER_CTX_new();
    unsigned char out[96] = "";
    const unsigned char *lent;
    int len = -1;

    printf("-- %s, %s\n", EVP_CIPHER_get0_name(cipher), encrypt ? "encrypting" : "decrypting");
    SHOW_INT(EVP_CipherInit_ex(ctx, cipher, NULL, NULL, NULL, encrypt));
    show_all(ctx);
    SHOW_INT(EVP_CipherInit_ex(ctx, NULL, NULL, key, iv, encrypt));
    show_all(ctx);
    lent = EVP_CIPHER_CTX_iv(ctx);
    SHOW_INT(EVP_CipherUpdate(ctx, out, &len, text, 37));
    SHOW_INT(len);
    printf("lent again: %d\n", lent == EVP_CIPHER_CTX_iv(ctx));
    show_all(ctx);
    SHOW_INT(EVP_CIPHER_CTX_copy(copy, ctx));
    show_all(copy);
    printf("of the copy: %d\n", EVP_CIPHER_CTX_iv(ctx) != EVP_CIPHER_CTX_iv(copy));
    SHOW_INT(EVP_CipherInit_ex(ctx, NULL, NULL, NULL, NULL, -1));
    show_all(ctx);
    SHOW_INT(EVP_CipherInit_ex(ctx, NULL, NULL, NULL, iv + 8, -1));
    show_all(ctx);
    EVP_CIPHER_CTX_free(ctx);
    EVP_CIPHER_CTX_free(copy);
    ERR_clear_error();
}

/* What is written to the lent vector counts. */
static void change(const EVP_CIPHER *cipher)
{
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    unsigned char out[96] = "", *lent;
    int len = -1;

    printf("-- changed: %s\n", EVP_CIPHER_get0_name(cipher));
    EVP_CipherInit_ex(ctx, cipher, NULL, key, iv, 1);
    lent = EVP_CIPHER_CTX_iv_noconst(ctx);
    if (lent != NULL)
        lent[0] ^= 0xff;
    SHOW_INT(EVP_CipherUpdate(ctx, out, &len, text, 32));
    show_hex("out", out, 32);
    show_all(ctx);
    lent = EVP_CIPHER_CTX_iv_noconst(ctx);
    if (lent != NULL)
        lent[1] ^= 0xff;
    SHOW_INT(EVP_CipherUpdate(ctx, out, &len, text, 32));
    show_hex("out", out, 32);
    show_errors();
    EVP_CIPHER_CTX_free(ctx);
}

/* The data is freed with the context, so it comes from OPENSSL_malloc. */
static void show_null(void)
{
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new(), *copy = EVP_CIPHER_CTX_new();
    unsigned char *buf, out[64];
    void *mine = OPENSSL_malloc(8);
    int len, rest;

    puts("-- without a cipher");
    SHOW_NULL(EVP_CIPHER_CTX_buf_noconst(ctx));
    SHOW_NULL(EVP_CIPHER_CTX_get_cipher_data(ctx));
    SHOW_NULL(EVP_CIPHER_CTX_set_cipher_data(ctx, mine));
    printf("mine: %d\n", EVP_CIPHER_CTX_get_cipher_data(ctx) == mine);
    printf("mine: %d\n", EVP_CIPHER_CTX_set_cipher_data(ctx, NULL) == mine);
    SHOW_NULL(EVP_CIPHER_CTX_get_cipher_data(ctx));
    show_errors();
    puts("-- the buffer");
    EVP_EncryptInit_ex(ctx, EVP_aes_128_cbc(), NULL, key, iv);
    SHOW_NULL(EVP_CIPHER_CTX_get_cipher_data(ctx));
    SHOW_NULL(EVP_CIPHER_CTX_set_cipher_data(ctx, mine));
    buf = EVP_CIPHER_CTX_buf_noconst(ctx);
    show_hex("buf", buf, 32);
    memset(buf, 7, 32);
    EVP_EncryptUpdate(ctx, out, &len, text, 20);
    show_hex("buf", EVP_CIPHER_CTX_buf_noconst(ctx), 32);
    EVP_EncryptFinal_ex(ctx, out + len, &rest);
    show_hex("out", out, (size_t)(len + rest));
    EVP_EncryptInit_ex(ctx, NULL, NULL, key, iv);
    printf("mine: %d\n", EVP_CIPHER_CTX_get_cipher_data(ctx) == mine);
    show_hex("buf", EVP_CIPHER_CTX_buf_noconst(ctx), 32);
    EVP_EncryptInit_ex(ctx, EVP_aes_128_cbc(), NULL, key, iv);
    printf("mine: %d\n", EVP_CIPHER_CTX_get_cipher_data(ctx) == mine);
    show_hex("buf", EVP_CIPHER_CTX_buf_noconst(ctx), 32);
    OPENSSL_free(EVP_CIPHER_CTX_set_cipher_data(ctx, NULL));
    EVP_EncryptInit_ex(ctx, EVP_aes_256_cbc(), NULL, key, iv);
    printf("mine: %d\n", EVP_CIPHER_CTX_get_cipher_data(ctx) == mine);
    show_hex("buf", EVP_CIPHER_CTX_buf_noconst(ctx), 32);
    printf("same buffer: %d\n", EVP_CIPHER_CTX_buf_noconst(ctx) == buf);
    memset(EVP_CIPHER_CTX_buf_noconst(ctx), 9, 32);
    EVP_CIPHER_CTX_set_cipher_data(ctx, NULL);
    SHOW_INT(EVP_CIPHER_CTX_copy(copy, ctx));
    SHOW_NULL(EVP_CIPHER_CTX_get_cipher_data(copy));
    show_hex("buf of the copy", EVP_CIPHER_CTX_buf_noconst(copy), 32);
    printf("its own: %d\n", EVP_CIPHER_CTX_buf_noconst(copy) != EVP_CIPHER_CTX_buf_noconst(ctx));
    SHOW_NULL(EVP_CIPHER_CTX_set_cipher_data(ctx, OPENSSL_malloc(8)));
    SHOW_INT(EVP_CIPHER_CTX_reset(ctx));
    SHOW_NULL(EVP_CIPHER_CTX_get_cipher_data(ctx));
    show_hex("buf", EVP_CIPHER_CTX_buf_noconst(ctx), 32);
    show_errors();
    EVP_CIPHER_CTX_set_cipher_data(ctx, OPENSSL_malloc(8));
    EVP_CIPHER_CTX_free(ctx);
    EVP_CIPHER_CTX_free(copy);
}

static void null_cipher(void)
{
    const EVP_CIPHER *null = EVP_enc_null();
    EVP_CIPHER *fetched;
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    unsigned char out[64] = "";
    int len = -1;

    puts("-- EVP_enc_null");
    SHOW_STR(EVP_CIPHER_get0_name(null));
    SHOW_STR(EVP_CIPHER_get0_description(null));
    SHOW_INT(EVP_CIPHER_get_nid(null));
    SHOW_INT(EVP_CIPHER_get_type(null));
    SHOW_INT(EVP_CIPHER_get_block_size(null));
    SHOW_INT(EVP_CIPHER_get_key_length(null));
    SHOW_INT(EVP_CIPHER_get_iv_length(null));
    SHOW_INT(EVP_CIPHER_get_mode(null));
    SHOW_INT(EVP_CIPHER_get_flags(null));
    SHOW_INT(EVP_CIPHER_is_a(null, "NULL"));
    SHOW_NULL(EVP_get_cipherbyname("NULL"));
    SHOW_NULL(EVP_get_cipherbyname("UNDEF"));
    SHOW_NULL(EVP_CIPHER_get0_provider(null));
    fetched = EVP_CIPHER_fetch(NULL, "NULL", NULL);
    SHOW_NULL(fetched);
    if (fetched != NULL) {
        SHOW_STR(EVP_CIPHER_get0_name(fetched));
        SHOW_STR(EVP_CIPHER_get0_description(fetched));
        SHOW_INT(EVP_CIPHER_get_nid(fetched));
        SHOW_INT(EVP_CIPHER_get_flags(fetched));
        SHOW_INT(EVP_CIPHER_get_mode(fetched));
    }
    show_errors();
    for (int round = 0; round < 2; round++) {
        SHOW_INT(EVP_CipherInit_ex(ctx, round ? fetched : null, NULL, NULL, NULL, !round));
        SHOW_INT(EVP_CIPHER_CTX_get_key_length(ctx));
        SHOW_INT(EVP_CIPHER_CTX_get_iv_length(ctx));
        SHOW_INT(EVP_CIPHER_CTX_get_block_size(ctx));
        SHOW_INT(EVP_CIPHER_CTX_get_nid(ctx));
        SHOW_INT(EVP_CipherUpdate(ctx, out, &len, text, 37));
        SHOW_INT(len);
        show_hex("out", out, 40);
        SHOW_INT(EVP_CipherUpdate(ctx, out, &len, text + 37, 3));
        SHOW_INT(len);
        show_hex("out", out, 40);
        SHOW_INT(EVP_Cipher(ctx, out, text, 16));
        SHOW_INT(EVP_CipherUpdate(ctx, out, &len, text, 0));
        SHOW_INT(len);
        SHOW_INT(EVP_CipherFinal_ex(ctx, out, &len));
        SHOW_INT(len);
        SHOW_INT(EVP_CIPHER_CTX_set_key_length(ctx, 0));
        SHOW_INT(EVP_CIPHER_CTX_set_key_length(ctx, 16));
        show_lent("iv", EVP_CIPHER_CTX_iv(ctx), 0);
        show_errors();
    }
    SHOW_INT(EVP_CipherInit_ex(ctx, null, NULL, key, iv, 1));
    SHOW_INT(EVP_CipherUpdate(ctx, out, &len, text, 5));
    SHOW_INT(len);
    show_errors();
    EVP_CIPHER_free(fetched);
    EVP_CIPHER_CTX_free(ctx);
}

int main(void)
{
    const EVP_CIPHER *ciphers[] = { EVP_aes_128_cbc(), EVP_aes_128_ecb(), EVP_aes_128_ctr(),
        EVP_aes_256_cfb128(), EVP_aes_256_ofb(), EVP_aes_128_gcm(), EVP_aes_128_ccm(), EVP_aes_128_xts(),
        EVP_des_ede3_cbc(), EVP_des_ede3_cfb64(), EVP_chacha20(), EVP_chacha20_poly1305(), EVP_aes_128_wrap() };

    for (size_t i = 0; i < sizeof ciphers / sizeof *ciphers; i++) {
        use(ciphers[i], 1);
        use(ciphers[i], 0);
        if (ciphers[i] != EVP_aes_128_wrap())
            change(ciphers[i]);
    }
    show_null();
    null_cipher();
    return 0;
}
