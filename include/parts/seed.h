#include <openssl/macros.h>
#include <openssl/opensslconf.h>
#include <openssl/e_os2.h>
#include <openssl/crypto.h>
#include <sys/types.h>

#define HEADER_SEED_H
#define SEED_BLOCK_SIZE 16
#define SEED_KEY_LENGTH 16

typedef struct seed_key_st {
    unsigned int data[32];
} SEED_KEY_SCHEDULE;
