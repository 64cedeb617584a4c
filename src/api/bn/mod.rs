//! `openssl/bn.h`: big numbers.

use crate::abi::{Give, In, Lend, LendConst, Mut, Take, entry, quiet};
use crate::err::{Error, Lib, Result, bn};
use crate::obj::bn::{BIGNUM, BN_CTX, Bn};
use std::cmp::Ordering;
use std::ffi::{c_int, c_ulong};

crate::box_handle!(crate::obj::bn::BIGNUM, crate::obj::bn::BN_CTX);

mod mod_exp;
mod modular;
mod mont;
mod nist;
mod older;
mod prime;
mod random;
mod text;

/// A length or count as C's `int`.
fn int(value: usize) -> c_int {
    c_int::try_from(value).unwrap_or(c_int::MAX)
}

/// Stores a result.
fn put(place: &Mut<BIGNUM>, value: Result<Bn>) -> Result<c_int> {
    place.get()?.set(value?);
    Ok(1)
}

/// Stores a result in the number at `place`, or in a new one if that is NULL.
fn give(place: Mut<BIGNUM>, value: Bn) -> Lend<BIGNUM> {
    match place.opt() {
        Some(number) => {
            number.set(value);
            Lend::new(number)
        }
        None => Lend::from_ptr(Give::<BIGNUM>::new(BIGNUM::of(value)).as_ptr()),
    }
}

/// C's order of two numbers.
fn order(ordering: Ordering) -> c_int {
    ordering as c_int
}

/// Makes a number, which is zero.
#[unsafe(no_mangle)]
pub extern "C" fn BN_new() -> Give<BIGNUM> {
    entry(Give::null(), || Ok(Give::new(BIGNUM::new())))
}

/// Makes a number, which is zero; all are wiped when freed.
#[unsafe(no_mangle)]
pub extern "C" fn BN_secure_new() -> Give<BIGNUM> {
    entry(Give::null(), || Ok(Give::new(BIGNUM::new())))
}

/// Frees a number.
#[unsafe(no_mangle)]
pub extern "C" fn BN_free(a: Take<BIGNUM>) {
    quiet((), || {
        drop(a.opt());
        Ok(())
    });
}

/// Wipes and frees a number.
#[unsafe(no_mangle)]
pub extern "C" fn BN_clear_free(a: Take<BIGNUM>) {
    quiet((), || {
        drop(a.opt());
        Ok(())
    });
}

/// Makes a number zero and wipes what it was.
#[unsafe(no_mangle)]
pub extern "C" fn BN_clear(a: Mut<BIGNUM>) {
    quiet((), || {
        a.get()?.set(Bn::zero()?);
        Ok(())
    });
}

/// Copies a number.
///
/// Returns: the copy; NULL for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn BN_dup(a: In<BIGNUM>) -> Give<BIGNUM> {
    entry(Give::null(), || Ok(Give::opt(a.opt().map(BIGNUM::duplicate))))
}

/// Makes `a` equal to `b`.
///
/// Returns: `a`; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn BN_copy(a: Mut<BIGNUM>, b: In<BIGNUM>) -> Lend<BIGNUM> {
    entry(Lend::null(), || {
        let value = b.get()?.get()?.duplicate()?;
        let place = a.get()?;
        place.set(value);
        Ok(Lend::new(place))
    })
}

/// Swaps the values of two numbers.
#[unsafe(no_mangle)]
pub extern "C" fn BN_swap(a: Mut<BIGNUM>, b: Mut<BIGNUM>) {
    quiet((), || {
        let (a, b) = (a.get()?, b.get()?);
        let old = a.get()?.duplicate()?;
        a.set(b.get()?.duplicate()?);
        b.set(old);
        Ok(())
    });
}

/// Lends the number one.
#[unsafe(no_mangle)]
pub extern "C" fn BN_value_one() -> LendConst<BIGNUM> {
    LendConst::new(BIGNUM::one())
}

/// The length of a number in bits; 0 for zero.
#[unsafe(no_mangle)]
pub extern "C" fn BN_num_bits(a: In<BIGNUM>) -> c_int {
    quiet(0, || Ok(int(a.get()?.get()?.bits())))
}

/// The length of a word in bits.
#[unsafe(no_mangle)]
pub extern "C" fn BN_num_bits_word(l: c_ulong) -> c_int {
    quiet(0, || Ok(int(c_ulong::BITS as usize - l.leading_zeros() as usize)))
}

/// Whether a number is zero.
///
/// Returns: 1 or 0.
#[unsafe(no_mangle)]
pub extern "C" fn BN_is_zero(a: In<BIGNUM>) -> c_int {
    quiet(0, || Ok(a.get()?.get()?.is_zero().into()))
}

/// Whether a number is odd.
///
/// Returns: 1 or 0.
#[unsafe(no_mangle)]
pub extern "C" fn BN_is_odd(a: In<BIGNUM>) -> c_int {
    quiet(0, || Ok(a.get()?.get()?.is_odd().into()))
}

/// Whether a number is less than zero.
///
/// Returns: 1 or 0.
#[unsafe(no_mangle)]
pub extern "C" fn BN_is_negative(a: In<BIGNUM>) -> c_int {
    quiet(0, || Ok(a.get()?.get()?.is_negative().into()))
}

/// Whether a number is one.
///
/// Returns: 1 or 0.
#[unsafe(no_mangle)]
pub extern "C" fn BN_is_one(a: In<BIGNUM>) -> c_int {
    quiet(0, || {
        let a = a.get()?.get()?;
        Ok((a.word() == Some(1) && !a.is_negative()).into())
    })
}

/// Whether a number is `w`.
///
/// Returns: 1 or 0.
#[unsafe(no_mangle)]
pub extern "C" fn BN_is_word(a: In<BIGNUM>, w: c_ulong) -> c_int {
    quiet(0, || {
        let a = a.get()?.get()?;
        Ok((a.word() == Some(w) && (w == 0 || !a.is_negative())).into())
    })
}

/// Whether a number's magnitude is `w`.
///
/// Returns: 1 or 0.
#[unsafe(no_mangle)]
pub extern "C" fn BN_abs_is_word(a: In<BIGNUM>, w: c_ulong) -> c_int {
    quiet(0, || Ok((a.get()?.get()?.word() == Some(w)).into()))
}

/// The number as a word; all ones if it does not fit.
#[unsafe(no_mangle)]
pub extern "C" fn BN_get_word(a: In<BIGNUM>) -> c_ulong {
    quiet(c_ulong::MAX, || Ok(a.get()?.get()?.word().unwrap_or(c_ulong::MAX)))
}

/// Makes a number `w`.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn BN_set_word(a: Mut<BIGNUM>, w: c_ulong) -> c_int {
    entry(0, || put(&a, Bn::from_word(w)))
}

/// Makes a number zero.
#[unsafe(no_mangle)]
pub extern "C" fn BN_zero_ex(a: Mut<BIGNUM>) {
    quiet((), || {
        a.get()?.set(Bn::zero()?);
        Ok(())
    });
}

/// Gives a number a sign; zero has none.
#[unsafe(no_mangle)]
pub extern "C" fn BN_set_negative(a: Mut<BIGNUM>, n: c_int) {
    quiet((), || {
        let a = a.get()?;
        let mut value = a.get()?.duplicate()?;
        let zero = value.is_zero();
        value.set_negative(n != 0 && !zero);
        a.set(value);
        Ok(())
    });
}

/// Whether bit `n` is 1.
///
/// Returns: 1 or 0.
#[unsafe(no_mangle)]
pub extern "C" fn BN_is_bit_set(a: In<BIGNUM>, n: c_int) -> c_int {
    quiet(0, || {
        Ok(usize::try_from(n)
            .is_ok_and(|n| a.get().and_then(BIGNUM::get).is_ok_and(|a| a.bit(n)))
            .into())
    })
}

/// Sets bit `n`.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn BN_set_bit(a: Mut<BIGNUM>, n: c_int) -> c_int {
    entry(0, || {
        let a = a.get()?;
        let mut value = a.get()?.duplicate()?;
        if n < 0 {
            return Err(Error::quiet());
        }
        value.set_bit(n, true)?;
        a.set(value);
        Ok(1)
    })
}

/// Clears bit `n`.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn BN_clear_bit(a: Mut<BIGNUM>, n: c_int) -> c_int {
    entry(0, || {
        let a = a.get()?;
        let mut value = a.get()?.duplicate()?;
        if beyond(&value, n) {
            return Err(Error::quiet());
        }
        value.set_bit(n, false)?;
        a.set(value);
        Ok(1)
    })
}

/// Whether a number has no word with bit `n`.
fn beyond(value: &Bn, n: c_int) -> bool {
    const WORD: c_int = c_ulong::BITS as c_int;
    n < 0 || n / WORD >= (int(value.bits()) + WORD - 1) / WORD
}

/// Keeps the lowest `n` bits.
///
/// Returns: 1; 0 if no word of the number is that long.
#[unsafe(no_mangle)]
pub extern "C" fn BN_mask_bits(a: Mut<BIGNUM>, n: c_int) -> c_int {
    entry(0, || {
        let a = a.get()?;
        let value = a.get()?;
        if beyond(&value, n) {
            return Err(Error::quiet());
        }
        let modulus = Bn::from_word(1)?.shift(n)?;
        let negative = value.is_negative();
        let mut magnitude = value.duplicate()?;
        magnitude.set_negative(false);
        let mut rest = magnitude.nnmod(&modulus)?;
        let zero = rest.is_zero();
        rest.set_negative(negative && !zero);
        a.set(rest);
        Ok(1)
    })
}

/// The flags of a number that are among `n`.
#[unsafe(no_mangle)]
pub extern "C" fn BN_get_flags(b: In<BIGNUM>, n: c_int) -> c_int {
    quiet(0, || Ok(b.get()?.flags() & n))
}

/// Sets flags of a number; computing is in constant time without them.
#[unsafe(no_mangle)]
pub extern "C" fn BN_set_flags(b: Mut<BIGNUM>, n: c_int) {
    quiet((), || {
        b.get()?.set_flags(n);
        Ok(())
    });
}

/// Makes `dest` equal to `b`, with flags.
#[unsafe(no_mangle)]
pub extern "C" fn BN_with_flags(dest: Mut<BIGNUM>, b: In<BIGNUM>, flags: c_int) {
    quiet((), || {
        let place = dest.get()?;
        place.set(b.get()?.get()?.duplicate()?);
        place.set_flags(flags);
        Ok(())
    });
}

/// Compares two numbers.
///
/// Returns: -1, 0 or 1; NULL is more than any number.
#[unsafe(no_mangle)]
pub extern "C" fn BN_cmp(a: In<BIGNUM>, b: In<BIGNUM>) -> c_int {
    quiet(-1, || match (a.opt(), b.opt()) {
        (Some(a), Some(b)) => Ok(order(a.get()?.compare(&*b.get()?))),
        (None, None) => Ok(0),
        (Some(_), None) => Ok(-1),
        (None, Some(_)) => Ok(1),
    })
}

/// Compares two magnitudes.
///
/// Returns: -1, 0 or 1.
#[unsafe(no_mangle)]
pub extern "C" fn BN_ucmp(a: In<BIGNUM>, b: In<BIGNUM>) -> c_int {
    quiet(-1, || Ok(order(a.get()?.get()?.compare_magnitude(&*b.get()?.get()?))))
}

/// Adds: `r` = `a` + `b`.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn BN_add(r: Mut<BIGNUM>, a: In<BIGNUM>, b: In<BIGNUM>) -> c_int {
    entry(0, || put(&r, a.get()?.get()?.add(&*b.get()?.get()?)))
}

/// Subtracts: `r` = `a` - `b`.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn BN_sub(r: Mut<BIGNUM>, a: In<BIGNUM>, b: In<BIGNUM>) -> c_int {
    entry(0, || put(&r, a.get()?.get()?.sub(&*b.get()?.get()?)))
}

/// Multiplies: `r` = `a` * `b`.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn BN_mul(r: Mut<BIGNUM>, a: In<BIGNUM>, b: In<BIGNUM>, _ctx: Mut<BN_CTX>) -> c_int {
    entry(0, || put(&r, a.get()?.get()?.mul(&*b.get()?.get()?)))
}

/// Squares: `r` = `a` * `a`.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn BN_sqr(r: Mut<BIGNUM>, a: In<BIGNUM>, _ctx: Mut<BN_CTX>) -> c_int {
    entry(0, || {
        let a = a.get()?.get()?;
        put(&r, a.mul(&a))
    })
}

/// Divides: `dv` = `a` / `d`, `rem` the rest; each may be NULL.
///
/// Returns: 1; 0 on error.
/// Errors: `BN_R_DIV_BY_ZERO`.
#[unsafe(no_mangle)]
pub extern "C" fn BN_div(
    dv: Mut<BIGNUM>,
    rem: Mut<BIGNUM>,
    a: In<BIGNUM>,
    d: In<BIGNUM>,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || {
        let (quotient, rest) = a.get()?.get()?.div(&*d.get()?.get()?)?;
        if let Some(place) = dv.opt() {
            place.set(quotient);
        }
        if let Some(place) = rem.opt() {
            place.set(rest);
        }
        Ok(1)
    })
}

/// The rest that is not negative.
///
/// Returns: 1; 0 on error.
/// Errors: `BN_R_DIV_BY_ZERO`.
#[unsafe(no_mangle)]
pub extern "C" fn BN_nnmod(
    r: Mut<BIGNUM>,
    m: In<BIGNUM>,
    d: In<BIGNUM>,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || put(&r, m.get()?.get()?.nnmod(&*d.get()?.get()?)))
}

/// Adds modulo `m`.
///
/// Returns: 1; 0 on error.
/// Errors: `BN_R_DIV_BY_ZERO`.
#[unsafe(no_mangle)]
pub extern "C" fn BN_mod_add(
    r: Mut<BIGNUM>,
    a: In<BIGNUM>,
    b: In<BIGNUM>,
    m: In<BIGNUM>,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || put(&r, a.get()?.get()?.mod_add(&*b.get()?.get()?, &*m.get()?.get()?)))
}

/// Subtracts modulo `m`.
///
/// Returns: 1; 0 on error.
/// Errors: `BN_R_DIV_BY_ZERO`.
#[unsafe(no_mangle)]
pub extern "C" fn BN_mod_sub(
    r: Mut<BIGNUM>,
    a: In<BIGNUM>,
    b: In<BIGNUM>,
    m: In<BIGNUM>,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || put(&r, a.get()?.get()?.mod_sub(&*b.get()?.get()?, &*m.get()?.get()?)))
}

/// Multiplies modulo `m`.
///
/// Returns: 1; 0 on error.
/// Errors: `BN_R_DIV_BY_ZERO`.
#[unsafe(no_mangle)]
pub extern "C" fn BN_mod_mul(
    r: Mut<BIGNUM>,
    a: In<BIGNUM>,
    b: In<BIGNUM>,
    m: In<BIGNUM>,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || put(&r, a.get()?.get()?.mod_mul(&*b.get()?.get()?, &*m.get()?.get()?)))
}

/// The power `a` ^ `b` modulo `m`.
///
/// Returns: 1; 0 on error.
/// Errors: `BN_R_DIV_BY_ZERO`; an even `m` if a number has the flag
/// `BN_FLG_CONSTTIME`.
#[unsafe(no_mangle)]
pub extern "C" fn BN_mod_exp(
    r: Mut<BIGNUM>,
    a: In<BIGNUM>,
    b: In<BIGNUM>,
    m: In<BIGNUM>,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || {
        let (a, b, m) = (a.get()?, b.get()?, m.get()?);
        if m.get()?.is_odd() {
            return put(&r, a.get()?.mod_exp(&*b.get()?, &*m.get()?));
        }
        mod_exp::plain(&r, a, b, m)
    })
}

/// Adds modulo `m` two numbers below it.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn BN_mod_add_quick(
    r: Mut<BIGNUM>,
    a: In<BIGNUM>,
    b: In<BIGNUM>,
    m: In<BIGNUM>,
) -> c_int {
    entry(0, || put(&r, a.get()?.get()?.mod_add(&*b.get()?.get()?, &*m.get()?.get()?)))
}

/// Squares modulo `m`.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn BN_mod_sqr(
    r: Mut<BIGNUM>,
    a: In<BIGNUM>,
    m: In<BIGNUM>,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || {
        let a = a.get()?.get()?;
        put(&r, a.mod_mul(&a, &*m.get()?.get()?))
    })
}

/// The inverse of `a` modulo `n`: in `ret`, or a new number if that is NULL.
///
/// Returns: it; NULL if there is none.
/// Errors: `BN_R_NO_INVERSE`.
#[unsafe(no_mangle)]
pub extern "C" fn BN_mod_inverse(
    ret: Mut<BIGNUM>,
    a: In<BIGNUM>,
    n: In<BIGNUM>,
    _ctx: Mut<BN_CTX>,
) -> Lend<BIGNUM> {
    entry(Lend::null(), || {
        let value = a.get()?.get()?.mod_inverse(&*n.get()?.get()?)?;
        Ok(give(ret, value))
    })
}

/// The greatest common divisor.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn BN_gcd(r: Mut<BIGNUM>, a: In<BIGNUM>, b: In<BIGNUM>, _ctx: Mut<BN_CTX>) -> c_int {
    entry(0, || put(&r, a.get()?.get()?.gcd(&*b.get()?.get()?)))
}

/// The power `a` ^ `p`.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn BN_exp(r: Mut<BIGNUM>, a: In<BIGNUM>, p: In<BIGNUM>, _ctx: Mut<BN_CTX>) -> c_int {
    entry(0, || put(&r, a.get()?.get()?.pow(&*p.get()?.get()?)))
}

/// Shifts `a` left by `n` bits.
///
/// Returns: 1; 0 on error.
/// Errors: `BN_R_INVALID_SHIFT`.
#[unsafe(no_mangle)]
pub extern "C" fn BN_lshift(r: Mut<BIGNUM>, a: In<BIGNUM>, n: c_int) -> c_int {
    entry(0, || {
        if n < 0 {
            return Err(Error::new(Lib::Bn, bn::R_INVALID_SHIFT));
        }
        put(&r, a.get()?.get()?.shift(n))
    })
}

/// Shifts `a` right by `n` bits.
///
/// Returns: 1; 0 on error.
/// Errors: `BN_R_INVALID_SHIFT`.
#[unsafe(no_mangle)]
pub extern "C" fn BN_rshift(r: Mut<BIGNUM>, a: In<BIGNUM>, n: c_int) -> c_int {
    entry(0, || {
        if n < 0 {
            return Err(Error::new(Lib::Bn, bn::R_INVALID_SHIFT));
        }
        put(&r, a.get()?.get()?.shift(-n))
    })
}

/// Shifts `a` left by one bit.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn BN_lshift1(r: Mut<BIGNUM>, a: In<BIGNUM>) -> c_int {
    entry(0, || put(&r, a.get()?.get()?.shift(1)))
}

/// Shifts `a` right by one bit.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn BN_rshift1(r: Mut<BIGNUM>, a: In<BIGNUM>) -> c_int {
    entry(0, || put(&r, a.get()?.get()?.shift(-1)))
}

/// Adds `w`.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn BN_add_word(a: Mut<BIGNUM>, w: c_ulong) -> c_int {
    entry(0, || {
        let word = Bn::from_word(w)?;
        let value = a.get()?.get()?.add(&word);
        put(&a, value)
    })
}

/// Subtracts `w`.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn BN_sub_word(a: Mut<BIGNUM>, w: c_ulong) -> c_int {
    entry(0, || {
        let word = Bn::from_word(w)?;
        let value = a.get()?.get()?.sub(&word);
        put(&a, value)
    })
}

/// Multiplies by `w`.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn BN_mul_word(a: Mut<BIGNUM>, w: c_ulong) -> c_int {
    entry(0, || {
        let word = Bn::from_word(w)?;
        let value = a.get()?.get()?.mul(&word);
        put(&a, value)
    })
}

/// Divides by `w`.
///
/// Returns: the rest; all ones for a `w` of 0.
#[unsafe(no_mangle)]
pub extern "C" fn BN_div_word(a: Mut<BIGNUM>, w: c_ulong) -> c_ulong {
    entry(c_ulong::MAX, || {
        let (quotient, rest) = a.get()?.get()?.div(&Bn::from_word(w)?)?;
        a.get()?.set(quotient);
        Ok(rest.word().unwrap_or(c_ulong::MAX))
    })
}

/// The rest of dividing by `w`; all ones for a `w` of 0.
#[unsafe(no_mangle)]
pub extern "C" fn BN_mod_word(a: In<BIGNUM>, w: c_ulong) -> c_ulong {
    entry(c_ulong::MAX, || {
        let (_, rest) = a.get()?.get()?.div(&Bn::from_word(w)?)?;
        Ok(rest.word().unwrap_or(c_ulong::MAX))
    })
}

/// Makes a random number of `bits` bits. `top`: -1 any, 0 the top bit is 1,
/// 1 the top two are; `bottom`: 1 for an odd one.
///
/// Returns: 1; 0 on error.
/// Errors: `BN_R_BITS_TOO_SMALL`.
#[unsafe(no_mangle)]
pub extern "C" fn BN_rand(rnd: Mut<BIGNUM>, bits: c_int, top: c_int, bottom: c_int) -> c_int {
    entry(0, || put(&rnd, Bn::random(bits, top, bottom != 0)))
}

/// Makes a random number of `bits` bits. `top`: -1 any, 0 the top bit is 1,
/// 1 the top two are; `bottom`: 1 for an odd one.
///
/// Returns: 1; 0 on error.
/// Errors: `BN_R_BITS_TOO_SMALL`.
#[unsafe(no_mangle)]
pub extern "C" fn BN_priv_rand(rnd: Mut<BIGNUM>, bits: c_int, top: c_int, bottom: c_int) -> c_int {
    entry(0, || put(&rnd, Bn::random(bits, top, bottom != 0)))
}

/// Makes a random number below `range`.
///
/// Returns: 1; 0 on error.
/// Errors: `BN_R_INVALID_RANGE`.
#[unsafe(no_mangle)]
pub extern "C" fn BN_rand_range(rnd: Mut<BIGNUM>, range: In<BIGNUM>) -> c_int {
    entry(0, || put(&rnd, Bn::random_below(&*range.get()?.get()?)))
}

/// Makes a random number below `range`.
///
/// Returns: 1; 0 on error.
/// Errors: `BN_R_INVALID_RANGE`.
#[unsafe(no_mangle)]
pub extern "C" fn BN_priv_rand_range(rnd: Mut<BIGNUM>, range: In<BIGNUM>) -> c_int {
    entry(0, || put(&rnd, Bn::random_below(&*range.get()?.get()?)))
}

/// Makes scratch space.
#[unsafe(no_mangle)]
pub extern "C" fn BN_CTX_new() -> Give<BN_CTX> {
    entry(Give::null(), || Ok(Give::new(Box::default())))
}

/// Makes scratch space; all of it is wiped when freed.
#[unsafe(no_mangle)]
pub extern "C" fn BN_CTX_secure_new() -> Give<BN_CTX> {
    entry(Give::null(), || Ok(Give::new(Box::default())))
}

/// Frees scratch space and its numbers.
#[unsafe(no_mangle)]
pub extern "C" fn BN_CTX_free(c: Take<BN_CTX>) {
    quiet((), || {
        drop(c.opt());
        Ok(())
    });
}

/// Marks where scratch numbers are taken from now.
#[unsafe(no_mangle)]
pub extern "C" fn BN_CTX_start(ctx: Mut<BN_CTX>) {
    quiet((), || {
        ctx.get()?.start();
        Ok(())
    });
}

/// Gives back the scratch numbers taken since the last start.
#[unsafe(no_mangle)]
pub extern "C" fn BN_CTX_end(ctx: Mut<BN_CTX>) {
    quiet((), || {
        ctx.get()?.end();
        Ok(())
    });
}

/// Takes a scratch number, which is zero.
///
/// Ownership: it belongs to `ctx`.
#[unsafe(no_mangle)]
pub extern "C" fn BN_CTX_get(ctx: Mut<BN_CTX>) -> Lend<BIGNUM> {
    entry(Lend::null(), || Ok(Lend::from_ptr(ctx.get()?.take().cast_mut())))
}
