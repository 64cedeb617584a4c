/* Microsoft's key blobs and PVK files: b2i_… and i2b_…, good, damaged and hostile. */
#include "../common.h"
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/provider.h>

static unsigned char all[8192];
static char name[80];

static EVP_PKEY *load(char **argv, const char *file)
{
    FILE *in = fopen(fixture(argv, file), "r");
    EVP_PKEY *key = PEM_read_PrivateKey(in, NULL, NULL, NULL);

    fclose(in);
    return key;
}

static size_t taken(BIO *bio)
{
    int len = BIO_read(bio, all, sizeof all);

    BIO_free(bio);
    return len > 0 ? (size_t)len : 0;
}

static int password(char *buf, int size, int writing, void *arg)
{
    const char *text = arg;

    printf("asked, writing %d\n", writing);
    if (text == NULL)
        return -1;
    strcpy(buf, text);
    return (int)strlen(text);
}

static void digest(const char *what, const unsigned char *bytes, size_t len)
{
    unsigned char md[32];

    EVP_Digest(bytes, len, md, NULL, EVP_sha256(), NULL);
    printf("%s: %zu bytes\n", what, len);
    show_hex("  begins", bytes, len < 32 ? len : 32);
    show_hex("  digest", md, 8);
}

/* What is read: its type, and whether it is the key. */
static void read_back(const char *what, EVP_PKEY *read, const EVP_PKEY *key)
{
    if (read == NULL)
        printf("%s: NULL\n", what);
    else
        printf("%s: type %d, bits %d, equal %d\n", what, EVP_PKEY_get_base_id(read), EVP_PKEY_get_bits(read),
               EVP_PKEY_eq(read, key));
    show_error_codes();
    EVP_PKEY_free(read);
}

static EVP_PKEY *from_bytes(const unsigned char *bytes, long len, int private)
{
    const unsigned char *at = bytes;
    EVP_PKEY *key = private ? b2i_PrivateKey(&at, len) : b2i_PublicKey(&at, len);

    printf("moved %ld\n", (long)(at - bytes));
    return key;
}

static EVP_PKEY *from_bio(const unsigned char *bytes, int len, int private)
{
    BIO *bio = BIO_new_mem_buf(bytes, len);
    EVP_PKEY *key = private ? b2i_PrivateKey_bio(bio) : b2i_PublicKey_bio(bio);

    printf("left %d\n", (int)BIO_pending(bio));
    BIO_free(bio);
    return key;
}

static EVP_PKEY *from_pvk(const unsigned char *bytes, int len, char *pass)
{
    BIO *bio = BIO_new_mem_buf(bytes, len);
    EVP_PKEY *key = b2i_PVK_bio(bio, password, pass);

    printf("left %d\n", (int)BIO_pending(bio));
    BIO_free(bio);
    return key;
}

static void blobs(const char *what, const EVP_PKEY *key, int private)
{
    BIO *bio = BIO_new(BIO_s_mem());
    size_t len;

    printf("== %s %s\n", what, private ? "private" : "public");
    SHOW_INT(private ? i2b_PrivateKey_bio(bio, key) : i2b_PublicKey_bio(bio, key));
    show_error_codes();
    len = taken(bio);
    digest("blob", all, len);
    if (len == 0)
        return;
    all[len] = 0x55;
    read_back("bytes", from_bytes(all, (long)len, private), key);
    read_back("bytes and one more", from_bytes(all, (long)len + 1, private), key);
    read_back("the other kind", from_bytes(all, (long)len, !private), key);
    read_back("BIO", from_bio(all, (int)len, private), key);
    read_back("BIO and one more", from_bio(all, (int)len + 1, private), key);
    read_back("BIO of the other kind", from_bio(all, (int)len, !private), key);
    for (size_t cut = 0; cut < len; cut += cut < 18 ? 5 : 223) {
        if (left_out())
            continue;
        snprintf(name, sizeof name, "bytes, cut to %zu", cut);
        read_back(name, from_bytes(all, (long)cut, private), key);
        snprintf(name, sizeof name, "BIO, cut to %zu", cut);
        read_back(name, from_bio(all, (int)cut, private), key);
    }
    /* Each byte of the header in turn. */
    for (size_t i = 0; i < 13; i++) {
        static const unsigned char values[] = { 0x06, 0x7f };

        for (size_t j = 0; j < sizeof values; j++) {
            unsigned char old = all[i];

            if (left_out() || (i > 2 && i < 8))
                continue;
            all[i] = values[j];
            snprintf(name, sizeof name, "byte %zu is %02x", i, values[j]);
            read_back(name, from_bytes(all, (long)len, private), key);
            all[i] = old;
        }
    }
}

static void pvk(const char *what, const EVP_PKEY *key, int level)
{
    BIO *bio = BIO_new(BIO_s_mem());
    size_t len;

    printf("== %s PVK, level %d\n", what, level);
    printf("wrote %d\n", i2b_PVK_bio(bio, key, level, password, "secret"));
    show_error_codes();
    len = taken(bio);
    if (level == 0) {
        digest("PVK", all, len);
    } else {
        show_hex("header", all, len < 24 ? len : 24);
        if (len > 48)
            show_hex("blob's header", all + 40, 8);
    }
    if (len == 0)
        return;
    read_back("read", from_pvk(all, (int)len, "secret"), key);
    all[len] = 0x55;
    read_back("and one more", from_pvk(all, (int)len + 1, "secret"), key);
    if (level > 0) {
        read_back("wrong passphrase", from_pvk(all, (int)len, "other"), key);
        read_back("empty passphrase", from_pvk(all, (int)len, ""), key);
        read_back("no passphrase", from_pvk(all, (int)len, NULL), key);
    }
    for (size_t cut = 0; cut < len; cut += cut < 24 ? 7 : 297) {
        if (left_out())
            continue;
        snprintf(name, sizeof name, "cut to %zu", cut);
        read_back(name, from_pvk(all, (int)cut, "secret"), key);
    }
    for (size_t i = 0; i < 36; i++) {
        static const unsigned char values[] = { 0x01, 0x7f };

        for (size_t j = 0; j < sizeof values; j++) {
            unsigned char old = all[i];

            if (left_out() || (i > 4 && i < 12) || (i > 25 && i < 32))
                continue;
            all[i] = values[j];
            /* A salt's byte may by chance be this one already. */
            if (level > 0 && i >= 24 && old == values[j])
                all[i] ^= 0x10;
            snprintf(name, sizeof name, "byte %zu is %02x", i, values[j]);
            read_back(name, from_pvk(all, (int)len, "secret"), key);
            all[i] = old;
        }
    }
}

/* Lengths that no blob has. */
static void hostile(void)
{
    static unsigned char blob[16] = { 7, 2, 0, 0, 0, 0xa4, 0, 0, 'R', 'S', 'A', '2', 0, 0, 0x10, 0 };
    static unsigned char file[124] = { 0x1e, 0xf1, 0xb5, 0xb0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 16, 0, 0, 0, 7 };

    printf("== hostile\n");
    read_back("long", from_bytes(blob, 16, 1), NULL);
    read_back("long, BIO", from_bio(blob, 16, 1), NULL);
    blob[15] = 0x7f;
    read_back("longer", from_bytes(blob, 16, 1), NULL);
    read_back("longer, BIO", from_bio(blob, 16, 1), NULL);
    memcpy(blob + 8, "DSS2", 4);
    read_back("DSA", from_bytes(blob, 16, 1), NULL);
    read_back("DSA, BIO", from_bio(blob, 16, 1), NULL);
    read_back("PVK, seven bytes", from_pvk(file, sizeof file, "secret"), NULL);
    file[20] = 8;
    read_back("PVK, eight bytes", from_pvk(file, sizeof file, "secret"), NULL);
    file[20] = 0;
    read_back("PVK, none", from_pvk(file, sizeof file, "secret"), NULL);
}

int main(int argc, char **argv)
{
    static const char *const files[] = { "server-rsa-key.pem", "dsa-1024-160-key.pem", "dsa-2048-256-key.pem", "server-p256-key.pem" };
    EVP_PKEY *empty = EVP_PKEY_new();
    int has_legacy;

    for (size_t i = 0; i < 4; i++) {
        EVP_PKEY *key = load(argv, files[i]);

        if (key == NULL) {
            printf("%s not read\n", files[i]);
            continue;
        }
        blobs(files[i], key, 1);
        blobs(files[i], key, 0);
        pvk(files[i], key, 0);
        EVP_PKEY_free(key);
    }
    blobs("empty", empty, 1);
    EVP_PKEY_free(empty);
    {
        EVP_PKEY *key = load(argv, "server-rsa-key.pem");
        BIO *bio = BIO_new(BIO_s_mem());

        printf("without RC4: %d\n", i2b_PVK_bio(bio, key, 2, NULL, "secret"));
        show_errors();
        printf("refused: %d\n", i2b_PVK_bio(bio, key, 2, password, NULL));
        show_error_codes();
        printf("ex, in the clear: %d\n", i2b_PVK_bio_ex(bio, key, 0, NULL, NULL, NULL, NULL));
        read_back("ex", b2i_PVK_bio_ex(bio, NULL, NULL, NULL, NULL), key);
        BIO_free(bio);
        EVP_PKEY_free(key);
    }
    has_legacy = OSSL_PROVIDER_load(NULL, "legacy") != NULL;
    SHOW_INT(has_legacy);
    OSSL_PROVIDER_load(NULL, "default");
    {
        EVP_PKEY *key = load(argv, "server-rsa-key.pem");

        pvk("encrypted", key, 1);
        pvk("encrypted", key, 2);
        pvk("encrypted", key, 3);
        EVP_PKEY_free(key);
    }
    hostile();
    return 0;
}
