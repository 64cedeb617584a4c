/* PKCS#12 files made here: whole, and of bags; what is in them; other passwords. */
#include "../common.h"
#include <openssl/pem.h>
#include <openssl/pkcs12.h>

static X509 *cert(char **argv, const char *name)
{
    BIO *bio = BIO_new_file(fixture(argv, name), "r");
    X509 *x = PEM_read_bio_X509(bio, NULL, NULL, NULL);

    BIO_free(bio);
    return x;
}

static EVP_PKEY *key(char **argv, const char *name)
{
    BIO *bio = BIO_new_file(fixture(argv, name), "r");
    EVP_PKEY *k = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);

    BIO_free(bio);
    return k;
}

static void algorithm(const char *label, const X509_ALGOR *a)
{
    const ASN1_OBJECT *o;
    int type;
    const void *value;

    X509_ALGOR_get0(&o, &type, &value, a);
    printf("    %s %s parameter %d", label, OBJ_nid2sn(OBJ_obj2nid(o)), type);
    if (type == V_ASN1_SEQUENCE)
        printf(" of %d bytes", ASN1_STRING_length(value));
    printf("\n");
}

static void bags(const STACK_OF(PKCS12_SAFEBAG) *list, int depth)
{
    int i;

    for (i = 0; i < sk_PKCS12_SAFEBAG_num(list); i++) {
        PKCS12_SAFEBAG *b = sk_PKCS12_SAFEBAG_value(list, i);
        char *name = PKCS12_get_friendlyname(b);
        const ASN1_TYPE *id = PKCS12_SAFEBAG_get0_attr(b, NID_localKeyID);
        X509 *x = PKCS12_SAFEBAG_get1_cert(b);
        X509_CRL *c = PKCS12_SAFEBAG_get1_crl(b);

        printf("   %*sbag %s inner %d attributes %d name %s id %d", depth, "", OBJ_nid2sn(PKCS12_SAFEBAG_get_nid(b)), PKCS12_SAFEBAG_get_bag_nid(b), sk_X509_ATTRIBUTE_num(PKCS12_SAFEBAG_get0_attrs(b)), name ? name : "-",
               id && id->type == V_ASN1_OCTET_STRING ? ASN1_STRING_length(id->value.octet_string) : -1);
        printf(" type %d inner type %d object %d cert %d crl %d sealed %d safes %d usage %d\n", OBJ_obj2nid(PKCS12_SAFEBAG_get0_type(b)), PKCS12_SAFEBAG_get0_bag_type(b) ? OBJ_obj2nid(PKCS12_SAFEBAG_get0_bag_type(b)) : -1,
               PKCS12_SAFEBAG_get_bag_nid(b) >= 0 && PKCS12_SAFEBAG_get0_bag_obj(b) != NULL ? PKCS12_SAFEBAG_get0_bag_obj(b)->type : -1, x != NULL, c != NULL, PKCS12_SAFEBAG_get0_pkcs8(b) != NULL, sk_PKCS12_SAFEBAG_num(PKCS12_SAFEBAG_get0_safes(b)), PKCS12_get_attr_gen(PKCS12_SAFEBAG_get0_attrs(b), NID_key_usage) != NULL);
        if (PKCS12_SAFEBAG_get0_pkcs8(b)) {
            const X509_ALGOR *a;
            const ASN1_OCTET_STRING *o;

            X509_SIG_get0(PKCS12_SAFEBAG_get0_pkcs8(b), &a, &o);
            algorithm("key", a);
        }
        if (PKCS12_SAFEBAG_get0_safes(b))
            bags(PKCS12_SAFEBAG_get0_safes(b), depth + 2);
        X509_free(x);
        X509_CRL_free(c);
        OPENSSL_free(name);
    }
}

static void contents(PKCS12 *p12, const char *pass)
{
    STACK_OF(PKCS7) *safes = PKCS12_unpack_authsafes(p12);
    const ASN1_OCTET_STRING *mac, *salt;
    const ASN1_INTEGER *iter;
    const X509_ALGOR *alg;
    int i;

    PKCS12_get0_mac(&mac, &alg, &salt, &iter, p12);
    printf("  mac %d salt %d iter %ld\n", mac ? ASN1_STRING_length(mac) : -1, salt ? ASN1_STRING_length(salt) : -1, iter ? ASN1_INTEGER_get(iter) : -1);
    if (alg)
        algorithm("mac", alg);
    printf("  safes %d\n", sk_PKCS7_num(safes));
    for (i = 0; i < sk_PKCS7_num(safes); i++) {
        PKCS7 *p7 = sk_PKCS7_value(safes, i);
        STACK_OF(PKCS12_SAFEBAG) *list = NULL;

        printf("  safe %s\n", OBJ_nid2sn(OBJ_obj2nid(p7->type)));
        if (PKCS7_type_is_data(p7)) {
            list = PKCS12_unpack_p7data(p7);
            SHOW_NULL(PKCS12_unpack_p7encdata(p7, pass, -1));
        } else if (PKCS7_type_is_encrypted(p7)) {
            algorithm("content", p7->d.encrypted->enc_data->algorithm);
            printf("    version %ld content %s\n", ASN1_INTEGER_get(p7->d.encrypted->version), OBJ_nid2sn(OBJ_obj2nid(p7->d.encrypted->enc_data->content_type)));
            list = PKCS12_unpack_p7encdata(p7, pass, -1);
            SHOW_NULL(PKCS12_unpack_p7data(p7));
            show_error_codes();
        }
        bags(list, 0);
        sk_PKCS12_SAFEBAG_pop_free(list, PKCS12_SAFEBAG_free);
    }
    sk_PKCS7_pop_free(safes, PKCS7_free);
    show_error_codes();
}

static void parsed(PKCS12 *p12, const char *pass)
{
    EVP_PKEY *k = NULL;
    X509 *x = NULL;
    STACK_OF(X509) *ca = NULL;
    int ok = PKCS12_parse(p12, pass, &k, &x, &ca), len = -1;
    unsigned char *alias = x ? X509_alias_get0(x, &len) : NULL;

    printf("  parsed %d key %d cert %d (%.*s) ca %d verify %d\n", ok, k != NULL, x != NULL, alias ? len : 1, alias ? (char *)alias : "-", sk_X509_num(ca), PKCS12_mac_present(p12) ? PKCS12_verify_mac(p12, pass, -1) : -1);
    show_error_codes();
    EVP_PKEY_free(k);
    X509_free(x);
    sk_X509_pop_free(ca, X509_free);
}

static void whole(const char *label, PKCS12 *p12, const char *pass)
{
    unsigned char *der = NULL;
    const unsigned char *at;
    int len;

    printf("== %s: %s\n", label, p12 ? "made" : "none");
    show_error_codes();
    if (p12 == NULL)
        return;
    contents(p12, pass);
    parsed(p12, pass);
    parsed(p12, "wrong");
    len = i2d_PKCS12(p12, &der);
    at = der;
    PKCS12_free(p12);
    p12 = d2i_PKCS12(NULL, &at, len);
    printf("  again %d\n", p12 != NULL);
    parsed(p12, pass);
    if (strcmp(label, "old") == 0 || strcmp(label, "plain") == 0) {
        printf("  new password %d\n", PKCS12_newpass(p12, pass, "other"));
        show_error_codes();
        parsed(p12, "other");
        contents(p12, "other");
        printf("  new password %d\n", PKCS12_newpass(p12, pass, "third"));
        show_error_codes();
    } else if (strcmp(label, "all") == 0) {
        printf("  new password of PBES2 %d\n", PKCS12_newpass(p12, pass, "other"));
        ERR_clear_error();
    }
    PKCS12_free(p12);
    OPENSSL_free(der);
}

static void made_of_bags(X509 *x, EVP_PKEY *k)
{
    STACK_OF(PKCS12_SAFEBAG) *list = NULL;
    STACK_OF(PKCS7) *safes = NULL;
    PKCS12_SAFEBAG *b;
    PKCS12 *p12;
    unsigned char mac[64], *der = NULL;
    unsigned int maclen = 0;
    static const unsigned char secret[] = {1, 2, 3}, wide[] = {0, 'w', 0, 'i'}, salt[] = "saltsalt";
    int len;

    printf("== bags\n");
    b = PKCS12_add_cert(&list, x);
    SHOW_INT(PKCS12_add_friendlyname_asc(b, "ascii", -1));
    SHOW_INT(PKCS12_add_localkeyid(b, (unsigned char *)"id", 2));
    b = PKCS12_add_cert(&list, x);
    SHOW_INT(PKCS12_add_friendlyname_utf8(b, "utf\xc3\xa4", -1));
    SHOW_INT(PKCS12_add1_attr_by_NID(b, NID_description, MBSTRING_ASC, (const unsigned char *)"text", -1));
    SHOW_INT(PKCS12_add1_attr_by_txt(b, "1.2.3.4", V_ASN1_OCTET_STRING, secret, 3));
    b = PKCS12_add_secret(&list, NID_description, secret, 3);
    SHOW_INT(PKCS12_add_friendlyname_uni(b, wide, 4));
    SHOW_INT(PKCS12_add_CSPName_asc(b, "provider", -1));
    SHOW_INT(sk_PKCS12_SAFEBAG_num(list));
    SHOW_NULL(PKCS12_SAFEBAG_create_secret(NID_description, V_ASN1_UTF8STRING, secret, 3));
    show_error_codes();
    SHOW_INT(PKCS12_add_safe(&safes, list, NID_pbe_WithSHA1And3_Key_TripleDES_CBC, 100, "pass"));
    SHOW_INT(PKCS12_add_safe(&safes, list, 0, 0, "pass"));
    SHOW_INT(PKCS12_add_safe(&safes, list, -1, 0, NULL));
    sk_PKCS12_SAFEBAG_pop_free(list, PKCS12_SAFEBAG_free);
    list = NULL;
    b = PKCS12_add_key(&list, k, KEY_EX, 1000, NID_aes_128_cbc, "pass");
    SHOW_INT(b != NULL);
    b = PKCS12_add_key(&list, k, 0, 0, -1, NULL);
    SHOW_INT(b != NULL);
    SHOW_INT(PKCS12_add_safe_ex(&safes, list, -1, 0, NULL, NULL, NULL));
    SHOW_INT(sk_PKCS7_num(safes));
    sk_PKCS12_SAFEBAG_pop_free(list, PKCS12_SAFEBAG_free);
    p12 = PKCS12_add_safes(safes, 0);
    SHOW_INT(p12 != NULL);
    SHOW_NULL(PKCS12_add_safes(safes, NID_pkcs7_signed));
    show_error_codes();
    SHOW_INT(PKCS12_pack_authsafes(p12, safes));
    sk_PKCS7_pop_free(safes, PKCS7_free);
    SHOW_INT(PKCS12_mac_present(p12));
    contents(p12, "pass");
    SHOW_INT(PKCS12_set_mac(p12, "pass", -1, NULL, 0, 5, EVP_sha1()));
    contents(p12, "pass");
    SHOW_INT(PKCS12_setup_mac(p12, 7, (unsigned char *)salt, 8, EVP_sha256()));
    SHOW_INT(PKCS12_gen_mac(p12, "pass", -1, mac, &maclen));
    printf("%u\n", maclen);
    SHOW_INT(PKCS12_verify_mac(p12, "pass", -1));
    SHOW_INT(PKCS12_set_mac(p12, "passmore", 4, (unsigned char *)salt, 8, 1, NULL));
    SHOW_INT(PKCS12_verify_mac(p12, "pass", -1));
    show_error_codes();
    len = i2d_PKCS12(p12, &der);
    SHOW_INT(len > 0);
    OPENSSL_free(der);
    PKCS12_free(p12);
    SHOW_NULL(PKCS12_init(NID_pkcs7_encrypted));
    show_error_codes();
    p12 = PKCS12_init(NID_pkcs7_data);
    SHOW_INT(p12 != NULL);
    SHOW_NULL(PKCS12_unpack_authsafes(p12));
    ERR_clear_error();
    PKCS12_free(p12);
    p12 = PKCS12_init_ex(NID_pkcs7_data, NULL, NULL);
    SHOW_INT(p12 != NULL);
    PKCS12_free(p12);
}

static void keys(EVP_PKEY *k)
{
    PKCS8_PRIV_KEY_INFO *p8 = EVP_PKEY2PKCS8(k), *back;
    PKCS12_SAFEBAG *sealed = PKCS12_SAFEBAG_create_pkcs8_encrypt(NID_aes_256_cbc, "pass", -1, NULL, 0, 10, p8), *open, *old;
    EVP_PKEY *again;

    printf("== keys\n");
    old = PKCS12_SAFEBAG_create_pkcs8_encrypt_ex(NID_pbe_WithSHA1And3_Key_TripleDES_CBC, "pass", 4, (unsigned char *)"12345678", 8, 10, p8, NULL, NULL);
    SHOW_INT(PKCS12_SAFEBAG_get_nid(sealed));
    SHOW_INT(PKCS12_SAFEBAG_get_nid(old));
    SHOW_NULL(PKCS12_SAFEBAG_get0_p8inf(sealed));
    back = PKCS12_decrypt_skey(sealed, "pass", -1);
    again = back ? EVP_PKCS82PKEY(back) : NULL;
    SHOW_INT(again ? EVP_PKEY_eq(again, k) : -7);
    EVP_PKEY_free(again);
    PKCS8_PRIV_KEY_INFO_free(back);
    back = PKCS12_decrypt_skey_ex(old, "passmore", 4, NULL, NULL);
    again = back ? EVP_PKCS82PKEY(back) : NULL;
    SHOW_INT(again ? EVP_PKEY_eq(again, k) : -7);
    EVP_PKEY_free(again);
    PKCS8_PRIV_KEY_INFO_free(back);
    open = PKCS12_SAFEBAG_create0_p8inf(p8);
    SHOW_INT(PKCS12_SAFEBAG_get_nid(open));
    SHOW_INT(PKCS12_SAFEBAG_get0_p8inf(open) == p8);
    SHOW_NULL(PKCS12_SAFEBAG_create_pkcs8_encrypt(NID_sha256, "pass", -1, NULL, 0, 10, p8));
    ERR_clear_error();
    PKCS12_SAFEBAG_free(open);
    PKCS12_SAFEBAG_free(sealed);
    PKCS12_SAFEBAG_free(old);
}

static void single(X509 *x)
{
    PKCS12_SAFEBAG *b = PKCS12_SAFEBAG_create_cert(x), *back;
    unsigned char *der = NULL;
    const unsigned char *at;
    int len = i2d_PKCS12_SAFEBAG(b, &der);

    printf("== single\n");
    at = der;
    back = d2i_PKCS12_SAFEBAG(NULL, &at, len);
    printf("%d %d\n", len > 0, back ? PKCS12_SAFEBAG_get_nid(back) : -1);
    PKCS12_SAFEBAG_free(back);
    PKCS12_SAFEBAG_free(b);
    at = der;
    for (len = len > 12 ? 12 : len; len > 0; len -= 3) {
        at = der;
        printf("cut %d: %s\n", len, d2i_PKCS12_SAFEBAG(NULL, &at, len) ? "read" : "refused");
        ERR_clear_error();
    }
    OPENSSL_free(der);
    b = PKCS12_SAFEBAG_new();
    SHOW_INT(PKCS12_SAFEBAG_get_nid(b));
    PKCS12_SAFEBAG_free(b);
    PKCS12_SAFEBAG_free(NULL);
    PKCS12_MAC_DATA_free(PKCS12_MAC_DATA_new());
    PKCS12_BAGS_free(PKCS12_BAGS_new());
    SHOW_INT(ASN1_ITEM_rptr(PKCS12) != NULL && ASN1_ITEM_rptr(PKCS12_SAFEBAG) != NULL && ASN1_ITEM_rptr(PKCS12_SAFEBAGS) != NULL && ASN1_ITEM_rptr(PKCS12_AUTHSAFES) != NULL && ASN1_ITEM_rptr(PKCS12_BAGS) != NULL && ASN1_ITEM_rptr(PKCS12_MAC_DATA) != NULL);
    show_error_codes();
}

int main(int argc, char **argv)
{
    X509 *x = cert(argv, "server-p256-cert.pem"), *ca = cert(argv, "ca-p256-cert.pem");
    EVP_PKEY *k = key(argv, "server-p256-key.pem"), *other = key(argv, "client-p256-key.pem"), *rsa = key(argv, "server-rsa-key.pem");
    STACK_OF(X509) *chain = sk_X509_new_null();

    (void)argc;
    setvbuf(stdout, NULL, _IONBF, 0);
    sk_X509_push(chain, ca);
    whole("all", PKCS12_create("pass", "name", k, x, chain, 0, 0, 0, 0, 0), "pass");
    whole("no name", PKCS12_create("pass", NULL, k, x, NULL, 0, 0, 10, 20, KEY_SIG), "pass");
    whole("old", PKCS12_create("pass", "n\xc3\xa4me", k, x, chain, NID_pbe_WithSHA1And3_Key_TripleDES_CBC, NID_pbe_WithSHA1And3_Key_TripleDES_CBC, 0, 1, 0), "pass");
    whole("plain", PKCS12_create("pass", "name", k, x, chain, -1, -1, 0, 0, KEY_EX), "pass");
    whole("aes128", PKCS12_create("pass", "name", k, x, chain, NID_aes_128_cbc, NID_aes_192_cbc, 1, 1, 0), "pass");
    whole("no mac", PKCS12_create("pass", "name", k, x, chain, 0, 0, 0, -1, 0), "pass");
    whole("no password", PKCS12_create(NULL, "name", k, x, chain, 0, 0, 0, 0, 0), NULL);
    whole("empty password", PKCS12_create("", "name", k, x, chain, 0, 0, 0, 0, 0), "");
    whole("key alone", PKCS12_create("pass", "name", k, NULL, NULL, 0, 0, 0, 0, 0), "pass");
    whole("cert alone", PKCS12_create("pass", "name", NULL, x, NULL, 0, 0, 0, 0, 0), "pass");
    whole("chain alone", PKCS12_create_ex("pass", "name", NULL, NULL, chain, 0, 0, 0, 0, 0, NULL, NULL), "pass");
    whole("rsa", PKCS12_create("pass", "name", rsa, NULL, chain, 0, 0, 0, 0, 0), "pass");
    whole("nothing", PKCS12_create("pass", "name", NULL, NULL, NULL, 0, 0, 0, 0, 0), "pass");
    whole("wrong key", PKCS12_create("pass", "name", other, x, NULL, 0, 0, 0, 0, 0), "pass");
    whole("wrong type", PKCS12_create("pass", "name", rsa, x, NULL, 0, 0, 0, 0, 0), "pass");
    whole("no cipher", PKCS12_create("pass", "name", k, x, NULL, NID_sha256, 0, 0, 0, 0), "pass");
    whole("no cipher for certificates", PKCS12_create("pass", "name", k, x, NULL, 0, NID_sha256, 0, 0, 0), "pass");
    X509_alias_set1(x, (const unsigned char *)"alias", -1);
    X509_keyid_set1(ca, (const unsigned char *)"keyid", 5);
    X509_alias_set1(ca, (const unsigned char *)"ca alias", -1);
    whole("alias", PKCS12_create("pass", NULL, k, x, chain, 0, 0, 0, 0, 0), "pass");
    made_of_bags(ca, k);
    keys(k);
    single(x);
    SHOW_INT(PKCS12_newpass(NULL, "a", "b"));
    show_error_codes();
    sk_X509_free(chain);
    X509_free(x);
    X509_free(ca);
    EVP_PKEY_free(k);
    EVP_PKEY_free(other);
    EVP_PKEY_free(rsa);
    return 0;
}
