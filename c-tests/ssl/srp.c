/* SRP cannot be had: setting a user fails instead of being forgotten. */
#include "../common.h"
#include <openssl/ssl.h>

int main(void)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());

    SHOW_INT(SSL_CTX_set_srp_username(ctx, "user"));
    ERR_clear_error();
    SHOW_INT(SSL_CTX_set_srp_password(ctx, "password"));
    show_errors();
    SSL_CTX_free(ctx);
    return 0;
}
