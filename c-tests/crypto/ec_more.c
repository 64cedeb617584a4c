/* Curves, points and keys: parts lent, bytes and text, parameters, ECDH, copies; faults of points. */
#include "../common.h"
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

static const unsigned char scalar[32] = "\x01" "123456789abcdef0123456789abcdef";

static EC_KEY *fixed(int nid)
{
    EC_KEY *key = EC_KEY_new_by_curve_name(nid);
    const EC_GROUP *group = EC_KEY_get0_group(key);
    EC_POINT *point = EC_POINT_new(group);

    EC_KEY_oct2priv(key, scalar, 28);
    EC_POINT_mul(group, point, EC_KEY_get0_private_key(key), NULL, NULL, NULL);
    EC_KEY_set_public_key(key, point);
    EC_POINT_free(point);
    return key;
}

static void groups(void)
{
    static const int nids[] = { NID_secp224r1, NID_X9_62_prime256v1, NID_secp384r1, NID_secp521r1, NID_secp256k1 };
    EC_builtin_curve curves[100];
    size_t count = EC_get_builtin_curves(NULL, 0);

    if (count > 100)
        count = 100;
    EC_get_builtin_curves(curves, count);
    for (size_t j = 0; j < 5; j++)
        for (size_t i = 0; i < count; i++)
            if (curves[i].nid == nids[j])
                printf("%d: %s\n", curves[i].nid, curves[i].comment);
    for (size_t i = 0; i < 5; i++) {
        EC_GROUP *group = EC_GROUP_new_by_curve_name_ex(NULL, NULL, nids[i]), *same, *other;
        const BIGNUM *order = EC_GROUP_get0_order(group);
        BIGNUM *p = BN_new(), *a = BN_new(), *b = BN_new(), *n = BN_new();
        char *text = BN_bn2hex(order);

        printf("curve %d order %s\n", nids[i], text);
        OPENSSL_free(text);
        EC_GROUP_get_order(group, n, NULL);
        SHOW_INT(BN_cmp(n, order));
        SHOW_INT(BN_get_word(EC_GROUP_get0_cofactor(group)));
        EC_GROUP_get_curve(group, p, a, b, NULL);
        SHOW_INT(BN_cmp(p, EC_GROUP_get0_field(group)));
        SHOW_INT(EC_GROUP_get_field_type(group));
        SHOW_INT(EC_METHOD_get_field_type(EC_GROUP_method_of(group)));
        SHOW_INT(EC_METHOD_get_field_type(EC_POINT_method_of(EC_GROUP_get0_generator(group))));
        SHOW_INT(EC_GROUP_check(group, NULL));
        SHOW_INT(EC_GROUP_check_discriminant(group, NULL));
        SHOW_INT(EC_GROUP_check_named_curve(group, 0, NULL));
        SHOW_INT(EC_GROUP_have_precompute_mult(group));
        SHOW_INT(EC_GROUP_precompute_mult(group, NULL));
        show_hex("seed", EC_GROUP_get0_seed(group), EC_GROUP_get_seed_len(group));
        if (EC_GROUP_get_seed_len(group) > 0)
            SHOW_INT(EC_GROUP_set_seed(group, EC_GROUP_get0_seed(group), EC_GROUP_get_seed_len(group)));
        same = EC_GROUP_new_by_curve_name(nids[i]);
        SHOW_INT(EC_GROUP_copy(same, group));
        SHOW_INT(EC_GROUP_set_curve(same, p, a, b, NULL));
        SHOW_INT(EC_GROUP_set_generator(same, EC_GROUP_get0_generator(group), order, BN_value_one()));
        EC_GROUP_clear_free(same);
        other = EC_GROUP_new_curve_GFp(p, a, b, NULL);
        SHOW_INT(EC_GROUP_get_degree(other));
        EC_GROUP_free(other);
        BN_free(p);
        BN_free(a);
        BN_free(b);
        BN_free(n);
        EC_GROUP_free(group);
    }
    SHOW_NULL(EC_GROUP_new_by_curve_name_ex(NULL, NULL, 1));
    show_errors();
}

static void decode(const char *name, const EC_GROUP *group, const unsigned char *bytes, size_t len)
{
    EC_POINT *point = EC_POINT_new(group);

    printf("%s: %d\n", name, EC_POINT_oct2point(group, point, bytes, len, NULL));
    show_errors();
    EC_POINT_free(point);
}

static void points(void)
{
    EC_KEY *key = fixed(NID_X9_62_prime256v1);
    const EC_GROUP *group = EC_KEY_get0_group(key);
    const EC_POINT *point = EC_KEY_get0_public_key(key);
    EC_POINT *made;
    EC_GROUP *other = EC_GROUP_new_by_curve_name(NID_secp384r1);
    BIGNUM *n, *x = BN_new(), *y = BN_new();
    unsigned char *buf = NULL, bytes[80], changed[80];
    size_t len;

    len = EC_POINT_point2buf(group, point, POINT_CONVERSION_COMPRESSED, &buf, NULL);
    show_hex("point", buf, len);
    OPENSSL_free(buf);
    n = EC_POINT_point2bn(group, point, POINT_CONVERSION_UNCOMPRESSED, NULL, NULL);
    SHOW_INT(BN_num_bits(n));
    made = EC_POINT_bn2point(group, n, NULL, NULL);
    SHOW_INT(EC_POINT_cmp(group, made, point, NULL));
    SHOW_INT(EC_POINT_make_affine(group, made, NULL));
    EC_POINT_free(made);
    {
        char *hex = EC_POINT_point2hex(group, point, POINT_CONVERSION_HYBRID, NULL);

        made = EC_POINT_hex2point(group, hex, NULL, NULL);
        SHOW_INT(EC_POINT_cmp(group, made, point, NULL));
        SHOW_INT(EC_POINT_hex2point(group, hex, made, NULL) == made);
        OPENSSL_free(hex);
    }
    EC_POINT_get_affine_coordinates(group, point, x, y, NULL);
    SHOW_INT(EC_POINT_set_compressed_coordinates(group, made, x, BN_is_odd(y), NULL));
    SHOW_INT(EC_POINT_cmp(group, made, point, NULL));
    SHOW_INT(EC_POINT_set_compressed_coordinates_GFp(group, made, x, !BN_is_odd(y), NULL));
    SHOW_INT(EC_POINT_cmp(group, made, point, NULL));
    EC_POINT_free(made);
    len = EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED, bytes, sizeof bytes, NULL);
    decode("good", group, bytes, len);
    decode("nothing", group, bytes, 0);
    decode("short", group, bytes, len - 1);
    decode("long", group, bytes, len + 1);
    memcpy(changed, bytes, len);
    changed[len - 1] ^= 1;
    decode("off the curve", group, changed, len);
    changed[0] = 5;
    decode("form 5", group, changed, len);
    changed[0] = 0;
    decode("form 0", group, changed, len);
    decode("infinity", group, changed, 1);
    memcpy(changed, bytes, len);
    changed[0] = 6 + !(bytes[len - 1] & 1);
    decode("hybrid, wrong sign", group, changed, len);
    changed[0] = 6 + (bytes[len - 1] & 1);
    decode("hybrid", group, changed, len);
    memset(changed + 1, 0xff, 32);
    changed[0] = 4;
    decode("x too large", group, changed, len);
    changed[0] = 2;
    decode("compressed, x too large", group, changed, 33);
    memset(changed + 1, 0, 32);
    changed[32] = 7;
    decode("compressed, no such point", group, changed, 33);
    decode("compressed, long", group, changed, 34);
    SHOW_INT(EC_POINT_is_on_curve(group, point, NULL));
    SHOW_INT(EC_POINT_point2buf(other, point, POINT_CONVERSION_COMPRESSED, &buf, NULL));
    show_errors();
    BN_free(n);
    BN_free(x);
    BN_free(y);
    EC_GROUP_free(other);
    EC_KEY_free(key);
}

static void *kdf(const void *in, size_t inlen, void *out, size_t *outlen)
{
    (void)inlen;
    if (*outlen < 4)
        return NULL;
    memcpy(out, in, 4);
    *outlen = 4;
    return out;
}

static void keys(char **argv)
{
    EC_KEY *key = fixed(NID_X9_62_prime256v1), *other = EC_KEY_new_ex(NULL, NULL), *read = NULL;
    unsigned char *buf = NULL, out[80];
    const unsigned char *at;
    size_t len;
    int n;
    BIO *bio;
    EC_GROUP *group;

    (void)argv;
    SHOW_INT(EC_KEY_check_key(key));
    SHOW_INT(EC_KEY_copy(other, key) == other);
    SHOW_INT(EC_KEY_check_key(other));
    SHOW_NULL(EC_KEY_copy(NULL, key));
    show_errors();
    len = EC_KEY_priv2oct(key, out, sizeof out);
    show_hex("private", out, len);
    SHOW_INT(EC_KEY_priv2oct(key, NULL, 0));
    SHOW_INT(EC_KEY_priv2oct(key, out, 5));
    show_errors();
    len = EC_KEY_priv2buf(key, &buf);
    show_hex("private", buf, len);
    OPENSSL_free(buf);
    len = EC_KEY_key2buf(key, POINT_CONVERSION_UNCOMPRESSED, &buf, NULL);
    show_hex("public", buf, len);
    EC_KEY_free(other);
    other = EC_KEY_new_by_curve_name_ex(NULL, NULL, NID_X9_62_prime256v1);
    SHOW_INT(EC_KEY_oct2key(other, buf, len, NULL));
    SHOW_INT(EC_KEY_get_conv_form(other));
    SHOW_INT(EC_KEY_oct2key(other, buf, len - 1, NULL));
    show_errors();
    SHOW_INT(EC_KEY_check_key(other));
    SHOW_INT(EC_KEY_priv2oct(other, out, sizeof out));
    show_errors();
    SHOW_INT(EC_KEY_decoded_from_explicit_params(key));
    SHOW_NULL(EC_KEY_get0_engine(key));
    at = buf;
    SHOW_INT(o2i_ECPublicKey(&other, &at, (long)len) == other);
    SHOW_INT(at == buf + len);
    OPENSSL_free(buf);

    n = ECDH_compute_key(out, sizeof out, EC_KEY_get0_public_key(other), key, NULL);
    show_hex("secret", out, n > 0 ? (size_t)n : 0);
    n = ECDH_compute_key(out, 10, EC_KEY_get0_public_key(other), key, NULL);
    SHOW_INT(n);
    n = ECDH_compute_key(out, sizeof out, EC_KEY_get0_public_key(other), key, kdf);
    show_hex("through a KDF", out, n > 0 ? (size_t)n : 0);
    SHOW_INT(EC_KEY_get_enc_flags(key));
    for (unsigned flags = 0; flags < 4; flags++) {
        EC_KEY_set_enc_flags(key, flags);
        SHOW_INT(EC_KEY_get_enc_flags(key));
        SHOW_INT(i2d_ECPrivateKey(key, NULL));
    }
    EC_KEY_set_enc_flags(key, 0);

    bio = BIO_new(BIO_s_mem());
    SHOW_INT(i2d_ECPrivateKey_bio(bio, key));
    read = d2i_ECPrivateKey_bio(bio, NULL);
    SHOW_INT(EC_KEY_check_key(read));
    EC_KEY_free(read);
    SHOW_INT(i2d_EC_PUBKEY_bio(bio, key));
    read = d2i_EC_PUBKEY_bio(bio, NULL);
    SHOW_INT(EC_KEY_check_key(read));
    EC_KEY_free(read);
    SHOW_NULL(d2i_EC_PUBKEY_bio(bio, NULL));
    ERR_clear_error();
    group = EC_GROUP_dup(EC_KEY_get0_group(key));
    SHOW_INT(PEM_write_bio_ECPKParameters(bio, group));
    EC_GROUP_free(group);
    {
        char *text;
        long size = BIO_get_mem_data(bio, &text);

        printf("%.*s", (int)size, text);
    }
    group = PEM_read_bio_ECPKParameters(bio, NULL, NULL, NULL);
    SHOW_INT(EC_GROUP_get_curve_name(group));
    SHOW_NULL(PEM_read_bio_ECPKParameters(bio, NULL, NULL, NULL));
    show_errors();
    buf = NULL;
    n = i2d_ECPKParameters(group, &buf);
    show_hex("parameters", buf, (size_t)n);
    EC_GROUP_free(group);
    at = buf;
    group = d2i_ECPKParameters(NULL, &at, n);
    SHOW_INT(EC_GROUP_get_curve_name(group));
    SHOW_INT(at == buf + n);
    EC_GROUP_free(group);
    at = buf;
    read = d2i_ECParameters(NULL, &at, n);
    SHOW_INT(EC_GROUP_get_curve_name(EC_KEY_get0_group(read)));
    SHOW_INT(i2d_ECParameters(read, NULL));
    SHOW_INT(EC_KEY_check_key(read));
    show_errors();
    SHOW_INT(i2d_ECParameters(NULL, NULL));
    show_errors();
    OPENSSL_free(buf);
    EC_KEY_free(read);
    BIO_free(bio);
    {
        FILE *file = tmpfile();

        SHOW_INT(i2d_ECPrivateKey_fp(file, key));
        SHOW_INT(i2d_EC_PUBKEY_fp(file, key));
        SHOW_INT(PEM_write_ECPKParameters(file, EC_KEY_get0_group(key)));
        SHOW_INT(EC_KEY_print_fp(file, key, 0));
        rewind(file);
        read = d2i_ECPrivateKey_fp(file, NULL);
        SHOW_INT(EC_KEY_check_key(read));
        EC_KEY_free(read);
        read = d2i_EC_PUBKEY_fp(file, NULL);
        SHOW_INT(EC_KEY_check_key(read));
        EC_KEY_free(read);
        group = PEM_read_ECPKParameters(file, NULL, NULL, NULL);
        SHOW_INT(EC_GROUP_get_curve_name(group));
        EC_GROUP_free(group);
        fclose(file);
    }
    {
        unsigned int siglen = 0;
        unsigned char sig[80];
        ECDSA_SIG *numbers;

        SHOW_INT(ECDSA_sign_ex(0, scalar, 32, sig, &siglen, NULL, NULL, key));
        SHOW_INT(ECDSA_verify(0, scalar, 32, sig, (int)siglen, key));
        numbers = ECDSA_do_sign_ex(scalar, 32, NULL, NULL, key);
        SHOW_INT(ECDSA_do_verify(scalar, 32, numbers, key));
        ECDSA_SIG_free(numbers);
    }
    EC_KEY_free(other);
    other = EC_KEY_new();
    SHOW_INT(EC_KEY_check_key(other));
    show_errors();
    SHOW_INT(EC_KEY_oct2priv(other, scalar, 32));
    EC_KEY_free(other);
    EC_KEY_free(key);
    show_errors();
}

int main(int argc, char **argv)
{
    (void)argc;
    groups();
    points();
    keys(argv);
    return 0;
}
