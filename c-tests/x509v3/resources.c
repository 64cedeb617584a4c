/* Addresses and numbers of networks (RFC 3779): what may be added, canonical form, subsets, text and configuration. */
#include "../common.h"
#include <openssl/x509v3.h>

static ASN1_INTEGER *number(long n)
{
    ASN1_INTEGER *made = ASN1_INTEGER_new();

    ASN1_INTEGER_set(made, n);
    return made;
}

static void show(const char *what, const void *value, const ASN1_ITEM *item)
{
    unsigned char *der = NULL;
    int len = ASN1_item_i2d((ASN1_VALUE *)value, &der, item);

    show_hex(what, der, len > 0 ? len : 0);
    if (len <= 0)
        show_errors();
    OPENSSL_free(der);
}

static const ASN1_ITEM *blocks_item(void)
{
    return ASN1_ITEM_ptr(X509V3_EXT_get_nid(NID_sbgp_ipAddrBlock)->it);
}

/* The text of an extension's value. */
static void text(int nid, void *value)
{
    X509_EXTENSION *extension = X509V3_EXT_i2d(nid, 1, value);
    BIO *out = BIO_new_fp(stdout, BIO_NOCLOSE);

    if (extension == NULL) {
        printf("no extension\n");
        show_errors();
    } else {
        printf("printed %d\n", X509V3_EXT_print(out, extension, 0, 2));
    }
    BIO_free(out);
    X509_EXTENSION_free(extension);
}

static void numbers(void)
{
    ASIdentifiers *all = ASIdentifiers_new();

    printf("-- numbers\n");
    SHOW_INT(X509v3_asid_is_canonical(NULL));
    SHOW_INT(X509v3_asid_canonize(NULL));
    SHOW_INT(X509v3_asid_inherits(NULL));
    SHOW_INT(X509v3_asid_is_canonical(all));
    SHOW_INT(X509v3_asid_inherits(all));
    SHOW_INT(X509v3_asid_add_inherit(NULL, V3_ASID_ASNUM));
    SHOW_INT(X509v3_asid_add_inherit(all, 2));
    SHOW_INT(X509v3_asid_add_inherit(all, V3_ASID_RDI));
    SHOW_INT(X509v3_asid_add_inherit(all, V3_ASID_RDI));
    SHOW_INT(X509v3_asid_inherits(all));
    SHOW_INT(X509v3_asid_is_canonical(all));
    {
        ASN1_INTEGER *id = number(1);

        SHOW_INT(X509v3_asid_add_id_or_range(all, V3_ASID_RDI, id, NULL));
        SHOW_INT(X509v3_asid_add_id_or_range(NULL, V3_ASID_ASNUM, id, NULL));
        SHOW_INT(X509v3_asid_add_id_or_range(all, 3, id, NULL));
        ASN1_INTEGER_free(id);
    }
    show_errors();
    SHOW_INT(X509v3_asid_add_id_or_range(all, V3_ASID_ASNUM, number(30), number(40)));
    SHOW_INT(X509v3_asid_add_id_or_range(all, V3_ASID_ASNUM, number(5), NULL));
    SHOW_INT(X509v3_asid_add_id_or_range(all, V3_ASID_ASNUM, number(6), NULL));
    SHOW_INT(X509v3_asid_add_id_or_range(all, V3_ASID_ASNUM, number(41), number(41)));
    SHOW_INT(X509v3_asid_add_id_or_range(all, V3_ASID_ASNUM, number(100), NULL));
    SHOW_INT(X509v3_asid_add_inherit(all, V3_ASID_ASNUM));
    show("before", all, ASN1_ITEM_rptr(ASIdentifiers));
    SHOW_INT(X509v3_asid_is_canonical(all));
    text(NID_sbgp_autonomousSysNum, all);
    SHOW_INT(X509v3_asid_canonize(all));
    show("after", all, ASN1_ITEM_rptr(ASIdentifiers));
    SHOW_INT(X509v3_asid_is_canonical(all));
    text(NID_sbgp_autonomousSysNum, all);
    /* Overlaps cannot be mended; nor can what ends before it begins. */
    SHOW_INT(X509v3_asid_add_id_or_range(all, V3_ASID_ASNUM, number(35), NULL));
    SHOW_INT(X509v3_asid_canonize(all));
    show_errors();
    ASIdentifiers_free(all);
    all = ASIdentifiers_new();
    X509v3_asid_add_id_or_range(all, V3_ASID_ASNUM, number(9), number(3));
    SHOW_INT(X509v3_asid_canonize(all));
    SHOW_INT(X509v3_asid_is_canonical(all));
    show_errors();
    ASIdentifiers_free(all);
    all = ASIdentifiers_new();
    X509v3_asid_add_id_or_range(all, V3_ASID_RDI, number(-5), NULL);
    X509v3_asid_add_id_or_range(all, V3_ASID_RDI, number(5), NULL);
    SHOW_INT(X509v3_asid_canonize(all));
    SHOW_INT(X509v3_asid_is_canonical(all));
    show_errors();
    ASIdentifiers_free(all);
}

static ASIdentifiers *listed(const char *config)
{
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, NID_sbgp_autonomousSysNum, config);
    ASIdentifiers *made = X509V3_EXT_d2i(extension);

    printf("AS \"%s\": %s\n", config, made == NULL ? "refused" : "made");
    if (made != NULL)
        show("  der", made, ASN1_ITEM_rptr(ASIdentifiers));
    show_errors();
    X509_EXTENSION_free(extension);
    return made;
}

static IPAddrBlocks *blocks(const char *config)
{
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, NID_sbgp_ipAddrBlock, config);
    IPAddrBlocks *made = X509V3_EXT_d2i(extension);

    printf("IP \"%s\": %s\n", config, made == NULL ? "refused" : "made");
    if (made != NULL)
        show("  der", made, blocks_item());
    show_errors();
    X509_EXTENSION_free(extension);
    return made;
}

static void free_blocks(IPAddrBlocks *list)
{
    sk_IPAddressFamily_pop_free(list, IPAddressFamily_free);
}

static void number_texts(void)
{
    static const char *const configs[] = {
        "AS:1", "AS:1-5", "AS:1,AS:2,AS:3", "AS:1-5,RDI:7", "AS:inherit", "RDI:inherit", "AS:inherit,RDI:inherit", "AS:inherit,AS:1",
        "AS:5-1", "AS:1-5,AS:3", "AS:0", "AS:4294967295", "AS:4294967296-99999999999999999999", "AS:0x10-0x20", "AS:-1", "AS:1 - 5",
        "AS: 1-5", "AS:x", "AS:1-", "AS:-", "AS:", "AS", "as:1", "XX:1", "", "AS:1x", "AS:1-2-3", "critical,AS:7", "AS:0-0", "RDI:3,RDI:1",
    };

    printf("-- texts of numbers\n");
    for (size_t i = 0; i < sizeof configs / sizeof configs[0]; i++) {
        ASIdentifiers *made = listed(configs[i]);

        if (made != NULL)
            text(NID_sbgp_autonomousSysNum, made);
        ASIdentifiers_free(made);
    }
}

static void address_texts(void)
{
    static const char *const configs[] = {
        "IPv4:10.0.0.0/8", "IPv4:10.0.0.1", "IPv4:10.0.0.0-10.0.0.255", "IPv4:10.0.0.1-10.0.0.9", "IPv4:inherit", "IPv6:inherit",
        "IPv4:10.0.0.0/8,IPv4:11.0.0.0/8", "IPv4:0.0.0.0/0", "IPv4:10.0.0.0/33", "IPv4:10.0.0.0/-1", "IPv4:10.1.2.3/8", "IPv4:10.0.0",
        "IPv4:10.0.0.9-10.0.0.1", "IPv4:10.0.0.0/8,IPv4:10.1.0.0/16", "IPv6:2001:db8::/32", "IPv6:2001:db8::1-2001:db8::ff",
        "IPv6:::/0", "IPv6:::1", "IPv4-SAFI:1:10.0.0.0/8", "IPv4-SAFI:2:10.0.0.0/8", "IPv6-SAFI:1:2001:db8::/32", "IPv4-SAFI:1:inherit",
        "IPv4-SAFI:256:10.0.0.0/8", "IPv4-SAFI:x:10.0.0.0/8", "IPv4-SAFI:10.0.0.0/8", "IPv5:1", "IPv4:", "IPv4", "", "IPv4:x",
        "IPv4:10.0.0.0/", "IPv4:10.0.0.0/8x", "IPv4:10.0.0.0-", "IPv4:-10.0.0.0", "IPv4:2001:db8::/32", "IPv6:10.0.0.0/8",
        "IPv6:2001:db8::/32,IPv4:10.0.0.0/8", "IPv4:inherit,IPv4:10.0.0.0/8", "IPv4:10.0.0.0/8,IPv4:inherit", "critical,IPv4:10.0.0.0/8",
        "IPv4: 10.0.0.0/8", "IPv4:10.0.0.0 - 10.0.0.255", "IPv4:10.0.0.0/8,IPv4-SAFI:1:10.0.0.0/8", "IPv4:128.0.0.0-255.255.255.255",
        "IPv4:10.0.0.0/8,IPv6:2001:db8::/32,IPv4:192.168.0.0/16", "IPv6:1::-1:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "IPv6:fe80::1%lo",
        "IPv4-SAFI:4:10.0.0.0/8", "IPv4-SAFI:64:10.0.0.0/8", "IPv4-SAFI:65:10.0.0.0/8", "IPv4-SAFI:66:10.0.0.0/8",
        "IPv4-SAFI:67:10.0.0.0/8", "IPv4-SAFI:128:10.0.0.0/8", "IPv4-SAFI:3:10.0.0.0/8", "IPv4-SAFI:5:10.0.0.0/8", "IPv4-SAFI:129:10.0.0.0/8",
        "IPv4-SAFI:0:10.0.0.0/8", "IPv4-SAFI:255:10.0.0.0/8", "IPv6:2001:db8:0:1::/64", "IPv6:2001::db8", "IPv6:1:2:3:4:5:6:7:8",
        "IPv6:0:0:1::", "IPv6:::1:2:3:0:0", "IPv4:10.0.0.0/9", "IPv4:10.0.0.0-10.0.0.0",
    };

    printf("-- texts of addresses\n");
    for (size_t i = 0; i < sizeof configs / sizeof configs[0]; i++) {
        IPAddrBlocks *made = blocks(configs[i]);

        if (made != NULL)
            text(NID_sbgp_ipAddrBlock, made);
        free_blocks(made);
    }
}

static void *of_text(int nid, const char *config)
{
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, nid, config);
    void *made = X509V3_EXT_d2i(extension);

    X509_EXTENSION_free(extension);
    return made;
}

static void subsets(void)
{
    static const char *const as[] = { "AS:1-10", "AS:3", "AS:3-4,AS:7", "AS:3-11", "AS:inherit", "RDI:3", "AS:3,RDI:3", "AS:1-10,RDI:1-10" };
    static const char *const ip[] = { "IPv4:10.0.0.0/8", "IPv4:10.1.0.0/16", "IPv4:10.0.0.0-10.9.0.0", "IPv4:9.0.0.0/8", "IPv4:inherit",
        "IPv6:2001:db8::/32", "IPv4:10.0.0.0/8,IPv6:2001:db8::/32", "IPv4-SAFI:1:10.1.0.0/16" };

    printf("-- subsets\n");
    for (size_t i = 0; i < sizeof as / sizeof as[0]; i++)
        for (size_t j = 0; j < sizeof as / sizeof as[0]; j++) {
            ASIdentifiers *a = of_text(NID_sbgp_autonomousSysNum, as[i]);
            ASIdentifiers *b = of_text(NID_sbgp_autonomousSysNum, as[j]);

            printf("%s in %s: %d\n", as[i], as[j], X509v3_asid_subset(a, b));
            ASIdentifiers_free(a);
            ASIdentifiers_free(b);
        }
    for (size_t i = 0; i < sizeof ip / sizeof ip[0]; i++)
        for (size_t j = 0; j < sizeof ip / sizeof ip[0]; j++) {
            IPAddrBlocks *a = of_text(NID_sbgp_ipAddrBlock, ip[i]);
            IPAddrBlocks *b = of_text(NID_sbgp_ipAddrBlock, ip[j]);

            printf("%s in %s: %d\n", ip[i], ip[j], X509v3_addr_subset(a, b));
            free_blocks(a);
            free_blocks(b);
        }
    {
        ASIdentifiers *some_numbers = listed("AS:1");
        IPAddrBlocks *some_addresses = blocks("IPv4:10.0.0.0/8");

        SHOW_INT(X509v3_asid_subset(NULL, some_numbers));
        SHOW_INT(X509v3_asid_subset(some_numbers, NULL));
        SHOW_INT(X509v3_asid_subset(some_numbers, some_numbers));
        SHOW_INT(X509v3_addr_subset(NULL, some_addresses));
        SHOW_INT(X509v3_addr_subset(some_addresses, NULL));
        SHOW_INT(X509v3_addr_subset(some_addresses, some_addresses));
        ASIdentifiers_free(some_numbers);
        free_blocks(some_addresses);
    }
    show_errors();
}

static void added(void)
{
    IPAddrBlocks *list = sk_IPAddressFamily_new_null();
    unsigned char low[16] = { 10, 1, 2, 0 }, high[16] = { 10, 1, 2, 127 }, found_low[16], found_high[16];
    const unsigned one_safi = 1;

    printf("-- added\n");
    SHOW_INT(X509v3_addr_is_canonical(NULL));
    SHOW_INT(X509v3_addr_is_canonical(list));
    SHOW_INT(X509v3_addr_inherits(NULL));
    SHOW_INT(X509v3_addr_inherits(list));
    SHOW_INT(X509v3_addr_canonize(list));
    SHOW_INT(X509v3_addr_add_range(list, IANA_AFI_IPV4, NULL, low, high));
    SHOW_INT(X509v3_addr_add_prefix(list, IANA_AFI_IPV4, NULL, low, 23));
    SHOW_INT(X509v3_addr_add_prefix(list, IANA_AFI_IPV4, NULL, low, 33));
    SHOW_INT(X509v3_addr_add_prefix(list, IANA_AFI_IPV4, NULL, low, -1));
    SHOW_INT(X509v3_addr_add_prefix(list, IANA_AFI_IPV4, &one_safi, low, 24));
    SHOW_INT(X509v3_addr_add_prefix(list, IANA_AFI_IPV6, NULL, low, 20));
    SHOW_INT(X509v3_addr_add_prefix(list, IANA_AFI_IPV6, NULL, low, 0));
    SHOW_INT(X509v3_addr_add_prefix(list, 7, NULL, low, 0));
    SHOW_INT(X509v3_addr_add_inherit(list, IANA_AFI_IPV4, NULL));
    SHOW_INT(X509v3_addr_add_inherit(list, 7, NULL));
    SHOW_INT(X509v3_addr_add_inherit(list, 7, NULL));
    SHOW_INT(X509v3_addr_add_prefix(list, 7, NULL, low, 0));
    SHOW_INT(X509v3_addr_inherits(list));
    show_errors();
    low[3] = 1;
    SHOW_INT(X509v3_addr_add_range(list, IANA_AFI_IPV4, NULL, low, high));
    low[3] = 200;
    SHOW_INT(X509v3_addr_add_range(list, IANA_AFI_IPV4, NULL, low, high));
    high[3] = 200;
    SHOW_INT(X509v3_addr_add_range(list, IANA_AFI_IPV4, NULL, low, high));
    show_errors();
    show("list", list, blocks_item());
    text(NID_sbgp_ipAddrBlock, list);
    SHOW_INT(sk_IPAddressFamily_num(list));
    for (int i = 0; i < sk_IPAddressFamily_num(list); i++) {
        IPAddressFamily *at = sk_IPAddressFamily_value(list, i);
        unsigned afi = X509v3_addr_get_afi(at);

        printf("family %u\n", afi);
        if (at->ipAddressChoice->type == IPAddressChoice_inherit)
            continue;
        for (int j = 0; j < sk_IPAddressOrRange_num(at->ipAddressChoice->u.addressesOrRanges); j++) {
            IPAddressOrRange *item = sk_IPAddressOrRange_value(at->ipAddressChoice->u.addressesOrRanges, j);
            int n = X509v3_addr_get_range(item, afi, found_low, found_high, 16);

            printf("%d", n);
            show_hex(" min", found_low, n);
            show_hex("  max", found_high, n);
            SHOW_INT(X509v3_addr_get_range(item, afi, found_low, found_high, 3));
            SHOW_INT(X509v3_addr_get_range(item, 9, found_low, found_high, 16));
        }
    }
    SHOW_INT(X509v3_addr_get_range(NULL, IANA_AFI_IPV4, found_low, found_high, 16));
    SHOW_INT(X509v3_addr_get_afi(NULL));
    show_errors();
    SHOW_INT(X509v3_addr_is_canonical(list));
    SHOW_INT(X509v3_addr_canonize(list));
    show_errors();
    free_blocks(list);

    /* Neighbours become one; order is found. */
    list = sk_IPAddressFamily_new_null();
    memset(low, 0, 16);
    low[0] = 12;
    X509v3_addr_add_prefix(list, IANA_AFI_IPV6, NULL, low, 8);
    X509v3_addr_add_prefix(list, IANA_AFI_IPV4, NULL, low, 8);
    low[0] = 11;
    X509v3_addr_add_prefix(list, IANA_AFI_IPV4, NULL, low, 8);
    low[0] = 10;
    X509v3_addr_add_prefix(list, IANA_AFI_IPV4, NULL, low, 8);
    low[0] = 200;
    X509v3_addr_add_prefix(list, IANA_AFI_IPV4, NULL, low, 8);
    show("before", list, blocks_item());
    SHOW_INT(X509v3_addr_is_canonical(list));
    SHOW_INT(X509v3_addr_canonize(list));
    show("after", list, blocks_item());
    SHOW_INT(X509v3_addr_is_canonical(list));
    show_errors();
    free_blocks(list);
}

int main(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    numbers();
    number_texts();
    address_texts();
    subsets();
    added();
    return 0;
}
