/* CMS in files, streams and mail; contents by the functions that take a library context; contents built in steps. */
#include "_cms.h"
#include <stdio.h>

static X509 *signer;
static EVP_PKEY *signer_key;

static CMS_ContentInfo *made(unsigned int flags)
{
    BIO *in = content();
    CMS_ContentInfo *cms = CMS_sign_ex(signer, signer_key, NULL, in, flags, NULL, NULL);

    BIO_free(in);
    return cms;
}

/* What came back: its kind, and whether its signature is good. */
static void back(const char *how, CMS_ContentInfo *cms, BIO *detached)
{
    BIO *out = BIO_new(BIO_s_mem());

    printf("%s: %s, detached %d\n", how, cms ? OBJ_nid2sn(OBJ_obj2nid(CMS_get0_type(cms))) : "nothing", cms ? CMS_is_detached(cms) : -1);
    if (cms != NULL) {
        SHOW_INT(CMS_verify(cms, NULL, NULL, detached, out, CMS_NO_SIGNER_CERT_VERIFY));
        SHOW_INT(BIO_pending(out));
    }
    show_cms_errors();
    CMS_ContentInfo_free(cms);
    BIO_free(detached);
    BIO_free(out);
}

static void files(void)
{
    CMS_ContentInfo *cms = made(CMS_BINARY), *streamed;
    BIO *bio = BIO_new(BIO_s_mem()), *in, *rest;
    FILE *file = tmpfile();

    SHOW_INT(PEM_write_bio_CMS(bio, cms));
    back("PEM", PEM_read_bio_CMS(bio, NULL, NULL, NULL), NULL);
    SHOW_INT(PEM_write_CMS(file, cms));
    rewind(file);
    back("PEM file", PEM_read_CMS(file, NULL, NULL, NULL), NULL);
    fclose(file);
    SHOW_INT(i2d_CMS_bio(bio, cms));
    back("DER", d2i_CMS_bio(bio, NULL), NULL);
    SHOW_NULL(d2i_CMS_bio(bio, NULL));
    SHOW_INT(said());
    SHOW_NULL(PEM_read_bio_CMS(bio, NULL, NULL, NULL));
    SHOW_INT(said());
    CMS_ContentInfo_free(cms);

    for (int how = 0; how < 3; how++) {
        streamed = made(CMS_BINARY | CMS_STREAM);
        in = content();
        BIO_free(bio);
        bio = BIO_new(BIO_s_mem());
        BIO_set_mem_eof_return(bio, 0);
        if (how == 0)
            SHOW_INT(i2d_CMS_bio_stream(bio, streamed, in, CMS_BINARY | CMS_STREAM));
        else if (how == 1)
            SHOW_INT(PEM_write_bio_CMS_stream(bio, streamed, in, CMS_BINARY | CMS_STREAM));
        else
            SHOW_INT(SMIME_write_CMS(bio, streamed, in, CMS_BINARY | CMS_STREAM));
        rest = NULL;
        back("streamed", how == 0 ? d2i_CMS_bio(bio, NULL) : how == 1 ? PEM_read_bio_CMS(bio, NULL, NULL, NULL) : SMIME_read_CMS(bio, &rest), rest);
        CMS_ContentInfo_free(streamed);
        BIO_free(in);
    }

    streamed = made(CMS_DETACHED | CMS_STREAM);
    in = content();
    SHOW_INT(SMIME_write_CMS(bio, streamed, in, CMS_DETACHED | CMS_STREAM));
    rest = NULL;
    back("mail with the text beside", SMIME_read_CMS_ex(bio, 0, &rest, NULL), rest);
    CMS_ContentInfo_free(streamed);
    BIO_free(in);
    SHOW_NULL(SMIME_read_CMS(bio, NULL));
    SHOW_INT(said());

    /* A BIO that writes the content's frame around what is written to it. */
    streamed = made(CMS_BINARY | CMS_STREAM);
    in = BIO_new_CMS(bio, streamed);
    SHOW_NULL(in);
    SHOW_INT(BIO_write(in, text, sizeof text - 1));
    SHOW_INT(BIO_flush(in));
    while (in != NULL && in != bio) {
        BIO *next = BIO_pop(in);

        BIO_free(in);
        in = next;
    }
    back("through a BIO", d2i_CMS_bio(bio, NULL), NULL);
    CMS_ContentInfo_free(streamed);
    BIO_free(bio);
}

static void steps(void)
{
    CMS_ContentInfo *cms = made(CMS_BINARY | CMS_PARTIAL);
    BIO *in = content(), *chain, *out = BIO_new(BIO_s_mem());
    unsigned char **boundary = NULL;
    ASN1_OCTET_STRING **place;
    X509 *more = cert("ca-rsa-cert.pem");
    X509_CRL *list;
    BIO *lists = BIO_new_file(fixture(args, "ca-rsa-crl.pem"), "r");
    STACK_OF(X509) *certs;

    printf("steps\n");
    SHOW_INT(CMS_add0_cert(cms, more));
    SHOW_INT(CMS_add0_cert(cms, more));
    show_cms_errors();
    list = lists ? PEM_read_bio_X509_CRL(lists, NULL, NULL, NULL) : NULL;
    if (list != NULL)
        printf("a list: %d\n", CMS_add0_crl(cms, list));
    BIO_free(lists);
    SHOW_INT(CMS_set1_eContentType(cms, OBJ_nid2obj(NID_pkcs7_data)));
    SHOW_STR(OBJ_nid2sn(OBJ_obj2nid(CMS_get0_eContentType(cms))));
    chain = CMS_dataInit(cms, NULL);
    SHOW_INT(BIO_write(chain, text, sizeof text - 1));
    SHOW_INT(BIO_flush(chain));
    SHOW_INT(CMS_dataFinal(cms, chain));
    BIO_free_all(chain);
    place = CMS_get0_content(cms);
    SHOW_INT(place != NULL && *place != NULL ? ASN1_STRING_length(*place) : -1);
    certs = CMS_get1_certs(cms);
    SHOW_INT(sk_X509_num(certs));
    sk_X509_pop_free(certs, X509_free);
    SHOW_INT(CMS_verify(cms, NULL, NULL, NULL, out, CMS_NO_SIGNER_CERT_VERIFY));
    SHOW_INT(CMS_stream(&boundary, cms));
    SHOW_INT(boundary != NULL);
    show_cms_errors();
    CMS_ContentInfo_free(cms);
    BIO_free(in);
    BIO_free(out);
}

static void others(void)
{
    BIO *in = content(), *out = BIO_new(BIO_s_mem());
    STACK_OF(X509) *to = sk_X509_new_null();
    X509 *reader = cert("client-rsa-cert.pem");
    EVP_PKEY *reader_key = key("client-rsa-key.pem");
    CMS_ContentInfo *cms;
    CMS_RecipientInfo *ri;
    unsigned char secret[16] = "0123456789abcdef";

    printf("others\n");
    cms = CMS_ContentInfo_new();
    SHOW_NULL(cms);
    CMS_ContentInfo_free(cms);
    cms = CMS_ContentInfo_new_ex(NULL, NULL);
    SHOW_NULL(cms);
    CMS_ContentInfo_free(cms);
    SHOW_NULL(CMS_ContentInfo_it());
    cms = CMS_data_create_ex(in, CMS_BINARY, NULL, NULL);
    SHOW_INT(CMS_data(cms, out, CMS_BINARY));
    SHOW_INT(BIO_pending(out));
    SHOW_INT(CMS_ContentInfo_print_ctx(out, cms, 0, NULL));
    {
        char *shown;
        long len = BIO_get_mem_data(out, &shown);

        printf("%.*s\n", (int)len, shown);
        BIO_reset(out);
    }
    SHOW_INT(CMS_digest_verify(cms, NULL, out, 0));
    show_cms_errors();
    CMS_ContentInfo_free(cms);
    BIO_free(in);

    for (int with = 0; with < 2; with++) {
        in = content();
        cms = with ? CMS_digest_create_ex(in, EVP_sha256(), CMS_BINARY, NULL, NULL) : CMS_digest_create(in, EVP_sha384(), CMS_BINARY);
        SHOW_INT(CMS_digest_verify(cms, NULL, out, CMS_BINARY));
        SHOW_INT(BIO_pending(out));
        BIO_reset(out);
        CMS_ContentInfo_free(cms);
        BIO_free(in);
    }

    in = content();
    cms = CMS_EncryptedData_encrypt_ex(in, EVP_aes_128_cbc(), secret, sizeof secret, CMS_BINARY, NULL, NULL);
    SHOW_INT(CMS_EncryptedData_decrypt(cms, secret, sizeof secret, NULL, out, 0));
    SHOW_INT(BIO_pending(out));
    BIO_reset(out);
    CMS_ContentInfo_free(cms);
    BIO_free(in);

    sk_X509_push(to, reader);
    in = content();
    cms = CMS_encrypt_ex(to, in, EVP_aes_256_cbc(), CMS_BINARY, NULL, NULL);
    SHOW_INT(CMS_decrypt(cms, reader_key, reader, NULL, out, 0));
    SHOW_INT(BIO_pending(out));
    BIO_reset(out);
    CMS_ContentInfo_free(cms);
    BIO_free(in);

    for (int with = 0; with < 2; with++) {
        in = content();
        cms = with ? CMS_AuthEnvelopedData_create_ex(EVP_aes_128_gcm(), NULL, NULL) : CMS_EnvelopedData_create_ex(EVP_aes_128_cbc(), NULL, NULL);
        ri = CMS_add1_recipient_cert(cms, reader, 0);
        SHOW_NULL(ri);
        SHOW_INT(CMS_final(cms, in, NULL, CMS_BINARY));
        i2d_CMS_bio(out, cms);
        CMS_ContentInfo_free(cms);
        cms = d2i_CMS_bio(out, NULL);
        BIO_reset(out);
        SHOW_INT(CMS_decrypt_set1_pkey(cms, reader_key, reader));
        /* The same key again, for another recipient. */
        ri = CMS_add1_recipient_cert(cms, reader, CMS_USE_KEYID);
        SHOW_INT(ri != NULL ? CMS_RecipientInfo_encrypt(cms, ri) : -9);
        SHOW_INT(sk_CMS_RecipientInfo_num(CMS_get0_RecipientInfos(cms)));
        SHOW_INT(CMS_decrypt(cms, reader_key, reader, NULL, out, 0));
        SHOW_INT(BIO_pending(out));
        show_cms_errors();
        BIO_reset(out);
        CMS_ContentInfo_free(cms);
        BIO_free(in);
    }
    sk_X509_free(to);
    X509_free(reader);
    EVP_PKEY_free(reader_key);
    BIO_free(out);
}

int main(int argc, char **argv)
{
    (void)argc;
    args = argv;
    setvbuf(stdout, NULL, _IONBF, 0);
    signer = cert("client-rsa-cert.pem");
    signer_key = key("client-rsa-key.pem");
    files();
    steps();
    others();
    X509_free(signer);
    EVP_PKEY_free(signer_key);
    return 0;
}
