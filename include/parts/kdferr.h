#include <openssl/cryptoerr_legacy.h>

