/* OCSP stapling over datagrams, in both roles, and extensions of the program's own. */
#include "dtls_pair.h"

static int given, server_calls, answer;

static int at_status(SSL *ssl, void *arg)
{
    static const char response[] = "a response";

    (void)arg;
    server_calls++;
    if (given > 0) {
        unsigned char *copy = OPENSSL_memdup(response, (size_t)given);

        SSL_set_tlsext_status_ocsp_resp(ssl, copy, given);
        return SSL_TLSEXT_ERR_OK;
    }
    return given < 0 ? SSL_TLSEXT_ERR_ALERT_FATAL : SSL_TLSEXT_ERR_NOACK;
}

static int at_response(SSL *ssl, void *arg)
{
    const unsigned char *response = NULL;
    long len = SSL_get_tlsext_status_ocsp_resp(ssl, &response);

    (void)arg;
    printf("  client's callback: %ld '%.*s', answers %d\n", len, len > 0 ? (int)len : 0, response ? (const char *)response : "", answer);
    return answer;
}

/* One turn of one end; the first reason why it failed is kept. */
static void turn_of(SSL *ssl, int *done, const char **why)
{
    if (*done == 1)
        return;
    *done = SSL_do_handshake(ssl);
    if (*done != 1 && *why == NULL && ERR_peek_error() != 0)
        *why = ERR_reason_error_string(ERR_peek_error());
    ERR_clear_error();
}

/* A few turns of each; every flight fits in one. */
static void handshake(struct pair *p, const char *label)
{
    const char *client_why = NULL, *server_why = NULL;
    int client = 0, server = 0;

    for (int turn = 0; turn < 6; turn++) {
        turn_of(p->client, &client, &client_why);
        turn_of(p->server, &server, &server_why);
    }
    printf(" %s client %s, server %s\n", label, client == 1 ? "done" : client_why ? client_why : "not done",
           server == 1 ? "done" : server_why ? server_why : "not done");
}

static void staple(char **argv, const char *what, int ask, int give, int say)
{
    const unsigned char *response = NULL;
    struct pair p;

    printf("%s\n", what);
    dtls_contexts(&p, argv, "p256");
    given = give, answer = say, server_calls = 0;
    SSL_CTX_set_tlsext_status_cb(p.server_ctx, at_status);
    SSL_CTX_set_tlsext_status_cb(p.client_ctx, at_response);
    dtls_connections(&p);
    if (ask)
        SSL_set_tlsext_status_type(p.client, TLSEXT_STATUSTYPE_ocsp);
    handshake(&p, "");
    if (ask)
        printf("  the server was asked %d times; the client has %ld bytes\n", server_calls,
               SSL_get_tlsext_status_ocsp_resp(p.client, &response));
    dtls_free(&p);
}

static int add(SSL *ssl, unsigned type, unsigned context, const unsigned char **out, size_t *len, X509 *x, size_t chain, int *alert, void *arg)
{
    (void)ssl, (void)type, (void)context, (void)x, (void)chain, (void)alert, (void)arg;
    *out = (const unsigned char *)"mine", *len = 4;
    return 1;
}

static int parse(SSL *ssl, unsigned type, unsigned context, const unsigned char *in, size_t len, X509 *x, size_t chain, int *alert, void *arg)
{
    (void)ssl, (void)type, (void)context, (void)in, (void)len, (void)x, (void)chain, (void)alert, (void)arg;
    return 1;
}

static void own_extension(char **argv, int at_client, int at_server)
{
    unsigned where = SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO;
    struct pair p;

    dtls_contexts(&p, argv, "p256");
    if (at_client)
        SHOW_INT(SSL_CTX_add_custom_ext(p.client_ctx, 1234, where, add, NULL, NULL, parse, NULL));
    if (at_server)
        SHOW_INT(SSL_CTX_add_custom_ext(p.server_ctx, 1234, where, add, NULL, NULL, parse, NULL));
    dtls_connections(&p);
    handshake(&p, at_client && at_server ? "extension at both:" : at_client ? "extension at the client:" : "extension at the server:");
    dtls_free(&p);
}

int main(int argc, char **argv)
{
    (void)argc;
    staple(argv, "not asked for", 0, 10, 1);
    staple(argv, "a response", 1, 10, 1);
    staple(argv, "one byte", 1, 1, 1);
    staple(argv, "no response", 1, 0, 1);
    staple(argv, "the server gives up", 1, -1, 1);
    staple(argv, "the client refuses", 1, 10, 0);
    staple(argv, "the client refuses none", 1, 0, 0);
    staple(argv, "the client fails", 1, 10, -1);
    own_extension(argv, 1, 1);
    own_extension(argv, 1, 0);
    own_extension(argv, 0, 1);
    return 0;
}
