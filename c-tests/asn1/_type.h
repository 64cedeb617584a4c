/* For tests of types: what a value encodes to, and that it is read back. */
#ifndef TLSRS_TESTS_TYPE_H
#define TLSRS_TESTS_TYPE_H

#include "../common.h"
#include <openssl/asn1t.h>

/* Encodes and decodes by the functions of a type, then by its item. */
#define TYPE(type, object) \
    do { \
        type *made_ = (object), *back_ = NULL; \
        unsigned char *der_ = NULL; \
        const unsigned char *at_; \
        int len_ = i2d_##type(made_, &der_); \
        printf(#type ": %d\n", len_); \
        show_error_codes(); \
        if (len_ > 0) { \
            show_hex("  der", der_, len_); \
            at_ = der_; \
            back_ = d2i_##type(NULL, &at_, len_); \
            SHOW_NULL(back_); \
            show_error_codes(); \
            SHOW_INT(at_ - der_); \
            type##_free(back_); \
            at_ = der_; \
            back_ = (type *)ASN1_item_d2i(NULL, &at_, len_, ASN1_ITEM_rptr(type)); \
            SHOW_NULL(back_); \
            SHOW_INT(ASN1_item_i2d((ASN1_VALUE *)back_, NULL, ASN1_ITEM_rptr(type)) == len_); \
            ASN1_item_free((ASN1_VALUE *)back_, ASN1_ITEM_rptr(type)); \
            at_ = der_; \
            SHOW_NULL(d2i_##type(NULL, &at_, len_ - 1)); \
            show_error_codes(); \
        } \
        OPENSSL_free(der_); \
        type##_free(made_); \
    } while (0)

#endif
