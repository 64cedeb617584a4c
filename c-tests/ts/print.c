/* Requests, answers and their parts, as they are shown. */
#include "_ts.h"

#define PRINT(type, made) \
    do { \
        type *value_ = made; \
        printf("= %d\n", type##_print_bio(out, value_)); \
        type##_free(value_); \
    } while (0)

int main(int argc, char **argv)
{
    BIO *out = BIO_new_fp(stdout, BIO_NOCLOSE), *memory = BIO_new_mem_buf("closed", 6);
    TS_REQ *req = request(EVP_sha1(), 300, "1.2.3.4", 1);
    X509_EXTENSION *known = X509V3_EXT_conf_nid(NULL, NULL, NID_netscape_comment, "hello"), *unknown;
    ASN1_OBJECT *private = object("1.2.3.4.5");
    TS_STATUS_INFO *status = TS_STATUS_INFO_new();
    X509_ALGOR *algorithm = X509_ALGOR_new();
    ASN1_INTEGER *number = ASN1_INTEGER_new();
    static const unsigned char words[] = {0x30, 0x17, 2, 1, 2, 0x30, 9, 0xc, 1, 'a', 0xc, 4, 'b', 0xc3, 0xa4, 'c', 3, 7,
        0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    const unsigned char *in = words;

    (void)argc;
    args = argv;
    setvbuf(stdout, NULL, _IONBF, 0);
    printf("= %d\n", TS_REQ_print_bio(out, req));
    X509_EXTENSION_set_critical(known, 1);
    TS_REQ_add_ext(req, known, -1);
    unknown = X509_EXTENSION_create_by_OBJ(NULL, private, 0, TS_MSG_IMPRINT_get_msg(TS_REQ_get_msg_imprint(req)));
    TS_REQ_add_ext(req, unknown, -1);
    printf("= %d\n", TS_REQ_print_bio(out, req));
    printf("= %d\n", TS_ext_print_bio(out, TS_REQ_get_exts(req)));
    PRINT(TS_REQ, TS_REQ_new());
    PRINT(TS_STATUS_INFO, TS_STATUS_INFO_new());
    PRINT(TS_TST_INFO, TS_TST_INFO_new());
    PRINT(TS_MSG_IMPRINT, TS_MSG_IMPRINT_new());
    PRINT(TS_RESP, TS_RESP_new());
    for (int code = -1; code < 8; code++) {
        TS_STATUS_INFO_set_status(status, code);
        printf("= %d\n", TS_STATUS_INFO_print_bio(out, status));
    }
    d2i_TS_STATUS_INFO(&status, &in, sizeof words);
    printf("= %d\n", TS_STATUS_INFO_print_bio(out, status));
    printf("= %d\n", TS_X509_ALGOR_print_bio(out, algorithm));
    X509_ALGOR_set0(algorithm, OBJ_dup(private), V_ASN1_UNDEF, NULL);
    printf("= %d\n", TS_X509_ALGOR_print_bio(out, algorithm));
    X509_ALGOR_set_md(algorithm, EVP_sha512());
    printf("= %d\n", TS_X509_ALGOR_print_bio(out, algorithm));
    printf("= %d\n", TS_ASN1_INTEGER_print_bio(out, number));
    for (long n = -300; n <= 300; n += 300) {
        ASN1_INTEGER_set(number, n);
        printf(" = %d\n", TS_ASN1_INTEGER_print_bio(out, number));
    }
    printf("= %d\n", TS_OBJ_print_bio(out, OBJ_nid2obj(NID_sha1)));
    printf("= %d\n", TS_OBJ_print_bio(out, private));
    printf("= %d\n", TS_OBJ_print_bio(out, NULL));
    printf("= %d\n", TS_ext_print_bio(out, NULL));
    show_errors();
    printf("= %d\n", TS_ASN1_INTEGER_print_bio(memory, number));
    ERR_clear_error();
    BIO_free(out);
    BIO_free(memory);
    TS_REQ_free(req);
    TS_STATUS_INFO_free(status);
    X509_EXTENSION_free(known);
    X509_EXTENSION_free(unknown);
    X509_ALGOR_free(algorithm);
    ASN1_INTEGER_free(number);
    ASN1_OBJECT_free(private);
    return 0;
}
