#include <openssl/core.h>
#include <openssl/bn.h>

#define OSSL_PARAM_UNMODIFIED ((size_t)-1)
#define OSSL_PARAM_END { NULL, 0, NULL, 0, 0 }
#define OSSL_PARAM_DEFN(key, type, addr, sz) { (key), (type), (addr), (sz), OSSL_PARAM_UNMODIFIED }
#define OSSL_PARAM_int(key, addr) OSSL_PARAM_DEFN((key), OSSL_PARAM_INTEGER, (addr), sizeof(int))
#define OSSL_PARAM_uint(key, addr) OSSL_PARAM_DEFN((key), OSSL_PARAM_UNSIGNED_INTEGER, (addr), \
    sizeof(unsigned int))
#define OSSL_PARAM_long(key, addr) OSSL_PARAM_DEFN((key), OSSL_PARAM_INTEGER, (addr), \
    sizeof(long int))
#define OSSL_PARAM_ulong(key, addr) OSSL_PARAM_DEFN((key), OSSL_PARAM_UNSIGNED_INTEGER, (addr), \
    sizeof(unsigned long int))
#define OSSL_PARAM_int32(key, addr) OSSL_PARAM_DEFN((key), OSSL_PARAM_INTEGER, (addr), \
    sizeof(int32_t))
#define OSSL_PARAM_uint32(key, addr) OSSL_PARAM_DEFN((key), OSSL_PARAM_UNSIGNED_INTEGER, (addr), \
    sizeof(uint32_t))
#define OSSL_PARAM_int64(key, addr) OSSL_PARAM_DEFN((key), OSSL_PARAM_INTEGER, (addr), \
    sizeof(int64_t))
#define OSSL_PARAM_uint64(key, addr) OSSL_PARAM_DEFN((key), OSSL_PARAM_UNSIGNED_INTEGER, (addr), \
    sizeof(uint64_t))
#define OSSL_PARAM_size_t(key, addr) OSSL_PARAM_DEFN((key), OSSL_PARAM_UNSIGNED_INTEGER, (addr), \
    sizeof(size_t))
#define OSSL_PARAM_time_t(key, addr) OSSL_PARAM_DEFN((key), OSSL_PARAM_INTEGER, (addr), \
    sizeof(time_t))
#define OSSL_PARAM_double(key, addr) OSSL_PARAM_DEFN((key), OSSL_PARAM_REAL, (addr), sizeof(double))
#define OSSL_PARAM_BN(key, bn, sz) OSSL_PARAM_DEFN((key), OSSL_PARAM_UNSIGNED_INTEGER, (bn), (sz))
#define OSSL_PARAM_utf8_string(key, addr, sz) OSSL_PARAM_DEFN((key), OSSL_PARAM_UTF8_STRING, \
    (addr), sz)
#define OSSL_PARAM_octet_string(key, addr, sz) OSSL_PARAM_DEFN((key), OSSL_PARAM_OCTET_STRING, \
    (addr), sz)
#define OSSL_PARAM_utf8_ptr(key, addr, sz) OSSL_PARAM_DEFN((key), OSSL_PARAM_UTF8_PTR, (addr), sz)
#define OSSL_PARAM_octet_ptr(key, addr, sz) OSSL_PARAM_DEFN((key), OSSL_PARAM_OCTET_PTR, (addr), sz)
