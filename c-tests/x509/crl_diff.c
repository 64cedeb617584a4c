/* X509_CRL_diff, X509_check_akid, X509_CRL_check_suiteb. */
#include "../common.h"
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

static char **args;
static EVP_PKEY *ca;

static EVP_PKEY *load_key(const char *name)
{
    BIO *in = BIO_new_file(fixture(args, name), "r");
    EVP_PKEY *key = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);

    BIO_free(in);
    return key;
}

static X509 *load(const char *name)
{
    BIO *in = BIO_new_file(fixture(args, name), "r");
    X509 *x = PEM_read_bio_X509(in, NULL, NULL, NULL);

    BIO_free(in);
    return x;
}

static void show_bio(BIO *bio)
{
    char *text;
    long len = BIO_get_mem_data(bio, &text);

    printf("%.*s", (int)len, text);
    (void)BIO_reset(bio);
}

/* A list of a name with a number (none for -1) and the serials from..to. */
static X509_CRL *make(const char *issuer, long number, int from, int to)
{
    X509_CRL *crl = X509_CRL_new();
    X509_NAME *name = X509_NAME_new();
    ASN1_TIME *time = ASN1_TIME_new();
    int i;

    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)issuer, -1, -1, 0);
    X509_CRL_set_version(crl, 1);
    X509_CRL_set_issuer_name(crl, name);
    ASN1_TIME_set_string(time, "20240101000000Z");
    X509_CRL_set1_lastUpdate(crl, time);
    ASN1_TIME_set_string(time, "20340101000000Z");
    X509_CRL_set1_nextUpdate(crl, time);
    for (i = from; i <= to; i++) {
        X509_REVOKED *entry = X509_REVOKED_new();
        ASN1_INTEGER *serial = ASN1_INTEGER_new();
        ASN1_ENUMERATED *reason = ASN1_ENUMERATED_new();

        ASN1_INTEGER_set(serial, i);
        X509_REVOKED_set_serialNumber(entry, serial);
        ASN1_TIME_set_string(time, "20230101000000Z");
        X509_REVOKED_set_revocationDate(entry, time);
        ASN1_ENUMERATED_set(reason, 1);
        X509_REVOKED_add1_ext_i2d(entry, NID_crl_reason, reason, 0, 0);
        X509_CRL_add0_revoked(crl, entry);
        ASN1_ENUMERATED_free(reason);
        ASN1_INTEGER_free(serial);
    }
    if (number >= 0) {
        ASN1_INTEGER *value = ASN1_INTEGER_new();

        ASN1_INTEGER_set(value, number);
        X509_CRL_add1_ext_i2d(crl, NID_crl_number, value, 0, 0);
        ASN1_INTEGER_free(value);
    }
    X509_CRL_sort(crl);
    ASN1_TIME_free(time);
    X509_NAME_free(name);
    return crl;
}

/* Signed and read again, as a program would have it. */
static X509_CRL *sign(X509_CRL *crl, EVP_PKEY *key)
{
    unsigned char *der = NULL;
    const unsigned char *at;
    X509_CRL *back;
    int len;

    X509_CRL_sign(crl, key, EVP_sha256());
    len = i2d_X509_CRL(crl, &der);
    at = der;
    back = d2i_X509_CRL(NULL, &at, len);
    OPENSSL_free(der);
    X509_CRL_free(crl);
    return back;
}

static void add(X509_CRL *crl, int nid, const char *value)
{
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, nid, value);

    if (X509_CRL_add_ext(crl, extension, -1) != 1)
        printf("no extension %d\n", nid);
    X509_EXTENSION_free(extension);
}

static void diff(const char *what, X509_CRL *base, X509_CRL *newer, EVP_PKEY *key, const EVP_MD *md, unsigned int flags)
{
    X509_CRL *delta = X509_CRL_diff(base, newer, key, md, flags);
    BIO *out = BIO_new(BIO_s_mem());

    printf("--- %s: %s\n", what, delta != NULL ? "made" : "refused");
    show_error_codes();
    if (delta != NULL) {
        unsigned char *der = NULL;
        int len = i2d_X509_CRL(delta, &der);

        X509_CRL_print(out, delta);
        show_bio(out);
        if (key != NULL) {
            const unsigned char *at = der;
            X509_CRL *back = d2i_X509_CRL(NULL, &at, len);

            printf("verifies: %d\n", back != NULL ? X509_CRL_verify(back, key) : -9);
            X509_CRL_free(back);
        }
        printf("encoded: %d\n", len > 0);
        ERR_clear_error();
        OPENSSL_free(der);
        X509_CRL_free(delta);
    }
    BIO_free(out);
}

static void diffs(void)
{
    X509_CRL *one = sign(make("CA", 1, 10, 12), ca), *two = sign(make("CA", 2, 11, 15), ca);
    X509_CRL *other = sign(make("Other", 3, 11, 15), ca), *none = sign(make("CA", -1, 1, 2), ca);
    X509_CRL *crl, *same, *unsigned_;
    EVP_PKEY *wrong = load_key("ca-p256-key.pem");

    diff("unsigned", one, two, NULL, NULL, 0);
    diff("signed", one, two, ca, EVP_sha256(), 0);
    diff("flags", one, two, NULL, NULL, 1);
    diff("older", two, one, NULL, NULL, 0);
    diff("the same", one, one, NULL, NULL, 0);
    diff("another issuer", one, other, NULL, NULL, 0);
    diff("no number in the base", none, two, NULL, NULL, 0);
    diff("no number in the newer", one, none, NULL, NULL, 0);
    diff("another key", one, two, wrong, EVP_sha256(), 0);
    diff("no digest", one, two, ca, NULL, 0);
    /* Lists in the making. */
    unsigned_ = make("CA", 5, 20, 21);
    diff("not signed yet", one, unsigned_, NULL, NULL, 0);
    diff("not signed yet, with a key", one, unsigned_, ca, EVP_sha256(), 0);
    X509_CRL_free(unsigned_);
    /* Extensions of both that must be equal. */
    crl = make("CA", 7, 1, 3);
    add(crl, NID_issuing_distribution_point, "onlyuser:TRUE");
    crl = sign(crl, ca);
    diff("a distribution point in the newer", one, crl, NULL, NULL, 0);
    same = make("CA", 8, 2, 4);
    add(same, NID_issuing_distribution_point, "onlyuser:TRUE");
    same = sign(same, ca);
    diff("the same distribution point", crl, same, NULL, NULL, 0);
    X509_CRL_free(same);
    X509_CRL_free(crl);
    crl = make("CA", 9, 1, 3);
    X509_CRL_add1_ext_i2d(crl, NID_delta_crl, X509_CRL_get_ext_d2i(one, NID_crl_number, NULL, NULL), 1, 0);
    crl = sign(crl, ca);
    diff("a delta as base", crl, two, NULL, NULL, 0);
    diff("a delta as newer", one, crl, NULL, NULL, 0);
    X509_CRL_free(crl);
    /* Nothing new. */
    crl = sign(make("CA", 10, 10, 11), ca);
    diff("fewer entries", one, crl, NULL, NULL, 0);
    X509_CRL_free(crl);
    X509_CRL_free(one);
    X509_CRL_free(two);
    X509_CRL_free(other);
    X509_CRL_free(none);
    EVP_PKEY_free(wrong);
}

static void identifiers(void)
{
    X509 *root = load("ca-rsa-cert.pem"), *leaf = load("server-rsa-cert.pem");
    AUTHORITY_KEYID *of_leaf = X509_get_ext_d2i(leaf, NID_authority_key_identifier, NULL, NULL);
    AUTHORITY_KEYID *id = AUTHORITY_KEYID_new();

    SHOW_NULL(of_leaf);
    /* So that their own identifiers are known. */
    SHOW_INT(X509_check_purpose(root, -1, 0) && X509_check_purpose(leaf, -1, 0));
    SHOW_INT(X509_check_akid(root, of_leaf));
    SHOW_INT(X509_check_akid(leaf, of_leaf));
    SHOW_INT(X509_check_akid(root, NULL));
    SHOW_INT(X509_check_akid(root, id));
    id->keyid = ASN1_OCTET_STRING_new();
    SHOW_INT(X509_check_akid(root, id));
    ASN1_OCTET_STRING_free(id->keyid);
    id->keyid = NULL;
    id->serial = ASN1_INTEGER_dup(X509_get0_serialNumber(root));
    SHOW_INT(X509_check_akid(root, id));
    SHOW_INT(X509_check_akid(leaf, id));
    id->issuer = sk_GENERAL_NAME_new_null();
    SHOW_INT(X509_check_akid(root, id));
    {
        GENERAL_NAME *name = GENERAL_NAME_new();
        GENERAL_NAME *mail = GENERAL_NAME_new();

        GENERAL_NAME_set0_value(mail, GEN_EMAIL, ASN1_IA5STRING_new());
        sk_GENERAL_NAME_push(id->issuer, mail);
        SHOW_INT(X509_check_akid(root, id));
        GENERAL_NAME_set0_value(name, GEN_DIRNAME, X509_NAME_dup(X509_get_issuer_name(root)));
        sk_GENERAL_NAME_push(id->issuer, name);
        SHOW_INT(X509_check_akid(root, id));
        name = GENERAL_NAME_new();
        GENERAL_NAME_set0_value(name, GEN_DIRNAME, X509_NAME_dup(X509_get_subject_name(leaf)));
        sk_GENERAL_NAME_insert(id->issuer, name, 0);
        SHOW_INT(X509_check_akid(root, id));
    }
    show_errors();
    AUTHORITY_KEYID_free(id);
    AUTHORITY_KEYID_free(of_leaf);
    X509_free(root);
    X509_free(leaf);
}

static void suite_b(void)
{
    static const char *const names[] = { "ca-rsa", "ca-p256", "ca-p384", "ca-p521", "ca-ed25519" };
    static const unsigned long flags[] = { 0, X509_V_FLAG_SUITEB_128_LOS_ONLY, X509_V_FLAG_SUITEB_192_LOS,
                                           X509_V_FLAG_SUITEB_128_LOS };
    size_t i, j;

    for (i = 0; i < sizeof names / sizeof *names; i++) {
        char name[64];
        EVP_PKEY *key;
        const EVP_MD *mds[] = { EVP_sha256(), EVP_sha384() };
        int m;

        snprintf(name, sizeof name, "%s-key.pem", names[i]);
        key = load_key(name);
        for (m = 0; m < 2; m++) {
            X509_CRL *crl = make("CA", 1, 1, 2);
            EVP_PKEY *public;
            X509 *x;

            snprintf(name, sizeof name, "%s-cert.pem", names[i]);
            x = load(name);
            public = X509_get0_pubkey(x);
            X509_CRL_sign(crl, key, i == 4 ? NULL : mds[m]);
            for (j = 0; j < sizeof flags / sizeof *flags; j++)
                printf("%s md %d flags %lx: %d %d\n", names[i], m, flags[j], X509_CRL_check_suiteb(crl, key, flags[j]),
                       X509_CRL_check_suiteb(crl, public, flags[j]));
            X509_CRL_free(crl);
            X509_free(x);
        }
        EVP_PKEY_free(key);
    }
    {
        X509_CRL *crl = make("CA", 1, 1, 2);

        SHOW_INT(X509_CRL_check_suiteb(crl, NULL, 0));
        SHOW_INT(X509_CRL_check_suiteb(crl, NULL, X509_V_FLAG_SUITEB_128_LOS));
        SHOW_INT(X509_CRL_check_suiteb(crl, ca, X509_V_FLAG_SUITEB_128_LOS));
        X509_CRL_free(crl);
    }
    show_errors();
}

int main(int argc, char **argv)
{
    args = argv;
    ca = load_key("ca-rsa-key.pem");
    diffs();
    identifiers();
    suite_b();
    EVP_PKEY_free(ca);
    return 0;
}
