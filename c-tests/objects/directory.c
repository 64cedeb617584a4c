/* OPENSSL_DIR_read and OPENSSL_DIR_end, which libcrypto exports without a
 * header; OBJ_bsearch_ and OBJ_bsearch_ex_. */
#include "../common.h"
#include <errno.h>
#include <openssl/objects.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct OPENSSL_dir_context_st OPENSSL_DIR_CTX;
const char *OPENSSL_DIR_read(OPENSSL_DIR_CTX **ctx, const char *directory);
int OPENSSL_DIR_end(OPENSSL_DIR_CTX **ctx);

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void list(const char *name)
{
    OPENSSL_DIR_CTX *ctx = NULL;
    const char *entry;
    char *names[20];
    int count = 0, i;

    errno = 0;
    while (count < 20 && (entry = OPENSSL_DIR_read(&ctx, name)) != NULL)
        names[count++] = strdup(entry);
    printf("%s: %d, errno %d, context %d\n", name, count, errno, ctx != NULL);
    qsort(names, (size_t)count, sizeof *names, by_text);
    for (i = 0; i < count; i++) {
        printf("  %.40s (%d)\n", names[i], (int)strlen(names[i]));
        free(names[i]);
    }
    errno = 0;
    SHOW_INT(OPENSSL_DIR_end(&ctx));
    SHOW_INT(errno);
}

static void make(const char *name)
{
    FILE *file = fopen(name, "w");

    if (file == NULL || fclose(file) != 0)
        printf("no file %s\n", name);
}

static int compare_int(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

static void search(const int *numbers, int count, int key, int flags)
{
    const int *found = OBJ_bsearch_ex_(&key, numbers, count, sizeof *numbers, compare_int, flags);

    printf("%d with flags %d: ", key, flags);
    if (found == NULL)
        printf("none\n");
    else
        printf("at %d of %d\n", (int)(found - numbers), count);
}

int main(void)
{
    static const int numbers[] = { 1, 3, 3, 3, 5, 7, 9 };
    OPENSSL_DIR_CTX *ctx = NULL;
    char longest[256];
    int flags, key;

    mkdir("empty", 0700);
    mkdir("some", 0700);
    make("some/one");
    make("some/two.pem");
    make("some/.hidden");
    mkdir("some/folder", 0700);
    memset(longest, 'n', sizeof longest);
    memcpy(longest, "some/", 5);
    longest[255] = '\0';
    make(longest);
    list("empty");
    list("some");
    list("missing");
    list("some/one");
    list("");
    errno = 0;
    SHOW_NULL(OPENSSL_DIR_read(NULL, "some"));
    SHOW_INT(errno == EINVAL);
    errno = 0;
    SHOW_NULL(OPENSSL_DIR_read(&ctx, NULL));
    SHOW_INT(errno == EINVAL);
    errno = 0;
    SHOW_INT(OPENSSL_DIR_end(NULL));
    SHOW_INT(errno == EINVAL);
    errno = 0;
    SHOW_INT(OPENSSL_DIR_end(&ctx));
    SHOW_INT(errno == EINVAL);
    /* An end in the middle. */
    SHOW_NULL(OPENSSL_DIR_read(&ctx, "some"));
    SHOW_INT(OPENSSL_DIR_end(&ctx));

    for (flags = 0; flags < 4; flags++)
        for (key = 0; key <= 10; key++)
            search(numbers, 7, key, flags);
    for (flags = 0; flags < 4; flags++) {
        search(numbers, 0, 1, flags);
        search(NULL, 0, 1, flags);
        search(numbers, 1, 1, flags);
        search(numbers, 1, 2, flags);
    }
    key = 5;
    SHOW_INT((const int *)OBJ_bsearch_(&key, numbers, 7, sizeof *numbers, compare_int) - numbers);
    key = 4;
    SHOW_NULL(OBJ_bsearch_(&key, numbers, 7, sizeof *numbers, compare_int));
    show_errors();
    return 0;
}
