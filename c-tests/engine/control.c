/* Commands of engines of the program's own. */
#include "../common.h"
#include <openssl/engine.h>

enum { NUMBER = ENGINE_CMD_BASE, TEXT, NOTHING, SECRET, FAILS, BARE = 300 };

static const ENGINE_CMD_DEFN commands[] = {
    { NUMBER, "NUMBER", "takes a number", ENGINE_CMD_FLAG_NUMERIC },
    { TEXT, "TEXT", "takes a string", ENGINE_CMD_FLAG_STRING },
    { NOTHING, "NOTHING", "takes nothing", ENGINE_CMD_FLAG_NO_INPUT },
    { SECRET, "SECRET", "is for programs", ENGINE_CMD_FLAG_INTERNAL },
    { FAILS, "FAILS", NULL, ENGINE_CMD_FLAG_NO_INPUT },
    { BARE, "BARE", "number and string", ENGINE_CMD_FLAG_NUMERIC | ENGINE_CMD_FLAG_STRING },
    { 0, NULL, NULL, 0 },
};

static int on_ctrl(ENGINE *e, int cmd, long i, void *p, void (*f)(void))
{
    printf("  command %d, %ld, %s, %s\n", cmd, i, cmd == TEXT || cmd == BARE ? (p ? (char *)p : "NULL") : p ? "p" : "-",
           f ? "f" : "-");
    if (cmd == FAILS)
        return 0;
    return cmd == NUMBER ? (int)i : 1;
}

static void function(void)
{
}

int main(void)
{
    ENGINE *e = ENGINE_new();
    char text[64];
    int n;

    ENGINE_set_id(e, "c");
    ENGINE_set_name(e, "C");

    printf("-- without a function\n");
    SHOW_INT(ENGINE_ctrl(e, ENGINE_CTRL_HAS_CTRL_FUNCTION, 0, NULL, NULL));
    SHOW_INT(ENGINE_ctrl(e, ENGINE_CTRL_GET_FIRST_CMD_TYPE, 0, NULL, NULL));
    show_errors();
    SHOW_INT(ENGINE_ctrl(e, NUMBER, 3, NULL, NULL));
    show_errors();
    SHOW_INT(ENGINE_ctrl_cmd(e, "NUMBER", 3, NULL, NULL, 0));
    show_errors();
    SHOW_INT(ENGINE_ctrl_cmd(e, "NUMBER", 3, NULL, NULL, 1));
    show_errors();
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "NUMBER", "3", 0));
    show_errors();
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "NUMBER", "3", 1));
    show_errors();
    SHOW_INT(ENGINE_cmd_is_executable(e, NUMBER));
    show_errors();

    printf("-- without definitions\n");
    ENGINE_set_ctrl_function(e, on_ctrl);
    SHOW_INT(ENGINE_ctrl(e, ENGINE_CTRL_HAS_CTRL_FUNCTION, 0, NULL, NULL));
    SHOW_INT(ENGINE_ctrl(e, ENGINE_CTRL_GET_FIRST_CMD_TYPE, 0, NULL, NULL));
    show_errors();
    SHOW_INT(ENGINE_ctrl(e, ENGINE_CTRL_GET_CMD_FROM_NAME, 0, "NUMBER", NULL));
    show_errors();
    SHOW_INT(ENGINE_ctrl(e, ENGINE_CTRL_GET_CMD_FLAGS, NUMBER, NULL, NULL));
    show_errors();
    SHOW_INT(ENGINE_ctrl(e, NUMBER, 3, e, function));
    SHOW_INT(ENGINE_ctrl_cmd(e, "NUMBER", 3, NULL, NULL, 0));
    show_errors();

    printf("-- definitions\n");
    ENGINE_set_cmd_defns(e, commands);
    for (n = ENGINE_ctrl(e, ENGINE_CTRL_GET_FIRST_CMD_TYPE, 0, NULL, NULL); n > 0;
         n = ENGINE_ctrl(e, ENGINE_CTRL_GET_NEXT_CMD_TYPE, n, NULL, NULL)) {
        printf("%d: ", n);
        printf("%d ", ENGINE_ctrl(e, ENGINE_CTRL_GET_NAME_LEN_FROM_CMD, n, NULL, NULL));
        printf("%d ", ENGINE_ctrl(e, ENGINE_CTRL_GET_NAME_FROM_CMD, n, text, NULL));
        printf("%s ", text);
        printf("%d ", ENGINE_ctrl(e, ENGINE_CTRL_GET_DESC_LEN_FROM_CMD, n, NULL, NULL));
        printf("%d ", ENGINE_ctrl(e, ENGINE_CTRL_GET_DESC_FROM_CMD, n, text, NULL));
        printf("%s ", text);
        printf("flags %d ", ENGINE_ctrl(e, ENGINE_CTRL_GET_CMD_FLAGS, n, NULL, NULL));
        printf("executable %d ", ENGINE_cmd_is_executable(e, n));
        printf("by name %d\n", ENGINE_ctrl(e, ENGINE_CTRL_GET_CMD_FROM_NAME, 0, (void *)commands[0].cmd_name, NULL));
    }
    SHOW_INT(n);
    show_errors();
    for (int cmd = ENGINE_CTRL_GET_NEXT_CMD_TYPE; cmd <= ENGINE_CTRL_GET_CMD_FLAGS; cmd++) {
        printf("%d: %d\n", cmd, ENGINE_ctrl(e, cmd, 250, NULL, NULL));
        show_errors();
        printf("%d: %d\n", cmd, ENGINE_ctrl(e, cmd, 250, text, NULL));
        show_errors();
    }
    SHOW_INT(ENGINE_ctrl(e, ENGINE_CTRL_GET_CMD_FROM_NAME, 0, "number", NULL));
    show_errors();
    SHOW_INT(ENGINE_cmd_is_executable(e, 250));
    show_errors();
    SHOW_INT(ENGINE_cmd_is_executable(e, -1));
    show_errors();

    printf("-- commands by name\n");
    SHOW_INT(ENGINE_ctrl_cmd(e, "NUMBER", 3, NULL, NULL, 0));
    SHOW_INT(ENGINE_ctrl_cmd(e, "NUMBER", -3, e, function, 0));
    SHOW_INT(ENGINE_ctrl_cmd(e, "SECRET", 3, NULL, NULL, 0));
    SHOW_INT(ENGINE_ctrl_cmd(e, "FAILS", 3, NULL, NULL, 0));
    SHOW_INT(ENGINE_ctrl_cmd(e, "FAILS", 3, NULL, NULL, 1));
    show_errors();
    SHOW_INT(ENGINE_ctrl_cmd(e, "NONE", 3, NULL, NULL, 0));
    show_errors();
    SHOW_INT(ENGINE_ctrl_cmd(e, "NONE", 3, NULL, NULL, 1));
    show_errors();
    SHOW_INT(ENGINE_ctrl_cmd(e, NULL, 3, NULL, NULL, 1));
    show_errors();
    SHOW_INT(ENGINE_ctrl_cmd(NULL, "NUMBER", 3, NULL, NULL, 1));
    show_errors();

    printf("-- commands as strings\n");
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "NUMBER", "12", 0));
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "NUMBER", "0x12", 0));
    show_errors();
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "NUMBER", " 010", 0));
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "NUMBER", "-7", 0));
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "NUMBER", "99999999999999999999", 0));
    show_errors();
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "NUMBER", "12x", 0));
    show_errors();
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "NUMBER", "", 0));
    show_errors();
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "NUMBER", NULL, 0));
    show_errors();
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "TEXT", "t", 0));
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "TEXT", NULL, 0));
    show_errors();
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "NOTHING", NULL, 0));
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "NOTHING", "t", 0));
    show_errors();
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "SECRET", "t", 0));
    show_errors();
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "FAILS", NULL, 1));
    show_errors();
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "BARE", "8", 0));
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "NONE", "8", 0));
    show_errors();
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "NONE", "8", 1));
    show_errors();
    SHOW_INT(ENGINE_ctrl_cmd_string(e, NULL, "8", 1));
    show_errors();
    SHOW_INT(ENGINE_ctrl_cmd_string(NULL, "NUMBER", "8", 1));
    show_errors();
    SHOW_INT(ENGINE_ctrl(NULL, NUMBER, 3, NULL, NULL));
    show_errors();

    printf("-- its own way\n");
    ENGINE_set_flags(e, ENGINE_FLAGS_MANUAL_CMD_CTRL);
    SHOW_INT(ENGINE_ctrl(e, ENGINE_CTRL_GET_FIRST_CMD_TYPE, 5, NULL, NULL));
    SHOW_INT(ENGINE_ctrl(e, ENGINE_CTRL_HAS_CTRL_FUNCTION, 5, NULL, NULL));
    SHOW_INT(ENGINE_ctrl_cmd(e, "ANY", 5, NULL, NULL, 0));
    SHOW_INT(ENGINE_ctrl_cmd_string(e, "ANY", "5", 0));
    show_errors();
    SHOW_INT(ENGINE_free(e));
    return 0;
}
