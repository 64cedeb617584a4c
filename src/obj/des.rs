//! DES as C programs call it directly: one block, and keys with parity bits.
//! Too weak to protect anything; NTLM still computes with it.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

pub use crate::crypto::legacy::DES_key_schedule;
use std::ffi::c_uchar;

/// A block, or a key with its parity bits.
pub type DES_cblock = [c_uchar; 8];
/// A block that is only read.
pub type const_DES_cblock = [c_uchar; 8];

/// `key` with its parity bits set right: an odd number of ones in each byte.
pub fn with_odd_parity(key: DES_cblock) -> DES_cblock {
    key.map(|byte| byte & 0xfe | u8::from((byte >> 1).count_ones() % 2 == 0))
}

/// Whether `key` is one of those that make DES undo itself.
pub fn is_weak(key: DES_cblock) -> bool {
    // Four halves, in the pairs that make weak and semi-weak keys.
    const WEAK: [[u8; 4]; 16] = [
        [0x01, 0x01, 0x01, 0x01],
        [0xfe, 0xfe, 0xfe, 0xfe],
        [0x1f, 0x1f, 0x0e, 0x0e],
        [0xe0, 0xe0, 0xf1, 0xf1],
        [0x01, 0xfe, 0x01, 0xfe],
        [0xfe, 0x01, 0xfe, 0x01],
        [0x1f, 0xe0, 0x0e, 0xf1],
        [0xe0, 0x1f, 0xf1, 0x0e],
        [0x01, 0xe0, 0x01, 0xf1],
        [0xe0, 0x01, 0xf1, 0x01],
        [0x1f, 0xfe, 0x0e, 0xfe],
        [0xfe, 0x1f, 0xfe, 0x0e],
        [0x01, 0x1f, 0x01, 0x0e],
        [0x1f, 0x01, 0x0e, 0x01],
        [0xe0, 0xfe, 0xf1, 0xfe],
        [0xfe, 0xe0, 0xfe, 0xf1],
    ];
    WEAK.iter().any(|[a, b, c, d]| key == [*a, *b, *a, *b, *c, *d, *c, *d])
}
