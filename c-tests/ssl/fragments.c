/* Handshake messages in more than one record: ClientHello and the server's
 * answer, split at any place. */
#include "secret_pair.h"

/* Passes on what was written; handshake records that are not encrypted in two parts. */
static void pass(BIO *from, BIO *to, int at)
{
    unsigned char buf[20000];
    int n = BIO_read(from, buf, sizeof buf), sealed = 0;

    for (int i = 0; i + 5 <= n;) {
        int len = buf[i + 3] << 8 | buf[i + 4];

        sealed |= buf[i] == SSL3_RT_CHANGE_CIPHER_SPEC;
        if (!sealed && buf[i] == SSL3_RT_HANDSHAKE && len > at) {
            unsigned char header[5] = { buf[i], buf[i + 1], buf[i + 2], (unsigned char)(at >> 8), (unsigned char)at };

            BIO_write(to, header, 5);
            BIO_write(to, buf + i + 5, at);
            header[3] = (unsigned char)((len - at) >> 8), header[4] = (unsigned char)(len - at);
            BIO_write(to, header, 5);
            BIO_write(to, buf + i + 5 + at, len - at);
        } else {
            BIO_write(to, buf + i, 5 + len);
        }
        i += 5 + len;
    }
}

static void once_split(struct pair *p, int version, int secret, int at)
{
    BIO *client_in = BIO_new(BIO_s_mem()), *client_out = BIO_new(BIO_s_mem());
    BIO *server_in = BIO_new(BIO_s_mem()), *server_out = BIO_new(BIO_s_mem());
    int client = -1, server = -1;

    p->client = SSL_new(p->client_ctx);
    p->server = SSL_new(p->server_ctx);
    SSL_set_bio(p->client, client_in, client_out);
    SSL_set_bio(p->server, server_in, server_out);
    SSL_set_connect_state(p->client);
    SSL_set_accept_state(p->server);
    SSL_set_max_proto_version(p->client, version);
    if (secret) {
        SSL_set_session_ticket_ext(p->client, (void *)"opaque", 6);
        SSL_set_session_secret_cb(p->client, secret_cb, &client_side);
        SSL_set_session_secret_cb(p->server, secret_cb, &server_side);
    }
    for (int turn = 0; turn < 3 && (client != 1 || server != 1); turn++) {
        if (client != 1)
            client = SSL_do_handshake(p->client);
        pass(client_out, server_in, at);
        if (server != 1)
            server = SSL_do_handshake(p->server);
        pass(server_out, client_in, at);
    }
    printf("%s%s, split at %d: %d %d\n", SSL_get_version(p->client), secret ? " with a secret" : "", at, client, server);
    show_error_codes();
    pair_free_connections(p);
}

int main(int argc, char **argv)
{
    static const int places[] = { 1, 3, 4, 5, 39, 80 };
    struct pair p;

    (void)argc;
    pair_contexts(&p, argv, "p256");
    reset();
    chatty = 0;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (left_out())
            continue;
        once_split(&p, TLS1_3_VERSION, 0, places[i]);
        once_split(&p, TLS1_2_VERSION, 0, places[i]);
        once_split(&p, TLS1_2_VERSION, 1, places[i]);
    }
    pair_free(&p);
    return 0;
}
