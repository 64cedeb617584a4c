/* Answers and requests from outside: every truncation and every flipped bit of some gives the same verdict. */
#include "_ts.h"

static X509_STORE *store;
static STACK_OF(X509) *certs;

/* The verdict on an answer: what is read of it, and whether it is believed. */
static int verdict(const unsigned char *der, long len)
{
    const unsigned char *in = der;
    TS_RESP *resp = d2i_TS_RESP(NULL, &in, len);
    TS_VERIFY_CTX *ctx = TS_VERIFY_CTX_new();
    unsigned char *again = NULL;
    int said = 0, again_len;

    if (resp != NULL) {
        TS_VERIFY_CTX_set_flags(ctx, TS_VFY_VERSION | TS_VFY_DATA);
        TS_VERIFY_CTX_set_data(ctx, BIO_new_mem_buf(text, sizeof text - 1));
        said = 1 + TS_RESP_verify_response(ctx, resp);
        if (TS_RESP_get_token(resp) != NULL)
            said += 2 * TS_RESP_verify_signature(TS_RESP_get_token(resp), certs, store, NULL);
        again_len = i2d_TS_RESP(resp, &again);
        if (again_len <= 0 || again_len != len || memcmp(again, der, (size_t)len) != 0)
            said += 4;
    }
    ERR_clear_error();
    OPENSSL_free(again);
    TS_VERIFY_CTX_free(ctx);
    TS_RESP_free(resp);
    return said;
}

static void answers(void)
{
    size_t len;
    unsigned char *der = read_file(fixture(args, "stamp.tsr"), &len);

    printf("undamaged: %d\n", verdict(der, (long)len));
    for (size_t at = 0; at < len; at++) {
        if (left_out())
            continue;
        if (verdict(der, (long)at) != 0)
            printf("to %zu: believed\n", at);
        der[at] ^= 1u << (at % 8);
        printf("at %zu: %d\n", at, verdict(der, (long)len));
        der[at] ^= 1u << (at % 8);
    }
    free(der);
}

static void requests(void)
{
    TS_RESP_CTX *ctx = authority();
    TS_REQ *req = request(EVP_sha256(), 5, "1.2.3.4.5", 1), *read;
    TS_RESP *resp;
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, NID_netscape_comment, "hello");
    unsigned char *der = NULL;
    int len;

    TS_REQ_add_ext(req, extension, -1);
    len = i2d_TS_REQ(req, &der);
    for (int at = 0; at < len; at++)
        for (int bit = 0; bit < 8; bit++) {
            const unsigned char *in = der;
            BIO *bio;

            if (left_out())
                continue;
            der[at] ^= 1u << bit;
            read = d2i_TS_REQ(NULL, &in, len);
            printf("%d.%d: %d", at, bit, read != NULL ? i2d_TS_REQ(read, NULL) : -1);
            TS_REQ_free(read);
            bio = BIO_new_mem_buf(der, len);
            resp = TS_RESP_create_response(ctx, bio);
            if (resp != NULL)
                printf(" %ld", ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(TS_RESP_get_status_info(resp))));
            printf("\n");
            TS_RESP_free(resp);
            BIO_free(bio);
            der[at] ^= 1u << bit;
            ERR_clear_error();
        }
    OPENSSL_free(der);
    TS_REQ_free(req);
    TS_RESP_CTX_free(ctx);
    X509_EXTENSION_free(extension);
}

int main(int argc, char **argv)
{
    if (argc < 2)
        return 2;
    args = argv;
    store = trust("ca-rsa-cert.pem");
    certs = list("tsa-cert.pem");
    sk_X509_push(certs, cert("intermediate-cert.pem"));
    requests();
    answers();
    X509_STORE_free(store);
    sk_X509_pop_free(certs, X509_free);
    return 0;
}
