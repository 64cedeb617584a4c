/* Items of plain C numbers, of big ones and of truth values: read from DER, written back, new and freed. */
#include "../common.h"
#include <inttypes.h>
#include <openssl/asn1.h>
#include <openssl/asn1t.h>
#include <openssl/bn.h>

#define DER(text) { text, sizeof(text) - 1 }
static const struct { const char *bytes; int len; } inputs[] = {
    DER("\x02\x01\x00"), DER("\x02\x01\x05"), DER("\x02\x01\x7f"), DER("\x02\x01\x80"), DER("\x02\x01\xff"),
    DER("\x02\x02\x00\x80"), DER("\x02\x02\xff\x7f"), DER("\x02\x02\x00\x05"), DER("\x02\x02\xff\x85"), DER("\x02\x00"),
    DER("\x02\x04\x7f\xff\xff\xff"), DER("\x02\x04\x80\x00\x00\x00"), DER("\x02\x05\x00\x80\x00\x00\x00"),
    DER("\x02\x05\x00\xff\xff\xff\xff"), DER("\x02\x05\xff\x7f\xff\xff\xff"), DER("\x02\x05\x01\x00\x00\x00\x00"),
    DER("\x02\x08\x7f\xff\xff\xff\xff\xff\xff\xff"), DER("\x02\x08\x7f\xff\xff\xff\xff\xff\xff\xfe"), DER("\x02\x08\x80\x00\x00\x00\x00\x00\x00\x00"),
    DER("\x02\x08\x80\x00\x00\x00\x00\x00\x00\x01"), DER("\x02\x09\x00\x80\x00\x00\x00\x00\x00\x00\x00"),
    DER("\x02\x09\x00\xff\xff\xff\xff\xff\xff\xff\xff"), DER("\x02\x09\xff\x7f\xff\xff\xff\xff\xff\xff\xff"),
    DER("\x02\x09\x01\x00\x00\x00\x00\x00\x00\x00\x00"), DER("\x02\x10\x7f\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"),
    DER("\x01\x01\x00"), DER("\x01\x01\x01"), DER("\x01\x01\xff"), DER("\x01\x00"), DER("\x01\x02\x00\x00"), DER("\x21\x03\x01\x01\xff"),
    DER("\x04\x01\x05"), DER("\x0a\x01\x05"), DER("\x22\x03\x02\x01\x05"), DER("\x02\x02\x05"), DER("\x05\x00"), DER(""),
    DER("\x02\x03\x00\x00\x05"), DER("\x02\x03\xff\xff\x05"),
};

/* Why a value was refused, on the line. */
static void refused(void)
{
    unsigned long code;

    printf(" refused");
    while ((code = ERR_get_error()) != 0)
        printf(", %d:%d", ERR_GET_LIB(code), ERR_GET_REASON(code));
    printf("\n");
}

static void bytes(const void *from, int len)
{
    for (int i = 0; i < len; i++)
        printf("%02x ", ((const unsigned char *)from)[i]);
    printf("|");
}

/* The values of these items are numbers behind a pointer. */
#define POINTED(item, type, format) \
    do { \
        printf("-- " #item "\n"); \
        for (size_t i = 0; i < sizeof inputs / sizeof inputs[0]; i++) { \
            const unsigned char *at = (const unsigned char *)inputs[i].bytes; \
            ASN1_VALUE *value = ASN1_item_d2i(NULL, &at, inputs[i].len, ASN1_ITEM_rptr(item)); \
            unsigned char *der = NULL; \
            bytes(inputs[i].bytes, inputs[i].len); \
            if (value == NULL) { \
                refused(); \
                continue; \
            } \
            printf(" %" format, *(type *)value); \
            int len = ASN1_item_i2d(value, &der, ASN1_ITEM_rptr(item)); \
            printf(" %d", len); \
            show_hex("", der, len > 0 ? len : 0); \
            if (ERR_peek_error() != 0) \
                show_errors(); \
            OPENSSL_free(der); \
            ASN1_item_free(value, ASN1_ITEM_rptr(item)); \
        } \
        ASN1_VALUE *fresh = ASN1_item_new(ASN1_ITEM_rptr(item)); \
        printf("new: %" format "\n", *(type *)fresh); \
        SHOW_INT(ASN1_item_i2d(fresh, NULL, ASN1_ITEM_rptr(item))); \
        ASN1_item_free(fresh, ASN1_ITEM_rptr(item)); \
        ASN1_item_free(NULL, ASN1_ITEM_rptr(item)); \
    } while (0)

/* The values of these items are in the place of the pointer. */
#define PLACED(item, type) \
    do { \
        printf("-- " #item "\n"); \
        for (size_t i = 0; i < sizeof inputs / sizeof inputs[0]; i++) { \
            const unsigned char *at = (const unsigned char *)inputs[i].bytes; \
            union { ASN1_VALUE *pointer; type number; } place = { NULL }; \
            unsigned char *der = NULL; \
            ASN1_VALUE *made; \
            int len; \
            ERR_clear_error(); \
            made = ASN1_item_d2i(&place.pointer, &at, inputs[i].len, ASN1_ITEM_rptr(item)); \
            bytes(inputs[i].bytes, inputs[i].len); \
            printf(" moved %ld", (long)(at - (const unsigned char *)inputs[i].bytes)); \
            if (ERR_peek_error() != 0) { \
                refused(); \
                continue; \
            } \
            printf("  %ld %d", (long)place.number, made == place.pointer); \
            len = place.pointer != NULL ? ASN1_item_i2d(place.pointer, &der, ASN1_ITEM_rptr(item)) : -9; \
            printf(" %d", len); \
            show_hex("", der, len > 0 ? len : 0); \
            if (ERR_peek_error() != 0) \
                show_errors(); \
            OPENSSL_free(der); \
        } \
    } while (0)

static void big(const ASN1_ITEM *item, const char *name)
{
    printf("-- %s\n", name);
    for (size_t i = 0; i < sizeof inputs / sizeof inputs[0]; i++) {
        const unsigned char *at = (const unsigned char *)inputs[i].bytes;
        BIGNUM *value = (BIGNUM *)ASN1_item_d2i(NULL, &at, inputs[i].len, item);
        unsigned char *der = NULL;
        char *text;
        int len;

        bytes(inputs[i].bytes, inputs[i].len);
        if (value == NULL) {
            refused();
            continue;
        }
        text = BN_bn2hex(value);
        len = ASN1_item_i2d((ASN1_VALUE *)value, &der, item);
        printf("  %s %d", text, len);
        show_hex("", der, len > 0 ? len : 0);
        if (ERR_peek_error() != 0)
            show_errors();
        OPENSSL_free(text);
        OPENSSL_free(der);
        ASN1_item_free((ASN1_VALUE *)value, item);
    }
    {
        BIGNUM *fresh = (BIGNUM *)ASN1_item_new(item);
        unsigned char *der = NULL;
        int len;

        SHOW_INT(BN_is_zero(fresh));
        SHOW_INT(BN_get_flags(fresh, BN_FLG_SECURE | BN_FLG_CONSTTIME));
        BN_set_word(fresh, 0x8001);
        BN_set_negative(fresh, 1);
        len = ASN1_item_i2d((ASN1_VALUE *)fresh, &der, item);
        show_hex("-8001", der, len);
        OPENSSL_free(der);
        ASN1_item_free((ASN1_VALUE *)fresh, item);
        ASN1_item_free(NULL, item);
    }
}

int main(void)
{
    POINTED(INT32, int32_t, PRId32);
    POINTED(UINT32, uint32_t, PRIu32);
    POINTED(ZINT32, int32_t, PRId32);
    POINTED(ZUINT32, uint32_t, PRIu32);
    POINTED(INT64, int64_t, PRId64);
    POINTED(UINT64, uint64_t, PRIu64);
    POINTED(ZINT64, int64_t, PRId64);
    POINTED(ZUINT64, uint64_t, PRIu64);
    PLACED(LONG, long);
    PLACED(ZLONG, long);
    PLACED(ASN1_BOOLEAN, ASN1_BOOLEAN);
    PLACED(ASN1_TBOOLEAN, ASN1_BOOLEAN);
    PLACED(ASN1_FBOOLEAN, ASN1_BOOLEAN);
    {
        static const unsigned char octets[] = {4, 2, 1, 2};
        const unsigned char *at = octets;
        ASN1_VALUE *value = ASN1_item_d2i(NULL, &at, sizeof octets, ASN1_ITEM_rptr(ASN1_OCTET_STRING_NDEF));
        unsigned char *der = NULL;
        int len = ASN1_item_i2d(value, &der, ASN1_ITEM_rptr(ASN1_OCTET_STRING_NDEF));

        printf("octets that may be streamed: %d of them read\n", (int)(at - octets));
        show_hex("written", der, len > 0 ? (size_t)len : 0);
        OPENSSL_free(der);
        ASN1_item_free(value, ASN1_ITEM_rptr(ASN1_OCTET_STRING_NDEF));
    }
    big(ASN1_ITEM_rptr(BIGNUM), "BIGNUM");
    big(ASN1_ITEM_rptr(CBIGNUM), "CBIGNUM");
    return 0;
}
