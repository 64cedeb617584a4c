//! Parts of a key by their names, and keys as raw bytes.

use super::bn::{BIGNUM, Bn};
use super::ec::{coefficients, order};
use super::evp_pkey::{Contents, EVP_PKEY, Params};
use super::evp_pkey_ctx;
use crate::crypto::digest::Md;
use crate::crypto::ec::Form;
use crate::crypto::pkey::{KeyKind, Private, PrivateKey, Public, PublicKey};
use crate::err::{Error, Lib, Result, evp};
use std::ffi::{CStr, c_int};
use std::sync::Arc;
use zeroize::Zeroizing;

const HMAC: c_int = 855;

/// The key has no such part; OpenSSL queues nothing.
fn absent() -> Error {
    Error::quiet()
}

/// A number of the key.
#[track_caller]
pub fn number(pkey: &EVP_PKEY, name: &[u8]) -> Result<Box<BIGNUM>> {
    let of = |bytes: &[u8]| BIGNUM::from_be(bytes);
    let public = pkey.public().ok();
    let private = pkey.private().ok();
    if let Some(Params::Ec(curve)) = pkey.params() {
        let [p, a, b] = coefficients(curve)?;
        match name {
            b"p" => return Ok(BIGNUM::of(p)),
            b"a" => return Ok(BIGNUM::of(a)),
            b"b" => return Ok(BIGNUM::of(b)),
            b"order" => return Ok(BIGNUM::of(order(curve)?)),
            b"cofactor" => return Ok(BIGNUM::of(Bn::from_word(1)?)),
            _ => (),
        }
    }
    if let Some(Params::Dh(group)) = pkey.params() {
        match name {
            b"p" => return of(&group.p),
            b"g" => return of(&group.g),
            b"q" => return of(group.q.as_deref().ok_or_else(absent)?),
            _ => (),
        }
    }
    match (public.as_ref().map(PublicKey::material), name) {
        (Some(Public::Rsa(key, _)), b"n") => return of(&key.public_numbers().0),
        (Some(Public::Rsa(key, _)), b"e") => return of(&key.public_numbers().1),
        (Some(Public::Ec(key)), b"qx" | b"qy") => {
            let point = key.point(Form::Uncompressed)?;
            let (x, y) = point[1..].split_at(key.curve().bytes());
            return of(if name == b"qx" { x } else { y });
        }
        (Some(Public::Dh(_, value)), b"pub") => return of(value),
        _ => (),
    }
    match (private.as_ref().map(PrivateKey::material), name) {
        (Some(Private::Rsa(key)), _) => {
            let names: [&[u8]; 6] = [
                b"d",
                b"rsa-factor1",
                b"rsa-factor2",
                b"rsa-exponent1",
                b"rsa-exponent2",
                b"rsa-coefficient1",
            ];
            let at = names.iter().position(|known| *known == name).ok_or_else(absent)?;
            match &key.private_numbers()[at][..] {
                [] => Err(absent()),
                bytes => of(bytes),
            }
        }
        (Some(Private::Ec(key)), b"priv") => of(&key.scalar()?),
        (Some(Private::Dh(value)), b"priv") => of(value),
        _ => Err(absent()),
    }
}

/// Bytes of the key.
#[track_caller]
pub fn octets(pkey: &EVP_PKEY, name: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    let public = pkey.public();
    match name {
        b"pub" | b"encoded-pub-key" => match public?.material() {
            Public::Ec(key) => key.point(Form::Uncompressed).map(Zeroizing::new),
            Public::Raw(bytes) => Ok(Zeroizing::new(bytes.to_vec())),
            Public::Dh(params, value) if name == b"encoded-pub-key" => {
                let mut out = vec![0; params.bits().div_ceil(8).saturating_sub(value.len())];
                out.extend_from_slice(value);
                Ok(Zeroizing::new(out))
            }
            _ => Err(absent()),
        },
        b"priv" => raw_of_private(pkey).map_err(|_| absent()),
        _ => Err(absent()),
    }
}

/// A string of the key.
#[track_caller]
pub fn text(pkey: &EVP_PKEY, name: &[u8]) -> Result<&'static CStr> {
    match (pkey.params(), name) {
        (Some(Params::Ec(curve)), b"group") => Ok(curve.name()),
        _ => Err(absent()),
    }
}

/// The digest that suits the key.
pub fn default_digest(pkey: &EVP_PKEY) -> Option<Md> {
    evp_pkey_ctx::default_md(pkey)
}

/// A private key from raw bytes.
///
/// Errors: `EVP_R_UNSUPPORTED_ALGORITHM`, `EVP_R_KEY_SETUP_FAILED`.
#[track_caller]
pub fn raw_private(nid: c_int, bytes: &[u8]) -> Result<Arc<EVP_PKEY>> {
    let failed = |_| Error::new(Lib::Evp, evp::R_KEY_SETUP_FAILED);
    match nid {
        HMAC => {
            let secret = Arc::new(Zeroizing::new(bytes.to_vec()));
            Ok(EVP_PKEY::new(Contents::Secret(nid, secret)))
        }
        _ => {
            let kind = raw_kind(nid)?;
            PrivateKey::from_raw(kind, bytes).map(EVP_PKEY::from_private).map_err(failed)
        }
    }
}

/// A public key from raw bytes.
///
/// Errors: as [`raw_private`].
#[track_caller]
pub fn raw_public(nid: c_int, bytes: &[u8]) -> Result<Arc<EVP_PKEY>> {
    let failed = |_| Error::new(Lib::Evp, evp::R_KEY_SETUP_FAILED);
    PublicKey::from_raw(raw_kind(nid)?, bytes).map(EVP_PKEY::from_public).map_err(failed)
}

#[track_caller]
fn raw_kind(nid: c_int) -> Result<KeyKind> {
    [KeyKind::Ed25519, KeyKind::X25519]
        .into_iter()
        .find(|kind| kind.nid() == nid)
        .ok_or_else(|| Error::new(Lib::Evp, evp::R_UNSUPPORTED_ALGORITHM))
}

#[track_caller]
fn no_raw() -> Error {
    Error::new(Lib::Evp, evp::R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE)
}

/// The raw bytes of a private key.
#[track_caller]
pub fn raw_of_private(pkey: &EVP_PKEY) -> Result<Zeroizing<Vec<u8>>> {
    match pkey.contents() {
        Contents::Secret(_, secret) => Ok((*secret).clone()),
        Contents::Private(key) => {
            key.raw().map(|raw| Zeroizing::new(raw.to_vec())).ok_or_else(no_raw)
        }
        _ => Err(Error::new(Lib::Evp, evp::R_GET_RAW_KEY_FAILED)),
    }
}

/// The raw bytes of a public key.
#[track_caller]
pub fn raw_of_public(pkey: &EVP_PKEY) -> Result<Vec<u8>> {
    match pkey.public()?.material() {
        Public::Raw(bytes) => Ok(bytes.to_vec()),
        _ => Err(no_raw()),
    }
}
