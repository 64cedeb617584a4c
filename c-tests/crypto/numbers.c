/* BIGNUM: arithmetic, text, bytes, bits, edges. */
#include "../common.h"
#include <openssl/bn.h>
#include <openssl/bio.h>

static void show(const char *what, const BIGNUM *n)
{
    char *hex = BN_bn2hex(n), *dec = BN_bn2dec(n);

    printf("%s: %s %s bits %d\n", what, hex, dec, BN_num_bits(n));
    OPENSSL_free(hex);
    OPENSSL_free(dec);
}

int main(void)
{
    BIGNUM *a = NULL, *b = NULL, *m = NULL, *r = BN_new(), *q = BN_new();
    BN_CTX *ctx = BN_CTX_new();
    unsigned char bytes[64];
    static const char *const texts[] = { "0", "-0", "1", "-1", "00ff", "xyz", "", "12z", "-" };

    SHOW_INT(BN_hex2bn(&a, "123456789abcdef0123456789ABCDEF"));
    SHOW_INT(BN_dec2bn(&b, "-98765432109876543210"));
    SHOW_INT(BN_dec2bn(&m, "1000000007"));
    show("a", a);
    show("b", b);
    show("zero", r);
    SHOW_INT(BN_add(r, a, b)); show("a+b", r);
    SHOW_INT(BN_sub(r, b, a)); show("b-a", r);
    SHOW_INT(BN_mul(r, a, b, ctx)); show("a*b", r);
    SHOW_INT(BN_sqr(r, b, ctx)); show("b*b", r);
    SHOW_INT(BN_div(q, r, a, b, ctx)); show("a/b", q); show("a%b", r);
    SHOW_INT(BN_nnmod(r, b, m, ctx)); show("nnmod", r);
    SHOW_INT(BN_mod_add(r, a, b, m, ctx)); show("mod_add", r);
    SHOW_INT(BN_mod_sub(r, a, b, m, ctx)); show("mod_sub", r);
    SHOW_INT(BN_mod_mul(r, a, b, m, ctx)); show("mod_mul", r);
    SHOW_INT(BN_mod_sqr(r, a, m, ctx)); show("mod_sqr", r);
    SHOW_INT(BN_mod_exp(r, a, m, m, ctx)); show("mod_exp", r);
    SHOW_NULL(BN_mod_inverse(r, a, m, ctx)); show("inverse", r);
    SHOW_INT(BN_gcd(r, a, m, ctx)); show("gcd", r);
    SHOW_INT(BN_lshift(r, a, 13)); show("lshift", r);
    SHOW_INT(BN_rshift(r, a, 13)); show("rshift", r);
    SHOW_INT(BN_lshift1(r, b)); show("lshift1", r);
    SHOW_INT(BN_rshift1(r, b)); show("rshift1", r);
    SHOW_INT(BN_div(q, r, a, BN_value_one(), ctx)); show("a/1", q);
    BN_zero(r);
    SHOW_INT(BN_div(q, NULL, a, r, ctx)); show_error_codes();
    SHOW_INT(BN_add(a, a, a)); show("doubled in place", a);
    SHOW_INT(BN_set_word(r, 77)); SHOW_INT(BN_add_word(r, 5)); SHOW_INT(BN_sub_word(r, 100));
    show("77+5-100", r);
    SHOW_INT(BN_mul_word(r, 3)); show("*3", r);
    SHOW_INT((long)BN_div_word(r, 4)); show("/4", r);
    SHOW_INT((long)BN_mod_word(a, 10));
    SHOW_INT(BN_is_zero(r)); SHOW_INT(BN_is_negative(r)); SHOW_INT(BN_is_odd(a));
    SHOW_INT(BN_is_one(BN_value_one())); SHOW_INT(BN_is_word(BN_value_one(), 1));
    SHOW_INT(BN_cmp(a, b)); SHOW_INT(BN_cmp(b, a)); SHOW_INT(BN_ucmp(a, b)); SHOW_INT(BN_cmp(a, a));
    SHOW_INT(BN_set_bit(r, 100)); SHOW_INT(BN_is_bit_set(r, 100)); SHOW_INT(BN_clear_bit(r, 100));
    SHOW_INT(BN_is_bit_set(r, 100)); SHOW_INT(BN_clear_bit(r, 500)); SHOW_INT(BN_mask_bits(a, 40));
    show("masked", a);
    SHOW_INT(BN_mask_bits(a, 400));
    SHOW_INT(BN_bn2bin(a, bytes)); show_hex("bin", bytes, (size_t)BN_num_bytes(a));
    SHOW_INT(BN_bn2binpad(a, bytes, 10)); show_hex("pad", bytes, 10);
    SHOW_INT(BN_bn2binpad(a, bytes, 2));
    SHOW_INT(BN_bn2lebinpad(a, bytes, 10)); show_hex("le", bytes, 10);
    SHOW_INT(BN_bn2mpi(b, bytes)); show_hex("mpi", bytes, (size_t)BN_bn2mpi(b, NULL));
    SHOW_NULL(BN_mpi2bn(bytes, BN_bn2mpi(b, NULL), r)); show("from mpi", r);
    SHOW_NULL(BN_bin2bn((const unsigned char *)"\0\1\2", 3, r)); show("from bin", r);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        BIGNUM *n = NULL;

        printf("'%s': hex %d", texts[i], BN_hex2bn(&n, texts[i]));
        printf(" dec %d\n", BN_dec2bn(&n, texts[i]));
        if (n != NULL)
            show("  read", n);
        BN_free(n);
    }
    {
        BIO *out = BIO_new(BIO_s_mem());
        char *text;
        long len;

        BN_print(out, b); BIO_puts(out, " "); BN_print(out, BN_value_one());
        BN_zero(r); BIO_puts(out, " "); BN_print(out, r);
        len = BIO_get_mem_data(out, &text);
        printf("printed: %.*s\n", (int)len, text);
        BIO_free(out);
    }
    BN_dec2bn(&r, "1000000007"); SHOW_INT(BN_check_prime(r, ctx, NULL));
    BN_dec2bn(&r, "1000000008"); SHOW_INT(BN_check_prime(r, ctx, NULL));
    SHOW_INT(BN_rand(r, 100, 0, 1)); SHOW_INT(BN_num_bits(r)); SHOW_INT(BN_is_odd(r));
    SHOW_INT(BN_rand_range(r, m)); SHOW_INT(BN_cmp(r, m));
    SHOW_INT(BN_generate_prime_ex(r, 128, 0, NULL, NULL, NULL)); SHOW_INT(BN_num_bits(r));
    BN_CTX_start(ctx); SHOW_NULL(BN_CTX_get(ctx)); BN_CTX_end(ctx);
    BN_free(a); BN_clear_free(b); BN_free(m); BN_free(r); BN_free(q); BN_free(NULL);
    BN_CTX_free(ctx);
    return 0;
}
