/* Records that a network or a peer changed, after the handshake: what the
 * reader says, and which alert the other side hears. */
#include "common.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

static const char *fixtures;

struct pair {
    SSL_CTX *ctx[2];
    SSL *side[2];
};

static void open_pair(struct pair *p, int version, const char *suite)
{
    char path[512];
    BIO *to_server = BIO_new(BIO_s_mem()), *to_client = BIO_new(BIO_s_mem());
    int i, turn;
    for (i = 0; i < 2; i++) {
        SSL_CTX *ctx = p->ctx[i] = SSL_CTX_new(i ? TLS_server_method() : TLS_client_method());
        SSL_CTX_set_min_proto_version(ctx, version);
        SSL_CTX_set_max_proto_version(ctx, version);
        if (version == TLS1_3_VERSION)
            SSL_CTX_set_ciphersuites(ctx, suite);
        else
            SSL_CTX_set_cipher_list(ctx, suite);
        SSL_CTX_set_num_tickets(ctx, 0);
        if (i) {
            snprintf(path, sizeof path, "%s/server-p256-cert.pem", fixtures);
            SSL_CTX_use_certificate_file(ctx, path, SSL_FILETYPE_PEM);
            snprintf(path, sizeof path, "%s/server-p256-key.pem", fixtures);
            SSL_CTX_use_PrivateKey_file(ctx, path, SSL_FILETYPE_PEM);
        }
        p->side[i] = SSL_new(ctx);
    }
    BIO_set_mem_eof_return(to_server, -1);
    BIO_set_mem_eof_return(to_client, -1);
    BIO_up_ref(to_server);
    BIO_up_ref(to_client);
    SSL_set_bio(p->side[0], to_client, to_server);
    SSL_set_bio(p->side[1], to_server, to_client);
    SSL_set_connect_state(p->side[0]);
    SSL_set_accept_state(p->side[1]);
    for (turn = 0; turn < 6; turn++)
        SSL_do_handshake(p->side[turn % 2]);
    if (!SSL_is_init_finished(p->side[0]) || !SSL_is_init_finished(p->side[1]))
        printf("no handshake\n");
    ERR_clear_error();
}

static void close_pair(struct pair *p)
{
    int i;
    for (i = 0; i < 2; i++) {
        SSL_free(p->side[i]);
        SSL_CTX_free(p->ctx[i]);
    }
}

static void result(SSL *ssl, const char *what)
{
    unsigned char buf[20000];
    int r = SSL_read(ssl, buf, sizeof buf), error = SSL_get_error(ssl, r);
    unsigned long code = ERR_peek_error();
    printf("  %s: %d, error %d, %s\n", what, r, error, code ? ERR_reason_error_string(code) : "-");
    ERR_clear_error();
}

/* Takes the record that the client has just written off its way. */
static int take(struct pair *p, unsigned char *record, const void *data, int len)
{
    int n;
    if (SSL_write(p->side[0], data, len) != len)
        printf("  no write\n");
    n = BIO_read(SSL_get_wbio(p->side[0]), record, 20000);
    return n;
}

static void give(struct pair *p, const unsigned char *record, int len)
{
    BIO_write(SSL_get_rbio(p->side[1]), record, len);
}

static void end(struct pair *p)
{
    result(p->side[1], "reader");
    result(p->side[1], "again");
    result(p->side[0], "writer");
    close_pair(p);
}

static void suite(int version, const char *name)
{
    unsigned char record[20000], second[20000];
    struct pair p;
    int at, n, m;
    printf("%s\n", name);
    open_pair(&p, version, name);
    n = take(&p, record, "twelve bytes", 12);
    close_pair(&p);
    for (at = 0; at < n; at++) {
        /* A longer record would have to be waited for. */
        if (at == 3 || left_out())
            continue;
        open_pair(&p, version, name);
        take(&p, record, "twelve bytes", 12);
        record[at] ^= at == 4 ? 1 : 0x40;
        printf(" byte %d changed\n", at);
        give(&p, record, n);
        give(&p, record, 1);
        end(&p);
    }
    for (at = 0; at < 256; at += 5) {
        if (left_out())
            continue;
        open_pair(&p, version, name);
        n = take(&p, record, "x", 1);
        record[0] = (unsigned char)at;
        printf(" type %d\n", at);
        give(&p, record, n);
        end(&p);
    }
    for (at = 0x0300; at <= 0x0305; at++) {
        open_pair(&p, version, name);
        n = take(&p, record, "x", 1);
        record[2] = (unsigned char)at;
        printf(" version %x\n", at);
        give(&p, record, n);
        end(&p);
    }
    printf(" replayed\n");
    open_pair(&p, version, name);
    n = take(&p, record, "x", 1);
    give(&p, record, n);
    give(&p, record, n);
    result(p.side[1], "reader");
    end(&p);
    printf(" reordered\n");
    open_pair(&p, version, name);
    n = take(&p, record, "x", 1);
    m = take(&p, second, "y", 1);
    give(&p, second, m);
    give(&p, record, n);
    end(&p);
    printf(" lost\n");
    open_pair(&p, version, name);
    take(&p, record, "x", 1);
    m = take(&p, second, "y", 1);
    give(&p, second, m);
    end(&p);
    printf(" reflected\n");
    open_pair(&p, version, name);
    n = take(&p, record, "x", 1);
    BIO_write(SSL_get_rbio(p.side[0]), record, n);
    result(p.side[0], "writer");
    close_pair(&p);
    for (at = 1; at < n; at += 3) {
        if (left_out())
            continue;
        printf(" cut after %d\n", at);
        open_pair(&p, version, name);
        take(&p, record, "x", 1);
        give(&p, record, at);
        result(p.side[1], "reader");
        BIO_set_mem_eof_return(SSL_get_rbio(p.side[1]), 0);
        result(p.side[1], "at the end");
        close_pair(&p);
    }
    for (at = 0; at < 11; at++) {
        static const int LENGTHS[] = {0, 1, 16, 24, 16640, 16641, 16704, 16705, 16707, 16708, 18432};
        memset(record, 0, sizeof record);
        record[0] = 23;
        record[1] = record[2] = 3;
        record[3] = (unsigned char)(LENGTHS[at] >> 8);
        record[4] = (unsigned char)LENGTHS[at];
        printf(" length %d\n", LENGTHS[at]);
        open_pair(&p, version, name);
        give(&p, record, LENGTHS[at] + 5);
        end(&p);
    }
    printf(" plain records\n");
    for (at = 20; at < 24; at++) {
        unsigned char plain[] = {(unsigned char)at, 3, 3, 0, 2, 1, 0};
        open_pair(&p, version, name);
        give(&p, plain, sizeof plain);
        end(&p);
    }
    printf(" whole\n");
    open_pair(&p, version, name);
    n = take(&p, record, "x", 1);
    for (at = 0; at < n; at++) {
        give(&p, record + at, 1);
        result(p.side[1], "reader");
    }
    close_pair(&p);
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 64;
    fixtures = argv[1];
    suite(TLS1_3_VERSION, "TLS_AES_128_GCM_SHA256");
    suite(TLS1_3_VERSION, "TLS_CHACHA20_POLY1305_SHA256");
    suite(TLS1_2_VERSION, "ECDHE-ECDSA-AES128-GCM-SHA256");
    suite(TLS1_2_VERSION, "ECDHE-ECDSA-CHACHA20-POLY1305");
    return 0;
}
