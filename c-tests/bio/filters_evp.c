/* BIO_f_md, BIO_f_cipher: digesting and encrypting what passes. */
#include "../common.h"
#include <openssl/bio.h>
#include <openssl/evp.h>

static const unsigned char key[32] = "0123456789abcdef0123456789ABCDEF";
static const char text[] = "The quick brown fox jumps over the lazy dog, and then it sleeps a while";

static void digest(void)
{
    BIO *md = BIO_new(BIO_f_md()), *mem = BIO_new(BIO_s_mem()), *copy;
    EVP_MD_CTX *ctx = NULL;
    const EVP_MD *which = NULL;
    unsigned char out[64];
    char place[100];
    int n;

    SHOW_INT(BIO_method_type(md));
    SHOW_STR(BIO_method_name(md));
    SHOW_INT(BIO_write(md, text, 5));
    SHOW_INT(BIO_get_md(md, &which));
    BIO_push(md, mem);
    SHOW_INT(BIO_write(md, text, 5));
    SHOW_INT(BIO_gets(md, (char *)out, sizeof out));
    SHOW_INT(BIO_set_md(md, EVP_sha256()));
    SHOW_INT(BIO_get_md(md, &which));
    SHOW_INT(which == EVP_sha256());
    SHOW_INT(BIO_write(md, text, 20));
    SHOW_INT(BIO_write(md, text + 20, 10));
    SHOW_INT(BIO_write(md, text, 0));
    SHOW_INT(BIO_write(md, NULL, 3));
    SHOW_INT(BIO_puts(md, "text"));
    copy = BIO_dup_chain(md);
    SHOW_INT(copy != NULL);
    SHOW_INT(BIO_gets(md, (char *)out, 31));
    n = BIO_gets(md, (char *)out, sizeof out);
    printf("%d", n);
    show_hex("", out, n > 0 ? (size_t)n : 0);
    n = BIO_gets(copy, (char *)out, sizeof out);
    printf("%d", n);
    show_hex("", out, n > 0 ? (size_t)n : 0);
    BIO_free_all(copy);
    SHOW_INT(BIO_reset(md));
    SHOW_INT(BIO_set_md(md, EVP_md5()));
    SHOW_INT(BIO_pending(mem));
    SHOW_INT(BIO_write(mem, text, 10));
    SHOW_INT(BIO_read(md, place, 4));
    SHOW_INT(BIO_read(md, place, sizeof place));
    SHOW_INT(BIO_read(md, place, sizeof place));
    SHOW_INT(BIO_should_retry(md));
    SHOW_INT(BIO_get_md_ctx(md, &ctx));
    SHOW_INT(EVP_MD_CTX_get0_md(ctx) == EVP_md5());
    n = BIO_gets(md, (char *)out, sizeof out);
    show_hex("md5", out, n > 0 ? (size_t)n : 0);
    SHOW_INT(BIO_eof(md));
    SHOW_INT(BIO_flush(md));
    show_error_codes();
    BIO_free_all(md);
}

static void cipher(const EVP_CIPHER *which, int step)
{
    BIO *c = BIO_new(BIO_f_cipher()), *mem = BIO_new(BIO_s_mem());
    char *sealed = NULL, back[200];
    long len;
    int n, total = 0;
    EVP_CIPHER_CTX *ctx = NULL;

    printf("%s in steps of %d\n", EVP_CIPHER_get0_name(which), step);
    SHOW_INT(BIO_method_type(c));
    SHOW_STR(BIO_method_name(c));
    SHOW_INT(BIO_set_cipher(c, which, key, key + 3, 1));
    BIO_push(c, mem);
    for (size_t at = 0; at < sizeof text; at += (size_t)step) {
        int part = (size_t)step < sizeof text - at ? step : (int)(sizeof text - at);

        if (BIO_write(c, text + at, part) != part)
            printf("short\n");
    }
    SHOW_INT(BIO_get_cipher_ctx(c, &ctx));
    SHOW_INT(EVP_CIPHER_CTX_get0_cipher(ctx) != NULL);
    SHOW_INT(BIO_flush(c));
    SHOW_INT(BIO_get_cipher_status(c));
    len = BIO_get_mem_data(mem, &sealed);
    show_hex("sealed", sealed, (size_t)len);
    BIO_free(c);

    c = BIO_new(BIO_f_cipher());
    SHOW_INT(BIO_set_cipher(c, which, key, key + 3, 0));
    BIO_push(c, mem);
    BIO_set_mem_eof_return(mem, 0);
    while ((n = BIO_read(c, back + total, step)) > 0)
        total += n;
    printf("read %d, then %d: %d\n", total, n, total == sizeof text && memcmp(back, text, sizeof text) == 0);
    SHOW_INT(BIO_get_cipher_status(c));
    SHOW_INT(BIO_eof(c));
    show_error_codes();
    BIO_free_all(c);

    /* Cut and changed. */
    mem = BIO_new(BIO_s_mem());
    BIO_set_mem_eof_return(mem, 0);
    BIO_write(mem, text, 37);
    c = BIO_new(BIO_f_cipher());
    BIO_set_cipher(c, which, key, key + 3, 0);
    BIO_push(c, mem);
    total = 0;
    while ((n = BIO_read(c, back + total, 50)) > 0)
        total += n;
    printf("read %d, then %d\n", total, n);
    SHOW_INT(BIO_get_cipher_status(c));
    ERR_clear_error();
    BIO_free_all(c);
}

int main(void)
{
    digest();
    cipher(EVP_aes_128_cbc(), 7);
    cipher(EVP_aes_128_cbc(), 72);
    cipher(EVP_aes_256_ctr(), 10);
    cipher(EVP_des_ede3_cbc(), 1);
    return 0;
}
