/* Arcs that name no object of their own. */
#define OBJ_undef 0L
#define OBJ_itu_t 0L
#define OBJ_ccitt 0L
#define OBJ_iso 1L
#define OBJ_joint_iso_itu_t 2L
#define OBJ_joint_iso_ccitt 2L
#define OBJ_X9_62_id_fieldType 1L,2L,840L,10045L,1L
#define OBJ_X9_62_id_publicKeyType 1L,2L,840L,10045L,2L
#define OBJ_X9_62_ellipticCurve 1L,2L,840L,10045L,3L
#define OBJ_X9_62_c_TwoCurve 1L,2L,840L,10045L,3L,0L
#define OBJ_X9_62_primeCurve 1L,2L,840L,10045L,3L,1L
#define OBJ_X9_62_id_ecSigType 1L,2L,840L,10045L,4L
#define OBJ_secg_ellipticCurve 1L,3L,132L,0L
#define OBJ_wap_wsg_idm_ecid 2L,23L,43L,1L,4L
#define OBJ_certTypes 1L,2L,840L,113549L,1L,9L,22L
#define OBJ_crlTypes 1L,2L,840L,113549L,1L,9L,23L
#define OBJ_pkcs12 1L,2L,840L,113549L,1L,12L
#define OBJ_pkcs12_pbeids 1L,2L,840L,113549L,1L,12L,1L
#define OBJ_pkcs12_Version1 1L,2L,840L,113549L,1L,12L,10L
#define OBJ_pkcs12_BagIds 1L,2L,840L,113549L,1L,12L,10L,1L
#define OBJ_id_pkix_OCSP 1L,3L,6L,1L,5L,5L,7L,48L,1L
#define OBJ_internet 1L,3L,6L,1L
#define OBJ_csor 2L,16L,840L,1L,101L,3L
#define OBJ_nistAlgorithms 2L,16L,840L,1L,101L,3L,4L
#define OBJ_aes 2L,16L,840L,1L,101L,3L,4L,1L
#define OBJ_nist_hashalgs 2L,16L,840L,1L,101L,3L,4L,2L
#define OBJ_dsa_with_sha2 2L,16L,840L,1L,101L,3L,4L,3L
#define OBJ_sigAlgs 2L,16L,840L,1L,101L,3L,4L,3L
#define OBJ_holdInstruction 1L,2L,840L,10040L,2L
#define OBJ_ntt_ds 0L,3L,4401L,5L
#define OBJ_camellia 0L,3L,4401L,5L,3L,1L,9L
#define OBJ_aria 1L,2L,410L,200046L,1L,1L
#define OBJ_x9_63_scheme 1L,3L,133L,16L,840L,63L,0L
#define OBJ_secg_scheme 1L,3L,132L,1L

/* The objects of src/obj/objects/objects.tsv, under the names of objects.tsv here. */
