//! Signature algorithms.

use super::digest::Md;
use super::pkey::KeyKind;
use crate::der::algorithm::Algorithm;
use crate::der::reader::{Reader, tag};
use crate::der::{oid, write};
use crate::err::{Error, Lib, Result, asn1, rsa};
use std::ffi::c_int;

/// How a message is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureAlgorithm {
    /// RSA with PKCS#1 v1.5 padding.
    RsaPkcs1(Md),
    /// RSA with PSS padding.
    RsaPss {
        /// The digest of the message.
        md: Md,
        /// The digest of the mask.
        mgf: Md,
        /// The length of the salt in bytes.
        salt: usize,
    },
    /// ECDSA.
    Ecdsa(Md),
    /// DSA.
    Dsa(Md),
    /// Ed25519.
    Ed25519,
}

use SignatureAlgorithm::{Dsa, Ecdsa, Ed25519, RsaPkcs1, RsaPss};

/// OIDs that name key type and digest at once, with OpenSSL's NIDs.
static NAMED: &[(&[u8], c_int, SignatureAlgorithm)] = &[
    (oid::RSA_SHA256, 668, RsaPkcs1(Md::Sha256)),
    (oid::RSA_SHA384, 669, RsaPkcs1(Md::Sha384)),
    (oid::RSA_SHA512, 670, RsaPkcs1(Md::Sha512)),
    (oid::RSA_SHA224, 671, RsaPkcs1(Md::Sha224)),
    (oid::RSA_SHA1, 65, RsaPkcs1(Md::Sha1)),
    (oid::RSA_SHA1_OIW, 115, RsaPkcs1(Md::Sha1)),
    (oid::RSA_MD5, 8, RsaPkcs1(Md::Md5)),
    (oid::ECDSA_SHA256, 794, Ecdsa(Md::Sha256)),
    (oid::ECDSA_SHA384, 795, Ecdsa(Md::Sha384)),
    (oid::ECDSA_SHA512, 796, Ecdsa(Md::Sha512)),
    (oid::ECDSA_SHA224, 793, Ecdsa(Md::Sha224)),
    (oid::ECDSA_SHA1, 416, Ecdsa(Md::Sha1)),
    (oid::DSA_SHA1, 113, Dsa(Md::Sha1)),
    (oid::DSA_SHA224, 802, Dsa(Md::Sha224)),
    (oid::DSA_SHA256, 803, Dsa(Md::Sha256)),
    (oid::DSA_SHA384, 1106, Dsa(Md::Sha384)),
    (oid::DSA_SHA512, 1107, Dsa(Md::Sha512)),
    (oid::ED25519, 1087, Ed25519),
];

impl SignatureAlgorithm {
    /// Reads an AlgorithmIdentifier.
    #[track_caller]
    pub fn from_der(der: &[u8]) -> Result<Self> {
        Self::from_algorithm(&Algorithm::parse(der)?)
    }

    /// The algorithm that `id` names.
    #[track_caller]
    pub fn from_algorithm(id: &Algorithm<'_>) -> Result<Self> {
        if id.oid == oid::RSA_PSS {
            return PssParams::parse(id.params)?.algorithm();
        }
        NAMED
            .iter()
            .find(|(oid, ..)| *oid == id.oid)
            .map(|(.., algorithm)| *algorithm)
            .ok_or_else(|| Error::new(Lib::Asn1, asn1::R_UNKNOWN_SIGNATURE_ALGORITHM))
    }

    /// Its AlgorithmIdentifier; `None` if no OID names it.
    pub fn to_der(&self) -> Option<Vec<u8>> {
        if let RsaPss { md, mgf, salt } = *self {
            let params = PssParams { md, mgf, salt: salt as u64, given: true }.encode();
            return Some(write::algorithm(oid::RSA_PSS, Some(&params)));
        }
        let (oid, ..) = NAMED.iter().find(|(.., algorithm)| algorithm == self)?;
        let params = matches!(self, RsaPkcs1(_)).then_some(write::NULL);
        Some(write::algorithm(oid, params))
    }

    /// OpenSSL's number of it (`NID_sha256WithRSAEncryption`); 0 if no OID
    /// names it.
    pub fn nid(&self) -> c_int {
        if matches!(self, RsaPss { .. }) {
            return 912;
        }
        NAMED.iter().find(|(.., algorithm)| algorithm == self).map_or(0, |(_, nid, _)| *nid)
    }

    /// The digest of the message; Ed25519 has none of its own choice.
    pub fn md(&self) -> Option<Md> {
        match *self {
            RsaPkcs1(md) | RsaPss { md, .. } | Ecdsa(md) | Dsa(md) => Some(md),
            Ed25519 => None,
        }
    }

    /// The strength in bits that OpenSSL gives the algorithm itself
    /// (X509_get_signature_info(3)): half the digest's length, less for the
    /// broken ones.
    pub fn security_bits(&self) -> u32 {
        match self.md() {
            Some(Md::Sha1) if matches!(self, RsaPss { .. }) => 64,
            Some(Md::Sha1) => 63,
            Some(Md::Md5 | Md::Md4) => 39,
            Some(Md::Md5Sha1) => 67,
            Some(md) => u32::try_from(md.size() * 4).unwrap_or(0),
            None => 128,
        }
    }

    /// Whether a key of this kind can make such signatures.
    pub fn fits(&self, kind: KeyKind) -> bool {
        match self {
            RsaPkcs1(_) => kind == KeyKind::Rsa,
            RsaPss { .. } => matches!(kind, KeyKind::Rsa | KeyKind::RsaPss),
            Ecdsa(_) => matches!(kind, KeyKind::Ec(_)),
            Dsa(_) => kind == KeyKind::Dsa,
            Ed25519 => kind == KeyKind::Ed25519,
        }
    }
}

/// RSASSA-PSS-params: of a signature, or the limits of an RSA-PSS key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PssParams {
    /// The digest of the message.
    pub md: Md,
    /// The digest of the mask.
    pub mgf: Md,
    /// The length of the salt; for a key the least.
    pub salt: u64,
    /// Whether they were there; a key without them has no limits.
    pub given: bool,
}

impl PssParams {
    /// Those of a key without limits: the standard's defaults.
    pub const NONE: PssParams = PssParams { md: Md::Sha1, mgf: Md::Sha1, salt: 20, given: false };

    /// Reads the encoded parameters of an AlgorithmIdentifier.
    #[track_caller]
    pub fn parse(params: Option<&[u8]>) -> Result<PssParams> {
        let Some(der) = params else {
            return Ok(PssParams::NONE);
        };
        let bad = || Error::new(Lib::Rsa, rsa::R_INVALID_PSS_PARAMETERS);
        let digest = |der: Option<&[u8]>| match der {
            None => Ok(Md::Sha1),
            Some(der) => {
                let id = Algorithm::parse(der)?;
                Md::from_oid(id.oid).ok_or_else(|| Error::new(Lib::Rsa, rsa::R_UNKNOWN_DIGEST))
            }
        };
        let mut outer = Reader::new(der);
        let mut inner = outer.sequence()?;
        outer.finish()?;
        let md = digest(inner.read_optional(tag::constructed(0))?)?;
        let mgf = match inner.read_optional(tag::constructed(1))? {
            None => Md::Sha1,
            Some(der) => {
                let id = Algorithm::parse(der)?;
                if id.oid != oid::MGF1 {
                    return Err(Error::new(Lib::Rsa, rsa::R_UNSUPPORTED_MASK_ALGORITHM));
                }
                digest(id.params)?
            }
        };
        let number = |der: Option<&[u8]>, default| match der {
            None => Ok(default),
            Some(der) => {
                let mut reader = Reader::new(der);
                let value = reader.small()?;
                reader.finish()?;
                Ok(value)
            }
        };
        let salt = number(inner.read_optional(tag::constructed(2))?, 20)?;
        let trailer = number(inner.read_optional(tag::constructed(3))?, 1)?;
        inner.finish()?;
        if trailer != 1 {
            return Err(Error::new(Lib::Rsa, rsa::R_INVALID_TRAILER));
        }
        if salt > 16384 {
            return Err(bad());
        }
        Ok(PssParams { md, mgf, salt, given: true })
    }

    /// The encoding, with defaults left out, as DER demands.
    pub fn encode(&self) -> Vec<u8> {
        self.encode_with(Some(write::NULL))
    }

    /// The same; `beside` are the parameters of the digests.
    pub fn encode_with(&self, beside: Option<&[u8]>) -> Vec<u8> {
        let digest = |md: Md| write::algorithm(md.oid(), beside);
        let mut parts = Vec::new();
        if self.md != Md::Sha1 {
            parts.extend(write::tlv(tag::constructed(0), &digest(self.md)));
        }
        if self.mgf != Md::Sha1 {
            let mgf = write::algorithm(oid::MGF1, Some(&digest(self.mgf)));
            parts.extend(write::tlv(tag::constructed(1), &mgf));
        }
        if self.salt != 20 {
            parts.extend(write::tlv(tag::constructed(2), &write::small(self.salt)));
        }
        write::tlv(tag::SEQUENCE, &parts)
    }

    /// The signature algorithm of exactly these parameters.
    #[track_caller]
    fn algorithm(&self) -> Result<SignatureAlgorithm> {
        // In a signature they must be there (RFC 4055, section 3).
        if !self.given {
            return Err(Error::new(Lib::Rsa, rsa::R_INVALID_PSS_PARAMETERS));
        }
        let salt = usize::try_from(self.salt)
            .map_err(|_| Error::new(Lib::Rsa, rsa::R_INVALID_SALT_LENGTH))?;
        Ok(RsaPss { md: self.md, mgf: self.mgf, salt })
    }

    /// Whether a key with these limits may make such a signature.
    pub fn allow(&self, algorithm: &SignatureAlgorithm) -> bool {
        match *algorithm {
            RsaPss { md, mgf, salt } => {
                !self.given || (md == self.md && mgf == self.mgf && salt as u64 >= self.salt)
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trips() {
        for algorithm in [
            RsaPkcs1(Md::Sha256),
            RsaPss { md: Md::Sha256, mgf: Md::Sha256, salt: 32 },
            RsaPss { md: Md::Sha1, mgf: Md::Sha1, salt: 20 },
            Ecdsa(Md::Sha384),
            Ed25519,
        ] {
            let der = algorithm.to_der().unwrap();
            assert_eq!(SignatureAlgorithm::from_der(&der).unwrap(), algorithm);
        }
    }
}
