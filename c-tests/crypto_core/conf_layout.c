/* A configuration's public structure: Ruby walks through its table. */
#include "../common.h"
#include <openssl/conf.h>
#include <openssl/conftypes.h>
#include <openssl/lhash.h>

static int sections;

static void show_doall_arg(CONF_VALUE *value, BIO *out)
{
    STACK_OF(CONF_VALUE) *list;

    if (value->name != NULL)
        return;
    sections++;
    list = (STACK_OF(CONF_VALUE) *)value->value;
    BIO_printf(out, "[%s] %d:", value->section, sk_CONF_VALUE_num(list));
    for (int i = 0; i < sk_CONF_VALUE_num(list); i++) {
        CONF_VALUE *entry = sk_CONF_VALUE_value(list, i);

        BIO_printf(out, " %s=%s", entry->name, entry->value);
    }
    BIO_printf(out, "\n");
}

static IMPLEMENT_LHASH_DOALL_ARG_FN(show, CONF_VALUE, BIO)

int main(void)
{
    CONF *conf = NCONF_new(NULL);
    BIO *in = BIO_new_mem_buf("a = 1\n[x]\nb = $a\nc = ${default::a}\n[x]\nd = 4\n[empty]\n[ y ]\ne = 5\n", -1);
    BIO *out = BIO_new_fp(stdout, BIO_NOCLOSE);
    long line = 0;

    printf("before: includedir %s, libctx %s, flags %d %d\n",
           conf->includedir ? "there" : "NULL", conf->libctx ? "there" : "NULL", conf->flag_dollarid, conf->flag_abspath);
    printf("loaded %d, line %ld\n", NCONF_load_bio(conf, in, &line), line);
    show_errors();
    lh_doall_arg((_LHASH *)conf->data, LHASH_DOALL_ARG_FN(show), out);
    printf("%d sections, %lu entries\n", sections, lh_CONF_VALUE_num_items(conf->data));
    NCONF_free(conf);
    BIO_free(in);
    BIO_free(out);
    return 0;
}
