/* What a program's own types have beside their members: functions that are told, counts, kept encodings, values within the structure, types that another member tells, and types that the program itself reads and writes. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "_own.h"

static int refuse = -1, done = -1;

static const char *name_of(int operation)
{
    static const char *const names[] = { "new-pre", "new-post", "free-pre", "free-post", "d2i-pre", "d2i-post", "i2d-pre",
        "i2d-post", "print-pre", "print-post", "stream-pre", "stream-post", "detached-pre", "detached-post", "dup-pre",
        "dup-post", "libctx", "propq" };

    return operation >= 0 && operation < 18 ? names[operation] : "?";
}

static int told(int operation, ASN1_VALUE **in, const ASN1_ITEM *it, void *argument)
{
    printf("    %s %s%s%s\n", it->sname, name_of(operation), *in == NULL ? " of nothing" : "", argument == NULL ? "" : " with more");
    if (operation == ASN1_OP_PRINT_PRE) {
        ASN1_PRINT_ARG *print = argument;

        BIO_printf(print->out, "%*sbefore\n", print->indent, "");
    }
    if (operation == refuse)
        return 0;
    return operation == done ? 2 : 1;
}

static int looks(int operation, const ASN1_VALUE **in, const ASN1_ITEM *it, void *argument)
{
    printf("    (%s %s%s%s)\n", it->sname, name_of(operation), *in == NULL ? " of nothing" : "", argument == NULL ? "" : " with more");
    return operation != refuse;
}

/* Told of all, with members that are told, too. */
typedef struct {
    ASN1_INTEGER *number;
} INNER;
ASN1_SEQUENCE_cb_const_cb(INNER, told, looks) = {
    ASN1_SIMPLE(INNER, number, ASN1_INTEGER),
} ASN1_SEQUENCE_END_cb(INNER, INNER)

typedef struct {
    int type;
    union {
        ASN1_BOOLEAN flag;
        INNER *inner;
    } d;
} EITHER;
ASN1_CHOICE_cb(EITHER, told) = {
    ASN1_SIMPLE(EITHER, d.flag, ASN1_BOOLEAN),
    ASN1_EXP(EITHER, d.inner, INNER, 1),
} ASN1_CHOICE_END_cb(EITHER, EITHER, type)

DEFINE_STACK_OF(INNER)
typedef struct {
    INNER *one;
    STACK_OF(INNER) *many;
    EITHER *either;
} OUTER;
ASN1_SEQUENCE_cb(OUTER, told) = {
    ASN1_SIMPLE(OUTER, one, INNER),
    ASN1_SET_OF_OPT(OUTER, many, INNER),
    ASN1_OPT(OUTER, either, EITHER),
} ASN1_SEQUENCE_END_cb(OUTER, OUTER)
IMPLEMENT_ASN1_FUNCTIONS(OUTER)

/* Counted. */
typedef struct {
    ASN1_INTEGER *number;
    int references;
    CRYPTO_RWLOCK *lock;
} COUNTED;
ASN1_SEQUENCE_ref(COUNTED, told) = {
    ASN1_SIMPLE(COUNTED, number, ASN1_INTEGER),
} ASN1_SEQUENCE_END_ref(COUNTED, COUNTED)
IMPLEMENT_ASN1_FUNCTIONS(COUNTED)

/* With its encoding kept. */
typedef struct {
    ASN1_ENCODING enc;
    ASN1_INTEGER *number;
} KEPT;
ASN1_SEQUENCE_enc(KEPT, enc, 0) = {
    ASN1_SIMPLE(KEPT, number, ASN1_INTEGER),
} ASN1_SEQUENCE_END_enc(KEPT, KEPT)
IMPLEMENT_ASN1_FUNCTIONS(KEPT)

/* Whose length is of no meaning. */
typedef struct {
    ASN1_INTEGER *number;
    ASN1_OCTET_STRING *octets;
} BROKEN;
static const ASN1_AUX BROKEN_aux = { NULL, ASN1_AFLG_BROKEN, 0, 0, NULL, 0, NULL };
ASN1_SEQUENCE(BROKEN) = {
    ASN1_SIMPLE(BROKEN, number, ASN1_INTEGER),
    ASN1_OPT(BROKEN, octets, ASN1_OCTET_STRING),
} ASN1_SEQUENCE_END_ref(BROKEN, BROKEN)

/* Numbers of C, within the structure and not. */
typedef struct {
    int32_t i32;
    uint32_t u32;
    int64_t i64;
    uint64_t u64;
    int32_t z32;
    uint64_t z64;
    int64_t *apart;
    long l;
    long z;
    BIGNUM *big;
    BIGNUM *secret;
} NUMBERS;
ASN1_SEQUENCE(NUMBERS) = {
    ASN1_EMBED(NUMBERS, i32, INT32),
    ASN1_EMBED(NUMBERS, u32, UINT32),
    ASN1_EMBED(NUMBERS, i64, INT64),
    ASN1_EMBED(NUMBERS, u64, UINT64),
    ASN1_IMP_OPT_EMBED(NUMBERS, z32, ZINT32, 0),
    ASN1_EXP_OPT_EMBED(NUMBERS, z64, ZUINT64, 1),
    ASN1_IMP(NUMBERS, apart, INT64, 2),
    ASN1_IMP_OPT(NUMBERS, l, LONG, 3),
    ASN1_IMP_OPT(NUMBERS, z, ZLONG, 4),
    ASN1_SIMPLE(NUMBERS, big, BIGNUM),
    ASN1_IMP_OPT(NUMBERS, secret, CBIGNUM, 5),
} ASN1_SEQUENCE_END(NUMBERS)
IMPLEMENT_ASN1_FUNCTIONS(NUMBERS)

/* Structures within the structure. */
typedef struct {
    INNER inner;
    EITHER either;
    ASN1_INTEGER number;
    X509_ALGOR algorithm;
    INNER perhaps;
    ASN1_OCTET_STRING octets;
} HOLDER;
ASN1_SEQUENCE(HOLDER) = {
    ASN1_EMBED(HOLDER, inner, INNER),
    ASN1_EMBED(HOLDER, either, EITHER),
    ASN1_EMBED(HOLDER, number, ASN1_INTEGER),
    ASN1_EMBED(HOLDER, algorithm, X509_ALGOR),
    ASN1_IMP_OPT_EMBED(HOLDER, perhaps, INNER, 0),
    ASN1_IMP_OPT_EMBED(HOLDER, octets, ASN1_OCTET_STRING, 1),
} ASN1_SEQUENCE_END(HOLDER)
IMPLEMENT_ASN1_FUNCTIONS(HOLDER)

/* What another member tells. */
typedef struct {
    ASN1_OBJECT *type;
    union {
        ASN1_INTEGER *number;
        ASN1_UTF8STRING *text;
        STACK_OF(ASN1_INTEGER) *numbers;
        ASN1_TYPE *other;
    } d;
} BY_OBJECT;
ASN1_ADB_TEMPLATE(by_default) = ASN1_SIMPLE(BY_OBJECT, d.other, ASN1_ANY);
ASN1_ADB(BY_OBJECT) = {
    ADB_ENTRY(NID_commonName, ASN1_EXP(BY_OBJECT, d.text, ASN1_UTF8STRING, 0)),
    ADB_ENTRY(NID_serialNumber, ASN1_SIMPLE(BY_OBJECT, d.number, ASN1_INTEGER)),
    ADB_ENTRY(NID_pkcs7_data, ASN1_SET_OF_OPT(BY_OBJECT, d.numbers, ASN1_INTEGER)),
} ASN1_ADB_END(BY_OBJECT, 0, type, NULL, &by_default_tt, NULL);
ASN1_SEQUENCE(BY_OBJECT) = {
    ASN1_SIMPLE(BY_OBJECT, type, ASN1_OBJECT),
    ASN1_ADB_OBJECT(BY_OBJECT),
} ASN1_SEQUENCE_END(BY_OBJECT)
IMPLEMENT_ASN1_FUNCTIONS(BY_OBJECT)

static int translate(long *selector)
{
    if (*selector == 13)
        return 0;
    if (*selector > 100)
        *selector -= 100;
    return 1;
}

typedef struct {
    ASN1_INTEGER *version;
    union {
        ASN1_OCTET_STRING *octets;
        ASN1_NULL *nothing;
    } d;
} BY_NUMBER;
ASN1_ADB_TEMPLATE(by_none) = ASN1_SIMPLE(BY_NUMBER, d.nothing, ASN1_NULL);
ASN1_ADB(BY_NUMBER) = {
    ADB_ENTRY(1, ASN1_SIMPLE(BY_NUMBER, d.octets, ASN1_OCTET_STRING)),
    ADB_ENTRY(2, ASN1_IMP_OPT(BY_NUMBER, d.octets, ASN1_OCTET_STRING, 0)),
} ASN1_ADB_END(BY_NUMBER, 0, version, translate, NULL, &by_none_tt);
ASN1_SEQUENCE(BY_NUMBER) = {
    ASN1_OPT(BY_NUMBER, version, ASN1_INTEGER),
    ASN1_ADB_INTEGER(BY_NUMBER),
} ASN1_SEQUENCE_END(BY_NUMBER)
IMPLEMENT_ASN1_FUNCTIONS(BY_NUMBER)

/* In indefinite lengths, if asked. */
typedef struct {
    ASN1_OBJECT *type;
    ASN1_OCTET_STRING *content;
} STREAMED;
ASN1_NDEF_SEQUENCE(STREAMED) = {
    ASN1_SIMPLE(STREAMED, type, ASN1_OBJECT),
    ASN1_NDEF_EXP_OPT(STREAMED, content, ASN1_OCTET_STRING, 0),
} ASN1_NDEF_SEQUENCE_END(STREAMED)
IMPLEMENT_ASN1_FUNCTIONS(STREAMED)
IMPLEMENT_ASN1_NDEF_FUNCTION(STREAMED)

/* A type for ever within itself. */
typedef struct DEEP_st {
    struct DEEP_st *next;
} DEEP;
DECLARE_ASN1_ITEM(DEEP)
ASN1_SEQUENCE(DEEP) = {
    ASN1_OPT(DEEP, next, DEEP),
} ASN1_SEQUENCE_END(DEEP)

/* A primitive type with functions: a character. */
static int char_new(ASN1_VALUE **pval, const ASN1_ITEM *it)
{
    (void)it;
    return (*pval = (ASN1_VALUE *)OPENSSL_strdup("-")) != NULL;
}

static void char_free(ASN1_VALUE **pval, const ASN1_ITEM *it)
{
    (void)it;
    OPENSSL_free(*pval);
    *pval = NULL;
}

static int char_c2i(ASN1_VALUE **pval, const unsigned char *cont, int len, int utype, char *free_cont, const ASN1_ITEM *it)
{
    (void)free_cont;
    printf("    c2i of %d bytes, type %d\n", len, utype);
    if (len != 1 || (*pval == NULL && !char_new(pval, it)))
        return 0;
    *(char *)*pval = (char)*cont;
    return 1;
}

static int char_i2c(const ASN1_VALUE **pval, unsigned char *cont, int *putype, const ASN1_ITEM *it)
{
    (void)it;
    if (*pval == NULL || *(const char *)*pval == '-')
        return -1;
    if (*(const char *)*pval == '#')
        *putype = V_ASN1_VISIBLESTRING;
    if (cont != NULL)
        *cont = *(const unsigned char *)*pval;
    return 1;
}

static int char_print(BIO *out, const ASN1_VALUE **pval, const ASN1_ITEM *it, int indent, const ASN1_PCTX *pctx)
{
    (void)it, (void)pctx;
    return BIO_printf(out, "'%c' at %d\n", *(const char *)*pval, indent) > 0;
}

static const ASN1_PRIMITIVE_FUNCS char_funcs = { NULL, 0, char_new, char_free, NULL, char_c2i, char_i2c, char_print };
typedef char CHARACTER;
ASN1_ITEM_start(CHARACTER)
    ASN1_ITYPE_PRIMITIVE, V_ASN1_IA5STRING, NULL, 0, &char_funcs, 0, "CHARACTER"
ASN1_ITEM_end(CHARACTER)

/* A type that the program reads and writes: a count of octets of 7, under NULL's tag. */
static int count_new(ASN1_VALUE **pval, const ASN1_ITEM *it)
{
    (void)it;
    return (*pval = OPENSSL_zalloc(sizeof(int))) != NULL;
}

static void count_free(ASN1_VALUE **pval, const ASN1_ITEM *it)
{
    (void)it;
    printf("    freed %d\n", *(int *)*pval);
    OPENSSL_free(*pval);
    *pval = NULL;
}

static int count_d2i(ASN1_VALUE **pval, const unsigned char **in, long len, const ASN1_ITEM *it, int tag, int aclass, char opt, ASN1_TLC *ctx)
{
    (void)ctx;
    printf("    d2i of %ld bytes, tag %d of class %d, optional %d\n", len, tag, aclass, opt);
    if (len < 2 || **in != (tag == -1 ? 5 : 0x80 + tag))
        return opt ? -1 : 0;
    if (len < 2 + (*in)[1] || (*pval == NULL && !count_new(pval, it)))
        return 0;
    *(int *)*pval = (*in)[1];
    *in += 2 + (*in)[1];
    return 1;
}

static int count_i2d(const ASN1_VALUE **pval, unsigned char **out, const ASN1_ITEM *it, int tag, int aclass)
{
    int count = *(const int *)*pval;

    (void)it;
    if (out != NULL)
        printf("    i2d, tag %d of class %d\n", tag, aclass & 0xff);
    if (count > 100)
        return -1;
    if (out != NULL) {
        *(*out)++ = (unsigned char)(tag == -1 ? 5 : 0x80 + tag);
        *(*out)++ = (unsigned char)count;
        memset(*out, 7, count);
        *out += count;
    }
    return 2 + count;
}

static int count_print(BIO *out, const ASN1_VALUE **pval, int indent, const char *name, const ASN1_PCTX *pctx)
{
    (void)pctx;
    BIO_printf(out, "<%d at %d%s>", *(const int *)*pval, indent, name);
    return 2;
}

static const ASN1_EXTERN_FUNCS count_funcs = { NULL, count_new, count_free, NULL, count_d2i, count_i2d, count_print, NULL, NULL };
static const ASN1_EXTERN_FUNCS silent_funcs = { NULL, count_new, count_free, NULL, count_d2i, count_i2d, NULL, NULL, NULL };
typedef int COUNT;
typedef int SILENT;
IMPLEMENT_EXTERN_ASN1(COUNT, V_ASN1_NULL, count_funcs)
IMPLEMENT_EXTERN_ASN1(SILENT, V_ASN1_NULL, silent_funcs)

typedef struct {
    CHARACTER *first;
    CHARACTER *second;
    COUNT *count;
    SILENT *silent;
} FOREIGN;
ASN1_SEQUENCE(FOREIGN) = {
    ASN1_SIMPLE(FOREIGN, first, CHARACTER),
    ASN1_IMP_OPT(FOREIGN, second, CHARACTER, 1),
    ASN1_OPT(FOREIGN, count, COUNT),
    ASN1_IMP_OPT(FOREIGN, silent, SILENT, 2),
} ASN1_SEQUENCE_END(FOREIGN)
IMPLEMENT_ASN1_FUNCTIONS(FOREIGN)

/* Tables that OpenSSL's macros allow, and that make no sense. */
typedef struct {
    EITHER *either;
    ASN1_TYPE *any;
    ASN1_INTEGER *last;
} WRONG;
ASN1_SEQUENCE(WRONG) = {
    ASN1_IMP_OPT(WRONG, either, EITHER, 0),
    ASN1_OPT(WRONG, any, ASN1_ANY),
    ASN1_OPT(WRONG, last, ASN1_INTEGER),
} ASN1_SEQUENCE_END(WRONG)

static void show_trace(const char *hex)
{
    unsigned char der[256];
    long len = (long)from_hex(hex, der);
    const unsigned char *at = der;
    OUTER *value;

    printf("trace of %s\n", hex);
    value = d2i_OUTER(NULL, &at, len);
    SHOW_NULL(value);
    if (value != NULL) {
        unsigned char *out = NULL;
        BIO *text = BIO_new_fp(stdout, BIO_NOCLOSE);

        SHOW_INT(i2d_OUTER(value, NULL));
        SHOW_INT(i2d_OUTER(value, &out));
        OPENSSL_free(out);
        SHOW_NULL(value = ASN1_item_dup(ASN1_ITEM_rptr(OUTER), value));
        SHOW_INT(ASN1_item_print(text, (ASN1_VALUE *)value, 0, ASN1_ITEM_rptr(OUTER), NULL));
        BIO_free(text);
    }
    show_errors();
    printf("free\n");
    OUTER_free(value);
}

static void callbacks(void)
{
    static const char full[] = "30 18 30 03 02 01 05 31 0a 30 03 02 01 07 30 03 02 01 06 a1 05 30 03 02 01 08";
    unsigned char der[256];
    long len = (long)from_hex(full, der);
    OUTER *value;
    setvbuf(stdout, NULL, _IONBF, 0);
    SHOW_NULL(value = OUTER_new());
    OUTER_free(value);
    show_trace(full);
    show_trace("30 08 30 03 02 01 05 01 01 ff");
    show_trace("30 06 30 03 02 01 05 05");
    show_trace("30 09 30 03 02 01 05 a1 02 30 00");
    for (refuse = 0; refuse < 18; refuse++) {
        const unsigned char *at = der;
        unsigned char *out = NULL;
        void *copy;
        int wrote;

        /* Only what a program can do without losing memory in OpenSSL. */
        if (refuse == ASN1_OP_FREE_PRE || refuse == ASN1_OP_FREE_POST)
            continue;
        printf("refusing %s\n", name_of(refuse));
        value = d2i_OUTER(NULL, &at, len);
        SHOW_NULL(value);
        show_errors();
        if (value == NULL) {
            refuse += 100;
            at = der;
            value = d2i_OUTER(NULL, &at, len);
            refuse -= 100;
        }
        wrote = i2d_OUTER(value, NULL);
        SHOW_INT(wrote);
        if (refuse != ASN1_OP_I2D_POST) {
            wrote = i2d_OUTER(value, &out);
            SHOW_INT(wrote);
            OPENSSL_free(out);
        }
        show_errors();
        if (refuse != ASN1_OP_I2D_POST && refuse != ASN1_OP_DUP_POST) {
            SHOW_NULL(copy = ASN1_item_dup(ASN1_ITEM_rptr(OUTER), value));
            show_errors();
            ASN1_item_free(copy, ASN1_ITEM_rptr(OUTER));
        }
        SHOW_NULL(copy = OUTER_new());
        show_errors();
        OUTER_free(copy);
        OUTER_free(value);
    }
    refuse = -1;
}

static void counted(void)
{
    COUNTED *value = COUNTED_new();
    int count = 0;

    SHOW_INT(value->references);
    SHOW_NULL(value->lock);
    SHOW_INT(CRYPTO_atomic_add(&value->references, 1, &count, value->lock));
    SHOW_INT(count);
    COUNTED_free(value);
    SHOW_INT(value->references);
    SHOW_INT(i2d_COUNTED(value, NULL));
    show_errors();
    COUNTED_free(value);
}

static void kept(void)
{
    static const unsigned char der[] = { 0x30, 0x04, 0x02, 0x02, 0x00, 0x05, 0x30, 0x81, 0x04, 0x02, 0x02, 0x11, 0x05 };
    const unsigned char *at = der + 6;
    KEPT *value = KEPT_new();

    SHOW_INT(value->enc.modified);
    SHOW_NULL(value->enc.enc);
    written("new", value, ASN1_ITEM_rptr(KEPT), der, 0);
    show_errors();
    SHOW_INT(d2i_KEPT(&value, &at, 7) == value);
    SHOW_INT(value->enc.modified);
    SHOW_INT(value->enc.len);
    written("kept", value, ASN1_ITEM_rptr(KEPT), der + 6, 7);
    ASN1_INTEGER_set(value->number, 3);
    written("changed", value, ASN1_ITEM_rptr(KEPT), der + 6, 7);
    value->enc.modified = 1;
    written("said to be", value, ASN1_ITEM_rptr(KEPT), der + 6, 7);
    KEPT_free(value);
}

static void numbers(void)
{
    NUMBERS *value = NUMBERS_new();
    unsigned char *der = NULL;
    int len;

    SHOW_INT(value->i32);
    SHOW_INT(value->z64);
    SHOW_NULL(value->apart);
    SHOW_INT(value->l);
    SHOW_INT(value->z);
    SHOW_NULL(value->secret);
    SHOW_INT(i2d_NUMBERS(value, NULL));
    show_errors();
    value->i32 = -2147483647 - 1;
    value->u32 = 0xffffffff;
    value->i64 = -5;
    value->u64 = 0x8000000000000000;
    value->l = -129;
    value->z = 128;
    value->z32 = -1;
    value->z64 = 1;
    BN_set_word(value->big, 0xff);
    value->secret = BN_new();
    BN_set_word(value->secret, 7);
    len = i2d_NUMBERS(value, &der);
    show_hex("numbers", der, len);
    look_at(ASN1_ITEM_rptr(NUMBERS), "numbers", der, len);
    OPENSSL_free(der);
    NUMBERS_free(value);
}

static void holder(void)
{
    HOLDER *value = HOLDER_new();
    unsigned char *der = NULL;
    int len;

    SHOW_INT(value->either.type);
    SHOW_INT(ASN1_STRING_type(&value->number));
    SHOW_INT(i2d_HOLDER(value, NULL));
    show_errors();
    ASN1_INTEGER_set(value->inner.number, 4);
    ASN1_INTEGER_set(&value->number, 6);
    value->either.type = 0;
    value->either.d.flag = 1;
    X509_ALGOR_set0(&value->algorithm, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, NULL);
    len = i2d_HOLDER(value, &der);
    if (len > 0)
        show_hex("holder", der, len);
    show_errors();
    OPENSSL_free(der);
    HOLDER_free(value);
}

/* A number that the program refuses: OpenSSL says so once more when it frees. */
static void refused(void)
{
    static const unsigned char der[] = { 0x30, 0x05, 0x02, 0x01, 0x0d, 0x05, 0x00 };
    const unsigned char *at = der;

    SHOW_NULL(d2i_BY_NUMBER(NULL, &at, sizeof(der)));
    SHOW_INT(ERR_GET_REASON(ERR_get_error()));
    ERR_clear_error();
}

static void streamed(void)
{
    static const unsigned char der[] = { 0x30, 0x0a, 0x06, 0x03, 0x55, 0x04, 0x03, 0xa0, 0x03, 0x04, 0x01, 0x61 };
    const unsigned char *at = der;
    STREAMED *value = d2i_STREAMED(NULL, &at, sizeof(der));
    unsigned char *out = NULL;
    int len = i2d_STREAMED_NDEF(value, &out);

    show_hex("indefinite", out, len);
    SHOW_INT(i2d_STREAMED_NDEF(value, NULL));
    SHOW_INT(i2d_STREAMED_NDEF(NULL, NULL));
    OPENSSL_free(out);
    STREAMED_free(value);
}

static void by_places(void)
{
    static const unsigned char der[] = { 0xa3, 0x03, 0x02, 0x01, 0x05, 0x30, 0x03, 0x02, 0x01, 0x05 };
    const unsigned char *at = der;
    unsigned char room[32], *to = room;
    ASN1_VALUE *value = NULL;
    const ASN1_ITEM *it = ASN1_ITEM_rptr(DEEP), *broken = ASN1_ITEM_rptr(BROKEN);

    SHOW_INT(ASN1_item_ex_new(&value, broken));
    SHOW_NULL(value);
    ASN1_item_ex_free(&value, broken);
    SHOW_NULL(value);
    ASN1_item_ex_free(&value, broken);
    SHOW_INT(ASN1_item_ex_d2i(&value, &at, sizeof(der), broken, 3, V_ASN1_CONTEXT_SPECIFIC, 0, NULL));
    SHOW_INT(at - der);
    show_errors();
    SHOW_INT(ASN1_item_ex_i2d((const ASN1_VALUE **)&value, NULL, broken, 9, V_ASN1_APPLICATION));
    SHOW_INT(ASN1_item_ex_i2d((const ASN1_VALUE **)&value, &to, broken, 9, V_ASN1_APPLICATION));
    show_hex("tagged", room, to - room);
    SHOW_INT(ASN1_item_ex_d2i(&value, &at, 5, broken, 3, V_ASN1_CONTEXT_SPECIFIC, 1, NULL));
    SHOW_NULL(value);
    show_errors();
    SHOW_INT(ASN1_item_ex_d2i(&value, &at, 5, broken, 3, V_ASN1_CONTEXT_SPECIFIC, 0, NULL));
    SHOW_NULL(value);
    show_errors();
    SHOW_INT(ASN1_item_ex_i2d((const ASN1_VALUE **)&value, NULL, it, -1, 0));
    SHOW_INT(ASN1_item_ex_new(&value, ASN1_ITEM_rptr(ASN1_INTEGER)));
    SHOW_INT(ASN1_item_ex_i2d((const ASN1_VALUE **)&value, NULL, ASN1_ITEM_rptr(ASN1_INTEGER), 1000, V_ASN1_PRIVATE));
    ASN1_item_ex_free(&value, ASN1_ITEM_rptr(ASN1_INTEGER));
}

static void deep(int levels)
{
    unsigned char der[256], *at = der + sizeof(der);
    const unsigned char *in;
    int len = 0;
    ASN1_VALUE *value;

    for (int i = 0; i < levels; i++) {
        *--at = (unsigned char)len;
        *--at = 0x30;
        len += 2;
    }
    in = at;
    value = ASN1_item_d2i(NULL, &in, len, ASN1_ITEM_rptr(DEEP));
    printf("%d levels: %s\n", levels, value == NULL ? "NULL" : "read");
    show_errors();
    ASN1_item_free(value, ASN1_ITEM_rptr(DEEP));
}

static void foreign(void)
{
    FOREIGN *value = FOREIGN_new();

    SHOW_STR(value->first);
    SHOW_NULL(value->count);
    SHOW_INT(i2d_FOREIGN(value, NULL));
    show_errors();
    value->first[0] = '#';
    SHOW_INT(i2d_FOREIGN(value, NULL));
    value->count = OPENSSL_malloc(sizeof(int));
    *value->count = 101;
    SHOW_INT(i2d_FOREIGN(value, NULL));
    show_errors();
    value->silent = OPENSSL_malloc(sizeof(int));
    *value->count = *value->silent = 3;
    for (unsigned long flags = 0; flags < 0x200; flags = flags == 0 ? 1 : 2 * flags) {
        ASN1_PCTX *pctx = ASN1_PCTX_new();
        BIO *out = BIO_new(BIO_s_mem());
        char *text;
        long len;

        ASN1_PCTX_set_flags(pctx, flags);
        printf("flags %lx\n", flags);
        SHOW_INT(ASN1_item_print(out, (ASN1_VALUE *)value, 1, ASN1_ITEM_rptr(FOREIGN), pctx));
        SHOW_INT(ASN1_item_print(out, (ASN1_VALUE *)value->silent, 1, ASN1_ITEM_rptr(SILENT), pctx));
        SHOW_INT(ASN1_item_print(out, (ASN1_VALUE *)value->first, 1, ASN1_ITEM_rptr(CHARACTER), pctx));
        len = BIO_get_mem_data(out, &text);
        printf("%.*s\n", (int)len, text);
        BIO_free(out);
        ASN1_PCTX_free(pctx);
    }
    FOREIGN_free(value);
}

int main(void)
{
    static const char *const by_object[] = { "30 0a 06 03 55 04 03 a0 03 0c 01 61", "30 08 06 03 55 04 03 02 01 05",
        "30 08 06 03 55 04 05 02 01 05", "30 08 06 03 55 04 05 04 01 05", "30 0b 06 09 2a 86 48 86 f7 0d 01 07 01",
        "30 10 06 09 2a 86 48 86 f7 0d 01 07 01 31 03 02 01 05", "30 08 06 03 55 04 06 16 01 61", "30 05 06 03 55 04 06" };
    static const char *const by_number[] = { "30 06 02 01 01 04 01 61", "30 06 02 01 65 04 01 61", "30 03 02 01 02",
        "30 06 02 01 02 80 01 61", "30 02 05 00", "30 05 02 01 03 05 00", "30 02 04 00", "30 00" };
    static const char *const holders[] = { "30 18 30 03 02 01 04 01 01 ff 02 01 06 30 0b 06 09 60 86 48 01 65 03 04 02 01",
        "30 22 30 03 02 01 04 a1 05 30 03 02 01 09 02 01 06 30 0b 06 09 60 86 48 01 65 03 04 02 01 a0 03 02 01 07 81 01 61",
        "30 0c 30 03 02 01 04 01 01 ff 02 01 06" };
    static const char *const broken[] = { "30 00 02 01 05", "30 03 02 01 05 04 01 61", "30 80 02 01 05 04 01 61 00 00",
        "30 06 02 01 05 05 01 61", "30 00" };
    static const char *const foreigns[] = { "30 03 16 01 61", "30 03 1a 01 23", "30 06 16 01 61 81 01 62", "30 04 16 02 61 62",
        "30 08 16 01 61 05 03 07 07 07", "30 08 16 01 61 82 03 07 07 07", "30 0a 16 01 61 05 01 07 82 02 07 07", "30 06 16 01 61 05 03 07",
        "30 05 36 03 16 01 61", "30 06 16 01 61 84 01 62" };
    static const char *const wrong[] = { "30 05 a0 03 01 01 ff", "30 03 02 01 05", "30 00" };
    static const char *const numbers_of[] = { "30 12 02 01 01 02 01 02 02 01 03 02 01 04 82 01 0a 02 01 05",
        "30 15 02 04 7f ff ff ff 02 01 02 02 01 03 02 01 04 82 01 0a 02 01 05", "30 16 02 05 00 80 00 00 00 02 01 02 02 01 03 02 01 04 82 01 0a 02 01 05",
        "30 12 02 01 01 02 01 ff 02 01 03 02 01 04 82 01 0a 02 01 05", "30 15 02 01 01 02 01 02 02 01 03 02 01 04 80 01 00 82 01 0a 02 01 05",
        "30 15 02 01 01 02 01 02 02 01 03 02 01 04 82 01 0a 83 01 81 02 01 05", "30 15 02 01 01 02 01 02 02 01 03 02 01 04 82 01 0a 84 01 00 02 01 05",
        "30 12 02 01 01 02 01 02 02 01 03 02 01 04 82 01 09 02 01 05", "30 0c 02 01 01 02 01 02 02 01 03 02 01 04" };
    size_t i;

    callbacks();
    counted();
    kept();
    numbers();
    for (i = 0; i < sizeof(numbers_of) / sizeof(*numbers_of); i++)
        look(ASN1_ITEM_rptr(NUMBERS), numbers_of[i]);
    for (i = 0; i < sizeof(by_object) / sizeof(*by_object); i++)
        look(ASN1_ITEM_rptr(BY_OBJECT), by_object[i]);
    for (i = 0; i < sizeof(by_number) / sizeof(*by_number); i++)
        look(ASN1_ITEM_rptr(BY_NUMBER), by_number[i]);
    holder();
    for (i = 0; i < sizeof(holders) / sizeof(*holders); i++)
        look(ASN1_ITEM_rptr(HOLDER), holders[i]);
    for (i = 0; i < sizeof(broken) / sizeof(*broken); i++)
        look(ASN1_ITEM_rptr(BROKEN), broken[i]);
    foreign();
    for (i = 0; i < sizeof(foreigns) / sizeof(*foreigns); i++)
        look(ASN1_ITEM_rptr(FOREIGN), foreigns[i]);
    for (i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
        look(ASN1_ITEM_rptr(WRONG), wrong[i]);
    refused();
    streamed();
    by_places();
    deep(3);
    deep(30);
    deep(31);
    look_around(ASN1_ITEM_rptr(BY_OBJECT), "30 10 06 09 2a 86 48 86 f7 0d 01 07 01 31 03 02 01 05");
    return 0;
}
