/* Keys of MACs as EVP_PKEY: made by keygen, by name and of raw bytes; what they sign. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "../common.h"
#include <openssl/cmac.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

static const unsigned char key[32] = "thirty-two bytes of a secret key";

static void sign(EVP_PKEY *pkey, const EVP_MD *md)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new(), *copy = EVP_MD_CTX_new();
    EVP_PKEY_CTX *pctx = NULL;
    unsigned char out[64];
    size_t len = 0;
    int begun;

    begun = EVP_DigestSignInit(ctx, &pctx, md, NULL, pkey);
    SHOW_INT(begun);
    show_errors();
    if (begun != 1) {
        puts("not begun");
        EVP_MD_CTX_free(ctx);
        EVP_MD_CTX_free(copy);
        return;
    }
    SHOW_STR(EVP_MD_CTX_get0_md(ctx) ? EVP_MD_get0_name(EVP_MD_CTX_get0_md(ctx)) : "none");
    SHOW_INT(EVP_DigestSignUpdate(ctx, "some text", 9));
    SHOW_INT(EVP_MD_CTX_copy_ex(copy, ctx));
    SHOW_STR(EVP_MD_CTX_get0_md(copy) ? EVP_MD_get0_name(EVP_MD_CTX_get0_md(copy)) : "none");
    SHOW_INT(EVP_DigestSignFinal(ctx, NULL, &len));
    SHOW_INT(len);
    len = sizeof out;
    SHOW_INT(EVP_DigestSignFinal(ctx, out, &len));
    show_hex("mac", out, len);
    len = sizeof out;
    SHOW_INT(EVP_DigestSignFinal(copy, out, &len));
    show_hex("mac", out, len);
    show_errors();
    SHOW_INT(EVP_DigestSignInit(ctx, NULL, EVP_MD_CTX_get0_md(ctx), NULL, pkey));
    SHOW_INT(EVP_DigestSignUpdate(ctx, "some text", 9));
    len = sizeof out;
    SHOW_INT(EVP_DigestSignFinal(ctx, out, &len));
    show_hex("again", out, len);
    SHOW_INT(EVP_DigestSignInit(ctx, NULL, NULL, NULL, pkey));
    show_errors();
    len = sizeof out;
    SHOW_INT(EVP_DigestSign(ctx, out, &len, (unsigned char *)"some text", 9));
    ERR_clear_error();
    SHOW_INT(EVP_DigestVerifyInit(ctx, NULL, md, NULL, pkey));
    show_errors();
    EVP_MD_CTX_free(ctx);
    EVP_MD_CTX_free(copy);
}

static void show_key(EVP_PKEY *pkey)
{
    unsigned char raw[64];
    size_t len = sizeof raw;
    const unsigned char *lent;

    SHOW_INT(EVP_PKEY_get_id(pkey));
    SHOW_INT(EVP_PKEY_get_size(pkey));
    SHOW_INT(EVP_PKEY_get_bits(pkey));
    SHOW_INT(EVP_PKEY_get_raw_private_key(pkey, NULL, &len));
    SHOW_INT(len);
    len = sizeof raw;
    SHOW_INT(EVP_PKEY_get_raw_private_key(pkey, raw, &len));
    show_hex("raw", raw, len <= sizeof raw ? len : 0);
    show_errors();
    len = 99;
    lent = EVP_PKEY_get0_hmac(pkey, &len);
    printf("hmac: %d %zu\n", lent != NULL, len);
    lent = EVP_PKEY_get0_poly1305(pkey, &len);
    printf("poly1305: %d %zu\n", lent != NULL, len);
    lent = EVP_PKEY_get0_siphash(pkey, &len);
    printf("siphash: %d %zu\n", lent != NULL, len);
    SHOW_NULL(EVP_PKEY_get0(pkey));
    show_errors();
}

static void make(int type, size_t len, const EVP_MD *md, const EVP_CIPHER *cipher)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_id(type, NULL);
    EVP_PKEY *pkey = NULL;

    printf("-- %s, %zu\n", OBJ_nid2sn(type), len);
    SHOW_NULL(ctx);
    SHOW_INT(EVP_PKEY_CTX_set_mac_key(ctx, key, (int)len));
    show_errors();
    SHOW_INT(EVP_PKEY_keygen_init(ctx));
    show_errors();
    SHOW_INT(EVP_PKEY_keygen(ctx, &pkey));
    SHOW_NULL(pkey);
    if (pkey != NULL)
        show_key(pkey);
    EVP_PKEY_free(pkey);
    pkey = NULL;
    show_errors();
    SHOW_INT(EVP_PKEY_keygen_init(ctx));
    if (cipher != NULL) {
        SHOW_INT(EVP_PKEY_CTX_ctrl(ctx, -1, EVP_PKEY_OP_KEYGEN, EVP_PKEY_CTRL_CIPHER, 0, (void *)cipher));
        show_errors();
    }
    SHOW_INT(EVP_PKEY_CTX_set_mac_key(ctx, key, -1));
    show_errors();
    SHOW_INT(EVP_PKEY_CTX_set_mac_key(ctx, key, (int)len));
    show_errors();
    SHOW_INT(EVP_PKEY_keygen(ctx, &pkey));
    show_errors();
    if (pkey != NULL) {
        show_key(pkey);
        sign(pkey, md);
    }
    EVP_PKEY_free(pkey);
    pkey = NULL;
    SHOW_INT(EVP_PKEY_keygen_init(ctx));
    SHOW_INT(EVP_PKEY_CTX_ctrl_str(ctx, "hexkey", "000102030405060708090a0b0c0d0e0f"));
    SHOW_INT(EVP_PKEY_CTX_ctrl_str(ctx, "key", "0123456789abcdef"));
    SHOW_INT(EVP_PKEY_CTX_ctrl_str(ctx, "cipher", "aes-128-cbc"));
    show_errors();
    SHOW_INT(EVP_PKEY_keygen(ctx, &pkey));
    show_errors();
    if (pkey != NULL)
        show_key(pkey);
    EVP_PKEY_free(pkey);
    EVP_PKEY_CTX_free(ctx);
    puts("by name");
    pkey = EVP_PKEY_new_mac_key(type, NULL, key, (int)len);
    SHOW_NULL(pkey);
    show_errors();
    if (pkey != NULL) {
        show_key(pkey);
        sign(pkey, md);
    }
    EVP_PKEY_free(pkey);
    puts("raw");
    pkey = EVP_PKEY_new_raw_private_key(type, NULL, key, len);
    SHOW_NULL(pkey);
    show_errors();
    if (pkey != NULL)
        show_key(pkey);
    EVP_PKEY_free(pkey);
}

/* What a keygen callback may ask for, as a program sets it. */
static void keygen_info(void)
{
    int info[] = { 7, 9 };
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_id(EVP_PKEY_RSA, NULL);

    for (int turn = 0; turn < 3; turn++) {
        if (turn > 0)
            EVP_PKEY_CTX_set0_keygen_info(ctx, turn == 1 ? info : NULL, turn == 1 ? 2 : 0);
        SHOW_INT(EVP_PKEY_CTX_get_keygen_info(ctx, -1));
        if (turn == 1) {
            SHOW_INT(EVP_PKEY_CTX_get_keygen_info(ctx, 0));
            SHOW_INT(EVP_PKEY_CTX_get_keygen_info(ctx, 1));
        }
    }
    EVP_PKEY_CTX_free(ctx);
}

int main(void)
{
    EVP_PKEY *pkey;

    make(EVP_PKEY_HMAC, 20, EVP_sha256(), NULL);
    make(EVP_PKEY_HMAC, 0, EVP_sha1(), NULL);
    make(EVP_PKEY_CMAC, 16, NULL, EVP_aes_128_cbc());
    make(EVP_PKEY_CMAC, 20, NULL, EVP_aes_256_cbc());
    make(EVP_PKEY_CMAC, 16, EVP_sha256(), NULL);
    make(EVP_PKEY_POLY1305, 32, NULL, NULL);
    make(EVP_PKEY_POLY1305, 20, NULL, NULL);
    make(EVP_PKEY_SIPHASH, 16, NULL, NULL);
    make(EVP_PKEY_SIPHASH, 20, NULL, NULL);
    puts("-- CMAC key");
    pkey = EVP_PKEY_new_CMAC_key(NULL, key, 16, EVP_aes_128_cbc());
    SHOW_NULL(pkey);
    show_errors();
    if (pkey != NULL) {
        show_key(pkey);
        sign(pkey, NULL);
    }
    EVP_PKEY_free(pkey);
    SHOW_NULL(EVP_PKEY_new_CMAC_key(NULL, key, 15, EVP_aes_128_cbc()));
    show_errors();
    SHOW_NULL(EVP_PKEY_new_CMAC_key(NULL, key, 16, EVP_aes_128_gcm()));
    show_errors();
    SHOW_NULL(EVP_PKEY_new_CMAC_key(NULL, key, 16, NULL));
    show_errors();
    keygen_info();
    return 0;
}
