/* Every known object: names, numbers, octets, lookups both ways; texts to objects. */
#include "../common.h"
#include <openssl/objects.h>
#include <openssl/asn1.h>

static void show(const char *text, int no_name)
{
    ASN1_OBJECT *o = OBJ_txt2obj(text, no_name);
    char buf[100];

    printf("txt2obj(%s, %d): ", text, no_name);
    if (o == NULL) {
        printf("none\n");
        show_errors();
        return;
    }
    printf("nid %d len %zu", OBJ_obj2nid(o), OBJ_length(o));
    printf(" txt %d", OBJ_obj2txt(buf, sizeof(buf), o, 0));
    printf(" %s", buf);
    printf(" num %d", OBJ_obj2txt(buf, sizeof(buf), o, 1));
    printf(" %s\n", buf);
    show_hex("octets", OBJ_get0_data(o), OBJ_length(o));
    ASN1_OBJECT_free(o);
}

int main(void)
{
    int nid, digest, key, sig;

    for (nid = -1; nid < 1300; nid++) {
        ASN1_OBJECT *o = OBJ_nid2obj(nid);
        char buf[128], small[8];

        if (o == NULL) {
            printf("%d: none\n", nid);
            show_errors();
            continue;
        }
        printf("%d: %s / %s len %zu", nid, OBJ_nid2sn(nid), OBJ_nid2ln(nid), OBJ_length(o));
        printf(" txt %d", OBJ_obj2txt(buf, sizeof(buf), o, 1));
        printf(" %s cut %d", buf, OBJ_obj2txt(small, sizeof(small), o, 0));
        printf(" %s", small);
        printf(" obj2nid %d sn2nid %d ln2nid %d txt2nid %d", OBJ_obj2nid(o),
               OBJ_sn2nid(OBJ_nid2sn(nid)), OBJ_ln2nid(OBJ_nid2ln(nid)), OBJ_txt2nid(OBJ_nid2sn(nid)));
        if (OBJ_find_sigid_algs(nid, &digest, &key))
            printf(" sigid %d %d", digest, key);
        printf("\n");
    }
    ERR_clear_error();
    for (digest = 0; digest < 1200; digest++)
        for (key = 0; key < 1200; key += (key == 0 ? 6 : key == 6 ? 110 : key == 116 ? 292 : 504))
            if (OBJ_find_sigid_by_algs(&sig, digest, key))
                printf("by algs %d %d: %d\n", digest, key, sig);
    show("1.2.3.4", 0); show("1.2.840.113549", 0); show("2.5.4.3", 1); show("commonName", 0); show("CN", 0);
    show("CN", 1); show("2.25.329800735698586629295641978511506172918", 0); show("1.40.1", 0); show("3.1", 0); show("1", 0);
    show("1.", 0); show("1.2.", 0); show("1.2..3", 0); show("1 2 3", 0); show("", 0); show("no such name", 0);
    show("2.999.99999999999999999999", 0); show("0.39.0", 0); show("2.100", 0); show("1.2.x", 0); show("1a2", 0);
    nid = OBJ_create("1.3.6.1.4.1.99999.1", "tTest", "tlsrs test object");
    printf("created %d sn %s ln %s by sn %d by ln %d by num %d\n", nid, OBJ_nid2sn(nid), OBJ_nid2ln(nid),
           OBJ_sn2nid("tTest") == nid, OBJ_ln2nid("tlsrs test object") == nid, OBJ_txt2nid("1.3.6.1.4.1.99999.1") == nid);
    printf("again %d\n", OBJ_create("1.3.6.1.4.1.99999.1", "tTest", "tlsrs test object"));
    show_errors();
    printf("again by number %d\n", OBJ_create("2.5.4.3", "tOther", "other"));
    show_errors();
    printf("bad number %d\n", OBJ_create("9.9", "tOther", "other"));
    show_errors();
    printf("reserved %d\n", OBJ_new_nid(2) > nid);
    {
        ASN1_OBJECT *a = OBJ_txt2obj("1.2.3.4.5", 1), *b = OBJ_dup(a), *c = ASN1_OBJECT_create(0, (unsigned char *)"\x2a\x03", 2, "s", "l");
        unsigned char der[32], *p = der;
        const unsigned char *q = der;
        int len = i2d_ASN1_OBJECT(a, &p);

        printf("cmp %d %d\n", OBJ_cmp(a, b), OBJ_cmp(a, OBJ_nid2obj(13)) > 0);
        show_hex("der", der, len);
        ASN1_OBJECT_free(b);
        b = d2i_ASN1_OBJECT(NULL, &q, len);
        printf("read %d used %d\n", OBJ_cmp(a, b), (int)(q - der));
        show_hex("made", OBJ_get0_data(c), OBJ_length(c));
        ASN1_OBJECT_free(a); ASN1_OBJECT_free(b); ASN1_OBJECT_free(c);
        ASN1_OBJECT_free(NULL);
    }
    {
        static const unsigned char bad[][6] = {{6, 0}, {6, 2, 0x2a, 0x80}, {6, 3, 0x2a, 0x80, 1}, {6, 5, 0x2a}, {4, 1, 0x2a}, {0x26, 1, 0x2a}};
        size_t i;

        for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
            const unsigned char *p = bad[i];
            ASN1_OBJECT *o = d2i_ASN1_OBJECT(NULL, &p, i == 3 ? 3 : bad[i][1] + 2);

            printf("bad %zu: %s\n", i, o ? "read" : "refused");
            show_error_codes();
            ASN1_OBJECT_free(o);
        }
    }
    return 0;
}
