/* Keys of one type in PEM, written and read back; keys of the wrong type. */
#include "../common.h"
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

int main(int argc, char **argv)
{
    BIO *in = BIO_new_file(fixture(argv, "server-rsa-key.pem"), "r"), *out = BIO_new(BIO_s_mem());
    RSA *rsa = PEM_read_bio_RSAPrivateKey(in, NULL, NULL, NULL), *again;
    EC_KEY *ec;
    FILE *file;
    EVP_PKEY *key = EVP_PKEY_new(), *back;

    (void)argc;
    BIO_free(in);
    SHOW_INT(RSA_bits(rsa));
    SHOW_INT(PEM_write_bio_RSA_PUBKEY(out, rsa));
    SHOW_INT(PEM_write_bio_RSAPublicKey(out, rsa));
    again = PEM_read_bio_RSA_PUBKEY(out, NULL, NULL, NULL);
    SHOW_INT(RSA_bits(again));
    RSA_free(again);
    again = PEM_read_bio_RSAPublicKey(out, NULL, NULL, NULL);
    SHOW_INT(RSA_bits(again));
    RSA_free(again);
    file = fopen(fixture(argv, "server-rsa-key-traditional.pem"), "r");
    again = PEM_read_RSAPrivateKey(file, NULL, NULL, NULL);
    SHOW_INT(RSA_bits(again));
    fclose(file);
    RSA_free(again);
    in = BIO_new_file(fixture(argv, "server-p256-key.pem"), "r");
    SHOW_NULL(PEM_read_bio_RSAPrivateKey(in, NULL, NULL, NULL));
    show_error_codes();
    BIO_free(in);
    in = BIO_new_file(fixture(argv, "server-p256-key.pem"), "r");
    ec = PEM_read_bio_ECPrivateKey(in, NULL, NULL, NULL);
    SHOW_INT(EC_GROUP_get_curve_name(EC_KEY_get0_group(ec)));
    BIO_free(in);
    EC_KEY_free(ec);
    in = BIO_new_file(fixture(argv, "server-rsa-key.pem"), "r");
    SHOW_NULL(PEM_read_bio_ECPrivateKey(in, NULL, NULL, NULL));
    show_error_codes();
    BIO_free(in);
    /* Written under a passphrase in both forms, and read back. */
    SHOW_INT(EVP_PKEY_assign(key, EVP_PKEY_RSA, rsa));
    for (int i = 0; i < 4; i++) {
        const EVP_CIPHER *cipher = i % 2 ? EVP_aes_192_cbc() : NULL;

        BIO_free(out);
        out = BIO_new(BIO_s_mem());
        if (i < 2)
            SHOW_INT(PEM_write_bio_PrivateKey(out, key, cipher, (const unsigned char *)"secret", 6, NULL, NULL));
        else
            SHOW_INT(PEM_write_bio_PrivateKey_traditional(out, key, cipher, NULL, 0, NULL, "secret"));
        back = PEM_read_bio_PrivateKey(out, NULL, NULL, "secret");
        SHOW_INT(EVP_PKEY_eq(key, back));
        EVP_PKEY_free(back);
    }
    BIO_free(out);
    out = BIO_new(BIO_s_mem());
    SHOW_INT(PEM_write_bio_PUBKEY(out, key));
    back = PEM_read_bio_PUBKEY(out, NULL, NULL, NULL);
    SHOW_INT(EVP_PKEY_eq(key, back));
    EVP_PKEY_free(back);
    BIO_free(out);
    EVP_PKEY_free(key);
    return 0;
}
