#include <stdarg.h>
#include <openssl/bio.h>

#define OSSL_TRACE_CATEGORY_ALL 0
#define OSSL_TRACE_CATEGORY_TRACE 1
#define OSSL_TRACE_CATEGORY_INIT 2
#define OSSL_TRACE_CATEGORY_TLS 3
#define OSSL_TRACE_CATEGORY_TLS_CIPHER 4
#define OSSL_TRACE_CATEGORY_CONF 5
#define OSSL_TRACE_CATEGORY_ENGINE_TABLE 6
#define OSSL_TRACE_CATEGORY_ENGINE_REF_COUNT 7
#define OSSL_TRACE_CATEGORY_PKCS5V2 8
#define OSSL_TRACE_CATEGORY_PKCS12_KEYGEN 9
#define OSSL_TRACE_CATEGORY_PKCS12_DECRYPT 10
#define OSSL_TRACE_CATEGORY_X509V3_POLICY 11
#define OSSL_TRACE_CATEGORY_BN_CTX 12
#define OSSL_TRACE_CATEGORY_CMP 13
#define OSSL_TRACE_CATEGORY_STORE 14
#define OSSL_TRACE_CATEGORY_DECODER 15
#define OSSL_TRACE_CATEGORY_ENCODER 16
#define OSSL_TRACE_CATEGORY_REF_COUNT 17
#define OSSL_TRACE_CATEGORY_NUM 18

typedef size_t (*OSSL_trace_cb)(const char *buffer, size_t count, int category, int cmd, void *data);

#define OSSL_TRACE_CTRL_BEGIN 0
#define OSSL_TRACE_CTRL_WRITE 1
#define OSSL_TRACE_CTRL_END 2
#define OSSL_TRACE_BEGIN(category) do { BIO *trc_out = NULL; if (0)
#define OSSL_TRACE_END(category) } while (0)
#define OSSL_TRACE_CANCEL(category) ((void)0)
#define OSSL_TRACE_ENABLED(category) (0)
#define OSSL_TRACEV(category, args) ((void)0)
#define OSSL_TRACE(category, text) OSSL_TRACEV(category, (trc_out, "%s", text))
#define OSSL_TRACE1(category, format, arg1) OSSL_TRACEV(category, (trc_out, format, arg1))
#define OSSL_TRACE2(category, format, arg1, arg2) OSSL_TRACEV(category, (trc_out, format, arg1, \
    arg2))
#define OSSL_TRACE3(category, format, arg1, arg2, arg3) OSSL_TRACEV(category, (trc_out, format, \
    arg1, arg2, arg3))
#define OSSL_TRACE4(category, format, arg1, arg2, arg3, arg4) OSSL_TRACEV(category, (trc_out, \
    format, arg1, arg2, arg3, arg4))
#define OSSL_TRACE5(category, format, arg1, arg2, arg3, arg4, arg5) OSSL_TRACEV(category, \
    (trc_out, format, arg1, arg2, arg3, arg4, arg5))
#define OSSL_TRACE6(category, format, arg1, arg2, arg3, arg4, arg5, arg6) OSSL_TRACEV(category, \
    (trc_out, format, arg1, arg2, arg3, arg4, arg5, arg6))
#define OSSL_TRACE7(category, format, arg1, arg2, arg3, arg4, arg5, arg6, arg7) \
    OSSL_TRACEV(category, (trc_out, format, arg1, arg2, arg3, arg4, arg5, arg6, arg7))
#define OSSL_TRACE8(category, format, arg1, arg2, arg3, arg4, arg5, arg6, arg7, arg8) \
    OSSL_TRACEV(category, (trc_out, format, arg1, arg2, arg3, arg4, arg5, arg6, arg7, arg8))
#define OSSL_TRACE9(category, format, arg1, arg2, arg3, arg4, arg5, arg6, arg7, arg8, arg9) \
    OSSL_TRACEV(category, (trc_out, format, arg1, arg2, arg3, arg4, arg5, arg6, arg7, arg8, \
    arg9))
