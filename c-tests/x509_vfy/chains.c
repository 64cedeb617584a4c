/*
 * Judges every chain of chains.txt (made by chains.py): verdict, error, depth,
 * chain, and each call of the callback must be the same.
 */
#include "../common.h"
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

enum { MAX_OVERRIDES = 1 };

static int override_all, calls;
static char trace[16384];

static const char *common_name(X509 *x)
{
    static char text[2][128];
    static int next;
    char *place = text[next++ & 1];

    strcpy(place, "-");
    if (x != NULL && X509_NAME_get_text_by_NID(X509_get_subject_name(x), NID_commonName, place, sizeof text[0]) < 0)
        strcpy(place, "(none)");
    return place;
}

static int callback(int ok, X509_STORE_CTX *ctx)
{
    size_t used = strlen(trace);
    X509 *cert = X509_STORE_CTX_get_current_cert(ctx), *issuer = X509_STORE_CTX_get0_current_issuer(ctx);
    X509_CRL *crl = X509_STORE_CTX_get0_current_crl(ctx);

    calls++;
    snprintf(trace + used, sizeof trace - used, " %d:%d@%d(%s%s%s)", ok, X509_STORE_CTX_get_error(ctx),
             X509_STORE_CTX_get_error_depth(ctx), common_name(cert), ok == 1 ? "<" : "",
             ok == 1 ? common_name(issuer) : crl != NULL ? " crl" : "");
    return override_all ? 1 : ok;
}

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

static X509 *certificate(const char *hex)
{
    long len;
    unsigned char *bytes = from_hex(hex, &len);
    const unsigned char *at = bytes;
    X509 *x = d2i_X509_AUX(NULL, &at, len);

    if (x == NULL) {
        at = bytes;
        x = d2i_X509(NULL, &at, len);
    }
    if (x == NULL)
        printf("  a certificate does not parse\n");
    free(bytes);
    return x;
}

static X509_CRL *revocation_list(const char *hex)
{
    long len;
    unsigned char *bytes = from_hex(hex, &len);
    const unsigned char *at = bytes;
    X509_CRL *crl = d2i_X509_CRL(NULL, &at, len);

    if (crl == NULL)
        printf("  a CRL does not parse\n");
    free(bytes);
    return crl;
}

int main(int argc, char **argv)
{
    FILE *file = fopen(argc > 2 ? argv[2] : fixture(argv, "chains.txt"), "r");
    static char line[1 << 18];
    char title[256] = "";
    X509_STORE *store = NULL;
    X509_STORE_CTX *ctx = NULL;
    X509_VERIFY_PARAM *param = NULL;
    STACK_OF(X509) *untrusted = NULL;
    STACK_OF(X509_CRL) *crls = NULL;
    X509 *leaf = NULL;
    int count = 0;

    if (file == NULL) {
        printf("no chains\n");
        return 2;
    }
    while (fgets(line, sizeof line, file) != NULL) {
        char *value = strchr(line, ' ');

        line[strcspn(line, "\n")] = 0;
        if (value != NULL)
            *value++ = 0;
        else
            value = line + strlen(line);
        if (strcmp(line, "case") == 0) {
            snprintf(title, sizeof title, "%s", value);
            store = X509_STORE_new();
            ctx = X509_STORE_CTX_new();
            param = X509_VERIFY_PARAM_new();
            untrusted = sk_X509_new_null();
            crls = sk_X509_CRL_new_null();
            leaf = NULL;
            override_all = calls = 0;
            trace[0] = 0;
        } else if (strcmp(line, "leaf") == 0) {
            leaf = certificate(value);
        } else if (strcmp(line, "trusted") == 0) {
            X509 *x = certificate(value);

            if (x != NULL && !X509_STORE_add_cert(store, x))
                printf("  not added\n");
            X509_free(x);
        } else if (strcmp(line, "untrusted") == 0) {
            X509 *x = certificate(value);

            if (x != NULL)
                sk_X509_push(untrusted, x);
        } else if (strcmp(line, "crl") == 0) {
            X509_CRL *crl = revocation_list(value);

            if (crl != NULL)
                sk_X509_CRL_push(crls, crl);
        } else if (strcmp(line, "store-crl") == 0) {
            X509_CRL *crl = revocation_list(value);

            if (crl != NULL)
                X509_STORE_add_crl(store, crl);
            X509_CRL_free(crl);
        } else if (strcmp(line, "flags") == 0) {
            X509_VERIFY_PARAM_set_flags(param, strtoul(value, NULL, 0));
        } else if (strcmp(line, "time") == 0) {
            X509_VERIFY_PARAM_set_time(param, (time_t)strtoll(value, NULL, 10));
        } else if (strcmp(line, "purpose") == 0) {
            X509_VERIFY_PARAM_set_purpose(param, atoi(value));
        } else if (strcmp(line, "trust") == 0) {
            X509_VERIFY_PARAM_set_trust(param, atoi(value));
        } else if (strcmp(line, "depth") == 0) {
            X509_VERIFY_PARAM_set_depth(param, atoi(value));
        } else if (strcmp(line, "level") == 0) {
            X509_VERIFY_PARAM_set_auth_level(param, atoi(value));
        } else if (strcmp(line, "host") == 0) {
            X509_VERIFY_PARAM_add1_host(param, value, 0);
        } else if (strcmp(line, "hostflags") == 0) {
            X509_VERIFY_PARAM_set_hostflags(param, (unsigned)strtoul(value, NULL, 0));
        } else if (strcmp(line, "email") == 0) {
            X509_VERIFY_PARAM_set1_email(param, value, 0);
        } else if (strcmp(line, "ip") == 0) {
            X509_VERIFY_PARAM_set1_ip_asc(param, value);
        } else if (strcmp(line, "policy") == 0) {
            X509_VERIFY_PARAM_add0_policy(param, OBJ_txt2obj(value, 1));
        } else if (strcmp(line, "override") == 0) {
            override_all = 1;
        } else if (strcmp(line, "default") == 0 || strcmp(line, "param") == 0) {
            /* done below, in the context */
            if (strcmp(line, "default") == 0)
                X509_VERIFY_PARAM_inherit(param, X509_VERIFY_PARAM_lookup(value));
            else
                X509_VERIFY_PARAM_set1_name(param, value);
        } else if (strcmp(line, "end") == 0) {
            int ok = -9, error, top;
            const char *name = X509_VERIFY_PARAM_get0_name(param);
            STACK_OF(X509) *chain;

            X509_STORE_CTX_init(ctx, store, leaf, sk_X509_num(untrusted) > 0 ? untrusted : NULL);
            X509_VERIFY_PARAM_set1(X509_STORE_CTX_get0_param(ctx), param);
            if (name != NULL && strcmp(name, "clear-trusted-first") == 0)
                X509_VERIFY_PARAM_clear_flags(X509_STORE_CTX_get0_param(ctx), X509_V_FLAG_TRUSTED_FIRST);
            X509_STORE_CTX_set0_crls(ctx, crls);
            X509_STORE_CTX_set_verify_cb(ctx, callback);
            if (leaf != NULL && !left_out())
                ok = X509_verify_cert(ctx);
            error = X509_STORE_CTX_get_error(ctx);
            chain = X509_STORE_CTX_get0_chain(ctx);
            top = sk_X509_num(chain);
            printf("%s: %d error %d depth %d chain %d untrusted %d peer %s |%s\n", title, ok, error,
                   X509_STORE_CTX_get_error_depth(ctx), top, X509_STORE_CTX_get_num_untrusted(ctx),
                   X509_VERIFY_PARAM_get0_peername(X509_STORE_CTX_get0_param(ctx))
                       ? X509_VERIFY_PARAM_get0_peername(X509_STORE_CTX_get0_param(ctx)) : "-",
                   trace);
            X509_STORE_CTX_free(ctx);
            X509_VERIFY_PARAM_free(param);
            X509_STORE_free(store);
            sk_X509_pop_free(untrusted, X509_free);
            sk_X509_CRL_pop_free(crls, X509_CRL_free);
            X509_free(leaf);
            ERR_clear_error();
            count++;
        }
    }
    fclose(file);
    printf("%d chains\n", count);
    return 0;
}
