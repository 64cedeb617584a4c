/*
 * SSL_CTX_build_cert_chain() with every combination of its flags: which chain a
 * store and the certificates that are there already give, and what comes of none.
 */
#include "../common.h"
#include <openssl/ssl.h>

#define LEAF "server-chain-cert.pem"

static char **args;

static X509 *cert(const char *name)
{
    BIO *bio = BIO_new_file(fixture(args, name), "r");
    X509 *x509 = PEM_read_bio_X509(bio, NULL, NULL, NULL);

    BIO_free(bio);
    return x509;
}

static void show_chain(SSL_CTX *ctx, SSL *ssl)
{
    STACK_OF(X509) *chain = NULL;
    int i;

    if (ssl != NULL)
        SSL_get0_chain_certs(ssl, &chain);
    else
        SSL_CTX_get0_chain_certs(ctx, &chain);
    printf(" [");
    for (i = 0; i < sk_X509_num(chain); i++) {
        char name[100] = "";

        X509_NAME_get_text_by_NID(X509_get_subject_name(sk_X509_value(chain, i)), NID_commonName, name, sizeof(name));
        printf("%s%s", i > 0 ? ", " : "", name);
    }
    printf("]%s", chain == NULL ? " none" : "");
}

static void show_reasons(void)
{
    unsigned long code;
    const char *data;
    int flags;

    while ((code = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0)
        printf(" <%d:%s:%s>", ERR_GET_LIB(code), ERR_reason_error_string(code), flags & ERR_TXT_STRING ? data : "");
}

static void add(X509_STORE *store, const char *const *names)
{
    for (; *names != NULL; names++) {
        X509 *x509 = cert(*names);

        X509_STORE_add_cert(store, x509);
        X509_free(x509);
    }
}

/* Every combination of flags with these certificates in the store and in the chain. */
static void combinations(const char *title, const char *leaf, const char *const *trusted, const char *const *present, int own_store)
{
    int flags;

    printf("%s\n", title);
    for (flags = 0; flags < 32; flags++) {
        SSL_CTX *ctx = SSL_CTX_new(TLS_method());
        const char *const *name;
        int ret;

        if (SSL_CTX_use_certificate_file(ctx, fixture(args, leaf), SSL_FILETYPE_PEM) != 1)
            printf("  no leaf\n");
        for (name = present; *name != NULL; name++)
            SSL_CTX_add0_chain_cert(ctx, cert(*name));
        if (own_store) {
            X509_STORE *store = X509_STORE_new();

            add(store, trusted);
            SSL_CTX_set0_chain_cert_store(ctx, store);
        } else {
            add(SSL_CTX_get_cert_store(ctx), trusted);
        }
        ERR_clear_error();
        ret = SSL_CTX_build_cert_chain(ctx, flags);
        printf("  %2d: %d", flags, ret);
        show_chain(ctx, NULL);
        show_reasons();
        printf("\n");
        SSL_CTX_free(ctx);
    }
}

static const char *const nothing[] = { NULL };
static const char *const root[] = { "ca-rsa-cert.pem", NULL };
static const char *const middle[] = { "intermediate-cert.pem", NULL };
static const char *const both[] = { "ca-rsa-cert.pem", "intermediate-cert.pem", NULL };
static const char *const both_reversed[] = { "intermediate-cert.pem", "ca-rsa-cert.pem", NULL };
static const char *const stranger[] = { "ca-p256-cert.pem", NULL };
static const char *const all[] = { "ca-p256-cert.pem", "ca-rsa-cert.pem", "intermediate-cert.pem", NULL };

int main(int argc, char **argv)
{
    (void)argc;
    args = argv;
    combinations("nothing", LEAF, nothing, nothing, 0);
    combinations("the root trusted", LEAF, root, nothing, 0);
    combinations("root and issuer trusted", LEAF, both, nothing, 0);
    combinations("root trusted, issuer there", LEAF, root, middle, 0);
    combinations("nothing trusted, issuer there", LEAF, nothing, middle, 0);
    combinations("nothing trusted, both there", LEAF, nothing, both, 0);
    combinations("nothing trusted, both there in order", LEAF, nothing, both_reversed, 0);
    combinations("another trusted, all there", LEAF, stranger, all, 0);
    combinations("another there", LEAF, root, stranger, 0);
    combinations("a store for this", LEAF, both, nothing, 1);
    combinations("a store for this, issuer there", LEAF, root, middle, 1);
    combinations("under a root", "server-p256-cert.pem", stranger, nothing, 0);
    combinations("under a root that is there", "server-p256-cert.pem", nothing, stranger, 0);
    combinations("expired", "expired-cert.pem", all, all, 0);
    combinations("self-signed", "self-signed-cert.pem", nothing, nothing, 0);

    printf("security levels\n");
    {
        int level, flags;

        for (level = 0; level < 6; level++) {
            for (flags = 0; flags < 16; flags += 8) {
                SSL_CTX *ctx = SSL_CTX_new(TLS_method());
                int ret;

                SSL_CTX_set_security_level(ctx, 0);
                SSL_CTX_use_certificate_file(ctx, fixture(argv, LEAF), SSL_FILETYPE_PEM);
                add(SSL_CTX_get_cert_store(ctx), both);
                SSL_CTX_set_security_level(ctx, level);
                ret = SSL_CTX_build_cert_chain(ctx, flags);
                printf("  level %d, %d: %d", level, flags, ret);
                show_chain(ctx, NULL);
                show_reasons();
                ret = SSL_CTX_add0_chain_cert(ctx, cert("intermediate-cert.pem"));
                printf(" add: %d", ret);
                show_reasons();
                printf("\n");
                SSL_CTX_free(ctx);
            }
        }
    }

    printf("chains given at these levels\n");
    {
        int level;
        FILE *file = fopen("chain.pem", "w");

        PEM_write_X509(file, cert("server-p256-cert.pem"));
        PEM_write_X509(file, cert("intermediate-cert.pem"));
        fclose(file);
        for (level = 2; level < 4; level++) {
            STACK_OF(X509) *chain = sk_X509_new_null();
            SSL_CTX *ctx = SSL_CTX_new(TLS_method());
            SSL *ssl;

            sk_X509_push(chain, cert("intermediate-cert.pem"));
            SSL_CTX_set_security_level(ctx, level);
            SHOW_INT(SSL_CTX_use_certificate_file(ctx, fixture(argv, "server-p256-cert.pem"), SSL_FILETYPE_PEM));
            SHOW_INT(SSL_CTX_set1_chain(ctx, chain));
            show_chain(ctx, NULL);
            show_reasons();
            SHOW_INT(SSL_CTX_add1_chain_cert(ctx, sk_X509_value(chain, 0)));
            show_chain(ctx, NULL);
            show_reasons();
            SHOW_INT(SSL_CTX_add_extra_chain_cert(ctx, cert("intermediate-cert.pem")));
            show_reasons();
            SHOW_INT(SSL_CTX_use_certificate_chain_file(ctx, "chain.pem"));
            show_chain(ctx, NULL);
            show_reasons();
            SHOW_INT(SSL_CTX_use_cert_and_key(ctx, sk_X509_value(chain, 0), NULL, NULL, 1));
            show_reasons();
            {
                X509 *leaf = cert("server-p256-cert.pem");

                SHOW_INT(SSL_CTX_use_cert_and_key(ctx, leaf, NULL, chain, 1));
                show_chain(ctx, NULL);
                show_reasons();
                X509_free(leaf);
            }
            ssl = SSL_new(ctx);
            SHOW_INT(SSL_set1_chain(ssl, chain));
            show_reasons();
            SHOW_INT(SSL_add1_chain_cert(ssl, sk_X509_value(chain, 0)));
            show_chain(NULL, ssl);
            show_reasons();
            SHOW_INT(SSL_set0_chain(ssl, chain));
            show_reasons();
            SSL_free(ssl);
            SSL_CTX_free(ctx);
        }
    }

    printf("a connection\n");
    {
        SSL_CTX *ctx = SSL_CTX_new(TLS_method());
        SSL *ssl;

        SSL_CTX_use_certificate_file(ctx, fixture(argv, LEAF), SSL_FILETYPE_PEM);
        add(SSL_CTX_get_cert_store(ctx), root);
        SSL_CTX_add0_chain_cert(ctx, cert("intermediate-cert.pem"));
        ssl = SSL_new(ctx);
        SHOW_INT(SSL_build_cert_chain(ssl, SSL_BUILD_CHAIN_FLAG_UNTRUSTED));
        show_chain(ctx, NULL);
        show_chain(NULL, ssl);
        printf("\n");
        SHOW_INT(SSL_build_cert_chain(ssl, SSL_BUILD_CHAIN_FLAG_IGNORE_ERROR));
        show_chain(NULL, ssl);
        show_reasons();
        printf("\n");
        SSL_free(ssl);
        SSL_CTX_free(ctx);
        ctx = SSL_CTX_new(TLS_method());
        SHOW_INT(SSL_CTX_build_cert_chain(ctx, 0));
        show_reasons();
        SHOW_INT(SSL_CTX_build_cert_chain(ctx, SSL_BUILD_CHAIN_FLAG_IGNORE_ERROR | SSL_BUILD_CHAIN_FLAG_CLEAR_ERROR));
        show_reasons();
        printf("\n");
        SSL_CTX_free(ctx);
    }
    return 0;
}
