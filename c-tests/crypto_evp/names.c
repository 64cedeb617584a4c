/* Every name of a digest or cipher. Those of algorithms that are not here are left out. */
#include "../common.h"
#include <openssl/evp.h>

static int known(const char *name)
{
    static const char *const absent[] = { "aria", "camellia", "seed", "sm4", "idea", "ocb", "hmac", "desx",
                                          "des3-wrap", "CMS3DESwrap", "whirlpool" };

    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++)
        if (strstr(name, absent[i]) != NULL || (i == 0 && strstr(name, "ARIA")) || strcmp(name, "SEED") == 0)
            return 0;
    return 1;
}

static void digest(const EVP_MD *md, const char *from, const char *to, void *arg)
{
    if (known(from))
        printf("digest %s %s %s\n", from, md ? EVP_MD_get0_name(md) : "NULL", to ? to : "NULL");
}

static void cipher(const EVP_CIPHER *c, const char *from, const char *to, void *arg)
{
    if (known(from))
        printf("cipher %s %s %s\n", from, c ? EVP_CIPHER_get0_name(c) : "NULL", to ? to : "NULL");
}

static void count(const EVP_CIPHER *c, const char *from, const char *to, void *arg)
{
    if (known(from))
        ++*(int *)arg;
}

static void count_md(const EVP_MD *c, const char *from, const char *to, void *arg)
{
    if (known(from))
        ++*(int *)arg;
}

int main(void)
{
    static const char *const names[] = { "aes128", "AES256", "bf", "blowfish", "cast", "des", "des3", "rc2", "rc2-40",
                                         "id-aes128-wrap", "aes128-wrap", "id-aes256-GCM", "des-ede-ecb", "nope" };
    static const char *const digests[] = { "RSA-SHA512/256", "rsa-sha256", "sm3WithRSAEncryption", "rmd160", "ssl3-md5" };
    int n = 0, m = 0;

    EVP_MD_do_all_sorted(digest, NULL);
    EVP_CIPHER_do_all_sorted(cipher, NULL);
    EVP_CIPHER_do_all(count, &n);
    EVP_MD_do_all(count_md, &m);
    printf("%d %d\n", n, m);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const EVP_CIPHER *c = EVP_get_cipherbyname(names[i]);

        printf("%s: %s\n", names[i], c ? EVP_CIPHER_get0_name(c) : "NULL");
    }
    for (size_t i = 0; i < sizeof digests / sizeof *digests; i++) {
        const EVP_MD *md = EVP_get_digestbyname(digests[i]);

        printf("%s: %s\n", digests[i], md ? EVP_MD_get0_name(md) : "NULL");
    }
    return 0;
}
