/* One measurement of one TLS library, through the public API alone: the
 * library is swapped underneath by the loader.
 *
 *   bench FIXTURES WHAT COUNT
 *
 * prints "name value" lines: nanoseconds of this thread's CPU time per
 * operation, for the client's and the server's side apart, or whatever else
 * WHAT counts. Lines with # say what was negotiated, so that two libraries
 * can be seen to do the same work; lines with @ which libraries are loaded.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

#define AES128 "TLS_AES_128_GCM_SHA256"
#define BUNDLE "/etc/ssl/certs/ca-certificates.crt"

static const char *fixtures;
static __thread double spent[2]; /* client, server: ns */

static void fail(const char *what)
{
    fprintf(stderr, "bench: %s failed\n", what);
    ERR_print_errors_fp(stderr);
    exit(1);
}

static double clock_of(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static double now(void)
{
    return clock_of(CLOCK_THREAD_CPUTIME_ID);
}

/* The library's system calls go through these: this program's functions come
 * before libc's. */
static long reads, writes;

ssize_t read(int fd, void *buf, size_t len)
{
    __atomic_add_fetch(&reads, 1, __ATOMIC_RELAXED);
    return syscall(SYS_read, fd, buf, len);
}

ssize_t write(int fd, const void *buf, size_t len)
{
    __atomic_add_fetch(&writes, 1, __ATOMIC_RELAXED);
    return syscall(SYS_write, fd, buf, len);
}

ssize_t recv(int fd, void *buf, size_t len, int flags)
{
    __atomic_add_fetch(&reads, 1, __ATOMIC_RELAXED);
    return syscall(SYS_recvfrom, fd, buf, len, flags, NULL, NULL);
}

ssize_t send(int fd, const void *buf, size_t len, int flags)
{
    __atomic_add_fetch(&writes, 1, __ATOMIC_RELAXED);
    return syscall(SYS_sendto, fd, buf, len, flags, NULL, 0);
}

static const char *path(const char *name)
{
    static __thread char text[4][512];
    static __thread int turn;
    char *out = text[turn++ % 4];
    snprintf(out, sizeof text[0], "%s/%s.pem", fixtures, name);
    return out;
}

static void use_key(SSL_CTX *ctx, const char *name)
{
    char file[64];
    snprintf(file, sizeof file, "%s-cert", name);
    if (SSL_CTX_use_certificate_chain_file(ctx, path(file)) != 1)
        fail("certificate");
    snprintf(file, sizeof file, "%s-key", name);
    if (SSL_CTX_use_PrivateKey_file(ctx, path(file), SSL_FILETYPE_PEM) != 1)
        fail("key");
}

/* What the contexts of a test have in common. */
struct setup {
    const char *key, *group, *suite;
    int version, mutual, resume; /* resume: 'n'o, 't'icket, 'i'd */
};

static SSL_CTX *context(int server, const struct setup *s)
{
    SSL_CTX *ctx = SSL_CTX_new(server ? TLS_server_method() : TLS_client_method());
    const char *suite = s->suite != NULL ? s->suite : s->version == TLS1_3_VERSION ? AES128 : "ECDHE+AESGCM+AES128";
    if (ctx == NULL || SSL_CTX_set_min_proto_version(ctx, s->version) != 1
        || SSL_CTX_set_max_proto_version(ctx, s->version) != 1)
        fail("SSL_CTX_new");
    if (s->group != NULL && SSL_CTX_set1_groups_list(ctx, s->group) != 1)
        fail("groups");
    if ((s->version == TLS1_3_VERSION ? SSL_CTX_set_ciphersuites(ctx, suite) : SSL_CTX_set_cipher_list(ctx, suite)) != 1)
        fail("suites");
    if (server || s->mutual)
        use_key(ctx, server ? s->key : "client-p256");
    if (server && s->resume == 'n') {
        SSL_CTX_set_num_tickets(ctx, 0);
        SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
    }
    if (server && s->resume != 't')
        SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
    if (!server || s->mutual) {
        if (SSL_CTX_load_verify_locations(ctx, path("ca-bundle"), NULL) != 1)
            fail("CA file");
        SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
        SSL_CTX_set_session_id_context(ctx, (const unsigned char *)"bench", 5);
    }
    return ctx;
}

struct pair {
    SSL *side[2];
    int fd[2];
};

/* How the two sides are joined: by a BIO pair of the usual size, or one that
 * holds many records, or sockets. */
enum wire { MEMORY, LARGE, LOCAL, TCP };

static void join_sockets(struct pair *p, enum wire wire)
{
    int i, on = 1, size = 1 << 20;
    if (wire == LOCAL) {
        if (socketpair(AF_UNIX, SOCK_STREAM, 0, p->fd) != 0)
            fail("socketpair");
    } else {
        struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        socklen_t len = sizeof at;
        int listener = socket(AF_INET, SOCK_STREAM, 0);
        if (bind(listener, (struct sockaddr *)&at, len) != 0 || listen(listener, 1) != 0
            || getsockname(listener, (struct sockaddr *)&at, &len) != 0)
            fail("listen");
        p->fd[0] = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(p->fd[0], (struct sockaddr *)&at, len) != 0 || (p->fd[1] = accept(listener, NULL, NULL)) < 0)
            fail("connect");
        close(listener);
        for (i = 0; i < 2; i++) {
            setsockopt(p->fd[i], IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            setsockopt(p->fd[i], SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
            setsockopt(p->fd[i], SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
        }
    }
    for (i = 0; i < 2; i++)
        fcntl(p->fd[i], F_SETFL, O_NONBLOCK);
}

static void open_pair(struct pair *p, SSL_CTX *client, SSL_CTX *server, SSL_SESSION *session, enum wire wire)
{
    BIO *bio[2] = {NULL, NULL};
    size_t size = wire == LARGE ? 1 << 18 : 0;
    int i;
    p->fd[0] = p->fd[1] = -1;
    if (wire == LOCAL || wire == TCP)
        join_sockets(p, wire);
    else if (BIO_new_bio_pair(&bio[0], size, &bio[1], size) != 1)
        fail("BIO_new_bio_pair");
    for (i = 0; i < 2; i++) {
        double t = now();
        SSL *ssl = p->side[i] = SSL_new(i ? server : client);
        if (bio[i] != NULL)
            SSL_set_bio(ssl, bio[i], bio[i]);
        else
            SSL_set_fd(ssl, p->fd[i]);
        if (i == 0) {
            SSL_set1_host(ssl, "localhost");
            if (session != NULL)
                SSL_set_session(ssl, session);
            SSL_set_connect_state(ssl);
        } else {
            SSL_set_accept_state(ssl);
        }
        spent[i] += now() - t;
    }
}

static void handshake(struct pair *p)
{
    int done[2] = {0, 0}, i, turns;
    for (turns = 0; !(done[0] && done[1]) && turns < 100000; turns++)
        for (i = 0; i < 2; i++)
            if (!done[i]) {
                double t = now();
                int r = SSL_do_handshake(p->side[i]);
                spent[i] += now() - t;
                done[i] = r == 1;
                if (r != 1 && SSL_get_error(p->side[i], r) != SSL_ERROR_WANT_READ)
                    fail(i ? "accept" : "connect");
            }
    if (!(done[0] && done[1]))
        fail("handshake");
}

static void close_pair(struct pair *p)
{
    int i;
    for (i = 0; i < 2; i++) {
        double t = now();
        SSL_free(p->side[i]);
        spent[i] += now() - t;
        if (p->fd[i] >= 0)
            close(p->fd[i]);
    }
}

static void negotiated(SSL *ssl)
{
    printf("# %s %s\n", SSL_get_version(ssl), SSL_get_cipher_name(ssl));
}

/* Lets a client take in what came after the handshake: tickets. */
static void settle(SSL *ssl)
{
    char byte;
    int r = SSL_read(ssl, &byte, 1);
    if (r > 0 || SSL_get_error(ssl, r) != SSL_ERROR_WANT_READ)
        fail("reading tickets");
}

/* `count` handshakes; those of resumption after one that is not counted. */
static void connections(SSL_CTX *c, SSL_CTX *s, int resume, int count, int tell)
{
    SSL_SESSION *session = NULL;
    struct pair p;
    int i;
    for (i = -4; i < count; i++) {
        if (i == 0)
            spent[0] = spent[1] = 0;
        open_pair(&p, c, s, session, MEMORY);
        handshake(&p);
        if (SSL_get_verify_result(p.side[0]) != X509_V_OK)
            fail("verification");
        if (resume != 'n' && i == -4) {
            settle(p.side[0]);
            session = SSL_get1_session(p.side[0]);
            SSL_set_shutdown(p.side[0], SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
            SSL_set_shutdown(p.side[1], SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
        } else if (resume != 'n') {
            if (!SSL_session_reused(p.side[0]) || !SSL_session_reused(p.side[1]))
                fail("resumption");
            SSL_set_shutdown(p.side[0], SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
            SSL_set_shutdown(p.side[1], SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
        }
        if (i == count - 1 && tell)
            negotiated(p.side[0]);
        close_pair(&p);
    }
    SSL_SESSION_free(session);
}

static void handshakes(const struct setup *setup, int count)
{
    SSL_CTX *c = context(0, setup), *s = context(1, setup);
    connections(c, s, setup->resume, count, 1);
    printf("client %.0f\nserver %.0f\n", spent[0] / count, spent[1] / count);
    SSL_CTX_free(c);
    SSL_CTX_free(s);
}

/* Reads `size` bytes and no fewer. */
static void read_all(SSL *ssl, unsigned char *in, int size)
{
    int got = 0, turns = 0;
    while (got < size) {
        int r = SSL_read(ssl, in + got, size - got);
        if (r > 0)
            got += r;
        else if (SSL_get_error(ssl, r) != SSL_ERROR_WANT_READ || turns++ > 100000)
            fail("read");
    }
}

/* Data one way, in writes of `size`: some writes, then as many reads, since
 * reading the clock costs as much as a small record. */
static void bulk(const char *suite, int size, enum wire wire, int count)
{
    struct setup setup = {"server-p256", "P-256", suite, TLS1_3_VERSION, 0, 'n'};
    SSL_CTX *c = context(0, &setup), *s = context(1, &setup);
    static unsigned char out[1 << 14], in[1 << 14];
    int burst = wire == TCP ? 24 : size < 1024 ? 256 : (1 << 16) / size, i, k;
    long before[2] = {0, 0};
    struct pair p;
    open_pair(&p, c, s, NULL, wire);
    handshake(&p);
    memset(out, 'x', sizeof out);
    count = count / burst + 1;
    for (i = -2; i < count; i++) {
        double t;
        if (i == 0) {
            spent[0] = spent[1] = 0;
            before[0] = writes;
            before[1] = reads;
        }
        t = now();
        for (k = 0; k < burst; k++)
            if (SSL_write(p.side[0], out, size) != size)
                fail("write");
        spent[0] += now() - t;
        t = now();
        for (k = 0; k < burst; k++)
            read_all(p.side[1], in, size);
        spent[1] += now() - t;
    }
    negotiated(p.side[0]);
    count *= burst;
    printf("send %.1f\nreceive %.1f\n", spent[0] / count, spent[1] / count);
    if (wire != LARGE)
        printf("write-calls %.3f\nread-calls %.3f\n", (double)(writes - before[0]) / count,
               (double)(reads - before[1]) / count);
    close_pair(&p);
    SSL_CTX_free(c);
    SSL_CTX_free(s);
}

static void *drain(void *arg)
{
    static char sink[1 << 16];
    while (syscall(SYS_read, *(int *)arg, sink, sizeof sink) > 0)
        ;
    return NULL;
}

/* write(2)s for one SSL_write of 1 MiB. */
static void large_write(int count)
{
    struct setup setup = {"server-p256", "P-256", AES128, TLS1_3_VERSION, 0, 'n'};
    SSL_CTX *c = context(0, &setup), *s = context(1, &setup);
    unsigned char *data = calloc(1, 1 << 20);
    struct pair p;
    pthread_t thread;
    long before;
    int i;
    open_pair(&p, c, s, NULL, TCP);
    handshake(&p);
    for (i = 0; i < 2; i++)
        fcntl(p.fd[i], F_SETFL, 0);
    pthread_create(&thread, NULL, drain, &p.fd[1]);
    before = writes;
    spent[0] = 0;
    for (i = 0; i < count; i++) {
        double t = now();
        if (SSL_write(p.side[0], data, 1 << 20) != 1 << 20)
            fail("write");
        spent[0] += now() - t;
    }
    printf("write-calls %.3f\nsend %.0f\n", (double)(writes - before) / count, spent[0] / count);
    negotiated(p.side[0]);
    shutdown(p.fd[0], SHUT_WR);
    pthread_join(thread, NULL);
    close_pair(&p);
    free(data);
    SSL_CTX_free(c);
    SSL_CTX_free(s);
}

/* 64 bytes there and back over TCP, and a read that finds nothing. */
static void round_trips(int count)
{
    struct setup setup = {"server-p256", "P-256", AES128, TLS1_3_VERSION, 0, 'n'};
    SSL_CTX *c = context(0, &setup), *s = context(1, &setup);
    unsigned char data[64] = {0};
    double both = 0, empty, t;
    struct pair p;
    int i;
    open_pair(&p, c, s, NULL, TCP);
    handshake(&p);
    for (i = -20; i < count; i++) {
        t = now();
        if (SSL_write(p.side[0], data, 64) != 64)
            fail("write");
        read_all(p.side[1], data, 64);
        if (SSL_write(p.side[1], data, 64) != 64)
            fail("write");
        read_all(p.side[0], data, 64);
        if (i >= 0)
            both += now() - t;
    }
    t = now();
    for (i = 0; i < count; i++)
        if (SSL_read(p.side[0], data, 64) != -1 || SSL_get_error(p.side[0], -1) != SSL_ERROR_WANT_READ)
            fail("a read that finds nothing");
    empty = now() - t;
    negotiated(p.side[0]);
    printf("both %.0f\nempty-read %.0f\n", both / count, empty / count);
    close_pair(&p);
    SSL_CTX_free(c);
    SSL_CTX_free(s);
}

static long resident(void)
{
    long size, pages = 0;
    FILE *statm = fopen("/proc/self/statm", "r");
    if (statm == NULL || fscanf(statm, "%ld %ld", &size, &pages) != 2)
        fail("statm");
    fclose(statm);
    return pages * sysconf(_SC_PAGESIZE);
}

/* Resident bytes of a pair of connections that have talked and now wait. */
static void memory(int count)
{
    struct setup setup = {"server-p256", "X25519", AES128, TLS1_3_VERSION, 0, 'n'};
    SSL_CTX *c = context(0, &setup), *s = context(1, &setup);
    struct pair *pairs = calloc((size_t)count + 40, sizeof *pairs);
    unsigned char data[1024] = {0};
    struct rlimit files;
    long start = 0;
    int i;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    for (i = 0; i < count + 40; i++) {
        struct pair *p = &pairs[i];
        if (i == 40)
            start = resident();
        open_pair(p, c, s, NULL, LOCAL);
        handshake(p);
        if (SSL_write(p->side[0], data, 1024) != 1024)
            fail("write");
        read_all(p->side[1], data, 1024);
        if (SSL_write(p->side[1], data, 1024) != 1024)
            fail("write");
        read_all(p->side[0], data, 1024);
        settle(p->side[0]);
    }
    printf("bytes %.0f\n", (double)(resident() - start) / count);
    negotiated(pairs[0].side[0]);
    for (i = 0; i < count + 40; i++)
        close_pair(&pairs[i]);
    free(pairs);
    SSL_CTX_free(c);
    SSL_CTX_free(s);
}

/* A context with the distribution's CA bundle, and a handshake with it. */
static void ca_bundle(int count)
{
    struct setup setup = {"server-p256", "X25519", AES128, TLS1_3_VERSION, 0, 'n'};
    SSL_CTX *s = context(1, &setup), *ctx;
    double load = 0, first = 0;
    struct pair p;
    int i;
    for (i = 0; i < count; i++) {
        double t = now();
        ctx = SSL_CTX_new(TLS_client_method());
        if (ctx == NULL || SSL_CTX_load_verify_locations(ctx, BUNDLE, NULL) != 1)
            fail("the distribution's CA bundle");
        load += now() - t;
        SSL_CTX_set1_groups_list(ctx, "X25519");
        if (SSL_CTX_load_verify_locations(ctx, path("ca-bundle"), NULL) != 1)
            fail("CA file");
        SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
        open_pair(&p, ctx, s, NULL, MEMORY);
        spent[0] = 0;
        handshake(&p);
        close_pair(&p);
        t = now();
        SSL_CTX_free(ctx);
        first += spent[0] + now() - t;
    }
    printf("load %.0f\nload-and-handshake %.0f\n", load / count, (load + first) / count);
    SSL_CTX_free(s);
}

/* A server's context, and connections made and freed unused. */
static void contexts(int count)
{
    struct setup setup = {"server-p256", NULL, NULL, TLS1_3_VERSION, 0, 't'};
    SSL_CTX *ctx;
    double made = 0, t;
    int i;
    for (i = -5; i < count; i++) {
        t = now();
        ctx = SSL_CTX_new(TLS_server_method());
        use_key(ctx, "server-chain");
        SSL_CTX_free(ctx);
        if (i >= 0)
            made += now() - t;
    }
    printf("server-context %.0f\n", made / count);
    ctx = context(1, &setup);
    t = now();
    for (i = 0; i < 10 * count; i++)
        SSL_free(SSL_new(ctx));
    printf("ssl-new-free %.0f\n", (now() - t) / (10 * count));
    SSL_CTX_free(ctx);
}

/* The first connection of this process, with all that is set up for it. */
static void first_connection(void)
{
    struct setup setup = {"server-p256", "X25519", AES128, TLS1_3_VERSION, 0, 'n'};
    double start = now();
    SSL_CTX *c = context(0, &setup), *s = context(1, &setup);
    struct pair p;
    open_pair(&p, c, s, NULL, MEMORY);
    handshake(&p);
    printf("both %.0f\n", now() - start);
    negotiated(p.side[0]);
    close_pair(&p);
    SSL_CTX_free(c);
    SSL_CTX_free(s);
}

struct work {
    SSL_CTX *client, *server;
    int resume, count;
};

static void *worker(void *arg)
{
    struct work *work = arg;
    connections(work->client, work->server, work->resume, work->count, 0);
    return NULL;
}

static double by_threads(struct work *work, int count)
{
    pthread_t thread[2];
    double t = clock_of(CLOCK_MONOTONIC);
    int i;
    for (i = 0; i < count; i++)
        pthread_create(&thread[i], NULL, worker, work);
    for (i = 0; i < count; i++)
        pthread_join(thread[i], NULL);
    return clock_of(CLOCK_MONOTONIC) - t;
}

/* How many times the handshakes of one thread two threads do, on the same
 * contexts, and with them the same trust store; with 'i' also on the same
 * session cache. The best of some short turns each way, since whatever else
 * runs on the machine takes a processor from two threads sooner than from
 * one. */
static void threads(int resume, int count)
{
    struct setup setup = {"server-p256", "X25519", NULL, TLS1_3_VERSION, 0, 'n'};
    struct setup cached = {"server-p256", "P-256", NULL, TLS1_2_VERSION, 0, 'i'};
    const struct setup *chosen = resume == 'i' ? &cached : &setup;
    struct work work = {context(0, chosen), context(1, chosen), resume, count / 10 + 1};
    double one = 0, two = 0, t;
    int i;
    worker(&work);
    for (i = 0; i < 10; i++) {
        t = by_threads(&work, 1);
        one = one == 0 || t < one ? t : one;
        t = by_threads(&work, 2);
        two = two == 0 || t < two ? t : two;
    }
    printf("scaling %.3f\n", 2 * one / two);
    SSL_CTX_free(work.client);
    SSL_CTX_free(work.server);
}

/* A client that puts load on a server: WHAT is "load-KIND:PORT", KIND
 * handshakes, requests (all on one connection) or bytes. */
static void load(const char *what, int count)
{
    struct setup setup = {"server-p256", "X25519", AES128, TLS1_3_VERSION, 0, 'n'};
    SSL_CTX *ctx = context(0, &setup);
    const char *port = strchr(what, ':') + 1;
    int every = strncmp(what, "load-handshakes", 15) == 0;
    const char *file = strncmp(what, "load-bytes", 10) == 0 ? "large" : "small";
    static char in[1 << 16];
    char request[128];
    SSL *ssl = NULL;
    int fd = -1, i;
    snprintf(request, sizeof request, "GET /%s HTTP/1.1\r\nHost: localhost\r\n\r\n", file);
    for (i = 0; i < count; i++) {
        struct sockaddr_in at = {
            .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons((uint16_t)atoi(port))};
        long left = -1;
        if (ssl == NULL) {
            fd = socket(AF_INET, SOCK_STREAM, 0);
            if (connect(fd, (struct sockaddr *)&at, sizeof at) != 0)
                fail("connect");
            ssl = SSL_new(ctx);
            SSL_set_fd(ssl, fd);
            SSL_set1_host(ssl, "localhost");
            if (SSL_connect(ssl) != 1)
                fail("SSL_connect");
        }
        if (!every) {
            if (SSL_write(ssl, request, (int)strlen(request)) <= 0)
                fail("request");
            while (left != 0) {
                int r = SSL_read(ssl, in, sizeof in - 1);
                if (r <= 0)
                    fail("response");
                if (left < 0) {
                    char *length, *body;
                    in[r] = 0;
                    length = strcasestr(in, "\r\ncontent-length: ");
                    body = strstr(in, "\r\n\r\n");
                    if (length == NULL || body == NULL)
                        fail("header");
                    left = atol(length + 18) - (r - (body + 4 - in));
                } else {
                    left -= r;
                }
            }
        }
        if (every || i == count - 1) {
            SSL_shutdown(ssl);
            SSL_free(ssl);
            ssl = NULL;
            close(fd);
        }
    }
    printf("done %d\n", count);
    SSL_CTX_free(ctx);
}

/* Says which TLS libraries this process really runs over. */
static void show_libraries(void)
{
    char line[1024], last[1024] = "";
    FILE *maps = fopen("/proc/self/maps", "r");
    while (maps != NULL && fgets(line, sizeof line, maps) != NULL) {
        char *file = strchr(line, '/');
        if (file != NULL && strcmp(file, last) != 0
            && (strstr(file, "libssl") || strstr(file, "libcrypto") || strstr(file, "libtlsrs"))) {
            printf("@ %s", file);
            strcpy(last, file);
        }
    }
    if (maps != NULL)
        fclose(maps);
}

#define T13 TLS1_3_VERSION
#define T12 TLS1_2_VERSION

static const struct {
    const char *name;
    struct setup setup;
} HANDSHAKES[] = {
    {"handshake-1.3-p256", {"server-p256", "X25519", NULL, T13, 0, 'n'}},
    {"handshake-1.2-p256", {"server-p256", "P-256", NULL, T12, 0, 'n'}},
    {"handshake-1.3-rsa", {"server-rsa", "X25519", NULL, T13, 0, 'n'}},
    {"handshake-1.3-mutual", {"server-p256", "X25519", NULL, T13, 1, 'n'}},
    {"handshake-1.3-default-groups", {"server-p256", NULL, NULL, T13, 0, 'n'}},
    {"resumption-1.3-ticket", {"server-p256", "X25519", NULL, T13, 0, 't'}},
    {"resumption-1.2-ticket", {"server-p256", "P-256", NULL, T12, 0, 't'}},
    {"resumption-1.2-id", {"server-p256", "P-256", NULL, T12, 0, 'i'}},
};

int main(int argc, char **argv)
{
    const char *what;
    int count;
    size_t i;
    if (argc != 4)
        return 64;
    fixtures = argv[1];
    what = argv[2];
    count = atoi(argv[3]);
    for (i = 0; i < sizeof HANDSHAKES / sizeof HANDSHAKES[0]; i++)
        if (strcmp(what, HANDSHAKES[i].name) == 0) {
            handshakes(&HANDSHAKES[i].setup, count);
            show_libraries();
            return 0;
        }
    if (strcmp(what, "aes128gcm-16k") == 0)
        bulk(AES128, 16384, LARGE, count);
    else if (strcmp(what, "aes128gcm-1k") == 0)
        bulk(AES128, 1024, LARGE, count);
    else if (strcmp(what, "aes128gcm-64") == 0)
        bulk(AES128, 64, LARGE, count);
    else if (strcmp(what, "chacha20-16k") == 0)
        bulk("TLS_CHACHA20_POLY1305_SHA256", 16384, LARGE, count);
    else if (strcmp(what, "tcp-16k") == 0)
        bulk(AES128, 16384, TCP, count);
    else if (strcmp(what, "write-1m") == 0)
        large_write(count);
    else if (strcmp(what, "round-trip-64") == 0)
        round_trips(count);
    else if (strcmp(what, "memory") == 0)
        memory(count);
    else if (strcmp(what, "ca-bundle") == 0)
        ca_bundle(count);
    else if (strcmp(what, "contexts") == 0)
        contexts(count);
    else if (strcmp(what, "first-connection") == 0)
        first_connection();
    else if (strcmp(what, "threads") == 0)
        threads('n', count);
    else if (strcmp(what, "threads-session-cache") == 0)
        threads('i', count);
    else if (strncmp(what, "load-", 5) == 0 && strchr(what, ':') != NULL)
        load(what, count);
    else
        return 64;
    show_libraries();
    return 0;
}
