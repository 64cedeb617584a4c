/* Settings of contexts and connections: what is accepted and what is told. */
#include "pair.h"

static void show_ciphers(const char *title, STACK_OF(SSL_CIPHER) *list)
{
    printf("%s:", title);
    for (int i = 0; list != NULL && i < sk_SSL_CIPHER_num(list); i++)
        printf(" %s", SSL_CIPHER_get_name(sk_SSL_CIPHER_value(list, i)));
    printf("\n");
}

int main(int argc, char **argv)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    (void)argc;
    (void)argv;

    SHOW_INT(SSL_CTX_get_options(ctx));
    SHOW_INT(SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET));
    SHOW_INT(SSL_CTX_clear_options(ctx, SSL_OP_NO_TICKET));
    SHOW_INT(SSL_CTX_get_mode(ctx));
    SHOW_INT(SSL_CTX_set_mode(ctx, SSL_MODE_ENABLE_PARTIAL_WRITE));
    SHOW_INT(SSL_CTX_clear_mode(ctx, SSL_MODE_AUTO_RETRY));
    SHOW_INT(SSL_CTX_get_security_level(ctx));
    SSL_CTX_set_security_level(ctx, 1);
    SHOW_INT(SSL_CTX_get_security_level(ctx));
    SHOW_INT(SSL_CTX_get_min_proto_version(ctx));
    SHOW_INT(SSL_CTX_get_max_proto_version(ctx));
    SHOW_INT(SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION));
    SHOW_INT(SSL_CTX_set_max_proto_version(ctx, TLS1_3_VERSION));
    SHOW_INT(SSL_CTX_set_max_proto_version(ctx, 0x1234));
    SHOW_INT(SSL_CTX_set_max_proto_version(ctx, DTLS1_2_VERSION));
    show_errors();
    SHOW_INT(SSL_CTX_get_min_proto_version(ctx));
    SHOW_INT(SSL_CTX_get_max_proto_version(ctx));
    SHOW_INT(SSL_CTX_get_verify_mode(ctx));
    SHOW_INT(SSL_CTX_get_verify_depth(ctx));
    SHOW_INT(SSL_CTX_get_verify_callback(ctx) == NULL);
    SSL_CTX_set_verify_depth(ctx, 7);
    SHOW_INT(SSL_CTX_get_verify_depth(ctx));
    SHOW_INT(SSL_CTX_get_timeout(ctx));
    SHOW_INT(SSL_CTX_set_timeout(ctx, 100));
    SHOW_INT(SSL_CTX_get_timeout(ctx));
    SHOW_INT(SSL_CTX_get_session_cache_mode(ctx));
    SHOW_INT(SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_BOTH));
    SHOW_INT(SSL_CTX_get_session_cache_mode(ctx));
    SHOW_INT(SSL_CTX_sess_get_cache_size(ctx));
    SHOW_INT(SSL_CTX_sess_set_cache_size(ctx, 5));
    SHOW_INT(SSL_CTX_sess_get_cache_size(ctx));
    SHOW_INT(SSL_CTX_get_read_ahead(ctx));
    SHOW_INT(SSL_CTX_set_read_ahead(ctx, 1));
    SHOW_INT(SSL_CTX_get_read_ahead(ctx));
    SHOW_INT(SSL_CTX_get_max_cert_list(ctx));
    SHOW_INT(SSL_CTX_set_max_cert_list(ctx, 5000));
    SHOW_INT(SSL_CTX_get_max_cert_list(ctx));
    SHOW_INT(SSL_CTX_set_max_send_fragment(ctx, 100));
    SHOW_INT(SSL_CTX_set_max_send_fragment(ctx, 1024));
    SHOW_INT(SSL_CTX_set_split_send_fragment(ctx, 2000));
    SHOW_INT(SSL_CTX_set_split_send_fragment(ctx, 512));
    SHOW_INT(SSL_CTX_set_max_pipelines(ctx, 0));
    SHOW_INT(SSL_CTX_set_max_pipelines(ctx, 2));
    SHOW_INT(SSL_CTX_get_quiet_shutdown(ctx));
    SSL_CTX_set_quiet_shutdown(ctx, 1);
    SHOW_INT(SSL_CTX_get_quiet_shutdown(ctx));
    SHOW_INT(SSL_CTX_get_num_tickets(ctx));
    SHOW_INT(SSL_CTX_set_num_tickets(ctx, 4));
    SHOW_INT(SSL_CTX_get_num_tickets(ctx));
    unsigned char long_context[40] = {0};
    SHOW_INT(SSL_CTX_set_session_id_context(ctx, long_context, 32));
    SHOW_INT(SSL_CTX_set_session_id_context(ctx, long_context, 33));
    show_errors();
    unsigned char keys[80] = {1, 2, 3}, keys2[80];
    SHOW_INT(SSL_CTX_set_tlsext_ticket_keys(ctx, NULL, 0));
    SHOW_INT(SSL_CTX_set_tlsext_ticket_keys(ctx, keys, 80));
    SHOW_INT(SSL_CTX_get_tlsext_ticket_keys(ctx, keys2, 80));
    SHOW_INT(memcmp(keys, keys2, 80));
    SHOW_INT(SSL_CTX_set_tlsext_ticket_keys(ctx, keys, 48));
    show_errors();
    SHOW_INT(SSL_CTX_get_tlsext_status_type(ctx));
    SHOW_INT(SSL_CTX_set_tlsext_status_type(ctx, TLSEXT_STATUSTYPE_ocsp));
    SHOW_INT(SSL_CTX_get_tlsext_status_type(ctx));
    SHOW_INT(SSL_CTX_set_dh_auto(ctx, 1));

    static const char *groups[] = {"P-256", "p-256", "secp384r1", "prime256v1", "X25519", "x25519",
        "P-256:P-256", "P-256:prime256v1", "nope", "P-256:nope", "", "P-256:", "X448:P-384", " P-256 : X25519 "};
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
        printf("groups '%s': %ld\n", groups[i], SSL_CTX_set1_groups_list(ctx, (char *)groups[i]));
        show_errors();
    }
    int nids[] = {NID_X9_62_prime256v1, NID_X25519}, bad[] = {1};
    SHOW_INT(SSL_CTX_set1_groups(ctx, nids, 2));
    SHOW_INT(SSL_CTX_set1_curves(ctx, nids, 1));
    SHOW_INT(SSL_CTX_set1_groups(ctx, bad, 1));
    SHOW_INT(SSL_CTX_set1_groups(ctx, nids, 0));
    show_errors();
    static const char *sigalgs[] = {"RSA+SHA256", "ECDSA+SHA256", "rsa+sha256", "RSA-PSS+SHA256", "PSS+SHA256",
        "ed25519", "Ed25519", "rsa_pss_rsae_sha256", "rsa_pss_pss_sha256", "ecdsa_secp256r1_sha256", "RSA+MD5",
        "nope", "RSA+SHA256:nope", "RSA+SHA256:RSA+SHA256", "", "rsa_pkcs1_sha256", "RSA + SHA256",
        "ECDSA+SHA384:RSA-PSS+SHA384:RSA-PSS+SHA512"};
    for (size_t i = 0; i < sizeof sigalgs / sizeof *sigalgs; i++) {
        printf("sigalgs '%s': %ld client %ld\n", sigalgs[i], SSL_CTX_set1_sigalgs_list(ctx, (char *)sigalgs[i]),
               SSL_CTX_set1_client_sigalgs_list(ctx, (char *)sigalgs[i]));
        show_errors();
    }
    int pairs[] = {NID_sha256, EVP_PKEY_RSA, NID_sha256, EVP_PKEY_EC};
    SHOW_INT(SSL_CTX_set1_sigalgs(ctx, pairs, 4));
    SHOW_INT(SSL_CTX_set1_sigalgs(ctx, pairs, 3));

    static const char *ciphers[] = {
        "ECDHE-RSA-AES128-GCM-SHA256", "ECDHE+AESGCM:!aECDSA", "ECDHE+CHACHA20", "nonsense", "", "HIGH:@NONSENSE",
        "ECDHE-RSA-AES128-GCM-SHA256:@SECLEVEL=1", "ECDHE+aRSA+AES256+AESGCM", "ECDHE-ECDSA-AES256-GCM-SHA384:-ECDSA",
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "!ALL", "ECDHE+AESGCM:+AES256", "ECDHE+AESGCM:@STRENGTH",
        "CHACHA20+ECDHE+ECDSA,ECDHE-RSA-AES256-GCM-SHA384 ECDHE-RSA-AES128-GCM-SHA256;nonsense", "ECDHE+AESGCM!ECDSA"};
    for (size_t i = 0; i < sizeof ciphers / sizeof *ciphers; i++) {
        printf("ciphers '%s': %d level %d\n", ciphers[i], SSL_CTX_set_cipher_list(ctx, ciphers[i]),
               SSL_CTX_get_security_level(ctx));
        show_errors();
        show_ciphers(" list", SSL_CTX_get_ciphers(ctx));
    }
    static const char *suites[] = {"TLS_AES_128_GCM_SHA256", "nonsense", "TLS_CHACHA20_POLY1305_SHA256:nonsense:TLS_AES_256_GCM_SHA384", ""};
    for (size_t i = 0; i < sizeof suites / sizeof *suites; i++) {
        printf("suites '%s': %d\n", suites[i], SSL_CTX_set_ciphersuites(ctx, suites[i]));
        show_errors();
        show_ciphers(" list", SSL_CTX_get_ciphers(ctx));
    }
    SSL_CTX_set_cipher_list(ctx, "ECDHE+AESGCM");
    SSL_CTX_set_ciphersuites(ctx, "TLS_AES_128_GCM_SHA256");

    SSL *ssl = SSL_new(ctx);
    SHOW_INT(SSL_get_options(ssl));
    SHOW_INT(SSL_set_options(ssl, SSL_OP_NO_TLSv1_3));
    SHOW_INT(SSL_clear_options(ssl, SSL_OP_NO_TLSv1_3));
    SHOW_INT(SSL_get_mode(ssl));
    SHOW_INT(SSL_get_verify_mode(ssl));
    SHOW_INT(SSL_get_verify_depth(ssl));
    SHOW_INT(SSL_get_num_tickets(ssl));
    SHOW_INT(SSL_get_read_ahead(ssl));
    SHOW_INT(SSL_get_security_level(ssl));
    SHOW_INT(SSL_get_quiet_shutdown(ssl));
    SHOW_INT(SSL_get_min_proto_version(ssl));
    SHOW_INT(SSL_get_max_proto_version(ssl));
    SHOW_INT(SSL_set_min_proto_version(ssl, TLS1_3_VERSION));
    show_ciphers("get_ciphers", SSL_get_ciphers(ssl));
    STACK_OF(SSL_CIPHER) *supported = SSL_get1_supported_ciphers(ssl);
    show_ciphers("supported", supported);
    sk_SSL_CIPHER_free(supported);
    SHOW_STR(SSL_get_cipher_list(ssl, 0));
    SHOW_STR(SSL_get_cipher_list(ssl, 1));
    SHOW_STR(SSL_get_cipher_list(ssl, 99));
    SHOW_STR(SSL_get_cipher_list(ssl, -1));
    SHOW_STR(SSL_CIPHER_get_name(SSL_CIPHER_find(ssl, (const unsigned char *)"\x13\x01")));
    SHOW_STR(SSL_CIPHER_get_name(SSL_CIPHER_find(ssl, (const unsigned char *)"\xc0\x2f")));
    SHOW_INT(SSL_set_cipher_list(ssl, "ECDHE-RSA-CHACHA20-POLY1305"));
    SHOW_INT(SSL_set_ciphersuites(ssl, "nonsense"));
    show_errors();
    SHOW_INT(SSL_set_alpn_protos(ssl, (const unsigned char *)"\x02h2\x08http/1.1", 12));
    SHOW_INT(SSL_set_alpn_protos(ssl, (const unsigned char *)"\x02h2\x09http/1.1", 12));
    SHOW_INT(SSL_set_alpn_protos(ssl, (const unsigned char *)"\x00", 1));
    SHOW_INT(SSL_set_alpn_protos(ssl, NULL, 0));
    show_errors();
    SHOW_INT(SSL_set_tlsext_host_name(ssl, ""));
    show_errors();
    SHOW_INT(SSL_set_tlsext_host_name(ssl, "example.org"));
    SHOW_INT(SSL_set_tlsext_host_name(ssl, NULL));
    SHOW_INT(SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, 5, "x"));
    show_errors();
    SHOW_STR(SSL_group_to_name(ssl, NID_X25519));
    SHOW_STR(SSL_group_to_name(ssl, NID_X9_62_prime256v1));
    SHOW_STR(SSL_group_to_name(ssl, 1));
    SSL *copy = SSL_dup(ssl);
    SHOW_INT(copy != ssl && SSL_get_min_proto_version(copy) == TLS1_3_VERSION);
    SSL_free(copy);
    ERR_clear_error();
    SHOW_INT(SSL_get_fd(ssl));
    SHOW_INT(SSL_set_fd(ssl, 77));
    SHOW_INT(SSL_get_fd(ssl));
    SHOW_INT(SSL_get_rfd(ssl));
    SHOW_INT(SSL_get_wfd(ssl));
    SHOW_INT(SSL_set_rfd(ssl, 76));
    SHOW_INT(SSL_get_rfd(ssl) * 1000 + SSL_get_wfd(ssl));
    SHOW_INT(SSL_get_rbio(ssl) == SSL_get_wbio(ssl));
    SHOW_INT(SSL_get_SSL_CTX(ssl) == ctx);
    SHOW_INT(SSL_get_default_timeout(ssl));
    SHOW_INT(SSL_set_ex_data(ssl, 0, "value"));
    SHOW_STR(SSL_get_ex_data(ssl, 0));
    SHOW_STR(SSL_get_app_data(ssl));
    SHOW_INT(SSL_CTX_set_ex_data(ctx, 0, "context"));
    SHOW_STR(SSL_CTX_get_app_data(ctx));
    SHOW_INT(SSL_up_ref(ssl));
    SSL_free(ssl);
    SSL_free(ssl);
    SHOW_INT(SSL_CTX_up_ref(ctx));
    SSL_CTX_free(ctx);
    SSL_CTX_free(ctx);
    SSL_free(NULL);
    SSL_CTX_free(NULL);
    ERR_clear_error();
    SHOW_NULL(SSL_CTX_new(NULL));
    show_errors();
    SHOW_NULL(SSL_new(NULL));
    show_errors();
    return 0;
}
