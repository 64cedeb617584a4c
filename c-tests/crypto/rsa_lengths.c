/* New RSA keys of lengths that are no multiples of anything. */
#include "common.h"
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

static int events[4];

static int count(int event, int number, BN_GENCB *callback)
{
    if (event >= 0 && event < 4)
        events[event]++;
    return 1;
}

static int refuse(int event, int number, BN_GENCB *callback)
{
    return 0;
}

/* Whether its numbers are in order, and it signs. */
static void use(RSA *rsa)
{
    unsigned char digest[20] = "0123456789abcdefghi", signature[256];
    const BIGNUM *p, *q;
    unsigned len = 0;

    RSA_get0_factors(rsa, &p, &q);
    printf("%d bits, %d bytes, p %d, q %d, the greater first: %d\n", RSA_bits(rsa), RSA_size(rsa), BN_num_bits(p),
        BN_num_bits(q), BN_cmp(p, q) > 0);
    SHOW_INT(RSA_check_key(rsa));
    SHOW_INT(RSA_sign(NID_sha1, digest, sizeof digest, signature, &len, rsa));
    printf("signature of %u\n", len);
    SHOW_INT(RSA_verify(NID_sha1, digest, sizeof digest, signature, len, rsa));
    show_errors();
}

static void make(int bits, unsigned long exponent)
{
    RSA *rsa = RSA_new();
    BIGNUM *e = BN_new();
    BN_GENCB *callback = BN_GENCB_new();

    printf("-- %d bits, exponent %lu\n", bits, exponent);
    BN_set_word(e, exponent);
    memset(events, 0, sizeof events);
    BN_GENCB_set(callback, count, NULL);
    SHOW_INT(RSA_generate_key_ex(rsa, bits, e, callback));
    printf("primes were told of: %d\n", events[3] >= 2);
    show_errors();
    use(rsa);
    BN_GENCB_free(callback);
    BN_free(e);
    RSA_free(rsa);
}

int main(void)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_id(EVP_PKEY_RSA, NULL);
    EVP_PKEY *key = NULL;
    RSA *rsa = RSA_new();
    BIGNUM *e = BN_new();
    BN_GENCB *callback = BN_GENCB_new();

    make(513, RSA_F4);
    make(530, RSA_3);
    make(601, RSA_F4);
    printf("-- a context\n");
    EVP_PKEY_keygen_init(ctx);
    SHOW_INT(EVP_PKEY_CTX_set_rsa_keygen_bits(ctx, 515));
    SHOW_INT(EVP_PKEY_keygen(ctx, &key));
    printf("%d bits, %d bytes\n", EVP_PKEY_bits(key), EVP_PKEY_size(key));
    show_errors();
    printf("-- refused\n");
    BN_set_word(e, RSA_F4);
    BN_GENCB_set(callback, refuse, NULL);
    SHOW_INT(RSA_generate_key_ex(rsa, 513, e, callback) == 1);
    ERR_clear_error();
    printf("-- too short\n");
    SHOW_INT(RSA_generate_key_ex(rsa, 511, e, NULL));
    show_errors();
    printf("-- an even exponent\n");
    BN_set_word(e, 4);
    SHOW_INT(RSA_generate_key_ex(rsa, 513, e, NULL));
    show_errors();
    BN_GENCB_free(callback);
    BN_free(e);
    RSA_free(rsa);
    EVP_PKEY_free(key);
    EVP_PKEY_CTX_free(ctx);
    return 0;
}
