//! `EVP_PKEY_CTX`: what is to be done with a key, and how.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use super::cell::Guarded;
use super::evp_pkey::{Contents, EVP_PKEY, Params};
use crate::abi::Opaque;
use crate::crypto::digest::Md;
use crate::crypto::ec::Curve;
use crate::crypto::pkey::{self, KeyKind, Private, PrivateKey, Public, PublicKey};
use crate::crypto::sig::{PssParams, SignatureAlgorithm};
use crate::crypto::{dh, hmac, kdf, rsa_pad};
use crate::err::{self, Error, Lib, Result, evp, prov, rsa};
use std::ffi::c_int;
use std::sync::Arc;
use zeroize::Zeroizing;

/// What a context was initialised for (`EVP_PKEY_OP_…`).
pub mod operation {
    #![allow(missing_docs, reason = "each is OpenSSL's constant")]
    use std::ffi::c_int;
    pub const NONE: c_int = 0;
    pub const PARAMGEN: c_int = 1 << 1;
    pub const KEYGEN: c_int = 1 << 2;
    pub const FROMDATA: c_int = 1 << 3;
    pub const SIGN: c_int = 1 << 4;
    pub const VERIFY: c_int = 1 << 5;
    pub const VERIFYRECOVER: c_int = 1 << 6;
    pub const SIGNCTX: c_int = 1 << 7;
    pub const VERIFYCTX: c_int = 1 << 8;
    pub const ENCRYPT: c_int = 1 << 9;
    pub const DECRYPT: c_int = 1 << 10;
    pub const DERIVE: c_int = 1 << 11;
}

/// RSA paddings (`RSA_PKCS1_PADDING` and its like).
pub mod padding {
    #![allow(missing_docs, reason = "each is OpenSSL's constant")]
    use std::ffi::c_int;
    pub const PKCS1: c_int = 1;
    pub const NONE: c_int = 3;
    pub const OAEP: c_int = 4;
    pub const PSS: c_int = 6;
}

/// Key derivations that contexts can do, by NID.
pub mod derivation {
    #![allow(missing_docs, reason = "each is OpenSSL's constant")]
    use std::ffi::c_int;
    pub const HKDF: c_int = 1036;
    pub const TLS1_PRF: c_int = 1021;
    pub const SCRYPT: c_int = 973;
}

const RSA: c_int = 6;
const RSA_PSS: c_int = 912;
const EC: c_int = 408;
const DH: c_int = 28;
const HMAC: c_int = 855;

/// What is to be done with a key.
pub struct EVP_PKEY_CTX {
    state: Guarded<Settings>,
}

/// Everything that can be set.
#[derive(Clone)]
pub struct Settings {
    /// The type of key, by OpenSSL's number.
    pub nid: c_int,
    /// The key.
    pub key: Option<Arc<EVP_PKEY>>,
    /// The other side's key.
    pub peer: Option<Arc<EVP_PKEY>>,
    /// The operation.
    pub operation: c_int,
    /// The digest of signatures, or of the derivation.
    pub md: Option<Md>,
    /// The digest of the mask, of PSS or OAEP.
    pub mgf: Option<Md>,
    /// The digest of OAEP.
    pub oaep: Option<Md>,
    /// The label of OAEP.
    pub label: Vec<u8>,
    /// The padding of RSA.
    pub padding: c_int,
    /// The salt of PSS: a length, -1 digest's, -2 longest, -3 longest.
    pub salt: c_int,
    /// Bits of a new RSA key, or of a Diffie-Hellman prime.
    pub bits: c_int,
    /// Public exponent of a new RSA key.
    pub exponent: Vec<u8>,
    /// Parameters of new keys.
    pub params: Option<Params>,
    /// HKDF: 0 both steps, 1 extract, 2 expand.
    pub mode: c_int,
    /// Secret of a derivation.
    pub secret: Zeroizing<Vec<u8>>,
    /// Salt of a derivation.
    pub salt_bytes: Vec<u8>,
    /// Info or seed of a derivation.
    pub info: Vec<u8>,
    /// N, r, p and memory limit of scrypt.
    pub scrypt: (u64, u64, u64, u64),
    /// The program's own pointer.
    pub app_data: Opaque,
}

impl Settings {
    fn new(nid: c_int, key: Option<Arc<EVP_PKEY>>) -> Settings {
        Settings {
            nid,
            key,
            peer: None,
            operation: operation::NONE,
            md: None,
            mgf: None,
            oaep: None,
            label: Vec::new(),
            padding: if nid == RSA_PSS { padding::PSS } else { padding::PKCS1 },
            salt: -2,
            bits: 2048,
            exponent: vec![1, 0, 1],
            params: None,
            mode: 0,
            secret: Zeroizing::default(),
            salt_bytes: Vec::new(),
            info: Vec::new(),
            scrypt: (1 << 20, 8, 1, 0),
            app_data: Opaque::NULL,
        }
    }
}

#[track_caller]
fn unsupported_operation() -> Error {
    Error::new(Lib::Evp, evp::R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE)
}

impl EVP_PKEY_CTX {
    /// One for a key.
    ///
    /// Errors: `ERR_R_PASSED_NULL_PARAMETER`-like `EVP_R_UNSUPPORTED_ALGORITHM`
    /// for a key without a type.
    #[track_caller]
    pub fn for_key(key: Arc<EVP_PKEY>) -> Result<Arc<EVP_PKEY_CTX>> {
        match key.type_nid() {
            0 => Err(Error::new(Lib::Evp, evp::R_UNSUPPORTED_ALGORITHM)),
            nid => Ok(Self::with(Settings::new(nid, Some(key)))),
        }
    }

    /// One for a type of key, or a derivation.
    #[track_caller]
    pub fn for_type(nid: c_int) -> Result<Arc<EVP_PKEY_CTX>> {
        let known = super::evp_pkey::name_of_type(nid).is_some()
            || matches!(nid, derivation::HKDF | derivation::TLS1_PRF | derivation::SCRYPT);
        if !known {
            return Err(Error::new(Lib::Evp, evp::R_UNSUPPORTED_ALGORITHM));
        }
        Ok(Self::with(Settings::new(nid, None)))
    }

    fn with(settings: Settings) -> Arc<EVP_PKEY_CTX> {
        Arc::new(EVP_PKEY_CTX { state: Guarded::new(settings) })
    }

    /// What is set now.
    pub fn settings(&self) -> Settings {
        self.state.get()
    }

    /// Changes settings.
    pub fn change<R>(&self, step: impl FnOnce(&mut Settings) -> R) -> R {
        self.state.with(step)
    }

    /// A copy.
    pub fn duplicate(&self) -> Result<Arc<EVP_PKEY_CTX>> {
        Ok(Self::with(self.settings()))
    }

    /// Prepares for an operation.
    #[track_caller]
    pub fn begin(&self, wanted: c_int) -> Result<()> {
        let settings = self.settings();
        let kind = settings.nid;
        let able = match wanted {
            operation::SIGN | operation::VERIFY => matches!(kind, RSA | RSA_PSS | EC),
            operation::SIGNCTX | operation::VERIFYCTX => {
                matches!(kind, RSA | RSA_PSS | EC | 1087)
                    || (kind == HMAC && wanted == operation::SIGNCTX)
            }
            operation::VERIFYRECOVER | operation::ENCRYPT | operation::DECRYPT => kind == RSA,
            operation::DERIVE => matches!(
                kind,
                EC | DH | 1034 | derivation::HKDF | derivation::TLS1_PRF | derivation::SCRYPT
            ),
            operation::PARAMGEN => matches!(kind, EC | DH),
            operation::KEYGEN => matches!(kind, RSA | RSA_PSS | EC | DH | 1034 | 1087),
            operation::FROMDATA => matches!(kind, RSA | RSA_PSS | EC | DH | 1034 | 1087),
            _ => false,
        };
        if !able {
            self.change(|s| s.operation = operation::NONE);
            return Err(unsupported_operation());
        }
        self.change(|s| {
            s.operation = wanted;
            if wanted == operation::DERIVE {
                s.peer = None;
            }
        });
        Ok(())
    }

    /// Checks that it was prepared for one of `operations`.
    #[track_caller]
    pub fn expect(&self, operations: c_int) -> Result<Settings> {
        let settings = self.settings();
        if settings.operation & operations == 0 {
            return Err(Error::new(Lib::Evp, evp::R_OPERATION_NOT_INITIALIZED));
        }
        Ok(settings)
    }

    /// The digest that a signature over a message starts with.
    pub fn signature_md(&self) -> Option<Md> {
        let settings = self.settings();
        match settings.nid {
            RSA | RSA_PSS | EC => settings.md,
            _ => None,
        }
    }

    /// Signs a digest (or, for RSA without one, the bytes themselves; for
    /// keys that digest on their own, the message).
    #[track_caller]
    pub fn sign(&self, tbs: &[u8]) -> Result<Vec<u8>> {
        let settings = self.expect(operation::SIGN | operation::SIGNCTX)?;
        if let Some(Contents::Secret(_, secret)) = settings.key.as_ref().map(|k| k.contents()) {
            let md = settings.md.ok_or_else(no_digest)?;
            return Ok(hmac::hmac(md, &secret, tbs)?.to_vec());
        }
        let key = settings.private()?;
        match key.material() {
            Private::Rsa(rsa_key) => match (settings.padding, settings.md) {
                (padding::PKCS1, Some(md)) => {
                    settings.check_digest(md, tbs)?;
                    rsa_key.sign_pkcs1(md, tbs)
                }
                (padding::PKCS1, None) => rsa_pad::private_encrypt(rsa_key, tbs),
                (padding::NONE, _) => {
                    if tbs.len() != rsa_key.size() {
                        return Err(Error::new(Lib::Rsa, rsa::R_DATA_TOO_SMALL_FOR_KEY_SIZE));
                    }
                    Ok(rsa_key.private_raw(tbs)?.to_vec())
                }
                (padding::PSS, md) => {
                    let md = settings.pss_md(md);
                    settings.check_digest(md, tbs)?;
                    let salt = if settings.salt == -3 { -2 } else { settings.salt };
                    settings.check_limits(key.public(), md, tbs.len())?;
                    rsa_key.sign_pss(md, settings.mgf.unwrap_or(md), salt, tbs)
                }
                _ => Err(Error::new(Lib::Prov, prov::R_INVALID_PADDING_MODE)),
            },
            Private::Ec(ec_key) => {
                if let Some(md) = settings.md {
                    settings.check_digest(md, tbs)?;
                }
                ec_key.sign(tbs)
            }
            Private::Ed25519(_) => key.sign(&SignatureAlgorithm::Ed25519, tbs),
            _ => Err(unsupported_operation()),
        }
    }

    /// Checks a signature of a digest, as [`EVP_PKEY_CTX::sign`] makes it.
    #[track_caller]
    pub fn verify(&self, tbs: &[u8], signature: &[u8]) -> Result<bool> {
        let settings = self.expect(operation::VERIFY | operation::VERIFYCTX)?;
        let key = settings.public()?;
        match key.material() {
            Public::Rsa(rsa_key, _) => match (settings.padding, settings.md) {
                (padding::PKCS1, Some(md)) => {
                    settings.check_digest(md, tbs)?;
                    rsa_key.verify_pkcs1(md, tbs, signature)
                }
                (padding::PKCS1, None) => Ok(rsa_pad::public_decrypt(rsa_key, signature)
                    .is_ok_and(|found| found.as_slice() == tbs)),
                (padding::NONE, _) => {
                    Ok(rsa_key.public_raw(signature).is_ok_and(|found| found.as_slice() == tbs))
                }
                (padding::PSS, md) => {
                    let md = settings.pss_md(md);
                    settings.check_digest(md, tbs)?;
                    let salt = if settings.salt == -3 { -2 } else { settings.salt };
                    settings.check_limits(&key, md, tbs.len())?;
                    rsa_key.verify_pss(md, settings.mgf.unwrap_or(md), salt, tbs, signature)
                }
                _ => Err(Error::new(Lib::Prov, prov::R_INVALID_PADDING_MODE)),
            },
            Public::Ec(ec_key) => {
                if let Some(md) = settings.md {
                    settings.check_digest(md, tbs)?;
                }
                ec_key.verify(tbs, signature)
            }
            Public::Raw(_) => key.verify(&SignatureAlgorithm::Ed25519, tbs, signature),
            Public::Dh(..) => Err(unsupported_operation()),
        }
    }

    /// What an RSA signature was made of.
    #[track_caller]
    pub fn recover(&self, signature: &[u8]) -> Result<Vec<u8>> {
        let settings = self.expect(operation::VERIFYRECOVER)?;
        let key = settings.public()?;
        let Public::Rsa(rsa_key, _) = key.material() else {
            return Err(unsupported_operation());
        };
        match (settings.padding, settings.md) {
            (padding::NONE, _) => Ok(rsa_key.public_raw(signature)?.to_vec()),
            (padding::PKCS1, md) => {
                let found = rsa_pad::public_decrypt(rsa_key, signature)?;
                match md {
                    None => Ok(found.to_vec()),
                    Some(md) => {
                        let start = found.len().saturating_sub(md.size());
                        let digest = &found[start..];
                        if digest.len() == md.size()
                            && rsa_key.verify_pkcs1(md, digest, signature)?
                        {
                            Ok(digest.to_vec())
                        } else {
                            Err(Error::new(Lib::Rsa, rsa::R_BAD_SIGNATURE))
                        }
                    }
                }
            }
            _ => Err(Error::new(Lib::Prov, prov::R_INVALID_PADDING_MODE)),
        }
    }

    /// Encrypts under an RSA public key.
    #[track_caller]
    pub fn encrypt(&self, text: &[u8]) -> Result<Vec<u8>> {
        let settings = self.expect(operation::ENCRYPT)?;
        let key = settings.public()?;
        let Public::Rsa(rsa_key, _) = key.material() else {
            return Err(unsupported_operation());
        };
        match settings.padding {
            padding::PKCS1 => rsa_pad::public_encrypt(rsa_key, text),
            padding::NONE => rsa_pad::public_encrypt_raw(rsa_key, text),
            padding::OAEP => {
                let md = settings.oaep.unwrap_or(Md::Sha1);
                let mgf = settings.mgf.unwrap_or(md);
                rsa_pad::oaep_encrypt(rsa_key, text, &settings.label, md, mgf)
            }
            _ => Err(Error::new(Lib::Prov, prov::R_INVALID_PADDING_MODE)),
        }
    }

    /// Decrypts under an RSA private key.
    #[track_caller]
    pub fn decrypt(&self, text: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        let settings = self.expect(operation::DECRYPT)?;
        let key = settings.private()?;
        let Private::Rsa(rsa_key) = key.material() else {
            return Err(unsupported_operation());
        };
        match settings.padding {
            padding::PKCS1 => rsa_pad::private_decrypt(rsa_key, text),
            padding::NONE => rsa_pad::private_decrypt_raw(rsa_key, text),
            padding::OAEP => {
                let md = settings.oaep.unwrap_or(Md::Sha1);
                let mgf = settings.mgf.unwrap_or(md);
                rsa_pad::oaep_decrypt(rsa_key, text, &settings.label, md, mgf)
            }
            _ => Err(Error::new(Lib::Prov, prov::R_INVALID_PADDING_MODE)),
        }
    }

    /// Sets the other side's key.
    ///
    /// Errors: `EVP_R_DIFFERENT_KEY_TYPES`, `EVP_R_DIFFERENT_PARAMETERS`.
    #[track_caller]
    pub fn set_peer(&self, peer: Arc<EVP_PKEY>) -> Result<()> {
        let settings = self.expect(operation::DERIVE | operation::ENCRYPT | operation::DECRYPT)?;
        let key = settings.key.as_ref().ok_or_else(|| Error::new(Lib::Evp, evp::R_NO_KEY_SET))?;
        if key.type_nid() != peer.type_nid() {
            return Err(Error::new(Lib::Evp, evp::R_DIFFERENT_KEY_TYPES));
        }
        if key.params() != peer.params() {
            return Err(Error::new(Lib::Evp, evp::R_DIFFERENT_PARAMETERS));
        }
        self.change(|s| s.peer = Some(peer));
        Ok(())
    }

    /// The length of the derived secret if it is fixed.
    pub fn derived_len(&self) -> Option<usize> {
        let settings = self.settings();
        match settings.nid {
            derivation::HKDF if settings.mode == 1 => settings.md.map(Md::size),
            derivation::HKDF | derivation::TLS1_PRF | derivation::SCRYPT => None,
            EC => settings.key.as_ref().map(|key| key.bits().div_ceil(8)),
            _ => settings.key.as_ref().map(|key| key.size()),
        }
    }

    /// Derives a secret; derivations that give any length give `len` bytes.
    #[track_caller]
    pub fn derive(&self, len: usize) -> Result<Zeroizing<Vec<u8>>> {
        let settings = self.expect(operation::DERIVE)?;
        let mut out = Zeroizing::new(vec![0; len]);
        match settings.nid {
            derivation::HKDF => {
                let md = settings
                    .md
                    .ok_or_else(|| Error::new(Lib::Prov, prov::R_MISSING_MESSAGE_DIGEST))?;
                if settings.secret.is_empty() {
                    return Err(Error::new(Lib::Prov, prov::R_MISSING_KEY));
                }
                let prk = if settings.mode == 2 {
                    settings.secret.clone()
                } else {
                    kdf::hkdf_extract(md, &settings.salt_bytes, &settings.secret)?
                };
                if settings.mode == 1 {
                    return Ok(prk);
                }
                kdf::hkdf_expand(md, &prk, &settings.info, &mut out)?;
                Ok(out)
            }
            derivation::TLS1_PRF => {
                let md = settings
                    .md
                    .ok_or_else(|| Error::new(Lib::Prov, prov::R_MISSING_MESSAGE_DIGEST))?;
                kdf::tls1_prf(md, &settings.secret, &settings.info, &mut out)?;
                Ok(out)
            }
            derivation::SCRYPT => {
                let (n, r, p, memory) = settings.scrypt;
                kdf::scrypt(&settings.secret, &settings.salt_bytes, (n, r, p), memory, &mut out)?;
                Ok(out)
            }
            _ => {
                let peer = settings
                    .peer
                    .as_ref()
                    .ok_or_else(|| Error::new(Lib::Prov, prov::R_MISSING_KEY))?;
                settings.private()?.agree(&peer.public()?)
            }
        }
    }

    /// Makes parameters or a key, as it was prepared for.
    #[track_caller]
    pub fn generate(&self) -> Result<Contents> {
        let settings = self.expect(operation::KEYGEN | operation::PARAMGEN)?;
        let params =
            settings.params.clone().or_else(|| settings.key.as_ref().and_then(|key| key.params()));
        if settings.operation == operation::PARAMGEN {
            let params = params.ok_or_else(|| Error::new(Lib::Ec, err::ec::R_NO_PARAMETERS_SET))?;
            return Ok(Contents::Params(params));
        }
        let key = match (settings.nid, params) {
            (RSA | RSA_PSS, _) => {
                let kind = if settings.nid == RSA { KeyKind::Rsa } else { KeyKind::RsaPss };
                PrivateKey::generate_rsa(settings.bits, &settings.exponent, PssParams::NONE, kind)?
            }
            (EC, Some(Params::Ec(curve))) => PrivateKey::generate(KeyKind::Ec(curve))?,
            (EC, _) => return Err(Error::new(Lib::Ec, err::ec::R_NO_PARAMETERS_SET)),
            (1034, _) => PrivateKey::generate(KeyKind::X25519)?,
            (1087, _) => PrivateKey::generate(KeyKind::Ed25519)?,
            (DH, Some(Params::Dh(group))) => PrivateKey::generate_dh(group)?,
            _ => return Err(Error::new(Lib::Dh, err::dh::R_NO_PARAMETERS_SET)),
        };
        Ok(Contents::Private(key))
    }

    /// Chooses a curve for new keys.
    #[track_caller]
    pub fn set_curve(&self, curve: Option<Curve>) -> Result<()> {
        let curve = curve.ok_or_else(|| Error::new(Lib::Ec, err::ec::R_INVALID_CURVE))?;
        if self.settings().nid != EC {
            return Err(Error::new(Lib::Evp, evp::R_COMMAND_NOT_SUPPORTED));
        }
        self.change(|s| s.params = Some(Params::Ec(curve)));
        Ok(())
    }

    /// Chooses a Diffie-Hellman group for new keys.
    pub fn set_group(&self, group: dh::Params) {
        self.change(|s| s.params = Some(Params::Dh(group)));
    }
}

#[track_caller]
fn no_digest() -> Error {
    Error::new(Lib::Evp, evp::R_NO_DEFAULT_DIGEST)
}

impl Settings {
    #[track_caller]
    fn private(&self) -> Result<PrivateKey> {
        self.key.as_ref().ok_or_else(|| Error::new(Lib::Evp, evp::R_NO_KEY_SET))?.private()
    }

    #[track_caller]
    fn public(&self) -> Result<PublicKey> {
        self.key.as_ref().ok_or_else(|| Error::new(Lib::Evp, evp::R_NO_KEY_SET))?.public()
    }

    #[track_caller]
    fn check_digest(&self, md: Md, digest: &[u8]) -> Result<()> {
        if digest.len() == md.size() {
            Ok(())
        } else {
            Err(Error::new(Lib::Prov, prov::R_INVALID_DIGEST_LENGTH))
        }
    }

    fn pss_md(&self, md: Option<Md>) -> Md {
        let limits = self.public().ok().and_then(|key| match key.material() {
            Public::Rsa(_, limits) if limits.given => Some(limits.md),
            _ => None,
        });
        md.or(limits).unwrap_or(Md::Sha1)
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
}

/// The digest that a key signs with when the program names none.
pub fn default_md(key: &EVP_PKEY) -> Option<Md> {
    let public = key.public().ok()?;
    match public.material() {
        Public::Rsa(_, limits) if limits.given => Some(limits.md),
        _ => pkey::default_md(public.kind()),
    }
}
