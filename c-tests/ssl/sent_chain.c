/* What a server sends beside its certificate, where the program gave no chain:
 * what its store knows of it, complete or not. */
#include "pair.h"

static void add(X509_STORE *store, char **argv, const char *name)
{
    BIO *in = BIO_new_file(fixture(argv, name), "r");
    X509 *x509 = PEM_read_bio_X509(in, NULL, NULL, NULL);

    X509_STORE_add_cert(store, x509);
    X509_free(x509);
    BIO_free(in);
}

static void run(char **argv, const char *title, const char *first, const char *second, int how, int version)
{
    SSL_CTX *client = SSL_CTX_new(TLS_client_method()), *server = SSL_CTX_new(TLS_server_method());
    X509_STORE *store = X509_STORE_new();
    BIO *a, *b;
    char name[256];

    SSL_CTX_use_certificate_file(server, fixture(argv, "server-chain-cert.pem"), SSL_FILETYPE_PEM);
    SSL_CTX_use_PrivateKey_file(server, fixture(argv, "server-chain-key.pem"), SSL_FILETYPE_PEM);
    if (first)
        add(store, argv, first);
    if (how == 1) {
        SSL_CTX_set1_chain_cert_store(server, store);
        X509_STORE_free(store);
    } else {
        SSL_CTX_set_cert_store(server, store);
    }
    /* The store is the context's by now. */
    if (second)
        add(store, argv, second);
    if (how == 2)
        SSL_CTX_set_mode(server, SSL_MODE_NO_AUTO_CHAIN);
    SSL_CTX_set_max_proto_version(client, version);
    SSL *c = SSL_new(client), *s = SSL_new(server);
    BIO_new_bio_pair(&a, 0, &b, 0);
    SSL_set_bio(c, a, a);
    SSL_set_bio(s, b, b);
    SSL_set_connect_state(c);
    SSL_set_accept_state(s);
    for (int i = 0; i < 4; i++) {
        SSL_do_handshake(c);
        SSL_do_handshake(s);
    }
    printf("%s, %s:", title, SSL_get_version(c));
    STACK_OF(X509) *sent = SSL_get_peer_cert_chain(c);
    for (int i = 0; i < sk_X509_num(sent); i++)
        printf(" %s", X509_NAME_oneline(X509_get_subject_name(sk_X509_value(sent, i)), name, sizeof(name)));
    printf("\nqueue %lx\n", ERR_peek_error());
    SSL_free(c);
    SSL_free(s);
    SSL_CTX_free(client);
    SSL_CTX_free(server);
}

int main(int argc, char **argv)
{
    static const char ROOT[] = "ca-rsa-cert.pem", MIDDLE[] = "intermediate-cert.pem";
    static const int VERSIONS[] = {TLS1_2_VERSION, TLS1_3_VERSION};

    (void)argc;
    for (int i = 0; i < 2; i++)
        for (int how = 0; how < 3; how++) {
            printf("%s\n", how == 0 ? "the context's store" : how == 1 ? "a store for chains" : "without");
            run(argv, "nothing", NULL, NULL, how, VERSIONS[i]);
            run(argv, "the issuer", MIDDLE, NULL, how, VERSIONS[i]);
            run(argv, "the issuer, later", NULL, MIDDLE, how, VERSIONS[i]);
            run(argv, "the root", ROOT, NULL, how, VERSIONS[i]);
            run(argv, "both", ROOT, MIDDLE, how, VERSIONS[i]);
            run(argv, "a stranger", "self-signed-cert.pem", NULL, how, VERSIONS[i]);
        }
    return 0;
}
