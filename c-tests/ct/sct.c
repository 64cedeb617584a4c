/* SCT: values, encodings, lists, texts. */
#include "../common.h"
#include <openssl/asn1.h>
#include <openssl/ct.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>

static void show(const SCT *sct)
{
    unsigned char *bytes;
    size_t len;

    printf("  version %d, entry %d, time %llu, nid %d, source %d, status %d \"%s\"\n", SCT_get_version(sct),
           SCT_get_log_entry_type(sct), (unsigned long long)SCT_get_timestamp(sct), SCT_get_signature_nid(sct),
           SCT_get_source(sct), SCT_get_validation_status(sct), SCT_validation_status_string(sct));
    len = SCT_get0_log_id(sct, &bytes);
    show_hex("  log", bytes, len);
    len = SCT_get0_extensions(sct, &bytes);
    show_hex("  extensions", bytes, len);
    len = SCT_get0_signature(sct, &bytes);
    show_hex("  signature", bytes, len);
}

static void print(const SCT *sct, int indent)
{
    BIO *out = BIO_new(BIO_s_mem());
    char *text;
    long len;

    SCT_print(sct, out, indent, NULL);
    len = BIO_get_mem_data(out, &text);
    printf("%.*s|\n", (int)len, text);
    BIO_free(out);
}

static void encode(const SCT *sct)
{
    unsigned char *out = NULL, room[4096], *at = room;
    int len = i2o_SCT(sct, &out);

    printf("  encoded %d", len);
    printf(" %d", i2o_SCT(sct, NULL));
    printf(" %d", i2o_SCT(sct, &at));
    printf(", moved %d\n", (int)(at - room));
    if (len > 0)
        show_hex("  bytes", out, len);
    OPENSSL_free(out);
    show_errors();
}

static const unsigned char id[32] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23,
                                      24, 25, 26, 27, 28, 29, 30, 31, 32 };

static void setters(void)
{
    SCT *sct = SCT_new();

    show(sct);
    print(sct, 0);
    encode(sct);
    for (int i = -2; i < 3; i++) {
        printf("SCT_set_log_entry_type(%d) = %d\n", i, SCT_set_log_entry_type(sct, i));
        show_errors();
    }
    for (unsigned i = 0; i < 4; i++) {
        printf("SCT_set_source(%u) = %d, entry %d\n", i, SCT_set_source(sct, i), SCT_get_log_entry_type(sct));
        show_errors();
    }
    SHOW_INT(SCT_set1_log_id(sct, id, 20));
    SHOW_INT(SCT_set_signature_nid(sct, NID_ecdsa_with_SHA256));
    SHOW_INT(SCT_get_signature_nid(sct));
    for (int i = -1; i < 3; i++) {
        printf("SCT_set_version(%d) = %d\n", i, SCT_set_version(sct, i));
        show_errors();
    }
    SHOW_INT(SCT_get_signature_nid(sct));
    print(sct, 2);
    encode(sct);
    SHOW_INT(SCT_set1_log_id(sct, id, 31));
    show_errors();
    SHOW_INT(SCT_set1_log_id(sct, NULL, 32));
    SHOW_INT(SCT_set1_log_id(sct, id, 32));
    SHOW_INT(SCT_set_signature_nid(sct, NID_sha1));
    show_errors();
    SHOW_INT(SCT_set_signature_nid(sct, NID_sha256WithRSAEncryption));
    SHOW_INT(SCT_get_signature_nid(sct));
    SCT_set_timestamp(sct, 1500000000123ULL);
    encode(sct);
    SHOW_INT(SCT_set1_signature(sct, id, 5));
    encode(sct);
    SHOW_INT(SCT_set1_extensions(sct, id, 20));
    encode(sct);
    show(sct);
    print(sct, 0);
    print(sct, 12);
    SCT_set0_extensions(sct, OPENSSL_memdup(id, 3), 3);
    SCT_set0_signature(sct, OPENSSL_memdup(id, 40 - 8), 32);
    SHOW_INT(SCT_set0_log_id(sct, OPENSSL_memdup(id, 32), 32));
    unsigned char *wrong = OPENSSL_memdup(id, 32);
    SHOW_INT(SCT_set0_log_id(sct, wrong, 30));
    OPENSSL_free(wrong);
    show_errors();
    show(sct);
    SHOW_INT(SCT_set1_extensions(sct, NULL, 0));
    SHOW_INT(SCT_set1_signature(sct, NULL, 0));
    encode(sct);
    static const uint64_t times[] = { 0, 1, 999, 1000, 1500000000123ULL, 253402300799999ULL, 253402300800000ULL,
                                      1ULL << 50, 1ULL << 60, 1ULL << 63, (uint64_t)-1 };
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        SCT_set_timestamp(sct, times[i]);
        print(sct, 0);
    }
    SCT_free(sct);
    SCT_free(NULL);
}

/* A timestamp with `extra` bytes of extensions. */
static size_t make(unsigned char *out, int version, int extra, int hash, int alg, int siglen)
{
    unsigned char *at = out;

    *at++ = version;
    memcpy(at, id, 32);
    at += 32;
    memcpy(at, "\0\0\1\x5d\x3e\xf7\x98\x7b", 8);
    at += 8;
    *at++ = extra >> 8;
    *at++ = extra;
    memset(at, 0xee, extra);
    at += extra;
    *at++ = hash;
    *at++ = alg;
    *at++ = siglen >> 8;
    *at++ = siglen;
    memset(at, 0x51, siglen);
    return at + siglen - out;
}

static void decode(const unsigned char *bytes, size_t len, int quiet)
{
    const unsigned char *at = bytes;
    SCT *sct = o2i_SCT(NULL, &at, len);

    printf("%zu bytes: %s", len, sct != NULL ? "read" : "refused");
    if (sct != NULL)
        printf(", moved %d", (int)(at - bytes));
    printf(", last error %d\n", ERR_GET_REASON(ERR_peek_last_error()));
    ERR_clear_error();
    if (sct != NULL && !quiet) {
        show(sct);
        print(sct, 4);
        encode(sct);
    }
    SCT_free(sct);
}

static void decoding(void)
{
    unsigned char bytes[512];
    size_t len = make(bytes, 0, 3, 4, 3, 20);

    decode(bytes, len, 0);
    for (size_t i = 0; i < len; i++)
        decode(bytes, i, 1);
    bytes[len] = 9;
    decode(bytes, len + 1, 1);
    decode(bytes, make(bytes, 0, 0, 4, 1, 33), 0);
    decode(bytes, make(bytes, 0, 0, 4, 3, 0), 0);
    decode(bytes, make(bytes, 0, 0, 4, 3, 0) + 1, 0);
    decode(bytes, make(bytes, 0, 0, 4, 2, 9), 1);
    decode(bytes, make(bytes, 0, 0, 2, 3, 9), 1);
    decode(bytes, make(bytes, 1, 0, 4, 3, 9), 0);
    decode(bytes, make(bytes, 255, 0, 4, 3, 9), 1);
    bytes[0] = 7;
    decode(bytes, 1, 0);

    /* Into one that is there. */
    const unsigned char *at = bytes;
    SCT *sct = SCT_new();
    len = make(bytes, 0, 3, 4, 3, 20);
    SHOW_INT(o2i_SCT(&sct, &at, len) == sct && sct != NULL);
    SHOW_INT(SCT_get_version(sct));
    SCT_free(sct);
}

static size_t in_list(unsigned char *list, const unsigned char *sct, size_t len)
{
    size_t at = list[0] << 8 | list[1];

    list[2 + at] = len >> 8;
    list[3 + at] = len;
    memcpy(list + 4 + at, sct, len);
    at += 2 + len;
    list[0] = at >> 8;
    list[1] = at;
    return at + 2;
}

static void take_list(const unsigned char *list, size_t len, int loud)
{
    const unsigned char *at = list;
    STACK_OF(SCT) *scts = o2i_SCT_LIST(NULL, &at, len);

    printf("list of %zu bytes: %d", len, scts == NULL ? -1 : sk_SCT_num(scts));
    if (scts != NULL)
        printf(", moved %d", (int)(at - list));
    printf(", last error %d\n", ERR_GET_REASON(ERR_peek_last_error()));
    ERR_clear_error();
    if (scts != NULL && loud) {
        unsigned char *out = NULL, *der = NULL;
        int n = i2o_SCT_LIST(scts, &out), m = i2d_SCT_LIST(scts, &der);
        BIO *bio = BIO_new(BIO_s_mem());
        char *text;

        printf("  written %d, the same %d, sizes %d %d\n", n, n == (int)len && memcmp(out, list, len) == 0,
               i2o_SCT_LIST(scts, NULL), i2d_SCT_LIST(scts, NULL));
        show_hex("  der", der, m > 8 ? 8 : m);
        at = der;
        STACK_OF(SCT) *again = d2i_SCT_LIST(NULL, &at, m);
        printf("  again %d, moved %d\n", again == NULL ? -1 : sk_SCT_num(again), (int)(at - der));
        STACK_OF(SCT) *held = again;
        at = list;
        printf("  the same stack %d", o2i_SCT_LIST(&again, &at, len) == held);
        printf(", of %d\n", sk_SCT_num(again));
        at = der;
        printf("  cut: %d", d2i_SCT_LIST(NULL, &at, m - 1) != NULL);
        printf(", last error %d\n", ERR_GET_REASON(ERR_peek_last_error()));
        ERR_clear_error();
        SCT_LIST_print(scts, bio, 3, "\n--\n", NULL);
        n = BIO_get_mem_data(bio, &text);
        printf("%.*s|\n", n, text);
        BIO_free(bio);
        SCT_LIST_free(again);
        OPENSSL_free(out);
        OPENSSL_free(der);
    }
    SCT_LIST_free(scts);
}

static void lists(void)
{
    unsigned char list[4096] = { 0 }, sct[512];
    size_t len;

    take_list(list, 2, 1);
    take_list(list, 1, 0);
    take_list(list, 0, 0);
    take_list(list, 3, 0);
    len = in_list(list, sct, make(sct, 0, 3, 4, 3, 20));
    take_list(list, len, 1);
    len = in_list(list, sct, make(sct, 9, 0, 4, 3, 4));
    len = in_list(list, sct, make(sct, 0, 0, 4, 1, 256));
    take_list(list, len, 1);
    take_list(list, len - 1, 0);
    take_list(list, len + 1, 0);
    list[3]++;
    take_list(list, len, 0);
    list[3] = 0;
    take_list(list, len, 0);
    memset(list, 0, 2);
    len = in_list(list, sct, make(sct, 0, 3, 4, 9, 20));
    take_list(list, len, 0);
    memset(list, 0, 2);
    len = in_list(list, sct, 0);
    take_list(list, len, 0);

    /* A list with a member that is not complete. */
    STACK_OF(SCT) *scts = sk_SCT_new_null();
    sk_SCT_push(scts, SCT_new());
    SHOW_INT(i2o_SCT_LIST(scts, NULL));
    show_errors();
    unsigned char *out = NULL, room[8], *at = room;
    SHOW_INT(i2o_SCT_LIST(scts, &out));
    SHOW_NULL(out);
    show_errors();
    SHOW_INT(i2o_SCT_LIST(scts, &at));
    SHOW_INT(at - room);
    show_errors();
    SHOW_INT(i2d_SCT_LIST(scts, NULL));
    show_errors();
    SCT_LIST_free(scts);
    SCT_LIST_free(NULL);
}

/* As extensions of a certificate and of an answer by OCSP. */
static void extension(int nid)
{
    unsigned char list[4096] = { 0 }, sct[512], *der = NULL;
    size_t len = in_list(list, sct, make(sct, 0, 3, 4, 3, 20));
    const unsigned char *at = list;
    STACK_OF(SCT) *scts = o2i_SCT_LIST(NULL, &at, len);
    X509_EXTENSION *ext = X509V3_EXT_i2d(nid, 0, scts);
    BIO *out = BIO_new(BIO_s_mem());
    char *text;

    printf("%s\n", OBJ_nid2sn(nid));
    if (ext == NULL) {
        show_errors();
    } else {
        printf("  der of %d bytes, printed %d\n", i2d_X509_EXTENSION(ext, &der), X509V3_EXT_print(out, ext, 0, 2));
        len = BIO_get_mem_data(out, &text);
        printf("%.*s|\n", (int)len, text);
        STACK_OF(SCT) *again = X509V3_EXT_d2i(ext);
        printf("  read %d\n", again == NULL ? -1 : sk_SCT_num(again));
        if (again != NULL)
            show(sk_SCT_value(again, 0));
        SCT_LIST_free(again);
    }
    OPENSSL_free(der);
    X509_EXTENSION_free(ext);
    SCT_LIST_free(scts);
    BIO_free(out);
    show_errors();
}

int main(void)
{
    setters();
    decoding();
    lists();
    extension(NID_ct_precert_scts);
    extension(NID_ct_cert_scts);
    return 0;
}
