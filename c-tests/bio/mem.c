/* Memory BIOs: reading, writing, lines, end, seeking, the buffer itself. */
#include "../common.h"
#include <openssl/bio.h>
#include <openssl/buffer.h>

static void flags(const char *label, BIO *b)
{
    printf("%s: retry %d read %d write %d special %d eof %d pending %d wpending %d\n", label,
        BIO_should_retry(b) != 0, BIO_should_read(b) != 0, BIO_should_write(b) != 0,
        BIO_should_io_special(b) != 0, (int)BIO_eof(b), (int)BIO_ctrl_pending(b),
        (int)BIO_ctrl_wpending(b));
}

int main(void)
{
    char buf[64];
    size_t n = 77;
    BIO *b = BIO_new(BIO_s_mem()), *ro;
    BUF_MEM *mem, *own;
    char *data;
    int r;

    SHOW_STR(BIO_method_name(b));
    SHOW_INT(BIO_method_type(b));
    flags("empty", b);
    r = BIO_read(b, buf, 10);
    SHOW_INT(r);
    flags("after reading nothing", b);
    SHOW_INT(BIO_read_ex(b, buf, 10, &n));
    SHOW_INT(n);
    SHOW_INT(BIO_set_mem_eof_return(b, 0));
    SHOW_INT(BIO_read(b, buf, 10));
    flags("eof return 0", b);
    BIO_set_mem_eof_return(b, -5);
    SHOW_INT(BIO_read(b, buf, 10));
    flags("eof return -5", b);
    BIO_set_mem_eof_return(b, -1);

    SHOW_INT(BIO_write(b, "hello\nworld\nno end", 18));
    SHOW_INT(BIO_puts(b, "+puts"));
    SHOW_INT(BIO_write(b, "x", 0));
    SHOW_INT(BIO_write(b, "x", -1));
    SHOW_INT(BIO_write_ex(b, "yz", 2, &n));
    SHOW_INT(n);
    SHOW_INT(BIO_write_ex(b, "yz", 0, &n));
    SHOW_INT(n);
    flags("filled", b);
    SHOW_INT(BIO_get_mem_data(b, &data));
    printf("%.25s\n", data);
    SHOW_INT(BIO_gets(b, buf, sizeof buf));
    SHOW_STR(buf);
    SHOW_INT(BIO_gets(b, buf, 4));
    SHOW_STR(buf);
    SHOW_INT(BIO_gets(b, buf, 1));
    SHOW_STR(buf);
    SHOW_INT(BIO_gets(b, buf, 0));
    SHOW_INT(BIO_gets(b, buf, -1));
    show_errors();
    SHOW_INT(BIO_read(b, buf, 3));
    SHOW_INT(BIO_read(b, buf, 0));
    SHOW_INT(BIO_read(b, buf, -1));
    SHOW_INT(BIO_get_mem_ptr(b, &mem));
    printf("%d %.20s\n", (int)mem->length, mem->data);
    SHOW_INT(BIO_tell(b));
    SHOW_INT(BIO_seek(b, 2));
    SHOW_INT(BIO_tell(b));
    SHOW_INT(BIO_seek(b, 200));
    SHOW_INT(BIO_seek(b, -2));
    r = BIO_read(b, buf, sizeof buf - 1);
    buf[r > 0 ? r : 0] = 0;
    SHOW_INT(r);
    SHOW_STR(buf);
    SHOW_INT(BIO_gets(b, buf, sizeof buf));
    flags("drained", b);
    SHOW_INT(BIO_number_read(b));
    SHOW_INT(BIO_number_written(b));
    BIO_write(b, "again", 5);
    SHOW_INT(BIO_reset(b));
    flags("reset", b);
    BIO_write(b, "keep", 4);
    BIO_read(b, buf, 2);
    BIO_set_flags(b, BIO_FLAGS_NONCLEAR_RST);
    SHOW_INT(BIO_reset(b));
    flags("reset, kept", b);
    SHOW_INT(BIO_flush(b));
    SHOW_INT(BIO_get_close(b));
    SHOW_INT(BIO_set_close(b, BIO_NOCLOSE));
    BIO_get_mem_ptr(b, &mem);
    SHOW_INT(BIO_free(b));
    printf("%d %.*s\n", (int)mem->length, (int)mem->length, mem->data);
    SHOW_INT(BUF_MEM_grow(mem, 100));
    SHOW_INT(mem->data[99]);
    SHOW_INT(BUF_MEM_grow_clean(mem, 3));
    SHOW_INT(mem->length);
    BUF_MEM_free(mem);

    ro = BIO_new_mem_buf("read only\nsecond", -1);
    flags("read only", ro);
    SHOW_INT(BIO_write(ro, "x", 1));
    show_errors();
    SHOW_INT(BIO_gets(ro, buf, sizeof buf));
    SHOW_STR(buf);
    SHOW_INT(BIO_tell(ro));
    SHOW_INT(BIO_get_mem_data(ro, &data));
    printf("%.6s\n", data);
    SHOW_INT(BIO_read(ro, buf, 60));
    SHOW_INT(BIO_read(ro, buf, 60));
    flags("read only, drained", ro);
    SHOW_INT(BIO_reset(ro));
    flags("read only, reset", ro);
    SHOW_INT(BIO_seek(ro, 5));
    SHOW_INT(BIO_gets(ro, buf, sizeof buf));
    SHOW_STR(buf);
    SHOW_INT(BIO_get_line(ro, buf, sizeof buf));
    SHOW_STR(buf);
    SHOW_INT(BIO_get_line(ro, buf, sizeof buf));
    SHOW_INT(BIO_get_line(ro, buf, 0));
    SHOW_INT(BIO_get_line(ro, NULL, 5));
    show_errors();
    BIO_free(ro);
    ro = BIO_new_mem_buf("abc", 0);
    flags("empty read only", ro);
    SHOW_INT(BIO_read(ro, buf, 1));
    BIO_free(ro);
    SHOW_NULL(BIO_new_mem_buf(NULL, 0));
    show_errors();

    own = BUF_MEM_new();
    BUF_MEM_grow(own, 5);
    memcpy(own->data, "mine!", 5);
    b = BIO_new(BIO_s_mem());
    SHOW_INT(BIO_set_mem_buf(b, own, BIO_CLOSE));
    SHOW_INT(BIO_read(b, buf, 4));
    printf("%.4s\n", buf);
    SHOW_INT(BIO_up_ref(b));
    SHOW_INT(BIO_free(b));
    SHOW_INT(BIO_read(b, buf, 4));
    SHOW_INT(BIO_free(b));
    b = BIO_new(BIO_s_secmem());
    SHOW_STR(BIO_method_name(b));
    SHOW_INT(BIO_puts(b, "secret"));
    SHOW_INT(BIO_read(b, buf, 6));
    BIO_vfree(b);
    for (int i = 0; i < 3; i++) {
        static char big[100000];

        memset(big, 'a' + i, sizeof big);
        b = BIO_new(BIO_s_mem());
        for (int k = 0; k < 20; k++)
            BIO_write(b, big, sizeof big);
        printf("%d", (int)BIO_pending(b));
        while ((r = BIO_read(b, big, sizeof big)) > 0)
            ;
        printf(" %d %d\n", r, (int)BIO_number_read(b));
        BIO_free(b);
    }
    SHOW_INT(BIO_free(NULL));
    BIO_free_all(NULL);
    BIO_vfree(NULL);
    SHOW_INT(BIO_read(NULL, buf, 1));
    SHOW_INT(BIO_write(NULL, buf, 1));
    SHOW_INT(BIO_write_ex(NULL, buf, 0, &n));
    SHOW_INT(BIO_puts(NULL, "x"));
    SHOW_INT(BIO_gets(NULL, buf, 1));
    SHOW_INT(BIO_ctrl(NULL, BIO_CTRL_FLUSH, 0, NULL));
    SHOW_INT(BIO_ctrl_pending(NULL));
    show_errors();
    return 0;
}
