//! `CRYPTO_malloc` and its kin: memory that crosses the C boundary.

use crate::abi::mem::{
    self, CRYPTO_free_fn, CRYPTO_malloc_fn, CRYPTO_realloc_fn, Functions, Place,
};
use crate::abi::{InBuf, Out, Str, quiet};
use std::ffi::{c_char, c_int, c_void};

/// Allocates `num` bytes; NULL for 0.
///
/// Ownership: C frees it with `OPENSSL_free`.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_malloc(num: usize, file: *const c_char, line: c_int) -> *mut c_void {
    mem::malloc_at(num, Place(file, line))
}

/// Allocates `num` zero bytes; NULL for 0.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_zalloc(num: usize, file: *const c_char, line: c_int) -> *mut c_void {
    mem::zalloc_at(num, Place(file, line))
}

/// Resizes memory; NULL `addr` allocates, `num` 0 frees.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_realloc(
    addr: *mut c_void,
    num: usize,
    file: *const c_char,
    line: c_int,
) -> *mut c_void {
    mem::resize(addr, num, Place(file, line))
}

/// Resizes memory of `old_num` bytes, clearing what is given up.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_clear_realloc(
    addr: *mut c_void,
    old_num: usize,
    num: usize,
    file: *const c_char,
    line: c_int,
) -> *mut c_void {
    mem::resize_clearing(addr, old_num, num, Place(file, line))
}

/// Frees memory; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_free(ptr: *mut c_void, file: *const c_char, line: c_int) {
    mem::free_clearing(ptr, 0, Place(file, line));
}

/// Clears `num` bytes and frees them.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_clear_free(
    ptr: *mut c_void,
    num: usize,
    file: *const c_char,
    line: c_int,
) {
    mem::free_clearing(ptr, num, Place(file, line));
}

/// A copy of `siz` bytes; NULL for NULL or out of memory.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_memdup(
    data: InBuf<c_void>,
    siz: usize,
    file: *const c_char,
    line: c_int,
) -> *mut c_void {
    quiet(std::ptr::null_mut(), || {
        if data.is_null() || siz > isize::MAX.unsigned_abs() {
            return Ok(std::ptr::null_mut());
        }
        Ok(mem::copy_at(data.slice(siz)?, 0, Place(file, line)))
    })
}

/// A copy of a string; NULL for NULL or out of memory.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_strdup(str: Str, file: *const c_char, line: c_int) -> *mut c_char {
    quiet(std::ptr::null_mut(), || {
        let Some(text) = str.opt() else { return Ok(std::ptr::null_mut()) };
        Ok(mem::copy_at(text.to_bytes(), 1, Place(file, line)).cast())
    })
}

/// A copy of a string of at most `s` bytes, terminated; NULL for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_strndup(
    str: *const c_char,
    s: usize,
    file: *const c_char,
    line: c_int,
) -> *mut c_char {
    quiet(std::ptr::null_mut(), || {
        if str.is_null() {
            return Ok(std::ptr::null_mut());
        }
        let len = mem::strnlen(str, s);
        let bytes = InBuf::lend(str);
        Ok(mem::copy_at(bytes.slice(len)?, 1, Place(file, line)).cast())
    })
}

/// Replaces the allocator; a NULL function stays.
///
/// Returns: 1; 0 once the library has given out memory.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_set_mem_functions(
    malloc_fn: Option<CRYPTO_malloc_fn>,
    realloc_fn: Option<CRYPTO_realloc_fn>,
    free_fn: Option<CRYPTO_free_fn>,
) -> c_int {
    let new = Functions { malloc: malloc_fn, realloc: realloc_fn, free: free_fn };
    quiet(0, || Ok(mem::set_functions(new).into()))
}

/// Stores the allocator's functions in those places that are not NULL.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_get_mem_functions(
    malloc_fn: Out<Option<CRYPTO_malloc_fn>>,
    realloc_fn: Out<Option<CRYPTO_realloc_fn>>,
    free_fn: Out<Option<CRYPTO_free_fn>>,
) {
    let now = mem::functions();
    malloc_fn.write_opt(Some(now.malloc.unwrap_or(CRYPTO_malloc)));
    realloc_fn.write_opt(Some(now.realloc.unwrap_or(CRYPTO_realloc)));
    free_fn.write_opt(Some(now.free.unwrap_or(CRYPTO_free)));
}

/// There is no secure heap: 0, and secure memory is ordinary memory, as in
/// OpenSSL before its secure heap is set up.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_secure_malloc_init(_size: usize, _minsize: usize) -> c_int {
    0
}

/// Whether there is a secure heap: 0.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_secure_malloc_initialized() -> c_int {
    0
}

/// Ends the secure heap, of which there is none: 1.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_secure_malloc_done() -> c_int {
    1
}

/// Allocates as `CRYPTO_malloc` does.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_secure_malloc(
    num: usize,
    file: *const c_char,
    line: c_int,
) -> *mut c_void {
    CRYPTO_malloc(num, file, line)
}

/// Allocates as `CRYPTO_zalloc` does.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_secure_zalloc(
    num: usize,
    file: *const c_char,
    line: c_int,
) -> *mut c_void {
    CRYPTO_zalloc(num, file, line)
}

/// Frees what `CRYPTO_secure_malloc` gave.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_secure_free(ptr: *mut c_void, file: *const c_char, line: c_int) {
    CRYPTO_free(ptr, file, line);
}

/// Clears and frees what `CRYPTO_secure_malloc` gave.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_secure_clear_free(
    ptr: *mut c_void,
    num: usize,
    file: *const c_char,
    line: c_int,
) {
    CRYPTO_clear_free(ptr, num, file, line);
}

/// Whether memory lies in the secure heap: 0.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_secure_allocated(_ptr: *const c_void) -> c_int {
    0
}

/// Bytes used in the secure heap: 0.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_secure_used() -> usize {
    0
}

/// The size of a piece of the secure heap: 0.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_secure_actual_size(_ptr: *mut c_void) -> usize {
    0
}

/// Compares in a time that depends on `len` alone: 0 if equal.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_memcmp(in_a: InBuf<c_void>, in_b: InBuf<c_void>, len: usize) -> c_int {
    quiet(1, || {
        let pairs = in_a.slice(len)?.iter().zip(in_b.slice(len)?);
        let differs = pairs.fold(0, |all, (a, b)| all | (a ^ b));
        Ok(std::hint::black_box(differs).into())
    })
}

/// Overwrites memory with zeros, in a way that no compiler removes.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_cleanse(ptr: *mut c_void, len: usize) {
    mem::wipe(ptr, len);
}
