/* Vectors that GCM counts on by itself, as OpenSSH has it: a fixed part or the
 * whole of the first one is set, each message asks for the next. */
#include "../common.h"
#include <openssl/evp.h>
#include <openssl/core_names.h>
#include <openssl/params.h>

static const unsigned char KEY[32] = "0123456789abcdef0123456789abcdef";
static const unsigned char IV[12] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 0xfe, 0xff, 0xff};

static EVP_CIPHER_CTX *start(const EVP_CIPHER *cipher, int encrypting)
{
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    printf("init %d", EVP_CipherInit(ctx, cipher, NULL, IV, encrypting));
    return ctx;
}

/* What OpenSSH does with a packet: its length is authenticated, the rest is encrypted. */
static void packet(EVP_CIPHER_CTX *ctx, const unsigned char *in, int encrypting, unsigned char *out)
{
    unsigned char last = 0x55;
    printf("packet: gen %d", EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_IV_GEN, 1, &last));
    printf(" %02x", last);
    if (!encrypting)
        printf(" tag %d", EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_SET_TAG, 16, (void *)(in + 36)));
    memcpy(out, in, 4);
    printf(" aad %d", EVP_Cipher(ctx, NULL, in, 4));
    printf(" text %d", EVP_Cipher(ctx, out + 4, in + 4, 32));
    printf(" final %d", EVP_Cipher(ctx, NULL, NULL, 0));
    if (encrypting)
        printf(" tag %d", EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_GET_TAG, 16, out + 36));
    printf("\n");
    show_errors();
}

static void ssh(const EVP_CIPHER *cipher)
{
    unsigned char text[36] = "\0\0\0\40the text of a packet, of 32 byt", sealed[52], opened[52];
    EVP_CIPHER_CTX *e = start(cipher, 1), *d = start(cipher, 0);
    printf("\nfixed %d", EVP_CIPHER_CTX_ctrl(e, EVP_CTRL_GCM_SET_IV_FIXED, -1, (void *)IV));
    printf(" %d", EVP_CIPHER_CTX_ctrl(d, EVP_CTRL_GCM_SET_IV_FIXED, -1, (void *)IV));
    printf(" key %d", EVP_CipherInit(e, NULL, KEY, NULL, -1));
    printf(" %d\n", EVP_CipherInit(d, NULL, KEY, NULL, -1));
    show_errors();
    for (int i = 0; i < 4; i++) {
        packet(e, text, 1, sealed);
        show_hex("sealed", sealed, sizeof(sealed));
        if (i == 3)
            sealed[5] ^= 1;
        packet(d, sealed, 0, opened);
        if (i != 3)
            printf("same: %d\n", memcmp(opened, text, 36) == 0);
    }
    unsigned char iv[16];
    memset(iv, 0, sizeof(iv));
    printf("updated %d", EVP_CIPHER_CTX_get_updated_iv(e, iv, sizeof(iv)));
    show_hex("", iv, 12);
    memset(iv, 0, sizeof(iv));
    printf("original %d", EVP_CIPHER_CTX_get_original_iv(e, iv, sizeof(iv)));
    show_hex("", iv, 12);
    EVP_CIPHER_CTX *copy = EVP_CIPHER_CTX_new();
    printf("copy %d\n", EVP_CIPHER_CTX_copy(copy, e));
    packet(copy, text, 1, sealed);
    show_hex("sealed", sealed, sizeof(sealed));
    packet(e, text, 1, sealed);
    show_hex("sealed", sealed, sizeof(sealed));
    EVP_CIPHER_CTX_free(copy);
    EVP_CIPHER_CTX_free(e);
    EVP_CIPHER_CTX_free(d);
}

/* How many bytes each command takes, and gives. */
static void lengths(const EVP_CIPHER *cipher, int encrypting)
{
    unsigned char iv[64], got[64];
    memcpy(iv, IV, sizeof(IV));
    memset(iv + 12, 7, sizeof(iv) - 12);
    for (int len = 0; len < 13; len++) {
        EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
        printf("%s %d: %d", EVP_CIPHER_get0_name(cipher), len, EVP_CipherInit_ex(ctx, cipher, NULL, KEY, NULL, encrypting));
        printf(" fixed %d\n", EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_IV_FIXED, len, iv));
        show_errors();
        memset(got, 0xee, sizeof(got));
        int made = EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_IV_GEN, len, got);
        printf(" gen %d, untouched after:", made);
        int end = sizeof(got);
        while (end > 0 && got[end - 1] == 0xee)
            end--;
        printf(" %d\n", made == 1 && len > 8 && encrypting ? len <= end : end);
        show_errors();
        memset(got, 0xdd, sizeof(got));
        printf(" inv %d\n", EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_SET_IV_INV, len, got));
        show_errors();
        EVP_CIPHER_CTX_free(ctx);
    }
}

static void order(const EVP_CIPHER *cipher)
{
    unsigned char got[64], text[16] = "sixteen bytes it", out[32];
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    printf("%s\nno cipher %d %d %d\n", EVP_CIPHER_get0_name(cipher), EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_SET_IV_FIXED, -1, (void *)IV),
           EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_IV_GEN, 1, got), EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_SET_IV_INV, 8, got));
    show_errors();
    EVP_CipherInit_ex(ctx, cipher, NULL, NULL, NULL, 1);
    printf("no fixed part, no key %d\n", EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_IV_GEN, 1, got));
    show_errors();
    printf("no key %d", EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_SET_IV_FIXED, -1, (void *)IV));
    printf(" %d\n", EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_IV_GEN, 1, got));
    show_errors();
    EVP_CipherInit_ex(ctx, NULL, NULL, KEY, NULL, 1);
    printf("a key %d", EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_IV_GEN, 12, got));
    show_hex("", got, 12);
    printf("inv when encrypting %d\n", EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_SET_IV_INV, 8, got));
    show_errors();
    memset(got, 0, sizeof(got));
    int len = -1;
    printf("text %d", EVP_EncryptUpdate(ctx, out, &len, text, 16));
    printf(" %d", EVP_EncryptFinal_ex(ctx, out, &len));
    printf(" %d", EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_GET_TAG, 16, out));
    show_hex("", out, 16);
    printf("another text under the same %d\n", EVP_EncryptUpdate(ctx, out, &len, text, 16));
    show_errors();
    /* The same by parameters. */
    unsigned char next[12];
    OSSL_PARAM ask[2] = {OSSL_PARAM_construct_octet_string(OSSL_CIPHER_PARAM_AEAD_TLS1_GET_IV_GEN, next, 12), OSSL_PARAM_construct_end()};
    printf("by parameter %d", EVP_CIPHER_CTX_get_params(ctx, ask));
    show_hex("", next, 12);
    show_errors();
    OSSL_PARAM set[2] = {OSSL_PARAM_construct_octet_string(OSSL_CIPHER_PARAM_AEAD_TLS1_IV_FIXED, (void *)IV, 4), OSSL_PARAM_construct_end()};
    printf("fixed by parameter %d", EVP_CIPHER_CTX_set_params(ctx, set));
    printf(" %d", EVP_CIPHER_CTX_get_params(ctx, ask));
    show_hex("", next, 4);
    show_errors();
    /* A vector of the program's own ends the counting. */
    printf("own %d", EVP_CipherInit_ex(ctx, NULL, NULL, NULL, IV, 1));
    printf(" %d\n", EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_IV_GEN, 12, got));
    show_errors();
    EVP_CIPHER_CTX_free(ctx);
    /* TLS's records: the sender counts, the receiver is told. */
    ctx = EVP_CIPHER_CTX_new();
    EVP_CipherInit_ex(ctx, cipher, NULL, KEY, NULL, 0);
    printf("receiver: inv without a fixed part %d\n", EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_SET_IV_INV, 8, (void *)IV));
    show_errors();
    printf("fixed %d", EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_SET_IV_FIXED, 4, (void *)IV));
    printf(" inv %d", EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_SET_IV_INV, 8, (void *)(IV + 4)));
    memset(got, 0, sizeof(got));
    printf(" %d", EVP_CIPHER_CTX_get_updated_iv(ctx, got, 12));
    show_hex("", got, 12);
    printf("text %d", EVP_DecryptUpdate(ctx, out, &len, text, 16));
    show_hex("", out, 16);
    show_errors();
    EVP_CIPHER_CTX_free(ctx);
}

int main(void)
{
    ssh(EVP_aes_128_gcm());
    ssh(EVP_aes_256_gcm());
    lengths(EVP_aes_128_gcm(), 1);
    lengths(EVP_aes_128_gcm(), 0);
    order(EVP_aes_128_gcm());
    return 0;
}
