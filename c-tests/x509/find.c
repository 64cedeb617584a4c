/* Finding certificates in lists, adding to lists with X509_ADD_FLAG_…, addresses of requests. */
#include "../common.h"
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

static X509 *cert(char **argv, const char *name)
{
    BIO *bio = BIO_new_file(fixture(argv, name), "r");
    X509 *x = PEM_read_bio_X509(bio, NULL, NULL, NULL);

    BIO_free(bio);
    return x;
}

static void adding(char **argv)
{
    static const int flags[] = {0, X509_ADD_FLAG_UP_REF, X509_ADD_FLAG_UP_REF | X509_ADD_FLAG_PREPEND,
        X509_ADD_FLAG_UP_REF | X509_ADD_FLAG_NO_DUP, X509_ADD_FLAG_UP_REF | X509_ADD_FLAG_NO_SS,
        X509_ADD_FLAG_UP_REF | X509_ADD_FLAG_NO_DUP | X509_ADD_FLAG_NO_SS | X509_ADD_FLAG_PREPEND};
    X509 *one = cert(argv, "server-p256-cert.pem"), *same = cert(argv, "server-p256-cert.pem"), *root = cert(argv, "ca-p256-cert.pem"),
         *other = cert(argv, "server-rsa-cert.pem");
    STACK_OF(X509) *all = sk_X509_new_null();
    size_t i;

    sk_X509_push(all, one);
    sk_X509_push(all, root);
    sk_X509_push(all, other);
    sk_X509_push(all, same);
    for (i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        STACK_OF(X509) *list = sk_X509_new_null();
        int k;

        printf("flags %x\n", (unsigned)flags[i]);
        SHOW_INT(X509_add_cert(list, one, flags[i]));
        SHOW_INT(X509_add_cert(list, same, flags[i]));
        SHOW_INT(X509_add_cert(list, root, flags[i]));
        SHOW_INT(sk_X509_num(list));
        SHOW_INT(X509_add_certs(list, all, flags[i]));
        show_error_codes();
        for (k = 0; k < sk_X509_num(list); k++) {
            X509 *at = sk_X509_value(list, k);

            printf(" %s", at == one ? "one" : at == same ? "same" : at == root ? "root" : at == other ? "other" : "?");
        }
        printf("\n");
        SHOW_INT(X509_add_certs(list, NULL, flags[i]));
        show_error_codes();
        if (flags[i] & X509_ADD_FLAG_UP_REF)
            sk_X509_pop_free(list, X509_free);
        else
            sk_X509_free(list);
    }
    SHOW_INT(X509_add_cert(NULL, one, X509_ADD_FLAG_UP_REF));
    show_error_codes();
    printf("finding\n");
    SHOW_INT(X509_find_by_subject(all, X509_get_subject_name(root)) == root);
    SHOW_NULL(X509_find_by_subject(all, X509_get_issuer_name(other)));
    SHOW_INT(X509_find_by_issuer_and_serial(all, X509_get_issuer_name(one), X509_get0_serialNumber(one)) == one);
    SHOW_NULL(X509_find_by_issuer_and_serial(all, X509_get_issuer_name(other), X509_get0_serialNumber(one)));
    SHOW_NULL(X509_find_by_issuer_and_serial(NULL, X509_get_issuer_name(other), X509_get0_serialNumber(one)));
    SHOW_NULL(X509_find_by_subject(NULL, X509_get_subject_name(one)));
    show_error_codes();
    sk_X509_pop_free(all, X509_free);
}

static void addresses(void)
{
    X509_REQ *req = X509_REQ_new();
    X509_NAME *name = X509_NAME_new();
    STACK_OF(OPENSSL_STRING) *list = X509_REQ_get1_email(req);
    STACK_OF(X509_EXTENSION) *exts = sk_X509_EXTENSION_new_null();
    int i;

    SHOW_INT(sk_OPENSSL_STRING_num(list));
    X509_email_free(list);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"x", -1, -1, 0);
    X509_NAME_add_entry_by_txt(name, "emailAddress", MBSTRING_ASC, (const unsigned char *)"b@example.org", -1, -1, 0);
    X509_NAME_add_entry_by_txt(name, "emailAddress", MBSTRING_ASC, (const unsigned char *)"a@example.org", -1, -1, 0);
    X509_REQ_set_subject_name(req, name);
    X509_NAME_free(name);
    sk_X509_EXTENSION_push(exts, X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, "email:c@example.org,DNS:x,email:a@example.org"));
    X509_REQ_add_extensions(req, exts);
    list = X509_REQ_get1_email(req);
    for (i = 0; i < sk_OPENSSL_STRING_num(list); i++)
        printf("  %s\n", sk_OPENSSL_STRING_value(list, i));
    X509_email_free(list);
    show_error_codes();
    sk_X509_EXTENSION_pop_free(exts, X509_EXTENSION_free);
    X509_REQ_free(req);
}

int main(int argc, char **argv)
{
    (void)argc;
    adding(argv);
    addresses();
    return 0;
}
