/* PKCS#12 files: reading, the integrity check, keys and certificates. */
#include "../common.h"
#include <openssl/pem.h>
#include <openssl/pkcs12.h>

static void show_cert(const char *label, X509 *cert)
{
    char subject[200];

    if (cert == NULL) {
        printf("  %s: none\n", label);
        return;
    }
    X509_NAME_oneline(X509_get_subject_name(cert), subject, sizeof subject);
    printf("  %s: %s\n", label, subject);
}

static void parse(char **argv, const char *name, const char *pass)
{
    BIO *bio = BIO_new_file(fixture(argv, name), "rb");
    PKCS12 *p12 = d2i_PKCS12_bio(bio, NULL);
    EVP_PKEY *key = NULL;
    X509 *cert = NULL;
    STACK_OF(X509) *ca = NULL;
    int ok;

    BIO_free(bio);
    printf("%s with %s\n", name, pass == NULL ? "NULL" : pass);
    if (p12 == NULL) {
        show_errors();
        return;
    }
    printf("  MAC present: %d\n", PKCS12_mac_present(p12));
    printf("  MAC right: %d\n", PKCS12_verify_mac(p12, pass, -1));
    show_error_codes();
    ok = PKCS12_parse(p12, pass, &key, &cert, &ca);
    printf("  parsed: %d, key type %d\n", ok, key ? EVP_PKEY_get_base_id(key) : 0);
    show_error_codes();
    show_cert("certificate", cert);
    if (key != NULL && cert != NULL)
        printf("  match: %d\n", X509_check_private_key(cert, key));
    printf("  others: %d\n", ca ? sk_X509_num(ca) : -1);
    for (int i = 0; i < sk_X509_num(ca); i++)
        show_cert("other", sk_X509_value(ca, i));
    EVP_PKEY_free(key);
    X509_free(cert);
    sk_X509_pop_free(ca, X509_free);
    PKCS12_free(p12);
}

/* What the caller does not ask for, and a stack that holds something already. */
static void choices(char **argv)
{
    size_t len;
    unsigned char *der = read_file(fixture(argv, "server-chain.p12"), &len), *again = NULL;
    const unsigned char *at = der;
    PKCS12 *p12 = d2i_PKCS12(NULL, &at, (long)len);
    BIO *bio = BIO_new_file(fixture(argv, "ca-p256-cert.pem"), "r");
    X509 *first = PEM_read_bio_X509(bio, NULL, NULL, NULL), *cert = NULL;
    STACK_OF(X509) *ca = sk_X509_new_null();
    EVP_PKEY *key = NULL;
    int again_len;

    BIO_free(bio);
    printf("read all: %d\n", at == der + len);
    again_len = i2d_PKCS12(p12, &again);
    printf("same again: %d\n", again_len == (int)len && memcmp(der, again, len) == 0);
    sk_X509_push(ca, first);
    printf("nothing: %d\n", PKCS12_parse(p12, "secret", NULL, NULL, NULL));
    printf("key: %d\n", PKCS12_parse(p12, "secret", &key, NULL, NULL));
    printf("  key type %d\n", key ? EVP_PKEY_get_base_id(key) : 0);
    EVP_PKEY_free(key);
    printf("certificate without key: %d\n", PKCS12_parse(p12, "secret", NULL, &cert, NULL));
    show_cert("certificate", cert);
    printf("all: %d\n", PKCS12_parse(p12, "secret", &key, &cert, &ca));
    show_cert("certificate", cert);
    for (int i = 0; i < sk_X509_num(ca); i++)
        show_cert("other", sk_X509_value(ca, i));
    EVP_PKEY_free(key);
    X509_free(cert);
    sk_X509_pop_free(ca, X509_free);
    PKCS12_free(p12);
    OPENSSL_free(again);
    free(der);
    show_errors();
}

/* Flips a byte in each tenth place. */
static void damage(char **argv)
{
    size_t len;
    unsigned char *der = read_file(fixture(argv, "server-p256-no-password.p12"), &len);
    for (size_t i = 40; i < len; i += 10) {
        const unsigned char *at = der;
        EVP_PKEY *key = NULL;
        PKCS12 *p12;

        der[i] ^= 0x41;
        p12 = d2i_PKCS12(NULL, &at, (long)len);
        if (p12 != NULL && !PKCS12_parse(p12, "", &key, NULL, NULL) && key != NULL)
            printf("a key in spite of failure\n");
        EVP_PKEY_free(key);
        PKCS12_free(p12);
        der[i] ^= 0x41;
        ERR_clear_error();
    }
    free(der);
}

int main(int argc, char **argv)
{
    EVP_PKEY *key = (EVP_PKEY *)1;
    X509 *cert = (X509 *)1;

    parse(argv, "server-rsa.p12", "secret");
    parse(argv, "server-rsa.p12", "wrong");
    parse(argv, "server-rsa.p12", "");
    parse(argv, "server-rsa.p12", NULL);
    parse(argv, "server-rsa-3des.p12", "secret");
    parse(argv, "server-rsa-3des.p12", "wrong");
    parse(argv, "server-chain.p12", "secret");
    parse(argv, "server-p256-no-password.p12", "");
    parse(argv, "server-p256-no-password.p12", NULL);
    parse(argv, "server-p256-plain.p12", "");
    parse(argv, "ca-bundle.p12", "secret");
    parse(argv, "server-rsa-cert.der", "secret");
    choices(argv);
    damage(argv);
    printf("no file: %d\n", PKCS12_parse(NULL, "secret", &key, &cert, NULL));
    printf("outputs emptied: %d %d\n", key == NULL, cert == NULL);
    show_errors();
    PKCS12_free(NULL);
    PKCS12_PBE_add();
    return 0;
}
