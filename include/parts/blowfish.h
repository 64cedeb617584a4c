#include <openssl/macros.h>
#include <openssl/opensslconf.h>
#include <openssl/e_os2.h>

#define HEADER_BLOWFISH_H
#define BF_BLOCK 8
#define BF_ENCRYPT 1
#define BF_DECRYPT 0
#define BF_LONG unsigned int
#define BF_ROUNDS 16

typedef struct bf_key_st {
    unsigned int P[16 + 2];
    unsigned int S[4 * 256];
} BF_KEY;
