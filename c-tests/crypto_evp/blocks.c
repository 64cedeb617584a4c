/* AES by blocks, modes over a cipher of the program's, digests by blocks. */
#include "../common.h"
#include <openssl/aes.h>
#include <openssl/md4.h>
#include <openssl/md5.h>
#include <openssl/modes.h>
#include <openssl/sha.h>

static unsigned char key[32], text[200];

static void xor_cipher(const unsigned char in[16], unsigned char out[16], const void *k)
{
    unsigned char copy[16];

    memcpy(copy, in, 16);
    for (int i = 0; i < 16; i++)
        out[i] = copy[(i + 5) % 16] ^ ((const unsigned char *)k)[i] ^ (unsigned char)(i * 3);
}

static void aes(int bits)
{
    AES_KEY enc, dec;
    unsigned char iv[16], out[208], back[208];
    int num = 0;

    printf("%d bits\n", bits);
    SHOW_INT(AES_set_encrypt_key(key, bits, &enc));
    SHOW_INT(AES_set_decrypt_key(key, bits, &dec));
    AES_encrypt(text, out, &enc);
    show_hex("block", out, 16);
    AES_decrypt(out, out, &dec);
    SHOW_INT(memcmp(out, text, 16));
    AES_ecb_encrypt(text, out, &enc, AES_ENCRYPT);
    show_hex("ecb", out, 16);
    AES_ecb_encrypt(out, out, &dec, AES_DECRYPT);
    SHOW_INT(memcmp(out, text, 16));
    for (size_t len = 0; len < 50; len += 7) {
        memcpy(iv, key, 16);
        memset(out, 0, sizeof out);
        AES_cbc_encrypt(text, out, len, &enc, iv, AES_ENCRYPT);
        show_hex("cbc", out, 64);
        show_hex("iv", iv, 16);
        memcpy(iv, key, 16);
        AES_cbc_encrypt(out, back, len, &dec, iv, AES_DECRYPT);
        SHOW_INT(memcmp(back, text, len));
        show_hex("iv", iv, 16);
        memcpy(iv, key, 16);
        num = 0;
        AES_cfb128_encrypt(text, out, len, &enc, iv, &num, AES_ENCRYPT);
        AES_cfb128_encrypt(text + len, out + len, 20, &enc, iv, &num, AES_ENCRYPT);
        show_hex("cfb", out, len + 20);
        printf("%d\n", num);
        memcpy(iv, key, 16);
        num = 0;
        AES_cfb128_encrypt(out, back, len + 20, &enc, iv, &num, AES_DECRYPT);
        SHOW_INT(memcmp(back, text, len + 20));
        memcpy(iv, key, 16);
        num = 0;
        AES_ofb128_encrypt(text, out, len, &enc, iv, &num);
        AES_ofb128_encrypt(text + len, out + len, 20, &enc, iv, &num);
        show_hex("ofb", out, len + 20);
        printf("%d\n", num);
        memcpy(iv, key, 16);
        num = 0;
        AES_cfb8_encrypt(text, out, len, &enc, iv, &num, AES_ENCRYPT);
        show_hex("cfb8", out, len);
        memcpy(iv, key, 16);
        AES_cfb8_encrypt(out, back, len, &enc, iv, &num, AES_DECRYPT);
        SHOW_INT(memcmp(back, text, len));
        memcpy(iv, key, 16);
        memset(out, 0, sizeof out);
        AES_cfb1_encrypt(text, out, len / 8 * 8, &enc, iv, &num, AES_ENCRYPT);
        show_hex("cfb1", out, len / 8);
        show_hex("iv", iv, 16);
        memcpy(iv, key, 16);
        AES_cfb1_encrypt(out, back, len / 8 * 8, &enc, iv, &num, AES_DECRYPT);
        SHOW_INT(memcmp(back, text, len / 8));
    }
    for (unsigned int len = 0; len <= 40; len += 8) {
        int n = AES_wrap_key(&enc, NULL, out, text, len);

        printf("wrap %u: %d", len, n);
        show_hex("", out, n > 0 ? (size_t)n : 0);
        if (n > 0) {
            SHOW_INT(AES_unwrap_key(&dec, NULL, back, out, (unsigned int)n));
            SHOW_INT(memcmp(back, text, len));
            out[3] ^= 1;
            SHOW_INT(AES_unwrap_key(&dec, NULL, back, out, (unsigned int)n));
            n = AES_wrap_key(&enc, key, out, text, len);
            show_hex("other vector", out, (size_t)n);
            SHOW_INT(AES_unwrap_key(&dec, key, back, out, (unsigned int)n));
            SHOW_INT(AES_unwrap_key(&dec, NULL, back, out, (unsigned int)n));
        }
    }
    SHOW_INT(AES_wrap_key(&enc, NULL, out, text, 17));
    SHOW_INT(AES_unwrap_key(&dec, NULL, out, text, 17));
    SHOW_INT(AES_unwrap_key(&dec, NULL, out, text, 8));
    show_error_codes();
}

static void modes(void)
{
    unsigned char iv[16], stream[16], out[128], back[128];
    unsigned int at;
    int num;

    for (size_t len = 0; len < 50; len += 9) {
        memcpy(iv, key, 16);
        memset(iv + 8, 0xff, 8);
        memset(stream, 0, 16);
        at = 0;
        CRYPTO_ctr128_encrypt(text, out, len, key, iv, stream, &at, xor_cipher);
        CRYPTO_ctr128_encrypt(text + len, out + len, 21, key, iv, stream, &at, xor_cipher);
        show_hex("ctr", out, len + 21);
        show_hex("iv", iv, 16);
        printf("%u\n", at);
        memcpy(iv, key, 16);
        CRYPTO_cbc128_encrypt(text, out, len / 16 * 16, key, iv, xor_cipher);
        show_hex("cbc", out, len / 16 * 16);
        show_hex("iv", iv, 16);
        memcpy(iv, key, 16);
        CRYPTO_cbc128_decrypt(text, out, len / 16 * 16, key, iv, xor_cipher);
        show_hex("cbc decrypted", out, len / 16 * 16);
        show_hex("iv", iv, 16);
        memcpy(iv, key, 16);
        num = 0;
        CRYPTO_ofb128_encrypt(text, out, len, key, iv, &num, xor_cipher);
        show_hex("ofb", out, len);
        printf("%d\n", num);
        memcpy(iv, key, 16);
        num = 0;
        CRYPTO_cfb128_encrypt(text, out, len, key, iv, &num, 1, xor_cipher);
        show_hex("cfb", out, len);
        memcpy(iv, key, 16);
        num = 0;
        CRYPTO_cfb128_encrypt(out, back, len, key, iv, &num, 0, xor_cipher);
        SHOW_INT(memcmp(back, text, len));
    }
}

static void digests(void)
{
    unsigned char out[64];
    MD4_CTX md4;
    MD5_CTX md5;
    SHA_CTX sha1;
    SHA256_CTX sha256;
    SHA512_CTX sha512;

    MD4_Init(&md4);
    MD4_Transform(&md4, text);
    MD4_Final(out, &md4);
    show_hex("md4", out, 16);
    MD5_Init(&md5);
    MD5_Transform(&md5, text);
    MD5_Final(out, &md5);
    show_hex("md5", out, 16);
    SHA1_Init(&sha1);
    SHA1_Transform(&sha1, text);
    printf("%08x %08x %08x %08x %08x\n", sha1.h0, sha1.h1, sha1.h2, sha1.h3, sha1.h4);
    SHA1_Final(out, &sha1);
    show_hex("sha1", out, 20);
    SHA256_Init(&sha256);
    SHA256_Transform(&sha256, text);
    printf("%08x %08x\n", sha256.h[0], sha256.h[7]);
    SHA256_Final(out, &sha256);
    show_hex("sha256", out, 32);
    SHA512_Init(&sha512);
    SHA512_Transform(&sha512, text);
    printf("%016llx\n", (unsigned long long)sha512.h[0]);
    SHA512_Final(out, &sha512);
    show_hex("sha512", out, 64);
}

int main(void)
{
    AES_KEY k;

    for (size_t i = 0; i < sizeof key; i++)
        key[i] = (unsigned char)(i * 37 + 11);
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (unsigned char)(i * 7 + 1);
    aes(128);
    aes(192);
    aes(256);
    SHOW_INT(AES_set_encrypt_key(key, 129, &k));
    SHOW_INT(AES_set_decrypt_key(key, 0, &k));
    SHOW_INT(AES_set_encrypt_key(NULL, 128, &k));
    SHOW_INT(AES_set_decrypt_key(key, 128, NULL));
    SHOW_INT(AES_options() != NULL);
    show_error_codes();
    modes();
    digests();
    return 0;
}
