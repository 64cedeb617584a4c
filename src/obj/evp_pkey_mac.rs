//! Keys of MACs as `EVP_PKEY`: HMAC, CMAC, Poly1305, SipHash. "Signing" with one
//! makes a code of the whole message.

use super::evp_pkey::{Contents, EVP_PKEY};
use super::evp_pkey_ctx::{EVP_PKEY_CTX, Settings};
use super::evp_pkey_setting::Value;
use crate::crypto::cipher::Cipher;
use crate::crypto::{hmac, mac};
use crate::err::{self, Error, Lib, Result, evp, prov};
use std::ffi::c_int;
use std::sync::Arc;
use zeroize::Zeroizing;

/// OpenSSL's numbers of them.
pub mod kind {
    #![allow(missing_docs, reason = "each is OpenSSL's constant")]
    use std::ffi::c_int;
    pub const HMAC: c_int = 855;
    pub const CMAC: c_int = 894;
    pub const POLY1305: c_int = 1061;
    pub const SIPHASH: c_int = 1062;
}

/// Whether a type of keys is a MAC's.
pub fn is_mac(nid: c_int) -> bool {
    matches!(nid, kind::HMAC | kind::CMAC | kind::POLY1305 | kind::SIPHASH)
}

/// The key of a MAC.
pub struct MacKey {
    /// OpenSSL's number of the MAC.
    pub nid: c_int,
    /// The secret.
    pub secret: Zeroizing<Vec<u8>>,
    /// The cipher of CMAC.
    pub cipher: Option<Cipher>,
    /// Whether the type was set before the key was made; OpenSSL tells no number of
    /// others.
    pub typed: bool,
}

/// The length of the codes, where no digest says it.
pub const SIZE: usize = 16;

impl MacKey {
    /// A key whose type is not told.
    pub fn raw(nid: c_int, secret: &[u8], cipher: Option<Cipher>) -> Arc<EVP_PKEY> {
        let secret = Zeroizing::new(secret.to_vec());
        EVP_PKEY::new(Contents::Secret(Arc::new(MacKey { nid, secret, cipher, typed: false })))
    }

    /// The MAC at work, of any but HMAC.
    #[track_caller]
    fn begin(&self) -> Result<Box<dyn mac::Mac>> {
        match (self.nid, self.cipher) {
            (kind::CMAC, Some(cipher)) if cipher.is_cbc() => mac::cmac(cipher, &self.secret),
            (kind::POLY1305, _) => mac::poly1305(&self.secret),
            (kind::SIPHASH, _) => mac::siphash(&self.secret, (2, 4), SIZE),
            _ => Err(Error::quiet()),
        }
    }

    /// Checks that it can be used.
    ///
    /// Errors: what is wrong; where no digest was named, `EVP_R_NO_DEFAULT_DIGEST` after
    /// that.
    #[track_caller]
    pub fn check(&self, named: bool) -> Result<()> {
        if self.nid == kind::HMAC {
            return Ok(());
        }
        self.begin().map(drop).map_err(|cause| {
            if named {
                return cause;
            }
            if !cause.silent {
                err::push(&cause, "EVP_DigestSignInit");
            }
            Error::new(Lib::Evp, evp::R_NO_DEFAULT_DIGEST)
        })
    }

    /// The code of a message.
    #[track_caller]
    pub fn sign(&self, md: Option<crate::crypto::digest::Md>, text: &[u8]) -> Result<Vec<u8>> {
        if self.nid == kind::HMAC {
            let md = md.ok_or_else(|| Error::new(Lib::Evp, evp::R_NO_DEFAULT_DIGEST))?;
            return Ok(hmac::hmac(md, &self.secret, text)?.to_vec());
        }
        let mut mac = self.begin()?;
        mac.update(text)?;
        Ok(mac.finish()?.to_vec())
    }
}

impl Settings {
    /// Sets the secret of a new key.
    ///
    /// Errors: `ERR_R_MALLOC_FAILURE`, as OpenSSL has it, for an empty one.
    #[track_caller]
    pub fn set_mac_key(&mut self, secret: &[u8]) -> Result<()> {
        if secret.is_empty() {
            return Err(Error::new(Lib::Prov, err::R_MALLOC_FAILURE));
        }
        self.mac_key = Some(Zeroizing::new(secret.to_vec()));
        Ok(())
    }

    /// Sets what a provider calls `name` of a new key; false if there is no such
    /// setting.
    pub(super) fn set_mac(&mut self, name: &[u8], value: &Value) -> Result<bool> {
        match (name, value) {
            (b"priv", Value::Bytes(bytes)) => self.set_mac_key(bytes)?,
            (b"cipher", Value::Text(name)) if self.nid == kind::CMAC => {
                let unknown = || super::evp_md::unsupported(name);
                self.mac_cipher = Some(Cipher::from_name(name).ok_or_else(unknown)?);
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// The new key.
    ///
    /// Errors: `PROV_R_INVALID_KEY` if no secret was set.
    #[track_caller]
    pub(super) fn new_mac_key(&self) -> Result<Contents> {
        let secret = self.mac_key.clone();
        let secret = secret.ok_or_else(|| Error::new(Lib::Prov, prov::R_INVALID_KEY))?;
        let (nid, cipher) = (self.nid, self.mac_cipher);
        Ok(Contents::Secret(Arc::new(MacKey { nid, secret, cipher, typed: true })))
    }
}

impl EVP_PKEY_CTX {
    /// The key of a MAC that it works with.
    pub fn mac_key(&self) -> Option<Arc<MacKey>> {
        match self.settings().key?.contents() {
            Contents::Secret(key) => Some(key),
            _ => None,
        }
    }
}
