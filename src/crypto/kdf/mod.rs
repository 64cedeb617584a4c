//! Key derivation.

pub mod protocols;

use super::digest::{Hasher, Md};
use super::ffi;
use super::hmac::Hmac;
use crate::err::{Error, Lib, Result, evp};
use zeroize::Zeroizing;

/// The most memory scrypt may take when the caller names no limit, as with
/// OpenSSL.
pub const SCRYPT_MEMORY: u64 = 32 << 20;

/// PBKDF2 (RFC 8018).
#[track_caller]
pub fn pbkdf2(md: Md, password: &[u8], salt: &[u8], rounds: u32, out: &mut [u8]) -> Result<()> {
    #[cfg(test)]
    tests::count(rounds.into());
    // Of some digests aws-lc makes no HMAC.
    let own = matches!(md, Md::Md4 | Md::Md5Sha1 | Md::Ripemd160);
    let Some(raw) = md.raw().filter(|_| !own) else {
        return pbkdf2_of(md, password, salt, rounds, out);
    };
    // SAFETY: pointers and lengths are those of slices.
    ffi::ok(unsafe {
        aws_lc_sys::PKCS5_PBKDF2_HMAC(
            password.as_ptr().cast(),
            password.len(),
            salt.as_ptr(),
            salt.len(),
            rounds,
            raw,
            out.len(),
            out.as_mut_ptr(),
        )
    })
}

/// PBKDF2 with a digest that aws-lc does not have.
#[track_caller]
fn pbkdf2_of(md: Md, password: &[u8], salt: &[u8], rounds: u32, out: &mut [u8]) -> Result<()> {
    let key = Hmac::new(md, password)?;
    for (counter, chunk) in (1_u32..).zip(out.chunks_mut(md.size())) {
        let mut hmac = key.try_clone()?;
        hmac.update(salt)?;
        hmac.update(&counter.to_be_bytes())?;
        let mut last = Zeroizing::new(hmac.finish()?.to_vec());
        let mut sum = last.clone();
        for _ in 1..rounds {
            let mut hmac = key.try_clone()?;
            hmac.update(&last)?;
            last = Zeroizing::new(hmac.finish()?.to_vec());
            sum.iter_mut().zip(last.iter()).for_each(|(a, b)| *a ^= b);
        }
        let len = chunk.len();
        chunk.copy_from_slice(&sum[..len]);
    }
    Ok(())
}

/// scrypt (RFC 7914), refused if it takes more than `memory` bytes; 0 means
/// [`SCRYPT_MEMORY`].
#[track_caller]
pub fn scrypt(
    password: &[u8],
    salt: &[u8],
    cost: (u64, u64, u64),
    memory: u64,
    out: &mut [u8],
) -> Result<()> {
    let (n, r, p) = cost;
    let memory = if memory == 0 { SCRYPT_MEMORY } else { memory };
    let needed = n
        .checked_add(p)
        .and_then(|b| b.checked_add(2))
        .and_then(|b| b.checked_mul(r))
        .and_then(|b| b.checked_mul(128));
    if needed.is_none_or(|needed| needed > memory) {
        return Err(Error::new(Lib::Evp, evp::R_MEMORY_LIMIT_EXCEEDED));
    }
    #[cfg(test)]
    tests::count(n.saturating_mul(r).saturating_mul(p));
    let memory = usize::try_from(memory).unwrap_or(usize::MAX);
    // SAFETY: pointers and lengths are those of slices.
    ffi::ok(unsafe {
        aws_lc_sys::EVP_PBE_scrypt(
            password.as_ptr().cast(),
            password.len(),
            salt.as_ptr(),
            salt.len(),
            n,
            r,
            p,
            memory,
            out.as_mut_ptr(),
            out.len(),
        )
    })
}

/// The key and initialisation vector of OpenSSL's own derivation
/// (EVP_BytesToKey(3)), which traditional encrypted PEM uses.
#[track_caller]
pub fn bytes_to_key(
    md: Md,
    salt: Option<&[u8]>,
    data: &[u8],
    rounds: u32,
    key_len: usize,
    iv_len: usize,
) -> Result<(Zeroizing<Vec<u8>>, Vec<u8>)> {
    let mut all = Zeroizing::new(Vec::with_capacity(key_len + iv_len + md.size()));
    let mut last: Zeroizing<Vec<u8>> = Zeroizing::default();
    while all.len() < key_len + iv_len {
        let mut hasher = Hasher::new(md)?;
        hasher.update(&last)?;
        hasher.update(data)?;
        hasher.update(salt.unwrap_or_default())?;
        last = Zeroizing::new(hasher.finish()?.to_vec());
        for _ in 1..rounds {
            last = Zeroizing::new(super::digest::digest(md, &last)?.to_vec());
        }
        all.extend_from_slice(&last);
    }
    let iv = all[key_len..key_len + iv_len].to_vec();
    Ok((Zeroizing::new(all[..key_len].to_vec()), iv))
}

/// The derivation of PKCS#12 (RFC 7292, appendix B) for purpose `id`: 1 key,
/// 2 initialisation vector, 3 MAC key. The password is in UTF-16 with its
/// terminator.
#[track_caller]
pub fn pkcs12(
    md: Md,
    password: &[u8],
    salt: &[u8],
    rounds: u32,
    id: u8,
    len: usize,
) -> Result<Zeroizing<Vec<u8>>> {
    #[cfg(test)]
    tests::count(rounds.into());
    let block = md.block_size();
    let fill = |bytes: &[u8]| -> Zeroizing<Vec<u8>> {
        let len = bytes.len().div_ceil(block) * block;
        Zeroizing::new(bytes.iter().copied().cycle().take(len).collect())
    };
    let mut input = fill(salt);
    input.extend_from_slice(&fill(password));
    let mut out = Zeroizing::new(Vec::with_capacity(len + md.size()));
    while out.len() < len {
        let mut hasher = Hasher::new(md)?;
        hasher.update(&vec![id; block])?;
        hasher.update(&input)?;
        let mut digest = Zeroizing::new(hasher.finish()?.to_vec());
        for _ in 1..rounds {
            digest = Zeroizing::new(super::digest::digest(md, &digest)?.to_vec());
        }
        out.extend_from_slice(&digest);
        let addend: Zeroizing<Vec<u8>> =
            Zeroizing::new(digest.iter().copied().cycle().take(block).collect());
        for chunk in input.chunks_mut(block) {
            // chunk += addend + 1, as big-endian numbers.
            let mut carry = 1_u16;
            for (byte, add) in chunk.iter_mut().zip(addend.iter()).rev() {
                carry += u16::from(*byte) + u16::from(*add);
                *byte = carry.to_le_bytes()[0];
                carry >>= 8;
            }
        }
    }
    out.truncate(len);
    Ok(out)
}

/// HKDF's first step (RFC 5869).
#[track_caller]
pub fn hkdf_extract(md: Md, salt: &[u8], secret: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    let zeros = vec![0; md.size()];
    let salt = if salt.is_empty() { &zeros[..] } else { salt };
    Ok(Zeroizing::new(super::hmac::hmac(md, salt, secret)?.to_vec()))
}

/// HKDF's second step (RFC 5869).
#[track_caller]
pub fn hkdf_expand(md: Md, prk: &[u8], info: &[u8], out: &mut [u8]) -> Result<()> {
    if out.len() > 255 * md.size() {
        return Err(Error::new(Lib::Evp, evp::R_INVALID_LENGTH));
    }
    let key = Hmac::new(md, prk)?;
    let mut last: Zeroizing<Vec<u8>> = Zeroizing::default();
    for (counter, chunk) in (1_u8..).zip(out.chunks_mut(md.size())) {
        let mut hmac = key.try_clone()?;
        hmac.update(&last)?;
        hmac.update(info)?;
        hmac.update(&[counter])?;
        last = Zeroizing::new(hmac.finish()?.to_vec());
        let len = chunk.len();
        chunk.copy_from_slice(&last[..len]);
    }
    Ok(())
}

/// TLS 1.2's P_hash; with [`Md::Md5Sha1`] that of TLS 1.0 (RFC 2246).
#[track_caller]
pub fn tls1_prf(md: Md, secret: &[u8], seed: &[u8], out: &mut [u8]) -> Result<()> {
    if md == Md::Md5Sha1 {
        let half = secret.len().div_ceil(2);
        tls1_prf(Md::Md5, &secret[..half], seed, out)?;
        let mut other = Zeroizing::new(vec![0; out.len()]);
        tls1_prf(Md::Sha1, &secret[secret.len() - half..], seed, &mut other)?;
        for (a, b) in out.iter_mut().zip(other.iter()) {
            *a ^= b;
        }
        return Ok(());
    }
    let key = Hmac::new(md, secret)?;
    let step = |parts: &[&[u8]]| -> Result<Zeroizing<Vec<u8>>> {
        let mut hmac = key.try_clone()?;
        for part in parts {
            hmac.update(part)?;
        }
        Ok(Zeroizing::new(hmac.finish()?.to_vec()))
    };
    let mut a = step(&[seed])?;
    for chunk in out.chunks_mut(md.size()) {
        let block = step(&[&a, seed])?;
        let len = chunk.len();
        chunk.copy_from_slice(&block[..len]);
        a = step(&[&a])?;
    }
    Ok(())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    thread_local! {
        static ROUNDS: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
    }

    pub(super) fn count(rounds: u64) {
        ROUNDS.with(|made| made.set(made.get().saturating_add(rounds)));
    }

    /// How many rounds of key derivations this thread has made.
    pub(crate) fn rounds_made() -> u64 {
        ROUNDS.with(std::cell::Cell::get)
    }

    #[test]
    fn known_answers() {
        let mut out = [0; 20];
        pbkdf2(Md::Sha1, b"password", b"salt", 2, &mut out).unwrap();
        assert_eq!(out[..4], [0xea, 0x6c, 0x01, 0x4d]);
        let prk = hkdf_extract(Md::Sha256, &(0..13).collect::<Vec<_>>(), &[0x0b; 22]).unwrap();
        assert_eq!(prk[..4], [0x07, 0x77, 0x09, 0x36]);
        let mut okm = [0; 42];
        hkdf_expand(Md::Sha256, &prk, &(0xf0..0xfa).collect::<Vec<_>>(), &mut okm).unwrap();
        assert_eq!(okm[..4], [0x3c, 0xb2, 0x5f, 0x25]);
        let mut key = [0; 64];
        scrypt(b"", b"", (16, 1, 1), 0, &mut key).unwrap();
        assert_eq!(key[..4], [0x77, 0xd6, 0x57, 0x62]);
    }
}
