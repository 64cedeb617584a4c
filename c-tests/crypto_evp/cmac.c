/* CMAC_CTX: CMAC without EVP. */
#include "../common.h"
#include <openssl/cmac.h>
#include <openssl/evp.h>

static const unsigned char key[33] = "0123456789abcdef0123456789ABCDEF";
static const unsigned char text[64] = "The quick brown fox jumps over the lazy dog";

int main(void)
{
    CMAC_CTX *ctx = CMAC_CTX_new(), *copy = CMAC_CTX_new();
    unsigned char out[16];
    size_t len = 77;

    SHOW_INT(CMAC_Update(ctx, text, 5));
    SHOW_INT(CMAC_Final(ctx, out, &len));
    SHOW_INT(CMAC_resume(ctx));
    SHOW_INT(CMAC_CTX_copy(copy, ctx));
    SHOW_INT(CMAC_Init(ctx, NULL, 0, NULL, NULL));
    SHOW_INT(CMAC_Init(ctx, key, 16, NULL, NULL));
    show_error_codes();
    SHOW_INT(CMAC_Init(ctx, key, 16, EVP_aes_128_cbc(), NULL));
    for (size_t n = 0; n <= sizeof text; n += 7) {
        SHOW_INT(CMAC_Init(ctx, NULL, 0, NULL, NULL));
        SHOW_INT(CMAC_Update(ctx, text, n / 2));
        SHOW_INT(CMAC_Update(ctx, text + n / 2, n - n / 2));
        SHOW_INT(CMAC_Final(ctx, out, &len));
        show_hex("mac", out, len);
    }
    show_error_codes();
    /* Going on after the end. */
    SHOW_INT(CMAC_Init(ctx, key, 32, EVP_aes_256_cbc(), NULL));
    SHOW_INT(CMAC_Update(ctx, text, 20));
    len = 77;
    SHOW_INT(CMAC_Final(ctx, NULL, &len));
    printf("%zu\n", len);
    SHOW_INT(CMAC_Final(ctx, out, NULL));
    show_hex("mac", out, 16);
    SHOW_INT(CMAC_resume(ctx));
    SHOW_INT(CMAC_CTX_copy(copy, ctx));
    SHOW_INT(CMAC_Update(ctx, text + 20, 20));
    SHOW_INT(CMAC_Final(ctx, out, &len));
    show_hex("mac", out, len);
    SHOW_INT(CMAC_Update(copy, text + 20, 20));
    SHOW_INT(CMAC_Final(copy, out, &len));
    show_hex("copy", out, len);
    SHOW_INT(CMAC_Update(ctx, NULL, 0));
    show_error_codes();
    /* Key and cipher one after the other, wrong lengths, other ciphers. */
    SHOW_INT(CMAC_Init(copy, NULL, 0, EVP_aes_192_cbc(), NULL));
    SHOW_INT(CMAC_Update(copy, text, 3));
    SHOW_INT(CMAC_Init(copy, key, 24, NULL, NULL));
    SHOW_INT(CMAC_Update(copy, text, 3));
    SHOW_INT(CMAC_Final(copy, out, &len));
    show_hex("mac", out, len);
    show_error_codes();
    SHOW_INT(CMAC_Init(copy, key, 17, EVP_aes_128_cbc(), NULL));
    show_error_codes();
    SHOW_INT(CMAC_Init(copy, key, 24, EVP_des_ede3_cbc(), NULL));
    SHOW_INT(CMAC_Update(copy, text, 13));
    SHOW_INT(CMAC_Final(copy, out, &len));
    show_hex("des", out, len);
    show_error_codes();
    SHOW_INT(EVP_CIPHER_CTX_get_nid(CMAC_CTX_get0_cipher_ctx(copy)));
    SHOW_INT(EVP_CIPHER_CTX_get_block_size(CMAC_CTX_get0_cipher_ctx(copy)));
    CMAC_CTX_cleanup(copy);
    SHOW_INT(CMAC_Update(copy, text, 3));
    show_error_codes();
    CMAC_CTX_free(copy);
    CMAC_CTX_free(ctx);
    CMAC_CTX_free(NULL);
    return 0;
}
