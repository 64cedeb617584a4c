/* What OSSL_STORE_attach leaves in its BIO: another reader goes on behind the last object that was loaded, as
   `openssl pkcs12 -export` does with a key and certificates from its input. */
#include "../common.h"
#include <openssl/pem.h>
#include <openssl/store.h>
#include <openssl/x509.h>
#include <string.h>
#include <unistd.h>

static char **args;

static size_t put(BIO *out, const char *name)
{
    size_t len;
    unsigned char *bytes = read_file(fixture(args, name), &len);

    BIO_write(out, bytes, (int)len);
    free(bytes);
    return len;
}

/* A line that stands for so many bytes of what was written, whatever keys are in it. */
static void rest(BIO *in, const size_t *lens, size_t count)
{
    size_t left = BIO_pending(in), i, behind = 0;

    for (i = count; i > 0; i--) {
        if (behind == left)
            break;
        behind += lens[i - 1];
    }
    if (behind == left)
        printf("  pieces left: %d\n", (int)(count - i));
    else
        printf("  within piece %d\n", (int)i);
}

static void load(OSSL_STORE_CTX *ctx, int times)
{
    while (times-- > 0) {
        OSSL_STORE_INFO *info = OSSL_STORE_load(ctx);

        printf("  load: %s, eof %d, error %d\n", info ? OSSL_STORE_INFO_type_string(OSSL_STORE_INFO_get_type(info)) : "NULL",
               OSSL_STORE_eof(ctx), OSSL_STORE_error(ctx));
        OSSL_STORE_INFO_free(info);
        show_error_codes();
    }
}

static void run(const char *title, const char *const *names, int expect, int times)
{
    BIO *in = BIO_new(BIO_s_mem());
    size_t lens[8], count = 0;
    OSSL_STORE_CTX *ctx;

    printf("%s\n", title);
    for (; names[count]; count++) {
        if (names[count][0] == '=') {
            lens[count] = strlen(names[count] + 1);
            BIO_write(in, names[count] + 1, (int)lens[count]);
        } else {
            lens[count] = put(in, names[count]);
        }
    }
    ctx = OSSL_STORE_attach(in, "file", NULL, NULL, NULL, NULL, NULL, NULL, NULL);
    rest(in, lens, count);
    if (expect)
        SHOW_INT(OSSL_STORE_expect(ctx, expect));
    printf("  eof %d\n", OSSL_STORE_eof(ctx));
    while (times-- > 0) {
        load(ctx, 1);
        rest(in, lens, count);
    }
    SHOW_INT(OSSL_STORE_close(ctx));
    rest(in, lens, count);
    BIO_free(in);
}

/* Two stores, one after the other, over one C stream. */
static void twice(void)
{
    FILE *file = tmpfile();
    BIO *in = BIO_new_fp(file, BIO_NOCLOSE), *out = BIO_new_fp(file, BIO_NOCLOSE);
    OSSL_STORE_CTX *ctx;

    put(out, "server-rsa-key.pem");
    put(out, "server-rsa-cert.pem");
    put(out, "ca-rsa-cert.pem");
    BIO_free(out);
    rewind(file);
    printf("twice\n");
    ctx = OSSL_STORE_attach(in, "file", NULL, NULL, NULL, NULL, NULL, NULL, NULL);
    SHOW_INT(OSSL_STORE_expect(ctx, OSSL_STORE_INFO_PKEY));
    load(ctx, 1);
    SHOW_INT(OSSL_STORE_close(ctx));
    BIO_free(in);
    in = BIO_new_fp(file, BIO_NOCLOSE);
    ctx = OSSL_STORE_attach(in, "file", NULL, NULL, NULL, NULL, NULL, NULL, NULL);
    SHOW_INT(OSSL_STORE_expect(ctx, OSSL_STORE_INFO_CERT));
    load(ctx, 4);
    SHOW_INT(OSSL_STORE_close(ctx));
    BIO_free(in);
    fclose(file);
}

/* A pipe that is not yet closed: what is there is loaded without waiting for more. */
static void from_pipe(void)
{
    int ends[2];
    BIO *in, *out;
    OSSL_STORE_CTX *ctx;

    if (pipe(ends) != 0)
        return;
    in = BIO_new_fd(ends[0], BIO_CLOSE);
    out = BIO_new_fd(ends[1], BIO_CLOSE);
    put(out, "server-p256-key.pem");
    printf("pipe\n");
    ctx = OSSL_STORE_attach(in, "file", NULL, NULL, NULL, NULL, NULL, NULL, NULL);
    load(ctx, 1);
    put(out, "server-p256-cert.pem");
    BIO_free(out);
    load(ctx, 2);
    SHOW_INT(OSSL_STORE_close(ctx));
    BIO_free(in);
}

int main(int argc, char **argv)
{
    static const char *const three[] = { "server-rsa-key.pem", "server-rsa-cert.pem", "ca-rsa-cert.pem", NULL },
        *const words[] = { "=some words\n", "server-rsa-cert.pem", "=\nothers\n", "server-rsa-key.pem", "=at the end\n", NULL },
        *const nothing[] = { NULL }, *const text[] = { "=no object at all\n", NULL };

    (void)argc;
    args = argv;
    run("key and certificates", three, 0, 5);
    run("the key alone", three, OSSL_STORE_INFO_PKEY, 1);
    run("the key, and on", three, OSSL_STORE_INFO_PKEY, 3);
    run("certificates", three, OSSL_STORE_INFO_CERT, 4);
    run("CRLs", three, OSSL_STORE_INFO_CRL, 3);
    run("words between", words, 0, 5);
    run("nothing", nothing, 0, 2);
    run("text", text, 0, 2);
    twice();
    from_pipe();
    return 0;
}
