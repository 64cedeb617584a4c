/*
 * The exported functions that take "..." or a va_list, which stable Rust
 * cannot define. Each formats, then calls an ordinary function.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

typedef struct bio_st BIO;
typedef struct evp_pkey_st EVP_PKEY;
typedef struct evp_pkey_ctx_st EVP_PKEY_CTX;
typedef struct ossl_lib_ctx_st OSSL_LIB_CTX;

int BIO_write(BIO *bio, const void *data, int len);
EVP_PKEY_CTX *EVP_PKEY_CTX_new_from_name(OSSL_LIB_CTX *lib, const char *name, const char *propq);
void EVP_PKEY_CTX_free(EVP_PKEY_CTX *ctx);
int EVP_PKEY_keygen_init(EVP_PKEY_CTX *ctx);
int EVP_PKEY_CTX_set_rsa_keygen_bits(EVP_PKEY_CTX *ctx, int bits);
int EVP_PKEY_CTX_set_group_name(EVP_PKEY_CTX *ctx, const char *name);
int EVP_PKEY_generate(EVP_PKEY_CTX *ctx, EVP_PKEY **pkey);

typedef struct ossl_store_ctx_st OSSL_STORE_CTX;

/* In api/store/store_ctx.rs: the loader's function for commands, and its state. */
int tlsrs_store_ctrl(OSSL_STORE_CTX *ctx, int (**function)(void *, int, va_list), void **state);

/* In variadic.rs. */
void tlsrs_err_set(int lib, int reason, const char *text);
void tlsrs_err_append(const char *text);

/* Longer texts are cut, as OpenSSL cuts them. */
enum { ERR_TEXT_MAX = 1024 };

/* BIO_vprintf(bio, format, args): writes formatted text; bytes written, or -1. */
int BIO_vprintf(BIO *bio, const char *format, va_list args)
{
    char small[1024], *text = small;
    va_list again;
    int len, written;

    if (format == NULL)
        return -1;
    va_copy(again, args);
    len = vsnprintf(small, sizeof small, format, args);
    if (len >= (int)sizeof small) {
        text = malloc((size_t)len + 1);
        len = text == NULL ? -1 : vsnprintf(text, (size_t)len + 1, format, again);
    }
    va_end(again);
    written = len < 0 ? -1 : BIO_write(bio, text, len);
    if (text != small)
        free(text);
    return written;
}

int BIO_printf(BIO *bio, const char *format, ...)
{
    va_list args;
    int written;

    va_start(args, format);
    written = BIO_vprintf(bio, format, args);
    va_end(args);
    return written;
}

/* BIO_vsnprintf(buf, n, format, args): as vsnprintf, but -1 if the text was cut. */
int BIO_vsnprintf(char *buf, size_t n, const char *format, va_list args)
{
    int len = format == NULL || buf == NULL ? -1 : vsnprintf(buf, n, format, args);

    return len < 0 || (size_t)len >= n ? -1 : len;
}

int BIO_snprintf(char *buf, size_t n, const char *format, ...)
{
    va_list args;
    int len;

    va_start(args, format);
    len = BIO_vsnprintf(buf, n, format, args);
    va_end(args);
    return len;
}

/* ERR_vset_error(lib, reason, format, args): completes the entry ERR_new() made. */
void ERR_vset_error(int lib, int reason, const char *format, va_list args)
{
    char text[ERR_TEXT_MAX];

    if (format != NULL && vsnprintf(text, sizeof text, format, args) >= 0)
        tlsrs_err_set(lib, reason, text);
    else
        tlsrs_err_set(lib, reason, NULL);
}

void ERR_set_error(int lib, int reason, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    ERR_vset_error(lib, reason, format, args);
    va_end(args);
}

/* ERR_add_error_vdata(count, args): appends `count` strings to the newest entry's text. */
void ERR_add_error_vdata(int count, va_list args)
{
    for (; count > 0; count--) {
        const char *piece = va_arg(args, const char *);

        tlsrs_err_append(piece != NULL ? piece : "<NULL>");
    }
}

void ERR_add_error_data(int count, ...)
{
    va_list args;

    va_start(args, count);
    ERR_add_error_vdata(count, args);
    va_end(args);
}

/* EVP_PKEY_Q_keygen(lib, propq, type, ...): a new key; "RSA" takes size_t bits, "EC" a curve name. */
EVP_PKEY *EVP_PKEY_Q_keygen(OSSL_LIB_CTX *lib, const char *propq, const char *type, ...)
{
    EVP_PKEY *pkey = NULL;
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(lib, type, propq);
    int ready = ctx != NULL && EVP_PKEY_keygen_init(ctx) > 0;
    va_list args;

    va_start(args, type);
    if (ready && strcasecmp(type, "RSA") == 0) {
        size_t bits = va_arg(args, size_t);

        ready = bits <= 1 << 20 && EVP_PKEY_CTX_set_rsa_keygen_bits(ctx, (int)bits) > 0;
    } else if (ready && strcasecmp(type, "EC") == 0) {
        ready = EVP_PKEY_CTX_set_group_name(ctx, va_arg(args, const char *)) > 0;
    }
    va_end(args);
    if (ready)
        (void)EVP_PKEY_generate(ctx, &pkey);
    EVP_PKEY_CTX_free(ctx);
    return pkey;
}

/* OSSL_STORE_C_USE_SECMEM: an int *, 1 or 0. */
enum { STORE_USE_SECMEM = 1 };

/*
 * OSSL_STORE_vctrl(ctx, cmd, args): a command to the program's own loader; 0 if there is none. Secure memory
 * cannot be had, so it can only be declined.
 */
int OSSL_STORE_vctrl(OSSL_STORE_CTX *ctx, int cmd, va_list args)
{
    int (*function)(void *, int, va_list) = NULL;
    void *state = NULL;

    if (ctx == NULL)
        return 0;
    if (cmd == STORE_USE_SECMEM) {
        const int *wanted = va_arg(args, int *);

        return wanted != NULL && *wanted == 0;
    }
    return tlsrs_store_ctrl(ctx, &function, &state) ? function(state, cmd, args) : 0;
}

int OSSL_STORE_ctrl(OSSL_STORE_CTX *ctx, int cmd, ...)
{
    va_list args;
    int done;

    va_start(args, cmd);
    done = OSSL_STORE_vctrl(ctx, cmd, args);
    va_end(args);
    return done;
}
