//! Why an RSA signature does not verify: the reasons that OpenSSL states.
//!
//! aws-lc decides whether a signature is good and says no more than that. What
//! is computed here of a bad one goes to the error queue and nowhere else.

use super::bn::Bn;
use super::digest::{Hasher, Md};
use super::rsa::Key;
use super::rsa_pad;
use crate::err::{Error, Lib, rsa};
use std::ffi::c_int;

fn error(reason: c_int) -> Error {
    Error::new(Lib::Rsa, reason)
}

/// What is wrong with a signature as a number.
pub fn number(key: &Key, signature: &[u8]) -> Option<Error> {
    if signature.len() > key.size() {
        return Some(error(rsa::R_DATA_GREATER_THAN_MOD_LEN));
    }
    let (n, _) = key.public_numbers();
    match (Bn::from_be(signature), Bn::from_be(&n)) {
        (Ok(value), Ok(n)) if value.compare(&n).is_ge() => {
            Some(error(rsa::R_DATA_TOO_LARGE_FOR_MODULUS))
        }
        _ => None,
    }
}

/// The block that the public key makes of a signature.
fn block(key: &Key, signature: &[u8]) -> Result<Vec<u8>, Error> {
    match number(key, signature) {
        Some(wrong) => Err(wrong),
        None => Ok(key.public_raw(&rsa_pad::widen(key, signature))?.to_vec()),
    }
}

/// Why `signature` is no PKCS#1 v1.5 signature: one or two reasons.
pub fn pkcs1(key: &Key, signature: &[u8]) -> Vec<Error> {
    if signature.len() != key.size() {
        return vec![error(rsa::R_WRONG_SIGNATURE_LENGTH)];
    }
    let block = match block(key, signature) {
        Ok(block) => block,
        Err(wrong) => return vec![wrong],
    };
    match rsa_pad::strip_signature(&block) {
        Ok(_) => vec![error(rsa::R_BAD_SIGNATURE)],
        Err(wrong) => vec![wrong, error(rsa::R_PADDING_CHECK_FAILED)],
    }
}

/// Why `signature` is no PSS signature of `digest`. `salt` is a length, or -1
/// for that of the digest, or -2 for any, or -3 for the longest.
pub fn pss(key: &Key, md: Md, mgf: Md, salt: c_int, digest: &[u8], signature: &[u8]) -> Error {
    match block(key, signature) {
        Ok(block) => pss_block(key.bits(), &block, md, mgf, salt, digest)
            .unwrap_or_else(|| error(rsa::R_BAD_SIGNATURE)),
        Err(wrong) => wrong,
    }
}

/// Why `block`, of a modulus of `bits` bits, is no PSS encoding of `digest`
/// (RFC 8017, section 9.1.2); `None` if it is one.
pub fn pss_block(
    bits: usize,
    block: &[u8],
    md: Md,
    mgf: Md,
    salt: c_int,
    digest: &[u8],
) -> Option<Error> {
    let hash = md.size();
    let high = bits.wrapping_sub(1) & 7;
    let (first, mut rest) = (block.first().copied().unwrap_or(0), block);
    if first & (0xff_u8.checked_shl(u32::try_from(high).unwrap_or(0)).unwrap_or(0)) != 0 {
        return Some(error(rsa::R_FIRST_OCTET_INVALID));
    }
    if high == 0 {
        rest = rest.get(1..).unwrap_or_default();
    }
    let Some(room) = rest.len().checked_sub(hash + 2) else {
        return Some(error(rsa::R_DATA_TOO_LARGE));
    };
    let wanted = match salt {
        -1 => Some(hash),
        -3 => Some(room),
        known => usize::try_from(known).ok(),
    };
    if wanted.is_some_and(|wanted| wanted > room) {
        return Some(error(rsa::R_DATA_TOO_LARGE));
    }
    if rest.last() != Some(&0xbc) {
        return Some(error(rsa::R_LAST_OCTET_INVALID));
    }
    let (masked, tail) = rest.split_at(rest.len() - hash - 1);
    let found = tail.get(..hash).unwrap_or_default();
    let mut data = masked.to_vec();
    rsa_pad::mask(mgf, found, &mut data).ok()?;
    if high != 0
        && let Some(byte) = data.first_mut()
    {
        *byte &= 0xff >> (8 - high);
    }
    let zeros = data.iter().take(data.len() - 1).take_while(|&&b| b == 0).count();
    if data.get(zeros) != Some(&1) {
        return Some(error(rsa::R_SLEN_RECOVERY_FAILED));
    }
    let salt_found = data.get(zeros + 1..).unwrap_or_default();
    if let Some(wanted) = wanted.filter(|wanted| *wanted != salt_found.len()) {
        let text = format!("expected: {wanted} retrieved: {}", salt_found.len());
        return Some(error(rsa::R_SLEN_CHECK_FAILED).with(text));
    }
    let mut hasher = Hasher::new(md).ok()?;
    hasher.update(&[0; 8]).ok()?;
    hasher.update(digest).ok()?;
    hasher.update(salt_found).ok()?;
    let expected = hasher.finish().ok()?;
    (expected[..] != *found).then(|| error(rsa::R_BAD_SIGNATURE))
}
