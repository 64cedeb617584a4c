/* DH_METHOD: what is in one, and keys that compute by one. */
#include "../common.h"
#include <openssl/bn.h>
#include <openssl/dh.h>
#include <openssl/engine.h>
#include <openssl/objects.h>

static int generate(DH *dh)
{
    printf("  generate\n");
    return DH_meth_get_generate_key(DH_OpenSSL())(dh);
}

static int compute(unsigned char *key, const BIGNUM *pub, DH *dh)
{
    printf("  compute\n");
    return DH_meth_get_compute_key(DH_OpenSSL())(key, pub, dh);
}

static int power(const DH *dh, BIGNUM *r, const BIGNUM *a, const BIGNUM *p, const BIGNUM *m, BN_CTX *ctx, BN_MONT_CTX *mont)
{
    (void)dh;
    (void)mont;
    return BN_mod_exp(r, a, p, m, ctx);
}

static int begin(DH *dh)
{
    (void)dh;
    printf("  begin\n");
    return 1;
}

static int end(DH *dh)
{
    (void)dh;
    printf("  end\n");
    return 1;
}

static int parameters(DH *dh, int bits, int generator, BN_GENCB *cb)
{
    (void)dh;
    (void)cb;
    printf("  parameters of %d bits, generator %d\n", bits, generator);
    return 0;
}

int main(void)
{
    DH_METHOD *method = DH_meth_new("a method", DH_FLAG_CACHE_MONT_P), *copy;
    const DH_METHOD *usual = DH_OpenSSL();
    unsigned char a_secret[256], b_secret[256];
    int mark, a_len, b_len;
    DH *a, *b;

    SHOW_STR(DH_meth_get0_name(method));
    SHOW_INT(DH_meth_get_flags(method));
    SHOW_INT(DH_meth_set_flags(method, 0));
    SHOW_INT(DH_meth_get_flags(method));
    SHOW_INT(DH_meth_set1_name(method, "another"));
    SHOW_STR(DH_meth_get0_name(method));
    SHOW_INT(DH_meth_get0_app_data(method) == NULL);
    SHOW_INT(DH_meth_set0_app_data(method, &mark));
    SHOW_INT(DH_meth_get0_app_data(method) == &mark);
    SHOW_INT(DH_meth_get_generate_key(method) == NULL && DH_meth_get_compute_key(method) == NULL && DH_meth_get_init(method) == NULL);
    SHOW_INT(DH_meth_get_bn_mod_exp(method) == NULL && DH_meth_get_finish(method) == NULL && DH_meth_get_generate_params(method) == NULL);
    SHOW_INT(DH_meth_set_generate_key(method, generate));
    SHOW_INT(DH_meth_set_compute_key(method, compute));
    SHOW_INT(DH_meth_set_bn_mod_exp(method, power));
    SHOW_INT(DH_meth_set_init(method, begin));
    SHOW_INT(DH_meth_set_finish(method, end));
    SHOW_INT(DH_meth_set_generate_params(method, parameters));
    copy = DH_meth_dup(method);
    SHOW_STR(DH_meth_get0_name(copy));
    SHOW_INT(DH_meth_get0_app_data(copy) == &mark);
    SHOW_INT(DH_meth_get_generate_key(copy) == generate && DH_meth_get_compute_key(copy) == compute);
    SHOW_INT(DH_meth_get_bn_mod_exp(copy) == power && DH_meth_get_init(copy) == begin && DH_meth_get_finish(copy) == end);
    SHOW_INT(DH_meth_get_generate_params(copy) == parameters);
    SHOW_INT(DH_meth_get_generate_key(usual) != NULL && DH_meth_get_compute_key(usual) != NULL);

    printf("a key\n");
    a = DH_new_by_nid(NID_ffdhe2048);
    b = DH_new_by_nid(NID_ffdhe2048);
    SHOW_INT(DH_set_method(a, copy));
    SHOW_INT(DH_get0_engine(a) == NULL);
    SHOW_INT(DH_generate_key(a));
    SHOW_INT(DH_generate_key(b));
    a_len = DH_compute_key(a_secret, DH_get0_pub_key(b), a);
    b_len = DH_compute_key(b_secret, DH_get0_pub_key(a), b);
    SHOW_INT(a_len > 0 && a_len == b_len && memcmp(a_secret, b_secret, (size_t)a_len) == 0);
    SHOW_INT(DH_generate_parameters_ex(a, 512, 2, NULL));
    show_error_codes();
    printf("its end\n");
    DH_free(a);
    printf("another\n");
    a = DH_new_method(NULL);
    SHOW_NULL(a);
    DH_free(a);
    DH_free(b);
    DH_meth_free(copy);
    DH_meth_free(method);
    DH_meth_free(NULL);
    return 0;
}
