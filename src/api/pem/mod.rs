//! `openssl/pem.h`: keys and other things in PEM.

pub mod info;
pub mod ms_blob;
pub mod pem_asn1;
pub mod pem_block;
pub mod pem_key;
pub mod pem_pkcs8;
pub mod pem_sign;
pub mod pem_typed;
pub mod pem_typed_dsa;
pub mod pem_typed_more;
pub mod x509;

use crate::abi::{Arg, Opaque};
use crate::obj::passphrase::{Source, pem_password_cb};

/// Where the passphrase of a function comes from: its callback, or the
/// string that its last argument is without one.
pub(in crate::api) fn source<'a>(cb: Option<pem_password_cb>, u: Arg) -> Source<'a> {
    let known = if cb.is_none() { u.str().map(std::ffi::CStr::to_bytes) } else { None };
    Source::new(cb, known, Opaque(u.0))
}
