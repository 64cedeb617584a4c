#include <openssl/macros.h>
#include <openssl/opensslconf.h>
#include <openssl/evp.h>

#define HEADER_HMAC_H
#define HMAC_MAX_MD_CBLOCK 200
