//! Signed receipts (RFC 2634, section 2): who asks for them, and what is given.

use super::content::{Place, inner_type, place};
use super::signer::{signed, signers};
use super::signing::{add_signer, add_string, only};
use super::values::{CMS_Receipt, CMS_ReceiptRequest, CMS_SignerInfo};
use super::whole::flags::{BINARY, DETACHED, PARTIAL, STREAM, TEXT};
use super::whole::{complete, sign, verify};
use super::{CMS_ContentInfo, error, object};
use crate::abi::layout::asn1::ASN1_STRING;
use crate::err::{self, Error, Lib, Result, asn1, cms};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::primitive::{Value, v};
use crate::obj::evp_md::digest;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::objects::{ASN1_OBJECT, nid};
use crate::obj::pkcs7::attribute::PKCS7_ATTR_VERIFY;
use crate::obj::pkcs7::parties::md_of;
use crate::obj::pkcs7::pipe::reading;
use crate::obj::pkcs7::smime::{Signing, Verifying};
use crate::obj::x509::X509;
use std::ffi::c_int;
use std::sync::Arc;

/// What a signer asks for; `None` if that is nothing.
///
/// Errors: `ASN1_R_DECODE_ERROR` if it cannot be read.
pub fn request_of(si: &CMS_SignerInfo) -> Result<Option<Box<CMS_ReceiptRequest>>> {
    let Some(der) = only(&si.signedAttrs, nid::CMS_RECEIPT_REQUEST, v::SEQUENCE) else {
        return Ok(None);
    };
    let read = CMS_ReceiptRequest::decode(der.bytes()).map_err(|cause| {
        err::push(&cause, "ASN1_item_unpack");
        Error::new(Lib::Asn1, asn1::R_DECODE_ERROR)
    })?;
    Ok(Some(read.0))
}

/// What kind of content a signer says that it signs.
fn kind_of(si: &CMS_SignerInfo) -> Option<&ASN1_OBJECT> {
    let all = si.signedAttrs.items();
    let is = |a: &&crate::obj::x509::request::X509_ATTRIBUTE| {
        a.object.get().is_some_and(|o| o.nid() == nid::PKCS9_CONTENTTYPE)
    };
    let mut found = all.into_iter().filter(is);
    let one = found.next().filter(|_| found.next().is_none())?;
    match one.set.items().as_slice() {
        [value] => match value.value() {
            Value::Object(kind) => Some(kind),
            _ => None,
        },
        _ => None,
    }
}

/// The digest of what a signer signs.
///
/// Errors: `CMS_R_UNKNOWN_DIGEST_ALGORITHM`.
fn digest_of(si: &CMS_SignerInfo) -> Result<Vec<u8>> {
    let unknown = || error(cms::R_UNKNOWN_DIGEST_ALGORITHM);
    let md = md_of(si.digestAlgorithm.get()).ok_or_else(unknown)?.md()?;
    let list = si.signedAttrs.stack().ok_or_else(|| error(cms::R_MSGSIGDIGEST_ERROR))?;
    digest(md, &PKCS7_ATTR_VERIFY::encode(list)).map(|sum| sum.to_vec())
}

/// The receipt for a signature that asks for one.
///
/// Errors: `CMS_R_NO_RECEIPT_REQUEST`, `CMS_R_NO_CONTENT_TYPE`.
fn receipt_for(si: &CMS_SignerInfo) -> Result<Vec<u8>> {
    let asked = request_of(si).inspect_err(|cause| err::push(cause, "CMS_get1_ReceiptRequest"));
    let none = || error(cms::R_NO_RECEIPT_REQUEST);
    let asked = asked.ok().flatten().ok_or_else(none)?;
    let kind = kind_of(si).ok_or_else(|| error(cms::R_NO_CONTENT_TYPE))?;
    let made = CMS_Receipt::blank();
    made.version.set(1);
    made.contentType.set(Some(kind.duplicate()));
    made.signedContentIdentifier.set(asked.signedContentIdentifier.take());
    let signature = si.signature.get().ok_or_else(Error::quiet)?;
    made.originatorSignatureValue.set(Some(signature.duplicate()?));
    Ok(CMS_Receipt::encode(&made))
}

/// Signs a receipt for a signature.
///
/// Errors: `CMS_R_ADD_SIGNER_ERROR`, and those of [`receipt_for`].
pub fn give(
    si: &CMS_SignerInfo,
    (cert, key): (Arc<X509>, Arc<EVP_PKEY>),
    certs: Vec<Arc<X509>>,
    flags: c_int,
) -> Result<Box<CMS_ContentInfo>> {
    // The content is put into its place below.
    let flags = flags & !(STREAM | TEXT) | PARTIAL | BINARY | DETACHED;
    let made = sign(Signing { signer: None, certs }, None, flags)?;
    inner_type(&made)?.set(Some(object(nid::CMS_RECEIPT)?));
    let own = add_signer(&made, &cert, key, None, flags).map_err(|cause| {
        err::push(&cause, "CMS_add1_signer");
        error(cms::R_ADD_SIGNER_ERROR)
    })?;
    let der = receipt_for(si)?;
    add_string(own, nid::MSG_SIG_DIGEST, v::OCTET_STRING, &digest_of(si)?)?;
    complete(&made, Some(&reading(&der)?), None, flags)?;
    let Place::Field(field) = place(&made)? else { return Err(Error::quiet()) };
    field.set(Some(ASN1_STRING::with(v::OCTET_STRING, &der)?));
    Ok(made)
}

/// Whether a receipt is signed by who is trusted, and for a message.
///
/// Errors: those of [`verify`] and [`is_for`].
pub fn check(
    receipt: &CMS_ContentInfo,
    message: &CMS_ContentInfo,
    with: &Verifying<'_>,
    flags: c_int,
) -> Result<()> {
    let flags = flags & !(DETACHED | TEXT);
    verify(receipt, with, flags)
        .inspect_err(|cause| err::push(cause, "CMS_verify"))
        .map_err(|_| Error::quiet())?;
    is_for(receipt, message)
}

/// Whether a receipt is for a signature of a message.
///
/// Errors: `CMS_R_NEED_ONE_SIGNER`, `CMS_R_NOT_A_SIGNED_RECEIPT`,
/// `CMS_R_NO_CONTENT`, `CMS_R_RECEIPT_DECODE_ERROR`,
/// `CMS_R_NO_MATCHING_SIGNATURE`, `CMS_R_MSGSIGDIGEST_ERROR`,
/// `CMS_R_NO_MSGSIGDIGEST`, `CMS_R_MSGSIGDIGEST_WRONG_LENGTH`,
/// `CMS_R_MSGSIGDIGEST_VERIFICATION_FAILURE`, `CMS_R_NO_CONTENT_TYPE`,
/// `CMS_R_CONTENT_TYPE_MISMATCH`, `CMS_R_NO_RECEIPT_REQUEST`,
/// `CMS_R_CONTENTIDENTIFIER_MISMATCH`.
fn is_for(receipt: &CMS_ContentInfo, message: &CMS_ContentInfo) -> Result<()> {
    let all = signers(receipt);
    signed(message)?;
    let [own] = all.as_slice() else { return Err(error(cms::R_NEED_ONE_SIGNER)) };
    if inner_type(receipt)?.get().map_or(0, ASN1_OBJECT::nid) != nid::CMS_RECEIPT {
        return Err(error(cms::R_NOT_A_SIGNED_RECEIPT));
    }
    let inside = place(receipt)?.octets().ok_or_else(|| error(cms::R_NO_CONTENT))?;
    let (says, _) = CMS_Receipt::decode(inside.bytes()).map_err(|cause| {
        err::push(&cause, "ASN1_item_unpack");
        err::push(&Error::new(Lib::Asn1, asn1::R_DECODE_ERROR), "ASN1_item_unpack");
        error(cms::R_RECEIPT_DECODE_ERROR)
    })?;
    let value = says.originatorSignatureValue.get().map(ASN1_STRING::bytes);
    let made_it = |si: &&CMS_SignerInfo| si.signature.get().map(ASN1_STRING::bytes) == value;
    let asker = signers(message).into_iter().find(made_it);
    let asker = asker.ok_or_else(|| error(cms::R_NO_MATCHING_SIGNATURE))?;
    let sum = digest_of(asker).map_err(|cause| {
        err::push(&cause, "cms_msgSigDigest");
        error(cms::R_MSGSIGDIGEST_ERROR)
    })?;
    let kept = only(&own.signedAttrs, nid::MSG_SIG_DIGEST, v::OCTET_STRING);
    let kept = kept.ok_or_else(|| error(cms::R_NO_MSGSIGDIGEST))?.bytes();
    if kept.len() != sum.len() {
        return Err(error(cms::R_MSGSIGDIGEST_WRONG_LENGTH));
    }
    if kept != sum {
        return Err(error(cms::R_MSGSIGDIGEST_VERIFICATION_FAILURE));
    }
    let kind = kind_of(asker).ok_or_else(|| error(cms::R_NO_CONTENT_TYPE))?;
    if says.contentType.get().is_none_or(|said| said.der() != kind.der()) {
        return Err(error(cms::R_CONTENT_TYPE_MISMATCH));
    }
    let asked = request_of(asker).inspect_err(|cause| err::push(cause, "CMS_get1_ReceiptRequest"));
    let none = || error(cms::R_NO_RECEIPT_REQUEST);
    let asked = asked.ok().flatten().ok_or_else(none)?;
    let id =
        |field: &crate::abi::layout::Owned<ASN1_STRING>| field.get().map(|id| id.bytes().to_vec());
    if id(&asked.signedContentIdentifier) != id(&says.signedContentIdentifier) {
        return Err(error(cms::R_CONTENTIDENTIFIER_MISMATCH));
    }
    Ok(())
}
