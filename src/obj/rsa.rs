//! `RSA`: a key as its numbers, which programs may set one by one.

use super::bn::{BIGNUM, Bn};
use super::cell::{Changes, Guarded};
use super::ex_data::{Class, ExData};
use super::key_method::{Computing, Origin};
use super::rsa_method::RSA_METHOD;
use super::x509::params::RSA_PSS_PARAMS;
use crate::crypto::bn::Tell;
use crate::crypto::pkey::{KeyKind, Private, PrivateKey, Public, PublicKey};
use crate::crypto::rsa::Key;
use crate::crypto::sig::PssParams;
use crate::crypto::{rsa_pad, rsa_why};
use crate::der::keys::RsaNumbers;
use crate::err::{self, Error, Lib, Result, rsa};
use std::ffi::c_int;
use std::sync::{Arc, OnceLock};
use zeroize::Zeroizing;

pub use super::evp_pkey_ctx::padding;
pub use crate::crypto::digest::Md;

/// Which of the numbers of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are RSA's own")]
pub enum Number {
    N,
    E,
    D,
    P,
    Q,
    Dmp1,
    Dmq1,
    Iqmp,
}

const COUNT: usize = 8;

/// An RSA key.
#[derive(Default)]
pub struct RSA {
    numbers: Guarded<[Option<Box<BIGNUM>>; COUNT]>,
    flags: Guarded<c_int>,
    ready: Guarded<Option<Ready>>,
    /// What signatures an RSA-PSS key is limited to.
    limits: OnceLock<Box<RSA_PSS_PARAMS>>,
    /// How often the numbers were replaced.
    pub changes: Changes,
    /// What computes with it.
    pub computing: Computing<RSA_METHOD>,
    /// The program's own values.
    pub ex_data: ExData,
}

/// The key in the form that computes.
#[derive(Clone)]
enum Ready {
    Public(PublicKey),
    Private(PrivateKey),
}

#[track_caller]
fn missing() -> Error {
    Error::new(Lib::Rsa, rsa::R_VALUE_MISSING)
}

impl RSA {
    /// One without numbers.
    pub fn new() -> Arc<RSA> {
        Self::by(Origin::new(None).unwrap_or_default()).0
    }

    /// One without numbers that computes by a method; whether that agrees.
    pub fn by(origin: Origin<RSA_METHOD>) -> (Arc<RSA>, bool) {
        let key = Arc::new(RSA::default());
        key.computing.set_origin(origin);
        key.ex_data.created(Class::Rsa, &*key);
        let init = key.method().and_then(|method| method.get().init);
        let agreed = init.is_none_or(|init| init(crate::abi::Mut::lend(&*key)) != 0);
        (key, agreed)
    }

    /// A public key.
    #[track_caller]
    pub fn from_public(key: &PublicKey) -> Result<Arc<RSA>> {
        let Public::Rsa(numbers, limits) = key.material() else {
            return Err(missing());
        };
        let out = RSA::new();
        if key.kind() == KeyKind::RsaPss {
            out.limit(limits)?;
        }
        let (n, e) = numbers.public_numbers();
        out.put(&[(Number::N, &n), (Number::E, &e)])?;
        Ok(out)
    }

    /// A private key.
    #[track_caller]
    pub fn from_private(key: &PrivateKey) -> Result<Arc<RSA>> {
        let Private::Rsa(numbers) = key.material() else {
            return Err(missing());
        };
        let out = RSA::from_public(key.public())?;
        out.fill(numbers)?;
        Ok(out)
    }

    /// Makes an RSA-PSS key of it.
    fn limit(&self, limits: &PssParams) -> Result<()> {
        /// `RSA_FLAG_TYPE_RSASSAPSS`.
        const TYPE_PSS: c_int = 0x1000;
        self.change_flags(TYPE_PSS, 0);
        if limits.given {
            let shown = RSA_PSS_PARAMS::of(limits)?;
            // It is new: there are none yet.
            let _ = self.limits.set(shown);
        }
        Ok(())
    }

    /// What signatures an RSA-PSS key is limited to, if it is.
    pub fn limits(&self) -> Option<&RSA_PSS_PARAMS> {
        self.limits.get().map(|limits| &**limits)
    }

    fn fill(&self, key: &Key) -> Result<()> {
        let (n, e) = key.public_numbers();
        let [d, p, q, dp, dq, qi] = &key.private_numbers();
        self.put(&[
            (Number::N, &n),
            (Number::E, &e),
            (Number::D, d),
            (Number::P, p),
            (Number::Q, q),
            (Number::Dmp1, dp),
            (Number::Dmq1, dq),
            (Number::Iqmp, qi),
        ])
    }

    fn put(&self, values: &[(Number, &[u8])]) -> Result<()> {
        for (which, bytes) in values {
            if !bytes.is_empty() {
                self.set(*which, Some(BIGNUM::from_be(bytes)?));
            }
        }
        Ok(())
    }

    /// Sets a number; `None` leaves it.
    pub fn set(&self, which: Number, value: Option<Box<BIGNUM>>) {
        if let Some(value) = value {
            let old = self.numbers.with(|n| n[which as usize].replace(value));
            self.changes.mark();
            self.ready.set(None);
            drop(old);
        }
    }

    /// Whether a number is set.
    pub fn has(&self, which: Number) -> bool {
        self.numbers.with(|n| n[which as usize].is_some())
    }

    /// A number's address, which is valid until it is replaced; NULL if it
    /// is not set.
    pub fn get(&self, which: Number) -> *const BIGNUM {
        self.numbers
            .with(|n| n[which as usize].as_deref().map_or(std::ptr::null(), std::ptr::from_ref))
    }

    /// A number; `None` if it is not set.
    #[track_caller]
    pub fn value(&self, which: Number) -> Result<Option<Bn>> {
        let number = self.numbers.with(|n| n[which as usize].as_ref().map(|n| n.get()));
        number.map(|number| number?.duplicate()).transpose()
    }

    fn bytes(&self, which: Number) -> Result<Zeroizing<Vec<u8>>> {
        self.numbers.with(|n| match &n[which as usize] {
            Some(number) => number.to_be().map(Zeroizing::new),
            None => Ok(Zeroizing::default()),
        })
    }

    fn ready(&self) -> Result<Ready> {
        if let Some(ready) = self.ready.get() {
            return Ok(ready);
        }
        let (n, e) = (self.bytes(Number::N)?, self.bytes(Number::E)?);
        if n.is_empty() || e.is_empty() {
            return Err(missing());
        }
        let ready = if self.has(Number::D) {
            let part = |which| self.bytes(which);
            let d = part(Number::D)?;
            let (p, q) = (part(Number::P)?, part(Number::Q)?);
            let (dp, dq) = (part(Number::Dmp1)?, part(Number::Dmq1)?);
            let qi = part(Number::Iqmp)?;
            let whole = [&p, &q, &dp, &dq, &qi].iter().all(|number| !number.is_empty());
            let numbers = if whole {
                RsaNumbers { n: &n, e: &e, d: &d, p: &p, q: &q, dp: &dp, dq: &dq, qi: &qi }
            } else {
                RsaNumbers { n: &n, e: &e, d: &d, ..RsaNumbers::default() }
            };
            Ready::Private(PrivateKey::from_rsa(&numbers, PssParams::NONE, KeyKind::Rsa)?)
        } else {
            Ready::Public(PublicKey::from_rsa(&n, &e)?)
        };
        self.ready.set(Some(ready.clone()));
        Ok(ready)
    }

    /// The public key.
    #[track_caller]
    pub fn public(&self) -> Result<PublicKey> {
        match self.ready() {
            Ok(Ready::Public(key)) => Ok(key),
            Ok(Ready::Private(key)) => Ok(key.public().clone()),
            // Private numbers that do not fit leave the public key as it is.
            Err(_) if self.has(Number::D) => {
                let (n, e) = (self.bytes(Number::N)?, self.bytes(Number::E)?);
                PublicKey::from_rsa(&n, &e)
            }
            Err(error) => Err(error),
        }
    }

    /// The private key.
    #[track_caller]
    pub fn private(&self) -> Result<PrivateKey> {
        match self.ready()? {
            Ready::Private(key) => Ok(key),
            Ready::Public(_) => Err(missing()),
        }
    }

    /// The length of the modulus in bits; 0 if it is not set.
    pub fn bits(&self) -> usize {
        self.bytes(Number::N).map_or(0, |n| crate::crypto::bn::bit_len(&n))
    }

    /// The strength in bits.
    pub fn security_bits(&self) -> u32 {
        crate::crypto::rsa::security_bits(self.bits())
    }

    /// Makes a new key of it.
    #[track_caller]
    pub fn generate(&self, bits: c_int, e: &[u8], tell: Tell<'_>) -> Result<()> {
        self.fill(&Key::generate(bits, e, tell)?)
    }

    /// How it computes, if that was set.
    pub fn method(&self) -> Option<Arc<RSA_METHOD>> {
        self.computing.method()
    }

    /// The flags the program set.
    pub fn flags(&self) -> c_int {
        self.flags.get()
    }

    /// Sets and clears flags.
    pub fn change_flags(&self, set: c_int, clear: c_int) {
        self.flags.with(|flags| *flags = (*flags | set) & !clear);
    }

    /// Signs a digest.
    #[track_caller]
    pub fn sign(&self, md: Md, digest: &[u8]) -> Result<Vec<u8>> {
        let key = self.private()?;
        match key.material() {
            Private::Rsa(key) => key.sign_pkcs1(md, digest),
            _ => Err(missing()),
        }
    }

    /// Checks the signature of a digest.
    #[track_caller]
    pub fn verify(&self, md: Md, digest: &[u8], signature: &[u8]) -> Result<bool> {
        let key = self.public()?;
        match key.material() {
            Public::Rsa(key, _) => key.verify_pkcs1(md, digest, signature),
            _ => Err(missing()),
        }
    }

    /// Applies the public key to encrypt (`sealing`) or to open a signature.
    #[track_caller]
    pub fn apply_public(
        &self,
        sealing: bool,
        text: &[u8],
        kind: c_int,
    ) -> Result<Zeroizing<Vec<u8>>> {
        let key = self.public()?;
        let Public::Rsa(key, _) = key.material() else {
            return Err(missing());
        };
        match (kind, sealing) {
            (padding::PKCS1, true) => rsa_pad::public_encrypt(key, text).map(Zeroizing::new),
            (padding::PKCS1, false) => rsa_pad::public_decrypt(key, text),
            (padding::NONE, true) => rsa_pad::public_encrypt_raw(key, text).map(Zeroizing::new),
            (padding::NONE, false) => rsa_pad::public_decrypt_raw(key, text),
            (padding::OAEP, true) => {
                rsa_pad::oaep_encrypt(key, text, b"", Md::Sha1, Md::Sha1).map(Zeroizing::new)
            }
            (_, true) => Err(unknown_padding()),
            (_, false) => Err(rsa_why::number(key, text).unwrap_or_else(unknown_padding)),
        }
    }

    /// Applies the private key to sign (`signing`) or to decrypt.
    #[track_caller]
    pub fn apply_private(
        &self,
        signing: bool,
        text: &[u8],
        kind: c_int,
    ) -> Result<Zeroizing<Vec<u8>>> {
        let key = self.private()?;
        let Private::Rsa(key) = key.material() else {
            return Err(missing());
        };
        match (kind, signing) {
            (padding::PKCS1, true) => rsa_pad::private_encrypt(key, text).map(Zeroizing::new),
            (padding::PKCS1, false) => rsa_pad::private_decrypt(key, text),
            (padding::NONE, _) => rsa_pad::private_decrypt_raw(key, text),
            (padding::OAEP, false) => {
                rsa_pad::oaep_decrypt(key, text, b"", Md::Sha1, Md::Sha1).map_err(unpadded)
            }
            (_, true) => Err(unknown_padding()),
            (_, false) => Err(rsa_why::number(key, text).unwrap_or_else(unknown_padding)),
        }
    }
}

#[track_caller]
fn unknown_padding() -> Error {
    Error::new(Lib::Rsa, rsa::R_UNKNOWN_PADDING_TYPE)
}

/// What a failure to decrypt is, behind which OpenSSL tells that it was the padding's.
#[track_caller]
fn unpadded(cause: Error) -> Error {
    if cause.reason != rsa::R_OAEP_DECODING_ERROR {
        return cause;
    }
    err::push(&cause, "RSA_padding_check_PKCS1_OAEP_mgf1");
    Error::new(Lib::Rsa, rsa::R_PADDING_CHECK_FAILED)
}

impl RSA {
    /// The PKCS#1 private key at the start of `der`, and its length.
    #[track_caller]
    pub fn decode_private(der: &[u8]) -> Result<(Arc<RSA>, usize)> {
        let whole = super::pem::first_value(der)?;
        Ok((RSA::from_private(&PrivateKey::from_pkcs1(whole)?)?, whole.len()))
    }

    /// The PKCS#1 public key at the start of `der`, and its length.
    #[track_caller]
    pub fn decode_public(der: &[u8]) -> Result<(Arc<RSA>, usize)> {
        let whole = super::pem::first_value(der)?;
        Ok((RSA::from_public(&super::pem::rsa_public(whole)?)?, whole.len()))
    }

    /// The SubjectPublicKeyInfo at the start of `der`, and its length.
    #[track_caller]
    pub fn decode_spki(der: &[u8]) -> Result<(Arc<RSA>, usize)> {
        let (key, len) = super::pem::decode_spki(der)?;
        Ok((RSA::from_public(&key)?, len))
    }

    /// The public key as PKCS#1.
    #[track_caller]
    pub fn encode_public(&self) -> Result<Vec<u8>> {
        let key = self.public()?;
        Ok(crate::der::keys::Spki::parse(key.spki())?.key.to_vec())
    }
}

impl Drop for RSA {
    fn drop(&mut self) {
        let finish = self.method().and_then(|method| method.get().finish);
        if let Some(finish) = finish {
            finish(crate::abi::Mut::lend(self));
        }
        self.ex_data.freed(Class::Rsa, self);
    }
}
