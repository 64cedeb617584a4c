/* A read without SSL_MODE_AUTO_RETRY, on a blocking socket: it ends with a record that has no data, as programs that
 * wait by select() need it. */
#include "pair.h"
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

static struct pair p;

static void *serve(void *arg)
{
    char byte;

    (void)arg;
    if (SSL_accept(p.server) == 1 && SSL_read(p.server, &byte, 1) == 1)
        SSL_write(p.server, "answer", 6);
    return NULL;
}

static void with(char **argv, long clear)
{
    char buf[20] = "";
    int ends[2], got, times = 0;
    pthread_t thread;

    pair_contexts(&p, argv, "p256");
    if (clear)
        SHOW_INT(SSL_CTX_clear_mode(p.client_ctx, SSL_MODE_AUTO_RETRY));
    socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
    p.client = SSL_new(p.client_ctx);
    p.server = SSL_new(p.server_ctx);
    SSL_set_fd(p.client, ends[0]);
    SSL_set_fd(p.server, ends[1]);
    pthread_create(&thread, NULL, serve, NULL);
    SHOW_INT(SSL_connect(p.client));
    if (clear) {
        struct pollfd wait = { ends[0], POLLIN, 0 };

        /* Tickets come before any data, in one record or two. */
        for (; poll(&wait, 1, times == 0 ? 20000 : 300) == 1 && times < 3; times++) {
            got = SSL_read(p.client, buf, sizeof(buf));
            if (times == 0)
                printf("read %d, error %d, want %d, should retry %d\n", got, SSL_get_error(p.client, got),
                       SSL_want(p.client), BIO_should_retry(SSL_get_rbio(p.client)));
        }
    }
    SHOW_INT(SSL_write(p.client, "x", 1));
    got = SSL_read(p.client, buf, sizeof(buf));
    printf("read %d \"%s\"\n", got, buf);
    pthread_join(thread, NULL);
    pair_free(&p);
    close(ends[0]);
    close(ends[1]);
}

int main(int argc, char **argv)
{
    (void)argc;
    with(argv, 0);
    with(argv, 1);
    return 0;
}
