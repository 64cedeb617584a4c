/* EVP_SealInit and EVP_OpenInit: a text for several RSA keys. */
#include "../common.h"
#include <openssl/evp.h>
#include <openssl/rsa.h>

int main(void)
{
    EVP_PKEY *keys[2] = { EVP_RSA_gen(2048), EVP_RSA_gen(2048) };
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    unsigned char first[256], second[256], iv[16], sealed[200], opened[200];
    unsigned char *ek[2] = { first, second };
    int ekl[2] = { 0, 0 }, n = 0, len = 0, total;
    static const char text[] = "a text of some length, to be sealed for two";

    SHOW_INT(EVP_SealInit(ctx, EVP_aes_256_cbc(), ek, ekl, iv, keys, 2));
    printf("%d %d\n", ekl[0], ekl[1]);
    SHOW_INT(EVP_SealUpdate(ctx, sealed, &n, (const unsigned char *)text, sizeof text));
    SHOW_INT(EVP_SealFinal(ctx, sealed + n, &len));
    total = n + len;
    printf("%d\n", total);
    for (int i = 0; i < 2; i++) {
        SHOW_INT(EVP_OpenInit(ctx, EVP_aes_256_cbc(), ek[i], ekl[i], iv, keys[i]));
        SHOW_INT(EVP_OpenUpdate(ctx, opened, &n, sealed, total));
        SHOW_INT(EVP_OpenFinal(ctx, opened + n, &len));
        printf("%d %d\n", n + len, memcmp(opened, text, sizeof text));
    }
    show_error_codes();
    /* In two steps. */
    SHOW_INT(EVP_SealInit(ctx, EVP_aes_128_gcm(), NULL, NULL, NULL, NULL, 0));
    SHOW_INT(EVP_SealInit(ctx, NULL, ek, ekl, iv, keys, 1));
    SHOW_INT(EVP_SealUpdate(ctx, sealed, &n, (const unsigned char *)text, sizeof text));
    SHOW_INT(EVP_OpenInit(ctx, EVP_aes_128_gcm(), NULL, 0, NULL, NULL));
    SHOW_INT(EVP_OpenInit(ctx, NULL, ek[0], ekl[0], iv, keys[0]));
    SHOW_INT(EVP_OpenUpdate(ctx, opened, &n, sealed, sizeof text));
    printf("%d\n", memcmp(opened, text, sizeof text));
    show_error_codes();
    SHOW_INT(EVP_OpenInit(ctx, EVP_aes_256_cbc(), ek[0], 10, iv, keys[0]));
    ERR_clear_error();
    EVP_CIPHER_CTX_free(ctx);
    EVP_PKEY_free(keys[0]);
    EVP_PKEY_free(keys[1]);
    return 0;
}
