//! Keys from agreed secrets: X9.63 after elliptic curves, X9.42 after
//! Diffie-Hellman; and what contexts of keys are told of that.

use super::evp_kdf::{keywrap, x942_with};
use super::evp_pkey_ctx::Settings;
use super::evp_pkey_setting::Value;
use super::objects::{self, ASN1_OBJECT};
use crate::crypto::digest::Md;
use crate::crypto::kdf::protocols;
use crate::err::{Error, Lib, Result, prov};
use std::ffi::c_int;
use zeroize::Zeroizing;

const EC: c_int = 408;
const DH: c_int = 28;

/// The longest key that is derived.
const MOST: usize = 1 << 30;

/// How a secret that was agreed makes a key.
#[derive(Clone, Default)]
pub struct AgreedKdf {
    /// Whether it does; else the secret is the key.
    pub used: bool,
    /// The digest.
    pub md: Option<Md>,
    /// The length of the key.
    pub len: usize,
    /// What both sides add.
    pub ukm: Vec<u8>,
    /// The cipher that the key is for, by its name, for X9.42.
    pub cek: Vec<u8>,
    /// Whether the cofactor of curves was asked for. Those here have the cofactor 1.
    pub cofactor: bool,
}

fn sized(secret: &[u8], out: &[u8]) -> Result<()> {
    if secret.is_empty() {
        return Err(Error::new(Lib::Prov, prov::R_MISSING_SECRET));
    }
    if out.is_empty() || out.len() > MOST { Err(Error::quiet()) } else { Ok(()) }
}

/// X9.63, to as many bytes as `out` has.
///
/// Errors: `PROV_R_MISSING_SECRET`.
#[track_caller]
pub fn x963(md: Md, secret: &[u8], ukm: &[u8], out: &mut [u8]) -> Result<()> {
    sized(secret, out)?;
    protocols::x963(md, secret, ukm, out)
}

/// X9.42 (RFC 2631) for the key of the cipher called `cek`, to as many bytes as
/// `out` has.
///
/// Errors: `PROV_R_MISSING_SECRET`, `PROV_R_UNSUPPORTED_CEK_ALG`.
#[track_caller]
pub fn x942(md: Md, secret: &[u8], cek: &[u8], ukm: &[u8], out: &mut [u8]) -> Result<()> {
    let wrap = keywrap(cek)?;
    sized(secret, out)?;
    x942_with(md, secret, wrap, (!ukm.is_empty()).then_some(ukm), out)
}

/// The name of a cipher by its OID, or the OID in numbers.
pub fn cipher_name(oid: &ASN1_OBJECT) -> Vec<u8> {
    let known = objects::by_nid(oid.nid()).filter(|_| oid.nid() != 0);
    match known.and_then(ASN1_OBJECT::short) {
        Some(name) => name.to_bytes().to_vec(),
        None => oid.text(true).unwrap_or_default().into_bytes(),
    }
}

impl Settings {
    /// The length of what is derived of an agreed secret; `None` for the secret's own.
    pub fn agreed_len(&self) -> Option<usize> {
        let kdf = &self.agreed;
        (kdf.used && matches!(self.nid, EC | DH)).then_some(kdf.len)
    }

    /// What is derived of a secret that was agreed.
    ///
    /// Errors: silent without a digest or length, as OpenSSL is.
    #[track_caller]
    pub(super) fn finish_agreement(
        &self,
        secret: Zeroizing<Vec<u8>>,
    ) -> Result<Zeroizing<Vec<u8>>> {
        let kdf = &self.agreed;
        if self.agreed_len().is_none() {
            return Ok(self.plain(secret));
        }
        let md = kdf.md.ok_or_else(Error::quiet)?;
        let mut out = Zeroizing::new(vec![0; kdf.len]);
        match self.nid {
            EC => x963(md, &secret, &kdf.ukm, &mut out)?,
            _ => x942(md, &secret, &kdf.cek, &kdf.ukm, &mut out)?,
        }
        Ok(out)
    }

    /// A secret as it is; of Diffie-Hellman without the zeros before it, unless those
    /// are asked for.
    fn plain(&self, mut secret: Zeroizing<Vec<u8>>) -> Zeroizing<Vec<u8>> {
        if self.nid != DH || self.pad {
            return secret;
        }
        let zeros = secret.iter().take_while(|byte| **byte == 0).count();
        Zeroizing::new(secret.split_off(zeros))
    }

    /// Sets what providers call `name`; false if there is no such setting.
    #[track_caller]
    pub(super) fn set_agreed(&mut self, name: &[u8], value: &Value) -> Result<bool> {
        let expected: &[u8] = if self.nid == EC { b"X963KDF" } else { b"X942KDF-ASN1" };
        match name {
            b"ecdh-cofactor-mode" if self.nid == EC => match value.int()? {
                mode @ -1..=1 => self.agreed.cofactor = mode == 1,
                _ => return Err(Error::quiet()),
            },
            b"kdf-type" => match value.text()? {
                b"" => self.agreed.used = false,
                name if name.eq_ignore_ascii_case(expected) => self.agreed.used = true,
                _ => return Err(Error::quiet()),
            },
            b"kdf-digest" => self.agreed.md = Some(value.md()?),
            b"kdf-outlen" => {
                let len = usize::try_from(value.unsigned()?).ok().filter(|len| *len <= MOST);
                self.agreed.len = len.ok_or_else(Error::quiet)?;
            }
            b"kdf-ukm" => self.agreed.ukm = value.bytes()?.to_vec(),
            b"cekalg" if self.nid == DH => self.agreed.cek = value.text()?.to_vec(),
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// The value of what providers call `name`.
    pub(super) fn agreed_named(&self, name: &[u8]) -> Option<Value> {
        let (kdf, text) = (&self.agreed, |text: &[u8]| Value::Text(text.to_vec()));
        Some(match name {
            b"ecdh-cofactor-mode" if self.nid == EC => Value::Integer(kdf.cofactor.into()),
            b"kdf-type" if !kdf.used => text(b""),
            b"kdf-type" if self.nid == EC => text(b"X963KDF"),
            b"kdf-type" => text(b"X942KDF-ASN1"),
            b"kdf-digest" => text(kdf.md.map_or(b"", |md| md.name().to_bytes())),
            b"kdf-outlen" => Value::Number(kdf.len.to_be_bytes().to_vec()),
            b"cekalg" if self.nid == DH => text(&kdf.cek),
            _ => return None,
        })
    }
}
