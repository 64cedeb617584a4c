//! HMAC.

use super::digest::{Digest, Hasher, Md};
use crate::err::Result;
use zeroize::Zeroizing;

/// An HMAC being computed.
pub struct Hmac {
    /// The state after the inner and after the outer key block.
    inner: Hasher,
    outer: Hasher,
    running: Hasher,
}

impl Hmac {
    /// Starts with a key.
    #[track_caller]
    pub fn new(md: Md, key: &[u8]) -> Result<Hmac> {
        let mut block = Zeroizing::new(vec![0; md.block_size()]);
        if key.len() > block.len() {
            let digest = super::digest::digest(md, key)?;
            block[..digest.len()].copy_from_slice(&digest);
        } else {
            block[..key.len()].copy_from_slice(key);
        }
        let pad = |value: u8| -> Result<Hasher> {
            let bytes: Zeroizing<Vec<u8>> =
                Zeroizing::new(block.iter().map(|b| b ^ value).collect());
            let mut hasher = Hasher::new(md)?;
            hasher.update(&bytes)?;
            Ok(hasher)
        };
        let inner = pad(0x36)?;
        Ok(Hmac { outer: pad(0x5c)?, running: inner.try_clone()?, inner })
    }

    /// Its digest.
    pub fn md(&self) -> Md {
        self.inner.md()
    }

    /// Adds input.
    #[track_caller]
    pub fn update(&mut self, data: &[u8]) -> Result<()> {
        self.running.update(data)
    }

    /// The code. It must be restarted before more input.
    #[track_caller]
    pub fn finish(&mut self) -> Result<Digest> {
        let digest = self.running.finish()?;
        let mut outer = self.outer.try_clone()?;
        outer.update(&digest)?;
        outer.finish()
    }

    /// Forgets the input, keeping the key.
    #[track_caller]
    pub fn restart(&mut self) -> Result<()> {
        self.running = self.inner.try_clone()?;
        Ok(())
    }

    /// A copy with the same key and input.
    #[track_caller]
    pub fn try_clone(&self) -> Result<Hmac> {
        Ok(Hmac {
            inner: self.inner.try_clone()?,
            outer: self.outer.try_clone()?,
            running: self.running.try_clone()?,
        })
    }
}

/// The HMAC of `data`.
#[track_caller]
pub fn hmac(md: Md, key: &[u8], data: &[u8]) -> Result<Digest> {
    let mut hmac = Hmac::new(md, key)?;
    hmac.update(data)?;
    hmac.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc_4231_case_2() {
        let code = hmac(Md::Sha256, b"Jefe", b"what do ya want for nothing?").unwrap();
        assert_eq!(code[..4], [0x5b, 0xdc, 0xc1, 0x46]);
    }
}
