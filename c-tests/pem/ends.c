/* DER that ends too early, in files and in memory. */
#include "../common.h"
#include <openssl/x509.h>

int main(void)
{
    static const char *const cut[] = {"", "\x30", "\x30\x82", "\x30\x82\x01", "\x30\x05\x02", "\x30\x80", "\x30\x80\x02"};
    FILE *file;
    size_t i;

    for (i = 0; i < sizeof cut / sizeof cut[0]; i++) {
        BIO *b = BIO_new_mem_buf(cut[i], -1), *e = BIO_new(BIO_s_mem());

        printf("cut %zu\n", i);
        file = tmpfile();
        fwrite(cut[i], 1, strlen(cut[i]), file);
        rewind(file);
        SHOW_NULL(d2i_X509_fp(file, NULL));
        show_error_codes();
        SHOW_NULL(d2i_X509_bio(b, NULL));
        show_error_codes();
        BIO_write(e, cut[i], (int)strlen(cut[i]));
        SHOW_NULL(d2i_X509_bio(e, NULL));
        show_error_codes();
        BIO_free(b);
        BIO_free(e);
        fclose(file);
    }
    return 0;
}
