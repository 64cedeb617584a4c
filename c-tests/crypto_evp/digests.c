/* Digests that aws-lc does not have; all digests in pieces. */
#include "../common.h"
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/provider.h>

static unsigned char text[600];

static void one(const EVP_MD *md)
{
    static const size_t lens[] = { 0, 1, 3, 55, 56, 63, 64, 65, 111, 112, 127, 128, 129, 135, 136, 137, 143, 144, 168, 255, 600 };
    static const size_t steps[] = { 1, 7, 64, 100 };
    unsigned char out[EVP_MAX_MD_SIZE], again[EVP_MAX_MD_SIZE];
    unsigned int len, n;
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();

    printf("%s type %d size %d block %d flags %lx pkey %d %s\n", EVP_MD_get0_name(md), EVP_MD_get_type(md),
           EVP_MD_get_size(md), EVP_MD_get_block_size(md), EVP_MD_get_flags(md), EVP_MD_get_pkey_type(md),
           EVP_MD_get0_description(md));
    for (size_t i = 0; i < sizeof lens / sizeof *lens; i++) {
        int same = 1;

        if (!EVP_Digest(text, lens[i], out, &len, md, NULL)) {
            printf("failed\n");
            show_error_codes();
            break;
        }
        show_hex("digest", out, len);
        for (size_t s = 0; s < sizeof steps / sizeof *steps; s++) {
            same &= EVP_DigestInit_ex(ctx, md, NULL);
            for (size_t at = 0; at < lens[i]; at += steps[s])
                same &= EVP_DigestUpdate(ctx, text + at, steps[s] > lens[i] - at ? lens[i] - at : steps[s]);
            same &= EVP_DigestFinal_ex(ctx, again, &n) && n == len && memcmp(out, again, n) == 0;
        }
        printf("%d\n", same);
    }
    if (HMAC(md, text, 20, text, 100, out, &len) != NULL)
        show_hex("hmac", out, len);
    memset(out, 0, sizeof out);
    SHOW_INT(PKCS5_PBKDF2_HMAC("password", -1, text, 16, 10, md, 40, out));
    show_hex("pbkdf2", out, 40);
    ERR_clear_error();
    EVP_MD_CTX_free(ctx);
}

int main(void)
{
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (unsigned char)(i * 7 + 1);
    one(EVP_blake2b512());
    one(EVP_blake2s256());
    one(EVP_sm3());
    one(EVP_md5());
    one(EVP_sha1());
    one(EVP_sha224());
    one(EVP_sha256());
    one(EVP_sha384());
    one(EVP_sha512());
    one(EVP_sha512_224());
    one(EVP_sha512_256());
    one(EVP_sha3_224());
    one(EVP_sha3_256());
    one(EVP_sha3_384());
    one(EVP_sha3_512());
    one(EVP_shake128());
    one(EVP_shake256());
    one(EVP_ripemd160());
    one(EVP_md5_sha1());
    SHOW_INT(EVP_get_digestbyname("BLAKE2b512") == EVP_blake2b512());
    SHOW_INT(EVP_get_digestbyname("blake2s256") == EVP_blake2s256());
    SHOW_INT(EVP_get_digestbyname("SM3") == EVP_sm3());
    SHOW_INT(EVP_get_digestbyname("BLAKE2B-512") != NULL);
    {
        EVP_MD *md = EVP_MD_fetch(NULL, "BLAKE2B-512", NULL);

        SHOW_STR(EVP_MD_get0_name(md));
        EVP_MD_free(md);
    }
    SHOW_INT(EVP_Digest(text, 3, text + 500, NULL, EVP_md4(), NULL));
    ERR_clear_error();
    SHOW_INT(OSSL_PROVIDER_load(NULL, "default") != NULL);
    SHOW_INT(OSSL_PROVIDER_load(NULL, "legacy") != NULL);
    one(EVP_md4());
    return 0;
}
