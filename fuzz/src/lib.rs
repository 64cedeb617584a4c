//! What the fuzz targets share: the C functions they call, and safe ways to
//! call them in.

#![allow(non_camel_case_types, clippy::missing_safety_doc, missing_docs)]

pub mod datagrams;
pub mod network;
pub mod tls;

use std::ffi::{CStr, c_char, c_int, c_long, c_uchar, c_ulong, c_void};
use std::ptr::{null, null_mut};

// The library's functions are found by their C names.
use tlsrs as _;

/// Any object of the library.
pub type Handle = *mut c_void;
pub type D2i = unsafe extern "C" fn(*mut Handle, *mut *const c_uchar, c_long) -> Handle;
pub type I2d = unsafe extern "C" fn(Handle, *mut *mut c_uchar) -> c_int;
pub type Free = unsafe extern "C" fn(Handle);

unsafe extern "C" {
    pub fn BIO_free(bio: Handle) -> c_int;
    pub fn BIO_new(method: Handle) -> Handle;
    pub fn BIO_s_mem() -> Handle;
    pub fn BIO_new_mem_buf(bytes: *const c_void, len: c_int) -> Handle;
    pub fn BIO_read(bio: Handle, to: *mut c_void, len: c_int) -> c_int;
    pub fn BIO_write(bio: Handle, from: *const c_void, len: c_int) -> c_int;
    pub fn BIO_ctrl(bio: Handle, cmd: c_int, larg: c_long, parg: *mut c_void) -> c_long;
    pub fn CRYPTO_free(ptr: *mut c_void, file: *const c_char, line: c_int);
    pub fn ERR_clear_error();
    pub fn X509_free(x: Handle);
    pub fn d2i_X509(to: *mut Handle, from: *mut *const c_uchar, len: c_long) -> Handle;
    pub fn d2i_AutoPrivateKey(to: *mut Handle, from: *mut *const c_uchar, len: c_long) -> Handle;
    pub fn EVP_PKEY_free(key: Handle);
    pub fn OPENSSL_sk_num(stack: Handle) -> c_int;
    pub fn OPENSSL_sk_value(stack: Handle, at: c_int) -> Handle;
    pub fn OPENSSL_sk_pop_free(stack: Handle, free: Free);
    pub fn OPENSSL_sk_new_null() -> Handle;
    pub fn OPENSSL_sk_push(stack: Handle, item: Handle) -> c_int;
    pub fn OPENSSL_sk_free(stack: Handle);
    pub fn X509V3_EXT_print(out: Handle, ext: Handle, flags: c_ulong, indent: c_int) -> c_int;
    pub fn X509_STORE_new() -> Handle;
    pub fn X509_STORE_free(store: Handle);
    pub fn X509_STORE_add_cert(store: Handle, x: Handle) -> c_int;
    pub fn X509_STORE_add_crl(store: Handle, crl: Handle) -> c_int;
    pub fn X509_STORE_set_flags(store: Handle, flags: c_ulong) -> c_int;
    pub fn X509_STORE_CTX_new() -> Handle;
    pub fn X509_STORE_CTX_free(ctx: Handle);
    pub fn X509_STORE_CTX_init(ctx: Handle, store: Handle, x: Handle, chain: Handle) -> c_int;
    pub fn X509_STORE_CTX_set_time(ctx: Handle, flags: c_ulong, time: i64);
    pub fn X509_STORE_CTX_get_error(ctx: Handle) -> c_int;
    pub fn X509_verify_cert(ctx: Handle) -> c_int;
}

/// A memory BIO that is freed at its end.
pub struct Bio(pub Handle);

impl Bio {
    /// An empty one.
    pub fn empty() -> Bio {
        // SAFETY: the functions take what these return.
        Bio(unsafe { BIO_new(BIO_s_mem()) })
    }

    /// One that reads `bytes`.
    pub fn of(bytes: &[u8]) -> Bio {
        let bio = Bio::empty();
        bio.write(bytes);
        bio
    }

    pub fn write(&self, bytes: &[u8]) {
        let len = c_int::try_from(bytes.len()).expect("short");
        // SAFETY: `bytes` has that length.
        unsafe { BIO_write(self.0, bytes.as_ptr().cast(), len) };
    }

    /// What is in it; empties it.
    pub fn take(&self) -> Vec<u8> {
        let mut all = Vec::new();
        let mut part = [0u8; 4096];
        loop {
            // SAFETY: `part` has that length.
            let n = unsafe { BIO_read(self.0, part.as_mut_ptr().cast(), 4096) };
            match usize::try_from(n) {
                Ok(n) if n > 0 => all.extend_from_slice(&part[..n]),
                _ => return all,
            }
        }
    }
}

impl Drop for Bio {
    fn drop(&mut self) {
        // SAFETY: it is this one's own.
        unsafe { BIO_free(self.0) };
    }
}

/// Decodes a value at the start of `bytes`; also gives its length.
pub fn decode(d2i: D2i, bytes: &[u8]) -> Option<(Handle, usize)> {
    let mut at = bytes.as_ptr();
    let len = c_long::try_from(bytes.len()).expect("short");
    // SAFETY: `bytes` has that length.
    let value = unsafe { d2i(null_mut(), &mut at, len) };
    let used = at as usize - bytes.as_ptr() as usize;
    assert!(used <= bytes.len());
    (!value.is_null()).then_some((value, used))
}

/// The encoding of `value`; `None` if it cannot be encoded.
pub fn encode(i2d: I2d, value: Handle) -> Option<Vec<u8>> {
    let mut out: *mut c_uchar = null_mut();
    // SAFETY: `value` is of the function's type; it allocates.
    let len = unsafe { i2d(value, &mut out) };
    let len = usize::try_from(len).ok().filter(|_| !out.is_null())?;
    // SAFETY: i2d functions write as much as they say.
    let bytes = unsafe { std::slice::from_raw_parts(out, len) }.to_vec();
    // SAFETY: the library allocated it.
    unsafe { CRYPTO_free(out.cast(), null(), 0) };
    Some(bytes)
}

/// What is decoded, encoded and decoded again is encoded the same.
pub fn round_trip(bytes: &[u8], d2i: D2i, i2d: I2d, free: Free) {
    if let Some((value, _)) = decode(d2i, bytes) {
        if let Some(first) = encode(i2d, value) {
            let (again, used) = decode(d2i, &first).expect("its own encoding");
            assert_eq!(used, first.len());
            assert_eq!(encode(i2d, again), Some(first));
            // SAFETY: `again` is of the function's type.
            unsafe { free(again) };
        }
        // SAFETY: `value` is of the function's type.
        unsafe { free(value) };
    }
    clear();
}

/// Empties the error queue.
pub fn clear() {
    // SAFETY: it takes nothing.
    unsafe { ERR_clear_error() };
}

/// Validates the path of `leaf`, which is also trusted if `anchor` is NULL.
pub fn verify(leaf: Handle, anchor: Handle, crl: Handle, flags: c_ulong) -> c_int {
    // SAFETY: each object is used as what it is, and freed once.
    unsafe {
        let store = X509_STORE_new();
        X509_STORE_add_cert(store, if anchor.is_null() { leaf } else { anchor });
        if !crl.is_null() {
            X509_STORE_add_crl(store, crl);
        }
        X509_STORE_set_flags(store, flags);
        let others = OPENSSL_sk_new_null();
        OPENSSL_sk_push(others, leaf);
        let ctx = X509_STORE_CTX_new();
        X509_STORE_CTX_init(ctx, store, leaf, others);
        X509_STORE_CTX_set_time(ctx, 0, 1_400_000_000);
        let ok = X509_verify_cert(ctx);
        assert!(ok == 1 || X509_STORE_CTX_get_error(ctx) != 0);
        X509_STORE_CTX_free(ctx);
        OPENSSL_sk_free(others);
        X509_STORE_free(store);
        clear();
        ok
    }
}

/// A file in the folder that the environment variable `folder` names.
pub fn file(folder: &str, name: &str) -> Vec<u8> {
    let folder = std::env::var(folder).expect("started by fuzz/run.py");
    std::fs::read(format!("{folder}/{name}")).expect("a file")
}

/// A C string of at most `most` bytes of `data`.
pub fn text(data: &[u8], most: usize) -> std::ffi::CString {
    let bytes: Vec<u8> = data.iter().copied().take(most).filter(|byte| *byte != 0).collect();
    std::ffi::CString::new(bytes).expect("no zeros")
}

/// The length of a C string, so that all of it is read.
pub fn read(text: *const c_char) -> usize {
    if text.is_null() {
        return 0;
    }
    // SAFETY: the library's strings are terminated.
    unsafe { CStr::from_ptr(text) }.to_bytes().len()
}
