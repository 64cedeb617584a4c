//! Delta lists: what a newer revocation list revokes beyond an older one.

use super::X509_CRL;
use super::crl::{X509_CRL_INFO, X509_REVOKED};
use super::extension::X509_EXTENSION;
use super::name::X509_NAME;
use crate::abi::StaticOrBox;
use crate::abi::layout::Owned;
use crate::abi::layout::asn1::ASN1_STRING;
use crate::err::{Error, Lib, Result, x509};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::integer;
use crate::obj::asn1::primitive::{Integer, v};
use crate::obj::objects::{known, nid};
use std::ffi::c_int;
use std::sync::Arc;

#[track_caller]
fn error(reason: c_int) -> Error {
    Error::new(Lib::X509, reason)
}

/// The value of the only extension of a type; an error if there are several.
fn single(list: &X509_CRL_INFO, number: c_int) -> Result<Option<&[u8]>> {
    let mut found = list.extensions.items().into_iter().filter(|e| e.nid() == number);
    let first = found.next();
    if found.next().is_some() {
        return Err(Error::quiet());
    }
    Ok(first.map(X509_EXTENSION::bytes))
}

/// The number of a list that was read or signed.
fn number(list: &X509_CRL) -> Result<Box<ASN1_STRING>> {
    let none = || error(x509::R_NO_CRL_NUMBER);
    if !list.is_whole() {
        return Err(none());
    }
    let value = single(list.info()?, nid::CRL_NUMBER).map_err(|_| none())?.ok_or_else(none)?;
    Integer::decode(value).map(|(number, _)| number).map_err(|_| none())
}

/// Whether two lists say the same in an extension.
fn same(a: &X509_CRL_INFO, b: &X509_CRL_INFO, number: c_int) -> bool {
    matches!((single(a, number), single(b, number)), (Ok(a), Ok(b)) if a == b)
}

/// A list of what `newer` revokes and `base` does not, not signed yet.
/// `verify` is asked about both, once they are known to belong together.
///
/// Errors: `X509_R_CRL_ALREADY_DELTA`, `X509_R_NO_CRL_NUMBER`,
/// `X509_R_ISSUER_MISMATCH`, `X509_R_AKID_MISMATCH`, `X509_R_IDP_MISMATCH`,
/// `X509_R_NEWER_CRL_NOT_NEWER`.
pub fn difference(
    base: &X509_CRL,
    newer: &X509_CRL,
    verify: impl Fn(&X509_CRL) -> Result<()>,
) -> Result<Arc<X509_CRL>> {
    let (old, new) = (base.info()?, newer.info()?);
    let is_delta = |list: &X509_CRL_INFO| !matches!(single(list, nid::DELTA_CRL), Ok(None));
    if is_delta(old) || is_delta(new) {
        return Err(error(x509::R_CRL_ALREADY_DELTA));
    }
    let (base_number, newer_number) = (number(base)?, number(newer)?);
    let canonical = |name: &Owned<X509_NAME>| name.get().and_then(|name| name.canonical().ok());
    if canonical(&old.issuer) != canonical(&new.issuer) {
        return Err(error(x509::R_ISSUER_MISMATCH));
    }
    if !same(old, new, nid::AUTHORITY_KEY_IDENTIFIER) {
        return Err(error(x509::R_AKID_MISMATCH));
    }
    if !same(old, new, nid::ISSUING_DISTRIBUTION_POINT) {
        return Err(error(x509::R_IDP_MISMATCH));
    }
    if integer::compare(&newer_number, &base_number) <= 0 {
        return Err(error(x509::R_NEWER_CRL_NOT_NEWER));
    }
    verify(base)?;
    verify(newer)?;

    let made = X509_CRL::new();
    let info = made.info()?;
    let version = ASN1_STRING::new(v::INTEGER);
    integer::set(&version, v::INTEGER, false, 1)?;
    info.version.set(Some(version));
    info.issuer.set(new.issuer.get().map(X509_NAME::duplicate).transpose()?);
    info.lastUpdate.set(new.lastUpdate.get().map(ASN1_STRING::duplicate).transpose()?);
    info.nextUpdate.set(new.nextUpdate.get().map(ASN1_STRING::duplicate).transpose()?);
    let indicator = StaticOrBox::Static(known(nid::DELTA_CRL)?);
    let indicator = X509_EXTENSION::of(indicator, true, &Integer::encode(&base_number))?;
    let extensions = info.extensions.made()?;
    extensions.push_owner::<X509_EXTENSION>(indicator);
    for extension in new.extensions.items() {
        extensions.push_owner::<X509_EXTENSION>(X509_EXTENSION::duplicate(extension)?);
    }
    for entry in new.revoked.items() {
        let serial = entry.serialNumber.get().ok_or_else(Error::quiet)?;
        if base.find(serial, None)?.is_none() {
            info.revoked.made()?.push_owner::<X509_REVOKED>(X509_REVOKED::duplicate(entry)?);
        }
    }
    Ok(made)
}
