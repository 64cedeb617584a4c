//! Random numbers: the functions with a strength, and those of old names. All
//! random bytes are the operating system's, of any strength that can be asked for.

use super::put;
use crate::abi::{Give, In, Mut, entry};
use crate::obj::bn::{BIGNUM, BN_CTX, Bn};
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use std::ffi::{c_int, c_uint};

/// As [`BN_rand`](super::BN_rand), for a strength in bits.
#[unsafe(no_mangle)]
pub extern "C" fn BN_rand_ex(
    rnd: Mut<BIGNUM>,
    bits: c_int,
    top: c_int,
    bottom: c_int,
    _strength: c_uint,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || put(&rnd, Bn::random(bits, top, bottom != 0)))
}

/// As [`BN_priv_rand`](super::BN_priv_rand), for a strength in bits.
#[unsafe(no_mangle)]
pub extern "C" fn BN_priv_rand_ex(
    rnd: Mut<BIGNUM>,
    bits: c_int,
    top: c_int,
    bottom: c_int,
    _strength: c_uint,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || put(&rnd, Bn::random(bits, top, bottom != 0)))
}

/// As [`BN_rand_range`](super::BN_rand_range), for a strength in bits.
#[unsafe(no_mangle)]
pub extern "C" fn BN_rand_range_ex(
    r: Mut<BIGNUM>,
    range: In<BIGNUM>,
    _strength: c_uint,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || put(&r, Bn::random_below(&*range.get()?.get()?)))
}

/// As [`BN_priv_rand_range`](super::BN_priv_rand_range), for a strength in
/// bits.
#[unsafe(no_mangle)]
pub extern "C" fn BN_priv_rand_range_ex(
    r: Mut<BIGNUM>,
    range: In<BIGNUM>,
    _strength: c_uint,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || put(&r, Bn::random_below(&*range.get()?.get()?)))
}

/// As [`BN_rand`](super::BN_rand), which it is no weaker than.
#[unsafe(no_mangle)]
pub extern "C" fn BN_pseudo_rand(
    rnd: Mut<BIGNUM>,
    bits: c_int,
    top: c_int,
    bottom: c_int,
) -> c_int {
    entry(0, || put(&rnd, Bn::random(bits, top, bottom != 0)))
}

/// As [`BN_rand_range`](super::BN_rand_range), which it is no weaker than.
#[unsafe(no_mangle)]
pub extern "C" fn BN_pseudo_rand_range(rnd: Mut<BIGNUM>, range: In<BIGNUM>) -> c_int {
    entry(0, || put(&rnd, Bn::random_below(&*range.get()?.get()?)))
}

/// Makes scratch space.
#[unsafe(no_mangle)]
pub extern "C" fn BN_CTX_new_ex(_ctx: Mut<OSSL_LIB_CTX>) -> Give<BN_CTX> {
    entry(Give::null(), || Ok(Give::new(Box::default())))
}

/// Makes scratch space; all of it is wiped when freed.
#[unsafe(no_mangle)]
pub extern "C" fn BN_CTX_secure_new_ex(_ctx: Mut<OSSL_LIB_CTX>) -> Give<BN_CTX> {
    entry(Give::null(), || Ok(Give::new(Box::default())))
}
