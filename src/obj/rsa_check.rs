//! Whether the numbers of an RSA key fit each other, as `RSA_check_key` says.

use super::bn::Bn;
use super::rsa::{Number, RSA};
use crate::err::{self, Error, Lib, Result, rsa};
use std::ffi::c_int;

fn queue(reason: c_int) {
    err::push(&Error::new(Lib::Rsa, reason), "RSA_check_key");
}

/// Checks a private key; queues every fault that is found.
///
/// Errors: `RSA_R_VALUE_MISSING` of a key without all its numbers.
#[track_caller]
pub fn private(key: &RSA) -> Result<bool> {
    let get = |which| key.value(which)?.ok_or_else(|| Error::new(Lib::Rsa, rsa::R_VALUE_MISSING));
    let (p, q) = (get(Number::P)?, get(Number::Q)?);
    let (n, e, d) = (get(Number::N)?, get(Number::E)?, get(Number::D)?);
    let mut good = true;
    let mut claim = |holds: bool, reason| {
        if !holds {
            queue(reason);
            good = false;
        }
    };
    let one = Bn::from_word(1)?;
    claim(e.is_odd() && e.compare(&one).is_gt(), rsa::R_BAD_E_VALUE);
    claim(p.is_prime()?, rsa::R_P_NOT_PRIME);
    claim(q.is_prime()?, rsa::R_Q_NOT_PRIME);
    claim(p.mul(&q)?.compare(&n).is_eq(), rsa::R_N_DOES_NOT_EQUAL_P_Q);
    let (p1, q1) = (p.sub(&one)?, q.sub(&one)?);
    if p1.is_zero() || q1.is_zero() {
        return Ok(false);
    }
    let (lcm, _) = p1.mul(&q1)?.div(&p1.gcd(&q1)?)?;
    claim(d.mod_mul(&e, &lcm)?.compare(&one).is_eq(), rsa::R_D_E_NOT_CONGRUENT_TO_1);
    let extra = (key.value(Number::Dmp1)?, key.value(Number::Dmq1)?, key.value(Number::Iqmp)?);
    if let (Some(dmp1), Some(dmq1), Some(iqmp)) = extra {
        claim(d.nnmod(&p1)?.compare(&dmp1).is_eq(), rsa::R_DMP1_NOT_CONGRUENT_TO_D);
        claim(d.nnmod(&q1)?.compare(&dmq1).is_eq(), rsa::R_DMQ1_NOT_CONGRUENT_TO_D);
        let inverse = q.mod_inverse(&p).is_ok_and(|inverse| inverse.compare(&iqmp).is_eq());
        claim(inverse, rsa::R_IQMP_NOT_INVERSE_OF_Q);
    }
    Ok(good)
}

/// Whether modulus and public exponent can be those of a key.
#[track_caller]
pub fn public(key: &RSA) -> Result<bool> {
    let (Some(n), Some(e)) = (key.value(Number::N)?, key.value(Number::E)?) else {
        return Ok(false);
    };
    if !n.is_odd() {
        queue(rsa::R_INVALID_MODULUS);
        return Ok(false);
    }
    if !e.is_odd() || e.compare(&Bn::from_word(1)?).is_le() {
        queue(rsa::R_PUB_EXPONENT_OUT_OF_RANGE);
        return Ok(false);
    }
    if n.is_prime()? {
        queue(rsa::R_INVALID_MODULUS);
        return Ok(false);
    }
    Ok(true)
}

/// Whether the private exponent lies below the modulus.
#[track_caller]
pub fn exponent(key: &RSA) -> Result<bool> {
    match (key.value(Number::N)?, key.value(Number::D)?) {
        (Some(n), Some(d)) => Ok(d.compare(&Bn::from_word(1)?).is_gt() && d.compare(&n).is_lt()),
        _ => Ok(false),
    }
}
