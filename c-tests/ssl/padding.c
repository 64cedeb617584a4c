/* Padding of TLS 1.3 records: block sizes, callbacks, what the peer sees. */
#include "pair.h"

/* As pair_connections, with room for flights of padded records. */
static void wide_connections(struct pair *p)
{
    BIO *a, *b;

    p->client = SSL_new(p->client_ctx);
    p->server = SSL_new(p->server_ctx);
    BIO_new_bio_pair(&a, 1 << 20, &b, 1 << 20);
    SSL_set_bio(p->client, a, a);
    SSL_set_bio(p->server, b, b);
    SSL_set_connect_state(p->client);
    SSL_set_accept_state(p->server);
}

/* The lengths of encrypted records that the peer gets. */
static int watching;
static size_t block;
static int encrypted, uneven;

static void see(int write_p, int version, int content_type, const void *buf, size_t len, SSL *ssl, void *arg)
{
    const unsigned char *header = buf;

    if (write_p || content_type != SSL3_RT_HEADER || len < 5)
        return;
    if (header[0] == SSL3_RT_APPLICATION_DATA && block > 0) {
        encrypted++;
        uneven += ((header[3] << 8 | header[4]) - 16) % block != 0;
    }
    if (watching)
        printf("  record of %d bytes, type %d\n", header[3] << 8 | header[4], header[0]);
}

static int handshakes, called;
static size_t answer_with;

static size_t pad(SSL *s, int type, size_t len, void *arg)
{
    if (type == SSL3_RT_HANDSHAKE) {
        handshakes++;
        return 0;
    }
    called++;
    printf("  asked: type %d, length %zu, argument \"%s\"\n", type, len, arg ? (char *)arg : "(none)");
    return answer_with;
}

static size_t pad_all(SSL *s, int type, size_t len, void *arg)
{
    size_t size = *(size_t *)arg;

    handshakes += type == SSL3_RT_HANDSHAKE;
    return (size - len % size) % size;
}

static char data[20000];

static void drain(SSL *s)
{
    char buf[20000];
    int n;

    while ((n = SSL_read(s, buf, sizeof buf)) > 0)
        printf("  read %d\n", n);
}

static void settings(char **argv)
{
    struct pair p;
    char arg[] = "argument";

    printf("settings\n");
    pair_contexts(&p, argv, "rsa");
    static const size_t sizes[] = { 0, 1, 2, 3, 512, 16383, 16384, 16385, 100000, (size_t)-1 };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        printf("  SSL_CTX_set_block_padding(%zu) = %d\n", sizes[i], SSL_CTX_set_block_padding(p.client_ctx, sizes[i]));
        show_errors();
    }
    SHOW_NULL(SSL_CTX_get_record_padding_callback_arg(p.client_ctx));
    SSL_CTX_set_record_padding_callback_arg(p.client_ctx, arg);
    SHOW_INT(SSL_CTX_get_record_padding_callback_arg(p.client_ctx) == arg);
    SSL_CTX_set_record_padding_callback(p.client_ctx, pad);
    SHOW_INT(SSL_CTX_get_record_padding_callback_arg(p.client_ctx) == arg);
    SSL *s = SSL_new(p.client_ctx);
    SHOW_INT(SSL_get_record_padding_callback_arg(s) == arg);
    SSL_set_record_padding_callback_arg(s, NULL);
    SHOW_NULL(SSL_get_record_padding_callback_arg(s));
    SHOW_INT(SSL_set_record_padding_callback(s, NULL));
    SHOW_INT(SSL_set_record_padding_callback(s, pad));
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        printf("  SSL_set_block_padding(%zu) = %d\n", sizes[i], SSL_set_block_padding(s, sizes[i]));
    SHOW_INT(SSL_CTX_get_record_padding_callback_arg(p.client_ctx) == arg);
    SSL_free(s);
    SSL_CTX_free(p.client_ctx);
    SSL_CTX_free(p.server_ctx);
    show_errors();
}

/* Writes of several sizes with blocks of several sizes. */
static void blocks(char **argv, int version)
{
    struct pair p;
    static const size_t sizes[] = { 0, 1, 2, 64, 100, 512, 4096, 10000, 16384 };
    static const int lengths[] = { 1, 63, 64, 99, 100, 511, 4095, 9999, 16382, 16383, 16384, 20000 };

    printf("blocks, version %x\n", version);
    pair_contexts(&p, argv, "rsa");
    SSL_CTX_set_max_proto_version(p.client_ctx, version);
    wide_connections(&p);
    pair_handshake(&p);
    SSL_set_msg_callback(p.server, see);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        printf("block %zu: %d\n", sizes[i], SSL_set_block_padding(p.client, sizes[i]));
        for (size_t j = 0; j < sizeof lengths / sizeof *lengths; j++) {
            printf("  write %d: %d\n", lengths[j], SSL_write(p.client, data, lengths[j]));
            watching = 1;
            drain(p.server);
            watching = 0;
        }
    }
    watching = 1;
    printf("  close: %d\n", SSL_shutdown(p.client));
    drain(p.server);
    watching = 0;
    pair_free(&p);
}

/* A callback that answers with several sizes. */
static void callback(char **argv, int version)
{
    struct pair p;
    static const size_t answers[] = { 0, 1, 7, 1000, 16383, 16384, 16385, 1 << 20, (size_t)-1 };
    char arg[] = "mine";

    printf("callback, version %x\n", version);
    pair_contexts(&p, argv, "rsa");
    SSL_CTX_set_max_proto_version(p.client_ctx, version);
    SSL_CTX_set_record_padding_callback(p.client_ctx, pad);
    SSL_CTX_set_block_padding(p.client_ctx, 512);
    handshakes = called = 0;
    wide_connections(&p);
    pair_handshake(&p);
    printf("  asked in the handshake: %d, else %d\n", handshakes > 0, called);
    SSL_set_msg_callback(p.server, see);
    watching = 1;
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        answer_with = answers[i];
        printf("answer %zu\n", answer_with);
        SSL_set_record_padding_callback_arg(p.client, i % 2 ? arg : NULL);
        SSL_write(p.client, data, 10);
        drain(p.server);
        SSL_write(p.client, data, 16384);
        drain(p.server);
        SSL_write(p.client, data, 20000);
        drain(p.server);
    }
    printf("without\n");
    SSL_set_record_padding_callback(p.client, NULL);
    SSL_write(p.client, data, 10);
    drain(p.server);
    SSL_set_record_padding_callback(p.client, pad);
    answer_with = 20;
    printf("  key update: %d\n", SSL_key_update(p.client, SSL_KEY_UPDATE_NOT_REQUESTED));
    show_errors();
    handshakes = 0;
    SSL_do_handshake(p.client);
    printf("  asked for it: %d\n", handshakes);
    drain(p.server);
    printf("  close: %d\n", SSL_shutdown(p.client));
    drain(p.server);
    watching = 0;
    pair_free(&p);
}

/* Whole handshakes in padded records. */
static void handshake(char **argv, size_t size, int with_callback, int client_auth)
{
    struct pair p;

    printf("handshake, size %zu, callback %d, client certificate %d\n", size, with_callback, client_auth);
    pair_contexts(&p, argv, "rsa");
    block = size;
    encrypted = uneven = handshakes = 0;
    SSL_CTX *both[] = { p.client_ctx, p.server_ctx };
    for (int i = 0; i < 2; i++) {
        if (with_callback) {
            SSL_CTX_set_record_padding_callback(both[i], pad_all);
            SSL_CTX_set_record_padding_callback_arg(both[i], &size);
        } else {
            SSL_CTX_set_block_padding(both[i], size);
        }
        SSL_CTX_set_msg_callback(both[i], see);
    }
    if (client_auth) {
        SSL_CTX_set_verify(p.server_ctx, SSL_VERIFY_PEER, NULL);
        SSL_CTX_load_verify_locations(p.server_ctx, fixture(argv, "ca-bundle.pem"), NULL);
        SSL_CTX_use_certificate_file(p.client_ctx, fixture(argv, "client-rsa-cert.pem"), SSL_FILETYPE_PEM);
        SSL_CTX_use_PrivateKey_file(p.client_ctx, fixture(argv, "client-rsa-key.pem"), SSL_FILETYPE_PEM);
    }
    wide_connections(&p);
    printf("  done: %d\n", pair_handshake(&p));
    pair_talk(&p);
    pair_close(&p);
    printf("  encrypted records: %d, of another size: %d, callback asked for handshake records: %d\n",
           encrypted > 4, uneven, handshakes > 2);
    show_errors();
    block = 0;
    pair_free(&p);
}

int main(int argc, char **argv)
{
    settings(argv);
    blocks(argv, TLS1_3_VERSION);
    blocks(argv, TLS1_2_VERSION);
    callback(argv, TLS1_3_VERSION);
    callback(argv, TLS1_2_VERSION);
    for (int i = 0; i < 4; i++) {
        handshake(argv, 64, i & 1, i >> 1);
        handshake(argv, 1000, i & 1, i >> 1);
        handshake(argv, 16384, i & 1, i >> 1);
    }
    return 0;
}
