/* SSL_trace: messages in words. They were recorded once, so that nothing varies. */
#include "pair.h"
#include "_trace_messages.h"
#include <openssl/sha.h>

static SSL *of[5];
static BIO *out;

static size_t bytes_of(const char *hex, unsigned char *place)
{
    size_t len = strlen(hex) / 2;

    for (size_t i = 0; i < len; i++) {
        unsigned int byte;

        sscanf(hex + 2 * i, "%2x", &byte);
        place[i] = (unsigned char)byte;
    }
    return len;
}

/* The text of one message in a block of its own, so that reading beyond it would be seen. */
static void trace(SSL *ssl, int sent, int version, int type, const unsigned char *bytes, size_t len)
{
    unsigned char *own = malloc(len + 1);

    memcpy(own, bytes, len);
    own = realloc(own, len + (len == 0));
    SSL_trace(sent, version, type, own, len, ssl, out);
    free(own);
}

static void show(void)
{
    char *text;
    long len = BIO_get_mem_data(out, &text);

    fwrite(text, 1, len, stdout);
    BIO_reset(out);
}

static void show_sum(const char *what)
{
    unsigned char sum[SHA256_DIGEST_LENGTH];
    char *text;
    long len = BIO_get_mem_data(out, &text);

    SHA256((unsigned char *)text, len, sum);
    printf("%s: %ld characters, ", what, len);
    show_hex("digest", sum, 8);
    BIO_reset(out);
}

/* Recorded messages: whole, cut at each place, and with each byte changed that is not in a certificate or a name, whose
 * text is not our matter here. */
static void recorded(void)
{
    static unsigned char bytes[8192];

    for (size_t i = 0; i < sizeof messages / sizeof *messages; i++) {
        size_t len = bytes_of(messages[i].hex, bytes);
        SSL *ssl = of[messages[i].handshake];
        int sent = messages[i].sent, version = messages[i].version, type = messages[i].type;

        printf("message %zu of handshake %d\n", i, messages[i].handshake);
        trace(ssl, sent, version, type, bytes, len);
        show();
        for (size_t cut = 0; cut < len; cut++)
            trace(ssl, sent, version, type, bytes, cut);
        show_sum("cut");
        if (type == 22 && bytes[0] == 11)
            len = 11;
        else if (type == 22 && bytes[0] == 13 && version == 0x0303)
            len -= 60;
        for (size_t at = 0; at < len; at++) {
            bytes[at] ^= 1 << (at % 8);
            trace(ssl, sent, version, type, bytes, strlen(messages[i].hex) / 2);
            bytes[at] ^= 1 << (at % 8);
        }
        show_sum("changed");
    }
}

static unsigned char made[70000];
static size_t made_len;

static void put(unsigned int value, int width)
{
    while (width-- > 0)
        made[made_len++] = (unsigned char)(value >> (8 * width));
}

static void begin_hello(void)
{
    made_len = 0;
    put(1 << 24, 4);
    put(0x0303, 2);
    for (int i = 0; i < 32; i++)
        put(i, 1);
    put(0, 1);
}

static void end_hello(void)
{
    size_t len = made_len - 4;

    made[1] = (unsigned char)(len >> 16);
    made[2] = (unsigned char)(len >> 8);
    made[3] = (unsigned char)len;
    trace(of[0], 1, 0x0303, 22, made, made_len);
}

/* All that has a name. */
static void show_known(void)
{
    char *text, *line;

    BIO_write(out, "", 1);
    BIO_get_mem_data(out, &text);
    for (line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n"))
        if (strstr(line, "UNKNOWN") == NULL && line[0] == ' ' && strncmp(line, "        ", 8) == 0)
            printf("%s\n", line);
    BIO_reset(out);
}

static void begin_extensions(void)
{
    put(2, 2);
    put(0x1301, 2);
    put(0x0100, 2);
    put(0, 2);
}

static void end_extensions(size_t at)
{
    size_t len = made_len - at;

    made[at - 2] = (unsigned char)(len >> 8);
    made[at - 1] = (unsigned char)len;
    end_hello();
}

/* An extension of numbers from `first` on, behind a length of `prefix` bytes. */
static void numbers(int type, unsigned int first, int count, int width, int prefix)
{
    put(type, 2);
    put(count * width + prefix, 2);
    put(count * width, prefix);
    for (int i = 0; i < count; i++)
        put(first + i, width);
}

static void names(void)
{
    size_t at;

    for (int half = 0; half < 4; half++) {
        begin_hello();
        put(0x8000, 2);
        for (int i = 0; i < 0x4000; i++)
            put(half * 0x4000 + i, 2);
        put(0x0100, 2);
        put(0, 2);
        end_hello();
    }
    show_known();
    for (int type = 0; type < 65536; type += type > 100 && type < 13100 ? 1000 : type > 13200 && type < 65200 ? 1000 : 1) {
        begin_hello();
        begin_extensions();
        at = made_len;
        put(type, 2);
        put(0, 2);
        end_extensions(at);
    }
    show_sum("empty extensions");
    for (int type = 0; type < 60; type++) {
        for (int len = 1; len < 9; len++) {
            begin_hello();
            begin_extensions();
            at = made_len;
            put(type, 2);
            put(len, 2);
            for (int i = 0; i < len; i++)
                put(i == len - 1 ? 3 : 0, 1);
            end_extensions(at);
        }
        for (int len = 1; len < 9; len++) {
            begin_hello();
            begin_extensions();
            at = made_len;
            put(type, 2);
            put(len, 2);
            for (int i = 0; i < len; i++)
                put(len - i - 1, 1);
            end_extensions(at);
        }
    }
    show_sum("small extensions");
    begin_hello();
    begin_extensions();
    at = made_len;
    numbers(10, 0, 1000, 2, 2);
    numbers(10, 0xff00, 256, 2, 2);
    numbers(13, 0x0200, 0x800, 2, 2);
    numbers(13, 0xeee0, 0x200, 2, 2);
    numbers(11, 0, 255, 1, 1);
    numbers(45, 0, 255, 1, 1);
    numbers(43, 0x02f0, 100, 2, 1);
    numbers(43, 0xfef0, 100, 2, 1);
    numbers(43, 0x0100, 1, 2, 1);
    for (int i = 0; i < 8; i++)
        numbers(1, i, 1, 1, 0);
    end_extensions(at);
    show_known();
    begin_hello();
    put(2, 2);
    put(0x1301, 2);
    put(255, 1);
    for (int i = 0; i < 255; i++)
        put(i, 1);
    end_hello();
    show();
    /* Contents. */
    for (int type = 0; type < 300; type++) {
        static const unsigned char content[] = { 22, 3, 3, 2, 5, 1, 7 };

        if (type != 22 && type < 256)
            trace(of[0], type & 1, 0x0303, type, content, type == 21 ? 2 : sizeof content);
    }
    show();
    for (int type = 0; type < 256; type++) {
        unsigned char header[5] = { (unsigned char)type, 3, (unsigned char)(type & 7), 2, 5 };
        unsigned char alert[2] = { 2, (unsigned char)type }, level[2] = { (unsigned char)type, 40 };

        trace(of[0], type & 1, 0, SSL3_RT_HEADER, header, sizeof header);
        trace(of[0], type & 1, 0x0304, SSL3_RT_INNER_CONTENT_TYPE, header, 1);
        trace(of[0], type & 1, 0x0303, 21, alert, 2);
        trace(of[0], type & 1, 0x0303, 21, level, 2);
    }
    show();
    for (size_t len = 0; len < 9; len++) {
        static const unsigned char header[13] = { 22, 3, 3, 0, 5, 1 };

        trace(of[0], 1, 0, SSL3_RT_HEADER, header, len);
        if (len > 0)
            trace(of[0], 1, 0x0304, SSL3_RT_INNER_CONTENT_TYPE, header, len);
        trace(of[0], 1, 0x0303, 21, header, len);
        trace(of[0], 1, 0x0303, 20, header, len);
        trace(of[0], 1, 0x0303, 22, header, len);
    }
    show();
    for (int type = 0; type < 256; type++) {
        static unsigned char message[4 + 6] = { 0, 0, 0, 6, 0, 1, 2, 3, 4, 5 };

        for (int version = 0; version < 2; version++) {
            message[0] = (unsigned char)type;
            trace(of[version ? 0 : 2], version, version ? 0x0304 : 0x0303, 22, message, 4);
            message[3] = 0;
            trace(of[version ? 0 : 2], version, version ? 0x0304 : 0x0303, 22, message, 4);
            message[3] = 6;
            trace(of[version ? 0 : 2], version, version ? 0x0304 : 0x0303, 22, message, sizeof message);
        }
    }
    show();
    /* Types of certificates, and nothing else. */
    made_len = 0;
    put(13 << 24 | (1 + 255 + 4), 4);
    put(255, 1);
    for (int i = 0; i < 255; i++)
        put(i, 1);
    put(0, 4);
    trace(of[2], 0, 0x0303, 22, made, made_len);
    show();
    /* Renegotiation. */
    for (int type = 1; type < 3; type++)
        for (int len = 0; len < 4; len++) {
            begin_hello();
            made[0] = (unsigned char)type;
            if (type == 1)
                begin_extensions();
            else {
                put(0x1301, 2);
                put(0, 1);
                put(0, 2);
            }
            at = made_len;
            put(65281, 2);
            put(len + 1, 2);
            put(len, 1);
            for (int i = 0; i < len; i++)
                put(0x61 + i, 1);
            end_extensions(at);
        }
    show();
}

/* As a callback in a live handshake: that much is told of it. */
static int lines, starts;

static void count(int sent, int version, int type, const void *buf, size_t len, SSL *ssl, void *arg)
{
    char *text;
    long size;

    SSL_trace(sent, version, type, buf, len, ssl, out);
    size = BIO_get_mem_data(out, &text);
    for (long i = 0; i < size; i++)
        lines += text[i] == '\n';
    starts += size > 4 && (memcmp(text, "Sent", 4) == 0 || memcmp(text, "    ", 4) == 0 || memcmp(text, "Received", 8) == 0);
    BIO_reset(out);
}

int main(int argc, char **argv)
{
    struct pair p[3];

    out = BIO_new(BIO_s_mem());
    for (int i = 0; i < 3; i++) {
        pair_contexts(&p[i], argv, i == 2 ? "rsa" : "p256");
        if (i > 0)
            SSL_CTX_set_max_proto_version(p[i].client_ctx, TLS1_2_VERSION);
        if (i == 2) {
            SSL_CTX_set_cipher_list(p[i].client_ctx, "DHE-RSA-AES128-GCM-SHA256");
            SSL_CTX_set_cipher_list(p[i].server_ctx, "DHE-RSA-AES128-GCM-SHA256");
            SSL_CTX_set_dh_auto(p[i].server_ctx, 1);
        }
        pair_connections(&p[i]);
        SSL_set_msg_callback(p[i].client, count);
        lines = starts = 0;
        printf("handshake: %d", pair_handshake(&p[i]));
        printf(", some text %d\n", lines > 100 && starts > 5);
        SSL_set_msg_callback(p[i].client, SSL_trace);
        SSL_set_msg_callback_arg(p[i].client, out);
        SHOW_INT(SSL_key_update(p[i].client, 0));
        SHOW_INT(SSL_write(p[i].client, "x", 1));
        SSL_set_msg_callback(p[i].client, NULL);
        ERR_clear_error();
        BIO_reset(out);
    }
    of[0] = of[1] = of[4] = p[0].client;
    of[2] = p[1].client;
    of[3] = p[2].client;
    recorded();
    names();
    ERR_clear_error();
    for (int i = 0; i < 3; i++)
        pair_free(&p[i]);
    BIO_free(out);
    return 0;
}
