/* EVP_PKEY_CTX_set_… and _get_…: every setting in contexts that have it and in those that do not. */
#include "../common.h"
#include <openssl/dh.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

static EVP_PKEY *load(char **argv, const char *name)
{
    BIO *bio = BIO_new_file(fixture(argv, name), "r");
    EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);

    BIO_free(bio);
    return key;
}

/* One line: what it returned and the codes it queued. */
#define LINE(expression) \
    do { \
        unsigned long code_; \
        printf("  %s = %ld", #expression, (long)(expression)); \
        while ((code_ = ERR_get_error()) != 0) \
            printf(" %d:%d", ERR_GET_LIB(code_), ERR_GET_REASON(code_)); \
        printf("\n"); \
    } while (0)

enum { SIGNS = 1, RSA_SETTINGS = 2, OAEP = 4, RSA_MADE = 8, EC_MADE = 16, HKDF = 32, TLS1 = 64, SCRYPT = 128, DH_MADE = 256 };

/* Families of settings; OpenSSL says of some that they succeed in contexts that have no use for them. */
static void every(const char *name, EVP_PKEY_CTX *ctx, int families)
{
    static const unsigned char bytes[32] = "0123456789abcdef0123456789abcdef";
    const EVP_MD *md = NULL;
    BIGNUM *e = BN_new();
    int n = -9;

    BN_set_word(e, 65537);
    printf("%s\n", name);
    if (families & SIGNS) {
        LINE(EVP_PKEY_CTX_set_signature_md(ctx, EVP_sha256()));
        LINE(EVP_PKEY_CTX_get_signature_md(ctx, &md));
    }
    if (families & RSA_SETTINGS) {
        LINE(EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING));
        LINE(EVP_PKEY_CTX_get_rsa_padding(ctx, &n));
        LINE(EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_OAEP_PADDING));
        LINE(EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING));
        LINE(EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, 20));
        LINE(EVP_PKEY_CTX_get_rsa_pss_saltlen(ctx, &n));
        LINE(EVP_PKEY_CTX_set_rsa_mgf1_md(ctx, EVP_sha1()));
        LINE(EVP_PKEY_CTX_get_rsa_mgf1_md(ctx, &md));
    }
    if (families & OAEP) {
        LINE(EVP_PKEY_CTX_set_rsa_oaep_md(ctx, EVP_sha1()));
        LINE(EVP_PKEY_CTX_get_rsa_oaep_md(ctx, &md));
    }
    if (families & RSA_MADE) {
        LINE(EVP_PKEY_CTX_set_rsa_keygen_bits(ctx, 2048));
        LINE(EVP_PKEY_CTX_set1_rsa_keygen_pubexp(ctx, e));
        LINE(EVP_PKEY_CTX_set_rsa_keygen_primes(ctx, 2));
    }
    if (families & EC_MADE) {
        LINE(EVP_PKEY_CTX_set_ec_paramgen_curve_nid(ctx, NID_X9_62_prime256v1));
        LINE(EVP_PKEY_CTX_set_ec_paramgen_curve_nid(ctx, NID_sha256));
        LINE(EVP_PKEY_CTX_set_ec_param_enc(ctx, OPENSSL_EC_NAMED_CURVE));
        LINE(EVP_PKEY_CTX_set_group_name(ctx, "P-384"));
        LINE(EVP_PKEY_CTX_set_group_name(ctx, "no such"));
    }
    if (families & HKDF) {
        LINE(EVP_PKEY_CTX_set_hkdf_mode(ctx, EVP_PKEY_HKDEF_MODE_EXTRACT_ONLY));
        LINE(EVP_PKEY_CTX_set_hkdf_mode(ctx, 7));
        LINE(EVP_PKEY_CTX_set_hkdf_md(ctx, EVP_sha256()));
        LINE(EVP_PKEY_CTX_set1_hkdf_key(ctx, bytes, 32));
        LINE(EVP_PKEY_CTX_set1_hkdf_salt(ctx, bytes, 16));
        LINE(EVP_PKEY_CTX_add1_hkdf_info(ctx, bytes, 4));
    }
    if (families & TLS1) {
        LINE(EVP_PKEY_CTX_set_tls1_prf_md(ctx, EVP_sha256()));
        LINE(EVP_PKEY_CTX_set1_tls1_prf_secret(ctx, bytes, 32));
        LINE(EVP_PKEY_CTX_add1_tls1_prf_seed(ctx, bytes, 4));
    }
    if (families & SCRYPT) {
        LINE(EVP_PKEY_CTX_set1_pbe_pass(ctx, (const char *)bytes, 8));
        LINE(EVP_PKEY_CTX_set1_scrypt_salt(ctx, bytes, 8));
        LINE(EVP_PKEY_CTX_set_scrypt_N(ctx, 16));
        LINE(EVP_PKEY_CTX_set_scrypt_r(ctx, 2));
        LINE(EVP_PKEY_CTX_set_scrypt_p(ctx, 1));
    }
    if (families & DH_MADE) {
        LINE(EVP_PKEY_CTX_set_dh_paramgen_prime_len(ctx, 2048));
        LINE(EVP_PKEY_CTX_set_dh_paramgen_generator(ctx, 2));
        LINE(EVP_PKEY_CTX_set_dh_nid(ctx, NID_ffdhe2048));
        LINE(EVP_PKEY_CTX_set_dh_pad(ctx, 1));
    }
    BN_free(e);
}

static void key_context(const char *name, EVP_PKEY *key, int (*init)(EVP_PKEY_CTX *), int families)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);

    if (init != NULL)
        init(ctx);
    every(name, ctx, families);
    EVP_PKEY_CTX_free(ctx);
}

static void type_context(const char *name, const char *type, int (*init)(EVP_PKEY_CTX *), int families)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);

    if (init != NULL)
        init(ctx);
    every(name, ctx, families);
    EVP_PKEY_CTX_free(ctx);
}

static void derive(const char *name, EVP_PKEY_CTX *ctx, size_t len)
{
    unsigned char out[80] = { 0 };
    size_t n = 0;

    printf("%s\n", name);
    LINE(EVP_PKEY_derive(ctx, NULL, &n));
    printf("  n = %ld\n", n == (size_t)-1 ? -1 : (long)n);
    n = len;
    LINE(EVP_PKEY_derive(ctx, out, &n));
    show_hex("  out", out, n < sizeof out ? n : 0);
}

static void kdfs(void)
{
    static const unsigned char bytes[32] = "0123456789abcdef0123456789abcdef";
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_id(EVP_PKEY_HKDF, NULL);

    EVP_PKEY_derive_init(ctx);
    derive("hkdf without anything", ctx, 20);
    LINE(EVP_PKEY_CTX_set_hkdf_md(ctx, EVP_sha256()));
    derive("hkdf without a key", ctx, 20);
    LINE(EVP_PKEY_CTX_set1_hkdf_key(ctx, bytes, 32));
    derive("hkdf", ctx, 20);
    LINE(EVP_PKEY_CTX_set1_hkdf_salt(ctx, bytes, 16));
    LINE(EVP_PKEY_CTX_add1_hkdf_info(ctx, bytes, 4));
    LINE(EVP_PKEY_CTX_add1_hkdf_info(ctx, bytes, 4));
    derive("hkdf with all", ctx, 40);
    LINE(EVP_PKEY_CTX_set_hkdf_mode(ctx, EVP_PKEY_HKDEF_MODE_EXTRACT_ONLY));
    derive("extract", ctx, 32);
    derive("extract to a short place", ctx, 20);
    LINE(EVP_PKEY_CTX_set_hkdf_mode(ctx, EVP_PKEY_HKDEF_MODE_EXPAND_ONLY));
    derive("expand", ctx, 32);
    LINE(EVP_PKEY_CTX_add1_hkdf_info(ctx, bytes, -1));
    LINE(EVP_PKEY_CTX_set1_hkdf_key(ctx, bytes, -1));
    EVP_PKEY_CTX_free(ctx);

    ctx = EVP_PKEY_CTX_new_id(EVP_PKEY_TLS1_PRF, NULL);
    EVP_PKEY_derive_init(ctx);
    derive("tls1 prf without anything", ctx, 20);
    LINE(EVP_PKEY_CTX_set_tls1_prf_md(ctx, EVP_sha256()));
    derive("tls1 prf without a secret", ctx, 20);
    LINE(EVP_PKEY_CTX_set1_tls1_prf_secret(ctx, bytes, 16));
    derive("tls1 prf without a seed", ctx, 20);
    LINE(EVP_PKEY_CTX_add1_tls1_prf_seed(ctx, bytes, 16));
    LINE(EVP_PKEY_CTX_add1_tls1_prf_seed(ctx, bytes, 4));
    derive("tls1 prf", ctx, 48);
    EVP_PKEY_CTX_free(ctx);

    ctx = EVP_PKEY_CTX_new_id(EVP_PKEY_SCRYPT, NULL);
    EVP_PKEY_derive_init(ctx);
    derive("scrypt without anything", ctx, 20);
    LINE(EVP_PKEY_CTX_set1_pbe_pass(ctx, "pass", 4));
    derive("scrypt without a salt", ctx, 20);
    LINE(EVP_PKEY_CTX_set1_scrypt_salt(ctx, bytes, 8));
    LINE(EVP_PKEY_CTX_set_scrypt_N(ctx, 15));
    LINE(EVP_PKEY_CTX_set_scrypt_N(ctx, 16));
    LINE(EVP_PKEY_CTX_set_scrypt_r(ctx, 0));
    LINE(EVP_PKEY_CTX_set_scrypt_r(ctx, 2));
    LINE(EVP_PKEY_CTX_set_scrypt_p(ctx, 1));
    LINE(EVP_PKEY_CTX_set_scrypt_maxmem_bytes(ctx, 1024 * 1024));
    derive("scrypt", ctx, 32);
    EVP_PKEY_CTX_free(ctx);
}

int main(int argc, char **argv)
{
    EVP_PKEY *rsa = load(argv, "server-rsa-key.pem"), *ec = load(argv, "server-p256-key.pem"),
             *ed = load(argv, "server-ed25519-key.pem");

    (void)argc;
    key_context("RSA, nothing begun", rsa, NULL, ~0);
    key_context("RSA signs", rsa, EVP_PKEY_sign_init, ~0);
    key_context("RSA encrypts", rsa, EVP_PKEY_encrypt_init, ~0);
    type_context("RSA is made", "RSA", EVP_PKEY_keygen_init, ~(EC_MADE | DH_MADE));
    type_context("RSA-PSS is made", "RSA-PSS", EVP_PKEY_keygen_init, ~(EC_MADE | DH_MADE));
    key_context("EC signs", ec, EVP_PKEY_sign_init, ~0);
    key_context("EC derives", ec, EVP_PKEY_derive_init, SIGNS | OAEP | RSA_MADE | EC_MADE);
    type_context("EC is made", "EC", EVP_PKEY_keygen_init, SIGNS | OAEP | EC_MADE | HKDF | TLS1 | SCRYPT);
    type_context("EC parameters are made", "EC", EVP_PKEY_paramgen_init, SIGNS | OAEP | EC_MADE | HKDF | TLS1 | SCRYPT);
    key_context("Ed25519, nothing begun", ed, NULL, ~0);
    type_context("Ed25519 is made", "ED25519", EVP_PKEY_keygen_init, SIGNS | RSA_MADE | HKDF | SCRYPT);
    type_context("X25519 is made", "X25519", EVP_PKEY_keygen_init, SIGNS | RSA_MADE | HKDF | SCRYPT);
    type_context("DH is made", "DH", EVP_PKEY_keygen_init, SIGNS | RSA_MADE | HKDF | DH_MADE);
    type_context("DH parameters are made", "DH", EVP_PKEY_paramgen_init, SIGNS | RSA_MADE | HKDF | DH_MADE);
    type_context("HKDF derives", "HKDF", EVP_PKEY_derive_init, SIGNS | RSA_MADE | EC_MADE | HKDF);
    type_context("HKDF, nothing begun", "HKDF", NULL, ~0);
    type_context("TLS1-PRF derives", "TLS1-PRF", EVP_PKEY_derive_init, SIGNS | RSA_MADE | EC_MADE | TLS1);
    type_context("scrypt derives", "SCRYPT", EVP_PKEY_derive_init, SIGNS | RSA_MADE | EC_MADE | SCRYPT);
    kdfs();
    EVP_PKEY_free(rsa);
    EVP_PKEY_free(ec);
    EVP_PKEY_free(ed);
    return 0;
}
