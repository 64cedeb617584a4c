/*
 * Certificates and CRLs of chains.txt with random changes: whatever OpenSSL
 * refuses to accept must be refused. What it accepts may be refused, where
 * reading is stricter by design. The signature of what both can read must be
 * judged alike.
 *
 * The second argument is a file for the verdicts: OpenSSL's run writes them
 * (third argument w), ours reads them (r) and prints what it accepts beyond.
 */
#include "../common.h"
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

enum { ROUNDS = 25 };

static unsigned int state = 1;

static unsigned int any(void)
{
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state;
}

static unsigned char *from_hex(const char *hex, long *len)
{
    size_t n = strlen(hex) / 2;
    unsigned char *bytes = malloc(n + 1);

    for (size_t i = 0; i < n; i++) {
        unsigned int byte;

        sscanf(hex + 2 * i, "%2x", &byte);
        bytes[i] = (unsigned char)byte;
    }
    *len = (long)n;
    return bytes;
}

static void change(unsigned char *bytes, long len)
{
    for (unsigned int n = 1 + any() % 2; n > 0; n--) {
        long at = (long)(any() % (unsigned long)len);

        switch (any() % 4) {
        case 0: bytes[at] ^= (unsigned char)(1 << any() % 8); break;
        case 1: bytes[at] = (unsigned char)any(); break;
        case 2: bytes[at]++; break;
        default: bytes[at] = bytes[at + 1 < len ? at + 1 : 0]; break;
        }
    }
}

enum { JUDGEMENTS = 15, READ = 16, SIGNED = 32 };

/* What is accepted; whether the changed part can be read, and whether it is signed. */
static int accepted(unsigned char *parts[4], const long lens[4], unsigned long flags, int which)
{
    X509 *x[3] = {NULL, NULL, NULL};
    X509_CRL *crl = NULL;
    X509_STORE *store = X509_STORE_new();
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    STACK_OF(X509) *untrusted = sk_X509_new_null();
    int ok = 0;

    for (int i = 0; i < 4; i++) {
        const unsigned char *at = parts[i];

        if (at != NULL && i < 3)
            x[i] = d2i_X509(NULL, &at, lens[i]);
        else if (at != NULL)
            crl = d2i_X509_CRL(NULL, &at, lens[i]);
    }
    if (which == 3 ? crl != NULL : x[which] != NULL) {
        X509 *issuer = which == 1 || x[2] == NULL || which > 1 ? x[1] : x[2];
        EVP_PKEY *key = issuer ? X509_get0_pubkey(issuer) : NULL;

        ok |= READ;
        if (key != NULL && (which == 3 ? X509_CRL_verify(crl, key) : X509_verify(x[which], key)) == 1)
            ok |= SIGNED;
        if (key == NULL)
            ok &= ~READ;
    }
    if (x[1] != NULL)
        X509_STORE_add_cert(store, x[1]);
    if (x[2] != NULL)
        sk_X509_push(untrusted, x[2]);
    if (crl != NULL)
        X509_STORE_add_crl(store, crl);
    X509_STORE_set_flags(store, flags);
    if (x[0] != NULL) {
        X509_STORE_CTX_init(ctx, store, x[0], untrusted);
        X509_STORE_CTX_set_time(ctx, 0, 1767225600);
        ok |= X509_verify_cert(ctx) > 0;
        ok |= (X509_check_host(x[0], "leaf.example", 0, 0, NULL) > 0) << 1;
        ok |= (X509_check_purpose(x[0], X509_PURPOSE_SSL_SERVER, 0) > 0) << 2;
        ok |= (X509_check_ca(x[0]) > 0) << 3;
    }
    X509_STORE_CTX_free(ctx);
    X509_STORE_free(store);
    sk_X509_free(untrusted);
    for (int i = 0; i < 3; i++)
        X509_free(x[i]);
    X509_CRL_free(crl);
    ERR_clear_error();
    return ok;
}

int main(int argc, char **argv)
{
    FILE *file = fopen(fixture(argv, "chains.txt"), "r");
    FILE *verdicts = argc > 3 ? fopen(argv[2], *argv[3]  == 'w' ? "w" : "r") : NULL;
    static char line[1 << 18];
    unsigned char *parts[4] = {NULL, NULL, NULL, NULL};
    long lens[4] = {0, 0, 0, 0}, count = 0, beyond = 0, unlike = 0, signatures = 0;
    unsigned long flags = 0;

    if (file == NULL || verdicts == NULL)
        return 2;
    while (fgets(line, sizeof line, file) != NULL) {
        char *value = strchr(line, ' ');
        int part = -1;

        line[strcspn(line, "\n")] = 0;
        if (value != NULL)
            *value++ = 0;
        if (strcmp(line, "leaf") == 0)
            part = 0;
        else if (strcmp(line, "trusted") == 0)
            part = 1;
        else if (strcmp(line, "untrusted") == 0)
            part = 2;
        else if (strcmp(line, "crl") == 0)
            part = 3;
        else if (strcmp(line, "flags") == 0)
            flags = strtoul(value, NULL, 0);
        if (part >= 0 && parts[part] == NULL)
            parts[part] = from_hex(value, &lens[part]);
        if (strcmp(line, "end") != 0)
            continue;
        for (int round = 0; round < ROUNDS; round++) {
            unsigned int which = any() % 4;
            unsigned char *kept;
            int ok, theirs = 0;

            if (parts[which] == NULL)
                which = 0;
            kept = malloc((size_t)lens[which]);
            memcpy(kept, parts[which], (size_t)lens[which]);
            change(parts[which], lens[which]);
            ok = accepted(parts, lens, flags, (int)which);
            memcpy(parts[which], kept, (size_t)lens[which]);
            free(kept);
            count++;
            if (*argv[3] == 'w') {
                fputc('0' + ok, verdicts);
            } else {
                theirs = fgetc(verdicts) - '0';
                if (theirs < 0 || (ok & ~theirs & JUDGEMENTS) != 0) {
                    printf("change %ld: accepted %x, by OpenSSL %x\n", count, (unsigned)ok, (unsigned)theirs);
                    beyond++;
                }
                signatures += (theirs & SIGNED) != 0;
                if ((ok & theirs & READ) != 0 && ((ok ^ theirs) & SIGNED) != 0) {
                    printf("change %ld: signature of part %u %d, by OpenSSL %d\n", count, which, ok & SIGNED,
                           theirs & SIGNED);
                    unlike++;
                }
            }
        }
        for (int i = 0; i < 4; i++) {
            free(parts[i]);
            parts[i] = NULL;
        }
        flags = 0;
    }
    fclose(file);
    fclose(verdicts);
    printf("%ld changes, %ld accepted that OpenSSL refuses; %ld good signatures, %ld judged otherwise\n", count, beyond,
           signatures, unlike);
    return beyond + unlike != 0;
}
