/* The rest of UI: copies, methods' data and prompts, errors in results. */
#include "../common.h"
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/ui.h>

static char *prompt(UI *ui, const char *description, const char *name)
{
    char text[100];

    (void)ui;
    snprintf(text, sizeof text, "<%s of %s>", description, name ? name : "nobody");
    return OPENSSL_strdup(text);
}

static int reader(UI *ui, UI_STRING *s)
{
    switch (UI_get_string_type(s)) {
    case UIT_PROMPT:
        SHOW_INT(UI_set_result_ex(ui, s, "abc", 3));
        SHOW_INT(UI_set_result_ex(ui, s, "abcdefgh", 8));
        show_error_codes();
        SHOW_INT(UI_set_result_ex(ui, s, "a", 1));
        show_error_codes();
        SHOW_INT(UI_set_result_ex(ui, s, "abcd", 4));
        break;
    case UIT_VERIFY:
        SHOW_STR(UI_get0_test_string(s));
        SHOW_INT(UI_set_result_ex(ui, s, "abcd", 4));
        break;
    case UIT_BOOLEAN:
        SHOW_STR(UI_get0_action_string(s));
        SHOW_INT(UI_set_result_ex(ui, s, "xYn", 3));
        break;
    default:
        break;
    }
    return 1;
}

static int writer(UI *ui, UI_STRING *s)
{
    (void)ui;
    printf("type %d: '%s'\n", UI_get_string_type(s), UI_get0_output_string(s));
    return 1;
}

int main(void)
{
    UI_METHOD *method = UI_create_method("test");
    char first[8] = "", again[8] = "", flag[4] = "", *made;
    const char *words[] = { "one", "two" };
    char text[40];
    int index = CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_UI_METHOD, 0, NULL, NULL, NULL, NULL);
    UI *ui;

    SHOW_INT(UI_method_set_ex_data(method, index, "method data"));
    SHOW_STR(UI_method_get_ex_data(method, index));
    SHOW_INT(UI_method_set_prompt_constructor(method, prompt));
    SHOW_INT(UI_method_get_prompt_constructor(method) == prompt);
    SHOW_INT(UI_method_set_prompt_constructor(NULL, prompt));
    SHOW_NULL(UI_method_get_prompt_constructor(NULL));
    SHOW_INT(UI_method_set_reader(method, reader));
    SHOW_INT(UI_method_set_writer(method, writer));

    ui = UI_new_method(method);
    made = UI_construct_prompt(ui, "pass phrase", "key");
    SHOW_STR(made);
    OPENSSL_free(made);
    made = UI_construct_prompt(ui, "pass phrase", NULL);
    SHOW_STR(made);
    OPENSSL_free(made);

    strcpy(text, "first prompt");
    SHOW_INT(UI_dup_input_string(ui, text, 0, first, 2, 6));
    strcpy(text, "changed");
    SHOW_INT(UI_add_verify_string(ui, "once more", 0, again, 2, 6, first));
    strcpy(text, "yes or no");
    SHOW_INT(UI_dup_input_boolean(ui, text, "press Y or N", "Yy", "Nn", 0, flag));
    strcpy(text, "some information");
    SHOW_INT(UI_dup_info_string(ui, text));
    strcpy(text, "some error");
    SHOW_INT(UI_dup_error_string(ui, text));
    strcpy(text, words[0]);
    show_errors();
    SHOW_INT(UI_process(ui));
    show_errors();
    SHOW_STR(UI_get0_result(ui, 0));
    SHOW_INT(UI_get_result_length(ui, 0));
    SHOW_STR(UI_get0_result(ui, 1));
    SHOW_STR(UI_get0_result(ui, 2));
    show_errors();
    SHOW_STR(UI_get0_result(ui, 9));
    show_errors();
    SHOW_INT(UI_get_result_length(ui, -1));
    show_errors();
    printf("'%s' '%s' '%c'\n", first, again, flag[0]);

    SHOW_INT(UI_dup_input_boolean(ui, "p", "a", "Yx", "xN", 0, flag));
    show_errors();
    SHOW_INT(UI_dup_input_boolean(ui, "p", "a", NULL, "n", 0, flag));
    show_errors();
    SHOW_INT(UI_dup_input_string(ui, NULL, 0, first, 2, 6));
    show_errors();
    SHOW_INT(UI_dup_input_string(ui, "x", 0, NULL, 2, 6));
    show_errors();
    UI_free(ui);
    UI_destroy_method(method);

    /* The prompt that EVP_read_pw_string uses; there is no terminal to ask. */
    SHOW_STR(EVP_get_pw_prompt());
    EVP_set_pw_prompt("Pass phrase, please:");
    SHOW_STR(EVP_get_pw_prompt());
    EVP_set_pw_prompt("A prompt that is longer than the eighty characters which the library has room to keep of it");
    SHOW_STR(EVP_get_pw_prompt());
    EVP_set_pw_prompt(NULL);
    SHOW_STR(EVP_get_pw_prompt());
    SHOW_INT(EVP_read_pw_string(first, sizeof first, NULL, 0));
    ERR_clear_error();
    SHOW_INT(EVP_read_pw_string(first, sizeof first, "Password:", 0) != 0);
    ERR_clear_error();
    SHOW_INT(EVP_read_pw_string_min(first, 3, sizeof first, "Password:", 1) != 0);
    ERR_clear_error();
    SHOW_INT(UI_UTIL_read_pw_string(first, sizeof first, "Password:", 0) != 0);
    ERR_clear_error();
    SHOW_INT(UI_UTIL_read_pw_string(first, 0, "Password:", 0) != 0);
    ERR_clear_error();
    return 0;
}
