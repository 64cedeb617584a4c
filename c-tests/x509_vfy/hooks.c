/* The steps of a verification that a program does itself: what each answer leads to. */
#include "_policies.h"
#include <openssl/x509_vfy.h>

static STACK_OF(X509) *chain;
static EVP_PKEY *key;
static int answer, sets_error, calls;
static X509_CRL *given_crl;
static X509 *given_cert;

static const char *short_name(X509_NAME *name)
{
    static char text[4][32];
    static int next;
    char *place = text[next++ & 3];

    strcpy(place, "-");
    if (name != NULL)
        X509_NAME_get_text_by_NID(name, NID_commonName, place, sizeof text[0]);
    return place;
}

static const char *subject(X509 *x)
{
    return x != NULL ? short_name(X509_get_subject_name(x)) : "none";
}

static int callback(int ok, X509_STORE_CTX *ctx)
{
    X509_STORE_CTX *parent = X509_STORE_CTX_get0_parent_ctx(ctx);

    printf("(%d:%d@%d %s%s%s%s", ok, X509_STORE_CTX_get_error(ctx), X509_STORE_CTX_get_error_depth(ctx),
           subject(X509_STORE_CTX_get_current_cert(ctx)), X509_STORE_CTX_get0_current_issuer(ctx) ? "<" : "",
           X509_STORE_CTX_get0_current_issuer(ctx) ? subject(X509_STORE_CTX_get0_current_issuer(ctx)) : "",
           X509_STORE_CTX_get0_current_crl(ctx) ? " crl" : "");
    if (parent != NULL)
        printf(" for %s, chain of %d for one of %d, same store %d, data %s", subject(X509_STORE_CTX_get0_cert(parent)),
               sk_X509_num(X509_STORE_CTX_get0_chain(ctx)), sk_X509_num(X509_STORE_CTX_get0_chain(parent)),
               X509_STORE_CTX_get0_store(ctx) == X509_STORE_CTX_get0_store(parent),
               X509_STORE_CTX_get_ex_data(ctx, 0) != NULL        ? "here"
               : X509_STORE_CTX_get_ex_data(parent, 0) != NULL ? "above"
                                                               : "nowhere");
    printf(") ");
    return ok;
}

static int told(X509_STORE_CTX *ctx, const char *what)
{
    calls++;
    printf("[%s] ", what);
    if (sets_error)
        X509_STORE_CTX_set_error(ctx, X509_V_ERR_APPLICATION_VERIFICATION);
    return answer;
}

static int check_revocation(X509_STORE_CTX *ctx)
{
    return told(ctx, "revocation");
}

static int verify_chain(X509_STORE_CTX *ctx)
{
    return told(ctx, "verify");
}

static int check_policy(X509_STORE_CTX *ctx)
{
    return told(ctx, "policy");
}

static int clean_up(X509_STORE_CTX *ctx)
{
    printf("[cleanup] ");
    return answer;
}

static int get_issuer(X509 **issuer, X509_STORE_CTX *ctx, X509 *x)
{
    if (++calls <= 4)
        printf("[issuer of %s] ", subject(x));
    if (sets_error)
        X509_STORE_CTX_set_error(ctx, X509_V_ERR_APPLICATION_VERIFICATION);
    if (answer <= 0)
        return answer;
    for (int i = 1; i < sk_X509_num(chain); i++) {
        X509 *found = given_cert != NULL ? given_cert : sk_X509_value(chain, i);

        if (given_cert != NULL || X509_NAME_cmp(X509_get_subject_name(found), X509_get_issuer_name(x)) == 0) {
            X509_up_ref(found);
            *issuer = found;
            return answer;
        }
    }
    return 0;
}

static int check_issued(X509_STORE_CTX *ctx, X509 *x, X509 *issuer)
{
    printf("[%s by %s] ", subject(x), subject(issuer));
    return answer == 5 ? X509_NAME_cmp(X509_get_issuer_name(x), X509_get_subject_name(issuer)) == 0 : answer;
}

static int get_crl(X509_STORE_CTX *ctx, X509_CRL **crl, X509 *x)
{
    printf("[crl for %s] ", subject(x));
    if (answer > 0 && given_crl != NULL) {
        X509_CRL_up_ref(given_crl);
        *crl = given_crl;
    }
    return answer;
}

static int check_crl(X509_STORE_CTX *ctx, X509_CRL *crl)
{
    return told(ctx, "check crl");
}

static int cert_crl(X509_STORE_CTX *ctx, X509_CRL *crl, X509 *x)
{
    printf("[%s in crl of %s] ", subject(x), short_name(X509_CRL_get_issuer(crl)));
    return told(ctx, "cert crl");
}

static STACK_OF(X509) *lookup_certs(X509_STORE_CTX *ctx, const X509_NAME *name)
{
    STACK_OF(X509) *found;

    printf("[certs of %s] ", short_name((X509_NAME *)name));
    if (answer < 0)
        return NULL;
    found = sk_X509_new_null();
    for (int i = 0; answer > 0 && i < sk_X509_num(chain); i++) {
        X509 *x = sk_X509_value(chain, i);

        if (answer == 2 || X509_NAME_cmp(name, X509_get_subject_name(x)) == 0) {
            X509_up_ref(x);
            sk_X509_push(found, x);
        }
    }
    return found;
}

static STACK_OF(X509_CRL) *lookup_crls(const X509_STORE_CTX *ctx, const X509_NAME *name)
{
    STACK_OF(X509_CRL) *found;

    printf("[crls of %s] ", short_name((X509_NAME *)name));
    if (answer < 0)
        return NULL;
    found = sk_X509_CRL_new_null();
    if (answer > 0 && given_crl != NULL) {
        X509_CRL_up_ref(given_crl);
        sk_X509_CRL_push(found, given_crl);
    }
    return found;
}

/* A CRL of `issuer` on which leaves are or are not. */
static X509_CRL *crl_of(int issuer, int lists_leaf, EVP_PKEY *signer)
{
    X509_CRL *crl = X509_CRL_new();
    X509_NAME *name = named(issuer);
    ASN1_TIME *time = ASN1_TIME_new();

    X509_CRL_set_version(crl, 1);
    X509_CRL_set_issuer_name(crl, name);
    X509_gmtime_adj(time, -100);
    X509_CRL_set1_lastUpdate(crl, time);
    if (lists_leaf) {
        X509_REVOKED *entry = X509_REVOKED_new();

        X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(sk_X509_value(chain, 0)));
        X509_REVOKED_set_revocationDate(entry, time);
        X509_CRL_add0_revoked(crl, entry);
    }
    X509_gmtime_adj(time, 100000);
    X509_CRL_set1_nextUpdate(crl, time);
    X509_CRL_sign(crl, signer, EVP_sha256());
    ASN1_TIME_free(time);
    X509_NAME_free(name);
    return crl;
}

enum { REVOCATION, VERIFY, POLICY, CLEANUP, ISSUER, ISSUED, CRL, CHECK_CRL, CERT_CRL, CERTS, CRLS };

static void verify(int hook, unsigned long flags, int anchor, X509_CRL *stored)
{
    X509_STORE *store = X509_STORE_new();
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();

    switch (hook) {
    case REVOCATION: X509_STORE_set_check_revocation(store, check_revocation); break;
    case VERIFY: X509_STORE_set_verify(store, verify_chain); break;
    case POLICY: X509_STORE_set_check_policy(store, check_policy); break;
    case CLEANUP: X509_STORE_set_cleanup(store, clean_up); break;
    case ISSUER: X509_STORE_set_get_issuer(store, get_issuer); break;
    case ISSUED: X509_STORE_set_check_issued(store, check_issued); break;
    case CRL: X509_STORE_set_get_crl(store, get_crl); break;
    case CHECK_CRL: X509_STORE_set_check_crl(store, check_crl); break;
    case CERT_CRL: X509_STORE_set_cert_crl(store, cert_crl); break;
    case CERTS: X509_STORE_set_lookup_certs(store, lookup_certs); break;
    case CRLS: X509_STORE_set_lookup_crls(store, lookup_crls); break;
    }
    if (anchor >= 0)
        X509_STORE_add_cert(store, sk_X509_value(chain, anchor));
    if (stored != NULL)
        X509_STORE_add_crl(store, stored);
    X509_STORE_CTX_init(ctx, store, sk_X509_value(chain, 0), chain);
    X509_STORE_CTX_set_verify_cb(ctx, callback);
    X509_STORE_CTX_set_flags(ctx, flags);
    calls = 0;
    printf("  answer %d%s, flags %lx, anchor %d: ", answer, sets_error ? " with an error" : "", flags, anchor);
    printf("verify %d", X509_verify_cert(ctx));
    printf(" error %d at %d, chain of %d\n", X509_STORE_CTX_get_error(ctx), X509_STORE_CTX_get_error_depth(ctx),
           sk_X509_num(X509_STORE_CTX_get0_chain(ctx)));
    X509_STORE_CTX_free(ctx);
    X509_STORE_free(store);
    show_errors();
}

/* A list of the CA that another certificate of its name signs. */
static void signers_apart(void)
{
    EVP_PKEY *other = EVP_EC_gen("P-256");
    STACK_OF(X509) *untrusted = sk_X509_dup(chain);
    X509 *signer;

    for (int kind = 0; kind < 3; kind++) {
        X509_STORE *store = X509_STORE_new();
        X509_STORE_CTX *ctx = X509_STORE_CTX_new();
        X509_NAME *name = named(0);

        /* By the root, by nobody known, or expired. */
        signer = certificate(key, 5, 0, 1, 1, "");
        if (kind == 1) {
            X509_NAME_free(name);
            name = named(9);
            X509_set_issuer_name(signer, name);
        }
        if (kind == 2)
            X509_gmtime_adj(X509_getm_notAfter(signer), -60);
        X509_set_pubkey(signer, other);
        X509_delete_ext(signer, X509_get_ext_by_NID(signer, NID_authority_key_identifier, -1));
        X509_sign(signer, key, EVP_sha256());
        sk_X509_push(untrusted, signer);
        for (int revoked = 0; revoked < 2; revoked++) {
            X509_CRL *list = crl_of(1, revoked, other), *copy;
            ASN1_OCTET_STRING *id = ASN1_OCTET_STRING_new();
            static struct der d;
            unsigned char five = 5;
            X509_EXTENSION *ext;

            /* The list says whose it is. */
            d.at = MAX_DER;
            put(&d, &five, 1);
            wrap(&d, 0x80, MAX_DER);
            wrap(&d, 0x30, MAX_DER);
            ASN1_OCTET_STRING_set(id, d.bytes + d.at, (int)(MAX_DER - d.at));
            ext = X509_EXTENSION_create_by_NID(NULL, NID_authority_key_identifier, 0, id);
            X509_CRL_add_ext(list, ext, -1);
            X509_CRL_sign(list, other, EVP_sha256());
            X509_EXTENSION_free(ext);
            ASN1_OCTET_STRING_free(id);
            /* OpenSSL looks at extensions when a list is read. */
            copy = X509_CRL_dup(list);
            X509_CRL_free(list);
            list = copy;

            X509_STORE_free(store);
            X509_STORE_CTX_free(ctx);
            store = X509_STORE_new();
            ctx = X509_STORE_CTX_new();
            X509_STORE_add_cert(store, sk_X509_value(chain, 2));
            X509_STORE_add_crl(store, list);
            X509_STORE_CTX_init(ctx, store, sk_X509_value(chain, 0), untrusted);
            X509_STORE_CTX_set_ex_data(ctx, 0, &chain);
            X509_STORE_CTX_set_verify_cb(ctx, callback);
            X509_STORE_CTX_set_flags(ctx, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_EXTENDED_CRL_SUPPORT);
            printf("signer %d, revoked %d: ", kind, revoked);
            SHOW_NULL(X509_STORE_CTX_get0_parent_ctx(ctx));
            printf("verify %d", X509_verify_cert(ctx));
            printf(" error %d at %d\n", X509_STORE_CTX_get_error(ctx), X509_STORE_CTX_get_error_depth(ctx));
            SHOW_NULL(X509_STORE_CTX_get0_parent_ctx(ctx));
            show_errors();
            X509_CRL_free(list);
        }
        X509_STORE_CTX_free(ctx);
        X509_STORE_free(store);
        X509_NAME_free(name);
        sk_X509_pop(untrusted);
        X509_free(signer);
    }
    sk_X509_free(untrusted);
    EVP_PKEY_free(other);
}

int main(int argc, char **argv)
{
    static const struct { const char *what; int hook; unsigned long flags; } plain[] = {
        {"check_revocation", REVOCATION, 0},
        {"check_revocation", REVOCATION, X509_V_FLAG_CRL_CHECK},
        {"verify", VERIFY, 0},
        {"check_policy", POLICY, 0},
        {"check_policy", POLICY, X509_V_FLAG_POLICY_CHECK},
        {"cleanup", CLEANUP, 0},
        {"check_crl", CHECK_CRL, X509_V_FLAG_CRL_CHECK},
        {"cert_crl", CERT_CRL, X509_V_FLAG_CRL_CHECK},
        {"cert_crl", CERT_CRL, 0},
        {"get_issuer", ISSUER, 0},
        {"check_issued", ISSUED, 0},
    };
    X509_CRL *crls[3];

    key = EVP_EC_gen("P-256");
    chain = chain_of(key, "||");
    crls[0] = crl_of(1, 0, key);
    crls[1] = crl_of(1, 1, key);
    crls[2] = crl_of(7, 0, key);

    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
        printf("%s\n", plain[i].what);
        for (sets_error = 0; sets_error < 2; sets_error++)
            for (answer = plain[i].hook == CERT_CRL || plain[i].hook == CHECK_CRL ? 0 : -2; answer <= 3; answer++) {
                verify(plain[i].hook, plain[i].flags, 2, crls[0]);
                if (plain[i].hook == CERT_CRL || plain[i].hook == CHECK_CRL)
                    verify(plain[i].hook, plain[i].flags, 2, crls[1]);
            }
        sets_error = 0;
    }
    printf("negative answers about CRLs\n");
    for (answer = -2; answer < 0; answer++) {
        verify(CHECK_CRL, X509_V_FLAG_CRL_CHECK, 2, crls[0]);
        verify(CERT_CRL, X509_V_FLAG_CRL_CHECK, 2, crls[1]);
    }
    printf("get_issuer with nothing in the store\n");
    for (answer = -1; answer <= 2; answer++)
        for (int i = 0; i < 3; i++) {
            given_cert = i == 0 ? NULL : sk_X509_value(chain, i);
            verify(ISSUER, 0, -1, NULL);
            verify(ISSUER, X509_V_FLAG_PARTIAL_CHAIN, -1, NULL);
        }
    given_cert = NULL;
    printf("check_issued by name\n");
    answer = 5;
    verify(ISSUED, 0, 2, NULL);
    verify(ISSUED, 0, 1, NULL);
    printf("get_crl\n");
    for (answer = 0; answer <= 2; answer++)
        for (int i = 0; i < 3; i++) {
            given_crl = crls[i];
            verify(CRL, X509_V_FLAG_CRL_CHECK, 2, NULL);
        }
    printf("lookup_crls\n");
    for (answer = -1; answer <= 1; answer++)
        for (int i = 0; i < 4; i++) {
            given_crl = i < 3 ? crls[i] : NULL;
            verify(CRLS, X509_V_FLAG_CRL_CHECK, 2, NULL);
            verify(CRLS, X509_V_FLAG_CRL_CHECK, 2, crls[0]);
            verify(CRLS, 0, 2, NULL);
        }
    printf("lookup_certs\n");
    for (answer = -1; answer <= 2; answer++)
        for (int anchor = -1; anchor < 3; anchor++) {
            verify(CERTS, 0, anchor, NULL);
            verify(CERTS, X509_V_FLAG_PARTIAL_CHAIN, anchor, NULL);
        }
    signers_apart();
    for (int i = 0; i < 3; i++)
        X509_CRL_free(crls[i]);
    sk_X509_pop_free(chain, X509_free);
    EVP_PKEY_free(key);
    return 0;
}
