//! Trust settings: what a trusted certificate may be trusted for
//! (`X509_TRUST_…`, the extra part of a TRUSTED CERTIFICATE).

use crate::der::reader::{Reader, tag};
use crate::err::Result;
use crate::pki::cert::Cert;
use crate::pki::info::flag;
use crate::pki::oid;
use std::collections::BTreeSet;
use std::ffi::CStr;
use std::sync::{PoisonError, RwLock};

/// `X509_TRUST_DEFAULT`.
pub const DEFAULT: i32 = 0;
/// `X509_TRUST_COMPAT`.
pub const COMPAT: i32 = 1;
/// `X509_TRUST_SSL_CLIENT`.
pub const SSL_CLIENT: i32 = 2;
/// `X509_TRUST_SSL_SERVER`.
pub const SSL_SERVER: i32 = 3;
/// `X509_TRUST_EMAIL`.
pub const EMAIL: i32 = 4;
/// `X509_TRUST_TSA`.
pub const TSA: i32 = 8;

/// No trust for being self-signed alone (`X509_TRUST_NO_SS_COMPAT`).
pub const NO_SS_COMPAT: i32 = 1 << 2;
/// Self-signed certificates without settings are trusted.
const DO_SS_COMPAT: i32 = 1 << 3;
/// anyExtendedKeyUsage among the settings stands for every purpose.
const OK_ANY_EKU: i32 = 1 << 4;

const AD_OCSP: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 48, 1];

/// The verdict of the trust settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum Trust {
    /// Explicitly, or self-signed where that counts.
    Trusted = 1,
    /// Explicitly not for this purpose.
    Rejected = 2,
    /// Nothing is said.
    Untrusted = 3,
}

/// A kind of trust that is always there.
#[derive(Debug)]
pub struct Setting {
    /// `X509_TRUST_…`.
    pub id: i32,
    /// Its name.
    pub name: &'static CStr,
    /// OpenSSL's number of the purpose it stands for; 0 for none.
    pub nid: i32,
    purpose: Option<&'static [u8]>,
    any: bool,
}

const fn setting(
    id: i32,
    name: &'static CStr,
    nid: i32,
    purpose: &'static [u8],
    any: bool,
) -> Setting {
    Setting { id, name, nid, purpose: Some(purpose), any }
}

/// OpenSSL's table, in its order.
pub static TABLE: [Setting; 8] = [
    Setting { id: COMPAT, name: c"compatible", nid: 0, purpose: None, any: false },
    setting(SSL_CLIENT, c"SSL Client", 130, oid::CLIENT_AUTH, true),
    setting(SSL_SERVER, c"SSL Server", 129, oid::SERVER_AUTH, true),
    setting(EMAIL, c"S/MIME email", 132, oid::EMAIL_PROTECTION, true),
    setting(5, c"Object Signer", 131, oid::CODE_SIGNING, true),
    setting(6, c"OCSP responder", 180, oid::OCSP_SIGNING, false),
    setting(7, c"OCSP request", 178, AD_OCSP, false),
    setting(TSA, c"TSA server", 133, oid::TIME_STAMPING, true),
];

/// The kinds of trust that a program has added, by number.
static OWN: RwLock<BTreeSet<i32>> = RwLock::new(BTreeSet::new());

fn by_id(id: i32) -> Option<&'static Setting> {
    TABLE.iter().find(|setting| setting.id == id)
}

/// Whether there is a kind of trust with this number.
pub fn exists(id: i32) -> bool {
    by_id(id).is_some() || OWN.read().unwrap_or_else(PoisonError::into_inner).contains(&id)
}

/// Notes a kind of trust that a program has added.
pub fn define(id: i32) {
    OWN.write().unwrap_or_else(PoisonError::into_inner).insert(id);
}

/// Forgets those that were added.
pub fn forget_added() {
    OWN.write().unwrap_or_else(PoisonError::into_inner).clear();
}

/// What a TRUSTED CERTIFICATE says beyond the certificate (X509_CERT_AUX).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Aux {
    /// Purposes it is trusted for: OBJECT IDENTIFIER contents.
    pub trust: Option<Vec<Vec<u8>>>,
    /// Purposes it is not trusted for.
    pub reject: Option<Vec<Vec<u8>>>,
    /// A name for people, UTF-8.
    pub alias: Option<Vec<u8>>,
    /// A key identifier.
    pub key_id: Option<Vec<u8>>,
    /// Other AlgorithmIdentifiers: the content of their SEQUENCE.
    pub other: Option<Vec<u8>>,
}

impl Aux {
    /// Parses the structure at the start of `der`; also gives its length.
    pub fn parse_prefix(der: &[u8]) -> Result<(Aux, usize)> {
        let whole = Reader::new(der).expect(tag::SEQUENCE)?;
        let mut fields = whole.reader();
        let list = |mut list: Reader<'_>| {
            let mut oids = Vec::new();
            while !list.is_empty() {
                oids.push(list.oid()?.to_vec());
            }
            Ok::<_, crate::err::Error>(oids)
        };
        let trust = fields.optional(tag::SEQUENCE)?.map(|v| list(v.reader())).transpose()?;
        let reject = fields.optional(tag::constructed(0))?.map(|v| list(v.reader())).transpose()?;
        let alias = fields.optional(tag::UTF8_STRING)?.map(|v| v.value.to_vec());
        let key_id = fields.optional(tag::OCTET_STRING)?.map(|v| v.value.to_vec());
        let other = fields.optional(tag::constructed(1))?.map(|v| v.value.to_vec());
        fields.finish()?;
        Ok((Aux { trust, reject, alias, key_id, other }, whole.raw.len()))
    }
}

/// How far `cert` with the settings `aux` is trusted for `trust`.
/// OpenSSL: `X509_check_trust`.
pub fn check(cert: &Cert, aux: Option<&Aux>, trust: i32, flags: i32) -> Trust {
    if trust == DEFAULT {
        return by_settings(cert, aux, Some(oid::ANY_EXT_KEY_USAGE), flags | DO_SS_COMPAT);
    }
    match by_id(trust) {
        Some(Setting { id: COMPAT, .. }) => compatible(cert, flags),
        Some(Setting { purpose, any: true, .. }) => {
            by_settings(cert, aux, *purpose, flags | DO_SS_COMPAT | OK_ANY_EKU)
        }
        Some(Setting { purpose, .. }) => {
            by_settings(cert, aux, *purpose, flags & !(DO_SS_COMPAT | OK_ANY_EKU))
        }
        None => by_settings(cert, aux, None, flags),
    }
}

/// How far `cert` with the settings `aux` is trusted for a use, whatever its
/// number, without the allowances that the table makes.
pub fn check_use(cert: &Cert, aux: Option<&Aux>, purpose: Option<&[u8]>, flags: i32) -> Trust {
    by_settings(cert, aux, purpose, flags)
}

fn by_settings(cert: &Cert, aux: Option<&Aux>, purpose: Option<&[u8]>, flags: i32) -> Trust {
    let meant = |oids: &Vec<Vec<u8>>| {
        oids.iter().any(|oid| {
            Some(oid.as_slice()) == purpose
                || (flags & OK_ANY_EKU != 0 && oid.as_slice() == oid::ANY_EXT_KEY_USAGE)
        })
    };
    if aux.and_then(|aux| aux.reject.as_ref()).is_some_and(meant) {
        return Trust::Rejected;
    }
    if let Some(trusted) = aux.and_then(|aux| aux.trust.as_ref()) {
        return if meant(trusted) { Trust::Trusted } else { Trust::Rejected };
    }
    if flags & DO_SS_COMPAT == 0 { Trust::Untrusted } else { compatible(cert, flags) }
}

fn compatible(cert: &Cert, flags: i32) -> Trust {
    if !cert.has(flag::INVALID) && flags & NO_SS_COMPAT == 0 && cert.has(flag::SS) {
        Trust::Trusted
    } else {
        Trust::Untrusted
    }
}
