/* X509_STORE, X509_LOOKUP and X509_OBJECT: loading, finding, sharing. */
#include "../common.h"
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <unistd.h>

static X509 *load(char **argv, const char *name)
{
    FILE *file = fopen(fixture(argv, name), "r");
    X509 *x = file ? PEM_read_X509(file, NULL, NULL, NULL) : NULL;

    if (file != NULL)
        fclose(file);
    return x;
}

static void contents(X509_STORE *store)
{
    STACK_OF(X509_OBJECT) *objects = X509_STORE_get0_objects(store);
    STACK_OF(X509) *certs = X509_STORE_get1_all_certs(store);

    /* A search puts OpenSSL's stack in order, but for what was added last. */
    if (sk_X509_num(certs) > 0)
        X509_OBJECT_idx_by_subject(objects, X509_LU_X509, X509_get_subject_name(sk_X509_value(certs, 0)));
    printf("%d objects, %d certificates:", sk_X509_OBJECT_num(objects), sk_X509_num(certs));
    for (int i = 0; i < sk_X509_OBJECT_num(objects); i++) {
        X509_OBJECT *object = sk_X509_OBJECT_value(objects, i);
        X509 *x = X509_OBJECT_get0_X509(object);
        X509_CRL *crl = X509_OBJECT_get0_X509_CRL(object);
        char name[128] = "-";

        X509_NAME_get_text_by_NID(x ? X509_get_subject_name(x) : X509_CRL_get_issuer(crl), NID_commonName, name,
                                  sizeof name);
        printf(" %d %s,", (int)X509_OBJECT_get_type(object), name);
    }
    printf("\n");
    sk_X509_pop_free(certs, X509_free);
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    fputs(text, file);
    fclose(file);
}

#define TRY(expression) \
    do { \
        SHOW_INT(expression); \
        show_error_codes(); \
    } while (0)

int main(int argc, char **argv)
{
    X509_STORE *store = X509_STORE_new();
    X509_LOOKUP *files, *dirs;
    X509 *ca = load(argv, "ca-rsa-cert.pem"), *leaf = load(argv, "server-rsa-cert.pem");
    X509_OBJECT *object = X509_OBJECT_new();
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    char here[512];

    (void)argc;
    if (ca == NULL || leaf == NULL || getcwd(here, sizeof here) == NULL)
        return 2;
    contents(store);
    SHOW_INT(X509_STORE_add_cert(store, ca));
    SHOW_INT(X509_STORE_add_cert(store, ca));
    contents(store);
    TRY(X509_STORE_load_file(store, fixture(argv, "ca-bundle.pem")));
    contents(store);
    TRY(X509_STORE_load_file(store, fixture(argv, "crl.pem")));
    contents(store);
    TRY(X509_STORE_load_file(store, "missing"));
    TRY(X509_STORE_load_file(store, "."));
    TRY(X509_STORE_load_file(store, NULL));
    write_file("empty", "");
    TRY(X509_STORE_load_file(store, "empty"));
    write_file("text", "nothing here\n-----BEGIN NOTHING-----\nAAAA\n-----END NOTHING-----\n");
    TRY(X509_STORE_load_file(store, "text"));
    write_file("base64", "-----BEGIN CERTIFICATE-----\nAAAA!!!!\n-----END CERTIFICATE-----\n");
    TRY(X509_STORE_load_file(store, "base64"));
    write_file("cut", "-----BEGIN CERTIFICATE-----\nMIIB\n");
    TRY(X509_STORE_load_file(store, "cut"));
    TRY(X509_STORE_load_file(store, fixture(argv, "server-rsa-key.pem")));
    TRY(X509_STORE_load_path(store, NULL));
    TRY(X509_STORE_load_path(store, ""));
    TRY(X509_STORE_load_path(store, "missing"));
    TRY(X509_STORE_load_locations(store, NULL, NULL));
    TRY(X509_STORE_load_locations(store, fixture(argv, "ca-bundle.pem"), here));
    TRY(X509_STORE_load_locations(store, "missing", here));
    TRY(X509_STORE_load_locations_ex(store, fixture(argv, "ca-bundle.pem"), NULL, NULL, NULL));
    TRY(X509_STORE_load_file_ex(store, fixture(argv, "ca-bundle.pem"), NULL, NULL));
    TRY(X509_STORE_add_cert(store, NULL));
    TRY(X509_STORE_add_crl(store, NULL));

    files = X509_STORE_add_lookup(store, X509_LOOKUP_file());
    dirs = X509_STORE_add_lookup(store, X509_LOOKUP_hash_dir());
    SHOW_INT(files == X509_STORE_add_lookup(store, X509_LOOKUP_file()));
    SHOW_INT(X509_LOOKUP_get_store(files) == store);
    SHOW_INT(X509_LOOKUP_set_method_data(dirs, X509_LOOKUP_get_method_data(dirs)));
    TRY(X509_load_cert_file(files, fixture(argv, "ca-bundle.pem"), X509_FILETYPE_PEM));
    TRY(X509_load_cert_file(files, "empty", X509_FILETYPE_PEM));
    TRY(X509_load_cert_file(files, "empty", X509_FILETYPE_ASN1));
    TRY(X509_load_cert_file(files, "empty", 7));
    TRY(X509_load_cert_file(files, "missing", X509_FILETYPE_PEM));
    TRY(X509_load_cert_file(files, fixture(argv, "server-rsa-cert.der"), X509_FILETYPE_ASN1));
    TRY(X509_load_cert_file_ex(files, fixture(argv, "server-rsa-cert.der"), X509_FILETYPE_ASN1, NULL, NULL));
    TRY(X509_load_crl_file(files, fixture(argv, "crl.pem"), X509_FILETYPE_PEM));
    TRY(X509_load_crl_file(files, fixture(argv, "crl.der"), X509_FILETYPE_ASN1));
    TRY(X509_load_crl_file(files, "empty", X509_FILETYPE_PEM));
    TRY(X509_load_crl_file(files, "empty", X509_FILETYPE_ASN1));
    TRY(X509_load_crl_file(files, "empty", 7));
    TRY(X509_load_cert_crl_file(files, fixture(argv, "full-chain.pem"), X509_FILETYPE_PEM));
    TRY(X509_load_cert_crl_file(files, "empty", X509_FILETYPE_PEM));
    TRY(X509_load_cert_crl_file(files, "empty", X509_FILETYPE_ASN1));
    TRY(X509_load_cert_crl_file_ex(files, fixture(argv, "full-chain.pem"), X509_FILETYPE_PEM, NULL, NULL));
    TRY(X509_LOOKUP_ctrl(files, X509_L_FILE_LOAD, fixture(argv, "crl.pem"), X509_FILETYPE_PEM, NULL));
    TRY(X509_LOOKUP_ctrl(files, X509_L_FILE_LOAD, "missing", X509_FILETYPE_PEM, NULL));
    TRY(X509_LOOKUP_ctrl(files, X509_L_ADD_DIR, here, X509_FILETYPE_PEM, NULL));
    TRY(X509_LOOKUP_ctrl(dirs, X509_L_ADD_DIR, here, X509_FILETYPE_PEM, NULL));
    TRY(X509_LOOKUP_ctrl(dirs, X509_L_ADD_DIR, NULL, X509_FILETYPE_PEM, NULL));
    TRY(X509_LOOKUP_ctrl(dirs, X509_L_FILE_LOAD, here, X509_FILETYPE_PEM, NULL));
    TRY(X509_LOOKUP_ctrl_ex(dirs, 77, here, X509_FILETYPE_PEM, NULL, NULL, NULL));
    contents(store);

    /* Objects. */
    SHOW_INT(X509_OBJECT_get_type(object));
    SHOW_NULL(X509_OBJECT_get0_X509(object));
    SHOW_INT(X509_OBJECT_set1_X509(object, ca));
    SHOW_INT(X509_OBJECT_get0_X509(object) == ca);
    SHOW_NULL(X509_OBJECT_get0_X509_CRL(object));
    SHOW_NULL(X509_OBJECT_retrieve_match(X509_STORE_get0_objects(store), object));
    SHOW_INT(X509_OBJECT_up_ref_count(object));
    X509_free(ca);
    SHOW_INT(X509_OBJECT_idx_by_subject(X509_STORE_get0_objects(store), X509_LU_X509, X509_get_subject_name(ca)) >= 0);
    SHOW_NULL(X509_OBJECT_retrieve_by_subject(X509_STORE_get0_objects(store), X509_LU_CRL, X509_get_subject_name(ca)));
    SHOW_INT(X509_OBJECT_idx_by_subject(X509_STORE_get0_objects(store), X509_LU_CRL, X509_get_subject_name(leaf)));
    {
        X509_CRL *crl = X509_OBJECT_get0_X509_CRL(X509_OBJECT_retrieve_by_subject(
            X509_STORE_get0_objects(store), X509_LU_CRL, X509_get_subject_name(ca)));

        SHOW_NULL(crl);
        SHOW_INT(X509_OBJECT_set1_X509_CRL(object, crl));
        SHOW_INT(X509_OBJECT_get_type(object));
        SHOW_INT(X509_STORE_add_crl(store, crl));
    }
    X509_OBJECT_free(object);
    X509_OBJECT_free(NULL);
    X509_STORE_free(store);

    /* A hashed directory, read on demand. */
    store = X509_STORE_new();
    TRY(X509_STORE_load_path(store, fixture(argv, "hashed")));
    contents(store);
    X509_STORE_CTX_init(ctx, store, leaf, NULL);
    SHOW_INT(X509_verify_cert(ctx));
    SHOW_STR(X509_verify_cert_error_string(X509_STORE_CTX_get_error(ctx)));
    contents(store);
    object = X509_OBJECT_new();
    SHOW_INT(X509_STORE_CTX_get_by_subject(ctx, X509_LU_X509, X509_get_issuer_name(leaf), object));
    SHOW_INT(X509_OBJECT_get_type(object));
    X509_OBJECT_free(object);
    object = X509_STORE_CTX_get_obj_by_subject(ctx, X509_LU_X509, X509_get_issuer_name(leaf));
    SHOW_NULL(object);
    X509_OBJECT_free(object);
    SHOW_NULL(X509_STORE_CTX_get_obj_by_subject(ctx, X509_LU_CRL, X509_get_issuer_name(leaf)));
    {
        STACK_OF(X509) *certs = X509_STORE_CTX_get1_certs(ctx, X509_get_issuer_name(leaf));
        STACK_OF(X509_CRL) *crls = X509_STORE_CTX_get1_crls(ctx, X509_get_issuer_name(leaf));

        SHOW_INT(sk_X509_num(certs));
        SHOW_INT(sk_X509_CRL_num(crls) > 0);
        sk_X509_pop_free(certs, X509_free);
        certs = X509_STORE_CTX_get1_certs(ctx, X509_get_subject_name(leaf));
        SHOW_INT(sk_X509_num(certs) > 0);
        sk_X509_pop_free(certs, X509_free);
        sk_X509_CRL_pop_free(crls, X509_CRL_free);
    }
    dirs = X509_STORE_add_lookup(store, X509_LOOKUP_hash_dir());
    object = X509_OBJECT_new();
    SHOW_INT(X509_LOOKUP_by_subject(dirs, X509_LU_X509, X509_get_issuer_name(leaf), object));
    SHOW_INT(X509_OBJECT_get_type(object));
    X509_OBJECT_free(object);
    object = X509_OBJECT_new();
    SHOW_INT(X509_LOOKUP_by_subject_ex(dirs, X509_LU_CRL, X509_get_issuer_name(leaf), object, NULL, NULL));
    X509_OBJECT_free(object);
    X509_STORE_CTX_cleanup(ctx);

    /* Sharing and values of the program's own. */
    SHOW_INT(X509_STORE_up_ref(store));
    X509_STORE_free(store);
    SHOW_INT(X509_STORE_lock(store));
    SHOW_INT(X509_STORE_unlock(store));
    {
        int index = X509_STORE_get_ex_new_index(0, NULL, NULL, NULL, NULL);

        SHOW_INT(index > 0);
        SHOW_INT(X509_STORE_set_ex_data(store, index, argv));
        SHOW_INT(X509_STORE_get_ex_data(store, index) == argv);
        SHOW_NULL(X509_STORE_get_ex_data(store, index + 1));
    }

    /* Parameters. */
    SHOW_INT(X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK));
    SHOW_INT(X509_STORE_set_depth(store, 7));
    SHOW_INT(X509_STORE_set_purpose(store, X509_PURPOSE_SSL_SERVER));
    SHOW_INT(X509_STORE_set_trust(store, X509_TRUST_SSL_SERVER));
    TRY(X509_STORE_set_purpose(store, 99));
    TRY(X509_STORE_set_trust(store, 99));
    SHOW_INT(X509_VERIFY_PARAM_get_depth(X509_STORE_get0_param(store)));
    SHOW_INT(X509_VERIFY_PARAM_get_flags(X509_STORE_get0_param(store)));
    SHOW_INT(X509_STORE_set1_param(store, X509_VERIFY_PARAM_lookup("default")));
    SHOW_INT(X509_VERIFY_PARAM_get_depth(X509_STORE_get0_param(store)));
    SHOW_INT(X509_VERIFY_PARAM_get_flags(X509_STORE_get0_param(store)));
    X509_STORE_free(store);
    X509_STORE_free(NULL);

    /* The system's places. */
    store = X509_STORE_new();
    SHOW_STR(X509_get_default_cert_area());
    SHOW_STR(X509_get_default_cert_dir());
    SHOW_STR(X509_get_default_cert_file());
    SHOW_STR(X509_get_default_private_dir());
    SHOW_STR(X509_get_default_cert_dir_env());
    SHOW_STR(X509_get_default_cert_file_env());
    TRY(X509_STORE_set_default_paths(store));
    setenv("SSL_CERT_FILE", fixture(argv, "ca-rsa-cert.pem"), 1);
    setenv("SSL_CERT_DIR", fixture(argv, "hashed"), 1);
    TRY(X509_STORE_set_default_paths_ex(store, NULL, NULL));
    contents(store);
    setenv("SSL_CERT_FILE", "missing", 1);
    TRY(X509_STORE_set_default_paths(store));
    files = X509_STORE_add_lookup(store, X509_LOOKUP_file());
    TRY(X509_LOOKUP_ctrl(files, X509_L_FILE_LOAD, NULL, X509_FILETYPE_DEFAULT, NULL));
    X509_STORE_free(store);

    files = X509_LOOKUP_new(X509_LOOKUP_file());
    SHOW_NULL(files);
    SHOW_INT(X509_LOOKUP_init(files));
    SHOW_INT(X509_LOOKUP_shutdown(files));
    X509_LOOKUP_free(files);
    X509_LOOKUP_free(NULL);
    X509_STORE_CTX_free(ctx);
    X509_free(ca);
    X509_free(leaf);
    return 0;
}
