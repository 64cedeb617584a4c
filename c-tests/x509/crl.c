/* CRLs and certificates: the getters, printers and comparisons that the other programs leave out. */
#include "../common.h"
#include <openssl/asn1t.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

static X509 *read_cert(const char *path)
{
    BIO *in = BIO_new_file(path, "r");
    X509 *cert = PEM_read_bio_X509(in, NULL, NULL, NULL);

    BIO_free(in);
    return cert;
}

static void crls(X509_CRL *crl, X509 *ca, X509 *revoked, EVP_PKEY *key)
{
    X509_CRL *copy = X509_CRL_dup(crl);
    X509_REVOKED *entry = NULL;
    const ASN1_BIT_STRING *signature;
    const X509_ALGOR *algorithm;
    X509_EXTENSION *extension;
    ASN1_INTEGER *number;
    unsigned char md[64];
    unsigned int len = 0;
    int critical = 7, number_at;
    BIO *text = BIO_new_file("crl.pem", "w");
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();

    SHOW_INT(X509_CRL_match(crl, copy));
    SHOW_INT(X509_CRL_digest(crl, EVP_sha256(), md, &len));
    show_hex("digest", md, len);
    SHOW_INT(X509_CRL_get0_by_cert(crl, &entry, revoked));
    SHOW_INT(X509_CRL_get0_by_cert(crl, &entry, ca));
    SHOW_INT(ASN1_TIME_compare(X509_CRL_get0_nextUpdate(crl), X509_CRL_get_nextUpdate(crl)));
    SHOW_INT(ASN1_TIME_compare(X509_CRL_get0_lastUpdate(crl), X509_CRL_get_lastUpdate(crl)));
    X509_CRL_get0_signature(crl, &signature, &algorithm);
    SHOW_INT(signature->length);
    SHOW_INT(X509_CRL_get_ext_count(crl));
    SHOW_INT(sk_X509_EXTENSION_num(X509_CRL_get0_extensions(crl)));
    number_at = X509_CRL_get_ext_by_NID(crl, NID_crl_number, -1);
    SHOW_INT(number_at);
    SHOW_INT(X509_CRL_get_ext_by_OBJ(crl, OBJ_nid2obj(NID_crl_number), -1));
    SHOW_INT(X509_CRL_get_ext_by_critical(crl, 1, -1));
    SHOW_NULL(X509_CRL_get_ext(crl, number_at));
    SHOW_NULL(X509_CRL_get_ext(crl, 99));
    number = X509_CRL_get_ext_d2i(crl, NID_crl_number, &critical, NULL);
    SHOW_INT(ASN1_INTEGER_get(number));
    SHOW_INT(critical);
    ASN1_INTEGER_free(number);
    SHOW_INT(X509_CRL_print_fp(stdout, crl));
    SHOW_INT(PEM_write_bio_X509_CRL(text, crl));
    BIO_free(text);
    text = BIO_new_file("crl.pem", "r");
    X509_CRL_free(copy);
    copy = PEM_read_bio_X509_CRL(text, NULL, NULL, NULL);
    SHOW_INT(X509_CRL_match(crl, copy));
    SHOW_NULL(PEM_read_bio_X509_CRL(text, NULL, NULL, NULL));
    ERR_clear_error();
    BIO_free(text);
    extension = X509_CRL_delete_ext(copy, number_at);
    SHOW_INT(X509_CRL_get_ext_count(copy));
    SHOW_INT(X509_CRL_add_ext(copy, extension, -1));
    SHOW_INT(X509_CRL_get_ext_count(copy));
    X509_EXTENSION_free(extension);
    SHOW_INT(EVP_DigestSignInit(ctx, NULL, EVP_sha384(), NULL, key));
    SHOW_INT(X509_CRL_sign_ctx(copy, ctx) > 0);
    SHOW_INT(X509_CRL_verify(copy, key));
    SHOW_INT(X509_CRL_get_signature_nid(copy));
    EVP_MD_CTX_free(ctx);
    X509_CRL_free(copy);
    X509_CRL_free(X509_CRL_new_ex(NULL, NULL));
}

static void certificates(X509 *one, X509 *two, EVP_PKEY *key)
{
    const ASN1_BIT_STRING *issuer, *subject, *signature;
    const X509_ALGOR *algorithm;
    X509 *copy = X509_dup(one);
    ASN1_INTEGER *serial = ASN1_INTEGER_new();
    ASN1_TIME *when = ASN1_TIME_set(NULL, 1700000000);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    BIO *out;

    SHOW_INT(X509_subject_name_cmp(one, copy));
    SHOW_INT(X509_issuer_name_cmp(one, copy));
    SHOW_INT(X509_issuer_and_serial_cmp(one, copy));
    SHOW_INT(X509_issuer_and_serial_cmp(one, two) != 0);
    SHOW_INT(X509_ALGOR_cmp(X509_get0_tbs_sigalg(one), X509_get0_tbs_sigalg(copy)));
    X509_get0_uids(one, &issuer, &subject);
    SHOW_NULL(issuer);
    SHOW_NULL(subject);
    SHOW_INT(X509_get_ext_by_OBJ(one, OBJ_nid2obj(NID_subject_alt_name), -1));
    SHOW_INT(X509_set_ex_data(one, 0, serial));
    SHOW_INT(X509_get_ex_data(one, 0) == serial);
    SHOW_INT(X509_print_fp(stdout, one));
    SHOW_INT(X509_print_ex_fp(stdout, one, XN_FLAG_ONELINE, X509_FLAG_NO_SIGDUMP | X509_FLAG_NO_PUBKEY));
    out = BIO_new_fp(stdout, BIO_NOCLOSE);
    SHOW_INT(X509_print(out, one));
    X509_get0_signature(&signature, &algorithm, one);
    SHOW_INT(X509_signature_dump(out, signature, 3));
    SHOW_INT(X509_signature_print(out, algorithm, signature));
    SHOW_INT(X509_signature_print(out, algorithm, NULL));
    BIO_free(out);
    ASN1_INTEGER_set(serial, 77);
    SHOW_INT(X509_set_serialNumber(copy, serial));
    SHOW_INT(X509_set1_notBefore(copy, when));
    SHOW_INT(X509_set1_notAfter(copy, when));
    SHOW_INT(ASN1_TIME_compare(X509_get0_notAfter(copy), when));
    SHOW_INT(EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, key));
    SHOW_INT(X509_sign_ctx(copy, ctx) > 0);
    SHOW_INT(X509_verify(copy, key));
    EVP_MD_CTX_free(ctx);
    ASN1_INTEGER_free(serial);
    ASN1_TIME_free(when);
    X509_free(copy);
    X509_free(X509_new_ex(NULL, NULL));
    show_errors();
}

int main(int argc, char **argv)
{
    X509 *ca = read_cert(fixture(argv, "ca-rsa-cert.pem")), *revoked = read_cert(fixture(argv, "revoked-cert.pem"));
    BIO *in = BIO_new_file(fixture(argv, "ca-rsa-key.pem"), "r");
    EVP_PKEY *key = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);
    X509_CRL *crl;

    setvbuf(stdout, NULL, _IONBF, 0);
    BIO_free(in);
    in = BIO_new_file(fixture(argv, "crl.pem"), "r");
    crl = in ? PEM_read_bio_X509_CRL(in, NULL, NULL, NULL) : NULL;
    BIO_free(in);
    SHOW_NULL(crl);
    if (crl != NULL)
        crls(crl, ca, revoked, key);
    certificates(revoked, ca, key);
    X509_CRL_free(crl);
    EVP_PKEY_free(key);
    X509_free(ca);
    X509_free(revoked);
    return 0;
}
