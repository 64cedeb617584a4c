/*
 * What a peer's mistakes lead to: results, error codes, the alert sent, and
 * how the same calls answer afterwards.
 */
#include "../common.h"
#include <openssl/ssl.h>

static SSL_CTX *client_ctx, *server_ctx;

static void result(const char *what, SSL *ssl, int ret)
{
    printf(" %s %d, error %d, shutdown %d, init %d, state '%s'\n", what, ret,
           SSL_get_error(ssl, ret), SSL_get_shutdown(ssl), SSL_in_init(ssl),
           SSL_state_string_long(ssl));
    show_errors();
}

/* The plain alert at the end of what was written. */
static void show_alert(BIO *bio)
{
    unsigned char buf[20000];
    int n = BIO_read(bio, buf, sizeof buf);

    if (n >= 7 && buf[n - 7] == 21 && buf[n - 4] == 0 && buf[n - 3] == 2)
        printf(" alert %d %d in a record of version %d.%d\n", buf[n - 2], buf[n - 1], buf[n - 6],
               buf[n - 5]);
    else
        printf(" no alert\n");
}

static void hear(const char *title, int server, const void *bytes, int len, int end)
{
    SSL *ssl = SSL_new(server ? server_ctx : client_ctx);
    BIO *in = BIO_new(BIO_s_mem()), *out = BIO_new(BIO_s_mem());
    char buf[10] = "";

    printf("%s: %s\n", server ? "server" : "client", title);
    BIO_write(in, bytes, len);
    BIO_set_mem_eof_return(in, end ? 0 : -1);
    SSL_set_bio(ssl, in, out);
    if (server)
        SSL_set_accept_state(ssl);
    else
        SSL_set_connect_state(ssl);
    result("handshake", ssl, SSL_do_handshake(ssl));
    show_alert(out);
    result("handshake", ssl, SSL_do_handshake(ssl));
    result("read", ssl, SSL_read(ssl, buf, 1));
    result("write", ssl, SSL_write(ssl, buf, 1));
    result("shutdown", ssl, SSL_shutdown(ssl));
    SSL_free(ssl);
}

#define HEAR(title, server, bytes, end) hear(title, server, bytes, (int)sizeof(bytes) - 1, end)

/* A ClientHello of this version with one suite and no extension. */
static void old_hello(const char *title, int minor, int suite)
{
    unsigned char hello[200];
    int n = 0, i;

    memcpy(hello, "\x16\x03\x01\x00\x2d\x01\x00\x00\x29\x03", 10);
    n = 10;
    hello[n++] = (unsigned char)minor;
    for (i = 0; i < 32; i++)
        hello[n++] = (unsigned char)i;
    memcpy(hello + n, "\x00\x00\x02", 3);
    n += 3;
    hello[n++] = (unsigned char)(suite >> 8);
    hello[n++] = (unsigned char)suite;
    hello[n++] = 1;
    hello[n++] = 0;
    hear(title, 1, hello, n, 0);
}

enum change { NONE, FLIP, HANDSHAKE_TYPE, STRANGE_TYPE, LONG_LENGTH, WRONG_VERSION };

/* A change to a record of the client's, or bytes of no meaning, after the
 * handshake. */
static void disturb(const char *title, int version, enum change change, const void *bytes, int len,
                    int end)
{
    SSL *client, *server;
    BIO *a = BIO_new(BIO_s_mem()), *b = BIO_new(BIO_s_mem());
    unsigned char record[1000];
    char buf[10] = "";
    int i;

    printf("traffic of version %x: %s\n", version, title);
    SSL_CTX_set_max_proto_version(client_ctx, version);
    client = SSL_new(client_ctx);
    server = SSL_new(server_ctx);
    BIO_up_ref(a);
    BIO_up_ref(b);
    BIO_set_mem_eof_return(a, -1);
    BIO_set_mem_eof_return(b, -1);
    SSL_set_bio(client, a, b);
    SSL_set_bio(server, b, a);
    SSL_set_connect_state(client);
    SSL_set_accept_state(server);
    for (i = 0; i < 5; i++) {
        SSL_do_handshake(client);
        SSL_do_handshake(server);
    }
    SSL_read(client, buf, 1);
    ERR_clear_error();
    if (change != NONE) {
        int n;

        SSL_write(client, "hello", 5);
        n = BIO_read(b, record, sizeof record);
        switch (change) {
        case FLIP:
            record[n - 3] ^= 1;
            break;
        case HANDSHAKE_TYPE:
            record[0] = 22;
            break;
        case STRANGE_TYPE:
            record[0] = 99;
            break;
        case LONG_LENGTH:
            record[3] = 0x60;
            break;
        default:
            record[1] = 4;
        }
        BIO_write(b, record, n);
    } else if (len > 0) {
        BIO_write(b, bytes, len);
    }
    if (end)
        BIO_set_mem_eof_return(b, 0);
    result("read", server, SSL_read(server, buf, sizeof buf));
    result("read", server, SSL_read(server, buf, sizeof buf));
    result("write", server, SSL_write(server, buf, 1));
    result("shutdown", server, SSL_shutdown(server));
    result("client read", client, SSL_read(client, buf, 1));
    SSL_free(client);
    SSL_free(server);
}

int main(int argc, char **argv)
{
    static const int versions[] = {TLS1_2_VERSION, TLS1_3_VERSION};
    int i;

    client_ctx = SSL_CTX_new(TLS_client_method());
    server_ctx = SSL_CTX_new(TLS_server_method());
    SSL_CTX_set_min_proto_version(client_ctx, TLS1_2_VERSION);
    SSL_CTX_set_min_proto_version(server_ctx, TLS1_2_VERSION);
    SSL_CTX_use_certificate_file(server_ctx, fixture(argv, "server-p256-cert.pem"),
                                 SSL_FILETYPE_PEM);
    SSL_CTX_use_PrivateKey_file(server_ctx, fixture(argv, "server-p256-key.pem"), SSL_FILETYPE_PEM);

    HEAR("an HTTP request", 1, "GET / HTTP/1.1\r\n\r\n", 0);
    HEAR("another HTTP request", 1, "POST / HTTP/1.1\r\n\r\n", 0);
    HEAR("a proxy request", 1, "CONNECT a:1 HTTP/1.1\r\n\r\n", 0);
    HEAR("another protocol", 1, "SSH-2.0-OpenSSH\r\n", 0);
    HEAR("nothing", 1, "", 1);
    HEAR("half a header", 1, "\x16\x03", 1);
    HEAR("half a record", 1, "\x16\x03\x01\x00\x40\x01", 1);
    HEAR("a strange record type", 1, "\x63\x03\x01\x00\x02\x01\x01", 0);
    HEAR("application data", 1, "\x17\x03\x01\x00\x02\x01\x01", 0);
    HEAR("change_cipher_spec", 1, "\x14\x03\x01\x00\x01\x01", 0);
    HEAR("a long record", 1, "\x16\x03\x01\x60\x00\x01\x00", 0);
    HEAR("an empty record", 1, "\x16\x03\x01\x00\x00", 0);
    HEAR("a fatal alert", 1, "\x15\x03\x01\x00\x02\x02\x28", 0);
    HEAR("close_notify", 1, "\x15\x03\x01\x00\x02\x01\x00", 0);
    HEAR("a ServerHello", 1, "\x16\x03\x01\x00\x04\x02\x00\x00\x00", 0);
    HEAR("a message too long", 1, "\x16\x03\x01\x00\x04\x01\xff\x00\x00", 0);
    HEAR("a ClientHello of one byte", 1, "\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00", 0);
    HEAR("a short ClientHello", 1, "\x16\x03\x01\x00\x07\x01\x00\x00\x03\x03\x03\x00", 0);
    old_hello("TLS 1.2 with a strange suite", 3, 0xfafa);
    old_hello("TLS 1.1", 2, 0xc02f);
    old_hello("TLS 1.0", 1, 0xc02f);
    old_hello("SSL 3", 0, 0xc02f);

    HEAR("an HTTP answer", 0, "HTTP/1.1 400 Bad Request\r\n", 0);
    HEAR("nothing", 0, "", 1);
    HEAR("handshake_failure", 0, "\x15\x03\x03\x00\x02\x02\x28", 0);
    HEAR("protocol_version", 0, "\x15\x03\x01\x00\x02\x02\x46", 0);
    HEAR("an unknown alert", 0, "\x15\x03\x01\x00\x02\x02\xc8", 0);
    HEAR("close_notify", 0, "\x15\x03\x03\x00\x02\x01\x00", 0);
    HEAR("a short ServerHello", 0, "\x16\x03\x03\x00\x06\x02\x00\x00\x02\x03\x03", 0);
    HEAR("a certificate first", 0, "\x16\x03\x03\x00\x04\x0b\x00\x00\x00", 0);

    for (i = 0; i < 2; i++) {
        int version = versions[i];

        disturb("a flipped bit", version, FLIP, NULL, 0, 0);
        disturb("a changed type", version, HANDSHAKE_TYPE, NULL, 0, 0);
        disturb("a strange type", version, STRANGE_TYPE, NULL, 0, 0);
        disturb("a long record", version, LONG_LENGTH, NULL, 0, 0);
        disturb("a wrong version", version, WRONG_VERSION, NULL, 0, 0);
        disturb("the end", version, NONE, "", 0, 1);
        disturb("the end in a header", version, NONE, "\x17\x03\x03", 3, 1);
        disturb("plain change_cipher_spec", version, NONE, "\x14\x03\x03\x00\x01\x01", 6, 0);
        disturb("a plain alert", version, NONE, "\x15\x03\x03\x00\x02\x02\x28", 7, 0);
        disturb("an empty record", version, NONE, "\x17\x03\x03\x00\x00", 5, 0);
        disturb("a record without a tag", version, NONE, "\x17\x03\x03\x00\x03\x00\x00\x00", 8, 0);
    }
    SSL_CTX_free(client_ctx);
    SSL_CTX_free(server_ctx);
    return 0;
}
