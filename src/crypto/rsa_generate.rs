//! New RSA keys of lengths that aws-lc would round to a multiple of 128 bits.

use super::bn::{Bn, Tell};
use super::ffi;
use super::rsa::Key;
use crate::der::keys::RsaNumbers;
use crate::err::{Error, Lib, Result, rsa};
use std::ffi::c_int;
use zeroize::Zeroizing;

/// How often primes are made anew that do not fit.
const TRIES: usize = 64;

/// A new private key with a modulus of just `bits` bits and the odd exponent
/// `e` (FIPS 186-4, B.3.3).
#[track_caller]
pub(super) fn generate(bits: c_int, e: &Bn, tell: Tell<'_>) -> Result<Key> {
    let one = Bn::from_word(1)?;
    let (p, q) = primes(bits, e, tell)?;
    let n = p.mul(&q)?;
    let (below_p, below_q) = (p.sub(&one)?, q.sub(&one)?);
    let phi = below_p.mul(&below_q)?;
    // d = (1 + k·phi)/e for the one k below e that makes it whole: only e,
    // which is public, and the small rest of phi are inverted.
    let rest = phi.nnmod(e)?.mod_inverse(e)?;
    let (d, over) = phi.mul(&e.sub(&rest)?)?.add(&one)?.div(e)?;
    if !over.is_zero() {
        return Err(ffi::failed());
    }
    let secret = |number: &Bn| Zeroizing::new(number.to_be());
    let (dp, dq) = (secret(&d.nnmod(&below_p)?), secret(&d.nnmod(&below_q)?));
    let qi = secret(&q.mod_inverse(&p)?);
    Key::private(&RsaNumbers {
        n: &n.to_be(),
        e: &e.to_be(),
        d: &secret(&d),
        p: &secret(&p),
        q: &secret(&q),
        dp: &dp,
        dq: &dq,
        qi: &qi,
    })
}

/// The two primes, the greater first.
#[track_caller]
fn primes(bits: c_int, e: &Bn, tell: Tell<'_>) -> Result<(Bn, Bn)> {
    const MADE: c_int = 3;
    let one = Bn::from_word(1)?;
    let mut prime = |bits, which| {
        for _ in 0..TRIES {
            let prime = Bn::prime(bits, false, None, &mut *tell)?;
            if prime.sub(&one)?.gcd(e)?.word() == Some(1) {
                return if tell(MADE, which) { Ok(prime) } else { Err(ffi::failed()) };
            }
        }
        Err(Error::new(Lib::Rsa, rsa::R_PUB_EXPONENT_OUT_OF_RANGE))
    };
    for _ in 0..TRIES {
        let (p, q) = (prime(bits - bits / 2, 0)?, prime(bits / 2, 1)?);
        let (p, q) = if p.compare(&q).is_lt() { (q, p) } else { (p, q) };
        let apart = p.sub(&q)?.bits() > usize::try_from(bits / 2 - 100).unwrap_or(0);
        if apart && p.mul(&q)?.bits() == usize::try_from(bits).unwrap_or(0) {
            return Ok((p, q));
        }
    }
    Err(ffi::failed())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::bn::silent;

    #[test]
    fn keys_have_the_length_asked_for() {
        for (bits, e) in [(513, 65537), (600, 3), (1001, 65537)] {
            let key = generate(bits, &Bn::from_word(e).unwrap(), &mut silent).unwrap();
            assert_eq!(key.bits(), usize::try_from(bits).unwrap());
        }
    }

    #[test]
    fn a_refusal_ends_it() {
        let e = Bn::from_word(65537).unwrap();
        assert!(generate(513, &e, &mut |_, _| false).is_err());
    }
}
