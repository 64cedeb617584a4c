/* Digests, HMAC, key derivation: by every name, in pieces, misused. */
#include "../common.h"
#include <openssl/des.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/md5.h>
#include <openssl/sha.h>

static void one(const EVP_MD *md)
{
    unsigned char out[EVP_MAX_MD_SIZE], text[300];
    unsigned int len = 0;
    EVP_MD_CTX *ctx = EVP_MD_CTX_new(), *copy = EVP_MD_CTX_new();

    memset(text, 'x', sizeof text);
    printf("%s type %d size %d block %d flags %lx pkey %d\n", EVP_MD_get0_name(md),
           EVP_MD_get_type(md), EVP_MD_get_size(md), EVP_MD_get_block_size(md),
           EVP_MD_get_flags(md), EVP_MD_get_pkey_type(md));
    SHOW_INT(EVP_DigestInit_ex(ctx, md, NULL));
    SHOW_INT(EVP_DigestUpdate(ctx, text, 100));
    SHOW_INT(EVP_MD_CTX_copy_ex(copy, ctx));
    SHOW_INT(EVP_DigestUpdate(ctx, text, 200));
    SHOW_INT(EVP_DigestFinal_ex(ctx, out, &len));
    show_hex("digest", out, len);
    SHOW_INT(EVP_DigestUpdate(copy, text, 200));
    SHOW_INT(EVP_DigestFinal(copy, out, &len));
    show_hex("copy", out, len);
    SHOW_INT(EVP_Digest(text, 300, out, &len, md, NULL));
    show_hex("at once", out, len);
    show_errors();
    EVP_MD_CTX_free(ctx);
    EVP_MD_CTX_free(copy);
}

int main(void)
{
    static const char *const names[] = { "sha256", "SHA256", "SHA2-256", "RSA-SHA256", "md5",
                                         "sha1WithRSAEncryption", "SHA3-384", "ripemd160",
                                         "sha512-256", "nope", "", "SHAKE128" };
    const EVP_MD *(*all[])(void) = { EVP_md5, EVP_sha1, EVP_sha224, EVP_sha256, EVP_sha384,
                                     EVP_sha512, EVP_sha512_224, EVP_sha512_256, EVP_sha3_224,
                                     EVP_sha3_256, EVP_sha3_384, EVP_sha3_512, EVP_shake128,
                                     EVP_shake256, EVP_md5_sha1, EVP_ripemd160 };
    unsigned char out[100];
    unsigned int len;
    size_t n = 0;
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        one(all[i]());
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const EVP_MD *named = EVP_get_digestbyname(names[i]);
        EVP_MD *fetched = EVP_MD_fetch(NULL, names[i], NULL);

        printf("'%s': %s %s\n", names[i], named ? EVP_MD_get0_name(named) : "NULL",
               fetched ? EVP_MD_get0_name(fetched) : "NULL");
        ERR_clear_error();
        EVP_MD_free(fetched);
    }
    SHOW_INT(EVP_MD_is_a(EVP_sha256(), "SHA2-256"));
    SHOW_INT(EVP_MD_is_a(EVP_sha256(), "SHA1"));
    SHOW_INT(EVP_DigestUpdate(ctx, "a", 1));
    SHOW_INT(EVP_DigestInit_ex(ctx, NULL, NULL));
    show_error_codes();
    SHOW_INT(EVP_DigestInit_ex(ctx, EVP_md4(), NULL));
    show_error_codes();
    SHOW_INT(EVP_DigestInit(ctx, EVP_shake256()));
    SHOW_INT(EVP_DigestUpdate(ctx, "abc", 3));
    SHOW_INT(EVP_DigestFinalXOF(ctx, out, 70));
    show_hex("xof", out, 70);
    SHOW_INT(EVP_MD_get_size(NULL));
    show_error_codes();
    SHOW_INT(EVP_Q_digest(NULL, "SHA256", NULL, "abc", 3, out, &n));
    show_hex("q", out, n);
    EVP_MD_CTX_free(ctx);
    EVP_MD_CTX_free(NULL);

    show_hex("SHA1", SHA1((const unsigned char *)"abc", 3, NULL), 20);
    show_hex("SHA256", SHA256((const unsigned char *)"abc", 3, out), 32);
    show_hex("SHA512", SHA512((const unsigned char *)"abc", 3, out), 64);
    show_hex("MD5", MD5((const unsigned char *)"abc", 3, out), 16);
    {
        MD5_CTX md5;
        SHA_CTX sha1;
        SHA256_CTX sha256;
        SHA512_CTX sha512;

        SHOW_INT(MD5_Init(&md5));
        SHOW_INT(MD5_Update(&md5, "abc", 3));
        SHOW_INT(MD5_Final(out, &md5));
        show_hex("md5", out, 16);
        SHOW_INT(SHA1_Init(&sha1));
        SHOW_INT(SHA1_Update(&sha1, "abc", 3));
        SHOW_INT(SHA1_Final(out, &sha1));
        show_hex("sha1", out, 20);
        SHOW_INT(SHA224_Init(&sha256));
        SHOW_INT(SHA224_Update(&sha256, "abc", 3));
        SHOW_INT(SHA224_Final(out, &sha256));
        show_hex("sha224", out, 28);
        SHA384_Init(&sha512);
        SHA384_Update(&sha512, "abc", 3);
        SHA384_Final(out, &sha512);
        show_hex("sha384", out, 48);
    }
    {
        DES_cblock key = { 1, 2, 3, 4, 5, 6, 7, 8 }, text = "message", sealed;
        DES_key_schedule schedule;

        DES_set_odd_parity(&key);
        show_hex("parity", key, 8);
        DES_set_key_unchecked(&key, &schedule);
        DES_ecb_encrypt(&text, &sealed, &schedule, DES_ENCRYPT);
        show_hex("des", sealed, 8);
        DES_ecb_encrypt(&sealed, &sealed, &schedule, DES_DECRYPT);
        show_hex("des back", sealed, 8);
    }

    show_hex("HMAC", HMAC(EVP_sha256(), "key", 3, (const unsigned char *)"abc", 3, out, &len), 32);
    {
        HMAC_CTX *hmac = HMAC_CTX_new();

        SHOW_INT(HMAC_Update(hmac, (const unsigned char *)"abc", 3));
        SHOW_INT(HMAC_Init_ex(hmac, "key", 3, EVP_sha1(), NULL));
        SHOW_INT(HMAC_Update(hmac, (const unsigned char *)"abc", 3));
        SHOW_INT(HMAC_Final(hmac, out, &len));
        show_hex("hmac", out, len);
        SHOW_INT(HMAC_Init_ex(hmac, NULL, 0, NULL, NULL));
        SHOW_INT(HMAC_Update(hmac, (const unsigned char *)"abc", 3));
        SHOW_INT(HMAC_Final(hmac, out, &len));
        show_hex("again", out, len);
        SHOW_INT(HMAC_size(hmac));
        SHOW_STR(EVP_MD_get0_name(HMAC_CTX_get_md(hmac)));
        SHOW_INT(HMAC_Init_ex(hmac, NULL, 0, EVP_sha256(), NULL));
        HMAC_CTX_free(hmac);
        ERR_clear_error();
    }
    SHOW_INT(PKCS5_PBKDF2_HMAC("password", -1, (const unsigned char *)"salt", 4, 3, EVP_sha512(), 20, out));
    show_hex("pbkdf2", out, 20);
    SHOW_INT(PKCS5_PBKDF2_HMAC_SHA1("password", 8, (const unsigned char *)"salt", 4, 3, 20, out));
    show_hex("pbkdf2 sha1", out, 20);
    SHOW_INT(EVP_PBE_scrypt("pw", 2, (const unsigned char *)"salt", 4, 16, 2, 1, 0, out, 20));
    show_hex("scrypt", out, 20);
    SHOW_INT(EVP_PBE_scrypt("pw", 2, (const unsigned char *)"salt", 4, 1 << 20, 8, 1, 0, out, 20));
    ERR_clear_error();
    SHOW_INT(EVP_BytesToKey(EVP_aes_256_cbc(), EVP_md5(), (const unsigned char *)"saltsalt",
                            (const unsigned char *)"data", 4, 2, out, out + 32));
    show_hex("key and iv", out, 48);
    {
        EVP_PKEY_CTX *kdf = EVP_PKEY_CTX_new_id(EVP_PKEY_HKDF, NULL);

        n = 42;
        SHOW_INT(EVP_PKEY_derive_init(kdf));
        SHOW_INT(EVP_PKEY_CTX_set_hkdf_md(kdf, EVP_sha256()));
        SHOW_INT(EVP_PKEY_CTX_set1_hkdf_salt(kdf, (const unsigned char *)"salt", 4));
        SHOW_INT(EVP_PKEY_CTX_set1_hkdf_key(kdf, (const unsigned char *)"secret", 6));
        SHOW_INT(EVP_PKEY_CTX_add1_hkdf_info(kdf, (const unsigned char *)"info", 4));
        SHOW_INT(EVP_PKEY_derive(kdf, out, &n));
        show_hex("hkdf", out, n);
        EVP_PKEY_CTX_free(kdf);
        kdf = EVP_PKEY_CTX_new_id(EVP_PKEY_TLS1_PRF, NULL);
        n = 40;
        EVP_PKEY_derive_init(kdf);
        EVP_PKEY_CTX_set_tls1_prf_md(kdf, EVP_sha256());
        EVP_PKEY_CTX_set1_tls1_prf_secret(kdf, (const unsigned char *)"secret", 6);
        EVP_PKEY_CTX_add1_tls1_prf_seed(kdf, (const unsigned char *)"seed", 4);
        SHOW_INT(EVP_PKEY_derive(kdf, out, &n));
        show_hex("prf", out, n);
        EVP_PKEY_CTX_free(kdf);
    }
    return 0;
}
