//! `openssl/hmac.h`: HMAC.

use crate::abi::{Give, In, InBuf, Lend, LendConst, Mut, Out, OutBuf, Take, entry, quiet};
use crate::api::evp::evp_md::known;
use crate::err::{Error, Result};
use crate::obj::engine::ENGINE;
use crate::obj::evp_md::{self, EVP_MD};
use crate::obj::hmac::{self, HMAC_CTX};
use std::ffi::{c_int, c_uchar, c_uint, c_void};

crate::box_handle!(crate::obj::hmac::HMAC_CTX);

/// Makes a place for an HMAC at work.
#[unsafe(no_mangle)]
pub extern "C" fn HMAC_CTX_new() -> Give<HMAC_CTX> {
    entry(Give::null(), || Ok(Give::new(Box::default())))
}

/// Frees an HMAC at work and wipes its key.
#[unsafe(no_mangle)]
pub extern "C" fn HMAC_CTX_free(ctx: Take<HMAC_CTX>) {
    quiet((), || {
        drop(ctx.opt());
        Ok(())
    });
}

/// Forgets key and input.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn HMAC_CTX_reset(ctx: Mut<HMAC_CTX>) -> c_int {
    entry(0, || {
        ctx.get()?.reset();
        Ok(1)
    })
}

/// Copies an HMAC at work.
///
/// Returns: 1; 0 if `sctx` has not started.
#[unsafe(no_mangle)]
pub extern "C" fn HMAC_CTX_copy(dctx: Mut<HMAC_CTX>, sctx: Mut<HMAC_CTX>) -> c_int {
    entry(0, || {
        dctx.get()?.copy_from(sctx.get()?)?;
        Ok(1)
    })
}

/// Lends the digest; NULL if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn HMAC_CTX_get_md(ctx: In<HMAC_CTX>) -> LendConst<EVP_MD> {
    quiet(LendConst::null(), || Ok(LendConst::opt(ctx.get()?.md())))
}

/// The length of the code; 0 without a digest.
#[unsafe(no_mangle)]
pub extern "C" fn HMAC_size(e: In<HMAC_CTX>) -> usize {
    quiet(0, || Ok(e.get()?.md().map_or(0, |md| md.size().try_into().unwrap_or(0))))
}

fn init(ctx: &Mut<HMAC_CTX>, key: &InBuf<c_void>, len: c_int, md: &In<EVP_MD>) -> Result<c_int> {
    let bytes = if key.is_null() { None } else { Some(key.slice(len)?) };
    ctx.get()?.init(bytes, known(md)?)?;
    Ok(1)
}

/// Flags of the digest, which has none here.
#[unsafe(no_mangle)]
pub extern "C" fn HMAC_CTX_set_flags(_ctx: Mut<HMAC_CTX>, _flags: std::ffi::c_ulong) {}

/// Starts with the `len` bytes of `key`; NULL for `key` uses the last key
/// again, NULL for `md` the last digest.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn HMAC_Init_ex(
    ctx: Mut<HMAC_CTX>,
    key: InBuf<c_void>,
    len: c_int,
    md: In<EVP_MD>,
    _impl: Mut<ENGINE>,
) -> c_int {
    entry(0, || init(&ctx, &key, len, &md))
}

/// As [`HMAC_Init_ex`], forgetting the last key if both are given.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn HMAC_Init(
    ctx: Mut<HMAC_CTX>,
    key: InBuf<c_void>,
    len: c_int,
    md: In<EVP_MD>,
) -> c_int {
    entry(0, || init(&ctx, &key, len, &md))
}

/// Adds `len` bytes.
///
/// Returns: 1; 0 if it was not started.
#[unsafe(no_mangle)]
pub extern "C" fn HMAC_Update(ctx: Mut<HMAC_CTX>, data: InBuf<c_uchar>, len: usize) -> c_int {
    entry(0, || {
        ctx.get()?.update(data.slice(len)?)?;
        Ok(1)
    })
}

/// Ends: writes the code to `md` and its length to `*len`.
///
/// Returns: 1; 0 if it was not started.
#[unsafe(no_mangle)]
pub extern "C" fn HMAC_Final(
    ctx: Mut<HMAC_CTX>,
    mut md: OutBuf<c_uchar>,
    len: Out<c_uint>,
) -> c_int {
    entry(0, || {
        let code = ctx.get()?.finish()?;
        md.slice(code.len())?.copy_from_slice(&code);
        len.write_opt(c_uint::try_from(code.len()).unwrap_or(0));
        Ok(1)
    })
}

/// The HMAC of `data_len` bytes.
///
/// Returns: `md`, or a static buffer if `md` is NULL; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn HMAC(
    evp_md: In<EVP_MD>,
    key: InBuf<c_void>,
    key_len: c_int,
    data: InBuf<c_uchar>,
    data_len: usize,
    mut md: OutBuf<c_uchar>,
    md_len: Out<c_uint>,
) -> Lend<c_uchar> {
    entry(Lend::null(), || {
        let algorithm = known(&evp_md)?.ok_or_else(Error::quiet)?.md()?;
        if algorithm.is_xof() {
            return Err(Error::quiet());
        }
        let code = hmac::hmac(algorithm, key.slice(key_len)?, data.slice(data_len)?)?;
        md_len.write_opt(c_uint::try_from(code.len()).unwrap_or(0));
        if md.is_null() {
            return Ok(Lend::from_ptr(evp_md::keep_static(algorithm, &code)));
        }
        md.slice(code.len())?.copy_from_slice(&code);
        Ok(Lend::from_ptr(md.as_ptr()))
    })
}
