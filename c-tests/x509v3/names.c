/* X509V3_NAME_from_section: names from a configuration's lines. */
#include "../common.h"
#include <openssl/conf.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

int main(void)
{
    static const char text[] = "[good]\nCN = server\n0.OU = one\n1.OU = two\n1.+OU = three\nO = café\n"
                               "[wrong]\nCN = x\nnosuch = y\n[long]\nC = Germany\n[none]\n[plus]\nCN = a\n+OU = b\nOU,x=c\nOU.y=d\n";
    static const char *const sections[] = {"good", "wrong", "long", "none", "plus"};
    static const unsigned long types[] = {MBSTRING_ASC, MBSTRING_UTF8, V_ASN1_UTF8STRING, V_ASN1_PRINTABLESTRING};
    BIO *in = BIO_new_mem_buf(text, -1), *out = BIO_new_fp(stdout, BIO_NOCLOSE);
    CONF *conf = NCONF_new(NULL);
    long line = 0;
    size_t i, k;

    setvbuf(stdout, NULL, _IONBF, 0);
    SHOW_INT(NCONF_load_bio(conf, in, &line));
    for (i = 0; i < sizeof sections / sizeof sections[0]; i++) {
        for (k = 0; k < sizeof types / sizeof types[0]; k++) {
            X509_NAME *name = X509_NAME_new();

            printf("[%s] %lx\n", sections[i], types[k]);
            SHOW_INT(X509V3_NAME_from_section(name, NCONF_get_section(conf, sections[i]), types[k]));
            show_error_codes();
            X509_NAME_print_ex(out, name, 2, XN_FLAG_MULTILINE);
            printf("\n");
            X509_NAME_free(name);
        }
    }
    SHOW_INT(X509V3_NAME_from_section(NULL, NULL, MBSTRING_ASC));
    show_error_codes();
    NCONF_free(conf);
    BIO_free(in);
    BIO_free(out);
    return 0;
}
