//! DSA: signatures in a subgroup of the numbers modulo a prime.

use super::bn::{self, Bn};
use super::ffi::{self, owner};
use crate::der::keys;
use crate::der::reader::Reader;
use crate::err::{Error, Lib, Result, dsa};
use aws_lc_sys as sys;
use std::ffi::{c_int, c_ulong};
use zeroize::Zeroizing;

/// The longest prime, in bits, that is computed with.
const MAX_BITS: usize = 10_000;
/// The lengths in bits that the order of the subgroup can have.
const ORDERS: [usize; 3] = [160, 224, 256];

owner! {
    /// aws-lc's key.
    Raw, DSA, DSA_free
}

owner! {
    /// aws-lc's signature.
    Signature, DSA_SIG, DSA_SIG_free
}

/// The parameters that keys share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Params {
    /// The prime, big-endian without leading zeros.
    pub p: Vec<u8>,
    /// The order of the subgroup.
    pub q: Vec<u8>,
    /// Its generator.
    pub g: Vec<u8>,
}

/// New parameters, and how they came about.
pub struct Made {
    /// The parameters.
    pub params: Params,
    /// How many candidates there were.
    pub counter: c_int,
    /// What the generator is a power of.
    pub h: c_ulong,
}

fn bad(reason: c_int) -> Error {
    Error::new(Lib::Dsa, reason)
}

/// Hands a number over to aws-lc.
fn given(number: Bn) -> *mut sys::BIGNUM {
    let raw = number.as_raw();
    std::mem::forget(number);
    raw
}

impl Raw {
    #[track_caller]
    fn of(params: &Params, public: &[u8], private: Option<&[u8]>) -> Result<Raw> {
        params.check()?;
        // SAFETY: no preconditions; the result is owned.
        let key = Raw::own(unsafe { sys::DSA_new() })?;
        let [p, q, g] = [&params.p, &params.q, &params.g].map(|n| Bn::from_be(n));
        let (p, q, g, public) = (p?, q?, g?, Bn::from_be(public)?);
        let private = private.map(Bn::from_be).transpose()?.map_or(std::ptr::null_mut(), given);
        // SAFETY: the key is fresh and takes over all numbers: it refuses only
        // NULL in a place that is not set yet.
        unsafe {
            sys::DSA_set0_pqg(key.raw(), given(p), given(q), given(g));
            sys::DSA_set0_key(key.raw(), given(public), private);
        }
        Ok(key)
    }
}

impl Params {
    /// Reads the DER form, which is all that `der` holds.
    #[track_caller]
    pub fn from_der(der: &[u8]) -> Result<Params> {
        let mut reader = Reader::new(der);
        let [p, q, g] = keys::dsa_params(&mut reader)?.map(<[u8]>::to_vec);
        reader.finish()?;
        Ok(Params { p, q, g })
    }

    /// The DER form.
    pub fn encode(&self) -> Vec<u8> {
        keys::encode_dsa_params([&self.p, &self.q, &self.g])
    }

    /// The length of the prime in bits.
    pub fn bits(&self) -> usize {
        bn::bit_len(&self.p)
    }

    /// The strength in bits.
    pub fn security_bits(&self) -> u32 {
        bn::security_bits(self.bits(), Some(bn::bit_len(&self.q)))
    }

    /// The length of the longest signature in DER.
    pub fn signature_size(&self) -> usize {
        keys::encode_signature(&self.q, &self.q).len()
    }

    /// Whether they can be computed with.
    ///
    /// Errors: `DSA_R_MISSING_PARAMETERS`, `DSA_R_BAD_Q_VALUE`,
    /// `DSA_R_MODULUS_TOO_LARGE`, `DSA_R_INVALID_PARAMETERS`.
    #[track_caller]
    pub fn check(&self) -> Result<()> {
        if self.p.is_empty() || self.q.is_empty() || self.g.is_empty() {
            return Err(bad(dsa::R_MISSING_PARAMETERS));
        }
        if !ORDERS.contains(&bn::bit_len(&self.q)) {
            return Err(bad(dsa::R_BAD_Q_VALUE));
        }
        if self.bits() > MAX_BITS {
            return Err(bad(dsa::R_MODULUS_TOO_LARGE));
        }
        let (p, g) = (Bn::from_be(&self.p)?, Bn::from_be(&self.g)?);
        let odd = p.is_odd() && Bn::from_be(&self.q)?.is_odd();
        if !odd || g.bits() < 2 || g.compare(&p).is_ge() {
            return Err(bad(dsa::R_INVALID_PARAMETERS));
        }
        Ok(())
    }

    /// Whether the numbers are what they should be: primes, one of which
    /// divides the other less one, and an element of the subgroup.
    #[track_caller]
    pub fn are_sound(&self) -> Result<bool> {
        if self.check().is_err() {
            return Ok(false);
        }
        let (p, q, one) = (Bn::from_be(&self.p)?, Bn::from_be(&self.q)?, Bn::from_word(1)?);
        let (_, rest) = p.sub(&one)?.div(&q)?;
        let power = Bn::from_be(&self.g)?.mod_exp(&q, &p)?;
        Ok(rest.is_zero() && power.compare(&one).is_eq() && q.is_prime()? && p.is_prime()?)
    }

    /// New parameters, from a seed if there is one, as FIPS 186-4 makes them.
    /// Slow; `tell` is told how it goes on, and may end it.
    #[track_caller]
    pub fn from_seed(bits: u32, seed: Option<&[u8]>, tell: bn::Tell<'_>) -> Result<Made> {
        if usize::try_from(bits).is_ok_and(|bits| bits > MAX_BITS) {
            return Err(bad(dsa::R_MODULUS_TOO_LARGE));
        }
        // SAFETY: no preconditions; the result is owned.
        let key = Raw::own(unsafe { sys::DSA_new() })?;
        let mut teller = tell;
        let mut callback = bn::callback(&mut teller);
        let (mut counter, mut h) = (0, 0);
        let (seed, len) = seed.map_or((std::ptr::null(), 0), |s| (s.as_ptr(), s.len()));
        // SAFETY: key, seed, results and callback are live.
        ffi::ok(unsafe {
            sys::DSA_generate_parameters_ex(
                key.raw(),
                bits,
                seed,
                len,
                &mut counter,
                &mut h,
                callback.raw(),
            )
        })?;
        // SAFETY: the key lends its numbers, which were just made.
        let [p, q, g] = unsafe {
            [sys::DSA_get0_p(key.raw()), sys::DSA_get0_q(key.raw()), sys::DSA_get0_g(key.raw())]
                .map(|n| bn::magnitude(n))
        };
        Ok(Made { params: Params { p, q, g }, counter, h })
    }

    /// New parameters with primes of these lengths. Slow; `tell` as for
    /// [`Params::from_seed`].
    ///
    /// Errors: `DSA_R_BAD_Q_VALUE`, `DSA_R_INVALID_PARAMETERS`.
    #[track_caller]
    pub fn generate(bits: c_int, order_bits: c_int, tell: bn::Tell<'_>) -> Result<Params> {
        if !usize::try_from(order_bits).is_ok_and(|bits| ORDERS.contains(&bits)) {
            return Err(bad(dsa::R_BAD_Q_VALUE));
        }
        if !usize::try_from(bits).is_ok_and(|bits| (512..=MAX_BITS).contains(&bits)) {
            return Err(bad(dsa::R_INVALID_PARAMETERS));
        }
        let one = Bn::from_word(1)?;
        let q = Bn::prime(order_bits, false, None, tell)?;
        let p = Bn::prime(bits, false, Some((&q.shift(1)?, &one)), tell)?;
        let (cofactor, _) = p.sub(&one)?.div(&q)?;
        let mut base = 2;
        let g = loop {
            let g = Bn::from_word(base)?.mod_exp(&cofactor, &p)?;
            if g.bits() > 1 {
                break g;
            }
            base += 1;
        };
        Ok(Params { p: p.to_be(), q: q.to_be(), g: g.to_be() })
    }

    /// A new private value.
    #[track_caller]
    pub fn new_private(&self) -> Result<Zeroizing<Vec<u8>>> {
        self.check()?;
        let order = Bn::from_be(&self.q)?;
        loop {
            let value = Bn::random_below(&order)?;
            if !value.is_zero() {
                return Ok(Zeroizing::new(value.to_be()));
            }
        }
    }

    /// The public value of a private one, without leading zeros.
    #[track_caller]
    pub fn public(&self, private: &[u8]) -> Result<Vec<u8>> {
        self.check()?;
        let value = bn::mod_exp(&self.g, private, &self.p)?;
        Ok(value[value.iter().take_while(|&&b| b == 0).count()..].to_vec())
    }

    /// Signs a digest; gives the two numbers of the signature.
    #[track_caller]
    pub fn sign(&self, private: &[u8], public: &[u8], digest: &[u8]) -> Result<[Vec<u8>; 2]> {
        let order = Bn::from_be(&self.q)?;
        let value = Bn::from_be(private)?;
        if value.is_zero() || value.compare(&order).is_ge() {
            return Err(bad(dsa::R_INVALID_PARAMETERS));
        }
        let key = Raw::of(self, public, Some(private))?;
        // SAFETY: key and digest are live; the result is owned.
        let signature =
            Signature::own(unsafe { sys::DSA_do_sign(digest.as_ptr(), digest.len(), key.raw()) })?;
        let (mut r, mut s) = (std::ptr::null(), std::ptr::null());
        // SAFETY: the signature is live and lends its numbers.
        unsafe {
            sys::DSA_SIG_get0(signature.raw(), &mut r, &mut s);
            Ok([bn::magnitude(r), bn::magnitude(s)])
        }
    }

    /// Whether two numbers are a signature of a digest.
    #[track_caller]
    pub fn verify(&self, public: &[u8], digest: &[u8], r: &[u8], s: &[u8]) -> Result<bool> {
        let key = Raw::of(self, public, None)?;
        // SAFETY: no preconditions; the result is owned.
        let signature = Signature::own(unsafe { sys::DSA_SIG_new() })?;
        let (r, s) = (Bn::from_be(r)?, Bn::from_be(s)?);
        let mut good = 0;
        // SAFETY: the signature takes over both numbers; all else is live.
        let done = unsafe {
            sys::DSA_SIG_set0(signature.raw(), given(r), given(s));
            sys::DSA_do_check_signature(
                &mut good,
                digest.as_ptr(),
                digest.len(),
                signature.raw(),
                key.raw(),
            )
        };
        ffi::ok(done)?;
        Ok(good == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_sign_and_verify() {
        let params = Params::generate(1024, 160, &mut bn::silent).unwrap();
        assert!(params.are_sound().unwrap());
        assert_eq!(Params::from_der(&params.encode()).unwrap(), params);
        let x = params.new_private().unwrap();
        let y = params.public(&x).unwrap();
        let [r, s] = params.sign(&x, &y, &[7; 20]).unwrap();
        assert!(params.verify(&y, &[7; 20], &r, &s).unwrap());
        assert!(!params.verify(&y, &[8; 20], &r, &s).unwrap());
    }

    #[test]
    fn hopeless_parameters_are_refused() {
        let zero = Params { p: vec![1; 128], q: vec![0x80; 20], g: vec![0] };
        assert!(zero.check().is_err());
        assert!(zero.verify(&[1], &[1; 20], &[1], &[1]).is_err());
    }
}
