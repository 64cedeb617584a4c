//! Which certificate a request or an answer is about.

use super::OCSP_CERTID;
use crate::abi::layout::asn1::ASN1_STRING;
use crate::crypto::digest::{Md, digest};
use crate::der::write;
use crate::err::{Error, Lib, Result, ocsp};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::string;
use crate::obj::asn1::{integer, primitive::v};
use crate::obj::x509::X509;
use crate::obj::x509::algorithm::X509_ALGOR;
use std::ffi::c_int;

impl OCSP_CERTID {
    /// The one of the certificate with this serial number, issued under
    /// `issuer_name` (its DER) with the key whose bits are `issuer_key`.
    pub fn new(
        md: Md,
        issuer_name: &[u8],
        issuer_key: &[u8],
        serial: &ASN1_STRING,
    ) -> Result<Box<Self>> {
        let id = Self::blank();
        let algorithm = write::algorithm(md.oid(), Some(write::NULL));
        id.hashAlgorithm.set(Some(X509_ALGOR::from_der(&algorithm)?));
        let hash = |bytes: &[u8]| ASN1_STRING::with(v::OCTET_STRING, &digest(md, bytes)?);
        id.issuerNameHash.set(Some(hash(issuer_name)?));
        id.issuerKeyHash.set(Some(hash(issuer_key)?));
        id.serialNumber.set(Some(serial.duplicate()?));
        Ok(id)
    }

    /// The one of `subject`, which `issuer` issued.
    pub fn of(md: Md, subject: &X509, issuer: &X509) -> Result<Box<Self>> {
        let issuer = issuer.cert()?;
        let serial = subject.info()?.serialNumber.get().ok_or_else(Error::quiet)?;
        Self::new(md, subject.cert()?.issuer().raw(), issuer.public_key().1.bytes, serial)
    }

    /// The digest of the hashes; `None` if it is not known.
    pub fn md(&self) -> Option<Md> {
        let algorithm = self.hashAlgorithm.get()?;
        Md::from_oid(algorithm.algorithm.get()?.der())
    }

    /// Compares all but the serial numbers: 0 if they are equal.
    pub fn compare_issuer(&self, other: &Self) -> c_int {
        let pairs = [
            (self.issuerNameHash.get(), other.issuerNameHash.get()),
            (self.issuerKeyHash.get(), other.issuerKeyHash.get()),
        ];
        let algorithms = (self.hashAlgorithm.get(), other.hashAlgorithm.get());
        if !self.same_digest(other) || algorithms.0.is_none() {
            return 1;
        }
        pairs
            .into_iter()
            .map(|pair| match pair {
                (Some(a), Some(b)) => string::compare(a, b),
                _ => 1,
            })
            .find(|order| *order != 0)
            .unwrap_or(0)
    }

    /// Compares with another: 0 if they are equal.
    pub fn compare(&self, other: &Self) -> c_int {
        match (self.compare_issuer(other), self.serialNumber.get(), other.serialNumber.get()) {
            (0, Some(a), Some(b)) => integer::compare(a, b),
            (0, _, _) => 1,
            (order, _, _) => order,
        }
    }

    /// Whether both use the same digest.
    pub fn same_digest(&self, other: &Self) -> bool {
        let oid = |id: &Self| {
            let algorithm = id.hashAlgorithm.get()?;
            algorithm.algorithm.get().map(|oid| oid.der().to_vec())
        };
        oid(self) == oid(other)
    }

    /// Whether `cert` issued the certificate that is meant.
    ///
    /// Errors: `OCSP_R_UNKNOWN_MESSAGE_DIGEST`.
    pub fn is_issuer(&self, cert: &X509) -> Result<bool> {
        let md = self.md().ok_or_else(|| Error::new(Lib::Ocsp, ocsp::R_UNKNOWN_MESSAGE_DIGEST))?;
        let cert = cert.cert()?;
        let (Some(name), Some(key)) = (self.issuerNameHash.get(), self.issuerKeyHash.get()) else {
            return Ok(false);
        };
        Ok(name.bytes() == &digest(md, cert.subject().raw())?[..]
            && key.bytes() == &digest(md, cert.public_key().1.bytes)?[..])
    }
}
