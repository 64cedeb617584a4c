//! Private keys whose own functions compute (`RSA_METHOD`, `EC_KEY_METHOD`), as
//! the handshake signs with them.

use crate::abi::Mut;
use crate::crypto::digest;
use crate::crypto::pkey::PublicKey;
use crate::crypto::sig::SignatureAlgorithm;
use crate::err::{self, Error, Lib, Result};
use crate::obj::evp_pkey::{EVP_PKEY, Object};
use crate::tls::{SignKey, scheme_algorithm, schemes_of};
use std::sync::Arc;

/// A key that computes on its own.
struct Foreign {
    public: PublicKey,
    object: Object,
}

/// A key that computes by a method of the program's own (`EVP_PKEY_METHOD`).
struct Methodical {
    public: PublicKey,
    key: Arc<EVP_PKEY>,
}

impl std::fmt::Debug for Methodical {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Methodical({:?})", self.public.kind())
    }
}

impl std::fmt::Debug for Foreign {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Foreign({:?})", self.public.kind())
    }
}

/// The key as the handshake uses it, if it computes on its own.
pub(super) fn signer(key: &EVP_PKEY) -> Option<Arc<dyn SignKey>> {
    if let Some(methodical) = methodical(key) {
        return Some(methodical);
    }
    let object = key.computing()?;
    let own = match &object {
        Object::Rsa(rsa) => rsa.foreign().is_some(),
        Object::Ec(ec) => ec.foreign().is_some(),
        // Neither takes part in a handshake.
        Object::Dh(_) | Object::Dsa(_) => false,
    };
    let public = key.public().ok()?;
    own.then(|| Arc::new(Foreign { public, object }) as Arc<dyn SignKey>)
}

/// The same, if its engine or the program has a method for its type.
fn methodical(key: &EVP_PKEY) -> Option<Arc<dyn SignKey>> {
    if !key.has_own_method() {
        return None;
    }
    let public = key.public().ok()?;
    let key = Mut::lend(key).share().ok()?;
    Some(Arc::new(Methodical { public, key }))
}

impl SignKey for Methodical {
    fn schemes(&self) -> Vec<u16> {
        schemes_of(&self.public)
    }

    fn sign(&self, scheme: u16, message: &[u8]) -> Result<Vec<u8>> {
        let unsuited = || Error::new(Lib::Ssl, err::ssl::R_NO_SUITABLE_SIGNATURE_ALGORITHM);
        let algorithm = scheme_algorithm(scheme).ok_or_else(unsuited)?;
        self.key.sign_foreign(&algorithm, message)
    }
}

impl SignKey for Foreign {
    fn schemes(&self) -> Vec<u16> {
        schemes_of(&self.public)
    }

    fn sign(&self, scheme: u16, message: &[u8]) -> Result<Vec<u8>> {
        let unsuited = || Error::new(Lib::Ssl, err::ssl::R_NO_SUITABLE_SIGNATURE_ALGORITHM);
        match (scheme_algorithm(scheme).ok_or_else(unsuited)?, &self.object) {
            (SignatureAlgorithm::RsaPkcs1(md), Object::Rsa(key)) => {
                key.foreign().ok_or_else(unsuited)?.sign_message(md, false, message)
            }
            (SignatureAlgorithm::RsaPss { md, .. }, Object::Rsa(key)) => {
                key.foreign().ok_or_else(unsuited)?.sign_message(md, true, message)
            }
            (SignatureAlgorithm::Ecdsa(md), Object::Ec(key)) => {
                key.sign(&digest::digest(md, message)?)
            }
            _ => Err(unsuited()),
        }
    }
}
