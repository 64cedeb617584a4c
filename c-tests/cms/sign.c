/* CMS_sign and CMS_verify: keys, attributes, content inside and beside, untrusted and missing signers. */
#include "_cms.h"

static void verdict(CMS_ContentInfo *cms, STACK_OF(X509) *certs, X509_STORE *store, BIO *in, unsigned int flags)
{
    BIO *out = BIO_new(BIO_s_mem());
    char *data;
    long len;
    int ok = CMS_verify(cms, certs, store, in, out, flags);

    len = BIO_get_mem_data(out, &data);
    printf("  flags %x: %d, %ld bytes%s\n", flags, ok, len, len == sizeof text - 1 && memcmp(data, text, (size_t)len) == 0 ? ", the text" : "");
    show_cms_errors();
    BIO_free(out);
    BIO_free(in);
}

static void look(CMS_ContentInfo *cms)
{
    STACK_OF(CMS_SignerInfo) *infos = CMS_get0_SignerInfos(cms);
    STACK_OF(X509) *certs = CMS_get1_certs(cms), *signers = CMS_get0_signers(cms);
    STACK_OF(X509_CRL) *crls = CMS_get1_crls(cms);
    int i, j;

    printf("  %s of %s, detached %d, %d certificates, %d lists, %d signers, %d known\n", OBJ_nid2sn(OBJ_obj2nid(CMS_get0_type(cms))),
           OBJ_nid2sn(OBJ_obj2nid(CMS_get0_eContentType(cms))), CMS_is_detached(cms), sk_X509_num(certs), sk_X509_CRL_num(crls),
           sk_CMS_SignerInfo_num(infos), sk_X509_num(signers));
    for (i = 0; i < sk_CMS_SignerInfo_num(infos); i++) {
        CMS_SignerInfo *si = sk_CMS_SignerInfo_value(infos, i);
        EVP_PKEY *pk;
        X509 *signer;
        X509_ALGOR *dig, *sig;
        ASN1_OCTET_STRING *keyid = NULL;
        X509_NAME *issuer = NULL;
        ASN1_INTEGER *sno = NULL;

        CMS_SignerInfo_get0_algs(si, &pk, &signer, &dig, &sig);
        printf("  signer: key %s certificate %s %s/%d %s/%d signature %s\n", pk ? "there" : "none", signer ? "there" : "none",
               OBJ_nid2sn(OBJ_obj2nid(dig->algorithm)), dig->parameter ? dig->parameter->type : -9,
               OBJ_nid2sn(OBJ_obj2nid(sig->algorithm)), sig->parameter ? sig->parameter->type : -9,
               ASN1_STRING_length(CMS_SignerInfo_get0_signature(si)) > 0 ? "there" : "none");
        SHOW_INT(CMS_SignerInfo_get0_signer_id(si, &keyid, &issuer, &sno));
        printf("  by %s%s%s\n", keyid ? "key" : "", issuer ? "issuer" : "", sno ? " and number" : "");
        SHOW_NULL(CMS_SignerInfo_get0_pkey_ctx(si));
        SHOW_NULL(CMS_SignerInfo_get0_md_ctx(si));
        SHOW_INT(CMS_signed_get_attr_count(si));
        SHOW_INT(CMS_unsigned_get_attr_count(si));
        for (j = 0; j < CMS_signed_get_attr_count(si); j++) {
            X509_ATTRIBUTE *a = CMS_signed_get_attr(si, j);
            ASN1_TYPE *t = X509_ATTRIBUTE_get0_type(a, 0);

            printf("    %s: %d type %d\n", OBJ_nid2sn(OBJ_obj2nid(X509_ATTRIBUTE_get0_object(a))), X509_ATTRIBUTE_count(a), t ? t->type : -1);
        }
    }
    sk_X509_pop_free(certs, X509_free);
    sk_X509_CRL_pop_free(crls, X509_CRL_free);
    sk_X509_free(signers);
}

static void pair(const char *type)
{
    static const unsigned int flags[] = {0, CMS_DETACHED, CMS_NOATTR, CMS_DETACHED | CMS_NOATTR | CMS_BINARY, CMS_BINARY, CMS_NOCERTS,
                                         CMS_NOSMIMECAP, CMS_TEXT, CMS_USE_KEYID, CMS_CADES, CMS_ASCIICRLF | CMS_DETACHED};
    char name[64];
    X509 *x, *ca;
    EVP_PKEY *k;
    X509_STORE *store, *other;
    STACK_OF(X509) *extra = sk_X509_new_null();
    size_t i;

    printf("== %s\n", type);
    snprintf(name, sizeof name, "client-%s-cert.pem", type);
    x = cert(name);
    snprintf(name, sizeof name, "client-%s-key.pem", type);
    k = key(name);
    snprintf(name, sizeof name, "ca-%s-cert.pem", type);
    store = trust(name);
    ca = cert(name);
    other = trust(strcmp(type, "p384") ? "ca-p384-cert.pem" : "ca-rsa-cert.pem");
    sk_X509_push(extra, ca);
    for (i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        BIO *in = content();
        CMS_ContentInfo *cms = CMS_sign(x, k, extra, in, flags[i]), *back;

        printf("sign %x: %s\n", flags[i], cms ? "made" : "NULL");
        show_errors();
        BIO_free(in);
        if (cms == NULL)
            continue;
        look(cms);
        verdict(cms, NULL, store, NULL, 0);
        verdict(cms, NULL, store, content(), 0);
        back = again(cms);
        verdict(back, NULL, store, NULL, 0);
        verdict(back, NULL, store, content(), 0);
        look(back);
        verdict(back, NULL, store, content(), CMS_BINARY);
        verdict(back, NULL, store, NULL, CMS_BINARY);
        if (flags[i] & CMS_NOATTR) {
            BIO *beside = content();

            printf("  CADES without attributes: %d\n", CMS_verify(back, NULL, store, beside, NULL, CMS_CADES));
            said();
            BIO_free(beside);
        } else
            verdict(back, NULL, store, content(), CMS_CADES);
        verdict(back, NULL, store, BIO_new_mem_buf("Another text", -1), 0);
        verdict(back, NULL, store, BIO_new_mem_buf("Another text", -1), CMS_NOSIGS);
        verdict(back, NULL, store, BIO_new_mem_buf("Another text", -1), CMS_NO_CONTENT_VERIFY);
        verdict(back, NULL, store, BIO_new_mem_buf("Another text", -1), CMS_NO_ATTR_VERIFY);
        verdict(back, NULL, store, BIO_new_mem_buf("", 0), 0);
        verdict(back, NULL, store, content(), CMS_NOCRL);
        verdict(back, NULL, store, content(), CMS_TEXT);
        CMS_ContentInfo_free(back);
        back = again(cms);
        verdict(back, NULL, other, content(), 0);
        verdict(back, NULL, other, content(), CMS_NO_SIGNER_CERT_VERIFY);
        CMS_ContentInfo_free(back);
        back = again(cms);
        verdict(back, NULL, NULL, content(), CMS_NO_SIGNER_CERT_VERIFY | CMS_NOINTERN);
        SHOW_INT(CMS_set1_signers_certs(back, extra, CMS_NOINTERN));
        sk_X509_push(extra, x);
        SHOW_INT(CMS_set1_signers_certs(back, extra, CMS_NOINTERN));
        SHOW_INT(CMS_set1_signers_certs(back, extra, 0));
        verdict(back, extra, store, content(), CMS_NOINTERN);
        sk_X509_pop(extra);
        CMS_ContentInfo_free(back);
        CMS_ContentInfo_free(cms);
    }
    sk_X509_free(extra);
    X509_free(ca);
    X509_free(x);
    EVP_PKEY_free(k);
    X509_STORE_free(store);
    X509_STORE_free(other);
}

/* Whose certificates help, what the signer may be, and revocation lists inside. */
static void chains(void)
{
    static const char *const named[] = {"revoked", "expired", "future", "wrong-usage", "self-signed", "no-name", "server-rsa", "client-rsa", "server-ed25519"};
    X509 *leaf = cert("server-chain-cert.pem"), *middle = cert("intermediate-cert.pem");
    EVP_PKEY *k = key("server-chain-key.pem"), *wrong = key("client-rsa-key.pem");
    X509_STORE *store = trust("ca-rsa-cert.pem");
    STACK_OF(X509) *more = sk_X509_new_null();
    BIO *in = content(), *file = BIO_new_file(fixture(args, "crl.pem"), "r");
    X509_CRL *crl = PEM_read_bio_X509_CRL(file, NULL, NULL, NULL);
    CMS_ContentInfo *cms;
    size_t i;

    printf("== chains\n");
    sk_X509_push(more, middle);
    cms = CMS_sign(leaf, k, NULL, in, 0);
    verdict(cms, NULL, store, NULL, 0);
    verdict(cms, more, store, NULL, 0);
    SHOW_INT(CMS_add1_cert(cms, middle));
    SHOW_INT(CMS_add1_cert(cms, middle));
    show_errors();
    verdict(cms, NULL, store, NULL, 0);
    X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK);
    verdict(cms, NULL, store, NULL, 0);
    SHOW_INT(CMS_add1_crl(cms, crl));
    verdict(cms, NULL, store, NULL, 0);
    verdict(cms, NULL, store, NULL, CMS_NOCRL);
    look(cms);
    X509_STORE_free(store);
    store = X509_STORE_new();
    verdict(cms, NULL, store, NULL, 0);
    X509_STORE_free(store);
    CMS_ContentInfo_free(cms);
    BIO_free(in);
    for (i = 0; i < sizeof named / sizeof named[0]; i++) {
        char name[64];
        X509 *x;
        EVP_PKEY *own;

        printf("%s\n", named[i]);
        snprintf(name, sizeof name, "%s-cert.pem", named[i]);
        x = cert(name);
        snprintf(name, sizeof name, "%s-key.pem", named[i]);
        own = key(name);
        store = trust("ca-rsa-cert.pem");
        in = content();
        cms = CMS_sign(x, own, NULL, in, 0);
        SHOW_NULL(cms);
        show_errors();
        if (cms != NULL) {
            X509_STORE *mail = X509_STORE_new();
            X509 *ca = cert("ca-rsa-cert.pem");

            X509_STORE_add_cert(mail, ca);
            verdict(cms, NULL, store, NULL, 0);
            verdict(cms, NULL, store, NULL, CMS_NO_SIGNER_CERT_VERIFY);
            verdict(cms, NULL, mail, NULL, 0);
            CMS_add1_crl(cms, crl);
            X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK);
            verdict(cms, NULL, store, NULL, 0);
            X509_STORE_free(mail);
            X509_free(ca);
        }
        CMS_ContentInfo_free(cms);
        BIO_free(in);
        in = content();
        cms = CMS_sign(x, wrong, NULL, in, 0);
        SHOW_NULL(cms);
        show_errors();
        CMS_ContentInfo_free(cms);
        BIO_free(in);
        X509_free(x);
        EVP_PKEY_free(own);
        X509_STORE_free(store);
    }
    BIO_free(file);
    X509_CRL_free(crl);
    sk_X509_free(more);
    X509_free(leaf);
    X509_free(middle);
    EVP_PKEY_free(k);
    EVP_PKEY_free(wrong);
}

/* Two signers, partial and final, an own digest, PSS, a reused digest. */
static void several(void)
{
    X509 *x = cert("client-rsa-cert.pem"), *y = cert("client-p256-cert.pem"), *ca = cert("ca-p256-cert.pem");
    EVP_PKEY *k = key("client-rsa-key.pem"), *l = key("client-p256-key.pem");
    X509_STORE *store = trust("ca-rsa-cert.pem");
    BIO *in = content();
    CMS_ContentInfo *cms = CMS_sign(x, k, NULL, NULL, CMS_PARTIAL | CMS_BINARY), *back;
    CMS_SignerInfo *si;
    EVP_PKEY_CTX *pctx;

    printf("== several\n");
    X509_STORE_add_cert(store, ca);
    SHOW_NULL(cms);
    look(cms);
    si = CMS_add1_signer(cms, y, l, EVP_sha384(), CMS_NOSMIMECAP);
    SHOW_NULL(si);
    SHOW_NULL(CMS_add1_signer(cms, x, k, EVP_sha512(), 0));
    show_errors();
    si = CMS_add1_signer(cms, x, k, EVP_sha512(), CMS_KEY_PARAM | CMS_NOCERTS);
    SHOW_NULL(si);
    pctx = CMS_SignerInfo_get0_pkey_ctx(si);
    SHOW_INT(EVP_PKEY_CTX_set_rsa_padding(pctx, RSA_PKCS1_PSS_PADDING));
    SHOW_INT(EVP_PKEY_CTX_set_rsa_pss_saltlen(pctx, 20));
    SHOW_NULL(CMS_add1_signer(cms, x, l, NULL, 0));
    show_errors();
    verdict(cms, NULL, store, NULL, 0);
    SHOW_INT(CMS_final(cms, in, NULL, CMS_BINARY));
    show_errors();
    look(cms);
    verdict(cms, NULL, store, NULL, 0);
    back = again(cms);
    verdict(back, NULL, store, NULL, 0);
    si = CMS_add1_signer(back, x, k, EVP_sha256(), CMS_REUSE_DIGEST | CMS_NOCERTS);
    SHOW_NULL(si);
    show_errors();
    si = CMS_add1_signer(back, x, k, EVP_md5(), CMS_REUSE_DIGEST | CMS_NOCERTS);
    SHOW_NULL(si);
    show_errors();
    look(back);
    verdict(back, NULL, store, NULL, 0);
    CMS_ContentInfo_free(back);
    CMS_ContentInfo_free(cms);
    BIO_free(in);

    in = content();
    cms = CMS_sign(x, k, NULL, NULL, CMS_PARTIAL | CMS_BINARY | CMS_NOATTR | CMS_KEY_PARAM);
    SHOW_NULL(cms);
    si = sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(cms), 0);
    SHOW_INT(EVP_PKEY_CTX_set_rsa_padding(CMS_SignerInfo_get0_pkey_ctx(si), RSA_PKCS1_PSS_PADDING));
    SHOW_INT(CMS_final(cms, in, NULL, CMS_BINARY));
    look(cms);
    back = again(cms);
    verdict(back, NULL, store, NULL, 0);
    CMS_ContentInfo_free(back);
    CMS_ContentInfo_free(cms);
    BIO_free(in);

    printf("nobody signs\n");
    in = content();
    cms = CMS_sign(NULL, NULL, NULL, in, 0);
    SHOW_NULL(cms);
    show_errors();
    CMS_ContentInfo_free(cms);
    cms = CMS_sign(NULL, NULL, NULL, NULL, CMS_PARTIAL);
    SHOW_NULL(cms);
    SHOW_INT(CMS_add1_cert(cms, x));
    look(cms);
    back = again(cms);
    verdict(back, NULL, store, NULL, 0);
    verdict(back, NULL, store, content(), 0);
    CMS_ContentInfo_free(back);
    CMS_ContentInfo_free(cms);
    BIO_free(in);

    printf("a certificate twice\n");
    {
        STACK_OF(X509) *twice = sk_X509_new_null();

        sk_X509_push(twice, x);
        in = content();
        cms = CMS_sign(x, k, twice, in, 0);
        SHOW_NULL(cms);
        show_errors();
        CMS_ContentInfo_free(cms);
        BIO_free(in);
        sk_X509_free(twice);
    }

    printf("of other kinds\n");
    in = content();
    cms = CMS_data_create(in, 0);
    verdict(cms, NULL, store, NULL, 0);
    SHOW_NULL(CMS_get0_SignerInfos(cms));
    SHOW_NULL(CMS_get0_signers(cms));
    SHOW_INT(CMS_set1_signers_certs(cms, NULL, 0));
    SHOW_NULL(CMS_get1_certs(cms));
    SHOW_NULL(CMS_get1_crls(cms));
    SHOW_INT(CMS_add1_cert(cms, x));
    SHOW_INT(CMS_SignedData_init(cms));
    SHOW_NULL(CMS_add1_signer(cms, x, k, NULL, 0));
    SHOW_NULL(CMS_add0_CertificateChoices(cms));
    SHOW_NULL(CMS_add0_RevocationInfoChoice(cms));
    show_errors();
    CMS_ContentInfo_free(cms);
    BIO_free(in);
    X509_free(x);
    X509_free(y);
    X509_free(ca);
    EVP_PKEY_free(k);
    EVP_PKEY_free(l);
    X509_STORE_free(store);
}

/* Each signer's functions alone. */
static void pieces(void)
{
    X509 *x = cert("client-rsa-cert.pem"), *y = cert("client-p256-cert.pem");
    EVP_PKEY *k = key("client-rsa-key.pem");
    BIO *in = content(), *chain;
    CMS_ContentInfo *cms = CMS_sign(x, k, NULL, in, CMS_NOCERTS), *back = again(cms);
    CMS_SignerInfo *si = sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(back), 0);
    char buffer[200];

    printf("== pieces\n");
    SHOW_INT(CMS_SignerInfo_verify(si));
    show_errors();
    SHOW_INT(CMS_SignerInfo_cert_cmp(si, x));
    SHOW_INT(CMS_SignerInfo_cert_cmp(si, y) != 0);
    CMS_SignerInfo_set1_signer_cert(si, y);
    SHOW_INT(CMS_SignerInfo_verify(si) <= 0);
    show_cms_errors();
    CMS_SignerInfo_set1_signer_cert(si, x);
    SHOW_INT(CMS_SignerInfo_verify(si));
    chain = CMS_dataInit(back, NULL);
    SHOW_INT(CMS_SignerInfo_verify_content(si, chain));
    show_errors();
    BIO_free_all(chain);
    chain = CMS_dataInit(back, NULL);
    while (BIO_read(chain, buffer, sizeof buffer) > 0)
        ;
    SHOW_INT(CMS_SignerInfo_verify_content(si, chain));
    show_errors();
    BIO_free_all(chain);
    CMS_SignerInfo_set1_signer_cert(si, NULL);
    SHOW_NULL(CMS_get0_signers(back));
    chain = BIO_new(BIO_s_mem());
    SHOW_INT(CMS_SignerInfo_verify_content(si, chain));
    show_errors();
    BIO_free(chain);

    printf("attributes\n");
    SHOW_INT(CMS_signed_get_attr_by_NID(si, NID_pkcs9_signingTime, -1) >= 0);
    SHOW_INT(CMS_signed_get_attr_by_NID(si, NID_commonName, -1));
    SHOW_INT(CMS_signed_get_attr_by_NID(si, 99999, -1));
    SHOW_INT(CMS_signed_get_attr_by_OBJ(si, OBJ_nid2obj(NID_pkcs9_contentType), -1) >= 0);
    SHOW_NULL(CMS_signed_get_attr(si, 99));
    SHOW_NULL(CMS_signed_get0_data_by_OBJ(si, OBJ_nid2obj(NID_pkcs9_messageDigest), -3, V_ASN1_OCTET_STRING));
    SHOW_NULL(CMS_signed_get0_data_by_OBJ(si, OBJ_nid2obj(NID_pkcs9_messageDigest), -3, V_ASN1_INTEGER));
    show_errors();
    SHOW_NULL(CMS_signed_get0_data_by_OBJ(si, OBJ_nid2obj(NID_commonName), -3, V_ASN1_OCTET_STRING));
    SHOW_INT(CMS_signed_add1_attr_by_NID(si, NID_commonName, MBSTRING_ASC, "name", -1));
    SHOW_INT(CMS_signed_add1_attr_by_NID(si, NID_commonName, MBSTRING_ASC, "name", -1));
    SHOW_INT(CMS_signed_add1_attr_by_NID(si, 99999, MBSTRING_ASC, "name", -1));
    SHOW_INT(CMS_signed_add1_attr_by_OBJ(si, OBJ_nid2obj(NID_surname), V_ASN1_OCTET_STRING, "abc", 3));
    SHOW_INT(CMS_signed_add1_attr_by_txt(si, "description", V_ASN1_UTF8STRING, "abc", 3));
    SHOW_INT(CMS_signed_add1_attr_by_txt(si, "no such", V_ASN1_UTF8STRING, "abc", 3));
    show_errors();
    SHOW_INT(CMS_unsigned_get_attr_count(si));
    SHOW_NULL(CMS_unsigned_get_attr(si, 0));
    SHOW_NULL(CMS_unsigned_delete_attr(si, 0));
    SHOW_INT(CMS_unsigned_get_attr_by_NID(si, NID_commonName, -1));
    SHOW_INT(CMS_unsigned_add1_attr(si, CMS_signed_get_attr(si, 0)));
    SHOW_INT(CMS_unsigned_add1_attr_by_NID(si, NID_commonName, MBSTRING_ASC, "name", -1));
    SHOW_INT(CMS_unsigned_add1_attr_by_OBJ(si, OBJ_nid2obj(NID_surname), V_ASN1_OCTET_STRING, "abc", 3));
    SHOW_INT(CMS_unsigned_add1_attr_by_txt(si, "description", V_ASN1_UTF8STRING, "abc", 3));
    SHOW_INT(CMS_unsigned_get_attr_count(si));
    SHOW_INT(CMS_unsigned_get_attr_by_OBJ(si, OBJ_nid2obj(NID_commonName), -1));
    SHOW_NULL(CMS_unsigned_get0_data_by_OBJ(si, OBJ_nid2obj(NID_surname), -3, V_ASN1_OCTET_STRING));
    X509_ATTRIBUTE_free(CMS_unsigned_delete_attr(si, 0));
    SHOW_INT(CMS_unsigned_get_attr_count(si));
    CMS_SignerInfo_set1_signer_cert(si, x);
    SHOW_INT(CMS_SignerInfo_verify(si));
    show_cms_errors();
    X509_ATTRIBUTE_free(CMS_signed_delete_attr(si, CMS_signed_get_attr_by_NID(si, NID_pkcs9_messageDigest, -1)));
    SHOW_INT(CMS_SignerInfo_verify(si));
    show_cms_errors();
    SHOW_INT(CMS_signed_add1_attr(si, CMS_unsigned_get_attr(si, 0)));
    show_errors();
    CMS_ContentInfo_free(back);

    printf("capabilities\n");
    {
        STACK_OF(X509_ALGOR) *algs = NULL;
        CMS_ContentInfo *fresh = CMS_sign(NULL, NULL, NULL, NULL, CMS_PARTIAL);

        si = CMS_add1_signer(fresh, x, k, NULL, CMS_NOSMIMECAP | CMS_NOCERTS);
        SHOW_INT(CMS_add_simple_smimecap(&algs, NID_aes_256_cbc, -1));
        SHOW_INT(CMS_add_simple_smimecap(&algs, NID_rc2_cbc, 128));
        SHOW_INT(sk_X509_ALGOR_num(algs));
        SHOW_INT(CMS_add_standard_smimecap(&algs));
        SHOW_INT(sk_X509_ALGOR_num(algs));
        SHOW_INT(CMS_add_smimecap(si, algs));
        SHOW_INT(CMS_signed_get_attr_count(si));
        sk_X509_ALGOR_pop_free(algs, X509_ALGOR_free);
        SHOW_INT(CMS_SignerInfo_sign(si));
        show_errors();
        CMS_ContentInfo_free(fresh);
    }
    CMS_ContentInfo_free(cms);
    BIO_free(in);
    X509_free(x);
    X509_free(y);
    EVP_PKEY_free(k);
}

int main(int argc, char **argv)
{
    (void)argc;
    args = argv;
    pair("rsa");
    pair("p256");
    chains();
    several();
    pieces();
    return 0;
}
