/* What SSL_get_error and the queue say when things go wrong or not yet. */
#include "pair.h"

#define STATE(s, call) \
    do { \
        ERR_clear_error(); \
        int r_ = (call); \
        printf("%s = %d, error %d, want %d, shutdown %d, init %d, %s\n", #call, r_, SSL_get_error(s, r_), \
               SSL_get_error(s, r_) > 1 && SSL_get_error(s, r_) < 5 ? SSL_want(s) : 0, \
               SSL_get_shutdown(s), SSL_in_init(s), SSL_state_string_long(s)); \
        show_error_codes(); \
    } while (0)

static void lone(void)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *s = SSL_new(ctx);
    char byte;
    size_t n = 99;

    printf("lone\n");
    STATE(s, SSL_do_handshake(s));
    STATE(s, SSL_read(s, &byte, 1));
    STATE(s, SSL_write(s, "x", 1));
    STATE(s, SSL_peek(s, &byte, 1));
    STATE(s, SSL_read_ex(s, &byte, 1, &n));
    SHOW_INT(n);
    STATE(s, SSL_shutdown(s));
    STATE(s, SSL_key_update(s, SSL_KEY_UPDATE_REQUESTED));
    BIO *mem = BIO_new(BIO_s_mem());
    SSL_set_bio(s, mem, mem);
    STATE(s, SSL_connect(s));
    STATE(s, SSL_read(s, &byte, 1));
    STATE(s, SSL_write(s, "x", 1));
    STATE(s, SSL_shutdown(s));
    STATE(s, SSL_clear(s));
    STATE(s, SSL_accept(s));
    SSL_free(s);
    SSL_CTX_free(ctx);
    ctx = SSL_CTX_new(TLS_client_method());
    s = SSL_new(ctx);
    mem = BIO_new(BIO_s_mem());
    SSL_set_bio(s, mem, mem);
    STATE(s, SSL_accept(s));
    SSL_free(s);
    s = SSL_new(ctx);
    SSL_set_connect_state(s);
    SSL_set_min_proto_version(s, TLS1_3_VERSION);
    SSL_set_max_proto_version(s, TLS1_2_VERSION);
    mem = BIO_new(BIO_s_mem());
    SSL_set_bio(s, mem, mem);
    STATE(s, SSL_do_handshake(s));
    SSL_free(s);
    SSL_CTX_free(ctx);
}

static void garbage(char **argv, const char *bytes, int len, int server)
{
    struct pair p;
    BIO *in = BIO_new_mem_buf(bytes, len), *out = BIO_new(BIO_s_mem());
    unsigned char alert[64];
    int n;

    pair_contexts(&p, argv, "rsa");
    SSL *s = SSL_new(server ? p.server_ctx : p.client_ctx);
    SSL_set_bio(s, in, out);
    if (server)
        SSL_set_accept_state(s);
    else
        SSL_set_connect_state(s);
    printf("garbage of %d bytes to the %s\n", len, server ? "server" : "client");
    STATE(s, SSL_do_handshake(s));
    if (server) {
        n = BIO_read(out, alert, sizeof alert);
        if (n > 0)
            show_hex("answer", alert, n);
        else
            printf("no answer\n");
    }
    STATE(s, SSL_do_handshake(s));
    SSL_free(s);
    pair_free(&p);
}

static void ends(char **argv, int version)
{
    struct pair p;
    char buf[32];
    size_t n = 99;

    printf("ends, version %x\n", version);
    pair_contexts(&p, argv, "p256");
    SSL_CTX_set_max_proto_version(p.client_ctx, version);
    pair_connections(&p);
    STATE(p.client, SSL_do_handshake(p.client));
    STATE(p.client, SSL_do_handshake(p.client));
    STATE(p.client, SSL_read(p.client, buf, sizeof buf));
    STATE(p.client, SSL_shutdown(p.client));
    pair_handshake(&p);
    STATE(p.client, SSL_read(p.client, buf, sizeof buf));
    STATE(p.client, SSL_read(p.client, buf, 0));
    STATE(p.client, SSL_read(p.client, buf, -1));
    STATE(p.client, SSL_write(p.client, buf, -1));
    STATE(p.client, SSL_write(p.client, buf, 0));
    STATE(p.client, SSL_write_ex(p.client, "hello", 5, &n));
    SHOW_INT(n);
    STATE(p.server, SSL_peek(p.server, buf, 2));
    SHOW_INT(SSL_pending(p.server));
    SHOW_INT(SSL_has_pending(p.server));
    STATE(p.server, SSL_peek_ex(p.server, buf, 20, &n));
    SHOW_INT(n);
    STATE(p.server, SSL_read(p.server, buf, 2));
    SHOW_INT(SSL_pending(p.server));
    STATE(p.server, SSL_read_ex(p.server, buf, 20, &n));
    SHOW_INT(n);
    SHOW_INT(SSL_pending(p.server));
    STATE(p.server, SSL_do_handshake(p.server));
    if (version == TLS1_3_VERSION)
        STATE(p.server, SSL_renegotiate(p.server));
    STATE(p.client, SSL_shutdown(p.client));
    STATE(p.client, SSL_write(p.client, "x", 1));
    STATE(p.client, SSL_shutdown(p.client));
    STATE(p.server, SSL_write(p.server, "late", 4));
    STATE(p.server, SSL_read(p.server, buf, sizeof buf));
    STATE(p.server, SSL_read(p.server, buf, sizeof buf));
    STATE(p.client, SSL_read(p.client, buf, sizeof buf));
    STATE(p.server, SSL_shutdown(p.server));
    STATE(p.server, SSL_shutdown(p.server));
    STATE(p.client, SSL_read(p.client, buf, sizeof buf));
    STATE(p.client, SSL_shutdown(p.client));
    pair_free_connections(&p);

    printf("quiet\n");
    pair_connections(&p);
    pair_handshake(&p);
    SSL_set_quiet_shutdown(p.client, 1);
    STATE(p.client, SSL_shutdown(p.client));
    SSL_set_shutdown(p.server, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    STATE(p.server, SSL_shutdown(p.server));
    STATE(p.server, SSL_read(p.server, buf, 1));
    STATE(p.server, SSL_write(p.server, buf, 1));
    pair_free_connections(&p);

    for (int ignore = 0; ignore < 2; ignore++) {
        printf("cut off, ignored %d\n", ignore);
        pair_connections(&p);
        if (ignore)
            SSL_set_options(p.server, SSL_OP_IGNORE_UNEXPECTED_EOF);
        pair_handshake(&p);
        BIO_shutdown_wr(SSL_get_wbio(p.client));
        STATE(p.server, SSL_read(p.server, buf, 1));
        STATE(p.server, SSL_read(p.server, buf, 1));
        STATE(p.server, SSL_write(p.server, "x", 1));
        STATE(p.server, SSL_shutdown(p.server));
        pair_free_connections(&p);
    }
    printf("cut off in the handshake\n");
    pair_connections(&p);
    STATE(p.client, SSL_do_handshake(p.client));
    BIO_shutdown_wr(SSL_get_wbio(p.server));
    STATE(p.client, SSL_do_handshake(p.client));
    STATE(p.client, SSL_do_handshake(p.client));
    STATE(p.client, SSL_shutdown(p.client));
    pair_free_connections(&p);

    printf("cleared and used again\n");
    pair_connections(&p);
    pair_handshake(&p);
    pair_talk(&p);
    pair_close(&p);
    SHOW_INT(SSL_clear(p.client));
    SHOW_INT(SSL_clear(p.server));
    SHOW_INT(SSL_in_before(p.client));
    SHOW_INT(pair_handshake(&p));
    pair_talk(&p);
    pair_free(&p);
}

static void mismatches(char **argv)
{
    struct pair p;

    printf("no common version\n");
    pair_contexts(&p, argv, "rsa");
    SSL_CTX_set_max_proto_version(p.client_ctx, TLS1_2_VERSION);
    SSL_CTX_set_min_proto_version(p.server_ctx, TLS1_3_VERSION);
    pair_connections(&p);
    pair_handshake(&p);
    pair_free(&p);
    printf("no common suite\n");
    pair_contexts(&p, argv, "rsa");
    SSL_CTX_set_max_proto_version(p.client_ctx, TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(p.client_ctx, "ECDHE-RSA-AES128-GCM-SHA256");
    SSL_CTX_set_cipher_list(p.server_ctx, "ECDHE-RSA-AES256-GCM-SHA384");
    pair_connections(&p);
    pair_handshake(&p);
    pair_free(&p);
    printf("no common TLS 1.3 suite\n");
    pair_contexts(&p, argv, "rsa");
    SSL_CTX_set_min_proto_version(p.client_ctx, TLS1_3_VERSION);
    SSL_CTX_set_ciphersuites(p.client_ctx, "TLS_AES_128_GCM_SHA256");
    SSL_CTX_set_ciphersuites(p.server_ctx, "TLS_AES_256_GCM_SHA384");
    pair_connections(&p);
    pair_handshake(&p);
    pair_free(&p);
    printf("no common group\n");
    pair_contexts(&p, argv, "rsa");
    SSL_CTX_set1_groups_list(p.client_ctx, "P-256");
    SSL_CTX_set1_groups_list(p.server_ctx, "P-384");
    SSL_CTX_set_min_proto_version(p.client_ctx, TLS1_3_VERSION);
    pair_connections(&p);
    pair_handshake(&p);
    pair_free(&p);
    printf("no certificate\n");
    pair_contexts(&p, argv, "rsa");
    SSL_CTX_free(p.server_ctx);
    p.server_ctx = SSL_CTX_new(TLS_server_method());
    pair_connections(&p);
    pair_handshake(&p);
    pair_free(&p);
    printf("no client certificate\n");
    for (int v = TLS1_2_VERSION; v <= TLS1_3_VERSION; v++) {
        pair_contexts(&p, argv, "rsa");
        SSL_CTX_set_max_proto_version(p.client_ctx, v);
        SSL_CTX_set_verify(p.server_ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
        pair_connections(&p);
        pair_handshake(&p);
        pair_free(&p);
        pair_contexts(&p, argv, "rsa");
        SSL_CTX_set_max_proto_version(p.client_ctx, v);
        SSL_CTX_set_verify(p.server_ctx, SSL_VERIFY_PEER, NULL);
        pair_connections(&p);
        SHOW_INT(pair_handshake(&p));
        SHOW_INT(SSL_get_verify_result(p.server));
        SHOW_NULL(SSL_get0_peer_certificate(p.server));
        pair_free(&p);
    }
    printf("wrong host\n");
    pair_contexts(&p, argv, "rsa");
    pair_connections(&p);
    SSL_set1_host(p.client, "other.example");
    pair_handshake(&p);
    SHOW_STR(SSL_get0_peername(p.client));
    pair_free(&p);
}

int main(int argc, char **argv)
{
    (void)argc;
    lone();
    garbage(argv, "GET / HTTP/1.0\r\n\r\n", 18, 1);
    garbage(argv, "\x16\x03\x01\x00\x04\x01\x00\x00\x00", 9, 1);
    garbage(argv, "\x16\x03\x01\x48\x01", 5, 1);
    garbage(argv, "\x15\x03\x01\x00\x02\x02\x28", 7, 1);
    garbage(argv, "\x15\x03\x01\x00\x02\x02\x28", 7, 0);
    garbage(argv, "SSH-2.0-x\r\n", 11, 0);
    garbage(argv, "", 0, 1);
    ends(argv, TLS1_2_VERSION);
    ends(argv, TLS1_3_VERSION);
    mismatches(argv);
    return 0;
}
