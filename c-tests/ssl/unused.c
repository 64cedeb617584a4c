/* What a TLS library without renegotiation, compression, PSK, SRTP and engines still has to answer. */
#include "pair.h"
#include <openssl/async.h>
#include <openssl/comp.h>
#include <openssl/dh.h>
#include <openssl/pem.h>
#include <openssl/srtp.h>
#include <openssl/x509.h>

static DH *dh_callback(SSL *ssl, int export, int bits)
{
    (void)ssl, (void)export, (void)bits;
    return NULL;
}

static int advertised(SSL *ssl, const unsigned char **out, unsigned int *len, void *arg)
{
    (void)ssl, (void)out, (void)len, (void)arg;
    return SSL_TLSEXT_ERR_NOACK;
}

static int selected(SSL *ssl, unsigned char **out, unsigned char *outlen, const unsigned char *in, unsigned int inlen, void *arg)
{
    (void)ssl, (void)out, (void)outlen, (void)in, (void)inlen, (void)arg;
    return SSL_TLSEXT_ERR_NOACK;
}

static void info(const SSL *ssl, int where, int ret)
{
    (void)ssl, (void)where, (void)ret;
}

static int async_done(SSL *ssl, void *arg)
{
    (void)ssl, (void)arg;
    printf("an asynchronous job is done\n");
    return 1;
}

int main(int argc, char **argv)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *ssl = SSL_new(ctx);
    STACK_OF(X509_NAME) *names = sk_X509_NAME_new_null();
    X509_NAME *name = X509_NAME_new();
    EVP_PKEY *params = NULL;
    FILE *file;
    BIO *bio;
    OSSL_ASYNC_FD fds[4];
    size_t count = 9, added = 9, deleted = 9;
    char text[100];
    int status = 9;
    X509 *cert;

    (void)argc;
    /* Names of CAs. */
    SHOW_INT(SSL_add_dir_cert_subjects_to_stack(names, fixture(argv, "hashed")));
    SHOW_INT(sk_X509_NAME_num(names));
    SHOW_INT(SSL_add_dir_cert_subjects_to_stack(names, fixture(argv, "hashed")));
    SHOW_INT(sk_X509_NAME_num(names));
    SHOW_INT(SSL_add_dir_cert_subjects_to_stack(names, "/nowhere"));
    show_error_codes();
    SHOW_INT(SSL_add_store_cert_subjects_to_stack(names, fixture(argv, "full-chain.pem")));
    SHOW_INT(sk_X509_NAME_num(names));
    SHOW_INT(SSL_add_store_cert_subjects_to_stack(names, "/nowhere"));
    show_error_codes();
    file = fopen(fixture(argv, "ca-rsa-cert.pem"), "r");
    cert = PEM_read_X509(file, NULL, NULL, NULL);
    fclose(file);
    SHOW_INT(SSL_add1_to_CA_list(ssl, cert));
    SHOW_INT(SSL_CTX_add1_to_CA_list(ctx, cert));
    SHOW_INT(sk_X509_NAME_num(SSL_get0_CA_list(ssl)));
    SHOW_INT(SSL_add1_to_CA_list(ssl, NULL));
    SHOW_INT(sk_X509_NAME_num(SSL_get0_CA_list(ssl)));

    /* Methods and descriptors. */
    SHOW_INT(SSL_CTX_set_ssl_version(ctx, TLSv1_2_method()));
    SHOW_INT(SSL_CTX_get_ssl_method(ctx) == TLSv1_2_method());
    SHOW_INT(SSL_CTX_set_ssl_version(ctx, TLS_method()));
    SHOW_INT(SSL_set_wfd(ssl, 1));
    SHOW_INT(SSL_get_wfd(ssl));
    SHOW_INT(SSL_get_rfd(ssl));
    SHOW_INT(SSL_set_wfd(ssl, 2));
    SHOW_INT(SSL_get_wfd(ssl));
    SSL_free(ssl);
    ssl = SSL_new(ctx);
    SHOW_INT(SSL_callback_ctrl(ssl, SSL_CTRL_SET_MSG_CALLBACK, (void (*)(void))info));
    SHOW_INT(SSL_callback_ctrl(ssl, 9999, (void (*)(void))info));
    SHOW_INT(SSL_renegotiate_abbreviated(ssl));
    ERR_clear_error();
    SHOW_STR(SSL_get_shared_ciphers(ssl, text, sizeof text));
    SHOW_STR(SSL_get_shared_ciphers(ssl, text, 1));

    /* Diffie-Hellman parameters. */
    bio = BIO_new_file(fixture(argv, "dh2048.pem"), "r");
    params = PEM_read_bio_Parameters(bio, NULL);
    BIO_free(bio);
    EVP_PKEY_up_ref(params);
    SHOW_INT(SSL_CTX_set0_tmp_dh_pkey(ctx, params));
    SHOW_INT(SSL_set0_tmp_dh_pkey(ssl, params));
    show_errors();
    SHOW_INT(SSL_CTX_set0_tmp_dh_pkey(ctx, NULL));
    SHOW_INT(SSL_set0_tmp_dh_pkey(ssl, NULL));
    show_errors();
    SSL_CTX_set_tmp_dh_callback(ctx, dh_callback);
    SSL_set_tmp_dh_callback(ssl, dh_callback);
    SHOW_INT(SSL_CTX_set_dh_auto(ctx, 1));
    show_errors();

    /* NPN, compression, SRTP, PSK, early data, asynchronous jobs, engines. */
    SSL_CTX_set_next_protos_advertised_cb(ctx, advertised, NULL);
    SSL_CTX_set_next_proto_select_cb(ctx, selected, NULL);
    SHOW_INT(SSL_COMP_get_compression_methods() == NULL || sk_SSL_COMP_num(SSL_COMP_get_compression_methods()) == 0);
    SHOW_INT(SSL_COMP_add_compression_method(1, NULL));
    ERR_clear_error();
    SHOW_STR(SSL_COMP_get_name(NULL));
    SHOW_NULL(SSL_get_selected_srtp_profile(ssl));
    SHOW_NULL(SSL_get_srtp_profiles(ssl));
    show_errors();
    SHOW_STR(SSL_get_psk_identity(ssl));
    SHOW_STR(SSL_get_psk_identity_hint(ssl));
    SHOW_STR(SSL_get_psk_identity(NULL));
    SHOW_STR(SSL_get_psk_identity_hint(NULL));
    show_errors();
    SHOW_INT(SSL_CTX_set_async_callback(ctx, async_done));
    SHOW_INT(SSL_CTX_set_async_callback_arg(ctx, &count));
    SHOW_INT(SSL_set_async_callback(ssl, async_done));
    SHOW_INT(SSL_set_async_callback_arg(ssl, NULL));
    SHOW_INT(SSL_waiting_for_async(ssl));
    SHOW_INT(SSL_get_all_async_fds(ssl, NULL, &count));
    SHOW_INT(SSL_get_all_async_fds(ssl, fds, &count));
    SHOW_INT(SSL_get_changed_async_fds(ssl, NULL, &added, NULL, &deleted));
    SHOW_INT(SSL_get_async_status(ssl, &status));
    show_errors();
    SHOW_INT(SSL_CTX_set_client_cert_engine(ctx, NULL));
    show_error_codes();
    SHOW_INT(SSL_verify_client_post_handshake(ssl));
    show_error_codes();
    SHOW_INT(SSL_sendfile(ssl, 0, 0, 10, 0));
    ERR_clear_error();

    /* Buffers, extensions, flags. */
    SHOW_INT(SSL_alloc_buffers(ssl));
    SHOW_INT(SSL_free_buffers(ssl));
    SHOW_INT(SSL_alloc_buffers(ssl));
    for (unsigned int type = 0; type < 60; type++)
        if (SSL_extension_supported(type))
            printf(" %u", type);
    printf("\n");
    SHOW_INT(SSL_extension_supported(0xff01));
    SHOW_INT(SSL_extension_supported(13172));
    SHOW_INT(SSL_CTX_has_client_custom_ext(ctx, 1000));
    SSL_set_debug(ssl, 1);
    SHOW_INT(SSL_get0_dane_authority(ssl, NULL, NULL));
    SHOW_INT(SSL_get0_dane_tlsa(ssl, NULL, NULL, NULL, NULL, NULL));
    show_errors();

    EVP_PKEY_free(NULL);
    sk_X509_NAME_pop_free(names, X509_NAME_free);
    X509_NAME_free(name);
    X509_free(cert);
    SSL_free(ssl);
    SSL_CTX_free(ctx);
    return 0;
}
