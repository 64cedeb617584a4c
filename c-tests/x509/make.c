/* Names, certificates, requests and lists made from nothing, signed, read again. */
#include "../common.h"
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

static BIO *out;

static X509_NAME *a_name(const char *cn)
{
    X509_NAME *name = X509_NAME_new();

    X509_NAME_add_entry_by_txt(name, "C", MBSTRING_ASC, (const unsigned char *)"DE", -1, -1, 0);
    X509_NAME_add_entry_by_txt(name, "O", MBSTRING_UTF8, (const unsigned char *)"M\xc3\xbcller, \"+\" & Co", -1, -1, 0);
    X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8, (const unsigned char *)cn, -1, -1, 0);
    return name;
}

static void names(void)
{
    static const unsigned long flags[] = {0, XN_FLAG_ONELINE, XN_FLAG_RFC2253, XN_FLAG_MULTILINE, XN_FLAG_SEP_COMMA_PLUS | XN_FLAG_FN_LN, XN_FLAG_SEP_SPLUS_SPC | XN_FLAG_FN_OID | XN_FLAG_SPC_EQ, XN_FLAG_SEP_CPLUS_SPC | XN_FLAG_FN_NONE,
        XN_FLAG_SEP_MULTILINE | XN_FLAG_FN_ALIGN | XN_FLAG_DN_REV, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB, XN_FLAG_DUMP_UNKNOWN_FIELDS | XN_FLAG_SEP_COMMA_PLUS, 5};
    X509_NAME *name = a_name("first"), *copy;
    X509_NAME_ENTRY *entry;
    unsigned char *der = NULL;
    const unsigned char *p;
    char buf[64], *line;
    size_t i, n;
    int len, r;

    r = X509_NAME_add_entry_by_txt(name, "1.2.3.4.5", V_ASN1_UTF8STRING, (const unsigned char *)"unknown", -1, -1, 0);
    printf("unknown %d", r);
    printf(" multi %d", X509_NAME_add_entry_by_txt(name, "UID", MBSTRING_ASC, (const unsigned char *)"u1", -1, 3, 1));
    printf(" joined %d", X509_NAME_add_entry_by_txt(name, "OU", MBSTRING_ASC, (const unsigned char *)"joined", -1, -1, -1));
    printf(" front %d\n", X509_NAME_add_entry_by_txt(name, "L", MBSTRING_ASC, (const unsigned char *)" spaces  in ", -1, 0, 0));
    printf("bad field %d\n", X509_NAME_add_entry_by_txt(name, "nosuch", MBSTRING_ASC, (const unsigned char *)"x", -1, -1, 0));
    show_error_codes();
    printf("bad country %d\n", X509_NAME_add_entry_by_txt(name, "C", MBSTRING_ASC, (const unsigned char *)"DEU", -1, -1, 0));
    show_error_codes();
    printf("bad nid %d\n", X509_NAME_add_entry_by_NID(name, 9999, MBSTRING_ASC, (const unsigned char *)"x", -1, -1, 0));
    show_error_codes();
    for (i = 0; i < (size_t)X509_NAME_entry_count(name); i++) {
        entry = X509_NAME_get_entry(name, (int)i);
        printf("%zu: set %d nid %d type %d %s\n", i, X509_NAME_ENTRY_set(entry), OBJ_obj2nid(X509_NAME_ENTRY_get_object(entry)), X509_NAME_ENTRY_get_data(entry)->type, X509_NAME_ENTRY_get_data(entry)->data);
    }
    for (i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
        BIO_printf(out, "%lx:\n", flags[i]);
        r = X509_NAME_print_ex(out, name, 3, flags[i]);
        BIO_printf(out, "\n-> %d\n", r);
    }
    BIO_printf(out, "print %d\n", X509_NAME_print(out, name, 0));
    (void)BIO_flush(out);
    X509_NAME_print_ex_fp(stdout, name, 0, XN_FLAG_ONELINE);
    line = X509_NAME_oneline(name, NULL, 0);
    printf("\n%s\n%s\n%s\n", line, X509_NAME_oneline(name, buf, 20), X509_NAME_oneline(NULL, buf, 8));
    OPENSSL_free(line);
    printf("text %d", X509_NAME_get_text_by_NID(name, NID_organizationName, buf, 6));
    printf(" [%s] none %d length %d index %d", buf, X509_NAME_get_text_by_NID(name, NID_surname, buf, 6), X509_NAME_get_text_by_NID(name, NID_commonName, NULL, 0), X509_NAME_get_index_by_NID(name, NID_commonName, -1));
    printf(" next %d bad %d\n", X509_NAME_get_index_by_NID(name, NID_commonName, 3), X509_NAME_get_index_by_NID(name, 9999, -1));
    len = i2d_X509_NAME(name, &der);
    show_hex("name", der, len);
    p = der;
    copy = d2i_X509_NAME(NULL, &p, len);
    printf("read %d cmp %d hash %08lx %08lx old %08lx\n", copy != NULL, X509_NAME_cmp(name, copy), X509_NAME_hash_ex(name, NULL, NULL, &r), X509_NAME_hash(copy), X509_NAME_hash_old(name));
    X509_NAME_get0_der(copy, &p, &n);
    printf("der %d\n", n == (size_t)len && memcmp(p, der, n) == 0);
    entry = X509_NAME_delete_entry(copy, 1);
    printf("deleted %d count %d cmp %d\n", OBJ_obj2nid(X509_NAME_ENTRY_get_object(entry)), X509_NAME_entry_count(copy), X509_NAME_cmp(name, copy) != 0);
    X509_NAME_ENTRY_free(entry);
    entry = X509_NAME_delete_entry(copy, 0);
    X509_NAME_ENTRY_free(entry);
    for (i = 0; i < (size_t)X509_NAME_entry_count(copy); i++)
        printf("set %d ", X509_NAME_ENTRY_set(X509_NAME_get_entry(copy, (int)i)));
    printf("none %d\n", X509_NAME_delete_entry(copy, 99) == NULL);
    entry = X509_NAME_ENTRY_create_by_txt(NULL, "CN", MBSTRING_ASC, (const unsigned char *)"FIRST  ", -1);
    printf("add %d\n", X509_NAME_add_entry(copy, entry, -1, 0));
    X509_NAME_ENTRY_set_data(entry, V_ASN1_IA5STRING, (const unsigned char *)"other", 5);
    printf("entry %d %s\n", X509_NAME_ENTRY_get_data(entry)->type, X509_NAME_ENTRY_get_data(entry)->data);
    X509_NAME_ENTRY_free(entry);
    X509_NAME_free(copy);
    {
        X509_NAME *a = X509_NAME_new(), *b = X509_NAME_new();

        X509_NAME_add_entry_by_txt(a, "CN", V_ASN1_PRINTABLESTRING, (const unsigned char *)"  Some  NAME ", -1, -1, 0);
        X509_NAME_add_entry_by_txt(b, "CN", V_ASN1_UTF8STRING, (const unsigned char *)"some name", -1, -1, 0);
        printf("fold %d empty %d %d %d\n", X509_NAME_cmp(a, b), X509_NAME_cmp(a, NULL), X509_NAME_cmp(NULL, b), X509_NAME_cmp(NULL, NULL));
        X509_NAME_free(a); X509_NAME_free(b);
    }
    OPENSSL_free(der);
    X509_NAME_free(name);
}

static void show(X509 *x)
{
    X509_print_ex(out, x, XN_FLAG_ONELINE, X509_FLAG_NO_PUBKEY | X509_FLAG_NO_SIGDUMP);
    (void)BIO_flush(out);
}

static void certificate(EVP_PKEY *key, const EVP_MD *md)
{
    X509 *x = X509_new(), *again;
    X509_NAME *name = a_name("made here");
    unsigned char *der = NULL;
    const unsigned char *p;
    BASIC_CONSTRAINTS *bc = BASIC_CONSTRAINTS_new();
    ASN1_BIT_STRING *ku = ASN1_BIT_STRING_new();
    GENERAL_NAMES *names = GENERAL_NAMES_new();
    GENERAL_NAME *gen = GENERAL_NAME_new();
    ASN1_OCTET_STRING *octets;
    X509_EXTENSION *ext;
    int len;

    printf("new version %ld exts %d serial %ld\n", X509_get_version(x), X509_get_ext_count(x), ASN1_INTEGER_get(X509_get_serialNumber(x)));
    printf("set %d %d %d %d", X509_set_version(x, 2), ASN1_INTEGER_set(X509_get_serialNumber(x), 0x1234567), X509_set_issuer_name(x, name), X509_set_subject_name(x, name));
    ASN1_TIME_set_string(X509_getm_notBefore(x), "240101000000Z");
    ASN1_TIME_set_string(X509_getm_notAfter(x), "20600101000000Z");
    printf(" key %d\n", X509_set_pubkey(x, key));
    bc->ca = 0xff;
    bc->pathlen = ASN1_INTEGER_new();
    ASN1_INTEGER_set(bc->pathlen, 3);
    printf("bc %d again %d replace %d", X509_add1_ext_i2d(x, NID_basic_constraints, bc, 1, X509V3_ADD_DEFAULT), X509_add1_ext_i2d(x, NID_basic_constraints, bc, 1, X509V3_ADD_DEFAULT), X509_add1_ext_i2d(x, NID_basic_constraints, bc, 0, X509V3_ADD_REPLACE));
    printf(" keep %d delete %d missing %d\n", X509_add1_ext_i2d(x, NID_basic_constraints, bc, 0, X509V3_ADD_KEEP_EXISTING), X509_add1_ext_i2d(x, NID_basic_constraints, NULL, 0, X509V3_ADD_DELETE), X509_add1_ext_i2d(x, NID_basic_constraints, bc, 1, X509V3_ADD_REPLACE_EXISTING));
    show_error_codes();
    X509_add1_ext_i2d(x, NID_basic_constraints, bc, 1, X509V3_ADD_DEFAULT);
    ASN1_BIT_STRING_set_bit(ku, 5, 1);
    ASN1_BIT_STRING_set_bit(ku, 6, 1);
    X509_add1_ext_i2d(x, NID_key_usage, ku, 1, X509V3_ADD_DEFAULT);
    gen->type = GEN_DNS;
    gen->d.dNSName = ASN1_IA5STRING_new();
    ASN1_STRING_set(gen->d.dNSName, "example.com", -1);
    sk_GENERAL_NAME_push(names, gen);
    gen = GENERAL_NAME_new();
    octets = ASN1_OCTET_STRING_new();
    ASN1_OCTET_STRING_set(octets, (const unsigned char *)"\x7f\0\0\x01", 4);
    GENERAL_NAME_set0_value(gen, GEN_IPADD, octets);
    sk_GENERAL_NAME_push(names, gen);
    X509_add1_ext_i2d(x, NID_subject_alt_name, names, 0, X509V3_ADD_DEFAULT);
    octets = ASN1_OCTET_STRING_new();
    ASN1_OCTET_STRING_set(octets, (const unsigned char *)"\x04\x03key", 5);
    ext = X509_EXTENSION_create_by_NID(NULL, NID_subject_key_identifier, 0, octets);
    printf("add %d", X509_add_ext(x, ext, 1));
    X509_EXTENSION_set_critical(ext, 1);
    X509_EXTENSION_set_object(ext, OBJ_nid2obj(NID_netscape_comment));
    ASN1_OCTET_STRING_set(octets, (const unsigned char *)"\x16\x04note", 6);
    X509_EXTENSION_set_data(ext, octets);
    printf(" %d count %d critical %d\n", X509_add_ext(x, ext, -1), X509_get_ext_count(x), X509_get_ext_by_critical(x, 1, -1));
    X509_EXTENSION_free(ext);
    ASN1_OCTET_STRING_free(octets);
    len = X509_sign(x, key, md);
    printf("signed %d verify %d self %d\n", len > 0, X509_verify(x, key), X509_self_signed(x, 1));
    show(x);
    len = i2d_X509(x, &der);
    p = der;
    again = d2i_X509(NULL, &p, len);
    printf("read %d used %d cmp %d verify %d check key %d\n", again != NULL, (int)(p - der) == len, X509_cmp(x, again), X509_verify(again, key), X509_check_private_key(again, key));
    X509_set_version(again, 1);
    printf("changed verify %d cmp %d\n", X509_verify(again, key), X509_cmp(x, again) != 0);
    ext = X509_delete_ext(again, 0);
    printf("deleted %d left %d\n", ext != NULL, X509_get_ext_count(again));
    X509_EXTENSION_free(ext);
    X509_free(again);
    der[len - 3] ^= 1;
    p = der;
    again = d2i_X509(NULL, &p, len);
    printf("forged verify %d\n", again ? X509_verify(again, key) : -9);
    ERR_clear_error();
    X509_free(again);
    {
        int alen = 0;

        printf("alias %d", X509_alias_set1(x, (const unsigned char *)"alias", -1));
        printf(" %.5s", X509_alias_get0(x, &alen));
        printf(" %d keyid %d", alen, X509_keyid_set1(x, (const unsigned char *)"\x01\x02", 2));
        printf(" %d trusted %d", X509_keyid_get0(x, &alen)[1], X509_trusted(x));
        printf(" trust %d reject %d\n", X509_add1_trust_object(x, OBJ_nid2obj(NID_server_auth)), X509_add1_reject_object(x, OBJ_nid2obj(NID_email_protect)));
        OPENSSL_free(der);
        der = NULL;
        len = i2d_X509_AUX(x, &der);
        p = der;
        again = d2i_X509_AUX(NULL, &p, len);
        printf("aux %d %d\n", again != NULL, (int)(p - der) == len);
        X509_print_ex(out, again, XN_FLAG_ONELINE, X509_FLAG_NO_PUBKEY | X509_FLAG_NO_SIGDUMP | X509_FLAG_NO_EXTENSIONS);
        (void)BIO_flush(out);
        X509_free(again);
        X509_trust_clear(x);
        X509_reject_clear(x);
    }
    {
        BIO *mem = BIO_new(BIO_s_mem());

        printf("pem %d %d", PEM_write_bio_X509(mem, x), PEM_write_bio_X509_AUX(mem, x));
        again = PEM_read_bio_X509(mem, NULL, NULL, NULL);
        printf(" %d", again ? X509_cmp(again, x) : -9);
        X509_free(again);
        again = PEM_read_bio_X509_AUX(mem, NULL, NULL, NULL);
        printf(" %d end %d\n", again ? X509_cmp(again, x) : -9, PEM_read_bio_X509(mem, NULL, NULL, NULL) == NULL);
        show_errors();
        X509_free(again);
        i2d_X509_bio(mem, x);
        again = d2i_X509_bio(mem, NULL);
        printf("der %d\n", again ? X509_cmp(again, x) : -9);
        X509_free(again);
        BIO_free(mem);
    }
    BASIC_CONSTRAINTS_free(bc);
    ASN1_BIT_STRING_free(ku);
    GENERAL_NAMES_free(names);
    X509_NAME_free(name);
    X509_free(x);
    OPENSSL_free(der);
}

static void request(EVP_PKEY *key)
{
    X509_REQ *r = X509_REQ_new(), *again;
    X509_NAME *name = a_name("asks");
    STACK_OF(X509_EXTENSION) *exts = NULL;
    X509_EXTENSION *ext;
    ASN1_OCTET_STRING *o = ASN1_OCTET_STRING_new();
    unsigned char *der = NULL;
    const unsigned char *p;
    EVP_PKEY *own;
    int len;

    printf("req %d %d %d", X509_REQ_set_version(r, 0), X509_REQ_set_subject_name(r, name), X509_REQ_set_pubkey(r, key));
    printf(" attr %d\n", X509_REQ_add1_attr_by_NID(r, NID_pkcs9_challengePassword, MBSTRING_ASC, (const unsigned char *)"secret", -1));
    ASN1_OCTET_STRING_set(o, (const unsigned char *)"\x30\x00", 2);
    ext = X509_EXTENSION_create_by_NID(NULL, NID_basic_constraints, 1, o);
    X509v3_add_ext(&exts, ext, -1);
    printf("exts %d count %d\n", X509_REQ_add_extensions(r, exts), X509_REQ_get_attr_count(r));
    printf("sign %d verify %d\n", X509_REQ_sign(r, key, EVP_sha256()) > 0, X509_REQ_verify(r, key));
    X509_REQ_print_ex(out, r, XN_FLAG_ONELINE, X509_FLAG_NO_PUBKEY | X509_FLAG_NO_SIGDUMP);
    (void)BIO_flush(out);
    len = i2d_X509_REQ(r, &der);
    p = der;
    again = d2i_X509_REQ(NULL, &p, len);
    own = X509_REQ_get_pubkey(again);
    printf("again %d verify %d version %ld nid %d attr %d key %d\n", again != NULL, X509_REQ_verify(again, own), X509_REQ_get_version(again), X509_REQ_get_signature_nid(again),
           X509_REQ_get_attr_by_NID(again, NID_ext_req, -1), X509_REQ_check_private_key(again, key));
    {
        X509_ATTRIBUTE *a = X509_REQ_get_attr(again, X509_REQ_get_attr_by_NID(again, NID_pkcs9_challengePassword, -1));
        ASN1_TYPE *t = X509_ATTRIBUTE_get0_type(a, 0);
        STACK_OF(X509_EXTENSION) *got = X509_REQ_get_extensions(again);

        printf("count %d type %d nid %d exts %d wrong %d\n", X509_ATTRIBUTE_count(a), t->type, OBJ_obj2nid(X509_ATTRIBUTE_get0_object(a)), sk_X509_EXTENSION_num(got), X509_ATTRIBUTE_get0_data(a, 0, V_ASN1_OCTET_STRING, NULL) == NULL);
        show_error_codes();
        sk_X509_EXTENSION_pop_free(got, X509_EXTENSION_free);
    }
    EVP_PKEY_free(own);
    X509_REQ_free(again);
    X509_REQ_free(r);
    X509_EXTENSION_free(ext);
    sk_X509_EXTENSION_pop_free(exts, X509_EXTENSION_free);
    ASN1_OCTET_STRING_free(o);
    X509_NAME_free(name);
    OPENSSL_free(der);
}

static void crl(EVP_PKEY *key)
{
    X509_CRL *c = X509_CRL_new(), *again;
    X509_NAME *name = a_name("revokes");
    ASN1_TIME *t = ASN1_TIME_new();
    ASN1_INTEGER *serial = ASN1_INTEGER_new();
    ASN1_ENUMERATED *reason = ASN1_ENUMERATED_new();
    X509_REVOKED *rev, *found = NULL;
    unsigned char *der = NULL;
    const unsigned char *p;
    int i, len;

    ASN1_TIME_set_string(t, "240301000000Z");
    printf("crl %d %d %d %d\n", X509_CRL_set_version(c, 1), X509_CRL_set_issuer_name(c, name), X509_CRL_set1_lastUpdate(c, t), X509_CRL_set1_nextUpdate(c, t));
    for (i = 3; i > 0; i--) {
        rev = X509_REVOKED_new();
        ASN1_INTEGER_set(serial, i * 1000);
        X509_REVOKED_set_serialNumber(rev, serial);
        X509_REVOKED_set_revocationDate(rev, t);
        if (i < 3) {
            ASN1_ENUMERATED_set(reason, i == 1 ? 8 : 1);
            X509_REVOKED_add1_ext_i2d(rev, NID_crl_reason, reason, 0, 0);
        }
        printf("add %d ", X509_CRL_add0_revoked(c, rev));
    }
    ASN1_INTEGER_set(serial, 7);
    printf("number %d sort %d sign %d\n", X509_CRL_add1_ext_i2d(c, NID_crl_number, serial, 0, 0), X509_CRL_sort(c), X509_CRL_sign(c, key, EVP_sha256()) > 0);
    len = i2d_X509_CRL(c, &der);
    p = der;
    again = d2i_X509_CRL(NULL, &p, len);
    printf("read %d verify %d version %ld count %d nid %d cmp %d\n", again != NULL, X509_CRL_verify(again, key), X509_CRL_get_version(again), sk_X509_REVOKED_num(X509_CRL_get_REVOKED(again)),
           X509_CRL_get_signature_nid(again), X509_CRL_cmp(c, again));
    for (i = 0; i <= 3; i++) {
        ASN1_INTEGER_set(serial, i * 1000);
        printf("%d: %d\n", i, X509_CRL_get0_by_serial(again, &found, serial));
    }
    printf("found %ld exts %d\n", ASN1_INTEGER_get(X509_REVOKED_get0_serialNumber(found)), X509_REVOKED_get_ext_count(found));
    BIO_puts(out, "dates ");
    ASN1_TIME_print(out, X509_CRL_get0_lastUpdate(again));
    ASN1_TIME_print(out, X509_REVOKED_get0_revocationDate(found));
    BIO_puts(out, "\n");
    (void)BIO_flush(out);
    {
        BIO *mem = BIO_new(BIO_s_mem());
        char *text;
        long n;

        X509_CRL_print_ex(mem, again, XN_FLAG_ONELINE);
        n = BIO_get_mem_data(mem, &text);
        /* the signature is random */
        text = strstr(text, "Revoked");
        printf("printed %d %.60s\n", n > 0, text ? text : "");
        BIO_free(mem);
    }
    X509_CRL_free(again);
    X509_CRL_free(c);
    X509_NAME_free(name);
    ASN1_TIME_free(t);
    ASN1_INTEGER_free(serial);
    ASN1_ENUMERATED_free(reason);
    OPENSSL_free(der);
}

static EVP_PKEY *a_key(const char *folder, const char *name)
{
    char path[1000];
    BIO *in;
    EVP_PKEY *key;

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    in = BIO_new_file(path, "r");
    key = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);
    if (key == NULL)
        show_errors();
    BIO_free(in);
    return key;
}

int main(int argc, char **argv)
{
    EVP_PKEY *ec = a_key(argv[1], "server-p256-key.pem"), *rsa = a_key(argv[1], "server-rsa-key.pem"), *ed = a_key(argv[1], "server-ed25519-key.pem");

    (void)argc;
    out = BIO_new_fp(stdout, BIO_NOCLOSE);
    names();
    certificate(ec, EVP_sha256());
    certificate(rsa, EVP_sha512());
    certificate(ed, NULL);
    request(ec);
    crl(rsa);
    EVP_PKEY_free(ec); EVP_PKEY_free(rsa); EVP_PKEY_free(ed);
    BIO_free(out);
    return 0;
}
