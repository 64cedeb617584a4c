/* The bytes of a memory BIO that a program keeps beyond it. */
#include "../common.h"
#include <openssl/bio.h>
#include <openssl/crypto.h>

int main(void)
{
    BIO *bio = BIO_new(BIO_s_mem());
    char *data = NULL;
    long len;

    SHOW_INT(BIO_write(bio, "kept", 5));
    len = BIO_get_mem_data(bio, &data);
    SHOW_INT(len);
    BIO_set_flags(bio, BIO_FLAGS_MEM_RDONLY);
    SHOW_INT(BIO_free(bio));
    SHOW_STR(data);
    OPENSSL_free(data);
    return 0;
}
