//! `PEM_SignInit` and its kin: signatures in base64.

use crate::abi::{InBuf, Mut, Out, OutBuf, entry};
use crate::api::evp::evp_md::known;
use crate::api::evp::evp_sign::signature;
use crate::err::Error;
use crate::obj::encode::encode_block;
use crate::obj::evp_md::{EVP_MD, EVP_MD_CTX};
use crate::obj::evp_pkey::EVP_PKEY;
use std::ffi::{c_int, c_uchar, c_uint};

/// Starts the digest of what is to be signed. Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_SignInit(ctx: Mut<EVP_MD_CTX>, type_: Mut<EVP_MD>) -> c_int {
    entry(0, || {
        ctx.get()?.init(known(&type_.as_in())?)?;
        Ok(1)
    })
}

/// Adds to what is to be signed. Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_SignUpdate(ctx: Mut<EVP_MD_CTX>, d: InBuf<c_uchar>, cnt: c_uint) -> c_int {
    entry(0, || {
        let ctx = ctx.get()?;
        if ctx.md().is_none() {
            return Err(Error::quiet());
        }
        ctx.update(d.slice(cnt)?)?;
        Ok(1)
    })
}

/// Ends what is to be signed: writes the signature in base64, terminated, to
/// `sigret` and the number of its characters to `*siglen`.
///
/// Returns: 1; 0 on error, silent if nothing was started.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_SignFinal(
    ctx: Mut<EVP_MD_CTX>,
    mut sigret: OutBuf<c_uchar>,
    siglen: Out<c_uint>,
    pkey: Mut<EVP_PKEY>,
) -> c_int {
    entry(0, || {
        let ctx = ctx.get()?;
        if ctx.md().is_none() {
            return Err(Error::quiet());
        }
        let mut text = encode_block(&signature(ctx, &pkey)?);
        siglen.write(c_uint::try_from(text.len()).unwrap_or(0))?;
        text.push(0);
        sigret.slice(text.len())?.copy_from_slice(&text);
        Ok(1)
    })
}
