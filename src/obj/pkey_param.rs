//! Parts of a key by their names, and keys as raw bytes.

use super::bn::{BIGNUM, Bn};
use super::ec::{
    COMPRESSED, Curve, HYBRID, Point, UNCOMPRESSED, coefficients, form_of_name, order,
};
use super::evp_pkey::{Contents, EVP_PKEY, Object, Params};
use super::evp_pkey_ctx;
use super::evp_pkey_mac::{MacKey, is_mac};
use super::evp_pkey_setting::Value;
use crate::crypto::dh;
use crate::crypto::digest::Md;
use crate::crypto::ec::Form;
use crate::crypto::pkey::{KeyKind, Private, PrivateKey, Public, PublicKey};
use crate::err::{Error, Lib, Result, evp};
use std::ffi::c_int;
use std::sync::Arc;
use zeroize::Zeroizing;

/// The key has no such part; OpenSSL queues nothing.
fn absent() -> Error {
    Error::quiet()
}

fn text(value: &str) -> Option<Value> {
    Some(Value::Text(value.as_bytes().to_vec()))
}

fn bytes(value: &[u8]) -> Option<Value> {
    Some(Value::Bytes(Zeroizing::new(value.to_vec())))
}

fn integer(value: impl TryInto<i64>) -> Option<Value> {
    value.try_into().ok().map(Value::Integer)
}

fn part(value: &[u8]) -> Option<Value> {
    (!value.is_empty()).then(|| Value::Number(value.to_vec()))
}

/// The part of a key that providers call `name`, if it has one.
#[track_caller]
pub fn value(pkey: &EVP_PKEY, name: &[u8]) -> Result<Option<Value>> {
    let nid = pkey.type_nid();
    if nid == 0 {
        return Ok(None);
    }
    let known = match name {
        b"bits" => integer(pkey.bits()),
        b"security-bits" => integer(pkey.security_bits()),
        b"max-size" => integer(pkey.size()),
        b"default-digest" => {
            default_digest(pkey).map(|md| Value::Text(md.short_name().to_bytes().to_vec()))
        }
        b"mandatory-digest" if nid == KeyKind::Ed25519.nid() => text(""),
        _ => None,
    };
    if known.is_some() {
        return Ok(known);
    }
    match pkey.params() {
        Some(Params::Ec(curve)) => {
            if let Some(known) = of_curve(pkey, curve, name)? {
                return Ok(Some(known));
            }
        }
        Some(Params::Dh(group)) => {
            if let Some(known) = of_group(&group, name) {
                return Ok(Some(known));
            }
        }
        Some(Params::Dsa(params)) => {
            let known = match name {
                b"p" => part(&params.p),
                b"q" => part(&params.q),
                b"g" => part(&params.g),
                _ => None,
            };
            if known.is_some() {
                return Ok(known);
            }
        }
        None => (),
    }
    let public = pkey.public().ok();
    let known = match (public.as_ref().map(PublicKey::material), name) {
        (Some(Public::Rsa(key, _)), b"n") => part(&key.public_numbers().0),
        (Some(Public::Rsa(key, _)), b"e") => part(&key.public_numbers().1),
        (Some(Public::Ec(key)), b"qx" | b"qy") => {
            let point = key.point(Form::Uncompressed)?;
            let (x, y) = point[1..].split_at(key.curve().bytes());
            part(if name == b"qx" { x } else { y })
        }
        (Some(Public::Ec(key)), b"encoded-pub-key") => bytes(&key.point(Form::Uncompressed)?),
        (Some(Public::Ec(_)), b"pub") => match &public {
            Some(key) => bytes(&super::pem::inner_public(key)?),
            None => None,
        },
        (Some(Public::Raw(key)), b"pub") => bytes(key),
        (Some(Public::Raw(key)), b"encoded-pub-key") if nid == KeyKind::X25519.nid() => bytes(key),
        (Some(Public::Dh(_, value) | Public::Dsa(_, value)), b"pub") => part(value),
        (Some(Public::Dh(params, value)), b"encoded-pub-key") => {
            let mut out = vec![0; params.bits().div_ceil(8).saturating_sub(value.len())];
            out.extend_from_slice(value);
            bytes(&out)
        }
        _ => None,
    };
    if known.is_some() {
        return Ok(known);
    }
    of_private(pkey, name)
}

fn of_private(pkey: &EVP_PKEY, name: &[u8]) -> Result<Option<Value>> {
    if let Contents::Secret(key) = pkey.contents() {
        return Ok(bytes(&key.secret).filter(|_| name == b"priv"));
    }
    let private = pkey.private().ok();
    Ok(match (private.as_ref().map(PrivateKey::material), name) {
        (Some(Private::Rsa(key)), _) => {
            let names: [&[u8]; 6] = [
                b"d",
                b"rsa-factor1",
                b"rsa-factor2",
                b"rsa-exponent1",
                b"rsa-exponent2",
                b"rsa-coefficient1",
            ];
            let at = names.iter().position(|known| *known == name);
            at.and_then(|at| part(&key.private_numbers()[at]))
        }
        (Some(Private::Ec(key)), b"priv") => part(&key.scalar()?),
        (Some(Private::Dh(value) | Private::Dsa(value)), b"priv") => part(value),
        (Some(Private::Ed25519(_) | Private::X25519(_)), b"priv") => bytes(&raw_of_private(pkey)?),
        _ => None,
    })
}

fn of_curve(pkey: &EVP_PKEY, curve: Curve, name: &[u8]) -> Result<Option<Value>> {
    let number = |bn: &Bn| part(&bn.to_be());
    let coefficient = |at: usize| Ok::<_, Error>(number(&coefficients(curve)?[at]));
    Ok(match name {
        b"group" => Some(Value::Text(curve.name().to_bytes().to_vec())),
        b"encoding" => text("named_curve"),
        b"point-format" => text(match conversion_form(pkey) {
            COMPRESSED => "compressed",
            HYBRID => "hybrid",
            _ => "uncompressed",
        }),
        b"field-type" => text("prime-field"),
        b"group-check" => text("default"),
        b"decoded-from-explicit" | b"use-cofactor-flag" => Some(Value::Integer(0)),
        b"include-public" => Some(Value::Integer(1)),
        b"p" => coefficient(0)?,
        b"a" => coefficient(1)?,
        b"b" => coefficient(2)?,
        b"order" => number(&order(curve)?),
        b"cofactor" => part(&[1]),
        b"generator" => bytes(&Point::generator(curve)?.encode()?),
        _ => None,
    })
}

/// The form that a key's point is written in (`POINT_CONVERSION_…`); 0 if the
/// key has no point.
pub fn conversion_form(pkey: &EVP_PKEY) -> c_int {
    match (pkey.params(), pkey.public().and_then(|key| super::pem::inner_public(&key))) {
        (Some(Params::Ec(_)), Ok(point)) => point.first().map_or(0, |form| c_int::from(form & 6)),
        (Some(Params::Ec(_)), Err(_)) => UNCOMPRESSED,
        _ => 0,
    }
}

fn of_group(group: &dh::Params, name: &[u8]) -> Option<Value> {
    match name {
        b"p" => part(&group.p),
        b"g" => part(&group.g),
        b"q" => part(group.q.as_deref()?),
        b"group" => group.group().map(|known| Value::Text(known.name.to_bytes().to_vec())),
        b"priv_len" => integer(group.length?),
        _ => None,
    }
}

/// Changes the part of a key that providers call `name`. Parts that cannot
/// change are an error, those of no meaning for the key are passed over.
#[track_caller]
pub fn set(pkey: &EVP_PKEY, name: &[u8], value: &Value) -> Result<()> {
    match (pkey.params(), name, value) {
        (_, b"encoded-pub-key", Value::Bytes(bytes)) => {
            pkey.set(Contents::Public(encoded_public(pkey, bytes)?));
            Ok(())
        }
        (Some(Params::Ec(_)), b"point-format", Value::Text(text)) => {
            let form = form_of_name(text).ok_or_else(absent)?;
            let key = pkey.ec()?;
            key.set_conversion_form(form);
            pkey.set_object(Object::Ec(key));
            Ok(())
        }
        (Some(Params::Ec(_)), b"encoding", Value::Text(text)) if text == b"named_curve" => Ok(()),
        // The curves here have the cofactor 1, so both are the same.
        (Some(Params::Ec(_)), b"use-cofactor-flag", Value::Integer(0 | 1)) => Ok(()),
        (Some(Params::Ec(_)), b"encoding" | b"use-cofactor-flag" | b"include-public", _) => {
            Err(absent())
        }
        _ => Ok(()),
    }
}

/// A public key as peers exchange it, of the kind that `pkey` is.
fn encoded_public(pkey: &EVP_PKEY, bytes: &[u8]) -> Result<PublicKey> {
    match (pkey.params(), pkey.type_nid()) {
        (Some(Params::Ec(curve)), _) => PublicKey::from_point(curve, bytes),
        (Some(Params::Dh(group)), _) => {
            let start = bytes.iter().take_while(|&&b| b == 0).count();
            if bytes.len() != group.bits().div_ceil(8) || !group.is_public(bytes)? {
                return Err(absent());
            }
            Ok(PublicKey::from_dh(group, &bytes[start..]))
        }
        (None, 1034) => PublicKey::from_raw(KeyKind::X25519, bytes).map_err(|_| absent()),
        _ => Err(absent()),
    }
}

/// A number of the key.
#[track_caller]
pub fn number(pkey: &EVP_PKEY, name: &[u8]) -> Result<Box<BIGNUM>> {
    match value(pkey, name)? {
        Some(Value::Number(bytes)) => BIGNUM::from_be(&bytes),
        Some(Value::Integer(n)) => {
            BIGNUM::from_be(&u64::try_from(n).map_err(|_| absent())?.to_be_bytes())
        }
        _ => Err(absent()),
    }
}

/// Bytes of the key.
#[track_caller]
pub fn octets(pkey: &EVP_PKEY, name: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    match value(pkey, name)? {
        Some(Value::Bytes(bytes)) => Ok(bytes),
        _ => Err(absent()),
    }
}

/// A string of the key.
#[track_caller]
pub fn string(pkey: &EVP_PKEY, name: &[u8]) -> Result<Vec<u8>> {
    match value(pkey, name)? {
        Some(Value::Text(text)) => Ok(text),
        _ => Err(absent()),
    }
}

/// The digest that suits the key.
pub fn default_digest(pkey: &EVP_PKEY) -> Option<Md> {
    evp_pkey_ctx::default_md(pkey)
}

/// A private key from raw bytes.
///
/// Errors: `EVP_R_KEY_SETUP_FAILED`, also for types that have none.
#[track_caller]
pub fn raw_private(nid: c_int, bytes: &[u8]) -> Result<Arc<EVP_PKEY>> {
    let failed = |_| Error::new(Lib::Evp, evp::R_KEY_SETUP_FAILED);
    match nid {
        _ if is_mac(nid) => Ok(MacKey::raw(nid, bytes, None)),
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
        .ok_or_else(|| Error::new(Lib::Evp, evp::R_KEY_SETUP_FAILED))
}

#[track_caller]
fn no_raw() -> Error {
    Error::new(Lib::Evp, evp::R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE)
}

/// The raw bytes of a private key.
#[track_caller]
pub fn raw_of_private(pkey: &EVP_PKEY) -> Result<Zeroizing<Vec<u8>>> {
    match pkey.contents() {
        Contents::Secret(key) => Ok(key.secret.clone()),
        Contents::Private(key) => {
            key.raw().map(|raw| Zeroizing::new(raw.to_vec())).ok_or_else(no_raw)
        }
        _ => Err(absent()),
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
