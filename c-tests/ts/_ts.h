/* What the tests of time-stamping share. */
#include "../common.h"
#include <openssl/pem.h>
#include <openssl/ts.h>
#include <openssl/x509v3.h>

static char **args;
static const char text[] = "To be stamped.";

static inline X509 *cert(const char *name)
{
    BIO *bio = BIO_new_file(fixture(args, name), "r");
    X509 *x = PEM_read_bio_X509(bio, NULL, NULL, NULL);

    BIO_free(bio);
    return x;
}

static inline EVP_PKEY *key(const char *name)
{
    BIO *bio = BIO_new_file(fixture(args, name), "r");
    EVP_PKEY *k = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);

    BIO_free(bio);
    return k;
}

static inline ASN1_OBJECT *object(const char *dotted)
{
    return OBJ_txt2obj(dotted, 1);
}

static inline X509_STORE *trust(const char *name)
{
    X509_STORE *store = X509_STORE_new();
    X509 *ca = cert(name);

    X509_STORE_add_cert(store, ca);
    X509_free(ca);
    return store;
}

static inline STACK_OF(X509) *list(const char *name)
{
    STACK_OF(X509) *all = sk_X509_new_null();

    sk_X509_push(all, cert(name));
    return all;
}

/* A request for a stamp of the text; a nonce above 0, a policy unless NULL. */
static inline TS_REQ *request(const EVP_MD *md, long nonce, const char *policy, int with_cert)
{
    TS_REQ *req = TS_REQ_new();
    TS_MSG_IMPRINT *imprint = TS_MSG_IMPRINT_new();
    X509_ALGOR *algorithm = X509_ALGOR_new();
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int len;

    TS_REQ_set_version(req, 1);
    X509_ALGOR_set0(algorithm, OBJ_nid2obj(EVP_MD_get_type(md)), V_ASN1_NULL, NULL);
    TS_MSG_IMPRINT_set_algo(imprint, algorithm);
    EVP_Digest(text, sizeof text - 1, digest, &len, md, NULL);
    TS_MSG_IMPRINT_set_msg(imprint, digest, (int)len);
    TS_REQ_set_msg_imprint(req, imprint);
    if (nonce > 0) {
        ASN1_INTEGER *number = ASN1_INTEGER_new();

        ASN1_INTEGER_set(number, nonce);
        TS_REQ_set_nonce(req, number);
        ASN1_INTEGER_free(number);
    }
    if (policy != NULL) {
        ASN1_OBJECT *o = object(policy);

        TS_REQ_set_policy_id(req, o);
        ASN1_OBJECT_free(o);
    }
    TS_REQ_set_cert_req(req, with_cert);
    X509_ALGOR_free(algorithm);
    TS_MSG_IMPRINT_free(imprint);
    return req;
}

static ASN1_INTEGER *number_it(struct TS_resp_ctx *ctx, void *data)
{
    ASN1_INTEGER *number = ASN1_INTEGER_new();

    (void)ctx;
    ASN1_INTEGER_set(number, *(long *)data);
    return number;
}

static int time_it(struct TS_resp_ctx *ctx, void *data, long *sec, long *usec)
{
    (void)ctx;
    *sec = ((long *)data)[0];
    *usec = ((long *)data)[1];
    return 1;
}

static long serial = 0x12345, moment[2] = {1700000000, 123400};

/* An authority that stamps at a fixed time. */
static inline TS_RESP_CTX *authority(void)
{
    TS_RESP_CTX *ctx = TS_RESP_CTX_new();
    X509 *x = cert("tsa-cert.pem");
    EVP_PKEY *k = key("tsa-key.pem");
    STACK_OF(X509) *more = list("intermediate-cert.pem");
    ASN1_OBJECT *policy = object("1.2.3.4.1"), *other = object("1.2.3.4.5");

    TS_RESP_CTX_set_signer_cert(ctx, x);
    TS_RESP_CTX_set_signer_key(ctx, k);
    TS_RESP_CTX_set_certs(ctx, more);
    TS_RESP_CTX_set_def_policy(ctx, policy);
    TS_RESP_CTX_add_policy(ctx, other);
    TS_RESP_CTX_add_md(ctx, EVP_sha256());
    TS_RESP_CTX_add_md(ctx, EVP_sha512());
    TS_RESP_CTX_set_serial_cb(ctx, number_it, &serial);
    TS_RESP_CTX_set_time_cb(ctx, time_it, moment);
    X509_free(x);
    EVP_PKEY_free(k);
    sk_X509_pop_free(more, X509_free);
    ASN1_OBJECT_free(policy);
    ASN1_OBJECT_free(other);
    return ctx;
}

static inline void print_response(TS_RESP *resp)
{
    BIO *out = BIO_new_fp(stdout, BIO_NOCLOSE);

    if (resp == NULL)
        printf("no response\n");
    else
        printf("printed: %d\n", TS_RESP_print_bio(out, resp));
    BIO_free(out);
}

static inline TS_RESP *respond(TS_RESP_CTX *ctx, TS_REQ *req)
{
    BIO *in = BIO_new(BIO_s_mem());
    TS_RESP *resp;

    i2d_TS_REQ_bio(in, req);
    resp = TS_RESP_create_response(ctx, in);
    BIO_free(in);
    return resp;
}
