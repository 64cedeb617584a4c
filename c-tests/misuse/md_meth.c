/* Digests of the program's own, not set well enough for OpenSSL. */
#include "../common.h"
#include <openssl/evp.h>
#include <openssl/hmac.h>

static int done(EVP_MD_CTX *ctx)
{
    return 1;
}

static int add(EVP_MD_CTX *ctx, const void *data, size_t len)
{
    printf("  %zu bytes, data %d\n", len, EVP_MD_CTX_get0_md_data(ctx) != NULL);
    return 1;
}

static int end(EVP_MD_CTX *ctx, unsigned char *out)
{
    printf("  final\n");
    out[0] = 1;
    return 1;
}

static void digest(const EVP_MD *md)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    unsigned char out[EVP_MAX_MD_SIZE];
    unsigned int len = 77;

    SHOW_INT(EVP_DigestInit_ex(ctx, md, NULL));
    SHOW_INT(EVP_DigestUpdate(ctx, "abc", 3));
    SHOW_INT(EVP_DigestFinalXOF(ctx, out, 7));
    SHOW_INT(EVP_DigestFinal_ex(ctx, out, &len));
    SHOW_INT(len);
    SHOW_INT(EVP_MD_CTX_ctrl(ctx, 1, 1, NULL));
    show_error_codes();
    EVP_MD_CTX_free(ctx);
}

int main(void)
{
    EVP_MD *md = EVP_MD_meth_new(0, 0), *copy;
    EVP_MD_CTX *ctx;
    unsigned char out[EVP_MAX_MD_SIZE];
    unsigned int len = 0;

    printf("nothing set\n");
    digest(md);
    printf("start\n");
    EVP_MD_meth_set_init(md, done);
    digest(md);
    printf("input, no data\n");
    EVP_MD_meth_set_update(md, add);
    digest(md);
    printf("output\n");
    EVP_MD_meth_set_final(md, end);
    digest(md);
    printf("too long\n");
    EVP_MD_meth_set_result_size(md, EVP_MAX_MD_SIZE + 1);
    digest(md);
    EVP_MD_meth_free(md);
    for (int i = 0; i < 2; i++) {
        printf("negative, and no end of data\n");
        md = EVP_MD_meth_new(0, 0);
        EVP_MD_meth_set_init(md, done);
        EVP_MD_meth_set_update(md, add);
        EVP_MD_meth_set_final(md, end);
        EVP_MD_meth_set_result_size(md, -1);
        EVP_MD_meth_set_app_datasize(md, i ? -1 : 0x7fffffff);
        digest(md);
        EVP_MD_meth_free(md);
    }

    printf("freed at work\n");
    md = EVP_MD_meth_new(0, 0);
    EVP_MD_meth_set_init(md, done);
    EVP_MD_meth_set_update(md, add);
    EVP_MD_meth_set_final(md, end);
    EVP_MD_meth_set_cleanup(md, done);
    EVP_MD_meth_set_result_size(md, 1);
    EVP_MD_meth_set_app_datasize(md, 10);
    ctx = EVP_MD_CTX_new();
    SHOW_INT(EVP_DigestInit_ex(ctx, md, NULL));
    EVP_MD_meth_free(md);
    SHOW_INT(EVP_DigestUpdate(ctx, "abc", 3));
    SHOW_INT(EVP_DigestFinal_ex(ctx, out, &len));
    SHOW_INT(len);
    EVP_MD_CTX_free(ctx);

    printf("a copy of the library's\n");
    copy = EVP_MD_meth_dup(EVP_sha256());
    SHOW_INT(EVP_MD_meth_set_result_size(copy, 20));
    SHOW_INT(EVP_MD_get_size(copy));
    SHOW_INT(EVP_Digest("abc", 3, out, &len, copy, NULL));
    show_hex("digest", out, len);
    EVP_MD_meth_free(copy);

    printf("NULL\n");
    SHOW_NULL(EVP_MD_meth_dup(NULL));
    SHOW_INT(EVP_MD_meth_set_result_size(NULL, 1));
    SHOW_INT(EVP_MD_meth_set_init(NULL, done));
    SHOW_INT(EVP_MD_meth_get_result_size(NULL));
    SHOW_INT(EVP_MD_meth_get_init(NULL) == NULL);
    SHOW_NULL(EVP_MD_CTX_get0_md_data(NULL));
    SHOW_INT(EVP_MD_CTX_update_fn(NULL) == NULL);
    EVP_MD_CTX_set_update_fn(NULL, add);
    md = EVP_MD_meth_new(0, 0);
    SHOW_NULL(HMAC(md, "k", 1, (const unsigned char *)"x", 1, out, &len));
    SHOW_INT(EVP_BytesToKey(EVP_aes_128_cbc(), md, NULL, (const unsigned char *)"x", 1, 1, out, NULL));
    show_error_codes();
    EVP_MD_meth_free(md);
    return 0;
}
