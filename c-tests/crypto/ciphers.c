/* Ciphers: facts, known answers, padding, AEADs, misuse. */
#include "../common.h"
#include <openssl/evp.h>

static const unsigned char key[64] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+", iv[16] = "initial vector!";

static void facts(const EVP_CIPHER *c)
{
    EVP_CIPHER *fetched = EVP_CIPHER_fetch(NULL, EVP_CIPHER_get0_name(c), NULL);

    printf("%s nid %d type %d key %d iv %d block %d mode %d flags %lx\n", EVP_CIPHER_get0_name(c),
           EVP_CIPHER_get_nid(c), EVP_CIPHER_get_type(c), EVP_CIPHER_get_key_length(c),
           EVP_CIPHER_get_iv_length(c), EVP_CIPHER_get_block_size(c), (int)EVP_CIPHER_get_mode(c),
           EVP_CIPHER_get_flags(c));
    if (fetched != NULL)
        printf("  fetched %s flags %lx\n", EVP_CIPHER_get0_name(fetched), EVP_CIPHER_get_flags(fetched));
    ERR_clear_error();
    EVP_CIPHER_free(fetched);
}

static void use(const EVP_CIPHER *c)
{
    unsigned char out[200], back[200];
    int n = 0, m = 0, b = 0, total;
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    static const unsigned char text[] = "A text that is longer than two blocks of sixteen.";

    facts(c);
    SHOW_INT(EVP_EncryptInit_ex(ctx, c, NULL, key, iv));
    SHOW_INT(EVP_EncryptUpdate(ctx, out, &n, text, 20));
    SHOW_INT(EVP_EncryptUpdate(ctx, out + n, &m, text + 20, (int)sizeof text - 20));
    total = n + m;
    printf("%d %d\n", n, m);
    SHOW_INT(EVP_EncryptFinal_ex(ctx, out + total, &m));
    total += m;
    show_hex("sealed", out, (size_t)total);
    SHOW_INT(EVP_DecryptInit_ex(ctx, c, NULL, key, iv));
    SHOW_INT(EVP_DecryptUpdate(ctx, back, &n, out, total));
    SHOW_INT(EVP_DecryptFinal_ex(ctx, back + n, &b));
    printf("%d %d %.*s\n", n, b, n + b - 1, back);
    out[total - 1] ^= 1;
    EVP_DecryptInit_ex(ctx, NULL, NULL, key, iv);
    EVP_DecryptUpdate(ctx, back, &n, out, total);
    SHOW_INT(EVP_DecryptFinal_ex(ctx, back + n, &b));
    show_error_codes();
    EVP_DecryptInit_ex(ctx, NULL, NULL, key, iv);
    EVP_DecryptUpdate(ctx, back, &n, out, total - 3);
    SHOW_INT(EVP_DecryptFinal_ex(ctx, back + n, &b));
    show_error_codes();
    EVP_EncryptInit_ex(ctx, c, NULL, key, iv);
    EVP_CIPHER_CTX_set_padding(ctx, 0);
    EVP_EncryptUpdate(ctx, out, &n, text, 20);
    SHOW_INT(EVP_EncryptFinal_ex(ctx, out + n, &m));
    show_error_codes();
    SHOW_INT(EVP_CIPHER_CTX_get_key_length(ctx));
    SHOW_INT(EVP_CIPHER_CTX_get_iv_length(ctx));
    SHOW_INT(EVP_CIPHER_CTX_get_block_size(ctx));
    SHOW_INT(EVP_CIPHER_CTX_is_encrypting(ctx));
    EVP_CIPHER_CTX_free(ctx);
}

static void aead(const EVP_CIPHER *c)
{
    unsigned char out[100], tag[16], back[100];
    int n = 0, m = 0;
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();

    facts(c);
    EVP_EncryptInit_ex(ctx, c, NULL, NULL, NULL);
    SHOW_INT(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_IVLEN, 12, NULL));
    SHOW_INT(EVP_EncryptInit_ex(ctx, NULL, NULL, key, iv));
    SHOW_INT(EVP_EncryptUpdate(ctx, NULL, &n, (const unsigned char *)"header", 6));
    SHOW_INT(EVP_EncryptUpdate(ctx, out, &n, (const unsigned char *)"some text", 9));
    SHOW_INT(EVP_EncryptFinal_ex(ctx, out + n, &m));
    SHOW_INT(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, 16, tag));
    show_hex("sealed", out, (size_t)(n + m));
    show_hex("tag", tag, 16);
    for (int bad = 0; bad < 2; bad++) {
        tag[3] ^= (unsigned char)bad;
        EVP_DecryptInit_ex(ctx, c, NULL, key, iv);
        SHOW_INT(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, 16, tag));
        EVP_DecryptUpdate(ctx, NULL, &n, (const unsigned char *)"header", 6);
        SHOW_INT(EVP_DecryptUpdate(ctx, back, &n, out, 9));
        SHOW_INT(EVP_DecryptFinal_ex(ctx, back + n, &m));
        printf("%d %.9s\n", n, back);
        show_error_codes();
    }
    EVP_CIPHER_CTX_free(ctx);
}

int main(void)
{
    const EVP_CIPHER *(*block[])(void) = { EVP_aes_128_cbc, EVP_aes_192_cbc, EVP_aes_256_cbc,
                                           EVP_aes_128_ecb, EVP_aes_256_ecb, EVP_des_ede3_cbc };
    const EVP_CIPHER *(*stream[])(void) = { EVP_aes_128_ctr, EVP_aes_256_ctr, EVP_aes_128_ofb,
                                            EVP_aes_128_cfb128, EVP_aes_256_cfb8, EVP_chacha20 };
    static const char *const names[] = { "AES-128-CBC", "aes-256-cbc", "aes256", "AES192", "des3",
                                         "id-aes128-GCM", "aes-128-gcm", "chacha20", "rc4", "nope" };
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    unsigned char out[64];
    int n;

    for (size_t i = 0; i < sizeof block / sizeof *block; i++)
        use(block[i]());
    for (size_t i = 0; i < sizeof stream / sizeof *stream; i++) {
        facts(stream[i]());
        EVP_EncryptInit_ex(ctx, stream[i](), NULL, key, iv);
        EVP_EncryptUpdate(ctx, out, &n, key, 5);
        show_hex("five", out, (size_t)n);
        EVP_EncryptUpdate(ctx, out, &n, key, 40);
        show_hex("forty", out, (size_t)n);
        SHOW_INT(EVP_EncryptFinal_ex(ctx, out, &n));
    }
    aead(EVP_aes_128_gcm());
    aead(EVP_aes_256_gcm());
    aead(EVP_chacha20_poly1305());
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const EVP_CIPHER *c = EVP_get_cipherbyname(names[i]);

        printf("'%s': %s\n", names[i], c ? EVP_CIPHER_get0_name(c) : "NULL");
    }
    EVP_CIPHER_CTX_reset(ctx);
    SHOW_INT(EVP_EncryptInit_ex(ctx, NULL, NULL, key, iv));
    show_error_codes();
    SHOW_INT(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, 16, out));
    show_error_codes();
    SHOW_INT(EVP_EncryptInit_ex(ctx, EVP_rc4(), NULL, key, iv));
    show_error_codes();
    EVP_CIPHER_CTX_free(ctx);
    EVP_CIPHER_CTX_free(NULL);
    return 0;
}
