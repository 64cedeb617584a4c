/* What may be asked for inside the callback that is told of the handshake's end. */
#include "pair.h"

static int ended[2];

static void info(const SSL *ssl, int where, int value)
{
    unsigned char key[16], finished[64];
    SSL *s = (SSL *)ssl;
    int early;

    if ((where & SSL_CB_HANDSHAKE_DONE) == 0)
        return;
    ended[SSL_is_server(s)]++;
    printf("  %s: export %d", SSL_is_server(s) ? "server" : "client",
           SSL_export_keying_material(s, key, sizeof key, "test", 4, NULL, 0, 0));
    early = SSL_export_keying_material_early(s, key, sizeof key, "test", 4, (const unsigned char *)"c", 1);
    printf(", early %d, finished %zu peer's %zu, cipher %s, version %s, reused %d, init %d %d, group %d, session %d\n", early,
           SSL_get_finished(s, finished, sizeof finished), SSL_get_peer_finished(s, finished, sizeof finished),
           SSL_get_cipher_name(s), SSL_get_version(s), SSL_session_reused(s), SSL_in_init(s), SSL_is_init_finished(s),
           SSL_get_negotiated_group(s) != 0, SSL_get_session(s) != NULL);
    ERR_clear_error();
}

int main(int argc, char **argv)
{
    static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };
    struct pair p;

    pair_contexts(&p, argv, "p256");
    SSL_CTX_set_info_callback(p.client_ctx, info);
    SSL_CTX_set_info_callback(p.server_ctx, info);
    SSL_CTX_set_session_id_context(p.server_ctx, (const unsigned char *)"export", 6);
    for (int i = 0; i < 2; i++) {
        SSL_SESSION *session = NULL;

        SSL_CTX_set_max_proto_version(p.client_ctx, versions[i]);
        for (int turn = 0; turn < 2; turn++) {
            char byte;

            printf("%s, %s\n", i ? "1.3" : "1.2", turn ? "resumed" : "anew");
            pair_connections(&p);
            SSL_set_session(p.client, session);
            printf("  handshake %d\n", pair_handshake(&p));
            SSL_read(p.client, &byte, 1);
            SSL_SESSION_free(session);
            session = SSL_get1_session(p.client);
            SSL_shutdown(p.client);
            SSL_shutdown(p.server);
            SSL_free(p.client);
            SSL_free(p.server);
        }
        SSL_SESSION_free(session);
    }
    SSL_CTX_free(p.client_ctx);
    SSL_CTX_free(p.server_ctx);
    return 0;
}
