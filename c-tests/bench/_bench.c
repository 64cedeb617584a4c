/* One measurement of one TLS library, through the public API alone: the
 * library is swapped underneath by the loader.
 *
 *   bench FIXTURES WHAT COUNT
 *
 * prints "name value" lines: nanoseconds of this thread's CPU time per
 * operation, for the client's and the server's side apart, and what was
 * negotiated, so that two libraries can be seen to do the same work.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

static const char *fixtures;
static double spent[2]; /* client, server: ns */

static void fail(const char *what)
{
    fprintf(stderr, "bench: %s failed\n", what);
    ERR_print_errors_fp(stderr);
    exit(1);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static const char *path(const char *name)
{
    static char text[4][512];
    static int turn;
    char *out = text[turn++ % 4];
    snprintf(out, sizeof text[0], "%s/%s.pem", fixtures, name);
    return out;
}

static SSL_CTX *context(int server, const char *key, int version, const char *group)
{
    char name[64];
    SSL_CTX *ctx = SSL_CTX_new(server ? TLS_server_method() : TLS_client_method());
    if (ctx == NULL || SSL_CTX_set_min_proto_version(ctx, version) != 1
        || SSL_CTX_set_max_proto_version(ctx, version) != 1)
        fail("SSL_CTX_new");
    if (group != NULL && SSL_CTX_set1_groups_list(ctx, group) != 1)
        fail("groups");
    if (SSL_CTX_set_ciphersuites(ctx, "TLS_AES_128_GCM_SHA256") != 1
        || SSL_CTX_set_cipher_list(ctx, "ECDHE+AESGCM+AES128") != 1)
        fail("suites");
    if (server) {
        snprintf(name, sizeof name, "server-%s-cert", key);
        if (SSL_CTX_use_certificate_chain_file(ctx, path(name)) != 1)
            fail("certificate");
        snprintf(name, sizeof name, "server-%s-key", key);
        if (SSL_CTX_use_PrivateKey_file(ctx, path(name), SSL_FILETYPE_PEM) != 1)
            fail("key");
        SSL_CTX_set_num_tickets(ctx, 0);
        SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
        SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
    } else {
        if (SSL_CTX_load_verify_locations(ctx, path("ca-bundle"), NULL) != 1)
            fail("CA file");
        SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
    }
    return ctx;
}

struct pair {
    SSL *side[2];
};

static void open_pair(struct pair *p, SSL_CTX *client, SSL_CTX *server)
{
    BIO *a, *b;
    double t;
    if (BIO_new_bio_pair(&a, 1 << 18, &b, 1 << 18) != 1)
        fail("BIO_new_bio_pair");
    t = now();
    p->side[0] = SSL_new(client);
    SSL_set_bio(p->side[0], a, a);
    SSL_set1_host(p->side[0], "localhost");
    SSL_set_connect_state(p->side[0]);
    spent[0] += now() - t;
    t = now();
    p->side[1] = SSL_new(server);
    SSL_set_bio(p->side[1], b, b);
    SSL_set_accept_state(p->side[1]);
    spent[1] += now() - t;
}

static void handshake(struct pair *p)
{
    int done[2] = {0, 0}, i, turns;
    for (turns = 0; !(done[0] && done[1]) && turns < 20; turns++)
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
    }
}

static void report(const char *client, const char *server, int count)
{
    printf("%s %.0f\n%s %.0f\n", client, spent[0] / count, server, spent[1] / count);
}

static void handshakes(const char *key, int version, const char *group, int count)
{
    SSL_CTX *c = context(0, key, version, group), *s = context(1, key, version, group);
    struct pair p;
    int i;
    for (i = -3; i < count; i++) {
        if (i == 0)
            spent[0] = spent[1] = 0;
        open_pair(&p, c, s);
        handshake(&p);
        if (SSL_get_verify_result(p.side[0]) != X509_V_OK)
            fail("verification");
        if (i == count - 1)
            printf("# %s %s\n", SSL_get_version(p.side[0]), SSL_get_cipher_name(p.side[0]));
        close_pair(&p);
    }
    report("client", "server", count);
    SSL_CTX_free(c);
    SSL_CTX_free(s);
}

static void bulk(int version, const char *suite, int size, int count)
{
    SSL_CTX *c = context(0, "p256", version, "P-256"), *s = context(1, "p256", version, "P-256");
    static unsigned char out[1 << 17], in[1 << 17];
    struct pair p;
    int i, got;
    if ((version == TLS1_3_VERSION ? SSL_CTX_set_ciphersuites(c, suite) : SSL_CTX_set_cipher_list(c, suite)) != 1
        || (version == TLS1_3_VERSION ? SSL_CTX_set_ciphersuites(s, suite) : SSL_CTX_set_cipher_list(s, suite)) != 1)
        fail("suite");
    open_pair(&p, c, s);
    handshake(&p);
    memset(out, 'x', sizeof out);
    for (i = -20; i < count; i++) {
        double t = now();
        if (i == 0)
            spent[0] = spent[1] = 0;
        if (SSL_write(p.side[0], out, size) != size)
            fail("write");
        spent[0] += now() - t;
        t = now();
        for (got = 0; got < size;) {
            int r = SSL_read(p.side[1], in + got, size - got);
            if (r <= 0)
                fail("read");
            got += r;
        }
        spent[1] += now() - t;
    }
    printf("# %s %s\n", SSL_get_version(p.side[0]), SSL_get_cipher_name(p.side[0]));
    report("send", "receive", count);
    close_pair(&p);
    SSL_CTX_free(c);
    SSL_CTX_free(s);
}

static void ca_bundle(int count)
{
    int i;
    for (i = 0; i < count; i++) {
        double t = now();
        SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
        if (ctx == NULL || SSL_CTX_load_verify_locations(ctx, "/etc/ssl/certs/ca-certificates.crt", NULL) != 1)
            fail("the distro's CA bundle");
        SSL_CTX_free(ctx);
        spent[0] += now() - t;
    }
    printf("load %.0f\n", spent[0] / count);
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

int main(int argc, char **argv)
{
    const char *what;
    int count;
    if (argc != 4)
        return 64;
    fixtures = argv[1];
    what = argv[2];
    count = atoi(argv[3]);
    if (strcmp(what, "handshake-1.3-p256") == 0)
        handshakes("p256", TLS1_3_VERSION, "X25519", count);
    else if (strcmp(what, "handshake-1.2-p256") == 0)
        handshakes("p256", TLS1_2_VERSION, "P-256", count);
    else if (strcmp(what, "handshake-1.3-rsa") == 0)
        handshakes("rsa", TLS1_3_VERSION, "X25519", count);
    else if (strcmp(what, "handshake-1.3-default-groups") == 0)
        handshakes("p256", TLS1_3_VERSION, NULL, count);
    else if (strcmp(what, "bulk-aes128gcm-16k") == 0)
        bulk(TLS1_3_VERSION, "TLS_AES_128_GCM_SHA256", 16384, count);
    else if (strcmp(what, "bulk-aes128gcm-1k") == 0)
        bulk(TLS1_3_VERSION, "TLS_AES_128_GCM_SHA256", 1024, count);
    else if (strcmp(what, "bulk-chacha20-16k") == 0)
        bulk(TLS1_3_VERSION, "TLS_CHACHA20_POLY1305_SHA256", 16384, count);
    else if (strcmp(what, "ca-bundle") == 0)
        ca_bundle(count);
    else
        return 64;
    show_libraries();
    return 0;
}
