/* Derivations of agreed secrets: X9.63 and X9.42, by contexts of keys and directly. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "../common.h"
#include <openssl/core_names.h>
#include <openssl/dh.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

static const unsigned char ukm[] = "user keying material";

static void show_ec(EVP_PKEY_CTX *ctx)
{
    const EVP_MD *md = EVP_md5();
    unsigned char *lent = (unsigned char *)"x";
    int len = -9, result;

    SHOW_INT(EVP_PKEY_CTX_get_ecdh_cofactor_mode(ctx));
    SHOW_INT(EVP_PKEY_CTX_get_ecdh_kdf_type(ctx));
    result = EVP_PKEY_CTX_get_ecdh_kdf_md(ctx, &md);
    SHOW_INT(result);
    if (result > 0)
        SHOW_STR(md == NULL ? "NULL" : EVP_MD_get0_name(md));
    SHOW_INT(EVP_PKEY_CTX_get_ecdh_kdf_outlen(ctx, &len));
    SHOW_INT(len);
    result = EVP_PKEY_CTX_get0_ecdh_kdf_ukm(ctx, &lent);
    SHOW_INT(result);
    if (result >= 0)
        show_hex("ukm", lent == NULL ? (unsigned char *)"" : lent, result);
    show_errors();
}

static void show_dh(EVP_PKEY_CTX *ctx)
{
    const EVP_MD *md = EVP_md5();
    unsigned char *lent = (unsigned char *)"x";
    ASN1_OBJECT *oid = NULL;
    int len = -9, result;

    SHOW_INT(EVP_PKEY_CTX_get_dh_kdf_type(ctx));
    result = EVP_PKEY_CTX_get_dh_kdf_md(ctx, &md);
    SHOW_INT(result);
    if (result > 0)
        SHOW_STR(md == NULL ? "NULL" : EVP_MD_get0_name(md));
    SHOW_INT(EVP_PKEY_CTX_get_dh_kdf_outlen(ctx, &len));
    SHOW_INT(len);
    result = EVP_PKEY_CTX_get0_dh_kdf_ukm(ctx, &lent);
    SHOW_INT(result);
    if (result >= 0)
        show_hex("ukm", lent == NULL ? (unsigned char *)"" : lent, result);
    SHOW_INT(EVP_PKEY_CTX_get0_dh_kdf_oid(ctx, &oid));
    SHOW_STR(oid == NULL ? "no OID" : OBJ_nid2sn(OBJ_obj2nid(oid)));
    show_errors();
}

static void derive(EVP_PKEY_CTX *ctx)
{
    unsigned char out[600];
    size_t len = 0;

    SHOW_INT(EVP_PKEY_derive(ctx, NULL, &len));
    SHOW_INT(len);
    len = 5;
    SHOW_INT(EVP_PKEY_derive(ctx, out, &len));
    SHOW_INT(len);
    show_errors();
    len = sizeof out;
    if (EVP_PKEY_derive(ctx, out, &len) == 1)
        show_hex("secret", out, len > 64 ? 64 : len);
    else
        puts("nothing derived");
    SHOW_INT(len);
    show_errors();
}

static EVP_PKEY *load(char **argv, const char *name)
{
    BIO *bio = BIO_new_file(fixture(argv, name), "r");
    EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);

    BIO_free(bio);
    return key;
}

static unsigned char *copied(void)
{
    return OPENSSL_memdup(ukm, sizeof ukm);
}

static void set_ec(EVP_PKEY_CTX *ctx)
{
    SHOW_INT(EVP_PKEY_CTX_set_ecdh_cofactor_mode(ctx, 1));
    SHOW_INT(EVP_PKEY_CTX_set_ecdh_cofactor_mode(ctx, 2));
    SHOW_INT(EVP_PKEY_CTX_set_ecdh_cofactor_mode(ctx, -2));
    SHOW_INT(EVP_PKEY_CTX_set_ecdh_kdf_type(ctx, EVP_PKEY_ECDH_KDF_X9_63));
    SHOW_INT(EVP_PKEY_CTX_set_ecdh_kdf_type(ctx, 7));
    SHOW_INT(EVP_PKEY_CTX_set_ecdh_kdf_md(ctx, EVP_sha256()));
    SHOW_INT(EVP_PKEY_CTX_set_ecdh_kdf_outlen(ctx, 0));
    SHOW_INT(EVP_PKEY_CTX_set_ecdh_kdf_outlen(ctx, -1));
    SHOW_INT(EVP_PKEY_CTX_set_ecdh_kdf_outlen(ctx, 40));
    show_errors();
}

static void ec(char **argv)
{
    EVP_PKEY *mine = load(argv, "server-p256-key.pem"), *theirs = load(argv, "client-p256-key.pem");
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(mine, NULL), *copy;
    unsigned char *mem;

    puts("-- a curve, before anything");
    show_ec(ctx);
    set_ec(ctx);
    mem = copied();
    if (EVP_PKEY_CTX_set0_ecdh_kdf_ukm(ctx, mem, sizeof ukm) <= 0)
        OPENSSL_free(mem);
    show_errors();
    puts("-- derive");
    SHOW_INT(EVP_PKEY_derive_init(ctx));
    show_ec(ctx);
    SHOW_INT(EVP_PKEY_derive_set_peer(ctx, theirs));
    derive(ctx);
    SHOW_INT(EVP_PKEY_CTX_set_ecdh_kdf_type(ctx, EVP_PKEY_ECDH_KDF_X9_63));
    derive(ctx);
    SHOW_INT(EVP_PKEY_CTX_set_ecdh_kdf_type(ctx, EVP_PKEY_ECDH_KDF_NONE));
    set_ec(ctx);
    show_ec(ctx);
    derive(ctx);
    SHOW_INT(EVP_PKEY_CTX_set0_ecdh_kdf_ukm(ctx, copied(), sizeof ukm));
    show_ec(ctx);
    derive(ctx);
    copy = EVP_PKEY_CTX_dup(ctx);
    show_ec(copy);
    derive(copy);
    EVP_PKEY_CTX_free(copy);
    SHOW_INT(EVP_PKEY_CTX_set0_ecdh_kdf_ukm(ctx, NULL, 0));
    show_ec(ctx);
    SHOW_INT(EVP_PKEY_CTX_set_ecdh_kdf_type(ctx, EVP_PKEY_ECDH_KDF_NONE));
    SHOW_INT(EVP_PKEY_CTX_set_ecdh_cofactor_mode(ctx, -1));
    show_ec(ctx);
    derive(ctx);
    puts("-- words");
    SHOW_INT(EVP_PKEY_CTX_ctrl_str(ctx, "ecdh_kdf_md", "sha1"));
    SHOW_INT(EVP_PKEY_CTX_ctrl_str(ctx, "ecdh_cofactor_mode", "1"));
    SHOW_INT(EVP_PKEY_CTX_ctrl(ctx, EVP_PKEY_EC, EVP_PKEY_OP_DERIVE, EVP_PKEY_CTRL_EC_KDF_TYPE,
        EVP_PKEY_ECDH_KDF_X9_63, NULL));
    SHOW_INT(EVP_PKEY_CTX_ctrl(ctx, EVP_PKEY_EC, EVP_PKEY_OP_DERIVE, EVP_PKEY_CTRL_EC_KDF_OUTLEN, 20, NULL));
    show_errors();
    show_ec(ctx);
    derive(ctx);
    puts("-- signing");
    SHOW_INT(EVP_PKEY_sign_init(ctx));
    show_ec(ctx);
    set_ec(ctx);
    show_dh(ctx);
    EVP_PKEY_CTX_free(ctx);
    EVP_PKEY_free(mine);
    EVP_PKEY_free(theirs);
}

static void set_dh(EVP_PKEY_CTX *ctx)
{
    SHOW_INT(EVP_PKEY_CTX_set_dh_kdf_type(ctx, EVP_PKEY_DH_KDF_X9_42));
    SHOW_INT(EVP_PKEY_CTX_set_dh_kdf_type(ctx, 7));
    SHOW_INT(EVP_PKEY_CTX_set_dh_kdf_md(ctx, EVP_sha1()));
    SHOW_INT(EVP_PKEY_CTX_set_dh_kdf_outlen(ctx, 0));
    SHOW_INT(EVP_PKEY_CTX_set_dh_kdf_outlen(ctx, 24));
    SHOW_INT(EVP_PKEY_CTX_set0_dh_kdf_oid(ctx, OBJ_nid2obj(NID_id_smime_alg_CMS3DESwrap)));
    show_errors();
}

static void dh(void)
{
    EVP_PKEY_CTX *making = EVP_PKEY_CTX_new_id(EVP_PKEY_DH, NULL), *ctx;
    EVP_PKEY *mine = NULL, *theirs = NULL;
    unsigned char *mem, one[64], other[64];
    size_t len;

    EVP_PKEY_keygen_init(making);
    EVP_PKEY_CTX_set_dh_nid(making, NID_ffdhe2048);
    EVP_PKEY_keygen(making, &mine);
    EVP_PKEY_keygen(making, &theirs);
    EVP_PKEY_CTX_free(making);
    ctx = EVP_PKEY_CTX_new(mine, NULL);
    puts("-- Diffie-Hellman, before anything");
    show_dh(ctx);
    set_dh(ctx);
    mem = copied();
    if (EVP_PKEY_CTX_set0_dh_kdf_ukm(ctx, mem, sizeof ukm) <= 0)
        OPENSSL_free(mem);
    show_errors();
    puts("-- derive");
    SHOW_INT(EVP_PKEY_derive_init(ctx));
    show_dh(ctx);
    SHOW_INT(EVP_PKEY_derive_set_peer(ctx, theirs));
    SHOW_INT(EVP_PKEY_CTX_set_dh_kdf_type(ctx, EVP_PKEY_DH_KDF_X9_42));
    len = 0;
    SHOW_INT(EVP_PKEY_derive(ctx, NULL, &len));
    SHOW_INT(len);
    show_errors();
    set_dh(ctx);
    SHOW_INT(EVP_PKEY_CTX_set0_dh_kdf_ukm(ctx, copied(), sizeof ukm));
    show_dh(ctx);
    len = sizeof one;
    SHOW_INT(EVP_PKEY_derive(ctx, one, &len));
    SHOW_INT(len);
    show_errors();
    len = 10;
    SHOW_INT(EVP_PKEY_derive(ctx, one + 32, &len));
    SHOW_INT(len);
    show_errors();
    EVP_PKEY_CTX_free(ctx);
    ctx = EVP_PKEY_CTX_new(theirs, NULL);
    SHOW_INT(EVP_PKEY_derive_init(ctx));
    SHOW_INT(EVP_PKEY_derive_set_peer(ctx, mine));
    set_dh(ctx);
    SHOW_INT(EVP_PKEY_CTX_set0_dh_kdf_ukm(ctx, copied(), sizeof ukm));
    len = sizeof other;
    SHOW_INT(EVP_PKEY_derive(ctx, other, &len));
    SHOW_INT(memcmp(one, other, 24));
    SHOW_INT(EVP_PKEY_CTX_set0_dh_kdf_ukm(ctx, NULL, 0));
    len = sizeof other;
    SHOW_INT(EVP_PKEY_derive(ctx, other, &len));
    SHOW_INT(memcmp(one, other, 24) != 0);
    show_dh(ctx);
    SHOW_INT(EVP_PKEY_CTX_set_dh_kdf_type(ctx, EVP_PKEY_DH_KDF_NONE));
    len = 0;
    SHOW_INT(EVP_PKEY_derive(ctx, NULL, &len));
    SHOW_INT(len);
    show_dh(ctx);
    show_ec(ctx);
    EVP_PKEY_CTX_free(ctx);
    EVP_PKEY_free(mine);
    EVP_PKEY_free(theirs);
}

/* A secret that begins with a zero, which is left out unless padding is asked for. */
static EVP_PKEY *of_number(const char *hex)
{
    DH *params = DH_new_by_nid(NID_ffdhe2048);
    BIGNUM *priv = NULL, *pub = BN_new();
    BN_CTX *bn = BN_CTX_new();
    EVP_PKEY *key = EVP_PKEY_new();

    BN_hex2bn(&priv, hex);
    BN_mod_exp(pub, DH_get0_g(params), priv, DH_get0_p(params), bn);
    DH_set0_key(params, pub, priv);
    EVP_PKEY_assign_DH(key, params);
    BN_CTX_free(bn);
    return key;
}

static void zero(void)
{
    EVP_PKEY *mine = of_number("c0ffee00112233445566778899aabbccddeeff00112233445566778899aabbcc");
    EVP_PKEY *theirs = of_number("C0FFEE00112233445566778899AABBCCDDEEFF00112233445566778899AABBD2");
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(mine, NULL);

    puts("-- a zero");
    SHOW_INT(EVP_PKEY_derive_init(ctx));
    SHOW_INT(EVP_PKEY_derive_set_peer(ctx, theirs));
    derive(ctx);
    SHOW_INT(EVP_PKEY_CTX_set_dh_pad(ctx, 1));
    derive(ctx);
    SHOW_INT(EVP_PKEY_CTX_set_dh_pad(ctx, 0));
    SHOW_INT(EVP_PKEY_CTX_set_dh_kdf_type(ctx, EVP_PKEY_DH_KDF_X9_42));
    set_dh(ctx);
    derive(ctx);
    EVP_PKEY_CTX_free(ctx);
    EVP_PKEY_free(mine);
    EVP_PKEY_free(theirs);
}

static void direct(void)
{
    unsigned char out[80] = "";

    puts("-- directly");
    SHOW_INT(ECDH_KDF_X9_62(out, 70, (unsigned char *)"secret", 6, ukm, sizeof ukm, EVP_sha1()));
    show_hex("out", out, 70);
    SHOW_INT(ECDH_KDF_X9_62(out, 16, (unsigned char *)"secret", 6, NULL, 0, EVP_sha256()));
    show_hex("out", out, 16);
    SHOW_INT(ECDH_KDF_X9_62(out, 0, (unsigned char *)"secret", 6, NULL, 0, EVP_sha256()));
    show_errors();
    SHOW_INT(ECDH_KDF_X9_62(out, 16, (unsigned char *)"secret", 0, NULL, 0, EVP_sha256()));
    show_errors();
    SHOW_INT(DH_KDF_X9_42(out, 24, (unsigned char *)"secret", 6, OBJ_nid2obj(NID_id_smime_alg_CMS3DESwrap), ukm,
        sizeof ukm, EVP_sha1()));
    show_hex("out", out, 24);
    SHOW_INT(DH_KDF_X9_42(out, 24, (unsigned char *)"secret", 6, OBJ_nid2obj(NID_id_smime_alg_CMS3DESwrap), NULL, 0,
        EVP_sha256()));
    show_hex("out", out, 24);
    SHOW_INT(DH_KDF_X9_42(out, 32, (unsigned char *)"secret", 6, OBJ_nid2obj(NID_id_aes256_wrap), ukm, 3,
        EVP_sha256()));
    show_hex("out", out, 32);
    show_errors();
    SHOW_INT(DH_KDF_X9_42(out, 24, (unsigned char *)"secret", 6, OBJ_nid2obj(NID_aes_128_cbc), NULL, 0, EVP_sha1()));
    show_errors();
    SHOW_INT(DH_KDF_X9_42(out, 20, (unsigned char *)"secret", 6, OBJ_nid2obj(NID_id_smime_alg_CMS3DESwrap), NULL, 0,
        EVP_sha1()));
    show_errors();
    SHOW_INT(DH_KDF_X9_42(out, 24, (unsigned char *)"secret", 6, OBJ_nid2obj(NID_sha256), NULL, 0, EVP_sha1()));
    show_error_codes();
}

static void null(void)
{
    puts("-- without a context");
    set_ec(NULL);
    show_ec(NULL);
    set_dh(NULL);
    show_dh(NULL);
}

int main(int argc, char **argv)
{
    (void)argc;
    ec(argv);
    dh();
    zero();
    direct();
    null();
    return 0;
}
