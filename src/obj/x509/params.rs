//! The parameters of algorithms: password-based encryption, and RSA's paddings.

use super::algorithm::X509_ALGOR;
use crate::asn1_sequence;
use crate::crypto::digest::Md;
use crate::crypto::sig::PssParams;
use crate::der::write;
use crate::err::Result;
use crate::obj::asn1::codec::{Exp, Kept, Kind, Opt, Req};
use crate::obj::asn1::primitive::{ASN1_TYPE, Integer, Octets};

asn1_sequence! {
    /// PBES1 of PKCS#5, and the encryptions of PKCS#12. Public layout.
    PBEPARAM {
        /// The salt.
        salt: Req<Octets>,
        /// How often the digest is taken.
        iter: Req<Integer>,
    }

    /// PBES2 of PKCS#5. Public layout.
    PBE2PARAM {
        /// How the key is derived.
        keyfunc: Req<X509_ALGOR>,
        /// How is encrypted.
        encryption: Req<X509_ALGOR>,
    }

    /// PBKDF2 of PKCS#5. Public layout.
    PBKDF2PARAM {
        /// The salt: an OCTET STRING.
        salt: Req<ASN1_TYPE>,
        /// How often the function is applied.
        iter: Req<Integer>,
        /// The length of the key.
        keylength: Opt<Integer>,
        /// The function; HMAC with SHA-1 if absent.
        prf: Opt<X509_ALGOR>,
    }

    /// scrypt (RFC 7914, 7). Public layout.
    SCRYPT_PARAMS {
        /// The salt.
        salt: Req<Octets>,
        /// N.
        costParameter: Req<Integer>,
        /// r.
        blockSize: Req<Integer>,
        /// p.
        parallelizationParameter: Req<Integer>,
        /// The length of the key.
        keyLength: Opt<Integer>,
    }

    /// RSA-PSS (RFC 8017, A.2.3). Public layout.
    RSA_PSS_PARAMS {
        /// The digest.
        hashAlgorithm: Exp<0, X509_ALGOR>,
        /// The mask.
        maskGenAlgorithm: Exp<1, X509_ALGOR>,
        /// The length of the salt.
        saltLength: Exp<2, Integer>,
        /// The trailer.
        trailerField: Exp<3, Integer>,
        /// The mask's digest, as the program keeps it.
        maskHash: Kept<X509_ALGOR>,
    }

    /// RSA-OAEP (RFC 8017, A.2.1). Public layout.
    RSA_OAEP_PARAMS {
        /// The digest.
        hashFunc: Exp<0, X509_ALGOR>,
        /// The mask.
        maskGenFunc: Exp<1, X509_ALGOR>,
        /// Where the label comes from.
        pSourceFunc: Exp<2, X509_ALGOR>,
        /// The mask's digest, as the program keeps it.
        maskHash: Kept<X509_ALGOR>,
    }
}

impl RSA_PSS_PARAMS {
    /// These limits, as OpenSSL shows them: digests without parameters, what
    /// is the default left out, and the mask's digest beside.
    pub fn of(limits: &PssParams) -> Result<Box<RSA_PSS_PARAMS>> {
        let shown = Self::decode_all(&limits.encode_with(None))?;
        if limits.mgf != Md::Sha1 {
            shown
                .maskHash
                .set(Some(X509_ALGOR::from_der(&write::algorithm(limits.mgf.oid(), None))?));
        }
        Ok(shown)
    }
}
