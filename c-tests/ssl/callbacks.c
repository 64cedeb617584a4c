/* The callbacks of a handshake: their order, what they see and what their
 * answers do. */
#include "pair.h"

static SSL_CTX *other_ctx;
static int answer_name = SSL_TLSEXT_ERR_OK, answer_alpn = SSL_TLSEXT_ERR_OK, answer_cert = 1,
           answer_hello = SSL_CLIENT_HELLO_SUCCESS, answer_status = SSL_TLSEXT_ERR_OK;

static int on_hello(SSL *s, int *al, void *arg)
{
    const unsigned char *out;
    size_t len;
    int *present;

    printf(" client_hello_cb(%s) state %d al %d\n", (char *)arg, SSL_get_state(s), *al);
    printf("  legacy version %x, session id %d, random %zu, isv2 %d\n", SSL_client_hello_get0_legacy_version(s),
           SSL_client_hello_get0_session_id(s, &out) <= 32, SSL_client_hello_get0_random(s, &out),
           SSL_client_hello_isv2(s));
    len = SSL_client_hello_get0_compression_methods(s, &out);
    printf("  compression %zu %d, ciphers even %d\n", len, out[0], SSL_client_hello_get0_ciphers(s, &out) % 2 == 0);
    if (SSL_client_hello_get0_ext(s, TLSEXT_TYPE_server_name, &out, &len))
        show_hex("  server_name", out, len);
    printf("  ext 0xeeee %d\n", SSL_client_hello_get0_ext(s, 0xeeee, &out, &len));
    if (SSL_client_hello_get1_extensions_present(s, &present, &len)) {
        printf("  extensions present: %d\n", len > 3);
        OPENSSL_free(present);
    }
    *al = SSL_AD_ACCESS_DENIED;
    return answer_hello;
}

static int on_name(SSL *s, int *al, void *arg)
{
    printf(" servername_cb(%s) name %s type %d al %d\n", (char *)arg, SSL_get_servername(s, TLSEXT_NAMETYPE_host_name),
           SSL_get_servername_type(s), *al);
    if (other_ctx != NULL) {
        printf("  switched %d\n", SSL_set_SSL_CTX(s, other_ctx) == other_ctx);
        printf("  is other %d\n", SSL_get_SSL_CTX(s) == other_ctx);
    }
    *al = SSL_AD_BAD_CERTIFICATE;
    return answer_name;
}

static int on_cert(SSL *s, void *arg)
{
    printf(" cert_cb(%s) server %d\n", (char *)arg, SSL_is_server(s));
    return answer_cert;
}

static int on_alpn(SSL *s, const unsigned char **out, unsigned char *outlen, const unsigned char *in,
                   unsigned int inlen, void *arg)
{
    (void)s;
    printf(" alpn_select_cb(%s) %u bytes: %.*s\n", (char *)arg, inlen, in[0], in + 1);
    if (SSL_select_next_proto((unsigned char **)out, outlen, (const unsigned char *)"\x08http/1.1\x02h2", 12, in,
                              inlen) != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_NOACK;
    return answer_alpn;
}

static int on_status(SSL *s, void *arg)
{
    unsigned char *copy;

    printf(" status_cb(%s) server %d\n", (char *)arg, SSL_is_server(s));
    if (SSL_is_server(s)) {
        copy = OPENSSL_malloc(5);
        memcpy(copy, "staple", 5);
        SSL_set_tlsext_status_ocsp_resp(s, copy, 5);
    }
    return answer_status;
}

static int on_verify(int ok, X509_STORE_CTX *x)
{
    SSL *s = X509_STORE_CTX_get_ex_data(x, SSL_get_ex_data_X509_STORE_CTX_idx());

    printf(" verify_cb %d error %d depth %d ssl %d app data %s\n", ok, X509_STORE_CTX_get_error(x),
           X509_STORE_CTX_get_error_depth(x), s != NULL, s ? (char *)SSL_get_app_data(s) : "-");
    return ok;
}

static int on_override(int ok, X509_STORE_CTX *x)
{
    printf(" override %d error %d depth %d\n", ok, X509_STORE_CTX_get_error(x), X509_STORE_CTX_get_error_depth(x));
    return 1;
}

static int on_whole(X509_STORE_CTX *x, void *arg)
{
    printf(" cert_verify_callback(%s) untrusted %d\n", (char *)arg, sk_X509_num(X509_STORE_CTX_get0_untrusted(x)));
    X509_STORE_CTX_set_error(x, X509_V_ERR_APPLICATION_VERIFICATION);
    return arg != NULL && *(char *)arg == 'y';
}

static int key_lines;
static void on_keylog(const SSL *s, const char *line)
{
    (void)s;
    key_lines++;
    if (strchr(line, '\n') != NULL)
        printf(" newline in key log\n");
}

static void on_info(const SSL *s, int where, int ret)
{
    if (where & (SSL_CB_ALERT | SSL_CB_HANDSHAKE_START | SSL_CB_HANDSHAKE_DONE))
        printf(" info %d: %x %d %s %s\n", SSL_is_server(s), where, ret,
               where & SSL_CB_ALERT ? SSL_alert_type_string_long(ret) : "",
               where & SSL_CB_ALERT ? SSL_alert_desc_string_long(ret) : "");
}

static void run(struct pair *p, const char *title)
{
    const unsigned char *name;
    unsigned int len;

    printf("%s\n", title);
    pair_connections(p);
    SSL_set_app_data(p->client, "the client");
    SSL_set_tlsext_host_name(p->client, "name.example");
    if (pair_handshake(p)) {
        SSL_get0_alpn_selected(p->client, &name, &len);
        printf("  client alpn '%.*s'", (int)len, len ? (char *)name : "");
        SSL_get0_alpn_selected(p->server, &name, &len);
        printf(" server alpn '%.*s'", (int)len, len ? (char *)name : "");
        printf(" verify %ld", SSL_get_verify_result(p->client));
        printf(" name %s", SSL_get_servername(p->server, TLSEXT_NAMETYPE_host_name));
        char subject[200];
        X509 *x = SSL_get0_peer_certificate(p->client);
        printf(" cert %s\n", x ? X509_NAME_oneline(X509_get_issuer_name(x), subject, sizeof subject) : "-");
    }
    show_error_codes();
    pair_free_connections(p);
}

int main(int argc, char **argv)
{
    struct pair p;
    int versions[] = {TLS1_2_VERSION, TLS1_3_VERSION};

    (void)argc;
    for (int v = 0; v < 2; v++) {
        printf("---- version %x\n", versions[v]);
        pair_contexts(&p, argv, "rsa");
        SSL_CTX_set_max_proto_version(p.client_ctx, versions[v]);
        SSL_CTX_set_min_proto_version(p.client_ctx, versions[v]);
        SSL_CTX_set_alpn_protos(p.client_ctx, (const unsigned char *)"\x02h2\x08http/1.1", 12);
        SSL_CTX_set_client_hello_cb(p.server_ctx, on_hello, "hello");
        SSL_CTX_set_tlsext_servername_callback(p.server_ctx, on_name);
        SSL_CTX_set_tlsext_servername_arg(p.server_ctx, "name");
        SSL_CTX_set_cert_cb(p.server_ctx, on_cert, "cert");
        SSL_CTX_set_alpn_select_cb(p.server_ctx, on_alpn, "alpn");
        SSL_CTX_set_verify(p.client_ctx, SSL_VERIFY_PEER, on_verify);
        run(&p, "all callbacks");
        SSL_CTX_set_client_hello_cb(p.server_ctx, NULL, NULL);
        SSL_CTX_set_info_callback(p.server_ctx, on_info);
        SSL_CTX_set_info_callback(p.client_ctx, on_info);
        SSL_CTX_set_keylog_callback(p.client_ctx, on_keylog);
        key_lines = 0;
        run(&p, "info and keylog");
        SHOW_INT(key_lines);
        SHOW_INT(SSL_CTX_get_keylog_callback(p.client_ctx) == on_keylog);
        SSL_CTX_set_keylog_callback(p.client_ctx, NULL);
        SSL_CTX_set_info_callback(p.server_ctx, NULL);
        SSL_CTX_set_info_callback(p.client_ctx, NULL);
        answer_name = SSL_TLSEXT_ERR_NOACK;
        answer_alpn = SSL_TLSEXT_ERR_NOACK;
        run(&p, "no name, no protocol");
        answer_name = SSL_TLSEXT_ERR_ALERT_FATAL;
        run(&p, "name refused");
        answer_name = SSL_TLSEXT_ERR_OK;
        answer_alpn = SSL_TLSEXT_ERR_ALERT_FATAL;
        run(&p, "protocol refused");
        answer_alpn = SSL_TLSEXT_ERR_OK;
        answer_cert = 0;
        run(&p, "certificate callback fails");
        answer_cert = 1;
        SSL_CTX_set_client_hello_cb(p.server_ctx, on_hello, "hello");
        answer_hello = SSL_CLIENT_HELLO_ERROR;
        run(&p, "hello refused");
        answer_hello = SSL_CLIENT_HELLO_RETRY;
        pair_connections(&p);
        SSL_do_handshake(p.client);
        int n = SSL_do_handshake(p.server);
        printf("retry: %d error %d want %d\n", n, SSL_get_error(p.server, n), SSL_want(p.server));
        answer_hello = SSL_CLIENT_HELLO_SUCCESS;
        answer_cert = -1;
        n = SSL_do_handshake(p.server);
        printf("lookup: %d error %d want %d\n", n, SSL_get_error(p.server, n), SSL_want(p.server));
        answer_cert = 1;
        SHOW_INT(pair_handshake(&p));
        pair_free_connections(&p);
        SSL_CTX_set_client_hello_cb(p.server_ctx, NULL, NULL);

        other_ctx = SSL_CTX_new(TLS_server_method());
        SSL_CTX_use_certificate_file(other_ctx, fixture(argv, "server-p256-cert.pem"), SSL_FILETYPE_PEM);
        SSL_CTX_use_PrivateKey_file(other_ctx, fixture(argv, "server-p256-key.pem"), SSL_FILETYPE_PEM);
        run(&p, "switched context");
        SSL_CTX_free(other_ctx);
        other_ctx = NULL;

        SSL_CTX_set_tlsext_status_cb(p.server_ctx, on_status);
        SSL_CTX_set_tlsext_status_arg(p.server_ctx, "ocsp");
        pair_connections(&p);
        SSL_set_tlsext_status_type(p.client, TLSEXT_STATUSTYPE_ocsp);
        if (pair_handshake(&p)) {
            const unsigned char *response = NULL;
            long len = SSL_get_tlsext_status_ocsp_resp(p.client, &response);
            printf("staple %ld: %.*s\n", len, (int)(len > 0 ? len : 0), response ? (char *)response : "");
        }
        pair_free_connections(&p);
        /* Our clients always ask for a response; OpenSSL's do if told to. */
        SSL_CTX_set_tlsext_status_cb(p.server_ctx, NULL);
        SSL_CTX_set_tlsext_status_cb(p.client_ctx, on_status);
        SSL_CTX_set_tlsext_status_arg(p.client_ctx, "judge");
        for (int accepted = 0; accepted < 2; accepted++) {
            answer_status = accepted;
            pair_connections(&p);
            SSL_set_tlsext_status_type(p.client, TLSEXT_STATUSTYPE_ocsp);
            SHOW_INT(pair_handshake(&p));
            pair_free_connections(&p);
        }
        answer_status = SSL_TLSEXT_ERR_OK;

        SSL_CTX *trusting = p.client_ctx;
        p.client_ctx = SSL_CTX_new(TLS_client_method());
        SSL_CTX_set_max_proto_version(p.client_ctx, versions[v]);
        run(&p, "nothing trusted, no verification");
        SSL_CTX_set_verify(p.client_ctx, SSL_VERIFY_PEER, NULL);
        run(&p, "nothing trusted");
        SSL_CTX_set_verify(p.client_ctx, SSL_VERIFY_PEER, on_verify);
        run(&p, "nothing trusted, seen");
        SSL_CTX_set_verify(p.client_ctx, SSL_VERIFY_PEER, on_override);
        run(&p, "nothing trusted, overridden");
        SSL_CTX_set_verify(p.client_ctx, SSL_VERIFY_PEER, NULL);
        SSL_CTX_set_cert_verify_callback(p.client_ctx, on_whole, "yes");
        run(&p, "verified by the program");
        SSL_CTX_set_cert_verify_callback(p.client_ctx, on_whole, "no");
        run(&p, "refused by the program");
        SSL_CTX_free(p.client_ctx);
        p.client_ctx = trusting;
        pair_free(&p);
    }
    return 0;
}
