/* Ciphers with blocks of eight bytes: Blowfish, and the rest of DES. */
#include "../common.h"
#include <openssl/blowfish.h>
#include <openssl/des.h>

static const unsigned char text[40] = "what is to be encrypted, forty bytes ..";

static void blowfish(int len)
{
    static const int lengths[] = { 0, 1, 7, 8, 9, 16, 39 };
    unsigned char out[48] = { 0 }, back[48] = { 0 }, iv[8], key[100];
    unsigned int halves[2] = { 0x01234567, 0x89abcdef };
    BF_KEY ready;
    int num;

    for (int i = 0; i < 100; i++)
        key[i] = (unsigned char)(7 * i + 1);
    printf("== key of %d\n", len);
    BF_set_key(&ready, len, key);
    BF_encrypt(halves, &ready);
    printf("%08x %08x\n", halves[0], halves[1]);
    BF_decrypt(halves, &ready);
    printf("%08x %08x\n", halves[0], halves[1]);
    BF_ecb_encrypt(text, out, &ready, BF_ENCRYPT);
    show_hex("ECB", out, 8);
    BF_ecb_encrypt(out, out, &ready, BF_DECRYPT);
    show_hex("ECB", out, 8);
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        memset(iv, 9, sizeof iv);
        BF_cbc_encrypt(text, out, lengths[i], &ready, iv, BF_ENCRYPT);
        show_hex("CBC", out, (lengths[i] + 7) / 8 * 8);
        show_hex("vector", iv, 8);
        memset(iv, 9, sizeof iv);
        memset(back, 0, sizeof back);
        BF_cbc_encrypt(out, back, lengths[i], &ready, iv, BF_DECRYPT);
        show_hex("back", back, 40);
        show_hex("vector", iv, 8);
    }
    memset(iv, 9, sizeof iv);
    num = 0;
    BF_cfb64_encrypt(text, out, 13, &ready, iv, &num, BF_ENCRYPT);
    printf("num %d\n", num);
    BF_cfb64_encrypt(text + 13, out + 13, 26, &ready, iv, &num, BF_ENCRYPT);
    show_hex("CFB", out, 39);
    printf("num %d\n", num);
    memset(iv, 9, sizeof iv);
    num = 0;
    BF_cfb64_encrypt(out, out, 39, &ready, iv, &num, BF_DECRYPT);
    show_hex("CFB", out, 39);
    memset(iv, 9, sizeof iv);
    num = 0;
    BF_ofb64_encrypt(text, out, 5, &ready, iv, &num);
    BF_ofb64_encrypt(text + 5, out + 5, 34, &ready, iv, &num);
    show_hex("OFB", out, 39);
    show_hex("vector", iv, 8);
    printf("num %d\n", num);
}

static void des(void)
{
    DES_cblock keys[3] = { { 1, 2, 4, 7, 8, 11, 13, 14 }, "abcdefg", { 0x13, 0x34, 0x57, 0x79, 0x9b, 0xbc, 0xdf, 0xf1 } };
    DES_key_schedule ready[3];
    DES_cblock iv, made;
    unsigned char out[40];
    int num;

    for (int i = 0; i < 3; i++)
        DES_set_key_unchecked(&keys[i], &ready[i]);
    for (int three = 0; three < 2; three++) {
        memset(iv, 9, sizeof iv);
        num = 0;
        for (int at = 0; at < 39; at += 13)
            if (three)
                DES_ede3_cfb64_encrypt(text + at, out + at, 13, &ready[0], &ready[1], &ready[2], &iv, &num, DES_ENCRYPT);
            else
                DES_cfb64_encrypt(text + at, out + at, 13, &ready[0], &iv, &num, DES_ENCRYPT);
        show_hex("CFB", out, 39);
        show_hex("vector", iv, 8);
        printf("num %d\n", num);
        memset(iv, 9, sizeof iv);
        num = 0;
        if (three)
            DES_ede3_cfb64_encrypt(out, out, 39, &ready[0], &ready[1], &ready[2], &iv, &num, DES_DECRYPT);
        else
            DES_cfb64_encrypt(out, out, 39, &ready[0], &iv, &num, DES_DECRYPT);
        show_hex("CFB", out, 39);
        memset(iv, 9, sizeof iv);
        num = 0;
        for (int at = 0; at < 39; at += 13)
            if (three)
                DES_ede3_ofb64_encrypt(text + at, out + at, 13, &ready[0], &ready[1], &ready[2], &iv, &num);
            else
                DES_ofb64_encrypt(text + at, out + at, 13, &ready[0], &iv, &num);
        show_hex("OFB", out, 39);
        show_hex("vector", iv, 8);
        printf("num %d\n", num);
    }
    SHOW_INT(DES_random_key(&made));
    SHOW_INT(DES_check_key_parity(&made));
    SHOW_INT(DES_is_weak_key(&made));
    SHOW_STR(DES_options());
    SHOW_STR(BF_options());
}

int main(void)
{
    blowfish(1);
    blowfish(16);
    blowfish(72);
    blowfish(100);
    des();
    return 0;
}
