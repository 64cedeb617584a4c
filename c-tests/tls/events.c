/*
 * What the info, message and new-session callbacks are told, in which order
 * and in which state: full and resumed handshakes, client certificates, both
 * versions, tickets and session IDs, and the closing.
 */
#include "../common.h"
#include <openssl/ssl.h>

static int messages;

static const char *who(const SSL *ssl)
{
    return SSL_is_server((SSL *)ssl) ? "server" : "client";
}

static void info(const SSL *ssl, int where, int ret)
{
    if (where & SSL_CB_ALERT)
        printf("%s %x %s %s\n", who(ssl), where, SSL_alert_type_string_long(ret),
               SSL_alert_desc_string_long(ret));
    else
        printf("%s %x %d state %d %s\n", who(ssl), where, ret, SSL_get_state(ssl),
               SSL_state_string_long(ssl));
}

/* Record headers are left out: how messages share records is free. */
static void message(int written, int version, int type, const void *bytes, size_t len, SSL *ssl,
                    void *arg)
{
    const unsigned char *body = bytes;

    if (!messages || type == SSL3_RT_HEADER || type == SSL3_RT_INNER_CONTENT_TYPE || len == 0)
        return;
    printf("%s %s version %x type %d first %d\n", who(ssl), written ? "writes" : "reads", version,
           type, body[0]);
}

static SSL_SESSION *kept;

static int new_session(SSL *ssl, SSL_SESSION *session)
{
    printf("%s new session, version %x, state %d, resumable %d\n", who(ssl),
           SSL_SESSION_get_protocol_version(session), SSL_get_state(ssl),
           SSL_SESSION_is_resumable(session));
    if (SSL_is_server(ssl))
        return 0;
    SSL_SESSION_free(kept);
    kept = session;
    return 1;
}

static int accept_all(int ok, X509_STORE_CTX *ctx)
{
    return 1;
}

static void result(const char *what, SSL *ssl, int ret)
{
    printf("%s %s: %d, error %d, shutdown %d\n", who(ssl), what, ret, SSL_get_error(ssl, ret),
           SSL_get_shutdown(ssl));
    show_errors();
}

static void run(SSL_CTX *client_ctx, SSL_CTX *server_ctx, SSL_SESSION *session)
{
    SSL *client = SSL_new(client_ctx), *server = SSL_new(server_ctx);
    BIO *a, *b;
    char buf[10];
    int i;

    BIO_new_bio_pair(&a, 0, &b, 0);
    SSL_set_bio(client, a, a);
    SSL_set_bio(server, b, b);
    if (session != NULL)
        SSL_set_session(client, session);
    SSL_set_connect_state(client);
    SSL_set_accept_state(server);
    for (i = 0; i < 5; i++) {
        int c = SSL_do_handshake(client), s = SSL_do_handshake(server);

        if (c == 1 && s == 1)
            break;
    }
    result("read", client, SSL_read(client, buf, sizeof buf));
    printf("reused %d %d\n", SSL_session_reused(client), SSL_session_reused(server));
    result("shutdown", client, SSL_shutdown(client));
    result("read", server, SSL_read(server, buf, sizeof buf));
    result("shutdown", server, SSL_shutdown(server));
    result("shutdown", client, SSL_shutdown(client));
    SSL_free(client);
    SSL_free(server);
}

static void scene(char **argv, const char *title, int version, int auth, long options)
{
    SSL_CTX *client = SSL_CTX_new(TLS_client_method()), *server = SSL_CTX_new(TLS_server_method());
    SSL_CTX *ends[2];
    int i;

    printf("== %s\n", title);
    ends[0] = client;
    ends[1] = server;
    for (i = 0; i < 2; i++) {
        if (i == 1 || auth) {
            SSL_CTX_use_certificate_file(ends[i], fixture(argv, "server-p256-cert.pem"),
                                         SSL_FILETYPE_PEM);
            SSL_CTX_use_PrivateKey_file(ends[i], fixture(argv, "server-p256-key.pem"),
                                        SSL_FILETYPE_PEM);
        }
        SSL_CTX_set_info_callback(ends[i], info);
        SSL_CTX_set_msg_callback(ends[i], message);
        SSL_CTX_sess_set_new_cb(ends[i], new_session);
    }
    SSL_CTX_set_session_cache_mode(client, SSL_SESS_CACHE_CLIENT);
    SSL_CTX_set_session_id_context(server, (const unsigned char *)"x", 1);
    SSL_CTX_set_max_proto_version(client, version);
    SSL_CTX_set_options(server, options);
    if (auth)
        SSL_CTX_set_verify(server, SSL_VERIFY_PEER, accept_all);
    run(client, server, NULL);
    printf("-- again\n");
    run(client, server, kept);
    SSL_SESSION_free(kept);
    kept = NULL;
    SSL_CTX_free(client);
    SSL_CTX_free(server);
}

int main(int argc, char **argv)
{
    scene(argv, "TLS 1.3", TLS1_3_VERSION, 0, 0);
    scene(argv, "TLS 1.3, client certificate, no tickets", TLS1_3_VERSION, 1, SSL_OP_NO_TICKET);
    scene(argv, "TLS 1.2", TLS1_2_VERSION, 0, 0);
    scene(argv, "TLS 1.2, client certificate, session ID", TLS1_2_VERSION, 1, SSL_OP_NO_TICKET);
    messages = 1;
    scene(argv, "TLS 1.3 with messages", TLS1_3_VERSION, 1, 0);
    scene(argv, "TLS 1.2 with messages", TLS1_2_VERSION, 1, 0);
    return 0;
}
