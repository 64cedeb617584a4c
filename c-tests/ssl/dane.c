/* DANE: TLSA records of every kind, right and wrong, alone and in pairs, over
 * chains and trust stores that fit or do not. */
#include "pair.h"
#include <openssl/x509_vfy.h>

static X509 *chain[3]; /* leaf, intermediate, root */
static X509 *other;

static X509 *load(char **argv, const char *name)
{
    BIO *bio = BIO_new_file(fixture(argv, name), "r");
    X509 *x = PEM_read_bio_X509(bio, NULL, NULL, NULL);

    BIO_free(bio);
    if (x == NULL)
        printf("no %s\n", name);
    return x;
}

struct record {
    int usage, selector, mtype, of; /* of: 0 to 2 in the chain, 3 another certificate */
    int broken;
};

static int add(SSL *ssl, const struct record *r)
{
    unsigned char *der = NULL, md[EVP_MAX_MD_SIZE], *data;
    unsigned int mdlen = 0;
    X509 *x = r->of < 3 ? chain[r->of] : other;
    int len, ret;

    len = r->selector == 0 ? i2d_X509(x, &der) : i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x), &der);
    data = der;
    if (r->mtype != 0) {
        EVP_Digest(der, len, md, &mdlen, r->mtype == 1 ? EVP_sha256() : EVP_sha512(), NULL);
        data = md;
        len = mdlen;
    }
    if (r->broken)
        data[len - 1] ^= 1;
    ret = SSL_dane_tlsa_add(ssl, r->usage, r->selector, r->mtype, data, len);
    OPENSSL_free(der);
    return ret;
}

static char seen[4096];
static int overrule;

static int verify_cb(int ok, X509_STORE_CTX *ctx)
{
    size_t at = strlen(seen);

    snprintf(seen + at, sizeof seen - at, " %d:%d@%d", ok, X509_STORE_CTX_get_error(ctx),
             X509_STORE_CTX_get_error_depth(ctx));
    return ok || overrule;
}

/* sent: 0 all, 1 without the root, 2 the leaf alone, 3 none at all. */
static void judge(SSL_CTX *ctx, const struct record *records, int count, int trusted, int sent, const char *host,
                  unsigned long flags, unsigned long vflags)
{
    SSL *ssl = SSL_new(ctx);
    X509_STORE *store = X509_STORE_new();
    X509_STORE_CTX *verification = X509_STORE_CTX_new();
    STACK_OF(X509) *untrusted = sk_X509_new_null();
    X509_VERIFY_PARAM *param;
    X509 *mcert = NULL;
    EVP_PKEY *mspki = NULL;
    uint8_t usage = 9, selector = 9, mtype = 9;
    int ret, depth, added = 0;

    printf("%d", SSL_dane_enable(ssl, host));
    SSL_dane_set_flags(ssl, flags);
    for (int i = 0; i < count; i++) {
        printf(" %d%d%d(%d%s)", records[i].usage, records[i].selector, records[i].mtype, records[i].of,
               records[i].broken ? "!" : "");
        added += add(ssl, &records[i]) == 1;
    }
    ERR_clear_error();
    printf(" added %d trusted %d sent %d", added, trusted, sent);
    if (trusted & 1)
        X509_STORE_add_cert(store, chain[2]);
    if (trusted & 2)
        X509_STORE_add_cert(store, other);
    if (trusted & 4)
        X509_STORE_add_cert(store, chain[1]);
    if (sent < 2)
        sk_X509_push(untrusted, chain[1]);
    if (sent < 1)
        sk_X509_push(untrusted, chain[2]);
    X509_STORE_CTX_init(verification, store, chain[0], sent == 3 ? NULL : untrusted);
    param = X509_STORE_CTX_get0_param(verification);
    X509_STORE_CTX_set_default(verification, "ssl_server");
    X509_VERIFY_PARAM_set1(param, SSL_get0_param(ssl));
    X509_VERIFY_PARAM_set_flags(param, vflags);
    X509_STORE_CTX_set0_dane(verification, SSL_get0_dane(ssl));
    X509_STORE_CTX_set_verify_cb(verification, verify_cb);
    seen[0] = 0;
    ret = X509_verify_cert(verification);
    printf(": %d error %d depth %d chain %d untrusted %d |%s |", ret, X509_STORE_CTX_get_error(verification),
           X509_STORE_CTX_get_error_depth(verification), sk_X509_num(X509_STORE_CTX_get0_chain(verification)),
           X509_STORE_CTX_get_num_untrusted(verification), seen);
    SSL_set_verify_result(ssl, X509_STORE_CTX_get_error(verification));
    depth = SSL_get0_dane_authority(ssl, &mcert, &mspki);
    if (depth >= 0) {
        const unsigned char *data;
        size_t len;

        printf(" %d", SSL_get0_dane_tlsa(ssl, &usage, &selector, &mtype, &data, &len));
        printf(" record %d%d%d of %zu cert %d key %d", usage, selector, mtype, len,
               mcert == NULL ? -1 : mcert == chain[0] ? 0 : !X509_cmp(mcert, chain[1]) ? 1 : !X509_cmp(mcert, chain[2]) ? 2 : 3,
               mspki != NULL);
    }
    printf(" at %d\n", depth);
    X509_STORE_CTX_free(verification);
    X509_STORE_free(store);
    sk_X509_free(untrusted);
    SSL_free(ssl);
}

static void table(SSL_CTX *ctx, const char *host)
{
    static const int stores[] = { 0, 1, 2, 4 };

    printf("one record\n");
    for (int usage = 0; usage < 4; usage++)
        for (int selector = 0; selector < 2; selector++)
            for (int mtype = 0; mtype < 3; mtype++)
                for (int of = 0; of < 4; of++)
                    for (int broken = 0; broken < 2; broken++)
                        for (int trusted = 0; trusted < 4; trusted++)
                            for (int sent = 0; sent < 4; sent++) {
                                struct record r = { usage, selector, mtype, of, broken };

                                if (!left_out())
                                    judge(ctx, &r, 1, stores[trusted], sent, host, 0, 0);
                            }
}

static void pairs(SSL_CTX *ctx, const char *host)
{
    printf("two records\n");
    for (int a = 0; a < 4 * 2 * 3 * 3; a++)
        for (int b = 0; b < 4 * 2 * 3 * 3; b++) {
            struct record r[2] = {
                { a % 4, a / 4 % 2, a / 8 % 3, a / 24, (a + b) % 5 == 0 },
                { b % 4, b / 4 % 2, b / 8 % 3, b / 24 + (b % 7 == 0), (a * 3 + b) % 4 == 0 },
            };

            if (!left_out())
                judge(ctx, r, 2, a % 2, b % 3, host, 0, 0);
        }
}

static void names(SSL_CTX *ctx)
{
    static const char *hosts[] = { "server-chain.example", "localhost", "wrong.example", "example.com" };

    printf("names, callbacks, flags\n");
    for (int usage = 0; usage < 4; usage++)
        for (int h = 0; h < 4; h++)
            for (int flags = 0; flags < 2; flags++)
                for (overrule = 0; overrule < 2; overrule++)
                    for (int good = 0; good < 2; good++) {
                        struct record r = { usage, 1, 1, usage % 2 ? 0 : 2, !good };

                        printf("%s %d %d ", hosts[h], flags, overrule);
                        judge(ctx, &r, 1, 1, 0, hosts[h], flags ? DANE_FLAG_NO_DANE_EE_NAMECHECKS : 0, 0);
                    }
    static const unsigned long vflags[] = { X509_V_FLAG_PARTIAL_CHAIN, X509_V_FLAG_TRUSTED_FIRST,
                                            X509_V_FLAG_NO_ALT_CHAINS, X509_V_FLAG_X509_STRICT,
                                            X509_V_FLAG_CHECK_SS_SIGNATURE, X509_V_FLAG_SUITEB_128_LOS };
    for (size_t f = 0; f < sizeof vflags / sizeof *vflags; f++)
        for (overrule = 0; overrule < 2; overrule++)
            for (int usage = 0; usage < 4; usage++)
                for (int of = 0; of < 3; of++)
                    for (int full = 0; full < 2; full++)
                        for (int trusted = 0; trusted < 2; trusted++) {
                            struct record r = { usage, full, full ? 0 : 1, of, 0 };

                            printf("flag %lx %d ", vflags[f], overrule);
                            judge(ctx, &r, 1, trusted, of % 2, "localhost", 0, vflags[f]);
                        }
    overrule = 0;
}

static void settings(char **argv)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    SSL *ssl = SSL_new(ctx);
    unsigned char digest[64] = { 1 };

    printf("settings\n");
    SHOW_NULL(SSL_get0_dane(ssl));
    SHOW_INT(SSL_dane_enable(ssl, "localhost"));
    show_errors();
    SHOW_INT(SSL_dane_tlsa_add(ssl, 3, 1, 1, digest, 32));
    show_errors();
    SHOW_INT(SSL_get0_dane_authority(ssl, NULL, NULL));
    SHOW_INT(SSL_get0_dane_tlsa(ssl, NULL, NULL, NULL, NULL, NULL));
    SHOW_INT(SSL_CTX_dane_set_flags(ctx, DANE_FLAG_NO_DANE_EE_NAMECHECKS));
    SHOW_INT(SSL_CTX_dane_set_flags(ctx, 6));
    SHOW_INT(SSL_CTX_dane_clear_flags(ctx, 2));
    SHOW_INT(SSL_CTX_dane_clear_flags(ctx, 0));
    SHOW_INT(SSL_dane_set_flags(ssl, 8));
    SHOW_INT(SSL_dane_clear_flags(ssl, 8));
    SHOW_INT(SSL_dane_clear_flags(ssl, 8));
    SSL_free(ssl);
    ssl = SSL_new(ctx);
    SHOW_INT(SSL_dane_clear_flags(ssl, 4));
    SHOW_INT(SSL_dane_clear_flags(ssl, 4));
    SSL_CTX_dane_clear_flags(ctx, -1L);
    SHOW_INT(SSL_CTX_dane_enable(ctx));
    SHOW_INT(SSL_CTX_dane_enable(ctx));
    SHOW_INT(SSL_CTX_dane_mtype_set(ctx, EVP_sha384(), 0, 1));
    show_errors();
    SHOW_INT(SSL_CTX_dane_mtype_set(ctx, NULL, 0, 1));
    SHOW_INT(SSL_CTX_dane_mtype_set(ctx, EVP_sha384(), 5, 3));
    SHOW_INT(SSL_CTX_dane_mtype_set(ctx, EVP_sha384(), 255, 3));
    SHOW_INT(SSL_CTX_dane_mtype_set(ctx, NULL, 2, 0));
    show_errors();
    SHOW_INT(SSL_dane_enable(ssl, ""));
    show_errors();
    SHOW_INT(SSL_dane_enable(ssl, "localhost"));
    SHOW_STR(SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name));
    SHOW_STR(X509_VERIFY_PARAM_get0_host(SSL_get0_param(ssl), 0));
    SHOW_INT(SSL_dane_enable(ssl, "again"));
    show_errors();
    SHOW_INT(SSL_dane_tlsa_add(ssl, 4, 1, 1, digest, 32));
    show_errors();
    SHOW_INT(SSL_dane_tlsa_add(ssl, 255, 9, 9, NULL, 0));
    show_errors();
    SHOW_INT(SSL_dane_tlsa_add(ssl, 3, 2, 1, digest, 32));
    show_errors();
    SHOW_INT(SSL_dane_tlsa_add(ssl, 3, 1, 2, digest, 64));
    show_errors();
    SHOW_INT(SSL_dane_tlsa_add(ssl, 3, 1, 4, digest, 32));
    show_errors();
    SHOW_INT(SSL_dane_tlsa_add(ssl, 3, 1, 6, digest, 32));
    show_errors();
    SHOW_INT(SSL_dane_tlsa_add(ssl, 3, 1, 1, digest, 31));
    show_errors();
    SHOW_INT(SSL_dane_tlsa_add(ssl, 3, 1, 1, digest, 0));
    show_errors();
    SHOW_INT(SSL_dane_tlsa_add(ssl, 3, 1, 1, NULL, 32));
    show_errors();
    SHOW_INT(SSL_dane_tlsa_add(ssl, 3, 1, 1, digest, (size_t)-1));
    show_errors();
    SHOW_INT(SSL_dane_tlsa_add(ssl, 3, 1, 5, digest, 48));
    SHOW_INT(SSL_dane_tlsa_add(ssl, 3, 1, 255, digest, 48));
    show_errors();
    for (int usage = 0; usage < 4; usage++)
        for (int selector = 0; selector < 2; selector++) {
            printf("usage %d selector %d", usage, selector);
            printf(" %d", SSL_dane_tlsa_add(ssl, usage, selector, 0, digest, 32));
            printf(" error %d", ERR_GET_REASON(ERR_peek_last_error()));
            ERR_clear_error();
            printf(" %d", SSL_dane_tlsa_add(ssl, usage, selector, 0, digest, 0));
            printf(" error %d\n", ERR_GET_REASON(ERR_peek_last_error()));
            ERR_clear_error();
        }
    /* Another ClientHello name is kept. */
    SSL *named = SSL_new(ctx);
    SSL_set_tlsext_host_name(named, "sni.example");
    SHOW_INT(SSL_dane_enable(named, "tlsa.example"));
    SHOW_STR(SSL_get_servername(named, TLSEXT_NAMETYPE_host_name));
    SHOW_STR(X509_VERIFY_PARAM_get0_host(SSL_get0_param(named), 0));
    SSL_free(named);
    named = SSL_new(ctx);
    SHOW_INT(SSL_dane_enable(named, NULL));
    SHOW_STR(SSL_get_servername(named, TLSEXT_NAMETYPE_host_name));
    SHOW_STR(X509_VERIFY_PARAM_get0_host(SSL_get0_param(named), 0));
    SSL_free(named);
    SSL_free(ssl);
    SSL_CTX_free(ctx);
    show_errors();
}

/* The same over a connection. */
static void connection(char **argv, int usage, int of, int broken, const char *host, int twice)
{
    struct pair p;
    struct record r = { usage, 1, 1, of, broken };
    X509 *mcert = NULL;
    EVP_PKEY *mspki = NULL;
    uint8_t usage_ = 9, selector = 9, mtype = 9;

    printf("connection: usage %d of %d%s, host %s\n", usage, of, broken ? ", broken" : "", host);
    pair_contexts(&p, argv, "chain");
    SSL_CTX_use_certificate_chain_file(p.server_ctx, fixture(argv, "chain.pem"));
    if (usage > 1)
        SSL_CTX_set_cert_store(p.client_ctx, X509_STORE_new());
    SSL_CTX_dane_enable(p.client_ctx);
    pair_connections(&p);
    printf("  enable %d", SSL_dane_enable(p.client, host));
    printf(", add %d\n", add(p.client, &r));
    SSL *copy = twice ? SSL_dup(p.client) : NULL;
    printf("  handshake %d", pair_handshake(&p));
    printf(", result %ld\n", SSL_get_verify_result(p.client));
    int depth = SSL_get0_dane_authority(p.client, &mcert, &mspki);
    printf("  authority at %d, certificate %d, key %d\n", depth, mcert != NULL, mspki != NULL);
    printf("  record at %d", SSL_get0_dane_tlsa(p.client, &usage_, &selector, &mtype, NULL, NULL));
    printf(" %d%d%d\n", usage_, selector, mtype);
    SHOW_STR(SSL_get0_peername(p.client));
    if (copy != NULL) {
        BIO *a, *b;

        SHOW_INT(SSL_get0_dane_authority(copy, NULL, NULL));
        BIO_new_bio_pair(&a, 0, &b, 0);
        SSL_free(p.server);
        SSL_free(p.client);
        p.client = copy;
        p.server = SSL_new(p.server_ctx);
        SSL_set_bio(p.client, a, a);
        SSL_set_bio(p.server, b, b);
        SSL_set_connect_state(p.client);
        SSL_set_accept_state(p.server);
        printf("  handshake of the copy %d", pair_handshake(&p));
        printf(", result %ld\n", SSL_get_verify_result(p.client));
        SHOW_INT(SSL_get0_dane_authority(copy, NULL, NULL));
        SSL_shutdown(p.client);
        SHOW_INT(SSL_clear(p.client));
        SHOW_INT(SSL_get0_dane_authority(copy, NULL, NULL));
    }
    ERR_clear_error();
    pair_free(&p);
}

int main(int argc, char **argv)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());

    settings(argv);
    SSL_CTX_dane_enable(ctx);
    chain[0] = load(argv, "server-chain-cert.pem");
    chain[1] = load(argv, "intermediate-cert.pem");
    chain[2] = load(argv, "ca-rsa-cert.pem");
    other = load(argv, "ca-p256-cert.pem");
    names(ctx);
    table(ctx, "localhost");
    pairs(ctx, "localhost");
    for (int usage = 0; usage < 4; usage++) {
        connection(argv, usage, usage % 2 ? 0 : 1, 0, "localhost", usage > 1);
        connection(argv, usage, usage % 2 ? 0 : 1, 1, "localhost", 0);
        connection(argv, usage, usage % 2 ? 0 : 1, 0, "wrong.example", 0);
    }
    for (int i = 0; i < 3; i++)
        X509_free(chain[i]);
    X509_free(other);
    SSL_CTX_free(ctx);
    return 0;
}
