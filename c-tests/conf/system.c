/* The file that every program loads, in parts: what it says of TLS takes effect. Each case in a process of its own. */
#include "../common.h"
#include <openssl/conf.h>
#include <openssl/ssl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define START "openssl_conf = init\n[init]\nssl_conf = ssl\n[ssl]\nsystem_default = tls\n[tls]\n"

static const struct {
    const char *what, *text;
} cases[] = {
    { "nothing included", START "MinProtocol = TLSv1.3\n" },
    { "a file", ".include HERE/part.conf\n" },
    { "a directory", ".include HERE/parts\n" },
    { "a relative file", ".include part.conf\n" },
    { "by a variable", "here = HERE\n.include $here/part.conf\n" },
    { "below a section", START ".include HERE/lines.conf\n" },
    { "by a pragma", ".pragma includedir:HERE\n.include part.conf\n" },
    { "relative, forbidden", ".pragma abspath:on\n.include part.conf\n" },
    { "a file that is not there", START "MinProtocol = TLSv1.3\n.include HERE/nowhere.conf\nMaxProtocol = TLSv1.3\n" },
    { "a file in error", START "MinProtocol = TLSv1.3\n.include HERE/bad.conf\n" },
    { "a bad pragma", START "MinProtocol = TLSv1.3\n.pragma dollarid:perhaps\n" },
    { "a bad file, with diagnostics", "config_diagnostics = 1\n" START "MinProtocol = TLSv1.3\n.include HERE/bad.conf\n" },
    { "a bad section, with diagnostics", "config_diagnostics = 1\nopenssl_conf = nowhere\n.include HERE/lines.conf\n" },
};

static void put(const char *path, const char *text, const char *here)
{
    FILE *file = fopen(path, "w");

    for (; *text != '\0'; text++)
        if (strncmp(text, "HERE", 4) == 0) {
            fputs(here, file);
            text += 3;
        } else {
            fputc(*text, file);
        }
    fclose(file);
}

static void run(void)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());

    SHOW_NULL(ctx);
    if (ctx != NULL)
        printf(" from %x to %x, ticket option %d\n", (unsigned)SSL_CTX_get_min_proto_version(ctx),
               (unsigned)SSL_CTX_get_max_proto_version(ctx), (SSL_CTX_get_options(ctx) & SSL_OP_NO_TICKET) != 0);
    SSL_CTX_free(ctx);
}

int main(void)
{
    char here[4000], path[4096];

    if (getcwd(here, sizeof here) == NULL)
        return 1;
    snprintf(path, sizeof path, "%s/openssl.cnf", here);
    setenv("OPENSSL_CONF", path, 1);
    put("lines.conf", "MinProtocol = TLSv1.3\nOptions = -SessionTicket\n", here);
    put("part.conf", START ".include HERE/lines.conf\n", here);
    mkdir("parts", 0755);
    put("parts/one.cnf", START "MinProtocol = TLSv1.3\n", here);
    put("parts/two.txt", "bad\n", here);
    put("bad.conf", "bad\n", here);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int status = 0;

        put("openssl.cnf", cases[i].text, here);
        printf("%s\n", cases[i].what);
        fflush(stdout);
        if (fork() == 0) {
            run();
            fflush(stdout);
            _exit(0);
        }
        wait(&status);
        if (status != 0)
            printf("status %x\n", status);
    }
    return 0;
}
