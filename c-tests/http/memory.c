/* HTTP's client over memory: the request it writes, and every kind of answer, right, wrong and cut short. */
#include "../common.h"
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/http.h>
#include <openssl/ocsp.h>
#include <openssl/x509v3.h>

/* Text with its control characters shown. */
static void show_text(const char *label, const char *text, long len)
{
    printf("%s(%ld) \"", label, len);
    for (long i = 0; i < len && i < 400; i++)
        if (text[i] == '\r')
            printf("\\r");
        else if (text[i] == '\n')
            printf("\\n");
        else if (text[i] < 32 || text[i] > 126)
            printf("\\x%02x", (unsigned char)text[i]);
        else
            putchar(text[i]);
    printf("\"\n");
}

static void show_written(const char *label, BIO *bio)
{
    char *text = NULL;
    long len = BIO_get_mem_data(bio, &text);

    show_text(label, text, len);
}

static BIO *source(const char *text, size_t len)
{
    BIO *bio = BIO_new(BIO_s_mem());

    BIO_write(bio, text, (int)len);
    BIO_set_mem_eof_return(bio, 0);
    return bio;
}

struct answer {
    const char *text;
    size_t len;
};
#define A(text) {text, sizeof(text) - 1}

static const struct answer answers[] = {
    A(""),
    A("HTTP/1.0 200 OK\r\n\r\nbody"),
    A("HTTP/1.1 200 OK\r\n\r\nbody"),
    A("HTTP/1.0 200\r\n\r\nbody"),
    A("HTTP/1.0 200 \r\n\r\nbody"),
    A("HTTP/1.0 200 OK\n\nbody"),
    A("HTTP/1.0 200 OK"),
    A("HTTP/1.0 200 OK\r\n"),
    A("HTTP/1.0 200 OK\r\nContent-Type: text/x\r\n"),
    A("HTTP/1.0 200 OK\r\nContent-Type: text/x\r\n\r\nbody"),
    A("HTTP/1.0 200 OK\r\ncontent-TYPE:text/X\r\n\r\nbody"),
    A("HTTP/1.0 200 OK\r\nContent-Type: text/x; charset=utf-8\r\n\r\nbody"),
    A("HTTP/1.0 200 OK\r\nContent-Type: text/xy\r\n\r\nbody"),
    A("HTTP/1.0 200 OK\r\nContent-Type: text/y\r\n\r\nbody"),
    A("HTTP/1.0 200 OK\r\nContent-Type : text/x\r\n\r\nbody"),
    A("HTTP/1.0 200 OK\r\nContent-Type\r\n\r\nbody"),
    A("HTTP/1.0 200 OK\r\nContent-Length: 4\r\n\r\nbody"),
    A("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nbody"),
    A("HTTP/1.0 200 OK\r\nContent-Length: 9\r\n\r\nbody"),
    A("HTTP/1.0 200 OK\r\nContent-Length: 4\r\nContent-Length: 4\r\n\r\nbody"),
    A("HTTP/1.0 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nbody"),
    A("HTTP/1.0 200 OK\r\nContent-Length: -4\r\n\r\nbody"),
    A("HTTP/1.0 200 OK\r\nContent-Length: 4x\r\n\r\nbody"),
    A("HTTP/1.0 200 OK\r\nContent-Length: x\r\n\r\nbody"),
    A("HTTP/1.0 200 OK\r\nContent-Length: \r\n\r\nbody"),
    A("HTTP/1.0 200 OK\r\nContent-Length: 2000\r\n\r\nbody"),
    A("HTTP/1.0 200 OK\r\nContent-Length: 200000\r\n\r\nbody"),
    A("HTTP/1.0 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\nbody"),
    A("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n"),
    A("HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\n\x30\x03\x02\x01\x07"),
    A("HTTP/1.0 200 OK\r\n\r\n\x30\x03\x02\x01\x07"),
    A("HTTP/1.0 200 OK\r\n\r\n\x30\x03\x02\x01\x07 and more"),
    A("HTTP/1.0 200 OK\r\nContent-Length: 4\r\n\r\n\x30\x03\x02\x01\x07"),
    A("HTTP/1.0 200 OK\r\nContent-Length: 6\r\n\r\n\x30\x03\x02\x01\x07"),
    A("HTTP/1.0 200 OK\r\n\r\n\x30\x03\x02\x01"),
    A("HTTP/1.0 200 OK\r\n\r\n\x30"),
    A("HTTP/1.0 200 OK\r\n\r\n\x30\x80"),
    A("HTTP/1.0 200 OK\r\n\r\n\x31\x03\x02\x01\x07"),
    A("HTTP/1.0 200 OK\r\n\r\n\x30\x81\x03\x02\x01\x07"),
    A("HTTP/1.0 200 OK\r\n\r\n\x30\x83\x02\x00\x00\x02\x01\x07"),
    A("HTTP/1.0 200 OK\r\n\r\n\x30\x84\x7f\xff\xff\xff\x02\x01\x07"),
    A("HTTP/1.0 200 OK\r\n\r\n\x30\x85\x01\xff\xff\xff\xff\x02\x01\x07"),
    A("HTTP/1.0 200 OK\r\n\r\n\x30\x00 xx"),
    A("HTTP/1.0 200 OK\r\n\r\n\x30\x03\x02\x05\x07"),
    A("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n\r\n\x30\x03\x02\x01\x07"),
    A("HTTP/1.0 200 OK\r\nConnection: close\r\n\r\n\x30\x03\x02\x01\x07"),
    A("HTTP/1.1 200 OK\r\nConnection: Keep-Alive\r\n\r\n\x30\x03\x02\x01\x07"),
    A("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n\x30\x03\x02\x01\x07"),
    A("HTTP/1.1 200 OK\r\nConnection: upgrade\r\n\r\n\x30\x03\x02\x01\x07"),
    A("HTTP/1.0 404 Not Found\r\n\r\nnothing here"),
    A("HTTP/1.0 404 Not Found\r\nContent-Type: text/x\r\n\r\nnothing here"),
    A("HTTP/1.0 404\r\n\r\n"),
    A("HTTP/1.0 500 \r\nX: y\r\n\r\n"),
    A("HTTP/1.0 503 Later\r\nContent-Length: 5\r\n\r\n\x30\x03\x02\x01\x07"),
    A("HTTP/1.0 301 Moved\r\nLocation: http://other/there\r\n\r\n"),
    A("HTTP/1.0 302 Found\r\nlocation: /there\r\n\r\n"),
    A("HTTP/1.0 302 Found\r\nLocation:   spaced  \r\n\r\n"),
    A("HTTP/1.0 302 Found\r\n\r\n"),
    A("HTTP/1.0 302 Found\r\nLocation\r\n\r\n"),
    A("HTTP/1.0 303 Other\r\nLocation: http://other/\r\n\r\n"),
    A("HTTP/1.0 307 Again\r\nLocation: http://other/\r\n\r\n"),
    A("HTTP/1.0 100 Continue\r\n\r\nHTTP/1.0 200 OK\r\n\r\nbody"),
    A("HTTP/1.0 204 None\r\n\r\n"),
    A("HTTP/1.0 99 X\r\n\r\n"),
    A("HTTP/1.0 0200 X\r\n\r\n"),
    A("HTTP/1.0 2000 X\r\n\r\n"),
    A("HTTP/1.0 2x0 X\r\n\r\n"),
    A("HTTP/1.0 -200 X\r\n\r\n"),
    A("HTTP/1.0  200 X\r\n\r\nbody"),
    A("HTTP/1.0\t200 X\r\n\r\nbody"),
    A("HTTP/1.0\r\n\r\n"),
    A("HTTP/1.2 200 OK\r\n\r\nbody"),
    A("HTTP/1. 200 OK\r\n\r\nbody"),
    A("HTTP/1.10 200 OK\r\n\r\nbody"),
    A("HTTP/2.0 200 OK\r\n\r\nbody"),
    A("HTTP/0.9 200 OK\r\n\r\nbody"),
    A("http/1.0 200 OK\r\n\r\nbody"),
    A("ICY 200 OK\r\n\r\n"),
    A("\r\nHTTP/1.0 200 OK\r\n\r\nbody"),
    A("\x15\x03\x01\x00\x02\x02\x28"),
    A("HTTP/1.0 200 OK\r\nno colon here\r\n\r\nbody"),
    A("HTTP/1.0 200 OK\r\n: empty\r\n\r\nbody"),
    A("HTTP/1.0 200 OK\r\nX: y\r\n z\r\n\r\nbody"),
    A("HTTP/1.0 200 OK\r\nX: a\0b\r\n\r\nbody"),
};

static const char *tag(int i)
{
    static char buffer[160];
    size_t n = 0;

    for (const char *at = answers[i].text; at < answers[i].text + answers[i].len && n < 120; at++)
        buffer[n++] = *at == '\r' ? '~' : *at == '\n' ? '|' : *at < 32 || *at > 126 ? '?' : *at;
    buffer[n] = 0;
    return buffer;
}

/* One answer, to be read as the flags say. */
static void ask(int i, const char *type, int asn1, int alive, const ASN1_ITEM *it)
{
    BIO *out = BIO_new(BIO_s_mem()), *in = source(answers[i].text, answers[i].len), *got;
    OSSL_HTTP_REQ_CTX *ctx = OSSL_HTTP_REQ_CTX_new(out, in, 64);
    ASN1_VALUE *value = NULL;
    int result, tries = 0, ok;

    ok = OSSL_HTTP_REQ_CTX_set_request_line(ctx, 0, NULL, NULL, "path")
        && OSSL_HTTP_REQ_CTX_set_expected(ctx, type, asn1, 0, alive);
    OSSL_HTTP_REQ_CTX_set_max_response_length(ctx, 1000);
    if (!ok)
        printf("not set up\n");
    if (it != NULL) {
        do
            result = OSSL_HTTP_REQ_CTX_nbio_d2i(ctx, &value, it);
        while (result == -1 && ++tries < 20);
        printf("  d2i %d %s\n", result, value ? "a value" : "nothing");
        ASN1_item_free(value, it);
        show_error_codes();
    } else {
        do
            result = OSSL_HTTP_REQ_CTX_nbio(ctx);
        while (result == -1 && ++tries < 20);
        printf("  nbio %d%s", result, tries == 20 ? " for ever" : "");
        got = OSSL_HTTP_REQ_CTX_get0_mem_bio(ctx);
        printf(" length %lu alive %d ", (unsigned long)OSSL_HTTP_REQ_CTX_get_resp_len(ctx), OSSL_HTTP_is_alive(ctx));
        if (result == 1 && asn1)
            show_written("memory", got);
        else if (result == 1)
            show_written("rest", in);
        else
            printf("\n");
    }
    show_errors();
    OSSL_HTTP_REQ_CTX_free(ctx);
    BIO_free(in);
    BIO_free(out);
}

static void requests(void)
{
    static const struct {
        int post;
        const char *server, *port, *path;
    } lines[] = {
        {0, NULL, NULL, NULL}, {1, NULL, NULL, NULL}, {0, NULL, NULL, ""}, {0, NULL, NULL, "/"}, {0, NULL, NULL, "a/b?c"},
        {0, "host", NULL, "/x"}, {1, "host", "81", "x"}, {0, NULL, "81", "x"}, {0, NULL, NULL, "http://host:8/x"},
        {0, "host", "", "http://other/x"}, {0, NULL, NULL, "https://host/x"}, {0, NULL, NULL, "with space"}, {2, NULL, NULL, "/x"},
        {0, NULL, NULL, "a\r\nb: c"}, {0, "h\rx", NULL, "/"}, {0, "h", "8\n", "/"}, {0, "::1", "8", "/"}, {0, "", NULL, "/"}, {0, NULL, NULL, "a\nb"},
    };

    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        BIO *out = BIO_new(BIO_s_mem()), *in = BIO_new(BIO_s_mem());
        OSSL_HTTP_REQ_CTX *ctx = OSSL_HTTP_REQ_CTX_new(out, in, 0);

        printf("== line %d\n", (int)i);
        SHOW_INT(OSSL_HTTP_REQ_CTX_set_request_line(ctx, lines[i].post, lines[i].server, lines[i].port, lines[i].path));
        show_errors();
        show_written("header", OSSL_HTTP_REQ_CTX_get0_mem_bio(ctx));
        SHOW_INT(OSSL_HTTP_REQ_CTX_add1_header(ctx, "Name", "value"));
        SHOW_INT(OSSL_HTTP_REQ_CTX_add1_header(ctx, "Empty", NULL));
        SHOW_INT(OSSL_HTTP_REQ_CTX_add1_header(ctx, "", ""));
        SHOW_INT(OSSL_HTTP_REQ_CTX_add1_header(ctx, NULL, "x"));
        show_errors();
        SHOW_INT(OSSL_HTTP_REQ_CTX_add1_header(ctx, "A\r\nB", "x"));
        show_errors();
        SHOW_INT(OSSL_HTTP_REQ_CTX_add1_header(ctx, "A", "x\ny"));
        show_errors();
        show_written("header", OSSL_HTTP_REQ_CTX_get0_mem_bio(ctx));
        SHOW_INT(OSSL_HTTP_REQ_CTX_nbio(ctx));
        show_errors();
        show_written("sent", out);
        show_written("header", OSSL_HTTP_REQ_CTX_get0_mem_bio(ctx));
        OSSL_HTTP_REQ_CTX_free(ctx);
        BIO_free(in);
        BIO_free(out);
    }
}

static void order(void)
{
    BIO *out = BIO_new(BIO_s_mem()), *in = BIO_new(BIO_s_mem());
    OSSL_HTTP_REQ_CTX *ctx;
    ASN1_INTEGER *number = ASN1_INTEGER_new();
    ASN1_VALUE *value = NULL;

    printf("== order\n");
    ASN1_INTEGER_set(number, 7);
    SHOW_NULL(OSSL_HTTP_REQ_CTX_new(NULL, in, 0));
    show_errors();
    SHOW_NULL(OSSL_HTTP_REQ_CTX_new(out, NULL, 0));
    show_errors();
    OSSL_HTTP_REQ_CTX_free(NULL);
    SHOW_INT(OSSL_HTTP_is_alive(NULL));
    SHOW_INT(OSSL_HTTP_REQ_CTX_set_request_line(NULL, 0, NULL, NULL, NULL));
    show_errors();
    SHOW_INT(OSSL_HTTP_REQ_CTX_add1_header(NULL, "a", "b"));
    show_errors();
    SHOW_INT(OSSL_HTTP_REQ_CTX_set_expected(NULL, "a", 0, 0, 0));
    show_errors();
    SHOW_INT(OSSL_HTTP_REQ_CTX_set1_req(NULL, "a", NULL, NULL));
    show_errors();
    SHOW_INT(OSSL_HTTP_REQ_CTX_nbio(NULL));
    show_errors();
    SHOW_INT(OSSL_HTTP_REQ_CTX_nbio_d2i(NULL, &value, ASN1_ITEM_rptr(ASN1_INTEGER)));
    show_errors();
    SHOW_NULL(OSSL_HTTP_REQ_CTX_exchange(NULL));
    show_errors();
    SHOW_NULL(OSSL_HTTP_REQ_CTX_get0_mem_bio(NULL));
    show_errors();
    SHOW_INT(OSSL_HTTP_REQ_CTX_get_resp_len(NULL));
    show_errors();
    OSSL_HTTP_REQ_CTX_set_max_response_length(NULL, 1);
    show_errors();
    SHOW_NULL(OSSL_HTTP_exchange(NULL, NULL));
    show_errors();
    SHOW_INT(OSSL_HTTP_set1_request(NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, 0, 0));
    show_errors();
    SHOW_INT(OSSL_HTTP_close(NULL, 1));
    show_errors();

    ctx = OSSL_HTTP_REQ_CTX_new(out, in, 64);
    SHOW_INT(OSSL_HTTP_REQ_CTX_nbio(ctx));
    show_errors();
    SHOW_INT(OSSL_HTTP_REQ_CTX_set_request_line(ctx, 1, NULL, NULL, "/x"));
    SHOW_INT(OSSL_HTTP_REQ_CTX_set_expected(ctx, "text/x", 1, 0, 1));
    SHOW_INT(OSSL_HTTP_REQ_CTX_set1_req(ctx, "a/b\r\nX: y", ASN1_ITEM_rptr(ASN1_INTEGER), (ASN1_VALUE *)number));
    show_errors();
    OSSL_HTTP_REQ_CTX_free(ctx);
    ctx = OSSL_HTTP_REQ_CTX_new(out, in, 64);
    SHOW_INT(OSSL_HTTP_REQ_CTX_set_request_line(ctx, 1, NULL, NULL, "/x"));
    SHOW_INT(OSSL_HTTP_REQ_CTX_set_expected(ctx, "text/x", 1, 0, 1));
    SHOW_INT(OSSL_HTTP_REQ_CTX_set1_req(ctx, "a/b", ASN1_ITEM_rptr(ASN1_INTEGER), (ASN1_VALUE *)number));
    show_errors();
    show_written("header", OSSL_HTTP_REQ_CTX_get0_mem_bio(ctx));
    SHOW_INT(OSSL_HTTP_REQ_CTX_nbio(ctx));
    show_errors();
    show_written("sent", out);
    /* It has begun: what is said now is too late. */
    SHOW_INT(OSSL_HTTP_REQ_CTX_add1_header(ctx, "late", "x"));
    SHOW_INT(OSSL_HTTP_REQ_CTX_nbio(ctx));
    show_errors();
    BIO_puts(in, "HTTP/1.0 200 OK\r\nContent-Type: text/x\r\nConnection: keep-alive\r\n\r\n\x30\x03\x02");
    SHOW_INT(OSSL_HTTP_REQ_CTX_nbio(ctx));
    show_errors();
    BIO_write(in, "\x01\x07", 2);
    SHOW_INT(OSSL_HTTP_REQ_CTX_nbio(ctx));
    show_errors();
    SHOW_INT(OSSL_HTTP_is_alive(ctx));
    SHOW_INT(OSSL_HTTP_REQ_CTX_nbio(ctx));
    show_errors();
    SHOW_INT(OSSL_HTTP_REQ_CTX_set1_req(ctx, "a/b", ASN1_ITEM_rptr(ASN1_INTEGER), (ASN1_VALUE *)number));
    show_errors();
    SHOW_INT(OSSL_HTTP_REQ_CTX_set_request_line(ctx, 0, NULL, NULL, "/y"));
    SHOW_INT(OSSL_HTTP_REQ_CTX_set1_req(ctx, NULL, NULL, NULL));
    show_written("header", OSSL_HTTP_REQ_CTX_get0_mem_bio(ctx));
    OSSL_HTTP_REQ_CTX_free(ctx);
    /* GET with a body; content type without one. */
    ctx = OSSL_HTTP_REQ_CTX_new(out, in, 64);
    SHOW_INT(OSSL_HTTP_REQ_CTX_set_request_line(ctx, 0, NULL, NULL, "/x"));
    SHOW_INT(OSSL_HTTP_REQ_CTX_set1_req(ctx, "a/b", ASN1_ITEM_rptr(ASN1_INTEGER), (ASN1_VALUE *)number));
    show_errors();
    SHOW_INT(OSSL_HTTP_REQ_CTX_set1_req(ctx, "a/b", NULL, NULL));
    show_errors();
    show_written("header", OSSL_HTTP_REQ_CTX_get0_mem_bio(ctx));
    OSSL_HTTP_REQ_CTX_free(ctx);
    ctx = OSSL_HTTP_REQ_CTX_new(out, in, 64);
    SHOW_INT(OSSL_HTTP_REQ_CTX_set_request_line(ctx, 1, NULL, NULL, "/x"));
    SHOW_INT(OSSL_HTTP_REQ_CTX_set1_req(ctx, NULL, NULL, NULL));
    show_errors();
    show_written("header", OSSL_HTTP_REQ_CTX_get0_mem_bio(ctx));
    OSSL_HTTP_REQ_CTX_free(ctx);
    ASN1_INTEGER_free(number);
    BIO_free(in);
    BIO_free(out);
}

/* Answers whose lines or number of lines are too long, and OCSP's own names. */
static void long_ones(void)
{
    static char text[70000];
    BIO *out, *in;
    OSSL_HTTP_REQ_CTX *ctx;
    int kind;

    for (kind = 0; kind < 4; kind++) {
        size_t n;

        strcpy(text, "HTTP/1.0 200 OK");
        n = strlen(text);
        if (kind == 0) {
            memset(text + n, 'x', 5000);
            n += 5000;
            strcpy(text + n, "\r\n\r\nbody");
        } else if (kind == 1) {
            strcpy(text + n, "\r\nX: ");
            n = strlen(text);
            memset(text + n, 'x', 5000);
            n += 5000;
            strcpy(text + n, "\r\n\r\nbody");
        } else if (kind == 2) {
            for (int i = 0; i < 255; i++)
                strcat(text, "\r\nX: y");
            strcat(text, "\r\n\r\nbody");
        } else {
            /* A body in DER that is longer than the limit, and as long as it says. */
            strcat(text, "\r\n\r\n\x30\x82\x03\xe9");
            n = strlen(text);
            memset(text + n, 5, 2000);
            text[n + 2000] = 0;
        }
        n = strlen(text);
        out = BIO_new(BIO_s_mem());
        in = source(text, n);
        ctx = OSSL_HTTP_REQ_CTX_new(out, in, 0);
        OSSL_HTTP_REQ_CTX_set_request_line(ctx, 0, NULL, NULL, NULL);
        OSSL_HTTP_REQ_CTX_set_expected(ctx, NULL, kind == 3, 0, 0);
        OSSL_HTTP_REQ_CTX_set_max_response_length(ctx, 1000);
        {
            int done = OSSL_HTTP_REQ_CTX_nbio(ctx);

            printf("long %d: %d, reason %d\n", kind, done, ERR_GET_REASON(ERR_peek_error()));
        }
        ERR_clear_error();
        OSSL_HTTP_REQ_CTX_free(ctx);
        BIO_free(in);
        BIO_free(out);
    }
}

static void ocsp(void)
{
    OCSP_REQUEST *req = OCSP_REQUEST_new();
    BIO *out = BIO_new(BIO_s_mem()), *in = BIO_new(BIO_s_mem());
    OCSP_REQ_CTX *ctx;
    OCSP_RESPONSE *resp = NULL, *made = OCSP_response_create(OCSP_RESPONSE_STATUS_TRYLATER, NULL);
    unsigned char *der = NULL;
    int len = i2d_OCSP_RESPONSE(made, &der);

    printf("== OCSP\n");
    ctx = OSSL_HTTP_REQ_CTX_new(out, in, 0);
    OSSL_HTTP_REQ_CTX_free(ctx);
    ctx = OCSP_sendreq_new(out, "/ocsp", req, 0);
    show_errors();
    show_written("header", OSSL_HTTP_REQ_CTX_get0_mem_bio(ctx));
    OSSL_HTTP_REQ_CTX_free(ctx);
    ctx = OCSP_sendreq_new(out, NULL, NULL, -1);
    show_errors();
    SHOW_INT(OCSP_REQ_CTX_add1_header(ctx, "Host", "example.com"));
    SHOW_INT(OCSP_REQ_CTX_set1_req(ctx, req));
    show_written("header", OSSL_HTTP_REQ_CTX_get0_mem_bio(ctx));
    OSSL_HTTP_REQ_CTX_free(ctx);
    SHOW_NULL(OCSP_sendreq_new(NULL, "/", req, 0));
    show_errors();
    SHOW_NULL(OCSP_sendreq_bio(out, "/", req));
    show_errors();
    {
        BIO *pair, *peer;
        char head[200];

        BIO_new_bio_pair(&pair, 4096, &peer, 4096);
        snprintf(head, sizeof head, "HTTP/1.0 200 OK\r\nContent-Type: application/ocsp-response\r\nContent-Length: %d\r\n\r\n", len);
        ctx = OCSP_sendreq_new(pair, "/ocsp", req, 0);
        SHOW_INT(OCSP_sendreq_nbio(&resp, ctx));
        SHOW_NULL(resp);
        BIO_puts(peer, head);
        BIO_write(peer, der, len - 1);
        SHOW_INT(OCSP_sendreq_nbio(&resp, ctx));
        BIO_write(peer, der + len - 1, 1);
        SHOW_INT(OCSP_sendreq_nbio(&resp, ctx));
        show_errors();
        SHOW_INT(resp ? OCSP_response_status(resp) : -1);
        OSSL_HTTP_REQ_CTX_free(ctx);
        OCSP_RESPONSE_free(resp);
        /* The answer is there before the question. */
        BIO_puts(peer, head);
        BIO_write(peer, der, len);
        resp = OCSP_sendreq_bio(pair, "/ocsp", req);
        show_errors();
        SHOW_INT(resp ? OCSP_response_status(resp) : -1);
        OCSP_RESPONSE_free(resp);
        BIO_free(pair);
        BIO_free(peer);
    }
    OPENSSL_free(der);
    OCSP_RESPONSE_free(made);
    OCSP_REQUEST_free(req);
    BIO_free(in);
    BIO_free(out);
}

/* The high level over memory: the request is sent, the answer read. */
static void transfer(int i, int asn1, int alive, int post, const char *type)
{
    static const char body[] = "question";
    BIO *out = BIO_new(BIO_s_mem()), *in = source(answers[i].text, answers[i].len), *req = post ? BIO_new_mem_buf(body, -1) : NULL, *got;
    OSSL_HTTP_REQ_CTX *ctx = NULL;
    STACK_OF(CONF_VALUE) *headers = NULL;
    char buffer[64];
    int n;

    X509V3_add_value("X-One", "1", &headers);
    X509V3_add_value("X-Two", "2", &headers);
    got = OSSL_HTTP_transfer(alive < 0 ? NULL : &ctx, "host", "81", "path", 0, NULL, NULL, out, in, NULL, NULL, 64, headers, post ? "text/q" : NULL, req, type, asn1, 1000, 0, alive < 0 ? 0 : alive);
    printf("  transfer %s%s, ", got == NULL ? "NULL" : got == in ? "in" : "memory", ctx ? " kept" : "");
    if (got != NULL) {
        n = BIO_read(got, buffer, sizeof buffer);
        show_text("body", buffer, n);
        BIO_free(got);
    } else
        printf("\n");
    show_errors();
    if (i < 3)
        show_written("  sent", out);
    printf("  close %d\n", OSSL_HTTP_close(ctx, 1));
    sk_CONF_VALUE_pop_free(headers, X509V3_conf_free);
    BIO_free(req);
    BIO_free(in);
    BIO_free(out);
}

int main(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    requests();
    order();
    long_ones();
    ocsp();
    for (int i = 0; i < (int)(sizeof(answers) / sizeof(answers[0])); i++) {
        printf("== answer %d %s\n", i, tag(i));
        ask(i, NULL, 0, 0, NULL);
        ask(i, "text/x", 0, 0, NULL);
        ask(i, NULL, 1, 1, NULL);
        ask(i, NULL, 1, 2, NULL);
        ask(i, NULL, 1, 0, ASN1_ITEM_rptr(BASIC_CONSTRAINTS));
        transfer(i, 0, -1, 0, NULL);
        transfer(i, 1, 1, 1, NULL);
        transfer(i, 1, 2, 0, "text/x");
    }
    return 0;
}
