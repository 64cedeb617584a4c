/* Curves: their names; the rest of groups, points and parameters. */
#include "../common.h"
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/objects.h>

static void names(void)
{
    for (int nid = -1; nid < 1400; nid++) {
        const char *name = OSSL_EC_curve_nid2name(nid);

        if (name != NULL)
            printf("%d %s\n", nid, name);
    }
    show_errors();
}

static void show(const char *what, const EC_GROUP *group, const EC_POINT *point)
{
    char *text = EC_POINT_point2hex(group, point, POINT_CONVERSION_COMPRESSED, NULL);

    printf("%s: %s\n", what, text == NULL ? "NULL" : text);
    OPENSSL_free(text);
}

static void points(void)
{
    EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1), *other = EC_GROUP_new_by_curve_name(NID_secp384r1);
    EC_POINT *r = EC_POINT_new(group), *foreign = EC_POINT_new(other), *three[3];
    BIGNUM *factors[3], *k = BN_new(), *x = BN_new(), *y = BN_new(), *z = BN_new();
    const BIGNUM *field = EC_GROUP_get0_field(group);
    BN_CTX *ctx = BN_CTX_new();

    BN_set_word(k, 5);
    for (unsigned i = 0; i < 3; i++) {
        three[i] = EC_POINT_new(group);
        factors[i] = BN_new();
        BN_set_word(factors[i], i + 2);
        EC_POINT_mul(group, three[i], factors[i], NULL, NULL, NULL);
    }
    SHOW_INT(EC_POINTs_mul(group, r, k, 0, NULL, NULL, NULL));
    show("of the generator", group, r);
    SHOW_INT(EC_POINTs_mul(group, r, NULL, 0, NULL, NULL, NULL));
    show("of nothing", group, r);
    SHOW_INT(EC_POINTs_mul(group, r, k, 3, (const EC_POINT **)three, (const BIGNUM **)factors, NULL));
    show("of all", group, r);
    SHOW_INT(EC_POINTs_mul(group, r, NULL, 3, (const EC_POINT **)three, (const BIGNUM **)factors, ctx));
    show("of three", group, r);
    SHOW_INT(EC_POINTs_mul(group, three[0], k, 3, (const EC_POINT **)three, (const BIGNUM **)factors, ctx));
    show("in place", group, three[0]);
    SHOW_INT(EC_POINTs_mul(other, foreign, NULL, 1, (const EC_POINT **)three, (const BIGNUM **)factors, NULL));
    show_errors();
    SHOW_INT(EC_POINTs_mul(other, r, k, 0, NULL, NULL, NULL));
    show_errors();
    SHOW_INT(EC_POINTs_make_affine(group, 3, three, NULL));
    SHOW_INT(EC_POINTs_make_affine(group, 0, NULL, NULL));
    SHOW_INT(EC_POINTs_make_affine(other, 3, three, NULL));
    show_errors();

    SHOW_INT(EC_POINT_get_Jprojective_coordinates_GFp(group, EC_GROUP_get0_generator(group), x, y, z, NULL));
    SHOW_INT(BN_is_one(z));
    SHOW_INT(EC_POINT_get_Jprojective_coordinates_GFp(other, three[1], x, y, z, NULL));
    show_errors();
    EC_POINT_get_affine_coordinates(group, three[1], x, y, NULL);
    BN_mod_lshift(x, x, 2, field, ctx);
    BN_mod_lshift(y, y, 3, field, ctx);
    BN_set_word(z, 2);
    SHOW_INT(EC_POINT_set_Jprojective_coordinates_GFp(group, r, x, y, z, NULL));
    SHOW_INT(EC_POINT_cmp(group, r, three[1], NULL));
    SHOW_INT(EC_POINT_set_Jprojective_coordinates_GFp(other, r, x, y, z, NULL));
    show_errors();
    BN_zero(z);
    SHOW_INT(EC_POINT_set_Jprojective_coordinates_GFp(group, r, x, y, z, NULL));
    SHOW_INT(EC_POINT_is_at_infinity(group, r));
    SHOW_INT(EC_POINT_get_Jprojective_coordinates_GFp(group, r, NULL, NULL, z, NULL));
    SHOW_INT(BN_is_zero(z));
    /* OpenSSL takes points that are not on the curve. */
    BN_set_word(z, 3);
    printf("off the curve, refused: %d\n", EC_POINT_set_Jprojective_coordinates_GFp(group, r, x, y, z, NULL) == 0);
    ERR_clear_error();
    SHOW_INT(EC_METHOD_get_field_type(EC_GFp_simple_method()));
    SHOW_INT(EC_METHOD_get_field_type(EC_GFp_mont_method()));
    SHOW_INT(EC_METHOD_get_field_type(EC_GFp_nist_method()));
    for (int i = 0; i < 3; i++) {
        EC_POINT_free(three[i]);
        BN_free(factors[i]);
    }
    EC_POINT_free(r);
    EC_POINT_free(foreign);
    EC_GROUP_free(group);
    EC_GROUP_free(other);
    BN_free(k);
    BN_free(x);
    BN_free(y);
    BN_free(z);
    BN_CTX_free(ctx);
}

int main(void)
{
    names();
    points();
    return 0;
}
