/*
 * Serverinfo: extensions that go with a server's certificate, from memory and
 * from files, good and bad.
 */
#include "../common.h"
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <string.h>
#include <unistd.h>

static char **args;

static void one(SSL_CTX *ctx, const char *what, unsigned version, const void *data, size_t len)
{
    printf("%s: %d\n", what,
           version == 0 ? SSL_CTX_use_serverinfo(ctx, data, len) : SSL_CTX_use_serverinfo_ex(ctx, version, data, len));
    show_errors();
}

static int hear(SSL *s, unsigned type, unsigned context, const unsigned char *in, size_t len, X509 *x, size_t index,
                int *al, void *arg)
{
    (void)s, (void)al, (void)arg;
    printf("  %u of %x, certificate %s %zu: '%.*s'\n", type, context, x ? "yes" : "no", x ? index : 0, (int)len,
           (const char *)in);
    return 1;
}

static int say(SSL *s, unsigned type, unsigned context, const unsigned char **out, size_t *len, X509 *x, size_t index,
               int *al, void *arg)
{
    (void)s, (void)type, (void)context, (void)x, (void)index, (void)al;
    *out = arg;
    *len = strlen(arg);
    return 1;
}

/* A client that asks for 0xff10, 0xff11 and 0xff12. */
static void ask(SSL_CTX *server_ctx, int version, char *text)
{
    const unsigned contexts = SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO | SSL_EXT_TLS1_3_ENCRYPTED_EXTENSIONS |
                              SSL_EXT_TLS1_3_CERTIFICATE;
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    SSL *client, *server;
    BIO *a, *b;
    int i, c = 0, s = 0;

    printf("TLS %x, asked with '%s'\n", version, text);
    SSL_CTX_set_min_proto_version(ctx, version);
    SSL_CTX_set_max_proto_version(ctx, version);
    for (i = 0; i < 3; i++)
        SSL_CTX_add_custom_ext(ctx, 0xff10 + i, contexts, say, NULL, text, hear, NULL);
    client = SSL_new(ctx);
    server = SSL_new(server_ctx);
    BIO_new_bio_pair(&a, 0, &b, 0);
    SSL_set_bio(client, a, a);
    SSL_set_bio(server, b, b);
    SSL_set_connect_state(client);
    SSL_set_accept_state(server);
    for (i = 0; i < 10 && !(c == 1 && s == 1); i++) {
        if (c != 1)
            c = SSL_do_handshake(client);
        if (c != 1 && SSL_get_error(client, c) == SSL_ERROR_SSL)
            break;
        if (s != 1)
            s = SSL_do_handshake(server);
        if (s != 1 && SSL_get_error(server, s) == SSL_ERROR_SSL)
            break;
    }
    printf("  client %d, server %d\n", c, s);
    show_error_codes();
    ERR_clear_error();
    SSL_free(client);
    SSL_free(server);
    SSL_CTX_free(ctx);
}

static SSL_CTX *context(void)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());

    SSL_CTX_use_certificate_chain_file(ctx, fixture(args, "full-chain.pem"));
    SSL_CTX_use_PrivateKey_file(ctx, fixture(args, "server-chain-key.pem"), SSL_FILETYPE_PEM);
    return ctx;
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    fputs(text, file);
    fclose(file);
}

static void file(const char *what, const char *text)
{
    char path[] = "serverinfo-XXXXXX";
    int fd = mkstemp(path);
    SSL_CTX *ctx = context();

    close(fd);
    write_file(path, text);
    printf("file, %s: %d\n", what, SSL_CTX_use_serverinfo_file(ctx, path));
    show_errors();
    ask(ctx, TLS1_2_VERSION, "");
    ask(ctx, TLS1_3_VERSION, "");
    SSL_CTX_free(ctx);
    remove(path);
}

int main(int argc, char **argv)
{
    static const unsigned char two[] = {0xff, 0x10, 0, 3, 'o', 'n', 'e', 0xff, 0x11, 0, 0};
    static const unsigned char old[] = {0xff, 0x10, 0, 3, 'o', 'n', 'e'};
    /* In EncryptedExtensions and ServerHello, and in Certificate. */
    static const unsigned char fresh[] = {0, 0, 0x05, 0x80, 0xff, 0x10, 0, 3, 'n', 'e', 'w',
                                          0, 0, 0x10, 0x80, 0xff, 0x12, 0, 4, 'c', 'e', 'r', 't'};
    SSL_CTX *ctx;

    (void)argc;
    args = argv;
    ctx = SSL_CTX_new(TLS_server_method());
    one(ctx, "no certificate", 0, old, sizeof old);
    SSL_CTX_free(ctx);
    ctx = context();
    one(ctx, "NULL", 0, NULL, 4);
    one(ctx, "empty", 0, old, 0);
    one(ctx, "cut", 0, old, 6);
    one(ctx, "cut in the head", 0, old, 3);
    one(ctx, "too much", 0, two, 8);
    one(ctx, "two", 0, two, sizeof two);
    one(ctx, "no context", 0, NULL, 0);
    one(NULL, "no ctx", 0, old, sizeof old);
    one(ctx, "an unknown version", 3, old, sizeof old);
    one(ctx, "version 0", 7, old, sizeof old);
    one(ctx, "one handled by the library", 1, "\0\0\0\0", 4);
    one(ctx, "new, none for a server", 2, "\0\0\0\1\xff\x13\0\0", 8);
    ask(ctx, TLS1_2_VERSION, "");
    one(ctx, "old", 0, old, sizeof old);
    ask(ctx, TLS1_2_VERSION, "");
    ask(ctx, TLS1_2_VERSION, "why");
    ask(ctx, TLS1_3_VERSION, "");
    one(ctx, "old again", 1, old, sizeof old);
    ask(ctx, TLS1_2_VERSION, "");
    printf("certificate gone: %d\n", SSL_CTX_use_certificate_chain_file(ctx, fixture(args, "server-p256-cert.pem")));
    ERR_clear_error();
    SSL_CTX_use_PrivateKey_file(ctx, fixture(args, "server-p256-key.pem"), SSL_FILETYPE_PEM);
    ask(ctx, TLS1_2_VERSION, "");
    one(ctx, "another certificate", 1, old, sizeof old);
    SSL_CTX_free(ctx);
    ctx = context();
    one(ctx, "new", 2, fresh, sizeof fresh);
    ask(ctx, TLS1_2_VERSION, "");
    ask(ctx, TLS1_3_VERSION, "");
    ask(ctx, TLS1_3_VERSION, "why");
    one(ctx, "new, cut", 2, fresh, sizeof fresh - 1);
    ask(ctx, TLS1_3_VERSION, "");
    SSL_CTX_free(ctx);

    file("old", "-----BEGIN SERVERINFO FOR ONE-----\n/xAAA29uZQ==\n-----END SERVERINFO FOR ONE-----\n");
    file("old, two",
         "-----BEGIN SERVERINFO FOR ONE-----\n/xAAA29uZQ==\n-----END SERVERINFO FOR ONE-----\n"
         "-----BEGIN SERVERINFO FOR TWO-----\n/xEAAA==\n-----END SERVERINFO FOR TWO-----\n");
    file("new", "-----BEGIN SERVERINFOV2 FOR ONE-----\nAAAFgP8QAANuZXc=\n-----END SERVERINFOV2 FOR ONE-----\n");
    file("nothing", "");
    file("another name", "-----BEGIN CERTIFICATE-----\n/xAAA29uZQ==\n-----END CERTIFICATE-----\n");
    file("a short name", "-----BEGIN SERVERINFO-----\n/xAAA29uZQ==\n-----END SERVERINFO-----\n");
    file("a wrong length", "-----BEGIN SERVERINFO FOR ONE-----\n/xAABG9uZQ==\n-----END SERVERINFO FOR ONE-----\n");
    file("too short", "-----BEGIN SERVERINFO FOR ONE-----\n/xA=\n-----END SERVERINFO FOR ONE-----\n");
    ctx = context();
    printf("no file: %d\n", SSL_CTX_use_serverinfo_file(ctx, "no-such-file"));
    show_errors();
    printf("NULL: %d\n", SSL_CTX_use_serverinfo_file(ctx, NULL));
    show_errors();
    SSL_CTX_free(ctx);
    return 0;
}
