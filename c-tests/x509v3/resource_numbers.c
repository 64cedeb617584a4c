/* Numbers and addresses of networks (RFC 3779): what may be listed beside what the issuer has. */
#include "../common.h"
#include <openssl/x509v3.h>

static ASN1_INTEGER *number(long n)
{
    ASN1_INTEGER *made = ASN1_INTEGER_new();

    ASN1_INTEGER_set(made, n);
    return made;
}

static void show(const char *label, const ASIdentifiers *ids)
{
    unsigned char *der = NULL;
    int len = i2d_ASIdentifiers(ids, &der);

    show_hex(label, der, len > 0 ? len : 0);
    OPENSSL_free(der);
}

static IPAddressFamily *family(const char *octets, int len, int inherit)
{
    IPAddressFamily *made = IPAddressFamily_new();

    ASN1_OCTET_STRING_set(made->addressFamily, (const unsigned char *)octets, len);
    if (inherit) {
        made->ipAddressChoice->type = IPAddressChoice_inherit;
        made->ipAddressChoice->u.inherit = ASN1_NULL_new();
    } else {
        made->ipAddressChoice->type = IPAddressChoice_addressesOrRanges;
        made->ipAddressChoice->u.addressesOrRanges = sk_IPAddressOrRange_new_null();
    }
    return made;
}

int main(void)
{
    ASIdentifiers *ids = ASIdentifiers_new();
    IPAddrBlocks *blocks = sk_IPAddressFamily_new_null();
    ASN1_INTEGER *kept = number(1);

    SHOW_INT(X509v3_asid_inherits(NULL));
    SHOW_INT(X509v3_asid_inherits(ids));
    SHOW_INT(X509v3_asid_add_inherit(NULL, V3_ASID_ASNUM));
    SHOW_INT(X509v3_asid_add_inherit(ids, 2));
    SHOW_INT(X509v3_asid_add_inherit(ids, -1));
    SHOW_INT(X509v3_asid_add_inherit(ids, V3_ASID_RDI));
    SHOW_INT(X509v3_asid_add_inherit(ids, V3_ASID_RDI));
    SHOW_INT(X509v3_asid_inherits(ids));
    SHOW_INT(X509v3_asid_add_id_or_range(ids, V3_ASID_RDI, kept, NULL));
    SHOW_INT(X509v3_asid_add_id_or_range(NULL, V3_ASID_ASNUM, kept, NULL));
    SHOW_INT(X509v3_asid_add_id_or_range(ids, 3, kept, NULL));
    show("none listed", ids);
    SHOW_INT(X509v3_asid_add_id_or_range(ids, V3_ASID_ASNUM, number(30), number(40)));
    SHOW_INT(X509v3_asid_add_id_or_range(ids, V3_ASID_ASNUM, kept, NULL));
    SHOW_INT(X509v3_asid_add_id_or_range(ids, V3_ASID_ASNUM, number(9), number(3)));
    SHOW_INT(X509v3_asid_add_inherit(ids, V3_ASID_ASNUM));
    show("listed", ids);
    show_errors();
    ASIdentifiers_free(ids);

    SHOW_INT(X509v3_addr_inherits(NULL));
    SHOW_INT(X509v3_addr_inherits(blocks));
    sk_IPAddressFamily_push(blocks, family("\0\1", 2, 0));
    SHOW_INT(X509v3_addr_inherits(blocks));
    sk_IPAddressFamily_push(blocks, family("\0\2\1", 3, 1));
    sk_IPAddressFamily_push(blocks, family("\1\7", 2, 0));
    sk_IPAddressFamily_push(blocks, family("\1", 1, 0));
    sk_IPAddressFamily_push(blocks, family("", 0, 0));
    SHOW_INT(X509v3_addr_inherits(blocks));
    for (int i = 0; i < sk_IPAddressFamily_num(blocks); i++)
        printf("family %u\n", X509v3_addr_get_afi(sk_IPAddressFamily_value(blocks, i)));
    SHOW_INT(X509v3_addr_get_afi(NULL));
    show_errors();
    sk_IPAddressFamily_pop_free(blocks, IPAddressFamily_free);
    return 0;
}
