/* EVP_RAND: generators by name, states, requests; those of the library. */
#include "../common.h"
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>

static void ask(EVP_RAND_CTX *ctx)
{
    int state = 77;
    unsigned int strength = 77, counter = 77, requests = 77;
    size_t most = 77, entropy = 77, nonce = 77;
    char name[40] = "";
    OSSL_PARAM params[] = {
        OSSL_PARAM_int("state", &state), OSSL_PARAM_uint("strength", &strength),
        OSSL_PARAM_size_t("max_request", &most), OSSL_PARAM_uint("reseed_requests", &requests),
        OSSL_PARAM_size_t("min_entropylen", &entropy), OSSL_PARAM_size_t("min_noncelen", &nonce),
        OSSL_PARAM_utf8_string("cipher", name, sizeof name), OSSL_PARAM_END
    };

    (void)counter;
    printf("get_params: %d", EVP_RAND_CTX_get_params(ctx, params));
    printf(" state %d strength %u most %zu requests %u entropy %zu nonce %zu cipher %s\n", state,
           strength, most, requests, entropy, nonce, name);
    if (ERR_peek_error())
        show_error_codes();
}

static void generator(const char *name, const char *what, const char *value)
{
    EVP_RAND *rand = EVP_RAND_fetch(NULL, name, NULL);
    EVP_RAND_CTX *ctx = EVP_RAND_CTX_new(rand, RAND_get0_primary(NULL)), *child;
    OSSL_PARAM params[3] = { OSSL_PARAM_END, OSSL_PARAM_END, OSSL_PARAM_END };
    unsigned char out[100] = { 0 }, zeros[100] = { 0 };

    printf("%s\n", name);
    if (what != NULL)
        params[0] = OSSL_PARAM_construct_utf8_string(what, (char *)value, 0);
    if (what != NULL && strcmp(what, "digest") == 0 && strcmp(name, "HMAC-DRBG") == 0)
        params[1] = OSSL_PARAM_construct_utf8_string("mac", (char *)"HMAC", 0);
    SHOW_INT(EVP_RAND_CTX_get0_rand(ctx) == rand);
    SHOW_INT(EVP_RAND_get_state(ctx));
    SHOW_INT(EVP_RAND_get_strength(ctx));
    SHOW_INT(EVP_RAND_CTX_set_params(ctx, params));
    SHOW_INT(EVP_RAND_instantiate(ctx, 128, 0, (const unsigned char *)"text", 4, what ? params : NULL));
    show_error_codes();
    SHOW_INT(EVP_RAND_get_state(ctx));
    SHOW_INT(EVP_RAND_get_strength(ctx));
    SHOW_INT(EVP_RAND_generate(ctx, out, sizeof out, 0, 0, NULL, 0));
    SHOW_INT(memcmp(out, zeros, sizeof out) != 0);
    SHOW_INT(EVP_RAND_generate(ctx, out, sizeof out, 128, 1, (const unsigned char *)"more", 4));
    show_error_codes();
    SHOW_INT(EVP_RAND_generate(ctx, out, sizeof out, 512, 0, NULL, 0));
    show_error_codes();
    SHOW_INT(EVP_RAND_reseed(ctx, 0, NULL, 0, (const unsigned char *)"more", 4));
    SHOW_INT(EVP_RAND_enable_locking(ctx));
    show_error_codes();
    ask(ctx);
    child = EVP_RAND_CTX_new(rand, ctx);
    SHOW_INT(EVP_RAND_instantiate(child, 128, 0, NULL, 0, what ? params : NULL));
    SHOW_INT(EVP_RAND_generate(child, out, 10, 128, 0, NULL, 0));
    show_error_codes();
    EVP_RAND_CTX_free(child);
    SHOW_INT(EVP_RAND_uninstantiate(ctx));
    SHOW_INT(EVP_RAND_get_state(ctx));
    SHOW_INT(EVP_RAND_verify_zeroization(ctx));
    SHOW_INT(EVP_RAND_generate(ctx, out, sizeof out, 0, 0, NULL, 0));
    show_error_codes();
    SHOW_INT(EVP_RAND_nonce(ctx, out, 16) > 0);
    EVP_RAND_CTX_free(ctx);
    EVP_RAND_free(rand);
}

int main(void)
{
    EVP_RAND_CTX *all[] = { RAND_get0_primary(NULL), RAND_get0_public(NULL), RAND_get0_private(NULL) };
    unsigned char out[32];

    for (int i = 0; i < 3; i++) {
        SHOW_INT(all[i] != NULL);
        SHOW_INT(EVP_RAND_get_state(all[i]));
        SHOW_INT(EVP_RAND_get_strength(all[i]));
        SHOW_STR(EVP_RAND_get0_name(EVP_RAND_CTX_get0_rand(all[i])));
        ask(all[i]);
        SHOW_INT(EVP_RAND_generate(all[i], out, sizeof out, 256, 0, NULL, 0));
        SHOW_INT(EVP_RAND_reseed(all[i], 0, NULL, 0, NULL, 0));
        show_error_codes();
    }
    SHOW_INT(RAND_get0_public(NULL) == all[1]);
    SHOW_INT(all[1] != all[2]);
    generator("CTR-DRBG", "cipher", "AES-256-CTR");
    generator("CTR-DRBG", "cipher", "AES-128-CTR");
    {
        EVP_RAND *rand = EVP_RAND_fetch(NULL, "CTR-DRBG", NULL);
        EVP_RAND_CTX *ctx = EVP_RAND_CTX_new(rand, NULL);

        SHOW_INT(EVP_RAND_instantiate(ctx, 128, 0, NULL, 0, NULL));
        show_error_codes();
        EVP_RAND_CTX_free(ctx);
        EVP_RAND_free(rand);
    }
    generator("HASH-DRBG", "digest", "SHA256");
    generator("HMAC-DRBG", "digest", "SHA512");
    {
        EVP_RAND *rand = EVP_RAND_fetch(NULL, "SEED-SRC", NULL);
        EVP_RAND_CTX *ctx = EVP_RAND_CTX_new(rand, NULL);

        SHOW_INT(EVP_RAND_get_state(ctx));
        SHOW_INT(EVP_RAND_instantiate(ctx, 0, 0, NULL, 0, NULL));
        SHOW_INT(EVP_RAND_get_state(ctx));
        SHOW_INT(EVP_RAND_generate(ctx, out, sizeof out, 0, 0, NULL, 0));
        ask(ctx);
        EVP_RAND_CTX_free(ctx);
        EVP_RAND_free(rand);
    }
    {
        EVP_RAND *rand = EVP_RAND_fetch(NULL, "ctr-drbg", NULL);

        SHOW_INT(EVP_RAND_is_a(rand, "CTR-DRBG"));
        SHOW_INT(EVP_RAND_is_a(rand, "HASH-DRBG"));
        SHOW_INT(EVP_RAND_up_ref(rand));
        EVP_RAND_free(rand);
        SHOW_INT(EVP_RAND_get_params(rand, NULL));
        EVP_RAND_free(rand);
    }
    SHOW_NULL(EVP_RAND_fetch(NULL, "nope", NULL));
    SHOW_NULL(EVP_RAND_CTX_new(NULL, NULL));
    show_error_codes();
    EVP_RAND_CTX_free(NULL);
    EVP_RAND_free(NULL);
    SHOW_INT(RAND_set_DRBG_type(NULL, "HASH-DRBG", NULL, NULL, "SHA256"));
    show_error_codes();
    SHOW_INT(RAND_set_seed_source_type(NULL, "SEED-SRC", NULL));
    show_error_codes();
    return 0;
}
