/* Chains that grant addresses and numbers of networks (RFC 3779): random ones, by verification and by the functions alone. */
#include "../common.h"
#include <openssl/x509v3.h>

static unsigned int chance_state = 1;

static unsigned int chance(unsigned int of)
{
    chance_state = chance_state * 1103515245 + 12345;
    return (chance_state >> 16) % of;
}

static EVP_PKEY *key;
static int overrule;

static int callback(int ok, X509_STORE_CTX *ctx)
{
    if (!ok)
        printf(" %d@%d", X509_STORE_CTX_get_error(ctx), X509_STORE_CTX_get_error_depth(ctx));
    return ok || overrule;
}

static void add(X509 *x, int nid, const char *value)
{
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, nid, value);

    if (extension != NULL)
        X509_add_ext(x, extension, -1);
    X509_EXTENSION_free(extension);
}

/* The DER of an extension that no configuration makes. */
static void add_der(X509 *x, int nid, const char *der, int len)
{
    ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
    X509_EXTENSION *extension;

    ASN1_OCTET_STRING_set(value, (const unsigned char *)der, len);
    extension = X509_EXTENSION_create_by_NID(NULL, nid, 0, value);
    X509_add_ext(x, extension, -1);
    X509_EXTENSION_free(extension);
    ASN1_OCTET_STRING_free(value);
}

static X509 *certificate(int depth, int top)
{
    X509 *x = X509_new();
    char name[16];

    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), depth + 1);
    X509_gmtime_adj(X509_getm_notBefore(x), -1000);
    X509_gmtime_adj(X509_getm_notAfter(x), 100000);
    X509_set_pubkey(x, key);
    snprintf(name, sizeof name, "n%d", depth);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_ASC, (unsigned char *)name, -1, -1, 0);
    snprintf(name, sizeof name, "n%d", depth == top ? depth : depth + 1);
    X509_NAME_add_entry_by_txt(X509_get_issuer_name(x), "CN", MBSTRING_ASC, (unsigned char *)name, -1, -1, 0);
    if (depth > 0)
        add(x, NID_basic_constraints, "critical,CA:TRUE");
    return x;
}

static const char *const NUMBERS[] = {
    "AS:1-100", "AS:1-100,RDI:1-100", "AS:5-7", "AS:5", "AS:inherit", "AS:inherit,RDI:inherit", "RDI:3", "RDI:inherit", "AS:50-200",
    "AS:1-3,AS:5-9,AS:20-40,RDI:3-9", "AS:inherit,RDI:3",
};
static const char *const ADDRESSES[] = {
    "IPv4:10.0.0.0/8", "IPv4:10.1.0.0/16", "IPv4:10.1.0.0-10.1.9.3", "IPv4:inherit", "IPv6:2001:db8::/32", "IPv4:10.0.0.0/8,IPv6:2001:db8::/32",
    "IPv4:10.1.0.0/16,IPv6:inherit", "IPv4:inherit,IPv6:inherit", "IPv4-SAFI:1:10.0.0.0/8", "IPv4:0.0.0.0/0,IPv6:::/0",
    "IPv4:10.1.0.0/16,IPv4:10.3.0.0/16,IPv4:11.0.0.0/8",
};
/* Not in order, or not in the form that they must have. */
static const struct {
    int nid, len;
    const char *der;
} ODD[] = {
    { NID_sbgp_autonomousSysNum, 12, "\x30\x0a\xa0\x08\x30\x06\x02\x01\x05\x02\x01\x03" },
    { NID_sbgp_autonomousSysNum, 12, "\x30\x0a\xa0\x08\x30\x06\x02\x01\x05\x02\x01\x06" },
    { NID_sbgp_autonomousSysNum, 6, "\x30\x04\xa0\x02\x30\x00" },
    { NID_sbgp_autonomousSysNum, 2, "\x30\x00" },
    { NID_sbgp_autonomousSysNum, 6, "\x30\x04\xa0\x02\x05\x01" },
    { NID_sbgp_ipAddrBlock, 2, "\x30\x00" },
    { NID_sbgp_ipAddrBlock, 10, "\x30\x08\x30\x06\x04\x02\x00\x01\x30\x00" },
    { NID_sbgp_ipAddrBlock, 18, "\x30\x10\x30\x0e\x04\x02\x00\x01\x30\x08\x03\x02\x00\x0b\x03\x02\x00\x0a" },
    { NID_sbgp_ipAddrBlock, 18, "\x30\x10\x30\x0e\x04\x02\x00\x01\x30\x08\x03\x02\x00\x0a\x03\x02\x00\x0b" },
    { NID_sbgp_ipAddrBlock, 18, "\x30\x10\x30\x0e\x04\x02\x00\x01\x30\x08\x30\x06\x03\x01\x00\x03\x01\x00" },
    { NID_sbgp_ipAddrBlock, 14, "\x30\x0c\x30\x0a\x04\x02\x00\x01\x30\x04\x03\x02\x09\x0a" },
    { NID_sbgp_ipAddrBlock, 13, "\x30\x0b\x30\x09\x04\x01\x01\x30\x04\x03\x02\x00\x0a" },
    { NID_sbgp_ipAddrBlock, 16, "\x30\x0e\x30\x0c\x04\x04\x00\x01\x01\x01\x30\x04\x03\x02\x00\x0a" },
    { NID_sbgp_ipAddrBlock, 18, "\x30\x10\x30\x0e\x04\x02\x00\x01\x30\x08\x03\x06\x00\x0a\x01\x02\x03\x04" },
    { NID_sbgp_ipAddrBlock, 14, "\x30\x0c\x30\x0a\x04\x02\x00\x07\x30\x04\x03\x02\x00\x0a" },
};

static void by_chance(int number)
{
    int top = 1 + (int)chance(3);
    X509 *chain[4];
    X509_STORE *store = X509_STORE_new();
    STACK_OF(X509) *others = sk_X509_new_null(), *all = sk_X509_new_null();
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    int mostly = (int)chance(4);

    printf("%d:", number);
    for (int i = 0; i <= top; i++) {
        chain[i] = certificate(i, top);
        if (mostly & 1 || chance(3) == 0) {
            unsigned int which = chance(sizeof NUMBERS / sizeof *NUMBERS);

            if (i == top && chance(3))
                which = chance(2);
            add(chain[i], NID_sbgp_autonomousSysNum, NUMBERS[which]);
            printf(" %s", NUMBERS[which]);
        }
        if (mostly & 2 || chance(3) == 0) {
            unsigned int which = chance(sizeof ADDRESSES / sizeof *ADDRESSES);

            if (i == top && chance(3))
                which = 9;
            add(chain[i], NID_sbgp_ipAddrBlock, ADDRESSES[which]);
            printf(" %s", ADDRESSES[which]);
        }
        if (chance(12) == 0) {
            unsigned int which = chance(sizeof ODD / sizeof *ODD);

            if (X509_get_ext_by_NID(chain[i], ODD[which].nid, -1) < 0) {
                add_der(chain[i], ODD[which].nid, ODD[which].der, ODD[which].len);
                printf(" odd%u", which);
            }
        }
        X509_sign(chain[i], key, EVP_sha256());
        printf(" |");
        if (i > 0 && i < top)
            sk_X509_push(others, chain[i]);
        sk_X509_push(all, chain[i]);
        /* OpenSSL's functions for sets only know what has been read before. */
        X509_check_purpose(chain[i], -1, 0);
    }
    X509_STORE_add_cert(store, chain[top]);
    for (overrule = 0; overrule < 2; overrule++) {
        printf("\n ");
        X509_STORE_CTX_init(ctx, store, chain[0], others);
        X509_STORE_CTX_set_verify_cb(ctx, callback);
        printf(" verified %d", X509_verify_cert(ctx));
        printf(" error %d numbers", X509_STORE_CTX_get_error(ctx));
        printf(" %d addresses", X509v3_asid_validate_path(ctx));
        printf(" %d", X509v3_addr_validate_path(ctx));
        X509_STORE_CTX_cleanup(ctx);
    }
    for (int with = 0; with < 2; with++)
        for (size_t i = 0; i < sizeof NUMBERS / sizeof *NUMBERS; i++) {
            X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, NID_sbgp_autonomousSysNum, NUMBERS[i]);
            ASIdentifiers *ids = X509V3_EXT_d2i(extension);

            printf("%s%d", i == 0 ? "\n  sets " : "", X509v3_asid_validate_resource_set(all, ids, with));
            ASIdentifiers_free(ids);
            X509_EXTENSION_free(extension);
            extension = X509V3_EXT_conf_nid(NULL, NULL, NID_sbgp_ipAddrBlock, ADDRESSES[i]);
            {
                IPAddrBlocks *blocks = X509V3_EXT_d2i(extension);

                printf("%d", X509v3_addr_validate_resource_set(all, blocks, with));
                sk_IPAddressFamily_pop_free(blocks, IPAddressFamily_free);
            }
            X509_EXTENSION_free(extension);
        }
    printf("\n");
    ERR_clear_error();
    X509_STORE_CTX_free(ctx);
    X509_STORE_free(store);
    sk_X509_free(others);
    sk_X509_pop_free(all, X509_free);
}

int main(void)
{
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    STACK_OF(X509) *none = sk_X509_new_null();
    ASIdentifiers *ids = ASIdentifiers_new();
    IPAddrBlocks *blocks = sk_IPAddressFamily_new_null();

    key = EVP_EC_gen("P-256");
    SHOW_INT(X509v3_asid_validate_path(ctx));
    SHOW_INT(X509_STORE_CTX_get_error(ctx));
    SHOW_INT(X509v3_addr_validate_path(ctx));
    SHOW_INT(X509_STORE_CTX_get_error(ctx));
    SHOW_INT(X509v3_asid_validate_resource_set(none, NULL, 0));
    SHOW_INT(X509v3_addr_validate_resource_set(none, NULL, 0));
    SHOW_INT(X509v3_asid_validate_resource_set(NULL, ids, 1));
    SHOW_INT(X509v3_addr_validate_resource_set(NULL, blocks, 1));
    show_errors();
    for (int i = 0; i < 600; i++)
        if (!left_out())
            by_chance(i);
    ASIdentifiers_free(ids);
    sk_IPAddressFamily_free(blocks);
    sk_X509_free(none);
    X509_STORE_CTX_free(ctx);
    EVP_PKEY_free(key);
    return 0;
}
