//! What the extensions of a certificate say, as OpenSSL caches it.

use crate::der::reader::BitString;
use crate::err::Result;
use crate::pki::cert::{Cert, Span, algorithm_oid};
use crate::pki::ext::{self, AuthorityKeyId, BasicConstraints, Found, GeneralName};
use crate::pki::resources::{AsNumbers, Blocks};
use crate::pki::{issuer, oid, sigalg};

/// OpenSSL's `EXFLAG_…` bits (`X509_get_extension_flags`).
pub mod flag {
    #![allow(missing_docs, reason = "the names are OpenSSL's own")]
    pub const BCONS: u32 = 0x1;
    pub const KUSAGE: u32 = 0x2;
    pub const XKUSAGE: u32 = 0x4;
    pub const NSCERT: u32 = 0x8;
    pub const CA: u32 = 0x10;
    pub const SI: u32 = 0x20;
    pub const V1: u32 = 0x40;
    pub const INVALID: u32 = 0x80;
    pub const SET: u32 = 0x100;
    pub const CRITICAL: u32 = 0x200;
    pub const PROXY: u32 = 0x400;
    pub const INVALID_POLICY: u32 = 0x800;
    pub const FRESHEST: u32 = 0x1000;
    pub const SS: u32 = 0x2000;
    pub const BCONS_CRITICAL: u32 = 0x10000;
    pub const AKID_CRITICAL: u32 = 0x20000;
    pub const SKID_CRITICAL: u32 = 0x40000;
    pub const SAN_CRITICAL: u32 = 0x80000;
    pub const NO_FINGERPRINT: u32 = 0x100000;
}

/// Key usage bits (`X509_get_key_usage`).
pub mod usage {
    #![allow(missing_docs, reason = "the names are OpenSSL's own")]
    pub const DIGITAL_SIGNATURE: u32 = 0x80;
    pub const NON_REPUDIATION: u32 = 0x40;
    pub const KEY_ENCIPHERMENT: u32 = 0x20;
    pub const DATA_ENCIPHERMENT: u32 = 0x10;
    pub const KEY_AGREEMENT: u32 = 0x08;
    pub const KEY_CERT_SIGN: u32 = 0x04;
    pub const CRL_SIGN: u32 = 0x02;
    pub const ENCIPHER_ONLY: u32 = 0x01;
    pub const DECIPHER_ONLY: u32 = 0x8000;
}

/// Extended key usage bits (`X509_get_extended_key_usage`).
pub mod ext_usage {
    #![allow(missing_docs, reason = "the names are OpenSSL's own")]
    pub const SSL_SERVER: u32 = 0x1;
    pub const SSL_CLIENT: u32 = 0x2;
    pub const SMIME: u32 = 0x4;
    pub const CODE_SIGN: u32 = 0x8;
    pub const SGC: u32 = 0x10;
    pub const OCSP_SIGN: u32 = 0x20;
    pub const TIMESTAMP: u32 = 0x40;
    pub const DVCS: u32 = 0x80;
    pub const ANY: u32 = 0x100;
}

/// Netscape's certificate type bits.
pub mod ns_type {
    #![allow(missing_docs, reason = "the names are OpenSSL's own")]
    pub const SSL_CLIENT: u32 = 0x80;
    pub const SSL_SERVER: u32 = 0x40;
    pub const SMIME: u32 = 0x20;
    pub const SSL_CA: u32 = 0x04;
    pub const SMIME_CA: u32 = 0x02;
    pub const ANY_CA: u32 = 0x07;
}

/// The extensions' content that path validation asks for again and again.
#[derive(Debug, Default)]
pub struct Info {
    /// `EXFLAG_…` bits, see [`flag`].
    pub flags: u32,
    /// basicConstraints' path length; -1 if there is none.
    pub path_len: i64,
    /// proxyCertInfo's path length; -1 if there is none.
    pub proxy_path_len: i64,
    /// Key usage bits, see [`usage`]; 0 without the extension.
    pub key_usage: u32,
    /// Extended key usage bits, see [`ext_usage`].
    pub ext_key_usage: u32,
    /// Netscape's certificate type bits.
    pub ns_type: u32,
    pub(crate) subject_key_id: Option<Span>,
    pub(crate) authority_key_id: Option<Span>,
    pub(crate) alt_names: Option<Span>,
    pub(crate) name_constraints: Option<Span>,
    pub(crate) distribution_points: Option<Span>,
}

impl Info {
    /// Whether all the bits of `flags` are set.
    pub const fn has(&self, flags: u32) -> bool {
        self.flags & flags == flags
    }

    /// Reads the extensions of `cert`.
    pub(crate) fn of(cert: &Cert) -> Info {
        let mut info =
            Info { path_len: -1, proxy_path_len: -1, flags: flag::SET, ..Info::default() };
        if cert.version() == 0 {
            info.flags |= flag::V1;
        }
        info.read_constraints(cert);
        info.read_usages(cert);
        info.read_identifiers(cert);
        info.read_critical(cert);
        // Names last: whether it is self-signed needs the key identifiers.
        if cert.subject() == cert.issuer() {
            info.flags |= flag::SI;
            if issuer::matches_key_id(cert, &info, info.authority_key_id(cert).as_ref()).is_ok()
                && sigalg::key_fits(cert, algorithm_oid(cert.inner_algorithm()))
            {
                info.flags |= flag::SS;
            }
        }
        info
    }

    fn read_constraints(&mut self, cert: &Cert) {
        match decode(cert, oid::BASIC_CONSTRAINTS, BasicConstraints::parse) {
            Ok(Some((constraints, _))) => {
                self.flags |= flag::BCONS;
                if constraints.ca {
                    self.flags |= flag::CA;
                }
                match constraints.path_len {
                    Some(limit) if limit < 0 => self.flags |= flag::INVALID,
                    Some(limit) => self.path_len = limit,
                    None => {}
                }
            }
            Ok(None) => {}
            Err(Malformed) => self.flags |= flag::INVALID,
        }
        match decode(cert, oid::PROXY_CERT_INFO, ext::proxy_path_len) {
            Ok(Some((limit, _))) => {
                let absent = |oid| cert.extension(oid) == Found::Absent;
                if self.flags & flag::CA != 0
                    || !absent(oid::SUBJECT_ALT_NAME)
                    || !absent(oid::ISSUER_ALT_NAME)
                {
                    self.flags |= flag::INVALID;
                }
                self.proxy_path_len = limit.unwrap_or(-1);
                self.flags |= flag::PROXY;
            }
            Ok(None) => {}
            Err(Malformed) => self.flags |= flag::INVALID,
        }
    }

    fn read_usages(&mut self, cert: &Cert) {
        let two_bytes =
            |bits: BitString<'_>| u32::from(bits.byte(0)) | (u32::from(bits.byte(1)) << 8);
        match decode(cert, oid::KEY_USAGE, ext::bits) {
            Ok(Some((bits, _))) => {
                self.key_usage = two_bytes(bits);
                self.flags |= flag::KUSAGE;
                if self.key_usage == 0 {
                    self.flags |= flag::INVALID;
                }
            }
            Ok(None) => {}
            Err(Malformed) => self.flags |= flag::INVALID,
        }
        match decode(cert, oid::EXT_KEY_USAGE, ext::oids) {
            Ok(Some((purposes, _))) => {
                self.flags |= flag::XKUSAGE;
                self.ext_key_usage = purposes.into_iter().map(ext_usage_bit).fold(0, |a, b| a | b);
            }
            Ok(None) => {}
            Err(Malformed) => self.flags |= flag::INVALID,
        }
        match decode(cert, oid::NETSCAPE_CERT_TYPE, ext::bits) {
            Ok(Some((bits, _))) => {
                self.ns_type = u32::from(bits.byte(0));
                self.flags |= flag::NSCERT;
            }
            Ok(None) => {}
            Err(Malformed) => self.flags |= flag::INVALID,
        }
    }

    fn read_identifiers(&mut self, cert: &Cert) {
        let mut keep = |oid, check: fn(&[u8]) -> bool| match cert.extension(oid) {
            Found::Absent => None,
            Found::Once(found) if check(found.value) => Some(Span::of(cert.der(), found.value)),
            _ => {
                self.flags |= flag::INVALID;
                None
            }
        };
        let subject_key_id = keep(oid::SUBJECT_KEY_ID, |v| ext::key_id(v).is_ok());
        let authority_key_id = keep(oid::AUTHORITY_KEY_ID, |v| AuthorityKeyId::parse(v).is_ok());
        let alt_names = keep(oid::SUBJECT_ALT_NAME, |v| ext::general_names(v).is_ok());
        let constraints = keep(oid::NAME_CONSTRAINTS, |v| ext::NameConstraints::parse(v).is_ok());
        let points = keep(oid::CRL_DISTRIBUTION_POINTS, |v| ext::distribution_points(v).is_ok());
        // What RFC 3779 grants is looked at where a path is validated.
        keep(oid::IP_ADDR_BLOCKS, |v| Blocks::parse(v).is_ok());
        keep(oid::AS_NUMBERS, |v| AsNumbers::parse(v).is_ok());
        self.subject_key_id = subject_key_id;
        self.authority_key_id = authority_key_id;
        self.alt_names = alt_names;
        self.name_constraints = constraints;
        self.distribution_points = points;
    }

    fn read_critical(&mut self, cert: &Cert) {
        for extension in cert.extensions() {
            if extension.oid == oid::FRESHEST_CRL {
                self.flags |= flag::FRESHEST;
            }
            if !extension.critical {
                continue;
            }
            if !supported(extension.oid) {
                self.flags |= flag::CRITICAL;
                break;
            }
            self.flags |= match extension.oid {
                oid::BASIC_CONSTRAINTS => flag::BCONS_CRITICAL,
                oid::AUTHORITY_KEY_ID => flag::AKID_CRITICAL,
                oid::SUBJECT_KEY_ID => flag::SKID_CRITICAL,
                oid::SUBJECT_ALT_NAME => flag::SAN_CRITICAL,
                _ => 0,
            };
        }
    }

    /// The subject key identifier of `cert`, whose info this is.
    pub(crate) fn subject_key_id<'a>(&self, cert: &'a Cert) -> Option<&'a [u8]> {
        self.subject_key_id.and_then(|span| ext::key_id(span.get(cert.der())).ok())
    }

    /// The authority key identifier of `cert`, whose info this is.
    pub(crate) fn authority_key_id<'a>(&self, cert: &'a Cert) -> Option<AuthorityKeyId<'a>> {
        self.authority_key_id.and_then(|span| AuthorityKeyId::parse(span.get(cert.der())).ok())
    }
}

impl Cert {
    /// The subject key identifier, if there is a good one.
    pub fn subject_key_id(&self) -> Option<&[u8]> {
        self.info().subject_key_id(self)
    }

    /// The authority key identifier, if there is a good one.
    pub fn authority_key_id(&self) -> Option<AuthorityKeyId<'_>> {
        self.info().authority_key_id(self)
    }

    /// The subject alternative names; `None` without a good extension.
    pub fn alt_names(&self) -> Option<Vec<GeneralName<'_>>> {
        self.info().alt_names.and_then(|span| ext::general_names(span.get(self.der())).ok())
    }

    /// The name constraints, if there are good ones.
    pub fn name_constraints(&self) -> Option<ext::NameConstraints<'_>> {
        self.info()
            .name_constraints
            .and_then(|span| ext::NameConstraints::parse(span.get(self.der())).ok())
    }

    /// The CRL distribution points, if there are good ones.
    pub fn distribution_points(&self) -> Option<Vec<ext::DistributionPoint<'_>>> {
        self.info()
            .distribution_points
            .and_then(|span| ext::distribution_points(span.get(self.der())).ok())
    }

    /// Whether the certificate has the `EXFLAG_…` bits `flags`.
    pub fn has(&self, flags: u32) -> bool {
        self.info().has(flags)
    }
}

/// An extension is there twice or does not decode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed;

/// The one extension of type `oid`, decoded by `parse`, and whether it is
/// critical.
pub fn decode<'a, T>(
    cert: &'a Cert,
    oid: &[u8],
    parse: impl FnOnce(&'a [u8]) -> Result<T>,
) -> std::result::Result<Option<(T, bool)>, Malformed> {
    match cert.extension(oid) {
        Found::Absent => Ok(None),
        Found::Repeated => Err(Malformed),
        Found::Once(extension) => match parse(extension.value) {
            Ok(value) => Ok(Some((value, extension.critical))),
            Err(_) => Err(Malformed),
        },
    }
}

fn ext_usage_bit(purpose: &[u8]) -> u32 {
    match purpose {
        oid::SERVER_AUTH => ext_usage::SSL_SERVER,
        oid::CLIENT_AUTH => ext_usage::SSL_CLIENT,
        oid::EMAIL_PROTECTION => ext_usage::SMIME,
        oid::CODE_SIGNING => ext_usage::CODE_SIGN,
        oid::MICROSOFT_SGC | oid::NETSCAPE_SGC => ext_usage::SGC,
        oid::OCSP_SIGNING => ext_usage::OCSP_SIGN,
        oid::TIME_STAMPING => ext_usage::TIMESTAMP,
        oid::DVCS => ext_usage::DVCS,
        oid::ANY_EXT_KEY_USAGE => ext_usage::ANY,
        _ => 0,
    }
}

/// Whether path validation handles extensions of this type, so that they may
/// be critical (`X509_supported_extension`).
pub fn supported(extension: &[u8]) -> bool {
    matches!(
        extension,
        oid::NETSCAPE_CERT_TYPE
            | oid::KEY_USAGE
            | oid::SUBJECT_ALT_NAME
            | oid::BASIC_CONSTRAINTS
            | oid::CERTIFICATE_POLICIES
            | oid::CRL_DISTRIBUTION_POINTS
            | oid::EXT_KEY_USAGE
            | oid::IP_ADDR_BLOCKS
            | oid::AS_NUMBERS
            | oid::OCSP_NO_CHECK
            | oid::POLICY_CONSTRAINTS
            | oid::PROXY_CERT_INFO
            | oid::NAME_CONSTRAINTS
            | oid::POLICY_MAPPINGS
            | oid::INHIBIT_ANY_POLICY
    )
}
