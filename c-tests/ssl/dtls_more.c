/* DTLS: cookies, listening, waiting, lost datagrams, callbacks. */
#include "dtls_pair.h"

/* Throws away what waits on a socket; how many datagrams that was. */
static int lose(int fd)
{
    char buf[20000];
    int n = 0;

    while (recv(fd, buf, sizeof buf, MSG_DONTWAIT) >= 0)
        n++;
    return n;
}

static int makes, checks, answer_make, answer_check, cookie_len;

static int make_cookie(SSL *ssl, unsigned char *cookie, unsigned int *len)
{
    (void)ssl;
    makes++;
    memset(cookie, 'c', 255);
    *len = cookie_len;
    return answer_make;
}

static int check_cookie(SSL *ssl, const unsigned char *cookie, unsigned int len)
{
    (void)ssl;
    checks++;
    printf("  cookie of %u bytes, first %c\n", len, len ? *cookie : '-');
    return answer_check;
}

static void cookies(char **argv)
{
    static const struct {
        int generate, verify, make, len, check;
    } all[] = {{1, 1, 1, 20, 1}, {1, 1, 1, 255, 1}, {1, 1, 1, 256, 1}, {1, 1, 0, 20, 1},
               {1, 1, 1, 20, 0}, {0, 1, 1, 20, 1},  {1, 0, 1, 20, 1}};

    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct pair p;
        int done;

        printf("cookies %zu\n", i);
        dtls_contexts(&p, argv, "p256");
        if (all[i].generate)
            SSL_CTX_set_cookie_generate_cb(p.server_ctx, make_cookie);
        if (all[i].verify)
            SSL_CTX_set_cookie_verify_cb(p.server_ctx, check_cookie);
        makes = checks = 0;
        answer_make = all[i].make;
        answer_check = all[i].check;
        cookie_len = all[i].len;
        dtls_connections(&p);
        SSL_set_options(p.server, SSL_OP_COOKIE_EXCHANGE);
        done = pair_handshake(&p);
        printf("  %d: made %d, checked %d\n", done, makes, checks);
        if (done)
            pair_talk(&p);
        dtls_free(&p);
    }
}

static void listening(char **argv)
{
    struct pair p;
    BIO_ADDR *peer = BIO_ADDR_new();

    for (int i = 0; i < 3; i++) {
        printf("listening %d\n", i);
        dtls_contexts(&p, argv, "p256");
        if (i != 1)
            SSL_CTX_set_cookie_generate_cb(p.server_ctx, make_cookie);
        SSL_CTX_set_cookie_verify_cb(p.server_ctx, check_cookie);
        answer_make = answer_check = 1;
        cookie_len = 16;
        dtls_connections(&p);
        printf("  nothing there: %d\n", DTLSv1_listen(p.server, peer));
        show_error_codes();
        if (i == 2) {
            /* What is no ClientHello. */
            static const char *const nonsense[] = {"x", "\x17\xfe\xfd\0\0\0\0\0\0\0\0\0\1x", "GET / HTTP/1.0\r\n\r\n"};
            static const int lengths[] = {1, 14, 18};

            for (int j = 0; j < 3; j++) {
                send(dtls_fds[0], nonsense[j], lengths[j], 0);
                printf("  nonsense: %d\n", DTLSv1_listen(p.server, peer));
                ERR_clear_error();
            }
        }
        printf("  client %d\n", SSL_connect(p.client));
        printf("  first: %d\n", DTLSv1_listen(p.server, peer));
        show_error_codes();
        printf("  client %d\n", SSL_connect(p.client));
        printf("  second: %d, cookie option %d, family %d\n", DTLSv1_listen(p.server, peer),
               (SSL_get_options(p.server) & SSL_OP_COOKIE_EXCHANGE) != 0, BIO_ADDR_family(peer));
        show_error_codes();
        if (i != 1) {
            int done = pair_handshake(&p);

            printf("  handshake %d\n", done);
            if (done)
                pair_talk(&p);
        }
        dtls_free(&p);
    }
    BIO_ADDR_free(peer);
}

static unsigned int asked[20];
static int times;

static unsigned int timer(SSL *ssl, unsigned int last)
{
    (void)ssl;
    if (times < 20)
        asked[times++] = last;
    return last == 0 ? 40000 : last + 20000;
}

/* Waits until the timer of `ssl` is over, and has it send again. */
static long again(SSL *ssl)
{
    struct timeval left;

    for (int i = 0; i < 1000; i++) {
        if (!DTLSv1_get_timeout(ssl, &left))
            return -2;
        if (left.tv_sec == 0 && left.tv_usec == 0)
            return DTLSv1_handle_timeout(ssl);
        usleep(left.tv_sec * 1000000 + left.tv_usec);
    }
    return -3;
}

static void waiting(char **argv)
{
    struct pair p;
    struct timeval left;
    char buf[64];
    int n;

    printf("waiting\n");
    dtls_contexts(&p, argv, "p256");
    dtls_connections(&p);
    printf("  nothing to wait for: %ld %ld\n", (long)DTLSv1_get_timeout(p.client, &left),
           (long)DTLSv1_handle_timeout(p.client));
    printf("  client %d", SSL_connect(p.client));
    printf(", timeout %ld", (long)DTLSv1_get_timeout(p.client, &left));
    printf(", within a second %d, too early %ld\n", left.tv_sec == 0 || (left.tv_sec == 1 && left.tv_usec == 0),
           (long)DTLSv1_handle_timeout(p.client));
    dtls_free_connections(&p);

    times = 0;
    dtls_connections(&p);
    DTLS_set_timer_cb(p.client, timer);
    DTLS_set_timer_cb(p.server, timer);
    n = SSL_connect(p.client);
    printf("  client %d, error %d\n", n, SSL_get_error(p.client, n));
    printf("  lost %d\n", lose(dtls_fds[1]));
    printf("  again %ld\n", again(p.client));
    printf("  lost %d\n", lose(dtls_fds[1]));
    printf("  again %ld\n", again(p.client));
    n = SSL_accept(p.server);
    printf("  server %d, error %d\n", n, SSL_get_error(p.server, n));
    printf("  lost some %d\n", lose(dtls_fds[0]) > 0);
    printf("  server again %ld\n", again(p.server));
    n = SSL_connect(p.client);
    printf("  client %d\n", n);
    printf("  lost some %d\n", lose(dtls_fds[1]) > 0);
    printf("  client again %ld\n", again(p.client));
    n = SSL_accept(p.server);
    printf("  server %d\n", n);
    /* The server's last messages: it has nothing to wait for any more. */
    printf("  server waits %ld, lost some %d\n", (long)DTLSv1_get_timeout(p.server, &left), lose(dtls_fds[0]) > 0);
    printf("  client again %ld\n", again(p.client));
    n = SSL_read(p.server, buf, sizeof buf);
    printf("  server reads %d, error %d\n", n, SSL_get_error(p.server, n));
    n = SSL_connect(p.client);
    printf("  client %d, waits %ld\n", n, (long)DTLSv1_get_timeout(p.client, &left));
    pair_talk(&p);
    printf("  first asked %u, %u, %u\n", asked[0], asked[1], asked[2]);
    show_error_codes();
    dtls_free_connections(&p);

    /* Nobody ever answers. */
    times = 0;
    dtls_connections(&p);
    DTLS_set_timer_cb(p.client, timer);
    SSL_connect(p.client);
    n = 0;
    for (long result = 1; result > 0; n++) {
        result = again(p.client);
        if (result <= 0)
            printf("  after %d: %ld\n", n, result);
    }
    show_error_codes();
    dtls_free(&p);
}

/* Every datagram of a handshake is lost once. */
static void losses(char **argv)
{
    printf("losses\n");
    for (int to_server = 0; to_server < 2; to_server++) {
        for (int which = 0; which < 12; which++) {
            struct pair p;
            int count = 0, client = -1, server = -1;

            if (left_out())
                continue;
            dtls_contexts(&p, argv, "p256");
            dtls_connections(&p);
            SSL_set_mtu(p.client, 300);
            SSL_set_mtu(p.server, 300);
            DTLS_set_timer_cb(p.client, timer);
            DTLS_set_timer_cb(p.server, timer);
            for (int i = 0; i < 2000 && (client != 1 || server != 1); i++) {
                char byte;

                client = client == 1 ? 1 : SSL_connect(p.client);
                if (to_server && which >= count) {
                    /* Datagrams are taken out one by one and put back but for one. */
                    char held[16][2048];
                    int lens[16], n = 0;

                    while (n < 16 && (lens[n] = recv(dtls_fds[1], held[n], sizeof held[n], MSG_DONTWAIT)) >= 0)
                        n++;
                    for (int j = 0; j < n; j++)
                        if (count++ != which)
                            send(dtls_fds[0], held[j], lens[j], 0);
                }
                server = server == 1 ? 1 : SSL_accept(p.server);
                if (!to_server && which >= count) {
                    char held[16][2048];
                    int lens[16], n = 0;

                    while (n < 16 && (lens[n] = recv(dtls_fds[0], held[n], sizeof held[n], MSG_DONTWAIT)) >= 0)
                        n++;
                    for (int j = 0; j < n; j++)
                        if (count++ != which)
                            send(dtls_fds[1], held[j], lens[j], 0);
                }
                if (client == 1)
                    SSL_read(p.client, &byte, 1);
                if (server == 1)
                    SSL_read(p.server, &byte, 1);
                DTLSv1_handle_timeout(p.client);
                DTLSv1_handle_timeout(p.server);
                usleep(1000);
            }
            if (client != 1 || server != 1)
                printf("  %s %d: client %d, server %d\n", to_server ? "to the server" : "to the client", which, client,
                       server);
            dtls_free(&p);
        }
    }
}

static void info(const SSL *ssl, int where, int ret)
{
    const char *who = SSL_is_server((SSL *)ssl) ? "server" : "client";

    if (where & SSL_CB_ALERT)
        printf("  %s alert %s %s\n", who, where & SSL_CB_READ ? "read" : "written", SSL_alert_desc_string_long(ret));
    else if (where == SSL_CB_HANDSHAKE_START || where == SSL_CB_HANDSHAKE_DONE)
        printf("  %s %s\n", who, where == SSL_CB_HANDSHAKE_START ? "start" : "done");
}

static void message(int written, int version, int type, const void *buf, size_t len, SSL *ssl, void *arg)
{
    const unsigned char *bytes = buf;

    (void)arg;
    if (type == SSL3_RT_HANDSHAKE)
        printf("  %s %s message %d, number %d, version %x\n", SSL_is_server(ssl) ? "server" : "client",
               written ? "sends" : "gets", bytes[0], len >= 6 ? bytes[4] << 8 | bytes[5] : -1,
               bytes[0] == 1 ? 0 : version);
}

static void keylog(const SSL *ssl, const char *line)
{
    (void)ssl;
    printf("  key log %.13s, %zu\n", line, strlen(line));
}

static void callbacks(char **argv)
{
    struct pair p;

    printf("callbacks\n");
    dtls_contexts(&p, argv, "p256");
    SSL_CTX_set_info_callback(p.client_ctx, info);
    SSL_CTX_set_info_callback(p.server_ctx, info);
    SSL_CTX_set_keylog_callback(p.client_ctx, keylog);
    dtls_connections(&p);
    printf("  %d\n", pair_handshake(&p));
    pair_close(&p);
    dtls_free_connections(&p);
    SSL_CTX_set_info_callback(p.client_ctx, NULL);
    SSL_CTX_set_info_callback(p.server_ctx, NULL);
    SSL_CTX_set_msg_callback(p.client_ctx, message);
    SSL_CTX_set_cookie_generate_cb(p.server_ctx, make_cookie);
    SSL_CTX_set_cookie_verify_cb(p.server_ctx, check_cookie);
    dtls_connections(&p);
    SSL_set_options(p.server, SSL_OP_COOKIE_EXCHANGE);
    printf("  %d\n", pair_handshake(&p));
    dtls_free(&p);
}

int main(int argc, char **argv)
{
    (void)argc;
    setvbuf(stdout, NULL, _IONBF, 0);
    cookies(argv);
    listening(argv);
    waiting(argv);
    losses(argv);
    callbacks(argv);
    return 0;
}
