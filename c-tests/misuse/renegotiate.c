/* A server of TLS 1.2 that wants to renegotiate, and goes on to the handshake although that is refused. */
#include "../ssl/pair.h"

int main(int argc, char **argv)
{
    struct pair p;
    char byte;
    int n;

    (void)argc;
    for (int server = 0; server < 2; server++) {
        printf("%s\n", server ? "the server" : "the client");
        pair_contexts(&p, argv, "p256");
        SSL_CTX_set_max_proto_version(p.client_ctx, TLS1_2_VERSION);
        pair_connections(&p);
        pair_handshake(&p);
        n = SSL_renegotiate(server ? p.server : p.client);
        printf("  wants to: %d\n", n);
        show_error_codes();
        n = SSL_do_handshake(server ? p.server : p.client);
        printf("  handshake %d, finished %d\n", n, SSL_is_init_finished(server ? p.server : p.client));
        show_error_codes();
        n = SSL_write(p.server, "x", 1);
        printf("  server writes %d\n", n);
        ERR_clear_error();
        n = SSL_read(p.client, &byte, 1);
        printf("  client reads %d, error %d\n", n, SSL_get_error(p.client, n));
        show_error_codes();
        pair_free(&p);
    }
    return 0;
}
