/* CTLOG, CTLOG_STORE, CT_POLICY_EVAL_CTX, SCT_new_from_base64. */
#include "../common.h"
#include "_made.h"

static char *key64, *rsa64;
static unsigned char key_id[32], rsa_id[32];

static void show_log(const char *what, const CTLOG *log)
{
    const uint8_t *id = NULL;
    size_t len = 9;

    if (log == NULL) {
        printf("%s: NULL\n", what);
        return;
    }
    CTLOG_get0_log_id(log, &id, &len);
    printf("%s: \"%s\", id of %zu, %s; key of type %d\n", what, CTLOG_get0_name(log), len,
           id != NULL && memcmp(id, key_id, 32) == 0   ? "P-256's"
           : id != NULL && memcmp(id, rsa_id, 32) == 0 ? "RSA's"
                                                       : "another",
           EVP_PKEY_get_base_id(CTLOG_get0_public_key(log)));
}

static void base64_logs(void)
{
    CTLOG *log = NULL;
    char *wrapped = OPENSSL_malloc(strlen(key64) + 100), *at = wrapped;

    SHOW_INT(CTLOG_new_from_base64(&log, key64, "A log"));
    show_errors();
    show_log("from base64", log);
    CTLOG_free(log);
    log = NULL;
    SHOW_INT(CTLOG_new_from_base64_ex(&log, rsa64, "", NULL, NULL));
    show_errors();
    show_log("from base64", log);
    CTLOG_free(log);
    log = NULL;
    SHOW_INT(CTLOG_new_from_base64_ex(&log, key64, "properties", NULL, "provider=none"));
    show_error_codes();
    show_log("with properties", log);
    CTLOG_free(log);
    log = NULL;
    SHOW_INT(CTLOG_new_from_base64(NULL, key64, "A log"));
    show_errors();
    static const char *const wrong[] = { "", "=", "A", "AA==", "AAAA", "!!!!", "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE",
                                         "MAA=", "    ", "AAA", "AA=A", "====" };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        printf("\"%s\": %d", wrong[i], CTLOG_new_from_base64(&log, wrong[i], "A log"));
        printf(", %s\n", log == NULL ? "NULL" : "not NULL");
        show_error_codes();
    }
    /* With ends of lines, blanks, and more behind it. */
    sprintf(wrapped, "  %s \n", key64);
    SHOW_INT(CTLOG_new_from_base64(&log, wrapped, "blanks"));
    show_error_codes();
    show_log("with blanks around it", log);
    CTLOG_free(log);
    log = NULL;
    for (size_t i = 0; key64[i] != 0; i++) {
        if (i > 0 && i % 64 == 0)
            *at++ = '\n';
        *at++ = key64[i];
    }
    *at = 0;
    SHOW_INT(CTLOG_new_from_base64(&log, wrapped, "in lines"));
    show_error_codes();
    show_log("in lines", log);
    CTLOG_free(log);
    log = NULL;
    {
        unsigned char bytes[200];
        int len = EVP_DecodeBlock(bytes, (unsigned char *)key64, strlen(key64));

        while (key64[strlen(key64) - 1] == '=' && len > 91)
            len--;
        bytes[len++] = 7;
        while (len % 3 != 0)
            bytes[len++] = 7;
        EVP_EncodeBlock((unsigned char *)wrapped, bytes, len);
        SHOW_INT(CTLOG_new_from_base64(&log, wrapped, "more behind it"));
        show_error_codes();
        show_log("more behind it", log);
        CTLOG_free(log);
    }
    OPENSSL_free(wrapped);
    CTLOG_free(NULL);
}

static void new_logs(EVP_PKEY *key, EVP_PKEY *ed)
{
    CTLOG *log;

    EVP_PKEY_up_ref(key);
    log = CTLOG_new(key, "By its key");
    show_errors();
    show_log("CTLOG_new", log);
    SHOW_INT(CTLOG_get0_public_key(log) == key);
    CTLOG_free(log);
    EVP_PKEY_up_ref(ed);
    log = CTLOG_new_ex(ed, "Ed25519", NULL, NULL);
    show_errors();
    show_log("CTLOG_new_ex", log);
    CTLOG_free(log);
    EVP_PKEY_up_ref(key);
    log = CTLOG_new_ex(key, "other properties", NULL, "provider=none");
    show_error_codes();
    show_log("CTLOG_new_ex with properties that none has", log);
    CTLOG_free(log);
    if (log == NULL)
        EVP_PKEY_free(key);
    {
        EVP_PKEY *empty = EVP_PKEY_new();

        log = CTLOG_new(empty, "empty");
        show_error_codes();
        show_log("CTLOG_new of an empty key", log);
        EVP_PKEY_free(empty);
    }
    SHOW_NULL(CTLOG_new(NULL, "no key"));
    show_error_codes();
    SHOW_NULL(CTLOG_new(key, NULL));
    show_error_codes();
    log = NULL;
    SHOW_INT(CTLOG_new_from_base64(&log, key64, NULL));
    show_error_codes();
}

/* The test runs in a folder of its own. */
static const char path[] = "logs.cnf";

static void load(const char *what, const char *text, int show_data)
{
    FILE *file = fopen(path, "w");
    CTLOG_STORE *store = CTLOG_STORE_new();
    int loaded;

    fputs(text, file);
    fclose(file);
    loaded = CTLOG_STORE_load_file(store, path);
    printf("%s: %d\n", what, loaded);
    if (show_data)
        show_errors();
    else
        show_error_codes();
    show_log("  P-256", CTLOG_STORE_get0_log_by_id(store, key_id, 32));
    show_log("  RSA", CTLOG_STORE_get0_log_by_id(store, rsa_id, 32));
    show_log("  31 bytes", CTLOG_STORE_get0_log_by_id(store, key_id, 31));
    show_log("  no bytes", CTLOG_STORE_get0_log_by_id(store, key_id, 0));
    show_errors();
    CTLOG_STORE_free(store);
}

static char *text(const char *format)
{
    static char out[8000];

    snprintf(out, sizeof out, format, key64, rsa64);
    return out;
}

static void stores(void)
{
    CTLOG_STORE *store;

    load("two", text("enabled_logs = one,two\n[one]\ndescription = Log One\nkey = %s\n[two]\ndescription = 2\nkey = %s\n"), 1);
    load("blanks", text("enabled_logs =  one , two ,\n[one]\ndescription = Log One\nkey = %s\n[two]\ndescription = 2\nkey = %s\n"), 1);
    load("one not enabled", text("enabled_logs = two\n[one]\ndescription = Log One\nkey = %s\n[two]\ndescription = 2\nkey = %s\n"), 1);
    load("none enabled", text("enabled_logs =\n[one]\ndescription = Log One\nkey = %s\n[two]\ndescription = 2\nkey = %s\n"), 1);
    load("no list", text("[one]\ndescription = Log One\nkey = %s\n[two]\ndescription = 2\nkey = %s\n"), 1);
    load("an unknown one", text("enabled_logs = three, one\n[one]\ndescription = Log One\nkey = %s\n"), 1);
    load("no description", text("enabled_logs = one, two\n[one]\nkey = %s\n[two]\ndescription = 2\nkey = %s\n"), 1);
    load("no key", text("enabled_logs = one, two\n[one]\ndescription = no key\n[two]\ndescription = P-256\nkey = %s\n"), 1);
    load("no base64", text("enabled_logs = one, two\n[one]\ndescription = no key\nkey = !!!!\n[two]\ndescription = P-256\nkey = %s\n"), 1);
    load("no key in base64", text("enabled_logs = one, two\n[one]\ndescription = no key\nkey = AAAA\n[two]\ndescription = P-256\nkey = %s\n"), 0);
    load("the same twice", text("enabled_logs = one, two\n[one]\ndescription = first\nkey = %1$s\n[two]\ndescription = second\nkey = %1$s\n"), 1);
    load("empty", "", 1);
    load("no configuration", "[[[\nfoo", 0);
    load("empty names", text("enabled_logs = ,,one,\n[one]\ndescription = Log One\nkey = %s\n"), 1);

    store = CTLOG_STORE_new_ex(NULL, NULL);
    show_log("in an empty store", CTLOG_STORE_get0_log_by_id(store, key_id, 32));
    SHOW_INT(CTLOG_STORE_load_file(store, "/nonexistent/logs.cnf"));
    show_errors();
    SHOW_INT(CTLOG_STORE_load_file(store, "/"));
    SHOW_INT(ERR_GET_REASON(ERR_peek_last_error()));
    ERR_clear_error();
    SHOW_INT(CTLOG_STORE_load_file(store, ""));
    show_errors();
    SHOW_INT(CTLOG_STORE_load_file(store, NULL));
    ERR_clear_error();
    SHOW_NULL(CTLOG_STORE_get0_log_by_id(store, NULL, 32));

    /* Loading again adds. */
    FILE *file = fopen(path, "w");
    fputs(text("enabled_logs = one\n[one]\ndescription = Log One\nkey = %s\n"), file);
    fclose(file);
    SHOW_INT(CTLOG_STORE_load_file(store, path));
    file = fopen(path, "w");
    fputs(text("enabled_logs = two\n[two]\ndescription = Log Two\nkey = %2$s\n"), file);
    fclose(file);
    SHOW_INT(CTLOG_STORE_load_file(store, path));
    show_log("  P-256", CTLOG_STORE_get0_log_by_id(store, key_id, 32));
    show_log("  RSA", CTLOG_STORE_get0_log_by_id(store, rsa_id, 32));
    CTLOG_STORE_free(store);
    CTLOG_STORE_free(NULL);
    remove(path);
}

static void default_file(const char *self)
{
    char command[6000];
    FILE *file = fopen(path, "w");

    fputs(text("enabled_logs = one\n[one]\ndescription = Log One\nkey = %s\n"), file);
    fclose(file);
    fflush(stdout);
    snprintf(command, sizeof command, "CTLOG_FILE=%s %s default %s", path, self, key64);
    SHOW_INT(system(command));
    snprintf(command, sizeof command, "CTLOG_FILE=/nonexistent/file %s default", self);
    fflush(stdout);
    SHOW_INT(system(command));
    fflush(stdout);
    snprintf(command, sizeof command, "unset CTLOG_FILE; %s default", self);
    SHOW_INT(system(command));
    remove(path);
}

/* In a process of its own, with another environment. */
static int in_default(const char *key)
{
    CTLOG_STORE *store = CTLOG_STORE_new();
    CTLOG *log = NULL;

    SHOW_INT(CTLOG_STORE_load_default_file(store));
    show_errors();
    if (key != NULL && CTLOG_new_from_base64(&log, key, "the same") == 1) {
        const uint8_t *id;
        size_t len;

        CTLOG_get0_log_id(log, &id, &len);
        SHOW_STR(CTLOG_get0_name(CTLOG_STORE_get0_log_by_id(store, id, len)));
    }
    CTLOG_free(log);
    CTLOG_STORE_free(store);
    return 0;
}

static void policies(EVP_PKEY *key)
{
    uint64_t now = (uint64_t)time(NULL) * 1000;
    CT_POLICY_EVAL_CTX *ctx = CT_POLICY_EVAL_CTX_new();
    CTLOG_STORE *store = CTLOG_STORE_new();
    X509 *a = made_cert("a", key, NULL, key), *b = made_cert("b", key, NULL, key);
    char name[100];

    SHOW_NULL(CT_POLICY_EVAL_CTX_get0_cert(ctx));
    SHOW_NULL(CT_POLICY_EVAL_CTX_get0_issuer(ctx));
    SHOW_NULL(CT_POLICY_EVAL_CTX_get0_log_store(ctx));
    SHOW_INT(CT_POLICY_EVAL_CTX_get_time(ctx) % 1000);
    SHOW_INT(CT_POLICY_EVAL_CTX_get_time(ctx) >= now + 300000 && CT_POLICY_EVAL_CTX_get_time(ctx) < now + 400000);
    SHOW_INT(CT_POLICY_EVAL_CTX_set1_cert(ctx, a));
    SHOW_INT(CT_POLICY_EVAL_CTX_set1_issuer(ctx, b));
    SHOW_INT(CT_POLICY_EVAL_CTX_get0_cert(ctx) == a);
    SHOW_INT(CT_POLICY_EVAL_CTX_get0_issuer(ctx) == b);
    CT_POLICY_EVAL_CTX_set_shared_CTLOG_STORE(ctx, store);
    SHOW_INT(CT_POLICY_EVAL_CTX_get0_log_store(ctx) == store);
    CT_POLICY_EVAL_CTX_set_time(ctx, 12345678901234567ULL);
    SHOW_INT(CT_POLICY_EVAL_CTX_get_time(ctx));
    CT_POLICY_EVAL_CTX_set_time(ctx, ~0ULL);
    SHOW_INT(CT_POLICY_EVAL_CTX_get_time(ctx));
    show_errors();
    CT_POLICY_EVAL_CTX_free(ctx);

    /* It has shares of its own. */
    ctx = CT_POLICY_EVAL_CTX_new_ex(NULL, NULL);
    SHOW_INT(CT_POLICY_EVAL_CTX_set1_cert(ctx, a));
    SHOW_INT(CT_POLICY_EVAL_CTX_set1_issuer(ctx, b));
    X509_free(a);
    X509_free(b);
    SHOW_STR(X509_NAME_oneline(X509_get_subject_name(CT_POLICY_EVAL_CTX_get0_cert(ctx)), name, sizeof name));
    SHOW_STR(X509_NAME_oneline(X509_get_subject_name(CT_POLICY_EVAL_CTX_get0_issuer(ctx)), name, sizeof name));
    CT_POLICY_EVAL_CTX_set_shared_CTLOG_STORE(ctx, NULL);
    SHOW_NULL(CT_POLICY_EVAL_CTX_get0_log_store(ctx));
    CT_POLICY_EVAL_CTX_free(ctx);
    ctx = CT_POLICY_EVAL_CTX_new_ex(NULL, "provider=none");
    SHOW_NULL(ctx);
    CT_POLICY_EVAL_CTX_free(ctx);
    CT_POLICY_EVAL_CTX_free(NULL);
    CTLOG_STORE_free(store);
}

static void from_base64(const char *what, unsigned char version, const char *id, int entry, const char *ext,
                        const char *signature)
{
    SCT *sct = SCT_new_from_base64(version, id, entry, 1500000000123ULL, ext, signature);
    unsigned char *bytes;
    size_t len;

    printf("%s: %s\n", what, sct == NULL ? "NULL" : "made");
    show_errors();
    if (sct == NULL)
        return;
    printf("  version %d, entry %d, time %llu, nid %d, source %d, status %d\n", SCT_get_version(sct),
           SCT_get_log_entry_type(sct), (unsigned long long)SCT_get_timestamp(sct), SCT_get_signature_nid(sct),
           SCT_get_source(sct), SCT_get_validation_status(sct));
    len = SCT_get0_log_id(sct, &bytes);
    show_hex("  log", bytes, len);
    len = SCT_get0_extensions(sct, &bytes);
    show_hex("  extensions", bytes, len);
    len = SCT_get0_signature(sct, &bytes);
    show_hex("  signature", bytes, len);
    SCT_free(sct);
}

static void scts(void)
{
    static const char id[] = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=", *sig = "BAMAA0RFRg==";

    from_base64("good", 0, id, 0, "AQID", sig);
    from_base64("good", 0, id, 1, "", sig);
    from_base64("short extensions", 0, id, 1, "AQ==", sig);
    from_base64("two bytes of extensions", 0, id, 1, "AQI=", sig);
    from_base64("version 1", 1, id, 1, "", sig);
    from_base64("no type", 0, id, -1, "", sig);
    from_base64("type 2", 0, id, 2, "", sig);
    from_base64("no id", 0, "", 0, "", sig);
    from_base64("short id", 0, "AQID", 0, "", sig);
    from_base64("wrong id", 0, "AQI", 0, "", sig);
    from_base64("id with blanks", 0, " AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA= ", 0, "", sig);
    from_base64("wrong extensions", 0, id, 0, "!!!!", sig);
    from_base64("wrong signature", 0, id, 0, "", "!!!!");
    from_base64("no signature", 0, id, 0, "", "");
    from_base64("short signature", 0, id, 0, "", "BAMAAw==");
    from_base64("cut signature", 0, id, 0, "", "BAMABERFRg==");
    from_base64("another algorithm", 0, id, 0, "", "BAIAA0RFRg==");
    from_base64("another hash", 0, id, 0, "", "AgMAA0RFRg==");
    from_base64("RSA", 0, id, 0, "", "BAEAA0RFRg==");
    from_base64("more behind it", 0, id, 0, "", "BAMAA0RFRkdISUpL");
    from_base64("one more behind it", 0, id, 0, "", "BAMAA0RFRkc=");
    from_base64("empty signature", 0, id, 0, "", "BAMAAA==");
}

int main(int argc, char **argv)
{
    EVP_PKEY *key, *rsa, *ed;

    if (argc > 1 && strcmp(argv[1], "default") == 0)
        return in_default(argv[2]);
    key = EVP_EC_gen("P-256");
    rsa = EVP_RSA_gen(2048);
    ed = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    key64 = base64_key(key);
    rsa64 = base64_key(rsa);
    key_hash(key, key_id);
    key_hash(rsa, rsa_id);
    base64_logs();
    new_logs(key, ed);
    stores();
    default_file(argv[0]);
    policies(key);
    scts();
    OPENSSL_free(key64);
    OPENSSL_free(rsa64);
    EVP_PKEY_free(key);
    EVP_PKEY_free(rsa);
    EVP_PKEY_free(ed);
    return 0;
}
