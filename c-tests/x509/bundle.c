/* Each certificate of the machine's CA bundle: all its parts and texts. */
#include "../common.h"
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

static void show_one(X509 *x, BIO *out)
{
    static const unsigned long name_flags[] = {XN_FLAG_COMPAT, XN_FLAG_ONELINE, XN_FLAG_RFC2253, XN_FLAG_MULTILINE, XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB};
    char *line = X509_NAME_oneline(X509_get_subject_name(x), NULL, 0), small[20];
    unsigned char digest[64], *der = NULL, *again = NULL;
    const unsigned char *p;
    unsigned int digest_len;
    const ASN1_BIT_STRING *sig;
    const X509_ALGOR *alg;
    int i, len, md, pk, bits, crit;
    uint32_t flags;
    X509 *copy;

    printf("subject %s\n", line);
    OPENSSL_free(line);
    printf("issuer  %s\n", X509_NAME_oneline(X509_get_issuer_name(x), small, sizeof(small)));
    for (i = 0; i < 5; i++) {
        BIO_printf(out, "flags %d: ", i);
        BIO_printf(out, " -> %d\n", X509_NAME_print_ex(out, X509_get_subject_name(x), 2, name_flags[i]) > 0);
    }
    BIO_flush(out);
    printf("version %ld serial ", X509_get_version(x));
    fflush(stdout);
    i2a_ASN1_INTEGER(out, X509_get_serialNumber(x));
    BIO_puts(out, "\nfrom ");
    ASN1_TIME_print(out, X509_get0_notBefore(x));
    BIO_puts(out, " to ");
    ASN1_TIME_print_ex(out, X509_get0_notAfter(x), ASN1_DTFLGS_ISO8601);
    BIO_puts(out, "\n");
    BIO_flush(out);
    printf("hashes %08lx %08lx %08lx %08lx %08lx\n", X509_subject_name_hash(x), X509_issuer_name_hash(x), X509_subject_name_hash_old(x),
           X509_issuer_name_hash_old(x), X509_issuer_and_serial_hash(x));
    X509_digest(x, EVP_sha256(), digest, &digest_len);
    show_hex("sha256", digest, digest_len);
    X509_pubkey_digest(x, EVP_sha1(), digest, &digest_len);
    show_hex("key sha1", digest, digest_len);
    X509_NAME_digest(X509_get_subject_name(x), EVP_sha1(), digest, &digest_len);
    show_hex("name sha1", digest, digest_len);
    X509_get0_signature(&sig, &alg, x);
    printf("signature nid %d length %d alg %d\n", X509_get_signature_nid(x), ASN1_STRING_length(sig), OBJ_obj2nid(alg->algorithm));
    printf("info %d", X509_get_signature_info(x, &md, &pk, &bits, &flags));
    printf(": %d %d %d %x\n", md, pk, bits, flags);
    printf("flags %x usage %x purposes %x pathlen %ld self %d\n", X509_get_extension_flags(x) & ~EXFLAG_SET & ~0x2000 & ~0x100000, X509_get_key_usage(x),
           X509_get_extended_key_usage(x), X509_get_pathlen(x), X509_self_signed(x, 0));
    for (i = 0; i < X509_get_ext_count(x); i++) {
        X509_EXTENSION *e = X509_get_ext(x, i);
        int nid = OBJ_obj2nid(X509_EXTENSION_get_object(e));
        void *value = X509_get_ext_d2i(x, nid, &crit, NULL);

        printf("ext %d nid %d critical %d length %d decoded %d crit %d by nid %d\n", i, nid, X509_EXTENSION_get_critical(e),
               ASN1_STRING_length(X509_EXTENSION_get_data(e)), value != NULL, crit, X509_get_ext_by_NID(x, nid, -1));
    }
    len = i2d_X509(x, &der);
    p = der;
    copy = d2i_X509(NULL, &p, len);
    printf("encoded %d read %d cmp %d same %d\n", len, (int)(p - der), X509_cmp(x, copy), i2d_X509(copy, &again) == len && memcmp(der, again, len) == 0);
    X509_free(copy);
    copy = X509_dup(x);
    printf("dup %d name cmp %d\n", X509_cmp(x, copy), X509_NAME_cmp(X509_get_subject_name(x), X509_get_issuer_name(copy)));
    X509_free(copy);
    OPENSSL_free(der);
    OPENSSL_free(again);
    fflush(stdout);
    X509_print_ex(out, x, XN_FLAG_COMPAT, 0);
    X509_print_ex(out, x, XN_FLAG_ONELINE, X509_FLAG_NO_PUBKEY | X509_FLAG_NO_SIGDUMP);
    X509_print_ex(out, x, XN_FLAG_MULTILINE, X509_FLAG_NO_PUBKEY | X509_FLAG_NO_SIGDUMP | X509_FLAG_NO_EXTENSIONS);
    BIO_flush(out);
}

int main(void)
{
    BIO *in = BIO_new_file("/etc/ssl/certs/ca-certificates.crt", "r"), *out = BIO_new_fp(stdout, BIO_NOCLOSE);
    X509 *x;
    int count = 0;

    setvbuf(stdout, NULL, _IOFBF, 1 << 16);
    while ((x = PEM_read_bio_X509(in, NULL, NULL, NULL)) != NULL) {
        printf("== %d\n", count++);
        show_one(x, out);
        if (count % 20 == 0) {
            PEM_write_bio_X509(out, x);
            BIO_flush(out);
        }
        X509_free(x);
    }
    show_error_codes();
    BIO_free(in);
    BIO_free(out);
    return 0;
}
