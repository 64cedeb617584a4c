/* X509at_…: lists of attributes. */
#include "../common.h"
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

static void show_list(const char *what, const STACK_OF(X509_ATTRIBUTE) *list)
{
    int i;

    printf("%s: %d", what, X509at_get_attr_count(list));
    for (i = 0; i < X509at_get_attr_count(list); i++) {
        X509_ATTRIBUTE *attribute = X509at_get_attr(list, i);
        ASN1_TYPE *value = X509_ATTRIBUTE_get0_type(attribute, 0);

        printf(" %s*%d/%d", OBJ_nid2sn(OBJ_obj2nid(X509_ATTRIBUTE_get0_object(attribute))),
               X509_ATTRIBUTE_count(attribute), value != NULL ? value->type : -1);
    }
    printf("\n");
}

int main(void)
{
    STACK_OF(X509_ATTRIBUTE) *list = NULL, *empty = sk_X509_ATTRIBUTE_new_null(), *same;
    X509_ATTRIBUTE *one, *gone;
    ASN1_OBJECT *challenge = OBJ_nid2obj(NID_pkcs9_challengePassword);
    ASN1_STRING *value;

    SHOW_INT(X509at_get_attr_count(NULL));
    SHOW_INT(X509at_get_attr_count(empty));
    SHOW_INT(X509at_get_attr_by_NID(NULL, NID_pkcs9_challengePassword, -1));
    SHOW_INT(X509at_get_attr_by_NID(NULL, 99999, -1));
    SHOW_INT(X509at_get_attr_by_NID(empty, 99999, -1));
    SHOW_INT(X509at_get_attr_by_NID(empty, NID_pkcs9_challengePassword, -1));
    SHOW_INT(X509at_get_attr_by_OBJ(NULL, challenge, -1));
    SHOW_INT(X509at_get_attr_by_OBJ(empty, challenge, -1));
    SHOW_NULL(X509at_get_attr(NULL, 0));
    SHOW_NULL(X509at_get_attr(empty, 0));
    SHOW_NULL(X509at_delete_attr(NULL, 0));
    SHOW_NULL(X509at_delete_attr(empty, 0));
    SHOW_NULL(X509at_delete_attr(empty, -1));
    SHOW_NULL(X509at_get0_data_by_OBJ(NULL, challenge, -1, V_ASN1_PRINTABLESTRING));
    SHOW_NULL(X509at_get0_data_by_OBJ(empty, challenge, -1, V_ASN1_PRINTABLESTRING));
    show_errors();

    /* The list is made where there is none. */
    same = X509at_add1_attr_by_NID(&list, NID_pkcs9_challengePassword, V_ASN1_PRINTABLESTRING, (const unsigned char *)"secret", 6);
    SHOW_INT(same == list && list != NULL);
    show_errors();
    show_list("one", list);
    SHOW_NULL(X509at_add1_attr_by_NID(&list, NID_pkcs9_challengePassword, V_ASN1_PRINTABLESTRING, (const unsigned char *)"again", 5));
    show_errors();
    SHOW_NULL(X509at_add1_attr_by_OBJ(&list, challenge, V_ASN1_PRINTABLESTRING, (const unsigned char *)"again", 5));
    show_errors();
    SHOW_NULL(X509at_add1_attr_by_txt(&list, "challengePassword", V_ASN1_PRINTABLESTRING, (const unsigned char *)"again", 5));
    show_errors();
    show_list("still one", list);
    SHOW_INT(X509at_add1_attr_by_OBJ(&list, OBJ_nid2obj(NID_pkcs9_unstructuredName), MBSTRING_ASC, (const unsigned char *)"name", -1) == list);
    show_errors();
    SHOW_INT(X509at_add1_attr_by_txt(&list, "1.2.3.4", V_ASN1_UTF8STRING, (const unsigned char *)"text", 4) == list);
    show_errors();
    SHOW_INT(X509at_add1_attr_by_txt(&list, "friendlyName", MBSTRING_UTF8, (const unsigned char *)"M\303\274ller", -1) == list);
    show_errors();
    SHOW_INT(X509at_add1_attr_by_NID(&list, NID_pkcs9_contentType, V_ASN1_OBJECT, (const unsigned char *)OBJ_nid2obj(NID_pkcs7_data), -1) == list);
    show_errors();
    SHOW_INT(X509at_add1_attr_by_NID(&list, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING, (const unsigned char *)"", 0) == list);
    show_errors();
    SHOW_INT(X509at_add1_attr_by_NID(&list, NID_ms_smartcard_login, 0, NULL, -1) == list);
    show_errors();
    show_list("several", list);
    SHOW_NULL(X509at_add1_attr_by_NID(&list, 99999, V_ASN1_PRINTABLESTRING, (const unsigned char *)"x", 1));
    show_errors();
    SHOW_NULL(X509at_add1_attr_by_txt(&list, "no such name", V_ASN1_PRINTABLESTRING, (const unsigned char *)"x", 1));
    show_errors();
    SHOW_NULL(X509at_add1_attr_by_NID(&list, NID_pkcs9_countersignature, MBSTRING_UTF8, (const unsigned char *)"\377", 1));
    show_errors();
    show_list("the same", list);

    /* Where they are. */
    SHOW_INT(X509at_get_attr_by_NID(list, NID_pkcs9_unstructuredName, -1));
    SHOW_INT(X509at_get_attr_by_NID(list, NID_pkcs9_unstructuredName, -2));
    SHOW_INT(X509at_get_attr_by_NID(list, NID_pkcs9_unstructuredName, 0));
    SHOW_INT(X509at_get_attr_by_NID(list, NID_pkcs9_unstructuredName, 1));
    SHOW_INT(X509at_get_attr_by_NID(list, NID_commonName, -1));
    SHOW_INT(X509at_get_attr_by_NID(list, 99999, -1));
    SHOW_INT(X509at_get_attr_by_NID(list, NID_undef, -1));
    SHOW_INT(X509at_get_attr_by_OBJ(list, challenge, -1));
    SHOW_INT(X509at_get_attr_by_OBJ(list, challenge, 100));
    SHOW_NULL(X509at_get_attr(list, -1));
    SHOW_NULL(X509at_get_attr(list, 100));
    show_errors();

    /* Their values. */
    value = X509at_get0_data_by_OBJ(list, challenge, -1, V_ASN1_PRINTABLESTRING);
    printf("%.*s\n", value ? ASN1_STRING_length(value) : 4, value ? (const char *)ASN1_STRING_get0_data(value) : "none");
    SHOW_NULL(X509at_get0_data_by_OBJ(list, challenge, -1, V_ASN1_UTF8STRING));
    show_errors();
    SHOW_NULL(X509at_get0_data_by_OBJ(list, challenge, -2, V_ASN1_PRINTABLESTRING));
    SHOW_NULL(X509at_get0_data_by_OBJ(list, challenge, -3, V_ASN1_PRINTABLESTRING));
    SHOW_NULL(X509at_get0_data_by_OBJ(list, challenge, 0, V_ASN1_PRINTABLESTRING));
    SHOW_NULL(X509at_get0_data_by_OBJ(list, OBJ_nid2obj(NID_commonName), -1, V_ASN1_PRINTABLESTRING));
    SHOW_NULL(X509at_get0_data_by_OBJ(list, OBJ_nid2obj(NID_ms_smartcard_login), -1, V_ASN1_PRINTABLESTRING));
    show_errors();

    /* Copies, the same type twice, and types with two values. */
    one = X509at_get_attr(list, 1);
    SHOW_NULL(X509at_add1_attr(&list, one));
    show_errors();
    same = sk_X509_ATTRIBUTE_new_null();
    SHOW_INT(X509at_add1_attr(&same, one) == same);
    show_list("copy", same);
    SHOW_INT(X509at_get_attr(same, 0) != one);
    SHOW_INT(X509_ATTRIBUTE_set1_data(X509at_get_attr(same, 0), V_ASN1_IA5STRING, "two", 3));
    show_list("two values", same);
    SHOW_NULL(X509at_get0_data_by_OBJ(same, OBJ_nid2obj(NID_pkcs9_unstructuredName), -1, V_ASN1_IA5STRING));
    SHOW_NULL(X509at_get0_data_by_OBJ(same, OBJ_nid2obj(NID_pkcs9_unstructuredName), -3, V_ASN1_IA5STRING));
    sk_X509_ATTRIBUTE_push(same, X509_ATTRIBUTE_dup(one));
    show_list("twice", same);
    SHOW_NULL(X509at_get0_data_by_OBJ(same, OBJ_nid2obj(NID_pkcs9_unstructuredName), -1, V_ASN1_IA5STRING));
    SHOW_NULL(X509at_get0_data_by_OBJ(same, OBJ_nid2obj(NID_pkcs9_unstructuredName), -2, V_ASN1_IA5STRING));
    SHOW_NULL(X509at_get0_data_by_OBJ(same, OBJ_nid2obj(NID_pkcs9_unstructuredName), 0, V_ASN1_IA5STRING));
    show_errors();
    sk_X509_ATTRIBUTE_pop_free(same, X509_ATTRIBUTE_free);
    SHOW_NULL(X509at_add1_attr(&list, NULL));
    show_errors();
    SHOW_NULL(X509at_add1_attr(NULL, one));
    show_errors();
    SHOW_NULL(X509at_add1_attr_by_NID(NULL, NID_pkcs9_challengePassword, V_ASN1_PRINTABLESTRING, (const unsigned char *)"x", 1));
    show_errors();
    SHOW_NULL(X509at_add1_attr_by_OBJ(NULL, challenge, V_ASN1_PRINTABLESTRING, (const unsigned char *)"x", 1));
    show_errors();
    SHOW_NULL(X509at_add1_attr_by_OBJ(&list, NULL, V_ASN1_PRINTABLESTRING, (const unsigned char *)"x", 1));
    show_errors();
    SHOW_NULL(X509at_add1_attr_by_txt(NULL, "challengePassword", V_ASN1_PRINTABLESTRING, (const unsigned char *)"x", 1));
    show_errors();

    /* Out again. */
    gone = X509at_delete_attr(list, 0);
    SHOW_INT(OBJ_obj2nid(X509_ATTRIBUTE_get0_object(gone)) == NID_pkcs9_challengePassword);
    X509_ATTRIBUTE_free(gone);
    SHOW_NULL(X509at_delete_attr(list, 100));
    SHOW_NULL(X509at_delete_attr(list, -1));
    show_list("less", list);
    show_errors();
    /* The same through a request: duplicates are refused there, too. */
    {
        X509_REQ *req = X509_REQ_new();

        SHOW_INT(X509_REQ_get_attr_by_NID(req, NID_pkcs9_challengePassword, -1));
        SHOW_INT(X509_REQ_get_attr_by_NID(req, 99999, -1));
        SHOW_INT(X509_REQ_add1_attr_by_NID(req, NID_pkcs9_challengePassword, V_ASN1_PRINTABLESTRING, (const unsigned char *)"x", 1));
        SHOW_INT(X509_REQ_add1_attr_by_NID(req, NID_pkcs9_challengePassword, V_ASN1_PRINTABLESTRING, (const unsigned char *)"x", 1));
        show_errors();
        SHOW_INT(X509_REQ_add1_attr_by_OBJ(req, challenge, V_ASN1_PRINTABLESTRING, (const unsigned char *)"x", 1));
        show_errors();
        SHOW_INT(X509_REQ_add1_attr_by_txt(req, "challengePassword", V_ASN1_PRINTABLESTRING, (const unsigned char *)"x", 1));
        show_errors();
        SHOW_INT(X509_REQ_add1_attr(req, X509_REQ_get_attr(req, 0)));
        show_errors();
        SHOW_INT(X509_REQ_add1_attr_by_NID(req, 99999, V_ASN1_PRINTABLESTRING, (const unsigned char *)"x", 1));
        show_errors();
        SHOW_INT(X509_REQ_get_attr_count(req));
        {
            X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, NID_basic_constraints, "CA:TRUE");
            STACK_OF(X509_EXTENSION) *extensions = sk_X509_EXTENSION_new_null();

            sk_X509_EXTENSION_push(extensions, extension);
            SHOW_INT(X509_REQ_add_extensions(req, extensions));
            show_errors();
            SHOW_INT(X509_REQ_add_extensions(req, extensions));
            show_errors();
            SHOW_INT(X509_REQ_add_extensions_nid(req, extensions, NID_ms_ext_req));
            show_errors();
            SHOW_INT(X509_REQ_add_extensions_nid(req, extensions, 99999));
            show_errors();
            SHOW_INT(X509_REQ_get_attr_count(req));
            sk_X509_EXTENSION_pop_free(extensions, X509_EXTENSION_free);
        }
        X509_REQ_free(req);
    }
    sk_X509_ATTRIBUTE_pop_free(list, X509_ATTRIBUTE_free);
    sk_X509_ATTRIBUTE_free(empty);
    return 0;
}
