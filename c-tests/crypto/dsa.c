/* DSA as objects: numbers, parameters, keys, signatures, methods, DER, PEM and text. */
#include "../common.h"
#include <openssl/dh.h>
#include <openssl/dsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

static const unsigned char digest[32] = "0123456789abcdef0123456789abcde";

static DSA *load(char **argv, const char *name)
{
    BIO *in = BIO_new_file(fixture(argv, name), "r");
    DSA *key = PEM_read_bio_DSAPrivateKey(in, NULL, NULL, NULL);

    BIO_free(in);
    return key;
}

static void same(DSA *a, DSA *b)
{
    const BIGNUM *p, *q, *g, *y, *x, *p2, *q2, *g2, *y2, *x2;

    if (a == NULL || b == NULL) {
        printf("  nothing\n");
        show_error_codes();
        return;
    }
    DSA_get0_pqg(a, &p, &q, &g);
    DSA_get0_key(a, &y, &x);
    DSA_get0_pqg(b, &p2, &q2, &g2);
    DSA_get0_key(b, &y2, &x2);
#define CMP(m, n) (m && n ? BN_cmp(m, n) == 0 : m == n ? 8 : 9)
    printf("  same p %d q %d g %d y %d x %d\n", CMP(p, p2), CMP(q, q2), CMP(g, g2), CMP(y, y2), CMP(x, x2));
}

static void empty(void)
{
    DSA *key = DSA_new(), *copy;
    BIGNUM *p = BN_new(), *q = BN_new(), *g = BN_new();
    const BIGNUM *a = p, *b = p, *c = p;
    unsigned char out[100];
    unsigned int len = 7;
    DSA_SIG *sig;
    DH *dh;

    printf("empty\n");
    SHOW_INT(DSA_up_ref(key));
    DSA_free(key);
    DSA_free(NULL);
    DSA_get0_pqg(key, &a, &b, &c);
    SHOW_INT(a == NULL && b == NULL && c == NULL);
    DSA_get0_pqg(key, NULL, NULL, NULL);
    a = b = p;
    DSA_get0_key(key, &a, &b);
    SHOW_INT(a == NULL && b == NULL);
    SHOW_NULL(DSA_get0_p(key));
    SHOW_NULL(DSA_get0_q(key));
    SHOW_NULL(DSA_get0_g(key));
    SHOW_NULL(DSA_get0_pub_key(key));
    SHOW_NULL(DSA_get0_priv_key(key));
    SHOW_NULL(DSA_get0_engine(key));
    SHOW_INT(DSA_size(key));
    SHOW_INT(DSA_security_bits(key));
    SHOW_INT(DSA_test_flags(key, ~0));
    DSA_set_flags(key, 0x10);
    DSA_set_flags(key, 0x20);
    DSA_clear_flags(key, 0x10);
    SHOW_INT(DSA_test_flags(key, 0x30));
    show_error_codes();
    SHOW_NULL(DSA_do_sign(digest, 20, key));
    show_error_codes();
    SHOW_INT(DSA_sign(0, digest, 20, out, &len, key));
    SHOW_INT(len);
    show_error_codes();
    sig = DSA_SIG_new();
    SHOW_INT(DSA_do_verify(digest, 20, sig, key));
    show_error_codes();
    DSA_SIG_free(sig);
    SHOW_INT(DSA_verify(0, digest, 20, (const unsigned char *)"\x30\x06\x02\x01\x01\x02\x01\x01", 8, key));
    show_error_codes();
    SHOW_INT(DSA_generate_key(key));
    ERR_clear_error();
    SHOW_INT(i2d_DSAPrivateKey(key, NULL));
    show_error_codes();
    SHOW_INT(DSA_set0_pqg(key, p, NULL, g));
    SHOW_INT(DSA_set0_pqg(key, p, q, NULL));
    SHOW_INT(DSA_set0_key(key, NULL, NULL));
    show_error_codes();
    SHOW_INT(DSA_set_ex_data(key, 0, out));
    SHOW_INT(DSA_get_ex_data(key, 0) == out);
    SHOW_NULL(DSA_dup_DH(NULL));
    dh = DSA_dup_DH(key);
    SHOW_INT(dh != NULL);
    show_error_codes();
    DH_free(dh);
    BN_set_word(p, 23);
    BN_set_word(q, 11);
    BN_set_word(g, 4);
    SHOW_INT(DSA_set0_pqg(key, p, q, g));
    SHOW_INT(DSA_bits(key));
    SHOW_INT(DSA_size(key));
    SHOW_INT(DSA_security_bits(key));
    SHOW_INT(DSA_get0_p(key) == p && DSA_get0_q(key) == q && DSA_get0_g(key) == g);
    copy = DSAparams_dup(key);
    same(copy, key);
    DSA_free(copy);
    DSA_free(key);
    key = DSA_new_method(NULL);
    SHOW_INT(DSA_get_method(key) == DSA_get_default_method());
    SHOW_INT(DSA_get_method(key) == DSA_OpenSSL());
    DSA_free(key);
}

static void signatures(char **argv)
{
    static const char *const names[] = {"dsa-1024-160-key.pem", "dsa-2048-224-key.pem", "dsa-2048-256-key.pem"};
    static const int lens[] = {0, 1, 20, 28, 32};
    size_t i, k;

    for (i = 0; i < 3; i++) {
        DSA *key = load(argv, names[i]), *public = DSAparams_dup(key);

        printf("%s: size %d bits %d security %d\n", names[i], DSA_size(key), DSA_bits(key), DSA_security_bits(key));
        DSA_set0_key(public, BN_dup(DSA_get0_pub_key(key)), NULL);
        for (k = 0; k < sizeof lens / sizeof lens[0]; k++) {
            unsigned char out[200], other[32];
            unsigned int len = 0;
            const unsigned char *at;
            unsigned char *der = NULL;
            DSA_SIG *sig, *back;
            const BIGNUM *r, *s;
            int ok;

            memcpy(other, digest, 32);
            other[0] ^= 1;
            ok = DSA_sign(0, digest, lens[k], out, &len, key);
            printf(" %d: sign %d fits %d", lens[k], ok, (int)len <= DSA_size(key) && len > 30);
            printf(" verify %d", DSA_verify(0, digest, lens[k], out, (int)len, public));
            printf(" other %d", DSA_verify(0, other, lens[k], out, (int)len, public));
            printf(" short %d", DSA_verify(0, digest, lens[k], out, (int)len - 1, public));
            ERR_clear_error();
            out[len] = 0;
            printf(" long %d", DSA_verify(0, digest, lens[k], out, (int)len + 1, public));
            ERR_clear_error();
            out[len - 1] ^= 1;
            printf(" damaged %d\n", DSA_verify(0, digest, lens[k], out, (int)len, public));
            show_error_codes();
            sig = DSA_do_sign(digest, lens[k], key);
            printf(" do_verify %d", DSA_do_verify(digest, lens[k], sig, public));
            DSA_SIG_get0(sig, &r, &s);
            printf(" numbers %d", BN_num_bits(r) > 60 && BN_num_bits(s) > 60);
            ok = i2d_DSA_SIG(sig, &der);
            at = der;
            back = d2i_DSA_SIG(NULL, &at, ok);
            printf(" der %d moved %d verify %d", back != NULL, at == der + ok, DSA_do_verify(digest, lens[k], back, public));
            printf(" set %d %d", DSA_SIG_set0(back, NULL, BN_new()), DSA_SIG_set0(back, BN_new(), BN_new()));
            printf(" zeros %d\n", DSA_do_verify(digest, lens[k], back, public));
            show_error_codes();
            OPENSSL_free(der);
            DSA_SIG_free(sig);
            DSA_SIG_free(back);
        }
        SHOW_NULL(DSA_do_sign(digest, 20, public));
        show_error_codes();
        DSA_free(key);
        DSA_free(public);
    }
    {
        DSA_SIG *sig = DSA_SIG_new();
        const BIGNUM *r, *s;
        const unsigned char *bad = (const unsigned char *)"\x30\x06\x02\x01\x01\x02\x01";
        unsigned char *der = NULL;
        int len;

        DSA_SIG_get0(sig, &r, &s);
        SHOW_INT(r == NULL && s == NULL);
        DSA_SIG_get0(sig, NULL, NULL);
        SHOW_NULL(d2i_DSA_SIG(NULL, &bad, 7));
        show_error_codes();
        r = BN_new();
        s = BN_new();
        BN_set_word((BIGNUM *)r, 128);
        SHOW_INT(DSA_SIG_set0(sig, (BIGNUM *)r, (BIGNUM *)s));
        len = i2d_DSA_SIG(sig, &der);
        show_hex("der", der, len > 0 ? (size_t)len : 0);
        OPENSSL_free(der);
        DSA_SIG_free(sig);
        DSA_SIG_free(NULL);
    }
}

static int events;

static int told(int event, int count, BN_GENCB *cb)
{
    (void)event;
    (void)count;
    (void)cb;
    events++;
    return 1;
}

static void told_old(int event, int count, void *arg)
{
    (void)event;
    (void)count;
    ++*(int *)arg;
}

static void generated(void)
{
    static const unsigned char seed[20] = {0xd5, 0x01, 0x4e, 0x4b, 0x60, 0xef, 0x2b, 0xa8, 0xb6, 0x21, 0x1b, 0x40, 0x62, 0xba, 0x32, 0x24,
        0xe0, 0x42, 0x7d, 0xd3};
    DSA *key = DSA_new();
    BN_GENCB *cb = BN_GENCB_new();
    unsigned long h = 0;
    int counter = -1, calls = 0;

    printf("generated\n");
    BN_GENCB_set(cb, told, NULL);
    SHOW_INT(DSA_generate_parameters_ex(key, 512, seed, 20, &counter, &h, cb));
    show_error_codes();
    printf("counter %d h %lu told %d\n", counter, h, events > 0);
    if (DSA_get0_p(key) != NULL) {
        char *text = BN_bn2hex(DSA_get0_p(key));

        SHOW_STR(text);
        OPENSSL_free(text);
        text = BN_bn2hex(DSA_get0_q(key));
        SHOW_STR(text);
        OPENSSL_free(text);
        text = BN_bn2hex(DSA_get0_g(key));
        SHOW_STR(text);
        OPENSSL_free(text);
    }
    SHOW_INT(DSA_generate_key(key));
    SHOW_INT(BN_num_bits(DSA_get0_priv_key(key)) > 100);
    DSA_free(key);
    for (int bits = 1024; bits <= 2048; bits += 1024) {
        if (left_out())
            continue;
        key = DSA_new();
        SHOW_INT(DSA_generate_parameters_ex(key, bits, NULL, 0, NULL, NULL, NULL));
        SHOW_INT(DSA_bits(key));
        SHOW_INT(BN_num_bits(DSA_get0_q(key)));
        DSA_free(key);
    }
    key = DSA_generate_parameters(512, (unsigned char *)seed, 20, &counter, &h, told_old, &calls);
    printf("bits %d counter %d h %lu told %d\n", key ? DSA_bits(key) : -1, counter, h, calls > 0);
    DSA_free(key);
    BN_GENCB_free(cb);
}

static void forms(char **argv)
{
    DSA *key = load(argv, "dsa-1024-160-key.pem"), *public = DSAparams_dup(key), *params = DSAparams_dup(key), *back, *given;
    BIO *bio = BIO_new(BIO_s_mem());
    FILE *file;
    unsigned char *der = NULL;
    const unsigned char *at;
    char line[80] = "";
    int len;

    printf("forms\n");
    DSA_set0_key(public, BN_dup(DSA_get0_pub_key(key)), NULL);
#define DER(NAME, value) \
    do { \
        der = NULL; \
        len = i2d_##NAME(value, &der); \
        printf("%s: %d\n", #NAME, len > 0); \
        show_error_codes(); \
        at = der; \
        back = len > 0 ? d2i_##NAME(NULL, &at, len) : NULL; \
        same(back, value); \
        DSA_free(back); \
        given = DSA_new(); \
        at = der; \
        back = len > 0 ? d2i_##NAME(&given, &at, len) : NULL; \
        printf("  moved %d, into what was given %d\n", len > 0 && at == der + len, back == given && back != NULL); \
        at = der; \
        SHOW_NULL(len > 0 ? d2i_##NAME(NULL, &at, len - 1) : NULL); \
        ERR_clear_error(); \
        DSA_free(given); \
        OPENSSL_free(der); \
    } while (0)
    DER(DSAPrivateKey, key);
    DER(DSAPublicKey, public);
    DER(DSA_PUBKEY, public);
    DER(DSAparams, params);
    SHOW_INT(i2d_DSAPrivateKey(public, NULL));
    show_error_codes();
    SHOW_INT(i2d_DSA_PUBKEY(key, NULL) > 0);
    SHOW_INT(i2d_DSAparams(key, NULL) > 0);
#define STREAMS(NAME, value) \
    do { \
        (void)BIO_reset(bio); \
        SHOW_INT(i2d_##NAME##_bio(bio, value)); \
        back = d2i_##NAME##_bio(bio, NULL); \
        same(back, value); \
        DSA_free(back); \
        file = tmpfile(); \
        SHOW_INT(i2d_##NAME##_fp(file, value)); \
        rewind(file); \
        back = d2i_##NAME##_fp(file, NULL); \
        same(back, value); \
        DSA_free(back); \
        fclose(file); \
    } while (0)
    STREAMS(DSAPrivateKey, key);
    STREAMS(DSA_PUBKEY, public);
#define PEM(NAME, value, more) \
    do { \
        (void)BIO_reset(bio); \
        SHOW_INT(PEM_write_bio_##NAME more(bio)); \
        len = BIO_get_mem_data(bio, (char **)&der); \
        printf("  %.*s\n", (int)strcspn((char *)der, "\n"), (char *)der); \
        back = PEM_read_bio_##NAME(bio, NULL, NULL, (void *)"secret"); \
        same(back, value); \
        DSA_free(back); \
        file = tmpfile(); \
        SHOW_INT(PEM_write_##NAME more(file)); \
        rewind(file); \
        back = PEM_read_##NAME(file, NULL, NULL, (void *)"secret"); \
        same(back, value); \
        DSA_free(back); \
        fclose(file); \
        SHOW_NULL(PEM_read_bio_##NAME(bio, NULL, NULL, NULL)); \
        show_error_codes(); \
    } while (0)
#define PLAIN(to) (to, key, NULL, NULL, 0, NULL, NULL)
#define SEALED(to) (to, key, EVP_aes_128_cbc(), (unsigned char *)"secret", 6, NULL, NULL)
#define PUBLIC(to) (to, public)
#define PARAMS(to) (to, params)
    PEM(DSAPrivateKey, key, PLAIN);
    PEM(DSAPrivateKey, key, SEALED);
    PEM(DSA_PUBKEY, public, PUBLIC);
    PEM(DSAparams, params, PARAMS);
    BIO_free(bio);
    bio = BIO_new(BIO_s_mem());
    SHOW_INT(DSA_print(bio, key, 0));
    SHOW_INT(DSA_print(bio, public, 4));
    SHOW_INT(DSA_print(bio, params, 2));
    SHOW_INT(DSAparams_print(bio, key));
    /* All but the numbers, which are new each time. */
    while (BIO_gets(bio, line, sizeof line) > 0)
        if (strspn(line, " 0123456789abcdef:\n") != strlen(line))
            printf("%s", line);
    file = tmpfile();
    SHOW_INT(DSA_print_fp(file, key, 1));
    SHOW_INT(DSAparams_print_fp(file, key));
    SHOW_INT(ftell(file) > 1000);
    fclose(file);
    SHOW_INT(DSA_print(bio, NULL, 1) <= 0);
    ERR_clear_error();
    BIO_free(bio);
    DSA_free(key);
    DSA_free(public);
    DSA_free(params);
}

static DSA_SIG *own_sign(const unsigned char *dgst, int len, DSA *key)
{
    DSA_METHOD *usual = (DSA_METHOD *)DSA_OpenSSL();

    printf("  own sign %d\n", len);
    return DSA_meth_get_sign(usual)(dgst, len, key);
}

static int own_verify(const unsigned char *dgst, int len, DSA_SIG *sig, DSA *key)
{
    printf("  own verify %d\n", len);
    return DSA_meth_get_verify(DSA_OpenSSL())(dgst, len, sig, key);
}

static int own_life(DSA *key)
{
    (void)key;
    printf("  own life\n");
    return 1;
}

static int own_keygen(DSA *key)
{
    printf("  own keygen\n");
    (void)key;
    return 5;
}

static int own_paramgen(DSA *key, int bits, const unsigned char *seed, int len, int *counter, unsigned long *h, BN_GENCB *cb)
{
    (void)key;
    (void)seed;
    (void)len;
    (void)counter;
    (void)h;
    (void)cb;
    printf("  own paramgen %d\n", bits);
    return 6;
}

static void methods(char **argv)
{
    DSA_METHOD *m = DSA_meth_new("mine", 3), *copy;
    DSA *key = load(argv, "dsa-1024-160-key.pem");
    EVP_PKEY *pkey = EVP_PKEY_new();
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    unsigned char out[100];
    unsigned int len;
    size_t size = sizeof out;

    printf("methods\n");
    SHOW_STR(DSA_meth_get0_name(m));
    SHOW_INT(DSA_meth_set1_name(m, "yours"));
    SHOW_STR(DSA_meth_get0_name(m));
    SHOW_STR(DSA_meth_get0_name(DSA_OpenSSL()));
    SHOW_INT(DSA_meth_get_flags(m));
    SHOW_INT(DSA_meth_set_flags(m, 4));
    SHOW_INT(DSA_meth_get_flags(m));
    SHOW_INT(DSA_meth_set0_app_data(m, out));
    SHOW_INT(DSA_meth_get0_app_data(m) == out);
    SHOW_INT(DSA_meth_get_sign(m) == NULL);
    SHOW_INT(DSA_meth_get_sign_setup(m) == NULL);
    SHOW_INT(DSA_meth_get_verify(m) == NULL);
    SHOW_INT(DSA_meth_get_mod_exp(m) == NULL);
    SHOW_INT(DSA_meth_get_bn_mod_exp(m) == NULL);
    SHOW_INT(DSA_meth_get_init(m) == NULL);
    SHOW_INT(DSA_meth_get_finish(m) == NULL);
    SHOW_INT(DSA_meth_get_paramgen(m) == NULL);
    SHOW_INT(DSA_meth_get_keygen(m) == NULL);
    SHOW_INT(DSA_meth_set_sign(m, own_sign));
    SHOW_INT(DSA_meth_set_verify(m, own_verify));
    SHOW_INT(DSA_meth_set_init(m, own_life));
    SHOW_INT(DSA_meth_set_finish(m, own_life));
    SHOW_INT(DSA_meth_set_paramgen(m, own_paramgen));
    SHOW_INT(DSA_meth_set_keygen(m, own_keygen));
    SHOW_INT(DSA_meth_set_sign_setup(m, NULL));
    SHOW_INT(DSA_meth_set_mod_exp(m, NULL));
    SHOW_INT(DSA_meth_set_bn_mod_exp(m, NULL));
    copy = DSA_meth_dup(m);
    SHOW_INT(DSA_meth_get_sign(copy) == own_sign && DSA_meth_get_keygen(copy) == own_keygen);
    SHOW_STR(DSA_meth_get0_name(copy));
    DSA_meth_free(copy);
    DSA_meth_free(NULL);
    SHOW_INT(DSA_set_method(key, m));
    SHOW_INT(DSA_get_method(key) == m);
    SHOW_INT(DSA_sign(0, digest, 20, out, &len, key));
    SHOW_INT(DSA_verify(0, digest, 20, out, (int)len, key));
    SHOW_INT(DSA_generate_key(key));
    SHOW_INT(DSA_generate_parameters_ex(key, 77, NULL, 0, NULL, NULL, NULL));
    SHOW_INT(EVP_PKEY_set1_DSA(pkey, key));
    {
        DSA *held = EVP_PKEY_get1_DSA(pkey);

        SHOW_INT(held == key);
        DSA_free(held);
    }
    SHOW_INT(EVP_DigestSignInit(ctx, NULL, EVP_sha1(), NULL, pkey));
    SHOW_INT(EVP_DigestSign(ctx, out, &size, digest, 32));
    show_error_codes();
    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(pkey);
    DSA_free(key);
    DSA_meth_free(m);
}

int main(int argc, char **argv)
{
    (void)argc;
    setvbuf(stdout, NULL, _IONBF, 0);
    empty();
    signatures(argv);
    generated();
    forms(argv);
    methods(argv);
    return 0;
}
