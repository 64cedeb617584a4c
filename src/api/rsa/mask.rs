//! `PKCS1_MGF1`: the mask of OAEP and PSS.

use crate::abi::{In, InBuf, OutBuf, entry};
use crate::crypto::rsa_pad;
use crate::obj::evp_md::EVP_MD;
use std::ffi::{c_int, c_long, c_uchar};

/// Fills `mask` with what MGF1 (RFC 8017) makes of a seed.
///
/// Returns: 0; -1 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS1_MGF1(
    mut mask: OutBuf<c_uchar>,
    len: c_long,
    seed: InBuf<c_uchar>,
    seedlen: c_long,
    dgst: In<EVP_MD>,
) -> c_int {
    entry(-1, || {
        let md = dgst.get()?.md()?;
        let mut made = vec![0; mask.slice(len)?.len()];
        rsa_pad::mask(md, seed.slice(seedlen)?, &mut made)?;
        mask.slice(len)?.copy_from_slice(&made);
        Ok(0)
    })
}
