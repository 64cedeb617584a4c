//! Objects that a stub could not configure.
//!
//! A void function that sets something (a callback, a verification rule) has
//! no way to say that it is not implemented. Its stub marks the object, and
//! from then on every call on it fails, so that no handshake is made without
//! what the program asked for.

use crate::err::{self, Error, Lib, Result};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// Whether anything was ever marked: the usual answer costs one load.
static ANY: AtomicBool = AtomicBool::new(false);
/// The marked objects by address, and the function that marked each.
static MARKED: Mutex<BTreeMap<usize, &'static str>> = Mutex::new(BTreeMap::new());

/// Marks the object at `ptr`, which `function` was asked to change.
pub fn poison<T>(ptr: *const T, function: &'static str) {
    if !ptr.is_null() {
        ANY.store(true, Ordering::Release);
        MARKED.lock().unwrap_or_else(PoisonError::into_inner).insert(ptr.addr(), function);
    }
}

/// The function that marked the object at `ptr`, if one did. For objects that
/// are used without passing through a pointer type of `abi`, such as the
/// parameters inside a context.
pub fn poisoned_by<T>(ptr: *const T) -> Option<&'static str> {
    if !ANY.load(Ordering::Acquire) {
        return None;
    }
    MARKED.lock().unwrap_or_else(PoisonError::into_inner).get(&ptr.addr()).copied()
}

/// Whether the object at `ptr` is marked.
pub fn is_poisoned<T>(ptr: *const T) -> bool {
    poisoned_by(ptr).is_some()
}

/// Forgets a mark: a new object stands at this address.
pub(super) fn forget<T>(ptr: *const T) {
    if ANY.load(Ordering::Acquire) {
        MARKED.lock().unwrap_or_else(PoisonError::into_inner).remove(&ptr.addr());
    }
}

/// An error if the object is marked.
#[track_caller]
pub(super) fn check<T>(object: &T) -> Result<&T> {
    match poisoned_by(object) {
        None => Ok(object),
        Some(function) => Err(Error::new(Lib::None, err::R_DISABLED).with(format!(
            "{function}, called on this object before, is not implemented by tlsrs"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marked_object_is_refused_until_its_address_is_given_anew() {
        let object = 7_u64;
        assert!(check(&object).is_ok());
        poison(&raw const object, "SSL_set_something");
        assert!(is_poisoned(&raw const object));
        assert_eq!(
            check(&object).unwrap_err().data.as_deref(),
            Some("SSL_set_something, called on this object before, is not implemented by tlsrs")
        );
        forget(&raw const object);
        assert!(check(&object).is_ok());
    }
}
