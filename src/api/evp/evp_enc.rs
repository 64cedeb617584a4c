//! `EVP_Encrypt…`, `EVP_Decrypt…`, `EVP_Cipher…`: using ciphers.

use super::evp_cipher::known;
use super::evp_cipher_params::set_cipher;
use crate::abi::{In, InBuf, Mut, Out, OutBuf, entry};
use crate::err::{Error, Lib, Result, evp};
use crate::obj::engine::ENGINE;
use crate::obj::evp_cipher::{Direction, EVP_CIPHER, EVP_CIPHER_CTX, Mode};
use crate::obj::param::OSSL_PARAM;
use std::ffi::{c_int, c_uchar, c_uint};

fn init(
    ctx: &Mut<EVP_CIPHER_CTX>,
    cipher: &In<EVP_CIPHER>,
    key: &InBuf,
    iv: &InBuf,
    enc: c_int,
    afresh: bool,
) -> Result<c_int> {
    let ctx = ctx.get()?;
    if afresh {
        ctx.reset();
    }
    let direction = match enc {
        -1 => None,
        0 => Some(Direction::Decrypt),
        _ => Some(Direction::Encrypt),
    };
    ctx.init(
        known(cipher),
        direction,
        |len| if key.is_null() { Ok(None) } else { key.slice(len).map(Some) },
        |len| if iv.is_null() { Ok(None) } else { iv.slice(len).map(Some) },
    )?;
    Ok(1)
}

/// The same with parameters, which may say how long key and vector are.
fn init_with(
    ctx: &Mut<EVP_CIPHER_CTX>,
    cipher: &In<EVP_CIPHER>,
    key: &InBuf,
    iv: &InBuf,
    enc: c_int,
    params: &In<OSSL_PARAM>,
) -> Result<c_int> {
    if OSSL_PARAM::list(params).next().is_none() {
        return init(ctx, cipher, key, iv, enc, false);
    }
    init(ctx, cipher, &InBuf::lend(std::ptr::null()), &InBuf::lend(std::ptr::null()), enc, false)?;
    set_cipher(ctx.get()?, params)?;
    init(ctx, &In::NULL, key, iv, enc, false)
}

/// Encrypts or decrypts; `encrypting` is the direction that the function's name
/// says.
fn update(
    ctx: &Mut<EVP_CIPHER_CTX>,
    encrypting: Option<bool>,
    out: &mut OutBuf,
    outl: &Out<c_int>,
    input: &InBuf,
    inl: c_int,
) -> Result<c_int> {
    let len = usize::try_from(inl).map_err(|_| Error::new(Lib::Evp, evp::R_INVALID_LENGTH))?;
    outl.write(0)?;
    if let Some(encrypting) = encrypting {
        directed(ctx, encrypting)?;
    }
    let ctx = ctx.get()?;
    let cipher = ctx.cipher().ok_or_else(|| Error::new(Lib::Evp, evp::R_NO_CIPHER_SET))?;
    if out.is_null() && cipher.cipher().is_aead() {
        if input.is_null() {
            ctx.announce(inl)?;
        } else {
            ctx.aad(input.slice(inl)?)?;
        }
        outl.write(inl)?;
        return Ok(1);
    }
    if out.is_null() && cipher.cipher().mode() == Mode::Wrap {
        outl.write(c_int::try_from(ctx.wrapped_len(len)?).unwrap_or(0))?;
        return Ok(1);
    }
    // Input and output may be the same memory: the result is copied out after.
    let text = ctx.update(input.slice(inl)?)?;
    out.slice(text.len())?.copy_from_slice(&text);
    outl.write(c_int::try_from(text.len()).unwrap_or(0))?;
    Ok(1)
}

fn finish(ctx: &Mut<EVP_CIPHER_CTX>, out: &mut OutBuf, outl: &Out<c_int>) -> Result<c_int> {
    outl.write(0)?;
    let text = ctx.get()?.finish()?;
    out.slice(text.len())?.copy_from_slice(&text);
    outl.write(c_int::try_from(text.len()).unwrap_or(0))?;
    Ok(1)
}

/// Checks that a context works in the direction the function's name says.
fn directed(ctx: &Mut<EVP_CIPHER_CTX>, encrypting: bool) -> Result<()> {
    if ctx.get()?.cipher().is_some() && ctx.get()?.is_encrypting() != encrypting {
        return Err(Error::new(Lib::Evp, evp::R_INVALID_OPERATION));
    }
    Ok(())
}

/// Prepares to encrypt; NULL leaves cipher, key or vector as they are.
///
/// Returns: 1; 0 on error.
/// Errors: `EVP_R_NO_CIPHER_SET`, `ERR_R_UNSUPPORTED` for a legacy cipher.
/// See: EVP_EncryptInit(3).
#[unsafe(no_mangle)]
pub extern "C" fn EVP_EncryptInit_ex(
    ctx: Mut<EVP_CIPHER_CTX>,
    cipher: In<EVP_CIPHER>,
    _impl: Mut<ENGINE>,
    key: InBuf<c_uchar>,
    iv: InBuf<c_uchar>,
) -> c_int {
    entry(0, || init(&ctx, &cipher, &key, &iv, 1, false))
}

/// As [`EVP_EncryptInit_ex`], with parameters, which count before key and
/// vector.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_EncryptInit_ex2(
    ctx: Mut<EVP_CIPHER_CTX>,
    cipher: In<EVP_CIPHER>,
    key: InBuf<c_uchar>,
    iv: InBuf<c_uchar>,
    params: In<OSSL_PARAM>,
) -> c_int {
    entry(0, || init_with(&ctx, &cipher, &key, &iv, 1, &params))
}

/// As [`EVP_EncryptInit_ex`], forgetting what the context held.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_EncryptInit(
    ctx: Mut<EVP_CIPHER_CTX>,
    cipher: In<EVP_CIPHER>,
    key: InBuf<c_uchar>,
    iv: InBuf<c_uchar>,
) -> c_int {
    entry(0, || init(&ctx, &cipher, &key, &iv, 1, !cipher.is_null()))
}

/// Encrypts `inl` bytes; an incomplete block is kept back. With a NULL
/// `out` they are authenticated only.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_EncryptUpdate(
    ctx: Mut<EVP_CIPHER_CTX>,
    mut out: OutBuf<c_uchar>,
    outl: Out<c_int>,
    in_: InBuf<c_uchar>,
    inl: c_int,
) -> c_int {
    entry(0, || update(&ctx, Some(true), &mut out, &outl, &in_, inl))
}

/// Ends: writes the last block, or checks padding or tag.
///
/// Returns: 1; 0 on error.
/// Errors: `PROV_R_BAD_DECRYPT`, `PROV_R_WRONG_FINAL_BLOCK_LENGTH`; none for a
/// wrong tag.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_EncryptFinal_ex(
    ctx: Mut<EVP_CIPHER_CTX>,
    mut out: OutBuf<c_uchar>,
    outl: Out<c_int>,
) -> c_int {
    entry(0, || {
        directed(&ctx, true)?;
        finish(&ctx, &mut out, &outl)
    })
}

/// Ends: writes the last block, or checks padding or tag.
///
/// Returns: 1; 0 on error.
/// Errors: `PROV_R_BAD_DECRYPT`, `PROV_R_WRONG_FINAL_BLOCK_LENGTH`; none for a
/// wrong tag.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_EncryptFinal(
    ctx: Mut<EVP_CIPHER_CTX>,
    mut out: OutBuf<c_uchar>,
    outl: Out<c_int>,
) -> c_int {
    entry(0, || {
        directed(&ctx, true)?;
        finish(&ctx, &mut out, &outl)
    })
}

/// Prepares to decrypt; NULL leaves cipher, key or vector as they are.
///
/// Returns: 1; 0 on error.
/// Errors: `EVP_R_NO_CIPHER_SET`, `ERR_R_UNSUPPORTED` for a legacy cipher.
/// See: EVP_EncryptInit(3).
#[unsafe(no_mangle)]
pub extern "C" fn EVP_DecryptInit_ex(
    ctx: Mut<EVP_CIPHER_CTX>,
    cipher: In<EVP_CIPHER>,
    _impl: Mut<ENGINE>,
    key: InBuf<c_uchar>,
    iv: InBuf<c_uchar>,
) -> c_int {
    entry(0, || init(&ctx, &cipher, &key, &iv, 0, false))
}

/// As [`EVP_DecryptInit_ex`], with parameters, which count before key and
/// vector.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_DecryptInit_ex2(
    ctx: Mut<EVP_CIPHER_CTX>,
    cipher: In<EVP_CIPHER>,
    key: InBuf<c_uchar>,
    iv: InBuf<c_uchar>,
    params: In<OSSL_PARAM>,
) -> c_int {
    entry(0, || init_with(&ctx, &cipher, &key, &iv, 0, &params))
}

/// As [`EVP_DecryptInit_ex`], forgetting what the context held.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_DecryptInit(
    ctx: Mut<EVP_CIPHER_CTX>,
    cipher: In<EVP_CIPHER>,
    key: InBuf<c_uchar>,
    iv: InBuf<c_uchar>,
) -> c_int {
    entry(0, || init(&ctx, &cipher, &key, &iv, 0, !cipher.is_null()))
}

/// Decrypts `inl` bytes; an incomplete block is kept back. With a NULL
/// `out` they are authenticated only.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_DecryptUpdate(
    ctx: Mut<EVP_CIPHER_CTX>,
    mut out: OutBuf<c_uchar>,
    outl: Out<c_int>,
    in_: InBuf<c_uchar>,
    inl: c_int,
) -> c_int {
    entry(0, || update(&ctx, Some(false), &mut out, &outl, &in_, inl))
}

/// Ends: writes the last block, or checks padding or tag.
///
/// Returns: 1; 0 on error.
/// Errors: `PROV_R_BAD_DECRYPT`, `PROV_R_WRONG_FINAL_BLOCK_LENGTH`; none for a
/// wrong tag.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_DecryptFinal_ex(
    ctx: Mut<EVP_CIPHER_CTX>,
    mut outm: OutBuf<c_uchar>,
    outl: Out<c_int>,
) -> c_int {
    entry(0, || {
        directed(&ctx, false)?;
        finish(&ctx, &mut outm, &outl)
    })
}

/// Ends: writes the last block, or checks padding or tag.
///
/// Returns: 1; 0 on error.
/// Errors: `PROV_R_BAD_DECRYPT`, `PROV_R_WRONG_FINAL_BLOCK_LENGTH`; none for a
/// wrong tag.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_DecryptFinal(
    ctx: Mut<EVP_CIPHER_CTX>,
    mut outm: OutBuf<c_uchar>,
    outl: Out<c_int>,
) -> c_int {
    entry(0, || {
        directed(&ctx, false)?;
        finish(&ctx, &mut outm, &outl)
    })
}

/// Prepares to encrypt (`enc` 1), decrypt (0) or as before (-1).
///
/// Returns: 1; 0 on error.
/// Errors: as [`EVP_EncryptInit_ex`].
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CipherInit_ex(
    ctx: Mut<EVP_CIPHER_CTX>,
    cipher: In<EVP_CIPHER>,
    _impl: Mut<ENGINE>,
    key: InBuf<c_uchar>,
    iv: InBuf<c_uchar>,
    enc: c_int,
) -> c_int {
    entry(0, || init(&ctx, &cipher, &key, &iv, enc, false))
}

/// As [`EVP_CipherInit_ex`], with parameters, which count before key and
/// vector.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CipherInit_ex2(
    ctx: Mut<EVP_CIPHER_CTX>,
    cipher: In<EVP_CIPHER>,
    key: InBuf<c_uchar>,
    iv: InBuf<c_uchar>,
    enc: c_int,
    params: In<OSSL_PARAM>,
) -> c_int {
    entry(0, || init_with(&ctx, &cipher, &key, &iv, enc, &params))
}

/// As [`EVP_CipherInit_ex`], forgetting what the context held.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CipherInit(
    ctx: Mut<EVP_CIPHER_CTX>,
    cipher: In<EVP_CIPHER>,
    key: InBuf<c_uchar>,
    iv: InBuf<c_uchar>,
    enc: c_int,
) -> c_int {
    entry(0, || init(&ctx, &cipher, &key, &iv, enc, !cipher.is_null()))
}

/// Encrypts or decrypts, as [`EVP_EncryptUpdate`].
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CipherUpdate(
    ctx: Mut<EVP_CIPHER_CTX>,
    mut out: OutBuf<c_uchar>,
    outl: Out<c_int>,
    in_: InBuf<c_uchar>,
    inl: c_int,
) -> c_int {
    entry(0, || update(&ctx, None, &mut out, &outl, &in_, inl))
}

/// Ends, as [`EVP_EncryptFinal_ex`].
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CipherFinal_ex(
    ctx: Mut<EVP_CIPHER_CTX>,
    mut outm: OutBuf<c_uchar>,
    outl: Out<c_int>,
) -> c_int {
    entry(0, || finish(&ctx, &mut outm, &outl))
}

/// Ends, as [`EVP_EncryptFinal_ex`].
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CipherFinal(
    ctx: Mut<EVP_CIPHER_CTX>,
    mut outm: OutBuf<c_uchar>,
    outl: Out<c_int>,
) -> c_int {
    entry(0, || finish(&ctx, &mut outm, &outl))
}

/// Encrypts or decrypts whole blocks directly, without padding.
///
/// Returns: the bytes written; -1 on error.
/// See: EVP_Cipher(3).
#[unsafe(no_mangle)]
pub extern "C" fn EVP_Cipher(
    c: Mut<EVP_CIPHER_CTX>,
    mut out: OutBuf<c_uchar>,
    in_: InBuf<c_uchar>,
    inl: c_uint,
) -> c_int {
    entry(-1, || {
        let ctx = c.get()?;
        let cipher = ctx.cipher().ok_or_else(|| Error::new(Lib::Evp, evp::R_NO_CIPHER_SET))?;
        if in_.is_null() {
            // Nothing is kept back that could be written here: an AEAD's tag
            // is made or checked.
            return match cipher.cipher().mode() {
                Mode::Xts => Err(Error::quiet()),
                _ if cipher.cipher().is_aead() => ctx.finish().map(|_| 0),
                _ => Ok(0),
            };
        }
        if cipher.cipher().is_aead() && out.is_null() {
            ctx.aad(in_.slice(inl)?)?;
            return Ok(c_int::try_from(inl).unwrap_or(-1));
        }
        if !(inl as usize).is_multiple_of(cipher.cipher().block_size()) {
            return Err(Error::quiet());
        }
        let padded = ctx.flags() & EVP_CIPH_NO_PADDING == 0;
        let input = in_.slice(inl)?;
        ctx.set_padding(false)?;
        let text = ctx.update(input);
        ctx.set_padding(padded)?;
        let text = text?;
        out.slice(text.len())?.copy_from_slice(&text);
        Ok(c_int::try_from(text.len()).unwrap_or(-1))
    })
}

/// The flag of a context without padding.
const EVP_CIPH_NO_PADDING: c_int = 0x100;
