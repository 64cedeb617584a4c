/* Authentication after the handshake with a peer that forges its messages: each wrong one ends the connection. */
#include "pair.h"
#include <openssl/hmac.h>
#include <openssl/kdf.h>

enum { HASH = 32, REQUEST = 13, CERTIFICATE = 11, VERIFY = 15, FINISHED = 20, KEY_UPDATE = 24 };

static unsigned char transcript[65536], request[16384], client_secret[64], server_secret[64];
static size_t transcript_len, request_len;
static int done, proved;
static SSL *seen;

/* What the forger seals with. */
static struct {
    unsigned char secret[HASH];
    unsigned long long seq;
    SSL *to_wire;
} forger;

static void see(int write_p, int version, int type, const void *buf, size_t len, SSL *ssl, void *arg)
{
    const unsigned char *bytes = buf;

    if (type == SSL3_RT_ALERT && write_p)
        printf("    %s alert %d %d\n", ssl == seen ? "server's" : "client's", bytes[0], bytes[1]);
    if (type != SSL3_RT_HANDSHAKE)
        return;
    if (ssl == seen && !done && transcript_len + len <= sizeof transcript) {
        memcpy(transcript + transcript_len, buf, len);
        transcript_len += len;
    }
    if (done && bytes[0] == REQUEST && len <= sizeof request) {
        memcpy(request, buf, len);
        request_len = len;
    }
}

static void on_keylog(const SSL *ssl, const char *line)
{
    unsigned char *to = strncmp(line, "CLIENT_TRAFFIC_SECRET_0 ", 24) == 0   ? client_secret
                        : strncmp(line, "SERVER_TRAFFIC_SECRET_0 ", 24) == 0 ? server_secret
                                                                             : NULL;
    const char *hex = strrchr(line, ' ') + 1;

    for (int i = 0; to != NULL && i < HASH; i++)
        sscanf(hex + 2 * i, "%2hhx", &to[i]);
}

static void expand(const unsigned char *secret, const char *label, unsigned char *out, size_t len)
{
    unsigned char info[64] = {0, (unsigned char)len, (unsigned char)(6 + strlen(label))}, block[HASH];
    size_t at = 3;

    memcpy(info + at, "tls13 ", 6);
    memcpy(info + at + 6, label, strlen(label));
    at += 6 + strlen(label);
    info[at++] = 0;
    info[at++] = 1;
    HMAC(EVP_sha256(), secret, HASH, info, at, block, NULL);
    memcpy(out, block, len);
}

/* A record of this type with these contents. */
static void send_record(int type, const unsigned char *data, size_t len)
{
    static unsigned char inner[20000], record[20000];
    unsigned char key[16], iv[12];
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    int n, m;

    expand(forger.secret, "key", key, sizeof key);
    expand(forger.secret, "iv", iv, sizeof iv);
    for (int i = 0; i < 8; i++)
        iv[4 + i] ^= (unsigned char)(forger.seq >> (56 - 8 * i));
    forger.seq++;
    memcpy(inner, data, len);
    inner[len++] = (unsigned char)type;
    memcpy(record, "\x17\x03\x03", 3);
    record[3] = (unsigned char)((len + 16) >> 8);
    record[4] = (unsigned char)(len + 16);
    EVP_EncryptInit_ex(ctx, EVP_aes_128_gcm(), NULL, key, iv);
    EVP_EncryptUpdate(ctx, NULL, &n, record, 5);
    EVP_EncryptUpdate(ctx, record + 5, &n, inner, (int)len);
    EVP_EncryptFinal_ex(ctx, record + 5 + n, &m);
    EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_GET_TAG, 16, record + 5 + n);
    EVP_CIPHER_CTX_free(ctx);
    BIO_write(SSL_get_wbio(forger.to_wire), record, 5 + n + 16);
}

static void update_key(void)
{
    unsigned char next[HASH];

    send_record(22, (const unsigned char *)"\x18\0\0\1", 5);
    expand(forger.secret, "traffic upd", next, HASH);
    memcpy(forger.secret, next, HASH);
    forger.seq = 0;
}

/* A message being made. */
struct message {
    unsigned char bytes[8192];
    size_t len;
};

static void add(struct message *m, const void *bytes, size_t len)
{
    memcpy(m->bytes + m->len, bytes, len);
    m->len += len;
}

static void add_number(struct message *m, size_t number, int size)
{
    while (size-- > 0)
        m->bytes[m->len++] = (unsigned char)(number >> (8 * size));
}

static void begin(struct message *m, int kind)
{
    m->len = 0;
    add_number(m, (size_t)kind << 24, 4);
}

static void end(struct message *m)
{
    m->bytes[1] = (unsigned char)((m->len - 4) >> 16);
    m->bytes[2] = (unsigned char)((m->len - 4) >> 8);
    m->bytes[3] = (unsigned char)(m->len - 4);
}

static struct pair p;
static char **arguments;
static struct message certificate, verify, finished;
static int with_certificate, scheme;
static const unsigned char *entry_extensions;
static size_t entry_extensions_len;

/* The whole answer to the last request, as it has to be. */
static void make_answer(const char *name)
{
    static char file[64];
    unsigned char hash[HASH], key[HASH], text[64 + 34 + HASH], *der = NULL;
    size_t len = 0;
    EVP_MD_CTX *ctx = EVP_MD_CTX_new(), *copy = EVP_MD_CTX_new();
    BIO *in;

    EVP_DigestInit(ctx, EVP_sha256());
    EVP_DigestUpdate(ctx, transcript, transcript_len);
    EVP_DigestUpdate(ctx, request, request_len);
    begin(&certificate, CERTIFICATE);
    add(&certificate, request + 4, 1 + (size_t)request[4]);
    if (with_certificate) {
        X509 *x509;

        snprintf(file, sizeof file, "%s-cert.pem", name);
        in = BIO_new_file(fixture(arguments, file), "r");
        x509 = PEM_read_bio_X509(in, NULL, NULL, NULL);
        BIO_free(in);
        len = (size_t)i2d_X509(x509, &der);
        X509_free(x509);
        add_number(&certificate, len + 5 + entry_extensions_len, 3);
        add_number(&certificate, len, 3);
        add(&certificate, der, len);
        OPENSSL_free(der);
        add_number(&certificate, entry_extensions_len, 2);
        if (entry_extensions_len > 0)
            add(&certificate, entry_extensions, entry_extensions_len);
    } else {
        add_number(&certificate, 0, 3);
    }
    end(&certificate);
    EVP_DigestUpdate(ctx, certificate.bytes, certificate.len);
    if (with_certificate) {
        EVP_MD_CTX *signing = EVP_MD_CTX_new();
        EVP_PKEY *pkey;
        unsigned char signature[512];
        size_t signature_len = sizeof signature;

        EVP_MD_CTX_copy(copy, ctx);
        EVP_DigestFinal(copy, hash, NULL);
        memset(text, ' ', 64);
        memcpy(text + 64, "TLS 1.3, client CertificateVerify", 34);
        memcpy(text + 98, hash, HASH);
        snprintf(file, sizeof file, "%s-key.pem", name);
        in = BIO_new_file(fixture(arguments, file), "r");
        pkey = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);
        BIO_free(in);
        EVP_DigestSignInit(signing, NULL, EVP_sha256(), NULL, pkey);
        EVP_DigestSign(signing, signature, &signature_len, text, sizeof text);
        EVP_MD_CTX_free(signing);
        EVP_PKEY_free(pkey);
        begin(&verify, VERIFY);
        add_number(&verify, (size_t)scheme, 2);
        add_number(&verify, signature_len, 2);
        add(&verify, signature, signature_len);
        end(&verify);
        EVP_DigestUpdate(ctx, verify.bytes, verify.len);
    } else {
        verify.len = 0;
    }
    EVP_DigestFinal(ctx, hash, NULL);
    expand(forger.secret, "finished", key, HASH);
    begin(&finished, FINISHED);
    HMAC(EVP_sha256(), key, HASH, hash, HASH, finished.bytes + 4, NULL);
    finished.len += HASH;
    end(&finished);
    EVP_MD_CTX_free(ctx);
    EVP_MD_CTX_free(copy);
}

static void send_message(const struct message *m)
{
    send_record(22, m->bytes, m->len);
}

/* A connection that the client has let go of, so that what it sends may be forged; asked for its certificate. */
static void connect_for(int forge_client)
{
    int n;

    transcript_len = request_len = 0;
    done = proved = 0;
    pair_connections(&p);
    seen = p.server;
    pair_handshake(&p);
    done = 1;
    forger.seq = 0;
    memcpy(forger.secret, forge_client ? client_secret : server_secret, HASH);
    forger.to_wire = forge_client ? p.client : p.server;
    if (forge_client) {
        n = SSL_verify_client_post_handshake(p.server);
        if (n != 1 || (n = SSL_do_handshake(p.server)) != 1)
            printf("  not asked: %d\n", n);
    }
}

static void show_end(SSL *ssl)
{
    char buf[64];
    int n = SSL_read(ssl, buf, sizeof buf);

    printf("  reads %d", n);
    printf(", error %d, state %d, init %d, shutdown %d\n", SSL_get_error(ssl, n), SSL_get_state(ssl), SSL_in_init(ssl),
           SSL_get_shutdown(ssl));
    if (SSL_is_server(ssl)) {
        int known = SSL_get0_peer_certificate(ssl) != NULL;

        if (proved || !SSL_in_init(ssl))
            printf("  has the client's certificate: %d\n", known);
        else
            printf("  shown a certificate that is not proved: %d\n", known);
        proved = !SSL_in_init(ssl) && known;
    }
    if (ERR_peek_error() != 0)
        show_error_codes();
}

static void start(const char *what)
{
    printf("%s\n", what);
    with_certificate = 1;
    scheme = 0x0403;
    entry_extensions_len = 0;
    connect_for(1);
    make_answer("client-p256");
}

static void finish(void)
{
    show_end(p.server);
    pair_free_connections(&p);
}

static void send_answer(void)
{
    send_message(&certificate);
    if (verify.len > 0)
        send_message(&verify);
    send_message(&finished);
    finish();
}

static void attack_server(void)
{
    static const unsigned char status[] = {0, 5, 0, 1, 1}, unknown[] = {0x12, 0x34, 0, 0}, sct[] = {0, 18, 0, 2, 0, 0};
    static const unsigned char cut[] = {0, 5, 0};
    struct message all, part;
    size_t at;

    start("right");
    send_answer();
    start("right, without a certificate");
    with_certificate = 0;
    make_answer(NULL);
    send_answer();
    start("right, in one record");
    all = certificate;
    add(&all, verify.bytes, verify.len);
    add(&all, finished.bytes, finished.len);
    send_message(&all);
    finish();
    start("right, byte by byte");
    all = certificate;
    add(&all, verify.bytes, verify.len);
    add(&all, finished.bytes, finished.len);
    for (at = 0; at < all.len; at++)
        send_record(22, all.bytes + at, 1);
    finish();
    start("right, in small pieces");
    all = certificate;
    add(&all, verify.bytes, verify.len);
    add(&all, finished.bytes, finished.len);
    for (at = 0; at < all.len; at += 50)
        send_record(22, all.bytes + at, all.len - at < 50 ? all.len - at : 50);
    finish();
    start("right, after data and a new key");
    send_record(23, (const unsigned char *)"data", 4);
    update_key();
    send_record(23, (const unsigned char *)"more", 4);
    make_answer("client-p256");
    send_message(&certificate);
    send_message(&verify);
    send_message(&finished);
    show_end(p.server);
    show_end(p.server);
    finish();
    start("a new key, and the proof under the old one");
    update_key();
    send_answer();

    start("wrong context");
    certificate.bytes[5] ^= 1;
    send_answer();
    start("no context");
    part = certificate;
    begin(&certificate, CERTIFICATE);
    add_number(&certificate, 0, 1);
    add(&certificate, part.bytes + 5 + part.bytes[4], part.len - 5 - part.bytes[4]);
    end(&certificate);
    send_answer();
    start("context too long");
    certificate.bytes[4] = 255;
    send_answer();
    start("wrong signature");
    verify.bytes[verify.len - 1] ^= 1;
    send_answer();
    start("signature of another message");
    request[request_len - 1] ^= 1;
    make_answer("client-p256");
    send_answer();
    start("another key's signature");
    part = certificate;
    make_answer("client-p384");
    certificate = part;
    send_answer();
    start("scheme of another kind of key");
    scheme = 0x0804;
    make_answer("client-p256");
    send_answer();
    start("scheme of another curve");
    scheme = 0x0503;
    make_answer("client-p256");
    send_answer();
    start("unknown scheme");
    scheme = 0x1234;
    make_answer("client-p256");
    send_answer();
    start("scheme of TLS 1.2");
    scheme = 0x0401;
    make_answer("client-p256");
    send_answer();
    start("signature too long");
    verify.bytes[7]++;
    send_answer();
    start("signature cut off");
    verify.len = 7;
    end(&verify);
    send_answer();
    start("wrong Finished");
    finished.bytes[4] ^= 1;
    send_answer();
    start("Finished too short");
    finished.len--;
    end(&finished);
    send_answer();
    start("Finished too long");
    add_number(&finished, 0, 1);
    end(&finished);
    send_answer();
    start("Finished and more");
    add_number(&finished, 0x0b, 1);
    send_answer();
    start("no CertificateVerify");
    verify.len = 0;
    send_answer();
    start("CertificateVerify without a certificate");
    part = verify;
    with_certificate = 0;
    make_answer(NULL);
    verify = part;
    send_answer();
    start("CertificateVerify first");
    send_message(&verify);
    send_answer();
    start("Finished first");
    send_message(&finished);
    send_answer();
    start("two certificates");
    send_message(&certificate);
    send_answer();
    start("more behind the certificates");
    add_number(&certificate, 0, 1);
    end(&certificate);
    send_answer();
    start("no list");
    certificate.len = 5 + 32;
    end(&certificate);
    send_answer();
    start("list cut off");
    certificate.len -= 20;
    end(&certificate);
    send_answer();
    start("not a certificate");
    certificate.bytes[5 + 32 + 6] ^= 1;
    send_answer();
    start("an empty certificate");
    begin(&certificate, CERTIFICATE);
    add(&certificate, request + 4, 1 + (size_t)request[4]);
    add(&certificate, "\0\0\5\0\0\0\0\0", 8);
    end(&certificate);
    send_answer();
    start("extension that was not asked for");
    entry_extensions = status;
    entry_extensions_len = sizeof status;
    make_answer("client-p256");
    send_answer();
    start("another");
    entry_extensions = sct;
    entry_extensions_len = sizeof sct;
    make_answer("client-p256");
    send_answer();
    start("unknown extension");
    entry_extensions = unknown;
    entry_extensions_len = sizeof unknown;
    make_answer("client-p256");
    send_answer();
    start("extension cut off");
    entry_extensions = cut;
    entry_extensions_len = sizeof cut;
    make_answer("client-p256");
    send_answer();

    printf("not asked\n");
    connect_for(1);
    pair_free_connections(&p);
    transcript_len = done = proved = 0;
    pair_connections(&p);
    seen = p.server;
    pair_handshake(&p);
    done = 1;
    memcpy(forger.secret, client_secret, HASH);
    forger.seq = 0;
    forger.to_wire = p.client;
    make_answer("client-p256");
    send_answer();
    start("twice");
    send_message(&certificate);
    send_message(&verify);
    send_message(&finished);
    show_end(p.server);
    send_answer();
    start("the first answer again for the next request");
    send_message(&certificate);
    send_message(&verify);
    send_message(&finished);
    show_end(p.server);
    SSL_verify_client_post_handshake(p.server);
    SSL_do_handshake(p.server);
    send_answer();
    start("the first proof with the next request's context");
    send_message(&certificate);
    send_message(&verify);
    send_message(&finished);
    show_end(p.server);
    SSL_verify_client_post_handshake(p.server);
    SSL_do_handshake(p.server);
    memcpy(certificate.bytes + 4, request + 4, 33);
    send_answer();

    start("new key in between");
    send_message(&certificate);
    update_key();
    send_message(&verify);
    send_message(&finished);
    finish();
    start("data in between");
    send_message(&certificate);
    show_end(p.server);
    send_record(23, (const unsigned char *)"data", 4);
    send_message(&verify);
    send_message(&finished);
    finish();
    start("data within a message");
    send_record(22, certificate.bytes, 100);
    send_record(23, (const unsigned char *)"data", 4);
    finish();
    start("a warning in between");
    send_message(&certificate);
    send_record(21, (const unsigned char *)"\1\x5a", 2);
    send_message(&verify);
    send_message(&finished);
    finish();
    start("a refusal");
    send_record(21, (const unsigned char *)"\2\x28", 2);
    finish();
    start("the end in between");
    send_message(&certificate);
    send_record(21, (const unsigned char *)"\1\0", 2);
    finish();
    start("a ClientHello in between");
    send_message(&certificate);
    send_record(22, transcript, 200);
    finish();
    start("an empty record in between");
    send_message(&certificate);
    send_record(22, transcript, 0);
    send_message(&verify);
    send_message(&finished);
    finish();
    start("a Certificate too long");
    send_record(22, (const unsigned char *)"\x0b\3\0\0", 4);
    finish();
    start("a CertificateVerify too long");
    send_message(&certificate);
    send_record(22, (const unsigned char *)"\x0f\1\0\0", 4);
    finish();
    start("a Finished too long");
    send_message(&certificate);
    send_message(&verify);
    send_record(22, (const unsigned char *)"\x14\1\0\0", 4);
    finish();
    start("silence");
    send_message(&certificate);
    send_message(&verify);
    show_end(p.server);
    printf("  writes %d", SSL_write(p.server, "x", 1));
    printf(", pending %d, shutdown %d\n", SSL_pending(p.server), SSL_shutdown(p.server));
    show_error_codes();
    printf("  handshake %d\n", SSL_do_handshake(p.server));
    send_message(&finished);
    printf("  writes %d\n", SSL_write(p.server, "x", 1));
    finish();
}

static void request_of(const char *what, size_t context, const void *extensions, size_t len, int extra)
{
    struct message m;

    printf("request: %s\n", what);
    connect_for(0);
    begin(&m, REQUEST);
    add_number(&m, context, 1);
    add(&m, "0123456789012345678901234567890123456789", context);
    add_number(&m, len, 2);
    add(&m, extensions, len);
    while (extra-- > 0)
        add_number(&m, 0, 1);
    end(&m);
    send_message(&m);
    show_end(p.client);
    printf("  authorities %d\n", sk_X509_NAME_num(SSL_get_client_CA_list(p.client)));
    pair_free_connections(&p);
}

#define EXTENSIONS(text) text, sizeof(text) - 1

static void attack_client(void)
{
    SSL_CTX_set_post_handshake_auth(p.client_ctx, 1);
    request_of("right", 4, EXTENSIONS("\0\x0d\0\4\0\2\4\3"), 0);
    request_of("no context", 0, EXTENSIONS("\0\x0d\0\4\0\2\4\3"), 0);
    request_of("other keys only", 4, EXTENSIONS("\0\x0d\0\4\0\2\x08\4"), 0);
    request_of("schemes of TLS 1.2 only", 4, EXTENSIONS("\0\x0d\0\4\0\2\4\1"), 0);
    request_of("unknown schemes", 4, EXTENSIONS("\0\x0d\0\4\0\2\x12\x34"), 0);
    request_of("no schemes", 4, EXTENSIONS("\0\x0d\0\2\0\0"), 0);
    request_of("an odd list of schemes", 4, EXTENSIONS("\0\x0d\0\5\0\3\4\3\4"), 0);
    request_of("no list of schemes", 4, EXTENSIONS("\0\x0d\0\0"), 0);
    request_of("no extensions", 4, EXTENSIONS(""), 0);
    request_of("more behind them", 4, EXTENSIONS("\0\x0d\0\4\0\2\4\3"), 1);
    request_of("schemes twice", 4, EXTENSIONS("\0\x0d\0\4\0\2\4\3\0\x0d\0\4\0\2\4\3"), 0);
    request_of("an extension cut off", 4, EXTENSIONS("\0\x0d\0\4\0\2\4\3\0\x0d\0\4"), 0);
    request_of("an unknown extension", 4, EXTENSIONS("\0\x0d\0\4\0\2\4\3\x12\x34\0\0"), 0);
    request_of("one of another message", 4, EXTENSIONS("\0\x0d\0\4\0\2\4\3\0\0\0\0"), 0);
    request_of("another", 4, EXTENSIONS("\0\x0d\0\4\0\2\4\3\0\x31\0\0"), 0);
    request_of("an authority", 4, EXTENSIONS("\0\x0d\0\4\0\2\4\3\0\x2f\0\6\0\4\0\2\x30\0"), 0);
    request_of("no authorities", 4, EXTENSIONS("\0\x0d\0\4\0\2\4\3\0\x2f\0\2\0\0"), 0);
    request_of("a wrong authority", 4, EXTENSIONS("\0\x0d\0\4\0\2\4\3\0\x2f\0\6\0\4\0\2\5\0"), 0);
    request_of("an authority cut off", 4, EXTENSIONS("\0\x0d\0\4\0\2\4\3\0\x2f\0\6\0\4\0\3\x30\0"), 0);
    request_of("schemes for certificates", 4, EXTENSIONS("\0\x0d\0\4\0\2\4\3\0\x32\0\4\0\2\4\3"), 0);

    printf("request: too long\n");
    connect_for(0);
    send_record(22, (const unsigned char *)"\x0d\3\0\0", 4);
    show_end(p.client);
    pair_free_connections(&p);
    printf("request: two at once\n");
    connect_for(0);
    send_record(22, (const unsigned char *)"\x0d\0\0\x0b\0\0\x08\0\x0d\0\4\0\2\4\3\x0d\0\0\x0b\0\0\x08\0\x0d\0\4\0\2\4\3", 30);
    show_end(p.client);
    pair_free_connections(&p);
    printf("request: very many at once\n");
    connect_for(0);
    {
        static unsigned char many[16000];
        char buf[16];
        int n, waits = 0;

        for (size_t at = 0; at + 15 <= sizeof many; at += 15)
            memcpy(many + at, "\x0d\0\0\x0b\0\0\x08\0\x0d\0\4\0\2\4\3", 15);
        send_record(22, many, sizeof many / 15 * 15);
        n = SSL_read(p.client, buf, sizeof buf);
        printf("  reads %d, error %d, init %d\n", n, SSL_get_error(p.client, n), SSL_in_init(p.client));
        /* Each answer is made when there is room for it. */
        while (waits < 3 && SSL_get_error(p.client, n) == SSL_ERROR_WANT_WRITE) {
            static unsigned char room[65536];

            waits++;
            BIO_read(SSL_get_rbio(p.server), room, sizeof room);
            n = SSL_read(p.client, buf, sizeof buf);
        }
        printf("  waited %d, reads %d, error %d\n", waits, n, SSL_get_error(p.client, n));
        ERR_clear_error();
    }
    pair_free_connections(&p);
    printf("a certificate of the server's\n");
    connect_for(0);
    send_record(22, (const unsigned char *)"\x0b\0\0\4\0\0\0\0", 8);
    show_end(p.client);
    pair_free_connections(&p);

    SSL_CTX_set_post_handshake_auth(p.client_ctx, 0);
    request_of("not offered", 4, EXTENSIONS("\0\x0d\0\4\0\2\4\3"), 0);
}

int main(int argc, char **argv)
{
    (void)argc;
    arguments = argv;
    pair_contexts(&p, argv, "p256");
    SSL_CTX_set_post_handshake_auth(p.client_ctx, 1);
    SSL_CTX_use_certificate_file(p.client_ctx, fixture(argv, "client-p256-cert.pem"), SSL_FILETYPE_PEM);
    SSL_CTX_use_PrivateKey_file(p.client_ctx, fixture(argv, "client-p256-key.pem"), SSL_FILETYPE_PEM);
    SSL_CTX_load_verify_locations(p.server_ctx, fixture(argv, "ca-bundle.pem"), NULL);
    SSL_CTX_set_verify(p.server_ctx, SSL_VERIFY_PEER | SSL_VERIFY_POST_HANDSHAKE, NULL);
    SSL_CTX_set_ciphersuites(p.server_ctx, "TLS_AES_128_GCM_SHA256");
    SSL_CTX_set_num_tickets(p.server_ctx, 0);
    SSL_CTX_set_keylog_callback(p.server_ctx, on_keylog);
    SSL_CTX_set_msg_callback(p.server_ctx, see);
    SSL_CTX_set_msg_callback(p.client_ctx, see);
    attack_server();
    attack_client();
    pair_free(&p);
    return 0;
}
