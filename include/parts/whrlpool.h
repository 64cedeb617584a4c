#include <openssl/macros.h>
#include <openssl/opensslconf.h>
#include <openssl/e_os2.h>
#include <stddef.h>

#define HEADER_WHRLPOOL_H
#define WHIRLPOOL_DIGEST_LENGTH (512 / 8)
#define WHIRLPOOL_BBLOCK 512
#define WHIRLPOOL_COUNTER (256 / 8)

typedef struct {
    union 
    {
      unsigned char c[512 / 8];
      double q[(512 / 8) / (sizeof(double))];
    } H;
    unsigned char data[512 / 8];
    unsigned int bitoff;
    size_t bitlen[(256 / 8) / (sizeof(size_t))];
} WHIRLPOOL_CTX;
