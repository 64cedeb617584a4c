/* EVP_PKEY: shares and copies, objects of a key's own type, parts by name, raw keys, types, new keys. */
#include "../common.h"
#include <openssl/core_names.h>
#include <openssl/dh.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

static EVP_PKEY *load(char **argv, const char *name)
{
    BIO *bio = BIO_new_file(fixture(argv, name), "r");
    EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);

    BIO_free(bio);
    return key;
}

static void shares(EVP_PKEY *key)
{
    EVP_PKEY *copy = EVP_PKEY_dup(key), *empty = EVP_PKEY_new(), *copied;

    SHOW_INT(EVP_PKEY_eq(copy, key));
    SHOW_INT(EVP_PKEY_up_ref(copy));
    EVP_PKEY_free(copy);
    SHOW_INT(EVP_PKEY_get_bits(copy));
    EVP_PKEY_free(copy);
    copied = EVP_PKEY_dup(empty);
    SHOW_NULL(copied);
    show_errors();
    EVP_PKEY_free(copied);
    SHOW_NULL(EVP_PKEY_dup(NULL));
    show_errors();
    EVP_PKEY_free(empty);
}

static void objects(char **argv, EVP_PKEY *rsa, EVP_PKEY *ec)
{
    BIO *bio = BIO_new_file(fixture(argv, "dh2048.pem"), "r");
    DH *dh = PEM_read_bio_DHparams(bio, NULL, NULL, NULL), *same;
    EVP_PKEY *holder = EVP_PKEY_new();
    const RSA *lent = EVP_PKEY_get0_RSA(rsa);
    char name[40] = "";
    size_t len = 0;

    BIO_free(bio);
    SHOW_INT(RSA_bits(lent));
    SHOW_INT(EVP_PKEY_get0_RSA(rsa) == lent);
    SHOW_NULL(EVP_PKEY_get0_RSA(ec));
    show_errors();
    SHOW_NULL(EVP_PKEY_get0_DH(ec));
    show_errors();
    SHOW_NULL(EVP_PKEY_get1_DH(rsa));
    show_errors();
    SHOW_NULL(EVP_PKEY_get0_EC_KEY(rsa));
    show_errors();
    SHOW_INT(EVP_PKEY_set1_DH(holder, dh));
    SHOW_INT(EVP_PKEY_get_id(holder));
    SHOW_INT(EVP_PKEY_get0_DH(holder) == dh);
    same = EVP_PKEY_get1_DH(holder);
    SHOW_INT(same == dh);
    SHOW_INT(EVP_PKEY_get_group_name(holder, name, sizeof name, &len));
    SHOW_INT(EVP_PKEY_get_bits(holder));
    SHOW_INT(EVP_PKEY_parameters_eq(holder, holder));
    SHOW_INT(EVP_PKEY_parameters_eq(holder, ec));
    SHOW_INT(EVP_PKEY_parameters_eq(rsa, rsa));
    SHOW_INT(EVP_PKEY_parameters_eq(ec, ec));
    show_errors();
    DH_free(same);
    DH_free(dh);
    EVP_PKEY_free(holder);
}

static void named(const char *label, EVP_PKEY *key)
{
    static const char *const octets[] = { "pub", "encoded-pub-key", "priv", "n", "none" };
    static const char *const strings[] = { "group", "encoding", "point-format", "field-type", "default-digest", "mandatory-digest", "none" };
    static const char *const numbers[] = { "bits", "security-bits", "max-size", "use-cofactor-flag", "none" };
    unsigned char out[300];
    char text[80];
    size_t len;

    printf("%s\n", label);
    for (size_t i = 0; i < sizeof octets / sizeof *octets; i++) {
        int ok;

        len = 0;
        ok = EVP_PKEY_get_octet_string_param(key, octets[i], out, sizeof out, &len);
        printf("  %s: %d %d\n", octets[i], ok, (int)len);
        show_errors();
    }
    SHOW_INT(EVP_PKEY_get_octet_string_param(key, "pub", NULL, 0, &len));
    show_errors();
    SHOW_INT(EVP_PKEY_get_octet_string_param(key, "pub", out, 5, &len));
    show_error_codes();
    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++) {
        int ok;

        len = 0;
        strcpy(text, "-");
        ok = EVP_PKEY_get_utf8_string_param(key, strings[i], text, sizeof text, &len);
        printf("  %s: %d %d '%s'\n", strings[i], ok, (int)len, text);
        show_errors();
    }
    SHOW_INT(EVP_PKEY_get_utf8_string_param(key, "group", text, 4, &len));
    show_error_codes();
    SHOW_INT(EVP_PKEY_get_utf8_string_param(key, "group", NULL, 0, &len));
    show_error_codes();
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        int n = -9, ok = EVP_PKEY_get_int_param(key, numbers[i], &n);
        size_t m = 99;

        printf("  %s: %d %d", numbers[i], ok, n);
        ok = EVP_PKEY_get_size_t_param(key, numbers[i], &m);
        printf(" %d %d\n", ok, (int)m);
        show_errors();
    }
    strcpy(text, "-");
    SHOW_INT(EVP_PKEY_get_default_digest_name(key, text, sizeof text));
    printf("  '%s'\n", text);
    SHOW_INT(EVP_PKEY_get_default_digest_name(key, text, 3));
    show_errors();
    SHOW_INT(EVP_PKEY_get_field_type(key));
    SHOW_INT(EVP_PKEY_get_ec_point_conv_form(key));
    SHOW_STR(EVP_PKEY_get0_description(key));
    show_errors();
}

static void raw(void)
{
    static const unsigned char bytes[32] = "0123456789abcdef0123456789abcdef";
    EVP_PKEY *key = EVP_PKEY_new_raw_private_key_ex(NULL, "X25519", NULL, bytes, 32), *other;
    unsigned char out[64];
    size_t len = sizeof out;

    SHOW_INT(EVP_PKEY_get_raw_private_key(key, NULL, &len));
    SHOW_INT(len);
    len = 5;
    SHOW_INT(EVP_PKEY_get_raw_private_key(key, out, &len));
    show_error_codes();
    len = sizeof out;
    SHOW_INT(EVP_PKEY_get_raw_private_key(key, out, &len));
    show_hex("private", out, len);
    SHOW_INT(EVP_PKEY_get_raw_public_key(key, out, &len));
    show_hex("public", out, len);
    other = EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, NULL, out, 32);
    SHOW_INT(EVP_PKEY_eq(key, other));
    len = sizeof out;
    SHOW_INT(EVP_PKEY_get_raw_private_key(other, out, &len));
    show_error_codes();
    EVP_PKEY_free(other);
    SHOW_NULL(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, out, 31));
    show_error_codes();
    SHOW_NULL(EVP_PKEY_new_raw_public_key(EVP_PKEY_RSA, NULL, out, 31));
    show_error_codes();
    SHOW_NULL(EVP_PKEY_new_raw_private_key_ex(NULL, "RSA", NULL, bytes, 32));
    show_error_codes();
    SHOW_NULL(EVP_PKEY_new_raw_private_key_ex(NULL, "no such", NULL, bytes, 32));
    show_error_codes();
    other = EVP_PKEY_new_raw_public_key_ex(NULL, "ED25519", NULL, bytes, 32);
    SHOW_INT(EVP_PKEY_get_id(other));
    EVP_PKEY_free(other);
    EVP_PKEY_free(key);

    key = EVP_PKEY_new_mac_key(EVP_PKEY_HMAC, NULL, bytes, 20);
    SHOW_INT(EVP_PKEY_get_id(key));
    len = sizeof out;
    SHOW_INT(EVP_PKEY_get_raw_private_key(key, out, &len));
    SHOW_INT(len);
    EVP_PKEY_free(key);
}

static void types(void)
{
    static const int ids[] = { EVP_PKEY_RSA, EVP_PKEY_RSA2, EVP_PKEY_RSA_PSS, EVP_PKEY_EC, EVP_PKEY_DH, EVP_PKEY_X25519,
                               EVP_PKEY_ED25519, EVP_PKEY_HMAC, NID_sha256, 0, -1 };
    static const char *const names[] = { "RSA", "rsaEncryption", "EC", "id-ecPublicKey", "ED25519", "HMAC", "nothing" };
    EVP_PKEY *key = EVP_PKEY_new();

    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        printf("type %d -> %d, set %d", ids[i], EVP_PKEY_type(ids[i]), EVP_PKEY_set_type(key, ids[i]));
        printf(", id %d base %d\n", EVP_PKEY_get_id(key), EVP_PKEY_get_base_id(key));
        show_errors();
    }
    EVP_PKEY_free(key);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        int ok;

        key = EVP_PKEY_new();
        ok = EVP_PKEY_set_type_str(key, names[i], -1);
        printf("name %s: %d id %d\n", names[i], ok, EVP_PKEY_get_id(key));
        show_errors();
        EVP_PKEY_free(key);
    }
    key = EVP_PKEY_new();
    SHOW_INT(EVP_PKEY_set_type_str(key, "ECxx", 2));
    SHOW_INT(EVP_PKEY_get_id(key));
    EVP_PKEY_free(key);
}

static void contexts(EVP_PKEY *ec)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, ec, NULL);
    EVP_PKEY *peer = NULL, *made = NULL;
    int here;

    SHOW_INT(EVP_PKEY_CTX_get0_pkey(ctx) == ec);
    SHOW_NULL(EVP_PKEY_CTX_get0_peerkey(ctx));
    SHOW_INT(EVP_PKEY_CTX_is_a(ctx, "EC"));
    SHOW_INT(EVP_PKEY_CTX_is_a(ctx, "RSA"));
    SHOW_NULL(EVP_PKEY_CTX_get_app_data(ctx));
    EVP_PKEY_CTX_set_app_data(ctx, &here);
    SHOW_INT(EVP_PKEY_CTX_get_app_data(ctx) == &here);
    EVP_PKEY_CTX_set_data(ctx, &peer);
    SHOW_INT(EVP_PKEY_CTX_get_data(ctx) == &peer);
    SHOW_NULL(EVP_PKEY_CTX_get0_libctx(ctx));
    SHOW_NULL(EVP_PKEY_CTX_get0_propq(ctx));
    SHOW_INT(EVP_PKEY_CTX_get_keygen_info(ctx, -1));
    SHOW_NULL(EVP_PKEY_CTX_get_cb(ctx));
    EVP_PKEY_CTX_set_cb(ctx, NULL);
    /* A new key on the curve of the old one. */
    SHOW_INT(EVP_PKEY_generate(ctx, &peer));
    show_errors();
    SHOW_INT(EVP_PKEY_keygen(ctx, &peer));
    show_errors();
    SHOW_INT(EVP_PKEY_keygen_init(ctx));
    SHOW_INT(EVP_PKEY_paramgen(ctx, &peer));
    show_errors();
    SHOW_INT(EVP_PKEY_generate(ctx, &peer));
    SHOW_INT(EVP_PKEY_get_bits(peer));
    SHOW_INT(EVP_PKEY_eq(peer, ec));
    SHOW_INT(EVP_PKEY_generate(ctx, NULL));
    show_errors();
    SHOW_INT(EVP_PKEY_derive_init(ctx));
    SHOW_INT(EVP_PKEY_derive_set_peer(ctx, peer));
    SHOW_INT(EVP_PKEY_CTX_get0_peerkey(ctx) == peer);
    SHOW_INT(EVP_PKEY_derive_set_peer(ctx, NULL));
    show_errors();
    EVP_PKEY_CTX_free(ctx);
    EVP_PKEY_free(peer);

    ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
    SHOW_NULL(EVP_PKEY_CTX_get0_pkey(ctx));
    SHOW_INT(EVP_PKEY_paramgen_init(ctx));
    SHOW_INT(EVP_PKEY_paramgen(ctx, &made));
    show_errors();
    SHOW_INT(EVP_PKEY_CTX_set_group_name(ctx, "P-384"));
    SHOW_INT(EVP_PKEY_paramgen(ctx, &made));
    SHOW_INT(EVP_PKEY_get_bits(made));
    SHOW_INT(EVP_PKEY_get_id(made));
    SHOW_INT(EVP_PKEY_parameters_eq(made, ec));
    EVP_PKEY_CTX_free(ctx);
    ctx = EVP_PKEY_CTX_new(made, NULL);
    SHOW_INT(EVP_PKEY_keygen_init(ctx));
    peer = NULL;
    SHOW_INT(EVP_PKEY_keygen(ctx, &peer));
    SHOW_INT(EVP_PKEY_get_bits(peer));
    SHOW_INT(EVP_PKEY_parameters_eq(made, peer));
    SHOW_INT(EVP_PKEY_sign_init(ctx));
    EVP_PKEY_CTX_free(ctx);
    EVP_PKEY_free(peer);
    EVP_PKEY_free(made);
    SHOW_NULL(EVP_PKEY_CTX_new_from_name(NULL, "no such", NULL));
    show_errors();
    SHOW_NULL(EVP_PKEY_CTX_new_id(NID_sha256, NULL));
    show_error_codes();
    SHOW_INT(EVP_PKEY_keygen_init(NULL));
    show_errors();
    SHOW_INT(EVP_PKEY_paramgen_init(NULL));
    show_errors();
}

static void words(const char *type, int params, const char *name, const char *value)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    EVP_PKEY *key = NULL;
    char group[40] = "";
    size_t len;

    printf("%s%s %s=%s\n", type, params ? " parameters" : "", name, value);
    SHOW_INT(params ? EVP_PKEY_paramgen_init(ctx) : EVP_PKEY_keygen_init(ctx));
    SHOW_INT(EVP_PKEY_CTX_ctrl_str(ctx, name, value));
    show_errors();
    SHOW_INT(params ? EVP_PKEY_paramgen(ctx, &key) : EVP_PKEY_keygen(ctx, &key));
    show_errors();
    if (key != NULL) {
        EVP_PKEY_get_group_name(key, group, sizeof group, &len);
        printf("  %d bits, size %d, security %d, group '%s'\n", EVP_PKEY_get_bits(key), EVP_PKEY_get_size(key),
            EVP_PKEY_get_security_bits(key), group);
    }
    ERR_clear_error();
    EVP_PKEY_free(key);
    EVP_PKEY_CTX_free(ctx);
}

int main(int argc, char **argv)
{
    EVP_PKEY *rsa = load(argv, "server-rsa-key.pem"), *ec = load(argv, "server-p256-key.pem"),
             *ed = load(argv, "server-ed25519-key.pem");

    (void)argc;
    shares(rsa);
    objects(argv, rsa, ec);
    named("RSA", rsa);
    named("EC", ec);
    named("Ed25519", ed);
    raw();
    contexts(ec);
    words("EC", 0, "ec_paramgen_curve", "P-384");
    words("EC", 1, "ec_paramgen_curve", "P-256");
    words("EC", 1, "ec_paramgen_curve", "P-521");
    words("EC", 1, "ec_paramgen_curve", "no such");
    words("EC", 0, "ec_paramgen_curve", "no such");
    words("EC", 0, "ec_param_enc", "named_curve");
    words("EC", 0, "group", "P-256");
    words("EC", 0, "no such", "P-256");
    words("RSA", 0, "rsa_keygen_bits", "1024");
    words("RSA", 0, "rsa_keygen_bits", "100");
    words("RSA", 0, "rsa_keygen_pubexp", "3");
    words("RSA", 0, "rsa_keygen_pubexp", "4");
    words("RSA", 0, "rsa_keygen_primes", "2");
    words("RSA-PSS", 0, "rsa_pss_keygen_md", "SHA256");
    words("DH", 0, "group", "ffdhe2048");
    words("DH", 0, "dh_param", "modp_2048");
    words("DH", 0, "dh_param", "no such");
    words("DH", 1, "dh_param", "ffdhe3072");
    words("DH", 1, "dh_paramgen_prime_len", "512");
    words("X25519", 0, "group", "ffdhe2048");
    words("ED25519", 0, "x", "ffdhe2048");
    types();
    EVP_PKEY_free(rsa);
    EVP_PKEY_free(ec);
    EVP_PKEY_free(ed);
    return 0;
}
