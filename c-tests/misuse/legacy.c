/* What OpenSSL has for engines and methods of old alone, and crashes without them; the end of a process by OPENSSL_die. */
#include "../common.h"
#include <openssl/dsa.h>
#include <openssl/engine.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/store.h>
#include <stdarg.h>
#include <sys/wait.h>
#include <unistd.h>

static int vctrl(OSSL_STORE_CTX *ctx, int cmd, ...)
{
    va_list args;
    int result;

    va_start(args, cmd);
    result = OSSL_STORE_vctrl(ctx, cmd, args);
    va_end(args);
    return result;
}

/* In a child of its own; what it says goes into a pipe. */
static void dies(void)
{
    char text[200] = "";
    int ends[2], status = 0;
    ssize_t len, all = 0;
    pid_t child;

    fflush(stdout);
    if (pipe(ends) != 0 || (child = fork()) < 0)
        return;
    if (child == 0) {
        dup2(ends[1], 2);
        OPENSSL_die("assertion", "file.c", 7);
    }
    close(ends[1]);
    while (all < (ssize_t)sizeof text - 1 && (len = read(ends[0], text + all, sizeof text - 1 - (size_t)all)) > 0)
        all += len;
    waitpid(child, &status, 0);
    printf("%s", text);
    printf("killed by SIGABRT: %d\n", WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

int main(void)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_id(EVP_PKEY_HKDF, NULL);
    OSSL_STORE_CTX *store;
    unsigned char out[16];
    size_t len = sizeof out;

    SHOW_INT(EVP_PKEY_derive_init(ctx));
    SHOW_INT(EVP_PKEY_CTX_set_hkdf_md(ctx, EVP_sha256()));
    SHOW_INT(EVP_PKEY_CTX_str2ctrl(ctx, EVP_PKEY_CTRL_HKDF_KEY, "key"));
    SHOW_INT(EVP_PKEY_CTX_hex2ctrl(ctx, EVP_PKEY_CTRL_HKDF_SALT, "73616c74"));
    SHOW_INT(EVP_PKEY_CTX_hex2ctrl(ctx, EVP_PKEY_CTRL_HKDF_SALT, "7361zz"));
    SHOW_INT(EVP_PKEY_CTX_hex2ctrl(ctx, EVP_PKEY_CTRL_HKDF_INFO, "69"));
    SHOW_INT(EVP_PKEY_CTX_str2ctrl(ctx, 12345, "x"));
    SHOW_INT(EVP_PKEY_CTX_str2ctrl(NULL, 12345, "x"));
    SHOW_INT(EVP_PKEY_CTX_hex2ctrl(ctx, 12345, NULL));
    show_error_codes();
    SHOW_INT(EVP_PKEY_derive(ctx, out, &len));
    show_hex("derived", out, len);
    EVP_PKEY_CTX_free(ctx);

    /* OpenSSL takes the number for a BIGNUM. */
    ctx = EVP_PKEY_CTX_new_id(EVP_PKEY_SCRYPT, NULL);
    SHOW_INT(EVP_PKEY_derive_init(ctx));
    SHOW_INT(EVP_PKEY_CTX_ctrl_uint64(ctx, -1, EVP_PKEY_OP_DERIVE, EVP_PKEY_CTRL_SCRYPT_N, 16));
    SHOW_INT(EVP_PKEY_CTX_ctrl_uint64(ctx, -1, EVP_PKEY_OP_DERIVE, EVP_PKEY_CTRL_SCRYPT_N, 15));
    SHOW_INT(EVP_PKEY_CTX_ctrl_uint64(ctx, -1, EVP_PKEY_OP_DERIVE, EVP_PKEY_CTRL_SCRYPT_R, 2));
    SHOW_INT(EVP_PKEY_CTX_ctrl_uint64(ctx, -1, EVP_PKEY_OP_DERIVE, EVP_PKEY_CTRL_SCRYPT_P, 1));
    SHOW_INT(EVP_PKEY_CTX_ctrl_uint64(ctx, -1, EVP_PKEY_OP_SIGN, EVP_PKEY_CTRL_SCRYPT_P, 1));
    SHOW_INT(EVP_PKEY_CTX_ctrl_uint64(ctx, -1, EVP_PKEY_OP_DERIVE, 999, 1));
    show_error_codes();
    SHOW_INT(EVP_PKEY_CTX_set1_pbe_pass(ctx, "pass", 4));
    SHOW_INT(EVP_PKEY_CTX_set1_scrypt_salt(ctx, (const unsigned char *)"salt", 4));
    len = sizeof out;
    SHOW_INT(EVP_PKEY_derive(ctx, out, &len));
    show_hex("derived", out, len);
    EVP_PKEY_CTX_free(ctx);

    SHOW_INT(ENGINE_set_default_RSA(NULL));
    SHOW_INT(ENGINE_set_default_EC(NULL));
    SHOW_INT(ENGINE_set_default_string(NULL, "ALL"));
    SHOW_INT(ENGINE_set_default_string(NULL, NULL));
    show_error_codes();

    store = OSSL_STORE_open("file:/", NULL, NULL, NULL, NULL);
    SHOW_INT(store != NULL);
    SHOW_INT(vctrl(store, OSSL_STORE_C_USE_SECMEM, NULL));
    SHOW_INT(vctrl(store, 12345));
    SHOW_INT(vctrl(NULL, 12345));
    show_error_codes();
    OSSL_STORE_close(store);

    {
        DSA *dsa = DSA_new();
        BIGNUM *kinv = NULL, *r = NULL;

        SHOW_INT(DSA_sign_setup(dsa, NULL, &kinv, &r));
        SHOW_NULL(kinv);
        show_error_codes();
        DSA_free(dsa);
    }
    dies();
    return 0;
}
