/*
 * Every PKCS#12 file of the public vectors: parsed with the right password
 * and with a wrong one, taken apart, encoded again.
 */
#include "corpus.h"
#include <openssl/pkcs12.h>

static int apart; /* every so many files */

static void show_certificate(const char *what, X509 *x)
{
    char *name;
    unsigned char *alias;
    int len = 0;

    if (x == NULL) {
        printf("  %s: none\n", what);
        return;
    }
    name = X509_NAME_oneline(X509_get_subject_name(x), NULL, 0);
    alias = X509_alias_get0(x, &len);
    printf("  %s: %s alias %.*s", what, name, alias ? len : 1, alias ? (char *)alias : "-");
    OPENSSL_free(name);
    len = -1;
    printf(" id %d", X509_keyid_get0(x, &len) != NULL);
    printf(" %d\n", len);
}

static void show_contents(PKCS12 *p12, const char *password)
{
    EVP_PKEY *key = NULL;
    X509 *x = NULL;
    STACK_OF(X509) *others = NULL;
    int ok = PKCS12_parse(p12, password, &key, &x, &others);

    printf(" with %s: %d\n", password ? *password ? password : "(empty)" : "(none)", ok);
    if (!ok)
        show_error_codes();
    printf("  key %d\n", key ? EVP_PKEY_get_base_id(key) : -1);
    show_certificate("certificate", x);
    for (int i = 0; i < sk_X509_num(others); i++)
        show_certificate("another", sk_X509_value(others, i));
    if (key != NULL && x != NULL)
        printf("  fits %d\n", X509_check_private_key(x, key));
    EVP_PKEY_free(key);
    X509_free(x);
    sk_X509_pop_free(others, X509_free);
}

static void show_bags(const STACK_OF(PKCS12_SAFEBAG) *bags, int depth)
{
    for (int i = 0; i < sk_PKCS12_SAFEBAG_num(bags); i++) {
        const PKCS12_SAFEBAG *bag = sk_PKCS12_SAFEBAG_value(bags, i);
        char *name = PKCS12_get_friendlyname((PKCS12_SAFEBAG *)bag);

        printf("  %*sbag %d %d %s\n", depth, "", PKCS12_SAFEBAG_get_nid(bag), PKCS12_SAFEBAG_get_bag_nid(bag),
               name ? name : "-");
        OPENSSL_free(name);
        if (PKCS12_SAFEBAG_get_nid(bag) == NID_safeContentsBag && depth < 4)
            show_bags(PKCS12_SAFEBAG_get0_safes(bag), depth + 1);
    }
}

static void visit(const char *name, const unsigned char *bytes, size_t len)
{
    const unsigned char *at = bytes;
    const char *end = strrchr(name, '.');
    const ASN1_INTEGER *iterations;
    const X509_ALGOR *md;
    unsigned char *der = NULL;
    STACK_OF(PKCS7) *safes;
    PKCS12 *p12;
    int der_len;

    if (end == NULL || strcmp(end, ".p12") != 0 || (strstr(name, "PKITS") != NULL && apart++ % 20 != 0))
        return;
    if (left_out())
        return;
    p12 = d2i_PKCS12(NULL, &at, (long)len);
    printf("%s\n parsed %d %ld", name, p12 != NULL, (long)(at - bytes));
    printf(" %s\n", told());
    if (p12 == NULL)
        return;
    der_len = i2d_PKCS12(p12, &der);
    show_same("encoded", der, der_len, bytes, len);
    printf(" mac %d", PKCS12_mac_present(p12));
    PKCS12_get0_mac(NULL, &md, NULL, &iterations, p12);
    (void)md;
    printf(" iterations %ld\n", iterations ? ASN1_INTEGER_get(iterations) : -1);
    ERR_clear_error();
    printf(" verify %d %d %d", PKCS12_verify_mac(p12, "password", -1), PKCS12_verify_mac(p12, "", 0),
           PKCS12_verify_mac(p12, NULL, 0));
    printf(" %s\n", told());
    show_contents(p12, "password");
    show_contents(p12, "wrong");
    show_contents(p12, "");
    show_contents(p12, NULL);
    safes = PKCS12_unpack_authsafes(p12);
    printf(" %d safes\n", sk_PKCS7_num(safes));
    for (int i = 0; i < sk_PKCS7_num(safes); i++) {
        PKCS7 *safe = sk_PKCS7_value(safes, i);
        STACK_OF(PKCS12_SAFEBAG) *bags = NULL;
        int nid = OBJ_obj2nid(safe->type);

        if (nid == NID_pkcs7_data)
            bags = PKCS12_unpack_p7data(safe);
        else if (nid == NID_pkcs7_encrypted)
            bags = PKCS12_unpack_p7encdata(safe, "password", -1);
        printf(" safe %d: %d bags\n", nid, sk_PKCS12_SAFEBAG_num(bags));
        show_bags(bags, 0);
        sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
    }
    sk_PKCS7_pop_free(safes, PKCS7_free);
    PKCS12_free(p12);
}

int main(int argc, char **argv)
{
    walk(vector_path(argv, "pkcs12"), "", NULL, visit);
    walk(vector_path(argv, "x509"), "", "custom ocsp smime requests certs crls certpairs", visit);
    printf("%d files\n", corpus_files);
    return corpus_files > 400 ? 0 : 1;
}
