//! Object identifiers that path validation knows, as DER content octets.
#![allow(missing_docs, reason = "the names are those of the standards")]

pub const COMMON_NAME: &[u8] = &[0x55, 4, 3];
pub const EMAIL_ADDRESS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1];

pub const SUBJECT_KEY_ID: &[u8] = &[0x55, 29, 14];
pub const KEY_USAGE: &[u8] = &[0x55, 29, 15];
pub const SUBJECT_ALT_NAME: &[u8] = &[0x55, 29, 17];
pub const ISSUER_ALT_NAME: &[u8] = &[0x55, 29, 18];
pub const BASIC_CONSTRAINTS: &[u8] = &[0x55, 29, 19];
pub const CRL_NUMBER: &[u8] = &[0x55, 29, 20];
pub const CRL_REASON: &[u8] = &[0x55, 29, 21];
pub const INVALIDITY_DATE: &[u8] = &[0x55, 29, 24];
pub const DELTA_CRL: &[u8] = &[0x55, 29, 27];
pub const ISSUING_DISTRIBUTION_POINT: &[u8] = &[0x55, 29, 28];
pub const CERTIFICATE_ISSUER: &[u8] = &[0x55, 29, 29];
pub const NAME_CONSTRAINTS: &[u8] = &[0x55, 29, 30];
pub const CRL_DISTRIBUTION_POINTS: &[u8] = &[0x55, 29, 31];
pub const CERTIFICATE_POLICIES: &[u8] = &[0x55, 29, 32];
pub const ANY_POLICY: &[u8] = &[0x55, 29, 32, 0];
pub const POLICY_MAPPINGS: &[u8] = &[0x55, 29, 33];
pub const AUTHORITY_KEY_ID: &[u8] = &[0x55, 29, 35];
pub const POLICY_CONSTRAINTS: &[u8] = &[0x55, 29, 36];
pub const EXT_KEY_USAGE: &[u8] = &[0x55, 29, 37];
pub const ANY_EXT_KEY_USAGE: &[u8] = &[0x55, 29, 37, 0];
pub const FRESHEST_CRL: &[u8] = &[0x55, 29, 46];
pub const INHIBIT_ANY_POLICY: &[u8] = &[0x55, 29, 54];

pub const NETSCAPE_CERT_TYPE: &[u8] = &[0x60, 0x86, 0x48, 1, 0x86, 0xf8, 0x42, 1, 1];
pub const NETSCAPE_SGC: &[u8] = &[0x60, 0x86, 0x48, 1, 0x86, 0xf8, 0x42, 4, 1];
pub const MICROSOFT_SGC: &[u8] = &[0x2b, 6, 1, 4, 1, 0x82, 0x37, 10, 3, 3];
pub const PROXY_CERT_INFO: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 1, 14];
pub const IP_ADDR_BLOCKS: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 1, 7];
pub const AS_NUMBERS: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 1, 8];
pub const OCSP_NO_CHECK: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 48, 1, 5];
pub const SMTP_UTF8_MAILBOX: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 8, 9];

pub const CPS: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 2, 1];
pub const USER_NOTICE: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 2, 2];

pub const SERVER_AUTH: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 1];
pub const CLIENT_AUTH: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 2];
pub const CODE_SIGNING: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 3];
pub const EMAIL_PROTECTION: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 4];
pub const TIME_STAMPING: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 8];
pub const OCSP_SIGNING: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 9];
pub const DVCS: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 10];

pub const RSA_ENCRYPTION: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];
pub const EC_PUBLIC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
