/* Addresses of HTTP taken apart: every part, right and wrong, with and without places. */
#include "../common.h"
#include <openssl/http.h>
#include <openssl/ocsp.h>

static const char *const urls[] = {
    "http://host/path", "https://host", "http://host:8080/path/more?query=1#frag", "host", "host:80", "host/path", "http://user@host/", "http://user:pw@host:81/x?q", "http://[::1]/x", "http://[::1]:443/x", "http://[::1", "http://host:port/", "http://host:99999/", "http://host:0/", "http://host:/", "http://",
    "://host", "", "http:/host", "ftp://host/x", "http://host?query", "http://host#frag", "http://host/#frag", "http://host/p?q", "https://host:8443", "HTTP://HOST/", "http://host:80:90/", "http://a@b@c/", "http://host/ space", "http://1.2.3.4:8/x", "unix://sock", "http://host:00080/", "http://host:-1/", "http://host:+5/", "http://host: 5/", "//host/path", "/path", "?q", "https://host/?a=b#c#d", "http://host:65535/", "http://host:65536/",
};

int main(void)
{
    size_t i;

    setvbuf(stdout, NULL, _IONBF, 0);
    for (i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
        char *user = NULL, *host = NULL, *port = NULL, *path = NULL, *query = NULL, *frag = NULL, *scheme = NULL;
        int ssl = -1, num = -1, ok;

        printf("== %s\n", urls[i]);
        ok = OSSL_HTTP_parse_url(urls[i], &ssl, &user, &host, &port, &num, &path, &query, &frag);
        printf("  http %d ssl %d user %s host %s port %s %d path %s query %s fragment %s\n", ok, ok ? ssl : -9, user ? user : "-", host ? host : "-", port ? port : "-", num, path ? path : "-", query ? query : "-", frag ? frag : "-");
        show_errors();
        OPENSSL_free(user);
        OPENSSL_free(host);
        OPENSSL_free(port);
        OPENSSL_free(path);
        OPENSSL_free(query);
        OPENSSL_free(frag);
        user = host = port = path = query = frag = NULL;
        num = -1;
        ok = OSSL_parse_url(urls[i], &scheme, &user, &host, &port, &num, &path, &query, &frag);
        printf("  any %d scheme %s user %s host %s port %s %d path %s query %s fragment %s\n", ok, scheme ? scheme : "-", user ? user : "-", host ? host : "-", port ? port : "-", num, path ? path : "-", query ? query : "-", frag ? frag : "-");
        show_errors();
        OPENSSL_free(scheme);
        OPENSSL_free(user);
        OPENSSL_free(host);
        OPENSSL_free(port);
        OPENSSL_free(path);
        OPENSSL_free(query);
        OPENSSL_free(frag);
        printf("  nothing %d\n", OSSL_HTTP_parse_url(urls[i], NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL));
        ERR_clear_error();
        host = port = path = NULL;
        ssl = -1;
        ok = OCSP_parse_url(urls[i], &host, &port, &path, &ssl);
        printf("  ocsp %d %s %s %s %d\n", ok, host ? host : "-", port ? port : "-", path ? path : "-", ok ? ssl : -9);
        ERR_clear_error();
        OPENSSL_free(host);
        OPENSSL_free(port);
        OPENSSL_free(path);
    }
    SHOW_INT(OSSL_HTTP_parse_url(NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL));
    show_errors();
    SHOW_INT(OSSL_parse_url(NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL));
    show_errors();
    return 0;
}
