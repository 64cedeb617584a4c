/*
 * A TLS server of several processes whose sessions live in Redis, so that any
 * of them, here or on other machines, resumes what another began.
 *
 * usage: server PORT CERTIFICATE KEY REDIS-PORT [PROCESSES]
 *
 * Every process has an SSL_CTX of its own and no cache of its own: OpenSSL's
 * callbacks for new, wanted and dead sessions put them into Redis, take them
 * from there, and remove them. It answers each connection with one line, and
 * serves until its standard input ends.
 */
#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SESSION_SECONDS = 300, LARGEST_SESSION = 16384 };

static struct sockaddr_in loopback(const char *port)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port)) };

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/* ---- Redis, as much of its protocol (RESP) as is needed ------------------ */

static const char *redis_port;
static FILE *redis, *redis_out; /* a stream for each direction */

/* A connection with an error is in no state to be used again. */
static void redis_close(void)
{
    if (redis != NULL)
        fclose(redis);
    if (redis_out != NULL)
        fclose(redis_out);
    redis = redis_out = NULL;
}

/* Connects when first needed: a connection must not be shared across fork. */
static int redis_open(void)
{
    struct timeval patience = { .tv_sec = 2 };
    struct sockaddr_in address = loopback(redis_port);
    int fd;

    if (redis != NULL)
        return 1;
    if ((fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) < 0)
        return 0;
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0 || (redis = fdopen(fd, "r")) == NULL) {
        close(fd);
        return 0;
    }
    if ((redis_out = fdopen(dup(fd), "w")) == NULL) {
        redis_close();
        return 0;
    }
    return 1;
}

struct part {
    const void *bytes;
    size_t len;
};

/* Sends a command; the answer's first byte, its number in *value. 0 on failure. */
static int redis_ask(const struct part *parts, int count, long *value)
{
    char line[64];

    if (!redis_open())
        return 0;
    fprintf(redis_out, "*%d\r\n", count);
    for (int i = 0; i < count; i++) {
        fprintf(redis_out, "$%zu\r\n", parts[i].len);
        fwrite(parts[i].bytes, 1, parts[i].len, redis_out);
        fputs("\r\n", redis_out);
    }
    if (fflush(redis_out) != 0 || fgets(line, sizeof line, redis) == NULL) {
        redis_close();
        return 0;
    }
    *value = atol(line + 1);
    return line[0];
}

#define TEXT(literal) { literal, sizeof literal - 1 }

/* A session's key: a prefix and its ID in hexadecimal. */
static struct part session_key(char key[8 + 2 * SSL_MAX_SSL_SESSION_ID_LENGTH + 1], const unsigned char *id, unsigned int len)
{
    int at = sprintf(key, "session:");

    for (unsigned int i = 0; i < len && i < SSL_MAX_SSL_SESSION_ID_LENGTH; i++)
        at += sprintf(key + at, "%02x", id[i]);
    return (struct part){ key, (size_t)at };
}

/* ---- The callbacks ----------------------------------------------------------- */

static int new_session(SSL *ssl, SSL_SESSION *session)
{
    char key[8 + 2 * SSL_MAX_SSL_SESSION_ID_LENGTH + 1], seconds[16];
    unsigned char *der = NULL;
    unsigned int id_len;
    const unsigned char *id = SSL_SESSION_get_id(session, &id_len);
    int len = i2d_SSL_SESSION(session, &der);
    long value;

    (void)ssl;
    if (len > 0 && len <= LARGEST_SESSION) {
        struct part command[] = { TEXT("SET"), session_key(key, id, id_len), { der, (size_t)len }, TEXT("EX"),
                                  { seconds, (size_t)sprintf(seconds, "%d", SESSION_SECONDS) } };

        redis_ask(command, 5, &value);
    }
    OPENSSL_clear_free(der, len > 0 ? (size_t)len : 0);
    return 0; /* no reference is kept */
}

static SSL_SESSION *get_session(SSL *ssl, const unsigned char *id, int len, int *copy)
{
    static unsigned char der[LARGEST_SESSION + 2];
    char key[8 + 2 * SSL_MAX_SSL_SESSION_ID_LENGTH + 1];
    struct part command[] = { TEXT("GET"), session_key(key, id, (unsigned int)len) };
    const unsigned char *at = der;
    SSL_SESSION *session = NULL;
    long size;

    (void)ssl;
    *copy = 0; /* the caller gets the only reference */
    if (redis_ask(command, 2, &size) != '$' || size < 0)
        return NULL;
    if (size > LARGEST_SESSION || fread(der, 1, (size_t)size + 2, redis) != (size_t)size + 2) {
        redis_close();
        return NULL;
    }
    session = d2i_SSL_SESSION(NULL, &at, size);
    OPENSSL_cleanse(der, sizeof der);
    /* What cannot be read is no reason to fail: a full handshake follows. */
    if (session == NULL)
        ERR_clear_error();
    return session;
}

static void remove_session(SSL_CTX *ctx, SSL_SESSION *session)
{
    char key[8 + 2 * SSL_MAX_SSL_SESSION_ID_LENGTH + 1];
    unsigned int len;
    const unsigned char *id = SSL_SESSION_get_id(session, &len);
    struct part command[] = { TEXT("DEL"), session_key(key, id, len) };
    long value;

    (void)ctx;
    redis_ask(command, 2, &value);
}

static SSL_CTX *context(const char *certificate, const char *key)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());

    if (ctx == NULL || SSL_CTX_use_certificate_chain_file(ctx, certificate) != 1
        || SSL_CTX_use_PrivateKey_file(ctx, key, SSL_FILETYPE_PEM) != 1) {
        ERR_print_errors_fp(stderr);
        exit(1);
    }
    /* By ID, not by ticket, and nothing in this process. */
    SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_set_session_id_context(ctx, (const unsigned char *)"fleet", 5);
    SSL_CTX_set_timeout(ctx, SESSION_SECONDS);
    SSL_CTX_sess_set_new_cb(ctx, new_session);
    SSL_CTX_sess_set_get_cb(ctx, get_session);
    SSL_CTX_sess_set_remove_cb(ctx, remove_session);
    return ctx;
}

/* ---- The server ---------------------------------------------------------------- */

static void serve(int listener, SSL_CTX *ctx, int number)
{
    for (;;) {
        struct timeval patience = { .tv_sec = 10 };
        int fd = accept(listener, NULL, NULL);
        SSL *ssl;
        char line[64];

        if (fd < 0)
            continue;
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        ssl = SSL_new(ctx);
        SSL_set_fd(ssl, fd);
        if (SSL_accept(ssl) == 1) {
            int len = sprintf(line, "process %d, %s\n", number, SSL_session_reused(ssl) ? "resumed" : "new");

            SSL_write(ssl, line, len);
            SSL_shutdown(ssl);
        }
        ERR_clear_error();
        SSL_free(ssl);
        close(fd);
    }
}

int main(int argc, char **argv)
{
    int listener = socket(AF_INET, SOCK_STREAM, 0), one = 1, processes = argc > 5 ? atoi(argv[5]) : 3;
    struct sockaddr_in address;
    pid_t children[64];
    char byte;

    if (argc < 5 || processes < 1 || processes > 64) {
        fprintf(stderr, "usage: %s PORT CERTIFICATE KEY REDIS-PORT [PROCESSES]\n", argv[0]);
        return 2;
    }
    redis_port = argv[4];
    signal(SIGPIPE, SIG_IGN);
    address = loopback(argv[1]);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 64) != 0) {
        perror("listen");
        return 1;
    }
    for (int i = 0; i < processes; i++) {
        if ((children[i] = fork()) == 0)
            serve(listener, context(argv[2], argv[3]), i);
    }
    printf("ready\n");
    fflush(stdout);
    while (read(0, &byte, 1) > 0)
        ;
    for (int i = 0; i < processes; i++)
        kill(children[i], SIGTERM);
    while (wait(NULL) > 0)
        ;
    return 0;
}
