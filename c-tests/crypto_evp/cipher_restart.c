/*
 * A cipher's context that is started again without a new key or vector, as
 * Ruby's Cipher#reset does, and one that is used before it has a key.
 */
#include "../common.h"
#include <openssl/evp.h>

static void use(const char *what, EVP_CIPHER_CTX *ctx, int ready)
{
    unsigned char out[128];
    int len = 0, rest = 0, updated, finished;

    if (ready != 1) {
        printf(" %s: start %d\n", what, ready);
        show_error_codes();
        return;
    }
    updated = EVP_CipherUpdate(ctx, out, &len, (const unsigned char *)"sixteen bytes ofdata", 20);
    finished = EVP_CipherFinal_ex(ctx, out + (updated == 1 ? len : 0), &rest);
    printf(" %s: update %d, final %d", what, updated, finished);
    if (updated == 1 && finished == 1)
        show_hex("", out, (size_t)(len + rest));
    else
        printf("\n");
    show_error_codes();
}

static void restart(const char *name)
{
    unsigned char key[64] = "abcdefghijklmnopqrstuvwxyz012345ABCDEFGHIJKLMNOPQRSTUVWXYZ543210", iv[16] = "0123456789abcde";
    EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, name, NULL);
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();

    printf("%s\n", name);
    use("no key", ctx, EVP_CipherInit_ex(ctx, cipher, NULL, NULL, NULL, 1));
    use("vector", ctx, EVP_CipherInit_ex(ctx, NULL, NULL, NULL, iv, 1));
    use("both", ctx, EVP_CipherInit_ex(ctx, NULL, NULL, key, iv, 1));
    use("again", ctx, EVP_CipherInit_ex(ctx, NULL, NULL, NULL, NULL, -1));
    use("encrypting", ctx, EVP_EncryptInit_ex(ctx, NULL, NULL, NULL, NULL));
    use("same key", ctx, EVP_CipherInit_ex(ctx, NULL, NULL, key, NULL, -1));
    if (EVP_CIPHER_get_mode(cipher) == EVP_CIPH_CCM_MODE) {
        EVP_CIPHER_CTX_free(ctx);
        EVP_CIPHER_free(cipher);
        return;
    }
    use("same vector", ctx, EVP_CipherInit_ex(ctx, NULL, NULL, NULL, iv, -1));
    EVP_CipherInit_ex(ctx, NULL, NULL, key, iv, 1);
    {
        unsigned char out[64];
        int len;

        EVP_CipherUpdate(ctx, out, &len, (const unsigned char *)"some", 4);
    }
    use("halfway", ctx, EVP_CipherInit_ex(ctx, NULL, NULL, NULL, NULL, -1));
    use("cipher", ctx, EVP_CipherInit_ex(ctx, cipher, NULL, NULL, NULL, 1));
    EVP_CIPHER_CTX_free(ctx);
    EVP_CIPHER_free(cipher);
}

int main(void)
{
    static const char *const names[] = {
        "AES-128-CBC", "AES-256-CBC", "AES-128-CTR", "AES-128-CFB", "AES-256-CFB8", "AES-128-OFB", "AES-128-ECB",
        "DES-EDE3-CBC", "DES-EDE3-CFB", "DES-EDE3-OFB", "DES-EDE3-ECB", "AES-128-GCM", "AES-128-CCM",
        "ChaCha20", "AES-128-XTS",
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        restart(names[i]);
    return 0;
}
