/* Modules of configuration files that a program adds, and what the section ssl_conf leaves behind. */
#include "../common.h"
#include <openssl/asn1.h>
#include <openssl/conf.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct ssl_conf_cmd_st SSL_CONF_CMD;
const SSL_CONF_CMD *conf_ssl_get(size_t idx, const char **name, size_t *cnt);
int conf_ssl_name_find(const char *name, size_t *idx);
void conf_ssl_get_cmd(const SSL_CONF_CMD *cmd, size_t idx, char **cmdstr, char **arg);

#define START "openssl_conf=i\n[i]\n"

static int result = 1;
static int mine, call;

static int begin(CONF_IMODULE *md, const CONF *conf)
{
    CONF_MODULE *module = CONF_imodule_get_module(md);

    printf(" begin %s=%s, data %d, module's %d, x %s\n", CONF_imodule_get_name(md), CONF_imodule_get_value(md),
           CONF_imodule_get_usr_data(md) == &call, CONF_module_get_usr_data(module) == &mine,
           NCONF_get_section(conf, "s") ? "there" : "none");
    CONF_imodule_set_usr_data(md, &call);
    CONF_imodule_set_flags(md, 7);
    CONF_module_set_usr_data(module, &mine);
    return result;
}

static int other(CONF_IMODULE *md, const CONF *conf)
{
    (void)conf;
    printf(" other %s=%s\n", CONF_imodule_get_name(md), CONF_imodule_get_value(md));
    return 1;
}

static void end(CONF_IMODULE *md)
{
    printf(" end %s=%s, data %d", CONF_imodule_get_name(md), CONF_imodule_get_value(md), CONF_imodule_get_usr_data(md) == &call);
    if (CONF_imodule_get_usr_data(md) != NULL)
        printf(", flags %lu", CONF_imodule_get_flags(md));
    printf("\n");
}

static void load(const char *text, unsigned long flags)
{
    CONF *conf = NCONF_new(NULL);
    BIO *bio = BIO_new_mem_buf(text, -1);

    NCONF_load_bio(conf, bio, NULL);
    printf("%.60s\n", text);
    printf(" flags %lx: %d", flags, CONF_modules_load(conf, NULL, flags));
    printf(", last error %d:%d\n", ERR_GET_LIB(ERR_peek_last_error()), ERR_GET_REASON(ERR_peek_last_error()));
    ERR_clear_error();
    NCONF_free(conf);
    BIO_free(bio);
}

static void commands(void)
{
    static const char *const names[] = { "sys", "other", "none" };

    for (size_t i = 0; i < 3; i++) {
        size_t index = 77, count = 0;
        const SSL_CONF_CMD *commands;
        const char *name = NULL;

        printf(" %s: %d", names[i], conf_ssl_name_find(names[i], &index));
        printf(" at %zu", index);
        if (index != 77) {
            commands = conf_ssl_get(index, &name, &count);
            printf(" %s, %zu:", name, count);
            for (size_t j = 0; j < count; j++) {
                char *command = NULL, *value = NULL;

                conf_ssl_get_cmd(commands, j, &command, &value);
                printf(" %s=%s", command, value);
            }
        }
        printf("\n");
    }
}

static void tls(void)
{
    SHOW_INT(conf_ssl_name_find(NULL, NULL));
    commands();
    load(START "ssl_conf=s\n[s]\nsys=a\nother=b\n[a]\nA.MinProtocol=TLSv1.2\nB.x.y=z\n.y=1\nz.=2\n[b]\nCiphers = q\n", 0);
    commands();
    load(START "ssl_conf=s\n[s]\nother=a\n[a]\nq=1\n", 0);
    commands();
    load(START "ssl_conf=s\n[s]\nsys=a\nother=nope\n[a]\nq=1\n", 0);
    commands();
    load(START "ssl_conf=s\n[s]\nsys=a\n[a]\nq=1\n", 0);
    commands();
    CONF_modules_finish();
    commands();
    load(START "ssl_conf=s\n[s]\nsys=a\n[a]\nq=1\n", 0);
    CONF_modules_unload(0);
    commands();
}

int main(void)
{
    int status = 0;

    setvbuf(stdout, NULL, _IONBF, 0);
    SHOW_INT(CONF_module_add("mine", begin, end));
    SHOW_INT(CONF_module_add("mine", NULL, NULL));
    SHOW_INT(CONF_module_add("mine2", other, end));
    SHOW_INT(CONF_module_add("endonly", NULL, end));
    SHOW_INT(CONF_module_add("beginonly", other, NULL));
    show_errors();
    load(START "mine=v\n[s]\nx=1\n", 0);
    load(START "mine2=v\nmine.b=v2\nendonly=w\nbeginonly=q\n", 0);
    load(START "mine.a.b=1\nmine=2\n", 0);
    load(START "mineX=1\n", 0);
    load(START "min=1\n", 0);
    load(START "mi.2=1\n", 0);
    load(START "mine.=1\n", 0);
    load(START "=e\n", 0);
    CONF_modules_finish();
    printf("again\n");
    CONF_modules_finish();
    load(START "mine=after\n", 0);
    result = 0;
    load(START "mine=zero\nbeginonly=q\n", 0);
    result = -5;
    load(START "mine=negative\nbeginonly=q\n", CONF_MFLAGS_IGNORE_ERRORS);
    load(START "mine=negative\n", CONF_MFLAGS_IGNORE_RETURN_CODES);
    load(START "mine=negative\n", CONF_MFLAGS_SILENT);
    load(START "none=negative\n", CONF_MFLAGS_SILENT);
    load("openssl_conf=nope\n", CONF_MFLAGS_SILENT);
    load("openssl_conf=nope\n", 0);
    load("openssl_conf=nope\n", CONF_MFLAGS_IGNORE_RETURN_CODES);
    load("config_diagnostics=1\n" START "mine=negative\n", CONF_MFLAGS_IGNORE_ERRORS | CONF_MFLAGS_SILENT);
    load("config_diagnostics=0\n" START "mine=negative\n", CONF_MFLAGS_IGNORE_ERRORS);
    result = 2;
    load(START "mine=two\n", 0);
    CONF_modules_unload(0);
    tls();
    load(START "mine=after0\n", 0);
    CONF_modules_unload(1);
    load(START "mine=after1\n", 0);
    load(START "oid_section=o\n[o]\nfirstnew=1.2.3.4\n", 0);
    ASN1_add_oid_module();
    load(START "oid_section=o\n[o]\nsecondnew=1.2.3.4.5\n", 0);
    load(START "alg_section=o\n[o]\n", 0);
    EVP_add_alg_module();
    load(START "alg_section=o\n[o]\n", 0);
    load(START "ssl_conf=s\n[s]\nsys=a\n[a]\nq=1\n", 0);
    OPENSSL_load_builtin_modules();
    load(START "ssl_conf=s\n[s]\nsys=a\n[a]\nq=1\n", 0);
    printf("%d %d\n", OBJ_sn2nid("firstnew") != NID_undef, OBJ_sn2nid("secondnew") != NID_undef);
    SHOW_INT(CONF_module_add("mine", begin, end));
    load(START "mine=last\n", 0);
    /* What is loaded ends with the process. */
    if (fork() == 0) {
        printf("exit\n");
        exit(0);
    }
    wait(&status);
    SHOW_INT(status);
    OPENSSL_cleanup();
    printf("cleaned up\n");
    return 0;
}
