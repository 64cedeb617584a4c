/* The sections of a configuration file for providers and default properties, each in a process of its own. */
#include "../common.h"
#include <openssl/conf.h>
#include <sys/wait.h>
#include <unistd.h>

#define START "openssl_conf = init\n[init]\n"

static const struct {
    const char *what, *text;
} cases[] = {
    { "default provider", START "providers = p\n[p]\ndefault = d\n[d]\nactivate = 1\n" },
    { "base provider", START "providers = p\n[p]\nbase = d\ndefault = d\n[d]\nactivate = 1\n" },
    { "unknown provider", START "providers = p\n[p]\nnonsense = d\n[d]\nactivate = 1\n" },
    { "unknown and default", START "providers = p\n[p]\nnonsense = d\ndefault = d\n[d]\nactivate = 1\n" },
    { "missing module", START "providers = p\n[p]\nnonsense = d\n[d]\nmodule = /nowhere/nothing.so\nactivate = 1\n" },
    { "unknown, not activated", START "providers = p\n[p]\nnonsense = d\n[d]\n" },
    { "provider without section", START "providers = p\n[p]\ndefault = nowhere\n" },
    { "providers without section", START "providers = nowhere\n" },
    { "empty providers", START "providers = p\n[p]\n" },
    { "unknown option", START "alg_section = a\n[a]\nnonsense = 1\n" },
    { "empty options", START "alg_section = a\n[a]\n" },
    { "options without section", START "alg_section = nowhere\n" },
    { "bad boolean", START "alg_section = a\n[a]\nfips_mode = maybe\n" },
    { "no FIPS", START "alg_section = a\n[a]\nfips_mode = no\n" },
    { "properties", START "alg_section = a\n[a]\ndefault_properties = provider=default\n" },
    { "unknown module", START "nonsense = a\n" },
    { "missing section", "openssl_conf = init\n" },
};

static void load(const char *what, const char *text)
{
    FILE *file = fopen("x.cnf", "w");
    CONF *conf = NCONF_new(NULL);
    int result;

    fputs(text, file);
    fclose(file);
    result = CONF_modules_load_file("x.cnf", NULL, 0);
    printf("%s: %d, last error %d:%d", what, result, ERR_GET_LIB(ERR_peek_last_error()),
           ERR_GET_REASON(ERR_peek_last_error()));
    if (strcmp(what, "unknown module") != 0)
        printf(", first %d:%d", ERR_GET_LIB(ERR_peek_error()), ERR_GET_REASON(ERR_peek_error()));
    ERR_clear_error();
    NCONF_load(conf, "x.cnf", NULL);
    printf(", loaded %d\n", CONF_modules_load(conf, NULL, 0));
    ERR_clear_error();
    printf("  whatever comes %d", CONF_modules_load_file("x.cnf", NULL, CONF_MFLAGS_IGNORE_RETURN_CODES));
    printf(", ignoring errors %d\n", CONF_modules_load_file("x.cnf", NULL, CONF_MFLAGS_IGNORE_ERRORS));
    NCONF_free(conf);
}

int main(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int status = 0;

        fflush(stdout);
        if (fork() == 0) {
            load(cases[i].what, cases[i].text);
            fflush(stdout);
            _exit(0);
        }
        wait(&status);
        if (status != 0)
            printf("%s: status %x\n", cases[i].what, status);
    }
    return 0;
}
