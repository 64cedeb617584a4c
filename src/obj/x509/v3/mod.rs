//! Extensions whose values are known: how each is decoded and shown.

pub mod added;
pub mod admission;
mod admission_print;
pub mod conf;
pub mod context;
pub mod general;
pub mod granted;
pub mod make;
pub mod method;
pub mod names;
pub mod print;
pub mod resources;
mod sct;
pub mod text;
pub mod types;

use crate::abi::layout::item::Operations;
use crate::abi::{Opaque, stack};
use crate::err::{Error, Lib, Result, x509v3};
use crate::obj::asn1::io::operations;
use crate::obj::asn1::primitive::{
    Bits, Enumerated, GeneralizedTime, Ia5, Integer, Null, Octets, Oid, Utf8,
};
use crate::obj::ct;
use crate::obj::objects::nid;
use crate::obj::ocsp::{OCSP_CRLID, OCSP_SERVICELOC};
use crate::obj::x509::X509_EXTENSION;
use crate::obj::x509::extension::{self, ExtensionList};
use admission::ADMISSION_SYNTAX;
use resources::{ASIdentifiers, IPAddrBlocks};
use std::ffi::{c_int, c_ulong};
use types::{
    AUTHORITY_INFO_ACCESS, AUTHORITY_KEYID, BASIC_CONSTRAINTS, CERTIFICATEPOLICIES,
    CRL_DIST_POINTS, EXTENDED_KEY_USAGE, GENERAL_NAMES, ISSUER_SIGN_TOOL, ISSUING_DIST_POINT,
    NAME_CONSTRAINTS, PKEY_USAGE_PERIOD, POLICY_CONSTRAINTS, POLICY_MAPPINGS,
    PROXY_CERT_INFO_EXTENSION, SXNET, TLS_FEATURE,
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
        nid::SUBJECT_KEY_IDENTIFIER | nid::ID_PKIX_OCSP_NONCE => of!(Octets),
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
        nid::SXNET => of!(SXNET),
        nid::ISSUERSIGNTOOL => of!(ISSUER_SIGN_TOOL),
        nid::CT_PRECERT_SCTS => Some(&ct::IN_CERTIFICATE),
        nid::CT_CERT_SCTS => Some(&ct::IN_OCSP),
        nid::SUBJECTSIGNTOOL => of!(Utf8),
        nid::ID_PKIX_OCSP_NOCHECK | nid::CT_PRECERT_POISON => of!(Null),
        nid::ID_PKIX_OCSP_ARCHIVECUTOFF => of!(GeneralizedTime),
        nid::ID_PKIX_OCSP_ACCEPTABLERESPONSES => of!(EXTENDED_KEY_USAGE),
        nid::ID_PKIX_OCSP_CRLID => of!(OCSP_CRLID),
        nid::ID_PKIX_OCSP_SERVICELOCATOR => of!(OCSP_SERVICELOC),
        nid::X509EXTADMISSION => of!(ADMISSION_SYNTAX),
        nid::SBGP_IPADDRBLOCK => of!(IPAddrBlocks),
        nid::SBGP_AUTONOMOUSSYSNUM => of!(ASIdentifiers),
        _ => None,
    }
}

/// Decodes an extension to a value that C frees with its type's function;
/// fails without a word for an unknown one.
pub fn decode(extension: &X509_EXTENSION) -> Result<Opaque> {
    match operations_of(extension.nid()) {
        Some(operations) => operations.read(extension.bytes()).map(|(value, _)| value),
        None => method::get(extension.nid()).ok_or_else(Error::quiet)?.read(extension.bytes()),
    }
}

/// What happens to an extension that is there, `X509V3_ADD_…`.
mod add {
    use std::ffi::c_ulong;
    pub(super) const OPERATION: c_ulong = 0xf;
    pub(super) const DEFAULT: c_ulong = 0;
    pub(super) const APPEND: c_ulong = 1;
    pub(super) const REPLACE_EXISTING: c_ulong = 3;
    pub(super) const KEEP_EXISTING: c_ulong = 4;
    pub(super) const DELETE: c_ulong = 5;
    pub(super) const SILENT: c_ulong = 0x10;
}

/// The extension `number` with a value of its C type.
pub fn encode(number: c_int, value: Opaque, critical: bool) -> Result<Box<X509_EXTENSION>> {
    let der = match operations_of(number) {
        Some(operations) => operations.write(value)?,
        None => method::get(number)
            .ok_or_else(|| Error::new(Lib::X509v3, x509v3::R_UNKNOWN_EXTENSION))?
            .write(value)?,
    };
    let object = crate::abi::StaticOrBox::Static(crate::obj::objects::known(number)?);
    X509_EXTENSION::of(object, critical, &der)
}

/// Adds the extension `number`; see X509V3_add1_i2d(3).
///
/// Returns: 1; 0 or an error if `flags` forbid it.
pub fn add(
    list: &ExtensionList,
    number: c_int,
    value: Opaque,
    critical: bool,
    flags: c_ulong,
) -> Result<c_int> {
    let operation = flags & add::OPERATION;
    let fail = |reason| {
        Err(if flags & add::SILENT != 0 { Error::quiet() } else { Error::new(Lib::X509v3, reason) })
    };
    let there = match operation {
        add::APPEND => -1,
        _ => extension::position(list.stack(), -1, |e| e.nid() == number),
    };
    if there >= 0 {
        match operation {
            add::KEEP_EXISTING => return Ok(1),
            add::DEFAULT => return fail(x509v3::R_EXTENSION_EXISTS),
            add::DELETE => {
                drop(stack::take::<X509_EXTENSION>(extension::delete(list.stack(), there)));
                return Ok(1);
            }
            _ => {}
        }
    } else if operation == add::REPLACE_EXISTING || operation == add::DELETE {
        return fail(x509v3::R_EXTENSION_NOT_FOUND);
    }
    let made = encode(number, value, critical).map_err(|cause| {
        names::over(&cause, Error::new(Lib::X509v3, x509v3::R_ERROR_CREATING_EXTENSION))
    })?;
    let made = stack::give::<X509_EXTENSION>(made);
    let stack = list.made()?;
    if there >= 0 {
        let old = stack.value(there);
        stack.set(there, made);
        drop(stack::take::<X509_EXTENSION>(old));
    } else {
        stack.push(made);
    }
    Ok(1)
}
