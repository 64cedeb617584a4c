/* Engines that a configuration file sets up. */
#include "../common.h"
#include <openssl/conf.h>
#include <openssl/engine.h>
#include <openssl/evp.h>

static ENGINE *mine;

static int on_init(ENGINE *e)
{
    printf("  init of %s\n", ENGINE_get_id(e));
    return 1;
}

static int on_finish(ENGINE *e)
{
    printf("  finish of %s\n", ENGINE_get_id(e));
    return 1;
}

static int on_ctrl(ENGINE *e, int cmd, long i, void *p, void (*f)(void))
{
    printf("  command %d %ld %s\n", cmd, i, p ? (char *)p : "NULL");
    return cmd != 203;
}

static const ENGINE_CMD_DEFN commands[] = {
    { 200, "WORD", NULL, ENGINE_CMD_FLAG_STRING },
    { 201, "NUMBER", NULL, ENGINE_CMD_FLAG_NUMERIC },
    { 202, "NOTHING", NULL, ENGINE_CMD_FLAG_NO_INPUT },
    { 203, "FAILS", NULL, ENGINE_CMD_FLAG_NO_INPUT },
    { 0, NULL, NULL, 0 },
};

static void load(const char *what, const char *section)
{
    static int serial;
    char name[32];
    FILE *file;
    CONF *conf;
    long line = 0;

    printf("-- %s\n", what);
    snprintf(name, sizeof name, "conf%d.cnf", serial++);
    file = fopen(name, "w");
    fprintf(file, "openssl_conf = init\n[init]\nengines = list\n%s", section);
    fclose(file);
    conf = NCONF_new(NULL);
    SHOW_INT(NCONF_load(conf, name, &line));
    SHOW_INT(CONF_modules_load(conf, NULL, 0));
    show_errors();
    NCONF_free(conf);
}

int main(int argc, char **argv)
{
    char text[1200];

    setvbuf(stdout, NULL, _IOLBF, 0);
    mine = ENGINE_new();
    ENGINE_set_id(mine, "mine");
    ENGINE_set_name(mine, "Mine");
    ENGINE_set_init_function(mine, on_init);
    ENGINE_set_finish_function(mine, on_finish);
    ENGINE_set_ctrl_function(mine, on_ctrl);
    ENGINE_set_cmd_defns(mine, commands);
    ENGINE_add(mine);
    ENGINE_add_conf_module();

    load("no section", "");
    load("an empty section", "[list]\n");
    load("no section of the engine", "[list]\nmine = m\n");
    load("an empty section of the engine", "[list]\nmine = m\n[m]\n");
    load("one that is not to begin", "[list]\nmine = m\n[m]\ninit = 0\n");
    load("one that is to begin", "[list]\nmine = m\n[m]\ninit = 1\n");
    load("what is no number", "[list]\nmine = m\n[m]\ninit = x\n");
    load("another number", "[list]\nmine = m\n[m]\ninit = 2\n");
    load("commands", "[list]\nx.mine = m\n[m]\n1.WORD = one\n2.WORD = two\nNUMBER = 7\nNOTHING = EMPTY\ninit = 0\n");
    load("a command that fails", "[list]\nmine = m\n[m]\nFAILS = EMPTY\n");
    load("a command that is not there", "[list]\nmine = m\n[m]\nOTHER = EMPTY\n");
    load("an identifier", "[list]\nany = m\n[m]\nengine_id = mine\nWORD = one\ninit = 0\n");
    load("a default", "[list]\nmine = m\n[m]\ninit = 0\ndefault_algorithms = RSA\n");
    load("a wrong default", "[list]\nmine = m\n[m]\ninit = 0\ndefault_algorithms = X\n");
    load("one that may be absent", "[list]\nother = m\n[m]\nsoft_load = 1\nWORD = one\n");
    snprintf(text, sizeof text, "[list]\nsample = s\n[s]\nengine_id = sample\ndynamic_path = %s\nKEY_FILE = x\ninit = 1\n",
             fixture(argv, "engine_engine.so"));
    load("a shared object", text);
    mine = ENGINE_by_id("sample");
    SHOW_STR(ENGINE_get_name(mine));
    ENGINE_free(mine);
    printf("-- the end\n");
    return 0;
}
