//! `openssl/async.h`: pausing work, which the library does not.

use std::ffi::c_int;

/// Whether work can be paused and taken up again: 0.
#[unsafe(no_mangle)]
pub extern "C" fn ASYNC_is_capable() -> c_int {
    0
}

/// Frees what a thread holds for paused work: nothing.
#[unsafe(no_mangle)]
pub extern "C" fn ASYNC_cleanup_thread() {}
