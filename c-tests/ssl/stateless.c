/*
 * SSL_stateless: what it answers to a ClientHello without a cookie, with one,
 * and with one that is wrong; which callbacks run; what may come after it.
 */
#include "pair.h"

static int generate = 1, accept_cookie = 1, quiet;
static size_t cookie_size = 6;

static int gen_cb(SSL *s, unsigned char *cookie, size_t *len)
{
    if (!quiet)
        printf("  generate: state %d, server %d\n", SSL_get_state(s), SSL_is_server(s));
    memset(cookie, 'c', cookie_size > SSL_COOKIE_LENGTH ? SSL_COOKIE_LENGTH : cookie_size);
    *len = cookie_size;
    return generate;
}

static int verify_cb(SSL *s, const unsigned char *cookie, size_t len)
{
    if (!quiet)
        printf("  verify: %zu bytes '%.*s', state %d\n", len, (int)(len > 8 ? 8 : len), cookie, SSL_get_state(s));
    return accept_cookie;
}

static int hello_cb(SSL *s, int *al, void *arg)
{
    const unsigned char *out;
    size_t len;

    (void)al, (void)arg;
    printf("  client_hello_cb, cookie %d\n", SSL_client_hello_get0_ext(s, TLSEXT_TYPE_cookie, &out, &len));
    return SSL_CLIENT_HELLO_SUCCESS;
}

static int name_cb(SSL *s, int *al, void *arg)
{
    (void)s, (void)al, (void)arg;
    printf("  servername_cb\n");
    return SSL_TLSEXT_ERR_OK;
}

static int cert_cb(SSL *s, void *arg)
{
    (void)s, (void)arg;
    printf("  cert_cb\n");
    return 1;
}

static void info_cb(const SSL *s, int where, int ret)
{
    if (where & SSL_CB_ALERT)
        printf("  alert %s %d\n", where & SSL_CB_READ ? "read" : "written", ret);
    else
        printf("  info %x %d: %s\n", where, ret, SSL_state_string_long(s));
}

/* The network: what each end has sent. */
static BIO *to_server, *to_client;

static SSL *end(SSL_CTX *ctx, int server)
{
    SSL *s = SSL_new(ctx);
    BIO *in = server ? to_server : to_client, *out = server ? to_client : to_server;

    BIO_up_ref(in);
    BIO_up_ref(out);
    SSL_set_bio(s, in, out);
    if (server)
        SSL_set_accept_state(s);
    else
        SSL_set_connect_state(s);
    return s;
}

static void network(void)
{
    BIO_free(to_server);
    BIO_free(to_client);
    to_server = BIO_new(BIO_s_mem());
    to_client = BIO_new(BIO_s_mem());
    BIO_set_mem_eof_return(to_server, -1);
    BIO_set_mem_eof_return(to_client, -1);
}

/* Shows the records that wait up to a ServerHello, and what a retry asks for. */
static void show_records(const char *who, BIO *bio)
{
    unsigned char *at;
    long len = BIO_get_mem_data(bio, &at);

    printf(" %s gets:", who);
    while (len >= 5) {
        long body = at[3] * 256 + at[4];

        printf(" %d/%d.%d", at[0], at[1], at[2]);
        if (at[0] == 21)
            printf(" alert %d", at[6]);
        if (at[0] == 22 && at[5] == 1)
            printf(" ClientHello");
        if (at[0] == 22 && at[5] == 2) {
            unsigned char *p = at + 9 + 2, *e = at + 5 + body;
            int retry = p[0] == 0xcf && p[1] == 0x21;

            printf(" %s", retry ? "HelloRetryRequest" : "ServerHello");
            p += 32;
            printf(" id %d", *p);
            p += 1 + *p;
            printf(" suite %02x%02x", p[0], p[1]);
            p += 5;
            while (retry && p + 4 <= e) {
                int kind = p[0] * 256 + p[1], size = p[2] * 256 + p[3];

                printf(" %d", kind);
                if (kind == 51)
                    printf("(%02x%02x)", p[4], p[5]);
                p += 4 + size;
            }
            if (!retry && p[-5] == 0x13)
                printf(" then %d", at[5 + body]);
            if (!retry) {
                printf("\n");
                return;
            }
        }
        at += 5 + body;
        len -= 5 + body;
    }
    printf("\n");
}

/* Where the cookie in the waiting ClientHello is; its length, 0 for none. */
static size_t find_cookie(unsigned char **cookie)
{
    unsigned char *at, *p, *e;
    long len = BIO_get_mem_data(to_server, &at);

    /* A change_cipher_spec may go before. */
    if (len > 6 && at[0] == 20) {
        at += 6;
        len -= 6;
    }
    if (len < 50 || at[0] != 22)
        return 0;
    e = at + len;
    p = at + 9 + 2 + 32;
    p += 1 + p[0];
    p += 2 + p[0] * 256 + p[1];
    p += 1 + p[0];
    p += 2;
    while (p + 4 <= e) {
        size_t size = p[2] * 256 + p[3];

        if (p[0] * 256 + p[1] == TLSEXT_TYPE_cookie) {
            *cookie = p + 6;
            return size - 2;
        }
        p += 4 + size;
    }
    return 0;
}

static int say(const char *what, SSL *s, int n)
{
    printf(" %s = %d, error %d, state %d, before %d, init %d, shutdown %d\n", what, n, SSL_get_error(s, n),
           SSL_get_state(s), SSL_in_before(s), SSL_in_init(s), SSL_get_shutdown(s));
    show_error_codes();
    return n;
}

/* A change_cipher_spec before the ClientHello ends the first call; the second
 * goes on. */
static int stateless(SSL *s)
{
    int n = say("stateless", s, SSL_stateless(s));

    if (n < 0 && BIO_ctrl_pending(to_server) > 0)
        n = say("stateless again", s, SSL_stateless(s));
    return n;
}

/* Goes on to the end, and says how it was. */
static void finish(SSL *client, SSL *server)
{
    int c = -1, v = -1;

    ERR_clear_error();
    for (int i = 0; i < 10 && (c != 1 || v != 1); i++) {
        if (c != 1)
            c = SSL_do_handshake(client);
        if (v != 1)
            v = SSL_do_handshake(server);
    }
    printf(" client %d, server %d", c, v);
    if (c == 1 && v == 1) {
        unsigned char one[32], two[32];
        char buf[16];
        int n;

        SSL_export_keying_material(client, one, 32, "label", 5, NULL, 0, 0);
        SSL_export_keying_material(server, two, 32, "label", 5, NULL, 0, 0);
        n = SSL_write(server, "hello", 5);
        printf(": %s, group %d, %s, exporter %s, resumed %d", SSL_get_version(server),
               (int)SSL_get_negotiated_group(server), SSL_get_cipher(server),
               memcmp(one, two, 32) == 0 ? "same" : "other", SSL_session_reused(server));
        printf(", written %d, read %d", n, SSL_read(client, buf, sizeof buf));
        n = SSL_write(client, "hello", 5);
        printf(", written %d, read %d", n, SSL_read(server, buf, sizeof buf));
    }
    printf("\n");
    ERR_clear_error();
}

static void normal(struct pair *p, int fresh, const char *server_groups)
{
    SSL *client, *server;
    unsigned char *cookie;

    printf("--- %s, groups %s\n", fresh ? "another SSL for the second" : "the same SSL", server_groups);
    network();
    client = end(p->client_ctx, 0);
    SSL_set1_groups_list(client, "X25519:P-256");
    SSL_set_tlsext_host_name(client, "server.example");
    SSL_do_handshake(client);
    show_records("server", to_server);
    server = end(p->server_ctx, 1);
    SSL_set1_groups_list(server, server_groups);
    stateless(server);
    show_records("client", to_client);
    SSL_do_handshake(client);
    show_records("server", to_server);
    printf(" cookie: %d\n", find_cookie(&cookie) > 40);
    if (fresh) {
        SSL_free(server);
        server = end(p->server_ctx, 1);
        SSL_set1_groups_list(server, server_groups);
    }
    stateless(server);
    show_records("client", to_client);
    say("accept", server, SSL_accept(server));
    show_records("client", to_client);
    finish(client, server);
    say("stateless at the end", server, SSL_stateless(server));
    SSL_free(client);
    SSL_free(server);
}

/* Up to the second ClientHello. */
static SSL *second_hello(struct pair *p)
{
    SSL *client, *server;
    int was = quiet;
    unsigned char ccs[6];

    quiet = 1;
    network();
    client = end(p->client_ctx, 0);
    SSL_do_handshake(client);
    server = end(p->server_ctx, 1);
    if (SSL_stateless(server) != 0)
        printf(" no retry\n");
    SSL_free(server);
    SSL_do_handshake(client);
    quiet = was;
    BIO_read(to_server, ccs, sizeof ccs);
    return client;
}

static void wrong(struct pair *p)
{
    unsigned char *cookie = NULL;
    size_t len;
    SSL *client, *server;

    printf("--- changed cookies\n");
    for (int where = 0; where < 3; where++) {
        client = second_hello(p);
        len = find_cookie(&cookie);
        /* The version of its form, the middle, the end. */
        cookie[where == 0 ? 1 : where == 1 ? len / 2 : len - 1] ^= 1;
        server = end(p->server_ctx, 1);
        stateless(server);
        show_records("client", to_client);
        SSL_do_handshake(client);
        say("client", client, SSL_do_handshake(client));
        SSL_free(client);
        SSL_free(server);
    }

    printf("--- the cookie of another hello\n");
    client = second_hello(p);
    len = find_cookie(&cookie);
    {
        unsigned char *copy = malloc(len), *other;

        memcpy(copy, cookie, len);
        SSL_free(client);
        client = second_hello(p);
        if (find_cookie(&other) == len)
            memcpy(other, copy, len);
        free(copy);
    }
    server = end(p->server_ctx, 1);
    stateless(server);
    finish(client, server);
    SSL_free(client);
    SSL_free(server);

    printf("--- refused by the program\n");
    client = second_hello(p);
    accept_cookie = 0;
    server = end(p->server_ctx, 1);
    stateless(server);
    show_records("client", to_client);
    accept_cookie = 1;
    say("again, nothing there", server, SSL_stateless(server));
    SSL_free(client);
    SSL_free(server);

    printf("--- other settings at the second\n");
    client = second_hello(p);
    server = end(p->server_ctx, 1);
    SSL_set_ciphersuites(server, "TLS_CHACHA20_POLY1305_SHA256");
    stateless(server);
    show_records("client", to_client);
    SSL_free(client);
    SSL_free(server);
    client = second_hello(p);
    server = end(p->server_ctx, 1);
    SSL_set1_groups_list(server, "P-384");
    stateless(server);
    show_records("client", to_client);
    SSL_free(client);
    SSL_free(server);

    printf("--- another context\n");
    {
        struct pair q;
        extern char **arguments;

        client = second_hello(p);
        pair_contexts(&q, arguments, "rsa");
        SSL_CTX_set_stateless_cookie_generate_cb(q.server_ctx, gen_cb);
        SSL_CTX_set_stateless_cookie_verify_cb(q.server_ctx, verify_cb);
        server = end(q.server_ctx, 1);
        stateless(server);
        show_records("client", to_client);
        SSL_free(client);
        SSL_free(server);
        pair_free(&q);
    }

    printf("--- another hello, of one record more\n");
    client = second_hello(p);
    server = end(p->server_ctx, 1);
    BIO_write(to_server, "\x14\x03\x03\0\1\1\x16\x03\x03\0\1\0", 12);
    stateless(server);
    say("accept", server, SSL_accept(server));
    SSL_free(client);
    SSL_free(server);

    printf("--- the same hello twice\n");
    client = second_hello(p);
    {
        long n = BIO_get_mem_data(to_server, &cookie);
        unsigned char *copy = malloc(n);

        memcpy(copy, cookie, n);
        for (int i = 0; i < 2; i++) {
            if (i)
                BIO_write(to_server, copy, n);
            server = end(p->server_ctx, 1);
            stateless(server);
            if (i)
                finish(client, server);
            SSL_free(server);
        }
        free(copy);
    }
    SSL_free(client);

    printf("--- accepted without SSL_stateless\n");
    client = second_hello(p);
    server = end(p->server_ctx, 1);
    say("accept", server, SSL_accept(server));
    show_records("client", to_client);
    finish(client, server);
    SSL_free(client);
    SSL_free(server);
}

static void generating(struct pair *p)
{
    static const size_t sizes[] = { 0, 1, 255, 256, SSL_COOKIE_LENGTH };
    SSL *client, *server;

    for (size_t i = 0; i < 6; i++) {
        printf("--- generated: %d\n", i < 5 ? (int)sizes[i] : -1);
        generate = i < 5;
        cookie_size = i < 5 ? sizes[i] : 6;
        network();
        client = end(p->client_ctx, 0);
        SSL_do_handshake(client);
        server = end(p->server_ctx, 1);
        if (stateless(server) == 0) {
            SSL_do_handshake(client);
            stateless(server);
            finish(client, server);
        } else {
            show_records("client", to_client);
            say("again", server, SSL_stateless(server));
        }
        SSL_free(client);
        SSL_free(server);
    }
    generate = 1;
    cookie_size = 6;
}

static void others(struct pair *p)
{
    SSL *client, *server;
    unsigned char *data;
    char part[64];

    printf("--- TLS 1.2\n");
    network();
    client = end(p->client_ctx, 0);
    SSL_set_max_proto_version(client, TLS1_2_VERSION);
    SSL_do_handshake(client);
    server = end(p->server_ctx, 1);
    stateless(server);
    show_records("client", to_client);
    say("again", server, SSL_stateless(server));
    say("accept", server, SSL_accept(server));
    SSL_free(client);
    SSL_free(server);

    printf("--- a server of TLS 1.2\n");
    network();
    client = end(p->client_ctx, 0);
    SSL_do_handshake(client);
    server = end(p->server_ctx, 1);
    SSL_set_max_proto_version(server, TLS1_2_VERSION);
    stateless(server);
    show_records("client", to_client);
    SSL_free(client);
    SSL_free(server);

    printf("--- nothing, a part, the rest\n");
    network();
    client = end(p->client_ctx, 0);
    server = end(p->server_ctx, 1);
    stateless(server);
    SSL_do_handshake(client);
    SSL_free(client);
    {
        long len = BIO_get_mem_data(to_server, &data);
        BIO *rest = BIO_new_mem_buf(data, (int)len), *copy = BIO_new(BIO_s_mem());

        BIO_read(rest, part, sizeof part);
        BIO_write(copy, part, sizeof part);
        BIO_set_mem_eof_return(copy, -1);
        SSL_set0_rbio(server, copy);
        say("a part", server, SSL_stateless(server));
        BIO_free(rest);
        SSL_free(server);
    }

    printf("--- no TLS\n");
    network();
    BIO_puts(to_server, "GET / HTTP/1.0\r\n\r\n");
    server = end(p->server_ctx, 1);
    stateless(server);
    show_records("client", to_client);
    SSL_free(server);

    printf("--- a client, no end chosen, no BIO\n");
    network();
    server = end(p->client_ctx, 0);
    say("a client", server, SSL_stateless(server));
    SSL_free(server);
    server = SSL_new(p->server_ctx);
    SHOW_INT(SSL_stateless(server));
    ERR_clear_error();
    SSL_free(server);
    client = end(p->client_ctx, 0);
    SSL_do_handshake(client);
    server = SSL_new(p->server_ctx);
    BIO_up_ref(to_server);
    BIO_up_ref(to_client);
    SSL_set_bio(server, to_server, to_client);
    say("no end chosen", server, SSL_stateless(server));
    SSL_free(server);
    SSL_free(client);

    printf("--- in a handshake already\n");
    network();
    client = end(p->client_ctx, 0);
    server = end(p->server_ctx, 1);
    SSL_do_handshake(client);
    say("accept", server, SSL_accept(server));
    stateless(server);
    SSL_do_handshake(client);
    say("accept", server, SSL_accept(server));
    SSL_free(client);
    SSL_free(server);

    printf("--- accepted after the retry\n");
    network();
    client = end(p->client_ctx, 0);
    server = end(p->server_ctx, 1);
    SSL_do_handshake(client);
    stateless(server);
    SSL_do_handshake(client);
    say("accept", server, SSL_accept(server));
    say("read", server, SSL_read(server, part, sizeof part));
    say("write", server, SSL_write(server, part, 1));
    SSL_free(client);
    SSL_free(server);

    printf("--- the error queue is emptied\n");
    network();
    client = end(p->client_ctx, 0);
    server = end(p->server_ctx, 1);
    SSL_do_handshake(client);
    ERR_raise(ERR_LIB_USER, 1);
    SSL_stateless(server);
    show_error_codes();
    SSL_free(client);
    SSL_free(server);
}

static void without_callbacks(struct pair *p)
{
    SSL *client, *server;

    printf("--- no callback to generate\n");
    SSL_CTX_set_stateless_cookie_generate_cb(p->server_ctx, NULL);
    network();
    client = end(p->client_ctx, 0);
    SSL_do_handshake(client);
    server = end(p->server_ctx, 1);
    stateless(server);
    show_records("client", to_client);
    SSL_free(client);
    SSL_free(server);
    SSL_CTX_set_stateless_cookie_generate_cb(p->server_ctx, gen_cb);

    printf("--- no callback to verify\n");
    client = second_hello(p);
    SSL_CTX_set_stateless_cookie_verify_cb(p->server_ctx, NULL);
    server = end(p->server_ctx, 1);
    stateless(server);
    show_records("client", to_client);
    SSL_free(server);
    SSL_CTX_set_stateless_cookie_verify_cb(p->server_ctx, verify_cb);
    SSL_free(client);
}

static void option(struct pair *p)
{
    SSL *client, *server;
    unsigned char *cookie;

    printf("--- SSL_OP_COOKIE_EXCHANGE\n");
    network();
    client = end(p->client_ctx, 0);
    server = end(p->server_ctx, 1);
    SSL_set_options(server, SSL_OP_COOKIE_EXCHANGE);
    SSL_do_handshake(client);
    say("accept", server, SSL_accept(server));
    show_records("client", to_client);
    SSL_do_handshake(client);
    printf(" cookie: %d\n", find_cookie(&cookie) > 40);
    finish(client, server);
    SSL_free(client);
    SSL_free(server);
}

static void resumption(struct pair *p)
{
    SSL *client, *server;
    SSL_SESSION *session;
    unsigned long code;
    int n;

    printf("--- resumption\n");
    quiet = 1;
    network();
    client = end(p->client_ctx, 0);
    server = end(p->server_ctx, 1);
    finish(client, server);
    session = SSL_get1_session(client);
    SSL_set_shutdown(client, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    SSL_set_shutdown(server, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    SSL_free(client);
    SSL_free(server);
    network();
    client = end(p->client_ctx, 0);
    server = end(p->server_ctx, 1);
    SSL_set_session(client, session);
    finish(client, server);
    SSL_SESSION_free(session);
    session = SSL_get1_session(client);
    SSL_set_shutdown(client, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    SSL_set_shutdown(server, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    SSL_free(client);
    SSL_free(server);
    network();
    client = end(p->client_ctx, 0);
    SSL_set_session(client, session);
    SSL_do_handshake(client);
    server = end(p->server_ctx, 1);
    stateless(server);
    show_records("client", to_client);
    SSL_do_handshake(client);
    SSL_free(server);
    server = end(p->server_ctx, 1);
    SSL_stateless(server);
    n = SSL_stateless(server);
    printf(" the session's proof: %d", n);
    while ((code = ERR_get_error()) != 0)
        printf(" %s", ERR_reason_error_string(code));
    for (int i = 0; n == 1 && i < 4; i++) {
        SSL_do_handshake(client);
        SSL_do_handshake(server);
    }
    printf(", finished %d, resumed %d\n", SSL_is_init_finished(server), SSL_session_reused(server));
    ERR_clear_error();
    SSL_free(client);
    SSL_free(server);
    SSL_SESSION_free(session);
    quiet = 0;
}

/* A client's early data, which no server without state takes. */
static void early(struct pair *p)
{
    SSL *client, *server;
    SSL_SESSION *session;
    size_t written = 0;
    unsigned char *data;
    int n;

    printf("--- early data\n");
    quiet = 1;
    SSL_CTX_set_max_early_data(p->server_ctx, 1000);
    network();
    client = end(p->client_ctx, 0);
    server = end(p->server_ctx, 1);
    finish(client, server);
    session = SSL_get1_session(client);
    SSL_set_shutdown(client, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    SSL_set_shutdown(server, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    SSL_free(client);
    SSL_free(server);
    network();
    client = end(p->client_ctx, 0);
    SSL_set_session(client, session);
    n = SSL_write_early_data(client, "early", 5, &written);
    printf(" early %d %zu, waiting %d\n", n, written, (int)BIO_get_mem_data(to_server, &data) > 100);
    server = end(p->server_ctx, 1);
    say("stateless", server, SSL_stateless(server));
    show_records("client", to_client);
    n = SSL_do_handshake(client);
    printf(" client %d, early data %d\n", n, SSL_get_early_data_status(client));
    for (int i = 0; i < 6 && BIO_pending(to_server) > 0; i++)
        say("stateless", server, SSL_stateless(server));
    printf(" left %d\n", (int)BIO_pending(to_server));
    SSL_free(client);
    SSL_free(server);
    SSL_SESSION_free(session);
    SSL_CTX_set_max_early_data(p->server_ctx, 0);
    quiet = 0;
}

char **arguments;

int main(int argc, char **argv)
{
    struct pair p;

    (void)argc;
    arguments = argv;
    pair_contexts(&p, argv, "rsa");
    SSL_CTX_set1_groups_list(p.client_ctx, "X25519:P-256");
    SSL_CTX_set_stateless_cookie_generate_cb(p.server_ctx, gen_cb);
    SSL_CTX_set_stateless_cookie_verify_cb(p.server_ctx, verify_cb);
    normal(&p, 1, "X25519:P-256");
    normal(&p, 0, "X25519:P-256");
    normal(&p, 1, "P-256");
    normal(&p, 0, "P-256");
    printf("--- callbacks\n");
    SSL_CTX_set_client_hello_cb(p.server_ctx, hello_cb, NULL);
    SSL_CTX_set_tlsext_servername_callback(p.server_ctx, name_cb);
    SSL_CTX_set_cert_cb(p.server_ctx, cert_cb, NULL);
    SSL_CTX_set_info_callback(p.server_ctx, info_cb);
    normal(&p, 1, "X25519");
    SSL_CTX_set_client_hello_cb(p.server_ctx, NULL, NULL);
    SSL_CTX_set_tlsext_servername_callback(p.server_ctx, NULL);
    SSL_CTX_set_cert_cb(p.server_ctx, NULL, NULL);
    SSL_CTX_set_info_callback(p.server_ctx, NULL);
    wrong(&p);
    generating(&p);
    others(&p);
    without_callbacks(&p);
    option(&p);
    resumption(&p);
    early(&p);
    BIO_free(to_server);
    BIO_free(to_client);
    pair_free(&p);
    return 0;
}
