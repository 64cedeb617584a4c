#include <openssl/macros.h>
#include <openssl/opensslconf.h>
#include <stddef.h>

#define HEADER_AES_H
#define AES_BLOCK_SIZE 16
#define AES_ENCRYPT 1
#define AES_DECRYPT 0
#define AES_MAXNR 14

struct aes_key_st {
    unsigned int rd_key[4 * (14 + 1)];
    int rounds;
};
typedef struct aes_key_st AES_KEY;
