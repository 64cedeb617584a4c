/* OPENSSL_sk_*: order of elements, searches, NULL. */
#include "../common.h"
#include <openssl/safestack.h>
#include <openssl/stack.h>

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int by_text_backwards(const void *a, const void *b)
{
    return -by_text(a, b);
}

static void show(const char *label, const OPENSSL_STACK *st)
{
    printf("%s: %d [", label, OPENSSL_sk_num(st));
    for (int i = 0; i < OPENSSL_sk_num(st); i++) {
        const char *text = OPENSSL_sk_value(st, i);

        printf(" %s", text ? text : "NULL");
    }
    printf(" ] sorted %d\n", OPENSSL_sk_is_sorted(st));
}

static int copies, frees;

static void *copy(const void *text)
{
    if (++copies > 3 && strcmp(text, "d") == 0)
        return NULL;
    return strdup(text);
}

static void release(void *text)
{
    frees++;
    free(text);
}

int main(void)
{
    OPENSSL_STACK *st = OPENSSL_sk_new_null(), *other;
    int n = 99;

    show("new", st);
    SHOW_INT(OPENSSL_sk_push(st, "c"));
    SHOW_INT(OPENSSL_sk_push(st, "a"));
    SHOW_INT(OPENSSL_sk_unshift(st, "x"));
    SHOW_INT(OPENSSL_sk_insert(st, "m", 1));
    SHOW_INT(OPENSSL_sk_insert(st, "end", 99));
    SHOW_INT(OPENSSL_sk_insert(st, "last", -1));
    show("filled", st);
    SHOW_STR(OPENSSL_sk_value(st, -1));
    SHOW_STR(OPENSSL_sk_value(st, 6));
    SHOW_STR(OPENSSL_sk_set(st, 0, "y"));
    SHOW_STR(OPENSSL_sk_set(st, 6, "z"));
    SHOW_STR(OPENSSL_sk_delete(st, 2));
    SHOW_STR(OPENSSL_sk_delete(st, 20));
    SHOW_STR(OPENSSL_sk_delete(st, -1));
    SHOW_STR(OPENSSL_sk_delete_ptr(st, OPENSSL_sk_value(st, 1)));
    SHOW_STR(OPENSSL_sk_delete_ptr(st, "not in it"));
    SHOW_STR(OPENSSL_sk_pop(st));
    SHOW_STR(OPENSSL_sk_shift(st));
    show("rest", st);
    OPENSSL_sk_sort(st);
    show("sort without order", st);
    SHOW_INT(OPENSSL_sk_find(st, "nothing"));
    SHOW_INT(OPENSSL_sk_find(st, OPENSSL_sk_value(st, 1)));
    SHOW_INT(OPENSSL_sk_find_all(st, OPENSSL_sk_value(st, 1), &n));
    SHOW_INT(n);
    SHOW_INT(OPENSSL_sk_set_cmp_func(st, by_text) == NULL);
    OPENSSL_sk_push(st, "b");
    OPENSSL_sk_push(st, "a");
    OPENSSL_sk_push(st, "a");
    SHOW_INT(OPENSSL_sk_find(st, "b"));
    show("sorted by the search", st);
    SHOW_INT(OPENSSL_sk_find_all(st, "a", &n));
    SHOW_INT(n);
    SHOW_INT(OPENSSL_sk_find_all(st, "zz", &n));
    SHOW_INT(n);
    SHOW_INT(OPENSSL_sk_find_ex(st, "aa"));
    SHOW_INT(OPENSSL_sk_find_ex(st, "zz"));
    SHOW_INT(OPENSSL_sk_find_ex(st, "A"));
    SHOW_INT(OPENSSL_sk_find(st, NULL));
    SHOW_INT(OPENSSL_sk_set_cmp_func(st, by_text_backwards) == by_text);
    show("another order", st);
    OPENSSL_sk_sort(st);
    show("backwards", st);
    other = OPENSSL_sk_dup(st);
    show("dup", other);
    OPENSSL_sk_zero(other);
    show("zero", other);
    SHOW_NULL(OPENSSL_sk_pop(other));
    SHOW_NULL(OPENSSL_sk_shift(other));
    SHOW_INT(OPENSSL_sk_find(other, "a"));
    OPENSSL_sk_free(other);

    OPENSSL_sk_push(st, NULL);
    other = OPENSSL_sk_deep_copy(st, copy, release);
    SHOW_NULL(other);
    show("deep copy", other);
    printf("copies %d frees %d\n", copies, frees);
    OPENSSL_sk_pop_free(other, release);
    printf("copies %d frees %d\n", copies, frees);
    OPENSSL_sk_push(st, "d");
    frees = copies = 0;
    other = OPENSSL_sk_deep_copy(st, copy, release);
    SHOW_NULL(other);
    printf("copies %d frees %d\n", copies, frees);
    OPENSSL_sk_free(st);

    st = OPENSSL_sk_new_reserve(by_text, 10);
    show("reserved", st);
    SHOW_INT(OPENSSL_sk_reserve(st, 20));
    SHOW_INT(OPENSSL_sk_reserve(st, -1));
    OPENSSL_sk_free(st);
    st = OPENSSL_sk_new(by_text);
    for (int i = 0; i < 1000; i++) {
        char text[8];

        snprintf(text, sizeof text, "%d", i * 7919 % 1000);
        OPENSSL_sk_push(st, strdup(text));
    }
    OPENSSL_sk_sort(st);
    SHOW_STR(OPENSSL_sk_value(st, 500));
    SHOW_INT(OPENSSL_sk_find(st, "777"));
    frees = 0;
    OPENSSL_sk_pop_free(st, release);
    SHOW_INT(frees);

    SHOW_INT(OPENSSL_sk_num(NULL));
    SHOW_NULL(OPENSSL_sk_value(NULL, 0));
    SHOW_NULL(OPENSSL_sk_set(NULL, 0, "a"));
    SHOW_INT(OPENSSL_sk_push(NULL, "a"));
    SHOW_INT(OPENSSL_sk_unshift(NULL, "a"));
    SHOW_INT(OPENSSL_sk_insert(NULL, "a", 0));
    SHOW_NULL(OPENSSL_sk_pop(NULL));
    SHOW_NULL(OPENSSL_sk_shift(NULL));
    SHOW_NULL(OPENSSL_sk_delete(NULL, 0));
    SHOW_INT(OPENSSL_sk_find(NULL, "a"));
    SHOW_INT(OPENSSL_sk_find_ex(NULL, "a"));
    SHOW_INT(OPENSSL_sk_is_sorted(NULL));
    SHOW_INT(OPENSSL_sk_reserve(NULL, 1));
    OPENSSL_sk_zero(NULL);
    OPENSSL_sk_sort(NULL);
    OPENSSL_sk_free(NULL);
    OPENSSL_sk_pop_free(NULL, release);
    other = OPENSSL_sk_dup(NULL);
    show("dup of NULL", other);
    OPENSSL_sk_free(other);
    other = OPENSSL_sk_deep_copy(NULL, copy, release);
    show("deep copy of NULL", other);
    OPENSSL_sk_free(other);
    show_errors();
    return 0;
}
