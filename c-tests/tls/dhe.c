/*
 * DHE_RSA suites: parameters from each source, too weak ones, none at all;
 * what both ends then know. The suites must be named in the cipher string.
 */
#include "../common.h"
#include <openssl/dh.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

static char **args;

static EVP_PKEY *params(const char *file)
{
    BIO *in = BIO_new_file(fixture(args, file), "r");
    EVP_PKEY *key = PEM_read_bio_Parameters(in, NULL);

    BIO_free(in);
    return key;
}

static SSL_CTX *server(const char *cert, const char *ciphers)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
    char file[64];

    snprintf(file, sizeof file, "server-%s-cert.pem", cert);
    SSL_CTX_use_certificate_file(ctx, fixture(args, file), SSL_FILETYPE_PEM);
    snprintf(file, sizeof file, "server-%s-key.pem", cert);
    SSL_CTX_use_PrivateKey_file(ctx, fixture(args, file), SSL_FILETYPE_PEM);
    SSL_CTX_set_max_proto_version(ctx, TLS1_2_VERSION);
    SHOW_INT(SSL_CTX_set_cipher_list(ctx, ciphers));
    SSL_CTX_set_session_id_context(ctx, (const unsigned char *)"dhe", 3);
    return ctx;
}

static void show_key(const char *who, EVP_PKEY *key)
{
    printf(" %s: type %d, %d bits\n", who, EVP_PKEY_get_base_id(key), EVP_PKEY_get_bits(key));
    EVP_PKEY_free(key);
}

/* Goes over to the context in the argument, as virtual hosts do. */
static int switch_context(SSL *ssl, int *alert, void *arg)
{
    (void)alert;
    SSL_set_SSL_CTX(ssl, arg);
    return SSL_CLIENT_HELLO_SUCCESS;
}

/* A handshake, some data, and one more that resumes it. */
static void meet(const char *title, SSL_CTX *server_ctx, const char *ciphers, int level, const char *groups)
{
    SSL_CTX *client_ctx = SSL_CTX_new(TLS_client_method());
    SSL_SESSION *session = NULL;
    int round;

    printf("%s\n", title);
    SHOW_INT(SSL_CTX_set_cipher_list(client_ctx, ciphers));
    SSL_CTX_set_security_level(client_ctx, level);
    if (groups != NULL)
        SSL_CTX_set1_groups_list(client_ctx, groups);
    for (round = 0; round < 2; round++) {
        SSL *client = SSL_new(client_ctx), *server = SSL_new(server_ctx);
        int c = 0, s = 0, i;
        BIO *a, *b;

        BIO_new_bio_pair(&a, 0, &b, 0);
        SSL_set_bio(client, a, a);
        SSL_set_bio(server, b, b);
        SSL_set_connect_state(client);
        SSL_set_accept_state(server);
        if (session != NULL)
            SSL_set_session(client, session);
        for (i = 0; i < 6 && (c != 1 || s != 1); i++) {
            if (c != 1 && (c = SSL_do_handshake(client)) != 1 && SSL_get_error(client, c) != SSL_ERROR_WANT_READ) {
                printf(" client fails\n");
                show_errors();
                s = SSL_do_handshake(server);
                ERR_clear_error();
                break;
            }
            if (s != 1 && (s = SSL_do_handshake(server)) != 1 && SSL_get_error(server, s) != SSL_ERROR_WANT_READ) {
                printf(" server fails\n");
                show_errors();
                c = SSL_do_handshake(client);
                printf(" client is told\n");
                show_errors();
                break;
            }
        }
        ERR_clear_error();
        if (c == 1 && s == 1) {
            static unsigned char sent[50000], got[50000];
            unsigned char ours[32], theirs[32];
            EVP_PKEY *key = NULL;
            size_t in = 0, out = 0, n;
            int nid = 0;

            printf(" %s %s, group %ld %ld, reused %d %d\n", SSL_get_version(client), SSL_get_cipher(client),
                   (long)SSL_get_negotiated_group(client), (long)SSL_get_negotiated_group(server),
                   SSL_session_reused(client), SSL_session_reused(server));
            if (SSL_get_peer_tmp_key(client, &key))
                show_key("client's peer key", key);
            key = NULL;
            printf(" server's peer key: %ld\n", SSL_get_peer_tmp_key(server, &key));
            EVP_PKEY_free(key);
            if (SSL_get_peer_signature_nid(client, &nid))
                printf(" signed with %d\n", nid);
            SSL_export_keying_material(client, ours, 32, "EXPORTER test", 13, NULL, 0, 0);
            SSL_export_keying_material(server, theirs, 32, "EXPORTER test", 13, NULL, 0, 0);
            printf(" the same secret: %d\n", memcmp(ours, theirs, 32) == 0);
            for (n = 0; n < sizeof sent; n++)
                sent[n] = (unsigned char)(n * 7);
            while (in < sizeof got) {
                if (out < sizeof sent && SSL_write_ex(client, sent + out, sizeof sent - out > 9000 ? 9000 : sizeof sent - out, &n))
                    out += n;
                if (SSL_read_ex(server, got + in, sizeof got - in, &n))
                    in += n;
            }
            printf(" the same data: %d\n", memcmp(sent, got, sizeof sent) == 0);
            SSL_SESSION_free(session);
            session = SSL_get1_session(client);
            SSL_shutdown(client);
        } else {
            round = 2;
        }
        SSL_free(client);
        SSL_free(server);
    }
    SSL_SESSION_free(session);
    SSL_CTX_free(client_ctx);
}

/* Any prime. */
#define NAMELESS \
    "F0948D1CF07474BF13637DFC4A5D8A595ACBD80219D020CFA527DBA86D64E9F810B3EF63BA5C7FBFD669B956557F3D5F" \
    "5220BC78BC340B067722A886336CEDFEF07934995B2751816AA4A3803A35EB46CEA1F8C7FCD770FC32F150BDDF1E801B" \
    "9085D9DFDB4302772F73A98B22BF1C3E16D548B1771004481B90CF1518722B6671745945E43EBE71269D3EF5FAA28079" \
    "7488C0572096AC2EB815D9F7560AE08170CF1CDCF84B313AD2192B1EDB50DDCAACC9F9DE072394C1B137B61522AE1DB8" \
    "D318D7273BAEE036D18AEB4F8BF5C9FC9D074A65531B8014B5D3584F24246D3505B23246B26030AFF466E0E501B955F6" \
    "DE51B46C44D93D709261BA8AD7AD9143"
#define NAMED "DHE-RSA-AES256-GCM-SHA384"
#define BOTH NAMED ":ECDHE-RSA-AES128-GCM-SHA256"

int main(int argc, char **argv)
{
    SSL_CTX *ctx;
    EVP_PKEY *key;
    SSL *ssl;
    DH *dh;

    args = argv;
    /* Named parameters, by each function. */
    ctx = server("rsa", NAMED);
    meet("no parameters", ctx, NAMED, 2, NULL);
    key = params("dh2048.pem");
    SHOW_INT(SSL_CTX_set0_tmp_dh_pkey(ctx, key));
    meet("ffdhe2048", ctx, NAMED, 2, NULL);
    meet("the client's groups do not matter", ctx, NAMED, 2, "P-384");
    meet("a client with a choice", ctx, "ECDHE-RSA-AES256-GCM-SHA384:" NAMED, 2, NULL);
    meet("a client without the suite", ctx, "ECDHE-RSA-AES256-GCM-SHA384", 2, NULL);
    meet("a client of level 3", ctx, NAMED, 3, NULL);
    SSL_CTX_free(ctx);

    ctx = server("rsa", NAMED);
    key = params("dh2048.pem");
    dh = EVP_PKEY_get1_DH(key);
    SHOW_INT(SSL_CTX_set_tmp_dh(ctx, dh));
    DH_free(dh);
    EVP_PKEY_free(key);
    meet("from a DH", ctx, NAMED, 2, NULL);
    SSL_CTX_free(ctx);

    /* A prime without a name. */
    ctx = server("rsa", NAMED);
    {
        BIGNUM *p = NULL, *g = BN_new();

        BN_hex2bn(&p, NAMELESS);
        BN_set_word(g, 2);
        dh = DH_new();
        DH_set0_pqg(dh, p, NULL, g);
    }
    SHOW_INT(SSL_CTX_set_tmp_dh(ctx, dh));
    DH_free(dh);
    meet("parameters without a name", ctx, NAMED, 2, NULL);
    SSL_CTX_free(ctx);

    /* By the certificate's key. */
    ctx = server("rsa", NAMED);
    SHOW_INT(SSL_CTX_set_dh_auto(ctx, 1));
    meet("automatic", ctx, NAMED, 2, NULL);
    SHOW_INT(SSL_CTX_set_dh_auto(ctx, 0));
    meet("automatic no longer", ctx, NAMED, 2, NULL);
    SSL_CTX_free(ctx);

    /* The other suites of the kind, and preference. */
    ctx = server("rsa", "DHE-RSA-AES128-GCM-SHA256");
    SSL_CTX_set_dh_auto(ctx, 1);
    meet("AES-128", ctx, "DHE-RSA-AES128-GCM-SHA256", 2, NULL);
    SSL_CTX_free(ctx);
    ctx = server("rsa", "DHE-RSA-CHACHA20-POLY1305");
    SSL_CTX_set_dh_auto(ctx, 1);
    meet("ChaCha20", ctx, "DHE-RSA-CHACHA20-POLY1305", 2, NULL);
    SSL_CTX_free(ctx);
    ctx = server("rsa", BOTH);
    SSL_CTX_set_dh_auto(ctx, 1);
    meet("the client's preference", ctx, "ECDHE-RSA-AES128-GCM-SHA256:" NAMED, 2, NULL);
    SSL_CTX_set_options(ctx, SSL_OP_CIPHER_SERVER_PREFERENCE);
    meet("the server's preference", ctx, "ECDHE-RSA-AES128-GCM-SHA256:" NAMED, 2, NULL);
    SSL_CTX_free(ctx);
    ctx = server("rsa", BOTH);
    meet("no parameters, but another suite", ctx, BOTH, 2, NULL);
    SSL_CTX_free(ctx);
    ctx = server("p256", NAMED);
    SSL_CTX_set_dh_auto(ctx, 1);
    meet("no RSA certificate", ctx, NAMED, 2, NULL);
    SSL_CTX_free(ctx);

    /* The parameters are the chosen context's. */
    ctx = server("p256", NAMED);
    {
        SSL_CTX *other = server("rsa", NAMED);

        SSL_CTX_set_dh_auto(other, 1);
        SSL_CTX_set_client_hello_cb(ctx, switch_context, other);
        meet("a context chosen by callback", ctx, NAMED, 2, NULL);
        SSL_CTX_free(other);
    }
    SSL_CTX_free(ctx);

    /* Wrong use. */
    ctx = SSL_CTX_new(TLS_server_method());
    ssl = SSL_new(ctx);
    SHOW_INT(SSL_CTX_set0_tmp_dh_pkey(ctx, NULL));
    show_errors();
    SSL_CTX_set_security_level(ctx, 3);
    key = params("dh2048.pem");
    SHOW_INT(SSL_CTX_set0_tmp_dh_pkey(ctx, key));
    show_errors();
    SHOW_INT(SSL_set0_tmp_dh_pkey(ssl, key));
    SHOW_INT(SSL_CTX_set_tmp_dh(ctx, NULL));
    show_errors();
    SHOW_INT(SSL_set_dh_auto(ssl, 1));
    SSL_free(ssl);
    SSL_CTX_free(ctx);
    return argc > 2;
}
