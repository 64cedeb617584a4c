#include <openssl/macros.h>

#define HEADER_SSL2_H
#define SSL2_VERSION 0x0002
#define SSL2_MT_CLIENT_HELLO 1
