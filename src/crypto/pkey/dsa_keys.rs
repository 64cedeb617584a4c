//! DSA keys.

use super::{KeyKind, Private, PrivateKey, Public, PublicKey, unsupported, wrong_type};
use crate::crypto::dsa::Params;
use crate::der::algorithm::Algorithm;
use crate::der::reader::Reader;
use crate::der::{keys, oid, write};
use crate::err::Result;
use zeroize::Zeroizing;

/// The parameters in an AlgorithmIdentifier; keys that inherit theirs are not
/// offered.
pub(super) fn params(id: &Algorithm<'_>) -> Result<Params> {
    Params::from_der(id.params.ok_or_else(unsupported)?)
}

impl PublicKey {
    /// A DSA value.
    pub fn from_dsa(params: Params, value: &[u8]) -> Self {
        let spki = keys::spki(oid::DSA, Some(&params.encode()), &write::unsigned(value));
        Self::new(KeyKind::Dsa, spki, Public::Dsa(params, value.to_vec()))
    }
}

impl PrivateKey {
    /// A DSA key from its exponent.
    #[track_caller]
    pub fn from_dsa(params: Params, private: &[u8]) -> Result<Self> {
        let public = PublicKey::from_dsa(params.clone(), &params.public(private)?);
        Ok(Self::new(public, Private::Dsa(Zeroizing::new(private.to_vec()))))
    }

    /// Reads a DSA key as it was written before PKCS#8, which is all that
    /// `der` holds.
    #[track_caller]
    pub fn from_traditional_dsa(der: &[u8]) -> Result<Self> {
        let mut reader = Reader::new(der);
        let [p, q, g, _, x] = keys::dsa_private(&mut reader)?;
        reader.finish()?;
        Self::from_dsa(Params { p: p.to_vec(), q: q.to_vec(), g: g.to_vec() }, x)
    }

    /// A new DSA key.
    #[track_caller]
    pub fn generate_dsa(params: Params) -> Result<Self> {
        let private = params.new_private()?;
        Self::from_dsa(params, &private)
    }

    pub(super) fn sign_dsa(&self, value: &[u8], digest: &[u8]) -> Result<Vec<u8>> {
        let Public::Dsa(params, public) = self.public().material() else {
            return Err(wrong_type());
        };
        let [r, s] = params.sign(value, public, digest)?;
        Ok(keys::encode_signature(&r, &s))
    }
}
