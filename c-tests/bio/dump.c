/* Hexadecimal dumps, and BIO_debug's output. */
#include "../common.h"
#include <openssl/bio.h>

static int line_out(const void *data, size_t len, void *arg)
{
    fwrite(data, 1, len, stdout);
    return ++*(int *)arg < 100 ? 3 : -1;
}

int main(void)
{
    unsigned char bytes[80];
    int lines = 0;
    BIO *out;

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(i * 5 + 20);
    fflush(stdout);
    setvbuf(stdout, NULL, _IONBF, 0);
    out = BIO_new_fp(stdout, BIO_NOCLOSE);
    for (int indent = -3; indent < 70; indent += indent < 12 ? 1 : 7)
        printf("%d %d\n", indent, BIO_dump_indent(out, (char *)bytes, 21, indent));
    SHOW_INT(BIO_dump(out, (char *)bytes, 80));
    SHOW_INT(BIO_dump(out, (char *)bytes, 0));
    SHOW_INT(BIO_dump_fp(stdout, (char *)bytes, 40));
    SHOW_INT(BIO_dump_indent_fp(stdout, (char *)bytes, 40, 8));
    SHOW_INT(BIO_dump_cb(line_out, &lines, (char *)bytes, 40));
    SHOW_INT(BIO_dump_indent_cb(line_out, &lines, (char *)bytes, 40, 3));
    lines = 98;
    SHOW_INT(BIO_dump_cb(line_out, &lines, (char *)bytes, 80));
    SHOW_INT(BIO_hex_string(out, 4, 8, bytes, 20));
    SHOW_INT(BIO_hex_string(out, 4, 8, bytes, 16));
    SHOW_INT(BIO_hex_string(out, 2, 1, bytes, 3));
    SHOW_INT(BIO_hex_string(out, 2, 5, bytes, 0));
    SHOW_INT(BIO_indent(out, 5, 3));
    SHOW_INT(BIO_indent(out, 2, 30));
    SHOW_INT(BIO_indent(out, -2, 30));
    BIO_free(out);
    return 0;
}
