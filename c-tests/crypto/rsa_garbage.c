/* What RSA says of ciphertexts and signatures that are none. */
#include "../common.h"
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

static const int paddings[] = { RSA_PKCS1_PADDING, RSA_NO_PADDING, RSA_PKCS1_OAEP_PADDING };
static unsigned char garbage[300], out[300];

static void by_rsa(RSA *rsa, int len)
{
    for (size_t i = 0; i < sizeof paddings / sizeof *paddings; i++) {
        printf("private, padding %d: %d\n", paddings[i], RSA_private_decrypt(len, garbage, out, rsa, paddings[i]));
        show_errors();
        printf("public, padding %d: %d\n", paddings[i], RSA_public_decrypt(len, garbage, out, rsa, paddings[i]));
        show_errors();
    }
    for (int padding = 6; padding < 9; padding++) {
        printf("private, padding %d: %d\n", padding, RSA_private_decrypt(len, garbage, out, rsa, padding));
        printf("public, padding %d: %d\n", padding, RSA_public_decrypt(len, garbage, out, rsa, padding));
        printf("private, sealing %d: %d\n", padding, RSA_private_encrypt(len, garbage, out, rsa, padding));
        printf("public, sealing %d: %d\n", padding, RSA_public_encrypt(len, garbage, out, rsa, padding));
        show_errors();
    }
}

static void by_evp(EVP_PKEY *key, size_t garbage_len)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);

    for (size_t i = 0; i < sizeof paddings / sizeof *paddings; i++) {
        size_t len = sizeof out;

        EVP_PKEY_decrypt_init(ctx);
        EVP_PKEY_CTX_set_rsa_padding(ctx, paddings[i]);
        printf("decrypts, padding %d: %d\n", paddings[i], EVP_PKEY_decrypt(ctx, out, &len, garbage, garbage_len));
        show_errors();
        len = sizeof out;
        EVP_PKEY_verify_recover_init(ctx);
        EVP_PKEY_CTX_set_rsa_padding(ctx, paddings[i]);
        printf("recovers, padding %d: %d\n", paddings[i], EVP_PKEY_verify_recover(ctx, out, &len, garbage, garbage_len));
        show_errors();
    }
    EVP_PKEY_CTX_free(ctx);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *what;
        int byte, len;
    } cases[] = {
        { "a number", 0x11, 256 }, { "a number larger than the modulus", 0xff, 256 }, { "0", 0, 256 },
        { "a number a byte shorter", 0x11, 255 }, { "a number a byte longer", 0x11, 257 }, { "nothing", 0x11, 0 },
    };
    BIO *file = BIO_new_file(fixture(argv, "server-rsa-key.pem"), "r");
    EVP_PKEY *key = PEM_read_bio_PrivateKey(file, NULL, NULL, NULL);
    RSA *rsa = EVP_PKEY_get1_RSA(key);

    (void)argc;
    setvbuf(stdout, NULL, _IONBF, 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        printf("-- %s\n", cases[i].what);
        memset(garbage, cases[i].byte, sizeof garbage);
        by_rsa(rsa, cases[i].len);
        by_evp(key, (size_t)cases[i].len);
    }
    RSA_free(rsa);
    EVP_PKEY_free(key);
    BIO_free(file);
    return 0;
}
