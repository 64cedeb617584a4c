/* TLS 1.3 with external pre-shared keys over real connections, for psk.py.
 *
 *   psk server [option=value]...    prints "ready PORT", then a line for each connection
 *   psk client PORT [option=value]...
 *       cert, key       a server's certificate
 *       ca              whom a client trusts; without, it does not verify
 *       identity        "client" if not given
 *       old             the key, in hexadecimal, by the callbacks of TLS 1.2
 *       session         the key by TLS 1.3's callbacks, for the suite of its length
 *       suites, groups  lists
 *       early           the session allows so many bytes, and they are sent
 *       count           connections that a client makes, resuming the last session
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

static SSL_CTX *ctx;
static struct {
    const char *cert, *key, *ca, *identity, *old, *session, *suites, *groups;
    int early, count;
} opt = {.identity = "client", .count = 1};
static SSL_SESSION *kept;
static char alerts[80];

static void fatal(const char *what)
{
    printf("fatal: %s\n", what);
    ERR_print_errors_fp(stdout);
    fflush(stdout);
    exit(2);
}

static size_t from_hex(const char *hex, unsigned char *out)
{
    size_t n = strlen(hex) / 2;

    for (size_t i = 0; i < n; i++) {
        unsigned int byte;
        sscanf(hex + 2 * i, "%2x", &byte);
        out[i] = (unsigned char)byte;
    }
    return n;
}

static SSL_SESSION *made(SSL *ssl)
{
    unsigned char key[512];
    size_t n = from_hex(opt.session, key);
    SSL_SESSION *session = SSL_SESSION_new();
    const SSL_CIPHER *suite = SSL_CIPHER_find(ssl, (const unsigned char *)(n == 48 ? "\x13\x02" : "\x13\x01"));

    if (SSL_SESSION_set1_master_key(session, key, n) != 1 || SSL_SESSION_set_cipher(session, suite) != 1 ||
        SSL_SESSION_set_protocol_version(session, TLS1_3_VERSION) != 1 ||
        SSL_SESSION_set_max_early_data(session, (uint32_t)opt.early) != 1)
        fatal("session");
    return session;
}

static unsigned int client_key(SSL *ssl, const char *hint, char *identity, unsigned int room, unsigned char *psk, unsigned int max)
{
    (void)ssl, (void)hint, (void)max;
    snprintf(identity, room, "%s", opt.identity);
    return (unsigned int)from_hex(opt.old, psk);
}

static unsigned int server_key(SSL *ssl, const char *identity, unsigned char *psk, unsigned int max)
{
    (void)ssl, (void)max;
    return strcmp(identity, opt.identity) == 0 ? (unsigned int)from_hex(opt.old, psk) : 0;
}

static int use_session(SSL *ssl, const EVP_MD *md, const unsigned char **id, size_t *idlen, SSL_SESSION **session)
{
    (void)md;
    *id = (const unsigned char *)opt.identity;
    *idlen = strlen(opt.identity);
    *session = made(ssl);
    return 1;
}

static int find_session(SSL *ssl, const unsigned char *identity, size_t len, SSL_SESSION **session)
{
    *session = len == strlen(opt.identity) && memcmp(identity, opt.identity, len) == 0 ? made(ssl) : NULL;
    return 1;
}

static int keep(SSL *ssl, SSL_SESSION *session)
{
    (void)ssl;
    SSL_SESSION_free(kept);
    kept = session;
    return 1;
}

static void note_alert(const SSL *ssl, int where, int value)
{
    size_t used = strlen(alerts);

    (void)ssl;
    if ((where & SSL_CB_ALERT) && (value & 0xff) != 0)
        snprintf(alerts + used, sizeof alerts - used, " %s %s", (where & SSL_CB_READ) ? "got" : "sent",
                 SSL_alert_desc_string_long(value));
}

static void limit_time(int s)
{
    struct timeval limit = {.tv_sec = 60};
    int on = 1;

    setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

static void report(SSL *ssl, const char *text, const char *early)
{
    unsigned long code = ERR_peek_error();

    if (text != NULL)
        printf("%s %s, reused %d, %s\"%s\"\n", SSL_get_version(ssl), SSL_get_cipher_name(ssl), SSL_session_reused(ssl), early,
               text);
    else
        printf("failed: %s;%s\n", code != 0 ? ERR_reason_error_string(code) : "-", alerts);
    fflush(stdout);
    ERR_clear_error();
}

static void serve(int s)
{
    SSL *ssl = SSL_new(ctx);
    char buf[100], text[100] = "", early[100] = "";
    size_t got, used = 0;
    int n, end = SSL_READ_EARLY_DATA_FINISH;

    limit_time(s);
    alerts[0] = '\0';
    SSL_set_fd(ssl, s);
    SSL_set_accept_state(ssl);
    while (opt.early && (end = SSL_read_early_data(ssl, buf, sizeof buf, &got)) == SSL_READ_EARLY_DATA_SUCCESS)
        used += got;
    if (used > 0)
        snprintf(early, sizeof early, "early %zu, ", used);
    n = end == SSL_READ_EARLY_DATA_FINISH ? SSL_accept(ssl) : 0;
    if (n == 1 && (n = SSL_read(ssl, text, sizeof text - 1)) > 0) {
        text[n] = '\0';
        text[strcspn(text, "\r\n")] = '\0';
        SSL_write(ssl, "answer\n", 7);
        SSL_shutdown(ssl);
    }
    report(ssl, n > 0 ? text : NULL, early);
    SSL_free(ssl);
    /* What was not read would reset the connection, and lose the alert. */
    shutdown(s, SHUT_WR);
    while (recv(s, buf, sizeof buf, 0) > 0)
        ;
    close(s);
}

static void server(void)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof a;
    int listener = socket(AF_INET, SOCK_STREAM, 0), s;

    if (bind(listener, (struct sockaddr *)&a, sizeof a) != 0 || listen(listener, 50) != 0)
        fatal("listen");
    getsockname(listener, (struct sockaddr *)&a, &len);
    printf("ready %d\n", ntohs(a.sin_port));
    fflush(stdout);
    while ((s = accept(listener, NULL, NULL)) >= 0)
        serve(s);
}

static void client(int port)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

    for (int i = 0; i < opt.count; i++) {
        SSL *ssl = SSL_new(ctx);
        int s = socket(AF_INET, SOCK_STREAM, 0), n;
        char text[100] = "", early[100] = "";
        size_t written;

        alerts[0] = '\0';
        if (connect(s, (struct sockaddr *)&a, sizeof a) != 0)
            fatal("connect");
        limit_time(s);
        SSL_set_fd(ssl, s);
        SSL_set_connect_state(ssl);
        if (kept != NULL)
            SSL_set_session(ssl, kept);
        for (int left = opt.early; left > 0; left -= 10)
            SSL_write_early_data(ssl, "0123456789", 10, &written);
        n = SSL_connect(ssl);
        if (opt.early)
            snprintf(early, sizeof early, "early data %s, ",
                     SSL_get_early_data_status(ssl) == SSL_EARLY_DATA_ACCEPTED ? "accepted" : "not accepted");
        if (n == 1 && (n = SSL_write(ssl, "question\n", 9)) > 0 && (n = SSL_read(ssl, text, sizeof text - 1)) > 0) {
            text[n] = '\0';
            text[strcspn(text, "\r\n")] = '\0';
            SSL_shutdown(ssl);
        }
        report(ssl, n > 0 ? text : NULL, early);
        SSL_free(ssl);
        close(s);
    }
}

int main(int argc, char **argv)
{
    int is_client = argc > 2 && strcmp(argv[1], "client") == 0;

    signal(SIGPIPE, SIG_IGN);
    for (int i = is_client ? 3 : 2; i < argc; i++) {
        static const char *const names[] = {"cert", "key", "ca", "identity", "old", "session", "suites", "groups"};
        const char **const places[] = {&opt.cert, &opt.key, &opt.ca, &opt.identity, &opt.old, &opt.session, &opt.suites, &opt.groups};
        char *value = strchr(argv[i], '=');

        if (value == NULL)
            fatal(argv[i]);
        *value++ = '\0';
        for (size_t n = 0; n < 8; n++)
            if (strcmp(argv[i], names[n]) == 0)
                *places[n] = value;
        if (strcmp(argv[i], "early") == 0)
            opt.early = atoi(value);
        if (strcmp(argv[i], "count") == 0)
            opt.count = atoi(value);
    }
    ctx = SSL_CTX_new(is_client ? TLS_client_method() : TLS_server_method());
    SSL_CTX_set_info_callback(ctx, note_alert);
    if (opt.cert != NULL && (SSL_CTX_use_certificate_chain_file(ctx, opt.cert) != 1 ||
                             SSL_CTX_use_PrivateKey_file(ctx, opt.key, SSL_FILETYPE_PEM) != 1))
        fatal("certificate");
    if (opt.suites != NULL && SSL_CTX_set_ciphersuites(ctx, opt.suites) != 1)
        fatal("suites");
    if (opt.groups != NULL && SSL_CTX_set1_groups_list(ctx, opt.groups) != 1)
        fatal("groups");
    if (is_client) {
        SSL_CTX_set_verify(ctx, opt.ca != NULL ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, NULL);
        if (opt.ca != NULL && SSL_CTX_load_verify_locations(ctx, opt.ca, NULL) != 1)
            fatal("CA");
        SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
        SSL_CTX_sess_set_new_cb(ctx, keep);
        if (opt.old != NULL)
            SSL_CTX_set_psk_client_callback(ctx, client_key);
        if (opt.session != NULL)
            SSL_CTX_set_psk_use_session_callback(ctx, use_session);
        client(atoi(argv[2]));
    } else {
        if (opt.early)
            SSL_CTX_set_max_early_data(ctx, (uint32_t)opt.early);
        if (opt.old != NULL)
            SSL_CTX_set_psk_server_callback(ctx, server_key);
        if (opt.session != NULL)
            SSL_CTX_set_psk_find_session_callback(ctx, find_session);
        server();
    }
    return 0;
}
