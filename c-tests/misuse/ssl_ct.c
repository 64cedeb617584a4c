/* Certificate transparency of connections: calls that crash OpenSSL, and a list of logs that is taken away. */
#include "../ssl/pair.h"
#include "../ct/_made.h"

static int judge(const CT_POLICY_EVAL_CTX *ctx, const STACK_OF(SCT) *scts, void *arg)
{
    printf("judged: %d, %s\n", sk_SCT_num(scts), SCT_validation_status_string(sk_SCT_value(scts, 0)));
    SHOW_NULL(CT_POLICY_EVAL_CTX_get0_log_store(ctx));
    return 1;
}

int main(void)
{
    EVP_PKEY *key = EVP_EC_gen("P-256"), *log_key = EVP_EC_gen("P-256");
    X509 *ca = made_cert("ca", key, NULL, key), *cert = made_cert("leaf", key, ca, key);
    STACK_OF(SCT) *list = sk_SCT_new_null();
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    struct pair p = { 0 };

    SHOW_INT(SSL_CTX_enable_ct(NULL, 1));
    SHOW_INT(SSL_enable_ct(NULL, 1));
    SHOW_INT(SSL_CTX_ct_is_enabled(NULL));
    SHOW_INT(SSL_ct_is_enabled(NULL));
    SHOW_INT(SSL_CTX_set_ct_validation_callback(NULL, judge, NULL));
    SHOW_INT(SSL_set_ct_validation_callback(NULL, judge, NULL));
    SHOW_NULL(SSL_get0_peer_scts(NULL));
    SHOW_INT(SSL_CTX_set_ctlog_list_file(NULL, "/dev/null"));
    SHOW_INT(SSL_CTX_set_ctlog_list_file(ctx, NULL));
    SHOW_INT(SSL_CTX_set_default_ctlog_list_file(NULL));
    SHOW_NULL(SSL_CTX_get0_ctlog_store(NULL));
    show_error_codes();
    SSL_CTX_set0_ctlog_store(NULL, NULL);
    SSL_CTX_set0_ctlog_store(ctx, NULL);
    SHOW_INT(SSL_CTX_set_ctlog_list_file(ctx, "/dev/null"));
    show_error_codes();

    sk_SCT_push(list, sct_of_tbs(log_key, cert, key, MADE, ""));
    embed(cert, list, -1, key);
    for (int strict = 0; strict < 2; strict++) {
        p.client_ctx = ctx;
        SSL_CTX_up_ref(ctx);
        p.server_ctx = SSL_CTX_new(TLS_server_method());
        SSL_CTX_use_certificate(p.server_ctx, cert);
        SSL_CTX_use_PrivateKey(p.server_ctx, key);
        X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), ca);
        SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
        if (strict)
            SHOW_INT(SSL_CTX_enable_ct(ctx, SSL_CT_VALIDATION_STRICT));
        else
            SHOW_INT(SSL_CTX_set_ct_validation_callback(ctx, judge, NULL));
        pair_connections(&p);
        SHOW_INT(pair_handshake(&p));
        pair_free(&p);
    }
    SCT_LIST_free(list);
    X509_free(ca);
    X509_free(cert);
    EVP_PKEY_free(key);
    EVP_PKEY_free(log_key);
    SSL_CTX_free(ctx);
    return 0;
}
