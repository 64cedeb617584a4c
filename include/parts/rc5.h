#include <openssl/macros.h>

/* The algorithm is left out, as in Debian's OpenSSL (OPENSSL_NO_RC5). */
#define HEADER_RC5_H
