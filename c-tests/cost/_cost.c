/* Counts what a TLS library takes from the system: allocations, heap bytes,
 * reads, writes and bytes on the wire. None of these varies from run to run.
 *
 *   cost FIXTURES
 *
 * prints "name value" lines. The library's calls of malloc, read and their
 * like come here first, since a program's functions come before libc's.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);
void __libc_free(void *);

static long allocations, heap, reads, writes, sent;

static void *taken(void *p)
{
    if (p != NULL) {
        __atomic_add_fetch(&allocations, 1, __ATOMIC_RELAXED);
        __atomic_add_fetch(&heap, (long)malloc_usable_size(p), __ATOMIC_RELAXED);
    }
    return p;
}

static void given(void *p)
{
    if (p != NULL)
        __atomic_sub_fetch(&heap, (long)malloc_usable_size(p), __ATOMIC_RELAXED);
}

void *malloc(size_t n)
{
    return taken(__libc_malloc(n));
}

void *calloc(size_t n, size_t size)
{
    return taken(__libc_calloc(n, size));
}

void *realloc(void *p, size_t n)
{
    given(p);
    return taken(__libc_realloc(p, n));
}

int posix_memalign(void **p, size_t align, size_t n)
{
    *p = taken(__libc_memalign(align, n));
    return *p == NULL ? ENOMEM : 0;
}

void *aligned_alloc(size_t align, size_t n)
{
    return taken(__libc_memalign(align, n));
}

void free(void *p)
{
    given(p);
    __libc_free(p);
}

ssize_t read(int fd, void *buf, size_t len)
{
    reads++;
    return syscall(SYS_read, fd, buf, len);
}

ssize_t write(int fd, const void *buf, size_t len)
{
    ssize_t n = syscall(SYS_write, fd, buf, len);
    writes++;
    if (n > 0)
        sent += n;
    return n;
}

static const char *fixtures;

static void fail(const char *what)
{
    printf("%s failed\n", what);
    ERR_print_errors_fp(stderr);
    exit(1);
}

static const char *path(const char *name)
{
    static char text[512];
    snprintf(text, sizeof text, "%s/%s.pem", fixtures, name);
    return text;
}

static SSL_CTX *context(int server, int version, int tickets)
{
    SSL_CTX *ctx = SSL_CTX_new(server ? TLS_server_method() : TLS_client_method());
    if (SSL_CTX_set_min_proto_version(ctx, version) != 1 || SSL_CTX_set_max_proto_version(ctx, version) != 1
        || SSL_CTX_set1_groups_list(ctx, "X25519") != 1)
        fail("context");
    if (server) {
        if (SSL_CTX_use_certificate_file(ctx, path("server-ed25519-cert"), SSL_FILETYPE_PEM) != 1
            || SSL_CTX_use_PrivateKey_file(ctx, path("server-ed25519-key"), SSL_FILETYPE_PEM) != 1)
            fail("key");
        if (!tickets) {
            SSL_CTX_set_num_tickets(ctx, 0);
            SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
            SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
        }
    } else {
        if (SSL_CTX_load_verify_locations(ctx, path("ca-bundle"), NULL) != 1)
            fail("CA");
        SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
    }
    return ctx;
}

struct pair {
    SSL *side[2];
    int fd[2];
    long allocations[2], reads[2], writes[2], sent[2];
};

static void connect_pair(struct pair *p, SSL_CTX *client, SSL_CTX *server)
{
    int done[2] = {0, 0}, i, turns, size = 1 << 20;
    memset(p, 0, sizeof *p);
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, p->fd) != 0)
        fail("socketpair");
    for (i = 0; i < 2; i++) {
        fcntl(p->fd[i], F_SETFL, O_NONBLOCK);
        setsockopt(p->fd[i], SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
        p->side[i] = SSL_new(i ? server : client);
        SSL_set_fd(p->side[i], p->fd[i]);
        if (i)
            SSL_set_accept_state(p->side[i]);
        else
            SSL_set_connect_state(p->side[i]);
    }
    SSL_set1_host(p->side[0], "localhost");
    for (turns = 0; turns < 20 && !(done[0] && done[1]); turns++)
        for (i = 0; i < 2; i++)
            if (!done[i]) {
                long a = allocations, r = reads, w = writes, s = sent;
                int result = SSL_do_handshake(p->side[i]);
                p->allocations[i] += allocations - a;
                p->reads[i] += reads - r;
                p->writes[i] += writes - w;
                p->sent[i] += sent - s;
                done[i] = result == 1;
                if (result != 1 && SSL_get_error(p->side[i], result) != SSL_ERROR_WANT_READ)
                    fail("handshake");
            }
    if (!done[0] || !done[1])
        fail("handshake");
}

static void free_pair(struct pair *p)
{
    int i;
    for (i = 0; i < 2; i++) {
        SSL_free(p->side[i]);
        close(p->fd[i]);
    }
}

static void exchange(struct pair *p, int from, unsigned char *data, int size)
{
    int got = 0;
    if (SSL_write(p->side[from], data, size) != size)
        fail("write");
    while (got < size) {
        int n = SSL_read(p->side[!from], data + got, size - got);
        if (n <= 0)
            fail("read");
        got += n;
    }
}

static unsigned char data[1 << 20];

static void handshakes(const char *name, int version)
{
    SSL_CTX *c = context(0, version, 0), *s = context(1, version, 0);
    struct pair p;
    int i;
    for (i = 0; i < 3; i++) {
        connect_pair(&p, c, s);
        free_pair(&p);
    }
    for (i = 0; i < 2; i++) {
        const char *side = i ? "server" : "client";
        printf("handshake-%s-%s-allocations %ld\n", name, side, p.allocations[i]);
        printf("handshake-%s-%s-reads %ld\n", name, side, p.reads[i]);
        printf("handshake-%s-%s-writes %ld\n", name, side, p.writes[i]);
        printf("handshake-%s-%s-bytes %ld\n", name, side, p.sent[i]);
    }
    SSL_CTX_free(c);
    SSL_CTX_free(s);
}

/* `count` records of `size`, written one after the other and then read. */
static void records(struct pair *p, const char *name, int size, int count)
{
    long a, r, w, s;
    int i;
    for (i = 0; i < 3; i++)
        exchange(p, 0, data, size);
    a = allocations, w = writes, s = sent;
    for (i = 0; i < count; i++)
        if (SSL_write(p->side[0], data, size) != size)
            fail("write");
    printf("%s-write-allocations %ld\n", name, allocations - a);
    printf("%s-writes %ld of %d\n", name, writes - w, count);
    printf("%s-bytes %ld\n", name, (sent - s) / count - size);
    a = allocations, r = reads;
    for (i = 0; i < count; i++)
        if (SSL_read(p->side[1], data, size) != size)
            fail("read");
    printf("%s-read-allocations %ld\n", name, allocations - a);
    printf("%s-reads %ld of %d\n", name, reads - r, count);
    a = allocations, r = reads;
    if (SSL_read(p->side[1], data, size) != -1 || SSL_get_error(p->side[1], -1) != SSL_ERROR_WANT_READ)
        fail("a read that finds nothing");
    printf("%s-empty-read-allocations %ld\n", name, allocations - a);
    printf("%s-empty-read-calls %ld\n", name, reads - r);
}

static void *drain(void *arg)
{
    static char sink[1 << 16];
    while (syscall(SYS_read, *(int *)arg, sink, sizeof sink) > 0)
        ;
    return NULL;
}

static void large(struct pair *p)
{
    pthread_t thread;
    long before;
    fcntl(p->fd[0], F_SETFL, 0);
    fcntl(p->fd[1], F_SETFL, 0);
    pthread_create(&thread, NULL, drain, &p->fd[1]);
    before = writes;
    if (SSL_write(p->side[0], data, sizeof data) != sizeof data)
        fail("write");
    printf("one-mebibyte-writes %ld\n", writes - before);
    shutdown(p->fd[0], SHUT_WR);
    pthread_join(thread, NULL);
}

static void idle(const char *name, int version)
{
    enum { COUNT = 20 };
    SSL_CTX *c = context(0, version, 0), *s = context(1, version, 0);
    struct pair warm, pairs[COUNT];
    long before;
    int i;
    connect_pair(&warm, c, s);
    exchange(&warm, 0, data, 16384);
    exchange(&warm, 1, data, 16384);
    before = heap;
    for (i = 0; i < COUNT; i++) {
        connect_pair(&pairs[i], c, s);
        exchange(&pairs[i], 0, data, 16384);
        exchange(&pairs[i], 1, data, 16384);
    }
    printf("idle-%s-bytes %ld\n", name, (heap - before) / COUNT);
    for (i = 0; i < COUNT; i++)
        free_pair(&pairs[i]);
    free_pair(&warm);
    SSL_CTX_free(c);
    SSL_CTX_free(s);
}

int main(int argc, char **argv)
{
    SSL_CTX *c, *s;
    struct pair p;
    long before, first;
    int i;
    if (argc != 2)
        return 64;
    setvbuf(stdout, NULL, _IOLBF, 4096);
    fixtures = argv[1];
    handshakes("1.3", TLS1_3_VERSION);
    handshakes("1.2", TLS1_2_VERSION);
    c = context(0, TLS1_3_VERSION, 0);
    s = context(1, TLS1_3_VERSION, 0);
    connect_pair(&p, c, s);
    records(&p, "16k", 16384, 24);
    records(&p, "1k", 1024, 24);
    records(&p, "64", 64, 24);
    large(&p);
    free_pair(&p);
    SSL_free(SSL_new(s));
    before = allocations;
    SSL_free(SSL_new(s));
    printf("ssl-new-allocations %ld\n", allocations - before);
    SSL_CTX_free(c);
    SSL_CTX_free(s);
    idle("1.3", TLS1_3_VERSION);
    idle("1.2", TLS1_2_VERSION);
    /* Nothing stays behind. */
    for (first = i = 0; i < 3; i++) {
        before = heap;
        handshakes("again", TLS1_3_VERSION);
        first = heap - before;
    }
    printf("left-bytes %ld\n", first);
    return 0;
}
