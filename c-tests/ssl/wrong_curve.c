/*
 * TLS 1.2 takes an ECDSA certificate only if its curve is among the groups of
 * both ends; TLS 1.3 does not ask.
 */
#include "../common.h"
#include <openssl/ssl.h>

static char **args;

static SSL_CTX *context(int server, int version, const char *groups, const char *name)
{
    SSL_CTX *ctx = SSL_CTX_new(server ? TLS_server_method() : TLS_client_method());
    char path[64];

    SSL_CTX_set_min_proto_version(ctx, version);
    SSL_CTX_set_max_proto_version(ctx, version);
    SSL_CTX_load_verify_locations(ctx, fixture(args, "ca-bundle.pem"), NULL);
    SSL_CTX_set1_groups_list(ctx, groups);
    snprintf(path, sizeof path, "%s-cert.pem", name);
    SSL_CTX_use_certificate_chain_file(ctx, fixture(args, path));
    snprintf(path, sizeof path, "%s-key.pem", name);
    SSL_CTX_use_PrivateKey_file(ctx, fixture(args, path), SSL_FILETYPE_PEM);
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    return ctx;
}

static void try(int version, const char *client_groups, const char *client_name, const char *server_groups,
                const char *server_name)
{
    SSL_CTX *client_ctx = context(0, version, client_groups, client_name);
    SSL_CTX *server_ctx = context(1, version, server_groups, server_name);
    SSL *client = SSL_new(client_ctx), *server = SSL_new(server_ctx);
    BIO *a, *b;
    int i, c = 0, s = 0;

    printf("TLS %x, client %s with %s, server %s with %s\n", version, client_groups, client_name, server_groups,
           server_name);
    BIO_new_bio_pair(&a, 0, &b, 0);
    SSL_set_bio(client, a, a);
    SSL_set_bio(server, b, b);
    SSL_set_connect_state(client);
    SSL_set_accept_state(server);
    for (i = 0; i < 10 && !(c == 1 && s == 1); i++) {
        if (c != 1)
            c = SSL_do_handshake(client);
        if (c != 1 && SSL_get_error(client, c) == SSL_ERROR_SSL) {
            printf("  client:");
            show_error_codes();
        }
        if (s != 1)
            s = SSL_do_handshake(server);
        if (s != 1 && SSL_get_error(server, s) == SSL_ERROR_SSL) {
            printf("  server:");
            show_error_codes();
        }
    }
    printf("  client %d, server %d\n", c, s);
    SSL_free(client);
    SSL_free(server);
    SSL_CTX_free(client_ctx);
    SSL_CTX_free(server_ctx);
}

int main(int argc, char **argv)
{
    static const int versions[] = {TLS1_2_VERSION, TLS1_3_VERSION};
    size_t i;

    (void)argc;
    args = argv;
    for (i = 0; i < 2; i++) {
        try(versions[i], "P-256:P-384", "client-p256", "P-256:P-384", "server-rsa");
        try(versions[i], "P-256:P-384", "client-p256", "P-384", "server-rsa");
        try(versions[i], "P-384", "client-p256", "P-256:P-384", "server-rsa");
        try(versions[i], "P-384:P-256", "client-p384", "P-256", "server-rsa");
        try(versions[i], "P-384", "client-p521", "P-384", "server-rsa");
        try(versions[i], "X25519", "client-p256", "X25519", "server-rsa");
        try(versions[i], "P-384", "client-rsa", "P-256:P-384", "server-p256");
        try(versions[i], "P-256:P-384", "client-rsa", "P-384", "server-p256");
    }
    return 0;
}
