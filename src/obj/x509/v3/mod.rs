//! Extensions whose values are known: how each is decoded and shown.

pub mod general;
pub mod print;
pub mod types;

use crate::abi::Opaque;
use crate::abi::layout::item::Operations;
use crate::err::{Error, Result};
use crate::obj::asn1::io::operations;
use crate::obj::asn1::primitive::{Bits, Enumerated, GeneralizedTime, Ia5, Integer, Octets, Oid};
use crate::obj::objects::nid;
use crate::obj::x509::X509_EXTENSION;
use std::ffi::c_int;
use types::{
    AUTHORITY_INFO_ACCESS, AUTHORITY_KEYID, BASIC_CONSTRAINTS, CERTIFICATEPOLICIES,
    CRL_DIST_POINTS, EXTENDED_KEY_USAGE, GENERAL_NAMES, ISSUING_DIST_POINT, NAME_CONSTRAINTS,
    PKEY_USAGE_PERIOD, POLICY_CONSTRAINTS, POLICY_MAPPINGS, PROXY_CERT_INFO_EXTENSION, TLS_FEATURE,
};

/// The functions for the value of extension `number`.
pub fn operations_of(number: c_int) -> Option<&'static Operations> {
    macro_rules! of {
        ($kind:ty) => {{
            static TABLE: Operations = operations::<$kind>();
            Some(&TABLE)
        }};
    }
    match number {
        nid::NETSCAPE_CERT_TYPE | nid::KEY_USAGE => of!(Bits),
        nid::NETSCAPE_BASE_URL
        | nid::NETSCAPE_REVOCATION_URL
        | nid::NETSCAPE_CA_REVOCATION_URL
        | nid::NETSCAPE_RENEWAL_URL
        | nid::NETSCAPE_CA_POLICY_URL
        | nid::NETSCAPE_SSL_SERVER_NAME
        | nid::NETSCAPE_COMMENT => of!(Ia5),
        nid::SUBJECT_KEY_IDENTIFIER => of!(Octets),
        nid::PRIVATE_KEY_USAGE_PERIOD => of!(PKEY_USAGE_PERIOD),
        nid::SUBJECT_ALT_NAME | nid::ISSUER_ALT_NAME | nid::CERTIFICATE_ISSUER => {
            of!(GENERAL_NAMES)
        }
        nid::BASIC_CONSTRAINTS => of!(BASIC_CONSTRAINTS),
        nid::CRL_NUMBER | nid::DELTA_CRL | nid::INHIBIT_ANY_POLICY => of!(Integer),
        nid::CERTIFICATE_POLICIES => of!(CERTIFICATEPOLICIES),
        nid::AUTHORITY_KEY_IDENTIFIER => of!(AUTHORITY_KEYID),
        nid::CRL_DISTRIBUTION_POINTS | nid::FRESHEST_CRL => of!(CRL_DIST_POINTS),
        nid::EXT_KEY_USAGE => of!(EXTENDED_KEY_USAGE),
        nid::CRL_REASON => of!(Enumerated),
        nid::INVALIDITY_DATE => of!(GeneralizedTime),
        nid::INFO_ACCESS | nid::SINFO_ACCESS => of!(AUTHORITY_INFO_ACCESS),
        nid::HOLD_INSTRUCTION_CODE => of!(Oid),
        nid::NAME_CONSTRAINTS => of!(NAME_CONSTRAINTS),
        nid::POLICY_CONSTRAINTS => of!(POLICY_CONSTRAINTS),
        nid::POLICY_MAPPINGS => of!(POLICY_MAPPINGS),
        nid::PROXYCERTINFO => of!(PROXY_CERT_INFO_EXTENSION),
        nid::ISSUING_DISTRIBUTION_POINT => of!(ISSUING_DIST_POINT),
        nid::TLSFEATURE => of!(TLS_FEATURE),
        _ => None,
    }
}

/// Decodes an extension to a value that C frees with its type's function;
/// fails without a word for an unknown one.
pub fn decode(extension: &X509_EXTENSION) -> Result<Opaque> {
    let operations = operations_of(extension.nid()).ok_or_else(Error::quiet)?;
    (operations.read)(extension.bytes()).map(|(value, _)| value)
}
