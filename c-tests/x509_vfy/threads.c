/*
 * One X509_STORE for many threads: they verify, look up, add certificates and
 * CRLs, load files, and do handshakes, all at the same time. And verifications
 * that have come half way, each in a callback, hold nobody up: they wait there
 * until all have come that far, and until others have changed the store.
 */
#include "../common.h"
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <pthread.h>

enum { WORKERS = 4, ROUNDS = 40, HANDSHAKES = 6, SECONDS = 50 };

static X509_STORE *store;
static X509 *root, *other_root, *inter, *leaf, *revoked;
static X509_CRL *list;
static SSL_CTX *client_ctx, *server_ctx;
static STACK_OF(X509) *untrusted;
static const char *bundle, *hashed;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int inside, added;

static X509 *load(char **argv, const char *name)
{
    FILE *file = fopen(fixture(argv, name), "r");
    X509 *x = file ? PEM_read_X509(file, NULL, NULL, NULL) : NULL;

    if (file != NULL)
        fclose(file);
    return x;
}

/* Waits until *count is `least`; whether it came to that. */
static int await(const int *count, int least)
{
    struct timespec end;
    int there;

    clock_gettime(CLOCK_REALTIME, &end);
    end.tv_sec += SECONDS;
    pthread_mutex_lock(&lock);
    while (*count < least && pthread_cond_timedwait(&changed, &lock, &end) == 0)
        ;
    there = *count >= least;
    pthread_mutex_unlock(&lock);
    return there;
}

static void count_up(int *count)
{
    pthread_mutex_lock(&lock);
    ++*count;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
}

static int meet(int ok, X509_STORE_CTX *ctx)
{
    if (X509_STORE_CTX_get_error_depth(ctx) == 1) {
        count_up(&inside);
        if (!await(&inside, WORKERS) || !await(&added, 1))
            return 0;
    }
    return ok;
}

static int verify(X509 *x, unsigned long flags, X509_STORE_CTX_verify_cb callback)
{
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    int error = -1;

    if (X509_STORE_CTX_init(ctx, store, x, untrusted)) {
        X509_STORE_CTX_set_flags(ctx, flags);
        if (callback != NULL)
            X509_STORE_CTX_set_verify_cb(ctx, callback);
        X509_verify_cert(ctx);
        error = X509_STORE_CTX_get_error(ctx);
    }
    X509_STORE_CTX_free(ctx);
    ERR_clear_error();
    return error;
}

static void *verify_in_company(void *wrong)
{
    *(int *)wrong += verify(leaf, 0, meet) != X509_V_OK;
    return NULL;
}

/* Changes the store once all verifications have come half way. */
static void *change(void *wrong)
{
    *(int *)wrong += !await(&inside, WORKERS);
    *(int *)wrong += !X509_STORE_add_cert(store, other_root) || !X509_STORE_add_crl(store, list);
    *(int *)wrong += !X509_STORE_set_flags(store, 0) || !X509_STORE_load_file(store, bundle);
    count_up(&added);
    return NULL;
}

static void *verify_often(void *wrong)
{
    for (int i = 0; i < ROUNDS; i++) {
        *(int *)wrong += verify(leaf, 0, NULL) != X509_V_OK;
        *(int *)wrong += verify(revoked, X509_V_FLAG_CRL_CHECK, NULL) != X509_V_ERR_CERT_REVOKED;
        *(int *)wrong += verify(other_root, 0, NULL) != X509_V_OK;
    }
    return NULL;
}

static void *look_up_often(void *wrong)
{
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();

    for (int i = 0; i < ROUNDS; i++) {
        X509_OBJECT *object;
        STACK_OF(X509) *certs;
        STACK_OF(X509_CRL) *crls;
        X509 *issuer = NULL;

        X509_STORE_CTX_init(ctx, store, leaf, NULL);
        object = X509_STORE_CTX_get_obj_by_subject(ctx, X509_LU_X509, X509_get_subject_name(root));
        *(int *)wrong += object == NULL || X509_cmp(X509_OBJECT_get0_X509(object), root) != 0;
        X509_OBJECT_free(object);
        certs = X509_STORE_CTX_get1_certs(ctx, X509_get_subject_name(root));
        *(int *)wrong += sk_X509_num(certs) != 1;
        sk_X509_pop_free(certs, X509_free);
        crls = X509_STORE_CTX_get1_crls(ctx, X509_get_subject_name(root));
        *(int *)wrong += sk_X509_CRL_num(crls) != 1;
        sk_X509_CRL_pop_free(crls, X509_CRL_free);
        *(int *)wrong += X509_STORE_CTX_get1_issuer(&issuer, ctx, inter) != 1 || X509_cmp(issuer, root) != 0;
        X509_free(issuer);
        certs = X509_STORE_get1_all_certs(store);
        *(int *)wrong += sk_X509_num(certs) < 2;
        sk_X509_pop_free(certs, X509_free);
        X509_STORE_CTX_cleanup(ctx);
        ERR_clear_error();
    }
    X509_STORE_CTX_free(ctx);
    return NULL;
}

/* Adds what is there already, and certificates that are new each time. */
static void *add_often(void *wrong)
{
    for (int i = 0; i < ROUNDS; i++) {
        X509 *x = X509_new();
        X509_NAME *name = X509_get_subject_name(x);
        char text[40];

        snprintf(text, sizeof text, "%p %d", wrong, i);
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (unsigned char *)text, -1, -1, 0);
        X509_set_issuer_name(x, name);
        X509_set_version(x, 2);
        ASN1_INTEGER_set(X509_get_serialNumber(x), i + 1);
        X509_gmtime_adj(X509_getm_notBefore(x), 0);
        X509_gmtime_adj(X509_getm_notAfter(x), 1000);
        X509_set_pubkey(x, X509_get0_pubkey(root));
        X509_sign(x, SSL_CTX_get0_privatekey(server_ctx), EVP_sha256());
        *(int *)wrong += !X509_STORE_add_cert(store, x) || !X509_STORE_add_cert(store, root);
        *(int *)wrong += !X509_STORE_add_crl(store, list);
        if (i % 10 == 0)
            *(int *)wrong += !X509_STORE_load_locations(store, bundle, hashed);
        X509_free(x);
    }
    return NULL;
}

static void *shake_hands_often(void *wrong)
{
    for (int i = 0; i < HANDSHAKES; i++) {
        SSL *client = SSL_new(client_ctx), *server = SSL_new(server_ctx);
        BIO *a, *b;
        int done = 0;

        BIO_new_bio_pair(&a, 0, &b, 0);
        SSL_set_bio(client, a, a);
        SSL_set_bio(server, b, b);
        SSL_set_connect_state(client);
        SSL_set_accept_state(server);
        for (int turn = 0; turn < 20 && done < 2; turn++)
            done = (SSL_do_handshake(client) == 1) + (SSL_do_handshake(server) == 1);
        *(int *)wrong += done != 2 || SSL_get_verify_result(client) != X509_V_OK
                         || SSL_get_verify_result(server) != X509_V_OK;
        SSL_free(client);
        SSL_free(server);
        ERR_clear_error();
    }
    return NULL;
}

static int run(const char *what, void *(*const *work)(void *), int count)
{
    pthread_t threads[16];
    int wrong[16] = {0}, sum = 0;

    for (int i = 0; i < count; i++)
        pthread_create(&threads[i], NULL, work[i], &wrong[i]);
    for (int i = 0; i < count; i++) {
        pthread_join(threads[i], NULL);
        sum += wrong[i];
    }
    printf("%s: %d wrong\n", what, sum);
    return sum;
}

int main(int argc, char **argv)
{
    static void *(*const company[])(void *) = {verify_in_company, verify_in_company, verify_in_company,
                                               verify_in_company, change};
    static void *(*const all[])(void *) = {verify_often, look_up_often, add_often, shake_hands_often, verify_often,
                                           look_up_often, add_often, shake_hands_often};
    static char paths[2][600];
    FILE *file = fopen(fixture(argv, "crl.pem"), "r");
    STACK_OF(X509) *certs;

    (void)argc;
    list = PEM_read_X509_CRL(file, NULL, NULL, NULL);
    fclose(file);
    snprintf(paths[0], sizeof paths[0], "%s", fixture(argv, "ca-bundle.pem"));
    snprintf(paths[1], sizeof paths[1], "%s", fixture(argv, "hashed"));
    bundle = paths[0];
    hashed = paths[1];
    root = load(argv, "ca-rsa-cert.pem");
    other_root = load(argv, "ca-p256-cert.pem");
    inter = load(argv, "intermediate-cert.pem");
    leaf = load(argv, "server-chain-cert.pem");
    revoked = load(argv, "revoked-cert.pem");
    untrusted = sk_X509_new_null();
    sk_X509_push(untrusted, inter);
    store = X509_STORE_new();
    X509_STORE_add_cert(store, root);
    run("half way at the same time", company, 5);
    printf("%d of them, the store was changed %d times\n", inside, added);

    client_ctx = SSL_CTX_new(TLS_client_method());
    server_ctx = SSL_CTX_new(TLS_server_method());
    SSL_CTX_use_certificate_chain_file(server_ctx, fixture(argv, "server-p256-cert.pem"));
    SSL_CTX_use_PrivateKey_file(server_ctx, fixture(argv, "server-p256-key.pem"), SSL_FILETYPE_PEM);
    SSL_CTX_use_certificate_chain_file(client_ctx, fixture(argv, "client-p256-cert.pem"));
    SSL_CTX_use_PrivateKey_file(client_ctx, fixture(argv, "client-p256-key.pem"), SSL_FILETYPE_PEM);
    SSL_CTX_set_session_cache_mode(client_ctx, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_session_cache_mode(server_ctx, SSL_SESS_CACHE_OFF);
    SSL_CTX_set1_cert_store(client_ctx, store);
    SSL_CTX_set1_cert_store(server_ctx, store);
    SSL_CTX_set_verify(client_ctx, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_verify(server_ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    run("all at once", all, 8);
    certs = X509_STORE_get1_all_certs(store);
    printf("%d of the threads' own certificates are there\n", sk_X509_num(certs) >= 2 * ROUNDS ? 2 * ROUNDS : sk_X509_num(certs));
    sk_X509_pop_free(certs, X509_free);

    SSL_CTX_free(client_ctx);
    SSL_CTX_free(server_ctx);
    X509_STORE_free(store);
    sk_X509_free(untrusted);
    X509_CRL_free(list);
    X509_free(root);
    X509_free(other_root);
    X509_free(inter);
    X509_free(leaf);
    X509_free(revoked);
    return 0;
}
