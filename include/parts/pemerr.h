#include <openssl/opensslconf.h>
#include <openssl/symhacks.h>
#include <openssl/cryptoerr_legacy.h>

#define PEM_R_HEADER_TOO_LONG 128
#define PEM_R_KEYBLOB_HEADER_PARSE_ERROR 122
