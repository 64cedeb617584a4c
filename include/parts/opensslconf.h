#include <openssl/configuration.h>
#include <openssl/macros.h>
