//! `EVP_KDF_CTX_…`, `EVP_KDF_derive`: key derivation.

use super::fetched::{known, list};
use crate::abi::{Give, In, LendConst, Mut, OutBuf, Take, entry, quiet};
use crate::err::{Error, Result};
use crate::obj::evp_kdf::EVP_KDF_CTX;
use crate::obj::fetch::{EVP_KDF, Fetched};
use crate::obj::param::{self, OCTET_STRING, OSSL_PARAM};
use std::ffi::{c_int, c_uchar};

crate::box_handle!(EVP_KDF_CTX);

/// Makes a derivation at work.
///
/// Returns: NULL for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_KDF_CTX_new(kdf: Mut<EVP_KDF>) -> Give<EVP_KDF_CTX> {
    quiet(Give::null(), || {
        let kdf = known(&kdf.as_in()).ok_or_else(Error::quiet)?;
        Ok(Give::new(EVP_KDF_CTX::new(kdf)))
    })
}

/// Frees a derivation at work and wipes its secrets.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_KDF_CTX_free(ctx: Take<EVP_KDF_CTX>) {
    quiet((), || {
        drop(ctx.opt());
        Ok(())
    });
}

/// Copies a derivation at work with its parameters.
///
/// Returns: NULL for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_KDF_CTX_dup(src: In<EVP_KDF_CTX>) -> Give<EVP_KDF_CTX> {
    quiet(Give::null(), || Ok(Give::new(src.get()?.duplicate())))
}

/// The algorithm of a derivation at work.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_KDF_CTX_kdf(ctx: Mut<EVP_KDF_CTX>) -> LendConst<EVP_KDF> {
    quiet(LendConst::null(), || Ok(LendConst::new(ctx.get()?.kdf())))
}

/// Forgets every parameter.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_KDF_CTX_reset(ctx: Mut<EVP_KDF_CTX>) {
    quiet((), || {
        ctx.get()?.reset();
        Ok(())
    });
}

/// The length of what is derived; `SIZE_MAX` if that is any.
///
/// Returns: 0 on error.
/// Errors: `PROV_R_MISSING_MESSAGE_DIGEST`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_KDF_CTX_get_kdf_size(ctx: Mut<EVP_KDF_CTX>) -> usize {
    entry(0, || ctx.opt().ok_or_else(Error::quiet)?.size())
}

/// Sets `params`, then derives `keylen` bytes into `key`.
///
/// Returns: 1; 0 on error.
/// Errors: `PROV_R_MISSING_…` for a parameter that must be set.
/// See: EVP_KDF_derive(3).
#[unsafe(no_mangle)]
pub extern "C" fn EVP_KDF_derive(
    ctx: Mut<EVP_KDF_CTX>,
    mut key: OutBuf<c_uchar>,
    keylen: usize,
    params: In<OSSL_PARAM>,
) -> c_int {
    entry(0, || {
        let ctx = ctx.opt().ok_or_else(Error::quiet)?;
        ctx.set(&params)?;
        ctx.derive(key.slice(keylen)?).map(|()| 1)
    })
}

/// Answers what an algorithm says of all its derivations: the size.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_KDF_get_params(kdf: Mut<EVP_KDF>, params: Mut<OSSL_PARAM>) -> c_int {
    entry(0, || {
        let kdf = known(&kdf.as_in()).ok_or_else(Error::quiet)?;
        if kdf.algorithm().list(0).is_some() {
            answer(&EVP_KDF_CTX::new(kdf), &params.as_in())?;
        }
        Ok(1)
    })
}

/// Answers what is asked of a derivation at work.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_KDF_CTX_get_params(ctx: Mut<EVP_KDF_CTX>, params: Mut<OSSL_PARAM>) -> c_int {
    entry(0, || answer(ctx.get()?, &params.as_in()).map(|()| 1))
}

#[track_caller]
fn answer(ctx: &EVP_KDF_CTX, params: &In<OSSL_PARAM>) -> Result<()> {
    for wanted in OSSL_PARAM::list(params) {
        match (wanted.key().to_bytes(), ctx.info()) {
            (b"size", _) => param::put(wanted, ctx.size()?)?,
            (b"info", Some(info)) if !wanted.put_bytes(OCTET_STRING, &info) => {
                return Err(Error::quiet());
            }
            _ => {}
        }
    }
    Ok(())
}

/// Sets parameters of a derivation at work; unknown ones count for nothing.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_KDF_CTX_set_params(ctx: Mut<EVP_KDF_CTX>, params: In<OSSL_PARAM>) -> c_int {
    entry(0, || ctx.get()?.set(&params).map(|()| 1))
}

/// What can be asked of a derivation at work.
///
/// Returns: an array that stays; NULL for none.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_KDF_CTX_gettable_params(ctx: Mut<EVP_KDF_CTX>) -> LendConst<OSSL_PARAM> {
    quiet(LendConst::null(), || Ok(list(ctx.get()?.kdf().algorithm().list(1))))
}

/// What can be set on a derivation at work.
///
/// Returns: an array that stays; NULL for none.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_KDF_CTX_settable_params(ctx: Mut<EVP_KDF_CTX>) -> LendConst<OSSL_PARAM> {
    quiet(LendConst::null(), || Ok(list(ctx.get()?.kdf().algorithm().list(2))))
}
