//! Older names of making and checking primes, and what else is seldom called.

use super::{give, put};
use crate::abi::{In, InBuf, InOut, Lend, Mut, Opaque, Str, entry, quiet};
use crate::err::{Error, Lib, Result, bn};
use crate::obj::bn::{BIGNUM, BN_CTX, Bn, ToldOld, dsa_nonce, security_bits};
use std::ffi::{c_int, c_uchar};
use std::sync::atomic::{AtomicI32, Ordering};

/// Tells an older function, which cannot end what is done.
fn teller(callback: Option<ToldOld>, arg: Opaque) -> impl FnMut(c_int, c_int) -> bool {
    move |event, count| {
        if let Some(callback) = callback {
            callback(event, count, arg);
        }
        true
    }
}

/// Makes a random prime, in `ret` or, for NULL, in a new number; as
/// [`super::prime::BN_generate_prime_ex`] otherwise.
///
/// Returns: the number; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn BN_generate_prime(
    ret: Mut<BIGNUM>,
    bits: c_int,
    safe: c_int,
    add: In<BIGNUM>,
    rem: In<BIGNUM>,
    callback: Option<ToldOld>,
    cb_arg: Opaque,
) -> Lend<BIGNUM> {
    entry(Lend::null(), || {
        let tell = &mut teller(callback, cb_arg);
        Ok(give(ret, super::prime::random_prime(bits, safe, &add, &rem, tell)?))
    })
}

fn is_prime(p: &In<BIGNUM>, callback: Option<ToldOld>, arg: Opaque) -> Result<c_int> {
    let prime = p.get()?.get()?.is_prime()?;
    if prime {
        teller(callback, arg)(1, 0);
    }
    Ok(prime.into())
}

/// Whether a number is prime, whatever number of rounds is asked for.
///
/// Returns: 1 or 0; -1 on error.
#[unsafe(no_mangle)]
pub extern "C" fn BN_is_prime(
    p: In<BIGNUM>,
    _nchecks: c_int,
    callback: Option<ToldOld>,
    _ctx: Mut<BN_CTX>,
    cb_arg: Opaque,
) -> c_int {
    entry(-1, || is_prime(&p, callback, cb_arg))
}

/// As [`BN_is_prime`].
#[unsafe(no_mangle)]
pub extern "C" fn BN_is_prime_fasttest(
    p: In<BIGNUM>,
    _nchecks: c_int,
    callback: Option<ToldOld>,
    _ctx: Mut<BN_CTX>,
    cb_arg: Opaque,
    _do_trial_division: c_int,
) -> c_int {
    entry(-1, || is_prime(&p, callback, cb_arg))
}

/// Reads a number into `*a`, which is made if it is NULL: in hexadecimal behind
/// `0x`, else in decimal.
///
/// Returns: 1; 0 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn BN_asc2bn(a: InOut<BIGNUM>, str: Str) -> c_int {
    entry(0, || {
        let text = str.bytes()?;
        let (negative, digits) = match text.strip_prefix(b"-") {
            Some(digits) => (true, digits),
            None => (false, text),
        };
        let hexadecimal = digits.strip_prefix(b"0x").or_else(|| digits.strip_prefix(b"0X"));
        let parsed = match hexadecimal {
            Some(digits) => Bn::parse(digits, 16)?,
            None => Bn::parse(digits, 10)?,
        };
        let (mut number, _) = parsed.ok_or_else(Error::quiet)?;
        if negative && !number.is_zero() {
            number.set_negative(true);
        }
        match a.current() {
            Some(place) => place.set(number),
            None => drop(a.give(BIGNUM::of(number), drop)),
        }
        Ok(1)
    })
}

/// The strength in bits of a problem over numbers of `L` bits with secrets of
/// `N` bits, or of unknown length for -1.
#[unsafe(no_mangle)]
#[allow(non_snake_case, reason = "OpenSSL's names of parameters")]
pub extern "C" fn BN_security_bits(L: c_int, N: c_int) -> c_int {
    quiet(0, || {
        let private = if N == -1 { None } else { Some(usize::try_from(N).unwrap_or(0)) };
        let bits = security_bits(usize::try_from(L).unwrap_or(0), private);
        Ok(c_int::try_from(bits).unwrap_or(0))
    })
}

/// From how many words on which way of computing was taken: nothing depends
/// on it.
static PARAMETERS: [AtomicI32; 4] = [const { AtomicI32::new(0) }; 4];

/// Sets what [`BN_get_params`] tells, and nothing else; negative numbers
/// leave it.
#[unsafe(no_mangle)]
pub extern "C" fn BN_set_params(mul: c_int, high: c_int, low: c_int, mont: c_int) {
    for (place, value) in PARAMETERS.iter().zip([mul, high, low, mont]) {
        if value >= 0 {
            place.store(value.min(31), Ordering::Relaxed);
        }
    }
}

/// What [`BN_set_params`] set: 0 for `mul`, 1 `high`, 2 `low`, 3 `mont`.
#[unsafe(no_mangle)]
pub extern "C" fn BN_get_params(which: c_int) -> c_int {
    let place = usize::try_from(which).ok().and_then(|which| PARAMETERS.get(which));
    place.map_or(0, |place| place.load(Ordering::Relaxed))
}

/// Makes `out` a random number below `range`, in which the secret `priv` and
/// the message have a part, so that it stays secret if random bytes are not.
///
/// Returns: 1; 0 on error.
/// Errors: `BN_R_PRIVATE_KEY_TOO_LARGE`.
#[unsafe(no_mangle)]
pub extern "C" fn BN_generate_dsa_nonce(
    out: Mut<BIGNUM>,
    range: In<BIGNUM>,
    priv_: In<BIGNUM>,
    message: InBuf<c_uchar>,
    message_len: usize,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || {
        let (range, secret) = (range.get()?.get()?, priv_.get()?.get()?);
        put(&out, dsa_nonce(&range, &secret, message.slice(message_len)?))
    })
}

/// A random number, as `BN_rand`.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn BN_bntest_rand(
    rnd: Mut<BIGNUM>,
    bits: c_int,
    top: c_int,
    bottom: c_int,
) -> c_int {
    entry(0, || {
        if !(-1..=1).contains(&top) {
            return Err(Error::new(Lib::Bn, bn::R_INVALID_RANGE));
        }
        put(&rnd, Bn::random(bits, top, bottom != 0))
    })
}
