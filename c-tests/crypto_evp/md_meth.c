/* EVP_MD_meth_…: digests of the program's own. */
#include "../common.h"
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

/* A toy: the sum of all bytes and their number. */
struct toy {
    uint32_t sum, count;
    void *more;
};

static int init_result = 1, update_result = 1, final_result = 1;

static int toy_init(EVP_MD_CTX *ctx)
{
    struct toy *toy = EVP_MD_CTX_get0_md_data(ctx);

    printf("  init: data %d, zero %d\n", toy != NULL, toy != NULL && toy->sum == 0 && toy->count == 0);
    if (toy != NULL)
        toy->sum = toy->count = 0;
    return init_result;
}

static int toy_update(EVP_MD_CTX *ctx, const void *data, size_t count)
{
    struct toy *toy = EVP_MD_CTX_get0_md_data(ctx);

    printf("  update: %zu\n", count);
    for (size_t i = 0; i < count; i++)
        toy->sum += ((const unsigned char *)data)[i];
    toy->count += count;
    return update_result;
}

static int other_update(EVP_MD_CTX *ctx, const void *data, size_t count)
{
    struct toy *toy = EVP_MD_CTX_get0_md_data(ctx);

    toy->count += 100;
    return 1;
}

static int toy_final(EVP_MD_CTX *ctx, unsigned char *out)
{
    struct toy *toy = EVP_MD_CTX_get0_md_data(ctx);

    printf("  final: md %d\n", EVP_MD_get_size(EVP_MD_CTX_get0_md(ctx)));
    memset(out, 0, 8);
    memcpy(out, &toy->sum, 4);
    memcpy(out + 4, &toy->count, 4);
    return final_result;
}

static int toy_copy(EVP_MD_CTX *to, const EVP_MD_CTX *from)
{
    struct toy *a = EVP_MD_CTX_get0_md_data(to), *b = EVP_MD_CTX_get0_md_data(from);

    printf("  copy: differ %d, equal %d\n", a != b, a != NULL && b != NULL && a->sum == b->sum);
    return 1;
}

static int toy_cleanup(EVP_MD_CTX *ctx)
{
    struct toy *toy = EVP_MD_CTX_get0_md_data(ctx);

    printf("  cleanup: data %d\n", toy != NULL);
    return 1;
}

static int toy_ctrl(EVP_MD_CTX *ctx, int cmd, int p1, void *p2)
{
    printf("  ctrl: %d %d %d\n", cmd, p1, p2 != NULL);
    return cmd == 77 ? 5 : cmd == EVP_MD_CTRL_XOF_LEN ? 1 : -1;
}

static EVP_MD *make(int type, unsigned long flags, int size)
{
    EVP_MD *md = EVP_MD_meth_new(type, NID_sha256WithRSAEncryption);

    EVP_MD_meth_set_input_blocksize(md, 16);
    EVP_MD_meth_set_result_size(md, size);
    EVP_MD_meth_set_app_datasize(md, sizeof(struct toy));
    EVP_MD_meth_set_flags(md, flags);
    EVP_MD_meth_set_init(md, toy_init);
    EVP_MD_meth_set_update(md, toy_update);
    EVP_MD_meth_set_final(md, toy_final);
    EVP_MD_meth_set_copy(md, toy_copy);
    EVP_MD_meth_set_cleanup(md, toy_cleanup);
    EVP_MD_meth_set_ctrl(md, toy_ctrl);
    return md;
}

static void show_md(const EVP_MD *md)
{
    SHOW_INT(EVP_MD_get_type(md));
    SHOW_INT(EVP_MD_get_pkey_type(md));
    SHOW_INT(EVP_MD_get_size(md));
    SHOW_INT(EVP_MD_get_block_size(md));
    SHOW_INT(EVP_MD_get_flags(md));
    SHOW_STR(EVP_MD_get0_name(md));
    SHOW_STR(EVP_MD_get0_description(md));
    SHOW_NULL(EVP_MD_get0_provider(md));
    show_errors();
}

static void fields(void)
{
    EVP_MD *md = EVP_MD_meth_new(NID_sha256, NID_rsa), *copy;

    SHOW_INT(EVP_MD_meth_get_input_blocksize(md));
    SHOW_INT(EVP_MD_meth_get_result_size(md));
    SHOW_INT(EVP_MD_meth_get_app_datasize(md));
    SHOW_INT(EVP_MD_meth_get_flags(md));
    SHOW_INT(EVP_MD_meth_get_init(md) == NULL);
    SHOW_INT(EVP_MD_meth_get_update(md) == NULL);
    SHOW_INT(EVP_MD_meth_get_final(md) == NULL);
    SHOW_INT(EVP_MD_meth_get_copy(md) == NULL);
    SHOW_INT(EVP_MD_meth_get_cleanup(md) == NULL);
    SHOW_INT(EVP_MD_meth_get_ctrl(md) == NULL);
    show_md(md);
    for (int i = 0; i < 2; i++) {
        SHOW_INT(EVP_MD_meth_set_input_blocksize(md, 16 + i));
        SHOW_INT(EVP_MD_meth_set_result_size(md, 8 + i));
        SHOW_INT(EVP_MD_meth_set_app_datasize(md, 100 + i));
        SHOW_INT(EVP_MD_meth_set_flags(md, EVP_MD_FLAG_DIGALGID_ABSENT + i));
        SHOW_INT(EVP_MD_meth_set_init(md, toy_init));
        SHOW_INT(EVP_MD_meth_set_update(md, toy_update));
        SHOW_INT(EVP_MD_meth_set_final(md, toy_final));
        SHOW_INT(EVP_MD_meth_set_copy(md, toy_copy));
        SHOW_INT(EVP_MD_meth_set_cleanup(md, toy_cleanup));
        SHOW_INT(EVP_MD_meth_set_ctrl(md, toy_ctrl));
    }
    copy = EVP_MD_meth_dup(md);
    SHOW_INT(copy != NULL && copy != md);
    for (int i = 0; i < 2; i++) {
        const EVP_MD *one = i == 0 ? md : copy;

        SHOW_INT(EVP_MD_meth_get_input_blocksize(one));
        SHOW_INT(EVP_MD_meth_get_result_size(one));
        SHOW_INT(EVP_MD_meth_get_app_datasize(one));
        SHOW_INT(EVP_MD_meth_get_flags(one));
        SHOW_INT(EVP_MD_meth_get_init(one) == toy_init);
        SHOW_INT(EVP_MD_meth_get_update(one) == toy_update);
        SHOW_INT(EVP_MD_meth_get_final(one) == toy_final);
        SHOW_INT(EVP_MD_meth_get_copy(one) == toy_copy);
        SHOW_INT(EVP_MD_meth_get_cleanup(one) == toy_cleanup);
        SHOW_INT(EVP_MD_meth_get_ctrl(one) == toy_ctrl);
        show_md(one);
    }
    EVP_MD_free(copy);
    EVP_MD_meth_free(copy);
    EVP_MD_meth_free(md);
    EVP_MD_meth_free(NULL);
    /* OpenSSL's own. */
    SHOW_INT(EVP_MD_meth_get_input_blocksize(EVP_sha256()));
    SHOW_INT(EVP_MD_meth_get_result_size(EVP_sha256()));
    SHOW_INT(EVP_MD_meth_get_flags(EVP_sha256()));
    SHOW_INT(EVP_MD_meth_get_init(EVP_sha256()) == NULL);
    SHOW_INT(EVP_MD_meth_get_ctrl(EVP_sha256()) == NULL);
    EVP_MD_meth_free((EVP_MD *)EVP_sha256());
    SHOW_INT(EVP_MD_get_size(EVP_sha256()));
    show_errors();
}

static void digest(EVP_MD_CTX *ctx, const EVP_MD *md)
{
    unsigned char out[EVP_MAX_MD_SIZE] = { 0 };
    unsigned int len = 99;

    SHOW_INT(EVP_DigestInit_ex(ctx, md, NULL));
    SHOW_INT(EVP_DigestUpdate(ctx, "abc", 3));
    SHOW_INT(EVP_DigestUpdate(ctx, "", 0));
    SHOW_INT(EVP_DigestUpdate(ctx, "def", 3));
    SHOW_INT(EVP_DigestFinal_ex(ctx, out, &len));
    SHOW_INT(len);
    show_hex("digest", out, 8);
    show_errors();
}

static void use(void)
{
    EVP_MD *md = make(NID_undef, 0, 8), *other = make(NID_sha256, EVP_MD_FLAG_XOF, 8);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new(), *copy = EVP_MD_CTX_new();
    unsigned char out[EVP_MAX_MD_SIZE] = { 0 };
    unsigned int len = 99;

    show_md(md);
    printf("digest\n");
    digest(ctx, md);
    SHOW_INT(EVP_MD_CTX_get0_md(ctx) == md);
    SHOW_INT(EVP_MD_CTX_md(ctx) == md);
    SHOW_INT(EVP_MD_CTX_get_size(ctx));
    SHOW_INT(EVP_MD_CTX_get_block_size(ctx));
    SHOW_INT(EVP_MD_CTX_get_type(ctx));
    SHOW_STR(EVP_MD_CTX_get0_name(ctx));
    printf("again\n");
    digest(ctx, NULL);
    printf("the same\n");
    digest(ctx, md);
    printf("another\n");
    digest(ctx, other);
    printf("OpenSSL's\n");
    digest(ctx, EVP_sha256());
    SHOW_NULL(EVP_MD_CTX_get0_md_data(ctx));
    printf("back\n");
    digest(ctx, md);
    printf("reset\n");
    SHOW_INT(EVP_MD_CTX_reset(ctx));
    SHOW_NULL(EVP_MD_CTX_get0_md(ctx));
    SHOW_NULL(EVP_MD_CTX_get0_md_data(ctx));

    printf("copies\n");
    SHOW_INT(EVP_DigestInit(ctx, md));
    SHOW_INT(EVP_DigestUpdate(ctx, "ab", 2));
    SHOW_INT(EVP_MD_CTX_copy_ex(copy, ctx));
    SHOW_INT(EVP_MD_CTX_get0_md_data(copy) != EVP_MD_CTX_get0_md_data(ctx));
    SHOW_INT(EVP_DigestUpdate(ctx, "c", 1));
    SHOW_INT(EVP_DigestUpdate(copy, "cc", 2));
    SHOW_INT(EVP_MD_CTX_copy_ex(copy, ctx));
    SHOW_INT(EVP_DigestFinal(ctx, out, &len));
    show_hex("digest", out, 8);
    SHOW_NULL(EVP_MD_CTX_get0_md(ctx));
    SHOW_INT(EVP_DigestFinal(copy, out, NULL));
    show_hex("digest", out, 8);
    printf("copies over OpenSSL's\n");
    SHOW_INT(EVP_DigestInit(copy, EVP_sha1()));
    SHOW_INT(EVP_DigestInit(ctx, md));
    SHOW_INT(EVP_MD_CTX_copy(copy, ctx));
    SHOW_INT(EVP_MD_CTX_get0_md(copy) == md);
    SHOW_INT(EVP_DigestInit(ctx, EVP_sha1()));
    SHOW_INT(EVP_MD_CTX_copy_ex(copy, ctx));
    SHOW_NULL(EVP_MD_CTX_get0_md_data(copy));
    show_errors();

    printf("at once\n");
    SHOW_INT(EVP_Digest("xyz", 3, out, &len, md, NULL));
    show_hex("digest", out, 8);
    SHOW_INT(len);

    printf("controls\n");
    SHOW_INT(EVP_MD_CTX_ctrl(ctx, 77, 1, NULL));
    SHOW_INT(EVP_DigestInit(ctx, md));
    SHOW_INT(EVP_MD_CTX_ctrl(ctx, 77, 1, out));
    SHOW_INT(EVP_MD_CTX_ctrl(ctx, 78, -1, NULL));
    SHOW_INT(EVP_DigestFinalXOF(ctx, out, 5));
    show_errors();
    SHOW_INT(EVP_DigestInit(ctx, other));
    SHOW_INT(EVP_DigestUpdate(ctx, "x", 1));
    memset(out, 0, sizeof out);
    SHOW_INT(EVP_DigestFinalXOF(ctx, out, 20));
    show_hex("digest", out, 8);
    show_errors();

    printf("failures\n");
    init_result = 0;
    digest(ctx, md);
    init_result = 1;
    update_result = 0;
    digest(ctx, md);
    update_result = 1;
    final_result = 0;
    digest(ctx, md);
    final_result = -7;
    update_result = 6;
    init_result = 2;
    digest(ctx, md);
    final_result = update_result = init_result = 1;

    printf("another function\n");
    SHOW_INT(EVP_DigestInit(ctx, md));
    SHOW_INT(EVP_MD_CTX_update_fn(ctx) == toy_update);
    EVP_MD_CTX_set_update_fn(ctx, other_update);
    SHOW_INT(EVP_DigestUpdate(ctx, "abcd", 4));
    SHOW_INT(EVP_DigestFinal(ctx, out, NULL));
    show_hex("digest", out, 8);

    printf("OpenSSL's controls\n");
    SHOW_INT(EVP_MD_CTX_ctrl(NULL, 2, 0, NULL));
    show_errors();
    for (int i = 0; i < 3; i++) {
        const EVP_MD *const all[] = { EVP_sha256(), EVP_shake128(), EVP_sha1() };

        SHOW_INT(EVP_DigestInit(ctx, all[i]));
        SHOW_INT(EVP_MD_CTX_update_fn(ctx) == NULL);
        for (int cmd = 0; cmd < 5; cmd++)
            printf("%d: %d\n", cmd, EVP_MD_CTX_ctrl(ctx, cmd, 20, NULL));
        SHOW_INT(EVP_DigestFinal_ex(ctx, out, &len));
        SHOW_INT(len);
        show_errors();
    }

    printf("without starting\n");
    EVP_MD_CTX_reset(ctx);
    EVP_MD_CTX_set_flags(ctx, EVP_MD_CTX_FLAG_NO_INIT);
    SHOW_INT(EVP_DigestInit_ex(ctx, md, NULL));
    SHOW_NULL(EVP_MD_CTX_get0_md_data(ctx));
    SHOW_INT(EVP_MD_CTX_get0_md(ctx) == md);
    EVP_MD_CTX_clear_flags(ctx, EVP_MD_CTX_FLAG_NO_INIT);
    printf("end\n");
    EVP_MD_CTX_free(ctx);
    EVP_MD_CTX_free(copy);
    EVP_MD_meth_free(md);
    EVP_MD_meth_free(other);
}

/* Where OpenSSL has no use for them. */
static void elsewhere(void)
{
    EVP_MD *md = make(NID_undef, 0, 8);
    EVP_PKEY *key = EVP_EC_gen("P-256");
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    unsigned char out[200];
    X509 *cert = X509_new();

    printf("elsewhere\n");
    SHOW_INT(PKCS5_PBKDF2_HMAC("x", 1, out, 8, 5, md, 8, out));
    ERR_clear_error();
    SHOW_INT(X509_set_pubkey(cert, key));
    SHOW_INT(X509_sign(cert, key, md));
    ERR_clear_error();
    X509_free(cert);
    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(key);
    EVP_MD_meth_free(md);
}

int main(void)
{
    fields();
    use();
    elsewhere();
    return 0;
}
