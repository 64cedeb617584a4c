/*
 * Key wrapping as a cipher: AES (RFC 3394, RFC 5649). With no place to write
 * to, it tells how long the result would be.
 */
#include "common.h"
#include <openssl/evp.h>

static const unsigned char key[32] = "0123456789abcdef0123456789abcdef";
static const unsigned char text[64] = "text text text text text text text text text text text text";

static const EVP_CIPHER *ciphers[6];

static EVP_CIPHER_CTX *begin(const EVP_CIPHER *cipher, int encrypt, const unsigned char *iv)
{
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();

    EVP_CIPHER_CTX_set_flags(ctx, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
    if (EVP_CipherInit_ex(ctx, cipher, NULL, key, iv, encrypt) != 1)
        printf("no cipher\n");
    return ctx;
}

/* How long a result is said to be, and then is. */
static void lengths(const EVP_CIPHER *cipher)
{
    unsigned char sealed[96], opened[96];

    for (int len = 0; len <= 40; len += len < 9 ? 1 : 7) {
        EVP_CIPHER_CTX *ctx = begin(cipher, 1, NULL);
        int told = -7, wrote = -7, done;

        done = EVP_CipherUpdate(ctx, NULL, &told, text, len);
        printf("%s of %d: %d told %d\n", EVP_CIPHER_get0_name(cipher), len, done, told);
        show_error_codes();
        done = EVP_CipherUpdate(ctx, sealed, &wrote, text, len);
        printf("  %d wrote %d\n", done, wrote);
        if (done == 1)
            show_hex("  sealed", sealed, (size_t)wrote);
        show_error_codes();
        EVP_CIPHER_CTX_free(ctx);
        if (done != 1 || wrote == 0)
            continue;
        ctx = begin(cipher, 0, NULL);
        told = -7;
        printf("  back: %d", EVP_CipherUpdate(ctx, NULL, &told, sealed, wrote));
        printf(" told %d", told);
        done = EVP_CipherUpdate(ctx, opened, &told, sealed, wrote);
        printf(", %d wrote %d, %s\n", done, told, memcmp(opened, text, (size_t)len) ? "wrong" : "right");
        sealed[wrote - 1] ^= 1;
        told = -7;
        printf("  changed: %d", EVP_CipherUpdate(ctx, opened, &told, sealed, wrote));
        printf(" wrote %d\n", told);
        show_error_codes();
        EVP_CIPHER_CTX_free(ctx);
    }
}

/* Lengths that no wrapped key has. */
static void broken(const EVP_CIPHER *cipher)
{
    static const int sizes[] = {0, 1, 8, 15, 16, 17, 24, 31, -1};
    unsigned char out[96];

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        EVP_CIPHER_CTX *ctx = begin(cipher, 0, NULL);
        int told = -7, done;

        done = EVP_CipherUpdate(ctx, NULL, &told, text, sizes[i]);
        printf("%s from %d: %d told %d\n", EVP_CIPHER_get0_name(cipher), sizes[i], done, told);
        show_error_codes();
        if (sizes[i] >= 0) {
            told = -7;
            done = EVP_CipherUpdate(ctx, out, &told, text, sizes[i]);
            printf("  %d wrote %d\n", done, told);
            show_error_codes();
        }
        EVP_CIPHER_CTX_free(ctx);
    }
}

/* Both ends, once more, without a key, and without input. */
static void order(const EVP_CIPHER *cipher)
{
    static const unsigned char iv[8] = "abcdefgh";
    EVP_CIPHER_CTX *ctx = begin(cipher, 1, iv);
    unsigned char out[96];
    int len = -7, done;

    done = EVP_CipherUpdate(ctx, out, &len, text, 16);
    printf("%s with a vector: %d, %d\n", EVP_CIPHER_get0_name(cipher), done, len);
    show_hex("  sealed", out, 24);
    done = EVP_CipherUpdate(ctx, out, &len, text + 16, 16);
    printf("again: %d, %d\n", done, len);
    show_hex("  sealed", out, 24);
    done = EVP_CipherFinal_ex(ctx, out, &len);
    printf("final: %d, %d\n", done, len);
    show_error_codes();
    done = EVP_CipherUpdate(ctx, NULL, &len, NULL, 0);
    printf("neither: %d, %d\n", done, len);
    show_error_codes();
    done = EVP_CipherUpdate(ctx, out, &len, NULL, 0);
    printf("no input: %d, %d\n", done, len);
    show_error_codes();
    EVP_CIPHER_CTX_reset(ctx);
    printf("no key: %d\n", EVP_CipherInit_ex(ctx, cipher, NULL, NULL, NULL, 1));
    show_error_codes();
    len = -7;
    done = EVP_CipherUpdate(ctx, NULL, &len, text, 16);
    printf("length without a key: %d, %d\n", done, len);
    show_error_codes();
    EVP_CIPHER_CTX_free(ctx);
}

/* A context that was not told that wrapping is wanted. */
static void unasked(const EVP_CIPHER *cipher)
{
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();

    printf("unasked: %d\n", EVP_EncryptInit_ex(ctx, cipher, NULL, key, NULL));
    show_error_codes();
    EVP_CIPHER_CTX_free(ctx);
}

int main(void)
{
    ciphers[0] = EVP_aes_128_wrap();
    ciphers[1] = EVP_aes_192_wrap();
    ciphers[2] = EVP_aes_256_wrap();
    ciphers[3] = EVP_aes_128_wrap_pad();
    ciphers[4] = EVP_aes_192_wrap_pad();
    ciphers[5] = EVP_aes_256_wrap_pad();
    for (int i = 0; i < 6; i++) {
        unasked(ciphers[i]);
        order(ciphers[i]);
    }
    lengths(ciphers[0]);
    lengths(ciphers[3]);
    broken(ciphers[0]);
    broken(ciphers[3]);
    return 0;
}
