/*
 * A TLS 1.2 server from before RFC 5746, which is this program: without
 * SSL_OP_LEGACY_SERVER_CONNECT a client refuses it. And what SSL_want says
 * after a failure.
 */
#include "pair.h"
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>

struct server {
    BIO *in, *out; /* the client's */
    unsigned char client_random[32], server_random[32], master[48], keys[40];
    unsigned char log[16384];
    size_t log_len;
    unsigned char sequence;
};

/* The pseudorandom function of RFC 5246 with SHA-256. */
static void prf(const unsigned char *secret, size_t secret_len, const char *label, const unsigned char *seed, size_t seed_len,
                unsigned char *out, size_t len)
{
    unsigned char a[32], block[32], text[256];
    size_t label_len = strlen(label), text_len = label_len + seed_len;
    unsigned int n;

    memcpy(text + 32, label, label_len);
    memcpy(text + 32 + label_len, seed, seed_len);
    HMAC(EVP_sha256(), secret, (int)secret_len, text + 32, text_len, a, &n);
    while (len > 0) {
        size_t part = len < 32 ? len : 32;

        memcpy(text, a, 32);
        HMAC(EVP_sha256(), secret, (int)secret_len, text, 32 + text_len, block, &n);
        memcpy(out, block, part);
        out += part, len -= part;
        HMAC(EVP_sha256(), secret, (int)secret_len, a, 32, a, &n);
    }
}

static void record(struct server *s, int type, const void *body, size_t len)
{
    unsigned char header[5] = { (unsigned char)type, 3, 3, (unsigned char)(len >> 8), (unsigned char)len };

    BIO_write(s->in, header, 5);
    BIO_write(s->in, body, (int)len);
}

static void logged(struct server *s, const void *message, size_t len)
{
    memcpy(s->log + s->log_len, message, len);
    s->log_len += len;
}

static void message(struct server *s, int type, const void *body, size_t len)
{
    unsigned char whole[8192] = { (unsigned char)type, 0, (unsigned char)(len >> 8), (unsigned char)len };

    memcpy(whole + 4, body, len);
    logged(s, whole, len + 4);
    record(s, 22, whole, len + 4);
}

static void sealed(struct server *s, int type, const void *text, int len)
{
    unsigned char out[256] = { 0 }, nonce[12], aad[13] = { 0, 0, 0, 0, 0, 0, 0, s->sequence, (unsigned char)type, 3, 3, 0, (unsigned char)len };
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    int n;

    out[7] = s->sequence++;
    memcpy(nonce, s->keys + 36, 4);
    memcpy(nonce + 4, out, 8);
    EVP_EncryptInit_ex(ctx, EVP_aes_128_gcm(), NULL, s->keys + 16, nonce);
    EVP_EncryptUpdate(ctx, NULL, &n, aad, sizeof aad);
    EVP_EncryptUpdate(ctx, out + 8, &n, text, len);
    EVP_EncryptFinal_ex(ctx, out + 8 + len, &n);
    EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, 16, out + 8 + len);
    EVP_CIPHER_CTX_free(ctx);
    record(s, type, out, (size_t)len + 24);
}

static void finished(struct server *s, const char *label, unsigned char *out)
{
    unsigned char hash[32];

    EVP_Digest(s->log, s->log_len, hash, NULL, EVP_sha256(), NULL);
    memcpy(out, "\24\0\0\14", 4);
    prf(s->master, 48, label, hash, 32, out + 4, 12);
    logged(s, out, 16);
}

static void server_hello(struct server *s)
{
    unsigned char hello[38] = { 3, 3 };

    memset(s->server_random, 7, 32);
    memcpy(hello + 2, s->server_random, 32);
    hello[35] = 0xc0, hello[36] = 0x2f;
    message(s, 2, hello, sizeof hello);
}

/* The rest of the server's first flight. */
static EVP_PKEY *server_key(struct server *s, char **argv)
{
    unsigned char body[4096], signed_text[256], *at = body + 6, *point;
    FILE *file = fopen(fixture(argv, "server-rsa-cert.pem"), "r");
    X509 *cert = PEM_read_X509(file, NULL, NULL, NULL);
    EVP_PKEY *key, *own = EVP_EC_gen("P-256");
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    size_t len, point_len, cert_len;

    fclose(file);
    cert_len = (size_t)i2d_X509(cert, &at);
    X509_free(cert);
    body[0] = 0, body[1] = (unsigned char)((cert_len + 3) >> 8), body[2] = (unsigned char)(cert_len + 3);
    body[3] = 0, body[4] = (unsigned char)(cert_len >> 8), body[5] = (unsigned char)cert_len;
    message(s, 11, body, cert_len + 6);
    point_len = EVP_PKEY_get1_encoded_public_key(own, &point);
    memcpy(body, "\3\0\27", 3);
    body[3] = (unsigned char)point_len;
    memcpy(body + 4, point, point_len);
    OPENSSL_free(point);
    memcpy(signed_text, s->client_random, 32);
    memcpy(signed_text + 32, s->server_random, 32);
    memcpy(signed_text + 64, body, point_len + 4);
    at = body + 4 + point_len;
    file = fopen(fixture(argv, "server-rsa-key.pem"), "r");
    key = PEM_read_PrivateKey(file, NULL, NULL, NULL);
    fclose(file);
    len = 1000;
    EVP_DigestSignInit(md, NULL, EVP_sha256(), NULL, key);
    EVP_DigestSign(md, at + 4, &len, signed_text, 64 + 4 + point_len);
    at[0] = 4, at[1] = 1, at[2] = (unsigned char)(len >> 8), at[3] = (unsigned char)len;
    message(s, 12, body, 4 + point_len + 4 + len);
    message(s, 14, "", 0);
    EVP_MD_CTX_free(md);
    EVP_PKEY_free(key);
    return own;
}

/* Reads the client's key from its last flight, and makes the secrets. */
static int secrets(struct server *s, EVP_PKEY *own)
{
    unsigned char flight[4096], premaster[32], randoms[64], dropped[16];
    int n = BIO_read(s->out, flight, sizeof flight), at = 9;
    EVP_PKEY *peer = EVP_PKEY_new();
    EVP_PKEY_CTX *ctx;
    size_t len = sizeof premaster;

    if (n < 80 || flight[5] != 16)
        return 0;
    logged(s, flight + 5, (size_t)(flight[8] + 4));
    EVP_PKEY_copy_parameters(peer, own);
    EVP_PKEY_set1_encoded_public_key(peer, flight + at + 1, flight[at]);
    ctx = EVP_PKEY_CTX_new(own, NULL);
    EVP_PKEY_derive_init(ctx);
    EVP_PKEY_derive_set_peer(ctx, peer);
    EVP_PKEY_derive(ctx, premaster, &len);
    EVP_PKEY_CTX_free(ctx);
    EVP_PKEY_free(peer);
    memcpy(randoms, s->client_random, 32);
    memcpy(randoms + 32, s->server_random, 32);
    prf(premaster, 32, "master secret", randoms, 64, s->master, 48);
    memcpy(randoms, s->server_random, 32);
    memcpy(randoms + 32, s->client_random, 32);
    prf(s->master, 48, "key expansion", randoms, 64, s->keys, 40);
    finished(s, "client finished", dropped);
    return 1;
}

static int step(SSL *ssl)
{
    int n = SSL_do_handshake(ssl);
    unsigned long code = ERR_peek_error();

    printf(" handshake %d, error %d, %s, wants %d\n", n, SSL_get_error(ssl, n), code ? ERR_reason_error_string(code) : "-", SSL_want(ssl));
    ERR_clear_error();
    return n;
}

static void last_alert(BIO *out)
{
    unsigned char buf[64];
    int n = BIO_read(out, buf, sizeof buf);

    if (n == 7 && buf[0] == 21)
        printf(" alert %d %d\n", buf[5], buf[6]);
    else
        printf(" no alert\n");
}

enum ending { ENDS_WELL, ALERT, END_OF_FILE, WRONG_FINISHED };

static void connect_to(SSL_CTX *ctx, char **argv, int permitted, enum ending ending)
{
    struct server s = { 0 };
    SSL *ssl = SSL_new(ctx);
    unsigned char flight[4096], text[16];
    EVP_PKEY *own;
    int n;

    if (permitted)
        SSL_set_options(ssl, SSL_OP_LEGACY_SERVER_CONNECT);
    s.in = BIO_new(BIO_s_mem()), s.out = BIO_new(BIO_s_mem());
    SSL_set_bio(ssl, s.in, s.out);
    SSL_set_connect_state(ssl);
    step(ssl);
    n = BIO_read(s.out, flight, sizeof flight);
    memcpy(s.client_random, flight + 11, 32);
    logged(&s, flight + 5, (size_t)n - 5);
    server_hello(&s);
    switch (ending) {
    case ALERT:
        record(&s, 21, "\2\50", 2);
        break;
    case END_OF_FILE:
        BIO_set_mem_eof_return(s.in, 0);
        break;
    default:
        own = server_key(&s, argv);
        step(ssl);
        if (!secrets(&s, own)) {
            printf(" nothing to go on with\n");
            EVP_PKEY_free(own);
            break;
        }
        EVP_PKEY_free(own);
        record(&s, 20, "\1", 1);
        finished(&s, ending == WRONG_FINISHED ? "someone finished" : "server finished", text);
        sealed(&s, 22, text, 16);
    }
    if (step(ssl) == 1) {
        sealed(&s, 23, "hello", 5);
        n = SSL_read(ssl, text, sizeof text);
        printf(" read %d %.*s, %s %s, secure renegotiation %ld\n", n, n > 0 ? n : 0, text, SSL_get_version(ssl),
               SSL_get_cipher_name(ssl), SSL_get_secure_renegotiation_support(ssl));
        printf(" more %d", SSL_read(ssl, text, sizeof text));
        printf(", wants %d\n", SSL_want(ssl));
        s.sequence++;
        sealed(&s, 23, "wrong", 5);
        n = SSL_read(ssl, text, sizeof text);
        printf(" out of order %d, error %d, wants %d\n", n, SSL_get_error(ssl, n), SSL_want(ssl));
        ERR_clear_error();
    } else {
        last_alert(s.out);
        step(ssl);
    }
    SSL_free(ssl);
}

int main(int argc, char **argv)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());

    (void)argc;
    SSL_CTX_load_verify_locations(ctx, fixture(argv, "ca-bundle.pem"), NULL);
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_max_proto_version(ctx, TLS1_2_VERSION);
    printf("refused\n");
    connect_to(ctx, argv, 0, ENDS_WELL);
    printf("permitted\n");
    connect_to(ctx, argv, 1, ENDS_WELL);
    printf("permitted, but wrong\n");
    connect_to(ctx, argv, 1, WRONG_FINISHED);
    printf("an alert\n");
    connect_to(ctx, argv, 1, ALERT);
    printf("the end\n");
    connect_to(ctx, argv, 1, END_OF_FILE);
    SSL_CTX_set_options(ctx, SSL_OP_LEGACY_SERVER_CONNECT);
    printf("permitted by the context\n");
    connect_to(ctx, argv, 0, ENDS_WELL);
    SSL_CTX_clear_options(ctx, SSL_OP_LEGACY_SERVER_CONNECT);
    printf("refused by the context\n");
    connect_to(ctx, argv, 0, ENDS_WELL);
    SSL_CTX_free(ctx);
    return 0;
}
