//! Big numbers.

use super::ffi::{self, owner};
use crate::err::{Error, Lib, Result, bn};
use aws_lc_sys as sys;
use std::cmp::Ordering;
use std::ffi::c_int;
use zeroize::Zeroizing;

owner! {
    /// A big number with a sign. aws-lc wipes its memory when it is freed.
    Bn, BIGNUM, BN_free
}

// SAFETY: `&Bn` only reads; every change takes `&mut`.
unsafe impl Sync for Bn {}

owner! {
    /// aws-lc's scratch space.
    Scratch, BN_CTX, BN_CTX_free
}

#[track_caller]
fn scratch() -> Result<Scratch> {
    // SAFETY: no preconditions; the result is owned.
    Scratch::own(unsafe { sys::BN_CTX_new() })
}

type Binary =
    unsafe extern "C" fn(*mut sys::BIGNUM, *const sys::BIGNUM, *const sys::BIGNUM) -> c_int;
type Modular = unsafe extern "C" fn(
    *mut sys::BIGNUM,
    *const sys::BIGNUM,
    *const sys::BIGNUM,
    *const sys::BIGNUM,
    *mut sys::BN_CTX,
) -> c_int;

impl Bn {
    /// Zero.
    #[track_caller]
    pub fn zero() -> Result<Bn> {
        // SAFETY: no preconditions; the result is owned.
        Bn::own(unsafe { sys::BN_new() })
    }

    /// A small number.
    #[track_caller]
    pub fn from_word(word: u64) -> Result<Bn> {
        Bn::from_be(&word.to_be_bytes())
    }

    /// The number that `bytes` are, big-endian.
    #[track_caller]
    pub fn from_be(bytes: &[u8]) -> Result<Bn> {
        // SAFETY: pointer and length are those of a slice; NULL makes a new number.
        Bn::own(unsafe { sys::BN_bin2bn(bytes.as_ptr(), bytes.len(), std::ptr::null_mut()) })
    }

    /// Its magnitude, big-endian without leading zeros.
    pub fn to_be(&self) -> Vec<u8> {
        // SAFETY: the number is live.
        unsafe { magnitude(self.raw()) }
    }

    /// Its magnitude, big-endian with leading zeros up to `len` bytes; `None`
    /// if it is longer.
    pub fn to_be_padded(&self, len: usize) -> Option<Zeroizing<Vec<u8>>> {
        let mut out = Zeroizing::new(vec![0; len]);
        // SAFETY: pointer and length are those of the buffer.
        let done = unsafe { sys::BN_bn2bin_padded(out.as_mut_ptr(), len, self.raw()) } == 1;
        ffi::forget();
        done.then_some(out)
    }

    /// aws-lc's number, for its other functions.
    pub(super) fn as_raw(&self) -> *mut sys::BIGNUM {
        self.raw()
    }

    /// A copy.
    #[track_caller]
    pub fn duplicate(&self) -> Result<Bn> {
        // SAFETY: the number is live; the result is owned.
        Bn::own(unsafe { sys::BN_dup(self.raw()) })
    }

    /// The length of its magnitude in bits.
    pub fn bits(&self) -> usize {
        // SAFETY: the number is live.
        unsafe { sys::BN_num_bits(self.raw()) as usize }
    }

    /// Whether it is less than zero.
    pub fn is_negative(&self) -> bool {
        // SAFETY: the number is live.
        unsafe { sys::BN_is_negative(self.raw()) == 1 }
    }

    /// Gives it a sign; zero has none.
    pub fn set_negative(&mut self, negative: bool) {
        // SAFETY: the number is live and exclusively borrowed.
        unsafe { sys::BN_set_negative(self.raw(), negative.into()) }
    }

    /// Whether it is zero.
    pub fn is_zero(&self) -> bool {
        self.bits() == 0
    }

    /// Whether its last bit is 1.
    pub fn is_odd(&self) -> bool {
        self.bit(0)
    }

    /// Whether bit `n` of its magnitude is 1.
    pub fn bit(&self, n: usize) -> bool {
        let n = c_int::try_from(n).unwrap_or(c_int::MAX);
        // SAFETY: the number is live.
        unsafe { sys::BN_is_bit_set(self.raw(), n) == 1 }
    }

    /// Its magnitude if that fits a word.
    pub fn word(&self) -> Option<u64> {
        (self.bits() <= 64).then(|| self.to_be().iter().fold(0, |n, &b| n << 8 | u64::from(b)))
    }

    #[track_caller]
    fn binary(&self, other: &Bn, operation: Binary) -> Result<Bn> {
        let out = Bn::zero()?;
        // SAFETY: all numbers are live.
        ffi::ok(unsafe { operation(out.raw(), self.raw(), other.raw()) })?;
        Ok(out)
    }

    #[track_caller]
    fn modular(&self, other: &Bn, modulus: &Bn, operation: Modular) -> Result<Bn> {
        if modulus.is_zero() {
            return Err(Error::new(Lib::Bn, bn::R_DIV_BY_ZERO));
        }
        let (out, scratch) = (Bn::zero()?, scratch()?);
        // SAFETY: all numbers and the scratch space are live.
        ffi::ok(unsafe {
            operation(out.raw(), self.raw(), other.raw(), modulus.raw(), scratch.raw())
        })?;
        Ok(out)
    }

    /// The sum.
    #[track_caller]
    pub fn add(&self, other: &Bn) -> Result<Bn> {
        self.binary(other, sys::BN_add)
    }

    /// The difference.
    #[track_caller]
    pub fn sub(&self, other: &Bn) -> Result<Bn> {
        self.binary(other, sys::BN_sub)
    }

    /// The product.
    #[track_caller]
    pub fn mul(&self, other: &Bn) -> Result<Bn> {
        let (out, scratch) = (Bn::zero()?, scratch()?);
        // SAFETY: all numbers and the scratch space are live.
        ffi::ok(unsafe { sys::BN_mul(out.raw(), self.raw(), other.raw(), scratch.raw()) })?;
        Ok(out)
    }

    /// Quotient and remainder, rounded towards zero.
    #[track_caller]
    pub fn div(&self, divisor: &Bn) -> Result<(Bn, Bn)> {
        if divisor.is_zero() {
            return Err(Error::new(Lib::Bn, bn::R_DIV_BY_ZERO));
        }
        let (quotient, rest, scratch) = (Bn::zero()?, Bn::zero()?, scratch()?);
        // SAFETY: all numbers and the scratch space are live.
        ffi::ok(unsafe {
            sys::BN_div(quotient.raw(), rest.raw(), self.raw(), divisor.raw(), scratch.raw())
        })?;
        Ok((quotient, rest))
    }

    /// The remainder that is not negative.
    #[track_caller]
    pub fn nnmod(&self, modulus: &Bn) -> Result<Bn> {
        if modulus.is_zero() {
            return Err(Error::new(Lib::Bn, bn::R_DIV_BY_ZERO));
        }
        let (out, scratch) = (Bn::zero()?, scratch()?);
        // SAFETY: all numbers and the scratch space are live.
        ffi::ok(unsafe { sys::BN_nnmod(out.raw(), self.raw(), modulus.raw(), scratch.raw()) })?;
        Ok(out)
    }

    /// The sum, reduced.
    #[track_caller]
    pub fn mod_add(&self, other: &Bn, modulus: &Bn) -> Result<Bn> {
        self.modular(other, modulus, sys::BN_mod_add)
    }

    /// The difference, reduced.
    #[track_caller]
    pub fn mod_sub(&self, other: &Bn, modulus: &Bn) -> Result<Bn> {
        self.modular(other, modulus, sys::BN_mod_sub)
    }

    /// The product, reduced.
    #[track_caller]
    pub fn mod_mul(&self, other: &Bn, modulus: &Bn) -> Result<Bn> {
        self.modular(other, modulus, sys::BN_mod_mul)
    }

    /// The power, reduced; in constant time for an odd modulus.
    #[track_caller]
    pub fn mod_exp(&self, exponent: &Bn, modulus: &Bn) -> Result<Bn> {
        if !modulus.is_odd() {
            return self.modular(exponent, modulus, sys::BN_mod_exp);
        }
        let base = self.nnmod(modulus)?;
        let (out, scratch) = (Bn::zero()?, scratch()?);
        // SAFETY: all numbers and the scratch space are live; NULL makes
        // aws-lc compute its own Montgomery form.
        ffi::ok(unsafe {
            sys::BN_mod_exp_mont_consttime(
                out.raw(),
                base.raw(),
                exponent.raw(),
                modulus.raw(),
                scratch.raw(),
                std::ptr::null(),
            )
        })?;
        Ok(out)
    }

    /// The inverse.
    ///
    /// Errors: `BN_R_NO_INVERSE`.
    #[track_caller]
    pub fn mod_inverse(&self, modulus: &Bn) -> Result<Bn> {
        let (out, scratch) = (Bn::zero()?, scratch()?);
        let reduced = self.nnmod(modulus)?;
        // SAFETY: all numbers and the scratch space are live.
        let found =
            unsafe { sys::BN_mod_inverse(out.raw(), reduced.raw(), modulus.raw(), scratch.raw()) };
        if found.is_null() {
            ffi::forget();
            return Err(Error::new(Lib::Bn, bn::R_NO_INVERSE));
        }
        Ok(out)
    }

    /// A square root modulo a prime.
    ///
    /// Errors: `BN_R_NOT_A_SQUARE`; `BN_R_P_IS_NOT_PRIME` of a number that
    /// cannot be one.
    #[track_caller]
    pub fn mod_sqrt(&self, prime: &Bn) -> Result<Bn> {
        let mut prime = prime.duplicate()?;
        prime.set_negative(false);
        if prime.word() == Some(2) {
            return self.nnmod(&prime);
        }
        if !prime.is_odd() || prime.word() == Some(1) {
            return Err(Error::new(Lib::Bn, bn::R_P_IS_NOT_PRIME));
        }
        let (out, scratch) = (Bn::zero()?, scratch()?);
        let reduced = self.nnmod(&prime)?;
        // SAFETY: all numbers and the scratch space are live.
        let found =
            unsafe { sys::BN_mod_sqrt(out.raw(), reduced.raw(), prime.raw(), scratch.raw()) };
        if found.is_null() {
            ffi::forget();
            return Err(Error::new(Lib::Bn, bn::R_NOT_A_SQUARE));
        }
        Ok(out)
    }

    /// Kronecker's symbol: -1, 0 or 1 (Cohen, A Course in Computational
    /// Algebraic Number Theory, algorithm 1.4.10).
    #[track_caller]
    pub fn kronecker(&self, other: &Bn) -> Result<c_int> {
        let low = |number: &Bn| {
            u64::from(number.bit(0)) | u64::from(number.bit(1)) << 1 | u64::from(number.bit(2)) << 2
        };
        // (2 / n) for an odd n.
        let of_two = |number: &Bn| if matches!(low(number), 3 | 5) { -1 } else { 1 };
        let strip = |number: &Bn| -> Result<(Bn, bool)> {
            let twos = (0..number.bits()).take_while(|&i| !number.bit(i)).count();
            Ok((number.shift(-c_int::try_from(twos).unwrap_or(0))?, twos % 2 == 1))
        };
        let (mut a, mut b) = (self.duplicate()?, other.duplicate()?);
        if b.is_zero() {
            return Ok((a.bits() == 1).into());
        }
        if !a.is_odd() && !b.is_odd() {
            return Ok(0);
        }
        let mut sign = if a.is_negative() && b.is_negative() { -1 } else { 1 };
        b.set_negative(false);
        let (odd, halved) = strip(&b)?;
        b = odd;
        if halved {
            let mut magnitude = a.duplicate()?;
            magnitude.set_negative(false);
            sign *= of_two(&magnitude);
        }
        a = a.nnmod(&b)?;
        while !a.is_zero() {
            let (odd, halved) = strip(&a)?;
            if halved {
                sign *= of_two(&b);
            }
            if low(&odd) & low(&b) & 3 == 3 {
                sign = -sign;
            }
            a = b.nnmod(&odd)?;
            b = odd;
        }
        Ok(if b.bits() == 1 { sign } else { 0 })
    }

    /// The greatest common divisor.
    #[track_caller]
    pub fn gcd(&self, other: &Bn) -> Result<Bn> {
        let (out, scratch) = (Bn::zero()?, scratch()?);
        // SAFETY: all numbers and the scratch space are live.
        ffi::ok(unsafe { sys::BN_gcd(out.raw(), self.raw(), other.raw(), scratch.raw()) })?;
        Ok(out)
    }

    /// The power, not reduced.
    #[track_caller]
    pub fn pow(&self, exponent: &Bn) -> Result<Bn> {
        let (out, scratch) = (Bn::zero()?, scratch()?);
        // SAFETY: all numbers and the scratch space are live.
        ffi::ok(unsafe { sys::BN_exp(out.raw(), self.raw(), exponent.raw(), scratch.raw()) })?;
        Ok(out)
    }

    /// Shifted left by `n` bits, or right for a negative `n`.
    #[track_caller]
    pub fn shift(&self, n: c_int) -> Result<Bn> {
        let out = Bn::zero()?;
        // SAFETY: both numbers are live.
        ffi::ok(unsafe {
            if n >= 0 {
                sys::BN_lshift(out.raw(), self.raw(), n)
            } else {
                sys::BN_rshift(out.raw(), self.raw(), n.checked_neg().unwrap_or(c_int::MAX))
            }
        })?;
        Ok(out)
    }

    /// Sets or clears a bit.
    #[track_caller]
    pub fn set_bit(&mut self, n: c_int, on: bool) -> Result<()> {
        // SAFETY: the number is live and exclusively borrowed.
        ffi::ok(unsafe {
            if on { sys::BN_set_bit(self.raw(), n) } else { sys::BN_clear_bit(self.raw(), n) }
        })
    }

    /// Compares with signs.
    pub fn compare(&self, other: &Bn) -> Ordering {
        // SAFETY: both numbers are live.
        unsafe { sys::BN_cmp(self.raw(), other.raw()) }.cmp(&0)
    }

    /// Compares magnitudes.
    pub fn compare_magnitude(&self, other: &Bn) -> Ordering {
        // SAFETY: both numbers are live.
        unsafe { sys::BN_ucmp(self.raw(), other.raw()) }.cmp(&0)
    }

    /// Whether it is prime, but for an error of 2^-128.
    #[track_caller]
    pub fn is_prime(&self) -> Result<bool> {
        let scratch = scratch()?;
        let mut answer = 0;
        // SAFETY: the number and the scratch space are live.
        ffi::ok(unsafe {
            sys::BN_primality_test(
                &mut answer,
                self.raw(),
                64,
                scratch.raw(),
                1,
                std::ptr::null_mut(),
            )
        })?;
        Ok(answer == 1)
    }

    /// A random prime; a safe one if asked, where also half of it is prime.
    /// The pair is a modulus and what the prime leaves of it; `tell` is told
    /// how it goes on, and may end it.
    #[track_caller]
    pub fn prime_with(
        bits: c_int,
        safe: bool,
        leaving: Option<(u64, u64)>,
        tell: Tell<'_>,
    ) -> Result<Bn> {
        let leaving = leaving
            .map(|(modulus, rest)| Ok::<_, Error>((Bn::from_word(modulus)?, Bn::from_word(rest)?)));
        let leaving = leaving.transpose()?;
        Bn::prime(bits, safe, leaving.as_ref().map(|(m, r)| (m, r)), tell)
    }

    /// As [`Bn::prime_with`].
    #[track_caller]
    pub fn prime(
        bits: c_int,
        safe: bool,
        leaving: Option<(&Bn, &Bn)>,
        tell: Tell<'_>,
    ) -> Result<Bn> {
        if bits < 2 || (safe && bits < 6 && bits != 3) {
            return Err(Error::new(Lib::Bn, bn::R_BITS_TOO_SMALL));
        }
        if let Some((modulus, rest)) = leaving {
            let one = Bn::from_word(1)?;
            let both = |rest: &Bn, most: u64| {
                Ok::<_, Error>(modulus.gcd(rest)?.word().is_some_and(|common| common <= most))
            };
            // No other primes leave such a rest.
            if !both(rest, 1)? || (safe && !both(&rest.sub(&one)?, 2)?) {
                return Err(Error::new(Lib::Bn, bn::R_INVALID_RANGE));
            }
            if !safe {
                return Bn::prime_leaving(bits, modulus, rest, tell);
            }
        }
        let raw = |n: Option<&Bn>| n.map_or(std::ptr::null(), |n| n.raw().cast_const());
        let out = Bn::zero()?;
        let mut teller = tell;
        let mut callback = callback(&mut teller);
        // SAFETY: numbers and callback are live, NULL means no condition.
        ffi::ok(unsafe {
            sys::BN_generate_prime_ex(
                out.raw(),
                bits,
                safe.into(),
                raw(leaving.map(|(modulus, _)| modulus)),
                raw(leaving.map(|(_, rest)| rest)),
                callback.raw(),
            )
        })?;
        Ok(out)
    }

    /// A random prime of this rest: of numbers that leave it, from a random
    /// one on (aws-lc passes over those that leave 1).
    fn prime_leaving(bits: c_int, modulus: &Bn, rest: &Bn, tell: Tell<'_>) -> Result<Bn> {
        const STEPS: c_int = 1 << 12;
        const STARTS: usize = 1000;
        for _ in 0..STARTS {
            let start = Bn::random(bits, 0, false)?;
            let mut candidate = start.sub(&start.nnmod(modulus)?)?.add(rest)?;
            for step in 0..STEPS {
                if candidate.bits() != usize::try_from(bits).unwrap_or(0) {
                    break;
                }
                if !tell(0, step) {
                    return Err(ffi::failed());
                }
                if candidate.is_prime()? {
                    return Ok(candidate);
                }
                candidate = candidate.add(modulus)?;
            }
        }
        Err(Error::new(Lib::Bn, bn::R_INVALID_RANGE))
    }

    /// A random number of `bits` bits. `top`: -1 any, 0 the top bit is 1, 1
    /// the top two are; `odd` makes it so.
    #[track_caller]
    pub fn random(bits: c_int, top: c_int, odd: bool) -> Result<Bn> {
        if bits < 0 || (bits == 1 && top > 0) || (bits == 0 && (top != -1 || odd)) {
            return Err(Error::new(Lib::Bn, bn::R_BITS_TOO_SMALL));
        }
        let out = Bn::zero()?;
        // SAFETY: the number is live.
        ffi::ok(unsafe { sys::BN_rand(out.raw(), bits, top, odd.into()) })?;
        Ok(out)
    }

    /// A random number below `limit`.
    #[track_caller]
    pub fn random_below(limit: &Bn) -> Result<Bn> {
        if limit.is_negative() || limit.is_zero() {
            return Err(Error::new(Lib::Bn, bn::R_INVALID_RANGE));
        }
        let out = Bn::zero()?;
        // SAFETY: both numbers are live.
        ffi::ok(unsafe { sys::BN_rand_range(out.raw(), limit.raw()) })?;
        Ok(out)
    }

    /// In upper-case hexadecimal of whole bytes, as OpenSSL prints it.
    pub fn to_hex(&self) -> String {
        let mut out = String::new();
        if self.is_negative() {
            out.push('-');
        }
        if self.is_zero() {
            return "0".into();
        }
        for byte in self.to_be() {
            out.push_str(&format!("{byte:02X}"));
        }
        out
    }

    /// In decimal.
    #[track_caller]
    pub fn to_dec(&self) -> Result<String> {
        const CHUNK: u64 = 1_000_000_000;
        let mut chunks = Vec::new();
        let rest = self.duplicate()?;
        while !rest.is_zero() {
            // SAFETY: the number is live and ours.
            chunks.push(unsafe { sys::BN_div_word(rest.raw(), CHUNK) });
        }
        let mut out = String::new();
        if self.is_negative() {
            out.push('-');
        }
        match chunks.pop() {
            None => out.push('0'),
            Some(first) => out.push_str(&first.to_string()),
        }
        for chunk in chunks.iter().rev() {
            out.push_str(&format!("{chunk:09}"));
        }
        Ok(out)
    }

    /// Reads a number at the start of `text` in base 10 or 16, and tells how
    /// many characters it has; `None` if there is none.
    #[track_caller]
    pub fn parse(text: &[u8], base: u32) -> Result<Option<(Bn, usize)>> {
        let negative = text.first() == Some(&b'-');
        let digits = &text[usize::from(negative)..];
        let count = digits.iter().take_while(|&&c| char::from(c).is_digit(base)).count();
        if count == 0 {
            return Ok(None);
        }
        let mut value = Bn::zero()?;
        for &digit in &digits[..count] {
            let digit = u64::from(char::from(digit).to_digit(base).unwrap_or(0));
            // SAFETY: the number is live and ours.
            unsafe {
                ffi::ok(sys::BN_mul_word(value.raw(), u64::from(base)))?;
                ffi::ok(sys::BN_add_word(value.raw(), digit))?;
            }
        }
        value.set_negative(negative && !value.is_zero());
        Ok(Some((value, count + usize::from(negative))))
    }
}

/// Is told how far making a prime is: what happened, and how often; false ends
/// it.
pub type Tell<'a> = &'a mut dyn FnMut(c_int, c_int) -> bool;

/// A [`Tell`] that wants to know nothing.
pub fn silent(_event: c_int, _count: c_int) -> bool {
    true
}

/// aws-lc's form of a [`Tell`], which it is as long as that is lent.
pub(super) struct Callback<'a> {
    raw: sys::BN_GENCB,
    _lent: std::marker::PhantomData<&'a mut ()>,
}

impl Callback<'_> {
    pub(super) fn raw(&mut self) -> *mut sys::BN_GENCB {
        &mut self.raw
    }
}

extern "C" fn told(event: c_int, count: c_int, callback: *mut sys::BN_GENCB) -> c_int {
    // SAFETY: aws-lc hands back the callback it was given, whose argument is
    // the `Tell` that `callback` put there and that is lent for the call.
    let tell = unsafe { &mut *sys::BN_GENCB_get_arg(callback).cast::<Tell<'_>>() };
    tell(event, count).into()
}

/// Makes `tell` aws-lc's.
pub(super) fn callback<'a>(tell: &'a mut Tell<'_>) -> Callback<'a> {
    // SAFETY: a structure of pointers and numbers, which the next call sets.
    let mut raw: sys::BN_GENCB = unsafe { std::mem::zeroed() };
    // SAFETY: the structure is live; the argument lives as long as it.
    unsafe { sys::BN_GENCB_set(&mut raw, Some(told), std::ptr::from_mut(tell).cast()) };
    Callback { raw, _lent: std::marker::PhantomData }
}

/// The magnitude of a number that aws-lc lends.
///
/// # Safety
/// `raw` is NULL (which reads as zero) or points to a live number.
pub(super) unsafe fn magnitude(raw: *const sys::BIGNUM) -> Vec<u8> {
    if raw.is_null() {
        return Vec::new();
    }
    // SAFETY: the buffer has the size the number states.
    unsafe {
        let mut out = vec![0; sys::BN_num_bytes(raw) as usize];
        let len = sys::BN_bn2bin(raw, out.as_mut_ptr());
        out.truncate(len);
        out
    }
}

/// The number of bits of a big-endian number.
pub fn bit_len(bytes: &[u8]) -> usize {
    let bytes = &bytes[bytes.iter().take_while(|&&b| b == 0).count()..];
    bytes.first().map_or(0, |b| bytes.len() * 8 - b.leading_zeros() as usize)
}

/// The strength in bits of a problem over numbers of `modulus` bits with
/// secrets of `private` bits, if those are known (NIST SP 800-57, table 2).
pub fn security_bits(modulus: usize, private: Option<usize>) -> u32 {
    let strength = match modulus {
        15360.. => 256,
        7680.. => 192,
        3072.. => 128,
        2048.. => 112,
        1024.. => 80,
        _ => return 0,
    };
    match private.map(|bits| u32::try_from(bits / 2).unwrap_or(u32::MAX)) {
        None => strength,
        Some(..80) => 0,
        Some(bits) => bits.min(strength),
    }
}

/// `base ^ exponent mod modulus` in constant time for an odd modulus, as
/// Diffie-Hellman needs, to the length of the modulus.
#[track_caller]
pub fn mod_exp(base: &[u8], exponent: &[u8], modulus: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    let power = Bn::from_be(base)?.mod_exp(&Bn::from_be(exponent)?, &Bn::from_be(modulus)?)?;
    power.to_be_padded(bit_len(modulus).div_ceil(8)).ok_or_else(ffi::failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers() {
        assert_eq!(mod_exp(&[4], &[13], &[1, 241]).unwrap().as_slice(), &[1, 189]);
        assert_eq!(bit_len(&[0, 3, 0]), 10);
    }

    #[test]
    fn text() {
        let (n, used) = Bn::parse(b"-12345678901234567890123x", 10).unwrap().unwrap();
        assert_eq!((n.to_dec().unwrap().as_str(), used), ("-12345678901234567890123", 24));
        let (n, _) = Bn::parse(b"abC", 16).unwrap().unwrap();
        assert_eq!(n.to_hex(), "0ABC");
        assert!(Bn::parse(b"x", 10).unwrap().is_none());
    }
}
