/* CMS_encrypt and CMS_decrypt: keys of each kind, and what is said of wrong ones. */
#include "_cms.h"

static void opened(const char *how, CMS_ContentInfo *cms, EVP_PKEY *k, X509 *x, BIO *in, unsigned int flags)
{
    BIO *out = BIO_new(BIO_s_mem());
    char *data;
    long len;
    int ok = CMS_decrypt(cms, k, x, in, out, flags);

    len = BIO_get_mem_data(out, &data);
    printf("  %s: %d%s\n", how, ok, len == sizeof text - 1 && memcmp(data, text, (size_t)len) == 0 ? ", the text" : "");
    if (ok || flags)
        ERR_clear_error();
    else
        show_cms_errors();
    BIO_free(out);
}

static void look(CMS_ContentInfo *cms)
{
    STACK_OF(CMS_RecipientInfo) *all = CMS_get0_RecipientInfos(cms);
    int i;

    printf("  %s of %s, detached %d, %d recipients\n", OBJ_nid2sn(OBJ_obj2nid(CMS_get0_type(cms))),
           OBJ_nid2sn(OBJ_obj2nid(CMS_get0_eContentType(cms))), CMS_is_detached(cms), sk_CMS_RecipientInfo_num(all));
    for (i = 0; i < sk_CMS_RecipientInfo_num(all); i++) {
        CMS_RecipientInfo *ri = sk_CMS_RecipientInfo_value(all, i);

        printf("  recipient of type %d\n", CMS_RecipientInfo_type(ri));
        SHOW_NULL(CMS_RecipientInfo_get0_pkey_ctx(ri));
    }
}

/* What a recipient's functions say of one. */
static void ask(CMS_RecipientInfo *ri, X509 *x)
{
    EVP_PKEY *pk = NULL;
    X509 *recip = NULL;
    X509_ALGOR *alg = NULL, *pubalg = NULL;
    ASN1_OCTET_STRING *id = NULL, *ukm = NULL;
    ASN1_BIT_STRING *bits = NULL;
    X509_NAME *issuer = NULL;
    ASN1_INTEGER *sno = NULL;
    ASN1_GENERALIZEDTIME *date = NULL;
    ASN1_OBJECT *otherid = NULL;
    ASN1_TYPE *other = NULL;

    SHOW_INT(CMS_RecipientInfo_ktri_cert_cmp(ri, x));
    SHOW_INT(CMS_RecipientInfo_ktri_get0_algs(ri, &pk, &recip, &alg));
    printf("  %s %s %s\n", pk ? "key" : "none", recip ? "certificate" : "none", alg ? OBJ_nid2sn(OBJ_obj2nid(alg->algorithm)) : "none");
    SHOW_INT(CMS_RecipientInfo_ktri_get0_signer_id(ri, &id, &issuer, &sno));
    printf("  %s %s %s\n", id ? "identifier" : "none", issuer ? "issuer" : "none", sno ? "number" : "none");
    alg = NULL;
    id = NULL;
    SHOW_INT(CMS_RecipientInfo_kekri_id_cmp(ri, (const unsigned char *)"id", 2));
    SHOW_INT(CMS_RecipientInfo_kekri_get0_id(ri, &alg, &id, &date, &otherid, &other));
    printf("  %s %s %s %s %s\n", alg ? OBJ_nid2sn(OBJ_obj2nid(alg->algorithm)) : "none", id ? "identifier" : "none", date ? "date" : "none",
           otherid ? "other" : "none", other ? "value" : "none");
    alg = NULL;
    id = NULL;
    issuer = NULL;
    sno = NULL;
    SHOW_INT(CMS_RecipientInfo_kari_get0_alg(ri, &alg, &ukm));
    printf("  %s %s\n", alg ? OBJ_nid2sn(OBJ_obj2nid(alg->algorithm)) : "none", ukm ? "ukm" : "none");
    SHOW_INT(CMS_RecipientInfo_kari_orig_id_cmp(ri, x));
    SHOW_INT(CMS_RecipientInfo_kari_get0_orig_id(ri, &pubalg, &bits, &id, &issuer, &sno));
    printf("  %s %s %s %s %s\n", pubalg ? OBJ_nid2sn(OBJ_obj2nid(pubalg->algorithm)) : "none", bits ? "bits" : "none",
           id ? "identifier" : "none", issuer ? "issuer" : "none", sno ? "number" : "none");
    SHOW_NULL(CMS_RecipientInfo_kari_get0_reks(ri));
    SHOW_NULL(CMS_RecipientInfo_kari_get0_ctx(ri));
    show_errors();
}

static void recipients(const char *name, const EVP_CIPHER *cipher, unsigned int flags)
{
    X509 *x = cert("client-rsa-cert.pem"), *y = cert("server-rsa-cert.pem"), *z = cert("client-p256-cert.pem"), *w = cert("client-p384-cert.pem");
    EVP_PKEY *k = key("client-rsa-key.pem"), *l = key("server-rsa-key.pem"), *m = key("client-p256-key.pem"), *n = key("client-p384-key.pem"),
             *o = key("server-p256-key.pem");
    STACK_OF(X509) *to = sk_X509_new_null();
    BIO *in = content(), *beside = NULL;
    CMS_ContentInfo *cms, *back;
    int i;

    printf("== %s, flags %x\n", name, flags);
    sk_X509_push(to, x);
    sk_X509_push(to, y);
    sk_X509_push(to, z);
    sk_X509_push(to, w);
    cms = CMS_encrypt(to, in, cipher, flags | CMS_BINARY);
    SHOW_NULL(cms);
    show_errors();
    BIO_free(in);
    if (cms != NULL) {
        look(cms);
        back = again(cms);
        look(back);
        for (i = 0; i < sk_CMS_RecipientInfo_num(CMS_get0_RecipientInfos(back)); i += 2)
            ask(sk_CMS_RecipientInfo_value(CMS_get0_RecipientInfos(back), i), x);
        opened("by name", back, k, x, beside, 0);
        opened("by the other's name", back, k, y, beside, CMS_DEBUG_DECRYPT);
        opened("by key", back, k, NULL, beside, 0);
        opened("by the second key", back, l, NULL, beside, 0);
        opened("by key, debugging", back, l, NULL, beside, CMS_DEBUG_DECRYPT);
        opened("by EC key and name", back, m, z, beside, 0);
        opened("by EC key", back, m, NULL, beside, 0);
        opened("by second EC key", back, n, w, beside, 0);
        opened("by EC key and another's name", back, n, z, beside, 0);
        opened("by another EC key", back, o, NULL, beside, 0);
        SHOW_INT(CMS_decrypt(back, NULL, NULL, NULL, NULL, CMS_DEBUG_DECRYPT));
        SHOW_INT(CMS_decrypt_set1_pkey(back, k, x));
        opened("by the key that is set", back, NULL, NULL, beside, 0);
        SHOW_INT(CMS_decrypt_set1_pkey(back, k, z));
        show_cms_errors();
        CMS_ContentInfo_free(back);
    }
    CMS_ContentInfo_free(cms);
    sk_X509_free(to);
    X509_free(x);
    X509_free(y);
    X509_free(z);
    X509_free(w);
    EVP_PKEY_free(k);
    EVP_PKEY_free(l);
    EVP_PKEY_free(m);
    EVP_PKEY_free(n);
    EVP_PKEY_free(o);
}

static unsigned char *copy(const char *bytes, size_t len)
{
    return OPENSSL_memdup(bytes, len);
}

static void symmetric(void)
{
    static const char secret[] = "0123456789abcdef0123456789abcdef";
    static const int nids[] = {NID_undef, NID_id_aes128_wrap, NID_id_aes192_wrap, NID_id_aes256_wrap, NID_aes_128_cbc};
    static const size_t lens[] = {16, 24, 32, 15, 0};
    size_t i, j;

    printf("== symmetric\n");
    for (i = 0; i < sizeof nids / sizeof nids[0]; i++)
        for (j = 0; j < sizeof lens / sizeof lens[0]; j++) {
            CMS_ContentInfo *cms = CMS_EnvelopedData_create(EVP_aes_128_cbc()), *back;
            unsigned char *k = copy(secret, lens[j] ? lens[j] : 1), *id = copy("id", 2);
            CMS_RecipientInfo *ri = CMS_add0_recipient_key(cms, nids[i], k, lens[j], id, 2, NULL, NULL, NULL);
            BIO *in = content();

            printf("wrap %d, key of %d: %s\n", nids[i], (int)lens[j], ri ? "made" : "NULL");
            show_errors();
            if (ri == NULL) {
                OPENSSL_free(k);
                OPENSSL_free(id);
            } else {
                CMS_set_detached(cms, 0);
                SHOW_INT(CMS_final(cms, in, NULL, CMS_BINARY));
                back = again(cms);
                if (i == 0)
                    ask(sk_CMS_RecipientInfo_value(CMS_get0_RecipientInfos(back), 0), NULL);
                SHOW_INT(CMS_decrypt_set1_key(back, (unsigned char *)secret, lens[j], (const unsigned char *)"id", 2));
                opened("by key and name", back, NULL, NULL, NULL, 0);
                SHOW_INT(CMS_decrypt_set1_key(back, (unsigned char *)secret, lens[j], NULL, 0));
                opened("by key", back, NULL, NULL, NULL, 0);
                SHOW_INT(CMS_decrypt_set1_key(back, (unsigned char *)secret, lens[j], (const unsigned char *)"di", 2));
                show_cms_errors();
                SHOW_INT(CMS_decrypt_set1_key(back, (unsigned char *)secret + 1, lens[j], (const unsigned char *)"id", 2));
                show_cms_errors();
                SHOW_INT(CMS_decrypt_set1_key(back, (unsigned char *)secret + 1, lens[j], NULL, 0));
                show_cms_errors();
                SHOW_INT(CMS_decrypt_set1_key(back, (unsigned char *)secret, lens[j] + 1, NULL, 0));
                show_cms_errors();
                ri = sk_CMS_RecipientInfo_value(CMS_get0_RecipientInfos(back), 0);
                SHOW_INT(CMS_RecipientInfo_decrypt(back, ri));
                show_cms_errors();
                SHOW_INT(CMS_RecipientInfo_set0_key(ri, copy(secret, lens[j]), lens[j]));
                SHOW_INT(CMS_RecipientInfo_decrypt(back, ri));
                SHOW_INT(CMS_RecipientInfo_set0_password(ri, NULL, 0));
                SHOW_INT(CMS_RecipientInfo_set0_pkey(ri, NULL));
                show_errors();
                opened("by the key that is set", back, NULL, NULL, NULL, 0);
                CMS_ContentInfo_free(back);
            }
            CMS_ContentInfo_free(cms);
            BIO_free(in);
        }
}

static void password(void)
{
    const EVP_CIPHER *const ciphers[] = {NULL, EVP_aes_256_cbc(), EVP_des_ede3_cbc(), EVP_aes_128_gcm()};
    size_t i;

    printf("== password\n");
    for (i = 0; i < sizeof ciphers / sizeof ciphers[0]; i++) {
        CMS_ContentInfo *cms = CMS_EnvelopedData_create(EVP_aes_192_cbc()), *back;
        unsigned char *word = copy("secret", 7);
        CMS_RecipientInfo *ri = CMS_add0_recipient_password(cms, i == 1 ? 3 : -1, NID_undef, NID_undef, word, -1, ciphers[i]);
        BIO *in = content();
        int done;

        printf("cipher %d: %s\n", (int)i, ri ? "made" : "NULL");
        show_cms_errors();
        if (ri == NULL)
            OPENSSL_free(word);
        CMS_set_detached(cms, 0);
        done = CMS_final(cms, in, NULL, CMS_BINARY);
        SHOW_INT(done);
        show_cms_errors();
        back = done && ri ? again(cms) : NULL;
        if (back != NULL) {
            SHOW_INT(CMS_decrypt_set1_password(back, (unsigned char *)"secret", -1));
            opened("by password", back, NULL, NULL, NULL, 0);
            SHOW_INT(CMS_decrypt_set1_password(back, (unsigned char *)"secretive", 6));
            opened("by password of a length", back, NULL, NULL, NULL, 0);
            SHOW_INT(CMS_decrypt_set1_password(back, (unsigned char *)"another", -1));
            show_cms_errors();
            ri = sk_CMS_RecipientInfo_value(CMS_get0_RecipientInfos(back), 0);
            SHOW_INT(CMS_RecipientInfo_decrypt(back, ri));
            show_cms_errors();
            SHOW_INT(CMS_RecipientInfo_set0_password(ri, copy("secret", 7), -1));
            SHOW_INT(CMS_RecipientInfo_decrypt(back, ri));
            SHOW_INT(CMS_RecipientInfo_set0_key(ri, NULL, 0));
            show_errors();
            opened("by the password that is set", back, NULL, NULL, NULL, 0);
        }
        CMS_ContentInfo_free(back);
        CMS_ContentInfo_free(cms);
        BIO_free(in);
    }
    {
        CMS_ContentInfo *cms = CMS_EnvelopedData_create(EVP_aes_192_cbc());
        unsigned char word[] = "secret";

        SHOW_NULL(CMS_add0_recipient_password(cms, -1, NID_id_aes128_wrap, NID_undef, word, -1, NULL));
        show_errors();
        CMS_ContentInfo_free(cms);
    }
}

static void under_key(void)
{
    static const unsigned char secret[] = "0123456789abcdef0123456789abcdef";
    const EVP_CIPHER *const ciphers[] = {EVP_aes_128_cbc(), EVP_aes_256_cbc(), EVP_des_ede3_cbc(), EVP_aes_128_ctr(), EVP_aes_128_gcm(), EVP_aes_128_ccm(), EVP_aes_128_ecb(), NULL};
    static const size_t lens[] = {16, 24, 32, 0};
    size_t i, j;

    printf("== under a key\n");
    for (i = 0; i < sizeof ciphers / sizeof ciphers[0]; i++)
        for (j = 0; j < sizeof lens / sizeof lens[0]; j++) {
            BIO *in = content(), *out = BIO_new(BIO_s_mem());
            CMS_ContentInfo *cms = CMS_EncryptedData_encrypt(in, ciphers[i], secret, lens[j], CMS_BINARY), *back;

            printf("cipher %d, key of %d: %s\n", (int)i, (int)lens[j], cms ? "made" : "NULL");
            show_cms_errors();
            if (cms != NULL) {
                back = again(cms);
                printf("  %s of %s, detached %d\n", OBJ_nid2sn(OBJ_obj2nid(CMS_get0_type(back))), OBJ_nid2sn(OBJ_obj2nid(CMS_get0_eContentType(back))), CMS_is_detached(back));
                SHOW_INT(CMS_EncryptedData_decrypt(back, secret, lens[j], NULL, out, 0));
                SHOW_INT(BIO_pending(out));
                SHOW_INT(CMS_EncryptedData_decrypt(back, secret, 0, NULL, out, 0));
                SHOW_INT(CMS_EncryptedData_decrypt(back, NULL, 16, NULL, out, 0));
                SHOW_INT(CMS_EncryptedData_set1_key(back, NULL, NULL, 16));
                SHOW_INT(CMS_EncryptedData_set1_key(back, NULL, secret, lens[j]));
                show_errors();
                CMS_ContentInfo_free(back);
            }
            CMS_ContentInfo_free(cms);
            BIO_free(in);
            BIO_free(out);
        }
}

static void others(void)
{
    X509 *x = cert("client-rsa-cert.pem"), *e = cert("client-ed25519-cert.pem"), *z = cert("client-p256-cert.pem"), *d = cert("dsa-issued-cert.pem"),
         *s = cert("server-p256-cert.pem");
    EVP_PKEY *k = key("client-rsa-key.pem"), *m = key("client-p256-key.pem"), *o = key("server-p256-key.pem");
    STACK_OF(X509) *to = sk_X509_new_null();
    CMS_ContentInfo *cms, *back;
    CMS_RecipientInfo *ri;
    BIO *in = content(), *out = BIO_new(BIO_s_mem());

    printf("== others\n");
    sk_X509_push(to, e);
    SHOW_NULL(CMS_encrypt(to, in, EVP_aes_128_cbc(), 0));
    show_errors();
    sk_X509_set(to, 0, d);
    SHOW_NULL(CMS_encrypt(to, in, EVP_aes_128_cbc(), 0));
    show_errors();
    cms = CMS_encrypt(NULL, in, EVP_aes_128_cbc(), 0);
    SHOW_NULL(cms);
    back = again(cms);
    opened("for nobody", back, k, x, NULL, 0);
    opened("for nobody", back, k, NULL, NULL, 0);
    opened("for nobody", back, m, NULL, NULL, 0);
    CMS_ContentInfo_free(back);
    CMS_ContentInfo_free(cms);
    BIO_free(in);

    printf("OAEP\n");
    in = content();
    cms = CMS_encrypt(NULL, NULL, EVP_aes_256_cbc(), CMS_PARTIAL);
    ri = CMS_add1_recipient_cert(cms, x, CMS_KEY_PARAM | CMS_USE_KEYID);
    SHOW_NULL(CMS_RecipientInfo_get0_pkey_ctx(ri));
    SHOW_INT(EVP_PKEY_CTX_set_rsa_padding(CMS_RecipientInfo_get0_pkey_ctx(ri), RSA_PKCS1_OAEP_PADDING));
    SHOW_INT(EVP_PKEY_CTX_set_rsa_oaep_md(CMS_RecipientInfo_get0_pkey_ctx(ri), EVP_sha256()));
    SHOW_INT(EVP_PKEY_CTX_set0_rsa_oaep_label(CMS_RecipientInfo_get0_pkey_ctx(ri), OPENSSL_strdup("label"), 5));
    SHOW_INT(CMS_final(cms, in, NULL, CMS_BINARY));
    show_errors();
    back = again(cms);
    ask(sk_CMS_RecipientInfo_value(CMS_get0_RecipientInfos(back), 0), x);
    opened("by name", back, k, x, NULL, 0);
    opened("by key", back, k, NULL, NULL, 0);
    opened("debugging", back, k, NULL, NULL, CMS_DEBUG_DECRYPT);
    CMS_ContentInfo_free(back);
    CMS_ContentInfo_free(cms);
    BIO_free(in);

    printf("a sender who is known\n");
    in = content();
    cms = CMS_encrypt(NULL, NULL, EVP_aes_256_cbc(), CMS_PARTIAL);
    SHOW_NULL(CMS_add1_recipient(cms, z, o, NULL, 0));
    SHOW_NULL(CMS_add1_recipient(cms, z, NULL, s, 0));
    SHOW_NULL(CMS_add1_recipient(cms, x, o, s, 0));
    show_errors();
    ri = CMS_add1_recipient(cms, z, o, s, CMS_USE_KEYID);
    SHOW_NULL(ri);
    ask(ri, s);
    SHOW_INT(CMS_final(cms, in, NULL, CMS_BINARY));
    show_errors();
    CMS_ContentInfo_free(cms);
    BIO_free(in);

    printf("an agreement by hand\n");
    in = content();
    cms = CMS_encrypt(NULL, NULL, EVP_aes_256_cbc(), CMS_PARTIAL);
    SHOW_NULL(CMS_add1_recipient_cert(cms, z, CMS_USE_KEYID));
    SHOW_INT(CMS_final(cms, in, NULL, CMS_BINARY));
    back = again(cms);
    {
        STACK_OF(CMS_RecipientEncryptedKey) *reks;
        CMS_RecipientEncryptedKey *rek;
        ASN1_OCTET_STRING *id = NULL;
        ASN1_GENERALIZEDTIME *tm = NULL;
        CMS_OtherKeyAttribute *other = NULL;
        X509_NAME *issuer = NULL;
        ASN1_INTEGER *sno = NULL;

        ri = sk_CMS_RecipientInfo_value(CMS_get0_RecipientInfos(back), 0);
        reks = CMS_RecipientInfo_kari_get0_reks(ri);
        SHOW_INT(sk_CMS_RecipientEncryptedKey_num(reks));
        rek = sk_CMS_RecipientEncryptedKey_value(reks, 0);
        SHOW_INT(CMS_RecipientEncryptedKey_get0_id(rek, &id, &tm, &other, &issuer, &sno));
        printf("  %s %s %s %s %s\n", id ? "identifier" : "none", tm ? "date" : "none", other ? "other" : "none", issuer ? "issuer" : "none", sno ? "number" : "none");
        SHOW_INT(CMS_RecipientEncryptedKey_cert_cmp(rek, z));
        SHOW_INT(CMS_RecipientEncryptedKey_cert_cmp(rek, s) != 0);
        SHOW_INT(CMS_RecipientInfo_kari_set0_pkey(ri, m));
        SHOW_INT(CMS_RecipientInfo_kari_decrypt(back, ri, rek));
        opened("key by key", back, NULL, NULL, NULL, 0);
        SHOW_INT(CMS_RecipientInfo_kari_set0_pkey_and_peer(ri, NULL, NULL));
        SHOW_INT(CMS_RecipientInfo_decrypt(back, ri));
        show_cms_errors();
        SHOW_INT(CMS_decrypt_set1_pkey_and_peer(back, m, z, NULL));
        opened("without a peer", back, NULL, NULL, NULL, 0);
    }
    CMS_ContentInfo_free(back);
    CMS_ContentInfo_free(cms);
    BIO_free(in);

    printf("shared info\n");
    {
        X509_ALGOR *alg = X509_ALGOR_new();
        ASN1_OCTET_STRING *ukm = ASN1_OCTET_STRING_new();
        unsigned char *der = NULL;
        int len;

        X509_ALGOR_set0(alg, OBJ_nid2obj(NID_id_aes128_wrap), V_ASN1_UNDEF, NULL);
        len = CMS_SharedInfo_encode(&der, alg, NULL, 16);
        show_hex("plain", der, (size_t)len);
        OPENSSL_free(der);
        der = NULL;
        ASN1_OCTET_STRING_set(ukm, (const unsigned char *)"other", 5);
        len = CMS_SharedInfo_encode(&der, alg, ukm, 32);
        show_hex("with ukm", der, (size_t)len);
        OPENSSL_free(der);
        ASN1_OCTET_STRING_free(ukm);
        X509_ALGOR_free(alg);
    }

    printf("of another kind\n");
    in = content();
    cms = CMS_data_create(in, 0);
    opened("data", cms, k, x, NULL, 0);
    SHOW_NULL(CMS_get0_RecipientInfos(cms));
    SHOW_NULL(CMS_add1_recipient_cert(cms, x, 0));
    SHOW_NULL(CMS_add0_recipient_key(cms, 0, NULL, 16, NULL, 0, NULL, NULL, NULL));
    SHOW_NULL(CMS_add0_recipient_password(cms, 0, 0, 0, NULL, 0, NULL));
    SHOW_INT(CMS_decrypt_set1_pkey(cms, k, x));
    SHOW_INT(CMS_EncryptedData_decrypt(cms, (const unsigned char *)"0123456789abcdef", 16, NULL, out, 0));
    SHOW_INT(CMS_EncryptedData_set1_key(cms, NULL, (const unsigned char *)"0123456789abcdef", 16));
    show_cms_errors();
    CMS_ContentInfo_free(cms);
    SHOW_NULL(CMS_compress(in, NID_zlib_compression, 0));
    show_errors();
    BIO_free(in);
    BIO_free(out);
    cms = CMS_AuthEnvelopedData_create(EVP_aes_128_gcm());
    SHOW_NULL(cms);
    look(cms);
    SHOW_INT(CMS_uncompress(cms, NULL, NULL, 0));
    show_errors();
    CMS_ContentInfo_free(cms);
    sk_X509_free(to);
    X509_free(x);
    X509_free(e);
    X509_free(z);
    X509_free(d);
    X509_free(s);
    EVP_PKEY_free(k);
    EVP_PKEY_free(m);
    EVP_PKEY_free(o);
}

int main(int argc, char **argv)
{
    (void)argc;
    args = argv;
    recipients("AES-128-CBC", EVP_aes_128_cbc(), 0);
    recipients("AES-256-CBC by key identifier", EVP_aes_256_cbc(), CMS_USE_KEYID);
    recipients("AES-192-GCM", EVP_aes_192_gcm(), 0);
    recipients("AES-128-CTR", EVP_aes_128_ctr(), 0);
    symmetric();
    password();
    under_key();
    others();
    return 0;
}
