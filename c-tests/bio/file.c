/* BIOs on files and descriptors, sockets, and their errors. */
#include "../common.h"
#include <fcntl.h>
#include <openssl/bio.h>
#include <sys/socket.h>
#include <unistd.h>

static void flags(const char *label, BIO *b)
{
    printf("%s: retry %d read %d write %d eof %d\n", label, BIO_should_retry(b) != 0, BIO_should_read(b) != 0,
        BIO_should_write(b) != 0, (int)BIO_eof(b));
}

int main(void)
{
    char buf[100];
    FILE *fp = NULL;
    int n, fd = -9, ends[2];
    BIO *b = BIO_new_file("file.txt", "w"), *c;

    SHOW_STR(BIO_method_name(b));
    SHOW_INT(BIO_puts(b, "line one\nline two\n"));
    SHOW_INT(BIO_write(b, "the end", 7));
    SHOW_INT(BIO_tell(b));
    SHOW_INT(BIO_flush(b));
    SHOW_INT(BIO_get_close(b));
    SHOW_INT(BIO_get_fp(b, &fp));
    SHOW_NULL(fp);
    SHOW_INT(BIO_pending(b));
    SHOW_INT(BIO_get_fd(b, &fd));
    SHOW_INT(BIO_read(b, buf, 5));
    show_errors();
    SHOW_INT(BIO_free(b));
    b = BIO_new_file("file.txt", "r");
    SHOW_INT(BIO_gets(b, buf, sizeof buf));
    SHOW_STR(buf);
    SHOW_INT(BIO_gets(b, buf, 5));
    SHOW_STR(buf);
    SHOW_INT(BIO_seek(b, 2));
    SHOW_INT(n = BIO_read(b, buf, 100));
    printf("%.*s\n", n, buf);
    SHOW_INT(BIO_read(b, buf, 100));
    flags("at the end", b);
    SHOW_INT(BIO_gets(b, buf, 100));
    SHOW_STR(buf);
    SHOW_INT(BIO_reset(b));
    flags("reset", b);
    SHOW_INT(BIO_write(b, "x", 1));
    SHOW_INT(BIO_read_filename(b, "file.txt"));
    SHOW_INT(BIO_read(b, buf, 4));
    SHOW_INT(BIO_append_filename(b, "file.txt"));
    SHOW_INT(BIO_puts(b, " appended"));
    SHOW_INT(BIO_rw_filename(b, "file.txt"));
    SHOW_INT(BIO_read(b, buf, 100));
    SHOW_INT(BIO_write_filename(b, "other.txt"));
    SHOW_INT(BIO_read_filename(b, "missing.txt"));
    show_errors();
    SHOW_INT(BIO_ctrl(b, BIO_C_SET_FILENAME, BIO_CLOSE, "file.txt"));
    show_errors();
    BIO_free(b);
    SHOW_NULL(BIO_new_file("missing/file", "r"));
    show_errors();
    SHOW_NULL(BIO_new_file("/", "w"));
    show_errors();
    SHOW_NULL(BIO_new_file("file.txt", "z"));
    show_errors();
    b = BIO_new(BIO_s_file());
    SHOW_INT(BIO_read(b, buf, 1));
    SHOW_INT(BIO_write(b, buf, 1));
    show_errors();
    BIO_free(b);
    fflush(stdout);
    b = BIO_new_fp(stdout, BIO_NOCLOSE);
    SHOW_INT(BIO_printf(b, "%s %5d %-4s| %x %c %% %lu %.2f\n", "printf", 42, "ab", 255, 'c', 123456789012UL, 2.5));
    BIO_free(b);
    printf("stdout lives\n");
    b = BIO_new_file("/", "r");
    if (b != NULL) {
        SHOW_INT(BIO_read(b, buf, 5));
        show_errors();
        BIO_free(b);
    }

    fd = open("file.txt", O_RDONLY);
    b = BIO_new_fd(fd, BIO_CLOSE);
    SHOW_STR(BIO_method_name(b));
    SHOW_INT(BIO_gets(b, buf, sizeof buf));
    SHOW_STR(buf);
    SHOW_INT(BIO_tell(b));
    SHOW_INT(BIO_seek(b, 3));
    SHOW_INT(n = BIO_read(b, buf, 5));
    printf("%.*s\n", n, buf);
    SHOW_INT(BIO_get_fd(b, &n) == fd);
    SHOW_INT(n == fd);
    flags("middle", b);
    while (BIO_read(b, buf, 100) > 0)
        ;
    flags("end", b);
    SHOW_INT(BIO_reset(b));
    SHOW_INT(BIO_write(b, "x", 1));
    flags("written to a read-only file", b);
    show_errors();
    BIO_free(b);
    SHOW_INT(close(fd));

    socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
    SHOW_INT(BIO_socket_nbio(ends[0], 1));
    SHOW_INT(BIO_socket_nbio(ends[1], 1));
    b = BIO_new_socket(ends[0], BIO_CLOSE);
    c = BIO_new_socket(ends[1], BIO_NOCLOSE);
    SHOW_STR(BIO_method_name(b));
    SHOW_INT(BIO_read(b, buf, 10));
    flags("nothing to read", b);
    SHOW_INT(BIO_write(c, "socket", 6));
    SHOW_INT(BIO_puts(c, "+puts"));
    SHOW_INT(n = BIO_read(b, buf, 100));
    printf("%.*s\n", n, buf);
    flags("read", b);
    SHOW_INT(BIO_gets(b, buf, 5));
    show_errors();
    memset(buf, 'x', sizeof buf);
    while ((n = BIO_write(c, buf, sizeof buf)) > 0)
        ;
    SHOW_INT(n);
    flags("full", c);
    SHOW_INT(BIO_flush(c));
    SHOW_INT(BIO_pending(c));
    SHOW_INT(BIO_get_close(c));
    BIO_free(c);
    SHOW_INT(BIO_number_read(b));
    SHOW_INT(close(ends[1]));
    while ((n = BIO_read(b, buf, 100)) > 0)
        ;
    SHOW_INT(n);
    flags("end", b);
    BIO_free(b);
    SHOW_INT(close(ends[0]));
    b = BIO_new(BIO_s_socket());
    SHOW_INT(BIO_get_fd(b, NULL));
    SHOW_INT(BIO_read(b, buf, 1));
    show_errors();
    BIO_free(b);
    SHOW_INT(BIO_sock_should_retry(5));
    SHOW_INT(BIO_sock_non_fatal_error(11));
    SHOW_INT(BIO_fd_non_fatal_error(4));
    SHOW_INT(BIO_sock_non_fatal_error(32));
    SHOW_INT(BIO_closesocket(-1));
    return 0;
}
