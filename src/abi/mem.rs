//! Memory that C frees with `OPENSSL_free`.
//!
//! `CRYPTO_set_mem_functions` may replace the allocator before its first use,
//! so whatever C will free comes from here, never from Rust's allocator.

use crate::err::{self, Error, Lib, Result};
use std::ffi::{c_char, c_void};

/// `size` bytes of C memory; NULL when there are none, or for size 0.
pub fn malloc(size: usize) -> *mut c_void {
    if size == 0 {
        return std::ptr::null_mut();
    }
    // SAFETY: malloc has no preconditions.
    unsafe { libc::malloc(size) }
}

/// Frees what [`malloc`] gave; NULL is nothing.
///
/// # Safety
/// `ptr` is NULL, or came from [`malloc`] and was not freed.
pub unsafe fn free(ptr: *mut c_void) {
    // SAFETY: the caller's promise.
    unsafe { libc::free(ptr) }
}

/// A copy of `bytes` that C owns.
#[track_caller]
pub fn copy_out(bytes: &[u8]) -> Result<*mut c_void> {
    let copy = malloc(bytes.len().max(1));
    if copy.is_null() {
        return Err(Error::new(Lib::Crypto, err::R_MALLOC_FAILURE));
    }
    // SAFETY: `copy` has room for the bytes and is new.
    unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), copy.cast(), bytes.len()) };
    Ok(copy)
}

/// A copy of `text` with a terminator, that C owns.
#[track_caller]
pub fn strdup(text: &[u8]) -> Result<*mut c_char> {
    let mut terminated = Vec::with_capacity(text.len() + 1);
    terminated.extend_from_slice(text);
    terminated.push(0);
    copy_out(&terminated).map(<*mut c_void>::cast)
}
