/* Keys as RSA objects, the key that a peer agreed with, digests of suites,
 * lines of sessions, words of a command line. */
#include "pair.h"
#include <openssl/ec.h>
#include <openssl/pem.h>

#define TRY(call) \
    do { \
        printf("%s = %ld\n", #call, (long)(call)); \
        show_error_codes(); \
    } while (0)

static EVP_PKEY *key(const char *path)
{
    BIO *b = BIO_new_file(path, "r");
    EVP_PKEY *k = PEM_read_bio_PrivateKey(b, NULL, NULL, NULL);
    BIO_free(b);
    return k;
}

static void rsa_keys(char **argv)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *s = SSL_new(ctx);
    EVP_PKEY *k = key(fixture(argv, "server-rsa-key.pem")), *other = key(fixture(argv, "client-rsa-key.pem"));
    RSA *rsa = EVP_PKEY_get1_RSA(k), *wrong = EVP_PKEY_get1_RSA(other);
    unsigned char *der = NULL, *pkcs8 = NULL;
    int len = i2d_RSAPrivateKey(rsa, &der);
    long len8;
    char *name, *header;
    BIO *in = BIO_new_file(fixture(argv, "server-rsa-key.pem"), "r");

    PEM_read_bio(in, &name, &header, &pkcs8, &len8);
    printf("%s\n", name);
    TRY(SSL_CTX_use_RSAPrivateKey(ctx, NULL));
    TRY(SSL_use_RSAPrivateKey(s, NULL));
    TRY(SSL_CTX_use_certificate_file(ctx, fixture(argv, "server-rsa-cert.pem"), SSL_FILETYPE_PEM));
    TRY(SSL_CTX_use_RSAPrivateKey(ctx, wrong));
    TRY(SSL_CTX_check_private_key(ctx));
    TRY(SSL_CTX_use_RSAPrivateKey(ctx, rsa));
    TRY(SSL_CTX_check_private_key(ctx));
    SHOW_INT(EVP_PKEY_eq(SSL_CTX_get0_privatekey(ctx), k));
    TRY(SSL_use_certificate_file(s, fixture(argv, "server-rsa-cert.pem"), SSL_FILETYPE_PEM));
    TRY(SSL_use_RSAPrivateKey(s, wrong));
    TRY(SSL_use_RSAPrivateKey(s, rsa));
    TRY(SSL_check_private_key(s));
    TRY(SSL_CTX_use_RSAPrivateKey_ASN1(ctx, der, len));
    TRY(SSL_use_RSAPrivateKey_ASN1(s, der, len));
    /* Only PKCS#1 is an RSA private key. */
    SHOW_INT(SSL_CTX_use_RSAPrivateKey_ASN1(ctx, pkcs8, len8));
    ERR_clear_error();
    SHOW_INT(SSL_use_RSAPrivateKey_ASN1(s, der, len - 1));
    ERR_clear_error();
    SHOW_INT(SSL_CTX_use_RSAPrivateKey_file(ctx, fixture(argv, "server-p256-key.pem"), SSL_FILETYPE_PEM));
    ERR_clear_error();
    OPENSSL_free(der);
    BIO_free(in);
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_free(pkcs8);
    RSA_free(rsa);
    RSA_free(wrong);
    EVP_PKEY_free(k);
    EVP_PKEY_free(other);
    SSL_free(s);
    SSL_CTX_free(ctx);
}

static void peer_key(const char *who, SSL *s)
{
    EVP_PKEY *k = NULL;
    long got = SSL_get_peer_tmp_key(s, &k);
    char name[32] = "";

    printf("  %s: %ld", who, got);
    if (got == 1) {
        unsigned char *point = NULL;
        size_t len = EVP_PKEY_get1_encoded_public_key(k, &point);
        EVP_PKEY_get_group_name(k, name, sizeof name, NULL);
        printf(", type %d, %d bits, group %s, public value of %zu bytes", EVP_PKEY_get_id(k),
               EVP_PKEY_get_bits(k), name, len);
        OPENSSL_free(point);
        EVP_PKEY_free(k);
    }
    printf("\n");
}

static void peer_keys(char **argv)
{
    static const char *groups[] = { "X25519", "P-256", "P-384", "P-521" };
    static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };

    for (size_t v = 0; v < 2; v++)
        for (size_t g = 0; g < 4; g++) {
            struct pair p;
            pair_contexts(&p, argv, "p256");
            SSL_CTX_set_max_proto_version(p.client_ctx, versions[v]);
            SSL_CTX_set1_groups_list(p.server_ctx, groups[g]);
            SSL_CTX_set1_groups_list(p.client_ctx, "P-256:X25519:P-384:P-521");
            pair_connections(&p);
            printf("version %x, group %s\n", versions[v], groups[g]);
            peer_key("client before", p.client);
            printf("  handshake %d\n", pair_handshake(&p));
            peer_key("client", p.client);
            peer_key("server", p.server);
            pair_free(&p);
        }
}

static void curve_of_a_key(char **argv)
{
    struct pair p;
    EC_KEY *curve = EC_KEY_new_by_curve_name(NID_secp384r1), *none = EC_KEY_new();

    pair_contexts(&p, argv, "rsa");
    TRY(SSL_CTX_set_tmp_ecdh(p.server_ctx, NULL));
    TRY(SSL_CTX_set_tmp_ecdh(p.server_ctx, none));
    TRY(SSL_CTX_set_tmp_ecdh(p.server_ctx, curve));
    SSL_CTX_set1_groups_list(p.client_ctx, "X25519:P-256:P-384");
    pair_connections(&p);
    TRY(SSL_set_tmp_ecdh(p.server, NULL));
    printf("  handshake %d\n", pair_handshake(&p));
    peer_key("client", p.client);
    EC_KEY_free(curve);
    EC_KEY_free(none);
    pair_free(&p);
}

static void digests(void)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    STACK_OF(SSL_CIPHER) *suites = SSL_CTX_get_ciphers(ctx);

    for (int i = 0; i < sk_SSL_CIPHER_num(suites); i++) {
        const SSL_CIPHER *suite = sk_SSL_CIPHER_value(suites, i);
        const EVP_MD *md = SSL_CIPHER_get_handshake_digest(suite);
        const char *name = SSL_CIPHER_get_name(suite);
        if (SSL_CIPHER_is_aead(suite) && (!strncmp(name, "TLS_", 4) || !strncmp(name, "ECDHE-RSA", 9)))
            printf("%s: %s\n", name, md ? EVP_MD_get0_name(md) : "none");
    }
    SSL_CTX_free(ctx);
}

static void sessions(char **argv)
{
    struct pair p;
    SSL_SESSION *empty = SSL_SESSION_new();
    BIO *out = BIO_new(BIO_s_mem());
    char *text;
    long len;
    FILE *file = tmpfile();

    SHOW_INT(SSL_SESSION_print_keylog(out, empty));
    SHOW_INT(SSL_SESSION_print_keylog(out, NULL));
    show_error_codes();
    pair_contexts(&p, argv, "rsa");
    SSL_CTX_set_max_proto_version(p.client_ctx, TLS1_2_VERSION);
    pair_connections(&p);
    pair_handshake(&p);
    SHOW_INT(SSL_SESSION_print_keylog(out, SSL_get_session(p.client)));
    len = BIO_get_mem_data(out, &text);
    printf("%ld: %.15s… %.12s…\n", len, text, text + 15 + 64);
    SHOW_INT(SSL_SESSION_print_fp(file, SSL_get_session(p.client)));
    rewind(file);
    for (char line[200]; fgets(line, sizeof line, file);)
        if (strstr(line, "Protocol") || strstr(line, "Cipher"))
            printf("%s", line);
    fclose(file);
    BIO_free(out);
    SSL_SESSION_free(empty);
    pair_free(&p);
}

static void words(void)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL_CONF_CTX *conf = SSL_CONF_CTX_new();
    char *line[] = { "-no_tls1_2", "-min_protocol", "TLSv1.2", "-cipher", "DEFAULT", "-unknown", "-groups", "bad", "-groups", NULL };
    char **at = line;
    int left = 9, done;

    SSL_CONF_CTX_set_ssl_ctx(conf, ctx);
    printf("flags %x\n", SSL_CONF_CTX_set_flags(conf, SSL_CONF_FLAG_FILE | SSL_CONF_FLAG_CLIENT));
    while (left > 0) {
        done = SSL_CONF_cmd_argv(conf, &left, &at);
        printf("%d, %d left, at %s\n", done, left, *at ? *at : "the end");
        if (done <= 0) {
            at++;
            left--;
        }
    }
    printf("%d\n", SSL_CONF_cmd_argv(conf, &left, &at));
    printf("%d\n", SSL_CONF_cmd_argv(conf, NULL, &at));
    at = line + 1;
    printf("%d", SSL_CONF_cmd_argv(conf, NULL, &at));
    printf(", at %s\n", *at);
    printf("flags %x, lowest %lx\n", SSL_CONF_CTX_set_flags(conf, 0), (long)SSL_CTX_get_min_proto_version(ctx));
    ERR_clear_error();
    SSL_CONF_CTX_free(conf);
    SSL_CTX_free(ctx);
}

int main(int argc, char **argv)
{
    (void)argc;
    rsa_keys(argv);
    peer_keys(argv);
    curve_of_a_key(argv);
    digests();
    sessions(argv);
    words();
    return 0;
}
