//! `OSSL_STORE_INFO_…`: an object that a store holds.

use crate::abi::handle::take_back;
use crate::abi::{Arg, Give, In, Lend, LendConst, Mut, Opaque, Take, entry, mem, quiet};
use crate::err::{self, Error, Lib, Result, ossl_store};
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::store::{Content, OSSL_STORE_INFO, kind};
use crate::obj::x509::{X509, X509_CRL};
use std::ffi::{CString, c_char, c_int, c_void};
use std::sync::Arc;

/// Wraps an object of `type_`: a library's object, whose ownership passes, or
/// data of a type of the program's, which stays the program's.
///
/// Returns: NULL for no data.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_INFO_new(type_: c_int, data: *mut c_void) -> Give<OSSL_STORE_INFO> {
    entry(Give::null(), || {
        let missing = || Error::new(Lib::OsslStore, err::R_PASSED_NULL_PARAMETER);
        let key = || take_back::<EVP_PKEY>(data.cast()).ok_or_else(missing);
        let content = match type_ {
            kind::NAME => return named(data.cast()).map(Give::new),
            kind::PARAMS => Content::Params(key()?),
            kind::PUBKEY => Content::PubKey(key()?),
            kind::PKEY => Content::PKey(key()?),
            kind::CERT => Content::Cert(take_back::<X509>(data.cast()).ok_or_else(missing)?),
            kind::CRL => Content::Crl(take_back::<X509_CRL>(data.cast()).ok_or_else(missing)?),
            other => Content::Other(other, Opaque(data)),
        };
        Ok(Give::new(OSSL_STORE_INFO::new(content)))
    })
}

/// Takes over a string of `OPENSSL_malloc`.
fn owned_text(text: *mut c_char) -> Result<CString> {
    let owned = Arg(text.cast()).str().map(ToOwned::to_owned);
    mem::free_c(text.cast());
    owned.ok_or_else(|| Error::new(Lib::OsslStore, err::R_PASSED_NULL_PARAMETER))
}

fn named(name: *mut c_char) -> Result<Box<OSSL_STORE_INFO>> {
    owned_text(name).map(OSSL_STORE_INFO::named)
}

/// Wraps the URI of more objects, a string of `OPENSSL_malloc`, which it takes over.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_INFO_new_NAME(name: *mut c_char) -> Give<OSSL_STORE_INFO> {
    entry(Give::null(), || named(name).map(Give::new))
}

/// Describes a URI in words, a string of `OPENSSL_malloc`, which it takes over.
///
/// Returns: 1; 0 for what is no name, whose `desc` stays the program's.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_INFO_set0_NAME_description(
    info: Mut<OSSL_STORE_INFO>,
    desc: *mut c_char,
) -> c_int {
    entry(0, || {
        let wrong = || Error::new(Lib::OsslStore, err::R_PASSED_INVALID_ARGUMENT);
        let place = info.get()?.description().ok_or_else(wrong)?;
        place.set(if desc.is_null() { None } else { Some(owned_text(desc)?) });
        Ok(1)
    })
}

fn wrap<T>(object: Result<T>, wrapped: fn(T) -> Content) -> Result<Give<OSSL_STORE_INFO>> {
    Ok(Give::new(OSSL_STORE_INFO::new(wrapped(object?))))
}

/// Wraps key parameters, which it takes over.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_INFO_new_PARAMS(params: Take<EVP_PKEY>) -> Give<OSSL_STORE_INFO> {
    entry(Give::null(), || wrap(params.get(), Content::Params))
}

/// Wraps a public key, which it takes over.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_INFO_new_PUBKEY(pubkey: Take<EVP_PKEY>) -> Give<OSSL_STORE_INFO> {
    entry(Give::null(), || wrap(pubkey.get(), Content::PubKey))
}

/// Wraps a private key, which it takes over.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_INFO_new_PKEY(pkey: Take<EVP_PKEY>) -> Give<OSSL_STORE_INFO> {
    entry(Give::null(), || wrap(pkey.get(), Content::PKey))
}

/// Wraps a certificate, which it takes over.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_INFO_new_CERT(x509: Take<X509>) -> Give<OSSL_STORE_INFO> {
    entry(Give::null(), || wrap(x509.get(), Content::Cert))
}

/// Wraps a CRL, which it takes over.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_INFO_new_CRL(crl: Take<X509_CRL>) -> Give<OSSL_STORE_INFO> {
    entry(Give::null(), || wrap(crl.get(), Content::Crl))
}

/// Frees an object and its wrapping.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_INFO_free(info: Take<OSSL_STORE_INFO>) {
    quiet((), || {
        drop(info.opt());
        Ok(())
    });
}

/// Its type: `OSSL_STORE_INFO_…`; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_INFO_get_type(info: In<OSSL_STORE_INFO>) -> c_int {
    quiet(0, || Ok(info.get()?.kind()))
}

/// The English name of a type; NULL for an unknown one.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_INFO_type_string(type_: c_int) -> LendConst<c_char> {
    match type_ {
        kind::NAME => LendConst::cstr(c"Name"),
        kind::PARAMS => LendConst::cstr(c"Parameters"),
        kind::PUBKEY => LendConst::cstr(c"Public key"),
        kind::PKEY => LendConst::cstr(c"Pkey"),
        kind::CERT => LendConst::cstr(c"Certificate"),
        kind::CRL => LendConst::cstr(c"CRL"),
        _ => LendConst::null(),
    }
}

/// Lends the object itself, if it is of `type_`; else NULL.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_INFO_get0_data(
    type_: c_int,
    info: In<OSSL_STORE_INFO>,
) -> *mut c_void {
    quiet(std::ptr::null_mut(), || {
        let info = info.get()?;
        if info.kind() != type_ {
            return Ok(std::ptr::null_mut());
        }
        Ok(match &info.content {
            Content::Name { name, .. } => name.as_ptr().cast_mut().cast(),
            Content::Params(key) | Content::PubKey(key) | Content::PKey(key) => {
                Arc::as_ptr(key).cast_mut().cast()
            }
            Content::Cert(cert) => Arc::as_ptr(cert).cast_mut().cast(),
            Content::Crl(crl) => Arc::as_ptr(crl).cast_mut().cast(),
            Content::Other(_, data) => data.0,
        })
    })
}

#[track_caller]
fn not(reason: c_int) -> Error {
    Error::new(Lib::OsslStore, reason)
}

/// Lends the URI; NULL for what is no name.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_INFO_get0_NAME(info: In<OSSL_STORE_INFO>) -> LendConst<c_char> {
    quiet(LendConst::null(), || Ok(info.get()?.name().map_or(LendConst::null(), LendConst::cstr)))
}

/// A copy of the URI, which the caller frees with `OPENSSL_free`.
///
/// Errors: `NOT_A_NAME`.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_INFO_get1_NAME(info: In<OSSL_STORE_INFO>) -> *mut c_char {
    entry(std::ptr::null_mut(), || {
        let name = info.get()?.name().ok_or_else(|| not(ossl_store::R_NOT_A_NAME))?;
        mem::strdup(name.to_bytes())
    })
}

/// Lends the words that describe a URI; NULL if there are none.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_INFO_get0_NAME_description(
    info: In<OSSL_STORE_INFO>,
) -> LendConst<c_char> {
    quiet(LendConst::null(), || {
        let Some(place) = info.get()?.description() else { return Ok(LendConst::null()) };
        Ok(place.with(|text| text.as_deref().map_or(LendConst::null(), LendConst::cstr)))
    })
}

/// A copy of the words that describe a URI, empty if there are none; the
/// caller frees it with `OPENSSL_free`.
///
/// Errors: `NOT_A_NAME`.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_INFO_get1_NAME_description(info: In<OSSL_STORE_INFO>) -> *mut c_char {
    entry(std::ptr::null_mut(), || {
        let place = info.get()?.description().ok_or_else(|| not(ossl_store::R_NOT_A_NAME))?;
        let text = place.get().unwrap_or_default();
        mem::strdup(text.to_bytes())
    })
}

fn lend_key(info: &In<OSSL_STORE_INFO>, wanted: c_int) -> Lend<EVP_PKEY> {
    quiet(Lend::null(), || Ok(Lend::opt(info.get()?.key(wanted).map(Arc::as_ref))))
}

fn share_key(info: &In<OSSL_STORE_INFO>, wanted: c_int, reason: c_int) -> Result<Give<EVP_PKEY>> {
    info.get()?.key(wanted).cloned().map(Give::new).ok_or_else(|| not(reason))
}

/// Lends key parameters; NULL for anything else.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_INFO_get0_PARAMS(info: In<OSSL_STORE_INFO>) -> Lend<EVP_PKEY> {
    lend_key(&info, kind::PARAMS)
}

/// A share of key parameters.
///
/// Errors: `NOT_PARAMETERS`.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_INFO_get1_PARAMS(info: In<OSSL_STORE_INFO>) -> Give<EVP_PKEY> {
    entry(Give::null(), || share_key(&info, kind::PARAMS, ossl_store::R_NOT_PARAMETERS))
}

/// Lends a public key; NULL for anything else.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_INFO_get0_PUBKEY(info: In<OSSL_STORE_INFO>) -> Lend<EVP_PKEY> {
    lend_key(&info, kind::PUBKEY)
}

/// A share of a public key.
///
/// Errors: `NOT_A_PUBLIC_KEY`.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_INFO_get1_PUBKEY(info: In<OSSL_STORE_INFO>) -> Give<EVP_PKEY> {
    entry(Give::null(), || share_key(&info, kind::PUBKEY, ossl_store::R_NOT_A_PUBLIC_KEY))
}

/// Lends a private key; NULL for anything else.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_INFO_get0_PKEY(info: In<OSSL_STORE_INFO>) -> Lend<EVP_PKEY> {
    lend_key(&info, kind::PKEY)
}

/// A share of a private key.
///
/// Errors: `NOT_A_PRIVATE_KEY`.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_INFO_get1_PKEY(info: In<OSSL_STORE_INFO>) -> Give<EVP_PKEY> {
    entry(Give::null(), || share_key(&info, kind::PKEY, ossl_store::R_NOT_A_PRIVATE_KEY))
}

/// Lends a certificate; NULL for anything else.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_INFO_get0_CERT(info: In<OSSL_STORE_INFO>) -> Lend<X509> {
    quiet(Lend::null(), || Ok(Lend::opt(info.get()?.cert().map(Arc::as_ref))))
}

/// A share of a certificate.
///
/// Errors: `NOT_A_CERTIFICATE`.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_INFO_get1_CERT(info: In<OSSL_STORE_INFO>) -> Give<X509> {
    entry(Give::null(), || {
        let cert = info.get()?.cert().cloned();
        cert.map(Give::new).ok_or_else(|| not(ossl_store::R_NOT_A_CERTIFICATE))
    })
}

/// Lends a CRL; NULL for anything else.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_INFO_get0_CRL(info: In<OSSL_STORE_INFO>) -> Lend<X509_CRL> {
    quiet(Lend::null(), || Ok(Lend::opt(info.get()?.crl().map(Arc::as_ref))))
}

/// A share of a CRL.
///
/// Errors: `NOT_A_CRL`.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_INFO_get1_CRL(info: In<OSSL_STORE_INFO>) -> Give<X509_CRL> {
    entry(Give::null(), || {
        let crl = info.get()?.crl().cloned();
        crl.map(Give::new).ok_or_else(|| not(ossl_store::R_NOT_A_CRL))
    })
}
