/* Which engine does what unless a program names one, and the methods of new keys. */
#include "../common.h"
#include <openssl/bn.h>
#include <openssl/dh.h>
#include <openssl/dsa.h>
#include <openssl/ec.h>
#include <openssl/engine.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>

static int allow = 1;
static RSA_METHOD *rsa_method;
static DSA_METHOD *dsa_method;
static DH_METHOD *dh_method;
static EC_KEY_METHOD *ec_method;

static int on_init(ENGINE *e)
{
    printf("  init of %s\n", ENGINE_get_id(e));
    return allow;
}

static int on_finish(ENGINE *e)
{
    printf("  finish of %s\n", ENGINE_get_id(e));
    return 1;
}

static int on_destroy(ENGINE *e)
{
    printf("  destroy of %s\n", ENGINE_get_id(e));
    return 1;
}

static int rsa_init(RSA *rsa)
{
    printf("  RSA begins\n");
    return allow;
}

static int rsa_finish(RSA *rsa)
{
    printf("  RSA ends\n");
    return 1;
}

static int rsa_priv_enc(int len, const unsigned char *from, unsigned char *to, RSA *rsa, int padding)
{
    printf("  RSA private, padding %d\n", padding);
    return RSA_meth_get_priv_enc(RSA_PKCS1_OpenSSL())(len, from, to, rsa, padding);
}

static int ec_sign(int type, const unsigned char *digest, int len, unsigned char *sig, unsigned int *siglen,
                   const BIGNUM *kinv, const BIGNUM *r, EC_KEY *key)
{
    int (*usual)(int, const unsigned char *, int, unsigned char *, unsigned int *, const BIGNUM *, const BIGNUM *,
                 EC_KEY *);

    printf("  EC sign\n");
    EC_KEY_METHOD_get_sign(EC_KEY_OpenSSL(), &usual, NULL, NULL);
    return usual(type, digest, len, sig, siglen, kinv, r, key);
}

static int dh_generate(DH *dh)
{
    printf("  DH key\n");
    return DH_meth_get_generate_key(DH_OpenSSL())(dh);
}

static int on_digests(ENGINE *e, const EVP_MD **md, const int **nids, int nid)
{
    static int list[] = { NID_sha256, NID_sha1 };

    if (md == NULL) {
        *nids = list;
        return 2;
    }
    *md = nid == NID_sha256 ? EVP_sha256() : NULL;
    return *md != NULL;
}

static int on_ciphers(ENGINE *e, const EVP_CIPHER **cipher, const int **nids, int nid)
{
    static int list[] = { NID_aes_128_cbc };

    if (cipher == NULL) {
        *nids = list;
        return 1;
    }
    *cipher = EVP_aes_128_cbc();
    return 1;
}

static ENGINE *make(const char *id)
{
    ENGINE *e = ENGINE_new();

    ENGINE_set_id(e, id);
    ENGINE_set_name(e, id);
    ENGINE_set_init_function(e, on_init);
    ENGINE_set_finish_function(e, on_finish);
    ENGINE_set_destroy_function(e, on_destroy);
    return e;
}

static void show_default(const char *what, ENGINE *e)
{
    printf("%s: %s\n", what, e ? ENGINE_get_id(e) : "none");
    ENGINE_finish(e);
}

static void table(void)
{
    ENGINE *a = make("a"), *b = make("b"), *none = make("none");

    printf("-- registered\n");
    SHOW_INT(ENGINE_get_table_flags());
    ENGINE_set_RSA(a, rsa_method);
    ENGINE_set_RSA(b, rsa_method);
    show_default("RSA", ENGINE_get_default_RSA());
    SHOW_INT(ENGINE_register_RSA(none));
    show_default("RSA", ENGINE_get_default_RSA());
    SHOW_INT(ENGINE_register_RSA(a));
    SHOW_INT(ENGINE_register_RSA(b));
    allow = 0;
    show_default("RSA", ENGINE_get_default_RSA());
    allow = 1;
    show_default("RSA", ENGINE_get_default_RSA());
    SHOW_INT(ENGINE_register_RSA(a));
    show_default("RSA", ENGINE_get_default_RSA());
    show_default("RSA", ENGINE_get_default_RSA());
    printf("-- default\n");
    SHOW_INT(ENGINE_set_default_RSA(a));
    show_default("RSA", ENGINE_get_default_RSA());
    allow = 0;
    ENGINE_set_RSA(none, rsa_method);
    SHOW_INT(ENGINE_set_default_RSA(none));
    show_errors();
    allow = 1;
    show_default("RSA", ENGINE_get_default_RSA());
    ENGINE_unregister_RSA(none);
    printf("-- unregistered\n");
    ENGINE_unregister_RSA(a);
    show_default("RSA", ENGINE_get_default_RSA());
    ENGINE_unregister_RSA(b);
    show_default("RSA", ENGINE_get_default_RSA());

    printf("-- by number\n");
    ENGINE_set_digests(a, on_digests);
    ENGINE_set_ciphers(a, on_ciphers);
    SHOW_INT(ENGINE_register_digests(a));
    SHOW_INT(ENGINE_register_ciphers(a));
    SHOW_INT(ENGINE_register_pkey_meths(a));
    SHOW_INT(ENGINE_register_pkey_asn1_meths(a));
    show_default("SHA-256", ENGINE_get_digest_engine(NID_sha256));
    show_default("SHA-1", ENGINE_get_digest_engine(NID_sha1));
    show_default("SHA-512", ENGINE_get_digest_engine(NID_sha512));
    show_default("AES", ENGINE_get_cipher_engine(NID_aes_128_cbc));
    show_default("RSA keys", ENGINE_get_pkey_meth_engine(EVP_PKEY_RSA));
    show_default("RSA forms", ENGINE_get_pkey_asn1_meth_engine(EVP_PKEY_RSA));
    ENGINE_unregister_digests(a);
    ENGINE_unregister_ciphers(a);
    ENGINE_unregister_pkey_meths(a);
    ENGINE_unregister_pkey_asn1_meths(a);
    show_default("SHA-256", ENGINE_get_digest_engine(NID_sha256));

    printf("-- no beginning\n");
    ENGINE_set_table_flags(ENGINE_TABLE_FLAG_NOINIT);
    SHOW_INT(ENGINE_get_table_flags());
    SHOW_INT(ENGINE_register_RSA(a));
    show_default("RSA", ENGINE_get_default_RSA());
    ENGINE_init(a);
    show_default("RSA", ENGINE_get_default_RSA());
    SHOW_INT(ENGINE_register_RSA(a));
    show_default("RSA", ENGINE_get_default_RSA());
    ENGINE_finish(a);
    ENGINE_unregister_RSA(a);
    ENGINE_set_table_flags(0);

    printf("-- all\n");
    SHOW_INT(ENGINE_add(a));
    ENGINE_set_flags(b, ENGINE_FLAGS_NO_REGISTER_ALL);
    SHOW_INT(ENGINE_add(b));
    SHOW_INT(ENGINE_register_all_complete());
    show_default("RSA", ENGINE_get_default_RSA());
    show_default("SHA-256", ENGINE_get_digest_engine(NID_sha256));
    ENGINE_unregister_RSA(a);
    ENGINE_register_all_RSA();
    show_default("RSA", ENGINE_get_default_RSA());
    ENGINE_register_all_DSA();
    ENGINE_register_all_DH();
    ENGINE_register_all_EC();
    ENGINE_register_all_RAND();
    ENGINE_register_all_ciphers();
    ENGINE_register_all_digests();
    ENGINE_register_all_pkey_meths();
    ENGINE_register_all_pkey_asn1_meths();
    show_default("DSA", ENGINE_get_default_DSA());
    show_default("DH", ENGINE_get_default_DH());
    show_default("EC", ENGINE_get_default_EC());
    show_default("RAND", ENGINE_get_default_RAND());
    SHOW_INT(ENGINE_register_complete(b));
    ENGINE_unregister_RSA(a);
    show_default("RSA", ENGINE_get_default_RSA());
    ENGINE_unregister_RSA(b);
    ENGINE_unregister_digests(a);
    ENGINE_unregister_ciphers(a);

    printf("-- by names\n");
    SHOW_INT(ENGINE_set_default_string(a, "RSA"));
    show_default("RSA", ENGINE_get_default_RSA());
    SHOW_INT(ENGINE_set_default_string(a, " DSA , DH,EC,RAND ,PKEY_CRYPTO,PKEY_ASN1,PKEY"));
    SHOW_INT(ENGINE_set_default_string(a, "RSA,rsa"));
    show_errors();
    SHOW_INT(ENGINE_set_default_string(a, "X"));
    show_errors();
    SHOW_INT(ENGINE_set_default_string(a, ""));
    show_errors();
    SHOW_INT(ENGINE_set_default_string(a, "ALL"));
    show_default("SHA-256", ENGINE_get_digest_engine(NID_sha256));
    SHOW_INT(ENGINE_set_default(b, ENGINE_METHOD_RSA | ENGINE_METHOD_EC));
    show_default("RSA", ENGINE_get_default_RSA());
    ENGINE_unregister_RSA(a);
    ENGINE_unregister_RSA(b);
    ENGINE_unregister_DSA(a);
    ENGINE_unregister_DH(a);
    ENGINE_unregister_EC(a);
    ENGINE_unregister_RAND(a);
    ENGINE_unregister_digests(a);
    ENGINE_unregister_ciphers(a);
    ENGINE_remove(a);
    ENGINE_remove(b);
    ENGINE_free(a);
    ENGINE_free(b);
    ENGINE_free(none);
    show_errors();
}

static void sign(EVP_PKEY *key)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    unsigned char sig[512];
    size_t len = sizeof sig;

    SHOW_INT(EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, key));
    SHOW_INT(EVP_DigestSign(ctx, sig, &len, (unsigned char *)"text", 4));
    EVP_MD_CTX_free(ctx);
    ctx = EVP_MD_CTX_new();
    SHOW_INT(EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL, key));
    SHOW_INT(EVP_DigestVerify(ctx, sig, len, (unsigned char *)"text", 4));
    EVP_MD_CTX_free(ctx);
    show_errors();
}

static void keys(char **argv)
{
    ENGINE *e = make("keys"), *empty = make("empty");
    RSA *rsa;
    DSA *dsa;
    DH *dh;
    EC_KEY *ec, *copy;

    printf("-- keys of an engine\n");
    ENGINE_set_RSA(e, rsa_method);
    ENGINE_set_DSA(e, dsa_method);
    ENGINE_set_DH(e, dh_method);
    ENGINE_set_EC(e, ec_method);
    rsa = RSA_new_method(e);
    SHOW_INT(RSA_get_method(rsa) == rsa_method);
    SHOW_INT(RSA_get0_engine(rsa) == e);
    dsa = DSA_new_method(e);
    SHOW_INT(DSA_get_method(dsa) == dsa_method);
    SHOW_INT(DSA_get0_engine(dsa) == e);
    dh = DH_new_method(e);
    SHOW_INT(DH_get0_engine(dh) == e);
    ec = EC_KEY_new_method(e);
    SHOW_INT(EC_KEY_get_method(ec) == ec_method);
    SHOW_INT(EC_KEY_get0_engine(ec) == e);
    EC_KEY_set_group(ec, EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
    copy = EC_KEY_dup(ec);
    SHOW_INT(EC_KEY_get0_engine(copy) == e);
    SHOW_INT(RSA_set_method(rsa, RSA_PKCS1_OpenSSL()));
    SHOW_NULL(RSA_get0_engine(rsa));
    RSA_free(rsa);
    DSA_free(dsa);
    DH_free(dh);
    EC_KEY_free(ec);
    EC_KEY_free(copy);
    SHOW_NULL(RSA_new_method(empty));
    show_errors();
    SHOW_NULL(DSA_new_method(empty));
    show_errors();
    SHOW_NULL(DH_new_method(empty));
    show_errors();
    SHOW_NULL(EC_KEY_new_method(empty));
    show_errors();
    allow = 0;
    SHOW_NULL(RSA_new_method(e));
    show_errors();
    allow = 1;

    printf("-- keys of the default engine\n");
    SHOW_INT(ENGINE_set_default(e, ENGINE_METHOD_ALL));
    rsa = RSA_new();
    SHOW_INT(RSA_get0_engine(rsa) == e);
    RSA_free(rsa);
    dh = DH_new();
    SHOW_INT(DH_get0_engine(dh) == e);
    DH_free(dh);
    ec = EC_KEY_new_by_curve_name(NID_X9_62_prime256v1);
    SHOW_INT(EC_KEY_get0_engine(ec) == e);
    EC_KEY_free(ec);
    dh = DH_new_by_nid(NID_ffdhe2048);
    SHOW_INT(DH_get0_engine(dh) == e);
    SHOW_INT(DH_generate_key(dh));
    DH_free(dh);
    ENGINE_unregister_RSA(e);
    ENGINE_unregister_DSA(e);
    ENGINE_unregister_DH(e);
    ENGINE_unregister_EC(e);
    rsa = RSA_new();
    SHOW_NULL(RSA_get0_engine(rsa));
    RSA_free(rsa);
    ENGINE_free(e);
    ENGINE_free(empty);

    printf("-- default methods\n");
    SHOW_INT(RSA_get_default_method() == RSA_PKCS1_OpenSSL());
    RSA_set_default_method(rsa_method);
    SHOW_INT(RSA_get_default_method() == rsa_method);
    rsa = RSA_new();
    SHOW_INT(RSA_get_method(rsa) == rsa_method);
    RSA_free(rsa);
    allow = 0;
    SHOW_NULL(RSA_new());
    show_errors();
    allow = 1;
    RSA_set_default_method(RSA_PKCS1_OpenSSL());
    SHOW_INT(DSA_get_default_method() == DSA_OpenSSL());
    DSA_set_default_method(dsa_method);
    dsa = DSA_new();
    SHOW_INT(DSA_get_method(dsa) == dsa_method);
    DSA_free(dsa);
    DSA_set_default_method(DSA_OpenSSL());
    SHOW_INT(DH_get_default_method() == DH_OpenSSL());
    DH_set_default_method(dh_method);
    SHOW_INT(DH_get_default_method() == dh_method);
    dh = DH_new_by_nid(NID_ffdhe2048);
    SHOW_INT(DH_generate_key(dh));
    DH_free(dh);
    dh = DH_new();
    SHOW_INT(DH_set_method(dh, DH_OpenSSL()));
    DH_free(dh);
    DH_set_default_method(DH_OpenSSL());
    SHOW_INT(EC_KEY_get_default_method() == EC_KEY_OpenSSL());
    EC_KEY_set_default_method(ec_method);
    SHOW_INT(EC_KEY_get_default_method() == ec_method);
    ec = EC_KEY_new();
    SHOW_INT(EC_KEY_get_method(ec) == ec_method);
    EC_KEY_free(ec);
    EC_KEY_set_default_method(NULL);
    SHOW_INT(EC_KEY_get_default_method() == EC_KEY_OpenSSL());
    show_errors();
}

static void read_keys(char **argv)
{
    static const char *const files[] = { "ca-rsa-key.pem", "ca-p256-key.pem" };

    for (int i = 0; i < 2; i++) {
        BIO *bio;
        EVP_PKEY *key;

        printf("-- a key from a file: %s\n", files[i]);
        RSA_set_default_method(rsa_method);
        EC_KEY_set_default_method(ec_method);
        bio = BIO_new_file(fixture(argv, files[i]), "r");
        key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
        SHOW_NULL(key);
        sign(key);
        EVP_PKEY_free(key);
        BIO_free(bio);
        RSA_set_default_method(RSA_PKCS1_OpenSSL());
        EC_KEY_set_default_method(NULL);
    }
}

static int rand_bytes(unsigned char *buf, int num)
{
    memset(buf, 5, num);
    return 1;
}

static void generator(void)
{
    static RAND_METHOD method = { NULL, rand_bytes, NULL, NULL, rand_bytes, NULL };
    ENGINE *e = make("rand");
    unsigned char bytes[4] = { 0 };

    printf("-- a generator\n");
    ENGINE_set_RAND(e, &method);
    SHOW_INT(ENGINE_set_default_RAND(e));
    RAND_set_rand_method(NULL);
    SHOW_INT(RAND_get_rand_method() == &method);
    SHOW_INT(RAND_bytes(bytes, sizeof bytes));
    SHOW_INT(bytes[0] == 5 && bytes[3] == 5);
    ENGINE_unregister_RAND(e);
    RAND_set_rand_method(RAND_OpenSSL());
    SHOW_INT(RAND_get_rand_method() == RAND_OpenSSL());
    ENGINE_free(e);
}

int main(int argc, char **argv)
{
    int (*setup)(EC_KEY *, BN_CTX *, BIGNUM **, BIGNUM **);
    ECDSA_SIG *(*sign_sig)(const unsigned char *, int, const BIGNUM *, const BIGNUM *, EC_KEY *);

    rsa_method = RSA_meth_dup(RSA_PKCS1_OpenSSL());
    RSA_meth_set_init(rsa_method, rsa_init);
    RSA_meth_set_finish(rsa_method, rsa_finish);
    RSA_meth_set_priv_enc(rsa_method, rsa_priv_enc);
    dsa_method = DSA_meth_dup(DSA_OpenSSL());
    dh_method = DH_meth_dup(DH_OpenSSL());
    DH_meth_set_generate_key(dh_method, dh_generate);
    ec_method = EC_KEY_METHOD_new(EC_KEY_OpenSSL());
    EC_KEY_METHOD_get_sign(EC_KEY_OpenSSL(), NULL, &setup, &sign_sig);
    EC_KEY_METHOD_set_sign(ec_method, ec_sign, setup, sign_sig);
    setvbuf(stdout, NULL, _IOLBF, 0);
    table();
    keys(argv);
    /* Whether an object of the key's own type is made before it is needed is not looked at. */
    RSA_meth_set_init(rsa_method, NULL);
    RSA_meth_set_finish(rsa_method, NULL);
    read_keys(argv);
    generator();
    RSA_meth_free(rsa_method);
    DSA_meth_free(dsa_method);
    DH_meth_free(dh_method);
    EC_KEY_METHOD_free(ec_method);
    return 0;
}
