/* Strings, integers, bit strings, times: making, changing, reading, writing, printing. */
#include "../common.h"
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <time.h>

static BIO *out;

static void flush(void) { (void)BIO_flush(out); }

static void times(void)
{
    static const char *texts[] = {"20240229120000Z", "20230229120000Z", "240229120000Z", "2402291200Z", "202402291200Z", "20240229120000.5Z",
        "20240229120000.Z", "20240229120000+0100", "240229120000-0130", "240229120000-1330", "991231235959Z", "491231235959Z", "500101000000Z",
        "19491231235959Z", "20500101000000Z", "20491231235959Z", "", "x", "20240229126000Z", "20240229240000Z", "20241301000000Z", "240229120000", "20240229120000.123+0000", "99991231235959Z", "00000101000000Z"};
    size_t i;
    int day, sec;
    struct tm tm;

    for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        ASN1_TIME *t = ASN1_TIME_new();
        int kind;

        for (kind = 0; kind < 4; kind++) {
            int r = kind == 0 ? ASN1_TIME_set_string(t, texts[i]) : kind == 1 ? ASN1_TIME_set_string_X509(t, texts[i])
                : kind == 2 ? ASN1_UTCTIME_set_string(t, texts[i]) : ASN1_GENERALIZEDTIME_set_string(t, texts[i]);

            printf("%s by %d: %d", texts[i], kind, r);
            if (r) {
                printf(" type %d %.*s flags %lx check %d utc %d gen %d norm", ASN1_STRING_type(t), t->length, t->data, t->flags & 0x1ff,
                       ASN1_TIME_check(t), ASN1_UTCTIME_check(t), ASN1_GENERALIZEDTIME_check(t));
                memset(&tm, 0, sizeof(tm));
                printf(" tm %d", ASN1_TIME_to_tm(t, &tm));
                printf(" %d-%d-%d %d:%d:%d wday %d yday %d cmp %d %d\n", tm.tm_year, tm.tm_mon, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec, tm.tm_wday,
                       tm.tm_yday, ASN1_TIME_cmp_time_t(t, 1709208000), ASN1_UTCTIME_cmp_time_t(t, 0));
                fflush(stdout);
                BIO_printf(out, "  print %d ", ASN1_TIME_print(out, t));
                BIO_printf(out, "  iso %d ", ASN1_TIME_print_ex(out, t, ASN1_DTFLGS_ISO8601));
                BIO_printf(out, "  utc %d ", ASN1_UTCTIME_print(out, t));
                BIO_printf(out, "  gen %d\n", ASN1_GENERALIZEDTIME_print(out, t));
                flush();
                printf("  normalized %d", ASN1_TIME_normalize(t));
                printf(" %d %.*s\n", ASN1_STRING_type(t), t->length, t->data);
            } else {
                printf("\n");
            }
        }
        ASN1_TIME_free(t);
    }
    {
        static const time_t seconds[] = {0, 1, -1, 2524608000L, 2524607999L, -631152000L, -631152001L, 253402300799L, 253402300800L, 4102444800L};

        for (i = 0; i < sizeof(seconds) / sizeof(seconds[0]); i++) {
            ASN1_TIME *t = ASN1_TIME_set(NULL, seconds[i]), *u = ASN1_UTCTIME_set(NULL, seconds[i]), *g = ASN1_GENERALIZEDTIME_set(NULL, seconds[i]),
                      *a = ASN1_TIME_adj(NULL, seconds[i], 400, -3), *z = NULL;

            printf("%lld: %s %s %s %s\n", (long long)seconds[i], t ? (char *)t->data : "-", u ? (char *)u->data : "-", g ? (char *)g->data : "-", a ? (char *)a->data : "-");
            show_error_codes();
            if (t && a) {
                printf("diff %d", ASN1_TIME_diff(&day, &sec, t, a));
                printf(" %d %d back %d", day, sec, ASN1_TIME_diff(&day, &sec, a, t));
                printf(" %d %d cmp %d %d\n", day, sec, ASN1_TIME_compare(t, a), ASN1_TIME_compare(a, t));
                z = ASN1_TIME_to_generalizedtime(t, NULL);
                printf("general %s\n", z ? (char *)z->data : "-");
            }
            ASN1_TIME_free(t); ASN1_TIME_free(u); ASN1_TIME_free(g); ASN1_TIME_free(a); ASN1_TIME_free(z);
        }
    }
    {
        ASN1_TIME *bad = ASN1_STRING_type_new(V_ASN1_UTCTIME);

        ASN1_STRING_set(bad, "nonsense", -1);
        printf("bad: check %d print ", ASN1_TIME_check(bad));
        fflush(stdout);
        BIO_printf(out, " %d", ASN1_TIME_print(out, bad));
        flush();
        printf(" diff %d compare %d cmp %d normalize %d now %d\n", ASN1_TIME_diff(&day, &sec, bad, NULL), ASN1_TIME_compare(bad, bad), ASN1_TIME_cmp_time_t(bad, 0),
               ASN1_TIME_normalize(bad), ASN1_TIME_to_tm(NULL, &tm));
        show_error_codes();
        ASN1_TIME_free(bad);
    }
}

static void integers(void)
{
    static const char *ders[] = {"\x02\x01\x00", "\x02\x01\x7f", "\x02\x01\x80", "\x02\x02\x00\x80", "\x02\x02\xff\x7f", "\x02\x01\xff", "\x02\x08\x7f\xff\xff\xff\xff\xff\xff\xff",
        "\x02\x08\x80\x00\x00\x00\x00\x00\x00\x00", "\x02\x09\x00\x80\x00\x00\x00\x00\x00\x00\x00", "\x02\x09\xff\x7f\xff\xff\xff\xff\xff\xff\xff", "\x02\x02\x00\x01", "\x02\x02\xff\xff", "\x02\x00",
        "\x0a\x01\x05", "\x22\x01\x05", "\x02\x03\x01", "\x02\x81\x01\x05"};
    static const int lens[] = {3, 3, 3, 4, 4, 3, 10, 10, 11, 11, 4, 4, 2, 3, 3, 3, 4};
    static const long long numbers[] = {0, 1, -1, 127, 128, -128, -129, 65535, 0x7fffffffffffffffLL, (long long)0x8000000000000000ULL};
    size_t i;

    for (i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
        const unsigned char *p = (const unsigned char *)ders[i];
        ASN1_INTEGER *n = d2i_ASN1_INTEGER(NULL, &p, lens[i]);
        unsigned char buf[32], *q = buf;
        int64_t s = 99;
        uint64_t u = 99;

        show_hex("integer", ders[i], lens[i]);
        if (n == NULL) {
            show_error_codes();
            continue;
        }
        printf(" used %d type %x get %ld", (int)(p - (const unsigned char *)ders[i]), n->type, ASN1_INTEGER_get(n));
        printf(" i64 %d", ASN1_INTEGER_get_int64(&s, n));
        printf(" %lld u64 %d", (long long)s, ASN1_INTEGER_get_uint64(&u, n));
        printf(" %llu\n", (unsigned long long)u);
        show_hex("again", buf, i2d_ASN1_INTEGER(n, &q));
        show_error_codes();
        BIO_printf(out, " -> %d\n", i2a_ASN1_INTEGER(out, n));
        flush();
        ASN1_INTEGER_free(n);
    }
    for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        ASN1_INTEGER *n = ASN1_INTEGER_new(), *m;
        ASN1_ENUMERATED *e = ASN1_ENUMERATED_new();
        unsigned char buf[32], *q = buf;
        int64_t s = 0;

        printf("set %lld: %d %d", numbers[i], ASN1_INTEGER_set_int64(n, numbers[i]), ASN1_ENUMERATED_set_int64(e, numbers[i]));
        m = ASN1_INTEGER_dup(n);
        printf(" cmp %d get %ld", ASN1_INTEGER_cmp(n, m), ASN1_ENUMERATED_get(e));
        printf(" %d %lld", ASN1_ENUMERATED_get_int64(&s, e), (long long)s);
        ASN1_INTEGER_set(m, 5);
        printf(" cmp5 %d\n", ASN1_INTEGER_cmp(n, m) > 0 ? 1 : ASN1_INTEGER_cmp(n, m) < 0 ? -1 : 0);
        show_hex("der", buf, i2d_ASN1_ENUMERATED(e, &q));
        ASN1_INTEGER_set_uint64(m, (uint64_t)numbers[i]);
        q = buf;
        show_hex("unsigned", buf, i2d_ASN1_INTEGER(m, &q));
        BIO_printf(out, " -> %d\n", i2a_ASN1_ENUMERATED(out, e));
        flush();
        ASN1_INTEGER_free(n); ASN1_INTEGER_free(m); ASN1_ENUMERATED_free(e);
    }
    printf("null %ld %ld\n", ASN1_INTEGER_get(NULL), ASN1_ENUMERATED_get(NULL));
}

static void strings(void)
{
    static const struct { int type; const char *bytes; int len; } rows[] = {
        {V_ASN1_UTF8STRING, "na\xc3\xafve <x>", -1}, {V_ASN1_PRINTABLESTRING, " #Plain,+\"\\;<> ", -1}, {V_ASN1_IA5STRING, "tab\there\x7f", -1},
        {V_ASN1_T61STRING, "caf\xe9", -1}, {V_ASN1_BMPSTRING, "\0A\x20\xac\xd8\x3d", 6}, {V_ASN1_BMPSTRING, "\0A\0", 3}, {V_ASN1_UNIVERSALSTRING, "\0\0\0A\0\x01\xf6\0", 8},
        {V_ASN1_UNIVERSALSTRING, "\0\0\0A\0\0\0b", 8}, {V_ASN1_UTF8STRING, "bad\xff", -1}, {V_ASN1_OCTET_STRING, "\x00\x01\x80", 3}, {V_ASN1_GENERALSTRING, "general", -1},
        {V_ASN1_UTF8STRING, "", 0}, {V_ASN1_UTF8STRING, " ", 1}, {V_ASN1_UTF8STRING, "#", 1}, {V_ASN1_VISIBLESTRING, "(a*b)", -1}, {V_ASN1_NUMERICSTRING, "12 3", -1}};
    static const unsigned long flags[] = {0, ASN1_STRFLGS_ESC_2253, ASN1_STRFLGS_ESC_CTRL, ASN1_STRFLGS_ESC_MSB, ASN1_STRFLGS_ESC_QUOTE, ASN1_STRFLGS_ESC_2253 | ASN1_STRFLGS_ESC_QUOTE,
        ASN1_STRFLGS_UTF8_CONVERT, ASN1_STRFLGS_IGNORE_TYPE | ASN1_STRFLGS_ESC_MSB, ASN1_STRFLGS_SHOW_TYPE, ASN1_STRFLGS_DUMP_ALL, ASN1_STRFLGS_DUMP_UNKNOWN, ASN1_STRFLGS_DUMP_ALL | ASN1_STRFLGS_DUMP_DER,
        ASN1_STRFLGS_RFC2253, ASN1_STRFLGS_ESC_2254, ASN1_STRFLGS_RFC2253 | ASN1_STRFLGS_ESC_2254 | ASN1_STRFLGS_SHOW_TYPE};
    size_t i, j;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ASN1_STRING *s = ASN1_STRING_type_new(rows[i].type), *t;
        unsigned char *utf8 = NULL;
        int len;

        ASN1_STRING_set(s, rows[i].bytes, rows[i].len);
        printf("%s length %d", ASN1_tag2str(s->type), ASN1_STRING_length(s));
        len = ASN1_STRING_to_UTF8(&utf8, s);
        printf(" utf8 %d\n", len);
        if (len >= 0)
            show_hex("utf8", utf8, len);
        OPENSSL_free(utf8);
        show_error_codes();
        for (j = 0; j < sizeof(flags) / sizeof(flags[0]); j++) {
            BIO_printf(out, "%lx: [", flags[j]);
            BIO_printf(out, "] %d\n", ASN1_STRING_print_ex(out, s, flags[j]));
        }
        BIO_printf(out, " plain %d\n", ASN1_STRING_print(out, s));
        BIO_printf(out, " hex %d\n", i2a_ASN1_STRING(out, s, 0));
        flush();
        show_error_codes();
        t = ASN1_STRING_dup(s);
        printf("cmp %d printable %d narrow %d", ASN1_STRING_cmp(s, t), ASN1_PRINTABLE_type(s->data, s->length), ASN1_UNIVERSALSTRING_to_string(t));
        printf(" %d %d %x\n", t->type, t->length, (unsigned)ASN1_tag2bit(s->type));
        ASN1_STRING_free(s); ASN1_STRING_free(t);
    }
    {
        static const unsigned long masks[] = {0, B_ASN1_UTF8STRING, B_ASN1_PRINTABLESTRING, B_ASN1_IA5STRING | B_ASN1_UTF8STRING, B_ASN1_T61STRING, B_ASN1_BMPSTRING, B_ASN1_UNIVERSALSTRING, B_ASN1_NUMERICSTRING | B_ASN1_PRINTABLESTRING, DIRSTRING_TYPE};
        static const struct { const char *text; int len, form; } in[] = {{"abc", -1, MBSTRING_ASC}, {"12", -1, MBSTRING_UTF8}, {"a@b", -1, MBSTRING_ASC}, {"caf\xe9", -1, MBSTRING_ASC}, {"caf\xc3\xa9", -1, MBSTRING_UTF8},
            {"\xe2\x82\xac", -1, MBSTRING_UTF8}, {"\xf0\x9f\x98\x80", -1, MBSTRING_UTF8}, {"\xff", -1, MBSTRING_UTF8}, {"\0A\0B", 4, MBSTRING_BMP}, {"\0A\0", 3, MBSTRING_BMP}, {"\0\0\0A", 4, MBSTRING_UNIV}, {"abc", -1, 5}, {"", 0, MBSTRING_UTF8}};

        for (i = 0; i < sizeof(in) / sizeof(in[0]); i++)
            for (j = 0; j < sizeof(masks) / sizeof(masks[0]); j++) {
                ASN1_STRING *s = NULL;
                int r = ASN1_mbstring_copy(&s, (const unsigned char *)in[i].text, in[i].len, in[i].form, masks[j]);

                printf("mb %zu %zu: %d", i, j, r);
                printf(" only %d limits %d\n", ASN1_mbstring_copy(NULL, (const unsigned char *)in[i].text, in[i].len, in[i].form, masks[j]),
                       ASN1_mbstring_ncopy(NULL, (const unsigned char *)in[i].text, in[i].len, in[i].form, masks[j], 2, 2));
                if (s)
                    show_hex("to", s->data, s->length);
                show_error_codes();
                ASN1_STRING_free(s);
            }
    }
    {
        ASN1_STRING *s = ASN1_STRING_new();

        printf("new %d %d %d\n", s->type, s->length, s->data == NULL);
        ASN1_STRING_set0(s, OPENSSL_strdup("given"), 5);
        printf("%.*s\n", s->length, ASN1_STRING_get0_data(s));
        ASN1_STRING_length_set(s, 3);
        printf("%.*s %d\n", ASN1_STRING_length(s), ASN1_STRING_data(s), ASN1_STRING_type(s));
        ASN1_STRING_clear_free(s);
        printf("mask %lx", ASN1_STRING_get_default_mask());
        printf(" %d", ASN1_STRING_set_default_mask_asc("nombstr"));
        printf(" %lx %d", ASN1_STRING_get_default_mask(), ASN1_STRING_set_default_mask_asc("MASK:0x2002"));
        printf(" %lx %d %d\n", ASN1_STRING_get_default_mask(), ASN1_STRING_set_default_mask_asc("other"), ASN1_STRING_set_default_mask_asc("utf8only"));
        s = ASN1_STRING_set_by_NID(NULL, (const unsigned char *)"DE", -1, MBSTRING_ASC, 14);
        printf("country %d %s\n", s ? s->type : -1, s ? (char *)s->data : "");
        ASN1_STRING_free(s);
        s = ASN1_STRING_set_by_NID(NULL, (const unsigned char *)"DEU", -1, MBSTRING_ASC, 14);
        printf("country %d\n", s ? s->type : -1);
        show_errors();
    }
}

static void bits(void)
{
    ASN1_BIT_STRING *b = ASN1_BIT_STRING_new();
    static const int numbers[] = {0, 5, 15, 9, 31};
    unsigned char buf[32], *q;
    static const char *ders[] = {"\x03\x02\x05\xff", "\x03\x01\x00", "\x03\x00", "\x03\x02\x08\xff", "\x03\x03\x00\xf0\x00", "\x23\x08\x03\x02\x00\x01\x03\x02\x00\x02"};
    static const int lens[] = {4, 3, 2, 4, 5, 10};
    size_t i;

    for (i = 0; i < 5; i++) {
        printf("set %d: %d", numbers[i], ASN1_BIT_STRING_set_bit(b, numbers[i], 1));
        printf(" get %d %d length %d\n", ASN1_BIT_STRING_get_bit(b, numbers[i]), ASN1_BIT_STRING_get_bit(b, numbers[i] + 1), b->length);
        q = buf;
        show_hex("der", buf, i2d_ASN1_BIT_STRING(b, &q));
    }
    ASN1_BIT_STRING_set_bit(b, 31, 0);
    ASN1_BIT_STRING_set_bit(b, 100, 0);
    printf("length %d check %d %d\n", b->length, ASN1_BIT_STRING_check(b, (const unsigned char *)"\xff\xff", 2), ASN1_BIT_STRING_check(b, (const unsigned char *)"\x80", 1));
    ASN1_BIT_STRING_free(b);
    for (i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
        const unsigned char *p = (const unsigned char *)ders[i];

        b = d2i_ASN1_BIT_STRING(NULL, &p, lens[i]);
        show_hex("bits", ders[i], lens[i]);
        if (b) {
            printf("length %d flags %lx\n", b->length, b->flags);
            q = buf;
            show_hex("again", buf, i2d_ASN1_BIT_STRING(b, &q));
        }
        show_error_codes();
        ASN1_BIT_STRING_free(b);
    }
}

static void any(void)
{
    static const char *ders[] = {"\x05\x00", "\x01\x01\xff", "\x01\x01\x00", "\x06\x03\x55\x04\x03", "\x0c\x02hi", "\x30\x03\x02\x01\x05", "\xa0\x02\x05\x00", "\x05\x01\x00", "\x01\x02\xff\xff", "\x30\x05\x02", "\x10\x00", "\x30\x80\x05\x00\x00\x00", "\x24\x06\x04\x01\x61\x04\x01\x62"};
    static const int lens[] = {2, 3, 3, 5, 4, 5, 4, 3, 4, 3, 2, 6, 8};
    size_t i;

    for (i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
        const unsigned char *p = (const unsigned char *)ders[i];
        ASN1_TYPE *t = d2i_ASN1_TYPE(NULL, &p, lens[i]);
        unsigned char buf[32], *q = buf;

        show_hex("any", ders[i], lens[i]);
        if (t) {
            printf("type %d get %d\n", t->type, ASN1_TYPE_get(t));
            show_hex("again", buf, i2d_ASN1_TYPE(t, &q));
            printf("self %d\n", ASN1_TYPE_cmp(t, t));
        }
        show_error_codes();
        ASN1_TYPE_free(t);
    }
    {
        ASN1_TYPE *t = ASN1_TYPE_new();
        unsigned char buf[8];

        printf("new %d octets %d", ASN1_TYPE_get(t), ASN1_TYPE_set_octetstring(t, (unsigned char *)"octets", 6));
        printf(" get %d", ASN1_TYPE_get_octetstring(t, buf, 4));
        printf(" %.4s\n", buf);
        ASN1_TYPE_set(t, V_ASN1_BOOLEAN, t);
        printf("bool %d %d\n", ASN1_TYPE_get(t), t->value.boolean);
        ASN1_TYPE_set(t, V_ASN1_NULL, NULL);
        printf("null %d octets %d\n", ASN1_TYPE_get(t), ASN1_TYPE_get_octetstring(t, buf, 4));
        show_error_codes();
        ASN1_TYPE_free(t);
    }
}

static void headers(void)
{
    static const char *ders[] = {"\x30\x05", "\x30\x80", "\x1f\x81\x01\x00", "\x30\x82\x01\x00", "\x30", "", "\x04\x80", "\x30\x84\x7f\xff\xff\xff", "\x1f\xff\xff\xff\xff\xff\x7f\x00", "\x02\x01"};
    static const int lens[] = {7, 2, 4, 4, 1, 0, 2, 6, 8, 3};
    size_t i;
    unsigned char buf[16], *q;

    for (i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
        unsigned char copy[16] = {0};
        const unsigned char *p = copy;
        long len = -7;
        int tag = -7, class = -7, r;

        memcpy(copy, ders[i], lens[i] > 8 ? 8 : lens[i]);
        r = ASN1_get_object(&p, &len, &tag, &class, lens[i]);
        printf("header %zu: %x", i, r);
        if (!(r & 0x80))
            printf(" len %ld tag %d class %d head %d", len, tag, class, (int)(p - copy));
        printf("\n");
        show_error_codes();
    }
    for (i = 0; i < 3; i++) {
        q = buf;
        ASN1_put_object(&q, (int)i, i == 0 ? 5 : 300, i == 0 ? 4 : 40, i == 0 ? V_ASN1_UNIVERSAL : V_ASN1_CONTEXT_SPECIFIC);
        show_hex("put", buf, q - buf);
        printf("size %d\n", ASN1_object_size((int)i, i == 0 ? 5 : 300, i == 0 ? 4 : 40));
    }
    q = buf;
    ASN1_put_eoc(&q);
    show_hex("eoc", buf, q - buf);
}

int main(void)
{
    out = BIO_new_fp(stdout, BIO_NOCLOSE);
    times();
    integers();
    strings();
    bits();
    any();
    headers();
    BIO_free(out);
    return 0;
}
