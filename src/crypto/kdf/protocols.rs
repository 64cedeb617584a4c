//! Key derivation of protocols and of NIST's, beyond HKDF and passwords.

use crate::crypto::cipher::Cipher;
use crate::crypto::digest::{Hasher, Md};
use crate::crypto::mac::{self, Mac, Strength};
use crate::err::{Error, Result};
use zeroize::Zeroizing;

/// A digest of several parts.
fn digest(md: Md, parts: &[&[u8]]) -> Result<Zeroizing<Vec<u8>>> {
    let mut hasher = Hasher::new(md)?;
    parts.iter().try_for_each(|part| hasher.update(part))?;
    Ok(Zeroizing::new(hasher.finish()?.to_vec()))
}

/// Fills `out` with blocks of `len` bytes, counted from 1.
fn blocks(
    out: &mut [u8],
    len: usize,
    mut block: impl FnMut(&[u8; 4]) -> Result<Zeroizing<Vec<u8>>>,
) -> Result<()> {
    for (counter, chunk) in (1_u32..).zip(out.chunks_mut(len.max(1))) {
        let bytes = block(&counter.to_be_bytes())?;
        chunk.copy_from_slice(bytes.get(..chunk.len()).ok_or_else(Error::quiet)?);
    }
    Ok(())
}

/// What SSKDF hashes with (NIST SP 800-56C).
#[derive(Debug, Clone, Copy)]
pub enum OneStep<'a> {
    /// A digest.
    Hash(Md),
    /// HMAC with this salt.
    Hmac(Md, Option<&'a [u8]>),
    /// KMAC with this salt, of so many bytes a block.
    Kmac(Strength, Option<&'a [u8]>, usize),
}

/// The one-step derivation of NIST SP 800-56C.
#[track_caller]
pub fn one_step(how: OneStep<'_>, secret: &[u8], info: &[u8], out: &mut [u8]) -> Result<()> {
    let code = |mut code: Box<dyn Mac>, counter: &[u8]| {
        [counter, secret, info].iter().try_for_each(|part| code.update(part))?;
        code.finish()
    };
    match how {
        OneStep::Hash(md) => blocks(out, md.size(), |counter| digest(md, &[counter, secret, info])),
        OneStep::Hmac(md, salt) => {
            let zeros = vec![0; md.block_size()];
            let salt = salt.unwrap_or(&zeros);
            blocks(out, md.size(), |counter| code(mac::hmac(md, salt)?, counter))
        }
        OneStep::Kmac(strength, salt, len) => {
            // A block less what stands before a key.
            let zeros = vec![0; strength.rate() - 4];
            let salt = salt.unwrap_or(&zeros);
            blocks(out, len, |counter| {
                code(mac::kmac(strength, salt, b"KDF", len, false)?, counter)
            })
        }
    }
}

/// The derivation of ANSI X9.63.
#[track_caller]
pub fn x963(md: Md, secret: &[u8], info: &[u8], out: &mut [u8]) -> Result<()> {
    blocks(out, md.size(), |counter| digest(md, &[secret, counter, info]))
}

/// The derivation of ANSI X9.42 (RFC 2631); `info` makes the structure around
/// a counter.
#[track_caller]
pub fn x942(
    md: Md,
    secret: &[u8],
    info: impl Fn(&[u8; 4]) -> Vec<u8>,
    out: &mut [u8],
) -> Result<()> {
    blocks(out, md.size(), |counter| digest(md, &[secret, &info(counter)]))
}

/// The derivation of SSH (RFC 4253, section 7.2) for a letter from A to F.
#[track_caller]
pub fn ssh(
    md: Md,
    secret: &[u8],
    hash: &[u8],
    session: &[u8],
    letter: u8,
    out: &mut [u8],
) -> Result<()> {
    let mut all = digest(md, &[secret, hash, &[letter], session])?;
    while all.len() < out.len() {
        let mut next = digest(md, &[secret, hash, &all])?;
        // Extending may move the bytes; reserve so that no copy stays behind.
        let mut longer = Zeroizing::new(Vec::with_capacity(all.len() + next.len()));
        longer.extend_from_slice(&all);
        longer.append(&mut next);
        all = longer;
    }
    out.copy_from_slice(&all[..out.len()]);
    Ok(())
}

/// The pseudorandom function of a [`Kbkdf`].
#[derive(Debug, Clone, Copy)]
pub enum Prf {
    /// HMAC.
    Hmac(Md),
    /// CMAC.
    Cmac(Cipher),
}

/// The derivation of NIST SP 800-108.
#[derive(Debug, Clone, Copy)]
pub struct Kbkdf<'a> {
    /// The pseudorandom function.
    pub prf: Prf,
    /// Its key.
    pub key: &'a [u8],
    /// What the key is for.
    pub label: &'a [u8],
    /// Who it is for.
    pub context: &'a [u8],
    /// Feedback mode, with what comes before the first block; else counter
    /// mode.
    pub feedback: Option<&'a [u8]>,
    /// Whether the length is part of the input.
    pub with_length: bool,
    /// Whether a zero stands between label and context.
    pub with_separator: bool,
}

impl Kbkdf<'_> {
    fn code(&self) -> Result<Box<dyn Mac>> {
        match self.prf {
            Prf::Hmac(md) => mac::hmac(md, self.key),
            Prf::Cmac(cipher) => mac::cmac(cipher, self.key),
        }
    }

    /// Fills `out`.
    #[track_caller]
    pub fn derive(&self, out: &mut [u8]) -> Result<()> {
        let bits = u32::try_from(out.len()).ok().and_then(|len| len.checked_mul(8));
        let length = bits.ok_or_else(Error::quiet)?.to_be_bytes();
        let len = match self.prf {
            Prf::Hmac(md) => md.size(),
            Prf::Cmac(cipher) => cipher.block_size(),
        };
        let mut before = Zeroizing::new(self.feedback.unwrap_or_default().to_vec());
        blocks(out, len, |counter| {
            let mut code = self.code()?;
            code.update(&before)?;
            code.update(counter)?;
            code.update(self.label)?;
            if self.with_separator {
                code.update(&[0])?;
            }
            code.update(self.context)?;
            if self.with_length {
                code.update(&length)?;
            }
            let block = code.finish()?;
            if self.feedback.is_some() {
                before = block.clone();
            }
            Ok(block)
        })
    }
}

/// TLS 1.3's HKDF-Expand-Label (RFC 8446, section 7.1), with its prefix.
#[track_caller]
pub fn expand_label(
    md: Md,
    secret: &[u8],
    prefix: &[u8],
    label: &[u8],
    data: &[u8],
    out: &mut [u8],
) -> Result<()> {
    let short = |len: usize| u8::try_from(len).map_err(|_| Error::quiet());
    let len = u16::try_from(out.len()).map_err(|_| Error::quiet())?;
    let mut info = len.to_be_bytes().to_vec();
    info.push(short(prefix.len() + label.len())?);
    info.extend_from_slice(prefix);
    info.extend_from_slice(label);
    info.push(short(data.len())?);
    info.extend_from_slice(data);
    super::hkdf_expand(md, secret, &info, out)
}

/// TLS 1.3's step to the next secret (RFC 8446, section 7.1): extracts from
/// `key` with what `label` makes of the secret before; without one, of zeros.
#[track_caller]
pub fn next_secret(
    md: Md,
    before: Option<&[u8]>,
    prefix: &[u8],
    label: &[u8],
    key: Option<&[u8]>,
) -> Result<Zeroizing<Vec<u8>>> {
    let zeros = Zeroizing::new(vec![0; md.size()]);
    let key = key.unwrap_or(&zeros);
    let Some(before) = before else { return super::hkdf_extract(md, &zeros, key) };
    let mut salt = zeros.clone();
    let empty = digest(md, &[])?;
    expand_label(md, before, prefix, label, &empty, &mut salt)?;
    super::hkdf_extract(md, &salt, key)
}
