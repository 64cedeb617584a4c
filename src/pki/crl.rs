//! Certificate revocation lists.

use crate::crypto::pkey::PublicKey;
use crate::der::reader::{BitString, Reader, integer_value, range_in, tag};
use crate::err::{Error, Lib, Result, asn1};
use crate::pki::cert::{Span, algorithm, verify_signature};
use crate::pki::ext::{
    self, AuthorityKeyId, DistributionPointName, Extension, Extensions, Found, GeneralName,
    IssuingDistributionPoint,
};
use crate::pki::name::{self, Name, NameRef};
use crate::pki::oid;
use crate::pki::time::TimeRef;
use std::sync::{Arc, OnceLock};

/// What a CRL covers (`IDP_…` of OpenSSL).
pub mod idp {
    #![allow(missing_docs, reason = "the names are OpenSSL's own")]
    pub const PRESENT: u32 = 0x1;
    pub const INVALID: u32 = 0x2;
    pub const ONLY_USER: u32 = 0x4;
    pub const ONLY_CA: u32 = 0x8;
    pub const ONLY_ATTRIBUTE: u32 = 0x10;
    pub const INDIRECT: u32 = 0x20;
    pub const REASONS: u32 = 0x40;
}

/// All the reasons for which a certificate can be revoked.
pub const ALL_REASONS: u32 = 0x807f;

/// A certificate revocation list: immutable, shared as `Arc<Crl>`.
pub struct Crl {
    der: Arc<[u8]>,
    tbs: Span,
    version: i64,
    inner_algorithm: Span,
    outer_algorithm: Span,
    signature: Span,
    issuer: Span,
    canonical_issuer: Box<[u8]>,
    last_update: (u8, Span),
    next_update: Option<(u8, Span)>,
    revoked: Option<Span>,
    extensions: Option<Span>,
    info: OnceLock<CrlInfo>,
}

impl std::fmt::Debug for Crl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Crl").field("len", &self.der.len()).finish_non_exhaustive()
    }
}

/// One entry of a CRL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revoked<'a> {
    /// The serial number: INTEGER content.
    pub serial: &'a [u8],
    /// When it was revoked.
    pub date: TimeRef<'a>,
    extensions: &'a [u8],
    /// Whether there is a list of extensions, if only an empty one.
    pub has_extensions: bool,
    /// The whole SEQUENCE.
    pub raw: &'a [u8],
}

impl<'a> Revoked<'a> {
    fn read(list: &mut Reader<'a>) -> Result<Self> {
        let whole = list.expect(tag::SEQUENCE)?;
        let mut fields = whole.reader();
        let serial = fields.integer()?;
        let date = TimeRef::from_tlv(&fields.any()?)?;
        let extensions = fields.optional(tag::SEQUENCE)?;
        fields.finish()?;
        if let Some(list) = extensions {
            let mut items = list.reader();
            while !items.is_empty() {
                Extension::read(&mut items)?;
            }
        }
        Ok(Revoked {
            serial,
            date,
            extensions: extensions.map_or(&[][..], |list| list.value),
            has_extensions: extensions.is_some(),
            raw: whole.raw,
        })
    }

    /// Parses one entry by itself.
    pub fn parse(der: &'a [u8]) -> Result<Self> {
        let mut input = Reader::new(der);
        let entry = Self::read(&mut input)?;
        input.finish()?;
        Ok(entry)
    }

    /// The entry's extensions.
    pub fn extensions(&self) -> Extensions<'a> {
        Extensions(Reader::new(self.extensions))
    }

    /// The reason code; `None` without one. A malformed one is an error.
    pub fn reason(&self) -> Result<Option<i64>> {
        match ext::find(self.extensions(), oid::CRL_REASON) {
            Found::Absent => Ok(None),
            Found::Once(extension) => {
                let value = Reader::new(extension.value).expect(tag::ENUMERATED)?.value;
                crate::der::reader::check_integer(value)?;
                Ok(integer_value(value))
            }
            Found::Repeated => Err(Error::new(Lib::Asn1, asn1::R_ILLEGAL_FORMAT)),
        }
    }
}

/// What the extensions of a CRL say.
#[derive(Debug, Default)]
pub struct CrlInfo {
    /// `IDP_…` bits, see [`idp`].
    pub idp_flags: u32,
    /// The reasons it covers.
    pub reasons: u32,
    /// A critical extension, its own or an entry's, is not handled.
    pub critical: bool,
    /// An extension is malformed.
    pub invalid: bool,
    /// It has a freshestCRL extension.
    pub freshest: bool,
    pub(crate) base_number: Option<Span>,
    pub(crate) number: Option<Span>,
    pub(crate) authority_key_id: Option<Span>,
    pub(crate) distribution_point: Option<Span>,
    /// Of each entry with one, the directory name of its certificate's
    /// issuer (indirect CRLs); it holds for the entries that follow too.
    entry_issuers: Vec<(u32, Vec<Name>)>,
    /// Where each entry begins in the list: in the order of their serial
    /// numbers' bytes, and of the list among equals.
    by_serial: Box<[u32]>,
}

impl Crl {
    /// Parses a CRL that fills `der` exactly.
    pub fn parse(der: &[u8]) -> Result<Crl> {
        let mut input = Reader::new(der);
        input.expect(tag::SEQUENCE)?;
        input.finish()?;
        Self::parse_prefix(der).map(|(crl, _)| crl)
    }

    /// Parses the CRL at the start of `bytes`; also gives its length.
    pub fn parse_prefix(bytes: &[u8]) -> Result<(Crl, usize)> {
        let len = Reader::new(bytes).expect(tag::SEQUENCE)?.raw.len();
        Ok((Self::parse_owned(Arc::from(&bytes[..len]))?, len))
    }

    fn parse_owned(der: Arc<[u8]>) -> Result<Crl> {
        let whole: &[u8] = &der;
        let span = |part: &[u8]| Span::of(whole, part);
        let mut outer = Reader::new(whole).sequence()?;
        let tbs = outer.expect(tag::SEQUENCE)?;
        let outer_algorithm = algorithm(&mut outer)?;
        let signature = outer.expect(tag::BIT_STRING)?;
        BitString::parse(signature.value)?;
        outer.finish()?;

        let mut fields = tbs.reader();
        let version = if fields.peek() == Some(tag::INTEGER) {
            integer_value(fields.integer()?).unwrap_or(-1)
        } else {
            0
        };
        let inner_algorithm = algorithm(&mut fields)?;
        let issuer = fields.expect(tag::SEQUENCE)?;
        let last_update = TimeRef::from_tlv(&fields.any()?)?;
        let next_update = match fields.peek() {
            Some(tag::UTC_TIME | tag::GENERALIZED_TIME) => Some(TimeRef::from_tlv(&fields.any()?)?),
            _ => None,
        };
        let revoked = fields.optional(tag::SEQUENCE)?;
        if let Some(list) = revoked {
            let mut entries = list.reader();
            while !entries.is_empty() {
                Revoked::read(&mut entries)?;
            }
        }
        let extensions = match fields.optional(tag::constructed(0))? {
            Some(explicit) => {
                let mut inner = explicit.reader();
                let list = inner.expect(tag::SEQUENCE)?;
                inner.finish()?;
                let mut items = list.reader();
                while !items.is_empty() {
                    Extension::read(&mut items)?;
                }
                Some(span(list.value))
            }
            None => None,
        };
        fields.finish()?;
        Ok(Crl {
            tbs: span(tbs.raw),
            version,
            inner_algorithm: span(inner_algorithm),
            outer_algorithm: span(outer_algorithm),
            signature: span(signature.value),
            issuer: span(issuer.raw),
            canonical_issuer: name::canonical(issuer.value)?.into(),
            last_update: (last_update.tag, span(last_update.text)),
            next_update: next_update.map(|time| (time.tag, span(time.text))),
            revoked: revoked.map(|list| span(list.value)),
            extensions,
            info: OnceLock::new(),
            der,
        })
    }

    /// The whole encoding.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The part that is signed, with its header.
    pub fn tbs(&self) -> &[u8] {
        self.tbs.get(&self.der)
    }

    /// The version as encoded: 0 for v1, 1 for v2.
    pub const fn version(&self) -> i64 {
        self.version
    }

    /// The signature AlgorithmIdentifier inside the signed part.
    pub fn inner_algorithm(&self) -> &[u8] {
        self.inner_algorithm.get(&self.der)
    }

    /// The signature AlgorithmIdentifier beside the signature.
    pub fn outer_algorithm(&self) -> &[u8] {
        self.outer_algorithm.get(&self.der)
    }

    /// The signature.
    pub fn signature(&self) -> BitString<'_> {
        BitString::parse(self.signature.get(&self.der))
            .unwrap_or(BitString { unused: 0, bytes: &[] })
    }

    /// The issuer's name.
    pub fn issuer(&self) -> NameRef<'_> {
        NameRef::new(self.issuer.get(&self.der), &self.canonical_issuer)
    }

    /// When it was issued.
    pub fn last_update(&self) -> TimeRef<'_> {
        TimeRef { tag: self.last_update.0, text: self.last_update.1.get(&self.der) }
    }

    /// When the next one is due.
    pub fn next_update(&self) -> Option<TimeRef<'_>> {
        self.next_update.map(|(tag, span)| TimeRef { tag, text: span.get(&self.der) })
    }

    /// Whether there is a list of entries, if only an empty one.
    pub const fn has_revoked(&self) -> bool {
        self.revoked.is_some()
    }

    /// The entries in order.
    pub fn revoked(&self) -> impl Iterator<Item = Revoked<'_>> {
        let mut entries = Reader::new(self.revoked_list());
        std::iter::from_fn(
            move || {
                if entries.is_empty() { None } else { Revoked::read(&mut entries).ok() }
            },
        )
    }

    /// Whether there is a list of extensions, if only an empty one.
    pub const fn has_extensions(&self) -> bool {
        self.extensions.is_some()
    }

    /// The extensions in order.
    pub fn extensions(&self) -> Extensions<'_> {
        Extensions(Reader::new(self.extensions.map_or(&[][..], |span| span.get(&self.der))))
    }

    /// The one extension of the type `oid`.
    pub fn extension(&self, oid: &[u8]) -> Found<'_> {
        ext::find(self.extensions(), oid)
    }

    /// What the extensions say, decoded on first use.
    pub fn info(&self) -> &CrlInfo {
        self.info.get_or_init(|| CrlInfo::of(self))
    }

    /// The authority key identifier, if there is a good one.
    pub fn authority_key_id(&self) -> Option<AuthorityKeyId<'_>> {
        self.info()
            .authority_key_id
            .and_then(|span| AuthorityKeyId::parse(span.get(&self.der)).ok())
    }

    /// The name in the issuing distribution point.
    pub fn distribution_point(&self) -> Option<DistributionPointName<'_>> {
        self.info()
            .distribution_point
            .and_then(|span| IssuingDistributionPoint::parse(span.get(&self.der)).ok())
            .and_then(|point| point.name)
    }

    /// The CRL number of the base, for a delta CRL: INTEGER content.
    pub fn base_number(&self) -> Option<&[u8]> {
        self.info().base_number.map(|span| span.get(&self.der))
    }

    /// The CRL number: INTEGER content.
    pub fn number(&self) -> Option<&[u8]> {
        self.info().number.map(|span| span.get(&self.der))
    }

    /// Whether the signature was made with `key`.
    pub fn is_signed_with(&self, key: &PublicKey) -> bool {
        verify_signature(
            (self.inner_algorithm(), self.outer_algorithm()),
            self.tbs(),
            self.signature(),
            key,
        )
    }

    /// The entry for the certificate with the serial number `serial` of
    /// `issuer` (`None`: this CRL's issuer).
    pub fn find(&self, serial: &[u8], issuer: Option<NameRef<'_>>) -> Option<Revoked<'_>> {
        let wanted = issuer.unwrap_or_else(|| self.issuer());
        let list = self.revoked_list();
        let entry = |at: u32| {
            let rest = list.get(usize::try_from(at).ok()?..)?;
            Revoked::read(&mut Reader::new(rest)).ok()
        };
        let CrlInfo { by_serial, entry_issuers, .. } = self.info();
        let first =
            by_serial.partition_point(|at| entry(*at).is_some_and(|entry| entry.serial < serial));
        let from = by_serial.iter().skip(first);
        let mut same = from
            .map_while(|at| Some((*at, entry(*at)?)))
            .take_while(|(_, entry)| entry.serial == serial);
        let found = same.find(|(at, _)| {
            let named = entry_issuers.partition_point(|(from, _)| from <= at).checked_sub(1);
            match named.and_then(|last| entry_issuers.get(last)) {
                None => self.issuer() == wanted,
                Some((_, names)) => names.iter().any(|name| name.view() == wanted),
            }
        });
        found.map(|(_, entry)| entry)
    }

    fn revoked_list(&self) -> &[u8] {
        self.revoked.map_or(&[][..], |span| span.get(&self.der))
    }
}

impl PartialEq for Crl {
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der
    }
}

impl Eq for Crl {}

impl CrlInfo {
    fn of(crl: &Crl) -> CrlInfo {
        let mut info = CrlInfo { reasons: ALL_REASONS, ..CrlInfo::default() };
        let keep = |oid, check: fn(&[u8]) -> bool| match crl.extension(oid) {
            Found::Absent => Ok(None),
            Found::Once(found) if check(found.value) => Ok(Some(Span::of(&crl.der, found.value))),
            _ => Err(()),
        };
        let mut note = |found: std::result::Result<Option<Span>, ()>| {
            found.unwrap_or_else(|()| {
                info.invalid = true;
                None
            })
        };
        let point = note(keep(oid::ISSUING_DISTRIBUTION_POINT, |v| {
            IssuingDistributionPoint::parse(v).is_ok()
        }));
        let akid = note(keep(oid::AUTHORITY_KEY_ID, |v| AuthorityKeyId::parse(v).is_ok()));
        let number = note(keep(oid::CRL_NUMBER, |v| ext::number(v).is_ok()));
        let base = note(keep(oid::DELTA_CRL, |v| ext::number(v).is_ok()));
        info.distribution_point = point;
        info.authority_key_id = akid;
        let content = |span: Option<Span>| {
            span.and_then(|s| ext::number(s.get(&crl.der)).ok()).map(|n| Span::of(&crl.der, n))
        };
        info.number = content(number);
        info.base_number = content(base);
        // A delta CRL must have a number.
        if info.base_number.is_some() && info.number.is_none() {
            info.invalid = true;
        }
        if let Some(point) =
            point.and_then(|span| IssuingDistributionPoint::parse(span.get(&crl.der)).ok())
        {
            info.read_point(&point);
        }
        for extension in crl.extensions() {
            if extension.oid == oid::FRESHEST_CRL {
                info.freshest = true;
            }
            if extension.critical
                && !matches!(
                    extension.oid,
                    oid::ISSUING_DISTRIBUTION_POINT | oid::AUTHORITY_KEY_ID | oid::DELTA_CRL
                )
            {
                info.critical = true;
                break;
            }
        }
        info.read_entries(crl);
        info
    }

    fn read_point(&mut self, point: &IssuingDistributionPoint<'_>) {
        self.idp_flags = idp::PRESENT;
        let kinds = [
            (point.only_user, idp::ONLY_USER),
            (point.only_ca, idp::ONLY_CA),
            (point.only_attribute, idp::ONLY_ATTRIBUTE),
        ];
        let set: Vec<u32> = kinds.iter().filter(|(on, _)| *on).map(|(_, bit)| *bit).collect();
        self.idp_flags |= set.iter().fold(0, |all, bit| all | bit);
        if set.len() > 1 {
            self.idp_flags |= idp::INVALID;
        }
        if point.indirect {
            self.idp_flags |= idp::INDIRECT;
        }
        if let Some(reasons) = point.only_reasons {
            self.idp_flags |= idp::REASONS;
            self.reasons = reason_bits(reasons);
        }
    }

    fn read_entries(&mut self, crl: &Crl) {
        let list = crl.revoked_list();
        let mut places = Vec::new();
        for entry in crl.revoked() {
            // Longer lists than offsets reach are not relied on.
            let Ok(at) = u32::try_from(range_in(list, entry.raw).start) else {
                self.invalid = true;
                break;
            };
            places.push((entry.serial, at));
            if !entry.has_extensions {
                continue;
            }
            match ext::find(entry.extensions(), oid::CERTIFICATE_ISSUER) {
                Found::Absent => {}
                Found::Once(extension) => match ext::general_names(extension.value) {
                    Ok(names) => self
                        .entry_issuers
                        .push((at, names.iter().filter_map(GeneralName::directory).collect())),
                    Err(_) => self.invalid = true,
                },
                Found::Repeated => self.invalid = true,
            }
            if entry.reason().is_err() {
                self.invalid = true;
            }
            if entry
                .extensions()
                .any(|e| e.critical && !matches!(e.oid, oid::CERTIFICATE_ISSUER | oid::CRL_REASON))
            {
                self.critical = true;
            }
        }
        places.sort_unstable();
        self.by_serial = places.into_iter().map(|(_, at)| at).collect();
    }
}

/// The reason bits that a BIT STRING of reasons covers.
pub fn reason_bits(reasons: BitString<'_>) -> u32 {
    (u32::from(reasons.byte(0)) | (u32::from(reasons.byte(1)) << 8)) & ALL_REASONS
}

/// Where `part` lies in the encoding of `crl`, of which it is a piece.
pub fn offset_in(crl: &Crl, part: &[u8]) -> std::ops::Range<usize> {
    range_in(&crl.der, part)
}
