#include <openssl/macros.h>
#include <openssl/lhash.h>
#include <openssl/conf.h>

#define HEADER_CONF_API_H
