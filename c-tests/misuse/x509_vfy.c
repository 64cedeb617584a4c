/* NULL where OpenSSL would crash: failure, never a crash, never success. */
#include "../common.h"
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

int main(void)
{
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    X509_STORE *store = X509_STORE_new();
    X509 *empty = X509_new();

    SHOW_INT(X509_STORE_add_cert(NULL, NULL));
    SHOW_INT(X509_STORE_add_cert(NULL, empty));
    SHOW_INT(X509_STORE_add_crl(NULL, NULL));
    SHOW_INT(X509_STORE_add_cert(store, empty));
    SHOW_INT(X509_STORE_set_flags(NULL, 1));
    SHOW_INT(X509_STORE_set_purpose(NULL, 1));
    SHOW_INT(X509_STORE_load_file(NULL, "x"));
    SHOW_INT(X509_STORE_load_path(NULL, "x"));
    SHOW_INT(X509_STORE_load_locations(NULL, "x", "y"));
    SHOW_INT(X509_STORE_set_default_paths(NULL));
    SHOW_INT(X509_STORE_up_ref(NULL));
    SHOW_NULL(X509_STORE_get0_param(NULL));
    SHOW_NULL(X509_STORE_get0_objects(NULL));
    SHOW_NULL(X509_STORE_add_lookup(NULL, X509_LOOKUP_file()));
    SHOW_NULL(X509_STORE_add_lookup(store, NULL));
    SHOW_INT(X509_LOOKUP_ctrl(NULL, 1, "x", 1, NULL));
    SHOW_INT(X509_load_cert_file(NULL, "x", 1));
    SHOW_INT(X509_load_crl_file(NULL, NULL, 1));
    SHOW_INT(X509_OBJECT_set1_X509(NULL, empty));
    SHOW_NULL(X509_OBJECT_get0_X509(NULL));
    SHOW_INT(X509_OBJECT_get_type(NULL));
    ERR_clear_error();

    SHOW_INT(X509_STORE_CTX_get_error(NULL));
    X509_STORE_CTX_set_error(NULL, 1);
    SHOW_INT(X509_STORE_CTX_get_error_depth(NULL));
    SHOW_NULL(X509_STORE_CTX_get_current_cert(NULL));
    SHOW_NULL(X509_STORE_CTX_get0_chain(NULL));
    SHOW_NULL(X509_STORE_CTX_get_ex_data(NULL, 1));
    SHOW_INT(X509_STORE_CTX_set_purpose(NULL, 1));
    SHOW_INT(X509_STORE_CTX_set_purpose(ctx, 1));
    SHOW_INT(X509_STORE_CTX_set_default(ctx, "ssl_server"));
    SHOW_INT(X509_STORE_CTX_set_default(NULL, NULL));
    X509_STORE_CTX_set_flags(ctx, 4);
    X509_STORE_CTX_set_time(NULL, 0, 0);
    SHOW_INT(X509_STORE_CTX_get1_issuer(NULL, ctx, empty));
    SHOW_INT(X509_STORE_CTX_init(ctx, store, empty, NULL));
    SHOW_INT(X509_verify_cert(ctx));
    SHOW_INT(X509_STORE_CTX_get_error(ctx));
    X509_STORE_CTX_set0_param(ctx, NULL);
    X509_STORE_CTX_init(ctx, store, empty, NULL);
    X509_STORE_CTX_set0_param(ctx, NULL);
    SHOW_INT(X509_verify_cert(ctx));
    SHOW_INT(X509_STORE_CTX_get_error(ctx));
    X509_STORE_CTX_set_verify_cb(NULL, NULL);
    ERR_clear_error();

    SHOW_INT(X509_VERIFY_PARAM_set_flags(NULL, 1));
    SHOW_INT(X509_VERIFY_PARAM_set1(NULL, NULL));
    SHOW_INT(X509_VERIFY_PARAM_set1_host(NULL, "x", 0));
    SHOW_INT(X509_VERIFY_PARAM_set1_ip_asc(NULL, NULL));
    SHOW_INT(X509_VERIFY_PARAM_add0_policy(NULL, NULL));
    SHOW_NULL(X509_VERIFY_PARAM_get0_host(NULL, 0));
    SHOW_NULL(X509_VERIFY_PARAM_lookup(NULL));
    SHOW_NULL(X509_VERIFY_PARAM_get0(99));
    SHOW_INT(X509_check_host(NULL, "x", 0, 0, NULL));
    SHOW_INT(X509_check_email(NULL, "x", 0, 0));
    SHOW_INT(X509_check_ip_asc(NULL, "1.2.3.4", 0));
    SHOW_INT(X509_check_host(empty, "x", 0, 0, NULL));
    SHOW_INT(X509_check_purpose(NULL, 1, 0));
    SHOW_INT(X509_check_purpose(empty, 1, 0));
    SHOW_INT(X509_check_ca(NULL));
    SHOW_INT(X509_check_ca(empty));
    SHOW_INT(X509_check_trust(NULL, 0, 0));
    SHOW_INT(X509_check_issued(NULL, NULL));
    SHOW_INT(X509_check_issued(empty, empty));
    SHOW_INT(X509_cmp_time(NULL, NULL));
    SHOW_INT(X509_cmp_current_time(NULL));
    SHOW_INT(X509_chain_check_suiteb(NULL, NULL, NULL, 0));
    X509_free(empty);
    X509_STORE_CTX_free(ctx);
    X509_STORE_free(store);
    return 0;
}
