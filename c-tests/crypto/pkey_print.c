/* EVP_PKEY_print_…, RSA_print, EC_KEY_print, DHparams_print and their kin. */
#include "../common.h"
#include <openssl/dh.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

static EVP_PKEY *load(char **argv, const char *name)
{
    BIO *bio = BIO_new_file(fixture(argv, name), "r");
    EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);

    BIO_free(bio);
    return key;
}

/* Random numbers are shown by their shape alone. */
static void flush(BIO *out, int plain)
{
    char *text;
    long len = BIO_get_mem_data(out, &text);

    for (long i = 0; i < len; i++) {
        int digit = (text[i] >= '0' && text[i] <= '9') || (text[i] >= 'a' && text[i] <= 'f');

        if (plain && digit && ((i > 0 && text[i - 1] == ':') || (i + 1 < len && text[i + 1] == ':')
                                  || (i > 1 && text[i - 2] == ':') || (i + 2 < len && text[i + 2] == ':')))
            putchar('.');
        else
            putchar(text[i]);
    }
    (void)BIO_reset(out);
}

static void show(const char *name, EVP_PKEY *key, int plain)
{
    BIO *out = BIO_new(BIO_s_mem());

    printf("== %s\n", name);
    SHOW_INT(EVP_PKEY_print_private(out, key, 0, NULL));
    flush(out, plain);
    show_errors();
    SHOW_INT(EVP_PKEY_print_public(out, key, 4, NULL));
    flush(out, plain);
    show_errors();
    SHOW_INT(EVP_PKEY_print_params(out, key, 2, NULL));
    flush(out, plain);
    show_errors();
    BIO_free(out);
}

int main(int argc, char **argv)
{
    static const char *const names[] = { "server-rsa-key.pem", "server-p256-key.pem", "server-p384-key.pem", "server-p521-key.pem", "server-ed25519-key.pem" };
    static const unsigned char bytes[32] = "0123456789abcdef0123456789abcdef";
    BIO *out = BIO_new(BIO_s_mem()), *in;
    EVP_PKEY *key, *empty = EVP_PKEY_new(), *public;
    EVP_PKEY_CTX *ctx;
    RSA *rsa;
    EC_KEY *ec;
    DH *dh;

    (void)argc;
    for (int i = 0; i < 5; i++) {
        key = load(argv, names[i]);
        show(names[i], key, 1);
        EVP_PKEY_free(key);
    }
    in = BIO_new_file(fixture(argv, "server-rsa-public.pem"), "r");
    public = PEM_read_bio_PUBKEY(in, NULL, NULL, NULL);
    BIO_free(in);
    show("public", public, 1);
    key = EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, NULL, bytes, 32);
    show("X25519", key, 0);
    EVP_PKEY_free(key);
    key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, bytes, 32);
    show("Ed25519", key, 0);
    EVP_PKEY_free(key);
    key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, bytes, 32);
    show("Ed25519 public", key, 0);
    EVP_PKEY_free(key);
    show("empty", empty, 0);
    EVP_PKEY_set_type(empty, EVP_PKEY_EC);
    EVP_PKEY_free(empty);

    in = BIO_new_file(fixture(argv, "dh2048.pem"), "r");
    dh = PEM_read_bio_DHparams(in, NULL, NULL, NULL);
    BIO_free(in);
    SHOW_INT(DHparams_print(out, dh));
    flush(out, 1);
    key = EVP_PKEY_new();
    EVP_PKEY_set1_DH(key, dh);
    show("DH parameters", key, 1);
    EVP_PKEY_free(key);
    DH_free(dh);
    ctx = EVP_PKEY_CTX_new_from_name(NULL, "DH", NULL);
    EVP_PKEY_keygen_init(ctx);
    EVP_PKEY_CTX_set_group_name(ctx, "ffdhe2048");
    key = NULL;
    EVP_PKEY_keygen(ctx, &key);
    {
        BIO *hidden = BIO_new(BIO_s_mem());

        SHOW_INT(EVP_PKEY_print_params(hidden, key, 0, NULL));
        flush(hidden, 0);
        BIO_free(hidden);
    }
    EVP_PKEY_free(key);
    EVP_PKEY_CTX_free(ctx);
    ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
    EVP_PKEY_paramgen_init(ctx);
    EVP_PKEY_CTX_set_group_name(ctx, "P-256");
    key = NULL;
    EVP_PKEY_paramgen(ctx, &key);
    show("EC parameters", key, 0);
    EVP_PKEY_free(key);
    EVP_PKEY_CTX_free(ctx);

    key = load(argv, "server-rsa-key.pem");
    rsa = EVP_PKEY_get1_RSA(key);
    SHOW_INT(RSA_print(out, rsa, 3));
    flush(out, 1);
    RSA_free(rsa);
    rsa = EVP_PKEY_get1_RSA(public);
    SHOW_INT(RSA_print(out, rsa, 0));
    flush(out, 1);
    RSA_free(rsa);
    EVP_PKEY_free(key);
    EVP_PKEY_free(public);
    key = load(argv, "server-p256-key.pem");
    ec = EVP_PKEY_get1_EC_KEY(key);
    SHOW_INT(EC_KEY_print(out, ec, 1));
    flush(out, 1);
    SHOW_INT(ECParameters_print(out, ec));
    flush(out, 1);
    SHOW_INT(ECPKParameters_print(out, EC_KEY_get0_group(ec), 5));
    flush(out, 1);
    EC_KEY_free(ec);
    {
        FILE *file = tmpfile();
        char line[100];

        SHOW_INT(EVP_PKEY_print_public_fp(file, key, 0, NULL));
        SHOW_INT(EVP_PKEY_print_params_fp(file, key, 0, NULL));
        SHOW_INT(EVP_PKEY_print_private_fp(file, key, 0, NULL));
        rewind(file);
        for (int i = 0; i < 3 && fgets(line, sizeof line, file); i++)
            printf("%.18s\n", line);
        fclose(file);
    }
    EVP_PKEY_free(key);
    BIO_free(out);
    show_errors();
    return 0;
}
