/* OBJ_NAME_…: the table of names. */
#include "../common.h"
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <unistd.h>

static int counted;

static void show(const OBJ_NAME *name, void *arg)
{
    const char *wanted = arg;

    /* Ciphers that only OpenSSL has. */
    if (strstr(name->name, "-hmac-") != NULL || strstr(name->name, "-ocb") != NULL)
        return;
    counted++;
    if (wanted != NULL && strncmp(name->name, wanted, strlen(wanted)) != 0)
        return;
    if (name->alias)
        printf("  %s (type %d) stands for %s\n", name->name, name->type, name->data);
    else if (name->type == OBJ_NAME_TYPE_MD_METH)
        printf("  %s (type %d) is the digest %s\n", name->name, name->type, EVP_MD_get0_name((const EVP_MD *)name->data));
    else if (name->type == OBJ_NAME_TYPE_CIPHER_METH)
        printf("  %s (type %d) is the cipher %s\n", name->name, name->type,
               EVP_CIPHER_get0_name((const EVP_CIPHER *)name->data));
    else
        printf("  %s (type %d) is %s\n", name->name, name->type, name->data);
}

static void show_all(int type, const char *wanted)
{
    counted = 0;
    OBJ_NAME_do_all_sorted(type, show, (void *)wanted);
    if (type != OBJ_NAME_TYPE_CIPHER_METH && type != OBJ_NAME_TYPE_MD_METH)
        printf("%d names of type %d\n", counted, type);
}

static int in_order = 1;
static char last[100];

static void ordered(const OBJ_NAME *name, void *arg)
{
    (void)arg;
    if (strcmp(last, name->name) > 0)
        in_order = 0;
    snprintf(last, sizeof last, "%s", name->name);
}

static unsigned long hash(const char *name)
{
    return (unsigned char)name[0];
}

static int compare_first(const char *a, const char *b)
{
    return a[0] - b[0];
}

static void freed(const char *name, int type, const char *data)
{
    printf("  freed %s, type %d, %s\n", name, type, data);
}

static int of_sha;

static void count(const OBJ_NAME *name, void *arg)
{
    of_sha += strncmp(name->name, arg, strlen(arg)) == 0;
}

int main(void)
{
    int first, second, i;
    static const char mine[] = "my value";

    SHOW_INT(OBJ_NAME_init());
    SHOW_INT(OPENSSL_init_crypto(OPENSSL_INIT_ADD_ALL_CIPHERS | OPENSSL_INIT_ADD_ALL_DIGESTS, NULL));
    show_all(OBJ_NAME_TYPE_MD_METH, "sha");
    show_all(OBJ_NAME_TYPE_MD_METH, "RSA-SHA");
    show_all(OBJ_NAME_TYPE_MD_METH, "s");
    show_all(OBJ_NAME_TYPE_CIPHER_METH, "aes-128");
    show_all(OBJ_NAME_TYPE_CIPHER_METH, "aes");
    show_all(OBJ_NAME_TYPE_CIPHER_METH, "id-aes");
    show_all(OBJ_NAME_TYPE_CIPHER_METH, "AES");
    show_all(OBJ_NAME_TYPE_CIPHER_METH, "chacha");
    show_all(OBJ_NAME_TYPE_PKEY_METH, NULL);
    OBJ_NAME_do_all(OBJ_NAME_TYPE_MD_METH, count, "sha");
    SHOW_INT(of_sha);
    OBJ_NAME_do_all_sorted(OBJ_NAME_TYPE_MD_METH, ordered, NULL);
    SHOW_INT(in_order);
    last[0] = '\0';
    OBJ_NAME_do_all_sorted(OBJ_NAME_TYPE_CIPHER_METH, ordered, NULL);
    SHOW_INT(in_order);

    /* Look up. */
    SHOW_INT(OBJ_NAME_get("sha256", OBJ_NAME_TYPE_MD_METH) == (const char *)EVP_sha256());
    SHOW_INT(OBJ_NAME_get("SHA256", OBJ_NAME_TYPE_MD_METH) == (const char *)EVP_sha256());
    SHOW_INT(OBJ_NAME_get("RSA-SHA256", OBJ_NAME_TYPE_MD_METH) == (const char *)EVP_sha256());
    SHOW_STR(OBJ_NAME_get("RSA-SHA256", OBJ_NAME_TYPE_MD_METH | OBJ_NAME_ALIAS));
    SHOW_INT(OBJ_NAME_get("RSA-SHA1-2", OBJ_NAME_TYPE_MD_METH) == (const char *)EVP_sha1());
    SHOW_INT(OBJ_NAME_get("aes-256-cbc", OBJ_NAME_TYPE_CIPHER_METH) == (const char *)EVP_aes_256_cbc());
    SHOW_INT(OBJ_NAME_get("AES256", OBJ_NAME_TYPE_CIPHER_METH) == (const char *)EVP_aes_256_cbc());
    SHOW_NULL(OBJ_NAME_get("sha256", OBJ_NAME_TYPE_CIPHER_METH));
    SHOW_NULL(OBJ_NAME_get("none", OBJ_NAME_TYPE_MD_METH));
    SHOW_NULL(OBJ_NAME_get(NULL, OBJ_NAME_TYPE_MD_METH));
    SHOW_NULL(OBJ_NAME_get("sha256", 99));
    show_errors();

    /* Names of the program's own. */
    SHOW_INT(OBJ_NAME_add("mine", OBJ_NAME_TYPE_COMP_METH, mine));
    SHOW_INT(OBJ_NAME_get("MINE", OBJ_NAME_TYPE_COMP_METH) == mine);
    SHOW_INT(OBJ_NAME_add("other", OBJ_NAME_TYPE_COMP_METH | OBJ_NAME_ALIAS, "mine"));
    SHOW_INT(OBJ_NAME_get("other", OBJ_NAME_TYPE_COMP_METH) == mine);
    SHOW_STR(OBJ_NAME_get("other", OBJ_NAME_TYPE_COMP_METH | OBJ_NAME_ALIAS));
    show_all(OBJ_NAME_TYPE_COMP_METH, NULL);
    SHOW_INT(OBJ_NAME_add("Mine", OBJ_NAME_TYPE_COMP_METH, "replaced"));
    SHOW_STR(OBJ_NAME_get("mine", OBJ_NAME_TYPE_COMP_METH));
    show_all(OBJ_NAME_TYPE_COMP_METH, NULL);
    /* Aliases that lead round in a circle, or nowhere. */
    SHOW_INT(OBJ_NAME_add("x", OBJ_NAME_TYPE_COMP_METH | OBJ_NAME_ALIAS, "y"));
    SHOW_NULL(OBJ_NAME_get("x", OBJ_NAME_TYPE_COMP_METH));
    SHOW_INT(OBJ_NAME_add("y", OBJ_NAME_TYPE_COMP_METH | OBJ_NAME_ALIAS, "x"));
    SHOW_NULL(OBJ_NAME_get("x", OBJ_NAME_TYPE_COMP_METH));
    SHOW_INT(OBJ_NAME_remove("x", OBJ_NAME_TYPE_COMP_METH));
    SHOW_INT(OBJ_NAME_remove("x", OBJ_NAME_TYPE_COMP_METH));
    SHOW_INT(OBJ_NAME_remove("Y", OBJ_NAME_TYPE_COMP_METH | OBJ_NAME_ALIAS));
    show_all(OBJ_NAME_TYPE_COMP_METH, NULL);

    /* A digest by another name. */
    SHOW_INT(OBJ_NAME_add("my-digest", OBJ_NAME_TYPE_MD_METH, (const char *)EVP_sha384()));
    SHOW_INT(EVP_get_digestbyname("my-digest") == EVP_sha384());
    SHOW_INT(OBJ_NAME_add("my-alias", OBJ_NAME_TYPE_MD_METH | OBJ_NAME_ALIAS, "my-digest"));
    SHOW_INT(EVP_get_digestbyname("My-Alias") == EVP_sha384());
    SHOW_INT(EVP_add_digest(EVP_sha512()));
    SHOW_INT(EVP_add_cipher(EVP_aes_128_cbc()));
    SHOW_INT(OBJ_NAME_add("my-cipher", OBJ_NAME_TYPE_CIPHER_METH, (const char *)EVP_aes_192_cbc()));
    SHOW_INT(EVP_get_cipherbyname("my-cipher") == EVP_aes_192_cbc());
    show_all(OBJ_NAME_TYPE_MD_METH, "my");
    show_all(OBJ_NAME_TYPE_CIPHER_METH, "my");
    SHOW_INT(OBJ_NAME_remove("my-digest", OBJ_NAME_TYPE_MD_METH));
    SHOW_NULL(EVP_get_digestbyname("my-digest"));
    SHOW_INT(OBJ_NAME_remove("my-alias", OBJ_NAME_TYPE_MD_METH));
    SHOW_INT(OBJ_NAME_remove("my-cipher", OBJ_NAME_TYPE_CIPHER_METH));

    OBJ_NAME_cleanup(OBJ_NAME_TYPE_COMP_METH);
    show_all(OBJ_NAME_TYPE_COMP_METH, NULL);
    SHOW_INT(OBJ_NAME_add("sha256", OBJ_NAME_TYPE_KDF_METH, "kdf"));
    SHOW_INT(OBJ_NAME_get("sha256", OBJ_NAME_TYPE_MD_METH) == (const char *)EVP_sha256());
    OBJ_NAME_cleanup(OBJ_NAME_TYPE_KDF_METH);
    SHOW_NULL(OBJ_NAME_get("sha256", OBJ_NAME_TYPE_KDF_METH));

    /* Types of the program's own. */
    first = OBJ_NAME_new_index(NULL, NULL, freed);
    second = OBJ_NAME_new_index(hash, compare_first, freed);
    printf("%d %d\n", first, second);
    SHOW_INT(OBJ_NAME_add("one", first, "1"));
    SHOW_INT(OBJ_NAME_add("two", first, "2"));
    SHOW_INT(OBJ_NAME_add("ONE", first, "3"));
    SHOW_STR(OBJ_NAME_get("one", first));
    show_all(first, NULL);
    SHOW_INT(OBJ_NAME_add("abc", second, "1"));
    SHOW_STR(OBJ_NAME_get("axx", second));
    SHOW_STR(OBJ_NAME_get("ABC", second));
    SHOW_INT(OBJ_NAME_add("axx", second, "2"));
    show_all(second, NULL);
    SHOW_INT(OBJ_NAME_remove("a", second));
    show_all(second, NULL);
    OBJ_NAME_cleanup(first);
    show_all(first, NULL);
    show_errors();
    for (i = 0; i < 2; i++)
        SHOW_INT(OBJ_NAME_remove(i ? "nothing" : "none", first));
    /* After OBJ_NAME_new_index, OpenSSL's own end crashes over the types that
     * have no function to free their names. */
    fflush(stdout);
    _exit(0);
}
