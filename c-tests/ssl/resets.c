/* Settings that name nothing: they must succeed with or without the feature. */
#include "pair.h"

static int judge(const CT_POLICY_EVAL_CTX *ctx, const STACK_OF(SCT) *scts, void *arg)
{
    return 1;
}

int main(int argc, char **argv)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *ssl = SSL_new(ctx);

    SHOW_INT(SSL_CTX_set_tlsext_max_fragment_length(ctx, TLSEXT_max_fragment_length_DISABLED));
    SHOW_INT(SSL_set_tlsext_max_fragment_length(ssl, TLSEXT_max_fragment_length_DISABLED));
    show_errors();
    printf("SSL_CTX_set_tlsext_max_fragment_length(1) = %d\n", SSL_CTX_set_tlsext_max_fragment_length(ctx, 1));
    printf("SSL_set_tlsext_max_fragment_length(4) = %d\n", SSL_set_tlsext_max_fragment_length(ssl, 4));
    ERR_clear_error();
    SHOW_INT(SSL_set_tlsext_max_fragment_length(ssl, 5));
    show_errors();
    SHOW_INT(SSL_CTX_set_tlsext_max_fragment_length(ctx, 255));
    show_errors();
    SHOW_INT(SSL_CTX_set_ct_validation_callback(ctx, NULL, NULL));
    SHOW_INT(SSL_set_ct_validation_callback(ssl, NULL, NULL));
    show_errors();
    SHOW_INT(SSL_ct_is_enabled(ssl));
    SHOW_INT(SSL_CTX_ct_is_enabled(ctx));
    SHOW_INT(SSL_CTX_set_ct_validation_callback(ctx, judge, NULL));
    SHOW_INT(SSL_set_ct_validation_callback(ssl, judge, NULL));
    ERR_clear_error();
    SSL_free(ssl);
    SSL_CTX_free(ctx);
    return 0;
}
