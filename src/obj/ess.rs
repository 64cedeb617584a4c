//! Enhanced security services (RFC 2634, RFC 5035): which certificate a
//! signature was made with, as a signed attribute.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use super::asn1::codec::{Kind, Opt, OptSeq, Req, Seq, StackOf};
use super::asn1::integer;
use super::asn1::primitive::{Integer, Octets, v};
use super::asn1::reader::Reader;
use super::cms::signing::{name_digest, only};
use super::evp_md::{EVP_MD, digest};
use super::objects::nid;
use super::pkcs7::parties::md_of;
use super::x509::algorithm::X509_ALGOR;
use super::x509::request::X509_ATTRIBUTE;
use super::x509::v3::general::{GENERAL_NAME, Value, kind};
use super::x509::v3::types::POLICYINFO;
use super::x509::{X509, X509_NAME};
use crate::abi::layout::asn1::ASN1_STRING;
use crate::abi::stack;
use crate::asn1_sequence;
use crate::crypto::digest::Md;
use crate::err::{Error, Lib, Result, ess};
use std::ffi::c_int;
use std::sync::Arc;

asn1_sequence! {
    /// The issuer of a certificate, and its number.
    ESS_ISSUER_SERIAL {
        /// The issuer.
        issuer: Seq<GENERAL_NAME>,
        /// The number.
        serial: Req<Integer>,
    }

    /// A certificate by its SHA-1 digest.
    ESS_CERT_ID {
        /// The digest.
        hash: Req<Octets>,
        /// Issuer and number.
        issuer_serial: Opt<ESS_ISSUER_SERIAL>,
    }

    /// The certificate of a signer, and others.
    ESS_SIGNING_CERT {
        /// The certificates, the signer's first.
        cert_ids: Seq<ESS_CERT_ID>,
        /// Policies.
        policy_info: OptSeq<POLICYINFO>,
    }

    /// A certificate by any digest.
    ESS_CERT_ID_V2 {
        /// The digest's algorithm; SHA-256 if absent.
        hash_alg: Opt<X509_ALGOR>,
        /// The digest.
        hash: Req<Octets>,
        /// Issuer and number.
        issuer_serial: Opt<ESS_ISSUER_SERIAL>,
    }

    /// The certificate of a signer, and others.
    ESS_SIGNING_CERT_V2 {
        /// The certificates, the signer's first.
        cert_ids: Seq<ESS_CERT_ID_V2>,
        /// Policies.
        policy_info: OptSeq<POLICYINFO>,
    }
}

#[track_caller]
fn error(reason: c_int) -> Error {
    Error::new(Lib::Ess, reason)
}

/// That no attribute says which certificate it is.
#[track_caller]
pub fn missing() -> Error {
    error(ess::R_MISSING_SIGNING_CERTIFICATE_ATTRIBUTE)
}

fn issuer_serial(cert: &X509) -> Result<Box<ESS_ISSUER_SERIAL>> {
    let info = cert.info()?;
    let made = ESS_ISSUER_SERIAL::blank();
    let issuer = info.issuer.get().ok_or_else(Error::quiet)?;
    let serial = info.serialNumber.get().ok_or_else(Error::quiet)?;
    let name = stack::give::<X509_NAME>(X509_NAME::duplicate(issuer)?);
    made.issuer.made()?.push_owner::<GENERAL_NAME>(GENERAL_NAME::of(kind::DIRNAME, name));
    made.serial.set(Some(serial.duplicate()?));
    Ok(made)
}

fn by_sha1(cert: &X509, with_issuer: bool) -> Result<Box<ESS_CERT_ID>> {
    let id = ESS_CERT_ID::blank();
    let sum = digest(Md::Sha1, &cert.der())?;
    id.hash.set(Some(ASN1_STRING::with(v::OCTET_STRING, &sum)?));
    id.issuer_serial.set(with_issuer.then(|| issuer_serial(cert)).transpose()?);
    Ok(id)
}

fn by_digest(cert: &X509, md: Md, with_issuer: bool) -> Result<Box<ESS_CERT_ID_V2>> {
    let id = ESS_CERT_ID_V2::blank();
    if md != Md::Sha256 {
        name_digest(&id.hash_alg, EVP_MD::of(md))?;
    }
    let sum = digest(md, &cert.der())?;
    id.hash.set(Some(ASN1_STRING::with(v::OCTET_STRING, &sum)?));
    id.issuer_serial.set(with_issuer.then(|| issuer_serial(cert)).transpose()?);
    Ok(id)
}

/// Names a signer's certificate and others by SHA-1, the others with their
/// issuers and the signer's with it if `with_issuer` says so.
pub fn signing_cert(
    cert: &X509,
    others: &[&X509],
    with_issuer: bool,
) -> Result<Box<ESS_SIGNING_CERT>> {
    let made = ESS_SIGNING_CERT::blank();
    made.cert_ids.made()?.push_owner::<ESS_CERT_ID>(by_sha1(cert, with_issuer)?);
    for other in others {
        made.cert_ids.made()?.push_owner::<ESS_CERT_ID>(by_sha1(other, true)?);
    }
    Ok(made)
}

/// Names certificates by any digest; see [`signing_cert`].
pub fn signing_cert_v2(
    md: Md,
    cert: &X509,
    others: &[&X509],
    with_issuer: bool,
) -> Result<Box<ESS_SIGNING_CERT_V2>> {
    let made = ESS_SIGNING_CERT_V2::blank();
    made.cert_ids.made()?.push_owner::<ESS_CERT_ID_V2>(by_digest(cert, md, with_issuer)?);
    for other in others {
        made.cert_ids.made()?.push_owner::<ESS_CERT_ID_V2>(by_digest(other, md, true)?);
    }
    Ok(made)
}

/// The attribute that names a signer's certificate: its NID and value, by
/// SHA-1 in the old form, by other digests in the new one.
pub fn signing_certificate(cert: &X509, md: Md) -> Result<(c_int, Vec<u8>)> {
    if md == Md::Sha1 {
        let made = signing_cert(cert, &[], true)?;
        return Ok((nid::SIGNING_CERTIFICATE, ESS_SIGNING_CERT::encode(&made)));
    }
    let made = signing_cert_v2(md, cert, &[], true)?;
    Ok((nid::SIGNING_CERTIFICATE_V2, ESS_SIGNING_CERT_V2::encode(&made)))
}

fn names(id: &ESS_ISSUER_SERIAL, cert: &X509) -> Result<bool> {
    let info = cert.info()?;
    let all = id.issuer.items();
    let [one] = all.as_slice() else { return Ok(false) };
    let Value::Directory(name) = one.value() else { return Ok(false) };
    let numbers = id.serial.get().zip(info.serialNumber.get());
    let own = info.issuer.get().ok_or_else(Error::quiet)?;
    Ok(name.compare(own)? == 0 && numbers.is_some_and(|(a, b)| integer::compare(a, b) == 0))
}

/// Finds the certificate that a digest, and perhaps issuer and number, name:
/// the first of the chain for the first of them, another for another.
///
/// Errors: `ESS_R_ESS_CERT_ID_WRONG_ORDER`, `ESS_R_ESS_CERT_ID_NOT_FOUND`.
fn find(
    (hash, id): (Option<&ASN1_STRING>, Option<&ESS_ISSUER_SERIAL>),
    md: Md,
    at: usize,
    chain: &[Arc<X509>],
) -> Result<()> {
    let hash = hash.map_or(&[][..], ASN1_STRING::bytes);
    for (place, cert) in chain.iter().enumerate() {
        let sum = digest(md, &cert.der())?;
        if &*sum != hash || !id.map_or(Ok(true), |id| names(id, cert))? {
            continue;
        }
        return match (place == 0) == (at == 0) {
            true => Ok(()),
            false => Err(error(ess::R_ESS_CERT_ID_WRONG_ORDER)),
        };
    }
    Err(error(ess::R_ESS_CERT_ID_NOT_FOUND))
}

fn read<K: Kind>(
    list: &StackOf<X509_ATTRIBUTE>,
    number: c_int,
) -> Option<super::asn1::codec::OwnerOf<K>> {
    let der = only(list, number, v::SEQUENCE)?;
    K::read(&mut Reader::new(der.bytes()), None).ok()
}

/// Whether the certificates that signed attributes name are those of the
/// signer's chain.
///
/// Errors: as [`check_lists`].
pub fn check(list: &StackOf<X509_ATTRIBUTE>, chain: &[Arc<X509>]) -> Result<()> {
    let old = read::<ESS_SIGNING_CERT>(list, nid::SIGNING_CERTIFICATE);
    let new = read::<ESS_SIGNING_CERT_V2>(list, nid::SIGNING_CERTIFICATE_V2);
    check_lists(old.as_deref(), new.as_deref(), chain, true)
}

/// Whether the certificates that either form names are those of a chain;
/// there must be one of them if it is `required`.
///
/// Errors: `ESS_R_MISSING_SIGNING_CERTIFICATE_ATTRIBUTE`,
/// `ESS_R_EMPTY_ESS_CERT_ID_LIST`, `ESS_R_ESS_DIGEST_ALG_UNKNOWN`, and those
/// of finding them.
pub fn check_lists(
    old: Option<&ESS_SIGNING_CERT>,
    new: Option<&ESS_SIGNING_CERT_V2>,
    chain: &[Arc<X509>],
    required: bool,
) -> Result<()> {
    if required && old.is_none() && new.is_none() {
        return Err(missing());
    }
    let (by_sha1, by_any) = (old.map(|o| o.cert_ids.items()), new.map(|n| n.cert_ids.items()));
    if by_sha1.as_ref().is_some_and(Vec::is_empty) || by_any.as_ref().is_some_and(Vec::is_empty) {
        return Err(error(ess::R_EMPTY_ESS_CERT_ID_LIST));
    }
    for (at, id) in by_sha1.unwrap_or_default().into_iter().enumerate() {
        find((id.hash.get(), id.issuer_serial.get()), Md::Sha1, at, chain)?;
    }
    for (at, id) in by_any.unwrap_or_default().into_iter().enumerate() {
        let md = match id.hash_alg.get() {
            None => Md::Sha256,
            some => {
                let md = md_of(some).ok_or_else(|| error(ess::R_ESS_DIGEST_ALG_UNKNOWN))?;
                md.md()?
            }
        };
        find((id.hash.get(), id.issuer_serial.get()), md, at, chain)?;
    }
    Ok(())
}
