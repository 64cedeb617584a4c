#include <openssl/params.h>
#include <openssl/types.h>
