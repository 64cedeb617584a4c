/* What extensions of the program's own are to say and answer, and callbacks that do so. */
#ifndef TLSRS_TESTS_EXT_PLAN_H
#define TLSRS_TESTS_EXT_PLAN_H

#include "../common.h"
#include <openssl/ssl.h>
#include <string.h>

/* What each extension is to do; `type` is its number. */
struct plan {
    const char *who;
    unsigned type;
    const char *data;
    int add, parse, alert;
};

static int add_cb(SSL *s, unsigned type, unsigned context, const unsigned char **out, size_t *outlen, X509 *x,
                  size_t chainidx, int *al, void *arg)
{
    struct plan *plan = arg;

    printf("  %s adds %u to %x, certificate %s %zu: %d\n", plan->who, type, context, x ? "yes" : "no",
           x ? chainidx : 0, plan->add);
    (void)s;
    if (plan->alert)
        *al = plan->alert;
    *out = (const unsigned char *)plan->data;
    *outlen = strlen(plan->data);
    return plan->add;
}

static void free_cb(SSL *s, unsigned type, unsigned context, const unsigned char *out, void *arg)
{
    struct plan *plan = arg;

    (void)s;
    printf("  %s frees %u of %x: %s\n", plan->who, type, context, (const char *)out);
}

static int parse_cb(SSL *s, unsigned type, unsigned context, const unsigned char *in, size_t inlen, X509 *x,
                    size_t chainidx, int *al, void *arg)
{
    struct plan *plan = arg;

    (void)s;
    printf("  %s parses %u of %x: '%.*s', certificate %s %zu: %d\n", plan->who, type, context, (int)inlen,
           (const char *)in, x ? "yes" : "no", x ? chainidx : 0, plan->parse);
    if (plan->alert)
        *al = plan->alert;
    return plan->parse;
}

static int old_add(SSL *s, unsigned type, const unsigned char **out, size_t *outlen, int *al, void *arg)
{
    struct plan *plan = arg;

    (void)s, (void)al;
    printf("  %s (old) adds %u: %d\n", plan->who, type, plan->add);
    *out = (const unsigned char *)plan->data;
    *outlen = strlen(plan->data);
    return plan->add;
}

static void old_free(SSL *s, unsigned type, const unsigned char *out, void *arg)
{
    struct plan *plan = arg;

    (void)s;
    printf("  %s (old) frees %u: %s\n", plan->who, type, (const char *)out);
}

static int old_parse(SSL *s, unsigned type, const unsigned char *in, size_t inlen, int *al, void *arg)
{
    struct plan *plan = arg;

    (void)s, (void)al;
    printf("  %s (old) parses %u: '%.*s': %d\n", plan->who, type, (int)inlen, (const char *)in,
           plan->parse);
    return plan->parse;
}

#endif
