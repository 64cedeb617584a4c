#include <openssl/macros.h>

/* The algorithm is left out, as in Debian's OpenSSL (OPENSSL_NO_MDC2). */
#define HEADER_MDC2_H
