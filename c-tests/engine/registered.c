/* Engines registered for one ability after another, and what keys say of engines. */
#include "../common.h"
#include <openssl/ec.h>
#include <openssl/engine.h>
#include <openssl/evp.h>
#include <openssl/objects.h>

static void defaults(const char *what, ENGINE *e)
{
    printf("%s: %s\n", what, e == NULL ? "none" : ENGINE_get_id(e));
    ENGINE_finish(e);
}

static int forms(ENGINE *e, EVP_PKEY_ASN1_METHOD **method, const int **nids, int nid)
{
    static int none;

    (void)e;
    (void)nid;
    if (method == NULL) {
        *nids = &none;
        return 0;
    }
    *method = NULL;
    return 0;
}

int main(void)
{
    ENGINE *e = ENGINE_new(), *found = (ENGINE *)1;
    EVP_PKEY *key = EVP_PKEY_new();

    SHOW_INT(ENGINE_set_id(e, "registered"));
    SHOW_INT(ENGINE_set_name(e, "an engine without abilities"));
    SHOW_INT(ENGINE_set_pkey_asn1_meths(e, forms));
    SHOW_INT(ENGINE_get_pkey_asn1_meths(e) == forms);
    SHOW_INT(ENGINE_add(e));
    SHOW_INT(ENGINE_register_DH(e));
    SHOW_INT(ENGINE_register_DSA(e));
    SHOW_INT(ENGINE_register_EC(e));
    SHOW_INT(ENGINE_register_RAND(e));
    SHOW_INT(ENGINE_set_default_DH(e));
    SHOW_INT(ENGINE_set_default_DSA(e));
    SHOW_INT(ENGINE_set_default_EC(e));
    SHOW_INT(ENGINE_set_default_ciphers(e));
    SHOW_INT(ENGINE_set_default_digests(e));
    SHOW_INT(ENGINE_set_default_pkey_meths(e));
    SHOW_INT(ENGINE_set_default_pkey_asn1_meths(e));
    show_error_codes();
    defaults("DH", ENGINE_get_default_DH());
    defaults("DSA", ENGINE_get_default_DSA());
    defaults("EC", ENGINE_get_default_EC());
    defaults("RAND", ENGINE_get_default_RAND());
    SHOW_NULL(ENGINE_pkey_asn1_find_str(&found, "nothing of this name", -1));
    SHOW_NULL(found);
    show_error_codes();
    SHOW_INT(EVP_PKEY_assign_EC_KEY(key, EC_KEY_new_by_curve_name(NID_X9_62_prime256v1)));
    SHOW_NULL(EVP_PKEY_get0_engine(key));
    SHOW_INT(EVP_PKEY_get0_asn1(key) == EVP_PKEY_asn1_find(NULL, EVP_PKEY_EC));
    EVP_PKEY_free(key);
    SHOW_INT(ENGINE_remove(e));
    SHOW_INT(ENGINE_free(e));
    return 0;
}
