/* SRP cannot be had: setting a user fails instead of being forgotten, and every
 * other function answers what the manual says of failure. */
#include "../common.h"
#include <openssl/srp.h>
#include <openssl/ssl.h>

int main(void)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    SSL_CTX *other = SSL_CTX_new(TLS_method());
    SSL *ssl = SSL_new(other);
    SRP_VBASE *base = SRP_VBASE_new(NULL);
    int alert = 0;

    SHOW_INT(SSL_CTX_set_srp_username(ctx, "user"));
    ERR_clear_error();
    SHOW_INT(SSL_CTX_set_srp_password(ctx, "password"));
    show_errors();
    SHOW_INT(SSL_set_srp_server_param_pw(ssl, "user", "password", "no group"));
    SHOW_INT(SSL_set_srp_server_param(ssl, NULL, NULL, NULL, NULL, NULL));
    SHOW_INT(SSL_srp_server_param_with_username(ssl, &alert));
    SHOW_INT(SRP_Calc_A_param(ssl));
    SHOW_NULL(SSL_get_srp_username(ssl));
    SHOW_NULL(SSL_get_srp_userinfo(ssl));
    SHOW_NULL(SSL_get_srp_N(ssl));
    SHOW_NULL(SSL_get_srp_g(ssl));
    SHOW_INT(SRP_VBASE_init(base, "/nonexistent"));
    SHOW_NULL(SRP_create_verifier("user", "password", NULL, NULL, "no group", NULL));
    SHOW_NULL(SRP_get_default_gN("no group"));
    ERR_clear_error();
    SRP_VBASE_free(base);
    SSL_free(ssl);
    SSL_CTX_free(other);
    SSL_CTX_free(ctx);
    return 0;
}
