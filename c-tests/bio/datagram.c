/* BIOs over datagram sockets: transfers, peers, connections, timeouts, MTU. */
#include "../common.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <openssl/bio.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static int sock(int family, BIO_ADDR *bound)
{
    int fd = socket(family, SOCK_DGRAM, 0);
    struct sockaddr_storage ss;
    socklen_t len = sizeof ss;

    memset(&ss, 0, sizeof ss);
    if (family == AF_INET) {
        struct sockaddr_in *sin = (struct sockaddr_in *)&ss;
        sin->sin_family = AF_INET;
        sin->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        len = sizeof *sin;
    } else {
        struct sockaddr_in6 *sin6 = (struct sockaddr_in6 *)&ss;
        sin6->sin6_family = AF_INET6;
        sin6->sin6_addr = in6addr_loopback;
        len = sizeof *sin6;
    }
    if (fd < 0 || bind(fd, (struct sockaddr *)&ss, len) != 0)
        return -1;
    len = sizeof ss;
    getsockname(fd, (struct sockaddr *)&ss, &len);
    if (bound != NULL && family == AF_INET) {
        struct sockaddr_in *sin = (struct sockaddr_in *)&ss;
        BIO_ADDR_rawmake(bound, AF_INET, &sin->sin_addr, sizeof sin->sin_addr, sin->sin_port);
    } else if (bound != NULL) {
        struct sockaddr_in6 *sin6 = (struct sockaddr_in6 *)&ss;
        BIO_ADDR_rawmake(bound, AF_INET6, &sin6->sin6_addr, sizeof sin6->sin6_addr, sin6->sin6_port);
    }
    return fd;
}

static void same(const char *what, const BIO_ADDR *a, const BIO_ADDR *b)
{
    unsigned char x[64], y[64];
    size_t n = 0, m = 0;
    int equal = BIO_ADDR_family(a) == BIO_ADDR_family(b) && BIO_ADDR_rawport(a) == BIO_ADDR_rawport(b)
        && BIO_ADDR_rawaddress(a, x, &n) == BIO_ADDR_rawaddress(b, y, &m) && n == m && memcmp(x, y, n) == 0;

    printf("%s: %s, family %d\n", what, equal ? "same" : "other", BIO_ADDR_family(a));
}

static void retries(BIO *bio)
{
    printf("  retry %d read %d write %d\n", BIO_should_retry(bio) != 0, BIO_should_read(bio) != 0,
           BIO_should_write(bio) != 0);
}

static void plain(BIO *bio)
{
    int fd = -7;
    char buf[4];

    SHOW_INT(BIO_method_type(bio));
    SHOW_STR(BIO_method_name(bio));
    SHOW_INT(BIO_get_fd(bio, &fd));
    SHOW_INT(fd);
    SHOW_INT(BIO_get_close(bio));
    SHOW_INT(BIO_read(bio, buf, 4));
    show_error_codes();
    SHOW_INT(BIO_write(bio, "x", 1));
    show_error_codes();
    SHOW_INT(BIO_gets(bio, buf, 4));
    show_error_codes();
}

static void ctrls(BIO *bio)
{
    static const int all[] = {
        BIO_CTRL_RESET, BIO_CTRL_EOF, BIO_CTRL_INFO, BIO_CTRL_GET_CLOSE, BIO_CTRL_PENDING, BIO_CTRL_WPENDING,
        BIO_CTRL_DUP, BIO_CTRL_FLUSH, BIO_CTRL_PUSH, BIO_CTRL_POP, BIO_C_FILE_TELL, 999,
        BIO_CTRL_DGRAM_GET_MTU, BIO_CTRL_DGRAM_MTU_EXCEEDED, BIO_CTRL_DGRAM_GET_RECV_TIMER_EXP,
        BIO_CTRL_DGRAM_GET_SEND_TIMER_EXP, BIO_CTRL_DGRAM_GET_FALLBACK_MTU, BIO_CTRL_DGRAM_GET_MTU_OVERHEAD,
        BIO_CTRL_DGRAM_SCTP_SET_IN_HANDSHAKE, BIO_CTRL_DGRAM_SCTP_MSG_WAITING
    };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        printf("ctrl %d = %ld\n", all[i], BIO_ctrl(bio, all[i], 0, NULL));
    show_error_codes();
}

static void timeouts(BIO *bio)
{
    struct timeval tv = { 0, 250000 }, got = { 77, 77 }, start, end, next;
    char buf[8];
    long taken;

    SHOW_INT(BIO_ctrl(bio, BIO_CTRL_DGRAM_GET_RECV_TIMEOUT, 0, &got));
    printf("none: %ld %ld\n", (long)got.tv_sec, (long)got.tv_usec);
    SHOW_INT(BIO_ctrl(bio, BIO_CTRL_DGRAM_SET_RECV_TIMEOUT, 0, &tv));
    SHOW_INT(BIO_ctrl(bio, BIO_CTRL_DGRAM_GET_RECV_TIMEOUT, 0, &got));
    printf("receiving: %ld, near %d\n", (long)got.tv_sec, got.tv_usec >= 240000 && got.tv_usec <= 260000);
    tv.tv_sec = 2;
    tv.tv_usec = 0;
    SHOW_INT(BIO_ctrl(bio, BIO_CTRL_DGRAM_SET_SEND_TIMEOUT, 0, &tv));
    SHOW_INT(BIO_ctrl(bio, BIO_CTRL_DGRAM_GET_SEND_TIMEOUT, 0, &got));
    printf("sending: %ld %ld\n", (long)got.tv_sec, (long)got.tv_usec);
    tv.tv_sec = 0;
    tv.tv_usec = -5;
    SHOW_INT(BIO_ctrl(bio, BIO_CTRL_DGRAM_SET_RECV_TIMEOUT, 0, &tv));
    show_error_codes();

    SHOW_INT(BIO_read(bio, buf, sizeof buf));
    retries(bio);
    SHOW_INT(BIO_dgram_recv_timedout(bio));
    SHOW_INT(BIO_dgram_recv_timedout(bio));

    /* The time by which a read is to end; it is shorter than the socket's. */
    tv.tv_sec = 30;
    tv.tv_usec = 0;
    SHOW_INT(BIO_ctrl(bio, BIO_CTRL_DGRAM_SET_RECV_TIMEOUT, 0, &tv));
    gettimeofday(&next, NULL);
    next.tv_usec += 100000;
    if (next.tv_usec >= 1000000) {
        next.tv_sec++;
        next.tv_usec -= 1000000;
    }
    SHOW_INT(BIO_ctrl(bio, BIO_CTRL_DGRAM_SET_NEXT_TIMEOUT, 0, &next));
    gettimeofday(&start, NULL);
    SHOW_INT(BIO_read(bio, buf, sizeof buf));
    gettimeofday(&end, NULL);
    taken = (end.tv_sec - start.tv_sec) * 1000 + (end.tv_usec - start.tv_usec) / 1000;
    printf("in time: %d\n", taken < 20000);
    retries(bio);
    SHOW_INT(BIO_dgram_send_timedout(bio));
    SHOW_INT(BIO_ctrl(bio, BIO_CTRL_DGRAM_GET_RECV_TIMEOUT, 0, &got));
    printf("as before: %ld\n", (long)got.tv_sec);
    /* It is over: the next read ends at once. */
    SHOW_INT(BIO_read(bio, buf, sizeof buf));
    memset(&next, 0, sizeof next);
    SHOW_INT(BIO_ctrl(bio, BIO_CTRL_DGRAM_SET_NEXT_TIMEOUT, 0, &next));
    memset(&tv, 0, sizeof tv);
    SHOW_INT(BIO_ctrl(bio, BIO_CTRL_DGRAM_SET_RECV_TIMEOUT, 0, &tv));
}

static void mtu(BIO *bio)
{
    SHOW_INT(BIO_dgram_get_mtu_overhead(bio));
    SHOW_INT(BIO_ctrl(bio, BIO_CTRL_DGRAM_GET_FALLBACK_MTU, 0, NULL));
    SHOW_INT(BIO_ctrl(bio, BIO_CTRL_DGRAM_GET_MTU, 0, NULL));
    SHOW_INT(BIO_ctrl(bio, BIO_CTRL_DGRAM_SET_MTU, 1234, NULL));
    SHOW_INT(BIO_ctrl(bio, BIO_CTRL_DGRAM_GET_MTU, 0, NULL));
    SHOW_INT(BIO_ctrl(bio, BIO_CTRL_DGRAM_MTU_DISCOVER, 0, NULL));
    SHOW_INT(BIO_ctrl(bio, BIO_CTRL_DGRAM_SET_DONT_FRAG, 1, NULL));
    SHOW_INT(BIO_ctrl(bio, BIO_CTRL_DGRAM_SET_DONT_FRAG, 0, NULL));
    show_error_codes();
}

static void exchange(int family)
{
    BIO_ADDR *a = BIO_ADDR_new(), *b = BIO_ADDR_new(), *peer = BIO_ADDR_new();
    int fa = sock(family, a), fb = sock(family, b), fc;
    BIO *one = BIO_new_dgram(fa, BIO_CLOSE), *two = BIO_new_dgram(fb, BIO_NOCLOSE);
    char buf[64];
    static char large[70000];

    printf("--- family %d: %s\n", family, fa >= 0 && fb >= 0 ? "bound" : "not bound");
    SHOW_INT(BIO_get_close(one));
    SHOW_INT(BIO_get_close(two));
    ctrls(one);
    mtu(one);

    /* Without a peer nothing can be sent. */
    SHOW_INT(BIO_write(one, "lost", 4));
    retries(one);
    show_error_codes();
    SHOW_INT(BIO_dgram_get_peer(one, peer));
    SHOW_INT(BIO_ADDR_family(peer));

    SHOW_INT(BIO_dgram_set_peer(one, b));
    SHOW_INT(BIO_dgram_get_peer(one, peer) > 0);
    same("peer", peer, b);
    mtu(one);
    SHOW_INT(BIO_write(one, "hello", 5));
    SHOW_INT(BIO_puts(one, "second"));
    SHOW_INT(BIO_read(two, buf, sizeof buf));
    printf("%.5s\n", buf);
    SHOW_INT(BIO_dgram_get_peer(two, peer) > 0);
    same("sender", peer, a);
    SHOW_INT(BIO_ctrl(two, BIO_CTRL_DGRAM_SET_PEEK_MODE, 1, NULL));
    memset(buf, 0, sizeof buf);
    SHOW_INT(BIO_read(two, buf, sizeof buf));
    SHOW_INT(BIO_read(two, buf, 3));
    SHOW_INT(BIO_ctrl(two, BIO_CTRL_DGRAM_SET_PEEK_MODE, 0, NULL));
    /* What does not fit is lost. */
    SHOW_INT(BIO_read(two, buf, 3));
    printf("%s\n", buf);
    /* The answer goes to who was heard last. */
    SHOW_INT(BIO_write(two, "back", 4));
    SHOW_INT(BIO_write(two, "", 0));
    SHOW_INT(BIO_read(one, buf, sizeof buf));
    SHOW_INT(BIO_number_written(one));
    SHOW_INT(BIO_number_read(one));

    /* Nothing there. */
    fcntl(fb, F_SETFL, O_NONBLOCK);
    SHOW_INT(BIO_read(two, buf, sizeof buf));
    retries(two);
    SHOW_INT(BIO_dgram_recv_timedout(two));
    SHOW_INT(BIO_dgram_send_timedout(two));
    fcntl(fb, F_SETFL, 0);
    timeouts(two);

    /* Too much for one datagram. */
    SHOW_INT(BIO_write(one, large, sizeof large));
    retries(one);
    SHOW_INT(BIO_ctrl(one, BIO_CTRL_DGRAM_MTU_EXCEEDED, 0, NULL));
    SHOW_INT(BIO_ctrl(one, BIO_CTRL_DGRAM_MTU_EXCEEDED, 0, NULL));
    show_error_codes();

    /* Connected by the program. */
    fc = socket(family, SOCK_DGRAM, 0);
    BIO_set_fd(one, fc, BIO_CLOSE);
    SHOW_INT(BIO_dgram_get_peer(one, peer) > 0);
    SHOW_INT(BIO_connect(fc, b, 0));
    SHOW_INT(BIO_ctrl_set_connected(one, b));
    SHOW_INT(BIO_write(one, "conn", 4));
    SHOW_INT(BIO_read(two, buf, sizeof buf));
    SHOW_INT(BIO_write(two, "answer", 6));
    SHOW_INT(BIO_read(one, buf, sizeof buf));
    SHOW_INT(BIO_ctrl(one, BIO_CTRL_DGRAM_QUERY_MTU, 0, NULL) > 1000);
    SHOW_INT(BIO_ctrl(one, BIO_CTRL_DGRAM_GET_MTU, 0, NULL) > 1000);
    SHOW_INT(BIO_ctrl_set_connected(one, NULL));
    SHOW_INT(BIO_dgram_get_peer(one, peer) > 0);
    SHOW_INT(BIO_ctrl_dgram_connect(one, b));
    SHOW_INT(BIO_dgram_get_peer(one, peer) > 0);
    same("named", peer, b);

    /* An end that is not there. */
    SHOW_INT(BIO_ctrl(two, BIO_CTRL_DGRAM_SET_RECV_TIMEOUT, 0, &(struct timeval){ 0, 1000 }));
    SHOW_INT(BIO_free(two));
    printf("open: %d\n", fcntl(fb, F_GETFD) >= 0);
    close(fb);
    SHOW_INT(BIO_ctrl_set_connected(one, b));
    SHOW_INT(BIO_write(one, "x", 1));
    SHOW_INT(BIO_read(one, buf, sizeof buf));
    printf("  errno %s\n", strerror(errno));
    retries(one);
    show_error_codes();
    SHOW_INT(BIO_free(one));
    printf("open: %d\n", fcntl(fc, F_GETFD) >= 0);
    BIO_ADDR_free(a);
    BIO_ADDR_free(b);
    BIO_ADDR_free(peer);
}

/* Programs that are older than BIO_ADDR pass sockets' own addresses for it. */
static void own_addresses(void)
{
    struct sockaddr_in to, heard;
    struct {
        struct sockaddr_in6 address;
        unsigned char behind[8];
    } long_one;
    socklen_t len = sizeof to;
    int a = sock(AF_INET, NULL), b = sock(AF_INET, NULL);
    BIO *bio = BIO_new_dgram(a, BIO_NOCLOSE);
    char got[16];

    printf("--- sockets' own addresses\n");
    getsockname(b, (struct sockaddr *)&to, &len);
    SHOW_INT(BIO_ctrl(bio, BIO_CTRL_DGRAM_SET_PEER, 0, &to));
    SHOW_INT(BIO_write(bio, "one", 3));
    SHOW_INT(recv(b, got, sizeof got, 0));
    memset(&heard, 0x5a, sizeof heard);
    SHOW_INT(BIO_ctrl(bio, BIO_CTRL_DGRAM_GET_PEER, sizeof heard, &heard));
    SHOW_INT(memcmp(&heard, &to, sizeof to));
    memset(&heard, 0x5a, sizeof heard);
    SHOW_INT(BIO_ctrl(bio, BIO_CTRL_DGRAM_GET_PEER, 4, &heard));
    SHOW_INT(memcmp(&heard, &to, 4));
    SHOW_INT(heard.sin_addr.s_addr == 0x5a5a5a5a);
    SHOW_INT(connect(a, (struct sockaddr *)&to, sizeof to));
    SHOW_INT(BIO_ctrl(bio, BIO_CTRL_DGRAM_SET_CONNECTED, 0, &to));
    SHOW_INT(BIO_write(bio, "two", 3));
    SHOW_INT(recv(b, got, sizeof got, 0));
    memset(&long_one, 0, sizeof long_one);
    long_one.address.sin6_family = AF_INET6;
    long_one.address.sin6_addr = in6addr_loopback;
    long_one.address.sin6_port = htons(7);
    long_one.address.sin6_scope_id = 3;
    memset(long_one.behind, 0x5a, sizeof long_one.behind);
    SHOW_INT(BIO_ctrl(bio, BIO_CTRL_DGRAM_SET_PEER, 0, &long_one));
    memset(&long_one.address, 0, sizeof long_one.address);
    SHOW_INT(BIO_ctrl(bio, BIO_CTRL_DGRAM_GET_PEER, 0, &long_one));
    SHOW_INT(ntohs(long_one.address.sin6_port));
    SHOW_INT(long_one.address.sin6_scope_id);
    SHOW_INT(memcmp(&long_one.address.sin6_addr, &in6addr_loopback, sizeof in6addr_loopback));
    SHOW_INT(long_one.behind[0]);
    show_error_codes();
    BIO_free(bio);
    close(a);
    close(b);
}

int main(void)
{
    BIO *bio = BIO_new(BIO_s_datagram());
    int errors[] = { EINTR, EAGAIN, EWOULDBLOCK, EINPROGRESS, EALREADY, EMSGSIZE, ECONNREFUSED, ENOTCONN, EPROTO, 0 };

    printf("--- bare\n");
    plain(bio);
    ctrls(bio);
    BIO_free(bio);
    bio = BIO_new_dgram(-1, BIO_NOCLOSE);
    printf("--- no descriptor\n");
    plain(bio);
    retries(bio);
    mtu(bio);
    SHOW_INT(BIO_ctrl(bio, BIO_CTRL_DGRAM_QUERY_MTU, 0, NULL));
    show_error_codes();
    BIO_free(bio);
    exchange(AF_INET);
    exchange(AF_INET6);
    own_addresses();
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        printf("%d: %d\n", errors[i], BIO_dgram_non_fatal_error(errors[i]));
    return 0;
}
