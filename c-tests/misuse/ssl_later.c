/* NULL where OpenSSL crashes: padding, further tickets, DANE, lists of suites, timestamps, debug callbacks. */
#include "../common.h"
#include <openssl/bio.h>
#include <openssl/ct.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

int main(void)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *ssl = SSL_new(ctx);
    STACK_OF(SSL_CIPHER) *suites = NULL;
    STACK_OF(SCT) *scts = NULL;
    SCT *sct = NULL;
    X509 *cert;
    EVP_PKEY *key;
    uint8_t byte;
    unsigned char *bytes;
    const unsigned char *at = NULL;
    size_t len;

    SSL_CTX_set_record_padding_callback(NULL, NULL);
    SSL_CTX_set_record_padding_callback_arg(NULL, NULL);
    SSL_set_record_padding_callback_arg(NULL, NULL);
    SHOW_INT(SSL_set_record_padding_callback(NULL, NULL));
    SHOW_NULL(SSL_CTX_get_record_padding_callback_arg(NULL));
    SHOW_NULL(SSL_get_record_padding_callback_arg(NULL));
    SHOW_INT(SSL_CTX_set_block_padding(NULL, 64));
    SHOW_INT(SSL_set_block_padding(NULL, 64));
    SHOW_INT(SSL_CTX_set_tlsext_max_fragment_length(NULL, 0));
    SHOW_INT(SSL_set_tlsext_max_fragment_length(NULL, 0));
    SHOW_INT(SSL_new_session_ticket(NULL));
    SHOW_INT(SSL_CTX_set_ct_validation_callback(NULL, NULL, NULL));
    SHOW_INT(SSL_set_ct_validation_callback(NULL, NULL, NULL));
    show_errors();

    SHOW_INT(SSL_CTX_dane_enable(NULL));
    SHOW_INT(SSL_CTX_dane_mtype_set(NULL, NULL, 1, 1));
    SHOW_INT(SSL_CTX_dane_set_flags(NULL, 1));
    SHOW_INT(SSL_CTX_dane_clear_flags(NULL, 1));
    SHOW_INT(SSL_dane_enable(NULL, "localhost"));
    SHOW_INT(SSL_dane_set_flags(NULL, 1));
    SHOW_INT(SSL_dane_clear_flags(NULL, 1));
    SHOW_INT(SSL_dane_tlsa_add(NULL, 3, 1, 1, (const unsigned char *)"x", 1));
    SHOW_NULL(SSL_get0_dane(NULL));
    SHOW_INT(SSL_get0_dane_authority(NULL, &cert, &key));
    SHOW_INT(SSL_get0_dane_tlsa(NULL, &byte, &byte, &byte, NULL, &len));
    X509_STORE_CTX_set0_dane(NULL, SSL_get0_dane(ssl));
    show_errors();
    SSL_CTX_dane_enable(ctx);
    SHOW_INT(SSL_dane_enable(ssl, "localhost"));
    SHOW_INT(SSL_dane_tlsa_add(ssl, 3, 1, 0, NULL, 10));
    SHOW_INT(SSL_dane_tlsa_add(ssl, 3, 1, 0, NULL, (size_t)-1));
    show_errors();

    SHOW_INT(SSL_bytes_to_cipher_list(NULL, (const unsigned char *)"\x13\x01", 2, 0, &suites, NULL));
    SHOW_INT(SSL_bytes_to_cipher_list(ssl, NULL, 2, 0, &suites, NULL));
    SHOW_INT(SSL_bytes_to_cipher_list(ssl, NULL, (size_t)-2, 0, &suites, NULL));
    SHOW_NULL(SSL_COMP_get0_name(NULL));
    SHOW_INT(SSL_COMP_get_id(NULL));
    show_errors();

    SHOW_INT(SCT_get_version(NULL));
    SHOW_INT(SCT_get_log_entry_type(NULL));
    SHOW_INT(SCT_get_timestamp(NULL));
    SHOW_INT(SCT_get_signature_nid(NULL));
    SHOW_INT(SCT_get_source(NULL));
    SHOW_INT(SCT_get0_log_id(NULL, &bytes));
    SHOW_INT(SCT_get0_extensions(NULL, &bytes));
    SHOW_INT(SCT_get0_signature(NULL, &bytes));
    SHOW_INT(SCT_set_version(NULL, SCT_VERSION_V1));
    SHOW_INT(SCT_set_log_entry_type(NULL, CT_LOG_ENTRY_TYPE_X509));
    SHOW_INT(SCT_set_signature_nid(NULL, 794));
    SHOW_INT(SCT_set_source(NULL, SCT_SOURCE_UNKNOWN));
    SHOW_INT(SCT_set1_log_id(NULL, NULL, 0));
    SHOW_INT(SCT_set1_extensions(NULL, NULL, 0));
    SHOW_INT(SCT_set1_signature(NULL, NULL, 0));
    SHOW_INT(SCT_set0_log_id(NULL, NULL, 0));
    SCT_set0_extensions(NULL, NULL, 0);
    SCT_set0_signature(NULL, NULL, 0);
    SCT_set_timestamp(NULL, 1);
    SCT_print(NULL, NULL, 0, NULL);
    SCT_LIST_print(NULL, NULL, 0, NULL, NULL);
    SHOW_INT(i2o_SCT(NULL, NULL));
    SHOW_INT(i2o_SCT_LIST(NULL, NULL));
    SHOW_INT(i2d_SCT_LIST(NULL, NULL));
    SHOW_NULL(o2i_SCT(&sct, NULL, 10));
    SHOW_NULL(o2i_SCT(&sct, &at, 10));
    SHOW_NULL(o2i_SCT_LIST(&scts, NULL, 10));
    SHOW_NULL(o2i_SCT_LIST(&scts, &at, (size_t)-1));
    SHOW_NULL(d2i_SCT_LIST(&scts, &at, -1));
    show_errors();

    SHOW_INT(BIO_debug_callback_ex(NULL, BIO_CB_READ, NULL, 1, 2, 3, 4, NULL));
    SHOW_INT(BIO_debug_callback(NULL, BIO_CB_READ, NULL, 1, 2, 3));
    show_errors();
    SSL_free(ssl);
    SSL_CTX_free(ctx);
    return 0;
}
