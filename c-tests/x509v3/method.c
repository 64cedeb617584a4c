/* The methods of extensions: which exist and what they offer, used directly; methods and aliases of the program's own. */
#include "../common.h"
#include <openssl/pem.h>
#include <openssl/x509v3.h>

static BIO *out;

static void table(void)
{
    int nid;

    for (nid = -1; nid < 1300; nid++) {
        const X509V3_EXT_METHOD *m = X509V3_EXT_get_nid(nid);

        if (m == NULL || nid == NID_sbgp_ipAddrBlock || nid == NID_sbgp_autonomousSysNum || nid == NID_x509ExtAdmission || nid == NID_ct_precert_scts || nid == NID_ct_cert_scts)
            continue;
        printf("%s %d flags %d:%s%s%s%s%s%s%s%s%s%s%s\n", OBJ_nid2sn(nid), m->ext_nid, m->ext_flags, m->it ? " it" : "", m->ext_new ? " new" : "", m->ext_free ? " free" : "", m->d2i ? " d2i" : "",
               m->i2d ? " i2d" : "", m->i2s ? " i2s" : "", m->s2i ? " s2i" : "", m->i2v ? " i2v" : "", m->v2i ? " v2i" : "", m->i2r ? " i2r" : "", m->r2i ? " r2i" : "");
    }
}

/* What programs do that show extensions by themselves. */
static void by_hand(X509 *x)
{
    int i;

    for (i = 0; i < X509_get_ext_count(x); i++) {
        X509_EXTENSION *e = X509_get_ext(x, i);
        const X509V3_EXT_METHOD *m = X509V3_EXT_get(e);
        ASN1_OCTET_STRING *data = X509_EXTENSION_get_data(e);
        const unsigned char *p = ASN1_STRING_get0_data(data);
        void *value;

        printf("%s: ", OBJ_nid2sn(OBJ_obj2nid(X509_EXTENSION_get_object(e))));
        if (m == NULL || m->it == NULL) {
            printf("no method\n");
            continue;
        }
        value = ASN1_item_d2i(NULL, &p, ASN1_STRING_length(data), ASN1_ITEM_ptr(m->it));
        if (value == NULL) {
            printf("no value\n");
            show_errors();
            continue;
        }
        if (m->i2v) {
            STACK_OF(CONF_VALUE) *list = m->i2v((X509V3_EXT_METHOD *)m, value, NULL);
            int k;

            for (k = 0; k < sk_CONF_VALUE_num(list); k++) {
                CONF_VALUE *v = sk_CONF_VALUE_value(list, k);

                printf("[%s|%s|%s]", v->section ? v->section : "-", v->name ? v->name : "-", v->value ? v->value : "-");
            }
            printf("\n");
            X509V3_EXT_val_prn(out, list, 2, m->ext_flags & X509V3_EXT_MULTILINE);
            X509V3_EXT_val_prn(out, list, 3, !(m->ext_flags & X509V3_EXT_MULTILINE));
            BIO_printf(out, "\n");
            (void)BIO_flush(out);
            sk_CONF_VALUE_pop_free(list, X509V3_conf_free);
        } else if (m->i2s) {
            char *s = m->i2s((X509V3_EXT_METHOD *)m, value);
            int own = m->ext_nid == NID_subject_key_identifier;

            printf("\"%s\"\n", s && !own ? s : "-");
            OPENSSL_free(s);
        } else if (m->i2r) {
            printf("%d\n", m->i2r((X509V3_EXT_METHOD *)m, value, out, 4));
            (void)BIO_flush(out);
            printf("\n");
        }
        ASN1_item_free(value, ASN1_ITEM_ptr(m->it));
    }
    show_errors();
}

static char *own_i2s(const X509V3_EXT_METHOD *m, void *value)
{
    ASN1_IA5STRING *s = value;
    char text[100];

    snprintf(text, sizeof(text), "own %d %.*s", m->ext_nid, s->length, (char *)s->data);
    return OPENSSL_strdup(text);
}

static void *own_s2i(const X509V3_EXT_METHOD *m, X509V3_CTX *ctx, const char *text)
{
    ASN1_IA5STRING *s = ASN1_IA5STRING_new();

    ASN1_STRING_set(s, text, -1);
    return s;
}

static STACK_OF(CONF_VALUE) *own_i2v(const X509V3_EXT_METHOD *m, void *value, STACK_OF(CONF_VALUE) *list)
{
    X509V3_add_value("one", "1", &list);
    X509V3_add_value_bool("two", 1, &list);
    X509V3_add_value_bool("three", 0, &list);
    X509V3_add_value_bool_nf("four", 0, &list);
    X509V3_add_value_bool_nf("five", 1, &list);
    X509V3_add_value_int("six", value, &list);
    X509V3_add_value_int("none", NULL, &list);
    X509V3_add_value_uchar("seven", (const unsigned char *)"7", &list);
    X509V3_add_value(NULL, "eight", &list);
    X509V3_add_value("nine", NULL, &list);
    return list;
}

static int own_i2r(const X509V3_EXT_METHOD *m, void *value, BIO *to, int indent)
{
    return BIO_printf(to, "%*sraw %ld", indent, "", ASN1_INTEGER_get(value)) > 0;
}

static void show(X509_EXTENSION *e)
{
    BIO_printf(out, "extension %d: ", e != NULL);
    if (e != NULL) {
        BIO_printf(out, " -> %d\n", X509V3_EXT_print(out, e, X509V3_EXT_DUMP_UNKNOWN, 2));
        X509_EXTENSION_free(e);
    }
    (void)BIO_flush(out);
    show_errors();
}

static void own(void)
{
    static X509V3_EXT_METHOD text, pairs, raw, nothing;
    int a = OBJ_create("1.2.3.4.5.1", "ownText", "own text"), b = OBJ_create("1.2.3.4.5.2", "ownPairs", "own pairs"), c = OBJ_create("1.2.3.4.5.3", "ownRaw", "own raw"),
        d = OBJ_create("1.2.3.4.5.4", "ownAlias", "own alias"), f = OBJ_create("1.2.3.4.5.5", "ownNothing", "own nothing");
    ASN1_INTEGER *number = ASN1_INTEGER_new();

    ASN1_INTEGER_set(number, 42);
    text.ext_nid = a;
    text.it = ASN1_ITEM_ref(ASN1_IA5STRING);
    text.i2s = own_i2s;
    text.s2i = own_s2i;
    pairs.ext_nid = b;
    pairs.ext_flags = X509V3_EXT_MULTILINE;
    pairs.it = ASN1_ITEM_ref(ASN1_INTEGER);
    pairs.i2v = own_i2v;
    raw.ext_nid = c;
    raw.ext_new = (X509V3_EXT_NEW)ASN1_INTEGER_new;
    raw.ext_free = (X509V3_EXT_FREE)ASN1_INTEGER_free;
    raw.d2i = (X509V3_EXT_D2I)d2i_ASN1_INTEGER;
    raw.i2d = (X509V3_EXT_I2D)i2d_ASN1_INTEGER;
    raw.i2r = own_i2r;
    nothing.ext_nid = f;
    nothing.it = ASN1_ITEM_ref(ASN1_INTEGER);
    show(X509V3_EXT_nconf_nid(NULL, NULL, a, "before"));
    SHOW_INT(X509V3_EXT_add(&text));
    SHOW_INT(X509V3_EXT_add(&pairs));
    SHOW_INT(X509V3_EXT_add(&raw));
    SHOW_INT(X509V3_EXT_add(&nothing));
    SHOW_INT(X509V3_EXT_get_nid(a) == &text);
    show(X509V3_EXT_nconf_nid(NULL, NULL, a, "after"));
    show(X509V3_EXT_nconf(NULL, NULL, "ownText", "critical,by name"));
    show(X509V3_EXT_i2d(b, 0, number));
    show(X509V3_EXT_nconf_nid(NULL, NULL, b, "x"));
    show(X509V3_EXT_i2d(c, 1, number));
    show(X509V3_EXT_i2d(f, 1, number));
    SHOW_INT(X509V3_EXT_add_alias(d, NID_basic_constraints));
    show(X509V3_EXT_nconf_nid(NULL, NULL, d, "CA:TRUE,pathlen:5"));
    SHOW_INT(X509V3_EXT_add_alias(d, NID_sha256));
    show_errors();
    {
        X509_EXTENSION *e = X509V3_EXT_i2d(c, 0, number);
        ASN1_INTEGER *back = X509V3_EXT_d2i(e);

        printf("back %ld\n", back ? ASN1_INTEGER_get(back) : -1);
        ASN1_INTEGER_free(back);
        X509_EXTENSION_free(e);
    }
    X509V3_EXT_cleanup();
    SHOW_NULL(X509V3_EXT_get_nid(a));
    {
        X509V3_EXT_METHOD list[] = {text, pairs, {-1, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL}};

        SHOW_INT(X509V3_EXT_add_list(list));
        SHOW_INT(X509V3_EXT_get_nid(a) == &list[0]);
        SHOW_INT(X509V3_EXT_get_nid(b) == &list[1]);
        SHOW_NULL(X509V3_EXT_get_nid(c));
        X509V3_EXT_cleanup();
    }
    SHOW_INT(X509V3_add_standard_extensions());
    ASN1_INTEGER_free(number);
    show_errors();
}

int main(int argc, char **argv)
{
    static const char *files[] = {"server-rsa-cert.pem", "ca-rsa-cert.pem", "client-rsa-cert.pem", "intermediate-cert.pem", "self-signed-cert.pem", "no-name-cert.pem"};
    size_t f;

    (void)argc;
    setvbuf(stdout, NULL, _IONBF, 0);
    out = BIO_new_fp(stdout, BIO_NOCLOSE);
    table();
    for (f = 0; f < sizeof(files) / sizeof(files[0]); f++) {
        BIO *in = BIO_new_file(fixture(argv, files[f]), "r");
        X509 *x = PEM_read_bio_X509(in, NULL, NULL, NULL);

        BIO_free(in);
        printf("== %s\n", files[f]);
        X509_set_issuer_name(x, X509_get_issuer_name(x));
        /* identifiers of keys differ from run to run */
        while (X509_get_ext_by_NID(x, NID_authority_key_identifier, -1) >= 0)
            X509_EXTENSION_free(X509_delete_ext(x, X509_get_ext_by_NID(x, NID_authority_key_identifier, -1)));
        by_hand(x);
        X509_free(x);
    }
    own();
    BIO_free(out);
    return 0;
}
