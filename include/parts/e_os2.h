#include <openssl/macros.h>
#include <openssl/opensslconf.h>
#include <stddef.h>
#include <inttypes.h>
#include <sys/types.h>

#define HEADER_E_OS2_H

#define OPENSSL_SYS_UNIX
#if defined(__linux__) && !defined(OPENSSL_SYS_LINUX)
#define OPENSSL_SYS_LINUX
#endif

#define OPENSSL_EXPORT extern
#define OPENSSL_EXTERN extern

#define ossl_ssize_t ssize_t
#ifdef SSIZE_MAX
#define OSSL_SSIZE_MAX SSIZE_MAX
#elif defined(_POSIX_SSIZE_MAX)
#define OSSL_SSIZE_MAX _POSIX_SSIZE_MAX
#else
#define OSSL_SSIZE_MAX ((ssize_t)(SIZE_MAX >> 1))
#endif

#ifdef UNUSEDRESULT_DEBUG
#define __owur __attribute__((__warn_unused_result__))
#else
#define __owur
#endif

typedef intmax_t ossl_intmax_t;
typedef uintmax_t ossl_uintmax_t;

#if defined(inline) || defined(__cplusplus) \
    || (defined(__STDC_VERSION__) && __STDC_VERSION__ >= 199901L)
#define ossl_inline inline
#else
#define ossl_inline __inline__
#endif

#if defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L && !defined(__cplusplus)
#define ossl_noreturn _Noreturn
#elif defined(__GNUC__)
#define ossl_noreturn __attribute__((noreturn))
#else
#define ossl_noreturn
#endif

#ifdef __GNUC__
#define ossl_unused __attribute__((unused))
#else
#define ossl_unused
#endif
