/* Where the configuration file is, and loading its modules. */
#include "../common.h"
#include <openssl/conf.h>
#include <openssl/crypto.h>
#include <unistd.h>

static void load(const char *what, const char *text, const char *application, unsigned long flags)
{
    FILE *file = fopen("test.cnf", "w");

    fputs(text, file);
    fclose(file);
    printf("%s: %d\n", what, CONF_modules_load_file_ex(NULL, "test.cnf", application, flags) > 0);
    show_error_codes();
    printf("%s without a library context: %d\n", what, CONF_modules_load_file("test.cnf", application, flags) > 0);
    ERR_clear_error();
}

int main(void)
{
    char *path;
    CONF *conf;

    unsetenv("OPENSSL_CONF");
    path = CONF_get1_default_config_file();
    SHOW_STR(path);
    OPENSSL_free(path);
    setenv("OPENSSL_CONF", "/somewhere/else.cnf", 1);
    path = CONF_get1_default_config_file();
    SHOW_STR(path);
    OPENSSL_free(path);
    setenv("OPENSSL_CONF", "", 1);
    path = CONF_get1_default_config_file();
    SHOW_STR(path);
    OPENSSL_free(path);

    load("empty", "", NULL, 0);
    load("no section", "openssl_conf = missing\n", NULL, 0);
    load("no section, ignored", "openssl_conf = missing\n", NULL, CONF_MFLAGS_IGNORE_ERRORS);
    load("no module", "openssl_conf = s\n[s]\nnonsense = t\n[t]\na = b\n", NULL, 0);
    load("no module, ignored", "openssl_conf = s\n[s]\nnonsense = t\n[t]\na = b\n", NULL, CONF_MFLAGS_IGNORE_ERRORS);
    load("other application", "mine = s\n[s]\n", "mine", 0);
    load("other application, default", "openssl_conf = s\n[s]\n", "mine", CONF_MFLAGS_DEFAULT_SECTION);
    load("damaged", "openssl_conf = s\n[s\n", NULL, 0);
    load("objects", "openssl_conf = s\n[s]\noid_section = o\n[o]\ntlsrsconf = 1.3.6.1.4.1.99999.7\n", NULL, 0);
    SHOW_INT(OBJ_sn2nid("tlsrsconf") != 0);
    printf("missing file: %d\n", CONF_modules_load_file_ex(NULL, "missing.cnf", NULL, 0) > 0);
    show_error_codes();
    printf("missing file, ignored: %d\n",
           CONF_modules_load_file_ex(NULL, "missing.cnf", NULL, CONF_MFLAGS_IGNORE_MISSING_FILE) > 0);
    show_error_codes();

    conf = NCONF_new_ex(NULL, NULL);
    SHOW_NULL(conf);
    SHOW_INT(CONF_modules_load(NULL, NULL, 0) > 0);
    show_error_codes();
    SHOW_INT(CONF_modules_load(conf, NULL, 0) > 0);
    show_error_codes();
    NCONF_free(conf);
    CONF_modules_unload(1);
    CONF_modules_finish();
    return 0;
}
