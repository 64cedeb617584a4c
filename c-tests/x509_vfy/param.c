/* X509_VERIFY_PARAM: values, inheritance, names; purposes and trust settings. */
#include "../common.h"
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <openssl/x509_vfy.h>

static void show(const char *what, X509_VERIFY_PARAM *p)
{
    char *ip = X509_VERIFY_PARAM_get1_ip_asc(p);

    printf("%s: name %s flags %lx inherit %x time %ld depth %d level %d hostflags %x hosts", what,
           X509_VERIFY_PARAM_get0_name(p) ? X509_VERIFY_PARAM_get0_name(p) : "-", X509_VERIFY_PARAM_get_flags(p),
           X509_VERIFY_PARAM_get_inh_flags(p), (long)X509_VERIFY_PARAM_get_time(p), X509_VERIFY_PARAM_get_depth(p),
           X509_VERIFY_PARAM_get_auth_level(p), X509_VERIFY_PARAM_get_hostflags(p));
    for (int i = 0; X509_VERIFY_PARAM_get0_host(p, i) != NULL; i++)
        printf(" %s", X509_VERIFY_PARAM_get0_host(p, i));
    printf(" email %s ip %s peer %s\n", X509_VERIFY_PARAM_get0_email(p) ? X509_VERIFY_PARAM_get0_email(p) : "-",
           ip ? ip : "-", X509_VERIFY_PARAM_get0_peername(p) ? X509_VERIFY_PARAM_get0_peername(p) : "-");
    OPENSSL_free(ip);
}

static X509_VERIFY_PARAM *filled(int variant)
{
    X509_VERIFY_PARAM *p = X509_VERIFY_PARAM_new();

    if (variant == 0)
        return p;
    X509_VERIFY_PARAM_set1_name(p, variant == 1 ? "one" : "two");
    X509_VERIFY_PARAM_set_flags(p, variant == 1 ? X509_V_FLAG_CRL_CHECK : X509_V_FLAG_X509_STRICT);
    X509_VERIFY_PARAM_set_depth(p, variant);
    X509_VERIFY_PARAM_set_auth_level(p, variant);
    X509_VERIFY_PARAM_set_purpose(p, variant);
    X509_VERIFY_PARAM_set_trust(p, variant + 1);
    X509_VERIFY_PARAM_set_hostflags(p, (unsigned)variant);
    X509_VERIFY_PARAM_set1_host(p, variant == 1 ? "one.example" : "two.example", 0);
    X509_VERIFY_PARAM_set1_email(p, variant == 1 ? "one@example" : "two@example", 0);
    X509_VERIFY_PARAM_set1_ip_asc(p, variant == 1 ? "1.1.1.1" : "2:2::2:2");
    X509_VERIFY_PARAM_set_time(p, variant * 1000);
    return p;
}

int main(void)
{
    static const unsigned int inherit[] = {0, 1, 2, 3, 4, 8, 16, 17, 5, 6};
    X509_VERIFY_PARAM *p = X509_VERIFY_PARAM_new(), *q;
    STACK_OF(ASN1_OBJECT) *policies = sk_ASN1_OBJECT_new_null();

    show("new", p);
    SHOW_INT(X509_VERIFY_PARAM_set_flags(p, X509_V_FLAG_EXPLICIT_POLICY));
    SHOW_INT(X509_VERIFY_PARAM_clear_flags(p, X509_V_FLAG_POLICY_CHECK));
    show("flags", p);
    SHOW_INT(X509_VERIFY_PARAM_set_inh_flags(p, 0x1f));
    SHOW_INT(X509_VERIFY_PARAM_set_purpose(p, 99));
    show_errors();
    SHOW_INT(X509_VERIFY_PARAM_set_purpose(p, 1));
    SHOW_INT(X509_VERIFY_PARAM_set_trust(p, 99));
    show_errors();
    SHOW_INT(X509_VERIFY_PARAM_set_trust(p, 0));
    show_errors();
    SHOW_INT(X509_VERIFY_PARAM_set1_host(p, "a.example", 0));
    SHOW_INT(X509_VERIFY_PARAM_add1_host(p, "b.exampleXX", 9));
    SHOW_INT(X509_VERIFY_PARAM_add1_host(p, "c.example", 10));
    SHOW_INT(X509_VERIFY_PARAM_add1_host(p, "d\0e", 3));
    SHOW_INT(X509_VERIFY_PARAM_add1_host(p, "\0", 1));
    SHOW_INT(X509_VERIFY_PARAM_add1_host(p, NULL, 0));
    SHOW_INT(X509_VERIFY_PARAM_add1_host(p, "", 0));
    show("hosts", p);
    SHOW_INT(X509_VERIFY_PARAM_set1_host(p, "d\0e", 3));
    SHOW_INT(X509_VERIFY_PARAM_set1_host(p, NULL, 0));
    show("no hosts", p);
    SHOW_INT(X509_VERIFY_PARAM_set1_email(p, "me@exampleXX", 10));
    SHOW_INT(X509_VERIFY_PARAM_set1_ip(p, (const unsigned char *)"\1\2\3\4", 4));
    show("email and ip", p);
    SHOW_INT(X509_VERIFY_PARAM_set1_ip(p, (const unsigned char *)"\1\2\3\4", 3));
    show_errors();
    SHOW_INT(X509_VERIFY_PARAM_set1_ip(p, (const unsigned char *)"0123456789abcdef", 16));
    show("ip 6", p);
    SHOW_INT(X509_VERIFY_PARAM_set1_ip_asc(p, "nonsense"));
    SHOW_INT(X509_VERIFY_PARAM_set1_ip_asc(p, "::"));
    show("ip zero", p);
    SHOW_INT(X509_VERIFY_PARAM_set1_email(p, NULL, 0));
    SHOW_INT(X509_VERIFY_PARAM_set1_ip(p, NULL, 0));
    show("none", p);
    SHOW_INT(X509_VERIFY_PARAM_add0_policy(p, OBJ_txt2obj("1.2.3", 1)));
    show("policy", p);
    sk_ASN1_OBJECT_push(policies, OBJ_nid2obj(NID_any_policy));
    SHOW_INT(X509_VERIFY_PARAM_set1_policies(p, policies));
    show("policies", p);
    SHOW_INT(X509_VERIFY_PARAM_set1_policies(p, NULL));
    sk_ASN1_OBJECT_free(policies);
    SHOW_INT(X509_VERIFY_PARAM_set1_name(p, NULL));
    X509_VERIFY_PARAM_move_peername(p, NULL);
    X509_VERIFY_PARAM_free(p);
    X509_VERIFY_PARAM_free(NULL);

    for (int to = 0; to < 3; to++)
        for (int from = 0; from < 3; from++)
            for (size_t i = 0; i < sizeof inherit / sizeof *inherit; i++)
                for (int set1 = 0; set1 < 2; set1++) {
                    char what[64];

                    p = filled(to);
                    q = filled(from);
                    X509_VERIFY_PARAM_set_inh_flags(i & 1 ? q : p, inherit[i]);
                    if (set1)
                        X509_VERIFY_PARAM_set1(p, q);
                    else
                        X509_VERIFY_PARAM_inherit(p, q);
                    snprintf(what, sizeof what, "%s %d from %d with %x", set1 ? "set1" : "inherit", to, from, inherit[i]);
                    show(what, p);
                    X509_VERIFY_PARAM_free(p);
                    X509_VERIFY_PARAM_free(q);
                }
    p = filled(1);
    SHOW_INT(X509_VERIFY_PARAM_inherit(p, NULL));
    SHOW_INT(X509_VERIFY_PARAM_get_count());
    SHOW_NULL(X509_VERIFY_PARAM_lookup("one"));
    SHOW_INT(X509_VERIFY_PARAM_add0_table(p));
    SHOW_INT(X509_VERIFY_PARAM_get_count());
    SHOW_INT(X509_VERIFY_PARAM_lookup("one") == p);
    for (int i = -1; i <= X509_VERIFY_PARAM_get_count(); i++)
        if (i < 0 || i == X509_VERIFY_PARAM_get_count())
            printf("%d outside\n", i);
        else
            show("table", (X509_VERIFY_PARAM *)X509_VERIFY_PARAM_get0(i));
    X509_VERIFY_PARAM_table_cleanup();
    SHOW_INT(X509_VERIFY_PARAM_get_count());
    SHOW_NULL(X509_VERIFY_PARAM_lookup("none"));
    SHOW_STR(X509_VERIFY_PARAM_get0_name(X509_VERIFY_PARAM_lookup("ssl_server")));

    for (int i = 0; i < X509_PURPOSE_get_count(); i++) {
        X509_PURPOSE *purpose = X509_PURPOSE_get0(i);

        printf("purpose %d: %d %s %s %d, %d %d\n", i, X509_PURPOSE_get_id(purpose), X509_PURPOSE_get0_name(purpose),
               X509_PURPOSE_get0_sname(purpose), X509_PURPOSE_get_trust(purpose),
               X509_PURPOSE_get_by_id(X509_PURPOSE_get_id(purpose)),
               X509_PURPOSE_get_by_sname(X509_PURPOSE_get0_sname(purpose)));
    }
    for (int i = 0; i < X509_TRUST_get_count(); i++) {
        X509_TRUST *trust = X509_TRUST_get0(i);

        printf("trust %d: %d %s %d %d\n", i, X509_TRUST_get_trust(trust), X509_TRUST_get0_name(trust),
               X509_TRUST_get_flags(trust), X509_TRUST_get_by_id(X509_TRUST_get_trust(trust)));
    }
    {
        int place = 5;

        SHOW_NULL(X509_PURPOSE_get0(-1));
        SHOW_NULL(X509_PURPOSE_get0(99));
        SHOW_INT(X509_PURPOSE_get_by_id(99));
        SHOW_INT(X509_PURPOSE_get_by_sname("nothing"));
        SHOW_INT(X509_PURPOSE_set(&place, 3));
        SHOW_INT(place);
        SHOW_INT(X509_PURPOSE_set(&place, 99));
        SHOW_INT(place);
        show_errors();
        SHOW_NULL(X509_TRUST_get0(-1));
        SHOW_NULL(X509_TRUST_get0(99));
        SHOW_INT(X509_TRUST_get_by_id(99));
        SHOW_INT(X509_TRUST_set(&place, 3));
        SHOW_INT(X509_TRUST_set(&place, 99));
        SHOW_INT(place);
        show_errors();
        X509_PURPOSE_cleanup();
        X509_TRUST_cleanup();
    }
    return 0;
}
