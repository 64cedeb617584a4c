/* A method of keys with a function of its own for settings: what it is told by the functions named after them. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "../common.h"
#include <openssl/dh.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

static int result = 1;
static int number = 5;

static int ctrl(EVP_PKEY_CTX *ctx, int cmd, int p1, void *p2)
{
    printf("  ctrl: %d%s, %d, %s\n", cmd >= EVP_PKEY_ALG_CTRL ? cmd - EVP_PKEY_ALG_CTRL : cmd,
        cmd >= EVP_PKEY_ALG_CTRL ? " of the type" : "", p1, p2 == NULL ? "NULL" : "something");
    if (cmd == EVP_PKEY_CTRL_GET_RSA_PADDING || cmd == EVP_PKEY_CTRL_GET_RSA_PSS_SALTLEN)
        *(int *)p2 = number;
    if (cmd == EVP_PKEY_CTRL_GET_MD || cmd == EVP_PKEY_CTRL_GET_RSA_MGF1_MD || cmd == EVP_PKEY_CTRL_GET_RSA_OAEP_MD)
        *(const EVP_MD **)p2 = EVP_sha384();
    return result;
}

static int ctrl_str(EVP_PKEY_CTX *ctx, const char *name, const char *value)
{
    printf("  ctrl_str: %s, %s\n", name, value);
    return result;
}

static int begin(EVP_PKEY_CTX *ctx)
{
    return 1;
}

static int compute(EVP_PKEY_CTX *ctx, unsigned char *out, size_t *len, const unsigned char *in, size_t in_len)
{
    *len = 1;
    return 1;
}

static int verify(EVP_PKEY_CTX *ctx, const unsigned char *sig, size_t sig_len, const unsigned char *in, size_t in_len)
{
    return 1;
}

static int derive(EVP_PKEY_CTX *ctx, unsigned char *out, size_t *len)
{
    return 1;
}

static int make(EVP_PKEY_CTX *ctx, EVP_PKEY *key)
{
    return 0;
}

static void rsa_settings(EVP_PKEY_CTX *ctx)
{
    const EVP_MD *md = NULL;
    int got = -9;

    SHOW_INT(EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING));
    SHOW_INT(EVP_PKEY_CTX_get_rsa_padding(ctx, &got));
    SHOW_INT(got);
    SHOW_INT(EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, 20));
    got = -9;
    SHOW_INT(EVP_PKEY_CTX_get_rsa_pss_saltlen(ctx, &got));
    SHOW_INT(got);
    SHOW_INT(EVP_PKEY_CTX_set_rsa_mgf1_md(ctx, EVP_sha256()));
    SHOW_INT(EVP_PKEY_CTX_get_rsa_mgf1_md(ctx, &md));
    SHOW_STR(md == NULL ? "none" : EVP_MD_get0_name(md));
    SHOW_INT(EVP_PKEY_CTX_set_rsa_oaep_md(ctx, EVP_sha256()));
    md = NULL;
    SHOW_INT(EVP_PKEY_CTX_get_rsa_oaep_md(ctx, &md));
    SHOW_STR(md == NULL ? "none" : EVP_MD_get0_name(md));
    SHOW_INT(EVP_PKEY_CTX_set_signature_md(ctx, EVP_sha256()));
    md = NULL;
    SHOW_INT(EVP_PKEY_CTX_get_signature_md(ctx, &md));
    SHOW_STR(md == NULL ? "none" : EVP_MD_get0_name(md));
    SHOW_INT(EVP_PKEY_CTX_set_rsa_keygen_bits(ctx, 1024));
    SHOW_INT(EVP_PKEY_CTX_set_rsa_keygen_primes(ctx, 2));
    SHOW_INT(EVP_PKEY_CTX_ctrl_str(ctx, "rsa_padding_mode", "pss"));
    show_errors();
}

static void other_settings(EVP_PKEY_CTX *ctx)
{
    SHOW_INT(EVP_PKEY_CTX_set_signature_md(ctx, EVP_sha256()));
    SHOW_INT(EVP_PKEY_CTX_set_ec_paramgen_curve_nid(ctx, NID_X9_62_prime256v1));
    SHOW_INT(EVP_PKEY_CTX_set_ec_param_enc(ctx, OPENSSL_EC_NAMED_CURVE));
    SHOW_INT(EVP_PKEY_CTX_set_rsa_padding(ctx, 1));
    show_errors();
}

static EVP_PKEY *load(char **argv, const char *name)
{
    BIO *bio = BIO_new_file(fixture(argv, name), "r");
    EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);

    BIO_free(bio);
    return key;
}

int main(int argc, char **argv)
{
    EVP_PKEY_METHOD *rsa = EVP_PKEY_meth_new(EVP_PKEY_RSA, 0), *ec = EVP_PKEY_meth_new(EVP_PKEY_EC, 0), *both[2];
    EVP_PKEY *keys[2];
    EVP_PKEY_CTX *ctx;

    (void)argc;
    keys[0] = load(argv, "server-rsa-key.pem");
    keys[1] = load(argv, "server-p256-key.pem");
    both[0] = rsa;
    both[1] = ec;
    for (int i = 0; i < 2; i++) {
        EVP_PKEY_meth_set_ctrl(both[i], ctrl, ctrl_str);
        EVP_PKEY_meth_set_sign(both[i], begin, compute);
        EVP_PKEY_meth_set_verify(both[i], begin, verify);
        EVP_PKEY_meth_set_encrypt(both[i], begin, compute);
        EVP_PKEY_meth_set_derive(both[i], begin, derive);
        EVP_PKEY_meth_set_keygen(both[i], begin, make);
        EVP_PKEY_meth_set_paramgen(both[i], begin, make);
        SHOW_INT(EVP_PKEY_meth_add0(both[i]));
    }
    for (int round = 0; round < 3; round++) {
        result = round == 0 ? 1 : round == 1 ? 0 : -2;
        printf("-- %d\n", result);
        ctx = EVP_PKEY_CTX_new(keys[0], NULL);
        puts("nothing begun");
        rsa_settings(ctx);
        puts("signing");
        SHOW_INT(EVP_PKEY_sign_init(ctx));
        rsa_settings(ctx);
        puts("encrypting");
        SHOW_INT(EVP_PKEY_encrypt_init(ctx));
        rsa_settings(ctx);
        puts("making");
        SHOW_INT(EVP_PKEY_keygen_init(ctx));
        rsa_settings(ctx);
        EVP_PKEY_CTX_free(ctx);
        ctx = EVP_PKEY_CTX_new(keys[1], NULL);
        puts("a curve, signing");
        SHOW_INT(EVP_PKEY_sign_init(ctx));
        other_settings(ctx);
        puts("a curve, making");
        SHOW_INT(EVP_PKEY_paramgen_init(ctx));
        other_settings(ctx);
        EVP_PKEY_CTX_free(ctx);
    }
    for (int i = 0; i < 2; i++) {
        EVP_PKEY_free(keys[i]);
        EVP_PKEY_meth_remove(both[i]);
        EVP_PKEY_meth_free(both[i]);
    }
    return 0;
}
