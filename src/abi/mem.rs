//! Memory that C frees with `OPENSSL_free`.
//!
//! `CRYPTO_set_mem_functions` may replace the allocator before its first use,
//! so whatever C will free comes from here, never from Rust's allocator.
#![allow(
    clippy::not_unsafe_ptr_arg_deref,
    reason = "C's contract for the pointer is stated at each function; entry points are safe"
)]
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use crate::err::{self, Error, Lib, Result};
use std::ffi::{c_char, c_int, c_void};
use std::sync::atomic::{AtomicBool, AtomicPtr, Ordering};

/// Allocates; file and line say for whom.
pub type CRYPTO_malloc_fn = extern "C" fn(usize, *const c_char, c_int) -> *mut c_void;
/// Resizes.
pub type CRYPTO_realloc_fn = extern "C" fn(*mut c_void, usize, *const c_char, c_int) -> *mut c_void;
/// Frees.
pub type CRYPTO_free_fn = extern "C" fn(*mut c_void, *const c_char, c_int);

/// The program's own allocator, where it set one.
#[derive(Clone, Copy, Default)]
pub struct Functions {
    /// In place of `malloc`.
    pub malloc: Option<CRYPTO_malloc_fn>,
    /// In place of `realloc`.
    pub realloc: Option<CRYPTO_realloc_fn>,
    /// In place of `free`.
    pub free: Option<CRYPTO_free_fn>,
}

/// Where a piece of memory was asked for, for the program's own allocator.
#[derive(Clone, Copy)]
pub struct Place(pub *const c_char, pub c_int);

/// The library itself asks.
const HERE: Place = Place(c"tlsrs".as_ptr(), 0);

/// Leaked on purpose: a reader may still hold the older one.
static CUSTOM: AtomicPtr<Functions> = AtomicPtr::new(std::ptr::null_mut());
/// Whether the C library's allocator has been used, after which it stays.
static USED: AtomicBool = AtomicBool::new(false);

/// The program's own allocator.
pub fn functions() -> Functions {
    // SAFETY: NULL or a leaked box.
    unsafe { CUSTOM.load(Ordering::Acquire).as_ref() }.copied().unwrap_or_default()
}

/// Replaces those functions that are there; false once memory was given out.
pub fn set_functions(new: Functions) -> bool {
    if USED.load(Ordering::Acquire) {
        return false;
    }
    let old = functions();
    let merged = Functions {
        malloc: new.malloc.or(old.malloc),
        realloc: new.realloc.or(old.realloc),
        free: new.free.or(old.free),
    };
    CUSTOM.store(Box::into_raw(Box::new(merged)), Ordering::Release);
    true
}

/// `size` bytes of C memory; NULL when there are none, or for size 0.
pub fn malloc(size: usize) -> *mut c_void {
    malloc_at(size, HERE)
}

/// The same, asked for at `place`.
pub fn malloc_at(size: usize, place: Place) -> *mut c_void {
    if let Some(malloc) = functions().malloc {
        return malloc(size, place.0, place.1);
    }
    if size == 0 {
        return std::ptr::null_mut();
    }
    if !USED.load(Ordering::Relaxed) {
        USED.store(true, Ordering::Release);
    }
    // SAFETY: malloc has no preconditions.
    unsafe { libc::malloc(size) }
}

/// Resizes what [`malloc`] gave; NULL `ptr` allocates, size 0 frees.
///
/// # Safety
/// `ptr` is NULL, or came from here and was not freed.
pub unsafe fn realloc_at(ptr: *mut c_void, size: usize, place: Place) -> *mut c_void {
    if let Some(realloc) = functions().realloc {
        return realloc(ptr, size, place.0, place.1);
    }
    if ptr.is_null() {
        return malloc_at(size, place);
    }
    if size == 0 {
        // SAFETY: the caller's promise.
        unsafe { free_at(ptr, place) };
        return std::ptr::null_mut();
    }
    // SAFETY: the caller's promise.
    unsafe { libc::realloc(ptr, size) }
}

/// Frees what [`malloc`] gave; NULL is nothing.
///
/// # Safety
/// `ptr` is NULL, or came from [`malloc`] and was not freed.
pub unsafe fn free(ptr: *mut c_void) {
    // SAFETY: the caller's promise.
    unsafe { free_at(ptr, HERE) }
}

/// The same, freed at `place`.
///
/// # Safety
/// As for [`free`].
pub unsafe fn free_at(ptr: *mut c_void, place: Place) {
    if let Some(free) = functions().free {
        free(ptr, place.0, place.1);
        return;
    }
    // SAFETY: the caller's promise.
    unsafe { libc::free(ptr) }
}

/// Frees what C hands over by contract (`ERR_TXT_MALLOCED`, `set0` of a
/// string).
pub fn free_c(ptr: *mut c_void) {
    // SAFETY: C gives up memory that came from `CRYPTO_malloc`.
    unsafe { free(ptr) }
}

/// Overwrites memory in a way the compiler keeps.
///
/// # Safety
/// `ptr` is writable for `len` bytes, or NULL.
pub unsafe fn cleanse(ptr: *mut c_void, len: usize) {
    if !ptr.is_null() {
        // SAFETY: the caller's promise.
        unsafe { libc::explicit_bzero(ptr, len) }
    }
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

/// Zeroed memory.
pub fn zalloc_at(size: usize, place: Place) -> *mut c_void {
    let ptr = malloc_at(size, place);
    if !ptr.is_null() {
        // SAFETY: it is new and has `size` bytes.
        unsafe { std::ptr::write_bytes(ptr.cast::<u8>(), 0, size) };
    }
    ptr
}

/// Resizes C's memory, as `OPENSSL_realloc` is asked to.
pub fn resize(ptr: *mut c_void, size: usize, place: Place) -> *mut c_void {
    // SAFETY: C gives NULL or memory of ours.
    unsafe { realloc_at(ptr, size, place) }
}

/// The same for memory of `old` bytes, clearing what is given up.
pub fn resize_clearing(ptr: *mut c_void, old: usize, size: usize, place: Place) -> *mut c_void {
    if ptr.is_null() {
        return malloc_at(size, place);
    }
    if size == 0 {
        free_clearing(ptr, old, place);
        return std::ptr::null_mut();
    }
    if size < old {
        // SAFETY: C says that there are `old` bytes.
        unsafe { cleanse(ptr.cast::<u8>().add(size).cast(), old - size) };
        return ptr;
    }
    let new = malloc_at(size, place);
    if !new.is_null() {
        // SAFETY: `old` bytes fit the new, larger memory.
        unsafe { std::ptr::copy_nonoverlapping(ptr.cast::<u8>(), new.cast(), old) };
        free_clearing(ptr, old, place);
    }
    new
}

/// Clears `len` bytes of C's memory and frees it; NULL is nothing.
pub fn free_clearing(ptr: *mut c_void, len: usize, place: Place) {
    if ptr.is_null() {
        return;
    }
    // SAFETY: C gives up memory of ours, of at least `len` bytes.
    unsafe {
        if len > 0 {
            cleanse(ptr, len);
        }
        free_at(ptr, place);
    }
}

/// A copy of `bytes` with `zeros` zero bytes behind; NULL out of memory.
pub fn copy_at(bytes: &[u8], zeros: usize, place: Place) -> *mut c_void {
    let copy = malloc_at(bytes.len() + zeros, place);
    if !copy.is_null() {
        // SAFETY: it is new and has room for both.
        unsafe {
            std::ptr::copy_nonoverlapping(bytes.as_ptr(), copy.cast(), bytes.len());
            std::ptr::write_bytes(copy.cast::<u8>().add(bytes.len()), 0, zeros);
        }
    }
    copy
}

/// The length of a string, `most` at most.
pub fn strnlen(text: *const c_char, most: usize) -> usize {
    if text.is_null() {
        return 0;
    }
    // SAFETY: C promises a string that ends, or `most` bytes.
    unsafe { libc::strnlen(text, most) }
}

/// Overwrites C's memory; NULL is nothing.
pub fn wipe(ptr: *mut c_void, len: usize) {
    // SAFETY: C promises `len` writable bytes.
    unsafe { cleanse(ptr, len) }
}
