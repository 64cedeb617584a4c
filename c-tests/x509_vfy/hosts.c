/*
 * X509_check_host, _email, _ip and _ip_asc over the certificates and names of
 * hosts.txt (made by chains.py), with each flag.
 */
#include "../common.h"
#include <openssl/x509.h>
#include <openssl/x509v3.h>

static unsigned char *from_hex(const char *hex, long *len)
{
    size_t n = strlen(hex) / 2;
    unsigned char *bytes = malloc(n + 1);

    for (size_t i = 0; i < n; i++) {
        unsigned int byte;

        sscanf(hex + 2 * i, "%2x", &byte);
        bytes[i] = (unsigned char)byte;
    }
    *len = (long)n;
    return bytes;
}

int main(int argc, char **argv)
{
    static const unsigned int flags[] = {0, 1, 2, 4, 8, 16, 32, 33, 12, 63};
    FILE *file = fopen(argc > 2 ? argv[2] : fixture(argv, "hosts.txt"), "r");
    static char line[1 << 16];
    struct { char *name; X509 *x; } certs[200];
    size_t count = 0;

    if (file == NULL)
        return 2;
    while (fgets(line, sizeof line, file) != NULL) {
        char *value;

        line[strcspn(line, "\n")] = 0;
        if ((value = strchr(line, ' ')) == NULL)
            continue;
        *value++ = 0;
        if (strcmp(line, "cert") == 0 && count < 200) {
            char *hex = strchr(value, ' ');
            long len;
            unsigned char *bytes;
            const unsigned char *at;

            *hex++ = 0;
            bytes = from_hex(hex, &len);
            at = bytes;
            certs[count].name = strdup(value);
            certs[count].x = d2i_X509(NULL, &at, len);
            if (certs[count].x == NULL)
                printf("%s does not parse\n", value);
            else
                count++;
            free(bytes);
            continue;
        }
        for (size_t i = 0; i < count; i++) {
            int any = 0;

            for (size_t f = 0; f < sizeof flags / sizeof *flags; f++) {
                char *peer = NULL;
                int found = strcmp(line, "host") == 0 ? X509_check_host(certs[i].x, value, 0, flags[f], &peer)
                    : strcmp(line, "email") == 0 ? X509_check_email(certs[i].x, value, 0, flags[f])
                    : X509_check_ip_asc(certs[i].x, value, flags[f]);

                if (found != 0) {
                    if (!any)
                        printf("%s \"%s\" in %s:", line, value, certs[i].name);
                    printf(" %u=%d%s%s", flags[f], found, peer ? "," : "", peer ? peer : "");
                    any = 1;
                }
                OPENSSL_free(peer);
            }
            if (any)
                printf("\n");
        }
    }
    fclose(file);

    /* Lengths, NULs and NULLs. */
    for (size_t i = 0; i < count; i++) {
        if (strcmp(certs[i].name, "san-'www.example.com'") != 0)
            continue;
        SHOW_INT(X509_check_host(certs[i].x, "www.example.com", 15, 0, NULL));
        SHOW_INT(X509_check_host(certs[i].x, "www.example.com", 16, 0, NULL));
        SHOW_INT(X509_check_host(certs[i].x, "www.example.comxx", 15, 0, NULL));
        SHOW_INT(X509_check_host(certs[i].x, "www.example.com\0x", 17, 0, NULL));
        SHOW_INT(X509_check_host(certs[i].x, "www.example.com\0\0", 17, 0, NULL));
        SHOW_INT(X509_check_host(certs[i].x, "\0", 1, 0, NULL));
        SHOW_INT(X509_check_host(certs[i].x, "w", 1, 0, NULL));
        SHOW_INT(X509_check_host(certs[i].x, NULL, 0, 0, NULL));
        SHOW_INT(X509_check_email(certs[i].x, NULL, 0, 0));
        SHOW_INT(X509_check_email(certs[i].x, "a\0b", 3, 0));
        SHOW_INT(X509_check_ip(certs[i].x, NULL, 0, 0));
        SHOW_INT(X509_check_ip(certs[i].x, (const unsigned char *)"\x7f\0\0\1", 4, 0));
        SHOW_INT(X509_check_ip(certs[i].x, (const unsigned char *)"\x7f\0\0", 3, 0));
        SHOW_INT(X509_check_ip_asc(certs[i].x, NULL, 0));
    }
    for (size_t i = 0; i < count; i++) {
        free(certs[i].name);
        X509_free(certs[i].x);
    }
    return 0;
}
