/* Tokens held against requests, data, and those who are trusted. */
#include "_ts.h"

static void verify(const char *what, TS_VERIFY_CTX *ctx, TS_RESP *resp)
{
    printf("%s: %d\n", what, TS_RESP_verify_response(ctx, resp));
    show_errors();
}

static TS_VERIFY_CTX *after(TS_REQ *req, int more, const char *ca)
{
    TS_VERIFY_CTX *ctx = TS_REQ_to_TS_VERIFY_CTX(req, NULL);

    if (ca != NULL)
        SHOW_NULL(TS_VERIFY_CTX_set_store(ctx, trust(ca)));
    printf("flags %x\n", (unsigned)TS_VERIFY_CTX_add_flags(ctx, more));
    return ctx;
}

static void requests(TS_REQ **reqs, TS_RESP **resps)
{
    static const char *names[] = {"all", "no certificate", "no nonce"};
    TS_VERIFY_CTX *ctx;
    STACK_OF(X509) *both;

    for (int i = 0; i < 3; i++) {
        ctx = after(reqs[i], TS_VFY_SIGNATURE, "ca-rsa-cert.pem");
        for (int k = 0; k < 3; k++) {
            printf("request %s, ", names[i]);
            verify(names[k], ctx, resps[k]);
        }
        TS_VERIFY_CTX_free(ctx);
    }
    ctx = after(reqs[0], 0, NULL);
    verify("no store", ctx, resps[0]);
    TS_VERIFY_CTX_free(ctx);
    ctx = after(reqs[0], TS_VFY_SIGNATURE, "ca-p256-cert.pem");
    verify("another CA", ctx, resps[0]);
    SHOW_INT(TS_REQ_to_TS_VERIFY_CTX(reqs[1], ctx) == ctx);
    SHOW_NULL(TS_VERIFY_CTX_set_store(ctx, trust("ca-rsa-cert.pem")));
    TS_VERIFY_CTX_add_flags(ctx, TS_VFY_SIGNATURE);
    both = list("tsa-cert.pem");
    SHOW_INT(TS_VERIFY_CTX_set_certs(ctx, both) == both);
    verify("the signer alone", ctx, resps[1]);
    sk_X509_push(both, cert("intermediate-cert.pem"));
    verify("the chain", ctx, resps[1]);
    TS_VERIFY_CTX_free(ctx);
}

static void parts(TS_RESP **resps)
{
    TS_VERIFY_CTX *ctx = TS_VERIFY_CTX_new();
    GENERAL_NAME *name = GENERAL_NAME_new();
    ASN1_IA5STRING *host = ASN1_IA5STRING_new();
    TS_TST_INFO *info = TS_RESP_get_tst_info(resps[0]);
    static const char *hosts[] = {"stamps.example", "Stamps.example", "other.example"};
    BIO *data;
    unsigned char *imprint;

    verify("nothing", ctx, resps[0]);
    SHOW_INT(TS_VERIFY_CTX_set_flags(ctx, TS_VFY_SIGNATURE));
    TS_VERIFY_CTX_set_store(ctx, trust("ca-rsa-cert.pem"));
    verify("the signature alone", ctx, resps[0]);
    SHOW_INT(TS_VERIFY_CTX_set_flags(ctx, TS_VFY_DATA));
    data = BIO_new_mem_buf(text, sizeof text - 1);
    SHOW_INT(TS_VERIFY_CTX_set_data(ctx, data) == data);
    verify("data", ctx, resps[0]);
    verify("data at its end", ctx, resps[0]);
    BIO_free(data);
    TS_VERIFY_CTX_set_data(ctx, BIO_new_mem_buf("other", 5));
    verify("other data", ctx, resps[0]);
    TS_VERIFY_CTX_set_flags(ctx, TS_VFY_IMPRINT);
    verify("no digest", ctx, resps[0]);
    imprint = OPENSSL_memdup("abc", 3);
    SHOW_INT(TS_VERIFY_CTX_set_imprint(ctx, imprint, 3) == imprint);
    verify("a short digest", ctx, resps[0]);
    imprint = OPENSSL_memdup(ASN1_STRING_get0_data(TS_MSG_IMPRINT_get_msg(TS_TST_INFO_get_msg_imprint(info))), 32);
    TS_VERIFY_CTX_set_imprint(ctx, imprint, 32);
    verify("the digest", ctx, resps[0]);
    imprint[31] ^= 1;
    verify("another digest", ctx, resps[0]);
    TS_VERIFY_CTX_set_flags(ctx, TS_VFY_NONCE);
    verify("no nonce", ctx, resps[2]);
    TS_VERIFY_CTX_set_flags(ctx, TS_VFY_SIGNER);
    verify("the signer", ctx, resps[0]);
    for (int i = 0; i < 3; i++) {
        ASN1_STRING_set(host, hosts[i], -1);
        if (i == 0)
            GENERAL_NAME_set0_value(name, GEN_DNS, host);
        TS_TST_INFO_set_tsa(info, name);
        verify(hosts[i], ctx, resps[0]);
    }
    TS_TST_INFO_set_version(info, 2);
    TS_VERIFY_CTX_set_flags(ctx, TS_VFY_VERSION);
    verify("version 2", ctx, resps[0]);
    TS_VERIFY_CTX_set_flags(ctx, TS_VFY_VERSION | TS_VFY_SIGNATURE);
    printf("the token: %d\n", TS_RESP_verify_token(ctx, TS_RESP_get_token(resps[0])));
    show_errors();
    TS_VERIFY_CTX_cleanup(ctx);
    verify("after cleanup", ctx, resps[0]);
    TS_VERIFY_CTX_init(ctx);
    verify("after init", ctx, resps[0]);
    TS_VERIFY_CTX_free(ctx);
    TS_VERIFY_CTX_free(NULL);
    TS_VERIFY_CTX_cleanup(NULL);
    GENERAL_NAME_free(name);
}

static void signatures(TS_RESP **resps)
{
    PKCS7 *token = TS_RESP_get_token(resps[0]), *other = PKCS7_new();
    X509_STORE *store = trust("ca-rsa-cert.pem"), *wrong = trust("ca-p256-cert.pem");
    X509 *signer = NULL, *self = cert("tsa-cert.pem");
    STACK_OF(X509) *certs = list("tsa-cert.pem");
    PKCS7_SIGNER_INFO *si = sk_PKCS7_SIGNER_INFO_value(PKCS7_get_signer_info(token), 0);
    X509_ATTRIBUTE *attribute;
    TS_VERIFY_CTX *ctx = TS_VERIFY_CTX_new();

    SHOW_INT(TS_RESP_verify_signature(token, NULL, store, &signer));
    SHOW_INT(X509_cmp(signer, self));
    X509_free(signer);
    SHOW_INT(TS_RESP_verify_signature(token, NULL, store, NULL));
    SHOW_INT(TS_RESP_verify_signature(token, certs, wrong, NULL));
    show_errors();
    SHOW_INT(TS_RESP_verify_signature(NULL, NULL, store, NULL));
    show_errors();
    SHOW_INT(TS_RESP_verify_signature(other, NULL, store, NULL));
    show_errors();
    SHOW_INT(TS_RESP_verify_token(ctx, other));
    show_errors();
    PKCS7_set_type(other, NID_pkcs7_signed);
    SHOW_INT(TS_RESP_verify_signature(other, NULL, store, NULL));
    show_errors();
    SHOW_INT(TS_RESP_verify_token(ctx, other));
    show_errors();
    /* The store's own purpose is not the signer's. */
    X509_STORE_set_purpose(store, X509_PURPOSE_SSL_SERVER);
    SHOW_INT(TS_RESP_verify_signature(token, NULL, store, NULL));
    show_errors();
    X509_STORE_set_purpose(store, X509_PURPOSE_TIMESTAMP_SIGN);
    si->enc_digest->data[si->enc_digest->length - 1] ^= 1;
    SHOW_INT(TS_RESP_verify_signature(token, NULL, store, NULL));
    show_error_codes();
    si->enc_digest->data[si->enc_digest->length - 1] ^= 1;
    for (int i = 0; i < sk_X509_ATTRIBUTE_num(si->auth_attr); i++) {
        attribute = sk_X509_ATTRIBUTE_value(si->auth_attr, i);
        if (OBJ_obj2nid(X509_ATTRIBUTE_get0_object(attribute)) != NID_id_smime_aa_signingCertificate)
            continue;
        X509_ATTRIBUTE_get0_type(attribute, 0)->value.sequence->data[20] ^= 1;
        SHOW_INT(TS_RESP_verify_signature(token, NULL, store, NULL));
        show_errors();
        sk_X509_ATTRIBUTE_delete(si->auth_attr, i);
        SHOW_INT(TS_RESP_verify_signature(token, NULL, store, NULL));
        show_errors();
        X509_ATTRIBUTE_free(attribute);
    }
    TS_VERIFY_CTX_free(ctx);
    PKCS7_free(other);
    X509_STORE_free(store);
    X509_STORE_free(wrong);
    X509_free(self);
    sk_X509_pop_free(certs, X509_free);
}

static void statuses(TS_RESP *resp)
{
    TS_VERIFY_CTX *ctx = TS_VERIFY_CTX_new();
    TS_STATUS_INFO *status = TS_STATUS_INFO_new();
    static const unsigned char words[] = {0x30, 0x17, 2, 1, 2, 0x30, 9, 0xc, 1, 'a', 0xc, 4, 'b', 0xc3, 0xa4, 'c', 3, 7,
        0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    const unsigned char *in = words;

    for (int code = -1; code < 7; code++) {
        TS_STATUS_INFO_set_status(status, code);
        TS_RESP_set_status_info(resp, status);
        verify("status", ctx, resp);
    }
    d2i_TS_STATUS_INFO(&status, &in, sizeof words);
    TS_RESP_set_status_info(resp, status);
    verify("words", ctx, resp);
    TS_STATUS_INFO_free(status);
    TS_VERIFY_CTX_free(ctx);
}

int main(int argc, char **argv)
{
    TS_RESP_CTX *ctx;
    TS_REQ *reqs[3];
    TS_RESP *resps[3];

    if (argc < 2)
        return 2;
    args = argv;
    ctx = authority();
    TS_RESP_CTX_add_flags(ctx, TS_TSA_NAME);
    reqs[0] = request(EVP_sha256(), 5, "1.2.3.4.5", 1);
    reqs[1] = request(EVP_sha256(), 6, "1.2.3.4.1", 0);
    reqs[2] = request(EVP_sha512(), 0, NULL, 1);
    for (int i = 0; i < 3; i++)
        resps[i] = respond(ctx, reqs[i]);
    requests(reqs, resps);
    parts(resps);
    signatures(resps);
    statuses(resps[0]);
    for (int i = 0; i < 3; i++) {
        TS_REQ_free(reqs[i]);
        TS_RESP_free(resps[i]);
    }
    TS_RESP_CTX_free(ctx);
    return 0;
}
