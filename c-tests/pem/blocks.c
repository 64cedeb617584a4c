/* PEM_read_bio and PEM_write_bio, headers, damage, base64. */
#include "../common.h"
#include <openssl/evp.h>
#include <openssl/pem.h>

static void block(const char *what, const char *text)
{
    BIO *bio = BIO_new_mem_buf(text, -1);
    char *name = NULL, *header = NULL;
    unsigned char *data = NULL;
    long len = -1;
    int ok = PEM_read_bio(bio, &name, &header, &data, &len);

    printf("%s: %d", what, ok);
    if (ok)
        printf(" name '%s' header '%s' len %ld first %02x", name, header, len, data[0]);
    printf("\n");
    show_errors();
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_free(data);
    BIO_free(bio);
}

static void decode(const char *text)
{
    unsigned char out[200];
    EVP_ENCODE_CTX *ctx = EVP_ENCODE_CTX_new();
    int n = 0, m = 0, update, final;

    EVP_DecodeInit(ctx);
    update = EVP_DecodeUpdate(ctx, out, &n, (const unsigned char *)text, (int)strlen(text));
    final = EVP_DecodeFinal(ctx, out + n, &m);
    printf("decode '%s': update %d (%d), final %d (%d), block %d\n", text, update, n, final, m,
           EVP_DecodeBlock(out, (const unsigned char *)text, (int)strlen(text)));
    EVP_ENCODE_CTX_free(ctx);
}

int main(void)
{
    static const char *const decodes[] = { "QUJD", "QUI=", "QQ==", "QQ=", "Q", "", "QUJD\nQUJD\n",
                                           " QUJD ", "QU\nJD", "QUJD-", "QU-", "QQ==QQ==", "QUJ!",
                                           "===", "Q===", "QUJDRA", "\r\nQUJD\r\n" };
    unsigned char bytes[200], text[400];
    BIO *out = BIO_new(BIO_s_mem());
    char *all;
    long len;

    block("plain", "-----BEGIN X-----\nQUJD\n-----END X-----\n");
    block("header", "-----BEGIN X-----\nA: b\nC: d\n\nQUJD\n-----END X-----\n");
    block("header without blank", "-----BEGIN X-----\nA: b\nQUJD\n-----END X-----\n");
    block("no data", "-----BEGIN X-----\n-----END X-----\n");
    block("no end", "-----BEGIN X-----\nQUJD\n");
    block("other end", "-----BEGIN X-----\nQUJD\n-----END Y-----\n");
    block("end with junk", "-----BEGIN X-----\nQUJD\n-----END X-----junk\n");
    block("begin with junk", "-----BEGIN X-----junk\nQUJD\n-----END X-----\n");
    block("begin with spaces", "-----BEGIN X-----   \nQUJD\n-----END X-----  \n");
    block("empty name", "-----BEGIN -----\nQUJD\n-----END -----\n");
    block("bad base64", "-----BEGIN X-----\nQU?D\n-----END X-----\n");
    block("incomplete", "-----BEGIN X-----\nQUJ\n-----END X-----\n");
    block("short line inside", "-----BEGIN X-----\nA: b\n\nQUJD\nQUJD\n-----END X-----\n");
    block("short line without header", "-----BEGIN X-----\nQUJD\nQUJD\n-----END X-----\n");
    block("no newline at end", "-----BEGIN X-----\nQUJD\n-----END X-----");
    block("nothing", "");
    block("text", "abc\ndef\n");

    for (size_t i = 0; i < sizeof decodes / sizeof *decodes; i++)
        decode(decodes[i]);
    for (int i = 0; i < 200; i++)
        bytes[i] = (unsigned char)(i * 7);
    for (int n = 0; n < 60; n += 7) {
        int total = 0, got = 0;
        EVP_ENCODE_CTX *ctx = EVP_ENCODE_CTX_new();

        EVP_EncodeInit(ctx);
        printf("update %d", EVP_EncodeUpdate(ctx, text, &got, bytes, n));
        total = got;
        printf(" %d", EVP_EncodeUpdate(ctx, text + total, &got, bytes, n));
        total += got;
        printf(" held %d", EVP_ENCODE_CTX_num(ctx));
        EVP_EncodeFinal(ctx, text + total, &got);
        total += got;
        printf(" %d: %.*s\n", total, total, text);
        got = EVP_EncodeBlock(text, bytes, n);
        printf("block %d: %s\n", got, text);
        EVP_ENCODE_CTX_free(ctx);
    }
    for (int n = 0; n <= 100; n += 25)
        SHOW_INT(PEM_write_bio(out, "NAME", n == 50 ? "Head: er\n" : "", bytes, n));
    len = BIO_get_mem_data(out, &all);
    printf("%.*s", (int)len, all);
    BIO_free(out);
    {
        EVP_CIPHER_INFO info;
        char good[] = "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,000102030405060708090A0B0C0D0E0F\n";
        char bad[] = "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0001\n";
        char empty[] = "";

        SHOW_INT(PEM_get_EVP_CIPHER_INFO(good, &info));
        SHOW_STR(EVP_CIPHER_get0_name(info.cipher));
        show_hex("iv", info.iv, sizeof info.iv);
        SHOW_INT(PEM_get_EVP_CIPHER_INFO(bad, &info));
        show_errors();
        SHOW_INT(PEM_get_EVP_CIPHER_INFO(empty, &info));
        SHOW_NULL(info.cipher);
        SHOW_INT(PEM_get_EVP_CIPHER_INFO(NULL, &info));
    }
    return 0;
}
