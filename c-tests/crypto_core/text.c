/* Strings, hexadecimal, calendars, versions. */
#include "../common.h"
#include <openssl/crypto.h>
#include <time.h>

int main(void)
{
    char buf[32];
    unsigned char bytes[8], *made;
    const char *words[] = { "", "a", "0a:1B2c", "0a1", "zz", "00", ":", "0A:", "1", "ff:ee:dd" };
    size_t n;
    long len;
    struct tm tm, other;
    time_t t;
    int day, sec;

    memset(buf, '#', sizeof buf);
    SHOW_INT(OPENSSL_strlcpy(buf, "hello", 32));
    SHOW_STR(buf);
    SHOW_INT(OPENSSL_strlcat(buf, " world", 9));
    SHOW_STR(buf);
    SHOW_INT(OPENSSL_strlcpy(buf, "a longer text than fits", 6));
    SHOW_STR(buf);
    SHOW_INT(OPENSSL_strlcat(buf, "x", 3));
    SHOW_STR(buf);
    SHOW_INT(OPENSSL_strlcpy(buf, "x", 0));
    SHOW_INT(OPENSSL_strnlen("abc", 2));
    SHOW_INT(OPENSSL_strnlen("abc", 20));
    SHOW_INT(OPENSSL_strcasecmp("Hello", "hELLO"));
    SHOW_INT(OPENSSL_strcasecmp("a", "B") < 0);
    SHOW_INT(OPENSSL_strcasecmp("b", "A") > 0);
    SHOW_INT(OPENSSL_strcasecmp("a", "ab") < 0);
    SHOW_INT(OPENSSL_strncasecmp("HELlo", "helix", 3));
    SHOW_INT(OPENSSL_strncasecmp("HELlo", "helix", 4) > 0);
    SHOW_INT(OPENSSL_strncasecmp("a", "b", 0));
    for (int c = 0; c < 256; c++)
        if (OPENSSL_hexchar2int((unsigned char)c) >= 0)
            printf("%c=%d ", c, OPENSSL_hexchar2int((unsigned char)c));
    printf("\n");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        len = -5;
        made = OPENSSL_hexstr2buf(words[i], &len);
        printf("'%s' %s\n", words[i], made ? "read" : "refused");
        if (made != NULL)
            show_hex("bytes", made, (size_t)len);
        OPENSSL_free(made);
        show_errors();
        n = 99;
        printf("%d\n", OPENSSL_hexstr2buf_ex(bytes, sizeof bytes, &n, words[i], ':'));
        show_errors();
    }
    SHOW_INT(OPENSSL_hexstr2buf_ex(bytes, 2, &n, "010203", 0));
    show_errors();
    SHOW_INT(OPENSSL_hexstr2buf_ex(NULL, 0, &n, "010203", 0));
    SHOW_INT(n);
    SHOW_INT(OPENSSL_hexstr2buf_ex(bytes, 8, NULL, "01-02-03", '-'));
    SHOW_STR(made = (unsigned char *)OPENSSL_buf2hexstr((const unsigned char *)"abc\xff", 4));
    OPENSSL_free(made);
    SHOW_STR(made = (unsigned char *)OPENSSL_buf2hexstr((const unsigned char *)"", 0));
    OPENSSL_free(made);
    SHOW_INT(OPENSSL_buf2hexstr_ex(buf, sizeof buf, &n, (const unsigned char *)"abc", 3, '-'));
    SHOW_STR(buf);
    SHOW_INT(n);
    SHOW_INT(OPENSSL_buf2hexstr_ex(buf, sizeof buf, NULL, (const unsigned char *)"abc", 3, 0));
    SHOW_STR(buf);
    SHOW_INT(OPENSSL_buf2hexstr_ex(buf, 5, &n, (const unsigned char *)"abc", 3, '-'));
    show_errors();
    SHOW_INT(OPENSSL_buf2hexstr_ex(NULL, 0, &n, (const unsigned char *)"abc", 3, '-'));
    SHOW_INT(n);

    for (int i = -3; i < 9; i++) {
        t = (time_t)i * 400000000 + 86399;
        SHOW_NULL(OPENSSL_gmtime(&t, &tm));
        printf("%d-%d-%d %d:%d:%d\n", tm.tm_year, tm.tm_mon, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
        other = tm;
        SHOW_INT(OPENSSL_gmtime_adj(&other, 59, 86401 * i));
        printf("%d-%d-%d %d:%d:%d\n", other.tm_year, other.tm_mon, other.tm_mday, other.tm_hour, other.tm_min, other.tm_sec);
        day = sec = 0;
        SHOW_INT(OPENSSL_gmtime_diff(&day, &sec, &tm, &other));
        printf("%d %d\n", day, sec);
        SHOW_INT(OPENSSL_gmtime_diff(&day, &sec, &other, &tm));
        printf("%d %d\n", day, sec);
    }
    SHOW_INT(OPENSSL_gmtime_adj(&tm, 4000000, 0));
    SHOW_INT(OPENSSL_gmtime_adj(&tm, -4000000, 0));

    SHOW_INT(OpenSSL_version_num() >> 20);
    SHOW_INT(OPENSSL_version_major());
    SHOW_INT(OPENSSL_version_minor());
    SHOW_STR(OPENSSL_version_pre_release());
    SHOW_STR(OPENSSL_version_build_metadata());
    SHOW_INT(strncmp(OpenSSL_version(OPENSSL_VERSION), "OpenSSL 3.0.", 12));
    SHOW_INT(strncmp(OpenSSL_version(OPENSSL_VERSION_STRING), "3.0.", 4));
    SHOW_STR(OpenSSL_version(OPENSSL_DIR));
    SHOW_STR(OpenSSL_version(99));
    SHOW_STR(OPENSSL_info(OPENSSL_INFO_CONFIG_DIR));
    SHOW_STR(OPENSSL_info(OPENSSL_INFO_DSO_EXTENSION));
    SHOW_STR(OPENSSL_info(OPENSSL_INFO_DIR_FILENAME_SEPARATOR));
    SHOW_STR(OPENSSL_info(OPENSSL_INFO_LIST_SEPARATOR));
    SHOW_STR(OPENSSL_info(1));
    SHOW_INT(OPENSSL_issetugid());
    SHOW_INT(OPENSSL_isservice());
    return 0;
}
