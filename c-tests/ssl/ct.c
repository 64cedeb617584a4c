/* Certificate transparency in the handshake: timestamps from the certificate and from the OCSP response, strict,
 * permissive, and as a callback has it. */
#include "pair.h"
#include "../ct/_made.h"
#include <openssl/ocsp.h>

static EVP_PKEY *ca_key, *key, *log_key, *other_log;
static X509 *ca;

static void make(void)
{
    X509V3_CTX v3;
    FILE *file;
    char *text;

    ca_key = EVP_EC_gen("P-256");
    key = EVP_EC_gen("P-256");
    log_key = EVP_EC_gen("P-256");
    other_log = EVP_EC_gen("P-256");
    ca = made_cert("ca", ca_key, NULL, ca_key);
    X509V3_set_ctx(&v3, ca, ca, NULL, NULL, 0);
    add_extension(ca, X509V3_EXT_conf_nid(NULL, &v3, NID_subject_key_identifier, "hash"));
    X509_sign(ca, ca_key, EVP_sha256());
    text = base64_key(log_key);
    file = fopen("logs.cnf", "w");
    fprintf(file, "enabled_logs = one\n[one]\ndescription = Log One\nkey = %s\n", text);
    fclose(file);
    OPENSSL_free(text);
}

enum embedded { NONE, GOOD, WRONG, UNKNOWN, FUTURE, MIXED, MALFORMED, EMPTY };
static const char *const embedded_names[] = { "none", "good", "wrong", "unknown", "future", "mixed", "malformed",
                                              "empty" };

static X509 *server_cert(enum embedded kind)
{
    X509 *cert = made_cert("localhost", key, ca, ca_key);
    STACK_OF(SCT) *list = sk_SCT_new_null();
    X509V3_CTX v3;

    X509V3_set_ctx_nodb(&v3);
    add_extension(cert, X509V3_EXT_conf_nid(NULL, &v3, NID_subject_alt_name, "DNS:localhost"));
    X509_sign(cert, ca_key, EVP_sha256());
    if (kind == GOOD || kind == MIXED)
        sk_SCT_push(list, sct_of_tbs(log_key, cert, ca_key, MADE, ""));
    if (kind == WRONG || kind == MIXED)
        sk_SCT_push(list, sct_of_tbs(log_key, cert, key, MADE, ""));
    if (kind == UNKNOWN || kind == MIXED)
        sk_SCT_push(list, sct_of_tbs(other_log, cert, ca_key, MADE, ""));
    if (kind == FUTURE)
        sk_SCT_push(list, sct_of_tbs(log_key, cert, ca_key, ~0ULL >> 1, ""));
    if (kind == MALFORMED) {
        add_extension(cert, raw_extension(NID_ct_precert_scts, "\4\3\0\5\1", 5, 0));
        X509_sign(cert, ca_key, EVP_sha256());
    } else if (sk_SCT_num(list) > 0 || kind == EMPTY) {
        embed(cert, list, -1, ca_key);
    }
    SCT_LIST_free(list);
    return cert;
}

/* An answer of the CA's about the certificate, with timestamps in it. */
static OCSP_RESPONSE *answer(X509 *cert, int how)
{
    OCSP_BASICRESP *basic = OCSP_BASICRESP_new();
    OCSP_CERTID *id = OCSP_cert_to_id(NULL, cert, ca);
    ASN1_TIME *now = X509_gmtime_adj(NULL, 0), *later = X509_gmtime_adj(NULL, 10000);
    OCSP_SINGLERESP *single = OCSP_basic_add1_status(basic, id, V_OCSP_CERTSTATUS_GOOD, 0, NULL, now, later);
    OCSP_RESPONSE *response;

    if (how == 1 || how == 2) {
        STACK_OF(SCT) *list = sk_SCT_new_null();

        sk_SCT_push(list, sct_of_cert(how == 1 ? log_key : other_log, cert, MADE, ""));
        OCSP_SINGLERESP_add1_ext_i2d(single, NID_ct_cert_scts, list, 0, 0);
        SCT_LIST_free(list);
    }
    if (how == 3) {
        X509_EXTENSION *ext = raw_extension(NID_ct_cert_scts, "\4\3\0\5\1", 5, 0);

        OCSP_SINGLERESP_add_ext(single, ext, -1);
        X509_EXTENSION_free(ext);
    }
    OCSP_basic_sign(basic, ca, ca_key, EVP_sha256(), NULL, 0);
    response = OCSP_response_create(how == 4 ? OCSP_RESPONSE_STATUS_TRYLATER : OCSP_RESPONSE_STATUS_SUCCESSFUL,
                                    how == 4 ? NULL : basic);
    OCSP_CERTID_free(id);
    OCSP_BASICRESP_free(basic);
    ASN1_TIME_free(now);
    ASN1_TIME_free(later);
    return response;
}

static int staple(SSL *ssl, void *arg)
{
    OCSP_RESPONSE *response = arg;
    unsigned char *der = NULL;
    int len;

    if (response == NULL)
        return SSL_TLSEXT_ERR_NOACK;
    len = i2d_OCSP_RESPONSE(response, &der);
    SSL_set_tlsext_status_ocsp_resp(ssl, der, len);
    return SSL_TLSEXT_ERR_OK;
}

static int staple_garbage(SSL *ssl, void *arg)
{
    SSL_set_tlsext_status_ocsp_resp(ssl, OPENSSL_memdup("garbage", 7), 7);
    return SSL_TLSEXT_ERR_OK;
}

static void show_scts(const STACK_OF(SCT) *scts)
{
    printf("  timestamps: %d", scts == NULL ? -1 : sk_SCT_num(scts));
    for (int i = 0; i < sk_SCT_num(scts); i++) {
        SCT *sct = sk_SCT_value(scts, i);

        printf("; source %d, entry %d, %s", SCT_get_source(sct), SCT_get_log_entry_type(sct),
               SCT_validation_status_string(sct));
    }
    printf("\n");
}

static int verdict, calls;

static int judge(const CT_POLICY_EVAL_CTX *ctx, const STACK_OF(SCT) *scts, void *arg)
{
    char name[100];

    calls++;
    printf("  judge %s: ", (const char *)arg);
    X509_NAME_oneline(X509_get_subject_name(CT_POLICY_EVAL_CTX_get0_cert(ctx)), name, sizeof name);
    printf("certificate %s, ", name);
    X509_NAME_oneline(X509_get_subject_name(CT_POLICY_EVAL_CTX_get0_issuer(ctx)), name, sizeof name);
    printf("issuer %s, store %d, time %d\n", name, CT_POLICY_EVAL_CTX_get0_log_store(ctx) != NULL,
           CT_POLICY_EVAL_CTX_get_time(ctx) / 1000 >= (uint64_t)time(NULL) - 1000
               && CT_POLICY_EVAL_CTX_get_time(ctx) / 1000 <= (uint64_t)time(NULL) + 1);
    show_scts(scts);
    return verdict;
}

static void contexts(struct pair *p, X509 *cert, int version)
{
    memset(p, 0, sizeof *p);
    p->client_ctx = SSL_CTX_new(TLS_client_method());
    p->server_ctx = SSL_CTX_new(TLS_server_method());
    SSL_CTX_use_certificate(p->server_ctx, cert);
    SSL_CTX_use_PrivateKey(p->server_ctx, key);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(p->client_ctx), ca);
    SSL_CTX_set_verify(p->client_ctx, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_max_proto_version(p->client_ctx, version);
}

/* Both handshakes. A verdict may leave something in OpenSSL's queue, by which SSL_get_error would be misled; and how
 * its handshake breaks off where nothing is verified is an accident. */
static int handshake(struct pair *p)
{
    int client = -1, server = -1, quiet = SSL_get_verify_mode(p->client) == SSL_VERIFY_NONE;

    ERR_clear_error();
    for (int i = 0; i < 20 && (client != 1 || server != 1); i++) {
        if (client != 1)
            client = SSL_do_handshake(p->client);
        if (client != 1 && SSL_want_nothing(p->client)) {
            if (!quiet) {
                printf("  client: %d, error %d\n", client, SSL_get_error(p->client, client));
                show_error_codes();
            }
            server = SSL_do_handshake(p->server);
            if (!quiet) {
                printf("  server then: %d, error %d\n", server, SSL_get_error(p->server, server));
                show_error_codes();
            }
            client = -1;
            break;
        }
        if (server != 1)
            server = SSL_do_handshake(p->server);
    }
    ERR_clear_error();
    return client == 1 && server == 1;
}

static void show_end(struct pair *p, int done)
{
    printf("  done %d, verify result %ld\n", done, SSL_get_verify_result(p->client));
    show_scts(SSL_get0_peer_scts(p->client));
    show_errors();
}

static void run(enum embedded kind, int version, int mode, int peer)
{
    static const char *const modes[] = { "permissive", "strict", "judge: 1", "judge: 0", "judge: -1", "off" };
    X509 *cert = server_cert(kind);
    struct pair p;

    printf("TLS 1.%d, %s, %s, verify %d\n", version - TLS1_VERSION, embedded_names[kind], modes[mode], peer);
    contexts(&p, cert, version);
    SHOW_INT(SSL_CTX_set_ctlog_list_file(p.client_ctx, "logs.cnf"));
    SSL_CTX_set_verify(p.client_ctx, peer ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, NULL);
    verdict = mode == 2 ? 1 : mode == 3 ? 0 : -1;
    if (mode < 2)
        SHOW_INT(SSL_CTX_enable_ct(p.client_ctx, mode));
    else if (mode < 5)
        SHOW_INT(SSL_CTX_set_ct_validation_callback(p.client_ctx, judge, "argument"));
    pair_connections(&p);
    show_end(&p, handshake(&p));
    pair_free(&p);
    X509_free(cert);
}

static void of_answers(int version)
{
    for (int how = -2; how < 5; how++) {
        X509 *cert = server_cert(how == 2 ? GOOD : NONE);
        OCSP_RESPONSE *response = how >= 0 ? answer(cert, how) : NULL;
        struct pair p;

        printf("TLS 1.%d, answer %d\n", version - TLS1_VERSION, how);
        contexts(&p, cert, version);
        SSL_CTX_set_tlsext_status_cb(p.server_ctx, (how == -2 ? staple_garbage : staple));
        SSL_CTX_set_tlsext_status_arg(p.server_ctx, response);
        SSL_CTX_set_ctlog_list_file(p.client_ctx, "logs.cnf");
        pair_connections(&p);
        SHOW_INT(SSL_get_tlsext_status_type(p.client));
        SHOW_INT(SSL_enable_ct(p.client, SSL_CT_VALIDATION_STRICT));
        SHOW_INT(SSL_get_tlsext_status_type(p.client));
        show_end(&p, handshake(&p));
        pair_free(&p);
        OCSP_RESPONSE_free(response);
        X509_free(cert);
    }
    /* Asked by the context: then it is not stapled. */
    X509 *cert = server_cert(NONE);
    OCSP_RESPONSE *response = answer(cert, 1);
    struct pair p;

    contexts(&p, cert, version);
    SSL_CTX_set_tlsext_status_cb(p.server_ctx, staple);
    SSL_CTX_set_tlsext_status_arg(p.server_ctx, response);
    SSL_CTX_set_ctlog_list_file(p.client_ctx, "logs.cnf");
    SHOW_INT(SSL_CTX_enable_ct(p.client_ctx, SSL_CT_VALIDATION_STRICT));
    SHOW_INT(SSL_CTX_get_tlsext_status_type(p.client_ctx));
    pair_connections(&p);
    SHOW_INT(SSL_get_tlsext_status_type(p.client));
    show_end(&p, handshake(&p));
    pair_free_connections(&p);
    pair_connections(&p);
    SSL_set_tlsext_status_type(p.client, TLSEXT_STATUSTYPE_ocsp);
    show_end(&p, handshake(&p));
    pair_free(&p);
    OCSP_RESPONSE_free(response);
    X509_free(cert);
}

/* An answer about many certificates, of which each has timestamps. */
static void of_many(void)
{
    X509 *cert = server_cert(GOOD);
    OCSP_BASICRESP *basic = OCSP_BASICRESP_new();
    ASN1_TIME *now = X509_gmtime_adj(NULL, 0), *later = X509_gmtime_adj(NULL, 10000);
    OCSP_RESPONSE *response;
    struct pair p;

    for (int i = 0; i < 3; i++) {
        OCSP_CERTID *id = OCSP_cert_to_id(NULL, i == 1 ? cert : ca, ca);
        OCSP_SINGLERESP *single = OCSP_basic_add1_status(basic, id, V_OCSP_CERTSTATUS_GOOD, 0, NULL, now, later);
        STACK_OF(SCT) *list = sk_SCT_new_null();

        sk_SCT_push(list, sct_of_cert(log_key, i == 1 ? cert : ca, MADE, ""));
        OCSP_SINGLERESP_add1_ext_i2d(single, NID_ct_cert_scts, list, 0, 0);
        SCT_LIST_free(list);
        OCSP_CERTID_free(id);
    }
    OCSP_basic_sign(basic, ca, ca_key, EVP_sha256(), NULL, 0);
    response = OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic);
    OCSP_BASICRESP_free(basic);
    ASN1_TIME_free(now);
    ASN1_TIME_free(later);
    printf("an answer about many\n");
    contexts(&p, cert, TLS1_3_VERSION);
    SSL_CTX_set_tlsext_status_cb(p.server_ctx, staple);
    SSL_CTX_set_tlsext_status_arg(p.server_ctx, response);
    SSL_CTX_set_ctlog_list_file(p.client_ctx, "logs.cnf");
    pair_connections(&p);
    SSL_enable_ct(p.client, SSL_CT_VALIDATION_STRICT);
    show_end(&p, handshake(&p));
    SHOW_INT(SSL_get0_peer_scts(p.client) == SSL_get0_peer_scts(p.client));
    pair_free(&p);
    OCSP_RESPONSE_free(response);
    X509_free(cert);
}

/* The TLS extension. */
static unsigned char *sct_bytes;
static int sct_len;

static int add_scts(SSL *ssl, unsigned int type, unsigned int context, const unsigned char **out, size_t *len,
                    X509 *cert, size_t index, int *alert, void *arg)
{
    printf("  asked for timestamps in %x\n", context);
    *out = sct_bytes;
    *len = sct_len;
    return 1;
}

static int see_scts(SSL *ssl, unsigned int type, unsigned int context, const unsigned char *in, size_t len, X509 *cert,
                    size_t index, int *alert, void *arg)
{
    printf("  the client asks in %x with %zu bytes\n", context, len);
    return 1;
}

static void of_extension(int version, int how, int strict)
{
    X509 *cert = server_cert(how == 2 ? WRONG : NONE);
    STACK_OF(SCT) *list = sk_SCT_new_null();
    struct pair p;

    printf("TLS 1.%d, extension %d, strict %d\n", version - TLS1_VERSION, how, strict);
    sk_SCT_push(list, sct_of_cert(how == 1 ? other_log : log_key, cert, MADE, ""));
    sk_SCT_push(list, sct_of_cert(log_key, how == 1 ? ca : cert, MADE, ""));
    sct_bytes = NULL;
    sct_len = i2o_SCT_LIST(list, &sct_bytes);
    if (how == 3)
        sct_len--;
    SCT_LIST_free(list);
    contexts(&p, cert, version);
    SHOW_INT(SSL_CTX_add_custom_ext(p.server_ctx, TLSEXT_TYPE_signed_certificate_timestamp,
                                    SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO | SSL_EXT_TLS1_3_CERTIFICATE,
                                    add_scts, NULL, NULL, see_scts, NULL));
    SSL_CTX_set_ctlog_list_file(p.client_ctx, "logs.cnf");
    SSL_CTX_enable_ct(p.client_ctx, strict);
    SHOW_INT(SSL_CTX_has_client_custom_ext(p.client_ctx, TLSEXT_TYPE_signed_certificate_timestamp));
    SHOW_INT(SSL_CTX_add_client_custom_ext(p.client_ctx, TLSEXT_TYPE_signed_certificate_timestamp, NULL, NULL, NULL,
                                           NULL, NULL));
    pair_connections(&p);
    if (how == 4)
        SSL_set_ct_validation_callback(p.client, NULL, NULL);
    show_end(&p, handshake(&p));
    pair_free(&p);
    OPENSSL_free(sct_bytes);
    X509_free(cert);
}

static void by_the_program(void)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    SSL *ssl = SSL_new(ctx), *later;

    SHOW_INT(SSL_CTX_add_client_custom_ext(ctx, TLSEXT_TYPE_signed_certificate_timestamp, NULL, NULL, NULL, NULL,
                                           NULL));
    SHOW_INT(SSL_CTX_has_client_custom_ext(ctx, TLSEXT_TYPE_signed_certificate_timestamp));
    SHOW_INT(SSL_CTX_enable_ct(ctx, 1));
    show_errors();
    SHOW_INT(SSL_CTX_set_ct_validation_callback(ctx, judge, NULL));
    show_errors();
    SHOW_INT(SSL_CTX_set_ct_validation_callback(ctx, NULL, NULL));
    later = SSL_new(ctx);
    SHOW_INT(SSL_enable_ct(later, 1));
    show_errors();
    SHOW_INT(SSL_enable_ct(ssl, 1));
    show_errors();
    SSL_free(later);
    SSL_free(ssl);
    SSL_CTX_free(ctx);
}

static SSL_SESSION *session;

static int keep(SSL *ssl, SSL_SESSION *new)
{
    SSL_SESSION_free(session);
    session = new;
    return 1;
}

static void resumed(int version, enum embedded kind, int peer)
{
    X509 *cert = server_cert(kind);
    struct pair p;
    char byte;

    printf("TLS 1.%d resumed, %s, verify %d\n", version - TLS1_VERSION, embedded_names[kind], peer);
    contexts(&p, cert, version);
    SSL_CTX_set_verify(p.client_ctx, peer ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, NULL);
    SSL_CTX_set_session_cache_mode(p.client_ctx, SSL_SESS_CACHE_CLIENT);
    SSL_CTX_sess_set_new_cb(p.client_ctx, keep);
    SSL_CTX_set_ctlog_list_file(p.client_ctx, "logs.cnf");
    SHOW_INT(SSL_CTX_enable_ct(p.client_ctx, SSL_CT_VALIDATION_STRICT));
    pair_connections(&p);
    show_end(&p, handshake(&p));
    SSL_read(p.client, &byte, 1);
    SSL_shutdown(p.client);
    pair_free_connections(&p);
    pair_connections(&p);
    SHOW_INT(SSL_set_session(p.client, session));
    show_end(&p, handshake(&p));
    SHOW_INT(SSL_session_reused(p.client));
    SSL_SESSION_free(session);
    session = NULL;
    pair_free(&p);
    X509_free(cert);
}

/* No verdict is asked for. */
static void not_asked(void)
{
    X509 *cert = server_cert(NONE), *own = made_cert("self", key, NULL, key);
    struct pair p;

    printf("an untrusted chain\n");
    verdict = 0;
    for (int i = 0; i < 2; i++) {
        contexts(&p, cert, TLS1_3_VERSION);
        SSL_CTX_set_cert_store(p.client_ctx, X509_STORE_new());
        SSL_CTX_set_verify(p.client_ctx, i ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, NULL);
        SSL_CTX_set_ct_validation_callback(p.client_ctx, judge, "untrusted");
        pair_connections(&p);
        show_end(&p, handshake(&p));
        pair_free(&p);
    }
    printf("a chain of one\n");
    contexts(&p, own, TLS1_2_VERSION);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(p.client_ctx), own);
    SSL_CTX_set_ct_validation_callback(p.client_ctx, judge, "of one");
    pair_connections(&p);
    show_end(&p, handshake(&p));
    pair_free(&p);
    printf("the server\n");
    contexts(&p, cert, TLS1_3_VERSION);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(p.server_ctx), ca);
    SSL_CTX_set_verify(p.server_ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    SSL_CTX_use_certificate(p.client_ctx, cert);
    SSL_CTX_use_PrivateKey(p.client_ctx, key);
    SHOW_INT(SSL_CTX_set_ct_validation_callback(p.server_ctx, judge, "of the server"));
    SHOW_INT(SSL_CTX_enable_ct(p.server_ctx, 1));
    pair_connections(&p);
    show_end(&p, handshake(&p));
    show_scts(SSL_get0_peer_scts(p.server));
    pair_free(&p);

    /* DANE. */
    for (int usage = 0; usage < 4; usage++) {
        unsigned char *der = NULL;
        int len = i2d_X509(usage & 1 ? cert : ca, &der);

        printf("DANE, usage %d\n", usage);
        contexts(&p, cert, TLS1_3_VERSION);
        SSL_CTX_dane_enable(p.client_ctx);
        SSL_CTX_set_ct_validation_callback(p.client_ctx, judge, "by DANE");
        pair_connections(&p);
        SHOW_INT(SSL_dane_enable(p.client, "localhost"));
        SHOW_INT(SSL_dane_tlsa_add(p.client, usage, 0, 0, der, len));
        show_end(&p, handshake(&p));
        pair_free(&p);
        OPENSSL_free(der);
    }
    X509_free(cert);
    X509_free(own);
}

static void settings(void)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    CTLOG_STORE *store;
    SSL *ssl;

    SHOW_INT(SSL_CTX_ct_is_enabled(ctx));
    SHOW_INT(SSL_CTX_enable_ct(ctx, 2));
    show_errors();
    SHOW_INT(SSL_CTX_enable_ct(ctx, -1));
    show_errors();
    SHOW_INT(SSL_CTX_ct_is_enabled(ctx));
    SHOW_INT(SSL_CTX_enable_ct(ctx, SSL_CT_VALIDATION_PERMISSIVE));
    SHOW_INT(SSL_CTX_ct_is_enabled(ctx));
    ssl = SSL_new(ctx);
    SHOW_INT(SSL_ct_is_enabled(ssl));
    SHOW_INT(SSL_set_ct_validation_callback(ssl, NULL, NULL));
    SHOW_INT(SSL_ct_is_enabled(ssl));
    SHOW_INT(SSL_get_tlsext_status_type(ssl));
    SHOW_INT(SSL_enable_ct(ssl, 7));
    show_errors();
    SHOW_INT(SSL_enable_ct(ssl, SSL_CT_VALIDATION_STRICT));
    SHOW_INT(SSL_ct_is_enabled(ssl));
    SHOW_INT(SSL_get_tlsext_status_type(ssl));
    SSL_set_ct_validation_callback(ssl, NULL, NULL);
    SHOW_INT(SSL_ct_is_enabled(ssl));
    SHOW_INT(SSL_get_tlsext_status_type(ssl));
    show_scts(SSL_get0_peer_scts(ssl));
    show_errors();
    SSL_CTX_set_ct_validation_callback(ctx, NULL, NULL);
    SHOW_INT(SSL_CTX_ct_is_enabled(ctx));
    SHOW_INT(SSL_CTX_set_ct_validation_callback(ctx, judge, NULL));
    SHOW_INT(SSL_CTX_ct_is_enabled(ctx));
    SHOW_INT(SSL_ct_is_enabled(ssl));
    SSL_free(ssl);
    ssl = SSL_new(ctx);
    SHOW_INT(SSL_ct_is_enabled(ssl));
    SSL *copy = SSL_dup(ssl);
    SHOW_INT(SSL_ct_is_enabled(copy));
    SSL_free(copy);

    /* Lists of logs. */
    SHOW_NULL(SSL_CTX_get0_ctlog_store(ctx));
    SHOW_INT(SSL_CTX_set_ctlog_list_file(ctx, "/nonexistent/logs.cnf"));
    show_errors();
    SHOW_INT(SSL_CTX_set_ctlog_list_file(ctx, "logs.cnf"));
    SHOW_INT(SSL_CTX_set_default_ctlog_list_file(ctx));
    show_errors();
    store = CTLOG_STORE_new();
    SSL_CTX_set0_ctlog_store(ctx, store);
    SHOW_INT(SSL_CTX_get0_ctlog_store(ctx) == store);
    SHOW_INT(SSL_CTX_set_ctlog_list_file(ctx, "logs.cnf"));
    SSL_CTX_set0_ctlog_store(ctx, NULL);
    SHOW_NULL(SSL_CTX_get0_ctlog_store(ctx));
    show_errors();
    SSL_free(ssl);
    SSL_CTX_free(ctx);
}

int main(int argc, char **argv)
{
    make();
    settings();
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        for (int kind = NONE; kind <= EMPTY; kind++)
            for (int mode = 0; mode < 2; mode++)
                run(kind, version, mode, 1);
        run(NONE, version, 1, 0);
        run(WRONG, version, 1, 0);
        run(GOOD, version, 1, 0);
        for (int mode = 2; mode < 6; mode++) {
            run(GOOD, version, mode, 1);
            run(NONE, version, mode, 0);
        }
        run(MALFORMED, version, 2, 1);
        run(MIXED, version, 4, 0);
        of_answers(version);
        for (int how = 0; how < 5; how++)
            for (int strict = 0; strict < 2; strict++)
                of_extension(version, how, strict);
        resumed(version, GOOD, 1);
        resumed(version, NONE, 0);
    }
    of_many();
    by_the_program();
    not_asked();
    X509_free(ca);
    EVP_PKEY_free(ca_key);
    EVP_PKEY_free(key);
    EVP_PKEY_free(log_key);
    EVP_PKEY_free(other_log);
    return 0;
}
