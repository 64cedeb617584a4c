/* The limits of an RSA-PSS key, as its RSA object tells them. */
#include "common.h"
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

static const char *public_keys[][2] = {
    {"no limits",
     "-----BEGIN PUBLIC KEY-----\n"
     "MFowCwYJKoZIhvcNAQEKA0sAMEgCQQDUoM2C+KIEltf9nsMcwH4Zg2vTM9mVQfl2\n"
     "C+qC6STnZrbe8PKr3HBhtbxBBxBqWPrQfDT7nEQeefDTiV9HPgLJAgMBAAE=\n"
     "-----END PUBLIC KEY-----\n"},
    {"SHA-256, salt of 16",
     "-----BEGIN PUBLIC KEY-----\n"
     "MIGQMEEGCSqGSIb3DQEBCjA0oA8wDQYJYIZIAWUDBAIBBQChHDAaBgkqhkiG9w0B\n"
     "AQgwDQYJYIZIAWUDBAIBBQCiAwIBEANLADBIAkEA1L5cZsS76y+lRtvh+yWwCVYc\n"
     "4p+qPigmdvE9gxLupEyxRCbbOGehZ07uc+O8qhRTJ3leXfRwBY7ZpPa8hlC5yQID\n"
     "AQAB\n"
     "-----END PUBLIC KEY-----\n"},
    {"the defaults",
     "-----BEGIN PUBLIC KEY-----\n"
     "MFwwDQYJKoZIhvcNAQEKMAADSwAwSAJBAM/JdHp3riS4EYSORDqT2Ynpqbrml63R\n"
     "8Ac7QRl/OwYBx9VY6B5L5jKWbtkRxsq7RdV0XduAwEL3ouU4m8P58H8CAwEAAQ==\n"
     "-----END PUBLIC KEY-----\n"},
    {"SHA-224, mask of SHA-1, no salt",
     "-----BEGIN PUBLIC KEY-----\n"
     "MHIwIwYJKoZIhvcNAQEKMBagDzANBglghkgBZQMEAgQFAKIDAgEAA0sAMEgCQQDE\n"
     "iLo/u1D9/XR7MhrmWZKWTrZrLpixyz4zGSRnBuRAkpbGd/A4WvivYCTzQcTFrvm3\n"
     "YC0Bj85MkO8VeL2jynZLAgMBAAE=\n"
     "-----END PUBLIC KEY-----\n"},
};

static const char *private_keys[] = {
    "-----BEGIN PRIVATE KEY-----\n"
    "MIIBVQIBADALBgkqhkiG9w0BAQoEggFBMIIBPQIBAAJBANSgzYL4ogSW1/2ewxzA\n"
    "fhmDa9Mz2ZVB+XYL6oLpJOdmtt7w8qvccGG1vEEHEGpY+tB8NPucRB558NOJX0c+\n"
    "AskCAwEAAQJBALQ7mfhqyOsa8fsJmFnG0RzPSZa9XLIoOkzVzPMqrR13Z/k813H5\n"
    "4a9rrSVFaOGN9UxJA8HaD8QBOpKmyLKPdAECIQDssRHLGqJJFl9/Fu52VYvMDft5\n"
    "aFv/P/cLLSia9xnidwIhAOX5NFANUC7Fq+6ifWcscCyTBtoyq9ZtLfaqDvHpGVS/\n"
    "AiEA3X6CaS9+aKjgKt05wFEjpov7Jc0MMlwYgkP7OLE+btcCIQCNs/ZV9T4Y89gz\n"
    "HJBkyG7+KEIqpNpZL8EIolS/HsBrBQIhAI9OjPguqvqy7hHhRpszDYGsqdZTSSQh\n"
    "JvBumQHJ6zdW\n"
    "-----END PRIVATE KEY-----\n",
    "-----BEGIN PRIVATE KEY-----\n"
    "MIIBiQIBADBBBgkqhkiG9w0BAQowNKAPMA0GCWCGSAFlAwQCAQUAoRwwGgYJKoZI\n"
    "hvcNAQEIMA0GCWCGSAFlAwQCAQUAogMCARAEggE/MIIBOwIBAAJBANS+XGbEu+sv\n"
    "pUbb4fslsAlWHOKfqj4oJnbxPYMS7qRMsUQm2zhnoWdO7nPjvKoUUyd5Xl30cAWO\n"
    "2aT2vIZQuckCAwEAAQJBAJAnzYT1mkBrMJsrM51ylC4/Y6NMfZdQrX+7R+shUQOS\n"
    "l814fIPJq1f2heMEJrhLevClB0RKaLkIRSlhHQrBR+ECIQDvNLWZbo6+uMWD1tpi\n"
    "KyiBW7xSULT5vPwFpLGVLiZMqwIhAOOuCjflBWTougl6/WYjUYlpyM7A6crX/oYN\n"
    "bHSF+GtbAiEAsCgqAEcZ2jxqQJAOHTNZTgJHqnsC+9N/6YwCtzDYRacCIBMsYeHp\n"
    "IHYp/xizScmjKcenp+h5aHbTj7ScRsjdS1lHAiB8ULNpmD+iydnxeT4VLNNQGvb1\n"
    "noXXlDo3lH9vMm9Fyg==\n"
    "-----END PRIVATE KEY-----\n",
    "-----BEGIN PRIVATE KEY-----\n"
    "MIIBVgIBADANBgkqhkiG9w0BAQowAASCAUAwggE8AgEAAkEAz8l0eneuJLgRhI5E\n"
    "OpPZiempuuaXrdHwBztBGX87BgHH1VjoHkvmMpZu2RHGyrtF1XRd24DAQvei5Tib\n"
    "w/nwfwIDAQABAkEAoDKCMfVZdofPQbJpmfvpSPG0YRttL57e/sRJUX4NJHgP8Z3A\n"
    "dvMH6+eTdCNI5jI5kN6ntDWD1kYfGDXt/Z1icQIhAPv4SjmLRU4Odv4clADmISPQ\n"
    "zOimiFkdVMKE/5cw0OSXAiEA0xxBK5BRU8hrgN6qtV+ZIs7e/rcPJtZ3PbYHz19w\n"
    "SFkCIDa7rIPreNaH1dlFI/E+DBzXkmtHIX8aG/tVIKAa/oVpAiEAhazMb2NQu/aa\n"
    "a92SxookE3Ber3cGtxbyJjdPNrY+CPECIQDjN+4T+GUp72vfXwl7QFaM3QCNnXxr\n"
    "+2ufXEkaZ1ROvA==\n"
    "-----END PRIVATE KEY-----\n",
    "-----BEGIN PRIVATE KEY-----\n"
    "MIIBbAIBADAjBgkqhkiG9w0BAQowFqAPMA0GCWCGSAFlAwQCBAUAogMCAQAEggFA\n"
    "MIIBPAIBAAJBAMSIuj+7UP39dHsyGuZZkpZOtmsumLHLPjMZJGcG5ECSlsZ38Dha\n"
    "+K9gJPNBxMWu+bdgLQGPzkyQ7xV4vaPKdksCAwEAAQJBAKJMq0pAPVVSvqOSMCa0\n"
    "J9raq8h9lXmV9wqpo6c1SL+NHCO+dn4pyfBuYlkjk+tq8x7DirTbHJhL0Sp815DR\n"
    "TFECIQDoat/JimZ3CE0E0aGm984puMvjoo6Y1IgS8/ZWQ7DTqQIhANh5xRFA9QWE\n"
    "u3tUqzQe/I1d9ZydcFAir8xwh/YjLTLTAiBpgQpxfMgixLvhsh/FobwOqHq1rPc6\n"
    "XVAf+msaocPFcQIhANaG3l/54pfkcTOItd2CM8AY9FWPxIT1ywgsIOEw/RLXAiEA\n"
    "0sF/4ZJh/FH8k1eIy8NndBpJ6o1ADz5WQyc72MffMKQ=\n"
    "-----END PRIVATE KEY-----\n",
};

/* An algorithm, and that in its parameters. */
static void show_algorithm(const char *label, const X509_ALGOR *algorithm)
{
    const ASN1_OBJECT *object;
    const void *value;
    X509_ALGOR *inner;
    int type;

    if (algorithm == NULL) {
        printf("  %s: none\n", label);
        return;
    }
    X509_ALGOR_get0(&object, &type, &value, algorithm);
    printf("  %s: %d, parameters %d\n", label, OBJ_obj2nid(object), type);
    if (type == V_ASN1_SEQUENCE) {
        inner = ASN1_item_unpack(value, ASN1_ITEM_rptr(X509_ALGOR));
        X509_ALGOR_get0(&object, NULL, NULL, inner);
        printf("    of %d\n", OBJ_obj2nid(object));
        X509_ALGOR_free(inner);
    }
}

static void show_limits(const RSA *rsa)
{
    const RSA_PSS_PARAMS *limits = RSA_get0_pss_params(rsa);
    unsigned char *der = NULL;
    int len;

    if (limits == NULL) {
        printf("  no limits\n");
        show_errors();
        return;
    }
    show_algorithm("digest", limits->hashAlgorithm);
    show_algorithm("mask", limits->maskGenAlgorithm);
    show_algorithm("mask's digest", limits->maskHash);
    if (limits->saltLength == NULL)
        printf("  salt: none\n");
    else
        printf("  salt: %ld\n", ASN1_INTEGER_get(limits->saltLength));
    if (limits->trailerField == NULL)
        printf("  trailer: none\n");
    else
        printf("  trailer: %ld\n", ASN1_INTEGER_get(limits->trailerField));
    len = i2d_RSA_PSS_PARAMS(limits, &der);
    if (len > 0)
        show_hex("  DER", der, (size_t)len);
    OPENSSL_free(der);
    printf("  the same again: %d\n", limits == RSA_get0_pss_params(rsa));
    show_errors();
}

/* What the key says, and its RSA object and copies of that. */
static void show_key(const char *label, EVP_PKEY *key)
{
    RSA *rsa, *copy;

    printf("-- %s\n", label);
    if (key == NULL) {
        show_errors();
        return;
    }
    show_limits(EVP_PKEY_get0_RSA(key));
    rsa = EVP_PKEY_get1_RSA(key);
    printf("type flags %x\n", (unsigned)RSA_test_flags(rsa, RSA_FLAG_TYPE_MASK));
    copy = RSAPublicKey_dup(rsa);
    printf("a copy of its public half\n");
    show_limits(copy);
    printf("type flags %x\n", (unsigned)RSA_test_flags(copy, RSA_FLAG_TYPE_MASK));
    RSA_free(copy);
    RSA_free(rsa);
    EVP_PKEY_free(key);
}

/* A setting, and what is said of it. */
static void tried(const char *label, int done)
{
    printf("  %s: %d\n", label, done);
    show_errors();
}

/* What a signature may be set to. */
static void settings(EVP_PKEY_CTX *ctx)
{
    const EVP_MD *md = NULL;
    int salt = -9;

    EVP_PKEY_CTX_get_rsa_pss_saltlen(ctx, &salt);
    printf("  salt of %d\n", salt);
    if (salt != RSA_PSS_SALTLEN_AUTO && EVP_PKEY_CTX_get_rsa_mgf1_md(ctx, &md) == 1)
        printf("  mask of %s\n", EVP_MD_get0_name(md));
    tried("salt of 3", EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, 3));
    tried("salt of 25", EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, 25));
    tried("the digest's", EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, RSA_PSS_SALTLEN_DIGEST));
    tried("any", EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, RSA_PSS_SALTLEN_AUTO));
    tried("the longest", EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, RSA_PSS_SALTLEN_MAX));
    tried("-1 as text", EVP_PKEY_CTX_ctrl_str(ctx, "rsa_pss_saltlen", "-1"));
    tried("-2 as text", EVP_PKEY_CTX_ctrl_str(ctx, "rsa_pss_saltlen", "-2"));
    tried("-3 as text", EVP_PKEY_CTX_ctrl_str(ctx, "rsa_pss_saltlen", "-3"));
    tried("mask of SHA-1", EVP_PKEY_CTX_set_rsa_mgf1_md(ctx, EVP_sha1()));
    tried("mask of SHA-256", EVP_PKEY_CTX_set_rsa_mgf1_md(ctx, EVP_sha256()));
    tried("mask of SHA-224 by name", EVP_PKEY_CTX_set_rsa_mgf1_md_name(ctx, "SHA224", NULL));
    tried("mask of SHA-384 as text", EVP_PKEY_CTX_ctrl_str(ctx, "rsa_mgf1_md", "SHA384"));
    tried("SHA-224", EVP_PKEY_CTX_set_signature_md(ctx, EVP_sha224()));
    tried("SHA-256", EVP_PKEY_CTX_set_signature_md(ctx, EVP_sha256()));
    EVP_PKEY_CTX_get_signature_md(ctx, &md);
    printf("  then of %s\n", EVP_MD_get0_name(md));
}

/* Signatures by a limited key: over a digest, and over a message. */
static void sign(EVP_PKEY *key, const EVP_MD *md)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    EVP_PKEY_CTX *inner = NULL;
    unsigned char signature[64];
    size_t len = sizeof signature;

    printf("signing with %s\n", md ? EVP_MD_get0_name(md) : "no digest");
    if (EVP_DigestSignInit(ctx, &inner, md, NULL, key) == 1) {
        tried("padding", EVP_PKEY_CTX_set_rsa_padding(inner, RSA_PKCS1_PSS_PADDING));
        tried("signed", EVP_DigestSign(ctx, signature, &len, (const unsigned char *)"message", 7));
        EVP_MD_CTX_reset(ctx);
        tried("begun", EVP_DigestVerifyInit(ctx, &inner, md, NULL, key));
        tried("verified", EVP_DigestVerify(ctx, signature, len, (const unsigned char *)"message", 7));
        EVP_MD_CTX_reset(ctx);
    } else {
        show_errors();
        tried("begun", EVP_DigestVerifyInit(ctx, NULL, md, NULL, key));
    }
    EVP_MD_CTX_free(ctx);
}

static void limited(const char *label, const char *pem)
{
    BIO *bio = BIO_new_mem_buf(pem, -1);
    EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);
    EVP_MD_CTX *message = EVP_MD_CTX_new();

    BIO_free(bio);
    printf("-- %s\n", label);
    tried("to sign", EVP_PKEY_sign_init(ctx));
    settings(ctx);
    tried("to verify", EVP_PKEY_verify_init(ctx));
    settings(ctx);
    EVP_PKEY_CTX_free(ctx);
    tried("to sign a message", EVP_DigestSignInit(message, &ctx, NULL, NULL, key));
    settings(ctx);
    EVP_MD_CTX_reset(message);
    tried("to verify a message", EVP_DigestVerifyInit(message, &ctx, NULL, NULL, key));
    settings(ctx);
    EVP_MD_CTX_free(message);
    sign(key, NULL);
    sign(key, EVP_sha1());
    sign(key, EVP_sha224());
    sign(key, EVP_sha256());
    EVP_PKEY_free(key);
}

static EVP_PKEY *make(int id, const EVP_MD *md, const EVP_MD *mgf, int salt)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_id(id, NULL);
    EVP_PKEY *key = NULL;

    printf("begun %d\n", EVP_PKEY_keygen_init(ctx));
    printf("bits %d\n", EVP_PKEY_CTX_set_rsa_keygen_bits(ctx, 512));
    if (md != NULL)
        printf("digest %d\n", EVP_PKEY_CTX_set_rsa_pss_keygen_md(ctx, md));
    if (mgf != NULL)
        printf("mask %d\n", EVP_PKEY_CTX_set_rsa_pss_keygen_mgf1_md(ctx, mgf));
    if (salt >= 0)
        printf("salt %d\n", EVP_PKEY_CTX_set_rsa_pss_keygen_saltlen(ctx, salt));
    EVP_PKEY_keygen(ctx, &key);
    EVP_PKEY_CTX_free(ctx);
    show_errors();
    return key;
}

int main(void)
{
    BIO *bio;
    RSA *empty = RSA_new();

    for (size_t i = 0; i < sizeof public_keys / sizeof *public_keys; i++) {
        bio = BIO_new_mem_buf(public_keys[i][1], -1);
        show_key(public_keys[i][0], PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL));
        BIO_free(bio);
    }
    bio = BIO_new_mem_buf(private_keys[1], -1);
    show_key("a private key", PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL));
    BIO_free(bio);
    show_key("made", make(EVP_PKEY_RSA_PSS, EVP_sha256(), EVP_sha256(), 16));
    show_key("made without limits", make(EVP_PKEY_RSA_PSS, NULL, NULL, -1));
    show_key("made with a digest", make(EVP_PKEY_RSA_PSS, EVP_sha224(), NULL, -1));
    show_key("made with a salt", make(EVP_PKEY_RSA_PSS, NULL, NULL, 20));
    show_key("made with another salt", make(EVP_PKEY_RSA_PSS, NULL, NULL, 3));
    show_key("plain", make(EVP_PKEY_RSA, NULL, NULL, -1));
    for (size_t i = 0; i < sizeof private_keys / sizeof *private_keys; i++)
        limited(public_keys[i][0], private_keys[i]);
    printf("-- empty\n");
    show_limits(empty);
    RSA_free(empty);
    return 0;
}
