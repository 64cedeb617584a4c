/* EVP_PKEY_set_type_by_keymgmt: the type of a key by the kind that provides for it. */
#include "../common.h"
#include <openssl/evp.h>

int main(void)
{
    static const char *const names[] = { "RSA", "EC", "DH", "X25519", "ED25519", "DSA" };
    EVP_PKEY *key = EVP_PKEY_new();

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        EVP_KEYMGMT *kind = EVP_KEYMGMT_fetch(NULL, names[i], NULL);

        printf("-- %s\n", names[i]);
        SHOW_INT(EVP_PKEY_set_type_by_keymgmt(key, kind));
        SHOW_INT(EVP_PKEY_is_a(key, names[i]));
        SHOW_INT(EVP_PKEY_get_bits(key));
        show_errors();
        EVP_KEYMGMT_free(kind);
    }
    EVP_PKEY_free(key);
    return 0;
}
