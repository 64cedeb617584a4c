/* Sessions as DER and PEM: what is written, what is read, what is refused;
 * the setters of a session. */
#include "pair.h"
#include <openssl/pem.h>

static void show(SSL_SESSION *x)
{
    unsigned int len;
    const unsigned char *p, *alpn;
    size_t n, alen;
    unsigned char key[300];
    void *data = NULL;

    p = SSL_SESSION_get_id(x, &len);
    printf("  version %x, cipher %s, id %u", SSL_SESSION_get_protocol_version(x),
           SSL_SESSION_get0_cipher(x) ? SSL_CIPHER_get_name(SSL_SESSION_get0_cipher(x)) : "-", len);
    p = SSL_SESSION_get0_id_context(x, &len);
    printf(", context %u %.*s\n", len, (int)len, (const char *)p);
    n = SSL_SESSION_get_master_key(x, key, sizeof key);
    printf("  key %zu\n", n);
    printf("  time %ld, timeout %ld, verify? host %s\n", SSL_SESSION_get_time(x) > 1700000000 ? 1L : SSL_SESSION_get_time(x),
           SSL_SESSION_get_timeout(x), SSL_SESSION_get0_hostname(x) ? SSL_SESSION_get0_hostname(x) : "-");
    SSL_SESSION_get0_alpn_selected(x, &alpn, &alen);
    printf("  alpn %zu %.*s, early %u, hint %lu, ticket %d, resumable %d", alen, (int)alen, (const char *)alpn,
           SSL_SESSION_get_max_early_data(x), SSL_SESSION_get_ticket_lifetime_hint(x), SSL_SESSION_has_ticket(x),
           SSL_SESSION_is_resumable(x));
    SSL_SESSION_get0_ticket(x, &p, &n);
    printf(", some %d\n", n > 0);
    n = 99;
    printf("  app data %d", SSL_SESSION_get0_ticket_appdata(x, &data, &n));
    printf(" %zu %.*s, fragment %d, peer %d\n", n, (int)n, data ? (char *)data : "", SSL_SESSION_get_max_fragment_length(x),
           SSL_SESSION_get0_peer(x) != NULL);
}

static void hex(const unsigned char *p, int n)
{
    for (int i = 0; i < n; i++)
        printf("%02x%s", p[i], i % 32 == 31 ? "\n" : "");
    printf("\n");
}

static int encode(SSL_SESSION *x, unsigned char *out)
{
    unsigned char *p = out;
    int len = i2d_SSL_SESSION(x, NULL), again;

    again = i2d_SSL_SESSION(x, &p);
    printf(" i2d %d %d, moved %d\n", len > 0 ? 1 : len, len == again, (int)(p - out) == (again > 0 ? again : 0));
    show_error_codes();
    return again;
}

/* OpenSSL tells of an error in each structure around the wrong part. */
static void first_error(void)
{
    unsigned long e = ERR_peek_error();

    if (e != 0)
        printf("  error %d:%d\n", ERR_GET_LIB(e), ERR_GET_REASON(e));
    ERR_clear_error();
}

static SSL_SESSION *decode(const char *what, const unsigned char *in, long len)
{
    const unsigned char *p = in;
    SSL_SESSION *x = d2i_SSL_SESSION(NULL, &p, len);

    printf(" d2i %s: %d, moved %d\n", what, x != NULL, p - in == (x ? i2d_SSL_SESSION(x, NULL) : 0));
    first_error();
    return x;
}

static SSL_SESSION *made(void)
{
    static const unsigned char tls13[] = {0x13, 0x02};
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *ssl = SSL_new(ctx);
    SSL_SESSION *x = SSL_SESSION_new();
    unsigned char key[48];

    memset(key, 0x5a, sizeof key);
    SHOW_INT(SSL_SESSION_set_protocol_version(x, TLS1_3_VERSION));
    SHOW_INT(SSL_SESSION_set_cipher(x, SSL_CIPHER_find(ssl, tls13)));
    SHOW_INT(SSL_SESSION_set1_master_key(x, key, sizeof key));
    SHOW_INT(SSL_SESSION_set1_id(x, (const unsigned char *)"0123456789", 10));
    SHOW_INT(SSL_SESSION_set1_id_context(x, (const unsigned char *)"context", 7));
    SHOW_INT(SSL_SESSION_set_time(x, 1234567));
    SHOW_INT(SSL_SESSION_set_timeout(x, 4321));
    SHOW_INT(SSL_SESSION_set1_hostname(x, "host.example"));
    SHOW_INT(SSL_SESSION_set1_alpn_selected(x, (const unsigned char *)"h2", 2));
    SHOW_INT(SSL_SESSION_set_max_early_data(x, 0x80000001u));
    SHOW_INT(SSL_SESSION_set1_ticket_appdata(x, "app data", 8));
    SSL_free(ssl);
    SSL_CTX_free(ctx);
    return x;
}

static void setters(void)
{
    SSL_SESSION *x = SSL_SESSION_new();
    static unsigned char key[600];
    void *data = key;
    size_t n = 5;

    SHOW_INT(SSL_SESSION_set1_master_key(x, key, 512));
    SHOW_INT(SSL_SESSION_set1_master_key(x, key, 513));
    show_error_codes();
    SHOW_INT(SSL_SESSION_get_master_key(x, NULL, 0));
    SHOW_INT(SSL_SESSION_set1_master_key(x, key, 0));
    SHOW_INT(SSL_SESSION_get_master_key(x, NULL, 0));
    SHOW_INT(SSL_SESSION_set_protocol_version(x, 12345));
    SHOW_INT(SSL_SESSION_get_protocol_version(x));
    SHOW_INT(SSL_SESSION_get0_ticket_appdata(x, &data, &n));
    printf("%d %zu\n", data == NULL, n);
    SHOW_INT(SSL_SESSION_set1_ticket_appdata(x, "abc", 3));
    SHOW_INT(SSL_SESSION_get0_ticket_appdata(x, &data, &n));
    printf("%.3s %zu\n", (char *)data, n);
    SHOW_INT(SSL_SESSION_set1_ticket_appdata(x, "abc", 0));
    SHOW_INT(SSL_SESSION_get0_ticket_appdata(x, &data, &n));
    printf("%d %zu\n", data == NULL, n);
    SHOW_INT(SSL_SESSION_set1_ticket_appdata(x, NULL, 9));
    SHOW_INT(SSL_SESSION_get0_ticket_appdata(x, &data, &n));
    printf("%d %zu\n", data == NULL, n);
    SHOW_INT(SSL_SESSION_set_max_early_data(x, 5));
    SHOW_INT(SSL_SESSION_get_max_early_data(x));
    show_error_codes();
    SSL_SESSION_free(x);
}

static void pem(SSL_SESSION *x, SSL_SESSION *other)
{
    BIO *b = BIO_new(BIO_s_mem());
    SSL_SESSION *y, *place;

    SHOW_INT(PEM_write_bio_SSL_SESSION(b, x));
    char *text;
    long len = BIO_get_mem_data(b, &text);
    printf("%.*s", (int)(len > 36 ? 36 : len), text);
    y = PEM_read_bio_SSL_SESSION(b, NULL, NULL, NULL);
    SHOW_INT(y != NULL);
    SHOW_INT(PEM_read_bio_SSL_SESSION(b, NULL, NULL, NULL) == NULL);
    show_errors();
    PEM_write_bio_SSL_SESSION(b, other);
    place = y;
    SHOW_INT(PEM_read_bio_SSL_SESSION(b, &place, NULL, NULL) != NULL);
    if (place != NULL)
        show(place);
    SSL_SESSION_free(place);
    BIO_puts(b, "-----BEGIN SSL SESSION PARAMETERS-----\nMAMCAQE=\n-----END SSL SESSION PARAMETERS-----\n");
    SHOW_INT(PEM_read_bio_SSL_SESSION(b, NULL, NULL, NULL) == NULL);
    show_error_codes();
    BIO_free(b);

    FILE *f = fopen("session.pem", "w+");
    SHOW_INT(PEM_write_SSL_SESSION(f, x));
    rewind(f);
    y = PEM_read_SSL_SESSION(f, NULL, NULL, NULL);
    SHOW_INT(y != NULL);
    SHOW_INT(PEM_read_SSL_SESSION(f, NULL, NULL, NULL) == NULL);
    show_error_codes();
    SSL_SESSION_free(y);
    fclose(f);
    /* A session that says nothing cannot be written. */
    y = SSL_SESSION_new();
    b = BIO_new(BIO_s_mem());
    SHOW_INT(PEM_write_bio_SSL_SESSION(b, y));
    show_error_codes();
    BIO_free(b);
    SSL_SESSION_free(y);
}

/* The DER with one piece replaced. */
static void changed(const char *what, const unsigned char *der, int len, const char *from, const char *to, int n)
{
    unsigned char copy[4096];
    int at = -1;

    memcpy(copy, der, len);
    for (int i = 0; i + n <= len; i++)
        if (memcmp(copy + i, from, n) == 0) {
            at = i;
            break;
        }
    if (at < 0) {
        printf(" %s: no such piece\n", what);
        return;
    }
    memcpy(copy + at, to, n);
    SSL_SESSION *x = decode(what, copy, len);
    if (x != NULL)
        show(x);
    SSL_SESSION_free(x);
}

static void raw(const char *what, const char *bytes, int n)
{
    SSL_SESSION *x = decode(what, (const unsigned char *)bytes, n);

    if (x != NULL)
        show(x);
    SSL_SESSION_free(x);
}
#define RAW(what, s) raw(what, s, (int)sizeof s - 1)

int main(int argc, char **argv)
{
    unsigned char der[4096], again[4096], *alloc = NULL;
    int len, n;
    struct pair p;

    (void)argc;
    setters();
    SHOW_INT(i2d_SSL_SESSION(NULL, NULL));
    show_error_codes();
    SSL_SESSION *x = SSL_SESSION_new();
    encode(x, der);
    SSL_SESSION_free(x);

    x = made();
    len = encode(x, der);
    hex(der, len);
    n = i2d_SSL_SESSION(x, &alloc);
    SHOW_INT(n == len && memcmp(alloc, der, n) == 0);
    OPENSSL_free(alloc);
    SSL_SESSION *y = decode("what was written", der, len);
    if (y != NULL) {
        show(y);
        n = encode(y, again);
        SHOW_INT(n == len && memcmp(again, der, n) == 0);
        SSL_SESSION_print_fp(stdout, y);
        fflush(stdout);
    }
    /* Into a session that is there. */
    const unsigned char *q = der;
    SSL_SESSION *place = SSL_SESSION_new();
    SHOW_INT(d2i_SSL_SESSION(&place, &q, len) == place);
    show(place);
    SSL_SESSION_free(place);

    /* All that is left over or missing. */
    memcpy(again, der, len);
    again[len] = 5;
    again[len + 1] = 0;
    SSL_SESSION_free(decode("more behind it", again, len + 2));
    int accepted = 0;
    for (int i = 0; i < len; i++) {
        q = der;
        SSL_SESSION *z = d2i_SSL_SESSION(NULL, &q, i);
        accepted += z != NULL;
        SSL_SESSION_free(z);
    }
    ERR_clear_error();
    SHOW_INT(accepted);
    SSL_SESSION_free(decode("0 bytes", der, 0));

    changed("format 2", der, len, "\x02\x01\x01", "\x02\x01\x02", 3);
    changed("SSL 2", der, len, "\x02\x02\x03\x04", "\x02\x02\x02\x04", 4);
    changed("DTLS 1.2", der, len, "\x02\x02\x03\x04", "\x02\x02\x7e\x7d", 4);
    changed("TLS 1.0", der, len, "\x02\x02\x03\x04", "\x02\x02\x03\x01", 4);
    changed("TLS 9", der, len, "\x02\x02\x03\x04", "\x02\x02\x03\x0a", 4);
    changed("an unknown suite", der, len, "\x04\x02\x13\x02", "\x04\x02\x55\x55", 4);
    changed("another type", der, len, "\x04\x02\x13\x02", "\x0c\x02\x13\x02", 4);
    changed("a fragment length", der, len, "\xaf\x07\x02\x05\x00\x80\x00\x00\x01", "\xb1\x07\x02\x05\x00\x00\x00\x00\x01", 9);

    /* Small ones by hand. */
    RAW("nothing", "\x30\x00");
    RAW("a number", "\x02\x01\x01");
    RAW("only the format", "\x30\x03\x02\x01\x01");
    RAW("the least", "\x30\x10\x02\x01\x01\x02\x02\x03\x03\x04\x02\xc0\x30\x04\x00\x04\x01\x61");
    RAW("no key", "\x30\x0f\x02\x01\x01\x02\x02\x03\x03\x04\x02\xc0\x30\x04\x00\x04\x00");
    RAW("a short suite", "\x30\x0f\x02\x01\x01\x02\x02\x03\x03\x04\x01\xc0\x04\x00\x04\x01\x61");
    RAW("a long suite", "\x30\x11\x02\x01\x01\x02\x02\x03\x03\x04\x03\xc0\x30\x00\x04\x00\x04\x01\x61");
    RAW("a long ID", "\x30\x31\x02\x01\x01\x02\x02\x03\x03\x04\x02\xc0\x30\x04\x21"
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\x04\x01\x61");
    RAW("a long context", "\x30\x35\x02\x01\x01\x02\x02\x03\x03\x04\x02\xc0\x30\x04\x00\x04\x01\x61\xa4\x23\x04\x21"
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    RAW("times", "\x30\x1a\x02\x01\x01\x02\x02\x03\x03\x04\x02\xc0\x30\x04\x00\x04\x01\x61\xa1\x03\x02\x01\x05\xa2\x03\x02\x01\x06");
    RAW("negative times", "\x30\x1a\x02\x01\x01\x02\x02\x03\x03\x04\x02\xc0\x30\x04\x00\x04\x01\x61\xa1\x03\x02\x01\xff\xa2\x03\x02\x01\xfe");
    RAW("out of order", "\x30\x1a\x02\x01\x01\x02\x02\x03\x03\x04\x02\xc0\x30\x04\x00\x04\x01\x61\xa2\x03\x02\x01\x05\xa1\x03\x02\x01\x06");
    RAW("an unknown part", "\x30\x15\x02\x01\x01\x02\x02\x03\x03\x04\x02\xc0\x30\x04\x00\x04\x01\x61\xbe\x03\x02\x01\x05");
    RAW("zeros", "\x30\x1a\x02\x01\x01\x02\x02\x03\x03\x04\x02\xc0\x30\x04\x00\x04\x01\x61\xa1\x03\x02\x01\x00\xa2\x03\x02\x01\x00");
    RAW("a padded number", "\x30\x16\x02\x01\x01\x02\x02\x03\x03\x04\x02\xc0\x30\x04\x00\x04\x01\x61\xa1\x04\x02\x02\x00\x05");
    RAW("a negative early data", "\x30\x15\x02\x01\x01\x02\x02\x03\x03\x04\x02\xc0\x30\x04\x00\x04\x01\x61\xaf\x03\x02\x01\xff");
    RAW("large early data", "\x30\x19\x02\x01\x01\x02\x02\x03\x03\x04\x02\xc0\x30\x04\x00\x04\x01\x61\xaf\x07\x02\x05\x01\x00\x00\x00\x00");
    RAW("a bad peer", "\x30\x17\x02\x01\x01\x02\x02\x03\x03\x04\x02\xc0\x30\x04\x00\x04\x01\x61\xa3\x05\x30\x03\x02\x01\x01");
    RAW("a host with a zero", "\x30\x17\x02\x01\x01\x02\x02\x03\x03\x04\x02\xc0\x30\x04\x00\x04\x01\x61\xa6\x05\x04\x03\x61\x00\x62");
    RAW("PSK identities", "\x30\x1c\x02\x01\x01\x02\x02\x03\x03\x04\x02\xc0\x30\x04\x00\x04\x01\x61\xa7\x04\x04\x02hi\xa8\x04\x04\x02id");
    RAW("compression", "\x30\x15\x02\x01\x01\x02\x02\x03\x03\x04\x02\xc0\x30\x04\x00\x04\x01\x61\xab\x03\x04\x01\x01");
    RAW("an SRP name", "\x30\x16\x02\x01\x01\x02\x02\x03\x03\x04\x02\xc0\x30\x04\x00\x04\x01\x61\xac\x04\x04\x02hi");
    RAW("an old key argument", "\x30\x14\x02\x01\x01\x02\x02\x03\x03\x04\x02\xc0\x30\x04\x00\x04\x01\x61\x80\x02hi");

    pem(x, y);
    SSL_SESSION_free(x);
    SSL_SESSION_free(y);

    /* Of connections: a blob is small, and says the same again. */
    for (int i = 0; i < 8; i++) {
        int version = i & 1 ? TLS1_3_VERSION : TLS1_2_VERSION;
        char byte;

        pair_contexts(&p, argv, "rsa");
        SSL_CTX_set_max_proto_version(p.client_ctx, version);
        SSL_CTX_set_session_id_context(p.server_ctx, (const unsigned char *)"ctx", 3);
        if (i & 2)
            SSL_CTX_set_options(p.server_ctx, SSL_OP_NO_TICKET);
        pair_connections(&p);
        pair_handshake(&p);
        SSL_write(p.server, "x", 1);
        SSL_read(p.client, &byte, 1);
        printf("-- version %x, no tickets %d, %s\n", version, (i & 2) != 0, i & 4 ? "server" : "client");
        SSL_SESSION *s = SSL_get_session(i & 4 ? p.server : p.client);
        n = encode(s, der);
        SHOW_INT(n > 0 && n <= 4096);
        x = decode("it", der, n);
        if (x != NULL) {
            show(x);
            len = i2d_SSL_SESSION(x, NULL);
            SHOW_INT(len == n);
            unsigned char *to = again;
            i2d_SSL_SESSION(x, &to);
            SHOW_INT(memcmp(again, der, n) == 0);
        }
        SSL_SESSION_free(x);
        pair_free(&p);
    }
    return 0;
}
