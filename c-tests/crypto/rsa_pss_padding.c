/* The padding of PSS by itself. */
#include "../common.h"
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

int main(int argc, char **argv)
{
    BIO *bio = BIO_new_file(fixture(argv, "ca-rsa-key.pem"), "r");
    EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
    RSA *rsa = EVP_PKEY_get1_RSA(key), *small = RSA_new();
    unsigned char block[256], digest[64];
    BIGNUM *n = BN_new(), *e = BN_new();

    BIO_free(bio);
    memset(digest, 7, sizeof digest);
    for (int salt = -4; salt <= 300; salt = salt < 1 ? salt + 1 : salt < 20 ? 20 : salt < 222 ? 222 : salt + 26) {
        printf("-- salt %d\n", salt);
        memset(block, 0, sizeof block);
        if (RSA_padding_add_PKCS1_PSS(rsa, block, digest, EVP_sha256(), salt) == 1) {
            for (int check = -4; check <= 32; check += check < 0 ? 1 : 16)
                printf("checked as %d: %d\n", check, RSA_verify_PKCS1_PSS(rsa, digest, EVP_sha256(), block, check));
            show_errors();
        } else {
            printf("cannot be made\n");
            show_errors();
        }
    }
    printf("-- other masks\n");
    SHOW_INT(RSA_padding_add_PKCS1_PSS_mgf1(rsa, block, digest, EVP_sha256(), EVP_sha1(), 20));
    SHOW_INT(RSA_verify_PKCS1_PSS_mgf1(rsa, digest, EVP_sha256(), EVP_sha1(), block, 20));
    show_errors();
    SHOW_INT(RSA_verify_PKCS1_PSS_mgf1(rsa, digest, EVP_sha256(), EVP_sha1(), block, -2));
    SHOW_INT(RSA_padding_add_PKCS1_PSS_mgf1(rsa, block, digest, EVP_sha512(), NULL, -1));
    SHOW_INT(RSA_verify_PKCS1_PSS_mgf1(rsa, digest, EVP_sha512(), NULL, block, -1));
    show_errors();
    printf("-- what is wrong\n");
    digest[0] ^= 1;
    SHOW_INT(RSA_verify_PKCS1_PSS(rsa, digest, EVP_sha512(), block, -1));
    show_errors();
    digest[0] ^= 1;
    block[255] ^= 1;
    SHOW_INT(RSA_verify_PKCS1_PSS(rsa, digest, EVP_sha512(), block, -1));
    show_errors();
    block[255] ^= 1;
    block[0] ^= 0x80;
    SHOW_INT(RSA_verify_PKCS1_PSS(rsa, digest, EVP_sha512(), block, -1));
    show_errors();
    block[0] ^= 0x80;
    block[1] ^= 0x80;
    SHOW_INT(RSA_verify_PKCS1_PSS(rsa, digest, EVP_sha512(), block, -2));
    show_errors();
    printf("-- a short key\n");
    BN_set_word(e, 65537);
    BN_set_bit(n, 255);
    BN_set_bit(n, 0);
    RSA_set0_key(small, n, e, NULL);
    SHOW_INT(RSA_padding_add_PKCS1_PSS(small, block, digest, EVP_sha256(), -1));
    show_errors();
    SHOW_INT(RSA_verify_PKCS1_PSS(small, digest, EVP_sha256(), block, -1));
    show_errors();
    RSA_free(small);
    RSA_free(rsa);
    EVP_PKEY_free(key);
    return 0;
}
