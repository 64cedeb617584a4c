/* An engine in a shared object, as fixtures.sh builds it: without libcrypto
   among what it needs, so that it calls the library that loads it. */
#include <openssl/engine.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <string.h>

enum { CERTAIN = ENGINE_CMD_BASE, KEY_FILE };

static const ENGINE_CMD_DEFN commands[] = {
    { CERTAIN, "CERTAIN", "a number that is told", ENGINE_CMD_FLAG_NUMERIC },
    { KEY_FILE, "KEY_FILE", "a file with a private key", ENGINE_CMD_FLAG_STRING },
    { 0, NULL, NULL, 0 },
};

static char key_file[512];
static RSA_METHOD *rsa_method;

static int on_init(ENGINE *e)
{
    printf("  engine: init\n");
    return 1;
}

static int on_finish(ENGINE *e)
{
    printf("  engine: finish\n");
    return 1;
}

static int on_destroy(ENGINE *e)
{
    printf("  engine: destroy\n");
    RSA_meth_free(rsa_method);
    rsa_method = NULL;
    return 1;
}

static int on_ctrl(ENGINE *e, int cmd, long i, void *p, void (*f)(void))
{
    switch (cmd) {
    case CERTAIN:
        printf("  engine: certain %ld\n", i);
        return i > 0;
    case KEY_FILE:
        printf("  engine: key file\n");
        snprintf(key_file, sizeof key_file, "%s", (char *)p);
        return 1;
    }
    return 0;
}

static int on_priv_enc(int len, const unsigned char *from, unsigned char *to, RSA *rsa, int padding)
{
    printf("  engine: private %s\n", padding == RSA_PKCS1_PADDING ? "PKCS#1" : "other");
    return RSA_meth_get_priv_enc(RSA_PKCS1_OpenSSL())(len, from, to, rsa, padding);
}

static EVP_PKEY *on_load_private(ENGINE *e, const char *id, UI_METHOD *ui, void *data)
{
    BIO *bio = BIO_new_file(key_file, "r");
    RSA *rsa = bio == NULL ? NULL : PEM_read_bio_RSAPrivateKey(bio, NULL, NULL, NULL);
    EVP_PKEY *key = rsa == NULL ? NULL : EVP_PKEY_new();

    printf("  engine: load private key %s\n", id);
    BIO_free(bio);
    if (key != NULL && (!RSA_set_method(rsa, rsa_method) || !EVP_PKEY_set1_RSA(key, rsa))) {
        EVP_PKEY_free(key);
        key = NULL;
    }
    RSA_free(rsa);
    return key;
}

static int bind(ENGINE *e, const char *id)
{
    printf("  engine: bind %s\n", id == NULL ? "NULL" : id);
    if (id != NULL && strcmp(id, "sample") != 0)
        return 0;
    rsa_method = RSA_meth_dup(RSA_PKCS1_OpenSSL());
    return rsa_method != NULL && RSA_meth_set1_name(rsa_method, "sample RSA")
           && RSA_meth_set_priv_enc(rsa_method, on_priv_enc) && ENGINE_set_id(e, "sample")
           && ENGINE_set_name(e, "A sample engine") && ENGINE_set_RSA(e, rsa_method)
           && ENGINE_set_init_function(e, on_init) && ENGINE_set_finish_function(e, on_finish)
           && ENGINE_set_destroy_function(e, on_destroy) && ENGINE_set_ctrl_function(e, on_ctrl)
           && ENGINE_set_cmd_defns(e, commands) && ENGINE_set_load_privkey_function(e, on_load_private);
}

IMPLEMENT_DYNAMIC_BIND_FN(bind)
IMPLEMENT_DYNAMIC_CHECK_FN()
