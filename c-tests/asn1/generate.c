/* ASN1_generate_nconf and ASN1_generate_v3: each type, modifier and format, right and wrong. */
#include "../common.h"
#include <openssl/asn1.h>
#include <openssl/conf.h>
#include <openssl/x509v3.h>

static const char conf_text[] =
    "[seq]\na = INT:1\nb = SEQUENCE:inner\nc = SET:set\n[inner]\nx = BOOL:TRUE\n[set]\nb = UTF8:zz\na = UTF8:a\nc = INT:300\n[empty]\n[loop]\na = SEQUENCE:loop\n[bad]\na = INT:1\nb = WHAT:2\n";

static const char *const texts[] = {
    "BOOL:TRUE", "BOOLEAN:false", "BOOL:Y", "BOOL:no", "BOOL:x", "BOOL", "BOOL:", "NULL", "NULL:", "NULL:x", "INT:1", "INTEGER:0x1234", "INT:-1", "INT:x", "INT:", "INT", "INT:128", "INT:-129", "ENUM:2", "ENUMERATED:0xff", "ENUM:x",
    "OID:1.2.3", "OBJECT:commonName", "OID:x", "OID:", "UTC:200101000000Z", "UTCTIME:x", "UTC:20200101000000Z", "GENTIME:20200101000000Z", "GENERALIZEDTIME:x", "OCT:text", "OCTETSTRING:text", "FORMAT:HEX,OCT:0102", "FORMAT:HEX,OCT:01:02", "FORMAT:HEX,OCT:x",
    "FORMAT:UTF8,OCT:x", "FORMAT:BITLIST,OCT:1", "BITSTR:text", "BITSTRING:text", "FORMAT:HEX,BITSTR:0102", "FORMAT:BITLIST,BITSTR:1,5", "FORMAT:BITLIST,BITSTR:1,x", "FORMAT:BITLIST,BITSTR:", "FORMAT:BITLIST,BITSTR:300", "FORMAT:BITLIST,BITSTR:1,,2", "FORMAT:UTF8,BITSTR:x",
    "UNIV:abc", "UNIVERSALSTRING:abc", "IA5:abc", "IA5STRING:abc", "UTF8:abc", "UTF8String:abc", "BMP:abc", "BMPSTRING:abc", "VISIBLE:abc", "VISIBLESTRING:abc", "PRINTABLE:abc", "PRINTABLESTRING:a@b", "T61:abc", "T61STRING:abc", "TELETEXSTRING:abc", "GENSTR:abc", "GeneralString:abc", "NUMERIC:12", "NUMERICSTRING:a",
    "FORMAT:UTF8,BMP:\xc3\xa4", "FORMAT:UTF8,UTF8:\xc3\xa4", "FORMAT:ASCII,UTF8:\xc3\xa4", "FORMAT:HEX,UTF8:41", "FORMAT:what,UTF8:a", "FORMAT:HEX", "FORMAT", "FORMAT:HEX,INT:1", "FORMAT:HEX,BOOL:TRUE", "FORMAT:HEX,NULL", "FORMAT:HEX,OID:1.2.3", "FORMAT:HEX,UTC:200101000000Z",
    "IMPLICIT:3,INT:1", "IMP:3,INT:1", "IMPLICIT:3P,INT:1", "IMPLICIT:3A,INT:1", "IMPLICIT:3U,INT:1", "IMPLICIT:3C,INT:1", "IMPLICIT:3X,INT:1", "IMPLICIT:x,INT:1", "IMPLICIT:-1,INT:1", "IMPLICIT:1,IMPLICIT:2,INT:1", "EXPLICIT:3,INT:1", "EXP:0,EXP:1,INT:1", "EXP:0,IMP:1,INT:1", "IMP:0,EXP:1,INT:1", "IMP:1,SEQUENCE:seq", "IMP:1,NULL", "EXP:31,NULL", "EXP:200,UTF8:a", "IMP:40,UTF8:a",
    "OCTWRAP,INT:1", "BITWRAP,INT:1", "SEQWRAP,INT:1", "SETWRAP,INT:1", "OCTWRAP,SEQWRAP,IMP:1,UTF8:a", "IMP:2,OCTWRAP,INT:5", "EXP:2,BITWRAP,EXP:3,NULL", "IMP:1,BITWRAP,NULL",
    "SEQUENCE:seq", "SEQ:seq", "SET:set", "SEQUENCE:empty", "SEQUENCE:none", "SEQUENCE", "SEQUENCE:", "SEQUENCE:loop", "SEQUENCE:bad", "SET", "SET:none", "OCTWRAP", "", ",", "WHAT", "WHAT:x", "INT :1", "  INT:1", "INT:1 ", "EXP:1,  INT:2", "EXP:1, INT:2", "UTF8", "UTF8:", "UTF8:a,b", "UTF8:a:b", "IMP,INT:1", "EXP:,INT:1", "int:1", "IMPLICIT:3UU,INT:1", "EXP:99999999999,INT:1", "INT,x", "UTF8,x", "IMP:1", "BITWRAP,OCTWRAP,EXP:1,EXP:2,SEQWRAP,BOOL:TRUE",
};

static void show(ASN1_TYPE *t)
{
    if (t != NULL) {
        unsigned char *der = NULL;
        int len = i2d_ASN1_TYPE(t, &der);

        printf("  type %d", t->type);
        show_hex("", der, len > 0 ? (size_t)len : 0);
        OPENSSL_free(der);
        ASN1_TYPE_free(t);
    } else {
        printf("  none\n");
    }
    show_errors();
}

int main(void)
{
    CONF *conf = NCONF_new(NULL);
    BIO *in = BIO_new_mem_buf(conf_text, -1);
    X509V3_CTX ctx;
    long line = 0;
    size_t i;

    setvbuf(stdout, NULL, _IONBF, 0);
    printf("load %d\n", NCONF_load_bio(conf, in, &line));
    BIO_free(in);
    memset(&ctx, 0, sizeof(ctx));
    X509V3_set_ctx_nodb(&ctx);
    for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        int deep = strcmp(texts[i], "SEQUENCE:loop") == 0;

        printf("== %s\n", texts[i]);
        if (deep) {
            ASN1_TYPE *t = ASN1_generate_nconf(texts[i], conf);

            printf("  %s\n", t ? "made" : "none");
            printf("  %s\n", ERR_reason_error_string(ERR_peek_error()));
            ERR_clear_error();
            ASN1_TYPE_free(t);
            continue;
        }
        show(ASN1_generate_nconf(texts[i], conf));
        if (strstr(texts[i], "SE") != NULL) {
            show(ASN1_generate_nconf(texts[i], NULL));
            show(ASN1_generate_v3(texts[i], NULL));
            show(ASN1_generate_v3(texts[i], &ctx));
        }
    }
    SHOW_NULL(ASN1_generate_nconf("FORMAT:UTF8,UTF8:\xc3", conf));
    show_error_codes();
    NCONF_free(conf);
    return 0;
}
