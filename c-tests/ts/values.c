/* The parts of requests and answers: made, set, copied, written and read. */
#include "_ts.h"
#include <unistd.h>

#define SET(call) \
    do { \
        SHOW_INT(call); \
        show_errors(); \
    } while (0)

/* Reads what was written, through memory, BIO and stream. */
#define ROUND(type, value) \
    do { \
        unsigned char *der_ = NULL; \
        const unsigned char *in_; \
        int len_ = i2d_##type(value, &der_); \
        type *again_, *copy_; \
        BIO *bio_ = BIO_new(BIO_s_mem()); \
        FILE *file_ = tmpfile(); \
        in_ = der_; \
        again_ = d2i_##type(NULL, &in_, len_); \
        printf("%s of %d bytes, %ld read\n", #type, len_, in_ != NULL ? (long)(in_ - der_) : -1); \
        copy_ = type##_dup(again_); \
        show_hex(#type, der_, len_ > 0 ? (size_t)len_ : 0); \
        SHOW_INT(i2d_##type(copy_, NULL)); \
        SHOW_INT(i2d_##type##_bio(bio_, copy_)); \
        type##_free(again_); \
        again_ = d2i_##type##_bio(bio_, NULL); \
        SHOW_INT(i2d_##type(again_, NULL)); \
        SHOW_NULL(d2i_##type##_bio(bio_, &again_)); \
        SHOW_NULL(again_); \
        show_errors(); \
        SHOW_INT(i2d_##type##_fp(file_, copy_)); \
        rewind(file_); \
        type##_free(again_); \
        again_ = d2i_##type##_fp(file_, NULL); \
        SHOW_INT(i2d_##type(again_, NULL)); \
        SHOW_NULL(d2i_##type##_fp(file_, NULL)); \
        show_errors(); \
        type##_free(again_); \
        type##_free(copy_); \
        OPENSSL_free(der_); \
        BIO_free(bio_); \
        fclose(file_); \
    } while (0)

static void requests(void)
{
    TS_REQ *req = TS_REQ_new(), *made;
    TS_MSG_IMPRINT *imprint = TS_MSG_IMPRINT_new();
    X509_ALGOR *algorithm = X509_ALGOR_new();
    ASN1_OBJECT *policy = object("1.2.3.4");
    ASN1_INTEGER *nonce = ASN1_INTEGER_new();
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, NID_netscape_comment, "hello"), *gone;
    ASN1_IA5STRING *comment;
    int critical, index = -1;

    SHOW_INT(i2d_TS_REQ(req, NULL));
    show_errors();
    SHOW_INT(i2d_TS_REQ(NULL, NULL));
    SHOW_NULL(TS_REQ_dup(NULL));
    SHOW_NULL(TS_REQ_dup(req));
    show_errors();
    SHOW_NULL(TS_MSG_IMPRINT_dup(imprint));
    show_errors();
    TS_REQ_free(NULL);
    SHOW_INT(TS_REQ_get_version(req));
    SET(TS_REQ_set_version(req, 1));
    SHOW_INT(TS_REQ_get_version(req));
    SET(TS_REQ_set_msg_imprint(req, imprint));
    SET(TS_REQ_set_msg_imprint(req, NULL));
    SET(TS_MSG_IMPRINT_set_algo(imprint, NULL));
    X509_ALGOR_set_md(algorithm, EVP_sha256());
    SET(TS_MSG_IMPRINT_set_algo(imprint, algorithm));
    SHOW_INT(TS_MSG_IMPRINT_get_algo(imprint) == algorithm);
    SHOW_INT(X509_ALGOR_cmp(TS_MSG_IMPRINT_get_algo(imprint), algorithm));
    SET(TS_MSG_IMPRINT_set_msg(imprint, NULL, 0));
    SET(TS_MSG_IMPRINT_set_msg(imprint, (unsigned char *)"terminated", -1));
    SHOW_INT(ASN1_STRING_length(TS_MSG_IMPRINT_get_msg(imprint)));
    SET(TS_MSG_IMPRINT_set_msg(imprint, (unsigned char *)"abc", 3));
    SET(TS_REQ_set_msg_imprint(req, imprint));
    SHOW_INT(TS_REQ_get_msg_imprint(req) == imprint);
    SET(TS_REQ_set_msg_imprint(req, TS_REQ_get_msg_imprint(req)));
    SHOW_NULL(TS_REQ_get_policy_id(req));
    SET(TS_REQ_set_policy_id(req, NULL));
    SET(TS_REQ_set_policy_id(req, policy));
    SHOW_INT(OBJ_cmp(TS_REQ_get_policy_id(req), policy));
    SET(TS_REQ_set_policy_id(req, NULL));
    SHOW_NULL(TS_REQ_get_nonce(req));
    SET(TS_REQ_set_nonce(req, NULL));
    ASN1_INTEGER_set(nonce, -300);
    SET(TS_REQ_set_nonce(req, nonce));
    SHOW_INT(ASN1_INTEGER_get(TS_REQ_get_nonce(req)));
    SHOW_INT(TS_REQ_get_cert_req(req));
    SET(TS_REQ_set_cert_req(req, -7));
    SHOW_INT(TS_REQ_get_cert_req(req));
    ROUND(TS_MSG_IMPRINT, imprint);
    ROUND(TS_REQ, req);

    SHOW_NULL(TS_REQ_get_exts(req));
    SHOW_INT(TS_REQ_get_ext_count(req));
    SHOW_NULL(TS_REQ_get_ext(req, 0));
    SHOW_NULL(TS_REQ_delete_ext(req, 0));
    SET(TS_REQ_add_ext(req, extension, -1));
    X509_EXTENSION_set_critical(extension, 1);
    SET(TS_REQ_add_ext(req, extension, 0));
    SHOW_INT(TS_REQ_get_ext_count(req));
    SHOW_INT(sk_X509_EXTENSION_num(TS_REQ_get_exts(req)));
    SHOW_INT(TS_REQ_get_ext_by_NID(req, NID_netscape_comment, -1));
    SHOW_INT(TS_REQ_get_ext_by_NID(req, NID_netscape_comment, 1));
    SHOW_INT(TS_REQ_get_ext_by_OBJ(req, policy, -1));
    SHOW_INT(TS_REQ_get_ext_by_critical(req, 0, -1));
    SHOW_INT(X509_EXTENSION_get_critical(TS_REQ_get_ext(req, 0)));
    SHOW_NULL(TS_REQ_get_ext_d2i(req, NID_netscape_comment, &critical, NULL));
    SHOW_INT(critical);
    comment = TS_REQ_get_ext_d2i(req, NID_netscape_comment, &critical, &index);
    printf("%d at %d: %s\n", critical, index, ASN1_STRING_get0_data(comment));
    ASN1_IA5STRING_free(comment);
    ROUND(TS_REQ, req);
    gone = TS_REQ_delete_ext(req, 0);
    SHOW_INT(X509_EXTENSION_get_critical(gone));
    X509_EXTENSION_free(gone);
    TS_REQ_ext_free(req);
    SHOW_NULL(TS_REQ_get_exts(req));
    TS_REQ_ext_free(NULL);
    show_errors();

    made = request(EVP_sha1(), 5, "1.2.3", 1);
    SET(TS_REQ_set_version(made, 0x7fffffffffffL));
    SHOW_INT(TS_REQ_get_version(made));
    TS_REQ_free(made);
    TS_REQ_free(req);
    TS_MSG_IMPRINT_free(imprint);
    X509_ALGOR_free(algorithm);
    ASN1_OBJECT_free(policy);
    ASN1_INTEGER_free(nonce);
    X509_EXTENSION_free(extension);
}

static void accuracies(TS_TST_INFO *info)
{
    TS_ACCURACY *accuracy = TS_ACCURACY_new(), *copy;
    ASN1_INTEGER *number = ASN1_INTEGER_new();
    unsigned char *der = NULL;
    int len;

    SET(TS_ACCURACY_set_seconds(accuracy, NULL));
    SET(TS_ACCURACY_set_millis(accuracy, NULL));
    SET(TS_ACCURACY_set_micros(accuracy, NULL));
    SHOW_NULL(TS_ACCURACY_get_seconds(accuracy));
    ASN1_INTEGER_set(number, 300);
    SET(TS_ACCURACY_set_seconds(accuracy, number));
    SET(TS_ACCURACY_set_millis(accuracy, number));
    SET(TS_ACCURACY_set_micros(accuracy, number));
    SET(TS_ACCURACY_set_seconds(accuracy, NULL));
    SHOW_INT(ASN1_INTEGER_get(TS_ACCURACY_get_millis(accuracy)));
    SHOW_INT(ASN1_INTEGER_get(TS_ACCURACY_get_micros(accuracy)));
    len = i2d_TS_ACCURACY(accuracy, &der);
    show_hex("accuracy", der, (size_t)len);
    copy = TS_ACCURACY_dup(accuracy);
    SHOW_INT(ASN1_INTEGER_get(TS_ACCURACY_get_micros(copy)));
    SET(TS_TST_INFO_set_accuracy(info, accuracy));
    SET(TS_TST_INFO_set_accuracy(info, NULL));
    SHOW_NULL(TS_TST_INFO_get_accuracy(info));
    OPENSSL_free(der);
    TS_ACCURACY_free(copy);
    TS_ACCURACY_free(accuracy);
    ASN1_INTEGER_free(number);
}

static void infos(void)
{
    TS_TST_INFO *info = TS_TST_INFO_new();
    TS_REQ *req = request(EVP_sha256(), 0, NULL, 0);
    ASN1_OBJECT *policy = object("1.2.3.4");
    ASN1_INTEGER *number = ASN1_INTEGER_new();
    ASN1_GENERALIZEDTIME *when = ASN1_GENERALIZEDTIME_set(NULL, 1700000000);
    GENERAL_NAME *name = GENERAL_NAME_new();
    ASN1_IA5STRING *host = ASN1_IA5STRING_new();
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, NID_netscape_comment, "hello"), *gone;

    SHOW_INT(TS_TST_INFO_get_version(info));
    SHOW_NULL(TS_TST_INFO_dup(info));
    show_errors();
    SHOW_NULL(TS_TST_INFO_get_policy_id(info));
    SHOW_NULL(TS_TST_INFO_get_msg_imprint(info));
    SHOW_NULL(TS_TST_INFO_get_serial(info));
    SHOW_NULL(TS_TST_INFO_get_time(info));
    SHOW_NULL(TS_TST_INFO_get_accuracy(info));
    SHOW_NULL(TS_TST_INFO_get_nonce(info));
    SHOW_NULL(TS_TST_INFO_get_tsa(info));
    SHOW_INT(TS_TST_INFO_get_ordering(info));
    SET(TS_TST_INFO_set_version(info, 1));
    SET(TS_TST_INFO_set_policy_id(info, NULL));
    SET(TS_TST_INFO_set_policy_id(info, policy));
    SET(TS_TST_INFO_set_msg_imprint(info, NULL));
    SET(TS_TST_INFO_set_msg_imprint(info, TS_REQ_get_msg_imprint(req)));
    SET(TS_TST_INFO_set_serial(info, NULL));
    ASN1_INTEGER_set(number, 77);
    SET(TS_TST_INFO_set_serial(info, number));
    SET(TS_TST_INFO_set_time(info, NULL));
    SET(TS_TST_INFO_set_time(info, when));
    accuracies(info);
    SET(TS_TST_INFO_set_ordering(info, 1));
    SHOW_INT(TS_TST_INFO_get_ordering(info));
    SET(TS_TST_INFO_set_nonce(info, NULL));
    SET(TS_TST_INFO_set_nonce(info, number));
    ASN1_STRING_set(host, "stamps.example", -1);
    GENERAL_NAME_set0_value(name, GEN_DNS, host);
    SET(TS_TST_INFO_set_tsa(info, NULL));
    SET(TS_TST_INFO_set_tsa(info, name));
    SHOW_INT(GENERAL_NAME_cmp(TS_TST_INFO_get_tsa(info), name));
    ROUND(TS_TST_INFO, info);
    SET(TS_TST_INFO_add_ext(info, extension, -1));
    SHOW_INT(TS_TST_INFO_get_ext_count(info));
    SHOW_INT(TS_TST_INFO_get_ext_by_NID(info, NID_netscape_comment, -1));
    SHOW_INT(TS_TST_INFO_get_ext_by_OBJ(info, policy, -1));
    SHOW_INT(TS_TST_INFO_get_ext_by_critical(info, 1, -1));
    SHOW_NULL(TS_TST_INFO_get_ext(info, 0));
    SHOW_NULL(TS_TST_INFO_get_exts(info));
    SHOW_NULL(TS_TST_INFO_get_ext_d2i(info, NID_basic_constraints, NULL, NULL));
    ROUND(TS_TST_INFO, info);
    gone = TS_TST_INFO_delete_ext(info, 0);
    SHOW_NULL(gone);
    X509_EXTENSION_free(gone);
    TS_TST_INFO_ext_free(info);
    TS_TST_INFO_ext_free(NULL);
    TS_TST_INFO_free(info);
    TS_TST_INFO_free(NULL);
    TS_REQ_free(req);
    ASN1_OBJECT_free(policy);
    ASN1_INTEGER_free(number);
    ASN1_GENERALIZEDTIME_free(when);
    GENERAL_NAME_free(name);
    X509_EXTENSION_free(extension);
}

static void responses(void)
{
    TS_RESP *resp = TS_RESP_new();
    TS_STATUS_INFO *status = TS_STATUS_INFO_new(), *copy;
    TS_TST_INFO *info = TS_TST_INFO_new();
    PKCS7 *token = PKCS7_new();
    static const unsigned char words[] = {0x30, 0x17, 2, 1, 2, 0x30, 9, 0xc, 1, 'a', 0xc, 4, 'b', 0xc3, 0xa4, 'c', 3, 7,
        0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    const unsigned char *in = words;

    SHOW_NULL(TS_RESP_get_status_info(resp));
    SHOW_NULL(TS_RESP_get_token(resp));
    SHOW_NULL(TS_RESP_get_tst_info(resp));
    SHOW_NULL(TS_STATUS_INFO_get0_status(status));
    SHOW_NULL(TS_STATUS_INFO_get0_text(status));
    SHOW_NULL(TS_STATUS_INFO_get0_failure_info(status));
    SET(TS_STATUS_INFO_set_status(status, -1));
    SET(TS_STATUS_INFO_set_status(status, 2));
    SHOW_INT(ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(status)));
    SET(TS_RESP_set_status_info(resp, NULL));
    SET(TS_RESP_set_status_info(resp, status));
    SHOW_INT(TS_RESP_get_status_info(resp) == status);
    ROUND(TS_RESP, resp);
    SHOW_NULL(d2i_TS_STATUS_INFO(&status, &in, sizeof words));
    show_errors();
    SHOW_INT(sk_ASN1_UTF8STRING_num(TS_STATUS_INFO_get0_text(status)));
    SHOW_INT(ASN1_STRING_length(TS_STATUS_INFO_get0_failure_info(status)));
    copy = TS_STATUS_INFO_dup(status);
    SHOW_INT(i2d_TS_STATUS_INFO(copy, NULL));
    TS_STATUS_INFO_free(copy);
    SHOW_NULL(PKCS7_to_TS_TST_INFO(token));
    show_errors();
    PKCS7_set_type(token, NID_pkcs7_signed);
    SHOW_NULL(PKCS7_to_TS_TST_INFO(token));
    show_errors();
    PKCS7_content_new(token, NID_pkcs7_data);
    SHOW_NULL(PKCS7_to_TS_TST_INFO(token));
    show_errors();
    TS_RESP_set_tst_info(resp, token, info);
    SHOW_INT(TS_RESP_get_token(resp) == token);
    SHOW_INT(TS_RESP_get_tst_info(resp) == info);
    SHOW_NULL(TS_RESP_dup(resp));
    show_errors();
    TS_RESP_set_tst_info(resp, NULL, NULL);
    SHOW_NULL(TS_RESP_get_token(resp));
    TS_RESP_free(resp);
    TS_RESP_free(NULL);
    TS_STATUS_INFO_free(status);
    TS_STATUS_INFO_free(NULL);
}

#define READ(type, der, len) \
    do { \
        const unsigned char *in_ = der; \
        type *read_ = d2i_##type(NULL, &in_, len); \
        SHOW_NULL(read_); \
        show_errors(); \
        type##_free(read_); \
    } while (0)

static void wrong(void)
{
    unsigned char answer[] = {0x30, 0x12, 0x30, 3, 2, 1, 0, 0x30, 0x0b, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1};
    static const unsigned char der[] = {0x30, 5, 0x30, 3, 2, 1, 2};

    for (unsigned char status = 0; status < 4; status++) {
        answer[6] = status;
        answer[1] = 5;
        READ(TS_RESP, answer, 7);
        answer[1] = 0x12;
        for (unsigned char kind = 1; kind < 3; kind++) {
            answer[sizeof answer - 1] = kind;
            READ(TS_RESP, answer, sizeof answer);
        }
    }
    READ(TS_MSG_IMPRINT, der, sizeof der);
    READ(TS_REQ, der, sizeof der);
    READ(TS_ACCURACY, der, sizeof der);
    READ(TS_STATUS_INFO, der, sizeof der);
    READ(TS_TST_INFO, der, sizeof der);
    READ(TS_TST_INFO, der, 0);
}

int main(int argc, char **argv)
{
    (void)argc;
    args = argv;
    requests();
    infos();
    responses();
    wrong();
    return 0;
}
