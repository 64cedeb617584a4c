#include <openssl/macros.h>
#include <openssl/obj_mac.h>
#include <openssl/bio.h>
#include <openssl/asn1.h>
#include <openssl/objectserr.h>

#define HEADER_OBJECTS_H
#define OBJ_NAME_TYPE_UNDEF 0x00
#define OBJ_NAME_TYPE_MD_METH 0x01
#define OBJ_NAME_TYPE_CIPHER_METH 0x02
#define OBJ_NAME_TYPE_PKEY_METH 0x03
#define OBJ_NAME_TYPE_COMP_METH 0x04
#define OBJ_NAME_TYPE_MAC_METH 0x05
#define OBJ_NAME_TYPE_KDF_METH 0x06
#define OBJ_NAME_TYPE_NUM 0x07
#define OBJ_NAME_ALIAS 0x8000
#define OBJ_BSEARCH_VALUE_ON_NOMATCH 0x01
#define OBJ_BSEARCH_FIRST_VALUE_ON_MATCH 0x02

typedef struct obj_name_st {
    int type;
    int alias;
    const char *name;
    const char *data;
} OBJ_NAME;

#define OBJ_create_and_add_object(a, b, c) OBJ_create(a, b, c)
#define _DECLARE_OBJ_BSEARCH_CMP_FN(scope, type1, type2, nm) static int \
    nm##_cmp_BSEARCH_CMP_FN(const void *, const void *); static int nm##_cmp(type1 const *, \
    type2 const *); scope type2 *OBJ_bsearch_##nm(type1 *key, type2 const *base, int num)
#define DECLARE_OBJ_BSEARCH_CMP_FN(type1, type2, cmp) _DECLARE_OBJ_BSEARCH_CMP_FN(static, type1, \
    type2, cmp)
#define DECLARE_OBJ_BSEARCH_GLOBAL_CMP_FN(type1, type2, nm) type2 *OBJ_bsearch_##nm(type1 *key, \
    type2 const *base, int num)
#define IMPLEMENT_OBJ_BSEARCH_CMP_FN(type1, type2, nm) static int nm##_cmp_BSEARCH_CMP_FN(const \
    void *a_, const void *b_) { type1 const *a = a_; type2 const *b = b_; return nm##_cmp(a, b); \
    } static type2 *OBJ_bsearch_##nm(type1 *key, type2 const *base, int num) { return (type2 \
    *)OBJ_bsearch_(key, base, num, sizeof(type2), nm##_cmp_BSEARCH_CMP_FN); } extern void \
    dummy_prototype(void)
#define IMPLEMENT_OBJ_BSEARCH_GLOBAL_CMP_FN(type1, type2, nm) static int \
    nm##_cmp_BSEARCH_CMP_FN(const void *a_, const void *b_) { type1 const *a = a_; type2 const \
    *b = b_; return nm##_cmp(a, b); } type2 *OBJ_bsearch_##nm(type1 *key, type2 const *base, int \
    num) { return (type2 *)OBJ_bsearch_(key, base, num, sizeof(type2), nm##_cmp_BSEARCH_CMP_FN); \
    } extern void dummy_prototype(void)
#define OBJ_bsearch(type1, key, type2, base, num, cmp) ((type2 \
    *)OBJ_bsearch_(CHECKED_PTR_OF(type1, key), CHECKED_PTR_OF(type2, base), num, sizeof(type2), \
    ((void)CHECKED_PTR_OF(type1, cmp##_type_1), (void)CHECKED_PTR_OF(type2, cmp##_type_2), \
    cmp##_BSEARCH_CMP_FN)))
#define OBJ_bsearch_ex(type1, key, type2, base, num, cmp, flags) ((type2 \
    *)OBJ_bsearch_ex_(CHECKED_PTR_OF(type1, key), CHECKED_PTR_OF(type2, base), num, \
    sizeof(type2), ((void)CHECKED_PTR_OF(type1, cmp##_type_1), (void)type_2 = \
    CHECKED_PTR_OF(type2, cmp##_type_2), cmp##_BSEARCH_CMP_FN)), flags)
#define OBJ_cleanup() while (0) continue
