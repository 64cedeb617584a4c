//! `BN_MONT_CTX_…`, `BN_RECP_CTX_…`: numbers in Montgomery's form, and division
//! by a number that is kept.

use super::put;
use crate::abi::thread::CRYPTO_RWLOCK;
use crate::abi::{Give, In, InOut, Lend, Mut, Take, entry, quiet};
use crate::err::{Error, Lib, Result, bn};
use crate::obj::bn::{BIGNUM, BN_CTX, BN_MONT_CTX, BN_RECP_CTX, Bn};
use std::ffi::c_int;

crate::box_handle!(BN_MONT_CTX, BN_RECP_CTX);

/// Makes a place for an odd modulus.
#[unsafe(no_mangle)]
pub extern "C" fn BN_MONT_CTX_new() -> Give<BN_MONT_CTX> {
    entry(Give::null(), || Ok(Give::new(Box::default())))
}

/// Frees such a place; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn BN_MONT_CTX_free(mont: Take<BN_MONT_CTX>) {
    quiet((), || {
        drop(mont.opt());
        Ok(())
    });
}

/// Sets the modulus.
///
/// Returns: 1; 0 on error, as for zero.
/// Errors: `BN_R_NO_INVERSE` of an even modulus.
#[unsafe(no_mangle)]
pub extern "C" fn BN_MONT_CTX_set(
    mont: Mut<BN_MONT_CTX>,
    mod_: In<BIGNUM>,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || {
        mont.get()?.set(&*mod_.get()?.get()?)?;
        Ok(1)
    })
}

/// Copies the modulus of `from`.
///
/// Returns: `to`; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn BN_MONT_CTX_copy(
    to: Mut<BN_MONT_CTX>,
    from: Mut<BN_MONT_CTX>,
) -> Lend<BN_MONT_CTX> {
    entry(Lend::null(), || {
        let to = to.get()?;
        to.copy_from(from.get()?);
        Ok(Lend::new(to))
    })
}

/// Makes `*pmont` with a modulus, unless it is there.
///
/// Returns: `*pmont`; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn BN_MONT_CTX_set_locked(
    pmont: InOut<BN_MONT_CTX>,
    lock: Mut<CRYPTO_RWLOCK>,
    mod_: In<BIGNUM>,
    _ctx: Mut<BN_CTX>,
) -> Give<BN_MONT_CTX> {
    entry(Give::null(), || {
        let lock = lock.get()?;
        lock.0.read();
        let held = pmont.held();
        lock.0.unlock();
        if let Some(held) = held {
            return Ok(held);
        }
        let made = Box::<BN_MONT_CTX>::default();
        made.set(&*mod_.get()?.get()?)?;
        // Another thread may have been faster.
        lock.0.write();
        let given = pmont.held().unwrap_or_else(|| pmont.give(made, drop));
        lock.0.unlock();
        Ok(given)
    })
}

/// Makes `r` `a` in Montgomery's form.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn BN_to_montgomery(
    r: Mut<BIGNUM>,
    a: In<BIGNUM>,
    mont: Mut<BN_MONT_CTX>,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || put(&r, mont.get()?.enter(&*a.get()?.get()?)))
}

/// Makes `r` the number whose Montgomery form `a` is.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn BN_from_montgomery(
    r: Mut<BIGNUM>,
    a: In<BIGNUM>,
    mont: Mut<BN_MONT_CTX>,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || put(&r, mont.get()?.leave(&*a.get()?.get()?)))
}

/// Makes `r` the product of two numbers in Montgomery's form, in that form.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn BN_mod_mul_montgomery(
    r: Mut<BIGNUM>,
    a: In<BIGNUM>,
    b: In<BIGNUM>,
    mont: Mut<BN_MONT_CTX>,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || put(&r, mont.get()?.leave(&a.get()?.get()?.mul(&*b.get()?.get()?)?)))
}

/// Makes a place for a number that is divided by.
#[unsafe(no_mangle)]
pub extern "C" fn BN_RECP_CTX_new() -> Give<BN_RECP_CTX> {
    entry(Give::null(), || Ok(Give::new(Box::default())))
}

/// Frees such a place; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn BN_RECP_CTX_free(recp: Take<BN_RECP_CTX>) {
    quiet((), || {
        drop(recp.opt());
        Ok(())
    });
}

/// Sets the number that is divided by.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn BN_RECP_CTX_set(
    recp: Mut<BN_RECP_CTX>,
    rdiv: In<BIGNUM>,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || {
        recp.get()?.set(rdiv.get()?.get()?.duplicate()?);
        Ok(1)
    })
}

fn store(place: &Mut<BIGNUM>, value: Bn) {
    if let Some(number) = place.opt() {
        number.set(value);
    }
}

/// Divides by the number that was set: quotient and rest, where these are
/// wanted.
///
/// Returns: 1; 0 on error.
/// Errors: `BN_R_DIV_BY_ZERO`.
#[unsafe(no_mangle)]
pub extern "C" fn BN_div_recp(
    dv: Mut<BIGNUM>,
    rem: Mut<BIGNUM>,
    m: In<BIGNUM>,
    recp: Mut<BN_RECP_CTX>,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || {
        let (quotient, rest) = m.get()?.get()?.div(&*recp.get()?.divisor()?)?;
        store(&dv, quotient);
        store(&rem, rest);
        Ok(1)
    })
}

/// Makes `r` the product modulo the number that was set; of `x` alone if `y`
/// is NULL.
///
/// Returns: 1; 0 on error.
/// Errors: `BN_R_DIV_BY_ZERO`.
#[unsafe(no_mangle)]
pub extern "C" fn BN_mod_mul_reciprocal(
    r: Mut<BIGNUM>,
    x: In<BIGNUM>,
    y: In<BIGNUM>,
    recp: Mut<BN_RECP_CTX>,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || {
        let x = x.get()?.get()?;
        let product = match y.opt() {
            Some(y) => x.mul(&*y.get()?)?,
            None => x.duplicate()?,
        };
        let (_, rest) = product.div(&*recp.get()?.divisor()?)?;
        put(&r, Ok(rest))
    })
}

/// The longest shift of a reciprocal, in bits.
const LONGEST: c_int = 1 << 20;

/// Makes `r` two to the power `len`, divided by `m`.
///
/// Returns: `len`; -1 on error.
/// Errors: `BN_R_DIV_BY_ZERO`.
#[unsafe(no_mangle)]
pub extern "C" fn BN_reciprocal(
    r: Mut<BIGNUM>,
    m: In<BIGNUM>,
    len: c_int,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(-1, || {
        if !(0..=LONGEST).contains(&len) {
            return Err(Error::new(Lib::Bn, bn::R_INVALID_SHIFT));
        }
        let power: Result<Bn> = Bn::from_word(1)?.shift(len);
        let (quotient, _) = power?.div(&*m.get()?.get()?)?;
        put(&r, Ok(quotient)).map(|_| len)
    })
}
