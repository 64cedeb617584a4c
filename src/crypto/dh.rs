//! Finite-field Diffie-Hellman.

use super::bn::{self, Bn};
use super::rand;
use crate::err::{Error, Lib, Result, dh};
use zeroize::Zeroizing;

/// The largest prime, in bits, that is computed with.
const MAX_BITS: usize = 10_000;

/// A group: prime, generator, and optionally the length of private values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Params {
    /// The prime, big-endian without leading zeros.
    pub p: Vec<u8>,
    /// The generator.
    pub g: Vec<u8>,
    /// The order of the generator, if known.
    pub q: Option<Vec<u8>>,
    /// The length of private values in bits, if stated.
    pub length: Option<u64>,
}

impl Params {
    /// The length of the prime in bits.
    pub fn bits(&self) -> usize {
        bn::bit_len(&self.p)
    }

    #[track_caller]
    fn check(&self) -> Result<()> {
        if self.bits() > MAX_BITS {
            return Err(Error::new(Lib::Dh, dh::R_MODULUS_TOO_LARGE));
        }
        if self.bits() < 512 {
            return Err(Error::new(Lib::Dh, dh::R_MODULUS_TOO_SMALL));
        }
        if self.p.last().is_none_or(|b| b & 1 == 0) || bn::bit_len(&self.g) < 2 {
            return Err(Error::new(Lib::Dh, dh::R_INVALID_PARAMETER_NAME));
        }
        Ok(())
    }

    /// A new private value: as long as stated, or as long as the prime.
    #[track_caller]
    pub fn new_private(&self) -> Result<Zeroizing<Vec<u8>>> {
        self.check()?;
        let most = self.bits() - 1;
        let bits = match self.length.and_then(|l| usize::try_from(l).ok()) {
            Some(stated) if stated > 0 => stated.min(most),
            _ => most,
        };
        let mut bytes = Zeroizing::new(vec![0; bits.div_ceil(8)]);
        rand::fill(&mut bytes)?;
        let spare = bytes.len() * 8 - bits;
        if let Some(first) = bytes.first_mut() {
            // The top bit is set, so the value is never zero or short.
            *first = *first & (0xff >> spare) | (0x80 >> spare);
        }
        Ok(bytes)
    }

    /// The public value of a private one, to the length of the prime.
    #[track_caller]
    pub fn public(&self, private: &[u8]) -> Result<Vec<u8>> {
        self.check()?;
        bn::mod_exp(&self.g, private, &self.p).map(|v| v.to_vec())
    }

    /// The shared secret with `peer`, to the length of the prime. Refuses
    /// public values that force it (0, 1, p - 1 and larger).
    #[track_caller]
    pub fn agree(&self, private: &[u8], peer: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        self.check()?;
        if !self.is_public(peer)? {
            return Err(Error::new(Lib::Dh, dh::R_INVALID_PUBKEY));
        }
        bn::mod_exp(peer, private, &self.p)
    }

    /// Whether 1 < `value` < p - 1.
    #[track_caller]
    pub fn is_public(&self, value: &[u8]) -> Result<bool> {
        if bn::bit_len(value) < 2 {
            return Ok(false);
        }
        let (value, p) = (Bn::from_be(value)?, Bn::from_be(&self.p)?);
        // SAFETY: both numbers are live.
        Ok(unsafe {
            aws_lc_sys::BN_sub_word(p.as_raw(), 1) == 1
                && aws_lc_sys::BN_cmp(value.as_raw(), p.as_raw()) < 0
        })
    }
}
