/* X509_STORE_CTX_print_verify_cb; proxies set by the program; X509_check_akid; CRLs and Suite B. */
#include "_policies.h"
#include <openssl/x509_vfy.h>

/* Prints the queue; times, which vary, are left out. */
static void show_queue(const char *what)
{
    const char *data;
    int flags;
    unsigned long code;

    while ((code = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0) {
        char copy[16384], *line, *rest;

        printf("%s: %d:%d\n", what, ERR_GET_LIB(code), ERR_GET_REASON(code));
        if ((flags & ERR_TXT_STRING) == 0)
            continue;
        snprintf(copy, sizeof copy, "%s", data);
        for (line = strtok_r(copy, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
            if (strstr(line, "Not Before: ") != NULL || strstr(line, "Not After : ") != NULL)
                line[strlen("            Not Before: ")] = '\0';
            printf("|%s\n", line);
        }
        if (data[strlen(data) - 1] == '\n')
            printf("(ends a line)\n");
    }
}

static int report(int ok, X509_STORE_CTX *ctx)
{
    int result = X509_STORE_CTX_print_verify_cb(ok, ctx);

    printf("ok %d, error %d: %d\n", ok, X509_STORE_CTX_get_error(ctx), result);
    show_queue("queue");
    return 1;
}

static void verify(STACK_OF(X509) *chain, X509 *trusted, unsigned long flags, int with_names)
{
    X509_STORE *store = X509_STORE_new();
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    X509_VERIFY_PARAM *param = X509_STORE_get0_param(store);

    if (trusted != NULL)
        X509_STORE_add_cert(store, trusted);
    if (with_names) {
        X509_VERIFY_PARAM_set1_host(param, "host.example", 0);
        X509_VERIFY_PARAM_add1_host(param, "second.example", 0);
        X509_VERIFY_PARAM_set1_ip_asc(param, "1.2.3.4");
        X509_VERIFY_PARAM_set1_email(param, "a@b.example", 0);
    }
    X509_STORE_CTX_init(ctx, store, sk_X509_value(chain, 0), chain);
    X509_STORE_CTX_set_verify_cb(ctx, report);
    X509_VERIFY_PARAM_set_flags(X509_STORE_CTX_get0_param(ctx), flags);
    printf("verify %d\n", X509_verify_cert(ctx));
    X509_STORE_CTX_free(ctx);
    X509_STORE_free(store);
}

static void reports(EVP_PKEY *key, STACK_OF(X509) *chain)
{
    X509_STORE *store = X509_STORE_new();
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    X509 *x = X509_dup(sk_X509_value(chain, 0));
    X509_NAME *name = X509_get_subject_name(x);

    verify(chain, sk_X509_value(chain, 2), 0, 0);
    verify(chain, sk_X509_value(chain, 2), X509_V_FLAG_EXPLICIT_POLICY | X509_V_FLAG_CRL_CHECK, 0);
    verify(chain, sk_X509_value(chain, 2), 0, 1);
    verify(chain, sk_X509_value(chain, 1), 0, 0);
    verify(chain, NULL, 0, 0);

    X509_STORE_CTX_init(ctx, store, x, NULL);
    for (int error = -1; error < 100; error++) {
        X509_STORE_CTX_set_error(ctx, error);
        X509_STORE_CTX_set_error_depth(ctx, error);
        X509_STORE_CTX_print_verify_cb(0, ctx);
        show_queue("no certificate");
    }
    SHOW_INT(X509_STORE_CTX_print_verify_cb(2, ctx));
    SHOW_INT(X509_STORE_CTX_print_verify_cb(-1, ctx));
    ERR_put_error(ERR_LIB_X509, 0, X509_R_BASE64_DECODE_ERROR, __FILE__, __LINE__);
    X509_STORE_CTX_print_verify_cb(0, ctx);
    show_queue("another error before");

    X509_STORE_CTX_set_error(ctx, X509_V_ERR_CERT_HAS_EXPIRED);
    X509_STORE_CTX_set_current_cert(ctx, x);
    X509_gmtime_adj(X509_getm_notBefore(x), -200000);
    X509_gmtime_adj(X509_getm_notAfter(x), -100000);
    X509_sign(x, key, EVP_sha256());
    X509_STORE_CTX_print_verify_cb(0, ctx);
    show_queue("expired");
    X509_gmtime_adj(X509_getm_notBefore(x), 100000);
    X509_gmtime_adj(X509_getm_notAfter(x), 200000);
    X509_sign(x, key, EVP_sha256());
    X509_STORE_CTX_print_verify_cb(0, ctx);
    show_queue("not yet");
    X509_NAME_add_entry_by_txt(name, "O", MBSTRING_UTF8, (unsigned char *)"\xc3\xbc,x+y=\"\n", -1, -1, 0);
    X509_NAME_add_entry_by_txt(name, "C", MBSTRING_UTF8, (unsigned char *)"DE", -1, -1, 0);
    X509_NAME_add_entry_by_txt(name, "OU", MBSTRING_UTF8, (unsigned char *)" a", -1, -1, 1);
    X509_set_subject_name(x, name);
    X509_sign(x, key, EVP_sha256());
    X509_alias_set1(x, (unsigned char *)"alias", 5);
    X509_STORE_CTX_print_verify_cb(0, ctx);
    show_queue("names");
    X509_STORE_CTX_free(ctx);
    X509_STORE_free(store);
    X509_free(x);
}

static void proxies(EVP_PKEY *key, STACK_OF(X509) *chain)
{
    X509 *leaf = X509_dup(sk_X509_value(chain, 0)), *ca = X509_dup(sk_X509_value(chain, 1)), *copy;

    SHOW_INT(X509_get_proxy_pathlen(leaf));
    X509_set_proxy_flag(leaf);
    SHOW_INT(X509_get_proxy_pathlen(leaf));
    printf("flags %x\n", X509_get_extension_flags(leaf));
    for (int i = 0; i < 4; i++) {
        static const long lengths[] = {5, 0, -7, -1};
        X509_STORE *store = X509_STORE_new();

        X509_set_proxy_pathlen(leaf, lengths[i]);
        SHOW_INT(X509_get_proxy_pathlen(leaf));
        X509_STORE_add_cert(store, sk_X509_value(chain, 2));
        for (int allowed = 0; allowed < 2; allowed++) {
            X509_STORE_CTX *ctx = X509_STORE_CTX_new();

            X509_STORE_CTX_init(ctx, store, leaf, chain);
            X509_STORE_CTX_set_flags(ctx, allowed ? X509_V_FLAG_ALLOW_PROXY_CERTS : 0);
            printf("verify %d", X509_verify_cert(ctx));
            printf(" error %d at %d\n", X509_STORE_CTX_get_error(ctx), X509_STORE_CTX_get_error_depth(ctx));
            X509_STORE_CTX_free(ctx);
        }
        X509_STORE_free(store);
    }
    X509_set_proxy_pathlen(ca, 3);
    SHOW_INT(X509_get_proxy_pathlen(ca));
    X509_set_proxy_flag(ca);
    SHOW_INT(X509_get_proxy_pathlen(ca));
    copy = X509_dup(leaf);
    printf("flags of a copy %x\n", X509_get_extension_flags(copy));
    SHOW_INT(X509_get_proxy_pathlen(copy));
    X509_sign(leaf, key, EVP_sha256());
    printf("signed anew %x\n", X509_get_extension_flags(leaf));
    SHOW_INT(X509_get_proxy_pathlen(leaf));
    show_errors();
    X509_free(copy);
    X509_free(leaf);
    X509_free(ca);
}

static void identifiers(STACK_OF(X509) *chain)
{
    X509 *root = sk_X509_value(chain, 2);
    AUTHORITY_KEYID *id = AUTHORITY_KEYID_new();
    GENERAL_NAME *name = GENERAL_NAME_new();
    X509_NAME *other = named(7);

    SHOW_INT(X509_check_akid(root, NULL));
    SHOW_INT(X509_check_akid(root, id));
    id->keyid = ASN1_OCTET_STRING_new();
    ASN1_OCTET_STRING_set(id->keyid, (unsigned char *)"\0", 1);
    SHOW_INT(X509_check_akid(root, id));
    ASN1_OCTET_STRING_set(id->keyid, (unsigned char *)"\1", 1);
    SHOW_INT(X509_check_akid(root, id));
    ASN1_OCTET_STRING_free(id->keyid);
    id->keyid = NULL;
    id->serial = ASN1_INTEGER_new();
    ASN1_INTEGER_set(id->serial, 1);
    SHOW_INT(X509_check_akid(root, id));
    id->issuer = sk_GENERAL_NAME_new_null();
    SHOW_INT(X509_check_akid(root, id));
    GENERAL_NAME_set0_value(name, GEN_DIRNAME, other);
    sk_GENERAL_NAME_push(id->issuer, name);
    SHOW_INT(X509_check_akid(root, id));
    ASN1_INTEGER_set(id->serial, 2);
    SHOW_INT(X509_check_akid(root, id));
    show_errors();
    AUTHORITY_KEYID_free(id);
}

/* A CRL of the root's that is signed with `md`. */
static X509_CRL *revocations(EVP_PKEY *key, const EVP_MD *md)
{
    X509_CRL *crl = X509_CRL_new();
    X509_NAME *name = named(0);
    ASN1_TIME *time = ASN1_TIME_new();

    X509_CRL_set_version(crl, 1);
    X509_CRL_set_issuer_name(crl, name);
    X509_gmtime_adj(time, -100);
    X509_CRL_set1_lastUpdate(crl, time);
    X509_gmtime_adj(time, 100000);
    X509_CRL_set1_nextUpdate(crl, time);
    X509_CRL_sign(crl, key, md);
    ASN1_TIME_free(time);
    X509_NAME_free(name);
    return crl;
}

static void suite_b(EVP_PKEY *p256)
{
    static const unsigned long levels[] = {0, X509_V_FLAG_SUITEB_128_LOS_ONLY, X509_V_FLAG_SUITEB_192_LOS,
                                           X509_V_FLAG_SUITEB_128_LOS};
    EVP_PKEY *keys[] = {p256, EVP_EC_gen("P-384"), EVP_EC_gen("P-521"), EVP_RSA_gen(2048), NULL};
    const EVP_MD *digests[] = {EVP_sha256(), EVP_sha384(), EVP_sha1()};

    for (int i = 0; i < 5; i++)
        for (int j = 0; j < 3; j++) {
            X509_CRL *crl = revocations(keys[i] != NULL ? keys[i] : p256, digests[j]);

            printf("key %d digest %d:", i, j);
            for (int k = 0; k < 4; k++)
                printf(" %d", X509_CRL_check_suiteb(crl, keys[i], levels[k]));
            printf("\n");
            X509_CRL_free(crl);
        }
    show_errors();

    /* In a verification, each error overruled. */
    for (int j = 0; j < 2; j++)
        for (int k = 0; k < 4; k++) {
            STACK_OF(X509) *chain = chain_of(p256, "|");
            X509_STORE *store = X509_STORE_new();
            X509_STORE_CTX *ctx = X509_STORE_CTX_new();
            X509_CRL *crl = revocations(p256, digests[j]);

            X509_STORE_add_cert(store, sk_X509_value(chain, 1));
            X509_STORE_add_crl(store, crl);
            X509_STORE_CTX_init(ctx, store, sk_X509_value(chain, 0), chain);
            X509_STORE_CTX_set_flags(ctx, levels[k] | X509_V_FLAG_CRL_CHECK);
            printf("digest %d, level %lx: verify %d", j, levels[k], X509_verify_cert(ctx));
            printf(" error %d at %d\n", X509_STORE_CTX_get_error(ctx), X509_STORE_CTX_get_error_depth(ctx));
            X509_STORE_CTX_free(ctx);
            X509_STORE_free(store);
            X509_CRL_free(crl);
            sk_X509_pop_free(chain, X509_free);
        }
    show_errors();
    for (int i = 1; i < 4; i++)
        EVP_PKEY_free(keys[i]);
}

int main(int argc, char **argv)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    STACK_OF(X509) *chain = chain_of(key, "|p=a|p=b");

    reports(key, chain);
    proxies(key, chain);
    identifiers(chain);
    suite_b(key);
    sk_X509_pop_free(chain, X509_free);
    EVP_PKEY_free(key);
    return 0;
}
