/* What TLS has and programs use over DTLS as well: certificates of all kinds,
 * the callbacks that choose and judge, sessions that the program keeps, and
 * what datagrams do not have. */
#include "dtls_pair.h"

static char **args;

static void use(SSL_CTX *ctx, const char *name)
{
    char file[64];

    snprintf(file, sizeof file, "%s-cert.pem", name);
    printf("  %s %d", name, SSL_CTX_use_certificate_file(ctx, fixture(args, file), SSL_FILETYPE_PEM));
    snprintf(file, sizeof file, "%s-key.pem", name);
    printf(" %d\n", SSL_CTX_use_PrivateKey_file(ctx, fixture(args, file), SSL_FILETYPE_PEM));
    show_error_codes();
}

static void shake(struct pair *p)
{
    int done = pair_handshake(p), nid = 0, type = 0;

    printf("  done %d", done);
    if (done) {
        printf(", %s", SSL_get_cipher_name(p->client));
        SSL_get_peer_signature_nid(p->client, &nid);
        SSL_get_peer_signature_type_nid(p->client, &type);
        printf(", server signed %s %s", OBJ_nid2sn(nid), OBJ_nid2sn(type));
        if (SSL_get0_peer_certificate(p->server) != NULL) {
            SSL_get_peer_signature_nid(p->server, &nid);
            SSL_get_peer_signature_type_nid(p->server, &type);
            printf(", client signed %s %s", OBJ_nid2sn(nid), OBJ_nid2sn(type));
        }
    }
    printf("\n");
}

static void key_types(void)
{
    static const char *const servers[] = {"server-rsa", "server-p256", "server-p384", "server-p521"};
    static const char *const clients[] = {"client-rsa", "client-p256", "client-p384", "client-ed25519"};

    for (int i = 0; i < 4; i++) {
        struct pair p;

        printf("keys %d\n", i);
        dtls_contexts(&p, args, "p256");
        SSL_CTX_free(p.server_ctx);
        p.server_ctx = SSL_CTX_new(DTLS_server_method());
        use(p.server_ctx, servers[i]);
        use(p.client_ctx, clients[i]);
        SSL_CTX_load_verify_locations(p.server_ctx, fixture(args, "ca-bundle.pem"), NULL);
        SSL_CTX_set_verify(p.server_ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
        dtls_connections(&p);
        shake(&p);
        dtls_free(&p);
    }
    {
        struct pair p;
        int done[2] = {0, 0};

        dtls_contexts(&p, args, "p256");
        SSL_CTX_free(p.server_ctx);
        p.server_ctx = SSL_CTX_new(DTLS_server_method());
        use(p.server_ctx, "server-ed25519");
        dtls_connections(&p);
        for (int turn = 0; turn < 8; turn++) {
            SSL *ssl = turn % 2 ? p.server : p.client;

            if (done[turn % 2] != 1)
                done[turn % 2] = SSL_do_handshake(ssl);
        }
        ERR_clear_error();
        printf("a server with Ed25519 alone: %s\n", done[0] == 1 && done[1] == 1 ? "done" : "not done");
        dtls_free(&p);
    }
    /* Two certificates: the client's signature algorithms choose. */
    for (int i = 0; i < 3; i++) {
        static const char *const algorithms[] = {"ECDSA+SHA256", "RSA+SHA256", "rsa_pss_rsae_sha384:ECDSA+SHA256"};
        struct pair p;

        printf("two certificates, %s\n", algorithms[i]);
        dtls_contexts(&p, args, "p256");
        use(p.server_ctx, "server-rsa");
        dtls_connections(&p);
        printf("  %ld\n", SSL_set1_sigalgs_list(p.client, algorithms[i]));
        shake(&p);
        dtls_free(&p);
    }
}

static int pauses;

static int choose_certificate(SSL *ssl, void *arg)
{
    printf("  %s is asked for its certificate\n", (char *)arg);
    if (pauses-- > 0)
        return -1;
    if (!SSL_is_server(ssl)) {
        SSL_use_certificate_file(ssl, fixture(args, "client-p256-cert.pem"), SSL_FILETYPE_PEM);
        SSL_use_PrivateKey_file(ssl, fixture(args, "client-p256-key.pem"), SSL_FILETYPE_PEM);
    }
    return 1;
}

static int client_certificate(SSL *ssl, X509 **x509, EVP_PKEY **key)
{
    BIO *bio = BIO_new_file(fixture(args, "client-p256-cert.pem"), "r");

    (void)ssl;
    printf("  the client is asked\n");
    *x509 = PEM_read_bio_X509(bio, NULL, NULL, NULL);
    BIO_free(bio);
    bio = BIO_new_file(fixture(args, "client-p256-key.pem"), "r");
    *key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
    BIO_free(bio);
    return 1;
}

static int judge(int ok, X509_STORE_CTX *ctx)
{
    printf("  judged: %d, error %d at %d\n", ok, X509_STORE_CTX_get_error(ctx), X509_STORE_CTX_get_error_depth(ctx));
    return 1;
}

static int judge_all(X509_STORE_CTX *ctx, void *arg)
{
    printf("  judges everything: %s, %s\n", (char *)arg, X509_STORE_CTX_get0_cert(ctx) ? "a certificate" : "none");
    return 1;
}

static int see_hello(SSL *ssl, int *alert, void *arg)
{
    const unsigned char *out;
    int *types;
    size_t n;

    (void)alert;
    printf("  hello: legacy version %x, %zu bytes of random", SSL_client_hello_get0_legacy_version(ssl),
           SSL_client_hello_get0_random(ssl, &out));
    printf(", session %zu, compression %zu", SSL_client_hello_get0_session_id(ssl, &out),
           SSL_client_hello_get0_compression_methods(ssl, &out));
    printf(", name %d, is v2 %d", SSL_client_hello_get0_ext(ssl, 0, &out, &n), SSL_client_hello_isv2(ssl));
    if (SSL_client_hello_get1_extensions_present(ssl, &types, &n)) {
        OPENSSL_free(types);
        printf(", extensions are present");
    }
    printf("\n");
    if (pauses-- > 0)
        return SSL_CLIENT_HELLO_RETRY;
    return arg ? SSL_CLIENT_HELLO_SUCCESS : SSL_CLIENT_HELLO_ERROR;
}

static int at_name(SSL *ssl, int *alert, void *arg)
{
    if (arg != NULL)
        SSL_set_SSL_CTX(ssl, arg);
    *alert = SSL_AD_UNRECOGNIZED_NAME;
    return arg != NULL ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

static void choices(void)
{
    struct pair p;
    SSL_CTX *other;

    printf("certificate callbacks that pause\n");
    dtls_contexts(&p, args, "p256");
    SSL_CTX_load_verify_locations(p.server_ctx, fixture(args, "ca-bundle.pem"), NULL);
    SSL_CTX_set_verify(p.server_ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, judge);
    SSL_CTX_set_cert_cb(p.server_ctx, choose_certificate, "server");
    SSL_CTX_set_cert_cb(p.client_ctx, choose_certificate, "client");
    dtls_connections(&p);
    pauses = 0;
    shake(&p);
    dtls_free_connections(&p);
    dtls_connections(&p);
    pauses = 1;
    SSL_do_handshake(p.client);
    printf("  server pauses: %d", SSL_do_handshake(p.server));
    printf(", error %d, want %d\n", SSL_get_error(p.server, -1), SSL_want(p.server));
    shake(&p);
    dtls_free(&p);

    printf("the client's callback\n");
    dtls_contexts(&p, args, "p256");
    SSL_CTX_load_verify_locations(p.server_ctx, fixture(args, "ca-bundle.pem"), NULL);
    SSL_CTX_set_cert_verify_callback(p.server_ctx, judge_all, "server");
    SSL_CTX_set_cert_verify_callback(p.client_ctx, judge_all, "client");
    SSL_CTX_set_verify(p.server_ctx, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_client_cert_cb(p.client_ctx, client_certificate);
    dtls_connections(&p);
    shake(&p);
    dtls_free(&p);

    printf("a verdict that accepts what is not trusted\n");
    dtls_contexts(&p, args, "p256");
    SSL_CTX_set_verify(p.client_ctx, SSL_VERIFY_PEER, judge);
    SSL_CTX_set_cert_store(p.client_ctx, X509_STORE_new());
    dtls_connections(&p);
    shake(&p);
    printf("  verify result %ld\n", SSL_get_verify_result(p.client));
    dtls_free(&p);

    for (int i = 0; i < 3; i++) {
        printf("ClientHello callback %d\n", i);
        dtls_contexts(&p, args, "p256");
        SSL_CTX_set_client_hello_cb(p.server_ctx, see_hello, i < 2 ? "go" : NULL);
        dtls_connections(&p);
        SSL_set_tlsext_host_name(p.client, "a.test");
        pauses = i == 1;
        if (i == 1) {
            SSL_do_handshake(p.client);
            printf("  server pauses: %d", SSL_do_handshake(p.server));
            printf(", error %d\n", SSL_get_error(p.server, -1));
        }
        shake(&p);
        dtls_free(&p);
    }

    for (int i = 0; i < 2; i++) {
        printf("name callback, %s\n", i ? "refuses" : "another context");
        dtls_contexts(&p, args, "p256");
        other = SSL_CTX_new(DTLS_server_method());
        use(other, "server-rsa");
        SSL_CTX_set_tlsext_servername_callback(p.server_ctx, at_name);
        SSL_CTX_set_tlsext_servername_arg(p.server_ctx, i ? NULL : other);
        dtls_connections(&p);
        SSL_set_tlsext_host_name(p.client, "a.test");
        shake(&p);
        printf("  switched %d\n", SSL_get_SSL_CTX(p.server) == other);
        SSL_CTX_free(other);
        dtls_free(&p);
    }
}

static SSL_SESSION *kept;

static int session_new(SSL *ssl, SSL_SESSION *session)
{
    printf("  %s has a new session\n", SSL_is_server(ssl) ? "server" : "client");
    if (!SSL_is_server(ssl))
        return 0;
    SSL_SESSION_free(kept);
    kept = session;
    return 1;
}

static SSL_SESSION *session_get(SSL *ssl, const unsigned char *id, int len, int *copy)
{
    (void)ssl, (void)id;
    printf("  asked for a session, %d bytes\n", len);
    *copy = 1;
    return kept;
}

static void session_removed(SSL_CTX *ctx, SSL_SESSION *session)
{
    (void)ctx, (void)session;
    printf("  a session is removed\n");
}

static int ticket_key(SSL *ssl, unsigned char name[16], unsigned char *iv, EVP_CIPHER_CTX *ctx, EVP_MAC_CTX *mac, int enc)
{
    static unsigned char key[32];
    OSSL_PARAM params[3] = {OSSL_PARAM_construct_octet_string("key", key, 32),
                            OSSL_PARAM_construct_utf8_string("digest", "SHA256", 0), OSSL_PARAM_construct_end()};

    (void)ssl;
    printf("  ticket key: %s\n", enc ? "seal" : "open");
    if (enc) {
        memset(name, 'n', 16);
        memset(iv, 'i', 16);
    } else if (name[0] != 'n') {
        return 0;
    }
    EVP_MAC_CTX_set_params(mac, params);
    EVP_CipherInit_ex(ctx, EVP_aes_256_cbc(), NULL, key, iv, enc);
    return enc ? 1 : 2;
}

static void sessions(void)
{
    for (int kind = 0; kind < 3; kind++) {
        SSL_SESSION *session = NULL;
        struct pair p;

        printf("sessions, %s\n", kind == 0 ? "kept by the program" : kind == 1 ? "key callback" : "no cache at all");
        dtls_contexts(&p, args, "p256");
        SSL_CTX_set_session_id_context(p.server_ctx, (const unsigned char *)"x", 1);
        SSL_CTX_set_session_cache_mode(p.client_ctx, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
        SSL_CTX_sess_set_new_cb(p.client_ctx, session_new);
        SSL_CTX_sess_set_new_cb(p.server_ctx, session_new);
        SSL_CTX_sess_set_get_cb(p.server_ctx, session_get);
        SSL_CTX_sess_set_remove_cb(p.server_ctx, session_removed);
        if (kind != 1)
            SSL_CTX_set_options(p.server_ctx, SSL_OP_NO_TICKET);
        else
            SSL_CTX_set_tlsext_ticket_key_evp_cb(p.server_ctx, ticket_key);
        SSL_CTX_set_session_cache_mode(p.server_ctx, kind == 2 ? SSL_SESS_CACHE_OFF
                                                               : SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL);
        for (int times = 0; times < 3; times++) {
            dtls_connections(&p);
            if (session != NULL)
                SSL_set_session(p.client, session);
            shake(&p);
            printf("  reused %d %d, %s\n", SSL_session_reused(p.client), SSL_session_reused(p.server),
                   SSL_SESSION_has_ticket(SSL_get0_session(p.client)) ? "ticket" : "no ticket");
            SSL_SESSION_free(session);
            session = SSL_get1_session(p.client);
            SSL_shutdown(p.client);
            SSL_shutdown(p.server);
            dtls_free_connections(&p);
        }
        SSL_SESSION_free(session);
        SSL_CTX_free(p.client_ctx);
        SSL_CTX_free(p.server_ctx);
        SSL_SESSION_free(kept);
        kept = NULL;
    }
}

/* What is not there, or is something else. */
static void others(void)
{
    unsigned char a[20], b[20];
    char buf[300];
    size_t n = 0;
    struct pair p;

    printf("others\n");
    dtls_contexts(&p, args, "p256");
    dtls_connections(&p);
    SHOW_INT(SSL_set_max_send_fragment(p.client, 600));
    SHOW_INT(SSL_set_ciphersuites(p.client, "TLS_AES_128_GCM_SHA256"));
    SHOW_INT(SSL_set_num_tickets(p.server, 3));
    SHOW_INT((int)SSL_set_max_early_data(p.server, 100));
    shake(&p);
    SHOW_INT(SSL_export_keying_material(p.client, a, 20, "label", 5, (const unsigned char *)"context", 7, 1));
    SHOW_INT(SSL_export_keying_material(p.server, b, 20, "label", 5, (const unsigned char *)"context", 7, 1));
    SHOW_INT(memcmp(a, b, 20));
    SHOW_INT(SSL_export_keying_material_early(p.client, a, 20, "label", 5, NULL, 0));
    show_error_codes();
    SHOW_INT(SSL_key_update(p.client, SSL_KEY_UPDATE_REQUESTED));
    show_error_codes();
    SHOW_INT(SSL_verify_client_post_handshake(p.server));
    show_error_codes();
    SHOW_INT(SSL_new_session_ticket(p.server));
    show_error_codes();
    SHOW_INT(SSL_write_early_data(p.client, "x", 1, &n));
    show_error_codes();
    SHOW_INT(SSL_get_early_data_status(p.client));
    n = SSL_get_finished(p.client, a, 20);
    printf("  finished %zu %zu, same %d\n", n, SSL_get_peer_finished(p.server, b, 20), memcmp(a, b, n) == 0);
    printf("  write of 1000: %d\n", SSL_write(p.client, memset(buf, 0, sizeof buf), 300));
    printf("  read %d, pending %d\n", SSL_read(p.server, buf, 100), SSL_pending(p.server));
    printf("  peek %d", SSL_peek(p.server, buf, 300));
    printf(", read %d\n", SSL_read(p.server, buf, 300));
    dtls_free(&p);

    printf("quiet shutdown\n");
    dtls_contexts(&p, args, "p256");
    SSL_CTX_set_quiet_shutdown(p.client_ctx, 1);
    dtls_connections(&p);
    shake(&p);
    SHOW_INT(SSL_shutdown(p.client));
    SHOW_INT(SSL_get_shutdown(p.client));
    SHOW_INT(SSL_read(p.server, buf, 1));
    dtls_free(&p);

    printf("SSL_stateless, early data\n");
    dtls_contexts(&p, args, "p256");
    dtls_connections(&p);
    SHOW_INT(SSL_write_early_data(p.client, "x", 1, &n));
    show_error_codes();
    for (int turn = 0; turn < 4; turn++) {
        SHOW_INT(SSL_read_early_data(p.server, buf, 1, &n));
        SHOW_INT(SSL_get_error(p.server, 0));
        show_error_codes();
        SSL_do_handshake(p.client);
    }
    shake(&p);
    dtls_free(&p);
    dtls_contexts(&p, args, "p256");
    dtls_connections(&p);
    SHOW_INT(SSL_stateless(p.server));
    show_error_codes();
    dtls_free(&p);
}

/* Each datagram that came is given to the connection in a BIO of its own, as
 * coturn does; between them there is none to read from. */
static void fed(void)
{
    char buf[64], datagram[2048];
    struct pair p;
    int n;

    printf("nothing to read from\n");
    dtls_contexts(&p, args, "p256");
    dtls_connections(&p);
    shake(&p);
    SSL_set0_rbio(p.server, NULL);
    SHOW_INT(SSL_get_rbio(p.server) == NULL);
    SHOW_INT(SSL_write(p.server, "answer", 6));
    show_error_codes();
    SHOW_INT(SSL_read(p.client, buf, sizeof buf));
    for (int i = 0; i < 2; i++) {
        BIO *bio;

        SSL_write(p.client, "question", 8);
        n = (int)recv(dtls_fds[1], datagram, sizeof datagram, MSG_DONTWAIT);
        bio = BIO_new_mem_buf(datagram, n);
        BIO_set_mem_eof_return(bio, -1);
        SSL_set0_rbio(p.server, bio);
        n = SSL_read(p.server, buf, sizeof buf);
        printf("  read %d, error %d", n, SSL_get_error(p.server, n));
        n = SSL_read(p.server, buf, sizeof buf);
        printf(", again %d, error %d\n", n, SSL_get_error(p.server, n));
        show_error_codes();
        SSL_set0_rbio(p.server, NULL);
        SHOW_INT(SSL_write(p.server, "answer", 6));
        SHOW_INT(SSL_read(p.client, buf, sizeof buf));
    }
    SHOW_INT(SSL_shutdown(p.server));
    SHOW_INT(SSL_read(p.client, buf, sizeof buf));
    n = SSL_read(p.server, buf, sizeof buf);
    printf("  read %d, error %d\n", n, SSL_get_error(p.server, n));
    show_error_codes();
    dtls_free(&p);

    printf("a handshake with nothing to read from\n");
    dtls_contexts(&p, args, "p256");
    dtls_connections(&p);
    SSL_set0_rbio(p.client, NULL);
    n = SSL_do_handshake(p.client);
    printf("  %d, error %d\n", n, SSL_get_error(p.client, n));
    show_error_codes();
    dtls_free(&p);
}

int main(int argc, char **argv)
{
    (void)argc;
    args = argv;
    key_types();
    choices();
    sessions();
    others();
    fed();
    return 0;
}
