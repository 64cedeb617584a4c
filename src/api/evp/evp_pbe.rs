//! Keys from passphrases, and asking for them.

use super::evp_cipher::known;
use super::fetched::query;
use crate::abi::err::{StaticText, write_str};
use crate::abi::{In, InBuf, Mut, OutBuf, Str, entry, quiet};
use crate::err::{Error, Lib, evp};
use crate::obj::derive;
use crate::obj::evp_cipher::EVP_CIPHER;
use crate::obj::evp_md::{EVP_MD, Md};
use crate::obj::fetch::{EVP_KDF, Fetched};
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::passphrase;
use std::ffi::{c_char, c_int, c_uchar};

/// A passphrase: its length may be -1 for a terminated string.
pub(super) fn password(pass: &InBuf<c_char>, len: c_int) -> crate::err::Result<&[u8]> {
    if pass.is_null() {
        return Ok(&[]);
    }
    if len == -1 { Ok(pass.terminated()?.to_bytes()) } else { pass.slice(len) }
}

fn pbkdf2(
    pass: &[u8],
    salt: &[u8],
    iter: c_int,
    md: Md,
    out: &mut [u8],
) -> crate::err::Result<c_int> {
    let rounds = u32::try_from(iter)
        .ok()
        .filter(|&rounds| rounds > 0)
        .ok_or_else(|| Error::new(Lib::Prov, crate::err::prov::R_INVALID_ITERATION_COUNT))?;
    derive::pbkdf2(md, pass, salt, rounds, out)?;
    Ok(1)
}

/// Derives `keylen` bytes from a passphrase by PBKDF2.
///
/// Returns: 1; 0 on error.
/// See: PKCS5_PBKDF2_HMAC(3).
#[unsafe(no_mangle)]
pub extern "C" fn PKCS5_PBKDF2_HMAC(
    pass: InBuf<c_char>,
    passlen: c_int,
    salt: InBuf<c_uchar>,
    saltlen: c_int,
    iter: c_int,
    digest: In<EVP_MD>,
    keylen: c_int,
    mut out: OutBuf<c_uchar>,
) -> c_int {
    entry(0, || {
        let pass = password(&pass, passlen)?;
        pbkdf2(pass, salt.slice(saltlen)?, iter, digest.get()?.md()?, out.slice(keylen)?)
    })
}

/// As [`PKCS5_PBKDF2_HMAC`] with SHA-1.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS5_PBKDF2_HMAC_SHA1(
    pass: InBuf<c_char>,
    passlen: c_int,
    salt: InBuf<c_uchar>,
    saltlen: c_int,
    iter: c_int,
    keylen: c_int,
    mut out: OutBuf<c_uchar>,
) -> c_int {
    entry(0, || {
        let pass = password(&pass, passlen)?;
        pbkdf2(pass, salt.slice(saltlen)?, iter, Md::Sha1, out.slice(keylen)?)
    })
}

/// Derives `keylen` bytes from a passphrase by scrypt; a NULL `key` only
/// checks the cost.
///
/// Returns: 1; 0 on error.
/// Errors: `EVP_R_MEMORY_LIMIT_EXCEEDED`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PBE_scrypt(
    pass: InBuf<c_char>,
    passlen: usize,
    salt: InBuf<c_uchar>,
    saltlen: usize,
    n: u64,
    r: u64,
    p: u64,
    maxmem: u64,
    mut key: OutBuf<c_uchar>,
    keylen: usize,
) -> c_int {
    entry(0, || {
        let len = if key.is_null() { 0 } else { keylen };
        let pass = if pass.is_null() { &[][..] } else { pass.slice(passlen)? };
        derive::scrypt(pass, salt.slice(saltlen)?, (n, r, p), maxmem, key.slice(len)?)?;
        Ok(1)
    })
}

/// As [`EVP_PBE_scrypt`], for a library context; all behave alike.
///
/// Returns: 1; 0 on error, also for properties that nothing here has.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PBE_scrypt_ex(
    pass: InBuf<c_char>,
    passlen: usize,
    salt: InBuf<c_uchar>,
    saltlen: usize,
    n: u64,
    r: u64,
    p: u64,
    maxmem: u64,
    key: OutBuf<c_uchar>,
    keylen: usize,
    ctx: Mut<OSSL_LIB_CTX>,
    propq: Str,
) -> c_int {
    let fits = entry(0, || EVP_KDF::fetch(b"SCRYPT", &query(&ctx, &propq)?).map(|_| 1));
    if fits == 0 {
        return 0;
    }
    EVP_PBE_scrypt(pass, passlen, salt, saltlen, n, r, p, maxmem, key, keylen)
}

/// Derives key and vector of a cipher the way OpenSSL's own formats do; a
/// NULL `data` only asks for the length.
///
/// Returns: the length of the key; 0 on error.
/// See: EVP_BytesToKey(3).
#[unsafe(no_mangle)]
pub extern "C" fn EVP_BytesToKey(
    type_: In<EVP_CIPHER>,
    md: In<EVP_MD>,
    salt: InBuf<c_uchar>,
    data: InBuf<c_uchar>,
    datal: c_int,
    count: c_int,
    mut key: OutBuf<c_uchar>,
    mut iv: OutBuf<c_uchar>,
) -> c_int {
    entry(0, || {
        let cipher =
            known(&type_).ok_or_else(|| Error::new(Lib::Evp, evp::R_NO_CIPHER_SET))?.cipher();
        let len = c_int::try_from(cipher.key_len()).unwrap_or(0);
        if data.is_null() {
            return Ok(len);
        }
        let salt = if salt.is_null() { None } else { Some(salt.slice(8_usize)?) };
        let rounds = u32::try_from(count).unwrap_or(1);
        let (key_bytes, iv_bytes) = derive::bytes_to_key(
            md.get()?.md()?,
            salt,
            data.slice(datal)?,
            rounds,
            cipher.key_len(),
            cipher.iv_len(),
        )?;
        if !key.is_null() {
            key.slice(key_bytes.len())?.copy_from_slice(&key_bytes);
        }
        if !iv.is_null() {
            iv.slice(iv_bytes.len())?.copy_from_slice(&iv_bytes);
        }
        Ok(len)
    })
}

/// Asks at the terminal for a string of at most `length - 1` bytes.
///
/// Returns: 0; -1 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_read_pw_string(
    buf: OutBuf<c_char>,
    length: c_int,
    prompt: Str,
    verify: c_int,
) -> c_int {
    EVP_read_pw_string_min(buf, 0, length, prompt, verify)
}

/// As [`EVP_read_pw_string`], with a least length.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_read_pw_string_min(
    mut buf: OutBuf<c_char>,
    minlen: c_int,
    maxlen: c_int,
    prompt: Str,
    verify: c_int,
) -> c_int {
    entry(-1, || {
        let place = buf.slice(maxlen)?;
        let most = place.len().saturating_sub(1);
        let own = passphrase::prompt();
        let words = prompt.opt().map(|p| p.to_bytes().to_vec()).or(own).unwrap_or_default();
        let least = usize::try_from(minlen).unwrap_or(0);
        let line = passphrase::read_string(&words, least, most, verify != 0)?;
        place[..line.len()].copy_from_slice(&line);
        place[line.len()] = 0;
        Ok(0)
    })
}

/// What [`EVP_get_pw_prompt`] hands out.
static PROMPT: StaticText<{ passphrase::MAX_PROMPT + 1 }> = StaticText::new();

/// Lends what is asked by default; NULL if the program has not set it. The
/// next call of this function overwrites the text.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_get_pw_prompt() -> *mut c_char {
    quiet(std::ptr::null_mut(), || {
        let Some(text) = passphrase::prompt() else { return Ok(std::ptr::null_mut()) };
        let mut place = PROMPT.place();
        write_str(place.slice(passphrase::MAX_PROMPT + 1)?, &text);
        Ok(place.as_ptr())
    })
}

/// Sets what is asked by default, 79 bytes at most; NULL for OpenSSL's own words.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_set_pw_prompt(prompt: Str) {
    quiet((), || {
        passphrase::set_prompt(prompt.opt().map(|p| p.to_bytes()));
        Ok(())
    });
}
