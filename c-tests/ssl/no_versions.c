/*
 * A handshake that cannot begin: versions that are not to be had, no socket,
 * no certificate. The information callback, set on the context after SSL_new,
 * tells how far it came: Perl's Net::SSLeay looks at that.
 */
#include "pair.h"

static void tell(const SSL *ssl, int where, int ret)
{
    (void)ssl;
    printf(" (%x %d)", (unsigned)where, ret);
}

static void try(const char *what, SSL_CTX *ctx, int accept)
{
    SSL *ssl = SSL_new(ctx);
    int ret;

    SSL_CTX_set_info_callback(ctx, tell);
    SSL_set_fd(ssl, -1);
    printf("%s:", what);
    ERR_clear_error();
    ret = accept ? SSL_accept(ssl) : SSL_connect(ssl);
    printf(" ret %d, error %d, state %d, %s\n", ret, SSL_get_error(ssl, ret), SSL_get_state(ssl),
           ERR_peek_error() == 0 ? "no error" : ERR_reason_error_string(ERR_peek_error()));
    SSL_free(ssl);
    SSL_CTX_free(ctx);
}

static SSL_CTX *between(const SSL_METHOD *method, int least, int most)
{
    SSL_CTX *ctx = SSL_CTX_new(method);

    SSL_CTX_set_min_proto_version(ctx, least);
    SSL_CTX_set_max_proto_version(ctx, most);
    return ctx;
}

int main(void)
{
    const int versions[] = {TLS1_2_VERSION, TLS1_3_VERSION};

    for (int accept = 0; accept < 2; accept++) {
        for (int i = 0; i < 2; i++) {
            char what[32];

            snprintf(what, sizeof what, "%s %x", accept ? "accept" : "connect", (unsigned)versions[i]);
            try(what, between(TLS_method(), versions[i], versions[i]), accept);
        }
        try("1.3 to 1.2", between(TLS_method(), TLS1_3_VERSION, TLS1_2_VERSION), accept);
        try("SSL 3 only", between(TLS_method(), SSL3_VERSION, SSL3_VERSION), accept);
        try("TLS 1.1 at most", between(TLS_method(), 0, TLS1_1_VERSION), accept);
    }
    try("TLSv1_2_client_method", SSL_CTX_new(TLSv1_2_client_method()), 0);
    return 0;
}
