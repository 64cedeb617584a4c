//! What the modes of ciphers with blocks of eight bytes have in common.

use crate::abi::{InBuf, Out, OutBuf};
use crate::err::Result;
use crate::obj::block64::{self, Block, Cipher, Stream};
use std::ffi::{c_int, c_long, c_uchar};
use zeroize::Zeroizing;

fn read(ivec: &mut OutBuf<c_uchar>) -> Result<Block> {
    let mut iv = [0; 8];
    iv.copy_from_slice(ivec.slice(8_usize)?);
    Ok(iv)
}

/// What the functions of CBC do.
pub(super) fn cbc(
    cipher: Cipher<'_>,
    input: &InBuf<c_uchar>,
    mut output: OutBuf<c_uchar>,
    length: c_long,
    mut ivec: OutBuf<c_uchar>,
    encrypt: bool,
) -> Result<()> {
    let mut iv = read(&mut ivec)?;
    let len = usize::try_from(length).unwrap_or(0);
    let whole = len.next_multiple_of(8);
    let (reads, writes) = if encrypt { (len, whole) } else { (whole, len) };
    let done = block64::cbc(cipher, &mut iv, encrypt, input.slice(reads)?, len);
    let out = output.slice(writes)?;
    match done {
        Ok(done) if done.len() == out.len() => out.copy_from_slice(&done),
        // On failure nothing of the input may stand where the result should.
        _ => out.fill(0),
    }
    ivec.slice(8_usize)?.copy_from_slice(&iv);
    Ok(())
}

/// What the functions of CFB and OFB do.
pub(super) fn stream(
    input: &InBuf<c_uchar>,
    mut output: OutBuf<c_uchar>,
    length: c_long,
    mut ivec: OutBuf<c_uchar>,
    num: &Out<c_int>,
    apply: impl FnOnce(&mut Stream, &[u8]) -> Result<Zeroizing<Vec<u8>>>,
) -> Result<()> {
    let used = usize::try_from(num.read()? & 7).unwrap_or(0);
    let mut state = Stream { iv: read(&mut ivec)?, used };
    let len = usize::try_from(length).unwrap_or(0);
    let done = apply(&mut state, input.slice(len)?);
    let out = output.slice(len)?;
    match done {
        Ok(done) => out.copy_from_slice(&done),
        // As in `cbc`.
        Err(_) => out.fill(0),
    }
    ivec.slice(8_usize)?.copy_from_slice(&state.iv);
    num.write(c_int::try_from(state.used).unwrap_or(0))
}
