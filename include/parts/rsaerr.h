#include <openssl/opensslconf.h>
#include <openssl/symhacks.h>
#include <openssl/cryptoerr_legacy.h>

#define RSA_R_BAD_FIXED_HEADER_DECRYPT 102
