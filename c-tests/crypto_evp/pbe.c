/* The table of password-based encryptions: found, listed, added to and emptied; ciphers initialised under a password. */
#include "../common.h"
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pkcs12.h>
#include <openssl/asn1t.h>
#include <openssl/x509.h>

static const char *name(EVP_PBE_KEYGEN *keygen)
{
    return keygen == NULL ? "none" : keygen == PKCS5_PBE_keyivgen ? "PKCS5_PBE" : keygen == PKCS5_v2_PBE_keyivgen ? "PKCS5_v2_PBE"
        : keygen == PKCS5_v2_scrypt_keyivgen ? "scrypt" : keygen == PKCS12_PBE_keyivgen ? "PKCS12_PBE" : "another";
}

static void find(int type, int nid)
{
    int cipher = -7, md = -7, result;
    EVP_PBE_KEYGEN *keygen = NULL;
    EVP_PBE_KEYGEN_EX *keygen_ex = NULL;

    result = EVP_PBE_find(type, nid, &cipher, &md, &keygen);
    printf("%d %d: %d, cipher %d, digest %d, by %s", type, nid, result, cipher, md, name(keygen));
    cipher = md = -7;
    keygen = NULL;
    result = EVP_PBE_find_ex(type, nid, &cipher, &md, &keygen, &keygen_ex);
    printf(" | %d %d %d %s %s\n", result, cipher, md, name(keygen), keygen_ex != NULL ? "ex" : "none");
    show_errors();
}

static int own(EVP_CIPHER_CTX *ctx, const char *pass, int passlen, ASN1_TYPE *param, const EVP_CIPHER *cipher, const EVP_MD *md, int en_de)
{
    printf("own: %.*s %s %s %d\n", passlen, pass, cipher != NULL ? EVP_CIPHER_get0_name(cipher) : "none",
           md != NULL ? EVP_MD_get0_name(md) : "none", en_de);
    return 1;
}

static void crypt(const char *what, X509_ALGOR *algor, const char *password, int length)
{
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    const ASN1_OBJECT *object;
    const void *param;
    int type, len = 0, last = 0, result;
    unsigned char out[64];

    printf("-- %s\n", what);
    X509_ALGOR_get0(&object, &type, &param, algor);
    result = EVP_PBE_CipherInit((ASN1_OBJECT *)object, password, length, algor->parameter, ctx, 1);
    printf("initialised: %d\n", result);
    show_error_codes();
    if (result == 1) {
        SHOW_STR(EVP_CIPHER_CTX_get0_name(ctx));
        SHOW_INT(EVP_EncryptUpdate(ctx, out, &len, (const unsigned char *)"some plain text", 15));
        SHOW_INT(EVP_EncryptFinal_ex(ctx, out + len, &last));
        show_hex("sealed", out, len + last);
    }
    SHOW_INT(EVP_PBE_CipherInit_ex((ASN1_OBJECT *)object, password, length, algor->parameter, ctx, 0, NULL, NULL));
    ERR_clear_error();
    if (result == 1) {
        unsigned char back[80];
        int sealed = len + last;

        SHOW_INT(EVP_DecryptUpdate(ctx, back, &len, out, sealed));
        SHOW_INT(EVP_DecryptFinal_ex(ctx, back + len, &last));
        printf("%.*s\n", len + last, back);
    }
    EVP_CIPHER_CTX_free(ctx);
    X509_ALGOR_free(algor);
}

/* What prepares a cipher, called by itself. */
static void direct(const char *what, EVP_PBE_KEYGEN *keygen, EVP_PBE_KEYGEN_EX *keygen_ex, X509_ALGOR *algor, const EVP_CIPHER *cipher,
                   const EVP_MD *md, int set)
{
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    unsigned char out[64];
    int len = 0, last = 0;

    printf("-- %s\n", what);
    if (set)
        EVP_CipherInit_ex(ctx, cipher, NULL, NULL, (const unsigned char *)"0123456789abcdef", 1);
    SHOW_INT(keygen(ctx, "password", 8, algor->parameter, cipher, md, 1));
    show_error_codes();
    SHOW_INT(EVP_EncryptUpdate(ctx, out, &len, (const unsigned char *)"some plain text", 15));
    SHOW_INT(EVP_EncryptFinal_ex(ctx, out + len, &last));
    show_hex("sealed", out, len + last);
    ERR_clear_error();
    EVP_CIPHER_CTX_reset(ctx);
    if (set)
        EVP_CipherInit_ex(ctx, cipher, NULL, NULL, (const unsigned char *)"0123456789abcdef", 1);
    SHOW_INT(keygen_ex(ctx, "pass\0word", -1, algor->parameter, cipher, md, 0, NULL, NULL));
    SHOW_INT(EVP_CIPHER_CTX_is_encrypting(ctx));
    SHOW_INT(keygen(ctx, "password", 8, NULL, cipher, md, 1));
    show_error_codes();
    EVP_CIPHER_CTX_free(ctx);
    X509_ALGOR_free(algor);
}

/* The parameters of the function within those of PBES2. */
static X509_ALGOR *inner(X509_ALGOR *outer)
{
    PBE2PARAM *param = ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBE2PARAM), outer->parameter);
    X509_ALGOR *made = X509_ALGOR_dup(param->keyfunc);

    PBE2PARAM_free(param);
    X509_ALGOR_free(outer);
    return made;
}

int main(void)
{
    static unsigned char salt[] = "saltsalt", iv[] = "0123456789abcdef";
    int type, nid;

    for (size_t i = 0; EVP_PBE_get(&type, &nid, i); i++) {
        printf("%zu ", i);
        find(type, nid);
    }
    SHOW_INT(EVP_PBE_get(&type, &nid, 1000));
    SHOW_INT(EVP_PBE_get(NULL, NULL, 0));
    find(EVP_PBE_TYPE_OUTER, NID_undef);
    find(EVP_PBE_TYPE_OUTER, NID_commonName);
    find(EVP_PBE_TYPE_PRF, NID_pbes2);
    find(7, NID_pbes2);
    SHOW_INT(EVP_PBE_find(EVP_PBE_TYPE_PRF, NID_hmacWithSHA256, NULL, NULL, NULL));

    crypt("PBES2", PKCS5_pbe2_set_iv(EVP_aes_128_cbc(), 1000, salt, 8, iv, NID_hmacWithSHA256), "password", 8);
    crypt("PBES2, password to its end", PKCS5_pbe2_set_iv(EVP_aes_256_cbc(), 10, salt, 8, iv, NID_hmacWithSHA1), "password", -1);
    crypt("no password", PKCS5_pbe2_set_iv(EVP_aes_256_cbc(), 10, salt, 8, iv, NID_hmacWithSHA512), NULL, 0);
    crypt("scrypt", PKCS5_pbe2_set_scrypt(EVP_aes_128_cbc(), salt, 8, iv, 16, 8, 1), "password", 8);
    crypt("PKCS#12", PKCS5_pbe_set(NID_pbe_WithSHA1And3_Key_TripleDES_CBC, 100, salt, 8), "password", 8);
    {
        X509_ALGOR *algor = X509_ALGOR_new();

        X509_ALGOR_set0(algor, OBJ_nid2obj(NID_commonName), V_ASN1_NULL, NULL);
        crypt("unknown", algor, "password", 8);
        algor = X509_ALGOR_new();
        X509_ALGOR_set0(algor, OBJ_nid2obj(NID_pbes2), V_ASN1_NULL, NULL);
        crypt("without parameters", algor, "password", 8);
    }

    direct("PBES1", PKCS5_PBE_keyivgen, PKCS5_PBE_keyivgen_ex, PKCS5_pbe_set(NID_pbeWithMD5AndDES_CBC, 100, salt, 8), EVP_aes_128_cbc(),
           EVP_sha1(), 0);
    direct("PBES1 with MD5", PKCS5_PBE_keyivgen, PKCS5_PBE_keyivgen_ex, PKCS5_pbe_set(NID_pbeWithMD5AndDES_CBC, 1, salt, 8),
           EVP_aes_128_cbc(), EVP_md5(), 0);
    direct("PKCS#12", PKCS12_PBE_keyivgen, PKCS12_PBE_keyivgen_ex, PKCS5_pbe_set(NID_pbe_WithSHA1And3_Key_TripleDES_CBC, 100, salt, 8),
           EVP_aes_256_cbc(), EVP_sha256(), 0);
    direct("PBES2", PKCS5_v2_PBE_keyivgen, PKCS5_v2_PBE_keyivgen_ex,
           PKCS5_pbe2_set_iv(EVP_aes_128_cbc(), 100, salt, 8, iv, NID_hmacWithSHA256), NULL, NULL, 0);
    direct("scrypt", PKCS5_v2_scrypt_keyivgen, PKCS5_v2_scrypt_keyivgen_ex,
           inner(PKCS5_pbe2_set_scrypt(EVP_aes_128_cbc(), salt, 8, iv, 16, 8, 1)), EVP_aes_128_cbc(), NULL, 1);
    {
        EVP_PBE_KEYGEN *keygen = NULL;
        EVP_PBE_KEYGEN_EX *keygen_ex = NULL;

        EVP_PBE_find_ex(EVP_PBE_TYPE_KDF, NID_id_pbkdf2, NULL, NULL, &keygen, &keygen_ex);
        direct("PBKDF2", keygen, keygen_ex, inner(PKCS5_pbe2_set_iv(EVP_aes_128_cbc(), 100, salt, 8, iv, NID_hmacWithSHA256)),
               EVP_aes_128_cbc(), NULL, 1);
    }

    printf("-- added\n");
    SHOW_INT(EVP_PBE_alg_add(NID_commonName, EVP_aes_128_cbc(), EVP_sha256(), own));
    SHOW_INT(EVP_PBE_alg_add_type(EVP_PBE_TYPE_PRF, NID_commonName, -1, NID_sha512, NULL));
    SHOW_INT(EVP_PBE_alg_add(NID_pbes2, NULL, NULL, own));
    find(EVP_PBE_TYPE_PRF, NID_commonName);
    find(EVP_PBE_TYPE_OUTER, NID_commonName);
    find(EVP_PBE_TYPE_OUTER, NID_pbes2);
    {
        X509_ALGOR *algor = X509_ALGOR_new();

        X509_ALGOR_set0(algor, OBJ_nid2obj(NID_commonName), V_ASN1_NULL, NULL);
        EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
        SHOW_INT(EVP_PBE_CipherInit(OBJ_nid2obj(NID_commonName), "secret", -1, algor->parameter, ctx, 1));
        SHOW_INT(EVP_PBE_CipherInit(OBJ_nid2obj(NID_commonName), NULL, 5, algor->parameter, ctx, 0));
        EVP_CIPHER_CTX_free(ctx);
        X509_ALGOR_free(algor);
    }
    EVP_PBE_cleanup();
    find(EVP_PBE_TYPE_OUTER, NID_commonName);
    find(EVP_PBE_TYPE_OUTER, NID_pbes2);
    PKCS5_PBE_add();
    show_errors();
    return 0;
}
