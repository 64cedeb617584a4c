/* Trust from URIs: X509_LOOKUP_store and X509_STORE_load_store. */
#include "../common.h"
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

static X509 *certificate(char **argv, const char *name)
{
    FILE *file = fopen(fixture(argv, name), "r");
    X509 *cert = PEM_read_X509(file, NULL, NULL, NULL);

    fclose(file);
    return cert;
}

static void verify(const char *what, X509_STORE *store, X509 *cert)
{
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    int result;

    X509_STORE_CTX_init(ctx, store, cert, NULL);
    result = X509_verify_cert(ctx);
    printf("%s: %d %s, %d objects\n", what, result, X509_verify_cert_error_string(X509_STORE_CTX_get_error(ctx)),
           sk_X509_OBJECT_num(X509_STORE_get0_objects(store)));
    X509_STORE_CTX_free(ctx);
    ERR_clear_error();
}

int main(int argc, char **argv)
{
    X509 *cert = certificate(argv, "server-rsa-cert.pem");
    char uri[600];
    X509_STORE *store;
    X509_LOOKUP *lookup;

    (void)argc;
    store = X509_STORE_new();
    verify("empty", store, cert);
    SHOW_INT(X509_STORE_load_store(store, fixture(argv, "ca-bundle.pem")));
    show_errors();
    verify("file", store, cert);
    X509_STORE_free(store);

    store = X509_STORE_new();
    snprintf(uri, sizeof uri, "file:%s", fixture(argv, "ca-rsa-cert.pem"));
    SHOW_INT(X509_STORE_load_store_ex(store, uri, NULL, NULL));
    verify("file:", store, cert);
    X509_STORE_free(store);

    store = X509_STORE_new();
    SHOW_INT(X509_STORE_load_store(store, fixture(argv, "hashed")));
    show_errors();
    verify("directory", store, cert);
    X509_STORE_free(store);

    store = X509_STORE_new();
    SHOW_INT(X509_STORE_load_store(store, "/nowhere/ca.pem"));
    show_errors();
    verify("missing", store, cert);
    SHOW_INT(X509_STORE_load_store(store, NULL));
    show_errors();
    X509_STORE_free(store);

    store = X509_STORE_new();
    lookup = X509_STORE_add_lookup(store, X509_LOOKUP_store());
    SHOW_NULL(lookup);
    SHOW_INT(X509_LOOKUP_load_store(lookup, fixture(argv, "ca-bundle.pem")));
    show_errors();
    verify("loaded", store, cert);
    SHOW_INT(X509_LOOKUP_load_store(lookup, fixture(argv, "crl.pem")));
    verify("with CRL", store, cert);
    SHOW_INT(X509_LOOKUP_load_store(lookup, fixture(argv, "server-rsa-key.pem")));
    show_error_codes();
    SHOW_INT(X509_LOOKUP_load_store(lookup, "/nowhere/ca.pem"));
    show_error_codes();
    SHOW_INT(X509_LOOKUP_load_file(lookup, fixture(argv, "ca-bundle.pem"), X509_FILETYPE_PEM));
    show_error_codes();
    X509_STORE_free(store);

    store = X509_STORE_new();
    lookup = X509_STORE_add_lookup(store, X509_LOOKUP_store());
    SHOW_INT(X509_LOOKUP_add_store(lookup, NULL));
    SHOW_INT(X509_LOOKUP_add_store(lookup, fixture(argv, "ca-bundle.pem")));
    SHOW_INT(X509_LOOKUP_add_store(lookup, "/nowhere/ca.pem"));
    show_error_codes();
    verify("added", store, cert);
    X509_STORE_free(store);
    X509_free(cert);
    return 0;
}
