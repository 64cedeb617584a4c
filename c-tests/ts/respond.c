/* Answers of a time-stamping authority, and what it refuses. */
#include "_ts.h"

/* What the signature says of itself, but for its random bytes. */
static void show_token(TS_RESP *resp)
{
    PKCS7 *token = TS_RESP_get_token(resp);
    PKCS7_SIGNER_INFO *si;
    STACK_OF(X509_ATTRIBUTE) *attributes;

    if (token == NULL) {
        printf("no token\n");
        return;
    }
    printf("certificates %d, digests %d, version %ld\n", sk_X509_num(token->d.sign->cert),
        sk_X509_ALGOR_num(token->d.sign->md_algs), ASN1_INTEGER_get(token->d.sign->version));
    si = sk_PKCS7_SIGNER_INFO_value(PKCS7_get_signer_info(token), 0);
    printf("digest %s, signature %s, content %s\n", OBJ_nid2sn(OBJ_obj2nid(si->digest_alg->algorithm)),
        OBJ_nid2sn(OBJ_obj2nid(si->digest_enc_alg->algorithm)),
        OBJ_nid2sn(OBJ_obj2nid(token->d.sign->contents->type)));
    attributes = PKCS7_get_signed_attributes(si);
    for (int i = 0; i < sk_X509_ATTRIBUTE_num(attributes); i++) {
        X509_ATTRIBUTE *a = sk_X509_ATTRIBUTE_value(attributes, i);
        int nid = OBJ_obj2nid(X509_ATTRIBUTE_get0_object(a));
        ASN1_TYPE *value = X509_ATTRIBUTE_get0_type(a, 0);

        printf("attribute %s of type %d\n", OBJ_nid2sn(nid), value->type);
        if (nid == NID_id_smime_aa_signingCertificate) {
            const unsigned char *p = value->value.sequence->data;
            ESS_SIGNING_CERT *ess = d2i_ESS_SIGNING_CERT(NULL, &p, value->value.sequence->length);

            printf("ESS of %d bytes, %s\n", value->value.sequence->length, ess != NULL ? "read" : "not read");
            ESS_SIGNING_CERT_free(ess);
        } else if (nid == NID_id_smime_aa_signingCertificateV2) {
            const unsigned char *p = value->value.sequence->data;
            ESS_SIGNING_CERT_V2 *ess = d2i_ESS_SIGNING_CERT_V2(NULL, &p, value->value.sequence->length);

            printf("ESS 2 of %d bytes, %s\n", value->value.sequence->length, ess != NULL ? "read" : "not read");
            ESS_SIGNING_CERT_V2_free(ess);
        }
    }
}

static void answer(const char *what, TS_RESP_CTX *ctx, TS_REQ *req)
{
    TS_RESP *resp = respond(ctx, req), *copy;

    printf("== %s\n", what);
    show_errors();
    print_response(resp);
    if (resp != NULL) {
        show_token(resp);
        copy = TS_RESP_dup(resp);
        SHOW_NULL(copy);
        TS_RESP_free(copy);
    }
    TS_RESP_free(resp);
    show_errors();
    TS_REQ_free(req);
}

static void settings(void)
{
    TS_RESP_CTX *ctx = TS_RESP_CTX_new();
    X509 *wrong = cert("server-rsa-cert.pem"), *x = cert("tsa-cert.pem");
    EVP_PKEY *k = key("server-rsa-key.pem");
    ASN1_OBJECT *policy = object("1.2.3");

    answer("nothing is set", ctx, request(EVP_sha256(), 0, NULL, 0));
    TS_RESP_CTX_add_md(ctx, EVP_sha256());
    answer("no policy is set", ctx, request(EVP_sha256(), 0, NULL, 0));
    SHOW_INT(TS_RESP_CTX_set_signer_cert(ctx, wrong));
    show_errors();
    SHOW_INT(TS_RESP_CTX_set_signer_cert(ctx, x));
    SHOW_INT(TS_RESP_CTX_set_signer_key(ctx, k));
    SHOW_INT(TS_RESP_CTX_set_signer_digest(ctx, EVP_sha384()));
    SHOW_INT(TS_RESP_CTX_set_signer_digest(ctx, NULL));
    SHOW_INT(TS_RESP_CTX_set_ess_cert_id_digest(ctx, NULL));
    SHOW_INT(TS_RESP_CTX_set_ess_cert_id_digest(ctx, EVP_sha512()));
    SHOW_INT(TS_RESP_CTX_set_certs(ctx, NULL));
    SHOW_INT(TS_RESP_CTX_set_accuracy(ctx, 0, 0, 0));
    SHOW_INT(TS_RESP_CTX_set_accuracy(ctx, 1, 1000, 1000000));
    SHOW_INT(TS_RESP_CTX_set_accuracy(ctx, -1, -1, -1));
    SHOW_INT(TS_RESP_CTX_set_clock_precision_digits(ctx, 7));
    show_errors();
    SHOW_INT(TS_RESP_CTX_set_clock_precision_digits(ctx, 6));
    SHOW_INT(TS_RESP_CTX_set_def_policy(ctx, NULL));
    show_errors();
    SHOW_INT(TS_RESP_CTX_set_def_policy(ctx, policy));
    SHOW_INT(TS_RESP_CTX_add_policy(ctx, NULL));
    show_errors();
    SHOW_INT(TS_RESP_CTX_add_policy(ctx, policy));
    SHOW_INT(TS_RESP_CTX_add_md(ctx, EVP_sha256()));
    SHOW_NULL(TS_RESP_CTX_get_request(ctx));
    SHOW_NULL(TS_RESP_CTX_get_tst_info(ctx));
    answer("a key that is not the certificate's", ctx, request(EVP_sha256(), 0, NULL, 0));
    SHOW_NULL(TS_RESP_CTX_get_request(ctx));
    SHOW_NULL(TS_RESP_CTX_get_tst_info(ctx));
    TS_RESP_CTX_free(ctx);
    TS_RESP_CTX_free(NULL);
    ctx = TS_RESP_CTX_new_ex(NULL, NULL);
    SHOW_NULL(ctx);
    TS_RESP_CTX_free(ctx);
    X509_free(x);
    X509_free(wrong);
    EVP_PKEY_free(k);
    ASN1_OBJECT_free(policy);
}

static void refusals(TS_RESP_CTX *ctx)
{
    TS_REQ *req = request(EVP_sha256(), 1, NULL, 1);
    TS_MSG_IMPRINT *imprint;
    BIO *bio = BIO_new_mem_buf("nonsense", 8);
    TS_RESP *resp;
    X509_ALGOR *algorithm;
    X509_EXTENSION *extension;

    resp = TS_RESP_create_response(ctx, bio);
    show_errors();
    print_response(resp);
    TS_RESP_free(resp);
    BIO_free(bio);
    TS_REQ_set_version(req, 2);
    answer("another version", ctx, req);
    answer("another digest", ctx, request(EVP_sha384(), 1, NULL, 1));
    answer("another policy", ctx, request(EVP_sha256(), 1, "1.2.3.4.6", 1));
    req = request(EVP_sha256(), 1, NULL, 1);
    imprint = TS_REQ_get_msg_imprint(req);
    TS_MSG_IMPRINT_set_msg(imprint, (unsigned char *)"short", 5);
    answer("a digest that is too short", ctx, req);
    req = request(EVP_sha256(), 1, NULL, 1);
    imprint = TS_REQ_get_msg_imprint(req);
    algorithm = TS_MSG_IMPRINT_get_algo(imprint);
    X509_ALGOR_set0(algorithm, OBJ_nid2obj(NID_sha256), V_ASN1_OBJECT, OBJ_nid2obj(NID_sha1));
    answer("a digest with a parameter", ctx, req);
    req = request(EVP_sha256(), 1, NULL, 1);
    imprint = TS_REQ_get_msg_imprint(req);
    X509_ALGOR_set0(TS_MSG_IMPRINT_get_algo(imprint), OBJ_nid2obj(NID_sha256), V_ASN1_UNDEF, NULL);
    answer("a digest without a parameter", ctx, req);
    req = request(EVP_sha256(), 1, NULL, 1);
    extension = X509V3_EXT_conf_nid(NULL, NULL, NID_netscape_comment, "hello");
    SHOW_INT(TS_REQ_add_ext(req, extension, -1));
    X509_EXTENSION_free(extension);
    answer("an extension", ctx, req);
}

static int way_to_extend;

static int extend(TS_RESP_CTX *ctx, X509_EXTENSION *extension, void *data)
{
    TS_TST_INFO *info = TS_RESP_CTX_get_tst_info(ctx);

    printf("extension %s\n", OBJ_nid2sn(OBJ_obj2nid(X509_EXTENSION_get_object(extension))));
    SHOW_NULL(TS_RESP_CTX_get_request(ctx));
    SHOW_NULL(info);
    (void)data;
    switch (way_to_extend) {
    case 0:
        return 0;
    case 1:
        return TS_TST_INFO_add_ext(info, extension, -1);
    case 2:
        SHOW_INT(TS_RESP_CTX_set_status_info(ctx, TS_STATUS_GRANTED_WITH_MODS, "with changes"));
        SHOW_INT(TS_RESP_CTX_set_status_info_cond(ctx, TS_STATUS_REJECTION, "not said"));
        return 1;
    default:
        SHOW_INT(TS_RESP_CTX_set_status_info(ctx, TS_STATUS_WAITING, "later"));
        SHOW_INT(TS_RESP_CTX_add_failure_info(ctx, TS_INFO_ADD_INFO_NOT_AVAILABLE));
        SHOW_INT(TS_RESP_CTX_add_failure_info(ctx, TS_INFO_BAD_ALG));
        return 0;
    }
}

static ASN1_INTEGER *no_number(struct TS_resp_ctx *ctx, void *data)
{
    (void)data;
    TS_RESP_CTX_set_status_info(ctx, TS_STATUS_REJECTION, "out of numbers");
    return NULL;
}

static int no_time(struct TS_resp_ctx *ctx, void *data, long *sec, long *usec)
{
    (void)ctx;
    (void)data;
    (void)sec;
    (void)usec;
    return 0;
}

static void callbacks(TS_RESP_CTX *ctx)
{
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, NID_netscape_comment, "hello");

    for (int way = 0; way < 4; way_to_extend = ++way) {
        TS_REQ *req = request(EVP_sha256(), 7, NULL, 0);

        TS_REQ_add_ext(req, extension, -1);
        TS_RESP_CTX_set_extension_cb(ctx, extend, &way);
        answer("an extension callback", ctx, req);
    }
    TS_RESP_CTX_set_serial_cb(ctx, no_number, NULL);
    answer("no number", ctx, request(EVP_sha256(), 0, NULL, 0));
    TS_RESP_CTX_set_serial_cb(ctx, number_it, &serial);
    TS_RESP_CTX_set_time_cb(ctx, no_time, NULL);
    answer("no time", ctx, request(EVP_sha256(), 0, NULL, 0));
    TS_RESP_CTX_set_time_cb(ctx, time_it, moment);
    X509_EXTENSION_free(extension);
}

static void times(TS_RESP_CTX *ctx)
{
    static const long when[][3] = {{1700000000, 123400, 0}, {1700000000, 123400, 3}, {1700000000, 120000, 6},
        {1700000000, 0, 6}, {1700000000, 999999, 1}, {0, 5, 6}, {-1, 0, 0}, {4102444800L, 1, 6},
        {253402300800L, 0, 0}, {1700000000, -5, 6}, {1700000000, 1000000, 6}, {1700000000, 9, 5}};

    for (size_t i = 0; i < sizeof when / sizeof when[0]; i++) {
        TS_REQ *req = request(EVP_sha256(), 0, NULL, 0);
        TS_RESP *resp;

        moment[0] = when[i][0];
        moment[1] = when[i][1];
        TS_RESP_CTX_set_clock_precision_digits(ctx, (unsigned)when[i][2]);
        resp = respond(ctx, req);
        if (resp != NULL && TS_RESP_get_tst_info(resp) != NULL)
            printf("%ld.%06ld to %ld digits: %s\n", when[i][0], when[i][1], when[i][2],
                (const char *)ASN1_STRING_get0_data(TS_TST_INFO_get_time(TS_RESP_get_tst_info(resp))));
        else
            print_response(resp);
        show_errors();
        TS_RESP_free(resp);
        TS_REQ_free(req);
    }
    moment[0] = 1700000000;
    moment[1] = 123400;
    TS_RESP_CTX_set_clock_precision_digits(ctx, 0);
}

int main(int argc, char **argv)
{
    TS_RESP_CTX *ctx;

    if (argc < 2)
        return 2;
    args = argv;
    settings();
    ctx = authority();
    answer("plain", ctx, request(EVP_sha256(), 0, NULL, 0));
    answer("with all", ctx, request(EVP_sha512(), 0x123456789, "1.2.3.4.5", 1));
    TS_RESP_CTX_add_flags(ctx, TS_TSA_NAME | TS_ORDERING);
    TS_RESP_CTX_set_accuracy(ctx, 1, 500, 100);
    answer("name, order and accuracy", ctx, request(EVP_sha256(), 5, NULL, 1));
    TS_RESP_CTX_add_flags(ctx, TS_ESS_CERT_ID_CHAIN);
    TS_RESP_CTX_set_accuracy(ctx, 0, 0, 7);
    TS_RESP_CTX_set_signer_digest(ctx, EVP_sha512());
    answer("the chain's identifiers", ctx, request(EVP_sha256(), 5, NULL, 1));
    TS_RESP_CTX_set_ess_cert_id_digest(ctx, EVP_sha1());
    answer("identifiers by SHA-1", ctx, request(EVP_sha256(), 5, NULL, 1));
    TS_RESP_CTX_set_ess_cert_id_digest(ctx, EVP_sha512());
    answer("identifiers by SHA-512", ctx, request(EVP_sha256(), 5, NULL, 0));
    refusals(ctx);
    callbacks(ctx);
    times(ctx);
    TS_RESP_CTX_free(ctx);
    return 0;
}
