/* Values of extensions to and from text by single functions; zones, names of other kinds, distribution points. */
#include "../common.h"
#include <openssl/x509v3.h>

static BIO *out;

static void string(const char *what, char *s)
{
    printf("%s: %s\n", what, s ? s : "none");
    OPENSSL_free(s);
    show_errors();
}

static void octets(const char *what, ASN1_STRING *s)
{
    printf("%s type %d", what, s ? ASN1_STRING_type(s) : -1);
    if (s != NULL)
        show_hex("", ASN1_STRING_get0_data(s), (size_t)ASN1_STRING_length(s));
    else
        printf(" none\n");
    ASN1_STRING_free(s);
    show_errors();
}

static void texts(void)
{
    static const char *const numbers[] = {"0", "-0", "12", "-12", "0x", "0xff", "-0x10", "1 2", "", "99999999999999999999999999999999999999999999"};
    ASN1_STRING *s = ASN1_STRING_new();
    ASN1_INTEGER *n;
    size_t i;

    ASN1_STRING_set(s, "text", 4);
    string("ia5", i2s_ASN1_IA5STRING(NULL, s));
    string("utf8", i2s_ASN1_UTF8STRING(NULL, s));
    string("octets", i2s_ASN1_OCTET_STRING(NULL, s));
    ASN1_STRING_set(s, "", 0);
    string("ia5", i2s_ASN1_IA5STRING(NULL, s));
    string("octets", i2s_ASN1_OCTET_STRING(NULL, s));
    string("ia5", i2s_ASN1_IA5STRING(NULL, NULL));
    string("integer", i2s_ASN1_INTEGER(NULL, NULL));
    string("enumerated", i2s_ASN1_ENUMERATED(NULL, NULL));
    ASN1_STRING_free(s);
    octets("ia5", s2i_ASN1_IA5STRING(NULL, NULL, "abc"));
    octets("ia5", s2i_ASN1_IA5STRING(NULL, NULL, NULL));
    octets("utf8", s2i_ASN1_UTF8STRING(NULL, NULL, "abc"));
    octets("utf8", s2i_ASN1_UTF8STRING(NULL, NULL, NULL));
    octets("octets", s2i_ASN1_OCTET_STRING(NULL, NULL, "0a:0B"));
    octets("octets", s2i_ASN1_OCTET_STRING(NULL, NULL, "zz"));
    for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        n = s2i_ASN1_INTEGER(NULL, numbers[i]);
        printf("%s: ", numbers[i]);
        string("number", i2s_ASN1_INTEGER(NULL, n));
        octets("number", n);
    }
    octets("number", s2i_ASN1_INTEGER(NULL, NULL));
    {
        const X509V3_EXT_METHOD *reason = X509V3_EXT_get_nid(NID_crl_reason), *usage = X509V3_EXT_get_nid(NID_key_usage);
        ASN1_ENUMERATED *e = ASN1_ENUMERATED_new();
        STACK_OF(CONF_VALUE) *list = X509V3_parse_list("digitalSignature,cRLSign"), *bad = X509V3_parse_list("x");
        ASN1_BIT_STRING *bits;

        for (i = 0; i < 12; i++) {
            ASN1_ENUMERATED_set(e, (long)i);
            string("reason", i2s_ASN1_ENUMERATED_TABLE((X509V3_EXT_METHOD *)reason, e));
        }
        string("enumerated", i2s_ASN1_ENUMERATED(NULL, e));
        ASN1_ENUMERATED_free(e);
        bits = v2i_ASN1_BIT_STRING((X509V3_EXT_METHOD *)usage, NULL, list);
        sk_CONF_VALUE_pop_free(list, X509V3_conf_free);
        list = i2v_ASN1_BIT_STRING((X509V3_EXT_METHOD *)usage, bits, NULL);
        X509V3_EXT_val_prn(out, list, 1, 0);
        BIO_puts(out, "\n");
        (void)BIO_flush(out);
        sk_CONF_VALUE_pop_free(list, X509V3_conf_free);
        octets("bits", bits);
        octets("bits", v2i_ASN1_BIT_STRING((X509V3_EXT_METHOD *)usage, NULL, bad));
        sk_CONF_VALUE_pop_free(bad, X509V3_conf_free);
        X509V3_EXT_val_prn(out, NULL, 1, 0);
        list = sk_CONF_VALUE_new_null();
        X509V3_EXT_val_prn(out, list, 1, 0);
        X509V3_EXT_val_prn(out, list, 1, 1);
        (void)BIO_flush(out);
        sk_CONF_VALUE_free(list);
    }
}

static void addresses(void)
{
    static const char *const texts[] = {"1.2.3.4", "1.2.3", "256.1.1.1", " 1.2.3.4", "1. 2.3.4", "1.2.3.4 ", "-1.2.3.4", "::", "::1", "1::", "1:2::3", ":1", "1:", ":::", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:1.2.3.4", "::1.2.3.4", "::1.2.3", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "1:2:3:4::5:6:7:8",
        "g::", "fffff::", "FFFF::ffff", "1.2.3.4/255.0.0.0", "::/ffff::", "1.2.3.4/ffff::", "/", "1.2.3.4/", "0.0.0.0/0.0.0.0", "1.2.3.4/8", "", "01.002.3.4", "+1.2.3.4", "1:2:3:4:5:6:7:1.2.3.4", "::1:2:3:4:5:6:1.2.3.4"};
    size_t i;

    for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        printf("\"%s\"\n", texts[i]);
        octets("  address", a2i_IPADDRESS(texts[i]));
        octets("  with mask", a2i_IPADDRESS_NC(texts[i]));
    }
}

static void zones(void)
{
    SXNET *net = NULL;
    ASN1_INTEGER *zone = ASN1_INTEGER_new();
    char longest[80];
    ASN1_OCTET_STRING *user;
    unsigned char *der = NULL;
    const unsigned char *p;
    int len;

    memset(longest, 'a', sizeof(longest));
    ASN1_INTEGER_set(zone, 9);
    SHOW_INT(SXNET_add_id_asc(&net, "5", "user", -1));
    SHOW_INT(SXNET_add_id_asc(&net, "5", "other", -1));
    show_errors();
    SHOW_INT(SXNET_add_id_asc(&net, "x", "other", -1));
    show_errors();
    SHOW_INT(SXNET_add_id_ulong(&net, 70000, "many", 2));
    SHOW_INT(SXNET_add_id_ulong(&net, 6, longest, 65));
    show_errors();
    SHOW_INT(SXNET_add_id_ulong(&net, 6, longest, 64));
    SHOW_INT(SXNET_add_id_INTEGER(&net, zone, "nine", -1));
    SHOW_INT(SXNET_add_id_ulong(NULL, 6, "x", -1));
    SHOW_INT(SXNET_add_id_ulong(&net, 7, NULL, -1));
    SHOW_INT(SXNET_add_id_INTEGER(&net, NULL, "x", -1));
    show_errors();
    user = SXNET_get_id_asc(net, "5");
    printf("%.*s\n", user ? user->length : 4, user ? (char *)user->data : "none");
    user = SXNET_get_id_asc(net, "51");
    printf("%.*s\n", user ? user->length : 4, user ? (char *)user->data : "none");
    SHOW_NULL(SXNET_get_id_asc(net, "x"));
    user = SXNET_get_id_ulong(net, 70000);
    printf("%.*s\n", user ? user->length : 4, user ? (char *)user->data : "none");
    user = SXNET_get_id_INTEGER(net, sk_SXNETID_value(net->ids, 3)->zone);
    printf("%.*s\n", user ? user->length : 4, user ? (char *)user->data : "none");
    show_errors();
    len = i2d_SXNET(net, &der);
    show_hex("net", der, len > 0 ? (size_t)len : 0);
    SXNET_free(net);
    p = der;
    net = d2i_SXNET(NULL, &p, len);
    SHOW_INT(net ? sk_SXNETID_num(net->ids) : -1);
    SXNET_free(net);
    OPENSSL_free(der);
    show_errors();
    net = SXNET_new();
    SHOW_INT(i2d_SXNET(net, NULL));
    SXNET_free(net);
    SXNETID_free(SXNETID_new());
    SXNETID_free(NULL);
    SXNET_free(NULL);
    {
        ISSUER_SIGN_TOOL *tool = ISSUER_SIGN_TOOL_new(), *back;

        ASN1_STRING_set(tool->signTool, "a", 1);
        der = NULL;
        len = i2d_ISSUER_SIGN_TOOL(tool, &der);
        show_hex("tool", der, len > 0 ? (size_t)len : 0);
        p = der;
        back = d2i_ISSUER_SIGN_TOOL(NULL, &p, len);
        SHOW_INT(back != NULL);
        ISSUER_SIGN_TOOL_free(back);
        ISSUER_SIGN_TOOL_free(tool);
        OPENSSL_free(der);
    }
    show_errors();
}

static void names(void)
{
    static const int kinds[] = {GEN_OTHERNAME, GEN_EMAIL, GEN_DNS, GEN_X400, GEN_DIRNAME, GEN_EDIPARTY, GEN_URI, GEN_IPADD, GEN_RID, 99, -1};
    X509V3_CTX ctx;
    size_t i;
    GENERAL_NAME *name = GENERAL_NAME_new(), *other;
    CONF_VALUE pair = {NULL, "DNS", "pair.example"};
    STACK_OF(CONF_VALUE) *list = NULL, *shown;
    GENERAL_NAMES *all;

    X509V3_set_ctx(&ctx, NULL, NULL, NULL, NULL, 0);
    for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        GENERAL_NAME *n = a2i_GENERAL_NAME(NULL, NULL, &ctx, kinds[i], kinds[i] == GEN_IPADD ? "1.2.3.4" : "1.2.3;UTF8:x", 0);

        printf("kind %d: ", kinds[i]);
        if (n != NULL) {
            GENERAL_NAME_print(out, n);
            (void)BIO_flush(out);
        }
        printf("\n");
        GENERAL_NAME_free(n);
        show_errors();
        GENERAL_NAME_free(a2i_GENERAL_NAME(NULL, NULL, &ctx, kinds[i], NULL, 0));
        show_errors();
    }
    SHOW_INT(a2i_GENERAL_NAME(name, NULL, &ctx, GEN_DNS, "in.place", 0) == name);
    SHOW_INT(name->type);
    GENERAL_NAME_free(name);
    name = v2i_GENERAL_NAME(NULL, &ctx, &pair);
    SHOW_INT(name ? name->type : -7);
    pair.name = "what";
    SHOW_NULL(v2i_GENERAL_NAME(NULL, &ctx, &pair));
    show_errors();
    pair.name = "IP";
    pair.value = "1.2.3.4/255.255.0.0";
    other = v2i_GENERAL_NAME_ex(NULL, NULL, &ctx, &pair, 1);
    SHOW_INT(other ? other->type : -7);
    GENERAL_NAME_free(other);
    X509V3_add_value("DNS", "a", &list);
    X509V3_add_value("email", "b@c", &list);
    all = v2i_GENERAL_NAMES(NULL, &ctx, list);
    SHOW_INT(sk_GENERAL_NAME_num(all));
    shown = i2v_GENERAL_NAMES(NULL, all, NULL);
    SHOW_INT(sk_CONF_VALUE_num(shown));
    shown = i2v_GENERAL_NAME(NULL, name, shown);
    SHOW_INT(sk_CONF_VALUE_num(shown));
    X509V3_EXT_val_prn(out, shown, 2, 1);
    BIO_puts(out, "\n");
    (void)BIO_flush(out);
    sk_CONF_VALUE_pop_free(shown, X509V3_conf_free);
    sk_CONF_VALUE_pop_free(list, X509V3_conf_free);
    GENERAL_NAMES_free(all);
    {
        ASN1_OBJECT *oid = NULL;
        ASN1_TYPE *value = NULL;
        GENERAL_NAME *two = GENERAL_NAME_new();

        SHOW_INT(GENERAL_NAME_get0_otherName(name, &oid, &value));
        SHOW_INT(GENERAL_NAME_set0_othername(two, OBJ_txt2obj("1.2.3.4", 1), ASN1_generate_nconf("UTF8:x", NULL)));
        SHOW_INT(GENERAL_NAME_get0_otherName(two, &oid, &value));
        SHOW_INT(GENERAL_NAME_get0_otherName(two, NULL, NULL));
        printf("%d %d\n", oid != NULL, value ? value->type : -1);
        other = GENERAL_NAME_dup(two);
        SHOW_INT(OTHERNAME_cmp(two->d.otherName, other->d.otherName));
        ASN1_STRING_set(other->d.otherName->value->value.utf8string, "y", 1);
        SHOW_INT(OTHERNAME_cmp(two->d.otherName, other->d.otherName) != 0);
        SHOW_INT(OTHERNAME_cmp(two->d.otherName, NULL));
        GENERAL_NAME_free(two);
        GENERAL_NAME_free(other);
    }
    GENERAL_NAME_free(name);
    {
        DIST_POINT_NAME *point = DIST_POINT_NAME_new();
        X509_NAME *issuer = X509_NAME_new(), *rel = X509_NAME_new();

        X509_NAME_add_entry_by_txt(issuer, "O", MBSTRING_ASC, (const unsigned char *)"issuer", -1, -1, 0);
        X509_NAME_add_entry_by_txt(rel, "CN", MBSTRING_ASC, (const unsigned char *)"rel", -1, -1, 0);
        SHOW_INT(DIST_POINT_set_dpname(NULL, issuer));
        SHOW_INT(DIST_POINT_set_dpname(point, issuer));
        point->type = 1;
        point->name.relativename = sk_X509_NAME_ENTRY_new_null();
        sk_X509_NAME_ENTRY_push(point->name.relativename, X509_NAME_ENTRY_dup(X509_NAME_get_entry(rel, 0)));
        SHOW_INT(DIST_POINT_set_dpname(point, issuer));
        X509_NAME_print_ex(out, point->dpname, 0, XN_FLAG_ONELINE);
        BIO_puts(out, "\n");
        (void)BIO_flush(out);
        DIST_POINT_NAME_free(point);
        X509_NAME_free(issuer);
        X509_NAME_free(rel);
    }
    show_errors();
}

int main(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    out = BIO_new_fp(stdout, BIO_NOCLOSE);
    texts();
    addresses();
    zones();
    names();
    BIO_free(out);
    return 0;
}
