/* Curves written by their numbers, where a program asks for that. */
#include "../common.h"
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

static void hex(const char *what, const unsigned char *der, int len)
{
    printf("  %s %d: ", what, len);
    for (int i = 0; i < len; i++)
        printf("%02x", der[i]);
    printf("\n");
}

static void text(const char *what, int written, BIO *bio)
{
    char *data;
    long len = BIO_get_mem_data(bio, &data);

    printf("  %s %d\n%.*s", what, written, (int)len, data);
    BIO_reset(bio);
}

#define SHOW(call)                                                                                                     \
    do {                                                                                                               \
        unsigned char *der = NULL;                                                                                     \
        int len = call;                                                                                                \
        hex(#call, der, len > 0 ? len : 0);                                                                            \
        OPENSSL_free(der);                                                                                             \
        show_errors();                                                                                                 \
    } while (0)

static void curve(int nid, int form)
{
    EC_GROUP *group = EC_GROUP_new_by_curve_name(nid);
    BIO *bio = BIO_new(BIO_s_mem());

    printf("%s, form %d\n", OBJ_nid2sn(nid), form);
    EC_GROUP_set_point_conversion_form(group, form);
    SHOW(i2d_ECPKParameters(group, &der));
    EC_GROUP_set_asn1_flag(group, OPENSSL_EC_EXPLICIT_CURVE);
    printf("  flag %d, curve %s\n", EC_GROUP_get_asn1_flag(group), OBJ_nid2sn(EC_GROUP_get_curve_name(group)));
    SHOW(i2d_ECPKParameters(group, &der));
    text("PEM", PEM_write_bio_ECPKParameters(bio, group), bio);
    EC_GROUP_set_asn1_flag(group, OPENSSL_EC_NAMED_CURVE);
    SHOW(i2d_ECPKParameters(group, &der));
    BIO_free(bio);
    EC_GROUP_free(group);
}

static void key(int nid)
{
    EC_KEY *ec = EC_KEY_new_by_curve_name(nid), *copy;
    BIGNUM *secret = BN_new();
    EC_POINT *point = EC_POINT_new(EC_KEY_get0_group(ec));
    BIO *bio = BIO_new(BIO_s_mem());
    EVP_PKEY *pkey = EVP_PKEY_new(), *named = EVP_PKEY_new();
    PKCS8_PRIV_KEY_INFO *info;
    X509_PUBKEY *own = NULL;
    unsigned char signature[200];
    unsigned int len = sizeof signature;

    printf("key on %s\n", OBJ_nid2sn(nid));
    BN_set_word(secret, 12345);
    EC_POINT_mul(EC_KEY_get0_group(ec), point, secret, NULL, NULL, NULL);
    EC_KEY_set_private_key(ec, secret);
    EC_KEY_set_public_key(ec, point);
    copy = EC_KEY_dup(ec);
    EVP_PKEY_assign_EC_KEY(named, copy);
    EC_KEY_set_asn1_flag(ec, OPENSSL_EC_EXPLICIT_CURVE);
    SHOW(i2d_ECParameters(ec, &der));
    SHOW(i2d_ECPrivateKey(ec, &der));
    SHOW(i2d_EC_PUBKEY(ec, &der));
    text("PEM", PEM_write_bio_ECPrivateKey(bio, ec, NULL, NULL, 0, NULL, NULL), bio);
    EVP_PKEY_set1_EC_KEY(pkey, ec);
    SHOW(i2d_PUBKEY(pkey, &der));
    SHOW(i2d_PrivateKey(pkey, &der));
    info = EVP_PKEY2PKCS8(pkey);
    SHOW(i2d_PKCS8_PRIV_KEY_INFO(info, &der));
    text("PEM", PEM_write_bio_PUBKEY(bio, pkey), bio);
    text("PEM", PEM_write_bio_PrivateKey(bio, pkey, NULL, NULL, 0, NULL, NULL), bio);
    printf("  set %d\n", X509_PUBKEY_set(&own, pkey));
    SHOW(i2d_X509_PUBKEY(own, &der));
    printf("  the same as by name %d, verified %d\n", EVP_PKEY_eq(pkey, named),
           ECDSA_sign(0, (const unsigned char *)"0123456789abcdef", 16, signature, &len, ec) == 1
               ? ECDSA_verify(0, (const unsigned char *)"0123456789abcdef", 16, signature, len, copy)
               : -1);
    EC_KEY_set_asn1_flag(ec, OPENSSL_EC_NAMED_CURVE);
    SHOW(i2d_EC_PUBKEY(ec, &der));
    X509_PUBKEY_free(own);
    PKCS8_PRIV_KEY_INFO_free(info);
    EVP_PKEY_free(pkey);
    EVP_PKEY_free(named);
    BIO_free(bio);
    EC_POINT_free(point);
    BN_free(secret);
    EC_KEY_free(ec);
}

int main(void)
{
    static const int nids[] = { NID_secp224r1, NID_X9_62_prime256v1, NID_secp384r1, NID_secp521r1, NID_secp256k1 };

    for (size_t i = 0; i < sizeof nids / sizeof *nids; i++) {
        curve(nids[i], POINT_CONVERSION_UNCOMPRESSED);
        curve(nids[i], POINT_CONVERSION_COMPRESSED);
    }
    key(NID_X9_62_prime256v1);
    key(NID_secp521r1);
    return 0;
}
