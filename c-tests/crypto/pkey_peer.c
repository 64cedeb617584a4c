/* The other side's key of a derivation: one that does not fit is refused. */
#include "common.h"
#include <openssl/dh.h>
#include <openssl/ec.h>
#include <openssl/evp.h>

static EVP_PKEY *made(EVP_PKEY_CTX *ctx)
{
    EVP_PKEY *key = NULL;

    EVP_PKEY_keygen(ctx, &key);
    EVP_PKEY_CTX_free(ctx);
    return key;
}

static EVP_PKEY *simple(int id)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_id(id, NULL);

    EVP_PKEY_keygen_init(ctx);
    return made(ctx);
}

static EVP_PKEY *curve(int nid)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_id(EVP_PKEY_EC, NULL);

    EVP_PKEY_keygen_init(ctx);
    EVP_PKEY_CTX_set_ec_paramgen_curve_nid(ctx, nid);
    return made(ctx);
}

static EVP_PKEY *group(int nid)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_id(EVP_PKEY_DH, NULL);
    EVP_PKEY *parameters = NULL, *key;

    EVP_PKEY_paramgen_init(ctx);
    EVP_PKEY_CTX_set_dh_nid(ctx, nid);
    EVP_PKEY_paramgen(ctx, &parameters);
    EVP_PKEY_CTX_free(ctx);
    ctx = EVP_PKEY_CTX_new(parameters, NULL);
    EVP_PKEY_free(parameters);
    EVP_PKEY_keygen_init(ctx);
    key = made(ctx);
    return key;
}

static void derive(const char *label, EVP_PKEY *ours, EVP_PKEY *theirs)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(ours, NULL);
    unsigned char secret[1024];
    size_t len = sizeof secret;

    printf("-- %s\n", label);
    SHOW_INT(EVP_PKEY_derive_set_peer(ctx, theirs));
    show_errors();
    SHOW_INT(EVP_PKEY_derive_init(ctx));
    show_errors();
    SHOW_INT(EVP_PKEY_derive_set_peer(ctx, theirs));
    show_errors();
    SHOW_INT(EVP_PKEY_derive_set_peer_ex(ctx, theirs, 0));
    show_errors();
    SHOW_INT(EVP_PKEY_derive(ctx, secret, &len));
    show_errors();
    EVP_PKEY_CTX_free(ctx);
}

int main(void)
{
    EVP_PKEY *p256 = curve(NID_X9_62_prime256v1), *p384 = curve(NID_secp384r1);
    EVP_PKEY *small = group(NID_modp_1536), *big = group(NID_ffdhe2048);
    EVP_PKEY *x = simple(EVP_PKEY_X25519), *ed = simple(EVP_PKEY_ED25519);

    derive("a curve and itself", p256, p256);
    derive("two curves", p256, p384);
    derive("two groups", small, big);
    derive("a curve and a group", p256, small);
    derive("a group and a curve", small, p256);
    derive("X25519 and itself", x, x);
    derive("X25519 and a curve", x, p256);
    derive("a curve and X25519", p256, x);
    derive("X25519 and Ed25519", x, ed);
    derive("Ed25519", ed, ed);
    derive("nobody", p256, NULL);
    EVP_PKEY_free(p256);
    EVP_PKEY_free(p384);
    EVP_PKEY_free(small);
    EVP_PKEY_free(big);
    EVP_PKEY_free(x);
    EVP_PKEY_free(ed);
    return 0;
}
