//! RSA over aws-lc's primitives, which unlike aws-lc-rs know keys of every size.

use super::bn::{self, Bn};
use super::digest::Md;
use super::ffi::{self, owner};
use super::rsa_pad;
use crate::der::keys::RsaNumbers;
use crate::err::{Error, Lib, Result, rsa};
use std::ffi::c_int;
use zeroize::Zeroizing;

owner! {
    /// An RSA key, public or private. aws-lc locks what it caches inside.
    Key, RSA, RSA_free
}

// SAFETY: aws-lc's operations on a finished key lock what they change.
unsafe impl Sync for Key {}

/// The smallest and largest modulus, in bits, that is accepted.
const BITS: std::ops::RangeInclusive<usize> = 512..=16384;

impl Key {
    /// A public key.
    #[track_caller]
    pub fn public(n: &[u8], e: &[u8]) -> Result<Key> {
        check_size(n)?;
        let (n, e) = (Bn::from_be(n)?, Bn::from_be(e)?);
        // SAFETY: the numbers are live and copied.
        Key::own(unsafe { aws_lc_sys::RSA_new_public_key_large_e(n.as_raw(), e.as_raw()) })
    }

    /// A private key, its numbers checked against each other.
    #[track_caller]
    pub fn private(numbers: &RsaNumbers<'_>) -> Result<Key> {
        check_size(numbers.n)?;
        let bn = Bn::from_be;
        let (n, e, d) = (bn(numbers.n)?, bn(numbers.e)?, bn(numbers.d)?);
        if numbers.p.is_empty() {
            // SAFETY: the numbers are live and copied.
            return Key::own(unsafe {
                aws_lc_sys::RSA_new_private_key_no_crt(n.as_raw(), e.as_raw(), d.as_raw())
            });
        }
        let (p, q) = (bn(numbers.p)?, bn(numbers.q)?);
        let (dp, dq, qi) = (bn(numbers.dp)?, bn(numbers.dq)?, bn(numbers.qi)?);
        // SAFETY: the numbers are live and copied.
        Key::own(unsafe {
            aws_lc_sys::RSA_new_private_key_large_e(
                n.as_raw(),
                e.as_raw(),
                d.as_raw(),
                p.as_raw(),
                q.as_raw(),
                dp.as_raw(),
                dq.as_raw(),
                qi.as_raw(),
            )
        })
    }

    /// A new private key; `tell` is told how it goes on, and may end it.
    ///
    /// Errors: `RSA_R_KEY_SIZE_TOO_SMALL`, `RSA_R_PUB_EXPONENT_OUT_OF_RANGE`.
    #[track_caller]
    pub fn generate(bits: c_int, e: &[u8], tell: bn::Tell<'_>) -> Result<Key> {
        if usize::try_from(bits).is_ok_and(|b| b < *BITS.start()) || bits < 0 {
            return Err(Error::new(Lib::Rsa, rsa::R_KEY_SIZE_TOO_SMALL));
        }
        let e = Bn::from_be(e)?;
        if !e.is_odd() || e.bits() < 2 {
            return Err(Error::new(Lib::Rsa, rsa::R_PUB_EXPONENT_OUT_OF_RANGE));
        }
        if bits % 128 != 0 {
            return super::rsa_generate::generate(bits, &e, tell);
        }
        // SAFETY: no preconditions; the result is owned.
        let key = Key::own(unsafe { aws_lc_sys::RSA_new() })?;
        let mut teller = tell;
        let mut callback = bn::callback(&mut teller);
        // SAFETY: the key is new, exponent and callback are live.
        ffi::ok(unsafe {
            aws_lc_sys::RSA_generate_key_ex(key.raw(), bits, e.as_raw(), callback.raw())
        })?;
        Ok(key)
    }

    /// The length of the modulus in bytes.
    pub fn size(&self) -> usize {
        // SAFETY: the key is live.
        unsafe { aws_lc_sys::RSA_size(self.raw()) as usize }
    }

    /// The length of the modulus in bits.
    pub fn bits(&self) -> usize {
        // SAFETY: the key is live.
        unsafe { aws_lc_sys::RSA_bits(self.raw()) as usize }
    }

    /// Modulus and public exponent.
    pub fn public_numbers(&self) -> (Vec<u8>, Vec<u8>) {
        // SAFETY: the key is live and lends its numbers.
        unsafe {
            (
                bn::magnitude(aws_lc_sys::RSA_get0_n(self.raw())),
                bn::magnitude(aws_lc_sys::RSA_get0_e(self.raw())),
            )
        }
    }

    /// d, p, q, d mod p-1, d mod q-1, 1/q mod p; empty where the key has none.
    pub fn private_numbers(&self) -> [Zeroizing<Vec<u8>>; 6] {
        let raw = self.raw();
        // SAFETY: the key is live and lends its numbers.
        unsafe {
            [
                aws_lc_sys::RSA_get0_d(raw),
                aws_lc_sys::RSA_get0_p(raw),
                aws_lc_sys::RSA_get0_q(raw),
                aws_lc_sys::RSA_get0_dmp1(raw),
                aws_lc_sys::RSA_get0_dmq1(raw),
                aws_lc_sys::RSA_get0_iqmp(raw),
            ]
            .map(|number| Zeroizing::new(bn::magnitude(number)))
        }
    }

    /// A PKCS#1 v1.5 signature of a digest.
    #[track_caller]
    pub fn sign_pkcs1(&self, md: Md, digest: &[u8]) -> Result<Vec<u8>> {
        check_digest(md, digest)?;
        if is_wrapped_here(md) {
            return rsa_pad::private_encrypt(self, &rsa_pad::digest_info(md, digest))
                .map_err(|_| Error::new(Lib::Rsa, rsa::R_DIGEST_TOO_BIG_FOR_RSA_KEY));
        }
        let mut out = vec![0; self.size()];
        let mut len = 0;
        // SAFETY: the output has the length of the modulus.
        let done = unsafe {
            aws_lc_sys::RSA_sign(
                md.nid(),
                digest.as_ptr(),
                digest.len(),
                out.as_mut_ptr(),
                &mut len,
                self.raw(),
            )
        };
        if done != 1 {
            ffi::forget();
            return Err(Error::new(Lib::Rsa, rsa::R_DIGEST_TOO_BIG_FOR_RSA_KEY));
        }
        out.truncate(len as usize);
        Ok(out)
    }

    /// Whether `signature` is a PKCS#1 v1.5 signature of `digest`.
    #[track_caller]
    pub fn verify_pkcs1(&self, md: Md, digest: &[u8], signature: &[u8]) -> Result<bool> {
        check_digest(md, digest)?;
        if is_wrapped_here(md) {
            let signed = (signature.len() == self.size()).then(|| self.public_raw(signature));
            let Some(Ok(block)) = signed else { return Ok(false) };
            let expected = rsa_pad::digest_info(md, digest);
            return Ok(rsa_pad::strip_signature(&block).is_ok_and(|found| found == expected));
        }
        // SAFETY: pointers and lengths are those of slices.
        let good = unsafe {
            aws_lc_sys::RSA_verify(
                md.nid(),
                digest.as_ptr(),
                digest.len(),
                signature.as_ptr(),
                signature.len(),
                self.raw(),
            )
        };
        ffi::forget();
        Ok(good == 1)
    }

    /// A PSS signature of a digest. `salt` is a length, or -1 for that of the
    /// digest, or -2 for the longest.
    #[track_caller]
    pub fn sign_pss(&self, md: Md, mgf: Md, salt: c_int, digest: &[u8]) -> Result<Vec<u8>> {
        check_digest(md, digest)?;
        let mut out = vec![0; self.size()];
        let mut len = 0;
        // SAFETY: pointers and lengths are those of slices.
        let done = unsafe {
            aws_lc_sys::RSA_sign_pss_mgf1(
                self.raw(),
                &mut len,
                out.as_mut_ptr(),
                out.len(),
                digest.as_ptr(),
                digest.len(),
                md.raw().ok_or_else(ffi::failed)?,
                mgf.raw().ok_or_else(ffi::failed)?,
                salt,
            )
        };
        if done != 1 {
            ffi::forget();
            return Err(Error::new(Lib::Rsa, rsa::R_DATA_TOO_LARGE_FOR_KEY_SIZE));
        }
        out.truncate(len);
        Ok(out)
    }

    /// Whether `signature` is a PSS signature of `digest`. `salt` is a length,
    /// or -1 for that of the digest, or -2 for any.
    #[track_caller]
    pub fn verify_pss(
        &self,
        md: Md,
        mgf: Md,
        salt: c_int,
        digest: &[u8],
        signature: &[u8],
    ) -> Result<bool> {
        check_digest(md, digest)?;
        // SAFETY: pointers and lengths are those of slices.
        let good = unsafe {
            aws_lc_sys::RSA_verify_pss_mgf1(
                self.raw(),
                digest.as_ptr(),
                digest.len(),
                md.raw().ok_or_else(ffi::failed)?,
                mgf.raw().ok_or_else(ffi::failed)?,
                salt,
                signature.as_ptr(),
                signature.len(),
            )
        };
        ffi::forget();
        Ok(good == 1)
    }

    /// The private operation on a block of the modulus's length.
    #[track_caller]
    pub fn private_raw(&self, block: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        // aws-lc refuses the number 0, whose powers are 0.
        if block.len() == self.size() && block.iter().all(|byte| *byte == 0) {
            return Ok(Zeroizing::new(block.to_vec()));
        }
        self.raw_operation(aws_lc_sys::RSA_sign_raw, block)
    }

    /// The public operation on a block of the modulus's length.
    #[track_caller]
    pub fn public_raw(&self, block: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        self.raw_operation(aws_lc_sys::RSA_encrypt, block)
    }

    /// Decrypts a block with PKCS#1 v1.5 padding.
    #[track_caller]
    pub fn decrypt_pkcs1(&self, block: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        let mut out = Zeroizing::new(vec![0; self.size()]);
        let mut len = 0;
        // SAFETY: pointers and lengths are those of slices.
        ffi::ok(unsafe {
            aws_lc_sys::RSA_decrypt(
                self.raw(),
                &mut len,
                out.as_mut_ptr(),
                out.len(),
                block.as_ptr(),
                block.len(),
                aws_lc_sys::RSA_PKCS1_PADDING,
            )
        })?;
        out.truncate(len);
        Ok(out)
    }

    #[track_caller]
    fn raw_operation(&self, operation: Operation, block: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        let mut out = Zeroizing::new(vec![0; self.size()]);
        let mut len = 0;
        // SAFETY: the output has the length of the modulus and says so.
        let done = unsafe {
            operation(
                self.raw(),
                &mut len,
                out.as_mut_ptr(),
                out.len(),
                block.as_ptr(),
                block.len(),
                aws_lc_sys::RSA_NO_PADDING,
            )
        };
        if done != 1 {
            ffi::forget();
            return Err(Error::new(Lib::Rsa, rsa::R_DATA_TOO_LARGE_FOR_MODULUS));
        }
        out.truncate(len);
        Ok(out)
    }
}

/// The shape of aws-lc's raw RSA functions.
type Operation = unsafe extern "C" fn(
    *mut aws_lc_sys::RSA,
    *mut usize,
    *mut u8,
    usize,
    *const u8,
    usize,
    c_int,
) -> c_int;

/// Whether a digest's DigestInfo is made here: aws-lc has none of its own.
fn is_wrapped_here(md: Md) -> bool {
    matches!(
        md,
        Md::Md4
            | Md::Ripemd160
            | Md::Sha512_224
            | Md::Sha512_256
            | Md::Sha3_224
            | Md::Sha3_256
            | Md::Sha3_384
            | Md::Sha3_512
    )
}

#[track_caller]
fn check_size(n: &[u8]) -> Result<()> {
    let bits = bn::bit_len(n);
    if bits < *BITS.start() {
        return Err(Error::new(Lib::Rsa, rsa::R_KEY_SIZE_TOO_SMALL));
    }
    if bits > *BITS.end() {
        return Err(Error::new(Lib::Rsa, rsa::R_MODULUS_TOO_LARGE));
    }
    Ok(())
}

#[track_caller]
fn check_digest(md: Md, digest: &[u8]) -> Result<()> {
    if digest.len() == md.size() {
        Ok(())
    } else {
        Err(Error::new(Lib::Rsa, rsa::R_INVALID_DIGEST_LENGTH))
    }
}

/// The strength in bits of a modulus of `bits` bits, after NIST SP 800-56B
/// rev. 2 appendix D, in the same fixed-point steps as OpenSSL.
pub fn security_bits(bits: usize) -> u32 {
    const SCALE: u64 = 1 << 18;
    const LOG_2: u64 = 0x02_c5c8;
    const LOG_E: u64 = 0x05_c551;
    const C1_923: u64 = 0x07_b126;
    const C4_690: u64 = 0x12_c28f;
    let mul = |a: u64, b: u64| a * b / SCALE;
    match bits {
        2048 => return 112,
        3072 => return 128,
        4096 => return 152,
        6144 => return 176,
        7680 => return 192,
        8192 => return 200,
        15360 => return 256,
        0..8 => return 0,
        687_737.. => return 1200,
        _ => (),
    }
    let cap = match bits {
        ..=7680 => 192,
        7681..=15360 => 256,
        _ => 1200,
    };
    let x = bits as u64 * LOG_2;
    let mut v = x;
    let mut log = 0;
    while v >= 2 * SCALE {
        v >>= 1;
        log += SCALE;
    }
    let mut step = SCALE / 2;
    while step != 0 {
        v = mul(v, v);
        if v >= 2 * SCALE {
            v >>= 1;
            log += step;
        }
        step /= 2;
    }
    let log = log * SCALE / LOG_E;
    let mut rest = mul(mul(x, log), log);
    let mut root = 0_u64;
    for shift in (0..=63).rev().step_by(3) {
        root <<= 1;
        let b = 3 * root * (root + 1) + 1;
        if (rest >> shift) >= b {
            rest -= b << shift;
            root += 1;
        }
    }
    let strength = mul(C1_923, root << 12).saturating_sub(C4_690) / LOG_2;
    let strength = (strength + 4) & !7;
    u32::try_from(strength.min(cap)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_sizes_sign_and_verify() {
        for bits in [512, 1024] {
            let key = Key::generate(bits, &[1, 0, 1], &mut bn::silent).unwrap();
            let digest = [7; 32];
            let sig = key.sign_pkcs1(Md::Sha256, &digest).unwrap();
            let (n, e) = key.public_numbers();
            let public = Key::public(&n, &e).unwrap();
            assert!(public.verify_pkcs1(Md::Sha256, &digest, &sig).unwrap());
            assert!(!public.verify_pkcs1(Md::Sha256, &[8; 32], &sig).unwrap());
            let [d, p, q, dp, dq, qi] = &key.private_numbers();
            let numbers = RsaNumbers { n: &n, e: &e, d, p, q, dp, dq, qi };
            let again = Key::private(&numbers).unwrap();
            assert_eq!(again.sign_pkcs1(Md::Sha256, &digest).unwrap(), sig);
            if bits == 1024 {
                let sig = key.sign_pss(Md::Sha256, Md::Sha256, 32, &digest).unwrap();
                assert!(public.verify_pss(Md::Sha256, Md::Sha256, 32, &digest, &sig).unwrap());
                assert!(!public.verify_pss(Md::Sha256, Md::Sha256, 31, &digest, &sig).unwrap());
            }
        }
    }

    #[test]
    fn strengths() {
        assert_eq!([512, 1024, 2048].map(security_bits), [56, 80, 112]);
    }
}
