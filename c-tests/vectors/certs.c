/*
 * Every certificate, request and CRL of the public vectors: parsed, printed,
 * encoded again, verified.
 */
#include "corpus.h"
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

static BIO *out;

static void show_extensions(const STACK_OF(X509_EXTENSION) *list)
{
    for (int i = 0; i < sk_X509_EXTENSION_num(list); i++) {
        X509_EXTENSION *ext = sk_X509_EXTENSION_value(list, i);
        ASN1_OCTET_STRING *value = X509_EXTENSION_get_data(ext);
        int nid = OBJ_obj2nid(X509_EXTENSION_get_object(ext));
        void *decoded = X509V3_EXT_d2i(ext);
        X509_EXTENSION *again;
        char name[80];

        OBJ_obj2txt(name, sizeof name, X509_EXTENSION_get_object(ext), 0);
        printf(" extension %s%s: %s", name, X509_EXTENSION_get_critical(ext) ? " critical" : "",
               decoded == NULL ? "does not decode" : "decodes");
        ERR_clear_error();
        if (decoded == NULL)
            again = NULL;
        else
            again = X509V3_EXT_i2d(nid, X509_EXTENSION_get_critical(ext), decoded);
        if (again == NULL)
            printf(", is not encoded: %s\n", told());
        else
            printf(", is encoded %s\n", ASN1_OCTET_STRING_cmp(X509_EXTENSION_get_data(again), value) == 0
                                         ? "the same" : "otherwise");
        X509_EXTENSION_free(again);
        /* What was decoded is left to the end of the program: the types are many. */
        for (unsigned long flag = 0; flag < 4; flag++) {
            if (X509V3_EXT_print(out, ext, flag << 16, 2) <= 0)
                printf("  not printed: %s\n", told());
            show_bio("", out);
        }
    }
}

static void show_name(X509_NAME *name)
{
    static const unsigned long flags[] = {XN_FLAG_ONELINE, XN_FLAG_RFC2253, XN_FLAG_MULTILINE,
                                          XN_FLAG_SEP_SPLUS_SPC | XN_FLAG_FN_OID | ASN1_STRFLGS_DUMP_ALL | ASN1_STRFLGS_SHOW_TYPE,
                                          XN_FLAG_COMPAT};
    char *line = X509_NAME_oneline(name, NULL, 0);

    printf(" name %s\n", line);
    OPENSSL_free(line);
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        X509_NAME_print_ex(out, name, 1, flags[i]);
        show_bio("name", out);
    }
    printf(" hash %lx %lx\n", X509_NAME_hash_ex(name, NULL, NULL, NULL), X509_NAME_hash_old(name));
}

static void show_key(EVP_PKEY *key)
{
    if (key == NULL) {
        printf(" no key: %s\n", told());
        return;
    }
    printf(" key %d bits %d security %d size %d\n", EVP_PKEY_get_base_id(key), EVP_PKEY_get_bits(key),
           EVP_PKEY_get_security_bits(key), EVP_PKEY_get_size(key));
}

static void show_strings(const char *what, STACK_OF(OPENSSL_STRING) *list)
{
    for (int i = 0; i < sk_OPENSSL_STRING_num(list); i++)
        printf(" %s %s\n", what, sk_OPENSSL_STRING_value(list, i));
    X509_email_free(list);
}

static void show_trust(X509 *x)
{
    X509_STORE *store = X509_STORE_new();
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();

    X509_STORE_add_cert(store, x);
    for (unsigned long flags = 0; flags <= X509_V_FLAG_PARTIAL_CHAIN; flags += X509_V_FLAG_PARTIAL_CHAIN) {
        int ok;

        X509_STORE_CTX_init(ctx, store, x, NULL);
        X509_STORE_CTX_set_flags(ctx, flags | X509_V_FLAG_CHECK_SS_SIGNATURE);
        X509_STORE_CTX_set_time(ctx, 0, 1400000000);
        ok = X509_verify_cert(ctx);
        printf(" trusted itself: %d error %d depth %d\n", ok, X509_STORE_CTX_get_error(ctx),
               X509_STORE_CTX_get_error_depth(ctx));
        X509_STORE_CTX_cleanup(ctx);
    }
    X509_STORE_CTX_free(ctx);
    X509_STORE_free(store);
    ERR_clear_error();
}

/*
 * What is not offered: keys on curves that are spelled out, of Ed448 and
 * GOST, signatures with them, and Germany's lists of professions. Such files
 * are parsed and printed all the same, but what comes out is not compared.
 */
static int is_foreign(X509_PUBKEY *key)
{
    X509_ALGOR *algorithm = NULL;
    const ASN1_OBJECT *object;
    int form = V_ASN1_UNDEF, nid = NID_undef;

    if (key != NULL) {
        X509_PUBKEY_get0_param(NULL, NULL, NULL, &algorithm, key);
        X509_ALGOR_get0(&object, &form, NULL, algorithm);
        nid = OBJ_obj2nid(object);
    }
    return nid == NID_ED448 || nid == NID_id_GostR3410_2001
           || (nid == NID_X9_62_id_ecPublicKey && form == V_ASN1_SEQUENCE);
}

static FILE *shown;

static void hush(int foreign)
{
    shown = stdout;
    if (foreign) {
        printf(" not compared\n");
        stdout = fopen("/dev/null", "w");
    }
}

static void unhush(void)
{
    if (stdout != shown)
        fclose(stdout);
    stdout = shown;
}

static void show_certificate(X509 *x, const unsigned char *bytes, size_t len)
{
    unsigned char *der = NULL, digest[EVP_MAX_MD_SIZE];
    unsigned int digest_len = 0;
    int der_len, md, pk, bits;
    uint32_t sig_flags;
    EVP_PKEY *key;
    X509 *copy;

    if (!X509_print_ex(out, x, XN_FLAG_COMPAT, X509_FLAG_COMPAT))
        printf(" not printed: %s\n", told());
    show_bio("print", out);
    if (!X509_print_ex(out, x, XN_FLAG_ONELINE | ASN1_STRFLGS_UTF8_CONVERT,
                       X509_FLAG_EXTENSIONS_ONLY_KID | X509_FLAG_NO_SIGDUMP))
        printf(" not printed: %s\n", told());
    show_bio("print in short", out);
    der_len = i2d_X509(x, &der);
    show_same("encoded", der, der_len, bytes, len);
    copy = X509_dup(x);
    printf(" copy %d\n", copy == NULL ? -9 : X509_cmp(copy, x));
    der = NULL;
    der_len = i2d_re_X509_tbs(copy, &der);
    printf(" signed part %d\n", der_len);
    OPENSSL_free(der);
    X509_free(copy);
    show_name(X509_get_subject_name(x));
    show_name(X509_get_issuer_name(x));
    i2a_ASN1_INTEGER(out, X509_get_serialNumber(x));
    show_bio("serial", out);
    printf(" version %ld\n", X509_get_version(x));
    key = X509_get0_pubkey(x);
    show_key(key);
    ERR_clear_error();
    printf(" signature by its own key: %d\n", key ? X509_verify(x, key) : -9);
    show_last_error();
    printf(" issued by itself: %d\n", X509_check_issued(x, x));
    if (X509_get_signature_info(x, &md, &pk, &bits, &sig_flags))
        printf(" signature %d %d %d %x\n", md, pk, bits, sig_flags);
    else
        printf(" signature unknown\n");
    X509_digest(x, EVP_sha256(), digest, &digest_len);
    show_hex(" digest", digest, digest_len);
    X509_pubkey_digest(x, EVP_sha1(), digest, &digest_len);
    show_hex(" key's digest", digest, digest_len);
    printf(" hashes %lx %lx %lx\n", X509_subject_name_hash(x), X509_issuer_name_hash(x),
           X509_issuer_and_serial_hash(x));
    printf(" flags %x usage %x extended %x path %ld ca %d purposes", X509_get_extension_flags(x),
           X509_get_key_usage(x), X509_get_extended_key_usage(x), X509_get_pathlen(x), X509_check_ca(x));
    for (int purpose = 1; purpose < 10; purpose++)
        printf(" %d/%d", X509_check_purpose(x, purpose, 0), X509_check_purpose(x, purpose, 1));
    printf("\n");
    show_strings("email", X509_get1_email(x));
    show_strings("OCSP", X509_get1_ocsp(x));
    printf(" host %d email %d ip %d\n", X509_check_host(x, "example.com", 0, 0, NULL),
           X509_check_email(x, "test@example.com", 0, 0), X509_check_ip_asc(x, "127.0.0.1", 0));
    show_extensions(X509_get0_extensions(x));
    show_trust(x);
}

static void show_crl(X509_CRL *crl, const unsigned char *bytes, size_t len)
{
    unsigned char *der = NULL;
    STACK_OF(X509_REVOKED) *revoked = X509_CRL_get_REVOKED(crl);
    int der_len;

    if (sk_X509_REVOKED_num(revoked) < 1000) {
        if (!X509_CRL_print(out, crl))
            printf(" not printed: %s\n", told());
        show_bio("print", out);
    }
    der_len = i2d_X509_CRL(crl, &der);
    show_same("encoded", der, der_len, bytes, len);
    show_name(X509_CRL_get_issuer(crl));
    printf(" version %ld, %d revoked, next update %d\n", X509_CRL_get_version(crl), sk_X509_REVOKED_num(revoked),
           X509_CRL_get0_nextUpdate(crl) != NULL);
    show_extensions(X509_CRL_get0_extensions(crl));
    for (int i = 0; i < sk_X509_REVOKED_num(revoked) && i < 50; i++) {
        X509_REVOKED *one = sk_X509_REVOKED_value(revoked, i), *found = NULL;
        int critical = -9;
        ASN1_ENUMERATED *reason = X509_REVOKED_get_ext_d2i(one, NID_crl_reason, &critical, NULL);

        printf(" revoked: reason %ld critical %d", reason ? ASN1_ENUMERATED_get(reason) : -9, critical);
        ASN1_ENUMERATED_free(reason);
        printf(" found %d\n", X509_CRL_get0_by_serial(crl, &found, (ASN1_INTEGER *)X509_REVOKED_get0_serialNumber(one)));
        ERR_clear_error();
        show_extensions(X509_REVOKED_get0_extensions(one));
    }
}

static void show_request(X509_REQ *req, const unsigned char *bytes, size_t len)
{
    unsigned char *der = NULL;
    EVP_PKEY *key = X509_REQ_get0_pubkey(req);
    STACK_OF(X509_EXTENSION) *list = X509_REQ_get_extensions(req);
    int der_len;

    if (!X509_REQ_print(out, req))
        printf(" not printed: %s\n", told());
    show_bio("print", out);
    der_len = i2d_X509_REQ(req, &der);
    show_same("encoded", der, der_len, bytes, len);
    show_name(X509_REQ_get_subject_name(req));
    show_key(key);
    printf(" %d attributes, verify %d", X509_REQ_get_attr_count(req), key ? X509_REQ_verify(req, key) : -9);
    printf("\n");
    show_last_error();
    show_extensions(list);
    sk_X509_EXTENSION_pop_free(list, X509_EXTENSION_free);
}

static void show_der(const char *type, const unsigned char *bytes, size_t len)
{
    const unsigned char *at = bytes;
    X509 *x = NULL;
    X509_CRL *crl = NULL;
    X509_REQ *req = NULL;

    if (type == NULL || strstr(type, "CERTIFICATE") != NULL)
        x = d2i_X509(NULL, &at, (long)len);
    printf(" certificate: %s %ld\n", x ? "yes" : told(), (long)(at - bytes));
    if (x != NULL) {
        hush(is_foreign(X509_get_X509_PUBKEY(x))
             || X509_get_ext_by_NID(x, NID_x509ExtAdmission, -1) >= 0);
        show_certificate(x, bytes, (size_t)(at - bytes));
        unhush();
    }
    X509_free(x);
    at = bytes;
    if (type == NULL || strstr(type, "CRL") != NULL)
        crl = d2i_X509_CRL(NULL, &at, (long)len);
    printf(" CRL: %s %ld\n", crl ? "yes" : told(), (long)(at - bytes));
    if (crl != NULL) {
        show_crl(crl, bytes, (size_t)(at - bytes));
    }
    X509_CRL_free(crl);
    at = bytes;
    if (type == NULL || strstr(type, "REQUEST") != NULL)
        req = d2i_X509_REQ(NULL, &at, (long)len);
    printf(" request: %s %ld\n", req ? "yes" : told(), (long)(at - bytes));
    if (req != NULL) {
        hush(is_foreign(X509_REQ_get_X509_PUBKEY(req)));
        show_request(req, bytes, (size_t)(at - bytes));
        unhush();
    }
    X509_REQ_free(req);
}

static void visit(const char *name, const unsigned char *bytes, size_t len)
{
    BIO *in;
    char *type, *header;
    unsigned char *data;
    long data_len;

    if (left_out())
        return;
    printf("%s\n", name);
    if (strstr((const char *)bytes, "-----BEGIN") == NULL) {
        show_der(NULL, bytes, len);
        return;
    }
    in = BIO_new_mem_buf(bytes, (int)len);
    while (PEM_read_bio(in, &type, &header, &data, &data_len)) {
        printf(" block %s, header %zu, %ld bytes\n", type, strlen(header), data_len);
        show_der(type, data, (size_t)data_len);
        OPENSSL_free(type);
        OPENSSL_free(header);
        OPENSSL_free(data);
    }
    show_error_codes();
    BIO_free(in);
}

int main(int argc, char **argv)
{
    const char *root = vector_path(argv, "x509");

    out = BIO_new(BIO_s_mem());
    walk(root, "", "pkcs12 smime ocsp", visit);
    BIO_free(out);
    printf("%d files\n", corpus_files);
    return corpus_files > 900 ? 0 : 1;
}
