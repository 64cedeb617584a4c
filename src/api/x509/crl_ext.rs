//! The extensions of revocation lists.

use super::extension as lists;
use crate::abi::{Give, In, Lend, Mut, Opaque, Out, entry, quiet};
use crate::obj::objects::ASN1_OBJECT;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::X509_CRL;
use crate::obj::x509::extension::{self, X509_EXTENSION};
use crate::obj::x509::v3;
use std::ffi::{c_int, c_ulong, c_void};

/// The number of extensions.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_get_ext_count(x: In<X509_CRL>) -> c_int {
    quiet(0, || {
        let count = x.get()?.extensions()?.stack().map_or(0, OPENSSL_STACK::len);
        Ok(c_int::try_from(count).unwrap_or(c_int::MAX))
    })
}

/// The extension at an index; NULL if there is none.
/// Ownership: it belongs to `x`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_get_ext(x: In<X509_CRL>, loc: c_int) -> Lend<X509_EXTENSION> {
    quiet(Lend::null(), || Ok(Lend::opt(extension::at(x.get()?.extensions()?.stack(), loc))))
}

/// The index of the next extension of a type behind `lastpos`; -1 if none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_get_ext_by_NID(x: In<X509_CRL>, nid: c_int, lastpos: c_int) -> c_int {
    quiet(-1, || lists::by_nid(x.get()?.extensions()?.stack(), nid, lastpos))
}

/// The index of the next extension of a type behind `lastpos`; -1 if none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_get_ext_by_OBJ(
    x: In<X509_CRL>,
    obj: In<ASN1_OBJECT>,
    lastpos: c_int,
) -> c_int {
    quiet(-1, || Ok(lists::by_object(x.get()?.extensions()?.stack(), obj.get()?, lastpos)))
}

/// The index of the next critical or other extension behind `lastpos`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_get_ext_by_critical(
    x: In<X509_CRL>,
    crit: c_int,
    lastpos: c_int,
) -> c_int {
    quiet(-1, || Ok(lists::by_critical(x.get()?.extensions()?.stack(), crit, lastpos)))
}

/// Decodes the extension `nid`. See: X509V3_get_d2i(3).
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_get_ext_d2i(
    x: In<X509_CRL>,
    nid: c_int,
    crit: Out<c_int>,
    idx: Out<c_int>,
) -> *mut c_void {
    entry(std::ptr::null_mut(), || {
        lists::decoded(x.get()?.extensions()?.stack(), nid, &crit, &idx).map(|value| value.0)
    })
}

/// Takes the extension at an index out; the caller frees it.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_delete_ext(x: Mut<X509_CRL>, loc: c_int) -> Give<X509_EXTENSION> {
    quiet(Give::null(), || {
        let gone = extension::remove(x.get()?.extensions()?, loc);
        x.get()?.changed();
        Ok(Give::opt(gone))
    })
}

/// Inserts a copy of `ex` before index `loc` (-1: at the end).
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_add_ext(x: Mut<X509_CRL>, ex: Mut<X509_EXTENSION>, loc: c_int) -> c_int {
    entry(0, || {
        extension::insert(x.get()?.extensions()?.made()?, ex.get()?, loc)?;
        x.get()?.changed();
        Ok(1)
    })
}

/// Encodes a value and adds it as the extension `nid`; `flags` say what
/// happens to one that is there. See: X509V3_add1_i2d(3).
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_add1_ext_i2d(
    x: Mut<X509_CRL>,
    nid: c_int,
    value: *mut c_void,
    crit: c_int,
    flags: c_ulong,
) -> c_int {
    entry(0, || {
        let done = v3::add(x.get()?.extensions()?, nid, Opaque(value), crit != 0, flags)?;
        x.get()?.changed();
        Ok(done)
    })
}
