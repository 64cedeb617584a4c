//! Changing the extensions of a certificate.

use crate::abi::layout::asn1::{ASN1_INTEGER, ASN1_OCTET_STRING};
use crate::abi::{Give, LendConst, Mut, Opaque, entry, quiet};
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::extension::{self, X509_EXTENSION};
use crate::obj::x509::{X509, v3};
use std::ffi::{c_int, c_ulong, c_void};

/// Takes the extension at an index out; the caller frees it.
#[unsafe(no_mangle)]
pub extern "C" fn X509_delete_ext(x: Mut<X509>, loc: c_int) -> Give<X509_EXTENSION> {
    quiet(Give::null(), || {
        let gone = extension::remove(x.get()?.extensions()?, loc);
        x.get()?.changed();
        Ok(Give::opt(gone))
    })
}

/// Inserts a copy of `ex` before index `loc` (-1: at the end).
#[unsafe(no_mangle)]
pub extern "C" fn X509_add_ext(x: Mut<X509>, ex: Mut<X509_EXTENSION>, loc: c_int) -> c_int {
    entry(0, || {
        extension::insert(x.get()?.extensions()?.made()?, ex.get()?, loc)?;
        x.get()?.changed();
        Ok(1)
    })
}

/// Encodes a value and adds it as the extension `nid`; `flags` say what
/// happens to one that is there. See: X509V3_add1_i2d(3).
#[unsafe(no_mangle)]
pub extern "C" fn X509_add1_ext_i2d(
    x: Mut<X509>,
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

/// The subject's key identifier; NULL if there is none.
/// Ownership: it belongs to the certificate.
#[unsafe(no_mangle)]
pub extern "C" fn X509_get0_subject_key_id(x: Mut<X509>) -> LendConst<ASN1_OCTET_STRING> {
    quiet(LendConst::null(), || Ok(LendConst::opt(x.get()?.identifiers()?.subject.get())))
}

/// The issuer's key identifier; NULL if there is none.
/// Ownership: it belongs to the certificate.
#[unsafe(no_mangle)]
pub extern "C" fn X509_get0_authority_key_id(x: Mut<X509>) -> LendConst<ASN1_OCTET_STRING> {
    quiet(LendConst::null(), || {
        let id = x.get()?.identifiers()?.authority.get();
        Ok(LendConst::opt(id.and_then(|id| id.keyid.get())))
    })
}

/// The names of the issuer of the issuer's certificate; NULL if not said.
/// Ownership: they belong to the certificate.
#[unsafe(no_mangle)]
pub extern "C" fn X509_get0_authority_issuer(x: Mut<X509>) -> LendConst<OPENSSL_STACK> {
    quiet(LendConst::null(), || {
        let id = x.get()?.identifiers()?.authority.get();
        Ok(LendConst::opt(id.and_then(|id| id.issuer.stack())))
    })
}

/// The serial number of the issuer's certificate; NULL if not said.
/// Ownership: it belongs to the certificate.
#[unsafe(no_mangle)]
pub extern "C" fn X509_get0_authority_serial(x: Mut<X509>) -> LendConst<ASN1_INTEGER> {
    quiet(LendConst::null(), || {
        let id = x.get()?.identifiers()?.authority.get();
        Ok(LendConst::opt(id.and_then(|id| id.serial.get())))
    })
}
