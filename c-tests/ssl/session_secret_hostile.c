/* Handshakes with a master secret of the programs', with a peer, or somebody
 * between them, who does not play by the rules. */
#include "secret_pair.h"

/* Moves what one end wrote to the other, changed at `at` or cut off there. */
static size_t move(BIO *from, BIO *to, long at, int cut, unsigned char mask)
{
    unsigned char buf[4096];
    int n = BIO_read(from, buf, sizeof buf);

    if (n <= 0)
        return 0;
    if (at >= 0 && at < n) {
        if (cut)
            n = (int)at;
        else
            buf[at] ^= mask;
    }
    BIO_write(to, buf, n);
    return (size_t)n;
}

/* One handshake whose flight `which` is changed or cut; whether each end
 * believes in it afterwards: 1 the client, 2 the server. */
static int tampered(struct pair *p, int which, long at, int cut, unsigned char mask, size_t *len)
{
    BIO *client_in, *client_out, *server_in, *server_out;
    int done = 0, n;

    pair_connections(p);
    client_in = BIO_new(BIO_s_mem()), client_out = BIO_new(BIO_s_mem());
    server_in = BIO_new(BIO_s_mem()), server_out = BIO_new(BIO_s_mem());
    SSL_set_bio(p->client, client_in, client_out);
    SSL_set_bio(p->server, server_in, server_out);
    SSL_set_session_ticket_ext(p->client, (void *)"opaque", 6);
    SSL_set_session_secret_cb(p->client, secret_cb, &client_side);
    SSL_set_session_secret_cb(p->server, secret_cb, &server_side);
    for (int flight = 0; flight < 3; flight++) {
        SSL *from = flight == 1 ? p->server : p->client;
        BIO *out = flight == 1 ? server_out : client_out, *in = flight == 1 ? client_in : server_in;

        if (SSL_do_handshake(from) == 1)
            done |= flight == 1 ? 2 : 1;
        n = (int)move(out, in, flight == which ? at : -1, cut, mask);
        if (flight == which && len != NULL)
            *len = (size_t)n;
    }
    if (SSL_do_handshake(p->server) == 1)
        done |= 2;
    /* An end that failed stays failed. */
    move(server_out, client_in, -1, 0, 0);
    if (SSL_do_handshake(p->client) == 1)
        done |= 1;
    ERR_clear_error();
    pair_free_connections(p);
    return done;
}

static void hostile(char **argv)
{
    static const char *const names[] = { "ClientHello", "the server's flight", "the client's last flight" };
    struct pair p;

    contexts(&p, argv);
    reset();
    chatty = 0;
    for (int which = 0; which < 3; which++) {
        size_t len = 0, tried = 0;
        int believed[4] = { 0 };

        if (tampered(&p, which, -1, 0, 0, &len) != 3)
            printf("no handshake at all\n");
        for (long at = 0; at < (long)len; at++) {
            int done;

            /* The version of the first record proves nothing. */
            if (left_out() || at == 1 || at == 2)
                continue;
            tried++;
            done = tampered(&p, which, at, 0, 0x41, NULL);
            believed[done]++;
            if (which < 2 ? done != 0 : done > 1)
                printf("%s: believed with byte %ld changed: %d\n", names[which], at, done);
            done = tampered(&p, which, at, 1, 0, NULL);
            if (which < 2 ? done != 0 : done > 1)
                printf("%s: believed when cut at %ld: %d\n", names[which], at, done);
        }
        printf("%s: changed and cut, %s\n", names[which],
               believed[0] + believed[1] == (int)tried ? "the receiver never believes" : "believed");
    }
    pair_free(&p);
}


/* Starts one end over memory; the other end is this program. */
static SSL *alone(SSL_CTX *ctx, BIO **in, BIO **out)
{
    SSL *ssl = SSL_new(ctx);

    *in = BIO_new(BIO_s_mem());
    *out = BIO_new(BIO_s_mem());
    SSL_set_bio(ssl, *in, *out);
    return ssl;
}

static void say(BIO *to, int type, int version, const void *body, int len)
{
    unsigned char header[5] = { (unsigned char)type, 3, (unsigned char)version, (unsigned char)(len >> 8), (unsigned char)len };

    BIO_write(to, header, 5);
    BIO_write(to, body, len);
}

/* What an end makes of it: its result and the last alert it sent in clear. */
static void shows(SSL *ssl, BIO *out, const char *what)
{
    unsigned char buf[8192];
    int n = SSL_do_handshake(ssl), got, alert = -1, at = 0;
    int error = SSL_get_error(ssl, n);
    unsigned long code = ERR_peek_last_error();

    got = BIO_read(out, buf, sizeof buf);
    while (at + 5 <= got) {
        int len = buf[at + 3] << 8 | buf[at + 4];

        if (buf[at] == SSL3_RT_ALERT)
            alert = len == 2 ? buf[at + 6] : 1000; /* encrypted */
        at += 5 + len;
    }
    printf(" %s: %d, error %d %s, alert %d\n", what, n, error, error == SSL_ERROR_SSL && code ? ERR_reason_error_string(code) : "-", alert);
    ERR_clear_error();
    SSL_free(ssl);
}

/* A ServerHello for suite c02b with these extensions. */
static int server_hello(unsigned char *out, int version, int suite, int compression, const void *extensions, int len)
{
    int at = 0, body = 2 + 32 + 1 + 32 + 2 + 1 + 2 + len;

    out[at++] = 2, out[at++] = 0, out[at++] = (unsigned char)(body >> 8), out[at++] = (unsigned char)body;
    out[at++] = 3, out[at++] = (unsigned char)version;
    memset(out + at, 7, 32);
    at += 32;
    out[at++] = 32;
    memset(out + at, 9, 32);
    at += 32;
    out[at++] = (unsigned char)(suite >> 8), out[at++] = (unsigned char)suite;
    out[at++] = (unsigned char)compression;
    out[at++] = (unsigned char)(len >> 8), out[at++] = (unsigned char)len;
    memcpy(out + at, extensions, (size_t)len);
    return at + len;
}

static void wrong_servers(struct pair *p)
{
    static const unsigned char secure[] = { 0xff, 1, 0, 1, 0 }, mismatch[] = { 0xff, 1, 0, 2, 1, 9 }, unknown[] = { 0xff, 1, 0, 1, 0, 0x12, 0x34, 0, 0 };
    static const unsigned char odd_ems[] = { 0xff, 1, 0, 1, 0, 0, 23, 0, 1, 5 }, twice[] = { 0xff, 1, 0, 1, 0, 0xff, 1, 0, 1, 0 };
    static const unsigned char protocol[] = { 0xff, 1, 0, 1, 0, 0, 16, 0, 5, 0, 3, 2, 'h', '3' };
    static const unsigned char sealed[40] = { 0 }, finished[16] = { 20, 0, 0, 12 }, done[4] = { 14, 0, 0, 0 };
    static const unsigned char alerts[3][2] = { { 2, 40 }, { 1, 90 }, { 1, 0 } };
    static const struct {
        const char *what;
        const unsigned char *extensions;
        int len, version, suite, compression;
    } hellos[] = {
        { "a good hello", secure, sizeof secure, 3, 0xc02b, 0 },
        { "no secure renegotiation", secure, 0, 3, 0xc02b, 0 },
        { "another renegotiation", mismatch, sizeof mismatch, 3, 0xc02b, 0 },
        { "an extension that was not asked for", unknown, sizeof unknown, 3, 0xc02b, 0 },
        { "an extension twice", twice, sizeof twice, 3, 0xc02b, 0 },
        { "a protocol that was not offered", protocol, sizeof protocol, 3, 0xc02b, 0 },
        { "compression", secure, sizeof secure, 3, 0xc02b, 1 },
        { "a suite that is none", secure, sizeof secure, 3, 0xaaaa, 0 },
        { "an old version", secure, sizeof secure, 2, 0xc02b, 0 },
        { "an extended master secret with something in it", odd_ems, sizeof odd_ems, 3, 0xc02b, 0 },
    };

    printf("servers that begin well\n");
    for (size_t i = 0; i < sizeof hellos / sizeof *hellos; i++) {
        static const struct {
            const char *what;
            int type, version;
            const void *body;
            int len, type2;
        } nexts[] = {
            { "ChangeCipherSpec, rubbish", 20, 3, "\1", 1, 22 },
            { "ChangeCipherSpec, application data", 20, 3, "\1", 1, 23 },
            { "ChangeCipherSpec twice", 20, 3, "\1", 1, 20 },
            { "ChangeCipherSpec, rubbish as an alert", 20, 3, "\1", 1, 21 },
            { "a wrong ChangeCipherSpec", 20, 3, "\2", 1, 0 },
            { "a long ChangeCipherSpec", 20, 3, "\1\1", 2, 0 },
            { "an empty ChangeCipherSpec", 20, 3, "", 0, 0 },
            { "a ChangeCipherSpec of another version", 20, 1, "\1", 1, 0 },
            { "Finished in clear", 22, 3, finished, 16, 0 },
            { "ServerHelloDone", 22, 3, done, 4, 0 },
            { "application data", 23, 3, sealed, 40, 0 },
            { "a fatal alert", 21, 3, alerts[0], 2, 0 },
            { "a warning", 21, 3, alerts[1], 2, 0 },
        };

        for (size_t j = 0; j < (i == 0 ? sizeof nexts / sizeof *nexts : 1); j++) {
            unsigned char hello[200];
            BIO *in, *out;
            SSL *ssl = alone(p->client_ctx, &in, &out);
            char what[200];
            int n;

            SSL_set_connect_state(ssl);
            SSL_set_session_ticket_ext(ssl, (void *)"opaque", 6);
            SSL_set_session_secret_cb(ssl, secret_cb, &client_side);
            SSL_do_handshake(ssl);
            ERR_clear_error();
            (void)!BIO_reset(out);
            n = server_hello(hello, hellos[i].version, hellos[i].suite, hellos[i].compression, hellos[i].extensions, hellos[i].len);
            say(in, 22, 3, hello, n);
            say(in, nexts[j].type, nexts[j].version, nexts[j].body, nexts[j].len);
            if (nexts[j].type2 != 0)
                say(in, nexts[j].type2, 3, sealed, nexts[j].type2 == 20 ? 1 : 40);
            snprintf(what, sizeof what, "%s, %s", hellos[i].what, nexts[j].what);
            shows(ssl, out, what);
        }
    }
}

static void wrong_clients(struct pair *p)
{
    static const unsigned char sealed[40] = { 0 }, finished[16] = { 20, 0, 0, 12 }, exchange[6] = { 16, 0, 0, 2, 1, 9 };
    static const unsigned char alerts[3][2] = { { 2, 40 }, { 1, 90 }, { 1, 0 } };
    static const struct {
        const char *what;
        int type, version;
        const void *body;
        int len, type2;
    } nexts[] = {
        { "ChangeCipherSpec, rubbish", 20, 3, "\1", 1, 22 },
        { "ChangeCipherSpec, application data", 20, 3, "\1", 1, 23 },
        { "ChangeCipherSpec twice", 20, 3, "\1", 1, 20 },
        { "ChangeCipherSpec, rubbish as an alert", 20, 3, "\1", 1, 21 },
        { "a wrong ChangeCipherSpec", 20, 3, "\2", 1, 0 },
        { "a long ChangeCipherSpec", 20, 3, "\1\1", 2, 0 },
        { "an empty ChangeCipherSpec", 20, 3, "", 0, 0 },
        { "a ChangeCipherSpec of another version", 20, 1, "\1", 1, 0 },
        { "Finished in clear", 22, 3, finished, 16, 0 },
        { "a key exchange", 22, 3, exchange, 6, 0 },
        { "application data", 23, 3, sealed, 40, 0 },
        { "a fatal alert", 21, 3, alerts[0], 2, 0 },
        { "a warning", 21, 3, alerts[1], 2, 0 },
    };

    printf("clients that begin well\n");
    for (size_t j = 0; j < sizeof nexts / sizeof *nexts; j++) {
        unsigned char hello[4096];
        BIO *in, *out, *client_in, *client_out;
        SSL *client = alone(p->client_ctx, &client_in, &client_out), *ssl = alone(p->server_ctx, &in, &out);
        int n;

        SSL_set_connect_state(client);
        SSL_set_session_ticket_ext(client, (void *)"opaque", 6);
        SSL_do_handshake(client);
        n = BIO_read(client_out, hello, sizeof hello);
        SSL_free(client);
        SSL_set_accept_state(ssl);
        SSL_set_session_secret_cb(ssl, secret_cb, &server_side);
        BIO_write(in, hello, n);
        SSL_do_handshake(ssl);
        ERR_clear_error();
        (void)!BIO_reset(out);
        say(in, nexts[j].type, nexts[j].version, nexts[j].body, nexts[j].len);
        if (nexts[j].type2 != 0)
            say(in, nexts[j].type2, 3, sealed, nexts[j].type2 == 20 ? 1 : 40);
        shows(ssl, out, nexts[j].what);
    }
}

int main(int argc, char **argv)
{
    struct pair p;

    (void)argc;
    hostile(argv);
    contexts(&p, argv);
    reset();
    chatty = 0;
    wrong_servers(&p);
    wrong_clients(&p);
    pair_free(&p);
    return 0;
}
