/* A name whose SET does not say that it is constructed. */
#include "../common.h"
#include <openssl/x509.h>

static void parse(unsigned char sequence, unsigned char set, unsigned char pair)
{
    unsigned char der[] = { sequence, 12, set, 10, pair, 8, 6, 3, 0x55, 4, 3, 0x0c, 1, 'a' };
    const unsigned char *at = der;
    X509_NAME *name = d2i_X509_NAME(NULL, &at, sizeof der);
    char text[64];

    printf("%02x %02x %02x: %s\n", sequence, set, pair, name ? X509_NAME_oneline(name, text, sizeof text) : "refused");
    ERR_clear_error();
    X509_NAME_free(name);
}

int main(void)
{
    parse(0x30, 0x31, 0x30);
    parse(0x30, 0x11, 0x30);
    parse(0x10, 0x31, 0x30);
    parse(0x30, 0x31, 0x10);
    parse(0x30, 0x30, 0x30);
    return 0;
}
