/*
 * PKCS#12 files, OCSP responses and keys with random changes, one byte or two
 * each. What OpenSSL refuses must be refused; what it accepts may be refused
 * where reading is stricter by design; MACs of PKCS#12 files and signatures of
 * OCSP responses that both can read must be judged alike.
 *
 * Arguments: the folder of the files, a file for the verdicts, and w for OpenSSL's run,
 * which writes them, or r for ours, which reads and compares.
 */
#include "../common.h"
#include <openssl/evp.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>

enum { UNREADABLE, REFUSED, ACCEPTED };

static unsigned int state = 7;
static X509_STORE *store;
static X509 *ca;

static unsigned int any(void)
{
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state;
}

static void change(unsigned char *bytes, size_t len)
{
    for (unsigned int n = 1 + any() % 2; n > 0; n--) {
        size_t at = any() % len;

        switch (any() % 4) {
        case 0: bytes[at] ^= (unsigned char)(1 << any() % 8); break;
        case 1: bytes[at] = (unsigned char)any(); break;
        case 2: bytes[at]++; break;
        default: bytes[at] = bytes[at + 1 < len ? at + 1 : 0]; break;
        }
    }
}

static int pkcs12(const unsigned char *bytes, size_t len)
{
    PKCS12 *p12 = d2i_PKCS12(NULL, &bytes, (long)len);
    EVP_PKEY *key = NULL;
    X509 *x = NULL;
    STACK_OF(X509) *others = NULL;
    int verdict = p12 == NULL ? UNREADABLE : PKCS12_parse(p12, "secret", &key, &x, &others) == 1 ? ACCEPTED : REFUSED;

    EVP_PKEY_free(key);
    X509_free(x);
    sk_X509_pop_free(others, X509_free);
    PKCS12_free(p12);
    return verdict;
}

static int pkcs12_mac(const unsigned char *bytes, size_t len)
{
    PKCS12 *p12 = d2i_PKCS12(NULL, &bytes, (long)len);
    int verdict = p12 == NULL ? UNREADABLE : PKCS12_verify_mac(p12, "secret", -1) == 1 ? ACCEPTED : REFUSED;

    PKCS12_free(p12);
    return verdict;
}

static int ocsp(const unsigned char *bytes, size_t len)
{
    OCSP_RESPONSE *response = d2i_OCSP_RESPONSE(NULL, &bytes, (long)len);
    OCSP_BASICRESP *basic = response == NULL ? NULL : OCSP_response_get1_basic(response);
    STACK_OF(X509) *others = sk_X509_new_null();
    int verdict = UNREADABLE;

    sk_X509_push(others, ca);
    if (basic != NULL)
        verdict = OCSP_basic_verify(basic, others, store, 0) == 1 ? ACCEPTED : REFUSED;
    sk_X509_free(others);
    OCSP_BASICRESP_free(basic);
    OCSP_RESPONSE_free(response);
    return verdict;
}

static int password(char *buf, int size, int writing, void *data)
{
    memcpy(buf, "secret", 6);
    return 6;
}

static int pem_key(const unsigned char *bytes, size_t len)
{
    BIO *in = BIO_new_mem_buf(bytes, (int)len);
    EVP_PKEY *key = PEM_read_bio_PrivateKey(in, NULL, password, NULL);

    EVP_PKEY_free(key);
    BIO_free(in);
    return key != NULL ? ACCEPTED : UNREADABLE;
}

static int pem_certificates(const unsigned char *bytes, size_t len)
{
    BIO *in = BIO_new_mem_buf(bytes, (int)len);
    int count = 0;
    X509 *x;

    while ((x = PEM_read_bio_X509(in, NULL, password, NULL)) != NULL) {
        count++;
        X509_free(x);
    }
    BIO_free(in);
    return count > 0 ? ACCEPTED : UNREADABLE;
}

static int der_key(const unsigned char *bytes, size_t len)
{
    EVP_PKEY *key = d2i_AutoPrivateKey(NULL, &bytes, (long)len);

    EVP_PKEY_free(key);
    return key != NULL ? ACCEPTED : UNREADABLE;
}

static int public_key(const unsigned char *bytes, size_t len)
{
    EVP_PKEY *key = d2i_PUBKEY(NULL, &bytes, (long)len);

    EVP_PKEY_free(key);
    return key != NULL ? ACCEPTED : UNREADABLE;
}

/* `spared`: bytes at the end that stay: rounds of a derivation, which a change would make endless. */
static const struct {
    const char *name;
    int (*judge)(const unsigned char *, size_t);
    int rounds, alike;
    size_t spared;
} inputs[] = {
    {"server-rsa-3des.p12", pkcs12, 150, 0, 6}, {"server-p256-no-password.p12", pkcs12, 100, 0, 6},
    {"ca-bundle.p12", pkcs12, 60, 0, 6}, {"one-round.p12", pkcs12, 4000, 0, 0},
    {"one-round.p12", pkcs12_mac, 4000, 1, 0}, {"one-round-3des.p12", pkcs12_mac, 4000, 1, 0},
    {"ocsp-by-ca-rsa.der", ocsp, 1500, 1, 0},
    {"ocsp-by-ocsp-signer.der", ocsp, 1500, 1, 0}, {"ocsp-by-server-rsa.der", ocsp, 300, 1, 0},
    {"server-rsa-key.pem", pem_key, 300, 0, 0}, {"server-p256-key-traditional.pem", pem_key, 500, 0, 0},
    {"server-p256-key-legacy-aes128.pem", pem_key, 500, 0, 0}, {"full-chain.pem", pem_certificates, 300, 0, 0},
    {"server-p256-key.der", der_key, 1500, 0, 0}, {"server-ed25519-key.der", der_key, 1500, 0, 0},
    {"server-p384-key-traditional.der", der_key, 500, 0, 0}, {"server-p256-public.der", public_key, 800, 0, 0},
    {"server-rsa-public.der", public_key, 800, 0, 0},
};

int main(int argc, char **argv)
{
    FILE *verdicts = argc > 3 ? fopen(argv[2], argv[3]) : NULL;
    BIO *in = BIO_new_file(fixture(argv, "ca-rsa-cert.pem"), "r");
    long total = 0, beyond = 0, stricter = 0, unlike = 0;

    if (verdicts == NULL || in == NULL)
        return 2;
    ca = PEM_read_bio_X509(in, NULL, NULL, NULL);
    store = X509_STORE_new();
    X509_STORE_add_cert(store, ca);
    BIO_free(in);
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
        size_t len;
        unsigned char *whole = read_file(fixture(argv, inputs[i].name), &len), *bytes = malloc(len);
        int accepted = 0;

        for (int round = 0; round < inputs[i].rounds; round++) {
            int verdict, theirs;

            memcpy(bytes, whole, len);
            if (round > 0)
                change(bytes, len - inputs[i].spared);
            verdict = inputs[i].judge(bytes, len);
            ERR_clear_error();
            total++;
            accepted += verdict == ACCEPTED;
            if (*argv[3] == 'w') {
                fputc('a' + verdict, verdicts);
                continue;
            }
            theirs = fgetc(verdicts) - 'a';
            if (verdict == ACCEPTED && theirs != ACCEPTED) {
                printf("%s, change %d: accepted, OpenSSL refuses\n", inputs[i].name, round);
                beyond++;
            } else if (verdict != theirs && inputs[i].alike && verdict != UNREADABLE && theirs != UNREADABLE) {
                printf("%s, change %d: the signature is judged otherwise\n", inputs[i].name, round);
                unlike++;
            } else if (verdict != ACCEPTED && theirs == ACCEPTED) {
                if (argc > 4)
                    printf("%s, change %d: OpenSSL accepts\n", inputs[i].name, round);
                stricter++;
            }
        }
        printf("%s: %d of %d accepted\n", inputs[i].name, accepted, inputs[i].rounds);
        free(whole);
        free(bytes);
    }
    fclose(verdicts);
    X509_STORE_free(store);
    X509_free(ca);
    printf("%ld changes, %ld accepted that OpenSSL refuses, %ld signatures judged otherwise, %ld refused that it accepts\n",
           total, beyond, unlike, stricter);
    return beyond + unlike != 0;
}
