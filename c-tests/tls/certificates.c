/*
 * Certificates that are wrong for one reason each, in handshakes: the alert on
 * the wire, what both ends say, and SSL_get_verify_result; sent by servers and
 * by clients, with and without callbacks. The chains are those of chains.py.
 */
#include "../common.h"
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

enum callback { NONE, WATCH, OVERRULE, OWN, OWN_REFUSES, CALLBACKS };

static const char *const callback_names[] = {"", ", watched", ", overruled", ", verified by the program",
                                             ", refused by the program"};

/* Those that are judged in a handshake; what they are is in chains.py. */
static const char *const wanted[] = {
    "good", "good-direct", "good-reordered", "good-superfluous", "good-root-sent-too", "no-root", "no-root-root-sent",
    "no-intermediate", "no-trust-at-all", "self-signed-leaf-untrusted", "self-signed-leaf-trusted",
    "self-signed-leaf-not-trusted", "mimic-of-the-root", "partial-chain-refused", "partial-chain-allowed", "loop",
    "depth-0-of-5", "depth-5-of-5", "bad-signature-leaf", "bad-signature-intermediate", "wrong-signer",
    "rsa-root-512-level-0", "rsa-root-1024-level-2", "ecdsa-sha1-level-1", "rsa-md5",
    "expired-leaf", "expired-intermediate", "expired-root", "future-leaf", "future-intermediate",
    "odd-start-letters", "intermediate-not-a-ca-", "intermediate-no-basic-constraints-",
    "intermediate-no-cert-sign-", "intermediate-not-critical-strict", "intermediate-v1", "root-v1", "leaf-v1",
    "pathlen-0-two-below", "unknown-critical-leaf", "unknown-critical-intermediate", "purpose-2-eku-client",
    "purpose-2-eku-server", "purpose-1-usage-cRLSign", "purpose-2-intermediate-eku-client",
    "trust-not-server-purpose-2", "host-www.example.com", "host-example.com", "ip-127.0.0.2",
    "constraint-dns-example.com-permits-other.net", "constraint-dns-example.com-excludes-www.example.com",
    "crl-good", "crl-revoked", "crl-expired", "crl-missing", "crl-tampered", "crl-all-intermediate-revoked",
    "policy-differ", "policy-same-wanted", "suiteb128-p256", "explicit-curve", "proxy-", "proxy-proxy",
};

struct chain {
    X509 *leaf;
    EVP_PKEY *key;
    STACK_OF(X509) *others;
    X509_STORE *store;
    X509_VERIFY_PARAM *param;
    char title[128];
};

static char trace[4096];
static int alert_sent[2];

static unsigned char *from_hex(const char *hex, long *len)
{
    size_t n = strlen(hex) / 2;
    unsigned char *bytes = malloc(n + 1);

    for (size_t i = 0; i < n; i++) {
        unsigned int byte;

        sscanf(hex + 2 * i, "%2x", &byte);
        bytes[i] = (unsigned char)byte;
    }
    *len = (long)n;
    return bytes;
}

static int verify_callback(int ok, X509_STORE_CTX *ctx)
{
    SSL *ssl = X509_STORE_CTX_get_ex_data(ctx, SSL_get_ex_data_X509_STORE_CTX_idx());
    size_t used = strlen(trace);

    snprintf(trace + used, sizeof trace - used, " %d:%d@%d%s", ok, X509_STORE_CTX_get_error(ctx),
             X509_STORE_CTX_get_error_depth(ctx), ssl == NULL ? "?" : "");
    return ok;
}

static int overrule_callback(int ok, X509_STORE_CTX *ctx)
{
    verify_callback(ok, ctx);
    return 1;
}

static int own_verify(X509_STORE_CTX *ctx, void *arg)
{
    size_t used = strlen(trace);

    snprintf(trace + used, sizeof trace - used, " own %d of %d", X509_STORE_CTX_get0_cert(ctx) != NULL,
             sk_X509_num(X509_STORE_CTX_get0_untrusted(ctx)));
    if (*(int *)arg == OWN_REFUSES) {
        X509_STORE_CTX_set_error(ctx, X509_V_ERR_CERT_REVOKED);
        return 0;
    }
    return X509_verify_cert(ctx);
}

static void message(int sent, int version, int type, const void *bytes, size_t len, SSL *ssl, void *arg)
{
    const unsigned char *at = bytes;

    if (sent && type == SSL3_RT_ALERT && len == 2)
        alert_sent[SSL_is_server(ssl)] = at[0] * 1000 + at[1];
}

static void say(const char *who, SSL *ssl, int ret)
{
    /* After a success OpenSSL's queue may hold what a callback overruled. */
    unsigned long code = ret == 1 ? 0 : ERR_peek_last_error(), first = ret == 1 ? 0 : ERR_peek_error();

    if (first != code)
        printf("  %s's first reason %d:%d\n", who, ERR_GET_LIB(first), ERR_GET_REASON(first));
    printf("  %s %d, error %d, reason %d:%d, verify %ld, peer %d, chain %d, alert %d\n", who, ret,
           SSL_get_error(ssl, ret), ERR_GET_LIB(code), ERR_GET_REASON(code), SSL_get_verify_result(ssl),
           SSL_get0_peer_certificate(ssl) != NULL, sk_X509_num(SSL_get0_verified_chain(ssl)),
           alert_sent[SSL_is_server(ssl)]);
    ERR_clear_error();
}

/* `server`: whether the server sends the chain, and so the client judges it. */
static void shake_hands(const struct chain *chain, int server, int version, enum callback how, EVP_PKEY *plain_key,
                        X509 *plain)
{
    SSL_CTX *sender = SSL_CTX_new(server ? TLS_server_method() : TLS_client_method());
    SSL_CTX *judge = SSL_CTX_new(server ? TLS_client_method() : TLS_server_method());
    BIO *a = BIO_new(BIO_s_mem()), *b = BIO_new(BIO_s_mem());
    SSL *ends[2];
    char byte = 'x';
    int results[2] = {-9, -9}, goes_on[2] = {1, 1}, mode = SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, ok;

    trace[0] = 0;
    alert_sent[0] = alert_sent[1] = 0;
    printf("%s, to the %s, %s%s\n", chain->title, server ? "client" : "server",
           version == TLS1_2_VERSION ? "TLS 1.2" : "TLS 1.3", callback_names[how]);
    /* What is sent is not the question. */
    SSL_CTX_set_security_level(sender, 0);
    ok = SSL_CTX_use_cert_and_key(sender, chain->leaf, chain->key, chain->others, 1);
    if (ok != 1) {
        printf("  not sent\n");
        ERR_clear_error();
    }
    if (!server) {
        SSL_CTX_use_certificate(judge, plain);
        SSL_CTX_use_PrivateKey(judge, plain_key);
    }
    SSL_CTX_set1_cert_store(judge, chain->store);
    SSL_CTX_set1_param(judge, chain->param);
    SSL_CTX_set_min_proto_version(judge, version);
    SSL_CTX_set_max_proto_version(judge, version);
    SSL_CTX_set_verify(judge, mode, how == WATCH ? verify_callback : how == OVERRULE ? overrule_callback : NULL);
    if (how == OWN || how == OWN_REFUSES)
        SSL_CTX_set_cert_verify_callback(judge, own_verify, &how);
    SSL_CTX_set_msg_callback(sender, message);
    SSL_CTX_set_msg_callback(judge, message);
    ends[0] = SSL_new(server ? judge : sender);
    ends[1] = SSL_new(server ? sender : judge);
    BIO_up_ref(a);
    BIO_up_ref(b);
    BIO_set_mem_eof_return(a, -1);
    BIO_set_mem_eof_return(b, -1);
    SSL_set_bio(ends[0], a, b);
    SSL_set_bio(ends[1], b, a);
    SSL_set_connect_state(ends[0]);
    SSL_set_accept_state(ends[1]);
    for (int turn = 0; turn < 8; turn++) {
        int i = turn % 2;

        if (goes_on[i]) {
            ERR_clear_error();
            results[i] = SSL_do_handshake(ends[i]);
            goes_on[i] = results[i] != 1 && SSL_get_error(ends[i], results[i]) == SSL_ERROR_WANT_READ;
            if (!goes_on[i])
                say(i ? "server" : "client", ends[i], results[i]);
        }
    }
    /* In TLS 1.3 a client hears of a refusal only afterwards. */
    if (results[0] == 1)
        say("client read", ends[0], SSL_read(ends[0], &byte, 1));
    if (*trace)
        printf("  calls%s\n", trace);
    SSL_free(ends[0]);
    SSL_free(ends[1]);
    SSL_CTX_free(sender);
    SSL_CTX_free(judge);
}

static int is_wanted(const char *title)
{
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (strcmp(title, wanted[i]) == 0)
            return 1;
    return 0;
}

/* Whether the chain is the first to be judged with its error. */
static int is_new_error(const struct chain *chain)
{
    /* One that OpenSSL's verdict on these chains never is; see differences.tsv. */
    static char seen[256] = {[X509_V_ERR_UNNESTED_RESOURCE] = 1};
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    int error = 0;

    if (chain->leaf != NULL && chain->key != NULL && EVP_PKEY_eq(X509_get0_pubkey(chain->leaf), chain->key) == 1
        && X509_STORE_CTX_init(ctx, chain->store, chain->leaf, chain->others)) {
        X509_STORE_CTX_set_default(ctx, "ssl_server");
        X509_VERIFY_PARAM_set1(X509_STORE_CTX_get0_param(ctx), chain->param);
        X509_verify_cert(ctx);
        error = X509_STORE_CTX_get_error(ctx);
    }
    X509_STORE_CTX_free(ctx);
    ERR_clear_error();
    return error > 0 && error < 256 && !seen[error]++;
}

static void start(struct chain *chain, const char *title)
{
    memset(chain, 0, sizeof *chain);
    snprintf(chain->title, sizeof chain->title, "%s", title);
    chain->others = sk_X509_new_null();
    chain->store = X509_STORE_new();
    chain->param = X509_VERIFY_PARAM_new();
}

static void finish(struct chain *chain)
{
    X509_free(chain->leaf);
    EVP_PKEY_free(chain->key);
    sk_X509_pop_free(chain->others, X509_free);
    X509_STORE_free(chain->store);
    X509_VERIFY_PARAM_free(chain->param);
}

static void read_line(struct chain *chain, const char *kind, const char *value)
{
    X509_VERIFY_PARAM *param = chain->param;
    const unsigned char *at;
    unsigned char *bytes = NULL;
    long len;

    if (strcmp(kind, "flags") == 0) {
        X509_VERIFY_PARAM_set_flags(param, strtoul(value, NULL, 0));
    } else if (strcmp(kind, "time") == 0) {
        X509_VERIFY_PARAM_set_time(param, (time_t)strtoll(value, NULL, 10));
    } else if (strcmp(kind, "depth") == 0) {
        X509_VERIFY_PARAM_set_depth(param, atoi(value));
    } else if (strcmp(kind, "level") == 0) {
        X509_VERIFY_PARAM_set_auth_level(param, atoi(value));
    } else if (strcmp(kind, "host") == 0) {
        X509_VERIFY_PARAM_add1_host(param, value, 0);
    } else if (strcmp(kind, "ip") == 0) {
        X509_VERIFY_PARAM_set1_ip_asc(param, value);
    } else if (strcmp(kind, "policy") == 0) {
        X509_VERIFY_PARAM_add0_policy(param, OBJ_txt2obj(value, 1));
    } else if (strcmp(kind, "leaf") == 0 || strcmp(kind, "trusted") == 0 || strcmp(kind, "untrusted") == 0) {
        X509 *x;

        at = bytes = from_hex(value, &len);
        if (*kind == 't') {
            x = d2i_X509_AUX(NULL, &at, len);
            if (x == NULL) {
                at = bytes;
                x = d2i_X509(NULL, &at, len);
            }
            X509_STORE_add_cert(chain->store, x);
            X509_free(x);
        } else if (*kind == 'l') {
            chain->leaf = d2i_X509(NULL, &at, len);
        } else {
            sk_X509_push(chain->others, d2i_X509(NULL, &at, len));
        }
    } else if (strcmp(kind, "key") == 0) {
        at = bytes = from_hex(value, &len);
        chain->key = d2i_PrivateKey(EVP_PKEY_EC, NULL, &at, len);
    } else if (strcmp(kind, "crl") == 0 || strcmp(kind, "store-crl") == 0) {
        X509_CRL *crl;

        at = bytes = from_hex(value, &len);
        crl = d2i_X509_CRL(NULL, &at, len);
        X509_STORE_add_crl(chain->store, crl);
        X509_CRL_free(crl);
    }
    free(bytes);
    ERR_clear_error();
}

int main(int argc, char **argv)
{
    static const int versions[] = {TLS1_2_VERSION, TLS1_3_VERSION};
    FILE *file = fopen(fixture(argv, "chains.txt"), "r");
    static char line[1 << 18];
    struct chain chain;
    BIO *in = BIO_new_file(fixture(argv, "server-p256-cert.pem"), "r");
    X509 *plain = PEM_read_bio_X509(in, NULL, NULL, NULL);
    EVP_PKEY *plain_key;
    int wanted_one = 0, count = 0, errors = 0;

    BIO_free(in);
    in = BIO_new_file(fixture(argv, "server-p256-key.pem"), "r");
    plain_key = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);
    BIO_free(in);
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        char *value = strchr(line, ' ');

        line[strcspn(line, "\n")] = 0;
        if (value != NULL)
            *value++ = 0;
        if (strcmp(line, "case") == 0) {
            wanted_one = is_wanted(value);
            start(&chain, value);
        } else if (strcmp(line, "end") == 0) {
            /* Errors that none of the wanted ones has, too. */
            int more = is_new_error(&chain) && !wanted_one;

            errors += more;
            for (int how = NONE; (wanted_one || more) && how < CALLBACKS; how++)
                for (int server = 1; server >= 0; server--)
                    for (int v = 0; v < 2; v++)
                        if (!left_out())
                            shake_hands(&chain, server, versions[v], how, plain_key, plain);
            finish(&chain);
            count += wanted_one;
        } else {
            read_line(&chain, line, value);
        }
    }
    if (file != NULL)
        fclose(file);
    X509_free(plain);
    EVP_PKEY_free(plain_key);
    printf("%d of %zu chains, %d more errors\n", count, sizeof wanted / sizeof *wanted, errors);
    return 0;
}
