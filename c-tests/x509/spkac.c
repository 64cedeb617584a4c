/* SPKAC, the request form of browsers: made, signed, verified, shown, in base64 and DER, and damaged. */
#include "../common.h"
#include <openssl/pem.h>
#include <openssl/x509.h>

static EVP_PKEY *key(char **argv, const char *name)
{
    BIO *bio = BIO_new_file(fixture(argv, name), "r");
    EVP_PKEY *k = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);

    BIO_free(bio);
    return k;
}

int main(int argc, char **argv)
{
    static const char *files[] = {"server-rsa-key.pem", "server-p256-key.pem"};
    /* of a fixed key, so that what is shown does not vary */
    static const unsigned char empty[] = {0x30, 0x20, 0x30, 0x1a, 0x30, 0x0e, 0x30, 0x09, 0x06, 0x03, 0x2a, 0x03, 0x04, 0x05, 0x00, 0x30, 0x00, 0x03, 0x01, 0x00, 0x16, 0x05, 'h', 'e', 'l', 'l', 'o'};
    size_t f;
    BIO *out;

    (void)argc;
    (void)empty;
    setvbuf(stdout, NULL, _IONBF, 0);
    out = BIO_new_fp(stdout, BIO_NOCLOSE);
    for (f = 0; f < 2; f++) {
        EVP_PKEY *k = key(argv, files[f]), *other = key(argv, "client-p256-key.pem"), *back;
        NETSCAPE_SPKI *spki = NETSCAPE_SPKI_new(), *again;
        char *text;
        unsigned char *der = NULL;
        const unsigned char *at;
        int len;

        printf("== %s\n", files[f]);
        SHOW_NULL(NETSCAPE_SPKI_get_pubkey(spki));
        show_errors();
        ASN1_STRING_set(spki->spkac->challenge, "challenge", 9);
        SHOW_INT(NETSCAPE_SPKI_set_pubkey(spki, k));
        SHOW_INT(NETSCAPE_SPKI_verify(spki, k));
        ERR_clear_error();
        SHOW_INT(NETSCAPE_SPKI_sign(spki, k, EVP_sha256()) > 0);
        SHOW_INT(NETSCAPE_SPKI_verify(spki, k));
        SHOW_INT(NETSCAPE_SPKI_verify(spki, other) > 0);
        ERR_clear_error();
        back = NETSCAPE_SPKI_get_pubkey(spki);
        SHOW_INT(EVP_PKEY_eq(back, k));
        EVP_PKEY_free(back);
        text = NETSCAPE_SPKI_b64_encode(spki);
        again = NETSCAPE_SPKI_b64_decode(text, -1);
        SHOW_INT(again != NULL && NETSCAPE_SPKI_verify(again, k) == 1);
        NETSCAPE_SPKI_free(again);
        again = NETSCAPE_SPKI_b64_decode(text, (int)strlen(text));
        SHOW_INT(again != NULL);
        NETSCAPE_SPKI_free(again);
        SHOW_NULL(NETSCAPE_SPKI_b64_decode(text, 20));
        show_error_codes();
        SHOW_NULL(NETSCAPE_SPKI_b64_decode("!!!", -1));
        show_error_codes();
        SHOW_NULL(NETSCAPE_SPKI_b64_decode("", -1));
        show_error_codes();
        OPENSSL_free(text);
        len = i2d_NETSCAPE_SPKI(spki, &der);
        at = der;
        again = d2i_NETSCAPE_SPKI(NULL, &at, len);
        SHOW_INT(again != NULL && at == der + len);
        ASN1_STRING_set(again->spkac->challenge, "changed", 7);
        SHOW_INT(NETSCAPE_SPKI_verify(again, k));
        ERR_clear_error();
        NETSCAPE_SPKI_free(again);
        OPENSSL_free(der);
        der = NULL;
        len = i2d_NETSCAPE_SPKAC(spki->spkac, &der);
        at = der;
        {
            NETSCAPE_SPKAC *inner = d2i_NETSCAPE_SPKAC(NULL, &at, len);

            SHOW_INT(inner ? ASN1_STRING_length(inner->challenge) : -1);
            NETSCAPE_SPKAC_free(inner);
        }
        OPENSSL_free(der);
        /* what varies is cut off */
        ASN1_STRING_set(spki->signature, "\1\2\3\4\5\6\7\10\11\12\13\14\15\16\17\20\21\22\23\24", 20);
        X509_PUBKEY_free(spki->spkac->pubkey);
        spki->spkac->pubkey = X509_PUBKEY_new();
        SHOW_INT(NETSCAPE_SPKI_print(out, spki));
        ERR_clear_error();
        NETSCAPE_SPKI_free(spki);
        EVP_PKEY_free(k);
        EVP_PKEY_free(other);
    }
    NETSCAPE_SPKI_free(NULL);
    NETSCAPE_SPKAC_free(NETSCAPE_SPKAC_new());
    BIO_free(out);
    return 0;
}
