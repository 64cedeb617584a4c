//! Message authentication codes.

mod blake2;
mod cmac;
mod kmac;
mod poly1305;
mod siphash;

use super::cipher::{Cipher, Context, Direction};
use super::digest::Md;
use super::hmac::Hmac;
use crate::err::{Error, Lib, Result, evp, prov};
use zeroize::Zeroizing;

pub use kmac::Strength;

/// A code being computed.
pub trait Mac: Send {
    /// Adds input.
    fn update(&mut self, data: &[u8]) -> Result<()>;
    /// The code; the state is used up then.
    fn finish(&mut self) -> Result<Zeroizing<Vec<u8>>>;
    /// Makes the code one of any length, where the algorithm knows the
    /// difference (KMAC).
    fn set_xof(&mut self) {}
    /// A copy with the same key and input.
    fn try_clone(&self) -> Result<Box<dyn Mac>>;
}

impl Mac for Hmac {
    fn update(&mut self, data: &[u8]) -> Result<()> {
        Hmac::update(self, data)
    }

    fn finish(&mut self) -> Result<Zeroizing<Vec<u8>>> {
        Ok(Zeroizing::new(Hmac::finish(self)?.to_vec()))
    }

    fn try_clone(&self) -> Result<Box<dyn Mac>> {
        Ok(Box::new(Hmac::try_clone(self)?))
    }
}

/// HMAC with a digest that has a fixed length (RFC 2104).
#[track_caller]
pub fn hmac(md: Md, key: &[u8]) -> Result<Box<dyn Mac>> {
    if md.is_xof() {
        return Err(Error::quiet());
    }
    Ok(Box::new(Hmac::new(md, key)?))
}

/// CMAC (NIST SP 800-38B) with a block cipher in CBC mode.
#[track_caller]
pub fn cmac(cipher: Cipher, key: &[u8]) -> Result<Box<dyn Mac>> {
    if key.len() != cipher.key_len() {
        return Err(Error::new(Lib::Evp, evp::R_INVALID_KEY_LENGTH));
    }
    Ok(Box::new(cmac::Cmac::new(cipher, key)?))
}

/// A GMAC being computed: GCM over additional data alone.
struct Gmac(Context);

impl Mac for Gmac {
    fn update(&mut self, data: &[u8]) -> Result<()> {
        // GCM's own limit on a call is below that of `int`.
        data.chunks(1 << 30).try_for_each(|part| self.0.aad(part))
    }

    fn finish(&mut self) -> Result<Zeroizing<Vec<u8>>> {
        self.0.finish()?;
        let mut tag = Zeroizing::new(vec![0; 16]);
        self.0.tag(&mut tag)?;
        Ok(tag)
    }

    fn try_clone(&self) -> Result<Box<dyn Mac>> {
        Ok(Box::new(Gmac(self.0.try_clone()?)))
    }
}

/// GMAC (NIST SP 800-38D) with a cipher in GCM mode. A key must not meet an
/// initialisation vector twice.
#[track_caller]
pub fn gmac(cipher: Cipher, key: &[u8], iv: &[u8]) -> Result<Box<dyn Mac>> {
    if key.len() != cipher.key_len() {
        return Err(Error::new(Lib::Prov, prov::R_INVALID_KEY_LENGTH));
    }
    let mut context = Context::new(cipher, Direction::Encrypt)?;
    context.set_iv_len(iv.len())?;
    context.init(Some(key), Some(iv), Direction::Encrypt)?;
    Ok(Box::new(Gmac(context)))
}

/// KMAC (NIST SP 800-185) of `len` bytes.
#[track_caller]
pub fn kmac(
    strength: Strength,
    key: &[u8],
    custom: &[u8],
    len: usize,
    xof: bool,
) -> Result<Box<dyn Mac>> {
    if !(4..=512).contains(&key.len()) {
        return Err(Error::new(Lib::Prov, prov::R_INVALID_KEY_LENGTH));
    }
    Ok(Box::new(kmac::Kmac::new(strength, key, custom, len, xof)))
}

/// BLAKE2b with a key (RFC 7693), of `len` bytes.
#[track_caller]
pub fn blake2b(key: &[u8], custom: &[u8], salt: &[u8], len: usize) -> Result<Box<dyn Mac>> {
    blake2::blake2b(key, custom, salt, len)
}

/// BLAKE2s with a key (RFC 7693), of `len` bytes.
#[track_caller]
pub fn blake2s(key: &[u8], custom: &[u8], salt: &[u8], len: usize) -> Result<Box<dyn Mac>> {
    blake2::blake2s(key, custom, salt, len)
}

/// SipHash with `rounds` for a block and at the end, of 8 or 16 bytes.
#[track_caller]
pub fn siphash(key: &[u8], rounds: (u32, u32), len: usize) -> Result<Box<dyn Mac>> {
    let key = key.try_into().map_err(|_| Error::quiet())?;
    Ok(Box::new(siphash::SipHash::new(key, rounds, len)))
}

/// Poly1305 (RFC 8439). A key is for one message.
#[track_caller]
pub fn poly1305(key: &[u8]) -> Result<Box<dyn Mac>> {
    let key = key.try_into().map_err(|_| Error::new(Lib::Prov, prov::R_INVALID_KEY_LENGTH))?;
    Ok(Box::new(poly1305::Poly1305::new(key)))
}
