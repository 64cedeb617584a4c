//! `OSSL_ENCODER_CTX`: how a key is to be written.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use super::cell::Guarded;
use super::decoder::Pass;
use super::evp_pkey::EVP_PKEY;
use super::evp_pkey_print::{self, Part};
use super::pem;
use crate::crypto::cipher::Cipher;
use crate::err::{Error, Lib, Result, ossl_encoder};
use std::ffi::c_int;
use std::sync::Arc;
use zeroize::Zeroizing;

/// How a key is to be written.
#[derive(Clone)]
pub struct Form {
    /// `PEM`, `DER` or `TEXT`.
    pub output: Vec<u8>,
    /// `PrivateKeyInfo` and its like; the key's own if none is stated.
    pub structure: Option<Vec<u8>>,
    /// Which parts (`EVP_PKEY_KEYPAIR` and its like).
    pub selection: c_int,
    /// The cipher to seal a private key with.
    pub cipher: Option<Cipher>,
    /// The passphrase to seal it under.
    pub pass: Pass,
}

/// A writer of a key.
pub struct OSSL_ENCODER_CTX {
    key: Option<Arc<EVP_PKEY>>,
    form: Guarded<Form>,
}

/// There is no such form of the key; OpenSSL queues nothing.
fn none() -> Error {
    Error::quiet()
}

impl OSSL_ENCODER_CTX {
    /// One for a key.
    pub fn new(key: Option<Arc<EVP_PKEY>>, form: Form) -> Box<Self> {
        Box::new(OSSL_ENCODER_CTX { key, form: Guarded::new(form) })
    }

    /// Changes how it is written.
    pub fn change(&self, step: impl FnOnce(&mut Form)) {
        self.form.with(step);
    }

    /// In how many forms such a key can be written.
    pub fn forms(&self) -> c_int {
        // PEM, DER and text.
        if self.key.is_some() { 3 } else { 0 }
    }

    /// The key in that form. May call the program.
    #[track_caller]
    pub fn encode(&self) -> Result<Zeroizing<Vec<u8>>> {
        let form = self.form.get();
        let not_found = || Error::new(Lib::OsslEncoder, ossl_encoder::R_ENCODER_NOT_FOUND);
        let key = self.key.as_ref().ok_or_else(not_found)?;
        let is = |name: &[u8]| form.output.eq_ignore_ascii_case(name);
        if is(b"TEXT") {
            let part = match form.selection {
                s if s & 1 != 0 => Part::Private,
                s if s & 2 != 0 => Part::Public,
                _ => Part::Params,
            };
            let (text, result) = evp_pkey_print::print(key, part);
            result?;
            return Ok(Zeroizing::new(text));
        }
        if !is(b"PEM") && !is(b"DER") {
            return Err(none());
        }
        let (name, der) = match form.selection {
            s if s & 1 != 0 => return form.private(key),
            s if s & 2 != 0 => form.public(key)?,
            _ => {
                let (name, der) = pem::encode_params(&key.params().ok_or_else(none)?);
                (name, Zeroizing::new(der))
            }
        };
        Ok(if is(b"DER") { der } else { crate::der::pem::write(name, b"", &der) })
    }
}

impl Form {
    fn structure_is(&self, name: &[u8]) -> bool {
        self.structure.as_ref().is_some_and(|wanted| wanted.eq_ignore_ascii_case(name))
    }

    /// Whether the key's own structure is meant.
    fn own(&self, name: &[u8]) -> bool {
        self.structure.is_none() || self.structure_is(b"type-specific") || self.structure_is(name)
    }

    fn private(&self, key: &EVP_PKEY) -> Result<Zeroizing<Vec<u8>>> {
        let key = key.private().map_err(|_| none())?;
        let der = self.output.eq_ignore_ascii_case(b"DER");
        let password = self.cipher.map(|_| self.pass.get(true)).transpose()?;
        let sealing = match (self.cipher, &password) {
            (Some(cipher), Some(password)) => Some(pem::Sealing { cipher, password }),
            _ => None,
        };
        let (name, traditional): (&[u8], _) = match key.kind().nid() {
            6 if self.own(b"pkcs1") => (b"RSA PRIVATE KEY", key.to_traditional().ok()),
            116 if self.own(b"DSA") => (b"DSA PRIVATE KEY", key.to_traditional().ok()),
            408 if self.own(b"EC") => (b"EC PRIVATE KEY", key.to_traditional().ok()),
            _ => (b"", None),
        };
        if let Some(traditional) = traditional {
            return if der {
                Ok(traditional)
            } else {
                pem::write_block(name, &traditional, sealing)
            };
        }
        let sealed_only = self.structure_is(b"EncryptedPrivateKeyInfo");
        let plain = self.structure.is_none() || self.structure_is(b"PrivateKeyInfo");
        if (!sealed_only && !plain) || (sealed_only && sealing.is_none()) {
            return Err(none());
        }
        match (der, sealing) {
            (false, sealing) => pem::write_pkcs8(&key, sealing),
            (true, None) => key.to_pkcs8(),
            (true, Some(sealing)) => pem::seal_pkcs8(&key.to_pkcs8()?, sealing).map(Zeroizing::new),
        }
    }

    fn public(&self, key: &EVP_PKEY) -> Result<(&'static [u8], Zeroizing<Vec<u8>>)> {
        let key = key.public().map_err(|_| none())?;
        if key.kind().nid() == 6 && self.own(b"pkcs1") {
            return Ok((b"RSA PUBLIC KEY", Zeroizing::new(pem::inner_public(&key)?)));
        }
        if self.structure.is_none() || self.structure_is(b"SubjectPublicKeyInfo") {
            return Ok((b"PUBLIC KEY", Zeroizing::new(key.spki().to_vec())));
        }
        Err(none())
    }
}
