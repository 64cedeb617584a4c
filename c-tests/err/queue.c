/* The error queue: order, marks, overflow, data, texts. */
#include "../common.h"
#include <openssl/bio.h>
#include <openssl/ssl.h>

static void raise_at(int lib, int reason, const char *file, int line, const char *func)
{
    ERR_new();
    ERR_set_debug(file, line, func);
    ERR_set_error(lib, reason, NULL);
}

static void drain(const char *label)
{
    const char *file, *func, *data;
    int line, flags;
    unsigned long code;

    printf("%s:\n", label);
    while ((code = ERR_get_error_all(&file, &line, &func, &data, &flags)) != 0)
        printf("  %08lx %s:%d %s [%s] %d\n", code, file, line, func, data, flags & ERR_TXT_STRING);
}

static int to_stdout(const char *text, size_t len, void *arg)
{
    /* The thread comes first, and differs. */
    const char *rest = strchr(text, ':');

    printf("cb %d %s", (int)(len == strlen(text)), rest ? rest : text);
    return --*(int *)arg;
}

static void describe(unsigned long code)
{
    char text[256];
    size_t sizes[] = { 1, 2, 10, 20, 40, 64, 256 };

    SHOW_STR(ERR_lib_error_string(code));
    SHOW_STR(ERR_func_error_string(code));
    SHOW_STR(ERR_reason_error_string(code));
    SHOW_STR(ERR_error_string(code, NULL));
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        memset(text, '#', sizeof text);
        ERR_error_string_n(code, text, sizes[i]);
        printf("  %d %s\n", (int)sizes[i], text);
    }
}

int main(void)
{
    const char *file = "unset", *func = "unset", *data = "unset";
    int line = -7, flags = -7, left = 2;
    unsigned long code;
    BIO *out;
    static ERR_STRING_DATA own[] = {
        { ERR_PACK(0, 0, 100), "first reason" },
        { ERR_PACK(0, 0, 101), "second reason" },
        { 0, NULL },
    }, name[] = { { 0, "own library" }, { 0, NULL } };

    OPENSSL_init_ssl(OPENSSL_INIT_LOAD_SSL_STRINGS, NULL);
    /* Empty: nothing is stored. */
    SHOW_INT(ERR_get_error());
    SHOW_INT(ERR_peek_error());
    SHOW_INT(ERR_peek_last_error());
    SHOW_INT(ERR_get_error_all(&file, &line, &func, &data, &flags));
    printf("%s %d %s %s %d\n", file, line, func, data, flags);

    raise_at(ERR_LIB_SSL, SSL_R_CERTIFICATE_VERIFY_FAILED, "a.c", 1, "first");
    ERR_add_error_data(3, "one ", "two ", "three");
    raise_at(ERR_LIB_BIO, ERR_R_PASSED_NULL_PARAMETER, "b.c", 2, "second");
    ERR_raise_data(ERR_LIB_SYS, 2, "calling %s(%s, %d)", "open", "x", 7);
    ERR_set_debug("c.c", 3, "third");
    SHOW_INT(ERR_GET_LIB(ERR_peek_error()));
    SHOW_INT(ERR_GET_REASON(ERR_peek_error()));
    printf("%lx %lx\n", ERR_peek_error(), ERR_peek_last_error());
    printf("%lx", ERR_peek_error_all(&file, &line, &func, &data, &flags));
    printf(" %s %d %s %s %d\n", file, line, func, data, flags);
    printf("%lx", ERR_peek_last_error_all(&file, &line, &func, &data, &flags));
    printf(" %s %d %s %s %d\n", file, line, func, data, flags);
    printf("%lx", ERR_peek_error_line(&file, &line));
    printf(" %s %d\n", file, line);
    printf("%lx", ERR_peek_last_error_line(&file, &line));
    printf(" %s %d\n", file, line);
    printf("%lx", ERR_peek_error_func(&func));
    printf(" %s\n", func);
    printf("%lx", ERR_peek_last_error_func(&func));
    printf(" %s\n", func);
    printf("%lx", ERR_peek_error_data(&data, &flags));
    printf(" %s %d\n", data, flags);
    printf("%lx", ERR_peek_last_error_data(&data, &flags));
    printf(" %s %d\n", data, flags);
    printf("%lx", ERR_peek_error_line_data(&file, &line, &data, &flags));
    printf(" %s %d %s %d\n", file, line, data, flags);
    printf("%lx", ERR_peek_last_error_line_data(&file, &line, &data, &flags));
    printf(" %s %d %s %d\n", file, line, data, flags);
    printf("%lx", ERR_get_error_line(&file, &line));
    printf(" %s %d\n", file, line);
    printf("%lx", ERR_get_error_line_data(&file, &line, &data, &flags));
    printf(" %s %d %s %d\n", file, line, data, flags);
    code = ERR_get_error_all(NULL, NULL, NULL, NULL, NULL);
    printf("%lx\n", code);
    describe(code);

    /* The oldest go. */
    for (int i = 1; i <= 40; i++)
        raise_at(ERR_LIB_USER, i, "loop.c", i, "loop");
    drain("overflow");

    /* Marks. */
    SHOW_INT(ERR_set_mark());
    SHOW_INT(ERR_pop_to_mark());
    SHOW_INT(ERR_clear_last_mark());
    raise_at(ERR_LIB_USER, 1, "m.c", 1, "m");
    SHOW_INT(ERR_set_mark());
    SHOW_INT(ERR_set_mark());
    raise_at(ERR_LIB_USER, 2, "m.c", 2, "m");
    SHOW_INT(ERR_set_mark());
    raise_at(ERR_LIB_USER, 3, "m.c", 3, "m");
    SHOW_INT(ERR_pop_to_mark());
    printf("%lx\n", ERR_peek_last_error());
    SHOW_INT(ERR_clear_last_mark());
    SHOW_INT(ERR_pop_to_mark());
    printf("%lx\n", ERR_peek_last_error());
    SHOW_INT(ERR_pop_to_mark());
    SHOW_INT(ERR_peek_error());

    /* Text added in pieces, replaced, of errors that do not exist. */
    raise_at(ERR_LIB_USER, 1, "t.c", 1, "t");
    ERR_add_error_data(2, "a", "b");
    ERR_add_error_data(1, "c");
    ERR_add_error_txt(", ", "d, e, ");
    ERR_add_error_txt(NULL, "f");
    drain("added");
    raise_at(ERR_LIB_USER, 1, "t.c", 1, "t");
    ERR_set_error_data("constant", ERR_TXT_STRING);
    drain("constant");
    raise_at(ERR_LIB_USER, 1, "t.c", 1, "t");
    ERR_set_error_data(OPENSSL_strdup("given"), ERR_TXT_STRING | ERR_TXT_MALLOCED);
    ERR_set_error(ERR_LIB_USER, 9, "number %d", 9);
    drain("given");
    ERR_add_error_txt(":", "alone");
    drain("alone");
    {
        char *text = malloc(10000);

        memset(text, 'x', 9999);
        for (int i = 100; i < 9999; i += 100)
            text[i] = ' ';
        text[9999] = 0;
        raise_at(ERR_LIB_USER, 5, "l.c", 5, "l");
        ERR_add_error_txt(" ", text);
        while ((code = ERR_get_error_all(&file, &line, &func, &data, &flags)) != 0)
            printf("long %lx %s %d %s %d %d\n", code, file, line, func, (int)strlen(data), flags);
        raise_at(ERR_LIB_USER, 5, "l.c", 5, "l");
        ERR_add_error_txt(NULL, text);
        while ((code = ERR_get_error_all(&file, &line, &func, &data, &flags)) != 0)
            printf("long %lx %s %d %s %d %d\n", code, file, line, func, (int)strlen(data), flags);
        free(text);
    }

    /* Printing. */
    raise_at(ERR_LIB_SSL, SSL_R_CERTIFICATE_VERIFY_FAILED, "p.c", 1, "print");
    raise_at(ERR_LIB_X509, 200, "p.c", 2, "print");
    raise_at(ERR_LIB_SYS, 13, "p.c", 3, "print");
    raise_at(77, 33, "p.c", 4, "print");
    ERR_add_error_data(1, "data");
    ERR_print_errors_cb(to_stdout, &left);
    left = 100;
    ERR_print_errors_cb(to_stdout, &left);
    SHOW_INT(left);
    out = BIO_new(BIO_s_mem());
    raise_at(ERR_LIB_EVP, 100, "p.c", 1, "print");
    ERR_print_errors(out);
    {
        char line_[300];
        int n = BIO_gets(out, line_, sizeof line_);

        printf("%d %s", n > 20, strchr(line_, ':'));
    }
    BIO_free(out);

    /* Texts of the program's own. */
    SHOW_INT(ERR_get_next_error_library() >= ERR_LIB_USER);
    SHOW_INT(ERR_load_strings(200, own));
    name[0].error = ERR_PACK(200, 0, 0);
    SHOW_INT(ERR_load_strings(0, name));
    SHOW_STR(ERR_error_string(ERR_PACK(200, 0, 100), NULL));
    SHOW_STR(ERR_error_string(ERR_PACK(200, 0, 102), NULL));
    SHOW_INT(ERR_unload_strings(200, own));
    SHOW_STR(ERR_error_string(ERR_PACK(200, 0, 100), NULL));

    {
        unsigned long codes[] = {
            0, ERR_PACK(ERR_LIB_SSL, 0, SSL_R_CERTIFICATE_VERIFY_FAILED),
            ERR_PACK(ERR_LIB_SSL, 0, ERR_R_MALLOC_FAILURE), ERR_PACK(ERR_LIB_X509, 0, ERR_R_ASN1_LIB),
            ERR_PACK(ERR_LIB_NONE, 0, ERR_R_INTERNAL_ERROR), ERR_PACK(0, 0, ERR_R_UNSUPPORTED),
            ERR_SYSTEM_FLAG | 2, ERR_SYSTEM_FLAG | 99999, ERR_PACK(255, 0, 1), 0xffffffff, 0x7fffffff,
        };

        for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
            describe(codes[i]);
    }
    raise_at(ERR_LIB_USER, 1, NULL, 1, NULL);
    drain("no place");
    ERR_clear_error();
    SHOW_INT(ERR_peek_error());
    SHOW_INT(ERR_load_SSL_strings() + ERR_load_CRYPTO_strings() + ERR_load_BIO_strings());
    ERR_remove_thread_state(NULL);
    ERR_remove_state(0);
    return 0;
}
