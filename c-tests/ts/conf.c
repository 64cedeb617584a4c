/* An authority after a configuration file, and the files that it names. */
#include "_ts.h"
#include <openssl/conf.h>

static const char text_of_it[] =
    "[empty]\na = b\n"
    "[bad]\nserial = there\ndefault_policy = bad..oid\nother_policies = 1.2.3, nope-x\ndigests = sha256, nope\n"
    "accuracy = secs:1, millis:5\nclock_precision_digits = 9\nordering = maybe\ntsa_name = perhaps\n"
    "ess_cert_id_chain = 2\ness_cert_id_alg = none\nsigner_digest = none\nsigner_cert = /nonexistent\n"
    "signer_key = /nonexistent\ncerts = /nonexistent\n"
    "[good]\nserial = a file's name\ncrypto_device = builtin\ndefault_policy = 1.2.3\nother_policies = 1.2.4, sha1\n"
    "digests = sha256, x:SHA512\naccuracy = secs:1, millisecs:500, microsecs:100\nclock_precision_digits = 3\n"
    "ordering = yes\ntsa_name = yes\ness_cert_id_chain = no\ness_cert_id_alg = sha384\nsigner_digest = sha384\n"
    "[blank]\nother_policies =\ndigests =\naccuracy =\nclock_precision_digits = -1\nordering = TRUE\ntsa_name =\n"
    "[odd]\naccuracy = hours:1\nclock_precision_digits = abc\nordering = no\n"
    "[odder]\naccuracy = millisecs:-5\nclock_precision_digits = 0\nordering = true\n"
    "[oddest]\naccuracy = microsecs\nclock_precision_digits = 0x2\nordering = YES\nessential = x\n"
    "[more]\naccuracy = secs:x1\nclock_precision_digits = 6\n";

#define TRY(call) \
    do { \
        SHOW_INT(call); \
        show_errors(); \
    } while (0)

static CONF *conf_of(const char *words)
{
    CONF *conf = NCONF_new(NULL);
    BIO *bio = BIO_new_mem_buf(words, -1);
    long line;

    if (NCONF_load_bio(conf, bio, &line) <= 0)
        printf("bad configuration\n");
    BIO_free(bio);
    return conf;
}

static ASN1_INTEGER *number_of(TS_RESP_CTX *ctx, void *data)
{
    ASN1_INTEGER *number = ASN1_INTEGER_new();

    (void)ctx;
    printf("number after %s\n", (const char *)data);
    ASN1_INTEGER_set(number, 9);
    return number;
}

static void section(CONF *conf, const char *name, TS_RESP_CTX *ctx)
{
    printf("== %s\n", name);
    TRY(TS_CONF_set_serial(conf, name, number_of, ctx));
    TRY(TS_CONF_set_crypto_device(conf, name, NULL));
    TRY(TS_CONF_set_def_policy(conf, name, NULL, ctx));
    TRY(TS_CONF_set_policies(conf, name, ctx));
    TRY(TS_CONF_set_digests(conf, name, ctx));
    TRY(TS_CONF_set_accuracy(conf, name, ctx));
    TRY(TS_CONF_set_clock_precision_digits(conf, name, ctx));
    TRY(TS_CONF_set_ordering(conf, name, ctx));
    TRY(TS_CONF_set_tsa_name(conf, name, ctx));
    TRY(TS_CONF_set_ess_cert_id_chain(conf, name, ctx));
    TRY(TS_CONF_set_ess_cert_id_digest(conf, name, ctx));
    TRY(TS_CONF_set_signer_digest(conf, name, NULL, ctx));
    TRY(TS_CONF_set_signer_cert(conf, name, NULL, ctx));
    TRY(TS_CONF_set_signer_key(conf, name, NULL, NULL, ctx));
    TRY(TS_CONF_set_certs(conf, name, NULL, ctx));
}

/* What an engine's absence is called below is each library's own. */
static void show_ts_errors(void)
{
    const char *data;
    int flags;
    unsigned long code;

    while ((code = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0)
        if (ERR_GET_LIB(code) == ERR_LIB_TS)
            printf("  error %d %s [%s]\n", ERR_GET_REASON(code), ERR_reason_error_string(code), data);
}

static void given(CONF *conf, TS_RESP_CTX *ctx)
{
    TRY(TS_CONF_set_def_policy(conf, "empty", "1.2.3.9", ctx));
    TRY(TS_CONF_set_def_policy(conf, "empty", "sha256", ctx));
    TRY(TS_CONF_set_def_policy(conf, "empty", "nobody", ctx));
    TRY(TS_CONF_set_signer_digest(conf, "empty", "sha512", ctx));
    TRY(TS_CONF_set_signer_cert(conf, "empty", fixture(args, "tsa-cert.pem"), ctx));
    TRY(TS_CONF_set_signer_cert(conf, "empty", fixture(args, "server-rsa-cert.pem"), ctx));
    TRY(TS_CONF_set_signer_key(conf, "empty", fixture(args, "server-p256-key-encrypted.pem"), "secret", ctx));
    TRY(TS_CONF_set_signer_key(conf, "empty", fixture(args, "tsa-key.pem"), NULL, ctx));
    TRY(TS_CONF_set_certs(conf, "empty", fixture(args, "full-chain.pem"), ctx));
    TRY(TS_CONF_set_crypto_device(conf, "empty", "builtin"));
    TRY(TS_CONF_set_default_engine("builtin"));
    SHOW_INT(TS_CONF_set_crypto_device(conf, "empty", "nodevice"));
    show_ts_errors();
    SHOW_INT(TS_CONF_set_default_engine("nodevice"));
    show_ts_errors();
}

static void files(void)
{
    X509 *x = TS_CONF_load_cert(fixture(args, "tsa-cert.pem"));
    STACK_OF(X509) *all;
    EVP_PKEY *k = TS_CONF_load_key(fixture(args, "tsa-key.pem"), NULL);

    SHOW_NULL(x);
    SHOW_NULL(k);
    X509_free(x);
    EVP_PKEY_free(k);
    SHOW_NULL(TS_CONF_load_cert("/nonexistent"));
    show_errors();
    SHOW_NULL(TS_CONF_load_cert(fixture(args, "tsa-key.pem")));
    show_errors();
    SHOW_NULL(TS_CONF_load_key("/nonexistent", NULL));
    show_errors();
    SHOW_NULL(TS_CONF_load_key(fixture(args, "tsa-cert.pem"), NULL));
    show_error_codes();
    SHOW_NULL(TS_CONF_load_certs("/nonexistent"));
    show_errors();
    all = TS_CONF_load_certs(fixture(args, "tsa-key.pem"));
    SHOW_INT(sk_X509_num(all));
    show_errors();
    sk_X509_pop_free(all, X509_free);
    all = TS_CONF_load_certs(fixture(args, "server-rsa-key-and-cert.pem"));
    SHOW_INT(sk_X509_num(all));
    sk_X509_pop_free(all, X509_free);
}

int main(int argc, char **argv)
{
    static const char *names[] = {"empty", "bad", "blank", "odd", "odder", "oddest", "more", "absent", "good"};
    CONF *conf = conf_of(text_of_it), *tsa = conf_of("[tsa]\ndefault_tsa = here\n");
    TS_RESP_CTX *ctx = TS_RESP_CTX_new();
    TS_REQ *req = request(EVP_sha512(), 5, "1.3.14.3.2.26", 1);
    TS_RESP *resp;

    if (argc < 2)
        return 2;
    args = argv;
    SHOW_STR(TS_CONF_get_tsa_section(tsa, NULL));
    SHOW_STR(TS_CONF_get_tsa_section(tsa, "there"));
    SHOW_STR(TS_CONF_get_tsa_section(conf, NULL));
    show_errors();
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        section(conf, names[i], ctx);
    given(conf, ctx);
    files();
    TS_CONF_set_def_policy(conf, "good", NULL, ctx);
    resp = respond(ctx, req);
    show_errors();
    /* Nothing here sets the time. */
    if (resp != NULL && TS_RESP_get_tst_info(resp) != NULL) {
        ASN1_GENERALIZEDTIME *when = ASN1_GENERALIZEDTIME_set(NULL, 1700000000);
        PKCS7_SIGNER_INFO *si = sk_PKCS7_SIGNER_INFO_value(PKCS7_get_signer_info(TS_RESP_get_token(resp)), 0);

        TS_TST_INFO_set_time(TS_RESP_get_tst_info(resp), when);
        printf("digest %s\n", OBJ_nid2sn(OBJ_obj2nid(si->digest_alg->algorithm)));
        SHOW_INT(PKCS7_get_signed_attribute(si, NID_id_smime_aa_signingCertificateV2)->value.sequence->length);
        ASN1_GENERALIZEDTIME_free(when);
    }
    print_response(resp);
    TS_RESP_free(resp);
    TS_REQ_free(req);
    TS_RESP_CTX_free(ctx);
    NCONF_free(conf);
    NCONF_free(tsa);
    return 0;
}
