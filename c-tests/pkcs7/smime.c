/* S/MIME: messages written and read, texts, and contents that are streamed. */
#include "../common.h"
#include <openssl/pem.h>
#include <openssl/pkcs7.h>
#include <openssl/x509v3.h>

static char **args;
static const char text[] = "One line.\nAnother.\r\n\nThe last";

static X509 *cert(const char *name)
{
    BIO *bio = BIO_new_file(fixture(args, name), "r");
    X509 *x = PEM_read_bio_X509(bio, NULL, NULL, NULL);

    BIO_free(bio);
    return x;
}

static EVP_PKEY *key(const char *name)
{
    BIO *bio = BIO_new_file(fixture(args, name), "r");
    EVP_PKEY *k = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);

    BIO_free(bio);
    return k;
}

static void escaped(const char *label, const char *bytes, long len)
{
    long i;

    printf("%s: ", label);
    for (i = 0; i < len; i++)
        if (bytes[i] == '\n')
            printf("\\n");
        else if (bytes[i] == '\r')
            printf("\\r");
        else if (bytes[i] < 32 || bytes[i] > 126)
            printf("\\x%02x", (unsigned char)bytes[i]);
        else
            putchar(bytes[i]);
    printf("\n");
}

static void show_bio(const char *label, BIO *bio)
{
    char *data;
    long len = BIO_get_mem_data(bio, &data);

    escaped(label, data, len);
}

static void one_text(const char *in)
{
    BIO *b = BIO_new_mem_buf(in, -1), *o = BIO_new(BIO_s_mem());

    BIO_set_mem_eof_return(b, 0);
    escaped("text", in, (long)strlen(in));
    SHOW_INT(SMIME_text(b, o));
    show_bio("  gives", o);
    show_errors();
    BIO_free(b);
    BIO_free(o);
}

static void one_copy(const char *in, int len, int flags)
{
    BIO *b = BIO_new_mem_buf(in, len), *o = BIO_new(BIO_s_mem());

    printf("copy %x: %d", flags, SMIME_crlf_copy(b, o, flags));
    show_bio(" ", o);
    show_errors();
    BIO_free(b);
    BIO_free(o);
}

static void texts(void)
{
    static const int flags[] = {0, SMIME_BINARY, SMIME_TEXT, SMIME_ASCIICRLF, SMIME_TEXT | SMIME_ASCIICRLF, SMIME_CRLFEOL, SMIME_BINARY | SMIME_TEXT};
    char *large = malloc(5000);
    BIO *b, *o;
    size_t i;

    printf("== texts\n");
    one_text("Content-Type: text/plain\r\n\r\nHello\r\n");
    one_text("Content-Type: text/plain; charset=x\nX: y\n\nHello");
    one_text("content-type :  \"TEXT/plain\" \n\nHello");
    one_text("Content-Type: text/html\n\nHello");
    one_text("Content-Type:\n\nHello");
    one_text("\n\nHello");
    one_text("");
    one_text("Content-Type: text/(comment)plain\n\nHello");
    one_text("Content-Type: text/plain(comment;)\n\nHello");
    one_text("X: y\nContent-Type: text/plain\n");
    one_text(" Content-Type: text/plain\n\nA");
    one_text("Content-Type: text/plain\n  foo=bar\n\nA");
    one_text("Content-Type: text/plain\n  foo\n\nA");
    one_text("X;a=b\nContent-Type: text/plain\n\nA");
    one_text("X: a=\"b;c\"; d=\"e\nContent-Type: text/plain\n\nA");
    one_text("Content-Type: text/plain; a=b; c\n\nA");
    one_text("Content-Type: text/html\nContent-Type: text/plain\n\nA");
    for (i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        one_copy("a\nb\r\nc\r\r\n\n\nd\r", -1, flags[i]);
        one_copy("a \nb\t\nc \r\r\n\n\nd \n\n\n", -1, flags[i]);
        one_copy("", 0, flags[i]);
        one_copy("\n", 1, flags[i]);
        one_copy("a\0b\n", 4, flags[i]);
    }
    memset(large, 'x', 5000);
    large[1022] = '\r';
    large[1023] = '\n';
    large[4999] = '\n';
    b = BIO_new_mem_buf(large, 5000);
    o = BIO_new(BIO_s_mem());
    SHOW_INT(SMIME_crlf_copy(b, o, 0));
    SHOW_INT(BIO_pending(o));
    BIO_free(b);
    BIO_free(o);
    free(large);
}

static void read_message(const char *message)
{
    BIO *in = BIO_new_mem_buf(message, -1), *content = NULL;
    PKCS7 *p7;

    escaped("message", message, (long)strlen(message));
    p7 = SMIME_read_PKCS7(in, &content);
    SHOW_NULL(p7);
    show_errors();
    if (content != NULL)
        show_bio("  content", content);
    BIO_free(content);
    PKCS7_free(p7);
    BIO_free(in);
}

/* A PKCS#7 of data "abc". */
#define DATA "MBIGCSqGSIb3DQEHAaAFBANhYmM=\n"

static void messages(void)
{
    printf("== messages\n");
    read_message("");
    read_message("MIME-Version: 1.0\n\n" DATA);
    read_message("Content-Type: text/plain\n\n" DATA);
    read_message("Content-Type: application/x-pkcs7-mime\n\n" DATA);
    read_message("Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=\"smime.p7m\"\r\n\r\n" DATA);
    read_message("Content-Type: application/pkcs7-signature\n\n" DATA);
    read_message("Content-Type: application/pkcs7-mime\n\nnot base64!\n");
    read_message("Content-Type: application/pkcs7-mime\n\nMAUC\n");
    read_message("Content-Type: application/pkcs7-mime\n\n");
    read_message("Content-Type: multipart/signed\n\n--b\nA\n--b\n");
    read_message("Content-Type: multipart/signed; boundary=\"\"\n\n--b\nA\n--b\n");
    read_message("Content-Type: multipart/signed; boundary=b\n\n--b\nA\n");
    read_message("Content-Type: multipart/signed; boundary=b\n\n--b\nA\n--b--\n");
    read_message("Content-Type: multipart/signed; boundary=b\n\n--b\nA\n--b\n\n" DATA "\n--b--\n");
    read_message("Content-Type: multipart/signed; boundary=b\n\n--b\nA\n--b\nContent-Type: text/plain\n\n" DATA "\n--b--\n");
    read_message("Content-Type: multipart/signed; boundary=b\n\n--b\nA\n--b\nContent-Type: application/pkcs7-signature\n\n" DATA "\n--b--\n");
    read_message("Content-Type: multipart/signed; boundary=b\n\n--b\nA\n--b\nContent-Type: application/pkcs7-signature\n\nMAUC\n\n--b--\n");
    read_message("Content-Type: Multipart/Signed;\n boundary=\"b\"\n\npreamble\n--b\nA\r\n\r\nB \nC\n\n--b  \nContent-Type: application/x-PKCS7-signature\nX: y\n\n" DATA "\n--b--\nafter");
    read_message("Content-Type: multipart/signed; boundary=B\n\n--B\n--B\nContent-Type: application/pkcs7-signature\n\n" DATA "--B--\n");
    read_message("Content-Type: multipart/signed; boundary=b\n\n--b\nA\n--b\nContent-Type: application/pkcs7-signature\n\n" DATA "\n--b\nmore\n--b--\n");
    read_message("Content-Type: multipart/signed; boundary=b\n\n--bA\nA\n--bB\nContent-Type: application/pkcs7-signature\n\n" DATA "\n--b--\n");
}

/* A written message without what is random in it. */
static void show_message(BIO *bio)
{
    char line[1024], boundary[64] = "";
    char *data;
    long len = BIO_get_mem_data(bio, &data);
    BIO *in = BIO_new_mem_buf(data, (int)len);
    int base64 = 0;

    while (BIO_gets(in, line, sizeof line) > 0) {
        char *at = strstr(line, "boundary=\"");

        if (at != NULL) {
            snprintf(boundary, sizeof boundary, "%.36s", at + 10);
            printf("  boundary of %d, %d of them its digits\n", (int)strlen(boundary), (int)strspn(boundary + 4, "0123456789ABCDEF"));
        }
        while (*boundary && (at = strstr(line, boundary)) != NULL)
            memset(at, '#', strlen(boundary));
        if (strchr(line, ':') == NULL && strchr(line, '#') == NULL && strlen(line) > 50) {
            if (base64++ == 0)
                printf("  base64 %.2s\n", line);
            continue;
        }
        if (base64 > 0 && strlen(line) > 2) {
            base64 = 0;
            continue;
        }
        base64 = 0;
        escaped("  ", line, (long)strlen(line));
    }
    BIO_free(in);
}

static void open_message(BIO *bio, EVP_PKEY *k, X509 *x)
{
    BIO *content = NULL, *out = BIO_new(BIO_s_mem());
    PKCS7 *p7 = NULL, *back;

    BIO_set_mem_eof_return(bio, 0);
    back = SMIME_read_PKCS7_ex(bio, &content, &p7);
    SHOW_NULL(back);
    SHOW_INT(back == p7);
    show_errors();
    if (back != NULL && PKCS7_type_is_signed(back))
        SHOW_INT(PKCS7_verify(back, NULL, NULL, content, out, PKCS7_NOVERIFY));
    else if (back != NULL)
        SHOW_INT(PKCS7_decrypt(back, k, x, out, 0));
    show_errors();
    show_bio("  opened", out);
    BIO_free(content);
    BIO_free(out);
    PKCS7_free(back);
}

static void written(void)
{
    static const int flags[] = {0, PKCS7_STREAM, PKCS7_DETACHED, PKCS7_DETACHED | PKCS7_STREAM, PKCS7_BINARY, PKCS7_BINARY | PKCS7_STREAM, PKCS7_TEXT | PKCS7_STREAM, PKCS7_NOOLDMIMETYPE, PKCS7_CRLFEOL, PKCS7_DETACHED | PKCS7_NOOLDMIMETYPE | PKCS7_CRLFEOL | PKCS7_STREAM, PKCS7_DETACHED | PKCS7_TEXT | PKCS7_BINARY | PKCS7_STREAM};
    X509 *x = cert("client-rsa-cert.pem");
    EVP_PKEY *k = key("client-rsa-key.pem");
    STACK_OF(X509) *certs = sk_X509_new_null();
    size_t i;
    PKCS7 *p7;
    BIO *out;

    printf("== written\n");
    sk_X509_push(certs, x);
    for (i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        BIO *in = BIO_new_mem_buf(text, -1);

        out = BIO_new(BIO_s_mem());
        printf("signed, %x\n", flags[i]);
        p7 = PKCS7_sign(x, k, NULL, in, flags[i]);
        if (!(flags[i] & PKCS7_STREAM))
            BIO_reset(in);
        SHOW_INT(SMIME_write_PKCS7(out, p7, in, flags[i]));
        show_errors();
        show_message(out);
        open_message(out, k, x);
        PKCS7_free(p7);
        BIO_free(out);
        BIO_free(in);
        if (flags[i] & PKCS7_DETACHED)
            continue;
        in = BIO_new_mem_buf(text, -1);
        out = BIO_new(BIO_s_mem());
        printf("encrypted, %x\n", flags[i]);
        p7 = PKCS7_encrypt(certs, in, EVP_aes_256_cbc(), flags[i]);
        SHOW_INT(SMIME_write_PKCS7(out, p7, in, flags[i]));
        show_errors();
        show_message(out);
        open_message(out, k, x);
        PKCS7_free(p7);
        BIO_free(out);
        BIO_free(in);
    }
    printf("certificates alone\n");
    p7 = PKCS7_sign(NULL, NULL, certs, NULL, PKCS7_PARTIAL);
    out = BIO_new(BIO_s_mem());
    SHOW_INT(SMIME_write_PKCS7(out, p7, NULL, 0));
    show_errors();
    show_message(out);
    BIO_free(out);
    PKCS7_free(p7);
    printf("two digests\n");
    p7 = PKCS7_sign(x, k, certs, NULL, PKCS7_PARTIAL | PKCS7_DETACHED);
    SHOW_NULL(PKCS7_sign_add_signer(p7, x, k, EVP_sha1(), 0));
    SHOW_NULL(PKCS7_sign_add_signer(p7, x, k, EVP_sha224(), 0));
    SHOW_NULL(PKCS7_sign_add_signer(p7, x, k, EVP_sha3_256(), 0));
    SHOW_NULL(PKCS7_sign_add_signer(p7, x, k, EVP_md5(), 0));
    SHOW_NULL(PKCS7_sign_add_signer(p7, x, k, EVP_sha512(), 0));
    {
        BIO *in = BIO_new_mem_buf(text, -1);

        out = BIO_new(BIO_s_mem());
        SHOW_INT(SMIME_write_PKCS7(out, p7, in, PKCS7_DETACHED));
        show_errors();
        show_message(out);
        open_message(out, k, x);
        BIO_free(in);
        BIO_free(out);
    }
    PKCS7_free(p7);
    sk_X509_free(certs);
    X509_free(x);
    EVP_PKEY_free(k);
}

static void show_der(const char *label, BIO *bio, int tree)
{
    char *data;
    long len = BIO_get_mem_data(bio, &data);
    BIO *print = BIO_new(BIO_s_mem());
    const unsigned char *at = (unsigned char *)data;
    PKCS7 *p7 = d2i_PKCS7(NULL, &at, len);

    printf("%s: read back %d, starts %02x %02x\n", label, p7 != NULL, (unsigned char)data[0], (unsigned char)data[1]);
    if (tree > 0) {
        char *lines;
        long n;

        ASN1_parse_dump(print, (unsigned char *)data, len, 0, -1);
        n = BIO_get_mem_data(print, &lines);
        while (n > 0 && tree-- > 0) {
            char *end = memchr(lines, '\n', (size_t)n);
            long line = end ? end - lines + 1 : n;

            printf("  %.*s", (int)line, lines);
            lines += line;
            n -= line;
        }
    }
    BIO_free(print);
    PKCS7_free(p7);
}

static void streams(void)
{
    static const int nids[] = {NID_pkcs7_data, NID_pkcs7_signed, NID_pkcs7_enveloped, NID_pkcs7_signedAndEnveloped, NID_pkcs7_digest, NID_pkcs7_encrypted};
    X509 *x = cert("client-rsa-cert.pem");
    EVP_PKEY *k = key("client-rsa-key.pem");
    STACK_OF(X509) *certs = sk_X509_new_null();
    unsigned char **boundary, *der;
    PKCS7 *p7;
    BIO *out, *in, *chain;
    size_t i;
    int len;

    printf("== streams\n");
    sk_X509_push(certs, x);
    for (i = 0; i < sizeof nids / sizeof nids[0]; i++) {
        printf("%s\n", OBJ_nid2sn(nids[i]));
        p7 = PKCS7_new();
        PKCS7_set_type(p7, nids[i]);
        PKCS7_content_new(p7, NID_pkcs7_data);
        ERR_clear_error();
        der = NULL;
        len = i2d_PKCS7_NDEF(p7, &der);
        SHOW_INT(len);
        show_hex("indefinite", der, len > 0 ? (size_t)len : 0);
        SHOW_INT(i2d_PKCS7_NDEF(p7, NULL));
        OPENSSL_free(der);
        boundary = NULL;
        len = PKCS7_stream(&boundary, p7);
        SHOW_INT(len);
        SHOW_INT(boundary != NULL);
        show_errors();
        if (len > 0 && nids[i] == NID_pkcs7_data)
            SHOW_INT(boundary == &p7->d.data->data);
        PKCS7_free(p7);
    }
    SHOW_INT(i2d_PKCS7_NDEF(NULL, NULL));
    show_errors();
    p7 = PKCS7_sign(x, k, NULL, NULL, PKCS7_STREAM | PKCS7_NOATTR);
    in = BIO_new_mem_buf(text, -1);
    out = BIO_new(BIO_s_mem());
    SHOW_INT(i2d_PKCS7_bio_stream(out, p7, in, PKCS7_STREAM | PKCS7_BINARY));
    show_der("signed", out, 16);
    BIO_free(in);
    BIO_free(out);
    PKCS7_free(p7);
    p7 = PKCS7_encrypt(certs, NULL, EVP_aes_128_cbc(), PKCS7_STREAM);
    in = BIO_new_mem_buf(text, -1);
    out = BIO_new(BIO_s_mem());
    SHOW_INT(i2d_PKCS7_bio_stream(out, p7, in, PKCS7_STREAM));
    show_der("encrypted", out, 0);
    BIO_free(in);
    BIO_free(out);
    PKCS7_free(p7);
    in = BIO_new_mem_buf(text, -1);
    p7 = PKCS7_sign(x, k, NULL, in, PKCS7_BINARY);
    out = BIO_new(BIO_s_mem());
    SHOW_INT(i2d_PKCS7_bio_stream(out, p7, NULL, 0));
    show_der("definite", out, 0);
    BIO_free(in);
    BIO_free(out);
    out = BIO_new(BIO_s_mem());
    SHOW_INT(PEM_write_bio_PKCS7_stream(out, p7, NULL, 0));
    PKCS7_free(p7);
    p7 = PEM_read_bio_PKCS7(out, NULL, NULL, NULL);
    SHOW_NULL(p7);
    PKCS7_free(p7);
    BIO_free(out);
    p7 = PKCS7_sign(x, k, NULL, NULL, PKCS7_STREAM);
    in = BIO_new_mem_buf(text, -1);
    out = BIO_new(BIO_s_mem());
    SHOW_INT(PEM_write_bio_PKCS7_stream(out, p7, in, PKCS7_STREAM));
    PKCS7_free(p7);
    p7 = PEM_read_bio_PKCS7(out, NULL, NULL, NULL);
    SHOW_INT(PKCS7_verify(p7, NULL, NULL, NULL, NULL, PKCS7_NOVERIFY));
    PKCS7_free(p7);
    BIO_free(in);
    BIO_free(out);
    printf("by hand\n");
    p7 = PKCS7_sign(x, k, NULL, NULL, PKCS7_STREAM);
    out = BIO_new(BIO_s_mem());
    chain = BIO_new_PKCS7(out, p7);
    SHOW_NULL(chain);
    for (in = chain; in != NULL; in = BIO_next(in))
        printf(" %s", BIO_method_name(in));
    printf("\n");
    SHOW_INT(BIO_write(chain, "in ", 3));
    SHOW_INT(BIO_write(chain, "two pieces", 10));
    SHOW_INT(BIO_flush(chain));
    show_der("by hand", out, 18);
    while (chain != out) {
        in = BIO_pop(chain);
        BIO_free(chain);
        chain = in;
    }
    PKCS7_free(p7);
    p7 = d2i_PKCS7_bio(out, NULL);
    SHOW_INT(PKCS7_verify(p7, NULL, NULL, NULL, NULL, PKCS7_NOVERIFY));
    BIO_free(out);
    PKCS7_free(p7);
    p7 = PKCS7_sign(x, k, NULL, NULL, PKCS7_STREAM | PKCS7_DETACHED);
    out = BIO_new(BIO_s_mem());
    SHOW_NULL(BIO_new_PKCS7(out, p7));
    show_errors();
    in = BIO_new_mem_buf(text, -1);
    SHOW_INT(i2d_PKCS7_bio_stream(out, p7, in, PKCS7_STREAM));
    show_errors();
    SHOW_INT(BIO_pending(out));
    BIO_free(in);
    BIO_free(out);
    PKCS7_free(p7);
    sk_X509_free(certs);
    X509_free(x);
    EVP_PKEY_free(k);
}

int main(int argc, char **argv)
{
    (void)argc;
    setvbuf(stdout, NULL, _IONBF, 0);
    args = argv;
    texts();
    messages();
    written();
    streams();
    return 0;
}
