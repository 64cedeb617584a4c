/* Configuration files: values, sections, variables, errors. */
#include "../common.h"
#include <openssl/bio.h>
#include <openssl/conf.h>
#include <openssl/crypto.h>

static const char good[] =
    "# a comment\n"
    "top = outside   # another\n"
    "\n"
    "[ first ]\n"
    "number = 42\n"
    "quoted = \"a # b\" c\n"
    "single = 'it is $top'\n"
    "long = one \\\n  two\n"
    "escape = a\\tb\\n\\#x\n"
    "ref = $number/${number}/$(number)/${first::number}\n"
    "env = $ENV::TEST_VARIABLE\n"
    "twice = 1\n"
    "twice = 2\n"
    "empty =\n"
    "second::there = put there\n"
    "[second]\n"
    "number = 99999999999999999999\n"
    "name.with.dots = x\n"
    "word = 12ab\n"
    "\n"
    "[empty]\n";

static CONF *read_conf(const char *text, long *line)
{
    CONF *conf = NCONF_new(NULL);
    BIO *bio = BIO_new_mem_buf(text, -1);

    *line = -5;
    printf("load %d", NCONF_load_bio(conf, bio, line));
    printf(" line %ld\n", *line);
    BIO_free(bio);
    return conf;
}

static int element(const char *text, int len, void *arg)
{
    printf("element %d '%.*s'\n", len, len, text ? text : "");
    return text != NULL && *text == 'x' ? 0 : 1;
}

int main(void)
{
    const char *bad[] = { "a b\n", "\n[open\nx=1\n", "a = $missing\n", "a = ${b\n", "= value\n", "[s]\nq = 1\nno equal sign\n" };
    const char *names[] = { "number", "quoted", "single", "long", "escape", "ref", "env", "twice", "empty", "top", "none" };
    STACK_OF(CONF_VALUE) *values;
    CONF *conf;
    long line, number = -1;
    FILE *f;

    setvbuf(stdout, NULL, _IONBF, 0);
    setenv("TEST_VARIABLE", "from the environment", 1);
    conf = read_conf(good, &line);
    show_errors();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        printf("%s: ", names[i]);
        SHOW_STR(NCONF_get_string(conf, "first", names[i]));
    }
    show_errors();
    SHOW_STR(NCONF_get_string(conf, "second", "there"));
    SHOW_STR(NCONF_get_string(conf, "second", "name.with.dots"));
    SHOW_STR(NCONF_get_string(conf, NULL, "top"));
    SHOW_STR(NCONF_get_string(conf, "ENV", "TEST_VARIABLE"));
    SHOW_STR(NCONF_get_string(NULL, NULL, "TEST_VARIABLE"));
    SHOW_NULL(NCONF_get_string(NULL, NULL, "NO_SUCH_VARIABLE"));
    SHOW_NULL(NCONF_get_string(conf, "none", "none"));
    show_errors();
    SHOW_INT(NCONF_get_number_e(conf, "first", "number", &number));
    SHOW_INT(number);
    SHOW_INT(NCONF_get_number_e(conf, "second", "word", &number));
    SHOW_INT(number);
    SHOW_INT(NCONF_get_number_e(conf, "second", "number", &number));
    SHOW_INT(NCONF_get_number_e(conf, "second", "none", &number));
    SHOW_INT(NCONF_get_number_e(conf, "second", "none", NULL));
    show_errors();
    values = NCONF_get_section(conf, "second");
    for (int i = 0; i < sk_CONF_VALUE_num(values); i++) {
        CONF_VALUE *v = sk_CONF_VALUE_value(values, i);

        printf("%s %s %s\n", v->section, v->name, v->value);
    }
    SHOW_INT(sk_CONF_VALUE_num(NCONF_get_section(conf, "first")));
    SHOW_INT(sk_CONF_VALUE_num(NCONF_get_section(conf, "empty")));
    SHOW_NULL(NCONF_get_section(conf, "none"));
    show_errors();
    SHOW_NULL(NCONF_get_section(NULL, "none"));
    SHOW_NULL(NCONF_get_section(conf, NULL));
    show_errors();
    NCONF_free(conf);
    NCONF_free(NULL);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        conf = read_conf(bad[i], &line);
        show_error_codes();
        NCONF_free(conf);
    }
    conf = NCONF_new(NULL);
    SHOW_INT(NCONF_load(conf, "missing.cnf", &line));
    show_errors();
    f = fopen("own.cnf", "w");
    fputs(good, f);
    fclose(f);
    SHOW_INT(NCONF_load(conf, "own.cnf", &line));
    SHOW_STR(NCONF_get_string(conf, "first", "number"));
    NCONF_free(conf);
    SHOW_INT(CONF_modules_load_file("own.cnf", NULL, 0));
    SHOW_INT(CONF_modules_load_file("missing.cnf", NULL, 0));
    show_errors();
    SHOW_INT(CONF_modules_load_file("missing.cnf", NULL, CONF_MFLAGS_IGNORE_MISSING_FILE));
    SHOW_INT(CONF_modules_load_file(NULL, NULL, CONF_MFLAGS_IGNORE_MISSING_FILE));
    show_errors();
    SHOW_INT(CONF_parse_list("a, b ,, c", ',', 1, element, NULL));
    SHOW_INT(CONF_parse_list("a, b", ',', 0, element, NULL));
    SHOW_INT(CONF_parse_list("a:x:b", ':', 0, element, NULL));
    SHOW_INT(CONF_parse_list(NULL, ':', 0, element, NULL));
    show_errors();
    CONF_modules_unload(1);
    CONF_modules_finish();
    OPENSSL_load_builtin_modules();
    OPENSSL_config(NULL);
    return 0;
}
