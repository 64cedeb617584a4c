/* Configuration files: .include, .pragma, names, and the two ways of writing them. */
#include "../common.h"
#include <openssl/conf.h>
#include <openssl/conftypes.h>
#include <sys/stat.h>
#include <unistd.h>

static void put(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    fputs(text, file);
    fclose(file);
}

static void put_in(const char *folder, const char *path, const char *text)
{
    mkdir(folder, 0755);
    put(path, text);
}

/* Loads a text, and shows what comes of it, in alphabetical order. */
static void load_as(CONF_METHOD *method, const char *text)
{
    STACK_OF(OPENSSL_CSTRING) *names;
    CONF *conf = NCONF_new(method);
    BIO *bio = BIO_new_mem_buf(text, -1);
    long line = -5;

    printf("--- %.60s => %d", text, NCONF_load_bio(conf, bio, &line));
    printf(" line %ld\n", line);
    names = conf->data != NULL ? NCONF_get_section_names(conf) : NULL;
    sk_OPENSSL_CSTRING_sort(names);
    for (int i = 0; i < sk_OPENSSL_CSTRING_num(names); i++) {
        const char *name = sk_OPENSSL_CSTRING_value(names, i);
        STACK_OF(CONF_VALUE) *values = NCONF_get_section(conf, name);

        printf(" [%s]", name);
        for (int j = 0; j < sk_CONF_VALUE_num(values); j++)
            printf(" '%s'='%s'", sk_CONF_VALUE_value(values, j)->name, sk_CONF_VALUE_value(values, j)->value);
    }
    printf("\n");
    sk_OPENSSL_CSTRING_free(names);
    if (conf->flag_dollarid || conf->flag_abspath || conf->includedir)
        printf(" dollarid %d abspath %d includedir %s\n", conf->flag_dollarid, conf->flag_abspath,
               conf->includedir ? conf->includedir : "none");
    show_errors();
    NCONF_free(conf);
    BIO_free(bio);
}

static void load(const char *text)
{
    load_as(NULL, text);
}

static const char *const texts[] = {
    /* Empty names. */
    " = b\n", " =b\n =c\n", "::=b\n", "m::=b\n", "=\n", "::x=1\n", "[]\na=1\n", "[ ]\n",
    /* Files and directories. */
    ".include one\nz=1\n", ".include = one\nz=1\n", "[m]\n.include one/a.conf\nz=1\n", ".include=sec.conf\n",
    ".include nowhere\nz=1\n", ".include nowhere/x.conf\nz=1", ".include empty\nz=1\n", ".include\nz=1\n", ".include =\nz=1\n",
    ".includechild\n", "d=one\n.include $d/a.conf\n", ".include one/c.txt\n", ".include 'one'\n", ".include'one'\n",
    "m::.include = one\n", ".include one # c\n", ".include one/\n", ".include o\\ne/a.conf\n", ".include $nope\n",
    "[m]\nx=1\n.include $nope\n", "[m]\np=one\n.include $p\n.include $m::p/c.txt\nq=1\n", ".include.foo one\n",
    ".includes = one\n", ".include/one\n", ".includefoo = 3\n", "a .include one\n", "  .include one\n", ".INCLUDE one\n",
    ".include\tone\n", ".include == one\n", ".include /dev/null\n", ".include bad.conf\n", "a=1\n\n.include bad.conf\n",
    ".include sec.conf\nz=1\n", ".include joined.conf\nk=2\n", ".include main.conf\n", ".include listed\nz=1\n",
    ".include deeper\nz=1\n", ".include folders\nz=1\n", ".include lines\nbad\n",
    /* Pragmas. */
    ".pragma nonsense:1\nx=1\n", ".pragma nonsense:\n", ".pragma\n", ".pragma =\n", ".pragma :x\n", ".pragmatic = x\n",
    ".pragmadollarid:on\n", ".pragma dollarid\n", ".pragma dollarid:\n", ".pragma dollarid:maybe\n", ".pragma dollarid:1\n",
    ".pragma dollarid:on:off\n", ".pragma = dollarid:off\nx=1\n", ".pragma dollarid:ON\n", ".pragma dollarid : on \nx=1\n",
    ".pragma DOLLARID:on\na$=1", ".pragma 'dollarid:on'\n", ".pragma dollarid:on\na$b=1\nc=$a\n",
    ".pragma dollarid:true\nx=1\ny=${x}$x\n", ".pragma dollarid:on\n.pragma dollarid:off\nx=1\ny=$x\n",
    ".pragma dollarid:on\na$b::c$=1\nx=$(a$b::c$) ${a$b::c$}\n", ".pragma dollarid:on\n[x$y]\na=1\n",
    "v=on\n.pragma dollarid:$v\nx=1\n", ".include prag.conf\na$b=$p\n", ".pragma abspath:true\n.include one\nx=1\n",
    ".pragma abspath:off\n.include sec.conf\n", ".pragma abspath:x\n", ".pragma abspath:on\n.include /dev/null\nx=1\n",
    ".pragma includedir:\n", ".pragma includedir:one\n.include a.conf\n", ".pragma includedir:one/\n.include c.txt\n",
    ".pragma includedir:/nowhere\n.include one\n", ".pragma includedir:one\n.pragma abspath:on\n.include a.conf\n",
    ".pragma includedir:nowhere\n.pragma includedir:one\n.include a.conf\n", ".other x\n", ".other = x\n",
    /* Names and sections. */
    "a::b::c=1\n", "[a]\n b :: c = 1\n", "a\\=b=1\n", "a$b=1\n", "a-b:c=1\n", "\\a=1\n", "a'b=1\n", "[x\n", "[x$y]\na=1\n",
    "[a\\\\b]\n", "[a\\nb]\n", "[a\\$b]\n", "[a\\]b]\n", "[a b]\n", "[ a  b ]\n", "[\"a\"]\n", "[a#b]\n", "[a]junk\n", "[a::b]\n", "[a;b]\n",
    "a=\"q\\\\\"r\n", "a=x\\", "a=x\\\n\n b=1\n", "a=$b::c\n", "a=$\n", "a=$(b}\n", "a=1\r\nb=2\r\n",
};

/* Where the two ways differ. */
static const char *const both[] = {
    "; comment\na=1\n", "# c\na=1\n", "a=1 # c\n", "a=1;x\n", "a=\"x\"\"y\" z\n", "a=\"x\\\"y\"\n", "a='x'\n", "a=`x`\n",
    "a=x\\ty\\\nb\n", "a=1\\\\\nb=2\n", "a\\b=1\n", "a=1\nb=$a${a}\n", "a=\"open\nb=2\n", "a=x\\r\\n\n", "[a\\]b]\n",
};

static void methods(void)
{
    CONF_METHOD *plain = NCONF_default(), *windows = NCONF_WIN32();
    LHASH_OF(CONF_VALUE) *table;
    struct conf_st shown;
    long line = 0;
    CONF *conf;
    BIO *bio;

    for (size_t i = 0; i < sizeof both / sizeof *both; i++) {
        load_as(plain, both[i]);
        load_as(windows, both[i]);
    }
    printf("%s, %s\n", plain->name, windows->name);
    conf = plain->create(plain);
    printf("%d %d %d %d\n", conf->meth == plain, plain->is_number(conf, '3'), plain->is_number(conf, 'x'), plain->to_int(conf, '7'));
    printf("load %d\n", plain->load(conf, "sec.conf", &line));
    SHOW_STR(NCONF_get_string(conf, "sec", "x"));
    SHOW_INT(plain->destroy(conf));
    conf = NCONF_new(windows);
    SHOW_INT(conf->meth == windows);
    NCONF_free(conf);
    SHOW_INT(CONF_set_default_method(windows));
    conf = NCONF_new(NULL);
    printf("a new one: %s\n", conf->meth->name);
    NCONF_free(conf);
    bio = BIO_new_mem_buf(";c\nx='1'\n", -1);
    table = CONF_load_bio(NULL, bio, &line);
    SHOW_STR(CONF_get_string(table, NULL, "x"));
    CONF_free(table);
    BIO_free(bio);
    SHOW_INT(CONF_set_default_method(NULL));
    bio = BIO_new_mem_buf("a=1\n[s]\nb=2\n", -1);
    table = CONF_load_bio(NULL, bio, &line);
    memset(&shown, 0x55, sizeof shown);
    CONF_set_nconf(&shown, table);
    printf("%s %d\n", shown.meth->name, shown.data == table);
    SHOW_STR(NCONF_get_string(&shown, "s", "b"));
    SHOW_STR(NCONF_get_string(&shown, "s", "a"));
    CONF_set_nconf(&shown, NULL);
    SHOW_STR(NCONF_get_string(&shown, "s", "b"));
    SHOW_NULL(NCONF_get_section(&shown, "s"));
    show_errors();
    CONF_free(table);
    BIO_free(bio);
}

int main(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    put_in("one", "one/a.conf", "a=1\n");
    put("one/c.txt", "c=3\n");
    put("one/.conf", "nameless=1\n");
    put("one/a.conf.bak", "bak=1\n");
    mkdir("one/below", 0755);
    put("one/below/x.conf", "below=1\n");
    put_in("upper", "upper/UP.CNF", "up=1\n");
    mkdir("empty", 0755);
    put("bad.conf", "q=1\nbad line\n");
    put("sec.conf", "[sec]\nx=1\n");
    put("joined.conf", "z=1\\");
    put("prag.conf", ".pragma dollarid:on\np=1\n");
    put("main.conf", "k = v\n.include upper\n.include one\n");
    put_in("listed", "listed/f.conf", "f=1\n.include upper\n.include one/a.conf\n[r]\nr=1\n");
    put("via.conf", ".include upper\nvia=1\n");
    put_in("deeper", "deeper/f.conf", ".include via.conf\nx=4\n");
    mkdir("folders", 0755);
    mkdir("folders/x.conf", 0755);
    put_in("lines", "lines/f.conf", "one=1\ntwo=2\n");
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        load(texts[i]);
    setenv("OPENSSL_CONF_INCLUDE", "one", 1);
    load(".include a.conf\n");
    load(".include one/a.conf\n");
    load(".pragma abspath:on\n.include a.conf\n");
    load(".pragma includedir:upper\n.include a.conf\n");
    setenv("OPENSSL_CONF_INCLUDE", "", 1);
    load(".include one\n");
    unsetenv("OPENSSL_CONF_INCLUDE");
    methods();
    return 0;
}
