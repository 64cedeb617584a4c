//! `X509at_…`: lists of attributes.

use super::request::{X509_ATTRIBUTE_get0_data, known, made, named};
use crate::abi::{Give, In, InBuf, InOut, Lend, Mut, Str, entry, quiet, stack};
use crate::err::{self, Error, Lib, Result};
use crate::obj::asn1::codec::{Kind, StackOf};
use crate::obj::objects::ASN1_OBJECT;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::attribute;
use crate::obj::x509::request::X509_ATTRIBUTE;
use std::ffi::{c_int, c_uchar, c_void};

/// The number of attributes; -1 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn X509at_get_attr_count(x: In<OPENSSL_STACK>) -> c_int {
    let count = |list: &OPENSSL_STACK| c_int::try_from(list.len()).unwrap_or(c_int::MAX);
    quiet(-1, || Ok(x.opt().map_or(-1, count)))
}

/// The index of the next attribute of a type behind `lastpos`; -1 if none,
/// -2 if the NID is not known.
#[unsafe(no_mangle)]
pub extern "C" fn X509at_get_attr_by_NID(
    x: In<OPENSSL_STACK>,
    nid: c_int,
    lastpos: c_int,
) -> c_int {
    quiet(-1, || Ok(attribute::position_by_nid(x.opt(), nid, lastpos)))
}

/// The index of the next attribute of a type behind `lastpos`; -1 if none.
#[unsafe(no_mangle)]
pub extern "C" fn X509at_get_attr_by_OBJ(
    sk: In<OPENSSL_STACK>,
    obj: In<ASN1_OBJECT>,
    lastpos: c_int,
) -> c_int {
    quiet(-1, || Ok(attribute::position(sk.get()?, obj.get()?, lastpos)))
}

/// The attribute at an index; NULL if there is none.
/// Ownership: it belongs to the list.
#[unsafe(no_mangle)]
pub extern "C" fn X509at_get_attr(x: In<OPENSSL_STACK>, loc: c_int) -> Lend<X509_ATTRIBUTE> {
    quiet(Lend::null(), || Ok(Lend::opt(stack::look(x.get()?.value(loc)))))
}

/// Takes the attribute at an index out; the caller frees it.
#[unsafe(no_mangle)]
pub extern "C" fn X509at_delete_attr(x: Mut<OPENSSL_STACK>, loc: c_int) -> Give<X509_ATTRIBUTE> {
    quiet(Give::null(), || Ok(Give::opt(stack::take::<X509_ATTRIBUTE>(x.get()?.delete(loc)))))
}

/// Adds what `make` gives to the list in `*place`, which is made if there is
/// none; `exists` tells what it knows of beforehand.
fn add(
    place: &InOut<OPENSSL_STACK>,
    exists: impl FnOnce(&OPENSSL_STACK) -> Result<bool>,
    make: impl FnOnce() -> Result<Box<X509_ATTRIBUTE>>,
) -> Result<Give<OPENSSL_STACK>> {
    if place.is_null() {
        return Err(Error::new(Lib::X509, err::R_PASSED_NULL_PARAMETER));
    }
    if let Some(list) = place.current() {
        if exists(list)? {
            return Err(attribute::duplicate());
        }
        attribute::add(list, make()?)?;
        return Ok(Give::back(std::ptr::from_ref(list).cast_mut()));
    }
    let list = OPENSSL_STACK::new(None);
    attribute::add(&list, make()?)?;
    Ok(place.give(list, drop))
}

/// Adds what `make` gives to a list that a key holds; `at` is where there is
/// one of its type, -1 for nowhere.
pub(in crate::api) fn add_to(
    list: &StackOf<X509_ATTRIBUTE>,
    at: c_int,
    make: impl FnOnce() -> Result<Box<X509_ATTRIBUTE>>,
) -> Result<c_int> {
    if at != -1 {
        return Err(attribute::duplicate());
    }
    let new = make()?;
    attribute::add(list.made()?, new)?;
    Ok(1)
}

/// Where an attribute of the type of a NID stands in a list that a key holds.
/// A NID that is not known counts only where there is a list.
pub(in crate::api) fn place_of(list: &StackOf<X509_ATTRIBUTE>, nid: c_int) -> c_int {
    list.stack().map_or(-1, |list| attribute::position_by_nid(Some(list), nid, -1))
}

/// Adds a copy of an attribute to the list in `*x`, which is made if there is
/// none.
///
/// Returns: the list; NULL on failure.
/// Errors: `X509_R_DUPLICATE_ATTRIBUTE` if there is one of its type.
#[unsafe(no_mangle)]
pub extern "C" fn X509at_add1_attr(
    x: InOut<OPENSSL_STACK>,
    attr: Mut<X509_ATTRIBUTE>,
) -> Give<OPENSSL_STACK> {
    entry(Give::null(), || add(&x, |_| Ok(false), || X509_ATTRIBUTE::duplicate(attr.get()?)))
}

/// Adds an attribute of type `obj` to the list in `*x`, which is made if there
/// is none; `type` is a string type or `MBSTRING_…`.
///
/// Returns: the list; NULL on failure.
/// Errors: `X509_R_DUPLICATE_ATTRIBUTE` if there is one of its type.
#[unsafe(no_mangle)]
pub extern "C" fn X509at_add1_attr_by_OBJ(
    x: InOut<OPENSSL_STACK>,
    obj: In<ASN1_OBJECT>,
    type_: c_int,
    bytes: InBuf<c_uchar>,
    len: c_int,
) -> Give<OPENSSL_STACK> {
    entry(Give::null(), || {
        let exists = |list: &OPENSSL_STACK| Ok(attribute::position(list, obj.get()?, -1) != -1);
        add(&x, exists, || made(obj.get()?.duplicate(), type_, &bytes, len))
    })
}

/// Adds an attribute of type `nid` to the list in `*x`, which is made if there
/// is none; `type` is a string type or `MBSTRING_…`.
///
/// Returns: the list; NULL on failure.
/// Errors: `X509_R_DUPLICATE_ATTRIBUTE` if there is one of its type, or the
/// NID is not known; `X509_R_UNKNOWN_NID` if it is not and there is no list.
#[unsafe(no_mangle)]
pub extern "C" fn X509at_add1_attr_by_NID(
    x: InOut<OPENSSL_STACK>,
    nid: c_int,
    type_: c_int,
    bytes: InBuf<c_uchar>,
    len: c_int,
) -> Give<OPENSSL_STACK> {
    entry(Give::null(), || {
        let exists =
            |list: &OPENSSL_STACK| Ok(attribute::position_by_nid(Some(list), nid, -1) != -1);
        add(&x, exists, || made(known(nid)?, type_, &bytes, len))
    })
}

/// Adds an attribute whose type is given by name to the list in `*x`, which
/// is made if there is none; `type` is a string type or `MBSTRING_…`.
///
/// Returns: the list; NULL on failure.
/// Errors: `X509_R_INVALID_FIELD_NAME`; `X509_R_DUPLICATE_ATTRIBUTE` if there
/// is one of its type.
#[unsafe(no_mangle)]
pub extern "C" fn X509at_add1_attr_by_txt(
    x: InOut<OPENSSL_STACK>,
    attrname: Str,
    type_: c_int,
    bytes: InBuf<c_uchar>,
    len: c_int,
) -> Give<OPENSSL_STACK> {
    entry(Give::null(), || add(&x, |_| Ok(false), || made(named(&attrname)?, type_, &bytes, len)))
}

/// What the first value of the next attribute of type `obj` behind `lastpos`
/// holds, if it is of type `type`. With -2 for `lastpos` there must be no other
/// attribute of that type, and with -3 no other value.
///
/// Returns: NULL if there is none. Ownership: it belongs to the list.
/// Errors: `X509_R_WRONG_TYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn X509at_get0_data_by_OBJ(
    x: In<OPENSSL_STACK>,
    obj: In<ASN1_OBJECT>,
    lastpos: c_int,
    type_: c_int,
) -> *mut c_void {
    entry(std::ptr::null_mut(), || {
        let (Some(list), Some(object)) = (x.opt(), obj.opt()) else {
            return Ok(std::ptr::null_mut());
        };
        let at = attribute::position(list, object, lastpos);
        let found = stack::look::<X509_ATTRIBUTE>(list.value(at));
        let again = lastpos <= -2 && at != -1 && attribute::position(list, object, at) != -1;
        match found {
            Some(found) if !again => {
                let values = found.set.stack().map_or(0, OPENSSL_STACK::len);
                if lastpos <= -3 && values != 1 {
                    return Ok(std::ptr::null_mut());
                }
                Ok(X509_ATTRIBUTE_get0_data(Mut::lend(found), 0, type_, std::ptr::null_mut()))
            }
            _ => Ok(std::ptr::null_mut()),
        }
    })
}
