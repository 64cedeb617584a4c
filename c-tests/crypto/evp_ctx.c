/* Contexts of ciphers and digests: copies, flags, one-name calls, signing in parts, tables. */
#include "../common.h"
#include <openssl/evp.h>
#include <openssl/ec.h>
#include <openssl/pem.h>

static const unsigned char key[32] = "0123456789abcdef0123456789abcde";
static const unsigned char iv[16] = "fedcba987654321";

static void one_cipher(const char *name, const EVP_CIPHER *cipher)
{
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new(), *copy = EVP_CIPHER_CTX_new();
    unsigned char out[128], back[128], original[16];
    int n = 0, m = 0;

    printf("%s\n", name);
    if (cipher == NULL) {
        printf("  none\n");
        goto end;
    }
    SHOW_INT(EVP_CIPHER_is_a(cipher, "AES-128-CBC"));
    SHOW_INT(EVP_CipherInit_ex(ctx, cipher, NULL, key, iv, 1));
    SHOW_INT(EVP_CIPHER_CTX_cipher(ctx) == EVP_CIPHER_CTX_get0_cipher(ctx));
    SHOW_INT(EVP_CIPHER_CTX_get_nid(ctx));
    SHOW_INT(EVP_CIPHER_CTX_get_tag_length(ctx));
    ERR_clear_error();
    SHOW_INT(EVP_CipherUpdate(ctx, out, &n, (const unsigned char *)"some text to encrypt, forty bytes long..", 40));
    SHOW_INT(EVP_CIPHER_CTX_copy(copy, ctx));
    SHOW_INT(EVP_CipherFinal_ex(ctx, out + n, &m));
    show_hex("out", out, (size_t)(n + m));
    SHOW_INT(EVP_CipherFinal(copy, back, &m));
    show_hex("copy's end", back, (size_t)m);
    memset(original, 0, sizeof original);
    SHOW_INT(EVP_CIPHER_CTX_get_original_iv(ctx, original, sizeof original));
    show_hex("iv", original, sizeof original);
    ERR_clear_error();
end:
    EVP_CIPHER_CTX_free(ctx);
    EVP_CIPHER_CTX_free(copy);
}

static void ciphers(void)
{
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    unsigned char out[128], back[128], random[64];
    int n = 0, m = 0, total;
    static int app;
    EVP_CIPHER *fetched = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL);

    one_cipher("aes-128-cbc", EVP_aes_128_cbc());
    one_cipher("aes-256-ctr", EVP_aes_256_ctr());
    one_cipher("aes-256-gcm", EVP_aes_256_gcm());
    one_cipher("des-ede3-cbc", EVP_des_ede3_cbc());
    one_cipher("des-ede3-ecb", EVP_des_ede3());
    one_cipher("des-ede3-ecb", EVP_des_ede3_ecb());
    one_cipher("des-ede", EVP_des_ede());
    one_cipher("des-ede-cbc", EVP_des_ede_cbc());
    SHOW_INT(EVP_CIPHER_get_nid(EVP_des_cbc()));
    SHOW_INT(EVP_CIPHER_get_nid(EVP_des_ecb()));
    SHOW_INT(EVP_CIPHER_get_nid(EVP_rc2_cbc()));

    SHOW_INT(EVP_EncryptInit(ctx, EVP_aes_128_cbc(), key, iv));
    SHOW_INT(EVP_EncryptUpdate(ctx, out, &n, (const unsigned char *)"twenty bytes of text", 20));
    SHOW_INT(EVP_EncryptFinal(ctx, out + n, &m));
    total = n + m;
    show_hex("encrypted", out, (size_t)total);
    SHOW_INT(EVP_DecryptInit(ctx, EVP_aes_128_cbc(), key, iv));
    SHOW_INT(EVP_DecryptUpdate(ctx, back, &n, out, total));
    SHOW_INT(EVP_DecryptFinal(ctx, back + n, &m));
    show_hex("decrypted", back, (size_t)(n + m));
    SHOW_INT(EVP_DecryptInit_ex2(ctx, EVP_aes_128_cbc(), key, iv, NULL));
    SHOW_INT(EVP_DecryptUpdate(ctx, back, &n, out, total - 1));
    SHOW_INT(EVP_DecryptFinal(ctx, back + n, &m));
    show_error_codes();
    SHOW_INT(EVP_EncryptInit_ex2(ctx, EVP_aes_128_cbc(), key, iv, NULL));
    SHOW_INT(EVP_CipherInit_ex2(ctx, NULL, NULL, iv, 0, NULL));
    SHOW_INT(EVP_CIPHER_CTX_is_encrypting(ctx));
    SHOW_INT(EVP_CipherInit(ctx, EVP_aes_128_cbc(), key, iv, 1));
    SHOW_INT(EVP_CIPHER_CTX_is_encrypting(ctx));
    SHOW_INT(EVP_Cipher(ctx, back, (const unsigned char *)"exactly 16 bytes", 16));
    show_hex("EVP_Cipher", back, 16);
    SHOW_INT(EVP_CIPHER_CTX_test_flags(ctx, EVP_CIPH_NO_PADDING) != 0);
    EVP_CIPHER_CTX_set_flags(ctx, EVP_CIPH_NO_PADDING);
    SHOW_INT(EVP_CIPHER_CTX_test_flags(ctx, EVP_CIPH_NO_PADDING) != 0);
    EVP_CIPHER_CTX_clear_flags(ctx, EVP_CIPH_NO_PADDING);
    SHOW_INT(EVP_CIPHER_CTX_test_flags(ctx, EVP_CIPH_NO_PADDING) != 0);
    EVP_CIPHER_CTX_set_app_data(ctx, &app);
    SHOW_INT(EVP_CIPHER_CTX_get_app_data(ctx) == &app);
    SHOW_INT(EVP_CIPHER_CTX_set_key_length(ctx, 16));
    SHOW_INT(EVP_CIPHER_CTX_set_key_length(ctx, 17));
    show_error_codes();
    SHOW_INT(EVP_CIPHER_CTX_rand_key(ctx, random));
    EVP_CIPHER_CTX_reset(ctx);
    SHOW_NULL(EVP_CIPHER_CTX_get0_cipher(ctx));
    SHOW_INT(EVP_EncryptInit(ctx, NULL, key, iv));
    show_error_codes();
    SHOW_INT(EVP_CIPHER_is_a(fetched, "id-aes256-GCM"));
    SHOW_INT(EVP_CIPHER_is_a(fetched, "AES-128-GCM"));
    SHOW_INT(EVP_CIPHER_up_ref(fetched));
    EVP_CIPHER_free(fetched);
    SHOW_INT(EVP_CIPHER_get_key_length(fetched));
    EVP_CIPHER_free(fetched);
    EVP_CIPHER_CTX_free(ctx);
    SHOW_INT(EVP_add_cipher(EVP_aes_128_cbc()));
    SHOW_INT(EVP_add_digest(EVP_sha256()));
    SHOW_INT(EVP_default_properties_is_fips_enabled(NULL));
}

static void digests(void)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new(), *copy = EVP_MD_CTX_new();
    EVP_MD *md = EVP_MD_fetch(NULL, "SHA256", NULL), *got;
    unsigned char out[64];
    unsigned int n = 0;

    printf("digests\n");
    SHOW_NULL(EVP_MD_CTX_get0_md(ctx));
    SHOW_NULL(EVP_MD_CTX_get_pkey_ctx(ctx));
    SHOW_INT(EVP_MD_CTX_copy(copy, ctx));
    ERR_clear_error();
    SHOW_INT(EVP_DigestInit_ex(ctx, md, NULL));
    SHOW_INT(EVP_DigestUpdate(ctx, "abc", 3));
    SHOW_INT(EVP_MD_CTX_copy(copy, ctx));
    SHOW_INT(EVP_DigestFinal(copy, out, &n));
    show_hex("sha256", out, n);
    SHOW_INT(EVP_MD_CTX_get0_md(ctx) == md);
    SHOW_INT(EVP_MD_CTX_md(ctx) == md);
    got = EVP_MD_CTX_get1_md(ctx);
    SHOW_INT(got == md);
    EVP_MD_free(got);
    SHOW_INT(EVP_MD_up_ref(md));
    EVP_MD_free(md);
    SHOW_INT(EVP_MD_CTX_test_flags(ctx, EVP_MD_CTX_FLAG_ONESHOT) != 0);
    EVP_MD_CTX_set_flags(ctx, EVP_MD_CTX_FLAG_ONESHOT);
    SHOW_INT(EVP_MD_CTX_test_flags(ctx, EVP_MD_CTX_FLAG_ONESHOT) != 0);
    EVP_MD_CTX_clear_flags(ctx, EVP_MD_CTX_FLAG_ONESHOT);
    SHOW_INT(EVP_MD_CTX_test_flags(ctx, EVP_MD_CTX_FLAG_ONESHOT) != 0);
    EVP_MD_CTX_free(ctx);
    EVP_MD_CTX_free(copy);
    EVP_MD_free(md);
}

static EVP_PKEY *load(char **argv, const char *name)
{
    BIO *bio = BIO_new_file(fixture(argv, name), "r");
    EVP_PKEY *pkey = PEM_read_bio_PrivateKey(bio, NULL, NULL, "secret");

    BIO_free(bio);
    return pkey;
}

static void sign(const char *name, EVP_PKEY *pkey)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    EVP_PKEY_CTX *pctx = NULL, *own = EVP_PKEY_CTX_new(pkey, NULL);
    unsigned char sig[600];
    size_t len = sizeof sig;
    unsigned int ulen;

    printf("sign %s\n", name);
    SHOW_INT(EVP_DigestSignInit_ex(ctx, &pctx, "SHA256", NULL, NULL, pkey, NULL));
    SHOW_INT(EVP_MD_CTX_get_pkey_ctx(ctx) == pctx);
    SHOW_INT(EVP_DigestSignUpdate(ctx, "some ", 5));
    SHOW_INT(EVP_DigestSignUpdate(ctx, "text", 4));
    SHOW_INT(EVP_DigestSignFinal(ctx, sig, &len));
    EVP_MD_CTX_reset(ctx);
    SHOW_INT(EVP_DigestVerifyInit_ex(ctx, NULL, "SHA256", NULL, NULL, pkey, NULL));
    SHOW_INT(EVP_DigestVerifyUpdate(ctx, "some text", 9));
    SHOW_INT(EVP_DigestVerifyFinal(ctx, sig, len));
    EVP_MD_CTX_reset(ctx);
    SHOW_INT(EVP_DigestVerifyInit_ex(ctx, NULL, "SHA256", NULL, NULL, pkey, NULL));
    SHOW_INT(EVP_DigestVerifyUpdate(ctx, "some test", 9));
    SHOW_INT(EVP_DigestVerifyFinal(ctx, sig, len) == 1);
    ERR_clear_error();
    EVP_MD_CTX_reset(ctx);
    SHOW_INT(EVP_DigestSignInit_ex(ctx, NULL, "no such digest", NULL, NULL, pkey, NULL));
    ERR_clear_error();
    EVP_MD_CTX_reset(ctx);
    SHOW_INT(EVP_SignInit(ctx, EVP_sha256()));
    SHOW_INT(EVP_SignUpdate(ctx, "some text", 9));
    SHOW_INT(EVP_SignFinal(ctx, sig, &ulen, pkey));
    EVP_MD_CTX_reset(ctx);
    SHOW_INT(EVP_VerifyInit(ctx, EVP_sha256()));
    SHOW_INT(EVP_VerifyUpdate(ctx, "some text", 9));
    SHOW_INT(EVP_VerifyFinal(ctx, sig, ulen, pkey));
    EVP_MD_CTX_reset(ctx);
    SHOW_INT(EVP_SignInit(ctx, EVP_sha256()));
    SHOW_INT(EVP_SignUpdate(ctx, "some text", 9));
    SHOW_INT(EVP_SignFinal_ex(ctx, sig, &ulen, pkey, NULL, NULL));
    SHOW_INT(EVP_VerifyFinal_ex(ctx, sig, ulen, pkey, NULL, NULL));
    sig[ulen - 1] ^= 1;
    SHOW_INT(EVP_VerifyFinal_ex(ctx, sig, ulen, pkey, NULL, NULL) == 1);
    ERR_clear_error();
    EVP_MD_CTX_reset(ctx);
    EVP_MD_CTX_set_pkey_ctx(ctx, own);
    SHOW_INT(EVP_MD_CTX_get_pkey_ctx(ctx) == own);
    EVP_MD_CTX_free(ctx);
    EVP_PKEY_CTX_free(own);
}

static int seen;

static void legacy_md(const EVP_MD *md, const char *from, const char *to, void *arg)
{
    (*(int *)arg)++;
}

static void provided_md(EVP_MD *md, void *arg)
{
    if (EVP_MD_is_a(md, "SHA2-256") || EVP_MD_is_a(md, "SHA1"))
        seen++;
}

static void provided_cipher(EVP_CIPHER *cipher, void *arg)
{
    if (EVP_CIPHER_is_a(cipher, "AES-128-GCM") || EVP_CIPHER_is_a(cipher, "AES-256-CBC"))
        seen++;
}

int main(int argc, char **argv)
{
    EVP_PKEY *rsa = load(argv, "server-rsa-key.pem"), *ec = load(argv, "server-p256-key.pem");
    EVP_PKEY *peer = load(argv, "client-p256-key.pem");
    EVP_PKEY_CTX *ctx;
    EVP_ENCODE_CTX *enc = EVP_ENCODE_CTX_new(), *enc2 = EVP_ENCODE_CTX_new();
    unsigned char out[128], secret[64];
    int n, m;
    size_t len = sizeof secret;

    ciphers();
    digests();
    sign("rsa", rsa);
    sign("ec", ec);

    EVP_MD_do_all_sorted(legacy_md, &seen);
    SHOW_INT(seen > 5);
    seen = 0;
    EVP_MD_do_all_provided(NULL, provided_md, NULL);
    SHOW_INT(seen);
    seen = 0;
    EVP_CIPHER_do_all_provided(NULL, provided_cipher, NULL);
    SHOW_INT(seen);
    seen = 0;
    EVP_MD_do_all(legacy_md, &seen);
    SHOW_INT(seen > 5);

    SHOW_INT(EVP_PKEY_cmp(ec, ec));
    SHOW_INT(EVP_PKEY_cmp(ec, peer));
    SHOW_INT(EVP_PKEY_cmp(ec, rsa));
    SHOW_INT(EVP_PKEY_cmp_parameters(ec, peer));
    SHOW_INT(EVP_PKEY_cmp_parameters(ec, rsa));
    ERR_clear_error();
    ctx = EVP_PKEY_CTX_new(ec, NULL);
    SHOW_INT(EVP_PKEY_derive_init(ctx));
    SHOW_INT(EVP_PKEY_derive_set_peer_ex(ctx, rsa, 1) > 0);
    ERR_clear_error();
    SHOW_INT(EVP_PKEY_derive_set_peer_ex(ctx, peer, 1));
    SHOW_INT(EVP_PKEY_derive(ctx, secret, &len));
    SHOW_INT(len);
    EVP_PKEY_CTX_free(ctx);

    EVP_EncodeInit(enc);
    SHOW_INT(EVP_EncodeUpdate(enc, out, &n, (const unsigned char *)"abcde", 5));
    SHOW_INT(EVP_ENCODE_CTX_copy(enc2, enc));
    EVP_EncodeFinal(enc, out, &n);
    printf("%.*s", n, out);
    EVP_EncodeFinal(enc2, out, &m);
    printf("%.*s", m, out);
    EVP_ENCODE_CTX_free(enc);
    EVP_ENCODE_CTX_free(enc2);
    EVP_PKEY_free(rsa);
    EVP_PKEY_free(ec);
    EVP_PKEY_free(peer);
    return 0;
}
