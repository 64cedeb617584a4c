/* OCSP_request_add1_cert: certificates beside the signature of a request. */
#include "../common.h"
#include <openssl/ocsp.h>
#include <openssl/pem.h>

int main(int argc, char **argv)
{
    BIO *in = BIO_new_file(fixture(argv, "server-p256-cert.pem"), "r");
    X509 *x = PEM_read_bio_X509(in, NULL, NULL, NULL);
    BIO *key = BIO_new_file(fixture(argv, "server-p256-key.pem"), "r");
    EVP_PKEY *pkey = PEM_read_bio_PrivateKey(key, NULL, NULL, NULL);
    OCSP_REQUEST *req = OCSP_REQUEST_new();

    (void)argc;
    SHOW_INT(OCSP_request_add1_cert(req, x));
    SHOW_INT(OCSP_request_is_signed(req));
    SHOW_INT(OCSP_request_add1_cert(req, x));
    SHOW_INT(OCSP_request_add1_cert(req, NULL));
    show_error_codes();
    SHOW_INT(OCSP_request_sign(req, x, pkey, EVP_sha256(), NULL, OCSP_NOCERTS));
    show_error_codes();
    OCSP_REQUEST_free(req);
    req = OCSP_REQUEST_new();
    SHOW_INT(OCSP_request_sign(req, x, pkey, EVP_sha256(), NULL, OCSP_NOCERTS));
    SHOW_INT(OCSP_request_is_signed(req));
    SHOW_INT(i2d_OCSP_REQUEST(req, NULL) > 300);
    SHOW_INT(OCSP_request_add1_cert(req, x));
    SHOW_INT(i2d_OCSP_REQUEST(req, NULL) > 300);
    show_error_codes();
    OCSP_REQUEST_free(req);
    X509_free(x);
    EVP_PKEY_free(pkey);
    BIO_free(in);
    BIO_free(key);
    return 0;
}
