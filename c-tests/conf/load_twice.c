/* A configuration is read once: a second load fails, and reads nothing. */
#include "../common.h"
#include <openssl/conf.h>

static int load(CONF *conf, const char *text)
{
    BIO *bio = BIO_new_mem_buf(text, -1);
    long line = -5;
    int result = NCONF_load_bio(conf, bio, &line);

    printf("load %d, line %ld, %zu bytes left\n", result, line, BIO_ctrl_pending(bio));
    show_errors();
    BIO_free(bio);
    return result;
}

/* After a second load OpenSSL's configuration cannot be used, nor freed: a new one each time. */
static CONF *loaded(void)
{
    CONF *conf = NCONF_new(NULL);

    load(conf, "a=1\n[s]\nb=2\n");
    return conf;
}

static LHASH_OF(CONF_VALUE) *loaded_table(void)
{
    BIO *bio = BIO_new_mem_buf("a=1\n", -1);
    LHASH_OF(CONF_VALUE) *table = CONF_load_bio(NULL, bio, NULL);

    SHOW_STR(CONF_get_string(table, NULL, "a"));
    BIO_free(bio);
    return table;
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    fputs(text, file);
    fclose(file);
}

int main(void)
{
    LHASH_OF(CONF_VALUE) *table;
    long line = -5;
    CONF *conf;
    FILE *file;
    BIO *bio;

    setvbuf(stdout, NULL, _IONBF, 0);
    write_file("some.conf", "a=4\n");
    load(loaded(), "a=3\n");
    load(loaded(), "");
    load(loaded(), "broken\n");
    conf = NCONF_new(NCONF_WIN32());
    load(conf, "");
    load(conf, "a=3\n");

    conf = loaded();
    SHOW_INT(NCONF_load(conf, "missing", &line));
    SHOW_INT(line);
    show_errors();
    SHOW_STR(NCONF_get_string(conf, NULL, "a"));
    SHOW_INT(NCONF_load(conf, "some.conf", &line));
    SHOW_INT(line);
    show_errors();
    SHOW_INT(NCONF_load(loaded(), "some.conf", NULL));
    show_errors();
    file = fopen("some.conf", "r");
    SHOW_INT(NCONF_load_fp(loaded(), file, &line));
    fclose(file);
    show_errors();

    /* A load that failed leaves nothing, so another may follow. */
    conf = NCONF_new(NULL);
    load(conf, "a=1\nbroken\n");
    load(conf, "b=2\n");
    SHOW_STR(NCONF_get_string(conf, NULL, "b"));
    SHOW_STR(NCONF_get_string(conf, NULL, "a"));
    show_errors();
    NCONF_free(conf);

    /* The old functions. */
    bio = BIO_new_mem_buf("b=1\n", -1);
    line = -5;
    SHOW_NULL(CONF_load_bio(loaded_table(), bio, &line));
    SHOW_INT(line);
    BIO_free(bio);
    show_errors();
    SHOW_NULL(CONF_load(loaded_table(), "some.conf", &line));
    show_errors();
    table = loaded_table();
    SHOW_NULL(CONF_load(table, "missing", &line));
    show_errors();
    SHOW_STR(CONF_get_string(table, NULL, "a"));
    CONF_free(table);
    return 0;
}
