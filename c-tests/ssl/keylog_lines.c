/* How many lines of each kind the key log gets at each end, in a full handshake,
 * a resumed one, and one with early data, taken or not. */
#include "pair.h"

static const char *const LABELS[] = {
    "CLIENT_RANDOM", "CLIENT_EARLY_TRAFFIC_SECRET", "EARLY_EXPORTER_SECRET", "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
    "SERVER_HANDSHAKE_TRAFFIC_SECRET", "CLIENT_TRAFFIC_SECRET_0", "SERVER_TRAFFIC_SECRET_0", "EXPORTER_SECRET", NULL,
};
static int lines[2][9];
static SSL_SESSION *kept;

static void keylog(const SSL *ssl, const char *line)
{
    int i = 0;

    while (LABELS[i] && (strncmp(line, LABELS[i], strlen(LABELS[i])) != 0 || line[strlen(LABELS[i])] != ' '))
        i++;
    lines[SSL_is_server((SSL *)ssl)][i]++;
}

static int keep(SSL *ssl, SSL_SESSION *session)
{
    (void)ssl;
    SSL_SESSION_free(kept);
    kept = session;
    return 1;
}

static void run(SSL_CTX *client, SSL_CTX *server, const char *title, int version, int early, int take)
{
    SSL *c = SSL_new(client), *s = SSL_new(server);
    BIO *a, *b;
    char buf[16];
    size_t n = 0;

    memset(lines, 0, sizeof(lines));
    SSL_set_max_proto_version(c, version);
    if (kept)
        SSL_set_session(c, kept);
    BIO_new_bio_pair(&a, 0, &b, 0);
    SSL_set_bio(c, a, a);
    SSL_set_bio(s, b, b);
    SSL_set_connect_state(c);
    SSL_set_accept_state(s);
    if (early)
        SSL_write_early_data(c, "early", 5, &n);
    if (take)
        SSL_read_early_data(s, buf, sizeof(buf), &n);
    for (int i = 0; i < 4; i++) {
        SSL_do_handshake(c);
        if (take && SSL_read_early_data(s, buf, sizeof(buf), &n) == SSL_READ_EARLY_DATA_SUCCESS)
            continue;
        SSL_do_handshake(s);
    }
    SSL_read(c, buf, 1);
    printf("%s, %s: reused %d, early data %d\n", title, SSL_get_version(c), SSL_session_reused(c),
           SSL_get_early_data_status(s));
    for (int side = 0; side < 2; side++) {
        printf("  %s:", side ? "server" : "client");
        for (int i = 0; i < 9; i++)
            printf(" %d", lines[side][i]);
        printf("\n");
    }
    ERR_clear_error();
    SSL_shutdown(c);
    SSL_free(c);
    SSL_free(s);
}

int main(int argc, char **argv)
{
    SSL_CTX *client = SSL_CTX_new(TLS_client_method()), *server = SSL_CTX_new(TLS_server_method());

    (void)argc;
    SSL_CTX_use_certificate_file(server, fixture(argv, "server-p256-cert.pem"), SSL_FILETYPE_PEM);
    SSL_CTX_use_PrivateKey_file(server, fixture(argv, "server-p256-key.pem"), SSL_FILETYPE_PEM);
    SSL_CTX_set_session_cache_mode(client, SSL_SESS_CACHE_CLIENT);
    SSL_CTX_sess_set_new_cb(client, keep);
    SSL_CTX_set_keylog_callback(client, keylog);
    SSL_CTX_set_keylog_callback(server, keylog);
    run(client, server, "full", TLS1_2_VERSION, 0, 0);
    run(client, server, "resumed", TLS1_2_VERSION, 0, 0);
    SSL_SESSION_free(kept);
    kept = NULL;
    run(client, server, "full", TLS1_3_VERSION, 0, 0);
    run(client, server, "resumed", TLS1_3_VERSION, 0, 0);
    SSL_CTX_set_max_early_data(server, 16384);
    run(client, server, "resumed once more", TLS1_3_VERSION, 0, 0);
    run(client, server, "early data", TLS1_3_VERSION, 1, 1);
    run(client, server, "early data that is not taken", TLS1_3_VERSION, 1, 0);
    SSL_SESSION_free(kept);
    SSL_CTX_free(client);
    SSL_CTX_free(server);
    return 0;
}
