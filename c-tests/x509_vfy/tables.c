/* A program's own purposes and trust settings, and that verifications ask them. */
#include "_policies.h"
#include <openssl/x509_vfy.h>

static int check_purpose(const X509_PURPOSE *p, const X509 *x, int ca)
{
    printf("[purpose %d trust %d flags %x %s %s %s ca %d] ", p->purpose, p->trust, (unsigned int)p->flags, p->name, p->sname,
           (char *)p->usr_data, ca);
    return ca ? 1 : 7;
}

static int refuse_purpose(const X509_PURPOSE *p, const X509 *x, int ca)
{
    printf("[refused %d ca %d] ", p->purpose, ca);
    return 0;
}

static int trust_verdict = X509_TRUST_TRUSTED;

static int check_trust(X509_TRUST *t, X509 *x, int flags)
{
    printf("[trust %d flags %x %s %d %s; %x] ", t->trust, (unsigned int)t->flags, t->name, t->arg1, (char *)t->arg2,
           (unsigned int)flags);
    return trust_verdict;
}

static int other_trust(int id, X509 *x, int flags)
{
    printf("[other %d %x] ", id, (unsigned int)flags);
    return X509_TRUST_REJECTED;
}

static void show_purpose(int index)
{
    X509_PURPOSE *p = X509_PURPOSE_get0(index);

    if (p == NULL)
        printf("no purpose %d\n", index);
    else
        printf("purpose %d: %d trust %d flags %x %s %s %s, %s\n", index, X509_PURPOSE_get_id(p), X509_PURPOSE_get_trust(p),
               (unsigned int)p->flags, X509_PURPOSE_get0_name(p), X509_PURPOSE_get0_sname(p),
               p->usr_data != NULL ? (char *)p->usr_data : "-", p->check_purpose != NULL ? "checked" : "unchecked");
}

static void show_trust(int index)
{
    X509_TRUST *t = X509_TRUST_get0(index);

    if (t == NULL)
        printf("no trust %d\n", index);
    else
        printf("trust %d: %d flags %x %s %d, %s\n", index, X509_TRUST_get_trust(t), (unsigned int)X509_TRUST_get_flags(t),
               X509_TRUST_get0_name(t), t->arg1, t->check_trust != NULL ? "checked" : "unchecked");
}

static int callback(int ok, X509_STORE_CTX *ctx)
{
    printf("(%d:%d@%d) ", ok, X509_STORE_CTX_get_error(ctx), X509_STORE_CTX_get_error_depth(ctx));
    return ok;
}

static void verify(STACK_OF(X509) *chain, int purpose, int trust)
{
    X509_STORE *store = X509_STORE_new();
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();

    X509_STORE_add_cert(store, sk_X509_value(chain, 2));
    X509_STORE_CTX_init(ctx, store, sk_X509_value(chain, 0), chain);
    X509_STORE_CTX_set_verify_cb(ctx, callback);
    if (purpose != 0)
        printf("purpose %d: %d\n", purpose, X509_STORE_CTX_set_purpose(ctx, purpose));
    if (trust != 0)
        printf("trust %d: %d\n", trust, X509_STORE_CTX_set_trust(ctx, trust));
    show_errors();
    printf(" verify %d", X509_verify_cert(ctx));
    printf(" error %d\n", X509_STORE_CTX_get_error(ctx));
    show_errors();
    X509_STORE_CTX_free(ctx);
    X509_STORE_free(store);
}

static void purposes(STACK_OF(X509) *chain)
{
    X509 *leaf = sk_X509_value(chain, 0);
    X509_VERIFY_PARAM *param = X509_VERIFY_PARAM_new();
    X509_PURPOSE *known = X509_PURPOSE_get0(0);
    int purpose = 0;

    for (int i = 0; i < X509_PURPOSE_get_count(); i++)
        show_purpose(i);
    SHOW_INT(known->check_purpose(known, leaf, 0));
    SHOW_INT(known->check_purpose(known, leaf, 1));
    SHOW_INT(X509_PURPOSE_add(100, X509_TRUST_SSL_SERVER, 0, check_purpose, "My purpose", "mine", "data"));
    SHOW_INT(X509_PURPOSE_get_count());
    show_purpose(9);
    show_purpose(10);
    SHOW_INT(X509_PURPOSE_get_by_id(100));
    SHOW_INT(X509_PURPOSE_get_by_sname("mine"));
    SHOW_INT(X509_check_purpose(leaf, 100, 0));
    SHOW_INT(X509_check_purpose(leaf, 100, 1));
    SHOW_INT(X509_check_purpose(leaf, 101, 1));
    SHOW_INT(X509_check_purpose(leaf, -1, 1));
    SHOW_INT(X509_PURPOSE_add(100, X509_TRUST_EMAIL, X509_PURPOSE_DYNAMIC | 8, check_purpose, "Renamed", "mine2", "d2"));
    show_purpose(9);
    SHOW_INT(X509_PURPOSE_get_by_sname("mine"));
    SHOW_INT(X509_PURPOSE_add(50, 77, -1, check_purpose, "Third", "ssl client", "d3"));
    show_purpose(9);
    show_purpose(10);
    SHOW_INT(X509_PURPOSE_add(51, 77, 0, NULL, "F", "mine2", NULL));
    show_purpose(9);
    show_purpose(10);
    show_purpose(11);
    show_errors();
    SHOW_INT(X509_PURPOSE_add(52, 77, 0, check_purpose, NULL, "x", NULL));
    show_errors();
    SHOW_INT(X509_PURPOSE_add(52, 77, 0, check_purpose, "x", NULL, NULL));
    show_errors();
    SHOW_INT(X509_PURPOSE_get_count());
    SHOW_INT(X509_PURPOSE_add(2, X509_TRUST_EMAIL, 0, check_purpose, "Server mine", "ssls", "d4"));
    show_purpose(1);
    SHOW_INT(X509_check_purpose(leaf, 2, 0));
    SHOW_INT(X509_PURPOSE_get_by_sname("sslserver"));
    SHOW_INT(X509_PURPOSE_get_by_sname("ssls"));
    SHOW_INT(X509_PURPOSE_add(-5, 1, 0, check_purpose, "neg", "neg", "d"));
    SHOW_INT(X509_PURPOSE_get_by_id(-5));
    SHOW_INT(X509_PURPOSE_add(0, 1, 0, check_purpose, "zero", "zero", "d"));
    SHOW_INT(X509_PURPOSE_get_by_id(0));
    SHOW_INT(X509_PURPOSE_add(200, X509_TRUST_SSL_CLIENT, 0, refuse_purpose, "Never", "never", NULL));
    SHOW_INT(X509_PURPOSE_set(&purpose, 100));
    SHOW_INT(purpose);
    SHOW_INT(X509_VERIFY_PARAM_set_purpose(param, 100));
    SHOW_INT(X509_VERIFY_PARAM_set_trust(param, 77));
    show_errors();
    verify(chain, 100, 0);
    verify(chain, 2, 0);
    verify(chain, 1, 0);
    verify(chain, 50, 0);
    verify(chain, 200, 0);
    verify(chain, 999, 0);
    X509_PURPOSE_cleanup();
    SHOW_INT(X509_PURPOSE_get_count());
    show_purpose(1);
    show_purpose(9);
    SHOW_INT(X509_check_purpose(leaf, 100, 0));
    SHOW_INT(X509_check_purpose(leaf, 2, 0));
    SHOW_INT(X509_PURPOSE_get_by_id(100));
    SHOW_INT(X509_VERIFY_PARAM_set_purpose(param, 100));
    show_errors();
    X509_VERIFY_PARAM_free(param);
}

static void trusts(STACK_OF(X509) *chain)
{
    X509 *leaf = sk_X509_value(chain, 0), *root = sk_X509_value(chain, 2);
    X509_TRUST *known = X509_TRUST_get0(2);
    int (*library)(int, X509 *, int);
    int trust = 0;

    for (int i = 0; i < X509_TRUST_get_count(); i++)
        show_trust(i);
    SHOW_INT(known->check_trust(known, leaf, 0));
    SHOW_INT(known->check_trust(known, root, 0));
    SHOW_INT(X509_TRUST_add(77, 0, check_trust, "My trust", 5, "arg"));
    show_trust(8);
    SHOW_INT(X509_TRUST_get_by_id(77));
    SHOW_INT(X509_TRUST_get_count());
    SHOW_INT(X509_check_trust(leaf, 77, 0));
    SHOW_INT(X509_check_trust(leaf, 77, X509_TRUST_NO_SS_COMPAT));
    SHOW_INT(X509_check_trust(leaf, 78, 0));
    SHOW_INT(X509_TRUST_add(77, X509_TRUST_DYNAMIC | 8, check_trust, "Renamed", 6, "arg2"));
    show_trust(8);
    SHOW_INT(X509_TRUST_add(2, 0, check_trust, "Client", 6, "arg2"));
    show_trust(1);
    SHOW_INT(X509_check_trust(leaf, 2, 0));
    SHOW_INT(X509_TRUST_add(79, 0, NULL, "unchecked", 6, NULL));
    show_trust(9);
    show_errors();
    SHOW_INT(X509_TRUST_add(80, 0, check_trust, NULL, 6, NULL));
    show_errors();
    SHOW_INT(X509_TRUST_get_count());
    SHOW_INT(X509_TRUST_set(&trust, 77));
    SHOW_INT(trust);
    SHOW_INT(X509_TRUST_set(&trust, 90));
    show_errors();
    for (trust_verdict = 0; trust_verdict <= 4; trust_verdict++) {
        printf("verdict %d\n", trust_verdict);
        verify(chain, 0, 77);
        verify(chain, 1, 77);
    }
    trust_verdict = X509_TRUST_TRUSTED;

    library = X509_TRUST_set_default(other_trust);
    SHOW_INT(library != NULL);
    SHOW_INT(X509_check_trust(leaf, 78, 4));
    SHOW_INT(X509_check_trust(leaf, 0, 0));
    SHOW_INT(X509_check_trust(leaf, -1, 0));
    SHOW_INT(X509_check_trust(leaf, 1, 0));
    SHOW_INT(X509_check_trust(leaf, 4, 0));
    verify(chain, 0, 0);
    SHOW_INT(library(78, leaf, 0));
    SHOW_INT(library(0, leaf, 8));
    SHOW_INT(library(NID_server_auth, root, 8));
    SHOW_INT(library(NID_server_auth, leaf, 0));
    SHOW_INT(X509_TRUST_set_default(library) == other_trust);
    SHOW_INT(X509_check_trust(leaf, 78, 8));
    SHOW_INT(X509_check_trust(root, 78, 8));
    SHOW_INT(X509_check_trust(root, 78, 0));
    X509_add1_trust_object(root, OBJ_nid2obj(NID_server_auth));
    X509_add1_reject_object(root, OBJ_nid2obj(NID_email_protect));
    SHOW_INT(X509_check_trust(root, NID_server_auth, 0));
    SHOW_INT(X509_check_trust(root, NID_client_auth, 0));
    SHOW_INT(X509_check_trust(root, NID_email_protect, 0));
    X509_TRUST_cleanup();
    SHOW_INT(X509_TRUST_get_count());
    show_trust(1);
    show_trust(8);
    SHOW_INT(X509_check_trust(leaf, 2, 0));
    SHOW_INT(X509_TRUST_get_by_id(77));
    SHOW_INT(X509_TRUST_set(&trust, 77));
    show_errors();
}

int main(int argc, char **argv)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    STACK_OF(X509) *chain = chain_of(key, "|p=a|p=a");

    purposes(chain);
    trusts(chain);
    sk_X509_pop_free(chain, X509_free);
    EVP_PKEY_free(key);
    return 0;
}
