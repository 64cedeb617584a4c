/* EVP_CIPHER_param_to_asn1 and its kin: the parameters of ciphers in ASN.1. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "../common.h"
#include <openssl/asn1.h>
#include <openssl/evp.h>
#include <openssl/provider.h>

static const unsigned char key[64] = "a key of up to sixty-four bytes: 0123456789abcdefghijklmnopqrstu";
static const unsigned char iv[32] = "a vector of thirty-two bytes ...";

static void show_type(ASN1_TYPE *type)
{
    unsigned char *der = NULL;
    int len = ASN1_TYPE_get(type) == 0 ? 0 : i2d_ASN1_TYPE(type, &der);

    printf("type %d\n", ASN1_TYPE_get(type));
    if (len > 0)
        show_hex("der", der, (size_t)len);
    OPENSSL_free(der);
}

static void one(const EVP_CIPHER *cipher)
{
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new(), *other = EVP_CIPHER_CTX_new();
    ASN1_TYPE *type = ASN1_TYPE_new(), *string = ASN1_TYPE_new();
    unsigned char got[32] = "";

    printf("-- %s\n", EVP_CIPHER_get0_name(cipher));
    SHOW_INT(EVP_CipherInit_ex(ctx, cipher, NULL, key, iv, 1));
    SHOW_INT(EVP_CIPHER_param_to_asn1(ctx, type));
    show_type(type);
    show_errors();
    SHOW_INT(EVP_CipherInit_ex(other, cipher, NULL, NULL, NULL, 0));
    SHOW_INT(EVP_CIPHER_asn1_to_param(other, type));
    show_errors();
    if (EVP_CIPHER_CTX_get_iv_length(other) > 0 && EVP_CIPHER_CTX_get_original_iv(other, got, sizeof got) == 1)
        show_hex("iv", got, (size_t)EVP_CIPHER_CTX_get_iv_length(other));
    ERR_clear_error();
    SHOW_INT(EVP_CIPHER_set_asn1_iv(ctx, string));
    show_type(string);
    show_errors();
    SHOW_INT(EVP_CIPHER_get_asn1_iv(other, string));
    show_errors();
    ASN1_TYPE_set_octetstring(string, (unsigned char *)"abc", 3);
    SHOW_INT(EVP_CIPHER_asn1_to_param(other, string));
    SHOW_INT(EVP_CIPHER_get_asn1_iv(other, string));
    show_errors();
    ASN1_TYPE_set(string, V_ASN1_NULL, NULL);
    SHOW_INT(EVP_CIPHER_asn1_to_param(other, string));
    SHOW_INT(EVP_CIPHER_get_asn1_iv(other, string));
    show_errors();
    SHOW_INT(EVP_CIPHER_get_asn1_iv(other, NULL));
    show_errors();
    ASN1_TYPE_free(type);
    ASN1_TYPE_free(string);
    EVP_CIPHER_CTX_free(ctx);
    EVP_CIPHER_CTX_free(other);
}

int main(void)
{
    const EVP_CIPHER *ciphers[] = { EVP_aes_128_cbc(), EVP_aes_256_ecb(), EVP_aes_128_ctr(), EVP_aes_256_cfb128(),
        EVP_aes_256_ofb(), EVP_aes_128_gcm(), EVP_aes_128_ccm(), EVP_aes_128_xts(), EVP_aes_128_wrap(),
        EVP_des_ede3_cbc(), EVP_des_ede3_cfb64(), EVP_des_ede_cbc(), EVP_chacha20(), EVP_chacha20_poly1305(),
        EVP_enc_null() };

    for (size_t i = 0; i < sizeof ciphers / sizeof *ciphers; i++)
        one(ciphers[i]);
    SHOW_INT(EVP_CIPHER_impl_ctx_size(EVP_enc_null()));
    SHOW_INT(EVP_CIPHER_impl_ctx_size(EVP_chacha20_poly1305()));
    OSSL_PROVIDER_load(NULL, "legacy");
    OSSL_PROVIDER_load(NULL, "default");
    one(EVP_rc2_cbc());
    one(EVP_rc2_40_cbc());
    one(EVP_rc4());
    one(EVP_bf_cbc());
    one(EVP_cast5_cbc());
    one(EVP_des_cbc());
    return 0;
}
