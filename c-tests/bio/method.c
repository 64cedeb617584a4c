/* A program's own method: what is called when, callbacks, chains, ex_data. */
#include "../common.h"
#include <openssl/bio.h>
#include <openssl/crypto.h>

static int step;

static int own_create(BIO *b)
{
    printf("%d create init %d shutdown %d\n", ++step, BIO_get_init(b), BIO_get_shutdown(b));
    BIO_set_init(b, 1);
    BIO_set_data(b, "data");
    return 1;
}

static int own_destroy(BIO *b)
{
    printf("%d destroy %s\n", ++step, (char *)BIO_get_data(b));
    return 1;
}

static int own_read(BIO *b, char *buf, int len)
{
    BIO_clear_retry_flags(b);
    printf("%d read %d\n", ++step, len);
    if (len == 7) {
        BIO_set_retry_read(b);
        return -1;
    }
    memset(buf, 'r', len);
    return len;
}

static int own_write(BIO *b, const char *buf, int len)
{
    BIO_clear_retry_flags(b);
    printf("%d write %.*s\n", ++step, len, buf);
    if (len == 7) {
        BIO_set_retry_special(b);
        BIO_set_retry_reason(b, BIO_RR_CONNECT);
        return -1;
    }
    return len;
}

static int own_puts(BIO *b, const char *text)
{
    printf("%d puts %s\n", ++step, text);
    return (int)strlen(text);
}

static int own_gets(BIO *b, char *buf, int size)
{
    printf("%d gets %d\n", ++step, size);
    strcpy(buf, "li");
    return 2;
}

static long own_ctrl(BIO *b, int cmd, long larg, void *parg)
{
    printf("%d ctrl %d %ld\n", ++step, cmd, larg);
    return cmd == BIO_CTRL_PENDING ? 42 : cmd == BIO_CTRL_DUP ? 1 : cmd == 105 ? -1 : 3;
}

static long own_callback_ctrl(BIO *b, int cmd, BIO_info_cb *cb)
{
    printf("%d callback_ctrl %d %d\n", ++step, cmd, cb != NULL);
    return 5;
}

static int own_write_ex(BIO *b, const char *buf, size_t len, size_t *written)
{
    printf("%d write_ex %d\n", ++step, (int)len);
    *written = len;
    return 1;
}

static int own_read_ex(BIO *b, char *buf, size_t len, size_t *readbytes)
{
    printf("%d read_ex %d\n", ++step, (int)len);
    *readbytes = len == 9 ? 100 : len;
    return 1;
}

static int failing_create(BIO *b)
{
    return 0;
}

static long observe(BIO *b, int oper, const char *argp, size_t len, int argi, long argl, int ret, size_t *processed)
{
    printf("%d cb_ex %02x len %d argi %d argl %ld ret %d processed %d arg %s\n", ++step, oper, (int)len, argi, argl,
        ret, processed ? (int)*processed : -1, BIO_get_callback_arg(b));
    return ret;
}

static long refuse(BIO *b, int oper, const char *argp, size_t len, int argi, long argl, int ret, size_t *processed)
{
    return oper & BIO_CB_RETURN ? ret : -9;
}

static long observe_old(BIO *b, int oper, const char *argp, int argi, long argl, long ret)
{
    printf("%d cb %02x argi %d argl %ld ret %ld\n", ++step, oper, argi, argl, ret);
    return ret;
}

static void use(BIO *b)
{
    char buf[32];
    size_t n = 0;

    SHOW_INT(BIO_read(b, buf, 5));
    SHOW_INT(BIO_read(b, buf, 7));
    printf("retry %d read %d\n", BIO_should_retry(b) != 0, BIO_should_read(b) != 0);
    SHOW_INT(BIO_read_ex(b, buf, 3, &n));
    SHOW_INT(n);
    SHOW_INT(BIO_write(b, "written", 4));
    SHOW_INT(BIO_write(b, "written", 7));
    printf("retry %d special %d reason %d\n", BIO_should_retry(b) != 0, BIO_should_io_special(b) != 0, BIO_get_retry_reason(b));
    SHOW_INT(BIO_write_ex(b, "ex", 2, &n));
    SHOW_INT(BIO_puts(b, "string"));
    SHOW_INT(BIO_gets(b, buf, 10));
    SHOW_INT(BIO_ctrl(b, 77, 5, NULL));
    SHOW_INT(BIO_pending(b));
    SHOW_INT(BIO_int_ctrl(b, 78, 1, 2));
    SHOW_NULL(BIO_ptr_ctrl(b, 79, 1));
    SHOW_INT(BIO_callback_ctrl(b, BIO_CTRL_SET_CALLBACK, NULL));
    SHOW_INT(BIO_callback_ctrl(b, 3, NULL));
    SHOW_INT(BIO_number_read(b));
    SHOW_INT(BIO_number_written(b));
    show_errors();
}

static void ex_new(void *parent, void *ptr, CRYPTO_EX_DATA *ad, int idx, long argl, void *argp)
{
    printf("%d ex new %ld %s\n", ++step, argl, (char *)argp);
}

static void ex_free(void *parent, void *ptr, CRYPTO_EX_DATA *ad, int idx, long argl, void *argp)
{
    printf("%d ex free %s %ld %s\n", ++step, ptr ? (char *)ptr : "NULL", argl, (char *)argp);
}

static int ex_dup(CRYPTO_EX_DATA *to, const CRYPTO_EX_DATA *from, void **d, int idx, long argl, void *argp)
{
    printf("%d ex dup %s\n", ++step, *d ? (char *)*d : "NULL");
    *d = "copied";
    return 1;
}

int main(void)
{
    int index = BIO_get_new_index(), ex;
    BIO_METHOD *m = BIO_meth_new(index | BIO_TYPE_SOURCE_SINK, "own method"), *bare;
    BIO *b, *f, *g, *copy;

    SHOW_INT(index);
    SHOW_INT(BIO_get_new_index());
    b = BIO_new(m);
    SHOW_INT(BIO_get_init(b));
    SHOW_INT(BIO_read(b, &step, 1));
    SHOW_INT(BIO_write(b, "x", 1));
    SHOW_INT(BIO_puts(b, "x"));
    SHOW_INT(BIO_gets(b, (char *)&index, 1));
    SHOW_INT(BIO_ctrl(b, 1, 1, NULL));
    show_errors();
    BIO_free(b);

    SHOW_INT(BIO_meth_set_create(m, own_create));
    SHOW_INT(BIO_meth_set_destroy(m, own_destroy));
    SHOW_INT(BIO_meth_set_read(m, own_read));
    SHOW_INT(BIO_meth_set_write(m, own_write));
    SHOW_INT(BIO_meth_set_puts(m, own_puts));
    SHOW_INT(BIO_meth_set_gets(m, own_gets));
    SHOW_INT(BIO_meth_set_ctrl(m, own_ctrl));
    SHOW_INT(BIO_meth_set_callback_ctrl(m, own_callback_ctrl));
    SHOW_INT(BIO_meth_get_create(m) == own_create);
    SHOW_INT(BIO_meth_get_destroy(m) == own_destroy);
    SHOW_INT(BIO_meth_get_read(m) == own_read);
    SHOW_INT(BIO_meth_get_write(m) == own_write);
    SHOW_INT(BIO_meth_get_puts(m) == own_puts);
    SHOW_INT(BIO_meth_get_gets(m) == own_gets);
    SHOW_INT(BIO_meth_get_ctrl(m) == own_ctrl);
    SHOW_INT(BIO_meth_get_callback_ctrl(m) == own_callback_ctrl);
    SHOW_NULL(BIO_meth_get_read_ex(m));
    SHOW_NULL(BIO_meth_get_write_ex(m));
    ex = BIO_get_ex_new_index(11, "argp", ex_new, ex_dup, ex_free);
    SHOW_INT(ex);
    b = BIO_new(m);
    SHOW_INT(BIO_set_ex_data(b, ex, "value"));
    SHOW_STR(BIO_get_ex_data(b, ex));
    SHOW_NULL(BIO_get_ex_data(b, ex + 1));
    SHOW_INT(BIO_set_app_data(b, "app"));
    SHOW_STR(BIO_get_app_data(b));
    use(b);
    BIO_set_callback_arg(b, (char *)"argument");
    BIO_set_callback_ex(b, observe);
    use(b);
    BIO_set_callback_ex(b, refuse);
    SHOW_INT(BIO_read(b, &step, 1));
    SHOW_INT(BIO_puts(b, "x"));
    SHOW_INT(BIO_ctrl(b, 77, 5, NULL));
    BIO_set_callback_ex(b, NULL);
    BIO_set_callback(b, observe_old);
    SHOW_INT(BIO_get_callback(b) == observe_old);
    SHOW_NULL(BIO_get_callback_ex(b));
    use(b);

    /* Chains. */
    f = BIO_new(BIO_f_null());
    g = BIO_new(BIO_f_buffer());
    SHOW_INT(BIO_push(f, b) == f);
    SHOW_INT(BIO_push(g, f) == g);
    SHOW_INT(BIO_next(g) == f);
    SHOW_INT(BIO_find_type(g, BIO_TYPE_NULL_FILTER) == f);
    SHOW_INT(BIO_find_type(g, BIO_TYPE_SOURCE_SINK) == b);
    SHOW_NULL(BIO_find_type(g, BIO_TYPE_MEM));
    SHOW_INT(BIO_write(g, "buffered", 8));
    SHOW_INT(BIO_flush(g));
    SHOW_INT(BIO_pop(f) == b);
    SHOW_INT(BIO_next(g) == b);
    SHOW_NULL(BIO_next(f));
    BIO_free(f);
    BIO_set_callback(b, NULL);
    copy = BIO_dup_chain(g);
    SHOW_NULL(copy);
    SHOW_STR(BIO_get_ex_data(BIO_next(copy), ex));
    SHOW_STR(BIO_method_name(BIO_next(copy)));
    BIO_free_all(copy);
    BIO_up_ref(b);
    BIO_free_all(g);
    printf("still there: %d\n", BIO_get_init(b));
    BIO_set_next(b, NULL);
    BIO_free(b);
    SHOW_INT(BIO_push(NULL, NULL) == NULL);
    SHOW_NULL(BIO_pop(NULL));
    SHOW_NULL(BIO_next(NULL));

    SHOW_INT(BIO_meth_set_write_ex(m, own_write_ex));
    SHOW_INT(BIO_meth_set_read_ex(m, own_read_ex));
    SHOW_INT(BIO_meth_get_write_ex(m) == own_write_ex);
    b = BIO_new(m);
    SHOW_INT(BIO_write(b, "abc", 3));
    SHOW_INT(BIO_read(b, &step, 2));
    step = 1000;
    {
        char buf[10];

        SHOW_INT(BIO_read(b, buf, 9));
    }
    show_errors();
    BIO_free(b);
    BIO_meth_free(m);

    bare = BIO_meth_new(BIO_TYPE_MEM, "fails");
    BIO_meth_set_create(bare, failing_create);
    SHOW_NULL(BIO_new(bare));
    show_errors();
    BIO_meth_free(bare);
    BIO_meth_free(NULL);

    /* A method with the library's functions, as libpq makes one. */
    m = BIO_meth_new(index | BIO_TYPE_SOURCE_SINK | BIO_TYPE_DESCRIPTOR, "socket like");
    BIO_meth_set_create(m, BIO_meth_get_create(BIO_s_mem()));
    BIO_meth_set_destroy(m, BIO_meth_get_destroy(BIO_s_mem()));
    BIO_meth_set_read(m, BIO_meth_get_read(BIO_s_mem()));
    BIO_meth_set_write(m, BIO_meth_get_write(BIO_s_mem()));
    BIO_meth_set_ctrl(m, BIO_meth_get_ctrl(BIO_s_mem()));
    BIO_meth_set_gets(m, BIO_meth_get_gets(BIO_s_mem()));
    BIO_meth_set_puts(m, BIO_meth_get_puts(BIO_s_mem()));
    b = BIO_new(m);
    SHOW_INT(BIO_puts(b, "through"));
    SHOW_INT(BIO_pending(b));
    SHOW_STR(BIO_method_name(b));
    BIO_free(b);
    BIO_meth_free(m);
    return 0;
}
