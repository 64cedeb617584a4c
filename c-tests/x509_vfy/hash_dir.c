/*
 * X509_LOOKUP_hash_dir reads when it is asked: files that come after the
 * lookup was made, several of one hash, newer CRLs, and files that hold
 * nothing, garbage or too much, or cannot be read.
 */
#include "../common.h"
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <sys/stat.h>
#include <unistd.h>

static EVP_PKEY *key;
static X509 *leaf;
static int number;

static void set_names(X509 *x, const char *subject, const char *issuer)
{
    X509_NAME *name = X509_NAME_new();

    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)subject, -1, -1, 0);
    X509_set_subject_name(x, name);
    X509_NAME_free(name);
    name = X509_NAME_new();
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)issuer, -1, -1, 0);
    X509_set_issuer_name(x, name);
    X509_NAME_free(name);
}

/* A version 1 certificate: enough for a root and a leaf. */
static X509 *make(const char *subject, const char *issuer, long from, long to, EVP_PKEY *own)
{
    X509 *x = X509_new();

    set_names(x, subject, issuer);
    ASN1_INTEGER_set(X509_get_serialNumber(x), ++number);
    X509_gmtime_adj(X509_getm_notBefore(x), from);
    X509_gmtime_adj(X509_getm_notAfter(x), to);
    X509_set_pubkey(x, own);
    X509_sign(x, key, EVP_sha256());
    return x;
}

static X509_CRL *make_crl(X509 *issuer, long from, X509 *revoked)
{
    X509_CRL *crl = X509_CRL_new();
    ASN1_TIME *time = ASN1_TIME_new();

    X509_CRL_set_version(crl, 1);
    X509_CRL_set_issuer_name(crl, X509_get_subject_name(issuer));
    X509_gmtime_adj(time, from);
    X509_CRL_set1_lastUpdate(crl, time);
    X509_gmtime_adj(time, 100000);
    X509_CRL_set1_nextUpdate(crl, time);
    if (revoked != NULL) {
        X509_REVOKED *entry = X509_REVOKED_new();

        X509_gmtime_adj(time, from);
        X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(revoked));
        X509_REVOKED_set_revocationDate(entry, time);
        X509_CRL_add0_revoked(crl, entry);
    }
    ASN1_TIME_free(time);
    X509_CRL_sign(crl, key, EVP_sha256());
    return crl;
}

static const char *path_of(const char *folder, X509 *x, const char *kind, int n)
{
    static char path[200];

    snprintf(path, sizeof path, "%s/%08lx.%s%d", folder, X509_subject_name_hash(x), kind, n);
    return path;
}

static void put(const char *path, X509 *x, X509_CRL *crl)
{
    BIO *out = BIO_new_file(path, "a");

    if (x != NULL)
        PEM_write_bio_X509(out, x);
    if (crl != NULL)
        PEM_write_bio_X509_CRL(out, crl);
    BIO_free(out);
}

static void put_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    fputs(text, file);
    fclose(file);
}

static void verify(const char *what, X509_STORE *store, unsigned long flags)
{
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    STACK_OF(X509) *certs;
    STACK_OF(X509_CRL) *crls;
    int ok;

    X509_STORE_CTX_init(ctx, store, leaf, NULL);
    X509_STORE_CTX_set_flags(ctx, flags);
    ok = X509_verify_cert(ctx);
    printf("%s: %d error %d depth %d, %d objects\n", what, ok, X509_STORE_CTX_get_error(ctx),
           X509_STORE_CTX_get_error_depth(ctx), sk_X509_OBJECT_num(X509_STORE_get0_objects(store)));
    show_error_codes();
    certs = X509_STORE_CTX_get1_certs(ctx, X509_get_issuer_name(leaf));
    crls = X509_STORE_CTX_get1_crls(ctx, X509_get_issuer_name(leaf));
    printf("  %d certificates, %d CRLs\n", sk_X509_num(certs), sk_X509_CRL_num(crls));
    show_error_codes();
    sk_X509_pop_free(certs, X509_free);
    sk_X509_CRL_pop_free(crls, X509_CRL_free);
    X509_STORE_CTX_free(ctx);
}

static X509_STORE *look_in(const char *folder)
{
    X509_STORE *store = X509_STORE_new();
    X509_LOOKUP *lookup = X509_STORE_add_lookup(store, X509_LOOKUP_hash_dir());

    printf("look in %s: %d\n", folder, X509_LOOKUP_add_dir(lookup, folder, X509_FILETYPE_PEM));
    return store;
}

int main(int argc, char **argv)
{
    EVP_PKEY *other_key;
    X509 *root, *expired, *stranger, *twin;
    X509_CRL *empty, *revoking;
    X509_STORE *store;
    BIO *out;

    (void)argc;
    (void)argv;
    key = EVP_EC_gen("P-256");
    other_key = EVP_EC_gen("P-256");
    root = make("Root", "Root", -1000, 100000, key);
    expired = make("Root", "Root", -3000, -1000, key);
    twin = make("Root", "Root", -1000, 100000, other_key);
    stranger = make("Stranger", "Stranger", -1000, 100000, key);
    leaf = make("leaf", "Root", -500, 50000, other_key);
    empty = make_crl(root, -900, NULL);
    revoking = make_crl(root, -100, leaf);

    /* Files that come later. */
    mkdir("later", 0700);
    store = look_in("later");
    verify("before there is a file", store, 0);
    put(path_of("later", root, "", 0), root, NULL);
    verify("a file has come", store, 0);
    verify("CRLs are wanted", store, X509_V_FLAG_CRL_CHECK);
    put(path_of("later", root, "r", 0), NULL, empty);
    verify("a CRL has come", store, X509_V_FLAG_CRL_CHECK);
    put(path_of("later", root, "r", 1), NULL, revoking);
    verify("a newer CRL has come", store, X509_V_FLAG_CRL_CHECK);
    unlink(path_of("later", root, "", 0));
    unlink(path_of("later", root, "r", 0));
    verify("files have gone", store, X509_V_FLAG_CRL_CHECK);
    X509_STORE_free(store);

    /* Several of one hash, the wrong ones first. */
    mkdir("several", 0700);
    put(path_of("several", root, "", 0), expired, NULL);
    put(path_of("several", root, "", 1), twin, NULL);
    put(path_of("several", root, "", 2), root, NULL);
    put(path_of("several", root, "", 4), stranger, NULL);
    put(path_of("several", root, "r", 0), NULL, empty);
    put(path_of("several", root, "r", 1), NULL, revoking);
    store = look_in("several");
    verify("several", store, 0);
    verify("several CRLs", store, X509_V_FLAG_CRL_CHECK);
    X509_STORE_free(store);

    /* A gap ends the search. */
    mkdir("gap", 0700);
    put(path_of("gap", root, "", 1), root, NULL);
    put(path_of("gap", root, "r", 1), NULL, revoking);
    store = look_in("gap");
    verify("a gap", store, 0);
    put(path_of("gap", root, "", 0), expired, NULL);
    verify("the gap is filled", store, 0);
    put(path_of("gap", root, "r", 0), NULL, empty);
    verify("that of CRLs, too", store, X509_V_FLAG_CRL_CHECK);
    X509_STORE_free(store);

    /* Nothing of use in the first file. */
    for (int i = 0; i < 7; i++) {
        static const char *const texts[] = {
            "", "garbage\n", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n", "-----BEGIN CERTIFICATE-----\nMIIB\n",
        };
        char folder[20];

        snprintf(folder, sizeof folder, "bad%d", i);
        mkdir(folder, 0700);
        if (i < 5)
            put_text(path_of(folder, root, "", 0), texts[i]);
        else if (i == 5)
            mkdir(path_of(folder, root, "", 0), 0700);
        else if (symlink("nowhere", path_of(folder, root, "", 0)) != 0)
            return 2;
        put(path_of(folder, root, "", 1), root, NULL);
        store = look_in(folder);
        verify("a bad file first", store, 0);
        X509_STORE_free(store);
        unlink(path_of(folder, root, "", 1));
        put(path_of(folder, root, "", 1), root, NULL);
        if (i < 5) {
            put(path_of(folder, root, "", 0), root, NULL);
            store = look_in(folder);
            verify("and a certificate behind it", store, 0);
            X509_STORE_free(store);
            put_text(path_of(folder, root, "r", 0), texts[i]);
            put(path_of(folder, root, "r", 1), NULL, empty);
            unlink(path_of(folder, root, "", 0));
            put(path_of(folder, root, "", 0), root, NULL);
            store = look_in(folder);
            verify("a bad CRL first", store, X509_V_FLAG_CRL_CHECK);
            X509_STORE_free(store);
        }
    }

    /* Another's file under the hash; both kinds in one file; more than one. */
    mkdir("wrong", 0700);
    put(path_of("wrong", root, "", 0), stranger, NULL);
    put(path_of("wrong", root, "r", 0), NULL, NULL);
    store = look_in("wrong");
    verify("another's certificate", store, 0);
    X509_STORE_free(store);
    mkdir("both", 0700);
    put(path_of("both", root, "", 0), stranger, empty);
    put(path_of("both", root, "", 0), root, NULL);
    put(path_of("both", root, "r", 0), root, empty);
    put(path_of("both", root, "r", 0), NULL, revoking);
    store = look_in("both");
    verify("both kinds", store, X509_V_FLAG_CRL_CHECK);
    X509_STORE_free(store);

    /* Several folders, some of them missing, named twice. */
    mkdir("second", 0700);
    put(path_of("second", root, "", 0), root, NULL);
    store = look_in("missing:wrong::second:second");
    verify("four folders", store, 0);
    X509_STORE_free(store);

    /* DER. */
    mkdir("der", 0700);
    out = BIO_new_file(path_of("der", root, "", 0), "w");
    i2d_X509_bio(out, root);
    BIO_free(out);
    out = BIO_new_file(path_of("der", root, "r", 0), "w");
    i2d_X509_CRL_bio(out, revoking);
    BIO_free(out);
    store = look_in("der");
    verify("DER where PEM is looked for", store, 0);
    X509_STORE_free(store);
    store = X509_STORE_new();
    SHOW_INT(X509_LOOKUP_add_dir(X509_STORE_add_lookup(store, X509_LOOKUP_hash_dir()), "der", X509_FILETYPE_ASN1));
    verify("DER", store, X509_V_FLAG_CRL_CHECK);
    X509_STORE_free(store);
    store = X509_STORE_new();
    SHOW_INT(X509_LOOKUP_add_dir(X509_STORE_add_lookup(store, X509_LOOKUP_hash_dir()), "der", 17));
    verify("no such form", store, 0);
    X509_STORE_free(store);

    X509_free(root);
    X509_free(expired);
    X509_free(twin);
    X509_free(stranger);
    X509_free(leaf);
    X509_CRL_free(empty);
    X509_CRL_free(revoking);
    EVP_PKEY_free(key);
    EVP_PKEY_free(other_key);
    return 0;
}
