/* Every ASN.1 type against every sample: what decodes, what it encodes to, what is cut short. */
#include "../common.h"
#include <openssl/asn1.h>
#include <openssl/ocsp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

extern const ASN1_ITEM *ASN1_SEQUENCE_it(void);

static const struct {
    const char *name, *hex;
} samples[] = {
    { "bmp", "1e0400680069" },
    { "bmp_odd", "1e03006869" },
    { "general", "1b0767656e6572616c" },
    { "ia5", "1603696135" },
    { "octet", "04066f6374657473" },
    { "printable", "13095072696e7461626c65" },
    { "printable_bad", "13032a405f" },
    { "t61", "1404743631e9" },
    { "universal", "1c0400000075" },
    { "universal_bad", "1c03000075" },
    { "utf8", "0c02c3a9" },
    { "utf8_bad", "0c02fffe" },
    { "visible", "1a0776697369626c65" },
    { "numeric", "120431322033" },
    { "bits", "030203a8" },
    { "bits_bad", "030209a8" },
    { "bits_empty", "0300" },
    { "utctime", "170d3330303130323033303430355a" },
    { "gentime", "180f32303330303130323033303430355a" },
    { "utctime_bad", "17023330" },
    { "enumerated", "0a0105" },
    { "enumerated_neg", "0a01fb" },
    { "enumerated_empty", "0a00" },
    { "integer", "0202012c" },
    { "bool", "0101ff" },
    { "null", "0500" },
    { "oid", "06032a0304" },
    { "octet_constructed", "248004026162040263640000" },
    { "octet_long_len", "048200026162" },
    { "seq_empty", "3000" },
    { "seq_indef", "30800101ff0000" },
    { "set_empty", "3100" },
    { "seq_int", "3003020101" },
    { "seq_bool", "30030101ff" },
    { "bc", "30060101ff020103" },
    { "ad", "301e06082b060105050730018612687474703a2f2f612e6578616d706c652f78" },
    { "aia",
      "3039301e06082b060105050730018612687474703a2f2f612e6578616d706c652f78301706082b06010505073002820b"
      "6578616d706c652e636f6d" },
    { "akid", "301d80036b6579a113a411300f310d300b06035504030c044e616d65820105" },
    { "akid_key", "300580036b6579" },
    { "policies",
      "304c304206032a0304303b301606082b06010505070201160a687474703a2f2f637073302106082b0601050507020230"
      "15300d0c034f726730060201010201020c045465787430060604551d2000" },
    { "policy",
      "304206032a0304303b301606082b06010505070201160a687474703a2f2f637073302106082b06010505070202301530"
      "0d0c034f726730060201010201020c0454657874" },
    { "pq_cps", "301606082b06010505070201160a687474703a2f2f637073" },
    { "pq_un", "302106082b060105050702023015300d0c034f726730060201010201020c0454657874" },
    { "pq_other", "300806032a0305020104" },
    { "notice", "3015300d0c034f726730060201010201020c0454657874" },
    { "noticeref", "300d0c034f72673006020101020102" },
    { "dp",
      "3031a016a0148612687474703a2f2f612e6578616d706c652f7881020560a213a411300f310d300b06035504030c044e"
      "616d65" },
    { "crldp",
      "30463031a016a0148612687474703a2f2f612e6578616d706c652f7881020560a213a411300f310d300b06035504030c"
      "044e616d653011a00fa10d300b06035504030c044e616d65" },
    { "dpn_full", "a0148612687474703a2f2f612e6578616d706c652f78" },
    { "dpn_rel", "a10d300b06035504030c044e616d65" },
    { "idp", "3022a016a0148612687474703a2f2f612e6578616d706c652f788101ff830206408401ff" },
    { "eku", "301406082b0601050507030106082b06010505070302" },
    { "gn_other", "a00e06032a0304a0070c056f74686572" },
    { "gn_mail", "8103614062" },
    { "gn_dns", "820b6578616d706c652e636f6d" },
    { "gn_dir", "a411300f310d300b06035504030c044e616d65" },
    { "gn_edi", "a50fa0040c026173a1070c057061727479" },
    { "gn_uri", "8612687474703a2f2f612e6578616d706c652f78" },
    { "gn_ip", "87047f000001" },
    { "gn_rid", "88022a03" },
    { "gn_x400", "a303020101" },
    { "gn_unknown", "890178" },
    { "names",
      "305fa00e06032a0304a0070c056f74686572820b6578616d706c652e636f6da411300f310d300b06035504030c044e61"
      "6d65a50fa0040c026173a1070c0570617274798612687474703a2f2f612e6578616d706c652f7887047f00000188022a"
      "03" },
    { "othername", "300e06032a0304a0070c056f74686572" },
    { "ediparty", "300fa0040c026173a1070c057061727479" },
    { "pkup", "3022800f32303330303130323033303430355a810f32303331303130323033303430355a" },
    { "pkup_bad", "300480027878" },
    { "proxy", "300f06082b060105050715010403706f6c" },
    { "pci", "300f020101300a06082b06010505071501" },
    { "algor", "300906052b0e03021a0500" },
    { "algor_bare", "300506032b6570" },
    { "attr", "301306092a864886f70d01090731060c0470617373" },
    { "attr_empty", "300706032a03043100" },
    { "ext", "300f0603551d130101ff040530030101ff" },
    { "ext_plain", "300806032a0304040178" },
    { "rdn", "300b06035504030c044e616d65" },
    { "name", "300f310d300b06035504030c044e616d65" },
    { "spki", "302a300506032b6570032100000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f" },
    { "reqinfo",
      "3057020100300f310d300b06035504030c044e616d65302a300506032b6570032100000102030405060708090a0b0c0d"
      "0e0f101112131415161718191a1b1c1d1e1fa015301306092a864886f70d01090731060c0470617373" },
    { "reqinfo_noattr",
      "3040020100300f310d300b06035504030c044e616d65302a300506032b6570032100000102030405060708090a0b0c0d"
      "0e0f101112131415161718191a1b1c1d1e1f" },
    { "cinf",
      "308194a003020102020105300506032b6570300f310d300b06035504030c044e616d653020170d333030313032303330"
      "3430355a180f32303330303130323033303430355a300f310d300b06035504030c044e616d65302a300506032b657003"
      "2100000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1fa3133011300f0603551d130101ff"
      "040530030101ff" },
    { "crlinfo",
      "30818d020101300506032b6570300f310d300b06035504030c044e616d65170d3330303130323033303430355a180f32"
      "303330303130323033303430355a303b3012020104170d3330303130323033303430355a3025020105170d3330303130"
      "323033303430355a3011300f0603551d130101ff040530030101ffa0133011300f0603551d130101ff040530030101ff" },
    { "crlinfo_min", "3027300506032b6570300f310d300b06035504030c044e616d65170d3330303130323033303430355a" },
    { "revoked", "3012020104170d3330303130323033303430355a" },
    { "revoked_ext", "3027020105180f32303330303130323033303430355a3011300f0603551d130101ff040530030101ff" },
    { "sig", "3013300906052b0e03021a05000406646967657374" },
    { "val", "3020170d3330303130323033303430355a180f32303330303130323033303430355a" },
    { "aux", "3024300a06082b06010505070301a00a06082b060105050703020c05616c69617304036b6964" },
    { "ocsp_certid",
      "303a300906052b0e03021a05000414616161616161616161616161616161616161616104146262626262626262626262"
      "62626262626262626202014d" },
    { "ocsp_good", "8000" },
    { "ocsp_revoked", "a116180f32303330303130323033303430355aa0030a0101" },
    { "ocsp_unknown", "8200" },
    { "ocsp_one",
      "303c303a300906052b0e03021a0500041461616161616161616161616161616161616161610414626262626262626262"
      "626262626262626262626202014d" },
    { "ocsp_oneext",
      "3051303a300906052b0e03021a0500041461616161616161616161616161616161616161610414626262626262626262"
      "626262626262626262626202014da0133011300f0603551d130101ff040530030101ff" },
    { "ocsp_reqinfo",
      "3081bea113a411300f310d300b06035504030c044e616d65308191303c303a300906052b0e03021a0500041461616161"
      "616161616161616161616161616161610414626262626262626262626262626262626262626202014d3051303a300906"
      "052b0e03021a050004146161616161616161616161616161616161616161041462626262626262626262626262626262"
      "6262626202014da0133011300f0603551d130101ff040530030101ffa2133011300f0603551d130101ff040530030101"
      "ff" },
    { "ocsp_respbytes",
      "3082013006092b0601050507300101048201213082011d3082010ca21604146b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b"
      "6b6b6b180f32303330303130323033303430355a3081e03062303a300906052b0e03021a050004146161616161616161"
      "6161616161616161616161610414626262626262626262626262626262626262626202014d8000180f32303330303130"
      "323033303430355aa011180f32303330303130323033303430355a307a303a300906052b0e03021a0500041461616161"
      "616161616161616161616161616161610414626262626262626262626262626262626262626202014da116180f323033"
      "30303130323033303430355aa0030a0101180f32303330303130323033303430355aa1133011300f0603551d130101ff"
      "040530030101ff300506032b6570030400736967" },
    { "ocsp_rd",
      "3082010ca21604146b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b180f32303330303130323033303430355a3081e0"
      "3062303a300906052b0e03021a0500041461616161616161616161616161616161616161610414626262626262626262"
      "626262626262626262626202014d8000180f32303330303130323033303430355aa011180f3230333030313032303330"
      "3430355a307a303a300906052b0e03021a05000414616161616161616161616161616161616161616104146262626262"
      "62626262626262626262626262626202014da116180f32303330303130323033303430355aa0030a0101180f32303330"
      "303130323033303430355aa1133011300f0603551d130101ff040530030101ff" },
    { "ocsp_rd_name",
      "30818aa111300f310d300b06035504030c044e616d65180f32303330303130323033303430355a30643062303a300906"
      "052b0e03021a050004146161616161616161616161616161616161616161041462626262626262626262626262626262"
      "6262626202014d8000180f32303330303130323033303430355aa011180f32303330303130323033303430355a" },
    { "ocsp_id_key", "a21604146b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b" },
    { "ocsp_id_name", "a111300f310d300b06035504030c044e616d65" },
    { "ocsp_revinfo", "3016180f32303330303130323033303430355aa0030a0101" },
    { "ocsp_revinfo_bare", "3011180f32303330303130323033303430355a" },
    { "ocsp_loc",
      "3033300f310d300b06035504030c044e616d653020301e06082b060105050730018612687474703a2f2f612e6578616d"
      "706c652f78" },
    { "ocsp_loc_bare", "3011300f310d300b06035504030c044e616d65" },
    { "ocsp_sig", "300d300506032b6570030400736967" },
    { "ocsp_single",
      "3062303a300906052b0e03021a0500041461616161616161616161616161616161616161610414626262626262626262"
      "626262626262626262626202014d8000180f32303330303130323033303430355aa011180f3230333030313032303330"
      "3430355a" },
    { "ocsp_single_r",
      "307a303a300906052b0e03021a0500041461616161616161616161616161616161616161610414626262626262626262"
      "626262626262626262626202014da116180f32303330303130323033303430355aa0030a0101180f3230333030313032"
      "3033303430355aa1133011300f0603551d130101ff040530030101ff" },
    { "ocsp_basic",
      "3082011d3082010ca21604146b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b180f3230333030313032303330343035"
      "5a3081e03062303a300906052b0e03021a05000414616161616161616161616161616161616161616104146262626262"
      "62626262626262626262626262626202014d8000180f32303330303130323033303430355aa011180f32303330303130"
      "323033303430355a307a303a300906052b0e03021a050004146161616161616161616161616161616161616161041462"
      "6262626262626262626262626262626262626202014da116180f32303330303130323033303430355aa0030a0101180f"
      "32303330303130323033303430355aa1133011300f0603551d130101ff040530030101ff300506032b65700304007369"
      "67" },
    { "subtree", "3010820b6578616d706c652e636f6d800101" },
    { "constraints", "3006800100810101" },
    { "mapping", "300806022a0306022a04" },
    { "mappings", "300a300806022a0306022a04" },
    { "features", "3003020105" },
    { "names_utf", "0c00" },
};
#define SAMPLES (sizeof samples / sizeof *samples)

static unsigned char *ders[SAMPLES];
static int lens[SAMPLES];

static void show_result(const char *name, const char *sample, const unsigned char *der, int len, int used,
                        const unsigned char *again, int again_len)
{
    printf("%s %s: used %d", name, sample, used);
    if (again_len == used && memcmp(der, again, used) == 0)
        printf(" and the same\n");
    else {
        printf(" and");
        show_hex("", again, again_len > 0 ? again_len : 0);
    }
}

/* OpenSSL's reasons come from its templates; that one is given is enough. */
static void show_failure(const char *name, const char *sample)
{
    unsigned long code = ERR_peek_error();

    if (ERR_GET_LIB(code) != ERR_LIB_ASN1)
        printf("%s %s: no error of ASN.1\n", name, sample);
    ERR_clear_error();
}

/* d2i and i2d by their functions and by the item, on all samples; then the one that fits, cut short. */
#define TYPE(type, tag, make, drop) \
    static void test_##tag(void) \
    { \
        const ASN1_ITEM *item = ASN1_ITEM_rptr(tag); \
        type *value = make(), *other; \
        unsigned char *out = NULL, *out2 = NULL, *at; \
        const unsigned char *p; \
        int len, len2, fit = -1, good, null; \
        size_t i; \
        null = i2d_##tag(NULL, NULL); \
        len = i2d_##tag(value, &out); \
        printf("%s new %d, null %d, i2d of it %s\n", #tag, value != NULL, null, len < 0 ? "fails" : "works"); \
        OPENSSL_free(out); \
        drop(value); \
        drop(NULL); \
        ERR_clear_error(); \
        for (i = 0; i < SAMPLES; i++) { \
            p = ders[i]; \
            value = d2i_##tag(NULL, &p, lens[i]); \
            if (value == NULL) { \
                if (p != ders[i]) \
                    printf("%s %s: moved\n", #tag, samples[i].name); \
                show_failure(#tag, samples[i].name); \
                continue; \
            } \
            if (fit < 0 || lens[i] > lens[fit]) \
                fit = (int)i; \
            out = NULL; \
            len = i2d_##tag(value, &out); \
            show_result(#tag, samples[i].name, ders[i], lens[i], (int)(p - ders[i]), out, len); \
            if (len > 0) { \
                at = out2 = malloc(len); \
                len2 = i2d_##tag(value, &at); \
                if (len2 != len || at != out2 + len || memcmp(out, out2, len) != 0) \
                    printf("  i2d to a buffer differs\n"); \
                free(out2); \
                out2 = NULL; \
                len2 = ASN1_item_i2d((ASN1_VALUE *)value, &out2, item); \
                if (len2 != len || memcmp(out, out2, len) != 0) \
                    printf("  i2d of the item differs\n"); \
                OPENSSL_free(out2); \
                other = ASN1_item_dup(item, value); \
                out2 = NULL; \
                if (other == NULL || i2d_##tag(other, &out2) != len || memcmp(out, out2, len) != 0) \
                    printf("  the copy differs\n"); \
                OPENSSL_free(out2); \
                ASN1_item_free((ASN1_VALUE *)other, item); \
            } \
            OPENSSL_free(out); \
            p = ders[i]; \
            other = d2i_##tag(&value, &p, lens[i]); \
            if (other == NULL || other != value) \
                printf("  again: %s\n", other == NULL ? "fails" : "another"); \
            drop(value); \
            ERR_clear_error(); \
        } \
        if (fit >= 0) { \
            for (good = 0, len = 0; len < lens[fit]; len++) { \
                at = malloc(len + 1); \
                memcpy(at, ders[fit], len); \
                p = at; \
                value = d2i_##tag(NULL, &p, len); \
                good += value != NULL; \
                drop(value); \
                free(at); \
            } \
            printf("%s %s cut: %d good, error %d\n", #tag, samples[fit].name, good, ERR_GET_LIB(ERR_peek_error())); \
            ERR_clear_error(); \
        } else \
            printf("%s: nothing fits\n", #tag); \
    }
#define PLAIN(name) TYPE(name, name, name##_new, name##_free)
#define STRING(name) TYPE(ASN1_STRING, name, name##_new, name##_free)

/* Types that have an item and no functions to decode. */
static void test_item(const char *name, const ASN1_ITEM *item)
{
    ASN1_VALUE *value;
    unsigned char *out;
    const unsigned char *p;
    int len;

    for (size_t i = 0; i < SAMPLES; i++) {
        p = ders[i];
        value = ASN1_item_d2i(NULL, &p, lens[i], item);
        if (value == NULL) {
            show_failure(name, samples[i].name);
            continue;
        }
        out = NULL;
        len = ASN1_item_i2d(value, &out, item);
        show_result(name, samples[i].name, ders[i], lens[i], (int)(p - ders[i]), out, len);
        OPENSSL_free(out);
        ASN1_item_free(value, item);
    }
}

PLAIN(ACCESS_DESCRIPTION)
PLAIN(ASN1_BMPSTRING)
PLAIN(ASN1_GENERALSTRING)
PLAIN(ASN1_IA5STRING)
PLAIN(ASN1_OCTET_STRING)
PLAIN(ASN1_PRINTABLESTRING)
PLAIN(ASN1_T61STRING)
PLAIN(ASN1_TIME)
PLAIN(ASN1_UNIVERSALSTRING)
PLAIN(ASN1_UTCTIME)
PLAIN(ASN1_GENERALIZEDTIME)
PLAIN(ASN1_UTF8STRING)
PLAIN(ASN1_VISIBLESTRING)
PLAIN(ASN1_ENUMERATED)
PLAIN(AUTHORITY_INFO_ACCESS)
PLAIN(AUTHORITY_KEYID)
PLAIN(BASIC_CONSTRAINTS)
PLAIN(CERTIFICATEPOLICIES)
PLAIN(CRL_DIST_POINTS)
PLAIN(DIST_POINT)
PLAIN(DIST_POINT_NAME)
PLAIN(EDIPARTYNAME)
PLAIN(EXTENDED_KEY_USAGE)
PLAIN(GENERAL_NAME)
PLAIN(GENERAL_NAMES)
PLAIN(ISSUING_DIST_POINT)
PLAIN(NOTICEREF)
PLAIN(OTHERNAME)
PLAIN(PKEY_USAGE_PERIOD)
PLAIN(POLICYINFO)
PLAIN(POLICYQUALINFO)
PLAIN(PROXY_CERT_INFO_EXTENSION)
PLAIN(PROXY_POLICY)
PLAIN(USERNOTICE)
PLAIN(X509_ALGOR)
PLAIN(X509_ATTRIBUTE)
PLAIN(X509_CERT_AUX)
PLAIN(X509_CINF)
PLAIN(X509_CRL_INFO)
PLAIN(X509_EXTENSION)
PLAIN(X509_NAME_ENTRY)
PLAIN(X509_PUBKEY)
PLAIN(X509_REQ_INFO)
PLAIN(X509_REVOKED)
PLAIN(X509_SIG)
PLAIN(X509_VAL)
PLAIN(OCSP_BASICRESP)
PLAIN(OCSP_CERTID)
PLAIN(OCSP_CERTSTATUS)
PLAIN(OCSP_ONEREQ)
PLAIN(OCSP_REQINFO)
PLAIN(OCSP_RESPBYTES)
PLAIN(OCSP_RESPDATA)
PLAIN(OCSP_RESPID)
PLAIN(OCSP_REVOKEDINFO)
PLAIN(OCSP_SERVICELOC)
PLAIN(OCSP_SIGNATURE)
PLAIN(OCSP_SINGLERESP)
STRING(ASN1_PRINTABLE)
STRING(DIRECTORYSTRING)
STRING(DISPLAYTEXT)

int main(void)
{
    for (size_t i = 0; i < SAMPLES; i++) {
        long len;

        ders[i] = OPENSSL_hexstr2buf(samples[i].hex, &len);
        lens[i] = (int)len;
    }
    test_ACCESS_DESCRIPTION();
    test_ASN1_BMPSTRING();
    test_ASN1_GENERALSTRING();
    test_ASN1_IA5STRING();
    test_ASN1_OCTET_STRING();
    test_ASN1_PRINTABLESTRING();
    test_ASN1_T61STRING();
    test_ASN1_TIME();
    test_ASN1_UNIVERSALSTRING();
    test_ASN1_UTCTIME();
    test_ASN1_GENERALIZEDTIME();
    test_ASN1_UTF8STRING();
    test_ASN1_VISIBLESTRING();
    test_ASN1_ENUMERATED();
    test_AUTHORITY_INFO_ACCESS();
    test_AUTHORITY_KEYID();
    test_BASIC_CONSTRAINTS();
    test_CERTIFICATEPOLICIES();
    test_CRL_DIST_POINTS();
    test_DIST_POINT();
    test_DIST_POINT_NAME();
    test_EDIPARTYNAME();
    test_EXTENDED_KEY_USAGE();
    test_GENERAL_NAME();
    test_GENERAL_NAMES();
    test_ISSUING_DIST_POINT();
    test_NOTICEREF();
    test_OTHERNAME();
    test_PKEY_USAGE_PERIOD();
    test_POLICYINFO();
    test_POLICYQUALINFO();
    test_PROXY_CERT_INFO_EXTENSION();
    test_PROXY_POLICY();
    test_USERNOTICE();
    test_X509_ALGOR();
    test_X509_ATTRIBUTE();
    test_X509_CERT_AUX();
    test_X509_CINF();
    test_X509_CRL_INFO();
    test_X509_EXTENSION();
    test_X509_NAME_ENTRY();
    test_X509_PUBKEY();
    test_X509_REQ_INFO();
    test_X509_REVOKED();
    test_X509_SIG();
    test_X509_VAL();
    test_OCSP_BASICRESP();
    test_OCSP_CERTID();
    test_OCSP_CERTSTATUS();
    test_OCSP_ONEREQ();
    test_OCSP_REQINFO();
    test_OCSP_RESPBYTES();
    test_OCSP_RESPDATA();
    test_OCSP_RESPID();
    test_OCSP_REVOKEDINFO();
    test_OCSP_SERVICELOC();
    test_OCSP_SIGNATURE();
    test_OCSP_SINGLERESP();
    test_ASN1_PRINTABLE();
    test_DIRECTORYSTRING();
    test_DISPLAYTEXT();
    test_item("GENERAL_SUBTREE", ASN1_ITEM_rptr(GENERAL_SUBTREE));
    test_item("POLICY_CONSTRAINTS", ASN1_ITEM_rptr(POLICY_CONSTRAINTS));
    test_item("POLICY_MAPPING", ASN1_ITEM_rptr(POLICY_MAPPING));
    test_item("POLICY_MAPPINGS", ASN1_ITEM_rptr(POLICY_MAPPINGS));
    test_item("ASN1_ANY", ASN1_ITEM_rptr(ASN1_ANY));
    test_item("ASN1_SEQUENCE", ASN1_ITEM_rptr(ASN1_SEQUENCE));
    GENERAL_SUBTREE_free(GENERAL_SUBTREE_new());
    GENERAL_SUBTREE_free(NULL);
    POLICY_CONSTRAINTS_free(POLICY_CONSTRAINTS_new());
    POLICY_CONSTRAINTS_free(NULL);
    POLICY_MAPPING_free(POLICY_MAPPING_new());
    POLICY_MAPPING_free(NULL);
    TLS_FEATURE_free(TLS_FEATURE_new());
    TLS_FEATURE_free(NULL);
    for (size_t i = 0; i < SAMPLES; i++)
        OPENSSL_free(ders[i]);
    return 0;
}
