/* The generic functions, and numbers as BIGNUMs. */
#include "../common.h"
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

int main(void)
{
    static const char *ders[] = {"\x02\x01\x00", "\x02\x01\x80", "\x02\x09\x00\xff\xff\xff\xff\xff\xff\xff\xff"};
    static const int lens[] = {3, 3, 11};
    BIO *mem = BIO_new(BIO_s_mem());
    BASIC_CONSTRAINTS *bc = (BASIC_CONSTRAINTS *)ASN1_item_new(ASN1_ITEM_rptr(BASIC_CONSTRAINTS)), *again;
    unsigned char *der = NULL;
    const unsigned char *p;
    ASN1_OCTET_STRING *packed = NULL;
    int i, len;

    bc->ca = 0xff;
    bc->pathlen = ASN1_INTEGER_new();
    ASN1_INTEGER_set(bc->pathlen, 4);
    len = ASN1_item_i2d((ASN1_VALUE *)bc, &der, ASN1_ITEM_rptr(BASIC_CONSTRAINTS));
    show_hex("der", der, len);
    p = der;
    again = (BASIC_CONSTRAINTS *)ASN1_item_d2i(NULL, &p, len, ASN1_ITEM_rptr(BASIC_CONSTRAINTS));
    printf("read %d %ld used %d\n", again->ca, ASN1_INTEGER_get(again->pathlen), (int)(p - der));
    p = der;
    again = (BASIC_CONSTRAINTS *)ASN1_item_d2i((ASN1_VALUE **)&again, &p, len, ASN1_ITEM_rptr(BASIC_CONSTRAINTS));
    printf("again %d\n", again->ca);
    ASN1_item_free((ASN1_VALUE *)again, ASN1_ITEM_rptr(BASIC_CONSTRAINTS));
    again = ASN1_item_dup(ASN1_ITEM_rptr(BASIC_CONSTRAINTS), bc);
    printf("dup %ld\n", ASN1_INTEGER_get(again->pathlen));
    BASIC_CONSTRAINTS_free(again);
    p = der;
    printf("wrong %d\n", ASN1_item_d2i(NULL, &p, len, ASN1_ITEM_rptr(ASN1_INTEGER)) == NULL);
    show_error_codes();
    ASN1_item_pack(bc, ASN1_ITEM_rptr(BASIC_CONSTRAINTS), &packed);
    again = ASN1_item_unpack(packed, ASN1_ITEM_rptr(BASIC_CONSTRAINTS));
    printf("packed %d unpacked %d\n", packed->length, again->ca);
    BASIC_CONSTRAINTS_free(again);
    ASN1_OCTET_STRING_set(packed, (const unsigned char *)"\x30\x05", 2);
    printf("broken %d\n", ASN1_item_unpack(packed, ASN1_ITEM_rptr(BASIC_CONSTRAINTS)) == NULL);
    show_error_codes();
    printf("bio %d", ASN1_item_i2d_bio(ASN1_ITEM_rptr(BASIC_CONSTRAINTS), mem, bc));
    printf(" %d", ASN1_i2d_bio((i2d_of_void *)i2d_ASN1_INTEGER, mem, (unsigned char *)bc->pathlen));
    again = ASN1_item_d2i_bio(ASN1_ITEM_rptr(BASIC_CONSTRAINTS), mem, NULL);
    printf(" %d", again ? again->ca : -1);
    BASIC_CONSTRAINTS_free(again);
    {
        ASN1_INTEGER *n = ASN1_d2i_bio((void *(*)(void))ASN1_INTEGER_new, (d2i_of_void *)d2i_ASN1_INTEGER, mem, NULL);

        printf(" %ld\n", ASN1_INTEGER_get(n));
        ASN1_INTEGER_free(n);
    }
    printf("end %d\n", ASN1_item_d2i_bio(ASN1_ITEM_rptr(BASIC_CONSTRAINTS), mem, NULL) == NULL);
    show_error_codes();
    for (i = 0; i < 3; i++) {
        ASN1_INTEGER *n, *back;
        ASN1_ENUMERATED *e;
        BIGNUM *bn;
        char *text;

        p = (const unsigned char *)ders[i];
        n = d2i_ASN1_INTEGER(NULL, &p, lens[i]);
        bn = ASN1_INTEGER_to_BN(n, NULL);
        text = BN_bn2dec(bn);
        back = BN_to_ASN1_INTEGER(bn, NULL);
        e = BN_to_ASN1_ENUMERATED(bn, NULL);
        printf("number %s back %d type %x enumerated %x\n", text, ASN1_INTEGER_cmp(n, back), back->type, e->type);
        BN_set_word(bn, 77);
        printf("in place %d %ld\n", BN_to_ASN1_INTEGER(bn, back) == back, ASN1_INTEGER_get(back));
        printf("in place %d", ASN1_INTEGER_to_BN(n, bn) == bn);
        printf(" wrong %d\n", ASN1_ENUMERATED_to_BN(n, NULL) == NULL);
        show_error_codes();
        OPENSSL_free(text);
        BN_free(bn);
        ASN1_INTEGER_free(n);
        ASN1_INTEGER_free(back);
        ASN1_ENUMERATED_free(e);
    }
    ASN1_OCTET_STRING_free(packed);
    BASIC_CONSTRAINTS_free(bc);
    OPENSSL_free(der);
    BIO_free(mem);
    return 0;
}
