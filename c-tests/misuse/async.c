/* What crashes OpenSSL: jobs, their contexts, cookies, datagrams and self tests
 * with NULL, and jobs within jobs. */
#include "../common.h"
#include <openssl/async.h>
#include <openssl/bio.h>
#include <openssl/lhash.h>
#include <openssl/self_test.h>
#include <openssl/ssl.h>
#include <openssl/trace.h>

static int one(void *arg)
{
    (void)arg;
    return 1;
}

static int nested(void *arg)
{
    ASYNC_JOB *job = NULL, *mine = ASYNC_get_current_job();
    int ret = 5;

    (void)arg;
    SHOW_INT(ASYNC_start_job(&job, NULL, &ret, one, NULL, 0));
    show_error_codes();
    SHOW_INT(ret);
    SHOW_INT(ASYNC_start_job(&mine, NULL, &ret, one, NULL, 0));
    show_error_codes();
    SHOW_INT(mine == ASYNC_get_current_job());
    ASYNC_pause_job();
    return 7;
}

int main(void)
{
    ASYNC_JOB *job = NULL;
    ASYNC_WAIT_CTX *ctx = ASYNC_WAIT_CTX_new();
    BIO *bio = BIO_new_dgram(-1, BIO_NOCLOSE);
    int ret = 3, fd;
    size_t n;
    void *data;
    ASYNC_callback_fn fn;

    SHOW_INT(ASYNC_start_job(NULL, ctx, &ret, one, NULL, 0));
    show_error_codes();
    SHOW_INT(ASYNC_start_job(&job, ctx, &ret, NULL, NULL, 0));
    show_error_codes();
    SHOW_INT(ASYNC_start_job(&job, ctx, NULL, one, NULL, 0));
    SHOW_INT(ASYNC_start_job(&job, ctx, &ret, nested, NULL, 0));
    SHOW_INT(ASYNC_start_job(&job, ctx, &ret, NULL, NULL, 0));
    SHOW_INT(ret);
    SHOW_NULL(ASYNC_get_wait_ctx(NULL));
    SHOW_INT(ASYNC_WAIT_CTX_set_wait_fd(NULL, ctx, 1, NULL, NULL));
    SHOW_INT(ASYNC_WAIT_CTX_get_fd(NULL, ctx, &fd, &data));
    SHOW_INT(ASYNC_WAIT_CTX_get_all_fds(NULL, NULL, &n));
    SHOW_INT(ASYNC_WAIT_CTX_get_all_fds(ctx, NULL, NULL));
    SHOW_INT(ASYNC_WAIT_CTX_get_changed_fds(NULL, NULL, &n, NULL, &n));
    SHOW_INT(ASYNC_WAIT_CTX_clear_fd(NULL, ctx));
    SHOW_INT(ASYNC_WAIT_CTX_get_status(NULL));
    SHOW_INT(ASYNC_WAIT_CTX_set_status(NULL, 1));
    SHOW_INT(ASYNC_WAIT_CTX_get_callback(NULL, &fn, &data));
    SHOW_INT(ASYNC_WAIT_CTX_set_callback(NULL, NULL, NULL));
    ERR_clear_error();
    ASYNC_WAIT_CTX_free(ctx);

    SHOW_INT(SSL_stateless(NULL));
    show_error_codes();
    SSL_CTX_set_stateless_cookie_generate_cb(NULL, NULL);
    SSL_CTX_set_stateless_cookie_verify_cb(NULL, NULL);
    SHOW_INT(SSL_waiting_for_async(NULL));
    SHOW_INT(SSL_get_all_async_fds(NULL, NULL, &n));
    SHOW_INT(SSL_get_changed_async_fds(NULL, NULL, &n, NULL, &n));
    SHOW_INT(SSL_get_async_status(NULL, &ret));
    SHOW_INT(SSL_set_async_callback(NULL, NULL));
    SHOW_INT(SSL_set_async_callback_arg(NULL, NULL));
    SHOW_INT(SSL_CTX_set_async_callback(NULL, NULL));
    SHOW_INT(SSL_CTX_set_async_callback_arg(NULL, NULL));
    show_error_codes();

    SHOW_INT(BIO_dgram_set_peer(bio, NULL));
    SHOW_INT(BIO_dgram_get_peer(bio, NULL));
    SHOW_INT(BIO_ctrl_dgram_connect(bio, NULL));
    SHOW_INT(BIO_ctrl(bio, BIO_CTRL_DGRAM_SET_RECV_TIMEOUT, 0, NULL));
    SHOW_INT(BIO_ctrl(bio, BIO_CTRL_DGRAM_GET_RECV_TIMEOUT, 0, NULL));
    SHOW_INT(BIO_ctrl(bio, BIO_CTRL_DGRAM_SET_NEXT_TIMEOUT, 0, NULL));
    SHOW_INT(BIO_write(bio, NULL, 4));
    ERR_clear_error();
    BIO_free(bio);

    OSSL_SELF_TEST_onbegin(NULL, "type", "description");
    SHOW_INT(OSSL_SELF_TEST_oncorrupt_byte(NULL, NULL));
    OSSL_SELF_TEST_onend(NULL, 1);
    SHOW_INT(OSSL_trace_get_category_num(NULL));
    OPENSSL_LH_stats_bio(NULL, NULL);
    OPENSSL_LH_stats(NULL, NULL);
    OPENSSL_LH_node_stats_bio(NULL, NULL);
    OPENSSL_LH_node_stats(NULL, NULL);
    OPENSSL_LH_node_usage_stats_bio(NULL, NULL);
    OPENSSL_LH_node_usage_stats(NULL, NULL);
    show_error_codes();
    return 0;
}
