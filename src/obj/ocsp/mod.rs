//! OCSP (RFC 6960) from the client's side: requests, responses, and whether
//! a response may be believed.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

pub mod id;
pub mod time;
pub mod verify;

use super::asn1::codec::{Exp, ExpSeq, Kind, Member, OwnerOf, Req, Seq};
use super::asn1::primitive::{Bits, Enumerated, GeneralizedTime, Integer, Octets, Oid};
use super::asn1::reader::{CONTEXT, Reader, Tag, bad, put_primitive};
use super::x509::algorithm::X509_ALGOR;
use super::x509::v3::general::GENERAL_NAME;
use super::x509::{X509, X509_EXTENSION, X509_NAME};
use crate::abi::layout::asn1::ASN1_STRING;
use crate::abi::layout::{Field, Owned};
use crate::asn1_sequence;
use crate::err::{Error, Lib, Result, asn1, ocsp};
use std::ffi::c_int;

asn1_sequence! {
    /// Which certificate is meant: its issuer, hashed, and its serial number.
    OCSP_CERTID {
        /// The digest of the next two.
        hashAlgorithm: Req<X509_ALGOR>,
        /// The digest of the issuer's name.
        issuerNameHash: Req<Octets>,
        /// The digest of the issuer's key.
        issuerKeyHash: Req<Octets>,
        /// The serial number.
        serialNumber: Req<Integer>,
    }

    /// One certificate that is asked about.
    OCSP_ONEREQ {
        /// Which.
        reqCert: Req<OCSP_CERTID>,
        /// Extensions.
        singleRequestExtensions: ExpSeq<0, X509_EXTENSION>,
    }

    /// The part of a request that may be signed.
    OCSP_REQINFO {
        /// 0 for v1.
        version: Exp<0, Integer>,
        /// Who asks.
        requestorName: Exp<1, GENERAL_NAME>,
        /// What is asked.
        requestList: Seq<OCSP_ONEREQ>,
        /// Extensions.
        requestExtensions: ExpSeq<2, X509_EXTENSION>,
    }

    /// A signature with the signer's certificates.
    OCSP_SIGNATURE {
        /// Its algorithm.
        signatureAlgorithm: Req<X509_ALGOR>,
        /// The signature.
        signature: Req<Bits>,
        /// Certificates that help.
        certs: ExpSeq<0, X509>,
    }

    /// A request.
    OCSP_REQUEST {
        /// What is asked.
        tbsRequest: Req<OCSP_REQINFO>,
        /// The signature.
        optionalSignature: Exp<0, OCSP_SIGNATURE>,
    }

    /// A response of some type.
    OCSP_RESPBYTES {
        /// Its type.
        responseType: Req<Oid>,
        /// The response.
        response: Req<Octets>,
    }

    /// What a responder sends.
    OCSP_RESPONSE {
        /// Whether it answers.
        responseStatus: Req<Enumerated>,
        /// The answer.
        responseBytes: Exp<0, OCSP_RESPBYTES>,
    }

    /// When and why a certificate was revoked.
    OCSP_REVOKEDINFO {
        /// When.
        revocationTime: Req<GeneralizedTime>,
        /// Why.
        revocationReason: Exp<0, Enumerated>,
    }

    /// The answer for one certificate.
    OCSP_SINGLERESP {
        /// Which.
        certId: Req<OCSP_CERTID>,
        /// Its status.
        certStatus: Req<OCSP_CERTSTATUS>,
        /// When this was known to be right.
        thisUpdate: Req<GeneralizedTime>,
        /// When more will be known.
        nextUpdate: Exp<0, GeneralizedTime>,
        /// Extensions.
        singleExtensions: ExpSeq<1, X509_EXTENSION>,
    }

    /// The part of a basic response that is signed.
    OCSP_RESPDATA {
        /// 0 for v1.
        version: Exp<0, Integer>,
        /// Who answers.
        responderId: Req<OCSP_RESPID>,
        /// When.
        producedAt: Req<GeneralizedTime>,
        /// The answers.
        responses: Seq<OCSP_SINGLERESP>,
        /// Extensions.
        responseExtensions: ExpSeq<1, X509_EXTENSION>,
    }

    /// A basic response.
    OCSP_BASICRESP {
        /// What is signed.
        tbsResponseData: Req<OCSP_RESPDATA>,
        /// The signature's algorithm.
        signatureAlgorithm: Req<X509_ALGOR>,
        /// The signature.
        signature: Req<Bits>,
        /// Certificates that help.
        certs: ExpSeq<0, X509>,
    }
}

/// What is known of a certificate.
pub struct OCSP_CERTSTATUS {
    /// 0 good, 1 revoked, 2 unknown.
    pub kind: Field<c_int>,
    /// When and why it was revoked.
    pub revoked: Owned<OCSP_REVOKEDINFO>,
}

/// `V_OCSP_CERTSTATUS_REVOKED`.
pub const REVOKED: c_int = 1;

impl Kind for OCSP_CERTSTATUS {
    type Value = OCSP_CERTSTATUS;
    const NAME: &'static str = "OCSP_CERTSTATUS";
    fn blank() -> OwnerOf<Self> {
        Box::new(OCSP_CERTSTATUS { kind: Field::new(2), revoked: Owned::null() })
    }
    fn fits(tag: Tag) -> bool {
        tag.0 == CONTEXT && tag.1 <= 2
    }
    fn read(from: &mut Reader<'_>, _: Option<Tag>) -> Result<Box<Self>> {
        let made = Self::blank();
        match from.peek() {
            Some(tag @ (CONTEXT, kind @ (0 | 2))) => {
                if !from.expect(tag)?.value.is_empty() {
                    return Err(bad(asn1::R_NULL_IS_WRONG_LENGTH));
                }
                made.kind.set(if kind == 0 { 0 } else { 2 });
            }
            Some(tag @ (CONTEXT, 1)) => {
                made.kind.set(REVOKED);
                made.revoked.set(Some(OCSP_REVOKEDINFO::read(from, Some(tag))?));
            }
            _ => return Err(bad(asn1::R_NO_MATCHING_CHOICE_TYPE).with("Type=OCSP_CERTSTATUS")),
        }
        Ok(made)
    }
    fn write(value: &Self, _: Option<Tag>, out: &mut Vec<u8>) {
        match (value.kind.get(), value.revoked.get()) {
            (0, _) => put_primitive(out, (CONTEXT, 0), &[]),
            (REVOKED, Some(info)) => OCSP_REVOKEDINFO::write(info, Some((CONTEXT, 1)), out),
            _ => put_primitive(out, (CONTEXT, 2), &[]),
        }
    }
}

/// Who answers: a name, or the SHA-1 digest of a key.
pub struct OCSP_RESPID {
    /// The name.
    pub name: Owned<X509_NAME>,
    /// The digest.
    pub key: Owned<ASN1_STRING>,
}

impl Kind for OCSP_RESPID {
    type Value = OCSP_RESPID;
    const NAME: &'static str = "OCSP_RESPID";
    fn blank() -> OwnerOf<Self> {
        Box::new(OCSP_RESPID { name: Owned::null(), key: Owned::null() })
    }
    fn fits(tag: Tag) -> bool {
        tag == (CONTEXT, 1) || tag == (CONTEXT, 2)
    }
    fn read(from: &mut Reader<'_>, _: Option<Tag>) -> Result<Box<Self>> {
        let (name, key) = match from.peek() {
            Some((CONTEXT, 1)) => (Exp::<1, X509_NAME>::read(from)?, Owned::null()),
            Some((CONTEXT, 2)) => (Owned::null(), Exp::<2, Octets>::read(from)?),
            _ => return Err(bad(asn1::R_NO_MATCHING_CHOICE_TYPE).with("Type=OCSP_RESPID")),
        };
        Ok(Box::new(OCSP_RESPID { name, key }))
    }
    fn write(value: &Self, _: Option<Tag>, out: &mut Vec<u8>) {
        Exp::<1, X509_NAME>::write(&value.name, out);
        Exp::<2, Octets>::write(&value.key, out);
    }
}

/// The content of id-pkix-ocsp-basic.
const BASIC: &[u8] = b"\x2b\x06\x01\x05\x05\x07\x30\x01\x01";

impl OCSP_RESPONSE {
    /// The basic response inside.
    ///
    /// Errors: `OCSP_R_NO_RESPONSE_DATA`, `OCSP_R_NOT_BASIC_RESPONSE`.
    pub fn basic(&self) -> Result<Box<OCSP_BASICRESP>> {
        let bytes = self
            .responseBytes
            .get()
            .ok_or_else(|| Error::new(Lib::Ocsp, ocsp::R_NO_RESPONSE_DATA))?;
        if bytes.responseType.get().is_none_or(|kind| kind.der() != BASIC) {
            return Err(Error::new(Lib::Ocsp, ocsp::R_NOT_BASIC_RESPONSE));
        }
        let response = bytes.response.get().ok_or_else(Error::quiet)?;
        OCSP_BASICRESP::decode(response.bytes()).map(|(basic, _)| basic)
    }
}

impl OCSP_BASICRESP {
    /// The signed part.
    pub fn data(&self) -> Result<&OCSP_RESPDATA> {
        self.tbsResponseData.get().ok_or_else(Error::quiet)
    }

    /// The answers.
    pub fn answers(&self) -> Result<Vec<&OCSP_SINGLERESP>> {
        Ok(self.data()?.responses.items())
    }

    /// The position of the first answer for `id` behind position `after`.
    pub fn position(&self, id: &OCSP_CERTID, after: c_int) -> Result<Option<usize>> {
        let from = usize::try_from(after.saturating_add(1)).unwrap_or(0);
        let answers = self.answers()?;
        Ok((from..answers.len())
            .find(|at| answers[*at].certId.get().is_some_and(|own| own.compare(id) == 0)))
    }
}
