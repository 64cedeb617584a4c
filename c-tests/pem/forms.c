/* Every way to write and read keys and parameters: BIO and C stream, PEM and DER, old and PKCS#8, sealed and not. */
#include "../common.h"
#include <openssl/dh.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

static BIO *bio;
static FILE *file;
static EVP_PKEY *rsa, *ec, *ed;
static RSA *rsa_object;
static EC_KEY *ec_object;
static unsigned char secret[] = "secret";

static EVP_PKEY *load(char **argv, const char *name)
{
    BIO *in = BIO_new_file(fixture(argv, name), "r");
    EVP_PKEY *key = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);

    BIO_free(in);
    return key;
}

/* The first line of what was written, which then is read by the statement. */
static void first_line(void)
{
    char *text;
    long len = BIO_get_mem_data(bio, &text);

    if (len > 12 && memcmp(text, "-----", 5) == 0)
        printf("  %.*s\n", (int)strcspn(text, "\n"), text);
    else
        printf("  %ld bytes or so\n", len / 16 * 16);
}

static void compare(const char *what, EVP_PKEY *made, EVP_PKEY *with)
{
    printf("  %s: %s %d\n", what, made ? "a key" : "nothing", made ? EVP_PKEY_eq(made, with) : -9);
    show_errors();
    EVP_PKEY_free(made);
}

#define THROUGH_BIO(write, read, with) \
    do { \
        (void)BIO_reset(bio); \
        SHOW_INT(write); \
        first_line(); \
        compare(#read, read, with); \
    } while (0)

/* Whether the errors are those of padding that is none: by chance a wrong passphrase may give some. */
static int is_bad_decrypt(void)
{
    int is = ERR_GET_LIB(ERR_peek_error()) == ERR_LIB_PROV && ERR_GET_REASON(ERR_peek_error()) == 100;

    ERR_clear_error();
    return is;
}

/* Seals a key so that the wrong passphrase gives no padding. */
static int sealed_from_wrong(EVP_PKEY *key, const EVP_CIPHER *cipher)
{
    int ret;

    do {
        char *data;
        long len;
        BIO *copy;

        (void)BIO_reset(bio);
        ret = i2d_PKCS8PrivateKey_bio(bio, key, cipher, (char *)secret, 6, NULL, NULL);
        len = BIO_get_mem_data(bio, &data);
        copy = BIO_new_mem_buf(data, (int)len);
        EVP_PKEY_free(d2i_PKCS8PrivateKey_bio(copy, NULL, NULL, "wrong"));
        BIO_free(copy);
    } while (!is_bad_decrypt());
    return ret;
}

#define THROUGH_FILE(write, read, with) \
    do { \
        file = tmpfile(); \
        SHOW_INT(write); \
        rewind(file); \
        compare(#read, read, with); \
        fclose(file); \
    } while (0)

static EVP_PKEY *of_rsa(RSA *key)
{
    EVP_PKEY *out = key ? EVP_PKEY_new() : NULL;

    if (key)
        EVP_PKEY_assign_RSA(out, key);
    return out;
}

static EVP_PKEY *of_ec(EC_KEY *key)
{
    EVP_PKEY *out = key ? EVP_PKEY_new() : NULL;

    if (key)
        EVP_PKEY_assign_EC_KEY(out, key);
    return out;
}

static int refuse(char *buf, int size, int rwflag, void *u)
{
    (void)buf, (void)size, (void)rwflag, (void)u;
    return -1;
}

static int answer(char *buf, int size, int rwflag, void *u)
{
    snprintf(buf, (size_t)size, "%s", (char *)u);
    printf("  asked %d\n", rwflag);
    return (int)strlen(buf);
}

static void keys(void)
{
    const EVP_CIPHER *aes = EVP_aes_128_cbc();

    THROUGH_BIO(PEM_write_bio_PrivateKey_ex(bio, rsa, NULL, NULL, 0, NULL, NULL, NULL, NULL), PEM_read_bio_PrivateKey_ex(bio, NULL, NULL, NULL, NULL, NULL), rsa);
    THROUGH_FILE(PEM_write_PrivateKey(file, ec, NULL, NULL, 0, NULL, NULL), PEM_read_PrivateKey(file, NULL, NULL, NULL), ec);
    THROUGH_FILE(PEM_write_PrivateKey(file, ec, aes, secret, 6, NULL, NULL), PEM_read_PrivateKey(file, NULL, answer, secret), ec);
    THROUGH_FILE(PEM_write_PrivateKey_ex(file, ed, aes, NULL, 0, answer, secret, NULL, NULL), PEM_read_PrivateKey_ex(file, NULL, NULL, secret, NULL, NULL), ed);
    THROUGH_BIO(PEM_write_bio_PKCS8PrivateKey(bio, ec, aes, (char *)secret, 6, NULL, NULL), PEM_read_bio_PrivateKey(bio, NULL, NULL, secret), ec);
    THROUGH_FILE(PEM_write_PKCS8PrivateKey(file, ec, aes, (char *)secret, 6, NULL, NULL), PEM_read_PrivateKey(file, NULL, NULL, secret), ec);
    THROUGH_BIO(PEM_write_bio_PKCS8PrivateKey_nid(bio, ec, NID_pbe_WithSHA1And3_Key_TripleDES_CBC, (char *)secret, 6, NULL, NULL), PEM_read_bio_PrivateKey(bio, NULL, NULL, secret), ec);
    THROUGH_FILE(PEM_write_PKCS8PrivateKey_nid(file, rsa, NID_pbe_WithSHA1And3_Key_TripleDES_CBC, (char *)secret, 6, NULL, NULL), PEM_read_PrivateKey(file, NULL, NULL, secret), rsa);
    THROUGH_BIO(i2d_PKCS8PrivateKey_bio(bio, rsa, aes, (char *)secret, 6, NULL, NULL), d2i_PKCS8PrivateKey_bio(bio, NULL, NULL, secret), rsa);
    THROUGH_BIO(sealed_from_wrong(rsa, aes), d2i_PKCS8PrivateKey_bio(bio, NULL, NULL, "wrong"), rsa);
    THROUGH_BIO(i2d_PKCS8PrivateKey_nid_bio(bio, ed, NID_pbe_WithSHA1And3_Key_TripleDES_CBC, (char *)secret, 6, NULL, NULL), d2i_PKCS8PrivateKey_bio(bio, NULL, answer, secret), ed);
    THROUGH_FILE(i2d_PKCS8PrivateKey_fp(file, ec, aes, (char *)secret, 6, NULL, NULL), d2i_PKCS8PrivateKey_fp(file, NULL, NULL, secret), ec);
    THROUGH_FILE(i2d_PKCS8PrivateKey_nid_fp(file, ec, NID_pbe_WithSHA1And3_Key_TripleDES_CBC, (char *)secret, 6, NULL, NULL), d2i_PKCS8PrivateKey_fp(file, NULL, NULL, secret), ec);
    THROUGH_FILE(i2d_PKCS8PrivateKeyInfo_fp(file, ec), d2i_PrivateKey_ex_fp(file, NULL, NULL, NULL), ec);
    THROUGH_BIO(PEM_write_bio_PUBKEY_ex(bio, rsa, NULL, NULL), PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL), rsa);
    THROUGH_FILE(PEM_write_PUBKEY(file, ec), PEM_read_PUBKEY(file, NULL, NULL, NULL), ec);
    THROUGH_FILE(PEM_write_PUBKEY_ex(file, ed, NULL, NULL), PEM_read_PUBKEY_ex(file, NULL, NULL, NULL, NULL, NULL), ed);
    THROUGH_BIO(BIO_puts(bio, "nothing\n"), PEM_read_bio_PrivateKey_ex(bio, NULL, NULL, NULL, NULL, NULL), ed);
    THROUGH_BIO(i2d_PKCS8PrivateKey_bio(bio, rsa, aes, (char *)secret, 6, NULL, NULL), d2i_PKCS8PrivateKey_bio(bio, NULL, refuse, NULL), rsa);
    THROUGH_BIO(BIO_puts(bio, "nothing\n"), d2i_PKCS8PrivateKey_bio(bio, NULL, NULL, secret), ed);
    SHOW_INT(PEM_write_bio_PKCS8PrivateKey_nid(bio, ec, NID_sha256, (char *)secret, 6, NULL, NULL));
    show_errors();
}

static void typed(void)
{
    const EVP_CIPHER *aes = EVP_aes_128_cbc();

    THROUGH_BIO(PEM_write_bio_RSAPrivateKey(bio, rsa_object, NULL, NULL, 0, NULL, NULL), of_rsa(PEM_read_bio_RSAPrivateKey(bio, NULL, NULL, NULL)), rsa);
    THROUGH_BIO(PEM_write_bio_RSAPrivateKey(bio, rsa_object, aes, secret, 6, NULL, NULL), of_rsa(PEM_read_bio_RSAPrivateKey(bio, NULL, NULL, secret)), rsa);
    THROUGH_FILE(PEM_write_RSAPrivateKey(file, rsa_object, NULL, NULL, 0, NULL, NULL), of_rsa(PEM_read_RSAPrivateKey(file, NULL, NULL, NULL)), rsa);
    THROUGH_FILE(PEM_write_RSAPublicKey(file, rsa_object), of_rsa(PEM_read_RSAPublicKey(file, NULL, NULL, NULL)), rsa);
    THROUGH_FILE(PEM_write_RSA_PUBKEY(file, rsa_object), of_rsa(PEM_read_RSA_PUBKEY(file, NULL, NULL, NULL)), rsa);
    THROUGH_BIO(PEM_write_bio_ECPrivateKey(bio, ec_object, NULL, NULL, 0, NULL, NULL), of_ec(PEM_read_bio_ECPrivateKey(bio, NULL, NULL, NULL)), ec);
    THROUGH_FILE(PEM_write_ECPrivateKey(file, ec_object, aes, secret, 6, NULL, NULL), of_ec(PEM_read_ECPrivateKey(file, NULL, NULL, secret)), ec);
    THROUGH_BIO(PEM_write_bio_EC_PUBKEY(bio, ec_object), of_ec(PEM_read_bio_EC_PUBKEY(bio, NULL, NULL, NULL)), ec);
    THROUGH_FILE(PEM_write_EC_PUBKEY(file, ec_object), of_ec(PEM_read_EC_PUBKEY(file, NULL, NULL, NULL)), ec);
    THROUGH_BIO(PEM_write_bio_EC_PUBKEY(bio, ec_object), of_rsa(PEM_read_bio_RSA_PUBKEY(bio, NULL, NULL, NULL)), ec);
    THROUGH_BIO(i2d_RSAPrivateKey_bio(bio, rsa_object), of_rsa(d2i_RSAPrivateKey_bio(bio, NULL)), rsa);
    THROUGH_FILE(i2d_RSAPrivateKey_fp(file, rsa_object), of_rsa(d2i_RSAPrivateKey_fp(file, NULL)), rsa);
    THROUGH_BIO(i2d_RSAPublicKey_bio(bio, rsa_object), of_rsa(d2i_RSAPublicKey_bio(bio, NULL)), rsa);
    THROUGH_FILE(i2d_RSAPublicKey_fp(file, rsa_object), of_rsa(d2i_RSAPublicKey_fp(file, NULL)), rsa);
    THROUGH_BIO(i2d_RSA_PUBKEY_bio(bio, rsa_object), of_rsa(d2i_RSA_PUBKEY_bio(bio, NULL)), rsa);
    THROUGH_FILE(i2d_RSA_PUBKEY_fp(file, rsa_object), of_rsa(d2i_RSA_PUBKEY_fp(file, NULL)), rsa);
}

static EVP_PKEY *of_info(PKCS8_PRIV_KEY_INFO *info)
{
    EVP_PKEY *out = info ? EVP_PKCS82PKEY(info) : NULL;

    PKCS8_PRIV_KEY_INFO_free(info);
    return out;
}

static EVP_PKEY *of_sealed(X509_SIG *sealed, const char *pass)
{
    PKCS8_PRIV_KEY_INFO *info = sealed ? PKCS8_decrypt(sealed, pass, -1) : NULL;

    X509_SIG_free(sealed);
    return of_info(info);
}

static void pkcs8(void)
{
    PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(ed), *empty = PKCS8_PRIV_KEY_INFO_new(), *copy;
    const ASN1_OBJECT *object;
    const unsigned char *bytes, *at;
    const X509_ALGOR *algorithm;
    unsigned char *der = NULL;
    int len;
    X509_SIG *sealed = NULL;
    X509_ALGOR *pbe;

    SHOW_INT(PKCS8_pkey_get0(&object, &bytes, &len, &algorithm, info));
    SHOW_INT(OBJ_obj2nid(object));
    SHOW_INT(len);
    SHOW_INT(algorithm != NULL);
    SHOW_NULL(PKCS8_pkey_get0_attrs(info));
    SHOW_INT(i2d_PKCS8_PRIV_KEY_INFO(info, &der));
    at = der;
    copy = d2i_PKCS8_PRIV_KEY_INFO(NULL, &at, 48);
    SHOW_INT(at == der + 48);
    compare("a copy", of_info(copy), ed);
    at = der;
    SHOW_NULL(d2i_PKCS8_PRIV_KEY_INFO(NULL, &at, 40));
    show_errors();
    OPENSSL_free(der);
    THROUGH_BIO(PEM_write_bio_PKCS8_PRIV_KEY_INFO(bio, info), of_info(PEM_read_bio_PKCS8_PRIV_KEY_INFO(bio, NULL, NULL, NULL)), ed);
    THROUGH_FILE(PEM_write_PKCS8_PRIV_KEY_INFO(file, info), of_info(PEM_read_PKCS8_PRIV_KEY_INFO(file, NULL, NULL, NULL)), ed);
    THROUGH_BIO(i2d_PKCS8_PRIV_KEY_INFO_bio(bio, info), of_info(d2i_PKCS8_PRIV_KEY_INFO_bio(bio, NULL)), ed);
    THROUGH_FILE(i2d_PKCS8_PRIV_KEY_INFO_fp(file, info), of_info(d2i_PKCS8_PRIV_KEY_INFO_fp(file, NULL)), ed);

    do {
        X509_SIG_free(sealed);
        sealed = PKCS8_encrypt(-1, EVP_aes_256_cbc(), "secret", 6, NULL, 0, 2048, info);
        PKCS8_PRIV_KEY_INFO_free(PKCS8_decrypt(sealed, "wrong", -1));
    } while (!is_bad_decrypt());
    SHOW_NULL(sealed);
    THROUGH_BIO(PEM_write_bio_PKCS8(bio, sealed), of_sealed(PEM_read_bio_PKCS8(bio, NULL, NULL, NULL), "secret"), ed);
    THROUGH_FILE(PEM_write_PKCS8(file, sealed), of_sealed(PEM_read_PKCS8(file, NULL, NULL, NULL), "secret"), ed);
    THROUGH_BIO(i2d_PKCS8_bio(bio, sealed), of_sealed(d2i_PKCS8_bio(bio, NULL), "secret"), ed);
    THROUGH_FILE(i2d_PKCS8_fp(file, sealed), of_sealed(d2i_PKCS8_fp(file, NULL), "secret"), ed);
    THROUGH_BIO(i2d_PKCS8_bio(bio, sealed), of_sealed(d2i_PKCS8_bio(bio, NULL), "wrong"), ed);
    X509_SIG_free(sealed);
    sealed = PKCS8_encrypt(NID_pbe_WithSHA1And3_Key_TripleDES_CBC, NULL, "secret", -1, secret, 6, 100, info);
    compare("3DES", of_sealed(sealed, "secret"), ed);
    sealed = PKCS8_encrypt(NID_hmacWithSHA512, EVP_aes_128_cbc(), "secret", -1, secret, 6, 100, info);
    compare("PBES2 with HMAC-SHA512", of_sealed(sealed, "secret"), ed);
    pbe = PKCS5_pbe2_set(EVP_aes_192_cbc(), 1000, NULL, 0);
    SHOW_INT(OBJ_obj2nid(pbe->algorithm));
    sealed = PKCS8_set0_pbe("secret", 6, info, pbe);
    compare("set0", of_sealed(sealed, "secret"), ed);
    pbe = PKCS5_pbe2_set_iv(EVP_aes_128_cbc(), 1000, secret, 6, (unsigned char *)"0123456789abcdef", NID_hmacWithSHA1);
    der = NULL;
    len = i2d_X509_ALGOR(pbe, &der);
    show_hex("PBES2", der, (size_t)len);
    OPENSSL_free(der);
    X509_ALGOR_free(pbe);
    pbe = PKCS5_pbe2_set_scrypt(EVP_aes_128_cbc(), secret, 6, (unsigned char *)"0123456789abcdef", 16, 1, 1);
    der = NULL;
    len = i2d_X509_ALGOR(pbe, &der);
    show_hex("scrypt", der, (size_t)len);
    OPENSSL_free(der);
    X509_ALGOR_free(pbe);
    pbe = PKCS5_pbe_set(NID_pbe_WithSHA1And3_Key_TripleDES_CBC, 7, secret, 6);
    der = NULL;
    len = i2d_X509_ALGOR(pbe, &der);
    show_hex("PBE", der, (size_t)len);
    OPENSSL_free(der);
    X509_ALGOR_free(pbe);
    SHOW_NULL(PKCS8_encrypt(-1, NULL, "secret", 6, NULL, 0, 2048, info));
    show_errors();
    SHOW_NULL(PKCS5_pbe2_set(EVP_aes_128_gcm(), 1000, NULL, 0) == NULL ? NULL : info);
    show_errors();

    SHOW_NULL(EVP_PKCS82PKEY(empty));
    show_errors();
    der = OPENSSL_memdup("\x04\x20" "0123456789abcdef0123456789abcdef", 34);
    SHOW_INT(PKCS8_pkey_set0(empty, OBJ_nid2obj(EVP_PKEY_X25519), 0, V_ASN1_UNDEF, NULL, der, 34));
    compare("set", EVP_PKCS82PKEY_ex(empty, NULL, NULL), ed);
    PKCS8_PRIV_KEY_INFO_free(empty);
    PKCS8_PRIV_KEY_INFO_free(info);
    PKCS8_PRIV_KEY_INFO_free(NULL);
    SHOW_NULL(PKCS8_PRIV_KEY_INFO_it());
}

static EVP_PKEY *auto_ex(unsigned char **der, int len, int type)
{
    const unsigned char *at = *der;
    EVP_PKEY *key = type ? d2i_PrivateKey_ex(type, NULL, &at, len, NULL, NULL) : d2i_AutoPrivateKey_ex(NULL, &at, len, NULL, NULL);

    OPENSSL_free(*der);
    *der = NULL;
    return key;
}

static void parameters(char **argv)
{
    BIO *in = BIO_new_file(fixture(argv, "dh2048.pem"), "r");
    EVP_PKEY *params = PEM_read_bio_Parameters(in, NULL), *again;
    DH *dh = EVP_PKEY_get1_DH(params), *other;
    unsigned char *der = NULL, *copy;
    const unsigned char *at;
    int len;

    BIO_free(in);
    SHOW_INT(EVP_PKEY_get_id(params));
    (void)BIO_reset(bio);
    SHOW_INT(PEM_write_bio_Parameters(bio, params));
    first_line();
    again = PEM_read_bio_Parameters_ex(bio, NULL, NULL, NULL);
    SHOW_INT(EVP_PKEY_parameters_eq(params, again));
    EVP_PKEY_free(again);
    SHOW_INT(PEM_write_bio_Parameters(bio, ec));
    again = PEM_read_bio_Parameters(bio, NULL);
    SHOW_INT(EVP_PKEY_parameters_eq(ec, again));
    EVP_PKEY_free(again);
    SHOW_NULL(PEM_read_bio_Parameters(bio, NULL));
    show_errors();
    SHOW_INT(PEM_write_bio_Parameters(bio, ed));
    show_errors();
    (void)BIO_reset(bio);
    SHOW_INT(PEM_write_bio_DHparams(bio, dh));
    first_line();
    file = tmpfile();
    SHOW_INT(PEM_write_DHparams(file, dh));
    rewind(file);
    other = PEM_read_DHparams(file, NULL, NULL, NULL);
    SHOW_INT(DH_bits(other));
    DH_free(other);
    fclose(file);

    len = i2d_KeyParams(ec, &der);
    show_hex("EC parameters", der, (size_t)len);
    at = der;
    again = d2i_KeyParams(EVP_PKEY_EC, NULL, &at, len);
    SHOW_INT(EVP_PKEY_parameters_eq(ec, again));
    SHOW_INT(at == der + len);
    EVP_PKEY_free(again);
    at = der;
    SHOW_NULL(d2i_KeyParams(EVP_PKEY_RSA, NULL, &at, len));
    show_error_codes();
    OPENSSL_free(der);
    (void)BIO_reset(bio);
    SHOW_INT(i2d_KeyParams_bio(bio, params));
    again = d2i_KeyParams_bio(EVP_PKEY_DH, NULL, bio);
    SHOW_INT(EVP_PKEY_parameters_eq(params, again));
    EVP_PKEY_free(again);
    SHOW_INT(i2d_KeyParams(ed, NULL));
    show_error_codes();

    der = NULL;
    len = i2d_PrivateKey(rsa, &der);
    compare("auto", auto_ex(&der, len, 0), rsa);
    len = i2d_PrivateKey(ec, &der);
    compare("typed", auto_ex(&der, len, EVP_PKEY_EC), ec);
    len = i2d_PUBKEY(ec, &der);
    copy = der;
    at = copy;
    compare("public", d2i_PUBKEY_ex(NULL, &at, len, NULL, NULL), ec);
    OPENSSL_free(copy);
    {
        X509_PUBKEY *key = NULL, *read;

        X509_PUBKEY_set(&key, ec);
        (void)BIO_reset(bio);
        SHOW_INT(i2d_X509_PUBKEY_bio(bio, key));
        read = d2i_X509_PUBKEY_bio(bio, NULL);
        compare("X509_PUBKEY", X509_PUBKEY_get(read), ec);
        X509_PUBKEY_free(read);
        file = tmpfile();
        SHOW_INT(i2d_X509_PUBKEY_fp(file, key));
        rewind(file);
        read = d2i_X509_PUBKEY_fp(file, NULL);
        compare("X509_PUBKEY", X509_PUBKEY_get(read), ec);
        X509_PUBKEY_free(read);
        fclose(file);
        X509_PUBKEY_free(key);
    }
    DH_free(dh);
    EVP_PKEY_free(params);
}

static void blocks(void)
{
    char *name = NULL, *header = NULL, buf[20];
    unsigned char *data = NULL;
    long len = 0;
    EVP_CIPHER_INFO info;

    file = tmpfile();
    SHOW_INT(PEM_write(file, "THING", "", secret, 6) > 0);
    rewind(file);
    SHOW_INT(PEM_read(file, &name, &header, &data, &len));
    printf("  %s '%s' %ld\n", name, header, len);
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_free(data);
    SHOW_INT(PEM_read(file, &name, &header, &data, &len));
    show_errors();
    fclose(file);

    (void)BIO_reset(bio);
    PEM_write_bio(bio, "OTHER", "", secret, 6);
    PEM_write_bio(bio, "THING", "", secret, 3);
    data = NULL;
    name = NULL;
    SHOW_INT(PEM_bytes_read_bio(&data, &len, &name, "THING", bio, NULL, NULL));
    printf("  %s %ld\n", name, len);
    OPENSSL_free(name);
    OPENSSL_free(data);
    SHOW_INT(PEM_bytes_read_bio(&data, &len, NULL, "THING", bio, NULL, NULL));
    show_errors();
    PEM_write_bio(bio, "THING", "", secret, 3);
    SHOW_INT(PEM_bytes_read_bio_secmem(&data, &len, NULL, "THING", bio, NULL, NULL));
    OPENSSL_secure_free(data);

    (void)BIO_reset(bio);
    PEM_write_bio_RSAPrivateKey(bio, rsa_object, EVP_aes_128_cbc(), secret, 6, NULL, NULL);
    SHOW_INT(PEM_read_bio(bio, &name, &header, &data, &len));
    SHOW_INT(PEM_get_EVP_CIPHER_INFO(header, &info));
    SHOW_INT(PEM_do_header(&info, data, &len, NULL, "wrong"));
    ERR_clear_error();
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_free(data);
    (void)BIO_reset(bio);
    PEM_write_bio_RSAPrivateKey(bio, rsa_object, EVP_aes_128_cbc(), secret, 6, NULL, NULL);
    SHOW_INT(PEM_read_bio(bio, &name, &header, &data, &len));
    SHOW_INT(PEM_get_EVP_CIPHER_INFO(header, &info));
    SHOW_INT(PEM_do_header(&info, data, &len, NULL, secret));
    SHOW_INT(len > 1000);
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_free(data);

    memset(buf, 'x', sizeof buf);
    SHOW_INT(PEM_def_callback(buf, 20, 0, secret));
    printf("  %.6s\n", buf);
    SHOW_INT(PEM_def_callback(buf, 3, 1, secret));
    show_errors();
}

int main(int argc, char **argv)
{
    (void)argc;
    rsa = load(argv, "server-rsa-key.pem");
    ec = load(argv, "server-p256-key.pem");
    ed = load(argv, "server-ed25519-key.pem");
    rsa_object = EVP_PKEY_get1_RSA(rsa);
    ec_object = EVP_PKEY_get1_EC_KEY(ec);
    bio = BIO_new(BIO_s_mem());
    keys();
    typed();
    pkcs8();
    parameters(argv);
    blocks();
    BIO_free(bio);
    RSA_free(rsa_object);
    EC_KEY_free(ec_object);
    EVP_PKEY_free(rsa);
    EVP_PKEY_free(ec);
    EVP_PKEY_free(ed);
    return 0;
}
