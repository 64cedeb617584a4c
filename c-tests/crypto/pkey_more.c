/* Contexts of keys: beginning with parameters, numbers of SM2's parties, lists of parameters, old names. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "../common.h"
#include <openssl/core_names.h>
#include <openssl/dh.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/provider.h>
#include <openssl/rsa.h>

static unsigned char digest[32] = "thirty-two bytes of a digest ...";

static void show_list(const char *what, const OSSL_PARAM *at)
{
    printf("%s:", what);
    if (at == NULL)
        printf(" NULL");
    for (; at != NULL && at->key != NULL; at++)
        printf(" %s/%u/%zu", at->key, at->data_type, at->data_size);
    printf("\n");
}

static void show_provider(const OSSL_PROVIDER *provider)
{
    printf("provider: %s\n", provider == NULL ? "NULL" : OSSL_PROVIDER_get0_name(provider));
}

static EVP_PKEY *load(const char *path)
{
    BIO *bio = BIO_new_file(path, "r");
    EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);

    BIO_free(bio);
    if (key == NULL)
        printf("no key\n");
    return key;
}

static void show_context(EVP_PKEY_CTX *ctx)
{
    show_list("gettable", EVP_PKEY_CTX_gettable_params(ctx));
    show_list("settable", EVP_PKEY_CTX_settable_params(ctx));
    show_provider(EVP_PKEY_CTX_get0_provider(ctx));
    printf("operation: %x\n", (unsigned)EVP_PKEY_CTX_get_operation(ctx));
    show_errors();
}

static void lists(EVP_PKEY_CTX *ctx)
{
    static const int selections[] = { EVP_PKEY_KEY_PARAMETERS, EVP_PKEY_PUBLIC_KEY, EVP_PKEY_KEYPAIR, 0 };

    puts("begun nothing");
    show_context(ctx);
    SHOW_INT(EVP_PKEY_sign_init_ex(ctx, NULL));
    show_context(ctx);
    SHOW_INT(EVP_PKEY_verify_init_ex(ctx, NULL));
    show_context(ctx);
    SHOW_INT(EVP_PKEY_verify_recover_init_ex(ctx, NULL));
    show_context(ctx);
    SHOW_INT(EVP_PKEY_encrypt_init_ex(ctx, NULL));
    show_context(ctx);
    SHOW_INT(EVP_PKEY_decrypt_init_ex(ctx, NULL));
    show_context(ctx);
    SHOW_INT(EVP_PKEY_derive_init_ex(ctx, NULL));
    show_context(ctx);
    SHOW_INT(EVP_PKEY_keygen_init(ctx));
    show_context(ctx);
    SHOW_INT(EVP_PKEY_paramgen_init(ctx));
    show_context(ctx);
    for (size_t i = 0; i < sizeof selections / sizeof *selections; i++) {
        SHOW_INT(EVP_PKEY_fromdata_init(ctx));
        show_list("fromdata_settable", EVP_PKEY_fromdata_settable(ctx, selections[i]));
    }
    show_context(ctx);
}

static int names;

/* In no order. */
static void name(const char *name, void *data)
{
    names += 1 + (strcmp(name, data) == 0) * 100;
}

static int exported(const OSSL_PARAM params[], void *data)
{
    for (; params->key != NULL; params++) {
        if (params->data_type == OSSL_PARAM_UTF8_STRING || params->data_type == OSSL_PARAM_UTF8_PTR)
            printf("  %s/%u = %s\n", params->key, params->data_type, (const char *)params->data);
        else
            printf("  %s/%u: %zu\n", params->key, params->data_type, params->data_size);
    }
    return *(int *)data;
}

static void of_key(EVP_PKEY *key)
{
    static const int selections[] = { EVP_PKEY_KEY_PARAMETERS, EVP_PKEY_PUBLIC_KEY, EVP_PKEY_KEYPAIR };
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);
    int result = 1;

    show_provider(EVP_PKEY_get0_provider(key));
    show_list("gettable", EVP_PKEY_gettable_params(key));
    show_list("settable", EVP_PKEY_settable_params(key));
    names = 0;
    SHOW_INT(EVP_PKEY_type_names_do_all(key, name, (void *)EVP_PKEY_get0_type_name(key)));
    SHOW_INT(names);
    for (size_t i = 0; i < sizeof selections / sizeof *selections; i++)
        SHOW_INT(EVP_PKEY_export(key, selections[i], exported, &result));
    result = 0;
    SHOW_INT(EVP_PKEY_export(key, EVP_PKEY_KEYPAIR, exported, &result));
    show_errors();
    SHOW_INT(EVP_PKEY_digestsign_supports_digest(key, NULL, "SHA256", NULL));
    SHOW_INT(EVP_PKEY_digestsign_supports_digest(key, NULL, "SHA512", NULL));
    SHOW_INT(EVP_PKEY_digestsign_supports_digest(key, NULL, "MD5", NULL));
    SHOW_INT(EVP_PKEY_digestsign_supports_digest(key, NULL, "NONE", NULL));
    SHOW_INT(EVP_PKEY_digestsign_supports_digest(key, NULL, NULL, NULL));
    ERR_clear_error();
    SHOW_INT(EVP_PKEY_save_parameters(key, 1));
    SHOW_INT(EVP_PKEY_save_parameters(key, -1));
    SHOW_INT(EVP_PKEY_save_parameters(key, 0));
    SHOW_INT(EVP_PKEY_save_parameters(key, -1));
    SHOW_INT(EVP_PKEY_save_parameters(key, 7));
    lists(ctx);
    EVP_PKEY_CTX_free(ctx);
}

/* Parameters count from the beginning. */
static void with_params(EVP_PKEY *rsa, EVP_PKEY *ec)
{
    char *none = "none", *pss = OSSL_PKEY_RSA_PAD_MODE_PSS, *oaep = "oaep", *md = "SHA256", *unknown = "nothing";
    OSSL_PARAM signing[] = { OSSL_PARAM_utf8_string("digest", md, 6), OSSL_PARAM_utf8_string("pad-mode", pss, 3),
        OSSL_PARAM_END };
    OSSL_PARAM crypting[] = { OSSL_PARAM_utf8_string("pad-mode", oaep, 4), OSSL_PARAM_utf8_string("digest", md, 6),
        OSSL_PARAM_END };
    OSSL_PARAM bad[] = { OSSL_PARAM_utf8_string("digest", unknown, 7), OSSL_PARAM_END };
    OSSL_PARAM other[] = { OSSL_PARAM_utf8_string("no-such-name", unknown, 7), OSSL_PARAM_END };
    OSSL_PARAM unpadded[] = { OSSL_PARAM_utf8_string("pad-mode", none, 4), OSSL_PARAM_END };
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(rsa, NULL);
    unsigned char out[512], back[512];
    size_t len = sizeof out, back_len = sizeof back;
    int padding = -1;

    puts("-- with parameters");
    SHOW_INT(EVP_PKEY_sign_init_ex(ctx, signing));
    SHOW_INT(EVP_PKEY_CTX_get_rsa_padding(ctx, &padding));
    SHOW_INT(padding);
    SHOW_INT(EVP_PKEY_sign(ctx, out, &len, digest, 32));
    SHOW_INT(EVP_PKEY_verify_init_ex(ctx, signing));
    SHOW_INT(EVP_PKEY_verify(ctx, out, len, digest, 32));
    SHOW_INT(EVP_PKEY_verify_init_ex(ctx, NULL));
    SHOW_INT(EVP_PKEY_verify(ctx, out, len, digest, 32));
    ERR_clear_error();
    len = sizeof out;
    SHOW_INT(EVP_PKEY_encrypt_init_ex(ctx, crypting));
    SHOW_INT(EVP_PKEY_encrypt(ctx, out, &len, digest, 16));
    SHOW_INT(EVP_PKEY_decrypt_init_ex(ctx, crypting));
    SHOW_INT(EVP_PKEY_decrypt(ctx, back, &back_len, out, len));
    SHOW_INT(back_len);
    show_errors();
    SHOW_INT(EVP_PKEY_sign_init_ex(ctx, bad));
    show_error_codes();
    show_context(ctx);
    SHOW_INT(EVP_PKEY_encrypt_init_ex(ctx, bad));
    show_error_codes();
    show_context(ctx);
    SHOW_INT(EVP_PKEY_sign_init_ex(ctx, other));
    show_context(ctx);
    SHOW_INT(EVP_PKEY_verify_recover_init_ex(ctx, signing));
    show_errors();
    SHOW_INT(EVP_PKEY_derive_init_ex(ctx, NULL));
    show_errors();
    EVP_PKEY_CTX_free(ctx);
    ctx = EVP_PKEY_CTX_new(ec, NULL);
    SHOW_INT(EVP_PKEY_sign_init_ex(ctx, signing));
    len = sizeof out;
    SHOW_INT(EVP_PKEY_sign(ctx, out, &len, digest, 20));
    show_errors();
    SHOW_INT(EVP_PKEY_encrypt_init_ex(ctx, NULL));
    SHOW_INT(EVP_PKEY_derive_init_ex(ctx, other));
    show_errors();
    EVP_PKEY_CTX_free(ctx);
    puts("-- messages, with parameters");
    {
        EVP_MD_CTX *md_ctx = EVP_MD_CTX_new();
        EVP_PKEY_CTX *pctx = NULL;

        len = sizeof out;
        SHOW_INT(EVP_DigestSignInit_ex(md_ctx, &pctx, "SHA256", NULL, NULL, rsa, signing));
        SHOW_INT(EVP_PKEY_CTX_get_rsa_padding(pctx, &padding));
        SHOW_INT(padding);
        SHOW_INT(EVP_DigestSign(md_ctx, out, &len, digest, 32));
        EVP_MD_CTX_reset(md_ctx);
        SHOW_INT(EVP_DigestVerifyInit_ex(md_ctx, NULL, "SHA256", NULL, NULL, rsa, signing));
        SHOW_INT(EVP_DigestVerify(md_ctx, out, len, digest, 32));
        EVP_MD_CTX_reset(md_ctx);
        SHOW_INT(EVP_DigestVerifyInit_ex(md_ctx, NULL, "SHA256", NULL, NULL, rsa, NULL));
        SHOW_INT(EVP_DigestVerify(md_ctx, out, len, digest, 32) == 1);
        ERR_clear_error();
        EVP_MD_CTX_reset(md_ctx);
        EVP_DigestSignInit_ex(md_ctx, NULL, "SHA256", NULL, NULL, rsa, unpadded);
        SHOW_INT(EVP_DigestSign(md_ctx, out, &len, digest, 32) == 1);
        ERR_clear_error();
        EVP_MD_CTX_free(md_ctx);
    }
    puts("-- without a context");
    SHOW_INT(EVP_PKEY_sign_init_ex(NULL, NULL));
    SHOW_INT(EVP_PKEY_verify_init_ex(NULL, NULL));
    SHOW_INT(EVP_PKEY_verify_recover_init_ex(NULL, NULL));
    SHOW_INT(EVP_PKEY_encrypt_init_ex(NULL, NULL));
    SHOW_INT(EVP_PKEY_decrypt_init_ex(NULL, NULL));
    SHOW_INT(EVP_PKEY_derive_init_ex(NULL, NULL));
    SHOW_INT(EVP_PKEY_encapsulate_init(NULL, NULL));
    SHOW_INT(EVP_PKEY_decapsulate_init(NULL, NULL));
    SHOW_INT(EVP_PKEY_encapsulate(NULL, NULL, NULL, NULL, NULL));
    SHOW_INT(EVP_PKEY_decapsulate(NULL, NULL, NULL, NULL, 0));
    show_list("gettable", EVP_PKEY_gettable_params(NULL));
    show_list("settable", EVP_PKEY_settable_params(NULL));
    show_errors();
}

static void ids(EVP_PKEY *rsa, EVP_PKEY *ec)
{
    EVP_PKEY *keys[] = { rsa, ec };
    unsigned char id[32];
    size_t len = 99;

    puts("-- numbers of parties");
    for (int i = 0; i < 2; i++) {
        EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(keys[i], NULL);

        for (int round = 0; round < 2; round++) {
            SHOW_INT(EVP_PKEY_CTX_set1_id(ctx, "1234", 4));
            show_errors();
            SHOW_INT(EVP_PKEY_CTX_get1_id_len(ctx, &len));
            SHOW_INT(len);
            SHOW_INT(EVP_PKEY_CTX_get1_id(ctx, id));
            show_errors();
            SHOW_INT(EVP_PKEY_sign_init(ctx));
            show_errors();
        }
        EVP_PKEY_CTX_free(ctx);
        ctx = EVP_PKEY_CTX_new(keys[i], NULL);
        SHOW_INT(EVP_PKEY_encrypt_init(ctx));
        SHOW_INT(EVP_PKEY_CTX_set1_id(ctx, "1234", 4));
        ERR_clear_error();
        EVP_PKEY_CTX_free(ctx);
    }
}

static void ex_data(EVP_PKEY *key)
{
    int index = EVP_PKEY_get_ex_new_index(1, "argument", NULL, NULL, NULL), mine;

    puts("-- data of the program's");
    SHOW_INT(index >= 0);
    SHOW_NULL(EVP_PKEY_get_ex_data(key, index));
    SHOW_INT(EVP_PKEY_set_ex_data(key, index, &mine));
    SHOW_INT(EVP_PKEY_get_ex_data(key, index) == &mine);
    SHOW_INT(EVP_PKEY_set_ex_data(key, index, NULL));
    SHOW_NULL(EVP_PKEY_get_ex_data(key, index));
    SHOW_NULL(EVP_PKEY_get_ex_data(key, 1000));
    show_errors();
}

static void old_names(EVP_PKEY *rsa, EVP_PKEY *ec)
{
    unsigned char out[512], back[512];
    int len;

    puts("-- old names");
    SHOW_INT(len = EVP_PKEY_encrypt_old(out, digest, 16, rsa));
    SHOW_INT(EVP_PKEY_decrypt_old(back, out, len, rsa));
    SHOW_INT(memcmp(back, digest, 16));
    SHOW_INT(EVP_PKEY_encrypt_old(out, digest, 16, ec));
    SHOW_INT(EVP_PKEY_decrypt_old(back, out, len, ec));
    show_errors();
    SHOW_INT(EVP_PKEY_decrypt_old(back, digest, 32, rsa) > 0);
    SHOW_INT(ERR_GET_LIB(ERR_get_error()));
    ERR_clear_error();
    SHOW_INT(EVP_PKEY_get0(rsa) == (void *)EVP_PKEY_get0_RSA(rsa));
    SHOW_INT(EVP_PKEY_get0(ec) == (void *)EVP_PKEY_get0_EC_KEY(ec));
    SHOW_NULL(EVP_PKEY_get0(ec));
    {
        EVP_PKEY *given = EVP_PKEY_new();
        RSA *object = EVP_PKEY_get1_RSA(rsa);

        SHOW_NULL(EVP_PKEY_get0(given));
        SHOW_INT(EVP_PKEY_assign_RSA(given, object));
        SHOW_INT(EVP_PKEY_get0(given) == (void *)object);
        EVP_PKEY_free(given);
    }
    show_errors();
}

static void kem(EVP_PKEY *rsa, EVP_PKEY *ec)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(rsa, NULL);
    unsigned char out[512], secret[512], back[512];
    size_t out_len = 0, secret_len = 0, back_len = 0;
    char *op = OSSL_KEM_PARAM_OPERATION_RSASVE, *unknown = "nothing";
    OSSL_PARAM params[] = { OSSL_PARAM_utf8_string("operation", op, 6), OSSL_PARAM_END };
    OSSL_PARAM bad[] = { OSSL_PARAM_utf8_string("operation", unknown, 7), OSSL_PARAM_END };

    puts("-- encapsulation");
    SHOW_INT(EVP_PKEY_encapsulate(ctx, out, &out_len, secret, &secret_len));
    SHOW_INT(EVP_PKEY_CTX_set_kem_op(ctx, "RSASVE"));
    show_errors();
    SHOW_INT(EVP_PKEY_encapsulate_init(ctx, NULL));
    show_context(ctx);
    SHOW_INT(EVP_PKEY_encapsulate(ctx, NULL, &out_len, NULL, &secret_len));
    show_errors();
    SHOW_INT(EVP_PKEY_CTX_set_kem_op(ctx, "nothing"));
    SHOW_INT(EVP_PKEY_CTX_set_kem_op(ctx, NULL));
    SHOW_INT(EVP_PKEY_CTX_set_kem_op(ctx, "rsasve"));
    show_errors();
    SHOW_INT(EVP_PKEY_encapsulate(ctx, NULL, &out_len, NULL, &secret_len));
    printf("%zu %zu\n", out_len, secret_len);
    SHOW_INT(EVP_PKEY_encapsulate(ctx, NULL, NULL, NULL, NULL));
    SHOW_INT(EVP_PKEY_encapsulate(ctx, NULL, &out_len, NULL, NULL));
    show_errors();
    out_len = 10;
    secret_len = sizeof secret;
    SHOW_INT(EVP_PKEY_encapsulate(ctx, out, &out_len, secret, &secret_len));
    printf("%zu %zu\n", out_len, secret_len);
    show_errors();
    out_len = sizeof out;
    SHOW_INT(EVP_PKEY_encapsulate(ctx, out, &out_len, secret, &secret_len));
    printf("%zu %zu\n", out_len, secret_len);
    SHOW_INT(EVP_PKEY_decapsulate(ctx, back, &back_len, out, out_len));
    show_errors();
    SHOW_INT(EVP_PKEY_decapsulate_init(ctx, bad));
    show_context(ctx);
    SHOW_INT(EVP_PKEY_decapsulate_init(ctx, params));
    show_context(ctx);
    SHOW_INT(EVP_PKEY_decapsulate(ctx, NULL, &back_len, out, out_len));
    SHOW_INT(back_len);
    SHOW_INT(EVP_PKEY_decapsulate(ctx, NULL, NULL, out, out_len));
    show_errors();
    back_len = 10;
    SHOW_INT(EVP_PKEY_decapsulate(ctx, back, &back_len, out, out_len));
    show_errors();
    back_len = sizeof back;
    SHOW_INT(EVP_PKEY_decapsulate(ctx, back, &back_len, out, out_len));
    SHOW_INT(back_len == secret_len && memcmp(back, secret, back_len) == 0);
    SHOW_INT(EVP_PKEY_decapsulate(ctx, back, &back_len, out, 5));
    show_errors();
    SHOW_INT(EVP_PKEY_decapsulate(ctx, back, &back_len, out, 0));
    show_errors();
    SHOW_INT(EVP_PKEY_decapsulate(ctx, back, &back_len, NULL, 256));
    show_errors();
    memset(out, 0xff, sizeof out);
    back_len = sizeof back;
    SHOW_INT(EVP_PKEY_decapsulate(ctx, back, &back_len, out, out_len));
    show_errors();
    SHOW_INT(EVP_PKEY_encapsulate(ctx, out, &out_len, secret, &secret_len));
    show_errors();
    EVP_PKEY_CTX_free(ctx);
    ctx = EVP_PKEY_CTX_new(ec, NULL);
    SHOW_INT(EVP_PKEY_encapsulate_init(ctx, NULL));
    SHOW_INT(EVP_PKEY_decapsulate_init(ctx, NULL));
    SHOW_INT(EVP_PKEY_CTX_set_kem_op(ctx, "RSASVE"));
    show_error_codes();
    EVP_PKEY_CTX_free(ctx);
    SHOW_INT(EVP_PKEY_CTX_set_kem_op(NULL, "RSASVE"));
    show_errors();
}

int main(int argc, char **argv)
{
    static const int types[] = { EVP_PKEY_RSA, EVP_PKEY_RSA_PSS, EVP_PKEY_EC, EVP_PKEY_DH, EVP_PKEY_DSA, EVP_PKEY_X25519,
        EVP_PKEY_ED25519 };
    static const char *const files[] = { "server-rsa-key.pem", "server-p256-key.pem", "server-ed25519-key.pem" };
    EVP_PKEY *keys[3];

    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_id(types[i], NULL);

        printf("-- %s\n", OBJ_nid2sn(types[i]));
        lists(ctx);
        EVP_PKEY_CTX_free(ctx);
    }
    for (int i = 0; i < 3; i++) {
        printf("-- %s\n", files[i]);
        keys[i] = load(fixture(argv, files[i]));
        of_key(keys[i]);
    }
    with_params(keys[0], keys[1]);
    ids(keys[0], keys[1]);
    ex_data(keys[0]);
    old_names(keys[0], keys[1]);
    kem(keys[0], keys[1]);
    for (int i = 0; i < 3; i++)
        EVP_PKEY_free(keys[i]);
    return 0;
}
