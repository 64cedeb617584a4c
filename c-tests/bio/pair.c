/* BIO pairs: both directions, full and empty, lending, closing. */
#include "../common.h"
#include <openssl/bio.h>

static void state(const char *label, BIO *b)
{
    printf("%s: retry %d read %d write %d eof %d pending %d wpending %d guarantee %d request %d\n", label,
        BIO_should_retry(b) != 0, BIO_should_read(b) != 0, BIO_should_write(b) != 0, (int)BIO_eof(b),
        (int)BIO_ctrl_pending(b), (int)BIO_ctrl_wpending(b), (int)BIO_ctrl_get_write_guarantee(b),
        (int)BIO_ctrl_get_read_request(b));
}

int main(void)
{
    BIO *a, *b, *c;
    char buf[64], *p;
    int n;

    SHOW_INT(BIO_new_bio_pair(&a, 10, &b, 0));
    state("a", a);
    state("b", b);
    SHOW_INT(BIO_get_write_buf_size(a, 0));
    SHOW_INT(BIO_get_write_buf_size(b, 0));
    SHOW_INT(BIO_read(b, buf, 20));
    state("a after b read", a);
    state("b after b read", b);
    SHOW_INT(BIO_ctrl_reset_read_request(a));
    state("a reset", a);
    SHOW_INT(BIO_write(a, "1234567", 7));
    SHOW_INT(BIO_write(a, "89abcdef", 8));
    state("a full", a);
    SHOW_INT(BIO_write(a, "x", 1));
    state("a overfull", a);
    SHOW_INT(n = BIO_read(b, buf, 4));
    printf("%.*s\n", n, buf);
    SHOW_INT(BIO_write(a, "WXYZ!", 5));
    SHOW_INT(n = BIO_nread0(b, &p));
    printf("%.*s\n", n, p);
    SHOW_INT(n = BIO_nread(b, &p, 3));
    printf("%.*s\n", n, p);
    SHOW_INT(n = BIO_nread(b, &p, 100));
    printf("%.*s\n", n, p);
    SHOW_INT(n = BIO_nread(b, &p, 100));
    printf("%.*s\n", n > 0 ? n : 0, p);
    SHOW_INT(BIO_nread(b, &p, 1));
    state("b drained", b);
    SHOW_INT(n = BIO_nwrite0(a, &p));
    memcpy(p, "lent", 4);
    SHOW_INT(n = BIO_nwrite(a, &p, 4));
    SHOW_INT(n = BIO_read(b, buf, 64));
    printf("%.*s\n", n, buf);
    SHOW_INT(BIO_puts(b, "other way"));
    SHOW_INT(n = BIO_read(a, buf, 64));
    printf("%.*s\n", n, buf);
    SHOW_INT(BIO_gets(a, buf, 10));
    show_errors();
    SHOW_INT(BIO_read(a, buf, 0));
    SHOW_INT(BIO_flush(a));
    SHOW_INT(BIO_puts(b, "left"));
    SHOW_INT(BIO_shutdown_wr(b));
    SHOW_INT(BIO_write(b, "x", 1));
    show_errors();
    state("b closed", b);
    state("a before the end", a);
    SHOW_INT(BIO_read(a, buf, 64));
    SHOW_INT(BIO_read(a, buf, 64));
    state("a at the end", a);
    SHOW_INT(BIO_set_write_buf_size(a, 5));
    show_errors();
    c = BIO_new(BIO_s_bio());
    SHOW_INT(BIO_make_bio_pair(a, c));
    show_errors();
    SHOW_INT(BIO_read(c, buf, 1));
    SHOW_INT(BIO_write(c, buf, 1));
    show_errors();
    SHOW_INT(BIO_set_write_buf_size(c, 0));
    show_errors();
    SHOW_INT(BIO_set_write_buf_size(c, 3));
    SHOW_INT(BIO_nread0(c, &p));
    SHOW_INT(BIO_nwrite(c, &p, 1));
    show_errors();
    SHOW_INT(BIO_destroy_bio_pair(a));
    SHOW_INT(BIO_read(b, buf, 1));
    show_errors();
    state("b parted", b);
    SHOW_INT(BIO_make_bio_pair(a, c));
    SHOW_INT(BIO_write(c, "12345", 5));
    SHOW_INT(BIO_read(a, buf, 64));
    BIO_free(c);
    SHOW_INT(BIO_read(a, buf, 64));
    show_errors();
    BIO_free(a);
    BIO_free(b);
    return 0;
}
