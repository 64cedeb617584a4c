/* EVP_PKEY_fromdata, EVP_PKEY_todata and checks: keys from their parts, in every type, and back. */
#include "../common.h"
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/pem.h>

static EVP_PKEY *load(char **argv, const char *name)
{
    BIO *bio = BIO_new_file(fixture(argv, name), "r");
    EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);

    BIO_free(bio);
    return key;
}

/* A list of parameters and the memory behind it. */
struct list {
    OSSL_PARAM params[16];
    unsigned char numbers[16][600];
    int count;
};

static void add(struct list *list, const char *name, unsigned type, const void *value, size_t len)
{
    OSSL_PARAM *param = &list->params[list->count];

    memcpy(list->numbers[list->count], value, len);
    *param = (OSSL_PARAM){ name, type, list->numbers[list->count], len, OSSL_PARAM_UNMODIFIED };
    list->params[++list->count] = (OSSL_PARAM){ NULL, 0, NULL, 0, 0 };
}

/* Adds the number that `from` has under the name. */
static void add_bn(struct list *list, EVP_PKEY *from, const char *name, int delta)
{
    BIGNUM *n = NULL;
    unsigned char bytes[600];
    int len;

    if (!EVP_PKEY_get_bn_param(from, name, &n)) {
        printf("  no %s\n", name);
        ERR_clear_error();
        return;
    }
    if (delta)
        BN_add_word(n, (BN_ULONG)delta);
    len = BN_num_bytes(n);
    BN_bn2lebinpad(n, bytes, len);
    add(list, name, OSSL_PARAM_UNSIGNED_INTEGER, bytes, (size_t)len);
    BN_free(n);
}

static void checks(EVP_PKEY *key)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);

    SHOW_INT(EVP_PKEY_check(ctx));
    show_errors();
    SHOW_INT(EVP_PKEY_public_check(ctx));
    show_errors();
    SHOW_INT(EVP_PKEY_public_check_quick(ctx));
    show_errors();
    SHOW_INT(EVP_PKEY_param_check(ctx));
    show_errors();
    SHOW_INT(EVP_PKEY_param_check_quick(ctx));
    show_errors();
    SHOW_INT(EVP_PKEY_private_check(ctx));
    show_errors();
    SHOW_INT(EVP_PKEY_pairwise_check(ctx));
    show_errors();
    EVP_PKEY_CTX_free(ctx);
}

static EVP_PKEY *make(const char *what, const char *type, int selection, struct list *list, EVP_PKEY *same)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    EVP_PKEY *key = NULL;
    int ok;

    printf("%s: init %d", what, EVP_PKEY_fromdata_init(ctx));
    ok = EVP_PKEY_fromdata(ctx, &key, selection, list->params);
    printf(" fromdata %d %s\n", ok, key ? "a key" : "nothing");
    show_errors();
    if (key != NULL)
        printf("  id %d bits %d security %d equal %d\n", EVP_PKEY_get_id(key), EVP_PKEY_get_bits(key),
            EVP_PKEY_get_security_bits(key), same ? EVP_PKEY_eq(key, same) : -9);
    ERR_clear_error();
    EVP_PKEY_CTX_free(ctx);
    return key;
}

static void rsa(EVP_PKEY *key)
{
    static const char *const all[] = { "n", "e", "d", "rsa-factor1", "rsa-factor2", "rsa-exponent1", "rsa-exponent2", "rsa-coefficient1" };
    struct list list = { 0 };
    EVP_PKEY *made;

    for (size_t i = 0; i < 8; i++)
        add_bn(&list, key, all[i], 0);
    made = make("RSA, all", "RSA", EVP_PKEY_KEYPAIR, &list, key);
    checks(made);
    EVP_PKEY_free(made);
    made = make("RSA, public of all", "RSA", EVP_PKEY_PUBLIC_KEY, &list, key);
    checks(made);
    EVP_PKEY_free(made);
    EVP_PKEY_free(make("RSA, parameters of all", "RSA", EVP_PKEY_KEY_PARAMETERS, &list, key));
    list.params[3].key = NULL;
    made = make("RSA, n e d", "RSA", EVP_PKEY_KEYPAIR, &list, key);
    checks(made);
    EVP_PKEY_free(made);
    list.params[2].key = NULL;
    EVP_PKEY_free(make("RSA, n e", "RSA", EVP_PKEY_KEYPAIR, &list, key));
    list.params[1].key = NULL;
    EVP_PKEY_free(make("RSA, n", "RSA", EVP_PKEY_KEYPAIR, &list, key));
    list.params[0].key = NULL;
    EVP_PKEY_free(make("RSA, nothing", "RSA", EVP_PKEY_KEYPAIR, &list, key));
    list.count = 0;
    for (size_t i = 0; i < 8; i++)
        add_bn(&list, key, all[i], i == 2 ? 2 : 0);
    made = make("RSA, another d", "RSA", EVP_PKEY_KEYPAIR, &list, key);
    checks(made);
    EVP_PKEY_free(made);
    EVP_PKEY_free(make("RSA as EC", "EC", EVP_PKEY_KEYPAIR, &list, key));
}

static void ec(EVP_PKEY *key)
{
    struct list list = { 0 };
    unsigned char point[100], other[100];
    size_t len = 0;
    EVP_PKEY *made;

    add(&list, "group", OSSL_PARAM_UTF8_STRING, "P-256", 5);
    EVP_PKEY_free(make("EC, group", "EC", EVP_PKEY_KEY_PARAMETERS, &list, NULL));
    EVP_PKEY_free(make("EC, group as pair", "EC", EVP_PKEY_KEYPAIR, &list, NULL));
    EVP_PKEY_get_octet_string_param(key, "pub", point, sizeof point, &len);
    add(&list, "pub", OSSL_PARAM_OCTET_STRING, point, len);
    made = make("EC, public", "EC", EVP_PKEY_PUBLIC_KEY, &list, key);
    checks(made);
    EVP_PKEY_free(made);
    add_bn(&list, key, "priv", 0);
    made = make("EC, both", "EC", EVP_PKEY_KEYPAIR, &list, key);
    checks(made);
    EVP_PKEY_free(made);
    EVP_PKEY_free(make("EC, public of both", "EC", EVP_PKEY_PUBLIC_KEY, &list, key));
    list.count = 1;
    add_bn(&list, key, "priv", 0);
    made = make("EC, private", "EC", EVP_PKEY_KEYPAIR, &list, NULL);
    EVP_PKEY_free(made);
    list.count = 1;
    memcpy(other, point, len);
    other[40] ^= 1;
    add(&list, "pub", OSSL_PARAM_OCTET_STRING, other, len);
    EVP_PKEY_free(make("EC, off the curve", "EC", EVP_PKEY_PUBLIC_KEY, &list, key));
    list.count = 1;
    add(&list, "pub", OSSL_PARAM_OCTET_STRING, point, len - 1);
    EVP_PKEY_free(make("EC, short", "EC", EVP_PKEY_PUBLIC_KEY, &list, key));
    list.count = 1;
    add(&list, "pub", OSSL_PARAM_UTF8_STRING, point, len);
    EVP_PKEY_free(make("EC, of another type", "EC", EVP_PKEY_PUBLIC_KEY, &list, key));
    list.count = 0;
    add(&list, "pub", OSSL_PARAM_OCTET_STRING, point, len);
    EVP_PKEY_free(make("EC, no group", "EC", EVP_PKEY_PUBLIC_KEY, &list, key));
    list.count = 0;
    add(&list, "group", OSSL_PARAM_UTF8_STRING, "no such", 7);
    add(&list, "pub", OSSL_PARAM_OCTET_STRING, point, len);
    EVP_PKEY_free(make("EC, unknown group", "EC", EVP_PKEY_PUBLIC_KEY, &list, key));
}

static void raw(EVP_PKEY *key)
{
    struct list list = { 0 };
    unsigned char bytes[32];
    size_t len = 32;
    EVP_PKEY *made;

    EVP_PKEY_get_raw_public_key(key, bytes, &len);
    add(&list, "pub", OSSL_PARAM_OCTET_STRING, bytes, 32);
    made = make("Ed25519, public", "ED25519", EVP_PKEY_PUBLIC_KEY, &list, key);
    checks(made);
    EVP_PKEY_free(made);
    EVP_PKEY_get_raw_private_key(key, bytes, &len);
    add(&list, "priv", OSSL_PARAM_OCTET_STRING, bytes, 32);
    made = make("Ed25519, both", "ED25519", EVP_PKEY_KEYPAIR, &list, key);
    checks(made);
    EVP_PKEY_free(made);
    list.count = 0;
    add(&list, "priv", OSSL_PARAM_OCTET_STRING, bytes, 32);
    EVP_PKEY_free(make("Ed25519, private", "ED25519", EVP_PKEY_KEYPAIR, &list, key));
    list.count = 0;
    add(&list, "pub", OSSL_PARAM_OCTET_STRING, bytes, 31);
    EVP_PKEY_free(make("Ed25519, short", "ED25519", EVP_PKEY_PUBLIC_KEY, &list, key));
    list.count = 0;
    list.params[0].key = NULL;
    EVP_PKEY_free(make("X25519, nothing", "X25519", EVP_PKEY_KEYPAIR, &list, key));
}

static void dh(void)
{
    struct list list = { 0 };
    EVP_PKEY *made, *whole;

    add(&list, "group", OSSL_PARAM_UTF8_STRING, "ffdhe2048", 9);
    made = make("DH, group", "DH", EVP_PKEY_KEY_PARAMETERS, &list, NULL);
    checks(made);
    list.count = 0;
    add_bn(&list, made, "p", 0);
    add_bn(&list, made, "g", 0);
    whole = make("DH, p g", "DH", EVP_PKEY_KEY_PARAMETERS, &list, NULL);
    SHOW_INT(EVP_PKEY_parameters_eq(made, whole));
    EVP_PKEY_free(whole);
    add(&list, "pub", OSSL_PARAM_UNSIGNED_INTEGER, "\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f\x01", 28);
    whole = make("DH, public", "DH", EVP_PKEY_PUBLIC_KEY, &list, NULL);
    EVP_PKEY_free(whole);
    add(&list, "priv", OSSL_PARAM_UNSIGNED_INTEGER, "\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f\x01", 28);
    whole = make("DH, both", "DH", EVP_PKEY_KEYPAIR, &list, NULL);
    EVP_PKEY_free(whole);
    EVP_PKEY_free(made);
    list.count = 0;
    add(&list, "group", OSSL_PARAM_UTF8_STRING, "no such", 7);
    EVP_PKEY_free(make("DH, unknown group", "DH", EVP_PKEY_KEY_PARAMETERS, &list, NULL));
}

static void show_list(const OSSL_PARAM *param)
{
    for (; param->key != NULL; param++) {
        printf("  %s: type %d, %d bytes", param->key, (int)param->data_type, (int)param->data_size);
        if (param->data_type == OSSL_PARAM_UTF8_STRING)
            printf(" '%s'", (const char *)param->data);
        if (param->data_type == OSSL_PARAM_INTEGER && param->data_size == sizeof(int))
            printf(" %d", *(const int *)param->data);
        printf("\n");
    }
}

static void back(const char *name, EVP_PKEY *key, int selection)
{
    OSSL_PARAM *params = NULL;
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
    EVP_PKEY *again = NULL;

    printf("%s: %d\n", name, EVP_PKEY_todata(key, selection, &params));
    show_errors();
    if (params != NULL) {
        show_list(params);
        EVP_PKEY_fromdata_init(ctx);
        printf("  back %d", EVP_PKEY_fromdata(ctx, &again, selection, params));
        printf(" equal %d private %d\n", EVP_PKEY_eq(key, again), i2d_PrivateKey(again, NULL) > 0);
        OSSL_PARAM_free(params);
    }
    EVP_PKEY_free(again);
    EVP_PKEY_CTX_free(ctx);
    ERR_clear_error();
}

int main(int argc, char **argv)
{
    EVP_PKEY *keys[] = { load(argv, "server-rsa-key.pem"), load(argv, "server-p256-key.pem"), load(argv, "server-ed25519-key.pem") };
    EVP_PKEY_CTX *ctx;
    EVP_PKEY *key = NULL;
    struct list list = { 0 };

    (void)argc;
    rsa(keys[0]);
    ec(keys[1]);
    raw(keys[2]);
    dh();
    back("RSA", keys[0], EVP_PKEY_KEYPAIR);
    back("RSA public", keys[0], EVP_PKEY_PUBLIC_KEY);
    back("EC", keys[1], EVP_PKEY_KEYPAIR);
    back("EC public", keys[1], EVP_PKEY_PUBLIC_KEY);
    back("EC parameters", keys[1], EVP_PKEY_KEY_PARAMETERS);
    back("Ed25519", keys[2], EVP_PKEY_KEYPAIR);
    back("Ed25519 public", keys[2], EVP_PKEY_PUBLIC_KEY);
    ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
    SHOW_INT(EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_KEYPAIR, list.params));
    show_errors();
    SHOW_INT(EVP_PKEY_fromdata_init(ctx));
    SHOW_INT(EVP_PKEY_fromdata(ctx, NULL, EVP_PKEY_KEYPAIR, list.params));
    show_errors();
    SHOW_INT(EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_KEYPAIR, NULL));
    show_errors();
    SHOW_INT(EVP_PKEY_check(ctx));
    show_errors();
    SHOW_INT(EVP_PKEY_fromdata_init(NULL));
    show_errors();
    SHOW_INT(EVP_PKEY_todata(NULL, EVP_PKEY_KEYPAIR, NULL));
    show_errors();
    EVP_PKEY_CTX_free(ctx);
    for (int i = 0; i < 3; i++)
        EVP_PKEY_free(keys[i]);
    return 0;
}
