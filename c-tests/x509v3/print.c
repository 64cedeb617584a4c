/* Extensions of each fixture: whole certificates, each flag for what cannot be shown, damaged values. */
#include "../common.h"
#include <openssl/pem.h>
#include <openssl/x509v3.h>

static BIO *out;

static void show(X509_EXTENSION *e, const char *what, int n)
{
    unsigned long flag;

    for (flag = 0; flag < 4; flag++) {
        BIO_printf(out, "%s %d flag %lu: ", what, n, flag);
        BIO_printf(out, " -> %d\n", X509V3_EXT_print(out, e, flag << 16, 5));
    }
    ERR_clear_error();
}

static void names(X509 *x)
{
    int crit = 7, i, type;
    GENERAL_NAMES *list = X509_get_ext_d2i(x, NID_subject_alt_name, &crit, NULL);
    BASIC_CONSTRAINTS *bc = X509_get_ext_d2i(x, NID_basic_constraints, NULL, NULL);
    AUTHORITY_KEYID *id = X509_get_ext_d2i(x, NID_authority_key_identifier, NULL, NULL);
    EXTENDED_KEY_USAGE *uses = X509_get_ext_d2i(x, NID_ext_key_usage, NULL, NULL);

    BIO_printf(out, "names %d critical %d\n", list ? sk_GENERAL_NAME_num(list) : -1, crit);
    for (i = 0; list && i < sk_GENERAL_NAME_num(list); i++) {
        GENERAL_NAME *name = sk_GENERAL_NAME_value(list, i), *copy = GENERAL_NAME_dup(name);

        GENERAL_NAME_get0_value(name, &type);
        BIO_printf(out, "type %d %d cmp %d ", name->type, type, GENERAL_NAME_cmp(name, copy));
        GENERAL_NAME_print(out, name);
        BIO_puts(out, "\n");
        GENERAL_NAME_free(copy);
    }
    BIO_printf(out, "ca %d pathlen %ld key %d uses %d\n", bc ? bc->ca : -1, bc && bc->pathlen ? ASN1_INTEGER_get(bc->pathlen) : -1, id && id->keyid ? id->keyid->length : -1,
               uses ? sk_ASN1_OBJECT_num(uses) : -1);
    {
        const ASN1_OCTET_STRING *own = X509_get0_subject_key_id(x), *above = X509_get0_authority_key_id(x);

        STACK_OF(OPENSSL_STRING) *ocsp = X509_get1_ocsp(x), *email = X509_get1_email(x);

        BIO_printf(out, "own %d above %d issuer %d serial %d ocsp %s email %s\n", own ? own->length : -1, above ? above->length : -1, X509_get0_authority_issuer(x) != NULL,
                   X509_get0_authority_serial(x) != NULL, ocsp ? sk_OPENSSL_STRING_value(ocsp, 0) : "-", email ? sk_OPENSSL_STRING_value(email, 0) : "-");
        X509_email_free(ocsp);
        X509_email_free(email);
    }
    GENERAL_NAMES_free(list);
    BASIC_CONSTRAINTS_free(bc);
    AUTHORITY_KEYID_free(id);
    EXTENDED_KEY_USAGE_free(uses);
}

int main(int argc, char **argv)
{
    static const char *files[] = {"server-rsa-cert.pem", "server-p256-cert.pem", "server-ed25519-cert.pem", "ca-rsa-cert.pem", "client-rsa-cert.pem", "intermediate-cert.pem",
        "self-signed-cert.pem", "expired-cert.pem", "no-name-cert.pem", "wrong-usage-cert.pem"};
    size_t f;

    (void)argc;
    out = BIO_new_fp(stdout, BIO_NOCLOSE);
    for (f = 0; f < sizeof(files) / sizeof(files[0]); f++) {
        char path[1000];
        BIO *in;
        X509 *x;
        int i, k;

        snprintf(path, sizeof(path), "%s/%s", argv[1], files[f]);
        in = BIO_new_file(path, "r");
        x = PEM_read_bio_X509(in, NULL, NULL, NULL);
        BIO_free(in);
        BIO_printf(out, "== %s %d\n", files[f], x != NULL);
        if (x == NULL)
            continue;
        /* keys and signatures differ from run to run */
        X509_print_ex(out, x, XN_FLAG_ONELINE, X509_FLAG_NO_PUBKEY | X509_FLAG_NO_SIGDUMP | X509_FLAG_NO_VALIDITY | X509_FLAG_NO_SERIAL);
        X509V3_extensions_print(out, "title", X509_get0_extensions(x), 0, 2);
        names(x);
        for (i = 0; i < X509_get_ext_count(x); i++) {
            X509_EXTENSION *e = X509_get_ext(x, i);
            ASN1_OCTET_STRING *o = X509_EXTENSION_get_data(e);

            show(e, "extension", i);
            for (k = 0; k < o->length && k < 40; k++) {
                unsigned char old = o->data[k];

                o->data[k] ^= 0x41;
                show(e, "damaged", k);
                o->data[k] = old;
            }
        }
        X509_free(x);
    }
    (void)BIO_flush(out);
    BIO_free(out);
    return 0;
}
