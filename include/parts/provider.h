#include <openssl/core.h>
