//! Attributes of signatures.

use crate::abi::layout::asn1::ASN1_STRING;
use crate::abi::{Give, In, InBuf, Lend, Mut, Opaque, Take, entry, quiet};
use crate::err::Error;
use crate::obj::asn1::codec::{Kind, StackOf};
use crate::obj::asn1::primitive::ASN1_TYPE;
use crate::obj::objects::{ASN1_OBJECT, nid};
use crate::obj::pkcs7::{PKCS7_SIGNER_INFO, attribute};
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::request::X509_ATTRIBUTE;
use std::ffi::{c_int, c_uchar, c_void};

/// Sets a signed attribute to one value of a type.
///
/// Returns: 1; 0 on failure. Ownership: takes `data` if it succeeds.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_add_signed_attribute(
    p7si: Mut<PKCS7_SIGNER_INFO>,
    nid: c_int,
    type_: c_int,
    data: *mut c_void,
) -> c_int {
    entry(0, || attribute::set_raw(&p7si.get()?.auth_attr, nid, type_, Opaque(data)).map(|()| 1))
}

/// Sets an attribute that is not signed to one value of a type.
///
/// Returns: 1; 0 on failure. Ownership: takes `value` if it succeeds.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_add_attribute(
    p7si: Mut<PKCS7_SIGNER_INFO>,
    nid: c_int,
    atrtype: c_int,
    value: *mut c_void,
) -> c_int {
    entry(0, || {
        attribute::set_raw(&p7si.get()?.unauth_attr, nid, atrtype, Opaque(value)).map(|()| 1)
    })
}

/// The first value of a signed attribute; NULL if there is none.
/// Ownership: it belongs to `si`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_get_signed_attribute(
    si: In<PKCS7_SIGNER_INFO>,
    nid: c_int,
) -> Lend<ASN1_TYPE> {
    quiet(Lend::null(), || Ok(Lend::opt(attribute::find(&si.get()?.auth_attr, nid))))
}

/// The first value of an attribute that is not signed; NULL if there is none.
/// Ownership: it belongs to `si`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_get_attribute(si: In<PKCS7_SIGNER_INFO>, nid: c_int) -> Lend<ASN1_TYPE> {
    quiet(Lend::null(), || Ok(Lend::opt(attribute::find(&si.get()?.unauth_attr, nid))))
}

fn replace(place: &StackOf<X509_ATTRIBUTE>, with: &OPENSSL_STACK) -> crate::err::Result<c_int> {
    let copies = with.objects::<X509_ATTRIBUTE>().into_iter().map(X509_ATTRIBUTE::duplicate);
    let copies = copies.collect::<crate::err::Result<Vec<_>>>()?;
    place.set(Some(OPENSSL_STACK::owning::<X509_ATTRIBUTE>(copies)));
    Ok(1)
}

/// Replaces the signed attributes by copies of `sk`. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_set_signed_attributes(
    p7si: Mut<PKCS7_SIGNER_INFO>,
    sk: Mut<OPENSSL_STACK>,
) -> c_int {
    entry(0, || replace(&p7si.get()?.auth_attr, sk.get()?))
}

/// Replaces the attributes that are not signed by copies of `sk`.
///
/// Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_set_attributes(
    p7si: Mut<PKCS7_SIGNER_INFO>,
    sk: Mut<OPENSSL_STACK>,
) -> c_int {
    entry(0, || replace(&p7si.get()?.unauth_attr, sk.get()?))
}

/// The digest of the content among signed attributes; NULL if there is none.
/// Ownership: it belongs to `sk`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_digest_from_attributes(sk: Mut<OPENSSL_STACK>) -> Lend<ASN1_STRING> {
    quiet(Lend::null(), || Ok(Lend::opt(attribute::digest_in(sk.opt()))))
}

/// Says what kind of content is signed: data, or `coid`.
///
/// Returns: 1; 0 on failure, or if it says so already.
/// Ownership: takes `coid` if it succeeds.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_add_attrib_content_type(
    si: Mut<PKCS7_SIGNER_INFO>,
    coid: Take<ASN1_OBJECT>,
) -> c_int {
    entry(0, || {
        let si = si.get()?;
        if attribute::find(&si.auth_attr, nid::PKCS9_CONTENTTYPE).is_some() {
            return Err(Error::quiet());
        }
        attribute::set_content_type(si, coid.opt()).map(|()| 1)
    })
}

/// Says when it was signed: now, unless `t` says otherwise.
///
/// Returns: 1; 0 on failure. Ownership: takes `t` if it succeeds.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_add0_attrib_signing_time(
    si: Mut<PKCS7_SIGNER_INFO>,
    t: Take<ASN1_STRING>,
) -> c_int {
    entry(0, || {
        let si = si.get()?;
        match t.opt() {
            Some(time) => attribute::set_given_time(si, time)?,
            None => attribute::set_time(si)?,
        }
        Ok(1)
    })
}

/// Keeps the digest of the content. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_add1_attrib_digest(
    si: Mut<PKCS7_SIGNER_INFO>,
    md: InBuf<c_uchar>,
    mdlen: c_int,
) -> c_int {
    entry(0, || attribute::set_digest(si.get()?, md.slice(mdlen)?).map(|()| 1))
}

/// Keeps what the signer's programs can do: a `STACK_OF(X509_ALGOR)`.
///
/// Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_add_attrib_smimecap(
    si: Mut<PKCS7_SIGNER_INFO>,
    cap: Mut<OPENSSL_STACK>,
) -> c_int {
    entry(0, || attribute::set_capabilities(si.get()?, cap.get()?).map(|()| 1))
}

/// What the signer's programs can do.
///
/// Returns: a `STACK_OF(X509_ALGOR)`, C's to free; NULL if it is not said.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_get_smimecap(si: Mut<PKCS7_SIGNER_INFO>) -> Give<OPENSSL_STACK> {
    entry(Give::null(), || Ok(Give::opt(attribute::capabilities(si.get()?)?)))
}

/// Adds an algorithm to what a program can do; `arg` above 0 is its
/// parameter. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_simple_smimecap(sk: Mut<OPENSSL_STACK>, nid: c_int, arg: c_int) -> c_int {
    entry(0, || attribute::add_capability(sk.get()?, nid, arg).map(|()| 1))
}
