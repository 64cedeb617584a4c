//! DES as C programs call it directly: one block, and keys with parity bits.
//! Too weak to protect anything; NTLM still computes with it.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use crate::crypto::cipher::{Cipher, Context, Direction};
use crate::err::Result;
use std::ffi::c_uchar;
use zeroize::Zeroizing;

pub use crate::crypto::aes::AES_KEY;

/// A block, or a key with its parity bits.
pub type DES_cblock = [c_uchar; 8];
/// A block that is only read.
pub type const_DES_cblock = [c_uchar; 8];

/// A key made ready, in a structure of the program's. OpenSSL keeps the round
/// keys there; here the key itself stands in the first of them.
#[repr(C, align(4))]
#[derive(Clone, Copy)]
pub struct DES_key_schedule {
    ks: [DES_cblock; 16],
}

impl DES_key_schedule {
    /// Makes `key` ready.
    pub fn new(key: DES_cblock) -> Self {
        let mut ks = [[0; 8]; 16];
        ks[0] = key;
        DES_key_schedule { ks }
    }

    /// Encrypts or decrypts a block.
    pub fn apply(&self, encrypt: bool, block: DES_cblock) -> Result<DES_cblock> {
        let direction = if encrypt { Direction::Encrypt } else { Direction::Decrypt };
        let mut context = Context::with_key(Cipher::DesEcb, direction, &self.ks[0], &[])?;
        context.set_padding(false);
        let done = context.update(&block)?;
        let mut out = [0; 8];
        out.copy_from_slice(done.get(..8).ok_or_else(crate::err::Error::quiet)?);
        Ok(out)
    }
}

/// Encrypts or decrypts in CBC mode, with one key or with three, and moves `iv`
/// on. What follows the last whole block is filled up with zeros before it is
/// encrypted; of the last block decrypted, as much is given as was asked for.
pub fn cbc(
    keys: &[&DES_key_schedule],
    iv: &mut DES_cblock,
    encrypt: bool,
    input: &[u8],
    len: usize,
) -> Result<Zeroizing<Vec<u8>>> {
    let (cipher, direction) = match (keys.len(), encrypt) {
        (1, true) => (Cipher::DesCbc, Direction::Encrypt),
        (1, false) => (Cipher::DesCbc, Direction::Decrypt),
        (_, true) => (Cipher::Des3Cbc, Direction::Encrypt),
        (_, false) => (Cipher::Des3Cbc, Direction::Decrypt),
    };
    let key = Zeroizing::new(keys.iter().flat_map(|schedule| schedule.ks[0]).collect::<Vec<u8>>());
    let mut context = Context::with_key(cipher, direction, &key, iv)?;
    context.set_padding(false);
    let mut whole = Zeroizing::new(input.to_vec());
    whole.resize(len.next_multiple_of(8), 0);
    let mut done = context.update(&whole)?;
    let sealed = if encrypt { &done } else { &whole };
    if let Some(last) = sealed.last_chunk::<8>() {
        *iv = *last;
    }
    if !encrypt {
        done.truncate(len);
    }
    Ok(done)
}

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
