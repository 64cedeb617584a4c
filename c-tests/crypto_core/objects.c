/* Hash tables, application data, locks, atomic numbers, once, local values. */
#include "../common.h"
#include <openssl/crypto.h>
#include <openssl/lhash.h>
#include <pthread.h>

static unsigned long hash(const void *p)
{
    return OPENSSL_LH_strhash(p);
}

static int compare(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void show_item(void *p)
{
    printf(" %s", (char *)p);
}

static void count_item(void *p, void *arg)
{
    ++*(int *)arg;
}

static OPENSSL_LHASH *deleting;

static void delete_item(void *p)
{
    OPENSSL_LH_delete(deleting, p);
}

static void tables(void)
{
    OPENSSL_LHASH *lh = OPENSSL_LH_new(hash, compare);
    static char words[300][8];
    const char *texts[] = { "", "a", "abc", "hello world", "\xff\x80 signed", "a rather long text to hash, it is" };
    int n = 0;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        printf("%lu\n", OPENSSL_LH_strhash(texts[i]));
    SHOW_INT(OPENSSL_LH_strhash(NULL));
    for (int i = 0; i < 300; i++) {
        snprintf(words[i], sizeof words[i], "w%d", i * 37 % 300);
        if (OPENSSL_LH_insert(lh, words[i]) != NULL)
            printf("replaced %s\n", words[i]);
        if (i == 5 || i == 40 || i == 120) {
            printf("%d:", i);
            OPENSSL_LH_doall(lh, show_item);
            printf("\n");
        }
    }
    SHOW_INT(OPENSSL_LH_num_items(lh));
    SHOW_STR(OPENSSL_LH_insert(lh, "w7"));
    SHOW_INT(OPENSSL_LH_num_items(lh));
    SHOW_STR(OPENSSL_LH_retrieve(lh, "w77"));
    SHOW_NULL(OPENSSL_LH_retrieve(lh, "x77"));
    SHOW_STR(OPENSSL_LH_delete(lh, "w77"));
    SHOW_NULL(OPENSSL_LH_delete(lh, "w77"));
    OPENSSL_LH_doall_arg(lh, count_item, &n);
    SHOW_INT(n);
    SHOW_INT(OPENSSL_LH_error(lh));
    SHOW_INT(OPENSSL_LH_get_down_load(lh));
    for (int i = 0; i < 280; i++) {
        char word[8];

        snprintf(word, sizeof word, "w%d", i);
        OPENSSL_LH_delete(lh, word);
    }
    OPENSSL_LH_doall(lh, show_item);
    printf("\n");
    OPENSSL_LH_set_down_load(lh, 0);
    deleting = lh;
    OPENSSL_LH_doall(lh, delete_item);
    SHOW_INT(OPENSSL_LH_num_items(lh));
    OPENSSL_LH_insert(lh, words[0]);
    OPENSSL_LH_flush(lh);
    SHOW_INT(OPENSSL_LH_num_items(lh));
    OPENSSL_LH_free(lh);
    OPENSSL_LH_free(NULL);
    lh = OPENSSL_LH_new(NULL, NULL);
    OPENSSL_LH_insert(lh, "by default");
    SHOW_STR(OPENSSL_LH_retrieve(lh, "by default"));
    OPENSSL_LH_free(lh);
}

static void ex_new(void *parent, void *ptr, CRYPTO_EX_DATA *ad, int idx, long argl, void *argp)
{
    printf("new %s %ld %s %s\n", (char *)parent, argl, (char *)argp, ptr ? (char *)ptr : "NULL");
    if (argl == 1)
        CRYPTO_set_ex_data(ad, idx, "from new");
}

static void ex_free(void *parent, void *ptr, CRYPTO_EX_DATA *ad, int idx, long argl, void *argp)
{
    printf("free %s %ld %s %s\n", (char *)parent, argl, (char *)argp, ptr ? (char *)ptr : "NULL");
}

static int ex_dup(CRYPTO_EX_DATA *to, const CRYPTO_EX_DATA *from, void **d, int idx, long argl, void *argp)
{
    printf("dup %ld %s %s\n", argl, (char *)argp, *d ? (char *)*d : "NULL");
    return argl != 99;
}

static void values(void)
{
    CRYPTO_EX_DATA ad, copy;
    int first = CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_APP, 1, "one", ex_new, ex_dup, ex_free);
    int second = CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_APP, 2, "two", ex_new, NULL, ex_free);
    int third = CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_APP, 3, "three", NULL, ex_dup, NULL);

    printf("%d %d %d\n", first, second, third);
    SHOW_INT(CRYPTO_get_ex_new_index(-1, 0, NULL, NULL, NULL, NULL));
    show_errors();
    SHOW_INT(CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX__COUNT, 0, NULL, NULL, NULL, NULL));
    show_errors();
    SHOW_INT(CRYPTO_new_ex_data(CRYPTO_EX_INDEX_APP, "parent", &ad));
    SHOW_STR(CRYPTO_get_ex_data(&ad, first));
    SHOW_NULL(CRYPTO_get_ex_data(&ad, second));
    SHOW_NULL(CRYPTO_get_ex_data(&ad, 1000));
    SHOW_NULL(CRYPTO_get_ex_data(&ad, -1));
    SHOW_INT(CRYPTO_set_ex_data(&ad, third, "third"));
    SHOW_INT(CRYPTO_set_ex_data(&ad, 0, "zero"));
    SHOW_INT(CRYPTO_set_ex_data(&ad, -1, "x"));
    show_error_codes();
    SHOW_INT(CRYPTO_alloc_ex_data(CRYPTO_EX_INDEX_APP, "parent", &ad, second));
    SHOW_INT(CRYPTO_alloc_ex_data(CRYPTO_EX_INDEX_APP, "parent", &ad, third));
    SHOW_INT(CRYPTO_new_ex_data(CRYPTO_EX_INDEX_APP, "copy", &copy));
    SHOW_INT(CRYPTO_dup_ex_data(CRYPTO_EX_INDEX_APP, &copy, &ad));
    SHOW_STR(CRYPTO_get_ex_data(&copy, third));
    SHOW_STR(CRYPTO_get_ex_data(&copy, 0));
    SHOW_INT(CRYPTO_free_ex_index(CRYPTO_EX_INDEX_APP, second));
    SHOW_INT(CRYPTO_free_ex_index(CRYPTO_EX_INDEX_APP, 77));
    CRYPTO_free_ex_data(CRYPTO_EX_INDEX_APP, "parent", &ad);
    CRYPTO_free_ex_data(CRYPTO_EX_INDEX_APP, "copy", &copy);
    SHOW_NULL(CRYPTO_get_ex_data(&copy, third));
}

static CRYPTO_RWLOCK *lock;
static CRYPTO_ONCE once = CRYPTO_ONCE_STATIC_INIT;
static CRYPTO_THREAD_LOCAL local;
static int counter, atomic, initialised, cleaned;

static void init(void)
{
    initialised++;
}

static void cleanup(void *p)
{
    __sync_fetch_and_add(&cleaned, 1);
}

static void *work(void *arg)
{
    int now;

    CRYPTO_THREAD_run_once(&once, init);
    CRYPTO_THREAD_set_local(&local, &now);
    if (CRYPTO_THREAD_get_local(&local) != &now)
        return "local";
    for (int i = 0; i < 10000; i++) {
        if (!CRYPTO_THREAD_write_lock(lock))
            return "lock";
        counter++;
        CRYPTO_THREAD_unlock(lock);
        CRYPTO_atomic_add(&atomic, 1, &now, lock);
    }
    return NULL;
}

static void threads(void)
{
    pthread_t all[4];
    void *result;
    uint64_t bits = 5, now = 0;

    lock = CRYPTO_THREAD_lock_new();
    SHOW_NULL(lock);
    SHOW_INT(CRYPTO_THREAD_read_lock(lock));
    SHOW_INT(CRYPTO_THREAD_read_lock(lock));
    SHOW_INT(CRYPTO_THREAD_unlock(lock));
    SHOW_INT(CRYPTO_THREAD_unlock(lock));
    SHOW_INT(CRYPTO_THREAD_init_local(&local, cleanup));
    SHOW_NULL(CRYPTO_THREAD_get_local(&local));
    for (int i = 0; i < 4; i++)
        pthread_create(&all[i], NULL, work, NULL);
    for (int i = 0; i < 4; i++) {
        pthread_join(all[i], &result);
        SHOW_STR(result);
    }
    printf("%d %d %d %d\n", counter, atomic, initialised, cleaned);
    SHOW_INT(CRYPTO_atomic_or(&bits, 10, &now, lock));
    SHOW_INT(now);
    SHOW_INT(CRYPTO_atomic_load(&bits, &now, lock));
    SHOW_INT(now);
    SHOW_INT(CRYPTO_THREAD_cleanup_local(&local));
    SHOW_INT(CRYPTO_THREAD_compare_id(CRYPTO_THREAD_get_current_id(), CRYPTO_THREAD_get_current_id()));
    CRYPTO_THREAD_lock_free(lock);
    CRYPTO_THREAD_lock_free(NULL);
}

int main(void)
{
    tables();
    values();
    threads();
    show_errors();
    return 0;
}
