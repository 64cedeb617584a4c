/*
 * Key wrapping as a cipher: AES (RFC 3394, RFC 5649), triple DES (RFC 3217). With no place to write
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

static void describe(const EVP_CIPHER *cipher)
{
    printf("%s: %d %d, blocks of %d, key of %d, vector of %d, flags %lx, mode %d, %s\n", EVP_CIPHER_get0_name(cipher),
        EVP_CIPHER_get_nid(cipher), EVP_CIPHER_get_type(cipher), EVP_CIPHER_get_block_size(cipher),
        EVP_CIPHER_get_key_length(cipher), EVP_CIPHER_get_iv_length(cipher), EVP_CIPHER_get_flags(cipher),
        EVP_CIPHER_get_mode(cipher), EVP_CIPHER_get0_description(cipher));
}

/* Triple DES: the result is random, and goes back. */
static void des(void)
{
    static const char *const names[] = {"DES3-WRAP", "des3-wrap", "id-smime-alg-CMS3DESwrap"};
    /* RFC 3217, section 3.4 */
    static const unsigned char kek[] = {
        0x25, 0x5e, 0x0d, 0x1c, 0x07, 0xb6, 0x46, 0xdf, 0xb3, 0x13, 0x4c, 0xc8, 0x43, 0xba, 0x8a, 0xa7,
        0x1f, 0x02, 0x5b, 0x7c, 0x08, 0x38, 0x25, 0x1f,
    };
    static const unsigned char wrapped[] = {
        0x69, 0x01, 0x07, 0x61, 0x8e, 0xf0, 0x92, 0xb3, 0xb4, 0x8c, 0xa1, 0x79, 0x6b, 0x23, 0x4a, 0xe9,
        0xfa, 0x33, 0xeb, 0xb4, 0x15, 0x96, 0x04, 0x03, 0x7d, 0xb5, 0xd6, 0xa8, 0x4e, 0xb3, 0xaa, 0xc2,
        0x76, 0x8c, 0x63, 0x27, 0x75, 0xa4, 0x67, 0xd4,
    };
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    unsigned char sealed[96], opened[96];
    EVP_CIPHER *fetched;
    int told, wrote, done;

    describe(EVP_des_ede3_wrap());
    for (size_t i = 0; i < 3; i++) {
        fetched = EVP_CIPHER_fetch(NULL, names[i], NULL);
        printf("%s: %s\n", names[i], EVP_CIPHER_get0_name(EVP_get_cipherbyname(names[i])));
        describe(fetched);
        EVP_CIPHER_free(fetched);
    }
    for (int len = 0; len <= 40; len += 4) {
        told = wrote = -7;
        EVP_EncryptInit_ex(ctx, EVP_des_ede3_wrap(), NULL, key, NULL);
        printf("%d bytes: %d", len, EVP_EncryptUpdate(ctx, NULL, &told, text, len));
        done = EVP_EncryptUpdate(ctx, sealed, &wrote, text, len);
        printf(" told %d, %d wrote %d\n", told, done, wrote);
        show_errors();
        if (done != 1 || wrote <= 0)
            continue;
        told = -7;
        printf("  final: %d, %d\n", EVP_EncryptFinal_ex(ctx, opened, &told), told);
        EVP_DecryptInit_ex(ctx, EVP_des_ede3_wrap(), NULL, key, NULL);
        printf("  back: %d", EVP_DecryptUpdate(ctx, NULL, &told, sealed, wrote));
        printf(" told %d", told);
        printf(", %d", EVP_DecryptUpdate(ctx, opened, &told, sealed, wrote));
        printf(" wrote %d, %s\n", told, memcmp(opened, text, (size_t)len) ? "wrong" : "right");
        sealed[3] ^= 1;
        told = -7;
        printf("  changed: %d", EVP_DecryptUpdate(ctx, opened, &told, sealed, wrote));
        printf(" wrote %d\n", told);
        show_errors();
    }
    for (int len = 0; len <= 40; len += 4) {
        told = -7;
        EVP_DecryptInit_ex(ctx, EVP_des_ede3_wrap(), NULL, key, NULL);
        printf("from %d bytes: %d", len, EVP_DecryptUpdate(ctx, opened, &told, text, len));
        printf(" wrote %d\n", told);
        show_errors();
    }
    EVP_DecryptInit_ex(ctx, EVP_des_ede3_wrap(), NULL, kek, NULL);
    printf("the standard's: %d", EVP_DecryptUpdate(ctx, opened, &told, wrapped, sizeof wrapped));
    printf(" wrote %d\n", told);
    show_hex("  key", opened, 24);
    EVP_CIPHER_CTX_reset(ctx);
    EVP_EncryptInit_ex(ctx, EVP_des_ede3_wrap(), NULL, NULL, NULL);
    printf("length without a key: %d", EVP_EncryptUpdate(ctx, NULL, &told, text, 16));
    printf(" told %d\n", told);
    show_errors();
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
    des();
    return 0;
}
