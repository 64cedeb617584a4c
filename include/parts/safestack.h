#include <openssl/macros.h>
#include <openssl/stack.h>
#include <openssl/e_os2.h>

#define HEADER_SAFESTACK_H

#define STACK_OF(type) struct stack_st_##type

/* One function of a typed stack: the untyped one behind a checked signature. */
#define TLSRS_SK static ossl_unused ossl_inline

/*
 * The functions of STACK_OF(name), whose elements are passed as `elem *` and
 * seen by callbacks as `type *`.
 */
#define SKM_DEFINE_STACK_OF(name, elem, type) \
    STACK_OF(name); \
    typedef int (*sk_##name##_compfunc)(const type *const *a, const type *const *b); \
    typedef void (*sk_##name##_freefunc)(type *a); \
    typedef type *(*sk_##name##_copyfunc)(const type *a); \
    TLSRS_SK int sk_##name##_num(const STACK_OF(name) *sk) \
    { return OPENSSL_sk_num((const OPENSSL_STACK *)sk); } \
    TLSRS_SK elem *sk_##name##_value(const STACK_OF(name) *sk, int i) \
    { return (elem *)OPENSSL_sk_value((const OPENSSL_STACK *)sk, i); } \
    TLSRS_SK STACK_OF(name) *sk_##name##_new(sk_##name##_compfunc cmp) \
    { return (STACK_OF(name) *)OPENSSL_sk_new((OPENSSL_sk_compfunc)cmp); } \
    TLSRS_SK STACK_OF(name) *sk_##name##_new_null(void) \
    { return (STACK_OF(name) *)OPENSSL_sk_new_null(); } \
    TLSRS_SK STACK_OF(name) *sk_##name##_new_reserve(sk_##name##_compfunc cmp, int n) \
    { return (STACK_OF(name) *)OPENSSL_sk_new_reserve((OPENSSL_sk_compfunc)cmp, n); } \
    TLSRS_SK int sk_##name##_reserve(STACK_OF(name) *sk, int n) \
    { return OPENSSL_sk_reserve((OPENSSL_STACK *)sk, n); } \
    TLSRS_SK void sk_##name##_free(STACK_OF(name) *sk) \
    { OPENSSL_sk_free((OPENSSL_STACK *)sk); } \
    TLSRS_SK void sk_##name##_zero(STACK_OF(name) *sk) \
    { OPENSSL_sk_zero((OPENSSL_STACK *)sk); } \
    TLSRS_SK elem *sk_##name##_delete(STACK_OF(name) *sk, int i) \
    { return (elem *)OPENSSL_sk_delete((OPENSSL_STACK *)sk, i); } \
    TLSRS_SK elem *sk_##name##_delete_ptr(STACK_OF(name) *sk, elem *e) \
    { return (elem *)OPENSSL_sk_delete_ptr((OPENSSL_STACK *)sk, (const void *)e); } \
    TLSRS_SK int sk_##name##_push(STACK_OF(name) *sk, elem *e) \
    { return OPENSSL_sk_push((OPENSSL_STACK *)sk, (const void *)e); } \
    TLSRS_SK int sk_##name##_unshift(STACK_OF(name) *sk, elem *e) \
    { return OPENSSL_sk_unshift((OPENSSL_STACK *)sk, (const void *)e); } \
    TLSRS_SK elem *sk_##name##_pop(STACK_OF(name) *sk) \
    { return (elem *)OPENSSL_sk_pop((OPENSSL_STACK *)sk); } \
    TLSRS_SK elem *sk_##name##_shift(STACK_OF(name) *sk) \
    { return (elem *)OPENSSL_sk_shift((OPENSSL_STACK *)sk); } \
    TLSRS_SK void sk_##name##_pop_free(STACK_OF(name) *sk, sk_##name##_freefunc f) \
    { OPENSSL_sk_pop_free((OPENSSL_STACK *)sk, (OPENSSL_sk_freefunc)f); } \
    TLSRS_SK int sk_##name##_insert(STACK_OF(name) *sk, elem *e, int i) \
    { return OPENSSL_sk_insert((OPENSSL_STACK *)sk, (const void *)e, i); } \
    TLSRS_SK elem *sk_##name##_set(STACK_OF(name) *sk, int i, elem *e) \
    { return (elem *)OPENSSL_sk_set((OPENSSL_STACK *)sk, i, (const void *)e); } \
    TLSRS_SK int sk_##name##_find(STACK_OF(name) *sk, elem *e) \
    { return OPENSSL_sk_find((OPENSSL_STACK *)sk, (const void *)e); } \
    TLSRS_SK int sk_##name##_find_ex(STACK_OF(name) *sk, elem *e) \
    { return OPENSSL_sk_find_ex((OPENSSL_STACK *)sk, (const void *)e); } \
    TLSRS_SK int sk_##name##_find_all(STACK_OF(name) *sk, elem *e, int *n) \
    { return OPENSSL_sk_find_all((OPENSSL_STACK *)sk, (const void *)e, n); } \
    TLSRS_SK void sk_##name##_sort(STACK_OF(name) *sk) \
    { OPENSSL_sk_sort((OPENSSL_STACK *)sk); } \
    TLSRS_SK int sk_##name##_is_sorted(const STACK_OF(name) *sk) \
    { return OPENSSL_sk_is_sorted((const OPENSSL_STACK *)sk); } \
    TLSRS_SK STACK_OF(name) *sk_##name##_dup(const STACK_OF(name) *sk) \
    { return (STACK_OF(name) *)OPENSSL_sk_dup((const OPENSSL_STACK *)sk); } \
    TLSRS_SK STACK_OF(name) *sk_##name##_deep_copy( \
        const STACK_OF(name) *sk, sk_##name##_copyfunc copy, sk_##name##_freefunc f) \
    { return (STACK_OF(name) *)OPENSSL_sk_deep_copy((const OPENSSL_STACK *)sk, \
          (OPENSSL_sk_copyfunc)copy, (OPENSSL_sk_freefunc)f); } \
    TLSRS_SK sk_##name##_compfunc sk_##name##_set_cmp_func( \
        STACK_OF(name) *sk, sk_##name##_compfunc cmp) \
    { return (sk_##name##_compfunc)OPENSSL_sk_set_cmp_func( \
          (OPENSSL_STACK *)sk, (OPENSSL_sk_compfunc)cmp); }

#define DEFINE_STACK_OF(t) SKM_DEFINE_STACK_OF(t, t, t)
#define DEFINE_STACK_OF_CONST(t) SKM_DEFINE_STACK_OF(t, const t, t)
#define DEFINE_SPECIAL_STACK_OF(name, t) SKM_DEFINE_STACK_OF(name, t, t)
#define DEFINE_SPECIAL_STACK_OF_CONST(name, t) SKM_DEFINE_STACK_OF(name, const t, t)

typedef char *OPENSSL_STRING;
typedef const char *OPENSSL_CSTRING;
typedef void *OPENSSL_BLOCK;
DEFINE_SPECIAL_STACK_OF(OPENSSL_STRING, char)
DEFINE_SPECIAL_STACK_OF_CONST(OPENSSL_CSTRING, char)
DEFINE_SPECIAL_STACK_OF(OPENSSL_BLOCK, void)
