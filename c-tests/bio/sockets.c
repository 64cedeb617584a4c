/* The old socket helpers, BIOs over descriptors, waiting and connecting in time. */
#include "../common.h"
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <openssl/bio.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static void retry(int error)
{
    errno = error;
    printf("%s: fd %d", strerror(error), BIO_fd_should_retry(-1));
    errno = error;
    printf(" not for 0: %d", BIO_fd_should_retry(0));
    errno = error;
    printf(" sock %d non-fatal %d %d\n", BIO_sock_should_retry(-1), BIO_fd_non_fatal_error(error),
           BIO_sock_non_fatal_error(error));
}

static void port(const char *text)
{
    unsigned short number = 77;

    SHOW_INT(BIO_get_port(text, &number));
    printf("%s: %d\n", text ? text : "NULL", number);
    ERR_clear_error();
}

static void ip(const char *text)
{
    unsigned char address[4] = { 9, 9, 9, 9 };

    SHOW_INT(BIO_get_host_ip(text, address));
    printf("%s: %d.%d.%d.%d\n", text ? text : "NULL", address[0], address[1], address[2], address[3]);
    ERR_clear_error();
}

static int listening(char *where, size_t size)
{
    struct sockaddr_in sin;
    socklen_t len = sizeof sin;
    int fd = BIO_get_accept_socket((char *)"127.0.0.1:0", BIO_BIND_NORMAL);

    memset(&sin, 0, sizeof sin);
    if (fd < 0 || getsockname(fd, (struct sockaddr *)&sin, &len) != 0)
        return -1;
    snprintf(where, size, "127.0.0.1:%d", ntohs(sin.sin_port));
    return fd;
}

int main(void)
{
    BIO *bio, *other;
    char where[64] = "", buf[16], *from = NULL;
    int fds[2], fd, one = 1, peer;
    long waiting = -1;

    retry(EAGAIN);
    retry(EINTR);
    retry(EINPROGRESS);
    retry(ENOTCONN);
    retry(EPIPE);
    retry(0);

    port("80");
    port("65535");
    port("http");
    port("no-such-service");
    port("70000");
    port("-1");
    port("");
    port(NULL);
    ip("127.0.0.1");
    ip("10.1.2.3");
    ip("300.1.2.3");
    ip(NULL);
    printf("gethostbyname %s\n", BIO_gethostbyname("127.0.0.1") != NULL ? "found" : "not found");

    /* A descriptor. */
    if (pipe(fds) != 0)
        return 1;
    bio = BIO_new(BIO_s_fd());
    SHOW_INT(BIO_method_type(bio) == BIO_TYPE_FD);
    SHOW_INT(BIO_read(bio, buf, 4));
    show_error_codes();
    SHOW_INT(BIO_set_fd(bio, fds[0], BIO_NOCLOSE));
    SHOW_INT(BIO_get_fd(bio, &fd) == fds[0] && fd == fds[0]);
    BIO_set_shutdown(bio, 1);
    SHOW_INT(BIO_get_shutdown(bio));
    SHOW_INT(BIO_get_close(bio));
    BIO_set_shutdown(bio, 0);
    SHOW_INT(BIO_get_close(bio));
    other = BIO_new_fd(fds[1], BIO_CLOSE);
    SHOW_INT(BIO_puts(other, "line\nmore"));
    SHOW_INT(BIO_gets(bio, buf, sizeof buf));
    SHOW_INT(BIO_socket_ioctl(fds[0], FIONREAD, &waiting));
    printf("waiting %d\n", (int)waiting);
    SHOW_INT(BIO_socket_ioctl(-1, FIONREAD, &waiting));
    show_error_codes();
    SHOW_INT(BIO_wait(bio, time(NULL) + 2, 10));
    SHOW_INT(BIO_read(bio, buf, sizeof buf));
    SHOW_INT(BIO_socket_nbio(fds[0], 1));
    SHOW_INT(BIO_read(bio, buf, sizeof buf));
    SHOW_INT(BIO_should_read(bio) != 0);
    SHOW_INT(BIO_wait(bio, time(NULL) - 1, 10));
    show_error_codes();
    BIO_free(other);
    SHOW_INT(BIO_read(bio, buf, sizeof buf));
    SHOW_INT(BIO_eof(bio));
    BIO_free(bio);
    close(fds[0]);

    /* Listening and accepting without a BIO. */
    fd = listening(where, sizeof where);
    SHOW_INT(fd >= 0);
    bio = BIO_new_connect(where);
    SHOW_INT(BIO_set_nbio(bio, 1));
    SHOW_INT(BIO_do_connect_retry(bio, 5, 10));
    peer = BIO_accept(fd, &from);
    SHOW_INT(peer >= 0);
    printf("from %.10s\n", from ? from : "nobody");
    OPENSSL_free(from);
    SHOW_INT(BIO_set_tcp_ndelay(peer, one));
    SHOW_INT(send(peer, "hello", 5, 0) == 5);
    SHOW_INT(BIO_wait(bio, time(NULL) + 5, 10));
    SHOW_INT(BIO_read(bio, buf, sizeof buf));
    close(peer);
    BIO_free(bio);
    close(fd);
    bio = BIO_new_connect(where);
    SHOW_INT(BIO_do_connect_retry(bio, -1, 10));
    show_error_codes();
    SHOW_INT(BIO_set_nbio(bio, 1));
    SHOW_INT(BIO_do_connect_retry(bio, 1, 10));
    ERR_clear_error();
    BIO_free(bio);
    SHOW_INT(BIO_do_connect_retry(NULL, 1, 10));
    show_error_codes();
    SHOW_INT(BIO_accept(-1, &from));
    show_error_codes();

    bio = BIO_new_ex(NULL, BIO_s_accept());
    SHOW_INT(BIO_method_type(bio) == BIO_TYPE_ACCEPT);
    SHOW_STR(BIO_method_name(bio));
    SHOW_INT(BIO_set_accept_name(bio, "127.0.0.1:0"));
    SHOW_INT(BIO_do_accept(bio));
    SHOW_INT(BIO_get_fd(bio, NULL) >= 0);
    BIO_free(bio);
    return 0;
}
