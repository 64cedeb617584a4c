/* EVP_KDF: every derivation here, its parameters, what is missing, misuse. */
#include "../common.h"
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

/* A derivation by text: "digest:SHA256 key:=0102 mode:EXTRACT_ONLY iter:#5". */
static int set_text(OSSL_PARAM *params, uint64_t *numbers, unsigned char (*bytes)[128], char *text)
{
    int n = 0;

    for (char *word = strtok(text, " "); word != NULL; word = strtok(NULL, " "), n++) {
        char *value = strchr(word, ':');

        *value++ = '\0';
        if (*value == '=') {
            size_t len = 0;

            for (value++; value[2 * len] && value[2 * len + 1]; len++) {
                unsigned int byte;

                sscanf(value + 2 * len, "%2x", &byte);
                bytes[n][len] = (unsigned char)byte;
            }
            params[n] = OSSL_PARAM_construct_octet_string(word, bytes[n], len);
        } else if (*value == '"') {
            params[n] = OSSL_PARAM_construct_octet_string(word, value + 1, strlen(value + 1));
        } else if (*value == '#') {
            numbers[n] = strtoull(value + 1, NULL, 10);
            params[n] = OSSL_PARAM_construct_uint64(word, &numbers[n]);
        } else {
            params[n] = OSSL_PARAM_construct_utf8_string(word, value, 0);
        }
    }
    params[n] = OSSL_PARAM_construct_end();
    return n;
}

static const struct {
    const char *name, *params;
    size_t len;
} rows[] = {
    { "HKDF", "digest:SHA256 key:\"secret salt:\"salt info:\"info", 42 },
    { "HKDF", "digest:SHA256 key:\"secret salt:\"salt info:\"info mode:EXTRACT_AND_EXPAND", 100 },
    { "HKDF", "digest:SHA256 key:\"secret salt:\"salt mode:EXTRACT_ONLY", 32 },
    { "HKDF", "digest:SHA256 key:\"secret mode:#1", 32 },
    { "HKDF", "digest:SHA256 key:\"secret mode:#1", 31 },
    { "HKDF", "digest:SHA384 key:=000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f info:\"a info:\"b mode:EXPAND_ONLY", 77 },
    { "HKDF", "digest:SHA256 key:\"secret mode:NOPE", 32 },
    { "HKDF", "digest:SHA256 key:\"secret mode:#7", 32 },
    { "HKDF", "digest:nope key:\"secret", 32 },
    { "HKDF", "digest:SHAKE128 key:\"secret", 32 },
    { "HKDF", "key:\"secret", 32 },
    { "HKDF", "digest:SHA256", 32 },
    { "HKDF", "digest:SHA256 key:\"secret", 0 },
    { "HKDF", "digest:SHA256 key:\"secret", 8161 },
    { "TLS13-KDF", "digest:SHA256 key:\"secret mode:EXTRACT_ONLY salt:\"salt prefix:\"tls13_ label:\"derived", 32 },
    { "TLS13-KDF", "digest:SHA256 key:\"secret mode:EXTRACT_ONLY prefix:\"tls13_ label:\"derived", 32 },
    { "TLS13-KDF", "digest:SHA256 mode:EXTRACT_ONLY prefix:\"tls13_ label:\"derived", 32 },
    { "TLS13-KDF", "digest:SHA256 key:=000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f mode:EXPAND_ONLY prefix:\"tls13_ label:\"key data:\"data", 16 },
    { "TLS13-KDF", "digest:SHA256 key:=000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f mode:EXPAND_ONLY prefix:\"tls13_ label:\"key", 50 },
    { "TLS13-KDF", "digest:SHA256 key:\"secret mode:EXTRACT_AND_EXPAND prefix:\"tls13_ label:\"key", 16 },
    { "TLS13-KDF", "digest:SHA256 key:\"secret mode:EXPAND_ONLY", 16 },
    { "PBKDF2", "digest:SHA256 pass:\"password salt:\"saltSALTsaltSALT iter:#1000", 40 },
    { "PBKDF2", "digest:SHA1 pass:\"password salt:\"salt iter:#2 pkcs5:#1", 20 },
    { "PBKDF2", "digest:SHA1 pass:\"password salt:\"salt iter:#2", 20 },
    { "PBKDF2", "digest:SHA1 pass:\"password salt:\"saltSALTsaltSALT iter:#2", 20 },
    { "PBKDF2", "digest:SHA1 pass:\"password salt:\"saltSALTsaltSALT iter:#1000", 13 },
    { "PBKDF2", "pass:\"password salt:\"saltSALTsaltSALT", 20 },
    { "PBKDF2", "digest:SHA256 salt:\"saltSALTsaltSALT", 20 },
    { "PBKDF2", "digest:SHA256 pass:\"password", 20 },
    { "PBKDF2", "digest:SHA256 pass:\"password salt:\"salt iter:#0", 20 },
    { "PBKDF2", "digest:SHA1 pass:\"password salt:\"saltSALTsaltSALT iter:#1000 pkcs5:#0", 20 },
    { "PBKDF2", "digest:SHA1 pass:\"password salt:\"saltSALTsaltSALT iter:#999 pkcs5:#0", 20 },
    { "PBKDF2", "digest:SHA1 pass:\"password salt:\"salt iter:#1000 pkcs5:#0", 20 },
    { "PBKDF2", "digest:SHA1 pass:\"password salt:\"saltSALTsaltSALT iter:#1000 pkcs5:#0", 13 },
    { "PBKDF2", "digest:SHAKE128 pass:\"password salt:\"saltSALTsaltSALT", 20 },
    { "PBKDF2", "digest:SHA256 pass:\"password salt:\"saltSALTsaltSALT iter:#1000", 0 },
    { "PKCS12KDF", "digest:SHA1 pass:=0073006d006500670000 salt:=0a58cf64530d823f id:#1 iter:#1", 24 },
    { "PKCS12KDF", "digest:SHA256 pass:=0073006d006500670000 salt:=0a58cf64530d823f id:#3 iter:#10", 50 },
    { "PKCS12KDF", "pass:=0073006d006500670000 salt:=0a58cf64530d823f id:#3 iter:#10", 20 },
    { "PKCS12KDF", "digest:SHA1 salt:=0a58cf64530d823f id:#3 iter:#10", 20 },
    { "PKCS12KDF", "digest:SHA1 pass:=0000 id:#3 iter:#10", 20 },
    { "SSHKDF", "digest:SHA256 key:=000000810a0b0c0d xcghash:=0102030405060708 session_id:=0a0b0c0d type:A", 8 },
    { "SSHKDF", "digest:SHA1 key:=000000810a0b0c0d xcghash:=0102030405060708 session_id:=0a0b0c0d type:F", 70 },
    { "SSHKDF", "digest:SHA1 key:=00 xcghash:=01 session_id:=0a type:G", 8 },
    { "SSHKDF", "digest:SHA1 key:=00 xcghash:=01 session_id:=0a type:AB", 8 },
    { "SSHKDF", "digest:SHA1 key:=00 xcghash:=01 session_id:=0a", 8 },
    { "SSHKDF", "digest:SHA1 key:=00 xcghash:=01 type:A", 8 },
    { "SSHKDF", "digest:SHA1 key:=00 session_id:=01 type:A", 8 },
    { "SSHKDF", "digest:SHA1 xcghash:=00 session_id:=01 type:A", 8 },
    { "SSHKDF", "key:=00 xcghash:=00 session_id:=01 type:A", 8 },
    { "X963KDF", "digest:SHA256 key:\"secret info:\"info", 100 },
    { "X963KDF", "digest:SHA1 secret:\"secret", 10 },
    { "X963KDF", "secret:\"secret", 10 },
    { "X963KDF", "digest:SHA1", 10 },
    { "X963KDF", "digest:SHAKE128 secret:\"x", 10 },
    { "X942KDF-CONCAT", "digest:SHA1 secret:\"secret", 10 },
    { "SSKDF", "digest:SHA256 key:\"secret info:\"info", 100 },
    { "SSKDF", "digest:SHA256 secret:\"secret", 10 },
    { "SSKDF", "digest:SHA512 mac:HMAC key:\"secret info:\"info salt:\"salt", 100 },
    { "SSKDF", "digest:SHA512 mac:HMAC key:\"secret info:\"info", 10 },
    { "SSKDF", "mac:KMAC128 key:\"secret info:\"info salt:\"salt maclen:#20", 20 },
    { "SSKDF", "mac:KMAC128 key:\"secret info:\"info", 32 },
    { "SSKDF", "mac:KMAC256 key:\"secret info:\"info salt:\"salt", 64 },
    { "SSKDF", "mac:CMAC key:\"secret", 10 },
    { "SSKDF", "mac:nope digest:SHA256 key:\"secret", 10 },
    { "SSKDF", "mac:HMAC key:\"secret", 10 },
    { "SSKDF", "key:\"secret", 10 },
    { "SSKDF", "digest:SHA256", 10 },
    { "TLS1-PRF", "digest:SHA256 secret:\"secret seed:\"seed", 100 },
    { "TLS1-PRF", "digest:SHA384 secret:\"secret seed:\"seed seed:\"more", 100 },
    { "TLS1-PRF", "digest:MD5-SHA1 secret:\"secret seed:\"seed", 100 },
    { "TLS1-PRF", "digest:nope secret:\"secret seed:\"seed", 100 },
    { "TLS1-PRF", "secret:\"secret seed:\"seed", 10 },
    { "TLS1-PRF", "digest:SHA256 seed:\"seed", 10 },
    { "TLS1-PRF", "digest:SHA256 secret:\"secret", 10 },
    { "TLS1-PRF", "digest:SHA256 secret:\"secret seed:\"seed", 0 },
    { "SCRYPT", "pass:\"password salt:\"NaCl n:#1024 r:#8 p:#16", 64 },
    { "SCRYPT", "pass:\"password salt:\"NaCl n:#16 r:#1 p:#1", 13 },
    { "SCRYPT", "pass:\"password salt:\"NaCl n:#16 r:#0 p:#1", 13 },
    { "SCRYPT", "pass:\"password salt:\"NaCl n:#1024 r:#8 p:#1 maxmem_bytes:#1000", 13 },
    { "SCRYPT", "salt:\"NaCl n:#16 r:#1 p:#1", 13 },
    { "SCRYPT", "pass:\"password n:#16 r:#1 p:#1", 13 },
    { "id-scrypt", "pass:\"password salt:\"NaCl n:#16 r:#1 p:#1", 13 },
    { "KBKDF", "mac:HMAC digest:SHA256 key:\"secret salt:\"label info:\"context", 70 },
    { "KBKDF", "mac:HMAC digest:SHA256 key:\"secret salt:\"label info:\"context mode:COUNTER use-l:#0", 70 },
    { "KBKDF", "mac:HMAC digest:SHA256 key:\"secret salt:\"label info:\"context use-separator:#0", 70 },
    { "KBKDF", "mac:HMAC digest:SHA1 key:\"secret salt:\"label info:\"context mode:feedback seed:\"12345678901234567890", 70 },
    { "KBKDF", "mac:HMAC digest:SHA1 key:\"secret salt:\"label info:\"context mode:FEEDBACK", 70 },
    { "KBKDF", "mac:CMAC cipher:AES-128-CBC key:\"0123456789abcdef salt:\"label info:\"context", 40 },
    { "KBKDF", "mac:CMAC cipher:AES-256-CBC key:\"0123456789abcdef0123456789abcdef salt:\"label info:\"context mode:FEEDBACK", 40 },
    { "KBKDF", "mac:HMAC digest:SHA256 key:\"secret", 32 },
    { "KBKDF", "mac:HMAC digest:SHA256 salt:\"x", 32 },
    { "KBKDF", "digest:SHA256 key:\"secret", 32 },
    { "KBKDF", "mac:HMAC key:\"secret", 32 },
    { "KBKDF", "mac:HMAC digest:SHA256 key:\"secret mode:NOPE", 32 },
    { "KBKDF", "mac:HMAC digest:SHA256 key:\"secret", 0 },
    { "KBKDF", "mac:KMAC128 key:\"secret", 10 },
    { "X942KDF-ASN1", "digest:SHA1 key:=000102030405060708090a0b0c0d0e0f10111213 cekalg:DES-EDE3-WRAP", 24 },
    { "X942KDF-ASN1", "digest:SHA1 key:=000102030405060708090a0b0c0d0e0f10111213 cekalg:id-aes128-wrap ukm:=0123456789abcdeffedcba98765432010123456789abcdeffedcba98765432010123456789abcdeffedcba98765432010123456789abcdeffedcba9876543201", 16 },
    { "X942KDF", "digest:SHA256 secret:=0001020304 cekalg:id-aes256-wrap supp-privinfo:\"private supp-pubinfo:\"public use-keybits:#0 partyu-info:\"u partyv-info:\"v", 50 },
    { "X942KDF-ASN1", "digest:SHA256 secret:=0001020304 cekalg:id-aes256-wrap partyu-info:\"u partyv-info:\"v", 50 },
    { "X942KDF-ASN1", "digest:SHA256 secret:=0001020304", 20 },
    { "X942KDF-ASN1", "digest:SHA256 secret:=0001020304 cekalg:AES-192-WRAP supp-pubinfo:\"p", 20 },
    { "X963KDF", "digest:SHA1 secret:\"secret", 0 },
    { "SSKDF", "digest:SHA1 secret:\"secret", 0 },
    { "SSHKDF", "digest:SHA1 key:=00 xcghash:=01 session_id:=0a type:A", 0 },
    { "TLS13-KDF", "digest:SHA256 key:\"secret mode:EXPAND_ONLY label:\"x", 0 },
    { "TLS13-KDF", "digest:SHA256 key:\"secret label:\"x", 10 },
    { "PKCS12KDF", "digest:SHA1 pass:=0000 salt:=00 id:#3 iter:#10", 0 },
    { "SSKDF", "mac:KMAC128 key:\"secret maclen:#21", 30 },
    { "SSKDF", "mac:KMAC128 key:\"secret maclen:#28", 30 },
    { "X942KDF-ASN1", "digest:SHA256 secret:=0001020304 cekalg:AES-128-CBC", 20 },
    { "X942KDF-ASN1", "secret:=0001020304 cekalg:id-aes256-wrap", 20 },
    { "X942KDF-ASN1", "digest:SHA256 cekalg:id-aes256-wrap", 20 },
};

static void one(size_t row)
{
    static unsigned char bytes[16][128];
    uint64_t numbers[16];
    OSSL_PARAM params[17];
    char text[400];
    static unsigned char out[10000];
    EVP_KDF *kdf = EVP_KDF_fetch(NULL, rows[row].name, NULL);
    EVP_KDF_CTX *ctx = EVP_KDF_CTX_new(kdf);
    int done;

    printf("%s %s %zu\n", rows[row].name, rows[row].params, rows[row].len);
    snprintf(text, sizeof text, "%s", rows[row].params);
    set_text(params, numbers, bytes, text);
    done = EVP_KDF_CTX_set_params(ctx, params);
    printf("set_params: %d\n", done);
    if (ERR_peek_error())
        show_error_codes();
    printf("size %zd\n", (ssize_t)EVP_KDF_CTX_get_kdf_size(ctx));
    if (ERR_peek_error())
        show_error_codes();
    done = EVP_KDF_derive(ctx, out, rows[row].len, NULL);
    printf("derive: %d\n", done);
    if (done > 0)
        show_hex("key", out, rows[row].len > 100 ? 100 : rows[row].len);
    show_error_codes();
    EVP_KDF_CTX_reset(ctx);
    printf("after reset: %d\n", EVP_KDF_derive(ctx, out, rows[row].len, NULL));
    ERR_clear_error();
    done = EVP_KDF_derive(ctx, out, rows[row].len, params);
    printf("at once: %d\n", done);
    ERR_clear_error();
    EVP_KDF_CTX_free(ctx);
    EVP_KDF_free(kdf);
}

static void copied(void)
{
    EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
    EVP_KDF_CTX *ctx = EVP_KDF_CTX_new(kdf), *copy = EVP_KDF_CTX_dup(ctx);

    SHOW_NULL(copy);
    EVP_KDF_CTX_free(copy);
    EVP_KDF_CTX_free(ctx);
    EVP_KDF_free(kdf);
    ERR_clear_error();
}

static void object(void)
{
    EVP_KDF *kdf = EVP_KDF_fetch(NULL, "pbkdf2", NULL);
    EVP_KDF_CTX *ctx;
    size_t size = 7;
    OSSL_PARAM ask[] = { OSSL_PARAM_size_t("size", &size), OSSL_PARAM_END };
    OSSL_PARAM unknown[] = { OSSL_PARAM_utf8_string("colour", "blue", 4), OSSL_PARAM_END };
    OSSL_PARAM wrong[] = { OSSL_PARAM_utf8_string("pass", "blue", 4), OSSL_PARAM_END };

    SHOW_STR(EVP_KDF_get0_name(kdf));
    SHOW_STR(EVP_KDF_get0_description(kdf));
    SHOW_INT(EVP_KDF_is_a(kdf, "1.2.840.113549.1.5.12"));
    SHOW_INT(EVP_KDF_is_a(kdf, "HKDF"));
    SHOW_INT(EVP_KDF_up_ref(kdf));
    EVP_KDF_free(kdf);
    ctx = EVP_KDF_CTX_new(kdf);
    SHOW_INT(EVP_KDF_CTX_kdf(ctx) == kdf);
    SHOW_INT(EVP_KDF_get_params(kdf, ask));
    SHOW_INT(EVP_KDF_CTX_get_params(ctx, ask));
    printf("%zd\n", (ssize_t)size);
    SHOW_INT(EVP_KDF_CTX_set_params(ctx, unknown));
    SHOW_INT(EVP_KDF_CTX_set_params(ctx, wrong));
    SHOW_INT(EVP_KDF_CTX_set_params(ctx, NULL));
    show_error_codes();
    EVP_KDF_CTX_free(ctx);
    EVP_KDF_free(kdf);
    EVP_KDF_free(NULL);
    EVP_KDF_CTX_free(NULL);
    EVP_KDF_CTX_reset(NULL);
    kdf = EVP_KDF_fetch(NULL, "SCRYPT", NULL);
    ctx = EVP_KDF_CTX_new(kdf);
    {
        uint64_t number = 15;
        OSSL_PARAM n[] = { OSSL_PARAM_uint64("n", &number), OSSL_PARAM_END };

        SHOW_INT(EVP_KDF_CTX_set_params(ctx, n));
        number = 1;
        SHOW_INT(EVP_KDF_CTX_set_params(ctx, n));
        show_error_codes();
    }
    EVP_KDF_CTX_free(ctx);
    EVP_KDF_free(kdf);
    {
        unsigned char out[16];

        SHOW_INT(EVP_PBE_scrypt_ex("password", 8, (const unsigned char *)"NaCl", 4, 16, 1, 1, 0, out, 16, NULL, NULL));
        show_hex("scrypt", out, 16);
        SHOW_INT(EVP_PBE_scrypt_ex("password", 8, (const unsigned char *)"NaCl", 4, 16, 1, 1, 0, out, 16, NULL, "provider=nope"));
        ERR_clear_error();
    }
    SHOW_NULL(EVP_KDF_fetch(NULL, "nope", NULL));
    show_error_codes();
    SHOW_NULL(EVP_KDF_fetch(NULL, "HKDF", "fips=yes"));
    show_error_codes();
    SHOW_NULL(EVP_KDF_CTX_new(NULL));
    SHOW_NULL(EVP_KDF_CTX_dup(NULL));
    copied();
    SHOW_INT(EVP_KDF_derive(NULL, NULL, 0, NULL));
    show_error_codes();
    kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
    ctx = EVP_KDF_CTX_new(kdf);
    SHOW_INT(EVP_KDF_CTX_get_kdf_size(ctx));
    SHOW_INT(EVP_KDF_CTX_get_kdf_size(NULL));
    show_error_codes();
    EVP_KDF_CTX_free(ctx);
    EVP_KDF_free(kdf);
}

int main(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        one(i);
    object();
    return 0;
}
