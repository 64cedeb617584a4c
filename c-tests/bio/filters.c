/* Filters: buffer, line buffer, base64, prefix, read buffer, null. */
#include "../common.h"
#include <openssl/bio.h>
#include <openssl/evp.h>

static void show_mem(const char *label, BIO *mem)
{
    char *data;
    long n = BIO_get_mem_data(mem, &data);

    printf("%s: %ld \"%.*s\"\n", label, n, (int)(n > 300 ? 300 : n), n > 0 ? data : "");
}

static void buffer(void)
{
    BIO *mem = BIO_new(BIO_s_mem()), *f = BIO_new(BIO_f_buffer());
    char big[9000], out[9000];
    int n;

    SHOW_INT(BIO_read(f, out, 5));
    SHOW_INT(BIO_write(f, "x", 1));
    BIO_push(f, mem);
    SHOW_INT(BIO_write(f, "small", 5));
    SHOW_INT(BIO_puts(f, " puts"));
    SHOW_INT(BIO_wpending(f));
    show_mem("not yet", mem);
    SHOW_INT(BIO_flush(f));
    SHOW_INT(BIO_wpending(f));
    show_mem("flushed", mem);
    (void)BIO_reset(mem);
    memset(big, 'b', sizeof big);
    SHOW_INT(BIO_write(f, "first", 5));
    SHOW_INT(BIO_write(f, big, 8999));
    SHOW_INT(BIO_wpending(f));
    SHOW_INT(BIO_ctrl(mem, BIO_CTRL_PENDING, 0, NULL));
    SHOW_INT(BIO_write(f, big, 4096));
    SHOW_INT(BIO_wpending(f));
    SHOW_INT(BIO_ctrl(mem, BIO_CTRL_PENDING, 0, NULL));
    SHOW_INT(BIO_set_write_buffer_size(f, 5000));
    SHOW_INT(BIO_write(f, big, 4500));
    SHOW_INT(BIO_wpending(f));
    BIO_free_all(f);

    mem = BIO_new_mem_buf("line one\nline two is longer\n\nlast", -1);
    f = BIO_push(BIO_new(BIO_f_buffer()), mem);
    SHOW_INT(n = BIO_gets(f, out, 100));
    SHOW_STR(out);
    SHOW_INT(BIO_pending(f));
    SHOW_INT(BIO_get_buffer_num_lines(f));
    SHOW_INT(n = BIO_gets(f, out, 6));
    SHOW_STR(out);
    SHOW_INT(n = BIO_read(f, out, 4));
    printf("%.*s\n", n, out);
    SHOW_INT(n = BIO_buffer_peek(f, out, 3));
    printf("%.*s\n", n, out);
    SHOW_INT(n = BIO_gets(f, out, 100));
    SHOW_STR(out);
    SHOW_INT(n = BIO_gets(f, out, 100));
    SHOW_STR(out);
    SHOW_INT(BIO_eof(f));
    SHOW_INT(n = BIO_gets(f, out, 100));
    SHOW_STR(out);
    SHOW_INT(BIO_eof(f));
    SHOW_INT(n = BIO_gets(f, out, 100));
    SHOW_INT(BIO_set_buffer_read_data(f, "given", 5));
    SHOW_INT(n = BIO_read(f, out, 100));
    printf("%.*s\n", n > 0 ? n : 0, out);
    BIO_free_all(f);

    mem = BIO_new(BIO_s_mem());
    f = BIO_push(BIO_new(BIO_f_buffer()), mem);
    SHOW_INT(BIO_read(f, out, 10));
    SHOW_INT(BIO_should_retry(f) != 0);
    BIO_write(mem, big, 9000);
    SHOW_INT(BIO_read(f, out, 10));
    SHOW_INT(BIO_pending(f));
    SHOW_INT(BIO_read(f, out, 9000));
    SHOW_INT(BIO_read(f, out, 9000));
    BIO_free_all(f);
}

static void lines(void)
{
    BIO *mem = BIO_new(BIO_s_mem()), *f = BIO_push(BIO_new(BIO_f_linebuffer()), mem);

    SHOW_INT(BIO_write(f, "begin", 5));
    show_mem("begun", mem);
    SHOW_INT(BIO_write(f, " end\nnext", 9));
    show_mem("a line", mem);
    SHOW_INT(BIO_wpending(f));
    SHOW_INT(BIO_puts(f, "\n\nx"));
    show_mem("more lines", mem);
    SHOW_INT(BIO_flush(f));
    show_mem("flushed", mem);
    BIO_free_all(f);
}

static void encode(const char *label, int flags, const char **pieces)
{
    BIO *mem = BIO_new(BIO_s_mem()), *f = BIO_push(BIO_new(BIO_f_base64()), mem);

    BIO_set_flags(f, flags);
    for (; *pieces; pieces++)
        printf("write %d\n", BIO_write(f, *pieces, (int)strlen(*pieces)));
    show_mem("before flush", mem);
    SHOW_INT(BIO_flush(f));
    show_mem(label, mem);
    BIO_free_all(f);
}

static void decode(const char *label, int flags, const char *text, int chunk)
{
    BIO *mem = BIO_new_mem_buf(text, -1), *f = BIO_push(BIO_new(BIO_f_base64()), mem);
    char out[500];
    int n, all = 0;

    BIO_set_flags(f, flags);
    while (all < 400 && (n = BIO_read(f, out + all, chunk)) > 0)
        all += n;
    printf("%s: %d %d \"%.*s\"\n", label, all, n, all, out);
    BIO_free_all(f);
}

static void base64(void)
{
    const char *some[] = { "hello world", NULL }, *pieces[] = { "a", "bc", "defg", "hijklmnop", NULL },
               *none[] = { NULL },
               *longer[] = { "0123456789012345678901234567890123456789012345678901234567890123456789",
                   "abcdefghijklmnopqrstuvwxyz", NULL };

    encode("plain", 0, some);
    encode("no newline", BIO_FLAGS_BASE64_NO_NL, some);
    encode("pieces", 0, pieces);
    encode("pieces, no newline", BIO_FLAGS_BASE64_NO_NL, pieces);
    encode("long", 0, longer);
    encode("long, no newline", BIO_FLAGS_BASE64_NO_NL, longer);
    encode("nothing", 0, none);
    decode("plain", 0, "aGVsbG8gd29ybGQ=\n", 100);
    decode("bytewise", 0, "aGVsbG8gd29ybGQ=\n", 1);
    decode("no newline at the end", 0, "aGVsbG8gd29ybGQ=", 100);
    decode("no newline", BIO_FLAGS_BASE64_NO_NL, "aGVsbG8gd29ybGQ=", 100);
    decode("no newline flag, one newline", BIO_FLAGS_BASE64_NO_NL, "aGVsbG8gd29ybGQ=\n", 100);
    decode("two lines", 0,
        "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3\nODkwMTIzNDU2Nzg5YWJj\n", 100);
    decode("short lines", 0, "MDEy\nMzQ1\nNjc4\n", 100);
    decode("empty", 0, "", 100);
    decode("words before", 0, "this is no base64!\naGVsbG8=\n", 100);
}

static void prefix(void)
{
    BIO *mem = BIO_new(BIO_s_mem()), *f = BIO_push(BIO_new(BIO_f_prefix()), mem);

    SHOW_STR(BIO_method_name(f));
    SHOW_INT(BIO_set_prefix(f, "> "));
    SHOW_INT(BIO_set_indent(f, 2));
    SHOW_INT(BIO_get_indent(f));
    SHOW_INT(BIO_puts(f, "one\ntwo\n\nthr"));
    SHOW_INT(BIO_write(f, "ee\nfour", 7));
    SHOW_INT(BIO_set_prefix(f, NULL));
    SHOW_INT(BIO_puts(f, "!\nfive\n"));
    SHOW_INT(BIO_printf(f, "%d and %s\n", 6, "seven"));
    show_mem("prefixed", mem);
    BIO_free_all(f);
}

static void readbuffer(void)
{
    BIO *mem = BIO_new_mem_buf("first\nsecond\nthird", -1), *f = BIO_push(BIO_new(BIO_f_readbuffer()), mem);
    char out[100];
    int n;

    SHOW_INT(BIO_tell(f));
    SHOW_INT(n = BIO_gets(f, out, 100));
    SHOW_STR(out);
    SHOW_INT(n = BIO_read(f, out, 3));
    printf("%.*s\n", n, out);
    SHOW_INT(BIO_tell(f));
    SHOW_INT(BIO_seek(f, 0));
    SHOW_INT(n = BIO_read(f, out, 100));
    printf("%.*s\n", n, out);
    SHOW_INT(n = BIO_read(f, out, 100));
    SHOW_INT(BIO_eof(f));
    SHOW_INT(BIO_reset(f));
    SHOW_INT(BIO_eof(f));
    SHOW_INT(n = BIO_gets(f, out, 4));
    SHOW_STR(out);
    SHOW_INT(BIO_write(f, "x", 1));
    BIO_free_all(f);
}

static void null(void)
{
    BIO *sink = BIO_new(BIO_s_null()), *f = BIO_new(BIO_f_null());
    char out[10];

    SHOW_INT(BIO_write(sink, "gone", 4));
    SHOW_INT(BIO_puts(sink, "gone"));
    SHOW_INT(BIO_read(sink, out, 4));
    SHOW_INT(BIO_gets(sink, out, 4));
    SHOW_INT(BIO_eof(sink));
    SHOW_INT(BIO_pending(sink));
    SHOW_INT(BIO_flush(sink));
    SHOW_INT(BIO_reset(sink));
    SHOW_INT(BIO_write(f, "x", 1));
    SHOW_INT(BIO_read(f, out, 1));
    BIO_push(f, sink);
    SHOW_INT(BIO_write(f, "gone", 4));
    SHOW_INT(BIO_puts(f, "gone"));
    SHOW_INT(BIO_read(f, out, 4));
    SHOW_INT(BIO_flush(f));
    SHOW_INT(BIO_should_retry(f) != 0);
    BIO_free_all(f);
}

int main(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    buffer();
    lines();
    base64();
    prefix();
    readbuffer();
    null();
    show_errors();
    return 0;
}
