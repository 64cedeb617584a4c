/* Lists of extensions and algorithms, NULL, the list that an OCSP answer is from: made, written, read, damaged. */
#include "../common.h"
#include <openssl/ocsp.h>
#include <openssl/x509v3.h>

int main(void)
{
    STACK_OF(X509_EXTENSION) *list = NULL, *back;
    BASIC_CONSTRAINTS *bc = BASIC_CONSTRAINTS_new();
    ASN1_INTEGER *number = ASN1_INTEGER_new();
    unsigned char *der = NULL;
    const unsigned char *at;
    int len, i;

    setvbuf(stdout, NULL, _IONBF, 0);
    bc->ca = 255;
    ASN1_INTEGER_set(number, 5);
    SHOW_INT(X509V3_add1_i2d(&list, NID_basic_constraints, bc, 1, 0));
    SHOW_INT(X509V3_add1_i2d(&list, NID_basic_constraints, bc, 1, 0));
    show_errors();
    SHOW_INT(X509V3_add1_i2d(&list, NID_basic_constraints, bc, 0, X509V3_ADD_APPEND));
    SHOW_INT(X509V3_add1_i2d(&list, NID_basic_constraints, bc, 0, X509V3_ADD_KEEP_EXISTING));
    SHOW_INT(X509V3_add1_i2d(&list, NID_crl_number, number, 0, X509V3_ADD_REPLACE_EXISTING));
    show_errors();
    SHOW_INT(X509V3_add1_i2d(&list, NID_crl_number, number, 0, X509V3_ADD_REPLACE));
    SHOW_INT(X509V3_add1_i2d(&list, NID_basic_constraints, NULL, 0, X509V3_ADD_DELETE));
    SHOW_INT(X509V3_add1_i2d(&list, NID_sha256, number, 0, 0));
    show_errors();
    SHOW_INT(sk_X509_EXTENSION_num(list));
    len = i2d_X509_EXTENSIONS(list, &der);
    show_hex("list", der, len > 0 ? (size_t)len : 0);
    at = der;
    back = d2i_X509_EXTENSIONS(NULL, &at, len);
    SHOW_INT(sk_X509_EXTENSION_num(back));
    SHOW_INT(at - der == len);
    sk_X509_EXTENSION_pop_free(back, X509_EXTENSION_free);
    for (i = 0; i < len; i++) {
        unsigned char old = der[i];

        der[i] ^= 0x41;
        at = der;
        back = d2i_X509_EXTENSIONS(NULL, &at, len);
        printf("damaged %d: %d\n", i, back ? sk_X509_EXTENSION_num(back) : -1);
        ERR_clear_error();
        sk_X509_EXTENSION_pop_free(back, X509_EXTENSION_free);
        der[i] = old;
    }
    OPENSSL_free(der);
    sk_X509_EXTENSION_pop_free(list, X509_EXTENSION_free);
    BASIC_CONSTRAINTS_free(bc);
    ASN1_INTEGER_free(number);
    {
        X509_ALGORS *algs = sk_X509_ALGOR_new_null(), *again;
        X509_ALGOR *a = X509_ALGOR_new();

        X509_ALGOR_set0(a, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, NULL);
        sk_X509_ALGOR_push(algs, a);
        der = NULL;
        len = i2d_X509_ALGORS(algs, &der);
        show_hex("algorithms", der, len > 0 ? (size_t)len : 0);
        at = der;
        again = d2i_X509_ALGORS(NULL, &at, len);
        SHOW_INT(sk_X509_ALGOR_num(again));
        sk_X509_ALGOR_pop_free(again, X509_ALGOR_free);
        sk_X509_ALGOR_pop_free(algs, X509_ALGOR_free);
        OPENSSL_free(der);
    }
    {
        static const unsigned char good[] = {5, 0}, bad[] = {5, 1, 0}, other[] = {4, 0};
        ASN1_NULL *n = ASN1_NULL_new();

        SHOW_INT(n != NULL);
        der = NULL;
        len = i2d_ASN1_NULL(n, &der);
        show_hex("null", der, len > 0 ? (size_t)len : 0);
        OPENSSL_free(der);
        ASN1_NULL_free(n);
        ASN1_NULL_free(NULL);
        at = good;
        SHOW_INT(d2i_ASN1_NULL(NULL, &at, 2) != NULL && at == good + 2);
        at = bad;
        SHOW_NULL(d2i_ASN1_NULL(NULL, &at, 3));
        show_errors();
        at = other;
        SHOW_NULL(d2i_ASN1_NULL(NULL, &at, 2));
        show_errors();
        SHOW_INT(ASN1_ITEM_rptr(ASN1_NULL) != NULL && ASN1_ITEM_rptr(X509_EXTENSIONS) != NULL && ASN1_ITEM_rptr(X509_ALGORS) != NULL && ASN1_ITEM_rptr(OCSP_CRLID) != NULL);
    }
    {
        OCSP_CRLID *id = OCSP_CRLID_new(), *again;

        der = NULL;
        len = i2d_OCSP_CRLID(id, &der);
        show_hex("crl id", der, len > 0 ? (size_t)len : 0);
        at = der;
        again = d2i_OCSP_CRLID(NULL, &at, len);
        SHOW_INT(again != NULL);
        OCSP_CRLID_free(again);
        OCSP_CRLID_free(id);
        OPENSSL_free(der);
    }
    show_errors();
    return 0;
}
