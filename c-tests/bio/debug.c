/* BIO_debug_callback and BIO_debug_callback_ex: their texts, less the address. */
#include "../common.h"
#include <openssl/bio.h>
#include <openssl/ssl.h>

static BIO *out;

static void show(const char *label, long result)
{
    char *text, *line;
    long len = BIO_get_mem_data(out, &text);

    printf("%s -> %ld", label, result);
    for (line = text; line < text + len;) {
        char *colon = memchr(line, ']', text + len - line), *end = memchr(line, '\n', text + len - line);

        if (colon == NULL || end == NULL)
            break;
        printf(" %.4s%.*s", line, (int)(end - colon), colon);
        line = end + 1;
    }
    printf("\n");
    (void)BIO_reset(out);
}

static void direct(BIO *bio, const char *name)
{
    static const int opers[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 0x20, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, -1 };

    BIO_set_callback_arg(bio, (char *)out);
    for (size_t i = 0; i < sizeof opers / sizeof *opers; i++) {
        static const long rets[] = { -3, 0, 1, 9 };

        for (int j = 0; j < 4; j++) {
            size_t processed = 7;
            char label[64];

            snprintf(label, sizeof label, "%s %x %ld", name, opers[i], rets[j]);
            show(label, BIO_debug_callback_ex(bio, opers[i], "text", 11, 5, 6, (int)rets[j], &processed));
            show(label, BIO_debug_callback_ex(bio, opers[i], NULL, 0, -5, 6, (int)rets[j], NULL));
            show(label, BIO_debug_callback(bio, opers[i], "text", 5, 6, rets[j]));
        }
    }
}

static void used(int old)
{
    BIO *bio = BIO_new(BIO_s_mem());
    char buf[16];
    size_t n;

    if (old)
        BIO_set_callback(bio, BIO_debug_callback);
    else
        BIO_set_callback_ex(bio, BIO_debug_callback_ex);
    BIO_set_callback_arg(bio, (char *)out);
    show("write", BIO_write(bio, "line\nmore", 9));
    show("read", BIO_read(bio, buf, 3));
    show("gets", BIO_gets(bio, buf, 10));
    show("puts", BIO_puts(bio, "text"));
    show("pending", BIO_pending(bio));
    show("write_ex", BIO_write_ex(bio, "ab", 2, &n));
    show("read_ex", BIO_read_ex(bio, buf, 1, &n));
    show("rest", BIO_read(bio, buf, 16));
    show("none", BIO_read(bio, buf, 16));
    show("flush", BIO_flush(bio));
    BIO_free(bio);
    show("free", 1);
}

int main(void)
{
    const BIO_METHOD *methods[] = { BIO_s_null(), BIO_s_mem(), BIO_s_file(), BIO_s_fd(), BIO_s_socket(), BIO_s_connect(),
                                    BIO_s_accept(), BIO_s_bio(), BIO_f_null(), BIO_f_buffer(), BIO_f_base64(),
                                    BIO_f_md(), BIO_f_cipher(), BIO_f_ssl(), BIO_f_linebuffer(), BIO_s_secmem() };
    BIO *bio;

    out = BIO_new(BIO_s_mem());
    bio = BIO_new(BIO_s_mem());
    direct(bio, "mem");
    BIO_free(bio);
    bio = BIO_new_fd(33, BIO_NOCLOSE);
    direct(bio, "fd");
    BIO_free(bio);
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        bio = BIO_new(methods[i]);
        BIO_set_callback_arg(bio, (char *)out);
        show("read", BIO_debug_callback_ex(bio, BIO_CB_READ, NULL, 3, 4, 5, 1, NULL));
        BIO_free(bio);
    }
    used(0);
    used(1);
    for (int error = -1; error < 200; error++)
        if (BIO_dgram_non_fatal_error(error))
            printf("errno %d is not fatal\n", error);
    BIO_free(out);
    show_errors();
    return 0;
}
