/* SSL_bytes_to_cipher_list, and lists of compression methods. */
#include "pair.h"
#include <openssl/comp.h>

static void take(SSL *ssl, const unsigned char *bytes, size_t len, int v2)
{
    STACK_OF(SSL_CIPHER) *suites = NULL, *signals = NULL;

    printf("%zu bytes%s: %d", len, v2 ? ", of SSL 2" : "", SSL_bytes_to_cipher_list(ssl, bytes, len, v2, &suites, &signals));
    for (int i = 0; i < sk_SSL_CIPHER_num(suites); i++)
        printf(" %s", SSL_CIPHER_get_name(sk_SSL_CIPHER_value(suites, i)));
    printf(" |");
    for (int i = 0; i < sk_SSL_CIPHER_num(signals); i++)
        printf(" %04x", SSL_CIPHER_get_protocol_id(sk_SSL_CIPHER_value(signals, i)));
    printf(" (%d %d)\n", suites != NULL, signals != NULL);
    sk_SSL_CIPHER_free(suites);
    sk_SSL_CIPHER_free(signals);
    show_errors();
}

int main(void)
{
    static const unsigned char bytes[] = { 0x13, 1, 0xc0, 0x2f, 0, 0xff, 0x56, 0, 0xaa, 0xaa, 0x13, 1, 0, 0x9c };
    static const unsigned char old[] = { 0, 0x13, 1, 1, 0, 0x80, 0, 0xc0, 0x2f, 0, 0, 0xff, 7, 0, 0xc0 };
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *ssl = SSL_new(ctx);
    STACK_OF(SSL_CIPHER) *suites = NULL;

    for (size_t len = 0; len <= sizeof bytes; len++)
        for (int v2 = 0; v2 < 2; v2++)
            take(ssl, bytes, len, v2);
    take(ssl, old, sizeof old, 1);
    SHOW_INT(SSL_bytes_to_cipher_list(ssl, bytes, 4, 0, NULL, NULL));
    SHOW_INT(SSL_bytes_to_cipher_list(ssl, bytes, 4, 0, &suites, NULL));
    SHOW_INT(sk_SSL_CIPHER_num(suites));
    sk_SSL_CIPHER_free(suites);
    show_errors();

    STACK_OF(SSL_COMP) *none = SSL_COMP_get_compression_methods(), *mine = sk_SSL_COMP_new_null();

    SHOW_INT(sk_SSL_COMP_num(none));
    SHOW_INT(SSL_COMP_set0_compression_methods(mine) == none);
    SHOW_INT(SSL_COMP_get_compression_methods() == mine);
    SHOW_INT(SSL_COMP_set0_compression_methods(none) == mine);
    SHOW_INT(SSL_COMP_get_compression_methods() == none);
    sk_SSL_COMP_free(mine);
    show_errors();
    SSL_free(ssl);
    SSL_CTX_free(ctx);
    return 0;
}
