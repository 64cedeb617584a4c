//! Signatures with RSA as an `EVP_PKEY_CTX` has them: by its padding, with its
//! digest or without.

use super::evp_md::EVP_MD;
use super::evp_pkey_ctx::{Settings, operation, padding};
use super::rsa_method::Foreign;
use crate::crypto::digest::Md;
use crate::crypto::pkey::{Public, PublicKey};
use crate::crypto::rsa::Key;
use crate::crypto::sig::SignatureAlgorithm;
use crate::crypto::{rsa_pad, rsa_why};
use crate::err::{self, Error, Lib, Result, prov, rsa};
use std::ffi::c_int;
use zeroize::Zeroizing;

/// Queues what RSA found, and gives what the signature algorithm says of it.
#[track_caller]
pub(super) fn rsa_failed(error: &Error) -> Error {
    err::push(error, "RSA_operation");
    Error::new(Lib::Prov, err::lib_failed(Lib::Rsa))
}

/// Queues why a signature is not good.
fn queue(why: &[Error]) {
    for error in why {
        err::push(error, "RSA_verify");
    }
    err::push(&Error::new(Lib::Prov, err::lib_failed(Lib::Rsa)), "rsa_verify");
}

/// That a digest is signed in no padding but these.
#[track_caller]
fn no_mode() -> Error {
    Error::new(Lib::Prov, prov::R_INVALID_PADDING_MODE)
        .with("Only X.931, PKCS#1 v1.5 or PSS padding allowed")
}

/// Whether RSA has signatures of a digest.
fn may_sign(md: Md) -> bool {
    let without =
        matches!(md, Md::Blake2b512 | Md::Blake2s256 | Md::Sm3 | Md::Shake128 | Md::Shake256);
    !without
}

impl Settings {
    #[track_caller]
    pub(super) fn check_digest(&self, md: Md, digest: &[u8]) -> Result<()> {
        if digest.len() == md.size() {
            Ok(())
        } else {
            Err(Error::new(Lib::Prov, prov::R_INVALID_DIGEST_LENGTH))
        }
    }

    fn pss_md(&self) -> Md {
        self.md.or(self.limits().map(|limits| limits.md)).unwrap_or(Md::Sha1)
    }

    /// Whether the key may be used with this digest.
    #[track_caller]
    pub fn check_md_limit(&self, md: Option<Md>) -> Result<()> {
        match (self.limits(), md) {
            (Some(limits), Some(md)) if limits.md != md => {
                Err(Error::new(Lib::Prov, prov::R_DIGEST_NOT_ALLOWED))
            }
            _ => Ok(()),
        }
    }

    /// Sets the digest that a signature is of; one over a message keeps the
    /// digest that it began with.
    #[track_caller]
    pub fn set_signature_md(&mut self, md: Option<Md>) -> Result<()> {
        const MESSAGES: c_int = operation::SIGNCTX | operation::VERIFYCTX;
        if md.is_some_and(|md| !may_sign(md)) {
            return Err(Error::new(Lib::Prov, prov::R_DIGEST_NOT_ALLOWED));
        }
        self.check_md_limit(md)?;
        if let (Some(old), Some(new), true) = (self.md, md, self.operation & MESSAGES != 0)
            && old != new
        {
            let name = |md| EVP_MD::of(md).name().unwrap_or_default().to_string_lossy();
            let text = format!("digest {} != {}", name(new), name(old));
            return Err(Error::new(Lib::Prov, prov::R_DIGEST_NOT_ALLOWED).with(text));
        }
        let old = std::mem::replace(&mut self.md, md);
        self.check_padding().inspect_err(|_| self.md = old)
    }

    /// Sets the digest of the mask of OAEP or, for signatures, of PSS alone.
    ///
    /// Errors: `PROV_R_INVALID_MGF1_MD`.
    #[track_caller]
    pub fn set_mgf(&mut self, md: Option<Md>) -> Result<()> {
        let signs = self.operation & operation::SIGNING != 0;
        if signs && self.padding != padding::PSS {
            return Err(Error::new(Lib::Prov, prov::R_INVALID_MGF1_MD));
        }
        let limits = self.limits().filter(|_| signs);
        if limits.is_some_and(|limits| md.is_some_and(|md| md != limits.mgf)) {
            return Err(Error::new(Lib::Prov, prov::R_DIGEST_NOT_ALLOWED));
        }
        self.mgf = md;
        Ok(())
    }

    /// Whether a restricted RSA-PSS key allows these settings.
    #[track_caller]
    fn check_limits(&self, key: &PublicKey, md: Md, digest_len: usize) -> Result<()> {
        let Public::Rsa(_, limits) = key.material() else {
            return Ok(());
        };
        let salt = match self.salt {
            -1 => digest_len,
            known => usize::try_from(known).unwrap_or(usize::MAX),
        };
        let algorithm = SignatureAlgorithm::RsaPss { md, mgf: self.mgf.unwrap_or(md), salt };
        if limits.given && !limits.allow(&algorithm) {
            return Err(Error::new(Lib::Prov, prov::R_DIGEST_NOT_ALLOWED));
        }
        Ok(())
    }

    /// The salt as aws-lc takes it: OpenSSL's longest (-3) is its -2.
    fn pss_salt(&self) -> c_int {
        if self.salt == -3 { -2 } else { self.salt }
    }

    /// Signs a digest, or the bytes themselves if no digest is set.
    #[track_caller]
    pub(super) fn rsa_sign(&self, public: &PublicKey, key: &Key, tbs: &[u8]) -> Result<Vec<u8>> {
        match (self.padding, self.md) {
            (padding::PKCS1, Some(md)) => {
                self.check_digest(md, tbs)?;
                key.sign_pkcs1(md, tbs).map_err(|error| rsa_failed(&error))
            }
            (padding::PKCS1, None) => {
                rsa_pad::private_encrypt(key, tbs).map_err(|error| rsa_failed(&error))
            }
            (padding::NONE, None) => {
                if tbs.len() != key.size() {
                    let short = Error::new(Lib::Rsa, rsa::R_DATA_TOO_SMALL_FOR_KEY_SIZE);
                    return Err(rsa_failed(&short));
                }
                let signature = key.private_raw(tbs).map_err(|error| rsa_failed(&error))?;
                Ok(signature.to_vec())
            }
            (padding::PSS, _) => {
                let md = self.pss_md();
                self.check_digest(md, tbs)?;
                self.check_limits(public, md, tbs.len())?;
                key.sign_pss(md, self.mgf.unwrap_or(md), self.pss_salt(), tbs)
                    .map_err(|error| rsa_failed(&error))
            }
            _ => Err(no_mode()),
        }
    }

    /// As [`Settings::rsa_sign`], by a key that computes on its own.
    #[track_caller]
    pub(super) fn foreign_sign(&self, key: &Foreign, tbs: &[u8]) -> Result<Vec<u8>> {
        match (self.padding, self.md) {
            (padding::PKCS1, Some(md)) => {
                self.check_digest(md, tbs)?;
                key.sign(md, tbs)
            }
            (padding::PKCS1 | padding::NONE, None) => {
                Ok(key.apply_private(true, tbs, self.padding)?.to_vec())
            }
            (padding::PSS, _) => {
                let md = self.pss_md();
                self.check_digest(md, tbs)?;
                key.sign_pss(md, self.mgf.unwrap_or(md), self.salt, tbs)
            }
            _ => Err(no_mode()),
        }
    }

    /// Decrypts by a key that computes on its own.
    #[track_caller]
    pub(super) fn foreign_decrypt(&self, key: &Foreign, text: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        match self.padding {
            padding::PKCS1 | padding::NONE => key.apply_private(false, text, self.padding),
            padding::OAEP => {
                let mut block = key.apply_private(false, text, padding::NONE)?;
                let md = self.oaep.unwrap_or(Md::Sha1);
                rsa_pad::oaep_strip(&mut block, &self.label, md, self.mgf.unwrap_or(md))
            }
            _ => Err(no_mode()),
        }
    }

    /// Whether a signature is good; queues why it is not.
    #[track_caller]
    pub(super) fn rsa_verify(
        &self,
        public: &PublicKey,
        key: &Key,
        tbs: &[u8],
        signature: &[u8],
    ) -> Result<bool> {
        match (self.padding, self.md) {
            (padding::PKCS1, Some(md)) => {
                let good = tbs.len() == md.size() && key.verify_pkcs1(md, tbs, signature)?;
                if !good {
                    queue(&rsa_why::pkcs1(key, signature));
                }
                Ok(good)
            }
            (padding::PKCS1, None) => {
                self.verify_bytes(rsa_pad::public_decrypt(key, signature), tbs)
            }
            (padding::NONE, None) => {
                if let Some(wrong) = rsa_why::number(key, signature) {
                    queue(&[wrong]);
                    return Ok(false);
                }
                let wide = rsa_pad::public_encrypt_raw(key, signature);
                self.verify_bytes(wide.map(Zeroizing::new), tbs)
            }
            (padding::PSS, _) => {
                let md = self.pss_md();
                if tbs.len() != md.size() {
                    let text = format!("Should be {}, but got {}", md.size(), tbs.len());
                    let wrong = Error::new(Lib::Prov, prov::R_INVALID_DIGEST_LENGTH).with(text);
                    err::push(&wrong, "rsa_verify");
                    return Ok(false);
                }
                self.check_limits(public, md, tbs.len())?;
                let mgf = self.mgf.unwrap_or(md);
                let good = key.verify_pss(md, mgf, self.pss_salt(), tbs, signature)?;
                if !good {
                    queue(&[rsa_why::pss(key, md, mgf, self.salt, tbs, signature)]);
                }
                Ok(good)
            }
            _ => Err(no_mode()),
        }
    }

    fn verify_bytes(&self, found: Result<Zeroizing<Vec<u8>>>, tbs: &[u8]) -> Result<bool> {
        match found {
            Ok(found) => Ok(found.as_slice() == tbs),
            Err(error) => {
                queue(&[error]);
                Ok(false)
            }
        }
    }

    /// What a signature was made of.
    #[track_caller]
    pub(super) fn rsa_recover(&self, key: &Key, signature: &[u8]) -> Result<Vec<u8>> {
        match (self.padding, self.md) {
            (padding::NONE, _) => {
                let block = rsa_pad::public_decrypt_raw(key, signature);
                Ok(block.map_err(|error| rsa_failed(&error))?.to_vec())
            }
            (padding::PKCS1, md) => {
                if md.is_some() && signature.len() != key.size() {
                    let wrong = Error::new(Lib::Rsa, rsa::R_WRONG_SIGNATURE_LENGTH);
                    return Err(rsa_failed(&wrong));
                }
                let found =
                    rsa_pad::public_decrypt(key, signature).map_err(|error| rsa_failed(&error))?;
                let Some(md) = md else {
                    return Ok(found.to_vec());
                };
                let digest = &found[found.len().saturating_sub(md.size())..];
                if digest.len() == md.size() && rsa_pad::digest_info(md, digest) == *found {
                    Ok(digest.to_vec())
                } else {
                    Err(rsa_failed(&Error::new(Lib::Rsa, rsa::R_BAD_SIGNATURE)))
                }
            }
            _ => Err(no_mode()),
        }
    }
}
