/* Private and public keys in PEM: kinds, encryptions, passphrases, damage. */
#include "../common.h"
#include <openssl/evp.h>
#include <openssl/pem.h>

static int answer(char *buf, int size, int rwflag, void *u)
{
    (void)rwflag;
    if (u == NULL)
        return -1;
    if (strcmp(u, "EMPTY") == 0)
        return 0;
    snprintf(buf, (size_t)size, "%s", (const char *)u);
    return (int)strlen(buf);
}

static void key(const char *what, const void *text, size_t len, pem_password_cb *cb, void *u)
{
    BIO *bio = BIO_new_mem_buf(text, (int)len);
    EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, cb, u);

    printf("%s: %s, id %d, bits %d, size %d, security %d, left %d\n", what,
           key != NULL ? "key" : "no key", key ? EVP_PKEY_get_id(key) : 0,
           EVP_PKEY_get_bits(key), EVP_PKEY_get_size(key), EVP_PKEY_get_security_bits(key),
           (int)BIO_ctrl_pending(bio));
    if (cb == answer && u == NULL)
        ERR_clear_error();
    else
        show_error_codes();
    EVP_PKEY_free(key);
    BIO_free(bio);
}

static const char ed[] = "-----BEGIN PRIVATE KEY-----\n"
                         "MC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n"
                         "-----END PRIVATE KEY-----\n";

/* The text with one occurrence replaced by another text. */
static char *replaced(const char *text, const char *from, const char *to)
{
    const char *at = strstr(text, from);
    char *out = malloc(strlen(text) + strlen(to) + 1);

    sprintf(out, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    return out;
}

static void variant(const char *what, const char *text, const char *from, const char *to)
{
    char *changed = replaced(text, from, to);

    key(what, changed, strlen(changed), answer, "secret");
    free(changed);
}

int main(int argc, char **argv)
{
    static const char *const files[] = { "server-rsa-key.pem", "server-p256-key.pem",
                                         "server-p384-key.pem", "server-p521-key.pem",
                                         "server-ed25519-key.pem", "server-rsa-key-traditional.pem",
                                         "server-p256-key-traditional.pem", "ca-rsa-cert.pem",
                                         "server-rsa-public.pem" };
    static const char *const sealed[] = { "server-rsa-key-legacy-aes128.pem", "server-rsa-key-legacy-des3.pem",
                                          "server-p256-key-legacy-aes128.pem",
                                          "server-rsa-key-encrypted.pem",
                                          "server-ed25519-key-encrypted.pem", "key-rsa-pkcs8-des3.pem",
                                          "key-p256-pkcs8-sha512.pem", "key-rsa-pkcs8-scrypt.pem",
                                          "key-rsa-pkcs8-pbe1.pem" };
    size_t len;
    char *text;

    (void)argc;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        text = (char *)read_file(fixture(argv, files[i]), &len);
        key(files[i], text, len, answer, "secret");
        free(text);
    }
    for (size_t i = 0; i < sizeof sealed / sizeof *sealed; i++) {
        text = (char *)read_file(fixture(argv, sealed[i]), &len);
        key(sealed[i], text, len, answer, "secret");
        key("  wrong", text, len, answer, "wrong");
        key("  empty", text, len, answer, "EMPTY");
        key("  refused", text, len, answer, NULL);
        key("  string", text, len, NULL, "secret");
        key("  wrong string", text, len, NULL, "not it");
        free(text);
    }
    key("nothing", "", 0, answer, "secret");
    key("garbage", "hello\nworld\n", 12, answer, "secret");
    key("ed25519", ed, strlen(ed), answer, "secret");
    variant("no end", ed, "-----END", "xxxxxEND");
    variant("other end", ed, "END PRIVATE", "END PUBLIC");
    variant("bad base64", ed, "AgME", "A!ME");
    variant("crlf", ed, "KEY-----\n", "KEY-----\r\n");
    variant("spaces", ed, "HR4f\n", "HR4f  \t \n");
    variant("leading text", ed, "-----BEGIN", "some text\n\n-----BEGIN");
    variant("blank line", ed, "KEY-----\n", "KEY-----\n\n");
    variant("two blank lines", ed, "KEY-----\n", "KEY-----\n\n\n");
    variant("truncated data", ed, "HR4f", "HR4");
    variant("bom", ed, "-----BEGIN", "\xef\xbb\xbf-----BEGIN");
    variant("other algorithm", ed, "K2Vw", "K2V/");
    variant("indented", ed, "-----BEGIN", " -----BEGIN");
    variant("other name", replaced(ed, "BEGIN PRIVATE", "BEGIN RSA PRIVATE"), "END PRIVATE",
            "END RSA PRIVATE");
    variant("unknown name", replaced(ed, "BEGIN PRIVATE", "BEGIN ODD PRIVATE"), "END PRIVATE",
            "END ODD PRIVATE");
    text = (char *)read_file(fixture(argv, "server-rsa-key-legacy-aes128.pem"), &len);
    variant("unknown cipher", text, "AES-128", "AES-999");
    variant("not encrypted", text, "ENCRYPTED", "ENCRYPTE");
    variant("no proc type", text, "Proc-Type", "Prok-Type");
    variant("bad iv", text, "CBC,", "CBC,Z");
    variant("no dek info", text, "DEK-Info", "DEX-Info");
    variant("no iv", text, "CBC,", "CBC;");
    /* Truncated at places of all kinds. */
    for (size_t cut = 0; cut < len; cut += 97) {
        BIO *bio = BIO_new_mem_buf(text, (int)cut);
        EVP_PKEY *got = PEM_read_bio_PrivateKey(bio, NULL, answer, "secret");

        printf("cut at %d: %s\n", (int)cut, got ? "key" : "no key");
        ERR_clear_error();
        BIO_free(bio);
    }
    free(text);
    /* Several things in one file: the first key wins, then the next. */
    {
        char *one = (char *)read_file(fixture(argv, "ca-rsa-cert.pem"), &len);
        char *all = malloc(len + 2 * sizeof ed);
        BIO *bio;
        EVP_PKEY *got = NULL;

        sprintf(all, "%s%s%s", one, ed, ed);
        bio = BIO_new_mem_buf(all, -1);
        for (int i = 0; i < 3; i++) {
            EVP_PKEY *same = PEM_read_bio_PrivateKey(bio, &got, NULL, NULL);

            printf("of several: %s, %s in place\n", same ? "key" : "no key",
                   got ? "something" : "nothing");
        }
        show_error_codes();
        EVP_PKEY_free(got);
        BIO_free(bio);
        free(all);
        free(one);
    }
    return 0;
}
