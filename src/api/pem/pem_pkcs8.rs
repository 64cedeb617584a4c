//! `PEM_…_PKCS8…` and `…_PKCS8PrivateKey_…`: private keys in PKCS#8, sealed or
//! not.

use super::source;
use crate::abi::{Arg, Give, In, InBuf, InOut, Mut, entry};
use crate::err::{self, Error, Lib, Result, evp, pkcs12};
use crate::obj::asn1::codec::{Kind, encode_complete};
use crate::obj::asn1::io;
use crate::obj::bio::BIO;
use crate::obj::evp_cipher::EVP_CIPHER;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::passphrase::{Source, pem_password_cb};
use crate::obj::pem_io;
use crate::obj::pkcs8::{PKCS8_PRIV_KEY_INFO, Sealing};
use crate::obj::stream::Channel;
use crate::obj::x509::algorithm::X509_SIG;
use std::ffi::{c_char, c_int};
use zeroize::Zeroizing;

/// In which form a key is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Pem,
    Der,
}

/// The passphrase of a function to write with.
struct Pass<'a> {
    kstr: &'a InBuf<c_char>,
    klen: c_int,
    cb: Option<pem_password_cb>,
    u: Arg,
}

impl Pass<'_> {
    fn get(&self) -> Result<Zeroizing<Vec<u8>>> {
        let known = if self.kstr.is_null() { None } else { Some(self.kstr.slice(self.klen)?) };
        known.map_or_else(|| source(self.cb, self.u), Source::Known).get(true)
    }
}

/// Writes a key, sealed by a cipher, or as a NID says, or not at all.
fn write(
    to: Channel<'_>,
    form: Form,
    key: &In<EVP_PKEY>,
    sealing: (c_int, Option<&EVP_CIPHER>),
    pass: &Pass<'_>,
) -> Result<c_int> {
    let info = PKCS8_PRIV_KEY_INFO::of(key.get()?)
        .map_err(|_| Error::new(Lib::Evp, evp::R_UNSUPPORTED_PRIVATE_KEY_ALGORITHM))?;
    let (nid, cipher) = sealing;
    let (name, der) = if nid == -1 && cipher.is_none() {
        (&b"PRIVATE KEY"[..], Zeroizing::new(encode_complete::<PKCS8_PRIV_KEY_INFO>(&info)?))
    } else {
        let cipher = cipher.map(EVP_CIPHER::cipher);
        let how = Sealing { nid, cipher, salt: None, salt_len: 0, rounds: 0 };
        let password = pass.get()?;
        let failed = |error: Error| {
            err::push(&error, "EVP_PBE_CipherInit_ex");
            err::push(&Error::new(Lib::Pkcs12, pkcs12::R_ENCRYPT_ERROR), "PKCS12_item_i2d_encrypt");
            Error::new(Lib::Pkcs12, pkcs12::R_ENCRYPT_ERROR)
        };
        let sealed = how
            .algorithm()
            .and_then(|algorithm| info.seal(&algorithm, password.as_slice()))
            .map_err(failed)?;
        let der = Zeroizing::new(encode_complete::<X509_SIG>(&sealed)?);
        (&b"ENCRYPTED PRIVATE KEY"[..], der)
    };
    match form {
        Form::Der => pem_io::write(to, &der)?,
        Form::Pem => {
            pem_io::write_block(to, name, b"", &der)?;
        }
    }
    Ok(1)
}

/// Writes a private key as PKCS#8, sealed as the NID `nid` of an encryption
/// says under the `klen` bytes at `kstr`, else what `cb` answers, else the
/// string `u`.
///
/// Returns: 1; 0 on error.
/// Errors: `EVP_R_UNKNOWN_PBE_ALGORITHM`, `PKCS12_R_ENCRYPT_ERROR`.
/// See: PEM_write_bio_PKCS8PrivateKey_nid(3).
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_bio_PKCS8PrivateKey_nid(
    bp: Mut<BIO>,
    x: In<EVP_PKEY>,
    nid: c_int,
    kstr: InBuf<c_char>,
    klen: c_int,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> c_int {
    entry(0, || {
        let pass = Pass { kstr: &kstr, klen, cb, u };
        write(Channel::Bio(bp.get()?), Form::Pem, &x, (nid, None), &pass)
    })
}

/// As [`PEM_write_bio_PKCS8PrivateKey_nid`], to a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_PKCS8PrivateKey_nid(
    fp: Mut<libc::FILE>,
    x: In<EVP_PKEY>,
    nid: c_int,
    kstr: InBuf<c_char>,
    klen: c_int,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> c_int {
    entry(0, || {
        let pass = Pass { kstr: &kstr, klen, cb, u };
        write(Channel::file(&fp)?, Form::Pem, &x, (nid, None), &pass)
    })
}

/// Writes a private key as PKCS#8 in DER, sealed by the cipher `enc` unless it
/// is NULL.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_PKCS8PrivateKey_bio(
    bp: Mut<BIO>,
    x: In<EVP_PKEY>,
    enc: In<EVP_CIPHER>,
    kstr: InBuf<c_char>,
    klen: c_int,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> c_int {
    entry(0, || {
        let pass = Pass { kstr: &kstr, klen, cb, u };
        write(Channel::Bio(bp.get()?), Form::Der, &x, (-1, enc.opt()), &pass)
    })
}

/// As [`i2d_PKCS8PrivateKey_bio`], to a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_PKCS8PrivateKey_fp(
    fp: Mut<libc::FILE>,
    x: In<EVP_PKEY>,
    enc: In<EVP_CIPHER>,
    kstr: InBuf<c_char>,
    klen: c_int,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> c_int {
    entry(0, || {
        let pass = Pass { kstr: &kstr, klen, cb, u };
        write(Channel::file(&fp)?, Form::Der, &x, (-1, enc.opt()), &pass)
    })
}

/// As [`PEM_write_bio_PKCS8PrivateKey_nid`], in DER.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_PKCS8PrivateKey_nid_bio(
    bp: Mut<BIO>,
    x: In<EVP_PKEY>,
    nid: c_int,
    kstr: InBuf<c_char>,
    klen: c_int,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> c_int {
    entry(0, || {
        let pass = Pass { kstr: &kstr, klen, cb, u };
        write(Channel::Bio(bp.get()?), Form::Der, &x, (nid, None), &pass)
    })
}

/// As [`PEM_write_bio_PKCS8PrivateKey_nid`], in DER, to a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_PKCS8PrivateKey_nid_fp(
    fp: Mut<libc::FILE>,
    x: In<EVP_PKEY>,
    nid: c_int,
    kstr: InBuf<c_char>,
    klen: c_int,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> c_int {
    entry(0, || {
        let pass = Pass { kstr: &kstr, klen, cb, u };
        write(Channel::file(&fp)?, Form::Der, &x, (nid, None), &pass)
    })
}

fn open(
    from: Channel<'_>,
    place: &InOut<EVP_PKEY>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> Result<Give<EVP_PKEY>> {
    let key = PKCS8_PRIV_KEY_INFO::open_der(&from.read_der()?, &source(cb, u))?;
    Ok(place.give(key, drop))
}

/// Reads a sealed private key in DER from a BIO.
///
/// Returns: it, also in `*x` if `x` is not NULL; NULL on error.
/// Errors: `PEM_R_BAD_PASSWORD_READ`, `PKCS12_R_PKCS12_CIPHERFINAL_ERROR`.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_PKCS8PrivateKey_bio(
    bp: Mut<BIO>,
    x: InOut<EVP_PKEY>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> Give<EVP_PKEY> {
    entry(Give::null(), || open(Channel::Bio(bp.get()?), &x, cb, u))
}

/// As [`d2i_PKCS8PrivateKey_bio`], from a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_PKCS8PrivateKey_fp(
    fp: Mut<libc::FILE>,
    x: InOut<EVP_PKEY>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> Give<EVP_PKEY> {
    entry(Give::null(), || open(Channel::file(&fp)?, &x, cb, u))
}

fn read_block<K: Kind>(
    mut from: Channel<'_>,
    name: &[u8],
    place: &InOut<K::Value>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> Result<Give<K::Value>> {
    let (_, der) = pem_io::read_named(&mut from, name, &source(cb, u))?;
    io::from_der::<K>(place, &der)
}

fn write_block<K: Kind>(to: Channel<'_>, name: &[u8], value: Option<&K::Value>) -> Result<c_int> {
    let value = value.ok_or_else(|| Error::new(Lib::Pem, err::R_PASSED_NULL_PARAMETER))?;
    let der = Zeroizing::new(encode_complete::<K>(value)?);
    pem_io::write_block(to, name, b"", &der)?;
    Ok(1)
}

macro_rules! blocks {
    ($($kind:ident $name:literal $what:literal: $read_bio:ident $read_fp:ident $write_bio:ident $write_fp:ident;)*) => {$(
        #[doc = concat!("Reads the next ", $what, " from a BIO. Ownership: replaces what is in `*x`.")]
        ///
        /// Returns: NULL on error.
        /// Errors: `PEM_R_NO_START_LINE`.
        #[unsafe(no_mangle)]
        pub extern "C" fn $read_bio(
            bp: Mut<BIO>,
            x: InOut<$kind>,
            cb: Option<pem_password_cb>,
            u: Arg,
        ) -> Give<$kind> {
            entry(Give::null(), || read_block::<$kind>(Channel::Bio(bp.get()?), $name, &x, cb, u))
        }

        #[doc = concat!("Reads the next ", $what, " from a C stream. Ownership: replaces what is in `*x`.")]
        ///
        /// Returns: NULL on error.
        #[unsafe(no_mangle)]
        pub extern "C" fn $read_fp(
            fp: Mut<libc::FILE>,
            x: InOut<$kind>,
            cb: Option<pem_password_cb>,
            u: Arg,
        ) -> Give<$kind> {
            entry(Give::null(), || read_block::<$kind>(Channel::file(&fp)?, $name, &x, cb, u))
        }

        #[doc = concat!("Writes a ", $what, " to a BIO.")]
        ///
        /// Returns: 1; 0 on error.
        #[unsafe(no_mangle)]
        pub extern "C" fn $write_bio(bp: Mut<BIO>, x: In<$kind>) -> c_int {
            entry(0, || write_block::<$kind>(Channel::Bio(bp.get()?), $name, x.opt()))
        }

        #[doc = concat!("Writes a ", $what, " to a C stream.")]
        ///
        /// Returns: 1; 0 on error.
        #[unsafe(no_mangle)]
        pub extern "C" fn $write_fp(fp: Mut<libc::FILE>, x: In<$kind>) -> c_int {
            entry(0, || write_block::<$kind>(Channel::file(&fp)?, $name, x.opt()))
        }
    )*};
}

blocks! {
    PKCS8_PRIV_KEY_INFO b"PRIVATE KEY" "private key":
        PEM_read_bio_PKCS8_PRIV_KEY_INFO PEM_read_PKCS8_PRIV_KEY_INFO
        PEM_write_bio_PKCS8_PRIV_KEY_INFO PEM_write_PKCS8_PRIV_KEY_INFO;
    X509_SIG b"ENCRYPTED PRIVATE KEY" "sealed private key":
        PEM_read_bio_PKCS8 PEM_read_PKCS8 PEM_write_bio_PKCS8 PEM_write_PKCS8;
}
