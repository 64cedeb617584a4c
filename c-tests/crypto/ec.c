/* Groups, points, EC_KEY, ECDSA_SIG and DH. */
#include "../common.h"
#include <openssl/dh.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/objects.h>

static void show_bn(const char *label, const BIGNUM *n)
{
    char *hex = n ? BN_bn2hex(n) : NULL;

    printf("%s = %s\n", label, hex ? hex : "NULL");
    OPENSSL_free(hex);
}

static void show_point(const char *label, const EC_GROUP *group, const EC_POINT *point)
{
    char *hex = EC_POINT_point2hex(group, point, POINT_CONVERSION_COMPRESSED, NULL);

    printf("%s = %s\n", label, hex ? hex : "NULL");
    OPENSSL_free(hex);
}

static void groups(int nid)
{
    EC_GROUP *group = EC_GROUP_new_by_curve_name(nid);
    EC_GROUP *copy = EC_GROUP_dup(group), *other = EC_GROUP_new_by_curve_name(NID_secp384r1);
    BIGNUM *p = BN_new(), *a = BN_new(), *b = BN_new(), *order = BN_new(), *cofactor = BN_new();

    printf("group %s, %s\n", OBJ_nid2sn(nid), EC_curve_nid2nist(nid));
    SHOW_INT(EC_GROUP_cmp(group, copy, NULL));
    SHOW_INT(EC_GROUP_cmp(group, other, NULL));
    SHOW_INT(EC_GROUP_get_curve(group, p, a, b, NULL));
    show_bn("p", p);
    show_bn("a", a);
    show_bn("b", b);
    SHOW_INT(EC_GROUP_get_curve_GFp(group, p, NULL, NULL, NULL));
    show_bn("p", p);
    SHOW_INT(EC_GROUP_get_order(group, order, NULL));
    show_bn("order", order);
    SHOW_INT(EC_GROUP_order_bits(group));
    SHOW_INT(EC_GROUP_get_cofactor(group, cofactor, NULL));
    show_bn("cofactor", cofactor);
    show_point("generator", group, EC_GROUP_get0_generator(group));
    SHOW_INT(EC_GROUP_get_asn1_flag(group));
    EC_GROUP_set_asn1_flag(copy, OPENSSL_EC_EXPLICIT_CURVE);
    SHOW_INT(EC_GROUP_get_asn1_flag(copy));
    SHOW_INT(EC_GROUP_get_point_conversion_form(group));
    EC_GROUP_set_point_conversion_form(copy, POINT_CONVERSION_COMPRESSED);
    SHOW_INT(EC_GROUP_get_point_conversion_form(copy));
    SHOW_INT(EC_GROUP_get_point_conversion_form(group));

    BN_free(p);
    BN_free(a);
    BN_free(b);
    BN_free(order);
    BN_free(cofactor);
    EC_GROUP_free(group);
    EC_GROUP_free(copy);
    EC_GROUP_free(other);
    show_error_codes();
}

static void points(int nid)
{
    EC_GROUP *group = EC_GROUP_new_by_curve_name(nid);
    const EC_POINT *g = EC_GROUP_get0_generator(group);
    EC_POINT *two = EC_POINT_new(group), *three = EC_POINT_new(group), *copy, *r = EC_POINT_new(group);
    BIGNUM *n = BN_new(), *x = BN_new(), *y = BN_new(), *m = BN_new();
    unsigned char bytes[200];
    size_t len;

    SHOW_INT(EC_POINT_dbl(group, two, g, NULL));
    show_point("2G", group, two);
    SHOW_INT(EC_POINT_add(group, three, two, g, NULL));
    show_point("3G", group, three);
    BN_set_word(n, 3);
    SHOW_INT(EC_POINT_mul(group, r, n, NULL, NULL, NULL));
    SHOW_INT(EC_POINT_cmp(group, r, three, NULL));
    SHOW_INT(EC_POINT_cmp(group, r, two, NULL));
    SHOW_INT(EC_POINT_mul(group, r, NULL, two, n, NULL));
    show_point("6G", group, r);
    BN_set_word(m, 5);
    SHOW_INT(EC_POINT_mul(group, r, m, two, n, NULL));
    show_point("11G", group, r);
    copy = EC_POINT_dup(r, group);
    SHOW_INT(EC_POINT_cmp(group, r, copy, NULL));
    SHOW_INT(EC_POINT_invert(group, copy, NULL));
    show_point("-11G", group, copy);
    SHOW_INT(EC_POINT_add(group, copy, copy, r, NULL));
    SHOW_INT(EC_POINT_is_at_infinity(group, copy));
    SHOW_INT(EC_POINT_is_on_curve(group, copy, NULL));
    show_point("infinity", group, copy);
    SHOW_INT(EC_POINT_get_affine_coordinates(group, copy, x, y, NULL));
    show_error_codes();
    SHOW_INT(EC_POINT_copy(copy, two));
    SHOW_INT(EC_POINT_get_affine_coordinates(group, copy, x, y, NULL));
    show_bn("x", x);
    show_bn("y", y);
    SHOW_INT(EC_POINT_set_affine_coordinates(group, r, x, y, NULL));
    SHOW_INT(EC_POINT_cmp(group, r, two, NULL));
    SHOW_INT(EC_POINT_set_affine_coordinates_GFp(group, r, x, y, NULL));
    SHOW_INT(EC_POINT_get_affine_coordinates_GFp(group, r, x, NULL, NULL));
    show_bn("x", x);
    SHOW_INT(EC_POINT_is_on_curve(group, r, NULL));
    BN_add_word(y, 1);
    SHOW_INT(EC_POINT_set_affine_coordinates(group, r, x, y, NULL));
    show_error_codes();
    len = EC_POINT_point2oct(group, two, POINT_CONVERSION_UNCOMPRESSED, bytes, sizeof bytes, NULL);
    SHOW_INT(EC_POINT_oct2point(group, r, bytes, len, NULL));
    SHOW_INT(EC_POINT_cmp(group, r, two, NULL));
    SHOW_INT(EC_POINT_oct2point(group, r, bytes, len - 1, NULL));
    show_error_codes();
    bytes[len - 1] ^= 1;
    SHOW_INT(EC_POINT_oct2point(group, r, bytes, len, NULL));
    SHOW_INT(EC_POINT_oct2point(group, r, bytes, 0, NULL));
    ERR_clear_error();
    SHOW_INT(EC_POINT_set_to_infinity(group, r));
    SHOW_INT(EC_POINT_is_at_infinity(group, r));
    EC_POINT_free(two);
    EC_POINT_free(three);
    EC_POINT_clear_free(copy);
    EC_POINT_free(r);
    BN_free(n);
    BN_free(m);
    BN_free(x);
    BN_free(y);
    EC_GROUP_free(group);
}

static void keys(void)
{
    EC_KEY *key = EC_KEY_new(), *named = EC_KEY_new_by_curve_name(NID_X9_62_prime256v1), *dup;
    EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
    BIGNUM *d = NULL, *x = BN_new(), *y = BN_new();
    EC_POINT *pub = EC_POINT_new(group);
    unsigned char digest[32];
    unsigned char sig[200];
    unsigned int len;
    static int thing;
    int index = EC_KEY_get_ex_new_index(0, NULL, NULL, NULL, NULL);

    printf("keys\n");
    memset(digest, 0x5a, sizeof digest);
    SHOW_NULL(EC_KEY_get0_group(key));
    SHOW_NULL(EC_KEY_get0_private_key(key));
    SHOW_INT(EC_KEY_generate_key(key));
    ERR_clear_error();
    SHOW_NULL(EC_KEY_new_by_curve_name(NID_rsaEncryption));
    show_error_codes();
    SHOW_INT(EC_KEY_set_group(key, group));
    BN_hex2bn(&d, "123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0");
    SHOW_INT(EC_KEY_set_private_key(key, d));
    show_bn("d", EC_KEY_get0_private_key(key));
    EC_POINT_mul(group, pub, d, NULL, NULL, NULL);
    SHOW_INT(EC_KEY_set_public_key(key, pub));
    show_point("public", group, EC_KEY_get0_public_key(key));
    SHOW_INT(EC_KEY_check_key(key));
    SHOW_INT(EC_KEY_can_sign(key));
    SHOW_INT(EC_KEY_precompute_mult(key, NULL));
    EC_POINT_get_affine_coordinates(group, pub, x, y, NULL);
    SHOW_INT(EC_KEY_set_public_key_affine_coordinates(named, x, y));
    show_point("public", group, EC_KEY_get0_public_key(named));
    BN_add_word(x, 1);
    SHOW_INT(EC_KEY_set_public_key_affine_coordinates(named, x, y));
    show_error_codes();
    SHOW_INT(EC_KEY_get_flags(key));
    EC_KEY_set_flags(key, 0x1000);
    SHOW_INT(EC_KEY_get_flags(key));
    EC_KEY_clear_flags(key, 0x1000);
    SHOW_INT(EC_KEY_get_flags(key));
    SHOW_INT(EC_KEY_get_enc_flags(key));
    SHOW_INT(EC_KEY_get_conv_form(key));
    EC_KEY_set_conv_form(key, POINT_CONVERSION_COMPRESSED);
    SHOW_INT(EC_KEY_get_conv_form(key));
    EC_KEY_set_asn1_flag(key, OPENSSL_EC_NAMED_CURVE);
    SHOW_INT(EC_GROUP_get_asn1_flag(EC_KEY_get0_group(key)));
    SHOW_INT(EC_KEY_set_ex_data(key, index, &thing));
    SHOW_INT(EC_KEY_get_ex_data(key, index) == &thing);
    SHOW_INT(EC_KEY_up_ref(key));
    EC_KEY_free(key);
    dup = EC_KEY_dup(key);
    show_bn("d of dup", EC_KEY_get0_private_key(dup));
    SHOW_INT(EC_KEY_get_conv_form(dup));
    SHOW_INT(ECDSA_sign(0, digest, sizeof digest, sig, &len, dup));
    SHOW_INT(ECDSA_verify(0, digest, sizeof digest, sig, len, key));
    digest[0] ^= 1;
    SHOW_INT(ECDSA_verify(0, digest, sizeof digest, sig, len, key));
    SHOW_INT(EC_KEY_generate_key(named));
    SHOW_INT(EC_KEY_check_key(named));
    ERR_clear_error();
    EC_KEY_free(dup);
    EC_KEY_free(key);
    EC_KEY_free(named);
    EC_POINT_free(pub);
    EC_GROUP_free(group);
    BN_free(d);
    BN_free(x);
    BN_free(y);
}

static void signature(void)
{
    ECDSA_SIG *sig = ECDSA_SIG_new();
    BIGNUM *r = BN_new(), *s = BN_new();
    const BIGNUM *gr, *gs;
    unsigned char *der = NULL;
    const unsigned char *at;
    int len;

    printf("signature\n");
    BN_set_word(r, 0x81);
    BN_set_word(s, 0x1234);
    SHOW_INT(ECDSA_SIG_set0(sig, NULL, s));
    SHOW_INT(ECDSA_SIG_set0(sig, r, s));
    ECDSA_SIG_get0(sig, &gr, &gs);
    SHOW_INT(gr == r && gs == s);
    show_bn("r", ECDSA_SIG_get0_r(sig));
    show_bn("s", ECDSA_SIG_get0_s(sig));
    len = i2d_ECDSA_SIG(sig, &der);
    show_hex("der", der, (size_t)len);
    ECDSA_SIG_free(sig);
    at = der;
    SHOW_NULL(d2i_ECDSA_SIG(NULL, &at, len - 1));
    ERR_clear_error();
    OPENSSL_free(der);
}

static void dh(void)
{
    static const char ffdhe2048[] =
        "FFFFFFFFFFFFFFFFADF85458A2BB4A9AAFDC5620273D3CF1D8B9C583CE2D3695"
        "A9E13641146433FBCC939DCE249B3EF97D2FE363630C75D8F681B202AEC4617A"
        "D3DF1ED5D5FD65612433F51F5F066ED0856365553DED1AF3B557135E7F57C935"
        "984F0C70E0E68B77E2A689DAF3EFE8721DF158A136ADE73530ACCA4F483A797A"
        "BC0AB182B324FB61D108A94BB2C8E3FBB96ADAB760D7F4681D4F42A3DE394DF4"
        "AE56EDE76372BB190B07A7C8EE0A6D709E02FCE1CDF7E2ECC03404CD28342F61"
        "9172FE9CE98583FF8E4F1232EEF28183C3FE3B1B4C6FAD733BB5FCBC2EC22005"
        "C58EF1837D1683B2C6F34A26C1B2EFFA886B423861285C97FFFFFFFFFFFFFFFF";
    DH *a = DH_new(), *b = DH_new(), *c = DH_new();
    const BIGNUM *p, *q, *g, *pub, *priv;
    unsigned char one[256], two[256];
    BIGNUM *x = BN_new(), *prime = NULL, *two_ = BN_new();
    int m, n;

    printf("dh\n");
    BN_hex2bn(&prime, ffdhe2048);
    BN_set_word(two_, 2);
    SHOW_INT(DH_set0_pqg(a, prime, NULL, two_));
    DH_get0_pqg(a, &p, &q, &g);
    SHOW_INT(BN_num_bits(p));
    SHOW_INT(p == DH_get0_p(a) && q == DH_get0_q(a) && g == DH_get0_g(a));
    SHOW_INT(DH_set0_pqg(c, NULL, NULL, NULL));
    SHOW_INT(DH_set0_pqg(b, BN_dup(p), NULL, BN_dup(g)));
    SHOW_INT(DH_get_length(b));
    SHOW_INT(DH_set_length(b, 224));
    SHOW_INT(DH_get_length(b));
    SHOW_INT(DH_generate_key(a));
    BN_set_word(x, 65537);
    SHOW_INT(DH_set0_key(b, NULL, x));
    SHOW_INT(DH_get0_priv_key(b) == x);
    SHOW_INT(DH_generate_key(b));
    DH_get0_key(b, &pub, &priv);
    SHOW_INT(pub == DH_get0_pub_key(b));
    show_bn("private", priv);
    SHOW_INT(m = DH_compute_key(one, DH_get0_pub_key(a), b));
    SHOW_INT(n = DH_compute_key(two, DH_get0_pub_key(b), a));
    SHOW_INT(m == n && m > 0 && memcmp(one, two, (size_t)m) == 0);
    SHOW_INT(DH_compute_key(one, BN_value_one(), a));
    ERR_clear_error();
    SHOW_INT(DH_up_ref(a));
    DH_free(a);
    DH_free(a);
    DH_free(b);
    DH_free(c);
}

int main(void)
{
    groups(NID_X9_62_prime256v1);
    groups(NID_secp521r1);
    points(NID_X9_62_prime256v1);
    points(NID_secp384r1);
    SHOW_INT(EC_curve_nist2nid("P-256"));
    SHOW_INT(EC_curve_nist2nid("P-521"));
    SHOW_INT(EC_curve_nist2nid("P-999"));
    SHOW_NULL(EC_curve_nid2nist(NID_rsaEncryption));
    SHOW_NULL(EC_GROUP_new_by_curve_name(NID_rsaEncryption));
    show_error_codes();
    keys();
    signature();
    dh();
    return 0;
}
