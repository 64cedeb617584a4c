#include <openssl/opensslconf.h>
#include <stdio.h>
#include <stdarg.h>
#include <stddef.h>
#include <openssl/encodererr.h>
#include <openssl/types.h>
#include <openssl/core.h>

typedef struct ossl_encoder_instance_st OSSL_ENCODER_INSTANCE;
typedef const void *OSSL_ENCODER_CONSTRUCT(OSSL_ENCODER_INSTANCE *encoder_inst, void *construct_data);
typedef void OSSL_ENCODER_CLEANUP(void *construct_data);
