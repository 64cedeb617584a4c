/* BIO_f_nbio_test: a filter that makes I/O stop short. What it does depends on chance, so this counts. */
#include "../common.h"
#include <openssl/bio.h>

int main(void)
{
    BIO *filter = BIO_new(BIO_f_nbio_test()), *mem = BIO_new(BIO_s_mem());
    char sent[5000], got[6000];
    int at = 0, retries = 0, shorts = 0, wrong = 0, calls = 0, n;

    SHOW_INT(BIO_method_type(filter));
    SHOW_STR(BIO_method_name(filter));
    SHOW_INT(BIO_method_type(filter) == BIO_TYPE_NBIO_TEST);
    SHOW_INT(BIO_get_init(filter));
    SHOW_INT(BIO_read(filter, got, 10));
    SHOW_INT(BIO_should_retry(filter));
    SHOW_INT(BIO_write(filter, got, 10));
    SHOW_INT(BIO_gets(filter, got, 10));
    SHOW_INT(BIO_puts(filter, "x"));
    SHOW_INT(BIO_ctrl(filter, BIO_CTRL_PENDING, 0, NULL));
    show_errors();
    SHOW_INT(BIO_push(filter, mem) == filter);

    for (int i = 0; i < (int)sizeof sent; i++)
        sent[i] = (char)(i * 7);
    while (at < (int)sizeof sent && calls++ < 100000) {
        int want = (int)sizeof sent - at > 50 ? 50 : (int)sizeof sent - at;

        n = BIO_write(filter, sent + at, want);
        if (n > 0) {
            at += n;
            shorts += n < want;
        } else if (BIO_should_retry(filter) && BIO_should_write(filter) && !BIO_should_read(filter) && n == -1) {
            retries++;
        } else {
            wrong++;
        }
    }
    printf("written %d, some retries %d, some short %d, else %d\n", at, retries > 0, shorts > 0, wrong);
    SHOW_INT(BIO_pending(filter));
    SHOW_INT(BIO_ctrl(filter, BIO_CTRL_DUP, 0, NULL));
    retries = shorts = wrong = calls = at = 0;
    while (at < (int)sizeof sent && calls++ < 100000) {
        int want = (int)sizeof sent - at > 50 ? 50 : (int)sizeof sent - at;

        n = BIO_read(filter, got + at, want);
        if (n > 0) {
            at += n;
            shorts += n < want;
        } else if (BIO_should_retry(filter) && BIO_should_read(filter) && !BIO_should_write(filter) && n == -1) {
            retries++;
        } else {
            wrong++;
        }
    }
    printf("read %d, some retries %d, some short %d, else %d, the same %d\n", at, retries > 0, shorts > 0, wrong,
           memcmp(sent, got, sizeof sent) == 0);

    /* What is not read or written has no part in it. */
    SHOW_INT(BIO_puts(filter, "a line\nmore"));
    SHOW_INT(BIO_gets(filter, got, 100));
    SHOW_INT(BIO_flush(filter));
    SHOW_INT(BIO_eof(filter));
    SHOW_INT(BIO_read(filter, NULL, 10));
    SHOW_INT(BIO_should_retry(filter));
    SHOW_INT(BIO_reset(filter));
    show_errors();
    BIO_free_all(filter);
    return 0;
}
