/* Addresses and numbers of networks (RFC 3779): the types, empty, filled and malformed. */
#include "../asn1/_type.h"
#include <openssl/x509.h>
#include <openssl/x509v3.h>

static ASN1_INTEGER *number(long n)
{
    ASN1_INTEGER *made = ASN1_INTEGER_new();

    ASN1_INTEGER_set(made, n);
    return made;
}

static ASRange *range(long min, long max)
{
    ASRange *made = ASRange_new();

    ASN1_INTEGER_set(made->min, min);
    ASN1_INTEGER_set(made->max, max);
    return made;
}

static ASIdOrRange *one(long id)
{
    ASIdOrRange *made = ASIdOrRange_new();

    printf("kind %d %s\n", made->type, made->u.id == NULL ? "NULL" : "set");
    made->type = ASIdOrRange_id;
    made->u.id = number(id);
    return made;
}

static ASIdOrRange *some(long min, long max)
{
    ASIdOrRange *made = ASIdOrRange_new();

    made->type = ASIdOrRange_range;
    made->u.range = range(min, max);
    return made;
}

static ASIdentifierChoice *ids(int inherit)
{
    ASIdentifierChoice *made = ASIdentifierChoice_new();

    printf("kind %d %s\n", made->type, made->u.inherit == NULL ? "NULL" : "set");
    if (inherit) {
        made->type = ASIdentifierChoice_inherit;
        made->u.inherit = ASN1_NULL_new();
    } else {
        made->type = ASIdentifierChoice_asIdsOrRanges;
        made->u.asIdsOrRanges = sk_ASIdOrRange_new_null();
        sk_ASIdOrRange_push(made->u.asIdsOrRanges, one(5));
        sk_ASIdOrRange_push(made->u.asIdsOrRanges, some(7, 9));
    }
    return made;
}

static ASIdentifiers *identifiers(int which)
{
    ASIdentifiers *made = ASIdentifiers_new();

    SHOW_NULL(made->asnum);
    SHOW_NULL(made->rdi);
    if (which & 1)
        made->asnum = ids(0);
    if (which & 2)
        made->rdi = ids(1);
    return made;
}

static IPAddressOrRange *address(int type)
{
    IPAddressOrRange *made = IPAddressOrRange_new();

    made->type = type;
    if (type == IPAddressOrRange_addressPrefix) {
        made->u.addressPrefix = ASN1_BIT_STRING_new();
        ASN1_BIT_STRING_set(made->u.addressPrefix, (unsigned char *)"\x0a", 1);
        made->u.addressPrefix->flags |= ASN1_STRING_FLAG_BITS_LEFT;
    } else {
        made->u.addressRange = IPAddressRange_new();
        ASN1_BIT_STRING_set(made->u.addressRange->min, (unsigned char *)"\x0a\x01", 2);
        ASN1_BIT_STRING_set(made->u.addressRange->max, (unsigned char *)"\x0a\x02", 2);
    }
    return made;
}

static IPAddressChoice *addresses(int inherit)
{
    IPAddressChoice *made = IPAddressChoice_new();

    made->type = inherit ? IPAddressChoice_inherit : IPAddressChoice_addressesOrRanges;
    if (inherit) {
        made->u.inherit = ASN1_NULL_new();
    } else {
        made->u.addressesOrRanges = sk_IPAddressOrRange_new_null();
        sk_IPAddressOrRange_push(made->u.addressesOrRanges, address(0));
        sk_IPAddressOrRange_push(made->u.addressesOrRanges, address(1));
    }
    return made;
}

static IPAddressFamily *family(int inherit)
{
    IPAddressFamily *made = IPAddressFamily_new();

    ASN1_OCTET_STRING_set(made->addressFamily, (unsigned char *)"\0\1", 2);
    IPAddressChoice_free(made->ipAddressChoice);
    made->ipAddressChoice = addresses(inherit);
    return made;
}

static void types(void)
{
    TYPE(ASRange, ASRange_new());
    TYPE(ASRange, range(3, 77));
    TYPE(ASIdOrRange, ASIdOrRange_new());
    TYPE(ASIdOrRange, one(65536));
    TYPE(ASIdOrRange, some(1, 2));
    TYPE(ASIdentifierChoice, ASIdentifierChoice_new());
    TYPE(ASIdentifierChoice, ids(0));
    TYPE(ASIdentifierChoice, ids(1));
    TYPE(ASIdentifiers, identifiers(0));
    TYPE(ASIdentifiers, identifiers(1));
    TYPE(ASIdentifiers, identifiers(2));
    TYPE(ASIdentifiers, identifiers(3));
    TYPE(IPAddressRange, IPAddressRange_new());
    TYPE(IPAddressOrRange, IPAddressOrRange_new());
    TYPE(IPAddressOrRange, address(0));
    TYPE(IPAddressOrRange, address(1));
    TYPE(IPAddressChoice, IPAddressChoice_new());
    TYPE(IPAddressChoice, addresses(0));
    TYPE(IPAddressChoice, addresses(1));
    TYPE(IPAddressFamily, IPAddressFamily_new());
    TYPE(IPAddressFamily, family(0));
    TYPE(IPAddressFamily, family(1));
}

#define MALFORMED(type, text) \
    do { \
        const unsigned char *at_ = (const unsigned char *)text; \
        type *made_ = d2i_##type(NULL, &at_, sizeof(text) - 1); \
        printf(#type " of " #text ": %s\n", made_ == NULL ? "refused" : "read"); \
        show_errors(); \
        type##_free(made_); \
    } while (0)

static void malformed(void)
{
    MALFORMED(ASIdOrRange, "\x04\x01\x05");
    MALFORMED(ASIdOrRange, "\x02\x02\x00\x05");
    MALFORMED(ASIdOrRange, "\x30\x03\x02\x01\x05");
    MALFORMED(ASIdOrRange, "\x02\x05\x01");
    MALFORMED(ASIdentifierChoice, "\x05\x01\x00");
    MALFORMED(ASIdentifierChoice, "\x30\x03\x04\x01\x00");
    MALFORMED(ASIdentifiers, "\x30\x02\xa2\x00");
    MALFORMED(ASIdentifiers, "\x30\x04\xa0\x02\x04\x00");
    MALFORMED(IPAddressOrRange, "\x03\x02\x08\x05");
    MALFORMED(IPAddressOrRange, "\x30\x04\x03\x02\x00\x05");
    MALFORMED(IPAddressChoice, "\x31\x00");
    MALFORMED(IPAddressFamily, "\x30\x02\x04\x00");
    MALFORMED(IPAddressFamily, "\x30\x04\x04\x00\x04\x00");
}

int main(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    types();
    malformed();
    return 0;
}
