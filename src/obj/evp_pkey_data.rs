//! Keys from named values and back (EVP_PKEY_fromdata(3), EVP_PKEY_todata(3)).

use super::bn::BIGNUM;
use super::dh::{self, DH};
use super::dsa::{self, DSA};
use super::ec::{Curve, EC_KEY, Point, form_of_name};
use super::evp_pkey::{Contents, EVP_PKEY, Object, Params};
use super::evp_pkey_setting::Value;
use super::pkey_param;
use super::rsa::{self, RSA};
use crate::abi::In;
use crate::abi::layout::param::{INTEGER, OCTET_STRING, OSSL_PARAM, UNSIGNED, UTF8_STRING};
use crate::abi::layout::param_array::{self, Entry};
use crate::crypto::pkey::{KeyKind, PrivateKey, PublicKey};
use crate::err::{self, Error, Lib, Result};
use std::ffi::{CStr, c_int};
use std::sync::Arc;
use zeroize::Zeroizing;

/// `OSSL_KEYMGMT_SELECT_…`: which parts of a key.
pub mod selection {
    #![allow(missing_docs, reason = "each is OpenSSL's constant")]
    use std::ffi::c_int;
    pub const PRIVATE: c_int = 1;
    pub const PUBLIC: c_int = 2;
    pub const PARAMETERS: c_int = 0x84;
}

/// Values that C states, by name.
struct Given<'a>(Vec<(&'a CStr, Value)>);

impl<'a> Given<'a> {
    fn read(params: &'a In<OSSL_PARAM>) -> Result<Given<'a>> {
        OSSL_PARAM::list(params)
            .map(|param| Ok((param.key(), Value::of(param)?)))
            .collect::<Result<_>>()
            .map(Given)
    }

    fn get(&self, name: &[u8]) -> Option<&Value> {
        self.0.iter().find(|(key, _)| key.to_bytes() == name).map(|(_, value)| value)
    }

    /// A number; one of another type fails.
    fn number(&self, name: &[u8]) -> Result<Option<Zeroizing<Vec<u8>>>> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Number(bytes)) => Ok(Some(Zeroizing::new(bytes.clone()))),
            Some(Value::Integer(n)) => {
                let n = u64::try_from(*n).map_err(|_| Error::quiet())?;
                Ok(Some(Zeroizing::new(n.to_be_bytes().to_vec())))
            }
            Some(_) => Err(Error::quiet()),
        }
    }

    fn bytes(&self, name: &[u8]) -> Result<Option<&[u8]>> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Bytes(bytes)) => Ok(Some(bytes)),
            Some(_) => Err(Error::quiet()),
        }
    }

    fn text(&self, name: &[u8]) -> Result<Option<&[u8]>> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Text(text)) => Ok(Some(text)),
            Some(_) => Err(Error::quiet()),
        }
    }
}

/// A key of the type `nid` from those values that `wanted` selects.
#[track_caller]
pub fn from_params(nid: c_int, wanted: c_int, params: &In<OSSL_PARAM>) -> Result<Arc<EVP_PKEY>> {
    let given = Given::read(params)?;
    match nid {
        6 | 912 => rsa_key(nid, wanted, &given),
        408 => ec_key(wanted, &given),
        28 => dh_key(wanted, &given),
        116 => dsa_key(wanted, &given),
        1034 => raw_key(KeyKind::X25519, wanted, &given),
        1087 => raw_key(KeyKind::Ed25519, wanted, &given),
        _ => Err(Error::quiet()),
    }
}

fn rsa_key(nid: c_int, wanted: c_int, given: &Given<'_>) -> Result<Arc<EVP_PKEY>> {
    use rsa::Number;
    if wanted & (selection::PUBLIC | selection::PRIVATE) == 0 {
        return Ok(EVP_PKEY::new(Contents::Type(nid)));
    }
    let names: [(&[u8], Number); 8] = [
        (b"n", Number::N),
        (b"e", Number::E),
        (b"d", Number::D),
        (b"rsa-factor1", Number::P),
        (b"rsa-factor2", Number::Q),
        (b"rsa-exponent1", Number::Dmp1),
        (b"rsa-exponent2", Number::Dmq1),
        (b"rsa-coefficient1", Number::Iqmp),
    ];
    let key = RSA::new();
    for (at, (name, which)) in names.into_iter().enumerate() {
        match given.number(name)? {
            Some(bytes) if at < 2 || wanted & selection::PRIVATE != 0 => {
                key.set(which, Some(BIGNUM::from_be(&bytes)?));
            }
            None if at < 2 => return Err(Error::quiet()),
            _ => (),
        }
    }
    let pkey = EVP_PKEY::new(Contents::Type(nid));
    pkey.set_object(Object::Rsa(key));
    Ok(pkey)
}

fn ec_key(wanted: c_int, given: &Given<'_>) -> Result<Arc<EVP_PKEY>> {
    let curve = match given.text(b"group")? {
        Some(name) => {
            Curve::from_name(name).ok_or_else(|| Error::new(Lib::Ec, err::ec::R_INVALID_CURVE))?
        }
        // Curves by their numbers are not offered.
        None => return Err(Error::new(Lib::Ec, err::ec::R_INVALID_FIELD)),
    };
    let key = EC_KEY::on(curve)?;
    let public = given.bytes(b"pub")?.filter(|_| wanted & selection::PUBLIC != 0);
    let private = given.number(b"priv")?.filter(|_| wanted & selection::PRIVATE != 0);
    if let Some(point) = public {
        key.set_public(Point::decode(curve, point)?);
    }
    if let Some(name) = given.text(b"point-format")? {
        let form = form_of_name(name);
        key.set_conversion_form(form.ok_or_else(Error::quiet)?);
    }
    if let Some(scalar) = private {
        key.set_private(BIGNUM::from_be(&scalar)?);
    }
    let pkey = EVP_PKEY::new(Contents::Params(Params::Ec(curve)));
    if public.is_some() || key.private_key().is_ok() {
        pkey.set_object(Object::Ec(key));
    }
    Ok(pkey)
}

fn dh_key(wanted: c_int, given: &Given<'_>) -> Result<Arc<EVP_PKEY>> {
    use dh::Number;
    let key = match given.text(b"group")? {
        Some(name) => {
            let group = crate::crypto::dh::Params::from_name(name)?.ok_or_else(Error::quiet)?;
            DH::from_params(&group)?
        }
        None => {
            let key = DH::new();
            for (name, which) in [(&b"p"[..], Number::P), (b"g", Number::G), (b"q", Number::Q)] {
                if let Some(bytes) = given.number(name)? {
                    key.set(which, Some(BIGNUM::from_be(&bytes)?));
                }
            }
            key
        }
    };
    if wanted & selection::PUBLIC != 0
        && let Some(bytes) = given.number(b"pub")?
    {
        key.set(Number::Public, Some(BIGNUM::from_be(&bytes)?));
    }
    if wanted & selection::PRIVATE != 0
        && let Some(bytes) = given.number(b"priv")?
    {
        key.set(Number::Private, Some(BIGNUM::from_be(&bytes)?));
    }
    let pkey = EVP_PKEY::new(Contents::Type(KeyKind::Dh.nid()));
    key.params().map_err(|_| Error::quiet())?;
    pkey.set_object(Object::Dh(key));
    Ok(pkey)
}

fn dsa_key(wanted: c_int, given: &Given<'_>) -> Result<Arc<EVP_PKEY>> {
    use dsa::Number;
    let key = DSA::new();
    let names = [
        (&b"p"[..], Number::P, selection::PARAMETERS),
        (b"q", Number::Q, selection::PARAMETERS),
        (b"g", Number::G, selection::PARAMETERS),
        (b"pub", Number::Public, selection::PUBLIC),
        (b"priv", Number::Private, selection::PRIVATE),
    ];
    for (name, which, part) in names {
        if let Some(bytes) = given.number(name)?
            && wanted & part != 0
        {
            key.set(which, Some(BIGNUM::from_be(&bytes)?));
        }
    }
    key.params().map_err(|_| Error::quiet())?;
    let pkey = EVP_PKEY::new(Contents::Type(KeyKind::Dsa.nid()));
    pkey.set(key.contents());
    Ok(pkey)
}

fn raw_key(kind: KeyKind, wanted: c_int, given: &Given<'_>) -> Result<Arc<EVP_PKEY>> {
    let private = given.bytes(b"priv")?.filter(|_| wanted & selection::PRIVATE != 0);
    let public = given.bytes(b"pub")?.filter(|_| wanted & selection::PUBLIC != 0);
    let quiet = |_| Error::quiet();
    match (private, public) {
        (Some(private), public) => {
            let key = PrivateKey::from_raw(kind, private).map_err(quiet)?;
            if let Some(public) = public {
                let stated = PublicKey::from_raw(kind, public).map_err(quiet)?;
                if !key.matches(&stated) {
                    return Err(Error::quiet());
                }
            }
            Ok(EVP_PKEY::from_private(key))
        }
        (None, Some(public)) => {
            Ok(EVP_PKEY::from_public(PublicKey::from_raw(kind, public).map_err(quiet)?))
        }
        (None, None) => Err(Error::quiet()),
    }
}

/// The names of what a key of this type is made of, in OpenSSL's order.
fn names(nid: c_int, wanted: c_int) -> Vec<&'static CStr> {
    const RSA: &[&CStr] = &[
        c"n",
        c"e",
        c"d",
        c"rsa-factor1",
        c"rsa-factor2",
        c"rsa-exponent1",
        c"rsa-exponent2",
        c"rsa-coefficient1",
    ];
    let (public, private) = (wanted & selection::PUBLIC != 0, wanted & selection::PRIVATE != 0);
    let mut all = Vec::new();
    match nid {
        6 | 912 => {
            if public || private {
                all.extend_from_slice(if private { RSA } else { &RSA[..2] });
            }
            return all;
        }
        408 => all.extend([c"point-format", c"encoding", c"decoded-from-explicit", c"group"]),
        28 => all.extend([c"group", c"p", c"q", c"g", c"priv_len"]),
        116 => all.extend([c"p", c"q", c"g"]),
        _ => (),
    }
    // DSA's private value comes first.
    if private && nid == 116 {
        all.push(c"priv");
    }
    if public {
        all.push(c"pub");
    }
    if private && nid != 116 {
        all.push(c"priv");
    }
    if nid == 408 {
        all.extend([c"point-format", c"group-check", c"use-cofactor-flag"]);
    }
    all
}

/// The parts of a key that `wanted` selects, as an array that C frees.
#[track_caller]
pub fn to_params(pkey: &EVP_PKEY, wanted: c_int) -> Result<*mut OSSL_PARAM> {
    let mut values = Vec::new();
    for name in names(pkey.type_nid(), wanted) {
        let value = pkey_param::value(pkey, name.to_bytes())?;
        let entry = value.map(|value| match value {
            Value::Text(text) => (name, UTF8_STRING, Zeroizing::new(text)),
            Value::Bytes(bytes) => (name, OCTET_STRING, bytes),
            Value::Integer(n) => {
                let n = c_int::try_from(n).unwrap_or(0);
                (name, INTEGER, Zeroizing::new(n.to_ne_bytes().to_vec()))
            }
            Value::Number(mut bytes) => {
                if cfg!(target_endian = "little") {
                    bytes.reverse();
                }
                (name, UNSIGNED, Zeroizing::new(bytes))
            }
        });
        values.extend(entry);
    }
    let entries: Vec<Entry<'_>> = values
        .iter()
        .map(|(name, data_type, bytes)| Entry {
            key: name.as_ptr(),
            data_type: *data_type,
            value: param_array::Value::Bytes(bytes),
            size: bytes.len(),
        })
        .collect();
    param_array::make(&entries)
}
