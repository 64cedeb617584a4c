/* The functions with "...": formatted output, error texts, key generation. */
#include "../common.h"
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

static int vprint(BIO *bio, const char *format, ...)
{
    va_list args;
    int len;

    va_start(args, format);
    len = BIO_vprintf(bio, format, args);
    va_end(args);
    return len;
}

static int vformat(char *buf, size_t n, const char *format, ...)
{
    va_list args;
    int len;

    va_start(args, format);
    len = BIO_vsnprintf(buf, n, format, args);
    va_end(args);
    return len;
}

static void vraise(int reason, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    ERR_new();
    ERR_vset_error(ERR_LIB_USER, reason, format, args);
    va_end(args);
}

static void vadd(int count, ...)
{
    va_list args;

    va_start(args, count);
    ERR_add_error_vdata(count, args);
    va_end(args);
}

#define FORMAT(...) \
    do { \
        memset(buf, 'z', sizeof buf); \
        len = BIO_snprintf(buf, sizeof buf, __VA_ARGS__); \
        printf("%s -> %d \"%s\"\n", #__VA_ARGS__, len, len < 0 ? "" : buf); \
    } while (0)

static void formats(void)
{
    char buf[256];
    int len;

    FORMAT("plain");
    FORMAT("%d %i %u %x %X %o", -42, 42, 42u, 0xbeefu, 0xbeefu, 8u);
    FORMAT("%5d|%-5d|%05d|%+d|% d", 42, 42, 42, 42, 42);
    FORMAT("%#x %#o", 255u, 8u);
    FORMAT("%ld %lu %lld %llu", -1L, 1UL, -1LL, 1ULL);
    FORMAT("%hd %hu %zu %jd", (short)-3, (unsigned short)3, (size_t)7, (intmax_t)-7);
    FORMAT("%s|%10s|%-10s|%.2s|%5.1s", "abc", "abc", "abc", "abc", "abc");
    FORMAT("%c%c%%", 'a', 'b');
    FORMAT("%*d|%-*d|%.*s", 6, 42, 6, 42, 2, "abc");
    FORMAT("%.0f %.1f %.3f %f", 2.6, 2.27, 3.14159, 1.0);
    FORMAT("%8.2f|%-8.2f|%08.2f", 3.14159, 3.14159, 3.14159);
    FORMAT("%.3d %.5x %8.3d", 7, 10u, 7);
    FORMAT("%d items of %s at %s:%d", 3, "kind", "localhost", 443);
    FORMAT("%02X:%02x", 0x0fu, 0xf0u);
    FORMAT("%s", "");
    FORMAT("%#X", 255u);
    FORMAT("%.0f", 2.5);
    FORMAT("%.1f", 2.25);
    FORMAT("%s", (char *)NULL);

    printf("cut: %d \"%.9s\"\n", BIO_snprintf(buf, 10, "0123456789abcdef"), buf);
    printf("fits: %d \"%s\"\n", BIO_snprintf(buf, 11, "0123456789"), buf);
    printf("just not: %d \"%.9s\"\n", BIO_snprintf(buf, 10, "0123456789"), buf);
    printf("one byte: %d\n", BIO_snprintf(buf, 1, "x"));
    printf("list: %d \"%s\"\n", vformat(buf, sizeof buf, "%s=%d", "a", 1), buf);
}

static void to_bio(void)
{
    BIO *bio = BIO_new(BIO_s_mem());
    char *text, big[5000];
    long len;

    memset(big, 'b', sizeof big - 1);
    big[sizeof big - 1] = '\0';
    SHOW_INT(BIO_printf(bio, "%s-%03d", "printed", 7));
    SHOW_INT(vprint(bio, "[%s]", "list"));
    SHOW_INT(BIO_printf(bio, "%s", ""));
    SHOW_INT(BIO_printf(bio, "%s!", big));
    len = BIO_get_mem_data(bio, &text);
    printf("%ld bytes: %.20s ... %c\n", len, text, len > 0 ? text[len - 1] : '?');
    BIO_free(bio);
    SHOW_INT(BIO_printf(NULL, "nowhere"));
    show_errors();
}

static void errors(void)
{
    ERR_raise_data(ERR_LIB_X509, 101, "wanted %d, got %s", 5, "six");
    show_errors();
    ERR_raise(ERR_LIB_USER, 7);
    show_errors();
    ERR_raise(ERR_LIB_X509, 101);
    ERR_add_error_data(3, "name=", "value", ";");
    ERR_add_error_data(2, " more", NULL);
    show_errors();
    ERR_raise_data(ERR_LIB_CRYPTO, ERR_R_MALLOC_FAILURE, "first %s", "part");
    vadd(2, " and", " second");
    show_errors();
    vraise(9, "%c%c", 'o', 'k');
    show_errors();
    vraise(10, NULL);
    show_errors();
    ERR_raise_data(ERR_LIB_SYS, 2, "calling open(%s)", "file");
    show_errors();
}

static void show_key(const char *label, EVP_PKEY *key)
{
    printf("%s: %s", label, key != NULL ? "made" : "none");
    if (key != NULL)
        printf(", type %d, %d bits", EVP_PKEY_get_base_id(key), EVP_PKEY_get_bits(key));
    printf("\n");
    show_error_codes();
    EVP_PKEY_free(key);
}

static void keys(void)
{
    show_key("RSA", EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)2048));
    show_key("EC", EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256"));
    show_key("ed25519", EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"));
}

int main(void)
{
    formats();
    to_bio();
    errors();
    keys();
    return 0;
}
