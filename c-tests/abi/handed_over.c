/* What is handed over (set0, add0, assign, push) lives on in its new owner: programs go on using the pointer, and the
 * getters lend the very same one. Meant for valgrind, too. */
#include "../common.h"
#include <openssl/bn.h>
#include <openssl/dh.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

static char **args;

static BIO *open_fixture(const char *name)
{
    return BIO_new_file(fixture(args, name), "r");
}

static X509 *certificate(const char *name)
{
    BIO *in = open_fixture(name);
    X509 *cert = PEM_read_bio_X509(in, NULL, NULL, NULL);

    BIO_free(in);
    return cert;
}

static EVP_PKEY *parameters(void)
{
    BIO *in = open_fixture("dh2048.pem");
    EVP_PKEY *key = PEM_read_bio_Parameters(in, NULL);

    BIO_free(in);
    return key;
}

static BIGNUM *number(unsigned long word)
{
    BIGNUM *bn = BN_new();

    BN_set_word(bn, word);
    return bn;
}

static void contexts(void)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *ssl;
    EVP_PKEY *first = parameters(), *second = parameters(), *third;
    STACK_OF(X509_NAME) *names = sk_X509_NAME_new_null(), *more = sk_X509_NAME_new_null();
    STACK_OF(X509) *chain = sk_X509_new_null();
    X509 *extra = certificate("intermediate-cert.pem"), *leaf = certificate("server-p256-cert.pem");
    X509 *link = certificate("intermediate-cert.pem");
    X509_STORE *store = X509_STORE_new(), *verify = X509_STORE_new(), *build = X509_STORE_new(), *back = NULL;
    BIO *mem = BIO_new(BIO_s_mem());

    SHOW_INT(SSL_CTX_set0_tmp_dh_pkey(ctx, first));
    SHOW_INT(EVP_PKEY_get_size(first));
    ssl = SSL_new(ctx);
    SHOW_INT(SSL_set0_tmp_dh_pkey(ssl, second));
    SHOW_INT(EVP_PKEY_get_bits(second));
    third = parameters();
    /* Of the context that it replaces in, not of the connection made before. */
    SHOW_INT(SSL_CTX_set0_tmp_dh_pkey(ctx, third));
    SHOW_INT(EVP_PKEY_get_size(third));

    sk_X509_NAME_push(names, X509_NAME_dup(X509_get_subject_name(extra)));
    SSL_CTX_set_client_CA_list(ctx, names);
    SHOW_INT(sk_X509_NAME_num(names));
    SHOW_INT(SSL_CTX_get_client_CA_list(ctx) == names);
    SHOW_INT(SSL_CTX_add_client_CA(ctx, leaf));
    SHOW_INT(sk_X509_NAME_num(names));
    SSL_CTX_set0_CA_list(ctx, more);
    SHOW_INT(SSL_CTX_get0_CA_list(ctx) == more);
    SHOW_INT(SSL_CTX_add1_to_CA_list(ctx, leaf));
    SHOW_INT(sk_X509_NAME_num(more));

    SHOW_INT(SSL_CTX_use_certificate(ctx, leaf));
    SHOW_INT(SSL_CTX_get0_certificate(ctx) == leaf);
    X509_up_ref(extra);
    SHOW_INT(SSL_CTX_add_extra_chain_cert(ctx, extra));
    SHOW_INT(X509_get_version(extra));
    sk_X509_push(chain, link);
    SHOW_INT(SSL_CTX_set0_chain(ctx, chain));
    SHOW_INT(sk_X509_num(chain));
    SHOW_INT(sk_X509_value(chain, 0) == link);
    {
        STACK_OF(X509) *got = NULL;

        SHOW_INT(SSL_CTX_get0_chain_certs(ctx, &got));
        SHOW_INT(got == chain);
        SHOW_INT(SSL_CTX_add0_chain_cert(ctx, extra));
        SHOW_INT(sk_X509_num(chain));
        SHOW_INT(X509_get_version(extra));
    }

    SSL_CTX_set_cert_store(ctx, store);
    SHOW_INT(SSL_CTX_get_cert_store(ctx) == store);
    SHOW_INT(X509_STORE_add_cert(store, link));
    SHOW_INT(sk_X509_OBJECT_num(X509_STORE_get0_objects(store)));
    SHOW_INT(SSL_CTX_set0_verify_cert_store(ctx, verify));
    SHOW_INT(SSL_CTX_get0_verify_cert_store(ctx, &back));
    SHOW_INT(back == verify);
    SHOW_INT(X509_STORE_add_cert(verify, link));
    SHOW_INT(SSL_CTX_set0_chain_cert_store(ctx, build));
    SHOW_INT(SSL_CTX_get0_chain_cert_store(ctx, &back));
    SHOW_INT(back == build);
    SHOW_INT(X509_STORE_add_cert(build, link));

    SSL_set_bio(ssl, mem, mem);
    SHOW_INT(SSL_get_rbio(ssl) == mem && SSL_get_wbio(ssl) == mem);
    SHOW_INT(BIO_puts(mem, "bytes"));
    SHOW_INT(BIO_pending(mem));
    X509_free(leaf);
    SSL_free(ssl);
    SSL_CTX_free(ctx);
}

/* What is lent twice is the same both times. */
static void lent_again(void)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *ssl = SSL_new(ctx);
    STACK_OF(SSL_CIPHER) *ciphers = SSL_CTX_get_ciphers(ctx), *own;
    LHASH_OF(SSL_SESSION) *sessions = SSL_CTX_sessions(ctx);
    const char *name;
    int count = sk_SSL_CIPHER_num(ciphers);

    SHOW_INT(SSL_CTX_get_ciphers(ctx) == ciphers);
    SHOW_INT(sk_SSL_CIPHER_num(ciphers) == count);
    own = SSL_get_ciphers(ssl);
    SHOW_INT(SSL_get_ciphers(ssl) == own);
    SHOW_INT(sk_SSL_CIPHER_num(own) == count);
    SHOW_INT(SSL_CTX_sessions(ctx) == sessions);
    SHOW_INT(OPENSSL_LH_num_items((OPENSSL_LHASH *)sessions));
    SHOW_INT(SSL_set_tlsext_host_name(ssl, "host.example"));
    name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
    SHOW_INT(SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name) == name);
    SHOW_STR(name);
    SSL_free(ssl);
    SSL_CTX_free(ctx);
}

static void keys(void)
{
    RSA *rsa = RSA_new();
    DH *dh = DH_new();
    EC_KEY *ec = EC_KEY_new_by_curve_name(NID_X9_62_prime256v1);
    ECDSA_SIG *sig = ECDSA_SIG_new();
    EVP_PKEY *pkey = EVP_PKEY_new(), *other = EVP_PKEY_new(), *third = EVP_PKEY_new();
    EVP_PKEY_CTX *making = EVP_PKEY_CTX_new_id(EVP_PKEY_RSA, NULL);
    BIGNUM *n = number(3233), *e = number(17), *d = number(2753), *p = number(61), *q = number(53), *exponent = number(3);
    BIGNUM *a = number(1), *b = number(2), *c = number(3), *prime = number(23), *generator = number(5), *value = number(8);

    SHOW_INT(RSA_set0_key(rsa, n, e, d));
    SHOW_INT(RSA_get0_n(rsa) == n && RSA_get0_e(rsa) == e && RSA_get0_d(rsa) == d);
    SHOW_INT(BN_get_word(n) + BN_get_word(e) + BN_get_word(d));
    SHOW_INT(RSA_set0_factors(rsa, p, q));
    SHOW_INT(RSA_get0_p(rsa) == p && BN_get_word(q) == 53);
    SHOW_INT(RSA_set0_crt_params(rsa, a, b, c));
    SHOW_INT(RSA_get0_dmp1(rsa) == a && RSA_get0_iqmp(rsa) == c && BN_get_word(b) == 2);
    SHOW_INT(EVP_PKEY_assign_RSA(pkey, rsa));
    SHOW_INT(EVP_PKEY_get0_RSA(pkey) == rsa);
    SHOW_INT(RSA_size(rsa));

    SHOW_INT(DH_set0_pqg(dh, prime, NULL, generator));
    SHOW_INT(DH_get0_p(dh) == prime && DH_get0_g(dh) == generator && BN_get_word(prime) == 23);
    SHOW_INT(DH_set0_key(dh, value, NULL));
    SHOW_INT(DH_get0_pub_key(dh) == value && BN_get_word(value) == 8);
    SHOW_INT(EVP_PKEY_assign_DH(other, dh));
    SHOW_INT(EVP_PKEY_get0_DH(other) == dh);
    SHOW_INT(DH_bits(dh));

    SHOW_INT(EC_KEY_generate_key(ec));
    SHOW_INT(EVP_PKEY_assign_EC_KEY(third, ec));
    SHOW_INT(EVP_PKEY_get0_EC_KEY(third) == ec);
    SHOW_INT(EC_GROUP_get_degree(EC_KEY_get0_group(ec)));

    a = number(7), b = number(9);
    SHOW_INT(ECDSA_SIG_set0(sig, a, b));
    SHOW_INT(ECDSA_SIG_get0_r(sig) == a && ECDSA_SIG_get0_s(sig) == b && BN_get_word(a) == 7);

    SHOW_INT(EVP_PKEY_keygen_init(making));
    SHOW_INT(EVP_PKEY_CTX_set_rsa_keygen_pubexp(making, exponent));
    SHOW_INT(BN_get_word(exponent));
    EVP_PKEY_CTX_free(making);
    ECDSA_SIG_free(sig);
    EVP_PKEY_free(pkey);
    EVP_PKEY_free(other);
    EVP_PKEY_free(third);
}

static void verification(void)
{
    X509_VERIFY_PARAM *param = X509_VERIFY_PARAM_new(), *own = X509_VERIFY_PARAM_new();
    ASN1_OBJECT *policy = OBJ_txt2obj("1.2.3.4.5.6.7", 1);
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    X509 *cert = certificate("ca-p256-cert.pem");
    STACK_OF(X509) *chain = sk_X509_new_null(), *untrusted = sk_X509_new_null();
    char text[40];

    SHOW_INT(X509_VERIFY_PARAM_add0_policy(param, policy));
    SHOW_INT(OBJ_obj2txt(text, sizeof(text), policy, 1));
    SHOW_STR(text);
    X509_VERIFY_PARAM_free(param);

    SHOW_INT(X509_STORE_CTX_init(ctx, NULL, cert, untrusted));
    X509_STORE_CTX_set0_param(ctx, own);
    SHOW_INT(X509_STORE_CTX_get0_param(ctx) == own);
    X509_VERIFY_PARAM_set_depth(own, 3);
    SHOW_INT(X509_VERIFY_PARAM_get_depth(X509_STORE_CTX_get0_param(ctx)));
    sk_X509_push(chain, cert);
    X509_STORE_CTX_set0_verified_chain(ctx, chain);
    SHOW_INT(X509_STORE_CTX_get0_chain(ctx) == chain);
    SHOW_INT(sk_X509_num(chain));
    SHOW_INT(X509_get_version(sk_X509_value(chain, 0)));
    X509_STORE_CTX_free(ctx);
    sk_X509_free(untrusted);
}

static void objects(void)
{
    X509_ALGOR *algorithm = X509_ALGOR_new(), *sealing;
    ASN1_STRING *text = ASN1_STRING_new();
    ASN1_TYPE *any = ASN1_TYPE_new();
    GENERAL_NAME *name = GENERAL_NAME_new();
    ASN1_IA5STRING *host = ASN1_IA5STRING_new();
    GENERAL_NAMES *names = GENERAL_NAMES_new();
    X509_CRL *crl = X509_CRL_new();
    X509_REVOKED *revoked = X509_REVOKED_new();
    ASN1_INTEGER *serial = ASN1_INTEGER_new();
    X509 *cert = certificate("server-p256-cert.pem");
    EVP_PKEY *key = X509_get_pubkey(cert);
    PKCS8_PRIV_KEY_INFO *info;
    BIO *in = open_fixture("server-p256-key.pem");
    EVP_PKEY *private_key = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);
    X509_SIG *sealed;
    const X509_ALGOR *held;
    const void *value;
    int type;

    ASN1_STRING_set(text, "text", 4);
    SHOW_INT(X509_ALGOR_set0(algorithm, OBJ_nid2obj(NID_sha256), V_ASN1_OCTET_STRING, text));
    X509_ALGOR_get0(NULL, &type, &value, algorithm);
    SHOW_INT(type == V_ASN1_OCTET_STRING && value == text);
    SHOW_INT(ASN1_STRING_length(text));
    X509_ALGOR_free(algorithm);

    text = ASN1_STRING_new();
    ASN1_STRING_set0(text, OPENSSL_strdup("given"), 5);
    SHOW_STR(ASN1_STRING_get0_data(text));
    ASN1_TYPE_set(any, V_ASN1_OCTET_STRING, text);
    SHOW_INT(any->value.octet_string == text && ASN1_STRING_length(text) == 5);
    ASN1_TYPE_free(any);

    ASN1_STRING_set(host, "host.example", 12);
    GENERAL_NAME_set0_value(name, GEN_DNS, host);
    SHOW_INT(GENERAL_NAME_get0_value(name, &type) == host && type == GEN_DNS);
    sk_GENERAL_NAME_push(names, name);
    SHOW_INT(ASN1_STRING_length(name->d.dNSName));
    GENERAL_NAMES_free(names);

    ASN1_INTEGER_set(serial, 77);
    X509_REVOKED_set_serialNumber(revoked, serial);
    SHOW_INT(X509_CRL_add0_revoked(crl, revoked));
    SHOW_INT(ASN1_INTEGER_get(X509_REVOKED_get0_serialNumber(revoked)));
    SHOW_INT(sk_X509_REVOKED_value(X509_CRL_get_REVOKED(crl), 0) == revoked);
    X509_CRL_free(crl);
    ASN1_INTEGER_free(serial);

    info = EVP_PKEY2PKCS8(private_key);
    sealing = PKCS5_pbe2_set(EVP_aes_128_cbc(), 1, NULL, 0);
    sealed = PKCS8_set0_pbe("secret", 6, info, sealing);
    X509_SIG_get0(sealed, &held, NULL);
    SHOW_INT(held == sealing);
    SHOW_INT(OBJ_obj2nid(sealing->algorithm));
    X509_SIG_free(sealed);
    PKCS8_PRIV_KEY_INFO_free(info);
    EVP_PKEY_free(private_key);
    EVP_PKEY_free(key);
    X509_free(cert);
    BIO_free(in);
}

static void chains_of_bios(void)
{
    BIO *mem = BIO_new(BIO_s_mem()), *buffer = BIO_new(BIO_f_buffer());
    BUF_MEM *block = BUF_MEM_new(), *back = NULL;

    SHOW_INT(BIO_push(buffer, mem) == buffer);
    BUF_MEM_grow(block, 6);
    memcpy(block->data, "block", 6);
    SHOW_INT(BIO_set_mem_buf(mem, block, BIO_CLOSE));
    SHOW_INT(BIO_get_mem_ptr(mem, &back));
    SHOW_INT(back == block && back->length == 6);
    BIO_free_all(buffer);
}

int main(int argc, char **argv)
{
    (void)argc;
    args = argv;
    contexts();
    lent_again();
    keys();
    verification();
    objects();
    chains_of_bios();
    show_errors();
    return 0;
}
