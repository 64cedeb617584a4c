//! Initialisation vectors that GCM counts on by itself, as TLS and SSH have them
//! (NIST SP 800-38D, 8.2.1): a fixed part, and a part that is counted.

use super::evp_cipher::{Direction, EVP_CIPHER_CTX, State, random};
use crate::crypto::cipher::Mode;
use crate::err::{Error, Result};

/// The shortest fixed part, and the length of what is counted.
const FIXED: usize = 4;
const COUNTED: usize = 8;

impl State {
    /// Its vector, if it is one of GCM's that counts on and its key is set.
    fn counted(&mut self) -> Result<&mut Vec<u8>> {
        if !self.counting || !self.context()?.has_key() {
            return Err(Error::quiet());
        }
        Ok(&mut self.iv)
    }

    /// Begins a message with the vector as it is now.
    fn begin(&mut self) -> Result<()> {
        let (iv, direction) = (self.iv.clone(), self.direction);
        self.context()?.init(None, Some(&iv), direction)
    }
}

impl EVP_CIPHER_CTX {
    /// Whether this is GCM.
    pub fn is_gcm(&self) -> bool {
        self.cipher().is_some_and(|cipher| cipher.cipher().mode() == Mode::Gcm)
    }

    /// Sets the whole vector to count on from.
    pub fn set_first_iv(&self, iv: &[u8]) -> Result<()> {
        self.state.with(|state| {
            if iv.len() != state.context()?.iv_len() {
                return Err(Error::quiet());
            }
            state.iv = iv.to_vec();
            state.counting = true;
            state.begin()
        })
    }

    /// Sets the fixed part of the vectors; where they are made, what is counted begins at random.
    pub fn set_fixed_iv(&self, fixed: &[u8]) -> Result<()> {
        self.state.with(|state| {
            let len = state.context()?.iv_len();
            if fixed.len() < FIXED || len < fixed.len() + COUNTED {
                return Err(Error::quiet());
            }
            state.iv.resize(len, 0);
            let (head, rest) = state.iv.split_at_mut(fixed.len());
            head.copy_from_slice(fixed);
            if state.direction == Direction::Encrypt {
                random(rest)?;
            }
            state.counting = true;
            state.begin()
        })
    }

    /// Begins a message with the next vector, whose last `len` bytes it tells: all for 0, or when there are fewer.
    pub fn next_iv(&self, len: usize) -> Result<Vec<u8>> {
        self.state.with(|state| {
            let iv = state.counted()?.clone();
            state.begin()?;
            let at = iv.len().saturating_sub(COUNTED);
            for byte in state.iv.iter_mut().skip(at).rev() {
                *byte = byte.wrapping_add(1);
                if *byte != 0 {
                    break;
                }
            }
            let from = if len == 0 { 0 } else { iv.len().saturating_sub(len) };
            Ok(iv.get(from..).unwrap_or_default().to_vec())
        })
    }

    /// Begins a message that came with the counted part of its vector.
    pub fn set_counted_iv(&self, counted: &[u8]) -> Result<()> {
        self.state.with(|state| {
            let encrypting = state.direction == Direction::Encrypt;
            let iv = state.counted()?;
            let at = iv.len().checked_sub(counted.len()).filter(|_| !encrypting);
            iv.get_mut(at.ok_or_else(Error::quiet)?..)
                .ok_or_else(Error::quiet)?
                .copy_from_slice(counted);
            state.begin()
        })
    }
}
