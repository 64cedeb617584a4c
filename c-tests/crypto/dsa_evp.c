/* DSA in EVP_PKEY: keys and parameters made, by names, signatures, decoders and encoders, certificates and their verdicts. */
#include "../common.h"
#include <openssl/core_names.h>
#include <openssl/decoder.h>
#include <openssl/dsa.h>
#include <openssl/encoder.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#define LINE(expression) \
    do { \
        unsigned long code_; \
        printf("  %s = %ld", #expression, (long)(expression)); \
        while ((code_ = ERR_get_error()) != 0) \
            printf(" %d:%d", ERR_GET_LIB(code_), ERR_GET_REASON(code_)); \
        printf("\n"); \
    } while (0)

static EVP_PKEY *load(char **argv, const char *name)
{
    BIO *bio = BIO_new_file(fixture(argv, name), "r");
    EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);

    BIO_free(bio);
    return key;
}

static void about(const char *name, EVP_PKEY *key)
{
    static const char *const parts[] = {"p", "q", "g", "pub", "priv", "bits", "group", "j", "seed"};
    char text[40] = "-";
    int nid = -1;
    size_t i;

    printf("%s\n", name);
    LINE(EVP_PKEY_get_id(key));
    LINE(EVP_PKEY_get_base_id(key));
    LINE(EVP_PKEY_get_bits(key));
    LINE(EVP_PKEY_get_size(key));
    LINE(EVP_PKEY_get_security_bits(key));
    LINE(EVP_PKEY_is_a(key, "DSA"));
    LINE(EVP_PKEY_is_a(key, "dsaEncryption"));
    LINE(EVP_PKEY_is_a(key, "EC"));
    SHOW_STR(EVP_PKEY_get0_type_name(key));
    SHOW_STR(EVP_PKEY_get0_description(key));
    LINE(EVP_PKEY_can_sign(key));
    LINE(EVP_PKEY_missing_parameters(key));
    LINE(EVP_PKEY_get_default_digest_nid(key, &nid));
    LINE(nid);
    LINE(EVP_PKEY_get_default_digest_name(key, text, sizeof text));
    SHOW_STR(text);
    for (i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        BIGNUM *n = NULL;
        int ok = EVP_PKEY_get_bn_param(key, parts[i], &n);

        printf("  %s: %d %s\n", parts[i], ok, n ? "a number" : "none");
        ERR_clear_error();
        BN_clear_free(n);
    }
    LINE(EVP_PKEY_get0_RSA(key) != NULL);
    LINE(EVP_PKEY_get0_DSA(key) != NULL);
}

static EVP_PKEY *made(void)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "DSA", NULL);
    EVP_PKEY *params = NULL, *key = NULL, *copy;

    printf("made\n");
    LINE(EVP_PKEY_keygen_init(ctx));
    LINE(EVP_PKEY_CTX_set_dsa_paramgen_bits(ctx, 1024));
    LINE(EVP_PKEY_keygen(ctx, &key));
    LINE(EVP_PKEY_paramgen_init(ctx));
    LINE(EVP_PKEY_CTX_set_dsa_paramgen_bits(ctx, 1024));
    LINE(EVP_PKEY_CTX_set_dsa_paramgen_q_bits(ctx, 160));
    LINE(EVP_PKEY_CTX_ctrl_str(ctx, "dsa_paramgen_bits", "1024"));
    LINE(EVP_PKEY_CTX_ctrl_str(ctx, "dsa_paramgen_q_bits", "160"));
    LINE(EVP_PKEY_CTX_ctrl_str(ctx, "dsa_paramgen_q_bits", "x"));
    LINE(EVP_PKEY_CTX_ctrl_str(ctx, "no such", "160"));
    LINE(EVP_PKEY_paramgen(ctx, &params));
    LINE(EVP_PKEY_get_bits(params));
    EVP_PKEY_CTX_free(ctx);
    about("parameters", params);
    ctx = EVP_PKEY_CTX_new(params, NULL);
    LINE(EVP_PKEY_param_check(ctx));
    LINE(EVP_PKEY_keygen_init(ctx));
    LINE(EVP_PKEY_keygen(ctx, &key));
    LINE(EVP_PKEY_parameters_eq(params, key));
    LINE(EVP_PKEY_eq(params, key));
    EVP_PKEY_CTX_free(ctx);
    ctx = EVP_PKEY_CTX_new(key, NULL);
    printf("  check of the key's parameters = %d\n", EVP_PKEY_param_check(ctx));
    ERR_clear_error();
    LINE(EVP_PKEY_public_check(ctx));
    LINE(EVP_PKEY_private_check(ctx));
    LINE(EVP_PKEY_pairwise_check(ctx));
    LINE(EVP_PKEY_check(ctx));
    LINE(EVP_PKEY_encrypt_init(ctx));
    LINE(EVP_PKEY_derive_init(ctx));
    LINE(EVP_PKEY_verify_recover_init(ctx));
    EVP_PKEY_CTX_free(ctx);
    copy = EVP_PKEY_dup(key);
    LINE(EVP_PKEY_eq(copy, key));
    EVP_PKEY_free(copy);
    copy = EVP_PKEY_new();
    LINE(EVP_PKEY_copy_parameters(copy, key));
    LINE(EVP_PKEY_parameters_eq(copy, key));
    EVP_PKEY_free(copy);
    EVP_PKEY_free(params);
    return key;
}

static void signs(EVP_PKEY *key)
{
    static const char *const names[] = {"SHA1", "SHA224", "SHA256", "SHA384", "SHA512", NULL};
    static const unsigned char text[] = "signed";
    size_t i;

    printf("signs\n");
    for (i = 0; i < sizeof names / sizeof names[0]; i++) {
        EVP_MD_CTX *ctx = EVP_MD_CTX_new();
        EVP_PKEY_CTX *pctx = NULL;
        unsigned char out[100], id[40];
        size_t len = sizeof out;
        OSSL_PARAM params[2] = {OSSL_PARAM_construct_octet_string("algorithm-id", id, sizeof id), OSSL_PARAM_construct_end()};

        printf(" %s\n", names[i] ? names[i] : "default");
        LINE(EVP_DigestSignInit_ex(ctx, &pctx, names[i], NULL, NULL, key, NULL));
        LINE(EVP_PKEY_CTX_get_params(pctx, params));
        show_hex("  id", id, params[0].return_size < sizeof id ? params[0].return_size : 0);
        LINE(EVP_DigestSign(ctx, NULL, &len, text, 6));
        LINE(len);
        LINE(EVP_DigestSign(ctx, out, &len, text, 6));
        EVP_MD_CTX_free(ctx);
        ctx = EVP_MD_CTX_new();
        LINE(EVP_DigestVerifyInit_ex(ctx, NULL, names[i], NULL, NULL, key, NULL));
        LINE(EVP_DigestVerify(ctx, out, len, text, 6));
        out[len - 1] ^= 1;
        LINE(EVP_DigestVerify(ctx, out, len, text, 6));
        LINE(EVP_DigestVerify(ctx, out, len - 1, text, 6));
        EVP_MD_CTX_free(ctx);
    }
    {
        EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);
        unsigned char out[100];
        size_t len = sizeof out;
        const EVP_MD *md = NULL;

        LINE(EVP_PKEY_sign_init(ctx));
        LINE(EVP_PKEY_CTX_get_signature_md(ctx, &md));
        LINE(EVP_PKEY_sign(ctx, out, &len, text, 6));
        LINE(EVP_PKEY_verify_init(ctx));
        LINE(EVP_PKEY_verify(ctx, out, len, text, 6));
        LINE(EVP_PKEY_sign_init(ctx));
        LINE(EVP_PKEY_CTX_set_signature_md(ctx, EVP_sha256()));
        len = sizeof out;
        LINE(EVP_PKEY_sign(ctx, out, &len, text, 6));
        LINE(EVP_PKEY_sign(ctx, out, &len, (const unsigned char *)"0123456789abcdef0123456789abcdef", 32));
        len = 10;
        LINE(EVP_PKEY_sign(ctx, out, &len, (const unsigned char *)"0123456789abcdef0123456789abcdef", 32));
        EVP_PKEY_CTX_free(ctx);
    }
}

static void coded(EVP_PKEY *key)
{
    static const struct { const char *type, *structure; int selection; } ways[] = {
        {"PEM", "PrivateKeyInfo", EVP_PKEY_KEYPAIR}, {"DER", "PrivateKeyInfo", EVP_PKEY_KEYPAIR}, {"PEM", "type-specific", EVP_PKEY_KEYPAIR},
        {"PEM", "DSA", EVP_PKEY_KEYPAIR}, {"DER", "type-specific", EVP_PKEY_KEYPAIR}, {"PEM", "SubjectPublicKeyInfo", EVP_PKEY_PUBLIC_KEY},
        {"DER", "SubjectPublicKeyInfo", EVP_PKEY_PUBLIC_KEY}, {"PEM", "type-specific", EVP_PKEY_KEY_PARAMETERS}, {"PEM", NULL, EVP_PKEY_KEYPAIR},
        {"DER", "type-specific", EVP_PKEY_KEY_PARAMETERS}};
    size_t i;
    unsigned char *der = NULL;
    const unsigned char *at;
    EVP_PKEY *back;
    int len;

    printf("coded\n");
    for (i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        OSSL_ENCODER_CTX *out = OSSL_ENCODER_CTX_new_for_pkey(key, ways[i].selection, ways[i].type, ways[i].structure, NULL);
        OSSL_DECODER_CTX *in;
        unsigned char *data = NULL;
        const unsigned char *from;
        size_t size = 0, rest;
        int ok = OSSL_ENCODER_to_data(out, &data, &size);

        printf(" %s %s %x: %d", ways[i].type, ways[i].structure ? ways[i].structure : "-", (unsigned)ways[i].selection, ok);
        if (ok && strcmp(ways[i].type, "PEM") == 0)
            printf(" %.*s", (int)strcspn((char *)data, "\n"), (char *)data);
        back = NULL;
        in = OSSL_DECODER_CTX_new_for_pkey(&back, NULL, NULL, "DSA", 0, NULL, NULL);
        from = data;
        rest = size;
        printf(" back %d", ok ? OSSL_DECODER_from_data(in, &from, &rest) : -1);
        printf(" eq %d params %d\n", back ? EVP_PKEY_eq(back, key) : -9, back ? EVP_PKEY_parameters_eq(back, key) : -9);
        ERR_clear_error();
        EVP_PKEY_free(back);
        OSSL_DECODER_CTX_free(in);
        OSSL_ENCODER_CTX_free(out);
        OPENSSL_free(data);
    }
    len = i2d_PrivateKey(key, &der);
    at = der;
    back = d2i_PrivateKey(EVP_PKEY_DSA, NULL, &at, len);
    LINE(back ? EVP_PKEY_eq(back, key) : -9);
    EVP_PKEY_free(back);
    at = der;
    back = d2i_AutoPrivateKey(NULL, &at, len);
    LINE(back ? EVP_PKEY_eq(back, key) : -9);
    EVP_PKEY_free(back);
    OPENSSL_free(der);
    der = NULL;
    len = i2d_KeyParams(key, &der);
    at = der;
    back = d2i_KeyParams(EVP_PKEY_DSA, NULL, &at, len);
    LINE(back ? EVP_PKEY_parameters_eq(back, key) : -9);
    EVP_PKEY_free(back);
    OPENSSL_free(der);
    LINE(i2d_PublicKey(key, NULL) > 100);
    {
        OSSL_PARAM *params = NULL;
        EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "DSA", NULL);
        const OSSL_PARAM *p;

        LINE(EVP_PKEY_todata(key, EVP_PKEY_KEYPAIR, &params));
        for (p = params; p != NULL && p->key != NULL; p++)
            printf("  %s %u\n", p->key, p->data_type);
        LINE(EVP_PKEY_fromdata_init(ctx));
        back = NULL;
        LINE(EVP_PKEY_fromdata(ctx, &back, EVP_PKEY_KEYPAIR, params));
        LINE(back ? EVP_PKEY_eq(back, key) : -9);
        EVP_PKEY_free(back);
        back = NULL;
        LINE(EVP_PKEY_fromdata(ctx, &back, EVP_PKEY_PUBLIC_KEY, params));
        LINE(back ? EVP_PKEY_eq(back, key) : -9);
        EVP_PKEY_free(back);
        back = NULL;
        LINE(EVP_PKEY_fromdata(ctx, &back, EVP_PKEY_KEY_PARAMETERS, params));
        LINE(back ? EVP_PKEY_parameters_eq(back, key) : -9);
        EVP_PKEY_free(back);
        OSSL_PARAM_free(params);
        EVP_PKEY_CTX_free(ctx);
    }
}

static X509 *cert(char **argv, const char *name)
{
    BIO *bio = BIO_new_file(fixture(argv, name), "r");
    X509 *x = PEM_read_bio_X509(bio, NULL, NULL, NULL);

    BIO_free(bio);
    return x;
}

static void certificates(char **argv)
{
    static const char *const names[][2] = {{"dsa-issued-cert.pem", "dsa-2048-256-cert.pem"}, {"dsa-issued-weakly-cert.pem", "dsa-1024-160-cert.pem"},
        {"dsa-2048-224-cert.pem", "dsa-2048-224-cert.pem"}, {"dsa-issued-cert.pem", "dsa-2048-224-cert.pem"}};
    size_t i;
    int level;

    printf("certificates\n");
    for (i = 0; i < 4; i++) {
        X509 *leaf = cert(argv, names[i][0]), *ca = cert(argv, names[i][1]);
        EVP_PKEY *key = X509_get_pubkey(ca);
        int mdnid = 0, pknid = 0, bits = 0;
        uint32_t flags = 0;

        printf(" %s %s\n", names[i][0], names[i][1]);
        LINE(EVP_PKEY_get_id(key));
        LINE(X509_get_signature_nid(leaf));
        LINE(X509_get_signature_info(leaf, &mdnid, &pknid, &bits, &flags));
        printf("  md %d key %d bits %d flags %x\n", mdnid, pknid, bits, flags);
        LINE(X509_verify(leaf, key));
        LINE(X509_check_private_key(leaf, key));
        for (level = 0; level < 4; level++) {
            X509_STORE *store = X509_STORE_new();
            X509_STORE_CTX *ctx = X509_STORE_CTX_new();
            X509_VERIFY_PARAM *param;

            X509_STORE_add_cert(store, ca);
            X509_STORE_CTX_init(ctx, store, leaf, NULL);
            param = X509_STORE_CTX_get0_param(ctx);
            X509_VERIFY_PARAM_set_auth_level(param, level);
            printf("  level %d: %d", level, X509_verify_cert(ctx));
            printf(" %s depth %d\n", X509_verify_cert_error_string(X509_STORE_CTX_get_error(ctx)), X509_STORE_CTX_get_error_depth(ctx));
            ERR_clear_error();
            X509_STORE_CTX_free(ctx);
            X509_STORE_free(store);
        }
        EVP_PKEY_free(key);
        X509_free(leaf);
        X509_free(ca);
    }
}

static void issues(EVP_PKEY *key)
{
    X509_REQ *req = X509_REQ_new();
    X509 *x = X509_new();

    printf("issues\n");
    LINE(X509_REQ_set_pubkey(req, key));
    LINE(X509_REQ_sign(req, key, EVP_sha256()) > 0);
    LINE(X509_REQ_get_signature_nid(req));
    LINE(X509_REQ_verify(req, key));
    LINE(X509_set_pubkey(x, key));
    LINE(X509_sign(x, key, EVP_sha1()) > 0);
    LINE(X509_get_signature_nid(x));
    LINE(X509_verify(x, key));
    LINE(X509_sign(x, key, NULL) > 0);
    LINE(X509_get_signature_nid(x));
    X509_free(x);
    X509_REQ_free(req);
}

/* DSA takes no part in TLS: there is no suite that such a key would serve. */
static void tls(char **argv)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());

    printf("tls\n");
    LINE(SSL_CTX_set_cipher_list(ctx, "ALL:@SECLEVEL=0"));
    printf("  certificate %d", SSL_CTX_use_certificate_file(ctx, fixture(argv, "dsa-2048-256-cert.pem"), SSL_FILETYPE_PEM));
    printf(" key %d", SSL_CTX_use_PrivateKey_file(ctx, fixture(argv, "dsa-2048-256-key.pem"), SSL_FILETYPE_PEM));
    printf(" check %d", SSL_CTX_check_private_key(ctx));
    printf(" another key %d\n", SSL_CTX_use_PrivateKey_file(ctx, fixture(argv, "dsa-2048-224-key.pem"), SSL_FILETYPE_PEM));
    ERR_clear_error();
    SSL_CTX_free(ctx);
}

int main(int argc, char **argv)
{
    EVP_PKEY *key, *stored = load(argv, "dsa-2048-256-key.pem");

    (void)argc;
    setvbuf(stdout, NULL, _IONBF, 0);
    about("2048-256", stored);
    key = made();
    about("made", key);
    signs(key);
    signs(stored);
    coded(key);
    certificates(argv);
    issues(key);
    tls(argv);
    EVP_PKEY_free(key);
    EVP_PKEY_free(stored);
    return 0;
}
