/*
 * For every test program. Print results; the runner compares the output of
 * two libraries, so print nothing that differs from run to run.
 */
#ifndef TLSRS_TESTS_COMMON_H
#define TLSRS_TESTS_COMMON_H

#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Prints and empties the error queue: library, reason, their text, data. */
static inline void show_errors(void)
{
    const char *data;
    int flags, shown = 0;
    unsigned long code;

    while ((code = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0) {
        const char *text = ERR_reason_error_string(code);

        printf("  error %d:%d %s", ERR_GET_LIB(code), ERR_GET_REASON(code), text ? text : "(no text)");
        if ((flags & ERR_TXT_STRING) && data != NULL && *data != '\0')
            printf(" [%s]", data);
        printf("\n");
        if (++shown == 20)
            break;
    }
    if (shown == 0)
        printf("  no error\n");
}

/* The same without the data, where it names files or differs by design. */
static inline void show_error_codes(void)
{
    unsigned long code;
    int shown = 0;

    while ((code = ERR_get_error()) != 0 && shown++ < 20) {
        const char *text = ERR_reason_error_string(code);

        printf("  error %d:%d %s\n", ERR_GET_LIB(code), ERR_GET_REASON(code), text ? text : "(no text)");
    }
    if (shown == 0)
        printf("  no error\n");
}

/*
 * Whether this one of many cases that are alike is left out: under valgrind,
 * which is fifty times as slow, every seventh will do.
 */
static inline int left_out(void)
{
    static unsigned turn;

    return getenv("TLSRS_TEST_FEWER") != NULL && turn++ % 7 != 0;
}

/* Prints what an expression of type int, long, pointer or string gives. */
#define SHOW_INT(expression) printf("%s = %ld\n", #expression, (long)(expression))
#define SHOW_NULL(expression) printf("%s is %s\n", #expression, (expression) == NULL ? "NULL" : "not NULL")
#define SHOW_STR(expression) \
    do { \
        const char *shown_ = (const char *)(expression); \
        printf("%s = %s%s%s\n", #expression, shown_ ? "\"" : "", shown_ ? shown_ : "NULL", shown_ ? "\"" : ""); \
    } while (0)

static inline void show_hex(const char *label, const void *bytes, size_t len)
{
    const unsigned char *at = bytes;

    printf("%s =", label);
    for (size_t i = 0; i < len; i++)
        printf(" %02x", at[i]);
    printf("\n");
}

/* The path of a fixture; valid until the eighth call after. */
static inline const char *fixture(char **argv, const char *name)
{
    static char paths[8][512];
    static int next;
    char *path = paths[next++ % 8];

    snprintf(path, sizeof paths[0], "%s/%s", argv[1], name);
    return path;
}

/* A whole file, terminated; *len is its length. The caller frees it. */
static inline unsigned char *read_file(const char *path, size_t *len)
{
    FILE *file = fopen(path, "rb");
    unsigned char *bytes = NULL;
    long size;

    if (file != NULL && fseek(file, 0, SEEK_END) == 0 && (size = ftell(file)) >= 0
        && (bytes = malloc((size_t)size + 1)) != NULL) {
        rewind(file);
        *len = fread(bytes, 1, (size_t)size, file);
        bytes[*len] = 0;
    }
    if (file != NULL)
        fclose(file);
    if (bytes == NULL) {
        printf("cannot read %s\n", strrchr(path, '/') ? strrchr(path, '/') + 1 : path);
        exit(2);
    }
    return bytes;
}

#endif
