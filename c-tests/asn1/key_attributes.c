/* Attributes of keys and of PKCS#8 keys: added, found, taken away, and copied to the bag of a PKCS#12 file. */
#include "../common.h"
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509v3.h>

static EVP_PKEY *key(char **argv, const char *name)
{
    BIO *in = BIO_new_file(fixture(argv, name), "r");
    EVP_PKEY *made = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);

    BIO_free(in);
    return made;
}

static void show(const char *label, const X509_ATTRIBUTE *attribute)
{
    unsigned char *der = NULL;
    int len = attribute != NULL ? i2d_X509_ATTRIBUTE(attribute, &der) : 0;

    show_hex(label, der, len > 0 ? len : 0);
    OPENSSL_free(der);
}

static void of_keys(char **argv)
{
    EVP_PKEY *pkey = key(argv, "server-p256-key.pem");
    X509_ATTRIBUTE *made;
    ASN1_OBJECT *object = OBJ_nid2obj(NID_friendlyName), *own = OBJ_txt2obj("1.2.3.4", 1);

    printf("-- keys\n");
    SHOW_INT(EVP_PKEY_get_attr_count(pkey));
    SHOW_NULL(EVP_PKEY_get_attr(pkey, 0));
    SHOW_INT(EVP_PKEY_get_attr_by_NID(pkey, NID_friendlyName, -1));
    SHOW_NULL(EVP_PKEY_delete_attr(pkey, 0));
    show_errors();
    SHOW_INT(EVP_PKEY_add1_attr_by_NID(pkey, NID_LocalKeySet, 0, NULL, 0));
    SHOW_INT(EVP_PKEY_add1_attr_by_NID(pkey, NID_friendlyName, MBSTRING_UTF8, (unsigned char *)"me", -1));
    SHOW_INT(EVP_PKEY_add1_attr_by_OBJ(pkey, own, V_ASN1_OCTET_STRING, (unsigned char *)"abc", 3));
    SHOW_INT(EVP_PKEY_add1_attr_by_txt(pkey, "1.2.3.5", V_ASN1_UTF8STRING, (unsigned char *)"def", 3));
    show_errors();
    SHOW_INT(EVP_PKEY_add1_attr_by_NID(pkey, NID_friendlyName, MBSTRING_ASC, (unsigned char *)"again", -1));
    show_errors();
    SHOW_INT(EVP_PKEY_add1_attr_by_txt(pkey, "no such", V_ASN1_UTF8STRING, (unsigned char *)"def", 3));
    show_errors();
    SHOW_INT(EVP_PKEY_add1_attr_by_NID(pkey, 99999, V_ASN1_UTF8STRING, (unsigned char *)"def", 3));
    show_errors();
    SHOW_INT(EVP_PKEY_get_attr_count(pkey));
    for (int i = -1; i < 6; i++)
        show("attribute", EVP_PKEY_get_attr(pkey, i));
    show_errors();
    SHOW_INT(EVP_PKEY_get_attr_by_NID(pkey, NID_friendlyName, -1));
    SHOW_INT(EVP_PKEY_get_attr_by_NID(pkey, NID_friendlyName, 1));
    SHOW_INT(EVP_PKEY_get_attr_by_NID(pkey, NID_commonName, -1));
    SHOW_INT(EVP_PKEY_get_attr_by_NID(pkey, 99999, -1));
    SHOW_INT(EVP_PKEY_get_attr_by_OBJ(pkey, object, -1));
    SHOW_INT(EVP_PKEY_get_attr_by_OBJ(pkey, own, -1));
    SHOW_INT(EVP_PKEY_get_attr_by_OBJ(pkey, own, 2));
    made = EVP_PKEY_delete_attr(pkey, 1);
    show("deleted", made);
    SHOW_INT(EVP_PKEY_get_attr_count(pkey));
    SHOW_INT(EVP_PKEY_add1_attr(pkey, made));
    SHOW_INT(EVP_PKEY_add1_attr(pkey, made));
    SHOW_INT(EVP_PKEY_get_attr_count(pkey));
    SHOW_INT(EVP_PKEY_get_attr(pkey, 3) == made);
    show_errors();
    SHOW_NULL(EVP_PKEY_delete_attr(pkey, 9));
    SHOW_NULL(EVP_PKEY_delete_attr(pkey, -1));
    show_errors();
    X509_ATTRIBUTE_free(made);
    ASN1_OBJECT_free(own);
    EVP_PKEY_free(pkey);
}

static void of_pkcs8(char **argv)
{
    EVP_PKEY *pkey = key(argv, "server-p256-key.pem");
    PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(pkey);
    X509_ATTRIBUTE *made = X509_ATTRIBUTE_create_by_NID(NULL, NID_friendlyName, MBSTRING_ASC, (unsigned char *)"me", -1);
    const STACK_OF(X509_ATTRIBUTE) *list;
    ASN1_TYPE *value;
    int len;

    printf("-- PKCS#8\n");
    SHOW_INT(sk_X509_ATTRIBUTE_num(PKCS8_pkey_get0_attrs(info)));
    SHOW_NULL(PKCS8_get_attr(info, NID_friendlyName));
    len = i2d_PKCS8_PRIV_KEY_INFO(info, NULL);
    SHOW_INT(PKCS8_pkey_add1_attr_by_NID(info, NID_localKeyID, V_ASN1_OCTET_STRING, (unsigned char *)"id", 2));
    SHOW_INT(PKCS8_pkey_add1_attr_by_OBJ(info, OBJ_nid2obj(NID_ms_csp_name), MBSTRING_ASC, (unsigned char *)"csp", 3));
    SHOW_INT(PKCS8_pkey_add1_attr(info, made));
    show_errors();
    SHOW_INT(PKCS8_pkey_add1_attr(info, made));
    show_errors();
    SHOW_INT(PKCS8_add_keyusage(info, KU_DIGITAL_SIGNATURE | KU_KEY_AGREEMENT));
    SHOW_INT(PKCS8_add_keyusage(info, KU_DIGITAL_SIGNATURE));
    show_errors();
    SHOW_INT(PKCS8_pkey_add1_attr_by_NID(info, 99999, V_ASN1_OCTET_STRING, (unsigned char *)"id", 2));
    show_errors();
    SHOW_INT(i2d_PKCS8_PRIV_KEY_INFO(info, NULL) - len);
    list = PKCS8_pkey_get0_attrs(info);
    SHOW_INT(sk_X509_ATTRIBUTE_num(list));
    for (int i = 0; i < sk_X509_ATTRIBUTE_num(list); i++)
        show("attribute", sk_X509_ATTRIBUTE_value(list, i));
    value = PKCS8_get_attr(info, NID_localKeyID);
    SHOW_INT(ASN1_TYPE_get(value));
    SHOW_NULL(PKCS8_get_attr(info, NID_commonName));
    show_errors();
    {
        unsigned char *der = NULL;
        const unsigned char *at;
        PKCS8_PRIV_KEY_INFO *back;
        EVP_PKEY *again;

        len = i2d_PKCS8_PRIV_KEY_INFO(info, &der);
        at = der;
        back = d2i_PKCS8_PRIV_KEY_INFO(NULL, &at, len);
        SHOW_INT(sk_X509_ATTRIBUTE_num(PKCS8_pkey_get0_attrs(back)));
        again = EVP_PKCS82PKEY(back);
        SHOW_INT(again != NULL ? EVP_PKEY_eq(again, pkey) : -9);
        SHOW_INT(EVP_PKEY_get_attr_count(again));
        EVP_PKEY_free(again);
        PKCS8_PRIV_KEY_INFO_free(back);
        OPENSSL_free(der);
    }
    X509_ATTRIBUTE_free(made);
    PKCS8_PRIV_KEY_INFO_free(info);
    /* What stands on a key goes not into its PKCS#8 form. */
    EVP_PKEY_add1_attr_by_NID(pkey, NID_friendlyName, MBSTRING_ASC, (unsigned char *)"me", -1);
    info = EVP_PKEY2PKCS8(pkey);
    SHOW_INT(sk_X509_ATTRIBUTE_num(PKCS8_pkey_get0_attrs(info)));
    PKCS8_PRIV_KEY_INFO_free(info);
    EVP_PKEY_free(pkey);
}

static void bagged(char **argv)
{
    EVP_PKEY *pkey = key(argv, "server-p256-key.pem");
    STACK_OF(PKCS12_SAFEBAG) *bags = NULL;
    STACK_OF(PKCS7) *safes;
    PKCS12 *p12;

    printf("-- bags\n");
    EVP_PKEY_add1_attr_by_NID(pkey, NID_LocalKeySet, 0, NULL, 0);
    EVP_PKEY_add1_attr_by_NID(pkey, NID_ms_csp_name, MBSTRING_ASC, (unsigned char *)"csp", -1);
    EVP_PKEY_add1_attr_by_txt(pkey, "1.2.3.4", V_ASN1_UTF8STRING, (unsigned char *)"def", 3);
    p12 = PKCS12_create("password", "name", pkey, NULL, NULL, -1, -1, 1, -1, 0);
    SHOW_NULL(p12);
    show_errors();
    safes = PKCS12_unpack_authsafes(p12);
    for (int i = 0; i < sk_PKCS7_num(safes); i++) {
        bags = PKCS12_unpack_p7data(sk_PKCS7_value(safes, i));
        for (int j = 0; j < sk_PKCS12_SAFEBAG_num(bags); j++) {
            const STACK_OF(X509_ATTRIBUTE) *list = PKCS12_SAFEBAG_get0_attrs(sk_PKCS12_SAFEBAG_value(bags, j));

            printf("bag %d\n", PKCS12_SAFEBAG_get_nid(sk_PKCS12_SAFEBAG_value(bags, j)));
            for (int k = 0; k < sk_X509_ATTRIBUTE_num(list); k++)
                show("attribute", sk_X509_ATTRIBUTE_value(list, k));
        }
        sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
    }
    show_errors();
    sk_PKCS7_pop_free(safes, PKCS7_free);
    PKCS12_free(p12);
    EVP_PKEY_free(pkey);
}

int main(int argc, char **argv)
{
    of_keys(argv);
    of_pkcs8(argv);
    bagged(argv);
    return 0;
}
