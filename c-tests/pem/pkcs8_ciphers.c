/* Private keys under PBES2 with each cipher that has a vector or nothing as its parameter. */
#include "common.h"
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

static char pass[] = "pass";

static const char *sealed_keys[][2] = {
    {"aes-128-ecb",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
        "MIHcMEcGCSqGSIb3DQEFDTA6MCkGCSqGSIb3DQEFDDAcBAhCty2Ap1UD/wICCAAw\n"
        "DAYIKoZIhvcNAgkFADANBglghkgBZQMEAQEEAASBkGRZNG0s5ABY+FbFLN9l5gY8\n"
        "rfYn+sJPUdYWqkE4aRE1gB3rEW5pjgb4yYHUx2TVIGyR0agclloEQZwoKm9owRw2\n"
        "zpS+hMnucDtywnwnidY8+j8lEIJZcC0Y9x87hPr52cLJTm07d7G3s0JHHpLukvAW\n"
        "mx3LI69KDEtyK/s9TLnSRydh2e8ESvM0VjmHD/a2cg==\n"
        "-----END ENCRYPTED PRIVATE KEY-----\n"},
    {"aes-192-ofb",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
        "MIHmMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAi5bt82EvYARQICCAAw\n"
        "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEARcEELsZarG4f4kUxTCGjLuOskAEgYq5\n"
        "wCyXCEPkmFzgV0H5lIh3/lXQEmQrGEdmkpuGkqP892XEvS62wCXutILZ3JgolGv5\n"
        "txjSOylNZe1PG5icvby+AZfmPOFfxKnaVrBCFihhLVYDOmllVs/U9SSRrqWQVzD6\n"
        "gK/yGYGwwvzV4q3rVL12AbLi5H3ojNWGsyxBjKzhvqz1aHXZVLkxFCA=\n"
        "-----END ENCRYPTED PRIVATE KEY-----\n"},
    {"aes-256-cfb",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
        "MIHmMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhOI5vdhaSRgQICCAAw\n"
        "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASwEEHj6mjsSi2qW5ZY6cznjVtkEgYrg\n"
        "rOlYq1B53dsdF0slU2m05IgsSN3WMp5axR4IYVAvYVzxv0V4sOKni8RnUJGzQpuL\n"
        "U5j1Nzrb2Hv5nnZ9uATxAU2bA+QQyjBoj4dAl+hRWPMPyE1IL/wbPA6MmdS0MDAK\n"
        "dKGkssipueMpgYoAdYJv1AuCfVRlzj0AbMZX2Nu9e8G1mZPY9GQaHtA=\n"
        "-----END ENCRYPTED PRIVATE KEY-----\n"},
};

/* The cipher that an encrypted key names, and its parameter. */
static void show(const unsigned char *der, long len)
{
    X509_SIG *sealed = d2i_X509_SIG(NULL, &der, len);
    const X509_ALGOR *algorithm;
    const ASN1_OCTET_STRING *text;
    const ASN1_OBJECT *object;
    const void *value;
    PBE2PARAM *params;
    int type;

    X509_SIG_get0(sealed, &algorithm, &text);
    X509_ALGOR_get0(&object, &type, &value, algorithm);
    printf("  %d", OBJ_obj2nid(object));
    params = ASN1_item_unpack(value, ASN1_ITEM_rptr(PBE2PARAM));
    X509_ALGOR_get0(&object, &type, &value, params->encryption);
    printf(", %d, parameter %d of %d, text of %d\n", OBJ_obj2nid(object), type, ASN1_STRING_length(value),
        ASN1_STRING_length(text));
    PBE2PARAM_free(params);
    X509_SIG_free(sealed);
}

int main(int argc, char **argv)
{
    static const char *const names[] = {
        "AES-128-ECB", "AES-192-ECB", "AES-256-ECB", "AES-128-CBC", "AES-192-CBC", "AES-256-CBC", "AES-128-OFB", "AES-192-OFB",
        "AES-256-OFB", "AES-128-CFB", "AES-192-CFB", "AES-256-CFB", "DES-EDE3-CBC",
    };
    BIO *bio;
    EVP_PKEY *key = NULL, *back;

    (void)argc;
    (void)argv;
    for (size_t i = 0; i < sizeof sealed_keys / sizeof *sealed_keys; i++) {
        bio = BIO_new_mem_buf(sealed_keys[i][1], -1);
        back = PEM_read_bio_PrivateKey(bio, NULL, NULL, pass);
        printf("-- read under %s: %s\n", sealed_keys[i][0], back == NULL ? "no" : "yes");
        show_errors();
        if (key != NULL)
            printf("the same: %d\n", EVP_PKEY_eq(key, back));
        BIO_free(bio);
        if (key == NULL)
            key = back;
        else
            EVP_PKEY_free(back);
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        unsigned char *der;
        long len;

        if (left_out())
            continue;
        bio = BIO_new(BIO_s_mem());
        printf("-- %s: %d\n", names[i], i2d_PKCS8PrivateKey_bio(bio, key, EVP_get_cipherbyname(names[i]), pass, 4, NULL, NULL));
        show_errors();
        len = BIO_get_mem_data(bio, &der);
        show(der, len);
        back = d2i_PKCS8PrivateKey_bio(bio, NULL, NULL, pass);
        printf("read: %d\n", EVP_PKEY_eq(key, back));
        show_errors();
        EVP_PKEY_free(back);
        BIO_free(bio);
    }
    EVP_PKEY_free(key);
    return 0;
}
