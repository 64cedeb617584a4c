#include <openssl/macros.h>

/* The algorithm is left out, as in Debian's OpenSSL (OPENSSL_NO_MD2). */
#define HEADER_MD2_H
