#include <openssl/macros.h>
#include <stddef.h>
#include <openssl/types.h>

#define HEADER_MODES_H

typedef void (*block128_f)(const unsigned char in[16], unsigned char out[16], const void *key);
typedef void (*cbc128_f)(const unsigned char *in, unsigned char *out, size_t len, const void *key, unsigned char ivec[16], int enc);
typedef void (*ecb128_f)(const unsigned char *in, unsigned char *out, size_t len, const void *key, int enc);
typedef void (*ctr128_f)(const unsigned char *in, unsigned char *out, size_t blocks, const void *key, const unsigned char ivec[16]);
typedef void (*ccm128_f)(const unsigned char *in, unsigned char *out, size_t blocks, const void *key, const unsigned char ivec[16], unsigned char cmac[16]);
typedef struct gcm128_context GCM128_CONTEXT;
typedef struct ccm128_context CCM128_CONTEXT;
typedef struct xts128_context XTS128_CONTEXT;
typedef struct ocb128_context OCB128_CONTEXT;
typedef void (*ocb128_f)(const unsigned char *in, unsigned char *out, size_t blocks, const void *key, size_t start_block_num, unsigned char offset_i[16], const unsigned char L_[][16], unsigned char checksum[16]);
