/* Sessions, tickets, early data and exported keys of connections by external pre-shared keys. */
#include "pair.h"

static char **args;
static SSL_SESSION *ours, *theirs, *kept;
static int kept_count, found;
static const char *note = "";

static SSL_SESSION *session(const char *suite_id, unsigned int early, const char *host, const char *alpn)
{
    SSL_SESSION *made = SSL_SESSION_new();
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *ssl = SSL_new(ctx);
    unsigned char key[48];

    memset(key, 9, sizeof key);
    SSL_SESSION_set_cipher(made, SSL_CIPHER_find(ssl, (const unsigned char *)suite_id));
    SSL_SESSION_set1_master_key(made, key, suite_id[1] == 2 ? 48 : 32);
    SSL_SESSION_set_protocol_version(made, TLS1_3_VERSION);
    SSL_SESSION_set_max_early_data(made, early);
    if (host != NULL)
        SSL_SESSION_set1_hostname(made, host);
    if (alpn != NULL)
        SSL_SESSION_set1_alpn_selected(made, (const unsigned char *)alpn, strlen(alpn));
    SSL_free(ssl);
    SSL_CTX_free(ctx);
    return made;
}

static int use_session(SSL *ssl, const EVP_MD *md, const unsigned char **id, size_t *idlen, SSL_SESSION **sess)
{
    (void)ssl, (void)md;
    *id = (const unsigned char *)"cli\0ent";
    *idlen = 7;
    *sess = ours;
    if (ours != NULL)
        SSL_SESSION_up_ref(ours);
    return 1;
}

static int find_session(SSL *ssl, const unsigned char *identity, size_t len, SSL_SESSION **sess)
{
    (void)ssl;
    *sess = NULL;
    if (len == 7 && memcmp(identity, "cli\0ent", 7) == 0)
        printf("  found by identity%s%s\n", found++ ? ", again" : "", note);
    else
        printf("  asked of a ticket%s\n", note);
    if (theirs != NULL && len == 7) {
        SSL_SESSION_up_ref(theirs);
        *sess = theirs;
    }
    return 1;
}

static unsigned int server_key(SSL *ssl, const char *identity, unsigned char *psk, unsigned int max_psk)
{
    (void)ssl, (void)psk, (void)max_psk;
    printf("  key asked of %s%s\n", strcmp(identity, "cli") == 0 ? identity : "a ticket", note);
    return 0;
}

static int keep(SSL *ssl, SSL_SESSION *made)
{
    (void)ssl;
    kept_count++;
    SSL_SESSION_free(kept);
    kept = made;
    return 1;
}

static int serverside(SSL *ssl, SSL_SESSION *made)
{
    (void)ssl, (void)made;
    printf("  server's new session\n");
    return 0;
}

static char logged[2000];

/* Which secrets are logged, and how long they are; their order is no matter. */
static void log_line(const SSL *ssl, const char *line)
{
    (void)ssl;
    snprintf(logged + strlen(logged), sizeof logged - strlen(logged), "  log %.*s %d\n", (int)strcspn(line, " "), line,
             (int)strlen(line));
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void show_logged(void)
{
    char *lines[20];
    int n = 0;

    for (char *line = strtok(logged, "\n"); line != NULL && n < 20; line = strtok(NULL, "\n"))
        lines[n++] = line;
    qsort(lines, n, sizeof *lines, by_text);
    for (int i = 0; i < n; i++)
        printf("%s\n", lines[i]);
    logged[0] = 0;
}

static void info(const SSL *ssl, int where, int ret)
{
    printf("    %s %04x %d %s\n", SSL_is_server(ssl) ? "server" : "client", where, ret, SSL_state_string_long(ssl));
}

static void begin(struct pair *p, int bare)
{
    if (bare) {
        memset(p, 0, sizeof *p);
        p->client_ctx = SSL_CTX_new(TLS_client_method());
        p->server_ctx = SSL_CTX_new(TLS_server_method());
        SSL_CTX_set_verify(p->client_ctx, SSL_VERIFY_PEER, NULL);
    } else {
        pair_contexts(p, args, "rsa");
    }
    SSL_CTX_set_ciphersuites(p->client_ctx, "TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256");
    SSL_CTX_set_psk_use_session_callback(p->client_ctx, use_session);
    SSL_CTX_set_psk_find_session_callback(p->server_ctx, find_session);
    SSL_CTX_set_session_cache_mode(p->client_ctx, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(p->client_ctx, keep);
    kept_count = found = 0;
}

static void finish(struct pair *p)
{
    char byte;

    if (p->client != NULL && SSL_is_init_finished(p->client))
        SSL_read(p->client, &byte, 1);
    if (SSL_is_init_finished(p->client))
        printf("  %s\n", SSL_get_cipher_name(p->client));
    else
        logged[0] = 0;
    printf("  reused %d %d, tickets %d, status %d %d\n", SSL_session_reused(p->client), SSL_session_reused(p->server),
           kept_count, SSL_get_early_data_status(p->client), SSL_get_early_data_status(p->server));
    SSL_shutdown(p->client);
    SSL_shutdown(p->server);
    pair_free(p);
    show_logged();
    ERR_clear_error();
}

static void export_early(const char *who, SSL *ssl, unsigned char *out)
{
    int done;

    memset(out, 0, 40);
    done = SSL_export_keying_material_early(ssl, out, 40, "label", 5, (const unsigned char *)"context", 7);
    printf("  %s exports early: %d\n", who, done);
    show_error_codes();
}

/* A client that writes early data, a server that reads it. */
static void early(const char *name, struct pair *p, SSL_SESSION *offered, int write)
{
    unsigned char of_client[40], of_server[40];
    char buf[40];
    size_t n = 0;
    int done = 1;

    printf("%s:\n", name);
    SSL_CTX_set_keylog_callback(p->client_ctx, log_line);
    pair_connections(p);
    if (offered != NULL)
        SSL_set_session(p->client, offered);
    export_early("client", p->client, of_client);
    if (write) {
        done = SSL_write_early_data(p->client, "early", 5, &n);
        printf("  writes early: %d, error %d\n", done, done == 1 ? 0 : SSL_get_error(p->client, done));
        show_error_codes();
    }
    if (done == 1)
        export_early("client", p->client, of_client);
    for (int i = 0; i < 10; i++) {
        memset(buf, 0, sizeof buf);
        done = SSL_read_early_data(p->server, buf, sizeof buf, &n);
        printf("  reads early: %d \"%s\"\n", done, done == SSL_READ_EARLY_DATA_SUCCESS ? buf : "");
        if (done == SSL_READ_EARLY_DATA_SUCCESS)
            export_early("server", p->server, of_server);
        if (done == SSL_READ_EARLY_DATA_FINISH || (done == 0 && SSL_get_error(p->server, 0) != SSL_ERROR_WANT_READ))
            break;
        if (done == 0) {
            int n = SSL_do_handshake(p->client);
            if (n != 1 && SSL_get_error(p->client, n) != SSL_ERROR_WANT_READ)
                break;
        }
    }
    show_error_codes();
    if (pair_handshake(p)) {
        export_early("client", p->client, of_client);
        export_early("server", p->server, of_server);
        printf("  the same: %d\n", memcmp(of_client, of_server, 40) == 0);
        pair_talk(p);
    }
    finish(p);
}

int main(int argc, char **argv)
{
    struct pair p;
    SSL_SESSION *ticket;
    char long_hint[300];

    (void)argc;
    args = argv;

    ours = session("\x13\x01", 0, NULL, NULL);
    theirs = session("\x13\x01", 0, NULL, NULL);
    printf("what is seen:\n");
    begin(&p, 1);
    SSL_CTX_sess_set_new_cb(p.server_ctx, serverside);
    SSL_CTX_set_keylog_callback(p.client_ctx, log_line);
    SSL_CTX_set_info_callback(p.client_ctx, info);
    SSL_CTX_set_info_callback(p.server_ctx, info);
    pair_connections(&p);
    if (pair_handshake(&p))
        pair_talk(&p);
    finish(&p);

    printf("a ticket from it:\n");
    ticket = kept;
    kept = NULL;
    begin(&p, 1);
    SSL_CTX_set_psk_use_session_callback(p.client_ctx, NULL);
    pair_connections(&p);
    SSL_set_session(p.client, ticket);
    pair_handshake(&p);
    finish(&p);

    printf("resumption:\n");
    for (int i = 0; i < 4; i++) {
        note = "";
        begin(&p, i != 3);
        SSL_CTX_set_psk_server_callback(p.server_ctx, server_key);
        pair_connections(&p);
        if (i == 2)
            SSL_set_tlsext_host_name(p.client, "127.0.0.1");
        pair_handshake(&p);
        SSL_read(p.client, long_hint, 1);
        SSL_shutdown(p.client);
        SSL_shutdown(p.server);
        pair_free_connections(&p);
        ticket = kept;
        kept = NULL;
        kept_count = 0;
        if (i > 0)
            SSL_CTX_set_psk_use_session_callback(p.client_ctx, NULL);
        if (i > 1)
            SSL_CTX_set_psk_find_session_callback(p.server_ctx, NULL);
        printf(" %d\n", i);
        note = i == 0 ? " where a client has both" : "";
        found = 0;
        pair_connections(&p);
        SSL_set_session(p.client, ticket);
        if (i == 2)
            SSL_set_tlsext_host_name(p.client, "127.0.0.1");
        if (pair_handshake(&p))
            printf("  verify results %ld %ld\n", SSL_get_verify_result(p.client), SSL_get_verify_result(p.server));
        finish(&p);
        SSL_SESSION_free(ticket);
    }

    printf("no early data in the client's session:\n");
    begin(&p, 1);
    pair_connections(&p);
    {
        size_t n;
        SHOW_INT(SSL_write_early_data(p.client, "early", 5, &n));
        printf("  %s when the session allows none\n", ERR_peek_error() ? "an error" : "no error");
        SHOW_INT(SSL_do_handshake(p.client));
        SHOW_INT(SSL_do_handshake(p.client));
        ERR_clear_error();
    }
    finish(&p);
    begin(&p, 1);
    early("none written", &p, NULL, 0);
    SSL_SESSION_set_max_early_data(ours, 100);
    begin(&p, 1);
    SSL_CTX_set_max_early_data(p.server_ctx, 1000);
    early("none in the server's session", &p, NULL, 1);
    SSL_SESSION_set_max_early_data(theirs, 100);
    begin(&p, 1);
    early("none with the server", &p, NULL, 1);
    begin(&p, 1);
    SSL_CTX_set_max_early_data(p.server_ctx, 1000);
    early("early data", &p, NULL, 1);
    begin(&p, 1);
    SSL_CTX_set_max_early_data(p.server_ctx, 1000);
    early("early data again", &p, NULL, 1);
    begin(&p, 1);
    SSL_CTX_set_max_early_data(p.server_ctx, 1000);
    early("announced, not written", &p, NULL, 0);
    SSL_SESSION_set_max_early_data(theirs, 3);
    begin(&p, 1);
    SSL_CTX_set_max_early_data(p.server_ctx, 1000);
    early("too much for the server's session", &p, NULL, 1);
    SSL_SESSION_set_max_early_data(ours, 3);
    SSL_SESSION_set_max_early_data(theirs, 100);
    begin(&p, 1);
    SSL_CTX_set_max_early_data(p.server_ctx, 1000);
    early("too much for the client's session", &p, NULL, 1);
    SSL_SESSION_set_max_early_data(ours, 100);
    begin(&p, 1);
    SSL_CTX_set_max_early_data(p.server_ctx, 1000);
    SSL_CTX_set1_groups_list(p.server_ctx, "P-384");
    note = " for a retry";
    early("with a retry", &p, NULL, 1);
    note = "";
    begin(&p, 0);
    SSL_CTX_set_max_early_data(p.server_ctx, 1000);
    SSL_CTX_set_psk_find_session_callback(p.server_ctx, NULL);
    early("not known", &p, NULL, 1);
    printf("another suite of the hash:\n");
    begin(&p, 0);
    SSL_CTX_set_ciphersuites(p.client_ctx, "TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256");
    SSL_CTX_set_max_early_data(p.server_ctx, 1000);
    pair_connections(&p);
    {
        size_t n;
        SHOW_INT(SSL_write_early_data(p.client, "early", 5, &n));
        SHOW_INT(SSL_read_early_data(p.server, long_hint, 5, &n));
        SHOW_INT(SSL_get_early_data_status(p.server));
        printf("the client goes on = %d\n", SSL_do_handshake(p.client));
        ERR_clear_error();
    }
    pair_free(&p);
    SSL_SESSION_free(ours);
    ours = session("\x13\x01", 100, "psk.example", NULL);
    begin(&p, 1);
    SSL_CTX_set_max_early_data(p.server_ctx, 1000);
    early("for a name", &p, NULL, 1);
    SSL_SESSION_free(ours);
    ours = session("\x13\x01", 100, NULL, "h9");
    begin(&p, 1);
    SSL_CTX_set_max_early_data(p.server_ctx, 1000);
    early("for a protocol", &p, NULL, 1);
    SSL_SESSION_free(ours);
    SSL_SESSION_free(theirs);
    ours = session("\x13\x02", 100, NULL, NULL);
    theirs = session("\x13\x02", 100, NULL, NULL);
    begin(&p, 1);
    SSL_CTX_set_ciphersuites(p.client_ctx, "TLS_AES_256_GCM_SHA384");
    SSL_CTX_set_max_early_data(p.server_ctx, 1000);
    early("with SHA-384", &p, NULL, 1);

    printf("rest:\n");
    begin(&p, 1);
    memset(long_hint, 'h', sizeof long_hint);
    long_hint[256] = 0;
    SHOW_INT(SSL_CTX_use_psk_identity_hint(p.server_ctx, NULL));
    SHOW_INT(SSL_CTX_use_psk_identity_hint(p.server_ctx, ""));
    SHOW_INT(SSL_CTX_use_psk_identity_hint(p.server_ctx, long_hint));
    long_hint[256] = 'h';
    long_hint[257] = 0;
    SHOW_INT(SSL_CTX_use_psk_identity_hint(p.server_ctx, long_hint));
    show_error_codes();
    pair_connections(&p);
    SHOW_INT(SSL_use_psk_identity_hint(p.server, "hint"));
    SHOW_INT(SSL_use_psk_identity_hint(p.server, NULL));
    SHOW_INT(SSL_use_psk_identity_hint(p.server, long_hint));
    show_error_codes();
    SHOW_STR(SSL_get_psk_identity_hint(p.server));
    SHOW_STR(SSL_get_psk_identity(p.client));
    SSL_set_psk_client_callback(p.client, NULL);
    SSL_set_psk_use_session_callback(p.client, NULL);
    SSL_set_psk_server_callback(p.server, NULL);
    SSL_set_psk_find_session_callback(p.server, NULL);
    printf("taken back %d\n", pair_handshake(&p));
    pair_free(&p);
    SSL_SESSION_free(ours);
    SSL_SESSION_free(theirs);
    SSL_SESSION_free(kept);
    return 0;
}
