/* PKCS#5, PKCS#8 and PKCS#12's forms with a library context: algorithms, sealed keys, bags, safes. */
#include "../common.h"
#include <openssl/pem.h>
#include <openssl/pkcs12.h>

static unsigned char salt[] = "12345678";
static unsigned char iv[] = "0123456789abcdef";

static void algorithm(const char *what, X509_ALGOR *a)
{
    unsigned char *der = NULL;
    int len = a ? i2d_X509_ALGOR(a, &der) : -1;

    printf("%s: ", what);
    show_hex("", der, len > 0 ? (size_t)len : 0);
    show_error_codes();
    OPENSSL_free(der);
    X509_ALGOR_free(a);
}

static void algorithms(void)
{
    static const int pbes[] = {NID_pbeWithMD5AndDES_CBC, NID_pbe_WithSHA1And3_Key_TripleDES_CBC, NID_sha256};
    X509_ALGOR *a;
    size_t i;

    for (i = 0; i < sizeof pbes / sizeof pbes[0]; i++) {
        printf("%d\n", pbes[i]);
        algorithm("PKCS5_pbe_set_ex", PKCS5_pbe_set_ex(pbes[i], 2048, salt, 8, NULL));
        a = X509_ALGOR_new();
        SHOW_INT(PKCS5_pbe_set0_algor(a, pbes[i], 7, salt, 8));
        algorithm("PKCS5_pbe_set0_algor", a);
        a = PKCS5_pbe_set_ex(pbes[i], 0, NULL, 0, NULL);
        SHOW_INT(a != NULL);
        SHOW_INT(a ? i2d_X509_ALGOR(a, NULL) : -1);
        show_error_codes();
        X509_ALGOR_free(a);
    }
    algorithm("AES", PKCS5_pbe2_set_iv_ex(EVP_aes_128_cbc(), 1000, salt, 8, iv, NID_hmacWithSHA256, NULL));
    algorithm("AES, digest of the cipher", PKCS5_pbe2_set_iv_ex(EVP_aes_256_cbc(), 0, salt, 8, iv, -1, NULL));
    algorithm("3DES, SHA-1", PKCS5_pbe2_set_iv_ex(EVP_des_ede3_cbc(), 5, salt, 8, iv, NID_hmacWithSHA1, NULL));
    a = PKCS5_pbe2_set_iv_ex(EVP_aes_128_cbc(), 0, NULL, 0, NULL, -1, NULL);
    SHOW_INT(a ? i2d_X509_ALGOR(a, NULL) : -1);
    X509_ALGOR_free(a);
    show_error_codes();
}

static void opens(X509_SIG *sig, const char *pass, int len, PKCS8_PRIV_KEY_INFO *with)
{
    PKCS8_PRIV_KEY_INFO *back = sig ? PKCS8_decrypt_ex(sig, pass, len, NULL, NULL) : NULL;
    unsigned char *a = NULL, *b = NULL;
    int la = back ? i2d_PKCS8_PRIV_KEY_INFO(back, &a) : -1, lb = i2d_PKCS8_PRIV_KEY_INFO(with, &b);

    printf("  sealed %d, opened %d, the same %d\n", sig != NULL, back != NULL, la > 0 && la == lb && memcmp(a, b, (size_t)la) == 0);
    ERR_clear_error();
    OPENSSL_free(a);
    OPENSSL_free(b);
    PKCS8_PRIV_KEY_INFO_free(back);
}

static void keys(EVP_PKEY *key)
{
    PKCS8_PRIV_KEY_INFO *p8 = EVP_PKEY2PKCS8(key);
    X509_SIG *sig;

    sig = PKCS8_encrypt_ex(-1, EVP_aes_128_cbc(), "pass", 4, salt, 8, 100, p8, NULL, NULL);
    opens(sig, "pass", 4, p8);
    opens(sig, "passmore", 4, p8);
    opens(sig, "pasS", 4, p8);
    X509_SIG_free(sig);
    sig = PKCS8_encrypt_ex(NID_pbe_WithSHA1And3_Key_TripleDES_CBC, NULL, "pass", -1, NULL, 0, 0, p8, NULL, NULL);
    opens(sig, "pass", -1, p8);
    X509_SIG_free(sig);
    sig = PKCS8_encrypt_ex(NID_hmacWithSHA512, EVP_aes_256_cbc(), "pass", 4, NULL, 0, 10, p8, NULL, NULL);
    opens(sig, "pass", 4, p8);
    X509_SIG_free(sig);
    SHOW_NULL(PKCS8_encrypt_ex(-1, NULL, "pass", 4, NULL, 0, 10, p8, NULL, NULL));
    show_error_codes();
    SHOW_NULL(PKCS8_encrypt_ex(NID_sha256, NULL, "pass", 4, NULL, 0, 10, p8, NULL, NULL));
    show_error_codes();
    sig = PKCS8_set0_pbe_ex("pass", 4, p8, PKCS5_pbe2_set_iv_ex(EVP_aes_128_cbc(), 10, salt, 8, iv, -1, NULL), NULL, NULL);
    opens(sig, "pass", 4, p8);
    {
        PKCS12_SAFEBAG *bag = PKCS12_SAFEBAG_create0_pkcs8(sig);

        SHOW_INT(PKCS12_SAFEBAG_get_nid(bag));
        SHOW_INT(PKCS12_SAFEBAG_get0_pkcs8(bag) == sig);
        SHOW_NULL(PKCS12_get_attr(bag, NID_friendlyName));
        PKCS12_add_friendlyname_utf8(bag, "name", -1);
        SHOW_INT(PKCS12_get_attr(bag, NID_friendlyName)->type);
        SHOW_NULL(PKCS12_get_attr(bag, NID_localKeyID));
        PKCS12_SAFEBAG_free(bag);
    }
    {
        X509_ALGOR *bad = X509_ALGOR_new();

        X509_ALGOR_set0(bad, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, NULL);
        SHOW_NULL(PKCS8_set0_pbe_ex("pass", 4, p8, bad, NULL, NULL));
        show_error_codes();
        X509_ALGOR_free(bad);
    }
    PKCS8_PRIV_KEY_INFO_free(p8);
}

static void safes(EVP_PKEY *key, X509_CRL *crl)
{
    STACK_OF(PKCS12_SAFEBAG) *bags = NULL, *back;
    STACK_OF(PKCS7) *all = sk_PKCS7_new_null();
    PKCS12_SAFEBAG *bag = PKCS12_add_key_ex(&bags, key, KEY_EX, 10, -1, NULL, NULL, NULL);
    PKCS7 *p7;
    PKCS12 *p12;

    SHOW_INT(bag ? PKCS12_SAFEBAG_get_nid(bag) : -1);
    SHOW_INT(PKCS12_get_attr(bag, NID_key_usage) != NULL);
    bag = PKCS12_add_key_ex(&bags, key, 0, 10, NID_aes_256_cbc, "pass", NULL, NULL);
    SHOW_INT(bag ? PKCS12_SAFEBAG_get_nid(bag) : -1);
    SHOW_NULL(PKCS12_add_key_ex(&bags, key, 0, 10, NID_sha256, "pass", NULL, NULL));
    show_error_codes();
    bag = PKCS12_SAFEBAG_create_crl(crl);
    SHOW_INT(PKCS12_SAFEBAG_get_bag_nid(bag));
    {
        X509_CRL *got = PKCS12_SAFEBAG_get1_crl(bag);

        SHOW_INT(X509_CRL_cmp(got, crl));
        X509_CRL_free(got);
    }
    sk_PKCS12_SAFEBAG_push(bags, bag);
    SHOW_INT(sk_PKCS12_SAFEBAG_num(bags));
    p7 = PKCS12_pack_p7data(bags);
    SHOW_INT(OBJ_obj2nid(p7->type));
    back = PKCS12_unpack_p7data(p7);
    SHOW_INT(sk_PKCS12_SAFEBAG_num(back));
    sk_PKCS12_SAFEBAG_pop_free(back, PKCS12_SAFEBAG_free);
    sk_PKCS7_push(all, p7);
    p7 = PKCS12_pack_p7encdata(NID_pbe_WithSHA1And3_Key_TripleDES_CBC, "pass", -1, salt, 8, 10, bags);
    SHOW_INT(OBJ_obj2nid(p7->type));
    back = PKCS12_unpack_p7encdata(p7, "pass", -1);
    SHOW_INT(sk_PKCS12_SAFEBAG_num(back));
    sk_PKCS12_SAFEBAG_pop_free(back, PKCS12_SAFEBAG_free);
    SHOW_NULL(PKCS12_unpack_p7encdata(p7, "wrong", -1));
    ERR_clear_error();
    SHOW_NULL(PKCS12_unpack_p7data(p7));
    show_error_codes();
    sk_PKCS7_push(all, p7);
    p7 = PKCS12_pack_p7encdata_ex(NID_aes_128_cbc, "pass", 4, NULL, 0, 0, bags, NULL, NULL);
    SHOW_INT(OBJ_obj2nid(p7->type));
    back = PKCS12_unpack_p7encdata(p7, "pass", 4);
    SHOW_INT(sk_PKCS12_SAFEBAG_num(back));
    sk_PKCS12_SAFEBAG_pop_free(back, PKCS12_SAFEBAG_free);
    sk_PKCS7_push(all, p7);
    SHOW_NULL(PKCS12_pack_p7encdata_ex(NID_sha256, "pass", 4, NULL, 0, 0, bags, NULL, NULL));
    show_error_codes();
    p12 = PKCS12_add_safes_ex(all, 0, NULL, NULL);
    SHOW_INT(PKCS12_mac_present(p12));
    SHOW_INT(PKCS12_set_mac(p12, "pass", -1, salt, 8, 1, EVP_sha256()));
    SHOW_INT(PKCS12_verify_mac(p12, "pass", -1));
    {
        FILE *file = tmpfile();
        PKCS12 *again;

        SHOW_INT(i2d_PKCS12_fp(file, p12));
        rewind(file);
        again = d2i_PKCS12_fp(file, NULL);
        SHOW_INT(PKCS12_verify_mac(again, "pass", -1));
        PKCS12_free(again);
        fclose(file);
    }
    PKCS12_free(p12);
    SHOW_NULL(PKCS12_add_safes_ex(all, NID_pkcs7_encrypted, NULL, NULL));
    show_error_codes();
    sk_PKCS7_pop_free(all, PKCS7_free);
    sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
    p12 = PKCS12_new();
    SHOW_INT(PKCS12_mac_present(p12));
    SHOW_INT(i2d_PKCS12(p12, NULL));
    show_error_codes();
    PKCS12_free(p12);
}

int main(int argc, char **argv)
{
    BIO *in = BIO_new_file(fixture(argv, "server-p256-key.pem"), "r");
    EVP_PKEY *key = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);
    BIO *crls = BIO_new_file(fixture(argv, "crl.pem"), "r");
    X509_CRL *crl = PEM_read_bio_X509_CRL(crls, NULL, NULL, NULL);

    (void)argc;
    algorithms();
    keys(key);
    safes(key, crl);
    EVP_PKEY_free(key);
    X509_CRL_free(crl);
    BIO_free(in);
    BIO_free(crls);
    return 0;
}
