/* Chains of certificates that differ in what they say about policies. */
#ifndef TLSRS_TESTS_POLICIES_H
#define TLSRS_TESTS_POLICIES_H

#include "../common.h"
#include <openssl/asn1.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

enum { MAX_CHAIN = 12, MAX_DER = 65536 };

/* DER written from its end to its start. */
struct der {
    unsigned char bytes[MAX_DER];
    size_t at;
};

static inline void put(struct der *d, const void *bytes, size_t len)
{
    d->at -= len;
    memcpy(d->bytes + d->at, bytes, len);
}

static inline void wrap(struct der *d, unsigned char tag, size_t end)
{
    size_t len = end - d->at;
    unsigned char head[5] = {tag};
    size_t n = 2;

    if (len < 128) {
        head[1] = (unsigned char)len;
    } else if (len < 256) {
        head[1] = 0x81, head[2] = (unsigned char)len, n = 3;
    } else {
        head[1] = 0x82, head[2] = (unsigned char)(len >> 8), head[3] = (unsigned char)len, n = 4;
    }
    put(d, head, n);
}

/* A policy: `*` is anyPolicy, a letter 1.2.3.(its place), a number 1.2.4.(that). */
static inline void put_policy(struct der *d, const char *name)
{
    size_t end = d->at;

    if (*name == '*') {
        put(d, "\x55\x1d\x20\x00", 4);
    } else if (*name >= '0' && *name <= '9') {
        int n = atoi(name);
        unsigned char arc[2] = {(unsigned char)(0x80 | n >> 7), (unsigned char)(n & 0x7f)};

        put(d, arc + (n < 128), n < 128 ? 1 : 2);
        put(d, "\x2a\x04", 2);
    } else {
        unsigned char arc = (unsigned char)(*name - 'a' + 1);

        put(d, &arc, 1);
        put(d, "\x2a\x03", 2);
    }
    wrap(d, 6, end);
}

static inline void add_der(X509 *x, int nid, int critical, const struct der *d)
{
    ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
    X509_EXTENSION *ext;

    ASN1_OCTET_STRING_set(value, d->bytes + d->at, (int)(MAX_DER - d->at));
    ext = X509_EXTENSION_create_by_NID(NULL, nid, critical, value);
    X509_add_ext(x, ext, -1);
    X509_EXTENSION_free(ext);
    ASN1_OCTET_STRING_free(value);
}

/* The last item of a list separated by commas, which is cut off. */
static inline char *last_item(char *list)
{
    char *comma = strrchr(list, ',');

    if (comma == NULL)
        return NULL;
    *comma = '\0';
    return comma + 1;
}

/*
 * Adds what a word says: `p=a,b!,*` policies (`!` with a CPS, `?` with a
 * notice, `#` with another qualifier, `%` with two, `1..9` nine), `P=` critical ones, `m=a>b,c>d`
 * mappings, `r=1` requireExplicitPolicy, `i=0` inhibitPolicyMapping, `n=0`
 * inhibitAnyPolicy.
 */
static inline void say(X509 *x, const char *word)
{
    static struct der d;
    char list[8192], *item, *range;
    size_t end, at = 0;

    d.at = MAX_DER;
    if ((range = strstr(word, "..")) != NULL) {
        for (int i = atoi(word + 2); i <= atoi(range + 2); i++)
            at += (size_t)snprintf(list + at, sizeof list - at, ",%d", i);
    } else {
        snprintf(list, sizeof list, ",%s", word + 2);
    }
    switch (word[0]) {
    case 'p':
    case 'P':
        while ((item = last_item(list)) != NULL && *item != '\0') {
            end = d.at;
            if (strchr(item, '!') != NULL) {
                put(&d, "\x30\x11\x30\x0f\x06\x08\x2b\x06\x01\x05\x05\x07\x02\x01\x16\x03www", 19);
            } else if (strchr(item, '?') != NULL) {
                put(&d, "\x30\x14\x30\x12\x06\x08\x2b\x06\x01\x05\x05\x07\x02\x02\x30\x06\x0c\x04text", 22);
            } else if (strchr(item, '#') != NULL) {
                put(&d, "\x30\x07\x30\x05\x06\x01\x2a\x05\x00", 9);
            }
            if (strchr(item, '%') != NULL) {
                put(&d, "\x30\x1e\x30\x0d\x06\x08\x2b\x06\x01\x05\x05\x07\x02\x01\x16\x01w\x30\x0d\x06\x08\x2b\x06\x01"
                        "\x05\x05\x07\x02\x01\x16\x01x", 32);
            }
            put_policy(&d, item);
            wrap(&d, 0x30, end);
        }
        wrap(&d, 0x30, MAX_DER);
        add_der(x, NID_certificate_policies, word[0] == 'P', &d);
        break;
    case 'm':
        while ((item = last_item(list)) != NULL) {
            end = d.at;
            put_policy(&d, strchr(item, '>') + 1);
            put_policy(&d, item);
            wrap(&d, 0x30, end);
        }
        wrap(&d, 0x30, MAX_DER);
        add_der(x, NID_policy_mappings, 0, &d);
        break;
    case 'r':
    case 'i': {
        unsigned char value[3] = {word[0] == 'r' ? 0x80 : 0x81, 1, (unsigned char)atoi(word + 2)};

        put(&d, value, 3);
        wrap(&d, 0x30, MAX_DER);
        add_der(x, NID_policy_constraints, 0, &d);
        break;
    }
    case 'n': {
        unsigned char value[3] = {2, 1, (unsigned char)atoi(word + 2)};

        put(&d, value, 3);
        add_der(x, NID_inhibit_any_policy, 0, &d);
        break;
    }
    }
}

static inline X509_NAME *named(int number)
{
    X509_NAME *name = X509_NAME_new();
    char text[16];

    snprintf(text, sizeof text, "N%d", number);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (unsigned char *)text, -1, -1, 0);
    return name;
}

/*
 * The certificate at a place in a chain, 0 for the root, by `issuer` for
 * `subject`; the words are separated by spaces.
 */
static inline X509 *certificate(EVP_PKEY *key, int place, int issuer, int subject, int is_ca, const char *words)
{
    static struct der d;
    unsigned char id = (unsigned char)place;
    X509 *x = X509_new();
    X509_NAME *name = named(issuer);
    char copy[8192], *word, *rest;

    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), place + 1);
    X509_set_issuer_name(x, name);
    X509_NAME_free(name);
    name = named(subject);
    X509_set_subject_name(x, name);
    X509_NAME_free(name);
    X509_gmtime_adj(X509_getm_notBefore(x), -3600);
    X509_gmtime_adj(X509_getm_notAfter(x), 36000);
    X509_set_pubkey(x, key);
    d.at = MAX_DER;
    put(&d, &id, 1);
    wrap(&d, 4, MAX_DER);
    add_der(x, NID_subject_key_identifier, 0, &d);
    d.at = MAX_DER;
    id -= place > 0;
    put(&d, &id, 1);
    wrap(&d, 0x80, MAX_DER);
    wrap(&d, 0x30, MAX_DER);
    add_der(x, NID_authority_key_identifier, 0, &d);
    if (is_ca) {
        d.at = MAX_DER;
        put(&d, "\x30\x03\x01\x01\xff", 5);
        add_der(x, NID_basic_constraints, 1, &d);
    }
    snprintf(copy, sizeof copy, "%s", words);
    for (word = strtok_r(copy, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest))
        if (word[1] == '=')
            say(x, word);
    X509_sign(x, key, EVP_sha256());
    return x;
}

/*
 * A chain from its root on, certificates separated by `|`; one that has the
 * word `self` has its issuer's name. It is given from the leaf on.
 */
static inline STACK_OF(X509) *chain_of(EVP_PKEY *key, const char *text)
{
    STACK_OF(X509) *chain = sk_X509_new_null();
    char copy[8192], *at = copy, *bar;
    int above = 0;

    snprintf(copy, sizeof copy, "%s", text);
    do {
        int place = sk_X509_num(chain), subject;

        bar = strchr(at, '|');
        if (bar != NULL)
            *bar = '\0';
        subject = place == 0 || strstr(at, "self") != NULL ? above : above + 1;
        sk_X509_unshift(chain, certificate(key, place, above, subject, bar != NULL, at));
        above = subject;
        at = bar + 1;
    } while (bar != NULL);
    return chain;
}

static inline STACK_OF(ASN1_OBJECT) *policies_of(const char *names)
{
    STACK_OF(ASN1_OBJECT) *list;
    char copy[512], *word, *rest;

    if (names == NULL)
        return NULL;
    list = sk_ASN1_OBJECT_new_null();
    snprintf(copy, sizeof copy, "%s", names);
    for (word = strtok_r(copy, ",", &rest); word != NULL; word = strtok_r(NULL, ",", &rest)) {
        struct der d = {.at = MAX_DER};
        const unsigned char *der;

        put_policy(&d, word);
        der = d.bytes + d.at;
        sk_ASN1_OBJECT_push(list, d2i_ASN1_OBJECT(NULL, &der, (long)(MAX_DER - d.at)));
    }
    return list;
}

/* A policy as it was named above. */
static inline const char *policy_name(const ASN1_OBJECT *object)
{
    static char text[4][64];
    static int next;
    char *place = text[next++ & 3], dotted[64];

    if (object == NULL)
        return "-";
    OBJ_obj2txt(dotted, sizeof dotted, object, 1);
    if (strcmp(dotted, "2.5.29.32.0") == 0)
        strcpy(place, "*");
    else if (strncmp(dotted, "1.2.3.", 6) == 0)
        snprintf(place, sizeof text[0], "%c", 'a' - 1 + atoi(dotted + 6));
    else
        snprintf(place, sizeof text[0], "%s", strncmp(dotted, "1.2.4.", 6) == 0 ? dotted + 6 : dotted);
    return place;
}

#endif
