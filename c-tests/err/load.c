/* The functions that load error texts, as programs for OpenSSL 1.0 call them. */
#include "../common.h"
#include <openssl/asn1err.h>
#include <openssl/asyncerr.h>
#include <openssl/bnerr.h>
#include <openssl/buffererr.h>
#include <openssl/cmserr.h>
#include <openssl/comperr.h>
#include <openssl/conferr.h>
#include <openssl/cterr.h>
#include <openssl/dherr.h>
#include <openssl/dsaerr.h>
#include <openssl/ecerr.h>
#include <openssl/engineerr.h>
#include <openssl/evp.h>
#include <openssl/evperr.h>
#include <openssl/kdferr.h>
#include <openssl/objectserr.h>
#include <openssl/ocsperr.h>
#include <openssl/pemerr.h>
#include <openssl/pkcs12err.h>
#include <openssl/pkcs7err.h>
#include <openssl/randerr.h>
#include <openssl/rsaerr.h>
#include <openssl/storeerr.h>
#include <openssl/tserr.h>
#include <openssl/uierr.h>
#include <openssl/x509err.h>
#include <openssl/x509v3err.h>

#define LOAD(name, lib) \
    do { \
        const char *text_; \
        int first_ = ERR_load_##name##_strings(), second_ = ERR_load_##name##_strings(); \
        text_ = ERR_lib_error_string(ERR_PACK(lib, 0, 0)); \
        printf("%s %d %d: %s", #name, first_, second_, text_ ? text_ : "NULL"); \
        text_ = ERR_reason_error_string(ERR_PACK(lib, 0, 100)); \
        printf(", 100 is %s\n", text_ ? text_ : "NULL"); \
    } while (0)

int main(void)
{
    LOAD(ASN1, ERR_LIB_ASN1);
    LOAD(ASYNC, ERR_LIB_ASYNC);
    LOAD(BN, ERR_LIB_BN);
    LOAD(BUF, ERR_LIB_BUF);
    LOAD(CMS, ERR_LIB_CMS);
    LOAD(COMP, ERR_LIB_COMP);
    LOAD(CONF, ERR_LIB_CONF);
    LOAD(CT, ERR_LIB_CT);
    LOAD(DH, ERR_LIB_DH);
    LOAD(DSA, ERR_LIB_DSA);
    LOAD(EC, ERR_LIB_EC);
    LOAD(ENGINE, ERR_LIB_ENGINE);
    LOAD(EVP, ERR_LIB_EVP);
    LOAD(KDF, ERR_LIB_KDF);
    LOAD(OBJ, ERR_LIB_OBJ);
    LOAD(OCSP, ERR_LIB_OCSP);
    LOAD(OSSL_STORE, ERR_LIB_OSSL_STORE);
    LOAD(PEM, ERR_LIB_PEM);
    LOAD(PKCS12, ERR_LIB_PKCS12);
    LOAD(PKCS7, ERR_LIB_PKCS7);
    LOAD(RAND, ERR_LIB_RAND);
    LOAD(RSA, ERR_LIB_RSA);
    LOAD(TS, ERR_LIB_TS);
    LOAD(UI, ERR_LIB_UI);
    LOAD(X509V3, ERR_LIB_X509V3);
    LOAD(X509, ERR_LIB_X509);
    show_errors();
    return 0;
}
