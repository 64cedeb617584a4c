/* Diffie-Hellman: named groups, checks, new parameters, text; primes and how making them is told of. */
#include "../common.h"
#include <openssl/bn.h>
#include <openssl/dh.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

static void named(int nid)
{
    DH *dh = DH_new_by_nid(nid);
    const BIGNUM *p, *q, *g;
    BIGNUM *half = BN_new();
    unsigned char *der = NULL, digest[32], secret[1024], other[1024];
    int n;
    DH *a, *b;

    DH_get0_pqg(dh, &p, &q, &g);
    n = BN_bn2bin(p, secret);
    EVP_Digest(secret, (size_t)n, digest, NULL, EVP_sha256(), NULL);
    printf("%d: %d bits, security %d, length %d, generator %d\n", DH_get_nid(dh), DH_bits(dh), DH_security_bits(dh),
        (int)DH_get_length(dh), (int)BN_get_word(g));
    show_hex("prime", digest, 32);
    BN_rshift1(half, p);
    SHOW_INT(q ? BN_cmp(half, q) : -9);
    SHOW_INT(DH_check(dh, &n));
    SHOW_INT(n);
    SHOW_INT(DH_check_ex(dh));
    SHOW_INT(i2d_DHparams(dh, &der));
    OPENSSL_free(der);
    a = DHparams_dup(dh);
    b = DHparams_dup(dh);
    SHOW_INT(DH_get_nid(a));
    if (DH_bits(a) <= 2048) {
        SHOW_INT(DH_generate_key(a));
        SHOW_INT(DH_generate_key(b));
        SHOW_INT(BN_num_bits(DH_get0_priv_key(a)) <= 256);
        SHOW_INT(DH_check_pub_key(a, DH_get0_pub_key(b), &n));
        SHOW_INT(n);
        SHOW_INT(DH_check_pub_key_ex(a, DH_get0_pub_key(b)));
        n = DH_compute_key_padded(secret, DH_get0_pub_key(b), a);
        SHOW_INT(n);
        SHOW_INT(DH_compute_key_padded(other, DH_get0_pub_key(a), b) == n && memcmp(secret, other, (size_t)n) == 0);
        show_errors();
        SHOW_INT(DH_compute_key(secret, BN_value_one(), a));
        show_errors();
        SHOW_INT(DH_compute_key(secret, p, a));
        show_errors();
        SHOW_INT(DH_check_pub_key(a, BN_value_one(), &n));
        SHOW_INT(n);
        SHOW_INT(DH_check_pub_key_ex(a, BN_value_one()));
        show_errors();
        SHOW_INT(DH_check_pub_key(a, p, &n));
        SHOW_INT(n);
        SHOW_INT(DH_check_pub_key_ex(a, p));
        show_errors();
    }
    DH_free(a);
    DH_free(b);
    DH_free(dh);
    BN_free(half);
}

static void check(const char *name, const char *p, const char *q, const char *g)
{
    DH *dh = DH_new();
    BIGNUM *bp = NULL, *bq = NULL, *bg = NULL;
    int codes = -9, ok;

    BN_hex2bn(&bp, p);
    if (q)
        BN_hex2bn(&bq, q);
    BN_hex2bn(&bg, g);
    DH_set0_pqg(dh, bp, bq, bg);
    ok = DH_check(dh, &codes);
    printf("%s: %d %x", name, ok, (unsigned)codes);
    ERR_clear_error();
    ok = DH_check_params(dh, &codes);
    printf(", params %d %x, ex %d\n", ok, (unsigned)codes, DH_check_ex(dh));
    show_errors();
    SHOW_INT(DH_check_params_ex(dh));
    show_errors();
    DH_free(dh);
}

static int told;

static int tell(int a, int b, BN_GENCB *cb)
{
    (void)a;
    (void)b;
    told++;
    return *(int *)BN_GENCB_get_arg(cb);
}

static void tell_old(int a, int b, void *arg)
{
    (void)a;
    (void)b;
    *(int *)arg = 1;
}

static int tell_key(EVP_PKEY_CTX *ctx)
{
    told++;
    return EVP_PKEY_CTX_get_keygen_info(ctx, -1) == 2 && EVP_PKEY_CTX_get_app_data(ctx) != NULL;
}

static int end_key(EVP_PKEY_CTX *ctx)
{
    (void)ctx;
    return 0;
}

static void primes(void)
{
    BN_GENCB *cb = BN_GENCB_new();
    BIGNUM *n = BN_new(), *add = BN_new(), *rem = BN_new(), *e = BN_new();
    int go = 1, heard = 0;
    DH *dh = DH_new();
    RSA *rsa = RSA_new();
    EVP_PKEY_CTX *ctx;
    EVP_PKEY *key = NULL;
    BN_CTX *scratch = BN_CTX_new();

    SHOW_INT(BN_GENCB_call(NULL, 1, 2));
    SHOW_INT(BN_GENCB_call(cb, 1, 2));
    BN_GENCB_set(cb, tell, &go);
    SHOW_INT(BN_GENCB_get_arg(cb) == &go);
    SHOW_INT(BN_GENCB_call(cb, 1, 2));
    SHOW_INT(BN_generate_prime_ex(n, 128, 0, NULL, NULL, cb));
    SHOW_INT(told > 1);
    SHOW_INT(BN_num_bits(n));
    SHOW_INT(BN_check_prime(n, NULL, NULL));
    SHOW_INT(BN_is_prime_ex(n, 10, NULL, NULL));
    SHOW_INT(BN_is_prime_fasttest_ex(n, 10, NULL, 1, NULL));
    BN_add_word(n, 1);
    SHOW_INT(BN_check_prime(n, NULL, cb));
    SHOW_INT(BN_is_prime_ex(n, 10, NULL, NULL));
    BN_set_word(add, 12);
    BN_set_word(rem, 5);
    SHOW_INT(BN_generate_prime_ex2(n, 64, 0, add, rem, NULL, scratch));
    SHOW_INT(BN_mod_word(n, 12));
    SHOW_INT(BN_generate_prime_ex(n, 64, 0, add, NULL, NULL));
    SHOW_INT(BN_mod_word(n, 12));
    SHOW_INT(BN_generate_prime_ex(n, 64, 1, NULL, NULL, NULL));
    SHOW_INT(BN_generate_prime_ex(n, 1, 0, NULL, NULL, NULL));
    show_errors();
    go = 0;
    SHOW_INT(BN_generate_prime_ex(n, 128, 0, NULL, NULL, cb));
    ERR_clear_error();
    BN_GENCB_set_old(cb, tell_old, &heard);
    SHOW_INT(BN_generate_prime_ex(n, 128, 0, NULL, NULL, cb));
    SHOW_INT(heard);

    go = 1;
    BN_GENCB_set(cb, tell, &go);
    BN_set_word(e, RSA_F4);
    told = 0;
    SHOW_INT(RSA_generate_key_ex(rsa, 1024, e, cb));
    SHOW_INT(told > 3);
    go = 0;
    SHOW_INT(RSA_generate_key_ex(rsa, 1024, e, cb));
    ERR_clear_error();
    go = 1;
    told = 0;
    SHOW_INT(DH_generate_parameters_ex(dh, 512, DH_GENERATOR_2, cb));
    SHOW_INT(told > 1);
    SHOW_INT(DH_bits(dh));
    SHOW_INT(DH_check(dh, &heard));
    SHOW_INT(heard);
    SHOW_INT(DH_generate_parameters_ex(dh, 512, 1, NULL));
    show_errors();
    SHOW_INT(DH_generate_parameters_ex(dh, 20000, 2, NULL));
    show_errors();
    SHOW_INT(DH_generate_parameters_ex(dh, 100, 2, NULL));
    show_errors();
    ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
    EVP_PKEY_keygen_init(ctx);
    EVP_PKEY_CTX_set_rsa_keygen_bits(ctx, 1024);
    EVP_PKEY_CTX_set_app_data(ctx, &go);
    EVP_PKEY_CTX_set_cb(ctx, tell_key);
    SHOW_INT(EVP_PKEY_CTX_get_cb(ctx) == tell_key);
    told = 0;
    SHOW_INT(EVP_PKEY_keygen(ctx, &key));
    SHOW_INT(told > 3);
    EVP_PKEY_free(key);
    key = NULL;
    EVP_PKEY_CTX_set_cb(ctx, end_key);
    SHOW_INT(EVP_PKEY_keygen(ctx, &key));
    SHOW_NULL(key);
    ERR_clear_error();
    EVP_PKEY_CTX_free(ctx);
    RSA_free(rsa);
    DH_free(dh);
    BN_free(n);
    BN_free(add);
    BN_free(rem);
    BN_free(e);
    BN_CTX_free(scratch);
    BN_GENCB_free(cb);
    BN_GENCB_free(NULL);
}

static void show_prime(const char *name, BIGNUM *prime)
{
    unsigned char bytes[1024], digest[32];
    int n = BN_bn2bin(prime, bytes);

    EVP_Digest(bytes, (size_t)n, digest, NULL, EVP_sha256(), NULL);
    printf("%s: %d bits", name, BN_num_bits(prime));
    show_hex("", digest, 8);
    BN_free(prime);
}

int main(int argc, char **argv)
{
    static const int nids[] = { NID_ffdhe2048, NID_ffdhe3072, NID_ffdhe4096, NID_ffdhe6144, NID_ffdhe8192,
                                NID_modp_1536, NID_modp_2048, NID_modp_3072, NID_modp_4096, NID_modp_6144, NID_modp_8192 };
    BIGNUM *n = BN_new();
    DH *dh;
    int here;

    (void)argc;
    (void)argv;
    for (size_t i = 0; i < sizeof nids / sizeof *nids; i++)
        if (!left_out())
            named(nids[i]);
    SHOW_NULL(DH_new_by_nid(NID_sha256));
    show_errors();
    check("small", "0B", NULL, "02");
    check("even", "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFE", NULL, "02");
    check("bad q", "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", "0F", "02");
    check("bad g", "17", NULL, "01");
    dh = DH_new();
    SHOW_INT(DH_get_nid(dh));
    SHOW_INT(DH_security_bits(dh));
    ERR_clear_error();
    SHOW_INT(DH_set_ex_data(dh, 0, &here));
    SHOW_INT(DH_get_ex_data(dh, 0) == &here);
    SHOW_INT(DH_test_flags(dh, 0x10));
    DH_set_flags(dh, 0x10);
    SHOW_INT(DH_test_flags(dh, 0x10));
    DH_clear_flags(dh, 0x10);
    SHOW_INT(DH_test_flags(dh, 0x10));
    SHOW_NULL(DH_get0_engine(dh));
    DH_free(dh);
    primes();
    show_prime("1536", BN_get_rfc3526_prime_1536(NULL));
    show_prime("2048", BN_get_rfc3526_prime_2048(NULL));
    show_prime("3072", BN_get_rfc3526_prime_3072(NULL));
    show_prime("4096", BN_get_rfc3526_prime_4096(NULL));
    show_prime("6144", BN_get_rfc3526_prime_6144(NULL));
    show_prime("8192", BN_get_rfc3526_prime_8192(NULL));
    show_prime("768", BN_get_rfc2409_prime_768(NULL));
    show_prime("1024", BN_get_rfc2409_prime_1024(n));
    SHOW_STR(BN_options());
    {
        static const unsigned char bytes[] = { 1, 2, 3, 4, 5 };
        char *text;

        n = BN_native2bn(bytes, 5, NULL);
        text = BN_bn2hex(n);
        SHOW_STR(text);
        OPENSSL_free(text);
        BN_free(n);
    }
    return 0;
}
