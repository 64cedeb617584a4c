/*
 * External pre-shared keys: a program that knows some and has certificates,
 * too, goes on by certificate with a peer that has none.
 */
#include "pair.h"

static unsigned int client_key(SSL *ssl, const char *hint, char *identity, unsigned int max_identity, unsigned char *psk,
                               unsigned int max_psk)
{
    return 0;
}

static unsigned int server_key(SSL *ssl, const char *identity, unsigned char *psk, unsigned int max_psk)
{
    return 0;
}

static int use_session(SSL *ssl, const EVP_MD *md, const unsigned char **id, size_t *idlen, SSL_SESSION **sess)
{
    *sess = NULL;
    return 1;
}

static int find_session(SSL *ssl, const unsigned char *identity, size_t len, SSL_SESSION **sess)
{
    *sess = NULL;
    return 1;
}

/* Drives both handshakes; tells who fails first and why. */
static int drive(struct pair *p)
{
    int client = -1, server = -1;

    ERR_clear_error();
    for (int i = 0; i < 40 && (client != 1 || server != 1); i++) {
        if (client != 1 && (client = SSL_do_handshake(p->client)) != 1 &&
            SSL_get_error(p->client, client) != SSL_ERROR_WANT_READ) {
            printf("  client fails: %d\n", ERR_GET_REASON(ERR_peek_error()));
            return 0;
        }
        if (server != 1 && (server = SSL_do_handshake(p->server)) != 1 &&
            SSL_get_error(p->server, server) != SSL_ERROR_WANT_READ) {
            printf("  server fails: %d\n", ERR_GET_REASON(ERR_peek_error()));
            return 0;
        }
    }
    return client == 1 && server == 1;
}

int main(int argc, char **argv)
{
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++)
        for (int which = 0; which < 6; which++) {
            struct pair p;

            pair_contexts(&p, argv, "rsa");
            SSL_CTX_set_max_proto_version(p.client_ctx, version);
            if (which == 0)
                SSL_CTX_set_psk_client_callback(p.client_ctx, client_key);
            if (which == 1)
                SSL_CTX_set_psk_server_callback(p.server_ctx, server_key);
            if (which == 2)
                SSL_CTX_set_psk_use_session_callback(p.client_ctx, use_session);
            if (which == 3)
                SSL_CTX_set_psk_find_session_callback(p.server_ctx, find_session);
            pair_connections(&p);
            if (which == 4) {
                SSL_set_psk_client_callback(p.client, client_key);
                SSL_set_psk_use_session_callback(p.client, use_session);
                SSL_set_psk_server_callback(p.server, server_key);
                SSL_set_psk_find_session_callback(p.server, find_session);
            }
            if (which == 5) {
                /* Taken back: the server need not prove itself. */
                SSL_set_psk_client_callback(p.client, client_key);
                SSL_set_psk_use_session_callback(p.client, use_session);
                SSL_set_psk_client_callback(p.client, NULL);
                SSL_set_psk_use_session_callback(p.client, NULL);
                SSL_set_psk_server_callback(p.server, NULL);
                SSL_set_psk_find_session_callback(p.server, NULL);
                SSL_set_verify(p.client, SSL_VERIFY_NONE, NULL);
            }
            printf("%d, TLS 1.%d:\n", which, version - TLS1_VERSION);
            if (drive(&p))
                printf("  %s, verify result %ld\n", SSL_get_version(p.client), SSL_get_verify_result(p.client));
            SHOW_STR(SSL_get_psk_identity(p.server));
            SHOW_STR(SSL_get_psk_identity_hint(p.client));
            SSL_free(p.client);
            SSL_free(p.server);
            SSL_CTX_free(p.client_ctx);
            SSL_CTX_free(p.server_ctx);
        }

    /* A client that counts on the PSK alone. */
    for (int which = 0; which < 2; which++) {
        struct pair p;

        pair_contexts(&p, argv, "rsa");
        SSL_CTX_set_verify(p.client_ctx, SSL_VERIFY_NONE, NULL);
        if (which == 0)
            SSL_CTX_set_psk_client_callback(p.client_ctx, client_key);
        else
            SSL_CTX_set_psk_use_session_callback(p.client_ctx, use_session);
        pair_connections(&p);
        printf("without verification, %s\n", which ? "session" : "key");
        printf("  without a PSK %s\n", drive(&p) ? "connected" : "failed");
        SSL_free(p.client);
        SSL_free(p.server);
        SSL_CTX_free(p.client_ctx);
        SSL_CTX_free(p.server_ctx);
    }
    return 0;
}
