/* Authentication after the handshake: callbacks that wait, transports that are full, sessions, settings that change. */
#include "pair.h"

static int answers[8], answer_count, asked, tickets;
static X509 *own_cert;
static EVP_PKEY *own_key;

static int next_answer(int otherwise)
{
    return asked < answer_count ? answers[asked++] : otherwise;
}

static int on_cert(SSL *ssl, void *arg)
{
    int n = next_answer(1);

    printf("    certificate callback: %d, state %d, init %d, authorities %d\n", n, SSL_get_state(ssl), SSL_in_init(ssl),
           sk_X509_NAME_num(SSL_get_client_CA_list(ssl)));
    if (n == 1 && arg != NULL) {
        SSL_use_certificate(ssl, own_cert);
        SSL_use_PrivateKey(ssl, own_key);
    }
    return n;
}

static int on_client_cert(SSL *ssl, X509 **cert, EVP_PKEY **key)
{
    int n = next_answer(1);

    printf("    client certificate callback: %d, state %d\n", n, SSL_get_state(ssl));
    if (n == 1) {
        X509_up_ref(own_cert);
        EVP_PKEY_up_ref(own_key);
        *cert = own_cert;
        *key = own_key;
    }
    return n;
}

static int on_verify(int ok, X509_STORE_CTX *store)
{
    SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
    int n = next_answer(ok);

    printf("    verify: ok %d, error %d, depth %d, peer %d -> %d\n", ok, X509_STORE_CTX_get_error(store),
           X509_STORE_CTX_get_error_depth(store), SSL_get0_peer_certificate(ssl) != NULL, n);
    if (n == -1) {
        SSL_set_retry_verify(ssl);
        return 0;
    }
    return n;
}

static int on_session(SSL *ssl, SSL_SESSION *session)
{
    tickets++;
    return 0;
}

static SSL_SESSION *kept;

static int keep_session(SSL *ssl, SSL_SESSION *session)
{
    SSL_SESSION_free(kept);
    kept = session;
    return 1;
}

static void use(SSL_CTX *ctx, char **argv, const char *name)
{
    char file[64];

    snprintf(file, sizeof file, "%s-cert.pem", name);
    SSL_CTX_use_certificate_file(ctx, fixture(argv, file), SSL_FILETYPE_PEM);
    snprintf(file, sizeof file, "%s-key.pem", name);
    SSL_CTX_use_PrivateKey_file(ctx, fixture(argv, file), SSL_FILETYPE_PEM);
}

static void contexts(struct pair *p, char **argv, const char *client)
{
    pair_contexts(p, argv, "p256");
    SSL_CTX_set_post_handshake_auth(p->client_ctx, 1);
    if (client != NULL)
        use(p->client_ctx, argv, client);
    SSL_CTX_load_verify_locations(p->server_ctx, fixture(argv, "ca-bundle.pem"), NULL);
    SSL_CTX_set_verify(p->server_ctx, SSL_VERIFY_PEER | SSL_VERIFY_POST_HANDSHAKE, NULL);
    SSL_CTX_set_session_id_context(p->server_ctx, (const unsigned char *)"x", 1);
    SSL_CTX_sess_set_new_cb(p->server_ctx, on_session);
    answer_count = asked = 0;
}

static int drain(SSL *ssl)
{
    char buf[64];
    int n, all = 0;

    while ((n = SSL_read(ssl, buf, sizeof buf)) > 0)
        all += n;
    return all;
}

static void show(const char *what, SSL *ssl, int n)
{
    printf("  %s: %d", what, n);
    printf(", error %d, state %d, init %d, want %d\n", SSL_get_error(ssl, n), SSL_get_state(ssl), SSL_in_init(ssl),
           SSL_want(ssl));
    if (ERR_peek_error() != 0)
        show_error_codes();
}

static void reads(const char *what, SSL *ssl)
{
    char buf[64];

    show(what, ssl, SSL_read(ssl, buf, sizeof buf));
}

static void show_peer(SSL *ssl)
{
    X509 *peer = SSL_get0_peer_certificate(ssl);
    char name[128] = "none";

    if (peer != NULL)
        X509_NAME_get_text_by_NID(X509_get_subject_name(peer), NID_commonName, name, sizeof name);
    printf("  peer %s, chain %d, verified %d, result %ld, session has it %d, reused %d\n", name,
           sk_X509_num(SSL_get_peer_cert_chain(ssl)), sk_X509_num(SSL_get0_verified_chain(ssl)),
           SSL_get_verify_result(ssl), SSL_SESSION_get0_peer(SSL_get_session(ssl)) != NULL, SSL_session_reused(ssl));
}

static void ask(struct pair *p)
{
    int n = SSL_verify_client_post_handshake(p->server);

    if (n != 1)
        show("asks", p->server, n);
    else
        show("request", p->server, SSL_do_handshake(p->server));
}

static void start(struct pair *p)
{
    pair_connections(p);
    pair_handshake(p);
    drain(p->client);
    ERR_clear_error();
    tickets = 0;
}

static void whole(struct pair *p)
{
    ask(p);
    reads("client", p->client);
    reads("server", p->server);
    show_peer(p->server);
}

static void callbacks(char **argv)
{
    struct pair p;
    char byte;

    printf("a certificate callback that waits\n");
    contexts(&p, argv, NULL);
    SSL_CTX_set_cert_cb(p.client_ctx, on_cert, "x");
    SSL_CTX_set_client_CA_list(p.server_ctx, SSL_load_client_CA_file(fixture(argv, "ca-p256-cert.pem")));
    start(&p);
    answers[0] = answers[1] = answers[2] = -1;
    answers[3] = 1;
    answer_count = 4;
    asked = 0;
    ask(&p);
    SSL_write(p.server, "data", 4);
    reads("client", p.client);
    reads("client", p.client);
    show("client writes", p.client, SSL_write(p.client, "early", 5));
    show("client's handshake", p.client, SSL_do_handshake(p.client));
    reads("client", p.client);
    reads("server", p.server);
    show_peer(p.server);
    pair_talk(&p);
    printf("one that fails\n");
    answers[0] = 0;
    answer_count = 1;
    asked = 0;
    ask(&p);
    reads("client", p.client);
    reads("server", p.server);
    pair_free(&p);

    printf("a client certificate callback that waits\n");
    contexts(&p, argv, NULL);
    SSL_CTX_set_client_cert_cb(p.client_ctx, on_client_cert);
    start(&p);
    answers[0] = -1;
    answer_count = 1;
    asked = 0;
    ask(&p);
    reads("client", p.client);
    reads("client", p.client);
    reads("server", p.server);
    show_peer(p.server);
    printf("and is not asked again\n");
    whole(&p);
    pair_free_connections(&p);
    printf("one that has none\n");
    start(&p);
    answers[0] = 0;
    answer_count = 1;
    asked = 0;
    whole(&p);
    pair_free(&p);

    printf("a verification that waits\n");
    contexts(&p, argv, "client-p384");
    start(&p);
    SSL_set_verify(p.server, SSL_VERIFY_PEER, on_verify);
    answers[0] = answers[1] = -1;
    answer_count = 2;
    asked = 0;
    ask(&p);
    reads("client", p.client);
    reads("server", p.server);
    show("server writes", p.server, SSL_write(p.server, "x", 1));
    show("server's handshake", p.server, SSL_do_handshake(p.server));
    show_peer(p.server);
    reads("server", p.server);
    printf("and one that refuses\n");
    answers[0] = 0;
    answer_count = 1;
    asked = 0;
    whole(&p);
    reads("client", p.client);
    pair_free(&p);

    printf("one that overrules\n");
    contexts(&p, argv, "client-p384");
    start(&p);
    SSL_set_verify(p.server, SSL_VERIFY_PEER, on_verify);
    SSL_set_verify_depth(p.server, 0);
    SSL_set1_verify_cert_store(p.server, X509_STORE_new());
    answers[0] = answers[1] = answers[2] = 1;
    answer_count = 3;
    asked = 0;
    whole(&p);
    printf("one that does not\n");
    answer_count = 0;
    whole(&p);
    reads("client", p.client);
    SSL_read(p.client, &byte, 1);
    ERR_clear_error();
    pair_free(&p);
}

static void transports(char **argv)
{
    struct pair p;
    BIO *a, *b;
    char buf[256];
    int n = 0, total = 0;

    printf("a transport that is full\n");
    contexts(&p, argv, "client-rsa");
    start(&p);
    a = SSL_get_rbio(p.client);
    (void)a;
    pair_free_connections(&p);
    p.client = SSL_new(p.client_ctx);
    p.server = SSL_new(p.server_ctx);
    BIO_new_bio_pair(&a, 100, &b, 100);
    SSL_set_bio(p.client, a, a);
    SSL_set_bio(p.server, b, b);
    SSL_set_connect_state(p.client);
    SSL_set_accept_state(p.server);
    for (int i = 0; i < 1000 && (SSL_in_init(p.client) || SSL_in_init(p.server)); i++) {
        SSL_do_handshake(p.client);
        SSL_do_handshake(p.server);
    }
    for (int i = 0; i < 100; i++)
        SSL_read(p.client, buf, sizeof buf);
    ERR_clear_error();
    printf("  in init %d %d\n", SSL_in_init(p.client), SSL_in_init(p.server));
    printf("  asked %d\n", SSL_verify_client_post_handshake(p.server));
    show("request", p.server, SSL_do_handshake(p.server));
    show("server reads", p.server, SSL_read(p.server, buf, sizeof buf));
    show("server writes", p.server, SSL_write(p.server, "data", 4));
    for (int i = 0; i < 200; i++) {
        n = SSL_read(p.client, buf, sizeof buf);
        if (n <= 0 && SSL_get_error(p.client, n) == SSL_ERROR_WANT_WRITE)
            break;
        SSL_do_handshake(p.server);
    }
    show("client", p.client, n);
    show("client writes", p.client, SSL_write(p.client, "data", 4));
    show("client's handshake", p.client, SSL_do_handshake(p.client));
    for (int i = 0; i < 2000 && total == 0; i++) {
        n = SSL_read(p.server, buf, sizeof buf);
        if (n > 0)
            total = n;
        SSL_write(p.client, "data", 4);
        SSL_read(p.client, buf, sizeof buf);
        ERR_clear_error();
    }
    printf("  server read %d\n", total);
    show_peer(p.server);
    pair_free(&p);

    printf("in memory, with data in between\n");
    contexts(&p, argv, "client-rsa");
    start(&p);
    SSL_set_bio(p.client, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    BIO_up_ref(SSL_get_wbio(p.client));
    BIO_up_ref(SSL_get_rbio(p.client));
    SSL_set_bio(p.server, SSL_get_wbio(p.client), SSL_get_rbio(p.client));
    BIO_set_mem_eof_return(SSL_get_rbio(p.client), -1);
    BIO_set_mem_eof_return(SSL_get_rbio(p.server), -1);
    SSL_write(p.client, "first", 5);
    printf("  asked %d\n", SSL_verify_client_post_handshake(p.server));
    SSL_write(p.client, "second", 6);
    show("server writes", p.server, SSL_write(p.server, "one", 3));
    SSL_key_update(p.client, SSL_KEY_UPDATE_REQUESTED);
    SSL_write(p.client, "third", 5);
    SSL_key_update(p.server, SSL_KEY_UPDATE_REQUESTED);
    show("server writes", p.server, SSL_write(p.server, "two", 3));
    for (int i = 0; i < 4; i++)
        reads("client", p.client);
    SSL_write(p.client, "fourth", 6);
    for (int i = 0; i < 6; i++)
        reads("server", p.server);
    show_peer(p.server);
    for (int i = 0; i < 2; i++) {
        SSL_key_update(p.client, SSL_KEY_UPDATE_NOT_REQUESTED);
        whole(&p);
    }
    printf("the request goes out with a read\n");
    printf("  asked %d\n", SSL_verify_client_post_handshake(p.server));
    reads("server", p.server);
    reads("client", p.client);
    reads("server", p.server);
    printf("  pending key update and request: %d", SSL_key_update(p.server, SSL_KEY_UPDATE_NOT_REQUESTED));
    printf(" %d\n", SSL_verify_client_post_handshake(p.server));
    printf("  key update then: %d\n", SSL_key_update(p.server, SSL_KEY_UPDATE_NOT_REQUESTED));
    show_error_codes();
    printf("  ticket then: %d\n", SSL_new_session_ticket(p.server));
    reads("server", p.server);
    reads("client", p.client);
    reads("server", p.server);
    show_peer(p.server);
    pair_talk(&p);
    pair_close(&p);
    pair_free(&p);
}

static void sessions(char **argv)
{
    struct pair p;

    printf("sessions\n");
    contexts(&p, argv, "client-p256");
    SSL_CTX_set_session_cache_mode(p.client_ctx, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(p.client_ctx, keep_session);
    start(&p);
    whole(&p);
    printf("  %d tickets\n", tickets);
    drain(p.client);
    pair_close(&p);
    pair_free_connections(&p);
    for (int i = 0; i < 2; i++) {
        pair_connections(&p);
        SSL_set_session(p.client, kept);
        pair_handshake(&p);
        drain(p.client);
        ERR_clear_error();
        show_peer(p.server);
        tickets = 0;
        if (i == 1) {
            SSL_CTX_set_verify(p.server_ctx, SSL_VERIFY_PEER | SSL_VERIFY_POST_HANDSHAKE, NULL);
            SSL_use_certificate_file(p.client, fixture(argv, "client-p384-cert.pem"), SSL_FILETYPE_PEM);
            SSL_use_PrivateKey_file(p.client, fixture(argv, "client-p384-key.pem"), SSL_FILETYPE_PEM);
        }
        whole(&p);
        printf("  %d tickets\n", tickets);
        drain(p.client);
        pair_close(&p);
        pair_free_connections(&p);
    }
    printf("without tickets\n");
    SSL_CTX_set_num_tickets(p.server_ctx, 0);
    pair_connections(&p);
    SSL_set_session(p.client, kept);
    pair_handshake(&p);
    tickets = 0;
    whole(&p);
    printf("  %d tickets\n", tickets);
    SSL_set_num_tickets(p.server, 3);
    whole(&p);
    printf("  %d tickets\n", tickets);
    pair_free_connections(&p);
    SSL_SESSION_free(kept);
    kept = NULL;
    start(&p);
    whole(&p);
    printf("  %d tickets\n", tickets);
    SSL_set_num_tickets(p.server, 3);
    whole(&p);
    printf("  %d tickets\n", tickets);
    drain(p.client);
    pair_free_connections(&p);
    printf("sessions in the cache\n");
    SSL_CTX_set_num_tickets(p.server_ctx, 1);
    SSL_CTX_set_options(p.server_ctx, SSL_OP_NO_TICKET);
    start(&p);
    whole(&p);
    printf("  %d tickets\n", tickets);
    drain(p.client);
    pair_close(&p);
    pair_free_connections(&p);
    pair_connections(&p);
    SSL_set_session(p.client, kept);
    pair_handshake(&p);
    show_peer(p.server);
    SSL_SESSION_free(kept);
    kept = NULL;
    pair_free(&p);
}

static void settings(char **argv)
{
    struct pair p;

    printf("once\n");
    contexts(&p, argv, "client-p256");
    SSL_CTX_set_verify(p.server_ctx, SSL_VERIFY_PEER | SSL_VERIFY_POST_HANDSHAKE | SSL_VERIFY_CLIENT_ONCE, NULL);
    start(&p);
    show_peer(p.server);
    whole(&p);
    whole(&p);
    pair_talk(&p);
    pair_free_connections(&p);
    printf("once, in the handshake\n");
    SSL_CTX_set_verify(p.server_ctx, SSL_VERIFY_PEER | SSL_VERIFY_CLIENT_ONCE, NULL);
    start(&p);
    show_peer(p.server);
    whole(&p);
    printf("without that\n");
    SSL_set_verify(p.server, SSL_VERIFY_PEER, NULL);
    whole(&p);
    pair_free(&p);

    printf("required, and none\n");
    contexts(&p, argv, NULL);
    SSL_CTX_set_verify(p.server_ctx,
                       SSL_VERIFY_PEER | SSL_VERIFY_POST_HANDSHAKE | SSL_VERIFY_FAIL_IF_NO_PEER_CERT
                           | SSL_VERIFY_CLIENT_ONCE,
                       NULL);
    start(&p);
    whole(&p);
    reads("client", p.client);
    pair_free(&p);

    printf("none after one\n");
    contexts(&p, argv, "client-p256");
    start(&p);
    whole(&p);
    SSL_certs_clear(p.client);
    whole(&p);
    pair_talk(&p);
    pair_free(&p);

    printf("schemes\n");
    contexts(&p, argv, "client-p256");
    use(p.client_ctx, argv, "client-rsa");
    SSL_CTX_set1_client_sigalgs_list(p.server_ctx, "ECDSA+SHA256");
    start(&p);
    whole(&p);
    SSL_set1_client_sigalgs_list(p.server, "rsa_pss_rsae_sha256");
    whole(&p);
    SSL_set1_client_sigalgs_list(p.server, "ed25519");
    whole(&p);
    pair_free(&p);

    printf("authorities\n");
    contexts(&p, argv, "client-p256");
    SSL_CTX_set_cert_cb(p.client_ctx, on_cert, NULL);
    start(&p);
    whole(&p);
    SSL_set_client_CA_list(p.server, SSL_load_client_CA_file(fixture(argv, "ca-bundle.pem")));
    whole(&p);
    SSL_set_client_CA_list(p.server, NULL);
    whole(&p);
    drain(p.client);
    drain(p.server);
    ERR_clear_error();
    SSL_clear(p.client);
    SSL_clear(p.server);
    printf("another connection of the same objects: %d\n", pair_handshake(&p));
    whole(&p);
    pair_free(&p);

    for (int i = 0; i < 3; i++) {
        static const char *const types[] = {"client-rsa", "client-p384", "client-ed25519"};

        printf("%s\n", types[i]);
        contexts(&p, argv, types[i]);
        SSL_CTX_set_ciphersuites(p.server_ctx, i == 0 ? "TLS_CHACHA20_POLY1305_SHA256" : "TLS_AES_256_GCM_SHA384");
        start(&p);
        whole(&p);
        pair_free(&p);
    }
}

static int add_own(SSL *ssl, unsigned int type, unsigned int context, const unsigned char **out, size_t *len, X509 *x,
                   size_t at, int *alert, void *arg)
{
    printf("    %s adds %u in %x, certificate %d of %zu\n", SSL_is_server(ssl) ? "server" : "client", type, context, x != NULL,
           at);
    *out = (const unsigned char *)"own";
    *len = 3;
    return 1;
}

static int refuse;

static int parse_own(SSL *ssl, unsigned int type, unsigned int context, const unsigned char *in, size_t len, X509 *x,
                     size_t at, int *alert, void *arg)
{
    printf("    %s got %u in %x, %.*s, certificate %d of %zu\n", SSL_is_server(ssl) ? "server" : "client", type, context,
           (int)len, in, x != NULL, at);
    *alert = SSL_AD_ACCESS_DENIED;
    return !refuse || !SSL_is_server(ssl);
}

static void extensions(char **argv)
{
    struct pair p;
    unsigned int where = SSL_EXT_TLS1_3_CERTIFICATE_REQUEST | SSL_EXT_TLS1_3_CERTIFICATE;

    printf("extensions\n");
    contexts(&p, argv, "client-p256");
    printf("  added %d", SSL_CTX_add_custom_ext(p.client_ctx, 4000, where, add_own, NULL, NULL, parse_own, NULL));
    printf(" %d\n", SSL_CTX_add_custom_ext(p.server_ctx, 4000, where, add_own, NULL, NULL, parse_own, NULL));
    start(&p);
    whole(&p);
    refuse = 1;
    whole(&p);
    reads("client", p.client);
    pair_free(&p);
}

int main(int argc, char **argv)
{
    BIO *in;

    (void)argc;
    in = BIO_new_file(fixture(argv, "client-p384-cert.pem"), "r");
    own_cert = PEM_read_bio_X509(in, NULL, NULL, NULL);
    BIO_free(in);
    in = BIO_new_file(fixture(argv, "client-p384-key.pem"), "r");
    own_key = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);
    BIO_free(in);
    callbacks(argv);
    transports(argv);
    sessions(argv);
    settings(argv);
    extensions(argv);
    X509_free(own_cert);
    EVP_PKEY_free(own_key);
    return 0;
}
