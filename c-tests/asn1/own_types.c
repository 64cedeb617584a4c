/* Types that a program makes by OpenSSL's templates: made, read, written, copied, printed; and what is wrong with DER that is none of theirs. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "_own.h"

/* All members that one can have. */
typedef struct {
    ASN1_INTEGER *number;
    ASN1_OBJECT *object;
    ASN1_OCTET_STRING *octets;
    ASN1_BOOLEAN flag;
    ASN1_BOOLEAN yes;
    ASN1_BOOLEAN no;
    ASN1_UTF8STRING *text;
    ASN1_TYPE *any;
} PLAIN;
ASN1_SEQUENCE(PLAIN) = {
    ASN1_SIMPLE(PLAIN, number, ASN1_INTEGER),
    ASN1_SIMPLE(PLAIN, object, ASN1_OBJECT),
    ASN1_OPT(PLAIN, octets, ASN1_OCTET_STRING),
    ASN1_OPT(PLAIN, flag, ASN1_BOOLEAN),
    ASN1_IMP_OPT(PLAIN, yes, ASN1_TBOOLEAN, 0),
    ASN1_IMP_OPT(PLAIN, no, ASN1_FBOOLEAN, 1),
    ASN1_EXP_OPT(PLAIN, text, ASN1_UTF8STRING, 2),
    ASN1_OPT(PLAIN, any, ASN1_ANY),
} ASN1_SEQUENCE_END(PLAIN)
IMPLEMENT_ASN1_FUNCTIONS(PLAIN)
IMPLEMENT_ASN1_DUP_FUNCTION(PLAIN)
IMPLEMENT_ASN1_PRINT_FUNCTION(PLAIN)

/* A choice, within which there is another. */
typedef struct {
    int type;
    union {
        ASN1_BMPSTRING *wide;
        ASN1_IA5STRING *narrow;
    } value;
} WORDS;
ASN1_CHOICE(WORDS) = {
    ASN1_IMP_OPT(WORDS, value.wide, ASN1_BMPSTRING, 0),
    ASN1_IMP_OPT(WORDS, value.narrow, ASN1_IA5STRING, 1),
} ASN1_CHOICE_END(WORDS)
IMPLEMENT_ASN1_FUNCTIONS(WORDS)

typedef struct {
    long other;
    union {
        ASN1_IA5STRING *url;
        PLAIN *plain;
        WORDS *words;
        ASN1_BOOLEAN truth;
        STACK_OF(ASN1_INTEGER) *numbers;
        ASN1_NULL *nothing;
    } d;
    int which;
} LINK;
ASN1_CHOICE(LINK) = {
    ASN1_IMP(LINK, d.url, ASN1_IA5STRING, 0),
    ASN1_IMP(LINK, d.plain, PLAIN, 1),
    ASN1_EXP(LINK, d.words, WORDS, 2),
    ASN1_SIMPLE(LINK, d.truth, ASN1_BOOLEAN),
    ASN1_SET_OF(LINK, d.numbers, ASN1_INTEGER),
    ASN1_SIMPLE(LINK, d.nothing, ASN1_NULL),
} ASN1_CHOICE_END_selector(LINK, LINK, which)
IMPLEMENT_ASN1_FUNCTIONS(LINK)

/* Lists of all kinds. */
DEFINE_STACK_OF(LINK)
DEFINE_STACK_OF(ASN1_OCTET_STRING)
typedef struct {
    STACK_OF(ASN1_INTEGER) *sequence;
    STACK_OF(ASN1_OCTET_STRING) *set;
    STACK_OF(LINK) *links;
    STACK_OF(ASN1_OBJECT) *around;
    STACK_OF(X509_ALGOR) *inside;
    STACK_OF(ASN1_TYPE) *values;
} LISTS;
ASN1_SEQUENCE(LISTS) = {
    ASN1_SEQUENCE_OF(LISTS, sequence, ASN1_INTEGER),
    ASN1_SET_OF(LISTS, set, ASN1_OCTET_STRING),
    ASN1_SEQUENCE_OF_OPT(LISTS, links, LINK),
    ASN1_EXP_SEQUENCE_OF_OPT(LISTS, around, ASN1_OBJECT, 0),
    ASN1_IMP_SET_OF_OPT(LISTS, inside, X509_ALGOR, 1),
    ASN1_EXP_SET_OF_OPT(LISTS, values, ASN1_ANY, 2),
} ASN1_SEQUENCE_END(LISTS)
IMPLEMENT_ASN1_FUNCTIONS(LISTS)
IMPLEMENT_ASN1_PRINT_FUNCTION(LISTS)

/* A type by another name, and one of libcrypto's tags of another class. */
typedef STACK_OF(LINK) LINKS;
ASN1_ITEM_TEMPLATE(LINKS) = ASN1_EX_TEMPLATE_TYPE(ASN1_TFLG_SEQUENCE_OF, 0, links, LINK)
ASN1_ITEM_TEMPLATE_END(LINKS)
typedef ASN1_OCTET_STRING TICKET;
ASN1_ITEM_TEMPLATE(TICKET) = ASN1_EX_TEMPLATE_TYPE(ASN1_TFLG_IMPTAG | ASN1_TFLG_APPLICATION, 3, TICKET, ASN1_OCTET_STRING)
ASN1_ITEM_TEMPLATE_END(TICKET)
typedef STACK_OF(ASN1_OCTET_STRING) SORTED;
ASN1_ITEM_TEMPLATE(SORTED) = ASN1_EX_TEMPLATE_TYPE(ASN1_TFLG_SET_ORDER, 0, SORTED, ASN1_OCTET_STRING)
ASN1_ITEM_TEMPLATE_END(SORTED)

/* Items for primitive types, by the program's own names. */
typedef ASN1_STRING MYSTRING;
typedef ASN1_STRING MYTEXT;
IMPLEMENT_ASN1_TYPE_ex(MYSTRING, ASN1_OCTET_STRING, 0)
IMPLEMENT_ASN1_MSTRING(MYTEXT, B_ASN1_UTF8STRING | B_ASN1_IA5STRING | B_ASN1_TIME)

static void make_plain(void)
{
    PLAIN *made = PLAIN_new(), *copy, *kept;
    unsigned char *der = NULL;
    const unsigned char *at;
    int len;
    BIO *out = BIO_new_fp(stdout, BIO_NOCLOSE);

    SHOW_NULL(made->number);
    SHOW_INT(ASN1_STRING_type(made->number));
    SHOW_INT(OBJ_obj2nid(made->object));
    SHOW_NULL(made->octets);
    SHOW_INT(made->flag);
    SHOW_INT(made->yes);
    SHOW_INT(made->no);
    SHOW_NULL(made->text);
    SHOW_NULL(made->any);
    SHOW_INT(i2d_PLAIN(made, NULL));
    show_errors();
    SHOW_NULL(PLAIN_dup(made));
    show_errors();
    ASN1_INTEGER_set(made->number, 300);
    SHOW_INT(i2d_PLAIN(made, &der));
    show_errors();
    made->object = OBJ_nid2obj(NID_commonName);
    made->flag = 0;
    made->yes = 0;
    made->no = 7;
    made->text = ASN1_UTF8STRING_new();
    ASN1_STRING_set(made->text, "words", -1);
    made->any = ASN1_TYPE_new();
    ASN1_TYPE_set(made->any, V_ASN1_NULL, NULL);
    len = i2d_PLAIN(made, &der);
    show_hex("all", der, len);
    SHOW_INT(PLAIN_print_ctx(out, made, 0, NULL));
    copy = PLAIN_dup(made);
    written("copy", copy, ASN1_ITEM_rptr(PLAIN), der, len);
    /* Over one that is there: it stays where it is. */
    at = der;
    kept = copy;
    ASN1_INTEGER_set(copy->number, 5);
    SHOW_INT(d2i_PLAIN(&copy, &at, len) == kept);
    SHOW_INT(copy == kept);
    SHOW_INT(ASN1_INTEGER_get(copy->number));
    /* One that cannot be read frees what was there. */
    at = der;
    SHOW_NULL(d2i_PLAIN(&copy, &at, len - 1));
    SHOW_NULL(copy);
    SHOW_INT(at == der);
    show_errors();
    at = der;
    SHOW_NULL(d2i_PLAIN(NULL, &at, 0));
    show_errors();
    SHOW_INT(i2d_PLAIN(NULL, NULL));
    SHOW_INT(i2d_PLAIN(NULL, &der));
    PLAIN_free(NULL);
    SHOW_NULL(PLAIN_dup(NULL));
    show_errors();
    PLAIN_free(made);
    OPENSSL_free(der);
    BIO_free(out);
}

static void make_link(void)
{
    LINK *made = LINK_new();
    unsigned char *der = NULL;
    int len;

    SHOW_INT(made->which);
    SHOW_INT(i2d_LINK(made, &der));
    SHOW_NULL(der);
    show_errors();
    made->which = 99;
    SHOW_INT(i2d_LINK(made, NULL));
    show_errors();
    made->which = 0;
    SHOW_INT(i2d_LINK(made, NULL));
    show_errors();
    made->d.url = ASN1_IA5STRING_new();
    ASN1_STRING_set(made->d.url, "http", -1);
    len = i2d_LINK(made, &der);
    show_hex("link", der, len);
    OPENSSL_free(der);
    LINK_free(made);
}

static void make_lists(void)
{
    LISTS *made = LISTS_new();
    static const char *const words[] = { "zz", "a", "zy", "", "a" };
    unsigned char *der = NULL;
    STACK_OF(ASN1_OCTET_STRING) *sorted;
    int len;
    BIO *out = BIO_new_fp(stdout, BIO_NOCLOSE);

    SHOW_NULL(made->sequence);
    SHOW_INT(sk_ASN1_INTEGER_num(made->sequence));
    SHOW_NULL(made->links);
    len = i2d_LISTS(made, &der);
    show_hex("empty", der, len);
    OPENSSL_free(der);
    der = NULL;
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
        ASN1_OCTET_STRING *word = ASN1_OCTET_STRING_new();
        ASN1_INTEGER *number = ASN1_INTEGER_new();

        ASN1_STRING_set(word, words[i], -1);
        sk_ASN1_OCTET_STRING_push(made->set, word);
        ASN1_INTEGER_set(number, 1000 - 300 * (long)i);
        sk_ASN1_INTEGER_push(made->sequence, number);
    }
    len = i2d_LISTS(made, &der);
    show_hex("sorted", der, len);
    SHOW_STR((const char *)ASN1_STRING_get0_data(sk_ASN1_OCTET_STRING_value(made->set, 0)));
    SHOW_INT(LISTS_print_ctx(out, made, 4, NULL));
    OPENSSL_free(der);
    der = NULL;
    sorted = sk_ASN1_OCTET_STRING_dup(made->set);
    len = ASN1_item_i2d((ASN1_VALUE *)sorted, &der, ASN1_ITEM_rptr(SORTED));
    show_hex("reordered", der, len);
    SHOW_INT(ASN1_STRING_length(sk_ASN1_OCTET_STRING_value(sorted, 0)));
    sk_ASN1_OCTET_STRING_free(sorted);
    OPENSSL_free(der);
    LISTS_free(made);
    BIO_free(out);
}

/* All flags of printing, of a value with all there is. */
static void print_all(const char *hex)
{
    static const unsigned long flags[] = { 0, ASN1_PCTX_FLAGS_SHOW_ABSENT, ASN1_PCTX_FLAGS_SHOW_SEQUENCE,
        ASN1_PCTX_FLAGS_SHOW_SSOF, ASN1_PCTX_FLAGS_SHOW_TYPE, ASN1_PCTX_FLAGS_NO_ANY_TYPE,
        ASN1_PCTX_FLAGS_NO_FIELD_NAME, ASN1_PCTX_FLAGS_SHOW_FIELD_STRUCT_NAME, ASN1_PCTX_FLAGS_NO_STRUCT_NAME, 0x1ff };
    unsigned char der[512];
    const unsigned char *at = der;
    long len = (long)from_hex(hex, der);
    LISTS *value = d2i_LISTS(NULL, &at, len);
    BIO *out = BIO_new_fp(stdout, BIO_NOCLOSE);

    for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++) {
        ASN1_PCTX *pctx = ASN1_PCTX_new();

        ASN1_PCTX_set_flags(pctx, flags[i]);
        printf("flags %lx\n", flags[i]);
        SHOW_INT(LISTS_print_ctx(out, value, (int)i % 3, pctx));
        ASN1_PCTX_free(pctx);
    }
    LISTS_free(value);
    BIO_free(out);
}

/* By the functions that take a BIO, a digest, a key, or octets around. */
static void other_ways(void)
{
    unsigned char der[64], digest[64];
    long len = (long)from_hex("30 0d 02 01 05 06 03 55 04 03 04 03 01 02 03", der);
    const unsigned char *at = der;
    PLAIN *value = d2i_PLAIN(NULL, &at, len), *back;
    BIO *memory = BIO_new(BIO_s_mem());
    ASN1_OCTET_STRING *packed = NULL;
    ASN1_TYPE *type = NULL;
    unsigned int size = 0;
    X509_SIG *sig;

    SHOW_INT(ASN1_item_i2d_bio(ASN1_ITEM_rptr(PLAIN), memory, value));
    SHOW_INT(ASN1_i2d_bio_of(PLAIN, i2d_PLAIN, memory, value));
    back = ASN1_item_d2i_bio(ASN1_ITEM_rptr(PLAIN), memory, NULL);
    written("by item", back, ASN1_ITEM_rptr(PLAIN), der, len);
    SHOW_INT(ASN1_item_d2i_bio(ASN1_ITEM_rptr(PLAIN), memory, &back) == back);
    written("by item again", back, ASN1_ITEM_rptr(PLAIN), der, len);
    SHOW_NULL(ASN1_item_d2i_bio(ASN1_ITEM_rptr(PLAIN), memory, &back));
    SHOW_NULL(back);
    show_errors();
    PLAIN_free(back);
    BIO_free(memory);
    memory = ASN1_item_i2d_mem_bio(ASN1_ITEM_rptr(PLAIN), (ASN1_VALUE *)value);
    SHOW_INT(BIO_pending(memory));
    BIO_free(memory);
    SHOW_INT(ASN1_item_digest(ASN1_ITEM_rptr(PLAIN), EVP_sha256(), value, digest, &size));
    show_hex("digest", digest, size);
    packed = ASN1_item_pack(value, ASN1_ITEM_rptr(PLAIN), NULL);
    SHOW_INT(ASN1_STRING_length(packed));
    back = ASN1_item_unpack(packed, ASN1_ITEM_rptr(PLAIN));
    written("unpacked", back, ASN1_ITEM_rptr(PLAIN), der, len);
    PLAIN_free(back);
    ASN1_STRING_set(packed, "??", 2);
    SHOW_NULL(ASN1_item_unpack(packed, ASN1_ITEM_rptr(PLAIN)));
    show_errors();
    ASN1_OCTET_STRING_free(packed);
    SHOW_NULL(ASN1_TYPE_pack_sequence(ASN1_ITEM_rptr(PLAIN), value, &type));
    back = ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PLAIN), type);
    written("from any", back, ASN1_ITEM_rptr(PLAIN), der, len);
    PLAIN_free(back);
    ASN1_TYPE_free(type);
    /* Where there is nothing to write. */
    ASN1_INTEGER_free(value->number);
    value->number = NULL;
    SHOW_INT(ASN1_item_digest(ASN1_ITEM_rptr(PLAIN), EVP_sha256(), value, digest, &size));
    show_errors();
    memory = BIO_new(BIO_s_mem());
    SHOW_INT(ASN1_item_i2d_bio(ASN1_ITEM_rptr(PLAIN), memory, value));
    show_errors();
    BIO_free(memory);
    SHOW_NULL(ASN1_item_pack(value, ASN1_ITEM_rptr(PLAIN), NULL));
    show_errors();
    SHOW_NULL(ASN1_item_i2d_mem_bio(ASN1_ITEM_rptr(PLAIN), NULL));
    show_errors();
    PLAIN_free(value);
    sig = X509_SIG_new();
    SHOW_INT(ASN1_item_i2d((ASN1_VALUE *)sig, NULL, ASN1_ITEM_rptr(X509_SIG)));
    show_errors();
    X509_SIG_free(sig);
}

int main(void)
{
    static const char *const plain[] = { "30 08 02 01 05 06 03 55 04 03", "30 06 02 01 05 06 01 55",
        "30 03 02 01 05", "30 0b 02 01 05 06 03 55 04 03 01 01 ff", "30 0b 02 01 05 06 03 55 04 03 01 01 07",
        "30 0b 02 01 05 06 03 55 04 03 80 01 00", "30 0b 02 01 05 06 03 55 04 03 80 01 ff",
        "30 0e 02 01 05 06 03 55 04 03 80 01 00 81 01 ff", "30 0b 02 01 05 06 03 55 04 03 81 01 00",
        "30 0e 02 01 05 06 03 55 04 03 a2 04 0c 02 68 69", "30 0e 02 01 05 06 03 55 04 03 82 04 0c 02 68 69",
        "30 0e 02 01 05 06 03 55 04 03 a2 04 0c 01 68 69", "30 0e 02 01 05 06 03 55 04 03 a2 04 04 02 68 69",
        "30 0a 02 01 05 06 03 55 04 03 05 00", "30 0c 02 01 05 06 03 55 04 03 05 00 05 00",
        "30 80 02 01 05 06 03 55 04 03 00 00", "30 80 02 01 05 06 03 55 04 03 24 80 04 01 61 04 01 62 00 00 00 00",
        "30 80 02 01 05 06 03 55 04 03 a2 80 0c 02 68 69 00 00 00 00", "30 80 02 01 05 06 03 55 04 03",
        "30 0a 02 01 05 06 03 55 04 03 00 00", "30 08 02 01 05 06 03 55 04 03 00 00", "10 08 02 01 05 06 03 55 04 03",
        "31 08 02 01 05 06 03 55 04 03", "30 08 22 01 05 06 03 55 04 03", "30 07 02 00 06 03 55 04 03", "30 00", "30", "",
        "30 09 02 02 00 05 06 03 55 04 03", "30 13 02 01 05 06 03 55 04 03 04 01 07 01 01 ff 80 01 00 81 01 ff" };
    static const char *const words[] = { "80 02 00 41", "80 01 41", "81 02 41 42", "82 02 41 42", "a0 04 04 02 00 41", "" };
    static const char *const links[] = { "80 03 61 62 63", "a1 08 02 01 05 06 03 55 04 03", "a1 03 02 01 05",
        "a2 04 80 02 00 41", "a2 04 83 02 00 41", "82 04 80 02 00 41", "a2 05 80 02 00 41 00", "01 01 ff", "01 02 ff ff",
        "31 06 02 01 03 02 01 02", "31 05 04 01 03 05 00", "31 02 00 00", "05 00", "05 01 00", "04 00", "31 80 02 01 03 00 00" };
    static const char *const lists[] = { "30 04 30 00 31 00", "30 0e 30 06 02 01 01 02 01 02 31 04 04 02 61 62",
        "30 0a 30 00 31 06 04 01 62 04 01 61", "30 1b 30 00 31 00 30 05 80 03 61 62 63 a0 07 30 05 06 03 55 04 03 a1 07 30 05 06 03 55 04 03",
        "30 0b 30 00 31 00 30 05 04 03 61 62 63", "30 0b 30 00 31 00 a2 05 31 03 02 01 05", "30 06 30 00 31 00 a0 00",
        "30 08 30 00 31 00 a0 02 31 00", "30 0d 30 00 31 00 a1 07 30 05 06 03 55 04 83", "30 02 30 00", "30 02 31 00" };
    static const char *const others[] = { "43 02 61 62", "04 02 61 62", "63 04 04 02 61 62", "0c 01 61", "16 01 61", "13 01 61",
        "17 0d 32 30 30 31 30 31 30 30 30 30 30 30 5a", "30 05 80 03 61 62 63", "30 00", "31 06 04 01 62 04 01 61", "82 01 61" };
    const ASN1_ITEM *items[] = { ASN1_ITEM_rptr(LINKS), ASN1_ITEM_rptr(TICKET), ASN1_ITEM_rptr(SORTED),
        ASN1_ITEM_rptr(MYSTRING), ASN1_ITEM_rptr(MYTEXT) };
    size_t i, j;

    make_plain();
    make_link();
    make_lists();
    for (i = 0; i < sizeof(plain) / sizeof(*plain); i++)
        look(ASN1_ITEM_rptr(PLAIN), plain[i]);
    for (i = 0; i < sizeof(words) / sizeof(*words); i++)
        look(ASN1_ITEM_rptr(WORDS), words[i]);
    for (i = 0; i < sizeof(links) / sizeof(*links); i++)
        look(ASN1_ITEM_rptr(LINK), links[i]);
    for (i = 0; i < sizeof(lists) / sizeof(*lists); i++)
        look(ASN1_ITEM_rptr(LISTS), lists[i]);
    for (j = 0; j < sizeof(items) / sizeof(*items); j++) {
        ASN1_VALUE *made = ASN1_item_new(items[j]);

        SHOW_NULL(made);
        /* A string of no type yet has no tag to be written. */
        if (items[j]->itype != ASN1_ITYPE_MSTRING)
            SHOW_INT(ASN1_item_i2d(made, NULL, items[j]));
        show_errors();
        ASN1_item_free(made, items[j]);
        for (i = 0; i < sizeof(others) / sizeof(*others); i++)
            look(items[j], others[i]);
    }
    look_around(ASN1_ITEM_rptr(PLAIN), "30 1b 02 01 05 06 03 55 04 03 04 01 07 01 01 ff 80 01 00 81 01 ff a2 03 0c 01 61 05 00");
    look_around(ASN1_ITEM_rptr(LISTS), "30 28 30 03 02 01 01 31 03 04 01 61 30 05 80 03 61 62 63 a0 07 30 05 06 03 55 04 03 a1 07 30 05 06 03 55 04 03 a2 05 31 03 02 01 05");
    look_around(ASN1_ITEM_rptr(LINK), "a2 04 80 02 00 41");
    print_all("30 28 30 03 02 01 01 31 03 04 01 61 30 05 80 03 61 62 63 a0 07 30 05 06 03 55 04 03 a1 07 30 05 06 03 55 04 03 a2 05 31 03 02 01 05");
    print_all("30 04 30 00 31 00");
    other_ways();
    return 0;
}
