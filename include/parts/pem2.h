#include <openssl/macros.h>
#include <openssl/pemerr.h>

#define HEADER_PEM2_H
