/* X509_STORE_CTX_print_verify_cb: what it says of a failure. */
#include "../common.h"
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

static char **args;

static X509 *load(const char *name)
{
    BIO *in = BIO_new_file(fixture(args, name), "r");
    X509 *x = PEM_read_bio_X509(in, NULL, NULL, NULL);

    BIO_free(in);
    return x;
}

/* The errors, without what differs from run to run. */
static void show(void)
{
    const char *data;
    int flags;
    unsigned long code;

    while ((code = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0) {
        int serial = 0;

        printf("  error %d:%d\n", ERR_GET_LIB(code), ERR_GET_REASON(code));
        if ((flags & ERR_TXT_STRING) == 0)
            continue;
        while (*data != '\0') {
            int len = (int)strcspn(data, "\n");
            char line[400];

            snprintf(line, sizeof line, "%.*s", len < 399 ? len : 399, data);
            if (strstr(line, "Serial Number:") != NULL) {
                serial = 1;
                printf("  | %.*s\n", (int)(strchr(line, ':') - line) + 1, line);
            } else if (serial) {
                serial = strstr(line, "Validity") == NULL;
                if (!serial)
                    printf("  | %s\n", line);
            } else if (strstr(line, "Not ") != NULL || (strchr(line, ':') != NULL && strspn(line, " 0123456789ABCDEF:") == strlen(line))) {
                printf("  | %.*s\n", (int)(strchr(line, ':') - line) + 1 > 28 ? 28 : (int)(strchr(line, ':') - line) + 1, line);
            } else {
                printf("  | %s\n", line);
            }
            data += len + (data[len] == '\n');
        }
    }
}

static void verify(const char *what, X509_STORE *store, X509 *x, STACK_OF(X509) *untrusted, const char *host,
                   const char *mail, const char *address)
{
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    X509_VERIFY_PARAM *param;

    printf("--- %s\n", what);
    X509_STORE_CTX_init(ctx, store, x, untrusted);
    param = X509_STORE_CTX_get0_param(ctx);
    if (host != NULL) {
        X509_VERIFY_PARAM_set1_host(param, host, 0);
        X509_VERIFY_PARAM_add1_host(param, "second.example", 0);
    }
    if (mail != NULL)
        X509_VERIFY_PARAM_set1_email(param, mail, 0);
    if (address != NULL)
        X509_VERIFY_PARAM_set1_ip_asc(param, address);
    X509_STORE_CTX_set_verify_cb(ctx, X509_STORE_CTX_print_verify_cb);
    SHOW_INT(X509_verify_cert(ctx));
    show();
    X509_STORE_CTX_free(ctx);
}

int main(int argc, char **argv)
{
    static const char *const more[] = { "ca-p256-cert.pem", "no-name-cert.pem", "version1-cert.pem", "dsa-2048-256-cert.pem" };
    X509_STORE *empty = X509_STORE_new(), *store = X509_STORE_new();
    X509 *x, *ca, *self, *intermediate, *chain;
    STACK_OF(X509) *untrusted = sk_X509_new_null();
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    int error;
    size_t i;

    args = argv;
    x = load("server-rsa-cert.pem");
    ca = load("ca-rsa-cert.pem");
    self = load("self-signed-cert.pem");
    intermediate = load("intermediate-cert.pem");
    chain = load("server-chain-cert.pem");
    X509_STORE_add_cert(store, ca);
    SHOW_INT(X509_STORE_CTX_print_verify_cb(1, NULL));
    SHOW_INT(X509_STORE_CTX_print_verify_cb(0, NULL));
    show();
    verify("nothing trusted", empty, x, NULL, NULL, NULL, NULL);
    verify("good", store, x, NULL, NULL, NULL, NULL);
    verify("another host", store, x, NULL, "wrong.example", NULL, NULL);
    verify("another mail address", store, x, NULL, NULL, "a@example.org", NULL);
    verify("another address", store, x, NULL, NULL, NULL, "127.0.0.2");
    verify("self-signed", empty, self, NULL, NULL, NULL, NULL);
    verify("no intermediate", store, chain, NULL, NULL, NULL, NULL);
    sk_X509_push(untrusted, intermediate);
    verify("no root", empty, chain, untrusted, NULL, NULL, NULL);
    sk_X509_push(untrusted, ca);
    verify("root not trusted", empty, chain, untrusted, NULL, NULL, NULL);
    X509_STORE_add_cert(empty, load("ca-p384-cert.pem"));
    verify("another root trusted", empty, chain, untrusted, NULL, NULL, NULL);
    for (i = 0; i < sizeof more / sizeof *more; i++) {
        X509 *one = load(more[i]);

        verify(more[i], store, one, NULL, NULL, NULL, NULL);
        X509_free(one);
    }
    {
        X509 *one = load("expired-cert.pem");

        verify("expired", store, one, untrusted, NULL, NULL, NULL);
        X509_free(one);
        one = load("future-cert.pem");
        verify("not yet valid", store, one, untrusted, NULL, NULL, NULL);
        X509_free(one);
    }
    /* Each error by itself: which shows what. */
    X509_STORE_CTX_init(ctx, store, x, untrusted);
    SHOW_INT(X509_verify_cert(ctx));
    for (error = 0; error <= 95; error++) {
        X509_STORE_CTX_set_error(ctx, error);
        SHOW_INT(X509_STORE_CTX_print_verify_cb(0, ctx));
        if (error == 18 || error == 62) {
            show();
        } else {
            const char *data = "", *line;
            int lines = 0, flags, stores;
            unsigned long code = ERR_get_error_all(NULL, NULL, NULL, &data, &flags);

            for (line = data; *line != '\0'; line++)
                lines += *line == '\n';
            stores = strstr(data, "Certs in trust store") != NULL;
            printf("%d: %d, %.*s, %d lines, stores %d\n", error, ERR_GET_REASON(code), (int)strcspn(data, "\n"), data,
                   lines, stores);
            ERR_clear_error();
        }
    }
    SHOW_INT(X509_STORE_CTX_print_verify_cb(1, ctx));
    show();
    X509_STORE_CTX_free(ctx);
    /* What was expected is told if the store said so. */
    {
        X509_VERIFY_PARAM *param = X509_STORE_get0_param(store);

        X509_VERIFY_PARAM_set1_host(param, "first.example", 0);
        verify("another host than the store's", store, x, NULL, NULL, NULL, NULL);
        X509_VERIFY_PARAM_add1_host(param, "second.example", 0);
        verify("other hosts than the store's", store, x, NULL, NULL, NULL, NULL);
        X509_VERIFY_PARAM_set1_host(param, NULL, 0);
        X509_VERIFY_PARAM_set1_email(param, "a@example.org", 0);
        verify("another mail address than the store's", store, x, NULL, NULL, NULL, NULL);
        X509_VERIFY_PARAM_set1_email(param, NULL, 0);
        X509_VERIFY_PARAM_set1_ip_asc(param, "127.0.0.9");
        verify("another address than the store's", store, x, NULL, NULL, NULL, NULL);
    }
    sk_X509_free(untrusted);
    X509_STORE_free(empty);
    X509_STORE_free(store);
    X509_free(x);
    X509_free(ca);
    X509_free(self);
    X509_free(intermediate);
    X509_free(chain);
    return 0;
}
