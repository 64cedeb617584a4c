#include <openssl/macros.h>
#include <openssl/e_os2.h>
#include <openssl/bio.h>

#define HEADER_LHASH_H

typedef struct lhash_node_st OPENSSL_LH_NODE;
typedef struct lhash_st OPENSSL_LHASH;
typedef int (*OPENSSL_LH_COMPFUNC)(const void *, const void *);
typedef unsigned long (*OPENSSL_LH_HASHFUNC)(const void *);
typedef void (*OPENSSL_LH_DOALL_FUNC)(void *);
typedef void (*OPENSSL_LH_DOALL_FUNCARG)(void *, void *);

#define LH_LOAD_MULT 256

/* Callbacks over `void *` that forward to the program's typed ones. */
#define DECLARE_LHASH_HASH_FN(name, type) unsigned long name##_LHASH_HASH(const void *);
#define IMPLEMENT_LHASH_HASH_FN(name, type) \
    unsigned long name##_LHASH_HASH(const void *arg) \
    { const type *a = (const type *)arg; return name##_hash(a); }
#define LHASH_HASH_FN(name) name##_LHASH_HASH
#define DECLARE_LHASH_COMP_FN(name, type) int name##_LHASH_COMP(const void *, const void *);
#define IMPLEMENT_LHASH_COMP_FN(name, type) \
    int name##_LHASH_COMP(const void *arg1, const void *arg2) \
    { const type *a = (const type *)arg1; const type *b = (const type *)arg2; \
      return name##_cmp(a, b); }
#define LHASH_COMP_FN(name) name##_LHASH_COMP
#define DECLARE_LHASH_DOALL_ARG_FN(name, type, argtype) \
    void name##_LHASH_DOALL_ARG(void *, void *);
#define IMPLEMENT_LHASH_DOALL_ARG_FN(name, type, argtype) \
    void name##_LHASH_DOALL_ARG(void *arg1, void *arg2) \
    { type *a = (type *)arg1; argtype *b = (argtype *)arg2; name##_doall_arg(a, b); }
#define LHASH_DOALL_ARG_FN(name) name##_LHASH_DOALL_ARG

#define _LHASH OPENSSL_LHASH
#define LHASH_NODE OPENSSL_LH_NODE
#define lh_error OPENSSL_LH_error
#define lh_new OPENSSL_LH_new
#define lh_free OPENSSL_LH_free
#define lh_insert OPENSSL_LH_insert
#define lh_delete OPENSSL_LH_delete
#define lh_retrieve OPENSSL_LH_retrieve
#define lh_doall OPENSSL_LH_doall
#define lh_doall_arg OPENSSL_LH_doall_arg
#define lh_strhash OPENSSL_LH_strhash
#define lh_num_items OPENSSL_LH_num_items
#define lh_stats OPENSSL_LH_stats
#define lh_node_stats OPENSSL_LH_node_stats
#define lh_node_usage_stats OPENSSL_LH_node_usage_stats
#define lh_stats_bio OPENSSL_LH_stats_bio
#define lh_node_stats_bio OPENSSL_LH_node_stats_bio
#define lh_node_usage_stats_bio OPENSSL_LH_node_usage_stats_bio

#define LHASH_OF(type) struct lhash_st_##type

/* The functions of LHASH_OF(type). */
#define DEFINE_LHASH_OF(type) \
    LHASH_OF(type) { union lh_##type##_dummy { void *d1; unsigned long d2; int d3; } dummy; }; \
    typedef int (*lh_##type##_compfunc)(const type *a, const type *b); \
    typedef unsigned long (*lh_##type##_hashfunc)(const type *a); \
    typedef void (*lh_##type##_doallfunc)(type *a); \
    TLSRS_SK LHASH_OF(type) *lh_##type##_new(lh_##type##_hashfunc hash, lh_##type##_compfunc cmp) \
    { return (LHASH_OF(type) *)OPENSSL_LH_new( \
          (OPENSSL_LH_HASHFUNC)hash, (OPENSSL_LH_COMPFUNC)cmp); } \
    TLSRS_SK void lh_##type##_free(LHASH_OF(type) *lh) \
    { OPENSSL_LH_free((OPENSSL_LHASH *)lh); } \
    TLSRS_SK void lh_##type##_flush(LHASH_OF(type) *lh) \
    { OPENSSL_LH_flush((OPENSSL_LHASH *)lh); } \
    TLSRS_SK type *lh_##type##_insert(LHASH_OF(type) *lh, type *d) \
    { return (type *)OPENSSL_LH_insert((OPENSSL_LHASH *)lh, (void *)d); } \
    TLSRS_SK type *lh_##type##_delete(LHASH_OF(type) *lh, const type *d) \
    { return (type *)OPENSSL_LH_delete((OPENSSL_LHASH *)lh, (const void *)d); } \
    TLSRS_SK type *lh_##type##_retrieve(LHASH_OF(type) *lh, const type *d) \
    { return (type *)OPENSSL_LH_retrieve((OPENSSL_LHASH *)lh, (const void *)d); } \
    TLSRS_SK int lh_##type##_error(LHASH_OF(type) *lh) \
    { return OPENSSL_LH_error((OPENSSL_LHASH *)lh); } \
    TLSRS_SK unsigned long lh_##type##_num_items(LHASH_OF(type) *lh) \
    { return OPENSSL_LH_num_items((OPENSSL_LHASH *)lh); } \
    TLSRS_SK void lh_##type##_node_stats_bio(const LHASH_OF(type) *lh, BIO *out) \
    { OPENSSL_LH_node_stats_bio((const OPENSSL_LHASH *)lh, out); } \
    TLSRS_SK void lh_##type##_node_usage_stats_bio(const LHASH_OF(type) *lh, BIO *out) \
    { OPENSSL_LH_node_usage_stats_bio((const OPENSSL_LHASH *)lh, out); } \
    TLSRS_SK void lh_##type##_stats_bio(const LHASH_OF(type) *lh, BIO *out) \
    { OPENSSL_LH_stats_bio((const OPENSSL_LHASH *)lh, out); } \
    TLSRS_SK unsigned long lh_##type##_get_down_load(LHASH_OF(type) *lh) \
    { return OPENSSL_LH_get_down_load((OPENSSL_LHASH *)lh); } \
    TLSRS_SK void lh_##type##_set_down_load(LHASH_OF(type) *lh, unsigned long dl) \
    { OPENSSL_LH_set_down_load((OPENSSL_LHASH *)lh, dl); } \
    TLSRS_SK void lh_##type##_doall(LHASH_OF(type) *lh, lh_##type##_doallfunc f) \
    { OPENSSL_LH_doall((OPENSSL_LHASH *)lh, (OPENSSL_LH_DOALL_FUNC)f); } \
    TLSRS_SK void lh_##type##_doall_arg(LHASH_OF(type) *lh, void (*f)(type *, void *), void *arg) \
    { OPENSSL_LH_doall_arg((OPENSSL_LHASH *)lh, (OPENSSL_LH_DOALL_FUNCARG)f, arg); } \
    LHASH_OF(type)

#define IMPLEMENT_LHASH_DOALL_ARG_CONST(type, argtype) \
    int_implement_lhash_doall(type, argtype, const type)
#define IMPLEMENT_LHASH_DOALL_ARG(type, argtype) int_implement_lhash_doall(type, argtype, type)
#define int_implement_lhash_doall(type, argtype, cbargtype) \
    TLSRS_SK void lh_##type##_doall_##argtype( \
        LHASH_OF(type) *lh, void (*f)(cbargtype *, argtype *), argtype *arg) \
    { OPENSSL_LH_doall_arg((OPENSSL_LHASH *)lh, (OPENSSL_LH_DOALL_FUNCARG)f, (void *)arg); } \
    LHASH_OF(type)

PROTOTYPES

DEFINE_LHASH_OF(OPENSSL_STRING);
DEFINE_LHASH_OF(OPENSSL_CSTRING);
