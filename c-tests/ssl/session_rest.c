/* Sessions printed, and those that a connection's callback keeps from being resumed; settings of a file loaded by name. */
#include "pair.h"
#include <openssl/conf.h>

static int asked, answer;

static int not_resumable(SSL *ssl, int forward_secure)
{
    (void)ssl;
    asked++;
    printf("  asked, forward secure %d\n", forward_secure);
    return answer;
}

static void visit(char **argv, int version, int refuse)
{
    struct pair p;
    SSL_SESSION *session;
    char byte;

    pair_contexts(&p, argv, "p256");
    SSL_CTX_set_session_id_context(p.server_ctx, (const unsigned char *)"rest", 4);
    SSL_CTX_set_max_proto_version(p.client_ctx, version);
    pair_connections(&p);
    answer = refuse;
    SSL_set_not_resumable_session_callback(p.server, not_resumable);
    printf("version %x, refused %d\n", version, refuse);
    printf("  handshake %d\n", pair_handshake(&p));
    SSL_write(p.server, "x", 1);
    SSL_read(p.client, &byte, 1);
    session = SSL_get1_session(p.client);
    printf("  resumable %d\n", SSL_SESSION_is_resumable(session));
    SSL_shutdown(p.client);
    SSL_shutdown(p.server);
    pair_free_connections(&p);
    pair_connections(&p);
    SSL_set_session(p.client, session);
    printf("  handshake %d, reused %d\n", pair_handshake(&p), SSL_session_reused(p.client));
    SSL_SESSION_free(session);
    pair_free(&p);
}

/* The text without the numbers that differ from run to run. */
static void print(char **argv, int version)
{
    struct pair p;
    BIO *mem = BIO_new(BIO_s_mem());
    char line[256], byte;
    int of_ticket = 0;

    pair_contexts(&p, argv, "p256");
    SSL_CTX_set_max_proto_version(p.client_ctx, version);
    pair_connections(&p);
    pair_handshake(&p);
    SSL_write(p.server, "x", 1);
    SSL_read(p.client, &byte, 1);
    SHOW_INT(SSL_SESSION_print(mem, SSL_get0_session(p.client)));
    while (BIO_gets(mem, line, sizeof(line)) > 0) {
        char *colon = strchr(line, ':');

        if (strstr(line, " - ") != NULL && strncmp(line, "    0", 5) == 0) {
            of_ticket++;
            continue;
        }
        if (strstr(line, "Session-ID:") || strstr(line, "Master-Key") || strstr(line, "PSK: ") || strstr(line, "Start Time"))
            colon[1] = '\0', strcat(colon, " ...\n");
        printf("| %s", line);
    }
    printf("lines of a ticket: %d\n", of_ticket > 0);
    BIO_free(mem);
    pair_free(&p);
}

int main(int argc, char **argv)
{
    SSL_CTX *ctx;
    FILE *file;

    (void)argc;
    visit(argv, TLS1_2_VERSION, 0);
    visit(argv, TLS1_2_VERSION, 1);
    visit(argv, TLS1_3_VERSION, 0);
    visit(argv, TLS1_3_VERSION, 1);
    SHOW_INT(asked > 0);
    print(argv, TLS1_2_VERSION);
    print(argv, TLS1_3_VERSION);

    file = fopen("session_rest.cnf", "w");
    if (file == NULL)
        return 1;
    fputs("openssl_conf = main\n[main]\nssl_conf = list\n[list]\nserver = server\n[server]\nMinProtocol = TLSv1.3\n", file);
    fclose(file);
    SSL_add_ssl_module();
    SHOW_INT(CONF_modules_load_file("session_rest.cnf", NULL, 0));
    remove("session_rest.cnf");
    ctx = SSL_CTX_new(TLS_method());
    SHOW_INT(SSL_CTX_config(ctx, "server"));
    SHOW_INT(SSL_CTX_get_min_proto_version(ctx));
    SHOW_INT(SSL_CTX_config(ctx, "nobody"));
    show_error_codes();
    SSL_CTX_free(ctx);
    return 0;
}
