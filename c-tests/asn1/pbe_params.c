/* Parameters of password-based encryption, of scrypt, and of RSA's paddings: encoded, read back, copied, empty and malformed. */
#include "_type.h"
#include <openssl/rsa.h>
#include <openssl/x509.h>

static ASN1_INTEGER *number(long n)
{
    ASN1_INTEGER *made = ASN1_INTEGER_new();

    ASN1_INTEGER_set(made, n);
    return made;
}

static X509_ALGOR *algorithm(int nid)
{
    X509_ALGOR *made = X509_ALGOR_new();

    X509_ALGOR_set0(made, OBJ_nid2obj(nid), V_ASN1_NULL, NULL);
    return made;
}

static PBEPARAM *pbe(void)
{
    PBEPARAM *made = PBEPARAM_new();

    ASN1_STRING_set(made->salt, "saltsalt", 8);
    ASN1_INTEGER_set(made->iter, 2048);
    return made;
}

static PBE2PARAM *pbe2(void)
{
    PBE2PARAM *made = PBE2PARAM_new();

    X509_ALGOR_set0(made->keyfunc, OBJ_nid2obj(NID_id_pbkdf2), V_ASN1_NULL, NULL);
    X509_ALGOR_set0(made->encryption, OBJ_nid2obj(NID_aes_256_cbc), V_ASN1_NULL, NULL);
    return made;
}

static PBKDF2PARAM *pbkdf2(int all)
{
    PBKDF2PARAM *made = PBKDF2PARAM_new();

    ASN1_TYPE_set_octetstring(made->salt, (unsigned char *)"0123456789", 10);
    ASN1_INTEGER_set(made->iter, 10000);
    SHOW_NULL(made->keylength);
    SHOW_NULL(made->prf);
    if (all) {
        made->keylength = number(32);
        made->prf = algorithm(NID_hmacWithSHA256);
    }
    return made;
}

static SCRYPT_PARAMS *scrypt(int all)
{
    SCRYPT_PARAMS *made = SCRYPT_PARAMS_new();

    ASN1_STRING_set(made->salt, "pepper", 6);
    ASN1_INTEGER_set(made->costParameter, 16384);
    ASN1_INTEGER_set(made->blockSize, 8);
    ASN1_INTEGER_set(made->parallelizationParameter, 1);
    SHOW_NULL(made->keyLength);
    if (all)
        made->keyLength = number(64);
    return made;
}

static RSA_PSS_PARAMS *pss(int all)
{
    RSA_PSS_PARAMS *made = RSA_PSS_PARAMS_new();

    SHOW_NULL(made->hashAlgorithm);
    SHOW_NULL(made->maskGenAlgorithm);
    SHOW_NULL(made->saltLength);
    SHOW_NULL(made->trailerField);
    SHOW_NULL(made->maskHash);
    if (all) {
        made->hashAlgorithm = algorithm(NID_sha256);
        made->maskGenAlgorithm = algorithm(NID_mgf1);
        made->saltLength = number(32);
        made->trailerField = number(1);
    }
    return made;
}

static RSA_OAEP_PARAMS *oaep(int all)
{
    RSA_OAEP_PARAMS *made = RSA_OAEP_PARAMS_new();

    SHOW_NULL(made->hashFunc);
    SHOW_NULL(made->maskGenFunc);
    SHOW_NULL(made->pSourceFunc);
    SHOW_NULL(made->maskHash);
    if (all) {
        made->hashFunc = algorithm(NID_sha384);
        made->maskGenFunc = algorithm(NID_mgf1);
        made->pSourceFunc = algorithm(NID_pSpecified);
        made->maskHash = algorithm(NID_sha1);
    }
    return made;
}

#define MALFORMED(type, text) \
    do { \
        const unsigned char *at_ = (const unsigned char *)text; \
        type *made_ = d2i_##type(NULL, &at_, sizeof(text) - 1); \
        printf(#type " of " #text ": %s\n", made_ == NULL ? "refused" : "read"); \
        show_errors(); \
        type##_free(made_); \
    } while (0)

int main(void)
{
    RSA_PSS_PARAMS *first, *second;

    TYPE(PBEPARAM, PBEPARAM_new());
    TYPE(PBEPARAM, pbe());
    TYPE(PBE2PARAM, PBE2PARAM_new());
    TYPE(PBE2PARAM, pbe2());
    PBKDF2PARAM_free(PBKDF2PARAM_new());
    TYPE(PBKDF2PARAM, pbkdf2(0));
    TYPE(PBKDF2PARAM, pbkdf2(1));
    TYPE(SCRYPT_PARAMS, SCRYPT_PARAMS_new());
    TYPE(SCRYPT_PARAMS, scrypt(0));
    TYPE(SCRYPT_PARAMS, scrypt(1));
    TYPE(RSA_PSS_PARAMS, pss(0));
    TYPE(RSA_PSS_PARAMS, pss(1));
    TYPE(RSA_OAEP_PARAMS, oaep(0));
    TYPE(RSA_OAEP_PARAMS, oaep(1));

    first = pss(1);
    first->maskHash = algorithm(NID_sha512);
    second = RSA_PSS_PARAMS_dup(first);
    SHOW_INT(ASN1_INTEGER_get(second->saltLength));
    SHOW_INT(X509_ALGOR_cmp(first->hashAlgorithm, second->hashAlgorithm));
    SHOW_INT(second->hashAlgorithm != first->hashAlgorithm);
    SHOW_NULL(second->maskHash);
    RSA_PSS_PARAMS_free(first);
    RSA_PSS_PARAMS_free(second);
    SHOW_NULL(RSA_PSS_PARAMS_dup(NULL));
    show_errors();

    MALFORMED(PBEPARAM, "\x30\x00");
    MALFORMED(PBEPARAM, "\x30\x03\x04\x01x");
    MALFORMED(PBEPARAM, "\x30\x09\x04\x01x\x02\x01\x01\x02\x01\x02");
    MALFORMED(PBEPARAM, "\x31\x06\x04\x01x\x02\x01\x01");
    MALFORMED(PBKDF2PARAM, "\x30\x03\x04\x01x");
    MALFORMED(PBKDF2PARAM, "\x30\x09\x04\x01x\x02\x01\x05\x04\x01\x05");
    MALFORMED(SCRYPT_PARAMS, "\x30\x06\x04\x01x\x02\x01\x05");
    MALFORMED(RSA_PSS_PARAMS, "\x30\x03\xa4\x01\x00");
    MALFORMED(RSA_PSS_PARAMS, "\x30\x03\x82\x01\x00");
    MALFORMED(RSA_PSS_PARAMS, "\x30\x05\xa2\x03\x04\x01\x14");
    MALFORMED(RSA_OAEP_PARAMS, "\x30\x03\xa3\x01\x00");
    PBEPARAM_free(NULL);
    PBE2PARAM_free(NULL);
    PBKDF2PARAM_free(NULL);
    SCRYPT_PARAMS_free(NULL);
    RSA_PSS_PARAMS_free(NULL);
    RSA_OAEP_PARAMS_free(NULL);
    SHOW_INT(i2d_PBEPARAM(NULL, NULL));
    SHOW_INT(i2d_PBE2PARAM(NULL, NULL));
    SHOW_INT(i2d_PBKDF2PARAM(NULL, NULL));
    SHOW_INT(i2d_SCRYPT_PARAMS(NULL, NULL));
    SHOW_INT(i2d_RSA_PSS_PARAMS(NULL, NULL));
    SHOW_INT(i2d_RSA_OAEP_PARAMS(NULL, NULL));
    show_errors();
    return 0;
}
