/* UI with a method of the program's own: order of calls, results, errors. */
#include "../common.h"
#include <openssl/crypto.h>
#include <openssl/ui.h>

static int step, answer;

static int opener(UI *ui)
{
    printf("%d open %s\n", ++step, (char *)UI_get0_user_data(ui));
    return 1;
}

static int writer(UI *ui, UI_STRING *s)
{
    printf("%d write type %d flags %d '%s'\n", ++step, UI_get_string_type(s), UI_get_input_flags(s), UI_get0_output_string(s));
    if (UI_get_string_type(s) == UIT_BOOLEAN)
        printf("action '%s'\n", UI_get0_action_string(s));
    return 1;
}

static int flusher(UI *ui)
{
    printf("%d flush\n", ++step);
    return answer == -2 ? -1 : 1;
}

static int reader(UI *ui, UI_STRING *s)
{
    int type = UI_get_string_type(s), r = 1;

    printf("%d read type %d min %d max %d\n", ++step, type, UI_get_result_minsize(s), UI_get_result_maxsize(s));
    if (type == UIT_PROMPT || type == UIT_VERIFY)
        r = UI_set_result(ui, s, answer == 1 ? "x" : answer == 2 ? "a very long answer indeed" : "answer");
    else if (type == UIT_BOOLEAN)
        r = UI_set_result(ui, s, "no");
    printf("set %d '%s' %d\n", r, UI_get0_result_string(s) ? UI_get0_result_string(s) : "NULL", UI_get_result_string_length(s));
    if (type == UIT_VERIFY)
        printf("test '%s'\n", UI_get0_test_string(s));
    return r < 0 ? 0 : 1;
}

static int closer(UI *ui)
{
    printf("%d close\n", ++step);
    return 1;
}

static void *duplicate(UI *ui, void *data)
{
    printf("%d duplicate %s\n", ++step, (char *)data);
    return OPENSSL_strdup(data);
}

static void destroy(UI *ui, void *data)
{
    printf("%d destroy %s\n", ++step, (char *)data);
    OPENSSL_free(data);
}

static void talk(UI_METHOD *m, int how)
{
    UI *ui = UI_new_method(m);
    char first[20] = "", again[20] = "", flag[2] = "?", *prompt;

    answer = how;
    SHOW_NULL(UI_add_user_data(ui, "data"));
    prompt = UI_construct_prompt(ui, "pass phrase", "a key");
    SHOW_STR(prompt);
    SHOW_INT(UI_add_info_string(ui, "information\n"));
    SHOW_INT(UI_add_input_string(ui, prompt, UI_INPUT_FLAG_ECHO, first, 4, 10));
    SHOW_INT(UI_dup_verify_string(ui, "again", 0, again, 4, 10, first));
    SHOW_INT(UI_add_input_boolean(ui, "yes or no", "press", "yY", "nN", 0, flag));
    SHOW_INT(UI_add_error_string(ui, "error\n"));
    SHOW_INT(UI_process(ui));
    OPENSSL_free(prompt);
    show_errors();
    SHOW_INT(UI_ctrl(ui, UI_CTRL_IS_REDOABLE, 0, NULL, NULL));
    SHOW_INT(UI_ctrl(ui, UI_CTRL_PRINT_ERRORS, 1, NULL, NULL));
    SHOW_INT(UI_ctrl(ui, UI_CTRL_PRINT_ERRORS, 0, NULL, NULL));
    SHOW_INT(UI_ctrl(ui, 99, 0, NULL, NULL));
    show_errors();
    printf("'%s' '%s' '%c'\n", first, again, flag[0] ? flag[0] : '0');
    SHOW_STR(UI_get0_result(ui, 1));
    SHOW_INT(UI_get_result_length(ui, 1));
    SHOW_NULL(UI_get0_result(ui, 0));
    SHOW_NULL(UI_get0_result(ui, 50));
    SHOW_NULL(UI_get0_result(ui, -1));
    show_errors();
    SHOW_INT(UI_dup_user_data(ui, "copied"));
    SHOW_STR(UI_get0_user_data(ui));
    SHOW_NULL(UI_add_user_data(ui, "new"));
    UI_free(ui);
}

int main(void)
{
    UI_METHOD *m = UI_create_method("own");
    UI *ui;
    int ex;

    SHOW_NULL(UI_OpenSSL());
    SHOW_NULL(UI_null());
    SHOW_INT(UI_get_default_method() == UI_OpenSSL());
    SHOW_NULL(UI_method_get_opener(UI_OpenSSL()));
    SHOW_NULL(UI_method_get_reader(UI_OpenSSL()));
    SHOW_NULL(UI_method_get_writer(UI_OpenSSL()));
    SHOW_NULL(UI_method_get_closer(UI_OpenSSL()));
    SHOW_NULL(UI_method_get_opener(m));
    SHOW_INT(UI_method_set_opener(m, opener));
    SHOW_INT(UI_method_set_writer(m, writer));
    SHOW_INT(UI_method_set_flusher(m, flusher));
    SHOW_INT(UI_method_set_reader(m, reader));
    SHOW_INT(UI_method_set_closer(m, closer));
    SHOW_INT(UI_method_set_data_duplicator(m, duplicate, destroy));
    SHOW_INT(UI_method_get_opener(m) == opener);
    SHOW_INT(UI_method_get_flusher(m) == flusher);
    SHOW_INT(UI_method_get_data_duplicator(m) == duplicate);
    SHOW_INT(UI_method_get_data_destructor(m) == destroy);
    SHOW_NULL(UI_method_get_prompt_constructor(m));
    SHOW_INT(UI_method_set_opener(NULL, opener));
    SHOW_NULL(UI_method_get_opener(NULL));
    talk(m, 0);
    talk(m, 1);
    talk(m, 2);
    talk(m, -2);
    ui = UI_new();
    SHOW_INT(UI_get_method(ui) == UI_OpenSSL());
    SHOW_INT(UI_set_method(ui, m) == m);
    SHOW_INT(UI_add_input_string(ui, NULL, 0, NULL, 0, 0));
    show_errors();
    SHOW_INT(UI_add_input_string(ui, "x", 0, NULL, 0, 0));
    show_errors();
    ex = CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_UI, 0, NULL, NULL, NULL, NULL);
    SHOW_INT(UI_set_ex_data(ui, ex, "value"));
    SHOW_STR(UI_get_ex_data(ui, ex));
    SHOW_STR(UI_construct_prompt(ui, "thing", NULL));
    SHOW_NULL(UI_construct_prompt(ui, NULL, NULL));
    UI_free(ui);
    UI_free(NULL);
    UI_set_default_method(m);
    SHOW_INT(UI_get_default_method() == m);
    UI_set_default_method(NULL);
    UI_destroy_method(m);
    UI_destroy_method(NULL);
    return 0;
}
