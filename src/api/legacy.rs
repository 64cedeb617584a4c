//! `openssl/md4.h`, `md5.h`, `sha.h`: the old digests, whose
//! state is in memory of the program's.

use crate::abi::{InBuf, Mut, OutBuf, entry, quiet};
use crate::err::{Error, Result};
use crate::obj::hmac::{MD4_CTX, MD5_CTX, SHA_CTX, SHA256_CTX, SHA512_CTX};
use std::ffi::{c_int, c_uchar, c_void};

fn put<const N: usize>(mut md: OutBuf<c_uchar>, digest: Option<[u8; N]>) -> Result<c_int> {
    let digest = digest.ok_or_else(Error::quiet)?;
    md.slice(N)?.copy_from_slice(&digest);
    Ok(1)
}

/// Starts MD4 in the memory at `c`.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn MD4_Init(c: Mut<MD4_CTX>) -> c_int {
    entry(0, || Ok(c.get()?.init().into()))
}

/// Adds `len` bytes.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn MD4_Update(c: Mut<MD4_CTX>, data: InBuf<c_void>, len: usize) -> c_int {
    entry(0, || Ok(c.get()?.update(data.slice(len)?).into()))
}

/// Ends: writes the digest to `md`.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn MD4_Final(md: OutBuf<c_uchar>, c: Mut<MD4_CTX>) -> c_int {
    entry(0, || put(md, c.get()?.finish()))
}

/// Starts MD5 in the memory at `c`.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn MD5_Init(c: Mut<MD5_CTX>) -> c_int {
    entry(0, || Ok(c.get()?.init().into()))
}

/// Adds `len` bytes.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn MD5_Update(c: Mut<MD5_CTX>, data: InBuf<c_void>, len: usize) -> c_int {
    entry(0, || Ok(c.get()?.update(data.slice(len)?).into()))
}

/// Ends: writes the digest to `md`.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn MD5_Final(md: OutBuf<c_uchar>, c: Mut<MD5_CTX>) -> c_int {
    entry(0, || put(md, c.get()?.finish()))
}

/// Starts SHA1 in the memory at `c`.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn SHA1_Init(c: Mut<SHA_CTX>) -> c_int {
    entry(0, || Ok(c.get()?.init().into()))
}

/// Adds `len` bytes.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn SHA1_Update(c: Mut<SHA_CTX>, data: InBuf<c_void>, len: usize) -> c_int {
    entry(0, || Ok(c.get()?.update(data.slice(len)?).into()))
}

/// Ends: writes the digest to `md`.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn SHA1_Final(md: OutBuf<c_uchar>, c: Mut<SHA_CTX>) -> c_int {
    entry(0, || put(md, c.get()?.finish()))
}

/// Starts SHA224 in the memory at `c`.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn SHA224_Init(c: Mut<SHA256_CTX>) -> c_int {
    entry(0, || Ok(c.get()?.init_224().into()))
}

/// Adds `len` bytes.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn SHA224_Update(c: Mut<SHA256_CTX>, data: InBuf<c_void>, len: usize) -> c_int {
    entry(0, || Ok(c.get()?.update(data.slice(len)?).into()))
}

/// Ends: writes the digest to `md`.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn SHA224_Final(md: OutBuf<c_uchar>, c: Mut<SHA256_CTX>) -> c_int {
    entry(0, || put(md, c.get()?.finish_224()))
}

/// Starts SHA256 in the memory at `c`.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn SHA256_Init(c: Mut<SHA256_CTX>) -> c_int {
    entry(0, || Ok(c.get()?.init().into()))
}

/// Adds `len` bytes.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn SHA256_Update(c: Mut<SHA256_CTX>, data: InBuf<c_void>, len: usize) -> c_int {
    entry(0, || Ok(c.get()?.update(data.slice(len)?).into()))
}

/// Ends: writes the digest to `md`.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn SHA256_Final(md: OutBuf<c_uchar>, c: Mut<SHA256_CTX>) -> c_int {
    entry(0, || put(md, c.get()?.finish()))
}

/// Starts SHA384 in the memory at `c`.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn SHA384_Init(c: Mut<SHA512_CTX>) -> c_int {
    entry(0, || Ok(c.get()?.init_384().into()))
}

/// Adds `len` bytes.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn SHA384_Update(c: Mut<SHA512_CTX>, data: InBuf<c_void>, len: usize) -> c_int {
    entry(0, || Ok(c.get()?.update(data.slice(len)?).into()))
}

/// Ends: writes the digest to `md`.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn SHA384_Final(md: OutBuf<c_uchar>, c: Mut<SHA512_CTX>) -> c_int {
    entry(0, || put(md, c.get()?.finish_384()))
}

/// Starts SHA512 in the memory at `c`.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn SHA512_Init(c: Mut<SHA512_CTX>) -> c_int {
    entry(0, || Ok(c.get()?.init().into()))
}

/// Adds `len` bytes.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn SHA512_Update(c: Mut<SHA512_CTX>, data: InBuf<c_void>, len: usize) -> c_int {
    entry(0, || Ok(c.get()?.update(data.slice(len)?).into()))
}

/// Ends: writes the digest to `md`.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn SHA512_Final(md: OutBuf<c_uchar>, c: Mut<SHA512_CTX>) -> c_int {
    entry(0, || put(md, c.get()?.finish()))
}

/// Declares the functions that add one block.
macro_rules! transforms {
    ($($name:ident $ctx:ident;)*) => {$(
        /// Adds one block, without counting it in the length.
        #[unsafe(no_mangle)]
        pub extern "C" fn $name(c: Mut<$ctx>, data: InBuf<c_uchar>) {
            quiet((), || {
                let block = data.slice($ctx::BLOCK)?.try_into().map_err(|_| Error::quiet())?;
                c.get()?.transform(block);
                Ok(())
            });
        }
    )*};
}

transforms! {
    MD4_Transform MD4_CTX;
    MD5_Transform MD5_CTX;
    SHA1_Transform SHA_CTX;
    SHA256_Transform SHA256_CTX;
    SHA512_Transform SHA512_CTX;
}
