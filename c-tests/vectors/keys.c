/*
 * Every key of the public vectors, in PEM and DER, plain and encrypted:
 * parsed, encoded again.
 */
#include "corpus.h"
#include <openssl/evp.h>

static FILE *shown;

static int give_password(char *buf, int size, int writing, void *userdata)
{
    const char *password = userdata;

    if (password == NULL)
        return -1;
    snprintf(buf, (size_t)size, "%s", password);
    return (int)strlen(password);
}

static void show_key(EVP_PKEY *key, int private_key)
{
    unsigned char *der = NULL;
    int len;

    printf("  type %d, %d bits, security %d\n", EVP_PKEY_get_base_id(key), EVP_PKEY_get_bits(key),
           EVP_PKEY_get_security_bits(key));
    len = i2d_PUBKEY(key, &der);
    show_hex("  public", der, len < 0 ? 0 : (size_t)len);
    OPENSSL_free(der);
    der = NULL;
    if (!private_key)
        return;
    len = i2d_PrivateKey(key, &der);
    show_hex("  private", der, len < 0 ? 0 : (size_t)len);
    OPENSSL_free(der);
    ERR_clear_error();
}

static void show_either(const char *what, EVP_PKEY *key, int private_key)
{
    printf(" %s: %s\n", what, key ? "yes" : told());
    if (key != NULL)
        show_key(key, private_key);
    EVP_PKEY_free(key);
    ERR_clear_error();
}

/*
 * What is not offered: Ed448, X9.42's and others' Diffie-Hellman keys as
 * PKCS#8, curves that are spelled out; and what is read more strictly: keys
 * that contradict themselves, wrong versions, labels of another format, bits
 * that are no key's. They are tried all the same, but not compared.
 */
static const char *const foreign[] = {
    "dsa_public_key_invalid_bit_string", "PKCS1/dsa.pub", "448", "DH/", "explicit", "non-zero-unused-bits", "rsa-bad-1025", "wrong", "invalid-private-scalar",
    "invalid-version", "not_in_reg", "nodompar", "PKCS8/private.pem",
};

static void visit(const char *name, const unsigned char *bytes, size_t len)
{
    static const char *passwords[] = {NULL, "123456", "password", "foobar", "testkey", "wrong"};
    const unsigned char *at = bytes;
    const char *end = strrchr(name, '.');
    BIO *in;

    if (end == NULL || (strcmp(end, ".pem") != 0 && strcmp(end, ".der") != 0))
        return;
    if (left_out())
        return;
    printf("%s\n", name);
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
        if (stdout == shown && strstr(name, foreign[i]) != NULL) {
            printf(" not compared\n");
            stdout = fopen("/dev/null", "w");
        }
    if (strstr((const char *)bytes, "-----BEGIN") == NULL) {
        show_either("private key", d2i_AutoPrivateKey(NULL, &at, (long)len), 1);
        printf(" %ld bytes\n", (long)(at - bytes));
        at = bytes;
        show_either("public key", d2i_PUBKEY(NULL, &at, (long)len), 0);
        printf(" %ld bytes\n", (long)(at - bytes));
    }
    for (size_t i = 0; i < sizeof passwords / sizeof *passwords; i++) {
        int wanted = memmem(bytes, len, "ENCRYPTED", 9) != NULL;

        in = BIO_new_mem_buf(bytes, (int)len);
        if (strcmp(end, ".der") == 0)
            show_either("encrypted key", d2i_PKCS8PrivateKey_bio(in, NULL, give_password, (void *)passwords[i]), 1);
        else if (i == 0 || wanted)
            show_either("private key", PEM_read_bio_PrivateKey(in, NULL, give_password, (void *)passwords[i]), 1);
        BIO_free(in);
    }
    in = BIO_new_mem_buf(bytes, (int)len);
    show_either("public key", PEM_read_bio_PUBKEY(in, NULL, give_password, NULL), 0);
    BIO_free(in);
    if (stdout != shown)
        fclose(stdout);
    stdout = shown;
}

int main(int argc, char **argv)
{
    shown = stdout;
    walk(vector_path(argv, "asymmetric"), "", "OpenSSH RSA ECDSA DSA MLDSA MLKEM", visit);
    printf("%d files\n", corpus_files);
    return corpus_files > 100 ? 0 : 1;
}
