/* Keys from passwords as PKCS#12 makes them, and PKCS#1's mask. */
#include "../common.h"
#include <openssl/evp.h>
#include <openssl/pkcs12.h>
#include <openssl/rsa.h>

static unsigned char salt[] = {1, 2, 3, 4, 5, 6, 7, 8};

static void show(const char *name, int ok, const unsigned char *out, size_t len)
{
    printf("%s: %d", name, ok);
    for (size_t i = 0; ok == 1 && i < len; i++)
        printf(" %02x", out[i]);
    printf("\n");
    ERR_clear_error();
}

int main(void)
{
    static const char *const passwords[] = {"secret", "", "s\xc3\xa9same", "s\xe9same", "\xf0\x9f\x94\x91", NULL};
    static const int iterations[] = {1, 2, 1000};
    static unsigned char uni[] = {0, 's', 0, 'e', 0, 'c', 0, 0};
    unsigned char out[200];

    setvbuf(stdout, NULL, _IONBF, 0);
    for (size_t i = 0; i < sizeof passwords / sizeof passwords[0]; i++) {
        const char *pass = passwords[i];

        printf("== password %d\n", (int)i);
        for (int id = 1; id <= 3; id++)
            for (size_t k = 0; k < 3; k++) {
                show("utf8", PKCS12_key_gen_utf8(pass, -1, salt, 8, id, iterations[k], 24, out, EVP_sha1()), out, 24);
                show("asc", PKCS12_key_gen_asc(pass, -1, salt, 8, id, iterations[k], 24, out, EVP_sha256()), out, 24);
            }
        show("utf8 ex", PKCS12_key_gen_utf8_ex(pass, -1, salt, 8, 1, 5, 70, out, EVP_sha512(), NULL, NULL), out, 70);
        show("asc ex", PKCS12_key_gen_asc_ex(pass, pass ? (int)strlen(pass) : 0, salt, 3, 1, 5, 70, out, EVP_sha384(), NULL, NULL), out, 70);
    }
    show("uni", PKCS12_key_gen_uni(uni, sizeof uni, salt, 8, 1, 10, 33, out, EVP_sha256()), out, 33);
    show("uni ex", PKCS12_key_gen_uni_ex(uni, sizeof uni, salt, 8, 2, 10, 16, out, EVP_md5(), NULL, NULL), out, 16);
    show("uni of none", PKCS12_key_gen_uni(NULL, 0, salt, 8, 1, 10, 33, out, EVP_sha256()), out, 33);
    show("part", PKCS12_key_gen_utf8("secret", 3, salt, 8, 1, 10, 20, out, EVP_sha256()), out, 20);
    show("one byte", PKCS12_key_gen_utf8("secret", -1, salt, 8, 1, 10, 1, out, EVP_sha256()), out, 1);

    show("mask", PKCS1_MGF1(out, 50, salt, 8, EVP_sha1()) == 0, out, 50);
    show("mask", PKCS1_MGF1(out, 64, salt, 8, EVP_sha256()) == 0, out, 64);
    show("mask", PKCS1_MGF1(out, 1, salt, 0, EVP_sha512()) == 0, out, 1);
    printf("mask of nothing: %d\n", PKCS1_MGF1(out, 0, salt, 8, EVP_sha256()));
    return 0;
}
