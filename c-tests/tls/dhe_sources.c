/* Finite-field Diffie-Hellman in TLS 1.2: who gets it, with which group, and what is refused. */
#include "../ssl/pair.h"
#include <openssl/dh.h>
#include <openssl/pem.h>

static const char *text_of(int bits)
{
    static char name[20];

    snprintf(name, sizeof name, "ffdhe%d", bits);
    return name;
}

static EVP_PKEY *named(const char *name)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "DH", NULL);
    EVP_PKEY *params = NULL;
    OSSL_PARAM group[2] = { OSSL_PARAM_construct_utf8_string("group", (char *)name, 0), OSSL_PARAM_construct_end() };

    if (EVP_PKEY_paramgen_init(ctx) <= 0 || EVP_PKEY_CTX_set_params(ctx, group) <= 0
        || EVP_PKEY_paramgen(ctx, &params) <= 0)
        printf("no group %s\n", name);
    EVP_PKEY_CTX_free(ctx);
    return params;
}

static EVP_PKEY *from_file(char **argv, const char *name)
{
    BIO *bio = BIO_new_file(fixture(argv, name), "r");
    EVP_PKEY *params = PEM_read_bio_Parameters(bio, NULL);

    BIO_free(bio);
    return params;
}

static int calls, asked;

static DH *callback(SSL *ssl, int export, int bits)
{
    static DH *dh;

    (void)ssl, (void)export;
    calls++;
    asked = bits;
    if (dh == NULL)
        dh = DH_new_by_nid(NID_ffdhe3072);
    return dh;
}

static void show(struct pair *p, const char *what)
{
    EVP_PKEY *key = NULL;

    printf("%s\n", what);
    if (!pair_handshake(p))
        return;
    printf("  %s %s\n", SSL_get_version(p->client), SSL_get_cipher_name(p->client));
    printf("  peer key %d", (int)SSL_get_peer_tmp_key(p->client, &key));
    if (key != NULL)
        printf(" %s %d", EVP_PKEY_get0_type_name(key), EVP_PKEY_get_bits(key));
    printf(", reused %d\n", SSL_session_reused(p->client));
    EVP_PKEY_free(key);
    SSL_write(p->client, "question", 8);
    char buf[20];
    printf("  read %d\n", SSL_read(p->server, buf, sizeof buf));
    SSL_write(p->server, "answer", 6);
    printf("  read %d\n", SSL_read(p->client, buf, sizeof buf));
}

static void end(struct pair *p)
{
    SSL_free(p->client);
    SSL_free(p->server);
    p->client = p->server = NULL;
}

static void prepare(struct pair *p, char **argv, const char *client, const char *server)
{
    pair_contexts(p, argv, "rsa");
    SSL_CTX_set_max_proto_version(p->client_ctx, TLS1_2_VERSION);
    SHOW_INT(SSL_CTX_set_cipher_list(p->client_ctx, client));
    SHOW_INT(SSL_CTX_set_cipher_list(p->server_ctx, server));
}

static void finish(struct pair *p)
{
    end(p);
    SSL_CTX_free(p->client_ctx);
    SSL_CTX_free(p->server_ctx);
    ERR_clear_error();
}

int main(int argc, char **argv)
{
    static const char *const suites[] = { "DHE-RSA-AES256-GCM-SHA384", "DHE-RSA-AES128-GCM-SHA256",
                                          "DHE-RSA-CHACHA20-POLY1305", "DHE", "kDHE+AESGCM", "EDH" };
    static const int sizes[] = { 2048, 3072, 4096 };
    EVP_PKEY *params;
    SSL_SESSION *session;
    struct pair p;

    (void)argc;
    for (size_t i = 0; i < sizeof suites / sizeof *suites; i++) {
        prepare(&p, argv, suites[i], suites[i]);
        SSL_CTX_set_dh_auto(p.server_ctx, 1);
        pair_connections(&p);
        show(&p, suites[i]);
        finish(&p);
    }
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        prepare(&p, argv, "DHE-RSA-AES128-GCM-SHA256", "DHE-RSA-AES128-GCM-SHA256");
        SHOW_INT(SSL_CTX_set0_tmp_dh_pkey(p.server_ctx, named(text_of(sizes[i]))));
        pair_connections(&p);
        show(&p, text_of(sizes[i]));
        finish(&p);
    }

    /* Groups without a name. */
    prepare(&p, argv, "DHE-RSA-AES128-GCM-SHA256", "DHE-RSA-AES128-GCM-SHA256");
    SHOW_INT(SSL_CTX_set0_tmp_dh_pkey(p.server_ctx, from_file(argv, "dh-custom.pem")));
    pair_connections(&p);
    show(&p, "custom");
    finish(&p);
    prepare(&p, argv, "DHE-RSA-AES128-GCM-SHA256", "DHE-RSA-AES128-GCM-SHA256");
    params = named("modp_2048");
    SHOW_INT(SSL_CTX_set0_tmp_dh_pkey(p.server_ctx, params));
    pair_connections(&p);
    show(&p, "modp_2048");
    finish(&p);

    /* Sources. */
    prepare(&p, argv, "DHE-RSA-AES128-GCM-SHA256", "DHE-RSA-AES128-GCM-SHA256");
    pair_connections(&p);
    show(&p, "no parameters");
    finish(&p);
    prepare(&p, argv, "DHE-RSA-AES128-GCM-SHA256", "DHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256");
    SSL_CTX_set_options(p.server_ctx, SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_tmp_dh_callback(p.server_ctx, callback);
    pair_connections(&p);
    show(&p, "callback");
    printf("called %d, for %d bits\n", calls > 0, asked);
    finish(&p);
    prepare(&p, argv, "DHE-RSA-AES128-GCM-SHA256", "DHE-RSA-AES128-GCM-SHA256");
    DH *dh = DH_new_by_nid(NID_ffdhe2048);
    SHOW_INT(SSL_CTX_set_tmp_dh(p.server_ctx, dh));
    DH_free(dh);
    pair_connections(&p);
    show(&p, "set_tmp_dh");
    finish(&p);
    prepare(&p, argv, "DHE-RSA-AES128-GCM-SHA256", "DHE-RSA-AES128-GCM-SHA256");
    pair_connections(&p);
    SHOW_INT(SSL_set_dh_auto(p.server, 1));
    show(&p, "set on the connection");
    finish(&p);
    prepare(&p, argv, "DHE-RSA-AES128-GCM-SHA256", "DHE-RSA-AES128-GCM-SHA256");
    params = from_file(argv, "dh-weak.pem");
    SHOW_INT(SSL_CTX_set0_tmp_dh_pkey(p.server_ctx, params));
    show_errors();
    EVP_PKEY_free(params);
    params = from_file(argv, "p256-parameters.pem");
    SHOW_INT(SSL_CTX_set0_tmp_dh_pkey(p.server_ctx, NULL));
    show_errors();
    EVP_PKEY_free(params);
    finish(&p);

    /* Choices. */
    prepare(&p, argv, "ECDHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES128-GCM-SHA256", "DHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256");
    SSL_CTX_set_dh_auto(p.server_ctx, 1);
    pair_connections(&p);
    show(&p, "the client prefers ECDHE");
    finish(&p);
    prepare(&p, argv, "ECDHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES128-GCM-SHA256", "DHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256");
    SSL_CTX_set_dh_auto(p.server_ctx, 1);
    SSL_CTX_set_options(p.server_ctx, SSL_OP_CIPHER_SERVER_PREFERENCE);
    pair_connections(&p);
    show(&p, "the server prefers DHE");
    finish(&p);
    pair_contexts(&p, argv, "rsa");
    SSL_CTX_set_cipher_list(p.client_ctx, "DHE");
    SSL_CTX_set_cipher_list(p.server_ctx, "DHE");
    SSL_CTX_set_dh_auto(p.server_ctx, 1);
    pair_connections(&p);
    printf("TLS 1.3 all the same: %d %s\n", pair_handshake(&p), SSL_get_version(p.client));
    finish(&p);
    pair_contexts(&p, argv, "p256");
    SSL_CTX_set_max_proto_version(p.client_ctx, TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(p.client_ctx, "DHE");
    SSL_CTX_set_cipher_list(p.server_ctx, "DHE");
    SSL_CTX_set_dh_auto(p.server_ctx, 1);
    pair_connections(&p);
    show(&p, "an ECDSA certificate");
    finish(&p);

    /* Resumption. */
    for (int tickets = 0; tickets < 2; tickets++) {
        prepare(&p, argv, "DHE-RSA-AES128-GCM-SHA256", "DHE-RSA-AES128-GCM-SHA256");
        SSL_CTX_set_dh_auto(p.server_ctx, 1);
        SSL_CTX_set_session_id_context(p.server_ctx, (const unsigned char *)"dhe", 3);
        if (!tickets)
            SSL_CTX_set_options(p.server_ctx, SSL_OP_NO_TICKET);
        pair_connections(&p);
        show(&p, tickets ? "ticket" : "session ID");
        session = SSL_get1_session(p.client);
        SSL_shutdown(p.client);
        SSL_shutdown(p.server);
        end(&p);
        pair_connections(&p);
        SSL_set_session(p.client, session);
        show(&p, "again");
        SSL_SESSION_free(session);
        finish(&p);
    }
    return 0;
}
