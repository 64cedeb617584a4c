/* PEM_ASN1_read and PEM_ASN1_write, which take a type by its functions;
 * PEM_read_bio_ex; PEM_proc_type and PEM_dek_info. */
#include "../common.h"
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ocsp.h>
#include <openssl/x509.h>

static char **args;
static int asked;

static int answer(char *buf, int size, int rwflag, void *u)
{
    printf("  asked: %d bytes, %s, %s\n", size, rwflag ? "writing" : "reading", u ? (char *)u : "NULL");
    asked++;
    memcpy(buf, "secret", 6);
    return u != NULL && strcmp(u, "refuse") == 0 ? -1 : 6;
}

static void *reads_nothing(void **x, const unsigned char **in, long len)
{
    printf("  reads %ld bytes, %s\n", len, x != NULL ? "with a place" : "without a place");
    return NULL;
}

static int writes_nothing(const void *x, unsigned char **out)
{
    printf("  writes %s, %s\n", x != NULL ? "a value" : "NULL", out != NULL ? "with a place" : "without a place");
    return 0;
}

static int writes_less(const void *x, unsigned char **out)
{
    (void)x;
    return -1;
}

static int writes_ten(const void *x, unsigned char **out)
{
    if (out != NULL) {
        memcpy(*out, "0123456789", 10);
        *out += 10;
    }
    return 10;
}

static int answers_nothing(char *buf, int size, int rwflag, void *u)
{
    (void)buf;
    printf("  asked for nothing, %s\n", rwflag ? "writing" : "reading");
    return 0;
}

/* Callbacks that refuse, and empty passphrases. */
static void refusals(void)
{
    BIO *in = BIO_new_file(fixture(args, "server-rsa-key-legacy-aes128.pem"), "r"), *out = BIO_new(BIO_s_null());
    EVP_PKEY *key = PEM_read_bio_PrivateKey(in, NULL, NULL, "secret");
    const EVP_CIPHER *cbc = EVP_aes_128_cbc(), *ecb = EVP_aes_128_ecb();
    RSA *rsa = EVP_PKEY_get1_RSA(key);
    FILE *file = tmpfile();
    int value = 1;
    unsigned char *data = NULL;
    long len;

    SHOW_INT(BIO_reset(in));
    SHOW_INT(PEM_bytes_read_bio(&data, &len, NULL, PEM_STRING_RSA, in, answer, "refuse"));
    show_errors();
    SHOW_INT(BIO_reset(in));
    SHOW_INT(PEM_bytes_read_bio(&data, &len, NULL, PEM_STRING_RSA, in, answers_nothing, NULL));
    show_error_codes();
    SHOW_INT(PEM_ASN1_write_bio(writes_nothing, "NONE", out, &value, ecb, NULL, 0, answer, NULL));
    show_errors();
    SHOW_INT(PEM_ASN1_write_bio(writes_ten, "TEN", out, &value, cbc, NULL, 0, answers_nothing, NULL));
    show_errors();
    SHOW_INT(PEM_ASN1_write_bio(writes_ten, "TEN", out, &value, cbc, (unsigned char *)"", 0, answers_nothing, NULL));
    show_errors();
    SHOW_INT(PEM_ASN1_write_bio(writes_ten, "TEN", out, &value, cbc, NULL, 0, NULL, ""));
    show_errors();
    SHOW_INT(PEM_write_bio_RSAPrivateKey(out, rsa, cbc, NULL, 0, answer, "refuse"));
    show_errors();
    SHOW_INT(PEM_write_RSAPrivateKey(file, rsa, cbc, NULL, 0, answers_nothing, NULL));
    show_errors();
    SHOW_INT(PEM_write_RSAPrivateKey(file, rsa, ecb, NULL, 0, answer, "refuse"));
    show_errors();
    SHOW_INT(PEM_write_bio_PrivateKey_traditional(out, key, cbc, NULL, 0, answer, "refuse"));
    show_errors();
    SHOW_INT(PEM_write_bio_PrivateKey(out, key, cbc, NULL, 0, answer, "refuse"));
    show_errors();
    SHOW_INT(PEM_write_PrivateKey(file, key, cbc, NULL, 0, answers_nothing, NULL));
    show_errors();
    SHOW_INT(PEM_write_bio_PKCS8PrivateKey(out, key, cbc, NULL, 0, answer, "refuse"));
    show_errors();
    fclose(file);
    RSA_free(rsa);
    EVP_PKEY_free(key);
    BIO_free(in);
    BIO_free(out);
}

static BIO *text_bio(const char *text)
{
    return BIO_new_mem_buf(text, -1);
}

static void reading(void)
{
    BIO *in = BIO_new_file(fixture(args, "full-chain.pem"), "r");
    X509 *x = NULL, *place = NULL, *same;
    FILE *file;
    void *nothing = &place;

    same = PEM_ASN1_read_bio((d2i_of_void *)d2i_X509, PEM_STRING_X509, in, NULL, NULL, NULL);
    SHOW_NULL(same);
    x = PEM_ASN1_read_bio((d2i_of_void *)d2i_X509, PEM_STRING_X509, in, (void **)&place, NULL, NULL);
    SHOW_INT(x == place && x != NULL);
    SHOW_INT(X509_cmp(x, same) == 0);
    X509_free(same);
    SHOW_INT(BIO_reset(in));
    x = PEM_ASN1_read_bio((d2i_of_void *)d2i_X509, PEM_STRING_X509, in, (void **)&place, NULL, NULL);
    SHOW_INT(x == place && x != NULL);
    /* Nothing of that name. */
    SHOW_NULL(PEM_ASN1_read_bio((d2i_of_void *)d2i_X509_CRL, PEM_STRING_X509_CRL, in, NULL, NULL, NULL));
    show_errors();
    /* At the end, the value in the place stays. */
    SHOW_NULL(PEM_ASN1_read_bio((d2i_of_void *)d2i_X509, PEM_STRING_X509, in, (void **)&place, NULL, NULL));
    SHOW_INT(x == place);
    show_errors();
    BIO_free(in);
    /* What does not decode empties the place. */
    in = text_bio("-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----\n");
    SHOW_NULL(PEM_ASN1_read_bio((d2i_of_void *)d2i_X509, PEM_STRING_X509, in, (void **)&place, NULL, NULL));
    SHOW_NULL(place);
    show_error_codes();
    SHOW_INT(BIO_reset(in));
    SHOW_NULL(PEM_ASN1_read_bio(reads_nothing, PEM_STRING_X509, in, NULL, NULL, NULL));
    show_errors();
    SHOW_INT(BIO_reset(in));
    SHOW_NULL(PEM_ASN1_read_bio(reads_nothing, PEM_STRING_X509, in, &nothing, NULL, NULL));
    show_errors();
    BIO_free(in);
    X509_free(place);

    /* Old names and names that stand for several. */
    in = BIO_new_file(fixture(args, "server-rsa-cert.pem"), "r");
    x = PEM_ASN1_read_bio((d2i_of_void *)d2i_X509_AUX, PEM_STRING_X509_TRUSTED, in, NULL, NULL, NULL);
    SHOW_NULL(x);
    X509_free(x);
    BIO_free(in);

    in = BIO_new_file(fixture(args, "server-rsa-key-legacy-aes128.pem"), "r");
    SHOW_NULL(PEM_ASN1_read_bio(reads_nothing, PEM_STRING_RSA, in, NULL, answer, "hello"));
    show_errors();
    SHOW_INT(BIO_reset(in));
    SHOW_NULL(PEM_ASN1_read_bio(reads_nothing, PEM_STRING_EVP_PKEY, in, NULL, NULL, "secret"));
    show_errors();
    SHOW_INT(BIO_reset(in));
    SHOW_NULL(PEM_ASN1_read_bio(reads_nothing, PEM_STRING_RSA, in, NULL, NULL, "wrong"));
    show_error_codes();
    SHOW_INT(BIO_reset(in));
    SHOW_NULL(PEM_ASN1_read_bio(reads_nothing, PEM_STRING_RSA, in, NULL, answer, "refuse"));
    show_errors();
    BIO_free(in);

    file = fopen(fixture(args, "full-chain.pem"), "r");
    x = PEM_ASN1_read((d2i_of_void *)d2i_X509, PEM_STRING_X509, file, NULL, NULL, NULL);
    SHOW_NULL(x);
    X509_free(x);
    SHOW_NULL(PEM_ASN1_read((d2i_of_void *)d2i_X509, "NONE", file, NULL, NULL, NULL));
    show_errors();
    fclose(file);

    /* What pem.h has no functions for. */
    {
        size_t len;
        unsigned char *der = read_file(fixture(args, "ocsp-request.der"), &len);
        BIO *mem = BIO_new(BIO_s_mem());
        OCSP_REQUEST *request;

        SHOW_INT(PEM_write_bio(mem, PEM_STRING_OCSP_REQUEST, "", der, (long)len) > 0);
        request = PEM_ASN1_read_bio((d2i_of_void *)d2i_OCSP_REQUEST, PEM_STRING_OCSP_REQUEST, mem, NULL, NULL, NULL);
        SHOW_INT(OCSP_request_onereq_count(request));
        SHOW_INT(PEM_write_bio_OCSP_REQUEST(mem, request) > 0);
        OCSP_REQUEST_free(request);
        request = PEM_ASN1_read_bio((d2i_of_void *)d2i_OCSP_REQUEST, PEM_STRING_OCSP_REQUEST, mem, NULL, NULL, NULL);
        SHOW_INT(OCSP_request_onereq_count(request));
        OCSP_REQUEST_free(request);
        SHOW_NULL(PEM_ASN1_read_bio((d2i_of_void *)d2i_OCSP_RESPONSE, PEM_STRING_OCSP_RESPONSE, mem, NULL, NULL, NULL));
        show_errors();
        BIO_free(mem);
        free(der);
    }
}

/* What stands in a BIO, but for the initialisation vector and what it
 * encrypts. */
static void show_bio(BIO *bio)
{
    char line[256];
    int shown = 1;

    while (BIO_gets(bio, line, sizeof line) > 0) {
        char *comma = strncmp(line, "DEK-Info", 8) == 0 ? strchr(line, ',') : NULL;

        if (comma != NULL) {
            printf("  | %.*s (%d digits)\n", (int)(comma - line), line, (int)strspn(comma + 1, "0123456789ABCDEF"));
            shown = 0;
        } else if (shown || line[0] == '-' || line[0] == '\n') {
            printf("  | %s", line);
        }
        if (line[0] == '-')
            shown = 1;
    }
}

static void writing(void)
{
    BIO *out = BIO_new(BIO_s_mem()), *lost = BIO_new(BIO_s_null());
    FILE *file = tmpfile();
    char line[100];
    int value = 1;

    SHOW_INT(PEM_ASN1_write_bio(writes_ten, "TEN", out, &value, NULL, NULL, 0, NULL, NULL));
    show_bio(out);
    SHOW_INT(PEM_ASN1_write_bio(writes_ten, "TEN", out, &value, EVP_aes_256_cbc(), (unsigned char *)"secret", 6, NULL, NULL));
    show_bio(out);
    SHOW_INT(PEM_ASN1_write_bio(writes_ten, "TEN", out, &value, EVP_des_ede3_cbc(), NULL, 0, answer, "world"));
    show_bio(out);
    SHOW_INT(PEM_ASN1_write_bio(writes_ten, "TEN", out, &value, EVP_aes_128_cbc(), NULL, 0, NULL, "secret"));
    show_bio(out);
    SHOW_INT(PEM_ASN1_write_bio(writes_ten, "TEN", out, &value, EVP_aes_128_cbc(), NULL, 0, answer, "refuse"));
    show_errors();
    /* The tag would be lost. */
    SHOW_INT(PEM_ASN1_write_bio(writes_ten, "TEN", lost, &value, EVP_aes_128_gcm(), (unsigned char *)"secret", 6, NULL, NULL));
    ERR_clear_error();
    SHOW_INT(PEM_ASN1_write_bio(writes_ten, "TEN", out, &value, EVP_aes_128_ecb(), (unsigned char *)"secret", 6, NULL, NULL));
    show_error_codes();
    SHOW_INT(PEM_ASN1_write_bio(writes_nothing, "NONE", out, &value, NULL, NULL, 0, NULL, NULL));
    show_errors();
    SHOW_INT(PEM_ASN1_write_bio(writes_nothing, "NONE", out, NULL, EVP_aes_128_cbc(), NULL, 0, answer, NULL));
    show_errors();
    SHOW_INT(PEM_ASN1_write_bio(writes_less, "LESS", out, &value, NULL, NULL, 0, NULL, NULL));
    show_errors();
    SHOW_INT(PEM_ASN1_write_bio((i2d_of_void *)i2d_X509, "LESS", out, NULL, NULL, NULL, 0, NULL, NULL));
    show_error_codes();
    show_bio(out);
    /* Encrypted and decrypted again. */
    SHOW_INT(PEM_ASN1_write_bio(writes_ten, "TEN", out, &value, EVP_aes_128_cbc(), (unsigned char *)"secret", 6, answer, NULL));
    {
        unsigned char *data = NULL;
        long len = 0;

        SHOW_INT(PEM_bytes_read_bio(&data, &len, NULL, "TEN", out, answer, NULL));
        printf("%.*s\n", (int)len, data);
        OPENSSL_free(data);
    }
    SHOW_INT(PEM_ASN1_write(writes_ten, "TEN", file, &value, NULL, NULL, 0, NULL, NULL));
    SHOW_INT(PEM_ASN1_write(writes_less, "TEN", file, &value, NULL, NULL, 0, NULL, NULL));
    show_errors();
    rewind(file);
    while (fgets(line, sizeof line, file) != NULL)
        printf("  | %s", line);
    fclose(file);
    BIO_free(out);
    BIO_free(lost);
    SHOW_INT(asked);
}

static void block(const char *what, const char *text, unsigned int flags)
{
    BIO *bio = text_bio(text);
    char *name = NULL, *header = NULL;
    unsigned char *data = NULL;
    long len = -1;
    int ok = PEM_read_bio_ex(bio, &name, &header, &data, &len, flags);

    printf("%s, flags %u: %d", what, flags, ok);
    if (ok)
        printf(" name '%s' header '%s' len %ld first %02x", name, header, len, data[0]);
    else
        printf(" %d %d %d %ld", name != NULL, header != NULL, data != NULL, len);
    printf("\n");
    show_errors();
    if (flags & PEM_FLAG_SECURE) {
        OPENSSL_secure_free(name);
        OPENSSL_secure_free(header);
        OPENSSL_secure_free(data);
    } else {
        OPENSSL_free(name);
        OPENSSL_free(header);
        OPENSSL_free(data);
    }
    BIO_free(bio);
}

static void blocks(void)
{
    static const char *const texts[][2] = {
        { "plain", "-----BEGIN X-----\nQUJD\n-----END X-----\n" },
        { "header", "-----BEGIN X-----\nA: b\nC: d\n\nQUJD\n-----END X-----\n" },
        { "header without blank", "-----BEGIN X-----\nA: b\nQUJD\n-----END X-----\n" },
        { "encrypted", "-----BEGIN X-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nQUJD\n-----END X-----\n" },
        { "spaces before lines", " -----BEGIN X-----\n QUJD\n-----END X-----\n" },
        { "spaces before data", "-----BEGIN X-----\n QUJD\n-----END X-----\n" },
        { "spaces in data", "-----BEGIN X-----\nQU JD\n-----END X-----\n" },
        { "spaces behind data", "-----BEGIN X-----  \nQUJD  \n-----END X-----  \n" },
        { "CRLF", "-----BEGIN X-----\r\nQUJD\r\n-----END X-----\r\n" },
        { "other characters", "-----BEGIN X-----\nQU?JD\n-----END X-----\n" },
        { "other characters at the end of the line", "-----BEGIN X-----\nQUJD?\n-----END X-----\n" },
        { "comment in the data", "-----BEGIN X-----\nQUJD#x\n-----END X-----\n" },
        { "text before", "some text\n-----BEGIN X-----\nQUJD\n-----END X-----\n" },
        { "line of 76", "-----BEGIN X-----\nQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD\n-----END X-----\n" },
        { "line of 76 behind a blank", "-----BEGIN X-----\n\nQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD\n-----END X-----\n" },
        { "high bytes", "-----BEGIN X-----\nQUJD\200\201\n-----END X-----\n" },
        { "other characters behind a header", "-----BEGIN X-----\nA: b\n\nQUJD#x\n-----END X-----\n" },
        { "colon in the data", "-----BEGIN X-----\n\nQUJD:x\n-----END X-----\n" },
        { "colon in the second line", "-----BEGIN X-----\nQUJD\nQUJD:x\n-----END X-----\n" },
        { "colon in the third line", "-----BEGIN X-----\nA: b\n\nQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD\nQUJD:x\n-----END X-----\n" },
        { "control characters", "-----BEGIN X-----\nQU\tJD\001\n-----END X-----\n" },
        { "control characters in the header", "-----BEGIN X-----\nA: b\tc\177\001 \n\nQUJD\n-----END X-----\n" },
        { "control characters in the name", "-----BEGIN X\001Y-----\nQUJD\n-----END X Y-----\n" },
        { "carriage return inside", "-----BEGIN X-----\nQU\rJD\n-----END X-----\n" },
        { "padding", "-----BEGIN X-----\nQUI=\n-----END X-----\n" },
        { "dash behind the data", "-----BEGIN X-----\nQUJD-\n-----END X-----\n" },
        { "text behind the end", "-----BEGIN X-----\nQUJD\n-----END X-----x\n" },
        { "line of spaces", "-----BEGIN X-----\nA: b\n  \nQUJD\n-----END X-----\n" },
        { "line that is no base64", "-----BEGIN X-----\nQUJD\n#\nQUJD\n-----END X-----\n" },
        { "byte order mark", "\357\273\277-----BEGIN X-----\nQUJD\n-----END X-----\n" },
        { "blank line", "-----BEGIN X-----\n\nQUJD\n-----END X-----\n" },
        { "no end", "-----BEGIN X-----\nQUJD\n" },
        { "nothing", "" },
    };
    size_t i;
    unsigned int flags;
    char *name, *header;
    unsigned char *data;
    long len;

    for (i = 0; i < sizeof texts / sizeof *texts; i++)
        for (flags = 0; flags < 6; flags++)
            if (flags != 3)
                block(texts[i][0], texts[i][1], flags);
    block("both", texts[0][1], PEM_FLAG_EAY_COMPATIBLE | PEM_FLAG_ONLY_B64);
    block("unknown flag", texts[0][1], 0x80);
    SHOW_INT(PEM_read_bio_ex(NULL, &name, &header, &data, &len, 0));
    show_errors();
}

static void headers(void)
{
    static const int types[] = { PEM_TYPE_ENCRYPTED, PEM_TYPE_MIC_ONLY, PEM_TYPE_MIC_CLEAR, PEM_TYPE_CLEAR, 0, -1 };
    char buf[1024];
    char iv[] = { 0, 1, 0x7f, (char)0x80, (char)0xff, 'A' };
    size_t i;

    for (i = 0; i < sizeof types / sizeof *types; i++) {
        strcpy(buf, "before\n");
        PEM_proc_type(buf, types[i]);
        printf("%d: %s", types[i], buf);
    }
    buf[0] = '\0';
    PEM_proc_type(buf, PEM_TYPE_ENCRYPTED);
    PEM_dek_info(buf, "AES-128-CBC", (int)sizeof iv, iv);
    printf("%s", buf);
    PEM_dek_info(buf, "", 0, iv);
    PEM_dek_info(buf, "NONE", 0, NULL);
    PEM_dek_info(buf, "NEGATIVE", -1, iv);
    printf("%s", buf);
    /* What does not fit the 1024 bytes is left out. */
    memset(buf, 'x', 1000);
    buf[1000] = '\0';
    PEM_dek_info(buf, "AES-128-CBC", (int)sizeof iv, iv);
    printf("%s|\n", buf + 995);
    memset(buf, 'x', 1010);
    buf[1010] = '\0';
    PEM_proc_type(buf, PEM_TYPE_ENCRYPTED);
    printf("%s|\n", buf + 1005);
    for (i = 980; i < 1024; i += 3) {
        memset(buf, 'x', i);
        buf[i] = '\0';
        PEM_dek_info(buf, "AES", (int)sizeof iv, iv);
        printf("%d: %s|\n", (int)strlen(buf), buf + i);
    }
}

int main(int argc, char **argv)
{
    args = argv;
    reading();
    writing();
    refusals();
    blocks();
    headers();
    return 0;
}
