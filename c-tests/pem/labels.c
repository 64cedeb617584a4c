/* The labels of PEM blocks that each reader takes, and those it passes over. */
#include "../common.h"
#include <openssl/pem.h>
#include <openssl/cms.h>
#include <openssl/dh.h>
#include <openssl/dsa.h>
#include <openssl/ec.h>
#include <openssl/pkcs7.h>
#include <openssl/pkcs12.h>
#include <openssl/rsa.h>
#include <openssl/ts.h>
#include <openssl/x509.h>

#define READER(name, type)                                             \
    static int read_##name(BIO *in)                                    \
    {                                                                  \
        type *made = PEM_read_bio_##name(in, NULL, NULL, (void *)"x"); \
                                                                       \
        return made != NULL;                                           \
    }

READER(X509, X509)
READER(X509_AUX, X509)
READER(X509_REQ, X509_REQ)
READER(X509_CRL, X509_CRL)
READER(PKCS7, PKCS7)
READER(CMS, CMS_ContentInfo)
READER(PKCS8, X509_SIG)
READER(PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO)
READER(PUBKEY, EVP_PKEY)
READER(PrivateKey, EVP_PKEY)
static int read_Parameters(BIO *in)
{
    return PEM_read_bio_Parameters(in, NULL) != NULL;
}

READER(RSAPrivateKey, RSA)
READER(RSAPublicKey, RSA)
READER(RSA_PUBKEY, RSA)
READER(DSAPrivateKey, DSA)
READER(DSA_PUBKEY, DSA)
READER(DSAparams, DSA)
READER(DHparams, DH)
READER(ECPKParameters, EC_GROUP)
READER(ECPrivateKey, EC_KEY)
READER(EC_PUBKEY, EC_KEY)

static const struct {
    const char *name;
    int (*read)(BIO *);
} readers[] = {
#define ROW(name) { #name, read_##name }
    ROW(X509), ROW(X509_AUX), ROW(X509_REQ), ROW(X509_CRL), ROW(PKCS7), ROW(CMS), ROW(PKCS8),
    ROW(PKCS8_PRIV_KEY_INFO), ROW(PUBKEY), ROW(PrivateKey), ROW(Parameters), ROW(RSAPrivateKey), ROW(RSAPublicKey),
    ROW(RSA_PUBKEY), ROW(DSAPrivateKey), ROW(DSA_PUBKEY), ROW(DSAparams), ROW(DHparams), ROW(ECPKParameters),
    ROW(ECPrivateKey), ROW(EC_PUBKEY),
};

static const char *const labels[] = {
    "CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE", "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST",
    "X509 CRL", "PKCS7", "PKCS #7 SIGNED DATA", "CMS", "PUBLIC KEY", "PRIVATE KEY", "ENCRYPTED PRIVATE KEY",
    "ANY PRIVATE KEY", "RSA PRIVATE KEY", "RSA PUBLIC KEY", "DSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PARAMETERS",
    "DH PARAMETERS", "X9.42 DH PARAMETERS", "EC PARAMETERS", "PARAMETERS", "X509 PARAMETERS", "pkcs7", "certificate",
    "CERTIFICATE ", "PKCS7 SIGNED", "SOME PRIVATE KEY", " PRIVATE KEY",
};

/* Whether a reader took the block: what it holds is no value of any type, so that the read fails in any case. */
static const char *taken(const char *label, int (*reader)(BIO *))
{
    static const unsigned char inside[] = { 0x05, 0x00 };
    BIO *block = BIO_new(BIO_s_mem());
    const char *said;
    unsigned long error;

    PEM_write_bio(block, label, "", inside, sizeof inside);
    ERR_clear_error();
    if (reader(block)) {
        said = "read";
    } else {
        error = ERR_peek_last_error();
        said = ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE ? NULL : "taken";
    }
    ERR_clear_error();
    BIO_free(block);
    return said;
}

/* A signed PKCS#7 under a label, read as PKCS#7 and as CMS; then behind a block that is none. */
static void both(char **argv, const char *label)
{
    BIO *in = BIO_new_file(fixture(argv, "full-chain.p7b"), "r"), *out = BIO_new(BIO_s_mem());
    char *name, *header;
    unsigned char *der;
    long len;
    PKCS7 *p7;
    CMS_ContentInfo *cms;

    SHOW_INT(PEM_read_bio(in, &name, &header, &der, &len));
    PEM_write_bio(out, label, "", der, len);
    p7 = PEM_read_bio_PKCS7(out, NULL, NULL, NULL);
    printf("%s as PKCS#7: %s\n", label, p7 ? "read" : "no");
    show_errors();
    PKCS7_free(p7);
    (void)BIO_reset(out);
    PEM_write_bio(out, label, "", der, len);
    cms = PEM_read_bio_CMS(out, NULL, NULL, NULL);
    printf("%s as CMS: %s\n", label, cms ? "read" : "no");
    show_errors();
    CMS_ContentInfo_free(cms);
    (void)BIO_reset(out);
    PEM_write_bio(out, label, "", (const unsigned char *)"\x30\x00", 2);
    PEM_write_bio(out, "PKCS7", "", der, len);
    p7 = PEM_read_bio_PKCS7(out, NULL, NULL, NULL);
    printf("behind %s: %s\n", label, p7 ? "read" : "no");
    show_error_codes();
    PKCS7_free(p7);
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_free(der);
    BIO_free(in);
    BIO_free(out);
}

int main(int argc, char **argv)
{
    size_t reader, label;

    (void)argc;
    for (reader = 0; reader < sizeof readers / sizeof *readers; reader++) {
        printf("%s:", readers[reader].name);
        for (label = 0; label < sizeof labels / sizeof *labels; label++) {
            const char *said = taken(labels[label], readers[reader].read);

            if (said)
                printf(" \"%s\" %s", labels[label], said);
        }
        printf("\n");
    }
    both(argv, "PKCS7");
    both(argv, "PKCS #7 SIGNED DATA");
    both(argv, "CERTIFICATE");
    both(argv, "X509 CERTIFICATE");
    both(argv, "CMS");
    return 0;
}
