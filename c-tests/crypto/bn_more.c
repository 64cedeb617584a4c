/* What numbers.c leaves: flags, copies, encodings, random, secure memory. */
#include "../common.h"
#include <openssl/bn.h>
#include <openssl/crypto.h>

int main(void)
{
    BIGNUM *a = BN_new(), *b = BN_new(), *r = BN_new(), *secure = BN_secure_new(), *view = BN_new();
    BN_CTX *ctx = BN_CTX_secure_new();
    unsigned char bytes[20];
    void *block;

    BN_set_word(a, 0x1234567);
    BN_set_negative(a, 1);
    SHOW_INT(BN_is_negative(a));
    SHOW_INT(BN_abs_is_word(a, 0x1234567));
    SHOW_INT(BN_is_word(a, 0x1234567));
    BN_set_negative(b, 1);
    SHOW_INT(BN_is_negative(b));
    SHOW_INT(BN_copy(b, a) == b);
    SHOW_INT(BN_cmp(a, b));
    BN_print_fp(stdout, b);
    printf("\n");
    BN_clear(b);
    BN_print_fp(stdout, b);
    printf("\n");
    BN_swap(a, b);
    SHOW_INT(BN_is_zero(a));
    SHOW_INT(BN_get_word(b));
    BN_set_negative(b, 0);
    BN_set_word(a, 5);
    SHOW_INT(BN_exp(r, b, a, ctx));
    BN_print_fp(stdout, r);
    printf("\n");
    SHOW_INT(BN_num_bits_word(0));
    SHOW_INT(BN_num_bits_word(1));
    SHOW_INT(BN_num_bits_word(0x8000));
    SHOW_INT(BN_num_bits_word(~(BN_ULONG)0));
    SHOW_INT(BN_bn2nativepad(b, bytes, sizeof bytes));
    show_hex("native", bytes, sizeof bytes);
    SHOW_INT(BN_bn2nativepad(b, bytes, 2));
    SHOW_INT(BN_lebin2bn((const unsigned char *)"\x01\x02\x03\x00", 4, a) == a);
    BN_print_fp(stdout, a);
    printf("\n");
    BN_set_word(a, 90);
    BN_set_word(b, 20);
    BN_set_word(r, 97);
    SHOW_INT(BN_mod_add_quick(a, a, b, r));
    SHOW_INT(BN_get_word(a));
    SHOW_INT(BN_priv_rand(a, 100, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ODD));
    SHOW_INT(BN_num_bits(a));
    SHOW_INT(BN_is_odd(a));
    SHOW_INT(BN_priv_rand(a, -1, BN_RAND_TOP_ONE, 0));
    show_error_codes();
    SHOW_INT(BN_priv_rand_range(a, r));
    SHOW_INT(BN_cmp(a, r));
    BN_zero(r);
    SHOW_INT(BN_priv_rand_range(a, r));
    show_error_codes();
    SHOW_INT(BN_get_flags(a, BN_FLG_CONSTTIME));
    BN_set_flags(a, BN_FLG_CONSTTIME);
    SHOW_INT(BN_get_flags(a, BN_FLG_CONSTTIME));
    SHOW_INT(BN_get_flags(a, BN_FLG_MALLOCED));
    BN_set_word(b, 77);
    BN_with_flags(view, b, BN_FLG_CONSTTIME);
    SHOW_INT(BN_get_word(view));
    SHOW_INT(BN_get_flags(view, BN_FLG_CONSTTIME));
    SHOW_INT(BN_get_flags(secure, BN_FLG_SECURE) != 0);
    BN_free(view);
    BN_free(a);
    BN_free(b);
    BN_free(r);
    BN_free(secure);
    BN_CTX_free(ctx);

    /* tlsrs has no secure heap: initialising it fails, and its memory is ordinary. */
    SHOW_INT(CRYPTO_secure_malloc_init(65536, 32));
    block = OPENSSL_secure_malloc(100);
    SHOW_INT(block != NULL);
    SHOW_INT(CRYPTO_secure_actual_size(block));
    OPENSSL_secure_free(block);
    SHOW_INT(CRYPTO_secure_malloc_done());
    SHOW_INT(CRYPTO_secure_malloc_initialized());
    return 0;
}
