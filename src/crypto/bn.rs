//! Big numbers.

use super::ffi::{self, owner};
use crate::err::Result;

owner! {
    /// A big number. aws-lc wipes its memory when it is freed.
    Bn, BIGNUM, BN_free
}

// SAFETY: `&Bn` only reads; every change takes `&mut`.
unsafe impl Sync for Bn {}

impl Bn {
    /// Zero.
    #[track_caller]
    pub fn zero() -> Result<Bn> {
        // SAFETY: no preconditions; the result is owned.
        Bn::own(unsafe { aws_lc_sys::BN_new() })
    }

    /// The number that `bytes` are, big-endian.
    #[track_caller]
    pub fn from_be(bytes: &[u8]) -> Result<Bn> {
        // SAFETY: pointer and length are those of a slice; NULL makes a new number.
        Bn::own(unsafe { aws_lc_sys::BN_bin2bn(bytes.as_ptr(), bytes.len(), std::ptr::null_mut()) })
    }

    /// Its magnitude, big-endian without leading zeros.
    pub fn to_be(&self) -> Vec<u8> {
        // SAFETY: the number is live.
        unsafe { magnitude(self.raw()) }
    }

    /// aws-lc's number, for its other functions.
    pub(super) fn as_raw(&self) -> *mut aws_lc_sys::BIGNUM {
        self.raw()
    }
}

/// The magnitude of a number that aws-lc lends.
///
/// # Safety
/// `raw` is NULL (which reads as zero) or points to a live number.
pub(super) unsafe fn magnitude(raw: *const aws_lc_sys::BIGNUM) -> Vec<u8> {
    if raw.is_null() {
        return Vec::new();
    }
    // SAFETY: the buffer has the size the number states.
    unsafe {
        let mut out = vec![0; aws_lc_sys::BN_num_bytes(raw) as usize];
        let len = aws_lc_sys::BN_bn2bin(raw, out.as_mut_ptr());
        out.truncate(len);
        out
    }
}

/// The number of bits of a big-endian number.
pub fn bit_len(bytes: &[u8]) -> usize {
    let bytes = &bytes[bytes.iter().take_while(|&&b| b == 0).count()..];
    bytes.first().map_or(0, |b| bytes.len() * 8 - b.leading_zeros() as usize)
}

/// `base ^ exponent mod modulus` in constant time for an odd modulus, as
/// Diffie-Hellman needs, to the length of the modulus.
#[track_caller]
pub fn mod_exp(
    base: &[u8],
    exponent: &[u8],
    modulus: &[u8],
) -> Result<zeroize::Zeroizing<Vec<u8>>> {
    let (base, exponent, n) = (Bn::from_be(base)?, Bn::from_be(exponent)?, Bn::from_be(modulus)?);
    let out = Bn::zero()?;
    // SAFETY: all numbers are live; aws-lc makes its own context and cache
    // from NULL only for the Montgomery one, so a context is made here.
    unsafe {
        let context = aws_lc_sys::BN_CTX_new();
        if context.is_null() {
            return Err(ffi::failed());
        }
        let reduced = aws_lc_sys::BN_nnmod(base.raw(), base.raw(), n.raw(), context);
        let done = reduced == 1
            && aws_lc_sys::BN_mod_exp_mont_consttime(
                out.raw(),
                base.raw(),
                exponent.raw(),
                n.raw(),
                context,
                std::ptr::null(),
            ) == 1;
        aws_lc_sys::BN_CTX_free(context);
        if !done {
            return Err(ffi::failed());
        }
    }
    let mut bytes = zeroize::Zeroizing::new(vec![0; bit_len(modulus).div_ceil(8)]);
    // SAFETY: pointer and length are those of the buffer.
    ffi::ok(unsafe { aws_lc_sys::BN_bn2bin_padded(bytes.as_mut_ptr(), bytes.len(), out.raw()) })?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers() {
        assert_eq!(mod_exp(&[4], &[13], &[1, 241]).unwrap().as_slice(), &[1, 189]);
        assert_eq!(bit_len(&[0, 3, 0]), 10);
    }
}
