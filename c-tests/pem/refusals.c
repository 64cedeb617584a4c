/* Callbacks that refuse a passphrase: how often they are asked, and what is queued. */
#include "../common.h"
#include <openssl/decoder.h>
#include <openssl/encoder.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

static const char *answers;
static int asked;

/* Answers in turn: refuses, gives nothing, a wrong passphrase, or the right one. */
static int answer(char *buffer, int size, int writing, void *arg)
{
    const char *word = "secret";

    (void)size, (void)writing, (void)arg;
    switch (answers[asked++]) {
    case 'r':
        return -1;
    case 'n':
        return 0;
    case 'w':
        word = "another";
    }
    memcpy(buffer, word, strlen(word));
    return (int)strlen(word);
}

static void begin(BIO *bio)
{
    BIO_reset(bio);
    asked = 0;
}

static void end(const char *what, int done)
{
    printf("%s: %d, asked %d\n", what, done, asked);
    show_errors();
}

static void read_all(BIO *bio, const char *path)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    EVP_PKEY *key = NULL;
    EC_KEY *ec;

    begin(bio);
    key = PEM_read_bio_PrivateKey(bio, NULL, answer, NULL);
    end("key", key != NULL);
    EVP_PKEY_free(key);
    begin(bio);
    ec = PEM_read_bio_ECPrivateKey(bio, NULL, answer, NULL);
    end("EC key", ec != NULL);
    EC_KEY_free(ec);
    begin(bio);
    key = d2i_PKCS8PrivateKey_bio(bio, NULL, answer, NULL);
    end("PKCS#8", key != NULL);
    EVP_PKEY_free(key);
    begin(bio);
    SSL_CTX_set_default_passwd_cb(ctx, answer);
    end("for TLS", SSL_CTX_use_PrivateKey_file(ctx, path, SSL_FILETYPE_PEM));
    SSL_CTX_free(ctx);
}

static void decode(BIO *bio, pem_password_cb *callback)
{
    EVP_PKEY *key = NULL;
    OSSL_DECODER_CTX *ctx = OSSL_DECODER_CTX_new_for_pkey(&key, NULL, NULL, NULL, 0, NULL, NULL);
    int done;

    if (callback != NULL)
        OSSL_DECODER_CTX_set_pem_password_cb(ctx, callback, NULL);
    begin(bio);
    done = OSSL_DECODER_from_bio(ctx, bio);
    end(callback ? "decoder" : "decoder without a callback", done);
    EVP_PKEY_free(key);
    OSSL_DECODER_CTX_free(ctx);
}

static void write_all(EVP_PKEY *key)
{
    BIO *bio = BIO_new(BIO_s_mem());
    OSSL_ENCODER_CTX *ctx = OSSL_ENCODER_CTX_new_for_pkey(key, EVP_PKEY_KEYPAIR, "PEM", "PrivateKeyInfo", NULL);

    begin(bio);
    end("written", PEM_write_bio_PrivateKey(bio, key, EVP_aes_128_cbc(), NULL, 0, answer, NULL));
    begin(bio);
    end("written as PKCS#8", PEM_write_bio_PKCS8PrivateKey(bio, key, EVP_aes_128_cbc(), NULL, 0, answer, NULL));
    begin(bio);
    end("written as DER", i2d_PKCS8PrivateKey_bio(bio, key, EVP_aes_128_cbc(), NULL, 0, answer, NULL));
    begin(bio);
    end("written as before", PEM_write_bio_PrivateKey_traditional(bio, key, EVP_aes_128_cbc(), NULL, 0, answer, NULL));
    begin(bio);
    OSSL_ENCODER_CTX_set_cipher(ctx, "AES-128-CBC", NULL);
    OSSL_ENCODER_CTX_set_pem_password_cb(ctx, answer, NULL);
    end("encoder", OSSL_ENCODER_to_bio(ctx, bio));
    OSSL_ENCODER_CTX_free(ctx);
    BIO_free(bio);
}

int main(int argc, char **argv)
{
    static const char *const files[] = { "server-p256-key-encrypted.pem", "server-p256-key-legacy-aes128.pem",
        "server-p256-key-encrypted.der", "server-p256-key.pem" };
    static const char *const turns[] = { "rrrr", "rsss", "wsss", "nsss", "ssss" };
    EVP_PKEY *key;
    BIO *bio;

    (void)argc;
    setvbuf(stdout, NULL, _IONBF, 0);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        bio = BIO_new_file(fixture(argv, files[i]), "r");
        for (size_t j = 0; j < sizeof turns / sizeof *turns; j++) {
            printf("-- %s %s\n", files[i], answers = turns[j]);
            read_all(bio, fixture(argv, files[i]));
        }
        answers = "rrrr";
        decode(bio, answer);
        decode(bio, NULL);
        BIO_free(bio);
    }
    answers = "rwww";
    bio = BIO_new_file(fixture(argv, files[0]), "r");
    read_all(bio, fixture(argv, files[0]));
    BIO_free(bio);
    bio = BIO_new_file(fixture(argv, files[1]), "r");
    begin(bio);
    SHOW_NULL(PEM_read_bio_PrivateKey(bio, NULL, answer, NULL));
    printf("asked %d, the last error %d\n", asked, ERR_GET_REASON(ERR_peek_last_error()));
    ERR_clear_error();
    BIO_free(bio);

    bio = BIO_new_file(fixture(argv, files[3]), "r");
    key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
    answers = "rrrr";
    write_all(key);
    EVP_PKEY_free(key);
    BIO_free(bio);
    return 0;
}
