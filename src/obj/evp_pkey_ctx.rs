//! `EVP_PKEY_CTX`: what is to be done with a key, and how.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use super::agreed_kdf::AgreedKdf;
use super::bn::{BIGNUM, Bn};
use super::cell::{Guarded, Handed};
use super::ec::order;
use super::engine::ENGINE;
use super::evp_pkey::{Contents, EVP_PKEY, Object, Params};
use super::evp_pkey_mac::is_mac;
use super::evp_pkey_own::Own;
use super::evp_pkey_progress::Progress;
use crate::abi::Opaque;
use crate::crypto::bn::Tell;
use crate::crypto::cipher::Cipher;
use crate::crypto::digest::Md;
use crate::crypto::ec::Curve;
use crate::crypto::pkey::{self, KeyKind, Private, PrivateKey, Public, PublicKey};
use crate::crypto::sig::{PssParams, SignatureAlgorithm};
use crate::crypto::{dh, dsa, kdf, rsa_pad};
use crate::der::keys;
use crate::err::{self, Error, Lib, Result, evp, prov};
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
    pub const ENCAPSULATE: c_int = 1 << 12;
    pub const DECAPSULATE: c_int = 1 << 13;
    /// All that make or check signatures.
    pub const SIGNING: c_int = SIGN | VERIFY | SIGNCTX | VERIFYCTX | VERIFYRECOVER;
}

/// The operations that work with a key.
pub(super) const WORK: c_int = operation::SIGN
    | operation::VERIFY
    | operation::VERIFYRECOVER
    | operation::SIGNCTX
    | operation::VERIFYCTX
    | operation::ENCRYPT
    | operation::DECRYPT
    | operation::DERIVE
    | operation::ENCAPSULATE
    | operation::DECAPSULATE;

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
const DSA: c_int = 116;

/// What is to be done with a key.
pub struct EVP_PKEY_CTX {
    state: Guarded<Settings>,
    /// The method that does what is done, if it is not the library's.
    own: Option<Own>,
    /// How many calls of that method's there are.
    pub(super) inside: Guarded<u32>,
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
    /// Whether such a key can do it.
    pub able: bool,
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
    /// Bits of a new RSA key, or of a Diffie-Hellman or DSA prime.
    pub bits: c_int,
    /// Public exponent of a new RSA key.
    pub exponent: Vec<u8>,
    /// The number it is from, if that was handed over.
    pub exponent_given: Option<Arc<Handed<Box<BIGNUM>>>>,
    /// Parameters of new keys.
    pub params: Option<Params>,
    /// Whether an unknown curve was chosen for new keys.
    pub unknown_group: bool,
    /// The bits of the order of new DSA parameters; 0 for what suits.
    pub order_bits: c_int,
    /// The generator of new Diffie-Hellman parameters.
    pub generator: u64,
    /// The length of Diffie-Hellman private values.
    pub private_len: Option<u64>,
    /// Whether an agreed Diffie-Hellman secret is as long as the prime.
    pub pad: bool,
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
    /// Whether a passphrase was set, and a salt; either may be empty.
    pub has_pass: bool,
    /// See `has_pass`.
    pub has_salt: bool,
    /// Whether it was said how to encapsulate secrets.
    pub kem: bool,
    /// Whether the number of the signing party was set.
    pub party: bool,
    /// How an agreed secret makes a key.
    pub agreed: AgreedKdf,
    /// Secret and cipher of a new key of a MAC.
    pub mac_key: Option<Zeroizing<Vec<u8>>>,
    /// See `mac_key`.
    pub mac_cipher: Option<Cipher>,
    /// The program's own pointers.
    pub app_data: Opaque,
    /// See `app_data`.
    pub data: Opaque,
    /// How making keys is told of.
    pub progress: Progress,
}

impl Settings {
    fn new(nid: c_int, key: Option<Arc<EVP_PKEY>>) -> Settings {
        Settings {
            nid,
            key,
            peer: None,
            operation: operation::NONE,
            able: false,
            md: None,
            mgf: None,
            oaep: None,
            label: Vec::new(),
            padding: if nid == RSA_PSS { padding::PSS } else { padding::PKCS1 },
            salt: -2,
            bits: 2048,
            exponent: vec![1, 0, 1],
            exponent_given: None,
            params: None,
            unknown_group: false,
            order_bits: 0,
            generator: 2,
            private_len: None,
            pad: false,
            mode: 0,
            secret: Zeroizing::default(),
            salt_bytes: Vec::new(),
            info: Vec::new(),
            scrypt: (1 << 20, 8, 1, 0),
            has_pass: false,
            has_salt: false,
            kem: false,
            party: false,
            agreed: AgreedKdf::default(),
            mac_key: None,
            mac_cipher: None,
            app_data: Opaque::NULL,
            data: Opaque::NULL,
            progress: Progress::default(),
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
    /// Errors: `ERR_R_UNSUPPORTED` for a key without a type.
    #[track_caller]
    pub fn for_key(key: Arc<EVP_PKEY>) -> Result<Arc<EVP_PKEY_CTX>> {
        Self::for_key_by(key, None)
    }

    /// The same, with the method of an engine, if one is named.
    #[track_caller]
    pub fn for_key_by(
        key: Arc<EVP_PKEY>,
        engine: Option<&Arc<ENGINE>>,
    ) -> Result<Arc<EVP_PKEY_CTX>> {
        match key.type_nid() {
            0 => Err(super::evp_md::unsupported(b"UNDEF")),
            nid => {
                let own = Own::of(nid, engine.cloned().or_else(|| key.engine()))?;
                Self::begun(Settings::new(nid, Some(key)), own)
            }
        }
    }

    /// One for a type of key, or a derivation.
    #[track_caller]
    pub fn for_type(nid: c_int) -> Result<Arc<EVP_PKEY_CTX>> {
        Self::for_type_by(nid, None)
    }

    /// The same, with the method of an engine, if one is named.
    #[track_caller]
    pub fn for_type_by(nid: c_int, engine: Option<&Arc<ENGINE>>) -> Result<Arc<EVP_PKEY_CTX>> {
        let own = Own::of(nid, engine.cloned())?;
        let known = own.is_some()
            || super::evp_pkey::name_of_type(nid).is_some()
            || matches!(nid, derivation::HKDF | derivation::TLS1_PRF | derivation::SCRYPT);
        if !known {
            let name =
                super::objects::by_nid(nid).and_then(|object| object.short()).unwrap_or(c"UNDEF");
            return Err(super::evp_md::unsupported(name.to_bytes()));
        }
        Self::begun(Settings::new(nid, None), own)
    }

    /// One whose own method has begun.
    fn begun(settings: Settings, own: Option<Own>) -> Result<Arc<EVP_PKEY_CTX>> {
        let ctx =
            Arc::new(EVP_PKEY_CTX { state: Guarded::new(settings), own, inside: Guarded::new(0) });
        ctx.begin_own()?;
        Ok(ctx)
    }

    /// Its own method.
    pub(super) fn own_method(&self) -> Option<&Own> {
        self.own.as_ref()
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
        let (state, own) = (Guarded::new(self.settings()), self.own.clone());
        let copy = Arc::new(EVP_PKEY_CTX { state, own, inside: Guarded::new(0) });
        copy.copy_own(self)?;
        Ok(copy)
    }

    /// Prepares for an operation.
    #[track_caller]
    pub fn begin(&self, wanted: c_int) -> Result<()> {
        let settings = self.settings();
        let kind = settings.nid;
        let able = match wanted {
            _ if self.own.is_some() => self.can_own(wanted),
            operation::SIGN | operation::VERIFY => {
                matches!(kind, RSA | RSA_PSS | EC | DSA)
            }
            operation::SIGNCTX | operation::VERIFYCTX => {
                matches!(kind, RSA | RSA_PSS | EC | DSA | 1087)
                    || (is_mac(kind) && wanted == operation::SIGNCTX)
            }
            operation::VERIFYRECOVER | operation::ENCRYPT | operation::DECRYPT => kind == RSA,
            operation::ENCAPSULATE | operation::DECAPSULATE => kind == RSA,
            operation::DERIVE => matches!(
                kind,
                EC | DH | 1034 | derivation::HKDF | derivation::TLS1_PRF | derivation::SCRYPT
            ),
            operation::PARAMGEN => matches!(kind, EC | DH | DSA | 1034 | 1087),
            operation::KEYGEN => {
                matches!(kind, RSA | RSA_PSS | EC | DH | DSA | 1034 | 1087) || is_mac(kind)
            }
            operation::FROMDATA => matches!(kind, RSA | RSA_PSS | EC | DH | DSA | 1034 | 1087),
            _ => false,
        };
        self.check_begin(&settings, wanted)?;
        // A key whose numbers are missing: nothing to work with.
        let empty = wanted & WORK != 0
            && settings.key.as_ref().is_some_and(|key| matches!(key.contents(), Contents::Type(_)));
        if able && empty {
            self.change(|s| s.operation = operation::NONE);
            let signed = wanted & (operation::SIGNCTX | operation::VERIFYCTX) != 0;
            return Err(if signed {
                Error::new(Lib::Evp, evp::R_INITIALIZATION_ERROR)
            } else {
                unsupported_operation()
            });
        }
        let stays = matches!(wanted, operation::ENCRYPT | operation::DECRYPT | operation::DERIVE);
        // Each operation starts with settings of its own.
        self.change(|s| {
            let (app_data, data, callback) = (s.app_data, s.data, s.progress.callback);
            let party = s.party;
            *s = Settings { app_data, data, party, ..Settings::new(s.nid, s.key.take()) };
            s.progress.callback = callback;
            s.able = able;
            if wanted & operation::SIGNING != 0 {
                s.take_limits();
            }
            s.operation = if able || stays { wanted } else { operation::NONE };
        });
        if able { self.start_own(wanted) } else { Err(unsupported_operation()) }
    }

    /// Checks that it was prepared for one of `operations`.
    #[track_caller]
    pub fn expect(&self, operations: c_int) -> Result<Settings> {
        let settings = self.settings();
        if settings.operation & operations == 0 {
            return Err(Error::new(Lib::Evp, evp::R_OPERATION_NOT_INITIALIZED));
        }
        if !settings.able {
            return Err(unsupported_operation());
        }
        Ok(settings)
    }

    /// The digest that a signature over a message starts with.
    pub fn signature_md(&self) -> Option<Md> {
        let settings = self.settings();
        match settings.nid {
            RSA | RSA_PSS | EC | DSA => settings.md,
            _ => None,
        }
    }

    /// Signs a digest (or, for RSA without one, the bytes themselves; for
    /// keys that digest on their own, the message).
    #[track_caller]
    pub fn usual_sign(&self, tbs: &[u8]) -> Result<Vec<u8>> {
        let settings = self.expect(operation::SIGN | operation::SIGNCTX)?;
        if let Some(key) = self.mac_key() {
            return key.sign(settings.md, tbs);
        }
        match settings.foreign() {
            Some(Object::Rsa(rsa)) => {
                if let Some(foreign) = rsa.foreign() {
                    return settings.foreign_sign(&foreign, tbs);
                }
            }
            Some(Object::Ec(ec)) if ec.foreign().is_some() => {
                if settings.md.is_some_and(|md| md.size() != tbs.len()) {
                    return Err(Error::quiet());
                }
                return ec.sign(tbs);
            }
            Some(Object::Dsa(dsa)) if dsa.is_foreign() => {
                if settings.md.is_some_and(|md| md.size() != tbs.len()) {
                    return Err(Error::quiet());
                }
                return dsa.sign(tbs)?.encode();
            }
            _ => (),
        }
        let key = settings.private()?;
        match key.material() {
            Private::Rsa(rsa_key) => settings.rsa_sign(key.public(), rsa_key, tbs),
            Private::Ec(ec_key) => {
                if settings.md.is_some_and(|md| md.size() != tbs.len()) {
                    return Err(Error::quiet());
                }
                ec_key.sign(tbs)
            }
            Private::Dsa(_) => {
                if settings.md.is_some_and(|md| md.size() != tbs.len()) {
                    return Err(Error::quiet());
                }
                key.sign_digest(&SignatureAlgorithm::Dsa(settings.md.unwrap_or(Md::Sha256)), tbs)
            }
            Private::Ed25519(_) => key.sign(&SignatureAlgorithm::Ed25519, tbs),
            _ => Err(unsupported_operation()),
        }
    }

    /// Checks a signature of a digest, as [`EVP_PKEY_CTX::usual_sign`] makes it.
    #[track_caller]
    pub fn usual_verify(&self, tbs: &[u8], signature: &[u8]) -> Result<bool> {
        let settings = self.expect(operation::VERIFY | operation::VERIFYCTX)?;
        let key = settings.public().map_err(|missing| match settings.nid {
            // OpenSSL tells this by the result alone.
            EC => Error::quiet(),
            _ => missing,
        })?;
        match key.material() {
            Public::Rsa(rsa_key, _) => settings.rsa_verify(&key, rsa_key, tbs, signature),
            Public::Ec(ec_key) => {
                if settings.md.is_some_and(|md| md.size() != tbs.len()) {
                    return Ok(false);
                }
                // What is no signature at all is an error, but a silent one.
                let (r, s) = keys::signature_numbers(signature).map_err(|_| Error::quiet())?;
                if !in_range(ec_key.curve(), r)? || !in_range(ec_key.curve(), s)? {
                    let bad = Error::new(Lib::Ec, err::ec::R_BAD_SIGNATURE);
                    err::push(&bad, "ossl_ecdsa_simple_verify_sig");
                    return Ok(false);
                }
                ec_key.verify(tbs, signature)
            }
            Public::Dsa(params, value) => {
                if settings.md.is_some_and(|md| md.size() != tbs.len()) {
                    return Ok(false);
                }
                let (r, s) = keys::signature_numbers(signature).map_err(|_| Error::quiet())?;
                params.verify(value, tbs, r, s)
            }
            Public::Raw(_) => key.verify(&SignatureAlgorithm::Ed25519, tbs, signature),
            Public::Dh(..) => Err(unsupported_operation()),
        }
    }

    /// What an RSA signature was made of.
    #[track_caller]
    pub fn usual_recover(&self, signature: &[u8]) -> Result<Vec<u8>> {
        let settings = self.expect(operation::VERIFYRECOVER)?;
        let key = settings.public()?;
        let Public::Rsa(rsa_key, _) = key.material() else {
            return Err(unsupported_operation());
        };
        settings.rsa_recover(rsa_key, signature)
    }

    /// Encrypts under an RSA public key.
    #[track_caller]
    pub fn usual_encrypt(&self, text: &[u8]) -> Result<Vec<u8>> {
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

    /// Decrypts under an RSA private key, to a place of `room` bytes.
    #[track_caller]
    pub fn usual_decrypt(&self, text: &[u8], room: usize) -> Result<Zeroizing<Vec<u8>>> {
        let settings = self.expect(operation::DECRYPT)?;
        if let Some(Object::Rsa(rsa)) = settings.foreign()
            && let Some(foreign) = rsa.foreign()
        {
            return settings.foreign_decrypt(&foreign, text);
        }
        let key = settings.private()?;
        let Private::Rsa(rsa_key) = key.material() else {
            return Err(unsupported_operation());
        };
        if room < rsa_key.size() && matches!(settings.padding, padding::PKCS1 | padding::OAEP) {
            return Err(Error::new(Lib::Prov, prov::R_BAD_LENGTH));
        }
        match settings.padding {
            padding::PKCS1 => rsa_pad::private_decrypt(rsa_key, text),
            padding::NONE => rsa_pad::private_decrypt_raw(rsa_key, text),
            padding::OAEP => {
                let md = settings.oaep.unwrap_or(Md::Sha1);
                let mgf = settings.mgf.unwrap_or(md);
                let found = rsa_pad::oaep_decrypt(rsa_key, text, &settings.label, md, mgf);
                found.map_err(|cause| match cause.reason {
                    err::rsa::R_OAEP_DECODING_ERROR => cause,
                    _ => {
                        err::push(&cause, "rsa_ossl_private_decrypt");
                        Error::new(Lib::Prov, prov::R_FAILED_TO_DECRYPT)
                    }
                })
            }
            _ => Err(Error::new(Lib::Prov, prov::R_INVALID_PADDING_MODE)),
        }
    }

    /// Sets the other side's key.
    ///
    /// Errors: `PROV_R_MISMATCHING_DOMAIN_PARAMETERS`,
    /// `EVP_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE` for a key of another type.
    #[track_caller]
    pub fn set_peer(&self, peer: Arc<EVP_PKEY>) -> Result<()> {
        let settings = self.expect(operation::DERIVE | operation::ENCRYPT | operation::DECRYPT)?;
        let key = settings.key.as_ref().ok_or_else(|| Error::new(Lib::Evp, evp::R_NO_KEY_SET))?;
        if key.type_nid() != peer.type_nid() {
            return Err(Error::new(Lib::Evp, evp::R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE));
        }
        if key.params() != peer.params() {
            return Err(Error::new(Lib::Prov, prov::R_MISMATCHING_DOMAIN_PARAMETERS));
        }
        self.change(|s| s.peer = Some(peer));
        Ok(())
    }

    /// The length of the derived secret if it is fixed.
    ///
    /// Errors: `PROV_R_MISSING_KEY` without the other side's key.
    #[track_caller]
    pub fn derived_len(&self) -> Result<Option<usize>> {
        let settings = self.settings();
        let agrees =
            !matches!(settings.nid, derivation::HKDF | derivation::TLS1_PRF | derivation::SCRYPT);
        if agrees && settings.peer.is_none() {
            return Err(Error::new(Lib::Prov, prov::R_MISSING_KEY));
        }
        if let Some(len) = settings.agreed_len() {
            return Ok(Some(len));
        }
        Ok(match settings.nid {
            derivation::HKDF if settings.mode == 1 => settings.md.map(Md::size),
            derivation::HKDF | derivation::TLS1_PRF | derivation::SCRYPT => None,
            EC => settings.key.as_ref().map(|key| key.bits().div_ceil(8)),
            _ => settings.key.as_ref().map(|key| key.size()),
        })
    }

    /// Derives a secret; derivations that give any length give `len` bytes.
    #[track_caller]
    pub fn usual_derive(&self, len: usize) -> Result<Zeroizing<Vec<u8>>> {
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
                if settings.secret.is_empty() {
                    return Err(Error::new(Lib::Prov, prov::R_MISSING_SECRET));
                }
                if settings.info.is_empty() {
                    return Err(Error::new(Lib::Prov, prov::R_MISSING_SEED));
                }
                kdf::tls1_prf(md, &settings.secret, &settings.info, &mut out)?;
                Ok(out)
            }
            derivation::SCRYPT => {
                let (n, r, p, memory) = settings.scrypt;
                if !settings.has_pass {
                    return Err(Error::new(Lib::Prov, prov::R_MISSING_PASS));
                }
                if !settings.has_salt {
                    return Err(Error::new(Lib::Prov, prov::R_MISSING_SALT));
                }
                kdf::scrypt(&settings.secret, &settings.salt_bytes, (n, r, p), memory, &mut out)?;
                Ok(out)
            }
            _ => {
                let peer = settings
                    .peer
                    .as_ref()
                    .ok_or_else(|| Error::new(Lib::Prov, prov::R_MISSING_KEY))?;
                let secret = settings.private()?.agree(&peer.public()?)?;
                settings.finish_agreement(secret)
            }
        }
    }

    /// Makes parameters or a key, as it was prepared for.
    #[track_caller]
    pub fn usual_generate(self: &Arc<Self>) -> Result<Contents> {
        let settings = self.expect(operation::KEYGEN | operation::PARAMGEN)?;
        if settings.unknown_group {
            return Err(Error::new(Lib::Ec, err::ec::R_INVALID_CURVE));
        }
        let params =
            settings.params.clone().or_else(|| settings.key.as_ref().and_then(|key| key.params()));
        if settings.operation == operation::PARAMGEN {
            return Ok(Contents::Params(match (params, settings.nid) {
                (Some(params), _) => params,
                (None, DH) => Params::Dh(dh::Params::generate(
                    settings.bits,
                    settings.generator,
                    &mut self.teller(),
                )?),
                (None, DSA) => Params::Dsa(dsa::Params::generate(
                    settings.bits,
                    settings.order_bits(),
                    &mut self.teller(),
                )?),
                (None, 1034 | 1087) => return Ok(Contents::Type(settings.nid)),
                (None, _) => return Err(Error::quiet()),
            }));
        }
        let key = match (settings.nid, params) {
            (RSA | RSA_PSS, _) => settings.generate_rsa(&mut self.teller())?,
            (EC, Some(Params::Ec(curve))) => PrivateKey::generate(KeyKind::Ec(curve))?,
            (EC, _) => return Err(Error::quiet()),
            (nid, _) if is_mac(nid) => return settings.new_mac_key(),
            (1034, _) => PrivateKey::generate(KeyKind::X25519)?,
            (1087, _) => PrivateKey::generate(KeyKind::Ed25519)?,
            (DH, Some(Params::Dh(mut group))) => {
                group.length = settings.private_len.or(group.length);
                PrivateKey::generate_dh(group)?
            }
            (DSA, Some(Params::Dsa(params))) => PrivateKey::generate_dsa(params)?,
            _ => return Err(Error::quiet()),
        };
        Ok(Contents::Private(key))
    }
}

/// Whether 0 < `number` < the order of the curve.
fn in_range(curve: Curve, number: &[u8]) -> Result<bool> {
    let number = Bn::from_be(number)?;
    Ok(!number.is_zero() && number.compare(&order(curve)?).is_lt())
}

#[track_caller]
fn no_group() -> Error {
    Error::new(Lib::Prov, err::R_PASSED_INVALID_ARGUMENT)
}

impl Settings {
    /// Chooses a curve for new keys; without one, making them will fail.
    pub fn set_curve(&mut self, curve: Option<Curve>) {
        self.params = curve.map(Params::Ec);
        self.unknown_group = curve.is_none();
    }

    /// Chooses a curve or a Diffie-Hellman group for new keys by its name.
    ///
    /// Errors: `ERR_R_PASSED_INVALID_ARGUMENT` for an unknown group.
    #[track_caller]
    pub fn set_group_name(&mut self, name: &[u8]) -> Result<()> {
        match self.nid {
            DH => {
                let group = dh::Params::from_name(name)?.ok_or_else(no_group)?;
                self.params = Some(Params::Dh(group));
            }
            _ => self.set_curve(Curve::from_name(name)),
        }
        Ok(())
    }

    /// Chooses a Diffie-Hellman group for new keys by its number.
    ///
    /// Errors: `ERR_R_PASSED_INVALID_ARGUMENT` for an unknown group.
    #[track_caller]
    pub fn set_group_nid(&mut self, nid: c_int) -> Result<()> {
        let group = dh::Params::from_nid(nid)?.ok_or_else(no_group)?;
        self.params = Some(Params::Dh(group));
        Ok(())
    }

    /// The bits of the order of new DSA parameters.
    fn order_bits(&self) -> c_int {
        match (self.order_bits, self.bits) {
            (0, ..2048) => 160,
            (0, _) => 224,
            (chosen, _) => chosen,
        }
    }

    /// A new RSA key; of RSA-PSS with the limits that were set.
    #[track_caller]
    fn generate_rsa(&self, tell: Tell<'_>) -> Result<PrivateKey> {
        let (bits, e) = (self.bits, &self.exponent);
        if self.nid == RSA {
            return PrivateKey::generate_rsa(bits, e, PssParams::NONE, KeyKind::Rsa, tell);
        }
        let given = self.md.is_some() || self.mgf.is_some() || self.salt != -2;
        // What was not set is the standard's default, whatever the digest.
        let PssParams { md, mgf, salt, .. } = PssParams::NONE;
        let (md, mgf) = (self.md.unwrap_or(md), self.mgf.unwrap_or(mgf));
        let limits = PssParams { md, mgf, salt: u64::try_from(self.salt).unwrap_or(salt), given };
        PrivateKey::generate_rsa(bits, e, limits, KeyKind::RsaPss, tell)
    }

    /// What an RSA-PSS key is limited to.
    pub(super) fn limits(&self) -> Option<PssParams> {
        let public = self.key.as_ref().filter(|_| self.nid == RSA_PSS)?.public().ok()?;
        match public.material() {
            Public::Rsa(_, limits) if limits.given => Some(*limits),
            _ => None,
        }
    }

    /// Starts a signature with what the key is limited to.
    fn take_limits(&mut self) {
        if let Some(limits) = self.limits() {
            (self.md, self.mgf) = (Some(limits.md), Some(limits.mgf));
            self.salt = c_int::try_from(limits.salt).unwrap_or(c_int::MAX);
        }
    }

    /// The object that computes with the key, if that is not the library.
    fn foreign(&self) -> Option<Object> {
        self.key.as_ref().and_then(|key| key.computing())
    }

    #[track_caller]
    pub(super) fn private(&self) -> Result<PrivateKey> {
        self.key.as_ref().ok_or_else(|| Error::new(Lib::Evp, evp::R_NO_KEY_SET))?.private()
    }

    #[track_caller]
    pub(super) fn public(&self) -> Result<PublicKey> {
        self.key.as_ref().ok_or_else(|| Error::new(Lib::Evp, evp::R_NO_KEY_SET))?.public()
    }
}

/// The digest that a key signs with when the program names none.
pub fn default_md(key: &EVP_PKEY) -> Option<Md> {
    if key.type_nid() == DSA {
        return Some(Md::Sha256);
    }
    let public = key.public().ok()?;
    match public.material() {
        Public::Rsa(_, limits) if limits.given => Some(limits.md),
        _ => pkey::default_md(public.kind()),
    }
}
