/* EVP_PKEY_CTX: signatures of digests, recovery, encryption, and the settings of each. */
#include "../common.h"
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

static EVP_PKEY *load(char **argv, const char *name)
{
    BIO *bio = BIO_new_file(fixture(argv, name), "r");
    EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);

    BIO_free(bio);
    return key;
}

static unsigned char digest[64] = "0123456789abcdef0123456789abcdef";

/* Calls in an order or on a key that does not fit. */
static void wrong(const char *name, EVP_PKEY *key)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);
    unsigned char out[600];
    size_t len = sizeof out;

    printf("%s: nothing begun, operation %d\n", name, EVP_PKEY_CTX_get_operation(ctx));
    SHOW_INT(EVP_PKEY_sign(ctx, out, &len, digest, 32));
    show_errors();
    SHOW_INT(EVP_PKEY_verify(ctx, out, 64, digest, 32));
    show_errors();
    SHOW_INT(EVP_PKEY_verify_recover(ctx, out, &len, digest, 32));
    show_errors();
    SHOW_INT(EVP_PKEY_encrypt(ctx, out, &len, digest, 32));
    show_errors();
    SHOW_INT(EVP_PKEY_decrypt(ctx, out, &len, digest, 32));
    show_errors();
    SHOW_INT(EVP_PKEY_derive(ctx, out, &len));
    show_errors();
    SHOW_INT(EVP_PKEY_CTX_set_signature_md(ctx, EVP_sha256()));
    show_errors();
    SHOW_INT(EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING));
    show_errors();
    printf("%s: what it can do\n", name);
    SHOW_INT(EVP_PKEY_sign_init(ctx));
    show_errors();
    SHOW_INT(EVP_PKEY_CTX_get_operation(ctx) == EVP_PKEY_OP_SIGN);
    SHOW_INT(EVP_PKEY_verify(ctx, out, 64, digest, 32));
    show_errors();
    if (EVP_PKEY_is_a(key, "ED25519")) {
        SHOW_INT(EVP_PKEY_sign(ctx, out, &len, digest, 32));
        show_errors();
    }
    SHOW_INT(EVP_PKEY_verify_init(ctx));
    show_errors();
    SHOW_INT(EVP_PKEY_CTX_get_operation(ctx) == EVP_PKEY_OP_VERIFY);
    SHOW_INT(EVP_PKEY_sign(ctx, out, &len, digest, 32));
    show_errors();
    SHOW_INT(EVP_PKEY_verify_recover_init(ctx));
    show_errors();
    SHOW_INT(EVP_PKEY_CTX_get_operation(ctx) == EVP_PKEY_OP_VERIFYRECOVER);
    if (!EVP_PKEY_is_a(key, "RSA")) {
        SHOW_INT(EVP_PKEY_verify_recover(ctx, out, &len, digest, 32));
        show_errors();
    }
    SHOW_INT(EVP_PKEY_encrypt_init(ctx));
    show_errors();
    SHOW_INT(EVP_PKEY_CTX_get_operation(ctx) == EVP_PKEY_OP_ENCRYPT);
    if (!EVP_PKEY_is_a(key, "RSA")) {
        SHOW_INT(EVP_PKEY_encrypt(ctx, out, &len, digest, 32));
        show_errors();
    }
    SHOW_INT(EVP_PKEY_decrypt_init(ctx));
    show_errors();
    if (!EVP_PKEY_is_a(key, "RSA")) {
        SHOW_INT(EVP_PKEY_decrypt(ctx, out, &len, digest, 32));
        show_errors();
    }
    SHOW_INT(EVP_PKEY_derive_init(ctx));
    show_errors();
    SHOW_INT(EVP_PKEY_CTX_get_operation(ctx));
    SHOW_INT(EVP_PKEY_derive(ctx, out, &len));
    show_errors();
    EVP_PKEY_CTX_free(ctx);
}

static void sign(const char *name, EVP_PKEY *key, const EVP_MD *md, int padding, int salt)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL), *copy;
    const EVP_MD *found = NULL;
    unsigned char sig[600], other[600];
    size_t len = 0, n, tbs = md ? (size_t)EVP_MD_get_size(md) : 32;
    int mode = -9;

    printf("%s\n", name);
    SHOW_INT(EVP_PKEY_sign_init(ctx));
    if (padding) {
        SHOW_INT(EVP_PKEY_CTX_set_rsa_padding(ctx, padding));
        SHOW_INT(EVP_PKEY_CTX_get_rsa_padding(ctx, &mode));
        SHOW_INT(mode);
    }
    if (md) {
        SHOW_INT(EVP_PKEY_CTX_set_signature_md(ctx, md));
        SHOW_INT(EVP_PKEY_CTX_get_signature_md(ctx, &found));
        SHOW_INT(found ? EVP_MD_get_type(found) : 0);
    }
    if (salt != -9) {
        SHOW_INT(EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, salt));
        mode = -9;
        SHOW_INT(EVP_PKEY_CTX_get_rsa_pss_saltlen(ctx, &mode));
        SHOW_INT(mode);
    }
    show_errors();
    SHOW_INT(EVP_PKEY_sign(ctx, NULL, &len, digest, tbs));
    SHOW_INT(len);
    n = 3;
    SHOW_INT(EVP_PKEY_sign(ctx, other, &n, digest, tbs));
    show_errors();
    SHOW_INT(EVP_PKEY_sign(ctx, sig, &len, digest, tbs - 1));
    show_errors();
    copy = EVP_PKEY_CTX_dup(ctx);
    SHOW_NULL(copy);
    len = sizeof sig;
    SHOW_INT(EVP_PKEY_sign(copy, sig, &len, digest, tbs));
    show_errors();
    EVP_PKEY_CTX_free(copy);
    SHOW_INT(EVP_PKEY_verify_init(ctx));
    if (padding)
        SHOW_INT(EVP_PKEY_CTX_set_rsa_padding(ctx, padding));
    if (md)
        SHOW_INT(EVP_PKEY_CTX_set_signature_md(ctx, md));
    if (salt != -9)
        SHOW_INT(EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, salt));
    SHOW_INT(EVP_PKEY_verify(ctx, sig, len, digest, tbs));
    digest[0] ^= 1;
    SHOW_INT(EVP_PKEY_verify(ctx, sig, len, digest, tbs));
    show_errors();
    digest[0] ^= 1;
    SHOW_INT(EVP_PKEY_verify(ctx, sig, len - 1, digest, tbs));
    if (padding == RSA_PKCS1_PSS_PADDING)
        ERR_clear_error(); /* which fault is found first is chance */
    show_errors();
    SHOW_INT(EVP_PKEY_verify(ctx, sig, len, digest, tbs - 1));
    show_errors();
    EVP_PKEY_CTX_free(ctx);
}

static void recover(EVP_PKEY *key)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);
    unsigned char sig[256], out[256];
    size_t len = sizeof sig, n = sizeof out;

    EVP_PKEY_sign_init(ctx);
    EVP_PKEY_CTX_set_signature_md(ctx, EVP_sha256());
    EVP_PKEY_sign(ctx, sig, &len, digest, 32);
    SHOW_INT(EVP_PKEY_verify_recover_init(ctx));
    SHOW_INT(EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING));
    show_errors();
    SHOW_INT(EVP_PKEY_verify_recover(ctx, out, &n, sig, len));
    show_hex("without a digest", out, n);
    SHOW_INT(EVP_PKEY_CTX_set_signature_md(ctx, EVP_sha256()));
    n = 0;
    SHOW_INT(EVP_PKEY_verify_recover(ctx, NULL, &n, sig, len));
    SHOW_INT(n);
    n = sizeof out;
    SHOW_INT(EVP_PKEY_verify_recover(ctx, out, &n, sig, len));
    show_hex("with one", out, n);
    SHOW_INT(EVP_PKEY_CTX_set_signature_md(ctx, EVP_sha512()));
    SHOW_INT(EVP_PKEY_verify_recover(ctx, out, &n, sig, len));
    show_errors();
    sig[10] ^= 1;
    SHOW_INT(EVP_PKEY_verify_recover(ctx, out, &n, sig, len));
    show_errors();
    EVP_PKEY_CTX_free(ctx);
}

static void crypt(EVP_PKEY *key)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);
    const EVP_MD *md = NULL;
    unsigned char out[256], back[256], label[] = "label", *got = NULL;
    size_t len = sizeof out, n = sizeof back;

    EVP_PKEY_encrypt_init(ctx);
    SHOW_INT(EVP_PKEY_CTX_set_rsa_oaep_md(ctx, EVP_sha256()));
    show_errors();
    SHOW_INT(EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_OAEP_PADDING));
    SHOW_INT(EVP_PKEY_CTX_set_rsa_oaep_md(ctx, EVP_sha256()));
    SHOW_INT(EVP_PKEY_CTX_set_rsa_mgf1_md(ctx, EVP_sha1()));
    SHOW_INT(EVP_PKEY_CTX_get_rsa_oaep_md(ctx, &md));
    SHOW_INT(EVP_MD_get_type(md));
    SHOW_INT(EVP_PKEY_CTX_get_rsa_mgf1_md(ctx, &md));
    SHOW_INT(EVP_MD_get_type(md));
    SHOW_INT(EVP_PKEY_CTX_set0_rsa_oaep_label(ctx, OPENSSL_memdup(label, 5), 5));
    SHOW_INT(EVP_PKEY_CTX_get0_rsa_oaep_label(ctx, &got));
    show_hex("label", got, 5);
    show_errors();
    SHOW_INT(EVP_PKEY_encrypt(ctx, out, &len, digest, 32));
    SHOW_INT(len);
    SHOW_INT(EVP_PKEY_encrypt(ctx, out, &len, out, 200));
    show_errors();
    len = 3;
    SHOW_INT(EVP_PKEY_encrypt(ctx, out, &len, digest, 32));
    show_errors();
    len = sizeof out;
    EVP_PKEY_encrypt(ctx, out, &len, digest, 32);
    EVP_PKEY_decrypt_init(ctx);
    EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_OAEP_PADDING);
    SHOW_INT(EVP_PKEY_decrypt(ctx, back, &n, out, len));
    show_errors();
    SHOW_INT(EVP_PKEY_CTX_set_rsa_oaep_md_name(ctx, "SHA256", NULL));
    SHOW_INT(EVP_PKEY_CTX_set_rsa_mgf1_md_name(ctx, "SHA1", NULL));
    SHOW_INT(EVP_PKEY_CTX_set0_rsa_oaep_label(ctx, OPENSSL_memdup(label, 5), 5));
    n = 1;
    SHOW_INT(EVP_PKEY_decrypt(ctx, back, &n, out, len));
    show_errors();
    n = sizeof back;
    SHOW_INT(EVP_PKEY_decrypt(ctx, back, &n, out, len));
    SHOW_INT(n);
    show_hex("plain", back, n == 32 ? n : 0);
    SHOW_INT(EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING));
    show_errors();
    SHOW_INT(EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, 10));
    show_errors();
    SHOW_INT(EVP_PKEY_CTX_set_rsa_keygen_bits(ctx, 2048));
    show_errors();
    EVP_PKEY_CTX_free(ctx);
}

int main(int argc, char **argv)
{
    static const char *const names[] = { "server-rsa-key.pem", "server-p256-key.pem", "server-ed25519-key.pem" };
    EVP_PKEY *keys[3], *empty = EVP_PKEY_new();
    EVP_PKEY_CTX *ctx;
    unsigned char out[64];
    size_t len = sizeof out;

    (void)argc;
    for (int i = 0; i < 3; i++) {
        keys[i] = load(argv, names[i]);
        wrong(names[i], keys[i]);
    }
    sign("rsa, no digest", keys[0], NULL, 0, -9);
    sign("rsa", keys[0], EVP_sha256(), 0, -9);
    sign("rsa, md5", keys[0], EVP_md5(), 0, -9);
    sign("rsa pss", keys[0], EVP_sha256(), RSA_PKCS1_PSS_PADDING, -9);
    sign("rsa pss salt as digest", keys[0], EVP_sha384(), RSA_PKCS1_PSS_PADDING, -1);
    sign("rsa pss longest salt", keys[0], EVP_sha512(), RSA_PKCS1_PSS_PADDING, -3);
    sign("rsa pss salt 10", keys[0], EVP_sha256(), RSA_PKCS1_PSS_PADDING, 10);
    sign("rsa pss salt too long", keys[0], EVP_sha256(), RSA_PKCS1_PSS_PADDING, 300);
    sign("rsa pss salt -4", keys[0], EVP_sha256(), RSA_PKCS1_PSS_PADDING, -4);
    sign("ecdsa", keys[1], EVP_sha256(), 0, -9);
    sign("ecdsa, no digest", keys[1], NULL, 0, -9);
    recover(keys[0]);
    crypt(keys[0]);
    for (int i = 1; i < 3; i++) {
        ctx = EVP_PKEY_CTX_new(keys[i], NULL);
        printf("%s\n", names[i]);
        SHOW_INT(EVP_PKEY_sign_init(ctx));
        SHOW_INT(EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING));
        show_errors();
        SHOW_INT(EVP_PKEY_CTX_set_signature_md(ctx, EVP_sha256()));
        show_errors();
        len = 200;
        SHOW_INT(EVP_PKEY_sign(ctx, NULL, &len, digest, 32));
        SHOW_INT(len);
        show_errors();
        EVP_PKEY_CTX_free(ctx);
    }
    SHOW_NULL(EVP_PKEY_CTX_new(empty, NULL));
    show_errors();
    SHOW_NULL(EVP_PKEY_CTX_new(NULL, NULL));
    show_errors();
    SHOW_INT(EVP_PKEY_sign_init(NULL));
    show_errors();
    SHOW_INT(EVP_PKEY_sign(NULL, out, &len, digest, 32));
    show_errors();
    SHOW_INT(EVP_PKEY_verify_init(NULL));
    show_errors();
    SHOW_INT(EVP_PKEY_verify(NULL, out, len, digest, 32));
    show_errors();
    SHOW_INT(EVP_PKEY_verify_recover_init(NULL));
    show_errors();
    SHOW_INT(EVP_PKEY_verify_recover(NULL, out, &len, digest, 32));
    show_errors();
    SHOW_INT(EVP_PKEY_encrypt_init(NULL));
    show_errors();
    SHOW_INT(EVP_PKEY_encrypt(NULL, out, &len, digest, 32));
    show_errors();
    SHOW_INT(EVP_PKEY_decrypt_init(NULL));
    show_errors();
    SHOW_INT(EVP_PKEY_decrypt(NULL, out, &len, digest, 32));
    show_errors();
    SHOW_INT(EVP_PKEY_derive_init(NULL));
    show_errors();
    SHOW_INT(EVP_PKEY_derive(NULL, out, &len));
    show_errors();
    for (int i = 0; i < 3; i++)
        EVP_PKEY_free(keys[i]);
    EVP_PKEY_free(empty);
    return 0;
}
