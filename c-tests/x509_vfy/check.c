/* X509_check_purpose, _ca, _trust, _issued; Suite B; times; error texts. */
#include "../common.h"
#include <openssl/asn1.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <time.h>

static X509 *load(char **argv, const char *name)
{
    FILE *file = fopen(fixture(argv, name), "r");
    X509 *x = file ? PEM_read_X509(file, NULL, NULL, NULL) : NULL;

    if (file != NULL)
        fclose(file);
    return x;
}

int main(int argc, char **argv)
{
    static const char *const names[] = {"ca-rsa-cert.pem", "intermediate-cert.pem", "server-rsa-cert.pem",
        "client-p256-cert.pem", "server-chain-cert.pem", "version1-cert.pem", "self-signed-cert.pem", "ca-p384-cert.pem",
        "wrong-usage-cert.pem"};
    enum { COUNT = sizeof names / sizeof *names };
    static const struct { int type; const char *text; } times[] = {
        {V_ASN1_UTCTIME, "700101000000Z"}, {V_ASN1_UTCTIME, "491231235959Z"}, {V_ASN1_UTCTIME, "500101000000Z"},
        {V_ASN1_UTCTIME, "260101000000Z"}, {V_ASN1_UTCTIME, "260101000001Z"}, {V_ASN1_UTCTIME, "2601010000Z"},
        {V_ASN1_UTCTIME, "260101000000+0100"}, {V_ASN1_UTCTIME, "261301000000Z"}, {V_ASN1_UTCTIME, "26010100000aZ"},
        {V_ASN1_UTCTIME, ""}, {V_ASN1_UTCTIME, "20260101000000Z"}, {V_ASN1_GENERALIZEDTIME, "20260101000000Z"},
        {V_ASN1_GENERALIZEDTIME, "99991231235959Z"}, {V_ASN1_GENERALIZEDTIME, "20260101000000.5Z"},
        {V_ASN1_GENERALIZEDTIME, "00000101000000Z"}, {V_ASN1_GENERALIZEDTIME, "260101000000Z"},
        {V_ASN1_GENERALIZEDTIME, "20240229000000Z"}, {V_ASN1_GENERALIZEDTIME, "20230229000000Z"},
        {V_ASN1_OCTET_STRING, "260101000000Z"}};
    X509 *certs[COUNT];
    time_t now = 1767225600;

    (void)argc;
    for (int i = 0; i < COUNT; i++)
        if ((certs[i] = load(argv, names[i])) == NULL)
            printf("no %s\n", names[i]);
    for (int i = 0; i < COUNT; i++) {
        printf("%s: ca %d purposes", names[i], X509_check_ca(certs[i]));
        for (int purpose = -1; purpose <= 10; purpose++)
            printf(" %d:%d/%d", purpose, X509_check_purpose(certs[i], purpose, 0),
                   X509_check_purpose(certs[i], purpose, 1));
        printf(" trust");
        for (int trust = -1; trust <= 9; trust++)
            printf(" %d:%d/%d", trust, X509_check_trust(certs[i], trust, 0),
                   X509_check_trust(certs[i], trust, X509_TRUST_NO_SS_COMPAT));
        printf("\n  issued");
        for (int j = 0; j < COUNT; j++)
            printf(" %d", X509_check_issued(certs[j], certs[i]));
        printf("\n  supported");
        for (int j = 0; j < X509_get_ext_count(certs[i]); j++)
            printf(" %d", X509_supported_extension(X509_get_ext(certs[i], j)));
        printf("\n");
    }
    for (unsigned long flags = 0; flags <= X509_V_FLAG_SUITEB_128_LOS; flags += X509_V_FLAG_SUITEB_128_LOS_ONLY) {
        STACK_OF(X509) *chain = sk_X509_new_null();
        int depth = -1;

        for (int i = 0; i < COUNT; i++)
            printf("%d ", X509_chain_check_suiteb(NULL, certs[i], NULL, flags));
        sk_X509_push(chain, load(argv, "server-p384-cert.pem"));
        sk_X509_push(chain, certs[7]);
        printf("%d ", X509_chain_check_suiteb(&depth, NULL, chain, flags));
        printf("at %d\n", depth);
        X509_free(sk_X509_value(chain, 0));
        sk_X509_free(chain);
    }
    SHOW_NULL(X509_chain_up_ref(NULL));
    for (long code = -1; code < 100; code++)
        printf("%ld %s\n", code, X509_verify_cert_error_string(code));

    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        ASN1_STRING *s = ASN1_STRING_type_new(times[i].type);

        ASN1_STRING_set(s, times[i].text, -1);
        printf("%s: %d %d", times[i].text, X509_cmp_time(s, &now), X509_cmp_current_time(s) != 0);
        printf(" frame %d %d\n", X509_cmp_timeframe(NULL, s, NULL), X509_cmp_timeframe(NULL, NULL, s));
        ASN1_STRING_free(s);
    }
    {
        X509_VERIFY_PARAM *param = X509_VERIFY_PARAM_new();
        ASN1_TIME *start, *end, *s;

        SHOW_NULL(start = X509_time_adj(NULL, -10, &now));
        SHOW_NULL(end = X509_time_adj_ex(NULL, 1, 5, &now));
        SHOW_STR(start->data);
        SHOW_STR(end->data);
        SHOW_INT(end->type);
        X509_VERIFY_PARAM_set_time(param, now);
        SHOW_INT(X509_cmp_timeframe(param, start, end));
        X509_VERIFY_PARAM_set_time(param, now - 11);
        SHOW_INT(X509_cmp_timeframe(param, start, end));
        X509_VERIFY_PARAM_set_time(param, now + 90000);
        SHOW_INT(X509_cmp_timeframe(param, start, end));
        X509_VERIFY_PARAM_clear_flags(param, X509_V_FLAG_USE_CHECK_TIME);
        X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_NO_CHECK_TIME);
        SHOW_INT(X509_cmp_timeframe(param, start, end));
        SHOW_INT(X509_time_adj(start, 86400L * 366 * 30, &now) == start);
        SHOW_STR(start->data);
        SHOW_INT(start->type);
        s = ASN1_UTCTIME_new();
        SHOW_INT(X509_time_adj(s, 0, &now) == s);
        SHOW_STR(s->data);
        SHOW_NULL(X509_time_adj(s, 86400L * 366 * 30, &now));
        SHOW_INT(X509_gmtime_adj(s, 100) == s);
        SHOW_INT(X509_cmp_current_time(s));
        SHOW_INT(X509_gmtime_adj(s, -100) == s);
        SHOW_INT(X509_cmp_current_time(s));
        SHOW_NULL(X509_time_adj_ex(NULL, 1 << 30, 0, &now));
        ASN1_TIME_free(s);
        ASN1_TIME_free(start);
        ASN1_TIME_free(end);
        X509_VERIFY_PARAM_free(param);
    }
    for (int i = 0; i < COUNT; i++)
        X509_free(certs[i]);
    return 0;
}
