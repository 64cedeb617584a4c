/*
 * What a handshake agrees on, from lists of every kind on both sides, and how
 * it fails where there is nothing to agree on.
 */
#include "../common.h"
#include <openssl/ssl.h>

struct side {
    const char *version; /* "2", "3", or NULL for both */
    const char *ciphers;
    const char *ciphersuites;
    const char *groups;
    const char *sigalgs;
    const char *certs; /* of server-TYPE, separated by spaces */
    long options;
};

static SSL_CTX *context(char **argv, int server, const struct side *side)
{
    SSL_CTX *ctx = SSL_CTX_new(server ? TLS_server_method() : TLS_client_method());
    char names[64], file[64], *name;

    SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION);
    if (side->version != NULL) {
        int version = *side->version == '2' ? TLS1_2_VERSION : TLS1_3_VERSION;

        SSL_CTX_set_min_proto_version(ctx, version);
        SSL_CTX_set_max_proto_version(ctx, version);
    }
    if (side->ciphers != NULL && !SSL_CTX_set_cipher_list(ctx, side->ciphers))
        printf("cipher list refused\n");
    if (side->ciphersuites != NULL && !SSL_CTX_set_ciphersuites(ctx, side->ciphersuites))
        printf("suites refused\n");
    if (!SSL_CTX_set1_groups_list(ctx, side->groups ? side->groups : "X25519:P-256:P-384:P-521"))
        printf("groups refused\n");
    if (side->sigalgs != NULL && !SSL_CTX_set1_sigalgs_list(ctx, side->sigalgs))
        printf("sigalgs refused\n");
    snprintf(names, sizeof names, "%s", side->certs ? side->certs : "");
    for (name = strtok(names, " "); name != NULL; name = strtok(NULL, " ")) {
        snprintf(file, sizeof file, "server-%s-cert.pem", name);
        if (!SSL_CTX_use_certificate_file(ctx, fixture(argv, file), SSL_FILETYPE_PEM))
            printf("%s refused\n", file);
        snprintf(file, sizeof file, "server-%s-key.pem", name);
        if (!SSL_CTX_use_PrivateKey_file(ctx, fixture(argv, file), SSL_FILETYPE_PEM))
            printf("%s refused\n", file);
    }
    SSL_CTX_set_options(ctx, side->options);
    return ctx;
}

static void failed(const char *who, SSL *ssl, int ret)
{
    if (ret == 1)
        return;
    printf(" %s %d, error %d\n", who, ret, SSL_get_error(ssl, ret));
    show_errors();
}

static void meet(char **argv, const char *title, struct side client_side, struct side server_side)
{
    SSL_CTX *client_ctx = context(argv, 0, &client_side);
    SSL_CTX *server_ctx = context(argv, 1, &server_side);
    SSL *client = SSL_new(client_ctx), *server = SSL_new(server_ctx);
    BIO *a, *b;
    int i, c = 0, s = 0;

    printf("%s\n", title);
    BIO_new_bio_pair(&a, 0, &b, 0);
    SSL_set_bio(client, a, a);
    SSL_set_bio(server, b, b);
    SSL_set_connect_state(client);
    SSL_set_accept_state(server);
    for (i = 0; i < 6 && (c != 1 || s != 1); i++) {
        int again;

        if (c != 1) {
            c = SSL_do_handshake(client);
            again = SSL_get_error(client, c);
            if (c != 1 && again != SSL_ERROR_WANT_READ) {
                failed("client", client, c);
                s = SSL_do_handshake(server);
                if (SSL_get_error(server, s) != SSL_ERROR_WANT_READ)
                    failed("server", server, s);
                break;
            }
        }
        if (s != 1) {
            s = SSL_do_handshake(server);
            again = SSL_get_error(server, s);
            if (s != 1 && again != SSL_ERROR_WANT_READ) {
                failed("server", server, s);
                c = SSL_do_handshake(client);
                if (SSL_get_error(client, c) != SSL_ERROR_WANT_READ)
                    failed("client", client, c);
                break;
            }
        }
    }
    ERR_clear_error();
    if (c == 1 && s == 1) {
        X509 *cert = SSL_get1_peer_certificate(client);
        int hash = 0, type = 0;

        SSL_get_peer_signature_nid(client, &hash);
        SSL_get_peer_signature_type_nid(client, &type);
        printf(" %s %s, group %ld, key %d, signature %d %d\n", SSL_get_version(client),
               SSL_get_cipher(client), (long)SSL_get_negotiated_group(client),
               EVP_PKEY_get_base_id(X509_get0_pubkey(cert)), hash, type);
        if (SSL_get_negotiated_group(client) != SSL_get_negotiated_group(server)
            || strcmp(SSL_get_cipher(client), SSL_get_cipher(server)) != 0)
            printf(" the ends disagree\n");
        X509_free(cert);
    }
    SSL_free(client);
    SSL_free(server);
    SSL_CTX_free(client_ctx);
    SSL_CTX_free(server_ctx);
}

#define SIDE(...) (struct side){__VA_ARGS__}

int main(int argc, char **argv)
{
    const long prefer = SSL_OP_CIPHER_SERVER_PREFERENCE;
    static const char *const certs[] = {"rsa", "p256", "p384", "p521", "ed25519", "rsa p256",
                                        "p256 rsa", "ed25519 rsa", "p384 ed25519 rsa"};
    static const char *const versions[] = {"2", "3"};
    size_t i, v;
    char title[100];

    for (v = 0; v < 2; v++)
        for (i = 0; i < sizeof certs / sizeof *certs; i++) {
            snprintf(title, sizeof title, "TLS 1.%s, %s", versions[v], certs[i]);
            meet(argv, title, SIDE(versions[v]), SIDE(.certs = certs[i]));
        }

    meet(argv, "suites: the client's order",
         SIDE("2", "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384"),
         SIDE(.ciphers = "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256", .certs = "rsa"));
    meet(argv, "suites: the server's order",
         SIDE("2", "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384"),
         SIDE(.ciphers = "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256", .certs = "rsa",
              .options = prefer));
    meet(argv, "TLS 1.3 suites: the client's order",
         SIDE("3", .ciphersuites = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384"),
         SIDE(.certs = "rsa"));
    meet(argv, "TLS 1.3 suites: the server's order",
         SIDE("3", .ciphersuites = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384"),
         SIDE(.certs = "rsa", .options = prefer));
    meet(argv, "the suite chooses the certificate",
         SIDE("2", "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES128-GCM-SHA256"),
         SIDE(.certs = "p256 rsa"));
    meet(argv, "the other suite chooses the other",
         SIDE("2", "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256"),
         SIDE(.certs = "p256 rsa"));
    meet(argv, "the signature algorithm chooses the certificate",
         SIDE("3", .sigalgs = "rsa_pss_rsae_sha384:ECDSA+SHA256"), SIDE(.certs = "p256 rsa"));
    meet(argv, "the server's signature algorithms, its order",
         SIDE("3", .sigalgs = "rsa_pss_rsae_sha384:ECDSA+SHA256"),
         SIDE(.certs = "p256 rsa", .sigalgs = "ECDSA+SHA256:rsa_pss_rsae_sha384",
              .options = prefer));
    meet(argv, "TLS 1.2 signature algorithm", SIDE("2", .sigalgs = "RSA+SHA512:RSA+SHA256"),
         SIDE(.certs = "rsa"));
    meet(argv, "groups: the client's first share", SIDE("3", .groups = "P-256:X25519"),
         SIDE(.groups = "X25519:P-256", .certs = "rsa"));
    meet(argv, "groups: hello retry request", SIDE("3", .groups = "P-256:P-384:X25519"),
         SIDE(.groups = "X25519:P-384", .certs = "rsa"));
    meet(argv, "groups: TLS 1.2, the client's order", SIDE("2", .groups = "P-384:P-256"),
         SIDE(.groups = "P-256:P-384", .certs = "rsa"));
    meet(argv, "groups: TLS 1.2, the server's order", SIDE("2", .groups = "P-384:P-256"),
         SIDE(.groups = "P-256:P-384", .certs = "rsa", .options = prefer));

    meet(argv, "no common version", SIDE("3"), SIDE("2", .certs = "rsa"));
    meet(argv, "no common version, the other way", SIDE("2"), SIDE("3", .certs = "rsa"));
    meet(argv, "no common TLS 1.2 suite", SIDE("2", "ECDHE-RSA-AES128-GCM-SHA256"),
         SIDE(.ciphers = "ECDHE-RSA-AES256-GCM-SHA384", .certs = "rsa"));
    meet(argv, "no common TLS 1.3 suite", SIDE("3", .ciphersuites = "TLS_AES_128_GCM_SHA256"),
         SIDE(.ciphersuites = "TLS_AES_256_GCM_SHA384", .certs = "rsa"));
    meet(argv, "no common group, TLS 1.3", SIDE("3", .groups = "P-256"),
         SIDE(.groups = "P-384", .certs = "rsa"));
    meet(argv, "no common group, TLS 1.2", SIDE("2", "ECDHE+AESGCM", .groups = "P-256"),
         SIDE(.groups = "P-384", .certs = "rsa"));
    meet(argv, "no certificate, TLS 1.3", SIDE("3"), SIDE("3"));
    meet(argv, "no certificate, TLS 1.2", SIDE("2"), SIDE("2"));
    meet(argv, "no certificate for the suite", SIDE("2", "ECDHE-ECDSA-AES128-GCM-SHA256"),
         SIDE(.certs = "rsa"));
    meet(argv, "no common signature algorithm, TLS 1.3", SIDE("3", .sigalgs = "ECDSA+SHA256"),
         SIDE(.certs = "rsa"));
    meet(argv, "no common signature algorithm, TLS 1.2", SIDE("2", .sigalgs = "ECDSA+SHA256"),
         SIDE(.certs = "rsa"));
    return 0;
}
