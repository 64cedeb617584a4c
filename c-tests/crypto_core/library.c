/* Start and end, contexts, providers, engines, random bytes. */
#include "../common.h"
#include <openssl/crypto.h>
#include <openssl/engine.h>
#include <openssl/provider.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <sys/stat.h>
#include <unistd.h>

static void first(void)
{
    printf("first handler\n");
}

static void second(void)
{
    printf("second handler\n");
}

static int own_bytes(unsigned char *buf, int n)
{
    memset(buf, 7, (size_t)n);
    return 1;
}

static int own_status(void)
{
    return 1;
}

static int show_provider(OSSL_PROVIDER *p, void *arg)
{
    ++*(int *)arg;
    return 1;
}

int main(void)
{
    unsigned char a[64] = { 0 }, b[64] = { 0 };
    char name[200];
    OPENSSL_INIT_SETTINGS *settings = OPENSSL_INIT_new();
    OSSL_LIB_CTX *ctx;
    OSSL_PROVIDER *p;
    RAND_METHOD own = { NULL, own_bytes, NULL, NULL, own_bytes, own_status };
    struct stat st;
    int n = 0;

    SHOW_INT(OPENSSL_INIT_set_config_filename(settings, "/dev/null"));
    SHOW_INT(OPENSSL_INIT_set_config_appname(settings, "app"));
    OPENSSL_INIT_set_config_file_flags(settings, 0);
    SHOW_INT(OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CRYPTO_STRINGS | OPENSSL_INIT_NO_LOAD_CONFIG, settings));
    SHOW_INT(OPENSSL_init_ssl(0, NULL));
    SHOW_INT(SSL_library_init());
    OPENSSL_INIT_free(settings);
    SHOW_INT(OPENSSL_atexit(first));
    SHOW_INT(OPENSSL_atexit(second));
    OPENSSL_fork_prepare();
    OPENSSL_fork_parent();
    OPENSSL_fork_child();

    ctx = OSSL_LIB_CTX_new();
    SHOW_NULL(ctx);
    SHOW_NULL(OSSL_LIB_CTX_get0_global_default());
    SHOW_INT(OSSL_LIB_CTX_set0_default(ctx) == OSSL_LIB_CTX_get0_global_default());
    SHOW_INT(OSSL_LIB_CTX_set0_default(NULL) == ctx);
    SHOW_INT(OSSL_LIB_CTX_set0_default(OSSL_LIB_CTX_get0_global_default()) == ctx);
    SHOW_INT(RAND_bytes_ex(ctx, a, sizeof a, 0));
    OSSL_LIB_CTX_free(ctx);
    OSSL_LIB_CTX_free(NULL);

    SHOW_INT(OSSL_PROVIDER_available(NULL, "default"));
    SHOW_INT(OSSL_PROVIDER_available(NULL, "base"));
    SHOW_INT(OSSL_PROVIDER_available(NULL, "nothing"));
    p = OSSL_PROVIDER_load(NULL, "default");
    SHOW_STR(OSSL_PROVIDER_get0_name(p));
    SHOW_INT(OSSL_PROVIDER_self_test(p));
    SHOW_INT(OSSL_PROVIDER_do_all(NULL, show_provider, &n));
    SHOW_INT(n > 0);
    SHOW_INT(OSSL_PROVIDER_unload(p));
    p = OSSL_PROVIDER_try_load(NULL, "null", 1);
    SHOW_STR(OSSL_PROVIDER_get0_name(p));
    SHOW_INT(OSSL_PROVIDER_available(NULL, "null"));
    SHOW_INT(OSSL_PROVIDER_unload(p));
    SHOW_NULL(OSSL_PROVIDER_load(NULL, "nothing"));
    SHOW_INT(ERR_GET_REASON(ERR_peek_last_error()));
    ERR_clear_error();

    SHOW_NULL(ENGINE_by_id("nothing"));
    printf("%d %d\n", ERR_GET_LIB(ERR_peek_last_error()), ERR_GET_REASON(ERR_peek_last_error()));
    ERR_clear_error();
    SHOW_NULL(ENGINE_by_id(NULL));
    show_errors();
    SHOW_INT(ENGINE_free(NULL));
    SHOW_INT(ENGINE_finish(NULL));
    SHOW_INT(ENGINE_init(NULL));
    show_errors();
    SHOW_INT(ENGINE_ctrl(NULL, 1, 0, NULL, NULL));
    SHOW_INT(ENGINE_ctrl_cmd(NULL, "x", 0, NULL, NULL, 0));
    SHOW_INT(ENGINE_ctrl_cmd_string(NULL, "x", "y", 0));
    show_errors();
    SHOW_NULL(ENGINE_load_private_key(NULL, "x", NULL, NULL));
    SHOW_NULL(ENGINE_load_public_key(NULL, "x", NULL, NULL));
    show_errors();
    SHOW_NULL(ENGINE_get_default_RSA());
    SHOW_NULL(ENGINE_get_cipher_engine(1));
    SHOW_INT(ENGINE_register_all_complete());

    SHOW_INT(RAND_status());
    SHOW_INT(RAND_poll());
    SHOW_INT(RAND_bytes(a, sizeof a));
    SHOW_INT(RAND_priv_bytes(b, sizeof b));
    SHOW_INT(memcmp(a, b, sizeof a) != 0);
    SHOW_INT(RAND_bytes(a, 0));
    SHOW_INT(RAND_bytes(a, -1));
    SHOW_INT(RAND_pseudo_bytes(a, 10));
    SHOW_INT(RAND_priv_bytes_ex(NULL, a, 10, 128));
    RAND_seed("seed", 4);
    RAND_add("add", 3, 1.0);
    RAND_keep_random_devices_open(1);
    SHOW_INT(RAND_get_rand_method() == RAND_OpenSSL());
    SHOW_INT(RAND_set_rand_method(&own));
    SHOW_INT(RAND_get_rand_method() == &own);
    SHOW_INT(RAND_bytes(a, 4));
    show_hex("own", a, 4);
    SHOW_INT(RAND_set_rand_method(NULL));
    SHOW_INT(RAND_bytes(a, 8));
    setenv("RANDFILE", "seed.rnd", 1);
    SHOW_STR(RAND_file_name(name, sizeof name));
    SHOW_NULL(RAND_file_name(name, 4));
    SHOW_INT(RAND_write_file("seed.rnd"));
    SHOW_INT(stat("seed.rnd", &st));
    printf("%o %d\n", st.st_mode & 0777, (int)st.st_size);
    SHOW_INT(RAND_load_file("seed.rnd", -1));
    SHOW_INT(RAND_load_file("seed.rnd", 100));
    SHOW_INT(RAND_load_file("seed.rnd", 0));
    show_errors();
    SHOW_INT(RAND_load_file("missing", 10));
    SHOW_INT(RAND_write_file("missing/file"));
    SHOW_INT(RAND_write_file("/tmp"));
    show_errors();
    unlink("seed.rnd");

    OPENSSL_thread_stop();
    OPENSSL_thread_stop_ex(NULL);
    OPENSSL_cleanup();
    printf("after the end\n");
    SHOW_INT(OPENSSL_init_crypto(0, NULL));
    OPENSSL_cleanup();
    return 0;
}
