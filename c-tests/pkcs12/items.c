/* Any value under a password (PKCS12_item_…), bytes under one (PKCS12_pbe_crypt), bags of any value, and attributes of keys. */
#include "../common.h"
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509v3.h>

static unsigned char salt[] = "12345678";
static unsigned char iv[] = "0123456789abcdef";

static X509_ALGOR *scheme(int which)
{
    switch (which) {
    case 0:
        return PKCS5_pbe_set(NID_pbe_WithSHA1And3_Key_TripleDES_CBC, 1000, salt, 8);
    case 1:
        return PKCS5_pbe2_set_iv(EVP_aes_256_cbc(), 1000, salt, 8, iv, NID_hmacWithSHA256);
    case 2:
        return PKCS5_pbe_set(NID_pbe_WithSHA1And2_Key_TripleDES_CBC, 3, salt, 8);
    default: {
        X509_ALGOR *a = X509_ALGOR_new();

        X509_ALGOR_set0(a, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, NULL);
        return a;
    }
    }
}

static void items(void)
{
    GENERAL_NAME *name = a2i_GENERAL_NAME(NULL, NULL, NULL, GEN_DNS, "sealed.example", 0), *back;
    int i;

    for (i = 0; i < 4; i++) {
        X509_ALGOR *a = scheme(i);
        ASN1_OCTET_STRING *sealed;

        printf("== scheme %d\n", i);
        sealed = PKCS12_item_i2d_encrypt(a, ASN1_ITEM_rptr(GENERAL_NAME), "secret", 6, name, 0);
        SHOW_NULL(sealed);
        show_error_codes();
        if (sealed == NULL) {
            ASN1_OCTET_STRING *some = ASN1_OCTET_STRING_new();

            ASN1_OCTET_STRING_set(some, iv, 16);
            SHOW_NULL(PKCS12_item_decrypt_d2i(a, ASN1_ITEM_rptr(GENERAL_NAME), "secret", 6, some, 0));
            show_error_codes();
            ASN1_OCTET_STRING_free(some);
            X509_ALGOR_free(a);
            continue;
        }
        show_hex("sealed", ASN1_STRING_get0_data(sealed), (size_t)ASN1_STRING_length(sealed));
        SHOW_INT(ASN1_STRING_type(sealed));
        back = PKCS12_item_decrypt_d2i(a, ASN1_ITEM_rptr(GENERAL_NAME), "secret", -1, sealed, 1);
        SHOW_INT(back ? GENERAL_NAME_cmp(name, back) : -9);
        show_error_codes();
        GENERAL_NAME_free(back);
        back = PKCS12_item_decrypt_d2i_ex(a, ASN1_ITEM_rptr(GENERAL_NAME), "secretly", 6, sealed, 0, NULL, NULL);
        SHOW_INT(back ? GENERAL_NAME_cmp(name, back) : -9);
        show_error_codes();
        GENERAL_NAME_free(back);
        /* What it is decrypted to is another type. */
        SHOW_NULL(PKCS12_item_decrypt_d2i(a, ASN1_ITEM_rptr(X509_ALGOR), "secret", 6, sealed, 0));
        show_error_codes();
        ASN1_STRING_set(sealed, ASN1_STRING_get0_data(sealed), ASN1_STRING_length(sealed) - 1);
        SHOW_NULL(PKCS12_item_decrypt_d2i(a, ASN1_ITEM_rptr(GENERAL_NAME), "secret", 6, sealed, 0));
        show_errors();
        ASN1_STRING_set(sealed, "", 0);
        SHOW_NULL(PKCS12_item_decrypt_d2i(a, ASN1_ITEM_rptr(GENERAL_NAME), "secret", 6, sealed, 0));
        show_errors();
        ASN1_OCTET_STRING_free(sealed);
        sealed = PKCS12_item_i2d_encrypt_ex(a, ASN1_ITEM_rptr(GENERAL_NAME), NULL, 0, name, 1, NULL, NULL);
        show_hex("no password", ASN1_STRING_get0_data(sealed), (size_t)ASN1_STRING_length(sealed));
        back = PKCS12_item_decrypt_d2i(a, ASN1_ITEM_rptr(GENERAL_NAME), NULL, 0, sealed, 0);
        SHOW_INT(back ? GENERAL_NAME_cmp(name, back) : -9);
        show_error_codes();
        GENERAL_NAME_free(back);
        ASN1_OCTET_STRING_free(sealed);
        sealed = PKCS12_item_i2d_encrypt(a, ASN1_ITEM_rptr(GENERAL_NAME), "", 0, name, 0);
        show_hex("empty password", ASN1_STRING_get0_data(sealed), (size_t)ASN1_STRING_length(sealed));
        ASN1_OCTET_STRING_free(sealed);
        X509_ALGOR_free(a);
    }
    GENERAL_NAME_free(name);
}

static void bytes(void)
{
    int i;

    for (i = 0; i < 4; i++) {
        X509_ALGOR *a = scheme(i);
        unsigned char *sealed = NULL, *opened = NULL, *result;
        int len = -5, n = -5;

        printf("== bytes, scheme %d\n", i);
        result = PKCS12_pbe_crypt(a, "secret", 6, (const unsigned char *)"seventeen letters", 17, &sealed, &len, 1);
        SHOW_INT(result == sealed);
        show_error_codes();
        show_hex("sealed", sealed, len > 0 ? (size_t)len : 0);
        if (result != NULL) {
            result = PKCS12_pbe_crypt_ex(a, "secret", 6, sealed, len, &opened, &n, 0, NULL, NULL);
            SHOW_INT(n);
            if (result != NULL)
                printf("%.*s\n", n, opened);
            show_error_codes();
            OPENSSL_free(opened);
            SHOW_NULL(PKCS12_pbe_crypt(a, "secret", 6, sealed, 15, NULL, NULL, 0));
            show_errors();
            opened = NULL;
            n = 0;
            result = PKCS12_pbe_crypt(a, "secret", 6, (const unsigned char *)"", 0, &opened, &n, 1);
            SHOW_INT(result != NULL);
            SHOW_INT(n);
            OPENSSL_free(opened);
        }
        OPENSSL_free(sealed);
        X509_ALGOR_free(a);
    }
}

static void derive(const char *what, X509_ALGOR *a, const EVP_CIPHER *c, const EVP_MD *md, const char *pass, int len)
{
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    unsigned char out[64];
    int n = 0, ok = PKCS12_PBE_keyivgen(ctx, pass, len, a->parameter, c, md, 1);

    printf("%s: %d\n", what, ok);
    show_error_codes();
    if (ok == 1 && EVP_CipherUpdate(ctx, out, &n, iv, 16))
        show_hex("  encrypted", out, (size_t)n);
    EVP_CIPHER_CTX_reset(ctx);
    ok = PKCS12_PBE_keyivgen_ex(ctx, pass, len, a->parameter, c, md, 0, NULL, NULL);
    printf("  %d %d\n", ok, EVP_CIPHER_CTX_is_encrypting(ctx));
    ERR_clear_error();
    EVP_CIPHER_CTX_free(ctx);
}

static void derivations(void)
{
    X509_ALGOR *a = scheme(0), *b = scheme(3);

    printf("== derivations\n");
    derive("3DES", a, EVP_des_ede3_cbc(), EVP_sha1(), "secret", 6);
    derive("AES", a, EVP_aes_256_cbc(), EVP_sha256(), "secret", -1);
    derive("no password", a, EVP_aes_128_cbc(), EVP_sha1(), NULL, 0);
    derive("no cipher", a, NULL, EVP_sha1(), "secret", 6);
    derive("other parameters", b, EVP_des_ede3_cbc(), EVP_sha1(), "secret", 6);
    X509_ALGOR_free(a);
    X509_ALGOR_free(b);
}

static void bags(void)
{
    GENERAL_NAME *name = a2i_GENERAL_NAME(NULL, NULL, NULL, GEN_DNS, "bag.example", 0);
    PKCS12_SAFEBAG *bag = PKCS12_item_pack_safebag(name, ASN1_ITEM_rptr(GENERAL_NAME), NID_x509Certificate, NID_certBag);
    unsigned char *der = NULL;
    int len;

    printf("== bags\n");
    SHOW_NULL(bag);
    SHOW_INT(PKCS12_SAFEBAG_get_nid(bag));
    SHOW_INT(PKCS12_SAFEBAG_get_bag_nid(bag));
    len = i2d_PKCS12_SAFEBAG(bag, &der);
    show_hex("bag", der, len > 0 ? (size_t)len : 0);
    show_error_codes();
    OPENSSL_free(der);
    PKCS12_SAFEBAG_free(bag);
    GENERAL_NAME_free(name);
}

static void attributes(char **argv)
{
    BIO *in = BIO_new_file(fixture(argv, "client-p256-key.pem"), "r");
    EVP_PKEY *k = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);
    PKCS8_PRIV_KEY_INFO *p8 = EVP_PKEY2PKCS8(k);
    X509_ATTRIBUTE *a = X509_ATTRIBUTE_create_by_NID(NULL, NID_friendlyName, MBSTRING_ASC, "name", -1);
    const STACK_OF(X509_ATTRIBUTE) *all;
    ASN1_TYPE *t;
    int i;

    printf("== attributes\n");
    SHOW_NULL(PKCS8_pkey_get0_attrs(p8));
    SHOW_NULL(PKCS8_get_attr(p8, NID_key_usage));
    SHOW_INT(PKCS8_add_keyusage(p8, KEY_EX));
    show_error_codes();
    t = PKCS8_get_attr(p8, NID_key_usage);
    SHOW_INT(t ? t->type : -1);
    if (t != NULL)
        show_hex("usage", ASN1_STRING_get0_data(t->value.bit_string), (size_t)ASN1_STRING_length(t->value.bit_string));
    SHOW_INT(PKCS8_add_keyusage(p8, KEY_SIG));
    show_error_codes();
    SHOW_INT(PKCS8_pkey_add1_attr(p8, a));
    show_error_codes();
    SHOW_INT(PKCS8_pkey_add1_attr(p8, a));
    show_error_codes();
    SHOW_INT(PKCS8_pkey_add1_attr_by_NID(p8, NID_localKeyID, V_ASN1_OCTET_STRING, (const unsigned char *)"id", 2));
    show_error_codes();
    SHOW_INT(PKCS8_pkey_add1_attr_by_NID(p8, NID_localKeyID, V_ASN1_OCTET_STRING, (const unsigned char *)"id", 2));
    show_error_codes();
    SHOW_INT(PKCS8_pkey_add1_attr_by_NID(p8, 99999, V_ASN1_OCTET_STRING, (const unsigned char *)"id", 2));
    show_error_codes();
    SHOW_INT(PKCS8_pkey_add1_attr_by_OBJ(p8, OBJ_nid2obj(NID_description), MBSTRING_ASC, (const unsigned char *)"text", -1));
    show_error_codes();
    all = PKCS8_pkey_get0_attrs(p8);
    for (i = 0; i < sk_X509_ATTRIBUTE_num(all); i++) {
        X509_ATTRIBUTE *at = sk_X509_ATTRIBUTE_value(all, i);

        printf("%s %d\n", OBJ_nid2sn(OBJ_obj2nid(X509_ATTRIBUTE_get0_object(at))), X509_ATTRIBUTE_get0_type(at, 0)->type);
    }
    X509_ATTRIBUTE_free(a);
    PKCS8_PRIV_KEY_INFO_free(p8);
    EVP_PKEY_free(k);
    BIO_free(in);
}

int main(int argc, char **argv)
{
    (void)argc;
    setvbuf(stdout, NULL, _IONBF, 0);
    items();
    bytes();
    derivations();
    bags();
    attributes(argv);
    return 0;
}
