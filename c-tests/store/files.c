/* OSSL_STORE over files: what is found in each, in which order, with which passphrase. */
#include "../common.h"
#include <openssl/evp.h>
#include <openssl/store.h>
#include <openssl/ui.h>
#include <openssl/x509.h>

static const char *password;
static int asked;

/* How often the same is reported depends on how many decoders were tried. */
static void show_all_errors(void)
{
    unsigned long code, shown[20];
    size_t count = 0, i;

    while ((code = ERR_get_error()) != 0) {
        for (i = 0; i < count && shown[i] != code; i++)
            ;
        if (i == count && count < 20) {
            shown[count++] = code;
            printf("  error %d:%d\n", ERR_GET_LIB(code), ERR_GET_REASON(code));
        }
    }
    if (count == 0)
        printf("  no error\n");
}

static int reader(UI *ui, UI_STRING *s)
{
    if (UI_get_string_type(s) != UIT_PROMPT)
        return 1;
    asked++;
    if (password == NULL)
        return 0;
    if (UI_get0_user_data(ui) != NULL)
        printf("  asked for %s\n", (const char *)UI_get0_user_data(ui));
    return UI_set_result(ui, s, password) == 0;
}

static void show(OSSL_STORE_INFO *info)
{
    int type = OSSL_STORE_INFO_get_type(info);
    EVP_PKEY *key = NULL;
    X509 *cert = OSSL_STORE_INFO_get0_CERT(info);
    X509_CRL *crl = OSSL_STORE_INFO_get0_CRL(info);
    char *line;

    printf("  %s", OSSL_STORE_INFO_type_string(type));
    if (type == OSSL_STORE_INFO_PKEY)
        key = OSSL_STORE_INFO_get0_PKEY(info);
    else if (type == OSSL_STORE_INFO_PUBKEY)
        key = OSSL_STORE_INFO_get0_PUBKEY(info);
    else if (type == OSSL_STORE_INFO_PARAMS)
        key = OSSL_STORE_INFO_get0_PARAMS(info);
    if (key != NULL)
        printf(" %s %d", EVP_PKEY_get0_type_name(key), EVP_PKEY_get_bits(key));
    if (cert != NULL) {
        line = X509_NAME_oneline(X509_get_subject_name(cert), NULL, 0);
        printf(" %s", line);
        OPENSSL_free(line);
    }
    if (crl != NULL) {
        line = X509_NAME_oneline(X509_CRL_get_issuer(crl), NULL, 0);
        printf(" %s", line);
        OPENSSL_free(line);
    }
    printf("\n");
}

static void walk(const char *what, OSSL_STORE_CTX *ctx)
{
    OSSL_STORE_INFO *info;
    int rounds = 0;

    asked = 0;
    printf("%s: %s\n", what, ctx != NULL ? "open" : "NULL");
    if (ctx == NULL) {
        show_error_codes();
        return;
    }
    while (!OSSL_STORE_eof(ctx) && rounds++ < 20) {
        info = OSSL_STORE_load(ctx);
        if (info != NULL)
            show(info);
        else if (OSSL_STORE_error(ctx)) {
            printf("  error\n");
            show_all_errors();
        } else if (!OSSL_STORE_eof(ctx))
            printf("  nothing\n");
        OSSL_STORE_INFO_free(info);
    }
    printf("  eof %d error %d asked %d\n", OSSL_STORE_eof(ctx), OSSL_STORE_error(ctx), password ? asked : asked > 0);
    info = OSSL_STORE_load(ctx);
    SHOW_INT(info == NULL);
    OSSL_STORE_INFO_free(info);
    show_all_errors();
    SHOW_INT(OSSL_STORE_close(ctx));
}

int main(int argc, char **argv)
{
    static const char *const names[] = {
        "server-rsa-cert.pem", "server-rsa-cert.der", "full-chain.pem", "ca-bundle.pem", "crl.pem", "crl.der",
        "server-rsa-key.pem", "server-p256-key.pem", "server-ed25519-key.pem", "server-rsa-key.der",
        "server-p256-key.der", "server-rsa-key-traditional.pem", "server-rsa-key-traditional.der",
        "server-p256-key-traditional.pem", "server-p256-key-traditional.der", "server-rsa-public.pem",
        "server-rsa-public.der", "server-p256-public.pem", "server-rsa-public-pkcs1.pem", "p256-parameters.pem",
        "dh2048.pem", "server-rsa-key-and-cert.pem", "server-rsa-key-encrypted.pem",
        "server-rsa-key-encrypted.der", "server-rsa-key-legacy-aes128.pem", "server-rsa-key-legacy-des3.pem",
        "key-rsa-pkcs8-scrypt.pem", "server-rsa.p12", "server-rsa-3des.p12", "server-p256-no-password.p12",
        "server-p256-plain.p12", "ca-bundle.p12", "ocsp-by-ca-rsa.der",
    };
    static const int types[] = { OSSL_STORE_INFO_PARAMS, OSSL_STORE_INFO_PUBKEY, OSSL_STORE_INFO_PKEY,
                                 OSSL_STORE_INFO_CERT, OSSL_STORE_INFO_CRL };
    UI_METHOD *method = UI_create_method("test");
    OSSL_STORE_CTX *ctx;
    char uri[600];
    BIO *bio;

    (void)argc;
    UI_method_set_reader(method, reader);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        password = "secret";
        walk(names[i], OSSL_STORE_open(fixture(argv, names[i]), method, (void *)"it", NULL, NULL));
        if (strstr(names[i], "encrypted") || strstr(names[i], "legacy") || strstr(names[i], "rsa.p12")
            || strstr(names[i], "no-password")) {
            password = "wrong";
            walk("  wrong passphrase", OSSL_STORE_open(fixture(argv, names[i]), method, NULL, NULL, NULL));
            password = NULL;
            walk("  refused passphrase", OSSL_STORE_open(fixture(argv, names[i]), method, NULL, NULL, NULL));
        }
    }
    password = "secret";
    for (size_t t = 0; t < sizeof types / sizeof *types; t++) {
        static const char *const some[] = { "server-rsa-key-and-cert.pem", "server-rsa.p12", "crl.pem",
                                            "server-rsa-public.pem", "p256-parameters.pem", "server-rsa-key-encrypted.pem" };

        for (size_t i = 0; i < sizeof some / sizeof *some; i++) {
            ctx = OSSL_STORE_open(fixture(argv, some[i]), method, NULL, NULL, NULL);
            printf("%s expecting %s: %d\n", some[i], OSSL_STORE_INFO_type_string(types[t]), OSSL_STORE_expect(ctx, types[t]));
            walk(some[i], ctx);
        }
    }

    snprintf(uri, sizeof uri, "file:%s", fixture(argv, "server-rsa-cert.pem"));
    walk("file:", OSSL_STORE_open(uri, method, NULL, NULL, NULL));
    snprintf(uri, sizeof uri, "file://localhost%s", fixture(argv, "server-rsa-cert.pem"));
    walk("file://localhost", OSSL_STORE_open(uri, method, NULL, NULL, NULL));
    snprintf(uri, sizeof uri, "file://%s", fixture(argv, "server-rsa-cert.pem"));
    walk("file://", OSSL_STORE_open(uri, method, NULL, NULL, NULL));
    snprintf(uri, sizeof uri, "file://elsewhere%s", fixture(argv, "server-rsa-cert.pem"));
    walk("file://elsewhere", OSSL_STORE_open(uri, method, NULL, NULL, NULL));
    walk("file:relative", OSSL_STORE_open("file:nothing.pem", method, NULL, NULL, NULL));
    walk("missing", OSSL_STORE_open("/nowhere/nothing.pem", method, NULL, NULL, NULL));
    walk("other scheme", OSSL_STORE_open("pkcs11:token=x", method, NULL, NULL, NULL));
    walk("other scheme with slashes", OSSL_STORE_open("http://x/y", method, NULL, NULL, NULL));

    bio = BIO_new_file(fixture(argv, "server-rsa-key-and-cert.pem"), "rb");
    ctx = OSSL_STORE_attach(bio, "file", NULL, NULL, method, NULL, NULL, NULL, NULL);
    walk("attached", ctx);
    SHOW_INT(BIO_eof(bio));
    BIO_free(bio);
    bio = BIO_new_file(fixture(argv, "server-rsa-key-and-cert.pem"), "rb");
    SHOW_NULL(OSSL_STORE_attach(bio, "other", NULL, NULL, method, NULL, NULL, NULL, NULL));
    show_error_codes();
    BIO_free(bio);
    UI_destroy_method(method);
    return 0;
}
