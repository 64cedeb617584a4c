/* The admissions of professionals (ISIS-MTT): types and accessors. */
#include "../asn1/_type.h"
#include <openssl/x509.h>
#include <openssl/x509v3.h>

static ASN1_STRING *text(int type, const char *of)
{
    ASN1_STRING *made = ASN1_STRING_type_new(type);

    ASN1_STRING_set(made, of, -1);
    return made;
}

static GENERAL_NAME *named(const char *host)
{
    GENERAL_NAME *made = GENERAL_NAME_new();

    GENERAL_NAME_set0_value(made, GEN_DNS, text(V_ASN1_IA5STRING, host));
    return made;
}

static NAMING_AUTHORITY *authority(int all)
{
    NAMING_AUTHORITY *made = NAMING_AUTHORITY_new();

    SHOW_NULL(NAMING_AUTHORITY_get0_authorityId(made));
    SHOW_NULL(NAMING_AUTHORITY_get0_authorityURL(made));
    SHOW_NULL(NAMING_AUTHORITY_get0_authorityText(made));
    if (all) {
        NAMING_AUTHORITY_set0_authorityId(made, OBJ_txt2obj("1.3.36.8.3.11.1.1", 1));
        NAMING_AUTHORITY_set0_authorityURL(made, text(V_ASN1_IA5STRING, "http://chamber.example/"));
        NAMING_AUTHORITY_set0_authorityText(made, text(V_ASN1_UTF8STRING, "Kammer K\303\266ln"));
        SHOW_INT(OBJ_obj2nid(NAMING_AUTHORITY_get0_authorityId(made)) != NID_undef);
        SHOW_STR(ASN1_STRING_get0_data(NAMING_AUTHORITY_get0_authorityURL(made)));
        SHOW_INT(ASN1_STRING_length(NAMING_AUTHORITY_get0_authorityText(made)));
        /* Replaced and taken away again. */
        NAMING_AUTHORITY_set0_authorityURL(made, text(V_ASN1_IA5STRING, "http://other.example/"));
        SHOW_STR(ASN1_STRING_get0_data(NAMING_AUTHORITY_get0_authorityURL(made)));
    }
    return made;
}

static PROFESSION_INFO *profession(int all)
{
    PROFESSION_INFO *made = PROFESSION_INFO_new();
    STACK_OF(ASN1_STRING) *items = sk_ASN1_STRING_new_null();
    STACK_OF(ASN1_OBJECT) *oids = sk_ASN1_OBJECT_new_null();

    SHOW_NULL(PROFESSION_INFO_get0_namingAuthority(made));
    SHOW_INT(sk_ASN1_STRING_num(PROFESSION_INFO_get0_professionItems(made)));
    SHOW_NULL(PROFESSION_INFO_get0_professionOIDs(made));
    SHOW_NULL(PROFESSION_INFO_get0_registrationNumber(made));
    SHOW_NULL(PROFESSION_INFO_get0_addProfessionInfo(made));
    sk_ASN1_STRING_push(items, text(V_ASN1_UTF8STRING, "Notary"));
    sk_ASN1_STRING_push(items, text(V_ASN1_PRINTABLESTRING, "Lawyer"));
    PROFESSION_INFO_set0_professionItems(made, items);
    SHOW_INT(PROFESSION_INFO_get0_professionItems(made) == items);
    if (all) {
        PROFESSION_INFO_set0_namingAuthority(made, authority(1));
        sk_ASN1_OBJECT_push(oids, OBJ_txt2obj("1.2.3.4", 1));
        sk_ASN1_OBJECT_push(oids, OBJ_nid2obj(NID_commonName));
        PROFESSION_INFO_set0_professionOIDs(made, oids);
        PROFESSION_INFO_set0_registrationNumber(made, text(V_ASN1_PRINTABLESTRING, "4711"));
        PROFESSION_INFO_set0_addProfessionInfo(made, text(V_ASN1_OCTET_STRING, "more"));
        SHOW_INT(sk_ASN1_OBJECT_num(PROFESSION_INFO_get0_professionOIDs(made)));
        SHOW_STR(ASN1_STRING_get0_data(PROFESSION_INFO_get0_registrationNumber(made)));
        SHOW_INT(ASN1_STRING_length(PROFESSION_INFO_get0_addProfessionInfo(made)));
        SHOW_NULL(PROFESSION_INFO_get0_namingAuthority(made));
    } else {
        sk_ASN1_OBJECT_free(oids);
    }
    return made;
}

static ADMISSIONS *admissions(int all)
{
    ADMISSIONS *made = ADMISSIONS_new();
    PROFESSION_INFOS *infos = sk_PROFESSION_INFO_new_null();

    SHOW_NULL(ADMISSIONS_get0_admissionAuthority(made));
    SHOW_NULL(ADMISSIONS_get0_namingAuthority(made));
    SHOW_INT(sk_PROFESSION_INFO_num(ADMISSIONS_get0_professionInfos(made)));
    sk_PROFESSION_INFO_push(infos, profession(all));
    if (all)
        sk_PROFESSION_INFO_push(infos, profession(0));
    ADMISSIONS_set0_professionInfos(made, infos);
    SHOW_INT(ADMISSIONS_get0_professionInfos(made) == infos);
    if (all) {
        GENERAL_NAME *name = named("admissions.example");

        ADMISSIONS_set0_admissionAuthority(made, name);
        SHOW_INT(ADMISSIONS_get0_admissionAuthority(made) == name);
        ADMISSIONS_set0_namingAuthority(made, authority(0));
        SHOW_NULL(ADMISSIONS_get0_namingAuthority(made));
    }
    return made;
}

static ADMISSION_SYNTAX *syntax(int all)
{
    ADMISSION_SYNTAX *made = ADMISSION_SYNTAX_new();
    STACK_OF(ADMISSIONS) *list = sk_ADMISSIONS_new_null();

    SHOW_NULL(ADMISSION_SYNTAX_get0_admissionAuthority(made));
    SHOW_INT(sk_ADMISSIONS_num(ADMISSION_SYNTAX_get0_contentsOfAdmissions(made)));
    sk_ADMISSIONS_push(list, admissions(all));
    if (all)
        sk_ADMISSIONS_push(list, admissions(0));
    ADMISSION_SYNTAX_set0_contentsOfAdmissions(made, list);
    SHOW_INT(ADMISSION_SYNTAX_get0_contentsOfAdmissions(made) == list);
    if (all) {
        ADMISSION_SYNTAX_set0_admissionAuthority(made, named("first.example"));
        ADMISSION_SYNTAX_set0_admissionAuthority(made, named("syntax.example"));
        SHOW_NULL(ADMISSION_SYNTAX_get0_admissionAuthority(made));
    }
    return made;
}

int main(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    TYPE(NAMING_AUTHORITY, NAMING_AUTHORITY_new());
    TYPE(NAMING_AUTHORITY, authority(1));
    TYPE(PROFESSION_INFO, PROFESSION_INFO_new());
    TYPE(PROFESSION_INFO, profession(0));
    TYPE(PROFESSION_INFO, profession(1));
    TYPE(ADMISSIONS, ADMISSIONS_new());
    TYPE(ADMISSIONS, admissions(0));
    TYPE(ADMISSIONS, admissions(1));
    TYPE(ADMISSION_SYNTAX, ADMISSION_SYNTAX_new());
    TYPE(ADMISSION_SYNTAX, syntax(0));
    TYPE(ADMISSION_SYNTAX, syntax(1));
    NAMING_AUTHORITY_free(NULL);
    PROFESSION_INFO_free(NULL);
    ADMISSIONS_free(NULL);
    ADMISSION_SYNTAX_free(NULL);
    return 0;
}
