/* For tests of a program's own types: what is read from bytes, and written of what was read. */
#ifndef TLSRS_TESTS_OWN_H
#define TLSRS_TESTS_OWN_H

#include "../common.h"
#include <openssl/asn1t.h>
#include <openssl/x509v3.h>

static size_t from_hex(const char *text, unsigned char *to)
{
    size_t len = 0;
    unsigned byte;
    int used;

    while (sscanf(text, " %2x%n", &byte, &used) == 1) {
        to[len++] = (unsigned char)byte;
        text += used;
    }
    return len;
}

/* What is written of a value: its bytes, if they are not `len` ones at `der`. */
static void written(const char *label, void *value, const ASN1_ITEM *it, const unsigned char *der, long len)
{
    unsigned char *out = NULL, room[2048], *at = room;
    int made = ASN1_item_i2d((ASN1_VALUE *)value, &out, it);

    if (made == len && memcmp(out, der, made) == 0)
        printf("  %s: the same\n", label);
    else if (made > 0)
        show_hex(label, out, made);
    else
        printf("  %s: %d\n", label, made);
    if (ASN1_item_i2d((ASN1_VALUE *)value, NULL, it) != made)
        printf("  another length alone\n");
    if (made > 0 && made < (int)sizeof(room)) {
        int again = ASN1_item_i2d((ASN1_VALUE *)value, &at, it);

        if (again != made || at - room != made || memcmp(room, out, made) != 0)
            printf("  another encoding into a buffer\n");
    }
    OPENSSL_free(out);
}

/* Reads `len` bytes as a type, and does with the value what can be done. */
static void look_at(const ASN1_ITEM *it, const char *what, const unsigned char *der, long len)
{
    const unsigned char *at = der;
    void *value = ASN1_item_d2i(NULL, &at, len, it), *copy;
    BIO *out;

    printf("%s as %s: %s, %ld of %ld\n", what, it->sname, value == NULL ? "NULL" : "read", (long)(at - der), len);
    if (ERR_peek_error() != 0)
        show_errors();
    if (value == NULL)
        return;
    written("again", value, it, der, at - der);
    copy = ASN1_item_dup(it, value);
    if (copy == NULL)
        printf("  no copy\n");
    else
        written("copy", copy, it, der, at - der);
    ASN1_item_free((ASN1_VALUE *)copy, it);
    out = BIO_new_fp(stdout, BIO_NOCLOSE);
    SHOW_INT(ASN1_item_print(out, (ASN1_VALUE *)value, 2, it, NULL));
    BIO_free(out);
    ASN1_item_free((ASN1_VALUE *)value, it);
    if (ERR_peek_error() != 0)
        show_errors();
}

static void look(const ASN1_ITEM *it, const char *hex)
{
    unsigned char der[512];
    long len = (long)from_hex(hex, der);

    look_at(it, hex, der, len);
}

/* The same bytes cut short and changed everywhere: how many are read, and why the others are not. */
static void look_around(const ASN1_ITEM *it, const char *hex)
{
    unsigned char der[512], changed[512];
    long len = (long)from_hex(hex, der), cut, place;
    static const unsigned char bits[] = { 0x01, 0x02, 0x20, 0x80, 0xff };

    printf("around %s as %s\n", hex, it->sname);
    for (cut = 0; cut < len + 5 * len; cut++) {
        const unsigned char *at = changed;
        long left = cut < len ? cut : len;
        void *value;
        unsigned long code;

        if (left_out())
            continue;
        memcpy(changed, der, len);
        if (cut >= len) {
            place = (cut - len) / 5;
            changed[place] ^= bits[(cut - len) % 5];
        }
        value = ASN1_item_d2i(NULL, &at, left, it);
        printf("%ld:", cut);
        if (value != NULL) {
            unsigned char *out = NULL;
            int made = ASN1_item_i2d((ASN1_VALUE *)value, &out, it);

            printf(" read %ld, writes %d%s", (long)(at - changed), made,
                made == at - changed && memcmp(out, changed, made) == 0 ? ", the same" : "");
            OPENSSL_free(out);
            ASN1_item_free((ASN1_VALUE *)value, it);
        }
        while ((code = ERR_get_error()) != 0)
            printf(" %d", ERR_GET_REASON(code));
        printf("\n");
    }
}

#endif
