/* A program's own lookup method: its functions, and that verifications use it. */
#include "_policies.h"
#include <openssl/x509_vfy.h>

static STACK_OF(X509) *chain;
static X509_CRL *list;
static int refuse_item, answer_crl, store_too, index_given = -1;

static int new_item(X509_LOOKUP *ctx)
{
    printf("[new item, store %s] ", X509_LOOKUP_get_store(ctx) ? "there" : "none");
    X509_LOOKUP_set_method_data(ctx, &chain);
    return !refuse_item;
}

static void free_item(X509_LOOKUP *ctx)
{
    printf("[free, data %s] ", X509_LOOKUP_get_method_data(ctx) == &chain ? "kept" : "lost");
}

static int init(X509_LOOKUP *ctx)
{
    printf("[init] ");
    return 5;
}

static int shut_down(X509_LOOKUP *ctx)
{
    printf("[shutdown] ");
    return 6;
}

static int control(X509_LOOKUP *ctx, int cmd, const char *argc, long argl, char **ret)
{
    printf("[ctrl %d %s %ld%s] ", cmd, argc ? argc : "NULL", argl, ret ? " ret" : "");
    if (ret != NULL)
        *ret = "answer";
    return 7;
}

/*
 * As X509_LOOKUP_meth_new(3) says: what is found goes into the object, and the
 * share that it takes is given back, since nobody else will.
 */
static int by_subject(X509_LOOKUP *ctx, X509_LOOKUP_TYPE type, const X509_NAME *name, X509_OBJECT *ret)
{
    char *text = X509_NAME_oneline(name, NULL, 0);

    printf("[%s %s] ", type == X509_LU_X509 ? "certificate" : type == X509_LU_CRL ? "CRL" : "other", text);
    OPENSSL_free(text);
    if (type == X509_LU_CRL && list != NULL && X509_NAME_cmp(name, X509_CRL_get_issuer(list)) == 0) {
        if (!answer_crl)
            return 0;
        if (store_too)
            X509_STORE_add_crl(X509_LOOKUP_get_store(ctx), list);
        X509_OBJECT_set1_X509_CRL(ret, list);
        X509_CRL_free(list);
        return 1;
    }
    if (type != X509_LU_X509)
        return 0;
    for (int i = 0; i < sk_X509_num(chain); i++)
        if (i != 0 && (index_given < 0 || index_given == i) &&
            X509_NAME_cmp(name, X509_get_subject_name(sk_X509_value(chain, i))) == 0) {
            X509 *x = sk_X509_value(chain, i);

            if (store_too)
                X509_STORE_add_cert(X509_LOOKUP_get_store(ctx), x);
            X509_OBJECT_set1_X509(ret, x);
            X509_free(x);
            return 1;
        }
    return 0;
}

static int by_serial(X509_LOOKUP *ctx, X509_LOOKUP_TYPE type, const X509_NAME *name, const ASN1_INTEGER *serial,
                     X509_OBJECT *ret)
{
    printf("[type %d serial %ld%s] ", type, ASN1_INTEGER_get(serial), name ? " name" : "");
    return 8;
}

static int by_fingerprint(X509_LOOKUP *ctx, X509_LOOKUP_TYPE type, const unsigned char *bytes, int len, X509_OBJECT *ret)
{
    printf("[type %d fingerprint %.*s] ", type, len, bytes);
    return 9;
}

static int by_alias(X509_LOOKUP *ctx, X509_LOOKUP_TYPE type, const char *str, int len, X509_OBJECT *ret)
{
    printf("[type %d alias %.*s] ", type, len, str);
    return 10;
}

static int callback(int ok, X509_STORE_CTX *ctx)
{
    printf("(%d:%d@%d) ", ok, X509_STORE_CTX_get_error(ctx), X509_STORE_CTX_get_error_depth(ctx));
    return ok;
}

static X509_LOOKUP_METHOD *whole_method(void)
{
    X509_LOOKUP_METHOD *method = X509_LOOKUP_meth_new("mine");

    SHOW_INT(X509_LOOKUP_meth_set_new_item(method, new_item));
    SHOW_INT(X509_LOOKUP_meth_set_free(method, free_item));
    SHOW_INT(X509_LOOKUP_meth_set_init(method, init));
    SHOW_INT(X509_LOOKUP_meth_set_shutdown(method, shut_down));
    SHOW_INT(X509_LOOKUP_meth_set_ctrl(method, control));
    SHOW_INT(X509_LOOKUP_meth_set_get_by_subject(method, by_subject));
    SHOW_INT(X509_LOOKUP_meth_set_get_by_issuer_serial(method, by_serial));
    SHOW_INT(X509_LOOKUP_meth_set_get_by_fingerprint(method, by_fingerprint));
    SHOW_INT(X509_LOOKUP_meth_set_get_by_alias(method, by_alias));
    SHOW_INT(X509_LOOKUP_meth_get_new_item(method) == new_item);
    SHOW_INT(X509_LOOKUP_meth_get_free(method) == free_item);
    SHOW_INT(X509_LOOKUP_meth_get_init(method) == init);
    SHOW_INT(X509_LOOKUP_meth_get_shutdown(method) == shut_down);
    SHOW_INT(X509_LOOKUP_meth_get_ctrl(method) == control);
    SHOW_INT(X509_LOOKUP_meth_get_get_by_subject(method) == by_subject);
    SHOW_INT(X509_LOOKUP_meth_get_get_by_issuer_serial(method) == by_serial);
    SHOW_INT(X509_LOOKUP_meth_get_get_by_fingerprint(method) == by_fingerprint);
    SHOW_INT(X509_LOOKUP_meth_get_get_by_alias(method) == by_alias);
    show_errors();
    return method;
}

static void alone(X509_LOOKUP_METHOD *method)
{
    X509_LOOKUP_METHOD *const library[] = {X509_LOOKUP_file(), X509_LOOKUP_hash_dir(), X509_LOOKUP_store()};
    X509_LOOKUP_METHOD *empty = X509_LOOKUP_meth_new("");
    X509_LOOKUP *lookup = X509_LOOKUP_new(method), *bare = X509_LOOKUP_new(empty), *file = X509_LOOKUP_new(library[0]);
    X509_OBJECT *object = X509_OBJECT_new();
    X509_NAME *name = named(1);
    ASN1_INTEGER *serial = ASN1_INTEGER_new();
    char *answer = NULL;

    for (int i = 0; i < 3; i++)
        printf("library %d: new %d free %d init %d shutdown %d ctrl %d subject %d serial %d fingerprint %d alias %d\n", i,
               X509_LOOKUP_meth_get_new_item(library[i]) != NULL, X509_LOOKUP_meth_get_free(library[i]) != NULL,
               X509_LOOKUP_meth_get_init(library[i]) != NULL, X509_LOOKUP_meth_get_shutdown(library[i]) != NULL,
               X509_LOOKUP_meth_get_ctrl(library[i]) != NULL, X509_LOOKUP_meth_get_get_by_subject(library[i]) != NULL,
               X509_LOOKUP_meth_get_get_by_issuer_serial(library[i]) != NULL,
               X509_LOOKUP_meth_get_get_by_fingerprint(library[i]) != NULL,
               X509_LOOKUP_meth_get_get_by_alias(library[i]) != NULL);
    SHOW_NULL(X509_LOOKUP_meth_new(NULL));
    show_errors();
    X509_LOOKUP_meth_free(NULL);
    ASN1_INTEGER_set(serial, 3);
    SHOW_INT(X509_LOOKUP_init(lookup));
    SHOW_INT(X509_LOOKUP_ctrl(lookup, 55, "arg", 66, NULL));
    SHOW_INT(X509_LOOKUP_ctrl(lookup, 55, NULL, -1, &answer));
    SHOW_STR(answer);
    SHOW_INT(X509_LOOKUP_ctrl_ex(lookup, 56, NULL, -1, NULL, NULL, NULL));
    X509_up_ref(sk_X509_value(chain, 1));
    SHOW_INT(X509_LOOKUP_by_subject(lookup, X509_LU_X509, name, object));
    SHOW_INT(X509_OBJECT_get_type(object));
    SHOW_INT(X509_LOOKUP_by_subject_ex(lookup, X509_LU_NONE, name, object, NULL, NULL));
    SHOW_INT(X509_LOOKUP_by_issuer_serial(lookup, X509_LU_X509, name, serial, object));
    SHOW_INT(X509_LOOKUP_by_fingerprint(lookup, X509_LU_CRL, (const unsigned char *)"print", 5, object));
    SHOW_INT(X509_LOOKUP_by_alias(lookup, X509_LU_NONE, "alias", 2, object));
    SHOW_INT(X509_LOOKUP_shutdown(lookup));
    SHOW_NULL(X509_LOOKUP_get_store(lookup));
    SHOW_INT(X509_LOOKUP_init(bare));
    SHOW_INT(X509_LOOKUP_shutdown(bare));
    SHOW_INT(X509_LOOKUP_ctrl(bare, 1, "a", 0, NULL));
    SHOW_INT(X509_LOOKUP_by_subject(bare, X509_LU_X509, name, object));
    SHOW_INT(X509_LOOKUP_by_issuer_serial(bare, X509_LU_X509, name, serial, object));
    SHOW_INT(X509_LOOKUP_by_fingerprint(bare, X509_LU_X509, (const unsigned char *)"a", 1, object));
    SHOW_INT(X509_LOOKUP_by_alias(bare, X509_LU_X509, "a", 1, object));
    SHOW_INT(X509_LOOKUP_by_issuer_serial(file, X509_LU_X509, name, serial, object));
    SHOW_INT(X509_LOOKUP_by_fingerprint(file, X509_LU_X509, (const unsigned char *)"a", 1, object));
    SHOW_INT(X509_LOOKUP_by_alias(file, X509_LU_X509, "a", 1, object));
    show_errors();
    X509_LOOKUP_free(lookup);
    X509_LOOKUP_free(bare);
    X509_LOOKUP_free(file);
    X509_LOOKUP_meth_free(empty);
    X509_OBJECT_free(object);
    refuse_item = 1;
    SHOW_NULL(X509_LOOKUP_new(method));
    show_errors();
    refuse_item = 0;
    X509_NAME_free(name);
    ASN1_INTEGER_free(serial);
}

static void verify(X509_STORE *store, STACK_OF(X509) *untrusted, unsigned long flags)
{
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();

    X509_STORE_CTX_init(ctx, store, sk_X509_value(chain, 0), untrusted);
    X509_STORE_CTX_set_verify_cb(ctx, callback);
    X509_STORE_CTX_set_flags(ctx, flags);
    printf(" verify %d", X509_verify_cert(ctx));
    printf(" error %d, chain of %d, untrusted %d\n", X509_STORE_CTX_get_error(ctx),
           sk_X509_num(X509_STORE_CTX_get0_chain(ctx)), X509_STORE_CTX_get_num_untrusted(ctx));
    show_errors();
    X509_STORE_CTX_free(ctx);
}

static void in_stores(X509_LOOKUP_METHOD *method)
{
    for (int i = 0; i < 12; i++) {
        X509_STORE *store = X509_STORE_new();
        X509_LOOKUP *lookup;
        STACK_OF(X509_OBJECT) *objects;

        index_given = (int[]){-1, 1, 2}[i / 2 % 3];
        store_too = i % 2;
        answer_crl = i < 6;
        printf("gives %d, stores %d, CRL %d\n", index_given, store_too, answer_crl);
        lookup = X509_STORE_add_lookup(store, method);
        SHOW_INT(lookup == X509_STORE_add_lookup(store, method));
        SHOW_INT(X509_LOOKUP_get_store(lookup) == store);
        verify(store, NULL, 0);
        verify(store, chain, 0);
        verify(store, NULL, X509_V_FLAG_PARTIAL_CHAIN);
        verify(store, NULL, X509_V_FLAG_CRL_CHECK);
        verify(store, NULL, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
        objects = X509_STORE_get0_objects(store);
        printf("objects %d\n", sk_X509_OBJECT_num(objects));
        X509_STORE_free(store);
        printf("\n");
    }
}

static void searches(X509_LOOKUP_METHOD *method)
{
    for (int i = 0; i < 2; i++) {
        X509_STORE *store = X509_STORE_new();
        X509_STORE_CTX *ctx = X509_STORE_CTX_new();
        X509_OBJECT *object = X509_OBJECT_new();
        X509_NAME *name = named(1), *other = named(9);
        STACK_OF(X509) *certs;
        STACK_OF(X509_CRL) *crls;
        X509 *issuer = NULL;

        index_given = -1;
        store_too = i;
        answer_crl = 1;
        printf("stores %d\n", store_too);
        X509_STORE_add_lookup(store, method);
        X509_STORE_CTX_init(ctx, store, sk_X509_value(chain, 0), NULL);
        SHOW_INT(X509_STORE_CTX_get_by_subject(ctx, X509_LU_X509, other, object));
        SHOW_INT(X509_STORE_CTX_get_by_subject(ctx, X509_LU_X509, name, object));
        SHOW_INT(X509_OBJECT_get_type(object));
        SHOW_INT(X509_STORE_CTX_get_by_subject(ctx, X509_LU_CRL, name, object));
        SHOW_INT(X509_STORE_CTX_get1_issuer(&issuer, ctx, sk_X509_value(chain, 0)));
        SHOW_INT(issuer != NULL && X509_cmp(issuer, sk_X509_value(chain, 1)) == 0);
        certs = X509_STORE_CTX_get1_certs(ctx, name);
        SHOW_INT(sk_X509_num(certs));
        sk_X509_pop_free(certs, X509_free);
        crls = X509_STORE_CTX_get1_crls(ctx, name);
        SHOW_INT(sk_X509_CRL_num(crls));
        sk_X509_CRL_pop_free(crls, X509_CRL_free);
        show_errors();
        X509_free(issuer);
        X509_OBJECT_free(object);
        X509_NAME_free(name);
        X509_NAME_free(other);
        X509_STORE_CTX_free(ctx);
        X509_STORE_free(store);
        printf("\n");
    }
}

/* A hundred verifications with one store, which is asked once for each name. */
static void many(X509_LOOKUP_METHOD *method)
{
    X509_STORE *store = X509_STORE_new();
    int good = 0;

    index_given = -1;
    store_too = 1;
    X509_STORE_add_lookup(store, method);
    for (int i = 0; i < 100; i++) {
        X509_STORE_CTX *ctx = X509_STORE_CTX_new();

        X509_STORE_CTX_init(ctx, store, sk_X509_value(chain, 0), NULL);
        good += X509_verify_cert(ctx) == 1;
        X509_STORE_CTX_free(ctx);
    }
    printf("%d of 100 are good\n", good);
    X509_STORE_free(store);
    printf("\n");
}

int main(int argc, char **argv)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509_LOOKUP_METHOD *method = whole_method();
    X509_NAME *name = named(1);
    ASN1_TIME *time = ASN1_TIME_new();

    chain = chain_of(key, "||");
    list = X509_CRL_new();
    X509_CRL_set_version(list, 1);
    X509_CRL_set_issuer_name(list, name);
    X509_gmtime_adj(time, -100);
    X509_CRL_set1_lastUpdate(list, time);
    X509_gmtime_adj(time, 100000);
    X509_CRL_set1_nextUpdate(list, time);
    X509_CRL_sign(list, key, EVP_sha256());
    alone(method);
    in_stores(method);
    searches(method);
    many(method);
    X509_LOOKUP_meth_free(method);
    X509_CRL_free(list);
    ASN1_TIME_free(time);
    X509_NAME_free(name);
    sk_X509_pop_free(chain, X509_free);
    EVP_PKEY_free(key);
    return 0;
}
