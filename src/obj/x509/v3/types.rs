//! The values of extensions, in OpenSSL's public layouts.

use super::general::GENERAL_NAME;
use crate::abi::layout::Field;
use crate::abi::layout::asn1::ASN1_STRING;
use crate::abi::{Opaque, stack};
use crate::err::{Result, asn1};
use crate::obj::asn1::codec::{
    Bool, Exp, Hidden, Imp, ImpBool, ImpSeq, Kind, Opt, OptSeq, OwnerOf, Req, Seq, read_stack,
    write_stack,
};
use crate::obj::asn1::primitive::{
    ASN1_TYPE, Bits, DisplayText, GeneralizedTime, Ia5, Integer, Octets, Oid, Utf8, v,
};
use crate::obj::asn1::reader::{CONTEXT, Reader, Tag, bad, nested, put_constructed};
use crate::obj::asn1::show::{Place, Printer};
use crate::obj::objects::{ASN1_OBJECT, Object, nid};
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::name::{X509_NAME, X509_NAME_ENTRY};
use crate::{asn1_sequence, asn1_sequence_of};
use std::ffi::{c_int, c_void};

asn1_sequence! {
    /// basicConstraints.
    BASIC_CONSTRAINTS {
        /// Whether it is a CA: 0 or 255.
        ca: Bool,
        /// The longest path below.
        pathlen: Opt<Integer>,
    }

    /// authorityKeyIdentifier.
    AUTHORITY_KEYID {
        /// The key's identifier.
        keyid: Imp<0, Octets>,
        /// The issuer of its certificate.
        issuer: ImpSeq<1, GENERAL_NAME>,
        /// The serial number of its certificate.
        serial: Imp<2, Integer>,
    }

    /// One way to information.
    ACCESS_DESCRIPTION {
        /// What is there.
        method: Req<Oid>,
        /// Where.
        location: Req<GENERAL_NAME>,
    }

    /// A place with revocation lists.
    DIST_POINT {
        /// Its name.
        distpoint: Exp<0, DIST_POINT_NAME>,
        /// The reasons it covers.
        reasons: Imp<1, Bits>,
        /// Who signs there.
        CRLissuer: ImpSeq<2, GENERAL_NAME>,
        /// The reasons as bits.
        dp_reasons: Hidden<c_int>,
    }

    /// A policy.
    POLICYINFO {
        /// Which.
        policyid: Req<Oid>,
        /// What it says.
        qualifiers: OptSeq<POLICYQUALINFO>,
    }

    /// A notice to the reader.
    USERNOTICE {
        /// Where the text is.
        noticeref: Opt<NOTICEREF>,
        /// The text.
        exptext: Opt<DisplayText>,
    }

    /// The place of a notice.
    NOTICEREF {
        /// Whose notices.
        organization: Req<DisplayText>,
        /// Their numbers.
        noticenos: Seq<Integer>,
    }

    /// A pair of policies of equal meaning.
    POLICY_MAPPING {
        /// The issuer's.
        issuerDomainPolicy: Req<Oid>,
        /// The subject's.
        subjectDomainPolicy: Req<Oid>,
    }

    /// policyConstraints.
    POLICY_CONSTRAINTS {
        /// After how many certificates a policy is required.
        requireExplicitPolicy: Imp<0, Integer>,
        /// After how many mapping ends.
        inhibitPolicyMapping: Imp<1, Integer>,
    }

    /// A set of names.
    GENERAL_SUBTREE {
        /// Its root.
        base: Req<GENERAL_NAME>,
        /// Least depth.
        minimum: Imp<0, Integer>,
        /// Largest depth.
        maximum: Imp<1, Integer>,
    }

    /// nameConstraints.
    NAME_CONSTRAINTS {
        /// Names that may be.
        permittedSubtrees: ImpSeq<0, GENERAL_SUBTREE>,
        /// Names that may not.
        excludedSubtrees: ImpSeq<1, GENERAL_SUBTREE>,
    }

    /// privateKeyUsagePeriod.
    PKEY_USAGE_PERIOD {
        /// Its start.
        notBefore: Imp<0, GeneralizedTime>,
        /// Its end.
        notAfter: Imp<1, GeneralizedTime>,
    }

    /// issuingDistributionPoint.
    ISSUING_DIST_POINT {
        /// Its name.
        distpoint: Exp<0, DIST_POINT_NAME>,
        /// Only certificates of end entities.
        onlyuser: ImpBool<1>,
        /// Only certificates of CAs.
        onlyCA: ImpBool<2>,
        /// Only some reasons.
        onlysomereasons: Imp<3, Bits>,
        /// Certificates of other issuers too.
        indirectCRL: ImpBool<4>,
        /// Only attribute certificates.
        onlyattr: ImpBool<5>,
    }

    /// The policy of a proxy certificate.
    PROXY_POLICY {
        /// Its language.
        policyLanguage: Req<Oid>,
        /// Its text.
        policy: Opt<Octets>,
    }

    /// A zone of Thawte's Strong Extranet.
    SXNETID {
        /// Its number.
        zone: Req<Integer>,
        /// Who somebody is there.
        user: Req<Octets>,
    }

    /// Thawte's Strong Extranet.
    SXNET {
        /// 0.
        version: Req<Integer>,
        /// The zones.
        ids: Seq<SXNETID>,
    }

    /// The tools by which a Russian issuer signs.
    ISSUER_SIGN_TOOL {
        /// The signing tool.
        signTool: Req<Utf8>,
        /// The CA's tool.
        cATool: Req<Utf8>,
        /// The signing tool's certificate.
        signToolCert: Req<Utf8>,
        /// The CA's tool's certificate.
        cAToolCert: Req<Utf8>,
    }

    /// proxyCertInfo.
    PROXY_CERT_INFO_EXTENSION {
        /// The longest path below.
        pcPathLengthConstraint: Opt<Integer>,
        /// The policy.
        proxyPolicy: Req<PROXY_POLICY>,
    }
}

asn1_sequence_of! {
    /// `STACK_OF(GENERAL_NAME)`.
    GENERAL_NAMES of GENERAL_NAME, shown as "GeneralNames";
    /// `STACK_OF(ACCESS_DESCRIPTION)`.
    AUTHORITY_INFO_ACCESS of ACCESS_DESCRIPTION, shown as "GeneralNames";
    /// `STACK_OF(DIST_POINT)`.
    CRL_DIST_POINTS of DIST_POINT, shown as "CRLDistributionPoints";
    /// `STACK_OF(ASN1_OBJECT)`.
    EXTENDED_KEY_USAGE of Oid, shown as "EXTENDED_KEY_USAGE";
    /// `STACK_OF(POLICYINFO)`.
    CERTIFICATEPOLICIES of POLICYINFO, shown as "CERTIFICATEPOLICIES";
    /// `STACK_OF(POLICY_MAPPING)`.
    POLICY_MAPPINGS of POLICY_MAPPING, shown as "POLICY_MAPPINGS";
    /// `STACK_OF(ASN1_INTEGER)`.
    TLS_FEATURE of Integer, shown as "TLS_FEATURE";
    /// `STACK_OF(X509_EXTENSION)`.
    X509_EXTENSIONS of crate::obj::x509::X509_EXTENSION, shown as "Extension";
    /// `STACK_OF(X509_ALGOR)`.
    X509_ALGORS of crate::obj::x509::algorithm::X509_ALGOR, shown as "algorithms";
}

/// Something said about a policy. Public layout.
#[allow(non_camel_case_types, reason = "OpenSSL's typedef name")]
#[repr(C)]
pub struct POLICYQUALINFO {
    /// What kind.
    pub pqualid: crate::abi::layout::Owned<ASN1_OBJECT>,
    d: Field<*mut c_void>,
}

/// What a [`POLICYQUALINFO`] holds.
pub enum Qualifier<'a> {
    /// The address of a statement.
    Cps(&'a ASN1_STRING),
    /// A notice.
    Notice(&'a USERNOTICE),
    /// Of another kind.
    Other(Option<&'a ASN1_TYPE>),
}

impl POLICYQUALINFO {
    /// The address of a statement.
    pub fn of_cps(text: &[u8]) -> Result<Box<Self>> {
        let text = ASN1_STRING::with(v::IA5STRING, text)?;
        Self::of(nid::ID_QT_CPS, stack::give::<ASN1_STRING>(text))
    }

    /// A notice.
    pub fn of_notice(notice: Box<USERNOTICE>) -> Result<Box<Self>> {
        Self::of(nid::ID_QT_UNOTICE, stack::give::<USERNOTICE>(notice))
    }

    fn of(kind: c_int, value: Opaque) -> Result<Box<Self>> {
        let made = Self::blank();
        let object = crate::obj::objects::known(kind)?;
        made.pqualid.set(Some(crate::abi::StaticOrBox::Static(object)));
        made.d.set(value.0);
        Ok(made)
    }

    fn kind(&self) -> c_int {
        self.pqualid.get().map_or(0, ASN1_OBJECT::nid)
    }

    /// What it holds.
    pub fn qualifier(&self) -> Qualifier<'_> {
        let d = Opaque(self.d.get());
        match self.kind() {
            nid::ID_QT_CPS => stack::look(d).map_or(Qualifier::Other(None), Qualifier::Cps),
            nid::ID_QT_UNOTICE => stack::look(d).map_or(Qualifier::Other(None), Qualifier::Notice),
            _ => Qualifier::Other(stack::look(d)),
        }
    }
}

impl Drop for POLICYQUALINFO {
    fn drop(&mut self) {
        let d = Opaque(self.d.get());
        match self.kind() {
            nid::ID_QT_CPS => drop(stack::take::<ASN1_STRING>(d)),
            nid::ID_QT_UNOTICE => drop(stack::take::<USERNOTICE>(d)),
            _ => drop(stack::take::<ASN1_TYPE>(d)),
        }
    }
}

impl Kind for POLICYQUALINFO {
    type Value = POLICYQUALINFO;
    const NAME: &'static str = "POLICYQUALINFO";
    fn blank() -> Box<Self> {
        Box::new(POLICYQUALINFO {
            pqualid: crate::abi::layout::Owned::new(Oid::blank()),
            d: Field::new(std::ptr::null_mut()),
        })
    }
    fn fits(tag: Tag) -> bool {
        tag == crate::obj::asn1::codec::SEQUENCE
    }
    fn read(from: &mut Reader<'_>, tag: Option<Tag>) -> Result<Box<Self>> {
        use crate::obj::asn1::codec::{close, member, open};
        let mut body = open(from, tag, Self::NAME)?;
        let made = Self::blank();
        let id: Option<Object> = member::<Req<Oid>>(&mut body, Self::NAME, "pqualid")?.take();
        made.pqualid.set(id);
        let failed = |e| nested(&e).with("Type=POLICYQUALINFO");
        let value = match made.kind() {
            nid::ID_QT_CPS => {
                stack::give::<ASN1_STRING>(Ia5::read(&mut body, None).map_err(failed)?)
            }
            nid::ID_QT_UNOTICE => {
                stack::give::<USERNOTICE>(USERNOTICE::read(&mut body, None).map_err(failed)?)
            }
            _ => stack::give::<ASN1_TYPE>(ASN1_TYPE::read(&mut body, None).map_err(failed)?),
        };
        made.d.set(value.0);
        close(&body, Self::NAME)?;
        Ok(made)
    }
    fn write(value: &Self, tag: Option<Tag>, out: &mut Vec<u8>) {
        put_constructed(out, tag.unwrap_or(crate::obj::asn1::codec::SEQUENCE), |body| {
            Req::<Oid>::write_member(&value.pqualid, body);
            match value.qualifier() {
                Qualifier::Cps(text) => Ia5::write(text, None, body),
                Qualifier::Notice(notice) => USERNOTICE::write(notice, None, body),
                Qualifier::Other(Some(any)) => ASN1_TYPE::write(any, None, body),
                Qualifier::Other(None) => {}
            }
        });
    }
    fn show(value: &Self::Value, to: &mut Printer, place: Place<'_>) -> Result<()> {
        to.sequence::<Self>(place, |to, indent| {
            to.field::<Oid>(value.pqualid.get(), "pqualid", indent)?;
            match value.qualifier() {
                Qualifier::Cps(text) => to.field::<Ia5>(Some(text), "d.cpsuri", indent),
                Qualifier::Notice(notice) => {
                    to.field::<USERNOTICE>(Some(notice), "d.usernotice", indent)
                }
                Qualifier::Other(any) => to.field::<ASN1_TYPE>(any, "d.other", indent),
            }
        })
    }
}

impl Req<Oid> {
    fn write_member(slot: &crate::abi::layout::Owned<ASN1_OBJECT>, out: &mut Vec<u8>) {
        <Self as crate::obj::asn1::codec::Member>::write(slot, out);
    }
}

/// The name of a distribution point. Public layout.
#[allow(non_camel_case_types, reason = "OpenSSL's typedef name")]
#[repr(C)]
pub struct DIST_POINT_NAME {
    /// 0: full names, 1: relative to the issuer; -1: none.
    pub kind: Field<c_int>,
    name: Field<*mut OPENSSL_STACK>,
    /// The full name of a relative one, once made.
    pub dpname: crate::abi::layout::Owned<X509_NAME>,
}

impl DIST_POINT_NAME {
    /// Full names (`kind` 0), or the attributes of a relative name (1).
    pub fn of(kind: c_int, list: Box<OPENSSL_STACK>) -> Box<Self> {
        let made = Self::blank();
        made.kind.set(kind);
        made.name.set(stack::give::<OPENSSL_STACK>(list).0.cast());
        made
    }

    /// `STACK_OF(GENERAL_NAME)` or `STACK_OF(X509_NAME_ENTRY)`.
    pub fn list(&self) -> Option<&OPENSSL_STACK> {
        stack::look(Opaque(self.name.get().cast()))
    }
}

impl Drop for DIST_POINT_NAME {
    fn drop(&mut self) {
        if let Some(list) = stack::take::<OPENSSL_STACK>(Opaque(self.name.get().cast())) {
            if self.kind.get() == 0 {
                drop(list.into_owners::<GENERAL_NAME>());
            } else {
                drop(list.into_owners::<X509_NAME_ENTRY>());
            }
        }
    }
}

impl Kind for DIST_POINT_NAME {
    type Value = DIST_POINT_NAME;
    const NAME: &'static str = "DIST_POINT_NAME";
    fn blank() -> OwnerOf<Self> {
        Box::new(DIST_POINT_NAME {
            kind: Field::new(-1),
            name: Field::new(std::ptr::null_mut()),
            dpname: crate::abi::layout::Owned::null(),
        })
    }
    fn fits(tag: Tag) -> bool {
        tag.0 == CONTEXT && tag.1 < 2
    }
    fn read(from: &mut Reader<'_>, _: Option<Tag>) -> Result<Box<Self>> {
        let list = match from.peek() {
            Some(tag @ (CONTEXT, 0)) => (0, read_stack::<GENERAL_NAME>(from, tag)?),
            Some(tag @ (CONTEXT, 1)) => (1, read_stack::<X509_NAME_ENTRY>(from, tag)?),
            _ => {
                return Err(bad(asn1::R_NO_MATCHING_CHOICE_TYPE).with("Type=DIST_POINT_NAME"));
            }
        };
        Ok(Self::of(list.0, list.1))
    }
    fn write(value: &Self, _: Option<Tag>, out: &mut Vec<u8>) {
        match (value.kind.get(), value.list()) {
            (0, Some(list)) => write_stack::<GENERAL_NAME>(list, (CONTEXT, 0), false, out),
            (1, Some(list)) => write_stack::<X509_NAME_ENTRY>(list, (CONTEXT, 1), true, out),
            _ => {}
        }
    }
    fn show(value: &Self::Value, to: &mut Printer, place: Place<'_>) -> Result<()> {
        match value.kind.get() {
            0 => to.list::<GENERAL_NAME>(value.list(), "name.fullname", false, place.indent),
            1 => to.list::<X509_NAME_ENTRY>(value.list(), "name.relativename", true, place.indent),
            kind => to.no_choice(kind),
        }
    }
}
