/* OBJ_create_objects: objects from lines of text. */
#include "../common.h"
#include <openssl/bio.h>
#include <openssl/objects.h>

static void create(const char *text)
{
    BIO *in = BIO_new_mem_buf(text, -1);
    char rest[50];
    int n;

    printf("'%s' makes %d\n", text, OBJ_create_objects(in));
    show_errors();
    n = BIO_read(in, rest, sizeof rest);
    if (n > 0)
        printf("not read: %.*s\n", n, rest);
    BIO_free(in);
}

static void show(const char *oid)
{
    int nid = OBJ_txt2nid(oid);
    const char *ln = OBJ_nid2ln(nid), *sn = OBJ_nid2sn(nid);

    printf("%s: known %d", oid, nid != NID_undef);
    printf(", '%s', '%s'\n", sn ? sn : "NULL", ln ? ln : "NULL");
}

int main(void)
{
    static const char *const texts[] = {
        "1.2.3.4.5.1 myShort my Long Name\n1.2.3.4.5.2 other Other Name\n",
        "1.2.3.4.5.3\n",
        "1.2.3.4.5.4 short\n",
        "  1.2.3.4.5.5 a b\n",
        "\n1.2.3.4.5.6 c d\n",
        "# x\n1.2.3.4.5.7 c2 d2\n",
        "1.2.3.4.5.8 e f",
        "1.2.3.4.5.9\tg\th i  j  \n",
        "2.5.4.3 again again\n1.2.3.4.5.10 x y\n",
        "1.2.3.4.5.11 myShort dup\n1.2.3.4.5.12 z zz\n",
        "abc def ghi\n",
        "1.2.3.x bad\n",
        "",
        "9.9.9 bad oid\n1.2.3.4.5.13 q qq\n",
        "1.2.3.4.5.14  two  spaces\n",
        "1.2.3.4.5.15 s l\r\n1.2.3.4.5.16 s2 l2\r\n",
        "1.2.3.4.5.18    \n",
        "1.2.3.4.5.19 .dot ,comma\n",
        "5.6.7 sss lll\n",
        "1.2.3.4.5.20 t",
    };
    char oid[32], big[2000];
    size_t i;
    BIO *in;

    for (i = 0; i < sizeof texts / sizeof *texts; i++)
        create(texts[i]);
    /* Longer than a line may be. */
    memset(big, 'a', sizeof big);
    memcpy(big, "1.2.3.4.5.17 ss ", 16);
    big[1500] = '\n';
    big[1999] = '\0';
    in = BIO_new_mem_buf(big, -1);
    SHOW_INT(OBJ_create_objects(in));
    show_errors();
    SHOW_INT(strlen(OBJ_nid2ln(OBJ_txt2nid("1.2.3.4.5.17"))));
    BIO_free(in);
    for (i = 1; i <= 20; i++) {
        snprintf(oid, sizeof oid, "1.2.3.4.5.%d", (int)i);
        if (i != 17)
            show(oid);
    }
    SHOW_INT(OBJ_sn2nid("myShort") == OBJ_txt2nid("1.2.3.4.5.1"));
    return 0;
}
