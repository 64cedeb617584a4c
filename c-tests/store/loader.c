/* Loaders of the program's own, objects of the program's own, searches, directories. */
#include "../common.h"
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/store.h>
#include <openssl/x509.h>

static int calls;

static void each(const OSSL_STORE_LOADER *loader, void *arg)
{
    printf("%s: %s\n", (const char *)arg, OSSL_STORE_LOADER_get0_scheme(loader));
}

static void provided(OSSL_STORE_LOADER *loader, void *arg)
{
    (void)arg;
    SHOW_STR(OSSL_STORE_LOADER_get0_scheme(loader));
    SHOW_STR(OSSL_STORE_LOADER_get0_properties(loader));
    SHOW_STR(OSSL_STORE_LOADER_get0_description(loader));
    SHOW_NULL(OSSL_STORE_LOADER_get0_engine(loader));
}

static void name(const char *text, void *arg)
{
    printf("%s: %s\n", (const char *)arg, text);
}

static OSSL_STORE_LOADER_CTX *opener(const OSSL_STORE_LOADER *loader, const char *uri, const UI_METHOD *method, void *data)
{
    printf("open %s by %s, method %d, data %s\n", uri, OSSL_STORE_LOADER_get0_scheme(loader), method != NULL, (char *)data);
    return strstr(uri, "refused") ? NULL : (OSSL_STORE_LOADER_CTX *)&calls;
}

static OSSL_STORE_LOADER_CTX *opener_ex(const OSSL_STORE_LOADER *loader, const char *uri, OSSL_LIB_CTX *libctx,
                                        const char *propq, const UI_METHOD *method, void *data)
{
    printf("open_ex with context %d properties %s\n", libctx != NULL, propq ? propq : "NULL");
    return opener(loader, uri, method, data);
}

static OSSL_STORE_LOADER_CTX *attacher(const OSSL_STORE_LOADER *loader, BIO *bio, OSSL_LIB_CTX *libctx,
                                       const char *propq, const UI_METHOD *method, void *data)
{
    (void)loader, (void)libctx, (void)propq, (void)method, (void)data;
    printf("attach to %d bytes\n", (int)BIO_ctrl_pending(bio));
    return (OSSL_STORE_LOADER_CTX *)&calls;
}

static int controller(OSSL_STORE_LOADER_CTX *ctx, int cmd, va_list args)
{
    (void)ctx;
    printf("ctrl %d with %d\n", cmd, va_arg(args, int));
    return 7;
}

static OSSL_STORE_INFO *load(OSSL_STORE_LOADER_CTX *ctx, const UI_METHOD *method, void *data)
{
    (void)ctx, (void)method, (void)data;
    switch (++calls) {
    case 2:
        return NULL;
    case 3:
        return OSSL_STORE_INFO_new(100, "own data");
    default:
        return OSSL_STORE_INFO_new_NAME(OPENSSL_strdup("own:more"));
    }
}

static int eof(OSSL_STORE_LOADER_CTX *ctx)
{
    (void)ctx;
    return calls > 4;
}

static int failed(OSSL_STORE_LOADER_CTX *ctx)
{
    (void)ctx;
    return calls == 2;
}

static int closer(OSSL_STORE_LOADER_CTX *ctx)
{
    (void)ctx;
    printf("close\n");
    return 1;
}

static int expecter(OSSL_STORE_LOADER_CTX *ctx, int type)
{
    (void)ctx;
    printf("expect %d\n", type);
    return type != OSSL_STORE_INFO_CRL;
}

static int finder(OSSL_STORE_LOADER_CTX *ctx, const OSSL_STORE_SEARCH *search)
{
    (void)ctx;
    printf("find type %d\n", OSSL_STORE_SEARCH_get_type(search));
    return OSSL_STORE_SEARCH_get_type(search) != OSSL_STORE_SEARCH_BY_NAME;
}

static OSSL_STORE_INFO *post(OSSL_STORE_INFO *info, void *arg)
{
    printf("%s type %d\n", (char *)arg, OSSL_STORE_INFO_get_type(info));
    if (calls == 3) {
        OSSL_STORE_INFO_free(info);
        return NULL;
    }
    return info;
}

static void walk(OSSL_STORE_CTX *ctx)
{
    for (int i = 0; i < 8 && !OSSL_STORE_eof(ctx); i++) {
        OSSL_STORE_INFO *info = OSSL_STORE_load(ctx);

        printf("loaded type %d, error %d\n", info ? OSSL_STORE_INFO_get_type(info) : 0, OSSL_STORE_error(ctx));
        OSSL_STORE_INFO_free(info);
    }
    show_errors();
}

static void loaders(void)
{
    OSSL_STORE_LOADER *loader, *file = OSSL_STORE_LOADER_fetch(NULL, "file", NULL), *bad;
    OSSL_STORE_SEARCH *search = OSSL_STORE_SEARCH_by_alias("nickname");
    OSSL_STORE_CTX *ctx;
    BIO *bio;

    SHOW_INT(OSSL_STORE_do_all_loaders(each, "none yet"));
    OSSL_STORE_LOADER_do_all_provided(NULL, provided, NULL);
    SHOW_INT(OSSL_STORE_LOADER_is_a(file, "FILE"));
    SHOW_INT(OSSL_STORE_LOADER_is_a(file, "own"));
    SHOW_INT(OSSL_STORE_LOADER_names_do_all(file, name, "name"));
    SHOW_NULL(OSSL_STORE_LOADER_get0_provider(file));
    SHOW_INT(OSSL_STORE_LOADER_up_ref(file));
    OSSL_STORE_LOADER_free(file);
    OSSL_STORE_LOADER_free(file);
    OSSL_STORE_LOADER_free(NULL);
    SHOW_NULL(OSSL_STORE_LOADER_fetch(NULL, "own", NULL));
    show_error_codes();

    SHOW_NULL(OSSL_STORE_LOADER_new(NULL, NULL));
    show_errors();
    loader = OSSL_STORE_LOADER_new(NULL, "own");
    SHOW_STR(OSSL_STORE_LOADER_get0_scheme(loader));
    SHOW_NULL(OSSL_STORE_LOADER_get0_provider(loader));
    SHOW_INT(OSSL_STORE_LOADER_is_a(loader, "own"));
    SHOW_INT(OSSL_STORE_register_loader(loader));
    show_errors();
    SHOW_INT(OSSL_STORE_LOADER_set_open(loader, opener));
    SHOW_INT(OSSL_STORE_LOADER_set_load(loader, load));
    SHOW_INT(OSSL_STORE_LOADER_set_eof(loader, eof));
    SHOW_INT(OSSL_STORE_LOADER_set_error(loader, failed));
    SHOW_INT(OSSL_STORE_register_loader(loader));
    show_errors();
    SHOW_INT(OSSL_STORE_LOADER_set_close(loader, closer));
    SHOW_INT(OSSL_STORE_register_loader(loader));
    SHOW_INT(OSSL_STORE_register_loader(loader));
    show_errors();
    bad = OSSL_STORE_LOADER_new(NULL, "1own");
    SHOW_INT(OSSL_STORE_register_loader(bad));
    show_errors();
    OSSL_STORE_LOADER_free(bad);
    SHOW_INT(OSSL_STORE_do_all_loaders(each, "loader"));

    ctx = OSSL_STORE_open("own:first", NULL, "data", NULL, NULL);
    SHOW_INT(OSSL_STORE_supports_search(ctx, OSSL_STORE_SEARCH_BY_ALIAS));
    SHOW_INT(OSSL_STORE_find(ctx, search));
    show_errors();
    SHOW_INT(OSSL_STORE_expect(ctx, 0));
    SHOW_INT(OSSL_STORE_ctrl(ctx, 101, 5));
    show_errors();
    walk(ctx);
    SHOW_INT(OSSL_STORE_close(ctx));

    SHOW_INT(OSSL_STORE_LOADER_set_open_ex(loader, opener_ex));
    SHOW_INT(OSSL_STORE_LOADER_set_expect(loader, expecter));
    SHOW_INT(OSSL_STORE_LOADER_set_find(loader, finder));
    SHOW_INT(OSSL_STORE_LOADER_set_ctrl(loader, controller));
    SHOW_INT(OSSL_STORE_LOADER_set_attach(loader, attacher));
    calls = 0;
    ctx = OSSL_STORE_open_ex("own://second", NULL, "a=b", NULL, "data", NULL, post, "post");
    SHOW_INT(OSSL_STORE_supports_search(ctx, OSSL_STORE_SEARCH_BY_NAME));
    SHOW_INT(OSSL_STORE_supports_search(ctx, OSSL_STORE_SEARCH_BY_ALIAS));
    SHOW_INT(OSSL_STORE_find(ctx, search));
    SHOW_INT(OSSL_STORE_expect(ctx, OSSL_STORE_INFO_CRL));
    SHOW_INT(OSSL_STORE_expect(ctx, OSSL_STORE_INFO_NAME));
    SHOW_INT(OSSL_STORE_ctrl(ctx, 101, 5));
    show_errors();
    walk(ctx);
    SHOW_INT(OSSL_STORE_expect(ctx, 0));
    show_errors();
    SHOW_INT(OSSL_STORE_find(ctx, search));
    show_errors();
    SHOW_INT(OSSL_STORE_close(ctx));
    SHOW_NULL(OSSL_STORE_open("own:refused", NULL, "data", NULL, NULL));

    bio = BIO_new_mem_buf("content", 7);
    ctx = OSSL_STORE_attach(bio, "own", NULL, NULL, NULL, NULL, NULL, NULL, NULL);
    SHOW_NULL(ctx);
    SHOW_INT(OSSL_STORE_close(ctx));
    BIO_free(bio);

    SHOW_INT(OSSL_STORE_unregister_loader("own") == loader);
    SHOW_NULL(OSSL_STORE_unregister_loader("own"));
    show_errors();
    OSSL_STORE_LOADER_free(loader);
    OSSL_STORE_SEARCH_free(search);
}

static void infos(X509 *cert)
{
    OSSL_STORE_INFO *info = OSSL_STORE_INFO_new_NAME(OPENSSL_strdup("uri"));
    EVP_PKEY *key = X509_get_pubkey(cert);
    X509_CRL *crl = X509_CRL_new();
    char *text, *words = OPENSSL_strdup("words");

    for (int i = 0; i < 8; i++)
        SHOW_STR(OSSL_STORE_INFO_type_string(i));
    text = OSSL_STORE_INFO_get1_NAME_description(info);
    SHOW_STR(text);
    OPENSSL_free(text);
    SHOW_INT(OSSL_STORE_INFO_set0_NAME_description(info, words));
    SHOW_STR(OSSL_STORE_INFO_get0_NAME_description(info));
    SHOW_STR(OSSL_STORE_INFO_get0_NAME(info));
    text = OSSL_STORE_INFO_get1_NAME(info);
    SHOW_STR(text);
    OPENSSL_free(text);
    text = OSSL_STORE_INFO_get1_NAME_description(info);
    SHOW_STR(text);
    OPENSSL_free(text);
    SHOW_STR(OSSL_STORE_INFO_get0_data(OSSL_STORE_INFO_NAME, info));
    SHOW_NULL(OSSL_STORE_INFO_get0_data(OSSL_STORE_INFO_CERT, info));
    SHOW_NULL(OSSL_STORE_INFO_get0_PKEY(info));
    SHOW_NULL(OSSL_STORE_INFO_get0_PUBKEY(info));
    SHOW_NULL(OSSL_STORE_INFO_get0_PARAMS(info));
    SHOW_NULL(OSSL_STORE_INFO_get0_CERT(info));
    SHOW_NULL(OSSL_STORE_INFO_get0_CRL(info));
    show_errors();
    SHOW_NULL(OSSL_STORE_INFO_get1_PKEY(info));
    show_errors();
    SHOW_NULL(OSSL_STORE_INFO_get1_PUBKEY(info));
    show_errors();
    SHOW_NULL(OSSL_STORE_INFO_get1_PARAMS(info));
    show_errors();
    SHOW_NULL(OSSL_STORE_INFO_get1_CERT(info));
    show_errors();
    SHOW_NULL(OSSL_STORE_INFO_get1_CRL(info));
    show_errors();
    OSSL_STORE_INFO_free(info);

    info = OSSL_STORE_INFO_new(100, "data");
    SHOW_INT(OSSL_STORE_INFO_get_type(info));
    SHOW_STR(OSSL_STORE_INFO_get0_data(100, info));
    SHOW_STR(OSSL_STORE_INFO_get0_NAME(info));
    SHOW_STR(OSSL_STORE_INFO_get0_NAME_description(info));
    SHOW_STR(OSSL_STORE_INFO_get1_NAME(info));
    show_errors();
    SHOW_STR(OSSL_STORE_INFO_get1_NAME_description(info));
    show_errors();
    SHOW_INT(OSSL_STORE_INFO_set0_NAME_description(info, NULL));
    show_errors();
    OSSL_STORE_INFO_free(info);
    OSSL_STORE_INFO_free(NULL);

    X509_up_ref(cert);
    info = OSSL_STORE_INFO_new_CERT(cert);
    SHOW_INT(OSSL_STORE_INFO_get0_CERT(info) == cert);
    cert = OSSL_STORE_INFO_get1_CERT(info);
    X509_free(cert);
    OSSL_STORE_INFO_free(info);
    info = OSSL_STORE_INFO_new_CRL(crl);
    SHOW_INT(OSSL_STORE_INFO_get1_CRL(info) == crl);
    X509_CRL_free(crl);
    OSSL_STORE_INFO_free(info);
    EVP_PKEY_up_ref(key);
    EVP_PKEY_up_ref(key);
    EVP_PKEY_up_ref(key);
    info = OSSL_STORE_INFO_new_PKEY(key);
    SHOW_INT(OSSL_STORE_INFO_get1_PKEY(info) == key);
    EVP_PKEY_free(key);
    OSSL_STORE_INFO_free(info);
    info = OSSL_STORE_INFO_new_PUBKEY(key);
    SHOW_INT(OSSL_STORE_INFO_get1_PUBKEY(info) == key);
    EVP_PKEY_free(key);
    OSSL_STORE_INFO_free(info);
    info = OSSL_STORE_INFO_new_PARAMS(key);
    SHOW_INT(OSSL_STORE_INFO_get1_PARAMS(info) == key);
    EVP_PKEY_free(key);
    OSSL_STORE_INFO_free(info);
    info = OSSL_STORE_INFO_new(OSSL_STORE_INFO_PUBKEY, key);
    SHOW_INT(OSSL_STORE_INFO_get0_data(OSSL_STORE_INFO_PUBKEY, info) == key);
    OSSL_STORE_INFO_free(info);
}

static void searches(X509 *cert)
{
    static const unsigned char print[32] = { 1, 2, 3 };
    X509_NAME *subject = X509_get_subject_name(cert);
    OSSL_STORE_SEARCH *search = OSSL_STORE_SEARCH_by_name(subject);
    size_t len = 99;

    SHOW_INT(OSSL_STORE_SEARCH_get_type(search));
    SHOW_INT(OSSL_STORE_SEARCH_get0_name(search) == subject);
    OSSL_STORE_SEARCH_free(search);
    search = OSSL_STORE_SEARCH_by_issuer_serial(subject, X509_get0_serialNumber(cert));
    SHOW_INT(OSSL_STORE_SEARCH_get_type(search));
    SHOW_INT(OSSL_STORE_SEARCH_get0_name(search) == subject);
    SHOW_INT(OSSL_STORE_SEARCH_get0_serial(search) == X509_get0_serialNumber(cert));
    OSSL_STORE_SEARCH_free(search);
    SHOW_NULL(OSSL_STORE_SEARCH_by_key_fingerprint(EVP_sha256(), print, 31));
    show_errors();
    search = OSSL_STORE_SEARCH_by_key_fingerprint(EVP_sha256(), print, 32);
    SHOW_INT(OSSL_STORE_SEARCH_get_type(search));
    SHOW_INT(OSSL_STORE_SEARCH_get0_digest(search) == EVP_sha256());
    SHOW_INT(OSSL_STORE_SEARCH_get0_bytes(search, &len)[2]);
    printf("%d bytes\n", (int)len);
    OSSL_STORE_SEARCH_free(search);
    search = OSSL_STORE_SEARCH_by_alias("nickname");
    SHOW_STR(OSSL_STORE_SEARCH_get0_string(search));
    OSSL_STORE_SEARCH_free(search);
    OSSL_STORE_SEARCH_free(NULL);
}

static void directory(const char *what, const char *path, X509 *cert, int expected)
{
    OSSL_STORE_SEARCH *search = OSSL_STORE_SEARCH_by_name(X509_get_subject_name(cert));
    OSSL_STORE_CTX *ctx = OSSL_STORE_open(path, NULL, NULL, NULL, NULL);
    OSSL_STORE_INFO *info;
    int names = 0;

    printf("%s expecting %d\n", what, expected);
    SHOW_INT(OSSL_STORE_supports_search(ctx, OSSL_STORE_SEARCH_BY_NAME));
    SHOW_INT(OSSL_STORE_supports_search(ctx, OSSL_STORE_SEARCH_BY_ALIAS));
    if (expected >= 0) {
        SHOW_INT(OSSL_STORE_expect(ctx, expected));
        SHOW_INT(OSSL_STORE_find(ctx, search));
        show_errors();
    }
    for (int i = 0; i < 50 && !OSSL_STORE_eof(ctx); i++) {
        info = OSSL_STORE_load(ctx);
        names += info != NULL && OSSL_STORE_INFO_get_type(info) == OSSL_STORE_INFO_NAME;
        if (expected >= 0 && info != NULL && OSSL_STORE_INFO_get0_NAME(info) != NULL)
            printf("%.3s\n", strrchr(OSSL_STORE_INFO_get0_NAME(info), '.'));
        OSSL_STORE_INFO_free(info);
    }
    printf("%d names\n", names);
    show_errors();
    OSSL_STORE_close(ctx);
    OSSL_STORE_SEARCH_free(search);
}

int main(int argc, char **argv)
{
    FILE *file = fopen(fixture(argv, "ca-rsa-cert.pem"), "r");
    X509 *cert = PEM_read_X509(file, NULL, NULL, NULL);

    (void)argc;
    fclose(file);
    loaders();
    infos(cert);
    searches(cert);
    for (int expected = -1; expected <= OSSL_STORE_INFO_CRL; expected++)
        directory("directory", fixture(argv, "hashed"), cert, expected);
    directory("file", fixture(argv, "ca-rsa-cert.pem"), cert, OSSL_STORE_INFO_CERT);
    X509_free(cert);
    SHOW_INT(OSSL_STORE_close(NULL));
    return 0;
}
