/* OSSL_DECODER_… and OSSL_ENCODER_…: keys from and to PEM, DER and text, by type, structure and selection. */
#include "../common.h"
#include <openssl/decoder.h>
#include <openssl/encoder.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

static void decode(char **argv, const char *file, const char *type, const char *structure, const char *keytype, int selection,
    const char *pass)
{
    BIO *in = BIO_new_file(fixture(argv, file), "r");
    EVP_PKEY *key = NULL;
    OSSL_DECODER_CTX *ctx = OSSL_DECODER_CTX_new_for_pkey(&key, type, structure, keytype, selection, NULL, NULL);
    int ok;

    printf("%s %s %s %s %x: %s decoders", file, type ? type : "-", structure ? structure : "-", keytype ? keytype : "-",
        (unsigned)selection, OSSL_DECODER_CTX_get_num_decoders(ctx) > 0 ? "some" : "no");
    if (pass != NULL)
        printf(" pass %d", OSSL_DECODER_CTX_set_passphrase(ctx, (const unsigned char *)pass, strlen(pass)));
    ok = OSSL_DECODER_from_bio(ctx, in);
    printf(" -> %d id %d bits %d\n", ok, key ? EVP_PKEY_get_id(key) : 0, key ? EVP_PKEY_get_bits(key) : 0);
    show_errors();
    EVP_PKEY_free(key);
    OSSL_DECODER_CTX_free(ctx);
    BIO_free(in);
}

static int answer(char *buf, int size, int rwflag, void *u)
{
    snprintf(buf, (size_t)size, "%s", (char *)u);
    printf("  asked %d\n", rwflag);
    return (int)strlen(buf);
}

static int pass_params(char *pass, size_t size, size_t *len, const OSSL_PARAM params[], void *arg)
{
    (void)params;
    *len = strlen(arg);
    if (*len > size)
        return 0;
    memcpy(pass, arg, *len);
    printf("  asked\n");
    return 1;
}

static void decoders(char **argv)
{
    EVP_PKEY *key = NULL;
    OSSL_DECODER_CTX *ctx;
    unsigned char *text;
    const unsigned char *at;
    size_t len, rest;
    FILE *file;

    decode(argv, "server-rsa-key.pem", NULL, NULL, NULL, 0, NULL);
    decode(argv, "server-rsa-key.pem", "PEM", NULL, "RSA", EVP_PKEY_KEYPAIR, NULL);
    decode(argv, "server-rsa-key.pem", "PEM", NULL, "EC", EVP_PKEY_KEYPAIR, NULL);
    decode(argv, "server-rsa-key.pem", "DER", NULL, "RSA", EVP_PKEY_KEYPAIR, NULL);
    decode(argv, "server-rsa-key.der", "DER", NULL, "RSA", EVP_PKEY_KEYPAIR, NULL);
    decode(argv, "server-rsa-key.der", NULL, NULL, NULL, 0, NULL);
    decode(argv, "server-rsa-key.pem", "PEM", "PrivateKeyInfo", "RSA", EVP_PKEY_KEYPAIR, NULL);
    decode(argv, "server-rsa-key.pem", "PEM", "type-specific", "RSA", EVP_PKEY_KEYPAIR, NULL);
    decode(argv, "server-rsa-key-traditional.pem", "PEM", "type-specific", "RSA", EVP_PKEY_KEYPAIR, NULL);
    decode(argv, "server-rsa-key.pem", "PEM", NULL, NULL, EVP_PKEY_PUBLIC_KEY, NULL);
    decode(argv, "server-rsa-public.pem", "PEM", NULL, NULL, EVP_PKEY_PUBLIC_KEY, NULL);
    decode(argv, "server-rsa-public.pem", "PEM", "SubjectPublicKeyInfo", NULL, EVP_PKEY_PUBLIC_KEY, NULL);
    decode(argv, "server-rsa-public.pem", "PEM", NULL, NULL, EVP_PKEY_KEYPAIR, NULL);
    decode(argv, "server-rsa-public.pem", "PEM", NULL, NULL, 0, NULL);
    decode(argv, "server-ed25519-public.der", NULL, NULL, NULL, EVP_PKEY_PUBLIC_KEY, NULL);
    decode(argv, "server-p256-key.pem", NULL, NULL, "EC", EVP_PKEY_KEYPAIR, NULL);
    decode(argv, "server-ed25519-key.pem", NULL, NULL, NULL, EVP_PKEY_KEYPAIR, NULL);
    decode(argv, "dh2048.pem", "PEM", NULL, "DH", EVP_PKEY_KEY_PARAMETERS, NULL);
    decode(argv, "dh2048.pem", NULL, NULL, NULL, 0, NULL);
    decode(argv, "dh2048.pem", "PEM", NULL, NULL, EVP_PKEY_KEYPAIR, NULL);
    decode(argv, "p256-parameters.pem", "PEM", NULL, "EC", EVP_PKEY_KEY_PARAMETERS, NULL);
    decode(argv, "server-rsa-key-encrypted.pem", "PEM", NULL, NULL, EVP_PKEY_KEYPAIR, "secret");
    decode(argv, "server-rsa-key-encrypted.pem", "PEM", NULL, NULL, EVP_PKEY_KEYPAIR, "wrong");
    decode(argv, "server-rsa-key-encrypted.pem", "PEM", NULL, NULL, EVP_PKEY_KEYPAIR, NULL);
    decode(argv, "server-ed25519-key-encrypted.der", "DER", NULL, NULL, EVP_PKEY_KEYPAIR, "secret");
    decode(argv, "server-rsa-key-legacy-aes128.pem", "PEM", NULL, NULL, EVP_PKEY_KEYPAIR, "secret");
    decode(argv, "ca-rsa-cert.pem", "PEM", NULL, NULL, EVP_PKEY_KEYPAIR, NULL);
    decode(argv, "ca-rsa-cert.pem", NULL, NULL, NULL, EVP_PKEY_PUBLIC_KEY, NULL);
    decode(argv, "hosts.txt", NULL, NULL, NULL, 0, NULL);
    decode(argv, "server-rsa-key.pem", "XYZ", NULL, NULL, 0, NULL);
    decode(argv, "server-rsa-key.pem", NULL, NULL, "XYZ", 0, NULL);

    text = read_file(fixture(argv, "server-p256-key.pem"), &len);
    at = text;
    rest = len;
    ctx = OSSL_DECODER_CTX_new_for_pkey(&key, NULL, NULL, NULL, 0, NULL, NULL);
    SHOW_INT(OSSL_DECODER_CTX_set_input_type(ctx, "PEM"));
    SHOW_INT(OSSL_DECODER_CTX_set_input_structure(ctx, "PrivateKeyInfo"));
    SHOW_INT(OSSL_DECODER_CTX_set_selection(ctx, EVP_PKEY_KEYPAIR));
    SHOW_INT(OSSL_DECODER_from_data(ctx, &at, &rest));
    SHOW_INT(rest);
    SHOW_INT(at == text + len);
    SHOW_INT(EVP_PKEY_get_id(key));
    EVP_PKEY_free(key);
    key = NULL;
    OSSL_DECODER_CTX_free(ctx);
    free(text);
    file = fopen(fixture(argv, "server-rsa-key-encrypted.pem"), "r");
    ctx = OSSL_DECODER_CTX_new_for_pkey(&key, "PEM", NULL, "RSA", EVP_PKEY_KEYPAIR, NULL, NULL);
    SHOW_INT(OSSL_DECODER_CTX_set_pem_password_cb(ctx, answer, "secret"));
    SHOW_INT(OSSL_DECODER_from_fp(ctx, file));
    SHOW_NULL(key);
    EVP_PKEY_free(key);
    key = NULL;
    rewind(file);
    SHOW_INT(OSSL_DECODER_CTX_set_passphrase_cb(ctx, pass_params, "secret"));
    SHOW_INT(OSSL_DECODER_from_fp(ctx, file));
    SHOW_NULL(key);
    EVP_PKEY_free(key);
    fclose(file);
    OSSL_DECODER_CTX_free(ctx);
    OSSL_DECODER_CTX_free(NULL);
    ctx = OSSL_DECODER_CTX_new();
    SHOW_INT(OSSL_DECODER_CTX_get_num_decoders(ctx));
    OSSL_DECODER_CTX_free(ctx);
    show_errors();
}

static void encode(const char *what, EVP_PKEY *key, int selection, const char *type, const char *structure, const char *cipher)
{
    OSSL_ENCODER_CTX *ctx = OSSL_ENCODER_CTX_new_for_pkey(key, selection, type, structure, NULL);
    BIO *out = BIO_new(BIO_s_mem());
    char *text;
    long len;
    int ok;

    printf("%s %x %s %s %s: %s encoders", what, (unsigned)selection, type, structure ? structure : "-", cipher ? cipher : "-",
        OSSL_ENCODER_CTX_get_num_encoders(ctx) > 0 ? "some" : "no");
    if (cipher != NULL)
        printf(" %d %d", OSSL_ENCODER_CTX_set_cipher(ctx, cipher, NULL), OSSL_ENCODER_CTX_set_passphrase(ctx, (const unsigned char *)"secret", 6));
    ok = OSSL_ENCODER_to_bio(ctx, out);
    len = BIO_get_mem_data(out, &text);
    printf(" -> %d", ok);
    if (strcmp(type, "DER") == 0)
        printf(" %s\n", len > 4 && (unsigned char)text[0] == 0x30 ? "a sequence" : "something");
    else
        printf(" %.*s\n", (int)strcspn(text ? text : "", "\n") < len ? (int)strcspn(text, "\n") : (int)len, text ? text : "");
    show_errors();
    BIO_free(out);
    OSSL_ENCODER_CTX_free(ctx);
}

static void encoders(char **argv)
{
    static const char *const names[] = { "server-rsa-key.pem", "server-p256-key.pem", "server-ed25519-key.pem" };
    static const char *const structures[] = { NULL, "PrivateKeyInfo", "SubjectPublicKeyInfo", "type-specific" };

    for (int i = 0; i < 3; i++) {
        BIO *in = BIO_new_file(fixture(argv, names[i]), "r");
        EVP_PKEY *key = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);
        unsigned char *data = NULL;
        size_t len = 0;
        OSSL_ENCODER_CTX *ctx;
        FILE *file;

        BIO_free(in);
        for (int j = 0; j < 4; j++) {
            encode(names[i], key, EVP_PKEY_KEYPAIR, "PEM", structures[j], NULL);
            encode(names[i], key, EVP_PKEY_PUBLIC_KEY, "PEM", structures[j], NULL);
            encode(names[i], key, EVP_PKEY_KEYPAIR, "DER", structures[j], NULL);
            encode(names[i], key, EVP_PKEY_PUBLIC_KEY, "DER", structures[j], NULL);
        }
        encode(names[i], key, EVP_PKEY_KEY_PARAMETERS, "PEM", NULL, NULL);
        encode(names[i], key, EVP_PKEY_KEYPAIR, "TEXT", NULL, NULL);
        encode(names[i], key, EVP_PKEY_PUBLIC_KEY, "TEXT", NULL, NULL);
        encode(names[i], key, EVP_PKEY_KEYPAIR, "PEM", "PrivateKeyInfo", "AES-256-CBC");
        encode(names[i], key, EVP_PKEY_KEYPAIR, "PEM", "EncryptedPrivateKeyInfo", "AES-256-CBC");
        encode(names[i], key, EVP_PKEY_KEYPAIR, "PEM", "type-specific", "AES-128-CBC");
        encode(names[i], key, EVP_PKEY_KEYPAIR, "XYZ", NULL, NULL);
        ctx = OSSL_ENCODER_CTX_new_for_pkey(key, EVP_PKEY_PUBLIC_KEY, "DER", "SubjectPublicKeyInfo", NULL);
        SHOW_INT(OSSL_ENCODER_to_data(ctx, &data, &len));
        SHOW_INT((int)len == i2d_PUBKEY(key, NULL));
        OPENSSL_free(data);
        {
            unsigned char room[600], *at = room;

            len = sizeof room;
            SHOW_INT(OSSL_ENCODER_to_data(ctx, &at, &len));
            SHOW_INT(at - room == (long)(sizeof room - len));
            len = 10;
            at = room;
            SHOW_INT(OSSL_ENCODER_to_data(ctx, &at, &len));
            show_errors();
        }
        file = tmpfile();
        SHOW_INT(OSSL_ENCODER_to_fp(ctx, file));
        SHOW_INT(ftell(file) == i2d_PUBKEY(key, NULL));
        fclose(file);
        OSSL_ENCODER_CTX_free(ctx);
        EVP_PKEY_free(key);
    }
    OSSL_ENCODER_CTX_free(NULL);
}

int main(int argc, char **argv)
{
    (void)argc;
    decoders(argv);
    encoders(argv);
    return 0;
}
