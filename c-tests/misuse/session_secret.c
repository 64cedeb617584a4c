/* Master secrets of the programs': what crashes OpenSSL 3.0. A ticket that was
 * set and SSL_clear, which frees it and keeps the pointer; lengths below zero;
 * a secret longer than there is room for. */
#include "../ssl/secret_pair.h"

static void again(struct pair *p)
{
    BIO *a, *b;

    SSL_free(p->server);
    p->server = SSL_new(p->server_ctx);
    BIO_new_bio_pair(&a, 0, &b, 0);
    SSL_set_bio(p->client, a, a);
    SSL_set_bio(p->server, b, b);
    SSL_set_accept_state(p->server);
    SSL_set_session_ticket_ext_cb(p->server, ticket_cb, "server");
    SSL_set_session_secret_cb(p->server, secret_cb, &server_side);
}

int main(int argc, char **argv)
{
    struct pair p;

    (void)argc;
    contexts(&p, argv);
    reset();
    printf("lengths\n");
    pair_connections(&p);
    SHOW_INT(SSL_set_session_ticket_ext(p.client, "x", -1));
    show_errors();
    SHOW_INT(SSL_set_session_ticket_ext(NULL, "x", 1));
    show_errors();
    pair_free_connections(&p);
    printf("cleared: the ticket is forgotten, the callbacks are not\n");
    connections(&p, "opaque");
    pair_handshake(&p);
    SHOW_INT(SSL_clear(p.client));
    SSL_set_session(p.client, NULL);
    again(&p);
    server_side.result = 0;
    if (pair_handshake(&p))
        left(p.client, "client");
    SHOW_INT(SSL_clear(p.client));
    SSL_set_session(p.client, NULL);
    SHOW_INT(SSL_set_session_ticket_ext(p.client, "again", 5));
    again(&p);
    server_side.result = 1;
    if (pair_handshake(&p))
        left(p.client, "client");
    pair_free_connections(&p);
    printf("a server that is cleared\n");
    connections(&p, "opaque");
    pair_handshake(&p);
    SHOW_INT(SSL_clear(p.server));
    SSL_free(p.client);
    p.client = SSL_new(p.client_ctx);
    {
        BIO *a, *b;

        BIO_new_bio_pair(&a, 0, &b, 0);
        SSL_set_bio(p.client, a, a);
        SSL_set_bio(p.server, b, b);
    }
    SSL_set_connect_state(p.client);
    SSL_set_session_ticket_ext(p.client, "opaque", 6);
    SSL_set_session_secret_cb(p.client, secret_cb, &client_side);
    if (pair_handshake(&p))
        left(p.server, "server");
    pair_free_connections(&p);
    printf("secrets that are too long\n");
    for (int i = 0; i < 4; i++) {
        static const int lens[] = { 49, 512, 513, 0x7fffffff };

        reset();
        server_side.len = lens[i];
        connections(&p, "opaque");
        pair_handshake(&p);
        pair_free_connections(&p);
        reset();
        client_side.len = lens[i];
        connections(&p, "opaque");
        pair_handshake(&p);
        pair_free_connections(&p);
    }
    pair_free(&p);
    return 0;
}
