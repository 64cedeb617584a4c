#include <openssl/opensslconf.h>
#include <openssl/symhacks.h>
#include <openssl/sslerr_legacy.h>

