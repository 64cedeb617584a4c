//! More of `PEM_…_RSAPrivateKey`, `PEM_…_ECPrivateKey` and their kin: the
//! twins for C streams, and those that write.

use super::pem_key::writing;
use super::source;
use crate::abi::{Arg, Give, In, InBuf, InOut, Mut, entry};
use crate::err::Result;
use crate::obj::bio::BIO;
use crate::obj::dh::DH;
use crate::obj::ec::EC_KEY;
use crate::obj::evp_cipher::EVP_CIPHER;
use crate::obj::passphrase::{Source, pem_password_cb};
use crate::obj::rsa::RSA;
use crate::obj::stream::Channel;
use crate::obj::{pem, pem_io};
use std::ffi::{c_int, c_uchar};
use zeroize::Zeroizing;

/// Writes a block of what `der` gives, sealed if there is a cipher.
pub(super) fn seal(
    to: Channel<'_>,
    name: &[u8],
    der: impl FnOnce() -> Result<Zeroizing<Vec<u8>>>,
    enc: &In<EVP_CIPHER>,
    pass: &Source<'_>,
) -> Result<c_int> {
    let cipher = enc.opt().map(EVP_CIPHER::cipher);
    pem_io::write(to, &pem::write_asking(name, der, cipher, || pass.get_to_write())?)?;
    Ok(1)
}

/// The passphrase to seal a block under: what the caller states, or what its
/// callback answers, or a string, which may not be empty.
pub(super) fn sealing<'a>(
    kstr: &'a InBuf<c_uchar>,
    klen: c_int,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> Result<Source<'a>> {
    match writing(kstr, klen, cb, u)? {
        Source::Known([]) if kstr.is_null() => Ok(Source::None),
        known => Ok(known),
    }
}

macro_rules! private {
    ($($object:ident $name:literal $what:literal |$key:ident| $encode:expr; $write_bio:ident $write_fp:ident;)*) => {$(
        #[doc = concat!("Writes a private ", $what, " key in its form from before PKCS#8; with a cipher `enc`")]
        /// encrypted under the `klen` bytes at `kstr`, else what `cb` answers,
        /// else the string `u`.
        ///
        /// Returns: 1; 0 on error.
        #[unsafe(no_mangle)]
        pub extern "C" fn $write_bio(
            out: Mut<BIO>,
            x: In<$object>,
            enc: In<EVP_CIPHER>,
            kstr: InBuf<c_uchar>,
            klen: c_int,
            cb: Option<pem_password_cb>,
            u: Arg,
        ) -> c_int {
            entry(0, || {
                let $key = x.get()?;
                let to = Channel::Bio(out.get()?);
                seal(to, $name, || Ok($encode), &enc, &sealing(&kstr, klen, cb, u)?)
            })
        }

        #[doc = concat!("Writes a private ", $what, " key in its form from before PKCS#8 to a C stream.")]
        ///
        /// Returns: 1; 0 on error.
        #[unsafe(no_mangle)]
        pub extern "C" fn $write_fp(
            out: Mut<libc::FILE>,
            x: In<$object>,
            enc: In<EVP_CIPHER>,
            kstr: InBuf<c_uchar>,
            klen: c_int,
            cb: Option<pem_password_cb>,
            u: Arg,
        ) -> c_int {
            entry(0, || {
                let $key = x.get()?;
                let to = Channel::file(&out)?;
                seal(to, $name, || Ok($encode), &enc, &sealing(&kstr, klen, cb, u)?)
            })
        }
    )*};
}

private! {
    RSA b"RSA PRIVATE KEY" "RSA" |key| key.private()?.to_traditional()?;
        PEM_write_bio_RSAPrivateKey PEM_write_RSAPrivateKey;
    EC_KEY b"EC PRIVATE KEY" "elliptic-curve" |key| key.encode_private()?;
        PEM_write_bio_ECPrivateKey PEM_write_ECPrivateKey;
}

macro_rules! public {
    ($($object:ident $name:literal $what:literal |$key:ident| $encode:expr; $write:ident;)*) => {$(
        #[doc = concat!("Writes ", $what, " to a C stream.")]
        ///
        /// Returns: 1; 0 on error.
        #[unsafe(no_mangle)]
        pub extern "C" fn $write(out: Mut<libc::FILE>, x: In<$object>) -> c_int {
            entry(0, || {
                let $key = x.get()?;
                pem_io::write_block(Channel::file(&out)?, $name, b"", &$encode)?;
                Ok(1)
            })
        }
    )*};
}

public! {
    RSA b"RSA PUBLIC KEY" "a public key as PKCS#1" |key| key.encode_public()?;
        PEM_write_RSAPublicKey;
    RSA b"PUBLIC KEY" "a public key as SubjectPublicKeyInfo" |key| key.public()?.spki();
        PEM_write_RSA_PUBKEY;
    EC_KEY b"PUBLIC KEY" "a public key as SubjectPublicKeyInfo" |key| key.public_key()?.spki();
        PEM_write_EC_PUBKEY;
    DH b"DH PARAMETERS" "Diffie-Hellman parameters" |key| key.encode_params()?;
        PEM_write_DHparams;
}

/// Writes a public key as SubjectPublicKeyInfo.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_bio_EC_PUBKEY(out: Mut<BIO>, x: In<EC_KEY>) -> c_int {
    entry(0, || {
        let to = Channel::Bio(out.get()?);
        pem_io::write_block(to, b"PUBLIC KEY", b"", x.get()?.public_key()?.spki())?;
        Ok(1)
    })
}

/// Reads the next public key in PKCS#1 from a C stream.
///
/// Returns: it, also in `*x` if `x` is not NULL; NULL on error.
/// Errors: `PEM_R_NO_START_LINE`.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read_RSAPublicKey(
    out: Mut<libc::FILE>,
    x: InOut<RSA>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> Give<RSA> {
    entry(Give::null(), || {
        let mut from = Channel::file(&out)?;
        let (_, der) = pem_io::read_named(&mut from, b"RSA PUBLIC KEY", &source(cb, u))?;
        Ok(x.give(RSA::decode_public(&der)?.0, drop))
    })
}

/// Reads the next public key, which must be RSA, from a C stream.
///
/// Returns: it, also in `*x` if `x` is not NULL; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read_RSA_PUBKEY(
    out: Mut<libc::FILE>,
    x: InOut<RSA>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> Give<RSA> {
    entry(Give::null(), || {
        let key = pem_io::read_spki(&mut Channel::file(&out)?, &source(cb, u))?;
        Ok(x.give(pem_io::expected(key.rsa())?, drop))
    })
}

/// Reads the next private key, which must be on a curve, from a C stream.
///
/// Returns: it, also in `*x` if `x` is not NULL; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read_ECPrivateKey(
    out: Mut<libc::FILE>,
    x: InOut<EC_KEY>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> Give<EC_KEY> {
    entry(Give::null(), || {
        let key = pem::read_private(&mut Channel::file(&out)?, &source(cb, u))?;
        Ok(x.give(key.ec()?, drop))
    })
}

/// Reads the next public key, which must be on a curve.
///
/// Returns: it, also in `*x` if `x` is not NULL; NULL on error.
/// Errors: `EVP_R_EXPECTING_A_EC_KEY`.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read_bio_EC_PUBKEY(
    out: Mut<BIO>,
    x: InOut<EC_KEY>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> Give<EC_KEY> {
    entry(Give::null(), || {
        let key = pem_io::read_spki(&mut Channel::Bio(out.get()?), &source(cb, u))?;
        Ok(x.give(pem_io::expected(key.ec())?, drop))
    })
}

/// As [`PEM_read_bio_EC_PUBKEY`], from a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read_EC_PUBKEY(
    out: Mut<libc::FILE>,
    x: InOut<EC_KEY>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> Give<EC_KEY> {
    entry(Give::null(), || {
        let key = pem_io::read_spki(&mut Channel::file(&out)?, &source(cb, u))?;
        Ok(x.give(pem_io::expected(key.ec())?, drop))
    })
}
