#include <openssl/macros.h>
#include <openssl/opensslconf.h>
#include <stddef.h>

#define HEADER_CAMELLIA_H
#define CAMELLIA_BLOCK_SIZE 16
#define CAMELLIA_ENCRYPT 1
#define CAMELLIA_DECRYPT 0
#define CAMELLIA_TABLE_BYTE_LEN 272
#define CAMELLIA_TABLE_WORD_LEN (CAMELLIA_TABLE_BYTE_LEN / 4)

typedef unsigned int KEY_TABLE_TYPE[272 / 4];

struct camellia_key_st {
    union 
    {
      double d;
      KEY_TABLE_TYPE rd_key;
    } u;
    int grand_rounds;
};
typedef struct camellia_key_st CAMELLIA_KEY;
