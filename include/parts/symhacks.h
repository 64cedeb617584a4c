#include <openssl/macros.h>
#include <openssl/e_os2.h>

#define HEADER_SYMHACKS_H
