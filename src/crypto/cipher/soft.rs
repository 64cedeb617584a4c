//! Modes that aws-lc does not have, over its blocks.

use super::{Cipher, Context, Direction};
use crate::crypto::ffi;
use crate::err::{Error, Lib, Result, prov};
use aws_lc_sys as sys;
use zeroize::{Zeroize, Zeroizing};

/// The state of ChaCha20, which aws-lc offers in whole blocks only.
#[derive(Clone)]
pub(super) struct ChaCha {
    pub(super) key: Zeroizing<[u8; 32]>,
    /// The block counter, little-endian, and the nonce.
    pub(super) iv: [u8; 16],
    /// The key stream of the current block, from `used` on.
    pub(super) stream: Zeroizing<[u8; 64]>,
    pub(super) used: usize,
}

impl Default for ChaCha {
    fn default() -> Self {
        ChaCha {
            key: Zeroizing::new([0; 32]),
            iv: [0; 16],
            stream: Zeroizing::new([0; 64]),
            used: 64,
        }
    }
}

impl ChaCha {
    pub(super) fn apply(&mut self, input: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(input.len());
        for &byte in input {
            if self.used == 64 {
                self.refill();
            }
            out.push(byte ^ self.stream[self.used]);
            self.used += 1;
        }
        out
    }

    /// Starts the block at work anew.
    pub(super) fn leave_block(&mut self) {
        if self.used < 64 {
            let [a, b, c, d, ..] = self.iv;
            let counter = u32::from_le_bytes([a, b, c, d]).wrapping_sub(1);
            self.iv[..4].copy_from_slice(&counter.to_le_bytes());
        }
        self.used = 64;
    }

    fn refill(&mut self) {
        let [a, b, c, d, nonce @ ..] = self.iv;
        let counter = u32::from_le_bytes([a, b, c, d]);
        let zeros = [0; 64];
        // SAFETY: all buffers have their fixed lengths.
        unsafe {
            sys::CRYPTO_chacha_20(
                self.stream.as_mut_ptr(),
                zeros.as_ptr(),
                zeros.len(),
                self.key.as_ptr(),
                nonce.as_ptr(),
                counter,
            );
        }
        let next = counter.wrapping_add(1).to_le_bytes();
        self.iv[..4].copy_from_slice(&next);
        self.used = 0;
    }
}

/// How a block cipher makes a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Feedback {
    /// Its text comes back, in whole blocks.
    Cfb,
    /// Its text comes back byte by byte.
    Cfb8,
    /// Its text comes back bit by bit.
    Cfb1,
    /// Its key stream comes back.
    Ofb,
}

/// Blocks of a cipher, one by one.
pub(super) struct Blocks {
    context: Context,
    direction: Direction,
}

impl Blocks {
    /// Blocks of `cipher`, which is in ECB mode, or in CBC mode where aws-lc
    /// has no other.
    #[track_caller]
    pub(super) fn new(cipher: Cipher, direction: Direction) -> Result<Blocks> {
        Ok(Blocks { context: Context::new(cipher, direction)?, direction })
    }

    #[track_caller]
    pub(super) fn set_key(&mut self, key: &[u8]) -> Result<()> {
        self.context.set_key_len(key.len())?;
        self.context.init(Some(key), None, self.direction)?;
        self.context.set_padding(false);
        Ok(())
    }

    #[track_caller]
    pub(super) fn set_key_len(&mut self, len: usize) -> Result<()> {
        self.context.set_key_len(len)
    }

    pub(super) fn key_len(&self) -> usize {
        self.context.key_len()
    }

    /// One block.
    #[track_caller]
    pub(super) fn apply(&mut self, block: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        if self.context.iv_len() > 0 {
            self.context.init(None, Some(&vec![0; block.len()]), self.direction)?;
        }
        self.context.update(block)
    }

    #[track_caller]
    pub(super) fn try_clone(&self) -> Result<Blocks> {
        Ok(Blocks { context: self.context.try_clone()?, direction: self.direction })
    }
}

/// A stream of a block cipher.
pub(super) struct Stream {
    pub(super) blocks: Blocks,
    kind: Feedback,
    pub(super) iv: Zeroizing<Vec<u8>>,
    pub(super) num: usize,
}

impl Stream {
    #[track_caller]
    pub(super) fn new(cipher: Cipher, kind: Feedback) -> Result<Stream> {
        let blocks = Blocks::new(cipher, Direction::Encrypt)?;
        Ok(Stream { blocks, kind, iv: Zeroizing::new(vec![0; cipher.block_size()]), num: 0 })
    }

    #[track_caller]
    pub(super) fn apply(
        &mut self,
        input: &[u8],
        direction: Direction,
    ) -> Result<Zeroizing<Vec<u8>>> {
        let encrypting = direction == Direction::Encrypt;
        let mut out = Zeroizing::new(Vec::with_capacity(input.len()));
        for &byte in input {
            let result = match self.kind {
                Feedback::Cfb | Feedback::Ofb => self.whole(byte, encrypting)?,
                Feedback::Cfb8 => {
                    let result = byte ^ self.first_byte()?;
                    self.iv.remove(0);
                    self.iv.push(if encrypting { result } else { byte });
                    result
                }
                Feedback::Cfb1 => self.bits(byte, encrypting)?,
            };
            out.push(result);
        }
        Ok(out)
    }

    fn whole(&mut self, byte: u8, encrypting: bool) -> Result<u8> {
        if self.num == 0 {
            self.iv = self.blocks.apply(&self.iv)?;
        }
        let len = self.iv.len();
        let place = self.iv.get_mut(self.num).ok_or_else(Error::quiet)?;
        let result = byte ^ *place;
        if self.kind == Feedback::Cfb {
            *place = if encrypting { result } else { byte };
        }
        self.num = (self.num + 1) % len;
        Ok(result)
    }

    fn first_byte(&mut self) -> Result<u8> {
        self.blocks.apply(&self.iv)?.first().copied().ok_or_else(Error::quiet)
    }

    /// The bits of a byte, the highest first.
    fn bits(&mut self, byte: u8, encrypting: bool) -> Result<u8> {
        let mut result = 0;
        for shift in (0..8).rev() {
            let bit = (byte >> shift) & 1;
            let made = bit ^ (self.first_byte()? >> 7);
            result |= made << shift;
            let mut carry = if encrypting { made } else { bit };
            for place in self.iv.iter_mut().rev() {
                let next = *place >> 7;
                *place = (*place << 1) | carry;
                carry = next;
            }
        }
        Ok(result)
    }

    #[track_caller]
    pub(super) fn try_clone(&self) -> Result<Stream> {
        let blocks = self.blocks.try_clone()?;
        Ok(Stream { blocks, kind: self.kind, iv: self.iv.clone(), num: self.num })
    }
}

/// RC2 in ECB mode, with padding unless that is off.
pub(super) struct Rc2Ecb {
    pub(super) blocks: Blocks,
    pub(super) padding: bool,
    held: Zeroizing<Vec<u8>>,
}

impl Rc2Ecb {
    #[track_caller]
    pub(super) fn new(direction: Direction) -> Result<Rc2Ecb> {
        let blocks = Blocks::new(Cipher::Rc2Cbc, direction)?;
        Ok(Rc2Ecb { blocks, padding: true, held: Zeroizing::default() })
    }

    pub(super) fn restart(&mut self) {
        self.held = Zeroizing::default();
    }

    #[track_caller]
    pub(super) fn update(&mut self, input: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        let all = Zeroizing::new([&self.held[..], input].concat());
        // A padded text's last block waits for the end.
        let wait = self.padding && self.blocks.direction == Direction::Decrypt;
        let count = if wait { all.len().saturating_sub(1) / 8 } else { all.len() / 8 };
        let (blocks, rest) = all.split_at(count * 8);
        let mut out = Zeroizing::new(Vec::with_capacity(blocks.len()));
        for block in blocks.chunks(8) {
            out.extend_from_slice(&self.blocks.apply(block)?);
        }
        self.held = Zeroizing::new(rest.to_vec());
        Ok(out)
    }

    #[track_caller]
    pub(super) fn finish(&mut self) -> Result<Zeroizing<Vec<u8>>> {
        let held = std::mem::take(&mut self.held);
        if !self.padding {
            return if held.is_empty() { Ok(held) } else { Err(Error::quiet()) };
        }
        let pad = 8 - held.len();
        if self.blocks.direction == Direction::Encrypt {
            let mut block = held;
            // Eight at most.
            block.resize(8, pad as u8);
            return self.blocks.apply(&block);
        }
        if held.len() != 8 {
            return Err(Error::quiet());
        }
        let mut block = self.blocks.apply(&held)?;
        let pad = usize::from(block.last().copied().unwrap_or(0));
        let right =
            (1..=8).contains(&pad) && block[8 - pad..].iter().all(|b| usize::from(*b) == pad);
        if !right {
            return Err(Error::quiet());
        }
        block.truncate(8 - pad);
        Ok(block)
    }

    #[track_caller]
    pub(super) fn try_clone(&self) -> Result<Rc2Ecb> {
        let blocks = self.blocks.try_clone()?;
        Ok(Rc2Ecb { blocks, padding: self.padding, held: self.held.clone() })
    }
}

/// An expanded AES key.
#[derive(Clone)]
pub(super) struct AesKey(Box<sys::AES_KEY>);

impl AesKey {
    /// A key to encrypt with, or to decrypt with.
    #[track_caller]
    pub(super) fn new(key: &[u8], direction: Direction) -> Result<AesKey> {
        let mut raw = Box::new(sys::AES_KEY { rd_key: [0; 60], rounds: 0 });
        let bits = u32::try_from(key.len() * 8).unwrap_or(0);
        // SAFETY: the key is a slice; the place has its type.
        let done = unsafe {
            match direction {
                Direction::Encrypt => sys::AES_set_encrypt_key(key.as_ptr(), bits, &mut *raw),
                Direction::Decrypt => sys::AES_set_decrypt_key(key.as_ptr(), bits, &mut *raw),
            }
        };
        if done != 0 {
            return Err(Error::new(Lib::Prov, prov::R_INVALID_KEY_LENGTH));
        }
        Ok(AesKey(raw))
    }
}

impl AesKey {
    /// One block.
    fn block(&self, bytes: &[u8; 16], encrypting: bool) -> [u8; 16] {
        let mut out = [0; 16];
        // SAFETY: both blocks have 16 bytes.
        unsafe {
            if encrypting {
                sys::AES_encrypt(bytes.as_ptr(), out.as_mut_ptr(), &*self.0);
            } else {
                sys::AES_decrypt(bytes.as_ptr(), out.as_mut_ptr(), &*self.0);
            }
        }
        out
    }

    /// A vector of eight bytes, or aws-lc's own for `None`.
    fn vector(iv: Option<&[u8]>) -> Option<*const u8> {
        match iv {
            None => Some(std::ptr::null()),
            Some(iv) => (iv.len() == 8).then_some(iv.as_ptr()),
        }
    }

    /// Wraps whole pieces of eight bytes (RFC 3394).
    fn wrap(&self, iv: Option<&[u8]>, input: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let mut out = Zeroizing::new(vec![0; input.len() + 8]);
        let iv = Self::vector(iv)?;
        // SAFETY: a vector has eight bytes; the output is eight longer.
        let done = unsafe {
            sys::AES_wrap_key(&*self.0, iv, out.as_mut_ptr(), input.as_ptr(), input.len())
        };
        ffi::forget();
        usize::try_from(done).is_ok_and(|len| len == out.len()).then_some(out)
    }

    /// Unwraps them, if the vector is right.
    fn unwrap(&self, iv: Option<&[u8]>, input: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let mut out = Zeroizing::new(vec![0; input.len().checked_sub(8)?]);
        let iv = Self::vector(iv)?;
        // SAFETY: a vector has eight bytes; the output is eight shorter.
        let done = unsafe {
            sys::AES_unwrap_key(&*self.0, iv, out.as_mut_ptr(), input.as_ptr(), input.len())
        };
        ffi::forget();
        usize::try_from(done).is_ok_and(|len| len == out.len()).then_some(out)
    }
}

impl Drop for AesKey {
    fn drop(&mut self) {
        self.0.rd_key.zeroize();
    }
}

/// AES in XTS mode (IEEE 1619) for one piece of data.
#[derive(Clone, Default)]
pub(super) struct Xts {
    /// The key of the data, and that of the tweak.
    keys: Option<(AesKey, AesKey)>,
    pub(super) iv: [u8; 16],
}

impl Xts {
    #[track_caller]
    pub(super) fn set_key(&mut self, key: &[u8], direction: Direction) -> Result<()> {
        let (data, tweak) = key.split_at(key.len() / 2);
        if direction == Direction::Encrypt && data == tweak {
            return Err(Error::new(Lib::Prov, prov::R_XTS_DUPLICATED_KEYS));
        }
        self.keys = Some((AesKey::new(data, direction)?, AesKey::new(tweak, Direction::Encrypt)?));
        Ok(())
    }

    /// All of the data, of 16 bytes at least.
    #[track_caller]
    pub(super) fn apply(&self, input: &[u8], direction: Direction) -> Result<Zeroizing<Vec<u8>>> {
        let (data, second) = self.keys.as_ref().ok_or_else(ffi::failed)?;
        if input.len() < 16 {
            return Err(Error::quiet());
        }
        let encrypting = direction == Direction::Encrypt;
        let mut tweak = u128::from_le_bytes(second.block(&self.iv, true));
        let step = |tweak: u128| (tweak << 1) ^ if tweak >> 127 == 1 { 0x87 } else { 0 };
        let one = |bytes: &[u8; 16], tweak: u128| {
            let masked = (u128::from_le_bytes(*bytes) ^ tweak).to_le_bytes();
            (u128::from_le_bytes(data.block(&masked, encrypting)) ^ tweak).to_le_bytes()
        };
        let (blocks, rest) = input.as_chunks::<16>();
        let mut out = Zeroizing::new(Vec::with_capacity(input.len()));
        let whole = if rest.is_empty() { blocks.len() } else { blocks.len() - 1 };
        for bytes in &blocks[..whole] {
            out.extend_from_slice(&one(bytes, tweak));
            tweak = step(tweak);
        }
        if let (false, Some(last)) = (rest.is_empty(), blocks.last()) {
            // The last block lends its end to the piece behind it.
            let (first, second) =
                if encrypting { (tweak, step(tweak)) } else { (step(tweak), tweak) };
            let lent = one(last, first);
            let mut filled = lent;
            filled[..rest.len()].copy_from_slice(rest);
            out.extend_from_slice(&one(&filled, second));
            out.extend_from_slice(&lent[..rest.len()]);
        }
        Ok(out)
    }
}

/// AES key wrap for one key (RFC 3394), or one of any length (RFC 5649).
#[derive(Clone, Default)]
pub(super) struct Wrap {
    key: Option<AesKey>,
    pub(super) iv: Option<Vec<u8>>,
}

impl Wrap {
    #[track_caller]
    pub(super) fn set_key(&mut self, key: &[u8], direction: Direction) -> Result<()> {
        self.key = Some(AesKey::new(key, direction)?);
        Ok(())
    }

    #[track_caller]
    pub(super) fn apply(
        &self,
        input: &[u8],
        direction: Direction,
        padded: bool,
    ) -> Result<Zeroizing<Vec<u8>>> {
        let failed = || Error::new(Lib::Prov, prov::R_CIPHER_OPERATION_FAILED);
        if Self::made_of(input.len(), direction, padded)? == 0 {
            return Ok(Zeroizing::default());
        }
        let encrypting = direction == Direction::Encrypt;
        let key = self.key.as_ref().ok_or_else(failed)?;
        let done = match (encrypting, padded) {
            (true, false) => key.wrap(self.iv.as_deref(), input),
            (false, false) => key.unwrap(self.iv.as_deref(), input),
            (true, true) => self.wrap_padded(key, input),
            (false, true) => self.unwrap_padded(key, input),
        };
        done.ok_or_else(failed)
    }

    /// How long what is made of `len` bytes is, at most.
    #[track_caller]
    pub(super) fn made_of(len: usize, direction: Direction, padded: bool) -> Result<usize> {
        let blocks = len.is_multiple_of(8);
        match direction {
            _ if len == 0 => Ok(0),
            Direction::Encrypt if padded => Ok(len.next_multiple_of(8).saturating_add(8)),
            Direction::Encrypt if blocks => Ok(len.saturating_add(8)),
            Direction::Decrypt if blocks && len >= 16 => Ok(len - 8),
            _ => Err(Error::new(Lib::Prov, prov::R_INVALID_INPUT_LENGTH)),
        }
    }

    /// What stands before a text of `len` bytes (RFC 5649).
    fn lead(&self, len: usize) -> Option<[u8; 8]> {
        let standard = [0xa6, 0x59, 0x59, 0xa6];
        let start = self.iv.as_deref().map_or(Ok(standard), <[u8; 4]>::try_from).ok()?;
        let len = u32::try_from(len).ok()?.to_be_bytes();
        let mut lead = [0; 8];
        lead[..4].copy_from_slice(&start);
        lead[4..].copy_from_slice(&len);
        Some(lead)
    }

    fn wrap_padded(&self, key: &AesKey, input: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let lead = self.lead(input.len())?;
        let mut text = Zeroizing::new(input.to_vec());
        text.resize(input.len().next_multiple_of(8), 0);
        if text.len() > 8 {
            return key.wrap(Some(&lead), &text);
        }
        let mut block = Zeroizing::new([0; 16]);
        block[..8].copy_from_slice(&lead);
        block[8..].copy_from_slice(&text);
        Some(Zeroizing::new(key.block(&block, true).to_vec()))
    }

    fn unwrap_padded(&self, key: &AesKey, input: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let room = input.len() - 8;
        let mut found = None;
        // Which length fits is tried out, each at the same cost.
        for len in (1..=room).rev().take(8) {
            let lead = self.lead(len)?;
            let text = match <&[u8; 16]>::try_from(input) {
                Ok(block) => {
                    let block = Zeroizing::new(key.block(block, false));
                    (block[..8] == lead).then(|| Zeroizing::new(block[8..].to_vec()))
                }
                Err(_) => key.unwrap(Some(&lead), input),
            };
            let right = text.filter(|text| text[len..].iter().all(|byte| *byte == 0));
            if let Some(mut text) = right {
                text.truncate(len);
                found = Some(text);
            }
        }
        found
    }
}
