//! Whether Diffie-Hellman parameters and values are what they should be
//! (DH_check(3)).

use super::bn::Bn;
use super::dh::{DH, Number};
use super::evp_pkey_check::between;
use crate::err::{self, Error, Lib, Result, dh};
use std::ffi::c_int;

/// `DH_CHECK_…`: what is wrong.
pub mod fault {
    #![allow(missing_docs, reason = "each is OpenSSL's constant")]
    use std::ffi::c_int;
    pub const P_NOT_PRIME: c_int = 1;
    pub const P_NOT_SAFE_PRIME: c_int = 2;
    pub const NOT_SUITABLE_GENERATOR: c_int = 8;
    pub const Q_NOT_PRIME: c_int = 0x10;
    pub const INVALID_Q_VALUE: c_int = 0x20;
    pub const MODULUS_TOO_SMALL: c_int = 0x80;
    pub const MODULUS_TOO_LARGE: c_int = 0x100;
    pub const PUBKEY_TOO_SMALL: c_int = 1;
    pub const PUBKEY_TOO_LARGE: c_int = 2;
    pub const PUBKEY_INVALID: c_int = 4;
}

/// Primes longer than this are not looked at.
const LONGEST: usize = 10_000;
const SHORTEST: usize = 512;

#[track_caller]
fn no_params() -> Error {
    Error::new(Lib::Dh, dh::R_NO_PARAMETERS_SET)
}

fn number(key: &DH, which: Number) -> Result<Option<Bn>> {
    key.value(which)
}

fn prime_and_generator(key: &DH) -> Result<(Bn, Bn)> {
    let p = number(key, Number::P)?.ok_or_else(no_params)?;
    let g = number(key, Number::G)?.ok_or_else(no_params)?;
    Ok((p, g))
}

/// What can be seen of parameters without much computing.
#[track_caller]
pub fn light(key: &DH) -> Result<c_int> {
    let (p, g) = prime_and_generator(key)?;
    let one = Bn::from_word(1)?;
    let mut faults = 0;
    if !p.is_odd() {
        faults |= fault::P_NOT_PRIME;
    }
    if g.is_negative() || g.compare(&one).is_le() || g.compare(&p.sub(&one)?).is_ge() {
        faults |= fault::NOT_SUITABLE_GENERATOR;
    }
    if key.bits() < SHORTEST {
        faults |= fault::MODULUS_TOO_SMALL;
    }
    if key.bits() > LONGEST {
        faults |= fault::MODULUS_TOO_LARGE;
    }
    Ok(faults)
}

/// Everything that is wrong with parameters; named groups are known good.
#[track_caller]
pub fn full(key: &DH) -> Result<c_int> {
    if key.params().is_ok_and(|params| params.group().is_some()) {
        return Ok(0);
    }
    let (p, g) = prime_and_generator(key)?;
    let mut faults = light(key)?;
    if faults & fault::MODULUS_TOO_LARGE != 0 {
        return Ok(faults);
    }
    let one = Bn::from_word(1)?;
    let q = number(key, Number::Q)?;
    let usable = q.as_ref().filter(|q| q.compare_magnitude(&p).is_le());
    if q.is_some() && usable.is_none() {
        faults |= fault::INVALID_Q_VALUE;
    }
    if let Some(q) = usable {
        let in_range = g.compare(&one).is_gt() && g.compare(&p).is_lt();
        if !in_range || !g.mod_exp(q, &p)?.compare(&one).is_eq() {
            faults |= fault::NOT_SUITABLE_GENERATOR;
        }
        if !q.is_prime()? {
            faults |= fault::Q_NOT_PRIME;
        }
        if q.is_zero() || !p.nnmod(q)?.compare(&one).is_eq() {
            faults |= fault::INVALID_Q_VALUE;
        }
    }
    if !p.is_prime()? {
        faults |= fault::P_NOT_PRIME;
    } else if q.is_none() && !p.shift(-1)?.is_prime()? {
        faults |= fault::P_NOT_SAFE_PRIME;
    }
    Ok(faults)
}

/// What is wrong with a public value.
#[track_caller]
pub fn public_value(key: &DH, value: &Bn) -> Result<c_int> {
    let p = number(key, Number::P)?.ok_or_else(no_params)?;
    if key.bits() > LONGEST {
        return Err(Error::new(Lib::Dh, dh::R_MODULUS_TOO_LARGE));
    }
    let one = Bn::from_word(1)?;
    let mut faults = 0;
    if value.compare(&one).is_le() {
        faults |= fault::PUBKEY_TOO_SMALL;
    }
    if value.compare(&p.sub(&one)?).is_ge() {
        faults |= fault::PUBKEY_TOO_LARGE;
    }
    if faults == 0
        && let Some(q) = number(key, Number::Q)?
        && !value.mod_exp(&q, &p)?.compare(&one).is_eq()
    {
        faults |= fault::PUBKEY_INVALID;
    }
    Ok(faults)
}

/// Queues each fault of parameters.
pub fn queue_params(faults: c_int) {
    let reasons = [
        (fault::NOT_SUITABLE_GENERATOR, dh::R_NOT_SUITABLE_GENERATOR),
        (fault::Q_NOT_PRIME, dh::R_CHECK_Q_NOT_PRIME),
        (fault::INVALID_Q_VALUE, dh::R_CHECK_INVALID_Q_VALUE),
        (fault::P_NOT_PRIME, dh::R_CHECK_P_NOT_PRIME),
        (fault::P_NOT_SAFE_PRIME, dh::R_CHECK_P_NOT_SAFE_PRIME),
        (fault::MODULUS_TOO_SMALL, dh::R_MODULUS_TOO_SMALL),
        (fault::MODULUS_TOO_LARGE, dh::R_MODULUS_TOO_LARGE),
    ];
    queue(faults, &reasons);
}

/// Queues each fault of a public value.
pub fn queue_public(faults: c_int) {
    let reasons = [
        (fault::PUBKEY_TOO_SMALL, dh::R_CHECK_PUBKEY_TOO_SMALL),
        (fault::PUBKEY_TOO_LARGE, dh::R_CHECK_PUBKEY_TOO_LARGE),
        (fault::PUBKEY_INVALID, dh::R_CHECK_PUBKEY_INVALID),
    ];
    queue(faults, &reasons);
}

fn queue(faults: c_int, reasons: &[(c_int, c_int)]) {
    for (fault, reason) in reasons {
        if faults & fault != 0 {
            err::push(&Error::new(Lib::Dh, *reason), "DH_check_ex");
        }
    }
}

/// Whether parameters are good; queues what is wrong with them.
#[track_caller]
pub fn params(key: &DH) -> Result<bool> {
    let faults = full(key)?;
    queue_params(faults);
    Ok(faults == 0)
}

/// Whether the public value is good; queues what is wrong with it.
#[track_caller]
pub fn public(key: &DH) -> Result<bool> {
    let Some(value) = number(key, Number::Public)? else {
        return Ok(false);
    };
    let faults = public_value(key, &value)?;
    queue_public(faults);
    Ok(faults == 0)
}

/// Whether the private value is in its range.
#[track_caller]
pub fn private(key: &DH) -> Result<bool> {
    match (number(key, Number::Private)?, number(key, Number::P)?) {
        (Some(value), Some(p)) => Ok(between(&value, &p)),
        _ => Ok(false),
    }
}

/// Whether the public value is that of the private one.
#[track_caller]
pub fn pair(key: &DH) -> Result<bool> {
    let (p, g) = prime_and_generator(key)?;
    match (number(key, Number::Private)?, number(key, Number::Public)?) {
        (Some(private), Some(public)) => {
            Ok(between(&private, &p) && g.mod_exp(&private, &p)?.compare(&public).is_eq())
        }
        _ => Ok(false),
    }
}
