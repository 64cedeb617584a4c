/* ASN.1 types: items, copies, the printable choice, dumps. */
#include "../common.h"
#include <openssl/asn1.h>
#include <openssl/asn1t.h>
#include <openssl/bio.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>

static BIO *out;

/* Reads a value by its item, writes it anew, and tries the truncated input. */
static void item(const char *name, const ASN1_ITEM *it, const char *der, long len)
{
    const unsigned char *at = (const unsigned char *)der;
    unsigned char *again = NULL;
    ASN1_VALUE *value = ASN1_item_d2i(NULL, &at, len, it);
    int n;

    printf("%s: %s, used %d\n", name, value ? "read" : "not read", (int)(at - (const unsigned char *)der));
    if (value != NULL) {
        n = ASN1_item_i2d(value, &again, it);
        show_hex("  written", again, n > 0 ? (size_t)n : 0);
        OPENSSL_free(again);
        ASN1_item_free(value, it);
    }
    at = (const unsigned char *)der;
    value = ASN1_item_d2i(NULL, &at, len - 1, it);
    printf("  truncated: %s\n", value ? "read" : "not read");
    ASN1_item_free(value, it);
    show_error_codes();
    value = ASN1_item_new(it);
    printf("  new: %s\n", value ? "there" : "NULL");
    ASN1_item_free(value, it);
}
#define ITEM(type, der) item(#type, ASN1_ITEM_rptr(type), der, sizeof der - 1)

static void times(void)
{
    ASN1_GENERALIZEDTIME *g = ASN1_GENERALIZEDTIME_new(), *g2;
    ASN1_UTCTIME *u = ASN1_UTCTIME_adj(NULL, 1000000000, 1, 60), *u2;
    ASN1_TIME *t = ASN1_TIME_set(NULL, 2524608000), *t2;

    SHOW_INT(ASN1_STRING_length(g));
    SHOW_INT(ASN1_GENERALIZEDTIME_set_string(g, "20300102030405Z"));
    g2 = ASN1_GENERALIZEDTIME_dup(g);
    SHOW_STR(ASN1_STRING_get0_data(g2));
    SHOW_STR(ASN1_STRING_get0_data(u));
    u2 = ASN1_UTCTIME_dup(u);
    SHOW_INT(ASN1_STRING_cmp(u, u2));
    SHOW_NULL(ASN1_UTCTIME_adj(NULL, 4000000000, 0, 0));
    ERR_clear_error();
    t2 = ASN1_TIME_dup(t);
    SHOW_STR(ASN1_STRING_get0_data(t2));
    SHOW_INT(ASN1_STRING_type(t2));
    ASN1_GENERALIZEDTIME_free(g);
    ASN1_GENERALIZEDTIME_free(g2);
    ASN1_UTCTIME_free(u);
    ASN1_UTCTIME_free(u2);
    ASN1_TIME_free(t);
    ASN1_TIME_free(t2);
}

static void strings(void)
{
    ASN1_OCTET_STRING *a = ASN1_OCTET_STRING_new(), *b;
    ASN1_BIT_STRING *bits = ASN1_BIT_STRING_new();
    ASN1_STRING *p = ASN1_PRINTABLE_new(), *u = ASN1_UNIVERSALSTRING_new(), *copy = ASN1_STRING_new();
    ASN1_TYPE *type = ASN1_TYPE_new();
    ASN1_OBJECT *obj = ASN1_OBJECT_new();
    unsigned char raw[] = { 0xa0, 0x80 };
    unsigned long mask;

    ASN1_OCTET_STRING_set(a, (const unsigned char *)"octets", 6);
    b = ASN1_OCTET_STRING_dup(a);
    SHOW_INT(ASN1_OCTET_STRING_cmp(a, b));
    ASN1_OCTET_STRING_set(b, (const unsigned char *)"octetz", 6);
    SHOW_INT(ASN1_OCTET_STRING_cmp(a, b) < 0);
    SHOW_INT(ASN1_STRING_copy(copy, a));
    SHOW_INT(ASN1_STRING_type(copy));
    SHOW_INT(ASN1_STRING_cmp(copy, a));
    SHOW_INT(ASN1_STRING_copy(copy, NULL));
    SHOW_INT(ASN1_BIT_STRING_set(bits, raw, 2));
    SHOW_INT(ASN1_BIT_STRING_get_bit(bits, 0));
    SHOW_INT(ASN1_BIT_STRING_get_bit(bits, 1));
    SHOW_INT(ASN1_BIT_STRING_get_bit(bits, 8));
    SHOW_INT(ASN1_STRING_type(p));
    SHOW_INT(ASN1_STRING_type(u));
    ASN1_STRING_set(u, "\0\0\0A\0\0\0\xe9", 8);
    SHOW_INT(ASN1_STRING_print_ex_fp(stdout, u, ASN1_STRFLGS_RFC2253));
    printf("\n");
    SHOW_INT(ASN1_STRING_print_ex_fp(stdout, a, ASN1_STRFLGS_RFC2253 | ASN1_STRFLGS_SHOW_TYPE));
    printf("\n");
    SHOW_INT(ASN1_TYPE_set1(type, V_ASN1_OCTET_STRING, a));
    SHOW_INT(ASN1_TYPE_get(type));
    SHOW_INT(type->value.octet_string != a && ASN1_OCTET_STRING_cmp(type->value.octet_string, a) == 0);
    SHOW_INT(ASN1_TYPE_set1(type, V_ASN1_OBJECT, OBJ_nid2obj(NID_commonName)));
    SHOW_INT(OBJ_obj2nid(type->value.object));
    SHOW_INT(ASN1_TYPE_set1(type, V_ASN1_NULL, NULL));
    SHOW_INT(ASN1_TYPE_get(type));
    SHOW_INT(OBJ_obj2nid(obj));
    SHOW_INT(OBJ_length(obj));
    mask = ASN1_STRING_get_default_mask();
    ASN1_STRING_set_default_mask(B_ASN1_PRINTABLESTRING);
    SHOW_INT(ASN1_STRING_get_default_mask());
    ASN1_STRING_set_default_mask(mask);
    ASN1_OCTET_STRING_free(a);
    ASN1_OCTET_STRING_free(b);
    ASN1_BIT_STRING_free(bits);
    ASN1_PRINTABLE_free(p);
    ASN1_UNIVERSALSTRING_free(u);
    ASN1_STRING_free(copy);
    ASN1_TYPE_free(type);
    ASN1_OBJECT_free(obj);
}

static void dumps(void)
{
    static const unsigned char der[] = {
        0x30, 0x1f, 0x02, 0x01, 0x05, 0x01, 0x01, 0xff, 0x06, 0x03, 0x55, 0x04, 0x03, 0x0c, 0x02, 'h', 'i',
        0x04, 0x03, 0xff, 0x00, 0x01, 0xa0, 0x03, 0x0a, 0x01, 0x02, 0x31, 0x04, 0x05, 0x00, 0x05, 0x00
    };
    const unsigned char end[] = { 0, 0, 1 }, *at = end;

    SHOW_INT(ASN1_parse(out, der, sizeof der, 0));
    SHOW_INT(ASN1_parse(out, der, sizeof der, 2));
    SHOW_INT(ASN1_parse_dump(out, der, sizeof der, 1, -1));
    SHOW_INT(ASN1_parse_dump(out, der, sizeof der, 0, 1));
    SHOW_INT(ASN1_parse(out, der, sizeof der - 3, 0));
    ERR_clear_error();
    SHOW_INT(ASN1_const_check_infinite_end(&at, 3));
    SHOW_INT(at - end);
    SHOW_INT(ASN1_const_check_infinite_end(&at, 1));
    SHOW_INT(ASN1_const_check_infinite_end(&at, 0));
}

int main(void)
{
    DIST_POINT *point = DIST_POINT_new();

    setvbuf(stdout, NULL, _IONBF, 0);
    out = BIO_new_fp(stdout, BIO_NOCLOSE);
    ITEM(ASN1_BIT_STRING, "\x03\x03\x05\xa0\xe0");
    ITEM(ASN1_ENUMERATED, "\x0a\x01\x07");
    ITEM(ASN1_INTEGER, "\x02\x02\x00\x80");
    ITEM(ASN1_OBJECT, "\x06\x03\x55\x04\x03");
    ITEM(ASN1_OCTET_STRING, "\x04\x02\x01\x02");
    ITEM(ASN1_GENERALIZEDTIME, "\x18\x0f" "20300102030405Z");
    ITEM(ASN1_UTCTIME, "\x17\x0d" "300102030405Z");
    ITEM(ASN1_TIME, "\x17\x0d" "300102030405Z");
    ITEM(ASN1_UNIVERSALSTRING, "\x1c\x04\0\0\0A");
    ITEM(ASN1_PRINTABLE, "\x13\x02hi");
    ITEM(DIST_POINT, "\x30\x0d\xa0\x0b\xa0\x09\x86\x07http://");
    SHOW_NULL(point->distpoint);
    SHOW_NULL(point->CRLissuer);
    DIST_POINT_free(point);
    DIST_POINT_free(NULL);
    times();
    strings();
    dumps();
    BIO_free(out);
    return 0;
}
