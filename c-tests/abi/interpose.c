/*
 * A program with functions of its own under OpenSSL's names: the library's
 * inner calls must not end up in them.
 */
#include "../common.h"
#include <openssl/bio.h>

int BIO_write(BIO *bio, const void *data, int len)
{
    if (bio != NULL)
        printf("called by the library\n");
    return -7;
}

int main(void)
{
    BIO *bio = BIO_new(BIO_s_mem());
    char *text = NULL;
    long len;

    SHOW_INT(BIO_printf(bio, "printed"));
    SHOW_INT(BIO_puts(bio, " put"));
    len = BIO_get_mem_data(bio, &text);
    printf("%.*s\n", (int)len, text ? text : "");
    BIO_free(bio);
    SHOW_INT(BIO_write(NULL, "", 0));
    return 0;
}
