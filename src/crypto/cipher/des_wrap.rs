//! Key wrapping with triple DES (RFC 3217, section 3).

use super::{Cipher, Context, Direction};
use crate::crypto::digest::{Md, digest};
use crate::crypto::rand;
use crate::err::{Error, Lib, Result, prov};
use zeroize::Zeroizing;

const BLOCK: usize = 8;
/// The vector of the outer encryption.
const OUTER: [u8; BLOCK] = [0x4a, 0xdd, 0xa2, 0x2c, 0x79, 0xe8, 0x21, 0x05];

/// Key wrapping with triple DES.
#[derive(Clone, Default)]
pub(super) struct DesWrap {
    key: Option<Zeroizing<Vec<u8>>>,
}

#[track_caller]
fn failed() -> Error {
    Error::new(Lib::Prov, prov::R_CIPHER_OPERATION_FAILED)
}

impl DesWrap {
    pub(super) fn set_key(&mut self, key: &[u8]) {
        self.key = Some(Zeroizing::new(key.to_vec()));
    }

    /// How long what is made of `len` bytes is, at most.
    #[track_caller]
    pub(super) fn made_of(len: usize, direction: Direction) -> Result<usize> {
        match direction {
            _ if len == 0 => Ok(0),
            _ if !len.is_multiple_of(BLOCK) => Err(failed()),
            Direction::Encrypt => Ok(len.saturating_add(2 * BLOCK)),
            // A vector, a key of a block at least, and a checksum.
            Direction::Decrypt if len >= 3 * BLOCK => Ok(len - 2 * BLOCK),
            Direction::Decrypt => Err(failed()),
        }
    }

    /// Wraps or unwraps a key.
    ///
    /// Errors: `PROV_R_CIPHER_OPERATION_FAILED`, whatever is wrong.
    #[track_caller]
    pub(super) fn apply(&self, input: &[u8], direction: Direction) -> Result<Zeroizing<Vec<u8>>> {
        if Self::made_of(input.len(), direction)? == 0 {
            return Ok(Zeroizing::default());
        }
        match direction {
            Direction::Encrypt => self.wrap(input),
            Direction::Decrypt => self.unwrap(input),
        }
    }

    fn cbc(&self, direction: Direction, iv: &[u8], text: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        let key = self.key.as_ref().ok_or_else(failed)?;
        let mut context = Context::with_key(Cipher::Des3Cbc, direction, key, iv)?;
        context.set_padding(false);
        context.update(text)
    }

    fn wrap(&self, input: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        let mut iv = [0; BLOCK];
        rand::fill(&mut iv)?;
        let check = digest(Md::Sha1, input)?;
        let mut text = Zeroizing::new(Vec::with_capacity(input.len() + BLOCK));
        text.extend_from_slice(input);
        text.extend_from_slice(check.get(..BLOCK).ok_or_else(failed)?);
        let inner = self.cbc(Direction::Encrypt, &iv, &text)?;
        let turned: Vec<u8> = iv.iter().chain(inner.iter()).rev().copied().collect();
        self.cbc(Direction::Encrypt, &OUTER, &turned)
    }

    fn unwrap(&self, input: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        let mut inner = self.cbc(Direction::Decrypt, &OUTER, input)?;
        inner.reverse();
        let (iv, sealed) = inner.split_at_checked(BLOCK).ok_or_else(failed)?;
        let mut text = self.cbc(Direction::Decrypt, iv, sealed)?;
        let len = text.len().checked_sub(BLOCK).ok_or_else(failed)?;
        let (key, stated) = text.split_at_checked(len).ok_or_else(failed)?;
        let check = digest(Md::Sha1, key)?;
        let check = check.get(..BLOCK).ok_or_else(failed)?;
        // The time must not tell how much of it is right.
        let wrong = stated.iter().zip(check).fold(0, |wrong, (a, b)| wrong | (a ^ b));
        if std::hint::black_box(wrong) != 0 {
            return Err(failed());
        }
        text.truncate(len);
        Ok(text)
    }
}
