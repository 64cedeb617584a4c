//! Handshake signatures: schemes by number, over `crypto::pkey`.

#![forbid(unsafe_code)]

use super::SignKey;
use super::settings::{SIGALGS, TLS1_3};
use crate::crypto::digest::Md;
use crate::crypto::ec::Curve;
use crate::crypto::pkey::{KeyKind, PrivateKey, PublicKey};
use crate::crypto::sig::SignatureAlgorithm;
use crate::der::reader::{Reader, tag};
use crate::err::{Error, Lib, Result, ssl};

/// The kind of key that a signature scheme needs, as TLS 1.2 suites see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Rsa,
    Ecdsa,
    Ed25519,
}

/// What `scheme` signs with.
pub(super) fn kind(scheme: u16) -> Kind {
    match algorithm(scheme) {
        Some(SignatureAlgorithm::Ecdsa(_)) => Kind::Ecdsa,
        Some(SignatureAlgorithm::Ed25519) => Kind::Ed25519,
        _ => Kind::Rsa,
    }
}

/// The algorithm of `scheme`.
fn algorithm(scheme: u16) -> Option<SignatureAlgorithm> {
    let pss = |md: Md| SignatureAlgorithm::RsaPss { md, mgf: md, salt: md.size() };
    Some(match scheme {
        0x0401 => SignatureAlgorithm::RsaPkcs1(Md::Sha256),
        0x0501 => SignatureAlgorithm::RsaPkcs1(Md::Sha384),
        0x0601 => SignatureAlgorithm::RsaPkcs1(Md::Sha512),
        0x0403 => SignatureAlgorithm::Ecdsa(Md::Sha256),
        0x0503 => SignatureAlgorithm::Ecdsa(Md::Sha384),
        0x0603 => SignatureAlgorithm::Ecdsa(Md::Sha512),
        0x0804 | 0x0809 => pss(Md::Sha256),
        0x0805 | 0x080a => pss(Md::Sha384),
        0x0806 | 0x080b => pss(Md::Sha512),
        0x0807 => SignatureAlgorithm::Ed25519,
        _ => return None,
    })
}

/// The algorithm of a signature scheme by its number on the wire.
pub fn scheme_algorithm(scheme: u16) -> Option<SignatureAlgorithm> {
    algorithm(scheme)
}

/// The signature schemes that the private key of `public` can make.
pub fn schemes_of(public: &PublicKey) -> Vec<u16> {
    let room = public.size();
    SIGALGS
        .iter()
        .copied()
        // A PSS signature needs room for digest and salt: SHA-512's do not
        // fit a key of 1024 bits.
        .filter(|&scheme| match algorithm(scheme) {
            Some(SignatureAlgorithm::RsaPss { md, salt, .. }) => room >= md.size() + salt + 2,
            _ => true,
        })
        .filter(|&scheme| fits(scheme, public.kind(), TLS1_3))
        .collect()
}

/// Whether TLS 1.3 allows `scheme` in its handshake.
pub(super) fn in_tls13(scheme: u16) -> bool {
    !matches!(algorithm(scheme), None | Some(SignatureAlgorithm::RsaPkcs1(_)))
}

/// Whether TLS 1.2 can use `scheme`, which rustls must know by its number.
pub(super) fn in_tls12(scheme: u16) -> bool {
    !matches!(scheme, 0x0809..=0x080b)
}

/// Whether a key that makes `own` signatures can make `scheme`'s: in TLS 1.2
/// any curve goes with any digest.
pub(super) fn can_sign(own: &[u16], scheme: u16, version: u16) -> bool {
    let ecdsa = |scheme: u16| kind(scheme) == Kind::Ecdsa;
    own.contains(&scheme)
        || (version != TLS1_3 && ecdsa(scheme) && own.iter().any(|&other| ecdsa(other)))
}

/// Whether a key of this kind goes with `scheme`; TLS 1.3 ties each ECDSA
/// scheme to one curve.
fn fits(scheme: u16, key: KeyKind, version: u16) -> bool {
    match (scheme, key) {
        (0x0809..=0x080b, key) => key == KeyKind::RsaPss,
        (0x0804..=0x0806 | 0x0401 | 0x0501 | 0x0601, key) => key == KeyKind::Rsa,
        (0x0403, KeyKind::Ec(curve)) if version == TLS1_3 => curve == Curve::P256,
        (0x0503, KeyKind::Ec(curve)) if version == TLS1_3 => curve == Curve::P384,
        (0x0603, KeyKind::Ec(curve)) if version == TLS1_3 => curve == Curve::P521,
        (0x0403 | 0x0503 | 0x0603, KeyKind::Ec(curve)) => {
            matches!(curve, Curve::P256 | Curve::P384 | Curve::P521)
        }
        (0x0807, key) => key == KeyKind::Ed25519,
        _ => false,
    }
}

/// The SubjectPublicKeyInfo of a DER certificate.
fn spki(certificate: &[u8]) -> Result<&[u8]> {
    let mut tbs = Reader::new(certificate).sequence()?.sequence()?;
    tbs.read_optional(tag::constructed(0))?;
    // serialNumber, signature, issuer, validity, subject
    for _ in 0..5 {
        tbs.any()?;
    }
    tbs.any().map(|tlv| tlv.raw)
}

/// The number of the group that the curve of an ECDSA key is.
pub fn group_of(key: KeyKind) -> Option<u16> {
    match key {
        KeyKind::Ec(Curve::P256) => Some(0x0017),
        KeyKind::Ec(Curve::P384) => Some(0x0018),
        KeyKind::Ec(Curve::P521) => Some(0x0019),
        _ => None,
    }
}

/// What a look at a handshake signature found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signature {
    Good,
    Bad,
    /// The key does not go with the scheme.
    OtherKey,
    /// The key's curve may not be used.
    OtherCurve,
}

/// Whether `signature` of `message` under `scheme` was made with the key of
/// `certificate`, of which nothing but the key matters here. In TLS 1.2 its
/// curve must be `allowed` as a group.
pub(super) fn verify(
    certificate: &[u8],
    (scheme, version): (u16, u16),
    message: &[u8],
    signature: &[u8],
    allowed: impl Fn(u16) -> bool,
) -> Signature {
    let key = spki(certificate).and_then(PublicKey::from_spki);
    let (Ok(key), Some(algorithm)) = (key, algorithm(scheme)) else { return Signature::OtherKey };
    if !fits(scheme, key.kind(), version) {
        let curve = kind(scheme) == Kind::Ecdsa && matches!(key.kind(), KeyKind::Ec(_));
        return if curve { Signature::OtherCurve } else { Signature::OtherKey };
    }
    if version != TLS1_3 && group_of(key.kind()).is_some_and(|group| !allowed(group)) {
        return Signature::OtherCurve;
    }
    match key.verify(&algorithm, message, signature) {
        Ok(true) => Signature::Good,
        Ok(false) | Err(_) => Signature::Bad,
    }
}

impl std::fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PrivateKey({:?})", self.kind())
    }
}

impl SignKey for PrivateKey {
    fn schemes(&self) -> Vec<u16> {
        schemes_of(self.public())
    }

    fn sign(&self, scheme: u16, message: &[u8]) -> Result<Vec<u8>> {
        let algorithm = algorithm(scheme)
            .ok_or_else(|| Error::new(Lib::Ssl, ssl::R_NO_SUITABLE_SIGNATURE_ALGORITHM))?;
        PrivateKey::sign(self, &algorithm, message)
    }
}
