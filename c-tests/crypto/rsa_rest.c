/* RSA's older functions, and those of keys with more than two primes. */
#include "../common.h"
#include <openssl/bn.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

static int told;

static void tell(int event, int count, void *arg)
{
    told |= 1 << event;
    if (arg != &told)
        printf("another argument\n");
}

static int made(RSA *rsa, int bits, int primes, BIGNUM *e, BN_GENCB *cb)
{
    printf("makes %d bits of %d primes\n", bits, primes);
    return 1;
}

static void octets(RSA *key)
{
    static const unsigned char text[256] = "hello world 1234567";
    unsigned char signature[256];
    unsigned len = 0;

    SHOW_INT(RSA_sign_ASN1_OCTET_STRING(0, text, 20, signature, &len, key));
    SHOW_INT(len);
    SHOW_INT(RSA_verify_ASN1_OCTET_STRING(0, text, 20, signature, len, key));
    SHOW_INT(RSA_verify_ASN1_OCTET_STRING(NID_sha1, text, 20, signature, len, key));
    show_errors();
    SHOW_INT(RSA_verify_ASN1_OCTET_STRING(0, text, 19, signature, len, key));
    show_errors();
    SHOW_INT(RSA_verify_ASN1_OCTET_STRING(0, text, 20, signature, len - 1, key));
    show_errors();
    signature[5] ^= 1;
    SHOW_INT(RSA_verify_ASN1_OCTET_STRING(0, text, 20, signature, len, key));
    ERR_clear_error();
    SHOW_INT(RSA_sign_ASN1_OCTET_STRING(0, text, 242, signature, &len, key));
    show_errors();
    SHOW_INT(RSA_verify_ASN1_OCTET_STRING(0, text, 242, signature, len, key));
    SHOW_INT(RSA_sign_ASN1_OCTET_STRING(0, text, 243, signature, &len, key));
    show_errors();
    SHOW_INT(RSA_sign_ASN1_OCTET_STRING(0, text, 0, signature, &len, key));
    SHOW_INT(RSA_verify_ASN1_OCTET_STRING(0, text, 0, signature, len, key));
    RSA_sign(NID_sha1, text, 20, signature, &len, key);
    SHOW_INT(RSA_verify_ASN1_OCTET_STRING(0, text, 20, signature, len, key));
    ERR_clear_error();
}

int main(int argc, char **argv)
{
    BIO *file = BIO_new_file(fixture(argv, "server-rsa-key.pem"), "r");
    EVP_PKEY *pkey = PEM_read_bio_PrivateKey(file, NULL, NULL, NULL);
    RSA *key = EVP_PKEY_get1_RSA(pkey), *empty = RSA_new(), *other;
    RSA_METHOD *method = RSA_meth_new("own", 0);
    const BIGNUM *numbers[3] = { NULL, NULL, NULL };
    BIGNUM *e = BN_new();

    SHOW_INT(RSA_get_version(key));
    SHOW_INT(RSA_get_version(empty));
    SHOW_INT(RSA_check_key_ex(key, NULL));
    SHOW_INT(RSA_check_key_ex(empty, NULL));
    show_errors();
    SHOW_INT(RSA_get_multi_prime_extra_count(key));
    SHOW_INT(RSA_get0_multi_prime_factors(key, numbers));
    SHOW_INT(RSA_get0_multi_prime_crt_params(key, numbers, numbers));
    SHOW_NULL(numbers[0]);
    SHOW_NULL(RSA_null_method());
    RSA_blinding_off(key);
    SHOW_INT(RSA_check_key(key));
    octets(key);
    show_errors();

    other = RSA_generate_key(1024, 3, tell, &told);
    printf("%d bits, exponent %lu, told %d\n", RSA_bits(other), BN_get_word(RSA_get0_e(other)), told != 0);
    RSA_free(other);
    SHOW_NULL(RSA_generate_key(1024, 4, NULL, NULL));
    show_errors();
    SHOW_NULL(RSA_generate_key(100, 3, NULL, NULL));
    show_errors();
    BN_set_word(e, 65537);
    SHOW_INT(RSA_generate_multi_prime_key(empty, 1024, 2, e, NULL));
    SHOW_INT(RSA_bits(empty));
    show_errors();
    SHOW_INT(RSA_generate_multi_prime_key(empty, 1024, 1, e, NULL));
    show_errors();
    SHOW_INT(RSA_generate_multi_prime_key(empty, 1024, 6, e, NULL));
    show_errors();
    SHOW_NULL(RSA_meth_get_multi_prime_keygen(RSA_PKCS1_OpenSSL()));
    SHOW_NULL(RSA_meth_get_multi_prime_keygen(method));
    SHOW_INT(RSA_meth_set_multi_prime_keygen(method, made));
    SHOW_INT(RSA_meth_get_multi_prime_keygen(method) == made);
    RSA_set_method(empty, method);
    SHOW_INT(RSA_generate_multi_prime_key(empty, 1024, 3, e, NULL));
    show_errors();
    RSA_free(key);
    RSA_free(empty);
    RSA_meth_free(method);
    BN_free(e);
    EVP_PKEY_free(pkey);
    BIO_free(file);
    return 0;
}
