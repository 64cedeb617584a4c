/* What the other programs leave of SSL, SSL_CTX and SSL_CIPHER: settings read back, facts of a connection. */
#include "pair.h"
#include <openssl/pem.h>

static int cert_calls, info_calls, msg_calls;

static int cert_cb(SSL *ssl, void *arg)
{
    cert_calls++;
    return 1;
}

static void info_cb(const SSL *ssl, int where, int ret)
{
    info_calls++;
}

static void msg_cb(int write, int version, int type, const void *buf, size_t len, SSL *ssl, void *arg)
{
    msg_calls++;
}

static int verify_cb(int ok, X509_STORE_CTX *ctx)
{
    return ok;
}

static int password_cb(char *buf, int size, int writing, void *arg)
{
    return 0;
}

static int client_cert_cb(SSL *ssl, X509 **cert, EVP_PKEY **key)
{
    return 0;
}

static SSL_SESSION *get_cb(SSL *ssl, const unsigned char *id, int len, int *copy)
{
    return NULL;
}

static int cookie_generate(SSL *ssl, unsigned char *cookie, unsigned int *len)
{
    return 0;
}

static int cookie_verify(SSL *ssl, const unsigned char *cookie, unsigned int len)
{
    return 0;
}

static void methods(void)
{
    const SSL_METHOD *all[] = { TLSv1_2_method(), TLSv1_2_client_method(), TLSv1_2_server_method() };
    const SSL_METHOD *old[] = { TLSv1_method(), TLSv1_client_method(), TLSv1_server_method(),
                                TLSv1_1_method(), TLSv1_1_client_method(), TLSv1_1_server_method() };

    for (size_t i = 0; i < 3; i++) {
        SSL_CTX *ctx = SSL_CTX_new_ex(NULL, NULL, all[i]);

        printf("method %d: %s %d\n", (int)i, ctx ? "context" : "NULL", SSL_CTX_get_ssl_method(ctx) == all[i]);
        SSL_CTX_free(ctx);
    }
    for (size_t i = 0; i < 6; i++)
        SHOW_INT(old[i] != NULL);
    SHOW_NULL(SSL_CTX_new_ex(NULL, NULL, NULL));
    show_error_codes();
}

static void ciphers(void)
{
    static const char *const ids[] = { "\x13\x01", "\x13\x02", "\x13\x03", "\xc0\x2b", "\xc0\x2f", "\xc0\x30", "\xcc\xa8",
                                       "\x00\xff", "\x56\x00", "\x0a\x0a" };
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    SSL *ssl = SSL_new(ctx);
    char text[128];

    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        const SSL_CIPHER *c = SSL_CIPHER_find(ssl, (const unsigned char *)ids[i]);

        if (c == NULL) {
            printf("no cipher\n");
            continue;
        }
        printf("%s %s %s\n", SSL_CIPHER_get_name(c), SSL_CIPHER_standard_name(c), SSL_CIPHER_get_version(c));
        printf("  auth %d cipher %d digest %d kx %d id %04x aead %d\n", SSL_CIPHER_get_auth_nid(c),
               SSL_CIPHER_get_cipher_nid(c), SSL_CIPHER_get_digest_nid(c), SSL_CIPHER_get_kx_nid(c),
               SSL_CIPHER_get_protocol_id(c), SSL_CIPHER_is_aead(c));
        printf("  bits %d digest %s\n", SSL_CIPHER_get_bits(c, NULL),
               EVP_MD_get0_name(SSL_CIPHER_get_handshake_digest(c)));
        printf("  %s", SSL_CIPHER_description(c, text, sizeof text));
        SHOW_STR(OPENSSL_cipher_name(SSL_CIPHER_standard_name(c)));
    }
    SHOW_STR(SSL_CIPHER_description(SSL_CIPHER_find(ssl, (const unsigned char *)ids[0]), text, 10));
    SHOW_STR(OPENSSL_cipher_name("TLS_NO_SUCH"));
    SHOW_STR(OPENSSL_cipher_name(NULL));
    SHOW_STR(SSL_CIPHER_standard_name(NULL));
    SHOW_STR(OSSL_default_cipher_list());
    SHOW_STR(OSSL_default_ciphersuites());
    SHOW_STR(SSL_alert_type_string(0x0228));
    SHOW_STR(SSL_alert_type_string(0x0100));
    SHOW_STR(SSL_alert_type_string(0x0900));
    for (int i = 0; i < 256; i++)
        printf("%s ", SSL_alert_desc_string(i));
    printf("\n");
    SHOW_STR(SSL_COMP_get_name(NULL));
    SSL_free(ssl);
    SSL_CTX_free(ctx);
}

static void context(char **argv)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());

    SHOW_INT(SSL_CTX_ct_is_enabled(ctx));
    SHOW_NULL(SSL_CTX_get_client_cert_cb(ctx));
    SSL_CTX_set_client_cert_cb(ctx, client_cert_cb);
    SHOW_INT(SSL_CTX_get_client_cert_cb(ctx) == client_cert_cb);
    SHOW_NULL(SSL_CTX_get_info_callback(ctx));
    SSL_CTX_set_info_callback(ctx, info_cb);
    SHOW_INT(SSL_CTX_get_info_callback(ctx) == info_cb);
    SSL_CTX_sess_set_get_cb(ctx, get_cb);
    SHOW_INT(SSL_CTX_sess_get_get_cb(ctx) == get_cb);
    SHOW_INT(SSL_CTX_get_max_early_data(ctx));
    SHOW_INT(SSL_CTX_set_max_early_data(ctx, 1000));
    SHOW_INT(SSL_CTX_get_max_early_data(ctx));
    SSL_CTX_set_cookie_generate_cb(ctx, cookie_generate);
    SSL_CTX_set_cookie_verify_cb(ctx, cookie_verify);
    SSL_CTX_set_default_read_buffer_len(ctx, 4096);
    SSL_CTX_set_post_handshake_auth(ctx, 1);
    SHOW_INT(SSL_CTX_set_default_verify_store(ctx));
    SHOW_INT(SSL_CTX_load_verify_store(ctx, "no-such-file"));
    ERR_clear_error();
    SHOW_INT(SSL_CTX_use_RSAPrivateKey_file(ctx, fixture(argv, "server-rsa-key.pem"), SSL_FILETYPE_PEM));
    ERR_clear_error();
    SHOW_INT(SSL_CTX_use_RSAPrivateKey_file(ctx, fixture(argv, "no-such"), SSL_FILETYPE_PEM));
    ERR_clear_error();
    SSL_CTX_free(ctx);
}

static void settings(char **argv)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *ssl = SSL_new(ctx), *other = SSL_new(ctx);
    BIO *a = BIO_new(BIO_s_mem()), *b = BIO_new(BIO_s_mem());
    STACK_OF(X509_NAME) *names = SSL_load_client_CA_file_ex(fixture(argv, "ca-bundle.pem"), NULL, NULL);
    STACK_OF(X509_NAME) *list = sk_X509_NAME_new_null();
    static int thing;

    SHOW_INT(sk_X509_NAME_num(names));
    SHOW_NULL(SSL_load_client_CA_file_ex(fixture(argv, "no-such"), NULL, NULL));
    ERR_clear_error();
    SSL_set_client_CA_list(ssl, names);
    SHOW_INT(SSL_get_client_CA_list(ssl) == names);
    SSL_set0_CA_list(ssl, list);
    SHOW_INT(SSL_get0_CA_list(ssl) == list);
    SSL_CTX_set0_CA_list(ctx, sk_X509_NAME_new_null());
    SHOW_INT(sk_X509_NAME_num(SSL_CTX_get0_CA_list(ctx)));
    SHOW_INT(SSL_ct_is_enabled(ssl));
    SSL_set_default_passwd_cb(ssl, password_cb);
    SSL_set_default_passwd_cb_userdata(ssl, &thing);
    SHOW_INT(SSL_get_default_passwd_cb(ssl) == password_cb);
    SHOW_INT(SSL_get_default_passwd_cb_userdata(ssl) == &thing);
    SSL_set_info_callback(ssl, info_cb);
    SHOW_INT(SSL_get_info_callback(ssl) == info_cb);
    SSL_set_verify(ssl, SSL_VERIFY_PEER, verify_cb);
    SHOW_INT(SSL_get_verify_callback(ssl) == verify_cb);
    SSL_set_verify_depth(ssl, 3);
    SHOW_INT(SSL_get_verify_depth(ssl));
    SSL_set_verify_result(ssl, X509_V_ERR_CERT_REVOKED);
    SHOW_INT(SSL_get_verify_result(ssl));
    SHOW_INT(SSL_set_max_early_data(ssl, 77));
    SHOW_INT(SSL_get_max_early_data(ssl));
    ERR_clear_error();
    SHOW_INT(SSL_get_early_data_status(ssl));
    SHOW_INT(SSL_set_num_tickets(ssl, 5));
    SHOW_INT(SSL_get_num_tickets(ssl));
    SSL_set_read_ahead(ssl, 1);
    SHOW_INT(SSL_get_read_ahead(ssl));
    SSL_set_default_read_buffer_len(ssl, 8192);
    SSL_set_security_level(ssl, 2);
    SHOW_INT(SSL_get_security_level(ssl));
    SSL_set_post_handshake_auth(ssl, 1);
    SHOW_INT(SSL_set_session_id_context(ssl, (const unsigned char *)"context", 7));
    SHOW_INT(SSL_set_session_id_context(ssl, (const unsigned char *)"0123456789012345678901234567890123", 33));
    show_error_codes();
    SHOW_INT(SSL_copy_session_id(other, ssl));
    SHOW_INT(SSL_has_matching_session_id(ssl, (const unsigned char *)"id", 2));
    SHOW_INT(SSL_set_purpose(ssl, X509_PURPOSE_SSL_SERVER));
    SHOW_INT(SSL_set_purpose(ssl, 999));
    ERR_clear_error();
    SHOW_INT(SSL_set_trust(ssl, X509_TRUST_SSL_SERVER));
    SHOW_INT(SSL_get_ssl_method(ssl) == TLS_method());
    SHOW_INT(SSL_set_ssl_method(ssl, TLS_method()));
    SSL_set0_rbio(ssl, a);
    SSL_set0_wbio(ssl, b);
    SHOW_INT(SSL_get_rbio(ssl) == a && SSL_get_wbio(ssl) == b);
    SHOW_INT(SSL_get_key_update_type(ssl));
    SHOW_INT(SSL_renegotiate_pending(ssl));
    SHOW_STR(SSL_rstate_string(ssl));
    SHOW_STR(SSL_rstate_string_long(ssl));
    SHOW_NULL(SSL_get_client_ciphers(ssl));
    SHOW_NULL(SSL_get_pending_cipher(ssl));
    SHOW_NULL(SSL_get_current_compression(ssl));
    SHOW_NULL(SSL_get_current_expansion(ssl));
    SSL_free(ssl);
    SSL_free(other);
    SSL_CTX_free(ctx);
}

static void handles(char **argv)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *ssl = SSL_new(ctx);
    BIO *bio = BIO_new_file(fixture(argv, "server-rsa-cert.pem"), "r");
    X509 *cert = PEM_read_bio_X509(bio, NULL, NULL, NULL);
    EVP_PKEY *key, *wrong;
    unsigned char *der = NULL;
    int len;

    BIO_free(bio);
    bio = BIO_new_file(fixture(argv, "server-rsa-key.pem"), "r");
    key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
    BIO_free(bio);
    bio = BIO_new_file(fixture(argv, "server-p256-key.pem"), "r");
    wrong = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
    BIO_free(bio);
    SHOW_INT(SSL_use_cert_and_key(ssl, cert, wrong, NULL, 1));
    show_error_codes();
    SHOW_INT(SSL_use_cert_and_key(ssl, cert, key, NULL, 1));
    SHOW_INT(SSL_check_private_key(ssl));
    SHOW_INT(SSL_use_cert_and_key(ssl, cert, key, NULL, 0));
    show_error_codes();
    len = i2d_X509(cert, &der);
    SHOW_INT(SSL_use_certificate_ASN1(ssl, der, len));
    SHOW_INT(SSL_use_certificate_ASN1(ssl, der, len - 1));
    ERR_clear_error();
    OPENSSL_free(der);
    der = NULL;
    len = i2d_PrivateKey(key, &der);
    SHOW_INT(SSL_use_PrivateKey_ASN1(EVP_PKEY_RSA, ssl, der, len));
    SHOW_INT(SSL_use_PrivateKey_ASN1(EVP_PKEY_RSA, ssl, der, len - 1));
    ERR_clear_error();
    SHOW_INT(SSL_use_RSAPrivateKey_ASN1(ssl, der, len));
    SHOW_INT(SSL_use_RSAPrivateKey_ASN1(ssl, der, 5));
    ERR_clear_error();
    OPENSSL_free(der);
    X509_free(cert);
    EVP_PKEY_free(key);
    EVP_PKEY_free(wrong);
    SSL_free(ssl);
    SSL_CTX_free(ctx);
}

static void connection(char **argv, int version)
{
    struct pair p;
    const unsigned char *proto = NULL;
    unsigned int len = 9;
    int nid;

    printf("connection %x\n", version);
    pair_contexts(&p, argv, "p256");
    SSL_CTX_set_max_proto_version(p.client_ctx, version);
    pair_connections(&p);
    SSL_set_cert_cb(p.server, cert_cb, NULL);
    SSL_set_msg_callback(p.server, msg_cb);
    SSL_set_info_callback(p.client, info_cb);
    cert_calls = info_calls = msg_calls = 0;
    SHOW_INT(pair_handshake(&p));
    SHOW_INT(cert_calls);
    SHOW_INT(info_calls > 0);
    SHOW_INT(msg_calls > 0);
    SHOW_INT(SSL_client_version(p.server));
    SHOW_INT(SSL_get_early_data_status(p.server));
    SSL_get0_next_proto_negotiated(p.client, &proto, &len);
    SHOW_INT(len);
    SHOW_INT(SSL_get_signature_type_nid(p.server, &nid));
    SHOW_INT(SSL_get_peer_signature_type_nid(p.client, &nid));
    SHOW_INT(sk_SSL_CIPHER_num(SSL_get_client_ciphers(p.server)) > 0);
    SHOW_INT(SSL_get_sigalgs(p.server, -1, NULL, NULL, NULL, NULL, NULL) > 0);
    SHOW_INT(SSL_get_shared_sigalgs(p.server, 0, NULL, NULL, NULL, NULL, NULL) > 0);
    SHOW_INT(SSL_get_shared_sigalgs(p.server, -1, NULL, NULL, NULL, NULL, NULL) > 0);
    SHOW_INT(SSL_renegotiate_pending(p.client));
    SHOW_STR(SSL_rstate_string(p.client));
    pair_talk(&p);
    pair_free(&p);
}

int main(int argc, char **argv)
{
    methods();
    ciphers();
    context(argv);
    settings(argv);
    handles(argv);
    connection(argv, TLS1_3_VERSION);
    connection(argv, TLS1_2_VERSION);
    return 0;
}
