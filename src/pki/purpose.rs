//! What a certificate may be used for (`X509_PURPOSE_…`).

use crate::pki::cert::Cert;
use crate::pki::ext::Found;
use crate::pki::info::{ext_usage, flag, ns_type, usage};
use crate::pki::{oid, trust};
use std::collections::BTreeMap;
use std::ffi::CStr;
use std::sync::{PoisonError, RwLock};

/// A purpose that is always there.
#[derive(Debug)]
pub struct Purpose {
    /// `X509_PURPOSE_…`.
    pub id: i32,
    /// The trust that goes with it (`X509_TRUST_…`).
    pub trust: i32,
    /// Its name for people.
    pub name: &'static CStr,
    /// Its name in options.
    pub short_name: &'static CStr,
}

/// `X509_PURPOSE_…`.
#[allow(missing_docs, reason = "the names are OpenSSL's own")]
pub mod id {
    pub const SSL_CLIENT: i32 = 1;
    pub const SSL_SERVER: i32 = 2;
    pub const NS_SSL_SERVER: i32 = 3;
    pub const SMIME_SIGN: i32 = 4;
    pub const SMIME_ENCRYPT: i32 = 5;
    pub const CRL_SIGN: i32 = 6;
    pub const ANY: i32 = 7;
    pub const OCSP_HELPER: i32 = 8;
    pub const TIMESTAMP_SIGN: i32 = 9;
}

const fn purpose(id: i32, trust: i32, name: &'static CStr, short_name: &'static CStr) -> Purpose {
    Purpose { id, trust, name, short_name }
}

/// OpenSSL's table, in its order.
pub static TABLE: [Purpose; 9] = [
    purpose(id::SSL_CLIENT, trust::SSL_CLIENT, c"SSL client", c"sslclient"),
    purpose(id::SSL_SERVER, trust::SSL_SERVER, c"SSL server", c"sslserver"),
    purpose(id::NS_SSL_SERVER, trust::SSL_SERVER, c"Netscape SSL server", c"nssslserver"),
    purpose(id::SMIME_SIGN, trust::EMAIL, c"S/MIME signing", c"smimesign"),
    purpose(id::SMIME_ENCRYPT, trust::EMAIL, c"S/MIME encryption", c"smimeencrypt"),
    purpose(id::CRL_SIGN, trust::COMPAT, c"CRL signing", c"crlsign"),
    purpose(id::ANY, trust::DEFAULT, c"Any Purpose", c"any"),
    purpose(id::OCSP_HELPER, trust::COMPAT, c"OCSP helper", c"ocsphelper"),
    purpose(id::TIMESTAMP_SIGN, trust::TSA, c"Time Stamp signing", c"timestampsign"),
];

/// The trust of purposes that a program has added or changed, by number.
static OWN: RwLock<BTreeMap<i32, i32>> = RwLock::new(BTreeMap::new());

/// The trust that goes with a purpose; `None` if there is no such purpose.
pub fn trust_of(id: i32) -> Option<i32> {
    let own = OWN.read().unwrap_or_else(PoisonError::into_inner).get(&id).copied();
    own.or_else(|| TABLE.iter().find(|purpose| purpose.id == id).map(|purpose| purpose.trust))
}

/// Notes a purpose that a program has added or changed.
pub fn define(id: i32, trust: i32) {
    OWN.write().unwrap_or_else(PoisonError::into_inner).insert(id, trust);
}

/// Forgets those that were added.
pub fn forget_added() {
    let known = |id: &i32| TABLE.iter().any(|purpose| purpose.id == *id);
    OWN.write().unwrap_or_else(PoisonError::into_inner).retain(|id, _| known(id));
}

/// Whether `cert` has a key usage extension that allows none of `bits`.
fn refuses_usage(cert: &Cert, bits: u32) -> bool {
    cert.has(flag::KUSAGE) && cert.info().key_usage & bits == 0
}

/// Whether it has an extended key usage that allows none of `bits`.
fn refuses_ext_usage(cert: &Cert, bits: u32) -> bool {
    cert.has(flag::XKUSAGE) && cert.info().ext_key_usage & bits == 0
}

/// Whether it has a Netscape type that allows none of `bits`.
fn refuses_ns(cert: &Cert, bits: u32) -> bool {
    cert.has(flag::NSCERT) && cert.info().ns_type & bits == 0
}

/// Whether `cert` is a CA: 0 if not, else the reason why it counts as one:
/// 1 basicConstraints, 3 a self-signed v1 certificate, 4 key usage, 5
/// Netscape type. OpenSSL: `X509_check_ca`.
pub fn check_ca(cert: &Cert) -> i32 {
    if cert.has(flag::INVALID) { 0 } else { ca_kind(cert) }
}

fn ca_kind(cert: &Cert) -> i32 {
    if refuses_usage(cert, usage::KEY_CERT_SIGN) {
        return 0;
    }
    if cert.has(flag::BCONS) {
        return i32::from(cert.has(flag::CA));
    }
    if cert.has(flag::V1 | flag::SS) {
        3
    } else if cert.has(flag::KUSAGE) {
        4
    } else if cert.has(flag::NSCERT) && cert.info().ns_type & ns_type::ANY_CA != 0 {
        5
    } else {
        0
    }
}

fn ssl_ca(cert: &Cert) -> i32 {
    match ca_kind(cert) {
        0 => 0,
        5 => i32::from(cert.info().ns_type & ns_type::SSL_CA != 0),
        _ => 1,
    }
}

/// Whether `cert` may be used for `purpose`, as a CA if `ca`: 1 yes, 0 no, 2
/// yes with a workaround, other values above 0 as [`check_ca`], -1 if the
/// purpose is unknown or the certificate is malformed.
/// OpenSSL: `X509_check_purpose`.
pub fn check(cert: &Cert, purpose: i32, ca: bool) -> i32 {
    if cert.has(flag::INVALID) {
        return -1;
    }
    match purpose {
        -1 | id::ANY => 1,
        id::SSL_CLIENT => ssl_client(cert, ca),
        id::SSL_SERVER => ssl_server(cert, ca),
        id::NS_SSL_SERVER => match ssl_server(cert, ca) {
            ok if ok == 0 || ca => ok,
            ok => {
                if refuses_usage(cert, usage::KEY_ENCIPHERMENT) {
                    0
                } else {
                    ok
                }
            }
        },
        id::SMIME_SIGN => smime(cert, ca, usage::DIGITAL_SIGNATURE | usage::NON_REPUDIATION),
        id::SMIME_ENCRYPT => smime(cert, ca, usage::KEY_ENCIPHERMENT),
        id::CRL_SIGN if ca => ca_kind(cert),
        id::CRL_SIGN => i32::from(!refuses_usage(cert, usage::CRL_SIGN)),
        id::OCSP_HELPER => {
            if ca {
                ca_kind(cert)
            } else {
                1
            }
        }
        id::TIMESTAMP_SIGN if ca => ca_kind(cert),
        id::TIMESTAMP_SIGN => timestamp(cert),
        _ => -1,
    }
}

fn ssl_client(cert: &Cert, ca: bool) -> i32 {
    if refuses_ext_usage(cert, ext_usage::SSL_CLIENT) {
        return 0;
    }
    if ca {
        return ssl_ca(cert);
    }
    i32::from(
        !refuses_usage(cert, usage::DIGITAL_SIGNATURE | usage::KEY_AGREEMENT)
            && !refuses_ns(cert, ns_type::SSL_CLIENT),
    )
}

fn ssl_server(cert: &Cert, ca: bool) -> i32 {
    if refuses_ext_usage(cert, ext_usage::SSL_SERVER | ext_usage::SGC) {
        return 0;
    }
    if ca {
        return ssl_ca(cert);
    }
    let tls = usage::DIGITAL_SIGNATURE | usage::KEY_ENCIPHERMENT | usage::KEY_AGREEMENT;
    i32::from(!refuses_ns(cert, ns_type::SSL_SERVER) && !refuses_usage(cert, tls))
}

fn smime(cert: &Cert, ca: bool, usages: u32) -> i32 {
    if refuses_ext_usage(cert, ext_usage::SMIME) {
        return 0;
    }
    let info = cert.info();
    if ca {
        return match ca_kind(cert) {
            5 if info.ns_type & ns_type::SMIME_CA == 0 => 0,
            kind => kind,
        };
    }
    let kind = if !cert.has(flag::NSCERT) || info.ns_type & ns_type::SMIME != 0 {
        1
    } else if info.ns_type & ns_type::SSL_CLIENT != 0 {
        // Some old certificates name the wrong type.
        2
    } else {
        return 0;
    };
    if refuses_usage(cert, usages) { 0 } else { kind }
}

/// RFC 3161: only signing, only time stamps, and critically so.
fn timestamp(cert: &Cert) -> i32 {
    let info = cert.info();
    let signing = usage::DIGITAL_SIGNATURE | usage::NON_REPUDIATION;
    if cert.has(flag::KUSAGE) && (info.key_usage & !signing != 0 || info.key_usage & signing == 0) {
        return 0;
    }
    if !cert.has(flag::XKUSAGE) || info.ext_key_usage != ext_usage::TIMESTAMP {
        return 0;
    }
    i32::from(!matches!(cert.extension(oid::EXT_KEY_USAGE), Found::Once(found) if !found.critical))
}
