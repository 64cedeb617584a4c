/* Digests that RSA has no signatures of. */
#include "../common.h"
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

int main(int argc, char **argv)
{
    static const char *const names[] = { "BLAKE2S-256", "BLAKE2B-512", "SM3", "SHAKE128", "SHAKE256", "MD5", "SHA256",
                                         "SHA512-224", "SHA3-384", "MD5-SHA1", "RIPEMD160" };
    static const int paddings[] = { RSA_PKCS1_PADDING, RSA_PKCS1_PSS_PADDING };
    BIO *in = BIO_new_file(fixture(argv, "server-rsa-key.pem"), "r");
    EVP_PKEY *key = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);

    (void)argc;
    BIO_free(in);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        EVP_MD *md = EVP_MD_fetch(NULL, names[i], NULL);

        printf("%s\n", names[i]);
        for (size_t j = 0; j < 2; j++) {
            EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);

            ERR_clear_error();
            SHOW_INT(EVP_PKEY_sign_init(ctx));
            SHOW_INT(EVP_PKEY_CTX_set_rsa_padding(ctx, paddings[j]));
            SHOW_INT(EVP_PKEY_CTX_set_signature_md(ctx, md));
            show_error_codes();
            EVP_PKEY_CTX_free(ctx);
        }
        EVP_MD_free(md);
    }
    EVP_PKEY_free(key);
    return 0;
}
