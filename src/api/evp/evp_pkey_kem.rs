//! `EVP_PKEY_encapsulate`, `EVP_PKEY_decapsulate` and their kin.

use super::evp_pkey_ctx::not_begun;
use super::evp_pkey_ctx_ctrl::set_all;
use crate::abi::{Graded, In, InBuf, Mut, Out, OutBuf, Str, graded};
use crate::err::{self, Error, Lib, Result, evp, prov};
use crate::obj::evp_pkey::name_of_type;
use crate::obj::evp_pkey_ctx::{EVP_PKEY_CTX, operation};
use crate::obj::fetch::unsupported;
use crate::obj::param::OSSL_PARAM;
use std::ffi::{c_int, c_uchar};

fn begin(
    ctx: &Mut<EVP_PKEY_CTX>,
    wanted: c_int,
    params: &In<OSSL_PARAM>,
) -> std::result::Result<c_int, Graded> {
    let none = || Graded::new(0, Error::new(Lib::Evp, evp::R_INITIALIZATION_ERROR));
    let ctx = ctx.opt().ok_or_else(none)?;
    ctx.begin(wanted).map_err(|error| {
        if error.reason == evp::R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE {
            let name = name_of_type(ctx.settings().nid).unwrap_or_default();
            let unknown = unsupported(name.to_bytes(), &Default::default());
            // OpenSSL looks twice.
            err::push(&unknown, "inner_evp_generic_fetch");
            err::push(&unknown, "inner_evp_generic_fetch");
        }
        not_begun(error)
    })?;
    set_all(ctx, params).map_err(|error| Graded::new(0, error))?;
    Ok(1)
}

/// Prepares to encapsulate secrets under an RSA key.
///
/// Returns: 1; 0 or less on error, -2 if the key cannot.
/// Errors: `EVP_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE`.
/// See: EVP_PKEY_encapsulate(3).
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_encapsulate_init(
    ctx: Mut<EVP_PKEY_CTX>,
    params: In<OSSL_PARAM>,
) -> c_int {
    graded(-2, || begin(&ctx, operation::ENCAPSULATE, &params))
}

/// Prepares to take secrets out that were encapsulated.
///
/// Returns: as [`EVP_PKEY_encapsulate_init`].
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_decapsulate_init(
    ctx: Mut<EVP_PKEY_CTX>,
    params: In<OSSL_PARAM>,
) -> c_int {
    graded(-2, || begin(&ctx, operation::DECAPSULATE, &params))
}

/// Chooses how secrets are encapsulated; only "RSASVE" is known.
///
/// Returns: 1; 0 or less on error.
/// Errors: `EVP_R_INVALID_VALUE`, `EVP_R_COMMAND_NOT_SUPPORTED`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_kem_op(ctx: Mut<EVP_PKEY_CTX>, op: Str) -> c_int {
    graded(0, || {
        let (Some(ctx), Some(op)) = (ctx.opt(), op.opt()) else {
            return Err(Graded::new(0, Error::new(Lib::Evp, evp::R_INVALID_VALUE)));
        };
        let wanted = operation::ENCAPSULATE | operation::DECAPSULATE;
        if ctx.settings().operation & wanted == 0 {
            return Err(Graded::new(-2, Error::new(Lib::Evp, evp::R_COMMAND_NOT_SUPPORTED)));
        }
        Ok(ctx.set_kem(op.to_bytes()).into())
    })
}

/// The context, and the length of its results.
fn prepared(
    ctx: &Mut<EVP_PKEY_CTX>,
    wanted: c_int,
) -> std::result::Result<(&EVP_PKEY_CTX, usize), Graded> {
    let ctx = ctx.opt().ok_or_else(|| Graded::new(0, Error::quiet()))?;
    match ctx.kem_len(wanted) {
        Ok(Some(len)) => Ok((ctx, len)),
        Ok(None) => Err(Graded::new(-2, Error::quiet())),
        Err(error) if error.reason == evp::R_OPERATION_NOT_INITIALIZED => {
            Err(Graded::new(-1, error))
        }
        Err(error) => Err(Graded::new(-2, error)),
    }
}

/// Checks that there is room for a result.
#[track_caller]
fn room(len: &Out<usize>, needed: usize) -> Result<()> {
    if len.read()? < needed {
        return Err(Error::new(Lib::Prov, prov::R_INVALID_OUTPUT_LENGTH));
    }
    Ok(())
}

/// Makes a secret and encapsulates it; for a NULL `wrappedkey` only tells the
/// lengths.
///
/// Returns: 1; 0 or less on error.
/// Errors: `PROV_R_INVALID_OUTPUT_LENGTH`, `EVP_R_OPERATION_NOT_INITIALIZED`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_encapsulate(
    ctx: Mut<EVP_PKEY_CTX>,
    mut wrappedkey: OutBuf<c_uchar>,
    wrappedkeylen: Out<usize>,
    mut genkey: OutBuf<c_uchar>,
    genkeylen: Out<usize>,
) -> c_int {
    graded(0, || {
        let (ctx, len) = prepared(&ctx, operation::ENCAPSULATE)?;
        if wrappedkey.is_null() {
            let places = [&wrappedkeylen, &genkeylen];
            let mut asked = places.iter().filter(|place| !place.is_null()).peekable();
            asked.peek().ok_or_else(Error::quiet)?;
            asked.try_for_each(|place| place.write(len))?;
            return Ok(1);
        }
        room(&wrappedkeylen, len)?;
        room(&genkeylen, len)?;
        let (wrapped, secret) = ctx.encapsulate()?;
        genkey.slice(len)?.copy_from_slice(&secret);
        wrappedkey.slice(len)?.copy_from_slice(&wrapped);
        genkeylen.write(len)?;
        wrappedkeylen.write(len)?;
        Ok(1)
    })
}

/// Takes out a secret that was encapsulated; for a NULL `unwrapped` only tells
/// its length.
///
/// Returns: as [`EVP_PKEY_encapsulate`].
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_decapsulate(
    ctx: Mut<EVP_PKEY_CTX>,
    mut unwrapped: OutBuf<c_uchar>,
    unwrappedlen: Out<usize>,
    wrapped: InBuf<c_uchar>,
    wrappedlen: usize,
) -> c_int {
    graded(0, || {
        if wrapped.is_null() || wrappedlen == 0 || (unwrapped.is_null() && unwrappedlen.is_null()) {
            return Err(Error::quiet().into());
        }
        let (ctx, len) = prepared(&ctx, operation::DECAPSULATE)?;
        if unwrapped.is_null() {
            unwrappedlen.write(len)?;
            return Ok(1);
        }
        room(&unwrappedlen, len)?;
        let secret = ctx.decapsulate(wrapped.slice(wrappedlen)?)?;
        unwrapped.slice(len)?.copy_from_slice(&secret);
        unwrappedlen.write(len)?;
        Ok(1)
    })
}
