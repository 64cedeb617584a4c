/* A TLS client and server for the interoperation tests, written as OpenSSL's
 * manual pages suggest. One line per connection says what was negotiated.
 *
 *   peer server PORT [option value]...    accepts --count connections, echoes
 *   peer client PORT [option value]...    makes --count connections
 *
 * The server prints "ready" when it listens (PORT 0: "ready PORT").
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

static struct {
    const char *ca, *cert, *key, *cert2, *key2, *verify, *host, *sni, *alpn, *ciphers, *suites,
        *groups, *sigalgs, *version, *dh;
    int count, resume, tickets, no_ticket, bytes, quiet;
} opt = {.count = 1, .tickets = -1, .bytes = 64};

static void show_error(const char *what, SSL *ssl, int ret)
{
    unsigned long code = ERR_peek_error();
    printf("%s: error=%d lib=%d reason=%s\n", what, ssl != NULL ? SSL_get_error(ssl, ret) : -1,
           ERR_GET_LIB(code), code != 0 ? ERR_reason_error_string(code) : "-");
    ERR_clear_error();
}

static void fatal(const char *what)
{
    printf("fatal: %s\n", what);
    ERR_print_errors_fp(stdout);
    fflush(stdout);
    exit(2);
}

/* Turns "h2,http/1.1" into the length-prefixed form. */
static unsigned int alpn_wire(const char *list, unsigned char *out, size_t room)
{
    size_t n = 0;
    while (*list != '\0') {
        size_t len = strcspn(list, ",");
        if (len == 0 || len > 255 || n + len + 1 > room)
            fatal("--alpn");
        out[n++] = (unsigned char)len;
        memcpy(out + n, list, len);
        n += len;
        list += len;
        if (*list == ',')
            list++;
    }
    return (unsigned int)n;
}

static int alpn_select(SSL *ssl, const unsigned char **out, unsigned char *outlen,
                       const unsigned char *in, unsigned int inlen, void *arg)
{
    unsigned char mine[256];
    unsigned int n = alpn_wire(arg, mine, sizeof mine);
    static unsigned char chosen[256];
    unsigned char *pick = NULL;
    (void)ssl;
    if (SSL_select_next_proto(&pick, outlen, mine, n, in, inlen) != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    memcpy(chosen, pick, *outlen);
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

static int any_name(SSL *ssl, int *alert, void *arg)
{
    (void)ssl, (void)alert, (void)arg;
    return SSL_TLSEXT_ERR_OK;
}

static SSL_CTX *context(int server)
{
    SSL_CTX *ctx = SSL_CTX_new(server ? TLS_server_method() : TLS_client_method());
    int mode = SSL_VERIFY_PEER;
    if (ctx == NULL)
        fatal("SSL_CTX_new");
    if (opt.version != NULL) {
        int v = strcmp(opt.version, "1.2") == 0 ? TLS1_2_VERSION : TLS1_3_VERSION;
        if (SSL_CTX_set_min_proto_version(ctx, v) != 1 || SSL_CTX_set_max_proto_version(ctx, v) != 1)
            fatal("--version");
    }
    if (opt.ca != NULL && SSL_CTX_load_verify_locations(ctx, opt.ca, NULL) != 1)
        fatal("--ca");
    if (opt.cert != NULL
        && (SSL_CTX_use_certificate_chain_file(ctx, opt.cert) != 1
            || SSL_CTX_use_PrivateKey_file(ctx, opt.key, SSL_FILETYPE_PEM) != 1
            || SSL_CTX_check_private_key(ctx) != 1))
        fatal("--cert");
    if (opt.cert2 != NULL
        && (SSL_CTX_use_certificate_chain_file(ctx, opt.cert2) != 1
            || SSL_CTX_use_PrivateKey_file(ctx, opt.key2, SSL_FILETYPE_PEM) != 1))
        fatal("--cert2");
    if (opt.ciphers != NULL && SSL_CTX_set_cipher_list(ctx, opt.ciphers) != 1)
        fatal("--ciphers");
    if (opt.suites != NULL && SSL_CTX_set_ciphersuites(ctx, opt.suites) != 1)
        fatal("--suites");
    if (opt.groups != NULL && SSL_CTX_set1_groups_list(ctx, opt.groups) != 1)
        fatal("--groups");
    if (opt.sigalgs != NULL && SSL_CTX_set1_sigalgs_list(ctx, opt.sigalgs) != 1)
        fatal("--sigalgs");
    if (opt.dh != NULL && strcmp(opt.dh, "auto") == 0)
        SSL_CTX_set_dh_auto(ctx, 1);
    else if (opt.dh != NULL) {
        BIO *bio = BIO_new_file(opt.dh, "r");

        if (SSL_CTX_set0_tmp_dh_pkey(ctx, PEM_read_bio_Parameters(bio, NULL)) != 1)
            fatal("--dh");
        BIO_free(bio);
    }
    if (opt.no_ticket)
        SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
    if (opt.tickets >= 0 && SSL_CTX_set_num_tickets(ctx, (size_t)opt.tickets) != 1)
        fatal("--tickets");
    if (opt.verify != NULL && strcmp(opt.verify, "none") == 0)
        mode = SSL_VERIFY_NONE;
    if (opt.verify != NULL && strcmp(opt.verify, "require") == 0)
        mode = SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
    if (server && opt.verify == NULL)
        mode = SSL_VERIFY_NONE;
    SSL_CTX_set_verify(ctx, mode, NULL);
    if (server) {
        if (SSL_CTX_set_session_id_context(ctx, (const unsigned char *)"peer", 4) != 1)
            fatal("session id context");
        SSL_CTX_set_tlsext_servername_callback(ctx, any_name);
        if (mode != SSL_VERIFY_NONE)
            SSL_CTX_set_client_CA_list(ctx, SSL_load_client_CA_file(opt.ca));
        if (opt.alpn != NULL)
            SSL_CTX_set_alpn_select_cb(ctx, alpn_select, (void *)opt.alpn);
    } else if (opt.alpn != NULL) {
        unsigned char wire[256];
        unsigned int n = alpn_wire(opt.alpn, wire, sizeof wire);
        if (SSL_CTX_set_alpn_protos(ctx, wire, n) != 0)
            fatal("--alpn");
    }
    return ctx;
}

static void show_connection(SSL *ssl)
{
    const unsigned char *alpn = NULL;
    unsigned int alpn_len = 0;
    char subject[128] = "-";
    const char *sni = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
    X509 *peer = SSL_get1_peer_certificate(ssl);
    if (peer != NULL)
        X509_NAME_get_text_by_NID(X509_get_subject_name(peer), NID_commonName, subject,
                                  sizeof subject);
    X509_free(peer);
    SSL_get0_alpn_selected(ssl, &alpn, &alpn_len);
    printf("ok %s %s reused=%d verify=%ld peer=%s alpn=%.*s sni=%s ems=%ld\n", SSL_get_version(ssl),
           SSL_CIPHER_get_name(SSL_get_current_cipher(ssl)), SSL_session_reused(ssl),
           SSL_get_verify_result(ssl), subject, alpn_len > 0 ? (int)alpn_len : 1,
           alpn_len > 0 ? (const char *)alpn : "-", sni != NULL ? sni : "-",
           (long)SSL_get_extms_support(ssl));
}

static int listen_on(int port)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    socklen_t len = sizeof a;
    int on = 1, s = socket(AF_INET, SOCK_STREAM, 0);
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(s, (struct sockaddr *)&a, sizeof a) != 0 || listen(s, 128) != 0
        || getsockname(s, (struct sockaddr *)&a, &len) != 0)
        fatal("listen");
    printf("ready %d\n", ntohs(a.sin_port));
    fflush(stdout);
    return s;
}

static int connect_to(int port)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    int on = 1, s = socket(AF_INET, SOCK_STREAM, 0);
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(s, (struct sockaddr *)&a, sizeof a) != 0)
        fatal("connect");
    setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return s;
}

static void limit_time(int s)
{
    struct timeval limit = {.tv_sec = 10};
    setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
}

static void serve(SSL_CTX *ctx, int s)
{
    static unsigned char buf[65536];
    SSL *ssl = SSL_new(ctx);
    int ret, echoed = 0;
    SSL_set_fd(ssl, s);
    ret = SSL_accept(ssl);
    if (ret != 1) {
        show_error("accept", ssl, ret);
    } else {
        show_connection(ssl);
        while ((ret = SSL_read(ssl, buf, sizeof buf)) > 0) {
            if (SSL_write(ssl, buf, ret) != ret) {
                show_error("write", ssl, -1);
                break;
            }
            echoed += ret;
        }
        if (SSL_get_error(ssl, ret) != SSL_ERROR_ZERO_RETURN)
            show_error("read", ssl, ret);
        else
            SSL_shutdown(ssl);
        if (!opt.quiet)
            printf("echoed %d\n", echoed);
    }
    SSL_free(ssl);
}

static SSL_SESSION *session;

static int keep_session(SSL *ssl, SSL_SESSION *new_session)
{
    (void)ssl;
    SSL_SESSION_free(session);
    session = new_session;
    return 1;
}

static void make(SSL_CTX *ctx, int s)
{
    static unsigned char out[1 << 20], in[1 << 20];
    SSL *ssl = SSL_new(ctx);
    int ret, got = 0;
    SSL_set_fd(ssl, s);
    if (opt.sni != NULL && SSL_set_tlsext_host_name(ssl, opt.sni) != 1)
        fatal("--sni");
    if (opt.host != NULL && SSL_set1_host(ssl, opt.host) != 1)
        fatal("--host");
    if (opt.resume && session != NULL && SSL_set_session(ssl, session) != 1)
        fatal("--resume");
    ret = SSL_connect(ssl);
    if (ret != 1) {
        show_error("connect", ssl, ret);
        if (SSL_get_verify_result(ssl) != X509_V_OK)
            printf("verify=%ld\n", SSL_get_verify_result(ssl));
        SSL_free(ssl);
        return;
    }
    show_connection(ssl);
    memset(out, 'x', sizeof out);
    if (opt.bytes > 0 && SSL_write(ssl, out, opt.bytes) != opt.bytes) {
        show_error("write", ssl, -1);
        SSL_free(ssl);
        return;
    }
    while (got < opt.bytes) {
        ret = SSL_read(ssl, in + got, opt.bytes - got);
        if (ret <= 0) {
            show_error("read", ssl, ret);
            break;
        }
        got += ret;
    }
    if (got == opt.bytes)
        printf("echo %s\n", memcmp(in, out, (size_t)got) == 0 ? "equal" : "DIFFERS");
    if (got == opt.bytes && SSL_shutdown(ssl) == 0) {
        ret = SSL_shutdown(ssl);
        if (ret != 1)
            show_error("shutdown", ssl, ret);
    }
    SSL_free(ssl);
}

int main(int argc, char **argv)
{
    int server, port, i, listener = -1;
    SSL_CTX *ctx;
    if (argc < 3)
        return 64;
    signal(SIGPIPE, SIG_IGN);
    server = strcmp(argv[1], "server") == 0;
    port = atoi(argv[2]);
    for (i = 3; i + 1 < argc; i += 2) {
        const char *name = argv[i] + 2, *value = argv[i + 1];
#define TEXT(f) else if (strcmp(name, #f) == 0) opt.f = value
#define NUMBER(f) else if (strcmp(name, #f) == 0) opt.f = atoi(value)
        if (0)
            ;
        TEXT(ca);
        TEXT(cert);
        TEXT(key);
        TEXT(cert2);
        TEXT(key2);
        TEXT(verify);
        TEXT(host);
        TEXT(sni);
        TEXT(alpn);
        TEXT(ciphers);
        TEXT(suites);
        TEXT(groups);
        TEXT(sigalgs);
        TEXT(version);
        TEXT(dh);
        NUMBER(count);
        NUMBER(resume);
        NUMBER(tickets);
        NUMBER(no_ticket);
        NUMBER(bytes);
        NUMBER(quiet);
        else fatal(argv[i]);
    }
    ctx = context(server);
    if (!server) {
        SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_CLIENT);
        SSL_CTX_sess_set_new_cb(ctx, keep_session);
    } else {
        listener = listen_on(port);
    }
    for (i = 0; i < opt.count; i++) {
        int s = server ? accept(listener, NULL, NULL) : connect_to(port);
        limit_time(s);
        if (server)
            serve(ctx, s);
        else
            make(ctx, s);
        close(s);
        fflush(stdout);
    }
    SSL_SESSION_free(session);
    SSL_CTX_free(ctx);
    return 0;
}
