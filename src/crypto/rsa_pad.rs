//! RSA encryption, and signatures without a digest's name.

use super::digest::Md;
use super::rsa::Key;
use super::rsa_why;
use crate::der::reader::tag;
use crate::der::write;
use crate::err::{self, Error, Lib, Result, rsa};
use zeroize::Zeroizing;

/// The shortest padding of PKCS#1, in bytes.
const OVERHEAD: usize = 11;

#[track_caller]
fn error(reason: std::ffi::c_int) -> Error {
    Error::new(Lib::Rsa, reason)
}

/// A block whose number is `text`, for use without padding.
#[track_caller]
fn exact(key: &Key, text: &[u8]) -> Result<()> {
    match text.len().cmp(&key.size()) {
        std::cmp::Ordering::Less => Err(error(rsa::R_DATA_TOO_SMALL_FOR_KEY_SIZE)),
        std::cmp::Ordering::Equal => Ok(()),
        std::cmp::Ordering::Greater => Err(error(rsa::R_DATA_TOO_LARGE_FOR_KEY_SIZE)),
    }
}

/// Pads as a PKCS#1 signature and applies the private key.
#[track_caller]
pub fn private_encrypt(key: &Key, text: &[u8]) -> Result<Vec<u8>> {
    Ok(key.private_raw(&pad_signature(key.size(), text)?)?.to_vec())
}

/// Pads as a PKCS#1 signature to `size` bytes.
///
/// Errors: `RSA_R_DATA_TOO_LARGE_FOR_KEY_SIZE`.
#[track_caller]
pub fn pad_signature(size: usize, text: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    if text.len() + OVERHEAD > size {
        return Err(error(rsa::R_DATA_TOO_LARGE_FOR_KEY_SIZE));
    }
    let mut block = Zeroizing::new(vec![0xff; size]);
    block[0] = 0;
    block[1] = 1;
    let start = size - text.len();
    block[start - 1] = 0;
    block[start..].copy_from_slice(text);
    Ok(block)
}

/// What is signed of a digest under PKCS#1 v1.5: its DigestInfo (RFC 8017,
/// section 9.2); the bare digest for the pair of MD5 and SHA-1.
pub fn digest_info(md: Md, digest: &[u8]) -> Vec<u8> {
    match md {
        Md::Md5Sha1 => digest.to_vec(),
        _ => {
            let algorithm = write::algorithm(md.oid(), Some(write::NULL));
            write::sequence(&[&algorithm, &write::tlv(tag::OCTET_STRING, digest)])
        }
    }
}

/// Encodes a digest as PSS (RFC 8017, section 9.1.1) for a modulus of `bits`
/// bits. `salt` is a length, or -1 for that of the digest, or -2 or -3 for the
/// longest.
#[track_caller]
pub fn pss_encode(
    bits: usize,
    md: Md,
    mgf: Md,
    salt: std::ffi::c_int,
    digest: &[u8],
) -> Result<Zeroizing<Vec<u8>>> {
    let (hash, encoded_bits) = (md.size(), bits.saturating_sub(1));
    let len = encoded_bits.div_ceil(8);
    let too_large = || error(rsa::R_DATA_TOO_LARGE_FOR_KEY_SIZE);
    let room = len.checked_sub(hash + 2).ok_or_else(too_large)?;
    let salt_len = match salt {
        -1 => hash,
        -2 | -3 => room,
        known => usize::try_from(known).map_err(|_| error(rsa::R_SLEN_CHECK_FAILED))?,
    };
    if salt_len > room {
        return Err(too_large());
    }
    let mut salt = vec![0; salt_len];
    super::rand::fill(&mut salt)?;
    let mut hasher = super::digest::Hasher::new(md)?;
    hasher.update(&[0; 8])?;
    hasher.update(digest)?;
    hasher.update(&salt)?;
    let found = hasher.finish()?;
    let mut block = Zeroizing::new(vec![0; bits.div_ceil(8)]);
    let start = block.len() - len;
    let (data, tail) = block[start..].split_at_mut(len - hash - 1);
    let at = data.len() - salt_len;
    data[at - 1] = 1;
    data[at..].copy_from_slice(&salt);
    mask(mgf, &found, data)?;
    let spare = len * 8 - encoded_bits;
    data[0] &= 0xff >> spare;
    tail[..hash].copy_from_slice(&found);
    tail[hash] = 0xbc;
    Ok(block)
}

/// Applies the public key and removes the padding of a PKCS#1 signature.
#[track_caller]
pub fn public_decrypt(key: &Key, signature: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    if signature.len() > key.size() {
        return Err(error(rsa::R_DATA_GREATER_THAN_MOD_LEN));
    }
    let block = key.public_raw(&widen(key, signature))?;
    match strip_signature(&block) {
        Ok(text) => Ok(Zeroizing::new(text.to_vec())),
        Err(wrong) => {
            err::push(&wrong, "RSA_padding_check_PKCS1_type_1");
            Err(error(rsa::R_PADDING_CHECK_FAILED))
        }
    }
}

/// What a block with the padding of a PKCS#1 signature holds.
pub fn strip_signature(block: &[u8]) -> Result<&[u8]> {
    let Some(rest) = block.strip_prefix(&[0]) else {
        return Err(error(rsa::R_INVALID_PADDING));
    };
    let Some(rest) = rest.strip_prefix(&[1]) else {
        return Err(error(rsa::R_BLOCK_TYPE_IS_NOT_01));
    };
    let ones = rest.iter().take_while(|&&b| b == 0xff).count();
    match rest.get(ones) {
        Some(0) if ones >= 8 => Ok(&rest[ones + 1..]),
        Some(0) => Err(error(rsa::R_BAD_PAD_BYTE_COUNT)),
        Some(_) => Err(error(rsa::R_BAD_FIXED_HEADER_DECRYPT)),
        None => Err(error(rsa::R_NULL_BEFORE_BLOCK_MISSING)),
    }
}

/// Encrypts with PKCS#1 v1.5 padding.
#[track_caller]
pub fn public_encrypt(key: &Key, text: &[u8]) -> Result<Vec<u8>> {
    Ok(key.public_raw(&pad_encryption(key.size(), text)?)?.to_vec())
}

/// Pads as PKCS#1 encrypts to `size` bytes.
///
/// Errors: `RSA_R_DATA_TOO_LARGE_FOR_KEY_SIZE`.
#[track_caller]
pub fn pad_encryption(size: usize, text: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    if text.len() + OVERHEAD > size {
        return Err(error(rsa::R_DATA_TOO_LARGE_FOR_KEY_SIZE));
    }
    let mut block = Zeroizing::new(vec![0; size]);
    let start = size - text.len();
    super::rand::fill(&mut block[2..start - 1])?;
    for byte in &mut block[2..start - 1] {
        while *byte == 0 {
            super::rand::fill(std::slice::from_mut(byte))?;
        }
    }
    block[1] = 2;
    block[start..].copy_from_slice(text);
    Ok(block)
}

/// Puts what a block with the padding of PKCS#1 encryption holds into `out`:
/// its length, or -1 if the padding is wrong or there is too little room.
///
/// The time taken and the memory touched tell neither whether it is good, nor
/// where it is not, nor how long the text is; if it is wrong, `out` keeps what
/// it had.
///
/// Errors: `RSA_R_PKCS_DECODING_ERROR` of a block that is too short.
#[track_caller]
pub fn strip_encryption(block: &[u8], out: &mut [u8]) -> Result<isize> {
    let size = block.len();
    if size < OVERHEAD {
        return Err(error(rsa::R_PKCS_DECODING_ERROR));
    }
    let mut block = Zeroizing::new(block.to_vec());
    let mut good = wide(equal(block[0], 0) & equal(block[1], 2));
    let (mut searching, mut zero) = (usize::MAX, 0);
    for (i, &byte) in block.iter().enumerate().skip(2) {
        let found = wide(equal(byte, 0)) & searching;
        zero |= i & found;
        searching &= !found;
    }
    // Eight bytes of filler at least, and not more text than there is room.
    good &= !searching & !less(zero, OVERHEAD - 1);
    let len = size.wrapping_sub(zero + 1);
    let (most, room) = (size - OVERHEAD, out.len());
    good &= !less(room, len);
    // Moves the text to the front of its part: by each power of two in turn,
    // so that every byte is touched, however far it goes.
    let text = &mut block[OVERHEAD..];
    let shift = most.wrapping_sub(len) & good;
    let mut step = 1;
    while step < most {
        let moves = byte_of(!less(shift & step, 1));
        for i in 0..most - step {
            text[i] = (text[i + step] & moves) | (text[i] & !moves);
        }
        step <<= 1;
    }
    for (i, (place, &byte)) in out.iter_mut().zip(text.iter()).enumerate() {
        let taken = byte_of(good & less(i, len));
        *place = (byte & taken) | (*place & !taken);
    }
    Ok(((len & good) | !good).cast_signed())
}

/// Recovers the block of a signature without padding.
#[track_caller]
pub fn public_decrypt_raw(key: &Key, signature: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    if signature.len() > key.size() {
        return Err(error(rsa::R_DATA_GREATER_THAN_MOD_LEN));
    }
    key.public_raw(&widen(key, signature))
}

/// Encrypts a whole block without padding.
#[track_caller]
pub fn public_encrypt_raw(key: &Key, text: &[u8]) -> Result<Vec<u8>> {
    exact(key, text)?;
    Ok(key.public_raw(text)?.to_vec())
}

/// A ciphertext as wide as the modulus: OpenSSL takes shorter ones as numbers.
pub(super) fn widen(key: &Key, text: &[u8]) -> Vec<u8> {
    let mut wide = vec![0; key.size().saturating_sub(text.len())];
    wide.extend_from_slice(text);
    wide
}

/// Decrypts a whole block without padding.
#[track_caller]
pub fn private_decrypt_raw(key: &Key, text: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    if text.len() > key.size() {
        return Err(error(rsa::R_DATA_GREATER_THAN_MOD_LEN));
    }
    key.private_raw(&widen(key, text))
}

/// Decrypts with PKCS#1 v1.5 padding; aws-lc checks it in constant time.
#[track_caller]
pub fn private_decrypt(key: &Key, text: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    if let Some(wrong) = rsa_why::number(key, text) {
        return Err(wrong);
    }
    key.decrypt_pkcs1(&widen(key, text)).map_err(|_| {
        err::push(&error(rsa::R_PKCS_DECODING_ERROR), "RSA_padding_check_PKCS1_type_2");
        error(rsa::R_PADDING_CHECK_FAILED)
    })
}

/// Decrypts a key with PKCS#1 v1.5 padding; without one of the length of
/// `fallback` this is `fallback`, and nothing tells which it is: neither an
/// error nor the time taken (RFC 3218, section 2.3.2).
pub fn private_decrypt_or(key: &Key, text: &[u8], fallback: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut out = Zeroizing::new(fallback.to_vec());
    if text.len() > key.size() || fallback.len() + OVERHEAD > key.size() {
        return out;
    }
    let Ok(block) = key.private_raw(&widen(key, text)) else { return out };
    let (padding, found) = block.split_at(block.len() - fallback.len());
    let last = padding.len() - 1;
    let mut good = equal(padding[0], 0) & equal(padding[1], 2) & equal(padding[last], 0);
    for &byte in &padding[2..last] {
        good &= !equal(byte, 0);
    }
    for (place, byte) in out.iter_mut().zip(found) {
        *place = (byte & good) | (*place & !good);
    }
    out
}

/// Encrypts with OAEP.
#[track_caller]
pub fn oaep_encrypt(key: &Key, text: &[u8], label: &[u8], md: Md, mgf: Md) -> Result<Vec<u8>> {
    let block = oaep_pad(key.size(), text, label, md, mgf)?;
    Ok(key.public_raw(&block)?.to_vec())
}

/// Pads with OAEP to `size` bytes (RFC 8017, section 7.1.1).
///
/// Errors: `RSA_R_DATA_TOO_LARGE_FOR_KEY_SIZE`.
#[track_caller]
pub fn oaep_pad(
    size: usize,
    text: &[u8],
    label: &[u8],
    md: Md,
    mgf: Md,
) -> Result<Zeroizing<Vec<u8>>> {
    let hash = md.size();
    if text.len() + 2 * hash + 2 > size {
        return Err(error(rsa::R_DATA_TOO_LARGE_FOR_KEY_SIZE));
    }
    let mut block = Zeroizing::new(vec![0; size]);
    let (seed, data) = block[1..].split_at_mut(hash);
    super::rand::fill(seed)?;
    let start = data.len() - text.len();
    data[..hash].copy_from_slice(&super::digest::digest(md, label)?);
    data[start - 1] = 1;
    data[start..].copy_from_slice(text);
    mask(mgf, seed, data)?;
    mask(mgf, data, seed)?;
    Ok(block)
}

/// Decrypts with OAEP, checking in constant time.
#[track_caller]
pub fn oaep_decrypt(
    key: &Key,
    text: &[u8],
    label: &[u8],
    md: Md,
    mgf: Md,
) -> Result<Zeroizing<Vec<u8>>> {
    let size = key.size();
    let hash = md.size();
    if size < 2 * hash + 2 {
        return Err(error(rsa::R_OAEP_DECODING_ERROR));
    }
    let mut block = private_decrypt_raw(key, text)?;
    oaep_strip(&mut block, label, md, mgf)
}

/// What a decrypted block holds behind OAEP, checked in constant time.
#[track_caller]
pub fn oaep_strip(block: &mut [u8], label: &[u8], md: Md, mgf: Md) -> Result<Zeroizing<Vec<u8>>> {
    let hash = md.size();
    let failed = || error(rsa::R_OAEP_DECODING_ERROR);
    if block.len() < 2 * hash + 2 {
        return Err(failed());
    }
    let (first, rest) = block.split_at_mut(1);
    let (seed, data) = rest.split_at_mut(hash);
    mask(mgf, data, seed)?;
    mask(mgf, seed, data)?;
    let expected = super::digest::digest(md, label)?;
    // One pass without branches on the secret: `bad` gathers every fault,
    // `start` the place behind the first 1 byte.
    let mut bad = first[0];
    for (a, b) in data.iter().zip(expected.iter()) {
        bad |= a ^ b;
    }
    let (mut searching, mut start) = (0xff_u8, 0_usize);
    for (i, &byte) in data.iter().enumerate().skip(hash) {
        let is_one = equal(byte, 1) & searching;
        start |= i & usize::from(is_one).wrapping_mul(0x0101_0101_0101_0101);
        bad |= searching & !is_one & !equal(byte, 0);
        searching &= !is_one;
    }
    bad |= searching;
    if bad != 0 {
        return Err(failed());
    }
    Ok(Zeroizing::new(data[start + 1..].to_vec()))
}

/// All ones of a mask of one byte that is all ones.
fn wide(mask: u8) -> usize {
    usize::from(mask).wrapping_mul(usize::MAX / 0xff)
}

/// The lowest byte of a mask.
fn byte_of(mask: usize) -> u8 {
    mask.to_le_bytes()[0]
}

/// All ones if `a` is less than `b`, else 0, without a branch; both are
/// lengths, which have no top bit.
fn less(a: usize, b: usize) -> usize {
    std::hint::black_box(0_usize.wrapping_sub(a.wrapping_sub(b) >> (usize::BITS - 1)))
}

/// 0xff if equal, else 0, without a branch.
fn equal(a: u8, b: u8) -> u8 {
    let diff = u16::from(a ^ b);
    ((diff.wrapping_sub(1) >> 8) & 0xff).to_le_bytes()[0]
}

/// XORs `target` with MGF1 of `seed`.
pub fn mask(md: Md, seed: &[u8], target: &mut [u8]) -> Result<()> {
    for (counter, chunk) in (0_u32..).zip(target.chunks_mut(md.size())) {
        let mut hasher = super::digest::Hasher::new(md)?;
        hasher.update(seed)?;
        hasher.update(&counter.to_be_bytes())?;
        let digest = hasher.finish()?;
        for (byte, mask) in chunk.iter_mut().zip(digest.iter()) {
            *byte ^= mask;
        }
    }
    Ok(())
}

/// Pads as X9.31 to `size` bytes.
///
/// Errors: `RSA_R_DATA_TOO_LARGE_FOR_KEY_SIZE`.
#[track_caller]
pub fn pad_x931(size: usize, text: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    let room = size.checked_sub(text.len() + 2);
    let room = room.ok_or_else(|| error(rsa::R_DATA_TOO_LARGE_FOR_KEY_SIZE))?;
    let mut block = Zeroizing::new(vec![0xbb; size]);
    block[0] = if room == 0 { 0x6a } else { 0x6b };
    if room > 0 {
        block[room] = 0xba;
    }
    block[room + 1..size - 1].copy_from_slice(text);
    block[size - 1] = 0xcc;
    Ok(block)
}

/// What a block with the padding of X9.31 holds.
///
/// Errors: `RSA_R_INVALID_HEADER`, `RSA_R_INVALID_PADDING`,
/// `RSA_R_INVALID_TRAILER`.
#[track_caller]
pub fn strip_x931(block: &[u8]) -> Result<&[u8]> {
    let (header, rest) = match block.split_first() {
        Some((&header @ (0x6a | 0x6b), rest)) => (header, rest),
        _ => return Err(error(rsa::R_INVALID_HEADER)),
    };
    let mut start = 0;
    if header == 0x6b {
        let filler = &rest[..rest.len().saturating_sub(2)];
        let count = filler.iter().take_while(|&&byte| byte == 0xbb).count();
        if count == 0 || filler.get(count).is_some_and(|&byte| byte != 0xba) {
            return Err(error(rsa::R_INVALID_PADDING));
        }
        if count == filler.len() {
            return match rest.get(count) {
                Some(0xcc) => Ok(&[]),
                _ => Err(error(rsa::R_INVALID_TRAILER)),
            };
        }
        start = count + 1;
    }
    match rest.split_last() {
        Some((0xcc, inner)) => Ok(&inner[start..]),
        _ => Err(error(rsa::R_INVALID_TRAILER)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks() {
        assert_eq!((less(3, 4), less(4, 4), less(5, 4)), (usize::MAX, 0, 0));
        assert_eq!((wide(0xff), wide(0)), (usize::MAX, 0));
    }

    #[test]
    fn text_of_every_length_comes_out_of_its_padding() {
        for len in 0..=21 {
            let text: Vec<u8> = (0..len).collect();
            let block = pad_encryption(32, &text).unwrap();
            let mut out = [9; 21];
            let got = strip_encryption(&block, &mut out).unwrap();
            assert_eq!(usize::try_from(got).unwrap(), text.len());
            assert_eq!(&out[..text.len()], &text[..]);
            assert!(out[text.len()..].iter().all(|&byte| byte == 9));
        }
    }

    #[test]
    fn round_trips() {
        let key = Key::generate(1024, &[1, 0, 1], &mut super::super::bn::silent).unwrap();
        let text = b"secret";
        let sealed = public_encrypt(&key, text).unwrap();
        assert_eq!(private_decrypt(&key, &sealed).unwrap().as_slice(), text);
        assert_eq!(private_decrypt_or(&key, &sealed, b"random").as_slice(), text);
        assert_eq!(private_decrypt_or(&key, &sealed, b"longer").as_slice(), text);
        for wrong in [&b"short"[..], b"too long", &[7; 128]] {
            assert_eq!(private_decrypt_or(&key, &sealed, wrong).as_slice(), wrong);
        }
        let mut broken = sealed.clone();
        broken[40] ^= 1;
        assert_eq!(private_decrypt_or(&key, &broken, b"random").as_slice(), b"random");
        assert_eq!(private_decrypt_or(&key, &[0xff; 128], b"random").as_slice(), b"random");
        assert_eq!(private_decrypt_or(&key, &[1; 129], b"random").as_slice(), b"random");
        let signed = private_encrypt(&key, text).unwrap();
        let block_type_1 = key.private_raw(&key.public_raw(&signed).unwrap()).unwrap();
        assert_eq!(private_decrypt_or(&key, &block_type_1, b"random").as_slice(), b"random");
        let sealed = oaep_encrypt(&key, text, b"label", Md::Sha256, Md::Sha1).unwrap();
        let opened = oaep_decrypt(&key, &sealed, b"label", Md::Sha256, Md::Sha1).unwrap();
        assert_eq!(opened.as_slice(), text);
        assert!(oaep_decrypt(&key, &sealed, b"other", Md::Sha256, Md::Sha1).is_err());
        let digest = [7; 32];
        let block = pss_encode(1024, Md::Sha256, Md::Sha1, 20, &digest).unwrap();
        let signed = key.private_raw(&block).unwrap();
        assert!(key.verify_pss(Md::Sha256, Md::Sha1, 20, &digest, &signed).unwrap());
        let signed = private_encrypt(&key, text).unwrap();
        assert_eq!(public_decrypt(&key, &signed).unwrap().as_slice(), text);
    }
}
