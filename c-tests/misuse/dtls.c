/* DTLS: nothing where something is needed. Most of this crashes OpenSSL. */
#include "../common.h"
#include <openssl/srtp.h>
#include <openssl/ssl.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

int main(void)
{
    SSL_CTX *ctx = SSL_CTX_new(DTLS_method()), *tls = SSL_CTX_new(TLS_method());
    SSL *ssl = SSL_new(ctx), *stream = SSL_new(tls);
    BIO_ADDR *peer = BIO_ADDR_new();
    char buf[4];

    setvbuf(stdout, NULL, _IONBF, 0);
    printf("srtp %d %d %d %d\n", SSL_CTX_set_tlsext_use_srtp(NULL, "SRTP_AES128_CM_SHA1_80"),
           SSL_set_tlsext_use_srtp(NULL, "SRTP_AES128_CM_SHA1_80"), SSL_CTX_set_tlsext_use_srtp(ctx, NULL),
           SSL_set_tlsext_use_srtp(ssl, NULL));
    show_error_codes();
    printf("profiles %d %d\n", SSL_get_srtp_profiles(NULL) == NULL, SSL_get_selected_srtp_profile(NULL) == NULL);
    SSL_CTX_set_cookie_generate_cb(NULL, NULL);
    SSL_CTX_set_cookie_verify_cb(NULL, NULL);
    DTLS_set_timer_cb(NULL, NULL);
    DTLS_set_timer_cb(ssl, NULL);
    printf("mtu %zu, dtls %d\n", DTLS_get_data_mtu(NULL), SSL_is_dtls(NULL));
    show_error_codes();
    printf("controls %ld %ld\n", (long)DTLSv1_get_timeout(NULL, NULL), (long)DTLSv1_handle_timeout(NULL));
    show_error_codes();
    printf("listen: nothing %d", DTLSv1_listen(NULL, peer));
    printf(", no address %d", DTLSv1_listen(ssl, NULL));
    printf(", no BIO %d", DTLSv1_listen(ssl, peer));
    printf(", no datagrams %d\n", DTLSv1_listen(stream, peer));
    show_error_codes();
    printf("no role: read %d, write %d, shutdown %d\n", SSL_read(stream, buf, 4), SSL_write(stream, buf, 4),
           SSL_shutdown(stream));
    ERR_clear_error();
    SSL_set_connect_state(ssl);
    printf("no BIO: connect %d", SSL_connect(ssl));
    printf(", read %d, write %d, shutdown %d\n", SSL_read(ssl, buf, 4), SSL_write(ssl, buf, 4), SSL_shutdown(ssl));
    show_error_codes();
    /* A stream below: datagrams are told apart by nothing there, and it fails or waits. */
    SSL_set_bio(ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    printf("memory: connect %d", SSL_connect(ssl));
    printf(", error %d\n", SSL_get_error(ssl, -1));
    BIO_write(SSL_get_rbio(ssl), "HTTP/1.0 400 Bad Request\r\n\r\n", 28);
    printf("nonsense: connect %d", SSL_connect(ssl));
    printf(", error %d\n", SSL_get_error(ssl, -1));
    show_error_codes();
    /* Empty datagrams end nothing. */
    {
        int fds[2];
        SSL_CTX *client_ctx = SSL_CTX_new(DTLS_client_method());
        SSL *client = SSL_new(client_ctx);
        BIO *bio;

        socketpair(AF_UNIX, SOCK_DGRAM, 0, fds);
        fcntl(fds[0], F_SETFL, O_NONBLOCK);
        bio = BIO_new_dgram(fds[0], BIO_NOCLOSE);
        SSL_set_bio(client, bio, bio);
        printf("client: %d", SSL_connect(client));
        send(fds[1], "", 0, 0);
        printf(", empty: %d", SSL_connect(client));
        printf(", error %d\n", SSL_get_error(client, -1));
        show_error_codes();
        SSL_free(client);
        SSL_CTX_free(client_ctx);
        close(fds[0]);
        close(fds[1]);
    }
    /* DTLS 1.0 is not spoken. */
    SSL_free(ssl);
    SSL_CTX_free(ctx);
    ctx = SSL_CTX_new(DTLSv1_client_method());
    ssl = SSL_new(ctx);
    SSL_set_bio(ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    printf("DTLS 1.0: version %x, connect %d\n", SSL_version(ssl), SSL_connect(ssl));
    show_error_codes();
    SSL_free(ssl);
    SSL_CTX_free(ctx);
    for (int i = 0; i < 2; i++) {
        ctx = SSL_CTX_new(i ? DTLSv1_method() : DTLSv1_server_method());
        ssl = SSL_new(ctx);
        SSL_set_bio(ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
        SSL_set_accept_state(ssl);
        printf("DTLS 1.0: accept %d\n", SSL_accept(ssl));
        show_error_codes();
        SSL_free(ssl);
        SSL_CTX_free(ctx);
    }
    SSL_free(stream);
    SSL_CTX_free(tls);
    BIO_ADDR_free(peer);
    return 0;
}
