//! The NIDs that this library itself names.

use std::ffi::c_int;

/// `NID_undef`.
pub const UNDEF: c_int = 0;
/// `NID_rsaEncryption`.
pub const RSAENCRYPTION: c_int = 6;
/// `NID_commonName`.
pub const COMMONNAME: c_int = 13;
/// `NID_countryName`.
pub const COUNTRYNAME: c_int = 14;
/// `NID_localityName`.
pub const LOCALITYNAME: c_int = 15;
/// `NID_stateOrProvinceName`.
pub const STATEORPROVINCENAME: c_int = 16;
/// `NID_organizationName`.
pub const ORGANIZATIONNAME: c_int = 17;
/// `NID_organizationalUnitName`.
pub const ORGANIZATIONALUNITNAME: c_int = 18;
/// `NID_serialNumber`.
pub const SERIALNUMBER: c_int = 105;
/// `NID_pkcs9_emailAddress`.
pub const PKCS9_EMAILADDRESS: c_int = 48;
/// `NID_sha1WithRSAEncryption`.
pub const SHA1WITHRSAENCRYPTION: c_int = 65;
/// `NID_sha224WithRSAEncryption`.
pub const SHA224WITHRSAENCRYPTION: c_int = 671;
/// `NID_sha256WithRSAEncryption`.
pub const SHA256WITHRSAENCRYPTION: c_int = 668;
/// `NID_sha384WithRSAEncryption`.
pub const SHA384WITHRSAENCRYPTION: c_int = 669;
/// `NID_sha512WithRSAEncryption`.
pub const SHA512WITHRSAENCRYPTION: c_int = 670;
/// `NID_md5WithRSAEncryption`.
pub const MD5WITHRSAENCRYPTION: c_int = 8;
/// `NID_rsassaPss`.
pub const RSASSAPSS: c_int = 912;
/// `NID_mgf1`.
pub const MGF1: c_int = 911;
/// `NID_sha1`.
pub const SHA1: c_int = 64;
/// `NID_md5`.
pub const MD5: c_int = 4;
/// `NID_sha224`.
pub const SHA224: c_int = 675;
/// `NID_sha256`.
pub const SHA256: c_int = 672;
/// `NID_sha384`.
pub const SHA384: c_int = 673;
/// `NID_sha512`.
pub const SHA512: c_int = 674;
/// `NID_md5_sha1`.
pub const MD5_SHA1: c_int = 114;
/// `NID_id_smime_ct_TSTInfo`.
pub const SMIME_CT_TSTINFO: c_int = 207;
/// `NID_subject_key_identifier`.
pub const SUBJECT_KEY_IDENTIFIER: c_int = 82;
/// `NID_key_usage`.
pub const KEY_USAGE: c_int = 83;
/// `NID_private_key_usage_period`.
pub const PRIVATE_KEY_USAGE_PERIOD: c_int = 84;
/// `NID_subject_alt_name`.
pub const SUBJECT_ALT_NAME: c_int = 85;
/// `NID_issuer_alt_name`.
pub const ISSUER_ALT_NAME: c_int = 86;
/// `NID_basic_constraints`.
pub const BASIC_CONSTRAINTS: c_int = 87;
/// `NID_crl_number`.
pub const CRL_NUMBER: c_int = 88;
/// `NID_certificate_policies`.
pub const CERTIFICATE_POLICIES: c_int = 89;
/// `NID_authority_key_identifier`.
pub const AUTHORITY_KEY_IDENTIFIER: c_int = 90;
/// `NID_crl_distribution_points`.
pub const CRL_DISTRIBUTION_POINTS: c_int = 103;
/// `NID_ext_key_usage`.
pub const EXT_KEY_USAGE: c_int = 126;
/// `NID_delta_crl`.
pub const DELTA_CRL: c_int = 140;
/// `NID_crl_reason`.
pub const CRL_REASON: c_int = 141;
/// `NID_invalidity_date`.
pub const INVALIDITY_DATE: c_int = 142;
/// `NID_sxnet`.
pub const SXNET: c_int = 143;
/// `NID_info_access`.
pub const INFO_ACCESS: c_int = 177;
/// `NID_sinfo_access`.
pub const SINFO_ACCESS: c_int = 398;
/// `NID_name_constraints`.
pub const NAME_CONSTRAINTS: c_int = 666;
/// `NID_policy_constraints`.
pub const POLICY_CONSTRAINTS: c_int = 401;
/// `NID_policy_mappings`.
pub const POLICY_MAPPINGS: c_int = 747;
/// `NID_inhibit_any_policy`.
pub const INHIBIT_ANY_POLICY: c_int = 748;
/// `NID_freshest_crl`.
pub const FRESHEST_CRL: c_int = 857;
/// `NID_issuing_distribution_point`.
pub const ISSUING_DISTRIBUTION_POINT: c_int = 770;
/// `NID_certificate_issuer`.
pub const CERTIFICATE_ISSUER: c_int = 771;
/// `NID_proxyCertInfo`.
pub const PROXYCERTINFO: c_int = 663;
/// `NID_sbgp_ipAddrBlock`.
pub const SBGP_IPADDRBLOCK: c_int = 290;
/// `NID_sbgp_autonomousSysNum`.
pub const SBGP_AUTONOMOUSSYSNUM: c_int = 291;
/// `NID_tlsfeature`.
pub const TLSFEATURE: c_int = 1020;
/// `NID_any_policy`.
pub const ANY_POLICY: c_int = 746;
/// `NID_ct_precert_scts`.
pub const CT_PRECERT_SCTS: c_int = 951;
/// `NID_ct_precert_poison`.
pub const CT_PRECERT_POISON: c_int = 952;
/// `NID_ct_cert_scts`.
pub const CT_CERT_SCTS: c_int = 954;
/// `NID_netscape_cert_type`.
pub const NETSCAPE_CERT_TYPE: c_int = 71;
/// `NID_netscape_cert_sequence`.
pub const NETSCAPE_CERT_SEQUENCE: c_int = 79;
/// `NID_netscape_base_url`.
pub const NETSCAPE_BASE_URL: c_int = 72;
/// `NID_netscape_revocation_url`.
pub const NETSCAPE_REVOCATION_URL: c_int = 73;
/// `NID_netscape_ca_revocation_url`.
pub const NETSCAPE_CA_REVOCATION_URL: c_int = 74;
/// `NID_netscape_renewal_url`.
pub const NETSCAPE_RENEWAL_URL: c_int = 75;
/// `NID_netscape_ca_policy_url`.
pub const NETSCAPE_CA_POLICY_URL: c_int = 76;
/// `NID_netscape_ssl_server_name`.
pub const NETSCAPE_SSL_SERVER_NAME: c_int = 77;
/// `NID_netscape_comment`.
pub const NETSCAPE_COMMENT: c_int = 78;
/// `NID_id_qt_cps`.
pub const ID_QT_CPS: c_int = 164;
/// `NID_id_qt_unotice`.
pub const ID_QT_UNOTICE: c_int = 165;
/// `NID_ad_OCSP`.
pub const AD_OCSP: c_int = 178;
/// `NID_ad_ca_issuers`.
pub const AD_CA_ISSUERS: c_int = 179;
/// `NID_dhKeyAgreement`.
pub const DHKEYAGREEMENT: c_int = 28;
/// `NID_X9_62_id_ecPublicKey`.
pub const X9_62_ID_ECPUBLICKEY: c_int = 408;
/// `NID_ED25519`.
pub const ED25519: c_int = 1087;
/// `NID_ED448`.
pub const ED448: c_int = 1088;
/// `NID_X25519`.
pub const X25519: c_int = 1034;
/// `NID_X448`.
pub const X448: c_int = 1035;
/// `NID_dsa`.
pub const DSA: c_int = 116;
/// `NID_ecdsa_with_SHA1`.
pub const ECDSA_WITH_SHA1: c_int = 416;
/// `NID_ecdsa_with_SHA224`.
pub const ECDSA_WITH_SHA224: c_int = 793;
/// `NID_ecdsa_with_SHA256`.
pub const ECDSA_WITH_SHA256: c_int = 794;
/// `NID_ecdsa_with_SHA384`.
pub const ECDSA_WITH_SHA384: c_int = 795;
/// `NID_ecdsa_with_SHA512`.
pub const ECDSA_WITH_SHA512: c_int = 796;
/// `NID_X9_62_prime256v1`.
pub const X9_62_PRIME256V1: c_int = 415;
/// `NID_secp384r1`.
pub const SECP384R1: c_int = 715;
/// `NID_secp521r1`.
pub const SECP521R1: c_int = 716;
/// `NID_secp256k1`.
pub const SECP256K1: c_int = 714;
/// `NID_ext_req`.
pub const EXT_REQ: c_int = 172;
/// `NID_ms_ext_req`.
pub const MS_EXT_REQ: c_int = 171;
/// `NID_pkcs9_challengePassword`.
pub const PKCS9_CHALLENGEPASSWORD: c_int = 54;
/// `NID_pkcs9_unstructuredName`.
pub const PKCS9_UNSTRUCTUREDNAME: c_int = 49;
/// `NID_id_pkix_OCSP_basic`.
pub const ID_PKIX_OCSP_BASIC: c_int = 365;
/// `NID_id_pkix_OCSP_Nonce`.
pub const ID_PKIX_OCSP_NONCE: c_int = 366;
/// `NID_id_pkix_OCSP_noCheck`.
pub const ID_PKIX_OCSP_NOCHECK: c_int = 369;
/// `NID_id_pkix_OCSP_CrlID`.
pub const ID_PKIX_OCSP_CRLID: c_int = 367;
/// `NID_id_pkix_OCSP_acceptableResponses`.
pub const ID_PKIX_OCSP_ACCEPTABLERESPONSES: c_int = 368;
/// `NID_id_pkix_OCSP_archiveCutoff`.
pub const ID_PKIX_OCSP_ARCHIVECUTOFF: c_int = 370;
/// `NID_id_pkix_OCSP_serviceLocator`.
pub const ID_PKIX_OCSP_SERVICELOCATOR: c_int = 371;
/// `NID_hold_instruction_code`.
pub const HOLD_INSTRUCTION_CODE: c_int = 430;
/// `NID_subject_directory_attributes`.
pub const SUBJECT_DIRECTORY_ATTRIBUTES: c_int = 769;
/// `NID_client_auth`.
pub const CLIENT_AUTH: c_int = 130;
/// `NID_server_auth`.
pub const SERVER_AUTH: c_int = 129;
/// `NID_code_sign`.
pub const CODE_SIGN: c_int = 131;
/// `NID_email_protect`.
pub const EMAIL_PROTECT: c_int = 132;
/// `NID_time_stamp`.
pub const TIME_STAMP: c_int = 133;
/// `NID_OCSP_sign`.
pub const OCSP_SIGN: c_int = 180;
/// `NID_anyExtendedKeyUsage`.
pub const ANYEXTENDEDKEYUSAGE: c_int = 910;
/// `NID_ns_sgc`.
pub const NS_SGC: c_int = 139;
/// `NID_ms_sgc`.
pub const MS_SGC: c_int = 137;
/// `NID_dvcs`.
pub const DVCS: c_int = 297;
/// `NID_pkcs7_data`.
pub const PKCS7_DATA: c_int = 21;
/// `NID_pkcs7_signed`.
pub const PKCS7_SIGNED: c_int = 22;
/// `NID_dnQualifier`.
pub const DNQUALIFIER: c_int = 174;
/// `NID_domainComponent`.
pub const DOMAINCOMPONENT: c_int = 391;
/// `NID_userId`.
pub const USERID: c_int = 458;
/// `NID_givenName`.
pub const GIVENNAME: c_int = 99;
/// `NID_surname`.
pub const SURNAME: c_int = 100;
/// `NID_name`.
pub const NAME: c_int = 173;
/// `NID_generationQualifier`.
pub const GENERATIONQUALIFIER: c_int = 509;
/// `NID_initials`.
pub const INITIALS: c_int = 101;
/// `NID_title`.
pub const TITLE: c_int = 106;
/// `NID_ms_upn`.
pub const MS_UPN: c_int = 649;
/// `NID_NAIRealm`.
pub const NAIREALM: c_int = 1211;
/// `NID_id_on_SmtpUTF8Mailbox`.
pub const ID_ON_SMTPUTF8MAILBOX: c_int = 1208;
/// `NID_SRVName`.
pub const SRVNAME: c_int = 1210;
/// `NID_id_ppl_inheritAll`.
pub const ID_PPL_INHERITALL: c_int = 665;
/// `NID_Independent`.
pub const INDEPENDENT: c_int = 667;
/// `NID_subjectSignTool`.
pub const SUBJECTSIGNTOOL: c_int = 1007;
/// `NID_issuerSignTool`.
pub const ISSUERSIGNTOOL: c_int = 1008;
/// `NID_x509ExtAdmission`.
pub const X509EXTADMISSION: c_int = 1093;
/// `NID_pkcs7_enveloped`.
pub const PKCS7_ENVELOPED: c_int = 23;
/// `NID_pkcs7_signedAndEnveloped`.
pub const PKCS7_SIGNEDANDENVELOPED: c_int = 24;
/// `NID_pkcs7_digest`.
pub const PKCS7_DIGEST: c_int = 25;
/// `NID_pkcs7_encrypted`.
pub const PKCS7_ENCRYPTED: c_int = 26;
/// `NID_keyBag`.
pub const KEYBAG: c_int = 150;
/// `NID_pkcs8ShroudedKeyBag`.
pub const PKCS8SHROUDEDKEYBAG: c_int = 151;
/// `NID_certBag`.
pub const CERTBAG: c_int = 152;
/// `NID_crlBag`.
pub const CRLBAG: c_int = 153;
/// `NID_secretBag`.
pub const SECRETBAG: c_int = 154;
/// `NID_safeContentsBag`.
pub const SAFECONTENTSBAG: c_int = 155;
/// `NID_x509Certificate`.
pub const X509CERTIFICATE: c_int = 158;
/// `NID_x509Crl`.
pub const X509CRL: c_int = 160;
/// `NID_sdsiCertificate`.
pub const SDSICERTIFICATE: c_int = 159;
/// `NID_friendlyName`.
pub const FRIENDLYNAME: c_int = 156;
/// `NID_localKeyID`.
pub const LOCALKEYID: c_int = 157;
/// `NID_ms_csp_name`.
pub const MS_CSP_NAME: c_int = 417;
/// `NID_LocalKeySet`.
pub const LOCALKEYSET: c_int = 856;
/// `NID_pbe_WithSHA1And3_Key_TripleDES_CBC`.
pub const PBE_WITHSHA1AND3_KEY_TRIPLEDES_CBC: c_int = 146;
/// `NID_pbe_WithSHA1And2_Key_TripleDES_CBC`.
pub const PBE_WITHSHA1AND2_KEY_TRIPLEDES_CBC: c_int = 147;
/// `NID_aes_256_cbc`.
pub const AES_256_CBC: c_int = 427;
/// `NID_pkcs9_contentType`.
pub const PKCS9_CONTENTTYPE: c_int = 50;
/// `NID_pkcs9_messageDigest`.
pub const PKCS9_MESSAGEDIGEST: c_int = 51;
/// `NID_pkcs9_signingTime`.
pub const PKCS9_SIGNINGTIME: c_int = 52;
/// `NID_SMIMECapabilities`.
pub const SMIMECAPABILITIES: c_int = 167;
/// `NID_aes_192_cbc`.
pub const AES_192_CBC: c_int = 423;
/// `NID_aes_128_cbc`.
pub const AES_128_CBC: c_int = 419;
/// `NID_des_ede3_cbc`.
pub const DES_EDE3_CBC: c_int = 44;
/// `NID_des_cbc`.
pub const DES_CBC: c_int = 31;
/// `NID_rc2_cbc`.
pub const RC2_CBC: c_int = 37;
/// `NID_id_smime_ct_authData`.
pub const CMS_AUTHENTICATED: c_int = 205;
/// `NID_id_smime_ct_compressedData`.
pub const CMS_COMPRESSED: c_int = 786;
/// `NID_id_smime_ct_authEnvelopedData`.
pub const CMS_AUTH_ENVELOPED: c_int = 1059;
/// `NID_id_smime_ct_receipt`.
pub const CMS_RECEIPT: c_int = 204;
/// `NID_id_smime_aa_msgSigDigest`.
pub const MSG_SIG_DIGEST: c_int = 216;
/// `NID_id_smime_aa_receiptRequest`.
pub const CMS_RECEIPT_REQUEST: c_int = 212;
/// `NID_id_smime_aa_msgSigDigest`.
pub const CMS_MSG_SIG_DIGEST: c_int = 216;
/// `NID_id_smime_aa_signingCertificate`.
pub const SIGNING_CERTIFICATE: c_int = 223;
/// `NID_id_smime_aa_signingCertificateV2`.
pub const SIGNING_CERTIFICATE_V2: c_int = 1086;
/// `NID_id_alg_PWRI_KEK`.
pub const PWRI_KEK: c_int = 893;
/// `NID_id_pbkdf2`.
pub const PBKDF2: c_int = 69;
/// `NID_id_aes128_wrap`.
pub const AES128_WRAP: c_int = 788;
/// `NID_id_aes192_wrap`.
pub const AES192_WRAP: c_int = 789;
/// `NID_id_aes256_wrap`.
pub const AES256_WRAP: c_int = 790;
/// `NID_id_smime_alg_CMS3DESwrap`.
pub const DES3_WRAP: c_int = 246;
/// `NID_rsaesOaep`.
pub const RSAES_OAEP: c_int = 919;
/// `NID_pSpecified`.
pub const PSPECIFIED: c_int = 935;
/// `NID_id_ct_asciiTextWithCRLF`.
pub const ASCII_TEXT: c_int = 787;
/// `NID_dh_std_kdf`.
pub const DH_STD_KDF: c_int = 946;
/// `NID_dh_cofactor_kdf`.
pub const DH_COFACTOR_KDF: c_int = 947;
/// `NID_pkcs9_countersignature`.
pub const PKCS9_COUNTERSIGNATURE: c_int = 53;
