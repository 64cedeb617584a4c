/* Strings of the program's own, and data from a BIO. */
#include "../common.h"
#include <openssl/bio.h>

static ERR_STRING_DATA names[] = { { ERR_PACK(0, 0, 1), "reason one" }, { ERR_PACK(0, 0, 2), "reason two" }, { 0, NULL } };
static const ERR_STRING_DATA constant[] = { { ERR_PACK(201, 0, 7), "reason seven" }, { 0, NULL } };

int main(void)
{
    BIO *bio = BIO_new(BIO_s_mem());
    int lib = ERR_get_next_error_library();

    ERR_load_ERR_strings();
    SHOW_INT(ERR_load_strings(lib, names));
    SHOW_STR(ERR_reason_error_string(ERR_PACK(lib, 0, 1)));
    SHOW_STR(ERR_reason_error_string(ERR_PACK(lib, 0, 2)));
    SHOW_STR(ERR_reason_error_string(ERR_PACK(lib, 0, 3)));
    SHOW_INT(ERR_load_strings_const(constant));
    SHOW_STR(ERR_reason_error_string(ERR_PACK(201, 0, 7)));
    SHOW_INT(ERR_unload_strings(lib, names));
    SHOW_STR(ERR_reason_error_string(ERR_PACK(lib, 0, 1)));

    ERR_raise(ERR_LIB_USER, 5);
    BIO_puts(bio, "from a BIO");
    ERR_add_error_mem_bio(": ", bio);
    printf("pending %d\n", (int)BIO_ctrl_pending(bio));
    ERR_add_error_mem_bio(" | ", bio);
    printf("pending %d\n", (int)BIO_ctrl_pending(bio));
    show_errors();
    ERR_raise_data(ERR_LIB_USER, 5, "first");
    ERR_add_error_mem_bio(": ", bio);
    show_errors();
    BIO_reset(bio);
    ERR_raise_data(ERR_LIB_USER, 5, "first");
    ERR_add_error_mem_bio(": ", bio);
    show_errors();
    ERR_raise_data(ERR_LIB_USER, 5, "first");
    ERR_add_error_mem_bio(NULL, bio);
    ERR_add_error_mem_bio(": ", NULL);
    show_errors();
    BIO_free(bio);
    return 0;
}
