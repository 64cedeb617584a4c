//! What C's threads offer.

use std::ffi::c_ulong;

/// The calling thread, as a number.
pub fn current_id() -> c_ulong {
    // SAFETY: pthread_self has no preconditions.
    unsafe { libc::pthread_self() }
}
