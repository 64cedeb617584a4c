/* Authentication after the handshake without a connection. */
#include "../ssl/pair.h"

int main(int argc, char **argv)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
    SSL *ssl = SSL_new(ctx);

    (void)argc;
    (void)argv;
    SHOW_INT(SSL_verify_client_post_handshake(NULL));
    show_error_codes();
    SSL_set_post_handshake_auth(NULL, 1);
    SSL_CTX_set_post_handshake_auth(NULL, 1);
    show_error_codes();
    SSL_clear(ssl);
    SHOW_INT(SSL_verify_client_post_handshake(ssl));
    show_error_codes();
    SSL_free(ssl);
    SSL_CTX_free(ctx);
    return 0;
}
