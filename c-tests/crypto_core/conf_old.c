/* The old configuration functions, which take the table of values itself;
 * texts of configurations; extensions from either. */
#include "../common.h"
#include <openssl/bio.h>
#include <openssl/conf.h>
#include <openssl/lhash.h>
#include <openssl/x509v3.h>

static const char text[] =
    "top = 1\nother = two\nnumber = 42\nlarge = 99999999999999999999\nword = 12abc\n"
    "[ first ]\na = b\nc = $a-$top\n"
    "[ second ]\nx = y\na = again\n"
    "[ first ]\nd = e\na = replaced\n"
    "[ empty ]\n"
    "[ exts ]\nbasicConstraints = critical,CA:TRUE\nkeyUsage = keyCertSign\nsubjectAltName = @names\n"
    "[ names ]\nDNS.1 = one.example\nDNS.2 = two.example\n"
    "[ crl_exts ]\ncrlNumber = 7\n"
    "[ bad ]\nkeyUsage = nothing\n"
    "[ req_exts ]\nextendedKeyUsage = serverAuth\nbasicConstraints = CA:FALSE\n";

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The lines of a text, sorted: the table has its own order. */
static void show_sorted(BIO *bio)
{
    char *lines[100], line[256];
    int count = 0, i;

    while (count < 100 && BIO_gets(bio, line, sizeof line) > 0)
        lines[count++] = strdup(line);
    qsort(lines, (size_t)count, sizeof *lines, by_text);
    for (i = 0; i < count; i++) {
        printf("  | %s", lines[i]);
        free(lines[i]);
    }
}

static void show_as_is(BIO *bio)
{
    char line[256];

    while (BIO_gets(bio, line, sizeof line) > 0)
        printf("  | %s", line);
}

static FILE *text_file(void)
{
    FILE *file = tmpfile();

    fputs(text, file);
    rewind(file);
    return file;
}

static void count_values(CONF_VALUE *value, int *counts)
{
    counts[value->name != NULL]++;
}

static void show_section(const char *name, STACK_OF(CONF_VALUE) *section)
{
    int i;

    printf("%s: %d", name, sk_CONF_VALUE_num(section));
    for (i = 0; i < sk_CONF_VALUE_num(section); i++) {
        CONF_VALUE *value = sk_CONF_VALUE_value(section, i);

        printf(" [%s]%s=%s", value->section, value->name, value->value);
    }
    printf("\n");
}

static void each(void *value, void *arg)
{
    count_values(value, arg);
}

static void old(LHASH_OF(CONF_VALUE) *conf)
{
    static const char *const sections[] = { "default", "first", "second", "empty", "missing" };
    int counts[2] = { 0, 0 };
    BIO *out = BIO_new(BIO_s_mem());
    FILE *file = tmpfile();
    CONF_VALUE wanted, *found;
    size_t i;
    char line[256];
    int lines = 0;

    SHOW_NULL(conf);
    for (i = 0; i < sizeof sections / sizeof *sections; i++)
        show_section(sections[i], CONF_get_section(conf, sections[i]));
    show_error_codes();
    SHOW_STR(CONF_get_string(conf, "first", "a"));
    SHOW_STR(CONF_get_string(conf, "first", "c"));
    SHOW_STR(CONF_get_string(conf, "first", "top"));
    SHOW_STR(CONF_get_string(conf, NULL, "other"));
    SHOW_STR(CONF_get_string(conf, "missing", "top"));
    show_error_codes();
    SHOW_STR(CONF_get_string(conf, "first", "none"));
    show_errors();
    SHOW_INT(CONF_get_number(conf, NULL, "number"));
    SHOW_INT(CONF_get_number(conf, "first", "number"));
    SHOW_INT(CONF_get_number(conf, NULL, "word"));
    SHOW_INT(CONF_get_number(conf, NULL, "other"));
    show_errors();
    SHOW_INT(CONF_get_number(conf, NULL, "none"));
    show_errors();
    SHOW_INT(CONF_get_number(conf, NULL, "large"));
    show_errors();
    /* The table itself. */
    OPENSSL_LH_doall_arg((OPENSSL_LHASH *)conf, each, counts);
    printf("%d sections, %d values, %lu\n", counts[0], counts[1], lh_CONF_VALUE_num_items(conf));
    wanted.section = "second";
    wanted.name = "x";
    found = lh_CONF_VALUE_retrieve(conf, &wanted);
    SHOW_STR(found != NULL ? found->value : NULL);
    wanted.name = NULL;
    found = lh_CONF_VALUE_retrieve(conf, &wanted);
    SHOW_INT(found != NULL && found->value == (char *)CONF_get_section(conf, "second"));
    SHOW_INT(CONF_dump_bio(conf, out));
    show_sorted(out);
    SHOW_INT(CONF_dump_fp(conf, file));
    rewind(file);
    while (fgets(line, sizeof line, file) != NULL)
        lines++;
    SHOW_INT(lines);
    fclose(file);
    BIO_free(out);
}

static void extensions(LHASH_OF(CONF_VALUE) *conf)
{
    X509 *x = X509_new();
    X509_CRL *crl = X509_CRL_new();
    X509_REQ *req = X509_REQ_new();
    X509V3_CTX ctx;
    X509_EXTENSION *made;
    BIO *out = BIO_new(BIO_s_mem());

    X509V3_set_ctx(&ctx, x, x, req, crl, 0);
    X509V3_set_conf_lhash(&ctx, conf);
    SHOW_INT(X509V3_EXT_add_conf(conf, &ctx, "exts", x));
    show_error_codes();
    SHOW_INT(X509_get_ext_count(x));
    X509V3_extensions_print(out, NULL, X509_get0_extensions(x), 0, 2);
    show_as_is(out);
    SHOW_INT(X509V3_EXT_add_conf(conf, &ctx, "missing", x));
    show_error_codes();
    SHOW_INT(X509V3_EXT_add_conf(conf, &ctx, "bad", x));
    show_error_codes();
    SHOW_INT(X509V3_EXT_add_conf(conf, &ctx, "exts", NULL));
    show_error_codes();
    SHOW_INT(X509V3_EXT_CRL_add_conf(conf, &ctx, "crl_exts", crl));
    show_error_codes();
    SHOW_INT(X509_CRL_get_ext_count(crl));
    SHOW_INT(X509V3_EXT_CRL_add_conf(conf, &ctx, "missing", crl));
    show_error_codes();
    SHOW_INT(X509V3_EXT_REQ_add_conf(conf, &ctx, "req_exts", req));
    show_error_codes();
    SHOW_INT(X509_REQ_get_attr_count(req));
    SHOW_INT(X509V3_EXT_REQ_add_conf(conf, &ctx, "missing", req));
    show_error_codes();
    made = X509V3_EXT_conf(conf, &ctx, "subjectAltName", "@names");
    SHOW_NULL(made);
    show_error_codes();
    X509_EXTENSION_free(made);
    made = X509V3_EXT_conf_nid(conf, &ctx, NID_subject_alt_name, "@missing");
    SHOW_NULL(made);
    show_error_codes();
    made = X509V3_EXT_conf_nid(conf, &ctx, NID_key_usage, "digitalSignature");
    SHOW_NULL(made);
    show_error_codes();
    X509_EXTENSION_free(made);
    SHOW_STR(X509V3_get_string(&ctx, "names", "DNS.2"));
    SHOW_INT(sk_CONF_VALUE_num(X509V3_get_section(&ctx, "names")));
    show_error_codes();
    X509_free(x);
    X509_CRL_free(crl);
    X509_REQ_free(req);
    BIO_free(out);
}

static void newer(void)
{
    CONF *conf = NCONF_new(NULL), *other = NCONF_new(NULL);
    FILE *file = text_file();
    STACK_OF(OPENSSL_CSTRING) *names;
    BIO *out = BIO_new(BIO_s_mem());
    long line = -1;
    char buffer[256];
    int i, lines = 0;

    SHOW_INT(NCONF_load_fp(conf, file, &line));
    SHOW_INT(line);
    fclose(file);
    names = NCONF_get_section_names(conf);
    sk_OPENSSL_CSTRING_sort(names);
    for (i = 0; i < sk_OPENSSL_CSTRING_num(names); i++)
        printf(" %s", sk_OPENSSL_CSTRING_value(names, i));
    printf("\n");
    sk_OPENSSL_CSTRING_free(names);
    SHOW_INT(NCONF_dump_bio(conf, out));
    show_sorted(out);
    file = tmpfile();
    SHOW_INT(NCONF_dump_fp(conf, file));
    rewind(file);
    while (fgets(buffer, sizeof buffer, file) != NULL)
        lines++;
    SHOW_INT(lines);
    fclose(file);
    file = tmpfile();
    fputs("good = 1\nbad\n", file);
    rewind(file);
    SHOW_INT(NCONF_load_fp(other, file, &line));
    SHOW_INT(line);
    show_errors();
    fclose(file);
    SHOW_NULL(NCONF_get0_libctx(conf));
    SHOW_INT(NCONF_load_fp(NULL, stdin, &line));
    show_errors();
    SHOW_INT(NCONF_dump_bio(NULL, out));
    show_errors();
    NCONF_free(other);
    other = NCONF_new(NULL);
    SHOW_INT(NCONF_dump_bio(other, out));
    SHOW_NULL(NCONF_get_section_names(other));
    show_errors();
    NCONF_free(conf);
    NCONF_free(other);
    BIO_free(out);
}

int main(void)
{
    BIO *in = BIO_new_mem_buf(text, -1);
    FILE *file = text_file();
    LHASH_OF(CONF_VALUE) *conf;
    long line = -1;

    conf = CONF_load_bio(NULL, in, &line);
    old(conf);
    extensions(conf);
    CONF_free(conf);
    BIO_free(in);
    conf = CONF_load_fp(NULL, file, NULL);
    SHOW_STR(CONF_get_string(conf, "second", "a"));
    fclose(file);
    CONF_free(conf);
    file = fopen("conf", "w");
    fputs(text, file);
    fclose(file);
    conf = CONF_load(NULL, "conf", &line);
    SHOW_STR(CONF_get_string(conf, "second", "a"));
    CONF_free(conf);
    SHOW_NULL(CONF_load(NULL, "missing", &line));
    show_error_codes();
    in = BIO_new_mem_buf("good = 1\n[bad\n", -1);
    SHOW_NULL(CONF_load_bio(NULL, in, &line));
    SHOW_INT(line);
    show_errors();
    BIO_free(in);
    CONF_free(NULL);
    SHOW_NULL(CONF_get_section(NULL, "x"));
    show_errors();
    SHOW_STR(CONF_get_string(NULL, "x", "no such variable"));
    show_errors();
    SHOW_INT(CONF_get_number(NULL, "x", "no such variable"));
    show_errors();
    newer();
    return 0;
}
