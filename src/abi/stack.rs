//! Pointers in stacks (`STACK_OF(T)`): how they become objects, and order
//! among them.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use super::handle::{Handle, Shared};
use super::ptr::Opaque;
use std::ffi::{c_int, c_void};
use std::sync::Arc;

/// `OPENSSL_sk_compfunc`: compares what two `const T **` point at.
pub type OPENSSL_sk_compfunc = Option<Compare>;
/// `OPENSSL_sk_freefunc`: frees one element.
pub type OPENSSL_sk_freefunc = Option<extern "C" fn(*mut c_void)>;
/// `OPENSSL_sk_copyfunc`: duplicates one element.
pub type OPENSSL_sk_copyfunc = Option<extern "C" fn(*const c_void) -> *mut c_void>;
/// The function behind [`OPENSSL_sk_compfunc`].
pub type Compare = extern "C" fn(*const c_void, *const c_void) -> c_int;

/// Asks `compare` for the order of two elements.
pub fn compare(compare: Compare, a: &Opaque, b: &Opaque) -> c_int {
    compare(std::ptr::from_ref(a).cast(), std::ptr::from_ref(b).cast())
}

/// Sorts as C's `qsort` does, which bears a comparison without a total order.
pub fn sort(items: &mut [Opaque], compare: Compare) {
    type QsortCompare = unsafe extern "C" fn(*const c_void, *const c_void) -> c_int;
    // SAFETY: `items` is an array of pointers; `compare` is the caller's own.
    unsafe {
        libc::qsort(
            items.as_mut_ptr().cast(),
            items.len(),
            size_of::<Opaque>(),
            Some(compare as QsortCompare),
        );
    }
}

/// Gives an object away as an element.
pub fn give<T: Handle>(owner: T::Owner) -> Opaque {
    Opaque(T::into_raw(owner).cast())
}

/// Takes an element back; the stack's contract says that it is a `T` of ours
/// that the caller of this function now owns.
pub fn take<T: Handle>(element: Opaque) -> Option<T::Owner> {
    if element.is_null() {
        return None;
    }
    // SAFETY: C promises the element type with the type of the stack.
    Some(unsafe { T::from_raw(element.0.cast()) })
}

/// Looks at an element, which lives as long as the stack that was lent.
pub fn look<'a, T>(element: Opaque) -> Option<&'a T> {
    // SAFETY: C promises the element type with the type of the stack, and
    // that the elements live during the call.
    unsafe { element.0.cast::<T>().as_ref() }
}

/// Moves an object into a structure of C's that has room for it, over the one
/// that is there, or zeros.
pub fn embed<T: Handle>(place: Opaque, object: Opaque) {
    if !T::MOVES || place.is_null() || object.is_null() {
        return;
    }
    // SAFETY: C promises a structure with a member of the type, whose memory
    // is an object or zeros, which own nothing; the object was given to us.
    unsafe {
        std::ptr::drop_in_place(place.0.cast::<T>());
        T::move_to(object.0.cast(), place.0.cast());
    }
}

/// Frees what an object in a structure of C's owns, and leaves zeros there.
pub fn clear_embedded<T: Handle>(place: Opaque) {
    if !T::MOVES || place.is_null() {
        return;
    }
    // SAFETY: as in `embed`.
    unsafe {
        std::ptr::drop_in_place(place.0.cast::<T>());
        std::ptr::write_bytes(place.0.cast::<T>(), 0, 1);
    }
}

/// A share of an element.
pub fn share<T: Shared>(element: Opaque) -> Option<Arc<T>> {
    super::ptr::Mut::from_element(element).share_opt()
}

/// The elements of an array of C's up to the one that `end` knows.
///
/// They live as long as C keeps the array, which its contract says is long
/// enough.
pub fn array_until<T>(first: *mut T, end: impl Fn(&T) -> bool) -> Vec<&'static T> {
    let mut elements = Vec::new();
    let mut at = first;
    // SAFETY: C promises an array that such an element ends.
    while let Some(element) = unsafe { at.as_ref() } {
        if end(element) {
            break;
        }
        elements.push(element);
        // SAFETY: it was not the last.
        at = unsafe { at.add(1) };
    }
    elements
}
