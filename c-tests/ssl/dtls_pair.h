/* A client and a server in one process, over a pair of datagram sockets. */
#ifndef TLSRS_TESTS_DTLS_PAIR_H
#define TLSRS_TESTS_DTLS_PAIR_H

#include "pair.h"
#include <openssl/srtp.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

/* The sockets of the connections made last: the client's, the server's. */
static int dtls_fds[2] = {-1, -1};

static inline void dtls_contexts(struct pair *p, char **argv, const char *type)
{
    char name[64];

    memset(p, 0, sizeof *p);
    p->client_ctx = SSL_CTX_new(DTLS_client_method());
    p->server_ctx = SSL_CTX_new(DTLS_server_method());
    snprintf(name, sizeof name, "server-%s-cert.pem", type);
    SSL_CTX_use_certificate_file(p->server_ctx, fixture(argv, name), SSL_FILETYPE_PEM);
    snprintf(name, sizeof name, "server-%s-key.pem", type);
    SSL_CTX_use_PrivateKey_file(p->server_ctx, fixture(argv, name), SSL_FILETYPE_PEM);
    SSL_CTX_load_verify_locations(p->client_ctx, fixture(argv, "ca-bundle.pem"), NULL);
    SSL_CTX_set_verify(p->client_ctx, SSL_VERIFY_PEER, NULL);
}

/* Connections over the contexts, with nothing done yet. */
static inline void dtls_connections(struct pair *p)
{
    p->client = SSL_new(p->client_ctx);
    p->server = SSL_new(p->server_ctx);
    socketpair(AF_UNIX, SOCK_DGRAM, 0, dtls_fds);
    fcntl(dtls_fds[0], F_SETFL, O_NONBLOCK);
    fcntl(dtls_fds[1], F_SETFL, O_NONBLOCK);
    SSL_set_fd(p->client, dtls_fds[0]);
    SSL_set_fd(p->server, dtls_fds[1]);
    SSL_set_options(p->client, SSL_OP_NO_QUERY_MTU);
    SSL_set_options(p->server, SSL_OP_NO_QUERY_MTU);
    SSL_set_mtu(p->client, 1400);
    SSL_set_mtu(p->server, 1400);
    SSL_set_connect_state(p->client);
    SSL_set_accept_state(p->server);
}

static inline void dtls_free_connections(struct pair *p)
{
    pair_free_connections(p);
    close(dtls_fds[0]);
    close(dtls_fds[1]);
}

static inline void dtls_free(struct pair *p)
{
    dtls_free_connections(p);
    SSL_CTX_free(p->client_ctx);
    SSL_CTX_free(p->server_ctx);
}

#endif
