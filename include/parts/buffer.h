#include <openssl/macros.h>
#include <openssl/types.h>
#include <openssl/crypto.h>
#include <openssl/buffererr.h>
#include <stddef.h>
#include <sys/types.h>

#define HEADER_BUFFER_H
#define BUF_strdup(s) OPENSSL_strdup(s)
#define BUF_strndup(s, size) OPENSSL_strndup(s, size)
#define BUF_memdup(data, size) OPENSSL_memdup(data, size)
#define BUF_strlcpy(dst, src, size) OPENSSL_strlcpy(dst, src, size)
#define BUF_strlcat(dst, src, size) OPENSSL_strlcat(dst, src, size)
#define BUF_strnlen(str, maxlen) OPENSSL_strnlen(str, maxlen)

struct buf_mem_st {
    size_t length;
    char *data;
    size_t max;
    unsigned long flags;
};

#define BUF_MEM_FLAG_SECURE 0x01
