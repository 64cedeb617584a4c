/* OSSL_PARAM: every numeric type read from and stored to every kind and width. */
#include "../common.h"
#include <openssl/bn.h>
#include <openssl/params.h>
#include <stdint.h>
#include <time.h>

static const struct {
    unsigned int kind;
    size_t size;
} kinds[] = {
    { OSSL_PARAM_INTEGER, 1 }, { OSSL_PARAM_INTEGER, 2 }, { OSSL_PARAM_INTEGER, 4 },
    { OSSL_PARAM_INTEGER, 5 }, { OSSL_PARAM_INTEGER, 8 }, { OSSL_PARAM_INTEGER, 16 },
    { OSSL_PARAM_UNSIGNED_INTEGER, 1 }, { OSSL_PARAM_UNSIGNED_INTEGER, 2 },
    { OSSL_PARAM_UNSIGNED_INTEGER, 4 }, { OSSL_PARAM_UNSIGNED_INTEGER, 5 },
    { OSSL_PARAM_UNSIGNED_INTEGER, 8 }, { OSSL_PARAM_UNSIGNED_INTEGER, 16 },
    { OSSL_PARAM_REAL, 8 }, { OSSL_PARAM_REAL, 4 }, { OSSL_PARAM_UTF8_STRING, 8 },
    { OSSL_PARAM_OCTET_STRING, 8 },
};
#define KINDS (sizeof kinds / sizeof *kinds)

static void describe(const OSSL_PARAM *p)
{
    printf("type %u size %zu", p->data_type, p->data_size);
}

/* A number, two's complement and little-endian, cut to the kind's width. */
static void fill(unsigned char *buffer, size_t kind, int64_t value)
{
    memset(buffer, value < 0 ? 0xff : 0, 16);
    memcpy(buffer, &value, 8);
    if (kinds[kind].kind == OSSL_PARAM_REAL) {
        double real = (double)value;

        memcpy(buffer, &real, 8);
    }
}

#define GET(ctype, name, format, cast) \
    static void get_##name(void) \
    { \
        static const int64_t values[] = { 0, 1, -1, 127, 128, 255, 256, 32767, 65536, 2147483647, \
                                          2147483648, -2147483648, 4294967295, 4294967296, \
                                          INT64_MAX, INT64_MIN, 9007199254740993 }; \
        for (size_t k = 0; k < KINDS; k++) \
            for (size_t i = 0; i < sizeof values / sizeof *values; i++) { \
                unsigned char buffer[16]; \
                ctype value = (ctype)77; \
                OSSL_PARAM p = { "n", kinds[k].kind, buffer, kinds[k].size, OSSL_PARAM_UNMODIFIED }; \
                int done; \
                fill(buffer, k, values[i]); \
                done = OSSL_PARAM_get_##name(&p, &value); \
                printf("get " #name " of "); \
                describe(&p); \
                printf(" %lld: %d " format "\n", (long long)values[i], done, (cast)value); \
                if (ERR_peek_error()) \
                    show_errors(); \
            } \
    }

#define SET(ctype, name) \
    static void set_##name(void) \
    { \
        static const ctype values[] = { (ctype)0, (ctype)1, (ctype)-1, (ctype)127, (ctype)128, (ctype)-128, \
                                       (ctype)-129, (ctype)255, (ctype)256, (ctype)65535, (ctype)65536, \
                                       (ctype)2147483647, (ctype)2147483648u, (ctype)4294967295u, \
                                       (ctype)4294967296, (ctype)9007199254740992, \
                                       (ctype)9007199254740993, (ctype)INT64_MAX, (ctype)INT64_MIN }; \
        for (size_t k = 0; k < KINDS; k++) { \
            OSSL_PARAM none = { "n", kinds[k].kind, NULL, kinds[k].size, OSSL_PARAM_UNMODIFIED }; \
            /* A 64-bit number for a double that is nowhere crashes OpenSSL. */ \
            if (kinds[k].kind != OSSL_PARAM_REAL || sizeof(ctype) == 4) { \
                printf("set " #name " nowhere: %d", OSSL_PARAM_set_##name(&none, (ctype)300)); \
                printf(" returns %zd\n", (ssize_t)none.return_size); \
                if (ERR_peek_error()) \
                    show_errors(); \
            } \
            for (size_t i = 0; i < sizeof values / sizeof *values; i++) { \
                unsigned char buffer[16]; \
                OSSL_PARAM p = { "n", kinds[k].kind, buffer, kinds[k].size, OSSL_PARAM_UNMODIFIED }; \
                int done; \
                memset(buffer, 0x55, sizeof buffer); \
                done = OSSL_PARAM_set_##name(&p, values[i]); \
                printf("set " #name " #%zu in ", i); \
                describe(&p); \
                printf(": %d returns %zd modified %d", done, (ssize_t)p.return_size, \
                       OSSL_PARAM_modified(&p)); \
                show_hex("", buffer, sizeof buffer); \
                if (ERR_peek_error()) \
                    show_errors(); \
            } \
        } \
    }

#define BOTH(ctype, name, format, cast) GET(ctype, name, format, cast) SET(ctype, name)

BOTH(int, int, "%d", int)
BOTH(unsigned int, uint, "%u", unsigned int)
BOTH(long, long, "%ld", long)
BOTH(unsigned long, ulong, "%lu", unsigned long)
BOTH(int32_t, int32, "%d", int)
BOTH(uint32_t, uint32, "%u", unsigned int)
BOTH(int64_t, int64, "%lld", long long)
BOTH(uint64_t, uint64, "%llu", unsigned long long)
BOTH(size_t, size_t, "%zu", size_t)
BOTH(time_t, time_t, "%lld", long long)

static void doubles(void)
{
    static const double values[] = { 0, 1, -1, 0.5, 127, 128, 255, 256, -129, 65536, 2147483647.0,
                                     2147483648.0, -2147483648.0, -2147483649.0, 4294967295.0,
                                     4294967296.0, 9007199254740992.0, 9.2e18, 9.3e18, 1.8e19,
                                     1.9e19, 1e300, -1e300, 1e-300 };

    for (size_t k = 0; k < KINDS; k++) {
        OSSL_PARAM none = { "n", kinds[k].kind, NULL, kinds[k].size, OSSL_PARAM_UNMODIFIED };

        printf("set double nowhere: %d", OSSL_PARAM_set_double(&none, 3));
        printf(" returns %zd\n", (ssize_t)none.return_size);
        for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
            unsigned char buffer[16];
            OSSL_PARAM p = { "n", kinds[k].kind, buffer, kinds[k].size, OSSL_PARAM_UNMODIFIED };
            double back = 77;

            memset(buffer, 0x55, sizeof buffer);
            printf("set double %g in ", values[i]);
            describe(&p);
            printf(": %d", OSSL_PARAM_set_double(&p, values[i]));
            printf(" returns %zd", (ssize_t)p.return_size);
            show_hex("", buffer, sizeof buffer);
            if (ERR_peek_error())
                show_errors();
            fill(buffer, k, (int64_t)1 << i);
            printf("get double of %lld: %d", (long long)1 << i, OSSL_PARAM_get_double(&p, &back));
            printf(" %.17g\n", back);
            if (ERR_peek_error())
                show_errors();
        }
        {
            unsigned char buffer[16];
            OSSL_PARAM p = { "n", kinds[k].kind, buffer, kinds[k].size, OSSL_PARAM_UNMODIFIED };
            static const int64_t large[] = { 9007199254740992, 9007199254740993, INT64_MAX, INT64_MIN, -1 };

            for (size_t i = 0; i < sizeof large / sizeof *large; i++) {
                double back = 77;

                fill(buffer, k, large[i]);
                printf("get double of %lld: %d", (long long)large[i], OSSL_PARAM_get_double(&p, &back));
                printf(" %.17g\n", back);
                if (ERR_peek_error())
                    show_errors();
            }
        }
    }
    /* Not whole numbers as integers. */
    {
        double half = 2.5, large = 1e10, negative = -3, huge = 1e30;
        OSSL_PARAM p = OSSL_PARAM_double("d", &half);
        int i = 7;
        unsigned int u = 7;
        int64_t l = 7;
        uint64_t ul = 7;

        SHOW_INT(OSSL_PARAM_get_int(&p, &i));
        SHOW_INT(OSSL_PARAM_get_uint(&p, &u));
        SHOW_INT(OSSL_PARAM_get_int64(&p, &l));
        SHOW_INT(OSSL_PARAM_get_uint64(&p, &ul));
        show_errors();
        p.data = &large;
        SHOW_INT(OSSL_PARAM_get_int(&p, &i));
        SHOW_INT(OSSL_PARAM_get_uint(&p, &u));
        SHOW_INT(OSSL_PARAM_get_int64(&p, &l));
        SHOW_INT(OSSL_PARAM_get_uint64(&p, &ul));
        show_errors();
        p.data = &negative;
        SHOW_INT(OSSL_PARAM_get_int(&p, &i));
        SHOW_INT(OSSL_PARAM_get_uint(&p, &u));
        SHOW_INT(OSSL_PARAM_get_int64(&p, &l));
        SHOW_INT(OSSL_PARAM_get_uint64(&p, &ul));
        show_errors();
        p.data = &huge;
        SHOW_INT(OSSL_PARAM_get_int(&p, &i));
        SHOW_INT(OSSL_PARAM_get_uint(&p, &u));
        SHOW_INT(OSSL_PARAM_get_int64(&p, &l));
        SHOW_INT(OSSL_PARAM_get_uint64(&p, &ul));
        show_errors();
        printf("%d %u %lld %llu\n", i, u, (long long)l, (unsigned long long)ul);
    }
}

static void big(void)
{
    static const char *const values[] = { "0", "1", "7F", "80", "FF", "0123456789ABCDEF01", "-1", "-80" };

    for (size_t k = 0; k < KINDS; k++)
        for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
            unsigned char buffer[16];
            OSSL_PARAM p = { "n", kinds[k].kind, buffer, kinds[k].size, OSSL_PARAM_UNMODIFIED };
            BIGNUM *bn = NULL, *back = NULL;
            int done;

            BN_hex2bn(&bn, values[i]);
            memset(buffer, 0x55, sizeof buffer);
            done = OSSL_PARAM_set_BN(&p, bn);
            printf("set BN %s in ", values[i]);
            describe(&p);
            printf(": %d returns %zd", done, (ssize_t)p.return_size);
            show_hex("", buffer, sizeof buffer);
            if (ERR_peek_error())
                show_errors();
            done = OSSL_PARAM_get_BN(&p, &back);
            if (done) {
                char *text = BN_bn2hex(back);

                printf("get BN: %s\n", text);
                OPENSSL_free(text);
            } else {
                printf("get BN: 0 %s\n", back == NULL ? "NULL" : "not NULL");
                show_errors();
            }
            p.data = NULL;
            p.return_size = OSSL_PARAM_UNMODIFIED;
            printf("set BN nowhere: %d", OSSL_PARAM_set_BN(&p, bn));
            printf(" returns %zd\n", (ssize_t)p.return_size);
            if (ERR_peek_error())
                show_errors();
            BN_free(bn);
            BN_free(back);
        }
    {
        unsigned char buffer[4] = { 1, 2, 3, 4 };
        OSSL_PARAM p = OSSL_PARAM_construct_BN("n", buffer, sizeof buffer);
        BIGNUM *bn = BN_new(), *same = bn;

        SHOW_INT(OSSL_PARAM_get_BN(&p, &bn));
        printf("%d %s\n", bn == same, BN_is_word(bn, 0x04030201) ? "right" : "wrong");
        SHOW_INT(OSSL_PARAM_get_BN(NULL, &bn));
        show_errors();
        SHOW_INT(OSSL_PARAM_get_BN(&p, NULL));
        show_errors();
        SHOW_INT(OSSL_PARAM_set_BN(NULL, bn));
        show_errors();
        SHOW_INT(OSSL_PARAM_set_BN(&p, NULL));
        show_errors();
        BN_free(bn);
    }
}

static void nothing(void)
{
    int i = 3;
    double d = 3;
    uint64_t u = 3;
    OSSL_PARAM p = OSSL_PARAM_construct_int("i", &i);

    SHOW_INT(OSSL_PARAM_get_int(NULL, &i));
    show_errors();
    SHOW_INT(OSSL_PARAM_get_int(&p, NULL));
    show_errors();
    SHOW_INT(OSSL_PARAM_get_int64(NULL, NULL));
    show_errors();
    SHOW_INT(OSSL_PARAM_get_uint32(NULL, NULL));
    show_errors();
    SHOW_INT(OSSL_PARAM_get_uint64(NULL, &u));
    show_errors();
    SHOW_INT(OSSL_PARAM_get_double(NULL, &d));
    show_errors();
    SHOW_INT(OSSL_PARAM_get_double(&p, NULL));
    show_errors();
    SHOW_INT(OSSL_PARAM_set_int(NULL, 3));
    show_errors();
    SHOW_INT(OSSL_PARAM_set_uint(NULL, 3));
    show_errors();
    SHOW_INT(OSSL_PARAM_set_int64(NULL, 3));
    show_errors();
    SHOW_INT(OSSL_PARAM_set_uint64(NULL, 3));
    show_errors();
    SHOW_INT(OSSL_PARAM_set_double(NULL, 3));
    show_errors();
}

int main(void)
{
    get_int(), set_int();
    get_uint(), set_uint();
    get_long(), set_long();
    get_ulong(), set_ulong();
    get_int32(), set_int32();
    get_uint32(), set_uint32();
    get_int64(), set_int64();
    get_uint64(), set_uint64();
    get_size_t(), set_size_t();
    get_time_t(), set_time_t();
    doubles();
    big();
    nothing();
    return 0;
}
