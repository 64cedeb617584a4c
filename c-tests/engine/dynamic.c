/* The engine that loads shared objects. */
#include "../common.h"
#include <openssl/engine.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

static void show(ENGINE *e)
{
    printf("%s: %s, flags %d, RSA %d, ctrl %d, commands %d\n", ENGINE_get_id(e), ENGINE_get_name(e), ENGINE_get_flags(e),
           ENGINE_get_RSA(e) != NULL, ENGINE_get_ctrl_function(e) != NULL, ENGINE_get_cmd_defns(e) != NULL);
}

static void listed(const char *id)
{
    ENGINE *e = ENGINE_get_first();

    for (; e != NULL; e = ENGINE_get_next(e))
        if (strcmp(ENGINE_get_id(e), id) == 0)
            break;
    printf("%s is %s\n", id, e != NULL ? "listed" : "not listed");
    ENGINE_free(e);
}

static void sign(EVP_PKEY *key)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    unsigned char sig[512];
    size_t len = sizeof sig;

    SHOW_INT(EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, key));
    SHOW_INT(EVP_DigestSign(ctx, sig, &len, (unsigned char *)"text", 4));
    EVP_MD_CTX_free(ctx);
    ctx = EVP_MD_CTX_new();
    SHOW_INT(EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL, key));
    SHOW_INT(EVP_DigestVerify(ctx, sig, len, (unsigned char *)"text", 4));
    EVP_MD_CTX_free(ctx);
    show_errors();
}

int main(int argc, char **argv)
{
    ENGINE *e, *again;
    EVP_PKEY *key;
    char text[256];
    int n;

    setvbuf(stdout, NULL, _IOLBF, 0);
    printf("-- the engine and its commands\n");
    e = ENGINE_by_id("dynamic");
    show(e);
    again = ENGINE_by_id("dynamic");
    SHOW_INT(e == again);
    ENGINE_free(again);
    SHOW_INT(ENGINE_get_init_function(e) != NULL);
    SHOW_INT(ENGINE_get_finish_function(e) != NULL);
    for (n = ENGINE_ctrl(e, ENGINE_CTRL_GET_FIRST_CMD_TYPE, 0, NULL, NULL); n > 0;
         n = ENGINE_ctrl(e, ENGINE_CTRL_GET_NEXT_CMD_TYPE, n, NULL, NULL)) {
        ENGINE_ctrl(e, ENGINE_CTRL_GET_NAME_FROM_CMD, n, text, NULL);
        printf("%d %s flags %d\n", n, text, ENGINE_ctrl(e, ENGINE_CTRL_GET_CMD_FLAGS, n, NULL, NULL));
    }
    SHOW_INT(ENGINE_init(e));
    show_errors();
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "SO_PATH", "", 0));
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "ID", "", 0));
    show_errors();
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "LIST_ADD", "3", 0));
    show_errors();
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "LIST_ADD", "-1", 0));
    show_errors();
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "DIR_LOAD", "3", 0));
    show_errors();
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "DIR_ADD", "", 0));
    show_errors();
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "NO_VCHECK", "7", 0));
    SHOW_INT(ENGINE_ctrl(e, 250, 0, NULL, NULL));
    show_errors();
    SHOW_INT(ENGINE_ctrl(e, ENGINE_CTRL_SET_USER_INTERFACE, 0, NULL, NULL));
    show_errors();

    /* An attempt without a name is the only one. */
    again = ENGINE_by_id("dynamic");
    SHOW_INT(ENGINE_ctrl_cmd_string(again, "LOAD", NULL, 0));
    show_errors();
    SHOW_INT(ENGINE_ctrl_cmd_string(again, "SO_PATH", "x", 0));
    show_errors();
    SHOW_INT(ENGINE_ctrl(again, 250, 0, NULL, NULL));
    show_errors();
    ENGINE_free(again);

    printf("-- what cannot be loaded\n");
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "SO_PATH", "/nonexistent/engine.so", 0));
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "LOAD", NULL, 0));
    show_error_codes();
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "SO_PATH", fixture(argv, "engine_empty.so"), 0));
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "NO_VCHECK", "0", 0));
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "LOAD", NULL, 0));
    show_error_codes();
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "SO_PATH", fixture(argv, "engine_old.so"), 0));
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "LOAD", NULL, 0));
    show_error_codes();
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "SO_PATH", fixture(argv, "engine_engine.so"), 0));
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "ID", "other", 0));
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "LOAD", NULL, 0));
    show_error_codes();
    show(e);
    SHOW_INT(ENGINE_free(e));

    printf("-- by path\n");
    e = ENGINE_by_id("dynamic");
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "SO_PATH", fixture(argv, "engine_engine.so"), 0));
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "LOAD", NULL, 0));
    show_errors();
    show(e);
    listed("sample");
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "SO_PATH", "x", 0));
    show_errors();
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "CERTAIN", "5", 0));
    SHOW_INT(ENGINE_init(e));
    SHOW_INT(ENGINE_finish(e));
    SHOW_INT(ENGINE_free(e));

    printf("-- into the list\n");
    e = ENGINE_by_id("dynamic");
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "SO_PATH", fixture(argv, "engine_engine.so"), 0));
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "ID", "sample", 0));
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "LIST_ADD", "2", 0));
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "LOAD", NULL, 0));
    show_errors();
    listed("sample");
    again = ENGINE_by_id("sample");
    SHOW_INT(e == again);
    ENGINE_free(again);

    printf("-- a second of that name\n");
    again = ENGINE_by_id("dynamic");
    SHOW_INT(ENGINE_ctrl_cmd_string(again, "SO_PATH", fixture(argv, "engine_old.so"), 0));
    SHOW_INT(ENGINE_ctrl_cmd_string(again, "NO_VCHECK", "1", 0));
    SHOW_INT(ENGINE_ctrl_cmd_string(again, "LIST_ADD", "1", 0));
    SHOW_INT(ENGINE_ctrl_cmd_string(again, "LOAD", NULL, 0));
    show_errors();
    listed("old");
    ENGINE_free(again);
    /* The same shared object does not serve two; its copy does. */
    for (n = 0; n < 3; n++) {
        again = ENGINE_by_id("dynamic");
        ENGINE_ctrl_cmd_string(again, "SO_PATH", fixture(argv, n == 0 ? "engine_old.so" : "engine_twin.so"), 0);
        ENGINE_ctrl_cmd_string(again, "NO_VCHECK", "1", 0);
        ENGINE_ctrl_cmd_string(again, "LIST_ADD", n == 2 ? "2" : "1", 0);
        SHOW_INT(ENGINE_ctrl_cmd_string(again, "LOAD", NULL, 0));
        show_errors();
        show(again);
        ENGINE_free(again);
    }
    {
        ENGINE *old = ENGINE_by_id("old");

        SHOW_INT(ENGINE_remove(old));
        ENGINE_free(old);
    }

    printf("-- from a folder\n");
    again = ENGINE_by_id("dynamic");
    SHOW_INT(ENGINE_ctrl_cmd_string(again, "SO_PATH", "engine_old.so", 0));
    SHOW_INT(ENGINE_ctrl_cmd_string(again, "NO_VCHECK", "1", 0));
    SHOW_INT(ENGINE_ctrl_cmd_string(again, "DIR_ADD", argv[1], 0));
    SHOW_INT(ENGINE_ctrl_cmd_string(again, "DIR_LOAD", "0", 0));
    SHOW_INT(ENGINE_ctrl_cmd_string(again, "LOAD", NULL, 0));
    show_error_codes();
    SHOW_INT(ENGINE_ctrl_cmd_string(again, "DIR_LOAD", "2", 0));
    SHOW_INT(ENGINE_ctrl_cmd_string(again, "LOAD", NULL, 0));
    show_error_codes();
    show(again);
    ENGINE_free(again);
    again = ENGINE_by_id("dynamic");
    SHOW_INT(ENGINE_ctrl_cmd_string(again, "ID", "engine_empty", 0));
    SHOW_INT(ENGINE_ctrl_cmd_string(again, "DIR_LOAD", "2", 0));
    SHOW_INT(ENGINE_ctrl_cmd_string(again, "DIR_ADD", argv[1], 0));
    SHOW_INT(ENGINE_ctrl_cmd_string(again, "LOAD", NULL, 0));
    show_error_codes();
    ENGINE_free(again);

    printf("-- a key\n");
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "KEY_FILE", fixture(argv, "ca-rsa-key.pem"), 0));
    SHOW_INT(ENGINE_init(e));
    key = ENGINE_load_private_key(e, "any", NULL, NULL);
    SHOW_NULL(key);
    show_errors();
    SHOW_STR(RSA_meth_get0_name(RSA_get_method(EVP_PKEY_get0_RSA(key))));
    sign(key);
    EVP_PKEY_free(key);
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "KEY_FILE", "/nonexistent", 0));
    SHOW_NULL(ENGINE_load_private_key(e, "any", NULL, NULL));
    ERR_clear_error();

    printf("-- the default for new keys\n");
    SHOW_INT(ENGINE_set_default_RSA(e));
    {
        RSA *rsa = RSA_new();

        SHOW_STR(RSA_meth_get0_name(RSA_get_method(rsa)));
        SHOW_INT(RSA_get0_engine(rsa) == e);
        RSA_free(rsa);
    }
    ENGINE_unregister_RSA(e);
    {
        RSA *rsa = RSA_new();

        SHOW_NULL(RSA_get0_engine(rsa));
        RSA_free(rsa);
    }
    SHOW_INT(ENGINE_finish(e));
    SHOW_INT(ENGINE_free(e));
    printf("-- the end\n");
    show_errors();
    return 0;
}
