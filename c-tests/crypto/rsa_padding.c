/* The paddings of RSA by themselves: PKCS#1 of both types, OAEP, none, X9.31. */
#include "../common.h"
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/rsa.h>

static unsigned char block[256], out[256];

static void result(const char *name, int got)
{
    printf("%s: %d", name, got);
    for (int i = 0; i < got && i < 256; i++)
        printf(" %02x", out[i]);
    printf("\n");
    show_error_codes();
    memset(out, 0, sizeof out);
}

typedef int Add(unsigned char *, int, const unsigned char *, int);
typedef int Check(unsigned char *, int, const unsigned char *, int, int);

static void add(const char *name, Add *function, int room, const char *text, int len)
{
    int got = function(block, room, (const unsigned char *)text, len);

    printf("%s of %d in %d: %d\n", name, len, room, got);
    show_error_codes();
}

/* A block of `len` bytes: what begins it, then `fill`, a zero at `zero`, and text to the end. */
static void fill(int len, int first, int second, int filler, int zero)
{
    memset(block, filler, sizeof block);
    block[0] = (unsigned char)first;
    block[1] = (unsigned char)second;
    if (zero > 0) {
        block[zero] = 0;
        for (int i = zero + 1; i < len; i++)
            block[i] = (unsigned char)('a' + i % 26);
    }
}

static void type_1(void)
{
    static const int lengths[] = { 0, 1, 21, 22, 31, 32, 33 };

    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
        add("add type 1", RSA_padding_add_PKCS1_type_1, 32, "0123456789012345678901234567890123", lengths[i]);
    add("add type 1", RSA_padding_add_PKCS1_type_1, 10, "a", 1);
    add("add type 1", RSA_padding_add_PKCS1_type_1, 32, "hello", 5);
    show_hex("block", block, 32);
    result("whole", RSA_padding_check_PKCS1_type_1(out, 32, block, 32, 32));
    result("without the zero", RSA_padding_check_PKCS1_type_1(out, 32, block + 1, 31, 32));
    result("shorter by two", RSA_padding_check_PKCS1_type_1(out, 32, block + 2, 30, 32));
    result("longer than the modulus", RSA_padding_check_PKCS1_type_1(out, 32, block, 32, 30));
    result("much longer", RSA_padding_check_PKCS1_type_1(out, 32, block, 32, 10));
    result("little room", RSA_padding_check_PKCS1_type_1(out, 4, block, 32, 32));
    result("just room", RSA_padding_check_PKCS1_type_1(out, 5, block, 32, 32));
    result("no block", RSA_padding_check_PKCS1_type_1(out, 32, block, 0, 32));
    result("negative", RSA_padding_check_PKCS1_type_1(out, 32, block, 32, -1));
    fill(32, 1, 1, 0xff, 20);
    result("first byte", RSA_padding_check_PKCS1_type_1(out, 32, block, 32, 32));
    fill(32, 0, 2, 0xff, 20);
    result("block type 2", RSA_padding_check_PKCS1_type_1(out, 32, block, 32, 32));
    fill(32, 0, 1, 0xfe, 20);
    result("filler", RSA_padding_check_PKCS1_type_1(out, 32, block, 32, 32));
    fill(32, 0, 1, 0xff, 0);
    result("no zero", RSA_padding_check_PKCS1_type_1(out, 32, block, 32, 32));
    fill(32, 0, 1, 0xff, 9);
    result("seven bytes of filler", RSA_padding_check_PKCS1_type_1(out, 32, block, 32, 32));
    fill(32, 0, 1, 0xff, 10);
    result("eight bytes of filler", RSA_padding_check_PKCS1_type_1(out, 32, block, 32, 32));
    fill(32, 0, 1, 0xff, 31);
    result("no text", RSA_padding_check_PKCS1_type_1(out, 32, block, 32, 32));
}

static void type_2(void)
{
    static const int lengths[] = { 0, 1, 21, 22, 32 };
    int zeros = 0;

    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
        add("add type 2", RSA_padding_add_PKCS1_type_2, 32, "0123456789012345678901234567890123", lengths[i]);
    add("add type 2", RSA_padding_add_PKCS1_type_2, 10, "a", 1);
    add("add type 2", RSA_padding_add_PKCS1_type_2, 256, "hello", 5);
    for (int i = 2; i < 250; i++)
        zeros += block[i] == 0;
    printf("begins %d %d, zeros in the filler: %d, ends %d\n", block[0], block[1], zeros, block[250]);
    result("whole", RSA_padding_check_PKCS1_type_2(out, 256, block, 256, 256));
    result("without the zero", RSA_padding_check_PKCS1_type_2(out, 256, block + 1, 255, 256));
    result("shorter by two", RSA_padding_check_PKCS1_type_2(out, 256, block + 2, 254, 256));
    result("longer than the modulus", RSA_padding_check_PKCS1_type_2(out, 256, block, 256, 255));
    result("little room", RSA_padding_check_PKCS1_type_2(out, 4, block, 256, 256));
    result("just room", RSA_padding_check_PKCS1_type_2(out, 5, block, 256, 256));
    result("no room", RSA_padding_check_PKCS1_type_2(out, 0, block, 256, 256));
    result("no block", RSA_padding_check_PKCS1_type_2(out, 32, block, 0, 32));
    result("short modulus", RSA_padding_check_PKCS1_type_2(out, 32, block, 10, 10));
    fill(32, 1, 2, 0xee, 20);
    result("first byte", RSA_padding_check_PKCS1_type_2(out, 32, block, 32, 32));
    fill(32, 0, 1, 0xee, 20);
    result("block type 1", RSA_padding_check_PKCS1_type_2(out, 32, block, 32, 32));
    fill(32, 0, 2, 0xee, 0);
    result("no zero", RSA_padding_check_PKCS1_type_2(out, 32, block, 32, 32));
    fill(32, 0, 2, 0xee, 9);
    result("seven bytes of filler", RSA_padding_check_PKCS1_type_2(out, 32, block, 32, 32));
    fill(32, 0, 2, 0xee, 10);
    result("eight bytes of filler", RSA_padding_check_PKCS1_type_2(out, 32, block, 32, 32));
    fill(32, 0, 2, 0xee, 31);
    result("no text", RSA_padding_check_PKCS1_type_2(out, 32, block, 32, 32));
    fill(32, 0, 2, 0xee, 20);
    for (int room = 9; room < 14; room++)
        result("room", RSA_padding_check_PKCS1_type_2(out, room, block, 32, 32));
    memset(out, 7, sizeof out);
    printf("what is behind the text: ");
    RSA_padding_check_PKCS1_type_2(out, 32, block, 32, 32);
    printf("%d %d\n", out[11], out[31]);
    memset(out, 7, sizeof out);
    fill(32, 0, 3, 0xee, 20);
    printf("what a fault leaves: ");
    RSA_padding_check_PKCS1_type_2(out, 32, block, 32, 32);
    printf("%d %d\n", out[0], out[31]);
    ERR_clear_error();
}

static void oaep(void)
{
    const unsigned char *text = (const unsigned char *)"the text of a message that is long enough for every length here";
    static const int lengths[] = { 0, 1, 22, 23, 63 };
    const unsigned char *label = (const unsigned char *)"label";

    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        printf("OAEP of %d: %d\n", lengths[i], RSA_padding_add_PKCS1_OAEP(block, 64, text, lengths[i], label, 5));
        show_error_codes();
    }
    printf("OAEP in 41: %d\n", RSA_padding_add_PKCS1_OAEP(block, 41, text, 0, NULL, 0));
    show_error_codes();
    printf("OAEP in 42: %d\n", RSA_padding_add_PKCS1_OAEP(block, 42, text, 0, NULL, 0));
    show_error_codes();
    printf("OAEP: %d, begins %d\n", RSA_padding_add_PKCS1_OAEP(block, 64, text, 8, label, 5), block[0]);
    result("whole", RSA_padding_check_PKCS1_OAEP(out, 64, block, 64, 64, label, 5));
    result("without the zero", RSA_padding_check_PKCS1_OAEP(out, 64, block + 1, 63, 64, label, 5));
    result("longer than the modulus", RSA_padding_check_PKCS1_OAEP(out, 64, block, 64, 63, label, 5));
    result("other label", RSA_padding_check_PKCS1_OAEP(out, 64, block, 64, 64, label, 4));
    result("no label", RSA_padding_check_PKCS1_OAEP(out, 64, block, 64, 64, NULL, 0));
    result("little room", RSA_padding_check_PKCS1_OAEP(out, 7, block, 64, 64, label, 5));
    result("just room", RSA_padding_check_PKCS1_OAEP(out, 8, block, 64, 64, label, 5));
    result("no room", RSA_padding_check_PKCS1_OAEP(out, 0, block, 64, 64, label, 5));
    result("no block", RSA_padding_check_PKCS1_OAEP(out, 64, block, 0, 64, label, 5));
    result("short modulus", RSA_padding_check_PKCS1_OAEP(out, 64, block, 41, 41, label, 5));
    block[40] ^= 1;
    result("changed", RSA_padding_check_PKCS1_OAEP(out, 64, block, 64, 64, label, 5));
    block[40] ^= 1;
    block[0] = 1;
    result("first byte", RSA_padding_check_PKCS1_OAEP(out, 64, block, 64, 64, label, 5));
    printf("OAEP, SHA-256: %d\n",
           RSA_padding_add_PKCS1_OAEP_mgf1(block, 128, text, 20, label, 5, EVP_sha256(), EVP_sha1()));
    result("mask of SHA-1",
           RSA_padding_check_PKCS1_OAEP_mgf1(out, 128, block, 128, 128, label, 5, EVP_sha256(), EVP_sha1()));
    result("mask of SHA-256",
           RSA_padding_check_PKCS1_OAEP_mgf1(out, 128, block, 128, 128, label, 5, EVP_sha256(), NULL));
    printf("OAEP, SHA-256: %d\n",
           RSA_padding_add_PKCS1_OAEP_mgf1(block, 128, text, 20, NULL, 0, EVP_sha256(), NULL));
    result("one digest",
           RSA_padding_check_PKCS1_OAEP_mgf1(out, 128, block, 128, 128, NULL, 0, EVP_sha256(), EVP_sha256()));
    printf("OAEP, no digest: %d\n", RSA_padding_add_PKCS1_OAEP_mgf1(block, 128, text, 20, NULL, 0, NULL, NULL));
    result("no digest", RSA_padding_check_PKCS1_OAEP_mgf1(out, 128, block, 128, 128, NULL, 0, NULL, NULL));
    printf("OAEP, SHA-512 in 129: %d\n",
           RSA_padding_add_PKCS1_OAEP_mgf1(block, 129, text, 0, NULL, 0, EVP_sha512(), NULL));
    show_error_codes();
}

static void none(void)
{
    add("add none", RSA_padding_add_none, 8, "12345678", 8);
    show_hex("block", block, 8);
    add("add none", RSA_padding_add_none, 8, "1234567", 7);
    add("add none", RSA_padding_add_none, 8, "123456789", 9);
    result("none", RSA_padding_check_none(out, 8, block, 8, 8));
    result("shorter", RSA_padding_check_none(out, 8, block, 5, 8));
    result("longer", RSA_padding_check_none(out, 8, block, 9, 9));
    result("nothing", RSA_padding_check_none(out, 8, block, 0, 8));
}

static void x931(void)
{
    static const int nids[] = { NID_sha1, NID_sha256, NID_sha384, NID_sha512, NID_md5, NID_sha224, 0, -1 };
    static const int lengths[] = { 0, 1, 28, 29, 30, 31 };

    for (size_t i = 0; i < sizeof nids / sizeof *nids; i++)
        printf("number of %d: %d\n", nids[i], RSA_X931_hash_id(nids[i]));
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        add("add X9.31", RSA_padding_add_X931, 32, "0123456789012345678901234567890123", lengths[i]);
        show_hex("block", block, 32);
        result("whole", RSA_padding_check_X931(out, 32, block, 32, 32));
    }
    add("add X9.31", RSA_padding_add_X931, 32, "0123456789", 10);
    result("shorter", RSA_padding_check_X931(out, 32, block, 31, 32));
    result("longer", RSA_padding_check_X931(out, 32, block, 32, 31));
    block[31] = 0xcd;
    result("trailer", RSA_padding_check_X931(out, 32, block, 32, 32));
    block[31] = 0xcc;
    block[0] = 0x6c;
    result("header 6c", RSA_padding_check_X931(out, 32, block, 32, 32));
    block[0] = 0x4b;
    result("header", RSA_padding_check_X931(out, 32, block, 32, 32));
    block[0] = 0x6b;
    block[3] = 0xb0;
    result("filler", RSA_padding_check_X931(out, 32, block, 32, 32));
    memset(block, 0xbb, 32);
    block[0] = 0x6b;
    block[31] = 0xcc;
    result("no end of the filler", RSA_padding_check_X931(out, 32, block, 32, 32));
    block[1] = 0xba;
    result("no filler", RSA_padding_check_X931(out, 32, block, 32, 32));
    memset(block, 0x55, 32);
    block[0] = 0x6a;
    block[31] = 0xcc;
    result("all of it text", RSA_padding_check_X931(out, 32, block, 32, 32));
    /* OpenSSL writes all 30 bytes here. */
    printf("little room, refused: %d\n", RSA_padding_check_X931(out, 4, block, 32, 32) == -1);
    ERR_clear_error();
}

int main(void)
{
    type_1();
    type_2();
    oaep();
    none();
    x931();
    return 0;
}
