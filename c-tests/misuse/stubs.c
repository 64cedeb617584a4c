/* What a function that is not implemented does: it fails and says so. */
#include "../common.h"
#include <openssl/ts.h>

int main(void)
{
    ERR_clear_error();
    SHOW_NULL(TS_REQ_new());
    show_errors();
    return 0;
}
