/* Extensions of OCSP made from texts, and who answers, by the functions with a library context. */
#include "../common.h"
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

static void show(const char *name, X509_EXTENSION *ext)
{
    unsigned char *der = NULL;
    int len = ext ? i2d_X509_EXTENSION(ext, &der) : 0;

    printf("%s: %s", name, ext ? "" : "NULL");
    for (int i = 0; i < len; i++)
        printf("%02x", der[i]);
    printf("\n");
    show_error_codes();
    OPENSSL_free(der);
    X509_EXTENSION_free(ext);
}

int main(int argc, char **argv)
{
    char *oids[] = {"basicOCSPResponse", "1.2.3.4", "OCSPSigning", NULL}, *none[] = {NULL};
    const char *urls[] = {"http://ocsp.example/", "http://other.example/", NULL}, *no_urls[] = {NULL};
    long number = 300, zero = 0, negative = -5;
    BIO *bio = BIO_new_file(fixture(argv, "server-p256-cert.pem"), "r");
    X509 *cert = PEM_read_bio_X509(bio, NULL, NULL, NULL), *other;
    OCSP_RESPID *id = OCSP_RESPID_new();
    X509_NAME *name = X509_NAME_new();

    setvbuf(stdout, NULL, _IONBF, 0);
    BIO_free(bio);
    bio = BIO_new_file(fixture(argv, "ca-p256-cert.pem"), "r");
    other = PEM_read_bio_X509(bio, NULL, NULL, NULL);
    BIO_free(bio);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"Issuer", -1, -1, 0);
    show("accept", OCSP_accept_responses_new(oids));
    show("accept none", OCSP_accept_responses_new(none));
    show("accept NULL", OCSP_accept_responses_new(NULL));
    show("cutoff", OCSP_archive_cutoff_new("20300102030405Z"));
    show("cutoff wrong", OCSP_archive_cutoff_new("300102030405Z"));
    show("cutoff NULL length", OCSP_archive_cutoff_new("2030"));
    show("cutoff empty", OCSP_archive_cutoff_new(""));
    show("crl", OCSP_crlID_new("http://crl.example/", &number, "20300102030405Z"));
    show("crl url", OCSP_crlID_new("http://crl.example/", NULL, NULL));
    show("crl number", OCSP_crlID_new(NULL, &zero, NULL));
    show("crl negative", OCSP_crlID_new(NULL, &negative, NULL));
    show("crl nothing", OCSP_crlID_new(NULL, NULL, NULL));
    show("crl wrong", OCSP_crlID_new(NULL, NULL, "yesterday"));
    show("location", OCSP_url_svcloc_new(name, urls));
    show("location none", OCSP_url_svcloc_new(name, no_urls));
    show("location NULL", OCSP_url_svcloc_new(name, NULL));
    SHOW_INT(OCSP_RESPID_set_by_key_ex(id, cert, NULL, NULL));
    SHOW_INT(OCSP_RESPID_match_ex(id, cert, NULL, NULL));
    SHOW_INT(OCSP_RESPID_match_ex(id, other, NULL, NULL));
    OCSP_RESPID_free(id);
    id = OCSP_RESPID_new();
    SHOW_INT(OCSP_RESPID_set_by_name(id, other));
    SHOW_INT(OCSP_RESPID_match_ex(id, other, NULL, NULL));
    SHOW_INT(OCSP_RESPID_match_ex(id, cert, NULL, NULL));
    show_errors();
    OCSP_RESPID_free(id);
    X509_NAME_free(name);
    X509_free(cert);
    X509_free(other);
    return 0;
}
