/* An error that something else left in the queue: which calls forget it, and what SSL_get_error says then. */
#include "pair.h"

static void leave(void)
{
    ERR_clear_error();
    ERR_raise(ERR_LIB_RSA, 104);
}

static void say(const char *what, SSL *ssl, int ret)
{
    printf("%s: %d, error %d, queue %s\n", what, ret, SSL_get_error(ssl, ret), ERR_peek_error() ? "holds one" : "empty");
}

int main(int argc, char **argv)
{
    struct pair p;
    char buf[10];
    int ret;

    (void)argc;
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        printf("%x\n", version);
        pair_contexts(&p, argv, "rsa");
        SSL_CTX_set_max_proto_version(p.client_ctx, version);
        pair_connections(&p);
        leave();
        ret = SSL_do_handshake(p.client);
        say("client hello", p.client, ret);
        leave();
        ret = SSL_accept(p.server);
        say("server hello", p.server, ret);
        leave();
        ret = SSL_connect(p.client);
        say("client again", p.client, ret);
        pair_handshake(&p);
        leave();
        ret = SSL_do_handshake(p.client);
        say("done already", p.client, ret);
        leave();
        ret = SSL_read(p.client, buf, sizeof buf);
        say("read nothing", p.client, ret);
        leave();
        ret = SSL_read(p.client, buf, sizeof buf);
        say("read nothing again", p.client, ret);
        leave();
        ret = SSL_write(p.client, "data", 4);
        say("write", p.client, ret);
        leave();
        ret = SSL_peek(p.server, buf, sizeof buf);
        say("peek", p.server, ret);
        leave();
        ret = SSL_read(p.server, buf, sizeof buf);
        say("read", p.server, ret);
        leave();
        ret = SSL_shutdown(p.client);
        say("shutdown", p.client, ret);
        leave();
        ret = SSL_read(p.server, buf, sizeof buf);
        say("read the end", p.server, ret);
        leave();
        ret = SSL_shutdown(p.server);
        say("shutdown", p.server, ret);
        ERR_clear_error();
        SSL_free(p.client);
        SSL_free(p.server);
        SSL_CTX_free(p.client_ctx);
        SSL_CTX_free(p.server_ctx);
    }
    return 0;
}
