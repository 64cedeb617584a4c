//! Verification results (`X509_V_…`) and their texts.

/// A result of path validation: one of OpenSSL's `X509_V_…` codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerifyError(pub i32);

#[allow(missing_docs, reason = "the names are OpenSSL's own and the texts below explain them")]
impl VerifyError {
    pub const OK: VerifyError = VerifyError(0);
    pub const UNSPECIFIED: VerifyError = VerifyError(1);
    pub const UNABLE_TO_GET_ISSUER_CERT: VerifyError = VerifyError(2);
    pub const UNABLE_TO_GET_CRL: VerifyError = VerifyError(3);
    pub const UNABLE_TO_DECRYPT_CERT_SIGNATURE: VerifyError = VerifyError(4);
    pub const UNABLE_TO_DECRYPT_CRL_SIGNATURE: VerifyError = VerifyError(5);
    pub const UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY: VerifyError = VerifyError(6);
    pub const CERT_SIGNATURE_FAILURE: VerifyError = VerifyError(7);
    pub const CRL_SIGNATURE_FAILURE: VerifyError = VerifyError(8);
    pub const CERT_NOT_YET_VALID: VerifyError = VerifyError(9);
    pub const CERT_HAS_EXPIRED: VerifyError = VerifyError(10);
    pub const CRL_NOT_YET_VALID: VerifyError = VerifyError(11);
    pub const CRL_HAS_EXPIRED: VerifyError = VerifyError(12);
    pub const ERROR_IN_CERT_NOT_BEFORE_FIELD: VerifyError = VerifyError(13);
    pub const ERROR_IN_CERT_NOT_AFTER_FIELD: VerifyError = VerifyError(14);
    pub const ERROR_IN_CRL_LAST_UPDATE_FIELD: VerifyError = VerifyError(15);
    pub const ERROR_IN_CRL_NEXT_UPDATE_FIELD: VerifyError = VerifyError(16);
    pub const OUT_OF_MEM: VerifyError = VerifyError(17);
    pub const DEPTH_ZERO_SELF_SIGNED_CERT: VerifyError = VerifyError(18);
    pub const SELF_SIGNED_CERT_IN_CHAIN: VerifyError = VerifyError(19);
    pub const UNABLE_TO_GET_ISSUER_CERT_LOCALLY: VerifyError = VerifyError(20);
    pub const UNABLE_TO_VERIFY_LEAF_SIGNATURE: VerifyError = VerifyError(21);
    pub const CERT_CHAIN_TOO_LONG: VerifyError = VerifyError(22);
    pub const CERT_REVOKED: VerifyError = VerifyError(23);
    pub const NO_ISSUER_PUBLIC_KEY: VerifyError = VerifyError(24);
    pub const PATH_LENGTH_EXCEEDED: VerifyError = VerifyError(25);
    pub const INVALID_PURPOSE: VerifyError = VerifyError(26);
    pub const CERT_UNTRUSTED: VerifyError = VerifyError(27);
    pub const CERT_REJECTED: VerifyError = VerifyError(28);
    pub const SUBJECT_ISSUER_MISMATCH: VerifyError = VerifyError(29);
    pub const AKID_SKID_MISMATCH: VerifyError = VerifyError(30);
    pub const AKID_ISSUER_SERIAL_MISMATCH: VerifyError = VerifyError(31);
    pub const KEYUSAGE_NO_CERTSIGN: VerifyError = VerifyError(32);
    pub const UNABLE_TO_GET_CRL_ISSUER: VerifyError = VerifyError(33);
    pub const UNHANDLED_CRITICAL_EXTENSION: VerifyError = VerifyError(34);
    pub const KEYUSAGE_NO_CRL_SIGN: VerifyError = VerifyError(35);
    pub const UNHANDLED_CRITICAL_CRL_EXTENSION: VerifyError = VerifyError(36);
    pub const INVALID_NON_CA: VerifyError = VerifyError(37);
    pub const PROXY_PATH_LENGTH_EXCEEDED: VerifyError = VerifyError(38);
    pub const KEYUSAGE_NO_DIGITAL_SIGNATURE: VerifyError = VerifyError(39);
    pub const PROXY_CERTIFICATES_NOT_ALLOWED: VerifyError = VerifyError(40);
    pub const INVALID_EXTENSION: VerifyError = VerifyError(41);
    pub const INVALID_POLICY_EXTENSION: VerifyError = VerifyError(42);
    pub const NO_EXPLICIT_POLICY: VerifyError = VerifyError(43);
    pub const DIFFERENT_CRL_SCOPE: VerifyError = VerifyError(44);
    pub const UNSUPPORTED_EXTENSION_FEATURE: VerifyError = VerifyError(45);
    pub const UNNESTED_RESOURCE: VerifyError = VerifyError(46);
    pub const PERMITTED_VIOLATION: VerifyError = VerifyError(47);
    pub const EXCLUDED_VIOLATION: VerifyError = VerifyError(48);
    pub const SUBTREE_MINMAX: VerifyError = VerifyError(49);
    pub const APPLICATION_VERIFICATION: VerifyError = VerifyError(50);
    pub const UNSUPPORTED_CONSTRAINT_TYPE: VerifyError = VerifyError(51);
    pub const UNSUPPORTED_CONSTRAINT_SYNTAX: VerifyError = VerifyError(52);
    pub const UNSUPPORTED_NAME_SYNTAX: VerifyError = VerifyError(53);
    pub const CRL_PATH_VALIDATION_ERROR: VerifyError = VerifyError(54);
    pub const PATH_LOOP: VerifyError = VerifyError(55);
    pub const SUITE_B_INVALID_VERSION: VerifyError = VerifyError(56);
    pub const SUITE_B_INVALID_ALGORITHM: VerifyError = VerifyError(57);
    pub const SUITE_B_INVALID_CURVE: VerifyError = VerifyError(58);
    pub const SUITE_B_INVALID_SIGNATURE_ALGORITHM: VerifyError = VerifyError(59);
    pub const SUITE_B_LOS_NOT_ALLOWED: VerifyError = VerifyError(60);
    pub const SUITE_B_CANNOT_SIGN_P_384_WITH_P_256: VerifyError = VerifyError(61);
    pub const HOSTNAME_MISMATCH: VerifyError = VerifyError(62);
    pub const EMAIL_MISMATCH: VerifyError = VerifyError(63);
    pub const IP_ADDRESS_MISMATCH: VerifyError = VerifyError(64);
    pub const DANE_NO_MATCH: VerifyError = VerifyError(65);
    pub const EE_KEY_TOO_SMALL: VerifyError = VerifyError(66);
    pub const CA_KEY_TOO_SMALL: VerifyError = VerifyError(67);
    pub const CA_MD_TOO_WEAK: VerifyError = VerifyError(68);
    pub const INVALID_CALL: VerifyError = VerifyError(69);
    pub const STORE_LOOKUP: VerifyError = VerifyError(70);
    pub const NO_VALID_SCTS: VerifyError = VerifyError(71);
    pub const PROXY_SUBJECT_NAME_VIOLATION: VerifyError = VerifyError(72);
    pub const OCSP_VERIFY_NEEDED: VerifyError = VerifyError(73);
    pub const OCSP_VERIFY_FAILED: VerifyError = VerifyError(74);
    pub const OCSP_CERT_UNKNOWN: VerifyError = VerifyError(75);
    pub const UNSUPPORTED_SIGNATURE_ALGORITHM: VerifyError = VerifyError(76);
    pub const SIGNATURE_ALGORITHM_MISMATCH: VerifyError = VerifyError(77);
    pub const SIGNATURE_ALGORITHM_INCONSISTENCY: VerifyError = VerifyError(78);
    pub const INVALID_CA: VerifyError = VerifyError(79);
    pub const PATHLEN_INVALID_FOR_NON_CA: VerifyError = VerifyError(80);
    pub const PATHLEN_WITHOUT_KU_KEY_CERT_SIGN: VerifyError = VerifyError(81);
    pub const KU_KEY_CERT_SIGN_INVALID_FOR_NON_CA: VerifyError = VerifyError(82);
    pub const ISSUER_NAME_EMPTY: VerifyError = VerifyError(83);
    pub const SUBJECT_NAME_EMPTY: VerifyError = VerifyError(84);
    pub const MISSING_AUTHORITY_KEY_IDENTIFIER: VerifyError = VerifyError(85);
    pub const MISSING_SUBJECT_KEY_IDENTIFIER: VerifyError = VerifyError(86);
    pub const EMPTY_SUBJECT_ALT_NAME: VerifyError = VerifyError(87);
    pub const EMPTY_SUBJECT_SAN_NOT_CRITICAL: VerifyError = VerifyError(88);
    pub const CA_BCONS_NOT_CRITICAL: VerifyError = VerifyError(89);
    pub const AUTHORITY_KEY_IDENTIFIER_CRITICAL: VerifyError = VerifyError(90);
    pub const SUBJECT_KEY_IDENTIFIER_CRITICAL: VerifyError = VerifyError(91);
    pub const CA_CERT_MISSING_KEY_USAGE: VerifyError = VerifyError(92);
    pub const EXTENSIONS_REQUIRE_VERSION_3: VerifyError = VerifyError(93);
    pub const EC_KEY_EXPLICIT_PARAMS: VerifyError = VerifyError(94);
}

/// The texts of the codes from 0 on, as `X509_verify_cert_error_string` gives
/// them.
pub static TEXTS: &[&std::ffi::CStr] = &[
    c"ok",
    c"unspecified certificate verification error",
    c"unable to get issuer certificate",
    c"unable to get certificate CRL",
    c"unable to decrypt certificate's signature",
    c"unable to decrypt CRL's signature",
    c"unable to decode issuer public key",
    c"certificate signature failure",
    c"CRL signature failure",
    c"certificate is not yet valid",
    c"certificate has expired",
    c"CRL is not yet valid",
    c"CRL has expired",
    c"format error in certificate's notBefore field",
    c"format error in certificate's notAfter field",
    c"format error in CRL's lastUpdate field",
    c"format error in CRL's nextUpdate field",
    c"out of memory",
    c"self-signed certificate",
    c"self-signed certificate in certificate chain",
    c"unable to get local issuer certificate",
    c"unable to verify the first certificate",
    c"certificate chain too long",
    c"certificate revoked",
    c"issuer certificate doesn't have a public key",
    c"path length constraint exceeded",
    c"unsuitable certificate purpose",
    c"certificate not trusted",
    c"certificate rejected",
    c"subject issuer mismatch",
    c"authority and subject key identifier mismatch",
    c"authority and issuer serial number mismatch",
    c"key usage does not include certificate signing",
    c"unable to get CRL issuer certificate",
    c"unhandled critical extension",
    c"key usage does not include CRL signing",
    c"unhandled critical CRL extension",
    c"invalid non-CA certificate (has CA markings)",
    c"proxy path length constraint exceeded",
    c"key usage does not include digital signature",
    c"proxy certificates not allowed, please set the appropriate flag",
    c"invalid or inconsistent certificate extension",
    c"invalid or inconsistent certificate policy extension",
    c"no explicit policy",
    c"different CRL scope",
    c"unsupported extension feature",
    c"RFC 3779 resource not subset of parent's resources",
    c"permitted subtree violation",
    c"excluded subtree violation",
    c"name constraints minimum and maximum not supported",
    c"application verification failure",
    c"unsupported name constraint type",
    c"unsupported or invalid name constraint syntax",
    c"unsupported or invalid name syntax",
    c"CRL path validation error",
    c"path loop",
    c"Suite B: certificate version invalid",
    c"Suite B: invalid public key algorithm",
    c"Suite B: invalid ECC curve",
    c"Suite B: invalid signature algorithm",
    c"Suite B: curve not allowed for this LOS",
    c"Suite B: cannot sign P-384 with P-256",
    c"hostname mismatch",
    c"email address mismatch",
    c"IP address mismatch",
    c"no matching DANE TLSA records",
    c"EE certificate key too weak",
    c"CA certificate key too weak",
    c"CA signature digest algorithm too weak",
    c"invalid certificate verification context",
    c"issuer certificate lookup error",
    c"Certificate Transparency required, but no valid SCTs found",
    c"proxy subject name violation",
    c"OCSP verification needed",
    c"OCSP verification failed",
    c"OCSP unknown cert",
    c"Cannot find certificate signature algorithm",
    c"subject signature algorithm and issuer public key algorithm mismatch",
    c"cert info signature and signature algorithm mismatch",
    c"invalid CA certificate",
    c"Path length invalid for non-CA cert",
    c"Path length given without key usage keyCertSign",
    c"Key usage keyCertSign invalid for non-CA cert",
    c"Issuer name empty",
    c"Subject name empty",
    c"Missing Authority Key Identifier",
    c"Missing Subject Key Identifier",
    c"Empty Subject Alternative Name extension",
    c"Subject empty and Subject Alt Name extension not critical",
    c"Basic Constraints of CA cert not marked critical",
    c"Authority Key Identifier marked critical",
    c"Subject Key Identifier marked critical",
    c"CA cert does not include key usage extension",
    c"Using cert extension requires at least X509v3",
    c"Certificate public key has explicit ECC parameters",
];

/// The text of `code`; a fixed one for codes that do not exist.
pub fn text(code: i64) -> &'static std::ffi::CStr {
    usize::try_from(code)
        .ok()
        .and_then(|index| TEXTS.get(index).copied())
        .unwrap_or(c"unknown certificate verification error")
}
