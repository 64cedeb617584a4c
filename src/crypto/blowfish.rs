//! Blowfish, whose state C programs keep in memory of their own: `BF_KEY` has
//! OpenSSL's layout in aws-lc too.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use aws_lc_sys as sys;
use std::cell::UnsafeCell;

/// A key made ready.
#[repr(transparent)]
pub struct BF_KEY(UnsafeCell<sys::BF_KEY>);

const _: () = assert!(size_of::<BF_KEY>() == 4168);

// SAFETY: C's own memory; a program that shares it must lock it.
unsafe impl Sync for BF_KEY {}

impl BF_KEY {
    /// The longest key.
    pub const LONGEST: usize = 72;

    /// Makes a key ready, in memory of any content; there is at least a byte.
    pub fn set(&self, key: &[u8]) {
        let key = &key[..key.len().min(Self::LONGEST)];
        if !key.is_empty() {
            // SAFETY: C gave room for a key; pointer and length are those of a
            // slice that is not empty.
            unsafe { sys::BF_set_key(self.0.get(), key.len(), key.as_ptr()) };
        }
    }

    /// Encrypts or decrypts the two halves of a block.
    pub fn apply(&self, encrypt: bool, mut halves: [u32; 2]) -> [u32; 2] {
        // SAFETY: C made the key ready; the block has two halves.
        unsafe {
            if encrypt {
                sys::BF_encrypt(halves.as_mut_ptr(), self.0.get());
            } else {
                sys::BF_decrypt(halves.as_mut_ptr(), self.0.get());
            }
        }
        halves
    }

    /// Encrypts or decrypts a block.
    pub fn block(&self, encrypt: bool, block: [u8; 8]) -> [u8; 8] {
        let [a, b, c, d, e, f, g, h] = block;
        let halves = [u32::from_be_bytes([a, b, c, d]), u32::from_be_bytes([e, f, g, h])];
        let [left, right] = self.apply(encrypt, halves).map(u32::to_be_bytes);
        let mut out = [0; 8];
        out[..4].copy_from_slice(&left);
        out[4..].copy_from_slice(&right);
        out
    }
}
