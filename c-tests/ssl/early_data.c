/* Early data in both roles: written, read, refused, replayed, limited. */
#include "pair.h"

static char **args;
static SSL_SESSION *kept;
static int asked, answer;
static const char *label = "";

static int keep(SSL *ssl, SSL_SESSION *session)
{
    (void)ssl;
    SSL_SESSION_free(kept);
    kept = session;
    return 1;
}

static int allow(SSL *ssl, void *arg)
{
    (void)ssl;
    asked++;
    printf("  asked with %s\n", (char *)arg);
    return answer;
}

static void both(struct pair *p, const char *type)
{
    pair_contexts(p, args, type);
    SSL_CTX_set_session_cache_mode(p->client_ctx, SSL_SESS_CACHE_CLIENT);
    SSL_CTX_sess_set_new_cb(p->client_ctx, keep);
    SSL_CTX_set_session_id_context(p->server_ctx, (const unsigned char *)"early", 5);
}

static void drop(struct pair *p)
{
    SSL_free(p->client);
    SSL_free(p->server);
    p->client = p->server = NULL;
}

/* A connection that leaves a session with the client. */
static SSL_SESSION *visit(struct pair *p)
{
    SSL_SESSION *session;
    char byte;

    pair_connections(p);
    if (!pair_handshake(p))
        printf("  no connection\n");
    SSL_read(p->client, &byte, 1);
    SSL_shutdown(p->client);
    SSL_shutdown(p->server);
    session = kept;
    kept = NULL;
    drop(p);
    ERR_clear_error();
    return session;
}

static void write_early(SSL *ssl, const char *text)
{
    size_t written = 99;
    int done = SSL_write_early_data(ssl, text, strlen(text), &written);

    printf("  write \"%s\": %d, error %d, %d bytes\n", text, done, done == 1 ? 0 : SSL_get_error(ssl, done), (int)written);
    show_error_codes();
}

/* Reads until there is no more, or nothing comes. */
static int read_early(SSL *ssl)
{
    char buf[100];
    size_t got;
    int done;

    do {
        got = 77;
        memset(buf, 0, sizeof(buf));
        done = SSL_read_early_data(ssl, buf, 10, &got);
        printf("  read: %d, %d bytes \"%s\", error %d, status %d\n", done, done == 0 ? -1 : (int)got, buf,
               done == 0 ? SSL_get_error(ssl, 0) : 0, SSL_get_early_data_status(ssl));
        show_error_codes();
    } while (done == SSL_READ_EARLY_DATA_SUCCESS);
    return done;
}

static void finish(struct pair *p)
{
    char buf[100] = "";
    int got;

    printf("  handshake: %d\n", pair_handshake(p));
    printf("  %sreused %d %d, status %d %d\n", label, SSL_session_reused(p->client), SSL_session_reused(p->server),
           SSL_get_early_data_status(p->client), SSL_get_early_data_status(p->server));
    SHOW_INT(SSL_write(p->client, "after", 5));
    got = SSL_read(p->server, buf, sizeof(buf));
    printf("  server reads %d \"%.5s\"\n", got, buf);
    SHOW_INT(SSL_write(p->server, "answer", 6));
    got = SSL_read(p->client, buf, sizeof(buf));
    printf("  client reads %d \"%.6s\"\n", got, buf);
    ERR_clear_error();
}

static void accepted(void)
{
    struct pair p;
    SSL_SESSION *session, *copy;

    printf("accepted\n");
    both(&p, "p256");
    SHOW_INT(SSL_CTX_set_max_early_data(p.server_ctx, 1000));
    SHOW_INT(SSL_CTX_get_max_early_data(p.server_ctx));
    session = visit(&p);
    SHOW_INT(SSL_SESSION_get_max_early_data(session));
    copy = SSL_SESSION_dup(session);
    pair_connections(&p);
    SHOW_INT(SSL_set_session(p.client, session));
    SHOW_INT(SSL_get_early_data_status(p.client));
    write_early(p.client, "first");
    write_early(p.client, "and the second part");
    SHOW_INT(SSL_get_early_data_status(p.client));
    read_early(p.server);
    SHOW_STR(SSL_state_string_long(p.server));
    SHOW_INT(SSL_in_init(p.server));
    {
        size_t written = 0;

        SHOW_INT(SSL_write_early_data(p.server, "half", 4, &written));
        SHOW_INT(written);
        show_error_codes();
    }
    SHOW_INT(SSL_do_handshake(p.client));
    show_error_codes();
    read_early(p.server);
    SHOW_STR(SSL_state_string_long(p.server));
    SHOW_INT(SSL_in_init(p.server));
    {
        char buf[10] = "";

        SHOW_INT(SSL_read(p.client, buf, sizeof(buf)));
        SHOW_STR(buf);
    }
    finish(&p);
    write_early(p.client, "too late");
    read_early(p.server);
    drop(&p);

    printf("replayed\n");
    pair_connections(&p);
    SSL_set_session(p.client, copy);
    write_early(p.client, "again");
    read_early(p.server);
    finish(&p);
    drop(&p);
    SSL_SESSION_free(session);
    SSL_SESSION_free(copy);
    pair_free(&p);
}

static void not_wanted(void)
{
    struct pair p;
    SSL_SESSION *session;

    printf("not read by the server\n");
    both(&p, "p256");
    SSL_CTX_set_max_early_data(p.server_ctx, 1000);
    session = visit(&p);
    pair_connections(&p);
    SSL_set_session(p.client, session);
    write_early(p.client, "unheard");
    finish(&p);
    drop(&p);
    SSL_SESSION_free(session);

    printf("not allowed by a callback\n");
    SSL_CTX_set_allow_early_data_cb(p.server_ctx, allow, (void *)"context");
    answer = 0;
    session = visit(&p);
    pair_connections(&p);
    SSL_set_session(p.client, session);
    write_early(p.client, "refused");
    read_early(p.server);
    finish(&p);
    drop(&p);
    SSL_SESSION_free(session);

    printf("allowed by a callback\n");
    answer = 1;
    session = visit(&p);
    pair_connections(&p);
    SSL_set_allow_early_data_cb(p.server, allow, (void *)"connection");
    SSL_set_session(p.client, session);
    write_early(p.client, "granted");
    read_early(p.server);
    finish(&p);
    SHOW_INT(asked);
    drop(&p);
    SSL_SESSION_free(session);

    printf("a session without\n");
    SSL_CTX_set_max_early_data(p.server_ctx, 0);
    session = visit(&p);
    SHOW_INT(SSL_SESSION_get_max_early_data(session));
    pair_connections(&p);
    SSL_set_session(p.client, session);
    write_early(p.client, "without leave");
    finish(&p);
    drop(&p);
    SSL_SESSION_free(session);

    printf("no session\n");
    pair_connections(&p);
    write_early(p.client, "nothing to go by");
    read_early(p.client);
    drop(&p);
    pair_free(&p);
}

static void another_group(void)
{
    struct pair p;
    SSL_SESSION *session;

    printf("the server asks for another group\n");
    both(&p, "p256");
    SSL_CTX_set_max_early_data(p.server_ctx, 1000);
    SSL_CTX_set1_groups_list(p.client_ctx, "P-256:P-384");
    session = visit(&p);
    SSL_CTX_set1_groups_list(p.server_ctx, "P-384");
    pair_connections(&p);
    SSL_set_session(p.client, session);
    write_early(p.client, "to be skipped");
    read_early(p.server);
    label = "another group: ";
    finish(&p);
    label = "";
    drop(&p);
    SSL_SESSION_free(session);

    printf("another protocol\n");
    SSL_CTX_set1_groups_list(p.server_ctx, "P-256");
    session = visit(&p);
    pair_connections(&p);
    SSL_set_session(p.client, session);
    SSL_set_alpn_protos(p.client, (const unsigned char *)"\2h2", 3);
    write_early(p.client, "to whom");
    read_early(p.server);
    finish(&p);
    drop(&p);
    SSL_SESSION_free(session);
    pair_free(&p);
}

static void limits(void)
{
    struct pair p;
    SSL_SESSION *session;

    printf("limits\n");
    both(&p, "p256");
    SHOW_INT(SSL_CTX_get_recv_max_early_data(p.server_ctx));
    SSL_CTX_set_max_early_data(p.server_ctx, 12);
    session = visit(&p);
    pair_connections(&p);
    SSL_set_session(p.client, session);
    write_early(p.client, "twelve bytes");
    write_early(p.client, "x");
    drop(&p);
    SSL_SESSION_free(session);

    printf("a client that goes over\n");
    SSL_CTX_set_max_early_data(p.server_ctx, 100);
    session = visit(&p);
    pair_connections(&p);
    SHOW_INT(SSL_set_recv_max_early_data(p.server, 8));
    SHOW_INT(SSL_get_recv_max_early_data(p.server));
    SSL_set_session(p.client, session);
    write_early(p.client, "more than eight");
    read_early(p.server);
    printf("  client: %d\n", SSL_do_handshake(p.client));
    show_error_codes();
    drop(&p);
    SSL_SESSION_free(session);

    SHOW_INT(SSL_CTX_set_recv_max_early_data(p.server_ctx, 5));
    SHOW_INT(SSL_CTX_get_recv_max_early_data(p.server_ctx));
    pair_connections(&p);
    SHOW_INT(SSL_get_recv_max_early_data(p.server));
    SHOW_INT(SSL_set_max_early_data(p.server, 3));
    SHOW_INT(SSL_get_max_early_data(p.server));
    drop(&p);
    pair_free(&p);
}

/* A handshake over data that was not read. */
static void unread(void)
{
    struct pair p;
    SSL_SESSION *session;
    char buf[4];
    size_t got = 0;
    int done;

    printf("unread\n");
    both(&p, "p256");
    SSL_CTX_set_max_early_data(p.server_ctx, 1000);
    session = visit(&p);
    pair_connections(&p);
    SSL_set_session(p.client, session);
    write_early(p.client, "more than is read");
    SHOW_INT(SSL_read_early_data(p.server, buf, sizeof(buf), &got));
    SHOW_INT(got);
    done = SSL_do_handshake(p.server);
    printf("  server: %d, fails %d\n", done == 1, done != 1 && SSL_get_error(p.server, done) == SSL_ERROR_SSL);
    show_error_codes();
    drop(&p);
    SSL_SESSION_free(session);
    pair_free(&p);
}

/* A client that takes its session for older or younger than it is: what it says of its ticket's age does not fit. */
static void ages(void)
{
    static const int shifts[] = { 0, 5, 30, 100 };
    struct pair p;
    size_t i;

    printf("ages\n");
    both(&p, "p256");
    SSL_CTX_set_max_early_data(p.server_ctx, 1000);
    for (i = 0; i < sizeof(shifts) / sizeof(*shifts); i++) {
        SSL_SESSION *session = visit(&p);

        SSL_SESSION_set_time(session, SSL_SESSION_get_time(session) - shifts[i]);
        pair_connections(&p);
        SSL_set_session(p.client, session);
        printf("  %d s older\n", shifts[i]);
        write_early(p.client, "of age");
        read_early(p.server);
        finish(&p);
        drop(&p);
        SSL_SESSION_free(session);
    }
    {
        SSL_SESSION *session = visit(&p);

        SSL_SESSION_set_time(session, SSL_SESSION_get_time(session) + 30);
        pair_connections(&p);
        SSL_set_session(p.client, session);
        printf("  handshake %d\n", pair_handshake(&p));
        printf("  a session of the future: reused %d\n", SSL_session_reused(p.client));
        drop(&p);
        SSL_SESSION_free(session);
    }
    pair_free(&p);
}

static void cache_of_one(void)
{
    struct pair p;
    SSL_SESSION *session;

    printf("a cache of one\n");
    both(&p, "p256");
    SSL_CTX_set_max_early_data(p.server_ctx, 1000);
    SSL_CTX_set_session_cache_mode(p.server_ctx, SSL_SESS_CACHE_SERVER);
    SSL_CTX_sess_set_cache_size(p.server_ctx, 1);
    SSL_CTX_set_timeout(p.server_ctx, 300);
    session = visit(&p);
    pair_connections(&p);
    SSL_set_session(p.client, session);
    write_early(p.client, "one");
    read_early(p.server);
    finish(&p);
    drop(&p);
    SSL_SESSION_free(session);
    pair_free(&p);
}

static void without_anti_replay(void)
{
    struct pair p;
    SSL_SESSION *session;
    int i;

    printf("without anti-replay\n");
    both(&p, "p256");
    SSL_CTX_set_max_early_data(p.server_ctx, 1000);
    SSL_CTX_set_options(p.server_ctx, SSL_OP_NO_ANTI_REPLAY);
    session = visit(&p);
    for (i = 0; i < 2; i++) {
        SSL_SESSION *copy = SSL_SESSION_dup(session);

        pair_connections(&p);
        SSL_set_session(p.client, copy);
        write_early(p.client, "any time");
        read_early(p.server);
        finish(&p);
        drop(&p);
        SSL_SESSION_free(copy);
    }
    SSL_SESSION_free(session);
    pair_free(&p);
}

/* A large amount in small pieces, through a BIO pair that is often full. */
static void much(void)
{
    struct pair p;
    SSL_SESSION *session;
    char block[3000], buf[4000];
    size_t sent = 0, written, got, read = 0;
    int state = 0, i, wrong = 0;

    printf("much\n");
    both(&p, "p256");
    SSL_CTX_set_max_early_data(p.server_ctx, 100000);
    SSL_CTX_set_recv_max_early_data(p.server_ctx, 100000);
    session = visit(&p);
    pair_connections(&p);
    SSL_set_session(p.client, session);
    for (i = 0; i < (int)sizeof(block); i++)
        block[i] = 'a' + i % 26;
    for (i = 0; i < 1000 && state != SSL_READ_EARLY_DATA_FINISH; i++) {
        if (sent < 60000) {
            if (SSL_write_early_data(p.client, block, sizeof(block), &written) == 1)
                sent += written;
            else if (SSL_get_error(p.client, 0) != SSL_ERROR_WANT_WRITE)
                break;
        } else if (SSL_do_handshake(p.client) != 1 && SSL_get_error(p.client, -1) != SSL_ERROR_WANT_READ) {
            break;
        }
        do {
            state = SSL_read_early_data(p.server, buf, sizeof(buf), &got);
            if (state == SSL_READ_EARLY_DATA_SUCCESS) {
                for (size_t k = 0; k < got; k++)
                    wrong += buf[k] != block[(read + k) % sizeof(block)];
                read += got;
            }
        } while (state == SSL_READ_EARLY_DATA_SUCCESS);
        ERR_clear_error();
    }
    printf("  sent %d, read %d, wrong %d, state %d\n", (int)sent, (int)read, wrong, state);
    finish(&p);
    drop(&p);
    SSL_SESSION_free(session);
    pair_free(&p);
}

static void version12(void)
{
    struct pair p;

    printf("TLS 1.2\n");
    both(&p, "p256");
    SSL_CTX_set_max_early_data(p.server_ctx, 1000);
    SSL_CTX_set_max_proto_version(p.client_ctx, TLS1_2_VERSION);
    pair_connections(&p);
    for (int i = 0; i < 10; i++) {
        size_t got = 9;
        int client = SSL_do_handshake(p.client), read = SSL_read_early_data(p.server, &got, sizeof(got), &got);

        printf("  client %d, read %d\n", client, read);
        if (read != SSL_READ_EARLY_DATA_ERROR)
            break;
    }
    finish(&p);
    drop(&p);
    pair_free(&p);
}

int main(int argc, char **argv)
{
    (void)argc;
    args = argv;
    accepted();
    not_wanted();
    another_group();
    limits();
    unread();
    ages();
    cache_of_one();
    without_anti_replay();
    much();
    version12();
    SSL_SESSION_free(kept);
    return 0;
}
