//! Public and private keys of every type: parsed once, then shared freely
//! between threads.

use super::digest::{self, Md};
use super::ec::{self, Curve, Form};
use super::ffi;
use super::rand;
use super::sig::{PssParams, SignatureAlgorithm};
use super::{bn, dh, dsa, rsa};
use crate::der::algorithm::Algorithm;
use crate::der::keys::{self, EcPrivate, Pkcs8, RsaNumbers, Spki};
use crate::der::reader::{Reader, tag};
use crate::der::{oid, write};
use crate::err::{Error, Lib, Result, ec as ec_err, evp, rsa as rsa_err};
use std::ffi::c_int;
use std::sync::Arc;
use zeroize::Zeroizing;

mod dsa_keys;

/// The type of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// RSA for any use.
    Rsa,
    /// RSA for PSS signatures only.
    RsaPss,
    /// A key on this curve.
    Ec(Curve),
    /// Ed25519.
    Ed25519,
    /// X25519.
    X25519,
    /// Finite-field Diffie-Hellman.
    Dh,
    /// DSA.
    Dsa,
}

impl KeyKind {
    /// OpenSSL's number of it (`EVP_PKEY_RSA` and its like).
    pub fn nid(self) -> c_int {
        match self {
            KeyKind::Rsa => 6,
            KeyKind::RsaPss => 912,
            KeyKind::Ec(_) => 408,
            KeyKind::Ed25519 => 1087,
            KeyKind::X25519 => 1034,
            KeyKind::Dh => 28,
            KeyKind::Dsa => 116,
        }
    }
}

/// What a public key consists of.
pub enum Public {
    /// RSA, with the limits of an RSA-PSS key.
    Rsa(rsa::Key, PssParams),
    /// A point.
    Ec(ec::Key),
    /// The 32 bytes of Ed25519 or X25519.
    Raw([u8; 32]),
    /// A Diffie-Hellman value and its group.
    Dh(dh::Params, Vec<u8>),
    /// A DSA value and its parameters.
    Dsa(dsa::Params, Vec<u8>),
}

/// A public key.
#[derive(Clone)]
pub struct PublicKey(Arc<PublicInner>);

struct PublicInner {
    kind: KeyKind,
    spki: Vec<u8>,
    material: Public,
}

/// What a private key has beyond its public key.
pub enum Private {
    /// RSA.
    Rsa(rsa::Key),
    /// A scalar.
    Ec(ec::Key),
    /// The seed of Ed25519, followed by the public key.
    Ed25519(Zeroizing<[u8; 64]>),
    /// X25519.
    X25519(Zeroizing<[u8; 32]>),
    /// A Diffie-Hellman exponent.
    Dh(Zeroizing<Vec<u8>>),
    /// A DSA exponent.
    Dsa(Zeroizing<Vec<u8>>),
}

/// A private key; wiped from memory when the last share goes.
#[derive(Clone)]
pub struct PrivateKey(Arc<PrivateInner>);

struct PrivateInner {
    public: PublicKey,
    material: Private,
}

#[track_caller]
fn unsupported() -> Error {
    Error::new(Lib::Evp, evp::R_UNSUPPORTED_ALGORITHM)
}

#[track_caller]
fn wrong_type() -> Error {
    Error::new(Lib::Evp, evp::R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE)
}

fn named_curve(params: Option<&[u8]>) -> Result<Curve> {
    let params = params.ok_or_else(|| Error::new(Lib::Ec, ec_err::R_MISSING_PARAMETERS))?;
    let mut reader = Reader::new(params);
    if reader.peek() != Some(tag::OID) {
        return Err(Error::new(Lib::Ec, ec_err::R_EXPLICIT_PARAMS_NOT_SUPPORTED));
    }
    let content = reader.read(tag::OID)?;
    reader.finish()?;
    Curve::from_oid(content).ok_or_else(|| Error::new(Lib::Ec, ec_err::R_UNKNOWN_GROUP))
}

fn raw32(bytes: &[u8]) -> Result<[u8; 32]> {
    bytes.try_into().map_err(|_| Error::new(Lib::Ec, ec_err::R_INVALID_ENCODING))
}

impl PublicKey {
    fn new(kind: KeyKind, spki: Vec<u8>, material: Public) -> Self {
        PublicKey(Arc::new(PublicInner { kind, spki, material }))
    }

    /// Reads a SubjectPublicKeyInfo, which is all that `der` holds.
    #[track_caller]
    pub fn from_spki(der: &[u8]) -> Result<Self> {
        Self::from_parsed(&Spki::parse(der)?)
    }

    /// The key of a SubjectPublicKeyInfo.
    #[track_caller]
    pub fn from_parsed(spki: &Spki<'_>) -> Result<Self> {
        let id = spki.algorithm;
        let (kind, material) = match id.oid {
            oid::RSA_ENCRYPTION | oid::RSA_PSS => {
                let mut reader = Reader::new(spki.key);
                let (n, e) = keys::rsa_public(&mut reader)?;
                reader.finish()?;
                let key = rsa::Key::public(n, e)?;
                if id.oid == oid::RSA_PSS {
                    (KeyKind::RsaPss, Public::Rsa(key, PssParams::parse(id.params)?))
                } else {
                    (KeyKind::Rsa, Public::Rsa(key, PssParams::NONE))
                }
            }
            oid::EC_PUBLIC_KEY => {
                let curve = named_curve(id.params)?;
                (KeyKind::Ec(curve), Public::Ec(ec::Key::public(curve, spki.key)?))
            }
            oid::ED25519 | oid::X25519 => {
                if id.params.is_some() {
                    return Err(Error::new(Lib::Ec, ec_err::R_INVALID_ENCODING));
                }
                let kind = if id.oid == oid::ED25519 { KeyKind::Ed25519 } else { KeyKind::X25519 };
                (kind, Public::Raw(raw32(spki.key)?))
            }
            oid::DH => {
                let params = dh_params(&id)?;
                let mut reader = Reader::new(spki.key);
                let value = reader.unsigned()?.to_vec();
                reader.finish()?;
                (KeyKind::Dh, Public::Dh(params, value))
            }
            oid::DSA => {
                let mut reader = Reader::new(spki.key);
                let value = reader.unsigned()?.to_vec();
                reader.finish()?;
                (KeyKind::Dsa, Public::Dsa(dsa_keys::params(&id)?, value))
            }
            _ => return Err(unsupported()),
        };
        Ok(Self::new(kind, spki.der.to_vec(), material))
    }

    /// An RSA key from its numbers.
    #[track_caller]
    pub fn from_rsa(n: &[u8], e: &[u8]) -> Result<Self> {
        Ok(Self::rsa(rsa::Key::public(n, e)?, PssParams::NONE, KeyKind::Rsa))
    }

    fn rsa(key: rsa::Key, limits: PssParams, kind: KeyKind) -> Self {
        let (n, e) = key.public_numbers();
        let body = keys::encode_rsa_public(&n, &e);
        let spki = match kind {
            KeyKind::RsaPss => {
                let params = limits.given.then(|| limits.encode());
                keys::spki(oid::RSA_PSS, params.as_deref(), &body)
            }
            _ => keys::spki(oid::RSA_ENCRYPTION, Some(write::NULL), &body),
        };
        Self::new(kind, spki, Public::Rsa(key, limits))
    }

    /// An elliptic-curve key from a point in any form.
    #[track_caller]
    pub fn from_point(curve: Curve, point: &[u8]) -> Result<Self> {
        let key = ec::Key::public(curve, point)?;
        Self::from_ec(key, Form::Uncompressed, &write::oid(curve.oid()))
    }

    /// An elliptic-curve key, to be written in this form, with its curve as
    /// these parameters.
    #[track_caller]
    pub fn from_ec(key: ec::Key, form: Form, params: &[u8]) -> Result<Self> {
        let spki = keys::spki(oid::EC_PUBLIC_KEY, Some(params), &key.point(form)?);
        Ok(Self::new(KeyKind::Ec(key.curve()), spki, Public::Ec(key)))
    }

    /// An Ed25519 or X25519 key.
    #[track_caller]
    pub fn from_raw(kind: KeyKind, bytes: &[u8]) -> Result<Self> {
        let oid = match kind {
            KeyKind::Ed25519 => oid::ED25519,
            KeyKind::X25519 => oid::X25519,
            _ => return Err(wrong_type()),
        };
        let bytes = raw32(bytes)?;
        Ok(Self::new(kind, keys::spki(oid, None, &bytes), Public::Raw(bytes)))
    }

    /// A Diffie-Hellman value.
    pub fn from_dh(params: dh::Params, value: &[u8]) -> Self {
        let encoded = keys::encode_dh_params(&params.p, &params.g, params.length);
        let spki = keys::spki(oid::DH, Some(&encoded), &write::unsigned(value));
        Self::new(KeyKind::Dh, spki, Public::Dh(params, value.to_vec()))
    }

    /// The type of the key.
    pub fn kind(&self) -> KeyKind {
        self.0.kind
    }

    /// What it consists of.
    pub fn material(&self) -> &Public {
        &self.0.material
    }

    /// Its SubjectPublicKeyInfo.
    pub fn spki(&self) -> &[u8] {
        &self.0.spki
    }

    /// Its length in bits, as `EVP_PKEY_get_bits` counts it.
    pub fn bits(&self) -> usize {
        match (&self.0.material, self.0.kind) {
            (Public::Rsa(key, _), _) => key.bits(),
            (Public::Ec(key), _) => key.curve().bits(),
            (Public::Raw(_), KeyKind::X25519) => 253,
            (Public::Raw(_), _) => 256,
            (Public::Dh(params, _), _) => params.bits(),
            (Public::Dsa(params, _), _) => params.bits(),
        }
    }

    /// The length of the longest signature or shared secret, as
    /// `EVP_PKEY_get_size` counts it.
    pub fn size(&self) -> usize {
        match (&self.0.material, self.0.kind) {
            (Public::Rsa(key, _), _) => key.size(),
            (Public::Ec(key), _) => key.curve().signature_size(),
            (Public::Raw(_), KeyKind::X25519) => 32,
            (Public::Raw(_), _) => 64,
            (Public::Dh(params, _), _) => params.bits().div_ceil(8),
            (Public::Dsa(params, _), _) => params.signature_size(),
        }
    }

    /// Its strength in bits, as `EVP_PKEY_get_security_bits` counts it.
    pub fn security_bits(&self) -> u32 {
        match &self.0.material {
            Public::Rsa(key, _) => rsa::security_bits(key.bits()),
            Public::Ec(key) => key.curve().security_bits(),
            Public::Raw(_) => 128,
            Public::Dh(params, _) => dh_security_bits(params),
            Public::Dsa(params, _) => params.security_bits(),
        }
    }

    /// Whether it is the same key as `other`.
    pub fn same(&self, other: &PublicKey) -> bool {
        if self.0.kind != other.0.kind {
            return false;
        }
        match (&self.0.material, &other.0.material) {
            (Public::Rsa(a, _), Public::Rsa(b, _)) => a.public_numbers() == b.public_numbers(),
            (Public::Ec(a), Public::Ec(b)) => {
                a.point(Form::Uncompressed).ok() == b.point(Form::Uncompressed).ok()
            }
            (Public::Raw(a), Public::Raw(b)) => a == b,
            (Public::Dh(p, a), Public::Dh(q, b)) => p.p == q.p && p.g == q.g && a == b,
            (Public::Dsa(p, a), Public::Dsa(q, b)) => p == q && a == b,
            _ => false,
        }
    }

    /// Whether `signature` is one of `message`. Fails if such a key cannot
    /// make such signatures.
    #[track_caller]
    pub fn verify(
        &self,
        algorithm: &SignatureAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<bool> {
        #[cfg(test)]
        tests::VERIFIED.with(|count| count.set(count.get() + 1));
        match (algorithm.md(), &self.0.material) {
            (Some(md), _) => {
                let digest = digest::digest(md, message)?;
                self.verify_digest(algorithm, &digest, signature)
            }
            (None, Public::Raw(key)) if algorithm.fits(self.0.kind) => {
                if signature.len() != 64 {
                    return Ok(false);
                }
                // SAFETY: key and signature have their fixed lengths.
                let good = unsafe {
                    aws_lc_sys::ED25519_verify(
                        message.as_ptr(),
                        message.len(),
                        signature.as_ptr(),
                        key.as_ptr(),
                    )
                };
                ffi::forget();
                Ok(good == 1)
            }
            _ => Err(wrong_type()),
        }
    }

    /// Whether `signature` is one of the message with this digest.
    #[track_caller]
    pub fn verify_digest(
        &self,
        algorithm: &SignatureAlgorithm,
        digest: &[u8],
        signature: &[u8],
    ) -> Result<bool> {
        if !algorithm.fits(self.0.kind) {
            return Err(wrong_type());
        }
        self.check_limits(algorithm)?;
        match (algorithm, &self.0.material) {
            (SignatureAlgorithm::RsaPkcs1(md), Public::Rsa(key, _)) => {
                key.verify_pkcs1(*md, digest, signature)
            }
            (SignatureAlgorithm::RsaPss { md, mgf, salt }, Public::Rsa(key, _)) => {
                key.verify_pss(*md, *mgf, salt_len(*salt)?, digest, signature)
            }
            (SignatureAlgorithm::Ecdsa(_), Public::Ec(key)) => key.verify(digest, signature),
            (SignatureAlgorithm::Dsa(_), Public::Dsa(params, value)) => {
                let (r, s) = keys::signature_numbers(signature)?;
                params.verify(value, digest, r, s)
            }
            _ => Err(wrong_type()),
        }
    }

    /// Fails if the key is limited to other signatures.
    #[track_caller]
    pub fn check_limits(&self, algorithm: &SignatureAlgorithm) -> Result<()> {
        match (&self.0.material, self.0.kind) {
            (Public::Rsa(_, limits), KeyKind::RsaPss) if !limits.allow(algorithm) => {
                Err(Error::new(Lib::Rsa, rsa_err::R_DIGEST_NOT_ALLOWED))
            }
            _ => Ok(()),
        }
    }
}

fn salt_len(salt: usize) -> Result<c_int> {
    c_int::try_from(salt).map_err(|_| Error::new(Lib::Rsa, rsa_err::R_INVALID_SALT_LENGTH))
}

fn dh_params(id: &Algorithm<'_>) -> Result<dh::Params> {
    let mut reader = id.params()?;
    let (p, g, length) = keys::dh_params(&mut reader)?;
    reader.finish()?;
    dh::Params::new(p, g, length)
}

impl PrivateKey {
    fn new(public: PublicKey, material: Private) -> Self {
        PrivateKey(Arc::new(PrivateInner { public, material }))
    }

    /// Reads a PKCS#8 PrivateKeyInfo, which is all that `der` holds.
    #[track_caller]
    pub fn from_pkcs8(der: &[u8]) -> Result<Self> {
        Self::from_info(&Pkcs8::parse(der)?)
    }

    /// The key of a PKCS#8 PrivateKeyInfo.
    #[track_caller]
    pub fn from_info(info: &Pkcs8<'_>) -> Result<Self> {
        let id = info.algorithm;
        match id.oid {
            oid::RSA_ENCRYPTION => Self::from_pkcs1(info.key),
            oid::RSA_PSS => {
                let limits = PssParams::parse(id.params)?;
                Self::rsa(info.key, limits, KeyKind::RsaPss)
            }
            oid::EC_PUBLIC_KEY => Self::from_sec1(info.key, id.params),
            oid::ED25519 | oid::X25519 => {
                if id.params.is_some() {
                    return Err(Error::new(Lib::Ec, ec_err::R_INVALID_ENCODING));
                }
                let mut reader = Reader::new(info.key);
                let bytes = reader.read(tag::OCTET_STRING)?;
                reader.finish()?;
                let kind = if id.oid == oid::ED25519 { KeyKind::Ed25519 } else { KeyKind::X25519 };
                Self::from_raw(kind, bytes)
            }
            oid::DH => {
                let params = dh_params(&id)?;
                let mut reader = Reader::new(info.key);
                let value = reader.unsigned()?;
                reader.finish()?;
                Self::from_dh(params, value)
            }
            oid::DSA => {
                let params = dsa_keys::params(&id)?;
                let mut reader = Reader::new(info.key);
                let value = reader.unsigned()?;
                reader.finish()?;
                Self::from_dsa(params, value)
            }
            _ => Err(unsupported()),
        }
    }

    /// Reads a PKCS#1 RSAPrivateKey, which is all that `der` holds.
    #[track_caller]
    pub fn from_pkcs1(der: &[u8]) -> Result<Self> {
        Self::rsa(der, PssParams::NONE, KeyKind::Rsa)
    }

    fn rsa(der: &[u8], limits: PssParams, kind: KeyKind) -> Result<Self> {
        let mut reader = Reader::new(der);
        let numbers = RsaNumbers::read(&mut reader)?;
        reader.finish()?;
        Self::from_rsa(&numbers, limits, kind)
    }

    /// An RSA key from its numbers. Without primes only the slow operation
    /// on the whole modulus is left.
    #[track_caller]
    pub fn from_rsa(numbers: &RsaNumbers<'_>, limits: PssParams, kind: KeyKind) -> Result<Self> {
        let key = rsa::Key::private(numbers)?;
        Self::from_rsa_key(key, limits, kind)
    }

    fn from_rsa_key(key: rsa::Key, limits: PssParams, kind: KeyKind) -> Result<Self> {
        let (n, e) = key.public_numbers();
        let public = PublicKey::rsa(rsa::Key::public(&n, &e)?, limits, kind);
        Ok(Self::new(public, Private::Rsa(key)))
    }

    /// Reads a SEC1 ECPrivateKey, which is all that `der` holds. `params` are
    /// the encoded parameters that stand around it, if any.
    #[track_caller]
    pub fn from_sec1(der: &[u8], params: Option<&[u8]>) -> Result<Self> {
        let mut reader = Reader::new(der);
        let key = EcPrivate::read(&mut reader)?;
        reader.finish()?;
        let curve = named_curve(key.params.or(params))?;
        Self::from_scalar(curve, key.scalar, key.point)
    }

    /// An elliptic-curve key from its scalar; its point, if given, must be
    /// the scalar's.
    #[track_caller]
    pub fn from_scalar(curve: Curve, scalar: &[u8], point: Option<&[u8]>) -> Result<Self> {
        let form = match point.and_then(<[u8]>::first) {
            Some(2 | 3) => Form::Compressed,
            Some(6 | 7) => Form::Hybrid,
            _ => Form::Uncompressed,
        };
        Self::from_ec(ec::Key::private(curve, scalar, point)?, form, &write::oid(curve.oid()))
    }

    /// An elliptic-curve key, whose public key is to be written in this form,
    /// with its curve as these parameters.
    #[track_caller]
    pub fn from_ec(key: ec::Key, form: Form, params: &[u8]) -> Result<Self> {
        let public = ec::Key::public(key.curve(), &key.point(Form::Uncompressed)?)?;
        Ok(Self::new(PublicKey::from_ec(public, form, params)?, Private::Ec(key)))
    }

    /// An Ed25519 or X25519 key from its 32 secret bytes.
    #[track_caller]
    pub fn from_raw(kind: KeyKind, bytes: &[u8]) -> Result<Self> {
        let seed = Zeroizing::new(raw32(bytes)?);
        let mut public = [0; 32];
        let material = match kind {
            KeyKind::Ed25519 => {
                let mut pair = Zeroizing::new([0; 64]);
                // SAFETY: all buffers have their fixed lengths.
                unsafe {
                    aws_lc_sys::ED25519_keypair_from_seed(
                        public.as_mut_ptr(),
                        pair.as_mut_ptr(),
                        seed.as_ptr(),
                    );
                }
                Private::Ed25519(pair)
            }
            KeyKind::X25519 => {
                // SAFETY: both buffers have 32 bytes.
                unsafe {
                    aws_lc_sys::X25519_public_from_private(public.as_mut_ptr(), seed.as_ptr());
                }
                Private::X25519(seed)
            }
            _ => return Err(wrong_type()),
        };
        Ok(Self::new(PublicKey::from_raw(kind, &public)?, material))
    }

    /// A Diffie-Hellman key from its exponent.
    #[track_caller]
    pub fn from_dh(params: dh::Params, private: &[u8]) -> Result<Self> {
        let value = params.public(private)?;
        let value = &value[value.iter().take_while(|&&b| b == 0).count()..];
        let public = PublicKey::from_dh(params, value);
        Ok(Self::new(public, Private::Dh(Zeroizing::new(private.to_vec()))))
    }

    /// A new key of this kind; RSA, DSA and Diffie-Hellman need more to be said.
    #[track_caller]
    pub fn generate(kind: KeyKind) -> Result<Self> {
        match kind {
            KeyKind::Ec(curve) => {
                let params = write::oid(curve.oid());
                Self::from_ec(ec::Key::generate(curve)?, Form::Uncompressed, &params)
            }
            KeyKind::Ed25519 | KeyKind::X25519 => {
                let mut seed = Zeroizing::new([0; 32]);
                rand::fill(&mut *seed)?;
                Self::from_raw(kind, &*seed)
            }
            KeyKind::Rsa | KeyKind::RsaPss | KeyKind::Dh | KeyKind::Dsa => Err(wrong_type()),
        }
    }

    /// A new RSA key.
    #[track_caller]
    pub fn generate_rsa(
        bits: c_int,
        e: &[u8],
        limits: PssParams,
        kind: KeyKind,
        tell: bn::Tell<'_>,
    ) -> Result<Self> {
        Self::from_rsa_key(rsa::Key::generate(bits, e, tell)?, limits, kind)
    }

    /// A new Diffie-Hellman key.
    #[track_caller]
    pub fn generate_dh(params: dh::Params) -> Result<Self> {
        let private = params.new_private()?;
        Self::from_dh(params, &private)
    }

    /// Its public key.
    pub fn public(&self) -> &PublicKey {
        &self.0.public
    }

    /// Its type.
    pub fn kind(&self) -> KeyKind {
        self.public().kind()
    }

    /// What it has beyond its public key.
    pub fn material(&self) -> &Private {
        &self.0.material
    }

    /// Whether `public` is its public key.
    pub fn matches(&self, public: &PublicKey) -> bool {
        self.public().same(public)
    }

    /// Signs `message`. Fails if such a key cannot make such signatures.
    #[track_caller]
    pub fn sign(&self, algorithm: &SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>> {
        match (algorithm.md(), &self.0.material) {
            (Some(md), _) => self.sign_digest(algorithm, &digest::digest(md, message)?),
            (None, Private::Ed25519(pair)) => {
                let mut out = vec![0; 64];
                // SAFETY: key and signature have their fixed lengths.
                ffi::ok(unsafe {
                    aws_lc_sys::ED25519_sign(
                        out.as_mut_ptr(),
                        message.as_ptr(),
                        message.len(),
                        pair.as_ptr(),
                    )
                })?;
                Ok(out)
            }
            _ => Err(wrong_type()),
        }
    }

    /// Signs the message with this digest.
    #[track_caller]
    pub fn sign_digest(&self, algorithm: &SignatureAlgorithm, digest: &[u8]) -> Result<Vec<u8>> {
        if !algorithm.fits(self.kind()) {
            return Err(wrong_type());
        }
        self.public().check_limits(algorithm)?;
        match (algorithm, &self.0.material) {
            (SignatureAlgorithm::RsaPkcs1(md), Private::Rsa(key)) => key.sign_pkcs1(*md, digest),
            (SignatureAlgorithm::RsaPss { md, mgf, salt }, Private::Rsa(key)) => {
                key.sign_pss(*md, *mgf, salt_len(*salt)?, digest)
            }
            (SignatureAlgorithm::Ecdsa(_), Private::Ec(key)) => key.sign(digest),
            (SignatureAlgorithm::Dsa(_), Private::Dsa(value)) => self.sign_dsa(value, digest),
            _ => Err(wrong_type()),
        }
    }

    /// The secret shared with the owner of `peer`.
    #[track_caller]
    pub fn agree(&self, peer: &PublicKey) -> Result<Zeroizing<Vec<u8>>> {
        match (&self.0.material, peer.material()) {
            (Private::Ec(key), Public::Ec(point)) => key.agree(point),
            (Private::X25519(key), Public::Raw(value)) if peer.kind() == KeyKind::X25519 => {
                let mut out = Zeroizing::new(vec![0; 32]);
                // SAFETY: all buffers have 32 bytes.
                ffi::ok(unsafe {
                    aws_lc_sys::X25519(out.as_mut_ptr(), key.as_ptr(), value.as_ptr())
                })?;
                Ok(out)
            }
            (Private::Dh(key), Public::Dh(params, value)) => match self.public().material() {
                Public::Dh(own, _) if own.p == params.p && own.g == params.g => {
                    own.agree(key, value)
                }
                _ => Err(Error::new(Lib::Evp, evp::R_DIFFERENT_PARAMETERS)),
            },
            _ => Err(Error::new(Lib::Evp, evp::R_DIFFERENT_KEY_TYPES)),
        }
    }

    /// Its PKCS#8 PrivateKeyInfo.
    #[track_caller]
    pub fn to_pkcs8(&self) -> Result<Zeroizing<Vec<u8>>> {
        let body = |bytes: &[u8]| Zeroizing::new(write::octets(bytes));
        Ok(match (&self.0.material, self.public().material()) {
            (Private::Rsa(_), Public::Rsa(_, limits)) => {
                let key = self.to_traditional()?;
                if self.kind() == KeyKind::RsaPss {
                    let params = limits.given.then(|| limits.encode());
                    keys::pkcs8(oid::RSA_PSS, params.as_deref(), &key)
                } else {
                    keys::pkcs8(oid::RSA_ENCRYPTION, Some(write::NULL), &key)
                }
            }
            (Private::Ec(_), _) => {
                let params = Spki::parse(self.public().spki())?.algorithm.params;
                keys::pkcs8(oid::EC_PUBLIC_KEY, params, &self.sec1(false)?)
            }
            (Private::Ed25519(pair), _) => keys::pkcs8(oid::ED25519, None, &body(&pair[..32])),
            (Private::X25519(key), _) => keys::pkcs8(oid::X25519, None, &body(&key[..])),
            (Private::Dh(value), Public::Dh(params, _)) => {
                let params = keys::encode_dh_params(&params.p, &params.g, params.length);
                keys::pkcs8(oid::DH, Some(&params), &Zeroizing::new(write::unsigned(value)))
            }
            (Private::Dsa(value), Public::Dsa(params, _)) => {
                let inner = Zeroizing::new(write::unsigned(value));
                keys::pkcs8(oid::DSA, Some(&params.encode()), &inner)
            }
            _ => return Err(unsupported()),
        })
    }

    /// Its encoding from before PKCS#8: PKCS#1 or SEC1; other keys have none.
    #[track_caller]
    pub fn to_traditional(&self) -> Result<Zeroizing<Vec<u8>>> {
        match &self.0.material {
            Private::Rsa(key) => {
                let (n, e) = key.public_numbers();
                let [d, p, q, dp, dq, qi] = &key.private_numbers();
                if p.is_empty() {
                    return Err(Error::new(Lib::Rsa, rsa_err::R_VALUE_MISSING));
                }
                Ok(RsaNumbers { n: &n, e: &e, d, p, q, dp, dq, qi }.encode())
            }
            Private::Ec(_) => self.sec1(true),
            Private::Dsa(x) => match self.public().material() {
                Public::Dsa(params, y) => {
                    Ok(keys::encode_dsa_private([&params.p, &params.q, &params.g, y, x]))
                }
                _ => Err(unsupported()),
            },
            _ => Err(unsupported()),
        }
    }

    fn sec1(&self, with_params: bool) -> Result<Zeroizing<Vec<u8>>> {
        let Private::Ec(key) = &self.0.material else {
            return Err(wrong_type());
        };
        let spki = Spki::parse(self.public().spki())?;
        let params = spki.algorithm.params.filter(|_| with_params);
        let scalar = key.scalar()?;
        let private = EcPrivate { scalar: &scalar, params, point: Some(spki.key) };
        Ok(private.encode())
    }

    /// The 32 secret bytes of an Ed25519 or X25519 key.
    pub fn raw(&self) -> Option<&[u8]> {
        match &self.0.material {
            Private::Ed25519(pair) => Some(&pair[..32]),
            Private::X25519(key) => Some(&key[..]),
            _ => None,
        }
    }
}

/// The strength in bits of a Diffie-Hellman group.
pub fn dh_security_bits(params: &dh::Params) -> u32 {
    let private = match (&params.q, params.length) {
        (Some(q), _) => Some(bn::bit_len(q)),
        (None, length) => length.and_then(|length| usize::try_from(length).ok()),
    };
    bn::security_bits(params.bits(), private)
}

/// A digest that suits a key when the program names none: SHA-256, as OpenSSL
/// chooses; `None` for keys that digest on their own.
pub fn default_md(kind: KeyKind) -> Option<Md> {
    match kind {
        KeyKind::Rsa | KeyKind::RsaPss | KeyKind::Ec(_) | KeyKind::Dsa => Some(Md::Sha256),
        _ => None,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    thread_local! {
        pub(super) static VERIFIED: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
    }

    /// How many signatures this thread has checked.
    pub(crate) fn verified() -> usize {
        VERIFIED.with(std::cell::Cell::get)
    }

    #[test]
    fn keys_survive_pkcs8_and_sign() {
        let all = [
            (KeyKind::Rsa, SignatureAlgorithm::RsaPkcs1(Md::Sha256)),
            (KeyKind::Ec(Curve::P256), SignatureAlgorithm::Ecdsa(Md::Sha256)),
            (KeyKind::Ec(Curve::P521), SignatureAlgorithm::Ecdsa(Md::Sha512)),
            (KeyKind::Ed25519, SignatureAlgorithm::Ed25519),
        ];
        for (kind, algorithm) in all {
            let key = if kind == KeyKind::Rsa {
                PrivateKey::generate_rsa(1024, &[1, 0, 1], PssParams::NONE, kind, &mut bn::silent)
                    .unwrap()
            } else {
                PrivateKey::generate(kind).unwrap()
            };
            let again = PrivateKey::from_pkcs8(&key.to_pkcs8().unwrap()).unwrap();
            let public = PublicKey::from_spki(again.public().spki()).unwrap();
            assert!(key.matches(&public));
            let sig = again.sign(&algorithm, b"message").unwrap();
            assert!(sig.len() <= public.size());
            assert!(public.verify(&algorithm, b"message", &sig).unwrap());
            assert!(!public.verify(&algorithm, b"massage", &sig).unwrap());
        }
    }

    #[test]
    fn agreement() {
        for kind in [KeyKind::X25519, KeyKind::Ec(Curve::P384)] {
            let (a, b) = (PrivateKey::generate(kind).unwrap(), PrivateKey::generate(kind).unwrap());
            assert_eq!(a.agree(b.public()).unwrap(), b.agree(a.public()).unwrap());
        }
    }
}
