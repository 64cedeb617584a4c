/* Signed receipts (RFC 2634): asked for, given, and checked. */
#include "_cms.h"

static STACK_OF(GENERAL_NAMES) *people(const char *address)
{
    STACK_OF(GENERAL_NAMES) *all = sk_GENERAL_NAMES_new_null();
    GENERAL_NAMES *one = sk_GENERAL_NAME_new_null();
    GENERAL_NAME *name = GENERAL_NAME_new();
    ASN1_IA5STRING *mail = ASN1_IA5STRING_new();

    ASN1_STRING_set(mail, address, -1);
    GENERAL_NAME_set0_value(name, GEN_EMAIL, mail);
    sk_GENERAL_NAME_push(one, name);
    sk_GENERAL_NAMES_push(all, one);
    return all;
}

static void look(CMS_ReceiptRequest *rr)
{
    ASN1_STRING *id = NULL;
    STACK_OF(GENERAL_NAMES) *list = NULL, *to = NULL;
    int all = 77;

    CMS_ReceiptRequest_get0_values(rr, &id, &all, &list, &to);
    printf("id of %d bytes, all or first %d, list %d, to %d\n", ASN1_STRING_length(id), all, sk_GENERAL_NAMES_num(list),
           sk_GENERAL_NAMES_num(to));
    CMS_ReceiptRequest_get0_values(rr, NULL, NULL, NULL, NULL);
}

static void requests(void)
{
    static unsigned char id[] = "an identifier";
    CMS_ReceiptRequest *rr = CMS_ReceiptRequest_new(), *again;
    unsigned char *der = NULL;
    const unsigned char *in;
    int len;

    SHOW_INT(i2d_CMS_ReceiptRequest(rr, NULL));
    show_errors();
    look(rr);
    CMS_ReceiptRequest_free(rr);
    CMS_ReceiptRequest_free(NULL);
    for (int way = 0; way < 5; way++) {
        STACK_OF(GENERAL_NAMES) *from = way == 2 || way == 3 ? people("a@example.com") : NULL;

        if (way % 2 == 0)
            rr = CMS_ReceiptRequest_create0(OPENSSL_memdup(id, sizeof id - 1), sizeof id - 1, way, from, people("b@example.com"));
        else
            rr = CMS_ReceiptRequest_create0_ex(NULL, 0, way, from, people("b@example.com"), NULL);
        der = NULL;
        len = i2d_CMS_ReceiptRequest(rr, &der);
        if (way % 2 == 0)
            show_hex("request", der, (size_t)len);
        look(rr);
        in = der;
        again = d2i_CMS_ReceiptRequest(NULL, &in, len);
        printf("%d bytes, %ld read\n", len, (long)(in - der));
        look(again);
        SHOW_INT(ASN1_item_i2d((ASN1_VALUE *)again, NULL, ASN1_ITEM_rptr(CMS_ReceiptRequest)));
        CMS_ReceiptRequest_free(again);
        in = der;
        der[1] ^= 1;
        SHOW_NULL(d2i_CMS_ReceiptRequest(NULL, &in, len));
        show_errors();
        OPENSSL_free(der);
        CMS_ReceiptRequest_free(rr);
    }
    rr = CMS_ReceiptRequest_create0(OPENSSL_memdup(id, 4), 4, 0, NULL, NULL);
    SHOW_INT(i2d_CMS_ReceiptRequest(rr, NULL));
    show_errors();
    look(rr);
    CMS_ReceiptRequest_free(rr);
}

/* A message of two signers, the first of whom asks for receipts. */
static CMS_ContentInfo *message(const char *id, int ask)
{
    X509 *x = cert("client-rsa-cert.pem"), *y = cert("client-p256-cert.pem");
    EVP_PKEY *k = key("client-rsa-key.pem"), *l = key("client-p256-key.pem");
    BIO *in = content();
    CMS_ContentInfo *cms = CMS_sign(NULL, NULL, NULL, in, CMS_PARTIAL | CMS_BINARY);
    CMS_SignerInfo *si = CMS_add1_signer(cms, x, k, NULL, 0);
    CMS_ReceiptRequest *rr = CMS_ReceiptRequest_create0((unsigned char *)OPENSSL_strdup(id), 5, 0, NULL, people("b@example.com")), *got = NULL;

    CMS_add1_signer(cms, y, l, NULL, 0);
    SHOW_INT(CMS_get1_ReceiptRequest(si, &got));
    SHOW_NULL(got);
    show_errors();
    if (ask) {
        SHOW_INT(CMS_add1_ReceiptRequest(si, rr));
        SHOW_INT(CMS_get1_ReceiptRequest(si, &got));
        look(got);
        CMS_ReceiptRequest_free(got);
        SHOW_INT(CMS_get1_ReceiptRequest(si, NULL));
    }
    CMS_ReceiptRequest_free(rr);
    SHOW_INT(CMS_final(cms, in, NULL, CMS_BINARY));
    show_errors();
    BIO_free(in);
    X509_free(x);
    X509_free(y);
    EVP_PKEY_free(k);
    EVP_PKEY_free(l);
    return cms;
}

static CMS_SignerInfo *signer(CMS_ContentInfo *cms, int n)
{
    return sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(cms), n);
}

static X509_STORE *store;

static void verify(const char *what, CMS_ContentInfo *receipt, CMS_ContentInfo *cms, STACK_OF(X509) *certs, unsigned int flags)
{
    printf("%s: %d\n", what, CMS_verify_receipt(receipt, cms, certs, store, flags));
    show_errors();
}

/* Changes a byte of the receipt inside, whose signature is then wrong, or not looked at. */
static void damage(CMS_ContentInfo *receipt, CMS_ContentInfo *cms)
{
    ASN1_OCTET_STRING *inside = *CMS_get0_content(receipt);

    for (int at = 0; at < inside->length; at++) {
        if (at > 60 && at + 3 < inside->length)
            continue;
        if (left_out())
            continue;
        inside->data[at] ^= 1;
        printf("at %d: %d\n", at, CMS_verify_receipt(receipt, cms, NULL, store, CMS_NO_CONTENT_VERIFY | CMS_NO_SIGNER_CERT_VERIFY));
        show_cms_errors();
        inside->data[at] ^= 1;
    }
}

int main(int argc, char **argv)
{
    CMS_ContentInfo *cms, *other, *silent, *receipt, *broken;
    X509 *x;
    EVP_PKEY *k;
    STACK_OF(X509) *more = sk_X509_new_null();
    CMS_SignerInfo *si;
    X509_ATTRIBUTE *attribute;
    unsigned char *der = NULL;
    BIO *in;

    if (argc < 2)
        return 2;
    args = argv;
    requests();
    store = trust("ca-p256-cert.pem");
    x = cert("client-p256-cert.pem");
    k = key("client-p256-key.pem");
    sk_X509_push(more, cert("ca-p256-cert.pem"));
    cms = message("first", 1);
    other = message("other", 1);
    silent = message("third", 0);
    SHOW_NULL(CMS_sign_receipt(signer(cms, 0), NULL, k, NULL, 0));
    show_errors();
    SHOW_NULL(CMS_sign_receipt(signer(cms, 0), x, NULL, NULL, 0));
    show_errors();
    SHOW_NULL(CMS_sign_receipt(signer(silent, 0), x, k, NULL, 0));
    show_errors();
    SHOW_NULL(CMS_sign_receipt(signer(cms, 1), x, k, NULL, 0));
    show_errors();
    {
        EVP_PKEY *wrong = key("client-p384-key.pem");

        SHOW_NULL(CMS_sign_receipt(signer(cms, 0), x, wrong, NULL, 0));
        show_errors();
        EVP_PKEY_free(wrong);
    }
    receipt = CMS_sign_receipt(signer(cms, 0), x, k, more, 0);
    SHOW_NULL(receipt);
    show_errors();
    printf("%s, detached %d, %d certificates\n", OBJ_nid2sn(OBJ_obj2nid(CMS_get0_eContentType(receipt))), CMS_is_detached(receipt),
           i2d_CMS_ContentInfo(receipt, &der) > 0);
    si = signer(receipt, 0);
    for (int i = 0; i < CMS_signed_get_attr_count(si); i++)
        printf("attribute %s\n", OBJ_nid2sn(OBJ_obj2nid(X509_ATTRIBUTE_get0_object(CMS_signed_get_attr(si, i)))));
    verify("good", receipt, cms, NULL, 0);
    verify("good", receipt, cms, NULL, CMS_DETACHED | CMS_TEXT);
    verify("of another message", receipt, other, NULL, 0);
    verify("of a message without", receipt, silent, NULL, 0);
    verify("no receipt", cms, cms, NULL, CMS_NO_SIGNER_CERT_VERIFY);
    in = content();
    broken = CMS_sign(x, k, NULL, in, CMS_BINARY);
    BIO_free(in);
    verify("one signer, no receipt", broken, cms, NULL, 0);
    CMS_ContentInfo_free(broken);
    broken = CMS_sign_receipt(signer(other, 0), x, k, NULL, CMS_NOCERTS);
    verify("no certificate", broken, other, NULL, 0);
    sk_X509_push(more, x);
    X509_up_ref(x);
    verify("a certificate that is given", broken, other, more, 0);
    damage(broken, other);
    CMS_ContentInfo_free(broken);
    /* The message's own attributes are what the receipt is of. */
    attribute = CMS_signed_delete_attr(signer(cms, 0), CMS_signed_get_attr_by_NID(signer(cms, 0), NID_pkcs9_signingTime, -1));
    verify("other attributes", receipt, cms, NULL, 0);
    X509_ATTRIBUTE_free(attribute);
    attribute = CMS_signed_delete_attr(si, CMS_signed_get_attr_by_NID(si, NID_id_smime_aa_msgSigDigest, -1));
    verify("no digest of the signature", receipt, cms, NULL, CMS_NO_ATTR_VERIFY);
    X509_ATTRIBUTE_free(attribute);
    CMS_signed_add1_attr_by_NID(si, NID_id_smime_aa_msgSigDigest, V_ASN1_OCTET_STRING, "short", 5);
    verify("a short one", receipt, cms, NULL, CMS_NO_ATTR_VERIFY);
    OPENSSL_free(der);
    CMS_ContentInfo_free(receipt);
    CMS_ContentInfo_free(cms);
    CMS_ContentInfo_free(other);
    CMS_ContentInfo_free(silent);
    X509_STORE_free(store);
    X509_free(x);
    EVP_PKEY_free(k);
    sk_X509_pop_free(more, X509_free);
    return 0;
}
