/* S/MIME and streams by item: SMIME_read_ASN1, SMIME_write_ASN1, i2d_ASN1_bio_stream, PEM_write_bio_ASN1_stream, BIO_new_NDEF. */
#include "../common.h"
#include <openssl/asn1t.h>
#include <openssl/pem.h>
#include <openssl/pkcs7.h>
#include <openssl/x509v3.h>

static char **args;

static void show_bio(const char *label, BIO *bio)
{
    char *data;
    long len = BIO_get_mem_data(bio, &data);

    printf("%s: %.*s\n", label, (int)len, data);
}

static BIO *memory(void)
{
    BIO *bio = BIO_new(BIO_s_mem());

    BIO_set_mem_eof_return(bio, 0);
    return bio;
}

static void of_a_name(void)
{
    static const int kinds[][2] = {{NID_pkcs7_enveloped, 0}, {NID_pkcs7_signed, 0}, {NID_pkcs7_signed, NID_id_smime_ct_receipt}, {NID_id_smime_ct_compressedData, 0}, {NID_sha256, 0}};
    GENERAL_NAME *name = a2i_GENERAL_NAME(NULL, NULL, NULL, GEN_DNS, "mail.example", 0), *back, *old;
    const ASN1_ITEM *it = ASN1_ITEM_rptr(GENERAL_NAME);
    ASN1_VALUE *val = (ASN1_VALUE *)name;
    STACK_OF(X509_ALGOR) *digests = sk_X509_ALGOR_new_null();
    BIO *out, *content = NULL, *in;
    size_t i;

    for (i = 0; i < 2 * sizeof kinds / sizeof kinds[0]; i++) {
        const int *kind = kinds[i / 2];

        out = memory();
        SHOW_INT(SMIME_write_ASN1(out, val, NULL, i % 2 ? SMIME_OLDMIME : SMIME_CRLFEOL, kind[0], kind[1], i % 2 ? digests : NULL, it));
        show_errors();
        show_bio("message", out);
        back = (GENERAL_NAME *)SMIME_read_ASN1(out, &content, it);
        SHOW_INT(back ? GENERAL_NAME_cmp(name, back) : -9);
        SHOW_NULL(content);
        show_errors();
        GENERAL_NAME_free(back);
        BIO_free(out);
    }
    out = memory();
    in = BIO_new_mem_buf("content", -1);
    SHOW_INT(SMIME_write_ASN1_ex(out, val, in, SMIME_STREAM, NID_pkcs7_signed, 0, digests, it, NULL, NULL));
    show_errors();
    BIO_free(out);
    out = memory();
    SHOW_INT(i2d_ASN1_bio_stream(out, val, in, SMIME_STREAM, it));
    show_errors();
    SHOW_INT(i2d_ASN1_bio_stream(out, val, in, 0, it));
    show_errors();
    SHOW_INT(BIO_pending(out));
    BIO_free(out);
    out = memory();
    SHOW_INT(PEM_write_bio_ASN1_stream(out, val, NULL, 0, "ANY NAME", it));
    show_errors();
    show_bio("PEM", out);
    SHOW_NULL(BIO_new_NDEF(out, val, it));
    show_errors();
    BIO_free(out);
    out = memory();
    BIO_puts(out, "Content-Type: application/pkcs7-mime\n\nggxtYWlsLmV4YW1wbGU=\n");
    old = a2i_GENERAL_NAME(NULL, NULL, NULL, GEN_DNS, "old.example", 0);
    back = (GENERAL_NAME *)SMIME_read_ASN1_ex(out, 0, NULL, it, (ASN1_VALUE **)&old, NULL, NULL);
    SHOW_INT(back == old);
    SHOW_INT(back ? GENERAL_NAME_cmp(name, back) : -9);
    show_errors();
    GENERAL_NAME_free(back);
    BIO_free(out);
    BIO_free(in);
    sk_X509_ALGOR_free(digests);
    GENERAL_NAME_free(name);
}

static void binary_parts(void)
{
    static const char message[] = "Content-Type: multipart/signed; boundary=bound\n\n--bound\nA\nB\r\n\n--bound\nContent-Type: application/pkcs7-signature\n\nMBIGCSqGSIb3DQEHAaAFBANhYmM=\n\n--bound--\n";
    static const int flags[] = {0, SMIME_BINARY, SMIME_CRLFEOL, SMIME_BINARY | SMIME_CRLFEOL, SMIME_TEXT};
    size_t i;

    for (i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        BIO *in = BIO_new_mem_buf(message, -1), *content = NULL;
        ASN1_VALUE *back = SMIME_read_ASN1_ex(in, flags[i], &content, ASN1_ITEM_rptr(PKCS7), NULL, NULL, NULL);
        char *data;
        long len = content ? BIO_get_mem_data(content, &data) : 0;

        printf("flags %x: %d", flags[i], back != NULL);
        show_hex("", data, (size_t)len);
        show_errors();
        PKCS7_free((PKCS7 *)back);
        BIO_free(content);
        BIO_free(in);
    }
}

static void of_pkcs7(void)
{
    BIO *bio = BIO_new_file(fixture(args, "client-p256-cert.pem"), "r"), *out, *chain, *in;
    X509 *x = PEM_read_bio_X509(bio, NULL, NULL, NULL);
    EVP_PKEY *k;
    PKCS7 *p7;
    const ASN1_ITEM *it = ASN1_ITEM_rptr(PKCS7);

    BIO_free(bio);
    bio = BIO_new_file(fixture(args, "client-p256-key.pem"), "r");
    k = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
    BIO_free(bio);
    p7 = PKCS7_sign(x, k, NULL, NULL, PKCS7_STREAM);
    out = memory();
    chain = BIO_new_NDEF(out, (ASN1_VALUE *)p7, it);
    SHOW_NULL(chain);
    SHOW_INT(BIO_write(chain, "by item", 7));
    SHOW_INT(BIO_flush(chain));
    while (chain != out) {
        in = BIO_pop(chain);
        BIO_free(chain);
        chain = in;
    }
    PKCS7_free(p7);
    p7 = d2i_PKCS7_bio(out, NULL);
    SHOW_INT(PKCS7_verify(p7, NULL, NULL, NULL, NULL, PKCS7_NOVERIFY));
    show_errors();
    PKCS7_free(p7);
    BIO_free(out);
    p7 = PKCS7_sign(x, k, NULL, NULL, PKCS7_STREAM);
    out = memory();
    in = BIO_new_mem_buf("by item", -1);
    SHOW_INT(PEM_write_bio_ASN1_stream(out, (ASN1_VALUE *)p7, in, SMIME_STREAM, "PKCS7", it));
    PKCS7_free(p7);
    p7 = PEM_read_bio_PKCS7(out, NULL, NULL, NULL);
    SHOW_INT(PKCS7_verify(p7, NULL, NULL, NULL, NULL, PKCS7_NOVERIFY));
    show_errors();
    PKCS7_free(p7);
    BIO_free(out);
    BIO_free(in);
    X509_free(x);
    EVP_PKEY_free(k);
}

int main(int argc, char **argv)
{
    (void)argc;
    setvbuf(stdout, NULL, _IONBF, 0);
    args = argv;
    of_a_name();
    binary_parts();
    of_pkcs7();
    return 0;
}
