//! Encoding a content while it passes, in BER of indefinite length.

use super::content::{Place, place};
use super::values::{
    CMS_CertificateChoices, CMS_EncapsulatedContentInfo, CMS_EncryptedContentInfo,
    CMS_OriginatorInfo, CMS_RecipientInfo, CMS_RevocationInfoChoice, CMS_SignerInfo,
};
use super::{CMS_ContentInfo, Content, pipe, values};
use crate::abi::layout::Owned;
use crate::abi::layout::asn1::{ASN1_STRING, CONT, NDEF};
use crate::err::{Error, Result};
use crate::obj::asn1::codec::{Exp, Imp, ImpSet, Kind, Member, Req, SetOf};
use crate::obj::asn1::number::Embedded;
use crate::obj::asn1::primitive::{Octets, OctetsInPieces, Oid};
use crate::obj::bio::BIO;
use crate::obj::objects::nid;
use crate::obj::pkcs7::mail::{self, Message};
use crate::obj::pkcs7::pipe::Pipe;
use crate::obj::pkcs7::stream::{Body, FIRST, Frame, PIECES, SEQUENCE, Streamed};
use crate::obj::x509::algorithm::X509_ALGOR;
use crate::obj::x509::request::X509_ATTRIBUTE;
use std::ffi::c_int;
use std::sync::Arc;

/// Marks the octets of a content as streamed, and gives them.
///
/// Errors: `CMS_R_UNSUPPORTED_CONTENT_TYPE`.
pub fn streamed(of: &CMS_ContentInfo) -> Result<&ASN1_STRING> {
    let there = place(of)?;
    if let Place::Field(field) = &there
        && field.get().is_none()
    {
        field.set(Some(Octets::blank()));
    }
    let octets = there.octets().ok_or_else(Error::quiet)?;
    octets.flags.set((octets.flags.get() | NDEF) & !CONT);
    Ok(octets)
}

fn encapsulated(frame: &mut Frame, content: &Owned<CMS_EncapsulatedContentInfo>) {
    let Some(content) = content.get() else { return };
    frame.value(SEQUENCE, |frame| {
        frame.member::<Req<Oid>>(&content.eContentType);
        if let Some(octets) = content.eContent.get() {
            frame.value(FIRST, |frame| {
                if !frame.octets(octets, PIECES) {
                    OctetsInPieces::write(octets, None, &mut frame.bytes);
                }
            });
        }
    });
}

fn encrypted(frame: &mut Frame, content: &Owned<CMS_EncryptedContentInfo>) {
    let Some(content) = content.get() else { return };
    frame.value(SEQUENCE, |frame| {
        frame.member::<Req<Oid>>(&content.contentType);
        frame.member::<Req<X509_ALGOR>>(&content.contentEncryptionAlgorithm);
        if let Some(octets) = content.encryptedContent.get()
            && !frame.octets(octets, FIRST)
        {
            frame.member::<Imp<0, OctetsInPieces>>(&content.encryptedContent);
        }
    });
}

fn inside(frame: &mut Frame, of: &CMS_ContentInfo) {
    match of.content() {
        Content::Data(octets) => {
            if !frame.octets(octets, PIECES) {
                OctetsInPieces::write(octets, None, &mut frame.bytes);
            }
        }
        Content::Signed(signed) => frame.value(SEQUENCE, |frame| {
            frame.member::<Embedded>(&signed.version);
            frame.member::<SetOf<X509_ALGOR>>(&signed.digestAlgorithms);
            encapsulated(frame, &signed.encapContentInfo);
            frame.member::<ImpSet<0, CMS_CertificateChoices>>(&signed.certificates);
            frame.member::<ImpSet<1, CMS_RevocationInfoChoice>>(&signed.crls);
            frame.member::<SetOf<CMS_SignerInfo>>(&signed.signerInfos);
        }),
        Content::Enveloped(sealed) => frame.value(SEQUENCE, |frame| {
            frame.member::<Embedded>(&sealed.version);
            frame.member::<Imp<0, CMS_OriginatorInfo>>(&sealed.originatorInfo);
            frame.member::<SetOf<CMS_RecipientInfo>>(&sealed.recipientInfos);
            encrypted(frame, &sealed.encryptedContentInfo);
            frame.member::<ImpSet<1, X509_ATTRIBUTE>>(&sealed.unprotectedAttrs);
        }),
        Content::Digested(digested) => frame.value(SEQUENCE, |frame| {
            frame.member::<Embedded>(&digested.version);
            frame.member::<Req<X509_ALGOR>>(&digested.digestAlgorithm);
            encapsulated(frame, &digested.encapContentInfo);
            frame.member::<Req<Octets>>(&digested.digest);
        }),
        Content::Encrypted(sealed) => frame.value(SEQUENCE, |frame| {
            frame.member::<Embedded>(&sealed.version);
            encrypted(frame, &sealed.encryptedContentInfo);
            frame.member::<ImpSet<1, X509_ATTRIBUTE>>(&sealed.unprotectedAttrs);
        }),
        Content::Sealed(sealed) => frame.value(SEQUENCE, |frame| {
            frame.member::<Embedded>(&sealed.version);
            frame.member::<Imp<0, CMS_OriginatorInfo>>(&sealed.originatorInfo);
            frame.member::<SetOf<CMS_RecipientInfo>>(&sealed.recipientInfos);
            encrypted(frame, &sealed.authEncryptedContentInfo);
            frame.member::<ImpSet<2, X509_ATTRIBUTE>>(&sealed.authAttrs);
            frame.member::<Req<Octets>>(&sealed.mac);
            frame.member::<ImpSet<3, X509_ATTRIBUTE>>(&sealed.unauthAttrs);
        }),
        Content::Authenticated(value) => {
            values::CMS_AuthenticatedData::write(value, None, &mut frame.bytes);
        }
        Content::Compressed(value) => {
            values::CMS_CompressedData::write(value, None, &mut frame.bytes);
        }
        Content::Other(_) | Content::None => {}
    }
}

impl Streamed for CMS_ContentInfo {
    fn mark(&self) -> Result<()> {
        streamed(self).map(|_| ())
    }
    fn write(&self, frame: &mut Frame) {
        frame.value(SEQUENCE, |frame| {
            frame.member::<Req<Oid>>(&self.content_type);
            match self.content() {
                Content::Other(_) | Content::None => {
                    Exp::<0, crate::obj::asn1::primitive::ASN1_TYPE>::write(
                        &self.other,
                        &mut frame.bytes,
                    );
                }
                _ => frame.value(FIRST, |frame| inside(frame, self)),
            }
        });
    }
    fn start(&self, tail: &Arc<BIO>) -> Result<Pipe> {
        pipe::start(self, Some(tail))
    }
    fn finish(&self, chain: &Arc<BIO>) -> Result<()> {
        pipe::finish(self, chain)
    }
}

/// Writes a content as an S/MIME message: in two parts if it is detached and
/// given. Returns whether all was written.
pub fn write_mail(
    out: &Arc<BIO>,
    of: &CMS_ContentInfo,
    data: Option<&Arc<BIO>>,
    flags: c_int,
) -> Result<bool> {
    let digests = match of.content() {
        Content::Signed(signed) => Some(signed.digestAlgorithms.items()),
        _ => None,
    };
    let digests = digests.filter(|all| !all.is_empty());
    let inner = super::content::inner_type(of).ok().and_then(|kind| kind.get());
    let inner = inner.map_or(nid::UNDEF, |kind| kind.nid());
    let message = Message { body: Body::Cms(of), kind: of.nid(), inner, digests };
    mail::write_message(out, &message, data, flags)
}
