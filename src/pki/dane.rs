//! TLSA records (RFC 6698, RFC 7671): what they match in a chain.
#![forbid(unsafe_code)]

use crate::crypto::digest::{Md, digest};
use crate::crypto::pkey::PublicKey;
use crate::err::Result;
use crate::pki::cert::Cert;
use crate::pki::verify::Link;
use std::sync::Arc;

/// Certificate usages.
pub mod usage {
    /// A CA on a path that is trusted anyway.
    pub const PKIX_TA: u8 = 0;
    /// The leaf of a path that is trusted anyway.
    pub const PKIX_EE: u8 = 1;
    /// A CA that is trusted because of the record.
    pub const DANE_TA: u8 = 2;
    /// The leaf, and nothing but it.
    pub const DANE_EE: u8 = 3;
}

/// Selector: the whole certificate.
pub const CERT: u8 = 0;
/// Selector: its public key (SubjectPublicKeyInfo).
pub const SPKI: u8 = 1;
/// Matching type: the data itself. All others are digests.
pub const FULL: u8 = 0;

/// One record.
pub struct Record {
    /// What a match proves: one of [`usage`].
    pub usage: u8,
    /// [`CERT`] or [`SPKI`].
    pub selector: u8,
    /// [`FULL`], or the number of a digest.
    pub mtype: u8,
    /// How strong the digest is among others.
    pub ordinal: u8,
    /// The digest; `None` for [`FULL`].
    pub md: Option<Md>,
    /// What is to match.
    pub data: Vec<u8>,
    /// The key in a full record of usage [`usage::DANE_TA`].
    pub key: Option<PublicKey>,
}

impl std::fmt::Debug for Record {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TLSA {} {} {}", self.usage, self.selector, self.mtype)
    }
}

/// The records of one peer.
#[derive(Debug, Clone, Default)]
pub struct Records {
    list: Vec<Arc<Record>>,
    /// CA certificates that came whole in records, the last one first.
    pub certs: Vec<Arc<Link>>,
    /// A leaf that a record of usage [`usage::DANE_EE`] names may have any
    /// host name (`DANE_FLAG_NO_DANE_EE_NAMECHECKS`).
    pub any_name: bool,
}

/// What matched.
#[derive(Debug, Clone)]
pub struct Match {
    /// The record.
    pub record: Arc<Record>,
    /// The depth of the certificate.
    pub depth: usize,
    /// The certificate; `None` if the record has the key that signed it.
    pub cert: Option<Arc<Link>>,
}

impl Records {
    /// Adds a record: the highest usage, selector and digest come first, and
    /// of equals the last one.
    pub fn add(&mut self, record: Record) {
        let rank = |r: &Record| (r.usage, r.selector, r.ordinal);
        let new = rank(&record);
        let at = self.list.iter().position(|r| rank(r) <= new).unwrap_or(self.list.len());
        self.list.insert(at, Arc::new(record));
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    fn any(&self, usages: [u8; 2]) -> bool {
        self.list.iter().any(|record| usages.contains(&record.usage))
    }

    /// Whether some are about CAs.
    pub(super) fn has_ta(&self) -> bool {
        self.any([usage::PKIX_TA, usage::DANE_TA])
    }

    /// Whether some ask for a path that is trusted anyway.
    pub(super) fn has_pkix(&self) -> bool {
        self.any([usage::PKIX_TA, usage::PKIX_EE])
    }

    /// Whether some need no other trust.
    pub(super) fn has_dane(&self) -> bool {
        self.any([usage::DANE_TA, usage::DANE_EE])
    }

    /// The first record for a certificate at `depth` that it matches. Those
    /// that need no other trust are not for certificates of the trust store
    /// (`stored`), the others not asked if one has matched (`pkix_done`).
    ///
    /// Of the digests for one usage and selector only the strongest counts.
    pub(super) fn find(
        &self,
        cert: &Cert,
        depth: usize,
        stored: bool,
        pkix_done: bool,
    ) -> Result<Option<Arc<Record>>> {
        let (pkix, dane) = match depth {
            0 => (usage::PKIX_EE, usage::DANE_EE),
            _ => (usage::PKIX_TA, usage::DANE_TA),
        };
        let wanted =
            |r: &&Arc<Record>| (r.usage == dane && !stored) || (r.usage == pkix && !pkix_done);
        // Usage, selector and ordinal of the group's first record.
        let mut group: Option<(u8, u8, u8)> = None;
        for record in self.list.iter().filter(wanted) {
            let kind = (record.usage, record.selector);
            match group {
                Some((usage, selector, ordinal)) if (usage, selector) == kind => {
                    if record.mtype != FULL && record.ordinal < ordinal {
                        continue;
                    }
                }
                _ => group = Some((kind.0, kind.1, record.ordinal)),
            }
            let data = if record.selector == CERT { cert.der() } else { cert.spki() };
            let matched = match record.md {
                None => *data == *record.data,
                Some(md) => *digest(md, data)? == *record.data,
            };
            if matched {
                return Ok(Some(Arc::clone(record)));
            }
        }
        Ok(None)
    }

    /// The record with a key that has signed `cert`.
    pub(super) fn signer(&self, cert: &Cert) -> Option<Arc<Record>> {
        let signed = |r: &&Arc<Record>| r.key.as_ref().is_some_and(|key| cert.is_signed_with(key));
        self.list.iter().find(signed).cloned()
    }
}

/// The records and what has matched so far.
#[derive(Debug)]
pub(super) struct Search<'a> {
    pub(super) records: &'a Records,
    /// The match, which for a usage of PKIX still needs a trusted path.
    pub(super) matched: Option<Match>,
    /// A path to a trusted certificate was found.
    pub(super) pkix_trusted: bool,
    /// A key in a record signed the top of the chain.
    pub(super) bare_key: bool,
}

impl<'a> Search<'a> {
    pub(super) fn new(records: &'a Records) -> Self {
        Search { records, matched: None, pkix_trusted: false, bare_key: false }
    }

    /// Looks for a record that `link` at `depth` matches, which comes from the
    /// trust store or not; true if it needs no other trust.
    pub(super) fn look(&mut self, link: &Arc<Link>, depth: usize, stored: bool) -> Result<bool> {
        let found = self.records.find(&link.cert, depth, stored, self.matched.is_some())?;
        let Some(record) = found else { return Ok(false) };
        let enough = record.usage >= usage::DANE_TA;
        if enough || self.matched.is_none() {
            self.matched = Some(Match { record, depth, cert: Some(Arc::clone(link)) });
        }
        Ok(enough)
    }
}
