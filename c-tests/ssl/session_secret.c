/* A handshake without certificates: the client sends bytes of its program's in
 * the place of a session ticket, and each program's callback gives the master
 * secret (EAP-FAST, RFC 4851): what the callbacks see and may answer, and what
 * the handshake leaves behind. */
#include "secret_pair.h"

static void messages(struct pair *p)
{
    printf("messages\n");
    reset();
    connections(p, "opaque bytes");
    SSL_set_msg_callback(p->client, show_message);
    SSL_set_msg_callback(p->server, show_message);
    whole(p);
    pair_free_connections(p);
    printf("info\n");
    connections(p, "opaque bytes");
    SSL_set_info_callback(p->client, show_info);
    SSL_set_info_callback(p->server, show_info);
    whole(p);
    pair_free_connections(p);
}

static void setters(struct pair *p)
{
    char *big = malloc(70000);

    memset(big, 'b', 70000);
    printf("setters\n");
    reset();
    SHOW_INT(SSL_set_session_ticket_ext_cb(NULL, NULL, NULL));
    SHOW_INT(SSL_set_session_secret_cb(NULL, NULL, NULL));
    ERR_clear_error();
    pair_connections(p);
    SHOW_INT(SSL_set_session_ticket_ext(p->client, NULL, 0));
    SHOW_INT(SSL_set_session_ticket_ext(p->client, NULL, 5));
    SHOW_INT(SSL_set_session_ticket_ext(p->client, "", 0));
    SHOW_INT(SSL_set_session_ticket_ext(p->client, big, 65535));
    SHOW_INT(SSL_set_session_ticket_ext(p->client, big, 65536));
    SHOW_INT(SSL_set_session_ticket_ext(p->client, "x", 1));
    SHOW_INT(SSL_set_session_secret_cb(p->client, NULL, NULL));
    SHOW_INT(SSL_set_session_ticket_ext_cb(p->client, NULL, NULL));
    SHOW_INT(SSL_set_session_ticket_ext(p->server, "x", 1));
    show_errors();
    pair_free_connections(p);
    for (int i = 0; i < 5; i++) {
        static const int lens[] = { 0, 1, 300, 20000, 65535 };

        printf(" ticket of %d\n", lens[i]);
        pair_connections(p);
        SHOW_INT(SSL_set_session_ticket_ext(p->client, big, lens[i]));
        SSL_set_session_ticket_ext_cb(p->server, ticket_cb, "server");
        SSL_set_session_secret_cb(p->client, secret_cb, &client_side);
        SSL_set_session_secret_cb(p->server, secret_cb, &server_side);
        whole(p);
        pair_free_connections(p);
    }
    printf(" no ticket at all (NULL)\n");
    pair_connections(p);
    SHOW_INT(SSL_set_session_ticket_ext(p->client, NULL, 0));
    SSL_set_session_ticket_ext_cb(p->server, ticket_cb, "server");
    SSL_set_session_secret_cb(p->client, secret_cb, &client_side);
    SSL_set_msg_callback(p->server, show_message);
    whole(p);
    pair_free_connections(p);
    free(big);
}

/* The same where the server's choice is not the client's: how each end fails, in a line. */
static void wrong_choice(struct pair *p, const char *what)
{
    int server = -1, client = -1;
    unsigned long code[2];

    chatty = 0;
    connections(p, NULL);
    SSL_set_session_ticket_ext(p->client, (void *)"opaque", 6);
    SSL_do_handshake(p->client);
    server = SSL_do_handshake(p->server);
    code[0] = SSL_get_error(p->server, server) == SSL_ERROR_WANT_READ ? 0 : ERR_get_error();
    ERR_clear_error();
    client = SSL_do_handshake(p->client);
    code[1] = ERR_get_error();
    printf(" %s: server %d %s, client %d %s\n", what, server, code[0] ? ERR_reason_error_string(code[0]) : "-", client,
           code[1] ? ERR_reason_error_string(code[1]) : "-");
    ERR_clear_error();
    pair_free_connections(p);
    chatty = 1;
}

int main(int argc, char **argv)
{
    struct pair p;

    (void)argc;
    contexts(&p, argv);
    messages(&p);
    setters(&p);
    reset();
    printf("results\n");
    ticket_result = 0;
    once(&p, "opaque", "ticket callback refuses");
    reset();
    server_side.result = 0;
    once(&p, "opaque", "server's secret 0");
    reset();
    server_side.result = -1;
    once(&p, "opaque", "server's secret -1");
    reset();
    client_side.result = 0;
    once(&p, "opaque", "client's secret 0");
    reset();
    client_side.result = -1;
    once(&p, "opaque", "client's secret -1");
    reset();
    client_side.result = server_side.result = 0;
    once(&p, "opaque", "both 0");
    reset();
    client_side.first = 9;
    once(&p, "opaque", "other secrets");
    for (int i = 0; i < 5; i++) {
        static const int lens[] = { 0, -1, 1, 47, 32 };
        char what[40];

        if (left_out())
            continue;
        reset();
        client_side.len = lens[i];
        snprintf(what, sizeof what, "client's length %d", lens[i]);
        once(&p, "opaque", what);
        reset();
        server_side.len = lens[i];
        snprintf(what, sizeof what, "server's length %d", lens[i]);
        once(&p, "opaque", what);
        reset();
        client_side.len = server_side.len = lens[i];
        snprintf(what, sizeof what, "both lengths %d", lens[i]);
        once(&p, "opaque", what);
    }
    printf("suites\n");
    reset();
    server_side.suite = NULL;
    once(&p, "opaque", "server leaves the choice open");
    server_side.suite = "ECDHE-ECDSA-AES128-GCM-SHA256";
    once(&p, "opaque", "server chooses");
    server_side.suite = "ECDHE-RSA-AES128-GCM-SHA256";
    once(&p, "opaque", "server chooses RSA");
    server_side.suite = "TLS_AES_128_GCM_SHA256";
    wrong_choice(&p, "server chooses one of TLS 1.3");
    reset();
    client_side.suite = "ECDHE-ECDSA-AES128-GCM-SHA256";
    once(&p, "opaque", "client chooses another");
    server_side.suite = "ECDHE-ECDSA-AES128-GCM-SHA256";
    once(&p, "opaque", "both choose");
    reset();
    server_side.suite = "ECDHE-ECDSA-AES256-GCM-SHA384";
    SSL_CTX_set_cipher_list(p.client_ctx, "ECDHE-ECDSA-AES128-GCM-SHA256");
    wrong_choice(&p, "server chooses what is not offered");
    server_side.suite = NULL;
    SSL_CTX_set_cipher_list(p.server_ctx, "ECDHE-ECDSA-AES256-GCM-SHA384");
    once(&p, "opaque", "no suite in common");
    pair_free(&p);
    printf("TLS 1.3\n");
    contexts(&p, argv);
    SSL_CTX_set_max_proto_version(p.client_ctx, 0);
    reset();
    once(&p, "opaque", "both allow 1.3");
    SSL_CTX_set_max_proto_version(p.server_ctx, TLS1_2_VERSION);
    once(&p, "opaque", "client allows 1.3");
    SSL_CTX_set_max_proto_version(p.server_ctx, 0);
    SSL_CTX_set_max_proto_version(p.client_ctx, TLS1_2_VERSION);
    once(&p, "opaque", "server allows 1.3");
    printf("verification\n");
    SSL_CTX_set_verify(p.server_ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    once(&p, "opaque", "server requires a certificate");
    SSL_CTX_set_verify(p.server_ctx, SSL_VERIFY_NONE, NULL);
    pair_free(&p);
    printf("RSA\n");
    pair_contexts(&p, argv, "rsa");
    SSL_CTX_set_max_proto_version(p.client_ctx, TLS1_2_VERSION);
    reset();
    server_side.suite = NULL;
    once(&p, "opaque", "server leaves the choice open");
    server_side.suite = "ECDHE-ECDSA-AES128-GCM-SHA256";
    once(&p, "opaque", "server chooses ECDSA");
    pair_free(&p);
    printf("no certificate\n");
    contexts(&p, argv);
    SSL_CTX_free(p.server_ctx);
    p.server_ctx = SSL_CTX_new(TLS_server_method());
    once(&p, "opaque", "server without a certificate");
    server_side.result = 0;
    once(&p, "opaque", "and without a secret");
    pair_free(&p);
    return 0;
}
