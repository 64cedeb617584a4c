/* CBC, with one key and with three, of texts that are no whole blocks, too. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "../common.h"
#include <openssl/des.h>

static DES_key_schedule k1, k2, k3;
static unsigned char text[64];

static void one(int which, int len, int enc, int in_place)
{
    DES_cblock iv = "\x01\x23\x45\x67\x89\xab\xcd\xef";
    unsigned char in[64], apart[64], *out = in_place ? in : apart;
    static const char *const names[] = {"cbc", "ncbc", "ede3"};

    memcpy(in, text, sizeof(in));
    memset(apart, 0xee, sizeof(apart));
    if (which == 0)
        DES_cbc_encrypt(in, out, len, &k1, &iv, enc);
    else if (which == 1)
        DES_ncbc_encrypt(in, out, len, &k1, &iv, enc);
    else
        DES_ede3_cbc_encrypt(in, out, len, &k1, &k2, &k3, &iv, enc);
    printf("%s %s of %d%s\n", names[which], enc ? "encrypted" : "decrypted", len, in_place ? ", in place" : "");
    show_hex(" out", out, 32);
    show_hex(" iv", iv, 8);
}

int main(void)
{
    DES_cblock a = "\x13\x34\x57\x79\x9b\xbc\xdf\xf1", b = "anotherk", c = "and more", block = "a block.", out;

    DES_set_key_unchecked(&a, &k1);
    DES_set_key_unchecked(&b, &k2);
    DES_set_key_unchecked(&c, &k3);
    for (size_t i = 0; i < sizeof(text); i++)
        text[i] = (unsigned char)(i * 7 + 1);
    for (int which = 0; which < 3; which++) {
        for (int len = 0; len <= 24; len++) {
            one(which, len, DES_ENCRYPT, 0);
            one(which, len, DES_DECRYPT, 0);
        }
        one(which, 24, DES_ENCRYPT, 1);
        one(which, 24, DES_DECRYPT, 1);
    }
    DES_ecb3_encrypt(&block, &out, &k1, &k2, &k3, DES_ENCRYPT);
    show_hex("three", out, 8);
    DES_ecb3_encrypt(&out, &out, &k1, &k2, &k3, DES_DECRYPT);
    show_hex("back", out, 8);
    DES_ecb2_encrypt(&block, &out, &k1, &k2, DES_ENCRYPT);
    show_hex("two", out, 8);
    show_errors();
    return 0;
}
