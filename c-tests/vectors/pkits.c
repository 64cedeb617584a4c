/*
 * NIST's PKITS: every end entity's path, with all of the suite's CAs as the
 * peer's and all of its CRLs at hand, under the settings that its tests use.
 */
#include "corpus.h"
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

static STACK_OF(X509) *cas;
static STACK_OF(X509_CRL) *crls;
static X509_STORE *store;
static char *trace;
static size_t trace_len;
static FILE *trace_file;
static int overrule, as_named, others;

static const struct {
    const char *what;
    unsigned long flags;
    const char *policies;
} settings[] = {
    {"plain", 0, ""},
    {"revocation", X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL, ""},
    {"all", X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL | X509_V_FLAG_EXTENDED_CRL_SUPPORT
                | X509_V_FLAG_USE_DELTAS | X509_V_FLAG_POLICY_CHECK, "0"},
    {"any policy", X509_V_FLAG_EXPLICIT_POLICY, "0"},
    {"policy 1", X509_V_FLAG_EXPLICIT_POLICY, "1"},
    {"policy 2", X509_V_FLAG_EXPLICIT_POLICY, "2"},
    {"policies 1 2", X509_V_FLAG_EXPLICIT_POLICY, "12"},
    {"policies 3 4 5 6", X509_V_FLAG_EXPLICIT_POLICY, "3456"},
    {"policy 1 without mapping", X509_V_FLAG_EXPLICIT_POLICY | X509_V_FLAG_INHIBIT_MAP, "1"},
    {"any policy inhibited", X509_V_FLAG_EXPLICIT_POLICY | X509_V_FLAG_INHIBIT_ANY, "1"},
    {"policies not required", X509_V_FLAG_POLICY_CHECK | X509_V_FLAG_NOTIFY_POLICY, "1"},
    {"strict", X509_V_FLAG_X509_STRICT, ""},
};

static int callback(int ok, X509_STORE_CTX *ctx)
{
    fprintf(trace_file, " %d:%d@%d", ok, X509_STORE_CTX_get_error(ctx), X509_STORE_CTX_get_error_depth(ctx));
    return overrule ? 1 : ok;
}

static int judge(const char *name, X509 *leaf, size_t setting)
{
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    X509_VERIFY_PARAM *param = X509_VERIFY_PARAM_new();
    char oid[] = "2.16.840.1.101.3.2.1.48.0";
    int ok;

    X509_VERIFY_PARAM_set_flags(param, settings[setting].flags);
    X509_VERIFY_PARAM_set_time(param, 1400000000);
    for (const char *policy = settings[setting].policies; *policy; policy++) {
        oid[sizeof oid - 2] = *policy;
        X509_VERIFY_PARAM_add0_policy(param, OBJ_txt2obj(*policy == '0' ? "2.5.29.32.0" : oid, 1));
    }
    X509_STORE_CTX_init(ctx, store, leaf, cas);
    X509_VERIFY_PARAM_set1(X509_STORE_CTX_get0_param(ctx), param);
    X509_STORE_CTX_set0_crls(ctx, crls);
    X509_STORE_CTX_set_verify_cb(ctx, callback);
    trace_file = open_memstream(&trace, &trace_len);
    ok = X509_verify_cert(ctx);
    fclose(trace_file);
    printf("%s %s%s: %d error %d depth %d chain %d", name, settings[setting].what, overrule ? " overruled" : "", ok,
           X509_STORE_CTX_get_error(ctx), X509_STORE_CTX_get_error_depth(ctx),
           sk_X509_num(X509_STORE_CTX_get0_chain(ctx)));
    printf(" explicit %d |%s\n", X509_STORE_CTX_get_explicit_policy(ctx), trace);
    free(trace);
    X509_STORE_CTX_free(ctx);
    X509_VERIFY_PARAM_free(param);
    ERR_clear_error();
    return ok;
}

static void gather(const char *name, const unsigned char *bytes, size_t len)
{
    X509 *x = d2i_X509(NULL, &bytes, (long)len);

    if (x != NULL && strstr(name, "EE.crt") == NULL && strstr(name, "TrustAnchor") == NULL)
        sk_X509_push(cas, X509_dup(x));
    if (x != NULL && strstr(name, "TrustAnchor") != NULL)
        X509_STORE_add_cert(store, x);
    X509_free(x);
}

static void gather_crl(const char *name, const unsigned char *bytes, size_t len)
{
    X509_CRL *crl = d2i_X509_CRL(NULL, &bytes, (long)len);

    if (crl != NULL)
        sk_X509_CRL_push(crls, crl);
}

static void verify(const char *name, const unsigned char *bytes, size_t len)
{
    X509 *leaf = strstr(name, "EE.crt") == NULL ? NULL : d2i_X509(NULL, &bytes, (long)len);

    if (leaf == NULL)
        return;
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        int ok;

        if (left_out())
            continue;
        ok = judge(name, leaf, i);
        if (i == 2) {
            int named = strncmp(name, "Valid", 5) == 0 ? 1 : strncmp(name, "Invalid", 7) == 0 ? 0 : ok;

            if (named == ok)
                as_named++;
            else
                others++;
        }
    }
    overrule = 1;
    judge(name, leaf, 2);
    overrule = 0;
    X509_free(leaf);
}

int main(int argc, char **argv)
{
    const char *certs = vector_path(argv, "x509/PKITS_data/certs");

    cas = sk_X509_new_null();
    crls = sk_X509_CRL_new_null();
    store = X509_STORE_new();
    walk(certs, "", NULL, gather);
    walk(vector_path(argv, "x509/PKITS_data/crls"), "", NULL, gather_crl);
    printf("%d CAs, %d CRLs\n", sk_X509_num(cas), sk_X509_CRL_num(crls));
    walk(certs, "", NULL, verify);
    printf("%d as their names say, %d not\n", as_named, others);
    sk_X509_pop_free(cas, X509_free);
    sk_X509_CRL_pop_free(crls, X509_CRL_free);
    X509_STORE_free(store);
    return 0;
}
