/* Certificate transparency: calls that crash OpenSSL. */
#include "../common.h"
#include "../ct/_made.h"

int main(void)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *ca = made_cert("a", key, NULL, key);
    CTLOG_STORE *store = CTLOG_STORE_new();
    CT_POLICY_EVAL_CTX *ctx = CT_POLICY_EVAL_CTX_new();
    SCT *sct = sct_of_cert(key, ca, MADE, "");
    CTLOG *log = NULL;
    const uint8_t *id = NULL;
    size_t len = 7;

    SHOW_INT(CTLOG_new_from_base64(&log, NULL, "x"));
    show_error_codes();
    SHOW_NULL(log);
    SHOW_NULL(CTLOG_get0_name(NULL));
    show_error_codes();
    SHOW_NULL(CTLOG_get0_public_key(NULL));
    show_error_codes();
    CTLOG_get0_log_id(NULL, &id, &len);
    log = CTLOG_new(key, "log");
    CTLOG_get0_log_id(log, NULL, &len);
    CTLOG_get0_log_id(log, &id, NULL);
    SHOW_INT(len);
    show_error_codes();
    SHOW_NULL(CTLOG_STORE_get0_log_by_id(NULL, id, 32));
    show_error_codes();
    SHOW_NULL(CTLOG_STORE_get0_log_by_id(store, (const uint8_t *)"longer than an ID of 32 bytes can be", 36));
    show_error_codes();
    SHOW_INT(CTLOG_STORE_load_file(NULL, "/dev/null"));
    show_error_codes();
    SHOW_INT(CTLOG_STORE_load_default_file(NULL));
    show_error_codes();
    SHOW_INT(CT_POLICY_EVAL_CTX_set1_cert(NULL, ca));
    SHOW_INT(CT_POLICY_EVAL_CTX_set1_cert(ctx, NULL));
    SHOW_INT(CT_POLICY_EVAL_CTX_set1_issuer(NULL, ca));
    SHOW_INT(CT_POLICY_EVAL_CTX_set1_issuer(ctx, NULL));
    show_error_codes();
    SHOW_NULL(CT_POLICY_EVAL_CTX_get0_cert(NULL));
    SHOW_NULL(CT_POLICY_EVAL_CTX_get0_issuer(NULL));
    SHOW_NULL(CT_POLICY_EVAL_CTX_get0_log_store(NULL));
    SHOW_INT(CT_POLICY_EVAL_CTX_get_time(NULL));
    show_error_codes();
    CT_POLICY_EVAL_CTX_set_time(NULL, 1);
    CT_POLICY_EVAL_CTX_set_shared_CTLOG_STORE(NULL, store);
    show_error_codes();
    SHOW_INT(SCT_validate(NULL, ctx));
    SHOW_INT(SCT_validate(sct, NULL));
    show_error_codes();
    SHOW_INT(SCT_validate(sct, ctx));
    SHOW_STR(SCT_validation_status_string(sct));
    CT_POLICY_EVAL_CTX_set1_cert(ctx, ca);
    SHOW_INT(SCT_validate(sct, ctx));
    SHOW_STR(SCT_validation_status_string(sct));
    CT_POLICY_EVAL_CTX_set_shared_CTLOG_STORE(ctx, store);
    SHOW_INT(SCT_validate(sct, ctx));
    SHOW_STR(SCT_validation_status_string(sct));
    SHOW_NULL(SCT_new_from_base64(0, NULL, 0, 1, "", ""));
    SHOW_NULL(SCT_new_from_base64(0, "", 0, 1, NULL, ""));
    SHOW_NULL(SCT_new_from_base64(0, "", 0, 1, "", NULL));
    show_error_codes();

    /* A known log, but no certificate. */
    FILE *file = fopen("logs.cnf", "w");
    char *text = base64_key(key);
    fprintf(file, "enabled_logs = 1\n[1]\ndescription = Log\nkey = %s\n", text);
    fclose(file);
    SHOW_INT(CTLOG_STORE_load_file(store, "logs.cnf"));
    CT_POLICY_EVAL_CTX *bare = CT_POLICY_EVAL_CTX_new();
    CT_POLICY_EVAL_CTX_set_shared_CTLOG_STORE(bare, store);
    SHOW_INT(SCT_validate(sct, bare));
    SHOW_STR(SCT_validation_status_string(sct));

    /* The store goes first. */
    CTLOG_STORE_free(store);
    SHOW_INT(SCT_validate(sct, ctx));
    SHOW_STR(SCT_validation_status_string(sct));
    show_error_codes();
    OPENSSL_free(text);
    CT_POLICY_EVAL_CTX_free(bare);
    CT_POLICY_EVAL_CTX_free(ctx);
    CTLOG_free(log);
    SCT_free(sct);
    X509_free(ca);
    return 0;
}
