/* ASN1_item_print and its kin with what would crash OpenSSL: no BIO, no item, a value of no type. */
#include "../common.h"
#include <openssl/asn1t.h>
#include <openssl/x509.h>

int main(void)
{
    BIO *out = BIO_new(BIO_s_mem());
    ASN1_INTEGER *number = ASN1_INTEGER_new();
    ASN1_TYPE *none = ASN1_TYPE_new();
    char *text;
    long len;

    SHOW_INT(ASN1_item_print(NULL, (ASN1_VALUE *)number, 0, ASN1_ITEM_rptr(ASN1_INTEGER), NULL));
    show_errors();
    SHOW_INT(ASN1_item_print(out, (ASN1_VALUE *)number, 0, NULL, NULL));
    show_errors();
    SHOW_INT(ASN1_item_print(out, (ASN1_VALUE *)none, 0, ASN1_ITEM_rptr(ASN1_ANY), NULL));
    show_errors();
    SHOW_INT(ASN1_item_print(out, (ASN1_VALUE *)number, -5, ASN1_ITEM_rptr(ASN1_INTEGER), NULL));
    show_errors();
    len = BIO_get_mem_data(out, &text);
    printf("written: %.*s", (int)len, text);
    SHOW_NULL(ASN1_ITEM_lookup(NULL));
    SHOW_INT(a2i_ASN1_INTEGER(out, NULL, NULL, 0));
    show_errors();
    SHOW_INT(a2i_ASN1_INTEGER(out, number, NULL, 10));
    show_errors();
    SHOW_NULL(ASN1_TYPE_pack_sequence(NULL, number, NULL));
    show_errors();
    SHOW_INT(ASN1_TYPE_set_int_octetstring(NULL, 1, (unsigned char *)"x", 1));
    show_errors();
    SHOW_INT(ASN1_TYPE_set_int_octetstring(none, 1, NULL, 1));
    show_errors();
    SHOW_INT(ASN1_TYPE_get_int_octetstring(NULL, NULL, NULL, 0));
    show_errors();
    ASN1_TYPE_free(none);
    ASN1_INTEGER_free(number);
    BIO_free(out);
    return 0;
}
