/* DTLS over a network that loses, repeats and reorders datagrams by a plan:
 * what is lost comes again, a HelloVerifyRequest and the hello before it too. */
#include "dtls_pair.h"
#include <poll.h>

/* One direction, and what becomes of each datagram by its letter: '.' arrives,
 * 'x' is lost, '2' arrives twice, 's' arrives after the next. */
struct way {
    const char *plan;
    size_t sent;
    unsigned char held[2048];
    ssize_t held_len;
};

static int ends[2][2];
static int cookies_checked;
/* Longer datagrams never arrive; 0 for no limit. */
static ssize_t limit;

static unsigned int soon(SSL *ssl, unsigned int last)
{
    (void)ssl, (void)last;
    return 20000;
}

static int make_cookie(SSL *ssl, unsigned char *cookie, unsigned int *len)
{
    (void)ssl;
    memcpy(cookie, "cookie", 6);
    *len = 6;
    return 1;
}

static int check_cookie(SSL *ssl, const unsigned char *cookie, unsigned int len)
{
    (void)ssl;
    cookies_checked++;
    return len == 6 && memcmp(cookie, "cookie", 6) == 0;
}

/* Carries all that is there from one socket to the other. */
static int carry(struct way *way, int from, int to)
{
    unsigned char buf[2048];
    ssize_t n;
    int moved = 0;

    while ((n = recv(from, buf, sizeof buf, MSG_DONTWAIT)) > 0) {
        char fate = way->plan[way->sent] ? way->plan[way->sent++] : '.';

        moved = 1;
        if (limit && n > limit)
            continue;
        if (fate == 's') {
            memcpy(way->held, buf, (size_t)n);
            way->held_len = n;
            continue;
        }
        for (int times = fate == 'x' ? 0 : fate == '2' ? 2 : 1; times > 0; times--)
            send(to, buf, (size_t)n, 0);
        if (way->held_len > 0)
            send(to, way->held, (size_t)way->held_len, 0);
        way->held_len = 0;
    }
    return moved;
}

static void try(char **argv, const char *what, int cookies, int mtu, const char *up, const char *down)
{
    struct way ways[2] = {{.plan = up}, {.plan = down}};
    SSL_SESSION *session = NULL;
    struct pair p;

    printf("%s%s, MTU %d: client's '%s', server's '%s'\n", what, cookies ? ", cookies" : "", mtu, up, down);
    dtls_contexts(&p, argv, "p256");
    SSL_CTX_set_cookie_generate_cb(p.server_ctx, make_cookie);
    SSL_CTX_set_cookie_verify_cb(p.server_ctx, check_cookie);
    if (cookies)
        SSL_CTX_set_options(p.server_ctx, SSL_OP_COOKIE_EXCHANGE);
    for (int resumed = 0; resumed < 2; resumed++) {
        SSL *ssl[2];
        int done[2] = {0, 0};

        ways[0].sent = ways[1].sent = 0;
        ways[0].held_len = ways[1].held_len = 0;
        cookies_checked = 0;
        p.client = ssl[0] = SSL_new(p.client_ctx);
        p.server = ssl[1] = SSL_new(p.server_ctx);
        for (int i = 0; i < 2; i++) {
            socketpair(AF_UNIX, SOCK_DGRAM, 0, ends[i]);
            fcntl(ends[i][0], F_SETFL, O_NONBLOCK);
            SSL_set_fd(ssl[i], ends[i][0]);
            if (!limit)
                SSL_set_options(ssl[i], SSL_OP_NO_QUERY_MTU);
            SSL_set_mtu(ssl[i], mtu);
            DTLS_set_timer_cb(ssl[i], soon);
        }
        SSL_set_connect_state(p.client);
        SSL_set_accept_state(p.server);
        SSL_set_tlsext_host_name(p.client, "a.name.that.makes.the.hello.longer.example.test");
        if (session != NULL)
            SSL_set_session(p.client, session);
        for (int turn = 0; turn < 2000 && done[0] + done[1] < 2; turn++) {
            int moved;
            char byte;

            for (int i = 0; i < 2; i++) {
                /* Who is done answers what comes again. */
                if (done[i])
                    SSL_read(ssl[i], &byte, 1);
                else
                    done[i] = SSL_do_handshake(ssl[i]) == 1;
            }
            moved = carry(&ways[0], ends[0][1], ends[1][1]);
            moved |= carry(&ways[1], ends[1][1], ends[0][1]);
            if (!moved) {
                poll(NULL, 0, 5);
                for (int i = 0; i < 2; i++)
                    DTLSv1_handle_timeout(ssl[i]);
            }
        }
        ERR_clear_error();
        printf("  done %d %d, reused %d %d, cookies checked %s\n", done[0], done[1], SSL_session_reused(p.client),
               SSL_session_reused(p.server), cookies_checked ? "yes" : "no");
        if (done[0] && done[1]) {
            char buf[16];
            int n;

            /* Nothing is lost any more, and what was repeated is read. */
            ways[0].plan = ways[1].plan = "";
            SSL_write(p.client, "question", 8);
            carry(&ways[0], ends[0][1], ends[1][1]);
            n = SSL_read(p.server, buf, sizeof buf);
            printf("  server reads %d", n);
            SSL_write(p.server, "answer", 6);
            carry(&ways[1], ends[1][1], ends[0][1]);
            n = SSL_read(p.client, buf, sizeof buf);
            printf(", client reads %d\n", n);
            ways[0].plan = up, ways[1].plan = down;
        }
        SSL_SESSION_free(session);
        session = SSL_get1_session(p.client);
        for (int i = 0; i < 2; i++)
            SSL_set_shutdown(ssl[i], SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
        pair_free_connections(&p);
        for (int i = 0; i < 4; i++)
            close(ends[i / 2][i % 2]);
    }
    SSL_SESSION_free(session);
    dtls_free(&p);
}

int main(int argc, char **argv)
{
    static const char *const plans[][2] = {
        {"", ""}, {"x", ""}, {".x", ""}, {"..x", ""}, {"", "x"}, {"", ".x"}, {"", "..x"}, {"", "...x"},
        {"2222", "2222"}, {"s.s.", "s.s."}, {"x2", "x2"},
    };

    (void)argc;
    for (int cookies = 0; cookies < 2; cookies++)
        for (int mtu = 300; mtu <= 1400; mtu += 1100)
            for (size_t i = 0; i < sizeof plans / sizeof *plans; i++)
                try(argv, "plan", cookies, mtu, plans[i][0], plans[i][1]);
    /* Of a way that carries less than was thought. */
    limit = 600;
    try(argv, "a narrow way", 0, 1400, "", "");
    return 0;
}
