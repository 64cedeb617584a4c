//! `EVP_Encode…`, `EVP_Decode…`: base64.

use crate::abi::{Give, In, InBuf, Mut, Out, OutBuf, Take, entry, quiet};
use crate::err::{Error, Result};
use crate::obj::encode::{self, EVP_ENCODE_CTX};
use std::ffi::{c_int, c_uchar};

crate::box_handle!(crate::obj::encode::EVP_ENCODE_CTX);

fn int(len: usize) -> c_int {
    c_int::try_from(len).unwrap_or(c_int::MAX)
}

/// Makes a place for base64 at work.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_ENCODE_CTX_new() -> Give<EVP_ENCODE_CTX> {
    entry(Give::null(), || Ok(Give::new(Box::default())))
}

/// Frees base64 at work.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_ENCODE_CTX_free(ctx: Take<EVP_ENCODE_CTX>) {
    quiet((), || {
        drop(ctx.opt());
        Ok(())
    });
}

/// Copies base64 at work.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_ENCODE_CTX_copy(
    dctx: Mut<EVP_ENCODE_CTX>,
    sctx: In<EVP_ENCODE_CTX>,
) -> c_int {
    entry(0, || {
        dctx.get()?.copy_from(sctx.get()?);
        Ok(1)
    })
}

/// How much input is kept back.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_ENCODE_CTX_num(ctx: Mut<EVP_ENCODE_CTX>) -> c_int {
    quiet(0, || Ok(int(ctx.get()?.held())))
}

/// Starts encoding.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_EncodeInit(ctx: Mut<EVP_ENCODE_CTX>) {
    quiet((), || {
        ctx.get()?.start_encoding();
        Ok(())
    });
}

/// Writes `text` and a terminator, and its length to `*len`.
fn put_text(text: &[u8], mut out: OutBuf<c_uchar>, len: &Out<c_int>) -> Result<()> {
    if !text.is_empty() {
        let place = out.slice(text.len() + 1)?;
        place[..text.len()].copy_from_slice(text);
        place[text.len()] = 0;
    }
    len.write(int(text.len()))
}

/// Encodes `inl` bytes, in lines of 64 characters; an incomplete line is kept
/// back.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_EncodeUpdate(
    ctx: Mut<EVP_ENCODE_CTX>,
    out: OutBuf<c_uchar>,
    outl: Out<c_int>,
    in_: InBuf<c_uchar>,
    inl: c_int,
) -> c_int {
    entry(0, || {
        outl.write(0)?;
        if inl <= 0 {
            return Err(Error::quiet());
        }
        let text = ctx.get()?.encode(in_.slice(inl)?).ok_or_else(Error::quiet)?;
        put_text(&text, out, &outl)?;
        Ok(1)
    })
}

/// Ends encoding: writes the last line.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_EncodeFinal(
    ctx: Mut<EVP_ENCODE_CTX>,
    out: OutBuf<c_uchar>,
    outl: Out<c_int>,
) {
    quiet((), || put_text(&ctx.get()?.finish_encoding(), out, &outl));
}

/// Encodes `n` bytes without line ends, and terminates the text.
///
/// Returns: the length of the text.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_EncodeBlock(mut t: OutBuf<c_uchar>, f: InBuf<c_uchar>, n: c_int) -> c_int {
    entry(0, || {
        let text = encode::encode_block(if n > 0 { f.slice(n)? } else { &[] });
        let place = t.slice(text.len() + 1)?;
        place[..text.len()].copy_from_slice(&text);
        place[text.len()] = 0;
        Ok(int(text.len()))
    })
}

/// Starts decoding.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_DecodeInit(ctx: Mut<EVP_ENCODE_CTX>) {
    quiet((), || {
        ctx.get()?.start_decoding();
        Ok(())
    });
}

fn put_bytes(bytes: &[u8], mut out: OutBuf<c_uchar>, len: &Out<c_int>) -> Result<()> {
    out.slice(bytes.len())?.copy_from_slice(bytes);
    len.write(int(bytes.len()))
}

/// Decodes `inl` characters; incomplete groups of four are kept back.
///
/// Returns: 1 more may come; 0 the end was seen; -1 for malformed text.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_DecodeUpdate(
    ctx: Mut<EVP_ENCODE_CTX>,
    out: OutBuf<c_uchar>,
    outl: Out<c_int>,
    in_: InBuf<c_uchar>,
    inl: c_int,
) -> c_int {
    entry(-1, || {
        let (result, bytes) = ctx.get()?.decode(in_.slice(inl)?);
        put_bytes(&bytes, out, &outl)?;
        Ok(result)
    })
}

/// Ends decoding.
///
/// Returns: 1; -1 if something incomplete is left.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_DecodeFinal(
    ctx: Mut<EVP_ENCODE_CTX>,
    out: OutBuf<c_uchar>,
    outl: Out<c_int>,
) -> c_int {
    entry(-1, || {
        outl.write(0)?;
        let rest = ctx.get()?.finish_decoding().ok_or_else(Error::quiet)?;
        put_bytes(&rest, out, &outl)?;
        Ok(1)
    })
}

/// Decodes `n` characters; padding decodes to zero bytes.
///
/// Returns: the length of the bytes; -1 for malformed text.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_DecodeBlock(mut t: OutBuf<c_uchar>, f: InBuf<c_uchar>, n: c_int) -> c_int {
    entry(-1, || {
        let bytes = encode::decode_block(f.slice(n)?).ok_or_else(Error::quiet)?;
        t.slice(bytes.len())?.copy_from_slice(&bytes);
        Ok(int(bytes.len()))
    })
}
