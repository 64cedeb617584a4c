/* BIO_s_log: the system's log, whose functions this program has in its place. */
#include "../common.h"
#include <openssl/bio.h>
#include <stdarg.h>
#include <syslog.h>

static void logged(int priority, const char *format, va_list args)
{
    char text[3000];

    vsnprintf(text, sizeof text, format, args);
    printf("  logged at %d: \"%s\"\n", priority, text);
}

void syslog(int priority, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    logged(priority, format, args);
    va_end(args);
}

void __syslog_chk(int priority, int flag, const char *format, ...);
void __syslog_chk(int priority, int flag, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    logged(priority, format, args);
    va_end(args);
}

void openlog(const char *name, int options, int facility)
{
    printf("  opened as \"%s\", options %d, facility %d\n", name, options, facility);
}

void closelog(void)
{
    printf("  closed\n");
}

int main(void)
{
    static const char *const lines[] = {
        "PANIC text", "EMERG text", "EMR text", "ALERT text", "ALR text", "CRIT text", "CRI text", "ERROR text",
        "ERR text", "WARNING text", "WARN text", "WAR text", "NOTICE text", "NOTE text", "NOT text", "INFO text",
        "INF text", "DEBUG text", "DBG text", "text", "ERR", "ERR ", "err text", " ERR text", "ERRtext", "ERR  text",
        "ERROR\ntext", "ERR %s%n text", "" };
    BIO *log = BIO_new(BIO_s_log());
    char buf[20], *large = OPENSSL_malloc(2001);

    SHOW_INT(BIO_method_type(log));
    SHOW_STR(BIO_method_name(log));
    SHOW_INT(BIO_get_init(log));
    SHOW_INT(BIO_get_shutdown(log));
    SHOW_INT(BIO_ctrl(log, BIO_CTRL_SET, LOG_USER, "a test"));
    SHOW_INT(BIO_ctrl(log, BIO_CTRL_SET_FILENAME, LOG_USER, "a test"));
    SHOW_INT(BIO_ctrl(log, BIO_CTRL_FLUSH, 0, NULL));
    SHOW_INT(BIO_ctrl(log, BIO_CTRL_PENDING, 0, NULL));
    SHOW_INT(BIO_ctrl(log, BIO_CTRL_DUP, 0, NULL));
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        printf("\"%s\": %d\n", lines[i], BIO_puts(log, lines[i]));
    SHOW_INT(BIO_write(log, "text\0more", 9));
    SHOW_INT(BIO_write(log, "", 0));
    SHOW_INT(BIO_write(log, "text", 2));
    SHOW_INT(BIO_printf(log, "INFO %d", 3));
    memset(large, 'x', 2000);
    large[2000] = 0;
    SHOW_INT(BIO_puts(log, large));
    SHOW_INT(BIO_read(log, buf, 5));
    SHOW_INT(BIO_gets(log, buf, 5));
    SHOW_INT(BIO_should_retry(log));
    show_errors();
    BIO_free(log);
    OPENSSL_free(large);
    return 0;
}
