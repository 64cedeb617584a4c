//! `PEM_…_RSAPrivateKey`, `PEM_…_RSA_PUBKEY`, `PEM_…_ECPrivateKey` and their
//! kin: keys as objects of their own type.

use super::source;
use crate::abi::{Arg, Give, In, InOut, Mut, entry};
use crate::err::Result;
use crate::obj::bio::BIO;
use crate::obj::ec::EC_KEY;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::passphrase::{Source, pem_password_cb};
use crate::obj::rsa::RSA;
use crate::obj::stream::Channel;
use crate::obj::{pem, pem_io};
use std::ffi::c_int;
use std::sync::Arc;

fn private(mut from: Channel<'_>, pass: &Source<'_>) -> Result<Arc<EVP_PKEY>> {
    pem::read_private(&mut from, pass)
}

/// Reads the next private key, which must be RSA.
///
/// Returns: it, also in `*x` if `x` is not NULL; NULL on error.
/// Errors: as `PEM_read_bio_PrivateKey`; `EVP_R_EXPECTING_AN_RSA_KEY`.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read_bio_RSAPrivateKey(
    out: Mut<BIO>,
    x: InOut<RSA>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> Give<RSA> {
    entry(Give::null(), || {
        Ok(x.give(private(Channel::Bio(out.get()?), &source(cb, u))?.rsa()?, drop))
    })
}

/// As [`PEM_read_bio_RSAPrivateKey`], from a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read_RSAPrivateKey(
    out: Mut<libc::FILE>,
    x: InOut<RSA>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> Give<RSA> {
    entry(Give::null(), || Ok(x.give(private(Channel::file(&out)?, &source(cb, u))?.rsa()?, drop)))
}

/// Reads the next public key, which must be RSA, from a SubjectPublicKeyInfo.
///
/// Returns: it, also in `*x` if `x` is not NULL; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read_bio_RSA_PUBKEY(
    out: Mut<BIO>,
    x: InOut<RSA>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> Give<RSA> {
    entry(Give::null(), || {
        let key = pem_io::read_spki(&mut Channel::Bio(out.get()?), &source(cb, u))?;
        Ok(x.give(pem_io::expected(key.rsa())?, drop))
    })
}

/// Reads the next public key in PKCS#1.
///
/// Returns: it, also in `*x` if `x` is not NULL; NULL on error.
/// Errors: `PEM_R_NO_START_LINE`.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read_bio_RSAPublicKey(
    out: Mut<BIO>,
    x: InOut<RSA>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> Give<RSA> {
    entry(Give::null(), || {
        let mut from = Channel::Bio(out.get()?);
        let (_, der) = pem_io::read_named(&mut from, b"RSA PUBLIC KEY", &source(cb, u))?;
        Ok(x.give(RSA::decode_public(&der)?.0, drop))
    })
}

/// Writes a public key as SubjectPublicKeyInfo.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_bio_RSA_PUBKEY(out: Mut<BIO>, x: In<RSA>) -> c_int {
    entry(0, || {
        let to = Channel::Bio(out.get()?);
        pem_io::write_block(to, b"PUBLIC KEY", b"", x.get()?.public()?.spki())?;
        Ok(1)
    })
}

/// Writes a public key as PKCS#1.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_bio_RSAPublicKey(out: Mut<BIO>, x: In<RSA>) -> c_int {
    entry(0, || {
        let to = Channel::Bio(out.get()?);
        pem_io::write_block(to, b"RSA PUBLIC KEY", b"", &x.get()?.encode_public()?)?;
        Ok(1)
    })
}

/// Reads the next private key, which must be on a curve.
///
/// Returns: it, also in `*x` if `x` is not NULL; NULL on error.
/// Errors: as `PEM_read_bio_PrivateKey`; `EVP_R_EXPECTING_A_EC_KEY`.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read_bio_ECPrivateKey(
    out: Mut<BIO>,
    x: InOut<EC_KEY>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> Give<EC_KEY> {
    entry(Give::null(), || {
        Ok(x.give(private(Channel::Bio(out.get()?), &source(cb, u))?.ec()?, drop))
    })
}
