/*
 * Small helpers of asn1.h: UTF-8 one character at a time, masks of
 * string types, named bits, bytes and numbers as text, copies and digests by
 * functions and items, the settings of a printer.
 */
#include "../common.h"
#include <openssl/asn1.h>
#include <openssl/asn1t.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

static void flush(BIO *out)
{
    char *data;
    long len = BIO_get_mem_data(out, &data);

    printf("[%.*s]\n", (int)len, data);
    (void)BIO_reset(out);
}

static void utf8(void)
{
    static const struct { const char *bytes; int len; } in[] = {
        {"a", 1}, {"\xc3\xa9", 2}, {"\xe2\x82\xac", 3}, {"\xf0\x9f\x98\x80", 4}, {"\xf8\x88\x80\x80\x80", 5},
        {"\xfc\x84\x80\x80\x80\x80", 6}, {"", 0}, {"x", -1}, {"\xc3", 1}, {"\xe2\x82", 2}, {"\xf0\x9f\x98", 3},
        {"\xc3\x28", 2}, {"\xe2\x28\xa1", 3}, {"\xf0\x9f\x28\x80", 4}, {"\x80", 1}, {"\xff", 1}, {"\xfe", 1},
        {"\xc0\xaf", 2}, {"\xe0\x80\xaf", 3}, {"\xf0\x80\x80\xaf", 4}, {"\xed\xa0\x80", 3}, {"\xf4\x90\x80\x80", 4},
        {"\xf8\x80\x80\x80\x80", 5}, {"\xfc\x80\x80\x80\x80\x80", 6}, {"\xef\xbf\xbf", 3}, {"\xfb\xbf\xbf\xbf\xbf", 5},
        {"\xfd\xbf\xbf\xbf\xbf\xbf", 6}, {"ab", 2}, {"\0", 1},
        {"\xf7\xbf\xbf\xbf", 4}, {"\xf5\x80\x80\x80", 4}, {"\xed\xbf\xbf", 3}, {"\xed\x28", 2}, {"\xf4\x90", 2},
    };
    static const unsigned long out[] = {
        0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xd800, 0xdfff, 0xe000, 0xffff, 0x10000, 0x10ffff, 0x110000, 0x1fffff,
        0x200000, 0x3ffffff, 0x4000000, 0x7fffffff, 0x80000000UL, 0xffffffffUL,
    };
    size_t i;
    int len;

    for (i = 0; i < sizeof(in) / sizeof(*in); i++) {
        unsigned long value = 0xabcd;
        int used = UTF8_getc((const unsigned char *)in[i].bytes, in[i].len, &value);

        printf("getc %zu: %d %lx\n", i, used, value);
    }
    for (i = 0; i < sizeof(out) / sizeof(*out); i++) {
        printf("putc %lx:", out[i]);
        printf(" %d", UTF8_putc(NULL, 0, out[i]));
        for (len = -1; len <= 6; len++) {
            unsigned char to[8] = {0};
            int used = UTF8_putc(to, len, out[i]);

            printf(" %d", used);
            if (used > 0 && len == 6) {
                int k;

                printf(" =");
                for (k = 0; k < used; k++)
                    printf(" %02x", to[k]);
            }
        }
        printf("\n");
    }
    show_errors();
}

static void masks(void)
{
    static const char *const texts[] = {
        "default", "nombstr", "pkix", "utf8only", "MASK:0x2", "MASK:", "MASK:10", "MASK:0x", "UTF8", "UTF8,BMP",
        "UTF8String,T61", "DIRSTRING", "DIR", "UTF8,", "", "nonsense", "UTF8,nonsense", "UTF8 , BMP", "PRINTABLE|UTF8",
        "BOOL", "INT", "NULL", "SEQ", "IA5", "UTCTIME", "TIME", "OCT", "FORMAT", "EXP", "UTF8,FORMAT", "MASK:-1",
        "MASK:0x2z", "mask:2", "default,pkix", "OBJECT", "BITSTR", "ENUM", "GENSTR", "NUMERIC", "VISIBLE", "UNIV",
        "UTF8|BMP", "GENTIME", "SET", "TELETEX", "EXPLICIT:1,UTF8", "UTF8:x",
        "utf8", "UTF8|", "|UTF8", "UTF8 | BMP", "DIR|IA5", "dir", "UTF8|nope", "UTF8|INT", " UTF8", "UTF8 ", "T61", "UTC",
    };
    size_t i;

    for (i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        unsigned long mask = 0xabcd;
        int ok = ASN1_str2mask(texts[i], &mask);

        if (mask == 0xabcd)
            mask = 0;
        printf("mask %s: %d %lx\n", texts[i], ok, mask);
        show_errors();
    }
}

static BIT_STRING_BITNAME names[] = {
    {0, "First bit", "first"}, {1, "Second bit", "second"}, {9, "Tenth bit", "tenth"}, {-1, NULL, NULL},
};

static void bits(BIO *out)
{
    ASN1_BIT_STRING *value = ASN1_BIT_STRING_new();

    SHOW_INT(ASN1_BIT_STRING_num_asc("first", names));
    SHOW_INT(ASN1_BIT_STRING_num_asc("Second bit", names));
    SHOW_INT(ASN1_BIT_STRING_num_asc("tenth", names));
    SHOW_INT(ASN1_BIT_STRING_num_asc("FIRST", names));
    SHOW_INT(ASN1_BIT_STRING_num_asc("", names));
    SHOW_INT(ASN1_BIT_STRING_name_print(out, value, names, 3));
    flush(out);
    SHOW_INT(ASN1_BIT_STRING_set_asc(value, "tenth", 1, names));
    SHOW_INT(ASN1_BIT_STRING_set_asc(value, "First bit", 1, names));
    SHOW_INT(ASN1_BIT_STRING_set_asc(value, "eleventh", 1, names));
    SHOW_INT(ASN1_BIT_STRING_set_asc(NULL, "second", 1, names));
    SHOW_INT(ASN1_BIT_STRING_name_print(out, value, names, 3));
    flush(out);
    SHOW_INT(ASN1_BIT_STRING_name_print(out, value, names, 0));
    flush(out);
    SHOW_INT(ASN1_BIT_STRING_name_print(out, value, names, -2));
    flush(out);
    SHOW_INT(ASN1_BIT_STRING_set_asc(value, "tenth", 0, names));
    show_hex("bits", value->data, (size_t)value->length);
    ASN1_BIT_STRING_free(value);
    show_errors();
}

static void numbers(BIO *out)
{
    static const char *const hex[] = {"0", "1", "ff", "7fffffffffffffff", "8000000000000000", "10000000000000000",
        "80", "123456789abcdef0123456789abcdef0123456789abcdef", "ffffffffffffffffffffffffffffffffffff"};
    unsigned char buffer[64], bytes[40];
    BIGNUM *bn = NULL;
    size_t i;

    for (i = 0; i < sizeof(bytes); i++)
        bytes[i] = (unsigned char)(i * 7);
    for (i = 0; i < sizeof(hex) / sizeof(*hex); i++) {
        int off, sign;

        for (sign = 0; sign < 2; sign++)
            for (off = 0; off <= 4; off += 4) {
                BN_hex2bn(&bn, hex[i]);
                BN_set_negative(bn, sign);
                printf("bn %s %d: %d ", hex[i], off, ASN1_bn_print(out, "Number:", bn, buffer, off));
                flush(out);
            }
    }
    SHOW_INT(ASN1_bn_print(out, "None:", NULL, NULL, 4));
    flush(out);
    SHOW_INT(ASN1_bn_print(out, "Far:", bn, NULL, 200));
    flush(out);
    BN_set_word(bn, 5);
    SHOW_INT(ASN1_bn_print(out, "Back:", bn, NULL, -3));
    flush(out);
    BN_free(bn);
    SHOW_INT(ASN1_buf_print(out, bytes, 0, 4));
    flush(out);
    SHOW_INT(ASN1_buf_print(out, bytes, 1, 0));
    flush(out);
    SHOW_INT(ASN1_buf_print(out, bytes, 15, 4));
    flush(out);
    SHOW_INT(ASN1_buf_print(out, bytes, 16, 4));
    flush(out);
    SHOW_INT(ASN1_buf_print(out, bytes, sizeof(bytes), 200));
    flush(out);
    show_errors();
}

static void *read_integer(void **place, const unsigned char **in, long len)
{
    return d2i_ASN1_INTEGER((ASN1_INTEGER **)place, in, len);
}

static int write_integer(const void *value, unsigned char **out)
{
    return i2d_ASN1_INTEGER(value, out);
}

static int write_nothing(const void *value, unsigned char **out)
{
    (void)value;
    (void)out;
    return 0;
}

static int write_fails(const void *value, unsigned char **out)
{
    (void)value;
    (void)out;
    return -1;
}

static void copies(void)
{
    ASN1_INTEGER *one = ASN1_INTEGER_new(), *two;
    unsigned char md[EVP_MAX_MD_SIZE];
    const unsigned char end[] = {0, 0, 7}, *at;
    unsigned char *p;
    unsigned int len = 0;
    BIO *bio;

    ASN1_INTEGER_set(one, 1234567);
    two = ASN1_dup((i2d_of_void *)write_integer, (d2i_of_void *)read_integer, one);
    SHOW_INT(ASN1_INTEGER_cmp(one, two));
    ASN1_INTEGER_free(two);
    SHOW_NULL(ASN1_dup((i2d_of_void *)write_integer, (d2i_of_void *)read_integer, NULL));
    show_errors();
    SHOW_NULL(ASN1_dup((i2d_of_void *)write_nothing, (d2i_of_void *)read_integer, one));
    show_errors();
    SHOW_NULL(ASN1_dup((i2d_of_void *)write_fails, (d2i_of_void *)read_integer, one));
    show_errors();

    SHOW_INT(ASN1_item_digest(ASN1_ITEM_rptr(ASN1_INTEGER), EVP_sha256(), one, md, &len));
    show_hex("digest", md, len);
    SHOW_INT(ASN1_item_digest(ASN1_ITEM_rptr(ASN1_INTEGER), EVP_sha1(), one, md, NULL));
    SHOW_INT(ASN1_item_digest(ASN1_ITEM_rptr(ASN1_INTEGER), EVP_sha1(), NULL, md, NULL));
    SHOW_INT(ASN1_digest((i2d_of_void *)write_integer, EVP_sha1(), (char *)one, md, &len));
    show_hex("digest", md, len);
    SHOW_INT(ASN1_digest((i2d_of_void *)write_nothing, EVP_sha1(), (char *)one, md, &len));
    show_errors();
    SHOW_INT(ASN1_digest((i2d_of_void *)write_fails, EVP_sha1(), (char *)one, md, &len));
    show_errors();

    bio = ASN1_item_i2d_mem_bio(ASN1_ITEM_rptr(ASN1_INTEGER), (ASN1_VALUE *)one);
    SHOW_INT(BIO_get_mem_data(bio, (char **)&p));
    two = ASN1_item_d2i_bio_ex(ASN1_ITEM_rptr(ASN1_INTEGER), bio, NULL, NULL, NULL);
    SHOW_INT(ASN1_INTEGER_get(two));
    SHOW_NULL(ASN1_item_d2i_bio_ex(ASN1_ITEM_rptr(ASN1_INTEGER), bio, NULL, NULL, NULL));
    show_error_codes();
    BIO_free(bio);
    ASN1_INTEGER_free(two);
    SHOW_NULL(ASN1_item_i2d_mem_bio(NULL, (ASN1_VALUE *)one));
    show_errors();
    SHOW_NULL(ASN1_item_i2d_mem_bio(ASN1_ITEM_rptr(ASN1_INTEGER), NULL));
    show_errors();
    SHOW_NULL(ASN1_item_d2i_bio_ex(ASN1_ITEM_rptr(ASN1_INTEGER), NULL, NULL, NULL, NULL));
    show_errors();

    two = (ASN1_INTEGER *)ASN1_item_new_ex(ASN1_ITEM_rptr(ASN1_INTEGER), NULL, NULL);
    SHOW_NULL(two);
    at = (const unsigned char *)"\x02\x01\x2a";
    SHOW_NULL(ASN1_item_d2i_ex((ASN1_VALUE **)&two, &at, 3, ASN1_ITEM_rptr(ASN1_INTEGER), NULL, NULL));
    SHOW_INT(ASN1_INTEGER_get(two));
    ASN1_INTEGER_free(two);
    at = (const unsigned char *)"\x04\x01\x2a";
    SHOW_NULL(ASN1_item_d2i_ex(NULL, &at, 3, ASN1_ITEM_rptr(ASN1_INTEGER), NULL, NULL));
    show_errors();

    p = (unsigned char *)end;
    SHOW_INT(ASN1_check_infinite_end(&p, 3));
    SHOW_INT(p - end);
    SHOW_INT(ASN1_check_infinite_end(&p, 1));
    SHOW_INT(ASN1_check_infinite_end(&p, 0));
    SHOW_INT(ASN1_check_infinite_end(&p, -1));
    ASN1_INTEGER_free(one);
    show_errors();
}

static void stream(void)
{
    FILE *file = tmpfile();
    ASN1_INTEGER *value;

    fwrite("\x02\x01\x07", 1, 3, file);
    rewind(file);
    value = ASN1_item_d2i_fp_ex(ASN1_ITEM_rptr(ASN1_INTEGER), file, NULL, NULL, NULL);
    SHOW_INT(ASN1_INTEGER_get(value));
    ASN1_INTEGER_free(value);
    SHOW_NULL(ASN1_item_d2i_fp_ex(ASN1_ITEM_rptr(ASN1_INTEGER), file, NULL, NULL, NULL));
    show_error_codes();
    fclose(file);
}

static void settings(void)
{
    ASN1_PCTX *ctx = ASN1_PCTX_new();

    printf("%lx %lx %lx %lx %lx\n", ASN1_PCTX_get_flags(ctx), ASN1_PCTX_get_nm_flags(ctx),
        ASN1_PCTX_get_cert_flags(ctx), ASN1_PCTX_get_oid_flags(ctx), ASN1_PCTX_get_str_flags(ctx));
    ASN1_PCTX_set_flags(ctx, ASN1_PCTX_FLAGS_SHOW_ABSENT);
    ASN1_PCTX_set_nm_flags(ctx, XN_FLAG_RFC2253);
    ASN1_PCTX_set_cert_flags(ctx, 3);
    ASN1_PCTX_set_oid_flags(ctx, 4);
    ASN1_PCTX_set_str_flags(ctx, 5);
    printf("%lx %lx %lx %lx %lx\n", ASN1_PCTX_get_flags(ctx), ASN1_PCTX_get_nm_flags(ctx),
        ASN1_PCTX_get_cert_flags(ctx), ASN1_PCTX_get_oid_flags(ctx), ASN1_PCTX_get_str_flags(ctx));
    ASN1_PCTX_free(ctx);
    ASN1_PCTX_free(NULL);
    show_errors();
}

int main(void)
{
    BIO *out = BIO_new(BIO_s_mem());

    utf8();
    masks();
    bits(out);
    numbers(out);
    copies();
    stream();
    settings();
    BIO_free(out);
    return 0;
}
