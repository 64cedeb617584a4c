/* Tracing in a build without it, self tests as an application reports them, and
 * the statistics of hash tables. */
#include "../common.h"
#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/lhash.h>
#include <openssl/params.h>
#include <openssl/self_test.h>
#include <openssl/trace.h>

static int answer = 1;

static int on_test(const OSSL_PARAM params[], void *arg)
{
    static const char *const keys[] = { OSSL_PROV_PARAM_SELF_TEST_PHASE, OSSL_PROV_PARAM_SELF_TEST_TYPE,
                                        OSSL_PROV_PARAM_SELF_TEST_DESC };

    printf("  test(%s):", (char *)arg);
    for (size_t i = 0; i < 3; i++) {
        const OSSL_PARAM *p = OSSL_PARAM_locate_const(params, keys[i]);

        printf(" %s=%s", keys[i], p ? (const char *)p->data : "-");
    }
    printf("\n");
    return answer;
}

static size_t on_trace(const char *buf, size_t cnt, int category, int cmd, void *data)
{
    (void)buf, (void)category, (void)cmd, (void)data;
    return cnt;
}

static unsigned long hash(const void *p)
{
    return *(const unsigned char *)p;
}

static int compare(const void *a, const void *b)
{
    return strcmp(a, b);
}

int main(void)
{
    OSSL_SELF_TEST *test;
    OSSL_CALLBACK *cb = (OSSL_CALLBACK *)1;
    void *arg = (void *)1;
    unsigned char byte = 0x5a;
    BIO *bio = BIO_new(BIO_s_mem());
    OPENSSL_LHASH *table;
    static const int categories[] = { OSSL_TRACE_CATEGORY_ALL, OSSL_TRACE_CATEGORY_TRACE, OSSL_TRACE_CATEGORY_INIT,
                                      OSSL_TRACE_CATEGORY_TLS, OSSL_TRACE_CATEGORY_TLS_CIPHER,
                                      OSSL_TRACE_CATEGORY_STORE, OSSL_TRACE_CATEGORY_ENCODER, -1, 99 };

    for (int i = -2; i < 25; i++) {
        const char *name = OSSL_trace_get_category_name(i);

        printf("%d %s %d\n", i, name ? name : "NULL", name ? OSSL_trace_get_category_num(name) : -9);
    }
    SHOW_INT(OSSL_trace_get_category_num("tls"));
    SHOW_INT(OSSL_trace_get_category_num("TLSX"));
    SHOW_INT(OSSL_trace_get_category_num("nothing"));
    for (size_t i = 0; i < sizeof categories / sizeof *categories; i++) {
        int c = categories[i];

        printf("category %d:", c);
        printf(" channel %d", OSSL_trace_set_channel(c, bio));
        printf(" callback %d", OSSL_trace_set_callback(c, on_trace, NULL));
        printf(" prefix %d", OSSL_trace_set_prefix(c, "before"));
        printf(" suffix %d", OSSL_trace_set_suffix(c, "after"));
        printf(" enabled %d", OSSL_trace_enabled(c));
        printf(" begin %s\n", OSSL_trace_begin(c) ? "there" : "NULL");
        OSSL_trace_end(c, NULL);
        OSSL_trace_end(c, bio);
    }
    SHOW_INT(BIO_pending(bio));
    show_error_codes();

    OSSL_SELF_TEST_get_callback(NULL, &cb, &arg);
    printf("none: %d %d\n", cb == NULL, arg == NULL);
    OSSL_SELF_TEST_set_callback(NULL, on_test, "set");
    OSSL_SELF_TEST_get_callback(NULL, &cb, &arg);
    printf("set: %d %s\n", cb == on_test, (char *)arg);
    OSSL_SELF_TEST_get_callback(NULL, NULL, NULL);
    OSSL_SELF_TEST_set_callback(NULL, NULL, NULL);
    test = OSSL_SELF_TEST_new(on_test, "mine");
    SHOW_NULL(test);
    OSSL_SELF_TEST_onbegin(test, OSSL_SELF_TEST_TYPE_KAT_DIGEST, OSSL_SELF_TEST_DESC_MD_SHA2);
    SHOW_INT(OSSL_SELF_TEST_oncorrupt_byte(test, &byte));
    printf("byte %02x\n", byte);
    answer = 0;
    SHOW_INT(OSSL_SELF_TEST_oncorrupt_byte(test, &byte));
    printf("byte %02x\n", byte);
    OSSL_SELF_TEST_onend(test, 1);
    OSSL_SELF_TEST_onend(test, 0);
    OSSL_SELF_TEST_onbegin(test, NULL, NULL);
    OSSL_SELF_TEST_onend(test, 0);
    OSSL_SELF_TEST_free(test);
    test = OSSL_SELF_TEST_new(NULL, NULL);
    OSSL_SELF_TEST_onbegin(test, "type", "desc");
    SHOW_INT(OSSL_SELF_TEST_oncorrupt_byte(test, &byte));
    OSSL_SELF_TEST_onend(test, 1);
    OSSL_SELF_TEST_free(test);
    OSSL_SELF_TEST_free(NULL);
    show_error_codes();

    table = OPENSSL_LH_new(hash, compare);
    for (int i = 0; i < 3; i++) {
        char *text;
        long len;
        static const char *const words[] = { "alpha", "beta", "arc", "gamma" };

        OPENSSL_LH_insert(table, (void *)words[i]);
        OPENSSL_LH_stats_bio(table, bio);
        OPENSSL_LH_node_stats_bio(table, bio);
        OPENSSL_LH_node_usage_stats_bio(table, bio);
        len = BIO_get_mem_data(bio, &text);
        printf("--- %d\n%.*s", i, (int)len, text);
        (void)BIO_reset(bio);
    }
    OPENSSL_LH_stats(table, stdout);
    OPENSSL_LH_node_stats(table, stdout);
    OPENSSL_LH_node_usage_stats(table, stdout);
    fflush(stdout);
    {
        static char words[40][4];

        for (int i = 0; i < 40; i++) {
            snprintf(words[i], sizeof words[i], "%d", i);
            OPENSSL_LH_insert(table, words[i]);
        }
        OPENSSL_LH_stats(table, stdout);
        OPENSSL_LH_node_stats(table, stdout);
        OPENSSL_LH_node_usage_stats(table, stdout);
        for (int i = 0; i < 40; i++)
            OPENSSL_LH_delete(table, words[i]);
        OPENSSL_LH_stats(table, stdout);
        OPENSSL_LH_flush(table);
        OPENSSL_LH_node_usage_stats(table, stdout);
        fflush(stdout);
    }
    OPENSSL_LH_free(table);
    BIO_free(bio);
    show_error_codes();
    return 0;
}
