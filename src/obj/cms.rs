//! CMS (RFC 5652): signed, enveloped, digested, encrypted and authenticated
//! contents.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

pub mod agree;
pub mod content;
pub mod keys;
pub mod lists;
pub mod pipe;
pub mod receipt;
pub mod recipients;
pub mod seal;
pub mod signer;
pub mod signing;
pub mod stream;
pub mod values;
pub mod whole;

use super::asn1::codec::{Exp, Kind, Member, Req, SEQUENCE, close, member, open};
use super::asn1::primitive::{ASN1_TYPE, OctetsInPieces, Oid};
use super::asn1::reader::{Reader, Tag, bad, nested, put_constructed};
use super::asn1::show::{Place, Printer};
use super::objects::{self, ASN1_OBJECT, Object, nid};
use super::pkcs7::deeper;
use crate::abi::StaticOrBox;
use crate::abi::layout::Owned;
use crate::err::{Error, Lib, Result, asn1};
use std::ffi::c_int;
use values::{
    CMS_AuthEnvelopedData, CMS_AuthenticatedData, CMS_CompressedData, CMS_DigestedData,
    CMS_EncryptedData, CMS_EnvelopedData, CMS_SignedData,
};

/// An error of the CMS library.
#[track_caller]
pub fn error(reason: c_int) -> Error {
    Error::new(Lib::Cms, reason)
}

/// The object of a NID.
pub fn object(number: c_int) -> Result<Object> {
    objects::known(number).map(StaticOrBox::Static)
}

/// Declares what a content may be, and a field for each.
macro_rules! contents {
    ($($(#[$doc:meta])* $field:ident $Name:ident: $kind:ty = $number:path, $shown:literal;)+) => {
        /// A content and what it is.
        pub struct CMS_ContentInfo {
            /// What it is.
            pub content_type: Owned<ASN1_OBJECT>,
            $($(#[$doc])* pub $field: Owned<<$kind as Kind>::Value>,)+
            /// A content of another kind.
            pub other: Owned<ASN1_TYPE>,
        }

        /// What a [`CMS_ContentInfo`] holds.
        pub enum Content<'a> {
            $($(#[$doc])* $Name(&'a <$kind as Kind>::Value),)+
            /// A content of another kind.
            Other(&'a ASN1_TYPE),
            /// Nothing.
            None,
        }

        impl CMS_ContentInfo {
            /// What it holds.
            pub fn content(&self) -> Content<'_> {
                match self.nid() {
                    $($number => self.$field.get().map_or(Content::None, Content::$Name),)+
                    _ => self.other.get().map_or(Content::None, Content::Other),
                }
            }
        }

        impl Kind for CMS_ContentInfo {
            type Value = CMS_ContentInfo;
            const NAME: &'static str = "CMS_ContentInfo";
            fn blank() -> Box<Self> {
                Box::new(CMS_ContentInfo {
                    content_type: Owned::new(Oid::blank()),
                    $($field: Owned::null(),)+
                    other: Owned::null(),
                })
            }
            fn fits(tag: Tag) -> bool {
                tag == SEQUENCE
            }
            fn read(from: &mut Reader<'_>, tag: Option<Tag>) -> Result<Box<Self>> {
                let mut body = open(from, tag, Self::NAME)?;
                let made = Self::blank();
                made.content_type.set(
                    member::<Req<Oid>>(&mut body, Self::NAME, "contentType")?.take(),
                );
                match made.nid() {
                    $($number => made.$field.set(
                        deeper(|| inside::<$kind>(&mut body, $shown))?.take(),
                    ),)+
                    _ => made.other.set(
                        deeper(|| inside::<ASN1_TYPE>(&mut body, "d.other"))?.take(),
                    ),
                }
                close(&body, Self::NAME)?;
                Ok(made)
            }
            fn write(value: &Self, tag: Option<Tag>, out: &mut Vec<u8>) {
                put_constructed(out, tag.unwrap_or(SEQUENCE), |body| {
                    Req::<Oid>::write(&value.content_type, body);
                    match value.nid() {
                        $($number => Exp::<0, $kind>::write(&value.$field, body),)+
                        _ => Exp::<0, ASN1_TYPE>::write(&value.other, body),
                    }
                });
            }
            fn show(value: &Self, to: &mut Printer, place: Place<'_>) -> Result<()> {
                to.sequence::<Self>(place, |to, at| {
                    to.field::<Oid>(value.content_type.get(), "contentType", at)?;
                    match value.nid() {
                        $($number => to.field::<$kind>(value.$field.get(), $shown, at),)+
                        _ => to.field::<ASN1_TYPE>(value.other.get(), "d.other", at),
                    }
                })
            }
        }
    };
}
contents! {
    /// Bytes.
    data Data: OctetsInPieces = nid::PKCS7_DATA, "d.data";
    /// Signed.
    signed Signed: CMS_SignedData = nid::PKCS7_SIGNED, "d.signedData";
    /// For recipients.
    enveloped Enveloped: CMS_EnvelopedData = nid::PKCS7_ENVELOPED, "d.envelopedData";
    /// Under a digest.
    digested Digested: CMS_DigestedData = nid::PKCS7_DIGEST, "d.digestedData";
    /// Under a key.
    encrypted Encrypted: CMS_EncryptedData = nid::PKCS7_ENCRYPTED, "d.encryptedData";
    /// For recipients, and authenticated with the encryption.
    sealed Sealed: CMS_AuthEnvelopedData = nid::CMS_AUTH_ENVELOPED, "d.authEnvelopedData";
    /// Under a code that recipients can check.
    authenticated Authenticated: CMS_AuthenticatedData = nid::CMS_AUTHENTICATED, "d.authenticatedData";
    /// Compressed.
    compressed Compressed: CMS_CompressedData = nid::CMS_COMPRESSED, "d.compressedData";
}

/// The content of a kind inside `[0] EXPLICIT`, which must be there.
fn inside<K: Kind>(from: &mut Reader<'_>, field: &'static str) -> Result<Owned<K::Value>> {
    let place = || format!("Field={field}, Type=CMS_ContentInfo");
    if from.is_empty() {
        return Err(bad(asn1::R_FIELD_MISSING).with(place()));
    }
    Exp::<0, K>::read(from).map_err(|e| nested(&e).with(place()))
}

impl CMS_ContentInfo {
    /// The NID of what it is.
    pub fn nid(&self) -> c_int {
        self.content_type.get().map_or(0, ASN1_OBJECT::nid)
    }

    /// Makes it one of a kind whose value is put into its field next.
    pub fn set_type(&self, number: c_int) -> Result<()> {
        self.content_type.set(Some(object(number)?));
        Ok(())
    }

    /// Whether it holds nothing yet.
    pub fn is_blank(&self) -> bool {
        matches!(self.content(), Content::None)
    }
}
