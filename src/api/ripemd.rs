//! `openssl/ripemd.h`: RIPEMD-160, whose state is in memory of the program's.

use crate::abi::{InBuf, Mut, OutBuf, entry, quiet};
use crate::err::Error;
use crate::obj::hmac::RIPEMD160_CTX;
use std::ffi::{c_int, c_uchar, c_void};

/// Starts RIPEMD-160 in the memory at `c`.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn RIPEMD160_Init(c: Mut<RIPEMD160_CTX>) -> c_int {
    entry(0, || Ok(c.get()?.init().into()))
}

/// Adds `len` bytes.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn RIPEMD160_Update(
    c: Mut<RIPEMD160_CTX>,
    data: InBuf<c_void>,
    len: usize,
) -> c_int {
    entry(0, || Ok(c.get()?.update(data.slice(len)?).into()))
}

/// Ends: writes the digest to `md`.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn RIPEMD160_Final(mut md: OutBuf<c_uchar>, c: Mut<RIPEMD160_CTX>) -> c_int {
    entry(0, || {
        let digest = c.get()?.finish().ok_or_else(Error::quiet)?;
        md.slice(RIPEMD160_CTX::LEN)?.copy_from_slice(&digest);
        Ok(1)
    })
}

/// Adds one block, without counting it in the length.
#[unsafe(no_mangle)]
pub extern "C" fn RIPEMD160_Transform(c: Mut<RIPEMD160_CTX>, b: InBuf<c_uchar>) {
    quiet((), || {
        let block = b.slice(RIPEMD160_CTX::BLOCK)?.try_into().map_err(|_| Error::quiet())?;
        c.get()?.transform(block);
        Ok(())
    });
}
