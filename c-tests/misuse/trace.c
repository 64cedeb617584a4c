/* SSL_trace where OpenSSL crashes: without a connection, without a place, before a suite is chosen. */
#include "../common.h"
#include <openssl/ssl.h>

int main(void)
{
    static const unsigned char exchange[] = { 12, 0, 0, 4, 3, 0, 29, 0 };
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    SSL *ssl = SSL_new(ctx);
    BIO *out = BIO_new_fp(stdout, BIO_NOCLOSE);

    SSL_trace(1, 0x0303, 22, exchange, sizeof exchange, NULL, out);
    SSL_trace(1, 0x0303, 22, exchange, sizeof exchange, ssl, NULL);
    SSL_trace(1, 0x0303, 22, NULL, 7, ssl, out);
    SSL_trace(1, 0x0303, 22, NULL, 0, ssl, out);
    SSL_trace(1, 0x0303, 22, exchange, sizeof exchange, ssl, out);
    SSL_trace(1, 0x0304, 257, NULL, 0, ssl, out);
    SSL_trace(1, 0x0303, 21, NULL, 0, ssl, out);
    SSL_trace(1, 0x0303, -5, exchange, sizeof exchange, ssl, out);
    BIO_free(out);
    SSL_free(ssl);
    SSL_CTX_free(ctx);
    show_errors();
    return 0;
}
