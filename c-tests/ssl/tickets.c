/* Session tickets: a context's keys, keys by callback in both forms, data of
 * the program's in a ticket, their number; IDs by callback; sessions that are
 * not to be resumed. */
#include "pair.h"
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

static unsigned char key_name[16] = "the ticket's key", cipher_key[32] = "cipher", mac_key[32] = "code";
static int enc_result = 1, dec_result = 1, calls[2];

static int hmac_cb(SSL *s, unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *ctx, HMAC_CTX *hctx, int enc)
{
    (void)s;
    calls[enc]++;
    if (enc) {
        if (enc_result <= 0)
            return enc_result;
        memcpy(name, key_name, 16);
        memset(iv, 7, 16);
        EVP_EncryptInit_ex(ctx, EVP_aes_256_cbc(), NULL, cipher_key, iv);
    } else {
        if (memcmp(name, key_name, 16) != 0)
            return 0;
        if (dec_result <= 0)
            return dec_result;
        EVP_DecryptInit_ex(ctx, EVP_aes_256_cbc(), NULL, cipher_key, iv);
    }
    HMAC_Init_ex(hctx, mac_key, sizeof mac_key, EVP_sha256(), NULL);
    return enc ? enc_result : dec_result;
}

static int evp_cb(SSL *s, unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *ctx, EVP_MAC_CTX *hctx, int enc)
{
    OSSL_PARAM params[3];

    (void)s;
    calls[enc]++;
    if (!enc && memcmp(name, key_name, 16) != 0)
        return 0;
    if (enc) {
        if (enc_result <= 0)
            return enc_result;
        memcpy(name, key_name, 16);
        memset(iv, 9, 16);
    } else if (dec_result <= 0) {
        return dec_result;
    }
    EVP_CipherInit_ex(ctx, EVP_aes_256_cbc(), NULL, cipher_key, iv, enc);
    params[0] = OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, mac_key, sizeof mac_key);
    params[1] = OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, "sha256", 0);
    params[2] = OSSL_PARAM_construct_end();
    EVP_MAC_CTX_set_params(hctx, params);
    return enc ? enc_result : dec_result;
}

static int made_result = 1, choice = -1;

static int on_made(SSL *s, void *arg)
{
    SSL_SESSION *x = SSL_get_session(s);

    printf("  made %s\n", (char *)arg);
    SSL_SESSION_set1_ticket_appdata(x, "app data", 8);
    return made_result;
}

static SSL_TICKET_RETURN on_opened(SSL *s, SSL_SESSION *x, const unsigned char *name, size_t len, SSL_TICKET_STATUS status,
                                   void *arg)
{
    void *data = NULL;
    size_t n = 0;

    (void)s;
    (void)name;
    if (status == SSL_TICKET_EMPTY) /* tlsrs does not ask then */
        return SSL_TICKET_RETURN_IGNORE_RENEW;
    if (x != NULL)
        SSL_SESSION_get0_ticket_appdata(x, &data, &n);
    printf("  opened %s: name %zu, status %d, session %d, data %.*s\n", (char *)arg, len, status, x != NULL, (int)n,
           data ? (char *)data : "");
    if (choice >= 0)
        return choice;
    return x != NULL ? (status == SSL_TICKET_SUCCESS_RENEW ? SSL_TICKET_RETURN_USE_RENEW : SSL_TICKET_RETURN_USE)
                     : SSL_TICKET_RETURN_IGNORE_RENEW;
}

static int n_new;

static int on_new(SSL *s, SSL_SESSION *x)
{
    (void)s;
    (void)x;
    n_new++;
    return 0;
}

/* One connection; the client's session, whose ticket is new or not. */
static SSL_SESSION *connect_once(struct pair *p, SSL_SESSION *offer, const char *what)
{
    char buf[8];
    SSL_SESSION *got = NULL;

    n_new = calls[0] = calls[1] = 0;
    pair_connections(p);
    if (offer != NULL)
        SSL_set_session(p->client, offer);
    printf(" %s\n", what);
    if (pair_handshake(p)) {
        SSL_write(p->server, "x", 1);
        SSL_read(p->client, buf, sizeof buf);
        got = SSL_get1_session(p->client);
        printf("  %s: reused %d %d, new %d, sealed %d, opened %d, ticket %d\n", what, SSL_session_reused(p->client),
               SSL_session_reused(p->server), n_new, calls[1], calls[0], SSL_SESSION_has_ticket(got));
        SSL_shutdown(p->client);
        SSL_shutdown(p->server);
    }
    show_error_codes();
    pair_free_connections(p);
    return got;
}

static void once(struct pair *p, SSL_SESSION *offer, const char *what)
{
    SSL_SESSION_free(connect_once(p, offer, what));
}

static void set_up(struct pair *p, char **argv, int version)
{
    pair_contexts(p, argv, "p256");
    SSL_CTX_set_max_proto_version(p->client_ctx, version);
    SSL_CTX_set_session_id_context(p->server_ctx, (const unsigned char *)"ctx", 3);
    SSL_CTX_set_session_cache_mode(p->client_ctx, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL_STORE);
    SSL_CTX_sess_set_new_cb(p->client_ctx, on_new);
}

static void keys(char **argv, int version)
{
    struct pair a, b;
    unsigned char all[80], back[80];
    SSL_SESSION *s;

    printf("-- keys of contexts, version %x\n", version);
    set_up(&a, argv, version);
    set_up(&b, argv, version);
    SHOW_INT(SSL_CTX_get_tlsext_ticket_keys(a.server_ctx, NULL, 0));
    SHOW_INT(SSL_CTX_set_tlsext_ticket_keys(a.server_ctx, all, 79));
    show_error_codes();
    for (int i = 0; i < 80; i++)
        all[i] = i;
    SHOW_INT(SSL_CTX_set_tlsext_ticket_keys(a.server_ctx, all, 80));
    SHOW_INT(SSL_CTX_get_tlsext_ticket_keys(a.server_ctx, back, 80));
    SHOW_INT(memcmp(all, back, 80));
    s = connect_once(&a, NULL, "first");
    once(&b, s, "at a context with other keys");
    SSL_CTX_set_tlsext_ticket_keys(b.server_ctx, all, 80);
    once(&b, s, "at one with the same");
    SSL_CTX_set_session_id_context(b.server_ctx, (const unsigned char *)"other", 5);
    once(&b, s, "at one with another session ID context");
    SSL_CTX_set_session_id_context(b.server_ctx, (const unsigned char *)"ctx", 3);
    SSL_CTX_set_verify(b.server_ctx, SSL_VERIFY_PEER, NULL);
    once(&b, s, "at one that asks for a certificate");
    SSL_CTX_set_verify(b.server_ctx, SSL_VERIFY_NONE, NULL);
    /* Longer than the session lives. */
    SSL_SESSION_free(s);
    SSL_CTX_set_timeout(a.server_ctx, 1);
    s = connect_once(&a, NULL, "one that lives a second");
    SSL_SESSION_free(s);
    pair_free(&a);
    pair_free(&b);
}

static void callbacks(char **argv, int version, int evp)
{
    struct pair p;
    SSL_SESSION *s;

    printf("-- keys by callback, version %x, evp %d\n", version, evp);
    set_up(&p, argv, version);
    if (evp)
        SHOW_INT(SSL_CTX_set_tlsext_ticket_key_evp_cb(p.server_ctx, evp_cb));
    else
        SHOW_INT(SSL_CTX_set_tlsext_ticket_key_cb(p.server_ctx, hmac_cb));
    enc_result = dec_result = 1;
    s = connect_once(&p, NULL, "first");
    once(&p, s, "resumed");
    dec_result = 2;
    once(&p, s, "resumed with a new ticket");
    dec_result = 0;
    once(&p, s, "not known");
    dec_result = -1;
    once(&p, s, "failed");
    SSL_SESSION_free(s);
    dec_result = 1;
    s = connect_once(&p, NULL, "again");
    key_name[0] ^= 1;
    once(&p, s, "another name");
    key_name[0] ^= 1;
    mac_key[0] ^= 1;
    once(&p, s, "another code");
    mac_key[0] ^= 1;
    once(&p, s, "the right code");
    enc_result = 0;
    once(&p, NULL, "no ticket");
    enc_result = -1;
    once(&p, NULL, "no ticket, and failure");
    enc_result = 1;
    SSL_SESSION_free(s);
    pair_free(&p);
}

static void app_data(char **argv, int version)
{
    static const int choices[] = {-1, SSL_TICKET_RETURN_USE, SSL_TICKET_RETURN_USE_RENEW, SSL_TICKET_RETURN_IGNORE,
                                  SSL_TICKET_RETURN_IGNORE_RENEW, SSL_TICKET_RETURN_ABORT, 77};
    struct pair p;
    SSL_SESSION *s;

    printf("-- data in tickets, version %x\n", version);
    set_up(&p, argv, version);
    SHOW_INT(SSL_CTX_set_session_ticket_cb(p.server_ctx, on_made, on_opened, "arg"));
    choice = -1;
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++) {
        choice = -1;
        s = connect_once(&p, NULL, "first");
        choice = choices[i];
        printf(" choice %d\n", choice);
        once(&p, s, choice == SSL_TICKET_RETURN_IGNORE ? "ignored" : "then");
        SSL_SESSION_free(s);
    }
    choice = -1;
    made_result = 0;
    once(&p, NULL, "refused while made");
    made_result = 1;
    pair_free(&p);
}

static int id_result = 1, id_len = 32, id_byte;

static int on_id(SSL *s, unsigned char *id, unsigned int *len)
{
    (void)s;
    printf("  an ID of %u bytes\n", *len);
    memset(id, 'a' + id_byte, *len);
    *len = id_len;
    return id_result;
}

static void ids(char **argv)
{
    struct pair p;
    SSL_SESSION *s;
    unsigned char id[32];
    unsigned int len;

    printf("-- IDs by callback\n");
    set_up(&p, argv, TLS1_2_VERSION);
    SSL_CTX_set_options(p.server_ctx, SSL_OP_NO_TICKET);
    SHOW_INT(SSL_CTX_set_generate_session_id(p.server_ctx, on_id));
    s = connect_once(&p, NULL, "first");
    printf(" %.*s\n", 32, (const char *)SSL_SESSION_get_id(s, &len));
    once(&p, s, "resumed");
    pair_connections(&p);
    memset(id, 'a', sizeof id);
    SHOW_INT(SSL_has_matching_session_id(p.server, id, 32));
    SHOW_INT(SSL_has_matching_session_id(p.server, id, 31));
    SHOW_INT(SSL_has_matching_session_id(p.server, id, 33));
    pair_free_connections(&p);
    once(&p, NULL, "the same ID again");
    id_byte = 1;
    once(&p, NULL, "another");
    id_result = 0;
    once(&p, NULL, "failed");
    id_result = 1;
    id_byte = 2;
    pair_connections(&p);
    SHOW_INT(SSL_set_generate_session_id(p.server, on_id));
    SHOW_INT(pair_handshake(&p));
    printf(" %.*s\n", 32, (const char *)SSL_SESSION_get_id(SSL_get_session(p.client), &len));
    pair_free_connections(&p);
    printf(" number %ld\n", SSL_CTX_sess_number(p.server_ctx));
    printf(" listed %lu\n", OPENSSL_LH_num_items((OPENSSL_LHASH *)SSL_CTX_sessions(p.server_ctx)));
    SSL_SESSION_free(s);
    pair_free(&p);
}

static int unresumable = 1;

static int on_resumable(SSL *s, int forward_secure)
{
    printf("  resumable? server %d, forward secure %d\n", SSL_is_server(s), forward_secure);
    return unresumable;
}

static void not_resumable(char **argv, int version, int tickets)
{
    struct pair p;
    SSL_SESSION *s;

    printf("-- not resumable, version %x, tickets %d\n", version, tickets);
    set_up(&p, argv, version);
    if (!tickets)
        SSL_CTX_set_options(p.server_ctx, SSL_OP_NO_TICKET);
    SSL_CTX_set_not_resumable_session_callback(p.server_ctx, on_resumable);
    unresumable = 1;
    s = connect_once(&p, NULL, "first");
    once(&p, s, "then");
    SSL_SESSION_free(s);
    unresumable = 0;
    s = connect_once(&p, NULL, "first");
    once(&p, s, "then");
    printf(" number %ld\n", SSL_CTX_sess_number(p.server_ctx));
    SSL_SESSION_free(s);
    pair_free(&p);
}

static void number(char **argv)
{
    struct pair p;

    printf("-- how many\n");
    set_up(&p, argv, TLS1_3_VERSION);
    for (size_t n = 0; n < 5; n += 2) {
        SHOW_INT(SSL_CTX_set_num_tickets(p.server_ctx, n));
        SSL_SESSION *s = connect_once(&p, NULL, "first");
        once(&p, s, "then");
        SSL_SESSION_free(s);
    }
    pair_free(&p);
}

int main(int argc, char **argv)
{
    (void)argc;
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        keys(argv, version);
        callbacks(argv, version, 0);
        callbacks(argv, version, 1);
        app_data(argv, version);
    }
    ids(argv);
    not_resumable(argv, TLS1_2_VERSION, 1);
    not_resumable(argv, TLS1_2_VERSION, 0);
    not_resumable(argv, TLS1_3_VERSION, 1);
    number(argv);
    return 0;
}
