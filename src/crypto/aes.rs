//! AES block by block, with keys in memory of the program's: `AES_KEY` has
//! OpenSSL's layout in aws-lc too.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use super::ffi;
use aws_lc_sys as sys;
use std::cell::UnsafeCell;

/// A block.
pub const BLOCK: usize = 16;

/// An expanded key in C's memory.
#[repr(transparent)]
pub struct AES_KEY(UnsafeCell<sys::AES_KEY>);

const _: () = assert!(size_of::<AES_KEY>() == 244);

// SAFETY: C's own memory; a program that shares it must lock it.
unsafe impl Sync for AES_KEY {}

impl AES_KEY {
    /// Expands a key of 16, 24 or 32 bytes, to encrypt or to decrypt with.
    pub fn expand(&self, key: &[u8], encrypting: bool) -> bool {
        let bits = u32::try_from(key.len() * 8).unwrap_or(0);
        // SAFETY: C gave room for a key; the bytes are a slice.
        let done = unsafe {
            if encrypting {
                sys::AES_set_encrypt_key(key.as_ptr(), bits, self.0.get())
            } else {
                sys::AES_set_decrypt_key(key.as_ptr(), bits, self.0.get())
            }
        };
        done == 0
    }

    /// Encrypts or decrypts a block, with a key that was expanded for it.
    pub fn block(&self, block: &[u8; BLOCK], encrypting: bool) -> [u8; BLOCK] {
        let mut out = [0; BLOCK];
        // SAFETY: C expanded the key; both blocks have their length.
        unsafe {
            if encrypting {
                sys::AES_encrypt(block.as_ptr(), out.as_mut_ptr(), self.0.get());
            } else {
                sys::AES_decrypt(block.as_ptr(), out.as_mut_ptr(), self.0.get());
            }
        }
        out
    }

    /// Wraps or unwraps a key (RFC 3394), with the standard's vector for
    /// `None`.
    pub fn wrap(&self, iv: Option<&[u8; 8]>, input: &[u8], wrapping: bool) -> Option<Vec<u8>> {
        let len = if wrapping { input.len().checked_add(8) } else { input.len().checked_sub(8) };
        let mut out = vec![0; len?];
        let iv = iv.map_or(std::ptr::null(), |iv| iv.as_ptr());
        let (key, to, from, len) = (self.0.get(), out.as_mut_ptr(), input.as_ptr(), input.len());
        // SAFETY: C expanded the key; the output has the length of the result.
        let done = unsafe {
            if wrapping {
                sys::AES_wrap_key(key, iv, to, from, len)
            } else {
                sys::AES_unwrap_key(key, iv, to, from, len)
            }
        };
        ffi::forget();
        usize::try_from(done).is_ok_and(|len| len == out.len()).then_some(out)
    }
}
