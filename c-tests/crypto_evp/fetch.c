/* Algorithms that are fetched: names, descriptions, providers, parameters, properties. */
#include "../common.h"
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/provider.h>

static const char *names[32];
static int count;

static void keep(const char *name, void *arg)
{
    if (count < 32)
        names[count++] = name;
}

static int order(const void *a, const void *b)
{
    return strcmp(*(const char **)a, *(const char **)b);
}

static void show_names(int done)
{
    qsort(names, (size_t)count, sizeof *names, order);
    printf("  names (%d):", done);
    for (int i = 0; i < count; i++)
        printf(" %s", names[i]);
    printf("\n");
    count = 0;
}

static void show_list(const char *label, const OSSL_PARAM *p)
{
    printf("  %s:", label);
    if (p == NULL)
        printf(" NULL");
    for (; p != NULL && p->key != NULL; p++)
        printf(" %s/%u/%zu%s", p->key, p->data_type, p->data_size, p->data ? " data" : "");
    printf("\n");
}

#define KIND(kind, type) \
    static void of_##kind(const char *name) \
    { \
        type *one = EVP_##kind##_fetch(NULL, name, NULL); \
        if (one == NULL) { \
            printf(#kind " %s: NULL\n", name); \
            show_error_codes(); \
            return; \
        } \
        printf(#kind " %s: %s, %s, %s\n", name, EVP_##kind##_get0_name(one), \
               EVP_##kind##_get0_description(one) ? EVP_##kind##_get0_description(one) : "NULL", \
               OSSL_PROVIDER_get0_name(EVP_##kind##_get0_provider(one))); \
        printf("  is_a: %d %d up_ref %d\n", EVP_##kind##_is_a(one, name), EVP_##kind##_is_a(one, "x"), \
               EVP_##kind##_up_ref(one)); \
        show_names(EVP_##kind##_names_do_all(one, keep, NULL)); \
        LISTS_##kind(one) \
        EVP_##kind##_free(one); \
        EVP_##kind##_free(one); \
        EVP_##kind##_free(NULL); \
    }
#define GETTABLE(kind, one) show_list("gettable", EVP_##kind##_gettable_params(one));
#define CTX_LISTS(kind, one) \
    show_list("gettable of a context", EVP_##kind##_gettable_ctx_params(one)); \
    show_list("settable of a context", EVP_##kind##_settable_ctx_params(one));
#define LISTS_MD(one) GETTABLE(MD, one) CTX_LISTS(MD, one)
#define LISTS_CIPHER(one) GETTABLE(CIPHER, one) CTX_LISTS(CIPHER, one)
#define LISTS_MAC(one) GETTABLE(MAC, one) CTX_LISTS(MAC, one)
#define LISTS_KDF(one) GETTABLE(KDF, one) CTX_LISTS(KDF, one)
#define LISTS_RAND(one) GETTABLE(RAND, one) CTX_LISTS(RAND, one)
#define LISTS_SIGNATURE(one) CTX_LISTS(SIGNATURE, one)
#define LISTS_KEYEXCH(one) CTX_LISTS(KEYEXCH, one)
#define LISTS_KEM(one) CTX_LISTS(KEM, one)
#define LISTS_ASYM_CIPHER(one) CTX_LISTS(ASYM_CIPHER, one)
#define LISTS_KEYMGMT(one) \
    GETTABLE(KEYMGMT, one) \
    show_list("settable", EVP_KEYMGMT_settable_params(one)); \
    show_list("settable before", EVP_KEYMGMT_gen_settable_params(one));

KIND(MD, EVP_MD)
KIND(CIPHER, EVP_CIPHER)
KIND(MAC, EVP_MAC)
KIND(KDF, EVP_KDF)
KIND(RAND, EVP_RAND)
KIND(KEYMGMT, EVP_KEYMGMT)
KIND(SIGNATURE, EVP_SIGNATURE)
KIND(KEYEXCH, EVP_KEYEXCH)
KIND(KEM, EVP_KEM)
KIND(ASYM_CIPHER, EVP_ASYM_CIPHER)

static int macs;

static void visit_mac(EVP_MAC *mac, void *arg)
{
    macs += EVP_MAC_get0_name(mac) != NULL && arg == &macs;
}

static void properties(void)
{
    static const char *const queries[] = { "provider=default", "PROVIDER=DEFAULT", "provider!=default",
                                           "?provider=nope", "fips=yes", "fips", "fips=no", "-fips",
                                           "?fips=yes,provider=default", "x=1", "x=no", "" };
    OSSL_LIB_CTX *ctx = OSSL_LIB_CTX_new();

    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        EVP_MD *md = EVP_MD_fetch(NULL, "SHA256", queries[i]);
        EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, "AES-128-CBC", queries[i]);
        EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", queries[i]);

        printf("'%s': %d %d %d\n", queries[i], md != NULL, cipher != NULL, kdf != NULL);
        show_error_codes();
        EVP_MD_free(md);
        EVP_CIPHER_free(cipher);
        EVP_KDF_free(kdf);
    }
    SHOW_INT(EVP_set_default_properties(ctx, "provider=default"));
    SHOW_INT(EVP_set_default_properties(ctx, NULL));
    SHOW_INT(EVP_default_properties_is_fips_enabled(ctx));
    SHOW_INT(EVP_default_properties_enable_fips(ctx, 0));
    show_error_codes();
    SHOW_INT(EVP_default_properties_enable_fips(ctx, 1));
    SHOW_INT(EVP_set_default_properties(ctx, "fips=yes"));
    ERR_clear_error();
    OSSL_LIB_CTX_free(ctx);
}

static void digest_params(void)
{
    static const char *const mds[] = { "SHA256", "SHAKE256", "MD5", "MD5-SHA1" };

    for (size_t i = 0; i < sizeof mds / sizeof *mds; i++) {
        EVP_MD *md = EVP_MD_fetch(NULL, mds[i], NULL);
        EVP_MD_CTX *ctx = EVP_MD_CTX_new();
        size_t block = 7, size = 7, len = 40;
        int xof = 7, absent = 7;
        OSSL_PARAM ask[] = { OSSL_PARAM_size_t("blocksize", &block), OSSL_PARAM_size_t("size", &size),
                             OSSL_PARAM_int("xof", &xof), OSSL_PARAM_int("algid-absent", &absent),
                             OSSL_PARAM_END };
        OSSL_PARAM set[] = { OSSL_PARAM_size_t("xoflen", &len), OSSL_PARAM_END };
        unsigned char out[64] = { 0 };
        unsigned int n = 0;

        printf("%s\n", mds[i]);
        SHOW_INT(EVP_MD_get_params(md, ask));
        printf("%zu %zu %d %d\n", block, size, xof, absent);
        SHOW_INT(EVP_DigestInit_ex2(ctx, md, strcmp(mds[i], "SHAKE256") == 0 ? set : NULL));
        show_list("settable", EVP_MD_CTX_settable_params(ctx));
        show_list("gettable", EVP_MD_CTX_gettable_params(ctx));
        SHOW_INT(EVP_MD_CTX_get_params(ctx, ask) > 0);
        SHOW_INT(EVP_DigestUpdate(ctx, "abc", 3));
        if (strcmp(mds[i], "SHAKE256") == 0)
            SHOW_INT(EVP_MD_CTX_set_params(ctx, set));
        SHOW_INT(EVP_DigestFinal_ex(ctx, out, &n));
        printf("%u", n);
        show_hex("", out, sizeof out);
        ERR_clear_error();
        EVP_MD_CTX_free(ctx);
        EVP_MD_free(md);
    }
    SHOW_STR(EVP_MD_get0_description(EVP_sha256()));
    SHOW_INT(EVP_MD_get0_provider(EVP_sha256()) != NULL);
    show_names(EVP_MD_names_do_all(EVP_sha256(), keep, NULL));
    SHOW_STR(EVP_CIPHER_get0_description(EVP_aes_128_cbc()));
    SHOW_INT(EVP_CIPHER_get0_provider(EVP_aes_128_cbc()) != NULL);
    show_names(EVP_CIPHER_names_do_all(EVP_aes_128_cbc(), keep, NULL));
}

static void cipher_params(void)
{
    static const char *const all[] = { "AES-128-CBC", "AES-256-GCM", "AES-128-CTR", "AES-192-GCM",
                                       "DES-EDE3-CBC", "AES-128-CCM", "AES-256-XTS", "AES-128-ECB" };
    static const unsigned char key[64] = "0123456789abcdefFEDCBA9876543210abcdefghijklmnopqrstuvwxyz";

    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, all[i], NULL);
        EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
        unsigned int mode = 77, padding = 77, num = 77;
        size_t keylen = 77, ivlen = 77, block = 77, taglen = 77;
        int aead = 77, custom = 77;
        unsigned char iv[16] = { 0 }, updated[16] = { 0 }, out[64], tag[16] = { 0 };
        int n;
        OSSL_PARAM ask[] = { OSSL_PARAM_uint("mode", &mode), OSSL_PARAM_size_t("keylen", &keylen),
                             OSSL_PARAM_size_t("ivlen", &ivlen), OSSL_PARAM_size_t("blocksize", &block),
                             OSSL_PARAM_int("aead", &aead), OSSL_PARAM_int("custom-iv", &custom),
                             OSSL_PARAM_END };
        OSSL_PARAM of[] = { OSSL_PARAM_size_t("keylen", &keylen), OSSL_PARAM_size_t("ivlen", &ivlen),
                            OSSL_PARAM_uint("padding", &padding), OSSL_PARAM_uint("num", &num),
                            OSSL_PARAM_octet_string("iv", iv, sizeof iv),
                            OSSL_PARAM_octet_string("updated-iv", updated, sizeof updated),
                            OSSL_PARAM_size_t("taglen", &taglen), OSSL_PARAM_END };
        OSSL_PARAM ask_tag[] = { OSSL_PARAM_octet_string("tag", tag, sizeof tag), OSSL_PARAM_END };

        printf("%s\n", all[i]);
        SHOW_INT(EVP_CIPHER_get_params(cipher, ask));
        printf("mode %u key %zu iv %zu block %zu aead %d custom %d\n", mode, keylen, ivlen, block, aead, custom);
        SHOW_INT(EVP_EncryptInit_ex2(ctx, cipher, key, key + 7, NULL));
        SHOW_INT(EVP_EncryptUpdate(ctx, out, &n, key, 32));
        SHOW_INT(EVP_CIPHER_CTX_get_params(ctx, of));
        printf("key %zu iv %zu padding %u num %u tag %zu\n", keylen, ivlen, padding, num, taglen);
        show_hex("iv", iv, ivlen < 16 ? ivlen : 16);
        if (EVP_CIPHER_get_mode(cipher) != EVP_CIPH_CCM_MODE && EVP_CIPHER_get_mode(cipher) != EVP_CIPH_GCM_MODE
            && EVP_CIPHER_get_mode(cipher) != EVP_CIPH_STREAM_CIPHER)
            show_hex("updated iv", updated, ivlen < 16 ? ivlen : 16);
        SHOW_INT(EVP_EncryptFinal_ex(ctx, out, &n));
        if (aead) {
            SHOW_INT(EVP_CIPHER_CTX_get_params(ctx, ask_tag));
            show_hex("tag", tag, sizeof tag);
        }
        show_error_codes();
        EVP_CIPHER_CTX_free(ctx);
        EVP_CIPHER_free(cipher);
    }
    {
        EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
        unsigned int none = 0;
        size_t long_iv = 16;
        OSSL_PARAM padding[] = { OSSL_PARAM_uint("padding", &none), OSSL_PARAM_END };
        OSSL_PARAM ivlen[] = { OSSL_PARAM_size_t("ivlen", &long_iv), OSSL_PARAM_END };
        OSSL_PARAM wrong[] = { OSSL_PARAM_utf8_string("padding", "x", 1), OSSL_PARAM_END };
        OSSL_PARAM unknown[] = { OSSL_PARAM_utf8_string("colour", "x", 1), OSSL_PARAM_END };
        unsigned char out[64];
        int n = 0;

        SHOW_INT(EVP_CIPHER_CTX_set_params(ctx, padding));
        SHOW_INT(EVP_EncryptInit_ex2(ctx, EVP_aes_128_cbc(), key, key, padding));
        SHOW_INT(EVP_EncryptUpdate(ctx, out, &n, key, 32));
        SHOW_INT(EVP_EncryptFinal_ex(ctx, out, &n));
        printf("%d\n", n);
        SHOW_INT(EVP_CIPHER_CTX_set_params(ctx, wrong));
        SHOW_INT(EVP_CIPHER_CTX_set_params(ctx, unknown));
        show_error_codes();
        SHOW_INT(EVP_EncryptInit_ex2(ctx, EVP_aes_128_gcm(), NULL, NULL, ivlen));
        SHOW_INT(EVP_CIPHER_CTX_get_iv_length(ctx));
        SHOW_INT(EVP_EncryptInit_ex2(ctx, NULL, key, key, NULL));
        SHOW_INT(EVP_EncryptUpdate(ctx, out, &n, key, 32));
        show_hex("gcm", out, 32);
        show_list("settable", EVP_CIPHER_CTX_settable_params(ctx));
        show_list("gettable", EVP_CIPHER_CTX_gettable_params(ctx));
        show_error_codes();
        EVP_CIPHER_CTX_free(ctx);
    }
}

int main(void)
{
    static const char *const mds[] = { "SHA256", "sha-512/256", "SHA1", "MD5", "RIPEMD", "SHAKE256", "MD5-SHA1", "MD4", "nope" };
    static const char *const ciphers[] = { "AES-128-CBC", "aes-256-gcm", "AES-192-CTR", "ChaCha20-Poly1305", "ChaCha20",
                                           "DES-EDE3-CBC", "AES-256-XTS", "AES-128-CCM", "AES-256-ECB", "RC4" };
    static const char *const macs_[] = { "HMAC", "CMAC", "GMAC", "KMAC128", "KMAC256", "BLAKE2BMAC", "BLAKE2SMAC", "SIPHASH", "POLY1305" };
    static const char *const kdfs[] = { "HKDF", "TLS13-KDF", "SSKDF", "PBKDF2", "PKCS12KDF", "SSHKDF", "X963KDF", "TLS1-PRF", "KBKDF", "X942KDF", "id-scrypt" };
    static const char *const rands[] = { "CTR-DRBG", "HASH-DRBG", "HMAC-DRBG", "SEED-SRC" };
    static const char *const keys[] = { "RSA", "RSA-PSS", "EC", "DH", "X25519", "ED25519", "HMAC", "HKDF", "TLS1-PRF", "SCRYPT", "nope" };
    static const char *const signatures[] = { "RSA", "ECDSA", "ED25519", "HMAC" };
    static const char *const exchanges[] = { "ECDH", "X25519", "DH", "HKDF", "TLS1-PRF", "SCRYPT" };

#define EACH(kind, list) \
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) \
        of_##kind(list[i]);
    EACH(MD, mds)
    EACH(CIPHER, ciphers)
    EACH(MAC, macs_)
    EACH(KDF, kdfs)
    EACH(RAND, rands)
    EACH(KEYMGMT, keys)
    EACH(SIGNATURE, signatures)
    EACH(KEYEXCH, exchanges)
    of_KEM("RSA");
    of_KEM("nope");
    of_ASYM_CIPHER("RSA");
    EVP_MAC_do_all_provided(NULL, visit_mac, &macs);
    printf("%d codes\n", macs);
    properties();
    digest_params();
    cipher_params();
    return 0;
}
