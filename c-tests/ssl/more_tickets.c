/* SSL_new_session_ticket: tickets after the handshake. */
#include "pair.h"

static SSL_SESSION *got[16];
static int server_made, count, trace;

static int client_new(SSL *ssl, SSL_SESSION *session)
{
    if (trace)
        printf("  client gets a session, resumable %d\n", SSL_SESSION_is_resumable(session));
    if (count == 16)
        return 0;
    got[count++] = session;
    return 1;
}

static int server_new(SSL *ssl, SSL_SESSION *session)
{
    if (trace)
        printf("  server made a session, resumable %d, the current one %d\n", SSL_SESSION_is_resumable(session),
               SSL_get_session(ssl) == session);
    server_made++;
    return 0;
}

static void see_info(const SSL *ssl, int where, int ret)
{
    if (trace)
        printf("  info %x %d %s\n", where, ret, SSL_state_string(ssl));
}

static void see(int write_p, int version, int type, const void *buf, size_t len, SSL *ssl, void *arg)
{
    if (trace && type != SSL3_RT_HEADER)
        printf("  message %s %x type %d %s%x\n", write_p ? "sent" : "got", version, type, len > 1 ? "kind " : "",
               *(const unsigned char *)buf);
}

static void forget(void)
{
    while (count > 0)
        SSL_SESSION_free(got[--count]);
    server_made = 0;
}

static int drain(SSL *s)
{
    char buf[64];
    int n, all = 0;

    while ((n = SSL_read(s, buf, sizeof buf)) > 0)
        all += n;
    ERR_clear_error();
    return all;
}

static void resume(struct pair *p, int which)
{
    int had = count;

    pair_connections(p);
    SSL_set_session(p->client, got[which]);
    printf("  with session %d: handshake %d", which, pair_handshake(p));
    printf(", resumed %d %d\n", SSL_session_reused(p->client), SSL_session_reused(p->server));
    drain(p->client);
    SSL_shutdown(p->client);
    SSL_shutdown(p->server);
    pair_free_connections(p);
    while (count > had)
        SSL_SESSION_free(got[--count]);
}

static void contexts(struct pair *p, char **argv, unsigned long options, int tickets)
{
    pair_contexts(p, argv, "p256");
    SSL_CTX_set_session_cache_mode(p->client_ctx, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(p->client_ctx, client_new);
    SSL_CTX_sess_set_new_cb(p->server_ctx, server_new);
    SSL_CTX_set_info_callback(p->server_ctx, see_info);
    SSL_CTX_set_msg_callback(p->server_ctx, see);
    SSL_CTX_set_session_id_context(p->server_ctx, (const unsigned char *)"here", 4);
    SSL_CTX_set_options(p->server_ctx, options);
    SSL_CTX_set_num_tickets(p->server_ctx, tickets);
}

static void tickets(char **argv, const char *label, unsigned long options, int number)
{
    struct pair p;

    printf("%s\n", label);
    contexts(&p, argv, options, number);
    pair_connections(&p);
    printf("  before: %d\n", SSL_new_session_ticket(p.server));
    show_errors();
    printf("  client: %d\n", SSL_new_session_ticket(p.client));
    show_errors();
    pair_handshake(&p);
    printf("  client: %d\n", SSL_new_session_ticket(p.client));
    show_errors();
    drain(p.client);
    printf("  sessions so far: client %d, server %d\n", count, server_made);
    forget();
    trace = 1;
    printf("  asked: %d\n", SSL_new_session_ticket(p.server));
    SHOW_INT(SSL_in_init(p.server));
    SHOW_INT(SSL_is_init_finished(p.server));
    SHOW_STR(SSL_state_string(p.server));
    printf("  nothing yet: %d\n", drain(p.client));
    printf("  handshake: %d\n", SSL_do_handshake(p.server));
    SHOW_INT(SSL_in_init(p.server));
    printf("  read: %d\n", drain(p.client));
    printf("  asked twice: %d", SSL_new_session_ticket(p.server));
    printf(" %d\n", SSL_new_session_ticket(p.server));
    printf("  write: %d\n", SSL_write(p.server, "data", 4));
    printf("  read: %d\n", drain(p.client));
    printf("  again: %d\n", SSL_write(p.server, "data", 4));
    printf("  read: %d\n", drain(p.client));
    printf("  asked: %d\n", SSL_new_session_ticket(p.server));
    printf("  a read: %d\n", drain(p.server));
    printf("  asked: %d\n", SSL_new_session_ticket(p.server));
    printf("  key update too: %d\n", SSL_key_update(p.server, SSL_KEY_UPDATE_NOT_REQUESTED));
    printf("  write: %d\n", SSL_write(p.server, "data", 4));
    printf("  read: %d\n", drain(p.client));
    show_errors();
    printf("  asked: %d\n", SSL_new_session_ticket(p.server));
    printf("  close: %d\n", SSL_shutdown(p.server));
    printf("  read: %d\n", drain(p.client));
    printf("  asked: %d\n", SSL_new_session_ticket(p.server));
    show_errors();
    trace = 0;
    SSL_shutdown(p.client);
    pair_free_connections(&p);
    printf("  sessions: client %d, server %d\n", count, server_made);
    for (int i = count - 1; i >= 0; i--)
        resume(&p, i);
    forget();
    pair_free(&p);
}

static void tls12(char **argv)
{
    struct pair p;

    printf("TLS 1.2\n");
    contexts(&p, argv, 0, 2);
    SSL_CTX_set_max_proto_version(p.client_ctx, TLS1_2_VERSION);
    pair_connections(&p);
    pair_handshake(&p);
    printf("  asked: %d\n", SSL_new_session_ticket(p.server));
    show_errors();
    SHOW_INT(SSL_in_init(p.server));
    forget();
    pair_free(&p);
}

/* A ticket on a connection that was resumed itself. */
static void after_resumption(char **argv)
{
    struct pair p;

    printf("after a resumption\n");
    contexts(&p, argv, 0, 1);
    SSL_CTX_set_verify(p.server_ctx, SSL_VERIFY_PEER, NULL);
    SSL_CTX_load_verify_locations(p.server_ctx, fixture(argv, "ca-bundle.pem"), NULL);
    SSL_CTX_use_certificate_file(p.client_ctx, fixture(argv, "client-rsa-cert.pem"), SSL_FILETYPE_PEM);
    SSL_CTX_use_PrivateKey_file(p.client_ctx, fixture(argv, "client-rsa-key.pem"), SSL_FILETYPE_PEM);
    for (int round = 0; round < 3; round++) {
        SSL_SESSION *last = count > 0 ? got[count - 1] : NULL;

        pair_connections(&p);
        if (last != NULL)
            SSL_set_session(p.client, last);
        printf("  handshake %d", pair_handshake(&p));
        printf(", resumed %d\n", SSL_session_reused(p.server));
        drain(p.client);
        printf("  asked: %d", SSL_new_session_ticket(p.server));
        printf(", sent: %d\n", SSL_do_handshake(p.server));
        drain(p.client);
        X509 *peer = SSL_get1_peer_certificate(p.server);
        printf("  client has %d sessions, server knows the client %d, verified %ld\n", count, peer != NULL,
               SSL_get_verify_result(p.server));
        X509_free(peer);
        SSL_shutdown(p.client);
        SSL_shutdown(p.server);
        pair_free_connections(&p);
    }
    forget();
    pair_free(&p);
}

int main(int argc, char **argv)
{
    tickets(argv, "two tickets", 0, 2);
    tickets(argv, "no ticket at first", 0, 0);
    tickets(argv, "stateful tickets", SSL_OP_NO_TICKET, 1);
    tls12(argv);
    after_resumption(argv);
    return 0;
}
