/* What providers say of themselves, and where configuration comes from. */
#include "../common.h"
#include <openssl/crypto.h>
#include <openssl/params.h>
#include <openssl/provider.h>
#include <string.h>
#include <unistd.h>

static void ask(const char *which)
{
    OSSL_PROVIDER *prov = OSSL_PROVIDER_load(NULL, which);
    const OSSL_PARAM *known = OSSL_PROVIDER_gettable_params(prov);
    char *name = NULL, *version = NULL, *info = NULL;
    int status = -1, other = 7;
    OSSL_PARAM wanted[] = {
        OSSL_PARAM_construct_utf8_ptr("name", &name, 0), OSSL_PARAM_construct_utf8_ptr("version", &version, 0),
        OSSL_PARAM_construct_utf8_ptr("buildinfo", &info, 0), OSSL_PARAM_construct_int("status", &status),
        OSSL_PARAM_construct_int("other", &other), OSSL_PARAM_construct_end()};
    OSSL_PARAM wrong[] = {OSSL_PARAM_construct_int("name", &other), OSSL_PARAM_construct_end()};

    printf("%s:", which);
    for (; known != NULL && known->key != NULL; known++)
        printf(" %s %u %zu", known->key, known->data_type, known->data_size);
    printf("\n");
    SHOW_INT(OSSL_PROVIDER_get_params(prov, wanted));
    printf("%s, status %d, other %d, lengths %zu %d %zu\n", name, status, other, wanted[0].return_size,
           wanted[1].return_size == strlen(version) && strcmp(version, info) == 0, wanted[3].return_size);
    printf("the library's version: %d\n", strcmp(version, OpenSSL_version(OPENSSL_VERSION_STRING)) == 0);
    SHOW_INT(OSSL_PROVIDER_get_params(prov, wrong));
    SHOW_INT(OSSL_PROVIDER_unload(prov));
}

int main(void)
{
    char path[] = "providers-XXXXXX";
    OSSL_LIB_CTX *ctx = OSSL_LIB_CTX_new();
    int fd = mkstemp(path);

    ask("default");
    ask("base");
    ask("null");
    SHOW_INT(OSSL_PROVIDER_set_default_search_path(NULL, "/nowhere"));
    SHOW_INT(OSSL_PROVIDER_set_default_search_path(ctx, "/nowhere"));
    SHOW_NULL(OSSL_PROVIDER_load(ctx, "there-is-none"));
    ERR_clear_error();
    SHOW_INT(OSSL_PROVIDER_set_default_search_path(ctx, NULL));
    if (write(fd, "[somewhere]\nx = 1\n", 18) != 18)
        return 1;
    SHOW_INT(OSSL_LIB_CTX_load_config(ctx, path));
    show_error_codes();
    SHOW_INT(OSSL_LIB_CTX_load_config(ctx, "no-such-file"));
    ERR_clear_error();
    if (lseek(fd, 0, SEEK_SET) != 0 || write(fd, "[somewhere\n", 11) != 11)
        return 1;
    SHOW_INT(OSSL_LIB_CTX_load_config(ctx, path));
    ERR_clear_error();
    close(fd);
    remove(path);
    OSSL_LIB_CTX_free(ctx);
    return 0;
}
