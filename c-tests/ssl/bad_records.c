/* Records that are none, during the handshake and after it: the error, and what SSL_want says. */
#include "pair.h"

enum when { CLIENT_BEGAN, SERVER_BEGINS, AFTER };

static const struct {
    const char *what, *bytes;
    int len;
} records[] = {
    { "of type 99", "\x63\3\3\0\5hello", 10 }, { "of type 24", "\x18\3\3\0\5hello", 10 }, { "of type 0", "\0\3\3\0\5hello", 10 },
    { "of data", "\x17\3\3\0\5hello", 10 }, { "of another version", "\x17\2\3\0\5hello", 10 },
    { "too long", "\x17\3\3\xff\xffhello", 10 },
};

static void look(const char *what, SSL *ssl, int n)
{
    printf(" %s %d, error %d, wants %d\n", what, n, SSL_get_error(ssl, n), SSL_want(ssl));
    show_errors();
}

static void hear(char **argv, int version, enum when when, int i)
{
    static const char *const moments[] = { "client", "server", "client, later" };
    struct pair p;
    SSL *hears, *says;
    char buf[16];

    printf("%s, %s, %s\n", version == TLS1_3_VERSION ? "TLS 1.3" : "TLS 1.2", moments[when], records[i].what);
    pair_contexts(&p, argv, "p256");
    SSL_CTX_set_min_proto_version(p.client_ctx, version);
    SSL_CTX_set_max_proto_version(p.client_ctx, version);
    pair_connections(&p);
    if (when == CLIENT_BEGAN)
        SSL_do_handshake(p.client);
    if (when == AFTER && pair_handshake(&p)) {
        SSL_write(p.server, "x", 1);
        SSL_read(p.client, buf, sizeof buf);
    }
    hears = when == SERVER_BEGINS ? p.server : p.client;
    says = when == SERVER_BEGINS ? p.client : p.server;
    BIO_write(SSL_get_wbio(says), records[i].bytes, records[i].len);
    ERR_clear_error();
    for (int turn = 0; turn < 2; turn++)
        look(when == AFTER ? "read" : "handshake", hears,
             when == AFTER ? SSL_read(hears, buf, sizeof buf) : SSL_do_handshake(hears));
    look("write", hears, SSL_write(hears, "x", 1));
    SSL_free(p.client);
    SSL_free(p.server);
    SSL_CTX_free(p.client_ctx);
    SSL_CTX_free(p.server_ctx);
}

int main(int argc, char **argv)
{
    (void)argc;
    setvbuf(stdout, NULL, _IONBF, 0);
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++)
        for (int when = CLIENT_BEGAN; when <= AFTER; when++)
            for (size_t i = 0; i < sizeof records / sizeof *records; i++)
                hear(argv, version, when, (int)i);
    return 0;
}
