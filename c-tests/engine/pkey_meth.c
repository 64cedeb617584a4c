/* Methods of keys of the program's own (EVP_PKEY_METHOD), alone and of an engine. */
#include "../common.h"
#include <openssl/engine.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

static int step(EVP_PKEY_CTX *ctx) { return 1; }
static int copy(EVP_PKEY_CTX *dst, const EVP_PKEY_CTX *src) { return 1; }
static void cleanup(EVP_PKEY_CTX *ctx) { printf("  cleanup\n"); }
static int make(EVP_PKEY_CTX *ctx, EVP_PKEY *key) { return 1; }
static int compute(EVP_PKEY_CTX *ctx, unsigned char *out, size_t *len, const unsigned char *in, size_t inlen) { return 1; }
static int verify(EVP_PKEY_CTX *ctx, const unsigned char *sig, size_t siglen, const unsigned char *tbs, size_t len) { return 1; }
static int ctx_init(EVP_PKEY_CTX *ctx, EVP_MD_CTX *md) { return 1; }
static int signctx(EVP_PKEY_CTX *ctx, unsigned char *sig, size_t *len, EVP_MD_CTX *md) { return 1; }
static int verifyctx(EVP_PKEY_CTX *ctx, const unsigned char *sig, int len, EVP_MD_CTX *md) { return 1; }
static int derive(EVP_PKEY_CTX *ctx, unsigned char *out, size_t *len) { return 1; }
static int ctrl(EVP_PKEY_CTX *ctx, int cmd, int p1, void *p2) { return 1; }
static int ctrl_str(EVP_PKEY_CTX *ctx, const char *name, const char *value) { return 1; }
static int digestsign(EVP_MD_CTX *ctx, unsigned char *sig, size_t *len, const unsigned char *tbs, size_t tbslen) { return 1; }
static int digestverify(EVP_MD_CTX *ctx, const unsigned char *sig, size_t len, const unsigned char *tbs, size_t tbslen) { return 1; }
static int check(EVP_PKEY *key) { return 1; }

#define ONE(what, type, function) \
    do { \
        type got = NULL; \
        EVP_PKEY_meth_get_##what(meth, &got); \
        printf(#what ": %d", got == NULL); \
        EVP_PKEY_meth_set_##what(meth, function); \
        EVP_PKEY_meth_get_##what(meth, &got); \
        printf(" %d", got == function); \
        EVP_PKEY_meth_get_##what(like, &got); \
        printf(" %d\n", got == NULL); \
    } while (0)
#define TWO(what, first_type, first, second_type, second) \
    do { \
        first_type a = NULL; \
        second_type b = NULL; \
        EVP_PKEY_meth_get_##what(meth, &a, &b); \
        printf(#what ": %d", a == NULL && b == NULL); \
        EVP_PKEY_meth_set_##what(meth, first, second); \
        EVP_PKEY_meth_get_##what(meth, &a, &b); \
        printf(" %d", a == first && b == second); \
        EVP_PKEY_meth_get_##what(meth, &a, NULL); \
        EVP_PKEY_meth_get_##what(meth, NULL, &b); \
        printf(" %d\n", a == first && b == second); \
    } while (0)

typedef int (*step_fn)(EVP_PKEY_CTX *);
typedef int (*copy_fn)(EVP_PKEY_CTX *, const EVP_PKEY_CTX *);
typedef void (*cleanup_fn)(EVP_PKEY_CTX *);
typedef int (*make_fn)(EVP_PKEY_CTX *, EVP_PKEY *);
typedef int (*compute_fn)(EVP_PKEY_CTX *, unsigned char *, size_t *, const unsigned char *, size_t);
typedef int (*verify_fn)(EVP_PKEY_CTX *, const unsigned char *, size_t, const unsigned char *, size_t);
typedef int (*ctx_init_fn)(EVP_PKEY_CTX *, EVP_MD_CTX *);
typedef int (*signctx_fn)(EVP_PKEY_CTX *, unsigned char *, size_t *, EVP_MD_CTX *);
typedef int (*verifyctx_fn)(EVP_PKEY_CTX *, const unsigned char *, int, EVP_MD_CTX *);
typedef int (*derive_fn)(EVP_PKEY_CTX *, unsigned char *, size_t *);
typedef int (*ctrl_fn)(EVP_PKEY_CTX *, int, int, void *);
typedef int (*ctrl_str_fn)(EVP_PKEY_CTX *, const char *, const char *);
typedef int (*digestsign_fn)(EVP_MD_CTX *, unsigned char *, size_t *, const unsigned char *, size_t);
typedef int (*digestverify_fn)(EVP_MD_CTX *, const unsigned char *, size_t, const unsigned char *, size_t);
typedef int (*check_fn)(EVP_PKEY *);

static void fields(void)
{
    EVP_PKEY_METHOD *meth = EVP_PKEY_meth_new(EVP_PKEY_RSA, EVP_PKEY_FLAG_AUTOARGLEN), *like = EVP_PKEY_meth_new(7, 0);
    int id = -1, flags = -1;
    step_fn got;

    printf("-- fields\n");
    EVP_PKEY_meth_get0_info(&id, &flags, meth);
    printf("%d, flags %d\n", id, flags);
    EVP_PKEY_meth_get0_info(NULL, NULL, meth);
    ONE(init, step_fn, step);
    ONE(copy, copy_fn, copy);
    ONE(cleanup, cleanup_fn, cleanup);
    TWO(paramgen, step_fn, step, make_fn, make);
    TWO(keygen, step_fn, step, make_fn, make);
    TWO(sign, step_fn, step, compute_fn, compute);
    TWO(verify, step_fn, step, verify_fn, verify);
    TWO(verify_recover, step_fn, step, compute_fn, compute);
    TWO(signctx, ctx_init_fn, ctx_init, signctx_fn, signctx);
    TWO(verifyctx, ctx_init_fn, ctx_init, verifyctx_fn, verifyctx);
    TWO(encrypt, step_fn, step, compute_fn, compute);
    TWO(decrypt, step_fn, step, compute_fn, compute);
    TWO(derive, step_fn, step, derive_fn, derive);
    TWO(ctrl, ctrl_fn, ctrl, ctrl_str_fn, ctrl_str);
    ONE(digestsign, digestsign_fn, digestsign);
    ONE(digestverify, digestverify_fn, digestverify);
    ONE(check, check_fn, check);
    ONE(public_check, check_fn, check);
    ONE(param_check, check_fn, check);
    ONE(digest_custom, ctx_init_fn, ctx_init);
    EVP_PKEY_meth_copy(like, meth);
    EVP_PKEY_meth_get0_info(&id, &flags, like);
    printf("%d, flags %d\n", id, flags);
    EVP_PKEY_meth_get_init(like, &got);
    SHOW_INT(got == step);
    EVP_PKEY_meth_free(meth);
    EVP_PKEY_meth_free(like);
    EVP_PKEY_meth_free(NULL);
}

static void known(void)
{
    static const int ids[] = { EVP_PKEY_RSA, EVP_PKEY_DH, EVP_PKEY_DSA, EVP_PKEY_EC, EVP_PKEY_RSA_PSS, EVP_PKEY_X25519,
                               EVP_PKEY_ED25519, 5 };

    printf("-- the library's\n");
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        const EVP_PKEY_METHOD *meth = EVP_PKEY_meth_find(ids[i]);
        step_fn init = NULL;
        compute_fn sign = NULL, encrypt = NULL;
        derive_fn derives = NULL;
        make_fn keygen = NULL;
        ctrl_fn controls = NULL;
        int id, flags;

        if (meth == NULL) {
            printf("%d: none\n", ids[i]);
            continue;
        }
        EVP_PKEY_meth_get0_info(&id, &flags, meth);
        EVP_PKEY_meth_get_init(meth, &init);
        EVP_PKEY_meth_get_sign(meth, NULL, &sign);
        EVP_PKEY_meth_get_encrypt(meth, NULL, &encrypt);
        EVP_PKEY_meth_get_derive(meth, NULL, &derives);
        EVP_PKEY_meth_get_keygen(meth, NULL, &keygen);
        EVP_PKEY_meth_get_ctrl(meth, &controls, NULL);
        printf("%d: flags %d, init %d, sign %d, encrypt %d, derive %d, keygen %d, ctrl %d\n", id, flags, init != NULL,
               sign != NULL, encrypt != NULL, derives != NULL, keygen != NULL, controls != NULL);
        EVP_PKEY_meth_free((EVP_PKEY_METHOD *)meth);
    }
    SHOW_INT(EVP_PKEY_meth_get0(0) == EVP_PKEY_meth_find(EVP_PKEY_RSA));
    SHOW_NULL(EVP_PKEY_meth_get0(1000));
    show_errors();
}

static void types(void)
{
    static const int ids[] = { EVP_PKEY_RSA, EVP_PKEY_RSA2, EVP_PKEY_DH, EVP_PKEY_DSA, EVP_PKEY_DSA1, EVP_PKEY_EC,
                               EVP_PKEY_RSA_PSS, EVP_PKEY_X25519, EVP_PKEY_ED25519, 5 };
    static const char *const names[] = { "RSA", "rsa", "EC", "ED25519", "X", "" };
    ENGINE *e = (ENGINE *)names;
    const char *info, *pem;
    int id, base, flags;

    printf("-- types\n");
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        const EVP_PKEY_ASN1_METHOD *meth = EVP_PKEY_asn1_find(i % 2 ? NULL : &e, ids[i]);

        if (meth == NULL)
            printf("%d: none\n", ids[i]);
        else if (EVP_PKEY_asn1_get0_info(&id, &base, &flags, &info, &pem, meth))
            printf("%d: %d %d flags %d, %s, %s\n", ids[i], id, base, flags, info ? info : "-", pem ? pem : "-");
    }
    SHOW_NULL(e);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const EVP_PKEY_ASN1_METHOD *meth = EVP_PKEY_asn1_find_str(NULL, names[i], -1);

        id = -1;
        if (meth != NULL)
            EVP_PKEY_asn1_get0_info(&id, NULL, NULL, NULL, NULL, meth);
        printf("%s: %d\n", names[i], id);
    }
    SHOW_INT(EVP_PKEY_asn1_find_str(&e, "RSA-other", 3) == EVP_PKEY_asn1_find(NULL, EVP_PKEY_RSA));
    SHOW_INT(EVP_PKEY_asn1_get0_info(&id, &base, &flags, &info, &pem, NULL));
    SHOW_NULL(EVP_PKEY_asn1_get0(-1));
    SHOW_NULL(EVP_PKEY_asn1_get0(1000));
    SHOW_INT(EVP_PKEY_asn1_get0(0) == EVP_PKEY_asn1_find(NULL, EVP_PKEY_RSA));
    SHOW_INT(EVP_PKEY_asn1_get_count() > 9);
    show_errors();
}

static compute_fn usual_sign;
static EVP_PKEY_METHOD *mine;

static int begins(EVP_PKEY_CTX *ctx)
{
    printf("  begins\n");
    return 1;
}

static int sign_begins(EVP_PKEY_CTX *ctx)
{
    printf("  sign begins\n");
    return 1;
}

static int signs(EVP_PKEY_CTX *ctx, unsigned char *sig, size_t *siglen, const unsigned char *tbs, size_t tbslen)
{
    const EVP_MD *md = NULL;
    int padding = 0;

    EVP_PKEY_CTX_get_signature_md(ctx, &md);
    EVP_PKEY_CTX_get_rsa_padding(ctx, &padding);
    printf("  signs %d bytes with %s, padding %d\n", (int)tbslen, md ? EVP_MD_get0_name(md) : "nothing", padding);
    return usual_sign(ctx, sig, siglen, tbs, tbslen);
}

static ctrl_fn usual_ctrl;

static int controls(EVP_PKEY_CTX *ctx, int cmd, int p1, void *p2)
{
    if (cmd == 5000) {
        printf("  command of its own: %d\n", p1);
        return p1;
    }
    return usual_ctrl(ctx, cmd, p1, p2);
}

static int checks(EVP_PKEY *key)
{
    printf("  checks\n");
    return 1;
}

static int on_pkey_meths(ENGINE *e, EVP_PKEY_METHOD **meth, const int **nids, int nid)
{
    static const int list[] = { EVP_PKEY_RSA };

    if (meth == NULL) {
        *nids = list;
        return 1;
    }
    *meth = nid == EVP_PKEY_RSA ? mine : NULL;
    return *meth != NULL;
}

static void use(EVP_PKEY *key, ENGINE *e)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, e);
    unsigned char sig[512], digest[32] = { 1 };
    size_t len = sizeof sig;

    SHOW_NULL(ctx);
    SHOW_INT(EVP_PKEY_sign_init(ctx));
    SHOW_INT(EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING));
    SHOW_INT(EVP_PKEY_CTX_set_signature_md(ctx, EVP_sha256()));
    SHOW_INT(EVP_PKEY_sign(ctx, sig, &len, digest, sizeof digest));
    SHOW_INT(len);
    EVP_PKEY_CTX_free(ctx);
    ctx = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
    EVP_PKEY_CTX_free(ctx);
    show_errors();
}

static void engines(char **argv)
{
    BIO *bio = BIO_new_file(fixture(argv, "ca-rsa-key.pem"), "r");
    EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
    ENGINE *e = ENGINE_new(), *empty = ENGINE_new();

    BIO_free(bio);
    ENGINE_set_id(e, "keys");
    ENGINE_set_name(e, "Keys");
    mine = EVP_PKEY_meth_new(EVP_PKEY_RSA, EVP_PKEY_FLAG_AUTOARGLEN);
    EVP_PKEY_meth_copy(mine, EVP_PKEY_meth_find(EVP_PKEY_RSA));
    EVP_PKEY_meth_get_sign(mine, NULL, &usual_sign);
    EVP_PKEY_meth_set_sign(mine, sign_begins, signs);
    ENGINE_set_pkey_meths(e, on_pkey_meths);
    SHOW_INT(ENGINE_get_pkey_meths(e) == on_pkey_meths);
    SHOW_INT(ENGINE_get_pkey_meth(e, EVP_PKEY_RSA) == mine);
    SHOW_NULL(ENGINE_get_pkey_meth(e, EVP_PKEY_EC));
    show_errors();
    printf("-- by an engine that is named\n");
    use(key, e);
    printf("-- by one that cannot\n");
    SHOW_NULL(EVP_PKEY_CTX_new(key, empty));
    show_errors();
    SHOW_INT(EVP_PKEY_set1_engine(key, empty));
    show_errors();
    printf("-- by the key's\n");
    SHOW_INT(EVP_PKEY_set1_engine(key, e));
    use(key, NULL);
    printf("-- with settings of its own\n");
    EVP_PKEY_meth_get_ctrl(mine, &usual_ctrl, NULL);
    EVP_PKEY_meth_set_ctrl(mine, controls, NULL);
    EVP_PKEY_meth_set_check(mine, checks);
    EVP_PKEY_meth_set_public_check(mine, checks);
    EVP_PKEY_meth_set_param_check(mine, checks);
    {
        EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL), *copied;

        SHOW_INT(EVP_PKEY_CTX_ctrl(ctx, -1, -1, 5000, 3, NULL));
        show_errors();
        SHOW_INT(EVP_PKEY_sign_init(ctx));
        SHOW_INT(EVP_PKEY_CTX_ctrl(ctx, -1, -1, 5000, 3, NULL));
        SHOW_INT(EVP_PKEY_CTX_ctrl(ctx, -1, -1, 5000, -2, NULL));
        show_errors();
        SHOW_INT(EVP_PKEY_CTX_ctrl(ctx, -1, -1, EVP_PKEY_CTRL_MD, 0, (void *)EVP_sha256()));
        SHOW_INT(EVP_PKEY_CTX_ctrl_str(ctx, "rsa_padding_mode", "pss"));
        show_errors();
        SHOW_INT(EVP_PKEY_check(ctx));
        SHOW_INT(EVP_PKEY_public_check(ctx));
        SHOW_INT(EVP_PKEY_param_check(ctx));
        copied = EVP_PKEY_CTX_dup(ctx);
        SHOW_NULL(copied);
        EVP_PKEY_CTX_free(copied);
        EVP_PKEY_CTX_free(ctx);
        show_errors();
    }
    SHOW_INT(EVP_PKEY_set1_engine(key, NULL));
    printf("-- by none\n");
    use(key, NULL);
    EVP_PKEY_free(key);
    ENGINE_free(empty);
    ENGINE_free(e);
}

static void added(void)
{
    EVP_PKEY_METHOD *meth = EVP_PKEY_meth_new(EVP_PKEY_RSA, 0);
    size_t count = EVP_PKEY_meth_get_count();

    printf("-- added\n");
    SHOW_INT(EVP_PKEY_meth_remove(meth));
    SHOW_INT(EVP_PKEY_meth_add0(meth));
    SHOW_INT(EVP_PKEY_meth_get_count() == count + 1);
    SHOW_INT(EVP_PKEY_meth_find(EVP_PKEY_RSA) == meth);
    SHOW_INT(EVP_PKEY_meth_get0(count) == meth);
    SHOW_INT(EVP_PKEY_meth_remove(meth));
    SHOW_INT(EVP_PKEY_meth_remove(meth));
    SHOW_INT(EVP_PKEY_meth_find(EVP_PKEY_RSA) == meth);
    EVP_PKEY_meth_free(meth);
    show_errors();
}

int main(int argc, char **argv)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    fields();
    known();
    types();
    engines(argv);
    added();
    return 0;
}
