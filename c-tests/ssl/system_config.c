/* What openssl.cnf sets for every context: each case in a process of its own, with OPENSSL_CONF set. */
#include "../common.h"
#include <openssl/conf.h>
#include <openssl/ssl.h>
#include <sys/wait.h>
#include <unistd.h>

#define SECTIONS "openssl_conf = init\n[init]\nssl_conf = ssl\n[ssl]\nsystem_default = sys\n"
#define MORE SECTIONS "other = oth\n"

static const struct {
    const char *what, *text;
} cases[] = {
    { "nothing", "" },
    { "minimum", SECTIONS "[sys]\nMinProtocol = TLSv1.3\n" },
    { "maximum", SECTIONS "[sys]\nMaxProtocol = TLSv1.2\n" },
    { "both", SECTIONS "[sys]\nMinProtocol = TLSv1.2\nMaxProtocol = TLSv1.2\n" },
    { "ciphers", SECTIONS "[sys]\nCipherString = ECDHE-RSA-AES128-GCM-SHA256:@SECLEVEL=3\n" },
    { "suites", SECTIONS "[sys]\nCiphersuites = TLS_AES_128_GCM_SHA256\n" },
    { "level alone", SECTIONS "[sys]\nCipherString = ECDHE+AESGCM:@SECLEVEL=1\n" },
    { "groups", SECTIONS "[sys]\nGroups = P-384:X25519\n" },
    { "curves", SECTIONS "[sys]\nCurves = P-521\n" },
    { "sigalgs", SECTIONS "[sys]\nSignatureAlgorithms = ECDSA+SHA256:RSA-PSS+SHA384\n" },
    { "options", SECTIONS "[sys]\nOptions = ServerPreference,-SessionTicket,NoResumptionOnRenegotiation\n" },
    { "verify", SECTIONS "[sys]\nVerifyMode = Peer\n" },
    { "all", SECTIONS "[sys]\nMinProtocol = TLSv1.2\nCipherString = ECDHE+AESGCM\nGroups = P-256\nOptions = ServerPreference\n" },
    { "bad value", SECTIONS "[sys]\nMinProtocol = nonsense\nMaxProtocol = TLSv1.2\n" },
    { "bad command", SECTIONS "[sys]\nNonsense = 1\nMaxProtocol = TLSv1.2\n" },
    { "certificate", SECTIONS "[sys]\nCertificate = /nowhere.pem\nMaxProtocol = TLSv1.2\n" },
    { "prefixed", SECTIONS "[sys]\n1.MinProtocol = TLSv1.3\nx.y.Options = ServerPreference\n" },
    { "diagnostics", "config_diagnostics = 1\n" SECTIONS "[sys]\nMinProtocol = nonsense\n" },
    { "diagnostics, good", "config_diagnostics = 1\n" SECTIONS "[sys]\nMinProtocol = TLSv1.3\n" },
    { "missing section", SECTIONS },
    { "missing other section", MORE "[sys]\nMaxProtocol = TLSv1.2\n" },
    { "diagnostics, empty", "config_diagnostics = 1\n" SECTIONS "[sys]\n" },
    { "diagnostics, missing", "config_diagnostics = 1\n" SECTIONS },
    { "diagnostics, module", "config_diagnostics = 1\nopenssl_conf = init\n[init]\nssl_conf = ssl\nnonsense = x\n[ssl]\nsystem_default = sys\n[sys]\nMaxProtocol = TLSv1.2\n" },
    { "missing ssl section", "openssl_conf = init\n[init]\nssl_conf = ssl\n" },
    { "missing init section", "openssl_conf = init\n" },
    { "damaged", "openssl_conf = init\n[init\n" },
    { "module before", "openssl_conf = init\n[init]\nnonsense = x\nssl_conf = ssl\n[ssl]\nsystem_default = sys\n[sys]\nMaxProtocol = TLSv1.2\n" },
    { "module after", "openssl_conf = init\n[init]\nssl_conf = ssl\nnonsense = x\n[ssl]\nsystem_default = sys\n[sys]\nMaxProtocol = TLSv1.2\n" },
    { "providers", "openssl_conf = init\n[init]\nproviders = p\nssl_conf = ssl\n[p]\ndefault = d\n[d]\nactivate = 1\n[ssl]\nsystem_default = sys\n[sys]\nMaxProtocol = TLSv1.2\n" },
    { "other", MORE "[sys]\nMaxProtocol = TLSv1.2\n[oth]\nMinProtocol = TLSv1.2\nMaxProtocol = TLSv1.3\n" },
    { "other, damaged", MORE "[sys]\nMaxProtocol = TLSv1.2\n[oth]\nNonsense = 1\n" },
    { "variables", "level = 3\n" SECTIONS "[sys]\nCipherString = ECDHE+AESGCM:@SECLEVEL=$::level\n" },
};

static void show(SSL_CTX *ctx)
{
    SSL *ssl = SSL_new(ctx);
    int groups[20], n;

    printf("  versions %lx %lx, level %d, options %lx, verify %d\n", (long)SSL_CTX_get_min_proto_version(ctx),
           (long)SSL_CTX_get_max_proto_version(ctx), SSL_CTX_get_security_level(ctx),
           (unsigned long)SSL_CTX_get_options(ctx), SSL_CTX_get_verify_mode(ctx));
    printf("  first ciphers");
    for (int i = 0; i < 3; i++)
        printf(" %s", SSL_get_cipher_list(ssl, i) ? SSL_get_cipher_list(ssl, i) : "-");
    printf("\n");
    n = SSL_CTX_get_security_level(ctx) >= 0 ? (int)SSL_get1_groups(ssl, NULL) : 0;
    if (n > 0 && n < 4) {
        SSL_get1_groups(ssl, groups);
        for (int i = 0; i < n; i++)
            printf("  group %d\n", groups[i]);
    }
    SSL_free(ssl);
}

static int child(const char *how)
{
    SSL_CTX *ctx;

    if (strcmp(how, "none") == 0)
        printf("  init without file: %d\n", OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, NULL));
    if (strcmp(how, "client") == 0)
        ctx = SSL_CTX_new(TLS_client_method());
    else if (strcmp(how, "server") == 0)
        ctx = SSL_CTX_new(TLS_server_method());
    else
        ctx = SSL_CTX_new(TLS_method());
    printf("  context %s\n", ctx != NULL ? "made" : "NULL");
    show_errors();
    if (ctx != NULL) {
        show(ctx);
        if (strcmp(how, "config") == 0) {
            SHOW_INT(SSL_CTX_config(ctx, "other"));
            show_errors();
            show(ctx);
            SHOW_INT(SSL_CTX_config(ctx, "empty"));
            show_errors();
            SHOW_INT(SSL_CTX_config(ctx, "unknown"));
            show_errors();
            SHOW_INT(SSL_CTX_config(ctx, NULL));
            show_errors();
            SSL *ssl = SSL_new(ctx);
            SHOW_INT(SSL_config(ssl, "other"));
            show_errors();
            printf("  connection %d %d\n", (int)SSL_get_min_proto_version(ssl), (int)SSL_get_max_proto_version(ssl));
            SSL_free(ssl);
        }
    }
    SSL_CTX_free(ctx);
    return 0;
}

static void run(char **argv, const char *how)
{
    int status;

    fflush(stdout);
    if (fork() == 0) {
        execl(argv[0], argv[0], argv[1], how, (char *)NULL);
        _exit(127);
    }
    wait(&status);
    printf("  %s ended with %d\n", how, status);
}

int main(int argc, char **argv)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (argc > 2)
        return child(argv[2]);
    setenv("OPENSSL_CONF", "openssl-test.cnf", 1);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        FILE *file = fopen("openssl-test.cnf", "w");

        fputs(cases[i].text, file);
        fclose(file);
        printf("%s\n", cases[i].what);
        run(argv, "any");
        if (strcmp(cases[i].what, "both") == 0)
            run(argv, "none");
        if (strcmp(cases[i].what, "options") == 0) {
            run(argv, "client");
            run(argv, "server");
        }
        if (strncmp(cases[i].what, "other", 5) == 0)
            run(argv, "config");
    }
    setenv("OPENSSL_CONF", "missing.cnf", 1);
    printf("missing file\n");
    run(argv, "any");
    setenv("OPENSSL_CONF", "", 1);
    printf("no file\n");
    run(argv, "any");
    return 0;
}
