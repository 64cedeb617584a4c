/* External pre-shared keys in TLS 1.3: the callbacks of both roles, and all they can answer. */
#include "pair.h"

static char **args;

/* What the callbacks answer. */
static struct {
    const char *identity;
    int key_len;           /* of the client's old callback; negative: huge */
    int server_key_len;
    unsigned char key, server_key;
    SSL_SESSION *use, *find;
    int use_result, find_result;
    int whole;             /* the identity fills the room there is */
} say;

static int keys_asked, sessions_asked, keys_found, sessions_found;

static unsigned int client_key(SSL *ssl, const char *hint, char *identity, unsigned int max_identity, unsigned char *psk,
                               unsigned int max_psk)
{
    (void)ssl;
    if (keys_asked++ > 0)
        printf("  client's key: again\n");
    else
        printf("  client's key: hint %s, room %u %u\n", hint ? hint : "none", max_identity, max_psk);
    if (say.whole)
        memset(identity, 'w', max_identity), identity[max_identity] = 0;
    else
        strcpy(identity, say.identity);
    if (say.key_len < 0)
        return max_psk + 1;
    memset(psk, say.key, say.key_len);
    return say.key_len;
}

static unsigned int server_key(SSL *ssl, const char *identity, unsigned char *psk, unsigned int max_psk)
{
    (void)ssl;
    if (keys_found++ > 0)
        printf("  server's key: again\n");
    else
        printf("  server's key: identity %.20s (%d), room %u\n", identity, (int)strlen(identity), max_psk);
    if (strcmp(identity, say.whole ? identity : "client") != 0)
        return 0;
    if (say.server_key_len < 0)
        return max_psk + 1;
    memset(psk, say.server_key, say.server_key_len);
    return say.server_key_len;
}

static int use_session(SSL *ssl, const EVP_MD *md, const unsigned char **id, size_t *idlen, SSL_SESSION **sess)
{
    (void)ssl;
    printf("  client's session: %s%s\n", sessions_asked++ ? "again, " : "", md ? EVP_MD_get0_name(md) : "any hash");
    *id = (const unsigned char *)say.identity;
    *idlen = strlen(say.identity);
    *sess = say.use;
    if (say.use != NULL)
        SSL_SESSION_up_ref(say.use);
    return say.use_result;
}

static int find_session(SSL *ssl, const unsigned char *identity, size_t len, SSL_SESSION **sess)
{
    (void)ssl;
    if (sessions_found++ > 0)
        printf("  server's session: again\n");
    else
        printf("  server's session: identity %.*s\n", (int)len, (const char *)identity);
    *sess = NULL;
    if (say.find != NULL && len == 6 && memcmp(identity, "client", 6) == 0) {
        SSL_SESSION_up_ref(say.find);
        *sess = say.find;
    }
    return say.find_result;
}

static SSL_SESSION *session(const char *suite_id, int version, int key_len, int fill, unsigned int early)
{
    SSL_SESSION *made = SSL_SESSION_new();
    unsigned char key[512];
    SSL *ssl;
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());

    memset(key, fill, sizeof key);
    ssl = SSL_new(ctx);
    if (SSL_SESSION_set_cipher(made, SSL_CIPHER_find(ssl, (const unsigned char *)suite_id)) != 1)
        printf("no suite\n");
    SSL_free(ssl);
    SSL_CTX_free(ctx);
    if (key_len >= 0)
        SSL_SESSION_set1_master_key(made, key, key_len);
    SSL_SESSION_set_protocol_version(made, version);
    SSL_SESSION_set_max_early_data(made, early);
    return made;
}

static void show_session(const char *who, SSL *ssl)
{
    SSL_SESSION *session = SSL_get_session(ssl);
    unsigned char key[64];

    if (session == NULL) {
        printf("  %s has no session\n", who);
        return;
    }
    printf("  %s: version %d, key of %d, cipher %s, %s", who, SSL_SESSION_get_protocol_version(session),
           (int)SSL_SESSION_get_master_key(session, key, sizeof key),
           SSL_CIPHER_get_name(SSL_SESSION_get0_cipher(session)),
           session == say.use ? "the client's" : session == say.find ? "the server's" : "another");
    if (SSL_version(ssl) == TLS1_3_VERSION)
        printf(", ticket %d, resumable %d", SSL_SESSION_has_ticket(session), SSL_SESSION_is_resumable(session));
    printf("\n");
    if (SSL_version(ssl) == TLS1_2_VERSION && SSL_SESSION_has_ticket(session) && sessions_asked + keys_asked > 0)
        printf("  with a ticket of TLS 1.2\n");
}

static void show_end(const char *who, SSL *ssl)
{
    X509 *peer = SSL_get1_peer_certificate(ssl);

    printf("  %s: %s %s, reused %d, verify result %ld, peer %s, identity %s, hint %s\n", who, SSL_get_version(ssl),
           SSL_get_cipher_name(ssl), SSL_session_reused(ssl), SSL_get_verify_result(ssl), peer ? "known" : "unknown",
           SSL_get_psk_identity(ssl) ? SSL_get_psk_identity(ssl) : "none",
           SSL_get_psk_identity_hint(ssl) ? SSL_get_psk_identity_hint(ssl) : "none");
    X509_free(peer);
    show_session(who, ssl);
}

static int tickets;

static int new_session(SSL *ssl, SSL_SESSION *session)
{
    (void)ssl, (void)session;
    tickets++;
    return 0;
}

enum {
    OLD = 1,
    SESSION = 2,
    OLD_SERVER = 4,
    SESSION_SERVER = 8,
    BARE = 0x10, /* the server has no certificate */
    RETRY = 0x20,
    NO_VERIFY = 0x40,
    SHA256_FIRST = 0x80,
    SHA384_ONLY = 0x100,
    TLS12_CLIENT = 0x200,
    TLS12_SERVER = 0x400,
    VERIFY_CLIENT = 0x800,
    CONTEXT = 0x1000,
    HINT = 0x2000,
    PREFER = 0x4000,
    ONLY_PSK = 0x8000, /* of TLS 1.2's suites */
};

static void run(const char *name, int how)
{
    struct pair p;

    printf("%s:\n", name);
    if (how & BARE) {
        memset(&p, 0, sizeof p);
        p.client_ctx = SSL_CTX_new(TLS_client_method());
        p.server_ctx = SSL_CTX_new(TLS_server_method());
    } else {
        pair_contexts(&p, args, "rsa");
    }
    SSL_CTX_set_verify(p.client_ctx, how & NO_VERIFY ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, NULL);
    if (how & OLD)
        SSL_CTX_set_psk_client_callback(p.client_ctx, client_key);
    if (how & SESSION)
        SSL_CTX_set_psk_use_session_callback(p.client_ctx, use_session);
    if (how & OLD_SERVER)
        SSL_CTX_set_psk_server_callback(p.server_ctx, server_key);
    if (how & SESSION_SERVER)
        SSL_CTX_set_psk_find_session_callback(p.server_ctx, find_session);
    if (how & RETRY)
        SHOW_INT(SSL_CTX_set1_groups_list(p.server_ctx, "P-384"));
    if (how & VERIFY_CLIENT)
        SSL_CTX_set_verify(p.server_ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    if (how & CONTEXT)
        SSL_CTX_set_session_id_context(p.server_ctx, (const unsigned char *)"psk", 3);
    if (how & ONLY_PSK)
        SHOW_INT(SSL_CTX_set_cipher_list(p.client_ctx, "PSK"));
    if (how & SHA256_FIRST)
        SHOW_INT(SSL_CTX_set_ciphersuites(p.client_ctx, "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384"));
    if (how & SHA384_ONLY)
        SHOW_INT(SSL_CTX_set_ciphersuites(p.client_ctx, "TLS_AES_256_GCM_SHA384"));
    if (how & PREFER)
        SSL_CTX_set_options(p.server_ctx, SSL_OP_CIPHER_SERVER_PREFERENCE);
    if (how & TLS12_CLIENT)
        SSL_CTX_set_max_proto_version(p.client_ctx, TLS1_2_VERSION);
    if (how & TLS12_SERVER)
        SSL_CTX_set_max_proto_version(p.server_ctx, TLS1_2_VERSION);
    if (how & HINT)
        SHOW_INT(SSL_CTX_use_psk_identity_hint(p.server_ctx, "hint"));
    SSL_CTX_set_session_cache_mode(p.client_ctx, SSL_SESS_CACHE_BOTH);
    SSL_CTX_sess_set_new_cb(p.client_ctx, new_session);
    pair_connections(&p);
    tickets = keys_asked = sessions_asked = keys_found = sessions_found = 0;
    if (pair_handshake(&p)) {
        show_end("client", p.client);
        show_end("server", p.server);
        pair_talk(&p);
        printf("  %d tickets\n", tickets);
        show_session("client", p.client);
        pair_close(&p);
        show_error_codes();
    }
    pair_free(&p);
}

static void again(void)
{
    say.identity = "client";
    say.key_len = say.server_key_len = 32;
    say.key = say.server_key = 7;
    SSL_SESSION_free(say.use);
    SSL_SESSION_free(say.find);
    say.use = say.find = NULL;
    say.use_result = say.find_result = 1;
    say.whole = 0;
}

int main(int argc, char **argv)
{
    (void)argc;
    args = argv;
    again();
    run("keys, no certificate", OLD | OLD_SERVER | BARE);
    run("keys and certificate", OLD | OLD_SERVER);
    run("keys and certificate, SHA-256 first", OLD | OLD_SERVER | SHA256_FIRST);
    run("keys, no verify, cert, SHA-256 first", OLD | OLD_SERVER | SHA256_FIRST | NO_VERIFY);
    run("keys, no certificate, no verify", OLD | OLD_SERVER | BARE | NO_VERIFY);
    run("keys, no certificate, only SHA-384", OLD | OLD_SERVER | BARE | SHA384_ONLY);
    run("keys, no certificate, server preference", OLD | OLD_SERVER | BARE | PREFER);
    run("keys, hint", OLD | OLD_SERVER | BARE | HINT);
    run("client only, certificate", OLD);
    run("client only, certificate, no verify", OLD | NO_VERIFY);
    run("client only, no certificate", OLD | BARE);
    run("server only, certificate", OLD_SERVER);
    run("server only, no certificate", OLD_SERVER | BARE);
    run("find only, no certificate", SESSION_SERVER | BARE);
    run("TLS 1.2 client", OLD | OLD_SERVER | TLS12_CLIENT);
    run("TLS 1.2 server", OLD | OLD_SERVER | TLS12_SERVER);
    run("retry", OLD | OLD_SERVER | BARE | RETRY);
    run("retry with certificate", OLD | OLD_SERVER | RETRY | SHA256_FIRST);
    run("client certificate wanted", OLD | OLD_SERVER | BARE | VERIFY_CLIENT);
    run("client certificate wanted, context", OLD | OLD_SERVER | BARE | VERIFY_CLIENT | CONTEXT);
    run("only PSK suites", OLD | OLD_SERVER | BARE | ONLY_PSK);
    say.server_key = 8;
    run("wrong key", OLD | OLD_SERVER | BARE);
    run("wrong key, certificate", OLD | OLD_SERVER | SHA256_FIRST);
    run("wrong key, retry", OLD | OLD_SERVER | RETRY | BARE);
    again();
    say.identity = "other";
    run("unknown identity", OLD | OLD_SERVER | BARE);
    run("unknown identity, certificate", OLD | OLD_SERVER);
    run("unknown identity, certificate, no verify", OLD | OLD_SERVER | NO_VERIFY);
    again();
    say.identity = "";
    run("empty identity", OLD | OLD_SERVER | BARE);
    again();
    say.whole = 1;
    run("long identity", OLD | OLD_SERVER | BARE);
    again();
    say.key_len = 0;
    run("client without key", OLD | OLD_SERVER | BARE);
    say.key_len = -1;
    run("client's key too long", OLD | OLD_SERVER | BARE);
    again();
    say.server_key_len = -1;
    run("server's key too long", OLD | OLD_SERVER | BARE);
    again();
    for (int i = 0; i < 4; i++) {
        static const int lens[] = {1, 16, 48, 256};
        say.key_len = say.server_key_len = lens[i];
        printf("key of %d\n", lens[i]);
        run("another length", OLD | OLD_SERVER | BARE);
    }
    again();
    say.use = session("\x13\x01", TLS1_3_VERSION, 32, 7, 0);
    say.find = session("\x13\x01", TLS1_3_VERSION, 32, 7, 0);
    run("sessions, no certificate", SESSION | SESSION_SERVER | BARE);
    run("sessions, SHA-256 first", SESSION | SESSION_SERVER | BARE | SHA256_FIRST);
    run("sessions and certificate, SHA-256 first", SESSION | SESSION_SERVER | SHA256_FIRST);
    run("sessions, only SHA-384 suites", SESSION | SESSION_SERVER | SHA384_ONLY);
    run("session against key", SESSION | OLD_SERVER | BARE);
    run("key against session", OLD | SESSION_SERVER | BARE | SHA256_FIRST);
    run("all", OLD | SESSION | OLD_SERVER | SESSION_SERVER | BARE);
    run("retry of sessions", SESSION | SESSION_SERVER | BARE | RETRY | SHA256_FIRST);
    again();
    say.use = session("\x13\x02", TLS1_3_VERSION, 48, 7, 0);
    say.find = session("\x13\x02", TLS1_3_VERSION, 48, 7, 0);
    run("sessions of SHA-384", SESSION | SESSION_SERVER | BARE);
    run("retry of sessions of SHA-384", SESSION | SESSION_SERVER | BARE | RETRY);
    say.find_result = 0;
    run("server's callback fails", SESSION | SESSION_SERVER | BARE);
    say.find_result = 1, say.use_result = 0;
    run("client's callback fails", SESSION | SESSION_SERVER | BARE);
    again();
    say.use = session("\x13\x03", TLS1_3_VERSION, 32, 7, 0);
    say.find = session("\x13\x01", TLS1_3_VERSION, 32, 7, 0);
    run("sessions of other suites with the same hash", SESSION | SESSION_SERVER | BARE | SHA256_FIRST);
    again();
    say.use = session("\x13\x01", TLS1_2_VERSION, 32, 7, 0);
    say.find = session("\x13\x01", TLS1_3_VERSION, 32, 7, 0);
    run("client's session of TLS 1.2", SESSION | SESSION_SERVER | SHA256_FIRST);
    again();
    say.use = session("\x13\x01", TLS1_3_VERSION, 32, 7, 0);
    say.find = session("\x13\x01", TLS1_2_VERSION, 32, 7, 0);
    run("server's session of TLS 1.2", SESSION | SESSION_SERVER | SHA256_FIRST);
    again();
    say.use = session("\x13\x01", TLS1_3_VERSION, 32, 7, 0);
    say.find = session("\x13\x02", TLS1_3_VERSION, 32, 7, 0);
    run("server's session of another hash", SESSION | SESSION_SERVER | SHA256_FIRST);
    run("server's session of another hash, bare", SESSION | SESSION_SERVER | SHA256_FIRST | BARE);
    again();
    say.use = session("\x13\x01", TLS1_3_VERSION, 32, 7, 0);
    say.find = session("\x13\x01", TLS1_3_VERSION, -1, 7, 0);
    run("server's session without key", SESSION | SESSION_SERVER | SHA256_FIRST);
    again();
    say.use = session("\x13\x01", TLS1_3_VERSION, 100, 7, 0);
    say.find = session("\x13\x01", TLS1_3_VERSION, 100, 7, 0);
    run("sessions with a key of 100", SESSION | SESSION_SERVER | SHA256_FIRST);
    again();
    say.use = session("\x13\x01", TLS1_3_VERSION, 32, 7, 0);
    run("only the client", SESSION | SESSION_SERVER | SHA256_FIRST);
    run("only the client, bare", SESSION | SESSION_SERVER | SHA256_FIRST | BARE);
    run("only the client, bare, none asked", SESSION | SHA256_FIRST | BARE);
    again();
    run("nobody has one", SESSION | SESSION_SERVER | SHA256_FIRST);
    run("nobody has one, no verify", SESSION | SESSION_SERVER | SHA256_FIRST | NO_VERIFY);
    again();
    return 0;
}
