//! Attributes that a program writes on a key, for the bags of PKCS#12 files.

use crate::abi::{Give, In, InBuf, Lend, Mut, Str, entry, quiet, stack};
use crate::api::x509::attribute::{add_to, place_of};
use crate::api::x509::request::{known, made, named};
use crate::obj::asn1::codec::Kind;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::objects::ASN1_OBJECT;
use crate::obj::x509::attribute;
use crate::obj::x509::request::X509_ATTRIBUTE;
use std::ffi::{c_int, c_uchar};

/// The number of a key's attributes; -1 if it never had any.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_get_attr_count(key: In<EVP_PKEY>) -> c_int {
    quiet(-1, || {
        let list = key.get()?.attributes.stack();
        Ok(list.map_or(-1, |list| c_int::try_from(list.len()).unwrap_or(c_int::MAX)))
    })
}

/// The index of the next attribute of a type behind `lastpos`; -1 if none,
/// -2 if the NID is not known.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_get_attr_by_NID(key: In<EVP_PKEY>, nid: c_int, lastpos: c_int) -> c_int {
    quiet(-1, || Ok(attribute::position_by_nid(key.get()?.attributes.stack(), nid, lastpos)))
}

/// The index of the next attribute of a type behind `lastpos`; -1 if none.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_get_attr_by_OBJ(
    key: In<EVP_PKEY>,
    obj: In<ASN1_OBJECT>,
    lastpos: c_int,
) -> c_int {
    quiet(-1, || {
        let (list, object) = (key.get()?.attributes.stack(), obj.get()?);
        Ok(list.map_or(-1, |list| attribute::position(list, object, lastpos)))
    })
}

/// The attribute at an index; NULL if there is none.
/// Ownership: it belongs to the key.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_get_attr(key: In<EVP_PKEY>, loc: c_int) -> Lend<X509_ATTRIBUTE> {
    quiet(Lend::null(), || {
        let list = key.get()?.attributes.stack();
        Ok(Lend::opt(list.and_then(|list| stack::look(list.value(loc)))))
    })
}

/// Takes the attribute at an index off the key; the caller frees it.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_delete_attr(key: Mut<EVP_PKEY>, loc: c_int) -> Give<X509_ATTRIBUTE> {
    quiet(Give::null(), || {
        let list = key.get()?.attributes.stack();
        Ok(Give::opt(list.and_then(|list| stack::take::<X509_ATTRIBUTE>(list.delete(loc)))))
    })
}

/// Adds a copy of an attribute. Returns: 1; 0 on failure.
/// Errors: `X509_R_DUPLICATE_ATTRIBUTE` if there is one of its type.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_add1_attr(key: Mut<EVP_PKEY>, attr: Mut<X509_ATTRIBUTE>) -> c_int {
    entry(0, || add_to(&key.get()?.attributes, -1, || X509_ATTRIBUTE::duplicate(attr.get()?)))
}

/// Adds an attribute of type `obj`; `type` is a string type or `MBSTRING_…`,
/// 0 for no value.
///
/// Returns: 1; 0 on failure.
/// Errors: `X509_R_DUPLICATE_ATTRIBUTE` if there is one of its type.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_add1_attr_by_OBJ(
    key: Mut<EVP_PKEY>,
    obj: In<ASN1_OBJECT>,
    type_: c_int,
    bytes: InBuf<c_uchar>,
    len: c_int,
) -> c_int {
    entry(0, || {
        let object = obj.get()?;
        add_to(&key.get()?.attributes, -1, || made(object.duplicate(), type_, &bytes, len))
    })
}

/// Adds an attribute of type `nid`; see `EVP_PKEY_add1_attr_by_OBJ`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_add1_attr_by_NID(
    key: Mut<EVP_PKEY>,
    nid: c_int,
    type_: c_int,
    bytes: InBuf<c_uchar>,
    len: c_int,
) -> c_int {
    entry(0, || {
        let list = &key.get()?.attributes;
        add_to(list, place_of(list, nid), || made(known(nid)?, type_, &bytes, len))
    })
}

/// Adds an attribute whose type is given by name or number; see
/// `EVP_PKEY_add1_attr_by_OBJ`.
///
/// Errors: also `X509_R_INVALID_FIELD_NAME`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_add1_attr_by_txt(
    key: Mut<EVP_PKEY>,
    attrname: Str,
    type_: c_int,
    bytes: InBuf<c_uchar>,
    len: c_int,
) -> c_int {
    entry(0, || add_to(&key.get()?.attributes, -1, || made(named(&attrname)?, type_, &bytes, len)))
}
