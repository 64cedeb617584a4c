//! `EVP_MAC_CTX_…`, `EVP_MAC_init` and their kin, `EVP_Q_mac`: message
//! authentication codes.

use super::fetched::{known, list, query};
use crate::abi::{Give, In, InBuf, Lend, LendConst, Mut, Out, OutBuf, Str, Take, entry, quiet};
use crate::err::{self, Error, Lib, Result, evp};
use crate::obj::evp_mac::{self, EVP_MAC_CTX};
use crate::obj::fetch::{EVP_MAC, Fetched};
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::param::{OSSL_PARAM, UTF8_STRING};
use std::ffi::{CStr, c_int, c_uchar, c_void};

crate::box_handle!(EVP_MAC_CTX);

/// Makes a code at work, without a key yet.
///
/// Returns: NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MAC_CTX_new(mac: Mut<EVP_MAC>) -> Give<EVP_MAC_CTX> {
    entry(Give::null(), || {
        let mac = known(&In::lend(mac.get()?)).ok_or_else(Error::quiet)?;
        Ok(Give::new(EVP_MAC_CTX::new(mac)))
    })
}

/// Frees a code at work and wipes its key.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MAC_CTX_free(ctx: Take<EVP_MAC_CTX>) {
    quiet((), || {
        drop(ctx.opt());
        Ok(())
    });
}

/// Copies a code at work, which may then go on two ways.
///
/// Returns: NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MAC_CTX_dup(src: In<EVP_MAC_CTX>) -> Give<EVP_MAC_CTX> {
    entry(Give::null(), || Ok(Give::new(src.get()?.duplicate()?)))
}

/// The algorithm of a code at work.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MAC_CTX_get0_mac(ctx: Mut<EVP_MAC_CTX>) -> Lend<EVP_MAC> {
    quiet(Lend::null(), || Ok(Lend::new(ctx.get()?.mac())))
}

/// The length of a code in bytes; 0 while it is not known.
///
/// Errors: `EVP_R_MESSAGE_DIGEST_IS_NULL` for HMAC without a digest.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MAC_CTX_get_mac_size(ctx: Mut<EVP_MAC_CTX>) -> usize {
    entry(0, || size(ctx.get()?))
}

/// The length of a code, and an error if a digest is missing for it.
#[track_caller]
fn size(ctx: &EVP_MAC_CTX) -> Result<usize> {
    if ctx.lacks_digest() {
        return Err(Error::new(Lib::Evp, evp::R_MESSAGE_DIGEST_IS_NULL));
    }
    Ok(ctx.size())
}

/// The length of an input block in bytes; 0 where there is none.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MAC_CTX_get_block_size(ctx: Mut<EVP_MAC_CTX>) -> usize {
    quiet(0, || Ok(ctx.get()?.block_size()))
}

/// Starts with the `keylen` bytes of `key`; NULL uses the last key again.
///
/// Returns: 1; 0 on error.
/// See: EVP_MAC_init(3).
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MAC_init(
    ctx: Mut<EVP_MAC_CTX>,
    key: InBuf<c_uchar>,
    keylen: usize,
    params: In<OSSL_PARAM>,
) -> c_int {
    entry(0, || {
        let bytes = if key.is_null() { None } else { Some(key.slice(keylen)?) };
        ctx.get()?.init(bytes, &params)?;
        Ok(1)
    })
}

/// Adds `datalen` bytes.
///
/// Returns: 1; 0 if it was not started.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MAC_update(
    ctx: Mut<EVP_MAC_CTX>,
    data: InBuf<c_uchar>,
    datalen: usize,
) -> c_int {
    entry(0, || {
        ctx.get()?.update(data.slice(datalen)?)?;
        Ok(1)
    })
}

/// Ends: writes the code to `out` of `outsize` bytes and its length to
/// `*outl`. A NULL `out` only asks for the length.
///
/// Returns: 1; 0 on error.
/// Errors: `EVP_R_BUFFER_TOO_SMALL`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MAC_final(
    ctx: Mut<EVP_MAC_CTX>,
    mut out: OutBuf<c_uchar>,
    outl: Out<usize>,
    outsize: usize,
) -> c_int {
    entry(0, || {
        let ctx = ctx.get()?;
        let len = known_size(ctx);
        if out.is_null() {
            if outl.is_null() {
                return Err(Error::new(Lib::Evp, err::R_PASSED_NULL_PARAMETER));
            }
            outl.write(len)?;
            return Ok(1);
        }
        if outsize < len {
            return Err(Error::new(Lib::Evp, evp::R_BUFFER_TOO_SMALL));
        }
        outl.write_opt(0);
        let code = ctx.finish()?;
        out.slice(code.len())?.copy_from_slice(&code);
        outl.write_opt(code.len());
        Ok(1)
    })
}

/// The length of a code; what is missing for it stands in the queue.
fn known_size(ctx: &EVP_MAC_CTX) -> usize {
    size(ctx).unwrap_or_else(|error| {
        err::push(&error, "EVP_MAC_CTX_get_mac_size");
        0
    })
}

/// Ends a code of any length (KMAC): writes it to `out` of `outsize` bytes.
///
/// Returns: 1; 0 on error.
/// Errors: `EVP_R_BUFFER_TOO_SMALL`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MAC_finalXOF(
    ctx: Mut<EVP_MAC_CTX>,
    mut out: OutBuf<c_uchar>,
    outsize: usize,
) -> c_int {
    entry(0, || {
        let ctx = ctx.get()?;
        ctx.set_xof()?;
        if outsize < known_size(ctx) {
            return Err(Error::new(Lib::Evp, evp::R_BUFFER_TOO_SMALL));
        }
        let code = ctx.finish()?;
        out.slice(code.len())?.copy_from_slice(&code);
        Ok(1)
    })
}

/// Answers what an algorithm says of all its codes.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MAC_get_params(mac: Mut<EVP_MAC>, params: Mut<OSSL_PARAM>) -> c_int {
    entry(0, || {
        let mac = known(&In::lend(mac.get()?)).ok_or_else(Error::quiet)?;
        if mac.algorithm().list(0).is_some() {
            evp_mac::answer(&EVP_MAC_CTX::new(mac), &params.as_in())?;
        }
        Ok(1)
    })
}

/// Answers what is asked of a code at work.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MAC_CTX_get_params(ctx: Mut<EVP_MAC_CTX>, params: Mut<OSSL_PARAM>) -> c_int {
    entry(0, || {
        let ctx = ctx.get()?;
        if OSSL_PARAM::list(&params.as_in()).any(|p| p.key() == c"size") {
            known_size(ctx);
        }
        evp_mac::answer(ctx, &params.as_in())?;
        Ok(1)
    })
}

/// Sets parameters of a code at work; unknown ones count for nothing.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MAC_CTX_set_params(ctx: Mut<EVP_MAC_CTX>, params: In<OSSL_PARAM>) -> c_int {
    entry(0, || ctx.get()?.set(&params).map(|()| 1))
}

/// What can be asked of a code at work.
///
/// Returns: an array that stays; NULL for none.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MAC_CTX_gettable_params(ctx: Mut<EVP_MAC_CTX>) -> LendConst<OSSL_PARAM> {
    quiet(LendConst::null(), || Ok(list(ctx.get()?.mac().algorithm().list(1))))
}

/// What can be set on a code at work.
///
/// Returns: an array that stays; NULL for none.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MAC_CTX_settable_params(ctx: Mut<EVP_MAC_CTX>) -> LendConst<OSSL_PARAM> {
    quiet(LendConst::null(), || Ok(list(ctx.get()?.mac().algorithm().list(2))))
}

/// The code of `datalen` bytes at once. `subalg` names the digest or cipher
/// that the algorithm `name` needs. A NULL `out` only asks for the length.
///
/// Returns: `out`, or some string for NULL; NULL on error.
/// Errors: `ERR_R_PASSED_INVALID_ARGUMENT` for a `subalg` that nothing needs.
/// See: EVP_Q_mac(3).
#[unsafe(no_mangle)]
pub extern "C" fn EVP_Q_mac(
    libctx: Mut<OSSL_LIB_CTX>,
    name: Str,
    propq: Str,
    subalg: Str,
    params: In<OSSL_PARAM>,
    key: InBuf<c_void>,
    keylen: usize,
    data: InBuf<c_uchar>,
    datalen: usize,
    mut out: OutBuf<c_uchar>,
    outsize: usize,
    outlen: Out<usize>,
) -> Lend<c_uchar> {
    entry(Lend::null(), || {
        let ctx = EVP_MAC_CTX::new(EVP_MAC::fetch(name.bytes()?, &query(&libctx, &propq)?)?);
        if let Some(sub) = subalg.opt() {
            set_sub(&ctx, sub)?;
        }
        ctx.set(&params)?;
        let key = if key.is_null() { &[][..] } else { key.slice(keylen)? };
        ctx.init(Some(key), &In::NULL)?;
        ctx.update(data.slice(datalen)?)?;
        let len = size(&ctx)?;
        outlen.write_opt(len);
        if out.is_null() {
            return Ok(Lend::from_ptr(c"".as_ptr().cast_mut().cast()));
        }
        if outsize < len {
            return Err(Error::new(Lib::Evp, evp::R_BUFFER_TOO_SMALL));
        }
        let code = ctx.finish()?;
        out.slice(code.len())?.copy_from_slice(&code);
        outlen.write_opt(code.len());
        Ok(Lend::from_ptr(out.as_ptr()))
    })
}

/// Sets the digest or the cipher, whichever the algorithm has.
#[track_caller]
fn set_sub(ctx: &EVP_MAC_CTX, sub: &CStr) -> Result<()> {
    let settable = ctx.mac().algorithm().list(2).unwrap_or_default();
    let has = |key: &CStr| settable.iter().any(|p| !p.is_end() && p.key() == key);
    let key = [c"digest", c"cipher"].into_iter().find(|key| has(key));
    let key = key.ok_or_else(|| Error::new(Lib::Evp, err::R_PASSED_INVALID_ARGUMENT))?;
    let text = sub.as_ptr().cast_mut();
    let param = OSSL_PARAM::new(key.as_ptr(), UTF8_STRING, text.cast(), sub.to_bytes().len());
    ctx.set(&In::lend([param, OSSL_PARAM::END].as_slice().first().ok_or_else(Error::quiet)?))
}
