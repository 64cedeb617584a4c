/* Big numbers: residues and roots, Montgomery's and reciprocal forms, NIST's primes, older names. */
#include "../common.h"
#include <openssl/bn.h>

static BIGNUM *number(const char *hex)
{
    BIGNUM *n = NULL;

    BN_hex2bn(&n, hex);
    return n;
}

static void show(const char *what, const BIGNUM *n)
{
    char *text = n == NULL ? NULL : BN_bn2hex(n);

    printf("%s: %s\n", what, text == NULL ? "NULL" : text);
    OPENSSL_free(text);
}

static const char *const values[] = { "0", "1", "-1", "2", "7", "-7", "9", "F", "-20", "61", "10001", "123456789ABCDEF0123456789",
                                      "-FEDCBA98765432100000001" };
enum { COUNT = sizeof values / sizeof *values };

static void kronecker(BN_CTX *ctx)
{
    for (int i = 0; i < COUNT; i++) {
        BIGNUM *a = number(values[i]);

        printf("kronecker %s:", values[i]);
        for (int j = 0; j < COUNT; j++) {
            BIGNUM *b = number(values[j]);

            printf(" %d", BN_kronecker(a, b, ctx));
            BN_free(b);
        }
        printf("\n");
        BN_free(a);
    }
}

static void roots(BN_CTX *ctx)
{
    static const char *const primes[] = { "2", "3", "7", "D", "11", "61", "FFFFFFFB", "10001", "F", "10", "1", "0", "-7" };

    for (size_t i = 0; i < sizeof primes / sizeof *primes; i++) {
        BIGNUM *p = number(primes[i]), *square = BN_new();

        printf("modulo %s\n", primes[i]);
        for (unsigned a = 0; a < 5; a++) {
            BIGNUM *n = BN_new(), *root;

            BN_set_word(n, a);
            root = BN_mod_sqrt(NULL, n, p, ctx);
            if (root == NULL) {
                printf("  root of %u: NULL\n", a);
            } else {
                BN_mod_sqr(square, root, p, ctx);
                BN_sub(n, n, square);
                BN_nnmod(n, n, p, ctx);
                printf("  root of %u: right %d, in range %d\n", a, BN_is_zero(n), BN_ucmp(root, p) < 0);
            }
            show_error_codes();
            BN_free(root);
            BN_free(n);
        }
        BN_free(p);
        BN_free(square);
    }
}

static void modular(BN_CTX *ctx)
{
    BIGNUM *r = BN_new(), *m = number("FFFFFFFFFFFFFFC5"), *zero = BN_new(), *small = number("123456789ABCDEF0"),
           *other = number("FEDCBA9876543210");

    for (int i = 0; i < COUNT; i++) {
        BIGNUM *a = number(values[i]);

        printf("%s: %d %d\n", values[i], BN_mod_lshift(r, a, 70, m, ctx), BN_mod_lshift(r, a, 0, m, ctx));
        BN_mod_lshift(r, a, 70, m, ctx);
        show("lshift", r);
        printf("%d\n", BN_mod_lshift1(r, a, m, ctx));
        show("lshift1", r);
        printf("%d\n", BN_uadd(r, a, other));
        show("uadd", r);
        printf("%d\n", BN_usub(r, other, a));
        show_error_codes();
        show("usub", r);
        BN_free(a);
    }
    SHOW_INT(BN_mod_lshift(r, small, 3, zero, ctx));
    show_error_codes();
    SHOW_INT(BN_mod_lshift1(r, small, zero, ctx));
    show_error_codes();
    SHOW_INT(BN_mod_lshift_quick(r, small, 100, m));
    show("lshift_quick", r);
    SHOW_INT(BN_mod_lshift1_quick(r, small, m));
    show("lshift1_quick", r);
    SHOW_INT(BN_mod_sub_quick(r, small, other, m));
    show("sub_quick", r);
    SHOW_INT(BN_mod_sub_quick(r, other, small, m));
    show("sub_quick", r);
    SHOW_INT(BN_mod_exp2_mont(r, small, other, other, small, m, ctx, NULL));
    show("exp2_mont", r);
    SHOW_INT(BN_mod_exp2_mont(r, small, other, other, small, small, ctx, NULL));
    show_error_codes();
    {
        BIGNUM *second = BN_new(), *m2 = number("FFFFFFFB");

        SHOW_INT(BN_mod_exp_mont_consttime_x2(r, small, other, m, NULL, second, other, small, m2, NULL, ctx));
        show("first", r);
        show("second", second);
        BN_free(second);
        BN_free(m2);
    }
    BN_free(r);
    BN_free(m);
    BN_free(zero);
    BN_free(small);
    BN_free(other);
}

static void text(void)
{
    static const char *const texts[] = { "0", "12", "-12", "0x1f", "-0X1F", "x", "", "12z", "0x", "-", "--1", "0xg" };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        BIGNUM *n = NULL;

        printf("asc2bn \"%s\": %d\n", texts[i], BN_asc2bn(&n, texts[i]));
        show("  number", n);
        BN_free(n);
    }
    show_error_codes();
}

static void montgomery(BN_CTX *ctx)
{
    static const char *const moduli[] = { "FFFFFFFFFFFFFFC5", "F", "10000000000000000000000000000000F", "1" };
    BN_MONT_CTX *empty = BN_MONT_CTX_new(), *shared = NULL;
    BIGNUM *a = number("123456789ABCDEF0123456789"), *b = number("FEDCBA98"), *r = BN_new(), *even = number("10");
    CRYPTO_RWLOCK *lock = CRYPTO_THREAD_lock_new();

    for (size_t i = 0; i < sizeof moduli / sizeof *moduli; i++) {
        BN_MONT_CTX *mont = BN_MONT_CTX_new();
        BIGNUM *m = number(moduli[i]), *x = BN_new(), *y = BN_new();

        printf("Montgomery, %s\n", moduli[i]);
        SHOW_INT(BN_MONT_CTX_set(mont, m, ctx));
        BN_nnmod(x, a, m, ctx);
        BN_nnmod(y, b, m, ctx);
        SHOW_INT(BN_to_montgomery(x, x, mont, ctx));
        show("to", x);
        SHOW_INT(BN_to_montgomery(y, y, mont, ctx));
        SHOW_INT(BN_mod_mul_montgomery(r, x, y, mont, ctx));
        show("product", r);
        SHOW_INT(BN_from_montgomery(r, r, mont, ctx));
        show("from", r);
        SHOW_INT(BN_MONT_CTX_copy(empty, mont) == empty);
        SHOW_INT(BN_from_montgomery(r, x, empty, ctx));
        show("copy", r);
        SHOW_INT(BN_mod_exp_mont(r, b, a, m, ctx, mont));
        show("power", r);
        BN_MONT_CTX_free(mont);
        BN_free(m);
        BN_free(x);
        BN_free(y);
    }
    show_error_codes();
    SHOW_INT(BN_MONT_CTX_set(empty, even, ctx));
    show_error_codes();
    BN_zero(r);
    SHOW_INT(BN_MONT_CTX_set(empty, r, ctx));
    show_error_codes();
    SHOW_NULL(BN_MONT_CTX_set_locked(&shared, lock, b, ctx));
    show_error_codes();
    SHOW_NULL(shared);
    BN_set_word(r, 77);
    SHOW_INT(BN_MONT_CTX_set_locked(&shared, lock, r, ctx) == shared && shared != NULL);
    SHOW_INT(BN_MONT_CTX_set_locked(&shared, lock, r, ctx) == shared && shared != NULL);
    BN_MONT_CTX_free(shared);
    BN_MONT_CTX_free(empty);
    BN_MONT_CTX_free(NULL);
    CRYPTO_THREAD_lock_free(lock);
    BN_free(a);
    BN_free(b);
    BN_free(r);
    BN_free(even);
}

static void reciprocal(BN_CTX *ctx)
{
    BN_RECP_CTX *recp = BN_RECP_CTX_new();
    BIGNUM *quotient = BN_new(), *rest = BN_new(), *d = number("FEDCBA98"), *x = number("123456789ABCDEF0123456789");

    SHOW_INT(BN_RECP_CTX_set(recp, d, ctx));
    SHOW_INT(BN_div_recp(quotient, rest, x, recp, ctx));
    show("quotient", quotient);
    show("rest", rest);
    SHOW_INT(BN_div_recp(quotient, NULL, d, recp, ctx));
    show("quotient", quotient);
    SHOW_INT(BN_div_recp(NULL, rest, x, recp, ctx));
    show("rest", rest);
    SHOW_INT(BN_mod_mul_reciprocal(rest, x, x, recp, ctx));
    show("product", rest);
    SHOW_INT(BN_mod_mul_reciprocal(rest, d, NULL, recp, ctx));
    show("without another", rest);
    SHOW_INT(BN_reciprocal(rest, d, 64, ctx));
    show("reciprocal", rest);
    SHOW_INT(BN_reciprocal(rest, d, 10, ctx));
    show("reciprocal", rest);
    BN_zero(d);
    SHOW_INT(BN_reciprocal(rest, d, 64, ctx));
    show_error_codes();
    BN_RECP_CTX_free(recp);
    BN_RECP_CTX_free(NULL);
    BN_free(quotient);
    BN_free(rest);
    BN_free(d);
    BN_free(x);
}

static void nist(BN_CTX *ctx)
{
    static const BIGNUM *(*const primes[])(void) = { BN_get0_nist_prime_192, BN_get0_nist_prime_224,
                                                     BN_get0_nist_prime_256, BN_get0_nist_prime_384,
                                                     BN_get0_nist_prime_521 };
    static int (*const reduce[])(BIGNUM *, const BIGNUM *, const BIGNUM *, BN_CTX *)
        = { BN_nist_mod_192, BN_nist_mod_224, BN_nist_mod_256, BN_nist_mod_384, BN_nist_mod_521 };
    BIGNUM *r = BN_new(), *x = BN_new(), *other = number("F");

    for (int i = 0; i < 5; i++) {
        const BIGNUM *p = primes[i]();

        show("prime", p);
        SHOW_INT(BN_nist_mod_func(p) == reduce[i]);
        SHOW_INT(primes[i]() == p);
        BN_sqr(x, p, ctx);
        BN_sub_word(x, 12345);
        SHOW_INT(reduce[i](r, x, p, ctx));
        show("below the square", r);
        BN_add_word(x, 23456);
        SHOW_INT(reduce[i](r, x, p, ctx));
        show("above the square", r);
        BN_set_word(x, 5);
        BN_set_negative(x, 1);
        SHOW_INT(reduce[i](r, x, p, ctx));
        show("negative", r);
        SHOW_INT(reduce[i](r, p, p, ctx));
        show("itself", r);
    }
    SHOW_INT(BN_nist_mod_func(other) == NULL);
    BN_free(r);
    BN_free(x);
    BN_free(other);
}

static int told;

static void tell(int event, int count, void *arg)
{
    told |= 1 << event;
    if (arg != &told)
        printf("another argument\n");
}

static void older(BN_CTX *ctx)
{
    static const int sizes[][2] = { { 512, -1 }, { 1024, -1 }, { 2048, -1 }, { 2048, 224 }, { 3072, 256 }, { 2048, 100 },
                                    { 7680, -1 }, { 15360, -1 }, { 15360, 200 }, { 1024, 512 }, { 1023, 512 }, { 0, 0 } };
    BIGNUM *p = NULL, *n = number("10001");

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        printf("security of %d, %d: %d\n", sizes[i][0], sizes[i][1], BN_security_bits(sizes[i][0], sizes[i][1]));
    p = BN_generate_prime(NULL, 64, 0, NULL, NULL, tell, &told);
    printf("prime of %d bits, told %d\n", BN_num_bits(p), (told & 1) != 0);
    SHOW_INT(BN_is_prime(p, BN_prime_checks, tell, ctx, &told));
    SHOW_INT(BN_is_prime_fasttest(p, BN_prime_checks, NULL, ctx, NULL, 1));
    BN_add_word(p, 1);
    SHOW_INT(BN_is_prime(p, BN_prime_checks, NULL, ctx, NULL));
    SHOW_INT(BN_generate_prime(p, 40, 0, NULL, NULL, NULL, NULL) == p);
    SHOW_INT(BN_num_bits(p));
    SHOW_NULL(BN_generate_prime(NULL, 1, 0, NULL, NULL, NULL, NULL));
    show_error_codes();
    BN_set_params(1, 2, 3, 40);
    for (int i = -1; i < 5; i++)
        printf("parameter %d: %d\n", i, BN_get_params(i));
    BN_set_params(-1, -1, -1, -1);
    printf("parameter 0: %d\n", BN_get_params(0));
    for (int i = 0; i < 5; i++) {
        SHOW_INT(BN_generate_dsa_nonce(p, n, n, (const unsigned char *)"message", 7, ctx));
        SHOW_INT(BN_cmp(p, n) < 0);
    }
    BN_one(p);
    BN_lshift(p, p, 800);
    SHOW_INT(BN_generate_dsa_nonce(n, p, p, (const unsigned char *)"message", 7, ctx));
    show_error_codes();
    SHOW_INT(BN_bntest_rand(p, 100, 0, 1));
    SHOW_INT(BN_num_bits(p));
    SHOW_INT(BN_is_odd(p));
    BN_free(p);
    BN_free(n);
}

int main(void)
{
    BN_CTX *ctx = BN_CTX_new();

    kronecker(ctx);
    roots(ctx);
    modular(ctx);
    text();
    montgomery(ctx);
    reciprocal(ctx);
    nist(ctx);
    older(ctx);
    BN_CTX_free(ctx);
    return 0;
}
