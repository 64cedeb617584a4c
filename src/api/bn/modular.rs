//! `BN_kronecker`, `BN_mod_sqrt`, `BN_mod_…lshift…`, `BN_uadd`, `BN_usub` and
//! powers of two numbers at once.

use super::put;
use crate::abi::{Give, In, Mut, entry};
use crate::err::{Error, Lib, Result, bn};
use crate::obj::bn::{BIGNUM, BN_CTX, BN_MONT_CTX, Bn};
use std::ffi::c_int;

/// Kronecker's symbol of two numbers.
///
/// Returns: -1, 0 or 1; -2 on error.
#[unsafe(no_mangle)]
pub extern "C" fn BN_kronecker(a: In<BIGNUM>, b: In<BIGNUM>, _ctx: Mut<BN_CTX>) -> c_int {
    entry(-2, || a.get()?.get()?.kronecker(&*b.get()?.get()?))
}

/// A square root modulo the prime `p`, in `ret` or, for NULL, in a new number.
///
/// Returns: the number; NULL on error.
/// Errors: `BN_R_NOT_A_SQUARE`, `BN_R_P_IS_NOT_PRIME`.
#[unsafe(no_mangle)]
pub extern "C" fn BN_mod_sqrt(
    ret: Mut<BIGNUM>,
    a: In<BIGNUM>,
    p: In<BIGNUM>,
    _ctx: Mut<BN_CTX>,
) -> Give<BIGNUM> {
    entry(Give::null(), || {
        let root = a.get()?.get()?.mod_sqrt(&*p.get()?.get()?)?;
        Ok(match ret.opt() {
            Some(place) => {
                place.set(root);
                Give::back(ret.as_ptr())
            }
            None => Give::new(BIGNUM::of(root)),
        })
    })
}

/// `a` shifted by `n` bits to the left, modulo `m`.
fn shifted(a: &In<BIGNUM>, n: c_int, m: &In<BIGNUM>) -> Result<Bn> {
    let m = m.get()?.get()?;
    let two = Bn::from_word(2)?;
    let power = two.mod_exp(&Bn::from_word(u64::try_from(n).unwrap_or(0))?, &m)?;
    a.get()?.get()?.mod_mul(&power, &m)?.nnmod(&m)
}

/// Makes `r` `a` shifted by `n` bits to the left, modulo `m`.
///
/// Returns: 1; 0 on error.
/// Errors: `BN_R_DIV_BY_ZERO`.
#[unsafe(no_mangle)]
pub extern "C" fn BN_mod_lshift(
    r: Mut<BIGNUM>,
    a: In<BIGNUM>,
    n: c_int,
    m: In<BIGNUM>,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || put(&r, shifted(&a, n, &m)))
}

/// As [`BN_mod_lshift`], by one bit.
#[unsafe(no_mangle)]
pub extern "C" fn BN_mod_lshift1(
    r: Mut<BIGNUM>,
    a: In<BIGNUM>,
    m: In<BIGNUM>,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || put(&r, shifted(&a, 1, &m)))
}

/// As [`BN_mod_lshift`], of a number below `m` that is not negative.
#[unsafe(no_mangle)]
pub extern "C" fn BN_mod_lshift_quick(
    r: Mut<BIGNUM>,
    a: In<BIGNUM>,
    n: c_int,
    m: In<BIGNUM>,
) -> c_int {
    entry(0, || put(&r, shifted(&a, n, &m)))
}

/// As [`BN_mod_lshift1`], of a number below `m` that is not negative.
#[unsafe(no_mangle)]
pub extern "C" fn BN_mod_lshift1_quick(r: Mut<BIGNUM>, a: In<BIGNUM>, m: In<BIGNUM>) -> c_int {
    entry(0, || put(&r, shifted(&a, 1, &m)))
}

/// Makes `r` the difference modulo `m` of numbers below `m` that are not
/// negative.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn BN_mod_sub_quick(
    r: Mut<BIGNUM>,
    a: In<BIGNUM>,
    b: In<BIGNUM>,
    m: In<BIGNUM>,
) -> c_int {
    entry(0, || put(&r, a.get()?.get()?.mod_sub(&*b.get()?.get()?, &*m.get()?.get()?)))
}

fn magnitude(number: &In<BIGNUM>) -> Result<Bn> {
    let mut value = number.get()?.get()?.duplicate()?;
    value.set_negative(false);
    Ok(value)
}

/// Makes `r` the sum of the magnitudes.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn BN_uadd(r: Mut<BIGNUM>, a: In<BIGNUM>, b: In<BIGNUM>) -> c_int {
    entry(0, || put(&r, magnitude(&a)?.add(&magnitude(&b)?)))
}

/// Makes `r` the difference of the magnitudes, of which `a`'s may not be the
/// less.
///
/// Returns: 1; 0 on error.
/// Errors: `BN_R_ARG2_LT_ARG3`.
#[unsafe(no_mangle)]
pub extern "C" fn BN_usub(r: Mut<BIGNUM>, a: In<BIGNUM>, b: In<BIGNUM>) -> c_int {
    entry(0, || {
        let difference = magnitude(&a)?.sub(&magnitude(&b)?)?;
        if difference.is_negative() {
            return Err(Error::new(Lib::Bn, bn::R_ARG2_LT_ARG3));
        }
        put(&r, Ok(difference))
    })
}

/// The product of two powers modulo an odd `m`.
///
/// Returns: 1; 0 on error.
/// Errors: `BN_R_CALLED_WITH_EVEN_MODULUS`.
#[unsafe(no_mangle)]
pub extern "C" fn BN_mod_exp2_mont(
    r: Mut<BIGNUM>,
    a1: In<BIGNUM>,
    p1: In<BIGNUM>,
    a2: In<BIGNUM>,
    p2: In<BIGNUM>,
    m: In<BIGNUM>,
    _ctx: Mut<BN_CTX>,
    _m_ctx: Mut<BN_MONT_CTX>,
) -> c_int {
    entry(0, || {
        let m = m.get()?.get()?;
        let first = super::mod_exp::odd(&*a1.get()?.get()?, &*p1.get()?.get()?, &m)?;
        let second = super::mod_exp::odd(&*a2.get()?.get()?, &*p2.get()?.get()?, &m)?;
        put(&r, first.mod_mul(&second, &m))
    })
}

/// Two powers modulo odd numbers, in constant time.
///
/// Returns: 1; 0 on error.
/// Errors: `BN_R_CALLED_WITH_EVEN_MODULUS`.
#[unsafe(no_mangle)]
pub extern "C" fn BN_mod_exp_mont_consttime_x2(
    rr1: Mut<BIGNUM>,
    a1: In<BIGNUM>,
    p1: In<BIGNUM>,
    m1: In<BIGNUM>,
    _in_mont1: Mut<BN_MONT_CTX>,
    rr2: Mut<BIGNUM>,
    a2: In<BIGNUM>,
    p2: In<BIGNUM>,
    m2: In<BIGNUM>,
    _in_mont2: Mut<BN_MONT_CTX>,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || {
        let power = |a: &In<BIGNUM>, p: &In<BIGNUM>, m: &In<BIGNUM>| {
            super::mod_exp::odd(&*a.get()?.get()?, &*p.get()?.get()?, &*m.get()?.get()?)
        };
        let (first, second) = (power(&a1, &p1, &m1)?, power(&a2, &p2, &m2)?);
        put(&rr1, Ok(first))?;
        put(&rr2, Ok(second))
    })
}
