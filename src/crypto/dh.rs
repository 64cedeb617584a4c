//! Finite-field Diffie-Hellman.

use super::bn::{self, Bn};
use super::dh_group::Group;
use super::rand;
use crate::err::{self, Error, Lib, Result, dh};
use std::ffi::c_int;
use zeroize::Zeroizing;

/// The largest prime, in bits, that is computed with.
const MAX_BITS: usize = 10_000;

/// A group: prime, generator, and optionally the length of private values.
#[derive(Debug, Clone)]
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

impl PartialEq for Params {
    /// Prime and generator alone make the group.
    fn eq(&self, other: &Params) -> bool {
        self.p == other.p && self.g == other.g
    }
}

impl Eq for Params {}

impl Params {
    /// A group; of those that have names, all is known.
    #[track_caller]
    pub fn new(p: &[u8], g: &[u8], length: Option<u64>) -> Result<Params> {
        match Group::of(p, g) {
            Some(group) => Ok(Params { length, ..group.params()? }),
            None => Ok(Params { p: p.to_vec(), g: g.to_vec(), q: None, length }),
        }
    }

    /// The named group that OpenSSL knows by this name; `None` for no such.
    #[track_caller]
    pub fn from_name(name: &[u8]) -> Result<Option<Params>> {
        Group::from_name(name).map(Group::params).transpose()
    }

    /// The named group of this NID; `None` for no such.
    #[track_caller]
    pub fn from_nid(nid: c_int) -> Result<Option<Params>> {
        Group::from_nid(nid).map(Group::params).transpose()
    }

    /// New parameters: a safe prime and a generator that fits it. Slow;
    /// `tell` is told how it goes on, and may end it.
    ///
    /// Errors: `DH_R_MODULUS_TOO_SMALL`, `DH_R_MODULUS_TOO_LARGE`,
    /// `DH_R_BAD_GENERATOR`.
    #[track_caller]
    pub fn generate(bits: c_int, generator: u64, tell: bn::Tell<'_>) -> Result<Params> {
        let bad = |reason| Error::new(Lib::Dh, reason);
        if usize::try_from(bits).is_ok_and(|bits| bits > MAX_BITS) {
            return Err(bad(dh::R_MODULUS_TOO_LARGE));
        }
        if bits < 512 {
            return Err(bad(dh::R_MODULUS_TOO_SMALL));
        }
        if generator <= 1 {
            err::push(&bad(dh::R_BAD_GENERATOR), "dh_builtin_genparams");
            return Err(bad(err::lib_failed(Lib::Bn)));
        }
        // What the prime leaves so that the generator has a large order.
        let (modulus, rest) = match generator {
            2 => (24, 23),
            5 => (60, 59),
            _ => (12, 11),
        };
        let p = Bn::prime_with(bits, true, Some((modulus, rest)), tell)?;
        let g = Bn::from_word(generator)?.to_be();
        Ok(Params { p: p.to_be(), g, q: None, length: None })
    }

    /// The named group that it is, if any.
    pub fn group(&self) -> Option<&'static Group> {
        Group::of(&self.p, &self.g)
    }

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
        let length = self.length.or_else(|| self.group().map(|group| group.length));
        let bits = match length.and_then(|l| usize::try_from(l).ok()) {
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
            return Err(Error::new(Lib::Dh, dh::R_INVALID_SECRET));
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
