/* OSSL_PARAM: strings, bytes and pointers; arrays: finding, copying, merging, parsing. */
#include "../common.h"
#include <openssl/crypto.h>
#include <openssl/params.h>

static const char *kind(unsigned int type)
{
    static const char *const names[] = { "end", "integer", "unsigned", "real", "utf8", "octets",
                                         "utf8 ptr", "octet ptr" };

    return type < 8 ? names[type] : "?";
}

static void show_params(const char *label, const OSSL_PARAM *p)
{
    if (p == NULL) {
        printf("%s: NULL\n", label);
        return;
    }
    printf("%s:\n", label);
    for (; p->key != NULL; p++) {
        printf("  %s %s size %zu return %zd data", p->key, kind(p->data_type), p->data_size,
               (ssize_t)p->return_size);
        if (p->data == NULL)
            printf(" NULL\n");
        else if (p->data_type == OSSL_PARAM_UTF8_PTR)
            printf(" -> %s\n", *(char **)p->data ? *(char **)p->data : "NULL");
        else if (p->data_type == OSSL_PARAM_OCTET_PTR)
            show_hex(" ->", *(void **)p->data, *(void **)p->data ? p->data_size : 0);
        else
            show_hex("", p->data, p->data_size);
    }
}

static void construct(void)
{
    char text[8] = "text", *ptr = text;
    unsigned char bytes[3] = { 1, 2, 3 };
    void *bytes_ptr = bytes;
    int i = 5;
    unsigned int u = 6;
    long l = 7;
    unsigned long ul = 8;
    int32_t i32 = 9;
    uint32_t u32 = 10;
    int64_t i64 = 11;
    uint64_t u64 = 12;
    size_t s = 13;
    time_t t = 14;
    double d = 1.5;
    OSSL_PARAM all[20], *p = all;

    *p++ = OSSL_PARAM_construct_int("int", &i);
    *p++ = OSSL_PARAM_construct_uint("uint", &u);
    *p++ = OSSL_PARAM_construct_long("long", &l);
    *p++ = OSSL_PARAM_construct_ulong("ulong", &ul);
    *p++ = OSSL_PARAM_construct_int32("int32", &i32);
    *p++ = OSSL_PARAM_construct_uint32("uint32", &u32);
    *p++ = OSSL_PARAM_construct_int64("int64", &i64);
    *p++ = OSSL_PARAM_construct_uint64("uint64", &u64);
    *p++ = OSSL_PARAM_construct_size_t("size_t", &s);
    *p++ = OSSL_PARAM_construct_time_t("time_t", &t);
    *p++ = OSSL_PARAM_construct_double("double", &d);
    *p++ = OSSL_PARAM_construct_BN("BN", bytes, 3);
    *p++ = OSSL_PARAM_construct_utf8_string("utf8", text, 0);
    *p++ = OSSL_PARAM_construct_utf8_string("utf8 sized", text, 3);
    *p++ = OSSL_PARAM_construct_utf8_string("utf8 NULL", NULL, 0);
    *p++ = OSSL_PARAM_construct_octet_string("octets", bytes, sizeof bytes);
    *p++ = OSSL_PARAM_construct_utf8_ptr("utf8 ptr", &ptr, 0);
    *p++ = OSSL_PARAM_construct_octet_ptr("octet ptr", &bytes_ptr, 2);
    *p = OSSL_PARAM_construct_end();
    show_params("constructed", all);
    SHOW_INT(OSSL_PARAM_modified(all));
    SHOW_INT(OSSL_PARAM_modified(NULL));
    all[1].return_size = 3;
    SHOW_INT(OSSL_PARAM_modified(all + 1));
    OSSL_PARAM_set_all_unmodified(all);
    SHOW_INT(OSSL_PARAM_modified(all + 1));
    OSSL_PARAM_set_all_unmodified(NULL);
    SHOW_INT(OSSL_PARAM_locate(all, "size_t") - all);
    SHOW_INT(OSSL_PARAM_locate_const(all, "octets") - all);
    SHOW_NULL(OSSL_PARAM_locate(all, "Octets"));
    SHOW_NULL(OSSL_PARAM_locate(all, "none"));
    SHOW_NULL(OSSL_PARAM_locate(all, NULL));
    SHOW_NULL(OSSL_PARAM_locate(NULL, "int"));
    SHOW_NULL(OSSL_PARAM_locate_const(NULL, "int"));
    show_errors();
    {
        OSSL_PARAM *copy = OSSL_PARAM_dup(all);

        show_params("copy", copy);
        memset(bytes, 9, sizeof bytes);
        i = 77;
        show_params("copy later", copy);
        OSSL_PARAM_free(copy);
    }
    OSSL_PARAM_free(NULL);
    SHOW_NULL(OSSL_PARAM_dup(NULL));
    show_errors();
    {
        OSSL_PARAM none[1] = { OSSL_PARAM_END }, *copy = OSSL_PARAM_dup(none);

        show_params("empty", copy);
        OSSL_PARAM_free(copy);
    }
}

static void getters(void)
{
    static const char ended[] = "hello";
    char fixed[5] = { 'h', 'e', 'l', 'l', 'o' };
    unsigned char bytes[4] = { 1, 0, 3, 4 };
    char *pointed = (char *)ended;
    void *bytes_ptr = bytes;
    OSSL_PARAM all[] = {
        OSSL_PARAM_utf8_string("ended", (void *)ended, 5),
        OSSL_PARAM_utf8_string("with end", (void *)ended, 6),
        OSSL_PARAM_utf8_string("fixed", fixed, 5),
        OSSL_PARAM_utf8_string("empty", fixed, 0),
        OSSL_PARAM_utf8_string("NULL", NULL, 0),
        OSSL_PARAM_octet_string("octets", bytes, 4),
        OSSL_PARAM_octet_string("no octets", bytes, 0),
        OSSL_PARAM_octet_string("octets NULL", NULL, 0),
        OSSL_PARAM_utf8_ptr("utf8 ptr", &pointed, 5),
        OSSL_PARAM_utf8_ptr("utf8 ptr 0", &pointed, 0),
        OSSL_PARAM_octet_ptr("octet ptr", &bytes_ptr, 4),
        OSSL_PARAM_int("int", bytes),
        OSSL_PARAM_END
    };

    for (OSSL_PARAM *p = all; p->key != NULL; p++) {
        static const size_t rooms[] = { 0, 1, 4, 5, 6, 20 };
        char *text = NULL;
        const char *lent = NULL;
        void *octets = NULL;
        const void *octets_lent = NULL;
        size_t len = 99;
        int done;

        printf("%s\n", p->key);
        /* A terminator is read where the size says there is none only in C strings. */
        done = OSSL_PARAM_get_utf8_string(p, &text, 0);
        printf("get_utf8_string: %d %s\n", done, text ? text : "NULL");
        show_errors();
        OPENSSL_free(text);
        done = OSSL_PARAM_get_octet_string(p, &octets, 0, &len);
        printf("get_octet_string: %d %zu\n", done, len);
        if (octets != NULL)
            show_hex("octets", octets, len);
        show_errors();
        OPENSSL_free(octets);
        for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) {
            char room[20], *place = room;
            void *octet_place = room;

            memset(room, 'x', sizeof room);
            done = OSSL_PARAM_get_utf8_string(p, &place, rooms[i]);
            printf("get_utf8_string in %zu: %d", rooms[i], done);
            show_hex("", room, 8);
            if (ERR_peek_error())
                show_errors();
            memset(room, 'x', sizeof room);
            len = 99;
            done = OSSL_PARAM_get_octet_string(p, &octet_place, rooms[i], &len);
            printf("get_octet_string in %zu: %d %zu", rooms[i], done, len);
            show_hex("", room, 8);
            if (ERR_peek_error())
                show_errors();
        }
        len = 99;
        SHOW_INT(OSSL_PARAM_get_octet_string(p, NULL, 0, &len));
        printf("%zu\n", len);
        show_errors();
        if (p->data != NULL) {
            SHOW_INT(OSSL_PARAM_get_utf8_ptr(p, &lent));
            printf("%s\n", lent ? "there" : "NULL");
            show_errors();
            len = 99;
            SHOW_INT(OSSL_PARAM_get_octet_ptr(p, &octets_lent, &len));
            printf("%s %zu\n", octets_lent ? "there" : "NULL", len);
            show_errors();
            lent = NULL, octets_lent = NULL, len = 99;
            SHOW_INT(OSSL_PARAM_get_utf8_string_ptr(p, &lent));
            printf("%s\n", lent ? "there" : "NULL");
            show_errors();
            SHOW_INT(OSSL_PARAM_get_octet_string_ptr(p, &octets_lent, &len));
            printf("%s %zu\n", octets_lent ? "there" : "NULL", len);
            show_errors();
        }
    }
    {
        char *text = NULL;
        const char *lent;
        void *octets = NULL;
        const void *octets_lent;
        size_t len;

        SHOW_INT(OSSL_PARAM_get_utf8_string(NULL, &text, 0));
        show_errors();
        SHOW_INT(OSSL_PARAM_get_utf8_string(all, NULL, 0));
        show_errors();
        SHOW_INT(OSSL_PARAM_get_octet_string(NULL, &octets, 0, &len));
        show_errors();
        SHOW_INT(OSSL_PARAM_get_octet_string(all + 5, &octets, 0, NULL));
        show_errors();
        OPENSSL_free(octets);
        SHOW_INT(OSSL_PARAM_get_utf8_ptr(NULL, &lent));
        show_errors();
        SHOW_INT(OSSL_PARAM_get_utf8_ptr(all, NULL));
        show_errors();
        SHOW_INT(OSSL_PARAM_get_octet_ptr(NULL, &octets_lent, &len));
        show_errors();
        SHOW_INT(OSSL_PARAM_get_octet_ptr(all + 10, &octets_lent, NULL));
        show_errors();
        SHOW_INT(OSSL_PARAM_get_utf8_string_ptr(NULL, &lent));
        show_errors();
        SHOW_INT(OSSL_PARAM_get_utf8_string_ptr(all, NULL));
        show_errors();
        SHOW_INT(OSSL_PARAM_get_octet_string_ptr(NULL, &octets_lent, &len));
        show_errors();
        SHOW_INT(OSSL_PARAM_get_octet_string_ptr(all + 5, &octets_lent, NULL));
        show_errors();
    }
}

static void setters(void)
{
    char text[8];
    char *ptr = NULL;
    void *octet_ptr = NULL;
    OSSL_PARAM all[] = {
        OSSL_PARAM_utf8_string("utf8 8", text, 8),
        OSSL_PARAM_utf8_string("utf8 5", text, 5),
        OSSL_PARAM_utf8_string("utf8 4", text, 4),
        OSSL_PARAM_utf8_string("utf8 nowhere", NULL, 0),
        OSSL_PARAM_octet_string("octets 8", text, 8),
        OSSL_PARAM_octet_string("octets 5", text, 5),
        OSSL_PARAM_octet_string("octets 4", text, 4),
        OSSL_PARAM_octet_string("octets nowhere", NULL, 0),
        OSSL_PARAM_utf8_ptr("utf8 ptr", &ptr, 0),
        OSSL_PARAM_utf8_ptr("utf8 ptr nowhere", NULL, 0),
        OSSL_PARAM_octet_ptr("octet ptr", &octet_ptr, 0),
        OSSL_PARAM_octet_ptr("octet ptr nowhere", NULL, 0),
        OSSL_PARAM_int("int", text),
        OSSL_PARAM_END
    };

    for (OSSL_PARAM *p = all; p->key != NULL; p++) {
        printf("%s\n", p->key);
        memset(text, 'x', sizeof text);
        SHOW_INT(OSSL_PARAM_set_utf8_string(p, "hello"));
        printf("returns %zd\n", (ssize_t)p->return_size);
        show_hex("text", text, sizeof text);
        show_errors();
        p->return_size = OSSL_PARAM_UNMODIFIED;
        SHOW_INT(OSSL_PARAM_set_octet_string(p, "Hello", 5));
        printf("returns %zd\n", (ssize_t)p->return_size);
        show_hex("text", text, sizeof text);
        show_errors();
        p->return_size = OSSL_PARAM_UNMODIFIED;
        if (p->data != (void *)text) {
            SHOW_INT(OSSL_PARAM_set_utf8_ptr(p, "hello"));
            printf("returns %zd %s\n", (ssize_t)p->return_size, ptr ? ptr : "NULL");
            show_errors();
            p->return_size = OSSL_PARAM_UNMODIFIED;
            SHOW_INT(OSSL_PARAM_set_octet_ptr(p, "hello", 3));
            printf("returns %zd %s\n", (ssize_t)p->return_size, octet_ptr ? "there" : "NULL");
            show_errors();
            SHOW_INT(OSSL_PARAM_set_utf8_ptr(p, NULL));
            printf("returns %zd %s\n", (ssize_t)p->return_size, ptr ? ptr : "NULL");
            SHOW_INT(OSSL_PARAM_set_octet_ptr(p, NULL, 0));
            printf("returns %zd %s\n", (ssize_t)p->return_size, octet_ptr ? "there" : "NULL");
            show_errors();
        }
        SHOW_INT(OSSL_PARAM_set_utf8_string(p, NULL));
        printf("returns %zd\n", (ssize_t)p->return_size);
        SHOW_INT(OSSL_PARAM_set_octet_string(p, NULL, 0));
        printf("returns %zd\n", (ssize_t)p->return_size);
        show_errors();
    }
    SHOW_INT(OSSL_PARAM_set_utf8_string(NULL, "x"));
    show_errors();
    SHOW_INT(OSSL_PARAM_set_octet_string(NULL, "x", 1));
    show_errors();
    SHOW_INT(OSSL_PARAM_set_utf8_ptr(NULL, "x"));
    show_errors();
    SHOW_INT(OSSL_PARAM_set_octet_ptr(NULL, "x", 1));
    show_errors();
}

static void merge(void)
{
    int one = 1, two = 2, three = 3;
    OSSL_PARAM a[] = { OSSL_PARAM_int("b", &one), OSSL_PARAM_int("d", &one), OSSL_PARAM_int("a", &one),
                       OSSL_PARAM_END };
    OSSL_PARAM b[] = { OSSL_PARAM_int("c", &two), OSSL_PARAM_int("A", &three), OSSL_PARAM_int("d", &two),
                       OSSL_PARAM_END };
    OSSL_PARAM none[] = { OSSL_PARAM_END }, *m;

    m = OSSL_PARAM_merge(a, b);
    show_params("a b", m);
    OSSL_PARAM_free(m);
    m = OSSL_PARAM_merge(b, a);
    show_params("b a", m);
    OSSL_PARAM_free(m);
    m = OSSL_PARAM_merge(a, NULL);
    show_params("a NULL", m);
    OSSL_PARAM_free(m);
    m = OSSL_PARAM_merge(NULL, b);
    show_params("NULL b", m);
    OSSL_PARAM_free(m);
    m = OSSL_PARAM_merge(NULL, NULL);
    show_params("NULL NULL", m);
    show_errors();
    m = OSSL_PARAM_merge(none, none);
    show_params("none none", m);
    show_errors();
    OSSL_PARAM_free(m);
    m = OSSL_PARAM_merge(a, none);
    show_params("a none", m);
    show_errors();
    OSSL_PARAM_free(m);
}

static void parse(void)
{
    static const OSSL_PARAM known[] = {
        OSSL_PARAM_DEFN("int", OSSL_PARAM_INTEGER, NULL, 4),
        OSSL_PARAM_DEFN("byte", OSSL_PARAM_INTEGER, NULL, 1),
        OSSL_PARAM_DEFN("uint", OSSL_PARAM_UNSIGNED_INTEGER, NULL, 4),
        OSSL_PARAM_DEFN("bn", OSSL_PARAM_UNSIGNED_INTEGER, NULL, 0),
        OSSL_PARAM_DEFN("sbn", OSSL_PARAM_INTEGER, NULL, 0),
        OSSL_PARAM_DEFN("utf8", OSSL_PARAM_UTF8_STRING, NULL, 0),
        OSSL_PARAM_DEFN("octets", OSSL_PARAM_OCTET_STRING, NULL, 0),
        OSSL_PARAM_END
    };
    static const char *const keys[] = { "int", "hexint", "byte", "uint", "hexuint", "bn", "hexbn", "sbn",
                                        "hexsbn", "utf8", "hexutf8", "octets", "hexoctets",
                                        "nope", "hexnope", "INT", "hex" };
    static const char *const texts[] = { "0", "1", "-2", "255", "256", "-129", "2147483648", "4294967296",
                                         "0x10", "FF", "ff:00:aa", "xyz", "", "12x", "0102030405060708090A",
                                         "7f", "80" };

    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
        for (size_t t = 0; t < sizeof texts / sizeof *texts; t++) {
            OSSL_PARAM to[2] = { OSSL_PARAM_END, OSSL_PARAM_END };
            int found = 7, done;

            done = OSSL_PARAM_allocate_from_text(to, known, keys[k], texts[t], strlen(texts[t]), &found);
            printf("%s '%s': %d found %d\n", keys[k], texts[t], done, found);
            if (done) {
                show_params("parsed", to);
                OPENSSL_free(to[0].data);
            }
            if (ERR_peek_error())
                show_errors();
        }
    {
        OSSL_PARAM to[2] = { OSSL_PARAM_END, OSSL_PARAM_END };

        SHOW_INT(OSSL_PARAM_allocate_from_text(to, known, "int", "1", 1, NULL));
        OPENSSL_free(to[0].data);
        SHOW_INT(OSSL_PARAM_allocate_from_text(NULL, known, "int", "1", 1, NULL));
        show_errors();
        SHOW_INT(OSSL_PARAM_allocate_from_text(to, NULL, "int", "1", 1, NULL));
        show_errors();
        SHOW_INT(OSSL_PARAM_allocate_from_text(to, known, "int", "-1", 2, NULL));
        show_hex("-1 from text", to[0].data, to[0].data_size);
        OPENSSL_free(to[0].data);
        SHOW_INT(OSSL_PARAM_allocate_from_text(to, known, "utf8", "abcdef", 3, NULL));
        show_hex("part of a text", to[0].data, to[0].data_size);
        OPENSSL_free(to[0].data);
        show_errors();
    }
}

int main(void)
{
    construct();
    getters();
    setters();
    merge();
    parse();
    return 0;
}
