/* NULL where OpenSSL crashes, and calls in the wrong order. */
#include "../common.h"
#include <openssl/ssl.h>

#define TRY(call) \
    do { \
        printf("%s = %ld\n", #call, (long)(call)); \
        show_error_codes(); \
    } while (0)
#define VOID(call) \
    do { \
        call; \
        printf("%s\n", #call); \
        show_error_codes(); \
    } while (0)

int main(void)
{
    char buf[16];
    size_t n = 0;
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *s = SSL_new(ctx);

    TRY(SSL_CTX_up_ref(NULL));
    TRY(SSL_CTX_set_options(NULL, 1));
    TRY(SSL_CTX_get_options(NULL));
    TRY(SSL_CTX_set_cipher_list(NULL, "HIGH"));
    TRY(SSL_CTX_set_cipher_list(ctx, NULL));
    TRY(SSL_CTX_set_ciphersuites(ctx, NULL));
    TRY(SSL_CTX_use_certificate_file(NULL, "x", SSL_FILETYPE_PEM));
    TRY(SSL_CTX_use_certificate_file(ctx, NULL, SSL_FILETYPE_PEM));
    TRY(SSL_CTX_use_certificate_chain_file(ctx, NULL));
    TRY(SSL_CTX_use_PrivateKey_file(ctx, NULL, SSL_FILETYPE_PEM));
    TRY(SSL_CTX_use_certificate(NULL, NULL));
    TRY(SSL_CTX_check_private_key(NULL));
    TRY(SSL_CTX_load_verify_locations(NULL, "x", NULL));
    TRY(SSL_CTX_set_default_verify_paths(NULL));
    TRY(SSL_CTX_get_cert_store(NULL) == NULL);
    VOID(SSL_CTX_set_verify(NULL, 1, NULL));
    VOID(SSL_CTX_set_cert_store(NULL, NULL));
    VOID(SSL_CTX_set_cert_store(ctx, NULL));
    VOID(SSL_CTX_set_client_CA_list(ctx, NULL));
    VOID(SSL_CTX_set_info_callback(NULL, NULL));
    TRY(SSL_CTX_ctrl(NULL, 123456, 0, NULL));
    TRY(SSL_CTX_ctrl(ctx, 123456, 0, NULL));
    TRY(SSL_CTX_set1_groups_list(ctx, NULL));
    TRY(SSL_CTX_set1_groups(ctx, NULL, 3));
    TRY(SSL_CTX_add_extra_chain_cert(ctx, NULL));
    TRY(SSL_CTX_set_alpn_protos(NULL, NULL, 0));
    TRY(SSL_CTX_set_session_id_context(ctx, NULL, 4));
    TRY(SSL_CTX_add_session(ctx, NULL));
    TRY(SSL_CTX_set_ex_data(NULL, 0, NULL));
    TRY(SSL_CTX_set_ex_data(ctx, -1, NULL));
    TRY(SSL_CTX_get_ex_data(ctx, 12345) == NULL);
    TRY(SSL_up_ref(NULL));
    TRY(SSL_connect(NULL));
    TRY(SSL_accept(NULL));
    TRY(SSL_do_handshake(NULL));
    TRY(SSL_read(NULL, buf, 1));
    TRY(SSL_write(NULL, buf, 1));
    TRY(SSL_shutdown(NULL));
    TRY(SSL_clear(NULL));
    TRY(SSL_get_error(NULL, -1));
    TRY(SSL_pending(NULL));
    TRY(SSL_get_verify_result(NULL));
    TRY(SSL_get1_peer_certificate(NULL) == NULL);
    TRY(SSL_get_peer_cert_chain(NULL) == NULL);
    TRY(SSL_get_current_cipher(NULL) == NULL);
    TRY(SSL_get_session(NULL) == NULL);
    TRY(SSL_get_SSL_CTX(NULL) == NULL);
    TRY(SSL_set_SSL_CTX(NULL, ctx) == NULL);
    TRY(SSL_in_init(NULL));
    TRY(SSL_is_init_finished(NULL));
    TRY(SSL_set_fd(NULL, 1));
    TRY(SSL_get_fd(NULL));
    VOID(SSL_set_bio(NULL, NULL, NULL));
    VOID(SSL_set_connect_state(NULL));
    VOID(SSL_set_verify(NULL, 1, NULL));
    VOID(SSL_get0_alpn_selected(NULL, NULL, NULL));
    VOID(SSL_get0_alpn_selected(s, NULL, NULL));
    printf("%s\n", SSL_get_version(NULL));
    printf("%s\n", SSL_state_string_long(NULL));
    printf("%s\n", SSL_CIPHER_get_name(NULL));
    SSL_set_connect_state(s);
    TRY(SSL_set_fd(s, -1));
    TRY(SSL_connect(s));
    TRY(SSL_connect(s));
    SSL_free(s);
    s = SSL_new(ctx);
    SSL_set_connect_state(s);
    TRY(SSL_connect(s));
    TRY(SSL_read(s, NULL, 5));
    TRY(SSL_read_ex(s, buf, 5, NULL));
    TRY(SSL_write_ex(s, NULL, 5, &n));
    TRY(SSL_export_keying_material(s, (unsigned char *)buf, 5, NULL, 0, NULL, 0, 0));
    TRY(SSL_set_session(s, NULL));
    TRY(SSL_SESSION_get_time(NULL));
    TRY(SSL_SESSION_get_id(NULL, NULL) == NULL);
    TRY(SSL_SESSION_up_ref(NULL));
    TRY(SSL_CONF_cmd(NULL, "x", "y"));
    TRY(SSL_CONF_CTX_finish(NULL));
    /* Freed in the wrong order: each keeps what it needs. */
    SSL_CTX_free(ctx);
    TRY(SSL_get_SSL_CTX(s) == ctx);
    SSL_free(s);
    return 0;
}
