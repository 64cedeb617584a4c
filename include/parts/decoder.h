#include <openssl/opensslconf.h>
#include <stdio.h>
#include <stdarg.h>
#include <stddef.h>
#include <openssl/decodererr.h>
#include <openssl/types.h>
#include <openssl/core.h>

typedef struct ossl_decoder_instance_st OSSL_DECODER_INSTANCE;
typedef int OSSL_DECODER_CONSTRUCT(OSSL_DECODER_INSTANCE *decoder_inst, const OSSL_PARAM *params, void *construct_data);
typedef void OSSL_DECODER_CLEANUP(void *construct_data);
