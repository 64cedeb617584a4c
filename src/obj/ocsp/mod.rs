//! OCSP: questions whether a certificate is revoked, and signed answers.

pub mod print;
pub mod verify;

use crate::abi::layout::asn1::ASN1_STRING;
use crate::abi::layout::{Field, Owned};
use crate::asn1_sequence;
use crate::crypto::digest::{Md, digest};
use crate::err::{Error, Lib, Result, asn1, ocsp};
use crate::obj::asn1::codec::{Exp, ExpSeq, Kind, Member, Req, Seq};
use crate::obj::asn1::primitive::{
    ASN1_NULL, ASN1_TYPE, Bits, Enumerated, GeneralizedTime, Ia5, Integer, Null, Octets, Oid,
};
use crate::obj::asn1::reader::{CONTEXT, Reader, Tag, bad, nested, put_constructed, put_primitive};
use crate::obj::asn1::show::{Place, Printer};
use crate::obj::asn1::{integer, string};
use crate::obj::objects::{self, nid};
use crate::obj::x509::algorithm::X509_ALGOR;
use crate::obj::x509::v3::general::GENERAL_NAME;
use crate::obj::x509::v3::types::ACCESS_DESCRIPTION;
use crate::obj::x509::{X509, X509_EXTENSION, X509_NAME};
use std::ffi::c_int;

asn1_sequence! {
    /// Which certificate: hashes of its issuer, and its serial number.
    OCSP_CERTID {
        /// The hash.
        hashAlgorithm: Req<X509_ALGOR>,
        /// The hash of the issuer's name.
        issuerNameHash: Req<Octets>,
        /// The hash of the issuer's key.
        issuerKeyHash: Req<Octets>,
        /// The serial number.
        serialNumber: Req<Integer>,
    }

    /// One question.
    OCSP_ONEREQ {
        /// Which certificate.
        reqCert: Req<OCSP_CERTID>,
        /// Extensions.
        singleRequestExtensions: ExpSeq<0, X509_EXTENSION>,
    }

    /// The part of a request that may be signed.
    OCSP_REQINFO {
        /// 0.
        version: Exp<0, Integer>,
        /// Who asks.
        requestorName: Exp<1, GENERAL_NAME>,
        /// The questions.
        requestList: Seq<OCSP_ONEREQ>,
        /// Extensions.
        requestExtensions: ExpSeq<2, X509_EXTENSION>,
    }

    /// A signature of a request.
    OCSP_SIGNATURE {
        /// Its algorithm.
        signatureAlgorithm: Req<X509_ALGOR>,
        /// The signature.
        signature: Req<Bits>,
        /// Certificates to check it with.
        certs: ExpSeq<0, X509>,
    }

    /// A request.
    OCSP_REQUEST {
        /// The questions.
        tbsRequest: Req<OCSP_REQINFO>,
        /// A signature.
        optionalSignature: Exp<0, OCSP_SIGNATURE>,
    }

    /// An answer of some type.
    OCSP_RESPBYTES {
        /// Its type.
        responseType: Req<Oid>,
        /// The answer, encoded.
        response: Req<Octets>,
    }

    /// A response, with an answer if all went well.
    OCSP_RESPONSE {
        /// How it went.
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

    /// The answer to one question.
    OCSP_SINGLERESP {
        /// Which certificate.
        certId: Req<OCSP_CERTID>,
        /// Its status.
        certStatus: Req<OCSP_CERTSTATUS>,
        /// Since when that is known.
        thisUpdate: Req<GeneralizedTime>,
        /// When more will be known.
        nextUpdate: Exp<0, GeneralizedTime>,
        /// Extensions.
        singleExtensions: ExpSeq<1, X509_EXTENSION>,
    }

    /// The part of a basic answer that is signed.
    OCSP_RESPDATA {
        /// 0.
        version: Exp<0, Integer>,
        /// Who answers.
        responderId: Req<OCSP_RESPID>,
        /// When it was signed.
        producedAt: Req<GeneralizedTime>,
        /// The answers.
        responses: Seq<OCSP_SINGLERESP>,
        /// Extensions.
        responseExtensions: ExpSeq<1, X509_EXTENSION>,
    }

    /// A basic answer.
    OCSP_BASICRESP {
        /// What is signed.
        tbsResponseData: Req<OCSP_RESPDATA>,
        /// The signature's algorithm.
        signatureAlgorithm: Req<X509_ALGOR>,
        /// The signature.
        signature: Req<Bits>,
        /// Certificates to check it with.
        certs: ExpSeq<0, X509>,
    }

    /// Where a certificate's status is to be asked for.
    OCSP_SERVICELOC {
        /// The issuer's name.
        issuer: Req<X509_NAME>,
        /// The place, encoded.
        locator: crate::obj::asn1::codec::OptSeq<ACCESS_DESCRIPTION>,
    }

    /// The revocation list that an answer is taken from.
    OCSP_CRLID {
        /// Where it is.
        crlUrl: Exp<0, Ia5>,
        /// Its number.
        crlNum: Exp<1, Integer>,
        /// When it was made.
        crlTime: Exp<2, GeneralizedTime>,
    }
}

/// Who answers: by name or by the hash of the key.
#[allow(non_camel_case_types, reason = "OpenSSL's typedef name")]
#[repr(C)]
pub struct OCSP_RESPID {
    /// 0: by name; 1: by key; -1: nobody yet.
    pub kind: Field<c_int>,
    name: Owned<X509_NAME>,
    key: Owned<ASN1_STRING>,
}

impl OCSP_RESPID {
    /// The name, if it is by name.
    pub fn name(&self) -> Option<&X509_NAME> {
        self.name.get()
    }

    /// The hash of the key, if it is by key.
    pub fn key(&self) -> Option<&ASN1_STRING> {
        self.key.get()
    }

    /// The field of the name, for functions that lend it.
    pub fn name_field(&self) -> &Owned<X509_NAME> {
        &self.name
    }

    /// The field of the hash, for functions that lend it.
    pub fn key_field(&self) -> &Owned<ASN1_STRING> {
        &self.key
    }

    /// Names the subject of a certificate, or its key.
    pub fn set(&self, cert: &X509, by_key: bool) -> Result<()> {
        let info = cert.info()?;
        if by_key {
            let key = info.key.get().ok_or_else(Error::quiet)?;
            let hash = digest(Md::Sha1, key.key_bytes())?;
            self.key.set(Some(ASN1_STRING::with(4, hash.as_ref())?));
            self.name.set(None);
        } else {
            let name = info.subject.get().ok_or_else(Error::quiet)?;
            self.name.set(Some(X509_NAME::duplicate(name)?));
            self.key.set(None);
        }
        self.kind.set(c_int::from(by_key));
        Ok(())
    }

    /// Whether it names the certificate's subject or key.
    pub fn matches(&self, cert: &X509) -> Result<bool> {
        let info = cert.info()?;
        if let Some(name) = self.name() {
            return Ok(name.compare(info.subject.get().ok_or_else(Error::quiet)?)? == 0);
        }
        let (Some(hash), Some(key)) = (self.key(), info.key.get()) else { return Ok(false) };
        let own = digest(Md::Sha1, key.key_bytes())?;
        let own: &[u8] = own.as_ref();
        Ok(hash.bytes() == own)
    }
}

impl Kind for OCSP_RESPID {
    type Value = OCSP_RESPID;
    const NAME: &'static str = "OCSP_RESPID";
    fn blank() -> Box<Self> {
        Box::new(OCSP_RESPID { kind: Field::new(-1), name: Owned::null(), key: Owned::null() })
    }
    fn fits(tag: Tag) -> bool {
        tag.0 == CONTEXT && (tag.1 == 1 || tag.1 == 2)
    }
    fn read(from: &mut Reader<'_>, _: Option<Tag>) -> Result<Box<Self>> {
        let made = Self::blank();
        let failed = |e| nested(&e).with("Type=OCSP_RESPID");
        match from.peek() {
            Some((CONTEXT, 1)) => {
                let name = Exp::<1, X509_NAME>::read(from).map_err(failed)?.take();
                made.name.set(name);
                made.kind.set(0);
            }
            Some((CONTEXT, 2)) => {
                let key = Exp::<2, Octets>::read(from).map_err(failed)?.take();
                made.key.set(key);
                made.kind.set(1);
            }
            _ => return Err(bad(asn1::R_NO_MATCHING_CHOICE_TYPE).with("Type=OCSP_RESPID")),
        }
        Ok(made)
    }
    fn write(value: &Self, _: Option<Tag>, out: &mut Vec<u8>) {
        if let Some(name) = value.name() {
            put_constructed(out, (CONTEXT, 1), |body| X509_NAME::write(name, None, body));
        } else if let Some(key) = value.key() {
            put_constructed(out, (CONTEXT, 2), |body| Octets::write(key, None, body));
        }
    }
    fn show(value: &Self::Value, to: &mut Printer, place: Place<'_>) -> Result<()> {
        match value.kind.get() {
            0 => to.field::<X509_NAME>(value.name(), "value.byName", place.indent),
            1 => to.field::<Octets>(value.key(), "value.byKey", place.indent),
            kind => to.no_choice(kind),
        }
    }
}

/// The status of a certificate.
#[allow(non_camel_case_types, reason = "OpenSSL's typedef name")]
#[repr(C)]
pub struct OCSP_CERTSTATUS {
    /// 0: good; 1: revoked; 2: unknown; -1: none yet.
    pub kind: Field<c_int>,
    /// When and why it was revoked.
    pub revoked: Owned<OCSP_REVOKEDINFO>,
}

impl Kind for OCSP_CERTSTATUS {
    type Value = OCSP_CERTSTATUS;
    const NAME: &'static str = "OCSP_CERTSTATUS";
    fn blank() -> Box<Self> {
        Box::new(OCSP_CERTSTATUS { kind: Field::new(-1), revoked: Owned::null() })
    }
    fn fits(tag: Tag) -> bool {
        tag.0 == CONTEXT && tag.1 <= 2
    }
    fn read(from: &mut Reader<'_>, _: Option<Tag>) -> Result<Box<Self>> {
        let made = Self::blank();
        let failed = |e| nested(&e).with("Type=OCSP_CERTSTATUS");
        match from.peek() {
            Some(tag @ (CONTEXT, 1)) => {
                let info = OCSP_REVOKEDINFO::read(from, Some(tag)).map_err(failed)?;
                made.revoked.set(Some(info));
                made.kind.set(1);
            }
            Some((CONTEXT, number @ (0 | 2))) => {
                let empty = from.any().map_err(failed)?;
                if empty.constructed {
                    return Err(failed(bad(asn1::R_TYPE_NOT_PRIMITIVE)));
                }
                if !empty.value.is_empty() {
                    return Err(failed(bad(asn1::R_NULL_IS_WRONG_LENGTH)));
                }
                made.kind.set(if number == 0 { 0 } else { 2 });
            }
            _ => return Err(bad(asn1::R_NO_MATCHING_CHOICE_TYPE).with("Type=OCSP_CERTSTATUS")),
        }
        Ok(made)
    }
    fn write(value: &Self, _: Option<Tag>, out: &mut Vec<u8>) {
        match (value.kind.get(), value.revoked.get()) {
            (1, Some(info)) => OCSP_REVOKEDINFO::write(info, Some((CONTEXT, 1)), out),
            (0, _) => put_primitive(out, (CONTEXT, 0), &[]),
            (2, _) => put_primitive(out, (CONTEXT, 2), &[]),
            _ => {}
        }
    }
    fn show(value: &Self::Value, to: &mut Printer, place: Place<'_>) -> Result<()> {
        let at = place.indent;
        match value.kind.get() {
            0 => to.field::<Null>(Some(&ASN1_NULL), "value.good", at),
            1 => to.field::<OCSP_REVOKEDINFO>(value.revoked.get(), "value.revoked", at),
            2 => to.field::<Null>(Some(&ASN1_NULL), "value.unknown", at),
            kind => to.no_choice(kind),
        }
    }
}

impl OCSP_CERTID {
    /// The identifier of a serial number under an issuer.
    pub fn of(
        md: Md,
        issuer: &X509_NAME,
        key: &[u8],
        serial: Option<&ASN1_STRING>,
    ) -> Result<Box<Self>> {
        let made = Self::blank();
        let failed = || Error::new(Lib::Ocsp, ocsp::R_DIGEST_ERR);
        let hash = |bytes: &[u8]| -> Result<Box<ASN1_STRING>> {
            ASN1_STRING::with(4, digest(md, bytes).map_err(|_| failed())?.as_ref())
        };
        let algorithm = made.hashAlgorithm.get().ok_or_else(Error::quiet)?;
        let object =
            objects::by_nid(md.nid()).ok_or_else(|| Error::new(Lib::Ocsp, ocsp::R_UNKNOWN_NID))?;
        algorithm.algorithm.set(Some(object.duplicate()));
        algorithm.parameter.set(Some(ASN1_TYPE::null()));
        made.issuerNameHash.set(Some(hash(&issuer.der())?));
        made.issuerKeyHash.set(Some(hash(key)?));
        if let Some(serial) = serial {
            made.serialNumber.set(Some(serial.duplicate()?));
        }
        Ok(made)
    }

    /// Compares hash and issuer; 0 if they are equal.
    pub fn compare_issuer(&self, other: &OCSP_CERTID) -> c_int {
        let oid = |id: &OCSP_CERTID| {
            let object = id.hashAlgorithm.get().and_then(|a| a.algorithm.get());
            object.map_or(Vec::new(), |o| o.der().to_vec())
        };
        if oid(self) != oid(other) {
            return 1;
        }
        let compare = |a: Option<&ASN1_STRING>, b: Option<&ASN1_STRING>| match (a, b) {
            (Some(a), Some(b)) => string::compare(a, b),
            _ => 1,
        };
        match compare(self.issuerNameHash.get(), other.issuerNameHash.get()) {
            0 => compare(self.issuerKeyHash.get(), other.issuerKeyHash.get()),
            order => order,
        }
    }

    /// Compares all; 0 if they are equal.
    pub fn compare(&self, other: &OCSP_CERTID) -> c_int {
        match self.compare_issuer(other) {
            0 => match (self.serialNumber.get(), other.serialNumber.get()) {
                (Some(a), Some(b)) => integer::compare(a, b),
                _ => 1,
            },
            order => order,
        }
    }

    /// The digest it names.
    pub fn md(&self) -> Result<Md> {
        let number = self.hashAlgorithm.get().map_or(0, X509_ALGOR::nid);
        Md::from_nid(number).ok_or_else(|| Error::new(Lib::Ocsp, ocsp::R_UNKNOWN_MESSAGE_DIGEST))
    }

    /// Whether a certificate is the issuer it names.
    pub fn is_issued_by(&self, issuer: &X509) -> Result<bool> {
        let info = issuer.info()?;
        let (Some(name), Some(key)) = (info.subject.get(), info.key.get()) else {
            return Ok(false);
        };
        let made = Self::of(self.md()?, name, key.key_bytes(), None)?;
        Ok(self.compare_issuer(&made) == 0)
    }
}

impl OCSP_BASICRESP {
    /// The signed part.
    pub fn data(&self) -> Result<&OCSP_RESPDATA> {
        self.tbsResponseData.get().ok_or_else(Error::quiet)
    }

    /// The answers.
    pub fn responses(&self) -> Vec<&OCSP_SINGLERESP> {
        self.tbsResponseData.get().map_or(Vec::new(), |data| data.responses.items())
    }

    /// The index of the answer about `id` behind index `after`.
    pub fn find(&self, id: &OCSP_CERTID, after: c_int) -> c_int {
        let start = usize::try_from(after.saturating_add(1)).unwrap_or(0);
        let responses = self.responses();
        let mut rest = responses.into_iter().enumerate().skip(start);
        rest.find(|(_, r)| r.certId.get().is_some_and(|c| c.compare(id) == 0))
            .map_or(-1, |(at, _)| c_int::try_from(at).unwrap_or(-1))
    }
}

impl OCSP_RESPONSE {
    /// The basic answer in it.
    pub fn basic(&self) -> Result<Box<OCSP_BASICRESP>> {
        let fail = |reason| Err(Error::new(Lib::Ocsp, reason));
        let Some(bytes) = self.responseBytes.get() else {
            return fail(ocsp::R_NO_RESPONSE_DATA);
        };
        if bytes.responseType.get().map_or(0, |o| o.nid()) != nid::ID_PKIX_OCSP_BASIC {
            return fail(ocsp::R_NOT_BASIC_RESPONSE);
        }
        let der = bytes.response.get().map_or(&[][..], ASN1_STRING::bytes);
        OCSP_BASICRESP::decode(der).map(|(basic, _)| basic).map_err(|e| {
            crate::err::push(&e, "ASN1_item_unpack");
            bad(asn1::R_DECODE_ERROR)
        })
    }
}
