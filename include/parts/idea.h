#include <openssl/macros.h>

/* The algorithm is left out, as in Debian's OpenSSL (OPENSSL_NO_IDEA). */
#define HEADER_IDEA_H
