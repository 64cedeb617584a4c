/*
 * A small HTTPS server, as OpenSSL's manual pages would have it written.
 *
 * usage: server CHAIN.pem KEY.pem
 *
 * Prints the port it listens on, then serves one page to every client: what
 * was negotiated with it.
 */

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void serve(SSL *ssl)
{
    char request[4096], page[512], response[1024];
    int length;

    if (SSL_accept(ssl) != 1) {
        /* A client that refuses us is no trouble of ours: say so, go on. */
        ERR_print_errors_fp(stderr);
        return;
    }
    if (SSL_read(ssl, request, sizeof(request)) <= 0)
        return;
    length = snprintf(page, sizeof(page), "version: %s\ncipher: %s\ngroup: %s\n",
        SSL_get_version(ssl), SSL_CIPHER_get_name(SSL_get_current_cipher(ssl)),
        SSL_group_to_name(ssl, (int)SSL_get_negotiated_group(ssl)));
    length = snprintf(response, sizeof(response),
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n"
        "Connection: close\r\n\r\n%s", length, page);
    if (SSL_write(ssl, response, length) == length)
        SSL_shutdown(ssl);
}

int main(int argc, char **argv)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
    socklen_t size = sizeof(address);
    int listener = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());

    if (argc != 3 || ctx == NULL || SSL_CTX_use_certificate_chain_file(ctx, argv[1]) != 1
        || SSL_CTX_use_PrivateKey_file(ctx, argv[2], SSL_FILETYPE_PEM) != 1
        || SSL_CTX_check_private_key(ctx) != 1) {
        ERR_print_errors_fp(stderr);
        return 1;
    }
    signal(SIGPIPE, SIG_IGN);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
    if (bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, 16) != 0
        || getsockname(listener, (struct sockaddr *)&address, &size) != 0) {
        perror("server");
        return 1;
    }
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);

    for (;;) {
        int client = accept(listener, NULL, NULL);
        SSL *ssl = SSL_new(ctx);

        if (client < 0 || ssl == NULL)
            return 1;
        SSL_set_fd(ssl, client);
        serve(ssl);
        SSL_free(ssl);
        close(client);
    }
}
