/* DTLS 1.2: handshakes of every suite, data, closing, and what is refused. */
#include "dtls_pair.h"
#include <openssl/x509v3.h>

static void describe(struct pair *p)
{
    SSL *ends[2] = {p->client, p->server};

    for (int i = 0; i < 2; i++) {
        SSL *s = ends[i];
        EVP_PKEY *key = NULL;
        int hash = 0;

        printf("  %s: %x %s %s, bits %d, reused %d, verify %ld, state %s\n", i ? "server" : "client", SSL_version(s),
               SSL_get_version(s), SSL_get_cipher_name(s), SSL_get_cipher_bits(s, NULL), SSL_session_reused(s),
               SSL_get_verify_result(s), SSL_state_string_long(s));
        printf("    session %x, ri %ld, ems %ld, client version %x, group %d, in init %d, data mtu %zu\n",
               SSL_SESSION_get_protocol_version(SSL_get0_session(s)), SSL_get_secure_renegotiation_support(s),
               SSL_get_extms_support(s), SSL_client_version(s), (int)SSL_get_negotiated_group(s), SSL_in_init(s),
               DTLS_get_data_mtu(s));
        if (SSL_get_peer_tmp_key(s, &key)) {
            printf("    temporary key of %d bits\n", EVP_PKEY_get_bits(key));
            EVP_PKEY_free(key);
        }
        if (SSL_get_peer_signature_nid(s, &hash))
            printf("    peer signed with %d\n", hash);
    }
}

static void suites(char **argv)
{
    static const struct {
        const char *suite, *type, *groups;
    } all[] = {
        {"ECDHE-ECDSA-AES128-GCM-SHA256", "p256", "X25519"},
        {"ECDHE-ECDSA-AES256-GCM-SHA384", "p256", "P-256"},
        {"ECDHE-ECDSA-CHACHA20-POLY1305", "p256", "P-384"},
        {"ECDHE-RSA-AES128-GCM-SHA256", "rsa", "P-521"},
        {"ECDHE-RSA-AES256-GCM-SHA384", "rsa", "X25519:P-256"},
        {"ECDHE-RSA-CHACHA20-POLY1305", "rsa", "P-256:X25519"},
    };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct pair p;

        printf("%s over %s\n", all[i].suite, all[i].groups);
        dtls_contexts(&p, argv, all[i].type);
        SSL_CTX_set_cipher_list(p.client_ctx, all[i].suite);
        SSL_CTX_set1_groups_list(p.client_ctx, all[i].groups);
        dtls_connections(&p);
        if (pair_handshake(&p)) {
            describe(&p);
            pair_talk(&p);
            pair_close(&p);
        }
        dtls_free(&p);
    }
}

/* Each write is a datagram, and each read takes one. */
static void boundaries(char **argv)
{
    static char big[17000];
    char buf[20000];
    static const int sizes[] = {1, 100, 1300, 1500, 16383, 16384, 16385, 16999};
    struct pair p;
    int n;

    printf("boundaries\n");
    dtls_contexts(&p, argv, "p256");
    dtls_connections(&p);
    pair_handshake(&p);
    SSL_write(p.client, "one", 3);
    SSL_write(p.client, "two", 3);
    SSL_write(p.client, "three", 5);
    printf("  pending %d %d\n", SSL_pending(p.server), SSL_has_pending(p.server));
    n = SSL_read(p.server, buf, 2);
    printf("  read %d, pending %d\n", n, SSL_pending(p.server));
    n = SSL_peek(p.server, buf, 5);
    printf("  peeked %d, pending %d\n", n, SSL_pending(p.server));
    n = SSL_read(p.server, buf, 9);
    printf("  read %d, pending %d\n", n, SSL_pending(p.server));
    n = SSL_read(p.server, buf, sizeof buf);
    printf("  read %d: %.*s\n", n, n, buf);
    n = SSL_read(p.server, buf, sizeof buf);
    printf("  read %d: %.*s\n", n, n, buf);
    n = SSL_read(p.server, buf, sizeof buf);
    printf("  read %d, error %d, want %d\n", n, SSL_get_error(p.server, n), SSL_want(p.server));
    show_error_codes();
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        memset(big, 'a' + (int)i, sizeof big);
        n = SSL_write(p.client, big, sizes[i]);
        printf("  wrote %d of %d, error %d", n, sizes[i], SSL_get_error(p.client, n));
        n = SSL_read(p.server, buf, sizeof buf);
        printf(", read %d, error %d, same %d\n", n, SSL_get_error(p.server, n), n <= 0 || memcmp(buf, big, n) == 0);
        show_error_codes();
    }
    n = SSL_write(p.client, "", 0);
    printf("  nothing written: %d, error %d\n", n, SSL_get_error(p.client, n));
    n = SSL_read(p.server, buf, 0);
    printf("  nothing read: %d, error %d\n", n, SSL_get_error(p.server, n));
    show_error_codes();
    /* A peer that has closed. */
    printf("  shutdown %d", SSL_shutdown(p.client));
    n = SSL_write(p.client, "late", 4);
    printf(", write %d, error %d\n", n, SSL_get_error(p.client, n));
    show_error_codes();
    n = SSL_read(p.server, buf, sizeof buf);
    printf("  read %d, error %d, state %d\n", n, SSL_get_error(p.server, n), SSL_get_shutdown(p.server));
    n = SSL_read(p.server, buf, sizeof buf);
    printf("  read %d, error %d\n", n, SSL_get_error(p.server, n));
    n = SSL_write(p.server, "answer", 6);
    printf("  write %d, error %d\n", n, SSL_get_error(p.server, n));
    n = SSL_read(p.client, buf, sizeof buf);
    printf("  read %d, error %d\n", n, SSL_get_error(p.client, n));
    show_error_codes();
    dtls_free(&p);
}

static int select_alpn(SSL *ssl, const unsigned char **out, unsigned char *outlen, const unsigned char *in,
                       unsigned int inlen, void *arg)
{
    (void)ssl;
    (void)arg;
    if (SSL_select_next_proto((unsigned char **)out, outlen, (const unsigned char *)"\3two\5three", 10, in, inlen)
        != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    return SSL_TLSEXT_ERR_OK;
}

static int name_cb(SSL *ssl, int *alert, void *arg)
{
    (void)alert;
    printf("  asked for %s, \"%s\"\n", SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name), (char *)arg);
    return SSL_TLSEXT_ERR_OK;
}

static void extensions(char **argv)
{
    struct pair p;
    const unsigned char *alpn;
    unsigned int len;
    unsigned char client[60], server[60];
    static const char *const offers[] = {"\3one\3two", "\3one"};

    for (int i = 0; i < 2; i++) {
        printf("ALPN %d\n", i);
        dtls_contexts(&p, argv, "p256");
        SSL_CTX_set_alpn_select_cb(p.server_ctx, select_alpn, NULL);
        SSL_CTX_set_tlsext_servername_callback(p.server_ctx, name_cb);
        SSL_CTX_set_tlsext_servername_arg(p.server_ctx, "argument");
        dtls_connections(&p);
        SSL_set_alpn_protos(p.client, (const unsigned char *)offers[i], strlen(offers[i]));
        SSL_set_tlsext_host_name(p.client, "www.example.test");
        if (pair_handshake(&p)) {
            SSL_get0_alpn_selected(p.client, &alpn, &len);
            printf("  client %.*s", (int)len, alpn);
            SSL_get0_alpn_selected(p.server, &alpn, &len);
            printf(", server %.*s, name %s\n", (int)len, alpn, SSL_get_servername(p.server, 0));
            printf("  export %d %d", SSL_export_keying_material(p.client, client, 60, "EXTRACTOR-dtls_srtp", 19, NULL, 0, 0),
                   SSL_export_keying_material(p.server, server, 60, "EXTRACTOR-dtls_srtp", 19, NULL, 0, 0));
            printf(" same %d\n", memcmp(client, server, 60) == 0);
        }
        dtls_free(&p);
    }
}

static void srtp(char **argv)
{
    static const char *const lists[][2] = {
        {"SRTP_AES128_CM_SHA1_80", "SRTP_AES128_CM_SHA1_80"},
        {"SRTP_AES128_CM_SHA1_80:SRTP_AEAD_AES_128_GCM", "SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80"},
        {"SRTP_AES128_CM_SHA1_32", "SRTP_AEAD_AES_256_GCM"},
        {"SRTP_AES128_CM_SHA1_32", NULL},
        {NULL, "SRTP_AES128_CM_SHA1_32"},
    };

    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        struct pair p;
        SRTP_PROTECTION_PROFILE *profile;

        printf("SRTP %s, %s\n", lists[i][0] ? lists[i][0] : "(none)", lists[i][1] ? lists[i][1] : "(none)");
        dtls_contexts(&p, argv, "p256");
        if (lists[i][0])
            SSL_CTX_set_tlsext_use_srtp(p.client_ctx, lists[i][0]);
        dtls_connections(&p);
        if (lists[i][1])
            SSL_set_tlsext_use_srtp(p.server, lists[i][1]);
        if (pair_handshake(&p)) {
            profile = SSL_get_selected_srtp_profile(p.client);
            printf("  client %s", profile ? profile->name : "(none)");
            profile = SSL_get_selected_srtp_profile(p.server);
            printf(", server %s\n", profile ? profile->name : "(none)");
        }
        dtls_free(&p);
    }
}

static void refused(char **argv)
{
    struct pair p;

    printf("another CA\n");
    dtls_contexts(&p, argv, "p256");
    SSL_CTX_set_cert_store(p.client_ctx, X509_STORE_new());
    dtls_connections(&p);
    printf("  %d\n", pair_handshake(&p));
    dtls_free(&p);

    printf("another name\n");
    dtls_contexts(&p, argv, "rsa");
    dtls_connections(&p);
    SSL_set1_host(p.client, "elsewhere.test");
    printf("  %d\n", pair_handshake(&p));
    dtls_free(&p);

    printf("no verification\n");
    dtls_contexts(&p, argv, "rsa");
    SSL_CTX_set_cert_store(p.client_ctx, X509_STORE_new());
    SSL_CTX_set_verify(p.client_ctx, SSL_VERIFY_NONE, NULL);
    dtls_connections(&p);
    printf("  %d, verify result %ld\n", pair_handshake(&p), SSL_get_verify_result(p.client));
    dtls_free(&p);

    printf("no shared suite\n");
    dtls_contexts(&p, argv, "p256");
    SSL_CTX_set_cipher_list(p.client_ctx, "ECDHE-RSA-AES128-GCM-SHA256");
    dtls_connections(&p);
    printf("  %d\n", pair_handshake(&p));
    dtls_free(&p);

    printf("no shared group\n");
    dtls_contexts(&p, argv, "rsa");
    SSL_CTX_set_cipher_list(p.client_ctx, "ECDHE-RSA-AES128-GCM-SHA256");
    SSL_CTX_set1_groups_list(p.client_ctx, "P-256");
    SSL_CTX_set1_groups_list(p.server_ctx, "X25519");
    dtls_connections(&p);
    printf("  %d\n", pair_handshake(&p));
    dtls_free(&p);

    printf("no certificate\n");
    dtls_contexts(&p, argv, "p256");
    SSL_CTX_free(p.server_ctx);
    p.server_ctx = SSL_CTX_new(DTLS_server_method());
    dtls_connections(&p);
    printf("  %d\n", pair_handshake(&p));
    dtls_free(&p);

    printf("no version\n");
    dtls_contexts(&p, argv, "p256");
    SSL_CTX_set_options(p.client_ctx, SSL_OP_NO_DTLSv1_2 | SSL_OP_NO_DTLSv1);
    dtls_connections(&p);
    printf("  client %d\n", SSL_connect(p.client));
    show_error_codes();
    printf("  the server of that client: %d\n", SSL_get_error(p.server, SSL_accept(p.server)));
    ERR_clear_error();
    dtls_free(&p);

    printf("closed before the end\n");
    dtls_contexts(&p, argv, "p256");
    dtls_connections(&p);
    printf("  %d", SSL_connect(p.client));
    printf(" %d", SSL_accept(p.server));
    printf(" %d\n", SSL_shutdown(p.server));
    show_error_codes();
    dtls_free(&p);
}

static int verified(int ok, X509_STORE_CTX *ctx)
{
    printf("  verify %d: depth %d, error %d\n", ok, X509_STORE_CTX_get_error_depth(ctx), X509_STORE_CTX_get_error(ctx));
    return ok;
}

/* Whether the client shows a certificate, and what the server makes of it. */
static void client_certificates(char **argv)
{
    static const struct {
        const char *what, *type;
        int mode, trusted;
    } all[] = {
        {"none asked for", "client-p256", SSL_VERIFY_NONE, 1},
        {"optional, none shown", NULL, SSL_VERIFY_PEER, 1},
        {"optional, shown", "client-p256", SSL_VERIFY_PEER, 1},
        {"required, none shown", NULL, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, 1},
        {"required, shown", "client-rsa", SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, 1},
        {"required, not trusted", "client-p256", SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, 0},
    };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct pair p;
        char name[64];
        X509 *peer;

        printf("client certificate: %s\n", all[i].what);
        dtls_contexts(&p, argv, i % 2 ? "rsa" : "p256");
        if (all[i].trusted)
            SSL_CTX_load_verify_locations(p.server_ctx, fixture(argv, "ca-bundle.pem"), NULL);
        SSL_CTX_set_verify(p.server_ctx, all[i].mode, verified);
        if (all[i].type) {
            snprintf(name, sizeof name, "%s-cert.pem", all[i].type);
            printf("  %d", SSL_CTX_use_certificate_file(p.client_ctx, fixture(argv, name), SSL_FILETYPE_PEM));
            snprintf(name, sizeof name, "%s-key.pem", all[i].type);
            printf(" %d\n", SSL_CTX_use_PrivateKey_file(p.client_ctx, fixture(argv, name), SSL_FILETYPE_PEM));
        }
        dtls_connections(&p);
        if (pair_handshake(&p)) {
            peer = SSL_get1_peer_certificate(p.server);
            printf("  shown %d, verify result %ld\n", peer != NULL, SSL_get_verify_result(p.server));
            X509_free(peer);
            pair_talk(&p);
        }
        dtls_free(&p);
    }
}

static SSL_SESSION *saved;

static int new_session(SSL *ssl, SSL_SESSION *session)
{
    (void)ssl;
    printf("  new session: ticket %d\n", SSL_SESSION_has_ticket(session));
    SSL_SESSION_free(saved);
    saved = session;
    return 1;
}

static void resumption(char **argv)
{
    for (int i = 0; i < 4; i++) {
        struct pair p;
        int ticket = i % 2, rotated = i / 2;

        printf("resumption by %s%s\n", ticket ? "ticket" : "ID", rotated ? ", which is not known" : "");
        dtls_contexts(&p, argv, "p256");
        SSL_CTX_set_session_cache_mode(p.client_ctx, SSL_SESS_CACHE_CLIENT);
        SSL_CTX_sess_set_new_cb(p.client_ctx, new_session);
        SSL_CTX_set_session_id_context(p.server_ctx, (const unsigned char *)"context", 7);
        if (!ticket)
            SSL_CTX_set_options(p.server_ctx, SSL_OP_NO_TICKET);
        for (int round = 0; round < 3; round++) {
            dtls_connections(&p);
            if (round > 0)
                printf("  set %d\n", SSL_set_session(p.client, saved));
            if (pair_handshake(&p)) {
                describe(&p);
                pair_talk(&p);
                pair_close(&p);
            }
            dtls_free_connections(&p);
            p.client = p.server = NULL;
            if (rotated) {
                unsigned char keys[80] = {(unsigned char)round};

                SSL_CTX_set_tlsext_ticket_keys(p.server_ctx, keys, sizeof keys);
                SSL_CTX_flush_sessions(p.server_ctx, 0);
            }
        }
        SSL_SESSION_free(saved);
        saved = NULL;
        dtls_free(&p);
    }
}

static void cleared(char **argv)
{
    struct pair p;
    SSL *copy;

    printf("cleared\n");
    dtls_contexts(&p, argv, "p256");
    dtls_connections(&p);
    printf("  %d\n", pair_handshake(&p));
    SSL_shutdown(p.client);
    SSL_shutdown(p.server);
    SSL_shutdown(p.client);
    printf("  clear %d %d\n", SSL_clear(p.client), SSL_clear(p.server));
    SSL_set_mtu(p.client, 1400);
    SSL_set_mtu(p.server, 1400);
    printf("  version %x, dtls %d, state %s\n", SSL_version(p.client), SSL_is_dtls(p.client), SSL_state_string_long(p.client));
    printf("  %d\n", pair_handshake(&p));
    pair_talk(&p);
    copy = SSL_dup(p.client);
    printf("  copy %d\n", copy == p.client);
    SSL_free(copy);
    dtls_free(&p);
}

int main(int argc, char **argv)
{
    (void)argc;
    setvbuf(stdout, NULL, _IONBF, 0);
    suites(argv);
    boundaries(argv);
    extensions(argv);
    srtp(argv);
    refused(argv);
    client_certificates(argv);
    resumption(argv);
    cleared(argv);
    return 0;
}
