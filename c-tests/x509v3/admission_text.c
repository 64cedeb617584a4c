/* The admission extension of certificates: what is shown of it. */
#include "../common.h"
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

static NAMING_AUTHORITY *authority(int what)
{
    NAMING_AUTHORITY *made = NAMING_AUTHORITY_new();

    if (what & 1)
        NAMING_AUTHORITY_set0_authorityId(made, OBJ_txt2obj("1.3.36.8.3.11.1.1", 1));
    if (what & 2)
        NAMING_AUTHORITY_set0_authorityURL(made, text(V_ASN1_IA5STRING, "http://chamber.example/"));
    if (what & 4)
        NAMING_AUTHORITY_set0_authorityText(made, text(V_ASN1_UTF8STRING, "Kammer K\303\266ln"));
    if (what & 8)
        NAMING_AUTHORITY_set0_authorityId(made, OBJ_nid2obj(NID_commonName));
    return made;
}

static PROFESSION_INFO *profession(int what)
{
    PROFESSION_INFO *made = PROFESSION_INFO_new();
    STACK_OF(ASN1_STRING) *items = sk_ASN1_STRING_new_null();

    if (what & 1) {
        sk_ASN1_STRING_push(items, text(V_ASN1_UTF8STRING, "Notar\303\266"));
        sk_ASN1_STRING_push(items, text(V_ASN1_PRINTABLESTRING, "Lawyer"));
    }
    PROFESSION_INFO_set0_professionItems(made, items);
    if (what & 2) {
        STACK_OF(ASN1_OBJECT) *numbers = sk_ASN1_OBJECT_new_null();

        sk_ASN1_OBJECT_push(numbers, OBJ_txt2obj("1.2.3.4", 1));
        sk_ASN1_OBJECT_push(numbers, OBJ_nid2obj(NID_commonName));
        PROFESSION_INFO_set0_professionOIDs(made, numbers);
    }
    if (what & 4)
        PROFESSION_INFO_set0_registrationNumber(made, text(V_ASN1_PRINTABLESTRING, "4711"));
    if (what & 8)
        PROFESSION_INFO_set0_addProfessionInfo(made, text(V_ASN1_OCTET_STRING, "more\001"));
    if (what & 16)
        PROFESSION_INFO_set0_namingAuthority(made, authority(7));
    return made;
}

static void shown(int naming, int what, int names, int indent)
{
    ADMISSION_SYNTAX *syntax = ADMISSION_SYNTAX_new(), *back;
    STACK_OF(ADMISSIONS) *list = sk_ADMISSIONS_new_null();
    ADMISSIONS *admissions = ADMISSIONS_new();
    PROFESSION_INFOS *infos = sk_PROFESSION_INFO_new_null();
    X509_EXTENSION *extension;
    BIO *out = BIO_new_fp(stdout, BIO_NOCLOSE);

    printf("-- naming %d profession %d names %d\n", naming, what, names);
    sk_PROFESSION_INFO_push(infos, profession(what));
    if (what & 32)
        sk_PROFESSION_INFO_push(infos, profession(1));
    ADMISSIONS_set0_professionInfos(admissions, infos);
    if (naming > 0)
        ADMISSIONS_set0_namingAuthority(admissions, authority(naming));
    if (names & 1)
        ADMISSIONS_set0_admissionAuthority(admissions, named("admissions.example"));
    if (names & 2)
        ADMISSION_SYNTAX_set0_admissionAuthority(syntax, named("syntax.example"));
    sk_ADMISSIONS_push(list, admissions);
    ADMISSION_SYNTAX_set0_contentsOfAdmissions(syntax, list);
    extension = X509V3_EXT_i2d(NID_x509ExtAdmission, 0, syntax);
    fflush(stdout);
    printf("\n%d\n", X509V3_EXT_print(out, extension, 0, indent));
    back = X509V3_EXT_d2i(extension);
    SHOW_INT(i2d_ADMISSION_SYNTAX(back, NULL) == i2d_ADMISSION_SYNTAX(syntax, NULL));
    show_errors();
    ADMISSION_SYNTAX_free(back);
    X509_EXTENSION_free(extension);
    ADMISSION_SYNTAX_free(syntax);
    BIO_free(out);
}

int main(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    for (int naming = 0; naming < 9; naming++)
        shown(naming, 1, naming % 4, 4);
    for (int what = 0; what < 64; what++)
        shown(what % 3, what, what % 4, what % 5);
    return 0;
}
