//! Attributes of signatures.

use crate::abi::{Give, In, InBuf, Lend, LendConst, Mut, Str, entry, quiet, stack};
use crate::api::x509::attribute::X509at_get0_data_by_OBJ;
use crate::api::x509::request::{known, made, named};
use crate::err::Result;
use crate::obj::asn1::codec::{Kind, StackOf};
use crate::obj::cms::values::CMS_SignerInfo;
use crate::obj::objects::ASN1_OBJECT;
use crate::obj::x509::attribute::{position, position_by_nid};
use crate::obj::x509::request::X509_ATTRIBUTE;
use std::ffi::{c_int, c_uchar, c_void};

fn count(list: &StackOf<X509_ATTRIBUTE>) -> c_int {
    list.stack().map_or(-1, |list| c_int::try_from(list.len()).unwrap_or(c_int::MAX))
}

fn place(list: &StackOf<X509_ATTRIBUTE>, object: &ASN1_OBJECT, after: c_int) -> c_int {
    list.stack().map_or(-1, |list| position(list, object, after))
}

/// Adds an attribute, whether or not there is one of its type.
fn add(
    list: &StackOf<X509_ATTRIBUTE>,
    make: impl FnOnce() -> Result<Box<X509_ATTRIBUTE>>,
) -> Result<c_int> {
    let new = make()?;
    list.made()?.push_owner::<X509_ATTRIBUTE>(new);
    Ok(1)
}

fn octets(bytes: &InBuf<c_void>) -> InBuf<c_uchar> {
    InBuf::lend(bytes.as_ptr().cast())
}

/// The number of signed attributes; -1 if there is no list of them.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_signed_get_attr_count(si: In<CMS_SignerInfo>) -> c_int {
    quiet(-1, || Ok(count(&si.get()?.signedAttrs)))
}

/// The index of the next signed attribute of a type behind `lastpos`; -1 if
/// none, -2 if the NID is not known.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_signed_get_attr_by_NID(
    si: In<CMS_SignerInfo>,
    nid: c_int,
    lastpos: c_int,
) -> c_int {
    quiet(-1, || Ok(position_by_nid(si.get()?.signedAttrs.stack(), nid, lastpos)))
}

/// The index of the next signed attribute of a type behind `lastpos`; -1 if
/// none.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_signed_get_attr_by_OBJ(
    si: In<CMS_SignerInfo>,
    obj: In<ASN1_OBJECT>,
    lastpos: c_int,
) -> c_int {
    quiet(-1, || Ok(place(&si.get()?.signedAttrs, obj.get()?, lastpos)))
}

/// The signed attribute at an index; NULL if there is none.
/// Ownership: it belongs to `si`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_signed_get_attr(si: In<CMS_SignerInfo>, loc: c_int) -> Lend<X509_ATTRIBUTE> {
    quiet(Lend::null(), || {
        let list = si.get()?.signedAttrs.stack();
        Ok(Lend::opt(list.and_then(|list| stack::look(list.value(loc)))))
    })
}

/// Takes the signed attribute at an index out; the caller frees it.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_signed_delete_attr(
    si: Mut<CMS_SignerInfo>,
    loc: c_int,
) -> Give<X509_ATTRIBUTE> {
    quiet(Give::null(), || {
        let list = si.get()?.signedAttrs.stack();
        Ok(Give::opt(list.and_then(|list| stack::take::<X509_ATTRIBUTE>(list.delete(loc)))))
    })
}

/// Adds a copy of an attribute to those that are signed.
///
/// Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_signed_add1_attr(
    si: Mut<CMS_SignerInfo>,
    attr: Mut<X509_ATTRIBUTE>,
) -> c_int {
    entry(0, || add(&si.get()?.signedAttrs, || X509_ATTRIBUTE::duplicate(attr.get()?)))
}

/// Adds an attribute of type `obj` to those that are signed; `type` is a
/// string type or `MBSTRING_…`.
///
/// Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_signed_add1_attr_by_OBJ(
    si: Mut<CMS_SignerInfo>,
    obj: In<ASN1_OBJECT>,
    type_: c_int,
    bytes: InBuf<c_void>,
    len: c_int,
) -> c_int {
    entry(0, || {
        let list = &si.get()?.signedAttrs;
        add(list, || made(obj.get()?.duplicate(), type_, &octets(&bytes), len))
    })
}

/// Adds an attribute of type `nid` to those that are signed; `type` is a
/// string type or `MBSTRING_…`.
///
/// Returns: 1; 0 on failure.
/// Errors: `X509_R_UNKNOWN_NID`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_signed_add1_attr_by_NID(
    si: Mut<CMS_SignerInfo>,
    nid: c_int,
    type_: c_int,
    bytes: InBuf<c_void>,
    len: c_int,
) -> c_int {
    entry(0, || {
        let list = &si.get()?.signedAttrs;
        add(list, || made(known(nid)?, type_, &octets(&bytes), len))
    })
}

/// Adds an attribute whose type is given by name to those that are signed;
/// `type` is a string type or `MBSTRING_…`.
///
/// Returns: 1; 0 on failure.
/// Errors: `X509_R_INVALID_FIELD_NAME`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_signed_add1_attr_by_txt(
    si: Mut<CMS_SignerInfo>,
    attrname: Str,
    type_: c_int,
    bytes: InBuf<c_void>,
    len: c_int,
) -> c_int {
    entry(0, || {
        add(&si.get()?.signedAttrs, || made(named(&attrname)?, type_, &octets(&bytes), len))
    })
}

/// What the first value of the next signed attribute of type `oid` behind
/// `lastpos` holds, if it is of type `type`; see `X509at_get0_data_by_OBJ`.
///
/// Returns: NULL if there is none. Ownership: it belongs to `si`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_signed_get0_data_by_OBJ(
    si: In<CMS_SignerInfo>,
    oid: In<ASN1_OBJECT>,
    lastpos: c_int,
    type_: c_int,
) -> *mut c_void {
    entry(std::ptr::null_mut(), || {
        let list = LendConst::from_ptr(si.get()?.signedAttrs.as_ptr().cast_const()).as_in();
        Ok(X509at_get0_data_by_OBJ(list, oid, lastpos, type_))
    })
}

/// The number of unsigned attributes; -1 if there is no list of them.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_unsigned_get_attr_count(si: In<CMS_SignerInfo>) -> c_int {
    quiet(-1, || Ok(count(&si.get()?.unsignedAttrs)))
}

/// The index of the next unsigned attribute of a type behind `lastpos`; -1 if
/// none, -2 if the NID is not known.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_unsigned_get_attr_by_NID(
    si: In<CMS_SignerInfo>,
    nid: c_int,
    lastpos: c_int,
) -> c_int {
    quiet(-1, || Ok(position_by_nid(si.get()?.unsignedAttrs.stack(), nid, lastpos)))
}

/// The index of the next unsigned attribute of a type behind `lastpos`; -1 if
/// none.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_unsigned_get_attr_by_OBJ(
    si: In<CMS_SignerInfo>,
    obj: In<ASN1_OBJECT>,
    lastpos: c_int,
) -> c_int {
    quiet(-1, || Ok(place(&si.get()?.unsignedAttrs, obj.get()?, lastpos)))
}

/// The unsigned attribute at an index; NULL if there is none.
/// Ownership: it belongs to `si`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_unsigned_get_attr(
    si: In<CMS_SignerInfo>,
    loc: c_int,
) -> Lend<X509_ATTRIBUTE> {
    quiet(Lend::null(), || {
        let list = si.get()?.unsignedAttrs.stack();
        Ok(Lend::opt(list.and_then(|list| stack::look(list.value(loc)))))
    })
}

/// Takes the unsigned attribute at an index out; the caller frees it.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_unsigned_delete_attr(
    si: Mut<CMS_SignerInfo>,
    loc: c_int,
) -> Give<X509_ATTRIBUTE> {
    quiet(Give::null(), || {
        let list = si.get()?.unsignedAttrs.stack();
        Ok(Give::opt(list.and_then(|list| stack::take::<X509_ATTRIBUTE>(list.delete(loc)))))
    })
}

/// Adds a copy of an attribute to those that are unsigned.
///
/// Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_unsigned_add1_attr(
    si: Mut<CMS_SignerInfo>,
    attr: Mut<X509_ATTRIBUTE>,
) -> c_int {
    entry(0, || add(&si.get()?.unsignedAttrs, || X509_ATTRIBUTE::duplicate(attr.get()?)))
}

/// Adds an attribute of type `obj` to those that are unsigned; `type` is a
/// string type or `MBSTRING_…`.
///
/// Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_unsigned_add1_attr_by_OBJ(
    si: Mut<CMS_SignerInfo>,
    obj: In<ASN1_OBJECT>,
    type_: c_int,
    bytes: InBuf<c_void>,
    len: c_int,
) -> c_int {
    entry(0, || {
        let list = &si.get()?.unsignedAttrs;
        add(list, || made(obj.get()?.duplicate(), type_, &octets(&bytes), len))
    })
}

/// Adds an attribute of type `nid` to those that are unsigned; `type` is a
/// string type or `MBSTRING_…`.
///
/// Returns: 1; 0 on failure.
/// Errors: `X509_R_UNKNOWN_NID`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_unsigned_add1_attr_by_NID(
    si: Mut<CMS_SignerInfo>,
    nid: c_int,
    type_: c_int,
    bytes: InBuf<c_void>,
    len: c_int,
) -> c_int {
    entry(0, || {
        let list = &si.get()?.unsignedAttrs;
        add(list, || made(known(nid)?, type_, &octets(&bytes), len))
    })
}

/// Adds an attribute whose type is given by name to those that are unsigned;
/// `type` is a string type or `MBSTRING_…`.
///
/// Returns: 1; 0 on failure.
/// Errors: `X509_R_INVALID_FIELD_NAME`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_unsigned_add1_attr_by_txt(
    si: Mut<CMS_SignerInfo>,
    attrname: Str,
    type_: c_int,
    bytes: InBuf<c_void>,
    len: c_int,
) -> c_int {
    entry(0, || {
        add(&si.get()?.unsignedAttrs, || made(named(&attrname)?, type_, &octets(&bytes), len))
    })
}

/// What the first value of the next unsigned attribute of type `oid` behind
/// `lastpos` holds, if it is of type `type`; see `X509at_get0_data_by_OBJ`.
///
/// Returns: NULL if there is none. Ownership: it belongs to `si`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_unsigned_get0_data_by_OBJ(
    si: Mut<CMS_SignerInfo>,
    oid: Mut<ASN1_OBJECT>,
    lastpos: c_int,
    type_: c_int,
) -> *mut c_void {
    entry(std::ptr::null_mut(), || {
        let object = LendConst::from_ptr(oid.as_ptr().cast_const()).as_in();
        let list = LendConst::from_ptr(si.get()?.unsignedAttrs.as_ptr().cast_const()).as_in();
        Ok(X509at_get0_data_by_OBJ(list, object, lastpos, type_))
    })
}
