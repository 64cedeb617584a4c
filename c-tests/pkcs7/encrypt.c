/* PKCS7_encrypt and PKCS7_decrypt: ciphers, recipients, wrong keys, broken contents. */
#include "../common.h"
#include <openssl/pem.h>
#include <openssl/pkcs7.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

static char **args;
static const char text[] = "To be kept secret.\r\nTwo lines, and some more so that there are several blocks.\r\n";

static X509 *cert(const char *name)
{
    BIO *bio = BIO_new_file(fixture(args, name), "r");
    X509 *x = PEM_read_bio_X509(bio, NULL, NULL, NULL);

    BIO_free(bio);
    return x;
}

static EVP_PKEY *key(const char *name)
{
    BIO *bio = BIO_new_file(fixture(args, name), "r");
    EVP_PKEY *k = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);

    BIO_free(bio);
    return k;
}

static PKCS7 *sealed(STACK_OF(X509) *certs, const EVP_CIPHER *cipher, int flags)
{
    BIO *in = BIO_new_mem_buf(text, sizeof text - 1);
    PKCS7 *p7 = PKCS7_encrypt_ex(certs, in, cipher, flags, NULL, NULL);

    BIO_free(in);
    return p7;
}

static int opened(PKCS7 *p7, EVP_PKEY *k, X509 *x, int flags)
{
    BIO *out = BIO_new(BIO_s_mem());
    char *data;
    int ok = PKCS7_decrypt(p7, k, x, out, flags);
    long len = BIO_get_mem_data(out, &data);

    printf("  decrypted: %d%s\n", ok, len == sizeof text - 1 && memcmp(data, text, (size_t)len) == 0 ? ", the text" : "");
    BIO_free(out);
    return ok;
}

static void ciphers(void)
{
    static const char *const names[] = {"AES-128-CBC", "AES-192-CBC", "AES-256-CBC", "DES-EDE3-CBC", "DES-EDE-CBC", "AES-128-CFB", "AES-256-OFB", "AES-128-CTR", "AES-256-ECB", "AES-128-GCM", "AES-128-CCM", "AES-128-XTS", "ChaCha20", "ChaCha20-Poly1305"};
    X509 *x = cert("client-rsa-cert.pem"), *y = cert("server-rsa-cert.pem"), *z = cert("client-p256-cert.pem");
    EVP_PKEY *k = key("client-rsa-key.pem"), *l = key("server-rsa-key.pem");
    STACK_OF(X509) *certs = sk_X509_new_null(), *wrong = sk_X509_new_null();
    PKCS7 *p7;
    size_t i;

    sk_X509_push(certs, x);
    sk_X509_push(wrong, z);
    for (i = 0; i < sizeof names / sizeof names[0]; i++) {
        const EVP_CIPHER *c = EVP_get_cipherbyname(names[i]);
        PKCS7_ENC_CONTENT *enc;

        if (c == NULL)
            continue;
        p7 = sealed(certs, c, 0);
        printf("== %s: %s\n", names[i], p7 ? "made" : "NULL");
        show_error_codes();
        if (p7 == NULL)
            continue;
        enc = p7->d.enveloped->enc_data;
        SHOW_INT(ASN1_INTEGER_get(p7->d.enveloped->version));
        SHOW_INT(OBJ_obj2nid(enc->content_type));
        SHOW_STR(OBJ_nid2sn(OBJ_obj2nid(enc->algorithm->algorithm)));
        SHOW_INT(enc->algorithm->parameter ? enc->algorithm->parameter->type : -9);
        SHOW_INT(ASN1_STRING_length(enc->enc_data));
        SHOW_INT(sk_PKCS7_RECIP_INFO_num(p7->d.enveloped->recipientinfo));
        opened(p7, k, x, 0);
        show_errors();
        PKCS7_free(p7);
    }
    printf("== wrong ones\n");
    /* OpenSSL writes what it cannot read again. */
    p7 = sealed(certs, EVP_get_cipherbyname("AES-128-WRAP"), 0);
    printf("key wrap: %s\n", p7 ? "made" : "refused");
    ERR_clear_error();
    PKCS7_free(p7);
    p7 = sealed(wrong, EVP_aes_128_cbc(), 0);
    SHOW_NULL(p7);
    show_errors();
    p7 = sealed(NULL, EVP_aes_128_cbc(), 0);
    SHOW_NULL(p7);
    show_errors();
    SHOW_INT(i2d_PKCS7(p7, NULL) > 0);
    PKCS7_free(p7);
    p7 = PKCS7_encrypt(certs, NULL, EVP_aes_128_cbc(), PKCS7_STREAM);
    SHOW_NULL(p7);
    SHOW_NULL(p7->d.enveloped->enc_data->enc_data);
    show_errors();
    opened(p7, k, x, 0);
    show_errors();
    PKCS7_free(p7);

    printf("== recipients\n");
    sk_X509_push(certs, y);
    p7 = sealed(certs, EVP_aes_256_cbc(), 0);
    opened(p7, k, x, 0);
    show_errors();
    opened(p7, l, y, 0);
    show_errors();
    opened(p7, l, NULL, 0);
    show_errors();
    opened(p7, k, NULL, 0);
    show_errors();
    opened(p7, l, x, 0);
    show_errors();
    opened(p7, l, z, 0);
    show_errors();
    opened(p7, NULL, x, 0);
    show_errors();
    opened(p7, l, y, PKCS7_TEXT);
    show_errors();
    PKCS7_free(p7);
    p7 = sealed(certs, EVP_aes_256_cbc(), PKCS7_TEXT);
    opened(p7, l, y, PKCS7_TEXT);
    show_errors();
    opened(p7, l, y, 0);
    show_errors();
    {
        EVP_PKEY *ec = key("client-p256-key.pem");

        opened(p7, ec, z, 0);
        show_errors();
        opened(p7, ec, NULL, 0);
        show_errors();
        EVP_PKEY_free(ec);
    }
    PKCS7_free(p7);
    X509_free(x);
    X509_free(y);
    X509_free(z);
    EVP_PKEY_free(k);
    EVP_PKEY_free(l);
    sk_X509_free(certs);
    sk_X509_free(wrong);
}

/* Whatever is wrong with the encrypted key, decrypting says nothing of it: no
   error, and for a stream cipher success, with worthless text. */
static void oracle(void)
{
    static const char *const what[] = {"flipped", "shortened", "lengthened", "emptied", "zero", "ones", "of another key", "of another length"};
    X509 *x = cert("client-rsa-cert.pem"), *y = cert("server-rsa-cert.pem");
    EVP_PKEY *k = key("client-rsa-key.pem");
    STACK_OF(X509) *certs = sk_X509_new_null();
    size_t i;
    int with_cert;

    printf("== encrypted keys\n");
    sk_X509_push(certs, x);
    for (i = 0; i < sizeof what / sizeof what[0]; i++) {
        for (with_cert = 0; with_cert < 2; with_cert++) {
            PKCS7 *p7 = sealed(certs, EVP_aes_128_cfb128(), PKCS7_BINARY);
            PKCS7_RECIP_INFO *ri = sk_PKCS7_RECIP_INFO_value(p7->d.enveloped->recipientinfo, 0);
            ASN1_OCTET_STRING *e = ri->enc_key;
            unsigned char long_one[257] = {0}, ones[256];

            memset(ones, 255, sizeof ones);
            switch (i) {
            case 0:
                e->data[100] ^= 1;
                break;
            case 1:
                ASN1_STRING_set(e, e->data, 255);
                break;
            case 2:
                memcpy(long_one, e->data, 256);
                ASN1_STRING_set(e, long_one, 257);
                break;
            case 3:
                ASN1_STRING_set(e, "", 0);
                break;
            case 4:
                memset(e->data, 0, (size_t)e->length);
                break;
            case 5:
                ASN1_STRING_set(e, ones, 256);
                break;
            case 6: {
                PKCS7 *other;

                sk_X509_set(certs, 0, y);
                other = sealed(certs, EVP_aes_128_cfb128(), PKCS7_BINARY);
                sk_X509_set(certs, 0, x);
                ASN1_STRING_copy(e, sk_PKCS7_RECIP_INFO_value(other->d.enveloped->recipientinfo, 0)->enc_key);
                PKCS7_free(other);
                break;
            }
            case 7: {
                PKCS7 *other = sealed(certs, EVP_aes_256_cfb128(), PKCS7_BINARY);

                ASN1_STRING_copy(e, sk_PKCS7_RECIP_INFO_value(other->d.enveloped->recipientinfo, 0)->enc_key);
                PKCS7_free(other);
                break;
            }
            }
            printf("%s\n", what[i]);
            opened(p7, k, with_cert ? x : NULL, 0);
            show_errors();
            PKCS7_free(p7);
        }
    }
    sk_X509_free(certs);
    X509_free(x);
    X509_free(y);
    EVP_PKEY_free(k);
}

static void broken(void)
{
    X509 *x = cert("client-rsa-cert.pem");
    EVP_PKEY *k = key("client-rsa-key.pem");
    STACK_OF(X509) *certs = sk_X509_new_null();
    PKCS7 *p7;
    PKCS7_ENC_CONTENT *enc;
    ASN1_OBJECT *old;
    ASN1_TYPE *parameter;

    printf("== broken contents\n");
    sk_X509_push(certs, x);
    p7 = sealed(certs, EVP_aes_128_cbc(), 0);
    enc = p7->d.enveloped->enc_data;
    ASN1_STRING_set(enc->enc_data, enc->enc_data->data, enc->enc_data->length - 1);
    opened(p7, k, x, 0);
    show_errors();
    ASN1_STRING_set(enc->enc_data, "", 0);
    opened(p7, k, x, 0);
    show_errors();
    ASN1_OCTET_STRING_free(enc->enc_data);
    enc->enc_data = NULL;
    opened(p7, k, x, 0);
    show_errors();
    PKCS7_free(p7);
    p7 = sealed(certs, EVP_aes_128_cbc(), 0);
    enc = p7->d.enveloped->enc_data;
    old = enc->algorithm->algorithm;
    enc->algorithm->algorithm = OBJ_nid2obj(NID_sha256);
    opened(p7, k, x, 0);
    show_error_codes();
    enc->algorithm->algorithm = OBJ_nid2obj(NID_undef);
    opened(p7, k, x, 0);
    show_error_codes();
    enc->algorithm->algorithm = old;
    parameter = enc->algorithm->parameter;
    enc->algorithm->parameter = NULL;
    opened(p7, k, x, 0);
    show_error_codes();
    enc->algorithm->parameter = ASN1_TYPE_new();
    ASN1_TYPE_set(enc->algorithm->parameter, V_ASN1_NULL, NULL);
    opened(p7, k, x, 0);
    show_error_codes();
    ASN1_TYPE_set_octetstring(enc->algorithm->parameter, (unsigned char *)"short", 5);
    opened(p7, k, x, 0);
    show_error_codes();
    ASN1_TYPE_free(enc->algorithm->parameter);
    enc->algorithm->parameter = parameter;
    opened(p7, k, x, 0);
    show_error_codes();
    while (sk_PKCS7_RECIP_INFO_num(p7->d.enveloped->recipientinfo) > 0)
        PKCS7_RECIP_INFO_free(sk_PKCS7_RECIP_INFO_pop(p7->d.enveloped->recipientinfo));
    opened(p7, k, x, 0);
    show_error_codes();
    PKCS7_free(p7);
    p7 = PKCS7_new();
    opened(p7, k, x, 0);
    show_error_codes();
    PKCS7_set_type(p7, NID_pkcs7_data);
    opened(p7, k, x, 0);
    show_error_codes();
    PKCS7_free(p7);
    opened(NULL, k, x, 0);
    show_error_codes();
    sk_X509_free(certs);
    X509_free(x);
    EVP_PKEY_free(k);
}

int main(int argc, char **argv)
{
    (void)argc;
    setvbuf(stdout, NULL, _IONBF, 0);
    args = argv;
    ciphers();
    oracle();
    broken();
    return 0;
}
