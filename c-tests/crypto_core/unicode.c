/* BMPString text from and to ASCII and UTF-8, and other small helpers of libcrypto. */
#include "../common.h"
#include <openssl/conf.h>
#include <openssl/crypto.h>
#include <openssl/objects.h>
#include <openssl/opensslv.h>
#include <openssl/pkcs12.h>

static void from_ascii(const char *text, int len)
{
    unsigned char *uni = NULL;
    int unilen = -1;

    SHOW_NULL(OPENSSL_asc2uni(text, len, &uni, &unilen));
    printf("'%s' (%d): %d\n", text, len, unilen);
    if (uni != NULL)
        show_hex("  uni", uni, (size_t)unilen);
    OPENSSL_free(uni);
}

static void from_utf8(const char *text, int len)
{
    unsigned char *uni = NULL;
    int unilen = -1;

    SHOW_NULL(OPENSSL_utf82uni(text, len, &uni, &unilen));
    printf("(%d): %d\n", len, unilen);
    if (uni != NULL)
        show_hex("  uni", uni, (size_t)unilen);
    OPENSSL_free(uni);
    show_error_codes();
}

static void to_text(const char *what, const unsigned char *uni, int len)
{
    char *ascii = OPENSSL_uni2asc(uni, len), *utf8;

    printf("%s (%d)\n", what, len);
    if (ascii != NULL)
        show_hex("  asc", ascii, strlen(ascii) + 1);
    else
        printf("  asc NULL\n");
    OPENSSL_free(ascii);
    utf8 = OPENSSL_uni2utf8(uni, len);
    if (utf8 != NULL)
        show_hex("  utf8", utf8, strlen(utf8) + 1);
    else
        printf("  utf8 NULL\n");
    OPENSSL_free(utf8);
    show_error_codes();
}

int main(void)
{
    static const unsigned char plain[] = "\0a\0b\0c\0\0", umlaut[] = "\0\xe4\x20\xac\0\0",
        pair[] = "\xd8\x3d\xde\x00\0\0", high[] = "\xd8\x3d\0a\0\0", low[] = "\xde\0\0a\0\0", cut[] = "\xd8\x3d";

    from_ascii("abc", 3);
    from_ascii("abc", -1);
    from_ascii("abc", 2);
    from_ascii("", 0);
    from_ascii("\xe4", 1);
    from_utf8("abc", -1);
    from_utf8("abc", 1);
    from_utf8("", 0);
    from_utf8("\xc3\xa4\xe2\x82\xac", -1);
    from_utf8("\xf0\x9f\x98\x80!", -1);
    from_utf8("\xf4\x90\x80\x80", -1);
    from_utf8("\xff", -1);
    from_utf8("\xc3", -1);
    from_utf8("a\xc3(", -1);
    from_utf8("\xed\xa0\x80", -1);
    to_text("plain", plain, 8);
    to_text("plain", plain, 6);
    to_text("plain", plain, 5);
    to_text("plain", plain, 0);
    to_text("umlaut", umlaut, 6);
    to_text("umlaut", umlaut, 4);
    to_text("pair", pair, 6);
    to_text("pair", pair, 4);
    to_text("high surrogate alone", high, 6);
    to_text("low surrogate alone", low, 6);
    to_text("cut", cut, 2);

    SHOW_STR(OPENSSL_version_pre_release());
    SHOW_STR(OPENSSL_version_build_metadata());
    SHOW_INT(OPENSSL_version_major());
    SHOW_INT(OPENSSL_version_minor());
    /* The patch release is that of the reference; ours may be older. */
    printf("patch is %s\n", OPENSSL_version_patch() > 0 ? "positive" : "0");
    OPENSSL_init();
    show_errors();

    show_errors();
    return 0;
}
