/* Early data over real connections, for early.py: each end says what came of it.
 *
 *   early server CERT KEY MAX [option]...   one thread for each connection
 *       refuse        the program takes no early data
 *       replays       without protection against replay
 *       group         its only group is P-384
 *   early client DIRECT VIA MAX PIECE...
 *       visits 127.0.0.1:DIRECT for a session, whose limit it takes for MAX
 *       (0: the server's), then sends pieces of so many bytes to VIA
 *
 * Every piece goes on with the alphabet where the one before ended.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

static SSL_CTX *ctx;
static int refuse;
static SSL_SESSION *kept;

static void fatal(const char *what)
{
    printf("fatal: %s\n", what);
    ERR_print_errors_fp(stdout);
    fflush(stdout);
    exit(2);
}

static const char *reason(void)
{
    unsigned long code = ERR_peek_error();

    return code != 0 ? ERR_reason_error_string(code) : "-";
}

static void limit_time(int s)
{
    struct timeval limit = {.tv_sec = 60};
    int on = 1;

    setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

static const char *status(SSL *ssl)
{
    int is = SSL_get_early_data_status(ssl);

    return is == SSL_EARLY_DATA_ACCEPTED ? "accepted" : is == SSL_EARLY_DATA_REJECTED ? "rejected" : "not sent";
}

/* What one connection came to, and the alerts it sent. */
struct report {
    char alerts[80];
};

static void note_alert(const SSL *ssl, int where, int value)
{
    struct report *r = SSL_get_app_data(ssl);
    size_t used = r != NULL ? strlen(r->alerts) : 0;

    if (r != NULL && (where & SSL_CB_WRITE_ALERT) == SSL_CB_WRITE_ALERT)
        snprintf(r->alerts + used, sizeof r->alerts - used, "%s ", SSL_alert_desc_string_long(value));
}

static int allow(SSL *ssl, void *arg)
{
    (void)ssl, (void)arg;
    return !refuse;
}

static void *serve(void *arg)
{
    int s = (int)(long)arg, ret, end = SSL_READ_EARLY_DATA_ERROR;
    SSL *ssl = SSL_new(ctx);
    struct report report = {""};
    unsigned char buf[20000];
    char text[16] = "";
    size_t got, early = 0, wrong = 0;

    limit_time(s);
    SSL_set_app_data(ssl, &report);
    SSL_set_fd(ssl, s);
    do {
        size_t i;

        got = 0;
        end = SSL_read_early_data(ssl, buf, sizeof buf, &got);
        for (i = 0; end != SSL_READ_EARLY_DATA_ERROR && i < got; i++)
            wrong += buf[i] != 'a' + (early + i) % 26;
        if (end != SSL_READ_EARLY_DATA_ERROR)
            early += got;
    } while (end == SSL_READ_EARLY_DATA_SUCCESS);
    ret = end == SSL_READ_EARLY_DATA_FINISH ? SSL_accept(ssl) : 0;
    if (ret == 1 && (ret = SSL_read(ssl, text, sizeof text - 1)) > 0) {
        text[strcspn(text, "\n")] = '\0';
        SSL_write(ssl, "answer", 6);
        SSL_shutdown(ssl);
    }
    flockfile(stdout);
    printf("early: %zu right, %zu wrong, %s, %s; then: %s \"%s\"; error: %s; alerts: %s\n", early - wrong, wrong, status(ssl),
           end == SSL_READ_EARLY_DATA_FINISH ? "finished" : "failed", ret > 0 ? "read" : "failed", text,
           ret > 0 ? "-" : reason(), report.alerts);
    fflush(stdout);
    funlockfile(stdout);
    ERR_clear_error();
    SSL_free(ssl);
    /* What was not read would reset the connection, and lose the alert. */
    shutdown(s, SHUT_WR);
    while (recv(s, buf, sizeof buf, 0) > 0)
        ;
    close(s);
    return NULL;
}

static void server(char **argv)
{
    struct sockaddr_in a = {.sin_family = AF_INET};
    socklen_t len = sizeof a;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    char **option;

    ctx = SSL_CTX_new(TLS_server_method());
    if (SSL_CTX_use_certificate_chain_file(ctx, argv[2]) != 1 || SSL_CTX_use_PrivateKey_file(ctx, argv[3], SSL_FILETYPE_PEM) != 1)
        fatal("certificate");
    SSL_CTX_set_max_early_data(ctx, (uint32_t)atoi(argv[4]));
    if (atoi(argv[4]) > 16384)
        SSL_CTX_set_recv_max_early_data(ctx, (uint32_t)atoi(argv[4]));
    SSL_CTX_set_session_id_context(ctx, (const unsigned char *)"early", 5);
    SSL_CTX_set_allow_early_data_cb(ctx, allow, NULL);
    SSL_CTX_set_info_callback(ctx, note_alert);
    for (option = argv + 5; *option != NULL; option++) {
        if (strcmp(*option, "refuse") == 0)
            refuse = 1;
        else if (strcmp(*option, "replays") == 0)
            SSL_CTX_set_options(ctx, SSL_OP_NO_ANTI_REPLAY);
        else if (strcmp(*option, "group") == 0)
            SSL_CTX_set1_groups_list(ctx, "P-384");
        else
            fatal(*option);
    }
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listener, (struct sockaddr *)&a, sizeof a) != 0 || listen(listener, 128) != 0
        || getsockname(listener, (struct sockaddr *)&a, &len) != 0)
        fatal("listen");
    printf("ready %d\n", ntohs(a.sin_port));
    fflush(stdout);
    for (;;) {
        long s = accept(listener, NULL, NULL);
        pthread_t thread;

        if (s < 0)
            continue;
        if (pthread_create(&thread, NULL, serve, (void *)s) != 0)
            fatal("thread");
        pthread_detach(thread);
    }
}

static int keep(SSL *ssl, SSL_SESSION *session)
{
    (void)ssl;
    SSL_SESSION_free(kept);
    kept = session;
    return 1;
}

static SSL *connect_to(const char *port)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port))};
    int s = socket(AF_INET, SOCK_STREAM, 0);
    SSL *ssl = SSL_new(ctx);

    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(s, (struct sockaddr *)&a, sizeof a) != 0)
        fatal("connect");
    limit_time(s);
    SSL_set_fd(ssl, s);
    SSL_set_connect_state(ssl);
    return ssl;
}

/* Says something, hears the answer; its text. */
static int converse(SSL *ssl, char *text, size_t room)
{
    int ret = SSL_do_handshake(ssl);

    if (ret == 1)
        ret = SSL_write(ssl, "question\n", 9);
    if (ret > 0)
        ret = SSL_read(ssl, text, (int)room - 1);
    if (ret > 0)
        text[strcspn(text, "\n")] = '\0';
    return ret;
}

static int client(char **argv)
{
    char text[20] = "";
    unsigned char piece[20000];
    char **size;
    size_t sent = 0, n, i, written;
    SSL *ssl;
    int ret;

    ctx = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_CLIENT);
    SSL_CTX_sess_set_new_cb(ctx, keep);
    ssl = connect_to(argv[2]);
    /* The answer comes behind the tickets. */
    if (converse(ssl, text, sizeof text) <= 0 || kept == NULL)
        fatal("no session");
    SSL_shutdown(ssl);
    close(SSL_get_fd(ssl));
    SSL_free(ssl);
    memset(text, 0, sizeof text);
    if (atoi(argv[4]) > 0)
        SSL_SESSION_set_max_early_data(kept, (uint32_t)atoi(argv[4]));

    ssl = connect_to(argv[3]);
    SSL_set_session(ssl, kept);
    for (size = argv + 5; *size != NULL; size++) {
        n = (size_t)atoi(*size);
        for (i = 0; i < n && i < sizeof piece; i++)
            piece[i] = (unsigned char)('a' + (sent + i) % 26);
        if (SSL_write_early_data(ssl, piece, n, &written) != 1 || written != n)
            fatal("early data");
        sent += n;
    }
    ret = converse(ssl, text, sizeof text);
    if (ret <= 0)
        text[0] = '\0';
    printf("client: %zu sent, %s, reused %d; \"%s\"; error: %s\n", sent, status(ssl), SSL_session_reused(ssl), text,
           ret > 0 ? "-" : reason());
    close(SSL_get_fd(ssl));
    SSL_free(ssl);
    SSL_SESSION_free(kept);
    SSL_CTX_free(ctx);
    return 0;
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN);
    if (argc > 4 && strcmp(argv[1], "server") == 0)
        server(argv);
    return argc > 5 ? client(argv) : 64;
}
