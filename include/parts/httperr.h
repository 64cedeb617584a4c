#include <openssl/opensslconf.h>
#include <openssl/symhacks.h>
#include <openssl/cryptoerr_legacy.h>

#define HTTP_R_HEADER_PARSE_ERROR 126
