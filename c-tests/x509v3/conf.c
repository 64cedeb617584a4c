/* Extensions made from text: each kind, right and wrong, with and without a configuration; bytes, print and errors. */
#include "../common.h"
#include <openssl/conf.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

static BIO *out;

static const char conf_text[] =
    "top = email:top@example.com\n"
    "[alt]\nDNS.1 = a.example\nDNS.2 = b.example\nIP = 10.0.0.1\nIP.2 = 2001:db8::1\nURI = http://x.example/\nemail = a@b.example\nRID = 1.2.3.4\ndirName = dn\notherName = 1.2.3;UTF8:some\n"
    "[dn]\nC = DE\nO = Org\n1.OU = one\n2.OU = two\n+CN = plus\n"
    "[baddn]\nNoSuchName = x\n"
    "[empty]\n"
    "[bc]\nCA = true\npathlen = 3\n"
    "[pol]\npolicyIdentifier = 1.3.5.8\nCPS.1 = http://cps.example/\nCPS.2 = http://two.example/\nuserNotice.1 = @notice\n"
    "[notice]\nexplicitText = UTF8:Explicit\norganization = Org\nnoticeNumbers = 1,2,3\n"
    "[notice2]\nexplicitText = Plain\n"
    "[notice3]\nexplicitText = BMP:wide\n[numbers]\npolicyIdentifier = 1.2.3\nuserNotice = @numbersalone\n[numbersalone]\nnoticeNumbers = 4\n"
    "[notice4]\norganization = Org only\n"
    "[notice5]\nnoticeNumbers = x\norganization = o\n"
    "[notice6]\nwhat = x\n"
    "[polbad]\nCPS = http://cps.example/\n"
    "[polbad2]\npolicyIdentifier = not.an.oid\n"
    "[polbad3]\npolicyIdentifier = 1.2.3\nwhat = x\n"
    "[polbad4]\npolicyIdentifier = 1.2.3\nuserNotice = notice\n"
    "[polbad5]\npolicyIdentifier = 1.2.3\nuserNotice = @none\n"
    "[polbad6]\npolicyIdentifier = 1.2.3\nuserNotice = @notice4\n"
    "[polbad7]\npolicyIdentifier = 1.2.3\nuserNotice = @notice5\n"
    "[polbad8]\npolicyIdentifier = 1.2.3\nuserNotice = @notice6\n"
    "[pol2]\npolicyIdentifier = 1.2.3\nuserNotice = @notice2\n"
    "[pol3]\npolicyIdentifier = 1.2.3\nuserNotice = @notice3\n"
    "[cdp]\nfullname = URI:http://crl.example/a.crl\nCRLissuer = dirName:dn\nreasons = keyCompromise, CACompromise\n"
    "[cdp2]\nrelativename = rel\n"
    "[rel]\nCN = relative\n"
    "[cdp3]\nfullname = @alt\n"
    "[cdpbad]\nreasons = nothing\n"
    "[cdpbad2]\nwhat = x\n"
    "[cdpbad3]\nfullname = URI:a\nrelativename = rel\n"
    "[idp]\nfullname = URI:http://crl.example/i.crl\nonlyuser = TRUE\nindirectCRL = TRUE\nonlysomereasons = superseded\n"
    "[idpbad]\nonlyuser = perhaps\n"
    "[idpbad2]\nwhat = x\n"
    "[seq]\nfield1 = INTEGER:5\nfield2 = UTF8:text\nfield3 = SEQUENCE:inner\n[inner]\na = BOOL:TRUE\nb = NULL\n"
    "[exts]\nbasicConstraints = critical,CA:TRUE\nkeyUsage = keyCertSign\nsubjectAltName = @alt\n[extsbad]\nbasicConstraints = CA:TRUE\nkeyUsage = what\n"
    "[nc]\npermitted;DNS.1 = a.example\npermitted;IP.1 = 10.0.0.0/255.0.0.0\nexcluded;email = .b.example\npermitted;dirName = dn\n"
    "[proxypol]\nlanguage = id-ppl-anyLanguage\npathlen = 3\npolicy = text:abc\n";

static const char *const values[][2] = {
    {"basicConstraints", "CA:TRUE"}, {"basicConstraints", "critical,CA:TRUE,pathlen:0"}, {"basicConstraints", "CA:false"}, {"basicConstraints", "critical, CA:yes , pathlen:12"},
    {"basicConstraints", "CA:perhaps"}, {"basicConstraints", "what:1"}, {"basicConstraints", "CA"}, {"basicConstraints", ""}, {"basicConstraints", "CA:TRUE,pathlen:x"},
    {"basicConstraints", "pathlen:-1"}, {"basicConstraints", "@bc"}, {"basicConstraints", "@none"}, {"basicConstraints", "@empty"}, {"basicConstraints", "pathlen:0x1234567890abcdef1234"},
    {"basicConstraints", "CA:TRUE,"}, {"basicConstraints", ",CA:TRUE"}, {"basicConstraints", "critical"}, {"basicConstraints", "critical,"}, {"basicConstraints", "CA:Y"}, {"basicConstraints", "CA:NO"}, {"basicConstraints", "CA:true,CA:false"},
    {"keyUsage", "digitalSignature"}, {"keyUsage", "critical,keyCertSign, cRLSign"}, {"keyUsage", "Digital Signature, decipherOnly, encipherOnly"}, {"keyUsage", "nothing"}, {"keyUsage", "nonRepudiation,what"}, {"keyUsage", "keyUsage:digitalSignature"},
    {"nsCertType", "client, server"}, {"nsCertType", "objCA"}, {"nsCertType", "x"},
    {"extendedKeyUsage", "serverAuth,clientAuth"}, {"extendedKeyUsage", "critical,1.2.3.4,codeSigning"}, {"extendedKeyUsage", "TLS Web Server Authentication"}, {"extendedKeyUsage", "no such"}, {"extendedKeyUsage", "a:serverAuth"},
    {"subjectAltName", "DNS:example.com"}, {"subjectAltName", "DNS:a,DNS:b,IP:127.0.0.1,IP:::1,email:a@b,URI:http://a/b:c,RID:1.2.3"}, {"subjectAltName", "@alt"}, {"subjectAltName", "dirName:dn"}, {"subjectAltName", "dirName:none"}, {"subjectAltName", "dirName:baddn"},
    {"subjectAltName", "otherName:1.2.3;UTF8:hello"}, {"subjectAltName", "otherName:1.2.3;SEQUENCE:seq"}, {"subjectAltName", "otherName:1.2.3"}, {"subjectAltName", "otherName:x;UTF8:hello"}, {"subjectAltName", "otherName:msUPN;UTF8:u@d"}, {"subjectAltName", "otherName:1.2.3;WHAT:x"},
    {"subjectAltName", "email:copy"}, {"subjectAltName", "email:move"}, {"subjectAltName", "email:copy,DNS:x"}, {"subjectAltName", "IP:1.2.3"}, {"subjectAltName", "IP:300.1.1.1"}, {"subjectAltName", "IP:1::2::3"}, {"subjectAltName", "IP:::ffff:1.2.3.4"}, {"subjectAltName", "IP:fe80::1%eth0"}, {"subjectAltName", "IP:1:2:3:4:5:6:7:8"}, {"subjectAltName", "IP:1:2:3:4:5:6:7"},
    {"subjectAltName", "IP:12345::"}, {"subjectAltName", "IP:"}, {"subjectAltName", "DNS:"}, {"subjectAltName", "DNS"}, {"subjectAltName", "what:x"}, {"subjectAltName", "RID:x"}, {"subjectAltName", "dns:a"}, {"subjectAltName", "DNS.1:a"}, {"subjectAltName", "DNSx:a"}, {"subjectAltName", "issuer:copy"}, {"subjectAltName", "IP:1.2.3.4 "}, {"subjectAltName", "IP:1.2.3.4x"}, {"subjectAltName", "IP:1.2.3.4.5"}, {"subjectAltName", "x400:a"}, {"subjectAltName", "ediParty:a"},
    {"issuerAltName", "issuer:copy"}, {"issuerAltName", "DNS:x"}, {"issuerAltName", "issuer:copy,DNS:y"}, {"issuerAltName", "email:copy"}, {"issuerAltName", "critical,URI:x"},
    {"subjectKeyIdentifier", "hash"}, {"subjectKeyIdentifier", "01:02:aB"}, {"subjectKeyIdentifier", "0102"}, {"subjectKeyIdentifier", "xyz"}, {"subjectKeyIdentifier", "1"}, {"subjectKeyIdentifier", "none"}, {"subjectKeyIdentifier", ""},
    {"authorityKeyIdentifier", "keyid"}, {"authorityKeyIdentifier", "keyid:always"}, {"authorityKeyIdentifier", "issuer"}, {"authorityKeyIdentifier", "issuer:always"}, {"authorityKeyIdentifier", "keyid,issuer"}, {"authorityKeyIdentifier", "keyid:always,issuer:always"}, {"authorityKeyIdentifier", "what"}, {"authorityKeyIdentifier", "none"}, {"authorityKeyIdentifier", "keyid:nonss"}, {"authorityKeyIdentifier", "keyid,keyid"},
    {"crlDistributionPoints", "URI:http://a/b.crl"}, {"crlDistributionPoints", "cdp"}, {"crlDistributionPoints", "cdp2"}, {"crlDistributionPoints", "cdp3"}, {"crlDistributionPoints", "cdp,cdp2"}, {"crlDistributionPoints", "none"}, {"crlDistributionPoints", "cdpbad"}, {"crlDistributionPoints", "cdpbad2"}, {"crlDistributionPoints", "cdpbad3"}, {"crlDistributionPoints", "URI:a,URI:b"}, {"crlDistributionPoints", "what:b"}, {"freshestCRL", "URI:http://a/d.crl"}, {"crlDistributionPoints", "@cdp"},
    {"authorityInfoAccess", "OCSP;URI:http://ocsp/"}, {"authorityInfoAccess", "caIssuers;URI:http://ca/,OCSP;URI:http://o/"}, {"authorityInfoAccess", "1.2.3;DNS:x"}, {"authorityInfoAccess", "x;URI:y"}, {"authorityInfoAccess", "OCSP"}, {"authorityInfoAccess", "OCSP;URI"}, {"authorityInfoAccess", "OCSP:x"}, {"subjectInfoAccess", "caRepository;URI:http://r/"}, {"authorityInfoAccess", "OCSP;what:y"},
    {"certificatePolicies", "1.2.3.4"}, {"certificatePolicies", "1.2.3.4,anyPolicy"}, {"certificatePolicies", "@pol"}, {"certificatePolicies", "ia5org,1.2.3,@pol"}, {"certificatePolicies", "@none"}, {"certificatePolicies", "x"}, {"certificatePolicies", "1.2.3:x"}, {"certificatePolicies", "@polbad"}, {"certificatePolicies", "@polbad2"}, {"certificatePolicies", "@polbad3"}, {"certificatePolicies", "@polbad4"}, {"certificatePolicies", "@polbad5"}, {"certificatePolicies", "@polbad6"}, {"certificatePolicies", "@polbad7"}, {"certificatePolicies", "@polbad8"}, {"certificatePolicies", "1.2.3,@pol2"}, {"certificatePolicies", "1.2.3,@pol3"}, {"certificatePolicies", "1.2.3,@pol"}, {"certificatePolicies", "1.2.3,@polbad"}, {"certificatePolicies", "1.2.3,@polbad2"}, {"certificatePolicies", "1.2.3,@polbad3"}, {"certificatePolicies", "1.2.3,@polbad4"}, {"certificatePolicies", "1.2.3,@polbad5"}, {"certificatePolicies", "1.2.3,@polbad6"}, {"certificatePolicies", "1.2.3,@polbad7"}, {"certificatePolicies", "1.2.3,@polbad8"}, {"certificatePolicies", "1.2.3,@none"}, {"certificatePolicies", "ia5org,@pol"},
    {"policyConstraints", "requireExplicitPolicy:3"}, {"policyConstraints", "requireExplicitPolicy:3,inhibitPolicyMapping:0"}, {"policyConstraints", "what:1"}, {"policyConstraints", ""}, {"policyConstraints", "requireExplicitPolicy:x"}, {"policyConstraints", "requireExplicitPolicy"},
    {"policyMappings", "1.2.3:1.2.4"}, {"policyMappings", "1.2.3:1.2.4,anyPolicy:1.2.5"}, {"policyMappings", "x:1.2.3"}, {"policyMappings", "1.2.3"}, {"policyMappings", "1.2.3:x"},
    {"inhibitAnyPolicy", "2"}, {"inhibitAnyPolicy", "0x10"}, {"inhibitAnyPolicy", "-5"}, {"inhibitAnyPolicy", "x"}, {"inhibitAnyPolicy", ""}, {"inhibitAnyPolicy", "0xg"}, {"inhibitAnyPolicy", "12 "},
    {"nameConstraints", "permitted;DNS:a.example"}, {"nameConstraints", "permitted;IP:10.0.0.0/255.0.0.0,excluded;DNS:b"}, {"nameConstraints", "permitted;IP:10.0.0.0"}, {"nameConstraints", "excluded;IP:2001:db8::/ffff:ffff::"}, {"nameConstraints", "what;DNS:x"}, {"nameConstraints", "@nc"}, {"nameConstraints", "permitted;what:x"}, {"nameConstraints", "DNS:x"}, {"nameConstraints", "permitted;email:copy"}, {"nameConstraints", "permitted;IP:10.0.0.0/ffff::"},
    {"tlsfeature", "status_request"}, {"tlsfeature", "5,17"}, {"tlsfeature", "status_request_v2"}, {"tlsfeature", "x"}, {"tlsfeature", "70000"}, {"tlsfeature", "-1"}, {"tlsfeature", "a:5"},
    {"nsComment", "a comment, with: marks"}, {"nsComment", ""}, {"nsBaseUrl", "http://x/"}, {"nsSslServerName", "name"},
    {"noCheck", "ignored"}, {"noCheck", ""}, {"issuerSignTool", "signTool:a,cATool:b,signToolCert:c,cAToolCert:d"}, {"issuerSignTool", "x:a"}, {"issuerSignTool", "signTool"},
    {"crlNumber", "0x1234"}, {"deltaCRL", "7"}, {"CRLReason", "keyCompromise"}, {"CRLReason", "superseded"}, {"invalidityDate", "20200101000000Z"}, {"holdInstructionCode", "holdInstructionReject"},
    {"issuingDistributionPoint", "@idp"}, {"issuingDistributionPoint", "URI:x"}, {"issuingDistributionPoint", "fullname:URI:http://x/,onlyCA:TRUE"}, {"issuingDistributionPoint", "@idpbad"}, {"issuingDistributionPoint", "@idpbad2"}, {"issuingDistributionPoint", "onlyattr:TRUE"}, {"issuingDistributionPoint", "relativename:rel"},
    {"proxyCertInfo", "language:id-ppl-inheritAll"}, {"proxyCertInfo", "language:id-ppl-anyLanguage,pathlen:3,policy:text:abc"}, {"proxyCertInfo", "pathlen:3"}, {"proxyCertInfo", "language:id-ppl-inheritAll,policy:text:abc"}, {"proxyCertInfo", "@proxypol"}, {"proxyCertInfo", "language:x"}, {"proxyCertInfo", "language:1.2.3,policy:hex:01:02"}, {"proxyCertInfo", "language:1.2.3,policy:what:0102"}, {"proxyCertInfo", "language:1.2.3,language:1.2.4"}, {"proxyCertInfo", "language:1.2.3,pathlen:1,pathlen:2"}, {"proxyCertInfo", "language:1.2.3,what:1"}, {"proxyCertInfo", "language:1.2.3,policy:text:a,policy:text:b"},
    {"privateKeyUsagePeriod", "x"}, {"nonce", "x"}, {"2.5.29.99", "x"}, {"no such name", "x"}, {"1.2.3.4", "DER:01:02"}, {"1.2.3.4", "DER:0102"}, {"1.2.3.4", "DER:xx"}, {"1.2.3.4", "critical,DER:3000"}, {"1.2.3.4", "ASN1:UTF8String:text"}, {"1.2.3.4", "ASN1:SEQUENCE:seq"}, {"1.2.3.4", "ASN1:WHAT:x"}, {"1.2.3.4", "ASN1:SEQUENCE:none"}, {"basicConstraints", "DER:30:00"}, {"no such", "DER:30:00"}, {"1.2.3.4", "critical , ASN1:INT:5"}, {"1.2.3.4", "DER:"}, {"ct_precert_poison", "x"}, {"basicConstraints", "CA:TRUE:x"}, {"SXNetID", "1:abc"}, {"SXNetID", "x:abc"}, {"SXNetID", "1:abc,2:def"}, {"SXNetID", "1"}, {"ocspSingle", "x"}, {"serviceLocator", "x"}, {"archiveCutoff", "20200101000000Z"}, {"CrlID", "x"}, {"acceptableResponses", "x"}, {"certificateIssuer", "DNS:x"}, {"id-pkix-ocsp-nonce", "x"}, {"OCSPArchiveCutoff", "x"}, {"admission", "x"}, {"id-pe-qcStatements", "x"},
};

static void show(const char *what, X509_EXTENSION *e)
{
    (void)BIO_flush(out);
    if (e != NULL) {
        unsigned char *der = NULL;
        int len = i2d_X509_EXTENSION(e, &der);

        show_hex("   der", der, len > 0 ? (size_t)len : 0);
        OPENSSL_free(der);
        BIO_printf(out, "   ");
        BIO_printf(out, " -> %d\n", X509V3_EXT_print(out, e, X509V3_EXT_DUMP_UNKNOWN, 2));
        (void)BIO_flush(out);
        X509_EXTENSION_free(e);
    } else {
        printf("   %s: none\n", what);
    }
    show_errors();
}

static void list(const char *line)
{
    STACK_OF(CONF_VALUE) *pairs = X509V3_parse_list(line);
    int i;

    printf("list \"%s\": %d\n", line, pairs ? sk_CONF_VALUE_num(pairs) : -1);
    for (i = 0; i < sk_CONF_VALUE_num(pairs); i++) {
        CONF_VALUE *v = sk_CONF_VALUE_value(pairs, i);
        ASN1_INTEGER *number = NULL;
        int truth = 7;

        printf("  [%s|%s|%s]", v->section ? v->section : "-", v->name ? v->name : "-", v->value ? v->value : "-");
        printf(" bool %d", X509V3_get_value_bool(v, &truth));
        printf(" %d int %d", truth, X509V3_get_value_int(v, &number));
        printf(" %ld\n", number ? ASN1_INTEGER_get(number) : -99);
        ASN1_INTEGER_free(number);
        show_errors();
    }
    sk_CONF_VALUE_pop_free(pairs, X509V3_conf_free);
    show_errors();
}

static void add_sections(CONF *conf, X509V3_CTX *ctx)
{
    static const char *const names[] = {"exts", "extsbad", "none", "empty"};
    size_t i;

    for (i = 0; i < 4; i++) {
        STACK_OF(X509_EXTENSION) *sk = NULL;
        X509 *x = X509_new();
        X509_REQ *r = X509_REQ_new();
        X509_CRL *c = X509_CRL_new();

        printf("section %s\n", names[i]);
        SHOW_INT(X509V3_EXT_add_nconf_sk(conf, ctx, names[i], &sk));
        printf("  %d\n", sk_X509_EXTENSION_num(sk));
        show_errors();
        SHOW_INT(X509V3_EXT_add_nconf_sk(conf, ctx, names[i], NULL));
        show_errors();
        SHOW_INT(X509V3_EXT_add_nconf(conf, ctx, names[i], x));
        SHOW_INT(X509V3_EXT_add_nconf(conf, ctx, names[i], x));
        printf("  %d\n", X509_get_ext_count(x));
        ctx->flags = X509V3_CTX_REPLACE;
        SHOW_INT(X509V3_EXT_add_nconf(conf, ctx, names[i], x));
        printf("  %d\n", X509_get_ext_count(x));
        ctx->flags = 0;
        SHOW_INT(X509V3_EXT_add_nconf(conf, ctx, names[i], NULL));
        SHOW_INT(X509V3_EXT_CRL_add_nconf(conf, ctx, names[i], c));
        printf("  %d\n", X509_CRL_get_ext_count(c));
        SHOW_INT(X509V3_EXT_CRL_add_nconf(conf, ctx, names[i], NULL));
        SHOW_INT(X509V3_EXT_REQ_add_nconf(conf, ctx, names[i], r));
        printf("  %d\n", X509_REQ_get_attr_count(r));
        SHOW_INT(X509V3_EXT_REQ_add_nconf(conf, ctx, names[i], NULL));
        ERR_clear_error();
        sk_X509_EXTENSION_pop_free(sk, X509_EXTENSION_free);
        X509_free(x);
        X509_REQ_free(r);
        X509_CRL_free(c);
    }
    SHOW_INT(X509V3_EXT_add_nconf_sk(NULL, ctx, "exts", NULL));
    show_errors();
}

static void more(CONF *conf, X509V3_CTX *ctx, X509 *issuer, X509 *subject)
{
    X509V3_CTX own;
    char *s;
    STACK_OF(CONF_VALUE) *sk;
    EVP_PKEY *key = X509_get_pubkey(issuer);

    list("a:b, c ,d: e");
    list("");
    list("a:");
    list(":b");
    list("a,,b");
    list(" a : TRUE ,x:12\nrest");
    list("x:-5,y:no,z:0x1f");
    add_sections(conf, ctx);

    printf("no context\n");
    show("nid", X509V3_EXT_conf_nid(NULL, NULL, NID_basic_constraints, "critical,CA:TRUE"));
    show("nid", X509V3_EXT_nconf_nid(NULL, NULL, NID_basic_constraints, "@bc"));
    show("nid", X509V3_EXT_nconf_nid(conf, NULL, NID_basic_constraints, "@bc"));
    show("nid", X509V3_EXT_nconf_nid(conf, NULL, NID_basic_constraints, "CA:what"));
    show("nid", X509V3_EXT_conf_nid(NULL, NULL, NID_subject_key_identifier, "hash"));
    show("nid", X509V3_EXT_conf_nid(NULL, NULL, NID_authority_key_identifier, "keyid"));
    show("nid", X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, "email:copy"));
    show("nid", X509V3_EXT_conf_nid(NULL, NULL, NID_issuer_alt_name, "issuer:copy"));
    show("nid", X509V3_EXT_conf_nid(NULL, NULL, NID_sha256, "DER:0101"));
    show("nid", X509V3_EXT_conf_nid(NULL, NULL, NID_sha256, "x"));
    show("nid", X509V3_EXT_conf_nid(NULL, NULL, 0, "x"));
    show("nid", X509V3_EXT_conf_nid(NULL, NULL, -7, "x"));

    show("name", X509V3_EXT_nconf(NULL, NULL, "authorityKeyIdentifier", "keyid"));
    show("name", X509V3_EXT_nconf(NULL, NULL, "authorityKeyIdentifier", "none"));
    show("name", X509V3_EXT_nconf(NULL, NULL, "basicConstraints", "@bc"));
    show("name", X509V3_EXT_nconf(conf, NULL, "basicConstraints", "@bc"));
    show("name", X509V3_EXT_nconf(conf, NULL, "1.2.3", "ASN1:SEQUENCE:seq"));
    show("name", X509V3_EXT_conf(NULL, NULL, "subjectKeyIdentifier", "01:02"));
    printf("self-signed\n");
    X509V3_set_ctx(&own, issuer, issuer, NULL, NULL, 0);
    show("keyid", X509V3_EXT_nconf_nid(conf, &own, NID_authority_key_identifier, "keyid"));
    show("keyid", X509V3_EXT_nconf_nid(conf, &own, NID_authority_key_identifier, "keyid,issuer"));
    show("keyid", X509V3_EXT_nconf_nid(conf, &own, NID_authority_key_identifier, "keyid:always"));
    show("keyid", X509V3_EXT_nconf_nid(conf, &own, NID_authority_key_identifier, "issuer:always"));
    SHOW_INT(X509V3_set_issuer_pkey(&own, key));
    show("keyid", X509V3_EXT_nconf_nid(conf, &own, NID_authority_key_identifier, "keyid"));
    show("keyid", X509V3_EXT_nconf_nid(conf, &own, NID_authority_key_identifier, "keyid,issuer:always"));
    X509V3_set_ctx(&own, subject, issuer, NULL, NULL, 0);
    SHOW_INT(X509V3_set_issuer_pkey(&own, key));
    show("keyid", X509V3_EXT_nconf_nid(conf, &own, NID_authority_key_identifier, "keyid"));
    X509V3_set_ctx(&own, issuer, NULL, NULL, NULL, 0);
    SHOW_INT(X509V3_set_issuer_pkey(&own, key));
    SHOW_INT(X509V3_set_issuer_pkey(NULL, key));
    show_errors();
    EVP_PKEY_free(key);
    X509_EXTENSION_free(X509_delete_ext(issuer, X509_get_ext_by_NID(issuer, NID_subject_key_identifier, -1)));
    X509V3_set_ctx(&own, issuer, subject, NULL, NULL, 0);
    show("keyid", X509V3_EXT_nconf_nid(conf, &own, NID_authority_key_identifier, "keyid"));
    show("keyid", X509V3_EXT_nconf_nid(conf, &own, NID_authority_key_identifier, "keyid:always"));
    show("keyid", X509V3_EXT_nconf_nid(conf, &own, NID_authority_key_identifier, "keyid,issuer"));
    {
        GENERAL_NAMES *names = sk_GENERAL_NAME_new_null();
        GENERAL_NAME *name = a2i_GENERAL_NAME(NULL, NULL, NULL, GEN_DNS, "issuer.example", 0);

        sk_GENERAL_NAME_push(names, name);
        X509_add1_ext_i2d(issuer, NID_subject_alt_name, names, 0, 0);
        GENERAL_NAMES_free(names);
        show("copy", X509V3_EXT_nconf_nid(conf, &own, NID_issuer_alt_name, "issuer:copy,URI:x"));
    }

    printf("database\n");
    X509V3_set_nconf(&own, conf);
    s = X509V3_get_string(&own, "dn", "O");
    printf("%s\n", s ? s : "none");
    X509V3_string_free(&own, s);
    s = X509V3_get_string(&own, "dn", "none");
    printf("%s\n", s ? s : "none");
    sk = X509V3_get_section(&own, "dn");
    printf("%d\n", sk_CONF_VALUE_num(sk));
    X509V3_section_free(&own, sk);
    show_error_codes();
    memset(&own, 0, sizeof(own));
    SHOW_NULL(X509V3_get_string(&own, "dn", "O"));
    SHOW_NULL(X509V3_get_section(&own, "dn"));
    X509V3_string_free(&own, NULL);
    X509V3_section_free(&own, NULL);
    show_errors();
    memset(&own, 0xee, sizeof(own));
    X509V3_set_ctx(&own, issuer, subject, NULL, NULL, 3);
    printf("%d %d %d %d %d %d %d %d\n", own.flags, own.issuer_cert == issuer, own.subject_cert == subject, own.subject_req == NULL, own.crl == NULL, own.db_meth == NULL, own.db == NULL, own.issuer_pkey == NULL);
    X509V3_set_conf_lhash(&own, NULL);
    SHOW_INT(own.db == NULL);
    X509V3_set_ctx(NULL, NULL, NULL, NULL, NULL, 0);
    X509V3_set_nconf(NULL, conf);
    show_errors();
}

int main(int argc, char **argv)
{
    CONF *conf = NCONF_new(NULL);
    BIO *in = BIO_new_mem_buf(conf_text, -1);
    X509V3_CTX ctx, none, test;
    X509 *issuer, *subject;
    long line = 0;
    size_t i;

    (void)argc;
    setvbuf(stdout, NULL, _IONBF, 0);
    out = BIO_new_fp(stdout, BIO_NOCLOSE);
    printf("load %d\n", NCONF_load_bio(conf, in, &line));
    BIO_free(in);
    in = BIO_new_file(fixture(argv, "ca-rsa-cert.pem"), "r");
    issuer = PEM_read_bio_X509(in, NULL, NULL, NULL);
    BIO_free(in);
    in = BIO_new_file(fixture(argv, "server-p256-cert.pem"), "r");
    subject = PEM_read_bio_X509(in, NULL, NULL, NULL);
    BIO_free(in);
    if (issuer == NULL || subject == NULL)
        return 2;
    /* fixed things, since the fixtures' keys differ from run to run */
    {
        static const unsigned char id[] = {4, 4, 1, 2, 3, 4};
        ASN1_OCTET_STRING *o = ASN1_OCTET_STRING_new();
        X509_NAME *name = X509_NAME_new();
        const unsigned char *p = id;

        ASN1_OCTET_STRING_set(o, id + 2, 4);
        printf("skid %d\n", X509_add1_ext_i2d(issuer, NID_subject_key_identifier, o, 0, X509V3_ADD_REPLACE));
        ASN1_OCTET_STRING_free(o);
        (void)p;
        ASN1_INTEGER_set(X509_get_serialNumber(issuer), 77);
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"subject", -1, -1, 0);
        X509_NAME_add_entry_by_NID(name, NID_pkcs9_emailAddress, MBSTRING_ASC, (unsigned char *)"one@example.com", -1, -1, 0);
        X509_NAME_add_entry_by_NID(name, NID_pkcs9_emailAddress, MBSTRING_ASC, (unsigned char *)"two@example.com", -1, -1, 0);
        X509_set_subject_name(subject, name);
        X509_NAME_free(name);
    }
    memset(&ctx, 0xee, sizeof(ctx));
    X509V3_set_ctx(&ctx, issuer, subject, NULL, NULL, 0);
    X509V3_set_nconf(&ctx, conf);
    memset(&none, 0, sizeof(none));
    X509V3_set_ctx(&none, NULL, NULL, NULL, NULL, 0);
    X509V3_set_ctx_nodb(&none);
    memset(&test, 0, sizeof(test));
    X509V3_set_ctx_test(&test);
    X509V3_set_nconf(&test, conf);
    for (i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        const char *name = values[i][0], *value = values[i][1];
        int own = strcmp(name, "subjectKeyIdentifier") == 0 && strcmp(value, "hash") == 0;

        printf("== %s = %s\n", name, value);
        if (!own)
            show("full", X509V3_EXT_nconf(conf, &ctx, name, value));
        else
            show("full", X509V3_EXT_nconf(conf, &none, name, value));
        if (strcmp(name, "SXNetID") == 0 || strcmp(name, "proxyCertInfo") == 0 || strcmp(name, "issuingDistributionPoint") == 0 || value[0] == '@' || strstr(value, "copy") || strstr(value, "dirName") || strstr(value, "SEQUENCE") || strstr(value, "keyid") || strstr(value, "cdp")) {
            printf("  -- without\n");
            show("without", X509V3_EXT_conf(NULL, &none, name, value));
            printf("  -- test\n");
            show("test", X509V3_EXT_nconf(conf, &test, name, value));
        }
    }
    {
        X509_EXTENSION *e = X509V3_EXT_nconf(conf, &ctx, "certificatePolicies", "@numbers");

        printf("numbers of a notice of nobody: %s\n", e ? "made" : "refused");
        X509_EXTENSION_free(e);
        ERR_clear_error();
    }
    more(conf, &ctx, issuer, subject);
    X509_free(issuer);
    X509_free(subject);
    NCONF_free(conf);
    BIO_free(out);
    return 0;
}
