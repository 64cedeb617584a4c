/* RIPEMD-160 and RC4 in memory of the program's. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "../common.h"
#include <openssl/rc4.h>
#include <openssl/ripemd.h>

static unsigned char text[300];

static void ripemd(void)
{
    static const size_t cuts[] = { 0, 1, 55, 56, 63, 64, 65, 128, 300 };
    unsigned char md[RIPEMD160_DIGEST_LENGTH];
    RIPEMD160_CTX ctx;

    SHOW_INT(sizeof ctx);
    for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
        RIPEMD160_Init(&ctx);
        SHOW_INT(RIPEMD160_Update(&ctx, text, cuts[i]));
        SHOW_INT(RIPEMD160_Update(&ctx, text + cuts[i], sizeof text - cuts[i]));
        printf("%u %u %u\n", ctx.Nl, ctx.Nh, ctx.num);
        SHOW_INT(RIPEMD160_Final(md, &ctx));
        show_hex("md", md, sizeof md);
        RIPEMD160(text, cuts[i], md);
        show_hex("md", md, sizeof md);
    }
    RIPEMD160_Init(&ctx);
    RIPEMD160_Update(&ctx, text, 10);
    RIPEMD160_Transform(&ctx, text + 100);
    printf("%08x %08x %08x %08x %08x, %u %u %u\n", ctx.A, ctx.B, ctx.C, ctx.D, ctx.E, ctx.Nl, ctx.Nh, ctx.num);
    RIPEMD160_Update(&ctx, text, 60);
    RIPEMD160_Final(md, &ctx);
    show_hex("md", md, sizeof md);
    SHOW_NULL(RIPEMD160(text, 3, NULL));
    show_errors();
}

static void rc4(void)
{
    static const int lengths[] = { 1, 5, 16, 255, 256, 300 };
    unsigned char out[300], whole[300];
    RC4_KEY key;

    SHOW_INT(sizeof key);
    printf("%.4s\n", RC4_options());
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        RC4_set_key(&key, lengths[i], text);
        RC4(&key, 0, text, out);
        RC4(&key, 7, text, out);
        RC4(&key, 293, text + 7, out + 7);
        show_hex("out", out, 32);
        show_hex("end", out + 280, 20);
        RC4_set_key(&key, lengths[i], text);
        memcpy(whole, text, sizeof whole);
        RC4(&key, sizeof whole, whole, whole);
        SHOW_INT(memcmp(whole, out, sizeof out));
        RC4_set_key(&key, lengths[i], text);
        RC4(&key, sizeof whole, whole, whole);
        SHOW_INT(memcmp(whole, text, sizeof text));
    }
    show_errors();
}

int main(void)
{
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (unsigned char)(i * 7 + 3);
    ripemd();
    rc4();
    return 0;
}
