/* What contexts and connections for DTLS say before any handshake. */
#include "../common.h"
#include <openssl/srtp.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/time.h>

struct named {
    const char *name;
    const SSL_METHOD *(*method)(void);
};

static const struct named methods[] = {
    {"DTLS", DTLS_method},
    {"DTLS client", DTLS_client_method},
    {"DTLS server", DTLS_server_method},
    {"DTLS 1.2", DTLSv1_2_method},
    {"DTLS 1.2 client", DTLSv1_2_client_method},
    {"DTLS 1.2 server", DTLSv1_2_server_method},
    {"TLS", TLS_method},
};

static void versions(void)
{
    static const int tried[] = {0,      0xFEFF, 0xFEFD, 0xFEFC, 0x0100, TLS1_VERSION,
                                TLS1_2_VERSION, TLS1_3_VERSION, 1, -1};

    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        SSL_CTX *ctx = SSL_CTX_new(methods[i].method());
        SSL *ssl = SSL_new(ctx);

        printf("%s: ", methods[i].name);
        printf("same method %d, version %x, %s, dtls %d, server %d\n",
               SSL_CTX_get_ssl_method(ctx) == methods[i].method(), SSL_version(ssl), SSL_get_version(ssl),
               SSL_is_dtls(ssl), SSL_is_server(ssl));
        printf("  limits %x %x %x %x, timeout %ld, options %llx\n", (int)SSL_CTX_get_min_proto_version(ctx),
               (int)SSL_CTX_get_max_proto_version(ctx), (int)SSL_get_min_proto_version(ssl),
               (int)SSL_get_max_proto_version(ssl), SSL_CTX_get_timeout(ctx),
               (unsigned long long)SSL_CTX_get_options(ctx));
        for (size_t j = 0; j < sizeof tried / sizeof *tried; j++) {
            int min = SSL_CTX_set_min_proto_version(ctx, tried[j]);
            int at = SSL_CTX_get_min_proto_version(ctx);
            int max = SSL_set_max_proto_version(ssl, tried[j]);

            printf("  %x: %d (%x) %d (%x)\n", tried[j], min, at, max, (int)SSL_get_max_proto_version(ssl));
            SSL_CTX_set_min_proto_version(ctx, 0);
            SSL_set_max_proto_version(ssl, 0);
        }
        show_error_codes();
        SSL_free(ssl);
        SSL_CTX_free(ctx);
    }
}

static void ciphers(void)
{
    SSL_CTX *ctx = SSL_CTX_new(DTLS_method());
    SSL *ssl = SSL_new(ctx);
    STACK_OF(SSL_CIPHER) *list;

    SSL_set_cipher_list(ssl, "ECDHE+AESGCM:ECDHE+CHACHA20");
    list = SSL_get1_supported_ciphers(ssl);
    for (int i = 0; i < sk_SSL_CIPHER_num(list); i++)
        printf("  %s\n", SSL_CIPHER_get_name(sk_SSL_CIPHER_value(list, i)));
    sk_SSL_CIPHER_free(list);
    SSL_free(ssl);
    SSL_CTX_free(ctx);
}

static void controls(void)
{
    SSL_CTX *ctx = SSL_CTX_new(DTLS_method());
    SSL *ssl = SSL_new(ctx);
    SSL *stream;
    SSL_CTX *tls = SSL_CTX_new(TLS_method());
    struct timeval left = {7, 7};

    stream = SSL_new(tls);
    printf("timeout %ld (%ld %ld)\n", (long)DTLSv1_get_timeout(ssl, &left), (long)left.tv_sec, (long)left.tv_usec);
    printf("handle %ld\n", (long)DTLSv1_handle_timeout(ssl));
    printf("data mtu %zu\n", DTLS_get_data_mtu(ssl));
    printf("least link mtu %ld\n", (long)DTLS_get_link_min_mtu(ssl));
    static const long sizes[] = {0, -1, 1, 100, 207, 208, 227, 228, 229, 255, 256, 257, 1400, 65536, 1 << 20};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        printf("mtu %ld: %ld %ld\n", sizes[i], (long)SSL_set_mtu(ssl, sizes[i]), (long)DTLS_set_link_mtu(ssl, sizes[i]));
    printf("data mtu %zu\n", DTLS_get_data_mtu(ssl));
    printf("stream: %ld %ld %ld %ld %ld\n", (long)SSL_set_mtu(stream, 1000), (long)DTLS_set_link_mtu(stream, 1000),
           (long)DTLS_get_link_min_mtu(stream), (long)DTLSv1_get_timeout(stream, &left),
           (long)DTLSv1_handle_timeout(stream));
    show_error_codes();
    SSL_CTX_set_read_ahead(ctx, 0);
    printf("read ahead %ld %d\n", (long)SSL_CTX_get_read_ahead(ctx), SSL_get_read_ahead(ssl));
    printf("pending %d %d\n", SSL_pending(ssl), SSL_has_pending(ssl));
    printf("state %s, %s\n", SSL_state_string(ssl), SSL_state_string_long(ssl));
    SSL_free(ssl);
    SSL_free(stream);
    SSL_CTX_free(ctx);
    SSL_CTX_free(tls);
}

static void show_profiles(const char *what, SSL *ssl)
{
    STACK_OF(SRTP_PROTECTION_PROFILE) *list = SSL_get_srtp_profiles(ssl);

    printf("  %s: %d\n", what, list != NULL ? sk_SRTP_PROTECTION_PROFILE_num(list) : -1);
    for (int i = 0; list != NULL && i < sk_SRTP_PROTECTION_PROFILE_num(list); i++) {
        SRTP_PROTECTION_PROFILE *profile = sk_SRTP_PROTECTION_PROFILE_value(list, i);

        printf("    %s %lu\n", profile->name, profile->id);
    }
}

static void srtp(const SSL_METHOD *method)
{
    static const char *const lists[] = {
        "SRTP_AES128_CM_SHA1_80",
        "SRTP_AEAD_AES_256_GCM:SRTP_AES128_CM_SHA1_32",
        "SRTP_AES128_CM_SHA1_80:SRTP_AES128_CM_SHA1_32:SRTP_AEAD_AES_128_GCM:SRTP_AEAD_AES_256_GCM",
        "SRTP_AES128_CM_SHA1_80:SRTP_AES128_CM_SHA1_80",
        "SRTP_AES128_CM_SHA1_8",
        "SRTP_AES128_CM_SHA1_801",
        "SRTP_NULL_SHA1_80",
        "srtp_aes128_cm_sha1_80",
        "SRTP_AES128_CM_SHA1_80:",
        ":SRTP_AES128_CM_SHA1_80",
        "SRTP_AES128_CM_SHA1_80:nothing",
        "",
        ":",
    };
    SSL_CTX *ctx = SSL_CTX_new(method);
    SSL *before = SSL_new(ctx), *after;

    printf("srtp\n");
    show_profiles("nothing set", before);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        printf(" \"%s\": %d", lists[i], SSL_CTX_set_tlsext_use_srtp(ctx, lists[i]));
        printf(" %d\n", SSL_set_tlsext_use_srtp(before, lists[i]));
        show_error_codes();
        show_profiles("connection", before);
    }
    after = SSL_new(ctx);
    show_profiles("of the context", after);
    printf("  %d\n", SSL_set_tlsext_use_srtp(after, "SRTP_AEAD_AES_128_GCM"));
    show_profiles("its own", after);
    printf("  selected %d\n", SSL_get_selected_srtp_profile(after) != NULL);
    show_profiles("a copy", after);
    SSL_free(before);
    SSL_free(after);
    SSL_CTX_free(ctx);
}

/* Every suite of a name list of its own fails, or has no version. */
static void refused(void)
{
    SSL_CTX *ctx = SSL_CTX_new(DTLS_client_method());
    SSL *ssl = SSL_new(ctx);
    int fds[2], n;

    socketpair(AF_UNIX, SOCK_DGRAM, 0, fds);
    SSL_set_fd(ssl, fds[0]);
    SSL_set_max_proto_version(ssl, 0xFEFD);
    SSL_set_options(ssl, SSL_OP_NO_DTLSv1_2 | SSL_OP_NO_DTLSv1);
    n = SSL_connect(ssl);
    printf("no version: %d %d\n", n, SSL_get_error(ssl, n));
    show_error_codes();
    SSL_free(ssl);
    ssl = SSL_new(ctx);
    SSL_set_fd(ssl, fds[0]);
    SSL_set_accept_state(ssl);
    n = SSL_accept(ssl);
    printf("wrong end: %d %d\n", n, SSL_get_error(ssl, n));
    show_error_codes();
    SSL_free(ssl);
    SSL_CTX_free(ctx);
}

int main(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    versions();
    ciphers();
    controls();
    srtp(DTLS_method());
    srtp(TLS_method());
    refused();
    return 0;
}
