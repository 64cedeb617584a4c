/* EVP_MAC: every algorithm here, its parameters, order of calls, misuse. */
#include "../common.h"
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

static const unsigned char key[64] = "0123456789abcdef0123456789ABCDEF0123456789abcdef0123456789ABCDE";
static const unsigned char text[200] = "The quick brown fox jumps over the lazy dog, and then some more text";

struct setup {
    const char *name, *digest, *cipher;
    size_t key, iv;
    const char *custom, *salt;
    size_t size;
    int xof;
};

static const struct setup setups[] = {
    { "HMAC", "SHA256", NULL, 32, 0, NULL, NULL, 0, 0 },
    { "HMAC", "MD5", NULL, 1, 0, NULL, NULL, 0, 0 },
    { "HMAC", "SHA2-512", NULL, 64, 0, NULL, NULL, 0, 0 },
    { "HMAC", "SHA3-256", NULL, 16, 0, NULL, NULL, 0, 0 },
    { "HMAC", "SHAKE128", NULL, 16, 0, NULL, NULL, 0, 0 },
    { "HMAC", "nope", NULL, 16, 0, NULL, NULL, 0, 0 },
    { "HMAC", NULL, NULL, 16, 0, NULL, NULL, 0, 0 },
    { "CMAC", NULL, "AES-128-CBC", 16, 0, NULL, NULL, 0, 0 },
    { "CMAC", NULL, "aes-192-cbc", 24, 0, NULL, NULL, 0, 0 },
    { "CMAC", NULL, "AES-256-CBC", 32, 0, NULL, NULL, 0, 0 },
    { "CMAC", NULL, "DES-EDE3-CBC", 24, 0, NULL, NULL, 0, 0 },
    { "CMAC", NULL, "AES-128-CBC", 15, 0, NULL, NULL, 0, 0 },
    { "CMAC", NULL, "nope", 16, 0, NULL, NULL, 0, 0 },
    { "CMAC", NULL, NULL, 16, 0, NULL, NULL, 0, 0 },
    { "GMAC", NULL, "AES-128-GCM", 16, 12, NULL, NULL, 0, 0 },
    { "GMAC", NULL, "AES-192-GCM", 24, 12, NULL, NULL, 0, 0 },
    { "GMAC", NULL, "AES-256-GCM", 32, 16, NULL, NULL, 0, 0 },
    { "GMAC", NULL, "AES-128-GCM", 15, 12, NULL, NULL, 0, 0 },
    { "GMAC", NULL, "AES-128-CBC", 16, 12, NULL, NULL, 0, 0 },
    { "KMAC128", NULL, NULL, 16, 0, NULL, NULL, 0, 0 },
    { "KMAC-128", NULL, NULL, 32, 0, "My Tagged Application", NULL, 0, 0 },
    { "KMAC-256", NULL, NULL, 32, 0, NULL, NULL, 0, 0 },
    { "KMAC256", NULL, NULL, 32, 0, "x", NULL, 100, 0 },
    { "KMAC256", NULL, NULL, 64, 0, "x", NULL, 48, 1 },
    { "KMAC-128", NULL, NULL, 32, 0, NULL, NULL, 0, 1 },
    { "KMAC-128", NULL, NULL, 3, 0, NULL, NULL, 0, 0 },
    { "BLAKE2BMAC", NULL, NULL, 32, 0, NULL, NULL, 0, 0 },
    { "BLAKE2BMAC", NULL, NULL, 64, 0, "custom", "salt", 20, 0 },
    { "BLAKE2BMAC", NULL, NULL, 0, 0, NULL, NULL, 0, 0 },
    { "BLAKE2BMAC", NULL, NULL, 16, 0, "a custom text too long", NULL, 0, 0 },
    { "BLAKE2BMAC", NULL, NULL, 16, 0, NULL, NULL, 65, 0 },
    { "BLAKE2SMAC", NULL, NULL, 32, 0, NULL, NULL, 0, 0 },
    { "BLAKE2SMAC", NULL, NULL, 16, 0, "custom", "salt", 20, 0 },
    { "BLAKE2SMAC", NULL, NULL, 33, 0, NULL, NULL, 0, 0 },
    { "SIPHASH", NULL, NULL, 16, 0, NULL, NULL, 0, 0 },
    { "SIPHASH", NULL, NULL, 16, 0, NULL, NULL, 8, 0 },
    { "SIPHASH", NULL, NULL, 16, 0, NULL, NULL, 9, 0 },
    { "SIPHASH", NULL, NULL, 15, 0, NULL, NULL, 0, 0 },
    { "POLY1305", NULL, NULL, 32, 0, NULL, NULL, 0, 0 },
    { "POLY1305", NULL, NULL, 31, 0, NULL, NULL, 0, 0 },
};

static void params_of(const struct setup *s, OSSL_PARAM *params)
{
    static int xof;
    static size_t size;
    OSSL_PARAM *p = params;

    if (s->digest)
        *p++ = OSSL_PARAM_construct_utf8_string("digest", (char *)s->digest, 0);
    if (s->cipher)
        *p++ = OSSL_PARAM_construct_utf8_string("cipher", (char *)s->cipher, 0);
    if (s->iv)
        *p++ = OSSL_PARAM_construct_octet_string("iv", (void *)key, s->iv);
    if (s->custom)
        *p++ = OSSL_PARAM_construct_octet_string("custom", (void *)s->custom, strlen(s->custom));
    if (s->salt)
        *p++ = OSSL_PARAM_construct_octet_string("salt", (void *)s->salt, strlen(s->salt));
    if (s->size) {
        size = s->size;
        *p++ = OSSL_PARAM_construct_size_t("size", &size);
    }
    if (s->xof) {
        xof = s->xof;
        *p++ = OSSL_PARAM_construct_int("xof", &xof);
    }
    *p = OSSL_PARAM_construct_end();
}

static void one(const struct setup *s)
{
    static const size_t lens[] = { 0, 1, 8, 15, 16, 17, 63, 64, 65, 127, 128, 129, 136, 200 };
    EVP_MAC *mac = EVP_MAC_fetch(NULL, s->name, NULL);
    EVP_MAC_CTX *ctx = EVP_MAC_CTX_new(mac), *copy;
    OSSL_PARAM params[8];
    unsigned char out[300];
    size_t len;

    printf("%s %s %s key %zu iv %zu custom %s salt %s size %zu xof %d\n", s->name,
           s->digest ? s->digest : "-", s->cipher ? s->cipher : "-", s->key, s->iv,
           s->custom ? s->custom : "-", s->salt ? s->salt : "-", s->size, s->xof);
    params_of(s, params);
    SHOW_INT(EVP_MAC_CTX_get_mac_size(ctx));
    SHOW_INT(EVP_MAC_init(ctx, key, s->key, params));
    show_error_codes();
    SHOW_INT(EVP_MAC_CTX_get_mac_size(ctx));
    SHOW_INT(EVP_MAC_CTX_get_block_size(ctx));
    show_error_codes();
    for (size_t i = 0; i < sizeof lens / sizeof *lens; i++) {
        int done = EVP_MAC_init(ctx, key, s->key, params);

        done = done && EVP_MAC_update(ctx, text, lens[i] / 3);
        copy = done ? EVP_MAC_CTX_dup(ctx) : NULL;
        done = done && EVP_MAC_update(ctx, text + lens[i] / 3, lens[i] - lens[i] / 3);
        len = 77;
        done = done && EVP_MAC_final(ctx, out, &len, sizeof out);
        if (!done) {
            printf("failed\n");
            show_error_codes();
            /* Where to go on crashes OpenSSL for some algorithms. */
            EVP_MAC_CTX_free(copy);
            EVP_MAC_CTX_free(ctx);
            EVP_MAC_free(mac);
            return;
        }
        show_hex("mac", out, len);
        if (copy != NULL) {
            unsigned char again[300];
            size_t again_len = 77;

            done = EVP_MAC_update(copy, text + lens[i] / 3, lens[i] - lens[i] / 3)
                && EVP_MAC_final(copy, again, &again_len, sizeof again);
            printf("copy: %d\n", done && again_len == len && memcmp(out, again, len) == 0);
            EVP_MAC_CTX_free(copy);
        }
    }
    /* A key for one message only: OpenSSL crashes on a second one. */
    if (strcmp(s->name, "POLY1305") == 0) {
        EVP_MAC_CTX_free(ctx);
        EVP_MAC_free(mac);
        return;
    }
    /* Again with the same key, and what comes after the end. */
    SHOW_INT(EVP_MAC_init(ctx, NULL, 0, NULL));
    SHOW_INT(EVP_MAC_update(ctx, text, 20));
    len = 77;
    SHOW_INT(EVP_MAC_final(ctx, NULL, &len, 0));
    printf("%zu\n", len);
    memset(out, 0, sizeof out);
    /* With too little room OpenSSL itself fails for some, and crashes for BLAKE2. */
    if (strncmp(s->name, "BLAKE", 5) != 0)
        SHOW_INT(EVP_MAC_final(ctx, out, &len, 3));
    SHOW_INT(EVP_MAC_final(ctx, out, &len, sizeof out));
    show_hex("mac", out, len < sizeof out ? len : 0);
    show_error_codes();
    EVP_MAC_CTX_free(ctx);
    EVP_MAC_free(mac);
}

static void by_parameter(void)
{
    EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    EVP_MAC_CTX *ctx = EVP_MAC_CTX_new(mac);
    unsigned char out[64];
    size_t len = 0, size = 0, block = 0;
    OSSL_PARAM params[] = {
        OSSL_PARAM_utf8_string("digest", "SHA1", 4),
        OSSL_PARAM_octet_string("key", (void *)key, 20),
        OSSL_PARAM_END
    };
    OSSL_PARAM unknown[] = { OSSL_PARAM_utf8_string("colour", "blue", 4), OSSL_PARAM_END };
    OSSL_PARAM wrong[] = { OSSL_PARAM_octet_string("digest", "SHA1", 4), OSSL_PARAM_END };
    OSSL_PARAM ask[] = { OSSL_PARAM_size_t("size", &size), OSSL_PARAM_size_t("block-size", &block),
                         OSSL_PARAM_END };

    /* Before anything. */
    SHOW_INT(EVP_MAC_CTX_get_mac_size(ctx));
    SHOW_INT(EVP_MAC_CTX_get_block_size(ctx));
    SHOW_INT(EVP_MAC_CTX_get_params(ctx, ask));
    printf("%zu %zu\n", size, block);
    SHOW_INT(EVP_MAC_init(ctx, NULL, 0, NULL));
    show_error_codes();
    SHOW_INT(EVP_MAC_CTX_set_params(ctx, params));
    SHOW_INT(EVP_MAC_CTX_get_params(ctx, ask));
    printf("%zu %zu\n", size, block);
    SHOW_INT(EVP_MAC_init(ctx, NULL, 0, NULL));
    SHOW_INT(EVP_MAC_update(ctx, text, 50));
    SHOW_INT(EVP_MAC_final(ctx, out, &len, sizeof out));
    show_hex("mac", out, len);
    SHOW_INT(EVP_MAC_CTX_set_params(ctx, unknown));
    SHOW_INT(EVP_MAC_CTX_set_params(ctx, wrong));
    show_error_codes();
    SHOW_INT(EVP_MAC_CTX_set_params(ctx, NULL));
    SHOW_INT(EVP_MAC_CTX_get0_mac(ctx) == mac);
    show_error_codes();
    /* A key of no length, and updates of nothing. */
    SHOW_INT(EVP_MAC_init(ctx, key, 0, NULL));
    SHOW_INT(EVP_MAC_update(ctx, NULL, 0));
    SHOW_INT(EVP_MAC_final(ctx, out, &len, sizeof out));
    show_hex("mac", out, len);
    SHOW_INT(EVP_MAC_init(ctx, key, 5, NULL));
    SHOW_INT(EVP_MAC_finalXOF(ctx, out, 10));
    show_error_codes();
    EVP_MAC_CTX_free(ctx);
    EVP_MAC_free(mac);

    mac = EVP_MAC_fetch(NULL, "KMAC-128", NULL);
    ctx = EVP_MAC_CTX_new(mac);
    SHOW_INT(EVP_MAC_init(ctx, key, 32, NULL));
    SHOW_INT(EVP_MAC_update(ctx, text, 50));
    SHOW_INT(EVP_MAC_finalXOF(ctx, out, 50));
    show_hex("xof", out, 32);
    show_error_codes();
    EVP_MAC_CTX_free(ctx);
    EVP_MAC_free(mac);
}

static void object(void)
{
    EVP_MAC *mac = EVP_MAC_fetch(NULL, "hmac", NULL);
    EVP_MAC_CTX *ctx;

    SHOW_STR(EVP_MAC_get0_name(mac));
    SHOW_STR(EVP_MAC_get0_description(mac));
    SHOW_INT(EVP_MAC_is_a(mac, "HMAC"));
    SHOW_INT(EVP_MAC_is_a(mac, "hmac"));
    SHOW_INT(EVP_MAC_is_a(mac, "CMAC"));
    SHOW_INT(EVP_MAC_up_ref(mac));
    EVP_MAC_free(mac);
    EVP_MAC_free(mac);
    EVP_MAC_free(NULL);
    EVP_MAC_CTX_free(NULL);
    SHOW_NULL(EVP_MAC_fetch(NULL, "nope", NULL));
    show_error_codes();
    SHOW_NULL(EVP_MAC_fetch(NULL, "HMAC", "provider=nope"));
    show_error_codes();
    SHOW_NULL(EVP_MAC_fetch(NULL, "HMAC", "fips=yes"));
    show_error_codes();
    show_error_codes();
    mac = EVP_MAC_fetch(NULL, "HMAC", "provider=default");
    SHOW_NULL(mac);
    ctx = EVP_MAC_CTX_new(mac);
    SHOW_INT(EVP_MAC_update(ctx, text, 5));
    show_error_codes();
    EVP_MAC_CTX_free(ctx);
    EVP_MAC_free(mac);
}

static void at_once(void)
{
    unsigned char out[64];
    size_t len = 77;
    OSSL_PARAM iv[] = { OSSL_PARAM_octet_string("iv", (void *)key, 12), OSSL_PARAM_END };

    SHOW_INT(EVP_Q_mac(NULL, "HMAC", NULL, "SHA256", NULL, key, 32, text, 50, out, sizeof out, &len) == out);
    show_hex("mac", out, len);
    SHOW_INT(EVP_Q_mac(NULL, "CMAC", NULL, "AES-128-CBC", NULL, key, 16, text, 50, out, sizeof out, &len) == out);
    show_hex("mac", out, len);
    SHOW_INT(EVP_Q_mac(NULL, "GMAC", NULL, "AES-128-GCM", iv, key, 16, text, 50, out, sizeof out, &len) == out);
    show_hex("mac", out, len);
    SHOW_INT(EVP_Q_mac(NULL, "POLY1305", NULL, NULL, NULL, key, 32, text, 50, out, sizeof out, NULL) == out);
    show_hex("mac", out, 16);
    show_error_codes();
    SHOW_NULL(EVP_Q_mac(NULL, "HMAC", NULL, "SHA256", NULL, key, 32, text, 50, out, 5, &len));
    show_error_codes();
    SHOW_NULL(EVP_Q_mac(NULL, "HMAC", NULL, "nope", NULL, key, 32, text, 50, out, sizeof out, &len));
    show_error_codes();
    SHOW_NULL(EVP_Q_mac(NULL, "nope", NULL, "SHA256", NULL, key, 32, text, 50, out, sizeof out, &len));
    show_error_codes();
    SHOW_NULL(EVP_Q_mac(NULL, "POLY1305", NULL, "SHA256", NULL, key, 32, text, 50, out, sizeof out, &len));
    show_error_codes();
    SHOW_NULL(EVP_Q_mac(NULL, "HMAC", NULL, "SHA256", NULL, NULL, 0, text, 50, out, sizeof out, &len));
    show_hex("mac", out, len);
    show_error_codes();
    len = 77;
    SHOW_INT(EVP_Q_mac(NULL, "HMAC", NULL, "SHA256", NULL, key, 32, text, 50, NULL, 0, &len) != NULL);
    printf("%zu\n", len);
    show_error_codes();
}

int main(void)
{
    for (size_t i = 0; i < sizeof setups / sizeof *setups; i++)
        one(setups + i);
    by_parameter();
    object();
    at_once();
    return 0;
}
