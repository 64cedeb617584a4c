//! Powers modulo a number by the names of their methods: all compute in one way.

use super::put;
use crate::abi::{In, Mut, entry};
use crate::err::{Error, Lib, Result, bn};
use crate::obj::bn::{BIGNUM, BN_CTX, BN_MONT_CTX, Bn};
use std::ffi::{c_int, c_ulong};

const CONSTTIME: c_int = 4;

/// For methods that know odd moduli only.
pub(super) fn odd(a: &Bn, p: &Bn, m: &Bn) -> Result<Bn> {
    if !m.is_odd() {
        return Err(Error::new(Lib::Bn, bn::R_CALLED_WITH_EVEN_MODULUS));
    }
    a.mod_exp(p, m)
}

/// For methods whose time tells of the numbers.
pub(super) fn plain(r: &Mut<BIGNUM>, a: &BIGNUM, p: &BIGNUM, m: &BIGNUM) -> Result<c_int> {
    if [a, p, m].iter().any(|number| number.flags() & CONSTTIME != 0) {
        return Err(Error::new(Lib::Bn, crate::err::R_SHOULD_NOT_HAVE_BEEN_CALLED));
    }
    put(r, a.get()?.mod_exp(&*p.get()?, &*m.get()?))
}

/// The power `a` ^ `p` modulo an odd `m`.
///
/// Returns: 1; 0 on error.
/// Errors: `BN_R_CALLED_WITH_EVEN_MODULUS`.
#[unsafe(no_mangle)]
pub extern "C" fn BN_mod_exp_mont(
    r: Mut<BIGNUM>,
    a: In<BIGNUM>,
    p: In<BIGNUM>,
    m: In<BIGNUM>,
    _ctx: Mut<BN_CTX>,
    _m_ctx: Mut<BN_MONT_CTX>,
) -> c_int {
    entry(0, || put(&r, odd(&*a.get()?.get()?, &*p.get()?.get()?, &*m.get()?.get()?)))
}

/// As [`BN_mod_exp_mont`], in constant time, as that is.
#[unsafe(no_mangle)]
pub extern "C" fn BN_mod_exp_mont_consttime(
    rr: Mut<BIGNUM>,
    a: In<BIGNUM>,
    p: In<BIGNUM>,
    m: In<BIGNUM>,
    _ctx: Mut<BN_CTX>,
    _in_mont: Mut<BN_MONT_CTX>,
) -> c_int {
    entry(0, || put(&rr, odd(&*a.get()?.get()?, &*p.get()?.get()?, &*m.get()?.get()?)))
}

/// As [`BN_mod_exp_mont`], of a word; not for numbers with
/// `BN_FLG_CONSTTIME`.
#[unsafe(no_mangle)]
pub extern "C" fn BN_mod_exp_mont_word(
    r: Mut<BIGNUM>,
    a: c_ulong,
    p: In<BIGNUM>,
    m: In<BIGNUM>,
    _ctx: Mut<BN_CTX>,
    _m_ctx: Mut<BN_MONT_CTX>,
) -> c_int {
    entry(0, || {
        let (p, m) = (p.get()?, m.get()?);
        if (p.flags() | m.flags()) & CONSTTIME != 0 {
            return Err(Error::new(Lib::Bn, crate::err::R_SHOULD_NOT_HAVE_BEEN_CALLED));
        }
        put(&r, odd(&Bn::from_word(a)?, &*p.get()?, &*m.get()?))
    })
}

/// The power `a` ^ `p` modulo `m`; not for numbers with `BN_FLG_CONSTTIME`.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn BN_mod_exp_recp(
    r: Mut<BIGNUM>,
    a: In<BIGNUM>,
    p: In<BIGNUM>,
    m: In<BIGNUM>,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || plain(&r, a.get()?, p.get()?, m.get()?))
}

/// As [`BN_mod_exp_recp`].
#[unsafe(no_mangle)]
pub extern "C" fn BN_mod_exp_simple(
    r: Mut<BIGNUM>,
    a: In<BIGNUM>,
    p: In<BIGNUM>,
    m: In<BIGNUM>,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || plain(&r, a.get()?, p.get()?, m.get()?))
}
