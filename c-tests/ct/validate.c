/* SCT_validate: timestamps of certificates and of precertificates, against the logs that are known. */
#include "../common.h"
#include "_made.h"

static EVP_PKEY *log_key, *rsa_log, *other_log, *small_log, *p384_log, *ed_log, *ca_key, *leaf_key;
static X509 *ca, *leaf;
static CTLOG_STORE *logs;

/* A store with all logs but one. The test runs in a folder of its own. */
static void make_logs(void)
{
    static const char *const names[] = { "Log One", "The Second", "P-384", "Ed25519", "RSA-1024" };
    EVP_PKEY *const keys[] = { log_key, rsa_log, p384_log, ed_log, small_log };
    FILE *file = fopen("logs.cnf", "w");

    fprintf(file, "enabled_logs = 0,1,2,3,4\n");
    for (int i = 0; i < 5; i++) {
        char *key = base64_key(keys[i]);

        fprintf(file, "[%d]\ndescription = %s\nkey = %s\n", i, names[i], key);
        OPENSSL_free(key);
    }
    fclose(file);
    logs = CTLOG_STORE_new();
    SHOW_INT(CTLOG_STORE_load_file(logs, "logs.cnf"));
    show_errors();
    remove("logs.cnf");
}

static CT_POLICY_EVAL_CTX *policy(X509 *cert, X509 *issuer)
{
    CT_POLICY_EVAL_CTX *ctx = CT_POLICY_EVAL_CTX_new();

    if (cert != NULL)
        CT_POLICY_EVAL_CTX_set1_cert(ctx, cert);
    if (issuer != NULL)
        CT_POLICY_EVAL_CTX_set1_issuer(ctx, issuer);
    CT_POLICY_EVAL_CTX_set_shared_CTLOG_STORE(ctx, logs);
    return ctx;
}

static void validate(const char *what, SCT *sct, CT_POLICY_EVAL_CTX *ctx)
{
    int verdict = SCT_validate(sct, ctx);

    printf("%s: %d, status %d \"%s\"\n", what, verdict, SCT_get_validation_status(sct),
           SCT_validation_status_string(sct));
    show_errors();
}

static void of_certificates(void)
{
    CT_POLICY_EVAL_CTX *ctx = policy(leaf, NULL), *issued = policy(leaf, ca), *wrong;
    SCT *sct = sct_of_cert(log_key, leaf, MADE, "");
    unsigned char *bytes, copy[600];
    size_t len;

    printf("not validated: status %d\n", SCT_get_validation_status(sct));
    validate("of a certificate", sct, ctx);
    validate("again", sct, ctx);
    validate("with its issuer", sct, issued);
    wrong = policy(ca, NULL);
    validate("of another certificate", sct, wrong);
    CT_POLICY_EVAL_CTX_free(wrong);
    validate("once more", sct, ctx);

    /* What a setter does to the verdict. */
    SCT_set_timestamp(sct, MADE);
    printf("SCT_set_timestamp: status %d\n", SCT_get_validation_status(sct));
    validate("once more", sct, ctx);
    SCT_set_source(sct, SCT_SOURCE_UNKNOWN);
    printf("SCT_set_source: status %d\n", SCT_get_validation_status(sct));
    validate("once more", sct, ctx);
    SCT_set_source(sct, SCT_SOURCE_TLS_EXTENSION);
    printf("SCT_set_source: status %d\n", SCT_get_validation_status(sct));
    validate("once more", sct, ctx);
    SCT_set_log_entry_type(sct, CT_LOG_ENTRY_TYPE_X509);
    printf("SCT_set_log_entry_type: status %d\n", SCT_get_validation_status(sct));
    validate("once more", sct, ctx);
    SCT_set_log_entry_type(sct, 7);
    printf("SCT_set_log_entry_type(7): status %d\n", SCT_get_validation_status(sct));
    show_errors();
    validate("once more", sct, ctx);
    SCT_set_version(sct, 3);
    printf("SCT_set_version(3): status %d\n", SCT_get_validation_status(sct));
    show_errors();
    SCT_set_version(sct, 0);
    printf("SCT_set_version(0): status %d\n", SCT_get_validation_status(sct));
    validate("once more", sct, ctx);
    SCT_set_signature_nid(sct, NID_ecdsa_with_SHA256);
    printf("SCT_set_signature_nid: status %d\n", SCT_get_validation_status(sct));
    validate("once more", sct, ctx);
    SCT_set_signature_nid(sct, NID_sha1);
    printf("SCT_set_signature_nid(sha1): status %d\n", SCT_get_validation_status(sct));
    show_errors();
    validate("once more", sct, ctx);
    SCT_set1_extensions(sct, (const unsigned char *)"", 0);
    printf("SCT_set1_extensions: status %d\n", SCT_get_validation_status(sct));
    validate("once more", sct, ctx);
    SCT_set0_extensions(sct, NULL, 0);
    printf("SCT_set0_extensions: status %d\n", SCT_get_validation_status(sct));
    validate("once more", sct, ctx);
    len = SCT_get0_log_id(sct, &bytes);
    memcpy(copy, bytes, len);
    SCT_set1_log_id(sct, copy, len);
    printf("SCT_set1_log_id: status %d\n", SCT_get_validation_status(sct));
    validate("once more", sct, ctx);
    SCT_set1_log_id(sct, copy, 3);
    printf("SCT_set1_log_id(3): status %d\n", SCT_get_validation_status(sct));
    show_errors();
    len = SCT_get0_signature(sct, &bytes);
    memcpy(copy, bytes, len);
    SCT_set1_signature(sct, copy, len);
    printf("SCT_set1_signature: status %d\n", SCT_get_validation_status(sct));
    validate("once more", sct, ctx);

    /* The verdict travels with no copy. */
    {
        unsigned char *der = NULL;
        int der_len = i2o_SCT(sct, &der);
        const unsigned char *at = der;
        SCT *again = o2i_SCT(NULL, &at, der_len);

        printf("read again: status %d, entry %d\n", SCT_get_validation_status(again), SCT_get_log_entry_type(again));
        validate("without an entry type", again, ctx);
        SCT_set_log_entry_type(again, CT_LOG_ENTRY_TYPE_X509);
        validate("with one", again, ctx);
        SCT_free(again);
        OPENSSL_free(der);
    }

    /* What is spoilt. */
    SCT_set_timestamp(sct, MADE + 1);
    validate("another time", sct, ctx);
    SCT_set_timestamp(sct, MADE);
    SCT_set1_extensions(sct, (const unsigned char *)"x", 1);
    validate("other extensions", sct, ctx);
    SCT_set1_extensions(sct, NULL, 0);
    SCT_set_signature_nid(sct, NID_sha256WithRSAEncryption);
    validate("another algorithm", sct, ctx);
    SCT_set_signature_nid(sct, NID_ecdsa_with_SHA256);
    copy[len - 1] ^= 1;
    SCT_set1_signature(sct, copy, len);
    validate("another signature", sct, ctx);
    SCT_set1_signature(sct, copy, 5);
    validate("half a signature", sct, ctx);
    SCT_set1_signature(sct, NULL, 0);
    validate("no signature", sct, ctx);
    copy[len - 1] ^= 1;
    SCT_set1_signature(sct, copy, len);
    SCT_set_log_entry_type(sct, CT_LOG_ENTRY_TYPE_PRECERT);
    validate("the other type, without the issuer", sct, ctx);
    validate("the other type", sct, issued);
    SCT_set_log_entry_type(sct, CT_LOG_ENTRY_TYPE_X509);
    validate("as it was", sct, ctx);
    SCT_free(sct);

    /* Its extensions. */
    sct = sct_of_cert(log_key, leaf, MADE, "some extensions");
    validate("with extensions", sct, ctx);
    SCT_free(sct);

    /* Logs. */
    sct = sct_of_cert(rsa_log, leaf, MADE, "");
    validate("of the RSA log", sct, ctx);
    SCT_set1_signature(sct, copy, 5);
    validate("half a signature of the RSA log", sct, ctx);
    SCT_free(sct);
    sct = sct_of_cert(p384_log, leaf, MADE, "");
    validate("of the P-384 log", sct, ctx);
    SCT_set1_signature(sct, copy, len);
    validate("of the P-384 log, with another signature", sct, ctx);
    SCT_free(sct);
    sct = sct_of_cert(small_log, leaf, MADE, "");
    validate("of the RSA-1024 log", sct, ctx);
    SCT_free(sct);
    sct = made_sct(ed_log, CT_LOG_ENTRY_TYPE_X509, MADE, "");
    SCT_set1_signature(sct, copy, 64);
    validate("of the Ed25519 log", sct, ctx);
    SCT_free(sct);
    sct = SCT_new();
    SCT_set_log_entry_type(sct, CT_LOG_ENTRY_TYPE_X509);
    key_hash(log_key, copy);
    SCT_set1_log_id(sct, copy, 20);
    SCT_set_version(sct, SCT_VERSION_V1);
    SCT_set_signature_nid(sct, NID_ecdsa_with_SHA256);
    SCT_set1_signature(sct, copy, 64);
    validate("a short ID", sct, ctx);
    SCT_free(sct);
    sct = sct_of_cert(other_log, leaf, MADE, "");
    validate("of a log that is not known", sct, ctx);
    SCT_free(sct);

    /* Time. */
    sct = sct_of_cert(log_key, leaf, MADE, "");
    CT_POLICY_EVAL_CTX_set_time(ctx, MADE - 1);
    validate("of the future", sct, ctx);
    CT_POLICY_EVAL_CTX_set_time(ctx, MADE);
    validate("of this moment", sct, ctx);
    CT_POLICY_EVAL_CTX_set_time(ctx, 0);
    validate("at time 0", sct, ctx);
    CT_POLICY_EVAL_CTX_set_time(ctx, ~0ULL);
    validate("at the end of time", sct, ctx);
    SCT_free(sct);
    sct = sct_of_cert(log_key, leaf, ~0ULL >> 1, "");
    validate("of a far future", sct, ctx);
    CT_POLICY_EVAL_CTX_set_time(ctx, 1700000000000ULL);
    validate("of a far future", sct, ctx);
    SCT_free(sct);

    /* Ones that are not whole. */
    sct = SCT_new();
    validate("empty", sct, ctx);
    SCT_set_version(sct, SCT_VERSION_V1);
    validate("a version", sct, ctx);
    SCT_free(sct);
    {
        const unsigned char seven[] = { 7, 1, 2, 3 }, *at = seven;

        sct = o2i_SCT(NULL, &at, sizeof seven);
        validate("version 7", sct, ctx);
        SCT_free(sct);
    }
    sct = made_sct(log_key, CT_LOG_ENTRY_TYPE_X509, MADE, "");
    validate("not signed", sct, ctx);
    SCT_free(sct);
    sct = made_sct(log_key, CT_LOG_ENTRY_TYPE_X509, MADE, "");
    CT_POLICY_EVAL_CTX_free(ctx);
    CT_POLICY_EVAL_CTX_free(issued);
    SCT_free(sct);
}

static STACK_OF(SCT) *embedded(X509 *cert)
{
    return X509_get_ext_d2i(cert, NID_ct_precert_scts, NULL, NULL);
}

static X509 *with_dns(void)
{
    X509 *cert = made_cert("leaf", leaf_key, ca, ca_key);
    X509V3_CTX v3;

    X509V3_set_ctx_nodb(&v3);
    add_extension(cert, X509V3_EXT_conf_nid(NULL, &v3, NID_subject_alt_name, "DNS:localhost"));
    add_extension(cert, X509V3_EXT_conf_nid(NULL, &v3, NID_key_usage, "critical,digitalSignature"));
    X509_sign(cert, ca_key, EVP_sha256());
    return cert;
}

static void validate_embedded(const char *what, X509 *cert, X509 *issuer)
{
    CT_POLICY_EVAL_CTX *ctx = policy(cert, issuer);
    STACK_OF(SCT) *list = embedded(cert);
    int verdict;

    if (list == NULL) {
        printf("%s: no list\n", what);
        show_errors();
        CT_POLICY_EVAL_CTX_free(ctx);
        return;
    }
    verdict = SCT_LIST_validate(list, ctx);
    printf("%s: list of %d: %d\n", what, sk_SCT_num(list), verdict);
    for (int i = 0; i < sk_SCT_num(list); i++)
        printf("  %d: status %d, source %d, entry %d\n", i, SCT_get_validation_status(sk_SCT_value(list, i)),
               SCT_get_source(sk_SCT_value(list, i)), SCT_get_log_entry_type(sk_SCT_value(list, i)));
    show_errors();
    SCT_LIST_free(list);
    CT_POLICY_EVAL_CTX_free(ctx);
}

static void of_precertificates(void)
{
    for (int loc = -1; loc < 3; loc++) {
        X509 *cert = with_dns();
        STACK_OF(SCT) *list = sk_SCT_new_null();

        sk_SCT_push(list, sct_of_tbs(log_key, cert, ca_key, MADE, ""));
        embed(cert, list, loc, ca_key);
        printf("at %d\n", loc);
        validate_embedded("one", cert, ca);
        validate_embedded("without the issuer", cert, NULL);
        validate_embedded("of another issuer", cert, cert);
        SCT_LIST_free(list);
        X509_free(cert);
    }

    /* Nothing but the list. */
    X509 *cert = made_cert("bare", leaf_key, ca, ca_key);
    STACK_OF(SCT) *list = sk_SCT_new_null();
    sk_SCT_push(list, sct_of_tbs(log_key, cert, ca_key, MADE, "abc"));
    sk_SCT_push(list, sct_of_tbs(rsa_log, cert, ca_key, MADE + 2, ""));
    embed(cert, list, -1, ca_key);
    validate_embedded("two, nothing else in it", cert, ca);
    SCT_LIST_free(list);
    X509_free(cert);

    /* All kinds. */
    cert = with_dns();
    list = sk_SCT_new_null();
    sk_SCT_push(list, sct_of_tbs(other_log, cert, ca_key, MADE, ""));
    sk_SCT_push(list, sct_of_tbs(log_key, cert, ca_key, MADE, ""));
    sk_SCT_push(list, sct_of_tbs(log_key, cert, leaf_key, MADE, ""));
    sk_SCT_push(list, sct_of_tbs(rsa_log, cert, ca_key, ~0ULL >> 1, ""));
    {
        const unsigned char seven[] = { 7, 1, 2, 3 }, *at = seven;

        sk_SCT_push(list, o2i_SCT(NULL, &at, sizeof seven));
    }
    embed(cert, list, -1, ca_key);
    validate_embedded("of all kinds", cert, ca);

    /* The certificate changes after. */
    X509_gmtime_adj(X509_getm_notAfter(cert), 99999999);
    X509_sign(cert, ca_key, EVP_sha256());
    validate_embedded("for longer", cert, ca);
    SCT_LIST_free(list);
    X509_free(cert);

    /* Two lists, and none at all. */
    cert = with_dns();
    list = sk_SCT_new_null();
    sk_SCT_push(list, sct_of_tbs(log_key, cert, ca_key, MADE, ""));
    {
        CT_POLICY_EVAL_CTX *ctx = policy(cert, ca);

        validate("of a precertificate, without a list in it", sk_SCT_value(list, 0), ctx);
        CT_POLICY_EVAL_CTX_free(ctx);
        embed(cert, list, -1, ca_key);
        embed(cert, list, 0, ca_key);
        ctx = policy(cert, ca);
        validate("two lists", sk_SCT_value(list, 0), ctx);
        SCT_set_log_entry_type(sk_SCT_value(list, 0), CT_LOG_ENTRY_TYPE_X509);
        validate("two lists, of a certificate", sk_SCT_value(list, 0), ctx);
        CT_POLICY_EVAL_CTX_free(ctx);
    }
    SCT_LIST_free(list);
    X509_free(cert);

    /* The precertificate itself: with poison. */
    cert = with_dns();
    SCT *sct = sct_of_tbs(log_key, cert, ca_key, MADE, "");
    CT_POLICY_EVAL_CTX *ctx;
    add_extension(cert, raw_extension(NID_ct_precert_poison, "\5\0", 2, 1));
    X509_sign(cert, ca_key, EVP_sha256());
    ctx = policy(cert, ca);
    validate("of the precertificate", sct, ctx);
    SCT_set_log_entry_type(sct, CT_LOG_ENTRY_TYPE_X509);
    validate("of the precertificate, as if of a certificate", sct, ctx);
    SCT_set_log_entry_type(sct, CT_LOG_ENTRY_TYPE_PRECERT);
    CT_POLICY_EVAL_CTX_free(ctx);
    list = sk_SCT_new_null();
    sk_SCT_push(list, sct);
    embed(cert, list, -1, ca_key);
    ctx = policy(cert, ca);
    validate("with poison and a list", sct, ctx);
    CT_POLICY_EVAL_CTX_free(ctx);
    X509_free(cert);
    cert = with_dns();
    add_extension(cert, raw_extension(NID_ct_precert_poison, "\5\0", 2, 1));
    add_extension(cert, raw_extension(NID_ct_precert_poison, "\5\0", 2, 1));
    X509_sign(cert, ca_key, EVP_sha256());
    ctx = policy(cert, ca);
    validate("with poison twice", sct, ctx);
    CT_POLICY_EVAL_CTX_free(ctx);
    X509_free(cert);
    SCT_LIST_free(list);
}

/* A precertificate that a signing certificate of its own issued (RFC 6962, section 3.1). */
static void by_a_signing_certificate(void)
{
    EVP_PKEY *signer_key = EVP_EC_gen("P-256");
    X509 *signer = made_cert("signer", signer_key, ca, ca_key), *cert;
    X509V3_CTX v3;
    SCT *sct;
    CT_POLICY_EVAL_CTX *ctx;

    X509V3_set_ctx(&v3, ca, signer, NULL, NULL, 0);
    add_extension(signer, X509V3_EXT_conf_nid(NULL, &v3, NID_basic_constraints, "CA:TRUE"));
    add_extension(signer, X509V3_EXT_conf_nid(NULL, &v3, NID_ext_key_usage, "1.3.6.1.4.1.11129.2.4.4"));
    add_extension(signer, X509V3_EXT_conf_nid(NULL, &v3, NID_subject_key_identifier, "hash"));
    add_extension(signer, X509V3_EXT_conf_nid(NULL, &v3, NID_authority_key_identifier, "keyid,issuer:always"));
    X509_sign(signer, ca_key, EVP_sha256());

    /* What the log signs: under the name and key identifier of the final issuer. */
    cert = with_dns();
    X509V3_set_ctx(&v3, ca, cert, NULL, NULL, 0);
    add_extension(cert, X509V3_EXT_conf_nid(NULL, &v3, NID_authority_key_identifier, "keyid,issuer:always"));
    X509_sign(cert, ca_key, EVP_sha256());
    sct = sct_of_tbs(log_key, cert, ca_key, MADE, "");
    X509_free(cert);

    cert = with_dns();
    X509_set_issuer_name(cert, X509_get_subject_name(signer));
    X509V3_set_ctx(&v3, signer, cert, NULL, NULL, 0);
    add_extension(cert, X509V3_EXT_conf_nid(NULL, &v3, NID_authority_key_identifier, "keyid,issuer:always"));
    add_extension(cert, raw_extension(NID_ct_precert_poison, "\5\0", 2, 1));
    X509_sign(cert, signer_key, EVP_sha256());
    ctx = policy(cert, ca);
    validate("a precertificate, its final issuer", sct, ctx);
    CT_POLICY_EVAL_CTX_free(ctx);
    ctx = policy(cert, signer);
    validate("a precertificate, its signer", sct, ctx);
    CT_POLICY_EVAL_CTX_free(ctx);
    SCT_free(sct);
    X509_free(cert);
    X509_free(signer);
    EVP_PKEY_free(signer_key);
}

static void lists(void)
{
    CT_POLICY_EVAL_CTX *ctx = policy(leaf, ca);
    STACK_OF(SCT) *list = sk_SCT_new_null();

    SHOW_INT(SCT_LIST_validate(list, ctx));
    SHOW_INT(SCT_LIST_validate(NULL, ctx));
    show_errors();
    sk_SCT_push(list, sct_of_cert(log_key, leaf, MADE, ""));
    SHOW_INT(SCT_LIST_validate(list, ctx));
    show_errors();
    sk_SCT_push(list, sct_of_cert(other_log, leaf, MADE, ""));
    sk_SCT_push(list, sct_of_cert(rsa_log, leaf, MADE, ""));
    SHOW_INT(SCT_LIST_validate(list, ctx));
    show_errors();
    for (int i = 0; i < sk_SCT_num(list); i++)
        printf("  %d: status %d\n", i, SCT_get_validation_status(sk_SCT_value(list, i)));

    /* In words. */
    BIO *out = BIO_new(BIO_s_mem());
    char *text, *log;

    SCT_set1_signature(sk_SCT_value(list, 0), (const unsigned char *)"signature", 9);
    SCT_set_version(sk_SCT_value(list, 0), 0);
    SCT_print(sk_SCT_value(list, 0), out, 2, logs);
    BIO_puts(out, "|\n");
    SCT_LIST_print(list, out, 1, "\n-\n", logs);
    BIO_puts(out, "|\n");
    BIO_write(out, "", 1);
    BIO_get_mem_data(out, &text);
    /* Everything but the bytes that vary. */
    for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        log = line + strspn(line, " ");
        if (!(strlen(log) >= 3 && log[2] == ':') && strncmp(log, "Log ID", 6) != 0)
            printf("%s\n", line);
        if (strstr(line, "Log ID") != NULL)
            printf("%.*s\n", (int)(strchr(line, ':') - line + 1), line);
    }
    BIO_free(out);
    SCT_LIST_free(list);
    CT_POLICY_EVAL_CTX_free(ctx);
}

int main(int argc, char **argv)
{
    log_key = EVP_EC_gen("P-256");
    other_log = EVP_EC_gen("P-256");
    rsa_log = EVP_RSA_gen(2048);
    p384_log = EVP_EC_gen("P-384");
    ed_log = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    small_log = EVP_RSA_gen(1024);
    ca_key = EVP_EC_gen("P-256");
    leaf_key = EVP_EC_gen("P-256");
    ca = made_cert("ca", ca_key, NULL, ca_key);
    {
        X509V3_CTX v3;

        X509V3_set_ctx(&v3, ca, ca, NULL, NULL, 0);
        add_extension(ca, X509V3_EXT_conf_nid(NULL, &v3, NID_subject_key_identifier, "hash"));
        X509_sign(ca, ca_key, EVP_sha256());
    }
    leaf = made_cert("leaf", leaf_key, ca, ca_key);
    make_logs();
    of_certificates();
    of_precertificates();
    by_a_signing_certificate();
    lists();
    CTLOG_STORE_free(logs);
    X509_free(ca);
    X509_free(leaf);
    EVP_PKEY_free(log_key);
    EVP_PKEY_free(other_log);
    EVP_PKEY_free(rsa_log);
    EVP_PKEY_free(small_log);
    EVP_PKEY_free(p384_log);
    EVP_PKEY_free(ed_log);
    EVP_PKEY_free(ca_key);
    EVP_PKEY_free(leaf_key);
    return 0;
}
