#include <openssl/macros.h>
#include <openssl/opensslconf.h>
#include <openssl/crypto.h>
#include <openssl/comperr.h>

#define HEADER_COMP_H
#define COMP_zlib_cleanup() while (0) continue
