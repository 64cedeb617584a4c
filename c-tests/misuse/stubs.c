/* What a function that is not implemented does: it fails and says so. */
#include "../common.h"
#include <openssl/cmp.h>

int main(void)
{
    ERR_clear_error();
    SHOW_NULL(OSSL_CMP_CTX_new(NULL, NULL));
    show_errors();
    return 0;
}
