/* What the tests of CMS share. */
#include "../common.h"
/* OpenSSL's cms.h declares some functions only behind pem.h. */
#include <openssl/pem.h>
#include <openssl/cms.h>
#include <openssl/x509v3.h>

static char **args;
static const char text[] = "To be signed.\r\nTwo lines.\r\n";

static inline X509 *cert(const char *name)
{
    BIO *bio = BIO_new_file(fixture(args, name), "r");
    X509 *x = PEM_read_bio_X509(bio, NULL, NULL, NULL);

    BIO_free(bio);
    return x;
}

static inline EVP_PKEY *key(const char *name)
{
    BIO *bio = BIO_new_file(fixture(args, name), "r");
    EVP_PKEY *k = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);

    BIO_free(bio);
    return k;
}

static inline BIO *content(void)
{
    return BIO_new_mem_buf(text, sizeof text - 1);
}

static inline X509_STORE *trust(const char *name)
{
    X509_STORE *store = X509_STORE_new();
    X509 *ca = cert(name);

    X509_STORE_add_cert(store, ca);
    X509_STORE_set_purpose(store, X509_PURPOSE_ANY);
    X509_free(ca);
    return store;
}

/* As show_errors, but only of CMS, and the first of another library: what is
   found wrong below depends on random bytes, or is each library's own. */
static inline void show_cms_errors(void)
{
    const char *data;
    int flags, shown = 0;
    unsigned long code;

    while ((code = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0) {
        if (ERR_GET_LIB(code) != ERR_LIB_CMS)
            continue;
        printf("  error %d:%d %s", ERR_GET_LIB(code), ERR_GET_REASON(code), ERR_reason_error_string(code));
        if ((flags & ERR_TXT_STRING) && data != NULL && *data != '\0')
            printf(" [%s]", data);
        printf("\n");
        shown++;
    }
    if (shown == 0)
        printf("  no error of CMS\n");
}

/* Empties the queue; says whether there was anything. */
static inline int said(void)
{
    int any = ERR_peek_error() != 0;

    ERR_clear_error();
    return any;
}

static inline CMS_ContentInfo *again(CMS_ContentInfo *cms)
{
    unsigned char *der = NULL;
    const unsigned char *at;
    int len = i2d_CMS_ContentInfo(cms, &der);
    CMS_ContentInfo *back;

    at = der;
    back = d2i_CMS_ContentInfo(NULL, &at, len);
    OPENSSL_free(der);
    return back;
}
