/* A content under "text/plain" that nobody wants to have: PKCS7_verify and CMS_verify without an output. */
#include "../common.h"
#include <openssl/cms.h>
#include <openssl/pem.h>
#include <openssl/pkcs7.h>

static X509 *cert;
static EVP_PKEY *key;

static void verify(const char *title, const char *content, int flags)
{
    BIO *data = BIO_new_mem_buf(content, -1), *again = BIO_new_mem_buf(content, -1), *third = BIO_new_mem_buf(content, -1);
    PKCS7 *p7 = PKCS7_sign(cert, key, NULL, data, PKCS7_BINARY | flags);
    CMS_ContentInfo *cms = CMS_sign(cert, key, NULL, again, CMS_BINARY | flags);

    printf("%s%s\n", title, flags & PKCS7_DETACHED ? ", detached" : "");
    SHOW_INT(PKCS7_verify(p7, NULL, NULL, flags & PKCS7_DETACHED ? third : NULL, NULL, PKCS7_NOVERIFY | PKCS7_TEXT));
    show_error_codes();
    (void)BIO_reset(third);
    SHOW_INT(CMS_verify(cms, NULL, NULL, flags & PKCS7_DETACHED ? third : NULL, NULL, CMS_NO_SIGNER_CERT_VERIFY | CMS_TEXT));
    show_error_codes();
    PKCS7_free(p7);
    CMS_ContentInfo_free(cms);
    BIO_free(data);
    BIO_free(again);
    BIO_free(third);
}

int main(int argc, char **argv)
{
    BIO *in = BIO_new_file(fixture(argv, "client-p256-cert.pem"), "r");

    (void)argc;
    cert = PEM_read_bio_X509(in, NULL, NULL, NULL);
    BIO_free(in);
    in = BIO_new_file(fixture(argv, "client-p256-key.pem"), "r");
    key = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);
    BIO_free(in);
    for (int flags = 0; flags <= PKCS7_DETACHED; flags += PKCS7_DETACHED) {
        verify("text", "Content-Type: text/plain\r\n\r\nhello world", flags);
        verify("only the header", "Content-Type: text/plain\r\n\r\n", flags);
        verify("another type", "Content-Type: text/html\r\n\r\nhello world", flags);
        verify("no header", "hello world", flags);
    }
    X509_free(cert);
    EVP_PKEY_free(key);
    return 0;
}
