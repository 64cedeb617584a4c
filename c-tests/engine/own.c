/* Engines of the program's own: their fields, the list, and who holds them. */
#include "../common.h"
#include <openssl/engine.h>
#include <openssl/evp.h>

static int inits, finishes, destroys, allow = 1;

static int on_init(ENGINE *e)
{
    printf("  init of %s\n", ENGINE_get_id(e));
    inits++;
    return allow;
}

static int on_finish(ENGINE *e)
{
    printf("  finish of %s\n", ENGINE_get_id(e));
    finishes++;
    return allow;
}

static int on_destroy(ENGINE *e)
{
    printf("  destroy of %s\n", ENGINE_get_id(e) ? ENGINE_get_id(e) : "(none)");
    destroys++;
    return 1;
}

static int on_ctrl(ENGINE *e, int cmd, long i, void *p, void (*f)(void))
{
    return cmd == 7;
}

static EVP_PKEY *on_load(ENGINE *e, const char *id, UI_METHOD *ui, void *data)
{
    printf("  load %s, ui %d, data %d\n", id ? id : "NULL", ui != NULL, data != NULL);
    return allow ? EVP_PKEY_new() : NULL;
}

static int on_client_cert(ENGINE *e, SSL *ssl, STACK_OF(X509_NAME) *names, X509 **cert, EVP_PKEY **key,
                          STACK_OF(X509) **others, UI_METHOD *ui, void *data)
{
    printf("  client certificate, data %d\n", data != NULL);
    return 5;
}

static int on_ciphers(ENGINE *e, const EVP_CIPHER **cipher, const int **nids, int nid)
{
    static int list[] = { NID_aes_128_cbc, NID_aes_256_cbc };

    if (cipher == NULL) {
        *nids = list;
        return 2;
    }
    *cipher = nid == NID_aes_128_cbc ? EVP_aes_128_cbc() : NULL;
    return *cipher != NULL;
}

static int on_digests(ENGINE *e, const EVP_MD **md, const int **nids, int nid)
{
    static int list[] = { NID_sha256 };

    if (md == NULL) {
        *nids = list;
        return 1;
    }
    *md = nid == NID_sha256 ? EVP_sha256() : NULL;
    return *md != NULL;
}

static int ex_frees;

static void ex_free(void *parent, void *ptr, CRYPTO_EX_DATA *ad, int idx, long argl, void *argp)
{
    if (ptr != NULL)
        ex_frees++;
}

static void walk(void)
{
    ENGINE *e;

    printf("list:");
    for (e = ENGINE_get_first(); e != NULL; e = ENGINE_get_next(e))
        if (strcmp(ENGINE_get_id(e), "rdrand") && strcmp(ENGINE_get_id(e), "dynamic"))
            printf(" %s", ENGINE_get_id(e));
    printf("; backwards:");
    for (e = ENGINE_get_last(); e != NULL; e = ENGINE_get_prev(e))
        if (strcmp(ENGINE_get_id(e), "rdrand") && strcmp(ENGINE_get_id(e), "dynamic"))
            printf(" %s", ENGINE_get_id(e));
    printf("\n");
}

static ENGINE *make(const char *id, const char *name)
{
    ENGINE *e = ENGINE_new();

    ENGINE_set_id(e, id);
    ENGINE_set_name(e, name);
    ENGINE_set_init_function(e, on_init);
    ENGINE_set_finish_function(e, on_finish);
    ENGINE_set_destroy_function(e, on_destroy);
    return e;
}

static void fields(void)
{
    ENGINE *e = ENGINE_new();
    RSA_METHOD *rsa = RSA_meth_new("rsa", 0);
    EC_KEY_METHOD *ec = EC_KEY_METHOD_new(NULL);
    DSA_METHOD *dsa = DSA_meth_new("dsa", 0);
    const DH_METHOD *dh = DH_OpenSSL();
    static RAND_METHOD rand;
    static const ENGINE_CMD_DEFN commands[] = { { 200, "A", "a", ENGINE_CMD_FLAG_NUMERIC }, { 0, NULL, NULL, 0 } };

    printf("-- fields\n");
    SHOW_NULL(ENGINE_get_id(e));
    SHOW_NULL(ENGINE_get_name(e));
    SHOW_NULL(ENGINE_get_RSA(e));
    SHOW_NULL(ENGINE_get_DSA(e));
    SHOW_NULL(ENGINE_get_DH(e));
    SHOW_NULL(ENGINE_get_EC(e));
    SHOW_NULL(ENGINE_get_RAND(e));
    SHOW_INT(ENGINE_get_init_function(e) == NULL && ENGINE_get_finish_function(e) == NULL
             && ENGINE_get_destroy_function(e) == NULL && ENGINE_get_ctrl_function(e) == NULL);
    SHOW_INT(ENGINE_get_load_privkey_function(e) == NULL && ENGINE_get_load_pubkey_function(e) == NULL
             && ENGINE_get_ssl_client_cert_function(e) == NULL);
    SHOW_INT(ENGINE_get_ciphers(e) == NULL && ENGINE_get_digests(e) == NULL && ENGINE_get_pkey_meths(e) == NULL
             && ENGINE_get_pkey_asn1_meths(e) == NULL);
    SHOW_NULL(ENGINE_get_cmd_defns(e));
    SHOW_INT(ENGINE_get_flags(e));
    SHOW_NULL(ENGINE_get_cipher(e, NID_aes_128_cbc));
    show_errors();
    SHOW_NULL(ENGINE_get_digest(e, NID_sha256));
    show_errors();
    SHOW_NULL(ENGINE_get_pkey_meth(e, EVP_PKEY_RSA));
    show_errors();
    SHOW_NULL(ENGINE_get_pkey_asn1_meth(e, EVP_PKEY_RSA));
    show_errors();
    SHOW_NULL(ENGINE_get_pkey_asn1_meth_str(e, "RSA", -1));
    show_errors();

    SHOW_INT(ENGINE_set_id(e, "first"));
    SHOW_INT(ENGINE_set_name(e, "The first"));
    SHOW_INT(ENGINE_set_RSA(e, rsa));
    SHOW_INT(ENGINE_set_DSA(e, dsa));
    SHOW_INT(ENGINE_set_DH(e, dh));
    SHOW_INT(ENGINE_set_EC(e, ec));
    SHOW_INT(ENGINE_set_RAND(e, &rand));
    SHOW_INT(ENGINE_set_init_function(e, on_init));
    SHOW_INT(ENGINE_set_finish_function(e, on_finish));
    SHOW_INT(ENGINE_set_destroy_function(e, on_destroy));
    SHOW_INT(ENGINE_set_ctrl_function(e, on_ctrl));
    SHOW_INT(ENGINE_set_load_privkey_function(e, on_load));
    SHOW_INT(ENGINE_set_load_pubkey_function(e, on_load));
    SHOW_INT(ENGINE_set_load_ssl_client_cert_function(e, on_client_cert));
    SHOW_INT(ENGINE_set_ciphers(e, on_ciphers));
    SHOW_INT(ENGINE_set_digests(e, on_digests));
    SHOW_INT(ENGINE_set_flags(e, ENGINE_FLAGS_NO_REGISTER_ALL | 0x100));
    SHOW_INT(ENGINE_set_cmd_defns(e, commands));
    SHOW_STR(ENGINE_get_id(e));
    SHOW_STR(ENGINE_get_name(e));
    SHOW_INT(ENGINE_get_RSA(e) == rsa);
    SHOW_INT(ENGINE_get_DSA(e) == dsa);
    SHOW_INT(ENGINE_get_DH(e) == dh);
    SHOW_INT(ENGINE_get_EC(e) == ec);
    SHOW_INT(ENGINE_get_RAND(e) == &rand);
    SHOW_INT(ENGINE_get_init_function(e) == on_init);
    SHOW_INT(ENGINE_get_finish_function(e) == on_finish);
    SHOW_INT(ENGINE_get_destroy_function(e) == on_destroy);
    SHOW_INT(ENGINE_get_ctrl_function(e) == on_ctrl);
    SHOW_INT(ENGINE_get_load_privkey_function(e) == on_load);
    SHOW_INT(ENGINE_get_load_pubkey_function(e) == on_load);
    SHOW_INT(ENGINE_get_ssl_client_cert_function(e) == on_client_cert);
    SHOW_INT(ENGINE_get_ciphers(e) == on_ciphers);
    SHOW_INT(ENGINE_get_digests(e) == on_digests);
    SHOW_INT(ENGINE_get_flags(e));
    SHOW_INT(ENGINE_get_cmd_defns(e) == commands);
    SHOW_INT(ENGINE_get_cipher(e, NID_aes_128_cbc) == EVP_aes_128_cbc());
    SHOW_NULL(ENGINE_get_cipher(e, NID_aes_192_cbc));
    show_errors();
    SHOW_INT(ENGINE_get_digest(e, NID_sha256) == EVP_sha256());
    SHOW_NULL(ENGINE_get_digest(e, NID_sha1));
    show_errors();
    SHOW_INT(ENGINE_set_id(e, NULL));
    show_errors();
    SHOW_INT(ENGINE_set_name(e, NULL));
    show_errors();
    SHOW_STR(ENGINE_get_id(e));
    SHOW_INT(ENGINE_set_RSA(e, NULL));
    SHOW_NULL(ENGINE_get_RSA(e));
    SHOW_INT(ENGINE_set_init_function(e, NULL));
    SHOW_INT(ENGINE_get_init_function(e) == NULL);
    SHOW_INT(ENGINE_free(e));
    RSA_meth_free(rsa);
    DSA_meth_free(dsa);
    EC_KEY_METHOD_free(ec);
    show_errors();
}

static void list(void)
{
    ENGINE *a = make("a", "A"), *b = make("b", "B"), *again = make("a", "A again"), *nameless = ENGINE_new(), *found;

    printf("-- list\n");
    SHOW_INT(ENGINE_add(nameless));
    show_errors();
    ENGINE_set_id(nameless, "x");
    SHOW_INT(ENGINE_add(nameless));
    show_errors();
    SHOW_INT(ENGINE_free(nameless));
    SHOW_INT(ENGINE_remove(a));
    show_errors();
    SHOW_INT(ENGINE_add(a));
    SHOW_INT(ENGINE_add(b));
    SHOW_INT(ENGINE_add(a));
    show_errors();
    SHOW_INT(ENGINE_add(again));
    show_errors();
    walk();
    found = ENGINE_by_id("b");
    SHOW_INT(found == b);
    SHOW_INT(ENGINE_free(found));
    SHOW_NULL(ENGINE_by_id("c"));
    show_error_codes();
    SHOW_NULL(ENGINE_by_id(NULL));
    show_errors();
    SHOW_INT(ENGINE_remove(a));
    walk();
    SHOW_INT(ENGINE_remove(a));
    show_errors();
    SHOW_INT(ENGINE_add(again));
    walk();
    SHOW_INT(ENGINE_free(a));
    SHOW_INT(ENGINE_free(again));
    found = ENGINE_by_id("a");
    SHOW_STR(ENGINE_get_name(found));
    SHOW_INT(ENGINE_remove(found));
    SHOW_INT(ENGINE_free(found));

    /* A copy for each who asks. */
    SHOW_INT(ENGINE_set_flags(b, ENGINE_FLAGS_BY_ID_COPY));
    found = ENGINE_by_id("b");
    SHOW_INT(found == b);
    SHOW_STR(ENGINE_get_name(found));
    SHOW_INT(ENGINE_get_flags(found));
    SHOW_INT(ENGINE_get_init_function(found) == on_init);
    SHOW_INT(ENGINE_get_destroy_function(found) == on_destroy);
    SHOW_INT(ENGINE_free(found));
    SHOW_INT(ENGINE_remove(b));
    SHOW_INT(ENGINE_free(b));
    walk();
    show_errors();
}

static void references(void)
{
    ENGINE *e = make("r", "R");
    EVP_PKEY *key;
    X509 *cert = NULL;

    printf("-- references\n");
    SHOW_INT(ENGINE_init(e));
    SHOW_INT(ENGINE_init(e));
    SHOW_INT(ENGINE_finish(e));
    SHOW_INT(ENGINE_finish(e));
    SHOW_INT(inits == 1 && finishes == 1);
    allow = 0;
    SHOW_INT(ENGINE_init(e));
    show_errors();
    allow = 1;
    SHOW_INT(ENGINE_init(e));
    SHOW_INT(ENGINE_up_ref(e));
    SHOW_INT(ENGINE_free(e));
    SHOW_INT(ENGINE_free(e));
    printf("the functional reference holds it\n");
    SHOW_STR(ENGINE_get_id(e));
    SHOW_INT(ENGINE_finish(e));
    show_errors();
    SHOW_INT(ENGINE_init(NULL));
    show_errors();
    SHOW_INT(ENGINE_finish(NULL));
    SHOW_INT(ENGINE_free(NULL));
    SHOW_INT(ENGINE_up_ref(NULL));
    show_errors();

    e = make("f", "F");
    SHOW_INT(ENGINE_up_ref(e));
    SHOW_INT(ENGINE_init(e));
    allow = 0;
    SHOW_INT(ENGINE_finish(e));
    show_errors();
    allow = 1;
    SHOW_INT(ENGINE_free(e));
    SHOW_INT(ENGINE_free(e));

    e = make("l", "L");
    SHOW_NULL(ENGINE_load_private_key(e, "k", NULL, NULL));
    show_errors();
    SHOW_NULL(ENGINE_load_public_key(e, "k", NULL, NULL));
    show_errors();
    SHOW_INT(ENGINE_load_ssl_client_cert(e, NULL, NULL, &cert, &key, NULL, NULL, NULL));
    show_errors();
    ENGINE_init(e);
    SHOW_NULL(ENGINE_load_private_key(e, "k", NULL, NULL));
    show_errors();
    SHOW_NULL(ENGINE_load_public_key(e, "k", NULL, NULL));
    show_errors();
    SHOW_INT(ENGINE_load_ssl_client_cert(e, NULL, NULL, &cert, &key, NULL, NULL, NULL));
    show_errors();
    ENGINE_set_load_privkey_function(e, on_load);
    ENGINE_set_load_pubkey_function(e, on_load);
    ENGINE_set_load_ssl_client_cert_function(e, on_client_cert);
    key = ENGINE_load_private_key(e, "k", NULL, e);
    SHOW_NULL(key);
    EVP_PKEY_free(key);
    key = ENGINE_load_public_key(e, NULL, NULL, NULL);
    SHOW_NULL(key);
    EVP_PKEY_free(key);
    SHOW_INT(ENGINE_load_ssl_client_cert(e, NULL, NULL, &cert, &key, NULL, NULL, e));
    allow = 0;
    SHOW_NULL(ENGINE_load_private_key(e, "k", NULL, NULL));
    show_errors();
    SHOW_NULL(ENGINE_load_public_key(e, "k", NULL, NULL));
    show_errors();
    allow = 1;
    SHOW_NULL(ENGINE_load_private_key(NULL, "k", NULL, NULL));
    show_errors();
    SHOW_NULL(ENGINE_load_public_key(NULL, "k", NULL, NULL));
    show_errors();
    SHOW_INT(ENGINE_load_ssl_client_cert(NULL, NULL, NULL, &cert, &key, NULL, NULL, NULL));
    show_errors();
    ENGINE_finish(e);
    ENGINE_free(e);
}

static void values(void)
{
    ENGINE *e = ENGINE_new();
    int index = ENGINE_get_ex_new_index(0, NULL, NULL, NULL, ex_free);

    printf("-- values\n");
    SHOW_INT(index > 0);
    SHOW_NULL(ENGINE_get_ex_data(e, index));
    SHOW_INT(ENGINE_set_ex_data(e, index, &index));
    SHOW_INT(ENGINE_get_ex_data(e, index) == &index);
    SHOW_NULL(ENGINE_get_ex_data(e, index + 1));
    SHOW_INT(ENGINE_free(e));
    SHOW_INT(ex_frees);
    show_errors();
    SHOW_NULL(ENGINE_get_static_state());
}

int main(void)
{
    fields();
    list();
    references();
    values();
    SHOW_INT(destroys);
    return 0;
}
