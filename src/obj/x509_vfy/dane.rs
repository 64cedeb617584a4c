//! `SSL_DANE`: the TLSA records that a connection's peer is held to.

use super::{link, x509_of};
use crate::crypto::ec::Curve;
use crate::crypto::pkey::PublicKey;
use crate::der::keys::Spki;
use crate::der::oid;
use crate::der::reader::Reader;
use crate::err::{self, Error, Lib, Result, ssl};
use crate::obj::cell::Guarded;
use crate::obj::evp_md::Md;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::x509::X509;
use crate::pki::cert::Cert;
use crate::pki::dane::{CERT, FULL, Match, Record, Records, SPKI, usage};
use std::ffi::{c_int, c_ulong};
use std::sync::Arc;

/// `DANE_FLAG_NO_DANE_EE_NAMECHECKS`.
const NO_DANE_EE_NAMECHECKS: c_ulong = 1;

/// What a context knows of DANE: its digests by matching type, each with its
/// strength, none before DANE is enabled; and flags.
#[derive(Debug, Clone, Default)]
pub struct Methods {
    digests: Vec<Option<(Md, u8)>>,
    /// `DANE_FLAG_…`, for new connections.
    pub flags: c_ulong,
}

impl Methods {
    /// Knows SHA-256 and SHA-512 from now on, as the RFC numbers them.
    pub fn enable(&mut self) {
        if self.digests.is_empty() {
            self.digests = vec![None, Some((Md::Sha256, 1)), Some((Md::Sha512, 2))];
        }
    }

    /// Whether there are any.
    pub fn is_enabled(&self) -> bool {
        self.digests.len() > 1
    }

    /// Sets the digest of a matching type, and its strength; `None` for one
    /// that is not to be used.
    ///
    /// Errors: `SSL_R_DANE_CANNOT_OVERRIDE_MTYPE_FULL`.
    pub fn set(&mut self, md: Option<Md>, mtype: u8, ordinal: u8) -> Result<()> {
        if mtype == FULL && md.is_some() {
            return Err(refused(ssl::R_DANE_CANNOT_OVERRIDE_MTYPE_FULL));
        }
        let at = usize::from(mtype);
        if self.digests.len() <= at {
            self.digests.resize(at + 1, None);
        }
        if let Some(place) = self.digests.get_mut(at) {
            *place = md.map(|md| (md, ordinal));
        }
        Ok(())
    }

    /// Changes the flags; gives those before that.
    pub fn change_flags(&mut self, set: c_ulong, clear: c_ulong) -> c_ulong {
        let old = self.flags;
        self.flags = (old | set) & !clear;
        old
    }

    fn get(&self, mtype: u8) -> Option<(Md, u8)> {
        self.digests.get(usize::from(mtype)).copied().flatten()
    }
}

/// The records of one connection, and the one that matched last.
#[derive(Debug, Default)]
pub struct SSL_DANE {
    inner: Guarded<Inner>,
}

#[derive(Debug, Clone, Default)]
struct Inner {
    enabled: bool,
    records: Records,
    flags: c_ulong,
    found: Option<Arc<Found>>,
}

/// What matched, as C sees it.
pub struct Found {
    /// The depth of the match.
    pub depth: c_int,
    /// The record.
    pub record: Arc<Record>,
    /// The certificate that it names.
    pub cert: Option<Arc<X509>>,
    /// Without that: the key in the record, which signed the top certificate.
    pub key: Option<Arc<EVP_PKEY>>,
}

impl std::fmt::Debug for Found {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Found").field("depth", &self.depth).finish_non_exhaustive()
    }
}

fn refused(reason: c_int) -> Error {
    Error::new(Lib::Ssl, reason)
}

/// The key in a record; `None` for one that only OpenSSL takes (an RSA key
/// with strange numbers, a kind we do not have), whose record must match all
/// the same: without it the peer would be held to less.
///
/// Errors: it is not encoded as a key, or is no point of a curve of ours.
fn usable_key(spki: &[u8]) -> Result<Option<PublicKey>> {
    let parsed = Spki::parse(spki)?;
    let algorithm = parsed.algorithm;
    let curve = algorithm.params.and_then(|params| Reader::new(params).oid().ok());
    let ours = algorithm.oid == oid::EC_PUBLIC_KEY && curve.and_then(Curve::from_oid).is_some();
    match PublicKey::from_parsed(&parsed) {
        Ok(key) => Ok(Some(key)),
        Err(error) if ours => Err(error),
        Err(_) => Ok(None),
    }
}

impl SSL_DANE {
    /// None, with a context's flags.
    pub fn new(flags: c_ulong) -> Arc<SSL_DANE> {
        Arc::new(SSL_DANE { inner: Guarded::new(Inner { flags, ..Inner::default() }) })
    }

    /// A copy of the records, without the match.
    pub fn duplicate(&self) -> Arc<SSL_DANE> {
        Arc::new(SSL_DANE { inner: Guarded::new(Inner { found: None, ..self.inner.get() }) })
    }

    /// Takes records from now on.
    pub fn enable(&self) {
        self.inner.with(|inner| inner.enabled = true);
    }

    /// Whether it takes records.
    pub fn is_enabled(&self) -> bool {
        self.inner.with(|inner| inner.enabled)
    }

    /// Whether the peer is held to records.
    pub fn has_records(&self) -> bool {
        self.inner.with(|inner| !inner.records.is_empty())
    }

    /// Changes the flags; gives those before that.
    pub fn change_flags(&self, set: c_ulong, clear: c_ulong) -> c_ulong {
        self.inner.with(|inner| {
            let old = inner.flags;
            inner.flags = (old | set) & !clear;
            old
        })
    }

    /// The records as they stand.
    pub(super) fn records(&self) -> Arc<Records> {
        let inner = self.inner.get();
        let any_name = inner.flags & NO_DANE_EE_NAMECHECKS != 0;
        let mut records = inner.records;
        records.any_name = any_name;
        Arc::new(records)
    }

    /// Keeps what a verification matched.
    pub(super) fn keep(&self, matched: Option<Match>) {
        let found = matched.map(|matched| {
            let Match { record, depth, cert } = matched;
            let key = match &cert {
                None => record.key.clone().map(EVP_PKEY::from_public),
                Some(_) => None,
            };
            let depth = c_int::try_from(depth).unwrap_or(c_int::MAX);
            Arc::new(Found { depth, record, cert: cert.as_ref().map(x509_of), key })
        });
        let old = self.inner.with(|inner| std::mem::replace(&mut inner.found, found));
        drop(old);
    }

    /// Forgets what matched.
    pub fn reset(&self) {
        self.keep(None);
    }

    /// What the last verification matched.
    pub fn found(&self) -> Option<Arc<Found>> {
        self.inner.with(|inner| inner.found.clone())
    }

    /// Adds a record.
    ///
    /// Errors: `SSL_R_DANE_TLSA_…` for what cannot be used;
    /// `ERR_R_MALLOC_FAILURE` for a full record without data.
    pub fn add(
        &self,
        methods: &Methods,
        (usage, selector, mtype): (u8, u8, u8),
        data: Option<&[u8]>,
    ) -> Result<()> {
        if usage > usage::DANE_EE {
            return Err(refused(ssl::R_DANE_TLSA_BAD_CERTIFICATE_USAGE));
        }
        if selector > SPKI {
            return Err(refused(ssl::R_DANE_TLSA_BAD_SELECTOR));
        }
        let digest = methods.get(mtype);
        if mtype != FULL && digest.is_none() {
            return Err(refused(ssl::R_DANE_TLSA_BAD_MATCHING_TYPE));
        }
        let len = data.map_or(0, <[u8]>::len);
        if data.is_some() && digest.is_some_and(|(md, _)| md.size() != len) {
            return Err(refused(ssl::R_DANE_TLSA_BAD_DIGEST_LENGTH));
        }
        let data = data.ok_or_else(|| refused(ssl::R_DANE_TLSA_NULL_DATA))?;
        if len == 0 {
            // OpenSSL cannot copy nothing.
            return Err(refused(err::R_MALLOC_FAILURE));
        }
        let (mut key, mut cert) = (None, None);
        match (mtype, selector) {
            (FULL, CERT) => {
                let bad = |_| refused(ssl::R_DANE_TLSA_BAD_CERTIFICATE);
                let parsed = Cert::parse(data).map_err(bad)?;
                usable_key(parsed.spki()).map_err(bad)?;
                if matches!(usage, usage::PKIX_TA | usage::DANE_TA) {
                    cert = Some(link(&X509::from_cert(Arc::new(parsed)))?);
                }
            }
            (FULL, _) => {
                let bad = |_| refused(ssl::R_DANE_TLSA_BAD_PUBLIC_KEY);
                key = usable_key(data).map_err(bad)?.filter(|_| usage == usage::DANE_TA);
            }
            _ => {}
        }
        let (md, ordinal) = digest.map_or((None, 0), |(md, ordinal)| (Some(md), ordinal));
        let data = data.to_vec();
        self.inner.with(|inner| {
            inner.records.add(Record { usage, selector, mtype, ordinal, md, data, key });
            inner.records.certs.extend(cert);
        });
        Ok(())
    }
}
