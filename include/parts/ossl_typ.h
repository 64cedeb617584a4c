#include <openssl/types.h>
