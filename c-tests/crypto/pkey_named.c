/* Settings of keys and contexts by name, by number and by text that the other programs leave. */
#include "../common.h"
#include <openssl/core_names.h>
#include <openssl/dh.h>
#include <openssl/ec.h>
#include <openssl/encoder.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/rsa.h>

static EVP_PKEY *key(const char *type, const char *group)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    EVP_PKEY *made = NULL;

    EVP_PKEY_keygen_init(ctx);
    if (group != NULL)
        EVP_PKEY_CTX_set_group_name(ctx, group);
    EVP_PKEY_keygen(ctx, &made);
    EVP_PKEY_CTX_free(ctx);
    return made;
}

static void of_keys(void)
{
    EVP_PKEY *rsa = key("RSA", NULL), *ec = key("EC", "P-256"), *x25519 = key("X25519", NULL);
    OSSL_PARAM params[] = { OSSL_PARAM_END, OSSL_PARAM_END };
    BIGNUM *number = BN_new();
    unsigned char bytes[65];
    size_t len = 0;

    BN_set_word(number, 65537);
    SHOW_INT(EVP_PKEY_set_bn_param(rsa, OSSL_PKEY_PARAM_RSA_E, number));
    show_error_codes();
    SHOW_INT(EVP_PKEY_set_bn_param(rsa, NULL, number));
    show_error_codes();
    SHOW_INT(EVP_PKEY_set_bn_param(NULL, OSSL_PKEY_PARAM_RSA_E, number));
    show_error_codes();
    SHOW_INT(EVP_PKEY_set_int_param(ec, OSSL_PKEY_PARAM_USE_COFACTOR_ECDH, 0));
    show_error_codes();
    SHOW_INT(EVP_PKEY_set_int_param(ec, OSSL_PKEY_PARAM_USE_COFACTOR_ECDH, 1));
    show_error_codes();
    SHOW_INT(EVP_PKEY_set_int_param(ec, "nonsense", 1));
    show_error_codes();
    SHOW_INT(EVP_PKEY_set_size_t_param(ec, "nonsense", 1));
    show_error_codes();
    SHOW_INT(EVP_PKEY_get_octet_string_param(ec, OSSL_PKEY_PARAM_PUB_KEY, bytes, sizeof(bytes), &len));
    SHOW_INT(EVP_PKEY_set_octet_string_param(ec, OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY, bytes, len));
    show_error_codes();
    SHOW_INT(EVP_PKEY_set_octet_string_param(ec, OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY, bytes, len - 1));
    show_error_codes();
    memset(bytes, 7, sizeof(bytes));
    SHOW_INT(EVP_PKEY_set_octet_string_param(ec, OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY, bytes, len));
    show_error_codes();
    SHOW_INT(EVP_PKEY_set_octet_string_param(x25519, OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY, bytes, 32));
    show_error_codes();
    memset(bytes, 0, sizeof(bytes));
    SHOW_INT(EVP_PKEY_get_octet_string_param(x25519, OSSL_PKEY_PARAM_PUB_KEY, bytes, sizeof(bytes), &len));
    show_hex("  public", bytes, len);
    SHOW_INT(EVP_PKEY_set_params(ec, params));
    show_error_codes();
    SHOW_INT(EVP_PKEY_set_params(ec, NULL));
    show_error_codes();
    SHOW_INT(EVP_PKEY_set_params(NULL, params));
    show_error_codes();
    BN_free(number);
    EVP_PKEY_free(rsa);
    EVP_PKEY_free(ec);
    EVP_PKEY_free(x25519);
}

static void group_names(void)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
    char name[40];

    memset(name, 0, sizeof(name));
    SHOW_INT(EVP_PKEY_CTX_get_group_name(ctx, name, sizeof(name)));
    show_error_codes();
    SHOW_INT(EVP_PKEY_keygen_init(ctx));
    printf("before: %d\n", EVP_PKEY_CTX_get_group_name(ctx, name, sizeof(name)));
    show_error_codes();
    SHOW_INT(EVP_PKEY_CTX_set_group_name(ctx, "P-384"));
    printf("after: %d\n", EVP_PKEY_CTX_get_group_name(ctx, name, sizeof(name)));
    SHOW_STR(name);
    show_error_codes();
    SHOW_INT(EVP_PKEY_CTX_get_group_name(ctx, NULL, 0));
    show_error_codes();
    EVP_PKEY_CTX_free(ctx);
}

static void pss(void)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_id(EVP_PKEY_RSA_PSS, NULL), *plain;
    EVP_PKEY *made = NULL, *rsa;
    const EVP_MD *md = NULL;
    char name[40];
    int salt = 0;

    SHOW_INT(EVP_PKEY_CTX_set_rsa_pss_keygen_md(ctx, EVP_sha256()));
    show_error_codes();
    SHOW_INT(EVP_PKEY_CTX_set_rsa_pss_keygen_mgf1_md(ctx, EVP_sha384()));
    show_error_codes();
    SHOW_INT(EVP_PKEY_CTX_set_rsa_pss_keygen_saltlen(ctx, 20));
    show_error_codes();
    SHOW_INT(EVP_PKEY_CTX_set_rsa_pss_keygen_md_name(ctx, "SHA256", NULL));
    show_error_codes();
    SHOW_INT(EVP_PKEY_CTX_set_rsa_pss_keygen_mgf1_md_name(ctx, "SHA256"));
    show_error_codes();
    SHOW_INT(EVP_PKEY_keygen_init(ctx));
    SHOW_INT(EVP_PKEY_CTX_set_rsa_keygen_bits(ctx, 2048));
    SHOW_INT(EVP_PKEY_CTX_set_rsa_pss_keygen_md(ctx, EVP_sha256()));
    SHOW_INT(EVP_PKEY_CTX_set_rsa_pss_keygen_mgf1_md(ctx, EVP_sha384()));
    SHOW_INT(EVP_PKEY_CTX_set_rsa_pss_keygen_saltlen(ctx, 20));
    show_error_codes();
    SHOW_INT(EVP_PKEY_keygen(ctx, &made));
    EVP_PKEY_CTX_free(ctx);
    ctx = EVP_PKEY_CTX_new(made, NULL);
    SHOW_INT(EVP_PKEY_sign_init(ctx));
    SHOW_INT(EVP_PKEY_CTX_get_signature_md(ctx, &md));
    SHOW_STR(EVP_MD_get0_name(md));
    SHOW_INT(EVP_PKEY_CTX_get_rsa_mgf1_md_name(ctx, name, sizeof(name)));
    SHOW_STR(name);
    SHOW_INT(EVP_PKEY_CTX_get_rsa_pss_saltlen(ctx, &salt));
    SHOW_INT(salt);
    SHOW_INT(EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, 10));
    show_error_codes();
    EVP_PKEY_CTX_free(ctx);
    EVP_PKEY_free(made);
    made = NULL;

    ctx = EVP_PKEY_CTX_new_id(EVP_PKEY_RSA_PSS, NULL);
    SHOW_INT(EVP_PKEY_keygen_init(ctx));
    SHOW_INT(EVP_PKEY_CTX_set_rsa_pss_keygen_md_name(ctx, "SHA512", NULL));
    SHOW_INT(EVP_PKEY_CTX_set_rsa_pss_keygen_mgf1_md_name(ctx, "SHA256"));
    show_error_codes();
    SHOW_INT(EVP_PKEY_CTX_set_rsa_pss_keygen_md_name(ctx, "nonsense", NULL));
    show_error_codes();
    SHOW_INT(EVP_PKEY_keygen(ctx, &made));
    show_error_codes();
    EVP_PKEY_CTX_free(ctx);
    EVP_PKEY_free(made);

    rsa = key("RSA", NULL);
    plain = EVP_PKEY_CTX_new(rsa, NULL);
    SHOW_INT(EVP_PKEY_encrypt_init(plain));
    SHOW_INT(EVP_PKEY_CTX_set_rsa_padding(plain, RSA_PKCS1_OAEP_PADDING));
    SHOW_INT(EVP_PKEY_CTX_get_rsa_oaep_md_name(plain, name, sizeof(name)));
    SHOW_STR(name);
    SHOW_INT(EVP_PKEY_CTX_set_rsa_oaep_md_name(plain, "SHA2-256", NULL));
    SHOW_INT(EVP_PKEY_CTX_get_rsa_oaep_md_name(plain, name, sizeof(name)));
    SHOW_STR(name);
    SHOW_INT(EVP_PKEY_CTX_get_rsa_mgf1_md_name(plain, name, sizeof(name)));
    SHOW_STR(name);
    SHOW_INT(EVP_PKEY_CTX_get_rsa_oaep_md_name(plain, name, 3));
    show_error_codes();
    SHOW_INT(RSA_pkey_ctx_ctrl(plain, EVP_PKEY_OP_ENCRYPT, EVP_PKEY_CTRL_RSA_PADDING, RSA_PKCS1_PADDING, NULL));
    SHOW_INT(EVP_PKEY_CTX_get_rsa_padding(plain, &salt));
    SHOW_INT(salt);
    show_error_codes();
    EVP_PKEY_CTX_free(plain);
    plain = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
    SHOW_INT(EVP_PKEY_keygen_init(plain));
    SHOW_INT(RSA_pkey_ctx_ctrl(plain, -1, EVP_PKEY_CTRL_RSA_PADDING, RSA_PKCS1_PADDING, NULL));
    show_error_codes();
    EVP_PKEY_CTX_free(plain);
    EVP_PKEY_free(rsa);
}

static void by_text(void)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_id(EVP_PKEY_HKDF, NULL);
    unsigned char out[16];
    size_t len = sizeof(out);

    SHOW_INT(EVP_PKEY_derive_init(ctx));
    SHOW_INT(EVP_PKEY_CTX_md(ctx, EVP_PKEY_OP_DERIVE, EVP_PKEY_CTRL_HKDF_MD, "SHA256"));
    show_error_codes();
    SHOW_INT(EVP_PKEY_CTX_md(ctx, EVP_PKEY_OP_DERIVE, EVP_PKEY_CTRL_HKDF_MD, "nonsense"));
    show_error_codes();
    SHOW_INT(EVP_PKEY_CTX_ctrl_str(ctx, "key", "key"));
    SHOW_INT(EVP_PKEY_CTX_ctrl_str(ctx, "hexsalt", "00ff7f"));
    show_error_codes();
    SHOW_INT(EVP_PKEY_CTX_ctrl_str(ctx, "hexsalt", "00f"));
    show_error_codes();
    SHOW_INT(EVP_PKEY_derive(ctx, out, &len));
    show_hex("derived", out, len);
    EVP_PKEY_CTX_free(ctx);

    ctx = EVP_PKEY_CTX_new_id(EVP_PKEY_SCRYPT, NULL);
    len = sizeof(out);
    SHOW_INT(EVP_PKEY_derive_init(ctx));
    SHOW_INT(EVP_PKEY_CTX_ctrl_str(ctx, "pass", "password"));
    SHOW_INT(EVP_PKEY_CTX_ctrl_str(ctx, "salt", "salt"));
    SHOW_INT(EVP_PKEY_CTX_ctrl_str(ctx, "N", "16"));
    SHOW_INT(EVP_PKEY_CTX_ctrl_str(ctx, "r", "8"));
    SHOW_INT(EVP_PKEY_CTX_ctrl_str(ctx, "p", "1"));
    show_error_codes();
    SHOW_INT(EVP_PKEY_CTX_ctrl_str(ctx, "N", "17"));
    show_error_codes();
    SHOW_INT(EVP_PKEY_derive(ctx, out, &len));
    show_hex("derived", out, len);
    show_error_codes();
    EVP_PKEY_CTX_free(ctx);
}

static void groups(void)
{
    EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
    BIGNUM *p = BN_new(), *a = BN_new(), *b = BN_new();
    DH *dh;

    SHOW_INT(EC_GROUP_get_curve(group, p, a, b, NULL));
    SHOW_INT(EC_GROUP_set_curve_GFp(group, p, a, b, NULL));
    show_error_codes();
    EC_GROUP_set_curve_name(group, NID_X9_62_prime256v1);
    SHOW_INT(EC_GROUP_get_curve_name(group));
    ERR_clear_error();
    EC_GROUP_free(group);
    BN_free(p);
    BN_free(a);
    BN_free(b);
    dh = DH_generate_parameters(512, 2, NULL, NULL);
    SHOW_INT(dh != NULL && DH_bits(dh) == 512);
    DH_free(dh);
    SHOW_NULL(DH_generate_parameters(0, 2, NULL, NULL));
    show_error_codes();
}

static int passphrase(char *buf, int size, int writing, void *arg)
{
    (void)size, (void)writing;
    memcpy(buf, arg, 6);
    return 6;
}

static int ossl_passphrase(char *buf, size_t size, size_t *len, const OSSL_PARAM params[], void *arg)
{
    (void)size, (void)params;
    memcpy(buf, arg, 6);
    *len = 6;
    return 1;
}

static void encoders(void)
{
    OSSL_ENCODER_CTX *ctx = OSSL_ENCODER_CTX_new();
    EVP_PKEY *ec = key("EC", "P-256");
    unsigned char *out = NULL;
    size_t len = 0;

    SHOW_INT(OSSL_ENCODER_CTX_set_selection(ctx, EVP_PKEY_KEYPAIR));
    SHOW_INT(OSSL_ENCODER_CTX_set_output_type(ctx, "PEM"));
    SHOW_INT(OSSL_ENCODER_CTX_set_output_structure(ctx, "PrivateKeyInfo"));
    SHOW_INT(OSSL_ENCODER_CTX_get_num_encoders(ctx));
    SHOW_INT(OSSL_ENCODER_to_data(ctx, &out, &len));
    show_error_codes();
    show_error_codes();
    OSSL_ENCODER_CTX_free(ctx);

    ctx = OSSL_ENCODER_CTX_new_for_pkey(ec, EVP_PKEY_KEYPAIR, "PEM", "PrivateKeyInfo", NULL);
    SHOW_INT(OSSL_ENCODER_CTX_set_cipher(ctx, "AES-128-CBC", NULL));
    SHOW_INT(OSSL_ENCODER_CTX_set_pem_password_cb(ctx, passphrase, (void *)"secret"));
    SHOW_INT(OSSL_ENCODER_to_data(ctx, &out, &len));
    printf("%.36s\n", len > 36 ? (char *)out : "");
    OPENSSL_free(out);
    OSSL_ENCODER_CTX_free(ctx);

    out = NULL;
    ctx = OSSL_ENCODER_CTX_new_for_pkey(ec, EVP_PKEY_KEYPAIR, "PEM", "PrivateKeyInfo", NULL);
    SHOW_INT(OSSL_ENCODER_CTX_set_cipher(ctx, "AES-256-CBC", NULL));
    SHOW_INT(OSSL_ENCODER_CTX_set_passphrase_cb(ctx, ossl_passphrase, (void *)"secret"));
    SHOW_INT(OSSL_ENCODER_to_data(ctx, &out, &len));
    printf("%.36s\n", len > 36 ? (char *)out : "");
    OPENSSL_free(out);
    OSSL_ENCODER_CTX_free(ctx);
    EVP_PKEY_free(ec);
}

int main(void)
{
    of_keys();
    group_names();
    pss();
    by_text();
    groups();
    encoders();
    return 0;
}
