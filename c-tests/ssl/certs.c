/* Certificates and keys: from files and memory, in every order, matching or
 * not. */
#include "pair.h"
#include <openssl/pem.h>

static X509 *cert(const char *path)
{
    BIO *b = BIO_new_file(path, "r");
    X509 *x = PEM_read_bio_X509(b, NULL, NULL, NULL);
    BIO_free(b);
    return x;
}

static EVP_PKEY *key(const char *path)
{
    BIO *b = BIO_new_file(path, "r");
    EVP_PKEY *k = PEM_read_bio_PrivateKey(b, NULL, NULL, NULL);
    BIO_free(b);
    return k;
}

static int password(char *buf, int size, int rwflag, void *arg)
{
    printf(" asked for a passphrase, %d bytes, rwflag %d, %s\n", size, rwflag, (char *)arg);
    memcpy(buf, "secret", 6);
    return 6;
}

#define TRY(call) \
    do { \
        printf("%s = %ld\n", #call, (long)(call)); \
        show_error_codes(); \
    } while (0)

int main(int argc, char **argv)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    char *rsa_cert = strdup(fixture(argv, "server-rsa-cert.pem")),
               *rsa_key = strdup(fixture(argv, "server-rsa-key.pem")),
               *ec_cert = strdup(fixture(argv, "server-p256-cert.pem")),
               *ec_key = strdup(fixture(argv, "server-p256-key.pem")),
               *other_key = strdup(fixture(argv, "client-rsa-key.pem"));

    (void)argc;
    TRY(SSL_CTX_check_private_key(ctx));
    TRY(SSL_CTX_use_PrivateKey_file(ctx, rsa_key, SSL_FILETYPE_PEM));
    TRY(SSL_CTX_check_private_key(ctx));
    TRY(SSL_CTX_use_certificate_file(ctx, rsa_cert, SSL_FILETYPE_PEM));
    TRY(SSL_CTX_check_private_key(ctx));
    TRY(SSL_CTX_use_PrivateKey_file(ctx, other_key, SSL_FILETYPE_PEM));
    TRY(SSL_CTX_check_private_key(ctx));
    TRY(SSL_CTX_use_certificate_file(ctx, ec_cert, SSL_FILETYPE_PEM));
    TRY(SSL_CTX_check_private_key(ctx));
    TRY(SSL_CTX_use_PrivateKey_file(ctx, ec_key, SSL_FILETYPE_PEM));
    TRY(SSL_CTX_check_private_key(ctx));
    TRY(SSL_CTX_set_current_cert(ctx, SSL_CERT_SET_FIRST));
    TRY(SSL_CTX_set_current_cert(ctx, SSL_CERT_SET_NEXT));
    TRY(SSL_CTX_set_current_cert(ctx, SSL_CERT_SET_NEXT));
    SHOW_INT(SSL_CTX_get0_certificate(ctx) != NULL && SSL_CTX_get0_privatekey(ctx) != NULL);
    /* A certificate displaces a key that does not match. */
    TRY(SSL_CTX_use_certificate_file(ctx, fixture(argv, "client-p256-cert.pem"), SSL_FILETYPE_PEM));
    TRY(SSL_CTX_check_private_key(ctx));
    SHOW_NULL(SSL_CTX_get0_privatekey(ctx));

    TRY(SSL_CTX_use_certificate_file(ctx, fixture(argv, "no-such-file.pem"), SSL_FILETYPE_PEM));
    TRY(SSL_CTX_use_certificate_file(ctx, rsa_key, SSL_FILETYPE_PEM));
    TRY(SSL_CTX_use_certificate_file(ctx, rsa_cert, 77));
    TRY(SSL_CTX_use_PrivateKey_file(ctx, fixture(argv, "no-such-file.pem"), SSL_FILETYPE_PEM));
    TRY(SSL_CTX_use_PrivateKey_file(ctx, rsa_key, 77));
    TRY(SSL_CTX_use_certificate_chain_file(ctx, fixture(argv, "no-such-file.pem")));
    TRY(SSL_CTX_use_certificate_chain_file(ctx, rsa_key));
    TRY(SSL_CTX_use_certificate(ctx, NULL));
    TRY(SSL_CTX_use_PrivateKey(ctx, NULL));
    TRY(SSL_CTX_use_certificate_chain_file(ctx, fixture(argv, "full-chain.pem")));
    STACK_OF(X509) *chain = NULL;
    TRY(SSL_CTX_get0_chain_certs(ctx, &chain));
    SHOW_INT(sk_X509_num(chain));
    TRY(SSL_CTX_clear_chain_certs(ctx));
    TRY(SSL_CTX_get0_chain_certs(ctx, &chain));
    SHOW_INT(sk_X509_num(chain));
    X509 *ca = cert(fixture(argv, "ca-rsa-cert.pem"));
    TRY(SSL_CTX_add1_chain_cert(ctx, ca));
    TRY(SSL_CTX_add0_chain_cert(ctx, cert(fixture(argv, "ca-rsa-cert.pem"))));
    TRY(SSL_CTX_get0_chain_certs(ctx, &chain));
    SHOW_INT(sk_X509_num(chain));
    TRY(SSL_CTX_add_extra_chain_cert(ctx, cert(fixture(argv, "ca-rsa-cert.pem"))));
    TRY(SSL_CTX_get_extra_chain_certs_only(ctx, &chain));
    SHOW_INT(sk_X509_num(chain));
    TRY(SSL_CTX_clear_extra_chain_certs(ctx));
    TRY(SSL_CTX_get_extra_chain_certs_only(ctx, &chain));
    SHOW_INT(chain == NULL);
    X509_free(ca);

    SSL_CTX_set_default_passwd_cb(ctx, password);
    SSL_CTX_set_default_passwd_cb_userdata(ctx, "user data");
    SHOW_STR(SSL_CTX_get_default_passwd_cb_userdata(ctx));
    SHOW_INT(SSL_CTX_get_default_passwd_cb(ctx) == password);

    X509 *x = cert(rsa_cert), *y = cert(ec_cert);
    EVP_PKEY *k = key(rsa_key), *l = key(ec_key);
    SSL_CTX *second = SSL_CTX_new(TLS_server_method());
    TRY(SSL_CTX_use_cert_and_key(second, x, k, NULL, 0));
    TRY(SSL_CTX_use_cert_and_key(second, x, k, NULL, 0));
    TRY(SSL_CTX_use_cert_and_key(second, x, k, NULL, 1));
    TRY(SSL_CTX_use_cert_and_key(second, x, l, NULL, 1));
    TRY(SSL_CTX_use_certificate(second, y));
    TRY(SSL_CTX_use_PrivateKey(second, l));
    TRY(SSL_CTX_check_private_key(second));
    TRY(SSL_CTX_select_current_cert(second, x));
    SHOW_INT(SSL_CTX_get0_certificate(second) == x);
    SSL *s = SSL_new(second);
    SHOW_INT(SSL_get_certificate(s) == x && SSL_get_privatekey(s) == k);
    TRY(SSL_check_private_key(s));
    TRY(SSL_use_PrivateKey(s, l));
    TRY(SSL_use_certificate(s, y));
    SHOW_INT(SSL_get_certificate(s) == y);
    SHOW_INT(SSL_CTX_get0_certificate(second) == x);
    TRY(SSL_use_certificate_file(s, rsa_cert, SSL_FILETYPE_PEM));
    TRY(SSL_use_PrivateKey_file(s, rsa_key, SSL_FILETYPE_PEM));
    TRY(SSL_use_RSAPrivateKey_file(s, rsa_key, SSL_FILETYPE_PEM));
    TRY(SSL_use_certificate_chain_file(s, fixture(argv, "chain.pem")));
    SSL_certs_clear(s);
    SHOW_NULL(SSL_get_certificate(s));
    SSL_free(s);

    unsigned char *der = NULL, *kder = NULL;
    int len = i2d_X509(x, &der), klen = i2d_PrivateKey(k, &kder);
    SSL_CTX *third = SSL_CTX_new(TLS_method());
    TRY(SSL_CTX_use_certificate_ASN1(third, len, der));
    TRY(SSL_CTX_use_PrivateKey_ASN1(EVP_PKEY_RSA, third, kder, klen));
    TRY(SSL_CTX_use_RSAPrivateKey_ASN1(third, kder, klen));
    TRY(SSL_CTX_check_private_key(third));
    SSL_CTX_set_security_level(third, 5);
    TRY(SSL_CTX_use_certificate(third, x));
    OPENSSL_free(der);
    OPENSSL_free(kder);

    STACK_OF(X509_NAME) *names = SSL_load_client_CA_file(fixture(argv, "ca-bundle.pem"));
    SHOW_INT(sk_X509_NAME_num(names));
    SHOW_INT(SSL_add_file_cert_subjects_to_stack(names, fixture(argv, "ca-bundle.pem")));
    SHOW_INT(sk_X509_NAME_num(names));
    SHOW_INT(SSL_add_file_cert_subjects_to_stack(names, rsa_cert));
    SHOW_INT(sk_X509_NAME_num(names));
    STACK_OF(X509_NAME) *copy = SSL_dup_CA_list(names);
    SHOW_INT(sk_X509_NAME_num(copy));
    sk_X509_NAME_pop_free(copy, X509_NAME_free);
    SHOW_NULL(SSL_CTX_get_client_CA_list(third));
    SSL_CTX_set_client_CA_list(third, names);
    SHOW_INT(SSL_CTX_get_client_CA_list(third) == names);
    SHOW_INT(SSL_CTX_add_client_CA(third, y));
    SHOW_INT(sk_X509_NAME_num(SSL_CTX_get_client_CA_list(third)));
    SHOW_NULL(SSL_CTX_get0_CA_list(third));
    SHOW_INT(SSL_CTX_add1_to_CA_list(third, y));
    SHOW_INT(sk_X509_NAME_num(SSL_CTX_get0_CA_list(third)));
    s = SSL_new(third);
    SSL_set_accept_state(s);
    SHOW_INT(sk_X509_NAME_num(SSL_get_client_CA_list(s)));
    SHOW_INT(sk_X509_NAME_num(SSL_get0_CA_list(s)));
    SHOW_NULL(SSL_get0_peer_CA_list(s));
    SHOW_INT(SSL_add_client_CA(s, x));
    SHOW_INT(sk_X509_NAME_num(SSL_get_client_CA_list(s)));
    SSL_free(s);
    SHOW_NULL(SSL_load_client_CA_file(fixture(argv, "no-such-file.pem")));
    show_error_codes();
    SHOW_NULL(SSL_load_client_CA_file(rsa_key));
    show_error_codes();

    TRY(SSL_CTX_load_verify_locations(third, NULL, NULL));
    TRY(SSL_CTX_load_verify_locations(third, fixture(argv, "no-such-file.pem"), NULL));
    TRY(SSL_CTX_load_verify_locations(third, rsa_key, NULL));
    TRY(SSL_CTX_load_verify_locations(third, fixture(argv, "ca-bundle.pem"), argv[1]));
    TRY(SSL_CTX_load_verify_file(third, fixture(argv, "ca-bundle.pem")));
    TRY(SSL_CTX_load_verify_dir(third, argv[1]));
    TRY(SSL_CTX_set_default_verify_paths(third));
    TRY(SSL_CTX_set_default_verify_file(third));
    TRY(SSL_CTX_set_default_verify_dir(third));
    SHOW_INT(SSL_CTX_get_cert_store(third) != NULL);
    X509_STORE *store = X509_STORE_new();
    SSL_CTX_set_cert_store(third, store);
    SHOW_INT(SSL_CTX_get_cert_store(third) == store);
    SSL_CTX_set1_cert_store(second, store);
    SHOW_INT(SSL_CTX_get_cert_store(second) == store);
    TRY(SSL_CTX_set1_verify_cert_store(third, store));
    X509_STORE *got = NULL;
    TRY(SSL_CTX_get0_verify_cert_store(third, &got));
    SHOW_INT(got == store);
    X509_VERIFY_PARAM *param = SSL_CTX_get0_param(third);
    X509_VERIFY_PARAM_set_depth(param, 3);
    SHOW_INT(SSL_CTX_get_verify_depth(third));
    TRY(SSL_CTX_set_purpose(third, X509_PURPOSE_SSL_SERVER));
    TRY(SSL_CTX_set_purpose(third, 999));
    TRY(SSL_CTX_set_trust(third, X509_TRUST_SSL_SERVER));
    TRY(SSL_CTX_set1_param(second, param));
    SHOW_INT(SSL_CTX_get_verify_depth(second));
    s = SSL_new(third);
    TRY(SSL_set1_host(s, "example.org"));
    TRY(SSL_add1_host(s, "example.com"));
    SSL_set_hostflags(s, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    SHOW_STR(X509_VERIFY_PARAM_get0_host(SSL_get0_param(s), 1));
    SHOW_NULL(SSL_get0_peername(s));
    TRY(SSL_set1_param(s, param));
    SSL_free(s);
    X509_free(x);
    X509_free(y);
    EVP_PKEY_free(k);
    EVP_PKEY_free(l);
    SSL_CTX_free(ctx);
    SSL_CTX_free(second);
    SSL_CTX_free(third);
    free(rsa_cert);
    free(rsa_key);
    free(ec_cert);
    free(ec_key);
    free(other_key);
    return 0;
}
