/*
 * Whether a server knows, at each time, that its client asked for an OCSP response.
 */
#include "pair.h"

static SSL_SESSION *kept;

static int keep(SSL *ssl, SSL_SESSION *session)
{
    (void)ssl;
    SSL_SESSION_free(kept);
    kept = session;
    return 1;
}

static void show(const char *when, SSL *ssl)
{
    printf("  %s: %ld\n", when, SSL_get_tlsext_status_type(ssl));
}

static int at_hello(SSL *ssl, int *alert, void *arg)
{
    (void)alert, (void)arg;
    show("client_hello_cb", ssl);
    return SSL_CLIENT_HELLO_SUCCESS;
}

static int at_name(SSL *ssl, int *alert, void *arg)
{
    (void)alert, (void)arg;
    show("servername", ssl);
    return SSL_TLSEXT_ERR_OK;
}

static int at_cert(SSL *ssl, void *arg)
{
    (void)arg;
    show("cert_cb", ssl);
    return 1;
}

static int at_status(SSL *ssl, void *arg)
{
    (void)arg;
    show("status", ssl);
    return SSL_TLSEXT_ERR_NOACK;
}

int main(int argc, char **argv)
{
    struct pair p;
    int version, turn;

    (void)argc;
    pair_contexts(&p, argv, "p256");
    SSL_CTX_set_session_id_context(p.server_ctx, (const unsigned char *)"status", 6);
    SSL_CTX_set_session_cache_mode(p.client_ctx, SSL_SESS_CACHE_CLIENT);
    SSL_CTX_sess_set_new_cb(p.client_ctx, keep);
    for (version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        SSL_SESSION *session = NULL;

        for (turn = 0; turn < 2; turn++) {
            char byte;

            printf("%s, %s\n", version == TLS1_2_VERSION ? "1.2" : "1.3", turn == 0 ? "anew" : "resumed");
            /* Which callbacks a resumption calls is not looked at here. */
            SSL_CTX_set_client_hello_cb(p.server_ctx, turn == 0 ? at_hello : NULL, NULL);
            SSL_CTX_set_tlsext_servername_callback(p.server_ctx, turn == 0 ? at_name : NULL);
            SSL_CTX_set_cert_cb(p.server_ctx, turn == 0 ? at_cert : NULL, NULL);
            SSL_CTX_set_tlsext_status_cb(p.server_ctx, turn == 0 ? at_status : NULL);
            pair_connections(&p);
            SSL_set_max_proto_version(p.client, version);
            SSL_set_session(p.client, session);
            SSL_set_tlsext_host_name(p.client, "localhost");
            SSL_set_tlsext_status_type(p.client, TLSEXT_STATUSTYPE_ocsp);
            show("before", p.server);
            printf("  handshake %d\n", pair_handshake(&p));
            SSL_read(p.client, &byte, 1);
            printf("  reused %d\n", SSL_session_reused(p.server));
            show("after", p.server);
            show("client", p.client);
            SSL_SESSION_free(session);
            session = kept;
            kept = NULL;
            SSL_shutdown(p.client);
            SSL_shutdown(p.server);
            SSL_free(p.client);
            SSL_free(p.server);
            p.client = p.server = NULL;
        }
        SSL_SESSION_free(session);
    }
    ERR_clear_error();
    pair_free(&p);
    return 0;
}
