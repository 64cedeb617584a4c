/* The generator of an engine: taken, replaced, given up. */
#include "../common.h"
#include <openssl/engine.h>
#include <openssl/rand.h>

static int bytes(unsigned char *buf, int n)
{
    memset(buf, 'r', (size_t)n);
    return 1;
}

static RAND_METHOD method = { NULL, bytes, NULL, NULL, bytes, NULL };

static int on_init(ENGINE *e)
{
    printf(" init %s\n", ENGINE_get_id(e));
    return 1;
}

static int on_finish(ENGINE *e)
{
    printf(" finish %s\n", ENGINE_get_id(e));
    return 1;
}

static int on_destroy(ENGINE *e)
{
    printf(" destroy %s\n", ENGINE_get_id(e));
    return 1;
}

static int no_init(ENGINE *e)
{
    printf(" no init %s\n", ENGINE_get_id(e));
    return 0;
}

static ENGINE *engine(const char *id, const RAND_METHOD *rand)
{
    ENGINE *e = ENGINE_new();

    ENGINE_set_id(e, id);
    ENGINE_set_name(e, id);
    ENGINE_set_RAND(e, rand);
    ENGINE_set_init_function(e, on_init);
    ENGINE_set_finish_function(e, on_finish);
    ENGINE_set_destroy_function(e, on_destroy);
    return e;
}

int main(void)
{
    ENGINE *with = engine("with", &method), *without = engine("without", NULL), *broken = engine("broken", &method);
    unsigned char buf[4] = "";

    ENGINE_set_init_function(broken, no_init);
    SHOW_INT(RAND_set_rand_engine(NULL));
    SHOW_INT(RAND_set_rand_engine(without));
    show_error_codes();
    SHOW_INT(RAND_set_rand_engine(broken));
    show_error_codes();
    SHOW_INT(RAND_get_rand_method() == &method);
    SHOW_INT(RAND_set_rand_engine(with));
    SHOW_INT(RAND_get_rand_method() == &method);
    SHOW_INT(RAND_bytes(buf, 4));
    printf("%.4s\n", (char *)buf);
    SHOW_INT(RAND_set_rand_engine(with));
    SHOW_INT(RAND_set_rand_engine(without));
    SHOW_INT(RAND_get_rand_method() == &method);
    SHOW_INT(RAND_set_rand_engine(NULL));
    SHOW_INT(RAND_get_rand_method() == &method);
    SHOW_INT(RAND_get_rand_method() == RAND_OpenSSL());
    SHOW_INT(RAND_set_rand_engine(with));
    SHOW_INT(RAND_set_rand_method(RAND_OpenSSL()));
    SHOW_INT(RAND_set_rand_engine(with));
    SHOW_INT(RAND_set_rand_method(NULL));
    SHOW_INT(RAND_get_rand_method() == &method);
    ENGINE_free(with);
    ENGINE_free(without);
    ENGINE_free(broken);
    show_error_codes();
    return 0;
}
