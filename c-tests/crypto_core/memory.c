/* Memory: copies, sizes 0, secure memory, the program's own allocator. */
#include "../common.h"
#include <openssl/bio.h>
#include <openssl/buffer.h>
#include <openssl/crypto.h>

static int allocated, freed;

static void *own_malloc(size_t n, const char *file, int line)
{
    allocated++;
    return malloc(n);
}

static void *own_realloc(void *p, size_t n, const char *file, int line)
{
    if (p == NULL)
        allocated++;
    return realloc(p, n);
}

static void own_free(void *p, const char *file, int line)
{
    if (p != NULL)
        freed++;
    free(p);
}

int main(void)
{
    void *(*m)(size_t, const char *, int) = NULL;
    void *(*r)(void *, size_t, const char *, int) = NULL;
    void (*f)(void *, const char *, int) = NULL;
    char *p, *q, rev[6] = "abcde";
    BUF_MEM *b;

    SHOW_INT(CRYPTO_set_mem_functions(own_malloc, own_realloc, own_free));
    CRYPTO_get_mem_functions(&m, &r, &f);
    SHOW_INT(m == own_malloc && r == own_realloc && f == own_free);
    CRYPTO_get_mem_functions(NULL, NULL, NULL);
    allocated = freed = 0;
    p = OPENSSL_malloc(10);
    SHOW_INT(allocated);
    p = OPENSSL_realloc(p, 2000);
    OPENSSL_free(p);
    SHOW_INT(freed);
    p = OPENSSL_zalloc(100);
    SHOW_INT(p[0] + p[99]);
    strcpy(p, "text");
    p = OPENSSL_clear_realloc(p, 100, 300);
    SHOW_STR(p);
    p = OPENSSL_clear_realloc(p, 300, 3);
    SHOW_INT(memcmp(p, "tex", 3));
    OPENSSL_clear_free(p, 3);
    OPENSSL_clear_free(NULL, 3);
    OPENSSL_free(NULL);
    p = OPENSSL_strdup("duplicated");
    SHOW_STR(p);
    q = OPENSSL_strndup(p, 4);
    SHOW_STR(q);
    OPENSSL_free(q);
    q = OPENSSL_strndup(p, 400);
    SHOW_STR(q);
    OPENSSL_free(q);
    q = OPENSSL_memdup(p, 3);
    SHOW_INT(memcmp(q, "dup", 3));
    OPENSSL_free(q);
    OPENSSL_free(p);
    SHOW_NULL(OPENSSL_strdup(NULL));
    SHOW_NULL(OPENSSL_strndup(NULL, 1));
    SHOW_NULL(OPENSSL_memdup(NULL, 1));
    p = OPENSSL_realloc(NULL, 10);
    SHOW_NULL(p);
    OPENSSL_free(p);
    SHOW_INT(CRYPTO_secure_malloc_initialized());
    p = OPENSSL_secure_malloc(20);
    SHOW_NULL(p);
    SHOW_INT(CRYPTO_secure_allocated(p));
    OPENSSL_secure_clear_free(p, 20);
    p = OPENSSL_secure_zalloc(20);
    SHOW_INT(p[19]);
    OPENSSL_secure_free(p);
    SHOW_INT(CRYPTO_memcmp("abc", "abc", 3));
    SHOW_INT(CRYPTO_memcmp("abc", "abd", 3) != 0);
    SHOW_INT(CRYPTO_memcmp("abc", "xyz", 0));
    OPENSSL_cleanse(rev, 2);
    SHOW_INT(rev[0] + rev[1]);
    memcpy(rev, "abcde", 5);
    BUF_reverse((unsigned char *)rev, NULL, 5);
    SHOW_STR(rev);
    BUF_reverse((unsigned char *)rev, (const unsigned char *)"12345", 5);
    SHOW_STR(rev);

    b = BUF_MEM_new();
    SHOW_INT(BUF_MEM_grow(b, 10));
    SHOW_INT(b->length);
    memcpy(b->data, "0123456789", 10);
    SHOW_INT(BUF_MEM_grow(b, 5000));
    SHOW_INT(memcmp(b->data, "0123456789\0", 11));
    SHOW_INT(BUF_MEM_grow_clean(b, 4));
    SHOW_INT(BUF_MEM_grow(b, 11));
    SHOW_INT(b->data[4]);
    BUF_MEM_free(b);
    b = BUF_MEM_new_ex(BUF_MEM_FLAG_SECURE);
    SHOW_INT(BUF_MEM_grow_clean(b, 100));
    BUF_MEM_free(b);
    BUF_MEM_free(NULL);
    SHOW_INT(CRYPTO_set_mem_functions(own_malloc, own_realloc, own_free));
    printf("all freed: %d\n", allocated <= freed + 40);
    show_errors();
    return 0;
}
