#include <openssl/macros.h>
#include <openssl/opensslconf.h>
#include <stddef.h>

#define HEADER_RC4_H

typedef struct rc4_key_st {
    unsigned int x;
    unsigned int y;
    unsigned int data[256];
} RC4_KEY;
