/* A client and a server in one process, over a pair of BIOs. */
#ifndef TLSRS_TESTS_PAIR_H
#define TLSRS_TESTS_PAIR_H

#include "../common.h"
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

struct pair {
    SSL_CTX *client_ctx, *server_ctx;
    SSL *client, *server;
};

/* Contexts with a server certificate of the given type and its CA. */
static inline void pair_contexts(struct pair *p, char **argv, const char *type)
{
    char name[64];

    memset(p, 0, sizeof *p);
    p->client_ctx = SSL_CTX_new(TLS_client_method());
    p->server_ctx = SSL_CTX_new(TLS_server_method());
    snprintf(name, sizeof name, "server-%s-cert.pem", type);
    if (SSL_CTX_use_certificate_file(p->server_ctx, fixture(argv, name), SSL_FILETYPE_PEM) != 1)
        printf("no certificate\n");
    snprintf(name, sizeof name, "server-%s-key.pem", type);
    if (SSL_CTX_use_PrivateKey_file(p->server_ctx, fixture(argv, name), SSL_FILETYPE_PEM) != 1)
        printf("no key\n");
    if (SSL_CTX_load_verify_locations(p->client_ctx, fixture(argv, "ca-bundle.pem"), NULL) != 1)
        printf("no CA\n");
    SSL_CTX_set_verify(p->client_ctx, SSL_VERIFY_PEER, NULL);
}

/* Connections over the contexts, with nothing done yet. */
static inline void pair_connections(struct pair *p)
{
    BIO *a, *b;

    p->client = SSL_new(p->client_ctx);
    p->server = SSL_new(p->server_ctx);
    BIO_new_bio_pair(&a, 0, &b, 0);
    SSL_set_bio(p->client, a, a);
    SSL_set_bio(p->server, b, b);
    SSL_set_connect_state(p->client);
    SSL_set_accept_state(p->server);
}

/* Drives both handshakes; prints how each ends if that is not success. */
static inline int pair_handshake(struct pair *p)
{
    int client = -1, server = -1, client_error = 0, server_error = 0;

    ERR_clear_error();
    for (int i = 0; i < 40 && (client != 1 || server != 1); i++) {
        if (client != 1) {
            client = SSL_do_handshake(p->client);
            client_error = SSL_get_error(p->client, client);
            if (client != 1 && client_error != SSL_ERROR_WANT_READ && client_error != SSL_ERROR_WANT_WRITE) {
                printf("  client: %d, error %d, verify result %ld\n", client, client_error,
                       SSL_get_verify_result(p->client));
                show_error_codes();
                server = SSL_do_handshake(p->server);
                printf("  server then: %d, error %d\n", server, SSL_get_error(p->server, server));
                show_error_codes();
                return 0;
            }
        }
        if (server != 1) {
            server = SSL_do_handshake(p->server);
            server_error = SSL_get_error(p->server, server);
            if (server != 1 && server_error != SSL_ERROR_WANT_READ && server_error != SSL_ERROR_WANT_WRITE) {
                printf("  server: %d, error %d, verify result %ld\n", server, server_error,
                       SSL_get_verify_result(p->server));
                show_error_codes();
                client = SSL_do_handshake(p->client);
                if (client == 1) {
                    char byte;
                    client = SSL_read(p->client, &byte, 1);
                }
                printf("  client then: %d, error %d\n", client, SSL_get_error(p->client, client));
                show_error_codes();
                return 0;
            }
        }
    }
    if (client != 1 || server != 1)
        printf("  no end: client %d/%d server %d/%d\n", client, client_error, server, server_error);
    return client == 1 && server == 1;
}

static inline void pair_free_connections(struct pair *p)
{
    SSL_free(p->client);
    SSL_free(p->server);
    p->client = p->server = NULL;
}

static inline void pair_free(struct pair *p)
{
    pair_free_connections(p);
    SSL_CTX_free(p->client_ctx);
    SSL_CTX_free(p->server_ctx);
}

/* Sends a line each way. */
static inline void pair_talk(struct pair *p)
{
    char buf[64];
    int n;

    printf("  client writes %d\n", SSL_write(p->client, "question", 8));
    n = SSL_read(p->server, buf, sizeof buf);
    printf("  server reads %d: %.*s\n", n, n > 0 ? n : 0, buf);
    printf("  server writes %d\n", SSL_write(p->server, "answer", 6));
    n = SSL_read(p->client, buf, sizeof buf);
    printf("  client reads %d: %.*s\n", n, n > 0 ? n : 0, buf);
}

/* Closes both sides in order. */
static inline void pair_close(struct pair *p)
{
    char byte;
    int n;

    printf("  client closes: %d", SSL_shutdown(p->client));
    n = SSL_read(p->server, &byte, 1);
    printf(", server reads %d/%d", n, SSL_get_error(p->server, n));
    printf(", server closes: %d", SSL_shutdown(p->server));
    printf(", client again: %d", SSL_shutdown(p->client));
    printf(", states %d %d\n", SSL_get_shutdown(p->client), SSL_get_shutdown(p->server));
}

#endif
