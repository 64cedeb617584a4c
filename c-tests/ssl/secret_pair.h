/* A client and a server whose programs have the master secret of a handshake
 * (EAP-FAST, RFC 4851): their callbacks, and what is left afterwards. */
#ifndef TLSRS_TESTS_SECRET_PAIR_H
#define TLSRS_TESTS_SECRET_PAIR_H

#include "pair.h"

struct side {
    const char *name;
    int result, len, calls, first; /* first: the first byte of the secret */
    const char *suite; /* chosen by the callback */
    int quiet;
};

static struct side client_side = { "client", 1, 48, 0, 7, NULL, 0 }, server_side = { "server", 1, 48, 0, 7, NULL, 0 };
static int ticket_result = 1, ticket_calls, chatty = 1;
static unsigned char randoms[2][2][32]; /* as the client's and the server's callback see them */

/* What a program derives of its key and both randoms; here of the randoms alone. */
static inline int secret_cb(SSL *s, void *secret, int *secret_len, STACK_OF(SSL_CIPHER) *peer, const SSL_CIPHER **cipher, void *arg)
{
    struct side *side = arg;
    int at = SSL_is_server(s);

    side->calls++;
    SSL_get_client_random(s, randoms[at][0], 32);
    SSL_get_server_random(s, randoms[at][1], 32);
    if (chatty && !side->quiet) {
        printf("  secret of the %s: room %d, suites %s, version %s, cipher %s, session %d", side->name, *secret_len,
               peer == NULL ? "NULL" : sk_SSL_CIPHER_num(peer) > 0 ? "known" : "none", SSL_get_version(s),
               cipher == NULL ? "NULL" : *cipher == NULL ? "empty" : SSL_CIPHER_get_name(*cipher), SSL_get_session(s) != NULL);
        if (at) /* a client of tlsrs reads more messages before, if they are in one record */
            printf(", state \"%s\"", SSL_state_string_long(s));
        printf("\n");
    }
    memset(secret, side->first, side->len > 0 && side->len <= 48 ? (size_t)side->len : 48);
    if (side->len > 2)
        for (int i = 0; i < 32 && i + 1 < side->len && i + 1 < 48; i++)
            ((unsigned char *)secret)[i + 1] = randoms[at][0][i] ^ randoms[at][1][i];
    *secret_len = side->len;
    if (side->suite != NULL) {
        STACK_OF(SSL_CIPHER) *all = SSL_get_ciphers(s);

        for (int i = 0; i < sk_SSL_CIPHER_num(all); i++)
            if (strcmp(SSL_CIPHER_get_name(sk_SSL_CIPHER_value(all, i)), side->suite) == 0)
                *cipher = sk_SSL_CIPHER_value(all, i);
    }
    return side->result;
}

static inline int ticket_cb(SSL *s, const unsigned char *data, int len, void *arg)
{
    (void)s;
    ticket_calls++;
    if (chatty)
        printf("  ticket at %s: %d bytes, %.*s\n", (const char *)arg, len, len < 20 ? len : 20, data ? (const char *)data : "");
    return ticket_result;
}

static inline void show_message(int written, int version, int type, const void *buf, size_t len, SSL *s, void *arg)
{
    const unsigned char *at = buf;

    (void)arg;
    if (type == SSL3_RT_HEADER)
        return;
    printf("   %s %s %x type %d", SSL_is_server(s) ? "server" : "client", written ? "sends" : "hears", version, type);
    if (type == SSL3_RT_HANDSHAKE && len > 4) {
        printf(" message %d", at[0]);
        if (at[0] == SSL3_MT_SERVER_HELLO && !written) {
            size_t id = at[38], end = 39 + id;

            printf(", id %zu, suite %02x%02x, extensions", id, at[end], at[end + 1]);
            for (end += 5; end + 4 <= len; end += 4 + (size_t)(at[end + 2] << 8 | at[end + 3]))
                printf(" %d", at[end] << 8 | at[end + 1]);
        }
        if (at[0] == SSL3_MT_CLIENT_HELLO && !written) {
            size_t id = at[38], pos = 39 + id;

            pos += 2 + (size_t)(at[pos] << 8 | at[pos + 1]);
            pos += 1 + at[pos];
            printf(", id %zu", id);
            for (pos += 2; pos + 4 <= len; pos += 4 + (size_t)(at[pos + 2] << 8 | at[pos + 3]))
                if (at[pos] == 0 && at[pos + 1] == 35)
                    printf(", ticket %d", at[pos + 2] << 8 | at[pos + 3]);
        }
        if (at[0] == SSL3_MT_NEWSESSION_TICKET && !written)
            printf(" (lifetime %d)", at[6] << 8 | at[7]);
    } else if (type == SSL3_RT_ALERT) {
        printf(" %d %d", at[0], at[1]);
    }
    printf("\n");
}

static inline void show_info(const SSL *s, int where, int ret)
{
    const char *who = SSL_is_server(s) ? "server" : "client";

    if (where & SSL_CB_LOOP)
        printf("   %s in \"%s\"\n", who, SSL_state_string_long(s));
    else if (where & SSL_CB_EXIT)
        printf("   %s leaves with %d in \"%s\"\n", who, ret, SSL_state_string_long(s));
    else if (where & SSL_CB_ALERT)
        printf("   %s %s alert %s\n", who, where & SSL_CB_READ ? "reads" : "writes", SSL_alert_desc_string_long(ret));
    else
        printf("   %s event %x\n", who, where);
}

static inline void reset(void)
{
    client_side = (struct side){ "client", 1, 48, 0, 7, NULL, 0 };
    server_side = (struct side){ "server", 1, 48, 0, 7, "ECDHE-ECDSA-AES128-GCM-SHA256", 0 };
    ticket_result = 1;
    ticket_calls = 0;
}

static inline void contexts(struct pair *p, char **argv)
{
    pair_contexts(p, argv, "p256");
    SSL_CTX_set_max_proto_version(p->client_ctx, TLS1_2_VERSION);
}

static inline void connections(struct pair *p, const char *ticket)
{
    pair_connections(p);
    if (ticket != NULL)
        printf("  set ticket %d\n", SSL_set_session_ticket_ext(p->client, (void *)ticket, (int)strlen(ticket)));
    SSL_set_session_secret_cb(p->client, secret_cb, &client_side);
    SSL_set_session_ticket_ext_cb(p->server, ticket_cb, "server");
    SSL_set_session_secret_cb(p->server, secret_cb, &server_side);
}

static inline int id_length(SSL_SESSION *s)
{
    unsigned int n = 0;

    SSL_SESSION_get_id(s, &n);
    return (int)n;
}

static inline void left(SSL *s, const char *who)
{
    SSL_SESSION *x = SSL_get_session(s);
    unsigned char key[64], mine[64], peers[64];
    size_t n;
    const unsigned char *ticket;

    printf("  %s: reused %d, %s %s, result %ld, ems %ld, peer cert %d, pending renegotiation support %ld\n", who, SSL_session_reused(s),
           SSL_get_version(s), SSL_get_cipher(s), SSL_get_verify_result(s), SSL_get_extms_support(s), SSL_get0_peer_certificate(s) != NULL,
           SSL_get_secure_renegotiation_support(s));
    printf("    finished %zu %zu, state \"%s\"\n", SSL_get_finished(s, mine, sizeof mine), SSL_get_peer_finished(s, peers, sizeof peers),
           SSL_state_string_long(s));
    if (x == NULL)
        return;
    n = SSL_SESSION_get_master_key(x, key, sizeof key);
    SSL_SESSION_get0_ticket(x, &ticket, &n);
    printf("    session: ticket %d of %zu, version %x, suite %s, timeout %ld\n", SSL_SESSION_has_ticket(x), n,
           SSL_SESSION_get_protocol_version(x),
           SSL_SESSION_get0_cipher(x) ? SSL_CIPHER_get_name(SSL_SESSION_get0_cipher(x)) : "none", SSL_SESSION_get_timeout(x));
    printf("    %s: id %d, resumable %d\n", SSL_session_reused(s) ? "abbreviated" : "full", id_length(x), SSL_SESSION_is_resumable(x));
    n = SSL_SESSION_get_master_key(x, key, sizeof key);
    printf("    master %zu, first %d, group %d\n", n, SSL_session_reused(s) ? key[0] : -1, (int)(SSL_get_negotiated_group(s) & 0xffff));
}

static inline int agree(struct pair *p)
{
    unsigned char a[64], b[64], ma[64], mb[64];
    size_t n = SSL_get_finished(p->client, a, sizeof a), m = SSL_get_peer_finished(p->server, b, sizeof b);
    int same = n == m && memcmp(a, b, n) == 0;
    size_t x, y;

    n = SSL_get_peer_finished(p->client, a, sizeof a), m = SSL_get_finished(p->server, b, sizeof b);
    same = same && n == m && memcmp(a, b, n) == 0;
    x = SSL_SESSION_get_master_key(SSL_get_session(p->client), ma, sizeof ma);
    y = SSL_SESSION_get_master_key(SSL_get_session(p->server), mb, sizeof mb);
    printf("  finished agree %d, masters %zu agree %d", same, x, x == y && memcmp(ma, mb, x) == 0);
    x = (size_t)SSL_export_keying_material(p->client, a, 40, "label", 5, NULL, 0, 0);
    y = (size_t)SSL_export_keying_material(p->server, b, 40, "label", 5, NULL, 0, 0);
    printf(", exporter %zu %zu agree %d, randoms %d\n", x, y, memcmp(a, b, 40) == 0, memcmp(randoms[0], randoms[1], 64) == 0);
    return same;
}

static inline void whole(struct pair *p)
{
    if (pair_handshake(p)) {
        left(p->client, "client");
        left(p->server, "server");
        agree(p);
        pair_talk(p);
        pair_close(p);
    }
    printf("  calls: ticket %d, secrets %d %d\n", ticket_calls, client_side.calls, server_side.calls);
    show_error_codes();
}

/* One connection with all as it is set. */
static inline void once(struct pair *p, const char *ticket, const char *what)
{
    printf(" %s\n", what);
    ticket_calls = client_side.calls = server_side.calls = 0;
    connections(p, ticket);
    whole(p);
    pair_free_connections(p);
}

#endif
