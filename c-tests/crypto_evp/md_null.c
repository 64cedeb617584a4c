/* EVP_md_null: a digest of no bytes. */
#include "../common.h"
#include <openssl/evp.h>
#include <openssl/hmac.h>

int main(void)
{
    const EVP_MD *null = EVP_md_null();
    EVP_MD_CTX *ctx = EVP_MD_CTX_new(), *copy = EVP_MD_CTX_new();
    unsigned char out[64] = "x";
    unsigned len = 99;

    SHOW_INT(null == EVP_md_null());
    SHOW_STR(EVP_MD_get0_name(null));
    SHOW_STR(EVP_MD_get0_description(null));
    SHOW_INT(EVP_MD_get_type(null));
    SHOW_INT(EVP_MD_get_size(null));
    SHOW_INT(EVP_MD_get_block_size(null));
    SHOW_INT(EVP_MD_get_flags(null));
    SHOW_INT(EVP_MD_get_pkey_type(null));
    SHOW_NULL(EVP_get_digestbyname("NULL"));
    SHOW_NULL(EVP_get_digestbyname("UNDEF"));
    SHOW_NULL(EVP_get_digestbynid(0));
    SHOW_INT(EVP_DigestInit_ex(ctx, null, NULL));
    SHOW_INT(EVP_DigestUpdate(ctx, "abc", 3));
    SHOW_INT(EVP_MD_CTX_copy_ex(copy, ctx));
    SHOW_INT(EVP_DigestFinal_ex(ctx, out, &len));
    SHOW_INT(len);
    SHOW_INT(out[0]);
    len = 9;
    SHOW_INT(EVP_DigestFinal_ex(copy, out, &len));
    SHOW_INT(len);
    len = 9;
    SHOW_INT(EVP_Digest("abc", 3, out, &len, null, NULL));
    SHOW_INT(len);
    SHOW_INT(EVP_DigestInit_ex(ctx, EVP_sha1(), NULL));
    SHOW_INT(EVP_DigestUpdate(ctx, "abc", 3));
    SHOW_INT(EVP_DigestFinal_ex(ctx, out, &len));
    show_hex("md", out, len);
    show_errors();
    SHOW_NULL(HMAC(null, "k", 1, out, 1, out, &len));
    ERR_clear_error();
    EVP_MD_CTX_free(ctx);
    EVP_MD_CTX_free(copy);
    return 0;
}
