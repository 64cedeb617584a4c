/* The small types of X.509: names, algorithms, attributes, extensions, public keys. */
#include "../common.h"
#include <openssl/asn1t.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

static X509 *read_cert(const char *path)
{
    BIO *in = BIO_new_file(path, "r");
    X509 *cert = PEM_read_bio_X509(in, NULL, NULL, NULL);

    BIO_free(in);
    return cert;
}

/* Encodes through the item, decodes again, compares, and truncates. */
static void round_trip(const char *label, const void *value, const ASN1_ITEM *item)
{
    unsigned char *der = NULL, *again = NULL;
    int len = ASN1_item_i2d((const ASN1_VALUE *)value, &der, item), len2;
    const unsigned char *at = der;
    ASN1_VALUE *back;

    printf("%s: %d bytes\n", label, len);
    if (len <= 0) {
        show_error_codes();
        return;
    }
    show_hex("  der", der, (size_t)len);
    back = ASN1_item_d2i(NULL, &at, len, item);
    printf("  decoded %d, read %d\n", back != NULL, (int)(at - der));
    len2 = ASN1_item_i2d(back, &again, item);
    printf("  same %d\n", len2 == len && memcmp(der, again, (size_t)len) == 0);
    ASN1_item_free(back, item);
    at = der;
    back = ASN1_item_d2i(NULL, &at, len - 1, item);
    printf("  truncated gives %d\n", back != NULL);
    ASN1_item_free(back, item);
    ERR_clear_error();
    OPENSSL_free(der);
    OPENSSL_free(again);
}

static void algorithms(void)
{
    X509_ALGOR *one = X509_ALGOR_new(), *two = X509_ALGOR_new(), *copy;
    const ASN1_OBJECT *object;
    const void *value;
    int type;

    SHOW_INT(X509_ALGOR_set0(one, OBJ_nid2obj(NID_sha256WithRSAEncryption), V_ASN1_NULL, NULL));
    X509_ALGOR_get0(&object, &type, &value, one);
    SHOW_INT(OBJ_obj2nid(object));
    SHOW_INT(type);
    SHOW_NULL(value);
    round_trip("X509_ALGOR", one, ASN1_ITEM_rptr(X509_ALGOR));
    X509_ALGOR_set_md(two, EVP_sha384());
    X509_ALGOR_get0(&object, &type, NULL, two);
    SHOW_INT(OBJ_obj2nid(object));
    SHOW_INT(type);
    SHOW_INT(X509_ALGOR_cmp(one, one));
    SHOW_INT(X509_ALGOR_cmp(one, two) != 0);
    copy = X509_ALGOR_dup(one);
    SHOW_INT(X509_ALGOR_cmp(one, copy));
    SHOW_INT(X509_ALGOR_copy(copy, two));
    SHOW_INT(X509_ALGOR_cmp(copy, two));
    SHOW_INT(X509_ALGOR_set0(copy, OBJ_nid2obj(NID_sha1), V_ASN1_UNDEF, NULL));
    round_trip("X509_ALGOR without parameter", copy, ASN1_ITEM_rptr(X509_ALGOR));
    X509_ALGOR_free(one);
    X509_ALGOR_free(two);
    X509_ALGOR_free(copy);
    X509_ALGOR_free(NULL);
    show_error_codes();
}

static void attributes(void)
{
    const unsigned char text[] = "challenge";
    X509_ATTRIBUTE *one, *two, *none;

    one = X509_ATTRIBUTE_create_by_NID(NULL, NID_pkcs9_challengePassword, MBSTRING_ASC, text, 9);
    round_trip("by NID", one, ASN1_ITEM_rptr(X509_ATTRIBUTE));
    two = X509_ATTRIBUTE_create_by_OBJ(
        NULL, OBJ_nid2obj(NID_pkcs9_unstructuredName), V_ASN1_UTF8STRING, text, 9);
    round_trip("by OBJ", two, ASN1_ITEM_rptr(X509_ATTRIBUTE));
    X509_ATTRIBUTE_free(two);
    two = X509_ATTRIBUTE_create_by_txt(NULL, "1.2.3.4", V_ASN1_OCTET_STRING, text, 9);
    round_trip("by txt", two, ASN1_ITEM_rptr(X509_ATTRIBUTE));
    SHOW_INT(X509_ATTRIBUTE_set1_object(two, OBJ_nid2obj(NID_friendlyName)));
    SHOW_INT(X509_ATTRIBUTE_set1_data(two, V_ASN1_BMPSTRING, "\0a\0b", 4));
    round_trip("changed", two, ASN1_ITEM_rptr(X509_ATTRIBUTE));
    SHOW_INT(X509_ATTRIBUTE_count(two));
    X509_ATTRIBUTE_free(two);
    two = X509_ATTRIBUTE_dup(one);
    round_trip("dup", two, ASN1_ITEM_rptr(X509_ATTRIBUTE));
    X509_ATTRIBUTE_free(two);
    X509_ATTRIBUTE_free(one);
    two = X509_ATTRIBUTE_create(NID_friendlyName, V_ASN1_UTF8STRING, ASN1_UTF8STRING_new());
    round_trip("create", two, ASN1_ITEM_rptr(X509_ATTRIBUTE));
    X509_ATTRIBUTE_free(two);
    two = X509_ATTRIBUTE_new();
    SHOW_INT(X509_ATTRIBUTE_count(two));
    X509_ATTRIBUTE_free(two);
    none = X509_ATTRIBUTE_create_by_txt(NULL, "no such", V_ASN1_OCTET_STRING, text, 9);
    SHOW_NULL(none);
    ERR_clear_error();
    none = X509_ATTRIBUTE_create_by_NID(NULL, 99999, V_ASN1_OCTET_STRING, text, 9);
    SHOW_NULL(none);
    show_error_codes();
    SHOW_INT(X509_ATTRIBUTE_set1_object(NULL, NULL));
    show_error_codes();
}

static void names(void)
{
    X509_NAME *name = X509_NAME_new(), *other = NULL;
    const unsigned char *text = (const unsigned char *)"Example";
    X509_NAME_ENTRY *entry, *copy;
    char out[32];

    SHOW_INT(X509_NAME_add_entry_by_OBJ(
        name, OBJ_nid2obj(NID_organizationName), MBSTRING_ASC, text, 7, -1, 0));
    SHOW_INT(X509_NAME_add_entry_by_OBJ(
        name, OBJ_nid2obj(NID_countryName), MBSTRING_ASC, text, 7, -1, 0));
    show_error_codes();
    SHOW_INT(X509_NAME_get_index_by_OBJ(name, OBJ_nid2obj(NID_organizationName), -1));
    SHOW_INT(X509_NAME_get_index_by_OBJ(name, OBJ_nid2obj(NID_commonName), -1));
    SHOW_INT(X509_NAME_get_text_by_OBJ(name, OBJ_nid2obj(NID_organizationName), out, sizeof out));
    SHOW_STR(out);
    SHOW_INT(X509_NAME_get_text_by_OBJ(name, OBJ_nid2obj(NID_organizationName), out, 4));
    SHOW_STR(out);
    SHOW_INT(X509_NAME_get_text_by_OBJ(name, OBJ_nid2obj(NID_commonName), out, 4));
    round_trip("X509_NAME", name, ASN1_ITEM_rptr(X509_NAME));
    SHOW_INT(X509_NAME_set(&other, name));
    SHOW_INT(other != name && X509_NAME_cmp(other, name) == 0);
    X509_NAME_free(other);
    other = X509_NAME_dup(name);
    SHOW_INT(X509_NAME_cmp(other, name));

    entry = X509_NAME_ENTRY_create_by_NID(NULL, NID_commonName, V_ASN1_UTF8STRING, text, 7);
    round_trip("X509_NAME_ENTRY", entry, ASN1_ITEM_rptr(X509_NAME_ENTRY));
    copy = X509_NAME_ENTRY_dup(entry);
    SHOW_INT(X509_NAME_ENTRY_set_object(copy, OBJ_nid2obj(NID_surname)));
    round_trip("X509_NAME_ENTRY, other object", copy, ASN1_ITEM_rptr(X509_NAME_ENTRY));
    SHOW_INT(X509_NAME_ENTRY_set_object(NULL, OBJ_nid2obj(NID_surname)));
    show_error_codes();
    X509_NAME_ENTRY_free(copy);
    X509_NAME_ENTRY_free(entry);
    entry = X509_NAME_ENTRY_create_by_OBJ(NULL, OBJ_nid2obj(NID_givenName), MBSTRING_UTF8, text, 7);
    round_trip("X509_NAME_ENTRY by OBJ", entry, ASN1_ITEM_rptr(X509_NAME_ENTRY));
    X509_NAME_ENTRY_free(entry);
    SHOW_NULL(X509_NAME_ENTRY_create_by_NID(NULL, 99999, V_ASN1_UTF8STRING, text, 7));
    show_error_codes();
    entry = X509_NAME_ENTRY_new();
    SHOW_INT(X509_NAME_ENTRY_set(entry));
    X509_NAME_ENTRY_free(entry);
    X509_NAME_free(other);
    X509_NAME_free(name);
}

static void extensions(X509 *cert)
{
    ASN1_OCTET_STRING *data = ASN1_OCTET_STRING_new();
    X509_EXTENSION *one, *two;
    STACK_OF(X509_EXTENSION) *list = NULL;
    BASIC_CONSTRAINTS *basic;
    GENERAL_NAMES *names;
    BIO *out = BIO_new_fp(stdout, BIO_NOCLOSE);
    int critical = 7, at = 7;

    ASN1_OCTET_STRING_set(data, (const unsigned char *)"\x30\x00", 2);
    one = X509_EXTENSION_create_by_OBJ(NULL, OBJ_nid2obj(NID_basic_constraints), 1, data);
    round_trip("X509_EXTENSION", one, ASN1_ITEM_rptr(X509_EXTENSION));
    two = X509_EXTENSION_dup(one);
    round_trip("X509_EXTENSION dup", two, ASN1_ITEM_rptr(X509_EXTENSION));
    X509_EXTENSION_free(two);
    basic = X509V3_EXT_d2i(one);
    SHOW_INT(basic != NULL && basic->ca);
    BASIC_CONSTRAINTS_free(basic);
    ASN1_OCTET_STRING_set(data, (const unsigned char *)"\x30\x05", 2);
    X509_EXTENSION_set_data(one, data);
    SHOW_NULL(X509V3_EXT_d2i(one));
    ERR_clear_error();
    SHOW_INT(X509V3_EXT_print(out, one, 0, 2));
    SHOW_INT(X509V3_EXT_print(out, one, X509V3_EXT_ERROR_UNKNOWN, 2));
    ERR_clear_error();
    X509_EXTENSION_free(one);
    one = X509_EXTENSION_new();
    SHOW_INT(X509_EXTENSION_get_critical(one));
    X509_EXTENSION_free(one);
    ASN1_OCTET_STRING_free(data);

    basic = BASIC_CONSTRAINTS_new();
    basic->ca = 255;
    one = X509V3_EXT_i2d(NID_basic_constraints, 1, basic);
    round_trip("X509V3_EXT_i2d", one, ASN1_ITEM_rptr(X509_EXTENSION));
    SHOW_NULL(X509V3_EXT_i2d(NID_sha1, 1, basic));
    show_error_codes();
    SHOW_NULL(X509v3_add_ext(&list, one, -1));
    BASIC_CONSTRAINTS_free(basic);
    basic = X509V3_get_d2i(list, NID_basic_constraints, &critical, NULL);
    SHOW_INT(basic != NULL && basic->ca);
    SHOW_INT(critical);
    BASIC_CONSTRAINTS_free(basic);
    SHOW_NULL(X509V3_get_d2i(list, NID_key_usage, &critical, &at));
    SHOW_INT(critical);
    SHOW_INT(at);
    sk_X509_EXTENSION_pop_free(list, X509_EXTENSION_free);
    SHOW_INT(X509V3_EXT_print(out, one, 0, 4));
    BIO_puts(out, "\n");
    BIO_flush(out);
    SHOW_INT(X509V3_EXT_print_fp(stdout, one, 0, 4));
    printf("\n");
    X509_EXTENSION_free(one);
    SHOW_INT(X509V3_extensions_print(out, "Title", X509_get0_extensions(cert), 0, 4));
    BIO_flush(out);

    names = X509_get_ext_d2i(cert, NID_subject_alt_name, NULL, NULL);
    for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
        GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i), *copy = GENERAL_NAME_dup(name);
        int type = -1;

        SHOW_INT(GENERAL_NAME_cmp(name, copy));
        SHOW_INT(GENERAL_NAME_cmp(name, sk_GENERAL_NAME_value(names, 0)) != 0);
        SHOW_NULL(GENERAL_NAME_get0_value(copy, &type));
        SHOW_INT(type);
        SHOW_INT(GENERAL_NAME_print(out, copy));
        BIO_puts(out, "\n");
        round_trip("GENERAL_NAME", copy, ASN1_ITEM_rptr(GENERAL_NAME));
        GENERAL_NAME_free(copy);
    }
    SHOW_INT(GENERAL_NAME_cmp(NULL, NULL));
    GENERAL_NAMES_free(names);
    {
        OTHERNAME *other = OTHERNAME_new();
        NAME_CONSTRAINTS *constraints = NAME_CONSTRAINTS_new();

        ASN1_OBJECT_free(other->type_id);
        other->type_id = OBJ_nid2obj(NID_ms_upn);
        ASN1_TYPE_set(other->value, V_ASN1_NULL, NULL);
        round_trip("OTHERNAME", other, ASN1_ITEM_rptr(OTHERNAME));
        OTHERNAME_free(other);
        round_trip("NAME_CONSTRAINTS", constraints, ASN1_ITEM_rptr(NAME_CONSTRAINTS));
        NAME_CONSTRAINTS_free(constraints);
    }
    BIO_free(out);
}

static void public_keys(X509 *cert, X509 *second)
{
    X509_PUBKEY *key = X509_get_X509_PUBKEY(cert), *copy = X509_PUBKEY_dup(key), *fresh;
    EVP_PKEY *one = X509_PUBKEY_get(key), *two = X509_get_pubkey(cert);
    ASN1_OBJECT *object;
    const unsigned char *bytes;
    X509_ALGOR *algorithm;
    int len;

    SHOW_INT(X509_PUBKEY_eq(key, copy));
    SHOW_INT(X509_PUBKEY_eq(key, X509_get_X509_PUBKEY(second)));
    SHOW_INT(EVP_PKEY_eq(one, two));
    SHOW_INT(X509_PUBKEY_get0(key) == one);
    SHOW_INT(X509_PUBKEY_get0_param(&object, &bytes, &len, &algorithm, copy));
    SHOW_INT(OBJ_obj2nid(object));
    show_hex("key", bytes, (size_t)len);
    /* Not the copy: OpenSSL drops zero bits at the end of a copied key. */
    round_trip("X509_PUBKEY", key, ASN1_ITEM_rptr(X509_PUBKEY));
    X509_PUBKEY_free(copy);
    fresh = X509_PUBKEY_new();
    SHOW_NULL(X509_PUBKEY_get0(fresh));
    SHOW_NULL(X509_PUBKEY_get(NULL));
    ERR_clear_error();
    X509_PUBKEY_free(fresh);
    EVP_PKEY_free(one);
    EVP_PKEY_free(two);
}

int main(int argc, char **argv)
{
    X509 *rsa = read_cert(fixture(argv, "server-rsa-cert.pem"));
    X509 *p256 = read_cert(fixture(argv, "server-p256-cert.pem"));

    setvbuf(stdout, NULL, _IONBF, 0);
    algorithms();
    attributes();
    names();
    extensions(rsa);
    public_keys(rsa, p256);
    public_keys(p256, rsa);
    X509_free(rsa);
    X509_free(p256);
    return 0;
}
