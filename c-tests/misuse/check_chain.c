/* SSL_check_chain without a connection, and with what is empty. */
#include "../ssl/pair.h"

int main(int argc, char **argv)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *ssl = SSL_new(ctx);
    X509 *empty = X509_new();
    EVP_PKEY *none = EVP_PKEY_new(), *key = EVP_EC_gen("P-256");
    STACK_OF(X509) *chain = sk_X509_new_null();

    sk_X509_push(chain, NULL);
    sk_X509_push(chain, empty);
    SHOW_INT(SSL_check_chain(NULL, empty, key, NULL));
    SHOW_INT(SSL_check_chain(ssl, empty, none, NULL));
    SHOW_INT(SSL_check_chain(ssl, empty, key, NULL) & CERT_PKEY_VALID);
    SHOW_INT(SSL_check_chain(ssl, empty, key, chain) & CERT_PKEY_VALID);
    show_errors();
    sk_X509_free(chain);
    X509_free(empty);
    EVP_PKEY_free(none);
    EVP_PKEY_free(key);
    SSL_free(ssl);
    SSL_CTX_free(ctx);
    return 0;
}
