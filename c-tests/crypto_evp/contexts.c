/* Contexts: their lists of parameters, where a cipher is, every algorithm of a kind. */
#include "../common.h"
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

static const unsigned char key[32] = "0123456789abcdef0123456789ABCDEF";
static int found;

#define COUNT(type) static void count_##type(type *one, void *arg) { found += one != NULL && arg == &found; }
COUNT(EVP_KDF) COUNT(EVP_RAND) COUNT(EVP_KEYMGMT) COUNT(EVP_SIGNATURE) COUNT(EVP_KEYEXCH) COUNT(EVP_KEM) COUNT(EVP_ASYM_CIPHER)
#define ALL(type) \
    found = 0; \
    type##_do_all_provided(NULL, count_##type, &found); \
    printf(#type " %d\n", found > 0)

int main(void)
{
    EVP_MAC *mac = EVP_MAC_fetch(NULL, "GMAC", NULL);
    EVP_MAC_CTX *mac_ctx = EVP_MAC_CTX_new(mac);
    EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
    EVP_KDF_CTX *kdf_ctx = EVP_KDF_CTX_new(kdf);
    EVP_RAND *rand = EVP_RAND_fetch(NULL, "CTR-DRBG", NULL);
    EVP_RAND_CTX *rand_ctx = EVP_RAND_CTX_new(rand, NULL);
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    EVP_CIPHER *cipher;
    unsigned char out[64], iv[16];
    size_t size = 77;
    OSSL_PARAM ask[] = { OSSL_PARAM_size_t("size", &size), OSSL_PARAM_END };
    int n;

    SHOW_INT(EVP_MAC_get_params(mac, ask));
    printf("%zu\n", size);
    SHOW_INT(EVP_MAC_CTX_gettable_params(mac_ctx) == EVP_MAC_gettable_ctx_params(mac));
    SHOW_STR(EVP_MAC_CTX_settable_params(mac_ctx)->key);
    SHOW_STR(EVP_KDF_CTX_gettable_params(kdf_ctx)->key);
    SHOW_STR(EVP_KDF_CTX_settable_params(kdf_ctx)->key);
    SHOW_STR(EVP_RAND_CTX_gettable_params(rand_ctx)->key);
    SHOW_STR(EVP_RAND_CTX_settable_params(rand_ctx)->key);
    ALL(EVP_KDF);
    ALL(EVP_RAND);
    ALL(EVP_KEYMGMT);
    ALL(EVP_SIGNATURE);
    ALL(EVP_KEYEXCH);
    ALL(EVP_KEM);
    ALL(EVP_ASYM_CIPHER);
    SHOW_INT(EVP_EncryptInit_ex(ctx, EVP_aes_128_cfb128(), NULL, key, key));
    SHOW_INT(EVP_EncryptUpdate(ctx, out, &n, key, 5));
    SHOW_INT(EVP_CIPHER_CTX_get_num(ctx));
    SHOW_INT(EVP_CIPHER_CTX_get_updated_iv(ctx, iv, sizeof iv));
    show_hex("iv", iv, sizeof iv);
    SHOW_INT(EVP_CIPHER_CTX_get_updated_iv(ctx, iv, 15));
    show_error_codes();
    SHOW_INT(EVP_CIPHER_CTX_set_num(ctx, 3));
    ERR_clear_error();
    printf("then at %d\n", EVP_CIPHER_CTX_get_num(ctx));
    cipher = EVP_CIPHER_CTX_get1_cipher(ctx);
    SHOW_INT(cipher != NULL);
    EVP_CIPHER_free(cipher);
    show_error_codes();
    EVP_CIPHER_CTX_free(ctx);
    EVP_RAND_CTX_free(rand_ctx);
    EVP_RAND_free(rand);
    EVP_KDF_CTX_free(kdf_ctx);
    EVP_KDF_free(kdf);
    EVP_MAC_CTX_free(mac_ctx);
    EVP_MAC_free(mac);
    return 0;
}
