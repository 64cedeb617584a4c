//! The extensions of certificates and CRLs, decoded from their DER.

use crate::der::reader::{BitString, Reader, Tlv, integer_value, tag};
use crate::err::{Error, Lib, Result, asn1};
use crate::pki::name::Name;
use crate::pki::oid;

/// One extension as it is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extension<'a> {
    /// Its type: OBJECT IDENTIFIER content.
    pub oid: &'a [u8],
    /// Whether a reader that does not know it must refuse.
    pub critical: bool,
    /// What the OCTET STRING holds.
    pub value: &'a [u8],
    /// The whole SEQUENCE.
    pub raw: &'a [u8],
}

impl<'a> Extension<'a> {
    /// Reads the next extension of a list.
    pub fn read(list: &mut Reader<'a>) -> Result<Extension<'a>> {
        let whole = list.expect(tag::SEQUENCE)?;
        let mut fields = whole.reader();
        let oid = fields.oid()?;
        let critical = match fields.optional(tag::BOOLEAN)? {
            None => false,
            Some(flag) => boolean(&flag)?,
        };
        let value = fields.expect(tag::OCTET_STRING)?.value;
        fields.finish()?;
        Ok(Extension { oid, critical, value, raw: whole.raw })
    }
}

/// Iterates over a list of extensions that was parsed before.
#[derive(Clone, Debug)]
pub struct Extensions<'a>(pub(crate) Reader<'a>);

impl<'a> Iterator for Extensions<'a> {
    type Item = Extension<'a>;

    fn next(&mut self) -> Option<Extension<'a>> {
        if self.0.is_empty() { None } else { Extension::read(&mut self.0).ok() }
    }
}

/// What a search for the one extension of a type finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found<'a> {
    /// None of this type.
    Absent,
    /// Exactly one.
    Once(Extension<'a>),
    /// More than one, which no certificate may have.
    Repeated,
}

/// Looks for the one extension with type `oid`.
pub fn find<'a>(list: Extensions<'a>, oid: &[u8]) -> Found<'a> {
    let mut found = Found::Absent;
    for extension in list.filter(|e| e.oid == oid) {
        found = match found {
            Found::Absent => Found::Once(extension),
            _ => return Found::Repeated,
        };
    }
    found
}

#[track_caller]
fn bad(reason: std::ffi::c_int) -> Error {
    Error::new(Lib::Asn1, reason)
}

fn boolean(value: &Tlv<'_>) -> Result<bool> {
    match value.value {
        [flag] => Ok(*flag != 0),
        _ => Err(bad(asn1::R_BOOLEAN_IS_WRONG_LENGTH)),
    }
}

/// basicConstraints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BasicConstraints {
    /// Whether the subject is a CA.
    pub ca: bool,
    /// How many CAs may follow; may be negative in a malformed certificate.
    pub path_len: Option<i64>,
}

impl BasicConstraints {
    /// Decodes the extension's value.
    pub fn parse(der: &[u8]) -> Result<Self> {
        let mut fields = Reader::new(der).sequence()?;
        let ca = match fields.optional(tag::BOOLEAN)? {
            None => false,
            Some(flag) => boolean(&flag)?,
        };
        let path_len = if fields.peek() == Some(tag::INTEGER) {
            // A number beyond any chain's length is as good as no limit.
            let value = fields.integer()?;
            integer_value(value).or_else(|| negative(value).then_some(-1))
        } else {
            None
        };
        fields.finish()?;
        Ok(BasicConstraints { ca, path_len })
    }
}

fn negative(integer: &[u8]) -> bool {
    integer.first().is_some_and(|b| b & 0x80 != 0)
}

/// Decodes a BIT STRING extension (keyUsage, nsCertType).
pub fn bits(der: &[u8]) -> Result<BitString<'_>> {
    Reader::new(der).bit_string()
}

/// Decodes subjectKeyIdentifier: the identifier's bytes.
pub fn key_id(der: &[u8]) -> Result<&[u8]> {
    Ok(Reader::new(der).expect(tag::OCTET_STRING)?.value)
}

/// Decodes a SEQUENCE OF OBJECT IDENTIFIER (extendedKeyUsage).
pub fn oids(der: &[u8]) -> Result<Vec<&[u8]>> {
    let mut list = Reader::new(der).sequence()?;
    let mut oids = Vec::new();
    while !list.is_empty() {
        oids.push(list.oid()?);
    }
    Ok(oids)
}

/// authorityKeyIdentifier.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuthorityKeyId<'a> {
    /// The issuer's key identifier.
    pub key_id: Option<&'a [u8]>,
    /// The issuer's issuer.
    pub issuer: Option<Vec<GeneralName<'a>>>,
    /// The issuer's serial number: INTEGER content.
    pub serial: Option<&'a [u8]>,
}

impl<'a> AuthorityKeyId<'a> {
    /// Decodes the extension's value.
    pub fn parse(der: &'a [u8]) -> Result<Self> {
        let mut fields = Reader::new(der).sequence()?;
        let key_id = fields.optional(tag::context(0))?.map(|v| v.value);
        let issuer = match fields.optional(tag::constructed(1))? {
            Some(list) => Some(general_names_in(list.reader())?),
            None => None,
        };
        let serial = match fields.optional(tag::context(2))? {
            Some(serial) => {
                crate::der::reader::check_integer(serial.value)?;
                Some(serial.value)
            }
            None => None,
        };
        fields.finish()?;
        Ok(AuthorityKeyId { key_id, issuer, serial })
    }
}

/// A GeneralName.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GeneralName<'a> {
    /// otherName: a type and any value.
    Other {
        /// The type: OBJECT IDENTIFIER content.
        oid: &'a [u8],
        /// The value inside the `[0]`.
        value: Tlv<'a>,
    },
    /// rfc822Name.
    Email(&'a [u8]),
    /// dNSName.
    Dns(&'a [u8]),
    /// x400Address: the content of its SEQUENCE.
    X400(&'a [u8]),
    /// directoryName: the whole encoded Name, checked.
    Directory(&'a [u8]),
    /// ediPartyName: the content of its SEQUENCE.
    EdiParty(&'a [u8]),
    /// uniformResourceIdentifier.
    Uri(&'a [u8]),
    /// iPAddress: 4 or 16 bytes, with a mask twice that.
    Ip(&'a [u8]),
    /// registeredID: OBJECT IDENTIFIER content.
    RegisteredId(&'a [u8]),
}

/// Checks that a DirectoryString is all there is in an explicit tag.
fn directory_string(wrapped: &Tlv<'_>) -> Result<()> {
    /// UTF8String, PrintableString, T61String, UniversalString, BMPString.
    const TAGS: [u8; 5] = [12, 19, 20, 28, 30];
    let mut inner = wrapped.reader();
    let text = inner.any()?;
    inner.finish()?;
    if TAGS.contains(&text.tag) { text.check_form() } else { Err(bad(asn1::R_WRONG_TAG)) }
}

impl<'a> GeneralName<'a> {
    /// Reads the next name of a list.
    pub fn read(list: &mut Reader<'a>) -> Result<Self> {
        Self::from_tlv(&list.any()?)
    }

    /// From an encoded value.
    pub fn from_tlv(value: &Tlv<'a>) -> Result<Self> {
        Ok(match value.tag {
            0xa0 => {
                let mut fields = value.reader();
                let oid = fields.oid()?;
                let mut inner = fields.expect(tag::constructed(0))?.reader();
                fields.finish()?;
                let any = inner.any()?;
                inner.finish()?;
                any.check_form()?;
                GeneralName::Other { oid, value: any }
            }
            0x81 => GeneralName::Email(value.value),
            0x82 => GeneralName::Dns(value.value),
            0xa3 => GeneralName::X400(value.value),
            0xa4 => {
                let mut inner = value.reader();
                let name = inner.expect(tag::SEQUENCE)?;
                inner.finish()?;
                crate::pki::name::canonical(name.value)?;
                GeneralName::Directory(name.raw)
            }
            0xa5 => {
                let mut fields = value.reader();
                if let Some(assigner) = fields.optional(tag::constructed(0))? {
                    directory_string(&assigner)?;
                }
                directory_string(&fields.expect(tag::constructed(1))?)?;
                fields.finish()?;
                GeneralName::EdiParty(value.value)
            }
            0x86 => GeneralName::Uri(value.value),
            0x87 => GeneralName::Ip(value.value),
            0x88 => {
                crate::der::reader::check_oid(value.value)?;
                GeneralName::RegisteredId(value.value)
            }
            _ => return Err(bad(asn1::R_NO_MATCHING_CHOICE_TYPE)),
        })
    }

    /// OpenSSL's `GEN_…` number of the kind.
    pub const fn kind(&self) -> i32 {
        match self {
            GeneralName::Other { .. } => 0,
            GeneralName::Email(_) => 1,
            GeneralName::Dns(_) => 2,
            GeneralName::X400(_) => 3,
            GeneralName::Directory(_) => 4,
            GeneralName::EdiParty(_) => 5,
            GeneralName::Uri(_) => 6,
            GeneralName::Ip(_) => 7,
            GeneralName::RegisteredId(_) => 8,
        }
    }

    /// The directory name, if it is one.
    pub fn directory(&self) -> Option<Name> {
        match self {
            GeneralName::Directory(raw) => Name::parse(raw).ok(),
            _ => None,
        }
    }
}

/// Decodes GeneralNames (subjectAltName, issuerAltName).
pub fn general_names(der: &[u8]) -> Result<Vec<GeneralName<'_>>> {
    general_names_in(Reader::new(der).sequence()?)
}

fn general_names_in<'a>(mut list: Reader<'a>) -> Result<Vec<GeneralName<'a>>> {
    let mut names = Vec::new();
    while !list.is_empty() {
        names.push(GeneralName::read(&mut list)?);
    }
    Ok(names)
}

/// One subtree of a name constraint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subtree<'a> {
    /// The names it covers are this one and those below.
    pub base: GeneralName<'a>,
    /// Whether `minimum` is there and not 0.
    pub minimum: bool,
    /// Whether `maximum` is there.
    pub maximum: bool,
}

/// nameConstraints.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameConstraints<'a> {
    /// Names below must lie in one of these, type by type.
    pub permitted: Vec<Subtree<'a>>,
    /// Names below must lie in none of these.
    pub excluded: Vec<Subtree<'a>>,
}

impl<'a> NameConstraints<'a> {
    /// Decodes the extension's value.
    pub fn parse(der: &'a [u8]) -> Result<Self> {
        let mut fields = Reader::new(der).sequence()?;
        let permitted = Self::subtrees(fields.optional(tag::constructed(0))?)?;
        let excluded = Self::subtrees(fields.optional(tag::constructed(1))?)?;
        fields.finish()?;
        Ok(NameConstraints { permitted, excluded })
    }

    fn subtrees(list: Option<Tlv<'a>>) -> Result<Vec<Subtree<'a>>> {
        let mut subtrees = Vec::new();
        let Some(list) = list else { return Ok(subtrees) };
        let mut list = list.reader();
        while !list.is_empty() {
            let mut fields = list.sequence()?;
            let base = GeneralName::read(&mut fields)?;
            let minimum = match fields.optional(tag::context(0))? {
                Some(value) => {
                    crate::der::reader::check_integer(value.value)?;
                    value.value != [0]
                }
                None => false,
            };
            let maximum = match fields.optional(tag::context(1))? {
                Some(value) => {
                    crate::der::reader::check_integer(value.value)?;
                    true
                }
                None => false,
            };
            fields.finish()?;
            subtrees.push(Subtree { base, minimum, maximum });
        }
        Ok(subtrees)
    }
}

/// Where a CRL is to be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DistributionPointName<'a> {
    /// Whole names.
    Full(Vec<GeneralName<'a>>),
    /// An RDN to be added to the CRL issuer's name: the content of its SET.
    Relative(&'a [u8]),
}

impl<'a> DistributionPointName<'a> {
    fn parse(value: &Tlv<'a>) -> Result<Self> {
        let mut inner = value.reader();
        let choice = inner.any()?;
        inner.finish()?;
        match choice.tag {
            0xa0 => Ok(DistributionPointName::Full(general_names_in(choice.reader())?)),
            0xa1 => {
                crate::pki::name::check_relative(choice.value)?;
                Ok(DistributionPointName::Relative(choice.value))
            }
            _ => Err(bad(asn1::R_NO_MATCHING_CHOICE_TYPE)),
        }
    }
}

/// One of a certificate's cRLDistributionPoints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DistributionPoint<'a> {
    /// Where.
    pub name: Option<DistributionPointName<'a>>,
    /// For which reasons.
    pub reasons: Option<BitString<'a>>,
    /// Who signs the CRL, if not the certificate's issuer.
    pub crl_issuer: Option<Vec<GeneralName<'a>>>,
}

/// Decodes cRLDistributionPoints. Each must say where the CRL is or who
/// signs it (RFC 5280, 4.2.1.13).
pub fn distribution_points(der: &[u8]) -> Result<Vec<DistributionPoint<'_>>> {
    let mut list = Reader::new(der).sequence()?;
    let mut points = Vec::new();
    while !list.is_empty() {
        let mut fields = list.sequence()?;
        let name = match fields.optional(tag::constructed(0))? {
            Some(value) => Some(DistributionPointName::parse(&value)?),
            None => None,
        };
        let reasons = match fields.optional(tag::context(1))? {
            Some(value) => Some(BitString::parse(value.value)?),
            None => None,
        };
        let crl_issuer = match fields.optional(tag::constructed(2))? {
            Some(value) => Some(general_names_in(value.reader())?),
            None => None,
        };
        fields.finish()?;
        if name.is_none() && crl_issuer.as_ref().is_none_or(Vec::is_empty) {
            return Err(bad(asn1::R_FIELD_MISSING));
        }
        points.push(DistributionPoint { name, reasons, crl_issuer });
    }
    Ok(points)
}

/// A CRL's issuingDistributionPoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuingDistributionPoint<'a> {
    /// Where.
    pub name: Option<DistributionPointName<'a>>,
    /// Covers end entities only.
    pub only_user: bool,
    /// Covers CAs only.
    pub only_ca: bool,
    /// Covers these reasons only.
    pub only_reasons: Option<BitString<'a>>,
    /// Lists certificates of other issuers.
    pub indirect: bool,
    /// Covers attribute certificates only.
    pub only_attribute: bool,
}

impl<'a> IssuingDistributionPoint<'a> {
    /// Decodes the extension's value.
    pub fn parse(der: &'a [u8]) -> Result<Self> {
        let mut fields = Reader::new(der).sequence()?;
        let name = match fields.optional(tag::constructed(0))? {
            Some(value) => Some(DistributionPointName::parse(&value)?),
            None => None,
        };
        let mut flag = |n| match fields.optional(tag::context(n))? {
            Some(value) => boolean(&value),
            None => Ok(false),
        };
        let (only_user, only_ca) = (flag(1)?, flag(2)?);
        let only_reasons = match fields.optional(tag::context(3))? {
            Some(value) => Some(BitString::parse(value.value)?),
            None => None,
        };
        let mut flag = |n| match fields.optional(tag::context(n))? {
            Some(value) => boolean(&value),
            None => Ok(false),
        };
        let (indirect, only_attribute) = (flag(4)?, flag(5)?);
        fields.finish()?;
        Ok(Self { name, only_user, only_ca, only_reasons, indirect, only_attribute })
    }
}

/// One entry of certificatePolicies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy<'a> {
    /// The policy: OBJECT IDENTIFIER content.
    pub oid: &'a [u8],
    /// The whole SEQUENCE of its qualifiers, if there is one.
    pub qualifiers: Option<&'a [u8]>,
}

/// Decodes certificatePolicies.
pub fn policies(der: &[u8]) -> Result<Vec<Policy<'_>>> {
    let mut list = Reader::new(der).sequence()?;
    let mut policies = Vec::new();
    while !list.is_empty() {
        let mut fields = list.sequence()?;
        let oid = fields.oid()?;
        let qualifiers = fields.optional(tag::SEQUENCE)?;
        fields.finish()?;
        if let Some(qualifiers) = qualifiers {
            check_qualifiers(qualifiers.reader())?;
        }
        let qualifiers = qualifiers.map(|q| q.raw);
        policies.push(Policy { oid, qualifiers });
    }
    Ok(policies)
}

/// Checks the form of the qualifiers of a policy.
fn check_qualifiers(mut list: Reader<'_>) -> Result<()> {
    while !list.is_empty() {
        let mut fields = list.sequence()?;
        match fields.oid()? {
            oid::CPS => fields.expect(tag::IA5_STRING).map(|_| ())?,
            oid::USER_NOTICE => check_notice(fields.sequence()?)?,
            _ => fields.any()?.check_form()?,
        }
        fields.finish()?;
    }
    Ok(())
}

fn check_notice(mut fields: Reader<'_>) -> Result<()> {
    let display = |tag: Option<u8>| {
        let strings = [tag::UTF8_STRING, tag::IA5_STRING, tag::BMP_STRING, tag::VISIBLE_STRING];
        tag.is_some_and(|tag| strings.contains(&tag))
    };
    if let Some(place) = fields.optional(tag::SEQUENCE)? {
        let mut place = place.reader();
        if !display(place.peek()) {
            return Err(bad(asn1::R_WRONG_TAG));
        }
        place.any()?.check_form()?;
        let mut numbers = place.sequence()?;
        while !numbers.is_empty() {
            numbers.integer()?;
        }
        place.finish()?;
    }
    if display(fields.peek()) {
        fields.any()?.check_form()?;
    }
    fields.finish()
}

/// Decodes policyMappings: pairs of the issuer's and the subject's policy.
pub fn policy_mappings(der: &[u8]) -> Result<Vec<(&[u8], &[u8])>> {
    let mut list = Reader::new(der).sequence()?;
    let mut mappings = Vec::new();
    while !list.is_empty() {
        let mut fields = list.sequence()?;
        mappings.push((fields.oid()?, fields.oid()?));
        fields.finish()?;
    }
    Ok(mappings)
}

/// policyConstraints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyConstraints {
    /// After how many certificates a policy is required.
    pub require_explicit: Option<i64>,
    /// After how many certificates mappings no longer count.
    pub inhibit_mapping: Option<i64>,
}

impl PolicyConstraints {
    /// Decodes the extension's value.
    pub fn parse(der: &[u8]) -> Result<Self> {
        let mut fields = Reader::new(der).sequence()?;
        let mut number = |n| match fields.optional(tag::context(n))? {
            Some(value) => {
                crate::der::reader::check_integer(value.value)?;
                Ok(Some(count(value.value)))
            }
            None => Ok::<_, Error>(None),
        };
        let (require_explicit, inhibit_mapping) = (number(0)?, number(1)?);
        fields.finish()?;
        Ok(PolicyConstraints { require_explicit, inhibit_mapping })
    }
}

fn count(integer: &[u8]) -> i64 {
    integer_value(integer).unwrap_or(if negative(integer) { -1 } else { i64::MAX })
}

/// Decodes an INTEGER extension (inhibitAnyPolicy): negative if malformedly so.
pub fn skip_certs(der: &[u8]) -> Result<i64> {
    Reader::new(der).integer().map(count)
}

/// Decodes an INTEGER extension (CRL number): the content octets.
pub fn number(der: &[u8]) -> Result<&[u8]> {
    Reader::new(der).integer()
}

/// proxyCertInfo: its path length limit, and that it is well formed.
pub fn proxy_path_len(der: &[u8]) -> Result<Option<i64>> {
    let mut fields = Reader::new(der).sequence()?;
    let limit =
        if fields.peek() == Some(tag::INTEGER) { Some(count(fields.integer()?)) } else { None };
    let mut policy = fields.sequence()?;
    fields.finish()?;
    policy.oid()?;
    policy.optional(tag::OCTET_STRING)?;
    policy.finish()?;
    Ok(limit)
}
