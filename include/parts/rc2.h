#include <openssl/macros.h>
#include <openssl/opensslconf.h>

#define HEADER_RC2_H
#define RC2_BLOCK 8
#define RC2_KEY_LENGTH 16

typedef unsigned int RC2_INT;

#define RC2_ENCRYPT 1
#define RC2_DECRYPT 0

typedef struct rc2_key_st {
    RC2_INT data[64];
} RC2_KEY;
