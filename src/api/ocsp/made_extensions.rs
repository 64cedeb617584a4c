//! Extensions of OCSP, made from texts.

use crate::abi::layout::asn1::ASN1_STRING;
use crate::abi::{Arg, Give, In, Out, StaticOrBox, Str, entry};
use crate::der::write;
use crate::err::{self, Error, Lib, Result};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::primitive::{GeneralizedTime, Integer, v};
use crate::obj::asn1::{integer, time};
use crate::obj::objects;
use crate::obj::x509::X509_NAME;
use crate::obj::x509::extension::X509_EXTENSION;
use std::ffi::{CStr, c_char, c_int, c_long};

/// `NID_id_pkix_OCSP_CrlID`.
const CRL_ID: c_int = 367;
/// `NID_id_pkix_OCSP_acceptableResponses`.
const ACCEPTABLE: c_int = 368;
/// `NID_id_pkix_OCSP_archiveCutoff`.
const CUTOFF: c_int = 370;
/// `NID_id_pkix_OCSP_serviceLocator`.
const LOCATOR: c_int = 371;
/// `NID_ad_OCSP`.
const BY_OCSP: c_int = 178;
/// `[6]` of a GeneralName: an address.
const ADDRESS: u8 = 0x86;
/// An IA5String.
const IA5: u8 = 0x16;

fn extension(nid: c_int, value: &[u8]) -> Result<Give<X509_EXTENSION>> {
    let object = StaticOrBox::Static(objects::known(nid)?);
    X509_EXTENSION::of(object, false, value).map(Give::new)
}

/// The strings of an array that NULL ends; none for NULL.
fn texts<T: Copy>(first: &Out<T>, text: impl Fn(T) -> Arg) -> Result<Vec<&'static CStr>> {
    let mut all = Vec::new();
    if !first.is_null() {
        while let Some(next) = text(first.offset(all.len()).read()?).str() {
            all.push(next);
        }
    }
    Ok(all)
}

/// A time in DER.
fn time(text: &CStr) -> Result<Vec<u8>> {
    let made = ASN1_STRING::new(v::GENERALIZEDTIME);
    match time::store_text(Some(&made), text.to_bytes(), v::GENERALIZEDTIME)? {
        true => Ok(GeneralizedTime::encode(&made)),
        false => Err(Error::quiet()),
    }
}

/// The extension that names the revocation list of an answer: its address,
/// number and time, each of which may be NULL.
///
/// Returns: NULL on failure. Ownership: C frees it.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_crlID_new(
    url: Str,
    n: Out<c_long>,
    tim: *mut c_char,
) -> Give<X509_EXTENSION> {
    entry(Give::null(), || {
        let mut parts = Vec::new();
        if let Some(url) = url.opt() {
            parts.push(write::tlv(0xa0, &write::tlv(IA5, url.to_bytes())));
        }
        if !n.is_null() {
            let number = n.read()?;
            let made = ASN1_STRING::new(v::INTEGER);
            integer::set(&made, v::INTEGER, number < 0, number.unsigned_abs())?;
            parts.push(write::tlv(0xa1, &Integer::encode(&made)));
        }
        if let Some(text) = Arg(tim.cast()).str() {
            parts.push(write::tlv(0xa2, &time(text)?));
        }
        let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        extension(CRL_ID, &write::sequence(&parts))
    })
}

/// The extension that says which kinds of answer are taken: names of types in
/// an array that NULL ends. Those that are not known are left out.
///
/// Returns: NULL on failure. Ownership: C frees it.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_accept_responses_new(oids: Out<*mut c_char>) -> Give<X509_EXTENSION> {
    entry(Give::null(), || {
        let known = |name: &CStr| {
            let found = objects::from_text(name, false).ok()?;
            (found.nid() != 0).then(|| write::oid(found.der()))
        };
        let oids = texts(&oids, |name| Arg(name.cast()))?;
        let names: Vec<Vec<u8>> = oids.into_iter().filter_map(known).collect();
        extension(ACCEPTABLE, &write::sequence(&[&names.concat()]))
    })
}

/// The extension that says up to when old states are kept.
///
/// Returns: NULL for what is no GeneralizedTime. Ownership: C frees it.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_archive_cutoff_new(tim: *mut c_char) -> Give<X509_EXTENSION> {
    entry(Give::null(), || {
        let text = Arg(tim.cast()).str();
        let text = text.ok_or_else(|| Error::new(Lib::Ocsp, err::R_PASSED_NULL_PARAMETER))?;
        extension(CUTOFF, &time(text)?)
    })
}

/// The extension that tells where the responders of an issuer are, by their
/// addresses in an array that NULL ends.
///
/// Returns: NULL on failure. Ownership: C frees it.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_url_svcloc_new(
    issuer: In<X509_NAME>,
    urls: Out<*const c_char>,
) -> Give<X509_EXTENSION> {
    entry(Give::null(), || {
        let name = X509_NAME::encode(issuer.get()?);
        let method = write::oid(objects::known(BY_OCSP)?.der());
        let place = |url: &CStr| write::sequence(&[&method, &write::tlv(ADDRESS, url.to_bytes())]);
        let urls = texts(&urls, |url| Arg(url.cast_mut().cast()))?;
        let places: Vec<Vec<u8>> = urls.into_iter().map(place).collect();
        let locator =
            if places.is_empty() { Vec::new() } else { write::sequence(&[&places.concat()]) };
        extension(LOCATOR, &write::sequence(&[&name, &locator]))
    })
}
