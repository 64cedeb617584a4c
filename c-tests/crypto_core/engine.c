/* Engines: there are the functions, and what they answer where no engine is. */
#include "../common.h"
#include <openssl/async.h>
#include <openssl/engine.h>
#include <openssl/evp.h>
#include <openssl/objects.h>

int main(void)
{
    ENGINE *e;

    ENGINE_load_builtin_engines();
    ENGINE_register_all_complete();
    SHOW_NULL(ENGINE_by_id("pkcs11"));
    show_error_codes();
    SHOW_NULL(ENGINE_get_default_RSA());
    SHOW_NULL(ENGINE_get_default_DSA());
    SHOW_NULL(ENGINE_get_default_EC());
    SHOW_NULL(ENGINE_get_default_DH());
    SHOW_NULL(ENGINE_get_default_RAND());
    SHOW_NULL(ENGINE_get_cipher_engine(NID_aes_128_cbc));
    SHOW_NULL(ENGINE_get_digest_engine(NID_sha256));
    SHOW_NULL(ENGINE_get_pkey_meth_engine(EVP_PKEY_RSA));
    SHOW_NULL(ENGINE_get_pkey_asn1_meth_engine(EVP_PKEY_RSA));
    show_error_codes();

    SHOW_INT(ENGINE_add(NULL));
    show_errors();
    SHOW_INT(ENGINE_remove(NULL));
    show_errors();
    SHOW_INT(ENGINE_up_ref(NULL));
    show_errors();
    SHOW_NULL(ENGINE_get_next(NULL));
    show_errors();
    SHOW_NULL(ENGINE_get_prev(NULL));
    show_errors();
    SHOW_INT(ENGINE_free(NULL));
    show_errors();

    /* Whatever engines are built in can be walked in both directions. */
    e = ENGINE_get_first();
    for (int i = 0; e != NULL && i < 50; i++) {
        if (ENGINE_get_id(e) == NULL || ENGINE_get_name(e) == NULL)
            printf("an engine without a name\n");
        e = ENGINE_get_next(e);
    }
    printf("walked %s\n", e == NULL ? "to the end" : "in circles");
    e = ENGINE_get_last();
    for (int i = 0; e != NULL && i < 50; i++)
        e = ENGINE_get_prev(e);
    printf("walked %s\n", e == NULL ? "to the start" : "in circles");
    ERR_clear_error();

    SHOW_INT(ASYNC_is_capable());
    ASYNC_cleanup_thread();
    show_errors();
    return 0;
}
