//! `openssl/cmac.h`: CMAC.

use super::evp::evp_cipher::known;
use crate::abi::{Give, In, InBuf, Lend, Mut, Out, OutBuf, Take, entry, quiet};
use crate::err::Error;
use crate::obj::cmac::CMAC_CTX;
use crate::obj::engine::ENGINE;
use crate::obj::evp_cipher::{EVP_CIPHER, EVP_CIPHER_CTX};
use std::ffi::{c_int, c_uchar, c_void};

crate::box_handle!(CMAC_CTX);

/// Makes a place for a CMAC at work.
#[unsafe(no_mangle)]
pub extern "C" fn CMAC_CTX_new() -> Give<CMAC_CTX> {
    entry(Give::null(), || Ok(Give::new(Box::default())))
}

/// Frees a CMAC at work and wipes its key.
#[unsafe(no_mangle)]
pub extern "C" fn CMAC_CTX_free(ctx: Take<CMAC_CTX>) {
    quiet((), || {
        drop(ctx.opt());
        Ok(())
    });
}

/// Forgets key and input.
#[unsafe(no_mangle)]
pub extern "C" fn CMAC_CTX_cleanup(ctx: Mut<CMAC_CTX>) {
    quiet((), || {
        ctx.get()?.reset();
        Ok(())
    });
}

/// Lends the cipher at work.
#[unsafe(no_mangle)]
pub extern "C" fn CMAC_CTX_get0_cipher_ctx(ctx: Mut<CMAC_CTX>) -> Lend<EVP_CIPHER_CTX> {
    quiet(Lend::null(), || Ok(Lend::new(ctx.get()?.cipher())))
}

/// Copies a CMAC at work.
///
/// Returns: 1; 0 if `in_` has not started.
#[unsafe(no_mangle)]
pub extern "C" fn CMAC_CTX_copy(out: Mut<CMAC_CTX>, in_: In<CMAC_CTX>) -> c_int {
    entry(0, || out.get()?.copy_from(in_.get()?).map(|()| 1))
}

/// Starts with a block cipher in CBC mode and a key; NULL for either leaves
/// it as it is, and for both starts again.
///
/// Returns: 1; 0 on error.
/// Errors: `EVP_R_INVALID_KEY_LENGTH`, `PROV_R_INVALID_MODE`.
#[unsafe(no_mangle)]
pub extern "C" fn CMAC_Init(
    ctx: Mut<CMAC_CTX>,
    key: InBuf<c_void>,
    keylen: usize,
    cipher: In<EVP_CIPHER>,
    _impl: Mut<ENGINE>,
) -> c_int {
    entry(0, || {
        let bytes = if key.is_null() { None } else { Some(key.slice(keylen)?) };
        if !cipher.is_null() && known(&cipher).is_none() {
            return Err(Error::quiet());
        }
        ctx.get()?.init(bytes, known(&cipher)).map(|()| 1)
    })
}

/// Adds `dlen` bytes.
///
/// Returns: 1; 0 if it was not started.
#[unsafe(no_mangle)]
pub extern "C" fn CMAC_Update(ctx: Mut<CMAC_CTX>, data: InBuf<c_void>, dlen: usize) -> c_int {
    entry(0, || ctx.get()?.update(data.slice(dlen)?).map(|()| 1))
}

/// Writes the code to `out` and its length to `*poutlen`; a NULL `out` only
/// asks for the length.
///
/// Returns: 1; 0 if it was not started.
#[unsafe(no_mangle)]
pub extern "C" fn CMAC_Final(
    ctx: Mut<CMAC_CTX>,
    mut out: OutBuf<c_uchar>,
    poutlen: Out<usize>,
) -> c_int {
    entry(0, || {
        let ctx = ctx.get()?;
        poutlen.write_opt(ctx.size()?);
        if !out.is_null() {
            let code = ctx.finish()?;
            out.slice(code.len())?.copy_from_slice(&code);
        }
        Ok(1)
    })
}

/// Goes on after the end, as if the code had not been asked for.
///
/// Returns: 1; 0 if it was not started.
#[unsafe(no_mangle)]
pub extern "C" fn CMAC_resume(ctx: Mut<CMAC_CTX>) -> c_int {
    entry(0, || ctx.get()?.resume().map(|()| 1))
}
