/* Contexts in memory of the program's own, filled with zeros, as MariaDB has
 * them; it makes sure of their sizes by an allocator that counts. */
#include "../common.h"
#include <openssl/crypto.h>
#include <openssl/evp.h>

static size_t count, total;

static void *count_malloc(size_t size, const char *file, int line)
{
    (void)file;
    (void)line;
    count++;
    total += size;
    return malloc(size);
}

static void *plain_realloc(void *p, size_t size, const char *file, int line)
{
    (void)file;
    (void)line;
    return realloc(p, size);
}

static void plain_free(void *p, const char *file, int line)
{
    (void)file;
    (void)line;
    free(p);
}

static _Alignas(16) unsigned char cipher_memory[200], md_memory[80];

int main(void)
{
    static const unsigned char key[32] = "a key of thirty-two bytes, or so", iv[16] = "sixteen more", text[] = "some text to be encrypted";
    unsigned char out[64], back[64], md[EVP_MAX_MD_SIZE];
    int len, more;

    /* MariaDB's check_openssl_compatibility. */
    SHOW_INT(CRYPTO_set_mem_functions(count_malloc, plain_realloc, plain_free));
    count = total = 0;
    EVP_CIPHER_CTX_free(EVP_CIPHER_CTX_new());
    printf("cipher: %d piece, small enough: %d\n", (int)count, total > 0 && total <= sizeof(cipher_memory));
    count = total = 0;
    EVP_MD_CTX_free(EVP_MD_CTX_new());
    printf("digest: %d piece, small enough: %d\n", (int)count, total > 0 && total <= sizeof(md_memory));
    /* The way it works with them. */
    EVP_CIPHER_CTX *ctx = (EVP_CIPHER_CTX *)cipher_memory;
    EVP_MD_CTX *digest = (EVP_MD_CTX *)md_memory;
    for (int round = 0; round < 3; round++) {
        memset(cipher_memory, 0, sizeof(cipher_memory));
        SHOW_INT(EVP_CIPHER_CTX_reset(ctx));
        SHOW_NULL(EVP_CIPHER_CTX_get0_cipher(ctx));
        SHOW_INT(EVP_CipherInit_ex(ctx, EVP_aes_256_cbc(), NULL, key, iv, 1));
        SHOW_INT(EVP_CIPHER_CTX_set_padding(ctx, 1));
        SHOW_INT(EVP_CipherUpdate(ctx, out, &len, text, sizeof(text)));
        SHOW_INT(EVP_CipherFinal_ex(ctx, out + len, &more));
        show_hex("sealed", out, len + more);
        int sealed = len + more;
        SHOW_INT(EVP_CIPHER_CTX_reset(ctx));
        memset(cipher_memory, 0, sizeof(cipher_memory));
        SHOW_INT(EVP_CipherInit_ex(ctx, EVP_aes_256_cbc(), NULL, key, iv, 0));
        SHOW_INT(EVP_CipherUpdate(ctx, back, &len, out, sealed));
        SHOW_INT(EVP_CipherFinal_ex(ctx, back + len, &more));
        printf("opened: %.*s\n", len + more, back);
        SHOW_INT(EVP_CIPHER_CTX_reset(ctx));
        SHOW_NULL(EVP_CIPHER_CTX_get0_cipher(ctx));
        memset(md_memory, 0, sizeof(md_memory));
        SHOW_INT(EVP_MD_CTX_reset(digest));
        SHOW_INT(EVP_DigestInit_ex(digest, EVP_sha256(), NULL));
        SHOW_INT(EVP_DigestUpdate(digest, text, sizeof(text)));
        SHOW_INT(EVP_DigestFinal_ex(digest, md, NULL));
        show_hex("digest", md, 32);
        SHOW_INT(EVP_MD_CTX_reset(digest));
        SHOW_NULL(EVP_MD_CTX_get0_md(digest));
    }
    EVP_CIPHER_CTX_free(NULL);
    EVP_MD_CTX_free(NULL);
    show_errors();
    return 0;
}
