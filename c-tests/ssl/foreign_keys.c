/* RSA_METHOD and EC_KEY_METHOD: keys whose own functions compute, by themselves, through EVP_PKEY and in handshakes. */
#include "pair.h"
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

static RSA *real_rsa;
static EC_KEY *real_ec;
static int fail, calls[4], ends;

static int priv_enc(int len, const unsigned char *from, unsigned char *to, RSA *rsa, int padding)
{
    (void)rsa;
    calls[0]++;
    return fail ? -1 : RSA_private_encrypt(len, from, to, real_rsa, padding);
}

static int priv_dec(int len, const unsigned char *from, unsigned char *to, RSA *rsa, int padding)
{
    (void)rsa;
    calls[1]++;
    return fail ? -1 : RSA_private_decrypt(len, from, to, real_rsa, padding);
}

static int finish(RSA *rsa)
{
    ends++;
    return RSA_get_ex_data(rsa, 0) == NULL;
}

static int rsa_sign(int type, const unsigned char *m, unsigned int len, unsigned char *sig, unsigned int *siglen, const RSA *rsa)
{
    (void)rsa;
    calls[2]++;
    return fail ? 0 : RSA_sign(type, m, len, sig, siglen, real_rsa);
}

static ECDSA_SIG *sign_sig(const unsigned char *digest, int len, const BIGNUM *kinv, const BIGNUM *r, EC_KEY *key)
{
    (void)kinv;
    (void)r;
    (void)key;
    calls[3]++;
    return fail ? NULL : ECDSA_do_sign(digest, len, real_ec);
}

static int ec_init(EC_KEY *key)
{
    printf("  init %d\n", EC_KEY_get0_group(key) != NULL);
    return 1;
}

static void ec_finish(EC_KEY *key)
{
    (void)key;
    ends++;
}

static EVP_PKEY *load(char **argv, const char *name)
{
    BIO *bio = BIO_new_file(fixture(argv, name), "r");
    EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);

    BIO_free(bio);
    return key;
}

/* A key with the public numbers alone. */
static EVP_PKEY *foreign_rsa(const RSA_METHOD *method)
{
    RSA *rsa = RSA_new();
    EVP_PKEY *key = EVP_PKEY_new();

    RSA_set0_key(rsa, BN_dup(RSA_get0_n(real_rsa)), BN_dup(RSA_get0_e(real_rsa)), NULL);
    SHOW_INT(RSA_set_method(rsa, method));
    SHOW_INT(RSA_get_method(rsa) == method);
    EVP_PKEY_assign_RSA(key, rsa);
    return key;
}

static EVP_PKEY *foreign_ec(const EC_KEY_METHOD *method)
{
    EC_KEY *ec = EC_KEY_new_by_curve_name(NID_X9_62_prime256v1);
    EVP_PKEY *key = EVP_PKEY_new();

    EC_KEY_set_public_key(ec, EC_KEY_get0_public_key(real_ec));
    SHOW_INT(EC_KEY_set_method(ec, method));
    SHOW_INT(EC_KEY_get_method(ec) == method);
    EVP_PKEY_assign_EC_KEY(key, ec);
    return key;
}

static void handshake(char **argv, const char *type, EVP_PKEY *key, int version)
{
    struct pair p;

    printf("%s, version %x, %s\n", type, version, fail ? "failing" : "signing");
    pair_contexts(&p, argv, type);
    SHOW_INT(SSL_CTX_use_PrivateKey(p.server_ctx, key));
    SHOW_INT(SSL_CTX_check_private_key(p.server_ctx));
    SSL_CTX_set_min_proto_version(p.client_ctx, version);
    SSL_CTX_set_max_proto_version(p.client_ctx, version);
    pair_connections(&p);
    memset(calls, 0, sizeof calls);
    if (fail) {
        int ends_well = 0;

        for (int i = 0; i < 10; i++)
            ends_well = SSL_do_handshake(p.client) == 1 && SSL_do_handshake(p.server) == 1;
        printf("  done %d\n", ends_well);
        for (int i = 0; i < 4; i++)
            SSL_do_handshake(p.server);
        ERR_clear_error();
    } else {
        SHOW_INT(pair_handshake(&p));
    }
    SHOW_INT(calls[0] + calls[2] + calls[3] > 0);
    SSL_free(p.client);
    SSL_free(p.server);
    SSL_CTX_free(p.client_ctx);
    SSL_CTX_free(p.server_ctx);
}

static void through_evp(EVP_PKEY *key, EVP_PKEY *real, int padding, const EVP_MD *md)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);
    unsigned char sig[300], digest[32] = "0123456789abcdef";
    size_t len = sizeof sig;

    memset(calls, 0, sizeof calls);
    EVP_PKEY_sign_init(ctx);
    if (padding)
        SHOW_INT(EVP_PKEY_CTX_set_rsa_padding(ctx, padding));
    if (md)
        EVP_PKEY_CTX_set_signature_md(ctx, md);
    SHOW_INT(EVP_PKEY_sign(ctx, sig, &len, digest, 32));
    printf("  called %d %d %d\n", calls[0] > 0, calls[2] > 0, calls[3] > 0);
    EVP_PKEY_CTX_free(ctx);
    ctx = EVP_PKEY_CTX_new(real, NULL);
    EVP_PKEY_verify_init(ctx);
    if (padding)
        EVP_PKEY_CTX_set_rsa_padding(ctx, padding);
    if (md)
        EVP_PKEY_CTX_set_signature_md(ctx, md);
    SHOW_INT(EVP_PKEY_verify(ctx, sig, len, digest, 32));
    EVP_PKEY_CTX_free(ctx);
    fail = 1;
    ctx = EVP_PKEY_CTX_new(key, NULL);
    EVP_PKEY_sign_init(ctx);
    if (padding)
        EVP_PKEY_CTX_set_rsa_padding(ctx, padding);
    if (md)
        EVP_PKEY_CTX_set_signature_md(ctx, md);
    len = sizeof sig;
    SHOW_INT(EVP_PKEY_sign(ctx, sig, &len, digest, 32) == 1);
    ERR_clear_error();
    EVP_PKEY_CTX_free(ctx);
    fail = 0;
}

static void decrypt(EVP_PKEY *key, int padding)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);
    unsigned char sealed[256], opened[256];
    size_t len = sizeof sealed, n = sizeof opened;

    EVP_PKEY_encrypt_init(ctx);
    EVP_PKEY_CTX_set_rsa_padding(ctx, padding);
    SHOW_INT(EVP_PKEY_encrypt(ctx, sealed, &len, (const unsigned char *)"text", 4));
    calls[1] = 0;
    EVP_PKEY_decrypt_init(ctx);
    EVP_PKEY_CTX_set_rsa_padding(ctx, padding);
    SHOW_INT(EVP_PKEY_decrypt(ctx, opened, &n, sealed, len));
    printf("  %.*s, called %d\n", (int)n, opened, calls[1] > 0);
    EVP_PKEY_CTX_free(ctx);
}

static void methods(void)
{
    RSA_METHOD *method = RSA_meth_new("mine", 5), *copy;
    const RSA_METHOD *usual = RSA_get_default_method();
    EC_KEY_METHOD *ec = EC_KEY_METHOD_new(NULL);
    int (*sign)(int, const unsigned char *, int, unsigned char *, unsigned int *, const BIGNUM *, const BIGNUM *, EC_KEY *) = NULL;
    ECDSA_SIG *(*sig)(const unsigned char *, int, const BIGNUM *, const BIGNUM *, EC_KEY *) = NULL;
    int (*verify)(int, const unsigned char *, int, const unsigned char *, int, EC_KEY *) = NULL;
    int (*keygen)(EC_KEY *) = NULL;
    int (*compute)(unsigned char **, size_t *, const EC_POINT *, const EC_KEY *) = NULL;
    int (*init)(EC_KEY *) = NULL;
    int here;

    SHOW_STR(RSA_meth_get0_name(method));
    SHOW_INT(RSA_meth_get_flags(method));
    SHOW_INT(RSA_meth_set1_name(method, "another"));
    SHOW_INT(RSA_meth_set_flags(method, 7));
    SHOW_INT(RSA_meth_set0_app_data(method, &here));
    SHOW_INT(RSA_meth_get0_app_data(method) == &here);
    SHOW_INT(RSA_meth_get_priv_enc(method) == NULL);
    SHOW_INT(RSA_meth_set_priv_enc(method, priv_enc));
    SHOW_INT(RSA_meth_get_priv_enc(method) == priv_enc);
    SHOW_INT(RSA_meth_set_priv_dec(method, priv_dec));
    SHOW_INT(RSA_meth_get_priv_dec(method) == priv_dec);
    SHOW_INT(RSA_meth_set_pub_enc(method, priv_dec));
    SHOW_INT(RSA_meth_get_pub_enc(method) == priv_dec);
    SHOW_INT(RSA_meth_set_pub_dec(method, NULL));
    SHOW_INT(RSA_meth_get_pub_dec(method) == NULL);
    SHOW_INT(RSA_meth_set_sign(method, rsa_sign));
    SHOW_INT(RSA_meth_get_sign(method) == rsa_sign);
    SHOW_INT(RSA_meth_set_verify(method, NULL));
    SHOW_INT(RSA_meth_get_verify(method) == NULL);
    SHOW_INT(RSA_meth_set_keygen(method, NULL));
    SHOW_INT(RSA_meth_get_keygen(method) == NULL);
    SHOW_INT(RSA_meth_set_init(method, finish));
    SHOW_INT(RSA_meth_get_init(method) == finish);
    SHOW_INT(RSA_meth_set_finish(method, finish));
    SHOW_INT(RSA_meth_get_finish(method) == finish);
    SHOW_INT(RSA_meth_set_mod_exp(method, NULL));
    SHOW_INT(RSA_meth_get_mod_exp(method) == NULL);
    SHOW_INT(RSA_meth_set_bn_mod_exp(method, NULL));
    SHOW_INT(RSA_meth_get_bn_mod_exp(method) == NULL);
    copy = RSA_meth_dup(method);
    SHOW_STR(RSA_meth_get0_name(copy));
    SHOW_INT(RSA_meth_get_sign(copy) == rsa_sign);
    RSA_meth_free(copy);
    RSA_meth_free(method);
    RSA_meth_free(NULL);
    SHOW_STR(RSA_meth_get0_name(usual));
    SHOW_INT(usual == RSA_PKCS1_OpenSSL());
    SHOW_INT(RSA_get_method(real_rsa) == usual);
    SHOW_NULL(RSA_get0_engine(real_rsa));
    SHOW_INT(RSA_meth_get_priv_enc(usual) != NULL);
    SHOW_INT(RSA_meth_get_sign(usual) == NULL);

    EC_KEY_METHOD_get_sign(ec, &sign, NULL, &sig);
    SHOW_INT(sign == NULL && sig == NULL);
    EC_KEY_METHOD_set_sign(ec, NULL, NULL, sign_sig);
    EC_KEY_METHOD_get_sign(ec, &sign, NULL, &sig);
    SHOW_INT(sign == NULL && sig == sign_sig);
    EC_KEY_METHOD_set_verify(ec, NULL, NULL);
    EC_KEY_METHOD_get_verify(ec, &verify, NULL);
    SHOW_INT(verify == NULL);
    EC_KEY_METHOD_set_keygen(ec, ec_init);
    EC_KEY_METHOD_get_keygen(ec, &keygen);
    SHOW_INT(keygen == ec_init);
    EC_KEY_METHOD_set_compute_key(ec, NULL);
    EC_KEY_METHOD_get_compute_key(ec, &compute);
    SHOW_INT(compute == NULL);
    EC_KEY_METHOD_set_init(ec, ec_init, ec_finish, NULL, NULL, NULL, NULL);
    EC_KEY_METHOD_get_init(ec, &init, NULL, NULL, NULL, NULL, NULL);
    SHOW_INT(init == ec_init);
    EC_KEY_METHOD_free(ec);
    EC_KEY_METHOD_get_sign(EC_KEY_OpenSSL(), &sign, NULL, &sig);
    SHOW_INT(sign != NULL && sig != NULL);
    SHOW_INT(EC_KEY_get_default_method() == EC_KEY_OpenSSL());
    SHOW_INT(EC_KEY_get_method(real_ec) == EC_KEY_OpenSSL());
    show_errors();
}

int main(int argc, char **argv)
{
    EVP_PKEY *rsa = load(argv, "server-rsa-key.pem"), *ec = load(argv, "server-p256-key.pem"), *key;
    RSA_METHOD *method;
    EC_KEY_METHOD *ec_method;
    int (*sign)(int, const unsigned char *, int, unsigned char *, unsigned int *, const BIGNUM *, const BIGNUM *, EC_KEY *) = NULL;
    unsigned char out[300], digest[32] = "0123456789abcdef";
    unsigned int len = 0;

    (void)argc;
    real_rsa = EVP_PKEY_get1_RSA(rsa);
    real_ec = EVP_PKEY_get1_EC_KEY(ec);
    methods();

    /* As programs with tokens do: the usual method with some functions replaced. */
    method = RSA_meth_dup(RSA_get_default_method());
    RSA_meth_set_priv_enc(method, priv_enc);
    RSA_meth_set_priv_dec(method, priv_dec);
    RSA_meth_set_finish(method, finish);
    key = foreign_rsa(method);
    through_evp(key, rsa, RSA_PKCS1_PADDING, EVP_sha256());
    through_evp(key, rsa, RSA_PKCS1_PADDING, NULL);
    through_evp(key, rsa, RSA_PKCS1_PSS_PADDING, EVP_sha256());
    decrypt(key, RSA_PKCS1_PADDING);
    decrypt(key, RSA_PKCS1_OAEP_PADDING);
    SHOW_INT(RSA_sign(NID_sha256, digest, 32, out, &len, EVP_PKEY_get0_RSA(key) ? (RSA *)EVP_PKEY_get0_RSA(key) : NULL));
    SHOW_INT(RSA_verify(NID_sha256, digest, 32, out, len, real_rsa));
    SHOW_INT(RSA_private_encrypt(20, digest, out, (RSA *)EVP_PKEY_get0_RSA(key), RSA_PKCS1_PADDING));
    handshake(argv, "rsa", key, TLS1_2_VERSION);
    handshake(argv, "rsa", key, TLS1_3_VERSION);
    fail = 1;
    handshake(argv, "rsa", key, TLS1_2_VERSION);
    handshake(argv, "rsa", key, TLS1_3_VERSION);
    fail = 0;
    ends = 0;
    EVP_PKEY_free(key);
    SHOW_INT(ends);
    /* A function that signs digests. */
    RSA_meth_set_sign(method, rsa_sign);
    key = foreign_rsa(method);
    through_evp(key, rsa, RSA_PKCS1_PADDING, EVP_sha256());
    handshake(argv, "rsa", key, TLS1_2_VERSION);
    EVP_PKEY_free(key);
    RSA_meth_free(method);

    ec_method = EC_KEY_METHOD_new(EC_KEY_OpenSSL());
    EC_KEY_METHOD_get_sign(ec_method, &sign, NULL, NULL);
    EC_KEY_METHOD_set_sign(ec_method, sign, NULL, sign_sig);
    EC_KEY_METHOD_set_init(ec_method, ec_init, ec_finish, NULL, NULL, NULL, NULL);
    key = foreign_ec(ec_method);
    through_evp(key, ec, 0, EVP_sha256());
    handshake(argv, "p256", key, TLS1_2_VERSION);
    handshake(argv, "p256", key, TLS1_3_VERSION);
    fail = 1;
    handshake(argv, "p256", key, TLS1_3_VERSION);
    fail = 0;
    ends = 0;
    EVP_PKEY_free(key);
    SHOW_INT(ends);
    EC_KEY_METHOD_free(ec_method);

    RSA_free(real_rsa);
    EC_KEY_free(real_ec);
    EVP_PKEY_free(rsa);
    EVP_PKEY_free(ec);
    ERR_clear_error();
    return 0;
}
