#include <openssl/macros.h>
#include <openssl/opensslconf.h>

#define HEADER_CAST_H
#define CAST_BLOCK 8
#define CAST_KEY_LENGTH 16
#define CAST_ENCRYPT 1
#define CAST_DECRYPT 0
#define CAST_LONG unsigned int

typedef struct cast_key_st {
    unsigned int data[32];
    int short_key;
} CAST_KEY;
