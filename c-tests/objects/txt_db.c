/* TXT_DB_…: tables of text, one row a line. */
#include "../common.h"
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/lhash.h>
#include <openssl/txt_db.h>

static unsigned long first_hash(const OPENSSL_STRING *row)
{
    return OPENSSL_LH_strhash(row[0]);
}

static int first_cmp(const OPENSSL_STRING *a, const OPENSSL_STRING *b)
{
    return strcmp(a[0], b[0]);
}

static unsigned long third_hash(const OPENSSL_STRING *row)
{
    return OPENSSL_LH_strhash(row[2]);
}

static int third_cmp(const OPENSSL_STRING *a, const OPENSSL_STRING *b)
{
    return strcmp(a[2], b[2]);
}

static IMPLEMENT_LHASH_HASH_FN(first, OPENSSL_STRING)
static IMPLEMENT_LHASH_COMP_FN(first, OPENSSL_STRING)
static IMPLEMENT_LHASH_HASH_FN(third, OPENSSL_STRING)
static IMPLEMENT_LHASH_COMP_FN(third, OPENSSL_STRING)

/* Only rows whose second field begins with V. */
static int qualifies(OPENSSL_STRING *row)
{
    return row[1][0] == 'V';
}

static void show_text(const char *text)
{
    for (; *text != '\0'; text++)
        if (*text == '\t')
            printf("<TAB>");
        else if (*text == '\n')
            printf("<NL>");
        else if (*text == '\r')
            printf("<CR>");
        else
            putchar(*text);
}

static void show(TXT_DB *db)
{
    int i, n;

    printf("  %d fields, %d rows\n", db->num_fields, sk_OPENSSL_PSTRING_num(db->data));
    for (i = 0; i < sk_OPENSSL_PSTRING_num(db->data); i++) {
        OPENSSL_STRING *row = sk_OPENSSL_PSTRING_value(db->data, i);

        printf("  ");
        for (n = 0; n < db->num_fields; n++) {
            printf("[");
            show_text(row[n] != NULL ? row[n] : "(NULL)");
            printf("]");
        }
        printf("\n");
    }
}

static void write_back(TXT_DB *db)
{
    BIO *out = BIO_new(BIO_s_mem());
    char *text;
    long len;

    SHOW_INT(TXT_DB_write(out, db));
    len = BIO_get_mem_data(out, &text);
    printf("  ");
    for (long i = 0; i < len; i++) {
        char one[2] = { text[i], '\0' };

        show_text(one);
    }
    printf("\n");
    BIO_free(out);
}

static TXT_DB *read_text(const char *text, int fields)
{
    BIO *in = BIO_new_mem_buf(text, -1);
    TXT_DB *db = TXT_DB_read(in, fields);

    BIO_free(in);
    return db;
}

static void read_and_show(const char *what, const char *text, int fields)
{
    TXT_DB *db = read_text(text, fields);

    printf("--- %s: %s\n", what, db != NULL ? "read" : "refused");
    show_error_codes();
    if (db != NULL) {
        show(db);
        write_back(db);
        show_error_codes();
    }
    TXT_DB_free(db);
}

static OPENSSL_STRING *new_row(const char *a, const char *b, const char *c)
{
    OPENSSL_STRING *row = OPENSSL_malloc(4 * sizeof(*row));

    row[0] = a != NULL ? OPENSSL_strdup(a) : NULL;
    row[1] = b != NULL ? OPENSSL_strdup(b) : NULL;
    row[2] = c != NULL ? OPENSSL_strdup(c) : NULL;
    row[3] = NULL;
    return row;
}

static void free_row(OPENSSL_STRING *row)
{
    int i;

    for (i = 0; i < 3; i++)
        OPENSSL_free(row[i]);
    OPENSSL_free(row);
}

static void find(TXT_DB *db, int field, char *value)
{
    OPENSSL_STRING wanted[4] = { NULL, NULL, NULL, NULL }, *found;

    wanted[field >= 0 && field < 3 ? field : 0] = value;
    found = TXT_DB_get_by_index(db, field, wanted);
    printf("field %d, %s: ", field, value);
    if (found != NULL)
        printf("%s %s %s", found[0], found[1], found[2]);
    else
        printf("none");
    printf(", error %ld, %ld %ld\n", db->error, db->arg1, db->arg2);
}

static void indexes(void)
{
    TXT_DB *db = read_text("1\tV\tone\n2\tV\ttwo\n3\tR\ttwo\n", 3);
    OPENSSL_STRING *row;

    find(db, 0, "1");
    find(db, 3, "1");
    SHOW_INT(TXT_DB_create_index(db, 0, NULL, LHASH_HASH_FN(first), LHASH_COMP_FN(first)));
    SHOW_INT(TXT_DB_create_index(db, 3, NULL, LHASH_HASH_FN(first), LHASH_COMP_FN(first)));
    printf("error %ld\n", db->error);
    SHOW_INT(TXT_DB_create_index(db, 2, NULL, LHASH_HASH_FN(third), LHASH_COMP_FN(third)));
    printf("error %ld, rows %ld and %ld\n", db->error, db->arg1, db->arg2);
    SHOW_INT(TXT_DB_create_index(db, 2, qualifies, LHASH_HASH_FN(third), LHASH_COMP_FN(third)));
    find(db, 0, "1");
    find(db, 0, "3");
    find(db, 0, "4");
    find(db, 2, "two");
    find(db, 2, "three");
    find(db, 1, "V");
    find(db, 99, "V");
    SHOW_NULL(db->index[0]);
    SHOW_NULL(db->index[1]);
    SHOW_INT(db->qual[2] == qualifies);

    row = new_row("4", "V", "four");
    SHOW_INT(TXT_DB_insert(db, row));
    find(db, 0, "4");
    find(db, 2, "four");
    row = new_row("4", "V", "five");
    SHOW_INT(TXT_DB_insert(db, row));
    printf("error %ld, index %ld, the row there %s\n", db->error, db->arg1, db->arg_row[2]);
    free_row(row);
    row = new_row("5", "V", "two");
    SHOW_INT(TXT_DB_insert(db, row));
    printf("error %ld, index %ld, the row there %s\n", db->error, db->arg1, db->arg_row[0]);
    free_row(row);
    row = new_row("5", "R", "two");
    SHOW_INT(TXT_DB_insert(db, row));
    find(db, 2, "two");
    show(db);
    /* A field that the program replaced. */
    row = sk_OPENSSL_PSTRING_value(db->data, 0);
    row[1] = OPENSSL_strdup("a\tb\nc");
    row[2] = NULL;
    show(db);
    write_back(db);
    TXT_DB_free(db);
}

int main(void)
{
    char *longest = OPENSSL_malloc(5000);

    read_and_show("rows", "1\tone\n2\ttwo\n", 2);
    read_and_show("no end of line", "1\tone\n2\ttwo", 2);
    read_and_show("comments and blank lines", "#comment\n1\tone\n\n# more\n2\ttwo\n", 2);
    read_and_show("comments alone", "#comment\n# more\n", 2);
    read_and_show("nothing", "", 2);
    read_and_show("a blank line", "\n", 1);
    read_and_show("one field", "1\n2\n", 1);
    read_and_show("too few fields", "1\tone\n2\n", 2);
    read_and_show("too many fields", "1\tone\tmore\n", 2);
    read_and_show("many too many fields", "1\tone\tmore\tand\tmore\n", 2);
    read_and_show("empty fields", "\t\t\n1\t\t3\n", 3);
    read_and_show("escaped tabs", "1\\\tone\ttwo\n", 2);
    read_and_show("other backslashes", "a\\\\b\\n\tc\\\\\t\n", 3);
    read_and_show("backslash at the end", "1\ttwo\\\n", 2);
    read_and_show("carriage returns", "1\tone\r\n", 2);
    read_and_show("no fields", "1\tone\n", 0);
    memset(longest, 'x', 5000);
    longest[2000] = '\t';
    longest[4998] = '\n';
    longest[4999] = '\0';
    {
        TXT_DB *db = read_text(longest, 2);

        SHOW_INT(strlen(sk_OPENSSL_PSTRING_value(db->data, 0)[0]));
        SHOW_INT(strlen(sk_OPENSSL_PSTRING_value(db->data, 0)[1]));
        TXT_DB_free(db);
    }
    OPENSSL_free(longest);
    indexes();
    TXT_DB_free(NULL);
    show_errors();
    return 0;
}
