/* A method of keys with a function of its own for settings: those of new keys, of OAEP and of derivations. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "../common.h"
#include <openssl/bn.h>
#include <openssl/dh.h>
#include <openssl/dsa.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/rsa.h>

static int result = 1;

/* The bytes of a setting that is given by length. */
static void show_text(const void *p2, int len)
{
    if (p2 != NULL && len > 0)
        printf("    \"%.*s\"\n", len, (const char *)p2);
}

static int ctrl(EVP_PKEY_CTX *ctx, int cmd, int p1, void *p2)
{
    static unsigned char lent[] = "lent";
    static int nid;
    int own = cmd - EVP_PKEY_ALG_CTRL;

    if (cmd == -1) {
        nid = p1;
        return 1;
    }
    printf("  ctrl: %d%s, %d, %s\n", cmd >= EVP_PKEY_ALG_CTRL ? own : cmd, cmd >= EVP_PKEY_ALG_CTRL ? " of the type" : "", p1,
        p2 == NULL ? "NULL" : "something");
    switch (nid) {
    case EVP_PKEY_RSA:
        if (cmd == EVP_PKEY_CTRL_RSA_KEYGEN_PUBEXP) {
            printf("    %lu\n", p2 == NULL ? 0 : BN_get_word(p2));
            if (result > 0)
                BN_free(p2);
        }
        if (cmd == EVP_PKEY_CTRL_RSA_OAEP_LABEL) {
            show_text(p2, p1);
            if (result > 0)
                OPENSSL_free(p2);
        }
        if (cmd == EVP_PKEY_CTRL_GET_RSA_OAEP_LABEL) {
            *(unsigned char **)p2 = lent;
            return result > 0 ? 4 : result;
        }
        break;
    case EVP_PKEY_DH:
    case EVP_PKEY_EC:
        if (cmd == (nid == EVP_PKEY_DH ? EVP_PKEY_CTRL_DH_KDF_UKM : EVP_PKEY_CTRL_EC_KDF_UKM)) {
            show_text(p2, p1);
            if (result > 0)
                OPENSSL_free(p2);
        }
        if (cmd == (nid == EVP_PKEY_DH ? EVP_PKEY_CTRL_GET_DH_KDF_UKM : EVP_PKEY_CTRL_GET_EC_KDF_UKM)) {
            *(unsigned char **)p2 = lent;
            return result > 0 ? 4 : result;
        }
        if (cmd == (nid == EVP_PKEY_DH ? EVP_PKEY_CTRL_GET_DH_KDF_MD : EVP_PKEY_CTRL_GET_EC_KDF_MD))
            *(const EVP_MD **)p2 = EVP_sha384();
        if (nid == EVP_PKEY_DH && cmd == EVP_PKEY_CTRL_DH_KDF_OID && result > 0)
            ASN1_OBJECT_free(p2);
        break;
    case EVP_PKEY_SCRYPT:
        if (own >= 10 && own <= 13 && p2 != NULL)
            printf("    %llu\n", (unsigned long long)*(uint64_t *)p2);
        else
            show_text(p2, p1);
        break;
    default:
        if (own >= 0 && p1 > 0)
            show_text(p2, p1);
    }
    return result;
}

static int ctrl_str(EVP_PKEY_CTX *ctx, const char *name, const char *value)
{
    printf("  ctrl_str: %s, %s\n", name, value);
    return result;
}

static int begin(EVP_PKEY_CTX *ctx)
{
    return 1;
}

static int compute(EVP_PKEY_CTX *ctx, unsigned char *out, size_t *len, const unsigned char *in, size_t in_len)
{
    return 1;
}

static int derive(EVP_PKEY_CTX *ctx, unsigned char *out, size_t *len)
{
    return 1;
}

static int make(EVP_PKEY_CTX *ctx, EVP_PKEY *key)
{
    return 0;
}

static BIGNUM *exponent(void)
{
    BIGNUM *e = BN_new();

    BN_set_word(e, 17);
    return e;
}

static void rsa_settings(EVP_PKEY_CTX *ctx)
{
    unsigned char *label = (unsigned char *)OPENSSL_strdup("label"), *got = NULL;
    BIGNUM *e = exponent();
    int done;

    done = EVP_PKEY_CTX_set_rsa_keygen_pubexp(ctx, e);
    printf("exponent: %d\n", done);
    show_errors();
    if (done <= 0)
        BN_free(e);
    e = exponent();
    printf("a copy of an exponent: %d\n", EVP_PKEY_CTX_set1_rsa_keygen_pubexp(ctx, e));
    show_errors();
    BN_free(e);
    done = EVP_PKEY_CTX_set0_rsa_oaep_label(ctx, label, 5);
    printf("label: %d\n", done);
    show_errors();
    if (done <= 0)
        OPENSSL_free(label);
    SHOW_INT(EVP_PKEY_CTX_get0_rsa_oaep_label(ctx, &got));
    printf("got %s\n", got == NULL ? "nothing" : (char *)got);
    show_errors();
    SHOW_INT(EVP_PKEY_CTX_set_rsa_pss_keygen_md(ctx, EVP_sha256()));
    show_errors();
    SHOW_INT(EVP_PKEY_CTX_set_rsa_pss_keygen_mgf1_md(ctx, EVP_sha256()));
    show_errors();
    SHOW_INT(EVP_PKEY_CTX_set_rsa_pss_keygen_saltlen(ctx, 7));
    show_errors();
}

static void rsa_names(EVP_PKEY_CTX *ctx)
{
    SHOW_INT(EVP_PKEY_CTX_set_rsa_mgf1_md_name(ctx, "SHA256", NULL));
    show_errors();
    SHOW_INT(EVP_PKEY_CTX_set_rsa_oaep_md_name(ctx, "SHA256", NULL));
    show_errors();
}

static void dh_settings(EVP_PKEY_CTX *ctx)
{
    SHOW_INT(EVP_PKEY_CTX_set_dh_paramgen_prime_len(ctx, 512));
    show_errors();
    SHOW_INT(EVP_PKEY_CTX_set_dh_paramgen_generator(ctx, 5));
    show_errors();
    SHOW_INT(EVP_PKEY_CTX_set_dh_nid(ctx, NID_ffdhe2048));
    show_errors();
    SHOW_INT(EVP_PKEY_CTX_set_dh_pad(ctx, 1));
    show_errors();
}

static void dsa_settings(EVP_PKEY_CTX *ctx)
{
    SHOW_INT(EVP_PKEY_CTX_set_dsa_paramgen_bits(ctx, 1024));
    show_errors();
    SHOW_INT(EVP_PKEY_CTX_set_dsa_paramgen_q_bits(ctx, 160));
    show_errors();
}

static void agreed_dh(EVP_PKEY_CTX *ctx)
{
    unsigned char *ukm = (unsigned char *)OPENSSL_strdup("material"), *got = NULL;
    const EVP_MD *md = NULL;
    int done;

    SHOW_INT(EVP_PKEY_CTX_set_dh_kdf_type(ctx, EVP_PKEY_DH_KDF_X9_42));
    SHOW_INT(EVP_PKEY_CTX_get_dh_kdf_type(ctx));
    SHOW_INT(EVP_PKEY_CTX_set_dh_kdf_md(ctx, EVP_sha256()));
    SHOW_INT(EVP_PKEY_CTX_get_dh_kdf_md(ctx, &md));
    printf("md %s\n", md == NULL ? "none" : EVP_MD_get0_name(md));
    SHOW_INT(EVP_PKEY_CTX_set_dh_kdf_outlen(ctx, 9));
    done = EVP_PKEY_CTX_set0_dh_kdf_ukm(ctx, ukm, 8);
    printf("ukm: %d\n", done);
    if (done <= 0)
        OPENSSL_free(ukm);
    SHOW_INT(EVP_PKEY_CTX_get0_dh_kdf_ukm(ctx, &got));
    printf("got %s\n", got == NULL ? "nothing" : (char *)got);
    show_errors();
}

static void agreed_ec(EVP_PKEY_CTX *ctx)
{
    unsigned char *ukm = (unsigned char *)OPENSSL_strdup("material"), *got = NULL;
    const EVP_MD *md = NULL;
    int done;

    SHOW_INT(EVP_PKEY_CTX_set_ecdh_cofactor_mode(ctx, 1));
    SHOW_INT(EVP_PKEY_CTX_get_ecdh_cofactor_mode(ctx));
    SHOW_INT(EVP_PKEY_CTX_set_ecdh_kdf_type(ctx, EVP_PKEY_ECDH_KDF_X9_63));
    SHOW_INT(EVP_PKEY_CTX_get_ecdh_kdf_type(ctx));
    SHOW_INT(EVP_PKEY_CTX_set_ecdh_kdf_md(ctx, EVP_sha256()));
    SHOW_INT(EVP_PKEY_CTX_get_ecdh_kdf_md(ctx, &md));
    printf("md %s\n", md == NULL ? "none" : EVP_MD_get0_name(md));
    SHOW_INT(EVP_PKEY_CTX_set_ecdh_kdf_outlen(ctx, 9));
    done = EVP_PKEY_CTX_set0_ecdh_kdf_ukm(ctx, ukm, 8);
    printf("ukm: %d\n", done);
    if (done <= 0)
        OPENSSL_free(ukm);
    SHOW_INT(EVP_PKEY_CTX_get0_ecdh_kdf_ukm(ctx, &got));
    printf("got %s\n", got == NULL ? "nothing" : (char *)got);
    show_errors();
}

static void kdf_settings(EVP_PKEY_CTX *ctx)
{
    const unsigned char *bytes = (const unsigned char *)"bytes";

    SHOW_INT(EVP_PKEY_CTX_set_hkdf_md(ctx, EVP_sha256()));
    SHOW_INT(EVP_PKEY_CTX_set_hkdf_mode(ctx, EVP_PKEY_HKDEF_MODE_EXTRACT_ONLY));
    SHOW_INT(EVP_PKEY_CTX_set1_hkdf_key(ctx, bytes, 5));
    SHOW_INT(EVP_PKEY_CTX_set1_hkdf_salt(ctx, bytes, 4));
    SHOW_INT(EVP_PKEY_CTX_add1_hkdf_info(ctx, bytes, 3));
    show_errors();
    SHOW_INT(EVP_PKEY_CTX_set1_hkdf_key(ctx, bytes, -1));
    show_errors();
    SHOW_INT(EVP_PKEY_CTX_set_tls1_prf_md(ctx, EVP_sha256()));
    SHOW_INT(EVP_PKEY_CTX_set1_tls1_prf_secret(ctx, bytes, 5));
    SHOW_INT(EVP_PKEY_CTX_add1_tls1_prf_seed(ctx, bytes, 4));
    show_errors();
    SHOW_INT(EVP_PKEY_CTX_set1_pbe_pass(ctx, "bytes", 5));
    SHOW_INT(EVP_PKEY_CTX_set1_scrypt_salt(ctx, bytes, 4));
    SHOW_INT(EVP_PKEY_CTX_set_scrypt_N(ctx, 1024));
    SHOW_INT(EVP_PKEY_CTX_set_scrypt_r(ctx, 8));
    SHOW_INT(EVP_PKEY_CTX_set_scrypt_p(ctx, 2));
    SHOW_INT(EVP_PKEY_CTX_set_scrypt_maxmem_bytes(ctx, 1 << 20));
    show_errors();
}

static void each(int nid, void (*settings)(EVP_PKEY_CTX *))
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_id(nid, NULL);

    ctrl(ctx, -1, nid, NULL);
    for (result = 1; result >= -2; result -= result == 1 ? 1 : 2) {
        printf("-- type %d, answering %d\n", nid, result);
        puts("making parameters");
        SHOW_INT(EVP_PKEY_paramgen_init(ctx));
        settings(ctx);
        puts("making keys");
        SHOW_INT(EVP_PKEY_keygen_init(ctx));
        settings(ctx);
        puts("encrypting");
        SHOW_INT(EVP_PKEY_encrypt_init(ctx));
        settings(ctx);
        puts("deriving");
        SHOW_INT(EVP_PKEY_derive_init(ctx));
        settings(ctx);
        show_errors();
    }
    EVP_PKEY_CTX_free(ctx);
}

int main(void)
{
    static const int types[] = {
        EVP_PKEY_RSA, EVP_PKEY_RSA_PSS, EVP_PKEY_DH, EVP_PKEY_DSA, EVP_PKEY_EC, EVP_PKEY_HKDF, EVP_PKEY_TLS1_PRF, EVP_PKEY_SCRYPT,
    };
    EVP_PKEY_METHOD *methods[8];

    for (int i = 0; i < 8; i++) {
        methods[i] = EVP_PKEY_meth_new(types[i], 0);
        EVP_PKEY_meth_set_ctrl(methods[i], ctrl, ctrl_str);
        EVP_PKEY_meth_set_encrypt(methods[i], begin, compute);
        EVP_PKEY_meth_set_derive(methods[i], begin, derive);
        EVP_PKEY_meth_set_keygen(methods[i], begin, make);
        EVP_PKEY_meth_set_paramgen(methods[i], begin, make);
        SHOW_INT(EVP_PKEY_meth_add0(methods[i]));
    }
    each(EVP_PKEY_RSA, rsa_settings);
    each(EVP_PKEY_RSA, rsa_names);
    each(EVP_PKEY_RSA_PSS, rsa_settings);
    each(EVP_PKEY_DH, dh_settings);
    each(EVP_PKEY_DH, agreed_dh);
    each(EVP_PKEY_DSA, dsa_settings);
    each(EVP_PKEY_EC, agreed_ec);
    each(EVP_PKEY_HKDF, kdf_settings);
    each(EVP_PKEY_TLS1_PRF, kdf_settings);
    each(EVP_PKEY_SCRYPT, kdf_settings);
    for (int i = 0; i < 8; i++) {
        EVP_PKEY_meth_remove(methods[i]);
        EVP_PKEY_meth_free(methods[i]);
    }
    return 0;
}
