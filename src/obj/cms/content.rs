//! Where a content keeps its octets, and what kind of content they are.

use super::values::{CMS_EncapsulatedContentInfo, CMS_EncryptedContentInfo};
use super::{CMS_ContentInfo, Content, error};
use crate::abi::layout::Owned;
use crate::abi::layout::asn1::{ASN1_STRING, CONT};
use crate::err::{Error, Result, cms};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::primitive::{Octets, v};
use crate::obj::objects::{ASN1_OBJECT, Object};

/// What is signed, digested or compressed.
fn encapsulated(of: &CMS_ContentInfo) -> Option<&CMS_EncapsulatedContentInfo> {
    match of.content() {
        Content::Signed(signed) => signed.encapContentInfo.get(),
        Content::Digested(digested) => digested.encapContentInfo.get(),
        Content::Authenticated(coded) => coded.encapContentInfo.get(),
        Content::Compressed(packed) => packed.encapContentInfo.get(),
        _ => None,
    }
}

/// What is encrypted.
pub fn encrypted(of: &CMS_ContentInfo) -> Option<&CMS_EncryptedContentInfo> {
    match of.content() {
        Content::Enveloped(sealed) => sealed.encryptedContentInfo.get(),
        Content::Encrypted(sealed) => sealed.encryptedContentInfo.get(),
        Content::Sealed(sealed) => sealed.authEncryptedContentInfo.get(),
        _ => None,
    }
}

/// Where the octets of a content are, or would be.
///
/// Errors: `CMS_R_UNSUPPORTED_CONTENT_TYPE`.
pub enum Place<'a> {
    /// A field, empty if they are somewhere else.
    Field(&'a Owned<ASN1_STRING>),
    /// A value of another kind.
    Other(&'a ASN1_STRING),
}

impl<'a> Place<'a> {
    /// The octets, if they are there.
    pub fn octets(&self) -> Option<&'a ASN1_STRING> {
        match self {
            Place::Field(field) => field.get(),
            Place::Other(octets) => Some(octets),
        }
    }
}

/// Finds where the octets of a content are.
///
/// Errors: `CMS_R_UNSUPPORTED_CONTENT_TYPE`.
pub fn place(of: &CMS_ContentInfo) -> Result<Place<'_>> {
    let field = match of.content() {
        Content::Data(_) => Some(&of.data),
        Content::None if of.nid() == crate::obj::objects::nid::PKCS7_DATA => Some(&of.data),
        Content::Other(other) => {
            let octets = other.string(v::OCTET_STRING);
            return octets.map(Place::Other).ok_or_else(unsupported);
        }
        _ => encapsulated(of)
            .map(|inner| &inner.eContent)
            .or_else(|| encrypted(of).map(|inner| &inner.encryptedContent)),
    };
    field.map(Place::Field).ok_or_else(unsupported)
}

#[track_caller]
fn unsupported() -> Error {
    error(cms::R_UNSUPPORTED_CONTENT_TYPE)
}

/// Fails unless the octets are there.
///
/// Errors: `CMS_R_NO_CONTENT`.
pub fn demand(of: &CMS_ContentInfo) -> Result<()> {
    let none = || error(cms::R_NO_CONTENT);
    let there = place(of).map_err(|cause| {
        crate::err::push(&cause, "CMS_get0_content");
        none()
    })?;
    there.octets().map(|_| ()).ok_or_else(none)
}

/// Makes room for octets that are to come, or takes them out.
pub fn set_detached(of: &CMS_ContentInfo, detached: bool) -> Result<()> {
    let Place::Field(field) = place(of)? else { return Ok(()) };
    if detached {
        field.set(None);
        return Ok(());
    }
    if field.get().is_none() {
        field.set(Some(Octets::blank()));
    }
    if let Some(octets) = field.get() {
        octets.flags.set(octets.flags.get() | CONT);
    }
    Ok(())
}

/// The field that says what kind of content is inside.
///
/// Errors: `CMS_R_UNSUPPORTED_CONTENT_TYPE`.
pub fn inner_type(of: &CMS_ContentInfo) -> Result<&Owned<ASN1_OBJECT>> {
    encapsulated(of)
        .map(|inner| &inner.eContentType)
        .or_else(|| encrypted(of).map(|inner| &inner.contentType))
        .ok_or_else(unsupported)
}

/// A copy of what kind of content is inside.
pub fn inner_type_copy(of: &CMS_ContentInfo) -> Result<Object> {
    let kind = inner_type(of)?.get().ok_or_else(Error::quiet)?;
    Ok(kind.duplicate())
}
