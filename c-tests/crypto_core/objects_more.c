/* Objects and signature algorithms that the program adds. */
#include "../common.h"
#include <openssl/asn1.h>
#include <openssl/objects.h>

int main(void)
{
    int nid = OBJ_create("1.3.6.1.4.1.99999.1", "tlsrsTest", "tlsrs test object"), digest = 0, key = 0, second;
    ASN1_OBJECT *made;

    printf("created %s\n", nid > 0 ? "yes" : "no");
    SHOW_STR(OBJ_nid2sn(nid));
    SHOW_INT(OBJ_add_sigid(nid, NID_sha256, NID_rsaEncryption));
    SHOW_INT(OBJ_find_sigid_algs(nid, &digest, &key));
    printf("digest %d key %d\n", digest, key);
    SHOW_INT(OBJ_find_sigid_by_algs(&second, NID_sha256, NID_rsaEncryption));
    printf("found %d\n", second == NID_sha256WithRSAEncryption);
    OBJ_sigid_free();
    SHOW_INT(OBJ_find_sigid_algs(nid, &digest, &key));
    SHOW_INT(OBJ_find_sigid_algs(NID_sha256WithRSAEncryption, &digest, &key));
    printf("digest %d key %d\n", digest, key);

    nid = OBJ_new_nid(1);
    made = ASN1_OBJECT_create(nid, (unsigned char *)"\x2a\x03\x04\x05", 4, "tlsrsMade", "tlsrs made object");
    SHOW_INT(OBJ_add_object(made) == nid);
    SHOW_INT(OBJ_sn2nid("tlsrsMade") == nid);
    SHOW_INT(OBJ_ln2nid("tlsrs made object") == nid);
    SHOW_INT(OBJ_txt2nid("1.2.3.4.5") == nid);
    SHOW_STR(OBJ_nid2ln(nid));
    ASN1_OBJECT_free(made);
    SHOW_STR(OBJ_nid2sn(nid));
    show_errors();
    return 0;
}
