/* Authentication of TLS 1.3's clients after the handshake: both ends, what they say in every state, with callbacks. */
#include "pair.h"

static int trace, verify_depth_seen, answer_of_verify = -1;
static SSL *traced_client;

static void see_info(const SSL *ssl, int where, int ret)
{
    if (trace)
        printf("    %s info %x %d %s, state %d, init %d\n", ssl == traced_client ? "client" : "server", where, ret,
               SSL_state_string(ssl), SSL_get_state(ssl), SSL_in_init(ssl));
}

static void see(int write_p, int version, int type, const void *buf, size_t len, SSL *ssl, void *arg)
{
    const unsigned char *bytes = buf;

    if (!trace || type == SSL3_RT_HEADER)
        return;
    printf("    %s %s %x type %d", ssl == traced_client ? "client" : "server", write_p ? "sent" : "got", version, type);
    if (type == SSL3_RT_HANDSHAKE)
        printf(" kind %d", bytes[0]);
    else if (type == SSL3_RT_ALERT)
        printf(" %d %d", bytes[0], bytes[1]);
    else
        printf(" %d", bytes[0]);
    printf("\n");
}

static int on_verify(int ok, X509_STORE_CTX *store)
{
    SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());

    if (X509_STORE_CTX_get_error_depth(store) > verify_depth_seen)
        verify_depth_seen = X509_STORE_CTX_get_error_depth(store);
    if (trace)
        printf("    verify: ok %d, error %d, depth %d, state %s\n", ok, X509_STORE_CTX_get_error(store),
               X509_STORE_CTX_get_error_depth(store), SSL_state_string(ssl));
    return answer_of_verify == -1 ? ok : answer_of_verify;
}

static int new_session(SSL *ssl, SSL_SESSION *session)
{
    X509 *peer = SSL_SESSION_get0_peer(session);

    if (trace)
        printf("    %s has a session, with a peer %d, resumable %d\n", ssl == traced_client ? "client" : "server",
               peer != NULL, SSL_SESSION_is_resumable(session));
    return 0;
}

static void use(SSL_CTX *ctx, char **argv, const char *name)
{
    char file[64];

    snprintf(file, sizeof file, "%s-cert.pem", name);
    SSL_CTX_use_certificate_file(ctx, fixture(argv, file), SSL_FILETYPE_PEM);
    snprintf(file, sizeof file, "%s-key.pem", name);
    SSL_CTX_use_PrivateKey_file(ctx, fixture(argv, file), SSL_FILETYPE_PEM);
}

/* A client that offers it with this certificate, and a server that knows its CA. */
static void contexts(struct pair *p, char **argv, const char *client)
{
    pair_contexts(p, argv, "p256");
    SSL_CTX_set_post_handshake_auth(p->client_ctx, 1);
    if (client != NULL)
        use(p->client_ctx, argv, client);
    SSL_CTX_load_verify_locations(p->server_ctx, fixture(argv, "ca-bundle.pem"), NULL);
    SSL_CTX_set_verify(p->server_ctx, SSL_VERIFY_PEER | SSL_VERIFY_POST_HANDSHAKE, on_verify);
    SSL_CTX_set_session_cache_mode(p->client_ctx, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(p->client_ctx, new_session);
    SSL_CTX_sess_set_new_cb(p->server_ctx, new_session);
    SSL_CTX_set_session_id_context(p->server_ctx, (const unsigned char *)"x", 1);
    SSL_CTX_set_info_callback(p->client_ctx, see_info);
    SSL_CTX_set_info_callback(p->server_ctx, see_info);
    SSL_CTX_set_msg_callback(p->client_ctx, see);
    SSL_CTX_set_msg_callback(p->server_ctx, see);
    answer_of_verify = -1;
}

static int connect_pair(struct pair *p)
{
    char byte;
    int ok;

    pair_connections(p);
    traced_client = p->client;
    ok = pair_handshake(p);
    /* The tickets. */
    SSL_read(p->client, &byte, 1);
    ERR_clear_error();
    return ok;
}

static void show_peer(SSL *ssl)
{
    X509 *peer = SSL_get0_peer_certificate(ssl);
    char name[128] = "none";
    SSL_SESSION *session = SSL_get_session(ssl);

    if (peer != NULL)
        X509_NAME_get_text_by_NID(X509_get_subject_name(peer), NID_commonName, name, sizeof name);
    printf("  peer %s, chain %d, verified %d, result %ld; session's %d, result %ld\n", name,
           sk_X509_num(SSL_get_peer_cert_chain(ssl)), sk_X509_num(SSL_get0_verified_chain(ssl)),
           SSL_get_verify_result(ssl), SSL_SESSION_get0_peer(session) != NULL, SSL_get_verify_result(ssl));
}

static void ask(SSL *ssl)
{
    int n = SSL_verify_client_post_handshake(ssl);

    printf("  asked: %d, state %d, init %d, want %d\n", n, SSL_get_state(ssl), SSL_in_init(ssl), SSL_want(ssl));
    if (n != 1 || ERR_peek_error() != 0)
        show_error_codes();
}

static void handshake(const char *who, SSL *ssl)
{
    int n = SSL_do_handshake(ssl);

    printf("  %s handshake: %d", who, n);
    printf(", error %d, state %d, init %d, want %d\n", SSL_get_error(ssl, n), SSL_get_state(ssl), SSL_in_init(ssl),
           SSL_want(ssl));
    if (ERR_peek_error() != 0)
        show_error_codes();
}

static void reads(const char *who, SSL *ssl)
{
    char buf[64];
    int n = SSL_read(ssl, buf, sizeof buf);

    printf("  %s reads: %d", who, n);
    printf(", error %d, state %d, init %d, shutdown %d\n", SSL_get_error(ssl, n), SSL_get_state(ssl), SSL_in_init(ssl),
           SSL_get_shutdown(ssl));
    if (ERR_peek_error() != 0)
        show_error_codes();
}

static void writes(const char *who, SSL *ssl)
{
    int n = SSL_write(ssl, "data", 4);

    printf("  %s writes: %d", who, n);
    printf(", error %d, state %d, init %d\n", SSL_get_error(ssl, n), SSL_get_state(ssl), SSL_in_init(ssl));
    if (ERR_peek_error() != 0)
        show_error_codes();
}

/* One whole exchange. */
static void exchange(struct pair *p)
{
    ask(p->server);
    handshake("server", p->server);
    reads("client", p->client);
    reads("server", p->server);
    reads("client", p->client);
    show_peer(p->server);
}

static void refusals(char **argv)
{
    struct pair p;
    SSL *ssl;

    printf("refusals\n");
    contexts(&p, argv, "client-p256");
    pair_connections(&p);
    ask(p.server);
    ask(p.client);
    ssl = SSL_new(p.server_ctx);
    ask(ssl);
    SSL_free(ssl);
    SSL_do_handshake(p.client);
    SSL_do_handshake(p.server);
    printf(" in the handshake\n");
    ask(p.server);
    ask(p.client);
    pair_handshake(&p);
    printf(" of a client\n");
    ask(p.client);
    pair_free(&p);

    printf(" a client that does not offer it\n");
    contexts(&p, argv, "client-p256");
    SSL_CTX_set_post_handshake_auth(p.client_ctx, 0);
    connect_pair(&p);
    ask(p.server);
    pair_talk(&p);
    pair_free_connections(&p);
    printf(" a connection that does\n");
    pair_connections(&p);
    SSL_set_post_handshake_auth(p.client, 5);
    traced_client = p.client;
    pair_handshake(&p);
    exchange(&p);
    printf(" another that does not\n");
    pair_free_connections(&p);
    SSL_CTX_set_post_handshake_auth(p.client_ctx, 1);
    pair_connections(&p);
    SSL_set_post_handshake_auth(p.client, 0);
    pair_handshake(&p);
    ask(p.server);
    pair_free(&p);

    printf(" TLS 1.2\n");
    contexts(&p, argv, "client-p256");
    SSL_CTX_set_max_proto_version(p.client_ctx, TLS1_2_VERSION);
    connect_pair(&p);
    ask(p.server);
    ask(p.client);
    show_peer(p.server);
    pair_free(&p);

    printf(" nothing to verify\n");
    contexts(&p, argv, "client-p256");
    SSL_CTX_set_verify(p.server_ctx, SSL_VERIFY_NONE, NULL);
    connect_pair(&p);
    ask(p.server);
    pair_talk(&p);
    SSL_set_verify(p.server, SSL_VERIFY_POST_HANDSHAKE, NULL);
    ask(p.server);
    SSL_set_verify(p.server, SSL_VERIFY_PEER, NULL);
    exchange(&p);
    pair_free(&p);

    printf(" twice\n");
    contexts(&p, argv, "client-p256");
    connect_pair(&p);
    ask(p.server);
    ask(p.server);
    handshake("server", p.server);
    ask(p.server);
    handshake("server", p.server);
    ask(p.server);
    reads("client", p.client);
    ask(p.server);
    reads("server", p.server);
    show_peer(p.server);
    exchange(&p);
    pair_talk(&p);
    pair_close(&p);
    ask(p.server);
    pair_free(&p);
}

static void traced(char **argv)
{
    struct pair p;

    printf("all that is told\n");
    contexts(&p, argv, "client-p256");
    connect_pair(&p);
    show_peer(p.server);
    trace = 1;
    exchange(&p);
    trace = 0;
    printf("  finished %zu %zu\n", SSL_get_finished(p.server, NULL, 0), SSL_get_peer_finished(p.server, NULL, 0));
    pair_talk(&p);
    pair_free(&p);

    printf("no certificate\n");
    contexts(&p, argv, NULL);
    connect_pair(&p);
    trace = 1;
    exchange(&p);
    trace = 0;
    pair_talk(&p);
    SSL_set_verify(p.server, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, on_verify);
    trace = 1;
    exchange(&p);
    trace = 0;
    printf("  shutdown %d %d\n", SSL_get_shutdown(p.client), SSL_get_shutdown(p.server));
    ask(p.server);
    writes("server", p.server);
    pair_free(&p);

    printf("a certificate that is refused\n");
    contexts(&p, argv, "client-rsa");
    connect_pair(&p);
    answer_of_verify = 0;
    trace = 1;
    exchange(&p);
    trace = 0;
    pair_free(&p);
}

int main(int argc, char **argv)
{
    (void)argc;
    refusals(argv);
    traced(argv);
    return 0;
}
