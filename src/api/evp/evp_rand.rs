//! `EVP_RAND_CTX_…` and `EVP_RAND_…`: random generators, whose bytes are all
//! the operating system's.

use super::fetched::{known, list};
use crate::abi::{Give, In, InBuf, Lend, LendConst, Mut, OutBuf, StaticOrBox, Take, entry, quiet};
use crate::err::{Error, Lib, Result, evp};
use crate::obj::evp_rand::EVP_RAND_CTX;
use crate::obj::fetch::{EVP_RAND, Fetched};
use crate::obj::param::OSSL_PARAM;
use std::ffi::{c_int, c_uchar, c_uint};

crate::static_or_box_handle!(EVP_RAND_CTX);

/// Makes a generator, not started yet. A parent changes nothing: there is one
/// source of entropy.
///
/// Returns: NULL on error.
/// Errors: `EVP_R_INVALID_NULL_ALGORITHM`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_RAND_CTX_new(
    rand: Mut<EVP_RAND>,
    _parent: Mut<EVP_RAND_CTX>,
) -> Give<EVP_RAND_CTX> {
    entry(Give::null(), || {
        let rand = known(&rand.as_in())
            .ok_or_else(|| Error::new(Lib::Evp, evp::R_INVALID_NULL_ALGORITHM))?;
        Ok(Give::new(StaticOrBox::Boxed(EVP_RAND_CTX::new(rand))))
    })
}

/// Frees a generator; the library's own stay.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_RAND_CTX_free(ctx: Take<EVP_RAND_CTX>) {
    quiet((), || {
        drop(ctx.opt());
        Ok(())
    });
}

/// The kind of a generator.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_RAND_CTX_get0_rand(ctx: Mut<EVP_RAND_CTX>) -> Lend<EVP_RAND> {
    quiet(Lend::null(), || Ok(Lend::new(ctx.get()?.rand())))
}

/// The state of a generator (`EVP_RAND_STATE_READY` and its like).
#[unsafe(no_mangle)]
pub extern "C" fn EVP_RAND_get_state(ctx: Mut<EVP_RAND_CTX>) -> c_int {
    quiet(2, || Ok(ctx.get()?.state()))
}

/// How many bits of strength its bytes have.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_RAND_get_strength(ctx: Mut<EVP_RAND_CTX>) -> c_uint {
    quiet(0, || Ok(ctx.get()?.strength()))
}

/// Starts a generator for `strength` bits. A personal text adds nothing.
///
/// Returns: 1; 0 on error.
/// Errors: `PROV_R_INSUFFICIENT_DRBG_STRENGTH`, and what is missing.
/// See: EVP_RAND_instantiate(3).
#[unsafe(no_mangle)]
pub extern "C" fn EVP_RAND_instantiate(
    ctx: Mut<EVP_RAND_CTX>,
    strength: c_uint,
    _prediction_resistance: c_int,
    _pstr: InBuf<c_uchar>,
    _pstr_len: usize,
    params: In<OSSL_PARAM>,
) -> c_int {
    entry(0, || {
        let ctx = ctx.get()?;
        ctx.set(&params)?;
        ctx.instantiate(strength).map(|()| 1)
    })
}

/// Stops a generator: 1.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_RAND_uninstantiate(ctx: Mut<EVP_RAND_CTX>) -> c_int {
    quiet(0, || {
        ctx.get()?.uninstantiate();
        Ok(1)
    })
}

/// Fills `out` with `outlen` random bytes of at least `strength` bits.
///
/// Returns: 1; 0 on error.
/// Errors: `EVP_R_GENERATE_ERROR`, and why.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_RAND_generate(
    ctx: Mut<EVP_RAND_CTX>,
    mut out: OutBuf<c_uchar>,
    outlen: usize,
    strength: c_uint,
    _prediction_resistance: c_int,
    _addin: InBuf<c_uchar>,
    _addin_len: usize,
) -> c_int {
    entry(0, || ctx.get()?.generate(out.slice(outlen)?, strength).map(|()| 1))
}

/// Takes fresh entropy, as every request does: 1.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_RAND_reseed(
    ctx: Mut<EVP_RAND_CTX>,
    _prediction_resistance: c_int,
    _ent: InBuf<c_uchar>,
    _ent_len: usize,
    _addin: InBuf<c_uchar>,
    _addin_len: usize,
) -> c_int {
    entry(0, || ctx.get()?.reseed().map(|()| 1))
}

/// Fills `out` with `outlen` bytes that are used once.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_RAND_nonce(
    ctx: Mut<EVP_RAND_CTX>,
    mut out: OutBuf<c_uchar>,
    outlen: usize,
) -> c_int {
    entry(0, || ctx.get()?.generate(out.slice(outlen)?, 0).map(|()| 1))
}

/// Makes a generator fit for several threads, which all are: 1.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_RAND_enable_locking(ctx: Mut<EVP_RAND_CTX>) -> c_int {
    quiet(0, || ctx.get().map(|_| 1))
}

/// Whether a stopped generator keeps no secrets: 1; 0 if it is not stopped.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_RAND_verify_zeroization(ctx: Mut<EVP_RAND_CTX>) -> c_int {
    quiet(0, || Ok((ctx.get()?.state() == 0).into()))
}

/// Answers what a kind says of all its generators: nothing.
///
/// Returns: 1; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_RAND_get_params(rand: Mut<EVP_RAND>, _params: Mut<OSSL_PARAM>) -> c_int {
    quiet(0, || rand.get().map(|_| 1))
}

/// Answers what is asked of a generator.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_RAND_CTX_get_params(
    ctx: Mut<EVP_RAND_CTX>,
    params: Mut<OSSL_PARAM>,
) -> c_int {
    entry(0, || ctx.get()?.answer(&params.as_in()).map(|()| 1))
}

/// Sets parameters of a generator; unknown ones count for nothing.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_RAND_CTX_set_params(ctx: Mut<EVP_RAND_CTX>, params: In<OSSL_PARAM>) -> c_int {
    entry(0, || ctx.get()?.set(&params).map(|()| 1))
}

fn of(ctx: &Mut<EVP_RAND_CTX>, which: usize) -> Result<LendConst<OSSL_PARAM>> {
    Ok(list(ctx.get()?.rand().algorithm().list(which)))
}

/// What can be asked of a generator.
///
/// Returns: an array that stays; NULL for none.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_RAND_CTX_gettable_params(ctx: Mut<EVP_RAND_CTX>) -> LendConst<OSSL_PARAM> {
    quiet(LendConst::null(), || of(&ctx, 1))
}

/// What can be set on a generator.
///
/// Returns: an array that stays; NULL for none.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_RAND_CTX_settable_params(ctx: Mut<EVP_RAND_CTX>) -> LendConst<OSSL_PARAM> {
    quiet(LendConst::null(), || of(&ctx, 2))
}
