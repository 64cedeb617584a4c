/* Values of any type in lists, in strings and as numbers beside octets; items found by name and number. */
#include "../common.h"
#include <openssl/asn1.h>
#include <openssl/asn1t.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

static ASN1_TYPE *any(int type, const char *bytes)
{
    ASN1_TYPE *made = ASN1_TYPE_new();
    ASN1_STRING *value = ASN1_STRING_type_new(type);

    ASN1_STRING_set(value, bytes, -1);
    ASN1_TYPE_set(made, type, value);
    return made;
}

static void lists(void)
{
    ASN1_SEQUENCE_ANY *list = sk_ASN1_TYPE_new_null(), *back;
    unsigned char *der = NULL, *at;
    const unsigned char *from;
    unsigned char place[64];
    int len;

    printf("-- lists\n");
    SHOW_INT(i2d_ASN1_SEQUENCE_ANY(list, NULL));
    SHOW_INT(i2d_ASN1_SET_ANY(list, NULL));
    SHOW_INT(i2d_ASN1_SEQUENCE_ANY(NULL, NULL));
    SHOW_INT(i2d_ASN1_SET_ANY(NULL, NULL));
    show_errors();
    sk_ASN1_TYPE_push(list, any(V_ASN1_UTF8STRING, "zulu"));
    sk_ASN1_TYPE_push(list, any(V_ASN1_OCTET_STRING, "alpha"));
    sk_ASN1_TYPE_push(list, any(V_ASN1_IA5STRING, "m"));
    len = i2d_ASN1_SEQUENCE_ANY(list, &der);
    show_hex("sequence", der, len > 0 ? len : 0);
    OPENSSL_free(der);
    der = NULL;
    len = i2d_ASN1_SET_ANY(list, &der);
    show_hex("set", der, len > 0 ? len : 0);
    at = place;
    SHOW_INT(i2d_ASN1_SET_ANY(list, &at));
    SHOW_INT(at - place);
    from = der;
    back = d2i_ASN1_SET_ANY(NULL, &from, len);
    SHOW_INT(sk_ASN1_TYPE_num(back));
    SHOW_INT(from - der);
    from = der;
    SHOW_NULL(d2i_ASN1_SEQUENCE_ANY(NULL, &from, len));
    show_errors();
    from = der;
    SHOW_NULL(d2i_ASN1_SET_ANY(NULL, &from, len - 1));
    show_errors();
    from = der;
    SHOW_INT(d2i_ASN1_SET_ANY(&back, &from, len) == back);
    SHOW_INT(sk_ASN1_TYPE_num(back));
    from = (const unsigned char *)"\x30\x03\x02\x01";
    SHOW_NULL(d2i_ASN1_SEQUENCE_ANY(&back, &from, 4));
    SHOW_NULL(back);
    show_errors();
    from = (const unsigned char *)"\x30\x05\x02\x01\x07\x05\x00";
    back = d2i_ASN1_SEQUENCE_ANY(NULL, &from, 7);
    SHOW_INT(sk_ASN1_TYPE_num(back));
    SHOW_INT(ASN1_TYPE_get(sk_ASN1_TYPE_value(back, 0)));
    SHOW_INT(ASN1_TYPE_get(sk_ASN1_TYPE_value(back, 1)));
    sk_ASN1_TYPE_pop_free(back, ASN1_TYPE_free);
    from = (const unsigned char *)"\x30\x80\x02\x01\x07\x00\x00";
    back = d2i_ASN1_SEQUENCE_ANY(NULL, &from, 7);
    SHOW_INT(sk_ASN1_TYPE_num(back));
    show_errors();
    sk_ASN1_TYPE_pop_free(back, ASN1_TYPE_free);
    OPENSSL_free(der);
    sk_ASN1_TYPE_pop_free(list, ASN1_TYPE_free);
    back = (ASN1_SEQUENCE_ANY *)ASN1_item_new(ASN1_ITEM_rptr(ASN1_SEQUENCE_ANY));
    SHOW_INT(sk_ASN1_TYPE_num(back));
    ASN1_item_free((ASN1_VALUE *)back, ASN1_ITEM_rptr(ASN1_SEQUENCE_ANY));
    back = (ASN1_SEQUENCE_ANY *)ASN1_item_new(ASN1_ITEM_rptr(ASN1_SET_ANY));
    SHOW_INT(ASN1_item_i2d((ASN1_VALUE *)back, NULL, ASN1_ITEM_rptr(ASN1_SET_ANY)));
    ASN1_item_free((ASN1_VALUE *)back, ASN1_ITEM_rptr(ASN1_SET_ANY));
}

static void packed(void)
{
    X509_ALGOR *algor = X509_ALGOR_new(), *back;
    ASN1_TYPE *type = NULL, *other = ASN1_TYPE_new();

    printf("-- packed\n");
    X509_ALGOR_set0(algor, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, NULL);
    SHOW_NULL(type = ASN1_TYPE_pack_sequence(ASN1_ITEM_rptr(X509_ALGOR), algor, &type));
    SHOW_INT(ASN1_TYPE_get(type));
    show_hex("bytes", type->value.sequence->data, type->value.sequence->length);
    back = ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(X509_ALGOR), type);
    SHOW_INT(back != NULL && X509_ALGOR_cmp(algor, back) == 0);
    X509_ALGOR_free(back);
    SHOW_NULL(ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(BASIC_CONSTRAINTS), type));
    show_errors();
    SHOW_NULL(ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(X509_ALGOR), NULL));
    show_errors();
    SHOW_NULL(ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(X509_ALGOR), other));
    show_errors();
    ASN1_TYPE_set(other, V_ASN1_NULL, NULL);
    SHOW_NULL(ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(X509_ALGOR), other));
    show_errors();
    /* Into one that is there, and without a place. */
    SHOW_INT(ASN1_TYPE_pack_sequence(ASN1_ITEM_rptr(X509_ALGOR), algor, &other) == other);
    SHOW_INT(ASN1_TYPE_cmp(type, other));
    ASN1_TYPE_free(other);
    other = ASN1_TYPE_pack_sequence(ASN1_ITEM_rptr(X509_ALGOR), algor, NULL);
    SHOW_INT(ASN1_TYPE_cmp(type, other));
    ASN1_TYPE_free(other);
    /* What is no SEQUENCE is packed all the same. */
    {
        ASN1_INTEGER *number = ASN1_INTEGER_new();

        ASN1_INTEGER_set(number, 77);
        other = ASN1_TYPE_pack_sequence(ASN1_ITEM_rptr(ASN1_INTEGER), number, NULL);
        SHOW_INT(ASN1_TYPE_get(other));
        ASN1_INTEGER_free(number);
        number = ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(ASN1_INTEGER), other);
        SHOW_INT(ASN1_INTEGER_get(number));
        ASN1_INTEGER_free(number);
        ASN1_TYPE_free(other);
    }
    ASN1_TYPE_free(type);
    X509_ALGOR_free(algor);
}

static void numbered(void)
{
    static unsigned char octets[] = { 1, 2, 3, 4, 5 };
    static const struct { long num; int len; } cases[] = { { 0, 0 }, { 5, 5 }, { -3, 2 }, { 2147483647, 1 }, { 4294967296, 1 } };
    ASN1_TYPE *type = ASN1_TYPE_new();
    unsigned char place[8];
    long num;

    printf("-- numbered\n");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        SHOW_INT(ASN1_TYPE_set_int_octetstring(type, cases[i].num, octets, cases[i].len));
        SHOW_INT(ASN1_TYPE_get(type));
        show_hex("bytes", type->value.sequence->data, type->value.sequence->length);
        memset(place, 0xee, sizeof place);
        num = 99;
        SHOW_INT(ASN1_TYPE_get_int_octetstring(type, &num, place, 3));
        SHOW_INT(num);
        show_hex("place", place, sizeof place);
        SHOW_INT(ASN1_TYPE_get_int_octetstring(type, NULL, place, sizeof place));
        SHOW_INT(ASN1_TYPE_get_int_octetstring(type, &num, NULL, sizeof place));
        SHOW_INT(ASN1_TYPE_get_int_octetstring(type, &num, place, 0));
        show_errors();
    }
    ASN1_TYPE_set_octetstring(type, octets, 5);
    num = 99;
    SHOW_INT(ASN1_TYPE_get_int_octetstring(type, &num, place, 3));
    SHOW_INT(num);
    show_errors();
    ASN1_TYPE_set(type, V_ASN1_NULL, NULL);
    SHOW_INT(ASN1_TYPE_get_int_octetstring(type, &num, place, 3));
    show_errors();
    ASN1_TYPE_set(type, V_ASN1_SEQUENCE, NULL);
    SHOW_INT(ASN1_TYPE_get_int_octetstring(type, &num, place, 3));
    show_errors();
    {
        static const unsigned char large[] = { 0x30, 0x0e, 0x02, 0x09, 1, 0, 0, 0, 0, 0, 0, 0, 0, 4, 1, 7 };
        ASN1_STRING *value = ASN1_STRING_type_new(V_ASN1_SEQUENCE);

        ASN1_STRING_set(value, large, sizeof large);
        ASN1_TYPE_set(type, V_ASN1_SEQUENCE, value);
        SHOW_INT(ASN1_TYPE_get_int_octetstring(type, &num, place, 3));
        SHOW_INT(num);
        show_errors();
    }
    ASN1_TYPE_free(type);
}

static void unsigned_numbers(void)
{
    static const struct { const char *der; int len; } cases[] = {
        { "\x02\x01\x07", 3 }, { "\x02\x01\xff", 3 }, { "\x02\x02\x00\xff", 4 }, { "\x02\x00", 2 },
        { "\x02\x01\x00", 3 }, { "\x02\x03\x00\x00\x01", 5 }, { "\x04\x01\x07", 3 }, { "\x02\x03\x01", 3 },
        { "\x22\x03\x02\x01\x07", 5 }, { "\x02\x80\x00\x00", 4 }, { "\x02\x02\x80\x00\x55", 5 }, { "", 0 }, { "\x02\x01", 2 },
    };
    ASN1_INTEGER *kept = ASN1_INTEGER_new();

    printf("-- unsigned\n");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const unsigned char *at = (const unsigned char *)cases[i].der;
        ASN1_INTEGER *made = d2i_ASN1_UINTEGER(NULL, &at, cases[i].len);

        printf("%zu: moved %ld\n", i, (long)(at - (const unsigned char *)cases[i].der));
        if (made != NULL) {
            printf("  type %d", made->type);
            show_hex("", made->data, made->length);
        }
        show_errors();
        ASN1_INTEGER_free(made);
    }
    {
        const unsigned char *at = (const unsigned char *)"\x02\x01\xfe";

        ASN1_INTEGER_set(kept, -9);
        SHOW_INT(d2i_ASN1_UINTEGER(&kept, &at, 3) == kept);
        SHOW_INT(ASN1_INTEGER_get(kept));
        at = (const unsigned char *)"\x04\x01\xfe";
        SHOW_NULL(d2i_ASN1_UINTEGER(&kept, &at, 3));
        SHOW_INT(ASN1_INTEGER_get(kept));
        show_errors();
    }
    ASN1_INTEGER_free(kept);
}

static void items(void)
{
    static const char *const names[] = { "X509", "X509_CRL", "GENERAL_NAME", "ASN1_INTEGER", "PKCS7", "no such", "",
        "x509", "ASN1_ANY", "ASN1_SEQUENCE_ANY", "LONG", "BIGNUM", "X509_NAME", "OCSP_REQUEST", "GENERAL_NAMES" };

    printf("-- items\n");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        printf("%s: %s\n", names[i], ASN1_ITEM_lookup(names[i]) != NULL ? "found" : "none");
    SHOW_INT(ASN1_ITEM_lookup("X509") == ASN1_ITEM_rptr(X509));
    SHOW_INT(ASN1_ITEM_lookup("GENERAL_NAME") == ASN1_ITEM_rptr(GENERAL_NAME));
    show_errors();
    SHOW_NULL(ASN1_ITEM_get((size_t)-1));
    SHOW_NULL(ASN1_ITEM_get(100000));
    SHOW_NULL(ASN1_ITEM_get(0));
    show_errors();
}

int main(void)
{
    lists();
    packed();
    numbered();
    unsigned_numbers();
    items();
    return 0;
}
