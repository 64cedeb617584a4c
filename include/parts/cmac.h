#include <openssl/macros.h>
#include <openssl/evp.h>

#define HEADER_CMAC_H

typedef struct CMAC_CTX_st CMAC_CTX;
