/* The same server seen again and again by one SSL_CTX: whatever was found out
 * about its certificate, time, trust, names and parameters count each time. */
#include "common.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

static const char *fixtures;

static const char *path(const char *name)
{
    static char text[512];
    snprintf(text, sizeof text, "%s/%s.pem", fixtures, name);
    return text;
}

/* One connection; `change` may alter the client first. */
static void visit(const char *what, SSL_CTX *c, SSL_CTX *s, void (*change)(SSL *))
{
    BIO *a, *b;
    SSL *client = SSL_new(c), *server = SSL_new(s);
    unsigned long code;
    int turn, r = 0;
    BIO_new_bio_pair(&a, 0, &b, 0);
    SSL_set_bio(client, a, a);
    SSL_set_bio(server, b, b);
    SSL_set_connect_state(client);
    SSL_set_accept_state(server);
    SSL_set1_host(client, "localhost");
    if (change != NULL)
        change(client);
    for (turn = 0; turn < 4; turn++) {
        r = SSL_do_handshake(client);
        if (r != 1 && SSL_get_error(client, r) != SSL_ERROR_WANT_READ)
            break;
        code = ERR_peek_error();
        SSL_do_handshake(server);
    }
    code = ERR_peek_error();
    printf("%s: %s, %s, %s\n", what, r == 1 ? "connected" : "refused",
           X509_verify_cert_error_string(SSL_get_verify_result(client)),
           r == 1 || code == 0 ? "-" : ERR_reason_error_string(code));
    ERR_clear_error();
    SSL_free(client);
    SSL_free(server);
}

static void future(SSL *ssl)
{
    X509_VERIFY_PARAM_set_time(SSL_get0_param(ssl), 253402300799);
}

static void past(SSL *ssl)
{
    X509_VERIFY_PARAM_set_time(SSL_get0_param(ssl), 1000);
}

static void other_name(SSL *ssl)
{
    SSL_set1_host(ssl, "example.org");
}

static void other_purpose(SSL *ssl)
{
    X509_VERIFY_PARAM_set_purpose(SSL_get0_param(ssl), X509_PURPOSE_SMIME_SIGN);
}

static void high_level(SSL *ssl)
{
    SSL_set_security_level(ssl, 2);
    X509_VERIFY_PARAM_set_auth_level(SSL_get0_param(ssl), 5);
}

static void no_depth(SSL *ssl)
{
    SSL_set_verify_depth(ssl, 0);
}

static void crl_wanted(SSL *ssl)
{
    X509_VERIFY_PARAM_set_flags(SSL_get0_param(ssl), X509_V_FLAG_CRL_CHECK);
}

static void no_trust(SSL *ssl)
{
    X509_STORE *empty = X509_STORE_new();
    SSL_set0_verify_cert_store(ssl, empty);
}

static void visits(const char *key)
{
    SSL_CTX *c = SSL_CTX_new(TLS_client_method()), *s = SSL_CTX_new(TLS_server_method());
    X509_STORE *empty;
    char name[64];
    int i;
    printf("%s\n", key);
    snprintf(name, sizeof name, "server-%s-cert", key);
    SSL_CTX_use_certificate_chain_file(s, path(name));
    snprintf(name, sizeof name, "server-%s-key", key);
    SSL_CTX_use_PrivateKey_file(s, path(name), SSL_FILETYPE_PEM);
    SSL_CTX_set_verify(c, SSL_VERIFY_PEER, NULL);
    visit("before it is trusted", c, s, NULL);
    SSL_CTX_load_verify_locations(c, path("ca-bundle"), NULL);
    for (i = 0; i < 2; i++) {
        visit("trusted", c, s, NULL);
        visit("in the future", c, s, future);
        visit("in the past", c, s, past);
        visit("another name", c, s, other_name);
        visit("another purpose", c, s, other_purpose);
        visit("a higher level", c, s, high_level);
        visit("no depth", c, s, no_depth);
        visit("a CRL is wanted", c, s, crl_wanted);
        visit("nothing trusted by the connection", c, s, no_trust);
    }
    empty = X509_STORE_new();
    SSL_CTX_set_cert_store(c, empty);
    visit("nothing trusted any more", c, s, NULL);
    SSL_CTX_free(c);
    SSL_CTX_free(s);
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 64;
    fixtures = argv[1];
    visits("p256");
    visits("chain");
    visits("rsa");
    return 0;
}
