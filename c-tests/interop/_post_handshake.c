/*
 * For post_handshake.py: either end of connections whose client is asked for its certificate after the handshake.
 *
 * usage: _post_handshake server COUNT CERT KEY CA SUITE GROUPS
 *        _post_handshake client COUNT CERT KEY CA SUITE GROUPS PORT
 *
 * A server says "ready PORT". On each connection it asks twice, with data and a key update in between. All
 * connections of a client but the first resume a session.
 */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static SSL_SESSION *session;

static void fail(const char *what)
{
    printf("%s failed\n", what);
    ERR_print_errors_fp(stdout);
    exit(1);
}

static int keep(SSL *ssl, SSL_SESSION *fresh)
{
    (void)ssl;
    SSL_SESSION_free(session);
    session = fresh;
    return 1;
}

static void expect(SSL *ssl, const char *text)
{
    char buf[64];
    int n = SSL_read(ssl, buf, sizeof buf);

    if (n != (int)strlen(text) || memcmp(buf, text, (size_t)n) != 0) {
        printf("%d, error %d, instead of %s\n", n, SSL_get_error(ssl, n), text);
        fail("SSL_read");
    }
}

static void say(SSL *ssl, const char *text)
{
    if (SSL_write(ssl, text, (int)strlen(text)) != (int)strlen(text))
        fail("SSL_write");
}

static void show_peer(SSL *ssl, const char *when)
{
    X509 *peer = SSL_get0_peer_certificate(ssl);
    char name[64] = "nobody";

    if (peer != NULL)
        X509_NAME_get_text_by_NID(X509_get_subject_name(peer), NID_commonName, name, sizeof name);
    printf("%s: %s, result %ld, reused %d\n", when, name, SSL_get_verify_result(ssl), SSL_session_reused(ssl));
}

static void serve(SSL *ssl)
{
    if (SSL_accept(ssl) != 1)
        fail("SSL_accept");
    expect(ssl, "hello");
    show_peer(ssl, "before");
    if (SSL_verify_client_post_handshake(ssl) != 1)
        fail("SSL_verify_client_post_handshake");
    say(ssl, "one");
    expect(ssl, "first");
    show_peer(ssl, "first");
    SSL_key_update(ssl, SSL_KEY_UPDATE_REQUESTED);
    say(ssl, "two");
    expect(ssl, "again");
    if (SSL_verify_client_post_handshake(ssl) != 1 || SSL_do_handshake(ssl) != 1)
        fail("SSL_verify_client_post_handshake");
    say(ssl, "three");
    expect(ssl, "second");
    show_peer(ssl, "second");
    say(ssl, "end");
    SSL_shutdown(ssl);
    while (SSL_read(ssl, (char[16]){0}, 16) > 0)
        ;
}

static void ask(SSL *ssl)
{
    if (session != NULL)
        SSL_set_session(ssl, session);
    if (SSL_connect(ssl) != 1)
        fail("SSL_connect");
    say(ssl, "hello");
    expect(ssl, "one");
    say(ssl, "first");
    expect(ssl, "two");
    SSL_key_update(ssl, SSL_KEY_UPDATE_NOT_REQUESTED);
    say(ssl, "again");
    expect(ssl, "three");
    say(ssl, "second");
    expect(ssl, "end");
    if (SSL_read(ssl, (char[16]){0}, 16) != 0)
        fail("the end");
    SSL_shutdown(ssl);
}

int main(int argc, char **argv)
{
    int server = argc > 7 && strcmp(argv[1], "server") == 0;
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof at;
    SSL_CTX *ctx = SSL_CTX_new(server ? TLS_server_method() : TLS_client_method());
    int listener = -1;

    setvbuf(stdout, NULL, _IOLBF, 0);
    if (argc < 8 || (strcmp(argv[3], "-") != 0 && (SSL_CTX_use_certificate_chain_file(ctx, argv[3]) != 1
                                                  || SSL_CTX_use_PrivateKey_file(ctx, argv[4], SSL_FILETYPE_PEM) != 1)))
        fail("certificate");
    if (SSL_CTX_load_verify_locations(ctx, argv[5], NULL) != 1 || SSL_CTX_set_ciphersuites(ctx, argv[6]) != 1
        || SSL_CTX_set1_groups_list(ctx, argv[7]) != 1)
        fail("settings");
    SSL_CTX_set_min_proto_version(ctx, TLS1_3_VERSION);
    SSL_CTX_set_session_id_context(ctx, (const unsigned char *)"pha", 3);
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER | (server ? SSL_VERIFY_POST_HANDSHAKE : 0), NULL);
    if (server) {
        SSL_CTX_set_client_CA_list(ctx, SSL_load_client_CA_file(argv[5]));
        listener = socket(AF_INET, SOCK_STREAM, 0);
        if (bind(listener, (struct sockaddr *)&at, len) != 0 || listen(listener, 4) != 0
            || getsockname(listener, (struct sockaddr *)&at, &len) != 0)
            fail("listen");
        printf("ready %d\n", ntohs(at.sin_port));
    } else {
        at.sin_port = htons((unsigned short)atoi(argv[8]));
        SSL_CTX_set_post_handshake_auth(ctx, 1);
        SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
        SSL_CTX_sess_set_new_cb(ctx, keep);
    }
    for (int i = 0; i < atoi(argv[2]); i++) {
        SSL *ssl = SSL_new(ctx);
        int fd = server ? accept(listener, NULL, NULL) : socket(AF_INET, SOCK_STREAM, 0);

        if (fd < 0 || (!server && connect(fd, (struct sockaddr *)&at, len) != 0))
            fail("connect");
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
        SSL_set_fd(ssl, fd);
        if (server)
            serve(ssl);
        else
            ask(ssl);
        SSL_free(ssl);
        close(fd);
    }
    SSL_SESSION_free(session);
    SSL_CTX_free(ctx);
    printf("done\n");
    return 0;
}
