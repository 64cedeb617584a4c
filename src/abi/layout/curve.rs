//! `EC_builtin_curve`: a curve in the list of those that are offered.

use std::ffi::{CStr, c_char, c_int};

/// A curve in C's list.
#[allow(non_camel_case_types, reason = "OpenSSL's typedef name")]
#[repr(C)]
pub struct EC_builtin_curve {
    nid: c_int,
    comment: *const c_char,
}

/// A list that C has room for.
pub struct Places<'a>(&'a mut [std::mem::MaybeUninit<EC_builtin_curve>]);

impl Places<'_> {
    /// The `count` places at `first`; none for NULL.
    #[allow(clippy::not_unsafe_ptr_arg_deref, reason = "C's contract for the list")]
    pub fn at(first: *mut EC_builtin_curve, count: usize) -> Self {
        if first.is_null() || count == 0 {
            return Places(&mut []);
        }
        // SAFETY: C promises that many writable places.
        Places(unsafe { std::slice::from_raw_parts_mut(first.cast(), count) })
    }

    /// Fills as many places as there are.
    pub fn fill(self, curves: impl Iterator<Item = (c_int, &'static CStr)>) {
        for (place, (nid, comment)) in self.0.iter_mut().zip(curves) {
            place.write(EC_builtin_curve { nid, comment: comment.as_ptr() });
        }
    }
}
