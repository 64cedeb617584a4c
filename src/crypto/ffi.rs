//! Owners of aws-lc's objects, and its error convention.

use crate::err::{self, Error, Lib, Result};
use std::ffi::c_int;

/// Declares an owner of one of aws-lc's heap objects.
macro_rules! owner {
    ($(#[$doc:meta])* $name:ident, $raw:ident, $free:ident) => {
        $(#[$doc])*
        pub struct $name(std::ptr::NonNull<aws_lc_sys::$raw>);

        impl $name {
            /// Owns what aws-lc just made; NULL means it had no memory or
            /// refused its arguments.
            #[track_caller]
            fn own(raw: *mut aws_lc_sys::$raw) -> $crate::err::Result<Self> {
                match std::ptr::NonNull::new(raw) {
                    Some(raw) => Ok($name(raw)),
                    None => Err($crate::crypto::ffi::failed()),
                }
            }

            fn raw(&self) -> *mut aws_lc_sys::$raw {
                self.0.as_ptr()
            }
        }

        impl Drop for $name {
            fn drop(&mut self) {
                // SAFETY: owned, and freed once.
                unsafe { aws_lc_sys::$free(self.0.as_ptr()) }
            }
        }

        // SAFETY: aws-lc's objects have no ties to a thread.
        unsafe impl Send for $name {}
    };
}
pub(super) use owner;

/// aws-lc's 1 for success.
#[track_caller]
pub(super) fn ok(result: c_int) -> Result<()> {
    if result == 1 { Ok(()) } else { Err(failed()) }
}

/// An operation of aws-lc failed without a reason that callers know.
#[track_caller]
pub(super) fn failed() -> Error {
    forget();
    Error::new(Lib::Crypto, err::R_OPERATION_FAIL)
}

/// Empties aws-lc's own error queue of this thread, which nobody reads.
pub(super) fn forget() {
    // SAFETY: no preconditions.
    unsafe { aws_lc_sys::ERR_clear_error() }
}
