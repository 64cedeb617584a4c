/*
 * SSL_MODE_ASYNC: a private key's method and callbacks that pause the
 * connection's job, what the calls then say, and what is waited for.
 */
#include "pair.h"
#include <openssl/async.h>
#include <openssl/rsa.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

static int pauses = 2, pipe_fds[2];
static RSA_METHOD *method;

static void clean(ASYNC_WAIT_CTX *ctx, const void *key, int fd, void *data)
{
    (void)ctx, (void)key, (void)data;
    printf("  cleaned up: %d\n", fd == pipe_fds[0]);
}

static int slow_sign(int flen, const unsigned char *from, unsigned char *to, RSA *rsa, int padding)
{
    ASYNC_JOB *job = ASYNC_get_current_job();

    printf("  sign: in a job %d\n", job != NULL);
    for (int i = 0; i < pauses && job != NULL; i++) {
        ASYNC_WAIT_CTX *ctx = ASYNC_get_wait_ctx(job);
        int fd;
        void *data;
        ASYNC_callback_fn done;

        if (!ASYNC_WAIT_CTX_get_fd(ctx, method, &fd, &data))
            ASYNC_WAIT_CTX_set_wait_fd(ctx, method, pipe_fds[0], NULL, clean);
        if (i == 1 && ASYNC_WAIT_CTX_get_callback(ctx, &done, &data)) {
            ASYNC_WAIT_CTX_set_status(ctx, ASYNC_STATUS_OK);
            printf("  told: %d\n", done(data));
        }
        printf("  pause\n");
        ASYNC_pause_job();
        printf("  on\n");
    }
    return RSA_meth_get_priv_enc(RSA_PKCS1_OpenSSL())(flen, from, to, rsa, padding);
}

static int on_cert(SSL *s, void *arg)
{
    (void)s, (void)arg;
    printf("  cert_cb: in a job %d\n", ASYNC_get_current_job() != NULL);
    ASYNC_pause_job();
    return 1;
}

static int on_alpn(SSL *s, const unsigned char **out, unsigned char *outlen, const unsigned char *in,
                   unsigned int inlen, void *arg)
{
    (void)s, (void)arg, (void)inlen;
    printf("  alpn: pause\n");
    ASYNC_pause_job();
    *out = in + 1;
    *outlen = in[0];
    return SSL_TLSEXT_ERR_OK;
}

static int on_verify(int ok, X509_STORE_CTX *x)
{
    printf("  verify_cb at %d: in a job %d\n", X509_STORE_CTX_get_error_depth(x), ASYNC_get_current_job() != NULL);
    ASYNC_pause_job();
    return ok;
}

static int on_async(SSL *s, void *arg)
{
    printf("  async callback: %s %s\n", s ? "connection" : "none", (char *)arg);
    return 1;
}

static void show_wait(SSL *s)
{
    int fds[4] = { -1, -1, -1, -1 }, status = 99, r;
    size_t n = 77, add = 77, del = 77;

    printf("  waiting %d", SSL_waiting_for_async(s));
    r = SSL_get_all_async_fds(s, NULL, &n);
    printf(", all %d %d", r, r ? (int)n : -1);
    if (r && n == 1 && SSL_get_all_async_fds(s, fds, &n))
        printf(" mine %d", fds[0] == pipe_fds[0]);
    r = SSL_get_changed_async_fds(s, NULL, &add, NULL, &del);
    printf(", changed %d %d %d", r, r ? (int)add : -1, r ? (int)del : -1);
    r = SSL_get_async_status(s, &status);
    printf(", status %d %d\n", r, r ? status : -1);
}

static int step(const char *who, SSL *s)
{
    int n = SSL_do_handshake(s), error = SSL_get_error(s, n);

    if (error == SSL_ERROR_WANT_ASYNC || (n != 1 && error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE))
        printf(" %s: %d, error %d, want %d\n", who, n, error, SSL_want(s));
    if (error == SSL_ERROR_WANT_ASYNC)
        show_wait(s);
    if (error == SSL_ERROR_SSL)
        show_error_codes();
    return n;
}

static int handshake(struct pair *p)
{
    int c = -1, s = -1;

    ERR_clear_error();
    for (int i = 0; i < 40 && (c != 1 || s != 1); i++) {
        if (c != 1)
            c = step("client", p->client);
        if (s != 1)
            s = step("server", p->server);
    }
    printf(" client %d, server %d, %s\n", c, s, SSL_get_version(p->server));
    return c == 1 && s == 1;
}

static void slow_key(SSL_CTX *ctx)
{
    EVP_PKEY *pkey = SSL_CTX_get0_privatekey(ctx);
    RSA *rsa = EVP_PKEY_get1_RSA(pkey);
    EVP_PKEY *own = EVP_PKEY_new();

    RSA_set_method(rsa, method);
    EVP_PKEY_set1_RSA(own, rsa);
    SSL_CTX_use_PrivateKey(ctx, own);
    EVP_PKEY_free(own);
    RSA_free(rsa);
}

static void wrong_calls(struct pair *p)
{
    int n = -1;

    printf("--- freed, or cleared, while it is paused\n");
    for (int round = 0; round < 3; round++) {
        pair_connections(p);
        for (int i = 0; i < 6 && !SSL_waiting_for_async(p->server); i++) {
            SSL_do_handshake(p->client);
            n = SSL_do_handshake(p->server);
        }
        printf(" server %d, error %d, waiting %d\n", n, SSL_get_error(p->server, n), SSL_waiting_for_async(p->server));
        if (round == 1) {
            n = SSL_shutdown(p->server);
            printf(" shutdown %d, error %d\n", n, SSL_get_error(p->server, n));
            show_error_codes();
        }
        if (round == 2) {
            SSL_set_mode(p->server, SSL_MODE_AUTO_RETRY);
            printf(" again %d\n", SSL_do_handshake(p->server) <= 0);
            printf(" state %d, init %d, pending %d\n", SSL_get_state(p->server) != 0, SSL_in_init(p->server),
                   SSL_pending(p->server));
        }
        pair_free_connections(p);
        ERR_clear_error();
    }
}

/* A connection that is freed while it is paused closes its socket. */
static void closed(struct pair *p)
{
    int fds[2], n = 0;
    char byte;
    SSL *client = SSL_new(p->client_ctx), *server = SSL_new(p->server_ctx);

    printf("--- the socket of one that is freed\n");
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) != 0)
        return;
    fcntl(fds[0], F_SETFL, O_NONBLOCK);
    fcntl(fds[1], F_SETFL, O_NONBLOCK);
    SSL_set_fd(client, fds[0]);
    SSL_set0_rbio(server, BIO_new_socket(fds[1], BIO_CLOSE));
    BIO_up_ref(SSL_get_rbio(server));
    SSL_set0_wbio(server, SSL_get_rbio(server));
    SSL_set_connect_state(client);
    SSL_set_accept_state(server);
    for (int i = 0; i < 6 && !SSL_waiting_for_async(server); i++) {
        SSL_do_handshake(client);
        n = SSL_do_handshake(server);
    }
    printf(" server %d, waiting %d\n", n, SSL_waiting_for_async(server));
    SSL_free(server);
    n = (int)read(fds[0], &byte, 1);
    printf(" open %d, read %d\n", fcntl(fds[1], F_GETFD) >= 0, n);
    SSL_free(client);
    close(fds[0]);
}

static int whole(void *arg)
{
    struct pair *p = *(struct pair **)arg;

    return handshake(p);
}

int main(int argc, char **argv)
{
    struct pair p;
    int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };
    char buf[32];
    int n;

    (void)argc;
    if (pipe(pipe_fds) != 0)
        return 1;
    method = RSA_meth_dup(RSA_PKCS1_OpenSSL());
    RSA_meth_set1_name(method, "slow");
    RSA_meth_set_priv_enc(method, slow_sign);

    pair_contexts(&p, argv, "rsa");
    printf("--- without a job\n");
    SSL_CTX_set_mode(p.server_ctx, SSL_MODE_ASYNC);
    printf("mode %d\n", (SSL_CTX_get_mode(p.server_ctx) & SSL_MODE_ASYNC) != 0);
    pair_connections(&p);
    show_wait(p.server);
    handshake(&p);
    show_wait(p.server);
    pair_talk(&p);
    pair_close(&p);
    pair_free_connections(&p);

    slow_key(p.server_ctx);
    SSL_CTX_set_async_callback(p.server_ctx, on_async);
    SSL_CTX_set_async_callback_arg(p.server_ctx, "the argument");
    for (int i = 0; i < 2; i++) {
        printf("--- a slow key, version %x\n", versions[i]);
        SSL_CTX_set_max_proto_version(p.server_ctx, versions[i]);
        pair_connections(&p);
        if (handshake(&p))
            pair_talk(&p);
        show_wait(p.server);
        pair_close(&p);
        pair_free_connections(&p);
    }

    printf("--- read drives the handshake\n");
    pair_connections(&p);
    for (int i = 0; i < 20; i++) {
        SSL_do_handshake(p.client);
        n = SSL_read(p.server, buf, sizeof buf);
        if (SSL_get_error(p.server, n) == SSL_ERROR_WANT_ASYNC)
            printf(" read %d waits\n", n);
        if (SSL_is_init_finished(p.client) && i < 19)
            SSL_write(p.client, "data", 4), i = 18;
    }
    printf(" read %d: %.*s\n", n, n > 0 ? n : 0, buf);
    pair_free_connections(&p);

    printf("--- without the mode nothing is paused\n");
    pair_connections(&p);
    SSL_clear_mode(p.server, SSL_MODE_ASYNC);
    handshake(&p);
    pair_free_connections(&p);

    printf("--- callbacks\n");
    SSL_CTX_set_cert_cb(p.server_ctx, on_cert, NULL);
    SSL_CTX_set_alpn_select_cb(p.server_ctx, on_alpn, NULL);
    SSL_CTX_set_alpn_protos(p.client_ctx, (const unsigned char *)"\x02h2", 3);
    SSL_CTX_set_verify(p.client_ctx, SSL_VERIFY_PEER, on_verify);
    SSL_CTX_set_mode(p.client_ctx, SSL_MODE_ASYNC);
    pair_connections(&p);
    handshake(&p);
    pair_talk(&p);
    pair_close(&p);
    pair_free_connections(&p);
    SSL_CTX_set_cert_cb(p.server_ctx, NULL, NULL);
    SSL_CTX_set_alpn_select_cb(p.server_ctx, NULL, NULL);
    SSL_CTX_set_verify(p.client_ctx, SSL_VERIFY_PEER, NULL);
    SSL_CTX_clear_mode(p.client_ctx, SSL_MODE_ASYNC);

    printf("--- many connections at a time\n");
    {
        struct pair q = p, r = p;

        pair_connections(&p);
        pair_connections(&q);
        pair_connections(&r);
        for (int i = 0; i < 3; i++) {
            SSL_do_handshake(p.client), SSL_do_handshake(q.client), SSL_do_handshake(r.client);
            printf(" %d", SSL_do_handshake(p.server));
            printf(" %d", SSL_do_handshake(q.server));
            printf(" %d\n", SSL_do_handshake(r.server));
        }
        handshake(&q), handshake(&r), handshake(&p);
        pair_free_connections(&p), pair_free_connections(&q), pair_free_connections(&r);
    }

    printf("--- a thread that may have one job\n");
    ASYNC_cleanup_thread();
    printf("init %d\n", ASYNC_init_thread(1, 0));
    {
        struct pair q = p;

        pair_connections(&p);
        pair_connections(&q);
        for (int i = 0; i < 6 && !SSL_waiting_for_async(p.server); i++) {
            SSL_do_handshake(p.client);
            SSL_do_handshake(p.server);
        }
        SSL_do_handshake(q.client);
        n = SSL_do_handshake(q.server);
        printf(" other %d, error %d, want %d\n", n, SSL_get_error(q.server, n), SSL_want(q.server));
        show_error_codes();
        handshake(&p);
        handshake(&q);
        pair_free_connections(&p), pair_free_connections(&q);
    }
    ASYNC_cleanup_thread();

    printf("--- in a job of the program's\n");
    {
        ASYNC_JOB *job = NULL;
        ASYNC_WAIT_CTX *ctx = ASYNC_WAIT_CTX_new();
        struct pair *at = &p;
        int ret = 0;

        pair_connections(&p);
        do {
            n = ASYNC_start_job(&job, ctx, &ret, whole, &at, sizeof at);
            printf(" job %d, the connection waits %d\n", n, SSL_waiting_for_async(p.server));
        } while (n == ASYNC_PAUSE);
        pair_free_connections(&p);
        ASYNC_WAIT_CTX_free(ctx);
    }
    wrong_calls(&p);
    closed(&p);
    pair_free(&p);
    RSA_meth_free(method);
    return 0;
}
