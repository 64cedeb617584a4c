/* PEM_SignInit and its kin, Netscape's certificate sequences, X9.42 groups,
 * PEM_X509_INFO_write_bio. */
#include "../common.h"
#include <openssl/dh.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

static char **args;

static int answer(char *buf, int size, int rwflag, void *u)
{
    printf("  asked, %s\n", rwflag ? "writing" : "reading");
    memcpy(buf, "secret", 6);
    return u != NULL ? -1 : 6;
}

static void signing(void)
{
    BIO *in = BIO_new_file(fixture(args, "server-rsa-key.pem"), "r");
    EVP_PKEY *key = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    unsigned char text[1024], raw[1024];
    unsigned int len = 0;

    memset(text, 'x', sizeof text);
    SHOW_INT(PEM_SignInit(ctx, (EVP_MD *)EVP_sha256()));
    SHOW_INT(PEM_SignUpdate(ctx, (const unsigned char *)"hello ", 6));
    SHOW_INT(PEM_SignUpdate(ctx, (const unsigned char *)"world", 5));
    SHOW_INT(PEM_SignUpdate(ctx, (const unsigned char *)"", 0));
    SHOW_INT(PEM_SignFinal(ctx, text, &len, key));
    printf("%u characters: %s\n", len, text);
    /* It verifies. */
    SHOW_INT(EVP_DecodeBlock(raw, text, (int)len));
    SHOW_INT(EVP_VerifyInit(ctx, EVP_sha256()));
    SHOW_INT(EVP_VerifyUpdate(ctx, "hello world", 11));
    SHOW_INT(EVP_VerifyFinal(ctx, raw, (unsigned)EVP_PKEY_get_size(key), key));
    /* A second time, and in the wrong order. */
    SHOW_INT(PEM_SignInit(ctx, (EVP_MD *)EVP_sha1()));
    SHOW_INT(PEM_SignFinal(ctx, text, &len, key));
    printf("%u characters: %.20s\n", len, text);
    EVP_MD_CTX_reset(ctx);
    SHOW_INT(PEM_SignUpdate(ctx, (const unsigned char *)"x", 1));
    show_error_codes();
    SHOW_INT(PEM_SignFinal(ctx, text, &len, key));
    show_error_codes();
    SHOW_INT(PEM_SignInit(ctx, NULL));
    show_error_codes();
    EVP_PKEY_free(key);
    BIO_free(in);
    /* A key that cannot sign so. */
    in = BIO_new_file(fixture(args, "server-ed25519-key.pem"), "r");
    key = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);
    SHOW_INT(PEM_SignInit(ctx, (EVP_MD *)EVP_sha256()));
    SHOW_INT(PEM_SignFinal(ctx, text, &len, key));
    show_error_codes();
    EVP_PKEY_free(key);
    BIO_free(in);
    EVP_MD_CTX_free(ctx);
}

static void sequences(void)
{
    NETSCAPE_CERT_SEQUENCE *sequence = NETSCAPE_CERT_SEQUENCE_new(), *back, *place = NULL;
    BIO *in = BIO_new_file(fixture(args, "server-rsa-cert.pem"), "r"), *mem = BIO_new(BIO_s_mem());
    X509 *x = PEM_read_bio_X509(in, NULL, NULL, NULL);
    FILE *file = tmpfile();
    char *text;
    long len;

    BIO_free(in);
    SHOW_INT(PEM_write_bio_NETSCAPE_CERT_SEQUENCE(mem, sequence));
    len = BIO_get_mem_data(mem, &text);
    printf("%.*s", (int)len, text);
    sequence->certs = sk_X509_new_null();
    sk_X509_push(sequence->certs, x);
    SHOW_INT(PEM_write_bio_NETSCAPE_CERT_SEQUENCE(mem, sequence));
    back = PEM_read_bio_NETSCAPE_CERT_SEQUENCE(mem, NULL, NULL, NULL);
    SHOW_NULL(back);
    SHOW_NULL(back->certs);
    NETSCAPE_CERT_SEQUENCE_free(back);
    back = PEM_read_bio_NETSCAPE_CERT_SEQUENCE(mem, &place, NULL, NULL);
    SHOW_INT(back == place);
    SHOW_INT(sk_X509_num(back->certs));
    SHOW_INT(X509_cmp(sk_X509_value(back->certs, 0), x));
    SHOW_INT(OBJ_obj2nid(back->type) == NID_netscape_cert_sequence);
    SHOW_NULL(PEM_read_bio_NETSCAPE_CERT_SEQUENCE(mem, &place, NULL, NULL));
    show_errors();
    SHOW_INT(PEM_write_NETSCAPE_CERT_SEQUENCE(file, back));
    NETSCAPE_CERT_SEQUENCE_free(place);
    rewind(file);
    back = PEM_read_NETSCAPE_CERT_SEQUENCE(file, NULL, NULL, NULL);
    SHOW_INT(sk_X509_num(back->certs));
    NETSCAPE_CERT_SEQUENCE_free(back);
    SHOW_NULL(PEM_read_NETSCAPE_CERT_SEQUENCE(file, NULL, NULL, NULL));
    show_errors();
    fclose(file);
    SHOW_INT(PEM_write_bio(mem, "CERTIFICATE", "", (const unsigned char *)"\x30\x03\x02\x01\x01", 5));
    SHOW_NULL(PEM_read_bio_NETSCAPE_CERT_SEQUENCE(mem, NULL, NULL, NULL));
    show_error_codes();
    SHOW_INT(PEM_write_bio_NETSCAPE_CERT_SEQUENCE(mem, NULL));
    show_error_codes();
    NETSCAPE_CERT_SEQUENCE_free(sequence);
    BIO_free(mem);
}

static void show_group(const char *what, const DH *dh)
{
    const BIGNUM *p, *q, *g;

    if (dh == NULL) {
        printf("%s: none\n", what);
        return;
    }
    DH_get0_pqg(dh, &p, &q, &g);
    printf("%s: %d bits, q %d, g %d, length %ld\n", what, BN_num_bits(p), q != NULL ? BN_num_bits(q) : -1,
           BN_num_bits(g), DH_get_length(dh));
}

static void groups(void)
{
    BIO *in = BIO_new_file(fixture(args, "dh-x942.pem"), "r"), *mem = BIO_new(BIO_s_mem());
    DH *dh, *back, *place = NULL;
    unsigned char *der = NULL, *at;
    const unsigned char *from;
    FILE *file = tmpfile();
    char line[100];
    int len;
    char *name, *header;
    unsigned char *data;
    long size;

    SHOW_INT(PEM_read_bio(in, &name, &header, &data, &size));
    SHOW_STR(name);
    printf("%ld\n", size);
    from = data;
    dh = d2i_DHxparams(&place, &from, size);
    SHOW_INT(dh == place && from == data + size);
    show_group("read", dh);
    len = i2d_DHxparams(dh, &der);
    SHOW_INT(len == size && memcmp(der, data, size) == 0);
    SHOW_INT(i2d_DHxparams(dh, NULL) == len);
    at = der;
    SHOW_INT(i2d_DHxparams(dh, &at) == len && at == der + len);
    /* Other data. */
    from = data;
    SHOW_NULL(d2i_DHxparams(NULL, &from, size - 1));
    SHOW_INT(from == data);
    show_error_codes();
    from = data;
    SHOW_NULL(d2i_DHxparams(NULL, &from, 0));
    show_error_codes();
    SHOW_INT(PEM_write_bio_DHxparams(mem, dh));
    SHOW_INT(PEM_write_DHxparams(file, dh));
    rewind(file);
    SHOW_STR(fgets(line, sizeof line, file));
    rewind(file);
    back = PEM_read_bio_DHparams(mem, NULL, NULL, NULL);
    show_group("PEM", back);
    show_error_codes();
    DH_free(back);
    /* The parameters of PKCS#3 are not read so, and the other way round. */
    len = i2d_DHparams(dh, NULL);
    OPENSSL_free(der);
    der = NULL;
    len = i2d_DHparams(dh, &der);
    from = der;
    back = d2i_DHxparams(NULL, &from, len);
    show_group("PKCS#3 as X9.42", back);
    show_error_codes();
    DH_free(back);
    from = data;
    back = d2i_DHparams(NULL, &from, size);
    show_group("X9.42 as PKCS#3", back);
    show_error_codes();
    DH_free(back);
    /* Without what it needs. */
    OPENSSL_free(der);
    DH_free(dh);
    dh = DH_new();
    SHOW_INT(i2d_DHxparams(dh, NULL));
    show_error_codes();
    DH_set0_pqg(dh, BN_new(), NULL, BN_new());
    SHOW_INT(i2d_DHxparams(dh, NULL));
    show_error_codes();
    DH_free(dh);
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_free(data);
    BIO_free(in);
    BIO_free(mem);
    fclose(file);
}

static void show_bio(BIO *bio)
{
    char line[256];

    while (BIO_gets(bio, line, sizeof line) > 0)
        if (strncmp(line, "-----", 5) == 0 || strchr(line, ':') != NULL)
            printf("  | %.*s\n", (int)strcspn(line, ",\n"), line);
}

static void infos(void)
{
    static const char *const names[] = { "server-rsa-key-and-cert.pem", "server-p256-key.pem", "server-p256-cert.pem",
                                         "server-rsa-key-legacy-aes128.pem", "crl.pem" };
    BIO *out = BIO_new(BIO_s_mem());
    X509_INFO *info = X509_INFO_new();
    size_t i;

    for (i = 0; i < sizeof names / sizeof *names; i++) {
        BIO *in = BIO_new_file(fixture(args, names[i]), "r");
        STACK_OF(X509_INFO) *all = PEM_X509_INFO_read_bio_ex(in, NULL, NULL, "secret", NULL, NULL);
        FILE *file = fopen(fixture(args, names[i]), "r");
        STACK_OF(X509_INFO) *same = PEM_X509_INFO_read_ex(file, NULL, NULL, "secret", NULL, NULL);
        int n;

        printf("%s: %d %d\n", names[i], sk_X509_INFO_num(all), sk_X509_INFO_num(same));
        for (n = 0; n < sk_X509_INFO_num(all); n++) {
            X509_INFO *one = sk_X509_INFO_value(all, n);

            SHOW_INT(PEM_X509_INFO_write_bio(out, one, NULL, NULL, 0, NULL, NULL));
            show_error_codes();
            show_bio(out);
            SHOW_INT(PEM_X509_INFO_write_bio(out, one, (EVP_CIPHER *)EVP_aes_256_cbc(), (unsigned char *)"secret", 6, NULL, NULL));
            show_error_codes();
            show_bio(out);
            SHOW_INT(PEM_X509_INFO_write_bio(out, one, (EVP_CIPHER *)EVP_aes_128_cbc(), NULL, 0, answer, NULL));
            show_error_codes();
            show_bio(out);
            SHOW_INT(PEM_X509_INFO_write_bio(out, one, (EVP_CIPHER *)EVP_aes_128_cbc(), NULL, 0, answer, "refuse"));
            show_error_codes();
            show_bio(out);
            SHOW_INT(PEM_X509_INFO_write_bio(out, one, (EVP_CIPHER *)EVP_aes_128_ecb(), NULL, 0, answer, "refuse"));
            show_error_codes();
            show_bio(out);
        }
        sk_X509_INFO_pop_free(all, X509_INFO_free);
        sk_X509_INFO_pop_free(same, X509_INFO_free);
        BIO_free(in);
        fclose(file);
    }
    SHOW_INT(PEM_X509_INFO_write_bio(out, info, NULL, NULL, 0, NULL, NULL));
    show_bio(out);
    X509_INFO_free(info);
    BIO_free(out);
}

int main(int argc, char **argv)
{
    args = argv;
    signing();
    sequences();
    groups();
    infos();
    return 0;
}
