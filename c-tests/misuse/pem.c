/* Calls of PEM functions that would crash OpenSSL: failure, never a crash. */
#include "../common.h"
#include <openssl/dh.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

int main(int argc, char **argv)
{
    static const char *const sealed = "server-rsa-key-encrypted.pem";
    BIO *in = BIO_new_file(fixture(argv, sealed), "r"), *out = BIO_new(BIO_s_null());
    STACK_OF(X509_INFO) *all = PEM_X509_INFO_read_bio(in, NULL, NULL, NULL);
    X509_INFO *info = sk_X509_INFO_value(all, 0);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    unsigned char text[1024];
    unsigned int len;
    int value = 0;
    char buf[1024] = "";

    /* A key in PKCS#8 that is still encrypted names no cipher. */
    SHOW_INT(PEM_X509_INFO_write_bio(out, info, (EVP_CIPHER *)EVP_aes_128_cbc(), NULL, 0, NULL, NULL));
    show_errors();
    SHOW_INT(PEM_X509_INFO_write_bio(out, NULL, NULL, NULL, 0, NULL, NULL));
    SHOW_INT(PEM_X509_INFO_write_bio(NULL, info, NULL, NULL, 0, NULL, NULL));
    show_errors();
    SHOW_NULL(PEM_ASN1_read_bio(NULL, NULL, NULL, NULL, NULL, NULL));
    SHOW_NULL(PEM_ASN1_read_bio((d2i_of_void *)d2i_X509, NULL, in, NULL, NULL, NULL));
    SHOW_NULL(PEM_ASN1_read((d2i_of_void *)d2i_X509, "X", NULL, NULL, NULL, NULL));
    show_errors();
    SHOW_INT(BIO_reset(in));
    SHOW_NULL(PEM_ASN1_read_bio(NULL, PEM_STRING_PKCS8, in, NULL, NULL, NULL));
    show_errors();
    SHOW_INT(PEM_ASN1_write_bio((i2d_of_void *)i2d_X509, "X", NULL, NULL, NULL, NULL, 0, NULL, NULL));
    SHOW_INT(PEM_ASN1_write_bio((i2d_of_void *)i2d_X509, NULL, out, NULL, NULL, NULL, 0, NULL, NULL));
    SHOW_INT(PEM_ASN1_write((i2d_of_void *)i2d_X509, "X", NULL, NULL, NULL, NULL, 0, NULL, NULL));
    show_errors();
    SHOW_INT(PEM_ASN1_write_bio(NULL, "X", out, &value, NULL, NULL, 0, NULL, NULL));
    show_errors();
    SHOW_INT(PEM_read_bio_ex(in, NULL, NULL, NULL, NULL, 0));
    show_errors();
    SHOW_INT(PEM_SignInit(NULL, NULL));
    SHOW_INT(PEM_SignUpdate(NULL, text, 1));
    SHOW_INT(PEM_SignFinal(NULL, NULL, NULL, NULL));
    show_errors();
    SHOW_INT(PEM_SignInit(ctx, (EVP_MD *)EVP_sha256()));
    SHOW_INT(PEM_SignUpdate(ctx, NULL, 1));
    SHOW_INT(PEM_SignFinal(ctx, text, &len, NULL));
    show_errors();
    PEM_proc_type(NULL, PEM_TYPE_ENCRYPTED);
    PEM_dek_info(NULL, NULL, 1, NULL);
    PEM_dek_info(buf, NULL, 1, "x");
    PEM_dek_info(buf, "X", 1, NULL);
    SHOW_STR(buf);
    SHOW_NULL(d2i_DHxparams(NULL, NULL, 1));
    SHOW_INT(i2d_DHxparams(NULL, NULL));
    SHOW_INT(PEM_write_bio_DHxparams(out, NULL));
    SHOW_INT(PEM_write_DHxparams(NULL, NULL));
    SHOW_NULL(PEM_read_bio_NETSCAPE_CERT_SEQUENCE(NULL, NULL, NULL, NULL));
    SHOW_NULL(PEM_read_NETSCAPE_CERT_SEQUENCE(NULL, NULL, NULL, NULL));
    SHOW_INT(PEM_write_bio_NETSCAPE_CERT_SEQUENCE(NULL, NULL));
    SHOW_INT(PEM_write_NETSCAPE_CERT_SEQUENCE(NULL, NULL));
    ERR_clear_error();
    sk_X509_INFO_pop_free(all, X509_INFO_free);
    EVP_MD_CTX_free(ctx);
    BIO_free(in);
    BIO_free(out);
    return 0;
}
