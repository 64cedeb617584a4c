/*
 * Walks the public test vectors (PyPI's cryptography-vectors, put into build/
 * by deps.sh), in an order that is the same everywhere.
 */
#ifndef TLSRS_TESTS_CORPUS_H
#define TLSRS_TESTS_CORPUS_H

#define _GNU_SOURCE
#include "../common.h"
#include <dirent.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <sys/stat.h>

typedef void visitor(const char *name, const unsigned char *bytes, size_t len);

static int corpus_files;

/* The path of a file or folder of the vectors. */
static inline const char *vector_path(char **argv, const char *name)
{
    static char paths[4][1024];
    static int next;
    char *path = paths[next++ % 4];
    struct stat status;

    snprintf(path, sizeof paths[0], "%s/../../vectors/cryptography_vectors/%s", argv[1], name);
    if (stat(path, &status) != 0) {
        fprintf(stderr, "no %s: run make deps\n", path);
        abort(); /* the same words from both libraries would be a success */
    }
    return path;
}

/* Shows each file below `folder` to `visit`, but for folders named `except`. */
static inline void walk(const char *root, const char *folder, const char *except, visitor *visit)
{
    char path[2048];
    struct dirent **found;
    int count;

    snprintf(path, sizeof path, "%s/%s", root, folder);
    count = scandir(path, &found, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        char inner[1024];
        struct stat status;

        snprintf(inner, sizeof inner, "%s%s%s", folder, *folder ? "/" : "", found[i]->d_name);
        snprintf(path, sizeof path, "%s/%s", root, inner);
        if (found[i]->d_name[0] != '.' && stat(path, &status) == 0) {
            if (S_ISDIR(status.st_mode) && (except == NULL || strstr(except, found[i]->d_name) == NULL)) {
                walk(root, inner, except, visit);
            } else if (S_ISREG(status.st_mode)) {
                size_t len;
                unsigned char *bytes = read_file(path, &len);

                corpus_files++;
                visit(inner, bytes, len);
                free(bytes);
                ERR_clear_error();
            }
        }
        free(found[i]);
    }
    if (count >= 0)
        free(found);
}

/* Prints what a memory BIO holds, indented, and empties it; lines of the error queue name threads and sources. */
static inline void show_bio(const char *what, BIO *bio)
{
    char *text;
    long len = BIO_get_mem_data(bio, &text);
    long from = 0;

    printf(" %s\n", what);
    for (long at = 0; at <= len; at++)
        if (at == len ? from < at : text[at] == '\n') {
            if (memmem(text + from, (size_t)(at - from), ":error:", 7) == NULL)
                printf("  |%.*s\n", (int)(at - from), text + from);
            from = at + 1;
        }
    (void)BIO_reset(bio);
}

/* Whether a call that failed said why; empties the queue. */
static inline const char *told(void)
{
    int any = ERR_peek_error() != 0;

    ERR_clear_error();
    return any ? "error" : "no error";
}

/* Prints the outermost reason of a failure; those within may be the primitives' own. Empties the queue. */
static inline void show_last_error(void)
{
    unsigned long code = ERR_peek_last_error();
    const char *text = ERR_reason_error_string(code);

    if (code == 0)
        printf("  no error\n");
    else
        printf("  error %d:%d %s\n", ERR_GET_LIB(code), ERR_GET_REASON(code), text ? text : "(no text)");
    ERR_clear_error();
}

/* Whether `der`, which it frees, is the `len` bytes at `bytes`. */
static inline void show_same(const char *what, unsigned char *der, int der_len, const unsigned char *bytes, size_t len)
{
    if (der_len < 0)
        printf(" %s: none\n", what);
    else
        printf(" %s: %s\n", what,
               (size_t)der_len == len && memcmp(der, bytes, len) == 0 ? "the same" : "not the same");
    OPENSSL_free(der);
}

#endif
