/* X509_STORE_CTX: its accessors, the program's own steps, chains and errors. */
#include "../common.h"
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

static int index_of_data;

static X509 *load(char **argv, const char *name)
{
    FILE *file = fopen(fixture(argv, name), "r");
    X509 *x = file ? PEM_read_X509(file, NULL, NULL, NULL) : NULL;

    if (file != NULL)
        fclose(file);
    return x;
}

static const char *name_of(X509 *x)
{
    static char text[4][64];
    static int next;
    char *place = text[next++ & 3];

    strcpy(place, "-");
    if (x != NULL)
        X509_NAME_get_text_by_NID(X509_get_subject_name(x), NID_commonName, place, sizeof text[0]);
    return place;
}

static void chain(const char *what, STACK_OF(X509) *sk)
{
    printf("%s:", what);
    if (sk == NULL)
        printf(" NULL");
    for (int i = 0; i < sk_X509_num(sk); i++)
        printf(" [%s]", name_of(sk_X509_value(sk, i)));
    printf("\n");
}

static int report(int ok, X509_STORE_CTX *ctx)
{
    printf("  callback %d error %d depth %d cert %s issuer %s chain %d data %s\n", ok, X509_STORE_CTX_get_error(ctx),
           X509_STORE_CTX_get_error_depth(ctx), name_of(X509_STORE_CTX_get_current_cert(ctx)),
           ok == 1 ? name_of(X509_STORE_CTX_get0_current_issuer(ctx)) : "?",
           sk_X509_num(X509_STORE_CTX_get0_chain(ctx)), (char *)X509_STORE_CTX_get_ex_data(ctx, index_of_data));
    return ok;
}

static int clears(int ok, X509_STORE_CTX *ctx)
{
    X509_STORE_CTX_set_error(ctx, X509_V_OK);
    return 1;
}

static int invents(int ok, X509_STORE_CTX *ctx)
{
    X509_STORE_CTX_set_error(ctx, X509_V_ERR_APPLICATION_VERIFICATION);
    X509_STORE_CTX_set_error_depth(ctx, 7);
    X509_STORE_CTX_set_current_cert(ctx, X509_STORE_CTX_get0_cert(ctx));
    return 0;
}

static int refuses_quietly(int ok, X509_STORE_CTX *ctx)
{
    return 0;
}

static int own_verify(X509_STORE_CTX *ctx)
{
    printf("  own verify, chain %d\n", sk_X509_num(X509_STORE_CTX_get0_chain(ctx)));
    return 1;
}

static int own_verify_fails(X509_STORE_CTX *ctx)
{
    X509_STORE_CTX_set_error(ctx, X509_V_ERR_CERT_REVOKED);
    return 0;
}

static X509 *the_issuer;

static int own_issuer(X509 **issuer, X509_STORE_CTX *ctx, X509 *x)
{
    printf("  own issuer of %s\n", name_of(x));
    *issuer = NULL;
    if (the_issuer == NULL)
        return 0;
    X509_up_ref(the_issuer);
    *issuer = the_issuer;
    return 1;
}

static int own_issuer_fails(X509 **issuer, X509_STORE_CTX *ctx, X509 *x)
{
    *issuer = NULL;
    return -1;
}

static int own_check_issued(X509_STORE_CTX *ctx, X509 *x, X509 *issuer)
{
    return X509_check_issued(issuer, x) == X509_V_OK;
}

static int never_issued(X509_STORE_CTX *ctx, X509 *x, X509 *issuer)
{
    return 0;
}

static int own_revocation(X509_STORE_CTX *ctx)
{
    printf("  own revocation\n");
    return 1;
}

static int own_revocation_fails(X509_STORE_CTX *ctx)
{
    X509_STORE_CTX_set_error(ctx, X509_V_ERR_CERT_REVOKED);
    return 0;
}

static X509_CRL *the_crl;

static int own_crl(X509_STORE_CTX *ctx, X509_CRL **crl, X509 *x)
{
    printf("  own CRL for %s\n", name_of(x));
    *crl = NULL;
    if (the_crl == NULL)
        return 0;
    X509_CRL_up_ref(the_crl);
    *crl = the_crl;
    return 1;
}

static int own_check_crl(X509_STORE_CTX *ctx, X509_CRL *crl)
{
    printf("  own check of a CRL\n");
    return 1;
}

static int own_cert_crl(X509_STORE_CTX *ctx, X509_CRL *crl, X509 *x)
{
    printf("  own look for %s\n", name_of(x));
    return 1;
}

static STACK_OF(X509) *own_certs(X509_STORE_CTX *ctx, const X509_NAME *name)
{
    printf("  own certificates\n");
    return X509_STORE_CTX_get1_certs(ctx, name);
}

static STACK_OF(X509_CRL) *own_crls(const X509_STORE_CTX *ctx, const X509_NAME *name)
{
    printf("  own CRLs\n");
    return NULL;
}

static int own_policy(X509_STORE_CTX *ctx)
{
    printf("  own policy\n");
    return 1;
}

static int own_cleanup(X509_STORE_CTX *ctx)
{
    printf("  own cleanup\n");
    return 1;
}

int main(int argc, char **argv)
{
    X509 *root = load(argv, "ca-rsa-cert.pem"), *inter = load(argv, "intermediate-cert.pem"),
         *leaf = load(argv, "server-chain-cert.pem"), *self = load(argv, "self-signed-cert.pem"),
         *expired = load(argv, "expired-cert.pem");
    X509_STORE *store = X509_STORE_new();
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    STACK_OF(X509) *untrusted = sk_X509_new_null(), *trusted = sk_X509_new_null(), *got;
    STACK_OF(X509_CRL) *crls = sk_X509_CRL_new_null();
    FILE *file = fopen(fixture(argv, "crl.pem"), "r");
    X509 *issuer;

    (void)argc;
    the_crl = PEM_read_X509_CRL(file, NULL, NULL, NULL);
    fclose(file);
    index_of_data = X509_STORE_CTX_get_ex_new_index(0, NULL, NULL, NULL, NULL);
    SHOW_INT(index_of_data > 0);
    SHOW_INT(SSL_get_ex_data_X509_STORE_CTX_idx() >= 0);
    SHOW_INT(SSL_get_ex_data_X509_STORE_CTX_idx() != index_of_data);
    sk_X509_push(untrusted, inter);
    sk_X509_push(trusted, root);
    X509_STORE_add_cert(store, root);

    /* Before it is initialised. */
    SHOW_INT(X509_verify_cert(ctx));
    show_errors();
    SHOW_INT(X509_STORE_CTX_get_error(ctx));
    SHOW_NULL(X509_STORE_CTX_get0_chain(ctx));
    SHOW_NULL(X509_STORE_CTX_get1_chain(ctx));
    SHOW_NULL(X509_STORE_CTX_get0_param(ctx));
    SHOW_NULL(X509_STORE_CTX_get0_store(ctx));
    SHOW_NULL(X509_STORE_CTX_get0_cert(ctx));
    X509_STORE_CTX_cleanup(ctx);

    SHOW_INT(X509_STORE_CTX_init(ctx, store, leaf, untrusted));
    SHOW_INT(X509_STORE_CTX_get0_store(ctx) == store);
    SHOW_INT(X509_STORE_CTX_get0_cert(ctx) == leaf);
    SHOW_INT(X509_STORE_CTX_get0_untrusted(ctx) == untrusted);
    SHOW_INT(X509_STORE_CTX_get_num_untrusted(ctx));
    SHOW_INT(X509_STORE_CTX_get_explicit_policy(ctx));
    SHOW_NULL(X509_STORE_CTX_get0_parent_ctx(ctx));
    SHOW_NULL(X509_STORE_CTX_get_current_cert(ctx));
    SHOW_INT(X509_VERIFY_PARAM_get_depth(X509_STORE_CTX_get0_param(ctx)));
    SHOW_INT(X509_VERIFY_PARAM_get_flags(X509_STORE_CTX_get0_param(ctx)));
    SHOW_INT(X509_STORE_CTX_set_ex_data(ctx, index_of_data, "mine"));
    X509_STORE_CTX_set_verify_cb(ctx, report);
    SHOW_INT(X509_STORE_CTX_get_verify_cb(ctx) == report);
    SHOW_INT(X509_verify_cert(ctx));
    SHOW_INT(X509_STORE_CTX_get_error(ctx));
    chain("chain", X509_STORE_CTX_get0_chain(ctx));
    got = X509_STORE_CTX_get1_chain(ctx);
    chain("get1", got);
    sk_X509_pop_free(got, X509_free);
    got = X509_chain_up_ref(X509_STORE_CTX_get0_chain(ctx));
    chain("up_ref", got);
    SHOW_INT(X509_STORE_CTX_get_num_untrusted(ctx));
    SHOW_INT(X509_verify_cert(ctx));
    show_errors();
    SHOW_INT(X509_STORE_CTX_get_error(ctx));
    X509_STORE_CTX_set0_verified_chain(ctx, got);
    SHOW_INT(X509_STORE_CTX_get0_chain(ctx) != NULL);
    SHOW_INT(X509_STORE_CTX_get1_issuer(&issuer, ctx, inter));
    printf("issuer %s\n", name_of(issuer));
    X509_free(issuer);
    SHOW_INT(X509_STORE_CTX_get1_issuer(&issuer, ctx, leaf));
    SHOW_NULL(issuer);

    /* The other ways in. */
    SHOW_INT(X509_STORE_CTX_init(ctx, store, NULL, untrusted));
    SHOW_NULL(X509_STORE_CTX_get_ex_data(ctx, index_of_data));
    SHOW_INT(X509_STORE_CTX_verify(ctx));
    chain("first untrusted", X509_STORE_CTX_get0_chain(ctx));
    SHOW_INT(X509_STORE_CTX_init(ctx, NULL, NULL, NULL));
    X509_STORE_CTX_set_cert(ctx, leaf);
    X509_STORE_CTX_set0_untrusted(ctx, untrusted);
    X509_STORE_CTX_set0_trusted_stack(ctx, trusted);
    SHOW_INT(X509_verify_cert(ctx));
    chain("trusted stack", X509_STORE_CTX_get0_chain(ctx));
    SHOW_INT(X509_STORE_CTX_init(ctx, NULL, leaf, untrusted));
    SHOW_INT(X509_verify_cert(ctx));
    SHOW_INT(X509_STORE_CTX_get_error(ctx));
    SHOW_INT(X509_STORE_CTX_init(ctx, store, leaf, untrusted));
    X509_STORE_CTX_set0_param(ctx, X509_VERIFY_PARAM_new());
    X509_STORE_CTX_set_depth(ctx, 0);
    SHOW_INT(X509_verify_cert(ctx));
    SHOW_INT(X509_STORE_CTX_get_error(ctx));
    SHOW_INT(X509_STORE_CTX_get_error_depth(ctx));
    SHOW_INT(X509_STORE_CTX_init(ctx, store, leaf, untrusted));
    X509_STORE_CTX_set_time(ctx, 0, 1000);
    SHOW_INT(X509_verify_cert(ctx));
    SHOW_INT(X509_STORE_CTX_get_error(ctx));
    SHOW_INT(X509_STORE_CTX_init(ctx, store, expired, untrusted));
    SHOW_INT(X509_verify_cert(ctx));
    SHOW_STR(X509_verify_cert_error_string(X509_STORE_CTX_get_error(ctx)));

    /* Purposes, trust, flags. */
    SHOW_INT(X509_STORE_CTX_init(ctx, store, leaf, untrusted));
    SHOW_INT(X509_STORE_CTX_set_purpose(ctx, X509_PURPOSE_SSL_CLIENT));
    SHOW_INT(X509_STORE_CTX_set_purpose(ctx, X509_PURPOSE_SSL_SERVER));
    SHOW_INT(X509_STORE_CTX_set_purpose(ctx, 99));
    show_errors();
    SHOW_INT(X509_STORE_CTX_set_trust(ctx, 99));
    show_errors();
    SHOW_INT(X509_STORE_CTX_set_trust(ctx, X509_TRUST_EMAIL));
    SHOW_INT(X509_STORE_CTX_purpose_inherit(ctx, X509_PURPOSE_SSL_SERVER, X509_PURPOSE_ANY, 0));
    SHOW_INT(X509_STORE_CTX_purpose_inherit(ctx, 99, X509_PURPOSE_ANY, 0));
    show_errors();
    SHOW_INT(X509_STORE_CTX_set_default(ctx, "ssl_server"));
    SHOW_INT(X509_STORE_CTX_set_default(ctx, "nothing"));
    show_errors();
    X509_STORE_CTX_set_flags(ctx, X509_V_FLAG_CRL_CHECK);
    SHOW_INT(X509_VERIFY_PARAM_get_flags(X509_STORE_CTX_get0_param(ctx)));
    SHOW_INT(X509_verify_cert(ctx));
    SHOW_STR(X509_verify_cert_error_string(X509_STORE_CTX_get_error(ctx)));

    /* Callbacks that change things. */
    for (int i = 0; i < 4; i++) {
        X509_STORE_CTX_verify_cb callbacks[] = {report, clears, invents, refuses_quietly};

        X509_STORE_CTX_init(ctx, store, self, NULL);
        X509_STORE_CTX_set_ex_data(ctx, index_of_data, "self");
        X509_STORE_CTX_set_verify_cb(ctx, callbacks[i]);
        printf("callback %d: %d", i, X509_verify_cert(ctx));
        printf(" error %d depth %d cert %s\n", X509_STORE_CTX_get_error(ctx), X509_STORE_CTX_get_error_depth(ctx),
               name_of(X509_STORE_CTX_get_current_cert(ctx)));
    }
    X509_STORE_CTX_init(ctx, store, leaf, untrusted);
    X509_STORE_CTX_set_verify_cb(ctx, refuses_quietly);
    printf("refused without an error: %d", X509_verify_cert(ctx));
    printf(" %d\n", X509_STORE_CTX_get_error(ctx));
    X509_STORE_CTX_init(ctx, store, leaf, untrusted);
    X509_STORE_CTX_set_error(ctx, X509_V_ERR_APPLICATION_VERIFICATION);
    printf("an error before: %d", X509_verify_cert(ctx));
    printf(" %d\n", X509_STORE_CTX_get_error(ctx));

    /* The program's own steps. */
    X509_STORE_CTX_init(ctx, store, leaf, untrusted);
    X509_STORE_CTX_set_verify(ctx, own_verify);
    SHOW_INT(X509_verify_cert(ctx));
    X509_STORE_set_verify_cb(store, report);
    SHOW_INT(X509_STORE_get_verify_cb(store) == report);
    X509_STORE_set_verify(store, own_verify_fails);
    SHOW_INT(X509_STORE_get_verify(store) == own_verify_fails);
    X509_STORE_CTX_init(ctx, store, leaf, untrusted);
    SHOW_INT(X509_STORE_CTX_get_verify(ctx) == own_verify_fails);
    SHOW_INT(X509_verify_cert(ctx));
    SHOW_INT(X509_STORE_CTX_get_error(ctx));
    X509_STORE_set_verify(store, NULL);
    X509_STORE_set_verify_cb(store, NULL);
    for (int i = 0; i < 3; i++) {
        the_issuer = i == 0 ? root : NULL;
        X509_STORE_set_get_issuer(store, i == 2 ? own_issuer_fails : own_issuer);
        X509_STORE_CTX_init(ctx, store, i == 0 ? inter : leaf, untrusted);
        SHOW_INT(X509_verify_cert(ctx));
        SHOW_INT(X509_STORE_CTX_get_error(ctx));
        SHOW_INT(X509_STORE_CTX_get_get_issuer(ctx) == X509_STORE_get_get_issuer(store));
    }
    X509_STORE_set_get_issuer(store, NULL);
    for (int i = 0; i < 2; i++) {
        X509_STORE_set_check_issued(store, i ? never_issued : own_check_issued);
        X509_STORE_CTX_init(ctx, store, leaf, untrusted);
        SHOW_INT(X509_verify_cert(ctx));
        SHOW_INT(X509_STORE_CTX_get_error(ctx));
        SHOW_INT(X509_STORE_CTX_get_check_issued(ctx) == X509_STORE_get_check_issued(store));
    }
    X509_STORE_set_check_issued(store, NULL);
    for (int i = 0; i < 2; i++) {
        X509_STORE_set_check_revocation(store, i ? own_revocation_fails : own_revocation);
        X509_STORE_CTX_init(ctx, store, leaf, untrusted);
        SHOW_INT(X509_verify_cert(ctx));
        SHOW_INT(X509_STORE_CTX_get_error(ctx));
        SHOW_INT(X509_STORE_CTX_get_check_revocation(ctx) == X509_STORE_get_check_revocation(store));
    }
    X509_STORE_set_check_revocation(store, NULL);
    X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK);
    X509_STORE_set_lookup_certs(store, own_certs);
    X509_STORE_set_lookup_crls(store, own_crls);
    X509_STORE_set_check_policy(store, own_policy);
    X509_STORE_set_cleanup(store, own_cleanup);
    X509_STORE_CTX_init(ctx, store, leaf, untrusted);
    SHOW_INT(X509_verify_cert(ctx));
    SHOW_INT(X509_STORE_CTX_get_error(ctx));
    SHOW_INT(X509_STORE_CTX_get_lookup_certs(ctx) == X509_STORE_get_lookup_certs(store));
    SHOW_INT(X509_STORE_CTX_get_lookup_crls(ctx) == X509_STORE_get_lookup_crls(store));
    SHOW_INT(X509_STORE_CTX_get_check_policy(ctx) == X509_STORE_get_check_policy(store));
    SHOW_INT(X509_STORE_CTX_get_cleanup(ctx) == X509_STORE_get_cleanup(store));
    X509_STORE_set_get_crl(store, own_crl);
    X509_STORE_set_check_crl(store, own_check_crl);
    X509_STORE_set_cert_crl(store, own_cert_crl);
    X509_STORE_CTX_init(ctx, store, inter, NULL);
    SHOW_INT(X509_STORE_CTX_get_get_crl(ctx) == X509_STORE_get_get_crl(store));
    SHOW_INT(X509_STORE_CTX_get_check_crl(ctx) == X509_STORE_get_check_crl(store));
    SHOW_INT(X509_STORE_CTX_get_cert_crl(ctx) == X509_STORE_get_cert_crl(store));
    X509_STORE_CTX_set_flags(ctx, X509_V_FLAG_POLICY_CHECK);
    SHOW_INT(X509_verify_cert(ctx));
    SHOW_INT(X509_STORE_CTX_get_error(ctx));
    X509_STORE_CTX_cleanup(ctx);
    X509_STORE_CTX_cleanup(ctx);
    X509_STORE_free(store);

    /* CRLs given with the context. */
    store = X509_STORE_new();
    X509_STORE_add_cert(store, root);
    sk_X509_CRL_push(crls, the_crl);
    for (int i = 0; i < 3; i++) {
        X509 *x = load(argv, i == 0 ? "revoked-cert.pem" : i == 1 ? "server-rsa-cert.pem" : "server-p256-cert.pem");

        X509_STORE_CTX_init(ctx, store, x, NULL);
        X509_STORE_CTX_set0_crls(ctx, crls);
        X509_STORE_CTX_set_flags(ctx, X509_V_FLAG_CRL_CHECK);
        SHOW_INT(X509_verify_cert(ctx));
        SHOW_STR(X509_verify_cert_error_string(X509_STORE_CTX_get_error(ctx)));
        SHOW_NULL(X509_STORE_CTX_get0_current_crl(ctx));
        X509_STORE_CTX_cleanup(ctx);
        X509_free(x);
    }

    /* Chains without a verdict. */
    got = X509_build_chain(leaf, untrusted, store, 1, NULL, NULL);
    chain("built to the root", got);
    sk_X509_pop_free(got, X509_free);
    got = X509_build_chain(leaf, untrusted, store, 0, NULL, NULL);
    chain("built without the root", got);
    sk_X509_pop_free(got, X509_free);
    got = X509_build_chain(leaf, untrusted, NULL, 1, NULL, NULL);
    chain("built without a store", got);
    sk_X509_pop_free(got, X509_free);
    got = X509_build_chain(leaf, NULL, store, 1, NULL, NULL);
    chain("built without the intermediate", got);
    sk_X509_pop_free(got, X509_free);
    got = X509_build_chain(self, NULL, NULL, 0, NULL, NULL);
    chain("built for a self-signed one", got);
    sk_X509_pop_free(got, X509_free);
    SHOW_NULL(X509_build_chain(NULL, NULL, NULL, 0, NULL, NULL));
    show_errors();

    /* NULL. */
    SHOW_INT(X509_verify_cert(NULL));
    SHOW_INT(X509_STORE_CTX_verify(NULL));
    SHOW_INT(X509_STORE_CTX_init(NULL, NULL, NULL, NULL));
    show_errors();
    X509_STORE_CTX_free(NULL);
    X509_STORE_CTX_free(ctx);
    ctx = X509_STORE_CTX_new_ex(NULL, NULL);
    SHOW_NULL(ctx);
    X509_STORE_CTX_free(ctx);
    X509_STORE_free(store);
    sk_X509_free(untrusted);
    sk_X509_free(trusted);
    sk_X509_CRL_free(crls);
    X509_CRL_free(the_crl);
    X509_free(root);
    X509_free(inter);
    X509_free(leaf);
    X509_free(self);
    X509_free(expired);
    return 0;
}
