/* Settings and parts of keys as OSSL_PARAM and by control commands. */
#include "../common.h"
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

static EVP_PKEY *load(char **argv, const char *name)
{
    BIO *bio = BIO_new_file(fixture(argv, name), "r");
    EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);

    BIO_free(bio);
    return key;
}

int main(int argc, char **argv)
{
    EVP_PKEY *rsa = load(argv, "server-rsa-key.pem"), *ec = load(argv, "server-p256-key.pem"), *peer;
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(rsa, NULL);
    int bits = 0, pad = 0;
    char text[40] = "", digest[40] = "SHA384", mode[40] = "pss";
    unsigned char point[100];
    size_t len = 0;
    OSSL_PARAM sets[] = { OSSL_PARAM_utf8_string("pad-mode", mode, 3), OSSL_PARAM_utf8_string("digest", digest, 6), OSSL_PARAM_END };
    OSSL_PARAM gets[] = { OSSL_PARAM_int("pad-mode", &pad), OSSL_PARAM_utf8_string("digest", text, sizeof text), OSSL_PARAM_END };
    OSSL_PARAM facts[] = { OSSL_PARAM_int("bits", &bits), OSSL_PARAM_END };

    (void)argc;
    EVP_PKEY_sign_init(ctx);
    SHOW_INT(EVP_PKEY_CTX_set_params(ctx, sets));
    SHOW_INT(EVP_PKEY_CTX_get_params(ctx, gets));
    SHOW_INT(pad);
    SHOW_STR(text);
    SHOW_INT(EVP_PKEY_CTX_ctrl(ctx, EVP_PKEY_RSA, EVP_PKEY_OP_SIGN, EVP_PKEY_CTRL_RSA_PADDING, RSA_PKCS1_PADDING, NULL));
    SHOW_INT(EVP_PKEY_CTX_ctrl(ctx, EVP_PKEY_RSA, EVP_PKEY_OP_DERIVE, EVP_PKEY_CTRL_RSA_PADDING, RSA_PKCS1_PADDING, NULL));
    show_error_codes();
    SHOW_INT(EVP_PKEY_CTX_get_rsa_padding(ctx, &pad));
    SHOW_INT(pad);
    EVP_PKEY_CTX_free(ctx);
    SHOW_INT(EVP_PKEY_get_params(rsa, facts));
    SHOW_INT(bits);
    SHOW_INT(EVP_PKEY_set_utf8_string_param(ec, "point-format", "compressed"));
    SHOW_INT(EVP_PKEY_get_ec_point_conv_form(ec));
    SHOW_INT(EVP_PKEY_set_utf8_string_param(ec, "point-format", "uncompressed"));
    SHOW_INT(EVP_PKEY_get_octet_string_param(ec, "encoded-pub-key", point, sizeof point, &len));
    ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
    EVP_PKEY_paramgen_init(ctx);
    EVP_PKEY_CTX_set_group_name(ctx, "P-256");
    peer = NULL;
    EVP_PKEY_paramgen(ctx, &peer);
    SHOW_INT(EVP_PKEY_set1_encoded_public_key(peer, point, len));
    SHOW_INT(EVP_PKEY_eq(peer, ec));
    SHOW_INT(EVP_PKEY_set1_encoded_public_key(peer, point, len - 1));
    ERR_clear_error();
    EVP_PKEY_free(peer);
    EVP_PKEY_CTX_free(ctx);
    EVP_PKEY_free(rsa);
    EVP_PKEY_free(ec);
    return 0;
}
