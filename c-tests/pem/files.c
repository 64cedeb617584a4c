/* The forms of PEM and DER functions that take a C stream, and what else of PEM the other programs leave. */
#include "../common.h"
#include <openssl/dh.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

static char **args;

/* What was written into a stream, shown, and the stream at its start again. */
static void show_stream(FILE *file)
{
    char line[256];
    long length;

    fflush(file);
    length = ftell(file);
    rewind(file);
    printf("  %ld bytes:", length);
    if (fgets(line, sizeof(line), file) != NULL && strncmp(line, "-----BEGIN", 10) == 0)
        printf(" %s", line);
    else
        printf(" no PEM\n");
    rewind(file);
}

static void *load(const char *name, void *(*read)(BIO *, void *, pem_password_cb *, void *))
{
    BIO *in = BIO_new_file(fixture(args, name), "r");
    void *object = read(in, NULL, NULL, NULL);

    BIO_free(in);
    return object;
}
#define LOAD(type, function, name) ((type *)load(name, (void *(*)(BIO *, void *, pem_password_cb *, void *))function))

static void certificates(void)
{
    X509 *cert = LOAD(X509, PEM_read_bio_X509, "server-p256-cert.pem"), *back, *reused;
    X509_CRL *crl = LOAD(X509_CRL, PEM_read_bio_X509_CRL, "crl.pem");
    FILE *file = tmpfile();

    SHOW_INT(PEM_write_X509(file, cert));
    show_stream(file);
    back = PEM_read_X509(file, NULL, NULL, NULL);
    SHOW_INT(back != NULL && X509_cmp(back, cert) == 0);
    X509_free(back);
    fclose(file);

    X509_alias_set1(cert, (const unsigned char *)"alias", 5);
    file = tmpfile();
    SHOW_INT(PEM_write_X509_AUX(file, cert));
    show_stream(file);
    back = X509_new();
    reused = back;
    SHOW_INT(PEM_read_X509_AUX(file, &back, NULL, NULL) == reused);
    SHOW_INT(X509_cmp(back, cert));
    {
        int length = 0;
        unsigned char *alias = X509_alias_get0(back, &length);

        printf("  alias %.*s\n", length, alias ? (char *)alias : "");
    }
    X509_free(back);
    fclose(file);

    file = tmpfile();
    SHOW_INT(PEM_write_X509_CRL(file, crl));
    show_stream(file);
    X509_CRL_free(crl);
    crl = PEM_read_X509_CRL(file, NULL, NULL, NULL);
    SHOW_NULL(crl);
    SHOW_NULL(X509_CRL_get_meth_data(crl));
    X509_CRL_set_meth_data(crl, args);
    SHOW_INT(X509_CRL_get_meth_data(crl) == args);
    X509_CRL_free(crl);
    fclose(file);
    X509_free(cert);
}

static void requests(void)
{
    X509_REQ *request = LOAD(X509_REQ, PEM_read_bio_X509_REQ, "client-p256.csr"), *back;
    STACK_OF(OPENSSL_STRING) *mails;
    FILE *file = tmpfile();
    BIO *mem = BIO_new(BIO_s_mem());
    char *text;
    long length;

    SHOW_NULL(request);
    SHOW_INT(PEM_write_X509_REQ(file, request));
    show_stream(file);
    back = PEM_read_X509_REQ(file, NULL, NULL, NULL);
    SHOW_NULL(back);
    X509_REQ_free(back);
    fclose(file);
    file = tmpfile();
    SHOW_INT(PEM_write_X509_REQ_NEW(file, request));
    show_stream(file);
    back = PEM_read_X509_REQ(file, NULL, NULL, NULL);
    SHOW_NULL(back);
    X509_REQ_free(back);
    fclose(file);
    SHOW_INT(PEM_write_bio_X509_REQ(mem, request));
    SHOW_INT(PEM_write_bio_X509_REQ_NEW(mem, request));
    length = BIO_get_mem_data(mem, &text);
    printf("%ld bytes, %.30s\n", length, text);
    back = PEM_read_bio_X509_REQ(mem, NULL, NULL, NULL);
    SHOW_NULL(back);
    mails = X509_REQ_get1_email(back);
    SHOW_INT(sk_OPENSSL_STRING_num(mails));
    X509_email_free(mails);
    {
        X509_NAME *name = X509_NAME_new();

        X509_NAME_add_entry_by_NID(name, NID_pkcs9_emailAddress, MBSTRING_ASC, (unsigned char *)"a@example.org", -1, -1, 0);
        X509_REQ_set_subject_name(back, name);
        mails = X509_REQ_get1_email(back);
        SHOW_INT(sk_OPENSSL_STRING_num(mails));
        SHOW_STR(sk_OPENSSL_STRING_value(mails, 0));
        X509_email_free(mails);
        X509_NAME_free(name);
    }
    X509_REQ_free(back);
    X509_REQ_free(request);
    BIO_free(mem);
}

static void public_keys(void)
{
    X509 *cert = LOAD(X509, PEM_read_bio_X509, "server-rsa-cert.pem");
    X509_PUBKEY *key = X509_get_X509_PUBKEY(cert), *back;
    FILE *file = tmpfile();
    BIO *mem = BIO_new(BIO_s_mem());
    EVP_PKEY *pkey;

    SHOW_INT(PEM_write_X509_PUBKEY(file, key));
    show_stream(file);
    back = PEM_read_X509_PUBKEY(file, NULL, NULL, NULL);
    SHOW_INT(X509_PUBKEY_eq(back, key));
    X509_PUBKEY_free(back);
    fclose(file);
    SHOW_INT(PEM_write_bio_X509_PUBKEY(mem, key));
    SHOW_INT(PEM_write_bio_X509_PUBKEY(mem, key));
    back = PEM_read_bio_X509_PUBKEY(mem, NULL, NULL, NULL);
    SHOW_INT(X509_PUBKEY_eq(back, key));
    X509_PUBKEY_free(back);
    pkey = PEM_read_bio_PUBKEY_ex(mem, NULL, NULL, NULL, NULL, NULL);
    SHOW_INT(EVP_PKEY_get_bits(pkey));
    EVP_PKEY_free(pkey);
    SHOW_NULL(PEM_read_bio_PUBKEY_ex(mem, NULL, NULL, NULL, NULL, NULL));
    show_errors();
    BIO_free(mem);
    X509_free(cert);
}

/* Certificates, keys and CRLs in the order they stand in a file. */
static void show_infos(STACK_OF(X509_INFO) *infos)
{
    int i;

    printf("  %d\n", sk_X509_INFO_num(infos));
    for (i = 0; i < sk_X509_INFO_num(infos); i++) {
        X509_INFO *info = sk_X509_INFO_value(infos, i);

        printf("  certificate %d, CRL %d, key %d %d, sealed %d (%d bytes, %s)\n", info->x509 != NULL, info->crl != NULL,
               info->x_pkey != NULL, info->x_pkey != NULL && info->x_pkey->dec_pkey != NULL, info->enc_data != NULL,
               info->enc_len, info->enc_cipher.cipher ? EVP_CIPHER_get0_name(info->enc_cipher.cipher) : "none");
    }
    sk_X509_INFO_pop_free(infos, X509_INFO_free);
}

static void infos(void)
{
    static const char *const names[] = { "server-p256-cert.pem", "server-p256-key.pem", "full-chain.pem", "crl.pem",
                                         "server-rsa-key-encrypted.pem", "key-p256-pkcs8-sha512.pem",
                                         "server-p256-key-legacy-aes128.pem", "ca-rsa-key.pem" };
    BIO *mem = BIO_new(BIO_s_mem());
    FILE *file = tmpfile();
    STACK_OF(X509_INFO) *all;
    size_t i;

    for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
        BIO *in = BIO_new_file(fixture(args, names[i]), "r");
        char block[1024];
        int got;

        while ((got = BIO_read(in, block, sizeof(block))) > 0) {
            BIO_write(mem, block, got);
            fwrite(block, 1, got, file);
        }
        BIO_free(in);
        printf("%s\n", names[i]);
        in = BIO_new_file(fixture(args, names[i]), "r");
        show_infos(PEM_X509_INFO_read_bio(in, NULL, NULL, (void *)"secret"));
        show_error_codes();
        BIO_free(in);
    }
    printf("all\n");
    all = PEM_X509_INFO_read_bio(mem, NULL, NULL, (void *)"secret");
    show_infos(all);
    rewind(file);
    all = sk_X509_INFO_new_null();
    SHOW_INT(PEM_X509_INFO_read(file, all, NULL, (void *)"secret") == all);
    show_infos(all);
    show_error_codes();
    BIO_puts(mem, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    SHOW_NULL(PEM_X509_INFO_read_bio(mem, NULL, NULL, NULL));
    show_error_codes();
    show_infos(PEM_X509_INFO_read_bio(mem, NULL, NULL, NULL));
    BIO_free(mem);
    fclose(file);
}

static void der(void)
{
    X509 *cert = LOAD(X509, PEM_read_bio_X509, "server-p256-cert.pem"), *back;
    FILE *file = tmpfile();

    SHOW_INT(ASN1_i2d_fp((i2d_of_void *)i2d_X509, file, cert));
    show_stream(file);
    back = ASN1_d2i_fp((void *(*)(void))X509_new, (d2i_of_void *)d2i_X509, file, NULL);
    SHOW_INT(back != NULL && X509_cmp(back, cert) == 0);
    X509_free(back);
    SHOW_NULL(ASN1_d2i_fp((void *(*)(void))X509_new, (d2i_of_void *)d2i_X509, file, NULL));
    show_error_codes();
    fclose(file);

    file = tmpfile();
    SHOW_INT(ASN1_item_i2d_fp(ASN1_ITEM_rptr(X509), file, cert));
    show_stream(file);
    back = ASN1_item_d2i_fp(ASN1_ITEM_rptr(X509), file, NULL);
    SHOW_INT(back != NULL && X509_cmp(back, cert) == 0);
    X509_free(back);
    SHOW_NULL(ASN1_item_d2i_fp(ASN1_ITEM_rptr(X509), file, NULL));
    show_error_codes();
    fclose(file);
    X509_free(cert);

    file = tmpfile();
    fwrite("\x30\x05junk", 1, 6, file);
    rewind(file);
    SHOW_NULL(ASN1_item_d2i_fp(ASN1_ITEM_rptr(X509), file, NULL));
    show_error_codes();
    fclose(file);

    {
        BIO *in = BIO_new_file(fixture(args, "ca-bundle.p12"), "rb");
        PKCS12 *p12 = d2i_PKCS12_bio(in, NULL), *again;

        file = tmpfile();
        SHOW_INT(i2d_PKCS12_fp(file, p12));
        show_stream(file);
        again = d2i_PKCS12_fp(file, NULL);
        SHOW_INT(again != NULL && PKCS12_mac_present(again));
        PKCS12_free(again);
        PKCS12_free(p12);
        fclose(file);
        BIO_free(in);
    }
}

static void show_text(FILE *file)
{
    char line[256];

    fflush(file);
    rewind(file);
    while (fgets(line, sizeof(line), file) != NULL)
        printf("  | %s", line);
    fclose(file);
}

static void printers(void)
{
    static const unsigned char n[] = { 0xc1, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef };
    RSA *rsa = RSA_new();
    EC_KEY *ec = EC_KEY_new_by_curve_name(NID_X9_62_prime256v1);
    DH *dh = DH_new();
    FILE *file = tmpfile();

    RSA_set0_key(rsa, BN_bin2bn(n, sizeof(n), NULL), BN_bin2bn((const unsigned char *)"\1\0\1", 3, NULL), NULL);
    SHOW_INT(RSA_print_fp(file, rsa, 3));
    show_text(file);
    DH_set0_pqg(dh, BN_bin2bn(n, sizeof(n), NULL), NULL, BN_bin2bn((const unsigned char *)"\5", 1, NULL));
    file = tmpfile();
    SHOW_INT(DHparams_print_fp(file, dh));
    show_text(file);
    file = tmpfile();
    SHOW_INT(ECParameters_print_fp(file, ec));
    show_text(file);
    file = tmpfile();
    SHOW_INT(ECPKParameters_print_fp(file, EC_KEY_get0_group(ec), 5));
    show_text(file);
    DH_free(dh);
    EC_KEY_free(ec);
    RSA_free(rsa);
}

int main(int argc, char **argv)
{
    (void)argc;
    args = argv;
    certificates();
    requests();
    public_keys();
    infos();
    der();
    printers();
    show_errors();
    return 0;
}
