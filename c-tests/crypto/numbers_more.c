/* What Perl's and Ruby's bindings ask of big numbers beyond arithmetic. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "../common.h"
#include <openssl/bn.h>

static void random_numbers(void)
{
    BN_CTX *ctx = BN_CTX_new_ex(NULL), *secure = BN_CTX_secure_new_ex(NULL);
    BIGNUM *r = BN_new(), *range = BN_new();

    BN_set_word(range, 1000);
    printf("BN_rand_ex %d", BN_rand_ex(r, 100, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ODD, 256, ctx));
    printf(": %d bits, odd %d\n", BN_num_bits(r), BN_is_odd(r));
    printf("BN_priv_rand_ex %d", BN_priv_rand_ex(r, 65, BN_RAND_TOP_TWO, BN_RAND_BOTTOM_ANY, 0, secure));
    printf(": %d bits, second %d\n", BN_num_bits(r), BN_is_bit_set(r, 63));
    printf("BN_pseudo_rand %d", BN_pseudo_rand(r, 32, 0, 1));
    printf(": %d bits, odd %d\n", BN_num_bits(r), BN_is_odd(r));
    printf("BN_rand_range_ex %d", BN_rand_range_ex(r, range, 128, ctx));
    printf(": below %d\n", BN_cmp(r, range) < 0);
    printf("BN_priv_rand_range_ex %d", BN_priv_rand_range_ex(r, range, 128, NULL));
    printf(": below %d\n", BN_cmp(r, range) < 0);
    printf("BN_pseudo_rand_range %d", BN_pseudo_rand_range(r, range));
    printf(": below %d\n", BN_cmp(r, range) < 0);
    BN_zero(range);
    SHOW_INT(BN_rand_range_ex(r, range, 0, NULL));
    show_error_codes();
    SHOW_INT(BN_priv_rand_range_ex(r, range, 0, ctx));
    show_error_codes();
    SHOW_INT(BN_pseudo_rand_range(r, range));
    show_error_codes();
    SHOW_INT(BN_rand_ex(r, -1, 0, 0, 0, NULL));
    show_error_codes();
    SHOW_INT(BN_priv_rand_ex(r, 1, 1, 0, 0, NULL));
    show_error_codes();
    SHOW_INT(BN_pseudo_rand(r, 0, 0, 1));
    show_error_codes();
    BN_CTX_free(ctx);
    BN_CTX_free(secure);
    BN_free(r);
    BN_free(range);
}

static void bits(void)
{
    static const char *const numbers[] = {"92", "-123456789abcdef0123456789", "0", "10000000000000000"};

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        BIGNUM *from = NULL;

        BN_hex2bn(&from, numbers[i]);
        printf("%s:", numbers[i]);
        for (int n = -1; n <= 130; n += n < 3 || (n % 64 > 58 || n % 64 < 4) ? 1 : 11) {
            BIGNUM *masked = BN_dup(from), *cleared = BN_dup(from);
            int done = BN_mask_bits(masked, n);
            char *text = BN_bn2hex(masked);

            printf(" %d=%d(%s)%d", n, done, text, BN_clear_bit(cleared, n));
            OPENSSL_free(text);
            BN_free(masked);
            BN_free(cleared);
        }
        printf("\n");
        BN_free(from);
    }
}

static void even_modulus(void)
{
    BN_CTX *ctx = BN_CTX_new();

    for (int flagged = 0; flagged < 4; flagged++) {
        BIGNUM *numbers[3], *r = BN_new();

        for (int i = 0; i < 3; i++) {
            numbers[i] = BN_new();
            BN_set_word(numbers[i], i == 2 ? 98 : 7);
            if (i + 1 == flagged)
                BN_set_flags(numbers[i], BN_FLG_CONSTTIME);
        }
        printf("flag on %d: %d\n", flagged, BN_mod_exp(r, numbers[0], numbers[1], numbers[2], ctx));
        show_error_codes();
        BN_add_word(numbers[2], 1);
        printf(" odd: %d", BN_mod_exp(r, numbers[0], numbers[1], numbers[2], ctx));
        printf(", %lu\n", (unsigned long)BN_get_word(r));
        for (int i = 0; i < 3; i++)
            BN_free(numbers[i]);
        BN_free(r);
    }
    BN_CTX_free(ctx);
}

/* Each method by its name; r is left alone on error. */
static void methods(void)
{
    BN_CTX *ctx = BN_CTX_new();

    for (int flag = 0; flag < 2; flag++)
        for (unsigned long modulus = 0; modulus < 101; modulus += modulus < 2 ? 1 : 49) {
            BIGNUM *a = BN_new(), *p = BN_new(), *m = BN_new(), *r = BN_new();
            int done[5];

            BN_set_word(a, 7);
            BN_set_word(p, 13);
            BN_set_word(m, modulus);
            if (flag)
                BN_set_flags(p, BN_FLG_CONSTTIME);
            for (int i = 0; i < 5; i++) {
                BN_zero(r);
                done[i] = i == 0   ? BN_mod_exp_mont(r, a, p, m, ctx, NULL)
                          : i == 1 ? BN_mod_exp_mont_consttime(r, a, p, m, ctx, NULL)
                          : i == 2 ? BN_mod_exp_mont_word(r, 7, p, m, ctx, NULL)
                          : i == 3 ? (modulus == 0 ? 0 : BN_mod_exp_recp(r, a, p, m, ctx))
                                   : (modulus == 0 ? 0 : BN_mod_exp_simple(r, a, p, m, ctx));
                printf("method %d modulo %lu, flag %d: %d, %lu\n", i, modulus, flag, done[i],
                       done[i] == 1 ? (unsigned long)BN_get_word(r) : 0);
                show_error_codes();
            }
            BN_free(a);
            BN_free(p);
            BN_free(m);
            BN_free(r);
        }
    BN_CTX_free(ctx);
}

int main(void)
{
    methods();
    random_numbers();
    bits();
    even_modulus();
    return 0;
}
