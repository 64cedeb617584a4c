/* OSSL_PARAM_BLD: building arrays. */
#include "../common.h"
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/param_build.h>
#include <openssl/params.h>

static void show_params(const char *label, const OSSL_PARAM *p)
{
    if (p == NULL) {
        printf("%s: NULL\n", label);
        show_errors();
        return;
    }
    printf("%s:\n", label);
    for (; p->key != NULL; p++) {
        printf("  %s type %u size %zu return %zd", p->key, p->data_type, p->data_size,
               (ssize_t)p->return_size);
        if (p->data_type == OSSL_PARAM_UTF8_PTR || p->data_type == OSSL_PARAM_OCTET_PTR)
            printf(" -> %s\n", *(char **)p->data ? *(char **)p->data : "NULL");
        else
            show_hex("", p->data, p->data_size);
    }
}

int main(void)
{
    OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
    OSSL_PARAM *params;
    BIGNUM *bn = NULL, *negative = NULL, *zero = BN_new(), *secret = BN_secure_new();
    char text[] = "some text";

    BN_hex2bn(&bn, "0102030405060708090A");
    BN_hex2bn(&negative, "-5");
    BN_set_word(secret, 0xabcdef);
    SHOW_INT(OSSL_PARAM_BLD_push_int(bld, "int", -5));
    SHOW_INT(OSSL_PARAM_BLD_push_uint(bld, "uint", 5));
    SHOW_INT(OSSL_PARAM_BLD_push_long(bld, "long", -6));
    SHOW_INT(OSSL_PARAM_BLD_push_ulong(bld, "ulong", 6));
    SHOW_INT(OSSL_PARAM_BLD_push_int32(bld, "int32", -7));
    SHOW_INT(OSSL_PARAM_BLD_push_uint32(bld, "uint32", 7));
    SHOW_INT(OSSL_PARAM_BLD_push_int64(bld, "int64", -8));
    SHOW_INT(OSSL_PARAM_BLD_push_uint64(bld, "uint64", 8));
    SHOW_INT(OSSL_PARAM_BLD_push_size_t(bld, "size_t", 9));
    SHOW_INT(OSSL_PARAM_BLD_push_time_t(bld, "time_t", 10));
    SHOW_INT(OSSL_PARAM_BLD_push_double(bld, "double", 1.25));
    SHOW_INT(OSSL_PARAM_BLD_push_BN(bld, "BN", bn));
    SHOW_INT(OSSL_PARAM_BLD_push_BN(bld, "BN zero", zero));
    SHOW_INT(OSSL_PARAM_BLD_push_BN(bld, "BN negative", negative));
    show_errors();
    SHOW_INT(OSSL_PARAM_BLD_push_BN(bld, "BN NULL", NULL));
    show_errors();
    SHOW_INT(OSSL_PARAM_BLD_push_BN(bld, "BN secret", secret));
    SHOW_INT(OSSL_PARAM_BLD_push_BN_pad(bld, "BN pad", bn, 16));
    SHOW_INT(OSSL_PARAM_BLD_push_BN_pad(bld, "BN pad short", bn, 5));
    show_errors();
    SHOW_INT(OSSL_PARAM_BLD_push_BN_pad(bld, "BN pad zero", zero, 4));
    SHOW_INT(OSSL_PARAM_BLD_push_utf8_string(bld, "utf8", "hello", 0));
    SHOW_INT(OSSL_PARAM_BLD_push_utf8_string(bld, "utf8 part", "hello", 3));
    SHOW_INT(OSSL_PARAM_BLD_push_utf8_string(bld, "utf8 empty", "", 0));
    SHOW_INT(OSSL_PARAM_BLD_push_utf8_ptr(bld, "utf8 ptr", text, 0));
    SHOW_INT(OSSL_PARAM_BLD_push_octet_string(bld, "octets", "\1\0\2", 3));
    SHOW_INT(OSSL_PARAM_BLD_push_octet_string(bld, "no octets", "", 0));
    SHOW_INT(OSSL_PARAM_BLD_push_octet_ptr(bld, "octet ptr", text, 4));
    show_errors();
    params = OSSL_PARAM_BLD_to_param(bld);
    show_params("built", params);
    BN_free(bn);
    {
        OSSL_PARAM *copy = OSSL_PARAM_dup(params);

        show_params("copy", copy);
        OSSL_PARAM_free(copy);
    }
    OSSL_PARAM_free(params);
    /* The builder is empty then, and may be used again. */
    params = OSSL_PARAM_BLD_to_param(bld);
    show_params("again", params);
    OSSL_PARAM_free(params);
    SHOW_INT(OSSL_PARAM_BLD_push_int(bld, "int", 5));
    params = OSSL_PARAM_BLD_to_param(bld);
    show_params("again", params);
    OSSL_PARAM_free(params);

    SHOW_INT(OSSL_PARAM_BLD_push_int(NULL, "int", 5));
    show_errors();
    SHOW_INT(OSSL_PARAM_BLD_push_int(bld, NULL, 5));
    show_errors();
    SHOW_INT(OSSL_PARAM_BLD_push_int64(NULL, "int", 5));
    show_errors();
    SHOW_INT(OSSL_PARAM_BLD_push_double(bld, NULL, 5));
    show_errors();
    SHOW_INT(OSSL_PARAM_BLD_push_BN(NULL, "n", zero));
    show_errors();
    SHOW_INT(OSSL_PARAM_BLD_push_BN_pad(bld, NULL, zero, 3));
    show_errors();
    SHOW_INT(OSSL_PARAM_BLD_push_utf8_string(bld, NULL, "x", 0));
    show_errors();
    SHOW_INT(OSSL_PARAM_BLD_push_utf8_string(NULL, "x", "x", 0));
    show_errors();
    SHOW_INT(OSSL_PARAM_BLD_push_utf8_ptr(bld, NULL, text, 0));
    show_errors();
    SHOW_INT(OSSL_PARAM_BLD_push_octet_string(bld, NULL, "x", 1));
    show_errors();
    SHOW_INT(OSSL_PARAM_BLD_push_octet_ptr(bld, NULL, text, 1));
    show_errors();
    SHOW_INT(OSSL_PARAM_BLD_push_utf8_string(bld, "long", "x", (size_t)1 << 40));
    show_errors();
    SHOW_INT(OSSL_PARAM_BLD_push_octet_string(bld, "long", "x", (size_t)1 << 40));
    show_errors();
    SHOW_NULL(OSSL_PARAM_BLD_to_param(NULL));
    show_errors();
    SHOW_INT(OSSL_PARAM_BLD_push_int(bld, "left in it", 5));
    OSSL_PARAM_BLD_free(bld);
    OSSL_PARAM_BLD_free(NULL);
    BN_free(zero);
    BN_free(negative);
    BN_free(secret);
    return 0;
}
