/* What crashes OpenSSL: NULL where something must be, freed in a wrong order. */
#include "../common.h"
#include <openssl/bio.h>
#include <openssl/buffer.h>
#include <openssl/conf.h>
#include <openssl/crypto.h>
#include <openssl/engine.h>
#include <openssl/rand.h>
#include <openssl/stack.h>
#include <openssl/ui.h>

int main(void)
{
    char buf[10];
    BIO *a, *b;

    SHOW_NULL(BIO_new(NULL));
    SHOW_NULL(BIO_new_file(NULL, "r"));
    SHOW_NULL(BIO_new_file("x", NULL));
    SHOW_INT(BIO_up_ref(NULL));
    BIO_set_flags(NULL, 1);
    BIO_clear_flags(NULL, 1);
    SHOW_INT(BIO_test_flags(NULL, 1));
    BIO_set_data(NULL, buf);
    SHOW_NULL(BIO_get_data(NULL));
    BIO_set_init(NULL, 1);
    SHOW_INT(BIO_get_init(NULL));
    SHOW_INT(BIO_get_shutdown(NULL));
    BIO_set_callback_ex(NULL, NULL);
    SHOW_NULL(BIO_get_callback_ex(NULL));
    SHOW_NULL(BIO_method_name(NULL));
    SHOW_INT(BIO_method_type(NULL));
    SHOW_INT(BIO_get_ex_data(NULL, 0) == NULL);
    SHOW_INT(BIO_set_ex_data(NULL, 0, NULL));
    BIO_copy_next_retry(NULL);
    SHOW_NULL(BIO_get_retry_BIO(NULL, NULL));
    BIO_set_next(NULL, NULL);
    SHOW_INT(BIO_meth_set_read(NULL, NULL));
    SHOW_NULL(BIO_meth_get_read(NULL));
    SHOW_NULL(BIO_meth_new(1, NULL));
    a = BIO_new(BIO_s_mem());
    SHOW_INT(BIO_write(a, NULL, 5));
    SHOW_INT(BIO_puts(a, NULL));
    BIO_puts(a, "12345");
    SHOW_INT(BIO_gets(a, NULL, 5));
    SHOW_INT(BIO_read_ex(a, buf, 2, NULL));
    SHOW_INT(BIO_write_ex(a, "x", 1, NULL));
    SHOW_INT(BIO_dump(NULL, buf, 3));
    SHOW_INT(BIO_dump(a, NULL, 3));
    BIO_copy_next_retry(a);
    SHOW_INT(BIO_ctrl(a, BIO_C_SET_BUF_MEM, 1, NULL));
    /* Freed from below while a filter stands on it. */
    b = BIO_push(BIO_new(BIO_f_buffer()), a);
    BIO_free(a);
    SHOW_INT(BIO_write(b, "x", 1));
    SHOW_INT(BIO_flush(b) <= 1);
    BIO_free_all(b);
    SHOW_INT(BIO_new_bio_pair(NULL, 0, NULL, 0));
    SHOW_INT(BIO_new_bio_pair(&a, (size_t)1 << 60, &b, 0));
    SHOW_INT(a == NULL && b == NULL);
    BIO_free(a);
    BIO_free(b);
    ERR_clear_error();
    a = BIO_new(BIO_s_connect());
    SHOW_INT(BIO_set_conn_address(a, NULL));
    BIO_free(a);
    SHOW_NULL(BIO_ADDR_hostname_string(NULL, 1));
    SHOW_INT(BIO_ADDR_rawmake(NULL, 2, buf, 4, 0));
    SHOW_INT(BIO_parse_hostserv(NULL, NULL, NULL, 0));
    SHOW_INT(BIO_connect(1, NULL, 0));

    SHOW_NULL(OPENSSL_sk_set_cmp_func(NULL, NULL));
    SHOW_INT(BUF_MEM_grow(NULL, 5));
    SHOW_INT(RAND_bytes(NULL, 5));
    SHOW_INT(CRYPTO_set_ex_data(NULL, 0, NULL));
    SHOW_NULL(CRYPTO_get_ex_data(NULL, 0));
    SHOW_INT(CRYPTO_THREAD_read_lock(NULL));
    SHOW_INT(CRYPTO_memcmp(NULL, "a", 1));
    OPENSSL_cleanse(NULL, 5);
    SHOW_INT(OPENSSL_strlcpy(buf, NULL, 5));
    SHOW_INT(OPENSSL_atexit(NULL));
    SHOW_INT(ENGINE_set_default(NULL, 1));
    SHOW_INT(UI_process(NULL));
    SHOW_INT(UI_set_result(NULL, NULL, NULL));
    SHOW_NULL(UI_new_method(NULL) != NULL ? "made" : NULL);
    SHOW_INT(CRYPTO_secure_used());
    SHOW_NULL(NCONF_get_string(NULL, NULL, NULL));
    {
        CONF *conf = NCONF_new(NULL);

        NCONF_free_data(conf);
        NCONF_free_data(NULL);
        NCONF_free(conf);
    }
    ERR_clear_error();
    ERR_load_strings(5, NULL);
    ERR_set_error_data(NULL, 1);
    ERR_print_errors(NULL);
    ERR_print_errors_cb(NULL, NULL);
    ERR_error_string_n(1, NULL, 10);
    printf("alive\n");
    return 0;
}
