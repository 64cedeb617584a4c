//! Lists of attributes, in which each type stands once.

use super::request::X509_ATTRIBUTE;
use crate::err::{Error, Lib, Result, x509};
use crate::obj::objects::{self, ASN1_OBJECT};
use crate::obj::stack::OPENSSL_STACK;
use std::ffi::c_int;

/// What a search by a NID that is not known finds.
const UNKNOWN: c_int = -2;

/// The index of the next attribute of a type behind `after`; -1 if none.
pub fn position(list: &OPENSSL_STACK, object: &ASN1_OBJECT, after: c_int) -> c_int {
    let start = usize::try_from(after.saturating_add(1)).unwrap_or(0);
    let attributes: Vec<&X509_ATTRIBUTE> = list.objects();
    let found = attributes
        .into_iter()
        .enumerate()
        .skip(start)
        .find(|(_, a)| a.object.get().is_some_and(|o| o.der() == object.der()));
    found.map_or(-1, |(at, _)| c_int::try_from(at).unwrap_or(-1))
}

/// The same for the type of a NID; -2 if that is not known.
pub fn position_by_nid(list: Option<&OPENSSL_STACK>, nid: c_int, after: c_int) -> c_int {
    match (objects::by_nid(nid), list) {
        (None, _) => UNKNOWN,
        (Some(_), None) => -1,
        (Some(object), Some(list)) => position(list, object, after),
    }
}

/// What is said of a second attribute of a type.
#[track_caller]
pub fn duplicate() -> Error {
    Error::new(Lib::X509, x509::R_DUPLICATE_ATTRIBUTE)
}

/// Adds an attribute.
///
/// Errors: `X509_R_DUPLICATE_ATTRIBUTE` if there is one of its type.
#[track_caller]
pub fn add(list: &OPENSSL_STACK, attribute: Box<X509_ATTRIBUTE>) -> Result<()> {
    if attribute.object.get().is_some_and(|object| position(list, object, -1) != -1) {
        return Err(duplicate());
    }
    list.push_owner::<X509_ATTRIBUTE>(attribute);
    Ok(())
}
