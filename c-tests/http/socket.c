/* HTTP's client over sockets: redirection, connections kept, silence, proxies, callbacks, certificates fetched. */
#include "../common.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/asn1.h>
#include <openssl/http.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static char port[16];
static unsigned char *cert_der, *crl_der;
static int cert_len, crl_len;

static void put(int fd, const char *text)
{
    if (write(fd, text, strlen(text)) < 0)
        _exit(0);
}

/* One request, up to its empty line; 0 at the end. */
static int request(int fd, char *line, size_t room, int *body)
{
    char head[4096];
    size_t n = 0;
    char *length;

    while (n + 1 < sizeof head && read(fd, head + n, 1) == 1) {
        head[++n] = 0;
        if (n >= 4 && memcmp(head + n - 4, "\r\n\r\n", 4) == 0) {
            snprintf(line, room, "%.*s", (int)strcspn(head, "\r"), head);
            length = strstr(head, "Content-Length: ");
            *body = length ? atoi(length + 16) : 0;
            for (int i = 0; i < *body; i++)
                if (read(fd, head, 1) != 1)
                    return 0;
            return 1;
        }
    }
    return 0;
}

static void serve(int listener)
{
    char line[512], text[1024];
    int body;

    alarm(60);
    for (;;) {
        int fd = accept(listener, NULL, NULL), served = 0;

        if (fd < 0)
            _exit(0);
        while (request(fd, line, sizeof line, &body)) {
            served++;
            if (strstr(line, "/redirect-self") != NULL) {
                snprintf(text, sizeof text, "HTTP/1.0 302 Found\r\nLocation: http://127.0.0.1:%s/redirect-self\r\n\r\n", port);
                put(fd, text);
            } else if (strstr(line, "/redirect-tls") != NULL) {
                snprintf(text, sizeof text, "HTTP/1.0 302 Found\r\nLocation: https://127.0.0.1:%s/redirect\r\n\r\n", port);
                put(fd, text);
            } else if (strstr(line, "/redirect-odd") != NULL) {
                put(fd, "HTTP/1.0 302 Found\r\nLocation: ftp://127.0.0.1/\r\n\r\n");
            } else if (strstr(line, "/redirect-local") != NULL) {
                put(fd, "HTTP/1.0 301 Moved\r\nLocation: /der\r\n\r\n");
            } else if (strstr(line, "/redirect") != NULL) {
                snprintf(text, sizeof text, "HTTP/1.0 301 Moved\r\nLocation: http://127.0.0.1:%s/der\r\n\r\n", port);
                put(fd, text);
            } else if (strstr(line, "/der") != NULL) {
                put(fd, "HTTP/1.0 200 OK\r\nContent-Type: application/der\r\n\r\n\x30\x03\x02\x01\x07");
            } else if (strstr(line, "/keep") != NULL) {
                snprintf(text, sizeof text, "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\n\x30\x03\x02\x01%c", served);
                put(fd, text);
                if (served < 3)
                    continue;
            } else if (strstr(line, "/silent") != NULL) {
                put(fd, "HTTP/1.0 200 OK\r\n");
                /* Until the client has enough. */
                while (read(fd, text, 1) == 1)
                    ;
            } else if (strstr(line, "/slow") != NULL) {
                const char *answer = "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\n\x30\x03\x02\x01\x07";

                for (size_t i = 0; i < 44 && answer[i] != 0; i++) {
                    if (write(fd, answer + i, 1) != 1)
                        break;
                    usleep(2000);
                }
            } else if (strstr(line, "/cert") != NULL) {
                put(fd, "HTTP/1.0 200 OK\r\n\r\n");
                if (write(fd, cert_der, (size_t)cert_len) < 0)
                    break;
            } else if (strstr(line, "/crl") != NULL) {
                put(fd, "HTTP/1.0 200 OK\r\nContent-Type: application/pkix-crl\r\n\r\n");
                if (write(fd, crl_der, (size_t)crl_len) < 0)
                    break;
            } else if (strstr(line, "/half") != NULL) {
                put(fd, "HTTP/1.0 200 OK\r\nContent-Length: 50\r\n\r\n\x30\x30\x02");
            } else if (strstr(line, "/nothing") != NULL) {
                /* Closes at once. */
            } else if (strncmp(line, "CONNECT good", 12) == 0) {
                put(fd, "HTTP/1.0 200 Connected\r\nX: y\r\n\r\n");
                if (read(fd, text, 4) == 4)
                    put(fd, "echo");
            } else if (strncmp(line, "CONNECT bad", 11) == 0) {
                put(fd, "HTTP/1.0 407 Authenticate\r\n\r\n");
            } else if (strncmp(line, "CONNECT odd", 11) == 0) {
                put(fd, "HTP\r\n\r\n");
            } else if (strncmp(line, "CONNECT v2", 10) == 0) {
                put(fd, "HTTP/2.0 200 OK\r\n\r\n");
            } else if (strncmp(line, "CONNECT end", 11) == 0) {
                /* Closes at once. */
            } else {
                snprintf(text, sizeof text, "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n%s, %d bytes", line, body);
                put(fd, text);
            }
            break;
        }
        close(fd);
    }
}

/* Errors, with the port taken out. */
static void errors(void)
{
    const char *data;
    int flags;
    unsigned long code;
    int shown = 0;

    while ((code = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0) {
        printf("  error %d:%d", ERR_GET_LIB(code), ERR_GET_REASON(code));
        if ((flags & ERR_TXT_STRING) && *data) {
            const char *at = strstr(data, port);

            if (at != NULL)
                printf(" [%.*sPORT%s]", (int)(at - data), data, at + strlen(port));
            else
                printf(" [%s]", data);
        }
        printf("\n");
        shown++;
    }
    if (!shown)
        printf("  no error\n");
}

static char *url(const char *path)
{
    static char text[200];

    snprintf(text, sizeof text, "http://127.0.0.1:%s%s", port, path);
    return text;
}

static void show(BIO *got)
{
    char text[600], *at;
    int n, total = 0;

    if (got == NULL) {
        printf("  NULL\n");
        return;
    }
    while ((n = BIO_read(got, text + total, (int)sizeof text - 1 - total)) > 0)
        total += n;
    text[total] = 0;
    at = strstr(text, port);
    printf("  %d bytes: ", at ? (int)(total - (int)strlen(port)) : total);
    if (text[0] == '0')
        show_hex("der", text, (size_t)total);
    else if (at != NULL)
        printf("%.*sPORT%s\n", (int)(at - text), text, at + strlen(port));
    else
        printf("%s\n", text);
    BIO_free_all(got);
}

static BIO *update(BIO *bio, void *arg, int connect, int detail)
{
    int *calls = arg;

    (*calls)++;
    printf("  callback connect %d detail %d\n", connect, detail);
    return *calls == 100 ? NULL : bio;
}

static BIO *refuse(BIO *bio, void *arg, int connect, int detail)
{
    return connect ? NULL : bio;
}

static void get(const char *path, const char *type, int asn1, int timeout)
{
    int calls = 0;

    printf("== get %s\n", path);
    show(OSSL_HTTP_get(url(path), "", NULL, NULL, NULL, update, &calls, 0, NULL, type, asn1, 1000, timeout));
    errors();
}

static void proxies(void)
{
    static const struct {
        const char *proxy, *none, *server;
        int ssl;
    } rows[] = {
        {NULL, NULL, "host", 0}, {"", NULL, "host", 0}, {"http://proxy:8", NULL, "host", 0}, {"proxy", "host", "host", 0}, {"proxy", "hos", "host", 0},
        {"proxy", "other host,more", "host", 0}, {"proxy", "other,host", "host", 1}, {"proxy", "hosts", "host", 0}, {"proxy", "myhost", "host", 0},
        {"proxy", "a.host", "host", 0}, {"proxy", "host", "[host]", 0}, {"proxy", "::1", "[::1]", 0}, {"proxy", "[::1]", "[::1]", 0}, {"proxy", "", "host", 0}, {"proxy", "host:80", "host", 0}, {"proxy", "HOST", "host", 0},
        {"proxy", "host", NULL, 0}, {"proxy", "*", "host", 0}, {"proxy", ".host", "a.host", 0}, {"proxy", "x", "", 0},
        {"proxy", "hosthost host", "host", 0},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *use = OSSL_HTTP_adapt_proxy(rows[i].proxy, rows[i].none, rows[i].server, rows[i].ssl);

        printf("proxy %d: %s\n", (int)i, use ? use : "NULL");
    }
    setenv("http_proxy", "one", 1);
    SHOW_STR(OSSL_HTTP_adapt_proxy(NULL, NULL, "host", 0));
    SHOW_STR(OSSL_HTTP_adapt_proxy(NULL, NULL, "host", 1));
    setenv("HTTPS_PROXY", "two", 1);
    SHOW_STR(OSSL_HTTP_adapt_proxy(NULL, NULL, "host", 1));
    setenv("no_proxy", "host", 1);
    SHOW_STR(OSSL_HTTP_adapt_proxy(NULL, NULL, "host", 1));
    SHOW_STR(OSSL_HTTP_adapt_proxy(NULL, "other", "host", 1));
    unsetenv("http_proxy");
    unsetenv("HTTPS_PROXY");
    unsetenv("no_proxy");
    errors();
}

static void tunnel(const char *server, const char *user, const char *password, int timeout)
{
    BIO *bio = BIO_new(BIO_s_connect());
    char text[8];
    int ok;

    BIO_set_conn_hostname(bio, "127.0.0.1");
    BIO_set_conn_port(bio, port);
    printf("== tunnel to %s\n", server);
    ok = BIO_do_connect(bio) > 0 ? OSSL_HTTP_proxy_connect(bio, server, "443", user, password, timeout, NULL, NULL) : -9;
    printf("  %d\n", ok);
    /* OpenSSL finds some of these by the time alone. */
    if (timeout == 1)
        ERR_clear_error();
    errors();
    if (ok == 1) {
        BIO_write(bio, "ping", 4);
        SHOW_INT(BIO_read(bio, text, 4));
    }
    BIO_free_all(bio);
}

int main(int argc, char **argv)
{
    struct sockaddr_in addr = {.sin_family = AF_INET};
    socklen_t len = sizeof addr;
    int listener = socket(AF_INET, SOCK_STREAM, 0), calls = 0;
    pid_t child;
    OSSL_HTTP_REQ_CTX *ctx = NULL;
    BIO *bio, *got;
    X509 *cert;
    X509_CRL *crl;

    setvbuf(stdout, NULL, _IONBF, 0);
    signal(SIGPIPE, SIG_IGN);
    bio = BIO_new_file(fixture(argv, "server-p256-cert.pem"), "r");
    cert = PEM_read_bio_X509(bio, NULL, NULL, NULL);
    cert_len = i2d_X509(cert, &cert_der);
    BIO_free(bio);
    X509_free(cert);
    bio = BIO_new_file(fixture(argv, "crl.pem"), "r");
    crl = PEM_read_bio_X509_CRL(bio, NULL, NULL, NULL);
    crl_len = i2d_X509_CRL(crl, &crl_der);
    BIO_free(bio);
    X509_CRL_free(crl);
    addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listener, (struct sockaddr *)&addr, len) < 0 || listen(listener, 8) < 0 || getsockname(listener, (struct sockaddr *)&addr, &len) < 0)
        return 2;
    snprintf(port, sizeof port, "%d", ntohs(addr.sin_port));
    if ((child = fork()) == 0)
        serve(listener);
    close(listener);

    get("/", NULL, 0, 0);
    get("/plain?x=y", "text/plain", 0, 20);
    get("/plain", "text/other", 0, 0);
    get("/der", "application/der", 1, 0);
    get("/slow", NULL, 1, 30);
    get("/half", NULL, 1, 0);
    get("/nothing", NULL, 1, 0);
    get("/redirect", NULL, 1, 0);
    get("/redirect-local", NULL, 1, 0);
    get("/redirect-self", NULL, 1, 0);
    get("/redirect-tls", NULL, 1, 20);
    get("/redirect-odd", NULL, 1, 0);
    get("/silent", NULL, 1, 1);
    printf("== wrong addresses\n");
    show(OSSL_HTTP_get(NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, 0, 0, 0));
    errors();
    show(OSSL_HTTP_get("ftp://x/", NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, 0, 0, 0));
    errors();
    show(OSSL_HTTP_get("https://127.0.0.1:1/", NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, 0, 0, 0));
    errors();
    show(OSSL_HTTP_get(url("/"), "", NULL, NULL, NULL, refuse, NULL, 0, NULL, NULL, 0, 0, 0));
    errors();

    printf("== through a proxy\n");
    {
        char proxy[64];

        snprintf(proxy, sizeof proxy, "http://127.0.0.1:%s/ignored", port);
        show(OSSL_HTTP_get("http://example.invalid:8/path", proxy, NULL, NULL, NULL, update, &calls, 0, NULL, NULL, 0, 0, 5));
        errors();
        show(OSSL_HTTP_get("http://example.invalid/nothing", proxy, NULL, NULL, NULL, update, &calls, 0, NULL, NULL, 0, 0, 5));
        errors();
        show(OSSL_HTTP_get("http://example.invalid/path", proxy, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, 0, 0, 5));
        errors();
    }
    proxies();
    tunnel("good", NULL, NULL, 0);
    tunnel("good", "user", "password", 20);
    tunnel("bad", NULL, NULL, 0);
    tunnel("odd", NULL, NULL, 1);
    tunnel("v2", NULL, NULL, 1);
    tunnel("end", NULL, NULL, 1);
    tunnel("cr\rlf", NULL, NULL, 0);
    SHOW_INT(OSSL_HTTP_proxy_connect(NULL, "good", "1", NULL, NULL, 0, NULL, NULL));
    errors();

    {
        BIO *near, *far;
        char text[400];
        int n;

        BIO_new_bio_pair(&near, 4096, &far, 4096);
        BIO_puts(far, "HTTP/1.1 200 OK\r\nX: y\r\n\r\nrest");
        SHOW_INT(OSSL_HTTP_proxy_connect(near, "host", NULL, "user", "pass word", 0, NULL, NULL));
        errors();
        n = BIO_read(far, text, sizeof text - 1);
        text[n > 0 ? n : 0] = 0;
        for (char *at = text; *at; at++)
            if (*at == '\r')
                *at = '~';
        printf("%s", text);
        BIO_free(near);
        BIO_free(far);
    }

    printf("== kept\n");
    for (int i = 0; i < 4; i++) {
        got = OSSL_HTTP_transfer(&ctx, "127.0.0.1", port, "/keep", 0, "", NULL, NULL, NULL, update, &calls, 0, NULL, NULL, NULL, NULL, 1, 0, 10, 1);
        show(got);
        errors();
        printf("  %s alive %d\n", ctx ? "kept" : "closed", OSSL_HTTP_is_alive(ctx));
    }
    SHOW_INT(OSSL_HTTP_close(ctx, 1));
    ctx = NULL;
    got = OSSL_HTTP_transfer(&ctx, "127.0.0.1", port, "/der", 0, "", NULL, NULL, NULL, update, &calls, 0, NULL, NULL, NULL, NULL, 1, 0, 10, 2);
    show(got);
    errors();
    SHOW_NULL(ctx);
    OSSL_HTTP_close(ctx, 1);

    printf("== open\n");
    SHOW_NULL(OSSL_HTTP_open(NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL, NULL, 0, 0));
    errors();
    SHOW_NULL(OSSL_HTTP_open("127.0.0.1", port, NULL, NULL, 1, NULL, NULL, NULL, NULL, 0, 0));
    errors();
    bio = BIO_new(BIO_s_mem());
    SHOW_NULL(OSSL_HTTP_open("127.0.0.1", port, "proxy", NULL, 0, bio, bio, NULL, NULL, 0, 0));
    errors();
    SHOW_NULL(OSSL_HTTP_open("127.0.0.1", port, NULL, NULL, 0, bio, bio, update, &calls, 0, 0));
    errors();
    SHOW_NULL(OSSL_HTTP_open("127.0.0.1", port, NULL, NULL, 0, NULL, bio, NULL, NULL, 0, 0));
    errors();
    BIO_free(bio);
    ctx = OSSL_HTTP_open("127.0.0.1", port, "", NULL, 0, NULL, NULL, update, &calls, 0, 10);
    SHOW_NULL(ctx);
    errors();
    {
        char *to = NULL;

        SHOW_INT(OSSL_HTTP_set1_request(ctx, "/redirect-local", NULL, NULL, NULL, NULL, 0, 0, -1, 0));
        SHOW_NULL(OSSL_HTTP_exchange(ctx, &to));
        errors();
        SHOW_STR(to);
        OPENSSL_free(to);
    }
    SHOW_INT(OSSL_HTTP_close(ctx, 0));
    /* Nobody listens. */
    got = OSSL_HTTP_get("http://127.0.0.1:9/", "", NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, 0, 0, 1);
    show(got);
    show_error_codes();

    printf("== certificates\n");
    cert = X509_load_http(url("/cert"), NULL, NULL, 10);
    SHOW_NULL(cert);
    errors();
    X509_free(cert);
    crl = X509_CRL_load_http(url("/crl"), NULL, NULL, 10);
    SHOW_NULL(crl);
    errors();
    X509_CRL_free(crl);
    SHOW_NULL(X509_load_http(url("/der"), NULL, NULL, 10));
    show_error_codes();
    SHOW_NULL(X509_CRL_load_http(url("/plain"), NULL, NULL, 10));
    errors();
    SHOW_NULL(X509_load_http(NULL, NULL, NULL, 10));
    errors();
    OPENSSL_free(cert_der);
    OPENSSL_free(crl_der);
    kill(child, SIGTERM);
    waitpid(child, NULL, 0);
    return 0;
}
