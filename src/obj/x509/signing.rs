//! Signing: the algorithm a key and digest make, and the signature.

use super::algorithm::X509_ALGOR;
use crate::abi::Mut;
use crate::abi::layout::Owned;
use crate::abi::layout::asn1::{ASN1_STRING, BITS_LEFT};
use crate::crypto::digest::Md;
use crate::crypto::pkey::{KeyKind, PrivateKey, PublicKey};
use crate::crypto::sig::SignatureAlgorithm;
use crate::err::{self, Error, Lib, Result, asn1, evp, prov, rsa, x509};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::primitive::bits_content;
use crate::obj::evp_md::{EVP_MD, EVP_MD_CTX};
use crate::obj::evp_pkey::{Comparison, EVP_PKEY};
use crate::obj::evp_pkey_ctx::{Settings, operation};
use crate::obj::objects::nid;
use std::ffi::c_int;
use std::sync::Arc;

/// A key and the way it signs.
pub struct Signer {
    key: Hand,
    public: PublicKey,
    algorithm: SignatureAlgorithm,
}

/// What makes signatures.
enum Hand {
    /// The library, with a private key.
    Own(PrivateKey),
    /// The program's functions.
    Foreign(Arc<EVP_PKEY>),
}

/// `RSA_PKCS1_PSS_PADDING`.
const PSS: c_int = 6;

impl Signer {
    /// A key with a digest, or its default one.
    pub fn new(key: &EVP_PKEY, md: Option<&EVP_MD>) -> Result<Signer> {
        let hand = if key.is_foreign() {
            Hand::Foreign(Mut::lend(key).share()?)
        } else {
            Hand::Own(key.private()?)
        };
        let key = key.public()?;
        let digest = || {
            md.map(EVP_MD::md)
                .transpose()?
                .or_else(|| crate::crypto::pkey::default_md(key.kind()))
                .ok_or_else(|| Error::new(Lib::Asn1, asn1::R_DIGEST_AND_KEY_TYPE_NOT_SUPPORTED))
        };
        let algorithm = match key.kind() {
            KeyKind::Rsa => SignatureAlgorithm::RsaPkcs1(digest()?),
            KeyKind::RsaPss => {
                let md = digest()?;
                let most = key.size().saturating_sub(md.size() + 2);
                SignatureAlgorithm::RsaPss { md, mgf: md, salt: most }
            }
            KeyKind::Ec(_) => SignatureAlgorithm::Ecdsa(digest()?),
            KeyKind::Dsa => SignatureAlgorithm::Dsa(digest()?),
            KeyKind::Ed25519 if md.is_none() => SignatureAlgorithm::Ed25519,
            KeyKind::Ed25519 => return Err(Error::new(Lib::Prov, prov::R_INVALID_DIGEST)),
            _ => {
                return Err(Error::new(Lib::Evp, evp::R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE));
            }
        };
        Ok(Signer { key: hand, public: key, algorithm })
    }

    /// What a context that was prepared by `EVP_DigestSignInit` holds.
    pub fn of_context(ctx: &EVP_MD_CTX) -> Result<Signer> {
        let missing = || Error::new(Lib::Asn1, asn1::R_CONTEXT_NOT_INITIALISED);
        let settings = ctx.pkey_ctx().ok_or_else(missing)?.settings();
        if settings.operation & operation::SIGNCTX == 0 {
            return Err(missing()); // what failed to begin
        }
        let key = settings.key.clone().ok_or_else(missing)?;
        let md = settings.md.map(EVP_MD::of);
        let mut signer = Signer::new(&key, md)?;
        let is_rsa = matches!(signer.public.kind(), KeyKind::Rsa | KeyKind::RsaPss);
        if let Some(algorithm) = pss(&settings, signer.public.size()).filter(|_| is_rsa) {
            signer.algorithm = algorithm;
        }
        Ok(signer)
    }

    /// The algorithm, as it is named beside signatures.
    pub fn algorithm(&self) -> Result<Box<X509_ALGOR>> {
        let der = self.algorithm.to_der();
        let unnamed = || Error::new(Lib::Asn1, asn1::R_DIGEST_AND_KEY_TYPE_NOT_SUPPORTED);
        X509_ALGOR::from_der(&der.ok_or_else(unnamed)?)
    }

    /// Writes the algorithm into the places that name it.
    pub fn name(&self, places: &[&Owned<X509_ALGOR>]) -> Result<()> {
        for place in places {
            let fresh = self.algorithm()?;
            match place.get() {
                Some(there) => there.copy_from(&fresh)?,
                None => place.set(Some(fresh)),
            }
        }
        Ok(())
    }

    /// Signs `message` into a bit string. Returns its length.
    pub fn sign(&self, message: &[u8], place: &Owned<ASN1_STRING>) -> Result<c_int> {
        if place.get().is_none() {
            place.set(Some(ASN1_STRING::new(3)));
        }
        self.sign_into(message, place.get().ok_or_else(Error::quiet)?)
    }

    /// Signs `message` into a bit string that is there. Returns its length.
    pub fn sign_into(&self, message: &[u8], bits: &ASN1_STRING) -> Result<c_int> {
        let signature = match &self.key {
            Hand::Own(key) => key.sign(&self.algorithm, message)?,
            Hand::Foreign(key) => key.sign_foreign(&self.algorithm, message)?,
        };
        bits.store(&signature)?;
        bits.flags.set((bits.flags.get() & !7) | BITS_LEFT);
        Ok(bits.length.get())
    }
}

/// How settings with the padding PSS sign with a key of this size; `None` for
/// another padding, or without a digest.
pub fn pss(settings: &Settings, size: usize) -> Option<SignatureAlgorithm> {
    let md = settings.md.filter(|_| settings.padding == PSS)?;
    let most = size.saturating_sub(md.size() + 2);
    let salt = match settings.salt {
        -1 => md.size(),
        -2 | -3 => most,
        n => usize::try_from(n).unwrap_or(most),
    };
    Some(SignatureAlgorithm::RsaPss { md, mgf: settings.mgf.unwrap_or(md), salt })
}

/// Whether `key` made the bit string `signature` over `message`; an error if
/// that cannot be told.
pub fn check(
    algorithm: Option<&X509_ALGOR>,
    signature: Option<&ASN1_STRING>,
    message: &[u8],
    key: &EVP_PKEY,
) -> Result<bool> {
    let algorithm = algorithm.ok_or_else(Error::quiet)?;
    let signature = signature.ok_or_else(Error::quiet)?;
    if bits_content(signature).first() != Some(&0) {
        return Err(Error::new(Lib::Asn1, asn1::R_INVALID_BIT_STRING_BITS_LEFT));
    }
    let fail = |reason| Err(Error::new(Lib::Asn1, reason));
    let Some((digest, _)) = crate::obj::objects::sigid_algs(algorithm.nid()) else {
        return fail(asn1::R_UNKNOWN_SIGNATURE_ALGORITHM);
    };
    let not_made = || {
        err::push(&Error::new(Lib::Asn1, err::lib_failed(Lib::Evp)), "ASN1_item_verify");
        Ok(false)
    };
    let method = match SignatureAlgorithm::from_der(&X509_ALGOR::encode(algorithm)) {
        Ok(method) => method,
        Err(_) if algorithm.nid() == nid::RSASSAPSS => {
            err::push(&Error::new(Lib::Rsa, rsa::R_INVALID_PSS_PARAMETERS), "ASN1_item_verify");
            return fail(err::R_INTERNAL_ERROR);
        }
        Err(error) if digest == 0 => return Err(error),
        // A digest that is known, but not for signatures, verifies nothing.
        Err(_) if Md::from_nid(digest).is_some() => return not_made(),
        Err(_) => return fail(asn1::R_UNKNOWN_MESSAGE_DIGEST_ALGORITHM),
    };
    let public = key.public()?;
    if !method.fits(public.kind()) {
        return fail(asn1::R_WRONG_PUBLIC_KEY_TYPE);
    }
    if public.check_limits(&method).is_err() {
        return fail(err::R_INTERNAL_ERROR);
    }
    match public.verify(&method, message, signature.bytes()) {
        Ok(true) => Ok(true),
        Ok(false) => not_made(),
        Err(error) => {
            err::push(&error, "EVP_DigestVerify");
            not_made()
        }
    }
}

/// Fails unless a private key is that of a public one.
///
/// Errors: `X509_R_KEY_VALUES_MISMATCH`, `X509_R_KEY_TYPE_MISMATCH`,
/// `X509_R_UNKNOWN_KEY_TYPE`.
pub fn check_key(own: &EVP_PKEY, other: &EVP_PKEY) -> Result<()> {
    let fail = |reason| Err(Error::new(Lib::X509, reason));
    match own.compare(other) {
        Comparison::Same => Ok(()),
        Comparison::Different => fail(x509::R_KEY_VALUES_MISMATCH),
        Comparison::DifferentTypes => {
            let types = Error::new(Lib::Evp, evp::R_DIFFERENT_KEY_TYPES);
            err::push(&types, "EVP_PKEY_eq");
            fail(x509::R_KEY_TYPE_MISMATCH)
        }
        Comparison::Unsupported => fail(x509::R_UNKNOWN_KEY_TYPE),
    }
}
