/* Tables of types that no macro of OpenSSL's makes, and calls with NULL: OpenSSL follows them. */
#include "../common.h"
#include <openssl/asn1t.h>
#include <openssl/x509.h>

typedef struct {
    ASN1_INTEGER *number;
    void *more;
} PAIR;

static const ASN1_ITEM *none_it(void)
{
    return NULL;
}

/* A type that must be within itself. */
DECLARE_ASN1_ITEM(ENDLESS)
typedef struct ENDLESS_st {
    struct ENDLESS_st *next;
} ENDLESS;
ASN1_SEQUENCE(ENDLESS) = {
    ASN1_SIMPLE(ENDLESS, next, ENDLESS),
} ASN1_SEQUENCE_END(ENDLESS)

/* A list that is within itself. */
DECLARE_ASN1_ITEM(RING)
typedef struct RING_st {
    struct RING_st *next;
} RING;
ASN1_SEQUENCE(RING) = {
    ASN1_OPT(RING, next, RING),
} ASN1_SEQUENCE_END(RING)

static void try_item(const char *what, const ASN1_ITEM *it)
{
    static const unsigned char der[] = { 0x30, 0x03, 0x02, 0x01, 0x05 };
    const unsigned char *at = der;
    ASN1_VALUE *value;

    printf("%s\n", what);
    value = ASN1_item_new(it);
    SHOW_NULL(value);
    ASN1_item_free(value, it);
    show_errors();
    value = ASN1_item_d2i(NULL, &at, sizeof(der), it);
    SHOW_NULL(value);
    SHOW_INT(at - der);
    ASN1_item_free(value, it);
    show_errors();
}

int main(void)
{
    static const ASN1_TEMPLATE good = ASN1_SIMPLE(PAIR, number, ASN1_INTEGER);
    static const ASN1_TEMPLATE far = { 0, 0, 1000, "far", ASN1_INTEGER_it };
    static const ASN1_TEMPLATE nowhere = { 0, 0, (unsigned long)-4, "nowhere", ASN1_INTEGER_it };
    static const ASN1_TEMPLATE typeless = { 0, 0, 0, "typeless", NULL };
    static const ASN1_TEMPLATE nothing = { 0, 0, 0, "nothing", none_it };
    static const ASN1_TEMPLATE nameless = { 0, 0, 0, NULL, ASN1_INTEGER_it };
    static const ASN1_TEMPLATE within = { ASN1_TFLG_EMBED, 0, 0, "within", X509_it };
    static const ASN1_TEMPLATE tagged = { ASN1_TFLG_IMPLICIT, -7, 0, "tagged", ASN1_INTEGER_it };
    static const ASN1_TEMPLATE defined = { ASN1_TFLG_ADB_OID, -1, 0, "defined", none_it };
    static const ASN1_PRIMITIVE_FUNCS no_functions = { NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL };
    static const ASN1_EXTERN_FUNCS no_externs = { NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL };
    static const ASN1_ITEM items[] = {
        { ASN1_ITYPE_SEQUENCE, 16, &good, -1, NULL, sizeof(PAIR), "less than none" },
        { ASN1_ITYPE_SEQUENCE, 16, NULL, 3, NULL, sizeof(PAIR), "no table" },
        { ASN1_ITYPE_SEQUENCE, 16, &good, 1, NULL, -5, "less than nothing" },
        { ASN1_ITYPE_SEQUENCE, 16, &good, 1, NULL, 4, "too small" },
        { ASN1_ITYPE_SEQUENCE, 16, &far, 1, NULL, sizeof(PAIR), "beyond its end" },
        { ASN1_ITYPE_SEQUENCE, 16, &nowhere, 1, NULL, sizeof(PAIR), "before its start" },
        { ASN1_ITYPE_SEQUENCE, 16, &typeless, 1, NULL, sizeof(PAIR), "no function" },
        { ASN1_ITYPE_SEQUENCE, 16, &nothing, 1, NULL, sizeof(PAIR), "no type" },
        { ASN1_ITYPE_SEQUENCE, 16, &nameless, 1, NULL, sizeof(PAIR), NULL },
        { ASN1_ITYPE_SEQUENCE, 16, &within, 1, NULL, sizeof(PAIR), "opaque within" },
        { ASN1_ITYPE_SEQUENCE, 16, &tagged, 1, NULL, sizeof(PAIR), "a tag below 0" },
        { ASN1_ITYPE_SEQUENCE, 16, &defined, 1, NULL, sizeof(PAIR), "defined by nothing" },
        { ASN1_ITYPE_CHOICE, 1000, &good, 1, NULL, sizeof(PAIR), "selector beyond" },
        { ASN1_ITYPE_CHOICE, -8, &good, 1, NULL, sizeof(PAIR), "selector before" },
        { ASN1_ITYPE_EXTERN, 16, NULL, 0, NULL, 0, "no functions" },
        { ASN1_ITYPE_EXTERN, 16, NULL, 0, &no_externs, 0, "none of the functions" },
        { ASN1_ITYPE_PRIMITIVE, 16, NULL, 0, &no_functions, 0, "none for a primitive" },
        { ASN1_ITYPE_PRIMITIVE, 999, NULL, 0, NULL, 0, "unknown primitive" },
        { 3, 0, NULL, 0, NULL, 0, "unused kind" },
        { 77, 0, NULL, 0, NULL, 0, "unknown kind" },
    };
    const ASN1_ITEM *it = ASN1_ITEM_rptr(RING);
    static const unsigned char der[] = { 0x30, 0x00 };
    const unsigned char *at = der;
    ASN1_VALUE *value = NULL;
    RING *ring;

    for (size_t i = 0; i < sizeof(items) / sizeof(*items); i++)
        try_item(items[i].sname == NULL ? "nameless" : items[i].sname, &items[i]);
    SHOW_NULL(ASN1_item_new(ASN1_ITEM_rptr(ENDLESS)));
    SHOW_INT(ERR_peek_error() != 0);
    ERR_clear_error();
    ring = (RING *)ASN1_item_new(it);
    ring->next = ring;
    SHOW_INT(ASN1_item_i2d((ASN1_VALUE *)ring, NULL, it));
    show_errors();
    ring->next = NULL;
    ASN1_item_free((ASN1_VALUE *)ring, it);
    SHOW_INT(ASN1_item_ex_new(NULL, it));
    SHOW_INT(ASN1_item_ex_new(&value, NULL));
    ASN1_item_ex_free(NULL, it);
    ASN1_item_ex_free(&value, NULL);
    SHOW_INT(ASN1_item_ex_d2i(NULL, &at, 2, it, -1, 0, 0, NULL));
    SHOW_INT(ASN1_item_ex_d2i(&value, NULL, 2, it, -1, 0, 0, NULL));
    SHOW_INT(ASN1_item_ex_d2i(&value, &at, -2, it, -1, 0, 0, NULL));
    SHOW_INT(ASN1_item_ex_d2i(&value, &at, 2, NULL, -1, 0, 0, NULL));
    SHOW_INT(ASN1_item_ex_i2d(NULL, NULL, it, -1, 0));
    SHOW_INT(ASN1_item_ex_i2d((const ASN1_VALUE **)&value, NULL, NULL, -1, 0));
    SHOW_INT(ASN1_item_ndef_i2d(NULL, NULL, NULL));
    SHOW_NULL(ASN1_item_dup(NULL, der));
    show_errors();
    return 0;
}
