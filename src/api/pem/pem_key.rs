//! `PEM_read_…` and `PEM_write_…` of keys and parameters.

use super::pem_typed_more::{seal, sealing};
use super::source;
use crate::abi::{Arg, Give, In, InBuf, InOut, Mut, Str, entry};
use crate::crypto::pkey::PrivateKey;
use crate::err::{Error, Result};
use crate::obj::bio::BIO;
use crate::obj::evp_cipher::EVP_CIPHER;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::passphrase::{Source, pem_password_cb};
use crate::obj::pem;
use crate::obj::pem_io;
use crate::obj::stream::Channel;
use std::ffi::{c_char, c_int, c_uchar};

/// Reads the next private key, of any kind and encryption.
///
/// Returns: the key, also in `*x` if `x` is not NULL; NULL if there is none.
/// Errors: `ERR_R_UNSUPPORTED` of the decoders if there is none;
/// `PEM_R_BAD_DECRYPT` or `PKCS12_R_PKCS12_CIPHERFINAL_ERROR` for a wrong
/// passphrase; `PEM_R_BAD_PASSWORD_READ` without one.
/// See: PEM_read_bio_PrivateKey(3).
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read_bio_PrivateKey(
    out: Mut<BIO>,
    x: InOut<EVP_PKEY>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> Give<EVP_PKEY> {
    entry(Give::null(), || {
        let key = pem::read_private(&mut Channel::Bio(out.get()?), &source(cb, u))?;
        Ok(x.give(key, drop))
    })
}

/// As [`PEM_read_bio_PrivateKey`].
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read_bio_PrivateKey_ex(
    out: Mut<BIO>,
    x: InOut<EVP_PKEY>,
    cb: Option<pem_password_cb>,
    u: Arg,
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> Give<EVP_PKEY> {
    PEM_read_bio_PrivateKey(out, x, cb, u)
}

/// As [`PEM_read_bio_PrivateKey`], from a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read_PrivateKey(
    out: Mut<libc::FILE>,
    x: InOut<EVP_PKEY>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> Give<EVP_PKEY> {
    entry(Give::null(), || {
        let key = pem::read_private(&mut Channel::file(&out)?, &source(cb, u))?;
        Ok(x.give(key, drop))
    })
}

/// Reads the next public key.
///
/// Returns: the key, also in `*x` if `x` is not NULL; NULL if there is none.
/// Errors: `ERR_R_UNSUPPORTED` of the decoders.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read_bio_PUBKEY(
    out: Mut<BIO>,
    x: InOut<EVP_PKEY>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> Give<EVP_PKEY> {
    entry(Give::null(), || {
        let key = pem::read_public(&mut Channel::Bio(out.get()?), &source(cb, u))?;
        Ok(x.give(key, drop))
    })
}

/// As [`PEM_read_bio_PUBKEY`].
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read_bio_PUBKEY_ex(
    out: Mut<BIO>,
    x: InOut<EVP_PKEY>,
    cb: Option<pem_password_cb>,
    u: Arg,
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> Give<EVP_PKEY> {
    PEM_read_bio_PUBKEY(out, x, cb, u)
}

/// As [`PEM_read_bio_PUBKEY`], from a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read_PUBKEY(
    out: Mut<libc::FILE>,
    x: InOut<EVP_PKEY>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> Give<EVP_PKEY> {
    entry(Give::null(), || {
        let key = pem::read_public(&mut Channel::file(&out)?, &source(cb, u))?;
        Ok(x.give(key, drop))
    })
}

/// Reads the next parameters: of a curve or of Diffie-Hellman.
///
/// Returns: them, also in `*x` if `x` is not NULL; NULL if there are none.
/// Errors: `ERR_R_UNSUPPORTED` of the decoders.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read_bio_Parameters(bp: Mut<BIO>, x: InOut<EVP_PKEY>) -> Give<EVP_PKEY> {
    entry(Give::null(), || {
        let params = pem::read_params(&mut Channel::Bio(bp.get()?))?;
        Ok(x.give(params, drop))
    })
}

/// As [`PEM_read_bio_Parameters`].
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read_bio_Parameters_ex(
    bp: Mut<BIO>,
    x: InOut<EVP_PKEY>,
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> Give<EVP_PKEY> {
    PEM_read_bio_Parameters(bp, x)
}

/// Writes parameters of a curve or of Diffie-Hellman.
///
/// Returns: 1; 0 if there are none.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_bio_Parameters(out: Mut<BIO>, x: In<EVP_PKEY>) -> c_int {
    entry(0, || {
        let params = x.get()?.params().ok_or_else(Error::quiet)?;
        let (name, der) = pem::encode_params(&params);
        pem_io::write_block(Channel::Bio(out.get()?), name, b"", &der)?;
        Ok(1)
    })
}

/// Writes a public key.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_bio_PUBKEY(out: Mut<BIO>, x: In<EVP_PKEY>) -> c_int {
    entry(0, || {
        pem_io::write_block(
            Channel::Bio(out.get()?),
            b"PUBLIC KEY",
            b"",
            x.get()?.public()?.spki(),
        )?;
        Ok(1)
    })
}

/// As [`PEM_write_bio_PUBKEY`], to a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_PUBKEY(out: Mut<libc::FILE>, x: In<EVP_PKEY>) -> c_int {
    entry(0, || {
        let channel = Channel::file(&out)?;
        pem_io::write_block(channel, b"PUBLIC KEY", b"", x.get()?.public()?.spki())?;
        Ok(1)
    })
}

/// The passphrase to write under: what the caller states, or its callback.
pub(super) fn writing<'a>(
    kstr: &'a InBuf<c_uchar>,
    klen: c_int,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> Result<Source<'a>> {
    if kstr.is_null() { Ok(source(cb, u)) } else { kstr.slice(klen).map(Source::Known) }
}

/// Writes a private key as PKCS#8, under a passphrase if there is a cipher.
fn write_private(
    to: Channel<'_>,
    key: &PrivateKey,
    enc: &In<EVP_CIPHER>,
    pass: &Source<'_>,
) -> Result<c_int> {
    let password = enc.opt().map(|_| pass.get(true)).transpose()?;
    let sealing = match (enc.opt(), &password) {
        (Some(enc), Some(password)) => Some(pem::Sealing { cipher: enc.cipher(), password }),
        _ => None,
    };
    pem_io::write(to, &pem::write_pkcs8(key, sealing)?)?;
    Ok(1)
}

/// Writes a private key as PKCS#8; with a cipher `enc` encrypted under the
/// `klen` bytes at `kstr`, else what `cb` answers, else the string `u`.
///
/// Returns: 1; 0 on error.
/// See: PEM_write_bio_PrivateKey(3).
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_bio_PrivateKey(
    out: Mut<BIO>,
    x: In<EVP_PKEY>,
    enc: In<EVP_CIPHER>,
    kstr: InBuf<c_uchar>,
    klen: c_int,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> c_int {
    entry(0, || {
        let key = x.get()?.private()?;
        write_private(Channel::Bio(out.get()?), &key, &enc, &writing(&kstr, klen, cb, u)?)
    })
}

/// As [`PEM_write_bio_PrivateKey`], to a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_PrivateKey(
    out: Mut<libc::FILE>,
    x: In<EVP_PKEY>,
    enc: In<EVP_CIPHER>,
    kstr: InBuf<c_uchar>,
    klen: c_int,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> c_int {
    entry(0, || {
        let channel = Channel::file(&out)?;
        let key = x.get()?.private()?;
        write_private(channel, &key, &enc, &writing(&kstr, klen, cb, u)?)
    })
}

/// Writes an RSA or EC key in its form from before PKCS#8.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_bio_PrivateKey_traditional(
    bp: Mut<BIO>,
    x: In<EVP_PKEY>,
    enc: In<EVP_CIPHER>,
    kstr: InBuf<c_uchar>,
    klen: c_int,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> c_int {
    entry(0, || {
        let key = x.get()?.private()?;
        let to = Channel::Bio(bp.get()?);
        match pem::traditional_name(&key) {
            Some(name) => {
                let pass = sealing(&kstr, klen, cb, u)?;
                seal(to, name, || key.to_traditional(), &enc, &pass)
            }
            None => write_private(to, &key, &enc, &writing(&kstr, klen, cb, u)?),
        }
    })
}

/// As [`PEM_write_bio_PrivateKey`].
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_bio_PKCS8PrivateKey(
    bp: Mut<BIO>,
    x: In<EVP_PKEY>,
    enc: In<EVP_CIPHER>,
    kstr: InBuf<c_char>,
    klen: c_int,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> c_int {
    entry(0, || {
        let pass = if kstr.is_null() { source(cb, u) } else { Source::Known(kstr.slice(klen)?) };
        write_private(Channel::Bio(bp.get()?), &x.get()?.private()?, &enc, &pass)
    })
}

/// As [`PEM_write_bio_PKCS8PrivateKey`], to a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_PKCS8PrivateKey(
    fp: Mut<libc::FILE>,
    x: In<EVP_PKEY>,
    enc: In<EVP_CIPHER>,
    kstr: InBuf<c_char>,
    klen: c_int,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> c_int {
    entry(0, || {
        let channel = Channel::file(&fp)?;
        let pass = if kstr.is_null() { source(cb, u) } else { Source::Known(kstr.slice(klen)?) };
        write_private(channel, &x.get()?.private()?, &enc, &pass)
    })
}

/// As [`PEM_read_PrivateKey`].
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read_PrivateKey_ex(
    out: Mut<libc::FILE>,
    x: InOut<EVP_PKEY>,
    cb: Option<pem_password_cb>,
    u: Arg,
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> Give<EVP_PKEY> {
    PEM_read_PrivateKey(out, x, cb, u)
}

/// As [`PEM_read_PUBKEY`].
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read_PUBKEY_ex(
    out: Mut<libc::FILE>,
    x: InOut<EVP_PKEY>,
    cb: Option<pem_password_cb>,
    u: Arg,
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> Give<EVP_PKEY> {
    PEM_read_PUBKEY(out, x, cb, u)
}

/// As [`PEM_write_bio_PUBKEY`].
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_bio_PUBKEY_ex(
    out: Mut<BIO>,
    x: In<EVP_PKEY>,
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> c_int {
    PEM_write_bio_PUBKEY(out, x)
}

/// As [`PEM_write_PUBKEY`].
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_PUBKEY_ex(
    out: Mut<libc::FILE>,
    x: In<EVP_PKEY>,
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> c_int {
    PEM_write_PUBKEY(out, x)
}

/// As [`PEM_write_bio_PrivateKey`].
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_bio_PrivateKey_ex(
    out: Mut<BIO>,
    x: In<EVP_PKEY>,
    enc: In<EVP_CIPHER>,
    kstr: InBuf<c_uchar>,
    klen: c_int,
    cb: Option<pem_password_cb>,
    u: Arg,
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> c_int {
    PEM_write_bio_PrivateKey(out, x, enc, kstr, klen, cb, u)
}

/// As [`PEM_write_PrivateKey`].
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_PrivateKey_ex(
    out: Mut<libc::FILE>,
    x: In<EVP_PKEY>,
    enc: In<EVP_CIPHER>,
    kstr: InBuf<c_uchar>,
    klen: c_int,
    cb: Option<pem_password_cb>,
    u: Arg,
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> c_int {
    PEM_write_PrivateKey(out, x, enc, kstr, klen, cb, u)
}

/// Answers for a passphrase: copies the string `userdata`, or asks at the
/// terminal if that is NULL.
///
/// Returns: the length; -1 on error.
/// Errors: `PEM_R_PROBLEMS_GETTING_PASSWORD`.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_def_callback(
    mut buf: crate::abi::OutBuf<c_char>,
    num: c_int,
    rwflag: c_int,
    userdata: Arg,
) -> c_int {
    entry(-1, || {
        let room = buf.slice(num)?;
        let answer = match userdata.str() {
            Some(known) => Source::Known(known.to_bytes()).get(rwflag != 0)?,
            None => crate::obj::passphrase::ask(rwflag != 0)?,
        };
        let len = answer.len().min(room.len());
        room[..len].copy_from_slice(&answer[..len]);
        Ok(c_int::try_from(len).unwrap_or(-1))
    })
}
