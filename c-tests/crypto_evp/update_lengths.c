/* Updates with lengths, places and directions that are none, and EVP_Cipher's end. */
#include "common.h"
#include <openssl/evp.h>

static const unsigned char key[64] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

static void wrong(EVP_CIPHER_CTX *ctx)
{
    unsigned char out[96];
    int len = -7;

    printf("negative: %d", EVP_CipherUpdate(ctx, out, &len, key, -1));
    printf(", %d\n", len);
    show_errors();
    printf("negative without a place: %d", EVP_CipherUpdate(ctx, NULL, &len, key, -1));
    printf(", %d\n", len);
    show_errors();
    printf("no length: %d\n", EVP_CipherUpdate(ctx, out, NULL, key, 16));
    show_errors();
    printf("to encrypt, negative: %d", EVP_EncryptUpdate(ctx, out, &len, key, -1));
    printf(", %d\n", len);
    show_errors();
    printf("to decrypt, negative: %d", EVP_DecryptUpdate(ctx, out, &len, key, -1));
    printf(", %d\n", len);
    show_errors();
}

int main(void)
{
    static const char *const names[] = {
        "AES-128-CBC", "AES-128-ECB", "AES-128-CTR", "AES-128-GCM", "AES-128-CCM", "AES-128-XTS", "AES-128-WRAP",
        "ChaCha20", "ChaCha20-Poly1305", "DES-EDE3-CBC",
    };
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    unsigned char out[96];
    int len;

    printf("-- no cipher\n");
    wrong(ctx);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        for (int encrypt = 0; encrypt < 2; encrypt++) {
            EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, names[i], NULL);

            printf("-- %s, %s\n", names[i], encrypt ? "encrypting" : "decrypting");
            EVP_CIPHER_CTX_reset(ctx);
            EVP_CIPHER_CTX_set_flags(ctx, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
            printf("begun: %d\n", EVP_CipherInit_ex(ctx, cipher, NULL, key, key, encrypt));
            wrong(ctx);
            len = -7;
            printf("the other way: %d", encrypt ? EVP_DecryptUpdate(ctx, out, &len, key, 16) : EVP_EncryptUpdate(ctx, out, &len, key, 16));
            printf(", %d\n", len);
            show_errors();
            if (EVP_CIPHER_get_mode(cipher) != EVP_CIPH_WRAP_MODE && EVP_CIPHER_get_mode(cipher) != EVP_CIPH_CCM_MODE) {
                printf("whole blocks: %d\n", EVP_Cipher(ctx, out, key, 32));
                printf("the end: %d\n", EVP_Cipher(ctx, out, NULL, 0));
                show_errors();
            }
            EVP_CIPHER_free(cipher);
        }
    EVP_CIPHER_CTX_free(ctx);
    return 0;
}
