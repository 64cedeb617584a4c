/* PEM_write_bio_ASN1_stream. */
#include "../common.h"
#include <openssl/asn1.h>
#include <openssl/pem.h>
#include <openssl/pkcs7.h>
#include <openssl/x509.h>

static char **args;

static void show_bio(BIO *bio)
{
    char line[256];
    int lines = 0;

    while (BIO_gets(bio, line, sizeof line) > 0) {
        lines++;
        if (line[0] == '-')
            printf("  | %s", line);
    }
    printf("  %d lines\n", lines);
}

int main(int argc, char **argv)
{
    BIO *in, *out = BIO_new(BIO_s_mem()), *data = BIO_new_mem_buf("some data", -1);
    X509 *x, *back;
    PKCS7 *p7;

    args = argv;
    in = BIO_new_file(fixture(args, "server-rsa-cert.pem"), "r");
    x = PEM_read_bio_X509(in, NULL, NULL, NULL);
    BIO_free(in);
    in = BIO_new_file(fixture(args, "full-chain.p7b"), "r");
    p7 = PEM_read_bio_PKCS7(in, NULL, NULL, NULL);
    BIO_free(in);
    SHOW_INT(PEM_write_bio_ASN1_stream(out, (ASN1_VALUE *)x, NULL, 0, "CERTIFICATE", ASN1_ITEM_rptr(X509)));
    show_errors();
    back = PEM_read_bio_X509(out, NULL, NULL, NULL);
    SHOW_INT(back != NULL && X509_cmp(back, x) == 0);
    show_errors();
    X509_free(back);
    (void)BIO_reset(out);
    SHOW_INT(PEM_write_bio_ASN1_stream(out, (ASN1_VALUE *)x, data, PKCS7_BINARY, "ANY NAME", ASN1_ITEM_rptr(X509)));
    show_errors();
    show_bio(out);
    SHOW_INT(PEM_write_bio_ASN1_stream(out, (ASN1_VALUE *)x, data, PKCS7_STREAM, "CERTIFICATE", ASN1_ITEM_rptr(X509)));
    /* Nothing to stream; OpenSSL speaks of memory, and leaves an empty block. */
    ERR_clear_error();
    (void)BIO_reset(out);
    SHOW_INT(PEM_write_bio_ASN1_stream(out, (ASN1_VALUE *)p7, data, 0, "PKCS7", ASN1_ITEM_rptr(PKCS7)));
    show_errors();
    show_bio(out);
    PKCS7_free(p7);
    {
        EVP_PKEY *key;
        X509 *signer;

        in = BIO_new_file(fixture(args, "client-rsa-key.pem"), "r");
        key = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);
        BIO_free(in);
        in = BIO_new_file(fixture(args, "client-rsa-cert.pem"), "r");
        signer = PEM_read_bio_X509(in, NULL, NULL, NULL);
        BIO_free(in);
        BIO_free(data);
        data = BIO_new_mem_buf("some data", -1);
        p7 = PKCS7_sign(signer, key, NULL, data, PKCS7_STREAM | PKCS7_NOATTR);
        SHOW_NULL(p7);
        SHOW_INT(PEM_write_bio_ASN1_stream(out, (ASN1_VALUE *)p7, data, PKCS7_STREAM, "PKCS7", ASN1_ITEM_rptr(PKCS7)));
        show_errors();
        PKCS7_free(p7);
        p7 = PEM_read_bio_PKCS7(out, NULL, NULL, NULL);
        SHOW_NULL(p7);
        BIO_free(data);
        data = BIO_new(BIO_s_mem());
        SHOW_INT(PKCS7_verify(p7, NULL, NULL, NULL, data, PKCS7_NOVERIFY));
        show_errors();
        PKCS7_free(p7);
        EVP_PKEY_free(key);
        X509_free(signer);
    }
    X509_free(x);
    BIO_free(out);
    BIO_free(data);
    return 0;
}
