/* What parameters of RSA signatures mean that are given with the beginning, or after it. */
#include "../common.h"
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

static EVP_PKEY *key;
static const unsigned char message[] = "message";

/* The settings, and whether it signs. */
static void show(EVP_MD_CTX *ctx, EVP_PKEY_CTX *settings, int verifies)
{
    const EVP_MD *md = NULL, *mgf = NULL;
    int padding = -9, salt = -9;
    unsigned char signature[512];
    size_t len = sizeof signature;

    printf("  padding %d", EVP_PKEY_CTX_get_rsa_padding(settings, &padding) > 0 ? padding : -9);
    printf(" salt %d", EVP_PKEY_CTX_get_rsa_pss_saltlen(settings, &salt) > 0 ? salt : -9);
    if (EVP_PKEY_CTX_get_signature_md(settings, &md) > 0)
        printf(" md %s", EVP_MD_get0_name(md));
    if (EVP_PKEY_CTX_get_rsa_mgf1_md(settings, &mgf) > 0)
        printf(" mgf %s", EVP_MD_get0_name(mgf));
    if (!verifies)
        printf(" signs %d", EVP_DigestSign(ctx, signature, &len, message, 7));
    printf("\n");
    show_errors();
}

/* The same parameters with the beginning of signing and of verifying. */
static void begin_as(const char *what, const char *md, const OSSL_PARAM *params)
{
    for (int verifies = 0; verifies < 2; verifies++) {
        EVP_MD_CTX *ctx = EVP_MD_CTX_new();
        EVP_PKEY_CTX *settings = NULL;
        int begun = verifies ? EVP_DigestVerifyInit_ex(ctx, &settings, md, NULL, NULL, key, params)
                             : EVP_DigestSignInit_ex(ctx, &settings, md, NULL, NULL, key, params);

        printf("%s, %s: %s %d, settings %d\n", what, md ? md : "no digest", verifies ? "verifies" : "signs", begun,
               settings != NULL);
        show_errors();
        if (begun == 1)
            show(ctx, settings, verifies);
        EVP_MD_CTX_free(ctx);
    }
}

static void begin(const char *what, const OSSL_PARAM *params)
{
    begin_as(what, "SHA256", params);
    begin_as(what, NULL, params);
}

/* The same after the beginning. */
static void change(const char *what, const OSSL_PARAM *params)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    EVP_PKEY_CTX *settings = NULL;

    EVP_DigestSignInit_ex(ctx, &settings, "SHA256", NULL, NULL, key, NULL);
    printf("%s, later: %d\n", what, EVP_PKEY_CTX_set_params(settings, params));
    show(ctx, settings, 0);
    EVP_MD_CTX_free(ctx);
}

static void paddings(void)
{
    static const int modes[] = { RSA_PKCS1_PADDING, RSA_NO_PADDING, RSA_PKCS1_OAEP_PADDING, RSA_PKCS1_PSS_PADDING,
        RSA_PKCS1_WITH_TLS_PADDING, 0, -1 };
    static const char *const names[] = { "pkcs1", "pss", "none" };
    OSSL_PARAM params[2];
    EVP_MD_CTX *ctx;
    char what[32];

    params[1] = OSSL_PARAM_construct_end();
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        int mode = modes[i];

        params[0] = OSSL_PARAM_construct_int(OSSL_SIGNATURE_PARAM_PAD_MODE, &mode);
        snprintf(what, sizeof what, "padding %d", mode);
        begin(what, params);
        change(what, params);
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        params[0] = OSSL_PARAM_construct_utf8_string(OSSL_SIGNATURE_PARAM_PAD_MODE, (char *)names[i], 0);
        begin(names[i], params);
        change(names[i], params);
    }
    params[0] = OSSL_PARAM_construct_utf8_string(OSSL_SIGNATURE_PARAM_PAD_MODE, "unknown", 0);
    ctx = EVP_MD_CTX_new();
    printf("unknown padding: %d\n", EVP_DigestSignInit_ex(ctx, NULL, "SHA256", NULL, NULL, key, params));
    ERR_clear_error();
    EVP_MD_CTX_free(ctx);
    params[0] = OSSL_PARAM_construct_octet_string(OSSL_SIGNATURE_PARAM_PAD_MODE, "pss", 3);
    begin("padding of bytes", params);
    change("padding of bytes", params);
}

static void salts(void)
{
    static const int lens[] = { -1, -2, -3, -4, 0, 20, 300 };
    OSSL_PARAM params[3], end = OSSL_PARAM_construct_end();
    int pss = RSA_PKCS1_PSS_PADDING;
    char what[32];

    for (size_t i = 0; i < sizeof lens / sizeof *lens; i++) {
        int len = lens[i];

        snprintf(what, sizeof what, "salt %d", len);
        params[0] = OSSL_PARAM_construct_int(OSSL_SIGNATURE_PARAM_PSS_SALTLEN, &len);
        params[1] = end;
        begin_as(what, "SHA256", params);
        change(what, params);
        params[1] = OSSL_PARAM_construct_int(OSSL_SIGNATURE_PARAM_PAD_MODE, &pss);
        params[2] = end;
        strcat(what, " before PSS");
        begin_as(what, "SHA256", params);
        change(what, params);
    }
}

static void digests(void)
{
    OSSL_PARAM params[4], end = OSSL_PARAM_construct_end();
    int pss = RSA_PKCS1_PSS_PADDING;

    params[0] = OSSL_PARAM_construct_utf8_string(OSSL_SIGNATURE_PARAM_DIGEST, "SHA1", 0);
    params[1] = end;
    begin("digest SHA1", params);
    params[0] = OSSL_PARAM_construct_utf8_string(OSSL_SIGNATURE_PARAM_DIGEST, "unknown", 0);
    begin_as("unknown digest", "SHA256", params);
    params[0] = OSSL_PARAM_construct_utf8_string(OSSL_SIGNATURE_PARAM_MGF1_DIGEST, "SHA1", 0);
    begin_as("MGF1 alone", "SHA256", params);
    change("MGF1 alone", params);
    params[1] = OSSL_PARAM_construct_int(OSSL_SIGNATURE_PARAM_PAD_MODE, &pss);
    params[2] = end;
    begin("MGF1 before PSS", params);
    change("MGF1 before PSS", params);
    params[2] = OSSL_PARAM_construct_utf8_string(OSSL_SIGNATURE_PARAM_DIGEST, "SHA384", 0);
    params[3] = end;
    begin("MGF1, PSS, digest", params);
    params[0] = OSSL_PARAM_construct_utf8_string("nonsense", "x", 0);
    params[1] = end;
    begin("nonsense", params);
}

/* The same by functions, in every order. */
static void functions(void)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    EVP_PKEY_CTX *settings = NULL, *alone = EVP_PKEY_CTX_new(key, NULL);
    unsigned char out[512], digest[256] = "a digest";
    size_t len = sizeof out;

    EVP_DigestSignInit(ctx, &settings, EVP_sha256(), NULL, key);
    SHOW_INT(EVP_PKEY_CTX_set_rsa_mgf1_md(settings, EVP_sha1()));
    SHOW_INT(EVP_PKEY_CTX_set_rsa_mgf1_md_name(settings, "SHA1", NULL));
    show(ctx, settings, 0);
    SHOW_INT(EVP_PKEY_CTX_set_rsa_padding(settings, RSA_NO_PADDING));
    show(ctx, settings, 0);
    SHOW_INT(EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING));
    SHOW_INT(EVP_PKEY_CTX_set_rsa_mgf1_md(settings, EVP_sha1()));
    show(ctx, settings, 0);
    EVP_MD_CTX_free(ctx);

    SHOW_INT(EVP_PKEY_sign_init(alone));
    SHOW_INT(EVP_PKEY_CTX_set_rsa_padding(alone, RSA_NO_PADDING));
    SHOW_INT(EVP_PKEY_sign(alone, out, &len, digest, sizeof digest));
    SHOW_INT(EVP_PKEY_CTX_set_signature_md(alone, EVP_sha256()));
    SHOW_INT(EVP_PKEY_sign(alone, out, &len, digest, 32));
    show_errors();
    SHOW_INT(EVP_PKEY_CTX_set_rsa_padding(alone, RSA_PKCS1_PADDING));
    SHOW_INT(EVP_PKEY_CTX_set_signature_md(alone, EVP_sha256()));
    SHOW_INT(EVP_PKEY_sign(alone, out, &len, digest, 32));
    SHOW_INT(EVP_PKEY_CTX_set_rsa_padding(alone, RSA_NO_PADDING));
    SHOW_INT(EVP_PKEY_sign(alone, out, &len, digest, 32));
    show_errors();
    SHOW_INT(EVP_PKEY_verify_init(alone));
    SHOW_INT(EVP_PKEY_CTX_set_signature_md(alone, EVP_sha256()));
    SHOW_INT(EVP_PKEY_CTX_set_rsa_padding(alone, RSA_NO_PADDING));
    SHOW_INT(EVP_PKEY_verify(alone, out, len, digest, 32));
    show_errors();
    SHOW_INT(EVP_PKEY_encrypt_init(alone));
    SHOW_INT(EVP_PKEY_CTX_set_rsa_mgf1_md(alone, EVP_sha1()));
    SHOW_INT(EVP_PKEY_CTX_set_rsa_padding(alone, RSA_NO_PADDING));
    show_errors();
    EVP_PKEY_CTX_free(alone);
}

int main(int argc, char **argv)
{
    BIO *file = BIO_new_file(fixture(argv, "server-rsa-key.pem"), "r");

    (void)argc;
    setvbuf(stdout, NULL, _IONBF, 0);
    key = PEM_read_bio_PrivateKey(file, NULL, NULL, NULL);
    BIO_free(file);
    paddings();
    salts();
    digests();
    functions();
    EVP_PKEY_free(key);
    return 0;
}
