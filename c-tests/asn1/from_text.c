/* INTEGER, ENUMERATED and strings read back from the hexadecimal text that i2a writes: lines, malformed text, short buffers. */
#include "../common.h"
#include <openssl/asn1.h>
#include <openssl/bio.h>

static BIO *of(const char *text)
{
    BIO *made = BIO_new(BIO_s_mem());

    BIO_write(made, text, (int)strlen(text));
    return made;
}

static void left(BIO *in)
{
    char rest[64];
    int n = BIO_read(in, rest, sizeof rest - 1);

    printf("  left: %d", n);
    if (n > 0)
        printf(" \"%.*s\"", n, rest);
    printf("\n");
    BIO_free(in);
}

static void show(const char *what, int ok, ASN1_STRING *value)
{
    printf("%s: %d type %d", what, ok, ASN1_STRING_type(value));
    show_hex(" bytes", ASN1_STRING_get0_data(value), (size_t)ASN1_STRING_length(value));
    show_errors();
}

static void all(const char *text, int size)
{
    char *line = malloc(size);
    ASN1_INTEGER *number = ASN1_INTEGER_new();
    ASN1_ENUMERATED *choice = ASN1_ENUMERATED_new();
    ASN1_STRING *string = ASN1_STRING_new();
    BIO *in;

    printf("-- \"%s\", %d\n", text, size);
    in = of(text);
    show("INTEGER", a2i_ASN1_INTEGER(in, number, line, size), number);
    left(in);
    in = of(text);
    show("ENUMERATED", a2i_ASN1_ENUMERATED(in, choice, line, size), choice);
    left(in);
    in = of(text);
    show("STRING", a2i_ASN1_STRING(in, string, line, size), string);
    left(in);
    ASN1_INTEGER_free(number);
    ASN1_ENUMERATED_free(choice);
    ASN1_STRING_free(string);
    free(line);
}

int main(void)
{
    static const char *const texts[] = {
        "01\n",      "01",         "0123ABCDEF\n", "0123abcdef\r\n", "",          "\n",         "\r\n",
        "\\\n",      "01\\\n02\n", "01\\\r\n02",   "01\\\n",         "01\\",      "012\n",      "0\n",
        "00\n",      "0001\n",     "00\\\n0001\n", "0001\\\n0002\n", "80\n",      "FF00\n",     "-01\n",
        "01 02\n",   "01x\n",      "xyz\n",        "01\n02\n",       "  01\n",    "01\\\\\n02\n", "01\\\n2\n",
        "01\\\n\n",  "01\\\nzz\n", "0g\n",         "00\\\n00\\\n05\n",
        "012\\\n34\n", "012\\\n045\\\n67\n", "001\\\n001\\\n00\n", "012\\\n", "012\\\nzz\n", "012\\\r\n34\r\n", "012x\\\n34\n",
    };
    char longest[601], place[8];
    ASN1_INTEGER *number = ASN1_INTEGER_new();
    char line[128];
    BIO *in;

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        all(texts[i], 128);
    for (int size = 1; size < 9; size++)
        all("0123\n", size);
    all("01234567\\\n89\n", 8);
    memset(longest, 'A', 600);
    longest[600] = 0;
    all(longest, 1024);
    all(longest, 101);

    for (int size = -1; size < 2; size++) {
        in = of("01\n");
        show("no room", a2i_ASN1_INTEGER(in, number, place, size), number);
        left(in);
    }
    show("no BIO", a2i_ASN1_INTEGER(NULL, number, line, sizeof line), number);

    /* What was there is replaced. */
    ASN1_INTEGER_set(number, -5);
    in = of("0102\n");
    show("over -5", a2i_ASN1_INTEGER(in, number, line, sizeof line), number);
    BIO_free(in);
    ASN1_INTEGER_set(number, -5);
    in = of("zz\n");
    show("zz over -5", a2i_ASN1_INTEGER(in, number, line, sizeof line), number);
    BIO_free(in);

    /* There and back. */
    for (long n = 1; n < 1L << 62; n = n * 77 + 3) {
        BIO *out = BIO_new(BIO_s_mem());

        ASN1_INTEGER_set(number, n);
        i2a_ASN1_INTEGER(out, number);
        ASN1_INTEGER_set(number, 0);
        printf("%ld: %d", n, a2i_ASN1_INTEGER(out, number, line, sizeof line));
        printf(" %ld\n", ASN1_INTEGER_get(number));
        BIO_free(out);
        if (n > (1L << 55))
            break;
    }
    ASN1_INTEGER_free(number);
    return 0;
}
