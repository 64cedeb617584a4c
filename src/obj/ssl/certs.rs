//! A context's certificates and keys: one of each type of key, as OpenSSL
//! keeps them, and the rules by which one displaces the other.

use super::chain::Chain;
use super::security::{Judge, secop};
use crate::crypto::digest::Md;
use crate::crypto::pkey::{KeyKind, PublicKey};
use crate::crypto::sig::SignatureAlgorithm;
use crate::err::{self, Error, Lib, Result};
use crate::obj::evp_pkey::{Comparison, EVP_PKEY};
use crate::obj::x509::X509;
use std::ffi::c_int;
use std::sync::Arc;

/// The type of key a certificate is for; each has one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(missing_docs)]
pub enum Kind {
    #[default]
    Rsa,
    RsaPss,
    Ec,
    Ed25519,
}

impl Kind {
    fn of(key: KeyKind) -> Option<Kind> {
        match key {
            KeyKind::Rsa => Some(Kind::Rsa),
            KeyKind::RsaPss => Some(Kind::RsaPss),
            KeyKind::Ec(_) => Some(Kind::Ec),
            KeyKind::Ed25519 => Some(Kind::Ed25519),
            _ => None,
        }
    }
}

/// One place: whatever has been given so far.
#[derive(Clone, Default)]
pub struct Entry {
    /// The type of key.
    pub kind: Kind,
    /// The certificate.
    pub x509: Option<Arc<X509>>,
    /// Its private key.
    pub key: Option<Arc<EVP_PKEY>>,
    /// The certificates that go with it, without the leaf.
    pub chain: Option<Arc<Chain>>,
    /// Extensions that go with it.
    pub serverinfo: Option<Arc<Vec<u8>>>,
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Entry").field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl Entry {
    /// Whether certificate and key are both there.
    pub fn is_complete(&self) -> bool {
        self.x509.is_some() && self.key.is_some()
    }
}

/// All places, and which of them was used last.
#[derive(Debug, Clone, Default)]
pub struct Certs {
    entries: Vec<Entry>,
    current: Kind,
}

/// Which certificate `SSL_CTX_set_current_cert` means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// `SSL_CERT_SET_FIRST`.
    First,
    /// `SSL_CERT_SET_NEXT`.
    Next,
}

fn ssl(reason: c_int) -> Error {
    Error::new(Lib::Ssl, reason)
}

/// Whether `key` belongs to `x509`; OpenSSL's error if not.
pub fn check_pair(x509: &X509, key: &EVP_PKEY) -> Result<()> {
    let reason = match EVP_PKEY::from_public(public_key(x509)?).compare(key) {
        Comparison::Same => return Ok(()),
        Comparison::Different => err::x509::R_KEY_VALUES_MISMATCH,
        Comparison::DifferentTypes => err::x509::R_KEY_TYPE_MISMATCH,
        Comparison::Unsupported => err::x509::R_UNKNOWN_KEY_TYPE,
    };
    Err(Error::new(Lib::X509, reason))
}

/// The public key in a certificate.
fn public_key(x509: &X509) -> Result<PublicKey> {
    let key = x509.cert().and_then(|cert| PublicKey::from_spki(cert.spki()));
    key.map_err(|_| ssl(err::ssl::R_X509_LIB))
}

/// Whether a certificate of ours is strong enough to be used. May run the
/// program's security callback.
///
/// Errors: `SSL_R_EE_KEY_TOO_SMALL`, `SSL_R_CA_MD_TOO_WEAK`.
pub fn check_strength(x509: &X509, judge: &Judge<'_>) -> Result<()> {
    check_for(x509, judge, secop::EE_KEY, err::ssl::R_EE_KEY_TOO_SMALL)
}

/// The same for what is sent behind it.
///
/// Errors: `SSL_R_CA_KEY_TOO_SMALL`, `SSL_R_CA_MD_TOO_WEAK`.
pub fn check_issuer_strength(x509: &X509, judge: &Judge<'_>) -> Result<()> {
    check_for(x509, judge, secop::CA_KEY, err::ssl::R_CA_KEY_TOO_SMALL)
}

fn check_for(x509: &X509, judge: &Judge<'_>, key_op: c_int, too_small: c_int) -> Result<()> {
    let Ok(key) = public_key(x509) else { return Ok(()) };
    let strong = |op: c_int, given: u32, nid: c_int| {
        let bits = c_int::try_from(given).unwrap_or(c_int::MAX);
        judge.allows(op, bits, nid, std::ptr::from_ref(x509).cast())
    };
    if !strong(key_op, key.security_bits(), 0) {
        return Err(ssl(too_small));
    }
    let cert = x509.cert()?;
    // Nobody relies on the signature of a self-signed certificate.
    if cert.issuer() == cert.subject() {
        return Ok(());
    }
    match SignatureAlgorithm::from_der(cert.outer_algorithm()) {
        Ok(algorithm) => {
            let nid = algorithm.md().map_or(0, Md::nid);
            match strong(secop::CA_MD, algorithm.security_bits(), nid) {
                true => Ok(()),
                false => Err(ssl(err::ssl::R_CA_MD_TOO_WEAK)),
            }
        }
        Err(_) => Ok(()),
    }
}

/// The type of key in a certificate.
fn kind_of(x509: &X509) -> Result<Kind> {
    let kind = Kind::of(public_key(x509)?.kind());
    kind.ok_or_else(|| ssl(err::ssl::R_UNKNOWN_CERTIFICATE_TYPE))
}

impl Certs {
    /// Every place in use.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The place used last.
    pub fn current(&self) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.kind == self.current)
    }

    /// The place used last, made if it is not there.
    pub fn current_mut(&mut self) -> &mut Entry {
        self.place(self.current)
    }

    fn place(&mut self, kind: Kind) -> &mut Entry {
        let at = self.entries.iter().position(|entry| entry.kind == kind);
        let at = at.unwrap_or_else(|| {
            self.entries.push(Entry { kind, ..Entry::default() });
            // The order of OpenSSL's table decides among equals.
            self.entries.sort_by_key(|entry| entry.kind as usize);
            self.entries.iter().position(|entry| entry.kind == kind).unwrap_or_default()
        });
        #[allow(clippy::indexing_slicing, reason = "it was found there")]
        &mut self.entries[at]
    }

    /// Takes what goes with the certificate set last; without any the chain is
    /// built from what is trusted, when it is needed.
    pub fn set_chain(&mut self, chain: Vec<Arc<X509>>) {
        self.current_mut().chain = (!chain.is_empty()).then(|| Chain::new(chain));
    }

    /// Takes a certificate. A key in its place that does not match is
    /// dropped, as OpenSSL does.
    pub fn set_certificate(&mut self, x509: Arc<X509>) -> Result<()> {
        let kind = kind_of(&x509)?;
        let place = self.place(kind);
        if place.key.as_ref().is_some_and(|key| check_pair(&x509, key).is_err()) {
            place.key = None;
        }
        place.x509 = Some(x509);
        self.current = kind;
        Ok(())
    }

    /// Takes a private key. It must match a certificate in its place.
    pub fn set_key(&mut self, key: Arc<EVP_PKEY>) -> Result<()> {
        let kind = key.public().ok().and_then(|key| Kind::of(key.kind()));
        let kind = kind.ok_or_else(|| ssl(err::ssl::R_UNKNOWN_CERTIFICATE_TYPE))?;
        let place = self.place(kind);
        if let Some(x509) = &place.x509 {
            check_pair(x509, &key)?;
        }
        place.key = Some(key);
        self.current = kind;
        Ok(())
    }

    /// Takes certificate, key and chain at once; what is there is replaced
    /// only with `replace`.
    pub fn set_all(
        &mut self,
        x509: Arc<X509>,
        key: Option<Arc<EVP_PKEY>>,
        chain: Option<Arc<Chain>>,
        replace: bool,
    ) -> Result<()> {
        public_key(&x509)?;
        if let Some(key) = &key {
            check_pair(&x509, key).map_err(|error| {
                if error.reason == err::x509::R_KEY_TYPE_MISMATCH {
                    let types = Error::new(Lib::Evp, err::evp::R_DIFFERENT_KEY_TYPES);
                    err::push(&types, "EVP_PKEY_copy_parameters");
                }
                ssl(err::ssl::R_PRIVATE_KEY_MISMATCH)
            })?;
        }
        let kind = kind_of(&x509)?;
        let place = self.place(kind);
        if !replace && (place.x509.is_some() || place.key.is_some() || place.chain.is_some()) {
            return Err(ssl(err::ssl::R_NOT_REPLACING_CERTIFICATE));
        }
        (place.x509, place.key, place.chain) = (Some(x509), key, chain);
        self.current = kind;
        Ok(())
    }

    /// Checks that the place used last has a certificate and its key.
    pub fn check(&self) -> Result<()> {
        let place = self.current();
        let Some(x509) = place.and_then(|place| place.x509.as_ref()) else {
            return Err(ssl(err::ssl::R_NO_CERTIFICATE_ASSIGNED));
        };
        let Some(key) = place.and_then(|place| place.key.as_ref()) else {
            return Err(ssl(err::ssl::R_NO_PRIVATE_KEY_ASSIGNED));
        };
        check_pair(x509, key)
    }

    /// Makes the place with this very certificate, or an equal one, the one
    /// used last.
    pub fn select(&mut self, x509: &X509) -> bool {
        let complete = |entry: &&Entry| entry.is_complete();
        let same =
            |entry: &&Entry| entry.x509.as_deref().is_some_and(|held| std::ptr::eq(held, x509));
        let equal =
            |entry: &&Entry| entry.x509.as_deref().is_some_and(|held| held.der() == x509.der());
        let entries = || self.entries.iter().filter(complete);
        let found = entries().find(same).or_else(|| entries().find(equal)).map(|e| e.kind);
        self.current = found.unwrap_or(self.current);
        found.is_some()
    }

    /// Moves on to the first or next complete place.
    pub fn step(&mut self, which: Which) -> bool {
        let from = match which {
            Which::First => 0,
            Which::Next => self.current as usize + 1,
        };
        let mut entries = self.entries.iter();
        let found = entries.find(|e| e.kind as usize >= from && e.is_complete());
        match found.map(|entry| entry.kind) {
            Some(kind) => {
                self.current = kind;
                true
            }
            None => false,
        }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Certs::default();
    }
}
